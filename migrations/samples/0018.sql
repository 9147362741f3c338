-- Rows as they stand in the tables of 0018 before the program has sealed them: how Anna takes her coffee, and whom she buys for.
INSERT INTO field_values (shop_id, member_id, field_id, value, actor, actor_id, set_at, sealed) VALUES
    (UUID '01900000-0000-7000-8000-0000000000aa', UUID '01900000-0000-7000-8000-000000000101', UUID '01900000-0000-7000-8000-000000000c02', '{"kind":"text","value":"Nuts"}', 'staff', 7, '2027-01-01T10:00:00+00:00', FALSE);
INSERT INTO relatives (shop_id, relative_id, member_id, relation, name, calendar, month, day, leap, year, size, taste, added_at, sealed) VALUES
    (UUID '01900000-0000-7000-8000-0000000000aa', UUID '01900000-0000-7000-8000-000000000c42', UUID '01900000-0000-7000-8000-000000000101', 'daughter', 'Mia', NULL, NULL, NULL, FALSE, NULL, '', '', '2027-01-02T10:00:00+00:00', FALSE);
