//! Why points moved, as values. They become words when somebody reads the statement (P12).

use serde::{Deserialize, Serialize};

use crate::{Money, UserId};

/// Why a row stands in the ledger.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Reason {
    Welcome,
    Purchase {
        total: Money,
    },
    /// A part of a purchase was paid back.
    Refund {
        amount: Money,
    },
    /// A sale that was a mistake.
    Undone {
        total: Money,
    },
    Gift {
        title: String,
    },
    GiftCancelled {
        title: String,
    },
    CheckIn,
    Expired,
    /// A part of a purchase was paid with points.
    PaidWith {
        worth: Money,
    },
    /// Points that a purchase was paid with came back, because it was refunded or did not come about.
    PaidBack {
        worth: Money,
    },
    /// What the member had before the shop came to Regulars, from its own list.
    Opening,
    /// The list was taken back.
    OpeningUndone,
    /// A question was answered (D1).
    Answered {
        about: About,
    },
    /// With a message of the shop's.
    Present,
    /// By staff, with their own words.
    Adjusted {
        note: String,
    },
    /// Two files of one person became one (D4).
    Joined,
    /// The member asked to be forgotten (D3).
    Forgotten,
}

/// What a question was about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum About {
    /// A field of the shop's own, as it is called there.
    Field {
        title: String,
    },
    Birthday,
    Family,
}

impl Reason {
    /// The word by which rows are counted and found.
    #[must_use]
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::Welcome => "welcome",
            Self::Purchase { .. } => "purchase",
            Self::Refund { .. } => "refund",
            Self::Undone { .. } => "undone",
            Self::Gift { .. } => "gift",
            Self::GiftCancelled { .. } => "gift_cancelled",
            Self::CheckIn => "check_in",
            Self::Expired => "expired",
            Self::PaidWith { .. } => "paid_with",
            Self::PaidBack { .. } => "paid_back",
            Self::Opening => "opening",
            Self::OpeningUndone => "opening_undone",
            Self::Answered { .. } => "answered",
            Self::Present => "present",
            Self::Adjusted { .. } => "adjusted",
            Self::Joined => "joined",
            Self::Forgotten => "forgotten",
        }
    }
}

/// Who made something happen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(tag = "who", content = "id", rename_all = "snake_case")]
pub enum Actor {
    /// The member, for themselves.
    Member(UserId),
    Staff(UserId),
    /// The shop's own rules, such as the night run.
    Shop,
}

impl Actor {
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Member(_) => "member",
            Self::Staff(_) => "staff",
            Self::Shop => "shop",
        }
    }

    #[must_use]
    pub const fn user(self) -> Option<UserId> {
        match self {
            Self::Member(user) | Self::Staff(user) => Some(user),
            Self::Shop => None,
        }
    }
}
