//! What people do, one update each, and how it is put on the wire to the playground.

/// One act of a person that the bot answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// Follows the shop's link.
    Open,
    Agree,
    Gifts,
    Gift,
    Ask,
    Redeem,
    Points,
}

/// Somebody new, from the link to the balance.
pub const NEWCOMER: &[Step] = &[
    Step::Open,
    Step::Agree,
    Step::Gifts,
    Step::Gift,
    Step::Ask,
    Step::Redeem,
    Step::Points,
];

/// A member, once more.
pub const MEMBER: &[Step] = &[
    Step::Open,
    Step::Gifts,
    Step::Gift,
    Step::Ask,
    Step::Redeem,
    Step::Points,
];

/// Gifts on the first page of the list.
pub const GIFTS: usize = 6;

/// The title of a gift. None contains another.
#[must_use]
pub fn title(gift: usize) -> String {
    format!("Bench gift {}", gift % GIFTS)
}

impl Step {
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Open => "start",
            Self::Agree => "join",
            Self::Gifts => "gifts",
            Self::Gift => "a gift",
            Self::Ask => "redeem?",
            Self::Redeem => "redeem",
            Self::Points => "points",
        }
    }

    /// A line for the playground. `gift`: which one is wanted.
    #[must_use]
    pub fn line(self, person: usize, link: &str, gift: usize) -> String {
        match self {
            Self::Open => format!("{person} opens {link}\n"),
            Self::Agree => format!("{person} taps Agree\n"),
            Self::Gifts => format!("{person} says /gifts\n"),
            Self::Gift => format!("{person} taps {}\n", title(gift)),
            Self::Ask => format!("{person} taps Redeem for\n"),
            Self::Redeem => format!("{person} taps Yes, redeem\n"),
            Self::Points => format!("{person} says /points\n"),
        }
    }
}
