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
use crate::account::{Account, Booking};

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
        let covered = self.credit_to(posting, &mut account, amount, pending_until);
        let balance = account.settle(tx).await?;
        Ok(balance.map(|balance| Credited { covered, balance }))
    }

    /// Credits points to an account, and gives what they covered of what was owed.
    pub(crate) fn credit_to(
        &self,
        posting: &Posting<'_>,
        account: &mut Account,
        amount: Points,
        pending_until: Option<DateTime<Utc>>,
    ) -> Points {
        let covered = account.balance().owed.min(amount);
        let kept = amount.less(covered);
        let spendable_from = pending_until.unwrap_or(posting.at);
        let lot = StoredLot {
            lot: lot::Lot {
                id: LotId(self.ids.uuid(posting.at)),
                remaining: kept,
                expires_at: lot::expiry(posting.shop, spendable_from),
                earned_at: posting.at,
            },
            member: posting.member,
            order: posting.order,
            pending_until,
            extended: false,
        };
        let (points, pending) = match pending_until {
            Some(_) => (0, kept.get()),
            None => (kept.get(), 0),
        };
        account.post(Booking {
            entry: posting.entry(self, amount.earned(), covered.spent()),
            change: Change {
                points,
                pending,
                owed: covered.spent().get(),
            },
            moves: Vec::new(),
            opened: if kept.is_zero() { Vec::new() } else { vec![lot] },
        });
        covered
    }

    /// Spends points, soonest to expire first (P4).
    pub(crate) async fn spend(&self, tx: &mut Tx, posting: &Posting<'_>, price: Points) -> Result<Spent, StorageError> {
        let (shop, member) = (posting.shop, posting.member);
        let Some(mut account) = Account::open_to_spend(tx, shop.id, member, price).await? else {
            let balance = balances::read(tx, shop.id, member).await?;
            return Ok(Spent::Short { balance });
        };
        let spent = self.spend_from(tx, posting, &mut account, price).await?;
        if !matches!(spent, Spent::Done { .. }) {
            return Ok(spent);
        }
        let balance = account.settle(tx).await?;
        Ok(balance.map_or(Spent::Repeated, |balance| Spent::Done { balance }))
    }

    /// Spends points of an account, of those that were there before anything was posted to it.
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
        let open: Vec<lot::Lot> = account
            .lots(tx)
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
        account.post(Booking {
            entry: posting.entry(self, price.spent(), Delta::ZERO),
            change: Change {
                points: price.spent().get(),
                ..Change::default()
            },
            moves: taken_out(taken),
            opened: Vec::new(),
        });
        let balance = account.balance();
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
        let mut account = Account::open(tx, shop.id, member).await?;
        let Some(spending) = ledger::find_by_cause(tx, shop.id, spent).await? else {
            return Ok(GivenBack::Nothing);
        };
        let mut taken = share.of(lots::taken_by(tx, shop.id, spending.id).await?);
        let amount: Points = taken.iter().map(|part| part.points).sum();
        let covered = account.balance().owed.min(amount);
        // What is owed is covered from the part that would have expired soonest.
        let mut due = covered;
        taken.sort_by_key(|part| (part.expires_at.is_none(), part.expires_at, part.lot));
        let mut extended_until = None;
        let (mut moves, mut opened) = (Vec::new(), Vec::new());
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
                lot::Return::ToTheirLot => moves.push((part.lot, kept.earned())),
                lot::Return::WithGrace { until } => {
                    opened.push(StoredLot {
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
                    });
                    extended_until = Some(until);
                }
                lot::Return::Nowhere if share == Share::Held => moves.push((part.lot, kept.earned())),
                lot::Return::Nowhere => return Ok(GivenBack::Lapsed),
            }
        }
        account.post(Booking {
            entry: posting.entry(self, amount.earned(), covered.spent()),
            change: Change {
                points: amount.less(covered).get(),
                owed: covered.spent().get(),
                ..Change::default()
            },
            moves,
            opened,
        });
        let Some(balance) = account.settle(tx).await? else {
            return Ok(GivenBack::Nothing);
        };
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
        let mut account = Account::open(tx, posting.shop.id, posting.member).await?;
        let mut held = account.lots(tx).await?;
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
        account.post(Booking {
            entry: posting.entry(self, amount.spent(), due.earned()),
            change,
            moves: taken_out(taken),
            opened: Vec::new(),
        });
        let balance = account.settle(tx).await?;
        Ok(balance.map(|balance| Clawed { balance }))
    }

    /// Takes everything that a member has and owes out of the books, in one row.
    pub(crate) async fn close_account(&self, tx: &mut Tx, posting: &Posting<'_>) -> Result<(), StorageError> {
        let mut account = Account::open(tx, posting.shop.id, posting.member).await?;
        let before = account.balance();
        let held = account.lots(tx).await?;
        if held.is_empty() && before.owed.is_zero() {
            return Ok(());
        }
        let taken: Points = held.iter().map(|stored| stored.lot.remaining).sum();
        let amount = Delta::new(before.owed.get() - taken.get());
        account.post(Booking {
            entry: posting.entry(self, amount, before.owed.spent()),
            change: Change {
                points: before.points.spent().get(),
                pending: before.pending.spent().get(),
                owed: before.owed.spent().get(),
            },
            moves: taken_out(held.iter().map(|stored| (stored.lot.id, stored.lot.remaining))),
            opened: Vec::new(),
        });
        account.settle(tx).await?;
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
        let mut account = Account::open(tx, shop.id, stored.member).await?;
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
        account.post(Booking {
            entry: posting.entry(self, remaining.spent(), Delta::ZERO),
            change: Change {
                points: remaining.spent().get(),
                ..Change::default()
            },
            moves: taken_out([(current.lot.id, remaining)]),
            opened: Vec::new(),
        });
        Ok(account.settle(tx).await?.is_some())
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

/// What is moved by taking so much out of lots.
pub(crate) fn taken_out(parts: impl IntoIterator<Item = (LotId, Points)>) -> Vec<(LotId, Delta)> {
    parts.into_iter().map(|(lot, part)| (lot, part.spent())).collect()
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
