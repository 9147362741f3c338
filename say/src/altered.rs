//! What a deed changed, before and after (S3): a line for each thing that is another one now.

use chrono::NaiveDate;
use domain::automation::{Brings, Trigger};
use domain::birthday::Birthday;
use domain::order::Channel;
use domain::setting::Setting;
use domain::shop::Shop;
use domain::tier::Basis;
use domain::till::PointsWorth;
use domain::{Lang, Money, Points};

use crate::automation_editor::{self, Piece, Words};
use crate::date::date;
use crate::number::{money, number};
use crate::text::{days, in_list, minutes, months, points};
use crate::{gift_editor, offer_editor, product_editor, rules, settings, setup, tiers};

/// Something that can be changed by itself, where the log says what it was and what it became.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Part {
    Shop(setup::Field),
    Setting(Setting),
    Gift(gift_editor::Field),
    Product(product_editor::Field),
    Offer(offer_editor::Field),
    Rule(rules::Field),
    Tier(tiers::Field),
    TierRule(tiers::Rule),
    /// The number of a purchase's receipt, and where it was bought.
    Receipt,
    Channel,
    /// A member's points.
    Balance,
    /// Of what goes out by itself.
    Automation(Piece),
}

/// What it was, or became.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value<'a> {
    Text(&'a str),
    Number(i64),
    Points(Points),
    Money(Money),
    Percent(i64),
    Minutes(i64),
    Days(i64),
    Months(i64),
    Day(NaiveDate),
    Basis(Basis),
    Lang(Lang),
    Channel(Channel),
    Worth(PointsWorth),
    /// What a purchase earns.
    Rate {
        points: Points,
        per: Money,
    },
    /// Of a setting, which knows what it counts.
    Setting(Option<i64>),
    /// For whom something is. None named: for everybody.
    People(Vec<String>),
    /// A day of the year, in its calendar.
    Holiday(Birthday),
    /// When a message goes out.
    When(Trigger, u32),
    /// What comes with a message.
    Brings(Brings),
    /// No message at all; no other one for a tier than for all.
    NoMessage,
    AsAll,
    Words(Words),
}

/// One thing that is another one now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Altered<'a> {
    pub part: Part,
    /// `None`: there was none.
    pub was: Option<Value<'a>>,
    pub became: Option<Value<'a>>,
}

/// "Points: 100 → 120".
pub(crate) fn line(lang: Lang, altered: &Altered<'_>, shop: &Shop) -> String {
    let said = |value: Option<&Value<'_>>| {
        value
            .and_then(|value| said(lang, &altered.part, value, shop))
            .unwrap_or_else(|| words!(lang, "staff.altered_none"))
    };
    words!(
        lang,
        "staff.altered",
        what = label(lang, &altered.part),
        was = said(altered.was.as_ref()),
        became = said(altered.became.as_ref())
    )
}

fn label(lang: Lang, part: &Part) -> String {
    match part {
        Part::Shop(field) => setup::field_label(lang, *field),
        Part::Setting(setting) => settings::label(lang, *setting),
        Part::Gift(field) => gift_editor::field_label(lang, *field),
        Part::Product(field) => product_editor::field_label(lang, *field),
        Part::Offer(field) => offer_editor::field_label(lang, *field),
        Part::Rule(field) => rules::field_label(lang, *field),
        Part::Tier(field) => tiers::field_label(lang, *field),
        Part::TierRule(rule) => tiers::rule_label(lang, *rule),
        Part::Receipt => words!(lang, "staff.altered_receipt"),
        Part::Channel => words!(lang, "staff.altered_channel"),
        Part::Balance => words!(lang, "staff.altered_balance"),
        Part::Automation(piece) => automation_editor::piece_label(lang, piece),
    }
}

/// `None`: a value that is none of this part's.
fn said(lang: Lang, part: &Part, value: &Value<'_>, shop: &Shop) -> Option<String> {
    Some(match value {
        Value::Text(text) => in_list(text),
        Value::Number(n) => number(lang, *n),
        Value::Points(n) => points(lang, *n),
        Value::Money(amount) => money(lang, *amount, shop.currency),
        Value::Percent(n) => format!("{}%", number(lang, *n)),
        Value::Minutes(n) => minutes(lang, *n),
        Value::Days(n) => days(lang, *n),
        Value::Months(n) => months(lang, *n),
        Value::Day(day) => date(lang, *day),
        Value::Basis(basis) => tiers::basis_label(lang, *basis),
        Value::Lang(spoken) => crate::common::language_label(*spoken),
        Value::Channel(channel) => crate::exports::channel(lang, *channel),
        Value::Worth(worth) => settings::worth(lang, *worth, shop),
        Value::Rate { points, per } => setup::rate_label(lang, *per, shop.currency, *points),
        Value::Setting(value) => match part {
            Part::Setting(setting) => settings::value_label(lang, *setting, *value, shop),
            _ => return None,
        },
        Value::People(names) => automation_editor::few_names(lang, names),
        Value::Holiday(day) => crate::file::birthday(lang, *day),
        Value::When(trigger, n) => automation_editor::when(lang, *trigger, *n),
        Value::Brings(what) => automation_editor::brings(lang, what, shop.currency),
        Value::NoMessage => automation_editor::no_message(lang),
        Value::AsAll => automation_editor::as_all(lang),
        Value::Words(whose) => automation_editor::whose_words(lang, *whose),
    })
}
