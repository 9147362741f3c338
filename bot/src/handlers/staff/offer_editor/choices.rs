//! Questions about an offer that are answered by choosing: whom it is for, what its coupon counts for, and from
//! which tier on.

use domain::field::option_key;
use domain::grade::KindName;
use domain::offer::{Audience, Choice};
use domain::shop::Shop;
use domain::tag::Tag;
use domain::terms::Only;
use domain::tier::Tier;
use domain::{CategoryId, ProductId, TierId};
use say::offer_editor as words;

use super::answers::{Answer, none};
use super::draft::{Draft, Kind, Shelf, Step};
use crate::handlers::customer::page_in_range;
use crate::handlers::staff::editors::{DONE, NONE};
use crate::handlers::staff::meant::Meant;
use crate::handlers::visit::Visit;

/// Things of one page.
const PAGE: i64 = 8;
/// Things that one coupon can name. Its terms are kept with each.
const MOST: usize = 20;
/// Choices in own fields of which buttons fit under one question, besides tiers, kinds and tags.
const MOST_CHOICES: usize = 30;

/// Turns to another page of the catalogue: before its number.
const CATEGORIES: &str = "c";
const PRODUCTS: &str = "p";

/// What there is to choose from.
#[derive(Debug, Clone, Default)]
pub struct Choices {
    /// Lowest first.
    pub tiers: Vec<Tier>,
    pub tags: Vec<Tag>,
    /// Of the shop's own fields, and what each is called.
    pub of_fields: Vec<(Choice, String)>,
    pub things: Vec<Thing>,
    /// There is another page of them.
    pub more: bool,
    /// Which part of the catalogue they are, and whether it has the other one.
    pub shelf: Shelf,
    pub other_shelf: bool,
}

/// Something of the catalogue that can be chosen.
#[derive(Debug, Clone)]
pub struct Thing {
    pub word: String,
    pub title: String,
    pub chosen: bool,
}

/// What a button makes of an offer.
#[derive(Debug, Clone)]
pub enum Tapped {
    /// It is the answer.
    Chosen(Answer),
    /// It is a part of it, or another page of what there is.
    Marked(Answer),
    /// It cannot be, in words.
    Wrong(String),
}

impl Choices {
    /// What a question lets one choose from. Questions of other kinds ask nothing of the tables.
    pub async fn of(visit: &Visit<'_>, shop: &Shop, draft: &Draft, step: Step) -> anyhow::Result<Self> {
        let loyalty = &visit.club.loyalty;
        match step {
            Step::Audience => {
                let meant = Meant::of(visit, shop).await?;
                let choices = choices_for(&meant, draft).into_iter().map(|choice| {
                    let label = meant.choice(visit.lang(), &choice);
                    (choice, label)
                });
                Ok(Self {
                    of_fields: choices.collect(),
                    tiers: meant.open_tiers(),
                    tags: tags_for(&meant, draft),
                    ..Self::default()
                })
            }
            Step::Tier => Ok(Self {
                tiers: loyalty.tiers_for_offers(shop.id).await?,
                ..Self::default()
            }),
            Step::Things => Self::of_catalogue(visit, shop, draft).await,
            _ => Ok(Self::default()),
        }
    }

    async fn of_catalogue(visit: &Visit<'_>, shop: &Shop, draft: &Draft) -> anyhow::Result<Self> {
        let loyalty = &visit.club.loyalty;
        let one_thing = draft.kind == Kind::Price;
        let categories = if one_thing {
            Vec::new()
        } else {
            loyalty.categories(shop.id).await?
        };
        let page = page_in_range(draft.shelf.page);
        if draft.shelf.products || categories.is_empty() {
            let (products, more) = loyalty.products_for_offers(shop.id, page * PAGE, PAGE).await?;
            let chosen = |product: ProductId| match &draft.only {
                _ if one_thing => draft.product == Some(product),
                Only::Products(products) => products.contains(&product),
                Only::Everything | Only::Categories(_) => false,
            };
            return Ok(Self {
                things: products
                    .into_iter()
                    .map(|product| Thing {
                        word: product.id.to_string(),
                        chosen: chosen(product.id),
                        title: product.title,
                    })
                    .collect(),
                more,
                shelf: Shelf { products: true, page },
                other_shelf: !categories.is_empty(),
                ..Self::default()
            });
        }
        let (skipped, shown) = (usize::try_from(page * PAGE)?, usize::try_from(PAGE)?);
        let chosen = |category: CategoryId| match &draft.only {
            Only::Categories(categories) => categories.contains(&category),
            Only::Everything | Only::Products(_) => false,
        };
        Ok(Self {
            more: categories.len() > skipped.saturating_add(shown),
            things: categories
                .into_iter()
                .skip(skipped)
                .take(shown)
                .map(|category| Thing {
                    word: category.id.to_string(),
                    chosen: chosen(category.id),
                    title: category.title,
                })
                .collect(),
            shelf: Shelf { products: false, page },
            other_shelf: true,
            ..Self::default()
        })
    }

