//! Purchases, at the till and in the private chat.

use domain::order::{Channel, OrderState};
use domain::refund::Paid;
use domain::relative::ForWhom;
use domain::{CouponId, MemberId, Money, OrderId, Points, RelativeId, ShopId, UserId};
use uuid::Uuid;

use crate::ask::{execute, find, list, value};
use crate::seal::{self, Column, Place};
use crate::{Instant, StorageError, Tx, statements};

statements! {
    ANY_OF_SHOP = "SELECT 1 FROM orders WHERE shop_id = $1 LIMIT 1";
    ADD = "INSERT INTO orders (shop_id, order_id, member_id, state, channel, external, goods, discount, fee, points_paid, \
               points_worth, total, earned, coupon_id, note, delivery, clerk, cause, at, due_at, paid_at, charge, closed_at, \
               for_whom, relative_id) \
           VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $25) \
           ON CONFLICT (shop_id, cause) DO NOTHING";
    FIND = "SELECT order_id, member_id, state, channel, external, goods, discount, fee, points_paid, points_worth, total, refunded, earned, \
                clawed, returned, coupon_id, note, delivery, for_whom, clerk, at, due_at, paid_at, charge, closed_at, undone_at \
            FROM orders WHERE shop_id = $1 AND order_id = $2";
    // Takes the row, so that of two people who note something about a purchase one comes after the other.
    LOCK = "UPDATE orders SET channel = channel WHERE shop_id = $1 AND order_id = $2 \
            RETURNING order_id, member_id, state, channel, external, goods, discount, fee, points_paid, points_worth, total, refunded, earned, \
                clawed, returned, coupon_id, note, delivery, for_whom, clerk, at, due_at, paid_at, charge, closed_at, undone_at";
    FIND_BY_CAUSE = "SELECT order_id, member_id, state, channel, external, goods, discount, fee, points_paid, points_worth, total, refunded, earned, \
                clawed, returned, coupon_id, note, delivery, for_whom, clerk, at, due_at, paid_at, charge, closed_at, undone_at \
            FROM orders WHERE shop_id = $1 AND cause = $2";
    LAST_FOR = "SELECT relative_id FROM orders WHERE shop_id = $1 AND member_id = $2 AND relative_id IS NOT NULL \
                ORDER BY order_id DESC LIMIT $3";
    LAST_BOUGHT_FOR = "SELECT order_id, paid_at FROM orders WHERE shop_id = $1 AND member_id = $2 AND relative_id IS NOT NULL \
                       AND relative_id = $3 AND paid_at IS NOT NULL AND undone_at IS NULL AND refunded < total \
                       ORDER BY order_id DESC LIMIT 1";
    FORGET_RELATIVE = "UPDATE orders SET for_whom = NULL, relative_id = NULL \
                       WHERE shop_id = $1 AND member_id = $2 AND relative_id = $3 AND relative_id IS NOT NULL";
    PLAIN = "SELECT shop_id, order_id, plain_delivery FROM orders WHERE plain_delivery IS NOT NULL \
             ORDER BY shop_id, order_id LIMIT $1";
    SEAL_PLAIN = "UPDATE orders SET delivery = $3, plain_delivery = NULL \
                  WHERE shop_id = $1 AND order_id = $2 AND plain_delivery IS NOT NULL";
    ANNOTATE = "UPDATE orders SET channel = $3, external = $4 WHERE shop_id = $1 AND order_id = $2";
    FIND_BY_EXTERNAL = "SELECT order_id FROM orders WHERE shop_id = $1 AND channel = $2 AND external = $3";
    // Compares what it saw, so that two refunds at once do not both count from the same state.
    REFUND = "UPDATE orders SET refunded = $4, clawed = $5, returned = $6, undone_at = $7 \
              WHERE shop_id = $1 AND order_id = $2 AND refunded = $3 AND undone_at IS NULL";
    LAST_OF_MEMBER = "SELECT order_id, member_id, state, channel, external, goods, discount, fee, points_paid, points_worth, total, refunded, earned, \
                clawed, returned, coupon_id, note, delivery, for_whom, clerk, at, due_at, paid_at, charge, closed_at, undone_at \
            FROM orders WHERE shop_id = $1 AND member_id = $2 ORDER BY order_id DESC LIMIT $3";
    VISITS = "SELECT paid_at FROM orders WHERE shop_id = $1 AND member_id = $2 AND paid_at IS NOT NULL AND undone_at IS NULL \
              ORDER BY paid_at DESC LIMIT $3";
    LAST_OF_CLERK = "SELECT order_id, member_id, state, channel, external, goods, discount, fee, points_paid, points_worth, total, refunded, earned, \
                clawed, returned, coupon_id, note, delivery, for_whom, clerk, at, due_at, paid_at, charge, closed_at, undone_at \
            FROM orders WHERE shop_id = $1 AND clerk = $2 ORDER BY order_id DESC LIMIT $3";
}

