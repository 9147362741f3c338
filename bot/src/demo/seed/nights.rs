//! The nights of a year that matter: those on which something expires or becomes spendable, or a tier is looked at.

use chrono::{DateTime, TimeDelta, Utc};
use domain::ShopId;
use domain::job::NightStep;
use loyalty::Loyalty;
use storage::{Db, StorageError, coupons, jobs, lots, shops, standings};

const LEASE: TimeDelta = TimeDelta::minutes(5);
/// A night of more pages than this is none of a demo's.
const PAGES: i64 = 1_000;

/// When points become spendable, a tier is looked at, or points or coupons are over next, if that is by `horizon`.
pub async fn next(db: &Db, shop: ShopId, horizon: DateTime<Utc>) -> Result<Option<DateTime<Utc>>, StorageError> {
    let mut tx = db.look().await?;
    let pending = lots::due_to_activate(&mut tx, shop, horizon, 1).await?;
    let spendable = pending.first().and_then(|stored| stored.pending_until);
    let look_on = standings::next_look(&mut tx, shop).await?;
    let look = match (shops::find(&mut tx, shop).await?, look_on) {
        (Some(shop), Some(day)) => Some(shop.day_starts(day)).filter(|at| *at <= horizon),
        _ => None,
    };
    drop(tx);
    let end = next_end(db, shop, horizon).await?;
    Ok([spendable, look, end].into_iter().flatten().min())
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
    let Some(found) = shops::find(&mut tx, shop).await? else {
        return Ok(false);
    };
    Ok(!lots::due_to_activate(&mut tx, shop, now, 1).await?.is_empty()
        || !lots::due_to_expire(&mut tx, shop, now, 1).await?.is_empty()
        || !coupons::due_to_expire(&mut tx, shop, now, 1).await?.is_empty()
        || !standings::due(&mut tx, shop, found.day(now), 1).await?.is_empty())
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

/// Nobody does what is to be done by now: each page of a night put the next one down as a job, and what came of the
/// past in groups and chats that were not there yet is over.
pub async fn close_jobs(acts: &Loyalty, now: DateTime<Utc>) -> Result<(), StorageError> {
    let holder = acts.ids.uuid(now);
    let mut tx = acts.db.begin().await?;
    for claim in jobs::claim(&mut tx, holder, now, now + LEASE, PAGES).await? {
        jobs::done(&mut tx, &claim, now).await?;
    }
    tx.commit().await
}
