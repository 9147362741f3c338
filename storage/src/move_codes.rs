//! One-time codes by which a member takes their file to another account (D4).

use domain::coupon::Code;
use domain::{MemberId, ShopId};
use uuid::Uuid;

use crate::ask::{execute, value};
use crate::{Instant, StorageError, Tx, statements};

statements! {
    PUT = "INSERT INTO move_codes (shop_id, member_id, code, expires_at) VALUES ($1, $2, $3, $4) \
           ON CONFLICT (shop_id, member_id) DO UPDATE SET code = excluded.code, expires_at = excluded.expires_at";
    SPEND = "DELETE FROM move_codes WHERE shop_id = $1 AND code = $2 AND expires_at > $3 RETURNING member_id";
    END = "DELETE FROM move_codes WHERE shop_id = $1 AND member_id = $2";
}

/// Writes a member's code, in place of the one before.
pub async fn put(
    tx: &mut Tx,
    shop: ShopId,
    member: MemberId,
    code: &Code,
    expires_at: Instant,
) -> Result<(), StorageError> {
    execute!(tx, PUT, shop.0, member.0, code.as_str(), expires_at)?;
    Ok(())
}

/// Uses a code up. Says whose file it moves, if there is such a code and its time is not over: of two at once, one
/// has it.
pub async fn spend(tx: &mut Tx, shop: ShopId, code: &Code, now: Instant) -> Result<Option<MemberId>, StorageError> {
    let member: Option<Uuid> = value!(tx, SPEND, shop.0, code.as_str(), now)?;
    Ok(member.map(MemberId))
}

/// A member's code ends unused.
pub async fn end(tx: &mut Tx, shop: ShopId, member: MemberId) -> Result<(), StorageError> {
    execute!(tx, END, shop.0, member.0)?;
    Ok(())
}