    /// The word of the button that turns to a page.
    #[must_use]
    pub fn page_word(shelf: Shelf) -> String {
        let part = if shelf.products { PRODUCTS } else { CATEGORIES };
        format!("{part}{}", shelf.page)
    }
}

/// What a button answers. `None`: no button of this question.
pub async fn tapped(
    visit: &Visit<'_>,
    shop: &Shop,
    draft: &Draft,
    step: Step,
    word: &str,
) -> anyhow::Result<Option<Tapped>> {
    match (step, word) {
        (Step::Audience | Step::Tier, NONE) => Ok(none(step).map(Tapped::Chosen)),
        (Step::Audience, DONE) => Ok(Some(Tapped::Chosen(Answer::Audience(draft.audience.clone())))),
        (Step::Audience, _) => {
            let meant = Meant::of(visit, shop).await?;
            let (tags, choices) = (tags_for(&meant, draft), choices_for(&meant, draft));
            let marked = marked(&draft.audience, &meant.open_tiers(), &tags, &choices, word);
            Ok(marked.map(|audience| Tapped::Marked(Answer::Audience(audience))))
        }
        (Step::Tier, _) => {
            let tiers = visit.club.loyalty.tiers_for_offers(shop.id).await?;
            let chosen = tier(&tiers, word);
            Ok(chosen.map(|tier| Tapped::Chosen(Answer::Tier(Some(tier)))))
        }
        (Step::Things, NONE) if draft.kind == Kind::Price => Ok(Some(Tapped::Chosen(Answer::Product(None, None)))),
        (Step::Things, NONE) => Ok(Some(Tapped::Chosen(Answer::Only(Only::Everything)))),
        (Step::Things, DONE) => Ok(Some(Tapped::Chosen(Answer::Only(draft.only.clone())))),
        (Step::Things, _) => match page(word) {
            Some(shelf) => Ok(Some(Tapped::Marked(Answer::Shelf(shelf)))),
            None => thing(visit, shop, draft, word).await,
        },
        _ => Ok(None),
    }
}

fn page(word: &str) -> Option<Shelf> {
    let (part, page) = word.split_at_checked(1)?;
    let products = match part {
        PRODUCTS => true,
        CATEGORIES => false,
        _ => return None,
    };
    page.parse().ok().map(|page| Shelf { products, page })
}

/// A thing of this shop's catalogue, chosen or put back.
async fn thing(visit: &Visit<'_>, shop: &Shop, draft: &Draft, word: &str) -> anyhow::Result<Option<Tapped>> {
    let loyalty = &visit.club.loyalty;
    let Ok(id) = word.parse() else { return Ok(None) };
    if let Some(product) = loyalty.product(shop.id, ProductId(id)).await?.filter(|one| one.active) {
        if draft.kind == Kind::Price {
            if product.price <= draft.price {
                let wrong = words::price_too_high(visit.lang(), product.price, shop.currency);
                return Ok(Some(Tapped::Wrong(wrong)));
            }
            // What it costs everybody is what the catalogue says (C8).
            return Ok(Some(Tapped::Chosen(Answer::Product(
                Some(product.id),
                Some(product.price),
            ))));
        }
        let chosen = match &draft.only {
            Only::Products(products) => toggled(products, product.id),
            Only::Everything | Only::Categories(_) => vec![product.id],
        };
        return Ok(Some(named(visit, chosen, Only::Products)));
    }
    let categories = loyalty.categories(shop.id).await?;
    let Some(category) = categories.iter().find(|category| category.id.0 == id) else {
        return Ok(None);
    };
    if draft.kind == Kind::Price {
        return Ok(None);
    }
    let chosen = match &draft.only {
        Only::Categories(categories) => toggled(categories, category.id),
        Only::Everything | Only::Products(_) => vec![category.id],
    };
    Ok(Some(named(visit, chosen, Only::Categories)))
}

