//! Who works in a shop, and the one-time links by which they came (S1, S2).

use domain::role::Role;
use domain::{ShopId, Token, UserId};
use uuid::Uuid;

use crate::ask::{execute, find, list, value};
use crate::{Instant, StorageError, Tx, statements};

statements! {
    // Somebody who was removed comes back with the role of the new link.
    ADD = "INSERT INTO staff (shop_id, user_id, role, name, added_by, added_at) VALUES ($1, $2, $3, $4, $5, $6) \
           ON CONFLICT (shop_id, user_id) DO UPDATE SET role = excluded.role, name = excluded.name, \
               added_by = excluded.added_by, added_at = excluded.added_at, removed_at = NULL";
    REMOVE = "UPDATE staff SET removed_at = $3 WHERE shop_id = $1 AND user_id = $2 AND removed_at IS NULL";
    ROLE = "SELECT role FROM staff WHERE shop_id = $1 AND user_id = $2 AND removed_at IS NULL";
    WAS_REMOVED = "SELECT 1 FROM staff WHERE shop_id = $1 AND user_id = $2 AND removed_at IS NOT NULL";
    // A shop's staff is few: a page is all of them.
    LIST = "SELECT user_id, role, name, added_at FROM staff WHERE shop_id = $1 AND removed_at IS NULL \
            ORDER BY added_at, user_id LIMIT 200";
    SHOPS_OF = "SELECT shop_id, role FROM staff WHERE user_id = $1 AND removed_at IS NULL LIMIT 200";
    INVITE = "INSERT INTO invitations (token, shop_id, role, made_by, expires_at) VALUES ($1, $2, $3, $4, $5)";
    INVITATION = "SELECT shop_id, role, expires_at, used_by FROM invitations WHERE token = $1";
    // The guard makes the link one-time, whoever else opens it at the same instant.
    USE_INVITATION = "UPDATE invitations SET used_by = $2, used_at = $3 \
                      WHERE token = $1 AND used_by IS NULL AND expires_at > $3 RETURNING shop_id, role";
    // Which shop came of an invitation to open one: set once.
    SPEND_CLAIM = "UPDATE invitations SET shop_id = $3 WHERE token = $1 AND used_by = $2 AND shop_id IS NULL";
    CLAIM_OF = "SELECT token FROM invitations WHERE used_by = $1 AND shop_id IS NULL AND role = 'owner' ORDER BY used_at DESC LIMIT 1";
    OWNERS = "SELECT COUNT(*) FROM staff WHERE shop_id = $1 AND role = 'owner' AND removed_at IS NULL";
}

/// Somebody on the staff.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Employee {
    pub user: UserId,
    pub role: Role,
    pub name: String,
    pub added_at: Instant,
}

/// What an invitation is for. Without a shop it opens a new one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Invitation {
    pub shop: Option<ShopId>,
    pub role: Role,
}

/// How a link stands that somebody opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct InvitationState {
    pub invitation: Invitation,
    pub expires_at: Instant,
    pub used_by: Option<UserId>,
}

pub(crate) fn role_of(text: &str) -> Result<Role, StorageError> {
    Role::parse(text).ok_or_else(|| StorageError::Corrupt {
        table: "staff",
        what: format!("role {text:?}"),
    })
}

pub async fn add(
    tx: &mut Tx,
    shop: ShopId,
    user: UserId,
    role: Role,
    name: &str,
    added_by: Option<UserId>,
    at: Instant,
) -> Result<(), StorageError> {
    execute!(
        tx,
        ADD,
        shop.0,
        user.0,
        role.as_str(),
        name,
        added_by.map(|user| user.0),
        at
    )?;
    Ok(())
}

/// Says whether somebody was removed.
pub async fn remove(tx: &mut Tx, shop: ShopId, user: UserId, at: Instant) -> Result<bool, StorageError> {
    Ok(execute!(tx, REMOVE, shop.0, user.0, at)? == 1)
}

