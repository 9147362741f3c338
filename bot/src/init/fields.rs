//! What a shop's file says about the shop's own fields (D2).

use std::collections::HashSet;

use anyhow::bail;
use domain::field::{Circle, Field, FieldKind, LONGEST_TITLE, MOST_CHOICES, MOST_FIELDS, MOST_SIZES, Viewer, options};
use domain::role::Role;
use domain::shop::Shop;
use loyalty::{FieldFromFile, Loyalty};
use toml::de::DeValue;

use super::flaws::Found;
use super::section::{Section, one_of, text, yes_or_no};
use super::{Rows, ShopFile};

/// The longest sentence that says what a field is for.
const LONGEST_WHY: usize = 120;
/// Words for circles, in the order of [`Circle::ALL`].
const CIRCLES: &[&str] = &[
    "everybody",
    "member-and-managers",
    "member-and-owner",
    "staff",
    "managers",
    "owner",
];
const TYPES: &[&str] = &["text", "number", "date", "choice", "size", "photo"];
/// Rows of sizes that need not be written out.
const READY_SIZES: &[&str] = &["shoes", "half-shoes", "clothes"];

pub(super) const FIELD_KEYS: &[&str] = &[
    "slug",
    "title",
    "group",
    "type",
    "choices",
    "sizes",
    "seen_by",
    "changed_by",
    "asked",
    "why",
    "in_use",
];

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldPart {
    pub slug: String,
    pub title: String,
    group: Option<String>,
    pub kind: FieldKind,
    seen_by: Circle,
    edited_by: Circle,
    asked: bool,
    why: Option<String>,
    in_use: Option<bool>,
}

impl FieldPart {
    /// Whether managers see it.
    pub(super) fn is_for_managers(&self) -> bool {
        self.seen_by.joined(self.edited_by).holds(Viewer::Staff(Role::Manager))
    }
}

pub(super) fn fields(file: &Section<'_>, found: &mut Found) -> Vec<FieldPart> {
    let mut known = HashSet::new();
    let mut fields = Vec::new();
    for part in file.sections("fields", found) {
        part.only(FIELD_KEYS, found);
        let slug = part.slug("slug = \"shoe-size\"", "field", &mut known, found);
        if known.len() > MOST_FIELDS {
            found.add(
                part.place("slug"),
                format!("{MOST_FIELDS} fields are as many as a shop can have; leave this one out"),
            );
        }
        let title = part.needed("title", "title = \"Shoe size\"", found, text(LONGEST_TITLE));
        let group = part.maybe("group", found, text(LONGEST_TITLE));
        let kind = kind(&part, found);
        let seen_by = part.maybe("seen_by", found, one_of(CIRCLES, circle));
        let edited_by = part.maybe("changed_by", found, one_of(CIRCLES, circle));
        let seen_by = seen_by.unwrap_or(Circle::EVERYBODY);
        let edited_by = edited_by.unwrap_or(seen_by);
        if edited_by.within(seen_by) != edited_by {
            found.add(
                part.place("changed_by"),
                "whoever changes a field sees it: let \"seen_by\" name them, too",
            );
        }
        let asked = part.maybe("asked", found, yes_or_no).unwrap_or(false);
        if asked && !edited_by.member {
            found.add(
                part.place("asked"),
                "members are asked for what they may say: let \"changed_by\" be \"everybody\", or leave \"asked\" out",
            );
        }
        let why = part.maybe("why", found, text(LONGEST_WHY));
        let in_use = part.maybe("in_use", found, yes_or_no);
        if let (Some(slug), Some(title), Some(kind)) = (slug, title, kind) {
            fields.push(FieldPart {
                slug,
                title,
                group,
                kind,
                seen_by,
                edited_by,
                asked,
                why,
                in_use,
            });
        }
    }
    fields
}

fn circle(word: &str) -> Option<Circle> {
    let place = CIRCLES.iter().position(|known| *known == word)?;
    Circle::ALL.get(place).copied()
}

/// The type, with what is chosen from.
fn kind(part: &Section<'_>, found: &mut Found) -> Option<FieldKind> {
    let kind = part.needed(
        "type",
        "type = \"text\"",
        found,
        one_of(TYPES, |word| Some(word.to_owned())),
    )?;
    let choices = part.maybe("choices", found, chosen_from(MOST_CHOICES, "[\"Oat\", \"Whole\"]"));
    let sizes = part.maybe("sizes", found, sizes);
    for (key, goes_with) in [("choices", "choice"), ("sizes", "size")] {
        if part.has(key) && kind != goes_with {
            found.add(
                part.place(key),
                format!("{key:?} goes with type = {goes_with:?}; leave it out"),
            );
        }
    }
    Some(match kind.as_str() {
        "number" => FieldKind::Number,
        "date" => FieldKind::Date,
        "photo" => FieldKind::Photo,
        "choice" => {
            if !part.has("choices") {
                part.lacks("choices", "choices = [\"Oat\", \"Whole\"]", found);
            }
            FieldKind::Choice { choices: choices? }
        }
        "size" => {
            if !part.has("sizes") {
                part.lacks("sizes", "sizes = \"shoes\"", found);
            }
            FieldKind::Size { sizes: sizes? }
        }
        _ => FieldKind::Text,
    })
}

