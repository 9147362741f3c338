//! The member zone: what is offered to a member, where they stand with it, and why it is theirs.

use chrono::{DateTime, Utc};
use domain::grade::KindName;
use domain::offer::{Asker, Asks, Offer, Post, Unavailable};
use domain::product::Product;
use domain::shop::Shop;
use domain::terms::{Names, Only, Terms, Worth};
use domain::tier::Tier;
use domain::{CategoryId, CouponId, MemberId, OfferId, ShopId};
use storage::{StorageError, Tx, claims, named, offers, products, shops, tiers};

use crate::{Loyalty, cut};

/// Offers that a shop can have at a time before the last ones are not looked at.
const MOST: i64 = 100;
/// Of a member's last purchases so many have to be of a kind before it is called theirs (T6).
const OFTEN: i64 = 3;

/// An offer as one member sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OfferView {
    pub offer: Offer,
    /// What the things in its terms are called.
    pub names: Names,
    pub stands: Stands,
    pub why: Option<WhyMe>,
}

/// Where a member stands with an offer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Stands {
    /// It can be claimed at once.
    Open,
    /// Its coupon is in their wallet.
    Yours(CouponId),
    /// In line. `opens_at`: when their time comes, as long as it has not.
    InLine {
        place: i64,
        opens_at: Option<DateTime<Utc>>,
    },
    Not(Unavailable),
}

/// Why an offer is for this member and not just for anybody.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum WhyMe {
    /// It is for their tier.
    Tier { title: String },
    /// It is for their kind of customer.
    Kind(KindName),
    /// It is for a tag of theirs, or for what stands in a field. Those are the shop's words for people and not said to
    /// them.
    Tag,
    /// So many of their last purchases were of this kind.
    Bought { category: String, times: i64, of: i64 },
}

impl Loyalty {
    /// What is offered to a member, the largest saving first. What is not for them is left out.
    pub async fn offers_for(&self, shop: &Shop, member: MemberId) -> Result<Vec<OfferView>, StorageError> {
        let now = self.now();
        let mut tx = self.db.read().await?;
        let listed = offers::listed(&mut tx, shop.id, now, MOST).await?;
        let asks = listed.iter().map(|offer| offer.audience.asks());
        let asks = asks.fold(Asks::default(), Asks::and);
        let asker = self.asker(&mut tx, shop, member, asks).await?;
        let mut views = Vec::new();
        for offer in listed {
            if offer.audience.has(&asker) {
                views.push(self.view(&mut tx, shop.id, member, &asker, offer).await?);
            }
        }
        views.sort_by_key(|view| (std::cmp::Reverse(view.offer.cost()), view.offer.ends_at, view.offer.id));
        Ok(views)
    }

    /// One offer as a member sees it.
    pub async fn offer_for(
        &self,
        shop: &Shop,
        member: MemberId,
        offer: OfferId,
    ) -> Result<Option<OfferView>, StorageError> {
        let mut tx = self.db.read().await?;
        let Some(offer) = offers::find(&mut tx, shop.id, offer).await? else {
            return Ok(None);
        };
        let asker = self.asker(&mut tx, shop, member, offer.audience.asks()).await?;
        Ok(Some(self.view(&mut tx, shop.id, member, &asker, offer).await?))
    }

    async fn view(
        &self,
        tx: &mut Tx,
        shop: ShopId,
        member: MemberId,
        asker: &Asker,
        offer: Offer,
    ) -> Result<OfferView, StorageError> {
        let now = self.now();
        let names = named::in_terms(tx, shop, &offer.terms).await?;
        let stands = if let Some(waits) = claims::in_line(tx, shop, offer.id, member).await? {
            Stands::InLine {
                place: claims::ahead_of(tx, shop, &waits).await? + 1,
                opens_at: (waits.opens_at > now).then_some(waits.opens_at),
            }
        } else if let Some(coupon) = self.open_coupon_of(tx, shop, offer.id, member, now).await? {
            Stands::Yours(coupon.id)
        } else {
            let taken = claims::taken(tx, shop, member, offer.id).await?;
            match offer.claimable(asker, taken, now) {
                Ok(()) => Stands::Open,
                Err(why) => Stands::Not(why),
            }
        };
        let why = why_me(tx, shop, member, asker, &offer).await?;
        Ok(OfferView {
            offer,
            names,
            stands,
            why,
        })
    }

    /// An offer with what its things are called, for staff.
    pub async fn offer(&self, shop: ShopId, offer: OfferId) -> Result<Option<(Offer, Names)>, StorageError> {
        let mut tx = self.db.read().await?;
        let Some(offer) = offers::find(&mut tx, shop, offer).await? else {
            return Ok(None);
        };
        let names = named::in_terms(&mut tx, shop, &offer.terms).await?;
        Ok(Some((offer, names)))
    }

