//! A member orders in the private chat. The order holds its goods, its coupon and its points until it is
//! paid, cancelled, or its time is over (C5).

use chrono::{DateTime, TimeDelta, Utc};
use domain::job::Job;
use domain::letter::{Letter, OrderNews};
use domain::order::{Channel, Item, Line, OrderState};
use domain::reason::Actor;
use domain::relative::ForWhom;
use domain::role::{Right, Role};
use domain::shop::Shop;
use domain::{CouponId, MemberId, Money, OrderId, Points, RelativeId, UserId};
use storage::orders::{self, Order};
use storage::{StorageError, Tx, baskets, coupons, jobs, members, open_orders, order_lines, relatives, staff, tiers};

use crate::Loyalty;
use crate::account::Account;
use crate::book::Spent;
use crate::reckon::{Buyer, Reckoned, Unsold, Wish};

/// Orders of one member that wait to be paid. More would hold goods that others want.
const UNPAID_AT_ONCE: i64 = 5;

/// A member orders something.
#[derive(Debug, Clone)]
pub struct PlaceOrder<'a> {
    pub shop: &'a Shop,
    pub member: MemberId,
    pub user: UserId,
    pub items: &'a [Item],
    /// Where it is brought to. `None`: it is collected.
    pub delivery: Option<&'a str>,
    pub coupon: Option<CouponId>,
    /// Paid with points: at most so many.
    pub points: Points,
    /// Of those they buy for, whom it is for. Nobody any more: it is for themselves.
    pub for_whom: Option<RelativeId>,
    /// What they were shown that it comes to.
    pub agreed: Money,
    /// Names the one order that is meant: the intention behind a button.
    pub cause: &'a str,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Placed {
    /// Held for them. Repeated, it is the same order as it stands.
    Done(Box<Order>),
    /// It cannot be ordered like this. Nothing was written.
    Refused(Unsold),
    /// It comes to another sum than was shown. Nothing was written.
    Changed,
    /// So many of their orders wait to be paid already.
    TooMany {
        unpaid: i64,
    },
    /// The shop brings nothing, or not this.
    NotBrought,
    NoSuchMember,
}

impl Loyalty {
    pub async fn place_order(&self, ask: &PlaceOrder<'_>) -> Result<Placed, StorageError> {
        if let Some(answer) = self.try_place_order(ask).await? {
            return Ok(answer);
        }
        // The balance counted points whose time is over.
        self.catch_up(ask.shop, ask.member).await?;
        self.try_place_order(ask).await?.ok_or_else(|| StorageError::Corrupt {
            table: "balances",
            what: format!("member {} has more points than lots", ask.member),
        })
    }

    /// `None` when the balance counts points that have to be expired first.
    async fn try_place_order(&self, ask: &PlaceOrder<'_>) -> Result<Option<Placed>, StorageError> {
        let shop = ask.shop;
        let mut tx = self.db.begin().await?;
        let member = members::find(&mut tx, shop.id, ask.member).await?;
        let Some(member) = member.filter(|member| member.user == Some(ask.user)) else {
            return Ok(Some(Placed::NoSuchMember));
        };
        let mut account = Account::open(&mut tx, shop.id, member.id).await?;
        let member = member.with(account.balance());
        let now = self.now();
        // Behind the lock no other order of theirs is being made: what is not there is new.
        if let Some(before) = orders::find_by_cause(&mut tx, shop.id, ask.cause).await? {
            return Ok(Some(Placed::Done(Box::new(before))));
        }
        let unpaid = open_orders::count_unpaid(&mut tx, shop.id, member.id).await?;
        if unpaid >= UNPAID_AT_ONCE {
            return Ok(Some(Placed::TooMany { unpaid }));
        }
        let fee = match (ask.delivery, shop.till.delivery_fee) {
            (None, _) => Money::ZERO,
            (Some(_), Some(fee)) => fee,
            (Some(_), None) => return Ok(Some(Placed::NotBrought)),
        };
        let wish = Wish {
            items: ask.items,
            fee,
            coupon: ask.coupon,
            points: ask.points,
        };
        let tier = tiers::member_tier(&mut tx, shop.id, member.id).await?;
        let lines = match self.lines(&mut tx, shop, &tier, ask.items).await? {
            Ok(lines) => lines,
            Err(why) => return Ok(Some(Placed::Refused(why))),
        };
        let buyer = Buyer {
            member: &member,
            tier: &tier,
        };
        let reckoned = match self.reckon(&mut tx, shop, buyer, &lines, wish, now).await? {
            Ok(reckoned) => reckoned,
            Err(why) => return Ok(Some(Placed::Refused(why))),
        };
        let for_whom = match ask.for_whom {
            Some(relative) => relatives::find(&mut tx, shop.id, member.id, relative).await?,
            None => None,
        };
        let mut order = in_the_chat(self, ask, &reckoned, now);
        order.for_whom = for_whom.map(ForWhom::from);
        if order.total != ask.agreed {
            return Ok(Some(Placed::Changed));
        }
        orders::add(&mut tx, shop.id, &order, ask.cause).await?;
        order_lines::add(&mut tx, shop.id, order.id, &reckoned.sum.lines).await?;
        if let Some(coupon) = &reckoned.coupon
            && !coupons::hold(&mut tx, shop.id, coupon.id, order.id, now).await?
        {
            let taken = self.lost_coupon(&mut tx, shop, coupon).await?;
            return Ok(Some(Placed::Refused(taken)));
        }
        match self
            .pay_with_points(&mut tx, shop, &order, Actor::Member(ask.user), &mut account)
            .await?
        {
            Spent::Done { .. } => {}
            Spent::Stale => return Ok(None),
            Spent::Repeated | Spent::Short { .. } => return Ok(Some(Placed::Changed)),
        }
        if account.settle(&mut tx).await?.is_none() {
            return Ok(Some(Placed::Changed));
        }
        if let Err(why) = self.take_stock(&mut tx, shop, &reckoned.sum.lines).await? {
            return Ok(Some(Placed::Refused(why)));
        }
        self.lapse_later(&mut tx, shop, &order).await?;
        baskets::ordered(&mut tx, shop.id, member.id, ask.cause).await?;
        self.tell_the_till(&mut tx, shop, &order, &member.name, OrderNews::Placed)
            .await?;
        tx.commit().await?;
        Ok(Some(Placed::Done(Box::new(order))))
    }

