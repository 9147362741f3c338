-- Rows as they stand in the tables of 0028: Anna does not want to be reminded of her father's day.
UPDATE relatives SET remind = FALSE
WHERE shop_id = UUID '01900000-0000-7000-8000-0000000000aa' AND member_id = UUID '01900000-0000-7000-8000-000000000101';
