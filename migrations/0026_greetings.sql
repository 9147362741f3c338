-- How a shop thinks of birthdays: whether it greets at all, at which hour of its clock (B5), how many days after the day
-- the gift can be used, and how many days ahead members are reminded of those they buy for (B8; 0: not at all).
ALTER TABLE shops ADD COLUMN greets BOOLEAN NOT NULL DEFAULT FALSE;
ALTER TABLE shops ADD COLUMN greeting_hour BIGINT NOT NULL DEFAULT 9 CHECK (greeting_hour BETWEEN 0 AND 23);
ALTER TABLE shops ADD COLUMN birthday_days BIGINT NOT NULL DEFAULT 30 CHECK (birthday_days >= 0);
ALTER TABLE shops ADD COLUMN family_days BIGINT NOT NULL DEFAULT 0 CHECK (family_days >= 0);

-- Where the member wants to be greeted (B6).
ALTER TABLE birthdays ADD COLUMN told TEXT NOT NULL DEFAULT 'private' CHECK (told IN ('private', 'group', 'never'));

-- What birthdays came to: one row per member and birthday, so that each is greeted and given to once (B1).
CREATE TABLE greetings (
    shop_id   UUID NOT NULL,
    member_id UUID NOT NULL,
    -- The day on which the birthday was.
    kept_on   DATE NOT NULL,
    told_at   TIMESTAMPTZ NOT NULL,
    -- What it brought. NULL: words alone.
    coupon_id UUID,
    -- The group reads of it, with others of the day.
    in_group  BOOLEAN NOT NULL,
    -- The day whose post names them. NULL while it is still to be written, and where the group does not read of it.
    posted_on DATE,
    PRIMARY KEY (shop_id, member_id, kept_on),
    FOREIGN KEY (shop_id, member_id) REFERENCES members (shop_id, member_id)
);

CREATE INDEX greetings_to_post ON greetings (shop_id, kept_on, member_id) WHERE in_group AND posted_on IS NULL;
