-- Whether the member is reminded of the birthday of somebody they buy for (B8): they may take one out.
ALTER TABLE relatives ADD COLUMN remind BOOLEAN NOT NULL DEFAULT TRUE;
