-- The till: what is sold, orders with lines, and coupons that are worth more than a gift.

-- What points stand for in money: `worth_points` points are `worth_money` minor units. Five percent of
-- what was spent, until the shop says otherwise.
ALTER TABLE shops ADD COLUMN worth_points BIGINT NOT NULL DEFAULT 20 CHECK (worth_points > 0);
ALTER TABLE shops ADD COLUMN worth_money BIGINT NOT NULL DEFAULT 100 CHECK (worth_money > 0);
-- Whether a part of a purchase can be paid with points.
ALTER TABLE shops ADD COLUMN points_pay BOOLEAN NOT NULL DEFAULT FALSE;
-- What bringing an order costs. NULL: the shop brings nothing.
ALTER TABLE shops ADD COLUMN delivery_fee BIGINT CHECK (delivery_fee >= 0);
-- How long an unpaid order keeps its goods, coupon and points (C5).
ALTER TABLE shops ADD COLUMN hold_hours BIGINT NOT NULL DEFAULT 48 CHECK (hold_hours > 0);

UPDATE shops SET worth_points = CASE WHEN earn_points > 0 THEN earn_points * 20 ELSE 20 END, worth_money = earn_per;

CREATE TABLE categories (
    shop_id     UUID NOT NULL REFERENCES shops (shop_id),
    category_id UUID NOT NULL,
    -- Names the category in files, as for shops.
    slug        TEXT,
    title       TEXT NOT NULL,
    active      BOOLEAN NOT NULL,
    PRIMARY KEY (shop_id, category_id),
    UNIQUE (shop_id, slug)
);

CREATE TABLE products (
    shop_id      UUID NOT NULL REFERENCES shops (shop_id),
    product_id   UUID NOT NULL,
    slug         TEXT,
    category_id  UUID,
    title        TEXT NOT NULL,
    description  TEXT NOT NULL,
    -- What everybody pays, and what members pay.
    price        BIGINT NOT NULL CHECK (price > 0),
    member_price BIGINT CHECK (member_price > 0 AND member_price <= price),
    -- What it costs in Telegram's Stars. Only for what is delivered in the chat.
    stars        BIGINT CHECK (stars > 0),
    -- What is left, and all that was ever put there: stock = stocked - what orders hold or took.
    -- Neither is counted when both are NULL.
    stock        BIGINT CHECK (stock >= 0),
    stocked      BIGINT,
    members_only BOOLEAN NOT NULL,
    photo        TEXT,
    active       BOOLEAN NOT NULL,
    PRIMARY KEY (shop_id, product_id),
    UNIQUE (shop_id, slug),
    FOREIGN KEY (shop_id, category_id) REFERENCES categories (shop_id, category_id)
);

CREATE INDEX products_listed ON products (shop_id, category_id, product_id) WHERE active;

-- Purchases, at the till and in the private chat.
CREATE TABLE orders_with_lines (
    shop_id      UUID NOT NULL,
    order_id     UUID NOT NULL,
    member_id    UUID NOT NULL,
    state        TEXT NOT NULL CHECK (state IN ('unpaid', 'paid', 'fulfilled', 'cancelled')),
    channel      TEXT NOT NULL CHECK (channel IN ('till', 'chat', 'online')),
    -- The number by which another system knows it.
    external     TEXT,
    -- At everyday prices; what member prices and the coupon took off; what bringing it costs.
    goods        BIGINT NOT NULL CHECK (goods > 0),
    discount     BIGINT NOT NULL DEFAULT 0 CHECK (discount >= 0 AND discount <= goods),
    fee          BIGINT NOT NULL DEFAULT 0 CHECK (fee >= 0),
    -- The part paid with points: how many, and what they stood for.
    points_paid  BIGINT NOT NULL DEFAULT 0 CHECK (points_paid >= 0),
    points_worth BIGINT NOT NULL DEFAULT 0 CHECK (points_worth >= 0),
    -- The part paid with money.
    total        BIGINT NOT NULL CHECK (total >= 0 AND total = goods - discount + fee - points_worth),
    -- What was given back so far, of money and points together at their worth (P7).
    refunded     BIGINT NOT NULL DEFAULT 0 CHECK (refunded >= 0 AND refunded <= total + points_worth),
    earned       BIGINT NOT NULL CHECK (earned >= 0),
    -- Taken back by refunds so far.
    clawed       BIGINT NOT NULL DEFAULT 0 CHECK (clawed >= 0 AND clawed <= earned),
    -- Points that refunds or a cancellation gave back of those it was paid with.
    returned     BIGINT NOT NULL DEFAULT 0 CHECK (returned >= 0 AND returned <= points_paid),
    coupon_id    UUID,
    note         TEXT NOT NULL,
    -- Where it is brought to. NULL: it is collected or was handed over.
    delivery     TEXT,
    -- Who recorded it. NULL: the member ordered it themselves.
    clerk        BIGINT,
    cause        TEXT NOT NULL,
    at           TIMESTAMPTZ NOT NULL,
    -- Until when an unpaid order is held (C5).
    due_at       TIMESTAMPTZ,
    paid_at      TIMESTAMPTZ,
    -- By what Telegram says it was paid with.
    charge       TEXT,
    closed_at    TIMESTAMPTZ,
    undone_at    TIMESTAMPTZ,
    PRIMARY KEY (shop_id, order_id),
    UNIQUE (shop_id, cause),
    FOREIGN KEY (shop_id, member_id) REFERENCES members (shop_id, member_id),
    CHECK ((state IN ('paid', 'fulfilled')) = (paid_at IS NOT NULL)),
    CHECK ((state = 'unpaid') = (due_at IS NOT NULL))
);

