-- Rows as they stand in the tables of 0042: a shop whose group had two posts on its last day.
UPDATE shops SET posts_per_day = 3 WHERE shop_id = UUID '01900000-0000-7000-8000-0000000000aa';
UPDATE groups SET posts_on = '2026-11-22', posts = 2 WHERE shop_id = UUID '01900000-0000-7000-8000-0000000000aa';
