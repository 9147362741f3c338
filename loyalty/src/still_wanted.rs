//! Looks at a letter once more when it is about to be sent (M2): what was so when it was written may not be so any more.

use chrono::{DateTime, NaiveDate, NaiveDateTime, TimeDelta, Utc};
use domain::birthday::{Birthday, GREETED_LATE_DAYS, Told, kept_on};
use domain::coupon::CouponState;
use domain::letter::{BirthdayPresent, Letter};
use domain::role::Right;
use domain::shop::Shop;
use domain::task::{TaskNews, TaskState};
use domain::{MemberId, RelativeId, ShopId, TaskId, UserId};
use storage::{StorageError, Tx, birthdays, coupons, members, relatives, shops, staff, tasks};

use crate::Loyalty;
use crate::coupon::told_now;

/// A birthday that was longer ago than this is not spoken of any more, whatever it brought.
const GIVEN_LATE_DAYS: i64 = 30;

/// What is to be done about a letter that is about to be sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Wanted {
    /// It goes, and says this.
    Go(Box<Letter>),
    /// It is night in the shop.
    Wait(DateTime<Utc>),
    No,
}

impl Loyalty {
    /// A letter to a chat, as it is to be sent now. What belongs to a birthday goes out at its hour; what is late waits
    /// for the morning (B5).
    pub async fn still_wanted(&self, shop: ShopId, chat: i64, letter: &Letter) -> Result<Wanted, StorageError> {
        let now = self.now();
        match letter {
            Letter::Birthday { .. } | Letter::BirthdaysInGroup { .. } | Letter::FamilyDay { .. } => {}
            // Somebody may have done it while the letter was on its way.
            Letter::TaskDue { task, due, news, .. } => {
                let mut tx = self.db.look().await?;
                return Ok(
                    if is_to_hear_of_task(&mut tx, shop, chat, (*task, *due, *news)).await? {
                        Wanted::Go(Box::new(letter.clone()))
                    } else {
                        Wanted::No
                    },
                );
            }
            // How many are left, now that the whole morning is over.
            Letter::TasksWait { shop: name, .. } => {
                let mut tx = self.db.look().await?;
                let Some(shop) = shops::find(&mut tx, shop).await? else {
                    return Ok(Wanted::No);
                };
                let count = tasks::count_free(&mut tx, shop.id, shop.day_ends(shop.day(now))).await?;
                let letter = Letter::TasksWait {
                    shop: name.clone(),
                    count,
                };
                return Ok(if count > 0 {
                    Wanted::Go(Box::new(letter))
                } else {
                    Wanted::No
                });
            }
            _ => return Ok(Wanted::Go(Box::new(letter.clone()))),
        }
        let mut tx = self.db.begin().await?;
        let Some(shop) = shops::find(&mut tx, shop).await? else {
            return Ok(Wanted::No);
        };
        let wakes = shop.awake_from(now);
        let its_hour = shop.at_hour(shop.day(now), shop.birthdays.hour);
        if wakes > now && !(its_hour..its_hour + TimeDelta::hours(1)).contains(&now) {
            return Ok(Wanted::Wait(wakes));
        }
        let mut letter = letter.clone().sent_at(now);
        let wanted = match &mut letter {
            Letter::Birthday {
                member,
                over_at,
                days_late,
                gift,
                ..
            } => {
                let day = shop.day(*over_at - TimeDelta::seconds(1));
                let is_theirs =
                    *days_late <= GIVEN_LATE_DAYS && is_greeted_on(&mut tx, &shop, (*member, chat), day).await?;
                if is_theirs
                    && let Some(present) = gift
                    && !is_valid(&mut tx, &shop, present, now).await?
                {
                    *gift = None;
                }
                is_theirs && (gift.is_some() || *days_late <= GREETED_LATE_DAYS)
            }
            Letter::BirthdaysInGroup { over_at, .. } => now < *over_at + TimeDelta::days(GREETED_LATE_DAYS),
            Letter::FamilyDay {
                member, relative, day, ..
            } => {
                shop.day(now) <= *day
                    && is_whose(&mut tx, &shop, *member, chat).await?
                    && is_reminded_of(&mut tx, &shop, *member, *relative, *day).await?
            }
            _ => true,
        };
        tx.commit().await?;
        Ok(if wanted {
            Wanted::Go(Box::new(letter))
        } else {
            Wanted::No
        })
    }
}

