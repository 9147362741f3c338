-- Rows as they stand in the tables of 0015: a list that was taken over.
INSERT INTO imports (shop_id, import_id, file, state, made_by, made_at, counts, done_at) VALUES
    (UUID '01900000-0000-7000-8000-0000000000aa', UUID '01900000-0000-7000-8000-000000001501', 'customers.xlsx', 'done', 7, '2027-01-01T11:00:00+00:00', '{"new":1,"changed":0,"same":0,"bad":0,"points":120}', '2027-01-01T11:02:00+00:00');
INSERT INTO import_rows (shop_id, import_id, line, fate, member_id, row_id, undo_id, nth, user_id, name, username, phone, card, joined_at, points, tier_id, more, was) VALUES
    (UUID '01900000-0000-7000-8000-0000000000aa', UUID '01900000-0000-7000-8000-000000001501', 2, 'new', UUID '01900000-0000-7000-8000-000000001502', UUID '01900000-0000-7000-8000-000000001502', UUID '01900000-0000-7000-8000-000000001503', 1, NULL, 'Anna', NULL, NULL, 'ABCDEFGHJKMN', NULL, 120, NULL, NULL, NULL);
-- Somebody whom a list made a member, and who was taken back with it.
INSERT INTO members (shop_id, member_id, number, user_id, name, username, card, agreed_at, removed_at) VALUES
    (UUID '01900000-0000-7000-8000-0000000000aa', UUID '01900000-0000-7000-8000-000000001504', 1015, NULL, '–', NULL, 'CDEFGHJKMNPQ', '2027-01-01T11:02:00+00:00', '2027-01-01T12:00:00+00:00');
INSERT INTO balances (shop_id, member_id, points, pending, owed, free_ever, free_on, free_today) VALUES
    (UUID '01900000-0000-7000-8000-0000000000aa', UUID '01900000-0000-7000-8000-000000001504', 0, 0, 0, 0, NULL, 0);
