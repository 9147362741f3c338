//! Lots of points and what each ledger row did to them (P4).

use domain::lot::Lot;
use domain::{Delta, EntryId, LotId, MemberId, OrderId, Points, ShopId};
use uuid::Uuid;

use crate::ask::{execute, find, list, value};
use crate::several::Several;
use crate::{Instant, StorageError, Tx, on, statements};

statements! {
    OPEN = "INSERT INTO lots (shop_id, lot_id, member_id, order_id, remaining, pending_until, expires_at, earned_at, extended) \
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
    MOVE = "INSERT INTO lot_moves (shop_id, entry_id, lot_id, amount) VALUES ($1, $2, $3, $4)";
    // The check on the column refuses what would fall below zero.
    CHANGE = "UPDATE lots SET remaining = remaining + $3 WHERE shop_id = $1 AND lot_id = $2";
    // The same for several; where there are fewer, the rest is NULL and changes nothing.
    CHANGE_8 = "UPDATE lots SET remaining = remaining + CASE lot_id WHEN $2 THEN CAST($3 AS BIGINT) \
                    WHEN $4 THEN CAST($5 AS BIGINT) WHEN $6 THEN CAST($7 AS BIGINT) WHEN $8 THEN CAST($9 AS BIGINT) \
                    WHEN $10 THEN CAST($11 AS BIGINT) WHEN $12 THEN CAST($13 AS BIGINT) WHEN $14 THEN CAST($15 AS BIGINT) \
                    WHEN $16 THEN CAST($17 AS BIGINT) END \
                WHERE shop_id = $1 AND lot_id IN ($2, $4, $6, $8, $10, $12, $14, $16)";
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

/// What an entry did to a lot.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Move {
    pub entry: EntryId,
    pub lot: LotId,
    pub by: Delta,
}

/// [`MOVE`] for several.
static MOVES: Several = Several::new(MOVE, 1, 8);

/// Lots that [`CHANGE_8`] changes.
const CHANGED_AT_ONCE: usize = 8;

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

/// Writes what entries did to lots: those that they opened hold what was put into them, and all others change by what
/// was moved.
pub async fn write(tx: &mut Tx, shop: ShopId, opened: &[StoredLot], moves: &[Move]) -> Result<(), StorageError> {
    for lot in opened {
        open(tx, shop, lot).await?;
    }
    let mut changes: Vec<(LotId, i64)> = Vec::new();
    for moved in moves {
        match changes.iter_mut().find(|(lot, _)| *lot == moved.lot) {
            Some((_, by)) => *by += moved.by.get(),
            None if opened.iter().any(|stored| stored.lot.id == moved.lot) => {}
            None => changes.push((moved.lot, moved.by.get())),
        }
    }
    for some in changes.chunks(CHANGED_AT_ONCE) {
        change(tx, shop, some).await?;
    }
    for some in moves.chunks(MOVES.rows(tx)) {
        on!(tx, conn => {
            let mut query = sqlx::query(MOVES.of(some.len())).bind(shop.0);
            for moved in some {
                query = query.bind(moved.entry.0).bind(moved.lot.0).bind(moved.by.get());
            }
            query.execute(conn).await.map(drop)
        })?;
    }
    Ok(())
}

async fn open(tx: &mut Tx, shop: ShopId, stored: &StoredLot) -> Result<(), StorageError> {
    let order = stored.order.map(|order| order.0);
    let Lot {
        id,
        remaining,
        expires_at,
        earned_at,
    } = stored.lot;
    execute!(
        tx,
        OPEN,
        shop.0,
        id.0,
        stored.member.0,
        order,
        remaining.get(),
        stored.pending_until,
        expires_at,
        earned_at,
        stored.extended
    )?;
    Ok(())
}

async fn change(tx: &mut Tx, shop: ShopId, changes: &[(LotId, i64)]) -> Result<(), StorageError> {
    if let [(lot, by)] = changes {
        execute!(tx, CHANGE, shop.0, lot.0, *by)?;
        return Ok(());
    }
    on!(tx, conn => {
        let mut query = sqlx::query(CHANGE_8).bind(shop.0);
        for at in 0..CHANGED_AT_ONCE {
            let change = changes.get(at);
            query = query.bind(change.map(|(lot, _)| lot.0)).bind(change.map(|(_, by)| *by));
        }
        query.execute(conn).await.map(drop)
    })?;
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
