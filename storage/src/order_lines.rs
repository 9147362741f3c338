//! What orders are made of. An amount alone has no lines.

use domain::order::Line;
use domain::{CategoryId, Money, OrderId, ProductId, ShopId};
use uuid::Uuid;

use crate::ask::{execute, list};
use crate::{StorageError, Tx, statements};

statements! {
    ADD = "INSERT INTO order_lines (shop_id, order_id, line, product_id, category_id, title, quantity, everyday, price) \
           VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
    OF_ORDER = "SELECT product_id, category_id, title, quantity, everyday, price FROM order_lines \
                WHERE shop_id = $1 AND order_id = $2 ORDER BY line";
}

/// Writes what an order is made of.
pub async fn add(tx: &mut Tx, shop: ShopId, order: OrderId, lines: &[Line]) -> Result<(), StorageError> {
    for (number, line) in (1_i64..).zip(lines) {
        execute!(
            tx,
            ADD,
            shop.0,
            order.0,
            number,
            line.product.map(|product| product.0),
            line.category.map(|category| category.0),
            &line.title,
            i64::from(line.quantity),
            line.everyday.minor(),
            line.price.minor(),
        )?;
    }
    Ok(())
}

pub async fn of_order(tx: &mut Tx, shop: ShopId, order: OrderId) -> Result<Vec<Line>, StorageError> {
    type Row = (Option<Uuid>, Option<Uuid>, String, i64, i64, i64);
    let rows: Vec<Row> = list!(tx, OF_ORDER, shop.0, order.0)?;
    let corrupt = |what: i64| StorageError::corrupt("order_lines", &what);
    rows.into_iter()
        .map(|(product, category, title, quantity, everyday, price)| {
            Ok(Line {
                product: product.map(ProductId),
                category: category.map(CategoryId),
                title,
                quantity: u32::try_from(quantity).map_err(|_| corrupt(quantity))?,
                everyday: Money::new(everyday).ok_or_else(|| corrupt(everyday))?,
                price: Money::new(price).ok_or_else(|| corrupt(price))?,
            })
        })
        .collect()
}
