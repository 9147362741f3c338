//! Columns that are fields of the shop's own (D2): by which headings they are known, and what their cells say.

use chrono::{Datelike, NaiveDate};

use super::dates::{self, DayOrder};
use super::{Column, Value, Why};
use crate::field::{Field, FieldKind, FieldValue, Thousandths, Unfit};
use crate::{FieldId, Lang};

/// A field of the shop's own, and what a column of it may be called.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OwnHeading {
    pub field: FieldId,
    pub title: String,
    /// What a ready-made set calls it in each language: shops rename what they take.
    pub also: Vec<String>,
    /// Its cells count for how the days of a file are read.
    pub holds_days: bool,
}

/// How the cells of a file are read.
#[derive(Debug, Clone, Copy)]
pub(super) struct How {
    pub lang: Lang,
    pub order: DayOrder,
    pub today: NaiveDate,
    /// Numbers have a point whatever the language: the file was written by a program.
    pub plain: bool,
}

/// Whether a column of a file can be of this field. A photo is with Telegram, and no cell holds one.
#[must_use]
pub fn can_be_listed(field: &Field) -> bool {
    field.active && !matches!(field.kind, FieldKind::Photo)
}

/// Gives columns to the fields that they are headed by, where nothing says better what they are.
///
/// Of columns with one heading the last ones are the fields', in their order: so an export reads back in which a
/// field is called as one of its own columns. What says who somebody is stays that.
pub(super) fn claim(
    columns: &mut [Option<Column>],
    titles: &[String],
    own: &[OwnHeading],
    key: impl Fn(&str) -> String,
) {
    let titles: Vec<String> = titles.iter().map(|title| key(title)).collect();
    // What a field is called counts before what it was called in its set.
    for by_title in [true, false] {
        for field in own.iter().rev() {
            let column = Column::Field(field.field);
            let names: Vec<String> = if by_title {
                vec![key(&field.title)]
            } else {
                field.also.iter().map(|name| key(name)).collect()
            };
            if columns.contains(&Some(column)) {
                continue;
            }
            let is_called_so = |at: &usize| {
                titles
                    .get(*at)
                    .is_some_and(|title| !title.is_empty() && names.contains(title))
            };
            let is_taken = |at: &usize| matches!(columns.get(*at), Some(Some(Column::Field(_))));
            let open: Vec<usize> = (0..columns.len())
                .filter(|at| is_called_so(at) && !is_taken(at))
                .collect();
            let Some(last) = open.last() else { continue };
            let Some(one) = columns.get_mut(*last) else { continue };
            if open.len() > 1 || !one.is_some_and(Column::says_who) {
                *one = Some(column);
            }
        }
    }
}

/// What a cell says of a field.
///
/// # Errors
/// Why it cannot stand there.
pub(super) fn read(kind: &FieldKind, cell: &Value, how: How) -> Result<FieldValue, Why> {
    let text = cell.shown();
    match (kind, cell) {
        (FieldKind::Number, Value::Number(digits)) => plain_number(digits).map(FieldValue::Number),
        (FieldKind::Number, _) if how.plain => plain_number(&text).map(FieldValue::Number),
        (FieldKind::Date, _) => {
            let day = dates::any_day(cell, how.order, how.today)?;
            Some(day)
                .filter(|day| (1900..2200).contains(&day.year()))
                .map(FieldValue::Date)
                .ok_or(Why::NoDay)
        }
        _ => kind.read(&text, how.lang).map_err(|unfit| match unfit {
            Unfit::TooLong { .. } => Why::TooLong,
            Unfit::TwoNumbers => Why::TwoNumbers,
            Unfit::NotADay => Why::NoDay,
            Unfit::NotAChoice => Why::NoChoice,
            Unfit::NotASize => Why::NoSize,
            Unfit::Empty | Unfit::NotANumber | Unfit::NotAPhoto => Why::NotANumber,
        }),
    }
}

/// "12", "-0.5", "12.125": as a machine writes it, with three decimals at most.
fn plain_number(digits: &str) -> Result<Thousandths, Why> {
    let (sign, size) = match digits.strip_prefix('-') {
        Some(size) => (-1, size),
        None => (1, digits),
    };
    let (whole, part) = size.split_once('.').unwrap_or((size, ""));
    let part = part.trim_end_matches('0');
    let is_number = |digits: &str| digits.chars().all(|c| c.is_ascii_digit());
    if whole.is_empty() || part.len() > 3 || !is_number(whole) || !is_number(part) {
        return Err(Why::NotANumber);
    }
    let number = |digits: &str| digits.parse::<i64>().map_err(|_| Why::NotANumber);
    let thousandths = number(&format!("{part:0<3}"))?;
    number(whole)?
        .checked_mul(1_000)
        .and_then(|whole| whole.checked_add(thousandths))
        .map(|size| Thousandths(sign * size))
        .ok_or(Why::NotANumber)
}

