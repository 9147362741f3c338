//! Letters to be sent: one row per recipient, put in the transaction that decides it (M1).

use domain::letter::{Lane, Letter};
use domain::{Lang, LetterId, ShopId, UserId};
use serde_json::Value;
use sqlx::types::Json;
use uuid::Uuid;

use crate::ask::{execute, find, list};
use crate::seal::{self, Column, Place};
use crate::{Instant, StorageError, Tx, on, slots, statements};

#[derive(Debug, Clone)]
pub struct NewLetter {
    pub id: LetterId,
    pub shop: ShopId,
    pub chat: i64,
    pub lang: Lang,
    pub letter: Letter,
    /// Of a shop's letters with one key only the first is taken in, for as long as its row stays.
    pub dedupe: Option<String>,
    pub not_before: Instant,
}

/// A letter that is to be sent now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Claimed {
    pub id: LetterId,
    pub shop: ShopId,
    pub chat: i64,
    pub lang: Lang,
    pub letter: Letter,
    pub lane: Lane,
    /// This one included.
    pub attempts: i64,
    /// Earlier attempts that reached nobody.
    pub failures: i64,
}

/// How one attempt to send a letter ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Settled<'a> {
    Sent {
        message: i32,
    },
    Later {
        not_before: Instant,
        error: &'a str,
    },
    /// There was no room for it yet.
    Waits {
        not_before: Instant,
        why: &'a str,
    },
    /// It will not be sent. `outcome` says why, in one word that can be counted.
    Closed {
        outcome: &'a str,
    },
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Counts {
    pub open: i64,
    /// Closed without having been sent, although they should have been.
    pub dead: i64,
}

statements! {
    PUT = "INSERT INTO outbox (id, shop_id, chat_id, slot, lane, lang, letter, dedupe, not_before, attempts) \
           VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 0) ON CONFLICT DO NOTHING";
    PUT_TO = "INSERT INTO outbox (id, shop_id, chat_id, slot, lane, lang, letter, not_before, attempts) \
              SELECT $1, $2, p.user_id, $4, $5, p.lang, $6, $7, 0 FROM people p WHERE p.user_id = $3 AND p.reachable \
              ON CONFLICT DO NOTHING";
    // Touching the row makes whoever would amend it as well, or send it, wait until this transaction
    // ends, on both engines.
    WAITING = "UPDATE outbox SET letter = letter \
               WHERE shop_id = $1 AND dedupe = $2 AND dedupe IS NOT NULL AND closed_at IS NULL AND attempts = 0 \
               RETURNING id, letter";
    // A letter that was ever claimed may have been read already.
    AMEND = "UPDATE outbox SET letter = $2 WHERE id = $1 AND attempts = 0 AND closed_at IS NULL";
    // One lane at a time: asked for all of them in one order, the index would have to be read through
    // every letter that waits for a later day. The lease is tested twice: PostgreSQL lets two couriers
    // choose the same rows and makes the second one wait for the first; only the outer test, which it
    // repeats after the wait, stops it from taking them again. A claim ends early when its slot has got
    // another holder, who need not wait for what a dead one left behind.
    CLAIM = "UPDATE outbox SET holder = $1, lease_until = $3, attempts = attempts + 1 \
             WHERE closed_at IS NULL AND (holder IS NULL OR holder <> $1 OR lease_until <= $2) AND id IN ( \
                 SELECT id FROM outbox \
                 WHERE closed_at IS NULL AND lane = $4 AND not_before <= $2 \
                 AND (holder IS NULL OR holder <> $1 OR lease_until <= $2) \
                 AND slot IN (SELECT slot FROM slots WHERE holder = $1 AND lease_until > $2 AND NOT leaving) \
                 ORDER BY not_before, id LIMIT $5) \
             RETURNING id, shop_id, chat_id, lang, letter, attempts, failures, not_before";
    // What a letter said is not kept longer than it is needed.
    SENT = "UPDATE outbox SET closed_at = $3, outcome = 'sent', letter = 'null', message_id = $4, holder = NULL, \
                lease_until = NULL, error = NULL \
            WHERE id = $1 AND attempts = $2 AND closed_at IS NULL";
    LATER = "UPDATE outbox SET not_before = $3, error = $4, failures = failures + $5, holder = NULL, lease_until = NULL \
             WHERE id = $1 AND attempts = $2 AND closed_at IS NULL";
    CLOSED = "UPDATE outbox SET closed_at = $3, outcome = $4, letter = 'null', holder = NULL, lease_until = NULL \
              WHERE id = $1 AND attempts = $2 AND closed_at IS NULL";
    AMEND_OPEN = "UPDATE outbox SET letter = $2 WHERE id = $1 AND closed_at IS NULL";
    MOVE_CHAT = "UPDATE outbox SET chat_id = $2, slot = $3 WHERE chat_id = $1 AND closed_at IS NULL";
    PRUNE = "DELETE FROM outbox WHERE id IN ( \
                 SELECT id FROM outbox WHERE closed_at IS NOT NULL AND closed_at < $1 ORDER BY closed_at LIMIT $2)";
    COUNTS = "SELECT (SELECT COUNT(*) FROM outbox WHERE closed_at IS NULL), \
                     (SELECT COUNT(*) FROM outbox WHERE outcome <> 'sent' AND outcome <> 'dropped')";
}

