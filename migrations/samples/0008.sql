-- Rows as they stand in the tables of 0008: Stars that came too late and went back.
INSERT INTO payments (shop_id, charge, order_id, user_id, currency, amount, paid_at, owed_at, returned_at) VALUES
    (UUID '01900000-0000-7000-8000-0000000000aa', 'stxABC', UUID '01900000-0000-7000-8000-000000000402', 7, 'XTR', 50, '2027-01-01T11:00:00+00:00', '2027-01-01T11:00:01+00:00', '2027-01-01T11:00:09+00:00');
