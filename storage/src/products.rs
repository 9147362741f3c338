//! The catalogue, and how many of each thing are left.

use chrono::TimeDelta;
use domain::automation::LAST_FEW;
use domain::product::Product;
use domain::{CategoryId, Money, ProductId, ShopId};
use uuid::Uuid;

use crate::ask::{execute, find, list, value};
use crate::{Instant, StorageError, Tx, statements};

statements! {
    ADD = "INSERT INTO products (shop_id, product_id, slug, category_id, title, description, price, member_price, stars, stock, stocked, \
               members_only, photo, active) \
           VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $10, $11, $12, $13) ON CONFLICT DO NOTHING";
    CHANGE = "UPDATE products SET category_id = $3, title = $4, description = $5, price = $6, member_price = $7, stars = $8, \
                  members_only = $9, photo = $10, active = $11 WHERE shop_id = $1 AND product_id = $2";
    // What is about to cost less keeps what it cost. Of two changes within a day the higher price stays: nobody was told of
    // the first one yet.
    CHEAPEN = "UPDATE products SET cheaper_at = $4, \
                   was_price = CASE WHEN cheaper_at > $5 AND COALESCE(was_member_price, was_price) > COALESCE(member_price, price) \
                       THEN was_price ELSE price END, \
                   was_member_price = CASE WHEN cheaper_at > $5 AND COALESCE(was_member_price, was_price) > COALESCE(member_price, price) \
                       THEN was_member_price ELSE member_price END \
               WHERE shop_id = $1 AND product_id = $2 AND COALESCE(member_price, price) > $3";
    // What orders hold or took is added to what is there, so that the two always say the same.
    RESTOCK = "UPDATE products SET stock = $3, \
                   back_at = CASE WHEN stock = 0 AND COALESCE(CAST($3 AS BIGINT), 1) > 0 THEN $4 ELSE back_at END, \
                   scarce_at = CASE WHEN stock > $5 AND CAST($3 AS BIGINT) BETWEEN 1 AND $5 THEN $4 ELSE scarce_at END, \
                   stocked = CAST($3 AS BIGINT) + ( \
                   SELECT CAST(COALESCE(SUM(l.quantity), 0) AS BIGINT) FROM order_lines l \
                   JOIN orders o ON o.shop_id = l.shop_id AND o.order_id = l.order_id \
                   WHERE l.shop_id = products.shop_id AND l.product_id = products.product_id \
                   AND o.state <> 'cancelled' AND o.undone_at IS NULL) \
               WHERE shop_id = $1 AND product_id = $2";
    FIND = "SELECT product_id, category_id, title, description, price, member_price, stars, stock, members_only, photo, active \
            FROM products WHERE shop_id = $1 AND product_id = $2";
    // Takes the row, so that of two people who change a product one comes after the other.
    LOCK = "UPDATE products SET title = title WHERE shop_id = $1 AND product_id = $2 \
            RETURNING product_id, category_id, title, description, price, member_price, stars, stock, members_only, photo, active";
    FIND_BY_SLUG = "SELECT product_id FROM products WHERE shop_id = $1 AND slug = $2";
    LISTED = "SELECT product_id, category_id, title, description, price, member_price, stars, stock, members_only, photo, active \
              FROM products WHERE shop_id = $1 AND active ORDER BY product_id LIMIT $2 OFFSET $3";
    LISTED_IN = "SELECT product_id, category_id, title, description, price, member_price, stars, stock, members_only, photo, active \
                 FROM products WHERE shop_id = $1 AND active AND category_id = $2 ORDER BY product_id LIMIT $3 OFFSET $4";
    LISTED_OUTSIDE = "SELECT product_id, category_id, title, description, price, member_price, stars, stock, members_only, photo, active \
                      FROM products WHERE shop_id = $1 AND active AND category_id IS NULL ORDER BY product_id LIMIT $2 OFFSET $3";
    // What is in a category that is hidden is in no window.
    WINDOW = "SELECT p.product_id, p.category_id, p.title, p.description, p.price, p.member_price, p.stars, p.stock, p.members_only, p.photo, \
                  p.active \
              FROM products p LEFT JOIN categories c ON c.shop_id = p.shop_id AND c.category_id = p.category_id \
              WHERE p.shop_id = $1 AND p.active AND NOT p.members_only AND COALESCE(c.active, TRUE) \
              ORDER BY p.product_id LIMIT $2 OFFSET $3";
    FOR_MEMBERS = "SELECT COUNT(*) FROM products p LEFT JOIN categories c ON c.shop_id = p.shop_id AND c.category_id = p.category_id \
                   WHERE p.shop_id = $1 AND p.active AND p.members_only AND COALESCE(c.active, TRUE)";
    ALL_OF_SHOP = "SELECT product_id, category_id, title, description, price, member_price, stars, stock, members_only, photo, active \
                   FROM products WHERE shop_id = $1 ORDER BY product_id DESC LIMIT $2 OFFSET $3";
    // The check on the column refuses what would fall below zero (C6); the guard answers instead of failing.
    // Where nothing is counted the row is touched too, by both: whoever begins to count has to wait for this order.
    // What comes to be one of the last few is noted in the same statement.
    TAKE = "UPDATE products SET stock = stock - $3, \
                scarce_at = CASE WHEN stock > $5 AND stock - $3 BETWEEN 1 AND $5 THEN $4 ELSE scarce_at END \
            WHERE shop_id = $1 AND product_id = $2 AND (stock IS NULL OR stock >= $3)";
    PUT_BACK = "UPDATE products SET stock = stock + $3, \
                    back_at = CASE WHEN stock = 0 THEN COALESCE($4, back_at) ELSE back_at END \
                WHERE shop_id = $1 AND product_id = $2";
}