const fn letter_of(shop: ShopId, letter: LetterId) -> Place {
    Place::new(Column::Letter, shop, letter.0)
}

/// Says whether the letter is new.
pub async fn put(tx: &mut Tx, new: &NewLetter) -> Result<bool, StorageError> {
    let letter = seal::seal_json(tx, &letter_of(new.shop, new.id), &new.letter)?;
    let rows = execute!(
        tx,
        PUT,
        new.id.0,
        new.shop.0,
        new.chat,
        slots::of(new.chat),
        new.letter.lane().rank(),
        new.lang.tag(),
        letter,
        new.dedupe.as_deref(),
        new.not_before
    )?;
    Ok(rows == 1)
}

/// Puts a letter for somebody who can be reached in private, in their own language. Says whether they can be.
pub async fn put_to(
    tx: &mut Tx,
    id: LetterId,
    shop: ShopId,
    user: UserId,
    letter: &Letter,
    not_before: Instant,
) -> Result<bool, StorageError> {
    let sealed = seal::seal_json(tx, &letter_of(shop, id), letter)?;
    let (slot, lane) = (slots::of(user.0), letter.lane().rank());
    let rows = execute!(tx, PUT_TO, id.0, shop.0, user.0, slot, lane, sealed, not_before)?;
    Ok(rows == 1)
}

/// The letter with this key, if nobody has tried to send it. Nobody else can send or amend it until
/// the transaction ends.
pub async fn waiting(tx: &mut Tx, shop: ShopId, dedupe: &str) -> Result<Option<(LetterId, Letter)>, StorageError> {
    let row: Option<(Uuid, Json<Value>)> = find!(tx, WAITING, shop.0, dedupe)?;
    row.map(|(id, Json(letter))| {
        let id = LetterId(id);
        Ok((id, seal::open_json(tx, &letter_of(shop, id), letter)?))
    })
    .transpose()
}

/// Puts other words into a letter that nobody has tried to send. Says whether it was one.
///
/// The new letter has to be of the same lane.
pub async fn amend(tx: &mut Tx, shop: ShopId, id: LetterId, letter: &Letter) -> Result<bool, StorageError> {
    let letter = seal::seal_json(tx, &letter_of(shop, id), letter)?;
    let rows = execute!(tx, AMEND, id.0, letter)?;
    Ok(rows == 1)
}

/// What a letter says that is kept so.
pub(crate) fn opened(tx: &Tx, shop: ShopId, id: LetterId, kept: Value) -> Result<Letter, StorageError> {
    seal::open_json(tx, &letter_of(shop, id), kept)
}

