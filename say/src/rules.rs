//! Rules by which purchases earn more, for managers and for members.

use chrono::{NaiveDate, Weekday};
use domain::earn_rule::{EarnRule, Weekdays};
use domain::{Currency, Lang, Money, Points};

use crate::date::{date, day_and_month};
use crate::number::{hundredths, money, number};
use crate::text::{GAP, LABEL_NAME, counted, days, escape, in_list, lines, points, short};

/// Something about a rule that can be changed by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Field {
    Rate,
    From,
    Until,
    Days,
    Category,
    Tier,
    Title,
}

impl Field {
    pub const ALL: [Self; 7] = [
        Self::Rate,
        Self::Title,
        Self::Category,
        Self::Tier,
        Self::From,
        Self::Until,
        Self::Days,
    ];
}

/// What a rule would have given in the last days, on top of what was given.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Tried {
    /// How many days were looked at.
    pub days: i64,
    pub looked_at: i64,
    pub orders: i64,
    pub members: i64,
    pub points: Points,
    pub money: Money,
    pub currency: Currency,
}

/// The answer to /rules: all rules, those that ended too.
#[must_use]
pub fn list(lang: Lang, rules: &[EarnRule], today: NaiveDate) -> String {
    let rows: Vec<String> = rules.iter().map(|rule| row(lang, rule, today)).collect();
    lines([Some(words!(lang, "rules.heading")), GAP, Some(rows.join("\n"))])
}

fn row(lang: Lang, rule: &EarnRule, today: NaiveDate) -> String {
    let state = match rule.from {
        _ if !rule.active => words!(lang, "rules.state.ended"),
        _ if rule.is_over(today) => words!(lang, "rules.state.over"),
        Some(from) if from > today => words!(lang, "rules.state.coming", from = day_and_month(lang, from)),
        _ => words!(lang, "rules.state.running"),
    };
    words!(
        lang,
        "rules.row",
        title = in_list(&rule.title),
        rate = rate(lang, rule.times),
        state = state
    )
}

#[must_use]
pub fn none_yet(lang: Lang) -> String {
    words!(lang, "rules.none_yet")
}

#[must_use]
pub fn new_label(lang: Lang) -> String {
    words!(lang, "rules.new_label")
}

/// What kind of rule is to be made.
#[must_use]
pub fn choose(lang: Lang) -> String {
    words!(lang, "rules.choose")
}

#[must_use]
pub fn weekend_label(lang: Lang) -> String {
    words!(lang, "rules.weekend_label")
}

#[must_use]
pub fn week_label(lang: Lang) -> String {
    words!(lang, "rules.week_label")
}

#[must_use]
pub fn weekday_label(lang: Lang) -> String {
    words!(lang, "rules.weekday_label")
}

#[must_use]
pub fn category_label(lang: Lang) -> String {
    words!(lang, "rules.category_label")
}

#[must_use]
pub fn always_label(lang: Lang) -> String {
    words!(lang, "rules.always_label")
}

#[must_use]
pub fn choose_category(lang: Lang) -> String {
    words!(lang, "rules.choose_category")
}

#[must_use]
pub fn no_categories(lang: Lang) -> String {
    words!(lang, "rules.no_categories")
}

#[must_use]
pub fn choose_tier(lang: Lang) -> String {
    words!(lang, "rules.choose_tier")
}

#[must_use]
pub fn no_tiers(lang: Lang) -> String {
    words!(lang, "rules.no_tiers")
}

#[must_use]
pub fn everybody_label(lang: Lang) -> String {
    words!(lang, "rules.everybody_label")
}

#[must_use]
pub fn everything_label(lang: Lang) -> String {
    words!(lang, "rules.everything_label")
}

#[must_use]
pub fn choose_weekdays(lang: Lang) -> String {
    words!(lang, "rules.choose_weekday")
}

#[must_use]
pub fn every_day_label(lang: Lang) -> String {
    words!(lang, "rules.every_day_label")
}

#[must_use]
pub fn days_done_label(lang: Lang) -> String {
    words!(lang, "rules.days_done_label")
}

/// A day of the week on a button, marked when it is chosen.
#[must_use]
pub fn day_label(lang: Lang, day: Weekday, chosen: bool) -> String {
    marked(lang, weekday(lang, day), chosen)
}

