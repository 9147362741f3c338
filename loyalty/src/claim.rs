//! Claiming an offer: whoever asks stands in line, and the line is served as long as something is left.
//!
//! That holds for the first who asks as well as for the last, so nobody gets ahead of those who waited.

use chrono::{DateTime, TimeDelta, Utc};
use domain::coupon::CouponState;
use domain::field::FieldValue;
use domain::grade::Kind;
use domain::job::Job;
use domain::letter::Letter;
use domain::offer::{Asker, Asks, Audience, Choice, ClaimState, Offer, Unavailable};
use domain::shop::Shop;
use domain::terms::Terms;
use domain::{CouponId, MemberId, OfferId, ShopId};
use storage::claims::{self, Claim};
use storage::coupons::{self, Coupon};
use storage::{StorageError, Tx, balances, fields, jobs, members, offers, shops, tags};

use crate::Loyalty;
use crate::coupon::NewCoupon;

/// So many in line are served in one transaction; the next ones by a job.
const PAGE: usize = 50;
/// A post is brought up to date at most this often.
const POST_SECONDS: i64 = 5;

/// A member asks for an offer.
#[derive(Debug, Clone, Copy)]
pub struct ClaimOffer<'a> {
    pub shop: &'a Shop,
    pub member: MemberId,
    pub offer: OfferId,
    /// Whether they are sent their coupon in private, because the answer is read by others too.
    pub by_letter: bool,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum OfferClaimed {
    /// The coupon is theirs. Repeated, it is the same coupon as long as it can be used. `new`: by this call.
    Yours {
        coupon: Box<Coupon>,
        new: bool,
    },
    /// They are in line. `opens_at`: when their time comes, as long as it has not.
    InLine {
        title: String,
        place: i64,
        opens_at: Option<DateTime<Utc>>,
    },
    Refused {
        title: String,
        why: Unavailable,
    },
    NoSuchOffer,
}

impl Loyalty {
    /// Asks for an offer: audience, period, limit, budget and stock together or not at all (C6, C7). Asked
    /// again, it gives the same answer; another one can be had when the one before is used.
    pub async fn claim(&self, ask: &ClaimOffer<'_>) -> Result<OfferClaimed, StorageError> {
        let (shop, now) = (ask.shop, self.now());
        let mut tx = self.db.begin().await?;
        balances::lock(&mut tx, shop.id, ask.member).await?;
        let Some(mut offer) = offers::lock(&mut tx, shop.id, ask.offer).await? else {
            return Ok(OfferClaimed::NoSuchOffer);
        };
        if let Some(waits) = claims::in_line(&mut tx, shop.id, offer.id, ask.member).await? {
            return self.served_or_waiting(tx, ask, offer, &waits).await;
        }
        if let Some(coupon) = self.open_coupon_of(&mut tx, shop.id, offer.id, ask.member, now).await? {
            return Ok(OfferClaimed::Yours {
                coupon: Box::new(coupon),
                new: false,
            });
        }
        let asker = self.asker(&mut tx, shop, ask.member, offer.audience.asks()).await?;
        let taken = claims::taken(&mut tx, shop.id, ask.member, offer.id).await?;
        if let Err(why) = offer.open_to(&asker, taken, now) {
            return Ok(OfferClaimed::Refused {
                title: offer.title,
                why,
            });
        }
        let id = self.ids.uuid(now);
        let waits = Claim {
            id,
            offer: offer.id,
            member: ask.member,
            state: ClaimState::Waiting,
            opens_at: offer.opens_for(&asker),
            asked_at: now,
            coupon: None,
            cost: domain::Money::ZERO,
        };
        let before = claims::count_of_member(&mut tx, shop.id, ask.member, offer.id).await?;
        let cause = format!("claim:{}:{}:{before}", offer.id, ask.member);
        claims::stand_in_line(&mut tx, shop.id, &waits, &cause).await?;
        offer = self.serve_line(&mut tx, shop, offer, Some(ask), now).await?;
        if waits.opens_at > now {
            self.serve_at(&mut tx, shop.id, offer.id, waits.opens_at).await?;
        }
        self.refresh_post(&mut tx, shop.id, offer.id, now).await?;
        self.served_or_waiting(tx, ask, offer, &waits).await
    }

