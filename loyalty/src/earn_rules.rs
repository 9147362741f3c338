//! Rules by which purchases earn more: made, changed and ended by managers, and tried on the past first.

use std::collections::HashSet;

use chrono::{Datelike, Days, NaiveDate};
use domain::action::Action;
use domain::earn_rule::{EarnRule, Occasion};
use domain::reason::Actor;
use domain::role::Right;
use domain::shop::Shop;
use domain::tier::Ladder;
use domain::{CategoryId, MemberId, Money, Points, RuleId, ShopId, TierId, UserId, earn, reckon};
use storage::past_orders::{self, Behind, PastOrder};
use storage::{StorageError, categories, earn_rules, tiers};

use crate::{Change, FromFile, Loyalty, cut};

/// How far back a rule is tried.
pub const REHEARSED_DAYS: u64 = 90;
/// Purchases that are looked at in one go, and in all. A rehearsal that reaches the end of them says how many
/// days it saw.
const PAGE: i64 = 500;
const MOST_PAGES: usize = 200;
/// More than fit on a screen.
const MOST_CATEGORIES: i64 = 50;

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RuleSaved {
    Done(EarnRule),
    NoSuchRule,
    NotAllowed,
}

/// What a rule would have given on top of what was given.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rehearsal {
    /// The first day that was looked at.
    pub since: NaiveDate,
    /// Purchases that were looked at, and those that would have earned more.
    pub looked_at: i64,
    pub orders: i64,
    pub members: i64,
    pub points: Points,
    /// What those points stand for.
    pub money: Money,
}

impl Loyalty {
    /// The rules of a shop, those that ended too, newest first, and whether there are more.
    pub async fn rules(&self, shop: ShopId, skip: i64, limit: i64) -> Result<(Vec<EarnRule>, bool), StorageError> {
        let mut tx = self.db.read().await?;
        let rules = earn_rules::list(&mut tx, shop, skip, limit + 1).await?;
        Ok(cut(rules, limit))
    }

    pub async fn rule(&self, shop: ShopId, rule: RuleId) -> Result<Option<EarnRule>, StorageError> {
        let mut tx = self.db.read().await?;
        earn_rules::find(&mut tx, shop, rule).await
    }

    /// The rules that give a member something today, the best first.
    pub async fn rules_for(&self, shop: &Shop, member: MemberId) -> Result<Vec<EarnRule>, StorageError> {
        let today = shop.day(self.now());
        let mut tx = self.db.read().await?;
        let mut rules = earn_rules::on(&mut tx, shop.id, today).await?;
        if rules.iter().any(|rule| rule.tier.is_some()) {
            let tier = tiers::member_tier(&mut tx, shop.id, member).await?;
            let reached = reached(&tier.ladder, tier.current().map(|tier| tier.id));
            rules.retain(|rule| rule.tier.is_none_or(|tier| reached.contains(&tier)));
        }
        rules.retain(|rule| rule.weekdays.is_none_or(|days| days.contains(today.weekday())));
        rules.sort_by_key(|rule| std::cmp::Reverse(rule.times));
        Ok(rules)
    }

    /// The tiers that a rule can be for, the lowest first.
    pub async fn rule_tiers(&self, shop: ShopId) -> Result<Vec<(TierId, String)>, StorageError> {
        let mut tx = self.db.read().await?;
        let ladder = tiers::ladder(&mut tx, shop).await?;
        Ok(ladder.active().map(|tier| (tier.id, tier.title.clone())).collect())
    }

    /// The categories that a rule can be about.
    pub async fn rule_categories(&self, shop: ShopId) -> Result<Vec<(CategoryId, String)>, StorageError> {
        let mut tx = self.db.read().await?;
        let all = categories::all(&mut tx, shop, MOST_CATEGORIES).await?;
        let listed = all.into_iter().filter(|category| category.active);
        Ok(listed.map(|category| (category.id, category.title)).collect())
    }

    /// A name for a rule that is being made.
    #[must_use]
    pub fn new_rule_id(&self) -> RuleId {
        RuleId(self.ids.uuid(self.now()))
    }

    /// Adds a rule or changes it. `rule.id` names it: saving it again changes nothing.
    pub async fn save_rule(&self, shop: &Shop, by: UserId, rule: &EarnRule) -> Result<RuleSaved, StorageError> {
        let mut tx = self.db.begin().await?;
        if self.allowed(&mut tx, shop.id, by, Right::EditRules).await?.is_err() {
            return Ok(RuleSaved::NotAllowed);
        }
        let before = earn_rules::find(&mut tx, shop.id, rule.id).await?;
        if before.as_ref() == Some(rule) {
            return Ok(RuleSaved::Done(rule.clone()));
        }
        let (action, change) = if let Some(before) = before {
            earn_rules::change(&mut tx, shop.id, rule).await?;
            let change = Change::between(in_the_log(&before), in_the_log(rule));
            (Action::RuleChange, change)
        } else {
            // An id of another shop's rule stays that shop's.
            if !earn_rules::add(&mut tx, shop.id, rule, None).await? {
                return Ok(RuleSaved::NoSuchRule);
            }
            (Action::RuleAdd, Change::made(in_the_log(rule)))
        };
        self.note(&mut tx, shop.id, Actor::Staff(by), action, None, change)
            .await?;
        tx.commit().await?;
        Ok(RuleSaved::Done(rule.clone()))
    }

