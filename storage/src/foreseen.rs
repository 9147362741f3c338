//! How many moments lay on a day, as they stood on a later one: what an automation would have done.
//!
//! The first number is of all whom a message in private could reach, the second of those among them who let the shop
//! write about more than what is theirs.

use domain::ShopId;
use domain::automation::Trigger;
use domain::ids::first_id_at;
use uuid::Uuid;

use crate::ask::find;
use crate::moments::{Span, Subject};
use crate::{Instant, StorageError, Tx, statements};

statements! {
    JOINED = "SELECT COUNT(*), COUNT(m.marketing_at) FROM members m JOIN people p ON p.user_id = m.user_id AND p.reachable \
              WHERE m.shop_id = $1 AND m.member_id >= $2 AND m.member_id < $3 AND m.gone_at IS NULL";
    NEVER_BOUGHT = "SELECT COUNT(*), COUNT(m.marketing_at) FROM members m JOIN people p ON p.user_id = m.user_id AND p.reachable \
                    WHERE m.shop_id = $1 AND m.member_id >= $2 AND m.member_id < $3 AND m.gone_at IS NULL AND NOT EXISTS ( \
                        SELECT 1 FROM orders o WHERE o.shop_id = m.shop_id AND o.member_id = m.member_id \
                        AND o.paid_at IS NOT NULL AND o.paid_at < $4)";
    UNPAID = "SELECT COUNT(*), COUNT(m.marketing_at) FROM orders o \
              JOIN members m ON m.shop_id = o.shop_id AND m.member_id = o.member_id AND m.gone_at IS NULL \
              JOIN people p ON p.user_id = m.user_id AND p.reachable \
              WHERE o.shop_id = $1 AND o.order_id >= $2 AND o.order_id < $3 AND o.channel = 'chat' \
              AND (o.state = 'unpaid' OR (o.state = 'cancelled' AND o.lapsed) OR o.paid_at >= $4)";
    BOUGHT = "SELECT COUNT(DISTINCT o.member_id), COUNT(DISTINCT CASE WHEN m.marketing_at IS NULL THEN NULL ELSE o.member_id END) FROM orders o \
              JOIN members m ON m.shop_id = o.shop_id AND m.member_id = o.member_id AND m.gone_at IS NULL \
              JOIN people p ON p.user_id = m.user_id AND p.reachable \
              WHERE o.shop_id = $1 AND o.paid_at >= $2 AND o.paid_at < $3 AND o.undone_at IS NULL AND o.total > o.money_back";
    BOUGHT_LAST = "SELECT COUNT(DISTINCT o.member_id), COUNT(DISTINCT CASE WHEN m.marketing_at IS NULL THEN NULL ELSE o.member_id END) FROM orders o \
                   JOIN members m ON m.shop_id = o.shop_id AND m.member_id = o.member_id AND m.gone_at IS NULL \
                   JOIN people p ON p.user_id = m.user_id AND p.reachable \
                   WHERE o.shop_id = $1 AND o.paid_at >= $2 AND o.paid_at < $3 AND o.undone_at IS NULL AND o.total > o.money_back \
                   AND NOT EXISTS (SELECT 1 FROM orders l WHERE l.shop_id = o.shop_id AND l.member_id = o.member_id \
                       AND l.paid_at > o.paid_at AND l.paid_at < $4 AND l.undone_at IS NULL AND l.total > l.money_back)";
    // The same of one category.
    BOUGHT_IN = "SELECT COUNT(DISTINCT o.member_id), COUNT(DISTINCT CASE WHEN m.marketing_at IS NULL THEN NULL ELSE o.member_id END) FROM orders o \
                 JOIN order_lines i ON i.shop_id = o.shop_id AND i.order_id = o.order_id AND i.category_id = $4 \
                 JOIN members m ON m.shop_id = o.shop_id AND m.member_id = o.member_id AND m.gone_at IS NULL \
                 JOIN people p ON p.user_id = m.user_id AND p.reachable \
                 WHERE o.shop_id = $1 AND o.paid_at >= $2 AND o.paid_at < $3 AND o.undone_at IS NULL AND o.total > o.money_back";
    BOUGHT_LAST_IN = "SELECT COUNT(DISTINCT o.member_id), COUNT(DISTINCT CASE WHEN m.marketing_at IS NULL THEN NULL ELSE o.member_id END) FROM orders o \
                      JOIN order_lines i ON i.shop_id = o.shop_id AND i.order_id = o.order_id AND i.category_id = $5 \
                      JOIN members m ON m.shop_id = o.shop_id AND m.member_id = o.member_id AND m.gone_at IS NULL \
                      JOIN people p ON p.user_id = m.user_id AND p.reachable \
                      WHERE o.shop_id = $1 AND o.paid_at >= $2 AND o.paid_at < $3 AND o.undone_at IS NULL AND o.total > o.money_back \
                      AND NOT EXISTS (SELECT 1 FROM orders l JOIN order_lines k ON k.shop_id = l.shop_id AND k.order_id = l.order_id \
                          AND k.category_id = $5 WHERE l.shop_id = o.shop_id AND l.member_id = o.member_id \
                          AND l.paid_at > o.paid_at AND l.paid_at < $4 AND l.undone_at IS NULL AND l.total > l.money_back)";
    // Whoever has several things due on a day gets one message. Nothing in particular is asked for with $3.
    DUE = "SELECT COUNT(DISTINCT r.member_id), COUNT(DISTINCT CASE WHEN m.marketing_at IS NULL THEN NULL ELSE r.member_id END) FROM rhythms r \
           JOIN categories c ON c.shop_id = r.shop_id AND c.category_id = r.category_id AND c.active \
           JOIN members m ON m.shop_id = r.shop_id AND m.member_id = r.member_id AND m.gone_at IS NULL \
           JOIN people p ON p.user_id = m.user_id AND p.reachable \
           WHERE r.shop_id = $1 AND r.due_on = $2 AND ($3 OR r.category_id = $4)";
    WISHED = "SELECT COUNT(DISTINCT w.member_id), COUNT(DISTINCT CASE WHEN m.marketing_at IS NULL THEN NULL ELSE w.member_id END) FROM products x \
              JOIN wishes w ON w.shop_id = x.shop_id AND w.product_id = x.product_id AND w.at < $3 \
              JOIN members m ON m.shop_id = w.shop_id AND m.member_id = w.member_id AND m.gone_at IS NULL \
              JOIN people p ON p.user_id = m.user_id AND p.reachable \
              WHERE x.shop_id = $1 AND ((x.cheaper_at >= $2 AND x.cheaper_at < $3) OR (x.back_at >= $2 AND x.back_at < $3) \
                  OR (x.scarce_at >= $2 AND x.scarce_at < $3)) AND x.active";
    // More than are told apart are many.
    CONSENTING = "SELECT COUNT(*), COUNT(*) FROM (SELECT 1 FROM members m WHERE m.shop_id = $1 AND m.marketing_at IS NOT NULL \
                  AND m.user_id IS NOT NULL AND m.gone_at IS NULL LIMIT 20001) c";
    EXPIRING = "SELECT COUNT(DISTINCT l.member_id), COUNT(DISTINCT CASE WHEN m.marketing_at IS NULL THEN NULL ELSE l.member_id END) FROM lots l \
                JOIN members m ON m.shop_id = l.shop_id AND m.member_id = l.member_id AND m.gone_at IS NULL \
                JOIN people p ON p.user_id = m.user_id AND p.reachable \
                WHERE l.shop_id = $1 AND l.expires_at > $2 AND l.expires_at <= $3 AND l.remaining > 0";
}

