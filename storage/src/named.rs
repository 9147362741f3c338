//! What the things that a coupon's terms speak of are called.

use domain::terms::{Names, Only, Terms, Worth};
use domain::{CategoryId, ProductId, ShopId, TierId};

use crate::ask::value;
use crate::{StorageError, Tx, statements};

statements! {
    PRODUCT = "SELECT title FROM products WHERE shop_id = $1 AND product_id = $2";
    CATEGORY = "SELECT title FROM categories WHERE shop_id = $1 AND category_id = $2";
    TIER = "SELECT title FROM tiers WHERE shop_id = $1 AND tier_id = $2";
}

/// The names in some terms, as they are today. What the shop does not have any more has none.
pub async fn in_terms(tx: &mut Tx, shop: ShopId, terms: &Terms) -> Result<Names, StorageError> {
    let mut names = Names::default();
    if let Worth::Price {
        product: Some(thing), ..
    } = &terms.worth
    {
        names.product = product(tx, shop, *thing).await?;
    }
    match &terms.only {
        Only::Everything => {}
        Only::Products(products) => {
            for thing in products {
                names.only.extend(product(tx, shop, *thing).await?);
            }
        }
        Only::Categories(categories) => {
            for kind in categories {
                names.only.extend(category(tx, shop, *kind).await?);
            }
        }
    }
    if let Some(held) = terms.tier {
        names.tier = tier(tx, shop, held).await?;
    }
    Ok(names)
}

pub async fn product(tx: &mut Tx, shop: ShopId, product: ProductId) -> Result<Option<String>, StorageError> {
    Ok(value!(tx, PRODUCT, shop.0, product.0)?)
}

pub async fn category(tx: &mut Tx, shop: ShopId, category: CategoryId) -> Result<Option<String>, StorageError> {
    Ok(value!(tx, CATEGORY, shop.0, category.0)?)
}

pub async fn tier(tx: &mut Tx, shop: ShopId, tier: TierId) -> Result<Option<String>, StorageError> {
    Ok(value!(tx, TIER, shop.0, tier.0)?)
}