    /// Ends a rule at once. What it gave stays given.
    pub async fn end_rule(&self, shop: &Shop, by: UserId, rule: RuleId) -> Result<RuleSaved, StorageError> {
        let Some(rule) = self.rule(shop.id, rule).await? else {
            return Ok(RuleSaved::NoSuchRule);
        };
        let ended = EarnRule { active: false, ..rule };
        self.save_rule(shop, by, &ended).await
    }

    /// Adds the rule that a file calls `slug`, or changes it. `running`: whether it counts; `None` leaves that
    /// as it is.
    pub async fn rule_from_file(
        &self,
        shop: ShopId,
        slug: &str,
        rule: &EarnRule,
        running: Option<bool>,
    ) -> Result<FromFile, StorageError> {
        let mut tx = self.db.begin().await?;
        let before = match earn_rules::find_by_slug(&mut tx, shop, slug).await? {
            Some(id) => earn_rules::find(&mut tx, shop, id).await?,
            None => None,
        };
        let outcome = if let Some(before) = before {
            let after = EarnRule {
                id: before.id,
                active: running.unwrap_or(before.active),
                ..rule.clone()
            };
            if after == before {
                return Ok(FromFile::Unchanged);
            }
            earn_rules::change(&mut tx, shop, &after).await?;
            FromFile::Changed
        } else {
            let new = EarnRule {
                active: running.unwrap_or(true),
                ..rule.clone()
            };
            earn_rules::add(&mut tx, shop, &new, Some(slug)).await?;
            FromFile::New
        };
        tx.commit().await?;
        Ok(outcome)
    }

    /// What a rule would have given in the last 90 days, on top of what was given.
    ///
    /// Read in pages, newest first, each in a transaction of its own. What is kept meanwhile is a number for
    /// each member who would have got something.
    pub async fn rehearse(&self, shop: &Shop, rule: &EarnRule) -> Result<Rehearsal, StorageError> {
        let now = self.now();
        let first = shop.day(now).checked_sub_days(Days::new(REHEARSED_DAYS));
        let first = first.unwrap_or_else(|| shop.day(now));
        let mut rehearsal = Rehearsal {
            since: first,
            looked_at: 0,
            orders: 0,
            members: 0,
            points: Points::ZERO,
            money: Money::ZERO,
        };
        let mut members: HashSet<u64> = HashSet::new();
        let mut tx = self.db.read().await?;
        let ladder = tiers::ladder(&mut tx, shop.id).await?;
        drop(tx);
        let mut behind = Some(Behind::before(now));
        for _ in 0..MOST_PAGES {
            let Some(from) = behind else { break };
            let mut tx = self.db.read().await?;
            let (page, end) = past_orders::page(&mut tx, shop.id, shop.day_starts(first), from, PAGE).await?;
            drop(tx);
            for order in &page {
                rehearsal.looked_at += 1;
                let more = on_top(shop, &ladder, rule, order);
                if !more.is_zero() {
                    rehearsal.orders += 1;
                    rehearsal.points += more;
                    // The lower half of an id is chance: enough to tell members apart.
                    members.insert(order.member.0.as_u64_pair().1);
                }
            }
            if let (Some(last), true) = (page.last(), end.is_some()) {
                rehearsal.since = shop.day(last.paid_at);
            } else {
                rehearsal.since = first;
            }
            behind = end;
        }
        rehearsal.members = i64::try_from(members.len()).unwrap_or(i64::MAX);
        rehearsal.money = shop.till.worth.of(rehearsal.points);
        Ok(rehearsal)
    }
}

/// What a rule would have given for one purchase on top, less what refunds would have taken back of it.
fn on_top(shop: &Shop, ladder: &Ladder, rule: &EarnRule, order: &PastOrder) -> Points {
    let day = shop.day(order.paid_at);
    let reached = reached(ladder, order.tier);
    let fits = |category: Option<CategoryId>| {
        let occasion = Occasion {
            day,
            reached: &reached,
            category,
        };
        rule.would_fit(&occasion)
    };
    let fitting: i64 = if order.lines.is_empty() {
        if fits(None) { order.paid.minor() } else { 0 }
    } else {
        let worth: Vec<i64> = order.lines.iter().map(|(_, worth)| worth.minor()).collect();
        let paid = reckon::spread(order.paid.minor(), &worth);
        let lines = order.lines.iter().zip(paid);
        lines
            .filter(|((category, _), _)| fits(*category))
            .map(|(_, paid)| paid)
            .sum()
    };
    let fitting = Money::new(fitting).unwrap_or(order.paid);
    let more = earn::on_top(&shop.rules, order.paid, order.earned, fitting, rule.times);
    more.less(earn::clawed_back(more, order.value, order.refunded))
}

/// A tier and those below it.
pub(crate) fn reached(ladder: &Ladder, held: Option<TierId>) -> Vec<TierId> {
    let steps = ladder.tiers().iter().map(|step| step.id);
    steps.filter(|step| ladder.is_at_least(held, *step)).collect()
}

fn in_the_log(rule: &EarnRule) -> serde_json::Value {
    serde_json::json!({
        "title": rule.title,
        "times": rule.times,
        "tier": rule.tier,
        "category": rule.category,
        "from": rule.from,
        "until": rule.until,
        "weekdays": rule.weekdays,
        "active": rule.active,
    })
}