/// A label with a mark where it is what is chosen.
pub(crate) fn marked(lang: Lang, label: String, chosen: bool) -> String {
    if chosen {
        words!(lang, "rules.chosen_label", day = label)
    } else {
        label
    }
}

fn weekday(lang: Lang, day: Weekday) -> String {
    match day {
        Weekday::Mon => words!(lang, "rules.weekday.mon"),
        Weekday::Tue => words!(lang, "rules.weekday.tue"),
        Weekday::Wed => words!(lang, "rules.weekday.wed"),
        Weekday::Thu => words!(lang, "rules.weekday.thu"),
        Weekday::Fri => words!(lang, "rules.weekday.fri"),
        Weekday::Sat => words!(lang, "rules.weekday.sat"),
        Weekday::Sun => words!(lang, "rules.weekday.sun"),
    }
}

fn weekdays(lang: Lang, chosen: Weekdays) -> String {
    let names: Vec<String> = chosen.days().into_iter().map(|day| weekday(lang, day)).collect();
    names.join(&words!(lang, "names.comma"))
}

fn rate(lang: Lang, percent: u32) -> String {
    match percent {
        200 => words!(lang, "rules.rate.double"),
        300 => words!(lang, "rules.rate.triple"),
        percent => words!(lang, "rules.rate.times", times = hundredths(lang, i64::from(percent))),
    }
}

/// "200%", as it is typed.
#[must_use]
pub fn percent_label(lang: Lang, percent: u32) -> String {
    format!("{}%", number(lang, i64::from(percent)))
}

/// A rule as it would be saved, and what it would have given.
#[must_use]
pub fn draft(lang: Lang, rule: &EarnRule, category: Option<&str>, tier: Option<&str>, tried: &Tried) -> String {
    lines([
        Some(words!(lang, "rules.draft", title = escape(&rule.title))),
        (!rule.active).then(|| words!(lang, "rules.ended_note")),
        GAP,
        Some(words!(lang, "rules.fact_rate", rate = rate(lang, rule.times))),
        Some(match category {
            Some(category) => words!(lang, "rules.fact_category", category = escape(category)),
            None => words!(lang, "rules.fact_everything"),
        }),
        tier.map(|tier| words!(lang, "rules.fact_tier", tier = escape(tier))),
        Some(words!(lang, "rules.fact_period", period = period(lang, rule))),
        rule.weekdays
            .map(|chosen| words!(lang, "rules.fact_days", days = weekdays(lang, chosen))),
        GAP,
        Some(rehearsal(lang, tried)),
        rule.usual_weekdays()
            .filter(|_| tried.looked_at > 0)
            .map(|days| words!(lang, "rules.rehearsal_on", days = weekdays(lang, days))),
    ])
}

fn rehearsal(lang: Lang, tried: &Tried) -> String {
    let purchases = |n| counted(lang, "rules.purchases", n);
    let (span, looked_at) = (days(lang, tried.days), purchases(tried.looked_at));
    if tried.looked_at == 0 {
        return words!(lang, "rules.rehearsal_empty");
    }
    if tried.points.is_zero() {
        return words!(lang, "rules.rehearsal_nothing", days = span, orders = looked_at);
    }
    words!(
        lang,
        "rules.rehearsal",
        days = span,
        orders = looked_at,
        points = points(lang, tried.points),
        members = counted(lang, "rules.members", tried.members),
        fitting = purchases(tried.orders),
        money = money(lang, tried.money, tried.currency)
    )
}

fn period(lang: Lang, rule: &EarnRule) -> String {
    match (rule.from, rule.until) {
        (None, None) => words!(lang, "rules.period.always"),
        (Some(from), None) => words!(lang, "rules.period.from", from = date(lang, from)),
        (None, Some(until)) => words!(lang, "rules.period.until", until = date(lang, until)),
        (Some(from), Some(until)) if from == until => words!(lang, "rules.period.one_day", day = date(lang, from)),
        (Some(from), Some(until)) => words!(
            lang,
            "rules.period.both",
            from = date(lang, from),
            until = date(lang, until)
        ),
    }
}

#[must_use]
pub fn save_label(lang: Lang) -> String {
    words!(lang, "rules.save_label")
}

#[must_use]
pub fn discard_label(lang: Lang) -> String {
    words!(lang, "rules.discard_label")
}

