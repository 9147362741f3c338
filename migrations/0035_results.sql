-- What came of what automations decided, once the time is over in which it could.

-- Purchases within the window of a decision, and what was spent with them in minor units. NULL: not looked at yet.
ALTER TABLE touches ADD COLUMN bought BIGINT CHECK (bought >= 0);
ALTER TABLE touches ADD COLUMN spent BIGINT;
-- The member bought, redeemed, paid with points or checked in.
ALTER TABLE touches ADD COLUMN back BOOLEAN;
-- What came with it, and whether its coupon was used within the window.
ALTER TABLE touches ADD COLUMN points BIGINT;
ALTER TABLE touches ADD COLUMN coupons BIGINT;
ALTER TABLE touches ADD COLUMN used BIGINT;
-- How many percent were left out when it was decided: only those who could have been left out by the same draw are
-- compared with those who were.
ALTER TABLE touches ADD COLUMN holdout BIGINT NOT NULL DEFAULT 0;

-- When it went out: what was sent lately, and how many of these went.
CREATE INDEX touches_sent ON touches (shop_id, sent_at) WHERE sent_at IS NOT NULL;

-- Sums of the decisions whose time is over, so that a screen reads a few rows however many there are.
CREATE TABLE results (
    shop_id       UUID NOT NULL,
    automation_id UUID NOT NULL,
    wave          BIGINT NOT NULL,
    holdout       BIGINT NOT NULL,
    held          BOOLEAN NOT NULL,
    -- All that were looked at.
    touches       BIGINT NOT NULL,
    -- Of these, those who are compared, how many of them bought, and what they spent: its sum, and the sum of its squares,
    -- in two parts, because a number of 64 bits is soon too small for it.
    people        BIGINT NOT NULL,
    buyers        BIGINT NOT NULL,
    spent         BIGINT NOT NULL,
    squares_high  BIGINT NOT NULL,
    squares_low   BIGINT NOT NULL,
    -- What it did with those whom it reached.
    reached       BIGINT NOT NULL,
    opened        BIGINT NOT NULL,
    back          BIGINT NOT NULL,
    bought        BIGINT NOT NULL,
    lost          BIGINT NOT NULL,
    refused       BIGINT NOT NULL,
    points        BIGINT NOT NULL,
    coupons       BIGINT NOT NULL,
    used          BIGINT NOT NULL,
    PRIMARY KEY (shop_id, automation_id, wave, holdout, held),
    FOREIGN KEY (shop_id, automation_id) REFERENCES automations (shop_id, automation_id)
);

-- How many did not go out, and why.
CREATE TABLE drops (
    shop_id       UUID NOT NULL,
    automation_id UUID NOT NULL,
    wave          BIGINT NOT NULL,
    why           TEXT NOT NULL,
    people        BIGINT NOT NULL,
    PRIMARY KEY (shop_id, automation_id, wave, why),
    FOREIGN KEY (shop_id, automation_id) REFERENCES automations (shop_id, automation_id)
);

-- How many messages went out on a day, and how many of those who got them went within a day of it.
CREATE TABLE mail_days (
    shop_id UUID NOT NULL REFERENCES shops (shop_id),
    day     DATE NOT NULL,
    sent    BIGINT NOT NULL,
    lost    BIGINT NOT NULL,
    PRIMARY KEY (shop_id, day)
);

-- Marketing of a shop stands still, because too many went after what was sent.
CREATE TABLE brakes (
    shop_id     UUID NOT NULL REFERENCES shops (shop_id),
    brake_id    UUID NOT NULL,
    pulled_at   TIMESTAMPTZ NOT NULL,
    -- What it was pulled for.
    sent        BIGINT NOT NULL,
    lost        BIGINT NOT NULL,
    usual_sent  BIGINT NOT NULL,
    usual_lost  BIGINT NOT NULL,
    -- Somebody looked at it and keeps it pulled.
    kept_at     TIMESTAMPTZ,
    kept_by     BIGINT,
    released_at TIMESTAMPTZ,
    released_by BIGINT,
    PRIMARY KEY (shop_id, brake_id)
);

-- A shop stands still once.
CREATE UNIQUE INDEX brakes_open ON brakes (shop_id) WHERE released_at IS NULL;
