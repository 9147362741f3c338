//! Opening a shop: claimed with a secret that only the console shows (S2), then set up.

use chrono::TimeDelta;
use domain::action::Action;
use domain::birthday::BirthdayRules;
use domain::mail::MailRules;
use domain::reason::Actor;
use domain::role::{Right, Role};
use domain::shop::{PointRules, Shop};
use domain::till::TillRules;
use domain::{Currency, ShopId, Token, UserId};
use storage::staff::{self, Invitation};
use storage::{StorageError, orders, people, rhythms, shops};

use crate::{Change, Loyalty};

/// Shops that are listed for a command line.
const MOST_SHOPS: i64 = 1_000;

/// How long the console's link can be used.
const CLAIM_DAYS: i64 = 7;

/// What a shop is to be. The same values are asked for by the wizard and read from a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Claim {
    pub name: String,
    pub lang: domain::Lang,
    pub time_zone: chrono_tz::Tz,
    pub currency: domain::Currency,
    pub rules: PointRules,
    pub till: TillRules,
    pub mail: MailRules,
    /// By which names a new shop has the usual four tiers. `None`: it begins without tiers.
    pub tiers: Option<[String; 4]>,
}

impl Claim {
    /// `birthdays`: what the shop has settled about them, which no claim changes.
    fn shop(&self, id: ShopId, birthdays: BirthdayRules) -> Shop {
        Shop {
            id,
            name: self.name.clone(),
            lang: self.lang,
            time_zone: self.time_zone,
            currency: self.currency,
            rules: self.rules,
            till: self.till,
            birthdays,
            mail: self.mail,
        }
    }
}

/// Why a shop stays as it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ShopKept {
    NotAllowed,
    /// Sales are recorded in the currency it has.
    CurrencyInUse,
}

/// What an entry of a file came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FromFile {
    New,
    Changed,
    Unchanged,
    /// Taken away in the chat since, and left so.
    Removed,
}

/// What opening the console's link came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ClaimTaken {
    /// It is theirs, and a shop can be opened with it.
    Theirs,
    /// They opened their shop with it before.
    Opened,
    /// Somebody else was first.
    Used,
    Expired,
    /// The console never showed it.
    Unknown,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Claimed {
    /// The shop is open and theirs.
    Done { shop: Shop },
    /// They hold no claim that nothing has come of.
    NoClaim,
}

impl Loyalty {
    /// Whether no shop has been opened yet.
    pub async fn is_empty(&self) -> Result<bool, StorageError> {
        let mut tx = self.db.read().await?;
        Ok(shops::list(&mut tx, None, 1).await?.is_empty())
    }

    /// Makes the one-time secret with which somebody opens a shop (S2). It is shown on the console only.
    pub async fn claim_token(&self) -> Result<Token, StorageError> {
        let token = self.ids.token();
        let mut tx = self.db.begin().await?;
        let invitation = Invitation {
            shop: None,
            role: Role::Owner,
        };
        staff::invite(
            &mut tx,
            &token,
            invitation,
            None,
            self.now() + TimeDelta::days(CLAIM_DAYS),
        )
        .await?;
        tx.commit().await?;
        Ok(token)
    }

    /// Takes the claim for `user`. Opening the link again keeps it theirs.
    pub async fn take_claim(&self, token: &Token, user: UserId) -> Result<ClaimTaken, StorageError> {
        let now = self.now();
        let mut tx = self.db.begin().await?;
        let Some(state) = staff::invitation(&mut tx, token)
            .await?
            .filter(|state| state.invitation.role == Role::Owner)
        else {
            return Ok(ClaimTaken::Unknown);
        };
        match (state.used_by, state.invitation.shop) {
            (Some(by), None) if by == user => return Ok(ClaimTaken::Theirs),
            (Some(by), Some(_)) if by == user => return Ok(ClaimTaken::Opened),
            (Some(_), _) => return Ok(ClaimTaken::Used),
            // An owner's place in a shop that is there: a link to its staff.
            (None, Some(_)) => return Ok(ClaimTaken::Unknown),
            (None, None) => {}
        }
        if state.expires_at <= now {
            return Ok(ClaimTaken::Expired);
        }
        if staff::use_invitation(&mut tx, token, user, now).await?.is_none() {
            return Ok(ClaimTaken::Used);
        }
        tx.commit().await?;
        Ok(ClaimTaken::Theirs)
    }

