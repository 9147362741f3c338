//! Points that staff give or take, and what waits for a second person (S4).

use domain::{AdjustmentId, Delta, MemberId, ShopId, UserId};
use uuid::Uuid;

use crate::ask::{execute, find};
use crate::{Instant, StorageError, Tx, statements};

statements! {
    ADD = "INSERT INTO adjustments (shop_id, adjustment_id, member_id, amount, note, state, cause, asked_by, asked_at, expires_at) \
           VALUES ($1, $2, $3, $4, $5, 'asked', $6, $7, $8, $9) ON CONFLICT (shop_id, cause) DO NOTHING";
    FIND = "SELECT adjustment_id, member_id, amount, moved, note, state, asked_by, asked_at, expires_at, decided_by \
            FROM adjustments WHERE shop_id = $1 AND adjustment_id = $2";
    FIND_BY_CAUSE = "SELECT adjustment_id, member_id, amount, moved, note, state, asked_by, asked_at, expires_at, decided_by \
                     FROM adjustments WHERE shop_id = $1 AND cause = $2";
    // The guard makes one decision count, whoever else decides at the same instant.
    DECIDE = "UPDATE adjustments SET state = $3, moved = $4, decided_by = $5, decided_at = $6 \
              WHERE shop_id = $1 AND adjustment_id = $2 AND state = 'asked'";
}

/// Points that somebody wants to give or take.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Adjustment {
    pub id: AdjustmentId,
    pub member: MemberId,
    pub amount: Delta,
    pub note: String,
    pub state: State,
    pub asked_by: UserId,
    pub asked_at: Instant,
    /// Until when a second person can decide.
    pub expires_at: Instant,
    pub decided_by: Option<UserId>,
}

/// Where it stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    Asked,
    /// What it came to.
    Done {
        moved: Delta,
    },
    Refused,
}

type Row = (
    Uuid,
    Uuid,
    i64,
    Option<i64>,
    String,
    String,
    i64,
    Instant,
    Instant,
    Option<i64>,
);

fn adjustment(
    (id, member, amount, moved, note, state, asked_by, asked_at, expires_at, decided_by): Row,
) -> Result<Adjustment, StorageError> {
    let state = match (state.as_str(), moved) {
        ("asked", None) => State::Asked,
        ("done", Some(moved)) => State::Done {
            moved: Delta::new(moved),
        },
        ("refused", None) => State::Refused,
        _ => return Err(StorageError::corrupt("adjustments", &state)),
    };
    Ok(Adjustment {
        id: AdjustmentId(id),
        member: MemberId(member),
        amount: Delta::new(amount),
        note,
        state,
        asked_by: UserId(asked_by),
        asked_at,
        expires_at,
        decided_by: decided_by.map(UserId),
    })
}

/// Says whether it is new: a cause that is there already adds nothing.
pub async fn ask(tx: &mut Tx, shop: ShopId, asked: &Adjustment, cause: &str) -> Result<bool, StorageError> {
    let rows = execute!(
        tx,
        ADD,
        shop.0,
        asked.id.0,
        asked.member.0,
        asked.amount.get(),
        &asked.note,
        cause,
        asked.asked_by.0,
        asked.asked_at,
        asked.expires_at,
    )?;
    Ok(rows == 1)
}

pub async fn find(tx: &mut Tx, shop: ShopId, id: AdjustmentId) -> Result<Option<Adjustment>, StorageError> {
    let row: Option<Row> = find!(tx, FIND, shop.0, id.0)?;
    row.map(adjustment).transpose()
}

pub async fn find_by_cause(tx: &mut Tx, shop: ShopId, cause: &str) -> Result<Option<Adjustment>, StorageError> {
    let row: Option<Row> = find!(tx, FIND_BY_CAUSE, shop.0, cause)?;
    row.map(adjustment).transpose()
}

/// Says whether nobody decided before.
pub async fn decide(
    tx: &mut Tx,
    shop: ShopId,
    id: AdjustmentId,
    state: State,
    by: UserId,
    at: Instant,
) -> Result<bool, StorageError> {
    let (word, moved) = match state {
        State::Asked => ("asked", None),
        State::Done { moved } => ("done", Some(moved.get())),
        State::Refused => ("refused", None),
    };
    Ok(execute!(tx, DECIDE, shop.0, id.0, word, moved, by.0, at)? == 1)
}
