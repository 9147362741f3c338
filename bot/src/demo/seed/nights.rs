//! The nights of a year that matter: those on which something expires or becomes spendable.

use chrono::{DateTime, TimeDelta, Utc};
use domain::ShopId;
use domain::job::NightStep;
use loyalty::Loyalty;
use storage::{Db, StorageError, coupons, jobs, lots};

const LEASE: TimeDelta = TimeDelta::minutes(5);
/// A night of more pages than this is none of a demo's.
const PAGES: i64 = 1_000;

/// When points become spendable, or points or coupons are over next, if that is by `horizon`.
pub async fn next(db: &Db, shop: ShopId, horizon: DateTime<Utc>) -> Result<Option<DateTime<Utc>>, StorageError> {
    let mut tx = db.look().await?;
    let pending = lots::due_to_activate(&mut tx, shop, horizon, 1).await?;
    let spendable = pending.first().and_then(|stored| stored.pending_until);
    drop(tx);
    let end = next_end(db, shop, horizon).await?;
    Ok([spendable, end].into_iter().flatten().min())
}

/// When the next points or coupons are over, if that is by `horizon`.
pub async fn next_end(db: &Db, shop: ShopId, horizon: DateTime<Utc>) -> Result<Option<DateTime<Utc>>, StorageError> {
    let mut tx = db.look().await?;
    let lots = lots::due_to_expire(&mut tx, shop, horizon, 1).await?;
    let points = lots.first().and_then(|stored| stored.lot.expires_at);
    let coupon = match coupons::due_to_expire(&mut tx, shop, horizon, 1).await?.first() {
        Some(id) => coupons::find(&mut tx, shop, *id).await?.map(|coupon| coupon.expires_at),
        None => None,
    };
    Ok([points, coupon].into_iter().flatten().min())
}

/// Whether a night run would change anything now.
pub async fn is_due(db: &Db, shop: ShopId, now: DateTime<Utc>) -> Result<bool, StorageError> {
    let mut tx = db.look().await?;
    Ok(!lots::due_to_activate(&mut tx, shop, now, 1).await?.is_empty()
        || !lots::due_to_expire(&mut tx, shop, now, 1).await?.is_empty()
        || !coupons::due_to_expire(&mut tx, shop, now, 1).await?.is_empty())
}

/// Does the night run of this day, if there is anything to do.
pub async fn pass(acts: &Loyalty, shop: ShopId, now: DateTime<Utc>) -> Result<(), StorageError> {
    if !is_due(&acts.db, shop, now).await? {
        return Ok(());
    }
    acts.begin_nights().await?;
    let Some(day) = acts.shop(shop).await?.map(|shop| shop.day(now)) else {
        return Ok(());
    };
    let mut step = Some(NightStep::FIRST);
    while let Some(current) = step {
        let page = acts.night_page(shop, day, current).await?;
        step = if page.changed > 0 {
            Some(current)
        } else {
            current.next()
        };
    }
    close_jobs(acts, now).await
}

/// Each page put the next one down as a job. They are done, all at once.
async fn close_jobs(acts: &Loyalty, now: DateTime<Utc>) -> Result<(), StorageError> {
    let holder = acts.ids.uuid(now);
    let mut tx = acts.db.begin().await?;
    for claim in jobs::claim(&mut tx, holder, now, now + LEASE, PAGES).await? {
        jobs::done(&mut tx, &claim, now).await?;
    }
    tx.commit().await
}
