-- What keeps the program itself going: updates that came in, letters that go out, work to be done,
-- and who does it when several processes share one bot.

-- Updates as Telegram sent them, stored before they are acknowledged. A closed row stays for a while,
-- so that an update that is delivered again is known.
CREATE TABLE inbox (
    id BIGINT NOT NULL PRIMARY KEY,
    chat_id BIGINT NOT NULL,
    user_id BIGINT NOT NULL,
    slot BIGINT NOT NULL,
    -- Emptied when the row is done: what people wrote is not kept longer than it is needed.
    body TEXT NOT NULL,
    received_at TIMESTAMPTZ NOT NULL,
    -- How often it was taken up. It counts at the start, so that an update that kills its process is
    -- counted too.
    attempts BIGINT NOT NULL,
    -- How often handling it broke. Neither a process that ended nor a pause that Telegram asked for
    -- brings an update nearer to being given up.
    failures BIGINT NOT NULL DEFAULT 0,
    not_before TIMESTAMPTZ NOT NULL,
    taken_by UUID,
    error TEXT,
    closed_at TIMESTAMPTZ,
    outcome TEXT CHECK (outcome IN ('done', 'dead')),
    CHECK ((closed_at IS NULL) = (outcome IS NULL))
);
-- Each index holds only the rows of one stage, so that its size follows the work that waits and not
-- the work that is done.
CREATE INDEX inbox_open ON inbox (id) WHERE closed_at IS NULL;
CREATE INDEX inbox_done ON inbox (closed_at) WHERE outcome = 'done';
CREATE INDEX inbox_dead ON inbox (closed_at) WHERE outcome = 'dead';

-- Letters: what is to be told to somebody who did not just ask (M1).
CREATE TABLE outbox (
    id UUID NOT NULL PRIMARY KEY,
    shop_id UUID NOT NULL,
    chat_id BIGINT NOT NULL,
    slot BIGINT NOT NULL,
    lane BIGINT NOT NULL,
    lang TEXT NOT NULL,
    letter JSONB NOT NULL,
    dedupe TEXT,
    not_before TIMESTAMPTZ NOT NULL,
    attempts BIGINT NOT NULL,
    -- How often sending it was tried in vain; waiting for room is no failure.
    failures BIGINT NOT NULL DEFAULT 0,
    holder UUID,
    lease_until TIMESTAMPTZ,
    error TEXT,
    message_id BIGINT,
    closed_at TIMESTAMPTZ,
    outcome TEXT,
    CHECK ((closed_at IS NULL) = (outcome IS NULL)),
    CHECK ((holder IS NULL) = (lease_until IS NULL))
);
CREATE UNIQUE INDEX outbox_dedupe ON outbox (shop_id, dedupe) WHERE dedupe IS NOT NULL;
CREATE INDEX outbox_due ON outbox (lane, not_before, id) WHERE closed_at IS NULL;
CREATE INDEX outbox_closed ON outbox (closed_at) WHERE closed_at IS NOT NULL;
CREATE INDEX outbox_unsent ON outbox (closed_at) WHERE outcome <> 'sent';

-- The processes that are alive, and which part of the chats each of them serves.
CREATE TABLE processes (
    holder UUID NOT NULL PRIMARY KEY,
    lease_until TIMESTAMPTZ NOT NULL
);
CREATE TABLE slots (
    slot BIGINT NOT NULL PRIMARY KEY,
    holder UUID,
    lease_until TIMESTAMPTZ,
    -- To be given back as soon as nothing of it is in hand.
    leaving BOOLEAN NOT NULL,
    CHECK ((holder IS NULL) = (lease_until IS NULL))
);
INSERT INTO slots (slot, leaving) VALUES
    (0, FALSE), (1, FALSE), (2, FALSE), (3, FALSE), (4, FALSE), (5, FALSE), (6, FALSE), (7, FALSE),
    (8, FALSE), (9, FALSE), (10, FALSE), (11, FALSE), (12, FALSE), (13, FALSE), (14, FALSE), (15, FALSE),
    (16, FALSE), (17, FALSE), (18, FALSE), (19, FALSE), (20, FALSE), (21, FALSE), (22, FALSE), (23, FALSE),
    (24, FALSE), (25, FALSE), (26, FALSE), (27, FALSE), (28, FALSE), (29, FALSE), (30, FALSE), (31, FALSE);

-- Roles that one process at a time plays.
CREATE TABLE leases (
    name TEXT NOT NULL PRIMARY KEY,
    holder UUID NOT NULL,
    lease_until TIMESTAMPTZ NOT NULL
);

-- Scheduled runs that have begun. A name is there once, whoever tries.
CREATE TABLE runs (
    name TEXT NOT NULL PRIMARY KEY,
    started_at TIMESTAMPTZ NOT NULL
);
CREATE INDEX runs_started ON runs (started_at);

CREATE TABLE jobs (
    id UUID NOT NULL PRIMARY KEY,
    job JSONB NOT NULL,
    dedupe TEXT,
    not_before TIMESTAMPTZ NOT NULL,
    attempts BIGINT NOT NULL,
    holder UUID,
    lease_until TIMESTAMPTZ,
    error TEXT,
    closed_at TIMESTAMPTZ,
    outcome TEXT CHECK (outcome IN ('done', 'dead')),
    CHECK ((closed_at IS NULL) = (outcome IS NULL)),
    CHECK ((holder IS NULL) = (lease_until IS NULL))
);
CREATE UNIQUE INDEX jobs_dedupe ON jobs (dedupe) WHERE dedupe IS NOT NULL;
CREATE INDEX jobs_due ON jobs (not_before, id) WHERE closed_at IS NULL;
CREATE INDEX jobs_done ON jobs (closed_at) WHERE outcome = 'done';
CREATE INDEX jobs_dead ON jobs (closed_at) WHERE outcome = 'dead';

-- How long Telegram told the bot to be silent, so that a restart does not forget it (M3).
CREATE TABLE pauses (
    -- 0 is the bot as a whole; Telegram gives that number to no chat.
    chat_id BIGINT NOT NULL PRIMARY KEY,
    paused_until TIMESTAMPTZ NOT NULL
);

-- Pictures that Telegram keeps for the bot, by what they show.
CREATE TABLE pictures (
    hash TEXT NOT NULL PRIMARY KEY,
    file_id TEXT NOT NULL,
    kept_at TIMESTAMPTZ NOT NULL
);
CREATE INDEX pictures_kept ON pictures (kept_at);
