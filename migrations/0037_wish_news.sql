-- What members wish for and are told of: since when a thing costs less, is there again, or is nearly gone.

ALTER TABLE products ADD COLUMN cheaper_at TIMESTAMPTZ;
-- What it cost before that: everybody, and members.
ALTER TABLE products ADD COLUMN was_price BIGINT;
ALTER TABLE products ADD COLUMN was_member_price BIGINT;
ALTER TABLE products ADD COLUMN back_at TIMESTAMPTZ;
ALTER TABLE products ADD COLUMN scarce_at TIMESTAMPTZ;

CREATE INDEX products_cheaper ON products (shop_id, cheaper_at) WHERE cheaper_at IS NOT NULL;
CREATE INDEX products_back ON products (shop_id, back_at) WHERE back_at IS NOT NULL;
CREATE INDEX products_scarce ON products (shop_id, scarce_at) WHERE scarce_at IS NOT NULL;
