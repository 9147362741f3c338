//! Money paid back takes its points with it, in part or whole (P7), and a sale can be undone (S3).

use chrono::{DateTime, TimeDelta, Utc};
use domain::action::Action;
use domain::letter::Letter;
use domain::reason::{Actor, Reason};
use domain::refund::Split;
use domain::role::Right;
use domain::shop::Shop;
use domain::{Money, OrderId, Points, UserId};
use storage::coupons::{self, Coupon};
use storage::members::Member;
use storage::orders::{self, Order};
use storage::{StorageError, Tx, balances, boosts, days, order_lines};

use crate::book::{GivenBack, Posting, Share};
use crate::enroll::read_member;
use crate::sell::paying_cause;
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
    /// In all, `so_far` of its value, money and points together, has been given back when this is done. The whole rather than the step, so that
    /// doing it again changes nothing.
    UpTo { so_far: Money },
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Refunded {
    /// Taken back. Repeated, the same order, and nothing more came back.
    Done(Box<Back>),
    /// A clerk's time for undoing has passed; a manager still can (S3).
    TooLate,
    /// More than was paid, or less than was refunded before.
    NotThatMuch {
        order: Box<Order>,
    },
    NoSuchOrder,
    NotAllowed,
}

/// What a refund came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Back {
    pub order: Order,
    pub member: Member,
    /// Money back to the customer, points back of those that it was paid with, and points taken back of
    /// those that it earned.
    pub split: Split,
    /// The coupon that can be used again.
    pub coupon: Option<String>,
}