/// A purchase as it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Order {
    pub id: OrderId,
    pub member: MemberId,
    pub state: OrderState,
    pub channel: Channel,
    /// The number by which another system knows it.
    pub external: Option<String>,
    /// At everyday prices.
    pub goods: Money,
    /// What member prices and the coupon took off.
    pub discount: Money,
    /// What bringing it costs.
    pub fee: Money,
    pub points_paid: Points,
    /// What those points stood for.
    pub points_worth: Money,
    /// The part paid with money.
    pub total: Money,
    /// Given back so far, of money and points together at their worth (P7).
    pub refunded: Money,
    pub earned: Points,
    /// Taken back by refunds so far.
    pub clawed: Points,
    /// Given back so far of the points that it was paid with.
    pub returned: Points,
    pub coupon: Option<CouponId>,
    pub note: String,
    /// Where it is brought to.
    pub delivery: Option<String>,
    /// Of those its member buys for, whom it is for. `None`: the member, or nobody said.
    pub for_whom: Option<ForWhom>,
    /// Who recorded it. `None`: the member ordered it themselves.
    pub clerk: Option<UserId>,
    pub at: Instant,
    /// Until when an unpaid order is held (C5).
    pub due_at: Option<Instant>,
    pub paid_at: Option<Instant>,
    /// By what Telegram says it was paid with.
    pub charge: Option<String>,
    pub closed_at: Option<Instant>,
    pub undone_at: Option<Instant>,
}

impl Order {
    /// How it was paid, which says what a refund gives back (P7).
    #[must_use]
    pub const fn paid(&self) -> Paid {
        Paid {
            total: self.total,
            points: self.points_paid,
            points_worth: self.points_worth,
            earned: self.earned,
        }
    }
}

#[derive(sqlx::FromRow)]
pub(crate) struct OrderRow {
    order_id: Uuid,
    member_id: Uuid,
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
    clawed: i64,
    returned: i64,
    coupon_id: Option<Uuid>,
    note: String,
    delivery: Option<Vec<u8>>,
    for_whom: Option<Vec<u8>>,
    clerk: Option<i64>,
    at: Instant,
    due_at: Option<Instant>,
    paid_at: Option<Instant>,
    charge: Option<String>,
    closed_at: Option<Instant>,
    undone_at: Option<Instant>,
}

impl OrderRow {
    pub(crate) fn order(self, tx: &Tx, shop: ShopId) -> Result<Order, StorageError> {
        let row = self;
        let place = delivery_of(shop, OrderId(row.order_id));
        let for_whom = row
            .for_whom
            .and_then(|sealed| open_for_whom(tx, shop, OrderId(row.order_id), &sealed));
        let corrupt = |what: String| StorageError::Corrupt { table: "orders", what };
        let money = |minor| Money::new(minor).ok_or_else(|| corrupt(format!("amount {minor}")));
        Ok(Order {
            id: OrderId(row.order_id),
            member: MemberId(row.member_id),
            state: OrderState::parse(&row.state).ok_or_else(|| corrupt(format!("state {}", row.state)))?,
            channel: Channel::parse(&row.channel).ok_or_else(|| corrupt(format!("channel {}", row.channel)))?,
            external: row.external,
            goods: money(row.goods)?,
            discount: money(row.discount)?,
            fee: money(row.fee)?,
            points_paid: Points::at_least_zero(row.points_paid),
            points_worth: money(row.points_worth)?,
            total: money(row.total)?,
            refunded: money(row.refunded)?,
            earned: Points::at_least_zero(row.earned),
            clawed: Points::at_least_zero(row.clawed),
            returned: Points::at_least_zero(row.returned),
            coupon: row.coupon_id.map(CouponId),
            note: row.note,
            delivery: row.delivery.and_then(|sealed| seal::open_or_tell(tx, &place, &sealed)),
            for_whom,
            clerk: row.clerk.map(UserId),
            at: row.at,
            due_at: row.due_at,
            paid_at: row.paid_at,
            charge: row.charge,
            closed_at: row.closed_at,
            undone_at: row.undone_at,
        })
    }
}

