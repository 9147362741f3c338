//! Which scheduled run has already begun.

use crate::ask::{execute, value};
use crate::{Instant, StorageError, Tx, statements};

statements! {
    FIRST = "INSERT INTO runs (name, started_at) VALUES ($1, $2) ON CONFLICT (name) DO NOTHING";
    IS_DONE = "SELECT 1 FROM runs WHERE name = $1";
    PRUNE = "DELETE FROM runs WHERE started_at < $1";
}

/// Says whether nobody began the run `name` before.
pub async fn first(tx: &mut Tx, name: &str, now: Instant) -> Result<bool, StorageError> {
    let rows = execute!(tx, FIRST, name, now)?;
    Ok(rows == 1)
}

/// Says whether somebody began the run `name`: cheaper than [`first`] where the answer is mostly yes.
pub async fn is_done(tx: &mut Tx, name: &str) -> Result<bool, StorageError> {
    let found: Option<i32> = value!(tx, IS_DONE, name)?;
    Ok(found.is_some())
}

/// Forgets the runs that began before `before`. Says how many.
pub async fn prune(tx: &mut Tx, before: Instant) -> Result<u64, StorageError> {
    Ok(execute!(tx, PRUNE, before)?)
}
