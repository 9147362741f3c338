//! Tags: put on by hand, or by rules over what is known of members (T5).

use std::collections::{HashMap, HashSet};

use chrono::{DateTime, Utc};
use domain::grade::{self, CutPoints, Habits, Kind};
use domain::job::Job;
use domain::reason::Actor;
use domain::role::Right;
use domain::shop::Shop;
use domain::tag::{Facts, MOST_CONDITIONS, MOST_TAGS, Tag};
use domain::tier::Ladder;
use domain::{CategoryId, MemberId, ShopId, TagId, UserId, name};
use storage::tag_facts::{self, Known};
use storage::tiers::{self, Grading};
use storage::{StorageError, Tx, balances, jobs, shops, tags};
use uuid::Uuid;

use crate::{Change, Loyalty, find};

/// Members that are looked at in one go.
const PAGE: i64 = 500;

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TagSaved {
    Done(Tag),
    TooMany,
    /// There is one by this name.
    SameTitle,
    NotAllowed,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TagPut {
    Done,
    /// Its rule decides who has it.
    ByRule,
    Gone,
    NotAllowed,
}

impl Loyalty {
    /// All tags of a shop, retired ones too.
    pub async fn tags(&self, shop: ShopId) -> Result<Vec<Tag>, StorageError> {
        let mut tx = self.db.look().await?;
        tags::list(&mut tx, shop).await
    }

    /// A name for a tag that is being made.
    #[must_use]
    pub fn new_tag_id(&self) -> TagId {
        TagId(self.ids.uuid(self.now()))
    }

    /// How many members have a tag; 10,000 stands for all that is more.
    pub async fn worn_by(&self, shop: ShopId, tag: TagId) -> Result<i64, StorageError> {
        let mut tx = self.db.look().await?;
        tags::worn_by(&mut tx, shop, tag).await
    }

    pub async fn tags_of(&self, shop: ShopId, member: MemberId) -> Result<Vec<Tag>, StorageError> {
        let mut tx = self.db.look().await?;
        tags::of_member(&mut tx, shop, member).await
    }

    /// Makes a tag, or changes it. One with a rule is given to everybody whom it fits, page by page.
    pub async fn save_tag(&self, shop: ShopId, by: UserId, tag: &Tag) -> Result<TagSaved, StorageError> {
        let mut tx = self.db.begin().await?;
        // Making one by hand is the clerk's; a rule goes over the whole club.
        let right = if tag.rule.is_some() {
            Right::EditFields
        } else {
            Right::RunTill
        };
        let Ok(role) = self.allowed(&mut tx, shop, by, right).await? else {
            return Ok(TagSaved::NotAllowed);
        };
        let all = tags::list(&mut tx, shop).await?;
        let folded = name::folded(&tag.title);
        if all
            .iter()
            .any(|known| known.id != tag.id && known.active && name::folded(&known.title) == folded)
        {
            return Ok(TagSaved::SameTitle);
        }
        if tag.rule.as_ref().is_some_and(|rule| rule.all.len() > MOST_CONDITIONS) {
            return Ok(TagSaved::TooMany);
        }
        let known = all.iter().find(|known| known.id == tag.id);
        let change = match known {
            Some(known) if known == tag => return Ok(TagSaved::Done(tag.clone())),
            Some(_) if !role.may(Right::EditFields) => return Ok(TagSaved::NotAllowed),
            Some(known) => {
                tags::change(&mut tx, shop, tag).await?;
                if known.title != tag.title || known.active != tag.active {
                    self.renew_keys_of_tag(&mut tx, shop, tag.id).await?;
                }
                ("tag.change", Change::between(in_the_log(known), in_the_log(tag)))
            }
            None if all.len() >= MOST_TAGS => return Ok(TagSaved::TooMany),
            None => {
                tags::add(&mut tx, shop, tag, None).await?;
                ("tag.add", Change::made(in_the_log(tag)))
            }
        };
        let (action, change) = change;
        self.note(&mut tx, shop, Actor::Staff(by), action, None, change).await?;
        let had_rule = known.is_some_and(|known| known.rule == tag.rule && known.active == tag.active);
        if tag.rule.is_some() && tag.active && !had_rule {
            self.begin_tagging(&mut tx, shop).await?;
        }
        tx.commit().await?;
        Ok(TagSaved::Done(tag.clone()))
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
                ("tag.put", Change::made(title))
            } else {
                ("tag.take", Change::ended(title))
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
        let upto = tag_facts::page_upto(&mut tx, shop.id, after, PAGE).await?;
        let (false, Some(upto)) = (rules.tags.is_empty(), upto) else {
            return Ok(());
        };
        let known = tag_facts::of_span(&mut tx, shop.id, after, upto, &rules.categories()).await?;
        let mut worn: HashMap<MemberId, HashSet<TagId>> = HashMap::new();
        for (member, tag) in tags::by_rule_in(&mut tx, shop.id, after, upto).await? {
            worn.entry(member).or_default().insert(tag);
        }
        drop(tx);
        let now = self.now();
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
        let Some(known) = tag_facts::of_member(tx, shop.id, member, &rules.categories()).await? else {
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
struct Rules {
    tags: Vec<Tag>,
    ladder: Ladder,
    grading: Grading,
}

impl Rules {
    async fn read(tx: &mut Tx, shop: &Shop) -> Result<Self, StorageError> {
        let tags = tags::ruled(tx, shop.id).await?;
        Self::with(tx, shop, tags).await
    }

    async fn with(tx: &mut Tx, shop: &Shop, tags: Vec<Tag>) -> Result<Self, StorageError> {
        Ok(Self {
            tags,
            ladder: tiers::ladder(tx, shop.id).await?,
            grading: tiers::grading(tx, shop.id).await?,
        })
    }

    fn categories(&self) -> Vec<CategoryId> {
        let rules = self.tags.iter().filter_map(|tag| tag.rule.as_ref());
        let mut categories: Vec<CategoryId> = rules.flat_map(domain::tag::TagRule::categories).collect();
        categories.sort_unstable();
        categories.dedup();
        categories
    }

    /// The tags that a member is to have.
    fn fitting(&self, shop: &Shop, known: &Known, now: DateTime<Utc>) -> HashSet<TagId> {
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
        };
        self.tags
            .iter()
            .filter(|tag| tag.rule.as_ref().is_some_and(|rule| rule.fits(&facts)))
            .map(|tag| tag.id)
            .collect()
    }
}

fn in_the_log(tag: &Tag) -> serde_json::Value {
    serde_json::json!({ "title": tag.title, "rule": tag.rule, "active": tag.active })
}
