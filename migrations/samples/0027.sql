-- Rows as they stand in the tables of 0027: somebody wrote to Anna.
INSERT INTO birthday_lines (shop_id, member_id, line, for_day, by_user, at) VALUES
(UUID '01900000-0000-7000-8000-0000000000aa', UUID '01900000-0000-7000-8000-000000000101', 'sealed:AAAA', '2028-04-17', 8,
 '2028-04-15T08:00:00+00:00');
