//! Purchases and what they are made of, page by page, for a shop's own spreadsheets (D6).

use domain::order::{Channel, OrderState};
use domain::relative::ForWhom;
use domain::{Money, OrderId, Points, ShopId};
use uuid::Uuid;

use crate::ask::list;
use crate::exports::Whose;
use crate::orders::{delivery_of, open_for_whom};
use crate::{Instant, StorageError, Tx, seal, statements};

statements! {
    ORDERS = "SELECT o.order_id, m.number, m.name, o.state, o.channel, o.external, o.goods, o.discount, o.fee, o.points_paid, \
                  o.points_worth, o.total, o.refunded, o.earned, c.title AS coupon, c.code, o.delivery, o.for_whom, o.note, o.at, o.paid_at \
              FROM orders o LEFT JOIN members m ON m.shop_id = o.shop_id AND m.member_id = o.member_id AND m.gone_at IS NULL \
              LEFT JOIN coupons c ON c.shop_id = o.shop_id AND c.coupon_id = o.coupon_id \
              WHERE o.shop_id = $1 AND o.order_id > $2 AND o.undone_at IS NULL ORDER BY o.order_id LIMIT $3";
    LINES = "SELECT l.order_id, l.line, m.number, m.name, o.state, l.title, g.title AS category, l.quantity, l.everyday, l.price, \
                 o.at, o.paid_at \
             FROM order_lines l JOIN orders o ON o.shop_id = l.shop_id AND o.order_id = l.order_id AND o.undone_at IS NULL \
             LEFT JOIN members m ON m.shop_id = o.shop_id AND m.member_id = o.member_id AND m.gone_at IS NULL \
             LEFT JOIN categories g ON g.shop_id = l.shop_id AND g.category_id = l.category_id \
             WHERE l.shop_id = $1 AND (l.order_id, l.line) > ($2, $3) ORDER BY l.order_id, l.line LIMIT $4";
}

/// A purchase.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Purchase {
    pub id: OrderId,
    pub whose: Whose,
    pub state: OrderState,
    pub channel: Channel,
    /// The number by which another system knows it.
    pub external: Option<String>,
    /// At everyday prices, and what came off and on.
    pub goods: Money,
    pub discount: Money,
    pub fee: Money,
    pub points_paid: Points,
    pub points_worth: Money,
    /// The part paid with money.
    pub total: Money,
    pub refunded: Money,
    pub earned: Points,
    /// The coupon that it was bought with, and its code.
    pub coupon: Option<(String, String)>,
    /// Where it is brought to.
    pub delivery: Option<String>,
    /// Of those its member buys for, whom it is for.
    pub for_whom: Option<ForWhom>,
    pub note: String,
    pub at: Instant,
    pub paid_at: Option<Instant>,
}

/// A part of a purchase.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    pub order: OrderId,
    /// Its place in the order.
    pub line: i64,
    pub whose: Whose,
    pub state: OrderState,
    pub title: String,
    pub category: Option<String>,
    pub quantity: i64,
    /// Of one piece: what everybody pays, and what this member paid before any coupon.
    pub everyday: Money,
    pub price: Money,
    /// Of the order.
    pub at: Instant,
    pub paid_at: Option<Instant>,
}

#[derive(sqlx::FromRow)]
struct OrderRow {
    order_id: Uuid,
    number: Option<i64>,
    name: Option<String>,
    state: String,
    channel: String,
    external: Option<String>,
    goods: i64,
    discount: i64,
    fee: i64,
    points_paid: i64,
    points_worth: i64,
    total: i64,
    refunded: i64,
    earned: i64,
    coupon: Option<String>,
    code: Option<String>,
    delivery: Option<Vec<u8>>,
    for_whom: Option<Vec<u8>>,
    note: String,
    at: Instant,
    paid_at: Option<Instant>,
}

#[derive(sqlx::FromRow)]
struct LineRow {
    order_id: Uuid,
    line: i64,
    number: Option<i64>,
    name: Option<String>,
    state: String,
    title: String,
    category: Option<String>,
    quantity: i64,
    everyday: i64,
    price: i64,
    at: Instant,
    paid_at: Option<Instant>,
}

/// The purchases behind `after`, in their order.
pub async fn purchases(tx: &mut Tx, shop: ShopId, after: OrderId, limit: i64) -> Result<Vec<Purchase>, StorageError> {
    let rows: Vec<OrderRow> = list!(tx, ORDERS, shop.0, after.0, limit)?;
    rows.into_iter()
        .map(|row| {
            let id = OrderId(row.order_id);
            let place = delivery_of(shop, id);
            Ok(Purchase {
                id,
                whose: Whose::of(row.number, row.name),
                state: state(&row.state)?,
                channel: Channel::parse(&row.channel).ok_or_else(|| StorageError::corrupt("orders", &row.channel))?,
                external: row.external,
                goods: money(row.goods)?,
                discount: money(row.discount)?,
                fee: money(row.fee)?,
                points_paid: Points::at_least_zero(row.points_paid),
                points_worth: money(row.points_worth)?,
                total: money(row.total)?,
                refunded: money(row.refunded)?,
                earned: Points::at_least_zero(row.earned),
                coupon: row.coupon.zip(row.code),
                delivery: row.delivery.and_then(|sealed| seal::open_or_tell(tx, &place, &sealed)),
                for_whom: row.for_whom.and_then(|sealed| open_for_whom(tx, shop, id, &sealed)),
                note: row.note,
                at: row.at,
                paid_at: row.paid_at,
            })
        })
        .collect()
}

/// What purchases are made of, behind this part of this one, in their order. A purchase without parts was an amount
/// alone.
pub async fn parts(tx: &mut Tx, shop: ShopId, after: (OrderId, i64), limit: i64) -> Result<Vec<Part>, StorageError> {
    let (order, line) = after;
    let rows: Vec<LineRow> = list!(tx, LINES, shop.0, order.0, line, limit)?;
    rows.into_iter()
        .map(|row| {
            Ok(Part {
                order: OrderId(row.order_id),
                line: row.line,
                whose: Whose::of(row.number, row.name),
                state: state(&row.state)?,
                title: row.title,
                category: row.category,
                quantity: row.quantity,
                everyday: money(row.everyday)?,
                price: money(row.price)?,
                at: row.at,
                paid_at: row.paid_at,
            })
        })
        .collect()
}

fn state(text: &str) -> Result<OrderState, StorageError> {
    OrderState::parse(text).ok_or_else(|| StorageError::corrupt("orders", &text))
}

fn money(minor: i64) -> Result<Money, StorageError> {
    Money::new(minor).ok_or_else(|| StorageError::corrupt("orders", &minor))
}
