//! What members would like to have.

use domain::{MemberId, Money, ProductId, ShopId};
use uuid::Uuid;

use crate::ask::{execute, list, value};
use crate::{Instant, StorageError, Tx, statements};

statements! {
    ADD = "INSERT INTO wishes (shop_id, member_id, product_id, at) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING";
    REMOVE = "DELETE FROM wishes WHERE shop_id = $1 AND member_id = $2 AND product_id = $3";
    IS_WISHED = "SELECT at FROM wishes WHERE shop_id = $1 AND member_id = $2 AND product_id = $3";
    // Newest first. What is no longer sold keeps its place, and is not shown.
    OF_MEMBER = "SELECT p.product_id, p.title, p.price, p.member_price, p.stock, w.at FROM wishes w \
                 JOIN products p ON p.shop_id = w.shop_id AND p.product_id = w.product_id AND p.active \
                 WHERE w.shop_id = $1 AND w.member_id = $2 ORDER BY w.at DESC, p.product_id LIMIT $3 OFFSET $4";
    COUNT_SOLD = "SELECT COUNT(*) FROM wishes w JOIN products p ON p.shop_id = w.shop_id AND p.product_id = w.product_id AND p.active \
                  WHERE w.shop_id = $1 AND w.member_id = $2";
    COUNT = "SELECT COUNT(*) FROM wishes WHERE shop_id = $1 AND member_id = $2";
}

/// Something a member would like to have, and how it stands on the shelf.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wished {
    pub product: ProductId,
    pub title: String,
    pub price: Money,
    pub member_price: Option<Money>,
    /// `None`: it is not counted.
    pub stock: Option<i64>,
    pub at: Instant,
}

/// Says whether the wish is new.
pub async fn add(
    tx: &mut Tx,
    shop: ShopId,
    member: MemberId,
    product: ProductId,
    at: Instant,
) -> Result<bool, StorageError> {
    Ok(execute!(tx, ADD, shop.0, member.0, product.0, at)? == 1)
}

/// Says whether it was wished for.
pub async fn remove(tx: &mut Tx, shop: ShopId, member: MemberId, product: ProductId) -> Result<bool, StorageError> {
    Ok(execute!(tx, REMOVE, shop.0, member.0, product.0)? == 1)
}

pub async fn is_wished(tx: &mut Tx, shop: ShopId, member: MemberId, product: ProductId) -> Result<bool, StorageError> {
    let at: Option<Instant> = value!(tx, IS_WISHED, shop.0, member.0, product.0)?;
    Ok(at.is_some())
}

/// What a member wishes for, newest first.
pub async fn of_member(
    tx: &mut Tx,
    shop: ShopId,
    member: MemberId,
    skip: i64,
    limit: i64,
) -> Result<Vec<Wished>, StorageError> {
    type Row = (Uuid, String, i64, Option<i64>, Option<i64>, Instant);
    let rows: Vec<Row> = list!(tx, OF_MEMBER, shop.0, member.0, limit, skip)?;
    let money = |minor: i64| Money::new(minor).ok_or_else(|| StorageError::corrupt("products", &minor));
    rows.into_iter()
        .map(|(product, title, price, member_price, stock, at)| {
            Ok(Wished {
                product: ProductId(product),
                title,
                price: money(price)?,
                member_price: member_price.map(money).transpose()?,
                stock,
                at,
            })
        })
        .collect()
}

/// How many things a member wishes for that are still sold.
pub async fn count_sold(tx: &mut Tx, shop: ShopId, member: MemberId) -> Result<i64, StorageError> {
    let count: Option<i64> = value!(tx, COUNT_SOLD, shop.0, member.0)?;
    Ok(count.unwrap_or(0))
}

/// How many things a member wishes for, those that are no longer sold too.
pub async fn count(tx: &mut Tx, shop: ShopId, member: MemberId) -> Result<i64, StorageError> {
    let count: Option<i64> = value!(tx, COUNT, shop.0, member.0)?;
    Ok(count.unwrap_or(0))
}
