-- The club: shops, people, points, gifts, coupons, sales and what staff did.
--
-- Every key of a shop's own rows begins with shop_id, so that one shop never reaches another's (S6).

CREATE TABLE shops (
    shop_id       UUID PRIMARY KEY,
    -- Names the shop in files, so that reading a file twice finds it again.
    slug          TEXT UNIQUE,
    name          TEXT NOT NULL,
    lang          TEXT NOT NULL,
    time_zone     TEXT NOT NULL,
    currency      TEXT NOT NULL,
    earn_per      BIGINT NOT NULL CHECK (earn_per > 0),
    earn_points   BIGINT NOT NULL CHECK (earn_points >= 0),
    welcome       BIGINT NOT NULL CHECK (welcome >= 0),
    check_in      BIGINT NOT NULL CHECK (check_in >= 0),
    expiry_months BIGINT CHECK (expiry_months > 0),
    pending_days  BIGINT NOT NULL CHECK (pending_days >= 0),
    free_per_day  BIGINT NOT NULL CHECK (free_per_day >= 0),
    free_in_total BIGINT CHECK (free_in_total >= 0),
    -- The member number that was given last.
    last_number   BIGINT NOT NULL DEFAULT 1000,
    created_at    TIMESTAMPTZ NOT NULL
);

-- People as Telegram knows them, whichever shops they belong to.
CREATE TABLE people (
    user_id      BIGINT PRIMARY KEY,
    first_name   TEXT NOT NULL,
    last_name    TEXT,
    username     TEXT,
    lang         TEXT NOT NULL,
    -- Chosen by the person: what Telegram says no longer counts.
    lang_chosen  BOOLEAN NOT NULL DEFAULT FALSE,
    -- The shop that the private chat is about.
    shop_id      UUID REFERENCES shops (shop_id),
    -- Whether a private message can reach them, and if not, why (M3).
    reachable    BOOLEAN NOT NULL,
    unreachable_because TEXT,
    seen_at      TIMESTAMPTZ NOT NULL
);

CREATE TABLE members (
    shop_id    UUID NOT NULL REFERENCES shops (shop_id),
    member_id  UUID NOT NULL,
    number     BIGINT NOT NULL,
    user_id    BIGINT,
    name       TEXT NOT NULL,
    username   TEXT,
    phone      TEXT,
    -- Opens the member's file when staff scan the card.
    card       TEXT NOT NULL,
    agreed_at  TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (shop_id, member_id),
    UNIQUE (shop_id, number),
    UNIQUE (shop_id, user_id),
    UNIQUE (card)
);

-- The shops that a person belongs to.
CREATE INDEX members_of_user ON members (user_id);

-- Endings of the words by which a member is found: a search for a part of a word is a search for
-- the beginning of a key. Bytes, so that both engines compare them the same way.
CREATE TABLE member_keys (
    shop_id   UUID NOT NULL,
    key       BYTEA NOT NULL,
    member_id UUID NOT NULL,
    PRIMARY KEY (shop_id, key, member_id),
    FOREIGN KEY (shop_id, member_id) REFERENCES members (shop_id, member_id)
);

CREATE INDEX member_keys_of_member ON member_keys (shop_id, member_id);

CREATE TABLE staff (
    shop_id    UUID NOT NULL REFERENCES shops (shop_id),
    user_id    BIGINT NOT NULL,
    role       TEXT NOT NULL CHECK (role IN ('clerk', 'manager', 'owner')),
    name       TEXT NOT NULL,
    added_by   BIGINT,
    added_at   TIMESTAMPTZ NOT NULL,
    removed_at TIMESTAMPTZ,
    PRIMARY KEY (shop_id, user_id)
);

CREATE INDEX staff_of_user ON staff (user_id);

-- One-time links by which people become owners and staff (S2).
CREATE TABLE invitations (
    token      TEXT PRIMARY KEY,
    -- Without a shop: opens a new one.
    shop_id    UUID REFERENCES shops (shop_id),
    role       TEXT NOT NULL CHECK (role IN ('clerk', 'manager', 'owner')),
    made_by    BIGINT,
    expires_at TIMESTAMPTZ NOT NULL,
    used_by    BIGINT,
    used_at    TIMESTAMPTZ
);

CREATE INDEX invitations_unspent ON invitations (used_by) WHERE shop_id IS NULL;

