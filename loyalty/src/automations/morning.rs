//! A day's messages are chosen when the day's hour has come: one automation after the other, wave by wave, page by page.

use std::cmp::Ordering;

use chrono::{DateTime, Days, NaiveDate, TimeDelta, Utc};
use domain::automation::{About, Automation, Brings, Facts, LEAST_EXPIRING, Trigger, Verdict, Wave, Why};
use domain::holdout::is_held_out;
use domain::job::{Job, Step};
use domain::letter::Letter;
use domain::mail::{LATEST_DAYS, MailRules};
use domain::offer::Audience;
use domain::shop::Shop;
use domain::{LetterId, MemberId, Points, ShopId, TierId, TouchId};
use storage::moments::{self, Moment, Place, Span};
use storage::touches::{self, Decided, NewTouch};
use storage::{StorageError, Tx, automations, brakes, categories, jobs, lots, outbox, runs, shops};
use uuid::Uuid;

use crate::Loyalty;

/// Moments of one transaction.
const PAGE: i64 = 100;
/// Letters of one shop begin so far apart, so that a shop with many does not stand in front of one with few: a little less than
/// a thirtieth of a second, which is what Telegram allows a bot, so that one shop alone can use all of it.
const APART: TimeDelta = TimeDelta::milliseconds(33);
/// Days that points which are about to expire are told of in one message, and in which no other one comes.
pub(crate) const EXPIRING_WITHIN: u64 = 30;
const EXPIRING_REST: TimeDelta = TimeDelta::days(14);
/// Of several orders that wait one is spoken of, and one in so many days brings something.
const REMINDER_REST: TimeDelta = TimeDelta::days(3);
const PRESENTS_REST: TimeDelta = TimeDelta::days(60);
/// Nobody is asked after every purchase how it was.
const THANKS_REST: TimeDelta = TimeDelta::days(30);

/// What is due on one day, or changed on one day, is told in one message.
const JOINED_REST: TimeDelta = TimeDelta::hours(12);

/// A page of a shop's morning.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MorningPage {
    pub shop: ShopId,
    pub day: NaiveDate,
    /// `None`: the morning begins.
    pub step: Option<Step>,
    /// Letters that the morning has put so far.
    pub put: i32,
}

/// One wave of one automation on one day.
#[derive(Clone, Copy)]
struct Round<'a> {
    shop: &'a Shop,
    automation: &'a Automation,
    wave: &'a Wave,
    /// The day on which the moments lie.
    span: Span,
    /// Marketing stands still.
    braked: bool,
}

impl Loyalty {
    /// Has the messages of a day go out at its hour, and those of the days before that no night saw.
    pub(crate) async fn begin_mornings(&self, tx: &mut Tx, shop: &Shop, day: NaiveDate) -> Result<(), StorageError> {
        for back in (0..=LATEST_DAYS).rev() {
            let Some(told) = day.checked_sub_days(Days::new(back)) else {
                continue;
            };
            let name = format!("morning:{}:{told}", shop.id);
            if !runs::is_done(tx, &name).await? && runs::first(tx, &name, self.now()).await? {
                let first = MorningPage {
                    shop: shop.id,
                    day: told,
                    step: None,
                    put: 0,
                };
                self.put_morning(tx, first, shop.mail_starts(told).max(self.now()))
                    .await?;
            }
        }
        Ok(())
    }

    async fn put_morning(&self, tx: &mut Tx, page: MorningPage, at: DateTime<Utc>) -> Result<(), StorageError> {
        let MorningPage { shop, day, step, put } = page;
        let place = step.map_or_else(String::new, |step| {
            let (at, id) = step.after.unwrap_or_default();
            let (at, of) = (at.timestamp_micros(), step.of);
            format!("{}:{}:{at}:{id}:{of}", step.automation, step.wave)
        });
        let job = jobs::NewJob {
            id: self.ids.uuid(self.now()),
            job: Job::Morning { shop, day, step, put },
            // A page that is done twice puts the next one once.
            dedupe: Some(format!("morning:{shop}:{day}:{place}")),
            not_before: at,
        };
        jobs::put(tx, &job).await?;
        Ok(())
    }

