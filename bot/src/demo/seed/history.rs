//! The year as it was: the club's own acts, each at its own time.
//!
//! What different people did does not depend on each other, so it happens side by side; what one
//! person did happens in order. In between come the nights on which something is due.

use std::sync::Arc;

use anyhow::Context;
use chrono::{DateTime, TimeDelta, Utc};
use domain::order::Item;
use domain::role::Role;
use domain::shop::Shop;
use domain::{CouponId, GiftId, Ids, Lang, MemberId, Money, OfferId, SeededIds, StoppedClock, UserId};
use futures::{StreamExt, TryStreamExt, stream};
use loyalty::{
    ClaimOffer, Enroll, Enrolled, How, Loyalty, OfferClaimed, Redeem, Redeemed, Refund, Sell, Sold, UseCoupon,
};
use storage::orders::Order;
use storage::people::Presented;
use storage::{Db, StorageError};

use super::crowd::Figure;
use super::life::Life;
use super::named::Named;
use super::nights;
use crate::demo::shops::Deed;

/// Acts side by side: as many as share one commit.
const AT_ONCE: usize = 128;
/// Between two nights at most: whatever a week brings is not over within it.
const BLOCK: TimeDelta = TimeDelta::days(7);

/// A shop and what its people work with.
pub struct Scene {
    pub db: Db,
    pub shop: Shop,
    pub named: Named,
    pub clerk: UserId,
    pub manager: UserId,
    /// When the year is over.
    pub now: DateTime<Utc>,
    pub seed: u64,
}

/// Somebody on the way through the year.
pub struct Member<'l> {
    pub(super) life: &'l Life,
    pub(super) id: MemberId,
    pub(super) next: usize,
    pub(super) acts: Loyalty,
    clock: StoppedClock,
    ids: Arc<SeededIds>,
    bought: Option<Order>,
    coupons: Vec<CouponId>,
}

impl Scene {
    /// Lets all lives happen from one moment to another.
    pub async fn lasts(
        &self,
        members: &mut [Member<'_>],
        mut from: DateTime<Utc>,
        to: DateTime<Utc>,
    ) -> anyhow::Result<()> {
        while from < to {
            let until = match nights::next_end(&self.db, self.shop.id, from + BLOCK).await? {
                Some(due) => due.max(from).min(to),
                None => (from + BLOCK).min(to),
            };
            let days = members.iter_mut().map(|member| member.lives_until(self, until));
            stream::iter(days)
                .map(Ok::<_, anyhow::Error>)
                .try_for_each_concurrent(AT_ONCE, |day| day)
                .await?;
            nights::pass(&self.acts(until), self.shop.id, until).await?;
            from = until + TimeDelta::seconds(1);
        }
        Ok(())
    }

    /// The acts at an instant, with chance of their own.
    pub fn acts(&self, at: DateTime<Utc>) -> Loyalty {
        let seed = self.seed ^ at.timestamp().unsigned_abs();
        Loyalty::new(
            self.db.clone(),
            Arc::new(StoppedClock::at(at)),
            Arc::new(SeededIds::new(seed)),
        )
    }

    /// In the order in which they came, which is what their numbers go by.
    pub async fn everybody_joins<'l>(&self, lives: &'l [Life]) -> anyhow::Result<Vec<Member<'l>>> {
        let cards = lives.iter().map(|life| self.newcomer(life));
        let mut members: Vec<Member<'l>> = cards.collect();
        side_by_side(members.iter().map(Member::is_met)).await?;
        let joined = stream::iter(members.iter().map(|member| member.joins(&self.shop)));
        let ids: Vec<MemberId> = joined.buffered(AT_ONCE).try_collect().await?;
        for (member, id) in members.iter_mut().zip(ids) {
            member.id = id;
        }
        Ok(members)
    }

    fn newcomer<'l>(&self, life: &'l Life) -> Member<'l> {
        let clock = StoppedClock::at(life.joined);
        let ids = Arc::new(SeededIds::new(self.seed ^ life.who.id.unsigned_abs()));
        Member {
            life,
            id: MemberId(uuid::Uuid::nil()),
            next: 0,
            acts: Loyalty::new(self.db.clone(), Arc::new(clock.clone()), ids.clone()),
            clock,
            ids,
            bought: None,
            coupons: Vec::new(),
        }
    }

    /// From here on the bot may write to those with a past. Before, every act would have written them
    /// a letter.
    pub async fn everybody_is_reached(&self, lives: &[Life], now: DateTime<Utc>) -> anyhow::Result<()> {
        let acts = &self.acts(now);
        side_by_side(
            lives
                .iter()
                .filter(|life| life.who.talks && !life.is_quiet())
                .map(|life| async move {
                    acts.mark_reachable(UserId(life.who.id)).await?;
                    Ok(())
                }),
        )
        .await
    }
}

async fn side_by_side(acts: impl Iterator<Item = impl Future<Output = anyhow::Result<()>>>) -> anyhow::Result<()> {
    stream::iter(acts)
        .map(Ok)
        .try_for_each_concurrent(AT_ONCE, |act| act)
        .await
}

