//! Better rates of points that coupons opened.

use domain::terms::Only;
use domain::{CouponId, MemberId, OrderId, ShopId};
use sqlx::types::Json;

use crate::ask::{execute, value};
use crate::{Instant, StorageError, Tx, statements};

statements! {
    OPEN = "INSERT INTO boosts (shop_id, coupon_id, member_id, percent, only_for, from_at, until_at) \
            VALUES ($1, $2, $3, $4, $5, $6, $7)";
    CLOSE = "DELETE FROM boosts WHERE shop_id = $1 AND coupon_id = $2";
    SERVES_OTHERS = "SELECT 1 FROM boosts b JOIN orders o ON o.shop_id = b.shop_id AND o.member_id = b.member_id \
                     AND o.paid_at >= b.from_at AND o.paid_at < b.until_at AND o.paid_at IS NOT NULL \
                     WHERE b.shop_id = $1 AND b.coupon_id = $2 AND o.order_id <> $3 AND o.undone_at IS NULL AND o.earned > o.clawed \
                     LIMIT 1";
}

/// Points at `percent` of the usual rate for what it counts for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Boost {
    pub percent: u32,
    pub only: Only,
}

/// Opens what a coupon brings its user until `until`.
pub async fn open(
    tx: &mut Tx,
    shop: ShopId,
    coupon: CouponId,
    member: MemberId,
    boost: &Boost,
    from: Instant,
    until: Instant,
) -> Result<(), StorageError> {
    let percent = i64::from(boost.percent);
    execute!(
        tx,
        OPEN,
        shop.0,
        coupon.0,
        member.0,
        percent,
        Json(&boost.only),
        from,
        until
    )?;
    Ok(())
}

/// Whether other purchases than `order` were made, and kept, while what a coupon brought was running.
pub async fn serves_others(tx: &mut Tx, shop: ShopId, coupon: CouponId, order: OrderId) -> Result<bool, StorageError> {
    let found: Option<i32> = value!(tx, SERVES_OTHERS, shop.0, coupon.0, order.0)?;
    Ok(found.is_some())
}

/// Ends what a coupon brought, because the coupon came back.
pub async fn close(tx: &mut Tx, shop: ShopId, coupon: CouponId) -> Result<(), StorageError> {
    execute!(tx, CLOSE, shop.0, coupon.0)?;
    Ok(())
}
