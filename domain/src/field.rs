//! Fields of a shop's own: what a bootmaker, a barber or a café wants to know of a regular (D2).

use std::fmt;

use chrono::{Datelike, NaiveDate};
use serde::{Deserialize, Serialize};

use crate::role::Role;
use crate::typed_money::{self, Unclear};
use crate::{Currency, FieldId, Lang, name, typed_day};

/// Fields of a shop, retired ones too.
pub const MOST_FIELDS: usize = 40;
/// Choices of one field.
pub const MOST_CHOICES: usize = 24;
/// Sizes of one field.
pub const MOST_SIZES: usize = 48;
/// The longest title of a field or group, and the longest choice, in characters.
pub const LONGEST_TITLE: usize = 40;
/// The longest text that is kept in a field.
pub const LONGEST_TEXT: usize = 300;
/// The longest remark behind a size: "43 wide, left instep high".
const LONGEST_REMARK: usize = 60;

/// Something that a shop wants to know of its members.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Field {
    pub id: FieldId,
    pub title: String,
    /// Fields of one group stand together. `None`: in no group.
    pub group: Option<String>,
    pub kind: FieldKind,
    pub seen_by: Circle,
    pub edited_by: Circle,
    /// Members are asked for it; else staff keep it.
    pub asked: bool,
    /// What the member gets for saying it.
    pub why: Option<String>,
    pub place: i64,
    /// A retired field keeps its values, and nobody sees or fills it.
    pub active: bool,
}

/// What a field holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum FieldKind {
    Text,
    Number,
    Date,
    Choice {
        choices: Vec<String>,
    },
    /// One of a row of sizes, with a remark if there is one: "43 wide".
    Size {
        sizes: Vec<String>,
    },
    Photo,
}

/// What stands in a field. As it was said: a choice that the shop no longer offers still reads.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", content = "value", rename_all = "snake_case")]
pub enum FieldValue {
    Text(String),
    Number(Thousandths),
    Date(NaiveDate),
    Choice(String),
    Size(String),
    /// Telegram's file id.
    Photo(String),
}

/// A number with three decimals at most.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Thousandths(pub i64);

/// Who may do something with a field: staff from a role up, and perhaps the member.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Circle {
    pub member: bool,
    pub staff: Role,
}

/// Who looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Viewer {
    /// The member whose file it is.
    Member,
    Staff(Role),
}

/// Why a text cannot stand in a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unfit {
    Empty,
    TooLong {
        most: usize,
    },
    NotANumber,
    /// The separators fit more than one number.
    TwoNumbers,
    NotADay,
    NotAChoice,
    NotASize,
    /// A photo is sent, not typed.
    NotAPhoto,
}

impl Circle {
    /// Every member of staff, and the member.
    pub const EVERYBODY: Self = Self {
        member: true,
        staff: Role::Clerk,
    };
    /// Every member of staff.
    pub const STAFF: Self = Self {
        member: false,
        staff: Role::Clerk,
    };
    /// The circles that are chosen from, widest first.
    pub const ALL: [Self; 6] = [
        Self::EVERYBODY,
        Self {
            member: true,
            staff: Role::Manager,
        },
        Self {
            member: true,
            staff: Role::Owner,
        },
        Self::STAFF,
        Self {
            member: false,
            staff: Role::Manager,
        },
        Self {
            member: false,
            staff: Role::Owner,
        },
    ];

    #[must_use]
    pub fn holds(self, viewer: Viewer) -> bool {
        match viewer {
            Viewer::Member => self.member,
            Viewer::Staff(role) => role >= self.staff,
        }
    }

    /// Whoever is in one of both.
    #[must_use]
    pub fn joined(self, other: Self) -> Self {
        Self {
            member: self.member || other.member,
            staff: self.staff.min(other.staff),
        }
    }

    /// Whoever is in both.
    #[must_use]
    pub fn within(self, other: Self) -> Self {
        Self {
            member: self.member && other.member,
            staff: self.staff.max(other.staff),
        }
    }
}

