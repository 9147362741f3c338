//! What a shop's file says about what goes out by itself: when, with what, to whom, and in which words.

use std::collections::HashSet;

use anyhow::{Context, bail};
use domain::automation::{
    Brings, Flaw, LONGEST_TITLE, LONGEST_WAIT, MOST_AUTOMATIONS, MOST_HELD_OUT, MOST_WAVES, Trigger, VALID_DAYS, Wave,
};
use domain::birthday::Birthday;
use domain::setting::MOST_POINTS;
use domain::shop::Shop;
use domain::template::{Template, TemplateFlaw};
use domain::terms::{Terms, Worth};
use domain::{Currency, Lang, Points};
use loyalty::{AutomationEdit, AutomationFromFile, Loyalty};
use toml::de::DeValue;

use super::flaws::Found;
use super::offers::{Ids, missing};
use super::people::{Nameables, PEOPLE_KEYS, People};
use super::section::{Section, amount, slug, text, whole, yes_or_no};
use super::{Known, Rows, ShopFile};

pub(super) const AUTOMATION_KEYS: &[&str] = &["slug", "kind", "on", "name", "left_out", "day"];
pub(super) const WAVE_KEYS: &[&str] = &["days", "words"];
/// What comes with a message, to all or to a tier.
pub(super) const BRINGS_KEYS: &[&str] = &[
    "points",
    "amount_off",
    "percent_off",
    "at_most",
    "from_amount",
    "valid_days",
];
pub(super) const TIER_WAVE_KEYS: &[&str] = &["tier"];
/// The longest that a coupon of a message can be used, in days.
const LONGEST_VALID: i64 = 365;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AutomationPart {
    pub slug: String,
    kind: Trigger,
    on: Option<bool>,
    name: Option<String>,
    left_out: Option<u8>,
    day: Option<Birthday>,
    /// `None`: the file does not say for whom it is.
    people: Option<People>,
    /// None: the file does not say which there are.
    waves: Vec<WavePart>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct WavePart {
    days: u32,
    brings: Brings,
    by_tier: Vec<(String, Brings)>,
    words: Vec<(Lang, Template)>,
}

impl AutomationPart {
    /// # Errors
    /// When something that it names is not in the shop: nothing is left out, as it would go to more people.
    fn edit(&self, ids: &impl Ids) -> anyhow::Result<AutomationEdit> {
        let wave = |part: &WavePart| {
            let of_tiers = part.by_tier.iter().map(|(tier, brings)| {
                let id = ids.tier(tier).with_context(|| missing("tier", tier))?;
                Ok((id, brings.clone()))
            });
            Ok(Wave {
                days: part.days,
                brings: part.brings.clone(),
                by_tier: of_tiers.collect::<anyhow::Result<_>>()?,
                was: Vec::new(),
            })
        };
        let waves: Vec<Wave> = self.waves.iter().map(wave).collect::<anyhow::Result<_>>()?;
        let words = self.waves.iter().flat_map(|part| {
            let words = part.words.iter();
            words.map(|(lang, text)| (part.days, *lang, text.clone()))
        });
        Ok(AutomationEdit {
            on: self.on,
            title: self.name.clone(),
            audience: self.people.as_ref().map(|people| people.audience(ids)).transpose()?,
            waves: (!waves.is_empty()).then_some(waves),
            holiday: self.day,
            holdout: self.left_out,
            words: words.collect(),
        })
    }
}

pub(super) fn automations(
    file: &Section<'_>,
    currency: Currency,
    named: Nameables<'_>,
    found: &mut Found,
) -> Vec<AutomationPart> {
    let mut known = HashSet::new();
    let mut automations = Vec::new();
    for part in file.sections("automations", found) {
        part.only(&[AUTOMATION_KEYS, PEOPLE_KEYS, &["waves"]].concat(), found);
        let slug = part.slug("slug = \"come-back\"", "automation", &mut known, found);
        if known.len() > MOST_AUTOMATIONS {
            found.add(
                part.place("slug"),
                format!("{MOST_AUTOMATIONS} automations are as many as a shop can have; leave this one out"),
            );
        }
        let kind = part.needed("kind", "kind = \"retain\"", found, trigger);
        let on = part.maybe("on", found, yes_or_no);
        let name = part.maybe("name", found, text(LONGEST_TITLE));
        let left_out = part.maybe("left_out", found, whole(0..=i64::from(MOST_HELD_OUT)));
        let day = day(&part, kind, found);
        let says_for_whom = PEOPLE_KEYS.iter().any(|key| part.has(key));
        let people = People::of(&part, named, found);
        let waves = kind.map_or_else(Vec::new, |kind| waves(&part, kind, currency, named, found));
        if let (Some(slug), Some(kind)) = (slug, kind) {
            automations.push(AutomationPart {
                slug,
                kind,
                on,
                name,
                left_out: left_out.and_then(|percent| u8::try_from(percent).ok()),
                day,
                people: says_for_whom.then_some(people),
                waves,
            });
        }
    }
    automations
}

fn trigger(value: &DeValue<'_>) -> Result<Trigger, String> {
    value.as_str().and_then(Trigger::parse).ok_or_else(|| {
        let words: Vec<String> = Trigger::ALL.iter().map(|kind| format!("{:?}", kind.as_str())).collect();
        format!("one of {}", words.join(", "))
    })
}

/// The day of a holiday, which no other kind has.
fn day(part: &Section<'_>, kind: Option<Trigger>, found: &mut Found) -> Option<Birthday> {
    if kind == Some(Trigger::Holiday) {
        return part.needed("day", "day = \"12-24\"", found, day_of_the_year);
    }
    if kind.is_some() && part.has("day") {
        found.add(
            part.place("day"),
            "\"day\" goes with kind = \"holiday\"; leave it out, and say in \"waves\" how long the others wait",
        );
    }
    None
}

/// "12-24", or a day of the Chinese calendar: "lunar 1-1", "正月初一".
fn day_of_the_year(value: &DeValue<'_>) -> Result<Birthday, String> {
    let wanted = || "month and day in quotes, such as \"12-24\", or \"lunar 1-1\" for the Lunar New Year".to_owned();
    let typed = value.as_str().ok_or_else(wanted)?.trim();
    if let Some(lunar) = Birthday::read_lunar(typed) {
        return Ok(lunar);
    }
    let (month, day) = typed.split_once('-').ok_or_else(wanted)?;
    let (month, day) = (month.parse().map_err(|_| wanted())?, day.parse().map_err(|_| wanted())?);
    Birthday::gregorian(month, day, None).ok_or_else(wanted)
}

fn waves(
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

/// Whether what is there already waits for what the file says. Asked before anything is written.
pub(super) async fn keep_their_kinds(loyalty: &Loyalty, shop: &Shop, file: &ShopFile) -> anyhow::Result<()> {
    for part in &file.automations {
        match loyalty.automation_in_file(shop.id, &part.slug).await? {
            Some(known) if known != part.kind => bail!("{}; nothing was written", other_kind(part, known)),
            _ => {}
        }
    }
    Ok(())
}

fn other_kind(part: &AutomationPart, known: Trigger) -> String {
    format!(
        "\"kind\" of the automation {:?} must stay {:?}: it has written to members because of that. Give the new one a slug \
         of its own",
        part.slug,
        known.as_str()
    )
}

pub(super) async fn write(loyalty: &Loyalty, shop: &Shop, file: &ShopFile, known: &Known<'_>) -> anyhow::Result<Rows> {
    let mut rows = Vec::new();
    for part in &file.automations {
        let edit = part.edit(known)?;
        let outcome = match loyalty.automation_from_file(shop, &part.slug, part.kind, edit).await? {
            AutomationFromFile::Done(outcome) => outcome,
            AutomationFromFile::OtherKind(known) => bail!(other_kind(part, known)),
            AutomationFromFile::TooMany => bail!(
                "there is no room for the automation {:?}: {MOST_AUTOMATIONS} are as many as a shop can have, those that \
                 are off too",
                part.slug
            ),
            AutomationFromFile::Flawed(flaw) => bail!("the automation {:?} {}", part.slug, said(flaw)),
        };
        rows.push((format!("Automation {}, {}", part.slug, part.kind.as_str()), outcome));
    }
    Ok(rows)
}

/// What cannot be seen in the file alone, because the rest of it was set in the chat.
const fn said(flaw: Flaw) -> &'static str {
    if matches!(flaw, Flaw::NoHoliday) {
        "has no day; write one, such as day = \"12-24\""
    } else {
        "does not fit what was set in the chat; write all of it into the file"
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::init::file;

    fn text(automation: &str) -> String {
        format!(
            "[shop]\nslug = \"cafe\"\nname = \"Café\"\nlanguage = \"en\"\ntime_zone = \"Europe/Paris\"\ncurrency = \"EUR\"\n\
             owner = 7\n[[tiers]]\nslug = \"gold\"\ntitle = \"Gold\"\n\
             [[fields]]\nslug = \"milk\"\ntitle = \"Milk\"\ntype = \"choice\"\nchoices = [\"Oat\", \"Soy\"]\n\
             [[fields]]\nslug = \"debts\"\ntitle = \"Debts\"\ntype = \"choice\"\nchoices = [\"Yes\", \"No\"]\nseen_by = \"owner\"\n\
             [[fields]]\nslug = \"note\"\ntitle = \"Note\"\ntype = \"text\"\n\
             [[automations]]\nslug = \"back\"\n{automation}"
        )
    }

    fn flaws(automation: &str) -> Vec<(usize, String)> {
        let told = file::read(&text(automation)).map_or_else(|flaws| flaws, |_| Vec::new());
        told.into_iter().map(|flaw| (flaw.line, flaw.said)).collect()
    }

    /// The first line of what is tried.
    const FIRST: usize = 28;

    #[test]
    fn m8_what_is_wrong_with_an_automation_is_said_with_its_line() {
        let retain = |more: &str| format!("kind = \"retain\"\n{more}");
        let wave = |more: &str| retain(&format!("[[automations.waves]]\n{more}"));
        for (automation, line, said) in [
            (
                "on = true".to_owned(),
                FIRST - 2,
                "\"automations\" lacks \"kind\": add a line such as kind = \"retain\"",
            ),
            ("kind = \"retian\"".to_owned(), FIRST, "one of \"remind\""),
            (retain("on = \"yes\""), FIRST + 1, "true or false"),
            (retain("left_out = 51"), FIRST + 1, "a whole number from 0 to 50"),
            (
                retain("day = \"12-24\""),
                FIRST + 1,
                "\"day\" goes with kind = \"holiday\"",
            ),
            (
                "kind = \"holiday\"".to_owned(),
                FIRST - 2,
                "\"automations\" lacks \"day\": add a line such as day = \"12-24\"",
            ),
            (
                "kind = \"holiday\"\nday = \"13-24\"".to_owned(),
                FIRST + 1,
                "or \"lunar 1-1\" for the Lunar New Year",
            ),
            (
                retain("tiers = [\"golf\"]"),
                FIRST + 1,
                "there is no tier \"golf\"; did you mean \"gold\"?",
            ),
            (
                retain("fields = { mlik = [\"Oat\"] }"),
                FIRST + 1,
                "there is no field \"mlik\"; did you mean \"milk\"?",
            ),
            (
                retain("fields = { milk = [\"Rice\"] }"),
                FIRST + 1,
                "some of its choices in brackets: \"Oat\", \"Soy\"",
            ),
            (
                retain("fields = { debts = [\"Yes\"] }"),
                FIRST + 1,
                "only the owner sees \"debts\"",
            ),
            (
                retain("fields = { note = [\"Yes\"] }"),
                FIRST + 1,
                "fields of type \"choice\"",
            ),
            (retain("fields = [\"milk\"]"), FIRST + 1, "\"fields\" must be in braces"),
            (
                retain("[automations.waves]\ndays = 3"),
                FIRST + 1,
                "write [[automations.waves]] on a line",
            ),
            (
                wave("points = 5"),
                FIRST + 1,
                "lacks \"days\": add a line such as days = 30",
            ),
            (wave("days = 0"), FIRST + 2, "a whole number from 1 to 730"),
            (
                wave("days = 3\n[[automations.waves]]\ndays = 3"),
                FIRST + 4,
                "another message of it goes out on that day already",
            ),
            (
                wave("days = 3\npoints = 0"),
                FIRST + 3,
                "a whole number from 1 to 1000000",
            ),
            (
                wave("days = 3\npoints = 5\namount_off = \"5\""),
                FIRST + 4,
                "a message brings one of",
            ),
            (wave("days = 3\nvalid_days = 5"), FIRST + 3, "is said of a coupon"),
            (wave("days = 3\npercent_off = 10"), FIRST + 1, "lacks \"at_most\""),
            (
                wave("days = 3\nwords = { en = \"Hi {nmae}\" }"),
                FIRST + 3,
                "with these places if you like: {name}, {shop}, {days}",
            ),
            (
                wave("days = 3\nwords = { en = \"Hi {name\" }"),
                FIRST + 3,
                "each { has its }",
            ),
            (
                wave("days = 3\nwords = { fr = \"Salut\" }"),
                FIRST + 3,
                "unknown key \"fr\"; here can stand en, zh-CN, id",
            ),
            (
                wave("days = 3\n[[automations.waves.tiers]]\ntier = \"golf\"\npoints = 5"),
                FIRST + 4,
                "did you mean \"gold\"?",
            ),
            (
                wave(&"days = 3\n[[automations.waves]]\n".repeat(6)),
                FIRST + 12,
                "5 messages are as many",
            ),
        ] {
            let told = flaws(&automation);
            assert!(
                told.iter().any(|flaw| flaw.0 == line && flaw.1.contains(said)),
                "{automation}: {told:#?}"
            );
        }
    }

    #[test]
    fn what_a_file_says_of_an_automation_is_read() {
        let read = |automation: &str| file::read(&text(automation)).unwrap().automations.remove(0);

        let short = read("kind = \"retain\"");
        assert_eq!((short.on, short.people, short.waves), (None, None, Vec::new()));
        let long = read(
            "kind = \"holiday\"\nday = \"lunar 1-1\"\non = true\nkinds = [\"key\"]\nfields = { milk = [\"oat\"] }\n\
             [[automations.waves]]\ndays = 0\npercent_off = 10\nat_most = \"5\"\nfrom_amount = \"20\"\nvalid_days = 7\n\
             words = { en = \"A & B {name}\", zh-CN = \"{name}，新年好\" }\n\
             [[automations.waves.tiers]]\ntier = \"gold\"\npoints = 50",
        );
        assert_eq!(long.day, Birthday::lunar(1, 1, false, None));
        let wave = &long.waves[0];
        assert!(matches!(
            &wave.brings,
            Brings::Coupon { terms, valid_days: 7 }
                if matches!(terms.worth, Worth::Percent { percent: 10, .. }) && terms.min_spend.is_some()
        ));
        assert!(matches!(&wave.by_tier[..], [(gold, Brings::Points { .. })] if gold == "gold"));
        assert_eq!(wave.words[0].1.as_str(), "A &amp; B {name}");
    }
}
