//! Tags: put on by hand, or by rules over what is known of members (T5).

use std::collections::{HashMap, HashSet};

use chrono::{DateTime, Days, Utc};
use domain::action::Action;
use domain::grade::{self, CutPoints, Habits, Kind};
use domain::job::Job;
use domain::reason::Actor;
use domain::role::Right;
use domain::shop::Shop;
use domain::tag::{Facts, Tag, TagRule};
use domain::tier::Ladder;
use domain::{MemberId, ShopId, TagId, UserId};
use storage::tag_facts::{self, Asked, Known};
use storage::tiers::{self, Grading};
use storage::{StorageError, Tx, balances, jobs, shops, tags};
use uuid::Uuid;

use crate::{Change, Loyalty, find};

/// Members that are looked at in one go.
pub(crate) const PAGE: i64 = 500;

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TagPut {
    Done,
    /// Its rule decides who has it.
    ByRule,
    Gone,
    NotAllowed,
}

impl Loyalty {
    pub async fn tags_of(&self, shop: ShopId, member: MemberId) -> Result<Vec<Tag>, StorageError> {
        let mut tx = self.db.look().await?;
        tags::of_member(&mut tx, shop, member).await
    }

    /// Puts a tag on a member, or takes it off.
    pub async fn put_tag(
        &self,
        shop: ShopId,
        by: UserId,
        member: MemberId,
        tag: TagId,
        on: bool,
    ) -> Result<TagPut, StorageError> {
        let mut tx = self.db.begin().await?;
        if self.allowed(&mut tx, shop, by, Right::RunTill).await?.is_err() {
            return Ok(TagPut::NotAllowed);
        }
        let Some(tag) = tags::find(&mut tx, shop, tag).await?.filter(|tag| tag.active) else {
            return Ok(TagPut::Gone);
        };
        if tag.rule.is_some() {
            return Ok(TagPut::ByRule);
        }
        if storage::members::find(&mut tx, shop, member).await?.is_none() {
            return Ok(TagPut::Gone);
        }
        let changed = if on {
            tags::put_on(&mut tx, shop, member, tag.id, Some(by), self.now()).await?
        } else {
            tags::take_off(&mut tx, shop, member, tag.id).await?
        };
        if changed {
            find::keep_tags(&mut tx, shop, member).await?;
            let title = serde_json::json!({ "title": tag.title });
            let (action, change) = if on {
                (Action::TagPut, Change::made(title))
            } else {
                (Action::TagTake, Change::ended(title))
            };
            self.note(&mut tx, shop, Actor::Staff(by), action, Some(member), change)
                .await?;
        }
        tx.commit().await?;
        Ok(TagPut::Done)
    }

    /// Has the tags of all members looked at anew, if the shop has any by rule.
    pub(crate) async fn begin_tagging(&self, tx: &mut Tx, shop: ShopId) -> Result<(), StorageError> {
        if tags::ruled(tx, shop).await?.is_empty() {
            return Ok(());
        }
        self.put_tagging_job(tx, shop, MemberId(Uuid::nil())).await
    }

    async fn put_tagging_job(&self, tx: &mut Tx, shop: ShopId, after: MemberId) -> Result<(), StorageError> {
        let now = self.now();
        let job = jobs::NewJob {
            id: self.ids.uuid(now),
            job: Job::TagByRules { shop, after },
            dedupe: None,
            not_before: now,
        };
        jobs::put(tx, &job).await?;
        Ok(())
    }

    /// Looks at the tags of a page of members, and puts the next page as a job. Most members keep what they have, and
    /// looking at them keeps nobody waiting; whose tags change is looked at again behind their lock.
    pub async fn tag_by_rules_page(&self, shop: ShopId, after: MemberId) -> Result<(), StorageError> {
        let mut tx = self.db.read().await?;
        let Some(shop) = shops::find(&mut tx, shop).await? else {
            return Ok(());
        };
        let rules = Rules::read(&mut tx, &shop).await?;
        let now = self.now();
        let upto = tag_facts::page_upto(&mut tx, shop.id, after, PAGE).await?;
        let (false, Some(upto)) = (rules.tags.is_empty(), upto) else {
            return Ok(());
        };
        let known = tag_facts::of_span(&mut tx, shop.id, after, upto, &rules.asked(&shop, now)).await?;
        let mut worn: HashMap<MemberId, HashSet<TagId>> = HashMap::new();
        for (member, tag) in tags::by_rule_in(&mut tx, shop.id, after, upto).await? {
            worn.entry(member).or_default().insert(tag);
        }
        drop(tx);
        let none = HashSet::new();
        let mut changed: Vec<MemberId> = known
            .iter()
            .filter(|(member, known)| rules.fitting(&shop, known, now) != *worn.get(member).unwrap_or(&none))
            .map(|(member, _)| *member)
            .collect();
        // Members in one order, so that two transactions never wait for each other.
        changed.sort_unstable();
        let mut tx = self.db.begin().await?;
        for member in changed {
            balances::lock(&mut tx, shop.id, member).await?;
            self.retag_by(&mut tx, &shop, &rules, member).await?;
        }
        self.put_tagging_job(&mut tx, shop.id, upto).await?;
        tx.commit().await
    }

