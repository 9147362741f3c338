-- Rows as they stand in the tables of 0016: a member who is to be asked about offers, one file that became part of another,
-- and somebody who was forgotten.
UPDATE members SET marketing_at = '2027-01-01T09:10:00+00:00'
WHERE shop_id = UUID '01900000-0000-7000-8000-0000000000aa' AND member_id = UUID '01900000-0000-7000-8000-000000000101';
INSERT INTO members (shop_id, member_id, number, user_id, name, username, card, agreed_at, gone_at) VALUES
    (UUID '01900000-0000-7000-8000-0000000000aa', UUID '01900000-0000-7000-8000-000000000102', 1002, NULL, '–', NULL, 'BCDEFGHJKMNP', '2027-01-01T09:11:00+00:00', '2027-01-03T09:00:00+00:00');
INSERT INTO balances (shop_id, member_id, points, pending, owed, free_ever, free_on, free_today) VALUES
    (UUID '01900000-0000-7000-8000-0000000000aa', UUID '01900000-0000-7000-8000-000000000102', 0, 0, 0, 0, NULL, 0);
INSERT INTO former_members (shop_id, former_id, member_id, at) VALUES
    (UUID '01900000-0000-7000-8000-0000000000aa', UUID '01900000-0000-7000-8000-000000000102', UUID '01900000-0000-7000-8000-000000000101', '2027-01-03T09:00:00+00:00');
INSERT INTO forgotten (shop_id, hash, at) VALUES
    (UUID '01900000-0000-7000-8000-0000000000aa', 'a hash that takes the key', '2027-01-03T10:00:00+00:00');
INSERT INTO move_codes (shop_id, member_id, code, expires_at) VALUES
    (UUID '01900000-0000-7000-8000-0000000000aa', UUID '01900000-0000-7000-8000-000000000101', 'ABCDEFGHJKMQ', '2027-01-03T11:00:00+00:00');
INSERT INTO contacts (shop_id, contact) VALUES
    (UUID '01900000-0000-7000-8000-0000000000aa', 'hello@corner.example');
