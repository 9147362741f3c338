-- What members are putting together in the private chat, before it is ordered.

CREATE TABLE baskets (
    shop_id    UUID NOT NULL,
    member_id  UUID NOT NULL,
    -- Names the order that comes of it: the basket goes in the transaction that makes the order.
    cause      TEXT NOT NULL,
    state      JSONB NOT NULL,
    expires_at TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (shop_id, member_id),
    -- An address may be in it: it goes with its member.
    FOREIGN KEY (shop_id, member_id) REFERENCES members (shop_id, member_id) ON DELETE CASCADE
);

CREATE INDEX baskets_expiry ON baskets (expires_at);
