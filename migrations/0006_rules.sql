-- Rules by which purchases earn more, adjustments by staff, and what each day came to.

-- What a manager gives or takes alone; more needs a second person (S4).
ALTER TABLE shops ADD COLUMN adjust_limit BIGINT NOT NULL DEFAULT 500 CHECK (adjust_limit >= 0);

-- "Double points this weekend". What is NULL does not matter to the rule.
CREATE TABLE earn_rules (
    shop_id     UUID NOT NULL REFERENCES shops (shop_id),
    rule_id     UUID NOT NULL,
    -- Names the rule in files, as for shops.
    slug        TEXT,
    title       TEXT NOT NULL,
    -- Percent of the usual points.
    times       BIGINT NOT NULL CHECK (times > 100 AND times <= 1000),
    tier_id     UUID,
    category_id UUID,
    from_day    DATE,
    until_day   DATE CHECK (until_day >= from_day),
    -- 1 for Monday, 2 for Tuesday, 4 for Wednesday …, added up.
    weekdays    BIGINT CHECK (weekdays BETWEEN 1 AND 127),
    active      BOOLEAN NOT NULL,
    PRIMARY KEY (shop_id, rule_id),
    UNIQUE (shop_id, slug),
    FOREIGN KEY (shop_id, tier_id) REFERENCES tiers (shop_id, tier_id),
    FOREIGN KEY (shop_id, category_id) REFERENCES categories (shop_id, category_id)
);

CREATE INDEX earn_rules_active ON earn_rules (shop_id, rule_id) WHERE active;

-- Points that staff give or take, with their reason (S4).
CREATE TABLE adjustments (
    shop_id       UUID NOT NULL,
    adjustment_id UUID NOT NULL,
    member_id     UUID NOT NULL,
    -- What was asked for: above zero gives, below takes.
    amount        BIGINT NOT NULL CHECK (amount <> 0),
    -- What it came to: nobody gets into debt by it.
    moved         BIGINT,
    note          TEXT NOT NULL,
    state         TEXT NOT NULL CHECK (state IN ('asked', 'done', 'refused')),
    -- What made it. A cause takes effect once (P3).
    cause         TEXT NOT NULL,
    asked_by      BIGINT NOT NULL,
    asked_at      TIMESTAMPTZ NOT NULL,
    expires_at    TIMESTAMPTZ NOT NULL,
    decided_by    BIGINT,
    decided_at    TIMESTAMPTZ,
    PRIMARY KEY (shop_id, adjustment_id),
    UNIQUE (shop_id, cause),
    FOREIGN KEY (shop_id, member_id) REFERENCES members (shop_id, member_id),
    CHECK ((state = 'done') = (moved IS NOT NULL)),
    CHECK ((state = 'asked') = (decided_at IS NULL))
);

-- What each day of a shop came to, so that a picture of a year reads 365 rows and not every purchase.
-- A cache: a day that is missing is counted again from the rows it follows from.
CREATE TABLE days (
    shop_id   UUID NOT NULL REFERENCES shops (shop_id),
    day       DATE NOT NULL,
    -- Purchases paid on this day that were not undone, and what was paid for them less what went back.
    orders    BIGINT NOT NULL,
    sales     BIGINT NOT NULL,
    newcomers BIGINT NOT NULL,
    given     BIGINT NOT NULL,
    spent     BIGINT NOT NULL,
    expired   BIGINT NOT NULL,
    PRIMARY KEY (shop_id, day)
);

CREATE INDEX members_by_age ON members (shop_id, agreed_at);
