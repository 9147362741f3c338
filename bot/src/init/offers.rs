//! What a shop's file says about offers: what members get, on which terms, and who they are for.

use std::collections::HashSet;

use anyhow::Context;
use chrono::NaiveDate;
use domain::offer::{Offer, cost};
use domain::setting::MOST_POINTS;
use domain::shop::Shop;
use domain::terms::{Only, Terms, Worth};
use domain::{CategoryId, Currency, FieldId, Money, OfferId, ProductId, TagId, TierId};

use super::catalogue::{CategoryPart, ProductPart};
use super::file::{LONGEST_DESCRIPTION, LONGEST_NAME};
use super::flaws::Found;
use super::people::{Nameables, PEOPLE_KEYS, People};
use super::section::{Section, amount, prose, slug, slugs, text, whole, yes_or_no};

pub(super) const OFFER_KEYS: &[&str] = &[
    "slug",
    "title",
    "description",
    "everyday",
    "price",
    "amount_off",
    "percent_off",
    "at_most",
    "from_amount",
    "from",
    "until",
    "stock",
    "per_member",
    "budget",
    "valid_days",
    "points_percent",
    "points_days",
    "free_delivery",
    "product",
    "only_products",
    "only_categories",
    "from_tier",
    "transferable",
    "with_member_prices",
];

/// What offers can name.
#[derive(Debug, Clone, Copy)]
pub struct Named<'f> {
    pub categories: &'f [CategoryPart],
    pub products: &'f [ProductPart],
    pub people: Nameables<'f>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OfferPart {
    pub slug: String,
    pub title: String,
    description: String,
    /// Without what it names.
    terms: Terms,
    /// The slugs of what it names.
    product: Option<String>,
    only_products: Vec<String>,
    only_categories: Vec<String>,
    from_tier: Option<String>,
    people: People,
    from: Option<NaiveDate>,
    pub until: NaiveDate,
    stock: Option<i64>,
    per_member: Option<i64>,
    budget: Option<Money>,
    coupon_days: u32,
}

/// What the file's slugs stand for in the shop.
pub trait Ids {
    fn category(&self, slug: &str) -> Option<CategoryId>;
    fn product(&self, slug: &str) -> Option<ProductId>;
    fn tier(&self, slug: &str) -> Option<TierId>;
    fn tag(&self, slug: &str) -> Option<TagId>;
    fn field(&self, slug: &str) -> Option<FieldId>;
}

impl OfferPart {
    /// The offer, on sale from `now` on if the file names no day.
    ///
    /// # Errors
    /// When something that it names is not in the shop: nothing is left out, as it would be for more people or things.
    pub fn offer(
        &self,
        id: OfferId,
        shop: &Shop,
        now: chrono::DateTime<chrono::Utc>,
        ids: &impl Ids,
    ) -> anyhow::Result<Offer> {
        let mut terms = self.terms.clone();
        if let Worth::Price { product, .. } = &mut terms.worth {
            *product = one(self.product.as_ref(), "product", |slug| ids.product(slug))?;
        }
        terms.only = match (self.only_products.is_empty(), self.only_categories.is_empty()) {
            (false, _) => Only::Products(all(&self.only_products, "product", |slug| ids.product(slug))?),
            (true, false) => Only::Categories(all(&self.only_categories, "category", |slug| ids.category(slug))?),
            (true, true) => Only::Everything,
        };
        terms.tier = one(self.from_tier.as_ref(), "tier", |slug| ids.tier(slug))?;
        Ok(Offer {
            id,
            title: self.title.clone(),
            description: self.description.clone(),
            photo: None,
            terms,
            audience: self.people.audience(ids)?,
            opens_at: self.from.map_or(now, |from| shop.day_starts(from)),
            ends_at: shop.day_ends(self.until),
            early: true,
            stock: self.stock,
            per_member: self.per_member,
            budget: self.budget,
            spent: Money::ZERO,
            coupon_days: self.coupon_days,
            active: true,
        })
    }