-- The groups that shops live in. A group that became a supergroup keeps its row under its new id (D5).
CREATE TABLE groups (
    chat_id   BIGINT PRIMARY KEY,
    shop_id   UUID NOT NULL REFERENCES shops (shop_id),
    title     TEXT NOT NULL,
    -- In the group now, with the rights it needs.
    present   BOOLEAN NOT NULL,
    admin     BOOLEAN NOT NULL,
    bound_by  BIGINT NOT NULL,
    bound_at  TIMESTAMPTZ NOT NULL
);

CREATE INDEX groups_of_shop ON groups (shop_id);

-- Ids that groups had before they became supergroups: late updates still find the shop.
CREATE TABLE former_groups (
    chat_id BIGINT PRIMARY KEY,
    became  BIGINT NOT NULL
);

-- What the ledger adds up to: a cache that `regulars check` recomputes (P1).
CREATE TABLE balances (
    shop_id    UUID NOT NULL,
    member_id  UUID NOT NULL,
    points     BIGINT NOT NULL CHECK (points >= 0),
    pending    BIGINT NOT NULL CHECK (pending >= 0),
    -- Taken back after it was spent; the next credits cover it first (P7).
    owed       BIGINT NOT NULL CHECK (owed >= 0),
    -- Earned without buying: ever, and on the day named (P10).
    free_ever  BIGINT NOT NULL DEFAULT 0,
    free_on    DATE,
    free_today BIGINT NOT NULL DEFAULT 0,
    PRIMARY KEY (shop_id, member_id),
    FOREIGN KEY (shop_id, member_id) REFERENCES members (shop_id, member_id)
);

-- Every movement of points, only ever added to (P1). For each row:
-- amount = the sum of its lot_moves - owed.
CREATE TABLE ledger (
    shop_id   UUID NOT NULL,
    entry_id  UUID NOT NULL,
    member_id UUID NOT NULL,
    amount    BIGINT NOT NULL,
    -- By how much it changed what the member owes.
    owed      BIGINT NOT NULL,
    kind      TEXT NOT NULL,
    reason    JSONB NOT NULL,
    -- What made it happen. A cause takes effect once (P3).
    cause     TEXT NOT NULL,
    order_id  UUID,
    coupon_id UUID,
    actor     TEXT NOT NULL,
    actor_id  BIGINT,
    at        TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (shop_id, entry_id),
    UNIQUE (shop_id, cause),
    FOREIGN KEY (shop_id, member_id) REFERENCES members (shop_id, member_id)
);

CREATE INDEX ledger_of_member ON ledger (shop_id, member_id, entry_id);

-- Points that were earned together and expire together (P4).
CREATE TABLE lots (
    shop_id       UUID NOT NULL,
    lot_id        UUID NOT NULL,
    member_id     UUID NOT NULL,
    order_id      UUID,
    remaining     BIGINT NOT NULL CHECK (remaining >= 0),
    -- Not spendable before this instant (P9).
    pending_until TIMESTAMPTZ,
    expires_at    TIMESTAMPTZ,
    earned_at     TIMESTAMPTZ NOT NULL,
    -- Holds points that came back after their end: they have had their grace (P6).
    extended      BOOLEAN NOT NULL DEFAULT FALSE,
    PRIMARY KEY (shop_id, lot_id),
    FOREIGN KEY (shop_id, member_id) REFERENCES members (shop_id, member_id)
);

CREATE INDEX lots_open ON lots (shop_id, member_id) WHERE remaining > 0;
CREATE INDEX lots_of_order ON lots (shop_id, order_id) WHERE order_id IS NOT NULL;
CREATE INDEX lots_pending ON lots (shop_id, pending_until, lot_id) WHERE pending_until IS NOT NULL;
CREATE INDEX lots_expiring ON lots (shop_id, expires_at, lot_id) WHERE remaining > 0 AND expires_at IS NOT NULL;

-- What each ledger row did to which lot.
CREATE TABLE lot_moves (
    shop_id  UUID NOT NULL,
    entry_id UUID NOT NULL,
    lot_id   UUID NOT NULL,
    amount   BIGINT NOT NULL,
    PRIMARY KEY (shop_id, entry_id, lot_id),
    FOREIGN KEY (shop_id, entry_id) REFERENCES ledger (shop_id, entry_id),
    FOREIGN KEY (shop_id, lot_id) REFERENCES lots (shop_id, lot_id)
);

CREATE INDEX lot_moves_of_lot ON lot_moves (shop_id, lot_id);