/// How long nobody is told that something costs less.
const UNSAID: TimeDelta = TimeDelta::days(1);

#[derive(sqlx::FromRow)]
struct ProductRow {
    product_id: Uuid,
    category_id: Option<Uuid>,
    title: String,
    description: String,
    price: i64,
    member_price: Option<i64>,
    stars: Option<i64>,
    stock: Option<i64>,
    members_only: bool,
    photo: Option<String>,
    active: bool,
}

impl TryFrom<ProductRow> for Product {
    type Error = StorageError;

    fn try_from(row: ProductRow) -> Result<Self, StorageError> {
        let money = |minor: i64| Money::new(minor).ok_or_else(|| StorageError::corrupt("products", &minor));
        Ok(Self {
            id: ProductId(row.product_id),
            category: row.category_id.map(CategoryId),
            title: row.title,
            description: row.description,
            price: money(row.price)?,
            member_price: row.member_price.map(money).transpose()?,
            stars: row.stars,
            stock: row.stock,
            members_only: row.members_only,
            photo: row.photo,
            active: row.active,
        })
    }
}

fn read(rows: Vec<ProductRow>) -> Result<Vec<Product>, StorageError> {
    rows.into_iter().map(Product::try_from).collect()
}

/// Says whether the product is new: one with this `slug` may be there already.
pub async fn add(tx: &mut Tx, shop: ShopId, product: &Product, slug: Option<&str>) -> Result<bool, StorageError> {
    let rows = execute!(
        tx,
        ADD,
        shop.0,
        product.id.0,
        slug,
        product.category.map(|category| category.0),
        &product.title,
        &product.description,
        product.price.minor(),
        product.member_price.map(Money::minor),
        product.stars,
        product.stock,
        product.members_only,
        product.photo.as_deref(),
        product.active,
    )?;
    Ok(rows == 1)
}

/// Writes everything about a product but its stock. Says whether there is such a product.
pub async fn change(tx: &mut Tx, shop: ShopId, product: &Product, at: Instant) -> Result<bool, StorageError> {
    let own = product.member_price.unwrap_or(product.price).minor();
    execute!(tx, CHEAPEN, shop.0, product.id.0, own, at, at - UNSAID)?;
    let rows = execute!(
        tx,
        CHANGE,
        shop.0,
        product.id.0,
        product.category.map(|category| category.0),
        &product.title,
        &product.description,
        product.price.minor(),
        product.member_price.map(Money::minor),
        product.stars,
        product.members_only,
        product.photo.as_deref(),
        product.active,
    )?;
    Ok(rows == 1)
}

