-- A birthday that is said within two weeks of the day counts for the shop's gift from the next year on (B2). Staff may
-- let it count at once; why, stands in the log.
ALTER TABLE birthdays ADD COLUMN at_once BOOLEAN NOT NULL DEFAULT FALSE;
