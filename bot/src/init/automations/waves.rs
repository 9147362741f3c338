//! The messages of an automation: when each goes out, what comes with it, and what it says.

use std::collections::HashSet;

use domain::automation::{Brings, LONGEST_WAIT, MOST_WAVES, Trigger, VALID_DAYS};
use domain::setting::MOST_POINTS;
use domain::template::{Template, TemplateFlaw};
use domain::terms::{Terms, Worth};
use domain::{Currency, Lang, Points};
use toml::de::DeValue;

use crate::init::flaws::Found;
use crate::init::people::Nameables;
use crate::init::section::{Section, amount, slug, whole};

pub(in crate::init) const WAVE_KEYS: &[&str] = &["days", "words"];
/// What comes with a message, to all or to a tier.
pub(in crate::init) const BRINGS_KEYS: &[&str] = &[
    "points",
    "amount_off",
    "percent_off",
    "at_most",
    "from_amount",
    "valid_days",
];
pub(in crate::init) const TIER_WAVE_KEYS: &[&str] = &["tier"];
/// The longest that a coupon of a message can be used, in days.
const LONGEST_VALID: i64 = 365;

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct WavePart {
    pub days: u32,
    pub brings: Brings,
    pub by_tier: Vec<(String, Brings)>,
    pub words: Vec<(Lang, Template)>,
}

/// All messages of an automation.
pub(super) fn waves(
    part: &Section<'_>,
    kind: Trigger,
    currency: Currency,
    named: Nameables<'_>,
    found: &mut Found,
) -> Vec<WavePart> {
    let mut days_known = HashSet::new();
    let mut waves = Vec::new();
    let parts = part.parts("waves", "automations.waves", found);
    if part.has("waves") && parts.is_empty() {
        found.add(
            part.place("waves"),
            "an automation has one message at least: write [[automations.waves]] on a line and its days below, or leave \
             \"waves\" out",
        );
    }
    // Nobody can be told of a day that is not over.
    let soonest = i64::from(!kind.is_ahead());
    for (nth, wave) in parts.into_iter().enumerate() {
        wave.only(&[WAVE_KEYS, BRINGS_KEYS, &["tiers"]].concat(), found);
        let days = wave.needed("days", "days = 30", found, whole(soonest..=i64::from(LONGEST_WAIT)));
        if days.is_some_and(|days| !days_known.insert(days)) {
            found.add(
                wave.place("days"),
                "another message of it goes out on that day already; write other days",
            );
        }
        if nth == MOST_WAVES {
            found.add(
                wave.place("days"),
                format!("{MOST_WAVES} messages are as many as an automation can have; leave this one out"),
            );
        }
        let brings = brings(&wave, currency, found);
        let by_tier = by_tier(&wave, currency, named, found);
        let words = words(&wave, kind, found);
        if let (Some(days), Some(brings)) = (days.and_then(|days| u32::try_from(days).ok()), brings) {
            waves.push(WavePart {
                days,
                brings,
                by_tier,
                words,
            });
        }
    }
    waves
}

/// What a tier gets in place of what all get.
fn by_tier(wave: &Section<'_>, currency: Currency, named: Nameables<'_>, found: &mut Found) -> Vec<(String, Brings)> {
    let mut known = HashSet::new();
    let mut by_tier = Vec::new();
    for part in wave.parts("tiers", "automations.waves.tiers", found) {
        part.only(&[TIER_WAVE_KEYS, BRINGS_KEYS].concat(), found);
        let tier = part.needed("tier", "tier = \"gold\"", found, slug);
        let tiers = named.tiers.iter().map(|one| one.slug.as_str());
        part.must_name(("tier", "tier"), &tier, &tiers, found);
        if let Some(tier) = &tier
            && !known.insert(tier.clone())
        {
            found.add(
                part.place("tier"),
                format!("what {tier:?} gets is said already; leave one of the two out"),
            );
        }
        let brings = brings(&part, currency, found);
        by_tier.extend(tier.zip(brings));
    }
    by_tier
}

