//! The questions about an offer as people see them: words, and buttons with sensible answers.

use chrono::Days;
use domain::Lang;
use domain::grade::KindName;
use domain::tier::Tier;
use say::offer_editor as words;

use super::draft::{Draft, Kind, OfferQuestion, Reader, Step};
use crate::handlers::customer::screen;
use crate::tap::Tap;
use crate::telegram::{Button, Message, Style};

/// Answers of buttons that are not typed words.
pub const BACK: &str = "back";
pub const CANCEL: &str = "cancel";
pub const NONE: &str = "none";

/// A question with its buttons. While an offer is being made it says how far it is.
#[must_use]
pub fn message(reader: &Reader<'_>, tiers: &[Tier], open: &OfferQuestion) -> Message {
    let (lang, step) = (reader.lang, open.step());
    let mut rows: Vec<Vec<Button>> = answers(reader, tiers, step)
        .chunks(if matches!(step, Step::Kind | Step::Audience | Step::Until) {
            1
        } else {
            4
        })
        .map(<[Button]>::to_vec)
        .collect();
    if let Some(label) = none_label(lang, step) {
        rows.push(vec![button(step, label, NONE)]);
    }
    let mut way_out = vec![button(step, say::common::cancel_label(lang), CANCEL)];
    let draft = match open {
        OfferQuestion::Making { draft, .. } => Some(draft),
        OfferQuestion::Changing { .. } => None,
    };
    if draft.is_some_and(|draft| draft.previous(step).is_some()) {
        way_out.insert(0, button(step, say::common::back_label(lang), BACK));
    }
    rows.push(way_out);
    let question = question(reader, step);
    match draft.map(|draft| Draft::progress(draft, step)) {
        Some((number, of)) => screen(format!("{}\n{question}", say::setup::step(lang, number, of)), rows),
        None => screen(question, rows),
    }
}

fn question(reader: &Reader<'_>, step: Step) -> String {
    let lang = reader.lang;
    match step {
        Step::Title | Step::Preview => words::ask_title(lang),
        Step::Description => words::ask_description(lang),
        Step::Photo => words::ask_photo(lang),
        Step::Kind => words::ask_kind(lang),
        Step::Everyday => words::ask_everyday(lang),
        Step::Price => words::ask_price(lang),
        Step::Off => words::ask_off(lang),
        Step::Percent => words::ask_percent(lang),
        Step::AtMost => words::ask_at_most(lang),
        Step::Times => words::ask_times(lang),
        Step::MinSpend => words::ask_min_spend(lang),
        Step::Audience => words::ask_audience(lang),
        Step::From => words::ask_from(lang),
        Step::Until => words::ask_until(lang),
        Step::Stock => words::ask_stock(lang),
        Step::Limit => words::ask_limit(lang),
        Step::Budget => words::ask_budget(lang),
        Step::Validity => words::ask_validity(lang),
    }
}

/// What stands under the finished offer.
#[must_use]
pub fn preview_rows(lang: Lang, offer: domain::OfferId) -> Vec<Vec<Button>> {
    vec![
        vec![Button::tap(words::publish_label(lang), Tap::PublishOffer { offer }.data()).style(Style::Success)],
        vec![
            button(Step::Preview, say::common::back_label(lang), BACK),
            button(Step::Preview, say::gift_editor::discard_label(lang), CANCEL).style(Style::Danger),
        ],
    ]
}

fn button(step: Step, label: String, answer: &str) -> Button {
    let answer = format!("{}={answer}", step.as_str());
    Button::tap(label, Tap::OfferAnswer { answer }.data())
}

/// Answers that many give.
fn answers(reader: &Reader<'_>, tiers: &[Tier], step: Step) -> Vec<Button> {
    let lang = reader.lang;
    let numbers = |numbers: &[i64]| {
        numbers
            .iter()
            .map(|n| button(step, say::number::number(lang, *n), &n.to_string()))
            .collect()
    };
    match step {
        Step::Kind => Kind::ALL
            .into_iter()
            .map(|kind| button(step, kind_label(lang, kind), kind.as_str()))
            .collect(),
        Step::Percent => numbers(&[10, 15, 20, 25]),
        Step::Times => numbers(&[2, 3, 4, 5]),
        // "This tier and those above it", lowest first.
        Step::Audience => tiers
            .iter()
            .enumerate()
            .map(|(at, tier)| button(step, words::tier_label(lang, &tier.title), &at.to_string()))
            .chain(KindName::ALL.map(|kind| button(step, words::kind_label(lang, kind), kind.as_str())))
            .collect(),
        Step::Until => [3, 7, 14]
            .into_iter()
            .filter_map(|days| reader.first_day().checked_add_days(Days::new(days)))
            .map(|day| button(step, say::date::date(lang, day), &day.to_string()))
            .collect(),
        Step::Stock => numbers(&[5, 10, 20, 50]),
        Step::Limit => numbers(&[1, 2, 3, 5]),
        Step::Validity => [0_u32, 7, 14, 30]
            .into_iter()
            .map(|days| button(step, say::gift_editor::validity_label(lang, days), &days.to_string()))
            .collect(),
        _ => Vec::new(),
    }
}

fn kind_label(lang: Lang, kind: Kind) -> String {
    match kind {
        Kind::Price => words::price_kind_label(lang),
        Kind::Amount => words::amount_kind_label(lang),
        Kind::Percent => words::percent_kind_label(lang),
        Kind::Times => words::times_kind_label(lang),
        Kind::Delivery => words::delivery_kind_label(lang),
    }
}

fn none_label(lang: Lang, step: Step) -> Option<String> {
    match step {
        Step::Description => Some(say::common::skip_label(lang)),
        Step::Photo => Some(say::gift_editor::no_photo_label(lang)),
        Step::MinSpend => Some(words::no_least_label(lang)),
        Step::Audience => Some(words::everybody_label(lang)),
        Step::From => Some(say::gift_editor::from_now_label(lang)),
        Step::Stock => Some(say::gift_editor::unlimited_label(lang)),
        Step::Limit => Some(say::gift_editor::no_limit_label(lang)),
        Step::Budget => Some(words::no_budget_label(lang)),
        _ => None,
    }
}
