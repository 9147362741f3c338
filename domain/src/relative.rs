//! The people members buy for (B8).

use serde::{Deserialize, Serialize};

use crate::birthday::Birthday;
use crate::{RelativeId, name};

/// Relatives of one member.
pub const MOST_RELATIVES: usize = 12;
/// The longest name, size and taste, in characters.
pub const LONGEST_NAME: usize = 40;
pub const LONGEST_SIZE: usize = 40;
pub const LONGEST_TASTE: usize = 120;

/// Somebody a member buys for. The member entered them for this, and nobody writes to them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Relative {
    pub id: RelativeId,
    pub relation: Relation,
    /// As the member calls them. May be empty.
    pub name: String,
    pub birthday: Option<Birthday>,
    /// "41", "M". May be empty.
    pub size: String,
    /// What they like. May be empty.
    pub taste: String,
}

/// Whom an order is for, as they were known when it was made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ForWhom {
    pub relative: RelativeId,
    pub relation: Relation,
    pub name: String,
    pub size: String,
    pub taste: String,
}

impl From<Relative> for ForWhom {
    fn from(relative: Relative) -> Self {
        Self {
            relative: relative.id,
            relation: relative.relation,
            name: relative.name,
            size: relative.size,
            taste: relative.taste,
        }
    }
}

/// What somebody is to a member.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Relation {
    Partner,
    Mother,
    Father,
    Daughter,
    Son,
    Sister,
    Brother,
    Grandmother,
    Grandfather,
    Friend,
    Other,
}

impl Relation {
    pub const ALL: [Self; 11] = [
        Self::Partner,
        Self::Mother,
        Self::Father,
        Self::Daughter,
        Self::Son,
        Self::Sister,
        Self::Brother,
        Self::Grandmother,
        Self::Grandfather,
        Self::Friend,
        Self::Other,
    ];

    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Partner => "partner",
            Self::Mother => "mother",
            Self::Father => "father",
            Self::Daughter => "daughter",
            Self::Son => "son",
            Self::Sister => "sister",
            Self::Brother => "brother",
            Self::Grandmother => "grandmother",
            Self::Grandfather => "grandfather",
            Self::Friend => "friend",
            Self::Other => "other",
        }
    }

    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|relation| relation.as_str() == text)
    }
}

/// A line about a relative as it is kept. `None`: it is longer than `most` characters.
#[must_use]
pub fn line(typed: &str, most: usize) -> Option<String> {
    let line = name::one_line(typed);
    (line.chars().count() <= most).then_some(line)
}
