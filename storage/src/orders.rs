//! Purchases at the till.

use domain::{MemberId, Money, OrderId, Points, ShopId, UserId};
use uuid::Uuid;

use crate::ask::{execute, find, list, value};
use crate::{Instant, StorageError, Tx, statements};

statements! {
    ANY_OF_SHOP = "SELECT 1 FROM orders WHERE shop_id = $1 LIMIT 1";
    ADD = "INSERT INTO orders (shop_id, order_id, member_id, total, earned, note, clerk, cause, at) \
           VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT (shop_id, cause) DO NOTHING";
    FIND = "SELECT order_id, member_id, total, refunded, earned, clawed, note, clerk, at, undone_at FROM orders \
            WHERE shop_id = $1 AND order_id = $2";
    FIND_BY_CAUSE = "SELECT order_id, member_id, total, refunded, earned, clawed, note, clerk, at, undone_at FROM orders \
                     WHERE shop_id = $1 AND cause = $2";
    // Compares what it saw, so that two refunds at once do not both count from the same state.
    REFUND = "UPDATE orders SET refunded = $4, clawed = $5, undone_at = $6 \
              WHERE shop_id = $1 AND order_id = $2 AND refunded = $3 AND undone_at IS NULL";
    LAST_OF_MEMBER = "SELECT order_id, member_id, total, refunded, earned, clawed, note, clerk, at, undone_at FROM orders \
                      WHERE shop_id = $1 AND member_id = $2 ORDER BY order_id DESC LIMIT $3";
    LAST_OF_CLERK = "SELECT order_id, member_id, total, refunded, earned, clawed, note, clerk, at, undone_at FROM orders \
                     WHERE shop_id = $1 AND clerk = $2 ORDER BY order_id DESC LIMIT $3";
}

/// A purchase as it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Order {
    pub id: OrderId,
    pub member: MemberId,
    pub total: Money,
    pub refunded: Money,
    pub earned: Points,
    /// Taken back by refunds so far.
    pub clawed: Points,
    pub note: String,
    pub clerk: UserId,
    pub at: Instant,
    pub undone_at: Option<Instant>,
}

#[derive(sqlx::FromRow)]
struct OrderRow {
    order_id: Uuid,
    member_id: Uuid,
    total: i64,
    refunded: i64,
    earned: i64,
    clawed: i64,
    note: String,
    clerk: i64,
    at: Instant,
    undone_at: Option<Instant>,
}

impl TryFrom<OrderRow> for Order {
    type Error = StorageError;

    fn try_from(row: OrderRow) -> Result<Self, StorageError> {
        let money = |minor| {
            Money::new(minor).ok_or_else(|| StorageError::Corrupt {
                table: "orders",
                what: format!("amount {minor}"),
            })
        };
        Ok(Self {
            id: OrderId(row.order_id),
            member: MemberId(row.member_id),
            total: money(row.total)?,
            refunded: money(row.refunded)?,
            earned: Points::at_least_zero(row.earned),
            clawed: Points::at_least_zero(row.clawed),
            note: row.note,
            clerk: UserId(row.clerk),
            at: row.at,
            undone_at: row.undone_at,
        })
    }
}

/// Says whether the purchase is new: a cause that is there already adds nothing.
pub async fn add(tx: &mut Tx, shop: ShopId, order: &Order, cause: &str) -> Result<bool, StorageError> {
    let rows = execute!(
        tx,
        ADD,
        shop.0,
        order.id.0,
        order.member.0,
        order.total.minor(),
        order.earned.get(),
        &order.note,
        order.clerk.0,
        cause,
        order.at,
    )?;
    Ok(rows == 1)
}

/// Says whether a shop has recorded any sale.
pub async fn any(tx: &mut Tx, shop: ShopId) -> Result<bool, StorageError> {
    let found: Option<i32> = value!(tx, ANY_OF_SHOP, shop.0)?;
    Ok(found.is_some())
}

pub async fn find(tx: &mut Tx, shop: ShopId, order: OrderId) -> Result<Option<Order>, StorageError> {
    let row: Option<OrderRow> = find!(tx, FIND, shop.0, order.0)?;
    row.map(Order::try_from).transpose()
}

pub async fn find_by_cause(tx: &mut Tx, shop: ShopId, cause: &str) -> Result<Option<Order>, StorageError> {
    let row: Option<OrderRow> = find!(tx, FIND_BY_CAUSE, shop.0, cause)?;
    row.map(Order::try_from).transpose()
}

/// Writes what has been refunded of `seen` in all. Says whether nobody else changed it meanwhile.
pub async fn refund(
    tx: &mut Tx,
    shop: ShopId,
    seen: &Order,
    refunded: Money,
    clawed: Points,
    undone_at: Option<Instant>,
) -> Result<bool, StorageError> {
    let (was, is) = (seen.refunded.minor(), refunded.minor());
    Ok(execute!(tx, REFUND, shop.0, seen.id.0, was, is, clawed.get(), undone_at)? == 1)
}

/// A member's purchases, newest first.
pub async fn last_of_member(
    tx: &mut Tx,
    shop: ShopId,
    member: MemberId,
    limit: i64,
) -> Result<Vec<Order>, StorageError> {
    let rows: Vec<OrderRow> = list!(tx, LAST_OF_MEMBER, shop.0, member.0, limit)?;
    rows.into_iter().map(Order::try_from).collect()
}

/// What a clerk recorded, newest first.
pub async fn last_of_clerk(tx: &mut Tx, shop: ShopId, clerk: UserId, limit: i64) -> Result<Vec<Order>, StorageError> {
    let rows: Vec<OrderRow> = list!(tx, LAST_OF_CLERK, shop.0, clerk.0, limit)?;
    rows.into_iter().map(Order::try_from).collect()
}
