//! What a shop's file says about points rules.

use std::collections::HashSet;

use chrono::{NaiveDate, Weekday};
use domain::earn::USUAL;
use domain::earn_rule::{EarnRule, MOST, Weekdays};
use domain::{CategoryId, RuleId, TierId};
use toml::de::DeValue;

use super::catalogue::CategoryPart;
use super::flaws::Found;
use super::section::{Section, several, slug, text, whole, yes_or_no};
use super::tiers::TierPart;

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

    #[cfg(feature = "demo")]
    pub(super) fn move_dates(&mut self, to: &dyn Fn(NaiveDate) -> NaiveDate) {
        (self.from, self.until) = (self.from.map(to), self.until.map(to));
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
        let slug = part.slug("slug = \"quiet-tuesdays\"", "rule", &mut known, found);
        let title = part.needed("title", "title = \"Quiet Tuesdays\"", found, text(LONGEST_TITLE));
        let rates = i64::from(USUAL) + 1..=i64::from(MOST);
        let times = part.needed("percent", "percent = 200", found, whole(rates));
        let (from, until) = part.period(found);
        let known_categories = categories.iter().map(|one| one.slug.as_str());
        part.must_name(("category", "category"), &category, &known_categories, found);
        let known_tiers = tiers.iter().map(|one| one.slug.as_str());
        part.must_name(("tier", "tier"), &tier, &known_tiers, found);
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
    let days = several(value, |day| day.as_str()?.parse::<Weekday>().ok()).ok_or_else(wanted)?;
    Weekdays::from_bits(Weekdays::of(&days).bits()).ok_or_else(wanted)
}
