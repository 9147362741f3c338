//! The questions of the set-up as messages: what is asked, and the answers that are on buttons.

use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use domain::name;
use domain::shop::Shop;
use domain::typed_money::Unclear;
use domain::{Currency, Lang, Money, Points, earn};
use storage::people::Visitor;

use super::draft::{Setup, Step};
use super::{currencies, zones};
use crate::handlers::customer::screen;
use crate::tap::Tap;
use crate::telegram::{Button, Message, Style};

/// The welcome points that are on buttons.
const WELCOMES: [i64; 3] = [0, 50, 100];

/// The answer that stands for what was answered before.
pub const KEEP: &str = "keep";
/// The answer that is the person's own name.
pub const MINE: &str = "mine";
/// Asks for words instead of a choice.
pub const TYPE: &str = "type";

/// What a question is made of besides where the set-up stands.
pub struct Scene<'a> {
    /// Of the owner's own words, not of the shop's.
    pub lang: Lang,
    pub visitor: &'a Visitor,
    /// The shop that is being changed.
    pub shop: Option<&'a Shop>,
    pub now: DateTime<Utc>,
}

/// The question at which a set-up stands. `above`: what has to be said before it.
pub fn question(scene: &Scene<'_>, setup: &Setup, above: Option<String>) -> Message {
    let lang = scene.lang;
    let (asked, mut rows) = match setup.step {
        Step::Language => (say::setup::ask_language(lang), languages()),
        Step::Name => (say::setup::ask_shop_name(lang), names(scene, setup)),
        Step::TimeZone => time_zones(scene, setup),
        Step::Currency => currency(scene, setup),
        Step::Rate => rate(scene, setup),
        Step::Welcome => welcome(scene, setup),
        Step::Summary => summary(scene, setup),
    };
    let counted = scene.shop.is_none() && setup.step != Step::Summary;
    let steps = i64::try_from(Step::QUESTIONS.len()).unwrap_or_default();
    let step = counted.then(|| say::setup::step(lang, setup.step.number(), steps));
    let text: Vec<String> = above.into_iter().chain(step).chain([asked]).collect();
    rows.push(way_out(scene, setup));
    screen(text.join("\n\n"), rows)
}

fn way_out(scene: &Scene<'_>, setup: &Setup) -> Vec<Button> {
    let back = Button::tap(
        say::common::back_label(scene.lang),
        Tap::SetupBack {
            step: setup.step.code().to_owned(),
        }
        .data(),
    );
    let cancel = Button::tap(say::common::cancel_label(scene.lang), Tap::SetupCancel.data());
    match (scene.shop, setup.step) {
        (Some(_), _) => vec![back],
        (None, Step::Language) if !setup.typing => vec![cancel],
        (None, _) => vec![back, cancel],
    }
}

fn answer(step: Step, label: impl Into<String>, value: impl AsRef<str>) -> Button {
    let answer = format!("{}.{}", step.code(), value.as_ref());
    Button::tap(label, Tap::SetupAnswer { answer }.data())
}

fn type_own(lang: Lang, step: Step) -> Vec<Button> {
    vec![answer(step, say::setup::type_own_label(lang), TYPE)]
}

fn languages() -> Vec<Vec<Button>> {
    Lang::ALL
        .into_iter()
        .map(|lang| vec![answer(Step::Language, say::common::language_label(lang), lang.tag())])
        .collect()
}

/// What the shop is called already, or else what its owner is called.
fn names(scene: &Scene<'_>, setup: &Setup) -> Vec<Vec<Button>> {
    let before = setup.draft.name.as_ref().or(scene.shop.map(|shop| &shop.name));
    if let Some(before) = before {
        return vec![vec![answer(
            Step::Name,
            say::setup::keep_label(scene.lang, before),
            KEEP,
        )]];
    }
    own_name(scene.visitor)
        .map(|own| vec![answer(Step::Name, say::common::name_label(&own), MINE)])
        .into_iter()
        .collect()
}

/// The name that Telegram shows, if it could be a shop's.
#[must_use]
pub fn own_name(visitor: &Visitor) -> Option<String> {
    let own = name::clean(&format!(
        "{} {}",
        visitor.first_name,
        visitor.last_name.as_deref().unwrap_or_default()
    ));
    own.chars().any(char::is_alphanumeric).then_some(own)
}

