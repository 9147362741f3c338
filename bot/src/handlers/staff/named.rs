//! What a clerk's words name in the catalogue.

use domain::name::folded;
use domain::order::Item;
use domain::shop::Shop;
use domain::{CategoryId, Money, ProductId};

use crate::handlers::visit::Visit;

/// As many as a till's words are compared with.
pub(super) const CATALOGUE: i64 = 1_000;

/// Words that are less alike than this are about something else, such as a size.
const ALIKE: f64 = 0.7;

/// Names offered for one that is not known.
const NEAREST: usize = 3;

/// Something with a name in the catalogue.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Known {
    pub title: String,
    pub product: Option<ProductId>,
    pub category: Option<CategoryId>,
}

/// What words turned out to name.
pub enum Named {
    /// This, by its own name.
    This(Known),
    /// Nothing, but these have names like it.
    Nearly(Vec<Known>),
    /// They are about something else.
    Nothing,
}

impl Known {
    /// An amount for it.
    pub fn for_amount(self, amount: Money) -> Item {
        Item::Named {
            product: self.product,
            category: self.category,
            title: self.title,
            amount,
        }
    }
}

/// Looks words up among the names of categories and of what is sold.
pub async fn look_up(visit: &Visit<'_>, shop: &Shop, words: &str) -> anyhow::Result<Named> {
    if words.is_empty() {
        return Ok(Named::Nothing);
    }
    let loyalty = &visit.club.loyalty;
    let categories = loyalty.categories(shop.id).await?.into_iter().map(|category| Known {
        title: category.title,
        product: None,
        category: Some(category.id),
    });
    let products = loyalty.sold_products(shop.id, CATALOGUE).await?;
    let products = products.into_iter().map(|product| Known {
        title: product.title,
        product: Some(product.id),
        category: product.category,
    });
    Ok(among(categories.chain(products).collect(), words))
}

fn among(known: Vec<Known>, words: &str) -> Named {
    let typed = folded(words);
    let mut near: Vec<(f64, Known)> = Vec::new();
    for known in known {
        let title = folded(&known.title);
        if title == typed {
            return Named::This(known);
        }
        let alike = strsim::normalized_damerau_levenshtein(&title, &typed);
        if alike >= ALIKE {
            near.push((alike, known));
        }
    }
    near.sort_by(|(one, _), (other, _)| other.total_cmp(one));
    near.truncate(NEAREST);
    if near.is_empty() {
        return Named::Nothing;
    }
    Named::Nearly(near.into_iter().map(|(_, known)| known).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn known() -> Vec<Known> {
        ["Shoes", "Laces", "Shoe care"]
            .map(|title| Known {
                title: title.into(),
                product: None,
                category: None,
            })
            .into()
    }

    #[test]
    fn words_are_looked_up_as_people_type_them() {
        let title = |words: &str| match among(known(), words) {
            Named::This(this) => vec![this.title],
            Named::Nearly(near) => near.into_iter().map(|known| format!("{}?", known.title)).collect(),
            Named::Nothing => vec![],
        };

        assert_eq!(title("shoes"), ["Shoes"]);
        assert_eq!(title("SHOE CARE"), ["Shoe care"]);
        assert_eq!(title("shose"), ["Shoes?"]);
        assert_eq!(title("lacs"), ["Laces?"]);
        assert_eq!(title("size 43, brown"), [""; 0]);
    }
}
