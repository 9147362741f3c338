//! What a shop's file says about what goes out by itself: when, with what, to whom, and in which words.

mod waves;

use std::collections::HashSet;

use anyhow::{Context, bail};
use domain::Currency;
use domain::automation::{Flaw, LONGEST_TITLE, MOST_AUTOMATIONS, MOST_HELD_OUT, Trigger, Wave};
use domain::birthday::Birthday;
use domain::shop::Shop;
use loyalty::{AutomationEdit, AutomationFromFile, Loyalty};
use toml::de::DeValue;

use self::waves::{WavePart, waves};
use super::flaws::Found;
use super::offers::{Ids, missing};
use super::people::{Nameables, PEOPLE_KEYS, People};
use super::section::{Section, text, whole, yes_or_no};
use super::{Known, Rows, ShopFile};

#[cfg(test)]
pub(super) use self::waves::{BRINGS_KEYS, TIER_WAVE_KEYS, WAVE_KEYS};

pub(super) const AUTOMATION_KEYS: &[&str] = &["slug", "kind", "on", "name", "left_out", "day"];

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
mod tests;
