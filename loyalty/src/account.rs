//! A member's points while an act moves them: the balance is read once behind its lock, and all that is posted is
//! written at once.

use domain::{Delta, LotId, MemberId, Points, ShopId};
use storage::balances::{self, Balance, Change};
use storage::ledger::{self, NewEntry};
use storage::lots::{self, Move, StoredLot};
use storage::{StorageError, Tx};

/// A row of the ledger with all that it does.
#[derive(Debug)]
pub(crate) struct Booking {
    pub entry: NewEntry,
    pub change: Change,
    /// What it puts into lots and takes out of them.
    pub moves: Vec<(LotId, Delta)>,
    /// Lots that it opens, with what it puts into them.
    pub opened: Vec<StoredLot>,
}

/// A balance behind its lock, and what has been posted to it.
#[derive(Debug)]
#[must_use = "what is posted has to be settled"]
pub(crate) struct Account {
    shop: ShopId,
    member: MemberId,
    balance: Balance,
    /// By how much the stored balance is behind.
    behind: Change,
    entries: Vec<NewEntry>,
    moves: Vec<Move>,
    opened: Vec<StoredLot>,
}

impl Account {
    /// Keeps everybody else off the balance until the transaction ends.
    pub(crate) async fn open(tx: &mut Tx, shop: ShopId, member: MemberId) -> Result<Self, StorageError> {
        let balance = balances::lock(tx, shop, member).await?;
        Ok(Self::of(shop, member, balance, Change::default()))
    }

    /// The account of a balance that was read without its lock: it has to take its turn.
    pub(crate) fn seen(shop: ShopId, member: MemberId, balance: Balance) -> Self {
        Self::of(shop, member, balance, Change::default())
    }

    /// The account of somebody who spends `price`, which is taken off the stored balance with its lock and has to be
    /// posted. `None`: it is not there, or something is owed.
    pub(crate) async fn open_to_spend(
        tx: &mut Tx,
        shop: ShopId,
        member: MemberId,
        price: Points,
    ) -> Result<Option<Self>, StorageError> {
        let Some(left) = balances::spend(tx, shop, member, price).await? else {
            return Ok(None);
        };
        let balance = Balance {
            points: left.points + price,
            ..left
        };
        let behind = Change {
            points: price.get(),
            ..Change::default()
        };
        Ok(Some(Self::of(shop, member, balance, behind)))
    }

    const fn of(shop: ShopId, member: MemberId, balance: Balance, behind: Change) -> Self {
        Self {
            shop,
            member,
            balance,
            behind,
            entries: Vec::new(),
            moves: Vec::new(),
            opened: Vec::new(),
        }
    }

    /// What there is with all that is posted.
    pub(crate) const fn balance(&self) -> Balance {
        self.balance
    }

    /// The lots that hold points, without what is posted.
    pub(crate) async fn lots(&self, tx: &mut Tx) -> Result<Vec<StoredLot>, StorageError> {
        lots::of_member(tx, self.shop, self.member).await
    }

    /// Posts a row of the ledger with all that it does.
    pub(crate) fn post(&mut self, booking: Booking) {
        let Booking {
            entry,
            change,
            moves,
            opened,
        } = booking;
        let plus = |points: Points, by: i64| Points::at_least_zero(points.get().saturating_add(by));
        self.balance = Balance {
            points: plus(self.balance.points, change.points),
            pending: plus(self.balance.pending, change.pending),
            owed: plus(self.balance.owed, change.owed),
        };
        self.behind = Change {
            points: self.behind.points.saturating_add(change.points),
            pending: self.behind.pending.saturating_add(change.pending),
            owed: self.behind.owed.saturating_add(change.owed),
        };
        let filled = opened
            .iter()
            .map(|stored| (stored.lot.id, stored.lot.remaining.earned()));
        let moves = moves.into_iter().chain(filled).map(|(lot, by)| Move {
            entry: entry.id,
            lot,
            by,
        });
        self.moves.extend(moves);
        self.opened.extend(opened);
        self.entries.push(entry);
    }

    /// Writes the balance ahead of the rest that is posted, if it is `seen`, and keeps everybody else off it until the
    /// transaction ends. Says whether it was; if not, nothing may be kept of the transaction (P2).
    pub(crate) async fn take_turn(&mut self, tx: &mut Tx, seen: Balance) -> Result<bool, StorageError> {
        let behind = std::mem::take(&mut self.behind);
        balances::change_as_seen(tx, self.shop, self.member, seen, behind).await
    }

    /// Writes all that is posted, and gives the balance (P1, P2). `None`: a cause has taken effect before; where several
    /// were posted, nothing may be kept of the transaction.
    pub(crate) async fn settle(self, tx: &mut Tx) -> Result<Option<Balance>, StorageError> {
        if !ledger::append(tx, &self.entries).await? {
            return Ok(None);
        }
        lots::write(tx, self.shop, &self.opened, &self.moves).await?;
        if self.behind == Change::default() {
            return Ok(Some(self.balance));
        }
        balances::change(tx, self.shop, self.member, self.behind)
            .await
            .map(Some)
    }
}
