-- What staff are to do, and until when.

CREATE TABLE tasks (
    shop_id      UUID NOT NULL REFERENCES shops (shop_id),
    task_id      UUID NOT NULL,
    -- Whom it is about: a member, or somebody who spoke in the group and has no file.
    member_id    UUID,
    user_id      BIGINT,
    -- What it says, sealed.
    words        TEXT NOT NULL,
    -- The message that it goes back to.
    said_chat    BIGINT,
    said_message BIGINT,
    -- Whose it is. NULL: whoever takes it.
    owner        BIGINT,
    -- NULL: the club itself.
    made_by      BIGINT,
    made_at      TIMESTAMPTZ NOT NULL,
    due_at       TIMESTAMPTZ NOT NULL,
    state        TEXT NOT NULL CHECK (state IN ('open', 'done', 'dropped')),
    ended_at     TIMESTAMPTZ,
    ended_by     BIGINT,
    cause        TEXT NOT NULL,
    PRIMARY KEY (shop_id, task_id),
    UNIQUE (shop_id, cause),
    FOREIGN KEY (shop_id, member_id) REFERENCES members (shop_id, member_id),
    CHECK ((state = 'open') = (ended_at IS NULL))
);

CREATE INDEX tasks_open ON tasks (shop_id, due_at, task_id) WHERE state = 'open';
CREATE INDEX tasks_open_of ON tasks (shop_id, owner, due_at, task_id) WHERE state = 'open';
CREATE INDEX tasks_about ON tasks (shop_id, member_id, due_at) WHERE member_id IS NOT NULL;
CREATE INDEX tasks_about_visitors ON tasks (shop_id, user_id) WHERE user_id IS NOT NULL;
CREATE INDEX tasks_by_end ON tasks (ended_at) WHERE ended_at IS NOT NULL;
