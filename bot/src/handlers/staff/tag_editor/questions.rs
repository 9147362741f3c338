//! The questions about a tag as people see them, and what answers make of the tag.

use domain::field::FieldKind;
use domain::grade::KindName;
use domain::tag::{Condition, LONGEST_TITLE, MOST_DAYS};
use domain::typed_money;
use domain::{CategoryId, Currency, FieldId, Lang};
use loyalty::TagNames;
use say::tag_editor::{self as words, About, Act, Ask, act_label};

use super::Question;
use crate::handlers::customer::screen;
use crate::handlers::staff::editors::{DONE, NONE, title};
use crate::handlers::staff::typed::number_of_days;
use crate::tap::Tap;
use crate::telegram::{Button, Message};

/// Spans of days that many mean.
const SPANS: [u32; 4] = [30, 90, 180, 365];
const QUIET: [u32; 4] = [30, 60, 90, 180];
/// Things that a question can have as buttons; the rest is typed.
const MOST_CHOICES: usize = 48;

/// What follows from an answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Next {
    Title(String),
    Ask(Question),
    Condition(Condition),
    /// It is to have no rule.
    ByHand,
}

impl Question {
    /// The word for it in a button.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Title => "title",
            Self::About => "about",
            Self::Least => "least",
            Self::SpentWithin { .. } => "within",
            Self::Category => "cat",
            Self::BoughtWithin { .. } => "since",
            Self::Tier => "tier",
            Self::Customer => "kind",
            Self::Field => "field",
            Self::Value { .. } => "value",
            Self::Quiet => "quiet",
        }
    }
}

const fn about_word(about: About) -> &'static str {
    match about {
        About::Spent => "spent",
        About::Bought => "bought",
        About::Quiet => "quiet",
        About::Tier => "tier",
        About::Customer => "kind",
        About::Field => "field",
    }
}

const fn asked_about(about: About) -> Question {
    match about {
        About::Spent => Question::Least,
        About::Bought => Question::Category,
        About::Quiet => Question::Quiet,
        About::Tier => Question::Tier,
        About::Customer => Question::Customer,
        About::Field => Question::Field,
    }
}

/// A question with its buttons.
#[must_use]
pub fn message(lang: Lang, question: Question, names: &TagNames) -> Message {
    let button = |label: String, word: &str| {
        let answer = format!("{}={word}", question.as_str());
        Button::tap(label, Tap::TagAnswer { answer }.data())
    };
    let spans = |spans: [u32; 4]| -> Vec<Button> {
        spans
            .map(|days| button(words::days_label(lang, i64::from(days)), &days.to_string()))
            .to_vec()
    };
    let mut empty = None;
    let (what, buttons, wide) = match question {
        Question::Title => (Ask::Title, Vec::new(), 1),
        Question::About => {
            let mut buttons: Vec<Button> = About::ALL
                .map(|about| button(words::about_label(lang, about), about_word(about)))
                .to_vec();
            buttons.push(button(act_label(lang, Act::ByHand), NONE));
            (Ask::About, buttons, 1)
        }
        Question::Least => (Ask::Least, Vec::new(), 1),
        Question::SpentWithin { .. } => (Ask::Within, spans(SPANS), 2),
        Question::Category => {
            let shown = names.categories.iter().take(MOST_CHOICES);
            empty = names.categories.is_empty().then_some(About::Bought);
            let choice = |(id, title): (CategoryId, &str)| button(words::choice_label(title), &id.to_string());
            let buttons = shown
                .map(|category| choice((category.id, category.title.as_str())))
                .collect();
            (Ask::Category, buttons, 2)
        }
        Question::BoughtWithin { .. } => {
            let mut buttons = spans(SPANS);
            buttons.push(button(act_label(lang, Act::Ever), NONE));
            (Ask::Within, buttons, 2)
        }
        Question::Tier => {
            empty = names.tiers.is_empty().then_some(About::Tier);
            let choices = names.tiers.iter();
            let buttons = choices
                .map(|tier| button(words::choice_label(&tier.title), &tier.id.to_string()))
                .collect();
            (Ask::Tier, buttons, 2)
        }
        Question::Customer => {
            let kinds = KindName::ALL.map(|kind| button(words::customer_label(lang, kind), kind.as_str()));
            (Ask::Customer, kinds.to_vec(), 1)
        }
        Question::Field => {
            empty = names.fields.is_empty().then_some(About::Field);
            let choices = names.fields.iter();
            let buttons = choices
                .map(|field| button(words::choice_label(&field.title), &field.id.to_string()))
                .collect();
            (Ask::Field, buttons, 2)
        }
        Question::Value { field } => {
            let options = kind_of(names, field).map_or(&[][..], FieldKind::options);
            let keyed = options.iter().map(|option| {
                let key = domain::field::option_key(option);
                button(words::choice_label(option), &key.to_string())
            });
            let mut buttons: Vec<Button> = keyed.collect();
            buttons.push(button(act_label(lang, Act::Anything), NONE));
            (Ask::Value, buttons, 3)
        }
        Question::Quiet => (Ask::Quiet, spans(QUIET), 2),
    };
    let text = match empty {
        Some(about) => words::nothing_to_choose(lang, about),
        None => words::ask(lang, what),
    };
    let mut rows: Vec<Vec<Button>> = buttons.chunks(wide).map(<[Button]>::to_vec).collect();
    rows.push(vec![button(say::common::back_label(lang), DONE)]);
    screen(text, rows)
}

