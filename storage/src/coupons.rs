//! Coupons and the states they go through (C2).

use domain::coupon::{Code, CouponState};
use domain::terms::Terms;
use domain::{CouponId, GiftId, MemberId, OfferId, OrderId, Points, ShopId, UserId};
use sqlx::types::Json;
use uuid::Uuid;

use crate::ask::{execute, find, list, value};
use crate::{Instant, StorageError, Tx, statements};

statements! {
    ISSUE = "INSERT INTO coupons (shop_id, coupon_id, code, member_id, gift_id, offer_id, title, price, terms, state, cause, issued_at, expires_at) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 'issued', $10, $11, $12)";
    FIND = "SELECT coupon_id, code, member_id, gift_id, offer_id, title, price, terms, state, order_id, cause, issued_at, expires_at, closed_at, closed_by \
            FROM coupons WHERE shop_id = $1 AND coupon_id = $2";
    FIND_BY_CODE = "SELECT coupon_id, code, member_id, gift_id, offer_id, title, price, terms, state, order_id, cause, issued_at, expires_at, closed_at, closed_by \
                    FROM coupons WHERE shop_id = $1 AND code = $2";
    FIND_BY_CAUSE = "SELECT coupon_id, code, member_id, gift_id, offer_id, title, price, terms, state, order_id, cause, issued_at, expires_at, closed_at, closed_by \
                     FROM coupons WHERE shop_id = $1 AND cause = $2";
    OF_MEMBER = "SELECT coupon_id, code, member_id, gift_id, offer_id, title, price, terms, state, order_id, cause, issued_at, expires_at, closed_at, closed_by \
                 FROM coupons WHERE shop_id = $1 AND member_id = $2 \
                 ORDER BY CASE state WHEN 'issued' THEN 0 WHEN 'held' THEN 0 ELSE 1 END, coupon_id DESC LIMIT $3 OFFSET $4";
    COUNT_OPEN = "SELECT COUNT(*) FROM coupons WHERE shop_id = $1 AND member_id = $2 AND state IN ('issued', 'held')";
    // One guarded statement decides between all tills (C2).
    USE = "UPDATE coupons SET state = 'used', closed_at = $3, closed_by = $4 \
           WHERE shop_id = $1 AND coupon_id = $2 AND state = 'issued' AND expires_at > $3";
    // Setting aside comes in time or not at all; what was set aside in time is used whenever its order is paid.
    HOLD = "UPDATE coupons SET state = 'held', order_id = $3 \
            WHERE shop_id = $1 AND coupon_id = $2 AND state = 'issued' AND expires_at > $4";
    USE_FOR = "UPDATE coupons SET state = 'used', order_id = $3, closed_at = $4, closed_by = $5 \
               WHERE shop_id = $1 AND coupon_id = $2 \
               AND ((state = 'issued' AND expires_at > $4) OR (state = 'held' AND order_id = $3))";
    // Its validity stays what it was: one that has passed ends the coupon in the night (C5).
    GIVE_BACK = "UPDATE coupons SET state = 'issued', order_id = NULL, closed_at = NULL, closed_by = NULL \
                 WHERE shop_id = $1 AND coupon_id = $2 AND order_id = $3 AND state IN ('held', 'used')";
    USABLE = "SELECT coupon_id, code, member_id, gift_id, offer_id, title, price, terms, state, order_id, cause, issued_at, expires_at, closed_at, closed_by \
              FROM coupons WHERE shop_id = $1 AND member_id = $2 AND state = 'issued' AND expires_at > $3 \
              ORDER BY expires_at, coupon_id LIMIT $4";
    REVOKE = "UPDATE coupons SET state = 'revoked', closed_at = $3, closed_by = $4 \
              WHERE shop_id = $1 AND coupon_id = $2 AND state = 'issued'";
    EXPIRE = "UPDATE coupons SET state = 'expired', closed_at = $3 \
              WHERE shop_id = $1 AND coupon_id = $2 AND state = 'issued' AND expires_at <= $3";
    EXTEND = "UPDATE coupons SET expires_at = $3, state = 'issued', closed_at = NULL \
              WHERE shop_id = $1 AND coupon_id = $2 AND state IN ('issued', 'expired') AND expires_at < $3";
    DUE_TO_EXPIRE = "SELECT coupon_id FROM coupons \
                     WHERE shop_id = $1 AND expires_at <= $2 AND state IN ('issued', 'held') AND state = 'issued' \
                     ORDER BY expires_at, coupon_id LIMIT $3";
}