    /// Decides about a page of a morning's moments, and puts the next page.
    pub async fn morning_page(&self, page: MorningPage) -> Result<(), StorageError> {
        let mut tx = self.db.begin().await?;
        let Some(shop) = shops::find(&mut tx, page.shop).await? else {
            return Ok(());
        };
        let now = self.now();
        let late = page
            .day
            .checked_add_days(Days::new(LATEST_DAYS + 1))
            .unwrap_or(page.day);
        if shop.day(now) >= late {
            return Ok(());
        }
        let running: Vec<Automation> = automations::list(&mut tx, shop.id)
            .await?
            .into_iter()
            .filter(|automation| automation.is_on(shop.mail_starts(page.day)))
            .collect();
        let Some((mut automation, mut step)) = current(&running, page.step) else {
            return Ok(());
        };
        // A wave that nobody's moment is for is passed at once: of most waves of a small shop's day that is so.
        let (next, put) = loop {
            let (read, last, put) = self.decide_page(&mut tx, &shop, automation, step, page).await?;
            if read == usize::try_from(PAGE).unwrap_or(0) {
                let (after, of) = last.map_or((None, Uuid::nil()), |last| (Some((last.at, last.id)), last.of));
                break (Some(Step { after, of, ..step }), put);
            }
            let next = following(&running, automation, step.wave);
            match next.and_then(|next| current(&running, Some(next))) {
                Some(onward) if read == 0 => (automation, step) = onward,
                _ => break (next, put),
            }
        };
        if next.is_some() {
            let page = MorningPage {
                step: next,
                put,
                ..page
            };
            self.put_morning(&mut tx, page, now).await?;
        }
        tx.commit().await
    }

    /// Gives how many moments were read, behind which one the next page begins, and how many letters there are now.
    async fn decide_page(
        &self,
        tx: &mut Tx,
        shop: &Shop,
        automation: &Automation,
        step: Step,
        page: MorningPage,
    ) -> Result<(usize, Option<Place>, i32), StorageError> {
        let mut put = page.put;
        let moment = automation.trigger.moment(page.day, step.wave);
        let (Some(wave), Some(day)) = (automation.wave(step.wave), moment) else {
            return Ok((0, None, put));
        };
        if !is_kept(automation, day) || !self.is_shown(tx, shop.id, automation).await? {
            return Ok((0, None, put));
        }
        let round = Round {
            shop,
            automation,
            wave,
            span: span_of(shop, day),
            braked: brakes::is_pulled(tx, shop.id).await?,
        };
        let after = step.after.map(|(at, id)| Place { at, id, of: step.of });
        let moments = moments::page(tx, shop.id, automation.into(), round.span, after, PAGE).await?;
        for moment in &moments {
            let at = self.now().max(shop.mail_starts(page.day)) + APART * put;
            put += i32::from(self.decide(tx, &round, moment, at).await?);
        }
        let last = moments.last().map(|moment| moment.place);
        Ok((moments.len(), last, put))
    }

    /// Decides about one moment. Says whether a letter was put, to go out at that time.
    async fn decide(
        &self,
        tx: &mut Tx,
        round: &Round<'_>,
        moment: &Moment,
        at: DateTime<Utc>,
    ) -> Result<bool, StorageError> {
        let &Round {
            shop,
            automation,
            wave,
            span,
            braked,
        } = round;
        let (now, member, trigger) = (self.now(), moment.member, automation.trigger);
        let brings = if wave.by_tier.is_empty() {
            &wave.brings
        } else {
            wave.brings_to(reached_tier(tx, shop.id, member).await?)
        };
        if let Some(rest) = rest(trigger, brings)
            && touches::lately(tx, shop.id, member, automation.id, wave.days, now - rest).await?
        {
            return Ok(false);
        }
        // On another day it was called otherwise, unless that is another one's name by now.
        for former in wave.was.iter().filter(|days| automation.wave(**days).is_none()) {
            if touches::is_decided(tx, shop.id, automation.id, member, moment.about, *former).await? {
                return Ok(false);
            }
        }
        if !self.is_worth_it(tx, shop, automation, moment, span).await? {
            return Ok(false);
        }
        let Some(standing) = touches::standing(tx, shop.id, member, trigger, Shop::cap_starts(now), None).await? else {
            return Ok(false);
        };
        let facts = Facts {
            reachable: standing.reachable,
            consents: standing.consents,
            refuses: standing.refuses,
            meant: self.is_meant(tx, shop, &automation.audience, member).await?,
            recent: standing.recent(),
            held_out: is_held_out(automation.id.0, member, automation.holdout),
            braked,
        };
        let (rules, facts) = if *brings == Brings::Task {
            let unlimited = MailRules {
                per_week: u32::MAX,
                ..shop.mail
            };
            (unlimited, facts.without_a_message())
        } else {
            (shop.mail, facts)
        };
        let decided = match automation.judge(rules, &facts) {
            Verdict::Send => Decided::Send,
            Verdict::HoldOut => Decided::HoldOut,
            Verdict::Drop(why) if why.is_kept() => Decided::Drop(why),
            Verdict::Drop(_) => return Ok(false),
        };
        let measured = Days::new(u64::from(trigger.window_days()) + 1);
        let touch = NewTouch {
            id: TouchId(self.ids.uuid(now)),
            automation: automation.id,
            wave: wave.days,
            member,
            about: moment.about,
            decided,
            holdout: automation.holdout,
            at: now,
            // What did not go out is counted then, too.
            measure_on: shop.day(at).checked_add_days(measured),
        };
        if !touches::put(tx, shop.id, &touch).await? || decided != Decided::Send {
            return Ok(false);
        }
        if *brings == Brings::Task {
            self.ask_staff(tx, shop, (automation, wave), (touch.id, member), at)
                .await?;
            return Ok(false);
        }
        let Some(user) = standing.user() else {
            return Ok(false);
        };
        let letter = Letter::Touch { touch: touch.id };
        outbox::put_to(tx, LetterId(self.ids.uuid(now)), shop.id, user, &letter, at).await
    }

