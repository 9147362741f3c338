//! What a shop's file says about tags, and the rules by which they come and go (T5).

use std::collections::HashSet;

use anyhow::{Context, bail};
use domain::field::{FieldKind, FieldValue, Unfit};
use domain::grade::KindName;
use domain::shop::Shop;
use domain::tag::{Condition, LONGEST_TITLE, MOST_CONDITIONS, MOST_DAYS, MOST_TAGS, Tag, TagRule};
use domain::{Currency, Lang, Money};
use loyalty::{Loyalty, TagFromFile};
use toml::de::DeValue;

use super::catalogue::CategoryPart;
use super::fields::FieldPart;
use super::flaws::Found;
use super::offers::{Ids, missing};
use super::section::{Section, amount, one_of, slug, text, whole, yes_or_no};
use super::tiers::TierPart;
use super::{Known, Rows, ShopFile};

const KINDS: &[&str] = &["prospect", "occasional", "key", "leader"];

pub(super) const TAG_KEYS: &[&str] = &[
    "slug",
    "title",
    "spent",
    "spent_days",
    "bought",
    "bought_days",
    "away_days",
    "tier",
    "kind",
    "field",
    "value",
    "in_use",
];

/// What tags can name.
#[derive(Debug, Clone, Copy)]
pub struct Nameable<'f> {
    pub categories: &'f [CategoryPart],
    pub tiers: &'f [TierPart],
    pub fields: &'f [FieldPart],
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TagPart {
    pub slug: String,
    title: String,
    all: Vec<Asked>,
    in_use: Option<bool>,
}

/// A condition, with the slugs of what it names.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Asked {
    Spent { least: Money, days: u32 },
    Bought { category: String, days: Option<u32> },
    Quiet { days: u32 },
    Tier(String),
    Customer(KindName),
    Field { field: String, value: Option<FieldValue> },
}

impl Asked {
    /// # Errors
    /// When what it names is not in the shop: no condition is left out, as the tag would be on more people.
    fn condition(&self, ids: &Known<'_>) -> anyhow::Result<Condition> {
        Ok(match self {
            Self::Spent { least, days } => Condition::Spent {
                least: *least,
                days: *days,
            },
            Self::Bought { category, days } => Condition::Bought {
                category: ids.category(category).with_context(|| missing("category", category))?,
                days: *days,
            },
            Self::Quiet { days } => Condition::Quiet { days: *days },
            Self::Tier(tier) => Condition::Tier {
                tier: ids.tier(tier).with_context(|| missing("tier", tier))?,
            },
            Self::Customer(name) => Condition::Customer { name: *name },
            Self::Field { field, value } => Condition::Field {
                field: ids.field(field).with_context(|| missing("field", field))?,
                value: value.clone(),
            },
        })
    }
}

pub(super) fn tags(
    file: &Section<'_>,
    currency: Currency,
    lang: Lang,
    named: Nameable<'_>,
    found: &mut Found,
) -> Vec<TagPart> {
    let mut known = HashSet::new();
    let mut titles = HashSet::new();
    let mut tags = Vec::new();
    for part in file.sections("tags", found) {
        part.only(TAG_KEYS, found);
        let slug = part.slug("slug = \"big-spender\"", "tag", &mut known, found);
        if known.len() > MOST_TAGS {
            found.add(
                part.place("slug"),
                format!("{MOST_TAGS} tags are as many as a shop can have; leave this one out"),
            );
        }
        let title = part.needed("title", "title = \"Big spender\"", found, text(LONGEST_TITLE));
        if let Some(title) = &title
            && !titles.insert(domain::name::folded(title))
        {
            found.add(
                part.place("title"),
                format!("another tag is called {title:?}; nobody could tell them apart"),
            );
        }
        let all = conditions(&part, currency, lang, named, found);
        if all.len() > MOST_CONDITIONS {
            found.add(
                part.place("slug"),
                format!("a tag has at most {MOST_CONDITIONS} conditions; leave out the others"),
            );
        }
        let in_use = part.maybe("in_use", found, yes_or_no);
        if let (Some(slug), Some(title)) = (slug, title) {
            tags.push(TagPart {
                slug,
                title,
                all,
                in_use,
            });
        }
    }
    tags
}

