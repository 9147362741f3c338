-- What members buy again and again, and when each is due by their own rhythm.

CREATE TABLE rhythms (
    shop_id     UUID NOT NULL,
    member_id   UUID NOT NULL,
    category_id UUID NOT NULL,
    -- With which it was bought last, and when that was paid.
    order_id    UUID NOT NULL,
    last_at     TIMESTAMPTZ NOT NULL,
    every_days  BIGINT NOT NULL CHECK (every_days > 0),
    due_on      DATE NOT NULL,
    PRIMARY KEY (shop_id, member_id, category_id),
    FOREIGN KEY (shop_id, member_id) REFERENCES members (shop_id, member_id),
    FOREIGN KEY (shop_id, category_id) REFERENCES categories (shop_id, category_id)
);

CREATE INDEX rhythms_due ON rhythms (shop_id, due_on, member_id, category_id);

-- Up to which purchases the rhythms of a shop are found.
CREATE TABLE rhythm_counts (
    shop_id UUID PRIMARY KEY REFERENCES shops (shop_id),
    upto    TIMESTAMPTZ NOT NULL
);

-- An automation can be about what was bought of one category. NULL: everything.
ALTER TABLE automations ADD COLUMN category_id UUID;
