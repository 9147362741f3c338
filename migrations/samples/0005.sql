-- Rows as they stand in the tables of 0005: an offer that somebody waits for, and its post.
INSERT INTO offers (shop_id, offer_id, slug, title, description, photo, terms, audience, opens_at, ends_at, early, stock, stocked, per_member, budget, spent, coupon_days, active) VALUES
    (UUID '01900000-0000-7000-8000-0000000000aa', UUID '01900000-0000-7000-8000-000000000a01', 'blend', 'House blend', '', NULL, '{"worth":{"kind":"price","product":null,"everyday":900,"price":700}}', '"everybody"', '2027-01-01T10:00:00+00:00', '2027-01-08T00:00:00+00:00', TRUE, 0, 0, 1, 10000, 0, 7, TRUE);
INSERT INTO claims (shop_id, claim_id, offer_id, member_id, state, opens_at, asked_at, coupon_id, cost, cause) VALUES
    (UUID '01900000-0000-7000-8000-0000000000aa', UUID '01900000-0000-7000-8000-000000000b01', UUID '01900000-0000-7000-8000-000000000a01', UUID '01900000-0000-7000-8000-000000000101', 'waiting', '2027-01-01T10:00:00+00:00', '2027-01-01T10:00:05+00:00', NULL, 0, 'claim:1');
INSERT INTO offer_posts (shop_id, offer_id, chat_id, message_id, picture, said) VALUES
    (UUID '01900000-0000-7000-8000-0000000000aa', UUID '01900000-0000-7000-8000-000000000a01', -100, 12, FALSE, NULL);
