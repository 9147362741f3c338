-- Rows as they stand in the tables of 0004: two tiers, and a member in the higher one who has been warned.
INSERT INTO tier_rules (shop_id, basis, window_months, term_months, grace_days, warning_days, leader_buyers, own_cuts, night_cuts, counted_from, counted_upto) VALUES
    (UUID '01900000-0000-7000-8000-0000000000aa', 'money', 12, 6, 14, 30, 3, NULL, NULL, '2026-01-01T00:00:00+00:00', NULL);
INSERT INTO tiers (shop_id, tier_id, slug, title, from_money, from_orders, times, off, early_minutes, birthday, tag, colour, active) VALUES
    (UUID '01900000-0000-7000-8000-0000000000aa', UUID '01900000-0000-7000-8000-000000000a01', 'regular', 'Regular', 0, 0, 100, 0, 0, NULL, NULL, 'shop', TRUE),
    (UUID '01900000-0000-7000-8000-0000000000aa', UUID '01900000-0000-7000-8000-000000000a02', 'gold', 'Gold', 1000, 2, 150, 5, 15, '{"worth":{"kind":"gift"}}', 'Gold', 'gold', TRUE);
INSERT INTO standings (shop_id, member_id, spent, orders, last_at, tier_id, since, term_ends, drop_on, look_on, won_at, before_id, before_ends, shaken) VALUES
    (UUID '01900000-0000-7000-8000-0000000000aa', UUID '01900000-0000-7000-8000-000000000101', 1280, 1, '2027-01-01T09:20:00+00:00', UUID '01900000-0000-7000-8000-000000000a02', '2027-01-01', '2027-07-01', '2027-07-15', '2027-07-01', '2027-01-01T09:20:00+00:00', UUID '01900000-0000-7000-8000-000000000a01', NULL, FALSE);
UPDATE members SET leader = TRUE WHERE member_id = UUID '01900000-0000-7000-8000-000000000101';