fn time_zones(scene: &Scene<'_>, setup: &Setup) -> (String, Vec<Vec<Button>>) {
    let lang = scene.lang;
    let button = |zone: Tz| {
        let clock = scene.now.with_timezone(&zone).time();
        vec![answer(
            Step::TimeZone,
            say::setup::time_zone_label(zone.name(), clock),
            zone.name(),
        )]
    };
    if let Some(typed) = &setup.typed {
        let rows = zones::matching(typed).into_iter().map(button).collect();
        return (say::setup::choose_time_zone(lang, typed), rows);
    }
    if setup.typing {
        return (say::setup::type_time_zone(lang), Vec::new());
    }
    let chosen = setup.draft.zone().or(scene.shop.map(|shop| shop.time_zone));
    let likely = zones::likely(setup.draft.lang.unwrap_or(lang));
    let mut rows: Vec<Vec<Button>> = chosen
        .into_iter()
        .filter(|zone| !likely.contains(zone))
        .map(button)
        .collect();
    rows.extend(likely.iter().map(|zone| button(*zone)));
    rows.push(type_own(lang, Step::TimeZone));
    (say::setup::ask_time_zone(lang), rows)
}

fn currency(scene: &Scene<'_>, setup: &Setup) -> (String, Vec<Vec<Button>>) {
    let lang = scene.lang;
    if setup.typing {
        return (say::setup::type_currency(lang), Vec::new());
    }
    let zone = setup.draft.zone().or(scene.shop.map(|shop| shop.time_zone));
    let mut offered = currencies::likely(setup.draft.lang.unwrap_or(lang), zone);
    let chosen = setup.draft.currency.or(scene.shop.map(|shop| shop.currency));
    if let Some(chosen) = chosen.filter(|chosen| !offered.contains(chosen)) {
        offered.insert(0, chosen);
    }
    let button = |currency: &Currency| answer(Step::Currency, say::setup::currency_label(*currency), currency.code());
    let mut rows: Vec<Vec<Button>> = offered.chunks(3).map(|row| row.iter().map(button).collect()).collect();
    rows.push(type_own(lang, Step::Currency));
    (say::setup::ask_currency(lang), rows)
}

fn rate(scene: &Scene<'_>, setup: &Setup) -> (String, Vec<Vec<Button>>) {
    let lang = scene.lang;
    let Some(currency) = setup.draft.currency.or(scene.shop.map(|shop| shop.currency)) else {
        return (say::setup::ask_rate(lang), Vec::new());
    };
    let (proposed, earned) = earn::proposed(currency);
    if setup.typing {
        return (say::setup::type_rate(lang, proposed, currency), Vec::new());
    }
    let mut offered: Vec<Money> = [1, 5, 10]
        .iter()
        .filter_map(|times| Money::new(proposed.minor().saturating_mul(*times)))
        .collect();
    if let Some(chosen) = setup.draft.per.filter(|chosen| !offered.contains(chosen)) {
        offered.insert(0, chosen);
    }
    let button = |per: &Money| vec![rate_button(say::setup::rate_label(lang, *per, currency, earned), *per)];
    let mut rows: Vec<Vec<Button>> = offered.iter().map(button).collect();
    rows.push(type_own(lang, Step::Rate));
    (say::setup::ask_rate(lang), rows)
}

fn rate_button(label: String, per: Money) -> Button {
    answer(Step::Rate, label, per.minor().to_string())
}

/// The amounts that an unclear one could be.
#[must_use]
pub fn readings(lang: Lang, why: &Unclear, currency: Currency) -> Vec<Vec<Button>> {
    let Unclear::Ambiguous { readings } = why else {
        return Vec::new();
    };
    let button = |per: &Money| vec![rate_button(say::till::reading_label(lang, *per, currency), *per)];
    readings.iter().map(button).collect()
}

fn welcome(scene: &Scene<'_>, setup: &Setup) -> (String, Vec<Vec<Button>>) {
    let lang = scene.lang;
    if setup.typing {
        return (say::setup::type_welcome_points(lang, super::MOST_WELCOME), Vec::new());
    }
    let chosen = setup.draft.welcome.map(Points::get);
    let offered = chosen
        .into_iter()
        .filter(|points| !WELCOMES.contains(points))
        .chain(WELCOMES);
    let row = offered
        .map(|points| {
            let label = match points {
                0 => say::setup::no_welcome_points_label(lang),
                points => say::number::number(lang, points),
            };
            answer(Step::Welcome, label, points.to_string())
        })
        .collect();
    (
        say::setup::ask_welcome_points(lang),
        vec![row, type_own(lang, Step::Welcome)],
    )
}

fn summary(scene: &Scene<'_>, setup: &Setup) -> (String, Vec<Vec<Button>>) {
    let Some(shop) = setup.draft.shop() else {
        return (say::setup::resumed(scene.lang), Vec::new());
    };
    let open = Button::tap(say::setup::open_club_label(scene.lang), Tap::SetupOpen.data()).style(Style::Success);
    (say::setup::summary(scene.lang, &shop), vec![vec![open]])
}
