//! Money paid back takes its points with it, in part or whole (P7), and a sale can be undone (S3).

use chrono::TimeDelta;
use domain::letter::Letter;
use domain::reason::{Actor, Reason};
use domain::role::Right;
use domain::shop::Shop;
use domain::{Money, OrderId, Points, UserId, earn};
use storage::members::Member;
use storage::orders::{self, Order};
use storage::{StorageError, balances};

use crate::book::Posting;
use crate::enroll::read_member;
use crate::{Change, Loyalty};

/// How long a clerk can undo their own sale (S3).
pub const UNDO_MINUTES: i64 = 10;

/// Staff give money back.
#[derive(Debug, Clone)]
pub struct Refund<'a> {
    pub shop: &'a Shop,
    pub by: UserId,
    pub order: OrderId,
    pub how: How,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum How {
    /// The sale was a mistake: all of it is taken back.
    Undo,
    /// In all, `so_far` has been paid back when this is done. The whole rather than the step, so that
    /// doing it again changes nothing.
    UpTo { so_far: Money },
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Refunded {
    /// Taken back. Repeated, the same order.
    Done {
        order: Order,
        member: Member,
        taken: Points,
    },
    /// A clerk's time for undoing has passed; a manager still can (S3).
    TooLate,
    /// More than was paid, or less than was refunded before.
    NotThatMuch {
        order: Order,
    },
    NoSuchOrder,
    NotAllowed,
}

impl Loyalty {
    pub async fn refund(&self, ask: &Refund<'_>) -> Result<Refunded, StorageError> {
        let (shop, now) = (ask.shop, self.now());
        let mut tx = self.db.begin().await?;
        let Ok(role) = self.allowed(&mut tx, shop.id, ask.by, Right::RunTill).await? else {
            return Ok(Refunded::NotAllowed);
        };
        let Some(seen) = orders::find(&mut tx, shop.id, ask.order).await? else {
            return Ok(Refunded::NoSuchOrder);
        };
        let in_time = seen.clerk == Some(ask.by) && now - seen.at <= TimeDelta::minutes(UNDO_MINUTES);
        if !role.may(Right::UndoAnySale) && !in_time {
            return Ok(if seen.clerk == Some(ask.by) {
                Refunded::TooLate
            } else {
                Refunded::NotAllowed
            });
        }
        balances::lock(&mut tx, shop.id, seen.member).await?;
        // Read again behind the lock: another refund may have come first.
        let order = orders::find(&mut tx, shop.id, ask.order).await?.unwrap_or(seen);
        let (so_far, undone_at) = match ask.how {
            How::Undo => (order.total, Some(now)),
            How::UpTo { so_far } => (so_far, None),
        };
        if order.undone_at.is_some() || so_far == order.refunded {
            let member = read_member(&mut tx, shop, order.member).await?;
            return Ok(Refunded::Done {
                order,
                member,
                taken: Points::ZERO,
            });
        }
        if so_far > order.total || so_far < order.refunded {
            return Ok(Refunded::NotThatMuch { order });
        }
        let clawed = earn::clawed_back(order.earned, order.total, so_far);
        let taken = clawed.less(order.clawed);
        if !orders::refund(&mut tx, shop.id, &order, so_far, clawed, undone_at).await? {
            return Err(StorageError::Corrupt {
                table: "orders",
                what: "an order changed behind the lock".into(),
            });
        }
        let amount = so_far.less(order.refunded);
        let given_back = Order {
            refunded: so_far,
            ..order.clone()
        };
        self.count_refund(&mut tx, shop, &given_back).await?;
        let reason = match ask.how {
            How::Undo => Reason::Undone { total: order.total },
            How::UpTo { .. } => Reason::Refund { amount },
        };
        if !taken.is_zero() {
            let posting = Posting {
                shop,
                member: order.member,
                reason,
                cause: format!("refund:{}:{}", order.id, so_far.minor()),
                order: Some(order.id),
                coupon: None,
                actor: Actor::Staff(ask.by),
                at: now,
            };
            self.claw_back(&mut tx, &posting, taken).await?;
        }
        let was = serde_json::json!({ "total": order.total, "refunded": order.refunded, "clawed": order.clawed });
        let became = serde_json::json!({ "refunded": so_far, "clawed": clawed });
        let action = if undone_at.is_some() {
            "sale.undo"
        } else {
            "sale.refund"
        };
        self.note(
            &mut tx,
            shop.id,
            Actor::Staff(ask.by),
            action,
            Some(order.member),
            Change::between(was, became),
        )
        .await?;
        let member = read_member(&mut tx, shop, order.member).await?;
        if let Some(user) = member.user {
            let letter = Letter::Refunded {
                shop: shop.name.clone(),
                amount,
                currency: shop.currency,
                taken,
                balance: member.points,
                owed: member.owed,
            };
            self.write_to(&mut tx, shop, user, letter).await?;
        }
        tx.commit().await?;
        let order = Order {
            refunded: so_far,
            clawed,
            undone_at,
            ..order
        };
        Ok(Refunded::Done { order, member, taken })
    }

    /// The newest sale of a clerk's that is not undone.
    pub async fn last_sale(&self, shop: &Shop, clerk: UserId) -> Result<Option<Order>, StorageError> {
        let mut tx = self.db.read().await?;
        let last = orders::last_of_clerk(&mut tx, shop.id, clerk, 10).await?;
        Ok(last.into_iter().find(|order| order.undone_at.is_none()))
    }
}
