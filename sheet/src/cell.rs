//! One cell, whichever kind of file it stood in.

use chrono::{NaiveDateTime, NaiveTime};

/// What a text in a CSV file must not begin with: spreadsheets take it for a formula, and do what it says.
const BEGINS_FORMULAS: [char; 6] = ['=', '+', '-', '@', '\t', '\r'];

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Cell {
    #[default]
    Empty,
    Text(String),
    /// In plain digits with a point, as exactly as the file has it: `628123456789`, `12.5`, `-3`.
    Number(String),
    /// What a spreadsheet keeps as a date. At midnight when no time is said.
    Moment(NaiveDateTime),
}

impl Cell {
    /// A text without the white space around it. None of it is no cell.
    #[must_use]
    pub fn text(text: &str) -> Self {
        let text = text.trim_matches(|c: char| c.is_whitespace() || matches!(c, '\u{feff}' | '\u{200b}' | '\0'));
        if text.is_empty() {
            Self::Empty
        } else {
            Self::Text(text.to_owned())
        }
    }

    /// A number as spreadsheets hold it. They keep 15 digits.
    #[must_use]
    pub fn number(value: f64) -> Self {
        if !value.is_finite() {
            return Self::Empty;
        }
        // Never with an exponent, and with as many digits as tell the number from its neighbours.
        let shown = format!("{value}");
        Self::Number(if shown == "-0" { "0".to_owned() } else { shown })
    }

    #[must_use]
    pub const fn is_empty(&self) -> bool {
        matches!(self, Self::Empty)
    }

    /// As it is written where cells have no kinds.
    #[must_use]
    pub fn shown(&self) -> String {
        match self {
            Self::Empty => String::new(),
            Self::Text(text) | Self::Number(text) => text.clone(),
            Self::Moment(at) if at.time() == NaiveTime::MIN => at.format("%Y-%m-%d").to_string(),
            Self::Moment(at) => at.format("%Y-%m-%d %H:%M:%S").to_string(),
        }
    }

    pub(crate) fn bytes(&self) -> usize {
        match self {
            Self::Text(text) | Self::Number(text) => text.len(),
            Self::Empty | Self::Moment(_) => 0,
        }
    }

    /// A field of a CSV file: without the tricks by which spreadsheets keep zeros in front and formulas harmless.
    pub(crate) fn from_csv(field: &str) -> Self {
        let field = field.trim();
        let kept = field.strip_prefix("=\"").and_then(|rest| rest.strip_suffix('"'));
        let defused = field
            .strip_prefix('\'')
            .filter(|rest| rest.starts_with(BEGINS_FORMULAS) || rest.starts_with('\''));
        Self::text(kept.or(defused).unwrap_or(field))
    }

    /// The field of a CSV file that reads as this cell and does nothing when a spreadsheet opens it.
    pub(crate) fn to_csv(&self) -> String {
        match self {
            Self::Text(text) if text.starts_with(BEGINS_FORMULAS) || text.starts_with('\'') => format!("'{text}"),
            other => other.shown(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_keeps_its_digits() {
        for (value, shown) in [
            (628_123_456_789.0, "628123456789"),
            (13_800_138_000.0, "13800138000"),
            (12.5, "12.5"),
            (0.1, "0.1"),
            (-3.0, "-3"),
            (-0.0, "0"),
            (1e15, "1000000000000000"),
        ] {
            assert_eq!(Cell::number(value), Cell::Number(shown.into()));
        }
        assert_eq!(Cell::number(f64::NAN), Cell::Empty);
    }

    #[test]
    fn a_text_that_would_be_a_formula_is_defused_and_read_back() {
        for text in [
            "=HYPERLINK(\"http://x\")",
            "+62 812 3456",
            "-2+3",
            "@SUM(A1)",
            "'quoted",
            "''",
            "plain",
        ] {
            let written = Cell::Text(text.into()).to_csv();

            assert!(!written.starts_with(BEGINS_FORMULAS), "{written}");
            assert_eq!(Cell::from_csv(&written), Cell::Text(text.into()));
        }
        assert_eq!(Cell::from_csv("=\"0812345\""), Cell::Text("0812345".into()));
        assert_eq!(Cell::from_csv("'tis"), Cell::Text("'tis".into()));
        assert_eq!(Cell::from_csv(" \u{feff} "), Cell::Empty);
    }
}
