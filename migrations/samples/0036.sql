-- Rows as they stand in the tables of 0036: beans that Anna buys once a month, up to when that is found, and an automation about them.
INSERT INTO rhythms (shop_id, member_id, category_id, order_id, last_at, every_days, due_on) VALUES
    (UUID '01900000-0000-7000-8000-0000000000aa', UUID '01900000-0000-7000-8000-000000000101', UUID '01900000-0000-7000-8000-000000000901', UUID '01900000-0000-7000-8000-000000000402', '2027-01-01T10:00:00+00:00', 30, '2027-01-31');
INSERT INTO rhythm_counts (shop_id, upto) VALUES
    (UUID '01900000-0000-7000-8000-0000000000aa', '2027-01-02T00:00:00+00:00');
UPDATE automations SET category_id = UUID '01900000-0000-7000-8000-000000000901' WHERE shop_id = UUID '01900000-0000-7000-8000-0000000000aa';
