//! The questions about an offer as people see them: words, and buttons with sensible answers.

use chrono::Days;
use domain::Lang;
use domain::grade::KindName;
use domain::offer::Audience;
use say::offer_editor as words;
use say::offer_editor::Condition;

use super::answers::Reader;
use super::choices::{Choices, choice_word};
use super::draft::{Draft, Kind, OfferQuestion, Shelf, Step};
use crate::handlers::customer::screen;
use crate::handlers::staff::editors::{BACK, CANCEL, DONE, NONE};
use crate::tap::Tap;
use crate::telegram::{Button, Message, Style};

/// The question that says something about an offer's coupons.
#[must_use]
pub const fn of_condition(condition: Condition) -> Step {
    match condition {
        Condition::Things => Step::Things,
        Condition::MinSpend => Step::MinSpend,
        Condition::Tier => Step::Tier,
        Condition::Audience => Step::Audience,
        Condition::Lasts => Step::Lasts,
        // These two are answered by their buttons.
        Condition::Holder | Condition::MemberPrices => Step::Preview,
    }
}

/// The word for a condition in a button under the look at the whole.
const fn condition_word(condition: Condition) -> &'static str {
    match condition {
        Condition::Holder => "give",
        Condition::MemberPrices => "with",
        condition => of_condition(condition).as_str(),
    }
}

#[must_use]
pub fn condition(word: &str) -> Option<Condition> {
    Condition::ALL
        .into_iter()
        .find(|condition| condition_word(*condition) == word)
}

/// A question with its buttons. While an offer is being made it says how far it is.
#[must_use]
pub fn message(reader: &Reader<'_>, choices: &Choices, open: &OfferQuestion) -> Message {
    let (lang, step) = (reader.lang, open.step());
    let in_a_row = match step {
        Step::Kind | Step::Until | Step::Things | Step::Tier => 1,
        Step::Audience | Step::Lasts => 2,
        _ => 4,
    };
    let mut rows: Vec<Vec<Button>> = answers(reader, choices, step)
        .chunks(in_a_row)
        .map(<[Button]>::to_vec)
        .collect();
    if step == Step::Things {
        rows.extend(shelf_rows(lang, choices));
    }
    if let Some(label) = none_label(lang, reader.draft, step) {
        rows.push(vec![button(step, label, NONE)]);
    }
    if is_chosen(reader.draft, step) {
        rows.push(vec![button(step, words::done_label(lang), DONE).style(Style::Primary)]);
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
    let question = question(reader, choices, step);
    match draft.and_then(|draft| draft.progress(step)) {
        Some((number, of)) => screen(format!("{}\n{question}", say::setup::step(lang, number, of)), rows),
        None => screen(question, rows),
    }
}

/// Whether something is chosen already that could be all.
fn is_chosen(draft: &Draft, step: Step) -> bool {
    match step {
        Step::Audience => draft.audience != Audience::Everybody,
        Step::Things => !draft.only.is_everything(),
        _ => false,
    }
}

/// To the other pages of the catalogue, and to its other part.
fn shelf_rows(lang: Lang, choices: &Choices) -> Vec<Vec<Button>> {
    let Shelf { products, page } = choices.shelf;
    let turn = |label: String, shelf: Shelf| button(Step::Things, label, &Choices::page_word(shelf));
    let mut pages = Vec::new();
    if page > 0 {
        let before = Shelf {
            products,
            page: page - 1,
        };
        pages.push(turn(say::common::previous_label(lang), before));
    }
    if choices.more {
        let after = Shelf {
            products,
            page: page + 1,
        };
        pages.push(turn(say::common::next_label(lang), after));
    }
    let mut rows = vec![pages];
    if choices.other_shelf {
        let label = if products {
            words::categories_label(lang)
        } else {
            words::products_label(lang)
        };
        let other = Shelf {
            products: !products,
            page: 0,
        };
        rows.push(vec![turn(label, other)]);
    }
    rows
}

fn question(reader: &Reader<'_>, choices: &Choices, step: Step) -> String {
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
        Step::Things if choices.things.is_empty() => words::nothing_in_the_catalogue(lang),
        Step::Things if reader.draft.kind == Kind::Price => words::ask_thing(lang),
        Step::Things => words::ask_things(lang),
        Step::Tier => words::ask_tier(lang),
        Step::Lasts => words::ask_lasts(lang),
    }
}

