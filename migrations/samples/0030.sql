-- Rows as they stand in the tables of 0030: an automation that is on, what it decided about Anna, and what she does not want.
INSERT INTO automations (shop_id, automation_id, slug, trigger_kind, title, audience, waves, holiday, holdout, since) VALUES
    (UUID '01900000-0000-7000-8000-0000000000aa', UUID '00000000-0000-0000-0000-000000000004', NULL, 'retain', NULL, '"everybody"', '[{"days":30,"brings":{"kind":"words"}}]', NULL, 10, '2027-01-02T09:00:00+00:00');
INSERT INTO touches (shop_id, touch_id, automation_id, wave, member_id, about, state, why, decided_at, sent_at, opened_at, refused_at, lost_at, rating, measure_on) VALUES
    (UUID '01900000-0000-7000-8000-0000000000aa', UUID '01900000-0000-7000-8000-000000000e01', UUID '00000000-0000-0000-0000-000000000004', 30, UUID '01900000-0000-7000-8000-000000000101', 'order:01900000000070008000000000000402', 'sent', NULL, '2027-02-01T10:00:00+00:00', '2027-02-01T10:00:01+00:00', NULL, NULL, NULL, NULL, '2027-02-16');
INSERT INTO refusals (shop_id, member_id, trigger_kind, at) VALUES
    (UUID '01900000-0000-7000-8000-0000000000aa', UUID '01900000-0000-7000-8000-000000000101', 'remind', '2027-02-01T11:00:00+00:00');
UPDATE shops SET mail_hour = 11 WHERE shop_id = UUID '01900000-0000-7000-8000-0000000000aa';