    /// Puts on and takes off what the rules say of one member, behind the lock of the balance.
    pub(crate) async fn retag(&self, tx: &mut Tx, shop: &Shop, member: MemberId) -> Result<(), StorageError> {
        let by_rule = tags::ruled(tx, shop.id).await?;
        if by_rule.is_empty() {
            return Ok(());
        }
        let rules = Rules::with(tx, shop, by_rule).await?;
        self.retag_by(tx, shop, &rules, member).await
    }

    async fn retag_by(&self, tx: &mut Tx, shop: &Shop, rules: &Rules, member: MemberId) -> Result<(), StorageError> {
        let now = self.now();
        let asked = rules.asked(shop, now);
        let Some(known) = tag_facts::of_member(tx, shop.id, member, &asked).await? else {
            return Ok(());
        };
        let worn: HashSet<TagId> = tags::by_rule_of(tx, shop.id, member).await?.into_iter().collect();
        let fitting = rules.fitting(shop, &known, now);
        for tag in fitting.difference(&worn) {
            tags::put_on(tx, shop.id, member, *tag, None, now).await?;
        }
        for tag in worn.difference(&fitting) {
            tags::take_off(tx, shop.id, member, *tag).await?;
        }
        if fitting != worn {
            find::keep_tags(tx, shop.id, member).await?;
        }
        Ok(())
    }
}

/// The rules of a shop's tags, with what they are judged by.
pub(crate) struct Rules {
    tags: Vec<Tag>,
    ladder: Ladder,
    grading: Grading,
}

impl Rules {
    async fn read(tx: &mut Tx, shop: &Shop) -> Result<Self, StorageError> {
        let tags = tags::ruled(tx, shop.id).await?;
        Self::with(tx, shop, tags).await
    }

    pub(crate) async fn with(tx: &mut Tx, shop: &Shop, tags: Vec<Tag>) -> Result<Self, StorageError> {
        Ok(Self {
            tags,
            ladder: tiers::ladder(tx, shop.id).await?,
            grading: tiers::grading(tx, shop.id).await?,
        })
    }

    /// What has to be known of purchases, each thing once.
    pub(crate) fn asked(&self, shop: &Shop, now: DateTime<Utc>) -> Asked {
        let rules = || self.tags.iter().filter_map(|tag| tag.rule.as_ref());
        let mut categories: Vec<_> = rules().flat_map(TagRule::categories).collect();
        categories.sort_unstable();
        categories.dedup();
        let mut fields: Vec<_> = rules().flat_map(TagRule::fields).collect();
        fields.sort_unstable();
        fields.dedup();
        let mut spans: Vec<u32> = rules().flat_map(TagRule::spans).collect();
        spans.sort_unstable();
        spans.dedup();
        let today = shop.day(now);
        let since = |days: u32| {
            let first = today.checked_sub_days(Days::new(u64::from(days)));
            shop.day_starts(first.unwrap_or(today))
        };
        Asked {
            categories,
            fields,
            last: rules().any(TagRule::asks_when),
            spans: spans.into_iter().map(|days| (days, since(days))).collect(),
        }
    }

    /// The tags that a member is to have.
    pub(crate) fn fitting(&self, shop: &Shop, known: &Known, now: DateTime<Utc>) -> HashSet<TagId> {
        let today = shop.day(now);
        let days_ago = |at: DateTime<Utc>| (today - shop.day(at)).num_days();
        let held = self.ladder.tier_of(known.tier).map(|tier| tier.id);
        let reached = self
            .ladder
            .tiers()
            .iter()
            .map(|tier| tier.id)
            .filter(|tier| held.is_some_and(|held| held == *tier || self.ladder.is_above(held, *tier)));
        let grading = &self.grading;
        let cuts = grading
            .own
            .or(grading.fifths)
            .unwrap_or_else(|| CutPoints::fixed(shop.currency));
        let habits = Habits {
            days: known.last_at.map(days_ago),
            sums: known.sums,
            brought: known.brought,
            marked: known.leader,
        };
        let facts = Facts {
            reached: reached.collect(),
            kinds: grade::kinds(&cuts, grading.leader_buyers, &habits)
                .iter()
                .map(Kind::name)
                .collect(),
            fields: known.fields.clone(),
            bought: known
                .bought
                .iter()
                .map(|(category, at)| (*category, days_ago(*at)))
                .collect(),
            spent: known.spent.clone(),
            last: known.last_bought.map(days_ago),
        };
        self.tags
            .iter()
            .filter(|tag| tag.rule.as_ref().is_some_and(|rule| rule.fits(&facts)))
            .map(|tag| tag.id)
            .collect()
    }
}
