//! What staff see of the birthdays of the week, and the line that they add to a greeting.

use chrono::{Days, NaiveDate};
use domain::action::Action;
use domain::birthday::{BETWEEN_BIRTHDAYS, Told, counts_on, kept_on};
use domain::reason::Actor;
use domain::role::Right;
use domain::shop::Shop;
use domain::{MemberId, UserId};
use storage::birthday_lines::{self, Line};
use storage::birthdays::Born;
use storage::{StorageError, Tx, birthdays, greetings, members, tiers};
use uuid::Uuid;

use crate::{Change, Loyalty, NotAllowed};

/// The longest line, in characters.
pub const LONGEST_LINE: usize = 200;

/// Days ahead that are seen, today not counted.
const DAYS_AHEAD: u64 = 7;

/// Where a page of the week begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WeekPlace {
    /// Days from today.
    pub ahead: u64,
    /// Which of the birthdays that are kept on that day.
    pub nth: usize,
    pub after: MemberId,
}

impl WeekPlace {
    pub const BEGINNING: Self = Self {
        ahead: 0,
        nth: 0,
        after: MemberId(Uuid::nil()),
    };
}

/// Somebody whose birthday is soon. When they were born is for those with the right to it (B3, S5).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BirthdaySoon {
    pub member: MemberId,
    pub name: String,
    pub day: NaiveDate,
    pub tier: Option<String>,
    pub told: Told,
    /// They were greeted already.
    pub greeted: bool,
    pub line: Option<String>,
}

/// A page of the week.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BirthdayWeek {
    pub soon: Vec<BirthdaySoon>,
    pub next: Option<WeekPlace>,
}

/// What became of a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LineWritten {
    Done,
    /// They are greeted already.
    TooLate,
    /// Nothing will be said on that day: they or the shop do not want it.
    NotGreeted,
    /// Their birthday is not within the week.
    NotSoon,
    Gone,
    NotAllowed,
}

impl Loyalty {
    /// Up to `limit` members whose birthday is today or within the week, from a place on.
    pub async fn birthdays_of_the_week(
        &self,
        shop: &Shop,
        by: UserId,
        from: WeekPlace,
        limit: usize,
    ) -> Result<Result<BirthdayWeek, NotAllowed>, StorageError> {
        let mut tx = self.db.read().await?;
        if self.allowed(&mut tx, shop.id, by, Right::RunTill).await?.is_err() {
            return Ok(Err(NotAllowed));
        }
        let today = shop.day(self.now());
        let (mut soon, mut place) = (Vec::new(), from);
        while place.ahead <= DAYS_AHEAD {
            let Some(day) = today.checked_add_days(Days::new(place.ahead)) else {
                break;
            };
            let Some(kept) = kept_on(day).get(place.nth).copied() else {
                place = WeekPlace {
                    ahead: place.ahead + 1,
                    ..WeekPlace::BEGINNING
                };
                continue;
            };
            // One more tells whether there is another page.
            let left = i64::try_from(limit - soon.len() + 1).unwrap_or(1);
            for born in birthdays::on(&mut tx, shop.id, kept, place.after, left).await? {
                if soon.len() == limit {
                    let next = Some(place);
                    return Ok(Ok(BirthdayWeek { soon, next }));
                }
                place.after = born.member;
                soon.extend(birthday_soon(&mut tx, shop, &born, day).await?);
            }
            place = WeekPlace {
                nth: place.nth + 1,
                after: MemberId(Uuid::nil()),
                ..place
            };
        }
        Ok(Ok(BirthdayWeek { soon, next: None }))
    }

    /// One of them. `None`: theirs is not within the week.
    pub async fn birthday_soon(&self, shop: &Shop, member: MemberId) -> Result<Option<BirthdaySoon>, StorageError> {
        let mut tx = self.db.look().await?;
        match self.day_soon(&mut tx, shop, member).await? {
            Some((born, day)) => birthday_soon(&mut tx, shop, &born, day).await,
            None => Ok(None),
        }
    }

