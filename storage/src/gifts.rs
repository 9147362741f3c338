//! Gifts and how many of them are left.

use chrono::NaiveDate;
use domain::gift::{Gift, Taken};
use domain::{GiftId, MemberId, Points, ShopId};
use uuid::Uuid;

use crate::ask::{execute, find, list, value};
use crate::{Instant, StorageError, Tx, statements};

statements! {
    ADD = "INSERT INTO gifts (shop_id, gift_id, slug, title, description, price, stock, stocked, per_member, per_day, from_day, until_day, \
               coupon_days, photo, active) \
           VALUES ($1, $2, $3, $4, $5, $6, $7, $7, $8, $9, $10, $11, $12, $13, $14) ON CONFLICT DO NOTHING";
    CHANGE = "UPDATE gifts SET title = $3, description = $4, price = $5, per_member = $6, per_day = $7, from_day = $8, \
                  until_day = $9, coupon_days = $10, photo = $11, active = $12 WHERE shop_id = $1 AND gift_id = $2";
    // PostgreSQL cannot guess the type of a parameter that stands alone in an addition.
    RESTOCK = "UPDATE gifts SET stock = $3, stocked = CAST($3 AS BIGINT) + ( \
                   SELECT COUNT(*) FROM coupons c WHERE c.shop_id = gifts.shop_id AND c.gift_id = gifts.gift_id \
                   AND c.state IN ('issued', 'held', 'used')) \
               WHERE shop_id = $1 AND gift_id = $2";
    FIND = "SELECT gift_id, title, description, price, stock, per_member, per_day, from_day, until_day, coupon_days, photo, active \
            FROM gifts WHERE shop_id = $1 AND gift_id = $2";
    // Takes the row, so that of two people who change a gift one comes after the other.
    LOCK = "UPDATE gifts SET title = title WHERE shop_id = $1 AND gift_id = $2 \
            RETURNING gift_id, title, description, price, stock, per_member, per_day, from_day, until_day, coupon_days, photo, active";
    FIND_BY_SLUG = "SELECT gift_id FROM gifts WHERE shop_id = $1 AND slug = $2";
    LISTED = "SELECT gift_id, title, description, price, stock, per_member, per_day, from_day, until_day, coupon_days, photo, active \
              FROM gifts WHERE shop_id = $1 AND active AND (until_day IS NULL OR until_day >= $2) \
              ORDER BY price, gift_id LIMIT $3 OFFSET $4";
    ALL_OF_SHOP = "SELECT gift_id, title, description, price, stock, per_member, per_day, from_day, until_day, coupon_days, photo, active \
                   FROM gifts WHERE shop_id = $1 ORDER BY gift_id DESC LIMIT $2 OFFSET $3";
    // The check on the column refuses what would fall below zero (C6); the guard answers instead of failing.
    // A gift whose stock is not counted is touched too, by both: whoever begins to count it has to wait for this one.
    TAKE_ONE = "UPDATE gifts SET stock = stock - 1 WHERE shop_id = $1 AND gift_id = $2 AND (stock IS NULL OR stock > 0)";
    PUT_ONE_BACK = "UPDATE gifts SET stock = stock + 1 WHERE shop_id = $1 AND gift_id = $2";
    TAKEN = "SELECT COUNT(*), COUNT(CASE WHEN issued_at >= $4 THEN 1 END) FROM coupons WHERE shop_id = $1 AND member_id = $2 AND gift_id = $3 AND state IN ('issued', 'held', 'used')";
}

#[derive(sqlx::FromRow)]
struct GiftRow {
    gift_id: Uuid,
    title: String,
    description: String,
    price: i64,
    stock: Option<i64>,
    per_member: Option<i64>,
    per_day: Option<i64>,
    from_day: Option<NaiveDate>,
    until_day: Option<NaiveDate>,
    coupon_days: i64,
    photo: Option<String>,
    active: bool,
}

impl From<GiftRow> for Gift {
    fn from(row: GiftRow) -> Self {
        Self {
            id: GiftId(row.gift_id),
            title: row.title,
            description: row.description,
            price: Points::at_least_zero(row.price),
            stock: row.stock,
            per_member: row.per_member,
            per_day: row.per_day,
            from: row.from_day,
            until: row.until_day,
            coupon_days: u32::try_from(row.coupon_days).unwrap_or(0),
            photo: row.photo,
            active: row.active,
        }
    }
}

