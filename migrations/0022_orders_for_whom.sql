-- Members order for those they buy for (B8). What was known of them then is sealed with the order: what they are to the
-- member, name, size and taste.
ALTER TABLE orders ADD COLUMN for_whom BYTEA;
-- Which relative of the member that is. Both go when the relative does.
ALTER TABLE orders ADD COLUMN relative_id UUID;
CREATE INDEX orders_for_relatives ON orders (shop_id, member_id, order_id) WHERE relative_id IS NOT NULL;
