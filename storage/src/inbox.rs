//! Updates as they came: stored before they are acknowledged, closed after they were answered.
//!
//! An update is handled at least once. A row that was taken and never closed is taken again by the
//! next holder of its slot.

use uuid::Uuid;

use crate::ask::{execute, list, value};
use crate::{Instant, StorageError, Tx, on, statements};

/// An update that has just arrived.
#[derive(Debug, Clone, Copy)]
pub struct NewUpdate<'a> {
    /// Telegram's number for it.
    pub id: i64,
    pub chat: i64,
    pub user: i64,
    pub slot: i64,
    /// The JSON as it was sent.
    pub body: &'a str,
    pub at: Instant,
}

/// An update that is to be handled now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Taken {
    pub id: i64,
    pub chat: i64,
    pub user: i64,
    pub body: String,
    /// This one included.
    pub attempts: i64,
    /// Earlier attempts that broke.
    pub failures: i64,
    /// When it arrived.
    pub at: Instant,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Counts {
    /// Waiting, or being handled.
    pub open: i64,
    /// Given up, and kept for somebody to look at.
    pub dead: i64,
}

statements! {
    PUT = "INSERT INTO inbox (id, chat_id, user_id, slot, body, received_at, attempts, not_before) \
           VALUES ($1, $2, $3, $4, $5, $6, 0, $6) ON CONFLICT (id) DO NOTHING RETURNING id";
    // Eight rows for the price of one: what a statement costs is mostly the way to the database.
    PUT_8 = "INSERT INTO inbox (id, chat_id, user_id, slot, body, received_at, attempts, not_before) VALUES \
             ($1, $2, $3, $4, $5, $6, 0, $6), ($7, $8, $9, $10, $11, $12, 0, $12), \
             ($13, $14, $15, $16, $17, $18, 0, $18), ($19, $20, $21, $22, $23, $24, 0, $24), \
             ($25, $26, $27, $28, $29, $30, 0, $30), ($31, $32, $33, $34, $35, $36, 0, $36), \
             ($37, $38, $39, $40, $41, $42, 0, $42), ($43, $44, $45, $46, $47, $48, 0, $48) \
             ON CONFLICT (id) DO NOTHING RETURNING id";
    // What the inner part tests is tested again outside: on PostgreSQL a second taker waits for the
    // first, and repeats only the outer tests afterwards.
    TAKE = "UPDATE inbox SET taken_by = $1, attempts = attempts + 1 \
            WHERE closed_at IS NULL AND (taken_by IS NULL OR taken_by <> $1) AND id IN ( \
                SELECT id FROM inbox \
                WHERE closed_at IS NULL AND (taken_by IS NULL OR taken_by <> $1) AND not_before <= $2 \
                AND slot IN (SELECT slot FROM slots WHERE holder = $1 AND lease_until > $2 AND NOT leaving) \
                ORDER BY id LIMIT $3) \
            RETURNING id, chat_id, user_id, body, attempts, failures, received_at";
    // What is left says that an update was here, and not whose it was.
    CLOSE = "UPDATE inbox SET closed_at = $2, outcome = 'done', body = '', chat_id = 0, user_id = 0, error = NULL, taken_by = NULL \
             WHERE id = $1 AND closed_at IS NULL";
    CLOSE_8 = "UPDATE inbox SET closed_at = $9, outcome = 'done', body = '', chat_id = 0, user_id = 0, error = NULL, taken_by = NULL \
               WHERE id IN ($1, $2, $3, $4, $5, $6, $7, $8) AND closed_at IS NULL";
    PUT_OFF = "UPDATE inbox SET taken_by = NULL, not_before = $2, error = $3, failures = failures + $4 \
               WHERE id = $1 AND closed_at IS NULL";
    BURY = "UPDATE inbox SET closed_at = $2, outcome = 'dead', error = $3, taken_by = NULL \
            WHERE id = $1 AND closed_at IS NULL";
    // Not an attempt: nobody saw it fail.
    UNTAKE = "UPDATE inbox SET taken_by = NULL, attempts = attempts - 1 WHERE closed_at IS NULL AND taken_by = $1";
    PRUNE = "DELETE FROM inbox WHERE id IN ( \
                 SELECT id FROM inbox WHERE outcome = 'done' AND closed_at < $1 ORDER BY closed_at LIMIT $2)";
    PRUNE_DEAD = "DELETE FROM inbox WHERE id IN ( \
                      SELECT id FROM inbox WHERE outcome = 'dead' AND closed_at < $1 ORDER BY closed_at LIMIT $2)";
    COUNTS = "SELECT (SELECT COUNT(*) FROM inbox WHERE closed_at IS NULL), \
                     (SELECT COUNT(*) FROM inbox WHERE outcome = 'dead')";
}

/// How many rows the statements for several take.
const SEVERAL: usize = 8;