pub(crate) const fn delivery_of(shop: ShopId, order: OrderId) -> Place {
    Place::new(Column::Delivery, shop, order.0)
}

/// Whom an order is for, as it was sealed. One that does not open is nobody.
pub(crate) fn open_for_whom(tx: &Tx, shop: ShopId, order: OrderId, sealed: &[u8]) -> Option<ForWhom> {
    let text = seal::open_or_tell(tx, &Place::new(Column::ForWhom, shop, order.0), sealed)?;
    serde_json::from_str(&text).ok()
}

fn seal_for_whom(tx: &Tx, shop: ShopId, order: OrderId, for_whom: &ForWhom) -> Result<Vec<u8>, StorageError> {
    let text = serde_json::to_string(for_whom).map_err(|error| StorageError::corrupt("orders", &error))?;
    seal::seal(tx, &Place::new(Column::ForWhom, shop, order.0), &text)
}

/// Says whether the purchase is new: a cause that is there already adds nothing.
pub async fn add(tx: &mut Tx, shop: ShopId, order: &Order, cause: &str) -> Result<bool, StorageError> {
    let place = delivery_of(shop, order.id);
    let delivery = order.delivery.as_deref();
    let delivery = delivery.map(|to| seal::seal(tx, &place, to)).transpose()?;
    let for_whom = order.for_whom.as_ref();
    let sealed_whom = for_whom
        .map(|whom| seal_for_whom(tx, shop, order.id, whom))
        .transpose()?;
    let rows = execute!(
        tx,
        ADD,
        shop.0,
        order.id.0,
        order.member.0,
        order.state.as_str(),
        order.channel.as_str(),
        order.external.as_deref(),
        order.goods.minor(),
        order.discount.minor(),
        order.fee.minor(),
        order.points_paid.get(),
        order.points_worth.minor(),
        order.total.minor(),
        order.earned.get(),
        order.coupon.map(|coupon| coupon.0),
        &order.note,
        delivery,
        order.clerk.map(|clerk| clerk.0),
        cause,
        order.at,
        order.due_at,
        order.paid_at,
        order.charge.as_deref(),
        order.closed_at,
        sealed_whom,
        for_whom.map(|whom| whom.relative.0),
    )?;
    Ok(rows == 1)
}

/// The relatives whom a member ordered for, the latest first, each as often as they did.
pub async fn last_for(
    tx: &mut Tx,
    shop: ShopId,
    member: MemberId,
    limit: i64,
) -> Result<Vec<RelativeId>, StorageError> {
    let rows: Vec<(Uuid,)> = list!(tx, LAST_FOR, shop.0, member.0, limit)?;
    Ok(rows.into_iter().map(|(relative,)| RelativeId(relative)).collect())
}

/// The last order for a relative of a member that was paid and kept, and when it was paid.
pub async fn last_bought_for(
    tx: &mut Tx,
    shop: ShopId,
    member: MemberId,
    relative: RelativeId,
) -> Result<Option<(OrderId, Instant)>, StorageError> {
    let row: Option<(Uuid, Instant)> = find!(tx, LAST_BOUGHT_FOR, shop.0, member.0, relative.0)?;
    Ok(row.map(|(order, at)| (OrderId(order), at)))
}

/// Takes a relative of a member out of the orders that were for them.
pub async fn forget_relative(
    tx: &mut Tx,
    shop: ShopId,
    member: MemberId,
    relative: RelativeId,
) -> Result<(), StorageError> {
    execute!(tx, FORGET_RELATIVE, shop.0, member.0, relative.0)?;
    Ok(())
}

