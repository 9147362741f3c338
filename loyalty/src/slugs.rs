//! What the short names of a file stand for, once it has been read.

use domain::field::Field;
use domain::{CategoryId, ProductId, ShopId, TagId, TierId};
use storage::{StorageError, categories, fields, products, tags, tiers};

use crate::Loyalty;

impl Loyalty {
    pub async fn category_in_file(&self, shop: ShopId, slug: &str) -> Result<Option<CategoryId>, StorageError> {
        let mut tx = self.db.look().await?;
        categories::find_by_slug(&mut tx, shop, slug).await
    }

    pub async fn product_in_file(&self, shop: ShopId, slug: &str) -> Result<Option<ProductId>, StorageError> {
        let mut tx = self.db.look().await?;
        products::find_by_slug(&mut tx, shop, slug).await
    }

    pub async fn tier_in_file(&self, shop: ShopId, slug: &str) -> Result<Option<TierId>, StorageError> {
        let mut tx = self.db.look().await?;
        tiers::find_by_slug(&mut tx, shop, slug).await
    }

    pub async fn tag_in_file(&self, shop: ShopId, slug: &str) -> Result<Option<TagId>, StorageError> {
        let mut tx = self.db.look().await?;
        tags::find_by_slug(&mut tx, shop, slug).await
    }

    pub async fn field_in_file(&self, shop: ShopId, slug: &str) -> Result<Option<Field>, StorageError> {
        let mut tx = self.db.read().await?;
        match fields::find_by_slug(&mut tx, shop, slug).await? {
            Some(field) => fields::find(&mut tx, shop, field).await,
            None => Ok(None),
        }
    }
}