/// The role somebody has at this moment.
pub async fn role(tx: &mut Tx, shop: ShopId, user: UserId) -> Result<Option<Role>, StorageError> {
    let role: Option<String> = value!(tx, ROLE, shop.0, user.0)?;
    role.as_deref().map(role_of).transpose()
}

/// Says whether somebody was on the staff once and is not any more.
pub async fn was_removed(tx: &mut Tx, shop: ShopId, user: UserId) -> Result<bool, StorageError> {
    let found: Option<i32> = value!(tx, WAS_REMOVED, shop.0, user.0)?;
    Ok(found.is_some())
}

pub async fn list(tx: &mut Tx, shop: ShopId) -> Result<Vec<Employee>, StorageError> {
    let rows: Vec<(i64, String, String, Instant)> = list!(tx, LIST, shop.0)?;
    rows.into_iter()
        .map(|(user, role, name, added_at)| {
            Ok(Employee {
                user: UserId(user),
                role: role_of(&role)?,
                name,
                added_at,
            })
        })
        .collect()
}

/// Where somebody works.
pub async fn shops_of(tx: &mut Tx, user: UserId) -> Result<Vec<(ShopId, Role)>, StorageError> {
    let rows: Vec<(Uuid, String)> = list!(tx, SHOPS_OF, user.0)?;
    rows.into_iter()
        .map(|(shop, role)| Ok((ShopId(shop), role_of(&role)?)))
        .collect()
}

pub async fn owners(tx: &mut Tx, shop: ShopId) -> Result<i64, StorageError> {
    let owners: Option<i64> = value!(tx, OWNERS, shop.0)?;
    Ok(owners.unwrap_or(0))
}

pub async fn invite(
    tx: &mut Tx,
    token: &Token,
    invitation: Invitation,
    made_by: Option<UserId>,
    expires_at: Instant,
) -> Result<(), StorageError> {
    let shop = invitation.shop.map(|shop| shop.0);
    execute!(
        tx,
        INVITE,
        token.as_str(),
        shop,
        invitation.role.as_str(),
        made_by.map(|user| user.0),
        expires_at
    )?;
    Ok(())
}

pub async fn invitation(tx: &mut Tx, token: &Token) -> Result<Option<InvitationState>, StorageError> {
    let row: Option<(Option<Uuid>, String, Instant, Option<i64>)> = find!(tx, INVITATION, token.as_str())?;
    row.map(|(shop, role, expires_at, used_by)| {
        let invitation = Invitation {
            shop: shop.map(ShopId),
            role: role_of(&role)?,
        };
        Ok(InvitationState {
            invitation,
            expires_at,
            used_by: used_by.map(UserId),
        })
    })
    .transpose()
}

/// Takes the link for `user`, if nobody did and it has not expired.
pub async fn use_invitation(
    tx: &mut Tx,
    token: &Token,
    user: UserId,
    at: Instant,
) -> Result<Option<Invitation>, StorageError> {
    let row: Option<(Option<Uuid>, String)> = find!(tx, USE_INVITATION, token.as_str(), user.0, at)?;
    row.map(|(shop, role)| {
        Ok(Invitation {
            shop: shop.map(ShopId),
            role: role_of(&role)?,
        })
    })
    .transpose()
}

/// The invitation to open a shop that somebody took and has not made use of.
pub async fn open_claim(tx: &mut Tx, user: UserId) -> Result<Option<Token>, StorageError> {
    let token: Option<String> = value!(tx, CLAIM_OF, user.0)?;
    Ok(token.as_deref().and_then(Token::parse))
}

/// Makes `shop` what came of an invitation to open one. Says whether nothing had come of it before.
pub async fn spend_claim(tx: &mut Tx, token: &Token, user: UserId, shop: ShopId) -> Result<bool, StorageError> {
    Ok(execute!(tx, SPEND_CLAIM, token.as_str(), user.0, shop.0)? == 1)
}
