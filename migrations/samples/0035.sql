-- Rows as they stand in the tables of 0035: what an automation brought was looked at, and marketing stood still once.
UPDATE touches SET bought = 1, spent = 1200, back = TRUE, points = 20, coupons = 0, used = 0, measure_on = NULL
WHERE shop_id = UUID '01900000-0000-7000-8000-0000000000aa' AND state = 'sent';
INSERT INTO results (shop_id, automation_id, wave, holdout, held, touches, people, buyers, spent, squares_high, squares_low,
    reached, opened, back, bought, lost, refused, points, coupons, used)
SELECT shop_id, automation_id, wave, holdout, FALSE, 1, 1, 1, 1200, 0, 1440000, 1,
    CASE WHEN opened_at IS NULL THEN 0 ELSE 1 END, 1, 1,
    CASE WHEN lost_at IS NULL THEN 0 ELSE 1 END, CASE WHEN refused_at IS NULL THEN 0 ELSE 1 END, 20, 0, 0
FROM touches WHERE shop_id = UUID '01900000-0000-7000-8000-0000000000aa' AND state = 'sent';
INSERT INTO drops (shop_id, automation_id, wave, why, people)
SELECT shop_id, automation_id, 7, 'cap', 2 FROM automations WHERE shop_id = UUID '01900000-0000-7000-8000-0000000000aa';
INSERT INTO mail_days (shop_id, day, sent, lost) VALUES (UUID '01900000-0000-7000-8000-0000000000aa', '2026-11-22', 40, 1);
INSERT INTO brakes (shop_id, brake_id, pulled_at, sent, lost, usual_sent, usual_lost, kept_at, kept_by, released_at, released_by)
VALUES (UUID '01900000-0000-7000-8000-0000000000aa', UUID '01900000-0000-7000-8000-000000000e01', '2026-11-22T10:00:00+00:00',
    40, 9, 400, 2, NULL, NULL, '2026-11-22T11:00:00+00:00', 4242);
