//! What each member has: a cache of the ledger, and the lock that acts on one member take turns by (P2).

use chrono::NaiveDate;
use domain::{MemberId, Points, ShopId};

use crate::ask::{execute, find};
use crate::{StorageError, Tx, statements};

statements! {
    OPEN = "INSERT INTO balances (shop_id, member_id, points, pending, owed) VALUES ($1, $2, 0, 0, 0) ON CONFLICT DO NOTHING";
    READ = "SELECT points, pending, owed FROM balances WHERE shop_id = $1 AND member_id = $2";
    // Touching the row makes others who want it wait until this transaction ends, on both engines.
    LOCK = "UPDATE balances SET points = points WHERE shop_id = $1 AND member_id = $2 RETURNING points, pending, owed";
    SPEND = "UPDATE balances SET points = points - $3 \
             WHERE shop_id = $1 AND member_id = $2 AND points >= $3 AND owed = 0 RETURNING points, pending, owed";
    CHANGE = "UPDATE balances SET points = points + $3, pending = pending + $4, owed = owed + $5 \
              WHERE shop_id = $1 AND member_id = $2 RETURNING points, pending, owed";
    CHANGE_AS_SEEN = "UPDATE balances SET points = points + $3, pending = pending + $4, owed = owed + $5 \
                      WHERE shop_id = $1 AND member_id = $2 AND points = $6 AND pending = $7 AND owed = $8";
    FREE = "SELECT free_ever, CASE WHEN free_on = $3 THEN free_today ELSE 0 END FROM balances WHERE shop_id = $1 AND member_id = $2";
    ADD_FREE = "UPDATE balances SET free_ever = free_ever + $4, \
                    free_today = CASE WHEN free_on = $3 THEN free_today + $4 ELSE $4 END, free_on = $3 \
                WHERE shop_id = $1 AND member_id = $2";
}

/// What a member has.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Balance {
    /// Can be spent.
    pub points: Points,
    /// Can be spent later (P9).
    pub pending: Points,
    /// Covered by the next credits (P7).
    pub owed: Points,
}

type Row = (i64, i64, i64);

fn balance((points, pending, owed): Row) -> Balance {
    Balance {
        points: Points::at_least_zero(points),
        pending: Points::at_least_zero(pending),
        owed: Points::at_least_zero(owed),
    }
}

/// What was earned without buying: on the day asked about, and ever (P10).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FreeEarnings {
    pub today: Points,
    pub ever: Points,
}

pub async fn open(tx: &mut Tx, shop: ShopId, member: MemberId) -> Result<(), StorageError> {
    execute!(tx, OPEN, shop.0, member.0)?;
    Ok(())
}

pub async fn read(tx: &mut Tx, shop: ShopId, member: MemberId) -> Result<Balance, StorageError> {
    let row: Option<Row> = find!(tx, READ, shop.0, member.0)?;
    row.map(balance).ok_or_else(missing)
}

/// Reads the balance and keeps everybody else off it until the transaction ends.
pub async fn lock(tx: &mut Tx, shop: ShopId, member: MemberId) -> Result<Balance, StorageError> {
    find_locked(tx, shop, member).await?.ok_or_else(missing)
}

/// The balance of somebody who may be nobody's member, with everybody else kept off it until the transaction ends.
pub async fn find_locked(tx: &mut Tx, shop: ShopId, member: MemberId) -> Result<Option<Balance>, StorageError> {
    let row: Option<Row> = find!(tx, LOCK, shop.0, member.0)?;
    Ok(row.map(balance))
}

/// Takes `price` off the balance and gives what is left, or nothing at all when it is not there or
/// something is owed.
pub async fn spend(
    tx: &mut Tx,
    shop: ShopId,
    member: MemberId,
    price: Points,
) -> Result<Option<Balance>, StorageError> {
    let row: Option<Row> = find!(tx, SPEND, shop.0, member.0, price.get())?;
    Ok(row.map(balance))
}

/// How a balance moves. Each part can go either way.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Change {
    pub points: i64,
    pub pending: i64,
    pub owed: i64,
}

/// Moves the balance and gives what it is then. A part that would fall below zero fails the transaction.
pub async fn change(tx: &mut Tx, shop: ShopId, member: MemberId, by: Change) -> Result<Balance, StorageError> {
    let row: Option<Row> = find!(tx, CHANGE, shop.0, member.0, by.points, by.pending, by.owed)?;
    row.map(balance).ok_or_else(missing)
}

/// Moves the balance if it is what was seen, and keeps everybody else off it until the transaction ends. Says whether
/// it was.
pub async fn change_as_seen(
    tx: &mut Tx,
    shop: ShopId,
    member: MemberId,
    seen: Balance,
    by: Change,
) -> Result<bool, StorageError> {
    let rows = execute!(
        tx,
        CHANGE_AS_SEEN,
        shop.0,
        member.0,
        by.points,
        by.pending,
        by.owed,
        seen.points.get(),
        seen.pending.get(),
        seen.owed.get()
    )?;
    Ok(rows == 1)
}

pub async fn free_earnings(
    tx: &mut Tx,
    shop: ShopId,
    member: MemberId,
    day: NaiveDate,
) -> Result<FreeEarnings, StorageError> {
    let row: Option<(i64, i64)> = find!(tx, FREE, shop.0, member.0, day)?;
    let (ever, today) = row.ok_or_else(missing)?;
    Ok(FreeEarnings {
        today: Points::at_least_zero(today),
        ever: Points::at_least_zero(ever),
    })
}

pub async fn add_free_earnings(
    tx: &mut Tx,
    shop: ShopId,
    member: MemberId,
    day: NaiveDate,
    points: Points,
) -> Result<(), StorageError> {
    execute!(tx, ADD_FREE, shop.0, member.0, day, points.get())?;
    Ok(())
}

fn missing() -> StorageError {
    StorageError::Corrupt {
        table: "balances",
        what: "a member without a balance".into(),
    }
}
