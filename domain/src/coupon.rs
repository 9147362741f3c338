//! Coupon codes (C1) and the states a coupon goes through (C2).

use std::fmt;

use serde::{Deserialize, Serialize};

/// Digits and capitals without 0/O, 1/I/L and U.
pub const ALPHABET: &[u8] = b"23456789ABCDEFGHJKMNPQRSTVWXYZ";

/// Symbols in a code. 12 of 30 are 58.9 bits.
pub const CODE_LENGTH: usize = 12;

/// A code in its stored form: twelve symbols of [`ALPHABET`].
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Code(String);

impl Code {
    pub(crate) fn of_symbols(symbols: String) -> Self {
        Self(symbols)
    }

    /// Reads a code as people type it: in any case, with or without separators.
    ///
    /// `None` when it cannot be a code, which spares the shop's tables the question.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let mut symbols = String::with_capacity(CODE_LENGTH);
        for typed in text.chars() {
            let symbol = typed.to_ascii_uppercase();
            if u8::try_from(symbol).is_ok_and(|byte| ALPHABET.contains(&byte)) {
                symbols.push(symbol);
            } else if !is_separator(typed) {
                return None;
            }
            if symbols.len() > CODE_LENGTH {
                return None;
            }
        }
        (symbols.len() == CODE_LENGTH).then_some(Self(symbols))
    }

    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// What people and keyboards put between groups.
fn is_separator(typed: char) -> bool {
    typed.is_whitespace()
        || matches!(
            typed,
            '-' | '_' | '.' | '·' | '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{feff}'
        )
}

/// In groups of four: `ABCD-EFGH-JKMN`.
impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, symbol) in self.0.chars().enumerate() {
            if at > 0 && at % 4 == 0 {
                f.write_str("-")?;
            }
            write!(f, "{symbol}")?;
        }
        Ok(())
    }
}

/// Where a coupon stands (C2). Only `Issued` and `Held` can still change.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CouponState {
    Issued,
    /// Set aside for an unpaid order (C5).
    Held,
    Used,
    Expired,
    /// Taken back: cancelled by its holder, or by staff.
    Revoked,
}

impl CouponState {
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Issued => "issued",
            Self::Held => "held",
            Self::Used => "used",
            Self::Expired => "expired",
            Self::Revoked => "revoked",
        }
    }

    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        [Self::Issued, Self::Held, Self::Used, Self::Expired, Self::Revoked]
            .into_iter()
            .find(|state| state.as_str() == text)
    }
}

/// How many wrong codes within [`GUESS_WINDOW_MINUTES`] lock a person's code entry (C1).
pub const GUESSES: i64 = 10;
pub const GUESS_WINDOW_MINUTES: i64 = 10;
pub const LOCK_MINUTES: i64 = 60;

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn c1_a_code_is_shown_in_groups_of_four() {
        assert_eq!(Code::parse("abcdefghjkmn").unwrap().to_string(), "ABCD-EFGH-JKMN");
    }

    #[test]
    fn c1_what_cannot_be_a_code_is_none() {
        for typed in [
            "",
            "ABCD-EFGH",
            "ABCD-EFGH-JKMN-P",
            "OOOO-IIII-LLLL",
            "ABCD/EFGH/JKMN",
            "🎁",
            "ABCD-EFGH-JKM0",
        ] {
            assert_eq!(Code::parse(typed), None, "{typed}");
        }
    }

    #[test]
    fn c1_the_alphabet_has_no_look_alikes() {
        assert!(!ALPHABET.iter().any(|symbol| b"0O1ILU".contains(symbol)));
        assert_eq!(ALPHABET.len(), 30);
    }

    proptest! {
        #[test]
        fn c1_a_code_is_read_back_however_it_is_typed(
            symbols in proptest::sample::select(ALPHABET).prop_map(char::from),
            rest in proptest::collection::vec(proptest::sample::select(ALPHABET), CODE_LENGTH - 1),
            separator in proptest::sample::select(vec!["", " ", "-", "–", " - "]),
        ) {
            let text: String = std::iter::once(symbols).chain(rest.into_iter().map(char::from)).collect();
            let code = Code::parse(&text).unwrap();
            let typed = code.to_string().replace('-', separator).to_lowercase();

            prop_assert_eq!(Code::parse(&typed), Some(code));
        }

        #[test]
        fn c1_reading_a_code_never_panics(typed in any::<String>()) {
            drop(Code::parse(&typed));
        }
    }
}