impl FieldKind {
    /// The word for it in a button and in a shop's file.
    #[must_use]
    pub const fn as_str(&self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Number => "number",
            Self::Date => "date",
            Self::Choice { .. } => "choice",
            Self::Size { .. } => "size",
            Self::Photo => "photo",
        }
    }

    /// What is chosen from: choices or sizes.
    #[must_use]
    pub fn options(&self) -> &[String] {
        match self {
            Self::Choice { choices } => choices,
            Self::Size { sizes } => sizes,
            Self::Text | Self::Number | Self::Date | Self::Photo => &[],
        }
    }

    /// The value that an option stands for.
    #[must_use]
    pub fn option(&self, key: i64) -> Option<FieldValue> {
        let chosen = self.options().iter().find(|option| option_key(option) == key)?;
        match self {
            Self::Choice { .. } => Some(FieldValue::Choice(chosen.clone())),
            Self::Size { .. } => Some(FieldValue::Size(chosen.clone())),
            Self::Text | Self::Number | Self::Date | Self::Photo => None,
        }
    }

    /// Reads what somebody typed for a field of this kind.
    pub fn read(&self, typed: &str, lang: Lang) -> Result<FieldValue, Unfit> {
        let typed = name::one_line(typed);
        if typed.is_empty() {
            return Err(Unfit::Empty);
        }
        match self {
            Self::Text if typed.chars().count() > LONGEST_TEXT => Err(Unfit::TooLong { most: LONGEST_TEXT }),
            Self::Text => Ok(FieldValue::Text(typed)),
            Self::Number => number(&typed, lang).map(FieldValue::Number),
            Self::Date => date(&typed, lang).map(FieldValue::Date).ok_or(Unfit::NotADay),
            Self::Choice { choices } => {
                let folded = name::folded(&typed);
                let chosen = choices.iter().find(|choice| name::folded(choice) == folded);
                chosen.cloned().map(FieldValue::Choice).ok_or(Unfit::NotAChoice)
            }
            Self::Size { sizes } => size(&typed, sizes).map(FieldValue::Size),
            Self::Photo => Err(Unfit::NotAPhoto),
        }
    }

    /// Whether a value is of this kind. One that left the choices still is.
    #[must_use]
    pub const fn holds(&self, value: &FieldValue) -> bool {
        matches!(
            (self, value),
            (Self::Text, FieldValue::Text(_))
                | (Self::Number, FieldValue::Number(_))
                | (Self::Date, FieldValue::Date(_))
                | (Self::Choice { .. }, FieldValue::Choice(_))
                | (Self::Size { .. }, FieldValue::Size(_))
                | (Self::Photo, FieldValue::Photo(_))
        )
    }
}

impl FieldValue {
    /// The text by which a member is found by this value. Photos and numbers find nobody.
    #[must_use]
    pub fn findable(&self) -> Option<&str> {
        match self {
            Self::Text(text) | Self::Choice(text) | Self::Size(text) => Some(text),
            Self::Number(_) | Self::Date(_) | Self::Photo(_) => None,
        }
    }
}

impl fmt::Display for Thousandths {
    /// As a machine writes it: "12.5".
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (sign, size) = (if self.0 < 0 { "-" } else { "" }, self.0.unsigned_abs());
        let (whole, rest) = (size / 1000, size % 1000);
        if rest == 0 {
            return write!(f, "{sign}{whole}");
        }
        let decimals = format!("{rest:03}");
        write!(f, "{sign}{whole}.{}", decimals.trim_end_matches('0'))
    }
}

impl Field {
    #[must_use]
    pub fn is_seen_by(&self, viewer: Viewer) -> bool {
        self.active && self.seen_by.holds(viewer)
    }

    #[must_use]
    pub fn is_edited_by(&self, viewer: Viewer) -> bool {
        self.is_seen_by(viewer) && self.edited_by.holds(viewer)
    }

    /// Whether managers are among those who see it, or saw it when it was in use.
    #[must_use]
    pub fn is_for_managers(&self) -> bool {
        self.seen_by.holds(Viewer::Staff(Role::Manager))
    }

