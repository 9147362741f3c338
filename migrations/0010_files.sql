-- What a shop knows of its members: fields of its own, notes, tags, photos, birthdays, relatives, wishes, and
-- which questions were put to whom.

-- The fields of a shop's own (D2).
CREATE TABLE fields (
    shop_id      UUID NOT NULL REFERENCES shops (shop_id),
    field_id     UUID NOT NULL,
    -- Names the field in files and ready-made sets, so that taking one twice adds nothing.
    slug         TEXT,
    title        TEXT NOT NULL,
    -- Fields of one group stand together. Empty: in no group.
    grouped      TEXT NOT NULL,
    -- Its type, with choices and sizes.
    kind         JSONB NOT NULL,
    -- Staff from this role up, and whether the member too.
    seen_from    TEXT NOT NULL CHECK (seen_from IN ('clerk', 'manager', 'owner')),
    seen_own     BOOLEAN NOT NULL,
    edited_from  TEXT NOT NULL CHECK (edited_from IN ('clerk', 'manager', 'owner')),
    edited_own   BOOLEAN NOT NULL,
    -- Members are asked for it, else it is kept by staff (D1).
    asked        BOOLEAN NOT NULL,
    -- What the member gets for saying it.
    why          TEXT,
    place        BIGINT NOT NULL,
    active       BOOLEAN NOT NULL,
    PRIMARY KEY (shop_id, field_id),
    UNIQUE (shop_id, slug),
    CHECK (seen_own OR NOT edited_own),
    CHECK (edited_own OR NOT asked)
);

CREATE TABLE field_values (
    shop_id   UUID NOT NULL,
    member_id UUID NOT NULL,
    field_id  UUID NOT NULL,
    value     JSONB NOT NULL,
    actor     TEXT NOT NULL,
    actor_id  BIGINT,
    set_at    TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (shop_id, member_id, field_id),
    FOREIGN KEY (shop_id, member_id) REFERENCES members (shop_id, member_id),
    FOREIGN KEY (shop_id, field_id) REFERENCES fields (shop_id, field_id)
);

CREATE INDEX field_values_of_field ON field_values (shop_id, field_id, member_id);

-- What staff wrote down about a member.
CREATE TABLE notes (
    shop_id    UUID NOT NULL,
    note_id    UUID NOT NULL,
    member_id  UUID NOT NULL,
    body       TEXT NOT NULL,
    -- For those with the right to it alone (S5).
    private    BOOLEAN NOT NULL,
    author     BIGINT NOT NULL,
    at         TIMESTAMPTZ NOT NULL,
    -- A note that was removed can be put back until a night forgets it.
    removed_at TIMESTAMPTZ,
    removed_by BIGINT,
    -- What made it. A cause takes effect once.
    cause      TEXT NOT NULL,
    PRIMARY KEY (shop_id, note_id),
    UNIQUE (shop_id, cause),
    FOREIGN KEY (shop_id, member_id) REFERENCES members (shop_id, member_id)
);

CREATE INDEX notes_of_member ON notes (shop_id, member_id, note_id);
CREATE INDEX notes_removed ON notes (shop_id, removed_at, note_id) WHERE removed_at IS NOT NULL;

CREATE TABLE tags (
    shop_id UUID NOT NULL REFERENCES shops (shop_id),
    tag_id  UUID NOT NULL,
    -- Names the tag in files, as for fields.
    slug    TEXT,
    title   TEXT NOT NULL,
    -- NULL: staff put it on by hand.
    rule    JSONB,
    active  BOOLEAN NOT NULL,
    PRIMARY KEY (shop_id, tag_id),
    UNIQUE (shop_id, slug)
);

CREATE TABLE member_tags (
    shop_id   UUID NOT NULL,
    member_id UUID NOT NULL,
    tag_id    UUID NOT NULL,
    -- NULL: by the tag's rule.
    put_by    BIGINT,
    at        TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (shop_id, member_id, tag_id),
    FOREIGN KEY (shop_id, member_id) REFERENCES members (shop_id, member_id),
    FOREIGN KEY (shop_id, tag_id) REFERENCES tags (shop_id, tag_id)
);

CREATE INDEX member_tags_of_tag ON member_tags (shop_id, tag_id, member_id);

