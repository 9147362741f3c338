//! Making and changing gifts, for staff.

use chrono::NaiveDate;
use domain::Lang;
use domain::gift::Gift;

use crate::date::date;
use crate::gifts::facts;
use crate::number::number;
use crate::text::{GAP, days, escape, in_list, lines, points};

/// Something about a gift that can be changed by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Field {
    Title,
    Description,
    Price,
    Photo,
    Stock,
    Limit,
    PerDay,
    Period,
    Validity,
}

impl Field {
    pub const ALL: [Self; 9] = [
        Self::Title,
        Self::Description,
        Self::Price,
        Self::Photo,
        Self::Stock,
        Self::Limit,
        Self::PerDay,
        Self::Period,
        Self::Validity,
    ];
}

/// The answer to /gift: all gifts, the withdrawn ones too.
#[must_use]
pub fn list(lang: Lang, gifts: &[Gift]) -> String {
    let rows: Vec<String> = gifts.iter().map(|gift| row(lang, gift)).collect();
    lines([Some(words!(lang, "gift_editor.heading")), GAP, Some(rows.join("\n"))])
}

/// Something in a list of what there is to give or sell, with how many are left. Title and price are words already.
pub(crate) fn row_with_stock(lang: Lang, title: &str, price: &str, left: i64) -> String {
    let left = number(lang, left);
    words!(lang, "gift_editor.row_stock", title = title, price = price, left = left)
}

fn row(lang: Lang, gift: &Gift) -> String {
    let (title, price) = (in_list(&gift.title), points(lang, gift.price));
    match gift.stock {
        _ if !gift.active => words!(lang, "gift_editor.row_withdrawn", title = title, price = price),
        Some(left) => row_with_stock(lang, &title, &price, left),
        None => words!(lang, "gift_editor.row", title = title, price = price),
    }
}

#[must_use]
pub fn none_yet(lang: Lang) -> String {
    words!(lang, "gift_editor.none_yet")
}

#[must_use]
pub fn new_label(lang: Lang) -> String {
    words!(lang, "gift_editor.new_label")
}

#[must_use]
pub fn ask_title(lang: Lang) -> String {
    words!(lang, "gift_editor.ask_title")
}

#[must_use]
pub fn ask_description(lang: Lang) -> String {
    words!(lang, "gift_editor.ask_description")
}

#[must_use]
pub fn ask_price(lang: Lang) -> String {
    words!(lang, "gift_editor.ask_price")
}

#[must_use]
pub fn ask_photo(lang: Lang) -> String {
    words!(lang, "gift_editor.ask_photo")
}

#[must_use]
pub fn no_photo_label(lang: Lang) -> String {
    words!(lang, "gift_editor.no_photo_label")
}

#[must_use]
pub fn ask_stock(lang: Lang) -> String {
    words!(lang, "gift_editor.ask_stock")
}

#[must_use]
pub fn unlimited_label(lang: Lang) -> String {
    words!(lang, "gift_editor.unlimited_label")
}

#[must_use]
pub fn ask_limit(lang: Lang) -> String {
    words!(lang, "gift_editor.ask_limit")
}

#[must_use]
pub fn ask_per_day(lang: Lang) -> String {
    words!(lang, "gift_editor.ask_per_day")
}

#[must_use]
pub fn no_limit_label(lang: Lang) -> String {
    words!(lang, "gift_editor.no_limit_label")
}

#[must_use]
pub fn ask_from(lang: Lang) -> String {
    words!(lang, "gift_editor.ask_from")
}

#[must_use]
pub fn from_now_label(lang: Lang) -> String {
    words!(lang, "gift_editor.from_now_label")
}

#[must_use]
pub fn ask_until(lang: Lang) -> String {
    words!(lang, "gift_editor.ask_until")
}

#[must_use]
pub fn no_end_label(lang: Lang) -> String {
    words!(lang, "gift_editor.no_end_label")
}

#[must_use]
pub fn ask_validity(lang: Lang) -> String {
    words!(lang, "gift_editor.ask_validity")
}

/// "30 days", or the same day.
#[must_use]
pub fn validity_label(lang: Lang, coupon_days: u32) -> String {
    match coupon_days {
        0 => words!(lang, "gift_editor.same_day"),
        n => days(lang, i64::from(n)),
    }
}