INSERT INTO orders_with_lines (shop_id, order_id, member_id, state, channel, goods, total, refunded, earned, clawed, note, clerk, cause, at, paid_at, closed_at, undone_at)
SELECT shop_id, order_id, member_id, 'fulfilled', 'till', total, total, refunded, earned, clawed, note, clerk, cause, at, at, at, undone_at FROM orders;

DROP TABLE orders;
ALTER TABLE orders_with_lines RENAME TO orders;

CREATE INDEX orders_of_member ON orders (shop_id, member_id, order_id);
CREATE INDEX orders_of_clerk ON orders (shop_id, clerk, order_id) WHERE clerk IS NOT NULL;
CREATE INDEX orders_paid ON orders (shop_id, paid_at, order_id) WHERE paid_at IS NOT NULL;
CREATE INDEX orders_paid_of_member ON orders (shop_id, member_id, paid_at) WHERE paid_at IS NOT NULL;
CREATE INDEX orders_open ON orders (shop_id, order_id) WHERE state IN ('unpaid', 'paid');
CREATE INDEX orders_due ON orders (shop_id, due_at, order_id) WHERE state = 'unpaid';
CREATE UNIQUE INDEX orders_charge ON orders (charge) WHERE charge IS NOT NULL;
CREATE UNIQUE INDEX orders_external ON orders (shop_id, channel, external) WHERE external IS NOT NULL;

CREATE TABLE order_lines (
    shop_id     UUID NOT NULL,
    order_id    UUID NOT NULL,
    line        BIGINT NOT NULL,
    -- What of the catalogue it is. NULL: something that a clerk named.
    product_id  UUID,
    category_id UUID,
    title       TEXT NOT NULL,
    quantity    BIGINT NOT NULL CHECK (quantity > 0),
    -- Of one piece: what everybody pays, and what this member paid before any coupon.
    everyday    BIGINT NOT NULL CHECK (everyday > 0),
    price       BIGINT NOT NULL CHECK (price >= 0 AND price <= everyday),
    PRIMARY KEY (shop_id, order_id, line),
    FOREIGN KEY (shop_id, order_id) REFERENCES orders (shop_id, order_id),
    FOREIGN KEY (shop_id, product_id) REFERENCES products (shop_id, product_id),
    FOREIGN KEY (shop_id, category_id) REFERENCES categories (shop_id, category_id)
);

CREATE INDEX order_lines_of_product ON order_lines (shop_id, product_id) WHERE product_id IS NOT NULL;

CREATE TABLE coupons_with_terms (
    shop_id    UUID NOT NULL,
    coupon_id  UUID NOT NULL,
    code       TEXT NOT NULL,
    member_id  UUID NOT NULL,
    -- What it came from: a gift, an offer, or neither.
    gift_id    UUID,
    offer_id   UUID,
    title      TEXT NOT NULL,
    -- What was paid for it in points.
    price      BIGINT NOT NULL,
    -- What it is worth and on which terms, as they were when it was issued.
    terms      JSONB NOT NULL,
    state      TEXT NOT NULL CHECK (state IN ('issued', 'held', 'used', 'expired', 'revoked')),
    -- The order that holds it or used it.
    order_id   UUID,
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
    FOREIGN KEY (shop_id, gift_id) REFERENCES gifts (shop_id, gift_id),
    CHECK (state <> 'held' OR order_id IS NOT NULL)
);

INSERT INTO coupons_with_terms (shop_id, coupon_id, code, member_id, gift_id, title, price, terms, state, cause, issued_at, expires_at, closed_at, closed_by)
SELECT shop_id, coupon_id, code, member_id, gift_id, title, price, '{"worth":{"kind":"gift"}}', state, cause, issued_at, expires_at, closed_at, closed_by
FROM coupons;

DROP TABLE coupons;
ALTER TABLE coupons_with_terms RENAME TO coupons;

CREATE INDEX coupons_of_member ON coupons (shop_id, member_id, gift_id);
CREATE INDEX coupons_of_gift ON coupons (shop_id, gift_id) WHERE gift_id IS NOT NULL;
CREATE INDEX coupons_of_offer ON coupons (shop_id, offer_id, member_id) WHERE offer_id IS NOT NULL;
CREATE INDEX coupons_expiring ON coupons (shop_id, expires_at, coupon_id) WHERE state IN ('issued', 'held');
