//! Whose moment lies on a day: whom an automation could reach, by an index and by pages.

use domain::automation::{About, Trigger};
use domain::ids::first_id_at;
use domain::{MemberId, OrderId, ShopId};
use uuid::Uuid;

use crate::ask::{list, value};
use crate::{Instant, StorageError, Tx, statements};

statements! {
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
              WHERE o.shop_id = $1 AND o.paid_at < $2 AND (o.paid_at, o.order_id) > ($3, $4) \
              AND o.undone_at IS NULL AND o.total > o.money_back ORDER BY o.paid_at, o.order_id LIMIT $5";
    BOUGHT_LAST = "SELECT o.paid_at, o.order_id, o.member_id FROM orders o \
                   WHERE o.shop_id = $1 AND o.paid_at < $2 AND (o.paid_at, o.order_id) > ($3, $4) \
                   AND o.undone_at IS NULL AND o.total > o.money_back \
                   AND (SELECT s.last_at FROM standings s WHERE s.shop_id = o.shop_id AND s.member_id = o.member_id) = o.paid_at \
                   ORDER BY o.paid_at, o.order_id LIMIT $5";
    EXPIRING = "SELECT l.expires_at, l.lot_id, l.member_id FROM lots l \
                WHERE l.shop_id = $1 AND l.expires_at <= $2 AND (l.expires_at, l.lot_id) > ($3, $4) AND l.remaining > 0 \
                ORDER BY l.expires_at, l.lot_id LIMIT $5";

    STILL_UNPAID = "SELECT TRUE FROM orders o WHERE o.shop_id = $1 AND o.order_id = $2 \
                    AND (o.state = 'unpaid' OR (o.state = 'cancelled' AND o.lapsed)) AND NOT EXISTS ( \
                        SELECT 1 FROM standings s WHERE s.shop_id = o.shop_id AND s.member_id = o.member_id AND s.last_at > o.at)";
    STILL_LAST = "SELECT TRUE FROM orders o JOIN standings s ON s.shop_id = o.shop_id AND s.member_id = o.member_id \
                  AND s.last_at = o.paid_at WHERE o.shop_id = $1 AND o.order_id = $2 AND o.undone_at IS NULL AND o.total > o.money_back";
    STILL_BOUGHT = "SELECT TRUE FROM orders o WHERE o.shop_id = $1 AND o.order_id = $2 AND o.paid_at IS NOT NULL \
                    AND o.undone_at IS NULL AND o.total > o.money_back";
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
    trigger: Trigger,
    span: Span,
    after: Option<Place>,
    limit: i64,
) -> Result<Vec<Moment>, StorageError> {
    // Just before the day, so that what lies on its first instant is of it.
    let after = after.unwrap_or(match trigger {
        Trigger::Expiring => Place {
            at: span.starts,
            id: Uuid::max(),
        },
        Trigger::Holiday => Place {
            at: span.starts,
            id: Uuid::nil(),
        },
        _ => Place {
            at: span.starts,
            id: first_id_at(span.starts),
        },
    });
    let (starts, ends) = (after.id, first_id_at(span.ends));
    let of_members = |rows: Vec<(Uuid,)>| -> Vec<Moment> {
        rows.into_iter()
            .map(|(id,)| Moment {
                member: MemberId(id),
                about: match trigger {
                    Trigger::Holiday => About::Day(span.day),
                    _ => About::Member,
                },
                place: Place { at: span.starts, id },
            })
            .collect()
    };
    Ok(match trigger {
        Trigger::Welcome => of_members(list!(tx, JOINED, shop.0, starts, ends, limit)?),
        Trigger::Activate => of_members(list!(tx, NEVER_BOUGHT, shop.0, starts, ends, limit)?),
        Trigger::Holiday => of_members(list!(tx, CONSENTING, shop.0, starts, limit)?),
        Trigger::Remind => {
            let rows: Vec<(Uuid, Uuid)> = list!(tx, UNPAID, shop.0, starts, ends, limit)?;
            rows.into_iter()
                .map(|(id, member)| Moment {
                    member: MemberId(member),
                    about: About::Order(OrderId(id)),
                    place: Place { at: span.starts, id },
                })
                .collect()
        }
        Trigger::ThankYou | Trigger::Retain => {
            let sql = if trigger == Trigger::Retain {
                BOUGHT_LAST
            } else {
                BOUGHT
            };
            let rows: Vec<(Instant, Uuid, Uuid)> = list!(tx, sql, shop.0, span.ends, after.at, after.id, limit)?;
            rows.into_iter()
                .map(|(at, id, member)| Moment {
                    member: MemberId(member),
                    about: About::Order(OrderId(id)),
                    place: Place { at, id },
                })
                .collect()
        }
        Trigger::Expiring => {
            let rows: Vec<(Instant, Uuid, Uuid)> = list!(tx, EXPIRING, shop.0, span.ends, after.at, after.id, limit)?;
            rows.into_iter()
                .map(|(at, id, member)| Moment {
                    member: MemberId(member),
                    about: About::Day(span.day),
                    place: Place { at, id },
                })
                .collect()
        }
    })
}

/// Whether a moment is still so: nothing was paid, bought or spent since (M2). `span`: of the day that it is about.
pub async fn still(
    tx: &mut Tx,
    shop: ShopId,
    trigger: Trigger,
    member: MemberId,
    about: About,
    span: Option<Span>,
) -> Result<bool, StorageError> {
    let found: Option<bool> = match (trigger, about) {
        (Trigger::Remind, About::Order(order)) => value!(tx, STILL_UNPAID, shop.0, order.0)?,
        (Trigger::Retain, About::Order(order)) => value!(tx, STILL_LAST, shop.0, order.0)?,
        (Trigger::ThankYou, About::Order(order)) => value!(tx, STILL_BOUGHT, shop.0, order.0)?,
        (Trigger::Activate, _) => value!(tx, STILL_NEW, shop.0, member.0)?,
        (Trigger::Expiring, _) => match span {
            Some(span) => value!(tx, STILL_EXPIRING, shop.0, member.0, span.starts, span.ends)?,
            None => None,
        },
        (Trigger::Welcome | Trigger::Holiday, _) => Some(true),
        (Trigger::Remind | Trigger::Retain | Trigger::ThankYou, About::Member | About::Day(_)) => None,
    };
    Ok(found.is_some())
}
