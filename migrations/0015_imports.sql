-- The shop's own lists of customers, taken over (D6), and people who are not on Telegram yet.

-- A file that is being looked at, that was taken over, or that was taken back.
CREATE TABLE imports (
    shop_id   UUID NOT NULL REFERENCES shops (shop_id),
    import_id UUID NOT NULL,
    -- What the file is called.
    file      TEXT NOT NULL,
    -- Its rows are still being read; they can be taken over; they were; they were taken back.
    state     TEXT NOT NULL CHECK (state IN ('reading', 'ready', 'done', 'undone')),
    -- NULL: the operator, on the machine itself.
    made_by   BIGINT,
    made_at   TIMESTAMPTZ NOT NULL,
    -- What the rows are, and what taking them back came to.
    counts    JSONB NOT NULL,
    undone    JSONB,
    done_at   TIMESTAMPTZ,
    undone_at TIMESTAMPTZ,
    -- When its new members could be found by parts of their names.
    filed_at  TIMESTAMPTZ,
    PRIMARY KEY (shop_id, import_id),
    CHECK ((state IN ('done', 'undone')) = (done_at IS NOT NULL)),
    CHECK ((state = 'undone') = (undone_at IS NOT NULL))
);

CREATE INDEX imports_by_age ON imports (made_at);
CREATE INDEX imports_unfiled ON imports (shop_id) WHERE state = 'done' AND filed_at IS NULL;

-- Rows of such a file that say something new. They are forgotten when the file can no longer be taken over or back.
CREATE TABLE import_rows (
    shop_id   UUID NOT NULL,
    import_id UUID NOT NULL,
    line      BIGINT NOT NULL,
    -- A new member; one whose file changes; a new one that was taken back.
    fate      TEXT NOT NULL CHECK (fate IN ('new', 'changed', 'undone')),
    member_id UUID NOT NULL,
    -- The names of what the row makes: its ledger row and lot, and the ledger row that takes them back.
    row_id    UUID NOT NULL,
    undo_id   UUID NOT NULL,
    -- The how manieth new member it is.
    nth       BIGINT NOT NULL,
    user_id   BIGINT,
    name      TEXT NOT NULL,
    username  TEXT,
    -- Sealed for the member's own row.
    phone     BYTEA,
    card      TEXT NOT NULL,
    joined_at TIMESTAMPTZ,
    points    BIGINT NOT NULL CHECK (points >= 0),
    tier_id   UUID,
    birth_month BIGINT,
    birth_day   BIGINT,
    birth_year  BIGINT,
    -- What else the row says, and what a changed file said before.
    more      JSONB,
    was       JSONB,
    PRIMARY KEY (shop_id, import_id, line),
    FOREIGN KEY (shop_id, import_id) REFERENCES imports (shop_id, import_id)
);

-- A file that was taken over by mistake and taken back. Its ledger rows stay, and so does what they refer to.
ALTER TABLE members ADD COLUMN removed_at TIMESTAMPTZ;