impl Loyalty {
    pub async fn refund(&self, ask: &Refund<'_>) -> Result<Refunded, StorageError> {
        let (shop, now) = (ask.shop, self.now());
        let mut tx = self.db.begin().await?;
        let Ok(role) = self.allowed(&mut tx, shop.id, ask.by, Right::RunTill).await? else {
            return Ok(Refunded::NotAllowed);
        };
        // What is not paid is cancelled, not refunded.
        let seen = orders::find(&mut tx, shop.id, ask.order).await?;
        let Some(seen) = seen.filter(|order| order.paid_at.is_some()) else {
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
        let value = order.paid().value();
        let (so_far, undone_at) = match ask.how {
            How::Undo => (value, Some(now)),
            How::UpTo { so_far } => (so_far, None),
        };
        if order.undone_at.is_some() || (so_far == order.refunded && undone_at.is_none()) {
            let member = read_member(&mut tx, shop, order.member).await?;
            return Ok(Refunded::Done(Box::new(Back {
                order,
                member,
                split: Split::default(),
                coupon: None,
            })));
        }
        // Telegram gives Stars back whole or not at all.
        let in_part = so_far != value && self.was_paid_with_stars(&mut tx, shop, &order).await?;
        if so_far > value || so_far < order.refunded || in_part {
            let order = Box::new(order);
            return Ok(Refunded::NotThatMuch { order });
        }
        let (order, split) = self
            .give_so_much_back(&mut tx, ask, order, so_far, undone_at, now)
            .await?;
        let coupon = if so_far == value {
            self.return_stars_of(&mut tx, shop, &order).await?;
            self.return_coupon(&mut tx, shop, &order).await?
        } else {
            None
        };
        if undone_at.is_some() {
            let lines = order_lines::of_order(&mut tx, shop.id, order.id).await?;
            self.put_stock_back(&mut tx, shop, &lines).await?;
        }
        // Last, because all refunds of a shop take turns at it.
        self.rhythms_anew(&mut tx, shop, order.member).await?;
        let back = Back {
            member: read_member(&mut tx, shop, order.member).await?,
            order,
            split,
            // What has passed its validity is back, and no use to anybody.
            coupon: coupon
                .filter(|coupon| coupon.expires_at > now)
                .map(|coupon| coupon.title),
        };
        self.tell_of_refund(&mut tx, shop, &back).await?;
        tx.commit().await?;
        Ok(Refunded::Done(Box::new(back)))
    }

    /// Writes down that `so_far` of an order has been given back, and moves the points.
    async fn give_so_much_back(
        &self,
        tx: &mut Tx,
        ask: &Refund<'_>,
        order: Order,
        so_far: Money,
        undone_at: Option<DateTime<Utc>>,
        now: DateTime<Utc>,
    ) -> Result<(Order, Split), StorageError> {
        let (shop, paid) = (ask.shop, order.paid());
        let (all, step) = (paid.back(so_far), paid.step(order.refunded, so_far));
        if !orders::refund(tx, shop.id, &order, so_far, all.clawed, all.returned, undone_at).await? {
            return Err(StorageError::Corrupt {
                table: "orders",
                what: "an order changed behind the lock".into(),
            });
        }
        // What the day of the purchase came to has changed.
        days::forget(tx, shop.id, shop.day(order.paid_at.unwrap_or(order.at))).await?;
        let amount = so_far.less(order.refunded);
        // What it was paid with comes back before what it earned is taken: less is owed then.
        let worth = amount.less(step.money);
        self.return_points(tx, ask, &order, step.returned, worth, now).await?;
        let given_back = Order {
            refunded: so_far,
            ..order.clone()
        };
        self.count_refund(tx, shop, &given_back).await?;
        if !step.clawed.is_zero() {
            let posting = Posting {
                shop,
                member: order.member,
                reason: match ask.how {
                    How::Undo => Reason::Undone { total: order.total },
                    How::UpTo { .. } => Reason::Refund { amount },
                },
                cause: format!("refund:{}:{}", order.id, so_far.minor()),
                order: Some(order.id),
                coupon: None,
                actor: Actor::Staff(ask.by),
                at: now,
            };
            self.claw_back(tx, &posting, step.clawed).await?;
        }
        let was = serde_json::json!({ "total": order.total, "refunded": order.refunded, "clawed": order.clawed });
        let became = serde_json::json!({ "refunded": so_far, "clawed": all.clawed, "returned": all.returned });
        let action = if undone_at.is_some() {
            Action::SaleUndo
        } else {
            Action::SaleRefund
        };
        let change = Change::between(was, became);
        self.note(tx, shop.id, Actor::Staff(ask.by), action, Some(order.member), change)
            .await?;
        let order = Order {
            refunded: so_far,
            clawed: all.clawed,
            returned: all.returned,
            undone_at,
            ..order
        };
        Ok((order, step))
    }

    async fn tell_of_refund(&self, tx: &mut Tx, shop: &Shop, back: &Back) -> Result<(), StorageError> {
        let Some(user) = back.member.user else { return Ok(()) };
        let letter = Letter::Refunded {
            shop: shop.name.clone(),
            amount: back.split.money,
            currency: shop.currency,
            taken: back.split.clawed,
            balance: back.member.points,
            owed: back.member.owed,
            returned: back.split.returned,
            coupon: back.coupon.clone(),
        };
        self.write_to(tx, shop, user, letter).await
    }

    /// Gives back a part of the points that an order was paid with, to their lots (P6, P7).
    async fn return_points(
        &self,
        tx: &mut Tx,
        ask: &Refund<'_>,
        order: &Order,
        points: Points,
        worth: Money,
        now: DateTime<Utc>,
    ) -> Result<(), StorageError> {
        if points.is_zero() {
            return Ok(());
        }
        let posting = Posting {
            shop: ask.shop,
            member: order.member,
            reason: Reason::PaidBack { worth },
            cause: format!("payback:{}:{}", order.id, (order.returned + points).get()),
            order: Some(order.id),
            coupon: None,
            actor: Actor::Staff(ask.by),
            at: now,
        };
        let share = Share::Next {
            before: order.returned,
            points,
        };
        match self.give_back(tx, &posting, &paying_cause(order.id), share).await? {
            GivenBack::Done(_) => Ok(()),
            GivenBack::Nothing | GivenBack::Lapsed => Err(StorageError::Corrupt {
                table: "orders",
                what: format!("order {} was paid with points that nobody spent", order.id),
            }),
        }
    }

    /// Gives an order's coupon back, and ends what it brought. One whose better rate other purchases have earned
    /// by was used for them as well, and stays used.
    pub(crate) async fn return_coupon(
        &self,
        tx: &mut Tx,
        shop: &Shop,
        order: &Order,
    ) -> Result<Option<Coupon>, StorageError> {
        let Some(coupon) = order.coupon else { return Ok(None) };
        if boosts::serves_others(tx, shop.id, coupon, order.id).await? {
            return Ok(None);
        }
        if !coupons::give_back(tx, shop.id, coupon, order.id).await? {
            return Ok(None);
        }
        boosts::close(tx, shop.id, coupon).await?;
        coupons::find(tx, shop.id, coupon).await
    }

    /// The newest sale of a clerk's that is not undone.
    pub async fn last_sale(&self, shop: &Shop, clerk: UserId) -> Result<Option<Order>, StorageError> {
        let mut tx = self.db.read().await?;
        let last = orders::last_of_clerk(&mut tx, shop.id, clerk, 10).await?;
        Ok(last.into_iter().find(|order| order.undone_at.is_none()))
    }
}