    /// Whether somebody took a claim and has not opened a shop with it.
    pub async fn holds_claim(&self, user: UserId) -> Result<bool, StorageError> {
        let mut tx = self.db.read().await?;
        Ok(staff::open_claim(&mut tx, user).await?.is_some())
    }

    /// Opens a shop for somebody who holds a claim, and makes them its owner.
    pub async fn open_shop(&self, user: UserId, name: &str, claim: &Claim) -> Result<Claimed, StorageError> {
        let now = self.now();
        let mut tx = self.db.begin().await?;
        let Some(token) = staff::open_claim(&mut tx, user).await? else {
            return Ok(Claimed::NoClaim);
        };
        let shop = claim.shop(ShopId(self.ids.uuid(now)), BirthdayRules::default());
        shops::add(&mut tx, &shop, None, now).await?;
        self.begin_counting(&mut tx, &shop).await?;
        if let Some(titles) = &claim.tiers {
            self.add_usual_tiers(&mut tx, &shop, titles.clone()).await?;
        }
        if !staff::spend_claim(&mut tx, &token, user, shop.id).await? {
            return Ok(Claimed::NoClaim);
        }
        staff::add(&mut tx, shop.id, user, Role::Owner, name, None, now).await?;
        people::enter_shop(&mut tx, user, shop.id).await?;
        let became = serde_json::json!({ "name": shop.name });
        self.note(
            &mut tx,
            shop.id,
            Actor::Staff(user),
            Action::ShopOpen,
            None,
            Change::made(became),
        )
        .await?;
        tx.commit().await?;
        Ok(Claimed::Done { shop })
    }

    /// All shops, as far as somebody at a command line can tell them apart.
    pub async fn shops(&self) -> Result<Vec<Shop>, StorageError> {
        let mut tx = self.db.look().await?;
        shops::list(&mut tx, None, MOST_SHOPS).await
    }

    /// The shop that a file calls `slug`.
    pub async fn shop_by_slug(&self, slug: &str) -> Result<Option<Shop>, StorageError> {
        let mut tx = self.db.read().await?;
        match shops::find_by_slug(&mut tx, slug).await? {
            Some(id) => shops::find(&mut tx, id).await,
            None => Ok(None),
        }
    }

    pub async fn shop(&self, id: ShopId) -> Result<Option<Shop>, StorageError> {
        let mut tx = self.db.read().await?;
        shops::find(&mut tx, id).await
    }

    /// Opens or changes the shop that a file calls `slug`, with its owner. Reading the file again
    /// doubles nothing.
    pub async fn open_from_file(
        &self,
        slug: &str,
        claim: &Claim,
        owner: UserId,
    ) -> Result<(Shop, FromFile), StorageError> {
        let now = self.now();
        let mut tx = self.db.begin().await?;
        let known = shops::find_by_slug(&mut tx, slug).await?;
        let id = known.unwrap_or(ShopId(self.ids.uuid(now)));
        let before = shops::find(&mut tx, id).await?;
        let shop = claim.shop(id, before.as_ref().map(|before| before.birthdays).unwrap_or_default());
        if before.as_ref().is_some_and(|before| before.time_zone != shop.time_zone) {
            // Days begin at other instants.
            rhythms::begin_anew(&mut tx, id).await?;
        }
        let mut outcome = match before {
            None => FromFile::New,
            Some(before) if before == shop => FromFile::Unchanged,
            Some(_) => FromFile::Changed,
        };
        match outcome {
            FromFile::New => {
                shops::add(&mut tx, &shop, Some(slug), now).await?;
                self.begin_counting(&mut tx, &shop).await?;
            }
            FromFile::Changed => shops::change(&mut tx, &shop).await?,
            FromFile::Unchanged | FromFile::Removed => {}
        }
        if staff::role(&mut tx, shop.id, owner).await? != Some(Role::Owner) {
            // A file knows the owner by number only; whoever has talked to the bot has a name.
            let known = people::contact(&mut tx, owner).await?;
            let name = known.map_or_else(|| claim.name.clone(), |known| known.first_name);
            staff::add(&mut tx, shop.id, owner, Role::Owner, &name, None, now).await?;
            outcome = if outcome == FromFile::Unchanged {
                FromFile::Changed
            } else {
                outcome
            };
        }
        tx.commit().await?;
        Ok((shop, outcome))
    }

