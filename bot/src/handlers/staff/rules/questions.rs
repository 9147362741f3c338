//! The questions about a rule as people see them: words, and buttons with sensible answers.

use chrono::{Datelike, Days, Months, NaiveDate, Weekday};
use domain::Lang;
use domain::earn_rule::EarnRule;
use say::rules as words;
use say::rules::Field;

use super::{Named, RuleQuestion};
use crate::handlers::customer::screen;
use crate::handlers::staff::editors::{DONE, NONE};
use crate::tap::Tap;
use crate::telegram::{Button, Message};

/// The question that changes a field.
#[must_use]
pub const fn of_field(field: Field) -> RuleQuestion {
    match field {
        Field::Rate => RuleQuestion::Rate,
        Field::Category => RuleQuestion::Category,
        Field::Tier => RuleQuestion::Tier,
        Field::From => RuleQuestion::From,
        Field::Until => RuleQuestion::Until,
        Field::Days => RuleQuestion::Days,
        Field::Title => RuleQuestion::Title,
    }
}

/// A question with its buttons.
#[must_use]
pub fn message(lang: Lang, question: RuleQuestion, rule: &EarnRule, names: &Named, today: NaiveDate) -> Message {
    let button = |label: String, word: &str| {
        let answer = format!("{}={word}", question.as_str());
        Button::tap(label, Tap::RuleAnswer { answer }.data())
    };
    let day = |label: String, day: NaiveDate| vec![button(label, &day.to_string())];
    let (text, mut rows) = match question {
        RuleQuestion::Rate => {
            let rates = [150_u32, 200, 300, 500];
            let rates = rates.map(|rate| button(words::percent_label(lang, rate), &rate.to_string()));
            (words::ask_rate(lang), vec![rates.to_vec()])
        }
        RuleQuestion::Category => {
            let everything = vec![button(words::everything_label(lang), NONE)];
            let choices = names
                .categories
                .iter()
                .map(|(id, title)| vec![button(say::common::name_label(title), &id.to_string())]);
            let text = if names.categories.is_empty() {
                words::no_categories(lang)
            } else {
                words::choose_category(lang)
            };
            (text, choices.chain([everything]).collect())
        }
        RuleQuestion::Tier => {
            let everybody = vec![button(words::everybody_label(lang), NONE)];
            let choices = names
                .tiers
                .iter()
                .map(|(id, title)| vec![button(say::common::name_label(title), &id.to_string())]);
            let text = if names.tiers.is_empty() {
                words::no_tiers(lang)
            } else {
                words::choose_tier(lang)
            };
            (text, choices.chain([everybody]).collect())
        }
        RuleQuestion::From => {
            let (saturday, _) = super::weekend(today);
            let rows = vec![
                vec![button(words::now_label(lang), NONE)],
                day(words::today_label(lang), today),
                day(words::saturday_label(lang, saturday), saturday),
            ];
            (words::ask_from(lang), rows)
        }
        RuleQuestion::Until => {
            let first = rule.from.map_or(today, |from| from.max(today));
            let (_, sunday) = super::weekend(first);
            let month = first.with_day(1).and_then(|day| day.checked_add_months(Months::new(1)));
            let month = month.and_then(|day| day.pred_opt()).unwrap_or(first);
            let mut rows = vec![day(words::sunday_label(lang, sunday), sunday)];
            for end in [first + Days::new(6), month] {
                rows.push(day(say::date::date(lang, end), end));
            }
            rows.push(vec![button(words::no_end_label(lang), NONE)]);
            (words::ask_until(lang), rows)
        }
        RuleQuestion::Days => {
            let week = [
                Weekday::Mon,
                Weekday::Tue,
                Weekday::Wed,
                Weekday::Thu,
                Weekday::Fri,
                Weekday::Sat,
                Weekday::Sun,
            ];
            let days = week.map(|day| {
                let chosen = rule.weekdays.is_some_and(|days| days.contains(day));
                button(words::day_label(lang, day, chosen), &day.to_string())
            });
            let mut rows: Vec<Vec<Button>> = days.chunks(4).map(<[Button]>::to_vec).collect();
            rows.push(vec![
                button(words::every_day_label(lang), NONE),
                button(words::days_done_label(lang), DONE),
            ]);
            (words::choose_weekdays(lang), rows)
        }
        RuleQuestion::Title => (words::ask_title(lang), Vec::new()),
    };
    if question != RuleQuestion::Days {
        rows.push(vec![button(say::common::back_label(lang), DONE)]);
    }
    screen(text, rows)
}
