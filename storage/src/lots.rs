//! Lots of points and what each ledger row did to them (P4).

use domain::lot::Lot;
use domain::{EntryId, LotId, MemberId, OrderId, Points, ShopId};
use uuid::Uuid;

use crate::ask::{execute, find, list, value};
use crate::{Instant, StorageError, Tx, statements};

statements! {
    OPEN = "INSERT INTO lots (shop_id, lot_id, member_id, order_id, remaining, pending_until, expires_at, earned_at, extended) \
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
    MOVE = "INSERT INTO lot_moves (shop_id, entry_id, lot_id, amount) VALUES ($1, $2, $3, $4)";
    // The check on the column refuses what would fall below zero.
    CHANGE = "UPDATE lots SET remaining = remaining + $3 WHERE shop_id = $1 AND lot_id = $2";
    OF_MEMBER = "SELECT lot_id, member_id, order_id, remaining, pending_until, expires_at, earned_at, extended FROM lots \
                 WHERE shop_id = $1 AND member_id = $2 AND remaining > 0";
    FIND = "SELECT lot_id, member_id, order_id, remaining, pending_until, expires_at, earned_at, extended FROM lots \
            WHERE shop_id = $1 AND lot_id = $2";
    MOVED_BY = "SELECT l.lot_id, l.order_id, l.expires_at, l.earned_at, l.extended, v.amount FROM lot_moves v \
                JOIN lots l ON l.shop_id = v.shop_id AND l.lot_id = v.lot_id WHERE v.shop_id = $1 AND v.entry_id = $2";
    OPENED_BY = "SELECT lot_id FROM lot_moves WHERE shop_id = $1 AND entry_id = $2 AND amount > 0 LIMIT 1";
    ACTIVATE = "UPDATE lots SET pending_until = NULL WHERE shop_id = $1 AND lot_id = $2 AND pending_until IS NOT NULL";
    DUE_TO_ACTIVATE = "SELECT lot_id, member_id, order_id, remaining, pending_until, expires_at, earned_at, extended FROM lots \
                       WHERE shop_id = $1 AND pending_until <= $2 AND pending_until IS NOT NULL \
                       ORDER BY pending_until, lot_id LIMIT $3";
    DUE_TO_EXPIRE = "SELECT lot_id, member_id, order_id, remaining, pending_until, expires_at, earned_at, extended FROM lots \
                     WHERE shop_id = $1 AND expires_at <= $2 AND expires_at IS NOT NULL AND remaining > 0 \
                     ORDER BY expires_at, lot_id LIMIT $3";
}

/// A lot with everything about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredLot {
    pub lot: Lot,
    pub member: MemberId,
    /// The purchase that earned it.
    pub order: Option<OrderId>,
    pub pending_until: Option<Instant>,
    /// Its points came back after their end and have had their grace (P6).
    pub extended: bool,
}

type Row = (
    Uuid,
    Uuid,
    Option<Uuid>,
    i64,
    Option<Instant>,
    Option<Instant>,
    Instant,
    bool,
);

fn stored((lot, member, order, remaining, pending_until, expires_at, earned_at, extended): Row) -> StoredLot {
    StoredLot {
        lot: Lot {
            id: LotId(lot),
            remaining: Points::at_least_zero(remaining),
            expires_at,
            earned_at,
        },
        member: MemberId(member),
        order: order.map(OrderId),
        pending_until,
        extended,
    }
}

/// Opens a lot with what `entry` credited.
pub async fn open(tx: &mut Tx, shop: ShopId, entry: EntryId, lot: &StoredLot) -> Result<(), StorageError> {
    let order = lot.order.map(|order| order.0);
    let Lot {
        id,
        remaining,
        expires_at,
        earned_at,
    } = lot.lot;
    execute!(
        tx,
        OPEN,
        shop.0,
        id.0,
        lot.member.0,
        order,
        remaining.get(),
        lot.pending_until,
        expires_at,
        earned_at,
        lot.extended
    )?;
    execute!(tx, MOVE, shop.0, entry.0, id.0, remaining.get())?;
    Ok(())
}

