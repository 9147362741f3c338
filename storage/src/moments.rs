//! Whose moment lies on a day: whom an automation could reach, by an index and by pages.

use domain::automation::{About, Automation, Trigger};
use domain::ids::first_id_at;
use domain::{CategoryId, MemberId, OrderId, ProductId, ShopId};
use uuid::Uuid;

use crate::ask::{list, value};
use crate::{Instant, StorageError, Tx, statements};

statements! {
    // Where a page begins is said twice: by the row alone PostgreSQL does not know how little of an index is read.
    JOINED = "SELECT m.member_id FROM members m WHERE m.shop_id = $1 AND m.member_id > $2 AND m.member_id < $3 \
              AND m.user_id IS NOT NULL AND m.gone_at IS NULL ORDER BY m.member_id LIMIT $4";
    // Asked of each member by itself: as a join PostgreSQL may take it for cheaper to read all standings of the shop through.
    NEVER_BOUGHT = "SELECT m.member_id FROM members m WHERE m.shop_id = $1 AND m.member_id > $2 AND m.member_id < $3 \
                    AND m.user_id IS NOT NULL AND m.gone_at IS NULL \
                    AND (SELECT s.last_at FROM standings s WHERE s.shop_id = m.shop_id AND s.member_id = m.member_id) IS NULL \
                    ORDER BY m.member_id LIMIT $4";
    CONSENTING = "SELECT m.member_id FROM members m WHERE m.shop_id = $1 AND m.member_id > $2 \
                  AND m.marketing_at IS NOT NULL AND m.user_id IS NOT NULL AND m.gone_at IS NULL ORDER BY m.member_id LIMIT $3";
    // An id begins with the time at which it was given.
    UNPAID = "SELECT o.order_id, o.member_id FROM orders o WHERE o.shop_id = $1 AND o.order_id > $2 AND o.order_id < $3 \
              AND o.channel = 'chat' AND (o.state = 'unpaid' OR (o.state = 'cancelled' AND o.lapsed)) ORDER BY o.order_id LIMIT $4";
    BOUGHT = "SELECT o.paid_at, o.order_id, o.member_id FROM orders o \
              WHERE o.shop_id = $1 AND o.paid_at < $2 AND o.paid_at >= $3 AND (o.paid_at, o.order_id) > ($3, $4) \
              AND o.undone_at IS NULL AND o.total > o.money_back ORDER BY o.paid_at, o.order_id LIMIT $5";
    BOUGHT_LAST = "SELECT o.paid_at, o.order_id, o.member_id FROM orders o \
                   WHERE o.shop_id = $1 AND o.paid_at < $2 AND o.paid_at >= $3 AND (o.paid_at, o.order_id) > ($3, $4) \
                   AND o.undone_at IS NULL AND o.total > o.money_back \
                   AND (SELECT s.last_at FROM standings s WHERE s.shop_id = o.shop_id AND s.member_id = o.member_id) = o.paid_at \
                   ORDER BY o.paid_at, o.order_id LIMIT $5";
    // The same of one category.
    BOUGHT_IN = "SELECT o.paid_at, o.order_id, o.member_id FROM orders o \
                 WHERE o.shop_id = $1 AND o.paid_at < $2 AND o.paid_at >= $3 AND (o.paid_at, o.order_id) > ($3, $4) \
                 AND o.undone_at IS NULL AND o.total > o.money_back AND EXISTS ( \
                     SELECT 1 FROM order_lines l WHERE l.shop_id = o.shop_id AND l.order_id = o.order_id AND l.category_id = $6) \
                 ORDER BY o.paid_at, o.order_id LIMIT $5";
    BOUGHT_LAST_IN = "SELECT o.paid_at, o.order_id, o.member_id FROM orders o \
                      WHERE o.shop_id = $1 AND o.paid_at < $2 AND o.paid_at >= $3 AND (o.paid_at, o.order_id) > ($3, $4) \
                      AND o.undone_at IS NULL AND o.total > o.money_back AND EXISTS ( \
                          SELECT 1 FROM order_lines l WHERE l.shop_id = o.shop_id AND l.order_id = o.order_id AND l.category_id = $6) \
                      AND NOT EXISTS (SELECT 1 FROM orders n JOIN order_lines k ON k.shop_id = n.shop_id AND k.order_id = n.order_id \
                          AND k.category_id = $6 WHERE n.shop_id = o.shop_id AND n.member_id = o.member_id AND n.paid_at > o.paid_at \
                          AND n.undone_at IS NULL AND n.total > n.money_back) \
                      ORDER BY o.paid_at, o.order_id LIMIT $5";
    // What members cannot see is not asked about.
    DUE = "SELECT r.member_id, r.category_id, r.order_id FROM rhythms r \
           JOIN categories c ON c.shop_id = r.shop_id AND c.category_id = r.category_id AND c.active \
           WHERE r.shop_id = $1 AND r.due_on = $2 AND (r.member_id, r.category_id) > ($3, $4) \
           ORDER BY r.member_id, r.category_id LIMIT $5";
    DUE_IN = "SELECT r.member_id, r.category_id, r.order_id FROM rhythms r \
              WHERE r.shop_id = $1 AND r.due_on = $2 AND (r.member_id, r.category_id) > ($3, $4) AND r.category_id = $6 \
              ORDER BY r.member_id, r.category_id LIMIT $5";
    // From what changed to whoever wishes for it.
    WISHED = "SELECT w.product_id, w.member_id FROM products p \
              JOIN wishes w ON w.shop_id = p.shop_id AND w.product_id = p.product_id \
              WHERE p.shop_id = $1 AND ((p.cheaper_at >= $2 AND p.cheaper_at < $3) OR (p.back_at >= $2 AND p.back_at < $3) \
                  OR (p.scarce_at >= $2 AND p.scarce_at < $3)) \
              AND p.active AND (w.product_id, w.member_id) > ($4, $5) ORDER BY w.product_id, w.member_id LIMIT $6";
    EXPIRING = "SELECT l.expires_at, l.lot_id, l.member_id FROM lots l \
                WHERE l.shop_id = $1 AND l.expires_at <= $2 AND l.expires_at >= $3 AND (l.expires_at, l.lot_id) > ($3, $4) AND l.remaining > 0 \
                ORDER BY l.expires_at, l.lot_id LIMIT $5";

    STILL_UNPAID = "SELECT TRUE FROM orders o WHERE o.shop_id = $1 AND o.order_id = $2 \
                    AND (o.state = 'unpaid' OR (o.state = 'cancelled' AND o.lapsed)) AND NOT EXISTS ( \
                        SELECT 1 FROM standings s WHERE s.shop_id = o.shop_id AND s.member_id = o.member_id AND s.last_at > o.at)";
    STILL_LAST = "SELECT TRUE FROM orders o JOIN standings s ON s.shop_id = o.shop_id AND s.member_id = o.member_id \
                  AND s.last_at = o.paid_at WHERE o.shop_id = $1 AND o.order_id = $2 AND o.undone_at IS NULL AND o.total > o.money_back";
    STILL_BOUGHT = "SELECT TRUE FROM orders o WHERE o.shop_id = $1 AND o.order_id = $2 AND o.paid_at IS NOT NULL \
                    AND o.undone_at IS NULL AND o.total > o.money_back";
    // What was ordered meanwhile is on its way to being bought.
    STILL_LAST_IN = "SELECT TRUE FROM orders o JOIN categories c ON c.shop_id = o.shop_id AND c.category_id = $3 AND c.active \
                     JOIN order_lines i ON i.shop_id = o.shop_id AND i.order_id = o.order_id AND i.category_id = $3 \
                     WHERE o.shop_id = $1 AND o.order_id = $2 AND o.undone_at IS NULL AND o.total > o.money_back AND NOT EXISTS ( \
                         SELECT 1 FROM orders n JOIN order_lines l ON l.shop_id = n.shop_id AND l.order_id = n.order_id \
                         AND l.category_id = $3 WHERE n.shop_id = o.shop_id AND n.member_id = o.member_id \
                         AND (n.state = 'unpaid' OR (n.paid_at > o.paid_at AND n.undone_at IS NULL AND n.total > n.money_back))) LIMIT 1";
    STILL_NEW = "SELECT TRUE FROM members m WHERE m.shop_id = $1 AND m.member_id = $2 AND m.gone_at IS NULL AND NOT EXISTS ( \
                     SELECT 1 FROM standings s WHERE s.shop_id = m.shop_id AND s.member_id = m.member_id AND s.last_at IS NOT NULL)";
    STILL_EXPIRING = "SELECT TRUE FROM lots l WHERE l.shop_id = $1 AND l.member_id = $2 AND l.remaining > 0 \
                      AND l.expires_at > $3 AND l.expires_at <= $4 LIMIT 1";
}