/// The things that a coupon is to name. None of them: everything.
fn named<T>(visit: &Visit<'_>, chosen: Vec<T>, only: impl FnOnce(Vec<T>) -> Only) -> Tapped {
    if chosen.len() > MOST {
        let most = i64::try_from(MOST).unwrap_or(i64::MAX);
        return Tapped::Wrong(words::too_many_things(visit.lang(), most));
    }
    Tapped::Marked(Answer::Only(if chosen.is_empty() {
        Only::Everything
    } else {
        only(chosen)
    }))
}

/// An audience with a tier, a kind of customer, a tag or a choice in a field more, or fewer.
fn marked(audience: &Audience, tiers: &[Tier], tags: &[Tag], choices: &[Choice], word: &str) -> Option<Audience> {
    let mut named = audience.named();
    if let Some(kind) = KindName::parse(word) {
        named.kinds = toggled(&named.kinds, kind);
    } else if let Some(tier) = tier(tiers, word) {
        named.tiers = toggled(&named.tiers, tier);
    } else if let Some(tag) = tags.iter().map(|tag| tag.id).find(|tag| tag.to_string() == word) {
        named.tags = toggled(&named.tags, tag);
    } else {
        let choice = choices.iter().find(|choice| choice_word(choice) == word)?;
        let before = named.choices.len();
        named.choices.retain(|other| !other.is_same(choice));
        if named.choices.len() == before {
            named.choices.push(choice.clone());
        }
    }
    Some(named.into())
}

/// The word of the button of a choice.
#[must_use]
pub fn choice_word(choice: &Choice) -> String {
    format!("{}.{}", choice.field.0.simple(), option_key(&choice.choice))
}

/// The choices that an offer can be for, and those that it is for: one that is gone since can be taken off it.
fn choices_for(meant: &Meant, draft: &Draft) -> Vec<Choice> {
    let named = draft.audience.choices();
    let open = meant.fields.iter().flat_map(|field| {
        field.choosable().iter().map(|choice| Choice {
            field: field.id,
            choice: choice.clone(),
        })
    });
    let lost = named.iter().filter(|choice| !meant.works(choice)).cloned();
    open.chain(lost).take(MOST_CHOICES).collect()
}

/// The tags that an offer can be for, and those that it is for: one that was retired since can be taken off it.
fn tags_for(meant: &Meant, draft: &Draft) -> Vec<Tag> {
    let mut tags = meant.tags.clone();
    tags.retain(|tag| tag.active || draft.audience.tags().contains(&tag.id));
    tags
}

fn tier(tiers: &[Tier], word: &str) -> Option<TierId> {
    let chosen = word.parse().ok().map(TierId)?;
    tiers.iter().map(|tier| tier.id).find(|tier| *tier == chosen)
}

fn toggled<T: Copy + PartialEq>(chosen: &[T], one: T) -> Vec<T> {
    let mut left: Vec<T> = chosen.iter().copied().filter(|other| *other != one).collect();
    if left.len() == chosen.len() {
        left.push(one);
    }
    left
}

/// Whom an offer is for, as staff call them. Nobody is named where it is for everybody.
pub async fn people(visit: &Visit<'_>, shop: &Shop, audience: &Audience) -> anyhow::Result<Vec<String>> {
    if *audience == Audience::Everybody {
        return Ok(Vec::new());
    }
    let meant = Meant::of(visit, shop).await?;
    Ok(meant.names(visit.lang(), audience, words::tag_label))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_chosen_twice_is_not_chosen() {
        assert_eq!(toggled(&[1, 2], 3), [1, 2, 3]);
        assert_eq!(toggled(&[1, 2], 1), [2]);
        assert_eq!(toggled(&[1], 1), [0; 0]);
    }

    #[test]
    fn a_page_of_the_catalogue_is_read_back() {
        for shelf in [
            Shelf::default(),
            Shelf {
                products: true,
                page: 12,
            },
        ] {
            assert_eq!(page(&Choices::page_word(shelf)), Some(shelf));
        }
        for word in ["", "c", "px", "x1", "é1"] {
            assert_eq!(page(word), None, "{word}");
        }
    }
}
