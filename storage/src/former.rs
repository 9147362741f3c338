//! Files that are no longer: deleted, or part of another one, to which old cards, links and buttons lead.

use domain::{MemberId, ShopId};
use uuid::Uuid;

use crate::ask::{execute, find, list};
use crate::{Instant, StorageError, Tx, statements};

statements! {
    NOW = "SELECT m.gone_at, f.member_id FROM members m \
           LEFT JOIN former_members f ON f.shop_id = m.shop_id AND f.former_id = m.member_id \
           WHERE m.shop_id = $1 AND m.member_id = $2";
    OF = "SELECT former_id FROM former_members WHERE shop_id = $1 AND member_id = $2 ORDER BY former_id LIMIT 100";
    // Whatever led to the former one leads on.
    LEAD_ON = "UPDATE former_members SET member_id = $3 WHERE shop_id = $1 AND member_id = $2";
    ADD = "INSERT INTO former_members (shop_id, former_id, member_id, at) VALUES ($1, $2, $3, $4)";
}

/// Which file this one is now: itself, or the one it became part of. `None`: there is none, or it was deleted.
pub async fn now(tx: &mut Tx, shop: ShopId, member: MemberId) -> Result<Option<MemberId>, StorageError> {
    let row: Option<(Option<Instant>, Option<Uuid>)> = find!(tx, NOW, shop.0, member.0)?;
    Ok(match row {
        Some((None, _)) => Some(member),
        Some((Some(_), became)) => became.map(MemberId),
        None => None,
    })
}

/// The files that became part of this one.
pub async fn of(tx: &mut Tx, shop: ShopId, member: MemberId) -> Result<Vec<MemberId>, StorageError> {
    let rows: Vec<(Uuid,)> = list!(tx, OF, shop.0, member.0)?;
    Ok(rows.into_iter().map(|(former,)| MemberId(former)).collect())
}

/// One file becomes part of another.
pub async fn add(
    tx: &mut Tx,
    shop: ShopId,
    former: MemberId,
    became: MemberId,
    at: Instant,
) -> Result<(), StorageError> {
    execute!(tx, LEAD_ON, shop.0, former.0, became.0)?;
    execute!(tx, ADD, shop.0, former.0, became.0, at)?;
    Ok(())
}
