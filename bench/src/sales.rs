//! Sales with a coupon and a part paid with points, beside redemptions.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use anyhow::{Context, bail};
use domain::coupon::CouponState;
use domain::order::Item;
use domain::role::Role;
use domain::shop::Shop;
use domain::terms::{Terms, Worth};
use domain::till::TillRules;
use domain::{Clock, CouponId, MemberId, Money, Points, UserId, WallClock};
use loyalty::{Loyalty, Sell, Sold};
use storage::coupons::{self, Coupon};

use crate::acts::many;

const CLERK: UserId = UserId(2);
/// What a purchase comes to, what its coupon takes off, and how many points pay.
const TOTAL: i64 = 2_500;
const OFF: i64 = 100;
const POINTS: i64 = 10;
/// Coupons written by one transaction.
const PAGE: usize = 500;

/// A counter at which everybody shows a coupon and pays with points.
pub struct Counter {
    loyalty: Loyalty,
    shop: Shop,
    coupons: Mutex<Vec<(MemberId, CouponId)>>,
}

impl Counter {
    pub async fn open(loyalty: &Loyalty, shop: &Shop) -> anyhow::Result<Self> {
        let mut tx = loyalty.db.begin().await?;
        storage::staff::add(&mut tx, shop.id, CLERK, Role::Clerk, "Clerk", None, WallClock.now()).await?;
        tx.commit().await?;
        let till = TillRules {
            points_pay: true,
            ..shop.till
        };
        Ok(Self {
            loyalty: loyalty.clone(),
            shop: Shop { till, ..shop.clone() },
            coupons: Mutex::default(),
        })
    }

    /// Hands out so many coupons, to the members in turn. That is no part of what is measured.
    pub async fn hand_out(&self, members: &[MemberId], so_many: usize) -> anyhow::Result<()> {
        let mut left = so_many;
        let mut members = members.iter().cycle();
        while left > 0 {
            let mut tx = self.loyalty.db.begin().await?;
            for _ in 0..left.min(PAGE) {
                let coupon = self.coupon(*members.next().context("there are no members")?);
                coupons::issue(&mut tx, self.shop.id, &coupon).await?;
                let mut coupons = self.coupons.lock().unwrap_or_else(PoisonError::into_inner);
                coupons.push((coupon.member, coupon.id));
            }
            tx.commit().await?;
            left = left.saturating_sub(PAGE);
        }
        Ok(())
    }

    fn coupon(&self, member: MemberId) -> Coupon {
        let now = WallClock.now();
        let id = CouponId(self.loyalty.ids.uuid(now));
        Coupon {
            id,
            code: self.loyalty.ids.code(),
            member,
            gift: None,
            offer: None,
            title: "A euro off".to_owned(),
            price: Points::ZERO,
            terms: Terms::of(Worth::Amount {
                off: Money::new(OFF).unwrap_or_default(),
            }),
            state: CouponState::Issued,
            order: None,
            cause: format!("bench:{id}"),
            issued_at: now,
            expires_at: self.shop.day_ends(self.shop.day(now)),
            closed_at: None,
            closed_by: None,
        }
    }

    /// Sales a second.
    pub async fn sell(self: &Arc<Self>, at_once: usize, time: Duration) -> anyhow::Result<f64> {
        let counter = Arc::clone(self);
        many(at_once, time, move || {
            let counter = Arc::clone(&counter);
            async move { counter.sell_one().await }
        })
        .await
    }

    async fn sell_one(&self) -> anyhow::Result<()> {
        let next = self.coupons.lock().unwrap_or_else(PoisonError::into_inner).pop();
        let (member, coupon) = next.context("all coupons are used")?;
        let amount = Item::Amount(Money::new(TOTAL).unwrap_or_default());
        let cause = format!("bench:sale:{coupon}");
        let ask = Sell {
            coupon: Some(coupon),
            points: Points::at_least_zero(POINTS),
            ..Sell::amount(&self.shop, CLERK, member, &amount, &cause)
        };
        match self.loyalty.sell(&ask).await? {
            Sold::Done { order, .. } if order.points_paid.get() == POINTS && order.coupon == Some(coupon) => Ok(()),
            other => bail!("a sale did not come about: {other:?}"),
        }
    }
}