/// A moment of a member's.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Moment {
    pub member: MemberId,
    pub about: About,
    /// Where the page after it begins.
    pub place: Place,
}

/// Where a page of moments begins, as its job keeps it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    pub at: Instant,
    pub id: Uuid,
    /// Which of the several moments that can lie there.
    pub of: Uuid,
}

impl Place {
    const fn at(at: Instant, id: Uuid) -> Self {
        Self {
            at,
            id,
            of: Uuid::nil(),
        }
    }
}

/// What is asked about a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Subject {
    pub trigger: Trigger,
    /// What was bought of it counts, and nothing else.
    pub category: Option<CategoryId>,
}

impl From<&Automation> for Subject {
    fn from(automation: &Automation) -> Self {
        Self {
            trigger: automation.trigger,
            category: automation.category,
        }
    }
}

/// The day on which moments lie.
#[derive(Debug, Clone, Copy)]
pub struct Span {
    pub day: chrono::NaiveDate,
    pub starts: Instant,
    pub ends: Instant,
}

/// Up to `limit` moments of a day after a place.
pub async fn page(
    tx: &mut Tx,
    shop: ShopId,
    subject: Subject,
    span: Span,
    after: Option<Place>,
    limit: i64,
) -> Result<Vec<Moment>, StorageError> {
    let Subject { trigger, category } = subject;
    // Just before the day, so that what lies on its first instant is of it.
    let after = after.unwrap_or(Place::at(
        span.starts,
        match trigger {
            Trigger::Expiring => Uuid::max(),
            Trigger::Holiday | Trigger::Replenish | Trigger::Wish => Uuid::nil(),
            _ => first_id_at(span.starts),
        },
    ));
    let (starts, ends) = (after.id, first_id_at(span.ends));
    let of_members = |rows: Vec<(Uuid,)>| -> Vec<Moment> {
        rows.into_iter()
            .map(|(id,)| Moment {
                member: MemberId(id),
                about: match trigger {
                    Trigger::Holiday => About::Day(span.day),
                    _ => About::Member,
                },
                place: Place::at(span.starts, id),
            })
            .collect()
    };
    let of_orders = |rows: Vec<(Instant, Uuid, Uuid)>| -> Vec<Moment> {
        rows.into_iter()
            .map(|(at, id, member)| Moment {
                member: MemberId(member),
                about: About::Order(OrderId(id)),
                place: Place::at(at, id),
            })
            .collect()
    };
    Ok(match (trigger, category) {
        (Trigger::Welcome, _) => of_members(list!(tx, JOINED, shop.0, starts, ends, limit)?),
        (Trigger::Activate, _) => of_members(list!(tx, NEVER_BOUGHT, shop.0, starts, ends, limit)?),
        (Trigger::Holiday, _) => of_members(list!(tx, CONSENTING, shop.0, starts, limit)?),
        (Trigger::Remind, _) => {
            let rows: Vec<(Uuid, Uuid)> = list!(tx, UNPAID, shop.0, starts, ends, limit)?;
            of_orders(rows.into_iter().map(|(id, member)| (span.starts, id, member)).collect())
        }
        (Trigger::ThankYou | Trigger::Retain, Some(category)) => {
            let sql = if trigger == Trigger::Retain {
                BOUGHT_LAST_IN
            } else {
                BOUGHT_IN
            };
            of_orders(list!(
                tx, sql, shop.0, span.ends, after.at, after.id, limit, category.0
            )?)
        }
        (Trigger::ThankYou | Trigger::Retain, None) => {
            let sql = if trigger == Trigger::Retain {
                BOUGHT_LAST
            } else {
                BOUGHT
            };
            of_orders(list!(tx, sql, shop.0, span.ends, after.at, after.id, limit)?)
        }
        (Trigger::Replenish, category) => due(tx, shop, category, span, after, limit).await?,
        (Trigger::Wish, _) => wished(tx, shop, span, after, limit).await?,
        (Trigger::Expiring, _) => {
            let rows: Vec<(Instant, Uuid, Uuid)> = list!(tx, EXPIRING, shop.0, span.ends, after.at, after.id, limit)?;
            rows.into_iter()
                .map(|(at, id, member)| Moment {
                    member: MemberId(member),
                    about: About::Day(span.day),
                    place: Place::at(at, id),
                })
                .collect()
        }
    })
}

