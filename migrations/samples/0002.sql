-- Rows as they stand in the tables of 0002: one shop, its owner, a member with a sale and a redeemed gift.
INSERT INTO shops (shop_id, slug, name, lang, time_zone, currency, earn_per, earn_points, welcome, check_in, expiry_months, pending_days, free_per_day, free_in_total, last_number, created_at) VALUES
    (UUID '01900000-0000-7000-8000-0000000000aa', 'corner', 'Corner Coffee', 'en', 'Europe/London', 'GBP', 100, 1, 50, 1, 12, 0, 100, NULL, 1001, '2027-01-01T09:00:00+00:00');
INSERT INTO people (user_id, first_name, last_name, username, lang, lang_chosen, shop_id, reachable, unreachable_because, seen_at) VALUES
    (7, 'Olivia', NULL, 'olivia', 'en', FALSE, UUID '01900000-0000-7000-8000-0000000000aa', TRUE, NULL, '2027-01-01T09:00:00+00:00'),
    (8, 'Anna', 'Kowalska', NULL, 'zh-CN', TRUE, UUID '01900000-0000-7000-8000-0000000000aa', FALSE, 'bot was blocked by the user', '2027-01-01T09:00:00+00:00');
INSERT INTO members (shop_id, member_id, number, user_id, name, username, phone, card, agreed_at) VALUES
    (UUID '01900000-0000-7000-8000-0000000000aa', UUID '01900000-0000-7000-8000-000000000101', 1001, 8, 'Anna Kowalska', NULL, '628123456', 'ABCDEFGHJKMN', '2027-01-01T09:10:00+00:00');
INSERT INTO member_keys (shop_id, key, member_id) VALUES
    (UUID '01900000-0000-7000-8000-0000000000aa', 'anna', UUID '01900000-0000-7000-8000-000000000101');
INSERT INTO staff (shop_id, user_id, role, name, added_by, added_at, removed_at) VALUES
    (UUID '01900000-0000-7000-8000-0000000000aa', 7, 'owner', 'Olivia', NULL, '2027-01-01T09:00:00+00:00', NULL);
INSERT INTO invitations (token, shop_id, role, made_by, expires_at, used_by, used_at) VALUES
    ('ZYXWVTSRQPNM', UUID '01900000-0000-7000-8000-0000000000aa', 'owner', NULL, '2027-01-08T09:00:00+00:00', 7, '2027-01-01T09:00:00+00:00');
INSERT INTO groups (chat_id, shop_id, title, present, admin, bound_by, bound_at) VALUES
    (-1000000000100, UUID '01900000-0000-7000-8000-0000000000aa', 'Corner Coffee Regulars', TRUE, TRUE, 7, '2027-01-01T09:05:00+00:00');
INSERT INTO former_groups (chat_id, became) VALUES (-100, -1000000000100);
INSERT INTO balances (shop_id, member_id, points, pending, owed, free_ever, free_on, free_today) VALUES
    (UUID '01900000-0000-7000-8000-0000000000aa', UUID '01900000-0000-7000-8000-000000000101', 12, 0, 0, 0, NULL, 0);
INSERT INTO ledger (shop_id, entry_id, member_id, amount, owed, kind, reason, cause, order_id, coupon_id, actor, actor_id, at) VALUES
    (UUID '01900000-0000-7000-8000-0000000000aa', UUID '01900000-0000-7000-8000-000000000201', UUID '01900000-0000-7000-8000-000000000101', 50, 0, 'welcome', '{"kind":"welcome"}', 'welcome:1', NULL, NULL, 'shop', NULL, '2027-01-01T09:10:00+00:00'),
    (UUID '01900000-0000-7000-8000-0000000000aa', UUID '01900000-0000-7000-8000-000000000202', UUID '01900000-0000-7000-8000-000000000101', 12, 0, 'purchase', '{"kind":"purchase","total":1280}', 'order:1', UUID '01900000-0000-7000-8000-000000000401', NULL, 'staff', 7, '2027-01-01T09:20:00+00:00'),
    (UUID '01900000-0000-7000-8000-0000000000aa', UUID '01900000-0000-7000-8000-000000000203', UUID '01900000-0000-7000-8000-000000000101', -50, 0, 'gift', '{"kind":"gift","title":"Coffee"}', 'redeem:1', NULL, UUID '01900000-0000-7000-8000-000000000601', 'member', 8, '2027-01-01T09:30:00+00:00');
