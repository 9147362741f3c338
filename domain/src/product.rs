//! What a shop sells, by category.

use crate::order::Line;
use crate::{CategoryId, Money, ProductId};

/// A group of things in the catalogue.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Category {
    pub id: CategoryId,
    pub title: String,
    /// Telegram's file id of its picture.
    pub photo: Option<String>,
    /// Whether members see it, with what is in it.
    pub active: bool,
}

/// Something in the catalogue.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Product {
    pub id: ProductId,
    pub category: Option<CategoryId>,
    pub title: String,
    pub description: String,
    /// What everybody pays.
    pub price: Money,
    /// What members pay, never more than the price.
    pub member_price: Option<Money>,
    /// What it costs in Telegram's Stars; for what is delivered in the chat.
    pub stars: Option<i64>,
    /// How many are left. `None`: they are not counted.
    pub stock: Option<i64>,
    /// Members alone see it.
    pub members_only: bool,
    /// Telegram's file id of its picture.
    pub photo: Option<String>,
    pub active: bool,
}

impl Product {
    /// So many of it, as a member buys them.
    #[must_use]
    pub fn line(&self, quantity: u32) -> Line {
        Line {
            product: Some(self.id),
            category: self.category,
            title: self.title.clone(),
            quantity,
            everyday: self.price,
            price: self.member_price.unwrap_or(self.price),
        }
    }
}
