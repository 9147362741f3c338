-- Rows as they stand in the tables of 0019: a category with a picture, and a gift of which one a day is to be had.
INSERT INTO categories (shop_id, category_id, slug, title, active, photo) VALUES
    (UUID '01900000-0000-7000-8000-0000000000aa', UUID '01900000-0000-7000-8000-000000000d01', 'at-home', 'At home', TRUE, 'AgACAgIAAxkB');
INSERT INTO gifts (shop_id, gift_id, slug, title, description, price, stock, stocked, per_member, per_day, from_day, until_day, coupon_days, photo, active) VALUES
    (UUID '01900000-0000-7000-8000-0000000000aa', UUID '01900000-0000-7000-8000-000000000d02', NULL, 'Espresso', '', 40, NULL, NULL, NULL, 1, NULL, NULL, 7, NULL, TRUE);
