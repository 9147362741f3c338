//! What members would like to have.

use domain::ids::first_id_at;
use domain::{MemberId, Money, ProductId, ShopId};
use uuid::Uuid;

use crate::ask::{execute, list, value};
use crate::moments::Span;
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
    // What changed on a day about what a member wished for before, and did not buy since.
    NEWS = "SELECT p.product_id, p.title, p.price, p.member_price, p.stock, p.was_price, p.was_member_price, \
                COALESCE(p.cheaper_at >= $3 AND p.cheaper_at < $4 AND w.at < p.cheaper_at, FALSE) AS cheaper, \
                COALESCE(p.back_at >= $3 AND p.back_at < $4 AND w.at < p.back_at, FALSE) AS back, \
                COALESCE(p.scarce_at >= $3 AND p.scarce_at < $4 AND w.at < p.scarce_at, FALSE) AS scarce \
            FROM wishes w JOIN products p ON p.shop_id = w.shop_id AND p.product_id = w.product_id AND p.active \
            LEFT JOIN categories c ON c.shop_id = p.shop_id AND c.category_id = p.category_id \
            WHERE w.shop_id = $1 AND w.member_id = $2 AND COALESCE(c.active, TRUE) AND COALESCE(p.stock, 1) > 0 \
            AND ((p.cheaper_at >= $3 AND p.cheaper_at < $4 AND w.at < p.cheaper_at) \
                OR (p.back_at >= $3 AND p.back_at < $4 AND w.at < p.back_at) \
                OR (p.scarce_at >= $3 AND p.scarce_at < $4 AND w.at < p.scarce_at)) \
            AND NOT EXISTS (SELECT 1 FROM orders o JOIN order_lines l ON l.shop_id = o.shop_id AND l.order_id = o.order_id \
                AND l.product_id = w.product_id WHERE o.shop_id = w.shop_id AND o.member_id = w.member_id AND o.order_id >= $5 \
                AND o.state <> 'cancelled' AND o.undone_at IS NULL) \
            ORDER BY p.product_id LIMIT 100";
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

/// Something a member would like to have, of which something changed on a day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Changed {
    pub product: ProductId,
    pub title: String,
    /// What it costs, and what it cost before it became cheaper: everybody, and members.
    pub now: (Money, Option<Money>),
    pub was: Option<(Money, Option<Money>)>,
    /// `None`: it is not counted.
    pub stock: Option<i64>,
    pub back: bool,
    pub scarce: bool,
}

#[derive(sqlx::FromRow)]
struct ChangedRow {
    product_id: Uuid,
    title: String,
    price: i64,
    member_price: Option<i64>,
    stock: Option<i64>,
    was_price: Option<i64>,
    was_member_price: Option<i64>,
    cheaper: bool,
    back: bool,
    scarce: bool,
}

impl TryFrom<ChangedRow> for Changed {
    type Error = StorageError;

    fn try_from(row: ChangedRow) -> Result<Self, StorageError> {
        let money = |minor: i64| Money::new(minor).ok_or_else(|| StorageError::corrupt("products", &minor));
        let was = match row.was_price.filter(|_| row.cheaper) {
            Some(was) => Some((money(was)?, row.was_member_price.map(money).transpose()?)),
            None => None,
        };
        Ok(Self {
            product: ProductId(row.product_id),
            title: row.title,
            now: (money(row.price)?, row.member_price.map(money).transpose()?),
            was,
            stock: row.stock,
            back: row.back,
            scarce: row.scarce,
        })
    }
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

/// What changed on a day about what a member wished for before, can have, and did not order since the day began.
pub async fn changed_on(tx: &mut Tx, shop: ShopId, member: MemberId, span: Span) -> Result<Vec<Changed>, StorageError> {
    let since = first_id_at(span.starts);
    let rows: Vec<ChangedRow> = list!(tx, NEWS, shop.0, member.0, span.starts, span.ends, since)?;
    rows.into_iter().map(Changed::try_from).collect()
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
