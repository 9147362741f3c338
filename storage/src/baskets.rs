//! What members are putting together in the private chat. A basket ends by itself, and with its order.

use domain::basket::Basket;
use domain::{MemberId, ShopId};
use sqlx::types::Json;

use crate::ask::{execute, value};
use crate::{Instant, StorageError, Tx, statements};

statements! {
    PUT = "INSERT INTO baskets (shop_id, member_id, cause, state, expires_at) VALUES ($1, $2, $3, $4, $5) \
           ON CONFLICT (shop_id, member_id) DO UPDATE SET cause = excluded.cause, state = excluded.state, expires_at = excluded.expires_at";
    FIND = "SELECT state FROM baskets WHERE shop_id = $1 AND member_id = $2 AND expires_at > $3";
    END = "DELETE FROM baskets WHERE shop_id = $1 AND member_id = $2";
    // Of another basket than the one that was ordered nothing is forgotten.
    ORDERED = "DELETE FROM baskets WHERE shop_id = $1 AND member_id = $2 AND cause = $3";
    PRUNE = "DELETE FROM baskets WHERE expires_at < $1 AND (shop_id, member_id) IN ( \
                 SELECT shop_id, member_id FROM baskets WHERE expires_at < $1 ORDER BY expires_at LIMIT $2)";
}

/// Keeps a basket, in place of the one that was there.
pub async fn put(
    tx: &mut Tx,
    shop: ShopId,
    member: MemberId,
    basket: &Basket,
    expires_at: Instant,
) -> Result<(), StorageError> {
    let state = Json(basket);
    execute!(tx, PUT, shop.0, member.0, basket.cause(), state, expires_at)?;
    Ok(())
}

/// The basket of a member. One that this program cannot read is none.
pub async fn find(tx: &mut Tx, shop: ShopId, member: MemberId, now: Instant) -> Result<Option<Basket>, StorageError> {
    let state: Option<Json<serde_json::Value>> = value!(tx, FIND, shop.0, member.0, now)?;
    Ok(state.and_then(|state| serde_json::from_value(state.0).ok()))
}

pub async fn end(tx: &mut Tx, shop: ShopId, member: MemberId) -> Result<(), StorageError> {
    execute!(tx, END, shop.0, member.0)?;
    Ok(())
}

/// The order of this cause was made of it.
pub async fn ordered(tx: &mut Tx, shop: ShopId, member: MemberId, cause: &str) -> Result<(), StorageError> {
    execute!(tx, ORDERED, shop.0, member.0, cause)?;
    Ok(())
}

/// Forgets up to `limit` baskets that ended by themselves before `before`. Says how many.
pub async fn prune(tx: &mut Tx, before: Instant, limit: i64) -> Result<u64, StorageError> {
    Ok(execute!(tx, PRUNE, before, limit)?)
}
