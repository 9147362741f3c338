//! The night run: what happens at a shop's own midnight, in the order of P11.

use chrono::{DateTime, NaiveDate, Utc};
use domain::ShopId;
use domain::job::{Job, NightStep};
use domain::shop::Shop;
use storage::{StorageError, Tx, coupons, gifts, jobs, lots, runs, shops};

use crate::Loyalty;

/// Rows that one transaction of the night run takes care of.
const PAGE: i64 = 200;
/// Shops that are looked at in one go.
const SHOPS: i64 = 100;

/// What one page of a night run did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NightPage {
    pub changed: usize,
    /// Nothing is left to do in this shop tonight.
    pub last: bool,
}

impl Loyalty {
    /// Starts the night run of every shop whose day has begun and that has not had it. Says how many.
    ///
    /// A run takes up everything that is due, so the one after a time out catches up on all that were
    /// missed.
    pub async fn begin_nights(&self) -> Result<usize, StorageError> {
        let now = self.now();
        let mut begun = 0;
        let mut after = None;
        loop {
            let mut tx = self.db.read().await?;
            let page = shops::list(&mut tx, after, SHOPS).await?;
            tx.commit().await?;
            let Some(last) = page.last() else {
                return Ok(begun);
            };
            after = Some(last.id);
            for shop in page {
                begun += usize::from(self.begin_night(&shop, now).await?);
            }
        }
    }

    async fn begin_night(&self, shop: &Shop, now: DateTime<Utc>) -> Result<bool, StorageError> {
        let day = shop.day(now);
        let name = format!("night:{}:{day}", shop.id);
        let mut tx = self.db.read().await?;
        let done = runs::is_done(&mut tx, &name).await?;
        tx.commit().await?;
        if done {
            return Ok(false);
        }
        let mut tx = self.db.begin().await?;
        if !runs::first(&mut tx, &name, now).await? {
            return Ok(false);
        }
        self.put_night_job(&mut tx, shop.id, day, NightStep::FIRST).await?;
        tx.commit().await?;
        Ok(true)
    }

    pub(crate) async fn put_night_job(
        &self,
        tx: &mut Tx,
        shop: ShopId,
        day: NaiveDate,
        step: NightStep,
    ) -> Result<(), StorageError> {
        let now = self.now();
        let job = jobs::NewJob {
            id: self.ids.uuid(now),
            job: Job::Night { shop, day, step },
            dedupe: None,
            not_before: now,
        };
        jobs::put(tx, &job).await?;
        Ok(())
    }

    /// Does one page of a step and puts the next page or step as a job, in one transaction.
    ///
    /// What is done leaves the set of what is due, so a page that is run twice changes nothing.
    pub async fn night_page(&self, shop: ShopId, day: NaiveDate, step: NightStep) -> Result<NightPage, StorageError> {
        let Some(shop) = self.shop(shop).await? else {
            return Ok(NightPage { changed: 0, last: true });
        };
        match step {
            NightStep::LapseOrders => self.lapse_missed(&shop).await?,
            // It reads all buyers, and nobody has to wait for that.
            NightStep::CutGrades => self.cut_grades(&shop).await?,
            _ => {}
        }
        let mut tx = self.db.begin().await?;
        let changed = match step {
            NightStep::ActivatePending => self.activate_page(&mut tx, &shop).await?,
            NightStep::ExpirePoints => self.expire_page(&mut tx, &shop).await?,
            NightStep::ExpireCoupons => self.expire_coupons_page(&mut tx, &shop).await?,
            NightStep::CountDays => self.count_days_page(&mut tx, &shop).await?,
            NightStep::MeasureTouches => self.measure_page(&mut tx, &shop).await?,
            NightStep::CountAnew => usize::from(self.recount_page(&mut tx, &shop).await?),
            NightStep::SlideWindow => usize::from(self.slide_page(&mut tx, &shop).await?),
            NightStep::LookAtTiers => self.look_page(&mut tx, &shop).await?,
            NightStep::TagByRules => {
                self.begin_tagging(&mut tx, shop.id).await?;
                0
            }
            NightStep::BeginBirthdays => {
                self.begin_birthdays(&mut tx, &shop, day).await?;
                self.begin_family_days(&mut tx, &shop, day).await?;
                0
            }
            NightStep::FindRhythms => usize::from(self.find_rhythms_page(&mut tx, &shop).await?),
            NightStep::BeginMorning => {
                self.begin_mornings(&mut tx, &shop, day).await?;
                0
            }
            NightStep::ForgetNotes => self.forget_notes_page(&mut tx, &shop).await?,
            NightStep::LapseOrders | NightStep::CutGrades => 0,
        };
        let next = if changed > 0 { Some(step) } else { step.next() };
        if let Some(next) = next {
            self.put_night_job(&mut tx, shop.id, day, next).await?;
        }
        tx.commit().await?;
        Ok(NightPage {
            changed,
            last: next.is_none(),
        })
    }

    async fn activate_page(&self, tx: &mut Tx, shop: &Shop) -> Result<usize, StorageError> {
        let mut due = lots::due_to_activate(tx, shop.id, self.now(), PAGE).await?;
        // Members in one order, so that two transactions never wait for each other.
        due.sort_by_key(|stored| stored.member);
        let mut changed = 0;
        for stored in due {
            changed += usize::from(self.activate(tx, shop, &stored).await?);
        }
        Ok(changed)
    }

    async fn expire_page(&self, tx: &mut Tx, shop: &Shop) -> Result<usize, StorageError> {
        let now = self.now();
        let mut due = lots::due_to_expire(tx, shop.id, now, PAGE).await?;
        due.sort_by_key(|stored| stored.member);
        let mut changed = 0;
        for stored in due {
            changed += usize::from(self.expire(tx, shop, &stored, now).await?);
        }
        Ok(changed)
    }

    async fn expire_coupons_page(&self, tx: &mut Tx, shop: &Shop) -> Result<usize, StorageError> {
        let now = self.now();
        let mut due = coupons::due_to_expire(tx, shop.id, now, PAGE).await?;
        // All coupons before the first gift, and each in one order, so that two transactions never wait
        // for each other.
        due.sort_unstable();
        let mut expired = 0;
        let mut uncollected = Vec::new();
        let mut unclaimed = Vec::new();
        for id in due {
            let Some(coupon) = coupons::find(tx, shop.id, id).await? else {
                continue;
            };
            if coupons::expire(tx, shop.id, id, now).await? {
                expired += 1;
                uncollected.extend(coupon.gift);
                unclaimed.extend(coupon.offer.map(|offer| (offer, coupon.id)));
            }
        }
        uncollected.sort_unstable();
        for gift in &uncollected {
            // Nobody collects it any more: it can be somebody else's.
            gifts::put_one_back(tx, shop.id, *gift).await?;
        }
        unclaimed.sort_unstable();
        for (_, coupon) in unclaimed {
            self.release_claim(tx, shop, coupon, now).await?;
        }
        Ok(expired)
    }
}
