//! Which keys a database knows, and the columns that hold what was sealed with them.

use chrono::{DateTime, Utc};

use crate::ask::{execute, list};
use crate::keyring::KeyId;
use crate::{StorageError, Tx, members, orders, statements};

statements! {
    NOTE_KEY = "INSERT INTO seal_keys (key_id, since) VALUES ($1, $2) ON CONFLICT (key_id) DO NOTHING";
    KEYS = "SELECT key_id FROM seal_keys ORDER BY since, key_id LIMIT 1000";
}

/// Notes that values may be sealed with this key from here on.
pub async fn note_key(tx: &mut Tx, key: KeyId, at: DateTime<Utc>) -> Result<(), StorageError> {
    execute!(tx, NOTE_KEY, key.to_string(), at)?;
    Ok(())
}

/// The keys that values may be sealed with, the oldest first.
pub async fn keys(tx: &mut Tx) -> Result<Vec<KeyId>, StorageError> {
    let rows: Vec<(String,)> = list!(tx, KEYS)?;
    rows.iter()
        .map(|(id,)| id.parse().map_err(|error| StorageError::corrupt("seal_keys", &error)))
        .collect()
}

/// Seals what an earlier program wrote as it is, up to `limit` values of each kind. Says how many there were.
pub async fn seal_plain(tx: &mut Tx, limit: i64) -> Result<usize, StorageError> {
    Ok(members::seal_plain(tx, limit).await? + orders::seal_plain(tx, limit).await?)
}