    /// What its coupon takes off, where that is an amount.
    #[cfg(feature = "demo")]
    pub(crate) fn off(&self) -> Option<Money> {
        match self.terms.worth {
            Worth::Amount { off } => Some(off),
            _ => None,
        }
    }

    #[cfg(feature = "demo")]
    pub(super) fn move_dates(&mut self, to: &dyn Fn(NaiveDate) -> NaiveDate) {
        (self.from, self.until) = (self.from.map(to), to(self.until));
    }
}

/// What slugs stand for, each of them or none.
pub(super) fn all<'s, Id>(
    slugs: impl IntoIterator<Item = &'s String>,
    what: &str,
    id: impl Fn(&str) -> Option<Id>,
) -> anyhow::Result<Vec<Id>> {
    let ids = slugs
        .into_iter()
        .map(|slug| id(slug).with_context(|| missing(what, slug)));
    ids.collect()
}

fn one<Id>(slug: Option<&String>, what: &str, id: impl Fn(&str) -> Option<Id>) -> anyhow::Result<Option<Id>> {
    Ok(all(slug, what, id)?.pop())
}

/// Why what a slug stands for is not known: the file names what it has, so somebody else is at the shop meanwhile.
pub(super) fn missing(what: &str, slug: &str) -> String {
    format!("the {what} {slug:?} is not in the shop any more; read the file once more")
}

pub(super) fn offers(file: &Section<'_>, currency: Currency, named: Named<'_>, found: &mut Found) -> Vec<OfferPart> {
    let mut known = HashSet::new();
    let mut offers = Vec::new();
    for part in file.sections("offers", found) {
        part.only(&[OFFER_KEYS, PEOPLE_KEYS].concat(), found);
        let slug = part.slug("slug = \"spring-shoes\"", "offer", &mut known, found);
        let title = part.needed("title", "title = \"Spring shoes\"", found, text(LONGEST_NAME));
        let (from, until) = part.period(found);
        if !part.has("until") {
            part.lacks("until", "until = 2027-03-31", found);
        }
        let description = part.maybe("description", found, prose(LONGEST_DESCRIPTION));
        let terms = terms(&part, currency, found);
        let budget = part.maybe("budget", found, amount(currency));
        if let (Some(budget), Some(terms)) = (budget, &terms) {
            match cost(terms) {
                Money::ZERO => found.add(
                    part.place("budget"),
                    "\"budget\" counts money off, and this takes none off; \"stock\" says how many there are",
                ),
                one if budget < one => found.add(part.place("budget"), "that is not enough for one"),
                _ => {}
            }
        }
        let stock = part.maybe("stock", found, whole(0..=MOST_POINTS));
        let per_member = part.maybe("per_member", found, whole(1..=1_000));
        let valid_days = part.maybe("valid_days", found, whole(0..=365)).unwrap_or(14);
        let things = things(&part, named, found);
        let from_tier = from_tier(&part, named.people, found);
        let people = People::of(&part, named.people, found);
        if let (Some(slug), Some(title), Some(until), Some(terms)) = (slug, title, until, terms) {
            offers.push(OfferPart {
                slug,
                title,
                description: description.unwrap_or_default(),
                terms,
                product: things.product,
                only_products: things.only_products,
                only_categories: things.only_categories,
                from_tier,
                people,
                from,
                until,
                stock,
                per_member,
                budget,
                coupon_days: u32::try_from(valid_days).unwrap_or(14),
            });
        }
    }
    offers
}

/// What of the catalogue an offer names.
struct Things {
    product: Option<String>,
    only_products: Vec<String>,
    only_categories: Vec<String>,
}