    /// Whether a moment deserves a message: an order that is still open, points that somebody would miss.
    async fn is_worth_it(
        &self,
        tx: &mut Tx,
        shop: &Shop,
        automation: &Automation,
        moment: &Moment,
        span: Span,
    ) -> Result<bool, StorageError> {
        let subject = automation.into();
        match automation.trigger {
            // Of these something else is read than what decides.
            Trigger::Remind | Trigger::Replenish => {
                moments::still(tx, shop.id, subject, moment.member, moment.about, None).await
            }
            Trigger::Wish => match moment.about {
                About::Wish(product, day) => {
                    let news = self.wish_news(tx, shop, moment.member, (product, day)).await?;
                    Ok(!news.is_empty())
                }
                _ => Ok(false),
            },
            Trigger::Expiring => {
                let ending = self.expiring_soon(tx, shop, moment.member).await?;
                let told: i64 = ending.iter().map(|(_, points)| points.get()).sum();
                let still = moments::still(tx, shop.id, subject, moment.member, moment.about, Some(span)).await?;
                Ok(still && told >= LEAST_EXPIRING.get())
            }
            Trigger::Activate | Trigger::Retain | Trigger::Welcome | Trigger::ThankYou | Trigger::Holiday => Ok(true),
        }
    }

    /// Whether members see what an automation is about. What is hidden from them is not written about.
    pub(crate) async fn is_shown(
        &self,
        tx: &mut Tx,
        shop: ShopId,
        automation: &Automation,
    ) -> Result<bool, StorageError> {
        let Some(category) = automation.category else {
            return Ok(true);
        };
        let found = categories::find(tx, shop, category).await?;
        Ok(found.is_some_and(|category| category.active))
    }

    /// Whether somebody is of an audience.
    pub(crate) async fn is_meant(
        &self,
        tx: &mut Tx,
        shop: &Shop,
        audience: &Audience,
        member: MemberId,
    ) -> Result<bool, StorageError> {
        if *audience == Audience::Everybody {
            return Ok(true);
        }
        let asker = self.asker(tx, shop, member, audience.asks()).await?;
        Ok(audience.has(&asker))
    }

    /// What of a member's points ends within the next days, by day.
    pub(crate) async fn expiring_soon(
        &self,
        tx: &mut Tx,
        shop: &Shop,
        member: MemberId,
    ) -> Result<Vec<(NaiveDate, Points)>, StorageError> {
        let now = self.now();
        let until = now + TimeDelta::days(i64::try_from(EXPIRING_WITHIN).unwrap_or(0));
        let mut days: Vec<(NaiveDate, Points)> = Vec::new();
        for stored in lots::of_member(tx, shop.id, member).await? {
            let Some(ends) = stored.lot.expires_at.filter(|ends| now < *ends && *ends <= until) else {
                continue;
            };
            if stored.pending_until.is_some() {
                continue;
            }
            // The last day on which they can be spent.
            let day = shop.day(ends - TimeDelta::seconds(1));
            match days.iter_mut().find(|(known, _)| *known == day) {
                Some((_, points)) => *points += stored.lot.remaining,
                None => days.push((day, stored.lot.remaining)),
            }
        }
        days.sort_unstable_by_key(|(day, _)| *day);
        Ok(days)
    }
}