    /// Has a shop keep birthdays as a file says.
    pub async fn birthdays_from_file(&self, shop: ShopId, birthdays: BirthdayRules) -> Result<FromFile, StorageError> {
        let mut tx = self.db.begin().await?;
        let Some(mut shop) = shops::lock(&mut tx, shop).await? else {
            return Ok(FromFile::Removed);
        };
        if shop.birthdays == birthdays {
            return Ok(FromFile::Unchanged);
        }
        shop.birthdays = birthdays;
        shops::change(&mut tx, &shop).await?;
        tx.commit().await?;
        Ok(FromFile::Changed)
    }

    /// Puts somebody on the staff, as a file says. Whoever was taken off in the chat stays off.
    pub async fn staff_from_file(
        &self,
        shop: ShopId,
        user: UserId,
        role: Role,
        name: &str,
    ) -> Result<FromFile, StorageError> {
        let mut tx = self.db.begin().await?;
        let outcome = match staff::role(&mut tx, shop, user).await? {
            Some(current) if current == role => FromFile::Unchanged,
            Some(_) => FromFile::Changed,
            None if staff::was_removed(&mut tx, shop, user).await? => FromFile::Removed,
            None => FromFile::New,
        };
        if matches!(outcome, FromFile::New | FromFile::Changed) {
            staff::add(&mut tx, shop, user, role, name, None, self.now()).await?;
            tx.commit().await?;
        }
        Ok(outcome)
    }

    /// Whether a shop takes another currency: until sales are recorded, which are amounts in the old one.
    pub async fn takes_currency(&self, shop: &Shop, currency: Currency) -> Result<bool, StorageError> {
        let mut tx = self.db.read().await?;
        Ok(shop.currency == currency || !orders::any(&mut tx, shop.id).await?)
    }

    /// Changes what a shop is called and how it keeps its points.
    pub async fn change_shop(
        &self,
        id: ShopId,
        by: UserId,
        claim: &Claim,
    ) -> Result<Result<Shop, ShopKept>, StorageError> {
        let mut tx = self.db.begin().await?;
        if self.allowed(&mut tx, id, by, Right::RunShop).await?.is_err() {
            return Ok(Err(ShopKept::NotAllowed));
        }
        let before = shops::lock(&mut tx, id).await?;
        if before.as_ref().is_some_and(|before| before.currency != claim.currency) && orders::any(&mut tx, id).await? {
            return Ok(Err(ShopKept::CurrencyInUse));
        }
        let shop = claim.shop(id, before.as_ref().map(|before| before.birthdays).unwrap_or_default());
        shops::change(&mut tx, &shop).await?;
        if before.as_ref().is_some_and(|before| before.time_zone != shop.time_zone) {
            // Days begin at other instants.
            rhythms::begin_anew(&mut tx, id).await?;
        }
        let was = before.map(|shop| in_the_log(&shop));
        self.note(
            &mut tx,
            id,
            Actor::Staff(by),
            Action::ShopChange,
            None,
            Change {
                was,
                became: Some(in_the_log(&shop)),
            },
        )
        .await?;
        tx.commit().await?;
        Ok(Ok(shop))
    }
}

fn in_the_log(shop: &Shop) -> serde_json::Value {
    serde_json::json!({
        "name": shop.name,
        "lang": shop.lang,
        "time_zone": shop.time_zone.name(),
        "currency": shop.currency,
        "earn_per": shop.rules.earn_per,
        "earn_points": shop.rules.earn_points,
        "welcome": shop.rules.welcome,
    })
}