    /// What became of somebody who stood in line before this transaction did what it could.
    async fn served_or_waiting(
        &self,
        mut tx: Tx,
        ask: &ClaimOffer<'_>,
        offer: Offer,
        waits: &Claim,
    ) -> Result<OfferClaimed, StorageError> {
        let (shop, now) = (ask.shop.id, self.now());
        let claim = claims::find(&mut tx, shop, waits.id).await?.unwrap_or(*waits);
        let answer = match (claim.state, claim.coupon) {
            (ClaimState::Claimed, Some(coupon)) => match coupons::find(&mut tx, shop, coupon).await? {
                Some(coupon) => OfferClaimed::Yours {
                    coupon: Box::new(coupon),
                    new: true,
                },
                None => OfferClaimed::NoSuchOffer,
            },
            (ClaimState::Waiting, _) => OfferClaimed::InLine {
                place: claims::ahead_of(&mut tx, shop, &claim).await? + 1,
                opens_at: (claim.opens_at > now).then_some(claim.opens_at),
                title: offer.title,
            },
            _ => OfferClaimed::Refused {
                title: offer.title,
                why: Unavailable::NotForYou,
            },
        };
        tx.commit().await?;
        Ok(answer)
    }

    /// A coupon of an offer that a member has and can use.
    pub(crate) async fn open_coupon_of(
        &self,
        tx: &mut Tx,
        shop: ShopId,
        offer: OfferId,
        member: MemberId,
        now: DateTime<Utc>,
    ) -> Result<Option<Coupon>, StorageError> {
        let last = claims::last_of_member(tx, shop, offer, member).await?;
        let Some(coupon) = last.and_then(|claim| claim.coupon) else {
            return Ok(None);
        };
        let coupon = coupons::find(tx, shop, coupon).await?;
        Ok(coupon.filter(|coupon| match coupon.state {
            CouponState::Issued => coupon.expires_at > now,
            CouponState::Held => true,
            _ => false,
        }))
    }

    /// What decides whether an offer is for a member, and from when on.
    /// Kinds, tags and fields are read only if it is asked for them.
    pub(crate) async fn asker(
        &self,
        tx: &mut Tx,
        shop: &Shop,
        member: MemberId,
        asks: Asks,
    ) -> Result<Asker, StorageError> {
        let tier = storage::tiers::of_member(tx, shop.id, member).await?;
        let kinds = if asks.kinds {
            self.customer_in(tx, shop, member, self.now()).await?.kinds
        } else {
            Vec::new()
        };
        let tags = if asks.tags {
            tags::of_member(tx, shop.id, member).await?
        } else {
            Vec::new()
        };
        Ok(Asker {
            tier: tier.as_ref().map(|tier| tier.id),
            early_minutes: tier.map_or(0, |tier| tier.early_minutes),
            kinds: kinds.iter().map(Kind::name).collect(),
            tags: tags.iter().map(|tag| tag.id).collect(),
            choices: if asks.choices {
                choices_of(tx, shop.id, member).await?
            } else {
                Vec::new()
            },
        })
    }