    async fn day_soon(
        &self,
        tx: &mut Tx,
        shop: &Shop,
        member: MemberId,
    ) -> Result<Option<(Born, NaiveDate)>, StorageError> {
        let Some(kept) = birthdays::find(tx, shop.id, member).await? else {
            return Ok(None);
        };
        let Some(birthday) = kept.birthday else { return Ok(None) };
        let born = Born {
            member,
            set_at: kept.set_at,
            at_once: kept.at_once,
            told: birthdays::told(tx, shop.id, member).await?.unwrap_or_default(),
        };
        let today = shop.day(self.now());
        Ok(birthday.kept_within(today, DAYS_AHEAD).map(|day| (born, day)))
    }

    /// Writes a line that goes out with somebody's coming greeting, in place of another one. `None` takes it back.
    pub async fn write_birthday_line(
        &self,
        shop: &Shop,
        by: UserId,
        member: MemberId,
        line: Option<&str>,
    ) -> Result<LineWritten, StorageError> {
        let now = self.now();
        let mut tx = self.db.begin().await?;
        if self.allowed(&mut tx, shop.id, by, Right::RunTill).await?.is_err() {
            return Ok(LineWritten::NotAllowed);
        }
        if members::find(&mut tx, shop.id, member).await?.is_none() {
            return Ok(LineWritten::Gone);
        }
        let (action, change) = match line {
            None => {
                let Some(was) = birthday_lines::take(&mut tx, shop.id, member).await? else {
                    return Ok(LineWritten::Done);
                };
                let change = Change::ended(serde_json::json!({ "day": was.for_day }));
                (Action::BirthdayLineRemove, change)
            }
            Some(line) => {
                let Some((born, day)) = self.day_soon(&mut tx, shop, member).await? else {
                    return Ok(LineWritten::NotSoon);
                };
                let is_over = day == shop.day(now) && now >= shop.at_hour(day, shop.birthdays.hour);
                if is_over || is_greeted(&mut tx, shop, member, day).await? {
                    return Ok(LineWritten::TooLate);
                }
                let tier = tiers::of_member(&mut tx, shop.id, member).await?;
                let brings = tier.is_some_and(|tier| tier.birthday.is_some())
                    && counts_on(day, shop.day(born.set_at), born.at_once);
                if born.told == Told::Never || !(brings || shop.birthdays.greets) {
                    return Ok(LineWritten::NotGreeted);
                }
                let line = Line {
                    line: line.to_owned(),
                    for_day: day,
                };
                birthday_lines::set(&mut tx, shop.id, member, &line, by, now).await?;
                // The log is not sealed, and says that it was written and not what.
                let change = Change::made(serde_json::json!({ "day": day }));
                (Action::BirthdayLine, change)
            }
        };
        self.note(&mut tx, shop.id, Actor::Staff(by), action, Some(member), change)
            .await?;
        tx.commit().await?;
        Ok(LineWritten::Done)
    }
}

async fn is_greeted(tx: &mut Tx, shop: &Shop, member: MemberId, day: NaiveDate) -> Result<bool, StorageError> {
    let last = greetings::last(tx, shop.id, member).await?;
    Ok(last.is_some_and(|last| (day - last).num_days().abs() < BETWEEN_BIRTHDAYS))
}

async fn birthday_soon(
    tx: &mut Tx,
    shop: &Shop,
    born: &Born,
    day: NaiveDate,
) -> Result<Option<BirthdaySoon>, StorageError> {
    let Some(member) = members::find(tx, shop.id, born.member).await? else {
        return Ok(None);
    };
    let tier = tiers::of_member(tx, shop.id, member.id).await?;
    let line = birthday_lines::find(tx, shop.id, member.id).await?;
    Ok(Some(BirthdaySoon {
        member: member.id,
        name: member.name,
        day,
        tier: tier.map(|tier| tier.title),
        told: born.told,
        greeted: is_greeted(tx, shop, born.member, day).await?,
        line: line.filter(|line| line.for_day == day).map(|line| line.line),
    }))
}
