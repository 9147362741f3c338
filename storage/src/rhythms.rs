//! What members buy again and again, and when each is due. `regulars check` finds it anew from the orders.

use chrono::NaiveDate;
use domain::{CategoryId, MemberId, OrderId, ShopId};
use uuid::Uuid;

use crate::ask::{execute, list, value};
use crate::{Instant, StorageError, Tx, statements};

statements! {
    // Whoever finds rhythms of the shop as well comes after this transaction.
    TURN = "INSERT INTO rhythm_counts (shop_id, upto) VALUES ($1, $2) \
            ON CONFLICT (shop_id) DO UPDATE SET upto = rhythm_counts.upto RETURNING upto";
    SET_UPTO = "UPDATE rhythm_counts SET upto = $2 WHERE shop_id = $1";
    UPTO = "SELECT upto FROM rhythm_counts WHERE shop_id = $1";
    // The last one of a page, if there are more than fit.
    PAGE_ENDS = "SELECT paid_at FROM orders WHERE shop_id = $1 AND paid_at > $2 AND paid_at <= $3 \
                 ORDER BY paid_at, order_id LIMIT 1 OFFSET $4";
    BUYERS = "SELECT DISTINCT o.member_id FROM orders o \
              JOIN order_lines l ON l.shop_id = o.shop_id AND l.order_id = o.order_id AND l.category_id IS NOT NULL \
              WHERE o.shop_id = $1 AND o.paid_at > $2 AND o.paid_at <= $3 ORDER BY o.member_id";
    // What somebody bought hundreds of purchases ago says nothing about today.
    PURCHASES = "SELECT l.category_id, o.order_id, o.paid_at FROM orders o \
                 JOIN members m ON m.shop_id = o.shop_id AND m.member_id = o.member_id AND m.gone_at IS NULL \
                 JOIN order_lines l ON l.shop_id = o.shop_id AND l.order_id = o.order_id AND l.category_id IS NOT NULL \
                 WHERE o.shop_id = $1 AND o.member_id = $2 AND o.paid_at <= $3 AND o.paid_at IS NOT NULL \
                 AND o.undone_at IS NULL AND o.total > o.money_back \
                 ORDER BY o.paid_at DESC, o.order_id DESC, l.line LIMIT 500";
    OF_MEMBER = "SELECT category_id, order_id, last_at, every_days, due_on FROM rhythms \
                 WHERE shop_id = $1 AND member_id = $2 ORDER BY category_id";
    REMOVE = "DELETE FROM rhythms WHERE shop_id = $1 AND member_id = $2";
    ADD = "INSERT INTO rhythms (shop_id, member_id, category_id, order_id, last_at, every_days, due_on) \
           VALUES ($1, $2, $3, $4, $5, $6, $7)";
    DUE_WITH = "SELECT r.category_id, r.order_id FROM rhythms w JOIN rhythms r ON r.shop_id = w.shop_id \
                    AND r.member_id = w.member_id AND r.due_on = w.due_on \
                WHERE w.shop_id = $1 AND w.member_id = $2 AND w.category_id = $3 ORDER BY r.category_id LIMIT $4";
    // Three purchases of something at least, or a row that should not be there.
    MEMBERS = "SELECT m.member_id FROM members m WHERE m.shop_id = $1 AND m.member_id > $2 AND ( \
                   EXISTS (SELECT 1 FROM rhythms r WHERE r.shop_id = m.shop_id AND r.member_id = m.member_id) \
                   OR EXISTS (SELECT 1 FROM orders o JOIN order_lines l ON l.shop_id = o.shop_id AND l.order_id = o.order_id \
                       AND l.category_id IS NOT NULL WHERE o.shop_id = m.shop_id AND o.member_id = m.member_id \
                       AND o.paid_at IS NOT NULL LIMIT 1 OFFSET 2)) \
               ORDER BY m.member_id LIMIT $3";
}

/// Something that a member buys again and again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Kept {
    pub category: CategoryId,
    /// With which it was bought last, and when that was paid.
    pub order: OrderId,
    pub last_at: Instant,
    pub every_days: i64,
    pub due_on: NaiveDate,
}

/// Something of a category that a member bought and kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Purchase {
    pub category: CategoryId,
    pub order: OrderId,
    pub at: Instant,
}

/// Keeps others off who find rhythms of this shop, until the transaction ends. Says up to which purchases they are found.
pub async fn turn(tx: &mut Tx, shop: ShopId) -> Result<Instant, StorageError> {
    let upto: Option<Instant> = value!(tx, TURN, shop.0, Instant::UNIX_EPOCH)?;
    Ok(upto.unwrap_or(Instant::UNIX_EPOCH))
}