    /// The choices by which members can be chosen for something. It is settled by managers, so they see the field (S5).
    #[must_use]
    pub fn choosable(&self) -> &[String] {
        match &self.kind {
            FieldKind::Choice { choices } if self.active && self.is_for_managers() => choices,
            _ => &[],
        }
    }

    /// Whether members can be chosen by this choice of it.
    #[must_use]
    pub fn can_choose(&self, choice: &str) -> bool {
        let folded = name::folded(choice);
        self.choosable().iter().any(|known| name::folded(known) == folded)
    }

    /// The same, so that it makes sense: whoever changes it sees it, and a member who is asked may say it.
    #[must_use]
    pub fn settled(mut self) -> Self {
        if self.asked {
            self.edited_by.member = true;
        }
        self.seen_by = self.seen_by.joined(self.edited_by);
        self
    }
}

/// Names an option in a button, by what it says: however the list changes meanwhile, a tap never means another one.
#[must_use]
pub fn option_key(option: &str) -> i64 {
    let hash = option.bytes().fold(0x811c_9dc5_u32, |hash, byte| {
        (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193)
    });
    i64::from(hash)
}

/// The options of a choice or a size as somebody typed them, one a line or between commas, each once.
pub fn options(typed: &str, most: usize) -> Result<Vec<String>, UnfitOptions> {
    let separators = if typed.trim().contains('\n') {
        &['\n'][..]
    } else {
        &[',', '，', '、', ';', '；'][..]
    };
    let mut options: Vec<String> = Vec::new();
    for option in typed.split(separators).map(name::one_line) {
        let is_new = !options.iter().any(|known| name::folded(known) == name::folded(&option));
        if option.is_empty() || !is_new {
            continue;
        }
        if option.chars().count() > LONGEST_TITLE {
            return Err(UnfitOptions::TooLong { most: LONGEST_TITLE });
        }
        options.push(option);
    }
    match options.len() {
        0 | 1 => Err(UnfitOptions::TooFew),
        count if count > most => Err(UnfitOptions::TooMany { most }),
        _ => Ok(options),
    }
}

/// Why a list of options cannot be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum UnfitOptions {
    TooFew,
    TooMany { most: usize },
    TooLong { most: usize },
}

fn number(typed: &str, lang: Lang) -> Result<Thousandths, Unfit> {
    if let Ok(zero) = typed.parse::<u8>()
        && zero == 0
    {
        return Ok(Thousandths(0));
    }
    // Thousandths of a dinar are what amounts of it are counted in, and people group and point numbers as they do money.
    let dinar: Currency = "KWD".parse().map_err(|_| Unfit::NotANumber)?;
    match typed_money::read(typed, lang, dinar) {
        Ok(amount) => Ok(Thousandths(amount.minor())),
        Err(Unclear::Ambiguous { readings }) => match readings.as_slice() {
            [only] => Ok(Thousandths(only.minor())),
            _ => Err(Unfit::TwoNumbers),
        },
        Err(_) => Err(Unfit::NotANumber),
    }
}

fn date(typed: &str, lang: Lang) -> Option<NaiveDate> {
    let read = typed_day::read(typed, lang)?;
    let year = match read.year? {
        short if short < 100 => 2000 + short,
        year => year,
    };
    let year = i32::try_from(year).ok()?;
    NaiveDate::from_ymd_opt(year, read.month, read.day).filter(|day| (1900..2200).contains(&day.year()))
}

