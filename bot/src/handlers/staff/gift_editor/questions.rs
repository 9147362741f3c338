//! The questions about a gift as people see them: words, and buttons with sensible answers.

use chrono::{Datelike, Months, NaiveDate};
use domain::shop::Shop;
use domain::{GiftId, Lang};
use say::gift_editor as words;
use say::gift_editor::Field;

use super::draft::{GiftQuestion, Step};
use crate::handlers::customer::screen;
use crate::handlers::staff::editors::{BACK, CANCEL, NONE};
use crate::handlers::visit::Visit;
use crate::tap::Tap;
use crate::telegram::{Button, Message, Style};

/// The question that changes a field.
#[must_use]
pub const fn of_field(field: Field) -> Step {
    match field {
        Field::Title => Step::Title,
        Field::Description => Step::Description,
        Field::Price => Step::Price,
        Field::Photo => Step::Photo,
        Field::Stock => Step::Stock,
        Field::Limit => Step::Limit,
        Field::PerDay => Step::PerDay,
        Field::Period => Step::From,
        Field::Validity => Step::Validity,
    }
}

/// A question with its buttons. While a gift is being made it says how far it is.
#[must_use]
pub fn message(visit: &Visit<'_>, shop: &Shop, open: &GiftQuestion) -> Message {
    let (lang, step, making) = (visit.lang(), open.step(), matches!(open, GiftQuestion::Making { .. }));
    let question = match step {
        Step::Title | Step::Preview => words::ask_title(lang),
        Step::Description => words::ask_description(lang),
        Step::Price => words::ask_price(lang),
        Step::Photo => words::ask_photo(lang),
        Step::Stock => words::ask_stock(lang),
        Step::Limit => words::ask_limit(lang),
        Step::PerDay => words::ask_per_day(lang),
        Step::From => words::ask_from(lang),
        Step::Until => words::ask_until(lang),
        Step::Validity => words::ask_validity(lang),
    };
    let today = shop.day(visit.club.loyalty.clock.now());
    let first_day = open.first_day().map_or(today, |from| from.max(today));
    let mut rows: Vec<Vec<Button>> = answers(lang, step, first_day)
        .chunks(if matches!(step, Step::Until | Step::From) { 1 } else { 4 })
        .map(<[Button]>::to_vec)
        .collect();
    if let Some(label) = none_label(lang, step) {
        rows.push(vec![button(step, label, NONE)]);
    }
    let mut way_out = vec![button(step, say::common::cancel_label(lang), CANCEL)];
    if making && step.previous().is_some() {
        way_out.insert(0, button(step, say::common::back_label(lang), BACK));
    }
    rows.push(way_out);
    if !making {
        return screen(question, rows);
    }
    // The look at the whole is no question.
    let (number, of) = (step.number(), Step::ALL.len() - 1);
    let count = |n: usize| i64::try_from(n).unwrap_or(0);
    screen(
        format!("{}\n{question}", say::setup::step(lang, count(number), count(of))),
        rows,
    )
}

/// What stands under the finished gift.
#[must_use]
pub fn preview_rows(visit: &Visit<'_>, gift: GiftId) -> Vec<Vec<Button>> {
    let lang = visit.lang();
    vec![
        vec![Button::tap(words::save_label(lang), Tap::SaveGift { gift }.data()).style(Style::Success)],
        vec![
            button(Step::Preview, say::common::back_label(lang), BACK),
            button(Step::Preview, words::discard_label(lang), CANCEL).style(Style::Danger),
        ],
    ]
}

fn button(step: Step, label: String, answer: &str) -> Button {
    Button::tap(
        label,
        Tap::GiftAnswer {
            answer: format!("{}={answer}", step.as_str()),
        }
        .data(),
    )
}

/// Answers that many give. Each is what one would type.
fn answers(lang: Lang, step: Step, first_day: NaiveDate) -> Vec<Button> {
    let numbers = |numbers: &[i64]| {
        numbers
            .iter()
            .map(|n| button(step, say::number::number(lang, *n), &n.to_string()))
            .collect()
    };
    match step {
        Step::Price => numbers(&[50, 100, 200, 500]),
        Step::Stock => numbers(&[5, 10, 20, 50]),
        Step::Limit | Step::PerDay => numbers(&[1, 2, 3, 5]),
        Step::Until => ends_of_months(first_day)
            .into_iter()
            .map(|day| button(step, say::date::date(lang, day), &day.to_string()))
            .collect(),
        Step::Validity => [0_u32, 7, 30, 90]
            .into_iter()
            .map(|days| button(step, words::validity_label(lang, days), &days.to_string()))
            .collect(),
        Step::Title | Step::Description | Step::Photo | Step::From | Step::Preview => Vec::new(),
    }
}

/// The last days of a day's month and of the next two.
fn ends_of_months(day: NaiveDate) -> Vec<NaiveDate> {
    (1..=3)
        .filter_map(|months| day.with_day(1)?.checked_add_months(Months::new(months))?.pred_opt())
        .collect()
}

fn none_label(lang: Lang, step: Step) -> Option<String> {
    match step {
        Step::Description => Some(say::common::skip_label(lang)),
        Step::Photo => Some(words::no_photo_label(lang)),
        Step::Stock => Some(words::unlimited_label(lang)),
        Step::Limit | Step::PerDay => Some(words::no_limit_label(lang)),
        Step::From => Some(words::from_now_label(lang)),
        Step::Until => Some(words::no_end_label(lang)),
        Step::Title | Step::Price | Step::Validity | Step::Preview => None,
    }
}

#[cfg(test)]
mod tests {
    use super::super::draft::{none, read};
    use super::*;

    #[test]
    fn every_button_answers_its_question() {
        let today = "2027-03-12".parse().unwrap();
        for lang in Lang::ALL {
            for step in Step::ALL.into_iter().chain([Step::PerDay]) {
                for button in answers(lang, step, today) {
                    let crate::telegram::Press::Tap(data) = button.press else {
                        panic!("{step:?}")
                    };
                    let Some(Tap::GiftAnswer { answer }) = Tap::read(&data) else {
                        panic!("{data}")
                    };
                    let (asked, word) = answer.split_once('=').unwrap();

                    assert_eq!(Step::parse(asked), Some(step));
                    assert!(read(step, word, lang, today, None).is_ok(), "{answer}");
                }
                assert_eq!(none_label(lang, step).is_some(), none(step).is_some(), "{step:?}");
            }
        }
    }

    #[test]
    fn months_end_where_they_end() {
        let ends = ends_of_months("2028-01-31".parse().unwrap());

        assert_eq!(
            ends.iter().map(ToString::to_string).collect::<Vec<_>>(),
            ["2028-01-31", "2028-02-29", "2028-03-31"]
        );
    }
}