fn things(part: &Section<'_>, named: Named<'_>, found: &mut Found) -> Things {
    let product = part.maybe("product", found, slug);
    let only_products = part.maybe("only_products", found, slugs).unwrap_or_default();
    let only_categories = part.maybe("only_categories", found, slugs).unwrap_or_default();
    let products = || named.products.iter().map(|one| one.slug.as_str());
    let categories = named.categories.iter().map(|one| one.slug.as_str());
    part.must_name(("product", "product"), &product, &products(), found);
    part.must_name(("only_products", "product"), &only_products, &products(), found);
    part.must_name(("only_categories", "category"), &only_categories, &categories, found);
    if part.has("product") && !part.has("price") {
        found.add(
            part.place("product"),
            "\"product\" goes with \"everyday\" and \"price\"; \"only_products\" says what others count for",
        );
    }
    if part.has("only_products") && part.has("only_categories") {
        found.add(
            part.place("only_categories"),
            "an offer counts for \"only_products\" or for \"only_categories\"; leave one of the two out",
        );
    }
    Things {
        product,
        only_products,
        only_categories,
    }
}

/// From which tier on its coupon is taken.
fn from_tier(part: &Section<'_>, named: Nameables<'_>, found: &mut Found) -> Option<String> {
    let from_tier = part.maybe("from_tier", found, slug);
    let known = named.tiers.iter().map(|one| one.slug.as_str());
    part.must_name(("from_tier", "tier"), &from_tier, &known, found);
    from_tier
}

/// What an offer's coupon is worth and asks, but for the things and tiers that it names.
fn terms(part: &Section<'_>, currency: Currency, found: &mut Found) -> Option<Terms> {
    let min_spend = part.maybe("from_amount", found, amount(currency));
    let transferable = part.maybe("transferable", found, yes_or_no);
    let with_member_prices = part.maybe("with_member_prices", found, yes_or_no);
    let worth = worth(part, currency, found)?;
    Some(Terms {
        min_spend,
        transferable: transferable.unwrap_or(false),
        with_member_prices: with_member_prices.unwrap_or(false),
        ..Terms::of(worth)
    })
}

/// What an offer brings: one of five.
fn worth(part: &Section<'_>, currency: Currency, found: &mut Found) -> Option<Worth> {
    let everyday = part.maybe("everyday", found, amount(currency));
    let price = part.maybe("price", found, amount(currency));
    let off = part.maybe("amount_off", found, amount(currency));
    let percent = part.maybe("percent_off", found, whole(1..=100));
    let at_most = part.maybe("at_most", found, amount(currency));
    let times = part.maybe("points_percent", found, whole(101..=1_000));
    let days = part.maybe("points_days", found, whole(1..=31));
    let free_delivery = part.maybe("free_delivery", found, yes_or_no).filter(|free| *free);
    let reduced = (everyday, price, off, percent, at_most);
    let granted = (times, days, free_delivery);
    match (reduced, granted) {
        ((Some(everyday), Some(price), None, None, None), (None, None, None)) if price < everyday => {
            Some(Worth::Price {
                product: None,
                everyday,
                price,
            })
        }
        ((Some(_), Some(_), None, None, None), (None, None, None)) => {
            found.add(part.place("price"), "\"price\" must be below \"everyday\"".to_owned());
            None
        }
        ((None, None, Some(off), None, None), (None, None, None)) => Some(Worth::Amount { off }),
        ((None, None, None, Some(percent), Some(at_most)), (None, None, None)) => Some(Worth::Percent {
            percent: u8::try_from(percent).ok()?,
            at_most,
        }),
        ((None, None, None, None, None), (Some(times), days, None)) => Some(Worth::Times {
            percent: u32::try_from(times).ok()?,
            days: u32::try_from(days.unwrap_or(1) - 1).ok()?,
        }),
        ((None, None, None, None, None), (None, None, Some(_))) => Some(Worth::FreeDelivery),
        _ => {
            found.add(
                part.place("slug"),
                "an offer needs \"everyday\" and \"price\", or \"amount_off\", or \"percent_off\" and \"at_most\", \
                 or \"points_percent\", or \"free_delivery\""
                    .to_owned(),
            );
            None
        }
    }
}
