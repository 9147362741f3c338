//! What a shop's file says about points rules.

use std::collections::HashSet;

use chrono::{NaiveDate, Weekday};
use domain::earn::USUAL;
use domain::earn_rule::{EarnRule, MOST, Weekdays};
use domain::{CategoryId, RuleId, TierId};
use toml::de::DeValue;

use super::catalogue::CategoryPart;
use super::file::TierPart;
use super::flaws::Found;
use super::section::{Section, day, slug, text, whole, yes_or_no};

const LONGEST_TITLE: usize = 40;

pub(super) const RULE_KEYS: &[&str] = &[
    "slug", "title", "percent", "category", "tier", "from", "until", "weekdays", "running",
];

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RulePart {
    pub slug: String,
    title: String,
    times: u32,
    /// The slugs of its category and its tier.
    pub category: Option<String>,
    pub tier: Option<String>,
    from: Option<NaiveDate>,
    until: Option<NaiveDate>,
    weekdays: Option<Weekdays>,
    pub running: Option<bool>,
}

impl RulePart {
    #[must_use]
    pub fn rule(&self, id: RuleId, category: Option<CategoryId>, tier: Option<TierId>) -> EarnRule {
        EarnRule {
            id,
            title: self.title.clone(),
            times: self.times,
            tier,
            category,
            from: self.from,
            until: self.until,
            weekdays: self.weekdays,
            active: true,
        }
    }
}

pub(super) fn rules(
    file: &Section<'_>,
    categories: &[CategoryPart],
    tiers: &[TierPart],
    found: &mut Found,
) -> Vec<RulePart> {
    let mut known = HashSet::new();
    let mut rules = Vec::new();
    for part in file.sections("rules", found) {
        part.only(RULE_KEYS, found);
        let category = part.maybe("category", found, slug);
        let tier = part.maybe("tier", found, slug);
        let slug = part.needed("slug", "slug = \"quiet-tuesdays\"", found, slug);
        let title = part.needed("title", "title = \"Quiet Tuesdays\"", found, text(LONGEST_TITLE));
        let rates = i64::from(USUAL) + 1..=i64::from(MOST);
        let times = part.needed("percent", "percent = 200", found, whole(rates));
        let (from, until) = (part.maybe("from", found, day), part.maybe("until", found, day));
        if let (Some(from), Some(until)) = (from, until)
            && until < from
        {
            found.add(
                part.place("until"),
                format!("\"until\" is before \"from\"; write {from} or a later day"),
            );
        }
        if let Some(slug) = slug.as_ref().filter(|slug| !known.insert((*slug).clone())) {
            found.add(
                part.place("slug"),
                format!("{slug:?} names another rule already; each needs a name of its own"),
            );
        }
        let known_categories = categories.iter().map(|one| one.slug.as_str());
        part.must_name("category", category.as_deref(), known_categories, found);
        let known_tiers = tiers.iter().map(|one| one.slug.as_str());
        part.must_name("tier", tier.as_deref(), known_tiers, found);
        let weekdays = part.maybe("weekdays", found, weekdays);
        let running = part.maybe("running", found, yes_or_no);
        if let (Some(slug), Some(title), Some(times)) = (slug, title, times) {
            rules.push(RulePart {
                slug,
                title,
                times: u32::try_from(times).unwrap_or(USUAL),
                category,
                tier,
                from,
                until,
                weekdays,
                running,
            });
        }
    }
    rules
}

fn weekdays(value: &DeValue<'_>) -> Result<Weekdays, String> {
    let wanted = || "days of the week in brackets, such as [\"tue\", \"wed\"]".to_owned();
    let days = value.as_array().ok_or_else(wanted)?;
    let days = days
        .iter()
        .map(|day| day.get_ref().as_str()?.parse().ok())
        .collect::<Option<Vec<Weekday>>>()
        .ok_or_else(wanted)?;
    Weekdays::from_bits(Weekdays::of(&days).bits()).ok_or_else(wanted)
}
