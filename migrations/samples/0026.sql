-- Rows as they stand in the tables of 0026: Anna was greeted in the group, with a gift.
UPDATE shops SET greets = TRUE, greeting_hour = 10, family_days = 7
WHERE shop_id = UUID '01900000-0000-7000-8000-0000000000aa';
UPDATE birthdays SET told = 'group'
WHERE shop_id = UUID '01900000-0000-7000-8000-0000000000aa' AND member_id = UUID '01900000-0000-7000-8000-000000000101';
INSERT INTO greetings (shop_id, member_id, kept_on, told_at, coupon_id, in_group, posted_on) VALUES
(UUID '01900000-0000-7000-8000-0000000000aa', UUID '01900000-0000-7000-8000-000000000101', '2027-04-17',
 '2027-04-17T08:00:00+00:00', NULL, TRUE, '2027-04-17');
