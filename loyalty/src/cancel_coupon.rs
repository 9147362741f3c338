//! A coupon that was not used is taken back, and its points return (P6).

use chrono::{DateTime, Utc};
use domain::coupon::CouponState;
use domain::reason::{Actor, Reason};
use domain::shop::Shop;
use domain::{CouponId, MemberId, Points, UserId};
use storage::coupons::{self, Coupon};
use storage::{StorageError, balances, gifts};

use crate::Loyalty;
use crate::book::{GivenBack, Posting, Share};

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Cancelled {
    /// The points are back. Repeated, the same answer.
    Done {
        coupon: Coupon,
        returned: Points,
        balance: Points,
        /// Some points had expired meanwhile and can be spent until then.
        extended_until: Option<DateTime<Utc>>,
    },
    /// It was used, or its validity has passed; or giving it back is of no use to anybody.
    TooLate { coupon: Coupon },
    /// Its points would be lost: they came back with a grace before, which is over too (P6). The coupon
    /// stays open.
    PointsGone { coupon: Coupon },
    /// Not one of this member's coupons.
    NotYours,
}

impl Loyalty {
    /// Takes back a member's own coupon while it is unused.
    pub async fn cancel_coupon(
        &self,
        shop: &Shop,
        member: MemberId,
        user: UserId,
        coupon: CouponId,
    ) -> Result<Cancelled, StorageError> {
        let mut tx = self.db.begin().await?;
        // The balance first: every act on a member takes its turn there, in one order.
        balances::lock(&mut tx, shop.id, member).await?;
        // Behind the lock, so that nothing comes back into a lot that the night run has ended meanwhile.
        let now = self.now();
        let found = coupons::find(&mut tx, shop.id, coupon).await?;
        let Some(coupon) = found.filter(|coupon| coupon.member == member) else {
            return Ok(Cancelled::NotYours);
        };
        if coupon.price.is_zero() && coupon.offer.is_none() {
            return Ok(Cancelled::TooLate { coupon });
        }
        if coupon.expires_at <= now || !coupons::revoke(&mut tx, shop.id, coupon.id, user, now).await? {
            // A till may have been first since it was read.
            let coupon = coupons::find(&mut tx, shop.id, coupon.id).await?.unwrap_or(coupon);
            let balance = balances::read(&mut tx, shop.id, member).await?.points;
            return Ok(match coupon.state {
                CouponState::Revoked => {
                    let returned = coupon.price;
                    Cancelled::Done {
                        coupon,
                        returned,
                        balance,
                        extended_until: None,
                    }
                }
                _ => Cancelled::TooLate { coupon },
            });
        }
        if let Some(gift) = coupon.gift {
            gifts::put_one_back(&mut tx, shop.id, gift).await?;
        }
        if coupon.price.is_zero() {
            self.release_claim(&mut tx, shop, coupon.id, now).await?;
            let balance = balances::read(&mut tx, shop.id, member).await?.points;
            tx.commit().await?;
            return Ok(Cancelled::Done {
                coupon,
                returned: Points::ZERO,
                balance,
                extended_until: None,
            });
        }
        let posting = Posting {
            shop,
            member,
            reason: Reason::GiftCancelled {
                title: coupon.title.clone(),
            },
            cause: format!("cancel:{}", coupon.id),
            order: None,
            coupon: Some(coupon.id),
            actor: Actor::Member(user),
            at: now,
        };
        let returned = match self.give_back(&mut tx, &posting, &coupon.cause, Share::Whole).await? {
            GivenBack::Done(returned) => returned,
            GivenBack::Lapsed => return Ok(Cancelled::PointsGone { coupon }),
            GivenBack::Nothing => {
                return Err(StorageError::Corrupt {
                    table: "coupons",
                    what: format!("coupon {} was issued without a spending", coupon.id),
                });
            }
        };
        tx.commit().await?;
        Ok(Cancelled::Done {
            coupon,
            returned: returned.points,
            balance: returned.balance.points,
            extended_until: returned.extended_until,
        })
    }
}
