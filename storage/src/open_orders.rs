//! Orders of the private chat on their way: unpaid, paid, handed over, or ended before (C5).
//!
//! Each step is one guarded statement: of two at once, one takes it.

use domain::{MemberId, OrderId, Points, ShopId};
use uuid::Uuid;

use crate::ask::{execute, list, value};
use crate::orders::{Order, OrderRow};
use crate::{Instant, StorageError, Tx, statements};

statements! {
    PAY = "UPDATE orders SET state = 'paid', due_at = NULL, paid_at = $3, earned = $4, charge = $5 \
           WHERE shop_id = $1 AND order_id = $2 AND state = 'unpaid'";
    REVIVE = "UPDATE orders SET state = 'paid', paid_at = $3, earned = $4, charge = $5, closed_at = NULL \
              WHERE shop_id = $1 AND order_id = $2 AND state = 'cancelled' AND points_paid = 0 AND coupon_id IS NULL";
    HAND_OVER = "UPDATE orders SET state = 'fulfilled', closed_at = $3 \
                 WHERE shop_id = $1 AND order_id = $2 AND state = 'paid' AND undone_at IS NULL";
    // The points that it held come back in the same transaction, all of them.
    CANCEL = "UPDATE orders SET state = 'cancelled', due_at = NULL, closed_at = $3, returned = points_paid \
              WHERE shop_id = $1 AND order_id = $2 AND state = 'unpaid'";
    LAPSE = "UPDATE orders SET state = 'cancelled', due_at = NULL, closed_at = $3, returned = points_paid, lapsed = TRUE \
             WHERE shop_id = $1 AND order_id = $2 AND state = 'unpaid' AND due_at <= $3";
    HOLD_ON = "UPDATE orders SET due_at = $3 WHERE shop_id = $1 AND order_id = $2 AND state = 'unpaid' AND due_at < $3 AND due_at > $4";
    COUNT_UNPAID = "SELECT COUNT(*) FROM orders WHERE shop_id = $1 AND member_id = $2 AND state = 'unpaid'";
    OF_MEMBER = "SELECT order_id, member_id, state, channel, external, goods, discount, fee, points_paid, points_worth, total, refunded, earned, \
                clawed, returned, coupon_id, note, delivery, for_whom, clerk, at, due_at, paid_at, charge, closed_at, undone_at \
            FROM orders WHERE shop_id = $1 AND member_id = $2 AND undone_at IS NULL ORDER BY order_id DESC LIMIT $3 OFFSET $4";
    // What was taken back whole needs nobody any more.
    OPEN = "SELECT order_id, member_id, state, channel, external, goods, discount, fee, points_paid, points_worth, total, refunded, earned, \
                clawed, returned, coupon_id, note, delivery, for_whom, clerk, at, due_at, paid_at, charge, closed_at, undone_at \
            FROM orders WHERE shop_id = $1 AND state IN ('unpaid', 'paid') AND undone_at IS NULL \
            AND (refunded = 0 OR refunded < total + points_worth) ORDER BY order_id LIMIT $2 OFFSET $3";
    OPEN_OF_MEMBER = "SELECT order_id, member_id, state, channel, external, goods, discount, fee, points_paid, points_worth, total, refunded, earned, \
                clawed, returned, coupon_id, note, delivery, for_whom, clerk, at, due_at, paid_at, charge, closed_at, undone_at \
            FROM orders WHERE shop_id = $1 AND member_id = $2 AND state IN ('unpaid', 'paid') AND undone_at IS NULL \
            AND (refunded = 0 OR refunded < total + points_worth) ORDER BY order_id LIMIT $3 OFFSET $4";
    COUNT_OPEN_OF_MEMBER = "SELECT COUNT(*) FROM orders WHERE shop_id = $1 AND member_id = $2 AND state IN ('unpaid', 'paid') \
            AND undone_at IS NULL AND (refunded = 0 OR refunded < total + points_worth)";
    DUE = "SELECT due_at, order_id FROM orders WHERE shop_id = $1 AND due_at <= $2 AND (due_at, order_id) > ($3, $4) \
               AND state = 'unpaid' ORDER BY due_at, order_id LIMIT $5";
}

/// An unpaid order is paid, and earned so much. Says whether it was this call that took it.
pub async fn pay(
    tx: &mut Tx,
    shop: ShopId,
    order: OrderId,
    at: Instant,
    earned: Points,
    charge: Option<&str>,
) -> Result<bool, StorageError> {
    Ok(execute!(tx, PAY, shop.0, order.0, at, earned.get(), charge)? == 1)
}

