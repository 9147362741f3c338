//! An order that does not come about: its goods, coupon and points come back, once (C5).

use chrono::{DateTime, Utc};
use domain::action::Action;
use domain::letter::{Letter, OrderEnd, OrderNews};
use domain::order::OrderState;
use domain::reason::{Actor, Reason};
use domain::role::Right;
use domain::shop::Shop;
use domain::{OrderId, ShopId, UserId};
use storage::orders::{self, Order};
use storage::{StorageError, Tx, balances, open_orders, order_lines, shops};
use uuid::Uuid;

use crate::book::{GivenBack, Posting, Share};
use crate::enroll::read_member;
use crate::place_order::in_one_line;
use crate::sell::paying_cause;
use crate::{Change, Loyalty};

/// Orders that a night reads at a time.
const MISSED: i64 = 100;

/// Somebody ends an order that is not paid.
#[derive(Debug, Clone)]
pub struct CancelOrder<'a> {
    pub shop: &'a Shop,
    pub order: OrderId,
    pub by: CancelBy<'a>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CancelBy<'a> {
    Member(UserId),
    /// With what the member is told. It may be empty.
    Staff {
        user: UserId,
        reason: &'a str,
    },
    /// Its time is over.
    Time,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum OrderCancelled {
    Done(Box<Order>),
    /// It ended before.
    Before(Box<Order>),
    /// It is paid.
    NotOpen(Box<Order>),
    /// Its time is not over.
    NotYet(Box<Order>),
    NoSuchOrder,
    NotAllowed,
}

impl Loyalty {
    pub async fn cancel_order(&self, ask: &CancelOrder<'_>) -> Result<OrderCancelled, StorageError> {
        let (shop, now) = (ask.shop, self.now());
        let mut tx = self.db.begin().await?;
        let seen = orders::find(&mut tx, shop.id, ask.order).await?;
        let Some(seen) = seen else {
            return Ok(OrderCancelled::NoSuchOrder);
        };
        let member = read_member(&mut tx, shop, seen.member).await?;
        match ask.by {
            CancelBy::Member(user) if member.user != Some(user) => return Ok(OrderCancelled::NoSuchOrder),
            CancelBy::Staff { user, .. } => {
                if self.allowed(&mut tx, shop.id, user, Right::RunTill).await?.is_err() {
                    return Ok(OrderCancelled::NotAllowed);
                }
            }
            CancelBy::Member(_) | CancelBy::Time => {}
        }
        balances::lock(&mut tx, shop.id, seen.member).await?;
        let ended = match ask.by {
            CancelBy::Time => open_orders::lapse(&mut tx, shop.id, seen.id, now).await?,
            CancelBy::Member(_) | CancelBy::Staff { .. } => open_orders::cancel(&mut tx, shop.id, seen.id, now).await?,
        };
        if !ended {
            let order = Box::new(orders::find(&mut tx, shop.id, ask.order).await?.unwrap_or(seen));
            return Ok(match order.state {
                OrderState::Cancelled => OrderCancelled::Before(order),
                OrderState::Unpaid => OrderCancelled::NotYet(order),
                OrderState::Paid | OrderState::Fulfilled => OrderCancelled::NotOpen(order),
            });
        }
        let coupon = self.let_go(&mut tx, ask, &seen, now).await?;
        match ask.by {
            CancelBy::Member(_) => {
                self.tell_the_till(&mut tx, shop, &seen, &member.name, OrderNews::Cancelled)
                    .await?;
            }
            CancelBy::Staff { .. } | CancelBy::Time => {
                self.tell_of_end(&mut tx, ask, &seen, member.user, coupon).await?;
            }
        }
        tx.commit().await?;
        let order = Order {
            state: OrderState::Cancelled,
            due_at: None,
            closed_at: Some(now),
            returned: seen.points_paid,
            ..seen
        };
        Ok(OrderCancelled::Done(Box::new(order)))
    }

    /// Gives back what an order held, and notes who ended it. Gives the coupon that can be used again.
    pub(crate) async fn let_go(
        &self,
        tx: &mut Tx,
        ask: &CancelOrder<'_>,
        order: &Order,
        now: DateTime<Utc>,
    ) -> Result<Option<String>, StorageError> {
        let (shop, actor) = (ask.shop, by(ask.by));
        if !order.points_paid.is_zero() {
            let posting = Posting {
                shop,
                member: order.member,
                reason: Reason::PaidBack {
                    worth: order.points_worth,
                },
                cause: format!("cancel:{}", order.id),
                order: Some(order.id),
                coupon: None,
                actor,
                at: now,
            };
            match self
                .give_back(tx, &posting, &paying_cause(order.id), Share::Held)
                .await?
            {
                GivenBack::Done(_) => {}
                GivenBack::Nothing | GivenBack::Lapsed => {
                    return Err(StorageError::Corrupt {
                        table: "orders",
                        what: format!("order {} holds points that nobody spent", order.id),
                    });
                }
            }
        }
        let coupon = self.return_coupon(tx, shop, order).await?;
        let lines = order_lines::of_order(tx, shop.id, order.id).await?;
        self.put_stock_back(tx, shop, &lines).await?;
        let reason = match ask.by {
            CancelBy::Staff { reason, .. } => reason,
            CancelBy::Member(_) | CancelBy::Time => "",
        };
        let was = serde_json::json!({ "total": order.total, "currency": shop.currency, "reason": reason });
        self.note(
            tx,
            shop.id,
            actor,
            Action::OrderCancel,
            Some(order.member),
            Change::ended(was),
        )
        .await?;
        // A validity that has passed stays passed.
        Ok(coupon
            .filter(|coupon| coupon.expires_at > now)
            .map(|coupon| coupon.title))
    }

    async fn tell_of_end(
        &self,
        tx: &mut Tx,
        ask: &CancelOrder<'_>,
        order: &Order,
        user: Option<UserId>,
        coupon: Option<String>,
    ) -> Result<(), StorageError> {
        let Some(user) = user else { return Ok(()) };
        let lines = order_lines::of_order(tx, ask.shop.id, order.id).await?;
        let letter = Letter::OrderEnded {
            shop: ask.shop.name.clone(),
            order: order.id,
            what: in_one_line(&lines),
            why: match ask.by {
                CancelBy::Staff { reason, .. } => OrderEnd::ByShop(reason.to_owned()),
                CancelBy::Member(_) | CancelBy::Time => OrderEnd::Lapsed,
            },
            returned: order.points_paid,
            coupon,
        };
        self.write_to(tx, ask.shop, user, letter).await
    }

    /// Ends an order whose time is over. One that is held for longer meanwhile is looked at again then.
    pub async fn lapse_order(&self, shop: ShopId, order: OrderId) -> Result<(), StorageError> {
        let mut tx = self.db.read().await?;
        let Some(shop) = shops::find(&mut tx, shop).await? else {
            return Ok(());
        };
        tx.commit().await?;
        let ask = CancelOrder {
            shop: &shop,
            order,
            by: CancelBy::Time,
        };
        if let OrderCancelled::NotYet(order) = self.cancel_order(&ask).await? {
            let mut tx = self.db.begin().await?;
            self.lapse_later(&mut tx, &shop, &order).await?;
            tx.commit().await?;
        }
        Ok(())
    }

    /// Ends the orders that no job ended, each in a transaction of its own: what an order gives back is locked in an
    /// order of its own, and one that cannot be ended keeps nobody else's night waiting.
    pub(crate) async fn lapse_missed(&self, shop: &Shop) -> Result<(), StorageError> {
        let now = self.now();
        let mut after = (DateTime::UNIX_EPOCH, OrderId(Uuid::nil()));
        loop {
            let mut tx = self.db.read().await?;
            let due = open_orders::due(&mut tx, shop.id, now, after, MISSED).await?;
            tx.commit().await?;
            let Some(last) = due.last() else { return Ok(()) };
            after = *last;
            for (_, order) in due {
                if let Err(error) = self.lapse_order(shop.id, order).await {
                    let error: &dyn std::error::Error = &error;
                    tracing::error!(shop = %shop.id, %order, error, "an order was not ended; the next night tries again");
                }
            }
        }
    }
}

const fn by(by: CancelBy<'_>) -> Actor {
    match by {
        CancelBy::Member(user) => Actor::Member(user),
        CancelBy::Staff { user, .. } => Actor::Staff(user),
        CancelBy::Time => Actor::Shop,
    }
}