    /// How many have an offer, and how many wait for it.
    pub async fn offer_counts(&self, shop: ShopId, offer: OfferId) -> Result<(i64, i64), StorageError> {
        let mut tx = self.db.read().await?;
        let claimed = claims::count_claimed(&mut tx, shop, offer).await?;
        Ok((claimed, claims::count_waiting(&mut tx, shop, offer).await?))
    }

    /// The tiers that an offer can be for, lowest first.
    pub async fn tiers_for_offers(&self, shop: ShopId) -> Result<Vec<Tier>, StorageError> {
        let mut tx = self.db.read().await?;
        Ok(tiers::ladder(&mut tx, shop).await?.active().cloned().collect())
    }

    /// A page of what is sold, to make an offer of; `true` when there is more.
    pub async fn products_for_offers(
        &self,
        shop: ShopId,
        skip: i64,
        limit: i64,
    ) -> Result<(Vec<Product>, bool), StorageError> {
        let mut tx = self.db.look().await?;
        let page = products::listed(&mut tx, shop, skip, limit + 1).await?;
        Ok(cut(page, limit))
    }

    /// A page of all offers, as staff see them; `true` when there are more.
    pub async fn all_offers(&self, shop: ShopId, skip: i64, limit: i64) -> Result<(Vec<Offer>, bool), StorageError> {
        let mut tx = self.db.look().await?;
        let page = offers::all(&mut tx, shop, skip, limit + 1).await?;
        Ok(cut(page, limit))
    }

    /// What the post about an offer says now, with the offer's picture, and the shop it is in.
    pub async fn offer_post(&self, shop: ShopId, offer: OfferId) -> Result<Option<(Shop, Offer, Post)>, StorageError> {
        let mut tx = self.db.read().await?;
        let (Some(shop), Some(offer)) = (
            shops::find(&mut tx, shop).await?,
            offers::find(&mut tx, shop, offer).await?,
        ) else {
            return Ok(None);
        };
        let post = self.post_of(&mut tx, &shop, &offer).await?;
        Ok(Some((shop, offer, post)))
    }

    pub(crate) async fn post_of(&self, tx: &mut Tx, shop: &Shop, offer: &Offer) -> Result<Post, StorageError> {
        Ok(Post {
            claimed: claims::count_claimed(tx, shop.id, offer.id).await?,
            waiting: claims::count_waiting(tx, shop.id, offer.id).await?,
            ..self.post_before_it_is_out(shop, offer, named::in_terms(tx, shop.id, &offer.terms).await?)
        })
    }

    /// What the group will see of an offer that is not out yet.
    #[must_use]
    pub fn post_before_it_is_out(&self, shop: &Shop, offer: &Offer, names: Names) -> Post {
        let now = self.now();
        Post {
            title: offer.title.clone(),
            terms: offer.terms.clone(),
            names,
            currency: shop.currency,
            opens: (now < offer.opens_at).then(|| offer.opens_at.with_timezone(&shop.time_zone).naive_local()),
            until: domain::lot::last_day(shop, offer.ends_at),
            left: offer.left(),
            claimed: 0,
            waiting: 0,
            over: !offer.active || now >= offer.ends_at,
        }
    }
}

async fn why_me(
    tx: &mut Tx,
    shop: ShopId,
    member: MemberId,
    asker: &Asker,
    offer: &Offer,
) -> Result<Option<WhyMe>, StorageError> {
    if let Some(tier) = offer.audience.tier_of(asker)
        && let Some(title) = named::tier(tx, shop, tier).await?
    {
        return Ok(Some(WhyMe::Tier { title }));
    }
    if let Some(kind) = offer.audience.kind_of(asker) {
        return Ok(Some(WhyMe::Kind(kind)));
    }
    if offer.audience.is_tagged(asker) || offer.audience.is_chosen(asker) {
        return Ok(Some(WhyMe::Tag));
    }
    let Some(kind) = kind_of(tx, shop, &offer.terms).await? else {
        return Ok(None);
    };
    let (of, times) = offers::bought_of(tx, shop, member, kind).await?;
    if times < OFTEN || times * 2 < of {
        return Ok(None);
    }
    let category = named::category(tx, shop, kind).await?;
    Ok(category.map(|category| WhyMe::Bought { category, times, of }))
}

/// The one category that terms are about, if there is one.
async fn kind_of(tx: &mut Tx, shop: ShopId, terms: &Terms) -> Result<Option<CategoryId>, StorageError> {
    match (&terms.worth, &terms.only) {
        (_, Only::Categories(kinds)) => Ok(kinds.first().copied()),
        (_, Only::Products(products)) if !products.is_empty() => match products.first() {
            Some(product) => offers::category_of(tx, shop, *product).await,
            None => Ok(None),
        },
        (
            Worth::Price {
                product: Some(product), ..
            },
            _,
        ) => offers::category_of(tx, shop, *product).await,
        _ => Ok(None),
    }
}
