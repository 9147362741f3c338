//! The brake: marketing of a shop stands still when too many go after what was sent, until a manager says that it goes on.

use chrono::{DateTime, Days, TimeDelta, Utc};
use domain::action::Action;
use domain::brake::{Brake as Judged, Toll, judge};
use domain::letter::Letter;
use domain::reason::Actor;
use domain::role::Right;
use domain::shop::Shop;
use domain::{BrakeId, MemberId, ShopId, UserId};
use storage::brakes::{self, Brake};
use storage::{StorageError, Tx, members, shops};

use super::measure::MAIL_DAYS;
use crate::{Change, Loyalty};

/// Whoever goes within this time after a message went because of it.
const BECAUSE_OF_IT: TimeDelta = TimeDelta::hours(24);
/// No message goes out so long after it was decided.
const LONGEST_ON_THE_WAY: TimeDelta = TimeDelta::days(5);
/// What is told of as usual.
const OF_LETTERS: u32 = 1_000;

/// How somebody went.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Gone {
    /// Blocked the bot, or left the group.
    Away,
    /// Wants no more offers.
    OptedOut,
}

/// What answering the brake came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BrakeAnswered {
    /// Marketing goes on: because of this answer, or of the same one before.
    GoesOn,
    /// It stays paused.
    Stays,
    /// Somebody else let it go on before.
    GoesOnAlready,
    Unknown,
    NotAllowed,
}

impl Loyalty {
    /// Somebody cannot be reached any more: whatever shop wrote to them last hears of it.
    pub(crate) async fn gone_away(&self, tx: &mut Tx, user: UserId) -> Result<(), StorageError> {
        for (shop, member) in brakes::memberships(tx, user).await? {
            self.gone(tx, shop, member, Gone::Away).await?;
        }
        Ok(())
    }

    /// Somebody left a shop's group.
    pub async fn left_group(&self, shop: ShopId, user: UserId) -> Result<(), StorageError> {
        let mut tx = self.db.begin().await?;
        if let Some(member) = members::find_by_user(&mut tx, shop, user).await? {
            self.gone(&mut tx, shop, member.id, Gone::Away).await?;
            tx.commit().await?;
        }
        Ok(())
    }

    /// Somebody wants no more offers.
    pub(crate) async fn opted_out(&self, tx: &mut Tx, shop: ShopId, member: MemberId) -> Result<(), StorageError> {
        self.gone(tx, shop, member, Gone::OptedOut).await
    }

    async fn gone(&self, tx: &mut Tx, shop: ShopId, member: MemberId, how: Gone) -> Result<(), StorageError> {
        let now = self.now();
        let since = now - BECAUSE_OF_IT;
        let decided = since - LONGEST_ON_THE_WAY;
        let Some(touch) = brakes::last_sent(tx, shop, member, decided, since).await? else {
            return Ok(());
        };
        let is_new = match how {
            Gone::Away => brakes::lost(tx, shop, touch, now).await?,
            Gone::OptedOut => brakes::refused(tx, shop, touch, now).await?,
        };
        if is_new { self.watch(tx, shop).await } else { Ok(()) }
    }

    /// Pulls the brake if too many go. Asked each time that somebody goes: at no other time can it become true.
    pub(crate) async fn watch(&self, tx: &mut Tx, shop: ShopId) -> Result<(), StorageError> {
        if brakes::is_pulled(tx, shop).await? {
            return Ok(());
        }
        // Of two who go at once the second one sees the first.
        let Some(shop) = shops::lock(tx, shop).await? else {
            return Ok(());
        };
        let now = self.now();
        let (usual, today) = self.tolls(tx, &shop, now).await?;
        if judge(usual, today) == Judged::GoOn {
            return Ok(());
        }
        let id = BrakeId(self.ids.uuid(now));
        if !brakes::pull(tx, shop.id, id, today, usual, now).await? {
            return Ok(());
        }
        let letter = Letter::Braked {
            shop: shop.id,
            brake: id,
            name: shop.name.clone(),
            sent: today.sent(),
            lost: today.lost(),
            usual: usual.of(OF_LETTERS),
        };
        self.write_to_staff(tx, &shop, Right::RunAutomations, None, &letter)
            .await?;
        let became = serde_json::json!({ "sent": today.sent(), "lost": today.lost(), "usual": usual.of(OF_LETTERS) });
        self.note(tx, shop.id, Actor::Shop, Action::MailPause, None, Change::made(became))
            .await
    }

    /// What is usual, and what went out within a day: since somebody let it go on, whatever was before is forgiven.
    async fn tolls(&self, tx: &mut Tx, shop: &Shop, now: DateTime<Utc>) -> Result<(Toll, Toll), StorageError> {
        let day = shop.day(now - BECAUSE_OF_IT);
        let first = day.checked_sub_days(Days::new(MAIL_DAYS - 1)).unwrap_or(day);
        let usual = brakes::usual(tx, shop.id, first, day).await?;
        let released = brakes::last_released(tx, shop.id).await?;
        let since = released.map_or(now - BECAUSE_OF_IT, |released| released.max(now - BECAUSE_OF_IT));
        // Up to this instant, and with it.
        let today = brakes::toll(tx, shop.id, since, now + TimeDelta::microseconds(1)).await?;
        Ok((usual, today))
    }

    /// A manager says whether marketing goes on. Repeated it changes nothing.
    pub async fn answer_brake(
        &self,
        shop: &Shop,
        by: UserId,
        id: BrakeId,
        go_on: bool,
    ) -> Result<BrakeAnswered, StorageError> {
        let mut tx = self.db.begin().await?;
        if self
            .allowed(&mut tx, shop.id, by, Right::RunAutomations)
            .await?
            .is_err()
        {
            return Ok(BrakeAnswered::NotAllowed);
        }
        let now = self.now();
        let (is_new, action) = if go_on {
            (brakes::release(&mut tx, shop.id, id, by, now).await?, Action::MailGoOn)
        } else {
            (brakes::keep(&mut tx, shop.id, id, by, now).await?, Action::MailStay)
        };
        let Some(Brake { released, .. }) = brakes::find(&mut tx, shop.id, id).await? else {
            return Ok(BrakeAnswered::Unknown);
        };
        if is_new {
            let change = Change::between(
                serde_json::json!({ "paused": true }),
                serde_json::json!({ "paused": !go_on }),
            );
            self.note(&mut tx, shop.id, Actor::Staff(by), action, None, change)
                .await?;
            tx.commit().await?;
        }
        Ok(match (released, go_on) {
            (None, _) => BrakeAnswered::Stays,
            (Some((_, who)), true) if who == by => BrakeAnswered::GoesOn,
            (Some(_), _) => BrakeAnswered::GoesOnAlready,
        })
    }
}
