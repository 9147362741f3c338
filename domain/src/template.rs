//! A shop's own words with places for what differs from member to member (M8): judged when they are saved, so that
//! nothing is wrong with them when they are sent.

use serde::{Deserialize, Serialize};

/// The longest message, in the UTF-16 units that Telegram counts.
const LONGEST: usize = 4_096;
/// What is added below by itself, such as a coupon with its code.
const ADDED: usize = 400;
/// The longest that a place becomes.
const LONGEST_VALUE: usize = 64;

/// A place in a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Blank {
    /// The member's first name.
    Name,
    Shop,
    /// How long ago it was, or how long it is still.
    Days,
    /// What was ordered.
    What,
    /// What it costs.
    Total,
    /// Which points end when.
    Ending,
    /// The category that it is about.
    Category,
    /// What changed about which things.
    News,
}

/// What is wrong with a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TemplateFlaw {
    Empty,
    /// There is no such place here.
    Unknown(String),
    /// A brace that opens nothing or closes nothing.
    Brace,
    /// Too long for Telegram, with the longest names in it.
    TooLong,
}

/// A text with places, in Telegram's HTML.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Template(String);

impl Blank {
    pub const ALL: [Self; 8] = [
        Self::Name,
        Self::Shop,
        Self::Days,
        Self::What,
        Self::Total,
        Self::Ending,
        Self::Category,
        Self::News,
    ];

    /// As it stands in a text, in every language: `{name}`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::Shop => "shop",
            Self::Days => "days",
            Self::What => "what",
            Self::Total => "total",
            Self::Ending => "points",
            Self::Category => "category",
            Self::News => "news",
        }
    }

    fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|blank| blank.as_str() == word)
    }

    /// How long it becomes at most.
    const fn longest(self) -> usize {
        match self {
            // A handful of days, each in a line.
            Self::Ending | Self::News => 20 * LONGEST_VALUE,
            _ => LONGEST_VALUE,
        }
    }
}

impl Template {
    /// A text as it was typed, in HTML, with places of these kinds.
    ///
    /// # Errors
    /// The first thing that is wrong with it.
    pub fn read(html: &str, places: &[Blank]) -> Result<Self, TemplateFlaw> {
        let html = html.trim();
        let mut length = ADDED;
        let (mut letters, mut in_tag) = (0, false);
        for part in parts(html) {
            match part? {
                Part::Words(words) => {
                    in_tag = match (words.rfind('<'), words.rfind('>')) {
                        (Some(opens), closes) => closes.is_none_or(|closes| closes < opens),
                        (None, Some(_)) => false,
                        (None, None) => in_tag,
                    };
                    letters += visible(words);
                    length += visible(words);
                }
                // In the address of a link, say.
                Part::Blank(_) if in_tag => return Err(TemplateFlaw::Brace),
                Part::Blank(word) => {
                    let known = Blank::parse(word).filter(|blank| places.contains(blank));
                    let blank = known.ok_or_else(|| TemplateFlaw::Unknown(word.to_owned()))?;
                    letters += 1;
                    length += blank.longest();
                }
            }
        }
        if letters == 0 {
            return Err(TemplateFlaw::Empty);
        }
        if length > LONGEST {
            return Err(TemplateFlaw::TooLong);
        }
        Ok(Self(html.to_owned()))
    }

    /// The text with its places filled. What fills them has to be escaped.
    #[must_use]
    pub fn fill(&self, value: impl Fn(Blank) -> String) -> String {
        parts(&self.0)
            .filter_map(Result::ok)
            .map(|part| match part {
                Part::Words(words) => words.to_owned(),
                Part::Blank(word) => Blank::parse(word).map(&value).unwrap_or_default(),
            })
            .collect()
    }

