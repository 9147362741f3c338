//! Whom something is for, as a shop's file says it: tiers, kinds of customers, tags, and choices in the shop's own fields.

use anyhow::Context;
use domain::field::FieldKind;
use domain::grade::KindName;
use domain::name;
use domain::offer::{Audience, Choice, Named as NamedPeople};
use toml::de::DeValue;

use super::fields::FieldPart;
use super::flaws::Found;
use super::offers::{Ids, all, missing};
use super::section::{Section, several, slugs};
use super::tags::TagPart;
use super::tiers::TierPart;

/// The keys that say it.
pub(super) const PEOPLE_KEYS: &[&str] = &["tiers", "kinds", "tags", "fields"];

/// What people can be named by.
#[derive(Debug, Clone, Copy)]
pub struct Nameables<'f> {
    pub tiers: &'f [TierPart],
    pub tags: &'f [TagPart],
    pub fields: &'f [FieldPart],
}

/// Whom something is for: the slugs of what the file names, and choices as they stand in their fields.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct People {
    tiers: Vec<String>,
    kinds: Vec<KindName>,
    tags: Vec<String>,
    choices: Vec<(String, String)>,
}

impl People {
    pub(super) fn of(part: &Section<'_>, named: Nameables<'_>, found: &mut Found) -> Self {
        let tiers = part.maybe("tiers", found, slugs).unwrap_or_default();
        let kinds = part.maybe("kinds", found, kinds).unwrap_or_default();
        let tags = part.maybe("tags", found, slugs).unwrap_or_default();
        let known = named.tiers.iter().map(|one| one.slug.as_str());
        part.must_name(("tiers", "tier"), &tiers, &known, found);
        let known = named.tags.iter().map(|one| one.slug.as_str());
        part.must_name(("tags", "tag"), &tags, &known, found);
        Self {
            tiers,
            kinds,
            tags,
            choices: choices(part, named.fields, found),
        }
    }

    /// Nobody named: everybody.
    ///
    /// # Errors
    /// When something that it names is not in the shop: nothing is left out, as it would be for more people.
    pub(super) fn audience(&self, ids: &impl Ids) -> anyhow::Result<Audience> {
        let choice = |(field, choice): &(String, String)| {
            let field = ids.field(field).with_context(|| missing("field", field))?;
            Ok(Choice {
                field,
                choice: choice.clone(),
            })
        };
        Ok(Audience::from(NamedPeople {
            tiers: all(&self.tiers, "tier", |slug| ids.tier(slug))?,
            kinds: self.kinds.clone(),
            tags: all(&self.tags, "tag", |slug| ids.tag(slug))?,
            choices: self.choices.iter().map(choice).collect::<anyhow::Result<_>>()?,
        }))
    }
}

fn kinds(value: &DeValue<'_>) -> Result<Vec<KindName>, String> {
    several(value, |kind| KindName::parse(kind.as_str()?)).ok_or_else(|| {
        let words: Vec<String> = KindName::ALL
            .iter()
            .map(|kind| format!("{:?}", kind.as_str()))
            .collect();
        format!("some of {} in brackets, such as [\"key\"]", words.join(", "))
    })
}

/// Fields by their slugs, each with some of its choices.
fn choices(part: &Section<'_>, known: &[FieldPart], found: &mut Found) -> Vec<(String, String)> {
    let Some(fields) = part.inline("fields", "fields = { milk = [\"Oat\"] }", found) else {
        return Vec::new();
    };
    let mut choices = Vec::new();
    for slug in fields.keys() {
        let slugs = known.iter().map(|one| one.slug.as_str());
        fields.must_name((slug, "field"), [&slug.to_owned()], &slugs, found);
        let Some(field) = known.iter().find(|one| one.slug == slug) else {
            continue;
        };
        if !matches!(field.kind, FieldKind::Choice { .. }) {
            let said = format!("people are chosen by fields of type \"choice\", and {slug:?} is none; leave it out");
            found.add(fields.place(slug), said);
        } else if !field.is_for_managers() {
            let said = format!(
                "only the owner sees {slug:?}, and managers settle what goes out; let its \"seen_by\" name them, or leave \
                 it out"
            );
            found.add(fields.place(slug), said);
        } else {
            let chosen = fields.maybe(slug, found, |value| some_of(value, field.kind.options()));
            choices.extend(
                chosen
                    .unwrap_or_default()
                    .into_iter()
                    .map(|choice| (slug.to_owned(), choice)),
            );
        }
    }
    choices
}

/// Choices as their field has them.
fn some_of(value: &DeValue<'_>, options: &[String]) -> Result<Vec<String>, String> {
    let read = |value: &DeValue<'_>| {
        let typed = name::folded(value.as_str()?);
        options.iter().find(|option| name::folded(option) == typed).cloned()
    };
    several(value, read).ok_or_else(|| {
        let first: Vec<String> = options.iter().take(5).map(|option| format!("{option:?}")).collect();
        let more = if options.len() > first.len() { " …" } else { "" };
        format!("some of its choices in brackets: {}{more}", first.join(", "))
    })
}