/// A coupon as it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Coupon {
    pub id: CouponId,
    pub code: Code,
    /// The only member it works for (C3).
    pub member: MemberId,
    /// The gift or the offer that it came from, if it came from one.
    pub gift: Option<GiftId>,
    pub offer: Option<OfferId>,
    pub title: String,
    /// What was paid for it in points.
    pub price: Points,
    pub terms: Terms,
    pub state: CouponState,
    /// The order that holds it or used it.
    pub order: Option<OrderId>,
    pub cause: String,
    pub issued_at: Instant,
    /// The first instant at which it cannot be used any more.
    pub expires_at: Instant,
    pub closed_at: Option<Instant>,
    pub closed_by: Option<UserId>,
}

#[derive(sqlx::FromRow)]
struct CouponRow {
    coupon_id: Uuid,
    code: String,
    member_id: Uuid,
    gift_id: Option<Uuid>,
    offer_id: Option<Uuid>,
    title: String,
    price: i64,
    terms: Json<Terms>,
    state: String,
    order_id: Option<Uuid>,
    cause: String,
    issued_at: Instant,
    expires_at: Instant,
    closed_at: Option<Instant>,
    closed_by: Option<i64>,
}

impl TryFrom<CouponRow> for Coupon {
    type Error = StorageError;

    fn try_from(row: CouponRow) -> Result<Self, StorageError> {
        let corrupt = |what: &str| StorageError::Corrupt {
            table: "coupons",
            what: what.to_owned(),
        };
        Ok(Self {
            id: CouponId(row.coupon_id),
            code: Code::parse(&row.code).ok_or_else(|| corrupt("code"))?,
            member: MemberId(row.member_id),
            gift: row.gift_id.map(GiftId),
            offer: row.offer_id.map(OfferId),
            title: row.title,
            price: Points::at_least_zero(row.price),
            terms: row.terms.0,
            state: CouponState::parse(&row.state).ok_or_else(|| corrupt("state"))?,
            order: row.order_id.map(OrderId),
            cause: row.cause,
            issued_at: row.issued_at,
            expires_at: row.expires_at,
            closed_at: row.closed_at,
            closed_by: row.closed_by.map(UserId),
        })
    }
}

/// Writes a coupon that is issued.
pub async fn issue(tx: &mut Tx, shop: ShopId, coupon: &Coupon) -> Result<(), StorageError> {
    execute!(
        tx,
        ISSUE,
        shop.0,
        coupon.id.0,
        coupon.code.as_str(),
        coupon.member.0,
        coupon.gift.map(|gift| gift.0),
        coupon.offer.map(|offer| offer.0),
        &coupon.title,
        coupon.price.get(),
        Json(&coupon.terms),
        &coupon.cause,
        coupon.issued_at,
        coupon.expires_at,
    )?;
    Ok(())
}

pub async fn find(tx: &mut Tx, shop: ShopId, coupon: CouponId) -> Result<Option<Coupon>, StorageError> {
    let row: Option<CouponRow> = find!(tx, FIND, shop.0, coupon.0)?;
    row.map(Coupon::try_from).transpose()
}

pub async fn find_by_code(tx: &mut Tx, shop: ShopId, code: &Code) -> Result<Option<Coupon>, StorageError> {
    let row: Option<CouponRow> = find!(tx, FIND_BY_CODE, shop.0, code.as_str())?;
    row.map(Coupon::try_from).transpose()
}

pub async fn find_by_cause(tx: &mut Tx, shop: ShopId, cause: &str) -> Result<Option<Coupon>, StorageError> {
    let row: Option<CouponRow> = find!(tx, FIND_BY_CAUSE, shop.0, cause)?;
    row.map(Coupon::try_from).transpose()
}