/// Up to which purchases the rhythms of a shop are found.
pub async fn upto(tx: &mut Tx, shop: ShopId) -> Result<Instant, StorageError> {
    let upto: Option<Instant> = value!(tx, UPTO, shop.0)?;
    Ok(upto.unwrap_or(Instant::UNIX_EPOCH))
}

/// Says up to which purchases they are found from here on. Only in [`turn`].
pub async fn set_upto(tx: &mut Tx, shop: ShopId, upto: Instant) -> Result<(), StorageError> {
    execute!(tx, SET_UPTO, shop.0, upto)?;
    Ok(())
}

/// Has all of a shop's found anew, from the first purchase on.
pub async fn begin_anew(tx: &mut Tx, shop: ShopId) -> Result<(), StorageError> {
    set_upto(tx, shop, Instant::UNIX_EPOCH).await
}

/// When the last purchase of a page of `limit` was paid, after `after` and by `by`. `None`: there are not that many.
pub async fn page_ends(
    tx: &mut Tx,
    shop: ShopId,
    after: Instant,
    by: Instant,
    limit: i64,
) -> Result<Option<Instant>, StorageError> {
    Ok(value!(tx, PAGE_ENDS, shop.0, after, by, limit - 1)?)
}

/// Who bought something of a category after `after` and by `by`.
pub async fn buyers(tx: &mut Tx, shop: ShopId, after: Instant, by: Instant) -> Result<Vec<MemberId>, StorageError> {
    let rows: Vec<(Uuid,)> = list!(tx, BUYERS, shop.0, after, by)?;
    Ok(rows.into_iter().map(|(member,)| MemberId(member)).collect())
}

/// What a member bought of categories by `by`, the newest first. Nothing of whoever is gone.
pub async fn purchases(
    tx: &mut Tx,
    shop: ShopId,
    member: MemberId,
    by: Instant,
) -> Result<Vec<Purchase>, StorageError> {
    let rows: Vec<(Uuid, Uuid, Instant)> = list!(tx, PURCHASES, shop.0, member.0, by)?;
    Ok(rows
        .into_iter()
        .map(|(category, order, at)| Purchase {
            category: CategoryId(category),
            order: OrderId(order),
            at,
        })
        .collect())
}

/// What a member buys again and again, by category.
pub async fn of_member(tx: &mut Tx, shop: ShopId, member: MemberId) -> Result<Vec<Kept>, StorageError> {
    let rows: Vec<(Uuid, Uuid, Instant, i64, NaiveDate)> = list!(tx, OF_MEMBER, shop.0, member.0)?;
    Ok(rows
        .into_iter()
        .map(|(category, order, last_at, every_days, due_on)| Kept {
            category: CategoryId(category),
            order: OrderId(order),
            last_at,
            every_days,
            due_on,
        })
        .collect())
}

/// Writes what a member buys again and again, and nothing else. Only in [`turn`].
pub async fn replace(tx: &mut Tx, shop: ShopId, member: MemberId, rhythms: &[Kept]) -> Result<(), StorageError> {
    execute!(tx, REMOVE, shop.0, member.0)?;
    for kept in rhythms {
        execute!(
            tx,
            ADD,
            shop.0,
            member.0,
            kept.category.0,
            kept.order.0,
            kept.last_at,
            kept.every_days,
            kept.due_on
        )?;
    }
    Ok(())
}

/// What is due to a member on the same day as something of a category, that too, and with which order it was bought last.
pub async fn due_with(
    tx: &mut Tx,
    shop: ShopId,
    member: MemberId,
    category: CategoryId,
    limit: i64,
) -> Result<Vec<(CategoryId, OrderId)>, StorageError> {
    let rows: Vec<(Uuid, Uuid)> = list!(tx, DUE_WITH, shop.0, member.0, category.0, limit)?;
    Ok(rows
        .into_iter()
        .map(|(category, order)| (CategoryId(category), OrderId(order)))
        .collect())
}

/// A page of the members who may have rhythms, for whoever looks at all of them.
pub async fn members_after(
    tx: &mut Tx,
    shop: ShopId,
    after: MemberId,
    limit: i64,
) -> Result<Vec<MemberId>, StorageError> {
    let rows: Vec<(Uuid,)> = list!(tx, MEMBERS, shop.0, after.0, limit)?;
    Ok(rows.into_iter().map(|(member,)| MemberId(member)).collect())
}