/// Options as the chat takes them, one to a text.
fn chosen_from(most: usize, example: &'static str) -> impl Fn(&DeValue<'_>) -> Result<Vec<String>, String> {
    move |value| {
        let wanted = || {
            format!("2 to {most} different texts of at most {LONGEST_TITLE} characters in brackets, such as {example}")
        };
        let items = value.as_array().ok_or_else(wanted)?;
        let texts: Option<Vec<&str>> = items.iter().map(|item| item.get_ref().as_str()).collect();
        let texts = texts.ok_or_else(wanted)?;
        let lines = format!("{}\n", texts.join("\n"));
        let read = options(&lines, most).map_err(|_| wanted())?;
        (read.len() == texts.len()).then_some(read).ok_or_else(wanted)
    }
}

fn sizes(value: &DeValue<'_>) -> Result<Vec<String>, String> {
    match value.as_str() {
        Some("shoes") => Ok(say::field_editor::shoe_sizes(false)),
        Some("half-shoes") => Ok(say::field_editor::shoe_sizes(true)),
        Some("clothes") => Ok(say::field_editor::clothes_sizes()),
        _ => chosen_from(MOST_SIZES, "[\"S\", \"M\", \"L\"]")(value).map_err(|wanted| {
            let ready: Vec<String> = READY_SIZES.iter().map(|word| format!("{word:?}")).collect();
            format!("one of {}, or {wanted}", ready.join(", "))
        }),
    }
}

/// Whether what stands in fields already is of the types that the file names. Asked before anything is written.
pub(super) async fn keep_their_types(loyalty: &Loyalty, shop: &Shop, file: &ShopFile) -> anyhow::Result<()> {
    for part in &file.fields {
        let Some(known) = loyalty.field_in_file(shop.id, &part.slug).await? else {
            continue;
        };
        if known.kind.as_str() != part.kind.as_str() {
            bail!(
                "\"type\" of the field {:?} must stay {:?}: what members said is of that type. Give the new field a slug of \
                 its own; nothing was written",
                part.slug,
                known.kind.as_str()
            );
        }
    }
    Ok(())
}

pub(super) async fn write(loyalty: &Loyalty, shop: &Shop, file: &ShopFile) -> anyhow::Result<Rows> {
    let mut rows = Vec::new();
    for part in &file.fields {
        let field = Field {
            id: loyalty.new_field_id(),
            title: part.title.clone(),
            group: part.group.clone(),
            kind: part.kind.clone(),
            seen_by: part.seen_by,
            edited_by: part.edited_by,
            asked: part.asked,
            why: part.why.clone(),
            place: 0,
            active: true,
        };
        let written = loyalty
            .field_from_file(shop.id, &part.slug, &field, part.in_use)
            .await?;
        let FieldFromFile::Done(outcome) = written else {
            bail!(
                "there is no room for the field {:?}: {MOST_FIELDS} are as many as a shop can have, retired ones too",
                part.slug
            );
        };
        rows.push((format!("Field {} ({})", part.title, part.slug), outcome));
    }
    Ok(rows)
}

#[cfg(test)]
mod tests {
    use crate::init::file;

    fn flaws(field: &str) -> Vec<(usize, String)> {
        let text = format!(
            "[shop]\nslug = \"cafe\"\nname = \"Café\"\nlanguage = \"en\"\ntime_zone = \"Europe/Paris\"\ncurrency = \"EUR\"\n\
             owner = 7\n[[fields]]\nslug = \"milk\"\ntitle = \"Milk\"\n{field}"
        );
        let told = file::read(&text).map_or_else(|flaws| flaws, |_| Vec::new());
        told.into_iter().map(|flaw| (flaw.line, flaw.said)).collect()
    }

    #[test]
    fn d2_what_is_wrong_with_a_field_is_said_with_its_line() {
        for (field, line, said) in [
            ("", 8, "\"fields\" lacks \"type\": add a line such as type = \"text\""),
            (
                "type = \"colour\"",
                11,
                "one of \"text\", \"number\", \"date\", \"choice\", \"size\", \"photo\"",
            ),
            ("type = \"choice\"", 8, "lacks \"choices\""),
            ("type = \"choice\"\nchoices = [\"Oat\"]", 12, "2 to 24 different texts"),
            (
                "type = \"choice\"\nchoices = [\"Oat\", \"oat\"]",
                12,
                "2 to 24 different texts",
            ),
            ("type = \"size\"", 8, "lacks \"sizes\""),
            ("type = \"size\"\nsizes = \"boots\"", 12, "one of \"shoes\""),
            (
                "type = \"text\"\nchoices = [\"Oat\", \"Soy\"]",
                12,
                "\"choices\" goes with type = \"choice\"",
            ),
            (
                "type = \"text\"\nseen_by = \"nobody\"",
                12,
                "\"everybody\", \"member-and-managers\"",
            ),
            (
                "type = \"text\"\nseen_by = \"managers\"\nchanged_by = \"staff\"",
                13,
                "whoever changes a field sees it",
            ),
            (
                "type = \"text\"\nseen_by = \"staff\"\nasked = true",
                13,
                "members are asked for what they may say",
            ),
            ("type = \"text\"\ngruop = \"Coffee\"", 12, "did you mean \"group\"?"),
        ] {
            let told = flaws(field);
            assert!(
                told.iter().any(|flaw| flaw.0 == line && flaw.1.contains(said)),
                "{field}: {told:?}"
            );
        }
        for fine in [
            "type = \"size\"\nsizes = \"half-shoes\"",
            "type = \"size\"\nsizes = [\"S\", \"M\"]",
            "type = \"photo\"\nseen_by = \"managers\"",
            "type = \"text\"\nseen_by = \"everybody\"\nchanged_by = \"staff\"",
        ] {
            assert_eq!(flaws(fine), [], "{fine}");
        }
    }
}
