//! What automations did and brought, for managers.

use std::collections::{BTreeMap, HashMap};

use chrono::TimeDelta;
use domain::automation::{Automation, Why};
use domain::holdout::Spent;
use domain::role::Right;
use domain::shop::Shop;
use domain::{AutomationId, UserId};
use storage::StorageError;
use storage::brakes::{self, Brake};
use storage::results::{self, Part, Sums, UnderWay};

use crate::{Loyalty, NotAllowed};

/// The time of a decision is over by then, however late it went out.
const UNDER_WAY: TimeDelta = TimeDelta::days(40);
/// Many are many: how many more does not matter.
pub const MANY_UNDER_WAY: i64 = 10_000;

/// What the messages of one wave, or of all of them, came to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Came {
    pub treated: Sums,
    pub held: Sums,
    /// Those who got it and those who were left out while so many percent were left out.
    sides: BTreeMap<i64, (Spent, Spent)>,
}

/// What an automation did and brought.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Results {
    /// By the days by which waves are named.
    pub waves: Vec<(i64, Came)>,
    /// All waves together.
    pub all: Came,
    /// How many did not go out, and why.
    pub drops: Vec<(Why, i64)>,
    pub under_way: UnderWay,
}

impl Came {
    fn add(&mut self, part: Part, sums: Sums) {
        let (treated, held) = self.sides.entry(part.holdout).or_default();
        if part.held {
            *held = held.with(sums.compared);
            self.held = self.held.and(sums);
        } else {
            *treated = treated.with(sums.compared);
            self.treated = self.treated.and(sums);
        }
    }

    /// Those who got it and those who were left out of an automation that leaves out so many percent now, while it did. As
    /// long as it left out others, or nobody, other things may have been different, too. Of one that leaves out nobody any
    /// more, the time counts in which it left out most.
    #[must_use]
    pub fn sides(&self, holdout: u8) -> (Spent, Spent) {
        let now = self.sides.get(&i64::from(holdout)).filter(|_| holdout > 0);
        let most = || self.sides.values().max_by_key(|(_, held)| held.people);
        now.or_else(most).copied().unwrap_or_default()
    }

    #[must_use]
    pub const fn is_nothing(&self) -> bool {
        self.treated.touches == 0 && self.held.touches == 0
    }
}

impl Loyalty {
    /// What an automation did and brought.
    pub async fn results(
        &self,
        shop: &Shop,
        by: UserId,
        automation: &Automation,
    ) -> Result<Result<Results, NotAllowed>, StorageError> {
        let mut tx = self.db.look().await?;
        if self
            .allowed(&mut tx, shop.id, by, Right::RunAutomations)
            .await?
            .is_err()
        {
            return Ok(Err(NotAllowed));
        }
        let mut waves: BTreeMap<i64, Came> = BTreeMap::new();
        let mut all = Came::default();
        for (part, sums) in results::of_automation(&mut tx, shop.id, automation.id).await? {
            waves.entry(part.wave).or_default().add(part, sums);
            all.add(part, sums);
        }
        let mut drops = results::drops_of(&mut tx, shop.id, automation.id).await?;
        drops.sort_unstable_by_key(|(why, people)| (-people, why.as_str()));
        let since = self.now() - UNDER_WAY;
        Ok(Ok(Results {
            waves: waves.into_iter().collect(),
            all,
            drops,
            under_way: results::under_way(&mut tx, shop.id, automation.id, since, MANY_UNDER_WAY).await?,
        }))
    }

    /// What all automations of a shop brought that did anything, in the order in which they go first.
    pub async fn results_of_all(
        &self,
        shop: &Shop,
        by: UserId,
    ) -> Result<Result<Vec<(Automation, Came)>, NotAllowed>, StorageError> {
        let automations = match self.automations(shop, by).await? {
            Ok(automations) => automations,
            Err(refused) => return Ok(Err(refused)),
        };
        let mut tx = self.db.look().await?;
        let mut came: HashMap<AutomationId, Came> = HashMap::new();
        for (part, sums) in results::of_shop(&mut tx, shop.id).await? {
            came.entry(part.automation).or_default().add(part, sums);
        }
        let did = automations.into_iter().filter_map(|automation| {
            let came = came.remove(&automation.id)?;
            Some((automation, came))
        });
        Ok(Ok(did.collect()))
    }

    /// Whether an automation did anything whose time is over.
    pub async fn has_results(&self, shop: &Shop, automation: AutomationId) -> Result<bool, StorageError> {
        let mut tx = self.db.look().await?;
        let came = results::of_automation(&mut tx, shop.id, automation).await?;
        Ok(!came.is_empty())
    }

    /// The brake by which a shop's marketing stands still, if it does.
    pub async fn braked(&self, shop: &Shop) -> Result<Option<Brake>, StorageError> {
        let mut tx = self.db.look().await?;
        brakes::open(&mut tx, shop.id).await
    }
}
