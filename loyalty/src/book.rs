//! Bookkeeping: the only code that moves points. Every movement is a ledger row, what it did to lots,
//! and the balance, in the caller's transaction (P1, P2).

use chrono::{DateTime, Utc};
use domain::reason::{Actor, Reason};
use domain::shop::Shop;
use domain::{CouponId, Delta, LotId, MemberId, OrderId, Points, lot};
use storage::balances::{self, Balance, Change};
use storage::ledger::{self, NewEntry};
use storage::lots::{self, StoredLot};
use storage::{StorageError, Tx};

use crate::Loyalty;
use crate::account::Account;

/// What is said in the ledger about a movement.
#[derive(Debug, Clone)]
pub(crate) struct Posting<'a> {
    pub shop: &'a Shop,
    pub member: MemberId,
    pub reason: Reason,
    pub cause: String,
    pub order: Option<OrderId>,
    pub coupon: Option<CouponId>,
    pub actor: Actor,
    pub at: DateTime<Utc>,
}

impl Posting<'_> {
    pub(crate) fn entry(&self, loyalty: &Loyalty, amount: Delta, owed: Delta) -> NewEntry {
        NewEntry {
            shop: self.shop.id,
            id: loyalty.entry_id(self.at),
            member: self.member,
            amount,
            owed,
            reason: self.reason.clone(),
            cause: self.cause.clone(),
            order: self.order,
            coupon: self.coupon,
            actor: self.actor,
            at: self.at,
        }
    }
}

/// What a credit came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Credited {
    /// What it covered of what was owed (P7).
    pub covered: Points,
    pub balance: Balance,
}

/// What a spending came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Spent {
    Done {
        balance: Balance,
    },
    /// The cause has taken effect before.
    Repeated,
    /// The balance does not cover it; nothing may be kept of this transaction.
    Short {
        balance: Balance,
    },
    /// The balance counts points whose time is over: they have to be expired first. Nothing may be
    /// kept of this transaction.
    Stale,
}

/// What a claw-back came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Clawed {
    pub balance: Balance,
}

impl Loyalty {
    /// Credits points; what is owed is covered first (P7). `None`: the cause has taken effect before.
    pub(crate) async fn credit(
        &self,
        tx: &mut Tx,
        posting: &Posting<'_>,
        amount: Points,
        pending_until: Option<DateTime<Utc>>,
    ) -> Result<Option<Credited>, StorageError> {
        let mut account = Account::open(tx, posting.shop.id, posting.member).await?;
        let Some(covered) = self.credit_to(tx, posting, &mut account, amount, pending_until).await? else {
            return Ok(None);
        };
        let balance = account.settle(tx).await?;
        Ok(Some(Credited { covered, balance }))
    }

    /// Credits points to an account, and gives what they covered of what was owed. `None`: the cause has taken effect
    /// before.
    pub(crate) async fn credit_to(
        &self,
        tx: &mut Tx,
        posting: &Posting<'_>,
        account: &mut Account,
        amount: Points,
        pending_until: Option<DateTime<Utc>>,
    ) -> Result<Option<Points>, StorageError> {
        let (shop, member) = (posting.shop, posting.member);
        let covered = account.balance().owed.min(amount);
        let entry = posting.entry(self, amount.earned(), covered.spent());
        if !ledger::append(tx, &entry).await? {
            return Ok(None);
        }
        let kept = amount.less(covered);
        if !kept.is_zero() {
            let spendable_from = pending_until.unwrap_or(posting.at);
            let lot = StoredLot {
                lot: lot::Lot {
                    id: LotId(self.ids.uuid(posting.at)),
                    remaining: kept,
                    expires_at: lot::expiry(shop, spendable_from),
                    earned_at: posting.at,
                },
                member,
                order: posting.order,
                pending_until,
                extended: false,
            };
            lots::open(tx, shop.id, entry.id, &lot).await?;
        }
        let change = match pending_until {
            Some(_) => Change {
                pending: kept.get(),
                owed: covered.spent().get(),
                ..Change::default()
            },
            None => Change {
                points: kept.get(),
                owed: covered.spent().get(),
                ..Change::default()
            },
        };
        account.post(change);
        Ok(Some(covered))
    }

