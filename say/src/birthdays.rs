//! What is said on birthdays, and about them.

use chrono::NaiveDate;
use domain::birthday::{GREETED_LATE_DAYS, Told};
use domain::letter::Letter;
use domain::relative::Relation;
use domain::terms::{Names, Terms};
use domain::{Currency, Lang};

use crate::date::{date, day_and_month};
use crate::file;
use crate::terms;
use crate::text::{GAP, days, escape, in_list, lines, names};

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
    let line = greeting.line.filter(|_| is_greeted);
    lines([
        hello,
        Some(wishes),
        line.map(|line| own_line(lang, line)),
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

/// Somebody whose birthday is within the week, to staff.
#[derive(Debug, Clone, Copy)]
pub struct Soon<'a> {
    pub name: &'a str,
    pub day: NaiveDate,
    pub tier: Option<&'a str>,
    pub told: Told,
    pub greeted: bool,
    pub line: Option<&'a str>,
}

/// A page of the week's birthdays, in the order of days.
#[must_use]
pub fn week(lang: Lang, today: NaiveDate, soon: &[Soon<'_>]) -> String {
    if soon.is_empty() {
        return words!(lang, "birthdays.week.nobody");
    }
    let mut text = words!(lang, "birthdays.week.heading");
    let mut last = None;
    for one in soon {
        if last != Some(one.day) {
            text.push_str("\n\n");
            text.push_str(&match (one.day - today).num_days() {
                0 => words!(lang, "birthdays.week.today"),
                1 => words!(lang, "birthdays.week.tomorrow"),
                _ => words!(lang, "birthdays.week.day", day = day_and_month(lang, one.day)),
            });
            last = Some(one.day);
        }
        text.push('\n');
        text.push_str(&soon_line(lang, one));
    }
    text
}

fn soon_line(lang: Lang, one: &Soon<'_>) -> String {
    let name = in_list(one.name);
    let who = match one.tier {
        Some(tier) => words!(lang, "birthdays.week.in_tier", name = name, tier = in_list(tier)),
        None => words!(lang, "birthdays.week.name", name = name),
    };
    let how = if one.greeted {
        words!(lang, "birthdays.week.greeted", who = who)
    } else {
        match one.told {
            Told::Private => who,
            Told::Group => words!(lang, "birthdays.week.group", who = who),
            Told::Never => words!(lang, "birthdays.week.never", who = who),
        }
    };
    match one.line.filter(|_| !one.greeted) {
        Some(line) => format!("{how}\n{}", own_line(lang, line)),
        None => how,
    }
}

/// What one of the staff adds to a greeting.
fn own_line(lang: Lang, line: &str) -> String {
    words!(lang, "birthdays.line", line = escape(line))
}

/// On a button in the staff's menu.
#[must_use]
pub fn week_label(lang: Lang) -> String {
    words!(lang, "birthdays.week.label")
}

#[must_use]
pub fn first_page_label(lang: Lang) -> String {
    words!(lang, "birthdays.week.first_label")
}

#[must_use]
pub fn next_page_label(lang: Lang) -> String {
    words!(lang, "birthdays.week.next_label")
}

/// On a button beside a name: a line of one's own for them.
#[must_use]
pub fn line_label(lang: Lang) -> String {
    words!(lang, "birthdays.own_line.label")
}

#[must_use]
pub fn remove_line_label(lang: Lang) -> String {
    words!(lang, "birthdays.own_line.remove_label")
}

/// What is to go out with somebody's greeting.
#[must_use]
pub fn ask_line(lang: Lang, name: &str, day: NaiveDate, known: Option<&str>, most: usize) -> String {
    lines([
        Some(words!(lang, "birthdays.own_line.heading", name = escape(name))),
        known.map(|line| own_line(lang, line)),
        GAP,
        Some(words!(
            lang,
            "birthdays.own_line.ask",
            day = day_and_month(lang, day),
            most = most
        )),
    ])
}

#[must_use]
pub fn line_written(lang: Lang) -> String {
    words!(lang, "birthdays.own_line.written")
}

#[must_use]
pub fn line_removed(lang: Lang) -> String {
    words!(lang, "birthdays.own_line.removed")
}

/// They are greeted already.
#[must_use]
pub fn line_too_late(lang: Lang) -> String {
    words!(lang, "birthdays.own_line.too_late")
}

/// Nothing will be said on that day.
#[must_use]
pub fn line_not_greeted(lang: Lang) -> String {
    words!(lang, "birthdays.own_line.not_greeted")
}

/// Their birthday is not within the week.
#[must_use]
pub fn line_not_soon(lang: Lang) -> String {
    words!(lang, "birthdays.own_line.not_soon")
}

/// To the member: somebody's day is coming whom they buy for, with what is known of them (B8).
#[must_use]
pub fn family_day(lang: Lang, letter: &Letter) -> String {
    let Letter::FamilyDay {
        relation,
        name,
        size,
        taste,
        last,
        day,
        days: left,
        ..
    } = letter
    else {
        return String::new();
    };
    let who = match (relation, name.is_empty()) {
        (relation, true) => file::relation_label(lang, *relation),
        (Relation::Other, false) => name.clone(),
        (relation, false) => format!("{} {name}", file::relation_label(lang, *relation)),
    };
    let (who, day) = (escape(&who), day_and_month(lang, *day));
    let known = !size.is_empty() || !taste.is_empty() || last.is_some();
    lines([
        Some(match left {
            ..=0 => words!(lang, "birthdays.family.today", who = who),
            1 => words!(lang, "birthdays.family.tomorrow", who = who, day = day),
            left => words!(
                lang,
                "birthdays.family.soon",
                who = who,
                day = day,
                days = days(lang, *left)
            ),
        }),
        GAP,
        (!size.is_empty()).then(|| words!(lang, "birthdays.family.size", size = escape(size))),
        (!taste.is_empty()).then(|| words!(lang, "birthdays.family.taste", taste = escape(taste))),
        last.as_ref().map(|(title, on)| {
            words!(
                lang,
                "birthdays.family.last",
                title = escape(title),
                on = date(lang, *on)
            )
        }),
        (!known).then(|| words!(lang, "birthdays.family.no_idea")),
    ])
}

/// "Order for my father", on the button below it.
#[must_use]
pub fn order_for_label(lang: Lang, relation: Relation) -> String {
    match relation {
        Relation::Partner => words!(lang, "birthdays.order_for.partner"),
        Relation::Mother => words!(lang, "birthdays.order_for.mother"),
        Relation::Father => words!(lang, "birthdays.order_for.father"),
        Relation::Daughter => words!(lang, "birthdays.order_for.daughter"),
        Relation::Son => words!(lang, "birthdays.order_for.son"),
        Relation::Sister => words!(lang, "birthdays.order_for.sister"),
        Relation::Brother => words!(lang, "birthdays.order_for.brother"),
        Relation::Grandmother => words!(lang, "birthdays.order_for.grandmother"),
        Relation::Grandfather => words!(lang, "birthdays.order_for.grandfather"),
        Relation::Friend => words!(lang, "birthdays.order_for.friend"),
        Relation::Other => words!(lang, "birthdays.order_for_them"),
    }
}

/// What is chosen in the catalogue from here on is for them.
#[must_use]
pub fn ordering_for(lang: Lang, who: &str) -> String {
    words!(lang, "birthdays.family.ordering_for", who = escape(who))
}

#[must_use]
pub fn no_reminder_label(lang: Lang) -> String {
    words!(lang, "birthdays.family.no_reminder_label")
}

#[must_use]
pub fn reminder_label(lang: Lang) -> String {
    words!(lang, "birthdays.family.reminder_label")
}

#[must_use]
pub fn reminder_dropped(lang: Lang) -> String {
    words!(lang, "birthdays.family.dropped")
}

/// On a relative's page: so many days ahead there is a reminder, or there is none.
#[must_use]
pub fn reminds(lang: Lang, ahead: Option<i64>) -> String {
    match ahead {
        Some(ahead) => words!(lang, "birthdays.family.reminds", days = days(lang, ahead)),
        None => words!(lang, "birthdays.family.reminds_not"),
    }
}
