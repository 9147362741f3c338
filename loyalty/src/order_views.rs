//! Orders of the private chat, as their members and the till look at them.

use domain::reference::reference;
use domain::shop::Shop;
use domain::{MemberId, OrderId, ShopId};
use storage::members::Member;
use storage::orders::Order;
use storage::{StorageError, members, open_orders, order_lines, products};

use crate::look::OrderView;
use crate::place_order::in_one_line;
use crate::{Loyalty, cut};

/// An order that waits to be paid or handed over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpenOrder {
    pub order: Order,
    pub member: Member,
    /// What was ordered, in one line.
    pub what: String,
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
        let mut open = Vec::with_capacity(page.len());
        for order in page {
            let lines = order_lines::of_order(&mut tx, shop, order.id).await?;
            let Some(member) = members::find_whoever(&mut tx, shop, order.member).await? else {
                continue;
            };
            let what = in_one_line(&lines);
            open.push(OpenOrder { order, member, what });
        }
        Ok((open, more))
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
        let plain = order.coupon.is_none() && order.points_paid.is_zero() && order.delivery.is_none();
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
