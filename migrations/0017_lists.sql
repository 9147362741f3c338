-- What lists bring along has its places: e-mail addresses, and fields of the shop's own. And a file that is nobody's says so
-- in one way.

-- Sealed, as phone numbers are.
ALTER TABLE members ADD COLUMN email BYTEA;
ALTER TABLE import_rows ADD COLUMN email BYTEA;

-- Birthdays that are kept by the lunar calendar. NULL: by the usual one.
ALTER TABLE import_rows ADD COLUMN birth_calendar TEXT CHECK (birth_calendar IN ('gregorian', 'lunar'));
ALTER TABLE import_rows ADD COLUMN birth_leap BOOLEAN;

-- `gone_at` alone says that a file is nobody's: deleted, part of another one, or taken back with the list that made it.
-- `removed_at` stands beside it for those who were taken back: they never came, and no day counts them as newcomers.
UPDATE members SET gone_at = removed_at WHERE removed_at IS NOT NULL AND gone_at IS NULL;

-- A list that waited to be taken over when somebody asked to be forgotten, and may name them (D3).
ALTER TABLE imports ADD COLUMN dropped_at TIMESTAMPTZ;
CREATE INDEX imports_dropped ON imports (dropped_at) WHERE dropped_at IS NOT NULL;

-- What lists say about a member goes with the member.
CREATE INDEX import_rows_of_member ON import_rows (shop_id, member_id);
