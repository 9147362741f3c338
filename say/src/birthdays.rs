//! What is said on birthdays, and about them.

use chrono::NaiveDate;
use domain::birthday::{GREETED_LATE_DAYS, Told};
use domain::terms::{Names, Terms};
use domain::{Currency, Lang};

use crate::date::date;
use crate::terms;
use crate::text::{GAP, escape, lines, names};

/// A birthday, to whose it is.
#[derive(Debug, Clone, Copy)]
pub struct Greeting<'a> {
    pub shop: &'a str,
    /// May be empty.
    pub name: &'a str,
    pub gift: Option<Gift<'a>>,
    /// Days since it was.
    pub days_late: i64,
    /// What somebody on the staff wrote.
    pub line: Option<&'a str>,
}

/// What a birthday brings.
#[derive(Debug, Clone, Copy)]
pub struct Gift<'a> {
    pub title: &'a str,
    pub terms: &'a Terms,
    pub currency: Currency,
    pub code: &'a str,
    pub until: NaiveDate,
}

/// What is handed over or worth so much. `title`: what the coupon is called.
#[must_use]
pub fn gift(lang: Lang, title: &str, terms: &Terms, currency: Currency) -> String {
    let names = Names::default();
    let written = terms::Written {
        terms,
        names: &names,
        currency,
    };
    terms::worth(lang, &written).unwrap_or_else(|| escape(title))
}

/// To the member. Up to three days late that is said; later it is a present without a greeting (B5).
#[must_use]
pub fn greeting(lang: Lang, greeting: &Greeting<'_>) -> String {
    let (shop, name) = (escape(greeting.shop), escape(greeting.name));
    let is_greeted = greeting.days_late <= GREETED_LATE_DAYS;
    let hello = match (greeting.days_late, greeting.name.is_empty()) {
        (..=0, false) => Some(words!(lang, "birthdays.today", name = name)),
        (..=0, true) => Some(words!(lang, "birthdays.today_unnamed")),
        (1..=GREETED_LATE_DAYS, false) => Some(words!(lang, "birthdays.late", name = name)),
        (1..=GREETED_LATE_DAYS, true) => Some(words!(lang, "birthdays.late_unnamed")),
        _ => None,
    };
    let wishes = match &greeting.gift {
        Some(_) if is_greeted => words!(lang, "birthdays.present", shop = shop),
        Some(_) => words!(lang, "birthdays.present_alone", shop = shop),
        None => words!(lang, "birthdays.wishes", shop = shop),
    };
    let line = greeting.line.filter(|_| is_greeted).map(escape);
    lines([
        hello,
        Some(wishes),
        line.map(|line| words!(lang, "birthdays.line", line = line)),
        GAP,
        greeting.gift.as_ref().map(|present| {
            words!(
                lang,
                "birthdays.gift",
                gift = gift(lang, present.title, present.terms, present.currency),
                code = present.code,
                until = date(lang, present.until)
            )
        }),
    ])
}

/// What a birthday's coupon is called that takes something off.
#[must_use]
pub fn title(lang: Lang) -> String {
    words!(lang, "birthdays.title")
}

/// In the group: first names only, of those whose day it is and of those whose day is over.
#[must_use]
pub fn in_group(lang: Lang, today: &[String], late: &[String], more: i64) -> String {
    let listed = |all: &[String], more: i64| {
        let all: Vec<&str> = all.iter().map(String::as_str).collect();
        names(lang, &all, more)
    };
    match (today, late) {
        ([], []) => words!(lang, "birthdays.in_group_unnamed"),
        ([], late) => words!(lang, "birthdays.in_group_late", names = listed(late, more)),
        (today, late) => lines([
            Some(words!(lang, "birthdays.in_group", names = listed(today, more))),
            (!late.is_empty()).then(|| words!(lang, "birthdays.in_group_late_too", names = listed(late, 0))),
        ]),
    }
}

/// To the member: where they are greeted.
#[must_use]
pub fn how_told(lang: Lang, told: Told) -> String {
    match told {
        Told::Private => words!(lang, "birthdays.how.private"),
        Told::Group => words!(lang, "birthdays.how.group"),
        Told::Never => words!(lang, "birthdays.how.never"),
    }
}

/// A way to be greeted, on a button.
#[must_use]
pub fn told_label(lang: Lang, told: Told, chosen: bool) -> String {
    let label = match told {
        Told::Private => words!(lang, "birthdays.told.private_label"),
        Told::Group => words!(lang, "birthdays.told.group_label"),
        Told::Never => words!(lang, "birthdays.told.never_label"),
    };
    if chosen {
        words!(lang, "birthdays.told.chosen_label", way = label)
    } else {
        label
    }
}

/// On the button below it.
#[must_use]
pub fn open_gift_label(lang: Lang) -> String {
    words!(lang, "birthdays.open_gift_label")
}

/// To whoever taps that button and has no gift there.
#[must_use]
pub fn not_your_gift_alert(lang: Lang) -> String {
    words!(lang, "birthdays.not_your_gift_alert")
}