/// An order that had ended is paid after all. Says whether it could be taken up again: whoever paid a
/// part with points or a coupon has those back already.
pub async fn revive(
    tx: &mut Tx,
    shop: ShopId,
    order: OrderId,
    at: Instant,
    earned: Points,
    charge: &str,
) -> Result<bool, StorageError> {
    Ok(execute!(tx, REVIVE, shop.0, order.0, at, earned.get(), charge)? == 1)
}

/// A paid order is in its member's hands. Says whether it was this call that did it.
pub async fn hand_over(tx: &mut Tx, shop: ShopId, order: OrderId, at: Instant) -> Result<bool, StorageError> {
    Ok(execute!(tx, HAND_OVER, shop.0, order.0, at)? == 1)
}

/// Ends an unpaid order. Says whether it was this call that ended it.
pub async fn cancel(tx: &mut Tx, shop: ShopId, order: OrderId, at: Instant) -> Result<bool, StorageError> {
    Ok(execute!(tx, CANCEL, shop.0, order.0, at)? == 1)
}

/// Ends an unpaid order whose time is over. Says whether it was this call that ended it.
pub async fn lapse(tx: &mut Tx, shop: ShopId, order: OrderId, at: Instant) -> Result<bool, StorageError> {
    Ok(execute!(tx, LAPSE, shop.0, order.0, at)? == 1)
}

/// Holds an unpaid order for longer, if its time is not over yet.
pub async fn hold_on(
    tx: &mut Tx,
    shop: ShopId,
    order: OrderId,
    until: Instant,
    now: Instant,
) -> Result<(), StorageError> {
    execute!(tx, HOLD_ON, shop.0, order.0, until, now)?;
    Ok(())
}

/// How many orders a member has that are not paid.
pub async fn count_unpaid(tx: &mut Tx, shop: ShopId, member: MemberId) -> Result<i64, StorageError> {
    let unpaid: Option<i64> = value!(tx, COUNT_UNPAID, shop.0, member.0)?;
    Ok(unpaid.unwrap_or(0))
}

/// A page of a member's orders, newest first.
pub async fn of_member(
    tx: &mut Tx,
    shop: ShopId,
    member: MemberId,
    skip: i64,
    limit: i64,
) -> Result<Vec<Order>, StorageError> {
    let rows: Vec<OrderRow> = list!(tx, OF_MEMBER, shop.0, member.0, limit, skip)?;
    rows.into_iter().map(|row| row.order(tx, shop)).collect()
}

/// A page of what waits to be paid or handed over, the oldest first.
pub async fn open(tx: &mut Tx, shop: ShopId, skip: i64, limit: i64) -> Result<Vec<Order>, StorageError> {
    let rows: Vec<OrderRow> = list!(tx, OPEN, shop.0, limit, skip)?;
    rows.into_iter().map(|row| row.order(tx, shop)).collect()
}

/// The same of one member.
pub async fn open_of_member(
    tx: &mut Tx,
    shop: ShopId,
    member: MemberId,
    skip: i64,
    limit: i64,
) -> Result<Vec<Order>, StorageError> {
    let rows: Vec<OrderRow> = list!(tx, OPEN_OF_MEMBER, shop.0, member.0, limit, skip)?;
    rows.into_iter().map(|row| row.order(tx, shop)).collect()
}

/// How many orders of a member wait to be paid or handed over.
pub async fn count_open_of_member(tx: &mut Tx, shop: ShopId, member: MemberId) -> Result<i64, StorageError> {
    let open: Option<i64> = value!(tx, COUNT_OPEN_OF_MEMBER, shop.0, member.0)?;
    Ok(open.unwrap_or(0))
}

/// Up to `limit` unpaid orders whose time is over, with when that was, of those that come behind `after`.
pub async fn due(
    tx: &mut Tx,
    shop: ShopId,
    now: Instant,
    after: (Instant, OrderId),
    limit: i64,
) -> Result<Vec<(Instant, OrderId)>, StorageError> {
    let (since, behind) = after;
    let rows: Vec<(Instant, Uuid)> = list!(tx, DUE, shop.0, now, since, behind.0, limit)?;
    Ok(rows.into_iter().map(|(due_at, id)| (due_at, OrderId(id))).collect())
}
