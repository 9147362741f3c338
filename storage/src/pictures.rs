//! Pictures that Telegram keeps for the bot: one that was drawn before is sent by its file id.

use domain::MemberId;

use crate::ask::{execute, value};
use crate::{Instant, StorageError, Tx, statements};

statements! {
    FIND = "SELECT file_id FROM pictures WHERE hash = $1";
    KEEP = "INSERT INTO pictures (hash, file_id, kept_at, member_id) VALUES ($1, $2, $3, $4) \
            ON CONFLICT (hash) DO UPDATE SET file_id = excluded.file_id, kept_at = excluded.kept_at, member_id = excluded.member_id";
    FORGET = "DELETE FROM pictures WHERE hash = $1";
    PRUNE = "DELETE FROM pictures WHERE hash IN ( \
                 SELECT hash FROM pictures WHERE kept_at < $1 ORDER BY kept_at LIMIT $2)";
}

/// The file id of the picture that shows what `hash` stands for.
pub async fn find(tx: &mut Tx, hash: &str) -> Result<Option<String>, StorageError> {
    Ok(value!(tx, FIND, hash)?)
}

/// `of`: whom the picture shows, so that it can be forgotten with them.
pub async fn keep(
    tx: &mut Tx,
    hash: &str,
    file_id: &str,
    of: Option<MemberId>,
    now: Instant,
) -> Result<(), StorageError> {
    execute!(tx, KEEP, hash, file_id, now, of.map(|member| member.0))?;
    Ok(())
}

/// Telegram does not know the file id any more.
pub async fn forget(tx: &mut Tx, hash: &str) -> Result<(), StorageError> {
    execute!(tx, FORGET, hash)?;
    Ok(())
}

/// Forgets up to `limit` pictures that were kept before `before`. Says how many.
pub async fn prune(tx: &mut Tx, before: Instant, limit: i64) -> Result<u64, StorageError> {
    Ok(execute!(tx, PRUNE, before, limit)?)
}
