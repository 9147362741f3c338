-- How many posts a group gets in a day, and how many it had on the last day that it got any (M7).
ALTER TABLE shops ADD COLUMN posts_per_day BIGINT NOT NULL DEFAULT 5 CHECK (posts_per_day BETWEEN 1 AND 50);
ALTER TABLE groups ADD COLUMN posts_on DATE;
ALTER TABLE groups ADD COLUMN posts BIGINT NOT NULL DEFAULT 0;