CREATE TABLE gifts (
    shop_id     UUID NOT NULL REFERENCES shops (shop_id),
    gift_id     UUID NOT NULL,
    -- Names the gift in files, as for shops.
    slug        TEXT,
    title       TEXT NOT NULL,
    description TEXT NOT NULL,
    price       BIGINT NOT NULL CHECK (price > 0),
    -- What is left, and all that was ever put there: stock = stocked - its coupons that are issued,
    -- held or used. Neither is counted when both are NULL.
    stock       BIGINT CHECK (stock >= 0),
    stocked     BIGINT,
    per_member  BIGINT CHECK (per_member > 0),
    from_day    DATE,
    until_day   DATE,
    coupon_days BIGINT NOT NULL CHECK (coupon_days >= 0),
    photo       TEXT,
    active      BOOLEAN NOT NULL,
    PRIMARY KEY (shop_id, gift_id),
    UNIQUE (shop_id, slug)
);

CREATE INDEX gifts_listed ON gifts (shop_id, price, gift_id) WHERE active;

CREATE TABLE coupons (
    shop_id    UUID NOT NULL,
    coupon_id  UUID NOT NULL,
    code       TEXT NOT NULL,
    member_id  UUID NOT NULL,
    gift_id    UUID NOT NULL,
    title      TEXT NOT NULL,
    price      BIGINT NOT NULL,
    state      TEXT NOT NULL CHECK (state IN ('issued', 'held', 'used', 'expired', 'revoked')),
    -- What made it. A cause takes effect once (P3).
    cause      TEXT NOT NULL,
    issued_at  TIMESTAMPTZ NOT NULL,
    expires_at TIMESTAMPTZ NOT NULL,
    -- When it stopped being issued or held, and who did it.
    closed_at  TIMESTAMPTZ,
    closed_by  BIGINT,
    PRIMARY KEY (shop_id, coupon_id),
    UNIQUE (shop_id, code),
    UNIQUE (shop_id, cause),
    FOREIGN KEY (shop_id, member_id) REFERENCES members (shop_id, member_id),
    FOREIGN KEY (shop_id, gift_id) REFERENCES gifts (shop_id, gift_id)
);

CREATE INDEX coupons_of_member ON coupons (shop_id, member_id, gift_id);
CREATE INDEX coupons_of_gift ON coupons (shop_id, gift_id);
CREATE INDEX coupons_expiring ON coupons (shop_id, expires_at, coupon_id) WHERE state IN ('issued', 'held');

-- Purchases at the till.
CREATE TABLE orders (
    shop_id   UUID NOT NULL,
    order_id  UUID NOT NULL,
    member_id UUID NOT NULL,
    total     BIGINT NOT NULL CHECK (total > 0),
    refunded  BIGINT NOT NULL DEFAULT 0 CHECK (refunded >= 0 AND refunded <= total),
    earned    BIGINT NOT NULL CHECK (earned >= 0),
    -- Taken back by refunds so far.
    clawed    BIGINT NOT NULL DEFAULT 0 CHECK (clawed >= 0 AND clawed <= earned),
    note      TEXT NOT NULL,
    clerk     BIGINT NOT NULL,
    cause     TEXT NOT NULL,
    at        TIMESTAMPTZ NOT NULL,
    undone_at TIMESTAMPTZ,
    PRIMARY KEY (shop_id, order_id),
    UNIQUE (shop_id, cause),
    FOREIGN KEY (shop_id, member_id) REFERENCES members (shop_id, member_id)
);

CREATE INDEX orders_of_member ON orders (shop_id, member_id, order_id);
CREATE INDEX orders_of_clerk ON orders (shop_id, clerk, order_id);

-- Wrong coupon codes, and whom they locked out (C1).
CREATE TABLE code_tries (
    shop_id UUID NOT NULL,
    user_id BIGINT NOT NULL,
    try_id  UUID NOT NULL,
    at      TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (shop_id, user_id, try_id)
);

CREATE INDEX code_tries_by_age ON code_tries (at);

CREATE TABLE code_locks (
    shop_id UUID NOT NULL,
    user_id BIGINT NOT NULL,
    until   TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (shop_id, user_id)
);

-- Everything staff did (S3). Only ever added to.
CREATE TABLE audit (
    shop_id   UUID NOT NULL,
    audit_id  UUID NOT NULL,
    actor     TEXT NOT NULL,
    actor_id  BIGINT,
    action    TEXT NOT NULL,
    member_id UUID,
    was       JSONB,
    became    JSONB,
    at        TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (shop_id, audit_id)
);

-- Conversations in several steps, per person and chat, so that a group's members do not share one.
CREATE TABLE dialogs (
    chat_id    BIGINT NOT NULL,
    user_id    BIGINT NOT NULL,
    state      JSONB NOT NULL,
    expires_at TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (chat_id, user_id)
);

CREATE INDEX dialogs_by_end ON dialogs (expires_at);
