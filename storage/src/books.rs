//! Questions that recompute what is kept twice (P1). Each gives the rows that do not match; none is right.

use domain::ShopId;
use uuid::Uuid;

use crate::ask::list;
use crate::{StorageError, Tx, statements};

statements! {
    // An identifier as text reads differently on the two engines, so rows are named by their UUIDs.
    POINTS = "SELECT b.shop_id, b.member_id, b.points AS kept, CAST(COALESCE(l.held, 0) AS BIGINT) AS recomputed \
              FROM balances b LEFT JOIN (SELECT shop_id, member_id, SUM(remaining) AS held FROM lots \
                  WHERE pending_until IS NULL GROUP BY shop_id, member_id) l \
              ON l.shop_id = b.shop_id AND l.member_id = b.member_id \
              WHERE b.points <> COALESCE(l.held, 0) LIMIT 20";
    PENDING = "SELECT b.shop_id, b.member_id, b.pending AS kept, CAST(COALESCE(l.held, 0) AS BIGINT) AS recomputed \
               FROM balances b LEFT JOIN (SELECT shop_id, member_id, SUM(remaining) AS held FROM lots \
                   WHERE pending_until IS NOT NULL GROUP BY shop_id, member_id) l \
               ON l.shop_id = b.shop_id AND l.member_id = b.member_id \
               WHERE b.pending <> COALESCE(l.held, 0) LIMIT 20";
    OWED = "SELECT b.shop_id, b.member_id, b.owed AS kept, CAST(COALESCE(l.owed, 0) AS BIGINT) AS recomputed \
            FROM balances b LEFT JOIN (SELECT shop_id, member_id, SUM(owed) AS owed FROM ledger \
                GROUP BY shop_id, member_id) l \
            ON l.shop_id = b.shop_id AND l.member_id = b.member_id \
            WHERE b.owed <> COALESCE(l.owed, 0) LIMIT 20";
    TOTAL = "SELECT b.shop_id, b.member_id, b.points + b.pending - b.owed AS kept, \
                 CAST(COALESCE(l.total, 0) AS BIGINT) AS recomputed \
             FROM balances b LEFT JOIN (SELECT shop_id, member_id, SUM(amount) AS total FROM ledger \
                 GROUP BY shop_id, member_id) l \
             ON l.shop_id = b.shop_id AND l.member_id = b.member_id \
             WHERE b.points + b.pending - b.owed <> COALESCE(l.total, 0) LIMIT 20";
    LOTS = "SELECT t.shop_id, t.lot_id, t.remaining AS kept, CAST(COALESCE(v.moved, 0) AS BIGINT) AS recomputed \
            FROM lots t LEFT JOIN (SELECT shop_id, lot_id, SUM(amount) AS moved FROM lot_moves GROUP BY shop_id, lot_id) v \
            ON v.shop_id = t.shop_id AND v.lot_id = t.lot_id \
            WHERE t.remaining <> COALESCE(v.moved, 0) LIMIT 20";
    ENTRIES = "SELECT e.shop_id, e.entry_id, e.amount AS kept, CAST(COALESCE(v.moved, 0) - e.owed AS BIGINT) AS recomputed \
               FROM ledger e LEFT JOIN (SELECT shop_id, entry_id, SUM(amount) AS moved FROM lot_moves \
                   GROUP BY shop_id, entry_id) v \
               ON v.shop_id = e.shop_id AND v.entry_id = e.entry_id \
               WHERE e.amount <> COALESCE(v.moved, 0) - e.owed LIMIT 20";
    STOCK = "SELECT g.shop_id, g.gift_id, g.stock AS kept, CAST(g.stocked - COALESCE(c.taken, 0) AS BIGINT) AS recomputed \
             FROM gifts g LEFT JOIN (SELECT shop_id, gift_id, COUNT(*) AS taken FROM coupons \
                 WHERE state IN ('issued', 'held', 'used') GROUP BY shop_id, gift_id) c \
             ON c.shop_id = g.shop_id AND c.gift_id = g.gift_id \
             WHERE g.stock IS NOT NULL AND g.stock <> g.stocked - COALESCE(c.taken, 0) LIMIT 20";
    // Every coupon was paid for by one row, and given back by one row exactly when it was revoked.
    COUPONS = "SELECT c.shop_id, c.coupon_id, CASE c.state WHEN 'revoked' THEN 0 ELSE c.price END AS kept, \
                   CAST(-COALESCE(e.paid, 0) AS BIGINT) AS recomputed \
               FROM coupons c LEFT JOIN (SELECT shop_id, coupon_id, SUM(amount) AS paid FROM ledger \
                   WHERE coupon_id IS NOT NULL GROUP BY shop_id, coupon_id) e \
               ON e.shop_id = c.shop_id AND e.coupon_id = c.coupon_id \
               WHERE CASE c.state WHEN 'revoked' THEN 0 ELSE c.price END <> -COALESCE(e.paid, 0) LIMIT 20";
    COUPON_ENDS = "SELECT shop_id, coupon_id, CASE WHEN state IN ('issued', 'held') THEN 0 ELSE 1 END AS kept, \
                       CASE WHEN closed_at IS NULL THEN 0 ELSE 1 END AS recomputed \
                   FROM coupons WHERE (state IN ('issued', 'held')) <> (closed_at IS NULL) LIMIT 20";
    ORDERS = "SELECT o.shop_id, o.order_id, o.earned - o.clawed - o.points_paid + o.returned AS kept, CAST(COALESCE(e.net, 0) AS BIGINT) AS recomputed \
              FROM orders o LEFT JOIN (SELECT shop_id, order_id, SUM(amount) AS net FROM ledger \
                  WHERE order_id IS NOT NULL GROUP BY shop_id, order_id) e \
              ON e.shop_id = o.shop_id AND e.order_id = o.order_id \
              WHERE o.earned - o.clawed - o.points_paid + o.returned <> COALESCE(e.net, 0) LIMIT 20";
    PRODUCTS = "SELECT p.shop_id, p.product_id, p.stock AS kept, CAST(p.stocked - COALESCE(l.taken, 0) AS BIGINT) AS recomputed \
                FROM products p LEFT JOIN (SELECT l.shop_id, l.product_id, SUM(l.quantity) AS taken FROM order_lines l \
                    JOIN orders o ON o.shop_id = l.shop_id AND o.order_id = l.order_id \
                    WHERE l.product_id IS NOT NULL AND o.state <> 'cancelled' AND o.undone_at IS NULL \
                    GROUP BY l.shop_id, l.product_id) l \
                ON l.shop_id = p.shop_id AND l.product_id = p.product_id \
                WHERE p.stock IS NOT NULL AND p.stock <> p.stocked - COALESCE(l.taken, 0) LIMIT 20";
    HELD = "SELECT c.shop_id, c.coupon_id, CAST(1 AS BIGINT) AS kept, CAST(0 AS BIGINT) AS recomputed \
            FROM coupons c LEFT JOIN orders o ON o.shop_id = c.shop_id AND o.order_id = c.order_id AND o.coupon_id = c.coupon_id \
            WHERE c.state = 'held' AND (o.state IS NULL OR o.state <> 'unpaid') LIMIT 20";
    HOLDING = "SELECT o.shop_id, o.order_id, CAST(1 AS BIGINT) AS kept, CAST(0 AS BIGINT) AS recomputed \
               FROM orders o LEFT JOIN coupons c ON c.shop_id = o.shop_id AND c.coupon_id = o.coupon_id AND c.order_id = o.order_id \
               WHERE o.state = 'unpaid' AND o.coupon_id IS NOT NULL AND (c.state IS NULL OR c.state <> 'held') LIMIT 20";
    LINES = "SELECT o.shop_id, o.order_id, o.goods AS kept, CAST(l.goods AS BIGINT) AS recomputed \
             FROM orders o JOIN (SELECT shop_id, order_id, SUM(quantity * everyday) AS goods FROM order_lines \
                 GROUP BY shop_id, order_id) l \
             ON l.shop_id = o.shop_id AND l.order_id = o.order_id \
             WHERE o.goods <> l.goods LIMIT 20";
    OFFER_STOCK = "SELECT o.shop_id, o.offer_id, o.stock AS kept, CAST(o.stocked - COALESCE(c.taken, 0) AS BIGINT) AS recomputed \
                   FROM offers o LEFT JOIN (SELECT shop_id, offer_id, COUNT(*) AS taken FROM claims \
                       WHERE state = 'claimed' GROUP BY shop_id, offer_id) c \
                   ON c.shop_id = o.shop_id AND c.offer_id = o.offer_id \
                   WHERE o.stock IS NOT NULL AND o.stock <> o.stocked - COALESCE(c.taken, 0) LIMIT 20";
    OFFER_BUDGET = "SELECT o.shop_id, o.offer_id, o.spent AS kept, CAST(COALESCE(c.cost, 0) AS BIGINT) AS recomputed \
                    FROM offers o LEFT JOIN (SELECT shop_id, offer_id, SUM(cost) AS cost FROM claims \
                        WHERE state = 'claimed' GROUP BY shop_id, offer_id) c \
                    ON c.shop_id = o.shop_id AND c.offer_id = o.offer_id \
                    WHERE o.spent <> COALESCE(c.cost, 0) LIMIT 20";
    // A coupon that expired or was given back leaves its place to somebody else.
    CLAIMS = "SELECT c.shop_id, c.claim_id, CASE c.state WHEN 'claimed' THEN 1 ELSE 0 END AS kept, \
                  CASE WHEN k.state IN ('issued', 'held', 'used') THEN 1 ELSE 0 END AS recomputed \
              FROM claims c JOIN coupons k ON k.shop_id = c.shop_id AND k.coupon_id = c.coupon_id \
              WHERE (c.state = 'claimed') <> (k.state IN ('issued', 'held', 'used')) LIMIT 20";
    // While the sums of a shop are made anew, those of members who come later are not right yet.
    STANDINGS = "SELECT m.shop_id, m.member_id, COALESCE(s.spent, 0) AS kept, \
                     CAST(COALESCE((SELECT SUM(o.total - o.money_back) FROM orders o WHERE o.shop_id = m.shop_id \
                         AND o.member_id = m.member_id AND o.paid_at >= r.counted_from), 0) AS BIGINT) AS recomputed \
                 FROM members m JOIN tier_rules r ON r.shop_id = m.shop_id AND r.counted_upto IS NULL \
                 LEFT JOIN standings s ON s.shop_id = m.shop_id AND s.member_id = m.member_id \
                 WHERE COALESCE(s.spent, 0) <> COALESCE((SELECT SUM(o.total - o.money_back) FROM orders o \
                     WHERE o.shop_id = m.shop_id AND o.member_id = m.member_id AND o.paid_at >= r.counted_from), 0) LIMIT 20";
    STANDING_ORDERS = "SELECT m.shop_id, m.member_id, COALESCE(s.orders, 0) AS kept, \
                     (SELECT COUNT(*) FROM orders o WHERE o.shop_id = m.shop_id AND o.total > o.money_back \
                         AND o.member_id = m.member_id AND o.paid_at >= r.counted_from) AS recomputed \
                 FROM members m JOIN tier_rules r ON r.shop_id = m.shop_id AND r.counted_upto IS NULL \
                 LEFT JOIN standings s ON s.shop_id = m.shop_id AND s.member_id = m.member_id \
                 WHERE COALESCE(s.orders, 0) <> (SELECT COUNT(*) FROM orders o WHERE o.shop_id = m.shop_id \
                     AND o.total > o.money_back AND o.member_id = m.member_id AND o.paid_at >= r.counted_from) LIMIT 20";
    // What belonged to a file went with the person, or to the file it became part of.
    GONE = "SELECT m.shop_id, m.member_id, b.points + b.pending + b.owed AS kept, CAST(0 AS BIGINT) AS recomputed \
            FROM members m JOIN balances b ON b.shop_id = m.shop_id AND b.member_id = m.member_id \
            WHERE m.gone_at IS NOT NULL AND b.points + b.pending + b.owed <> 0 LIMIT 20";
    NAMELESS = "SELECT m.shop_id, m.member_id, CAST(1 AS BIGINT) AS kept, CAST(0 AS BIGINT) AS recomputed FROM members m \
                WHERE m.gone_at IS NOT NULL AND (m.user_id IS NOT NULL OR m.name <> '–' OR m.username IS NOT NULL \
                OR m.phone IS NOT NULL OR m.email IS NOT NULL OR EXISTS (SELECT 1 FROM find_keys k WHERE k.shop_id = m.shop_id AND k.member_id = m.member_id) \
                OR EXISTS (SELECT 1 FROM field_values v WHERE v.shop_id = m.shop_id AND v.member_id = m.member_id) \
                OR EXISTS (SELECT 1 FROM notes n WHERE n.shop_id = m.shop_id AND n.member_id = m.member_id) \
                OR EXISTS (SELECT 1 FROM relatives r WHERE r.shop_id = m.shop_id AND r.member_id = m.member_id) \
                OR EXISTS (SELECT 1 FROM member_tags t WHERE t.shop_id = m.shop_id AND t.member_id = m.member_id) \
                OR EXISTS (SELECT 1 FROM import_rows i WHERE i.shop_id = m.shop_id AND i.member_id = m.member_id AND i.fate <> 'undone' \
                    AND NOT EXISTS (SELECT 1 FROM former_members f WHERE f.shop_id = m.shop_id AND f.former_id = m.member_id))) LIMIT 20";
    REMOVED = "SELECT shop_id, member_id, CAST(1 AS BIGINT) AS kept, CAST(0 AS BIGINT) AS recomputed FROM members \
               WHERE removed_at IS NOT NULL AND gone_at IS NULL LIMIT 20";
    // What finds members by tags and by fields, by who may see those (S5). The numbers are those of `Source::level`.
    FOUND = "SELECT k.shop_id, k.member_id, k.source AS kept, CAST(0 AS BIGINT) AS recomputed FROM find_keys k \
             WHERE (k.source = 3 AND NOT EXISTS (SELECT 1 FROM member_tags t WHERE t.shop_id = k.shop_id AND t.member_id = k.member_id)) \
             OR (k.source > 3 AND NOT EXISTS (SELECT 1 FROM field_values v \
                 JOIN fields f ON f.shop_id = v.shop_id AND f.field_id = v.field_id AND f.active \
                 WHERE v.shop_id = k.shop_id AND v.member_id = k.member_id \
                 AND k.source = CASE f.seen_from WHEN 'clerk' THEN 4 WHEN 'manager' THEN 5 ELSE 6 END)) LIMIT 20";
    LED_ON = "SELECT f.shop_id, f.former_id, CAST(1 AS BIGINT) AS kept, CAST(0 AS BIGINT) AS recomputed FROM former_members f \
              JOIN members m ON m.shop_id = f.shop_id AND m.member_id = f.former_id \
              WHERE m.gone_at IS NULL OR EXISTS (SELECT 1 FROM former_members g WHERE g.shop_id = f.shop_id AND g.former_id = f.member_id) LIMIT 20";
    // What never ends needs no term; all else has one.
    TERMS = "SELECT s.shop_id, s.member_id, CASE WHEN s.term_ends IS NULL THEN 0 ELSE 1 END AS kept, 1 AS recomputed \
             FROM standings s JOIN tiers t ON t.shop_id = s.shop_id AND t.tier_id = s.tier_id \
             WHERE s.since IS NULL OR (s.term_ends IS NOT NULL AND s.look_on IS NULL) \
             OR (s.drop_on IS NOT NULL AND s.drop_on < s.term_ends) LIMIT 20";
    // Decisions are forgotten after a time, and with whoever is forgotten; their sums stay. So the sums are never less than
    // what is there says, and the same where all of it is there. What members do with a message later is not summed.
    RESULTS = "SELECT t.shop_id, t.automation_id, \
                   CAST(COALESCE(r.people + r.buyers + r.reached + r.back + r.bought \
                       + r.points + r.coupons + r.used + r.spent, 0) AS BIGINT) AS kept, \
                   CAST(t.people + t.buyers + t.reached + t.back + t.bought \
                       + t.points + t.coupons + t.used + t.spent AS BIGINT) AS recomputed \
               FROM (SELECT shop_id, automation_id, wave, holdout, held, COUNT(*) AS touches, SUM(compared) AS people, \
                         SUM(compared * CASE WHEN bought > 0 THEN 1 ELSE 0 END) AS buyers, SUM(compared * spent) AS spent, \
                         SUM(reached) AS reached, \
                         SUM(reached * CASE WHEN back THEN 1 ELSE 0 END) AS back, \
                         SUM(reached * CASE WHEN bought > 0 THEN 1 ELSE 0 END) AS bought, \
                         SUM(points) AS points, SUM(coupons) AS coupons, \
                         SUM(used) AS used \
                     FROM (SELECT shop_id, automation_id, wave, holdout, bought, spent, back, points, coupons, used, state = 'held' AS held, \
                               CASE WHEN why IN ('cap', 'brake', 'off', 'late') THEN 0 ELSE 1 END AS compared, \
                               CASE WHEN sent_at IS NULL THEN 0 ELSE 1 END AS reached \
                           FROM touches WHERE bought IS NOT NULL) m \
                     GROUP BY shop_id, automation_id, wave, holdout, held) t \
               LEFT JOIN results r ON r.shop_id = t.shop_id AND r.automation_id = t.automation_id AND r.wave = t.wave \
                   AND r.holdout = t.holdout AND r.held = t.held \
               WHERE r.touches IS NULL OR r.touches < t.touches OR r.people < t.people OR r.buyers < t.buyers \
                   OR r.spent < t.spent OR r.reached < t.reached OR r.bought < t.bought OR r.points < t.points OR r.coupons < t.coupons \
                   OR (r.touches = t.touches AND (r.people <> t.people OR r.buyers <> t.buyers OR r.spent <> t.spent \
                       OR r.reached <> t.reached OR r.back <> t.back OR r.bought <> t.bought OR r.points <> t.points \
                       OR r.coupons <> t.coupons OR r.used <> t.used)) LIMIT 20";
    // What is private about people is sealed before anybody is answered.
    // Keys that find by what stands in fields are hashes, and these are of one length.
    PLAIN = "SELECT shop_id, member_id, CAST(1 AS BIGINT) AS kept, CAST(0 AS BIGINT) AS recomputed \
             FROM members WHERE plain_phone IS NOT NULL \
             UNION ALL SELECT shop_id, order_id, CAST(1 AS BIGINT), CAST(0 AS BIGINT) \
             FROM orders WHERE plain_delivery IS NOT NULL \
             UNION ALL SELECT shop_id, member_id, CAST(1 AS BIGINT), CAST(0 AS BIGINT) \
             FROM field_values WHERE NOT sealed OR CAST(value AS TEXT) NOT LIKE '\"sealed:%' \
             UNION ALL SELECT shop_id, relative_id, CAST(1 AS BIGINT), CAST(0 AS BIGINT) \
             FROM relatives WHERE NOT sealed OR (name <> '' AND name NOT LIKE 'sealed:%') \
                 OR (taste <> '' AND taste NOT LIKE 'sealed:%') \
             UNION ALL SELECT shop_id, member_id, CAST(1 AS BIGINT), CAST(0 AS BIGINT) \
             FROM find_keys WHERE source > 3 AND LENGTH(key) <> 22 LIMIT 20";
    // Whose file it was took along what was in it.
    OWNERLESS = "SELECT o.shop_id, o.member_id, o.kept, CAST(0 AS BIGINT) AS recomputed FROM ( \
                     SELECT shop_id, member_id, COUNT(*) AS kept FROM member_tags GROUP BY shop_id, member_id \
                     UNION ALL SELECT shop_id, member_id, COUNT(*) FROM wishes GROUP BY shop_id, member_id \
                     UNION ALL SELECT shop_id, member_id, COUNT(*) FROM member_photos GROUP BY shop_id, member_id \
                     UNION ALL SELECT shop_id, member_id, COUNT(*) FROM birthdays GROUP BY shop_id, member_id \
                     UNION ALL SELECT shop_id, member_id, COUNT(*) FROM greetings GROUP BY shop_id, member_id \
                     UNION ALL SELECT shop_id, member_id, COUNT(*) FROM birthday_lines GROUP BY shop_id, member_id \
                     UNION ALL SELECT shop_id, member_id, COUNT(*) FROM rhythms GROUP BY shop_id, member_id \
                     UNION ALL SELECT shop_id, member_id, COUNT(*) FROM questions GROUP BY shop_id, member_id) o \
                 JOIN members m ON m.shop_id = o.shop_id AND m.member_id = o.member_id \
                 WHERE m.gone_at IS NOT NULL LIMIT 20";
    // What a list brought somebody new is in the books, as long as the list can be taken back.
    LISTED = "SELECT r.shop_id, r.member_id, r.points AS kept, CAST(COALESCE(e.amount, 0) AS BIGINT) AS recomputed \
              FROM import_rows r JOIN imports i ON i.shop_id = r.shop_id AND i.import_id = r.import_id AND i.state = 'done' \
              LEFT JOIN ledger e ON e.shop_id = r.shop_id AND e.entry_id = r.row_id \
              JOIN members m ON m.shop_id = r.shop_id AND m.member_id = r.member_id \
              WHERE r.fate = 'new' AND r.points <> COALESCE(e.amount, 0) LIMIT 20";
}