    /// Spends points, soonest to expire first (P4).
    pub(crate) async fn spend(&self, tx: &mut Tx, posting: &Posting<'_>, price: Points) -> Result<Spent, StorageError> {
        let (shop, member) = (posting.shop, posting.member);
        let Some(balance) = balances::spend(tx, shop.id, member, price).await? else {
            let balance = balances::read(tx, shop.id, member).await?;
            return Ok(Spent::Short { balance });
        };
        self.take_from_lots(tx, posting, price, balance).await
    }

    /// Spends points of an account.
    pub(crate) async fn spend_from(
        &self,
        tx: &mut Tx,
        posting: &Posting<'_>,
        account: &mut Account,
        price: Points,
    ) -> Result<Spent, StorageError> {
        let balance = account.balance();
        if balance.points < price || !balance.owed.is_zero() {
            return Ok(Spent::Short { balance });
        }
        account.post(Change {
            points: price.spent().get(),
            ..Change::default()
        });
        self.take_from_lots(tx, posting, price, account.balance()).await
    }

    /// Takes what is spent from the lots. `balance`: what is left.
    async fn take_from_lots(
        &self,
        tx: &mut Tx,
        posting: &Posting<'_>,
        price: Points,
        balance: Balance,
    ) -> Result<Spent, StorageError> {
        let (shop, member) = (posting.shop, posting.member);
        let open: Vec<lot::Lot> = lots::of_member(tx, shop.id, member)
            .await?
            .into_iter()
            .filter(|stored| stored.pending_until.is_none())
            .map(|stored| stored.lot)
            .filter(|lot| lot.expires_at.is_none_or(|at| at > posting.at))
            .collect();
        let taken = lot::take(&open, price);
        if taken.iter().map(|(_, part)| *part).sum::<Points>() < price {
            return Ok(Spent::Stale);
        }
        let entry = posting.entry(self, price.spent(), Delta::ZERO);
        if !ledger::append(tx, &entry).await? {
            return Ok(Spent::Repeated);
        }
        for (lot, part) in taken {
            lots::take(tx, shop.id, entry.id, lot, part).await?;
        }
        Ok(Spent::Done { balance })
    }

    /// Gives back what the entry with the cause `spent` took, to the lots it came from (P6).
    pub(crate) async fn give_back(
        &self,
        tx: &mut Tx,
        posting: &Posting<'_>,
        spent: &str,
        share: Share,
    ) -> Result<GivenBack, StorageError> {
        let (shop, member) = (posting.shop, posting.member);
        let before = balances::lock(tx, shop.id, member).await?;
        let Some(spending) = ledger::find_by_cause(tx, shop.id, spent).await? else {
            return Ok(GivenBack::Nothing);
        };
        let mut taken = share.of(lots::taken_by(tx, shop.id, spending.id).await?);
        let amount: Points = taken.iter().map(|part| part.points).sum();
        let covered = before.owed.min(amount);
        let entry = posting.entry(self, amount.earned(), covered.spent());
        if !ledger::append(tx, &entry).await? {
            return Ok(GivenBack::Nothing);
        }
        // What is owed is covered from the part that would have expired soonest.
        let mut due = covered;
        taken.sort_by_key(|part| (part.expires_at.is_none(), part.expires_at, part.lot));
        let mut extended_until = None;
        for part in taken {
            let kept = part.points.less(due);
            due = due.less(part.points);
            if kept.is_zero() {
                continue;
            }
            match lot::where_to_return(
                shop,
                part.expires_at,
                part.extended && matches!(share, Share::Whole | Share::Held),
                posting.at,
            ) {
                lot::Return::ToTheirLot => lots::put_back(tx, shop.id, entry.id, part.lot, kept).await?,
                lot::Return::WithGrace { until } => {
                    let lot = StoredLot {
                        lot: lot::Lot {
                            id: LotId(self.ids.uuid(posting.at)),
                            remaining: kept,
                            expires_at: Some(until),
                            earned_at: part.earned_at,
                        },
                        member,
                        order: part.order,
                        pending_until: None,
                        extended: true,
                    };
                    lots::open(tx, shop.id, entry.id, &lot).await?;
                    extended_until = Some(until);
                }
                lot::Return::Nowhere if share == Share::Held => {
                    lots::put_back(tx, shop.id, entry.id, part.lot, kept).await?;
                }
                lot::Return::Nowhere => return Ok(GivenBack::Lapsed),
            }
        }
        let change = Change {
            points: amount.less(covered).get(),
            owed: covered.spent().get(),
            ..Change::default()
        };
        let balance = balances::change(tx, shop.id, member, change).await?;
        Ok(GivenBack::Done(Returned {
            points: amount,
            extended_until,
            balance,
        }))
    }

