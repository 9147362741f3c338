//! Offers, how many are left of them, and their posts in groups.

use domain::offer::{Audience, Offer};
use domain::terms::Terms;
use domain::{MemberId, Money, OfferId, ShopId};
use sqlx::types::Json;
use uuid::Uuid;

use crate::ask::{execute, find, list, value};
use crate::{Instant, StorageError, Tx, statements};

statements! {
    ADD = "INSERT INTO offers (shop_id, offer_id, slug, title, description, photo, terms, audience, opens_at, ends_at, early, \
               stock, stocked, per_member, budget, coupon_days, active) \
           VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $12, $13, $14, $15, $16) ON CONFLICT DO NOTHING";
    CHANGE = "UPDATE offers SET title = $3, description = $4, photo = $5, terms = $6, audience = $7, opens_at = $8, ends_at = $9, \
                  early = $10, per_member = $11, budget = $12, coupon_days = $13, active = $14 \
              WHERE shop_id = $1 AND offer_id = $2";
    // PostgreSQL cannot guess the type of a parameter that stands alone in an addition.
    RESTOCK = "UPDATE offers SET stock = $3, stocked = CAST($3 AS BIGINT) + ( \
                   SELECT COUNT(*) FROM claims c WHERE c.shop_id = offers.shop_id AND c.offer_id = offers.offer_id \
                   AND c.state = 'claimed') \
               WHERE shop_id = $1 AND offer_id = $2";
    FIND = "SELECT offer_id, title, description, photo, terms, audience, opens_at, ends_at, early, stock, per_member, budget, spent, \
                coupon_days, active \
            FROM offers WHERE shop_id = $1 AND offer_id = $2";
    // Touching the row makes whoever else claims or releases it wait until this transaction ends, on both
    // engines: who is next in line is decided by one at a time.
    LOCK = "UPDATE offers SET spent = spent WHERE shop_id = $1 AND offer_id = $2 \
            RETURNING offer_id, title, description, photo, terms, audience, opens_at, ends_at, early, stock, per_member, budget, spent, \
                coupon_days, active";
    FIND_BY_SLUG = "SELECT offer_id FROM offers WHERE shop_id = $1 AND slug = $2";
    LISTED = "SELECT offer_id, title, description, photo, terms, audience, opens_at, ends_at, early, stock, per_member, budget, spent, \
                  coupon_days, active \
              FROM offers WHERE shop_id = $1 AND active AND ends_at > $2 ORDER BY ends_at, offer_id LIMIT $3";
    ALL_OF_SHOP = "SELECT offer_id, title, description, photo, terms, audience, opens_at, ends_at, early, stock, per_member, budget, \
                       spent, coupon_days, active \
                   FROM offers WHERE shop_id = $1 ORDER BY offer_id DESC LIMIT $2 OFFSET $3";
    // The check on the column refuses what would fall below zero (C6); the guard answers instead of failing.
    TAKE_ONE = "UPDATE offers SET stock = stock - 1, spent = spent + $3 \
                WHERE shop_id = $1 AND offer_id = $2 AND (stock IS NULL OR stock > 0) AND (budget IS NULL OR spent + $3 <= budget)";
    PUT_ONE_BACK = "UPDATE offers SET stock = stock + 1, spent = spent - $3 WHERE shop_id = $1 AND offer_id = $2";
    ADD_POST = "INSERT INTO offer_posts (shop_id, offer_id, chat_id, picture, said) VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING";
    POSTED = "UPDATE offer_posts SET message_id = $4 WHERE shop_id = $1 AND offer_id = $2 AND chat_id = $3";
    POSTS = "SELECT chat_id, message_id, picture, said FROM offer_posts WHERE shop_id = $1 AND offer_id = $2 ORDER BY chat_id";
    FORGET_POSTS = "DELETE FROM offer_posts WHERE shop_id = $1 AND chat_id = $2 AND message_id IS NOT NULL";
    MOVE_POSTS = "UPDATE offer_posts SET chat_id = $3 WHERE shop_id = $1 AND chat_id = $2 AND NOT EXISTS ( \
                      SELECT 1 FROM offer_posts n WHERE n.shop_id = $1 AND n.offer_id = offer_posts.offer_id AND n.chat_id = $3)";
    POST_SAYS = "UPDATE offer_posts SET said = $4 WHERE shop_id = $1 AND offer_id = $2 AND chat_id = $3";
    // How many of a member's last purchases have something of a category among them (T6).
    BOUGHT_OF = "SELECT COUNT(*), CAST(COALESCE(SUM(CASE WHEN EXISTS (SELECT 1 FROM order_lines l \
                     WHERE l.shop_id = o.shop_id AND l.order_id = o.order_id AND l.category_id = $3) THEN 1 ELSE 0 END), 0) AS BIGINT) \
                 FROM (SELECT shop_id, order_id FROM orders WHERE shop_id = $1 AND member_id = $2 AND paid_at IS NOT NULL \
                     ORDER BY paid_at DESC LIMIT 20) o";
    CATEGORY_OF = "SELECT category_id FROM products WHERE shop_id = $1 AND product_id = $2";
}

