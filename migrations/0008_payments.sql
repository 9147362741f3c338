-- Payments through Telegram: that money came is kept, whatever became of the order it was for.

CREATE TABLE payments (
    shop_id     UUID NOT NULL,
    -- By what Telegram names the payment.
    charge      TEXT NOT NULL,
    order_id    UUID NOT NULL,
    user_id     BIGINT NOT NULL,
    -- XTR: Telegram's Stars.
    currency    TEXT NOT NULL,
    amount      BIGINT NOT NULL CHECK (amount > 0),
    paid_at     TIMESTAMPTZ NOT NULL,
    -- Since when it is to be given back, and when that was done.
    owed_at     TIMESTAMPTZ,
    returned_at TIMESTAMPTZ,
    PRIMARY KEY (shop_id, charge),
    FOREIGN KEY (shop_id, order_id) REFERENCES orders (shop_id, order_id),
    CHECK (returned_at IS NULL OR owed_at IS NOT NULL)
);

CREATE UNIQUE INDEX payments_charge ON payments (charge);
