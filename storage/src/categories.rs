//! The groups that a catalogue is sorted into.

use domain::product::Category;
use domain::{CategoryId, ShopId};
use uuid::Uuid;

use crate::ask::{execute, find, list, value};
use crate::{StorageError, Tx, statements};

statements! {
    ADD = "INSERT INTO categories (shop_id, category_id, slug, title, photo, active) VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING";
    CHANGE = "UPDATE categories SET title = $3, photo = $4, active = $5 WHERE shop_id = $1 AND category_id = $2";
    FIND = "SELECT category_id, title, photo, active FROM categories WHERE shop_id = $1 AND category_id = $2";
    // Takes the row, so that of two people who change a category one comes after the other.
    LOCK = "UPDATE categories SET title = title WHERE shop_id = $1 AND category_id = $2 RETURNING category_id, title, photo, active";
    FIND_BY_SLUG = "SELECT category_id FROM categories WHERE shop_id = $1 AND slug = $2";
    OF_SHOP = "SELECT category_id, title, photo, active FROM categories WHERE shop_id = $1 ORDER BY category_id LIMIT $2";
}

type Row = (Uuid, String, Option<String>, bool);

fn category((id, title, photo, active): Row) -> Category {
    Category {
        id: CategoryId(id),
        title,
        photo,
        active,
    }
}

/// Says whether the category is new: one with this `slug` may be there already.
pub async fn add(tx: &mut Tx, shop: ShopId, category: &Category, slug: Option<&str>) -> Result<bool, StorageError> {
    let Category {
        id,
        title,
        photo,
        active,
    } = category;
    Ok(execute!(tx, ADD, shop.0, id.0, slug, title, photo.as_deref(), *active)? == 1)
}

/// Says whether there is such a category.
pub async fn change(tx: &mut Tx, shop: ShopId, category: &Category) -> Result<bool, StorageError> {
    let Category {
        id,
        title,
        photo,
        active,
    } = category;
    Ok(execute!(tx, CHANGE, shop.0, id.0, title, photo.as_deref(), *active)? == 1)
}

pub async fn find(tx: &mut Tx, shop: ShopId, category: CategoryId) -> Result<Option<Category>, StorageError> {
    let row: Option<Row> = find!(tx, FIND, shop.0, category.0)?;
    Ok(row.map(self::category))
}

/// The category, which nobody else changes until the transaction ends.
pub async fn lock(tx: &mut Tx, shop: ShopId, category: CategoryId) -> Result<Option<Category>, StorageError> {
    let row: Option<Row> = find!(tx, LOCK, shop.0, category.0)?;
    Ok(row.map(self::category))
}

/// The category that a file calls `slug`.
pub async fn find_by_slug(tx: &mut Tx, shop: ShopId, slug: &str) -> Result<Option<CategoryId>, StorageError> {
    let id: Option<Uuid> = value!(tx, FIND_BY_SLUG, shop.0, slug)?;
    Ok(id.map(CategoryId))
}

/// Up to `limit` categories, the oldest first, hidden ones too.
pub async fn all(tx: &mut Tx, shop: ShopId, limit: i64) -> Result<Vec<Category>, StorageError> {
    let rows: Vec<Row> = list!(tx, OF_SHOP, shop.0, limit)?;
    Ok(rows.into_iter().map(category).collect())
}