/// What comes with a message: points, a coupon, or words alone. `None`: it cannot be told.
fn brings(part: &Section<'_>, currency: Currency, found: &mut Found) -> Option<Brings> {
    let points = part.maybe("points", found, whole(1..=MOST_POINTS));
    let off = part.maybe("amount_off", found, amount(currency));
    let percent = part.maybe("percent_off", found, whole(1..=100));
    let at_most = part.maybe("at_most", found, amount(currency));
    let min_spend = part.maybe("from_amount", found, amount(currency));
    let valid_days = part.maybe("valid_days", found, whole(0..=LONGEST_VALID));
    let said: Vec<&str> = ["points", "amount_off", "percent_off"]
        .into_iter()
        .filter(|key| part.has(key))
        .collect();
    if let [_, other, ..] = said.as_slice() {
        found.add(
            part.place(other),
            "a message brings one of \"points\", \"amount_off\" and \"percent_off\"; leave the others out",
        );
        return None;
    }
    let has_coupon = part.has("amount_off") || part.has("percent_off");
    for key in ["from_amount", "valid_days"].into_iter().filter(|key| part.has(key)) {
        if !has_coupon {
            found.add(
                part.place(key),
                format!(
                    "{key:?} is said of a coupon; write \"amount_off\" or \"percent_off\" with it, or leave it out"
                ),
            );
        }
    }
    match (part.has("percent_off"), part.has("at_most")) {
        (true, false) => part.lacks("at_most", "at_most = \"10.00\"", found),
        (false, true) => found.add(
            part.place("at_most"),
            "\"at_most\" goes with \"percent_off\"; write both, or leave it out",
        ),
        _ => {}
    }
    let coupon = |worth| Brings::Coupon {
        terms: Terms {
            min_spend,
            ..Terms::of(worth)
        },
        valid_days: valid_days
            .and_then(|days| u32::try_from(days).ok())
            .unwrap_or(VALID_DAYS),
    };
    match said.first() {
        None => Some(Brings::Words),
        Some(&"points") => Some(Brings::Points {
            points: Points::at_least_zero(points?),
        }),
        Some(&"amount_off") => Some(coupon(Worth::Amount { off: off? })),
        Some(_) => Some(coupon(Worth::Percent {
            percent: u8::try_from(percent?).ok()?,
            at_most: at_most?,
        })),
    }
}

/// The shop's own words, by language.
fn words(wave: &Section<'_>, kind: Trigger, found: &mut Found) -> Vec<(Lang, Template)> {
    let example = "words = { en = \"Hi {name}!\" }";
    let Some(words) = wave.inline("words", example, found) else {
        return Vec::new();
    };
    let tags: Vec<&str> = Lang::ALL.iter().map(|lang| lang.tag()).collect();
    words.only(&tags, found);
    let of = Lang::ALL.into_iter().filter_map(|lang| {
        let text = words.maybe(lang.tag(), found, |value| template(value, kind));
        text.map(|text| (lang, text))
    });
    of.collect()
}

/// What stands in the file is what is read: markup means nothing in it.
fn template(value: &DeValue<'_>, kind: Trigger) -> Result<Template, String> {
    let wanted = || {
        let places: Vec<String> = kind
            .blanks()
            .iter()
            .map(|blank| format!("{{{}}}", blank.as_str()))
            .collect();
        format!("a text in quotes, with these places if you like: {}", places.join(", "))
    };
    let typed = value.as_str().ok_or_else(wanted)?;
    Template::read(&say::text::escape(typed), kind.blanks()).map_err(|flaw| match flaw {
        TemplateFlaw::Empty | TemplateFlaw::Unknown(_) => wanted(),
        TemplateFlaw::Brace => "a text in which each { has its }".to_owned(),
        TemplateFlaw::TooLong => "shorter: with the longest names it does not fit into one message".to_owned(),
    })
}
