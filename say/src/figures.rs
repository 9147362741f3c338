//! What a shop sold and gave, for managers: words on charts and below them.

use chrono::{Datelike, NaiveDate};
use domain::{Currency, Lang, Money, Points};

use crate::date::{date, day_and_month};
use crate::number::{money, number, signed};
use crate::rules::marked;
use crate::text::{GAP, bullets, days, in_list, lines, months, points};

/// What a chart is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Subject {
    Sales,
    Newcomers,
    Points,
    Owed,
    Gifts,
    Tiers,
    Automations,
}

impl Subject {
    pub const ALL: [Self; 7] = [
        Self::Sales,
        Self::Newcomers,
        Self::Points,
        Self::Owed,
        Self::Gifts,
        Self::Tiers,
        Self::Automations,
    ];
}

/// A period, and how many days it has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Period {
    pub from: NaiveDate,
    pub until: NaiveDate,
    pub days: i64,
}

/// What a shop sold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sales {
    pub total: Money,
    pub before: Money,
    pub orders: i64,
    pub best: Option<(NaiveDate, Money)>,
    pub currency: Currency,
}

/// What points came and went.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Movements {
    pub given: i64,
    pub spent: i64,
    pub expired: i64,
}

/// What members hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Held<'a> {
    pub points: Points,
    pub money: Money,
    /// What expires in which month.
    pub months: &'a [(NaiveDate, Points, Money)],
    pub currency: Currency,
}

/// On a button, and above a chart.
#[must_use]
pub fn subject_label(lang: Lang, subject: Subject) -> String {
    match subject {
        Subject::Sales => words!(lang, "figures.subject.sales"),
        Subject::Newcomers => words!(lang, "figures.subject.newcomers"),
        Subject::Points => words!(lang, "figures.subject.points"),
        Subject::Owed => words!(lang, "figures.subject.owed"),
        Subject::Gifts => words!(lang, "figures.subject.gifts"),
        Subject::Tiers => words!(lang, "figures.subject.tiers"),
        Subject::Automations => words!(lang, "figures.subject.automations"),
    }
}

/// A length of time on a button, marked when it is chosen.
#[must_use]
pub fn days_label(lang: Lang, count: i64, chosen: bool) -> String {
    let label = match count {
        361.. => words!(lang, "figures.a_year"),
        count => span(lang, count),
    };
    marked(lang, label, chosen)
}

#[must_use]
pub fn dark_label(lang: Lang) -> String {
    words!(lang, "figures.dark_label")
}

#[must_use]
pub fn light_label(lang: Lang) -> String {
    words!(lang, "figures.light_label")
}

/// Above a chart: what it shows, and of which days. Plain.
#[must_use]
pub fn title_line(lang: Lang, subject: Subject, period: &Period) -> String {
    // Over the turn of a year a day and a month are not enough: a year long they would be nearly the same.
    let written = if period.from.year() == period.until.year() {
        day_and_month
    } else {
        date
    };
    words!(
        lang,
        "figures.title",
        subject = subject_label(lang, subject),
        from = written(lang, period.from),
        until = written(lang, period.until)
    )
}

/// "30 days", "3 months", "year". Whole weeks stand for the months and the year that they nearly are.
fn span(lang: Lang, count: i64) -> String {
    match count {
        361.. => words!(lang, "figures.year"),
        91.. => months(lang, count / 30),
        count => days(lang, count),
    }
}

/// "12% more than in the 30 days before". Plain.
#[must_use]
pub fn compared_line(lang: Lang, now: i64, before: i64, count: i64) -> String {
    let span = span(lang, count);
    if before <= 0 {
        return words!(lang, "figures.nothing_before", days = span);
    }
    let percent = (i128::from(now) - i128::from(before)) * 100 / i128::from(before);
    let percent = i64::try_from(percent).unwrap_or(i64::MAX);
    match percent {
        0 => words!(lang, "figures.as_before", days = span),
        1.. => words!(lang, "figures.more", percent = number(lang, percent), days = span),
        _ => words!(lang, "figures.less", percent = number(lang, -percent), days = span),
    }
}

/// Below the picture: the same in words.
#[must_use]
pub fn sales(lang: Lang, period: &Period, sales: &Sales) -> String {
    let amount = |minor| money(lang, minor, sales.currency);
    lines([
        Some(heading(lang, Subject::Sales, period)),
        Some(words!(
            lang,
            "figures.sales",
            total = amount(sales.total),
            orders = number(lang, sales.orders)
        )),
        Some(compared_line(
            lang,
            sales.total.minor(),
            sales.before.minor(),
            period.days,
        )),
        sales
            .best
            .map(|(day, best)| words!(lang, "figures.best_day", day = date(lang, day), total = amount(best))),
    ])
}

#[must_use]
pub fn newcomers(lang: Lang, period: &Period, now: i64, before: i64) -> String {
    lines([
        Some(heading(lang, Subject::Newcomers, period)),
        Some(words!(lang, "figures.newcomers", n = number(lang, now))),
        Some(compared_line(lang, now, before, period.days)),
    ])
}