/// Takes `points` out of a lot on account of `entry`.
pub async fn take(tx: &mut Tx, shop: ShopId, entry: EntryId, lot: LotId, points: Points) -> Result<(), StorageError> {
    execute!(tx, CHANGE, shop.0, lot.0, points.spent().get())?;
    execute!(tx, MOVE, shop.0, entry.0, lot.0, points.spent().get())?;
    Ok(())
}

/// Puts `points` back into a lot on account of `entry` (P6).
pub async fn put_back(
    tx: &mut Tx,
    shop: ShopId,
    entry: EntryId,
    lot: LotId,
    points: Points,
) -> Result<(), StorageError> {
    execute!(tx, CHANGE, shop.0, lot.0, points.get())?;
    execute!(tx, MOVE, shop.0, entry.0, lot.0, points.get())?;
    Ok(())
}

/// The lots of a member that still hold points, in no order.
pub async fn of_member(tx: &mut Tx, shop: ShopId, member: MemberId) -> Result<Vec<StoredLot>, StorageError> {
    let rows: Vec<Row> = list!(tx, OF_MEMBER, shop.0, member.0)?;
    Ok(rows.into_iter().map(stored).collect())
}

/// A part of what an entry took from a lot.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Taken {
    pub lot: LotId,
    pub points: Points,
    pub order: Option<OrderId>,
    pub expires_at: Option<Instant>,
    pub earned_at: Instant,
    pub extended: bool,
}

/// What an entry took, lot by lot.
pub async fn taken_by(tx: &mut Tx, shop: ShopId, entry: EntryId) -> Result<Vec<Taken>, StorageError> {
    type Row = (Uuid, Option<Uuid>, Option<Instant>, Instant, bool, i64);
    let rows: Vec<Row> = list!(tx, MOVED_BY, shop.0, entry.0)?;
    let taken = rows.into_iter().filter(|(.., amount)| *amount < 0);
    Ok(taken
        .map(|(lot, order, expires_at, earned_at, extended, amount)| Taken {
            lot: LotId(lot),
            points: Points::at_least_zero(-amount),
            order: order.map(OrderId),
            expires_at,
            earned_at,
            extended,
        })
        .collect())
}

/// The lot that an entry put points into.
pub async fn opened_by(tx: &mut Tx, shop: ShopId, entry: EntryId) -> Result<Option<LotId>, StorageError> {
    let lot: Option<Uuid> = value!(tx, OPENED_BY, shop.0, entry.0)?;
    Ok(lot.map(LotId))
}

/// Makes a lot spendable. Says whether it was not so before.
pub async fn activate(tx: &mut Tx, shop: ShopId, lot: LotId) -> Result<bool, StorageError> {
    Ok(execute!(tx, ACTIVATE, shop.0, lot.0)? == 1)
}

/// Up to `limit` lots that become spendable by `now`.
pub async fn due_to_activate(
    tx: &mut Tx,
    shop: ShopId,
    now: Instant,
    limit: i64,
) -> Result<Vec<StoredLot>, StorageError> {
    let rows: Vec<Row> = list!(tx, DUE_TO_ACTIVATE, shop.0, now, limit)?;
    Ok(rows.into_iter().map(stored).collect())
}

/// Up to `limit` lots with points whose time is over by `now`.
pub async fn due_to_expire(
    tx: &mut Tx,
    shop: ShopId,
    now: Instant,
    limit: i64,
) -> Result<Vec<StoredLot>, StorageError> {
    let rows: Vec<Row> = list!(tx, DUE_TO_EXPIRE, shop.0, now, limit)?;
    Ok(rows.into_iter().map(stored).collect())
}

pub async fn find(tx: &mut Tx, shop: ShopId, lot: LotId) -> Result<Option<StoredLot>, StorageError> {
    let row: Option<Row> = find!(tx, FIND, shop.0, lot.0)?;
    Ok(row.map(stored))
}
