-- Rows as they stand in the tables of 0011: cut points of the owner's own, beside what a night found.
UPDATE tier_rules SET leader_buyers = 5,
    own_cuts = '{"days":[14,30,60,120],"orders":[2,4,8,16],"money":[5000,15000,40000,100000]}',
    night_cuts = '{"days":[12,31,58,140],"orders":[1,3,6,11],"money":[4000,9000,22000,61000]}'
WHERE shop_id = UUID '01900000-0000-7000-8000-0000000000aa';
