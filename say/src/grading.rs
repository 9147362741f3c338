//! What customers are graded by, for whoever sets it: where grades are cut (T4), and who leads others (T5).

use domain::grade::{Cut, CutPoints};
use domain::{Currency, Lang};

use crate::number::{money, number, plural};
use crate::text::{GAP, lines};

/// Something about the grading that can be changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Field {
    /// How lately somebody bought.
    Days,
    /// How often.
    Visits,
    /// For how much.
    Money,
    /// How many buyers an opinion leader has brought.
    Leader,
}

impl Field {
    pub const ALL: [Self; 4] = [Self::Days, Self::Visits, Self::Money, Self::Leader];
}

/// What a shop grades by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Shown<'a> {
    pub cuts: &'a CutPoints,
    pub cut: Cut,
    /// What the last night found. `None`: there were too few buyers.
    pub found: Option<&'a CutPoints>,
    pub buyers: i64,
    pub leader_buyers: i64,
    pub currency: Currency,
}

/// All of it, with what the last night found beside it.
#[must_use]
pub fn page(lang: Lang, shown: &Shown<'_>) -> String {
    let buyers = number(lang, shown.buyers);
    let [days, visits, spent] = [Field::Days, Field::Visits, Field::Money].map(|field| {
        let cuts = parts(lang, field, shown.cuts, shown.currency);
        line(lang, field, &cuts)
    });
    lines([
        Some(words!(lang, "grading.heading")),
        Some(words!(lang, "grading.about")),
        GAP,
        Some(days),
        Some(visits),
        Some(spent),
        GAP,
        Some(match shown.cut {
            Cut::Own => words!(lang, "grading.by_own"),
            Cut::Fifths => words!(lang, "grading.by_fifths", buyers = buyers),
            Cut::Fixed => words!(lang, "grading.by_fixed", buyers = buyers),
        }),
        match (shown.cut, shown.found) {
            (Cut::Own, Some(found)) => Some(words!(
                lang,
                "grading.found",
                days = numbers(lang, Field::Days, found, shown.currency),
                visits = numbers(lang, Field::Visits, found, shown.currency),
                money = numbers(lang, Field::Money, found, shown.currency)
            )),
            (Cut::Own, None) => Some(found_nothing(lang, shown.buyers)),
            _ => None,
        },
        GAP,
        Some(leader(lang, shown.leader_buyers)),
    ])
}

fn leader(lang: Lang, buyers: i64) -> String {
    let form = format!("grading.leader.{}", plural(lang, buyers));
    words!(lang, &form, n = number(lang, buyers))
}

/// The four numbers of a field, in the order in which they ascend.
fn parts(lang: Lang, field: Field, cuts: &CutPoints, currency: Currency) -> [String; 4] {
    match field {
        Field::Days => cuts.days.map(|days| number(lang, days)),
        Field::Money => cuts.money.map(|amount| money(lang, amount, currency)),
        Field::Visits | Field::Leader => cuts.orders.map(|orders| number(lang, orders)),
    }
}

/// "30 · 60 · 120 · 240".
#[must_use]
pub fn numbers(lang: Lang, field: Field, cuts: &CutPoints, currency: Currency) -> String {
    parts(lang, field, cuts, currency).join(" · ")
}

fn line(lang: Lang, field: Field, [first, second, third, fourth]: &[String; 4]) -> String {
    match field {
        Field::Days => words!(
            lang,
            "grading.days",
            five = first,
            four = second,
            three = third,
            two = fourth
        ),
        Field::Money => words!(
            lang,
            "grading.money",
            two = first,
            three = second,
            four = third,
            five = fourth
        ),
        Field::Visits | Field::Leader => words!(
            lang,
            "grading.visits",
            two = first,
            three = second,
            four = third,
            five = fourth
        ),
    }
}

/// The question about one field, with what it is and what the last night found.
#[must_use]
pub fn ask(lang: Lang, field: Field, shown: &Shown<'_>) -> String {
    if field == Field::Leader {
        return lines([
            Some(words!(lang, "grading.ask.leader")),
            GAP,
            Some(leader(lang, shown.leader_buyers)),
        ]);
    }
    let in_numbers = |cuts: &CutPoints| numbers(lang, field, cuts, shown.currency);
    lines([
        Some(match field {
            Field::Days => words!(lang, "grading.ask.days"),
            Field::Money => words!(lang, "grading.ask.money"),
            Field::Visits | Field::Leader => words!(lang, "grading.ask.visits"),
        }),
        GAP,
        Some(words!(lang, "grading.now", numbers = in_numbers(shown.cuts))),
        Some(match shown.found {
            Some(found) => words!(lang, "grading.night", numbers = in_numbers(found)),
            None => found_nothing(lang, shown.buyers),
        }),
    ])
}

#[must_use]
pub fn field_label(lang: Lang, field: Field) -> String {
    match field {
        Field::Days => words!(lang, "grading.field.days"),
        Field::Visits => words!(lang, "grading.field.visits"),
        Field::Money => words!(lang, "grading.field.money"),
        Field::Leader => words!(lang, "grading.field.leader"),
    }
}

/// Takes what the last night found.
#[must_use]
pub fn night_label(lang: Lang, numbers: &str) -> String {
    words!(lang, "grading.night_label", numbers = numbers)
}

/// Takes what suits most shops.
#[must_use]
pub fn usual_label(lang: Lang, numbers: &str) -> String {
    words!(lang, "grading.usual_label", numbers = numbers)
}

/// Four numbers that cannot be cut points. `example`: four that could.
#[must_use]
pub fn bad_numbers(lang: Lang, example: &str) -> String {
    words!(lang, "grading.bad_numbers", example = example)
}

/// On a button: the way to the grading, for managers.
#[must_use]
pub fn label(lang: Lang) -> String {
    words!(lang, "grading.label")
}

#[must_use]
pub fn automatic_label(lang: Lang) -> String {
    words!(lang, "grading.automatic_label")
}

#[must_use]
pub fn saved(lang: Lang) -> String {
    words!(lang, "grading.saved")
}

/// There are too few buyers for a night to find cut points among them.
fn found_nothing(lang: Lang, buyers: i64) -> String {
    words!(lang, "grading.found_nothing", buyers = number(lang, buyers))
}
