//! A member says what the shop calls them, in place of what Telegram does (D3).

use domain::action::Action;
use domain::name;
use domain::reason::Actor;
use domain::shop::Shop;
use domain::{MemberId, UserId};
use serde_json::json;
use storage::members::{self, Known, Member};
use storage::{StorageError, people};

use crate::enroll::shown_name;
use crate::{Change, Loyalty, find};

/// The longest name that a member says, in characters: it stands on their card.
pub const LONGEST_OWN_NAME: usize = 60;

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NameSet {
    /// They are called so from here on.
    Done { name: String },
    /// It has no letter, or too many.
    NoName,
    /// Whoever says it is no member.
    NoMember,
}

impl Loyalty {
    /// Calls the member who asks as they say. `None`: as Telegram does, again.
    ///
    /// Staff read it on the file and find them by it; who said it and what it was before is in the log (S3).
    pub async fn correct_name(&self, shop: &Shop, user: UserId, typed: Option<&str>) -> Result<NameSet, StorageError> {
        let said = typed.map(name::one_line);
        if said.as_deref().is_some_and(|name| !is_name(name)) {
            return Ok(NameSet::NoName);
        }
        let mut tx = self.db.begin().await?;
        let Some(member) = members::find_by_user(&mut tx, shop.id, user).await? else {
            return Ok(NameSet::NoMember);
        };
        let own = said.is_some();
        let name = match said {
            Some(said) => said,
            None => match people::contact(&mut tx, user).await? {
                Some(contact) => shown_name(&contact.first_name, contact.last_name.as_deref()),
                None => member.name.clone(),
            },
        };
        members::call(&mut tx, shop.id, member.id, &name, own).await?;
        if name != member.name {
            self.called_anew(&mut tx, shop, user, &member, &name).await?;
        }
        tx.commit().await?;
        Ok(NameSet::Done { name })
    }

    /// Whether a member said themselves what they are called.
    pub async fn said_name(&self, shop: &Shop, member: MemberId) -> Result<bool, StorageError> {
        let mut tx = self.db.look().await?;
        members::said_name(&mut tx, shop.id, member).await
    }

    async fn called_anew(
        &self,
        tx: &mut storage::Tx,
        shop: &Shop,
        user: UserId,
        member: &Member,
        name: &str,
    ) -> Result<(), StorageError> {
        let known = Known {
            shop: shop.id,
            member: member.id,
            name: name.to_owned(),
            username: member.username.clone(),
        };
        find::keep_person(tx, &known).await?;
        let change = Change::between(json!({ "name": member.name }), json!({ "name": name }));
        let by = Actor::Member(user);
        self.note(tx, shop.id, by, Action::MemberRename, Some(member.id), change)
            .await
    }
}

/// Digits alone would be found as somebody's number.
fn is_name(name: &str) -> bool {
    name.chars().any(char::is_alphabetic) && name.chars().count() <= LONGEST_OWN_NAME
}
