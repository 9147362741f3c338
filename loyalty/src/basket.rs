//! A member's basket: kept between two taps, over a restart, and for a day.

use chrono::TimeDelta;
use domain::basket::Basket;
use domain::product::Product;
use domain::{MemberId, ShopId};
use storage::{StorageError, baskets, products};

use crate::Loyalty;

/// How long a basket waits for the next tap.
const KEPT: TimeDelta = TimeDelta::hours(24);

impl Loyalty {
    pub async fn basket(&self, shop: ShopId, member: MemberId) -> Result<Option<Basket>, StorageError> {
        let mut tx = self.db.look().await?;
        baskets::find(&mut tx, shop, member, self.now()).await
    }

    pub async fn keep_basket(&self, shop: ShopId, member: MemberId, basket: &Basket) -> Result<(), StorageError> {
        let mut tx = self.db.begin().await?;
        baskets::put(&mut tx, shop, member, basket, self.now() + KEPT).await?;
        tx.commit().await
    }

    pub async fn empty_basket(&self, shop: ShopId, member: MemberId) -> Result<(), StorageError> {
        let mut tx = self.db.begin().await?;
        baskets::end(&mut tx, shop, member).await?;
        tx.commit().await
    }

    /// What the catalogue says of the things in a basket at this moment, in their order.
    pub async fn products_of(&self, shop: ShopId, basket: &Basket) -> Result<Vec<Product>, StorageError> {
        let mut tx = self.db.read().await?;
        let mut found = Vec::with_capacity(basket.things.len());
        for thing in &basket.things {
            found.extend(products::find(&mut tx, shop, thing.product).await?);
        }
        Ok(found)
    }
}