/// The tier that a member is in, unless nobody reaches it any more.
pub(crate) async fn reached_tier(tx: &mut Tx, shop: ShopId, member: MemberId) -> Result<Option<TierId>, StorageError> {
    let tier = storage::tiers::of_member(tx, shop, member).await?;
    Ok(tier.filter(|tier| tier.active).map(|tier| tier.id))
}

/// What a day of the shop's begins and ends with.
pub(crate) fn span_of(shop: &Shop, day: NaiveDate) -> Span {
    Span {
        day,
        starts: shop.day_starts(day),
        ends: shop.day_ends(day),
    }
}

/// A holiday has one day in a year; the others have theirs every day.
fn is_kept(automation: &Automation, day: NaiveDate) -> bool {
    match (automation.trigger, automation.holiday) {
        (Trigger::Holiday, Some(holiday)) => domain::birthday::kept_on(day)
            .iter()
            .any(|kept| kept.is_same_day(&holiday)),
        (Trigger::Holiday, None) => false,
        _ => true,
    }
}

/// How long a wave that brings this leaves a member alone after it wrote to them.
fn rest(trigger: Trigger, brings: &Brings) -> Option<TimeDelta> {
    match trigger {
        // Nobody is paid for each order that they leave lying about.
        Trigger::Remind if *brings != Brings::Words => Some(PRESENTS_REST),
        Trigger::Remind => Some(REMINDER_REST),
        Trigger::Expiring => Some(EXPIRING_REST),
        Trigger::ThankYou => Some(THANKS_REST),
        Trigger::Replenish | Trigger::Wish => Some(JOINED_REST),
        _ => None,
    }
}

/// Where a morning is: at its step, or at what follows where that is no more.
fn current(running: &[Automation], step: Option<Step>) -> Option<(&Automation, Step)> {
    let first = in_order(running).next();
    let Some(step) = step else { return first };
    let here = in_order(running).find(|(automation, other)| {
        place(automation.trigger, other).cmp(&place(step.trigger, &step)) != Ordering::Less
    });
    here.map(|(automation, other)| {
        let is_it = other.automation == step.automation && other.wave == step.wave;
        (automation, if is_it { step } else { other })
    })
}

/// The step after a wave.
fn following(running: &[Automation], automation: &Automation, wave: u32) -> Option<Step> {
    let done = Step {
        trigger: automation.trigger,
        automation: automation.id,
        wave,
        after: None,
        of: Uuid::nil(),
    };
    in_order(running)
        .find(|(other, step)| place(other.trigger, step) > place(automation.trigger, &done))
        .map(|(_, step)| step)
}

const fn place(trigger: Trigger, step: &Step) -> (Trigger, domain::AutomationId, u32) {
    (trigger, step.automation, step.wave)
}

/// All waves, in the order in which they go first (M5).
fn in_order(running: &[Automation]) -> impl Iterator<Item = (&Automation, Step)> {
    let mut steps: Vec<(&Automation, Step)> = running
        .iter()
        .flat_map(|automation| {
            automation.waves.iter().map(move |wave| {
                let step = Step {
                    trigger: automation.trigger,
                    automation: automation.id,
                    wave: wave.days,
                    after: None,
                    of: Uuid::nil(),
                };
                (automation, step)
            })
        })
        .collect();
    steps.sort_unstable_by_key(|(automation, step)| place(automation.trigger, step));
    steps.into_iter()
}

/// Why something that was decided does not go out.
pub(crate) const fn too_late(decided: NaiveDate, today: NaiveDate) -> Option<Why> {
    let days = today.signed_duration_since(decided).num_days();
    #[expect(clippy::cast_possible_wrap, reason = "a handful of days")]
    if days > LATEST_DAYS as i64 {
        Some(Why::Late)
    } else {
        None
    }
}

/// The day that something is about.
pub(crate) const fn day_of(about: About) -> Option<NaiveDate> {
    match about {
        About::Day(day) => Some(day),
        About::Member | About::Order(_) | About::Last(..) | About::Wish(..) => None,
    }
}