impl Member<'_> {
    pub(super) fn user(&self) -> UserId {
        UserId(self.life.who.id)
    }

    async fn is_met(&self) -> anyhow::Result<()> {
        let who = &self.life.who;
        let known = Presented {
            in_private: self.life.is_quiet() && who.talks,
            ..presented(who)
        };
        self.acts.meet(&known, Lang::for_tag(&who.language), None).await?;
        Ok(())
    }

    async fn joins(&self, shop: &Shop) -> anyhow::Result<MemberId> {
        let who = &self.life.who;
        let ask = Enroll {
            shop,
            user: self.user(),
            first_name: &who.first,
            last_name: who.last.as_deref(),
            username: who.username.as_deref(),
            since: self.life.joined,
        };
        let (Enrolled::Welcome { member, .. } | Enrolled::Already { member }) = self.acts.enroll(&ask).await?;
        // Two of three say yes to messages about offers.
        if who.id % 3 != 0 {
            self.acts.let_marketing(shop, member.id, true).await?;
        }
        Ok(member.id)
    }

    async fn lives_until(&mut self, scene: &Scene, until: DateTime<Utc>) -> anyhow::Result<()> {
        while let Some((at, deed)) = self.life.deeds.get(self.next).filter(|(at, _)| *at < until) {
            self.next += 1;
            self.clock.set(*at);
            self.does(scene, *deed)
                .await
                .with_context(|| format!("{} {deed:?} at {at}", self.life.who.first))?;
        }
        Ok(())
    }

    async fn does(&mut self, scene: &Scene, deed: Deed) -> anyhow::Result<()> {
        let shop = &scene.shop;
        match deed {
            Deed::Buys(total, note) => self.buys(scene, total, note).await?,
            Deed::Undone => self.takes_back(scene, scene.clerk, None).await?,
            Deed::Returns(total) => self.takes_back(scene, scene.manager, Some(total)).await?,
            Deed::ChecksIn => {
                let since = self.acts.clock.now();
                self.acts.check_in(shop, self.id, self.user(), since).await?;
            }
            Deed::Redeems(slug) => {
                if let Some(gift) = scene.named.gifts.get(slug) {
                    self.redeems(shop, *gift).await?;
                }
            }
            Deed::Uses => {
                if let Some(coupon) = self.coupons.pop() {
                    let ask = UseCoupon {
                        shop,
                        clerk: scene.clerk,
                        coupon,
                        shown_by: None,
                    };
                    self.acts.use_coupon(&ask).await?;
                }
            }
            Deed::Cancels => {
                if let Some(coupon) = self.coupons.pop() {
                    self.acts.cancel_coupon(shop, self.id, self.user(), coupon).await?;
                }
            }
            Deed::Claims(slug) => {
                if let Some(offer) = scene.named.offers.get(slug) {
                    self.claims(shop, *offer).await?;
                }
            }
            Deed::Born(_)
            | Deed::Fills(..)
            | Deed::Noted(_)
            | Deed::NotedInPrivate(_)
            | Deed::FollowsUp(..)
            | Deed::Tagged(_)
            | Deed::BuysFor(_)
            | Deed::Wishes(_) => self.is_known_for(scene, deed).await?,
        }
        Ok(())
    }

    async fn buys(&mut self, scene: &Scene, total: i64, note: &str) -> Result<(), StorageError> {
        let cause = format!("seed:{}:{}", self.life.who.id, self.next);
        let amount = Item::Amount(Money::new(total).unwrap_or_default());
        let ask = Sell {
            note,
            ..Sell::amount(&scene.shop, scene.clerk, self.id, &amount, &cause)
        };
        if let Sold::Done { order, .. } = self.acts.sell(&ask).await? {
            self.bought = Some(*order);
        }
        Ok(())
    }

    /// Takes the last sale back: all of it, or what was paid for a part.
    async fn takes_back(&mut self, scene: &Scene, by: UserId, part: Option<i64>) -> Result<(), StorageError> {
        let Some(order) = &self.bought else { return Ok(()) };
        let so_far = part.and_then(Money::new);
        let ask = Refund {
            shop: &scene.shop,
            by,
            order: order.id,
            how: so_far.map_or(How::Undo, |so_far| How::UpTo { so_far }),
        };
        self.acts.refund(&ask).await?;
        Ok(())
    }

    async fn redeems(&mut self, shop: &Shop, gift: GiftId) -> Result<(), StorageError> {
        let ask = Redeem {
            shop,
            member: self.id,
            user: self.user(),
            gift,
            agreed: None,
            intention: &self.ids.token(),
        };
        if let Redeemed::Done { coupon, .. } = self.acts.redeem(&ask).await? {
            self.coupons.push(coupon.id);
        }
        Ok(())
    }

    async fn claims(&mut self, shop: &Shop, offer: OfferId) -> Result<(), StorageError> {
        let ask = ClaimOffer {
            shop,
            member: self.id,
            offer,
            by_letter: false,
        };
        if let OfferClaimed::Yours { coupon, .. } = self.acts.claim(&ask).await? {
            self.coupons.push(coupon.id);
        }
        Ok(())
    }
}

/// As the group knows them: the private chat comes later.
pub fn presented(who: &Figure) -> Presented<'_> {
    Presented {
        id: UserId(who.id),
        first_name: &who.first,
        last_name: who.last.as_deref(),
        username: who.username.as_deref(),
        lang: Lang::default(),
        in_private: false,
    }
}

/// Who of the staff does what a role may do.
pub fn with_role(staff: &[(UserId, Role)], role: Role) -> Option<UserId> {
    let mut able = staff.iter().filter(|(_, own)| *own >= role);
    let exactly = staff.iter().find(|(_, own)| *own == role);
    exactly.or_else(|| able.next()).map(|(user, _)| *user)
}
