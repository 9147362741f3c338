-- What staff write to members for their birthdays. A line goes out with the greeting, and is gone then.
CREATE TABLE birthday_lines (
    shop_id   UUID NOT NULL,
    member_id UUID NOT NULL,
    -- Sealed.
    line      TEXT NOT NULL,
    -- The birthday that it is for.
    for_day   DATE NOT NULL,
    by_user   BIGINT NOT NULL,
    at        TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (shop_id, member_id),
    FOREIGN KEY (shop_id, member_id) REFERENCES members (shop_id, member_id)
);