fn kind_of(names: &TagNames, field: FieldId) -> Option<&FieldKind> {
    let found = names.fields.iter().find(|known| known.id == field);
    found.map(|field| &field.kind)
}

/// What a button answers. `None`: no button of this question.
#[must_use]
pub fn tapped(question: Question, word: &str, names: &TagNames) -> Option<Next> {
    let days = || word.parse::<u32>().ok().filter(|days| (1..=MOST_DAYS).contains(days));
    Some(match (question, word) {
        (Question::About, NONE) => Next::ByHand,
        (Question::About, word) => {
            let about = About::ALL.into_iter().find(|about| about_word(*about) == word)?;
            Next::Ask(asked_about(about))
        }
        (Question::SpentWithin { least }, _) => Next::Condition(Condition::Spent { least, days: days()? }),
        (Question::Category, _) => {
            let chosen = names
                .categories
                .iter()
                .find(|category| category.id.to_string() == word)?;
            Next::Ask(Question::BoughtWithin { category: chosen.id })
        }
        (Question::BoughtWithin { category }, NONE) => Next::Condition(Condition::Bought { category, days: None }),
        (Question::BoughtWithin { category }, _) => Next::Condition(Condition::Bought {
            category,
            days: Some(days()?),
        }),
        (Question::Tier, _) => {
            let chosen = names.tiers.iter().find(|tier| tier.id.to_string() == word)?;
            Next::Condition(Condition::Tier { tier: chosen.id })
        }
        (Question::Customer, _) => Next::Condition(Condition::Customer {
            name: KindName::parse(word)?,
        }),
        (Question::Field, _) => {
            let chosen = names.fields.iter().find(|field| field.id.to_string() == word)?;
            match chosen.kind {
                // Of a photo nothing can be said but that it is there.
                FieldKind::Photo => Next::Condition(Condition::Field {
                    field: chosen.id,
                    value: None,
                }),
                _ => Next::Ask(Question::Value { field: chosen.id }),
            }
        }
        (Question::Value { field }, NONE) => Next::Condition(Condition::Field { field, value: None }),
        (Question::Value { field }, _) => Next::Condition(Condition::Field {
            field,
            value: Some(kind_of(names, field)?.option(word.parse().ok()?)?),
        }),
        (Question::Quiet, _) => Next::Condition(Condition::Quiet { days: days()? }),
        (Question::Title | Question::Least, _) => return None,
    })
}

/// What typed words answer.
///
/// # Errors
/// What is wrong with them, in words.
pub fn typed(question: Question, text: &str, lang: Lang, currency: Currency, names: &TagNames) -> Result<Next, String> {
    let days = || {
        number_of_days(text, lang)
            .and_then(|days| u32::try_from(days).ok())
            .filter(|days| (1..=MOST_DAYS).contains(days))
            .ok_or_else(|| words::bad_days(lang, MOST_DAYS))
    };
    Ok(match question {
        Question::Title => {
            let title = title(text, LONGEST_TITLE).ok_or_else(|| say::file::bad_tag(lang, LONGEST_TITLE))?;
            Next::Title(title)
        }
        Question::Least => {
            let least = typed_money::read(text, lang, currency)
                .map_err(|why| say::till::unclear(lang, text.trim(), &why, currency))?;
            Next::Ask(Question::SpentWithin { least })
        }
        Question::SpentWithin { least } => Next::Condition(Condition::Spent { least, days: days()? }),
        Question::BoughtWithin { category } => Next::Condition(Condition::Bought {
            category,
            days: Some(days()?),
        }),
        Question::Quiet => Next::Condition(Condition::Quiet { days: days()? }),
        Question::Value { field } => {
            let kind = kind_of(names, field).ok_or_else(|| say::common::please_choose(lang))?;
            let value = kind.read(text, lang).map_err(|why| say::file::unfit(lang, why))?;
            Next::Condition(Condition::Field {
                field,
                value: Some(value),
            })
        }
        Question::About | Question::Category | Question::Tier | Question::Customer | Question::Field => {
            return Err(say::common::please_choose(lang));
        }
    })
}
