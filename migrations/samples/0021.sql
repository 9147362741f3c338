-- Rows as they stand in the tables of 0021: Anna's birthday counts, although she said it late.
UPDATE birthdays SET at_once = TRUE
WHERE shop_id = UUID '01900000-0000-7000-8000-0000000000aa' AND member_id = UUID '01900000-0000-7000-8000-000000000101';
