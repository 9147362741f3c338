//! Staff come by one-time links and leave when the owner says so (S1, S2).

use chrono::TimeDelta;
use domain::action::Action;
use domain::letter::Letter;
use domain::reason::Actor;
use domain::role::{Right, Role};
use domain::shop::Shop;
use domain::{Lang, ShopId, Token, UserId};
use storage::staff::{self, Employee, Invitation};
use storage::{StorageError, audit, people, shops, tasks};

use crate::{Change, Loyalty, NotAllowed};

/// How long an invitation to the staff can be accepted.
const INVITATION_DAYS: i64 = 2;

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Invited {
    Done { token: Token, days: i64 },
    NotAllowed,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Accepted {
    /// On the staff from now on. Repeated by the same person, the same answer.
    Done { shop: Shop, role: Role },
    /// They have a role that allows as much or more; the link is still good for somebody else.
    AlreadyStaff { shop: Shop, role: Role },
    /// Used by somebody else, expired, or never made.
    Invalid,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Removed {
    Done,
    /// A shop is never without an owner.
    LastOwner,
    NotStaff,
    NotAllowed,
}

impl Loyalty {
    /// Makes a one-time link to the staff (S2).
    pub async fn invite_staff(&self, shop: &Shop, by: UserId, role: Role) -> Result<Invited, StorageError> {
        let mut tx = self.db.begin().await?;
        if self.allowed(&mut tx, shop.id, by, Right::RunShop).await?.is_err() {
            return Ok(Invited::NotAllowed);
        }
        let token = self.ids.token();
        let invitation = Invitation {
            shop: Some(shop.id),
            role,
        };
        let expires_at = self.now() + TimeDelta::days(INVITATION_DAYS);
        staff::invite(&mut tx, &token, invitation, Some(by), expires_at).await?;
        let became = serde_json::json!({ "role": role });
        self.note(
            &mut tx,
            shop.id,
            Actor::Staff(by),
            Action::StaffInvite,
            None,
            Change::made(became),
        )
        .await?;
        tx.commit().await?;
        Ok(Invited::Done {
            token,
            days: INVITATION_DAYS,
        })
    }

    /// Somebody opened an invitation to the staff.
    pub async fn accept_invitation(&self, token: &Token, user: UserId, name: &str) -> Result<Accepted, StorageError> {
        let now = self.now();
        let mut tx = self.db.begin().await?;
        let Some(state) = staff::invitation(&mut tx, token).await? else {
            return Ok(Accepted::Invalid);
        };
        let Some(shop) = state.invitation.shop else {
            return Ok(Accepted::Invalid);
        };
        let Some(shop) = shops::find(&mut tx, shop).await? else {
            return Ok(Accepted::Invalid);
        };
        let current = staff::role(&mut tx, shop.id, user).await?;
        if let Some(role) = current {
            if state.used_by == Some(user) {
                return Ok(Accepted::Done { shop, role });
            }
            if role >= state.invitation.role {
                return Ok(Accepted::AlreadyStaff { shop, role });
            }
        }
        let Some(invitation) = staff::use_invitation(&mut tx, token, user, now).await? else {
            return Ok(Accepted::Invalid);
        };
        staff::add(&mut tx, shop.id, user, invitation.role, name, None, now).await?;
        people::enter_shop(&mut tx, user, shop.id).await?;
        let was = current.map(|role| serde_json::json!({ "role": role }));
        let became = serde_json::json!({ "role": invitation.role, "name": name });
        self.note(
            &mut tx,
            shop.id,
            Actor::Staff(user),
            Action::StaffJoin,
            None,
            Change {
                was,
                became: Some(became),
            },
        )
        .await?;
        let letter = Letter::StaffJoined {
            shop: shop.name.clone(),
            name: name.to_owned(),
            role: invitation.role,
        };
        self.write_to_staff(&mut tx, &shop, Right::RunShop, Some(user), &letter)
            .await?;
        tx.commit().await?;
        Ok(Accepted::Done {
            shop,
            role: invitation.role,
        })
    }

    /// The highest role somebody has in any shop, and the language they speak. `None`: they work nowhere.
    pub async fn employment(&self, user: UserId) -> Result<Option<(Lang, Role)>, StorageError> {
        let mut tx = self.db.read().await?;
        let shops = staff::shops_of(&mut tx, user).await?;
        let Some(role) = shops.into_iter().map(|(_, role)| role).max() else {
            return Ok(None);
        };
        let contact = people::contact(&mut tx, user).await?;
        Ok(Some((contact.map(|contact| contact.lang()).unwrap_or_default(), role)))
    }

    pub async fn staff(&self, shop: ShopId) -> Result<Vec<Employee>, StorageError> {
        let mut tx = self.db.read().await?;
        staff::list(&mut tx, shop).await
    }

    /// Takes somebody off the staff. Their buttons stop working at once (S1).
    pub async fn remove_staff(&self, shop: &Shop, by: UserId, user: UserId) -> Result<Removed, StorageError> {
        let mut tx = self.db.begin().await?;
        if self.allowed(&mut tx, shop.id, by, Right::RunShop).await?.is_err() {
            return Ok(Removed::NotAllowed);
        }
        let Some(role) = staff::role(&mut tx, shop.id, user).await? else {
            return Ok(Removed::NotStaff);
        };
        let employees = staff::list(&mut tx, shop.id).await?;
        let name = employees
            .into_iter()
            .find(|employee| employee.user == user)
            .map(|employee| employee.name);
        staff::remove(&mut tx, shop.id, user, self.now()).await?;
        // What they had to do is whoever's takes it.
        tasks::release(&mut tx, shop.id, user).await?;
        // Counted after the removal, which makes two owners who remove each other take turns.
        if role == Role::Owner && staff::owners(&mut tx, shop.id).await? == 0 {
            return Ok(Removed::LastOwner);
        }
        let was = serde_json::json!({ "role": role, "user": user, "name": name });
        self.note(
            &mut tx,
            shop.id,
            Actor::Staff(by),
            Action::StaffRemove,
            None,
            Change::ended(was),
        )
        .await?;
        tx.commit().await?;
        Ok(Removed::Done)
    }

    /// The audit log, newest first, for whoever runs the shop (S3).
    pub async fn audit_page(
        &self,
        shop: &Shop,
        by: UserId,
        skip: i64,
        limit: i64,
    ) -> Result<Result<Vec<audit::Done>, NotAllowed>, StorageError> {
        let mut tx = self.db.read().await?;
        if let Err(refused) = self.allowed(&mut tx, shop.id, by, Right::RunShop).await? {
            return Ok(Err(refused));
        }
        audit::page(&mut tx, shop.id, skip, limit).await.map(Ok)
    }
}