    /// Takes back points that a purchase earned (P7): first what is pending of them (P9), then what is
    /// left of them, then other points, soonest to expire first, then others that are pending; what is
    /// gone is owed.
    ///
    /// `None`: the cause has taken effect before.
    pub(crate) async fn claw_back(
        &self,
        tx: &mut Tx,
        posting: &Posting<'_>,
        amount: Points,
    ) -> Result<Option<Clawed>, StorageError> {
        let (shop, member) = (posting.shop, posting.member);
        balances::lock(tx, shop.id, member).await?;
        let mut held = lots::of_member(tx, shop.id, member).await?;
        held.retain(|stored| stored.order == posting.order || stored.lot.expires_at.is_none_or(|at| at > posting.at));
        held.sort_by_key(|stored| {
            let lot = &stored.lot;
            let turn = match (stored.order == posting.order, stored.pending_until.is_some()) {
                (true, true) => 0,
                (true, false) => 1,
                (false, false) => 2,
                // Before anything is owed: becoming spendable is no credit, so it would cover nothing.
                (false, true) => 3,
            };
            (turn, lot.expires_at.is_none(), lot.expires_at, lot.earned_at, lot.id)
        });
        let mut due = amount;
        let mut change = Change::default();
        let mut taken = Vec::new();
        for stored in held {
            let part = stored.lot.remaining.min(due);
            if part.is_zero() {
                break;
            }
            due = due.less(part);
            if stored.pending_until.is_some() {
                change.pending -= part.get();
            } else {
                change.points -= part.get();
            }
            taken.push((stored.lot.id, part));
        }
        change.owed = due.get();
        let entry = posting.entry(self, amount.spent(), due.earned());
        if !ledger::append(tx, &entry).await? {
            return Ok(None);
        }
        for (lot, part) in taken {
            lots::take(tx, shop.id, entry.id, lot, part).await?;
        }
        let balance = balances::change(tx, shop.id, member, change).await?;
        Ok(Some(Clawed { balance }))
    }

    /// Takes everything that a member has and owes out of the books, in one row.
    pub(crate) async fn close_account(&self, tx: &mut Tx, posting: &Posting<'_>) -> Result<(), StorageError> {
        let (shop, member) = (posting.shop, posting.member);
        let before = balances::lock(tx, shop.id, member).await?;
        let held = lots::of_member(tx, shop.id, member).await?;
        if held.is_empty() && before.owed.is_zero() {
            return Ok(());
        }
        let taken: Points = held.iter().map(|stored| stored.lot.remaining).sum();
        let amount = Delta::new(before.owed.get() - taken.get());
        let entry = posting.entry(self, amount, before.owed.spent());
        if !ledger::append(tx, &entry).await? {
            return Ok(());
        }
        for stored in held {
            lots::take(tx, shop.id, entry.id, stored.lot.id, stored.lot.remaining).await?;
        }
        let change = Change {
            points: before.points.spent().get(),
            pending: before.pending.spent().get(),
            owed: before.owed.spent().get(),
        };
        balances::change(tx, shop.id, member, change).await?;
        Ok(())
    }

