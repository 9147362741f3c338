-- Members say themselves what the shop calls them. Until they do, it is what Telegram says.
ALTER TABLE members ADD COLUMN own_name BOOLEAN NOT NULL DEFAULT FALSE;
