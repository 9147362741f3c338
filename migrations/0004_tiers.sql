-- Tiers, and where each member stands.

-- By what a shop's tiers are reached and lost. A shop without a row keeps the usual rules.
CREATE TABLE tier_rules (
    shop_id       UUID PRIMARY KEY REFERENCES shops (shop_id),
    basis         TEXT NOT NULL CHECK (basis IN ('money', 'orders')),
    window_months BIGINT NOT NULL CHECK (window_months > 0),
    term_months   BIGINT NOT NULL CHECK (term_months > 0),
    grace_days    BIGINT NOT NULL CHECK (grace_days >= 0),
    warning_days  BIGINT NOT NULL CHECK (warning_days >= 0),
    -- Whoever brought so many buyers leads others (T5).
    leader_buyers BIGINT NOT NULL CHECK (leader_buyers > 0),
    -- Where grades are cut: as the shop says, and as the last night found them (T4).
    own_cuts      JSONB,
    night_cuts    JSONB,
    -- The sums of `standings` are of orders paid from here on. While they are made anew: for members up to
    -- this one.
    counted_from  TIMESTAMPTZ NOT NULL,
    counted_upto  UUID
);

CREATE TABLE tiers (
    shop_id       UUID NOT NULL REFERENCES shops (shop_id),
    tier_id       UUID NOT NULL,
    -- Names the tier in files, as for shops.
    slug          TEXT,
    title         TEXT NOT NULL,
    from_money    BIGINT NOT NULL CHECK (from_money >= 0),
    from_orders   BIGINT NOT NULL CHECK (from_orders >= 0),
    -- Points, in percent of the usual rate; percent off everyday prices; how much earlier offers are open.
    times         BIGINT NOT NULL CHECK (times >= 100),
    off           BIGINT NOT NULL CHECK (off BETWEEN 0 AND 100),
    early_minutes BIGINT NOT NULL CHECK (early_minutes >= 0),
    birthday      JSONB,
    tag           TEXT,
    colour        TEXT NOT NULL,
    active        BOOLEAN NOT NULL,
    PRIMARY KEY (shop_id, tier_id),
    UNIQUE (shop_id, slug)
);

-- Where members stand who ever bought. Whoever did not is where everybody begins.
CREATE TABLE standings (
    shop_id     UUID NOT NULL,
    member_id   UUID NOT NULL,
    -- What they paid since `tier_rules.counted_from` and was not given back, and when they bought last.
    spent       BIGINT NOT NULL CHECK (spent >= 0),
    orders      BIGINT NOT NULL CHECK (orders >= 0),
    last_at     TIMESTAMPTZ,
    -- NULL: below the first tier, or in the one that is everybody's.
    tier_id     UUID,
    since       DATE,
    -- The first day on which the tier has to be earned again, and the day on which it goes, once the
    -- member has been told (T2).
    term_ends   DATE,
    drop_on     DATE,
    -- On this day's night there is something to look at.
    look_on     DATE,
    -- When a purchase won the tier, and what there was before. A refund shakes it.
    won_at      TIMESTAMPTZ,
    before_id   UUID,
    before_ends DATE,
    shaken      BOOLEAN NOT NULL DEFAULT FALSE,
    PRIMARY KEY (shop_id, member_id),
    FOREIGN KEY (shop_id, member_id) REFERENCES members (shop_id, member_id),
    FOREIGN KEY (shop_id, tier_id) REFERENCES tiers (shop_id, tier_id)
);

CREATE INDEX standings_due ON standings (shop_id, look_on, member_id) WHERE look_on IS NOT NULL;

CREATE INDEX standings_of_tier ON standings (shop_id, tier_id) WHERE tier_id IS NOT NULL;

-- Which part of what was given back of an order was money.
ALTER TABLE orders ADD COLUMN money_back BIGINT NOT NULL DEFAULT 0 CHECK (money_back >= 0 AND money_back <= total);
UPDATE orders SET money_back = refunded WHERE points_worth = 0;

-- Who brought a member, and whether staff say that others follow them (T5).
ALTER TABLE members ADD COLUMN invited_by UUID;
ALTER TABLE members ADD COLUMN leader BOOLEAN NOT NULL DEFAULT FALSE;

CREATE INDEX members_brought ON members (shop_id, invited_by) WHERE invited_by IS NOT NULL;
