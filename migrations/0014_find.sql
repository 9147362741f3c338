-- How members are found: by whole words before beginnings of words, and those before parts of words,
-- by more than their names, and each by whoever may know it.

-- Keys of members who were there before are made anew page by page once the program runs.
DROP TABLE member_keys;

-- The first byte of a key is what kind it is, so that each kind is a range of its own. Bytes, so that
-- both engines compare them the same way.
CREATE TABLE find_keys (
    shop_id   UUID NOT NULL,
    key       BYTEA NOT NULL,
    member_id UUID NOT NULL,
    -- What the key was made of; a larger number takes more rights.
    source    BIGINT NOT NULL,
    PRIMARY KEY (shop_id, key, member_id, source),
    FOREIGN KEY (shop_id, member_id) REFERENCES members (shop_id, member_id)
);

-- Whether a member that one word found fits the others as well.
CREATE INDEX find_keys_of_member ON find_keys (shop_id, member_id, key, source);
