//! Orders of the private chat, as their members and the till look at them.

use chrono::{DateTime, Utc};
use domain::order::OrderState;
use domain::reference::reference;
use domain::role::{Right, Role};
use domain::shop::Shop;
use domain::{MemberId, OrderId, ShopId, UserId};
use storage::members::Member;
use storage::orders::{self, Order};
use storage::{StorageError, Tx, members, open_orders, order_lines, products};

use crate::look::{OrderView, view};
use crate::place_order::in_one_line;
use crate::{Loyalty, NotAllowed, cut};

/// An order that waits to be paid or handed over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpenOrder {
    pub order: Order,
    pub member: Member,
    /// What was ordered, in one line.
    pub what: String,
}

/// Whether somebody of this role knows where an order is brought to (S5).
pub(crate) fn knows_place(role: Role, order: &Order, now: DateTime<Utc>) -> bool {
    let given_back = order.paid().value();
    let waits = match order.state {
        OrderState::Unpaid => order.due_at.is_some_and(|due| due > now),
        OrderState::Paid => order.undone_at.is_none() && (order.refunded.is_zero() || order.refunded < given_back),
        OrderState::Fulfilled | OrderState::Cancelled => false,
    };
    waits || role.may(Right::SeePhone)
}

/// A till with more open orders than this goes through its list.
const REFERENCES: i64 = 1_000;

impl Loyalty {
    /// A page of what waits to be paid or handed over, the oldest first; `true` when there are more.
    pub async fn open_orders(
        &self,
        shop: ShopId,
        skip: i64,
        limit: i64,
    ) -> Result<(Vec<OpenOrder>, bool), StorageError> {
        let mut tx = self.db.read().await?;
        let page = open_orders::open(&mut tx, shop, skip, limit + 1).await?;
        let (page, more) = cut(page, limit);
        Ok((with_what_it_is(&mut tx, shop, page).await?, more))
    }

    /// The same of one member.
    pub async fn open_orders_of(
        &self,
        shop: ShopId,
        member: MemberId,
        skip: i64,
        limit: i64,
    ) -> Result<(Vec<OpenOrder>, bool), StorageError> {
        let mut tx = self.db.read().await?;
        let page = open_orders::open_of_member(&mut tx, shop, member, skip, limit + 1).await?;
        let (page, more) = cut(page, limit);
        Ok((with_what_it_is(&mut tx, shop, page).await?, more))
    }

    /// An order for somebody who works in the shop at this moment (S1). Clerks know where it is brought to while they
    /// have to bring it, and not afterwards (S5).
    pub async fn order_for_staff(
        &self,
        shop: ShopId,
        by: UserId,
        order: OrderId,
    ) -> Result<Result<Option<OrderView>, NotAllowed>, StorageError> {
        let mut tx = self.db.read().await?;
        let Ok(role) = self.allowed(&mut tx, shop, by, Right::RunTill).await? else {
            return Ok(Err(NotAllowed));
        };
        let Some(order) = orders::find(&mut tx, shop, order).await? else {
            return Ok(Ok(None));
        };
        let knows = knows_place(role, &order, self.now());
        let mut view = view(&mut tx, shop, order).await?;
        if let Some(view) = view.as_mut().filter(|_| !knows) {
            view.place_hidden = view.order.delivery.take().is_some();
        }
        Ok(Ok(view))
    }

    /// The order that waits under this reference. Of two with the same one it is the older.
    pub async fn open_order_called(&self, shop: ShopId, called: &str) -> Result<Option<OrderId>, StorageError> {
        let mut tx = self.db.look().await?;
        let open = open_orders::open(&mut tx, shop, 0, REFERENCES).await?;
        Ok(open
            .iter()
            .map(|order| order.id)
            .find(|order| reference(*order) == called))
    }

    /// A page of a member's own orders, newest first; `true` when there are more.
    pub async fn orders_of(
        &self,
        shop: ShopId,
        member: MemberId,
        skip: i64,
        limit: i64,
    ) -> Result<(Vec<Order>, bool), StorageError> {
        let mut tx = self.db.look().await?;
        let page = open_orders::of_member(&mut tx, shop, member, skip, limit + 1).await?;
        Ok(cut(page, limit))
    }

    /// A member's own order.
    pub async fn own_order(
        &self,
        shop: ShopId,
        member: MemberId,
        order: OrderId,
    ) -> Result<Option<OrderView>, StorageError> {
        let view = self.order_view(shop, order).await?;
        Ok(view.filter(|view| view.order.member == member))
    }

    /// What an order costs in Telegram's Stars. `None`: it is paid with money, because not all of it is
    /// delivered in the chat, or a coupon or points were applied, which Stars know nothing of.
    pub async fn stars(&self, shop: &Shop, view: &OrderView) -> Result<Option<i64>, StorageError> {
        let order = &view.order;
        let plain =
            order.coupon.is_none() && order.points_paid.is_zero() && order.delivery.is_none() && !view.place_hidden;
        if !plain || view.lines.is_empty() {
            return Ok(None);
        }
        let mut tx = self.db.look().await?;
        let mut sum = 0_i64;
        for line in &view.lines {
            let Some(product) = line.product else { return Ok(None) };
            let found = products::find(&mut tx, shop.id, product).await?;
            let Some(stars) = found.and_then(|product| product.stars) else {
                return Ok(None);
            };
            sum = sum.saturating_add(stars.saturating_mul(i64::from(line.quantity)));
        }
        Ok(Some(sum))
    }
}

async fn with_what_it_is(tx: &mut Tx, shop: ShopId, page: Vec<Order>) -> Result<Vec<OpenOrder>, StorageError> {
    let mut open = Vec::with_capacity(page.len());
    for order in page {
        let lines = order_lines::of_order(tx, shop, order.id).await?;
        let Some(member) = members::find_whoever(tx, shop, order.member).await? else {
            continue;
        };
        let what = in_one_line(&lines);
        // A list names no places: those stand on the orders' own pages.
        let order = Order {
            delivery: None,
            ..order
        };
        open.push(OpenOrder { order, member, what });
    }
    Ok(open)
}
