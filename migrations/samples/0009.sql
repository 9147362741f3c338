-- Rows as they stand in the tables of 0009: a key that values are sealed with.
INSERT INTO seal_keys (key_id, since, column_at, shop_at, first_at, second_at, found) VALUES
    ('00c0ffee', '2027-01-01T12:00:00+00:00', NULL, NULL, NULL, NULL, FALSE);
