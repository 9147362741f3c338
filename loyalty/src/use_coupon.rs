//! Coupons at the till: looked at, then taken once (C1–C4).

use chrono::{DateTime, TimeDelta, Utc};
use domain::action::Action;
use domain::coupon::{Code, CouponState, GUESS_WINDOW_MINUTES, GUESSES, LOCK_MINUTES};
use domain::letter::Letter;
use domain::reason::Actor;
use domain::reckon::NotNow;
use domain::role::Right;
use domain::shop::Shop;
use domain::terms::Worth;
use domain::{CouponId, UserId};
use storage::coupons::{self, Coupon};
use storage::members::Member;
use storage::people::Visitor;
use storage::{StorageError, Tx, guesses, people, staff};

use crate::enroll::read_member;
use crate::reckon::is_for;
use crate::{Change, Loyalty};

/// A clerk takes a coupon.
#[derive(Debug, Clone)]
pub struct UseCoupon<'a> {
    pub shop: &'a Shop,
    pub clerk: UserId,
    pub coupon: CouponId,
    /// Who shows it, where that is known: a coupon works for its holder only (C3).
    pub shown_by: Option<UserId>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Used {
    /// Taken by this call, and by no other (C2).
    Done {
        coupon: Coupon,
        holder: Member,
    },
    /// Somebody was first, or its time is over; `coupon` says which, `by` who took it.
    NotUsable {
        coupon: Coupon,
        holder: Member,
        by: Option<String>,
    },
    /// Its holder is not, or no longer, whom it is for (C4).
    NotForThem {
        coupon: Coupon,
        holder: Member,
        why: NotNow,
    },
    /// It comes off a purchase, and is used with one.
    InASale,
    /// Somebody else's coupon.
    NotTheirs {
        holder: Member,
    },
    /// A clerk does not take their own coupon.
    YourOwn,
    NoSuchCoupon,
    NotAllowed,
}

/// What a code turned out to be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Looked {
    /// Staff see all of it.
    AtTheTill {
        coupon: Coupon,
        holder: Box<Member>,
        by: Option<String>,
    },
    /// Its holder sees their own.
    Own { coupon: Coupon },
    /// Anybody else sees nothing of it.
    SomebodyElses,
    /// No such code in this shop.
    Unknown,
    /// Too many wrong codes (C1).
    Locked { until: DateTime<Utc> },
}

impl Loyalty {
    /// Looks a code up for whoever typed or scanned it. Wrong codes are counted (C1).
    pub async fn look_up_code(
        &self,
        visitor: &Visitor,
        shop: &Shop,
        code: Option<&Code>,
    ) -> Result<Looked, StorageError> {
        let now = self.now();
        let mut tx = self.db.begin().await?;
        if let Some(until) = guesses::locked_until(&mut tx, shop.id, visitor.id, now).await? {
            return Ok(Looked::Locked { until });
        }
        let coupon = match code {
            Some(code) => coupons::find_by_code(&mut tx, shop.id, code).await?,
            None => None,
        };
        let Some(coupon) = coupon else {
            let answer = self.wrong_code(&mut tx, visitor, shop, now).await?;
            tx.commit().await?;
            return Ok(answer);
        };
        let holder = read_member(&mut tx, shop, coupon.member).await?;
        let is_staff = staff::role(&mut tx, shop.id, visitor.id)
            .await?
            .is_some_and(|role| role.may(Right::RunTill));
        if holder.user == Some(visitor.id) {
            return Ok(Looked::Own { coupon });
        }
        if !is_staff {
            return Ok(Looked::SomebodyElses);
        }
        let by = closed_by(&mut tx, &coupon).await?;
        let holder = Box::new(holder);
        Ok(Looked::AtTheTill { coupon, holder, by })
    }

    async fn wrong_code(
        &self,
        tx: &mut Tx,
        visitor: &Visitor,
        shop: &Shop,
        now: DateTime<Utc>,
    ) -> Result<Looked, StorageError> {
        let locked = self.count_wrong_code(tx, visitor, shop, now).await?;
        Ok(locked.map_or(Looked::Unknown, |until| Looked::Locked { until }))
    }

