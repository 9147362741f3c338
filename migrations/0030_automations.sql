-- What goes out by itself, and what it did with whom.

CREATE TABLE automations (
    shop_id       UUID NOT NULL REFERENCES shops (shop_id),
    automation_id UUID NOT NULL,
    -- Names it in files, as for shops.
    slug          TEXT,
    trigger_kind  TEXT NOT NULL,
    title         TEXT,
    audience      JSONB NOT NULL,
    waves         JSONB NOT NULL,
    holiday       JSONB,
    holdout       BIGINT NOT NULL CHECK (holdout BETWEEN 0 AND 100),
    -- Since when it is on. NULL: it is off.
    since         TIMESTAMPTZ,
    PRIMARY KEY (shop_id, automation_id),
    UNIQUE (shop_id, slug)
);

-- What was decided about a member, at a moment of theirs, in a wave: once, whatever is repeated.
CREATE TABLE touches (
    shop_id       UUID NOT NULL,
    touch_id      UUID NOT NULL,
    automation_id UUID NOT NULL,
    -- The days by which the wave is named.
    wave          BIGINT NOT NULL,
    member_id     UUID NOT NULL,
    -- The moment that it is about.
    about         TEXT NOT NULL,
    -- 'waiting': to be sent. 'held': left out, so that it can be seen what the automation brings.
    state         TEXT NOT NULL CHECK (state IN ('waiting', 'sent', 'held', 'dropped')),
    why           TEXT,
    decided_at    TIMESTAMPTZ NOT NULL,
    sent_at       TIMESTAMPTZ,
    -- The member tapped one of its buttons; wanted no more of its kind; blocked the bot when it came.
    opened_at     TIMESTAMPTZ,
    refused_at    TIMESTAMPTZ,
    lost_at       TIMESTAMPTZ,
    -- How the member liked what it asked about, from 1 to 5.
    rating        BIGINT CHECK (rating BETWEEN 1 AND 5),
    -- The day on which it can be seen what it brought, until that was looked at.
    measure_on    DATE,
    PRIMARY KEY (shop_id, touch_id),
    UNIQUE (shop_id, automation_id, member_id, about, wave),
    FOREIGN KEY (shop_id, automation_id) REFERENCES automations (shop_id, automation_id),
    FOREIGN KEY (shop_id, member_id) REFERENCES members (shop_id, member_id),
    CHECK ((state = 'dropped') = (why IS NOT NULL))
);

-- How much somebody got lately.
CREATE INDEX touches_of_member ON touches (shop_id, member_id, decided_at);
-- What was decided in an automation lately.
CREATE INDEX touches_of_automation ON touches (shop_id, automation_id, decided_at);
CREATE INDEX touches_to_measure ON touches (shop_id, measure_on, touch_id) WHERE measure_on IS NOT NULL;
CREATE INDEX touches_by_age ON touches (decided_at);

-- What members do not want to hear of (M4).
CREATE TABLE refusals (
    shop_id   UUID NOT NULL,
    member_id UUID NOT NULL,
    -- What an automation waits for.
    trigger_kind TEXT NOT NULL,
    at        TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (shop_id, member_id, trigger_kind),
    FOREIGN KEY (shop_id, member_id) REFERENCES members (shop_id, member_id)
);

-- Those who let the shop write about more than what is theirs.
CREATE INDEX members_marketing ON members (shop_id, member_id) WHERE marketing_at IS NOT NULL;

-- An order that was not paid in time is reminded of; one that somebody cancelled is not.
ALTER TABLE orders ADD COLUMN lapsed BOOLEAN NOT NULL DEFAULT FALSE;

-- When messages go out, and how many (M5).
ALTER TABLE shops ADD COLUMN mail_hour BIGINT NOT NULL DEFAULT 10 CHECK (mail_hour BETWEEN 0 AND 23);
ALTER TABLE shops ADD COLUMN quiet_from BIGINT NOT NULL DEFAULT 21 CHECK (quiet_from BETWEEN 0 AND 23);
ALTER TABLE shops ADD COLUMN quiet_until BIGINT NOT NULL DEFAULT 9 CHECK (quiet_until BETWEEN 0 AND 23);
ALTER TABLE shops ADD COLUMN mail_per_week BIGINT NOT NULL DEFAULT 2 CHECK (mail_per_week >= 0);
