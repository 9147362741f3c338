//! Greets members on their birthdays, and gives them what these bring: once for each (B1), at the shop's hour (B5), where
//! each of them wants it (B6).

use chrono::{DateTime, Days, NaiveDate, TimeDelta, Utc};
use domain::birthday::{
    BETWEEN_BIRTHDAYS, Birthday, BirthdayGift, GREETED_LATE_DAYS, MISSED_DAYS, Told, counts_on, cycle, kept_on,
};
use domain::job::Job;
use domain::letter::{BirthdayPresent, Letter};
use domain::shop::Shop;
use domain::{LetterId, MemberId, ShopId, name};
use storage::birthdays::Born;
use storage::coupons::{self, Coupon};
use storage::greetings::{self, Greeting};
use storage::members::Member;
use storage::{StorageError, Tx, birthday_lines, birthdays, groups, jobs, members, outbox, runs, shops, tiers};
use uuid::Uuid;

use crate::Loyalty;
use crate::coupon::NewCoupon;

/// Members of one transaction.
const PAGE: i64 = 100;

/// A page of those who have their birthday.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BirthdayPage {
    pub shop: ShopId,
    pub day: NaiveDate,
    /// The day before which nothing was missed.
    pub oldest: NaiveDate,
    /// Which of the birthdays that are kept on this day.
    pub nth: usize,
    pub after: MemberId,
}

/// What is the same for all of a page.
struct Morning<'a> {
    shop: &'a Shop,
    day: NaiveDate,
    now: DateTime<Utc>,
    /// What a coupon for a birthday is called.
    title: &'a str,
    /// There is a group that can congratulate.
    has_group: bool,
}

impl Morning<'_> {
    fn today(&self) -> NaiveDate {
        self.shop.day(self.now)
    }

    fn days_late(&self) -> i64 {
        (self.today() - self.day).num_days()
    }

    /// Whether there are words for it without a gift: the shop says them, it is not too long ago, and they knew then.
    fn is_greeted(&self, born: &Born) -> bool {
        self.shop.birthdays.greets && self.days_late() <= GREETED_LATE_DAYS && self.shop.day(born.set_at) <= self.day
    }
}

impl Loyalty {
    /// Begins with the birthdays of a day, and of the days before that no night saw. They are gone through when it is
    /// the shop's hour, so that what counts is what is so then (M2).
    pub(crate) async fn begin_birthdays(&self, tx: &mut Tx, shop: &Shop, day: NaiveDate) -> Result<(), StorageError> {
        let week_ago = day.checked_sub_days(Days::new(MISSED_DAYS)).unwrap_or(day);
        birthday_lines::drop_before(tx, shop.id, week_ago).await?;
        let mut oldest = None;
        for back in 0..=MISSED_DAYS {
            let Some(kept) = day.checked_sub_days(Days::new(back)) else {
                continue;
            };
            let name = format!("birthdays:{}:{kept}", shop.id);
            if !runs::is_done(tx, &name).await? && runs::first(tx, &name, self.now()).await? {
                oldest = Some(kept);
            }
        }
        let Some(oldest) = oldest else { return Ok(()) };
        let first = BirthdayPage {
            shop: shop.id,
            day,
            oldest,
            nth: 0,
            after: MemberId(Uuid::nil()),
        };
        let due = shop.at_hour(day, shop.birthdays.hour);
        self.put_birthdays(tx, first, Some(due)).await
    }

    async fn put_birthdays(
        &self,
        tx: &mut Tx,
        page: BirthdayPage,
        waits_for: Option<DateTime<Utc>>,
    ) -> Result<(), StorageError> {
        let BirthdayPage {
            shop,
            day,
            oldest,
            nth,
            after,
        } = page;
        let job = jobs::NewJob {
            id: self.ids.uuid(self.now()),
            job: Job::Birthdays {
                shop,
                day,
                oldest,
                nth,
                after,
            },
            // A page that is done twice puts the next one once. One that waits puts itself, and would be kept out by a key
            // of its own.
            dedupe: match waits_for {
                Some(_) => None,
                None => Some(format!("birthdays:{shop}:{day}:{oldest}:{nth}:{after}")),
            },
            not_before: waits_for.unwrap_or(self.now()).max(self.now()),
        };
        jobs::put(tx, &job).await?;
        Ok(())
    }

    /// Greets a page of members and gives them what their birthday brings, and puts the next page. `title`: what a
    /// coupon is called that has no name of its own.
    pub async fn birthdays_page(&self, page: BirthdayPage, title: &str) -> Result<(), StorageError> {
        let now = self.now();
        let mut tx = self.db.begin().await?;
        let Some(shop) = shops::find(&mut tx, page.shop).await? else {
            return Ok(());
        };
        // The owner chose a later hour since, or the program was off at the hour: nobody is woken up.
        let due = shop.at_hour(shop.day(now), shop.birthdays.hour);
        if now < due && page.nth == 0 && page.after.0.is_nil() {
            self.put_birthdays(&mut tx, page, Some(due)).await?;
            return tx.commit().await;
        }
        let gives = tiers::ladder(&mut tx, shop.id).await?;
        if !shop.birthdays.greets && gives.tiers().iter().all(|tier| tier.birthday.is_none()) {
            return Ok(());
        }
        let next = match kept_on(page.day).get(page.nth) {
            Some(kept) => Some(self.birthday_page(&mut tx, &shop, page, *kept, title).await?),
            None => page
                .day
                .pred_opt()
                .filter(|before| *before >= page.oldest)
                .map(|day| BirthdayPage {
                    day,
                    nth: 0,
                    after: MemberId(Uuid::nil()),
                    ..page
                }),
        };
        match next {
            Some(next) => self.put_birthdays(&mut tx, next, None).await?,
            None => self.put_congratulations(&mut tx, &shop, page.oldest).await?,
        }
        tx.commit().await
    }

