-- Rows as they stand in the tables of 0017: a list that was thrown away before it was taken over.
INSERT INTO imports (shop_id, import_id, file, state, made_by, made_at, counts, dropped_at) VALUES
    (UUID '01900000-0000-7000-8000-0000000000aa', UUID '01900000-0000-7000-8000-000000001701', 'customers.csv', 'ready', 7, '2027-01-04T11:00:00+00:00', '{"new":1,"changed":0,"same":0,"bad":0,"points":0}', '2027-01-04T11:05:00+00:00');