/// Says whether the gift is new: one with this `slug` may be there already.
pub async fn add(tx: &mut Tx, shop: ShopId, gift: &Gift, slug: Option<&str>) -> Result<bool, StorageError> {
    let rows = execute!(
        tx,
        ADD,
        shop.0,
        gift.id.0,
        slug,
        &gift.title,
        &gift.description,
        gift.price.get(),
        gift.stock,
        gift.per_member,
        gift.per_day,
        gift.from,
        gift.until,
        i64::from(gift.coupon_days),
        gift.photo.as_deref(),
        gift.active,
    )?;
    Ok(rows == 1)
}

/// Writes everything about a gift but its stock. Says whether there is such a gift.
pub async fn change(tx: &mut Tx, shop: ShopId, gift: &Gift) -> Result<bool, StorageError> {
    let rows = execute!(
        tx,
        CHANGE,
        shop.0,
        gift.id.0,
        &gift.title,
        &gift.description,
        gift.price.get(),
        gift.per_member,
        gift.per_day,
        gift.from,
        gift.until,
        i64::from(gift.coupon_days),
        gift.photo.as_deref(),
        gift.active,
    )?;
    Ok(rows == 1)
}

/// Says how many there are from here on. `None`: as many as people want.
pub async fn restock(tx: &mut Tx, shop: ShopId, gift: GiftId, stock: Option<i64>) -> Result<(), StorageError> {
    execute!(tx, RESTOCK, shop.0, gift.0, stock)?;
    Ok(())
}

pub async fn find(tx: &mut Tx, shop: ShopId, gift: GiftId) -> Result<Option<Gift>, StorageError> {
    let row: Option<GiftRow> = find!(tx, FIND, shop.0, gift.0)?;
    Ok(row.map(Gift::from))
}

/// The gift, which nobody else changes until the transaction ends.
pub async fn lock(tx: &mut Tx, shop: ShopId, gift: GiftId) -> Result<Option<Gift>, StorageError> {
    let row: Option<GiftRow> = find!(tx, LOCK, shop.0, gift.0)?;
    Ok(row.map(Gift::from))
}

/// The gift that a file calls `slug`.
pub async fn find_by_slug(tx: &mut Tx, shop: ShopId, slug: &str) -> Result<Option<GiftId>, StorageError> {
    let id: Option<Uuid> = value!(tx, FIND_BY_SLUG, shop.0, slug)?;
    Ok(id.map(GiftId))
}

/// What customers see on `day`, cheapest first.
pub async fn listed(
    tx: &mut Tx,
    shop: ShopId,
    day: NaiveDate,
    skip: i64,
    limit: i64,
) -> Result<Vec<Gift>, StorageError> {
    let rows: Vec<GiftRow> = list!(tx, LISTED, shop.0, day, limit, skip)?;
    Ok(rows.into_iter().map(Gift::from).collect())
}

/// What staff see, newest first, withdrawn ones too.
pub async fn all(tx: &mut Tx, shop: ShopId, skip: i64, limit: i64) -> Result<Vec<Gift>, StorageError> {
    let rows: Vec<GiftRow> = list!(tx, ALL_OF_SHOP, shop.0, limit, skip)?;
    Ok(rows.into_iter().map(Gift::from).collect())
}

/// Takes one, from the stock if that is counted. Says whether there was one.
pub async fn take_one(tx: &mut Tx, shop: ShopId, gift: GiftId) -> Result<bool, StorageError> {
    Ok(execute!(tx, TAKE_ONE, shop.0, gift.0)? == 1)
}

/// Puts one back, if the stock is counted.
pub async fn put_one_back(tx: &mut Tx, shop: ShopId, gift: GiftId) -> Result<(), StorageError> {
    execute!(tx, PUT_ONE_BACK, shop.0, gift.0)?;
    Ok(())
}

/// How many a member has had or can still collect; those taken back or lapsed do not count (C6).
pub async fn taken(
    tx: &mut Tx,
    shop: ShopId,
    member: MemberId,
    gift: GiftId,
    day_starts: Instant,
) -> Result<Taken, StorageError> {
    let taken: Option<(i64, i64)> = find!(tx, TAKEN, shop.0, member.0, gift.0, day_starts)?;
    Ok(taken.map_or_else(Taken::default, |(ever, today)| Taken { ever, today }))
}