    /// Puts the job that ends an order when its time is over.
    pub(crate) async fn lapse_later(&self, tx: &mut Tx, shop: &Shop, order: &Order) -> Result<(), StorageError> {
        let Some(due) = order.due_at else { return Ok(()) };
        let job = jobs::NewJob {
            id: self.ids.uuid(self.now()),
            job: Job::LapseOrder {
                shop: shop.id,
                order: order.id,
            },
            dedupe: None,
            not_before: due,
        };
        jobs::put(tx, &job).await.map(drop)
    }

    /// A letter about an order to everybody who runs the till.
    pub(crate) async fn tell_the_till(
        &self,
        tx: &mut Tx,
        shop: &Shop,
        order: &Order,
        name: &str,
        news: OrderNews,
    ) -> Result<(), StorageError> {
        let lines = order_lines::of_order(tx, shop.id, order.id).await?;
        let letter = |role: Role| Letter::OrderNews {
            news,
            order: order.id,
            name: name.to_owned(),
            what: in_one_line(&lines),
            total: order.total,
            currency: shop.currency,
            // A clerk opens the order, as long as it is to be brought.
            delivery: order.delivery.clone().filter(|_| role.may(Right::SeePhone)),
            brought: order.delivery.is_some(),
            for_whom: order.for_whom.clone(),
        };
        for colleague in staff::list(tx, shop.id).await? {
            if colleague.role.may(Right::RunTill) {
                let letter = letter(colleague.role);
                self.write_to(tx, shop, colleague.user, letter).await?;
            }
        }
        Ok(())
    }
}

/// What was ordered, in one line: "2 × House blend, Mug".
#[must_use]
pub(crate) fn in_one_line(lines: &[Line]) -> String {
    let parts: Vec<String> = lines
        .iter()
        .map(|line| match line.quantity {
            1 => line.title.clone(),
            n => format!("{n} × {}", line.title),
        })
        .collect();
    parts.join(", ")
}

fn in_the_chat(loyalty: &Loyalty, ask: &PlaceOrder<'_>, reckoned: &Reckoned, now: DateTime<Utc>) -> Order {
    let sum = &reckoned.sum;
    let hold = TimeDelta::hours(i64::from(ask.shop.till.hold_hours));
    Order {
        id: OrderId(loyalty.ids.uuid(now)),
        member: ask.member,
        state: OrderState::Unpaid,
        channel: Channel::Chat,
        external: None,
        goods: sum.goods,
        discount: sum.discount,
        fee: sum.fee,
        points_paid: sum.points_used,
        points_worth: sum.points_worth,
        total: sum.total,
        refunded: Money::ZERO,
        // What it earns is earned when it is paid.
        earned: Points::ZERO,
        clawed: Points::ZERO,
        returned: Points::ZERO,
        coupon: reckoned.coupon.as_ref().map(|coupon| coupon.id),
        note: String::new(),
        delivery: ask.delivery.map(str::to_owned),
        for_whom: None,
        clerk: None,
        at: now,
        due_at: Some(now + hold),
        paid_at: None,
        charge: None,
        closed_at: None,
        undone_at: None,
    }
}
