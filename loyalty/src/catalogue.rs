//! The catalogue: made and changed by managers, looked at by everybody.

use domain::action::Action;
use domain::product::{Category, Product};
use domain::reason::Actor;
use domain::role::Right;
use domain::shop::Shop;
use domain::{CategoryId, ProductId, ShopId, UserId};
use storage::{StorageError, categories, products};

use crate::{Change, FromFile, Loyalty, cut};

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ProductSaved {
    Done(Product),
    NoSuchProduct,
    NotAllowed,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CategorySaved {
    Done(Category),
    NoSuchCategory,
    NotAllowed,
}

/// A shop with more categories than this sells too much to be chosen by buttons.
const CATEGORIES: i64 = 100;

impl Loyalty {
    /// Adds a product. `product.id` names it: adding it again changes nothing.
    pub async fn add_product(&self, shop: &Shop, by: UserId, product: &Product) -> Result<ProductSaved, StorageError> {
        let mut tx = self.db.begin().await?;
        if self.allowed(&mut tx, shop.id, by, Right::EditGifts).await?.is_err() {
            return Ok(ProductSaved::NotAllowed);
        }
        if products::add(&mut tx, shop.id, product, None).await? {
            let change = Change::made(in_the_log(product));
            self.note(&mut tx, shop.id, Actor::Staff(by), Action::ProductAdd, None, change)
                .await?;
        }
        tx.commit().await?;
        Ok(ProductSaved::Done(product.clone()))
    }

    /// Changes a product as it stands at this moment: `how` sees the current one, so that a stock which
    /// tills are taking from is not written over with an old number unless that is meant.
    pub async fn change_product(
        &self,
        shop: &Shop,
        by: UserId,
        product: ProductId,
        how: impl FnOnce(&mut Product) + Send,
    ) -> Result<ProductSaved, StorageError> {
        let mut tx = self.db.begin().await?;
        if self.allowed(&mut tx, shop.id, by, Right::EditGifts).await?.is_err() {
            return Ok(ProductSaved::NotAllowed);
        }
        let Some(before) = products::lock(&mut tx, shop.id, product).await? else {
            return Ok(ProductSaved::NoSuchProduct);
        };
        let mut after = before.clone();
        how(&mut after);
        after.id = before.id;
        products::change(&mut tx, shop.id, &after, self.now()).await?;
        if after.stock != before.stock {
            products::restock(&mut tx, shop.id, product, after.stock, self.now()).await?;
        }
        let change = Change::between(in_the_log(&before), in_the_log(&after));
        self.note(&mut tx, shop.id, Actor::Staff(by), Action::ProductChange, None, change)
            .await?;
        tx.commit().await?;
        Ok(ProductSaved::Done(after))
    }

    /// Adds the product that a file calls `slug`, or changes it but for the stock, which tills have been
    /// taking from. `listed`: whether it is sold; `None` leaves that as it is.
    pub async fn product_from_file(
        &self,
        shop: ShopId,
        slug: &str,
        product: &Product,
        listed: Option<bool>,
    ) -> Result<FromFile, StorageError> {
        let mut tx = self.db.begin().await?;
        let before = match products::find_by_slug(&mut tx, shop, slug).await? {
            Some(id) => products::find(&mut tx, shop, id).await?,
            None => None,
        };
        let outcome = if let Some(before) = before {
            let after = Product {
                id: before.id,
                stock: before.stock,
                photo: product.photo.clone().or(before.photo.clone()),
                active: listed.unwrap_or(before.active),
                ..product.clone()
            };
            if after == before {
                return Ok(FromFile::Unchanged);
            }
            products::change(&mut tx, shop, &after, self.now()).await?;
            FromFile::Changed
        } else {
            let new = Product {
                active: listed.unwrap_or(true),
                ..product.clone()
            };
            products::add(&mut tx, shop, &new, Some(slug)).await?;
            FromFile::New
        };
        tx.commit().await?;
        Ok(outcome)
    }

    /// Adds a category. Added before, it stays as it is.
    pub async fn add_category(
        &self,
        shop: &Shop,
        by: UserId,
        category: &Category,
    ) -> Result<CategorySaved, StorageError> {
        let mut tx = self.db.begin().await?;
        if self.allowed(&mut tx, shop.id, by, Right::EditGifts).await?.is_err() {
            return Ok(CategorySaved::NotAllowed);
        }
        if let Some(before) = categories::find(&mut tx, shop.id, category.id).await? {
            return Ok(CategorySaved::Done(before));
        }
        categories::add(&mut tx, shop.id, category, None).await?;
        let change = Change::made(category_in_the_log(category));
        self.note(&mut tx, shop.id, Actor::Staff(by), Action::CategorySave, None, change)
            .await?;
        tx.commit().await?;
        Ok(CategorySaved::Done(category.clone()))
    }

    /// Changes a category as it stands at this moment.
    pub async fn change_category(
        &self,
        shop: &Shop,
        by: UserId,
        category: CategoryId,
        how: impl FnOnce(&mut Category) + Send,
    ) -> Result<CategorySaved, StorageError> {
        let mut tx = self.db.begin().await?;
        if self.allowed(&mut tx, shop.id, by, Right::EditGifts).await?.is_err() {
            return Ok(CategorySaved::NotAllowed);
        }
        let Some(before) = categories::lock(&mut tx, shop.id, category).await? else {
            return Ok(CategorySaved::NoSuchCategory);
        };
        let mut after = before.clone();
        how(&mut after);
        after.id = before.id;
        if after != before {
            categories::change(&mut tx, shop.id, &after).await?;
            let change = Change::between(category_in_the_log(&before), category_in_the_log(&after));
            self.note(&mut tx, shop.id, Actor::Staff(by), Action::CategorySave, None, change)
                .await?;
            tx.commit().await?;
        }
        Ok(CategorySaved::Done(after))
    }

    /// All categories, hidden ones too, in the order of their titles.
    pub async fn all_categories(&self, shop: ShopId) -> Result<Vec<Category>, StorageError> {
        let mut tx = self.db.look().await?;
        let mut found = categories::all(&mut tx, shop, CATEGORIES).await?;
        found.sort_by(|one, other| one.title.cmp(&other.title));
        Ok(found)
    }

    /// A page of what everybody may see of what is sold, whether there is more, and how many things members alone see.
    pub async fn window(&self, shop: ShopId, skip: i64, limit: i64) -> Result<(Vec<Product>, bool, i64), StorageError> {
        let mut tx = self.db.look().await?;
        let page = products::window(&mut tx, shop, skip, limit + 1).await?;
        let (page, more) = cut(page, limit);
        Ok((page, more, products::for_members(&mut tx, shop).await?))
    }

    /// Adds the category that a file calls `slug`, or renames it. Gives its id as well.
    pub async fn category_from_file(
        &self,
        shop: ShopId,
        slug: &str,
        title: &str,
    ) -> Result<(CategoryId, FromFile), StorageError> {
        let mut tx = self.db.begin().await?;
        let known = match categories::find_by_slug(&mut tx, shop, slug).await? {
            Some(id) => categories::find(&mut tx, shop, id).await?,
            None => None,
        };
        let (id, outcome) = match known {
            None => {
                let category = Category {
                    id: self.new_category_id(),
                    title: title.to_owned(),
                    photo: None,
                    active: true,
                };
                categories::add(&mut tx, shop, &category, Some(slug)).await?;
                (category.id, FromFile::New)
            }
            Some(known) if known.title == title => return Ok((known.id, FromFile::Unchanged)),
            Some(known) => {
                let title = title.to_owned();
                categories::change(&mut tx, shop, &Category { title, ..known.clone() }).await?;
                (known.id, FromFile::Changed)
            }
        };
        tx.commit().await?;
        Ok((id, outcome))
    }

    /// The categories of a shop that something can be chosen from, in the order of their titles.
    pub async fn categories(&self, shop: ShopId) -> Result<Vec<Category>, StorageError> {
        let mut found = self.all_categories(shop).await?;
        found.retain(|category| category.active);
        Ok(found)
    }

    /// A page of what is sold in one category; `None`: in none. `true` when there are more.
    pub async fn products_in(
        &self,
        shop: ShopId,
        category: Option<CategoryId>,
        skip: i64,
        limit: i64,
    ) -> Result<(Vec<Product>, bool), StorageError> {
        let mut tx = self.db.look().await?;
        let page = products::listed_in(&mut tx, shop, category, skip, limit + 1).await?;
        Ok(cut(page, limit))
    }

    /// What is sold, up to `limit`, for whoever looks a name up in it.
    pub async fn sold_products(&self, shop: ShopId, limit: i64) -> Result<Vec<Product>, StorageError> {
        let mut tx = self.db.look().await?;
        products::listed(&mut tx, shop, 0, limit).await
    }

    /// A page of everything in the catalogue, as staff see it; `true` when there are more.
    pub async fn all_products(
        &self,
        shop: ShopId,
        skip: i64,
        limit: i64,
    ) -> Result<(Vec<Product>, bool), StorageError> {
        let mut tx = self.db.look().await?;
        let page = products::all(&mut tx, shop, skip, limit + 1).await?;
        Ok(cut(page, limit))
    }

    pub async fn product(&self, shop: ShopId, product: ProductId) -> Result<Option<Product>, StorageError> {
        let mut tx = self.db.look().await?;
        products::find(&mut tx, shop, product).await
    }

    /// A name for a product that is being made.
    #[must_use]
    pub fn new_product_id(&self) -> ProductId {
        ProductId(self.ids.uuid(self.now()))
    }

    /// A name for a category that is being made.
    #[must_use]
    pub fn new_category_id(&self) -> CategoryId {
        CategoryId(self.ids.uuid(self.now()))
    }
}

fn category_in_the_log(category: &Category) -> serde_json::Value {
    serde_json::json!({ "title": category.title, "active": category.active })
}

fn in_the_log(product: &Product) -> serde_json::Value {
    serde_json::json!({
        "title": product.title,
        "price": product.price,
        "member_price": product.member_price,
        "stars": product.stars,
        "stock": product.stock,
        "members_only": product.members_only,
        "active": product.active,
    })
}