    /// Makes a pending lot spendable. Nothing is owed beside it: a credit covers what is owed before it
    /// opens a lot, and [`Loyalty::claw_back`] takes what is pending before it leaves anything owed.
    /// Says whether anything changed.
    pub(crate) async fn activate(&self, tx: &mut Tx, shop: &Shop, stored: &StoredLot) -> Result<bool, StorageError> {
        balances::lock(tx, shop.id, stored.member).await?;
        if !lots::activate(tx, shop.id, stored.lot.id).await? {
            return Ok(false);
        }
        let remaining = lots::find(tx, shop.id, stored.lot.id)
            .await?
            .map_or(Points::ZERO, |lot| lot.lot.remaining);
        let change = Change {
            points: remaining.get(),
            pending: remaining.spent().get(),
            ..Change::default()
        };
        balances::change(tx, shop.id, stored.member, change).await?;
        Ok(true)
    }

    /// Ends a lot whose time is over (P5). Says whether anything changed.
    pub(crate) async fn expire(
        &self,
        tx: &mut Tx,
        shop: &Shop,
        stored: &StoredLot,
        now: DateTime<Utc>,
    ) -> Result<bool, StorageError> {
        balances::lock(tx, shop.id, stored.member).await?;
        let Some(current) = lots::find(tx, shop.id, stored.lot.id).await? else {
            return Ok(false);
        };
        let Some(expires_at) = current.lot.expires_at.filter(|at| *at <= now) else {
            return Ok(false);
        };
        let remaining = current.lot.remaining;
        if remaining.is_zero() || current.pending_until.is_some() {
            return Ok(false);
        }
        let posting = Posting {
            shop,
            member: current.member,
            reason: Reason::Expired,
            cause: format!("expire:{}:{}", current.lot.id, expires_at.timestamp()),
            order: None,
            coupon: None,
            actor: Actor::Shop,
            at: now,
        };
        let entry = posting.entry(self, remaining.spent(), Delta::ZERO);
        if !ledger::append(tx, &entry).await? {
            return Ok(false);
        }
        lots::take(tx, shop.id, entry.id, current.lot.id, remaining).await?;
        let change = Change {
            points: remaining.spent().get(),
            ..Change::default()
        };
        balances::change(tx, shop.id, current.member, change).await?;
        Ok(true)
    }

    /// Does for one member what the night run is late with: activates and expires what is due.
    pub(crate) async fn catch_up(&self, shop: &Shop, member: MemberId) -> Result<(), StorageError> {
        let now = self.now();
        let mut tx = self.db.begin().await?;
        for stored in lots::of_member(&mut tx, shop.id, member).await? {
            if stored.pending_until.is_some_and(|at| at <= now) {
                self.activate(&mut tx, shop, &stored).await?;
            }
            if stored.lot.expires_at.is_some_and(|at| at <= now) {
                self.expire(&mut tx, shop, &stored, now).await?;
            }
        }
        tx.commit().await
    }
}

/// Which part of a spending comes back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Share {
    /// All of it, as its spender wants. What had its grace before gets no second one, or points could be
    /// kept alive for ever.
    Whole,
    /// All of it, of an order that did not come about. What had its grace before is over with its lot (C5).
    Held,
    /// So many after those that came back `before`, as staff want: what lives longest comes first. What
    /// has expired gets a grace, because nobody can ask for this for themselves.
    Next { before: Points, points: Points },
}

impl Share {
    fn of(self, mut taken: Vec<lots::Taken>) -> Vec<lots::Taken> {
        let Self::Next { before, points } = self else {
            return taken;
        };
        taken.sort_by_key(|part| std::cmp::Reverse((part.expires_at.is_none(), part.expires_at, part.lot)));
        let (mut skipped, mut left) = (before, points);
        for part in &mut taken {
            let there = part.points.less(skipped);
            skipped = skipped.less(part.points);
            part.points = there.min(left);
            left = left.less(there);
        }
        taken.retain(|part| !part.points.is_zero());
        taken
    }
}

/// What a giving back came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum GivenBack {
    Done(Returned),
    /// The cause has taken effect before, or nothing was spent.
    Nothing,
    /// Some of it had its grace and is over again: given back, it would be lost. Nothing may be kept of
    /// this transaction.
    Lapsed,
}

/// What came back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Returned {
    pub points: Points,
    /// Some of it had expired meanwhile and lives until then (P6).
    pub extended_until: Option<DateTime<Utc>>,
    pub balance: Balance,
}