/// Moments that lay within a span of time, as they stood at `seen`.
pub async fn count(
    tx: &mut Tx,
    shop: ShopId,
    subject: Subject,
    span: Span,
    seen: Instant,
) -> Result<(i64, i64), StorageError> {
    let (from, until) = (first_id_at(span.starts), first_id_at(span.ends));
    let counted: Option<(i64, i64)> = match subject.trigger {
        Trigger::Welcome => find!(tx, JOINED, shop.0, from, until)?,
        Trigger::Activate => find!(tx, NEVER_BOUGHT, shop.0, from, until, seen)?,
        Trigger::Remind => find!(tx, UNPAID, shop.0, from, until, seen)?,
        Trigger::ThankYou => match subject.category {
            Some(category) => find!(tx, BOUGHT_IN, shop.0, span.starts, span.ends, category.0)?,
            None => find!(tx, BOUGHT, shop.0, span.starts, span.ends)?,
        },
        Trigger::Retain => match subject.category {
            Some(category) => find!(tx, BOUGHT_LAST_IN, shop.0, span.starts, span.ends, seen, category.0)?,
            None => find!(tx, BOUGHT_LAST, shop.0, span.starts, span.ends, seen)?,
        },
        Trigger::Replenish => {
            let category = subject.category.map_or(Uuid::nil(), |category| category.0);
            find!(tx, DUE, shop.0, span.day, subject.category.is_none(), category)?
        }
        Trigger::Wish => find!(tx, WISHED, shop.0, span.starts, span.ends)?,
        Trigger::Expiring => find!(tx, EXPIRING, shop.0, span.starts, span.ends)?,
        // Everybody has it on one day, whichever that is.
        Trigger::Holiday => find!(tx, CONSENTING, shop.0)?,
    };
    Ok(counted.unwrap_or_default())
}