#[must_use]
pub fn movements(lang: Lang, period: &Period, moved: &Movements) -> String {
    lines([
        Some(heading(lang, Subject::Points, period)),
        Some(words!(
            lang,
            "figures.moved",
            given = number(lang, moved.given),
            spent = number(lang, moved.spent),
            expired = number(lang, moved.expired)
        )),
        Some(net_line(lang, moved)),
    ])
}

/// By how much the points that members hold have changed. Plain.
#[must_use]
pub fn net_line(lang: Lang, moved: &Movements) -> String {
    let net = domain::Delta::new(moved.given - moved.spent - moved.expired);
    words!(lang, "figures.net", change = signed(lang, net))
}

#[must_use]
pub fn given_line(lang: Lang) -> String {
    words!(lang, "figures.given")
}

#[must_use]
pub fn spent_line(lang: Lang) -> String {
    words!(lang, "figures.spent")
}

#[must_use]
pub fn expired_line(lang: Lang) -> String {
    words!(lang, "figures.expired")
}

/// What members hold, in points and in money. Plain.
#[must_use]
pub fn owed_line(lang: Lang, held: &Held<'_>) -> String {
    words!(
        lang,
        "figures.owed_money",
        money = money(lang, held.money, held.currency)
    )
}

#[must_use]
pub fn owed(lang: Lang, held: &Held<'_>) -> String {
    let rows: Vec<String> = held
        .months
        .iter()
        .filter(|(_, expiring, _)| !expiring.is_zero())
        .map(|(month, expiring, worth)| {
            words!(
                lang,
                "figures.owed_row",
                month = month_line(lang, *month),
                points = points(lang, *expiring),
                money = money(lang, *worth, held.currency)
            )
        })
        .collect();
    lines([
        Some(words!(lang, "figures.owed_heading")),
        Some(words!(
            lang,
            "figures.owed",
            points = points(lang, held.points),
            money = money(lang, held.money, held.currency)
        )),
        GAP,
        (!rows.is_empty()).then(|| words!(lang, "figures.owed_months") + &bullets(rows.into_iter())),
    ])
}

/// The month of a day, as "2027-03". Plain.
#[must_use]
pub fn month_line(lang: Lang, day: NaiveDate) -> String {
    crate::date::month(lang, day)
}

#[must_use]
pub fn gifts(lang: Lang, period: &Period, top: &[(String, i64)]) -> String {
    let rows = top.iter().map(|(title, count)| {
        words!(
            lang,
            "figures.gift_row",
            title = in_list(title),
            n = number(lang, *count)
        )
    });
    heading(lang, Subject::Gifts, period) + &bullets(rows)
}

/// Above the number of all gifts that were redeemed. Plain.
#[must_use]
pub fn gifts_line(lang: Lang) -> String {
    words!(lang, "figures.gifts_note")
}

/// How many members are in each tier; without a title, those who are in none.
#[must_use]
pub fn tiers(lang: Lang, rows: &[(Option<String>, i64)]) -> String {
    let rows = rows.iter().map(|(title, count)| {
        let tier = title.as_deref().map_or_else(|| no_tier_line(lang), in_list);
        words!(lang, "figures.tier_row", tier = tier, n = number(lang, *count))
    });
    words!(lang, "figures.tiers_heading") + &bullets(rows)
}

/// Those who are in no tier. Plain.
#[must_use]
pub fn no_tier_line(lang: Lang) -> String {
    words!(lang, "figures.no_tier")
}

/// Above the number of all members. Plain.
#[must_use]
pub fn tiers_line(lang: Lang) -> String {
    words!(lang, "figures.tiers_note")
}

fn heading(lang: Lang, subject: Subject, period: &Period) -> String {
    words!(
        lang,
        "figures.heading",
        subject = subject_label(lang, subject),
        from = date(lang, period.from),
        until = date(lang, period.until)
    )
}

/// There is nothing to draw yet.
#[must_use]
pub fn nothing(lang: Lang, subject: Subject) -> String {
    match subject {
        Subject::Sales => words!(lang, "figures.nothing.sales"),
        Subject::Newcomers => words!(lang, "figures.nothing.newcomers"),
        Subject::Points => words!(lang, "figures.nothing.points"),
        Subject::Owed => words!(lang, "figures.nothing.owed"),
        Subject::Gifts => words!(lang, "figures.nothing.gifts"),
        Subject::Tiers => words!(lang, "figures.nothing.tiers"),
        Subject::Automations => crate::results::in_short(lang, &[]),
    }
}

/// Some days of a long period are still being counted.
#[must_use]
pub fn still_counting(lang: Lang, count: i64) -> String {
    words!(lang, "figures.still_counting", days = days(lang, count))
}

/// In a manager's menu.
#[must_use]
pub fn menu_label(lang: Lang) -> String {
    words!(lang, "figures.menu_label")
}
