//! Offers are made, changed and ended by managers, and posted in the shop's groups.

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use domain::action::Action;
use domain::letter::Letter;
use domain::offer::{Audience, Flaw, Offer};
use domain::reason::Actor;
use domain::role::Right;
use domain::shop::Shop;
use domain::{LetterId, OfferId, ShopId, UserId};
use storage::offers::Post;
use storage::{StorageError, Tx, groups, offers, outbox, shops, tiers};

use crate::{Change, FromFile, Loyalty};

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum OfferSaved {
    Done(Box<Offer>),
    /// It cannot be offered so; nothing was changed.
    Flawed(Flaw),
    NoSuchOffer,
    NotAllowed,
}

impl Loyalty {
    /// Publishes an offer. `offer.id` names it: publishing it again changes nothing.
    pub async fn add_offer(&self, shop: &Shop, by: UserId, offer: &Offer) -> Result<OfferSaved, StorageError> {
        if let Some(flaw) = offer.flaw() {
            return Ok(OfferSaved::Flawed(flaw));
        }
        let mut tx = self.db.begin().await?;
        if self.allowed(&mut tx, shop.id, by, Right::EditOffers).await?.is_err() {
            return Ok(OfferSaved::NotAllowed);
        }
        if offers::add(&mut tx, shop.id, offer, None).await? {
            let became = Change::made(in_the_log(offer));
            self.note(&mut tx, shop.id, Actor::Staff(by), Action::OfferAdd, None, became)
                .await?;
            self.plan(&mut tx, shop, offer).await?;
        }
        tx.commit().await?;
        Ok(OfferSaved::Done(Box::new(offer.clone())))
    }

    /// Changes an offer as it stands at this moment. When it opens stays as it is: people stand in line
    /// by that.
    pub async fn change_offer(
        &self,
        shop: &Shop,
        by: UserId,
        offer: OfferId,
        how: impl FnOnce(&mut Offer) + Send,
    ) -> Result<OfferSaved, StorageError> {
        let mut tx = self.db.begin().await?;
        if self.allowed(&mut tx, shop.id, by, Right::EditOffers).await?.is_err() {
            return Ok(OfferSaved::NotAllowed);
        }
        let Some(before) = offers::lock(&mut tx, shop.id, offer).await? else {
            return Ok(OfferSaved::NoSuchOffer);
        };
        let mut after = before.clone();
        how(&mut after);
        (after.id, after.opens_at, after.early) = (before.id, before.opens_at, before.early);
        if let Some(flaw) = after.flaw() {
            return Ok(OfferSaved::Flawed(flaw));
        }
        offers::change(&mut tx, shop.id, &after).await?;
        if after.stock != before.stock {
            offers::restock(&mut tx, shop.id, offer, after.stock).await?;
        }
        let change = Change::between(in_the_log(&before), in_the_log(&after));
        self.note(&mut tx, shop.id, Actor::Staff(by), Action::OfferChange, None, change)
            .await?;
        self.plan(&mut tx, shop, &after).await?;
        self.look_again(&mut tx, shop.id, offer).await?;
        tx.commit().await?;
        Ok(OfferSaved::Done(Box::new(after)))
    }

    /// Adds the offer that a file calls `slug`, or changes it but for what is left and when it opens.
    pub async fn offer_from_file(&self, shop: &Shop, slug: &str, offer: &Offer) -> Result<FromFile, StorageError> {
        let mut tx = self.db.begin().await?;
        let before = match offers::find_by_slug(&mut tx, shop.id, slug).await? {
            Some(id) => offers::lock(&mut tx, shop.id, id).await?,
            None => None,
        };
        let outcome = if let Some(before) = before {
            let after = Offer {
                id: before.id,
                opens_at: before.opens_at,
                early: before.early,
                stock: before.stock,
                spent: before.spent,
                photo: offer.photo.clone().or(before.photo.clone()),
                active: before.active,
                ..offer.clone()
            };
            if after == before {
                return Ok(FromFile::Unchanged);
            }
            offers::change(&mut tx, shop.id, &after).await?;
            self.plan(&mut tx, shop, &after).await?;
            self.look_again(&mut tx, shop.id, after.id).await?;
            FromFile::Changed
        } else {
            offers::add(&mut tx, shop.id, offer, Some(slug)).await?;
            self.plan(&mut tx, shop, offer).await?;
            FromFile::New
        };
        tx.commit().await?;
        Ok(outcome)
    }

