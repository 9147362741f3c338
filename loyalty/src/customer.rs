//! What is known about a member as a customer: tier, grades, kinds, and whom they brought.

use chrono::{DateTime, Utc};
use domain::action::Action;
use domain::grade::{self, Cut, Grades, Habits, Kind};
use domain::reason::Actor;
use domain::role::Right;
use domain::shop::Shop;
use domain::tier::{Ladder, Missing, Tier};
use domain::{MemberId, ShopId, TierId, UserId};
use storage::standings::{self, Stored};
use storage::{StorageError, Tx, balances, members, tiers};

use crate::grading::cuts_of;
use crate::{Change, Loyalty, NotAllowed};

/// Where a member stands, and on what ladder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stand {
    pub ladder: Ladder,
    pub stored: Stored,
}

/// What kind of customer a member is, with what says so.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Customer {
    /// `None`: they never bought (T4).
    pub grades: Option<Grades>,
    pub cut: Cut,
    pub kinds: Vec<Kind>,
    /// Staff say that others follow them.
    pub marked: bool,
}

/// Whom a member brought into the club.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Brought {
    pub came: i64,
    pub bought: i64,
}

impl Stand {
    /// The tier they are in.
    #[must_use]
    pub fn tier(&self) -> Option<&Tier> {
        self.ladder.tier_of(self.stored.standing.tier)
    }

    /// The tier above, and what is missing to it.
    #[must_use]
    pub fn next(&self) -> Option<(&Tier, Missing)> {
        self.ladder.next(self.stored.standing.tier, self.stored.sums)
    }
}

impl Loyalty {
    pub async fn stand_of(&self, shop: ShopId, member: MemberId) -> Result<Stand, StorageError> {
        let mut tx = self.db.look().await?;
        Ok(Stand {
            ladder: tiers::ladder(&mut tx, shop).await?,
            stored: standings::read(&mut tx, shop, member).await?,
        })
    }

    /// Grades and kinds of a member, by what they bought until this moment (T4, T5).
    pub async fn customer(&self, shop: &Shop, member: MemberId) -> Result<Customer, StorageError> {
        let mut tx = self.db.read().await?;
        self.customer_in(&mut tx, shop, member, self.now()).await
    }

    /// The same, in a transaction.
    pub(crate) async fn customer_in(
        &self,
        tx: &mut Tx,
        shop: &Shop,
        member: MemberId,
        now: DateTime<Utc>,
    ) -> Result<Customer, StorageError> {
        let stored = standings::read(tx, shop.id, member).await?;
        let grading = tiers::grading(tx, shop.id).await?;
        let (_, brought) = standings::brought_by(tx, shop.id, member).await?;
        let marked = members::is_leader(tx, shop.id, member).await?;
        let (cuts, cut) = cuts_of(&grading, shop);
        let habits = Habits {
            days: stored.last_at.map(|at| (shop.day(now) - shop.day(at)).num_days()),
            sums: stored.sums,
            brought,
            marked,
        };
        Ok(Customer {
            grades: cuts.grades(&habits),
            cut,
            kinds: grade::kinds(&cuts, grading.leader_buyers, &habits),
            marked,
        })
    }

    /// Staff say that others follow a member, or say so no more (T5).
    pub async fn mark_leader(
        &self,
        shop: &Shop,
        by: UserId,
        member: MemberId,
        leads: bool,
    ) -> Result<Result<(), NotAllowed>, StorageError> {
        let mut tx = self.db.begin().await?;
        if self.allowed(&mut tx, shop.id, by, Right::RunTill).await?.is_err() {
            return Ok(Err(NotAllowed));
        }
        if members::find(&mut tx, shop.id, member).await?.is_none() {
            return Ok(Ok(()));
        }
        balances::lock(&mut tx, shop.id, member).await?;
        if members::mark_leader(&mut tx, shop.id, member, leads).await? {
            self.retag(&mut tx, shop, member).await?;
            let (was, became) = (serde_json::json!(!leads), serde_json::json!(leads));
            let change = Change::between(was, became);
            self.note(
                &mut tx,
                shop.id,
                Actor::Staff(by),
                Action::MemberLeader,
                Some(member),
                change,
            )
            .await?;
        }
        tx.commit().await?;
        Ok(Ok(()))
    }

    /// Whom a member brought into the club.
    pub async fn brought(&self, shop: ShopId, member: MemberId) -> Result<Brought, StorageError> {
        let mut tx = self.db.look().await?;
        let (came, bought) = standings::brought_by(&mut tx, shop, member).await?;
        Ok(Brought { came, bought })
    }

    /// Notes that `member`, who has just joined, came by the link of `by`. The first link counts.
    pub async fn came_by(&self, shop: ShopId, member: MemberId, by: MemberId) -> Result<(), StorageError> {
        let mut tx = self.db.begin().await?;
        if member != by && members::find(&mut tx, shop, by).await?.is_some() {
            members::invited_by(&mut tx, shop, member, by).await?;
        }
        tx.commit().await
    }

    /// The tier of a member.
    pub async fn tier_of(&self, shop: ShopId, member: MemberId) -> Result<Option<Tier>, StorageError> {
        let mut tx = self.db.look().await?;
        tiers::of_member(&mut tx, shop, member).await
    }

    /// The title of a tier, if there is such a tier.
    pub async fn tier_title(&self, shop: ShopId, tier: TierId) -> Result<Option<String>, StorageError> {
        let ladder = self.ladder(shop).await?;
        Ok(ladder.find(tier).map(|tier| tier.title.clone()))
    }
}
