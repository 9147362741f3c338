//! A coupon as it is made, whatever it is given for.

use chrono::{DateTime, Days, NaiveDate, TimeDelta, Utc};
use domain::coupon::CouponState;
use domain::shop::Shop;
use domain::terms::Terms;
use domain::{CouponId, MemberId, Points};
use storage::coupons::{self, Coupon};
use storage::{StorageError, Tx};

use crate::Loyalty;

/// What a coupon is made of.
#[derive(Debug, Clone)]
pub(crate) struct NewCoupon {
    pub member: MemberId,
    pub title: String,
    pub terms: Terms,
    /// What it is given for: once (P3).
    pub cause: String,
    /// Days that it can be used, the day on which it is given not counted (B7).
    pub valid_days: u32,
}

impl Loyalty {
    /// A coupon for nothing, of no gift and no offer: what it is more, is added by whoever gives it.
    pub(crate) fn coupon(&self, shop: &Shop, new: NewCoupon, now: DateTime<Utc>) -> Coupon {
        Coupon {
            id: CouponId(self.ids.uuid(now)),
            code: self.ids.code(),
            member: new.member,
            gift: None,
            offer: None,
            title: new.title,
            price: Points::ZERO,
            terms: new.terms,
            state: CouponState::Issued,
            order: None,
            cause: new.cause,
            issued_at: now,
            expires_at: shop.day_ends(last_day(shop, new.valid_days, now)),
            closed_at: None,
            closed_by: None,
        }
    }
}

/// The last day on which a coupon can be used that is given now.
fn last_day(shop: &Shop, valid_days: u32, now: DateTime<Utc>) -> NaiveDate {
    let today = shop.day(now);
    today
        .checked_add_days(Days::new(u64::from(valid_days)))
        .unwrap_or(today)
}

/// The last day of a coupon that is told of now. One whose letter was long on its way can be used as long as any (B7).
pub(crate) async fn told_now(
    tx: &mut Tx,
    shop: &Shop,
    coupon: &Coupon,
    valid_days: u32,
    now: DateTime<Utc>,
) -> Result<NaiveDate, StorageError> {
    let until = shop.day(coupon.expires_at - TimeDelta::seconds(1));
    let fresh = last_day(shop, valid_days, now);
    if shop.day(coupon.issued_at) >= shop.day(now) || fresh <= until {
        return Ok(until);
    }
    coupons::extend(tx, shop.id, coupon.id, shop.day_ends(fresh)).await?;
    Ok(fresh)
}
