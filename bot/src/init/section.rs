//! The parts of a TOML file, read so that a mistake in one value does not hide the next.

use std::collections::HashSet;
use std::ops::RangeInclusive;

use chrono::NaiveDate;
use domain::{Currency, Lang, Money, name, typed_money};
use toml::de::{DeTable, DeValue};

use super::flaws::{Found, meant};

/// A table of the file.
#[derive(Debug, Clone, Copy)]
pub struct Section<'d> {
    /// As it stands in brackets.
    name: &'static str,
    /// Where it begins, in bytes.
    at: usize,
    table: &'d DeTable<'d>,
}

impl<'d> Section<'d> {
    /// The whole file.
    #[must_use]
    pub fn whole(table: &'d DeTable<'d>) -> Self {
        Self { name: "", at: 0, table }
    }

    /// The table under `[name]`, or an empty one if the file has none.
    pub fn section(&self, name: &'static str, found: &mut Found) -> Option<Self> {
        let (at, value) = self.find(name)?;
        if let DeValue::Table(table) = value {
            return Some(Self { name, at, table });
        }
        found.add(
            at,
            format!("{name:?} must be a part of its own: write [{name}] on a line, and its keys below"),
        );
        None
    }

    /// The table that is the value of `key`. `example` is a line that would do.
    pub fn inline(&self, key: &'static str, example: &str, found: &mut Found) -> Option<Self> {
        let (at, value) = self.find(key)?;
        if let DeValue::Table(table) = value {
            return Some(Self { name: key, at, table });
        }
        found.add(
            at,
            format!("{key:?} must be in braces, such as {example}, not {}", shown(value)),
        );
        None
    }

    /// The keys that stand in it.
    pub fn keys(&self) -> impl Iterator<Item = &'d str> + use<'d> {
        self.table.iter().map(|(key, _)| &**key.get_ref())
    }