/// Something that must be so.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Question {
    Points,
    Pending,
    Owed,
    Total,
    Lots,
    Entries,
    Stock,
    Coupons,
    CouponEnds,
    Orders,
    Products,
    Held,
    Holding,
    Lines,
    OfferStock,
    OfferBudget,
    Claims,
    Standings,
    StandingOrders,
    Terms,
    Plain,
    Gone,
    Nameless,
    LedOn,
    Results,
    Ownerless,
    Removed,
    Found,
    Listed,
}

impl Question {
    pub const ALL: [Self; 29] = [
        Self::Points,
        Self::Pending,
        Self::Owed,
        Self::Total,
        Self::Lots,
        Self::Entries,
        Self::Stock,
        Self::Coupons,
        Self::CouponEnds,
        Self::Orders,
        Self::Products,
        Self::Held,
        Self::Holding,
        Self::Lines,
        Self::OfferStock,
        Self::OfferBudget,
        Self::Claims,
        Self::Standings,
        Self::StandingOrders,
        Self::Terms,
        Self::Plain,
        Self::Gone,
        Self::Nameless,
        Self::LedOn,
        Self::Results,
        Self::Ownerless,
        Self::Removed,
        Self::Found,
        Self::Listed,
    ];

    /// What must be so, as a sentence.
    #[must_use]
    pub const fn rule(self) -> &'static str {
        match self {
            Self::Points => "a balance is the sum of the member's lots",
            Self::Pending => "a pending balance is the sum of the member's pending lots",
            Self::Owed => "what a member owes is the sum of what ledger rows changed of it",
            Self::Total => "points, pending and owed add up to the ledger",
            Self::Lots => "a lot holds what ledger rows moved in and out of it",
            Self::Entries => "a ledger row is what it moved in lots and debts",
            Self::Stock => "a stock is what was put there less its coupons",
            Self::Coupons => "a coupon is paid for in the ledger, and given back when revoked",
            Self::CouponEnds => "a coupon has ended exactly when it says when",
            Self::Orders => "an order earned and took in the ledger what it says",
            Self::Products => "a product's stock is what was put there less what orders hold or took",
            Self::Held => "a held coupon's order is unpaid",
            Self::Holding => "an unpaid order's coupon is held for it",
            Self::Lines => "an order's lines add up to its goods",
            Self::OfferStock => "what is left of an offer is what was put there less what is claimed",
            Self::OfferBudget => "what an offer spent is what its claims can cost",
            Self::Claims => "a claim holds exactly as long as its coupon",
            Self::Standings => "what a member spent in the window is what their orders of that time come to",
            Self::StandingOrders => "a member's orders in the window are those of which money stayed paid",
            Self::Terms => "a tier has a beginning, and a term that is looked at before it ends",
            Self::Gone => "a file that is nobody's has no points and owes none",
            Self::Nameless => "a file that is nobody's says nothing about anybody",
            Self::Results => "what automations came to is what their decisions did",
            Self::LedOn => "a file that became part of another is gone, and leads to one that did not",
            Self::Ownerless => {
                "tags, wishes, photos, birthdays, greetings, rhythms and questions are of members who are there"
            }
            Self::Removed => "who was taken back with a list is nobody's file",
            Self::Found => "nobody is found by a tag or a field that they do not have, nor by whom it is not for",
            Self::Listed => "what a list brought new members stands in the books",
            Self::Plain => "nothing private is kept as it is",
        }
    }

    const fn sql(self) -> &'static str {
        match self {
            Self::Points => POINTS,
            Self::Pending => PENDING,
            Self::Owed => OWED,
            Self::Total => TOTAL,
            Self::Lots => LOTS,
            Self::Entries => ENTRIES,
            Self::Stock => STOCK,
            Self::Coupons => COUPONS,
            Self::CouponEnds => COUPON_ENDS,
            Self::Orders => ORDERS,
            Self::Products => PRODUCTS,
            Self::Held => HELD,
            Self::Holding => HOLDING,
            Self::Lines => LINES,
            Self::OfferStock => OFFER_STOCK,
            Self::OfferBudget => OFFER_BUDGET,
            Self::Claims => CLAIMS,
            Self::Standings => STANDINGS,
            Self::StandingOrders => STANDING_ORDERS,
            Self::Terms => TERMS,
            Self::Gone => GONE,
            Self::Nameless => NAMELESS,
            Self::LedOn => LED_ON,
            Self::Results => RESULTS,
            Self::Ownerless => OWNERLESS,
            Self::Removed => REMOVED,
            Self::Found => FOUND,
            Self::Listed => LISTED,
            Self::Plain => PLAIN,
        }
    }
}

/// A row that does not match.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mismatch {
    pub shop: ShopId,
    pub row: String,
    pub kept: i64,
    pub recomputed: i64,
}

/// The first rows that answer a question wrongly.
pub async fn ask(tx: &mut Tx, question: Question) -> Result<Vec<Mismatch>, StorageError> {
    let rows: Vec<(Uuid, Uuid, i64, i64)> = list!(tx, question.sql())?;
    Ok(rows
        .into_iter()
        .map(|(shop, row, kept, recomputed)| Mismatch {
            shop: ShopId(shop),
            row: row.to_string(),
            kept,
            recomputed,
        })
        .collect())
}
