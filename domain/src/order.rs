//! Orders: what is bought, and where it stands.

use serde::{Deserialize, Serialize};

use crate::{CategoryId, Money, ProductId};

/// Where an order stands. What was refunded of it is counted beside.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OrderState {
    /// Holds its goods, coupon and points until its deadline (C5).
    Unpaid,
    /// Paid, and still to be handed over or brought.
    Paid,
    Fulfilled,
    Cancelled,
}

/// Where an order was made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Channel {
    /// By a clerk.
    Till,
    /// By the member, in the private chat.
    Chat,
    /// By another system, under a number of its own.
    Online,
}

/// Something that is to be bought, before it is known what it costs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Item {
    /// An amount alone.
    Amount(Money),
    /// An amount for something that has a name.
    Named {
        product: Option<ProductId>,
        category: Option<CategoryId>,
        title: String,
        amount: Money,
    },
    /// So many of something in the catalogue, at the price it has there.
    Product { product: ProductId, quantity: u32 },
}

/// A part of an order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Line {
    /// What of the catalogue it is. `None`: something that a clerk named.
    pub product: Option<ProductId>,
    pub category: Option<CategoryId>,
    pub title: String,
    pub quantity: u32,
    /// What everybody pays for one.
    pub everyday: Money,
    /// What this member pays for one, before any coupon.
    pub price: Money,
}

impl Line {
    /// At `percent` off the everyday price, where that is better than the price it has.
    #[must_use]
    pub fn with_percent_off(self, percent: u8) -> Self {
        let off = i128::from(self.everyday.minor()) * i128::from(percent.min(100)) / 100;
        let off = i64::try_from(off).ok().and_then(Money::new).unwrap_or_default();
        Self {
            price: self.price.min(self.everyday.less(off)),
            ..self
        }
    }
}

impl OrderState {
    pub const ALL: [Self; 4] = [Self::Unpaid, Self::Paid, Self::Fulfilled, Self::Cancelled];

    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Unpaid => "unpaid",
            Self::Paid => "paid",
            Self::Fulfilled => "fulfilled",
            Self::Cancelled => "cancelled",
        }
    }

    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == text)
    }
}

impl Channel {
    pub const ALL: [Self; 3] = [Self::Till, Self::Chat, Self::Online];

    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Till => "till",
            Self::Chat => "chat",
            Self::Online => "online",
        }
    }

    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|channel| channel.as_str() == text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_better_of_a_tier_and_a_member_price_counts() {
        let money = |minor| Money::new(minor).unwrap();
        for (price, percent, paid) in [(9_800, 5, 9_500), (9_200, 5, 9_200), (9_800, 0, 9_800), (9_800, 100, 0)] {
            let line = Line {
                product: None,
                category: None,
                title: "Shoes".into(),
                quantity: 1,
                everyday: money(10_000),
                price: money(price),
            };
            assert_eq!(line.with_percent_off(percent).price, money(paid), "{price} {percent}");
        }
    }
}
