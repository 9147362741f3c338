//! Conversations in several steps, one per person and chat, which end by themselves.

use domain::{ShopId, UserId};
use sqlx::types::Json;
use uuid::Uuid;

use crate::ask::{execute, value};
use crate::seal::{self, Column, Place};
use crate::{Instant, StorageError, Tx, statements};

statements! {
    PUT = "INSERT INTO dialogs (chat_id, user_id, state, expires_at) VALUES ($1, $2, $3, $4) \
           ON CONFLICT (chat_id, user_id) DO UPDATE SET state = excluded.state, expires_at = excluded.expires_at";
    FIND = "SELECT state FROM dialogs WHERE chat_id = $1 AND user_id = $2 AND expires_at > $3";
    PRUNE = "DELETE FROM dialogs WHERE expires_at < $1 AND (chat_id, user_id) IN ( \
                 SELECT chat_id, user_id FROM dialogs WHERE expires_at < $1 ORDER BY expires_at LIMIT $2)";
    END = "DELETE FROM dialogs WHERE chat_id = $1 AND user_id = $2";
}

/// A conversation belongs to no shop yet: people open one in it.
fn state_of(chat: i64, user: UserId) -> Place {
    let of = |id: i64| Uuid::from_u64_pair(0, u64::from_be_bytes(id.to_be_bytes()));
    Place::of_two(Column::Dialog, ShopId(Uuid::nil()), of(chat), of(user.0))
}

/// Writes where a conversation stands, in place of what was there.
pub async fn put(
    tx: &mut Tx,
    chat: i64,
    user: UserId,
    state: &serde_json::Value,
    expires_at: Instant,
) -> Result<(), StorageError> {
    let state = seal::seal_json(tx, &state_of(chat, user), state)?;
    execute!(tx, PUT, chat, user.0, state, expires_at)?;
    Ok(())
}

pub async fn find(
    tx: &mut Tx,
    chat: i64,
    user: UserId,
    now: Instant,
) -> Result<Option<serde_json::Value>, StorageError> {
    let state: Option<Json<serde_json::Value>> = value!(tx, FIND, chat, user.0, now)?;
    match state {
        Some(Json(state)) => opened(tx, chat, user, state),
        None => Ok(None),
    }
}

/// Where a conversation stands. `None`: it does not open, and whoever was in the middle of something begins again.
pub(crate) fn opened(
    tx: &Tx,
    chat: i64,
    user: UserId,
    kept: serde_json::Value,
) -> Result<Option<serde_json::Value>, StorageError> {
    match seal::open_json(tx, &state_of(chat, user), kept) {
        Err(StorageError::Unopened { .. }) => Ok(None),
        state => state.map(Some),
    }
}

pub async fn end(tx: &mut Tx, chat: i64, user: UserId) -> Result<(), StorageError> {
    execute!(tx, END, chat, user.0)?;
    Ok(())
}

/// Forgets up to `limit` conversations that ended by themselves before `before`. Says how many.
pub async fn prune(tx: &mut Tx, before: Instant, limit: i64) -> Result<u64, StorageError> {
    Ok(execute!(tx, PRUNE, before, limit)?)
}
