-- Rows as they stand in the tables of 0022: what Anna bought was for her father.
UPDATE orders SET relative_id = UUID '01900000-0000-7000-8000-000000000c41'
WHERE shop_id = UUID '01900000-0000-7000-8000-0000000000aa' AND member_id = UUID '01900000-0000-7000-8000-000000000101';
