-- Rows as they stand in the tables of 0020: Anna is called what she said.
UPDATE members SET own_name = TRUE
WHERE shop_id = UUID '01900000-0000-7000-8000-0000000000aa' AND member_id = UUID '01900000-0000-7000-8000-000000000101';
