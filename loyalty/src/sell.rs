//! A purchase at the till: recorded, points given, the customer told.

use chrono::{DateTime, Utc};
use domain::letter::Letter;
use domain::order::{Channel, OrderState};
use domain::reason::{Actor, Reason};
use domain::role::Right;
use domain::shop::Shop;
use domain::{MemberId, Money, OrderId, Points, UserId, earn, lot};
use storage::members::Member;
use storage::orders::{self, Order};
use storage::{StorageError, balances, ledger, members};

use crate::book::Posting;
use crate::enroll::read_member;
use crate::{Change, Loyalty};

/// A clerk enters what a member paid.
#[derive(Debug, Clone)]
pub struct Sell<'a> {
    pub shop: &'a Shop,
    pub clerk: UserId,
    pub member: MemberId,
    pub total: Money,
    /// What was bought, in the clerk's words.
    pub note: &'a str,
    /// Names the one sale that is meant: the clerk's message or the intention behind a button.
    pub cause: &'a str,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Sold {
    /// Recorded. Repeated, it is the same order.
    Done {
        order: Box<Order>,
        /// What earlier refunds still owed and this purchase covered (P7).
        covered: Points,
        member: Box<Member>,
    },
    /// An amount of nothing.
    Nothing,
    /// Nobody sells to themselves.
    ToYourself,
    NoSuchMember,
    NotAllowed,
}

impl Loyalty {
    pub async fn sell(&self, ask: &Sell<'_>) -> Result<Sold, StorageError> {
        if ask.total.is_zero() {
            return Ok(Sold::Nothing);
        }
        let (shop, now) = (ask.shop, self.now());
        let mut tx = self.db.begin().await?;
        if self
            .allowed(&mut tx, shop.id, ask.clerk, Right::RunTill)
            .await?
            .is_err()
        {
            return Ok(Sold::NotAllowed);
        }
        let Some(member) = members::find(&mut tx, shop.id, ask.member).await? else {
            return Ok(Sold::NoSuchMember);
        };
        if member.user == Some(ask.clerk) {
            return Ok(Sold::ToYourself);
        }
        balances::lock(&mut tx, shop.id, member.id).await?;
        let times = self.times_for(&mut tx, shop, member.id).await?;
        let order = self.at_the_till(ask, times, now);
        if !orders::add(&mut tx, shop.id, &order, ask.cause).await? {
            drop(tx);
            return self.sold_before(ask, member).await;
        }
        let spendable_from = lot::pending_until(shop, now);
        let mut balance = member.points;
        let mut covered = Points::ZERO;
        if !order.earned.is_zero() {
            let posting = Posting {
                shop,
                member: member.id,
                reason: Reason::Purchase { total: order.total },
                cause: earning_cause(order.id),
                order: Some(order.id),
                coupon: None,
                actor: Actor::Staff(ask.clerk),
                at: now,
            };
            let credited = self.credit(&mut tx, &posting, order.earned, spendable_from).await?;
            if let Some(credited) = credited {
                covered = credited.covered;
                balance = credited.balance.points;
            }
        }
        self.count_purchase(&mut tx, shop, &order).await?;
        let became = serde_json::json!({
            "total": order.total, "currency": shop.currency, "earned": order.earned, "note": order.note,
        });
        self.note(
            &mut tx,
            shop.id,
            Actor::Staff(ask.clerk),
            "sale.record",
            Some(member.id),
            Change::made(became),
        )
        .await?;
        if let Some(user) = member.user {
            let letter = Letter::Bought {
                shop: shop.name.clone(),
                total: order.total,
                currency: shop.currency,
                earned: order.earned,
                covered,
                spendable_from: spendable_from.map(|at| shop.day(at)),
                balance,
            };
            self.write_to(&mut tx, shop, user, letter).await?;
        }
        let member = Box::new(read_member(&mut tx, shop, member.id).await?);
        tx.commit().await?;
        Ok(Sold::Done {
            order: Box::new(order),
            covered,
            member,
        })
    }

    fn at_the_till(&self, ask: &Sell<'_>, times: u32, now: DateTime<Utc>) -> Order {
        Order {
            id: OrderId(self.ids.uuid(now)),
            member: ask.member,
            state: OrderState::Fulfilled,
            channel: Channel::Till,
            external: None,
            goods: ask.total,
            discount: Money::ZERO,
            fee: Money::ZERO,
            points_paid: Points::ZERO,
            points_worth: Money::ZERO,
            total: ask.total,
            refunded: Money::ZERO,
            earned: earn::at_times(&ask.shop.rules, ask.total, times),
            clawed: Points::ZERO,
            returned: Points::ZERO,
            coupon: None,
            note: ask.note.to_owned(),
            delivery: None,
            clerk: Some(ask.clerk),
            at: now,
            due_at: None,
            paid_at: Some(now),
            charge: None,
            closed_at: Some(now),
            undone_at: None,
        }
    }

    async fn sold_before(&self, ask: &Sell<'_>, member: Member) -> Result<Sold, StorageError> {
        let mut tx = self.db.read().await?;
        let Some(order) = orders::find_by_cause(&mut tx, ask.shop.id, ask.cause).await? else {
            return Ok(Sold::NoSuchMember);
        };
        let entry = ledger::find_by_cause(&mut tx, ask.shop.id, &earning_cause(order.id)).await?;
        Ok(Sold::Done {
            order: Box::new(order),
            covered: entry.map_or(Points::ZERO, |entry| entry.owed.size()),
            member: Box::new(member),
        })
    }
}

/// What makes the points of a purchase be credited once (P3).
fn earning_cause(order: OrderId) -> String {
    format!("order:{order}")
}
