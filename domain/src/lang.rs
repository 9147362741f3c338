//! Which languages there are, not what they say.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// A language that Regulars speaks in full.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "&'static str")]
pub enum Lang {
    #[default]
    En,
    ZhCn,
    Id,
}

/// A tag that names no language Regulars speaks.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is not a language this program speaks (en, zh-CN, id)")]
pub struct UnknownLang(pub String);

impl Lang {
    pub const ALL: [Self; 3] = [Self::En, Self::ZhCn, Self::Id];

    /// The IETF tag, which also names the file in `locales`.
    #[must_use]
    pub const fn tag(self) -> &'static str {
        match self {
            Self::En => "en",
            Self::ZhCn => "zh-CN",
            Self::Id => "id",
        }
    }

    /// The two letters that Telegram's command menus take.
    #[must_use]
    pub const fn iso639(self) -> &'static str {
        match self {
            Self::En => "en",
            Self::ZhCn => "zh",
            Self::Id => "id",
        }
    }

    /// The language for a tag as Telegram sends it (`zh-hans`, `en-GB`, `in`), if it is spoken here.
    #[must_use]
    pub fn for_tag(tag: &str) -> Option<Self> {
        let primary = tag.split(['-', '_']).next().unwrap_or(tag);
        match primary.to_ascii_lowercase().as_str() {
            "en" => Some(Self::En),
            "zh" => Some(Self::ZhCn),
            // "in" is the code Indonesian had until 1989; old Android devices still send it.
            "id" | "in" => Some(Self::Id),
            _ => None,
        }
    }
}

impl fmt::Display for Lang {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.tag())
    }
}

impl FromStr for Lang {
    type Err = UnknownLang;

    fn from_str(tag: &str) -> Result<Self, UnknownLang> {
        Self::for_tag(tag).ok_or_else(|| UnknownLang(tag.to_owned()))
    }
}

impl TryFrom<String> for Lang {
    type Error = UnknownLang;

    fn try_from(tag: String) -> Result<Self, UnknownLang> {
        tag.parse()
    }
}

impl From<Lang> for &'static str {
    fn from(lang: Lang) -> Self {
        lang.tag()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_language_is_found_by_the_tags_that_phones_send() {
        for (tag, lang) in [
            ("en", Some(Lang::En)),
            ("en-GB", Some(Lang::En)),
            ("zh-hans", Some(Lang::ZhCn)),
            ("zh_TW", Some(Lang::ZhCn)),
            ("in", Some(Lang::Id)),
            ("ID", Some(Lang::Id)),
            ("ru", None),
            ("", None),
        ] {
            assert_eq!(Lang::for_tag(tag), lang, "{tag}");
        }
    }
}
