-- Rows as they stand in the tables of 0006: double points for beans on weekends, points that wait for a second
-- person, and a day that was counted.
INSERT INTO earn_rules (shop_id, rule_id, slug, title, times, tier_id, category_id, from_day, until_day, weekdays, active) VALUES
    (UUID '01900000-0000-7000-8000-0000000000aa', UUID '01900000-0000-7000-8000-000000000a01', 'beans', 'Bean weekends', 200, NULL, UUID '01900000-0000-7000-8000-000000000901', '2027-01-01', '2027-03-31', 96, TRUE);
INSERT INTO adjustments (shop_id, adjustment_id, member_id, amount, moved, note, state, cause, asked_by, asked_at, expires_at, decided_by, decided_at) VALUES
    (UUID '01900000-0000-7000-8000-0000000000aa', UUID '01900000-0000-7000-8000-000000000a11', UUID '01900000-0000-7000-8000-000000000101', 900, NULL, 'for the spilled coffee', 'asked', 'adjust:1', 7, '2027-01-01T10:00:00+00:00', '2027-01-03T10:00:00+00:00', NULL, NULL);
INSERT INTO days (shop_id, day, orders, sales, newcomers, given, spent, expired) VALUES
    (UUID '01900000-0000-7000-8000-0000000000aa', '2027-01-01', 1, 1280, 1, 62, 50, 0);
