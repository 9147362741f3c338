//! A member's birthday: said by themselves, changed once a year, or kept by staff (B2, B3).

use chrono::{DateTime, NaiveDate, Utc};
use domain::action::Action;
use domain::birthday::{self, Birthday, Told};
use domain::field::Viewer;
use domain::question::Subject;
use domain::reason::{About, Actor};
use domain::role::Right;
use domain::shop::Shop;
use domain::{MemberId, Points, UserId};
use storage::birthdays::{self, Kept};
use storage::{StorageError, balances, groups, members, tiers};

use crate::{Change, Loyalty};

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum BirthdaySet {
    Done {
        reward: Points,
        /// The day from which the member may change it again, where that is not today.
        again_from: Option<NaiveDate>,
        /// The day from which it counts for birthday gifts, where that is not the next one (B2).
        counts_from: Option<NaiveDate>,
    },
    /// The member changed it less than a year ago, and may again from this day on.
    NotYet {
        from: NaiveDate,
    },
    Gone,
    NotAllowed,
}

/// What became of staff's letting a birthday count that was said late (B2).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BirthdayCounts {
    Done,
    /// It counts anyway.
    Already,
    /// Nobody decides about their own.
    ToYourself,
    Gone,
    NotAllowed,
}

/// A birthday as it is kept, and from when on it counts for gifts where that is not the next one (B2).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct KeptBirthday {
    pub birthday: Birthday,
    pub counts_from: Option<NaiveDate>,
}

/// How a member is thought of on their birthday (B6).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BirthdayWays {
    pub told: Told,
    /// There is a group that could congratulate.
    pub in_group: bool,
}

/// The day from which a birthday counts for gifts, where that is not the next one.
pub(crate) fn counts_later(shop: &Shop, kept: &Kept, today: NaiveDate) -> Option<NaiveDate> {
    let birthday = kept.birthday?;
    let from = birthday.counts_from(shop.day(kept.set_at), kept.at_once)?;
    (birthday.next(today)? < from).then_some(from)
}

impl Loyalty {
    /// The birthday of a member with what can be said of it.
    pub async fn kept_birthday(&self, shop: &Shop, member: MemberId) -> Result<Option<KeptBirthday>, StorageError> {
        let mut tx = self.db.look().await?;
        let today = shop.day(self.now());
        let kept = birthdays::find(&mut tx, shop.id, member).await?;
        Ok(kept.and_then(|kept| {
            Some(KeptBirthday {
                birthday: kept.birthday?,
                counts_from: counts_later(shop, &kept, today),
            })
        }))
    }

    /// Staff let a birthday count this year that was said within two weeks of the day, with a reason for the log (B2).
    pub async fn let_birthday_count(
        &self,
        shop: &Shop,
        by: UserId,
        member: MemberId,
        reason: &str,
    ) -> Result<BirthdayCounts, StorageError> {
        let mut tx = self.db.begin().await?;
        let right = Right::LetBirthdayCount;
        if self.allowed(&mut tx, shop.id, by, right).await?.is_err() {
            return Ok(BirthdayCounts::NotAllowed);
        }
        let Some(found) = members::find(&mut tx, shop.id, member).await? else {
            return Ok(BirthdayCounts::Gone);
        };
        if found.user == Some(by) {
            return Ok(BirthdayCounts::ToYourself);
        }
        balances::lock(&mut tx, shop.id, member).await?;
        let Some(kept) = birthdays::find(&mut tx, shop.id, member).await? else {
            return Ok(BirthdayCounts::Gone);
        };
        if counts_later(shop, &kept, shop.day(self.now())).is_none() {
            return Ok(BirthdayCounts::Already);
        }
        birthdays::set(&mut tx, shop.id, member, &Kept { at_once: true, ..kept }).await?;
        let change = Change::made(serde_json::json!({ "reason": reason }));
        self.note(
            &mut tx,
            shop.id,
            Actor::Staff(by),
            Action::BirthdayCounts,
            Some(member),
            change,
        )
        .await?;
        tx.commit().await?;
        Ok(BirthdayCounts::Done)
    }