#[must_use]
pub fn field_label(lang: Lang, field: Field) -> String {
    match field {
        Field::Rate => words!(lang, "rules.field.rate"),
        Field::From => words!(lang, "rules.field.from"),
        Field::Until => words!(lang, "rules.field.until"),
        Field::Days => words!(lang, "rules.field.days"),
        Field::Category => words!(lang, "rules.field.category"),
        Field::Tier => words!(lang, "rules.field.tier"),
        Field::Title => words!(lang, "rules.field.title"),
    }
}

#[must_use]
pub fn end_label(lang: Lang) -> String {
    words!(lang, "rules.end_label")
}

#[must_use]
pub fn end_question(lang: Lang, title: &str) -> String {
    words!(lang, "rules.end_question", title = escape(title))
}

/// After a rule was saved. `runs`: from the next purchase on.
#[must_use]
pub fn saved(lang: Lang, title: &str, runs: bool) -> String {
    if runs {
        words!(lang, "rules.saved_and_runs", title = escape(title))
    } else {
        words!(lang, "rules.saved", title = escape(title))
    }
}

#[must_use]
pub fn ended(lang: Lang, title: &str) -> String {
    words!(lang, "rules.ended", title = escape(title))
}

#[must_use]
pub fn gone(lang: Lang) -> String {
    words!(lang, "rules.gone")
}

#[must_use]
pub fn ask_rate(lang: Lang) -> String {
    words!(lang, "rules.ask_rate")
}

#[must_use]
pub fn bad_rate(lang: Lang, most: u32) -> String {
    words!(lang, "rules.bad_rate", most = number(lang, i64::from(most)))
}

#[must_use]
pub fn ask_from(lang: Lang) -> String {
    words!(lang, "rules.ask_from")
}

#[must_use]
pub fn ask_until(lang: Lang) -> String {
    words!(lang, "rules.ask_until")
}

#[must_use]
pub fn bad_day(lang: Lang) -> String {
    words!(lang, "rules.bad_day")
}

#[must_use]
pub fn bad_end(lang: Lang, from: NaiveDate) -> String {
    words!(lang, "rules.bad_end", from = date(lang, from))
}

#[must_use]
pub fn bad_begin(lang: Lang, until: NaiveDate) -> String {
    words!(lang, "rules.bad_begin", until = date(lang, until))
}

#[must_use]
pub fn today_label(lang: Lang) -> String {
    words!(lang, "rules.today_label")
}

#[must_use]
pub fn now_label(lang: Lang) -> String {
    words!(lang, "rules.now_label")
}

#[must_use]
pub fn saturday_label(lang: Lang, day: NaiveDate) -> String {
    words!(lang, "rules.saturday_label", day = day_and_month(lang, day))
}

#[must_use]
pub fn sunday_label(lang: Lang, day: NaiveDate) -> String {
    words!(lang, "rules.sunday_label", day = day_and_month(lang, day))
}

#[must_use]
pub fn no_end_label(lang: Lang) -> String {
    words!(lang, "rules.no_end_label")
}

#[must_use]
pub fn ask_title(lang: Lang) -> String {
    words!(lang, "rules.ask_title")
}

#[must_use]
pub fn bad_title(lang: Lang, most: i64) -> String {
    words!(lang, "rules.bad_title", most = number(lang, most))
}

/// The name of a new rule, on a button: "Double points", or with what it is about.
#[must_use]
pub fn title_label(lang: Lang, what: Option<&str>) -> String {
    match what {
        Some(what) => words!(lang, "rules.title_with", what = short(what, LABEL_NAME)),
        None => words!(lang, "rules.default_title"),
    }
}

/// In /points, while a rule runs.
#[must_use]
pub fn for_members(lang: Lang, rule: &EarnRule, category: Option<&str>) -> String {
    let rate = rate(lang, rule.times);
    let until = rule.until.map(|until| date(lang, until));
    match (category.map(escape), until) {
        (None, None) => words!(lang, "rules.for_members", rate = rate),
        (None, Some(until)) => words!(lang, "rules.for_members_until", rate = rate, until = until),
        (Some(category), None) => words!(lang, "rules.for_members_on", rate = rate, category = category),
        (Some(category), Some(until)) => words!(
            lang,
            "rules.for_members_on_until",
            rate = rate,
            category = category,
            until = until
        ),
    }
}

/// In a manager's menu.
#[must_use]
pub fn menu_label(lang: Lang) -> String {
    words!(lang, "rules.menu_label")
}
