-- Rows as they stand in the tables of 0003: something in the catalogue, an order that waits to be paid, and the
-- coupon it holds.
INSERT INTO categories (shop_id, category_id, slug, title, active) VALUES
    (UUID '01900000-0000-7000-8000-0000000000aa', UUID '01900000-0000-7000-8000-000000000901', 'beans', 'Beans', TRUE);
INSERT INTO products (shop_id, product_id, slug, category_id, title, description, price, member_price, stars, stock, stocked, members_only, photo, active) VALUES
    (UUID '01900000-0000-7000-8000-0000000000aa', UUID '01900000-0000-7000-8000-000000000911', 'house', UUID '01900000-0000-7000-8000-000000000901', 'House blend', '250 g', 900, 800, NULL, 9, 10, FALSE, NULL, TRUE);
INSERT INTO coupons (shop_id, coupon_id, code, member_id, gift_id, offer_id, title, price, terms, state, order_id, cause, issued_at, expires_at, closed_at, closed_by) VALUES
    (UUID '01900000-0000-7000-8000-0000000000aa', UUID '01900000-0000-7000-8000-000000000602', 'ABCDEFGHJKMQ', UUID '01900000-0000-7000-8000-000000000101', NULL, NULL, 'One pound off', 0, '{"worth":{"kind":"amount","off":100},"min_spend":500}', 'held', UUID '01900000-0000-7000-8000-000000000402', 'hand:1', '2027-01-01T09:30:00+00:00', '2027-02-01T00:00:00+00:00', NULL, NULL);
INSERT INTO orders (shop_id, order_id, member_id, state, channel, external, goods, discount, fee, points_paid, points_worth, total, refunded, earned, clawed, returned, coupon_id, note, delivery, clerk, cause, at, due_at, paid_at, charge, closed_at, undone_at) VALUES
    (UUID '01900000-0000-7000-8000-0000000000aa', UUID '01900000-0000-7000-8000-000000000402', UUID '01900000-0000-7000-8000-000000000101', 'unpaid', 'chat', NULL, 900, 100, 0, 0, 0, 800, 0, 0, 0, 0, UUID '01900000-0000-7000-8000-000000000602', '', NULL, NULL, 'order:1', '2027-01-01T10:00:00+00:00', '2027-01-03T10:00:00+00:00', NULL, NULL, NULL, NULL);
INSERT INTO order_lines (shop_id, order_id, line, product_id, category_id, title, quantity, everyday, price) VALUES
    (UUID '01900000-0000-7000-8000-0000000000aa', UUID '01900000-0000-7000-8000-000000000402', 1, UUID '01900000-0000-7000-8000-000000000911', UUID '01900000-0000-7000-8000-000000000901', 'House blend', 1, 900, 900);