    /// How a member is thought of on their birthday. `None`: this shop does nothing about birthdays.
    pub async fn birthday_ways(&self, shop: &Shop, member: MemberId) -> Result<Option<BirthdayWays>, StorageError> {
        let mut tx = self.db.look().await?;
        let gives = tiers::ladder(&mut tx, shop.id).await?;
        if !shop.birthdays.greets && gives.tiers().iter().all(|tier| tier.birthday.is_none()) {
            return Ok(None);
        }
        let groups = groups::of_shop(&mut tx, shop.id).await?;
        Ok(Some(BirthdayWays {
            told: birthdays::told(&mut tx, shop.id, member).await?.unwrap_or_default(),
            in_group: shop.birthdays.greets && groups.iter().any(|group| group.present),
        }))
    }

    /// Where a member wants to be greeted from here on (B6). Says whether a birthday of theirs was ever said.
    pub async fn tell_birthday(&self, shop: &Shop, user: UserId, told: Told) -> Result<bool, StorageError> {
        let mut tx = self.db.begin().await?;
        let Some(member) = members::find_by_user(&mut tx, shop.id, user).await? else {
            return Ok(false);
        };
        let chosen = birthdays::choose_told(&mut tx, shop.id, member.id, told).await?;
        tx.commit().await?;
        Ok(chosen)
    }

    pub async fn birthday(&self, shop: &Shop, member: MemberId) -> Result<Option<Birthday>, StorageError> {
        let mut tx = self.db.look().await?;
        Ok(birthdays::find(&mut tx, shop.id, member)
            .await?
            .and_then(|kept| kept.birthday))
    }

    /// Writes when a member was born, or takes it back. A member says it once and changes it once a year; staff may
    /// always. Adding or leaving out the year changes nothing.
    pub async fn set_birthday(
        &self,
        shop: &Shop,
        member: MemberId,
        by: Actor,
        birthday: Option<Birthday>,
    ) -> Result<BirthdaySet, StorageError> {
        let mut tx = self.db.begin().await?;
        let Some(found) = members::find(&mut tx, shop.id, member).await? else {
            return Ok(BirthdaySet::Gone);
        };
        let Some(viewer) = self.viewer(&mut tx, shop, &found, by).await? else {
            return Ok(BirthdaySet::NotAllowed);
        };
        balances::lock(&mut tx, shop.id, member).await?;
        let now = self.now();
        let today = shop.day(now);
        let waits_until = |changed_at: Option<DateTime<Utc>>| {
            let from = changed_at.map(|at| birthday::may_change_from(shop.day(at)));
            from.filter(|from| today < *from)
        };
        let before = birthdays::find(&mut tx, shop.id, member).await?;
        let known = before.as_ref().and_then(|kept| kept.birthday);
        if birthday == known {
            return Ok(BirthdaySet::Done {
                reward: Points::ZERO,
                counts_from: before.as_ref().and_then(|kept| counts_later(shop, kept, today)),
                again_from: waits_until(before.and_then(|kept| kept.changed_at)),
            });
        }
        let is_same_day = matches!((known, birthday), (Some(known), Some(said)) if known.is_same_day(&said));
        let mut changed_at = before.as_ref().and_then(|kept| kept.changed_at);
        // Whoever took it back and says another one has changed it.
        let is_change = before.is_some() && birthday.is_some() && !is_same_day;
        if is_change && viewer == Viewer::Member {
            if let Some(from) = waits_until(changed_at) {
                return Ok(BirthdaySet::NotYet { from });
            }
            changed_at = Some(now);
        }
        let set_at = before.as_ref().filter(|_| is_same_day).map_or(now, |kept| kept.set_at);
        let kept = Kept {
            birthday,
            set_at,
            changed_at,
            // Another day is another question.
            at_once: is_same_day && before.is_some_and(|kept| kept.at_once),
        };
        birthdays::set(&mut tx, shop.id, member, &kept).await?;
        let mut reward = Points::ZERO;
        match by {
            Actor::Staff(_) => {
                // The year stays out of the log, as it stays out of everybody's sight (B3).
                let logged = |day: Option<Birthday>| serde_json::json!({ "birthday": day.map(Birthday::without_year) });
                let change = Change::between(logged(known), logged(birthday));
                self.note(&mut tx, shop.id, by, Action::BirthdaySet, Some(member), change)
                    .await?;
            }
            Actor::Member(user) if birthday.is_some() => {
                let subject = Subject::Birthday;
                reward = self
                    .thank(&mut tx, shop, member, user, subject, About::Birthday)
                    .await?;
            }
            Actor::Member(_) | Actor::Shop => {}
        }
        tx.commit().await?;
        Ok(BirthdaySet::Done {
            reward,
            counts_from: counts_later(shop, &kept, today),
            again_from: waits_until(changed_at),
        })
    }
}
