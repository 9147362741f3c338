//! What is drawn on pictures, and what stands under them.

use chrono::NaiveDate;
use domain::{Lang, Points};

use crate::date::date;
use crate::number::{number, plural};
use crate::terms::{Written, brief};
use crate::text::{alert, escape, points};

/// "No. 1042", on the card.
#[must_use]
pub fn number_line(lang: Lang, number: i64) -> String {
    words!(lang, "card.number", number = number)
}

/// The number of points, on the card: "1,250".
#[must_use]
pub fn points_line(lang: Lang, balance: Points) -> String {
    number(lang, balance.get())
}

/// What the points are called beside their number: "points", or "point" beside 1.
#[must_use]
pub fn points_label_line(lang: Lang, balance: Points) -> String {
    let form = format!("counted.points_word.{}", plural(lang, balance.get()));
    words!(lang, &form)
}

/// On the card: what to do with it.
#[must_use]
pub fn footnote_line(lang: Lang) -> String {
    words!(lang, "card.footnote")
}

/// On a coupon: how long it can be used.
#[must_use]
pub fn valid_until_line(lang: Lang, until: NaiveDate) -> String {
    words!(lang, "card.valid_until", until = date(lang, until))
}

/// On a coupon: what to do with it.
/// What a coupon is worth and what it asks. Empty: its title says it all.
#[must_use]
pub fn coupon_terms_line(lang: Lang, written: &Written<'_>) -> String {
    brief(lang, written).map_or_else(String::new, |brief| alert(&brief))
}

#[must_use]
pub fn coupon_footnote_line(lang: Lang) -> String {
    words!(lang, "card.coupon_footnote")
}

/// Under the picture of the card.
#[must_use]
pub fn caption(lang: Lang, name: &str, number: i64, balance: Points) -> String {
    words!(
        lang,
        "card.caption",
        name = escape(name),
        number = number,
        balance = points(lang, balance)
    )
}
