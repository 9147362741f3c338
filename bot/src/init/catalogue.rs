//! What a shop's file says about how it sells, and what.

use std::collections::HashSet;

use domain::setting::{MOST_POINTS, Setting};
use domain::till::{PointsWorth, TillRules};
use domain::{Currency, Money, Points};

use super::file::{LONGEST_DESCRIPTION, LONGEST_NAME};
use super::flaws::Found;
use super::section::{Section, amount, prose, slug, text, whole, yes_or_no};

pub(super) const TILL_KEYS: &[&str] = &["points_pay", "worth_points", "worth", "delivery_fee", "hold_hours"];
pub(super) const CATEGORY_KEYS: &[&str] = &["slug", "title"];
pub(super) const PRODUCT_KEYS: &[&str] = &[
    "slug",
    "title",
    "description",
    "category",
    "price",
    "member_price",
    "stars",
    "stock",
    "members_only",
    "sold",
];

/// What the file says about selling. What it leaves out stays as it is.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TillPart {
    points_pay: Option<bool>,
    worth_points: Option<Points>,
    worth: Option<Money>,
    delivery_fee: Option<Money>,
    hold_hours: Option<u32>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CategoryPart {
    pub slug: String,
    pub title: String,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProductPart {
    pub slug: String,
    pub title: String,
    pub description: String,
    /// The slug of its category.
    pub category: Option<String>,
    pub price: Money,
    pub member_price: Option<Money>,
    pub stars: Option<i64>,
    pub stock: Option<i64>,
    pub members_only: bool,
    pub sold: Option<bool>,
}

impl TillPart {
    /// The rules that `before` become.
    #[must_use]
    pub fn over(&self, before: TillRules) -> TillRules {
        TillRules {
            worth: PointsWorth {
                points: self.worth_points.unwrap_or(before.worth.points),
                money: self.worth.unwrap_or(before.worth.money),
            },
            points_pay: self.points_pay.unwrap_or(before.points_pay),
            delivery_fee: self.delivery_fee.or(before.delivery_fee),
            hold_hours: self.hold_hours.unwrap_or(before.hold_hours),
        }
    }
}

pub(super) fn till(part: Section<'_>, currency: Option<Currency>, found: &mut Found) -> TillPart {
    part.only(TILL_KEYS, found);
    let mut money = |key: &str| currency.and_then(|currency| part.maybe(key, found, amount(currency)));
    let (worth, delivery_fee) = (money("worth"), money("delivery_fee"));
    let worth_points = part.maybe("worth_points", found, whole(Setting::Worth.bounds()));
    if worth.is_some() != worth_points.is_some() {
        let missing = if worth.is_some() { "worth_points" } else { "worth" };
        found.add(
            part.place(if worth.is_some() { "worth" } else { "worth_points" }),
            format!("{missing:?} is missing: \"worth_points\" of them are \"worth\""),
        );
    }
    TillPart {
        points_pay: part.maybe("points_pay", found, yes_or_no),
        worth_points: worth_points.map(Points::at_least_zero),
        worth,
        delivery_fee,
        hold_hours: part
            .maybe("hold_hours", found, whole(Setting::Hold.bounds()))
            .and_then(|hours| u32::try_from(hours).ok()),
    }
}

pub(super) fn categories(file: &Section<'_>, found: &mut Found) -> Vec<CategoryPart> {
    let mut known = HashSet::new();
    let mut categories = Vec::new();
    for part in file.sections("categories", found) {
        part.only(CATEGORY_KEYS, found);
        let slug = part.slug("slug = \"beans\"", "category", &mut known, found);
        let title = part.needed("title", "title = \"Beans\"", found, text(LONGEST_NAME));
        if let (Some(slug), Some(title)) = (slug, title) {
            categories.push(CategoryPart { slug, title });
        }
    }
    categories
}

pub(super) fn products(
    file: &Section<'_>,
    currency: Option<Currency>,
    categories: &[CategoryPart],
    found: &mut Found,
) -> Vec<ProductPart> {
    let mut known = HashSet::new();
    let mut products = Vec::new();
    for part in file.sections("products", found) {
        part.only(PRODUCT_KEYS, found);
        let slug_of = part.slug("slug = \"house-blend\"", "product", &mut known, found);
        let title = part.needed("title", "title = \"House blend\"", found, text(LONGEST_NAME));
        let price = currency.and_then(|currency| part.needed("price", "price = \"9.00\"", found, amount(currency)));
        let member_price = currency.and_then(|currency| part.maybe("member_price", found, amount(currency)));
        if let (Some(price), Some(member_price)) = (price, member_price)
            && member_price > price
        {
            found.add(
                part.place("member_price"),
                "\"member_price\" is above \"price\"; members pay what everybody pays, or less",
            );
        }
        let category = part.maybe("category", found, slug);
        let known_categories = categories.iter().map(|one| one.slug.as_str());
        part.must_name(("category", "category"), &category, &known_categories, found);
        let description = part.maybe("description", found, prose(LONGEST_DESCRIPTION));
        let stars = part.maybe("stars", found, whole(1..=10_000));
        let stock = part.maybe("stock", found, whole(0..=MOST_POINTS));
        let members_only = part.maybe("members_only", found, yes_or_no);
        let sold = part.maybe("sold", found, yes_or_no);
        if let (Some(slug), Some(title), Some(price)) = (slug_of, title, price) {
            products.push(ProductPart {
                slug,
                title,
                description: description.unwrap_or_default(),
                category,
                price,
                member_price,
                stars,
                stock,
                members_only: members_only.unwrap_or(false),
                sold,
            });
        }
    }
    products
}
