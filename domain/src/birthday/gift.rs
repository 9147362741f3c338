//! What a birthday brings.

use serde::{Deserialize, Serialize};

use crate::Money;
use crate::terms::{Terms, Worth};

/// The longest name of a thing that is handed over, in characters.
pub const LONGEST_THING: usize = 64;

/// What a birthday brings to members of a tier: a coupon for money, for a thing, or for more points.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BirthdayGift {
    #[serde(flatten)]
    pub terms: Terms,
    /// What is handed over at the till, where it is a thing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
}

impl BirthdayGift {
    /// So much off one purchase.
    #[must_use]
    pub const fn off(off: Money) -> Self {
        Self {
            terms: Terms::of(Worth::Amount { off }),
            title: None,
        }
    }

    /// Something that the till hands over.
    #[must_use]
    pub const fn thing(title: String) -> Self {
        Self {
            terms: Terms::of(Worth::Gift),
            title: Some(title),
        }
    }

    /// Points at `percent` of the usual rate on so many days, of which the first one is when it is used first.
    #[must_use]
    pub const fn points(percent: u32, days: u32) -> Self {
        Self {
            terms: Terms::of(Worth::Times {
                percent,
                days: days.saturating_sub(1),
            }),
            title: None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn b7_a_gift_is_read_as_it_was_written_also_as_terms_alone() {
        let off = Money::new(500).unwrap();
        for gift in [
            BirthdayGift::off(off),
            BirthdayGift::thing("A slice of cake".into()),
            BirthdayGift::points(200, 7),
        ] {
            let text = serde_json::to_string(&gift).unwrap();
            assert_eq!(serde_json::from_str::<BirthdayGift>(&text).unwrap(), gift, "{text}");
        }
        let before = serde_json::to_string(&Terms::of(Worth::Amount { off })).unwrap();
        assert_eq!(
            serde_json::from_str::<BirthdayGift>(&before).unwrap(),
            BirthdayGift::off(off)
        );
    }
}
