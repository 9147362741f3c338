//! What orders are made of. An amount alone has no lines.

use domain::order::Line;
use domain::{CategoryId, Money, OrderId, ProductId, ShopId};
use uuid::Uuid;

use crate::ask::list;
use crate::several::Several;
use crate::{StorageError, Tx, on, statements};

statements! {
    ADD = "INSERT INTO order_lines (shop_id, order_id, line, product_id, category_id, title, quantity, everyday, price) \
           VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
    OF_ORDER = "SELECT product_id, category_id, title, quantity, everyday, price FROM order_lines \
                WHERE shop_id = $1 AND order_id = $2 ORDER BY line";
}

/// [`ADD`] for several.
static ADD_SEVERAL: Several = Several::new(ADD, 2, 16);

/// Writes what an order is made of.
pub async fn add(tx: &mut Tx, shop: ShopId, order: OrderId, lines: &[Line]) -> Result<(), StorageError> {
    let numbered: Vec<(i64, &Line)> = (1..).zip(lines).collect();
    for some in numbered.chunks(ADD_SEVERAL.rows(tx)) {
        on!(tx, conn => {
            let mut query = sqlx::query(ADD_SEVERAL.of(some.len())).bind(shop.0).bind(order.0);
            for (number, line) in some {
                query = query
                    .bind(*number)
                    .bind(line.product.map(|product| product.0))
                    .bind(line.category.map(|category| category.0))
                    .bind(line.title.as_str())
                    .bind(i64::from(line.quantity))
                    .bind(line.everyday.minor())
                    .bind(line.price.minor());
            }
            query.execute(conn).await.map(drop)
        })?;
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
