-- Offers: what only members get, who got it, and who waits for it.

CREATE TABLE offers (
    shop_id     UUID NOT NULL REFERENCES shops (shop_id),
    offer_id    UUID NOT NULL,
    -- Names the offer in files, as for shops.
    slug        TEXT,
    title       TEXT NOT NULL,
    description TEXT NOT NULL,
    photo       TEXT,
    -- The terms of its coupons, and whom it is for.
    terms       JSONB NOT NULL,
    audience    JSONB NOT NULL,
    opens_at    TIMESTAMPTZ NOT NULL,
    ends_at     TIMESTAMPTZ NOT NULL CHECK (ends_at > opens_at),
    -- Tiers that may earlier do.
    early       BOOLEAN NOT NULL,
    -- What is left, and all that was ever put there: stock = stocked - what is claimed. Neither is counted
    -- when both are NULL.
    stock       BIGINT CHECK (stock >= 0),
    stocked     BIGINT,
    per_member  BIGINT CHECK (per_member > 0),
    -- The most that is given away, and what the coupons that are claimed can cost (C7).
    budget      BIGINT CHECK (budget >= 0),
    spent       BIGINT NOT NULL DEFAULT 0 CHECK (spent >= 0),
    coupon_days BIGINT NOT NULL CHECK (coupon_days >= 0),
    active      BOOLEAN NOT NULL,
    PRIMARY KEY (shop_id, offer_id),
    UNIQUE (shop_id, slug)
);

CREATE INDEX offers_listed ON offers (shop_id, ends_at, offer_id) WHERE active;

-- Who asked for an offer, and what came of it.
CREATE TABLE claims (
    shop_id   UUID NOT NULL,
    claim_id  UUID NOT NULL,
    offer_id  UUID NOT NULL,
    member_id UUID NOT NULL,
    -- In line; has a coupon; the coupon came back unused; went out of the line without one.
    state     TEXT NOT NULL CHECK (state IN ('waiting', 'claimed', 'released', 'left')),
    -- The place in the line: when their tier may claim, then when they asked.
    opens_at  TIMESTAMPTZ NOT NULL,
    asked_at  TIMESTAMPTZ NOT NULL,
    coupon_id UUID,
    -- What of the offer's budget it takes up.
    cost      BIGINT NOT NULL CHECK (cost >= 0),
    -- What made it. A cause takes effect once (P3).
    cause     TEXT NOT NULL,
    PRIMARY KEY (shop_id, claim_id),
    UNIQUE (shop_id, cause),
    FOREIGN KEY (shop_id, offer_id) REFERENCES offers (shop_id, offer_id),
    FOREIGN KEY (shop_id, member_id) REFERENCES members (shop_id, member_id),
    FOREIGN KEY (shop_id, coupon_id) REFERENCES coupons (shop_id, coupon_id),
    CHECK ((state IN ('claimed', 'released')) = (coupon_id IS NOT NULL))
);

CREATE INDEX claims_in_line ON claims (shop_id, offer_id, opens_at, asked_at, claim_id) WHERE state = 'waiting';
CREATE INDEX claims_of_offer ON claims (shop_id, offer_id, state);
CREATE INDEX claims_of_member ON claims (shop_id, member_id, offer_id, state);
CREATE UNIQUE INDEX claims_once_in_line ON claims (shop_id, offer_id, member_id) WHERE state = 'waiting';
CREATE UNIQUE INDEX claims_of_coupon ON claims (shop_id, coupon_id) WHERE coupon_id IS NOT NULL;

-- The posts about an offer in the shop's groups.
CREATE TABLE offer_posts (
    shop_id    UUID NOT NULL,
    offer_id   UUID NOT NULL,
    chat_id    BIGINT NOT NULL,
    -- NULL: on its way.
    message_id BIGINT,
    -- It has a picture, whose caption it is.
    picture    BOOLEAN NOT NULL,
    -- What it says now, so that nothing is changed that reads the same.
    said       JSONB,
    PRIMARY KEY (shop_id, offer_id, chat_id),
    FOREIGN KEY (shop_id, offer_id) REFERENCES offers (shop_id, offer_id)
);