    /// Gives what is left to those in line whose time has come, in their order. `offer` is locked.
    /// `asks`: who is answered otherwise than by letter.
    pub(crate) async fn serve_line(
        &self,
        tx: &mut Tx,
        shop: &Shop,
        mut offer: Offer,
        asks: Option<&ClaimOffer<'_>>,
        now: DateTime<Utc>,
    ) -> Result<Offer, StorageError> {
        for _ in 0..PAGE {
            if !offer.active || now >= offer.ends_at || !offer.is_left() {
                return Ok(offer);
            }
            let Some(next) = claims::next(tx, shop.id, offer.id, now).await? else {
                return Ok(offer);
            };
            // A tier or a tag may be lost while one waits, and who never bought may buy.
            let mut terms = offer.terms.clone();
            if offer.audience != Audience::Everybody {
                let asker = self.asker(tx, shop, next.member, offer.audience.asks()).await?;
                if !offer.audience.has(&asker) {
                    claims::leave(tx, shop.id, next.id).await?;
                    continue;
                }
                // What may be given away works for whoever shows it.
                if offer.audience.is_for_tags_of(&asker) && !terms.transferable {
                    terms.tags = offer.audience.tags().to_vec();
                }
            }
            let cost = offer.cost();
            if !offers::take_one(tx, shop.id, offer.id, cost).await? {
                return Ok(offer);
            }
            let coupon = self.coupon_of(shop, &offer, terms, &next, now);
            coupons::issue(tx, shop.id, &coupon).await?;
            claims::serve(tx, shop.id, next.id, coupon.id, cost).await?;
            offer.stock = offer.stock.map(|stock| stock - 1);
            offer.spent = domain::Money::new(offer.spent.minor() + cost.minor()).unwrap_or(offer.spent);
            if asks.is_none_or(|ask| ask.member != next.member || ask.by_letter) {
                self.tell_of_claim(tx, shop, &coupon).await?;
            }
        }
        self.serve_at(tx, shop.id, offer.id, now).await?;
        Ok(offer)
    }

    fn coupon_of(&self, shop: &Shop, offer: &Offer, terms: Terms, claim: &Claim, now: DateTime<Utc>) -> Coupon {
        let new = NewCoupon {
            member: claim.member,
            title: offer.title.clone(),
            terms,
            cause: format!("claim:{}", claim.id),
            valid_days: offer.coupon_days,
        };
        Coupon {
            offer: Some(offer.id),
            ..self.coupon(shop, new, now)
        }
    }

    async fn tell_of_claim(&self, tx: &mut Tx, shop: &Shop, coupon: &Coupon) -> Result<(), StorageError> {
        let member = members::find(tx, shop.id, coupon.member).await?;
        let Some(user) = member.and_then(|member| member.user) else {
            return Ok(());
        };
        let letter = Letter::OfferYours {
            shop: shop.name.clone(),
            title: coupon.title.clone(),
            coupon: coupon.id,
            code: coupon.code.to_string(),
            until: domain::lot::last_day(shop, coupon.expires_at),
        };
        self.write_to(tx, shop, user, letter).await
    }

    /// The coupon of a claim came back unused: its place goes to who is next in line. The coupon is
    /// locked, offers are locked after it.
    pub(crate) async fn release_claim(
        &self,
        tx: &mut Tx,
        shop: &Shop,
        coupon: CouponId,
        now: DateTime<Utc>,
    ) -> Result<(), StorageError> {
        let Some(claim) = claims::find_by_coupon(tx, shop.id, coupon).await? else {
            return Ok(());
        };
        if offers::lock(tx, shop.id, claim.offer).await?.is_none() || !claims::release(tx, shop.id, claim.id).await? {
            return Ok(());
        }
        offers::put_one_back(tx, shop.id, claim.offer, claim.cost).await?;
        if let Some(offer) = offers::find(tx, shop.id, claim.offer).await? {
            self.serve_line(tx, shop, offer, None, now).await?;
            self.refresh_post(tx, shop.id, claim.offer, now).await?;
        }
        Ok(())
    }

    /// A member goes out of the line. Says whether they stood in it.
    pub async fn leave_line(&self, shop: &Shop, member: MemberId, offer: OfferId) -> Result<bool, StorageError> {
        let mut tx = self.db.begin().await?;
        if offers::lock(&mut tx, shop.id, offer).await?.is_none() {
            return Ok(false);
        }
        let Some(waits) = claims::in_line(&mut tx, shop.id, offer, member).await? else {
            return Ok(false);
        };
        let left = claims::leave(&mut tx, shop.id, waits.id).await?;
        self.refresh_post(&mut tx, shop.id, offer, self.now()).await?;
        tx.commit().await?;
        Ok(left)
    }

