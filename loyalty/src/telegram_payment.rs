//! Payments through Telegram: what is asked for, what is agreed to, and what comes in.
//!
//! Only what Telegram reports as paid is a proof. It counts once, by the charge that Telegram names it with.

use chrono::TimeDelta;
use domain::job::Job;
use domain::letter::{Letter, OrderNews, PaidIn};
use domain::order::OrderState;
use domain::reason::Actor;
use domain::role::Right;
use domain::shop::Shop;
use domain::{OrderId, ShopId, UserId};
use storage::orders::{self, Order};
use storage::payments::{self, Payment};
use storage::{StorageError, Tx, balances, jobs, order_lines, shops};

use crate::Loyalty;
use crate::enroll::read_member;
use crate::look::OrderView;

/// Telegram's Stars, where a currency stands.
pub const STARS: &str = "XTR";

/// How long an order is held for somebody who is about to pay: entering a card takes a while.
const WHILE_PAYING: TimeDelta = TimeDelta::minutes(15);

/// What an invoice asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Invoice {
    pub view: OrderView,
    pub currency: String,
    /// In the currency's smallest unit.
    pub amount: i64,
}

/// Somebody is about to pay, and Telegram asks whether they may.
#[derive(Debug, Clone)]
pub struct PreCheckout<'a> {
    pub shop: ShopId,
    pub order: OrderId,
    pub user: UserId,
    pub currency: &'a str,
    pub amount: i64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CheckedOut {
    Yes,
    /// The order is paid already.
    Paid,
    /// It has ended.
    Ended,
    /// It comes to another sum by now.
    Changed,
    /// Somebody else's order, or none.
    NotYours,
}

/// Telegram says that something was paid.
#[derive(Debug, Clone)]
pub struct Proof<'a> {
    pub shop: ShopId,
    pub order: OrderId,
    pub user: UserId,
    pub currency: &'a str,
    pub amount: i64,
    pub charge: &'a str,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Received {
    /// The order is paid with it. Repeated, it is the same.
    Paid(Box<OrderView>),
    /// The order could not be had any more: it goes back.
    TooLate(Box<Order>),
    NoSuchOrder,
}

impl Loyalty {
    /// What an invoice for an order asks for. `None`: it waits for no payment.
    pub async fn invoice(&self, shop: &Shop, view: OrderView) -> Result<Option<Invoice>, StorageError> {
        if view.order.state != OrderState::Unpaid || view.order.due_at.is_none_or(|due| due <= self.now()) {
            return Ok(None);
        }
        let stars = self.stars(shop, &view).await?;
        let (currency, amount) = match stars {
            Some(stars) => (STARS.to_owned(), stars),
            None => (shop.currency.to_string(), view.order.total.minor()),
        };
        Ok((amount > 0).then_some(Invoice { view, currency, amount }))
    }

    /// Judges from what is so at this moment whether somebody may pay, and holds the order while they do.
    pub async fn check_out(&self, ask: &PreCheckout<'_>) -> Result<CheckedOut, StorageError> {
        let mut tx = self.db.read().await?;
        let Some(shop) = shops::find(&mut tx, ask.shop).await? else {
            return Ok(CheckedOut::NotYours);
        };
        tx.commit().await?;
        let view = self.order_view(ask.shop, ask.order).await?;
        let Some(view) = view.filter(|view| view.member.user == Some(ask.user)) else {
            return Ok(CheckedOut::NotYours);
        };
        match view.order.state {
            OrderState::Unpaid => {}
            OrderState::Paid | OrderState::Fulfilled => return Ok(CheckedOut::Paid),
            OrderState::Cancelled => return Ok(CheckedOut::Ended),
        }
        let Some(invoice) = self.invoice(&shop, view).await? else {
            return Ok(CheckedOut::Ended);
        };
        if invoice.currency != ask.currency || invoice.amount != ask.amount {
            return Ok(CheckedOut::Changed);
        }
        let now = self.now();
        let mut tx = self.db.begin().await?;
        storage::open_orders::hold_on(&mut tx, ask.shop, ask.order, now + WHILE_PAYING, now).await?;
        let order = orders::find(&mut tx, ask.shop, ask.order).await?;
        tx.commit().await?;
        Ok(match order {
            Some(order) if order.state == OrderState::Unpaid => CheckedOut::Yes,
            _ => CheckedOut::Ended,
        })
    }

    /// Telegram's proof of a payment: the order is paid, taken up again if it had ended, or the payment
    /// goes back.
    pub async fn receive_payment(&self, proof: &Proof<'_>) -> Result<Received, StorageError> {
        let mut tx = self.db.begin().await?;
        let (Some(shop), Some(seen)) = (
            shops::find(&mut tx, proof.shop).await?,
            orders::find(&mut tx, proof.shop, proof.order).await?,
        ) else {
            return Ok(Received::NoSuchOrder);
        };
        balances::lock(&mut tx, shop.id, seen.member).await?;
        let payment = Payment {
            charge: proof.charge.to_owned(),
            order: seen.id,
            user: proof.user,
            currency: proof.currency.to_owned(),
            amount: proof.amount,
            owed_at: None,
            returned_at: None,
        };
        let is_new = payments::add(&mut tx, shop.id, &payment, self.now()).await?;
        // Read again behind the lock.
        let seen = orders::find(&mut tx, shop.id, proof.order).await?.unwrap_or(seen);
        if !is_new {
            tx.commit().await?;
            return self.received_before(proof, seen).await;
        }
        let name = read_member(&mut tx, &shop, seen.member).await?.name;
        let takes_up = match seen.state {
            OrderState::Unpaid => Some(OrderNews::Paid),
            OrderState::Cancelled if self.can_revive(&mut tx, &shop, &seen).await? => Some(OrderNews::Revived),
            OrderState::Cancelled | OrderState::Paid | OrderState::Fulfilled => None,
        };
        if let Some(news) = takes_up {
            let actor = Actor::Member(proof.user);
            if !self.settle(&mut tx, &shop, &seen, actor, Some(proof.charge)).await? {
                return Err(StorageError::Corrupt {
                    table: "orders",
                    what: "an order changed behind the lock".into(),
                });
            }
            self.tell_the_till(&mut tx, &shop, &seen, &name, news).await?;
        } else {
            self.owe_back(&mut tx, &shop, &payment, &name).await?;
        }
        tx.commit().await?;
        if takes_up.is_none() {
            return Ok(Received::TooLate(Box::new(seen)));
        }
        self.received(proof).await
    }

