-- Rows as they stand in the tables of 0012: two of a thing, with a coupon.
INSERT INTO baskets (shop_id, member_id, cause, state, expires_at) VALUES
    (UUID '01900000-0000-7000-8000-0000000000aa', UUID '01900000-0000-7000-8000-000000000101', 'order:ABCDEFGHJKMN', '{"things":[{"product":"01900000-0000-7000-8000-000000000911","quantity":2}],"delivery":null,"coupon":"01900000-0000-7000-8000-000000000602","with_points":false,"shown":1600,"intention":"ABCDEFGHJKMN"}', '2027-01-02T09:00:00+00:00');
