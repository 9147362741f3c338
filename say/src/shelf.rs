//! A sale from the catalogue, as staff put it together.

use domain::{Currency, Lang, Money};

use crate::number::{money, number};
use crate::text::{LABEL_NAME, escape, in_list, short};

/// Chooses what is bought, in place of typing a sum.
#[must_use]
pub fn from_catalogue_label(lang: Lang) -> String {
    words!(lang, "shelf.from_catalogue_label")
}

/// Whom the sale is for.
#[must_use]
pub fn ask_whose(lang: Lang) -> String {
    words!(lang, "shelf.ask_whose")
}

/// Above what there is to sell.
#[must_use]
pub fn what(lang: Lang, name: &str) -> String {
    words!(lang, "shelf.what", name = escape(name))
}

/// A thing with the member's price, and how many are left where they are counted: "Mug · €8 · 3 left".
#[must_use]
pub fn product_label(lang: Lang, title: &str, price: Money, currency: Currency, left: Option<i64>) -> String {
    let product = format!("{} · {}", short(title, LABEL_NAME), money(lang, price, currency));
    match left {
        Some(left) => words!(
            lang,
            "shelf.product_label",
            product = product,
            left = number(lang, left)
        ),
        None => product,
    }
}

/// Somebody else bought the last one before it was chosen.
#[must_use]
pub fn just_sold_out(lang: Lang, title: &str) -> String {
    words!(lang, "shelf.just_sold_out", title = in_list(title))
}

/// Nothing more can be added.
#[must_use]
pub fn nothing_left(lang: Lang) -> String {
    words!(lang, "shelf.nothing_left")
}

/// One fewer or one more: "− Mug".
#[must_use]
pub fn quantity_label(sign: &str, title: &str) -> String {
    format!("{sign} {}", short(title, LABEL_NAME))
}

/// Back to the catalogue for another thing.
#[must_use]
pub fn more_label(lang: Lang) -> String {
    words!(lang, "shelf.more_label")
}
