//! What was paid through Telegram, and what of it went back.

use domain::{OrderId, ShopId, UserId};
use uuid::Uuid;

use crate::ask::{execute, find};
use crate::{Instant, StorageError, Tx, statements};

statements! {
    ADD = "INSERT INTO payments (shop_id, charge, order_id, user_id, currency, amount, paid_at) \
           VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT DO NOTHING";
    FIND = "SELECT charge, order_id, user_id, currency, amount, owed_at, returned_at FROM payments \
            WHERE shop_id = $1 AND charge = $2";
    OWE = "UPDATE payments SET owed_at = $3 WHERE shop_id = $1 AND charge = $2 AND owed_at IS NULL";
    RETURNED = "UPDATE payments SET returned_at = $3 \
                WHERE shop_id = $1 AND charge = $2 AND owed_at IS NOT NULL AND returned_at IS NULL";
}

/// Money or Stars that came through Telegram.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Payment {
    /// By what Telegram names it.
    pub charge: String,
    pub order: OrderId,
    pub user: UserId,
    /// `XTR`: Telegram's Stars.
    pub currency: String,
    /// In the currency's smallest unit.
    pub amount: i64,
    /// Since when it is to be given back.
    pub owed_at: Option<Instant>,
    pub returned_at: Option<Instant>,
}

type Row = (String, Uuid, i64, String, i64, Option<Instant>, Option<Instant>);

fn payment((charge, order, user, currency, amount, owed_at, returned_at): Row) -> Payment {
    Payment {
        charge,
        order: OrderId(order),
        user: UserId(user),
        currency,
        amount,
        owed_at,
        returned_at,
    }
}

/// Says whether the payment is new: Telegram may tell of it twice.
pub async fn add(tx: &mut Tx, shop: ShopId, payment: &Payment, at: Instant) -> Result<bool, StorageError> {
    let rows = execute!(
        tx,
        ADD,
        shop.0,
        &payment.charge,
        payment.order.0,
        payment.user.0,
        &payment.currency,
        payment.amount,
        at,
    )?;
    Ok(rows == 1)
}

pub async fn find(tx: &mut Tx, shop: ShopId, charge: &str) -> Result<Option<Payment>, StorageError> {
    let row: Option<Row> = find!(tx, FIND, shop.0, charge)?;
    Ok(row.map(payment))
}

/// Notes that a payment has to go back. Says whether that was not noted before.
pub async fn owe(tx: &mut Tx, shop: ShopId, charge: &str, at: Instant) -> Result<bool, StorageError> {
    Ok(execute!(tx, OWE, shop.0, charge, at)? == 1)
}

/// Notes that a payment went back. Says whether that was not noted before.
pub async fn returned(tx: &mut Tx, shop: ShopId, charge: &str, at: Instant) -> Result<bool, StorageError> {
    Ok(execute!(tx, RETURNED, shop.0, charge, at)? == 1)
}
