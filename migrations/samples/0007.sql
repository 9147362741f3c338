-- Rows as they stand in the tables of 0007: a weekend of double points.
INSERT INTO boosts (shop_id, coupon_id, member_id, percent, only_for, from_at, until_at) VALUES
    (UUID '01900000-0000-7000-8000-0000000000aa', UUID '01900000-0000-7000-8000-000000000602', UUID '01900000-0000-7000-8000-000000000101', 200, '"everything"', '2027-01-01T10:00:00+00:00', '2027-01-03T00:00:00+00:00');
