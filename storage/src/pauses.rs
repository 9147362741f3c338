//! How long Telegram told the bot to be silent (M3).

use crate::ask::{execute, list};
use crate::{Instant, StorageError, Tx, statements};

statements! {
    // Two processes may be told of one pause, each with its own rounding: the longer one counts.
    SET = "INSERT INTO pauses (chat_id, paused_until) VALUES ($1, $2) \
           ON CONFLICT (chat_id) DO UPDATE SET paused_until = excluded.paused_until \
           WHERE pauses.paused_until < excluded.paused_until";
    IN_FORCE = "SELECT chat_id, paused_until FROM pauses WHERE paused_until > $1 ORDER BY chat_id";
    PRUNE = "DELETE FROM pauses WHERE paused_until <= $1";
}

/// The bot as a whole, among the numbers of chats.
const WHOLE_BOT: i64 = 0;

/// Nothing may be sent to `chat`, or to anybody when it is `None`, until `until`.
pub async fn set(tx: &mut Tx, chat: Option<i64>, until: Instant) -> Result<(), StorageError> {
    let chat = chat.unwrap_or(WHOLE_BOT);
    execute!(tx, SET, chat, until)?;
    Ok(())
}

/// The pauses that are not over.
pub async fn all(tx: &mut Tx, now: Instant) -> Result<Vec<(Option<i64>, Instant)>, StorageError> {
    let rows: Vec<(i64, Instant)> = list!(tx, IN_FORCE, now)?;
    Ok(rows
        .into_iter()
        .map(|(chat, until)| ((chat != WHOLE_BOT).then_some(chat), until))
        .collect())
}

/// Forgets the pauses that are over. Says how many.
pub async fn prune(tx: &mut Tx, now: Instant) -> Result<u64, StorageError> {
    Ok(execute!(tx, PRUNE, now)?)
}
