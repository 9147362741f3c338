//! A message is judged again, and what it brings is given, at the moment at which it is sent (M2).

use chrono::{DateTime, Utc};
use domain::automation::{About, Automation, Brings, Facts, Gift, Matter, Told, Trigger, Verdict, Why};
use domain::order::OrderState;
use domain::reason::{Actor, Reason};
use domain::shop::Shop;
use domain::terms::Terms;
use domain::{Lang, MemberId, Points, ShopId, TouchId, UserId, name};
use storage::members::Member;
use storage::moments::Subject;
use storage::touches::{self, State, Touch};
use storage::{
    StorageError, Tx, automation_texts, automations, balances, brakes, categories, coupons, members, moments,
    order_lines, orders, shops,
};

use super::morning::{day_of, reached_tier, span_of, too_late};
use crate::Loyalty;
use crate::book::Posting;
use crate::coupon::{NewCoupon, told_now};
use crate::place_order::in_one_line;

/// What is to be done about a message that is about to be sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Ready {
    Go(Box<Told>),
    /// It is night in the shop (M5).
    Wait(DateTime<Utc>),
    Dropped(Why),
}

/// What the message is decided by.
struct Case {
    shop: Shop,
    touch: Touch,
    automation: Automation,
    member: Member,
}

impl Loyalty {
    /// Whether a message still goes out, with what it then says. What it brings is given here, once (P3): so its time
    /// begins when it arrives, however long it waited (B7). `chat`, `lang`: of whoever
    /// reads it.
    /// `title`: what a coupon is called, in the shop's language.
    pub async fn ready(
        &self,
        shop: ShopId,
        touch: TouchId,
        (chat, lang): (i64, Lang),
        title: impl Fn(Lang, Trigger) -> String + Send,
    ) -> Result<Ready, StorageError> {
        let mut tx = self.db.begin().await?;
        let now = self.now();
        let (Some(shop), Some(touch)) = (
            shops::find(&mut tx, shop).await?,
            touches::find(&mut tx, shop, touch).await?,
        ) else {
            return Ok(Ready::Dropped(Why::Gone));
        };
        if touch.state != State::Waiting {
            return Ok(Ready::Dropped(Why::Over));
        }
        let wakes = shop.awake_from(now);
        if wakes > now {
            return Ok(Ready::Wait(wakes));
        }
        let (id, of) = (touch.id, shop.id);
        match self.still_goes(&mut tx, shop, touch, chat).await? {
            Ok(case) => {
                let told = self.told(&mut tx, &case, lang, title).await?;
                tx.commit().await?;
                Ok(Ready::Go(Box::new(told)))
            }
            Err(why) => {
                self.touch_dropped(&mut tx, of, id, why).await?;
                tx.commit().await?;
                Ok(Ready::Dropped(why))
            }
        }
    }

    async fn still_goes(
        &self,
        tx: &mut Tx,
        shop: Shop,
        touch: Touch,
        chat: i64,
    ) -> Result<Result<Case, Why>, StorageError> {
        let now = self.now();
        let Some(automation) = automations::find(tx, shop.id, touch.automation).await? else {
            return Ok(Err(Why::Off));
        };
        let is_off = automation.since.is_none() || automation.wave(touch.wave).is_none();
        if is_off || !self.is_shown(tx, shop.id, &automation).await? {
            return Ok(Err(Why::Off));
        }
        if let Some(why) = too_late(shop.day(touch.decided_at), shop.day(now)) {
            return Ok(Err(why));
        }
        let (trigger, since) = (automation.trigger, Shop::cap_starts(now));
        let (Some(standing), Some(member)) = (
            touches::standing(tx, shop.id, touch.member, trigger, since, Some(touch.id)).await?,
            members::find(tx, shop.id, touch.member).await?,
        ) else {
            return Ok(Err(Why::Gone));
        };
        // A file can have moved to another account meanwhile (D4).
        if member.user != Some(UserId(chat)) {
            return Ok(Err(Why::Gone));
        }
        let facts = Facts {
            reachable: standing.reachable,
            consents: standing.consents,
            refuses: standing.refuses,
            meant: self.is_meant(tx, &shop, &automation.audience, touch.member).await?,
            recent: standing.recent(),
            // That was settled when it was decided.
            held_out: false,
            braked: brakes::is_pulled(tx, shop.id).await?,
        };
        if let Verdict::Drop(why) = automation.judge(shop.mail, &facts) {
            return Ok(Err(why));
        }
        let span = day_of(touch.about).map(|day| span_of(&shop, day));
        let subject = Subject::from(&automation);
        if !moments::still(tx, shop.id, subject, touch.member, touch.about, span).await? {
            return Ok(Err(Why::Over));
        }
        if let About::Wish(product, day) = touch.about
            && self
                .wish_news(tx, &shop, touch.member, (product, day))
                .await?
                .is_empty()
        {
            return Ok(Err(Why::Over));
        }
        Ok(Ok(Case {
            shop,
            touch,
            automation,
            member,
        }))
    }

