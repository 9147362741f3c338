-- Rows as they stand in the tables of 0001. They are carried through every later migration, on both
-- engines; `UUID '…'` is put into each engine's own form.
INSERT INTO inbox (id, chat_id, user_id, slot, body, received_at, attempts, not_before, taken_by, error, closed_at, outcome) VALUES
    (100, 7, 7, 4, '{"update_id":100}', '2027-01-01T10:00:00+00:00', 0, '2027-01-01T10:00:00+00:00', NULL, NULL, NULL, NULL),
    (101, 7, 7, 4, '', '2027-01-01T10:00:01+00:00', 1, '2027-01-01T10:00:01+00:00', NULL, NULL, '2027-01-01T10:00:02.000005+00:00', 'done'),
    (102, 8, 8, 5, '{"update_id":102}', '2027-01-01T10:00:02+00:00', 5, '2027-01-01T10:00:02+00:00', NULL, 'it broke', '2027-01-01T10:00:03+00:00', 'dead');
INSERT INTO outbox (id, shop_id, chat_id, slot, lane, lang, letter, dedupe, not_before, attempts, lease_until, error, message_id, closed_at, outcome) VALUES
    (UUID '01900000-0000-7000-8000-000000000001', UUID '01900000-0000-7000-8000-0000000000aa', 7, 4, 1, 'en',
     '{"kind":"coupon_used","shop":"Corner","title":"Coffee","code":"ABCD-EFGH-JKMN"}', 'coupon:1', '2027-01-01T10:00:00+00:00', 0, NULL, NULL, NULL, NULL, NULL),
    (UUID '01900000-0000-7000-8000-000000000002', UUID '01900000-0000-7000-8000-0000000000aa', 8, 5, 1, 'zh-CN',
     '{"kind":"newcomers","names":["Anna"],"more":2}', NULL, '2027-01-01T10:00:00+00:00', 2, NULL, NULL, 55, '2027-01-01T10:00:05+00:00', 'sent');
INSERT INTO processes (holder, lease_until) VALUES (UUID '01900000-0000-7000-8000-0000000000bb', '2027-01-01T10:00:06+00:00');
UPDATE slots SET holder = UUID '01900000-0000-7000-8000-0000000000bb', lease_until = '2027-01-01T10:00:06+00:00' WHERE slot < 16;
INSERT INTO leases (name, holder, lease_until) VALUES
    ('poller', UUID '01900000-0000-7000-8000-0000000000bb', '2027-01-01T10:00:06+00:00');
INSERT INTO runs (name, started_at) VALUES ('night:2027-01-01', '2027-01-01T00:00:00+00:00');
INSERT INTO jobs (id, job, dedupe, not_before, attempts, holder, lease_until, error, closed_at, outcome) VALUES
    (UUID '01900000-0000-7000-8000-000000000003', '{"kind":"remove_post","chat":-100,"message":9}', 'remove:-100:9',
     '2027-01-01T10:00:00+00:00', 1, UUID '01900000-0000-7000-8000-0000000000bb', '2027-01-01T10:00:06+00:00', 'a time-out', NULL, NULL);
INSERT INTO pauses (chat_id, paused_until) VALUES (0, '2027-01-01T10:00:30+00:00'), (-100, '2027-01-01T10:05:00+00:00');
INSERT INTO pictures (hash, file_id, kept_at) VALUES ('c0ffee', 'AgACAgIAAx', '2027-01-01T10:00:00+00:00');
