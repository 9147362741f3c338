//! Offers in a story's shop.

use chrono::{DateTime, Months, TimeDelta, Utc};
use domain::offer::{Audience, Offer};
use domain::tag::Tag;
use domain::terms::{Terms, Worth};
use domain::tier::{Colour, Tier};
use domain::{Clock, Money, OfferId, TagId, TierId};
use loyalty::{ClaimOffer, OfferClaimed, OfferSaved, TagPut, TagSaved};
use storage::{offers, standings, tiers};

use crate::people::Someone;
use crate::shop::TestShop;

impl TestShop {
    /// The owner publishes an offer: €60 instead of €80, from now on for a week.
    pub async fn has_an_offer(&self, title: &str, how: impl FnOnce(&mut Offer)) -> OfferId {
        let (loyalty, now) = (self.loyalty(), self.clock.now());
        let mut offer = Offer {
            id: loyalty.new_offer_id(),
            title: title.to_owned(),
            description: String::new(),
            photo: None,
            terms: Terms::of(Worth::Price {
                product: None,
                everyday: euros(80),
                price: euros(60),
            }),
            audience: Audience::Everybody,
            opens_at: now,
            ends_at: self.shop().await.day_ends(now.date_naive() + TimeDelta::days(7)),
            early: true,
            stock: None,
            per_member: Some(1),
            budget: None,
            spent: Money::ZERO,
            coupon_days: 7,
            active: true,
        };
        how(&mut offer);
        let saved = loyalty
            .add_offer(&self.shop().await, self.owner.user(), &offer)
            .await
            .unwrap();
        assert!(matches!(saved, OfferSaved::Done(_)), "{saved:?}");
        offer.id
    }

    /// One that nobody hears of before a story is over.
    pub async fn has_a_distant_offer(&self) -> OfferId {
        let far = self.clock.now() + TimeDelta::days(300);
        self.has_an_offer("Sneakers", |offer| {
            (offer.opens_at, offer.ends_at) = (far, far + TimeDelta::days(7));
        })
        .await
    }

    pub async fn offer(&self, offer: OfferId) -> Offer {
        let mut tx = self.loyalty().db.read().await.unwrap();
        offers::find(&mut tx, self.id, offer).await.unwrap().unwrap()
    }

    /// The owner changes an offer.
    pub async fn changes_offer(&self, offer: OfferId, how: impl FnOnce(&mut Offer) + Send) -> OfferSaved {
        let loyalty = self.loyalty();
        loyalty
            .change_offer(&self.shop().await, self.owner.user(), offer, how)
            .await
            .unwrap()
    }

    /// A member asks for an offer without the chat.
    pub async fn asks_for(&self, who: &Someone, offer: OfferId) -> OfferClaimed {
        self.clock.advance(TimeDelta::milliseconds(10));
        let shop = self.shop().await;
        let ask = ClaimOffer {
            shop: &shop,
            member: self.file(who).await.id,
            offer,
            by_letter: false,
        };
        self.loyalty().claim(&ask).await.unwrap()
    }

    /// The tier that may have offers an hour earlier.
    pub async fn has_gold(&self) -> TierId {
        let loyalty = self.loyalty();
        let tier = Tier {
            id: TierId(loyalty.ids.uuid(self.clock.now())),
            title: "Gold".to_owned(),
            from_money: euros(10_000),
            from_orders: 1_000,
            times: 100,
            off: 0,
            early_minutes: 60,
            birthday: None,
            tag: None,
            colour: Colour::default(),
            active: true,
        };
        let mut tx = loyalty.db.begin().await.unwrap();
        tiers::add(&mut tx, self.id, &tier, None).await.unwrap();
        tx.commit().await.unwrap();
        tier.id
    }

    /// A tag that is put on by hand.
    pub async fn has_tag(&self, title: &str) -> TagId {
        let tag = Tag {
            id: self.loyalty().new_tag_id(),
            title: title.to_owned(),
            rule: None,
            active: true,
        };
        let saved = self.loyalty().save_tag(self.id, self.owner.user(), &tag).await.unwrap();
        assert!(matches!(saved, TagSaved::Done(_)), "{saved:?}");
        tag.id
    }

    /// The clerk puts a tag on a member, or takes it off.
    pub async fn tags(&self, who: &Someone, tag: TagId, on: bool) {
        let member = self.file(who).await.id;
        let clerk = self.clerk.user();
        let put = self.loyalty().put_tag(self.id, clerk, member, tag, on).await.unwrap();
        assert_eq!(put, TagPut::Done);
    }

    /// Puts a member into a tier by hand.
    pub async fn promotes(&self, who: &Someone, tier: TierId) {
        let order = self.sells(who, 100).await;
        let mut tx = self.loyalty().db.begin().await.unwrap();
        let mut stored = standings::read(&mut tx, self.id, order.member).await.unwrap();
        if stored.last_at.is_none() {
            let bought = standings::bought(&mut tx, self.id, order.member, order.total, order.at).await;
            stored = bought.unwrap().stored;
        }
        let (since, ends) = (self.today().await, self.today().await + Months::new(12));
        stored.standing.tier = Some(tier);
        (stored.standing.since, stored.standing.term_ends) = (Some(since), Some(ends));
        standings::set(&mut tx, self.id, order.member, &stored.standing, Some(ends))
            .await
            .unwrap();
        tx.commit().await.unwrap();
    }

    /// The shop's clock comes to an instant, and what is due is done.
    pub async fn comes_to(&self, at: DateTime<Utc>) {
        self.passes(at - self.clock.now()).await;
        self.stage.works().await;
    }
}

#[must_use]
pub fn euros(amount: i64) -> Money {
    Money::new(amount * 100).unwrap()
}