    /// Serves the line of an offer. When the offer is over, those in line are told so and let go.
    pub async fn serve_offer(&self, shop: ShopId, offer: OfferId) -> Result<(), StorageError> {
        let now = self.now();
        let mut tx = self.db.begin().await?;
        let Some(shop) = shops::find(&mut tx, shop).await? else {
            return Ok(());
        };
        let Some(offer) = offers::lock(&mut tx, shop.id, offer).await? else {
            return Ok(());
        };
        let id = offer.id;
        if offer.active && now < offer.ends_at {
            self.serve_line(&mut tx, &shop, offer, None, now).await?;
        } else {
            self.end_line(&mut tx, &shop, &offer, now).await?;
        }
        self.refresh_post(&mut tx, shop.id, id, now).await?;
        tx.commit().await
    }

    async fn end_line(&self, tx: &mut Tx, shop: &Shop, offer: &Offer, now: DateTime<Utc>) -> Result<(), StorageError> {
        let page = i64::try_from(PAGE).unwrap_or(i64::MAX);
        let waiting = claims::waiting(tx, shop.id, offer.id, page).await?;
        for waits in &waiting {
            claims::leave(tx, shop.id, waits.id).await?;
            let member = members::find(tx, shop.id, waits.member).await?;
            if let Some(user) = member.and_then(|member| member.user) {
                let letter = Letter::OfferMissed {
                    shop: shop.name.clone(),
                    title: offer.title.clone(),
                };
                self.write_to(tx, shop, user, letter).await?;
            }
        }
        if waiting.len() == PAGE {
            self.put_offer_job(tx, serves(shop.id, offer.id), None, now).await?;
        }
        Ok(())
    }

    /// Has the line served at an instant.
    pub(crate) async fn serve_at(
        &self,
        tx: &mut Tx,
        shop: ShopId,
        offer: OfferId,
        at: DateTime<Utc>,
    ) -> Result<(), StorageError> {
        let once = format!("offer-serves:{offer}:{}", at.timestamp_micros());
        self.put_offer_job(tx, serves(shop, offer), Some(once), at).await
    }

    /// Has the posts of an offer brought up to date: once, however much happens within a few seconds.
    pub(crate) async fn refresh_post(
        &self,
        tx: &mut Tx,
        shop: ShopId,
        offer: OfferId,
        now: DateTime<Utc>,
    ) -> Result<(), StorageError> {
        let turn = now.timestamp().div_euclid(POST_SECONDS) + 1;
        let at = DateTime::from_timestamp(turn * POST_SECONDS, 0).unwrap_or(now + TimeDelta::seconds(POST_SECONDS));
        let once = format!("offer-post:{offer}:{turn}");
        self.put_offer_job(tx, Job::PostOffer { shop, offer }, Some(once), at)
            .await
    }

    pub(crate) async fn put_offer_job(
        &self,
        tx: &mut Tx,
        job: Job,
        dedupe: Option<String>,
        not_before: DateTime<Utc>,
    ) -> Result<(), StorageError> {
        let id = self.ids.uuid(self.now());
        let job = jobs::NewJob {
            id,
            job,
            dedupe,
            not_before,
        };
        jobs::put(tx, &job).await?;
        Ok(())
    }
}

/// What stands in those fields of a member by which people can be chosen. What left the choices meanwhile, or is no
/// longer for managers to see, chooses nobody (S5).
async fn choices_of(tx: &mut Tx, shop: ShopId, member: MemberId) -> Result<Vec<Choice>, StorageError> {
    let own_fields = fields::list(tx, shop).await?;
    if own_fields.iter().all(|field| field.choosable().is_empty()) {
        return Ok(Vec::new());
    }
    let filled = fields::values_of(tx, shop, member).await?;
    let choices = filled.into_iter().filter_map(|filled| match filled.value {
        FieldValue::Choice(choice) => own_fields
            .iter()
            .any(|field| field.id == filled.field && field.can_choose(&choice))
            .then_some(Choice {
                field: filled.field,
                choice,
            }),
        _ => None,
    });
    Ok(choices.collect())
}

const fn serves(shop: ShopId, offer: OfferId) -> Job {
    Job::ServeOffer { shop, offer }
}