/// What is due on a day by its member's own rhythm.
async fn due(
    tx: &mut Tx,
    shop: ShopId,
    category: Option<CategoryId>,
    span: Span,
    after: Place,
    limit: i64,
) -> Result<Vec<Moment>, StorageError> {
    let rows: Vec<(Uuid, Uuid, Uuid)> = match category {
        Some(category) => list!(tx, DUE_IN, shop.0, span.day, after.id, after.of, limit, category.0)?,
        None => list!(tx, DUE, shop.0, span.day, after.id, after.of, limit)?,
    };
    Ok(rows
        .into_iter()
        .map(|(member, category, order)| Moment {
            member: MemberId(member),
            about: About::Last(OrderId(order), CategoryId(category)),
            place: Place {
                at: span.starts,
                id: member,
                of: category,
            },
        })
        .collect())
}

/// Who wishes for what changed on a day.
async fn wished(tx: &mut Tx, shop: ShopId, span: Span, after: Place, limit: i64) -> Result<Vec<Moment>, StorageError> {
    let rows: Vec<(Uuid, Uuid)> = list!(tx, WISHED, shop.0, span.starts, span.ends, after.id, after.of, limit)?;
    Ok(rows
        .into_iter()
        .map(|(product, member)| Moment {
            member: MemberId(member),
            about: About::Wish(ProductId(product), span.day),
            place: Place {
                at: span.starts,
                id: product,
                of: member,
            },
        })
        .collect())
}

