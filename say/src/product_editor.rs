//! Making and changing what is sold, for staff.

use domain::product::Product;
use domain::{Currency, Lang, Money};

use crate::gift_editor::row_with_stock;
use crate::number::{money, number, plain_amount};
use crate::text::{GAP, escape, in_list, lines};

/// Something about a product that can be changed by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Field {
    Title,
    Description,
    Price,
    MemberPrice,
    Category,
    Stock,
    Photo,
    Stars,
}

impl Field {
    pub const ALL: [Self; 8] = [
        Self::Title,
        Self::Description,
        Self::Price,
        Self::MemberPrice,
        Self::Category,
        Self::Stock,
        Self::Photo,
        Self::Stars,
    ];
}

/// The answer to /products: everything, what is not sold too.
#[must_use]
pub fn list(lang: Lang, products: &[Product], currency: Currency) -> String {
    let rows: Vec<String> = products.iter().map(|product| row(lang, product, currency)).collect();
    lines([Some(words!(lang, "product_editor.heading")), GAP, Some(rows.join("\n"))])
}

fn row(lang: Lang, product: &Product, currency: Currency) -> String {
    let (title, price) = (in_list(&product.title), money(lang, product.price, currency));
    match product.stock {
        _ if !product.active => words!(lang, "product_editor.row_hidden", title = title, price = price),
        Some(left) => row_with_stock(lang, &title, &price, left),
        None => words!(lang, "product_editor.row", title = title, price = price),
    }
}

#[must_use]
pub fn none_yet(lang: Lang) -> String {
    words!(lang, "product_editor.none_yet")
}

#[must_use]
pub fn new_label(lang: Lang) -> String {
    words!(lang, "product_editor.new_label")
}

/// What a new product is called and costs, in one message.
#[must_use]
pub fn ask_new(lang: Lang, example: Money, currency: Currency) -> String {
    let example = plain_amount(lang, example, currency);
    words!(lang, "product_editor.ask_new", example = example)
}

/// A name without a price, or a price without a name.
#[must_use]
pub fn bad_new(lang: Lang, example: Money, currency: Currency) -> String {
    let example = plain_amount(lang, example, currency);
    words!(lang, "product_editor.bad_new", example = example)
}

/// A product as staff see it, with what can be changed.
#[must_use]
pub fn detail(lang: Lang, product: &Product, category: Option<&str>, currency: Currency) -> String {
    let price = money(lang, product.price, currency);
    lines([
        Some(words!(lang, "product_editor.title", title = escape(&product.title))),
        (!product.description.is_empty()).then(|| escape(&product.description)),
        GAP,
        Some(match product.member_price {
            Some(member) => {
                let member = money(lang, member, currency);
                words!(lang, "product_editor.both_prices", price = price, member = member)
            }
            None => words!(lang, "product_editor.price", price = price),
        }),
        product
            .stars
            .map(|stars| words!(lang, "product_editor.stars", stars = number(lang, stars))),
        category.map(|title| words!(lang, "product_editor.category", title = in_list(title))),
        product
            .stock
            .map(|left| words!(lang, "product_editor.stock", left = number(lang, left))),
        product
            .members_only
            .then(|| words!(lang, "product_editor.members_only")),
        (!product.active).then(|| words!(lang, "product_editor.not_sold")),
    ])
}

#[must_use]
pub fn field_label(lang: Lang, field: Field) -> String {
    match field {
        Field::Title => words!(lang, "product_editor.field.title"),
        Field::Description => words!(lang, "product_editor.field.description"),
        Field::Price => words!(lang, "product_editor.field.price"),
        Field::MemberPrice => words!(lang, "product_editor.field.member_price"),
        Field::Category => words!(lang, "product_editor.field.category"),
        Field::Stock => words!(lang, "product_editor.field.stock"),
        Field::Photo => words!(lang, "product_editor.field.photo"),
        Field::Stars => words!(lang, "product_editor.field.stars"),
    }
}

/// The question about one field.
#[must_use]
pub fn ask(lang: Lang, field: Field) -> String {
    match field {
        Field::Title => words!(lang, "product_editor.ask.title"),
        Field::Description => words!(lang, "product_editor.ask.description"),
        Field::Price => words!(lang, "product_editor.ask.price"),
        Field::MemberPrice => words!(lang, "product_editor.ask.member_price"),
        Field::Category => words!(lang, "product_editor.ask.category"),
        Field::Stock => words!(lang, "product_editor.ask.stock"),
        Field::Photo => words!(lang, "product_editor.ask.photo"),
        Field::Stars => words!(lang, "product_editor.ask.stars"),
    }
}

/// A field left empty, where it can be.
#[must_use]
pub fn without_label(lang: Lang) -> String {
    words!(lang, "product_editor.without_label")
}

/// A member price above what everybody pays.
#[must_use]
pub fn member_price_too_high(lang: Lang, price: Money, currency: Currency) -> String {
    words!(
        lang,
        "product_editor.member_price_too_high",
        price = money(lang, price, currency)
    )
}

/// A price below what members pay.
#[must_use]
pub fn price_too_low(lang: Lang, member: Money, currency: Currency) -> String {
    words!(
        lang,
        "product_editor.price_too_low",
        member = money(lang, member, currency)
    )
}

/// Not a number of Telegram's Stars that can be paid at once.
#[must_use]
pub fn bad_stars(lang: Lang, most: i64) -> String {
    words!(lang, "product_editor.bad_stars", most = number(lang, most))
}

#[must_use]
pub fn sell_label(lang: Lang) -> String {
    words!(lang, "product_editor.sell_label")
}

#[must_use]
pub fn hide_label(lang: Lang) -> String {
    words!(lang, "product_editor.hide_label")
}

#[must_use]
pub fn members_only_label(lang: Lang) -> String {
    words!(lang, "product_editor.members_only_label")
}

#[must_use]
pub fn for_everybody_label(lang: Lang) -> String {
    words!(lang, "product_editor.for_everybody_label")
}

#[must_use]
pub fn saved(lang: Lang) -> String {
    words!(lang, "product_editor.saved")
}

/// A new product, which is not sold until somebody says so.
#[must_use]
pub fn made(lang: Lang) -> String {
    words!(lang, "product_editor.made")
}