-- Photos of a member's things: the boots that were mended, the cut they liked.
CREATE TABLE member_photos (
    shop_id   UUID NOT NULL,
    photo_id  UUID NOT NULL,
    member_id UUID NOT NULL,
    -- Telegram's file id.
    file      TEXT NOT NULL,
    caption   TEXT NOT NULL,
    added_by  BIGINT NOT NULL,
    at        TIMESTAMPTZ NOT NULL,
    cause     TEXT NOT NULL,
    PRIMARY KEY (shop_id, photo_id),
    UNIQUE (shop_id, cause),
    FOREIGN KEY (shop_id, member_id) REFERENCES members (shop_id, member_id)
);

CREATE INDEX member_photos_of_member ON member_photos (shop_id, member_id, photo_id);

-- When members were born: day and month, in the calendar they keep it by, and the year if they said it (B3, B4).
CREATE TABLE birthdays (
    shop_id    UUID NOT NULL,
    member_id  UUID NOT NULL,
    -- All NULL: it was taken back, and what was done with it before still counts for when it may change.
    calendar   TEXT CHECK (calendar IN ('gregorian', 'lunar')),
    month      BIGINT CHECK (month BETWEEN 1 AND 12),
    day        BIGINT CHECK (day BETWEEN 1 AND 31),
    leap       BOOLEAN NOT NULL DEFAULT FALSE,
    year       BIGINT,
    -- Since when it is this day (B2).
    set_at     TIMESTAMPTZ NOT NULL,
    -- When the member changed it last themselves: they may once a year.
    changed_at TIMESTAMPTZ,
    PRIMARY KEY (shop_id, member_id),
    FOREIGN KEY (shop_id, member_id) REFERENCES members (shop_id, member_id),
    CHECK ((calendar IS NULL) = (month IS NULL) AND (month IS NULL) = (day IS NULL)),
    CHECK (month IS NOT NULL OR year IS NULL)
);

CREATE INDEX birthdays_by_day ON birthdays (shop_id, calendar, month, day, member_id) WHERE month IS NOT NULL;

-- The people members buy for (B8).
CREATE TABLE relatives (
    shop_id     UUID NOT NULL,
    relative_id UUID NOT NULL,
    member_id   UUID NOT NULL,
    relation    TEXT NOT NULL,
    name        TEXT NOT NULL,
    calendar    TEXT CHECK (calendar IN ('gregorian', 'lunar')),
    month       BIGINT CHECK (month BETWEEN 1 AND 12),
    day         BIGINT CHECK (day BETWEEN 1 AND 31),
    leap        BOOLEAN NOT NULL DEFAULT FALSE,
    year        BIGINT,
    -- "41", "M". Empty: not known.
    size        TEXT NOT NULL,
    -- What they like. Empty: not known.
    taste       TEXT NOT NULL,
    added_at    TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (shop_id, relative_id),
    FOREIGN KEY (shop_id, member_id) REFERENCES members (shop_id, member_id),
    CHECK ((calendar IS NULL) = (month IS NULL) AND (month IS NULL) = (day IS NULL)),
    CHECK (month IS NOT NULL OR year IS NULL)
);

CREATE INDEX relatives_of_member ON relatives (shop_id, member_id, relative_id);
CREATE INDEX relatives_by_day ON relatives (shop_id, calendar, month, day, relative_id) WHERE month IS NOT NULL;

-- What members would like to have.
CREATE TABLE wishes (
    shop_id    UUID NOT NULL,
    member_id  UUID NOT NULL,
    product_id UUID NOT NULL,
    at         TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (shop_id, member_id, product_id),
    FOREIGN KEY (shop_id, member_id) REFERENCES members (shop_id, member_id),
    FOREIGN KEY (shop_id, product_id) REFERENCES products (shop_id, product_id)
);

CREATE INDEX wishes_for_product ON wishes (shop_id, product_id, member_id);

-- Whether and how a shop asks its members (D1). A shop without a row does not ask.
CREATE TABLE asking (
    shop_id    UUID PRIMARY KEY REFERENCES shops (shop_id),
    asks       BOOLEAN NOT NULL,
    every_days BIGINT NOT NULL CHECK (every_days > 0),
    -- For each answer.
    points     BIGINT NOT NULL CHECK (points >= 0)
);

-- Which question was put to whom, when last, and what became of it. The subject 'all' stands for a member who wants
-- to be asked nothing.
CREATE TABLE questions (
    shop_id   UUID NOT NULL,
    member_id UUID NOT NULL,
    subject   TEXT NOT NULL,
    state     TEXT NOT NULL CHECK (state IN ('open', 'later', 'never', 'answered')),
    times     BIGINT NOT NULL CHECK (times >= 0),
    asked_at  TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (shop_id, member_id, subject),
    FOREIGN KEY (shop_id, member_id) REFERENCES members (shop_id, member_id)
);
