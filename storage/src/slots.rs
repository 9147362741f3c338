//! Which process serves which chats, when several share one bot.
//!
//! Every chat belongs to one of [`SLOTS`] slots and a slot to one process at a time, so that order and
//! budgets per chat need no agreement between processes.

use uuid::Uuid;

use crate::ask::execute;
use crate::{Instant, StorageError, Tx, on, statements};

/// Among how many parts the chats are divided.
pub const SLOTS: i64 = 32;

statements! {
    // Whoever changes the division of slots takes this row first and so waits for the one before:
    // two that divide at once would count wrongly, or wait for each other's rows for ever.
    QUEUE_UP = "UPDATE slots SET slot = slot WHERE slot = 0";
    HELLO = "INSERT INTO processes (holder, lease_until) VALUES ($1, $2) \
             ON CONFLICT (holder) DO UPDATE SET lease_until = excluded.lease_until";
    // $2 tells whether this process knows that it is the only one.
    GONE = "DELETE FROM processes WHERE holder <> $1 AND ($2 OR lease_until <= $3)";
    ALIVE = "SELECT COUNT(*) FROM processes";
    RENEW = "UPDATE slots SET lease_until = $2 WHERE holder = $1";
    TAKE = "UPDATE slots SET holder = $1, lease_until = $2, leaving = FALSE WHERE slot IN ( \
                SELECT slot FROM slots \
                WHERE (holder IS NULL OR holder <> $1) AND ($3 OR holder IS NULL OR lease_until <= $4) \
                ORDER BY slot LIMIT $5)";
    // What is over the share leaves; when a process has gone, what was leaving stays.
    SHARE = "UPDATE slots SET leaving = (slot NOT IN ( \
                 SELECT slot FROM slots WHERE holder = $1 ORDER BY leaving, slot LIMIT $2)) \
             WHERE holder = $1";
    // A slot is given back when nothing of it is in hand, so that no chat is served by two at once. What
    // is open is read through only when there is something to give back.
    GIVE_BACK = "UPDATE slots SET holder = NULL, lease_until = NULL, leaving = FALSE \
                 WHERE holder = $1 AND leaving \
                 AND slot NOT IN (SELECT slot FROM inbox \
                     WHERE closed_at IS NULL AND taken_by = $1) \
                 AND slot NOT IN (SELECT slot FROM outbox \
                     WHERE closed_at IS NULL AND holder = $1 AND lease_until > $2)";
    HELD = "SELECT slot FROM slots WHERE holder = $1 AND NOT leaving ORDER BY slot";
    RELEASE = "UPDATE slots SET holder = NULL, lease_until = NULL, leaving = FALSE WHERE holder = $1";
    BYE = "DELETE FROM processes WHERE holder = $1";
}

/// The slot of a chat.
#[must_use]
pub fn of(chat: i64) -> i64 {
    // Fibonacci hashing: neighbouring chat numbers land far apart. The upper five bits name one of 32.
    let mixed = chat.cast_unsigned().wrapping_mul(0x9E37_79B9_7F4A_7C15);
    (mixed >> 59).cast_signed()
}

/// One heartbeat: renews what `holder` has and moves towards a fair share. Answers with its slots.
///
/// A slot that has to be given back is no longer among the answer and takes up nothing new, but it
/// changes hands only when all that was begun in it is done. `alone` takes everything at once, from
/// the dead without waiting for their leases to run out; only a process that knows that there is no
/// other one may say so.
pub async fn hold(
    tx: &mut Tx,
    holder: Uuid,
    now: Instant,
    until: Instant,
    alone: bool,
) -> Result<Vec<i64>, StorageError> {
    execute!(tx, QUEUE_UP)?;
    execute!(tx, HELLO, holder, until)?;
    execute!(tx, GONE, holder, alone, now)?;
    let alive: i64 = on!(tx, conn => sqlx::query_scalar(ALIVE).fetch_one(conn).await)?;
    let share = SLOTS.div_euclid(alive.max(1)) + i64::from(SLOTS.rem_euclid(alive.max(1)) > 0);

    let mine: u64 = execute!(tx, RENEW, holder, until)?;
    let mine = i64::try_from(mine).unwrap_or(SLOTS);
    if mine < share {
        execute!(tx, TAKE, holder, until, alone, now, share - mine)?;
    }
    execute!(tx, SHARE, holder, share)?;
    execute!(tx, GIVE_BACK, holder, now)?;
    Ok(on!(tx, conn => sqlx::query_scalar(HELD).bind(holder).fetch_all(conn).await)?)
}

/// Gives everything back at once: `holder` stops.
pub async fn release(tx: &mut Tx, holder: Uuid) -> Result<(), StorageError> {
    execute!(tx, QUEUE_UP)?;
    execute!(tx, RELEASE, holder)?;
    execute!(tx, BYE, holder)?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chats_are_spread_over_all_slots() {
        for first in [1_i64, 700_000_000, -1_001_234_567_890] {
            let mut chats_of = [0_i64; 32];
            for chat in first..first + 3_200 {
                chats_of[usize::try_from(of(chat)).unwrap()] += 1;
            }
            assert!(
                chats_of.iter().all(|chats| (50..=200).contains(chats)),
                "{first}: {chats_of:?}"
            );
        }
    }
}
