//! The shop's own list of customers, read row by row: which column is what, and what each cell says.
//!
//! A file is taken over as a whole or not at all, so every row says what is wrong with it, in a form that can be put
//! into words (D6).

mod columns;
mod dates;
mod own;
mod phones;
mod values;

use chrono::{NaiveDate, NaiveDateTime};
use serde::{Deserialize, Serialize};

use crate::birthday::Birthday;
use crate::field::FieldValue;
use crate::{FieldId, Points, UserId};

pub use columns::{Heads, heads};
pub use dates::{DayOrder, Order, order_of};
pub use own::{OwnHeading, can_be_listed};
pub use phones::Country;
pub use values::{Reader, identities};

/// What stands in one cell of a file.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Value {
    #[default]
    Empty,
    Text(String),
    /// In plain digits with a point.
    Number(String),
    Moment(NaiveDateTime),
}

impl Value {
    /// As it is shown beside what is wrong with it.
    #[must_use]
    pub fn shown(&self) -> String {
        match self {
            Self::Empty => String::new(),
            Self::Text(text) | Self::Number(text) => text.clone(),
            Self::Moment(at) => at.date().to_string(),
        }
    }
}

/// What a column of a file is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Column {
    Name,
    FirstName,
    LastName,
    Phone,
    Email,
    Username,
    TelegramId,
    /// By which Regulars numbers its members.
    Number,
    Birthday,
    Points,
    Tier,
    Spent,
    Orders,
    Joined,
    Note,
    Tags,
    /// Not taken over.
    Skip,
    /// A field of the shop's own (D2).
    Field(FieldId),
}

impl Column {
    /// Those that every shop has.
    pub const ALL: [Self; 17] = [
        Self::Name,
        Self::FirstName,
        Self::LastName,
        Self::Phone,
        Self::Email,
        Self::Username,
        Self::TelegramId,
        Self::Number,
        Self::Birthday,
        Self::Points,
        Self::Tier,
        Self::Spent,
        Self::Orders,
        Self::Joined,
        Self::Note,
        Self::Tags,
        Self::Skip,
    ];

    /// Its name in buttons and on the command line. Fields have names of their own there.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::FirstName => "first-name",
            Self::LastName => "last-name",
            Self::Phone => "phone",
            Self::Email => "email",
            Self::Username => "username",
            Self::TelegramId => "telegram-id",
            Self::Number => "number",
            Self::Birthday => "birthday",
            Self::Points => "points",
            Self::Tier => "tier",
            Self::Spent => "spent",
            Self::Orders => "orders",
            Self::Joined => "joined",
            Self::Note => "note",
            Self::Tags => "tags",
            Self::Skip => "skip",
            Self::Field(_) => "field",
        }
    }

    /// One of those that every shop has.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|column| column.as_str() == text)
    }

    /// Whether several columns of one file can be of it.
    #[must_use]
    pub const fn may_repeat(self) -> bool {
        matches!(self, Self::Note | Self::Tags | Self::Skip)
    }

    /// Whether it says who somebody is.
    #[must_use]
    pub const fn says_who(self) -> bool {
        matches!(
            self,
            Self::Name
                | Self::FirstName
                | Self::LastName
                | Self::Phone
                | Self::Email
                | Self::Username
                | Self::TelegramId
                | Self::Number
        )
    }
}

/// Somebody in the file.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Person {
    /// Where the row stands.
    pub line: u64,
    pub name: String,
    /// Digits, with the country's in front where it is known.
    pub phone: Option<String>,
    pub email: Option<String>,
    pub username: Option<String>,
    pub user: Option<UserId>,
    pub number: Option<i64>,
    pub birth: Option<Birthday>,
    pub points: Option<Points>,
    /// As the file calls it.
    pub tier: Option<String>,
    pub joined: Option<NaiveDate>,
    /// What has no place of its own stands here under the file's own heading, such as what was spent.
    pub note: String,
    pub tags: Vec<String>,
    /// What stands in the shop's own fields.
    pub fields: Vec<(FieldId, FieldValue)>,
}

/// What is wrong with a row.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fault {
    pub line: u64,
    /// Which column it is about, where it is about one.
    pub column: Option<Column>,
    /// What stands there, shortened.
    pub said: String,
    pub why: Why,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Why {
    /// There is neither a name nor anything else to know somebody by.
    Nobody,
    /// More cells than columns: probably a separator inside a text.
    TooManyCells,
    NoPhone,
    /// A spreadsheet cut digits off: `6.28E+11`.
    LostDigits,
    NoEmail,
    NoUsername,
    NoTelegramId,
    NoNumber,
    NoDay,
    /// 31.02.
    NoSuchDay,
    InTheFuture,
    NoPoints,
    NoMoney,
    /// In a field of the shop's own that holds numbers.
    NotANumber,
    /// The separators fit more than one number.
    TwoNumbers,
    /// The field has no such choice.
    NoChoice,
    /// The field has no such size.
    NoSize,
    /// The shop has no tier of this name.
    NoSuchTier,
    TooLong,
    /// The same person stands in an earlier line, by this.
    SameAs {
        line: u64,
        by: Column,
    },
    /// It is two members of the club, by two of its cells.
    TwoMembers,
    /// They asked to be forgotten, and come back by themselves only (D3).
    Forgotten,
    /// The member with this number is called otherwise.
    NumberOfAnother,
    /// With the tags of the file the shop would have more than it can.
    TooManyTags,
}

/// What the rows of a file are.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counts {
    /// New members.
    pub new: i64,
    /// Members whose files change.
    pub changed: i64,
    /// Rows that say nothing new.
    pub same: i64,
    /// Rows with something wrong.
    pub bad: i64,
    /// Of all opening balances.
    pub points: Points,
    /// The last line with anything new in it.
    pub last_line: i64,
}

/// What a row says at some length, as it is kept until the file is taken over.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct More {
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub note: String,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tags: Vec<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub fields: Vec<(FieldId, FieldValue)>,
}

impl More {
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

impl From<&Person> for More {
    fn from(person: &Person) -> Self {
        Self {
            note: person.note.clone(),
            tags: person.tags.clone(),
            fields: person.fields.clone(),
        }
    }
}
