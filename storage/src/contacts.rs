//! How a shop is reached about what it keeps of people.

use domain::ShopId;

use crate::ask::{execute, value};
use crate::{StorageError, Tx, statements};

statements! {
    FIND = "SELECT contact FROM contacts WHERE shop_id = $1";
    SET = "INSERT INTO contacts (shop_id, contact) VALUES ($1, $2) \
           ON CONFLICT (shop_id) DO UPDATE SET contact = excluded.contact";
    REMOVE = "DELETE FROM contacts WHERE shop_id = $1";
}

pub async fn find(tx: &mut Tx, shop: ShopId) -> Result<Option<String>, StorageError> {
    Ok(value!(tx, FIND, shop.0)?)
}

/// Writes how the shop is reached. `None`: it is not said.
pub async fn set(tx: &mut Tx, shop: ShopId, contact: Option<&str>) -> Result<(), StorageError> {
    match contact {
        Some(contact) => execute!(tx, SET, shop.0, contact)?,
        None => execute!(tx, REMOVE, shop.0)?,
    };
    Ok(())
}
