//! The basket: what a member chose and has not ordered yet.

use domain::letter::Applied;
use domain::order::Line;
use domain::relative::ForWhom;
use domain::{Currency, Lang, Money, Points};

use crate::checkout::bought;
use crate::number::{money, number};
use crate::orders::{Way, for_whom, how_it_comes, sum_of};
use crate::text::{GAP, LABEL_NAME, hours, in_list, lines, points, short};

/// An order before it is made.
#[derive(Debug, Clone, Copy)]
pub struct Basket<'a> {
    pub lines: &'a [Line],
    pub applied: &'a Applied,
    pub fee: Money,
    pub total: Money,
    pub currency: Currency,
    pub earned: Points,
    pub delivery: Option<&'a str>,
    /// Of those they buy for, whom it is for.
    pub for_whom: Option<&'a ForWhom>,
    pub hold_hours: i64,
}

#[must_use]
pub fn basket(lang: Lang, basket: &Basket<'_>) -> String {
    lines([
        Some(words!(lang, "basket.heading")),
        bought(lang, basket.lines, basket.currency),
        GAP,
        sum_of(lang, basket.applied, basket.fee, basket.total, basket.currency),
        Some(words!(
            lang,
            "basket.total",
            total = money(lang, basket.total, basket.currency),
            earned = points(lang, basket.earned)
        )),
        Some(how_it_comes(lang, Way::of(basket.delivery, false))),
        basket.for_whom.map(|whom| for_whom(lang, whom)),
        GAP,
        Some(words!(lang, "basket.held", hours = hours(lang, basket.hold_hours))),
    ])
}

/// Says whom it is for. `who`: whom it is for by now, "Father Jan".
#[must_use]
pub fn for_whom_label(lang: Lang, who: Option<&str>) -> String {
    match who {
        Some(who) => words!(lang, "basket.for_label", who = short(who, LABEL_NAME)),
        None => words!(lang, "basket.for_whom_label"),
    }
}

#[must_use]
pub fn ask_for_whom(lang: Lang) -> String {
    words!(lang, "basket.ask_for_whom")
}

#[must_use]
pub fn for_me_label(lang: Lang) -> String {
    words!(lang, "basket.for_me_label")
}

/// Says which size whoever it is for wears.
#[must_use]
pub fn size_label(lang: Lang, size: &str) -> String {
    if size.is_empty() {
        return words!(lang, "basket.size_label");
    }
    words!(lang, "basket.other_size_label", size = short(size, 12))
}

#[must_use]
pub fn ask_size(lang: Lang, who: &str) -> String {
    words!(lang, "basket.ask_size", who = in_list(who))
}

#[must_use]
pub fn no_size_label(lang: Lang) -> String {
    words!(lang, "basket.no_size_label")
}

/// Puts one more into the basket. `there`: how many are in it already.
#[must_use]
pub fn add_label(lang: Lang, there: i64) -> String {
    if there == 0 {
        return words!(lang, "basket.add_label");
    }
    words!(lang, "basket.add_more_label", n = number(lang, there))
}

/// Opens the basket. `count`: of the things in it.
#[must_use]
pub fn open_label(lang: Lang, count: i64) -> String {
    words!(lang, "basket.open_label", n = number(lang, count))
}

/// Above the shelf, after a tap that added something. `there`: how many of it are in the basket.
#[must_use]
pub fn added(lang: Lang, title: &str, there: i64) -> String {
    let title = in_list(title);
    if there == 1 {
        return words!(lang, "basket.added", title = title);
    }
    words!(lang, "basket.added_more", title = title, n = number(lang, there))
}

/// As many as there are, or none, can be in a basket.
#[must_use]
pub fn no_more(lang: Lang, title: &str, left: i64) -> String {
    let title = in_list(title);
    if left == 0 {
        return words!(lang, "basket.sold_out", title = title);
    }
    words!(lang, "basket.no_more", title = title, left = number(lang, left))
}

/// Above a basket: what was in it and cannot be had like that any more (C6). `left`: how many are.
#[must_use]
pub fn missed(lang: Lang, title: &str, left: i64) -> String {
    let title = in_list(title);
    if left == 0 {
        return words!(lang, "basket.went", title = title);
    }
    words!(lang, "basket.only_so_many", title = title, left = number(lang, left))
}

/// So many different things are in it that no more can be.
#[must_use]
pub fn full(lang: Lang) -> String {
    words!(lang, "basket.full")
}

#[must_use]
pub fn nothing_in_it(lang: Lang) -> String {
    words!(lang, "basket.nothing_in_it")
}

/// What is in it comes to nothing that can be ordered.
#[must_use]
pub fn cannot_be_ordered(lang: Lang) -> String {
    words!(lang, "basket.cannot_be_ordered")
}

#[must_use]
pub fn not_sold_any_more(lang: Lang) -> String {
    words!(lang, "basket.not_sold_any_more")
}

/// Where several things are brought to.
#[must_use]
pub fn ask_where(lang: Lang) -> String {
    words!(lang, "basket.ask_where")
}

#[must_use]
pub fn collect_label(lang: Lang) -> String {
    words!(lang, "basket.collect_label")
}

#[must_use]
pub fn empty_label(lang: Lang) -> String {
    words!(lang, "basket.empty_label")
}

#[must_use]
pub fn emptied(lang: Lang) -> String {
    words!(lang, "basket.emptied")
}