#[must_use]
pub fn bad_title(lang: Lang, most: i64) -> String {
    words!(lang, "gift_editor.bad_title", most = number(lang, most))
}

#[must_use]
pub fn bad_description(lang: Lang, most: i64) -> String {
    words!(lang, "gift_editor.bad_description", most = number(lang, most))
}

#[must_use]
pub fn bad_price(lang: Lang, most: i64) -> String {
    words!(lang, "gift_editor.bad_price", most = number(lang, most))
}

#[must_use]
pub fn bad_photo(lang: Lang) -> String {
    words!(lang, "gift_editor.bad_photo")
}

#[must_use]
pub fn bad_stock(lang: Lang, most: i64) -> String {
    words!(lang, "gift_editor.bad_stock", most = number(lang, most))
}

#[must_use]
pub fn bad_limit(lang: Lang, most: i64) -> String {
    words!(lang, "gift_editor.bad_limit", most = number(lang, most))
}

#[must_use]
pub fn bad_date(lang: Lang) -> String {
    words!(lang, "gift_editor.bad_date")
}

#[must_use]
pub fn bad_period(lang: Lang, from: NaiveDate) -> String {
    words!(lang, "gift_editor.bad_period", from = date(lang, from))
}

#[must_use]
pub fn bad_validity(lang: Lang, most: i64) -> String {
    words!(lang, "gift_editor.bad_validity", most = number(lang, most))
}

/// What members will see, before it is saved. Stands under the picture, if there is one.
#[must_use]
pub fn preview(lang: Lang, gift: &Gift) -> String {
    lines([
        Some(words!(lang, "gift_editor.preview_heading")),
        GAP,
        Some(facts(lang, gift)),
    ])
}

#[must_use]
pub fn save_label(lang: Lang) -> String {
    words!(lang, "gift_editor.save_label")
}

#[must_use]
pub fn discard_label(lang: Lang) -> String {
    words!(lang, "gift_editor.discard_label")
}

/// "Title", "Points", …: what to change about a gift.
#[must_use]
pub fn field_label(lang: Lang, field: Field) -> String {
    match field {
        Field::Title => words!(lang, "gift_editor.field.title"),
        Field::Description => words!(lang, "gift_editor.field.description"),
        Field::Price => words!(lang, "gift_editor.field.price"),
        Field::Photo => words!(lang, "gift_editor.field.photo"),
        Field::Stock => words!(lang, "gift_editor.field.stock"),
        Field::Limit => words!(lang, "gift_editor.field.limit"),
        Field::PerDay => words!(lang, "gift_editor.field.per_day"),
        Field::Period => words!(lang, "gift_editor.field.period"),
        Field::Validity => words!(lang, "gift_editor.field.validity"),
    }
}

#[must_use]
pub fn withdraw_label(lang: Lang) -> String {
    words!(lang, "gift_editor.withdraw_label")
}

#[must_use]
pub fn restore_label(lang: Lang) -> String {
    words!(lang, "gift_editor.restore_label")
}

#[must_use]
pub fn saved(lang: Lang, title: &str) -> String {
    words!(lang, "gift_editor.saved", title = escape(title))
}

/// Another gift has the name that this one is given. It can be kept: two sizes of one thing may be meant.
#[must_use]
pub fn same_title(lang: Lang, title: &str) -> String {
    words!(lang, "gift_editor.same_title", title = escape(title))
}

#[must_use]
pub fn changed(lang: Lang, title: &str) -> String {
    words!(lang, "gift_editor.changed", title = escape(title))
}

#[must_use]
pub fn withdraw_question(lang: Lang, title: &str) -> String {
    words!(lang, "gift_editor.withdraw_question", title = escape(title))
}

#[must_use]
pub fn withdrawn(lang: Lang, title: &str) -> String {
    words!(lang, "gift_editor.withdrawn", title = escape(title))
}

#[must_use]
pub fn restored(lang: Lang, title: &str) -> String {
    words!(lang, "gift_editor.restored", title = escape(title))
}

#[must_use]
pub fn discarded(lang: Lang) -> String {
    words!(lang, "gift_editor.discarded")
}

/// Somebody else changed or removed it meanwhile.
#[must_use]
pub fn gone(lang: Lang) -> String {
    words!(lang, "gift_editor.gone")
}
