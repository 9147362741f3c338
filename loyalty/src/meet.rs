//! Meeting somebody: every update begins with knowing who it is from.

use domain::shop::Shop;
use domain::{Lang, ShopId, UserId, email, name};
use storage::members::{self, Known};
use storage::people::{self, Presented, Visitor};
use storage::{StorageError, shops};

use crate::Loyalty;
use crate::enroll::shown_name;
use crate::find;

/// What became of an e-mail address that somebody said.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EmailSet {
    Done,
    /// It does not read as one.
    NoEmail,
    /// Whoever says it is no member.
    NoMember,
}

impl Loyalty {
    /// Who somebody is in `shop`, or in the shop that their private chat is about.
    ///
    /// What changed about them since the last time is noted (D4). `lang` is what Telegram says, if
    /// Regulars speaks it; who chose a language keeps it.
    pub async fn meet(
        &self,
        presented: &Presented<'_>,
        lang: Option<Lang>,
        shop: Option<ShopId>,
    ) -> Result<Visitor, StorageError> {
        let mut tx = self.db.look().await?;
        let known = people::who(&mut tx, presented.id, shop).await?;
        tx.commit().await?;
        let visitor = match known.filter(|visitor| is_current(visitor, presented, lang)) {
            Some(visitor) => visitor,
            None => self.meet_anew(presented, lang, shop).await?,
        };
        // Whoever was put on the staff by a file has entered no shop yet, and need not say which is theirs.
        if visitor.shop.is_none()
            && presented.in_private
            && let [(only, _)] = self.shops_of(visitor.id).await?.as_slice()
        {
            return Ok(self.step_into(&visitor, *only).await?.unwrap_or(visitor));
        }
        Ok(visitor)
    }

    async fn meet_anew(
        &self,
        presented: &Presented<'_>,
        lang: Option<Lang>,
        shop: Option<ShopId>,
    ) -> Result<Visitor, StorageError> {
        let mut tx = self.db.begin().await?;
        let before = people::who(&mut tx, presented.id, shop).await?;
        let spoken = lang.or(before.as_ref().map(|visitor| visitor.lang));
        let shops_own = before
            .as_ref()
            .and_then(|visitor| visitor.shop.as_ref())
            .map(|shop| shop.lang);
        let met = Presented {
            lang: spoken.or(shops_own).unwrap_or_default(),
            ..*presented
        };
        people::meet(&mut tx, &met, self.now()).await?;
        let shown = shown_name(presented.first_name, presented.last_name);
        // In every club they belong to: staff of each find them by the name they have now.
        for (known, own) in members::of_user(&mut tx, presented.id).await? {
            if (own || known.name == shown) && known.username.as_deref() == presented.username {
                continue;
            }
            let name = members::rename(&mut tx, known.shop, known.member, &shown, presented.username).await?;
            let now_known = Known {
                name,
                username: presented.username.map(str::to_owned),
                ..known
            };
            find::keep_person(&mut tx, &now_known).await?;
        }
        let visitor = people::who(&mut tx, presented.id, shop).await?;
        tx.commit().await?;
        visitor.ok_or_else(|| StorageError::Corrupt {
            table: "people",
            what: "somebody just met is not there".into(),
        })
    }

    /// Speaks `lang` with somebody from here on.
    pub async fn choose_lang(&self, user: UserId, lang: Lang) -> Result<(), StorageError> {
        let mut tx = self.db.begin().await?;
        people::choose_lang(&mut tx, user, lang).await?;
        tx.commit().await
    }

    /// The language that somebody is written to in.
    pub async fn lang_of(&self, user: UserId) -> Result<Lang, StorageError> {
        let mut tx = self.db.look().await?;
        let contact = people::contact(&mut tx, user).await?;
        Ok(contact.map_or_else(Lang::default, |contact| contact.lang()))
    }

    /// Makes `shop` what somebody's private chat is about, and says who they are there. `None`: there
    /// is no such shop.
    pub async fn step_into(&self, visitor: &Visitor, shop: ShopId) -> Result<Option<Visitor>, StorageError> {
        if visitor.shop.as_ref().is_some_and(|current| current.id == shop) {
            return Ok(Some(visitor.clone()));
        }
        let mut tx = self.db.begin().await?;
        if shops::find(&mut tx, shop).await?.is_none() {
            return Ok(None);
        }
        people::enter_shop(&mut tx, visitor.id, shop).await?;
        let there = people::who(&mut tx, visitor.id, Some(shop)).await?;
        tx.commit().await?;
        Ok(there)
    }

    /// The shops that somebody belongs to, as member or staff.
    pub async fn shops_of(&self, user: UserId) -> Result<Vec<(ShopId, String)>, StorageError> {
        let mut tx = self.db.look().await?;
        people::shops_of(&mut tx, user).await
    }

    /// Keeps a member's phone number, as digits, so that staff find them by it. `None` forgets it.
    ///
    /// Says whether there was a number in it.
    pub async fn set_phone(&self, visitor: &Visitor, phone: Option<&str>) -> Result<bool, StorageError> {
        let digits = phone.and_then(name::phone_digits);
        if phone.is_some() && digits.is_none() {
            return Ok(false);
        }
        let (Some(shop), Some(member)) = (&visitor.shop, &visitor.member) else {
            return Ok(false);
        };
        let mut tx = self.db.begin().await?;
        members::set_phone(&mut tx, shop.id, member.id, digits.as_deref()).await?;
        tx.commit().await?;
        Ok(true)
    }

    /// Keeps the e-mail address that a member says of themselves. `None` forgets it.
    pub async fn set_email(&self, shop: &Shop, user: UserId, typed: Option<&str>) -> Result<EmailSet, StorageError> {
        let email = typed.and_then(email::read);
        if typed.is_some() && email.is_none() {
            return Ok(EmailSet::NoEmail);
        }
        let mut tx = self.db.begin().await?;
        let Some(member) = members::find_by_user(&mut tx, shop.id, user).await? else {
            return Ok(EmailSet::NoMember);
        };
        members::set_email(&mut tx, shop.id, member.id, email.as_deref()).await?;
        tx.commit().await?;
        Ok(EmailSet::Done)
    }
}

/// Whether nothing about somebody has to be written down.
fn is_current(visitor: &Visitor, presented: &Presented<'_>, lang: Option<Lang>) -> bool {
    let shown_current = visitor
        .member
        .as_ref()
        .is_none_or(|member| member.own_name || member.name == shown_name(presented.first_name, presented.last_name));
    visitor.first_name == presented.first_name
        && visitor.last_name.as_deref() == presented.last_name
        && visitor.username.as_deref() == presented.username
        && (visitor.lang_chosen || lang.is_none_or(|lang| lang == visitor.lang))
        && (visitor.reachable || !presented.in_private)
        && shown_current
}