    /// Says which page comes next.
    async fn birthday_page(
        &self,
        tx: &mut Tx,
        shop: &Shop,
        page: BirthdayPage,
        kept: Birthday,
        title: &str,
    ) -> Result<BirthdayPage, StorageError> {
        let groups = groups::of_shop(tx, shop.id).await?;
        let morning = Morning {
            shop,
            day: page.day,
            now: self.now(),
            title,
            has_group: groups.iter().any(|group| group.present),
        };
        let born = birthdays::on(tx, shop.id, kept, page.after, PAGE).await?;
        for one in &born {
            self.birthday_of(tx, &morning, one, kept).await?;
        }
        Ok(match born.last() {
            Some(last) if born.len() == usize::try_from(PAGE).unwrap_or(0) => BirthdayPage {
                after: last.member,
                ..page
            },
            _ => BirthdayPage {
                nth: page.nth + 1,
                after: MemberId(Uuid::nil()),
                ..page
            },
        })
    }

    /// One member's birthday: what it brings, and what is said of it where.
    async fn birthday_of(
        &self,
        tx: &mut Tx,
        morning: &Morning<'_>,
        born: &Born,
        kept: Birthday,
    ) -> Result<(), StorageError> {
        let (shop, day) = (morning.shop, morning.day);
        let last = greetings::last(tx, shop.id, born.member).await?;
        if last.is_some_and(|last| (day - last).num_days().abs() < BETWEEN_BIRTHDAYS) {
            return Ok(());
        }
        let Some(member) = members::find(tx, shop.id, born.member).await? else {
            return Ok(());
        };
        let cause = format!("birthday:{}:{}", member.id, cycle(&kept, day));
        if coupons::find_by_cause(tx, shop.id, &cause).await?.is_some() {
            return Ok(());
        }
        let counts = counts_on(day, shop.day(born.set_at), born.at_once);
        let standing = tiers::member_tier(tx, shop.id, born.member).await?;
        let brings = standing
            .current()
            .and_then(|tier| tier.birthday.clone())
            .filter(|_| counts);
        if brings.is_none() && (!morning.is_greeted(born) || born.told == Told::Never) {
            return Ok(());
        }
        let gift = brings.map(|brings| self.birthday_coupon(morning, &member, brings, cause));
        let in_group = born.told == Told::Group && morning.is_greeted(born) && morning.has_group;
        let greeting = Greeting {
            member: member.id,
            kept_on: day,
            told_at: morning.now,
            coupon: gift.as_ref().map(|coupon| coupon.id),
            in_group,
        };
        // Of two who come to them at once the second one waits here for the first, and finds it done.
        if !greetings::add(tx, shop.id, &greeting).await? {
            return Ok(());
        }
        if let Some(coupon) = &gift {
            coupons::issue(tx, shop.id, coupon).await?;
        }
        let line = birthday_lines::take(tx, shop.id, member.id).await?;
        let line = line.filter(|line| line.for_day == day).map(|line| line.line);
        // What somebody wrote to them is for nobody else: it comes in private, whatever the group reads.
        if born.told == Told::Never || (in_group && line.is_none()) {
            return Ok(());
        }
        self.greet(tx, morning, &member, (gift, line)).await
    }

    /// Writes to them in private.
    async fn greet(
        &self,
        tx: &mut Tx,
        morning: &Morning<'_>,
        member: &Member,
        (gift, line): (Option<Coupon>, Option<String>),
    ) -> Result<(), StorageError> {
        let (shop, now) = (morning.shop, morning.now);
        let Some(user) = member.user else { return Ok(()) };
        let name = greetings::called(tx, shop.id, member.id).await?;
        let letter = Letter::Birthday {
            shop: shop.name.clone(),
            member: member.id,
            name: name.map_or_else(String::new, |(own, first)| called(own.as_deref(), &first)),
            currency: shop.currency,
            gift: gift.map(|coupon| BirthdayPresent {
                coupon: coupon.id,
                title: coupon.title,
                terms: coupon.terms,
                code: coupon.code.to_string(),
                until: shop.day(coupon.expires_at - TimeDelta::seconds(1)),
            }),
            over_at: shop.day_ends(morning.day),
            days_late: morning.days_late(),
            line,
        };
        let id = LetterId(self.ids.uuid(now));
        outbox::put_to(tx, id, shop.id, user, &letter, now).await?;
        Ok(())
    }

    /// Its validity counts from the day on which it is told of (B7).
    fn birthday_coupon(&self, morning: &Morning<'_>, member: &Member, brings: BirthdayGift, cause: String) -> Coupon {
        let new = NewCoupon {
            member: member.id,
            title: brings.title.unwrap_or_else(|| morning.title.to_owned()),
            terms: brings.terms,
            cause,
            valid_days: morning.shop.birthdays.gift_days,
        };
        self.coupon(morning.shop, new, morning.now)
    }
}

/// By which name somebody is congratulated: by what they said themselves, or as Telegram says it.
pub(crate) fn called(own: Option<&str>, first: &str) -> String {
    name::clean(own.unwrap_or(first))
}