/// Says how many there are from here on. `None`: they are not counted.
pub async fn restock(
    tx: &mut Tx,
    shop: ShopId,
    product: ProductId,
    stock: Option<i64>,
    at: Instant,
) -> Result<(), StorageError> {
    execute!(tx, RESTOCK, shop.0, product.0, stock, at, LAST_FEW)?;
    Ok(())
}

pub async fn find(tx: &mut Tx, shop: ShopId, product: ProductId) -> Result<Option<Product>, StorageError> {
    let row: Option<ProductRow> = find!(tx, FIND, shop.0, product.0)?;
    row.map(Product::try_from).transpose()
}

/// The product, which nobody else changes until the transaction ends.
pub async fn lock(tx: &mut Tx, shop: ShopId, product: ProductId) -> Result<Option<Product>, StorageError> {
    let row: Option<ProductRow> = find!(tx, LOCK, shop.0, product.0)?;
    row.map(Product::try_from).transpose()
}

/// The product that a file calls `slug`.
pub async fn find_by_slug(tx: &mut Tx, shop: ShopId, slug: &str) -> Result<Option<ProductId>, StorageError> {
    let id: Option<Uuid> = value!(tx, FIND_BY_SLUG, shop.0, slug)?;
    Ok(id.map(ProductId))
}

/// What is sold, by category.
pub async fn listed(tx: &mut Tx, shop: ShopId, skip: i64, limit: i64) -> Result<Vec<Product>, StorageError> {
    read(list!(tx, LISTED, shop.0, limit, skip)?)
}

/// What is sold in one category. `None`: what is in no category.
pub async fn listed_in(
    tx: &mut Tx,
    shop: ShopId,
    category: Option<CategoryId>,
    skip: i64,
    limit: i64,
) -> Result<Vec<Product>, StorageError> {
    read(match category {
        Some(category) => list!(tx, LISTED_IN, shop.0, category.0, limit, skip)?,
        None => list!(tx, LISTED_OUTSIDE, shop.0, limit, skip)?,
    })
}

/// A page of what is sold and everybody may see.
pub async fn window(tx: &mut Tx, shop: ShopId, skip: i64, limit: i64) -> Result<Vec<Product>, StorageError> {
    let rows: Vec<ProductRow> = list!(tx, WINDOW, shop.0, limit, skip)?;
    rows.into_iter().map(Product::try_from).collect()
}

/// How many things are sold that members alone see.
pub async fn for_members(tx: &mut Tx, shop: ShopId) -> Result<i64, StorageError> {
    let count: Option<i64> = value!(tx, FOR_MEMBERS, shop.0)?;
    Ok(count.unwrap_or(0))
}

/// What staff see, newest first, what is not sold any more too.
pub async fn all(tx: &mut Tx, shop: ShopId, skip: i64, limit: i64) -> Result<Vec<Product>, StorageError> {
    read(list!(tx, ALL_OF_SHOP, shop.0, limit, skip)?)
}

/// Takes so many, from the stock if that is counted. Says whether there were as many.
pub async fn take(
    tx: &mut Tx,
    shop: ShopId,
    product: ProductId,
    quantity: u32,
    at: Instant,
) -> Result<bool, StorageError> {
    Ok(execute!(tx, TAKE, shop.0, product.0, i64::from(quantity), at, LAST_FEW)? == 1)
}

/// Puts so many back, if the stock is counted. `at`: `None` in the transaction that took them.
pub async fn put_back(
    tx: &mut Tx,
    shop: ShopId,
    product: ProductId,
    quantity: u32,
    at: Option<Instant>,
) -> Result<(), StorageError> {
    execute!(tx, PUT_BACK, shop.0, product.0, i64::from(quantity), at)?;
    Ok(())
}