INSERT INTO lots (shop_id, lot_id, member_id, order_id, remaining, pending_until, expires_at, earned_at, extended) VALUES
    (UUID '01900000-0000-7000-8000-0000000000aa', UUID '01900000-0000-7000-8000-000000000301', UUID '01900000-0000-7000-8000-000000000101', NULL, 0, NULL, '2028-01-02T00:00:00+00:00', '2027-01-01T09:10:00+00:00', FALSE),
    (UUID '01900000-0000-7000-8000-0000000000aa', UUID '01900000-0000-7000-8000-000000000302', UUID '01900000-0000-7000-8000-000000000101', UUID '01900000-0000-7000-8000-000000000401', 12, NULL, '2028-01-02T00:00:00+00:00', '2027-01-01T09:20:00+00:00', FALSE);
INSERT INTO lot_moves (shop_id, entry_id, lot_id, amount) VALUES
    (UUID '01900000-0000-7000-8000-0000000000aa', UUID '01900000-0000-7000-8000-000000000201', UUID '01900000-0000-7000-8000-000000000301', 50),
    (UUID '01900000-0000-7000-8000-0000000000aa', UUID '01900000-0000-7000-8000-000000000202', UUID '01900000-0000-7000-8000-000000000302', 12),
    (UUID '01900000-0000-7000-8000-0000000000aa', UUID '01900000-0000-7000-8000-000000000203', UUID '01900000-0000-7000-8000-000000000301', -50);
INSERT INTO gifts (shop_id, gift_id, slug, title, description, price, stock, stocked, per_member, from_day, until_day, coupon_days, photo, active) VALUES
    (UUID '01900000-0000-7000-8000-0000000000aa', UUID '01900000-0000-7000-8000-000000000501', 'coffee', 'Coffee', '', 50, 9, 10, 2, '2027-01-01', '2027-12-31', 30, 'AgACAgIAAx', TRUE);
INSERT INTO coupons (shop_id, coupon_id, code, member_id, gift_id, title, price, state, cause, issued_at, expires_at, closed_at, closed_by) VALUES
    (UUID '01900000-0000-7000-8000-0000000000aa', UUID '01900000-0000-7000-8000-000000000601', 'ABCDEFGHJKMP', UUID '01900000-0000-7000-8000-000000000101', UUID '01900000-0000-7000-8000-000000000501', 'Coffee', 50, 'used', 'redeem:1', '2027-01-01T09:30:00+00:00', '2027-02-01T00:00:00+00:00', '2027-01-01T09:40:00+00:00', 7);
INSERT INTO orders (shop_id, order_id, member_id, total, refunded, earned, clawed, note, clerk, cause, at, undone_at) VALUES
    (UUID '01900000-0000-7000-8000-0000000000aa', UUID '01900000-0000-7000-8000-000000000401', UUID '01900000-0000-7000-8000-000000000101', 1280, 0, 12, 0, 'croissants', 7, 'sale:7:1', '2027-01-01T09:20:00+00:00', NULL);
INSERT INTO code_tries (shop_id, user_id, try_id, at) VALUES
    (UUID '01900000-0000-7000-8000-0000000000aa', 8, UUID '01900000-0000-7000-8000-000000000701', '2027-01-01T09:50:00+00:00');
INSERT INTO code_locks (shop_id, user_id, until) VALUES
    (UUID '01900000-0000-7000-8000-0000000000aa', 8, '2027-01-01T10:50:00+00:00');
INSERT INTO audit (shop_id, audit_id, actor, actor_id, action, member_id, was, became, at) VALUES
    (UUID '01900000-0000-7000-8000-0000000000aa', UUID '01900000-0000-7000-8000-000000000801', 'staff', 7, 'sale.record', UUID '01900000-0000-7000-8000-000000000101', NULL, '{"total":1280}', '2027-01-01T09:20:00+00:00');
INSERT INTO dialogs (chat_id, user_id, state, expires_at) VALUES (7, 7, '{"kind":"search"}', '2027-01-02T09:00:00+00:00');