/// Whether a mark for "nothing" is one in this field: "none" is something to say of allergies, and a choice may be
/// called so.
pub(super) fn means_nothing(kind: &FieldKind, text: &str) -> bool {
    match kind {
        FieldKind::Text => {
            let text = text.to_lowercase();
            !text.chars().any(char::is_alphabetic) || matches!(text.as_str(), "n/a" | "na" | "#n/a" | "null" | "nil")
        }
        FieldKind::Choice { .. } | FieldKind::Size { .. } => kind.read(text, Lang::En).is_err(),
        FieldKind::Number | FieldKind::Date | FieldKind::Photo => true,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use uuid::Uuid;

    use super::*;

    const HOW: How = How {
        lang: Lang::Id,
        order: DayOrder::DayFirst,
        today: NaiveDate::from_ymd_opt(2026, 11, 29).unwrap(),
        plain: false,
    };

    fn choice() -> FieldKind {
        FieldKind::Choice {
            choices: ["Oat", "None"].map(str::to_owned).to_vec(),
        }
    }

    fn sizes() -> FieldKind {
        FieldKind::Size {
            sizes: ["42", "42.5", "43"].map(str::to_owned).to_vec(),
        }
    }

    #[test]
    fn d2_d6_a_cell_is_checked_by_the_type_of_its_field() {
        let text = |text: &str| Value::Text(text.to_owned());
        let number = |thousandths| Ok(FieldValue::Number(Thousandths(thousandths)));
        let day = |day: &str| Ok(FieldValue::Date(day.parse().unwrap()));
        for (kind, cell, said) in [
            (FieldKind::Text, text("wide"), Ok(FieldValue::Text("wide".into()))),
            (FieldKind::Text, text(&"x".repeat(301)), Err(Why::TooLong)),
            (FieldKind::Number, text("12,5"), number(12_500)),
            (FieldKind::Number, text("12.500"), number(12_500_000)),
            (FieldKind::Number, Value::Number("12.125".into()), number(12_125)),
            (FieldKind::Number, Value::Number("1.2345".into()), Err(Why::NotANumber)),
            (FieldKind::Number, text("many"), Err(Why::NotANumber)),
            (FieldKind::Date, text("14.3.2031"), day("2031-03-14")),
            (FieldKind::Date, text("2027-03-14"), day("2027-03-14")),
            (FieldKind::Date, text("31.02.2026"), Err(Why::NoSuchDay)),
            (FieldKind::Date, text("14.3."), Err(Why::NoDay)),
            (FieldKind::Date, text("01.01.1200"), Err(Why::NoDay)),
            (choice(), text("OAT"), Ok(FieldValue::Choice("Oat".into()))),
            (choice(), text("almond"), Err(Why::NoChoice)),
            (
                sizes(),
                Value::Number("42.5".into()),
                Ok(FieldValue::Size("42.5".into())),
            ),
            (sizes(), text("43 wide"), Ok(FieldValue::Size("43 wide".into()))),
            (sizes(), text("44"), Err(Why::NoSize)),
            (FieldKind::Photo, text("AgADBA"), Err(Why::NotANumber)),
        ] {
            assert_eq!(read(&kind, &cell, HOW), said, "{kind:?}: {cell:?}");
        }
    }

    #[test]
    fn d6_nothing_is_said_by_a_mark_unless_it_is_something_there() {
        assert!(means_nothing(&FieldKind::Text, "-") && means_nothing(&FieldKind::Text, "N/A"));
        assert!(!means_nothing(&FieldKind::Text, "none") && !means_nothing(&FieldKind::Text, "无"));
        assert!(!means_nothing(&choice(), "none") && means_nothing(&choice(), "n/a"));
        assert!(means_nothing(&FieldKind::Number, "none") && means_nothing(&sizes(), "-"));
    }

    #[test]
    fn d2_d6_columns_are_claimed_by_title_then_by_the_words_of_a_set_and_the_last_of_equals() {
        let field = |id: u128| FieldId(Uuid::from_u128(id));
        let own = |id, title: &str, also: &[&str]| OwnHeading {
            field: field(id),
            title: title.to_owned(),
            also: also.iter().map(|name| (*name).to_owned()).collect(),
            holds_days: false,
        };
        let known = [
            own(1, "Notes", &[]),
            own(2, "Usual drink", &["常喝", "Minuman"]),
            own(3, "Phone", &[]),
            own(4, "Size", &[]),
            own(5, "Size", &[]),
        ];
        let claimed = |titles: &[&str], columns: &[Option<Column>]| {
            let titles: Vec<String> = titles.iter().map(|title| (*title).to_owned()).collect();
            let mut columns = columns.to_vec();
            claim(&mut columns, &titles, &known, str::to_lowercase);
            columns
        };
        let is = |id| Some(Column::Field(field(id)));

        assert_eq!(
            claimed(
                &["Notes", "notes", "MINUMAN", "Phone", "Size", "Size"],
                &[
                    Some(Column::Note),
                    Some(Column::Note),
                    None,
                    Some(Column::Phone),
                    None,
                    None
                ]
            ),
            [Some(Column::Note), is(1), is(2), Some(Column::Phone), is(4), is(5)]
        );
        assert_eq!(claimed(&["Notes", ""], &[Some(Column::Note), None]), [is(1), None]);
        assert_eq!(
            claimed(&["常喝", "Usual drink"], &[None, None]),
            [None, is(2)],
            "what it is called counts before what it was"
        );
    }

    proptest! {
        #[test]
        fn d6_a_number_that_was_written_reads_back(thousandths in -1_000_000_000_000_i64..1_000_000_000_000) {
            let number = Thousandths(thousandths);
            prop_assert_eq!(plain_number(&number.to_string()), Ok(number));
        }
    }
}
