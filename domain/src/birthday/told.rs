//! Whether, when and where a birthday is told of (B5, B6).

use serde::{Deserialize, Serialize};

/// Missed birthdays of so many days are greeted late. Older ones bring what they bring, without a greeting that would
/// embarrass (B5).
pub const GREETED_LATE_DAYS: i64 = 3;

/// Days that are looked back for birthdays that were missed.
pub const MISSED_DAYS: u64 = 7;

/// Between two birthdays of one person there are more days than this, in either calendar. Whoever had one less long ago
/// had this one, whatever the day is called since (B1).
pub const BETWEEN_BIRTHDAYS: i64 = 300;

/// Where a member wants to be greeted (B6).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Told {
    #[default]
    Private,
    Group,
    /// Not at all. What a birthday brings lies in the wallet, and nothing is said.
    Never,
}

impl Told {
    pub const ALL: [Self; 3] = [Self::Private, Self::Group, Self::Never];

    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Private => "private",
            Self::Group => "group",
            Self::Never => "never",
        }
    }

    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|told| told.as_str() == text)
    }
}

/// How a shop thinks of birthdays.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BirthdayRules {
    /// Everybody is greeted, with a gift or without. Off until the owner says so; what a tier brings comes anyway.
    pub greets: bool,
    /// At this hour of the shop's clock.
    pub hour: u32,
    /// Days that a gift can be used, the day on which it is told not counted.
    pub gift_days: u32,
    /// So many days ahead members are reminded of those they buy for. 0: not at all.
    pub family_days: u32,
}

impl Default for BirthdayRules {
    fn default() -> Self {
        Self {
            greets: false,
            hour: 9,
            gift_days: 30,
            family_days: 0,
        }
    }
}