    /// Counts a wrong code of whatever kind (C1). Gives until when the entry is locked, if this one locked it.
    pub(crate) async fn count_wrong_code(
        &self,
        tx: &mut Tx,
        visitor: &Visitor,
        shop: &Shop,
        now: DateTime<Utc>,
    ) -> Result<Option<DateTime<Utc>>, StorageError> {
        let since = now - TimeDelta::minutes(GUESS_WINDOW_MINUTES);
        let wrong = guesses::add(tx, shop.id, visitor.id, self.ids.uuid(now), now, since).await?;
        if wrong < GUESSES {
            return Ok(None);
        }
        let until = now + TimeDelta::minutes(LOCK_MINUTES);
        guesses::lock(tx, shop.id, visitor.id, until).await?;
        let letter = Letter::CodesLocked {
            shop: shop.name.clone(),
            who: visitor.first_name.clone(),
        };
        self.write_to_staff(tx, shop, Right::RunShop, None, &letter).await?;
        let became = serde_json::json!({ "until": until });
        self.note(
            tx,
            shop.id,
            Actor::Member(visitor.id),
            Action::CodeLock,
            None,
            Change::made(became),
        )
        .await?;
        Ok(Some(until))
    }

    /// Takes a coupon. Everything is judged again here, whatever was shown before (C4).
    pub async fn use_coupon(&self, ask: &UseCoupon<'_>) -> Result<Used, StorageError> {
        let (shop, now) = (ask.shop, self.now());
        let mut tx = self.db.begin().await?;
        if self
            .allowed(&mut tx, shop.id, ask.clerk, Right::RunTill)
            .await?
            .is_err()
        {
            return Ok(Used::NotAllowed);
        }
        let Some(coupon) = coupons::find(&mut tx, shop.id, ask.coupon).await? else {
            return Ok(Used::NoSuchCoupon);
        };
        let holder = read_member(&mut tx, shop, coupon.member).await?;
        if holder.user == Some(ask.clerk) {
            return Ok(Used::YourOwn);
        }
        if ask.shown_by.is_some_and(|user| holder.user != Some(user)) {
            return Ok(Used::NotTheirs { holder });
        }
        if coupon.state == CouponState::Issued && !matches!(coupon.terms.worth, Worth::Gift) {
            return Ok(Used::InASale);
        }
        if coupon.state == CouponState::Issued
            && coupon.expires_at > now
            && let Err(why) = is_for(&mut tx, shop, &holder, &coupon).await?
        {
            return Ok(Used::NotForThem { coupon, holder, why });
        }
        if !coupons::use_up(&mut tx, shop.id, coupon.id, ask.clerk, now).await? {
            let coupon = coupons::find(&mut tx, shop.id, ask.coupon).await?.unwrap_or(coupon);
            let by = closed_by(&mut tx, &coupon).await?;
            return Ok(Used::NotUsable { coupon, holder, by });
        }
        let became = serde_json::json!({ "coupon": coupon.code, "title": coupon.title });
        self.note(
            &mut tx,
            shop.id,
            Actor::Staff(ask.clerk),
            Action::CouponUse,
            Some(holder.id),
            Change::made(became),
        )
        .await?;
        if let Some(user) = holder.user {
            let letter = Letter::CouponUsed {
                shop: shop.name.clone(),
                title: coupon.title.clone(),
                code: coupon.code.to_string(),
            };
            self.write_to(&mut tx, shop, user, letter).await?;
        }
        tx.commit().await?;
        let coupon = Coupon {
            state: CouponState::Used,
            closed_at: Some(now),
            closed_by: Some(ask.clerk),
            ..coupon
        };
        Ok(Used::Done { coupon, holder })
    }
}

/// The name of whoever used or revoked a coupon.
async fn closed_by(tx: &mut Tx, coupon: &Coupon) -> Result<Option<String>, StorageError> {
    let Some(user) = coupon.closed_by else {
        return Ok(None);
    };
    Ok(people::contact(tx, user).await?.map(|contact| contact.first_name))
}