/// Stores an update. Says whether it is new.
pub async fn put(tx: &mut Tx, update: &NewUpdate<'_>) -> Result<bool, StorageError> {
    let new: Option<i64> = value!(
        tx,
        PUT,
        update.id,
        update.chat,
        update.user,
        update.slot,
        update.body,
        update.at
    )?;
    Ok(new.is_some())
}

/// Stores a batch. Answers with the numbers of those that are new.
pub async fn put_all(tx: &mut Tx, updates: &[NewUpdate<'_>]) -> Result<Vec<i64>, StorageError> {
    let mut new = Vec::with_capacity(updates.len());
    let batches = updates.chunks_exact(SEVERAL);
    for update in batches.remainder() {
        if put(tx, update).await? {
            new.push(update.id);
        }
    }
    for batch in batches {
        let stored: Vec<i64> = on!(tx, conn => {
            let mut query = sqlx::query_scalar(PUT_8);
            for update in batch {
                query = query
                    .bind(update.id)
                    .bind(update.chat)
                    .bind(update.user)
                    .bind(update.slot)
                    .bind(update.body)
                    .bind(update.at);
            }
            query.fetch_all(conn).await
        })?;
        new.extend(stored);
    }
    Ok(new)
}

/// Takes up to `limit` updates of the slots that `holder` holds, oldest first.
///
/// What `holder` has already is not given twice; what another one left behind is.
pub async fn take(tx: &mut Tx, holder: Uuid, now: Instant, limit: i64) -> Result<Vec<Taken>, StorageError> {
    type Row = (i64, i64, i64, String, i64, i64, Instant);
    let mut rows: Vec<Row> = list!(tx, TAKE, holder, now, limit)?;
    // RETURNING promises no order.
    rows.sort_unstable_by_key(|row| row.0);
    let taken = |(id, chat, user, body, attempts, failures, at)| Taken {
        id,
        chat,
        user,
        body,
        attempts,
        failures,
        at,
    };
    Ok(rows.into_iter().map(taken).collect())
}

/// The update was answered. Closing it twice changes nothing.
pub async fn close(tx: &mut Tx, id: i64, now: Instant) -> Result<(), StorageError> {
    execute!(tx, CLOSE, id, now)?;
    Ok(())
}

/// All of them were answered.
pub async fn close_all(tx: &mut Tx, ids: &[i64], now: Instant) -> Result<(), StorageError> {
    let batches = ids.chunks_exact(SEVERAL);
    for id in batches.remainder() {
        close(tx, *id, now).await?;
    }
    for batch in batches {
        on!(tx, conn => {
            let mut query = sqlx::query(CLOSE_8);
            for id in batch {
                query = query.bind(*id);
            }
            query.bind(now).execute(conn).await.map(drop)
        })?;
    }
    Ok(())
}

/// Handling it broke; it is taken again from `not_before` on.
pub async fn fail(tx: &mut Tx, id: i64, not_before: Instant, error: &str) -> Result<(), StorageError> {
    execute!(tx, PUT_OFF, id, not_before, error, 1_i64)?;
    Ok(())
}

/// Its answer has to wait until `not_before`; nothing broke.
pub async fn put_off(tx: &mut Tx, id: i64, not_before: Instant, why: &str) -> Result<(), StorageError> {
    execute!(tx, PUT_OFF, id, not_before, why, 0_i64)?;
    Ok(())
}

/// Gives an update up. It keeps its body, for somebody to look at.
pub async fn bury(tx: &mut Tx, id: i64, now: Instant, error: &str) -> Result<(), StorageError> {
    execute!(tx, BURY, id, now, error)?;
    Ok(())
}

/// Puts back what `holder` took and has not begun. Says how many.
pub async fn untake(tx: &mut Tx, holder: Uuid) -> Result<u64, StorageError> {
    Ok(execute!(tx, UNTAKE, holder)?)
}

/// Forgets up to `limit` updates that were done before `before`. Says how many.
///
/// Telegram delivers an update again for as long as a day; what is forgotten earlier would be new then.
pub async fn prune(tx: &mut Tx, before: Instant, limit: i64) -> Result<u64, StorageError> {
    Ok(execute!(tx, PRUNE, before, limit)?)
}

/// Forgets up to `limit` updates that were given up before `before`, with what people wrote in them. Says
/// how many.
pub async fn prune_dead(tx: &mut Tx, before: Instant, limit: i64) -> Result<u64, StorageError> {
    Ok(execute!(tx, PRUNE_DEAD, before, limit)?)
}

pub async fn counts(tx: &mut Tx) -> Result<Counts, StorageError> {
    let (open, dead) = on!(tx, conn => sqlx::query_as(COUNTS).fetch_one(conn).await)?;
    Ok(Counts { open, dead })
}