    /// A name for an offer that is being made.
    #[must_use]
    pub fn new_offer_id(&self) -> OfferId {
        OfferId(self.ids.uuid(self.now()))
    }

    /// What happens by the clock: the group hears of it when the first may claim it, the post changes
    /// when everybody may, and the line ends with the offer.
    async fn plan(&self, tx: &mut Tx, shop: &Shop, offer: &Offer) -> Result<(), StorageError> {
        let first = self.first_opening(tx, shop.id, offer).await?;
        self.refresh_post(tx, shop.id, offer.id, first.max(self.now()) - TimeDelta::seconds(1))
            .await?;
        if offer.opens_at > self.now() {
            self.refresh_post(tx, shop.id, offer.id, offer.opens_at).await?;
        }
        self.serve_at(tx, shop.id, offer.id, offer.ends_at).await
    }

    /// After a change more may be left than before, or nothing any more.
    async fn look_again(&self, tx: &mut Tx, shop: ShopId, offer: OfferId) -> Result<(), StorageError> {
        let now = self.now();
        self.serve_at(tx, shop, offer, now).await?;
        self.refresh_post(tx, shop, offer, now).await
    }

    /// When the first tier may claim it.
    async fn first_opening(&self, tx: &mut Tx, shop: ShopId, offer: &Offer) -> Result<DateTime<Utc>, StorageError> {
        let ladder = tiers::ladder(tx, shop).await?;
        let earliest = ladder
            .tiers()
            .iter()
            .filter(|tier| match &offer.audience {
                // Whoever is of a kind or has a tag may be in any tier.
                Audience::Everybody | Audience::Kinds(_) | Audience::Tags(_) | Audience::Either { .. } => true,
                Audience::Tiers(tiers) => tiers.contains(&tier.id),
            })
            .map(|tier| i64::from(tier.early_minutes))
            .max();
        Ok(match earliest.filter(|_| offer.early) {
            Some(minutes) => offer.opens_at - TimeDelta::minutes(minutes),
            None => offer.opens_at,
        })
    }

    /// When the group hears of an offer that could be claimed today, if it had enough for today (M7).
    pub async fn heard_later(&self, shop: &Shop, offer: &Offer) -> Result<Option<DateTime<Utc>>, StorageError> {
        let mut tx = self.db.look().await?;
        let today = shop.day(self.now());
        if shop.day(self.first_opening(&mut tx, shop.id, offer).await?) > today {
            return Ok(None);
        }
        let known = offers::posts(&mut tx, shop.id, offer.id).await?;
        for group in groups::of_shop(&mut tx, shop.id).await? {
            let hears = group.present && known.iter().all(|post| post.chat != group.chat);
            if hears && groups::posts(&mut tx, group.chat, today).await? >= i64::from(shop.mail.posts_per_day) {
                return Ok(Some(next_morning(shop, today)).filter(|morning| *morning < offer.ends_at));
            }
        }
        Ok(None)
    }