    /// A text that was judged before.
    #[must_use]
    pub const fn kept(html: String) -> Self {
        Self(html)
    }

    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

enum Part<'a> {
    Words(&'a str),
    Blank(&'a str),
}

fn parts(html: &str) -> impl Iterator<Item = Result<Part<'_>, TemplateFlaw>> {
    let mut rest = html;
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        let Some(brace) = rest.find(['{', '}']) else {
            return Some(Ok(Part::Words(std::mem::take(&mut rest))));
        };
        if brace > 0 {
            let (words, others) = rest.split_at(brace);
            rest = others;
            return Some(Ok(Part::Words(words)));
        }
        let inside = rest.strip_prefix('{').and_then(|inside| inside.split_once('}'));
        match inside {
            Some((word, others)) if !word.contains(['{', '<', '>']) => {
                rest = others;
                Some(Ok(Part::Blank(word.trim())))
            }
            _ => {
                rest = "";
                Some(Err(TemplateFlaw::Brace))
            }
        }
    })
}

/// UTF-16 units that are read, without markup; an entity such as `&amp;` is one.
fn visible(html: &str) -> usize {
    let mut length = 0;
    let (mut in_tag, mut in_entity) = (false, false);
    for c in html.chars() {
        match c {
            '<' => in_tag = true,
            '>' => in_tag = false,
            _ if in_tag => {}
            '&' => {
                in_entity = true;
                length += 1;
            }
            ';' if in_entity => in_entity = false,
            _ if in_entity => {}
            c => length += c.len_utf16(),
        }
    }
    length
}

#[cfg(test)]
mod tests {
    use super::*;

    const PLACES: [Blank; 3] = [Blank::Name, Blank::Shop, Blank::Days];

    fn filled(text: &str) -> String {
        let template = Template::read(text, &PLACES).unwrap();
        template.fill(|blank| match blank {
            Blank::Name => "Anna &amp; Ben".into(),
            Blank::Shop => "Café".into(),
            _ => "30 days".into(),
        })
    }

    #[test]
    fn m8_places_are_filled_and_the_rest_stays() {
        assert_eq!(filled("Hi <b>{name}</b>!"), "Hi <b>Anna &amp; Ben</b>!");
        assert_eq!(
            filled("{ name }, {days} without {shop}"),
            "Anna &amp; Ben, 30 days without Café"
        );
        assert_eq!(filled("你好{name}，"), "你好Anna &amp; Ben，");
    }

    #[test]
    fn m8_what_is_wrong_is_found_when_it_is_saved() {
        for (text, flaw) in [
            ("", TemplateFlaw::Empty),
            ("  \n ", TemplateFlaw::Empty),
            ("<b></b>", TemplateFlaw::Empty),
            ("Hi {nmae}", TemplateFlaw::Unknown("nmae".into())),
            ("Your {total}", TemplateFlaw::Unknown("total".into())),
            ("Hi {name", TemplateFlaw::Brace),
            ("Hi }", TemplateFlaw::Brace),
            ("Hi {na<b>me</b>}", TemplateFlaw::Brace),
            (r#"<a href="https://x.example/{name}">here</a>"#, TemplateFlaw::Brace),
            (&"long ".repeat(900), TemplateFlaw::TooLong),
        ] {
            assert_eq!(Template::read(text, &PLACES), Err(flaw), "{text:.40}");
        }
    }

    #[test]
    fn m8_a_text_is_short_enough_with_the_longest_names_in_it() {
        let fits = LONGEST - ADDED - LONGEST_VALUE;
        assert!(Template::read(&format!("{}{{name}}", "a".repeat(fits)), &PLACES).is_ok());
        assert!(Template::read(&format!("{}{{name}}", "a".repeat(fits + 1)), &PLACES).is_err());
        // Telegram counts an emoji twice, and markup not at all.
        assert!(Template::read(&format!("{}{{name}}", "🎂".repeat(fits / 2)), &PLACES).is_ok());
        assert!(Template::read(&format!("<b>{}</b>{{name}}", "a".repeat(fits)), &PLACES).is_ok());
        assert!(Template::read(&format!("{}{{name}}", "&amp;".repeat(fits)), &PLACES).is_ok());
    }
}
