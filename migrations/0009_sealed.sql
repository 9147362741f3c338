-- What is private about people is sealed: encrypted with a key that is not in the database.
--
-- SQL cannot seal. What earlier programs wrote stands in the columns named `plain_…` until the program has
-- sealed it, which it does before it answers anybody; afterwards they are empty.

ALTER TABLE members RENAME COLUMN phone TO plain_phone;
ALTER TABLE members ADD COLUMN phone BYTEA;
CREATE INDEX members_plain ON members (shop_id, member_id) WHERE plain_phone IS NOT NULL;

-- Where an order is brought to.
ALTER TABLE orders RENAME COLUMN delivery TO plain_delivery;
ALTER TABLE orders ADD COLUMN delivery BYTEA;
CREATE INDEX orders_plain ON orders (shop_id, order_id) WHERE plain_delivery IS NOT NULL;

-- The keys that values in this database may be sealed with, by their ids. Never a key itself.
CREATE TABLE seal_keys (
    key_id     TEXT PRIMARY KEY,
    since      TIMESTAMPTZ NOT NULL,
    -- How far the search for values under other keys than this has come: which column, and the last row.
    -- NULL: it has been through all of them.
    column_at  BIGINT,
    shop_at    UUID,
    first_at   UUID,
    second_at  UUID,
    -- Whether values under other keys were found since it began.
    found      BOOLEAN NOT NULL DEFAULT FALSE
);
