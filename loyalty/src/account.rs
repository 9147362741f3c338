//! A member's balance while an act moves it: read once behind its lock, and written once.

use domain::{MemberId, Points, ShopId};
use storage::balances::{self, Balance, Change};
use storage::{StorageError, Tx};

/// A balance behind its lock, and what has been posted to it.
#[derive(Debug)]
#[must_use = "what is posted has to be settled"]
pub(crate) struct Account {
    shop: ShopId,
    member: MemberId,
    balance: Balance,
    posted: Change,
}

impl Account {
    /// Keeps everybody else off the balance until the transaction ends.
    pub(crate) async fn open(tx: &mut Tx, shop: ShopId, member: MemberId) -> Result<Self, StorageError> {
        Ok(Self {
            shop,
            member,
            balance: balances::lock(tx, shop, member).await?,
            posted: Change::default(),
        })
    }

    /// What there is with all that is posted.
    pub(crate) const fn balance(&self) -> Balance {
        self.balance
    }

    /// Posts a movement.
    pub(crate) fn post(&mut self, change: Change) {
        let moved = |points: Points, by: i64| Points::at_least_zero(points.get().saturating_add(by));
        self.balance = Balance {
            points: moved(self.balance.points, change.points),
            pending: moved(self.balance.pending, change.pending),
            owed: moved(self.balance.owed, change.owed),
        };
        self.posted = Change {
            points: self.posted.points.saturating_add(change.points),
            pending: self.posted.pending.saturating_add(change.pending),
            owed: self.posted.owed.saturating_add(change.owed),
        };
    }

    /// Writes the balance as it is with all that is posted (P2).
    pub(crate) async fn settle(self, tx: &mut Tx) -> Result<Balance, StorageError> {
        if self.posted == Change::default() {
            return Ok(self.balance);
        }
        balances::change(tx, self.shop, self.member, self.posted).await
    }
}
