-- People who go, who come back, and who stand in a club twice.

-- Since when a file is nobody's any more: deleted, or part of another one. Its row stays for the books that
-- refer to it, and says nothing about anybody.
ALTER TABLE members ADD COLUMN gone_at TIMESTAMPTZ;
-- When they said yes to messages about offers (M4). NULL: they did not, or no longer.
ALTER TABLE members ADD COLUMN marketing_at TIMESTAMPTZ;

-- Who asked to be forgotten, as hashes that take the key: whoever has the tables alone cannot try out who it is.
-- What is here is not taken in again from a list, and gets no second welcome.
CREATE TABLE forgotten (
    shop_id UUID NOT NULL REFERENCES shops (shop_id),
    hash    BYTEA NOT NULL,
    at      TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (shop_id, hash)
);

-- Files that became part of another one: old cards, links and buttons lead there.
CREATE TABLE former_members (
    shop_id   UUID NOT NULL,
    former_id UUID NOT NULL,
    member_id UUID NOT NULL,
    at        TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (shop_id, former_id),
    FOREIGN KEY (shop_id, former_id) REFERENCES members (shop_id, member_id),
    FOREIGN KEY (shop_id, member_id) REFERENCES members (shop_id, member_id)
);

CREATE INDEX former_members_of_member ON former_members (shop_id, member_id);

-- One-time codes by which a member takes their file to another account.
CREATE TABLE move_codes (
    shop_id    UUID NOT NULL,
    member_id  UUID NOT NULL,
    code       TEXT NOT NULL,
    expires_at TIMESTAMPTZ NOT NULL,
    -- One at a time: a new one takes the place of the one before.
    PRIMARY KEY (shop_id, member_id),
    UNIQUE (shop_id, code),
    FOREIGN KEY (shop_id, member_id) REFERENCES members (shop_id, member_id)
);

-- How a shop is reached about what it keeps of people.
CREATE TABLE contacts (
    shop_id UUID PRIMARY KEY REFERENCES shops (shop_id),
    contact TEXT NOT NULL
);

-- Whom a kept picture shows.
ALTER TABLE pictures ADD COLUMN member_id UUID;

-- All that is about one person is found without reading through what is about everybody.
CREATE INDEX pictures_of_member ON pictures (member_id) WHERE member_id IS NOT NULL;
CREATE INDEX outbox_of_chat ON outbox (chat_id, shop_id);
CREATE INDEX dialogs_of_user ON dialogs (user_id);
CREATE INDEX audit_of_member ON audit (shop_id, member_id) WHERE member_id IS NOT NULL;
CREATE INDEX audit_by_members ON audit (shop_id, actor_id) WHERE actor = 'member';
CREATE INDEX adjustments_of_member ON adjustments (shop_id, member_id);
CREATE INDEX payments_of_order ON payments (shop_id, order_id);
