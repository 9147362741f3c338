//! Roles that one process at a time plays.

use uuid::Uuid;

use crate::ask::execute;
use crate::{Instant, StorageError, Tx, statements};

statements! {
    TAKE = "INSERT INTO leases (name, holder, lease_until) VALUES ($1, $2, $4) \
            ON CONFLICT (name) DO UPDATE SET holder = excluded.holder, lease_until = excluded.lease_until \
            WHERE leases.holder = excluded.holder OR leases.lease_until <= $3";
    RELEASE = "DELETE FROM leases WHERE name = $1 AND holder = $2";
}

/// Takes or renews the lease `name` until `until`. Says whether `holder` has it.
pub async fn take(tx: &mut Tx, name: &str, holder: Uuid, now: Instant, until: Instant) -> Result<bool, StorageError> {
    let rows = execute!(tx, TAKE, name, holder, now, until)?;
    Ok(rows == 1)
}

/// Gives the lease back before its time. What another one holds stays with them.
pub async fn release(tx: &mut Tx, name: &str, holder: Uuid) -> Result<(), StorageError> {
    execute!(tx, RELEASE, name, holder)?;
    Ok(())
}
