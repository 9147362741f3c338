//! What members do not want to hear of (M4).

use domain::automation::Trigger;
use domain::{MemberId, ShopId};

use crate::ask::{execute, list};
use crate::{Instant, StorageError, Tx, statements};

statements! {
    ADD = "INSERT INTO refusals (shop_id, member_id, trigger_kind, at) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING";
    TAKE_BACK = "DELETE FROM refusals WHERE shop_id = $1 AND member_id = $2 AND trigger_kind = $3";
    OF_MEMBER = "SELECT trigger_kind FROM refusals WHERE shop_id = $1 AND member_id = $2 ORDER BY trigger_kind";
}

/// Says whether it is new.
pub async fn add(
    tx: &mut Tx,
    shop: ShopId,
    member: MemberId,
    trigger: Trigger,
    at: Instant,
) -> Result<bool, StorageError> {
    Ok(execute!(tx, ADD, shop.0, member.0, trigger.as_str(), at)? == 1)
}

/// Says whether there was one.
pub async fn take_back(tx: &mut Tx, shop: ShopId, member: MemberId, trigger: Trigger) -> Result<bool, StorageError> {
    Ok(execute!(tx, TAKE_BACK, shop.0, member.0, trigger.as_str())? == 1)
}

/// The kinds that a member does not want.
pub async fn of_member(tx: &mut Tx, shop: ShopId, member: MemberId) -> Result<Vec<Trigger>, StorageError> {
    let rows: Vec<(String,)> = list!(tx, OF_MEMBER, shop.0, member.0)?;
    Ok(rows.iter().filter_map(|(word,)| Trigger::parse(word)).collect())
}