/// A size of the row, and what is said behind it.
fn size(typed: &str, sizes: &[String]) -> Result<String, Unfit> {
    let folded = name::folded(typed);
    // The longest one that it begins with: "43.5" before "43".
    let fitting = sizes.iter().filter(|size| {
        folded
            .strip_prefix(&name::folded(size))
            .is_some_and(|rest| !rest.starts_with(|c: char| c.is_alphanumeric() || c == '.'))
    });
    let size = fitting.max_by_key(|size| size.len()).ok_or(Unfit::NotASize)?;
    let remark: String = typed.chars().skip(size.chars().count()).collect();
    let remark = remark.trim_start_matches([' ', ',', '，', ';']);
    if remark.chars().count() > LONGEST_REMARK {
        return Err(Unfit::TooLong {
            most: size.chars().count() + 1 + LONGEST_REMARK,
        });
    }
    Ok(if remark.is_empty() {
        size.clone()
    } else {
        format!("{size} {remark}")
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn sizes() -> FieldKind {
        FieldKind::Size {
            sizes: ["42", "42.5", "43", "43.5"].map(str::to_owned).to_vec(),
        }
    }

    fn choices() -> FieldKind {
        FieldKind::Choice {
            choices: ["Straight", "Wavy", "Curly"].map(str::to_owned).to_vec(),
        }
    }

    #[test]
    fn d2_what_is_typed_is_read_by_the_type_of_its_field() {
        let text = |text: &str| Ok(FieldValue::Text(text.into()));
        let number = |thousandths| Ok(FieldValue::Number(Thousandths(thousandths)));
        let size = |size: &str| Ok(FieldValue::Size(size.into()));
        let choice = |choice: &str| Ok(FieldValue::Choice(choice.into()));
        let day = |day: &str| Ok(FieldValue::Date(day.parse().unwrap()));
        for (kind, typed, lang, read) in [
            (FieldKind::Text, " dry\n scalp ", Lang::En, text("dry scalp")),
            (FieldKind::Text, "  ", Lang::En, Err(Unfit::Empty)),
            (FieldKind::Number, "12.5", Lang::En, number(12_500)),
            (FieldKind::Number, "12,5", Lang::Id, number(12_500)),
            (FieldKind::Number, "0", Lang::En, number(0)),
            (FieldKind::Number, "many", Lang::En, Err(Unfit::NotANumber)),
            (FieldKind::Date, "14.3.2027", Lang::En, day("2027-03-14")),
            (FieldKind::Date, "2027年3月14日", Lang::ZhCn, day("2027-03-14")),
            (FieldKind::Date, "31.2.2027", Lang::En, Err(Unfit::NotADay)),
            (FieldKind::Date, "14 March", Lang::En, Err(Unfit::NotADay)),
            (choices(), "WAVY", Lang::En, choice("Wavy")),
            (choices(), "frizzy", Lang::En, Err(Unfit::NotAChoice)),
            (sizes(), "43", Lang::En, size("43")),
            (sizes(), "42.5", Lang::En, size("42.5")),
            (
                sizes(),
                "43 wide, left instep high",
                Lang::En,
                size("43 wide, left instep high"),
            ),
            (sizes(), "43, wide", Lang::En, size("43 wide")),
            (sizes(), "４３", Lang::ZhCn, size("43")),
            (sizes(), "430", Lang::En, Err(Unfit::NotASize)),
            (sizes(), "43.7", Lang::En, Err(Unfit::NotASize)),
            (sizes(), "big", Lang::En, Err(Unfit::NotASize)),
            (FieldKind::Photo, "a photo", Lang::En, Err(Unfit::NotAPhoto)),
        ] {
            assert_eq!(kind.read(typed, lang), read, "{kind:?} {typed}");
        }
    }

    #[test]
    fn d2_a_text_and_a_remark_have_an_end() {
        assert_eq!(
            FieldKind::Text.read(&"a".repeat(LONGEST_TEXT + 1), Lang::En),
            Err(Unfit::TooLong { most: LONGEST_TEXT })
        );
        let long = format!("43 {}", "w".repeat(LONGEST_REMARK + 1));
        assert!(matches!(sizes().read(&long, Lang::En), Err(Unfit::TooLong { .. })));
    }

    #[test]
    fn s5_a_circle_holds_whom_it_names_and_whoever_stands_above() {
        let managers = Circle {
            member: false,
            staff: Role::Manager,
        };
        for (viewer, holds) in [
            (Viewer::Member, false),
            (Viewer::Staff(Role::Clerk), false),
            (Viewer::Staff(Role::Manager), true),
            (Viewer::Staff(Role::Owner), true),
        ] {
            assert_eq!(managers.holds(viewer), holds, "{viewer:?}");
            assert!(Circle::EVERYBODY.holds(viewer));
        }
        assert!(!Circle::STAFF.holds(Viewer::Member));
    }

    #[test]
    fn d2_whoever_changes_a_field_sees_it_and_nobody_sees_a_retired_one() {
        let owner = Circle {
            member: false,
            staff: Role::Owner,
        };
        let field = Field {
            id: FieldId(uuid::Uuid::from_u128(1)),
            title: "Shoe size".into(),
            group: None,
            kind: sizes(),
            seen_by: owner,
            edited_by: Circle::STAFF,
            asked: true,
            why: None,
            place: 1,
            active: true,
        }
        .settled();

        assert_eq!(field.seen_by, Circle::EVERYBODY);
        assert!(field.is_edited_by(Viewer::Member));
        let retired = Field { active: false, ..field };
        assert!(!retired.is_seen_by(Viewer::Staff(Role::Owner)));
    }

    #[test]
    fn s5_members_are_chosen_by_what_managers_see() {
        let hair = Field {
            id: FieldId(uuid::Uuid::from_u128(1)),
            title: "Hair".into(),
            group: None,
            kind: choices(),
            seen_by: Circle::EVERYBODY,
            edited_by: Circle::EVERYBODY,
            asked: false,
            why: None,
            place: 1,
            active: true,
        };
        assert!(hair.can_choose("wavy") && !hair.can_choose("frizzy"));
        let owner = Circle {
            member: false,
            staff: Role::Owner,
        };
        for other in [
            Field {
                active: false,
                ..hair.clone()
            },
            Field {
                seen_by: owner,
                edited_by: owner,
                ..hair.clone()
            },
            Field { kind: sizes(), ..hair },
        ] {
            assert!(!other.can_choose("Wavy") && !other.can_choose("43"), "{other:?}");
        }
    }

    #[test]
    fn options_are_typed_in_a_line_or_in_lines_and_each_stands_once() {
        let read = |typed: &str| options(typed, 4);

        assert_eq!(read("Oat, Whole，oat"), Ok(vec!["Oat".into(), "Whole".into()]));
        assert_eq!(
            read("Rare, if you can\n\nWell done"),
            Ok(vec!["Rare, if you can".into(), "Well done".into()])
        );
        assert_eq!(read("Oat"), Err(UnfitOptions::TooFew));
        assert_eq!(read("1,2,3,4,5"), Err(UnfitOptions::TooMany { most: 4 }));
        assert!(matches!(
            read(&format!("a,{}", "b".repeat(41))),
            Err(UnfitOptions::TooLong { .. })
        ));
    }

    #[test]
    fn a_tap_on_an_option_means_it_or_nothing() {
        let wavy = option_key("Wavy");

        assert_eq!(choices().option(wavy), Some(FieldValue::Choice("Wavy".into())));
        let shortened = FieldKind::Choice {
            choices: vec!["Straight".into(), "Curly".into()],
        };
        assert_eq!(shortened.option(wavy), None);
    }

    #[test]
    fn a_number_is_written_without_empty_decimals() {
        for (thousandths, written) in [(12_500, "12.5"), (3_000, "3"), (5, "0.005"), (0, "0")] {
            assert_eq!(Thousandths(thousandths).to_string(), written);
        }
    }

    proptest! {
        #[test]
        fn no_typed_text_breaks_a_field(typed: String, lang in proptest::sample::select(&Lang::ALL[..])) {
            for kind in [FieldKind::Text, FieldKind::Number, FieldKind::Date, choices(), sizes(), FieldKind::Photo] {
                if let Ok(value) = kind.read(&typed, lang) {
                    prop_assert!(kind.holds(&value));
                    let kept = serde_json::to_string(&value).unwrap();
                    prop_assert_eq!(serde_json::from_str::<FieldValue>(&kept).unwrap(), value);
                }
            }
            drop(options(&typed, MOST_CHOICES));
        }
    }
}