/// Whether somebody is still to hear of a task: it is open and due at that time, it is theirs or nobody's, and they are
/// still on the staff.
async fn is_to_hear_of_task(
    tx: &mut Tx,
    shop: ShopId,
    chat: i64,
    (task, due, news): (TaskId, NaiveDateTime, TaskNews),
) -> Result<bool, StorageError> {
    let reader = UserId(chat);
    let (Some(shop), Some(task), Some(role)) = (
        shops::find(tx, shop).await?,
        tasks::find(tx, shop, task).await?,
        staff::role(tx, shop, reader).await?,
    ) else {
        return Ok(false);
    };
    let is_theirs = match news {
        TaskNews::Overdue => role.may(Right::OverseeTasks),
        TaskNews::Due | TaskNews::Given => role.may(Right::RunTill) && task.owner.is_none_or(|owner| owner == reader),
    };
    let is_due = task.due_at.with_timezone(&shop.time_zone).naive_local() == due;
    Ok(is_theirs && is_due && task.state == TaskState::Open)
}

/// Whether it is still their birthday, and they want to hear of it.
async fn is_greeted_on(
    tx: &mut Tx,
    shop: &Shop,
    (member, chat): (MemberId, i64),
    day: NaiveDate,
) -> Result<bool, StorageError> {
    if !is_whose(tx, shop, member, chat).await? {
        return Ok(false);
    }
    let told = birthdays::told(tx, shop.id, member).await?;
    let birthday = birthdays::find(tx, shop.id, member)
        .await?
        .and_then(|kept| kept.birthday);
    Ok(told != Some(Told::Never) && birthday.is_some_and(|birthday| is_kept_on(&birthday, day)))
}

/// Whether a chat is still this member's: a file can have moved to another account (D4).
async fn is_whose(tx: &mut Tx, shop: &Shop, member: MemberId, chat: i64) -> Result<bool, StorageError> {
    let found = members::find(tx, shop.id, member).await?;
    Ok(found.is_some_and(|member| member.user == Some(UserId(chat))))
}

fn is_kept_on(birthday: &Birthday, day: NaiveDate) -> bool {
    kept_on(day).contains(&birthday.without_year())
}

/// Whether a gift can be used. One whose letter was long on its way can be used as long as any (B7).
async fn is_valid(
    tx: &mut Tx,
    shop: &Shop,
    present: &mut BirthdayPresent,
    now: DateTime<Utc>,
) -> Result<bool, StorageError> {
    let coupon = coupons::find(tx, shop.id, present.coupon).await?;
    let is_unused = |state| matches!(state, CouponState::Issued | CouponState::Expired);
    let Some(coupon) = coupon.filter(|coupon| is_unused(coupon.state)) else {
        return Ok(false);
    };
    present.until = told_now(tx, shop, &coupon, shop.birthdays.gift_days, now).await?;
    Ok(true)
}

async fn is_reminded_of(
    tx: &mut Tx,
    shop: &Shop,
    member: MemberId,
    relative: RelativeId,
    day: NaiveDate,
) -> Result<bool, StorageError> {
    let reminds = relatives::reminds(tx, shop.id, member, relative).await?;
    let found = relatives::find(tx, shop.id, member, relative).await?;
    let birthday = found.and_then(|found| found.birthday);
    Ok(shop.birthdays.family_days > 0
        && reminds == Some(true)
        && birthday.is_some_and(|birthday| is_kept_on(&birthday, day)))
}