/// Whether a moment is still so: nothing was paid, bought or spent since (M2). `span`: of the day that it is about. What
/// somebody wishes for is judged by [`crate::wishes::changed_on`].
pub async fn still(
    tx: &mut Tx,
    shop: ShopId,
    subject: Subject,
    member: MemberId,
    about: About,
    span: Option<Span>,
) -> Result<bool, StorageError> {
    let found: Option<bool> = match (subject.trigger, about) {
        (Trigger::Remind, About::Order(order)) => value!(tx, STILL_UNPAID, shop.0, order.0)?,
        (Trigger::Retain, About::Order(order)) => match subject.category {
            Some(category) => value!(tx, STILL_LAST_IN, shop.0, order.0, category.0)?,
            None => value!(tx, STILL_LAST, shop.0, order.0)?,
        },
        (Trigger::Replenish, About::Last(_, of)) if subject.category.is_some_and(|category| category != of) => None,
        (Trigger::Replenish, About::Last(order, category)) => value!(tx, STILL_LAST_IN, shop.0, order.0, category.0)?,
        (Trigger::ThankYou, About::Order(order)) => value!(tx, STILL_BOUGHT, shop.0, order.0)?,
        (Trigger::Activate, _) => value!(tx, STILL_NEW, shop.0, member.0)?,
        (Trigger::Expiring, _) => match span {
            Some(span) => value!(tx, STILL_EXPIRING, shop.0, member.0, span.starts, span.ends)?,
            None => None,
        },
        (Trigger::Welcome | Trigger::Holiday, _) | (Trigger::Wish, About::Wish(..)) => Some(true),
        (Trigger::Remind | Trigger::Retain | Trigger::Replenish | Trigger::ThankYou | Trigger::Wish, _) => None,
    };
    Ok(found.is_some())
}
