//! What a coupon is worth, and on which terms. Written when it is issued and never changed after (C4).

use serde::{Deserialize, Serialize};

use crate::{CategoryId, Money, ProductId, TagId, TierId};

/// The terms of one coupon. What they ask is judged again at the till, whatever was shown before (C4).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Terms {
    pub worth: Worth,
    /// What the goods it counts for have to come to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub min_spend: Option<Money>,
    #[serde(default, skip_serializing_if = "Only::is_everything")]
    pub only: Only,
    /// The holder has to be in this tier or a higher one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tier: Option<TierId>,
    /// Whoever uses it has to have one of these. None: no tag is asked for. They are the shop's words for people, and
    /// are not read out to them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tags: Vec<TagId>,
    /// Works for whoever shows it and not for its holder alone (C3).
    #[serde(default, skip_serializing_if = "is_false")]
    pub transferable: bool,
    /// Comes off member prices as well, and not off everyday prices alone.
    #[serde(default, skip_serializing_if = "is_false")]
    pub with_member_prices: bool,
}

/// What a coupon brings.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Worth {
    /// What its title says is handed over.
    Gift,
    /// So much off.
    Amount { off: Money },
    /// A share off, and never more than `at_most` (C7).
    Percent { percent: u8, at_most: Money },
    /// One thing at a member's price instead of the everyday price (C8).
    Price {
        product: Option<ProductId>,
        everyday: Money,
        price: Money,
    },
    /// Points at `percent` of the usual rate, from the purchase that it is used for until the end of
    /// the day `days` later; 0 is that day alone.
    Times { percent: u32, days: u32 },
    /// The order is brought for nothing.
    FreeDelivery,
}

/// What of a purchase a coupon counts for.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Only {
    #[default]
    Everything,
    Products(Vec<ProductId>),
    Categories(Vec<CategoryId>),
}

impl Only {
    #[must_use]
    pub const fn is_everything(&self) -> bool {
        matches!(self, Self::Everything)
    }

    /// Whether something of the catalogue counts. What a clerk only named is in no catalogue.
    #[must_use]
    pub fn counts(&self, product: Option<ProductId>, category: Option<CategoryId>) -> bool {
        match self {
            Self::Everything => true,
            Self::Products(products) => product.is_some_and(|product| products.contains(&product)),
            Self::Categories(categories) => category.is_some_and(|category| categories.contains(&category)),
        }
    }
}

/// What the things that terms speak of are called today.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Names {
    /// The one thing that [`Worth::Price`] is about.
    pub product: Option<String>,
    /// The products or categories of [`Only`].
    pub only: Vec<String>,
    pub tier: Option<String>,
}

impl Terms {
    /// Terms without any condition: for its holder, alone on everyday prices.
    #[must_use]
    pub const fn of(worth: Worth) -> Self {
        Self {
            worth,
            min_spend: None,
            only: Only::Everything,
            tier: None,
            tags: Vec::new(),
            transferable: false,
            with_member_prices: false,
        }
    }
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands fields over by reference")]
const fn is_false(value: &bool) -> bool {
    !*value
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    #[test]
    fn terms_are_read_back_as_they_were_written() {
        let plain = Terms::of(Worth::Gift);
        let all = Terms {
            min_spend: Money::new(3_000),
            only: Only::Categories(vec![CategoryId(Uuid::from_u128(1))]),
            tier: Some(TierId(Uuid::from_u128(2))),
            tags: vec![TagId(Uuid::from_u128(3))],
            transferable: true,
            with_member_prices: true,
            ..Terms::of(Worth::Percent {
                percent: 20,
                at_most: Money::new(1_000).unwrap(),
            })
        };

        assert_eq!(serde_json::to_string(&plain).unwrap(), r#"{"worth":{"kind":"gift"}}"#);
        for terms in [plain, all] {
            let text = serde_json::to_string(&terms).unwrap();
            assert_eq!(serde_json::from_str::<Terms>(&text).unwrap(), terms, "{text}");
        }
    }

    #[test]
    fn c4_a_coupon_counts_for_what_it_names() {
        let (shoes, laces) = (ProductId(Uuid::from_u128(1)), ProductId(Uuid::from_u128(2)));
        let care = CategoryId(Uuid::from_u128(3));

        assert!(Only::Everything.counts(None, None));
        assert!(Only::Products(vec![shoes]).counts(Some(shoes), None));
        assert!(!Only::Products(vec![shoes]).counts(Some(laces), Some(care)));
        assert!(Only::Categories(vec![care]).counts(Some(laces), Some(care)));
        assert!(!Only::Categories(vec![care]).counts(None, None));
    }
}