/// Puts other words into a letter that is not closed, whoever is about to send it.
pub(crate) async fn amend_whatever(
    tx: &mut Tx,
    shop: ShopId,
    id: LetterId,
    letter: &Letter,
) -> Result<(), StorageError> {
    let letter = seal::seal_json(tx, &letter_of(shop, id), letter)?;
    execute!(tx, AMEND_OPEN, id.0, letter)?;
    Ok(())
}

/// Takes up to `limit` letters that are due, of the slots that `holder` holds, and keeps others off
/// them until `until`. Earlier lanes go first.
///
/// A courier that dies holding a claim loses it when its slots get another holder, or else when the
/// lease runs out.
pub async fn claim(
    tx: &mut Tx,
    holder: Uuid,
    now: Instant,
    until: Instant,
    limit: i64,
) -> Result<Vec<Claimed>, StorageError> {
    type Row = (Uuid, Uuid, i64, String, Json<Value>, i64, i64, Instant);
    let mut claimed = Vec::new();
    for lane in Lane::ALL {
        let left = limit - i64::try_from(claimed.len()).unwrap_or(limit);
        if left <= 0 {
            break;
        }
        let mut rows: Vec<Row> = list!(tx, CLAIM, holder, now, until, lane.rank(), left)?;
        // RETURNING promises no order.
        rows.sort_unstable_by_key(|row| (row.7, row.0));
        for (id, shop, chat, lang, Json(letter), attempts, failures, _) in rows {
            let lang = lang.parse().map_err(|error| StorageError::corrupt("outbox", &error))?;
            let (shop, id) = (ShopId(shop), LetterId(id));
            let letter = match seal::open_json(tx, &letter_of(shop, id), letter) {
                Ok(letter) => letter,
                Err(error @ StorageError::Unopened { .. }) => {
                    // Tried again it would be the same, and keep others waiting.
                    tracing::error!(%error, letter.id = %id, "a letter cannot be read, and is not sent");
                    execute!(tx, CLOSED, id.0, attempts, now, "unreadable")?;
                    continue;
                }
                Err(error) => return Err(error),
            };
            claimed.push(Claimed {
                id,
                shop,
                chat,
                lang,
                letter,
                lane,
                attempts,
                failures,
            });
        }
    }
    Ok(claimed)
}

/// Writes down how an attempt ended. Says whether this claim was still the one that counts.
pub async fn settle(tx: &mut Tx, claim: &Claimed, settled: &Settled<'_>, now: Instant) -> Result<bool, StorageError> {
    let (id, attempts) = (claim.id.0, claim.attempts);
    let rows = match *settled {
        Settled::Sent { message } => {
            let message = i64::from(message);
            execute!(tx, SENT, id, attempts, now, message)?
        }
        Settled::Later { not_before, error } => execute!(tx, LATER, id, attempts, not_before, error, 1_i64)?,
        Settled::Waits { not_before, why } => execute!(tx, LATER, id, attempts, not_before, why, 0_i64)?,
        Settled::Closed { outcome } => execute!(tx, CLOSED, id, attempts, now, outcome)?,
    };
    Ok(rows == 1)
}

/// A group has become a supergroup with another number (D5). Says how many letters follow it.
pub async fn move_chat(tx: &mut Tx, from: i64, to: i64) -> Result<u64, StorageError> {
    Ok(execute!(tx, MOVE_CHAT, from, to, slots::of(to))?)
}

/// Forgets up to `limit` letters that were closed before `before`. Says how many.
pub async fn prune(tx: &mut Tx, before: Instant, limit: i64) -> Result<u64, StorageError> {
    Ok(execute!(tx, PRUNE, before, limit)?)
}

pub async fn counts(tx: &mut Tx) -> Result<Counts, StorageError> {
    let (open, dead) = on!(tx, conn => sqlx::query_as(COUNTS).fetch_one(conn).await)?;
    Ok(Counts { open, dead })
}