    async fn told(
        &self,
        tx: &mut Tx,
        case: &Case,
        lang: Lang,
        title: impl Fn(Lang, Trigger) -> String + Send,
    ) -> Result<Told, StorageError> {
        let Case {
            shop,
            touch,
            automation,
            member,
        } = case;
        let tier = reached_tier(tx, shop.id, member.id).await?;
        let brings = automation
            .wave(touch.wave)
            .map_or(Brings::Words, |wave| wave.brings_to(tier).clone());
        let gift = match brings {
            Brings::Words => None,
            Brings::Points { points } => Some(self.give_points(tx, case, points).await?),
            Brings::Coupon { terms, valid_days } => {
                let title = title(shop.lang, automation.trigger);
                Some(self.give_coupon(tx, case, terms, valid_days, title).await?)
            }
        };
        Ok(Told {
            shop: shop.id,
            touch: touch.id,
            trigger: automation.trigger,
            title: automation.title.clone(),
            nth: automation.waves.iter().filter(|wave| wave.days < touch.wave).count(),
            days: touch.wave,
            shop_name: shop.name.clone(),
            currency: shop.currency,
            words: automation_texts::find(tx, shop.id, automation.id, touch.wave, lang).await?,
            first_name: name::first(&member.name),
            category: category_of(tx, shop.id, automation, touch.about).await?,
            gift,
            matter: self.matter(tx, shop, automation.into(), member.id, touch.about).await?,
        })
    }

    async fn give_points(&self, tx: &mut Tx, case: &Case, points: Points) -> Result<Gift, StorageError> {
        let posting = Posting {
            shop: &case.shop,
            member: case.member.id,
            reason: Reason::Present,
            cause: cause(case.touch.id),
            order: None,
            coupon: None,
            actor: Actor::Shop,
            at: self.now(),
        };
        self.credit(tx, &posting, points, None).await?;
        let balance = balances::read(tx, case.shop.id, case.member.id).await?.points;
        Ok(Gift::Points { points, balance })
    }

    async fn give_coupon(
        &self,
        tx: &mut Tx,
        case: &Case,
        terms: Terms,
        valid_days: u32,
        title: String,
    ) -> Result<Gift, StorageError> {
        let (shop, now) = (&case.shop, self.now());
        let by = cause(case.touch.id);
        // A letter that is sent again brings the same one.
        let given = coupons::find_by_cause(tx, shop.id, &by).await?;
        let coupon = if let Some(coupon) = given {
            coupon
        } else {
            let new = NewCoupon {
                member: case.member.id,
                title,
                terms,
                cause: by,
                valid_days,
            };
            let coupon = self.coupon(shop, new, now);
            coupons::issue(tx, shop.id, &coupon).await?;
            coupon
        };
        Ok(Gift::Coupon {
            coupon: coupon.id,
            code: coupon.code.to_string(),
            until: told_now(tx, shop, &coupon, valid_days, now).await?,
            terms: coupon.terms,
        })
    }

    /// What a message is about, as it is now.
    async fn matter(
        &self,
        tx: &mut Tx,
        shop: &Shop,
        subject: Subject,
        member: MemberId,
        about: About,
    ) -> Result<Matter, StorageError> {
        Ok(match (subject.trigger, about) {
            (Trigger::Remind, About::Order(id)) => {
                let Some(order) = orders::find(tx, shop.id, id).await? else {
                    return Ok(Matter::Nothing);
                };
                let lines = order_lines::of_order(tx, shop.id, id).await?;
                Matter::Order {
                    order: id,
                    what: in_one_line(&lines),
                    total: order.total,
                    open: order.state == OrderState::Unpaid,
                }
            }
            (Trigger::Expiring, _) => Matter::Expiring(self.expiring_soon(tx, shop, member).await?),
            (Trigger::Replenish, About::Last(order, category)) => {
                let last = (subject, order, category);
                Matter::Again(self.due_things(tx, shop, member, last).await?)
            }
            (Trigger::Wish, About::Wish(product, day)) => {
                Matter::Wished(self.wish_news(tx, shop, member, (product, day)).await?)
            }
            _ => Matter::Nothing,
        })
    }

    /// A message went out.
    pub async fn touch_sent(&self, tx: &mut Tx, shop: ShopId, touch: TouchId) -> Result<(), StorageError> {
        touches::sent(tx, shop, touch, self.now()).await.map(drop)
    }

    /// A message reached nobody. `blocked`: because the member has blocked the bot.
    pub async fn touch_lost(
        &self,
        tx: &mut Tx,
        shop: ShopId,
        touch: TouchId,
        blocked: bool,
    ) -> Result<(), StorageError> {
        if blocked {
            touches::lost(tx, shop, touch, self.now()).await?;
        }
        self.touch_dropped(tx, shop, touch, Why::Unreachable).await
    }

    /// A message does not go out, and nobody has the coupon that an earlier attempt to send it made.
    async fn touch_dropped(&self, tx: &mut Tx, shop: ShopId, touch: TouchId, why: Why) -> Result<(), StorageError> {
        touches::dropped(tx, shop, touch, why).await?;
        if let Some(coupon) = coupons::find_by_cause(tx, shop, &cause(touch)).await? {
            // Nobody's hand: the row says when and not who.
            coupons::revoke(tx, shop, coupon.id, UserId(0), self.now()).await?;
        }
        Ok(())
    }
}

/// What the category is called that a message is about, if it is about one.
async fn category_of(
    tx: &mut Tx,
    shop: ShopId,
    automation: &Automation,
    about: About,
) -> Result<Option<String>, StorageError> {
    let category = match about {
        About::Last(_, category) => Some(category),
        _ => automation.category,
    };
    Ok(match category {
        Some(category) => categories::find(tx, shop, category)
            .await?
            .map(|category| category.title),
        None => None,
    })
}

/// What a message brings has the message as its cause.
pub(crate) fn cause(touch: TouchId) -> String {
    format!("touch:{touch}")
}