/// Seals addresses that an earlier program wrote as they are, up to `limit` of them. Says how many there
/// were.
pub async fn seal_plain(tx: &mut Tx, limit: i64) -> Result<usize, StorageError> {
    let rows: Vec<(Uuid, Uuid, String)> = list!(tx, PLAIN, limit)?;
    for (shop, order, delivery) in &rows {
        let place = delivery_of(ShopId(*shop), OrderId(*order));
        let sealed = seal::seal(tx, &place, delivery)?;
        execute!(tx, SEAL_PLAIN, *shop, *order, sealed)?;
    }
    Ok(rows.len())
}

/// Says whether a shop has recorded any sale.
pub async fn any(tx: &mut Tx, shop: ShopId) -> Result<bool, StorageError> {
    let found: Option<i32> = value!(tx, ANY_OF_SHOP, shop.0)?;
    Ok(found.is_some())
}

pub async fn find(tx: &mut Tx, shop: ShopId, order: OrderId) -> Result<Option<Order>, StorageError> {
    let row: Option<OrderRow> = find!(tx, FIND, shop.0, order.0)?;
    row.map(|row| row.order(tx, shop)).transpose()
}

/// The purchase, which nobody else changes until the transaction ends.
pub async fn lock(tx: &mut Tx, shop: ShopId, order: OrderId) -> Result<Option<Order>, StorageError> {
    let row: Option<OrderRow> = find!(tx, LOCK, shop.0, order.0)?;
    row.map(|row| row.order(tx, shop)).transpose()
}

/// Writes where a purchase was made, and the number by which another system knows it.
pub async fn annotate(tx: &mut Tx, shop: ShopId, order: &Order) -> Result<(), StorageError> {
    let (channel, external) = (order.channel.as_str(), order.external.as_deref());
    execute!(tx, ANNOTATE, shop.0, order.id.0, channel, external)?;
    Ok(())
}

/// The purchase that was made there and has this number in another system.
pub async fn find_by_external(
    tx: &mut Tx,
    shop: ShopId,
    channel: Channel,
    number: &str,
) -> Result<Option<OrderId>, StorageError> {
    let id: Option<Uuid> = value!(tx, FIND_BY_EXTERNAL, shop.0, channel.as_str(), number)?;
    Ok(id.map(OrderId))
}

pub async fn find_by_cause(tx: &mut Tx, shop: ShopId, cause: &str) -> Result<Option<Order>, StorageError> {
    let row: Option<OrderRow> = find!(tx, FIND_BY_CAUSE, shop.0, cause)?;
    row.map(|row| row.order(tx, shop)).transpose()
}

/// Writes what has been refunded of `seen` in all. Says whether nobody else changed it meanwhile.
pub async fn refund(
    tx: &mut Tx,
    shop: ShopId,
    seen: &Order,
    refunded: Money,
    clawed: Points,
    returned: Points,
    undone_at: Option<Instant>,
) -> Result<bool, StorageError> {
    let (was, is) = (seen.refunded.minor(), refunded.minor());
    Ok(execute!(
        tx,
        REFUND,
        shop.0,
        seen.id.0,
        was,
        is,
        clawed.get(),
        returned.get(),
        undone_at
    )? == 1)
}

/// When a member paid for something, latest first. What was undone was no visit.
pub async fn visits(tx: &mut Tx, shop: ShopId, member: MemberId, limit: i64) -> Result<Vec<Instant>, StorageError> {
    let rows: Vec<(Instant,)> = list!(tx, VISITS, shop.0, member.0, limit)?;
    Ok(rows.into_iter().map(|(at,)| at).collect())
}

/// A member's purchases, newest first.
pub async fn last_of_member(
    tx: &mut Tx,
    shop: ShopId,
    member: MemberId,
    limit: i64,
) -> Result<Vec<Order>, StorageError> {
    let rows: Vec<OrderRow> = list!(tx, LAST_OF_MEMBER, shop.0, member.0, limit)?;
    rows.into_iter().map(|row| row.order(tx, shop)).collect()
}

/// What a clerk recorded, newest first.
pub async fn last_of_clerk(tx: &mut Tx, shop: ShopId, clerk: UserId, limit: i64) -> Result<Vec<Order>, StorageError> {
    let rows: Vec<OrderRow> = list!(tx, LAST_OF_CLERK, shop.0, clerk.0, limit)?;
    rows.into_iter().map(|row| row.order(tx, shop)).collect()
}