    async fn received(&self, proof: &Proof<'_>) -> Result<Received, StorageError> {
        let view = self.order_view(proof.shop, proof.order).await?;
        Ok(view.map_or(Received::NoSuchOrder, |view| Received::Paid(Box::new(view))))
    }

    async fn received_before(&self, proof: &Proof<'_>, order: Order) -> Result<Received, StorageError> {
        if order.charge.as_deref() == Some(proof.charge) {
            return self.received(proof).await;
        }
        Ok(Received::TooLate(Box::new(order)))
    }

    /// Takes the goods of an order that had ended once more. What was paid with points or a coupon is not
    /// taken up again: both went back to the member, who may have used them since.
    async fn can_revive(&self, tx: &mut Tx, shop: &Shop, order: &Order) -> Result<bool, StorageError> {
        if !order.points_paid.is_zero() || order.coupon.is_some() {
            return Ok(false);
        }
        let lines = order_lines::of_order(tx, shop.id, order.id).await?;
        self.take_stock_or_nothing(tx, shop, &lines).await
    }

    /// Notes that a payment goes back, and tells the member and the owners. Stars go back by themselves.
    pub(crate) async fn owe_back(
        &self,
        tx: &mut Tx,
        shop: &Shop,
        payment: &Payment,
        name: &str,
    ) -> Result<(), StorageError> {
        self.return_payment(tx, shop, payment).await?;
        let paid = paid_in(shop, payment);
        let to_member = Letter::PaymentTooLate {
            shop: shop.name.clone(),
            order: payment.order,
            paid,
        };
        self.write_to(tx, shop, payment.user, to_member).await?;
        let to_owners = Letter::PaymentToReturn {
            order: payment.order,
            name: name.to_owned(),
            paid,
            charge: payment.charge.clone(),
        };
        self.write_to_staff(tx, shop, Right::RunShop, None, &to_owners).await
    }

    /// Has a payment go back: Stars by a job, which a crash does not lose; money by the shop.
    async fn return_payment(&self, tx: &mut Tx, shop: &Shop, payment: &Payment) -> Result<(), StorageError> {
        let now = self.now();
        if !payments::owe(tx, shop.id, &payment.charge, now).await? || payment.currency != STARS {
            return Ok(());
        }
        let job = jobs::NewJob {
            id: self.ids.uuid(now),
            job: Job::ReturnStars {
                shop: shop.id,
                charge: payment.charge.clone(),
            },
            dedupe: Some(format!("stars:{}", payment.charge)),
            not_before: now,
        };
        jobs::put(tx, &job).await.map(drop)
    }

    /// Has the Stars that an order was paid with go back, because all of it is refunded.
    pub(crate) async fn return_stars_of(&self, tx: &mut Tx, shop: &Shop, order: &Order) -> Result<(), StorageError> {
        let Some(charge) = &order.charge else { return Ok(()) };
        match payments::find(tx, shop.id, charge).await? {
            Some(payment) if payment.currency == STARS => self.return_payment(tx, shop, &payment).await,
            _ => Ok(()),
        }
    }

    /// Whether an order was paid with Stars, which Telegram gives back whole or not at all.
    pub(crate) async fn was_paid_with_stars(
        &self,
        tx: &mut Tx,
        shop: &Shop,
        order: &Order,
    ) -> Result<bool, StorageError> {
        let Some(charge) = &order.charge else { return Ok(false) };
        let payment = payments::find(tx, shop.id, charge).await?;
        Ok(payment.is_some_and(|payment| payment.currency == STARS))
    }

    /// Who paid the Stars that are to go back. `None`: nobody, or they did.
    pub async fn stars_to_return(&self, shop: ShopId, charge: &str) -> Result<Option<UserId>, StorageError> {
        let mut tx = self.db.look().await?;
        let payment = payments::find(&mut tx, shop, charge).await?;
        Ok(payment
            .filter(|payment| payment.owed_at.is_some() && payment.returned_at.is_none())
            .map(|payment| payment.user))
    }

    /// Notes that Telegram gave Stars back.
    pub async fn stars_returned(&self, shop: ShopId, charge: &str) -> Result<(), StorageError> {
        let mut tx = self.db.begin().await?;
        payments::returned(&mut tx, shop, charge, self.now()).await?;
        tx.commit().await
    }
}

fn paid_in(shop: &Shop, payment: &Payment) -> PaidIn {
    if payment.currency == STARS {
        return PaidIn::Stars(payment.amount);
    }
    PaidIn::Money(domain::Money::new(payment.amount).unwrap_or_default(), shop.currency)
}
