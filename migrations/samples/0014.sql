-- Rows as they stand in the tables of 0014: a member is found by a word of the name, and by one inside a tag.
INSERT INTO find_keys (shop_id, key, member_id, source) VALUES
    (UUID '01900000-0000-7000-8000-0000000000aa', 'banna', UUID '01900000-0000-7000-8000-000000000101', 0),
    (UUID '01900000-0000-7000-8000-0000000000aa', 'iip', UUID '01900000-0000-7000-8000-000000000101', 1);