/// A post about an offer in a group.
#[derive(Debug, Clone, PartialEq)]
pub struct Post {
    pub chat: i64,
    /// `None`: on its way.
    pub message: Option<i32>,
    pub has_picture: bool,
    /// What it says now.
    pub said: Option<serde_json::Value>,
}

#[derive(sqlx::FromRow)]
struct OfferRow {
    offer_id: Uuid,
    title: String,
    description: String,
    photo: Option<String>,
    terms: Json<Terms>,
    audience: Json<Audience>,
    opens_at: Instant,
    ends_at: Instant,
    early: bool,
    stock: Option<i64>,
    per_member: Option<i64>,
    budget: Option<i64>,
    spent: i64,
    coupon_days: i64,
    active: bool,
}

impl TryFrom<OfferRow> for Offer {
    type Error = StorageError;

    fn try_from(row: OfferRow) -> Result<Self, StorageError> {
        let corrupt = |minor: i64| StorageError::corrupt("offers", &format!("amount {minor}"));
        let money = |minor: i64| Money::new(minor).ok_or_else(|| corrupt(minor));
        Ok(Self {
            id: OfferId(row.offer_id),
            title: row.title,
            description: row.description,
            photo: row.photo,
            terms: row.terms.0,
            audience: row.audience.0,
            opens_at: row.opens_at,
            ends_at: row.ends_at,
            early: row.early,
            stock: row.stock,
            per_member: row.per_member,
            budget: row.budget.map(money).transpose()?,
            // Without a budget many claims can cost more than an amount can be, and nothing asks how much.
            spent: Money::new(row.spent.max(0)).unwrap_or(Money::MAX),
            coupon_days: u32::try_from(row.coupon_days).unwrap_or(0),
            active: row.active,
        })
    }
}

/// Says whether the offer is new: one with this `slug` may be there already.
pub async fn add(tx: &mut Tx, shop: ShopId, offer: &Offer, slug: Option<&str>) -> Result<bool, StorageError> {
    let rows = execute!(
        tx,
        ADD,
        shop.0,
        offer.id.0,
        slug,
        &offer.title,
        &offer.description,
        offer.photo.as_deref(),
        Json(&offer.terms),
        Json(&offer.audience),
        offer.opens_at,
        offer.ends_at,
        offer.early,
        offer.stock,
        offer.per_member,
        offer.budget.map(Money::minor),
        i64::from(offer.coupon_days),
        offer.active,
    )?;
    Ok(rows == 1)
}

/// Writes everything about an offer but its stock and what is spent of its budget.
pub async fn change(tx: &mut Tx, shop: ShopId, offer: &Offer) -> Result<(), StorageError> {
    execute!(
        tx,
        CHANGE,
        shop.0,
        offer.id.0,
        &offer.title,
        &offer.description,
        offer.photo.as_deref(),
        Json(&offer.terms),
        Json(&offer.audience),
        offer.opens_at,
        offer.ends_at,
        offer.early,
        offer.per_member,
        offer.budget.map(Money::minor),
        i64::from(offer.coupon_days),
        offer.active,
    )?;
    Ok(())
}

/// Says how many there are from here on. `None`: as many as people want.
pub async fn restock(tx: &mut Tx, shop: ShopId, offer: OfferId, stock: Option<i64>) -> Result<(), StorageError> {
    execute!(tx, RESTOCK, shop.0, offer.0, stock)?;
    Ok(())
}

pub async fn find(tx: &mut Tx, shop: ShopId, offer: OfferId) -> Result<Option<Offer>, StorageError> {
    let row: Option<OfferRow> = find!(tx, FIND, shop.0, offer.0)?;
    row.map(Offer::try_from).transpose()
}

/// The offer, which nobody else claims or releases until the transaction ends.
pub async fn lock(tx: &mut Tx, shop: ShopId, offer: OfferId) -> Result<Option<Offer>, StorageError> {
    let row: Option<OfferRow> = find!(tx, LOCK, shop.0, offer.0)?;
    row.map(Offer::try_from).transpose()
}