    /// Checks that what `key` names stands elsewhere in the file, where it is a `what`.
    pub fn must_name<'n, 'k>(
        &self,
        (key, what): (&str, &str),
        named: impl IntoIterator<Item = &'n String>,
        known: &(impl Iterator<Item = &'k str> + Clone),
        found: &mut Found,
    ) {
        for named in named {
            if !known.clone().any(|one| one == named) {
                let near = meant(named, known.clone());
                let near = near.map_or_else(String::new, |near| format!("; did you mean {near:?}?"));
                found.add(self.place(key), format!("there is no {what} {named:?}{near}"));
            }
        }
    }

    /// The short name of an entry, which no other of the same kind has. `example` is a line that would do.
    pub fn slug(&self, example: &str, what: &str, known: &mut HashSet<String>, found: &mut Found) -> Option<String> {
        let slug = self.needed("slug", example, found, slug)?;
        if !known.insert(slug.clone()) {
            found.add(
                self.place("slug"),
                format!("{slug:?} names another {what} already; each needs a name of its own"),
            );
        }
        Some(slug)
    }

    /// The first and the last day, which is not before the first.
    pub fn period(&self, found: &mut Found) -> (Option<NaiveDate>, Option<NaiveDate>) {
        let (from, until) = (self.maybe("from", found, day), self.maybe("until", found, day));
        if let (Some(from), Some(until)) = (from, until)
            && until < from
        {
            found.add(
                self.place("until"),
                format!("\"until\" is before \"from\"; write {from} or a later day"),
            );
        }
        (from, until)
    }

    /// Notes that a value is missing.
    pub fn lacks(&self, key: &str, example: &str, found: &mut Found) {
        found.add(
            self.at,
            format!("{:?} lacks {key:?}: add a line such as {example}", self.name),
        );
    }

    /// The tables under each `[[name]]`.
    pub fn sections(&self, name: &'static str, found: &mut Found) -> Vec<Self> {
        self.parts(name, name, found)
    }

    /// The tables that stand under `key` of this part. `name`: as it stands in brackets.
    pub fn parts(&self, key: &str, name: &'static str, found: &mut Found) -> Vec<Self> {
        let Some((at, value)) = self.find(key) else {
            return Vec::new();
        };
        let mut sections = Vec::new();
        if let DeValue::Array(array) = value {
            for item in array {
                if let DeValue::Table(table) = item.get_ref() {
                    sections.push(Self {
                        name,
                        at: item.span().start,
                        table,
                    });
                }
            }
            if sections.len() == array.len() {
                return sections;
            }
        }
        found.add(
            at,
            format!("each of {name:?} is a part of its own: write [[{name}]] on a line, and its keys below"),
        );
        sections
    }

    /// Notes every key that is none of `known`.
    pub fn only(&self, known: &[&str], found: &mut Found) {
        for (key, _) in self.table {
            if !known.contains(&&**key.get_ref()) {
                let instead = match meant(key.get_ref(), known.iter().copied()) {
                    Some(word) => format!("did you mean {word:?}?"),
                    None => format!("here can stand {}", known.join(", ")),
                };
                found.add(key.span().start, format!("unknown key {:?}; {instead}", key.get_ref()));
            }
        }
    }

    /// A value that may be left out.
    pub fn maybe<T>(
        &self,
        key: &str,
        found: &mut Found,
        read: impl FnOnce(&DeValue<'_>) -> Result<T, String>,
    ) -> Option<T> {
        let (at, value) = self.find(key)?;
        match read(value) {
            Ok(value) => Some(value),
            Err(wanted) => {
                found.add(at, format!("{key:?} must be {wanted}, not {}", shown(value)));
                None
            }
        }
    }

    /// A value that must be there. `example` is a line that would do.
    pub fn needed<T>(
        &self,
        key: &str,
        example: &str,
        found: &mut Found,
        read: impl FnOnce(&DeValue<'_>) -> Result<T, String>,
    ) -> Option<T> {
        if self.find(key).is_none() {
            self.lacks(key, example, found);
        }
        self.maybe(key, found, read)
    }

    /// Whether the part says anything about `key`.
    #[must_use]
    pub fn has(&self, key: &str) -> bool {
        self.find(key).is_some()
    }

    /// Where the value of `key` stands, or the part itself.
    #[must_use]
    pub fn place(&self, key: &str) -> usize {
        self.find(key).map_or(self.at, |(at, _)| at)
    }

    fn find(&self, key: &str) -> Option<(usize, &'d DeValue<'d>)> {
        let (name, value) = self.table.iter().find(|(name, _)| name.get_ref() == key)?;
        // The value of `[name]` begins at its bracket, which is where its key stands, too.
        let at = if matches!(value.get_ref(), DeValue::Table(_)) {
            name.span().start
        } else {
            value.span().start
        };
        Some((at, value.get_ref()))
    }
}

/// One line of text, without what would turn or break it.
pub fn text(most: usize) -> impl Fn(&DeValue<'_>) -> Result<String, String> {
    move |value| {
        let wanted = || format!("a text of 1 to {most} characters in quotes");
        let clean = name::clean(value.as_str().ok_or_else(wanted)?);
        let fits = clean.chars().any(char::is_alphanumeric) && clean.chars().count() <= most;
        fits.then_some(clean).ok_or_else(wanted)
    }
}

/// Text that may be empty and have several lines.
pub fn prose(most: usize) -> impl Fn(&DeValue<'_>) -> Result<String, String> {
    move |value| {
        let wanted = || format!("a text of at most {most} characters in quotes");
        let text = value.as_str().ok_or_else(wanted)?.trim();
        (text.chars().count() <= most)
            .then(|| text.to_owned())
            .ok_or_else(wanted)
    }
}

/// The name by which an entry is found again when the file is read another time.
pub fn slug(value: &DeValue<'_>) -> Result<String, String> {
    let wanted = || "a short name of a-z, 0-9 and - in quotes, such as \"free-coffee\"".to_owned();
    let slug = value.as_str().ok_or_else(wanted)?;
    let fits = (1..=40).contains(&slug.len())
        && slug
            .bytes()
            .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-');
    fits.then(|| slug.to_owned()).ok_or_else(wanted)
}

/// Several short names in brackets.
pub fn slugs(value: &DeValue<'_>) -> Result<Vec<String>, String> {
    let wanted = || "short names in brackets, such as [\"gold\", \"platinum\"]".to_owned();
    several(value, |item| slug(item).ok()).ok_or_else(wanted)
}

/// The values of a list that has some. `None`: one of them cannot be read, or it is no list.
pub fn several<T>(value: &DeValue<'_>, read: impl Fn(&DeValue<'_>) -> Option<T>) -> Option<Vec<T>> {
    let items = value.as_array().filter(|items| !items.is_empty())?;
    items.iter().map(|item| read(item.get_ref())).collect()
}

pub fn whole(range: RangeInclusive<i64>) -> impl Fn(&DeValue<'_>) -> Result<i64, String> {
    move |value| {
        let wanted = || format!("a whole number from {} to {}", range.start(), range.end());
        let number = value.as_integer().ok_or_else(wanted)?;
        let number = i64::from_str_radix(number.as_str(), number.radix()).map_err(|_| wanted())?;
        range.contains(&number).then_some(number).ok_or_else(wanted)
    }
}

pub fn yes_or_no(value: &DeValue<'_>) -> Result<bool, String> {
    value
        .as_bool()
        .ok_or_else(|| "true or false, without quotes".to_owned())
}

/// One of a few words.
pub fn one_of<T>(
    words: &'static [&'static str],
    parse: fn(&str) -> Option<T>,
) -> impl Fn(&DeValue<'_>) -> Result<T, String> {
    move |value| {
        let quoted: Vec<String> = words.iter().map(|word| format!("{word:?}")).collect();
        let wanted = || format!("one of {}", quoted.join(", "));
        value
            .as_str()
            .filter(|word| words.contains(word))
            .and_then(parse)
            .ok_or_else(wanted)
    }
}

/// An amount as people write it: `"10,000"`, `1.50` or `1`.
pub fn amount(currency: Currency) -> impl Fn(&DeValue<'_>) -> Result<Money, String> {
    move |value| {
        let wanted = || format!("an amount of {currency} above 0 in quotes, such as \"1\" or \"2.50\"");
        let typed = match value {
            DeValue::String(text) => text.as_ref(),
            DeValue::Integer(number) if number.radix() == 10 => number.as_str(),
            DeValue::Float(number) => number.as_str(),
            _ => return Err(wanted()),
        };
        typed_money::read(typed, Lang::En, currency).map_err(|_| wanted())
    }
}

/// A day, with or without quotes.
pub fn day(value: &DeValue<'_>) -> Result<NaiveDate, String> {
    let wanted = || "a day as year-month-day, such as 2027-03-31".to_owned();
    let text = match value {
        DeValue::Datetime(at) if at.time.is_none() && at.offset.is_none() => at.to_string(),
        DeValue::String(text) => text.to_string(),
        _ => return Err(wanted()),
    };
    text.parse().map_err(|_| wanted())
}

/// A value as the file has it, as far as it helps to recognise it.
fn shown(value: &DeValue<'_>) -> String {
    match value {
        DeValue::String(text) if text.is_empty() => "an empty text".to_owned(),
        DeValue::String(text) => format!("{:?}", text.chars().take(40).collect::<String>()),
        DeValue::Integer(number) => number.to_string(),
        DeValue::Float(number) => number.to_string(),
        DeValue::Boolean(yes) => yes.to_string(),
        DeValue::Datetime(at) => at.to_string(),
        DeValue::Array(_) => "a list".to_owned(),
        DeValue::Table(_) => "a part of its own".to_owned(),
    }
}
