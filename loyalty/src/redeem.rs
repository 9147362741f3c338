//! Points for a gift: the points, the stock and the coupon together or not at all (C6).

use domain::gift::{Gift, Taken, Unavailable};
use domain::reason::{Actor, Reason};
use domain::shop::Shop;
use domain::terms::{Terms, Worth};
use domain::{CouponId, GiftId, MemberId, Points, Token, UserId};
use storage::coupons::{self, Coupon};
use storage::{StorageError, balances, gifts};

use crate::Loyalty;
use crate::book::{Posting, Spent};
use crate::coupon::NewCoupon;

/// A member confirmed that they want a gift.
#[derive(Debug, Clone)]
pub struct Redeem<'a> {
    pub shop: &'a Shop,
    pub member: MemberId,
    pub user: UserId,
    pub gift: GiftId,
    /// The price that the question named. Nobody pays another one than they agreed to. `None`: they
    /// were not asked.
    pub agreed: Option<Points>,
    /// Made when the question was put: however often its button is tapped, it is answered once.
    pub intention: &'a Token,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Redeemed {
    /// The points are spent and the coupon is theirs. Repeated, it is the same coupon.
    Done { coupon: Coupon, left: Points },
    /// The price has changed since the question was put. Nothing was spent.
    PriceChanged { gift: Gift },
    /// Nothing was spent.
    Refused { gift: Gift, why: Unavailable },
    /// There is no such gift.
    NoSuchGift,
}

impl Loyalty {
    pub async fn redeem(&self, ask: &Redeem<'_>) -> Result<Redeemed, StorageError> {
        if let Some(answer) = self.try_redeem(ask).await? {
            return Ok(answer);
        }
        // The balance counted points whose time is over.
        self.catch_up(ask.shop, ask.member).await?;
        self.try_redeem(ask).await?.ok_or_else(|| StorageError::Corrupt {
            table: "balances",
            what: format!("member {} has more points than lots", ask.member),
        })
    }

    /// `None` when the balance counts points that have to be expired first.
    async fn try_redeem(&self, ask: &Redeem<'_>) -> Result<Option<Redeemed>, StorageError> {
        let (shop, now) = (ask.shop, self.now());
        let cause = format!("redeem:{}", ask.intention.as_str());
        let mut tx = self.db.begin().await?;
        let Some(gift) = gifts::find(&mut tx, shop.id, ask.gift).await? else {
            return Ok(Some(Redeemed::NoSuchGift));
        };
        if ask.agreed.is_some_and(|agreed| agreed != gift.price) {
            // What was redeemed before the price changed stays redeemed.
            if let Some(coupon) = coupons::find_by_cause(&mut tx, shop.id, &cause).await? {
                drop(tx);
                return self.repeated(ask, coupon).await.map(Some);
            }
            return Ok(Some(Redeemed::PriceChanged { gift }));
        }
        let posting = Posting {
            shop,
            member: ask.member,
            reason: Reason::Gift {
                title: gift.title.clone(),
            },
            cause: cause.clone(),
            order: None,
            coupon: Some(CouponId(self.ids.uuid(now))),
            actor: Actor::Member(ask.user),
            at: now,
        };
        let spent = self.spend(&mut tx, &posting, gift.price).await?;
        let refused = |gift, why| Ok(Some(Redeemed::Refused { gift, why }));
        let day_starts = shop.day_starts(shop.day(now));
        let left = match spent {
            Spent::Done { balance } => balance.points,
            Spent::Stale => return Ok(None),
            Spent::Repeated | Spent::Short { .. } => {
                if let Some(coupon) = coupons::find_by_cause(&mut tx, shop.id, &cause).await? {
                    drop(tx);
                    return self.repeated(ask, coupon).await.map(Some);
                }
                let balance = balances::read(&mut tx, shop.id, ask.member).await?;
                let taken = gifts::taken(&mut tx, shop.id, ask.member, gift.id, day_starts).await?;
                let why = gift.offered(shop.day(now), balance.points, balance.owed, taken);
                return match why {
                    Err(why) => refused(gift, why),
                    Ok(()) => Ok(None),
                };
            }
        };
        let taken = if gift.is_limited() {
            gifts::taken(&mut tx, shop.id, ask.member, gift.id, day_starts).await?
        } else {
            Taken::default()
        };
        if let Err(why) = gift.offered(shop.day(now), left + gift.price, Points::ZERO, taken) {
            return refused(gift, why);
        }
        if !gifts::take_one(&mut tx, shop.id, gift.id).await? {
            return refused(gift, Unavailable::SoldOut);
        }
        let coupon = self.coupon_for(ask, &gift, &posting, cause);
        coupons::issue(&mut tx, shop.id, &coupon).await?;
        self.ask_gently(&mut tx, shop, ask.member).await?;
        tx.commit().await?;
        Ok(Some(Redeemed::Done { coupon, left }))
    }

    fn coupon_for(&self, ask: &Redeem<'_>, gift: &Gift, posting: &Posting<'_>, cause: String) -> Coupon {
        let new = NewCoupon {
            member: ask.member,
            title: gift.title.clone(),
            terms: Terms::of(Worth::Gift),
            cause,
            valid_days: gift.coupon_days,
        };
        let coupon = self.coupon(ask.shop, new, posting.at);
        Coupon {
            id: posting.coupon.unwrap_or(coupon.id),
            gift: Some(gift.id),
            price: gift.price,
            ..coupon
        }
    }

    async fn repeated(&self, ask: &Redeem<'_>, coupon: Coupon) -> Result<Redeemed, StorageError> {
        let mut tx = self.db.read().await?;
        let left = balances::read(&mut tx, ask.shop.id, ask.member).await?.points;
        Ok(Redeemed::Done { coupon, left })
    }
}