/// The offer that a file calls `slug`.
pub async fn find_by_slug(tx: &mut Tx, shop: ShopId, slug: &str) -> Result<Option<OfferId>, StorageError> {
    let id: Option<Uuid> = value!(tx, FIND_BY_SLUG, shop.0, slug)?;
    Ok(id.map(OfferId))
}

/// Offers that are not over, those that end first.
pub async fn listed(tx: &mut Tx, shop: ShopId, now: Instant, limit: i64) -> Result<Vec<Offer>, StorageError> {
    let rows: Vec<OfferRow> = list!(tx, LISTED, shop.0, now, limit)?;
    rows.into_iter().map(Offer::try_from).collect()
}

/// What staff see, newest first, those that are over too.
pub async fn all(tx: &mut Tx, shop: ShopId, skip: i64, limit: i64) -> Result<Vec<Offer>, StorageError> {
    let rows: Vec<OfferRow> = list!(tx, ALL_OF_SHOP, shop.0, limit, skip)?;
    rows.into_iter().map(Offer::try_from).collect()
}

/// Takes one of the stock and `cost` of the budget, where these are counted. Says whether both sufficed.
pub async fn take_one(tx: &mut Tx, shop: ShopId, offer: OfferId, cost: Money) -> Result<bool, StorageError> {
    Ok(execute!(tx, TAKE_ONE, shop.0, offer.0, cost.minor())? == 1)
}

/// Puts one and its cost back.
pub async fn put_one_back(tx: &mut Tx, shop: ShopId, offer: OfferId, cost: Money) -> Result<(), StorageError> {
    execute!(tx, PUT_ONE_BACK, shop.0, offer.0, cost.minor())?;
    Ok(())
}

/// Notes that a post about an offer goes into a group. Says whether it is the first there.
pub async fn add_post(tx: &mut Tx, shop: ShopId, offer: OfferId, post: &Post) -> Result<bool, StorageError> {
    let rows = execute!(
        tx,
        ADD_POST,
        shop.0,
        offer.0,
        post.chat,
        post.has_picture,
        post.said.as_ref().map(Json)
    )?;
    Ok(rows == 1)
}

/// A post has arrived and has a number.
pub async fn posted(tx: &mut Tx, shop: ShopId, offer: OfferId, chat: i64, message: i32) -> Result<(), StorageError> {
    execute!(tx, POSTED, shop.0, offer.0, chat, i64::from(message))?;
    Ok(())
}

pub async fn posts(tx: &mut Tx, shop: ShopId, offer: OfferId) -> Result<Vec<Post>, StorageError> {
    type Row = (i64, Option<i64>, bool, Option<Json<serde_json::Value>>);
    let rows: Vec<Row> = list!(tx, POSTS, shop.0, offer.0)?;
    Ok(rows
        .into_iter()
        .map(|(chat, message, has_picture, said)| Post {
            chat,
            message: message.and_then(|message| i32::try_from(message).ok()),
            has_picture,
            said: said.map(|Json(said)| said),
        })
        .collect())
}

/// A group has got a new id: what is on its way there arrives there. What stands there cannot be changed
/// under its old number any more, and is posted anew.
pub async fn move_posts(tx: &mut Tx, shop: ShopId, from: i64, to: i64) -> Result<(), StorageError> {
    execute!(tx, FORGET_POSTS, shop.0, from)?;
    execute!(tx, MOVE_POSTS, shop.0, from, to)?;
    Ok(())
}

/// A post was changed.
pub async fn post_says(
    tx: &mut Tx,
    shop: ShopId,
    offer: OfferId,
    chat: i64,
    said: &serde_json::Value,
) -> Result<(), StorageError> {
    execute!(tx, POST_SAYS, shop.0, offer.0, chat, Json(said))?;
    Ok(())
}

/// How many purchases of a member's last twenty there are, and how many of them have something of a
/// category among them.
pub async fn bought_of(
    tx: &mut Tx,
    shop: ShopId,
    member: MemberId,
    category: domain::CategoryId,
) -> Result<(i64, i64), StorageError> {
    let counted: Option<(i64, i64)> = find!(tx, BOUGHT_OF, shop.0, member.0, category.0)?;
    Ok(counted.unwrap_or_default())
}

/// The category of something in the catalogue.
pub async fn category_of(
    tx: &mut Tx,
    shop: ShopId,
    product: domain::ProductId,
) -> Result<Option<domain::CategoryId>, StorageError> {
    let id: Option<Option<Uuid>> = value!(tx, CATEGORY_OF, shop.0, product.0)?;
    Ok(id.flatten().map(domain::CategoryId))
}
