-- Rows as they stand in the tables of 0010: what a coffee bar knows of Anna, whom she buys for, and what she was asked.
INSERT INTO fields (shop_id, field_id, slug, title, grouped, kind, seen_from, seen_own, edited_from, edited_own, asked, why, place, active) VALUES
    (UUID '01900000-0000-7000-8000-0000000000aa', UUID '01900000-0000-7000-8000-000000000c01', 'cafe.milk', 'Milk', 'Coffee', '{"kind":"choice","choices":["Whole","Oat"]}', 'clerk', TRUE, 'clerk', TRUE, TRUE, 'So your cup is right without asking.', 1, TRUE),
    (UUID '01900000-0000-7000-8000-0000000000aa', UUID '01900000-0000-7000-8000-000000000c02', NULL, 'Allergies', 'Coffee', '{"kind":"text"}', 'manager', FALSE, 'manager', FALSE, FALSE, NULL, 2, FALSE);
INSERT INTO field_values (shop_id, member_id, field_id, value, actor, actor_id, set_at) VALUES
    (UUID '01900000-0000-7000-8000-0000000000aa', UUID '01900000-0000-7000-8000-000000000101', UUID '01900000-0000-7000-8000-000000000c01', '{"kind":"choice","value":"Oat"}', 'member', 8, '2027-01-01T10:00:00+00:00');
INSERT INTO notes (shop_id, note_id, member_id, body, private, author, at, removed_at, removed_by, cause) VALUES
    (UUID '01900000-0000-7000-8000-0000000000aa', UUID '01900000-0000-7000-8000-000000000c11', UUID '01900000-0000-7000-8000-000000000101', 'Likes the corner table.', FALSE, 7, '2027-01-01T10:00:00+00:00', NULL, NULL, 'note:7:1'),
    (UUID '01900000-0000-7000-8000-0000000000aa', UUID '01900000-0000-7000-8000-000000000c12', UUID '01900000-0000-7000-8000-000000000101', 'Between jobs.', TRUE, 7, '2027-01-01T10:01:00+00:00', '2027-01-02T10:00:00+00:00', 7, 'note:7:2');
INSERT INTO tags (shop_id, tag_id, slug, title, rule, active) VALUES
    (UUID '01900000-0000-7000-8000-0000000000aa', UUID '01900000-0000-7000-8000-000000000c21', NULL, 'Window seat', NULL, TRUE),
    (UUID '01900000-0000-7000-8000-0000000000aa', UUID '01900000-0000-7000-8000-000000000c22', 'oat', 'Oat drinkers', '{"all":[{"kind":"field","field":"01900000-0000-7000-8000-000000000c01","value":{"kind":"choice","value":"Oat"}}]}', TRUE);
INSERT INTO member_tags (shop_id, member_id, tag_id, put_by, at) VALUES
    (UUID '01900000-0000-7000-8000-0000000000aa', UUID '01900000-0000-7000-8000-000000000101', UUID '01900000-0000-7000-8000-000000000c21', 7, '2027-01-01T10:00:00+00:00'),
    (UUID '01900000-0000-7000-8000-0000000000aa', UUID '01900000-0000-7000-8000-000000000101', UUID '01900000-0000-7000-8000-000000000c22', NULL, '2027-01-01T10:00:00+00:00');
INSERT INTO member_photos (shop_id, photo_id, member_id, file, caption, added_by, at, cause) VALUES
    (UUID '01900000-0000-7000-8000-0000000000aa', UUID '01900000-0000-7000-8000-000000000c31', UUID '01900000-0000-7000-8000-000000000101', 'AgACAgIAAx', 'Her own cup', 7, '2027-01-01T10:00:00+00:00', 'photo:7:1');
INSERT INTO birthdays (shop_id, member_id, calendar, month, day, leap, year, set_at, changed_at) VALUES
    (UUID '01900000-0000-7000-8000-0000000000aa', UUID '01900000-0000-7000-8000-000000000101', 'lunar', 8, 15, FALSE, NULL, '2027-01-01T10:00:00+00:00', NULL);
INSERT INTO relatives (shop_id, relative_id, member_id, relation, name, calendar, month, day, leap, year, size, taste, added_at) VALUES
    (UUID '01900000-0000-7000-8000-0000000000aa', UUID '01900000-0000-7000-8000-000000000c41', UUID '01900000-0000-7000-8000-000000000101', 'father', 'Jan', 'gregorian', 2, 29, FALSE, 1960, '43', 'Dark roasts', '2027-01-01T10:00:00+00:00');
INSERT INTO wishes (shop_id, member_id, product_id, at) VALUES
    (UUID '01900000-0000-7000-8000-0000000000aa', UUID '01900000-0000-7000-8000-000000000101', UUID '01900000-0000-7000-8000-000000000911', '2027-01-01T10:00:00+00:00');
INSERT INTO asking (shop_id, asks, every_days, points) VALUES
    (UUID '01900000-0000-7000-8000-0000000000aa', TRUE, 7, 10);
INSERT INTO questions (shop_id, member_id, subject, state, times, asked_at) VALUES
    (UUID '01900000-0000-7000-8000-0000000000aa', UUID '01900000-0000-7000-8000-000000000101', 'birthday', 'later', 1, '2027-01-01T10:00:00+00:00');