/// A member's wallet: what can be used first, then the newest.
pub async fn of_member(
    tx: &mut Tx,
    shop: ShopId,
    member: MemberId,
    skip: i64,
    limit: i64,
) -> Result<Vec<Coupon>, StorageError> {
    let rows: Vec<CouponRow> = list!(tx, OF_MEMBER, shop.0, member.0, limit, skip)?;
    rows.into_iter().map(Coupon::try_from).collect()
}

/// How many coupons a member can still use.
pub async fn count_open(tx: &mut Tx, shop: ShopId, member: MemberId) -> Result<i64, StorageError> {
    let open: Option<i64> = value!(tx, COUNT_OPEN, shop.0, member.0)?;
    Ok(open.unwrap_or(0))
}

/// Takes a coupon at the till. Says whether it was this call that took it (C2).
pub async fn use_up(
    tx: &mut Tx,
    shop: ShopId,
    coupon: CouponId,
    by: UserId,
    now: Instant,
) -> Result<bool, StorageError> {
    Ok(execute!(tx, USE, shop.0, coupon.0, now, by.0)? == 1)
}

/// Sets a coupon aside for an unpaid order. Says whether it was this call that took it (C2, C5).
pub async fn hold(
    tx: &mut Tx,
    shop: ShopId,
    coupon: CouponId,
    order: OrderId,
    now: Instant,
) -> Result<bool, StorageError> {
    Ok(execute!(tx, HOLD, shop.0, coupon.0, order.0, now)? == 1)
}

/// Takes a coupon for an order, or the one that the order holds. Says whether it was this call that
/// took it (C2).
pub async fn use_for(
    tx: &mut Tx,
    shop: ShopId,
    coupon: CouponId,
    order: OrderId,
    by: Option<UserId>,
    now: Instant,
) -> Result<bool, StorageError> {
    Ok(execute!(tx, USE_FOR, shop.0, coupon.0, order.0, now, by.map(|by| by.0))? == 1)
}

/// Gives an order's coupon back to its holder (C5, P7). Says whether the order had it.
pub async fn give_back(tx: &mut Tx, shop: ShopId, coupon: CouponId, order: OrderId) -> Result<bool, StorageError> {
    Ok(execute!(tx, GIVE_BACK, shop.0, coupon.0, order.0)? == 1)
}

/// Up to `limit` coupons that a member can use, the soonest to end first.
pub async fn usable(
    tx: &mut Tx,
    shop: ShopId,
    member: MemberId,
    now: Instant,
    limit: i64,
) -> Result<Vec<Coupon>, StorageError> {
    let rows: Vec<CouponRow> = list!(tx, USABLE, shop.0, member.0, now, limit)?;
    rows.into_iter().map(Coupon::try_from).collect()
}

/// Takes a coupon back. Says whether it could still be.
pub async fn revoke(
    tx: &mut Tx,
    shop: ShopId,
    coupon: CouponId,
    by: UserId,
    now: Instant,
) -> Result<bool, StorageError> {
    Ok(execute!(tx, REVOKE, shop.0, coupon.0, now, by.0)? == 1)
}

/// Closes a coupon whose validity has passed. Says whether it was open.
pub async fn expire(tx: &mut Tx, shop: ShopId, coupon: CouponId, now: Instant) -> Result<bool, StorageError> {
    Ok(execute!(tx, EXPIRE, shop.0, coupon.0, now)? == 1)
}

/// Lets a coupon that nobody used be used until a later instant, because its member hears of it late.
pub async fn extend(tx: &mut Tx, shop: ShopId, id: CouponId, until: Instant) -> Result<(), StorageError> {
    execute!(tx, EXTEND, shop.0, id.0, until)?;
    Ok(())
}

/// Up to `limit` issued coupons whose validity has passed.
pub async fn due_to_expire(tx: &mut Tx, shop: ShopId, now: Instant, limit: i64) -> Result<Vec<CouponId>, StorageError> {
    let rows: Vec<(Uuid,)> = list!(tx, DUE_TO_EXPIRE, shop.0, now, limit)?;
    Ok(rows.into_iter().map(|(id,)| CouponId(id)).collect())
}
