-- Rows as they stand in the tables of 0037: beans that cost less since January, of which three are left.
UPDATE products SET cheaper_at = '2027-01-02T10:00:00+00:00', was_price = 1000, was_member_price = 900, scarce_at = '2027-01-02T11:00:00+00:00'
    WHERE shop_id = UUID '01900000-0000-7000-8000-0000000000aa' AND product_id = UUID '01900000-0000-7000-8000-000000000911';