    /// Posts an offer in those of the shop's groups where it does not stand yet, and that did not have enough for
    /// today (M7); the others hear of it the next morning. Gives the posts whose
    /// words have become others, with what they are to say.
    pub async fn post_offer(
        &self,
        shop: ShopId,
        offer: OfferId,
    ) -> Result<Option<(domain::offer::Post, Vec<Post>)>, StorageError> {
        let now = self.now();
        let mut tx = self.db.begin().await?;
        let (Some(shop), Some(offer)) = (
            shops::find(&mut tx, shop).await?,
            offers::lock(&mut tx, shop, offer).await?,
        ) else {
            return Ok(None);
        };
        let post = self.post_of(&mut tx, &shop, &offer).await?;
        let words = serde_json::to_value(&post).unwrap_or_default();
        if !post.over && self.first_opening(&mut tx, shop.id, &offer).await? <= now {
            let (today, most) = (shop.day(now), i64::from(shop.mail.posts_per_day));
            let known = offers::posts(&mut tx, shop.id, offer.id).await?;
            for group in groups::of_shop(&mut tx, shop.id).await? {
                if !group.present || known.iter().any(|post| post.chat == group.chat) {
                    continue;
                }
                // What would be over by then is not put off.
                let most = if next_morning(&shop, today) < offer.ends_at {
                    most
                } else {
                    i64::MAX
                };
                if !groups::count_post(&mut tx, group.chat, today, most).await? {
                    self.refresh_post(&mut tx, shop.id, offer.id, next_morning(&shop, today))
                        .await?;
                    continue;
                }
                let new = Post {
                    chat: group.chat,
                    message: None,
                    has_picture: offer.photo.is_some(),
                    said: Some(words.clone()),
                };
                if offers::add_post(&mut tx, shop.id, offer.id, &new).await? {
                    self.send_post(&mut tx, &shop, &offer, group.chat, &post).await?;
                }
            }
        }
        let mut stale = offers::posts(&mut tx, shop.id, offer.id).await?;
        // One that is still on its way is looked at when it arrives.
        stale.retain(|old| old.message.is_some() && old.said.as_ref() != Some(&words));
        tx.commit().await?;
        Ok(Some((post, stale)))
    }

    async fn send_post(
        &self,
        tx: &mut Tx,
        shop: &Shop,
        offer: &Offer,
        chat: i64,
        post: &domain::offer::Post,
    ) -> Result<(), StorageError> {
        let now = self.now();
        let letter = outbox::NewLetter {
            id: LetterId(self.ids.uuid(now)),
            shop: shop.id,
            chat,
            lang: shop.lang,
            letter: Letter::OfferPosted {
                offer: offer.id,
                post: Box::new(post.clone()),
                photo: offer.photo.clone(),
            },
            dedupe: Some(format!("offer-post:{}:{chat}", offer.id)),
            not_before: now,
        };
        outbox::put(tx, &letter).await?;
        Ok(())
    }

    /// A post has arrived in a group. What changed while it was on its way is said then.
    pub async fn offer_posted(
        &self,
        tx: &mut Tx,
        shop: ShopId,
        offer: OfferId,
        chat: i64,
        message: i32,
    ) -> Result<(), StorageError> {
        offers::posted(tx, shop, offer, chat, message).await?;
        let (Some(shop), Some(offer)) = (shops::find(tx, shop).await?, offers::find(tx, shop, offer).await?) else {
            return Ok(());
        };
        let words = serde_json::to_value(self.post_of(tx, &shop, &offer).await?).unwrap_or_default();
        let posts = offers::posts(tx, shop.id, offer.id).await?;
        if posts
            .iter()
            .all(|post| post.chat != chat || post.said.as_ref() == Some(&words))
        {
            return Ok(());
        }
        self.refresh_post(tx, shop.id, offer.id, self.now()).await
    }

    /// A post was changed, or cannot be.
    pub async fn post_says(
        &self,
        shop: ShopId,
        offer: OfferId,
        chat: i64,
        post: &domain::offer::Post,
    ) -> Result<(), StorageError> {
        let words = serde_json::to_value(post).unwrap_or_default();
        let mut tx = self.db.begin().await?;
        offers::post_says(&mut tx, shop, offer, chat, &words).await?;
        tx.commit().await
    }
}

fn in_the_log(offer: &Offer) -> serde_json::Value {
    serde_json::json!({
        "title": offer.title,
        "terms": offer.terms,
        "audience": offer.audience,
        "opens_at": offer.opens_at,
        "ends_at": offer.ends_at,
        "stock": offer.stock,
        "per_member": offer.per_member,
        "budget": offer.budget,
        "coupon_days": offer.coupon_days,
        "active": offer.active,
    })
}

/// When what was too much for a day goes out.
fn next_morning(shop: &Shop, today: NaiveDate) -> DateTime<Utc> {
    shop.mail_starts(today.succ_opt().unwrap_or(today))
}
