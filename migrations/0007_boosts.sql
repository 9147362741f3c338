-- Points at a better rate for a while, opened by a coupon at the till.

CREATE TABLE boosts (
    shop_id   UUID NOT NULL,
    coupon_id UUID NOT NULL,
    member_id UUID NOT NULL,
    -- Of the usual rate.
    percent   BIGINT NOT NULL CHECK (percent > 0),
    -- What of a purchase earns so; as in the coupon's terms.
    only_for  JSONB NOT NULL,
    from_at   TIMESTAMPTZ NOT NULL,
    until_at  TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (shop_id, coupon_id),
    FOREIGN KEY (shop_id, coupon_id) REFERENCES coupons (shop_id, coupon_id),
    FOREIGN KEY (shop_id, member_id) REFERENCES members (shop_id, member_id)
);

CREATE INDEX boosts_of_member ON boosts (shop_id, member_id, until_at);
