//! An order of the private chat is paid: at the till, or through Telegram. And handed over.

use domain::action::Action;
use domain::order::{Line, OrderState};
use domain::reason::Actor;
use domain::reckon::{self, Basket};
use domain::role::Right;
use domain::shop::Shop;
use domain::terms::{Terms, Worth};
use domain::till::PointsWorth;
use domain::{OrderId, UserId};
use storage::orders::{self, Order};
use storage::tiers::{self, MemberTier};
use storage::{StorageError, Tx, coupons, open_orders, order_lines};

use crate::account::Account;
use crate::enroll::read_member;
use crate::look::OrderView;
use crate::reckon::Reckoned;
use crate::standing::CountedPurchase;
use crate::{Change, Loyalty};

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum OrderPaid {
    Done(Box<OrderView>),
    /// It waits for no payment: it was paid before, or has ended.
    NotOpen(Box<Order>),
    /// Nobody takes money from themselves.
    ToYourself,
    NoSuchOrder,
    NotAllowed,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum HandedOver {
    Done(Box<Order>),
    /// It is not paid, or has left before.
    NotNow(Box<Order>),
    NoSuchOrder,
    NotAllowed,
}

impl Loyalty {
    /// A clerk took the money for an order.
    pub async fn pay_order_at_till(
        &self,
        shop: &Shop,
        clerk: UserId,
        order: OrderId,
    ) -> Result<OrderPaid, StorageError> {
        let mut tx = self.db.begin().await?;
        if self.allowed(&mut tx, shop.id, clerk, Right::RunTill).await?.is_err() {
            return Ok(OrderPaid::NotAllowed);
        }
        let Some(seen) = orders::find(&mut tx, shop.id, order).await? else {
            return Ok(OrderPaid::NoSuchOrder);
        };
        let member = read_member(&mut tx, shop, seen.member).await?;
        if member.user == Some(clerk) {
            return Ok(OrderPaid::ToYourself);
        }
        let actor = Actor::Staff(clerk);
        if !self.settle(&mut tx, shop, &seen, actor, None).await? {
            let order = orders::find(&mut tx, shop.id, order).await?.unwrap_or(seen);
            return Ok(OrderPaid::NotOpen(Box::new(order)));
        }
        let became = serde_json::json!({ "total": seen.total, "currency": shop.currency });
        self.note(
            &mut tx,
            shop.id,
            actor,
            Action::OrderPaid,
            Some(seen.member),
            Change::made(became),
        )
        .await?;
        tx.commit().await?;
        match self.order_view(shop.id, order).await? {
            Some(view) => Ok(OrderPaid::Done(Box::new(view))),
            None => Ok(OrderPaid::NoSuchOrder),
        }
    }

    /// An unpaid order is paid: points are earned, its coupon is used, and the member is told. Says whether
    /// it was this call that did it: of two at once, one wins.
    pub(crate) async fn settle(
        &self,
        tx: &mut Tx,
        shop: &Shop,
        seen: &Order,
        actor: Actor,
        charge: Option<&str>,
    ) -> Result<bool, StorageError> {
        let mut account = Account::open(tx, shop.id, seen.member).await?;
        let now = self.now();
        let tier = tiers::member_tier(tx, shop.id, seen.member).await?;
        let reckoned = self.reckon_again(tx, shop, seen, &tier).await?;
        let taken_up = match (seen.state, charge) {
            (OrderState::Cancelled, Some(charge)) => {
                open_orders::revive(tx, shop.id, seen.id, now, reckoned.earned, charge).await?
            }
            _ => open_orders::pay(tx, shop.id, seen.id, now, reckoned.earned, charge).await?,
        };
        if !taken_up {
            return Ok(false);
        }
        if let Some(coupon) = &reckoned.coupon {
            let by = actor.user();
            if !coupons::use_for(tx, shop.id, coupon.id, seen.id, by, now).await? {
                return Err(StorageError::Corrupt {
                    table: "coupons",
                    what: format!("order {} does not hold its coupon", seen.id),
                });
            }
            self.open_boost(tx, shop, seen.member, coupon, now).await?;
        }
        let order = Order {
            state: OrderState::Paid,
            earned: reckoned.earned,
            due_at: None,
            paid_at: Some(now),
            at: now,
            ..seen.clone()
        };
        let covered = self.credit_purchase(shop, &order, actor, &mut account, now);
        account.settle(tx).await?;
        let member = read_member(tx, shop, order.member).await?;
        let counted = self.count_purchase(tx, shop, &order, tier.ladder).await?;
        let next = counted.as_ref().and_then(CountedPurchase::next);
        self.tell_of_purchase(tx, shop, &order, &reckoned, &member, (covered, next))
            .await?;
        self.rise(tx, shop, order.member, counted).await?;
        Ok(true)
    }

    /// What an order came to when it was made, for what it earns now: its prices, its coupon and its
    /// points stay what they were.
    async fn reckon_again(
        &self,
        tx: &mut Tx,
        shop: &Shop,
        order: &Order,
        tier: &MemberTier,
    ) -> Result<Reckoned, StorageError> {
        let lines = order_lines::of_order(tx, shop.id, order.id).await?;
        let coupon = match order.coupon {
            Some(coupon) => coupons::find(tx, shop.id, coupon).await?.map(Box::new),
            None => None,
        };
        let terms = coupon.as_ref().map(|coupon| &coupon.terms);
        let Some(sum) = as_it_was(shop, order, &lines, terms) else {
            return Err(StorageError::Corrupt {
                table: "orders",
                what: format!("order {} does not come to what it did", order.id),
            });
        };
        let earned = self.earned(tx, shop, tier, &sum.parts, terms, self.now()).await?;
        Ok(Reckoned { sum, coupon, earned })
    }

    /// A paid order is in its member's hands.
    pub async fn hand_over(&self, shop: &Shop, clerk: UserId, order: OrderId) -> Result<HandedOver, StorageError> {
        let mut tx = self.db.begin().await?;
        if self.allowed(&mut tx, shop.id, clerk, Right::RunTill).await?.is_err() {
            return Ok(HandedOver::NotAllowed);
        }
        let done = open_orders::hand_over(&mut tx, shop.id, order, self.now()).await?;
        let Some(order) = orders::find(&mut tx, shop.id, order).await? else {
            return Ok(HandedOver::NoSuchOrder);
        };
        if !done {
            return Ok(HandedOver::NotNow(Box::new(order)));
        }
        self.note(
            &mut tx,
            shop.id,
            Actor::Staff(clerk),
            Action::OrderHandOver,
            Some(order.member),
            Change::default(),
        )
        .await?;
        tx.commit().await?;
        Ok(HandedOver::Done(Box::new(order)))
    }
}

/// The reckoning behind an order, from its own lines and the worth that its points had.
fn as_it_was(shop: &Shop, order: &Order, lines: &[Line], terms: Option<&Terms>) -> Option<reckon::Reckoning> {
    let worth = if order.points_paid.is_zero() {
        shop.till.worth
    } else {
        PointsWorth {
            points: order.points_paid,
            money: order.points_worth,
        }
    };
    let basket = Basket {
        lines,
        fee: order.fee,
        // A delivery that the coupon paid for is in no sum any more.
        coupon: terms.filter(|terms| terms.worth != Worth::FreeDelivery),
        points: order.points_paid,
        worth,
    };
    reckon::reckon(&basket).ok().filter(|sum| sum.total == order.total)
}
