//! What a birthday brings to whoever is in a tier that has a gift for it: a coupon, once a year (B1).

use chrono::{DateTime, Days, NaiveDate, NaiveTime, TimeDelta, Utc};
use domain::birthday::{counts_on, kept_on};
use domain::coupon::CouponState;
use domain::job::Job;
use domain::letter::Letter;
use domain::shop::Shop;
use domain::terms::Terms;
use domain::{CouponId, LetterId, MemberId, Points, ShopId};
use storage::coupons::{self, Coupon};
use storage::members::Member;
use storage::{StorageError, Tx, birthdays, jobs, members, outbox, runs, shops, tiers};
use uuid::Uuid;

use crate::Loyalty;

/// Members of one transaction.
const PAGE: i64 = 100;
/// Days that a night looks back for birthdays that no night saw: the bot was off, or the shop is new.
const DAYS_BACK: u64 = 7;
/// Days that the coupon can be used, the day on which it is given not counted.
const VALID_DAYS: u64 = 30;
/// When the member is told, by the shop's clock.
const TOLD_AT: NaiveTime = NaiveTime::from_hms_opt(9, 0, 0).expect("a time of the day");

/// A page of those who have their birthday.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BirthdayPage {
    pub shop: ShopId,
    pub day: NaiveDate,
    /// Which of the birthdays that are kept on this day.
    pub nth: usize,
    pub after: MemberId,
}

impl Loyalty {
    /// Begins with the birthdays of a day, and of the days before that no night saw.
    pub(crate) async fn begin_birthdays(&self, tx: &mut Tx, shop: &Shop, day: NaiveDate) -> Result<(), StorageError> {
        for back in 0..=DAYS_BACK {
            let Some(kept) = day.checked_sub_days(Days::new(back)) else {
                continue;
            };
            let name = format!("birthdays:{}:{kept}", shop.id);
            if !runs::is_done(tx, &name).await? && runs::first(tx, &name, self.now()).await? {
                let first = BirthdayPage {
                    shop: shop.id,
                    day: kept,
                    nth: 0,
                    after: MemberId(Uuid::nil()),
                };
                self.put_birthdays(tx, first).await?;
            }
        }
        Ok(())
    }

    async fn put_birthdays(&self, tx: &mut Tx, page: BirthdayPage) -> Result<(), StorageError> {
        let BirthdayPage { shop, day, nth, after } = page;
        let now = self.now();
        let job = jobs::NewJob {
            id: self.ids.uuid(now),
            job: Job::BirthdayGifts { shop, day, nth, after },
            // A page that is done twice puts the next one once.
            dedupe: Some(format!("birthdays:{shop}:{day}:{nth}:{after}")),
            not_before: now,
        };
        jobs::put(tx, &job).await?;
        Ok(())
    }

    /// Gives a page of members what their birthday brings them, and puts the next page. `title`: what the coupon is
    /// called.
    pub async fn birthday_gifts_page(&self, page: BirthdayPage, title: &str) -> Result<(), StorageError> {
        let mut tx = self.db.begin().await?;
        let Some(shop) = shops::find(&mut tx, page.shop).await? else {
            return Ok(());
        };
        let gives = tiers::ladder(&mut tx, shop.id).await?;
        if gives.tiers().iter().all(|tier| tier.birthday.is_none()) {
            return Ok(());
        }
        let Some(kept) = kept_on(page.day).get(page.nth).copied() else {
            return Ok(());
        };
        let born = birthdays::on(&mut tx, shop.id, kept, page.after, PAGE).await?;
        for (member, set_at, at_once) in &born {
            if counts_on(page.day, shop.day(*set_at), *at_once) {
                self.give_birthday_gift(&mut tx, &shop, *member, page.day, title)
                    .await?;
            }
        }
        let next = match born.last() {
            Some((last, ..)) if born.len() == usize::try_from(PAGE).unwrap_or(0) => {
                BirthdayPage { after: *last, ..page }
            }
            _ => BirthdayPage {
                nth: page.nth + 1,
                after: MemberId(Uuid::nil()),
                ..page
            },
        };
        self.put_birthdays(&mut tx, next).await?;
        tx.commit().await
    }

    async fn give_birthday_gift(
        &self,
        tx: &mut Tx,
        shop: &Shop,
        member: MemberId,
        day: NaiveDate,
        title: &str,
    ) -> Result<(), StorageError> {
        let standing = tiers::member_tier(tx, shop.id, member).await?;
        let Some(terms) = standing.current().and_then(|tier| tier.birthday.clone()) else {
            return Ok(());
        };
        let Some(member) = members::find(tx, shop.id, member).await? else {
            return Ok(());
        };
        let now = self.now();
        let cause = format!("birthday:{}:{}", member.id, chrono::Datelike::year(&day));
        if coupons::find_by_cause(tx, shop.id, &cause).await?.is_some() {
            return Ok(());
        }
        let coupon = self.birthday_coupon(shop, &member, terms, title, cause, now);
        coupons::issue(tx, shop.id, &coupon).await?;
        let Some(user) = member.user else { return Ok(()) };
        let today = shop.day(now);
        let letter = Letter::BirthdayGift {
            shop: shop.name.clone(),
            currency: shop.currency,
            coupon: coupon.id,
            code: coupon.code.to_string(),
            until: shop.day(coupon.expires_at - TimeDelta::seconds(1)),
            days_late: (today - day).num_days(),
            terms: coupon.terms,
        };
        let id = LetterId(self.ids.uuid(now));
        outbox::put_to(tx, id, shop.id, user, &letter, told_at(shop, today, now)).await?;
        Ok(())
    }

    fn birthday_coupon(
        &self,
        shop: &Shop,
        member: &Member,
        terms: Terms,
        title: &str,
        cause: String,
        now: DateTime<Utc>,
    ) -> Coupon {
        let today = shop.day(now);
        let last_day = today.checked_add_days(Days::new(VALID_DAYS)).unwrap_or(today);
        Coupon {
            id: CouponId(self.ids.uuid(now)),
            code: self.ids.code(),
            member: member.id,
            gift: None,
            offer: None,
            title: title.to_owned(),
            price: Points::ZERO,
            terms,
            state: CouponState::Issued,
            order: None,
            cause,
            issued_at: now,
            expires_at: shop.day_ends(last_day),
            closed_at: None,
            closed_by: None,
        }
    }
}

/// Nobody is woken up by it.
fn told_at(shop: &Shop, today: NaiveDate, now: DateTime<Utc>) -> DateTime<Utc> {
    (shop.day_starts(today) + TimeDelta::hours(i64::from(chrono::Timelike::hour(&TOLD_AT)))).max(now)
}