/// What stands under the finished offer.
#[must_use]
pub fn preview_rows(lang: Lang, offer: domain::OfferId, draft: &Draft) -> Vec<Vec<Button>> {
    let terms = draft.terms();
    let conditions: Vec<Button> = Condition::ALL
        .into_iter()
        .filter(|condition| draft.can(*condition))
        .map(|condition| {
            let label = words::condition_label(lang, condition, &terms);
            button(Step::Preview, label, condition_word(condition))
        })
        .collect();
    let publish = Button::tap(words::publish_label(lang), Tap::PublishOffer { offer }.data());
    let mut rows = vec![vec![publish.style(Style::Success)]];
    rows.extend(conditions.chunks(2).map(<[Button]>::to_vec));
    rows.push(vec![
        button(Step::Preview, say::common::back_label(lang), BACK),
        button(Step::Preview, say::gift_editor::discard_label(lang), CANCEL).style(Style::Danger),
    ]);
    rows
}

fn button(step: Step, label: String, answer: &str) -> Button {
    let answer = format!("{}={answer}", step.as_str());
    Button::tap(label, Tap::OfferAnswer { answer }.data())
}

/// Answers that many give.
fn answers(reader: &Reader<'_>, choices: &Choices, step: Step) -> Vec<Button> {
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
        Step::Audience => {
            let (named, kinds) = (reader.draft.audience.tiers(), reader.draft.audience.kinds());
            let tiers = choices.tiers.iter().map(|tier| {
                let label = tier.title.clone();
                (label, named.contains(&tier.id), tier.id.to_string())
            });
            let kinds = KindName::ALL.map(|kind| {
                let label = words::kind_label(lang, kind);
                (label, kinds.contains(&kind), kind.as_str().to_owned())
            });
            let tagged = reader.draft.audience.tags();
            let tags = choices.tags.iter().map(|tag| {
                let label = words::tag_label(&tag.title);
                (label, tagged.contains(&tag.id), tag.id.to_string())
            });
            let picked = reader.draft.audience.choices();
            let of_fields = choices.of_fields.iter().map(|(choice, label)| {
                let is_picked = picked.iter().any(|named| named.is_same(choice));
                (label.clone(), is_picked, choice_word(choice))
            });
            tiers
                .chain(kinds)
                .chain(tags)
                .chain(of_fields)
                .map(|(label, chosen, word)| button(step, words::choice_label(lang, &label, chosen), &word))
                .collect()
        }
        Step::Things => choices
            .things
            .iter()
            .map(|thing| button(step, words::choice_label(lang, &thing.title, thing.chosen), &thing.word))
            .collect(),
        Step::Tier => choices
            .tiers
            .iter()
            .map(|tier| button(step, words::tier_label(lang, &tier.title), &tier.id.to_string()))
            .collect(),
        Step::Lasts => [1, 3, 7, 30]
            .into_iter()
            .map(|days| button(step, words::lasts_label(lang, days), &days.to_string()))
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
        Kind::Gift => words::gift_kind_label(lang),
    }
}

fn none_label(lang: Lang, draft: &Draft, step: Step) -> Option<String> {
    match step {
        Step::Description => Some(say::common::skip_label(lang)),
        Step::Photo => Some(say::gift_editor::no_photo_label(lang)),
        Step::MinSpend => Some(words::no_least_label(lang)),
        Step::Audience => Some(words::everybody_label(lang)),
        Step::From => Some(say::gift_editor::from_now_label(lang)),
        Step::Stock => Some(say::gift_editor::unlimited_label(lang)),
        Step::Limit => Some(say::gift_editor::no_limit_label(lang)),
        Step::Budget => Some(words::no_budget_label(lang)),
        Step::Things if draft.kind == Kind::Price => Some(words::no_thing_label(lang)),
        Step::Things => Some(words::everything_label(lang)),
        Step::Tier => Some(words::any_tier_label(lang)),
        _ => None,
    }
}
