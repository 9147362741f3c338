//! Greets members on their birthdays, and gives them what these bring: once for each (B1), at the shop's hour (B5), where
//! each of them wants it (B6).

use chrono::{DateTime, Days, NaiveDate, TimeDelta, Utc};
use domain::birthday::{
    BETWEEN_BIRTHDAYS, Birthday, BirthdayGift, GREETED_LATE_DAYS, MISSED_DAYS, Told, counts_on, cycle, kept_on,
};
use domain::coupon::{Code, CouponState};
use domain::job::Job;
use domain::letter::{BirthdayPresent, Letter};
use domain::shop::Shop;
use domain::{CouponId, LetterId, MemberId, Points, ShopId, name};
use storage::birthdays::Born;
use storage::coupons::{self, Coupon};
use storage::greetings::{self, Greeting};
use storage::members::Member;
use storage::{StorageError, Tx, birthday_lines, birthdays, groups, jobs, members, outbox, runs, shops, tiers};
use uuid::Uuid;

use crate::Loyalty;

/// Members of one transaction.
const PAGE: i64 = 100;
/// How long the group's post waits for birthdays that are still gone through.
const GATHER: TimeDelta = TimeDelta::minutes(2);
/// Names that the group's post mentions; more are counted.
const NAMED: usize = 12;
/// People of one post. There are groups of so many, and a post is not longer for more.
const CONGRATULATED: i64 = 1_000;

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
        let (shop, now, today) = (morning.shop, morning.now, morning.today());
        let days = Days::new(u64::from(shop.birthdays.gift_days));
        let last_day = today.checked_add_days(days).unwrap_or(today);
        Coupon {
            id: CouponId(self.ids.uuid(now)),
            code: self.ids.code(),
            member: member.id,
            gift: None,
            offer: None,
            title: brings.title.unwrap_or_else(|| morning.title.to_owned()),
            price: Points::ZERO,
            terms: brings.terms,
            state: CouponState::Issued,
            order: None,
            cause,
            issued_at: now,
            expires_at: shop.day_ends(last_day),
            closed_at: None,
            closed_by: None,
        }
    }

    async fn put_congratulations(&self, tx: &mut Tx, shop: &Shop, oldest: NaiveDate) -> Result<(), StorageError> {
        let now = self.now();
        let job = jobs::NewJob {
            id: self.ids.uuid(now),
            job: Job::CongratulateInGroup { shop: shop.id },
            dedupe: Some(format!("congratulate:{}:{}:{oldest}", shop.id, shop.day(now))),
            not_before: now + GATHER,
        };
        jobs::put(tx, &job).await?;
        Ok(())
    }

    /// Has each of the shop's groups congratulate all at once who want that, once a day (B6).
    pub async fn congratulate_in_group(&self, shop: ShopId) -> Result<(), StorageError> {
        let now = self.now();
        let mut tx = self.db.begin().await?;
        // Of two that end at once the second one sees whom the first one named.
        let Some(shop) = shops::lock(&mut tx, shop).await?.filter(|shop| shop.birthdays.greets) else {
            return Ok(());
        };
        let today = shop.day(now);
        let late = Days::new(GREETED_LATE_DAYS.unsigned_abs());
        let from = today.checked_sub_days(late).unwrap_or(today);
        let born = greetings::to_post(&mut tx, shop.id, from, CONGRATULATED).await?;
        let name = format!("congratulations:{}:{today}", shop.id);
        if born.is_empty() || !runs::first(&mut tx, &name, now).await? {
            return Ok(());
        }
        let by_name = |is_late: bool| -> Vec<String> {
            let chosen = born
                .iter()
                .rev()
                .take(NAMED)
                .filter(|one| (one.kept_on < today) == is_late);
            let first = chosen.map(|one| first_name(one.own_name.then_some(one.name.as_str()), &one.first_name));
            first.filter(|name| !name.is_empty()).collect()
        };
        let (names, late) = (by_name(false), by_name(true));
        let more = born.len() - names.len() - late.len();
        let letter = Letter::BirthdaysInGroup {
            day: today,
            over_at: shop.day_ends(today),
            names,
            late,
            more: i64::try_from(more).unwrap_or(i64::MAX),
            gifts: born.iter().any(|one| one.has_gift),
        };
        for group in groups::of_shop(&mut tx, shop.id).await? {
            if !group.present {
                continue;
            }
            let new = outbox::NewLetter {
                id: LetterId(self.ids.uuid(now)),
                shop: shop.id,
                chat: group.chat,
                lang: shop.lang,
                letter: letter.clone(),
                dedupe: Some(format!("birthdays:{}:{today}", group.chat)),
                not_before: now,
            };
            outbox::put(&mut tx, &new).await?;
        }
        greetings::posted(&mut tx, shop.id, today, from).await?;
        tx.commit().await
    }

    /// The code of what a birthday brought a member whom the group congratulated on a day. Nothing for anybody else.
    pub async fn gift_in_post(
        &self,
        shop: ShopId,
        member: MemberId,
        day: NaiveDate,
    ) -> Result<Option<Code>, StorageError> {
        let mut tx = self.db.read().await?;
        let Some(coupon) = greetings::gift_in_post(&mut tx, shop, member, day).await? else {
            return Ok(None);
        };
        let coupon = coupons::find(&mut tx, shop, coupon).await?;
        Ok(coupon
            .filter(|coupon| coupon.member == member)
            .map(|coupon| coupon.code))
    }
}

/// By which name somebody is congratulated: by what they said themselves, or as Telegram says it.
fn called(own: Option<&str>, first: &str) -> String {
    name::clean(own.unwrap_or(first))
}

/// The same where others read it: the first word of it alone (B6).
fn first_name(own: Option<&str>, first: &str) -> String {
    let called = called(own, first);
    called.split_whitespace().next().unwrap_or_default().to_owned()
}
