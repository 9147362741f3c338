//! What was bought before, page by page, for trying things on it.

use domain::{CategoryId, MemberId, Money, OrderId, Points, ShopId, TierId};
use uuid::Uuid;

use crate::ask::list;
use crate::{Instant, StorageError, Tx, statements};

statements! {
    // Newest first. The page is cut before the lines come to it, so that no order is cut in two.
    PAGE = "SELECT o.order_id, o.member_id, o.paid_at, o.total, o.fee, o.points_worth, o.refunded, o.earned, \
                l.category_id, l.price * l.quantity, s.tier_id \
            FROM (SELECT shop_id, order_id, member_id, paid_at, total, fee, points_worth, refunded, earned FROM orders \
                  WHERE shop_id = $1 AND paid_at IS NOT NULL AND undone_at IS NULL AND paid_at >= $2 \
                      AND (paid_at, order_id) < ($3, $4) \
                  ORDER BY paid_at DESC, order_id DESC LIMIT $5) o \
            LEFT JOIN order_lines l ON l.shop_id = o.shop_id AND l.order_id = o.order_id \
            LEFT JOIN standings s ON s.shop_id = o.shop_id AND s.member_id = o.member_id \
            ORDER BY o.paid_at DESC, o.order_id DESC, l.line";
}

/// A purchase that was paid and not undone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PastOrder {
    pub id: OrderId,
    pub member: MemberId,
    /// The tier that the member is in today.
    pub tier: Option<TierId>,
    pub paid_at: Instant,
    /// What points are earned on: what was paid in money, without the fee (P8).
    pub paid: Money,
    /// Of money and points together: what the order came to, and what went back of it (P7).
    pub value: Money,
    pub refunded: Money,
    pub earned: Points,
    /// What the lines came to before any discount of the whole, and what each is. Empty: no lines were kept.
    pub lines: Vec<(Option<CategoryId>, Money)>,
}

/// Where a page ends: the next one goes on behind it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Behind(Instant, Uuid);

impl Behind {
    /// Everything that was paid before `at` is behind it.
    #[must_use]
    pub const fn before(at: Instant) -> Self {
        Self(at, Uuid::nil())
    }
}

type Row = (
    Uuid,
    Uuid,
    Instant,
    i64,
    i64,
    i64,
    i64,
    i64,
    Option<Uuid>,
    Option<i64>,
    Option<Uuid>,
);

/// Up to `limit` purchases since `since`, newest first, and where the page ends. `None`: it was the last.
pub async fn page(
    tx: &mut Tx,
    shop: ShopId,
    since: Instant,
    behind: Behind,
    limit: i64,
) -> Result<(Vec<PastOrder>, Option<Behind>), StorageError> {
    let rows: Vec<Row> = list!(tx, PAGE, shop.0, since, behind.0, behind.1, limit)?;
    let mut orders: Vec<PastOrder> = Vec::new();
    for (id, member, paid_at, total, fee, points_worth, refunded, earned, category, line, tier) in rows {
        let money = |minor: i64| {
            Money::new(minor).ok_or_else(|| StorageError::Corrupt {
                table: "orders",
                what: format!("amount {minor}"),
            })
        };
        // All of an order can be more than the largest sale: what brings it comes on top.
        let whole = |minor: i64| Money::new(minor.max(0)).unwrap_or(Money::MAX);
        if orders.last().is_none_or(|last| last.id.0 != id) {
            orders.push(PastOrder {
                id: OrderId(id),
                member: MemberId(member),
                tier: tier.map(TierId),
                paid_at,
                paid: money(total)?.less(money(fee)?),
                value: whole(total + points_worth),
                refunded: whole(refunded),
                earned: Points::at_least_zero(earned),
                lines: Vec::new(),
            });
        }
        if let (Some(order), Some(line)) = (orders.last_mut(), line) {
            order.lines.push((category.map(CategoryId), whole(line)));
        }
    }
    let full = i64::try_from(orders.len()).is_ok_and(|count| count == limit);
    let end = orders
        .last()
        .filter(|_| full)
        .map(|last| Behind(last.paid_at, last.id.0));
    Ok((orders, end))
}
