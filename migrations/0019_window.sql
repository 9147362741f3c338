-- The shop window: a picture for each category. And gifts that are limited by the day (C6).

ALTER TABLE categories ADD COLUMN photo TEXT;

-- How many of a gift one member can have on one day of the shop.
ALTER TABLE gifts ADD COLUMN per_day BIGINT CHECK (per_day > 0);
