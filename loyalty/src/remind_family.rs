//! Reminds members of the birthdays of those they buy for, some days ahead (B8). Nobody writes to those themselves.

use chrono::{DateTime, Datelike, Days, NaiveDate, Utc};
use domain::birthday::kept_on;
use domain::job::Job;
use domain::letter::Letter;
use domain::relative::Relative;
use domain::shop::Shop;
use domain::{LetterId, MemberId, RelativeId, ShopId, UserId};
use storage::members::Member;
use storage::{StorageError, Tx, jobs, members, order_lines, orders, outbox, people, relatives, runs, shops};
use uuid::Uuid;

use crate::Loyalty;

/// Relatives of one transaction.
const PAGE: i64 = 100;

/// A page of those whose day is coming.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FamilyPage {
    pub shop: ShopId,
    /// The birthday.
    pub day: NaiveDate,
    /// Which of the birthdays that are kept on this day.
    pub nth: usize,
    pub after: RelativeId,
}

impl Loyalty {
    /// Begins with the days that come within as many days as the shop says, and that no night saw. After a pause, and
    /// when the shop begins to remind, that is several; each reminder says how many days are left.
    pub(crate) async fn begin_family_days(&self, tx: &mut Tx, shop: &Shop, day: NaiveDate) -> Result<(), StorageError> {
        for ahead in 1..=u64::from(shop.birthdays.family_days) {
            let Some(coming) = day.checked_add_days(Days::new(ahead)) else {
                continue;
            };
            let name = format!("family:{}:{coming}", shop.id);
            if !runs::is_done(tx, &name).await? && runs::first(tx, &name, self.now()).await? {
                let first = FamilyPage {
                    shop: shop.id,
                    day: coming,
                    nth: 0,
                    after: RelativeId(Uuid::nil()),
                };
                let due = shop.at_hour(day, shop.birthdays.hour);
                self.put_family_days(tx, first, Some(due)).await?;
            }
        }
        Ok(())
    }

    async fn put_family_days(
        &self,
        tx: &mut Tx,
        page: FamilyPage,
        waits_for: Option<DateTime<Utc>>,
    ) -> Result<(), StorageError> {
        let FamilyPage { shop, day, nth, after } = page;
        let job = jobs::NewJob {
            id: self.ids.uuid(self.now()),
            job: Job::FamilyDays { shop, day, nth, after },
            // A page that is done twice puts the next one once. One that waits puts itself, and would be kept out by a key
            // of its own.
            dedupe: match waits_for {
                Some(_) => None,
                None => Some(format!("family:{shop}:{day}:{nth}:{after}")),
            },
            not_before: waits_for.unwrap_or(self.now()).max(self.now()),
        };
        jobs::put(tx, &job).await?;
        Ok(())
    }

    /// Reminds of a page of relatives, and puts the next page.
    pub async fn family_days_page(&self, page: FamilyPage) -> Result<(), StorageError> {
        let now = self.now();
        let mut tx = self.db.begin().await?;
        let shop = shops::find(&mut tx, page.shop).await?;
        let Some(shop) = shop.filter(|shop| shop.birthdays.family_days > 0) else {
            return Ok(());
        };
        let due = shop.at_hour(shop.day(now), shop.birthdays.hour);
        if now < due && page.nth == 0 && page.after.0.is_nil() {
            self.put_family_days(&mut tx, page, Some(due)).await?;
            return tx.commit().await;
        }
        let Some(kept) = kept_on(page.day).get(page.nth).copied() else {
            return Ok(());
        };
        let coming = relatives::on(&mut tx, shop.id, kept, page.after, PAGE).await?;
        for (relative, member) in &coming {
            self.remind(&mut tx, &shop, *member, *relative, page.day).await?;
        }
        let next = match coming.last() {
            Some((last, _)) if coming.len() == usize::try_from(PAGE).unwrap_or(0) => {
                FamilyPage { after: *last, ..page }
            }
            _ => FamilyPage {
                nth: page.nth + 1,
                after: RelativeId(Uuid::nil()),
                ..page
            },
        };
        self.put_family_days(&mut tx, next, None).await?;
        tx.commit().await
    }

    async fn remind(
        &self,
        tx: &mut Tx,
        shop: &Shop,
        member: MemberId,
        relative: RelativeId,
        day: NaiveDate,
    ) -> Result<(), StorageError> {
        let found = relatives::find(tx, shop.id, member, relative).await?;
        let (Some(relative), Some(member)) = (found, members::find(tx, shop.id, member).await?) else {
            return Ok(());
        };
        let Some(user) = member.user else { return Ok(()) };
        let Some(contact) = people::contact(tx, user).await?.filter(|contact| contact.reachable) else {
            return Ok(());
        };
        let now = self.now();
        let new = outbox::NewLetter {
            id: LetterId(self.ids.uuid(now)),
            shop: shop.id,
            chat: user.0,
            lang: contact.lang(),
            letter: self.reminder(tx, shop, &member, &relative, day).await?,
            // Once for each birthday, however often the shop changes how many days ahead.
            dedupe: Some(format!("family:{}:{day}", relative.id)),
            not_before: now,
        };
        outbox::put(tx, &new).await?;
        Ok(())
    }

    async fn reminder(
        &self,
        tx: &mut Tx,
        shop: &Shop,
        member: &Member,
        relative: &Relative,
        day: NaiveDate,
    ) -> Result<Letter, StorageError> {
        let last = match orders::last_bought_for(tx, shop.id, member.id, relative.id).await? {
            Some((order, at)) => {
                let lines = order_lines::of_order(tx, shop.id, order).await?;
                lines.first().map(|line| (line.title.clone(), shop.day(at)))
            }
            None => None,
        };
        Ok(Letter::FamilyDay {
            shop: shop.name.clone(),
            member: member.id,
            relative: relative.id,
            relation: relative.relation,
            name: relative.name.clone(),
            size: relative.size.clone(),
            taste: relative.taste.clone(),
            last,
            day,
            starts_at: shop.day_starts(day),
            days: i64::from(day.num_days_from_ce()) - i64::from(shop.day(self.now()).num_days_from_ce()),
        })
    }

    /// Whether a member is to be reminded of somebody they buy for. `None`: there is no such one.
    pub async fn reminds_of(&self, shop: &Shop, user: UserId, of: RelativeId) -> Result<Option<bool>, StorageError> {
        let mut tx = self.db.look().await?;
        match members::find_by_user(&mut tx, shop.id, user).await? {
            Some(member) => relatives::reminds(&mut tx, shop.id, member.id, of).await,
            None => Ok(None),
        }
    }

    /// Says whether there is such a one.
    pub async fn remind_of(
        &self,
        shop: &Shop,
        user: UserId,
        of: RelativeId,
        remind: bool,
    ) -> Result<bool, StorageError> {
        let mut tx = self.db.begin().await?;
        let Some(member) = members::find_by_user(&mut tx, shop.id, user).await? else {
            return Ok(false);
        };
        let there = relatives::set_reminds(&mut tx, shop.id, member.id, of, remind).await?;
        tx.commit().await?;
        Ok(there)
    }
}