fn conditions(
    part: &Section<'_>,
    currency: Currency,
    lang: Lang,
    named: Nameable<'_>,
    found: &mut Found,
) -> Vec<Asked> {
    let days = |key: &str, found: &mut Found| {
        let days = part.maybe(key, found, whole(1..=i64::from(MOST_DAYS)));
        days.and_then(|days| u32::try_from(days).ok())
    };
    let least = part.maybe("spent", found, amount(currency));
    let spent_days = days("spent_days", found);
    if part.has("spent") && !part.has("spent_days") {
        part.lacks("spent_days", "spent_days = 90", found);
    }
    goes_with(part, "spent_days", "spent", found);
    let spent = least.zip(spent_days).map(|(least, days)| Asked::Spent { least, days });

    let category = part.maybe("bought", found, slug);
    let bought_days = days("bought_days", found);
    let categories = named.categories.iter().map(|one| one.slug.as_str());
    part.must_name(("bought", "category"), &category, &categories, found);
    goes_with(part, "bought_days", "bought", found);
    let bought = category.map(|category| Asked::Bought {
        category,
        days: bought_days,
    });

    let away = days("away_days", found).map(|days| Asked::Quiet { days });
    let tier = part.maybe("tier", found, slug);
    let tiers = named.tiers.iter().map(|one| one.slug.as_str());
    part.must_name(("tier", "tier"), &tier, &tiers, found);
    let kind = part.maybe("kind", found, one_of(KINDS, KindName::parse));

    [
        spent,
        bought,
        away,
        tier.map(Asked::Tier),
        kind.map(Asked::Customer),
        field(part, lang, named.fields, found),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// Notes that a key stands there without the one that it says more about.
fn goes_with(part: &Section<'_>, key: &str, other: &str, found: &mut Found) {
    if part.has(key) && !part.has(other) {
        found.add(
            part.place(key),
            format!("{key:?} goes with {other:?}; write both, or leave it out"),
        );
    }
}

fn field(part: &Section<'_>, lang: Lang, known: &[FieldPart], found: &mut Found) -> Option<Asked> {
    let slug = part.maybe("field", found, slug);
    let slugs = known.iter().map(|one| one.slug.as_str());
    part.must_name(("field", "field"), &slug, &slugs, found);
    goes_with(part, "value", "field", found);
    let slug = slug?;
    let kind = known.iter().find(|one| one.slug == slug).map(|one| &one.kind)?;
    let value = part.maybe("value", found, |value| read(value, kind, lang));
    if part.has("value") && value.is_none() {
        return None;
    }
    Some(Asked::Field { field: slug, value })
}

/// A value as staff would write it into the field.
fn read(value: &DeValue<'_>, kind: &FieldKind, lang: Lang) -> Result<FieldValue, String> {
    let typed = match value {
        DeValue::String(text) => text.to_string(),
        // A number of TOML has a point, whatever the shop's language has.
        DeValue::Integer(number) if number.radix() == 10 => return written(kind, number.as_str()),
        DeValue::Float(number) => return written(kind, number.as_str()),
        DeValue::Datetime(day) => day.to_string(),
        _ => return Err(wanted(kind, Unfit::Empty)),
    };
    kind.read(&typed, lang).map_err(|why| wanted(kind, why))
}

fn written(kind: &FieldKind, number: &str) -> Result<FieldValue, String> {
    kind.read(number, Lang::En).map_err(|why| wanted(kind, why))
}

fn wanted(kind: &FieldKind, why: Unfit) -> String {
    match (kind, why) {
        (_, Unfit::TooLong { most }) => format!("a text of at most {most} characters"),
        (FieldKind::Text, _) => "a text in quotes".to_owned(),
        (FieldKind::Number, _) => "a number".to_owned(),
        (FieldKind::Date, _) => "a day as year-month-day, such as 2027-03-31".to_owned(),
        (FieldKind::Choice { choices: options } | FieldKind::Size { sizes: options }, _) => {
            let first: Vec<String> = options.iter().take(5).map(|option| format!("{option:?}")).collect();
            let more = if options.len() > first.len() { " …" } else { "" };
            format!("one of its field: {}{more}", first.join(", "))
        }
        (FieldKind::Photo, _) => "left out: of a photo a tag only asks whether there is one".to_owned(),
    }
}

pub(super) async fn write(loyalty: &Loyalty, shop: &Shop, file: &ShopFile, known: &Known<'_>) -> anyhow::Result<Rows> {
    let mut rows = Vec::new();
    for part in &file.tags {
        let all: anyhow::Result<Vec<Condition>> = part.all.iter().map(|asked| asked.condition(known)).collect();
        let all = all?;
        let tag = Tag {
            id: loyalty.new_tag_id(),
            title: part.title.clone(),
            rule: (!all.is_empty()).then_some(TagRule { all }),
            active: true,
        };
        let outcome = match loyalty.tag_from_file(shop.id, &part.slug, &tag, part.in_use).await? {
            TagFromFile::Done(outcome) => outcome,
            TagFromFile::TooMany => bail!(
                "there is no room for the tag {:?}: {MOST_TAGS} are as many as a shop can have, retired ones too",
                part.slug
            ),
            TagFromFile::SameTitle => bail!(
                "another tag of the shop is called {:?}; give {:?} another title, or retire that one",
                part.title,
                part.slug
            ),
        };
        let how = if tag.rule.is_some() { "by rule" } else { "by hand" };
        rows.push((format!("Tag {} ({}), {how}", part.title, part.slug), outcome));
    }
    Ok(rows)
}

#[cfg(test)]
mod tests {
    use crate::init::file;

    fn flaws(tag: &str) -> Vec<(usize, String)> {
        let text = format!(
            "[shop]\nslug = \"cafe\"\nname = \"Café\"\nlanguage = \"en\"\ntime_zone = \"Europe/Paris\"\ncurrency = \"EUR\"\n\
             owner = 7\n[[categories]]\nslug = \"beans\"\ntitle = \"Beans\"\n\
             [[fields]]\nslug = \"milk\"\ntitle = \"Milk\"\ntype = \"choice\"\nchoices = [\"Oat\", \"Soy\"]\n\
             [[tags]]\nslug = \"first\"\ntitle = \"First\"\n[[tags]]\nslug = \"second\"\ntitle = \"Second\"\n{tag}"
        );
        let told = file::read(&text).map_or_else(|flaws| flaws, |_| Vec::new());
        told.into_iter().map(|flaw| (flaw.line, flaw.said)).collect()
    }

    #[test]
    fn t5_what_is_wrong_with_a_tag_is_said_with_its_line() {
        for (tag, line, said) in [
            (
                "spent = \"500\"",
                19,
                "\"tags\" lacks \"spent_days\": add a line such as spent_days = 90",
            ),
            ("spent_days = 90", 22, "\"spent_days\" goes with \"spent\""),
            ("spent = \"0\"\nspent_days = 90", 22, "an amount of EUR above 0"),
            ("spent = \"500\"\nspent_days = 0", 23, "a whole number from 1 to 3650"),
            (
                "bought = \"bean\"",
                22,
                "there is no category \"bean\"; did you mean \"beans\"?",
            ),
            ("bought_days = 9", 22, "\"bought_days\" goes with \"bought\""),
            ("tier = \"gold\"", 22, "there is no tier \"gold\""),
            (
                "kind = \"kin\"",
                22,
                "one of \"prospect\", \"occasional\", \"key\", \"leader\"",
            ),
            ("field = \"mlik\"", 22, "there is no field \"mlik\""),
            (
                "field = \"milk\"\nvalue = \"Rice\"",
                23,
                "one of its field: \"Oat\", \"Soy\", not \"Rice\"",
            ),
            ("value = \"Oat\"", 22, "\"value\" goes with \"field\""),
            (
                "spent = \"5\"\nspent_days = 9\nbought = \"beans\"\naway_days = 9\nkind = \"key\"\nfield = \"milk\"",
                20,
                "at most 4 conditions",
            ),
            (
                "[[tags]]\nslug = \"third\"\ntitle = \"FIRST\"",
                24,
                "another tag is called",
            ),
            (
                "[[offers]]\nslug = \"o\"\ntitle = \"O\"\nuntil = 2027-03-31\namount_off = \"5\"\ntags = [\"frist\"]",
                27,
                "there is no tag \"frist\"; did you mean \"first\"?",
            ),
        ] {
            let told = flaws(tag);
            assert!(
                told.iter().any(|flaw| flaw.0 == line && flaw.1.contains(said)),
                "{tag}: {told:?}"
            );
        }
        assert_eq!(
            flaws("spent = \"500\"\nspent_days = 90\nfield = \"milk\"\nvalue = \"oat\""),
            []
        );
    }
}
