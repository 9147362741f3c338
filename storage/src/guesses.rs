//! Wrong coupon codes, and whom they locked out (C1).

use domain::{ShopId, UserId};
use uuid::Uuid;

use crate::ask::{execute, value};
use crate::{Instant, StorageError, Tx, statements};

statements! {
    ADD = "INSERT INTO code_tries (shop_id, user_id, try_id, at) VALUES ($1, $2, $3, $4)";
    COUNT = "SELECT COUNT(*) FROM code_tries WHERE shop_id = $1 AND user_id = $2 AND at > $3";
    FORGET = "DELETE FROM code_tries WHERE shop_id = $1 AND user_id = $2";
    LOCK = "INSERT INTO code_locks (shop_id, user_id, until) VALUES ($1, $2, $3) \
            ON CONFLICT (shop_id, user_id) DO UPDATE SET until = excluded.until";
    PRUNE = "DELETE FROM code_tries WHERE try_id IN ( \
                 SELECT try_id FROM code_tries WHERE at < $1 ORDER BY at LIMIT $2) AND at < $1";
    LOCKED = "SELECT until FROM code_locks WHERE shop_id = $1 AND user_id = $2 AND until > $3";
}

/// Notes a wrong code and gives how many there were since `since`.
pub async fn add(
    tx: &mut Tx,
    shop: ShopId,
    user: UserId,
    id: Uuid,
    at: Instant,
    since: Instant,
) -> Result<i64, StorageError> {
    execute!(tx, ADD, shop.0, user.0, id, at)?;
    let wrong: Option<i64> = value!(tx, COUNT, shop.0, user.0, since)?;
    Ok(wrong.unwrap_or(0))
}

/// Locks somebody's code entry, and forgets what led to it.
pub async fn lock(tx: &mut Tx, shop: ShopId, user: UserId, until: Instant) -> Result<(), StorageError> {
    execute!(tx, LOCK, shop.0, user.0, until)?;
    execute!(tx, FORGET, shop.0, user.0)?;
    Ok(())
}

/// Until when somebody's code entry is locked, if it is.
pub async fn locked_until(
    tx: &mut Tx,
    shop: ShopId,
    user: UserId,
    now: Instant,
) -> Result<Option<Instant>, StorageError> {
    Ok(value!(tx, LOCKED, shop.0, user.0, now)?)
}

/// Forgets up to `limit` wrong codes from before `before`. Says how many.
pub async fn prune(tx: &mut Tx, before: Instant, limit: i64) -> Result<u64, StorageError> {
    Ok(execute!(tx, PRUNE, before, limit)?)
}
