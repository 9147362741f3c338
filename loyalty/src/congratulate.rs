//! The group congratulates all at once who want that, once a day, and each opens what it brought them alone (B6).

use chrono::{Days, NaiveDate, TimeDelta};
use domain::birthday::GREETED_LATE_DAYS;
use domain::coupon::Code;
use domain::job::Job;
use domain::letter::Letter;
use domain::shop::Shop;
use domain::{LetterId, MemberId, ShopId, name};
use storage::{StorageError, Tx, coupons, greetings, groups, jobs, outbox, runs, shops};

use crate::Loyalty;
use crate::greet_birthdays::called;

/// How long the group's post waits for birthdays that are still gone through.
const GATHER: TimeDelta = TimeDelta::minutes(2);
/// Names that the group's post mentions; more are counted.
const NAMED: usize = 12;
/// People of one post. There are groups of so many, and a post is not longer for more.
const CONGRATULATED: i64 = 1_000;

impl Loyalty {
    /// The group hears of it when all birthdays of the morning were gone through.
    pub(crate) async fn put_congratulations(
        &self,
        tx: &mut Tx,
        shop: &Shop,
        oldest: NaiveDate,
    ) -> Result<(), StorageError> {
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
            let first =
                chosen.map(|one| name::first(&called(one.own_name.then_some(one.name.as_str()), &one.first_name)));
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
            // It is one a day anyway, and its day does not wait for another one.
            groups::count_post(&mut tx, group.chat, today, i64::MAX).await?;
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
