//! What an automation really brings: some members are held out of it, and those who got it are compared with them.
//!
//! Whoever gets a message and buys might have bought anyway. Only the difference to those who got none says what it did.

use uuid::Uuid;

use crate::MemberId;

mod money;

pub use money::{PerMember, Spent};

/// How many of a hundred members are held out unless the shop says otherwise.
pub const PROPOSED: u8 = 10;

/// With fewer people on either side nothing is said.
pub const FEWEST_PEOPLE: i64 = 50;
/// With fewer buyers on both sides together neither.
pub const FEWEST_BUYERS: i64 = 10;

/// Shares are kept in millionths.
pub(crate) const WHOLE: i128 = 1_000_000;
/// The square of 1.959964, which 95 of 100 values of a normal distribution stay within, in millionths.
const SQUARED: i128 = 3_841_459;
/// Places that the draw knows.
const PLACES: u64 = 10_000;

/// Where a member stands in an automation's draw, from 0 to 9,999.
///
/// The first six bytes of the name-based UUID (RFC 9562, version 5: SHA-1) of the automation's bytes in the member's
/// namespace, as a big-endian number, modulo 10,000. It never changes: whoever is held out today is held out tomorrow,
/// on each engine and by each version of this program.
#[must_use]
pub fn place(automation: Uuid, member: MemberId) -> u64 {
    let drawn = Uuid::new_v5(&member.0, automation.as_bytes());
    let (number, ..) = drawn.as_u64_pair();
    // Version and its neighbours stand in the last two of these eight bytes.
    (number >> 16) % PLACES
}

/// Whether a member gets nothing from an automation, so that others can be compared with them.
///
/// Of another `percent` the smaller group is always part of the larger one.
#[must_use]
pub fn is_held_out(automation: Uuid, member: MemberId, percent: u8) -> bool {
    place(automation, member) < u64::from(percent.min(100)) * (PLACES / 100)
}

/// So many people, and how many of them bought.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Arm {
    people: i64,
    bought: i64,
}

/// A difference between two shares, in millionths: the one that was seen, and the bounds of its 95% interval.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Difference {
    pub low: i64,
    pub seen: i64,
    pub high: i64,
}

/// A difference as it is told: so many more purchases in `per` messages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Told {
    pub per: i64,
    pub low: i64,
    pub seen: i64,
    pub high: i64,
}

/// What can be said of an automation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// Chance would speak, not the automation.
    NotEnoughYet(Missing),
    /// It may bring something or not: the interval has nothing in it.
    NoEffectShown(Difference),
    Brings(Difference),
    /// Those who got nothing bought more.
    Harms(Difference),
}

/// What is missing until something can be said. Nothing of one kind may be missing, not of all.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Missing {
    /// People who got it and whose time is over.
    pub treated: i64,
    /// People who were held out and whose time is over.
    pub held: i64,
    /// Purchases of either.
    pub buyers: i64,
}

impl Arm {
    /// Nobody buys more than once here, and no number is below zero.
    #[must_use]
    pub fn new(people: i64, bought: i64) -> Self {
        let people = people.max(0);
        Self {
            people,
            bought: bought.clamp(0, people),
        }
    }

    #[must_use]
    pub const fn people(self) -> i64 {
        self.people
    }

    #[must_use]
    pub const fn bought(self) -> i64 {
        self.bought
    }

    /// The share that bought, in millionths.
    fn share(self) -> i128 {
        rounded(i128::from(self.bought) * WHOLE, i128::from(self.people.max(1)))
    }

    /// How many of `per` people bought, at this share.
    #[must_use]
    pub fn of(self, per: i64) -> i64 {
        narrow(rounded(self.share() * i128::from(per), WHOLE))
    }

    /// Wilson's score interval of the share, in millionths.
    fn wilson(self) -> (i128, i128) {
        let (people, bought) = (i128::from(self.people.max(1)), i128::from(self.bought));
        // All by a million, the root by the square of it.
        let below = people * WHOLE + SQUARED;
        let middle = bought * WHOLE + SQUARED / 2;
        let spread = 4 * bought * (people - bought) * WHOLE / people + SQUARED;
        let half = (SQUARED * spread).isqrt() / 2;
        let limit = |above: i128| rounded(above * WHOLE, below).clamp(0, WHOLE);
        (limit(middle - half), limit(middle + half))
    }
}

impl Difference {
    /// By how much more of `treated` bought than of `held`.
    ///
    /// The interval is the hybrid score interval without continuity correction, method 10 of R. G. Newcombe, "Interval
    /// estimation for the difference between independent proportions", Statistics in Medicine 17 (1998), 873–890. It
    /// never leaves what is possible, and keeps to its 95% with two buyers as well as with two thousand, where the usual
    /// one of the textbooks does not.
    #[must_use]
    pub fn of(treated: Arm, held: Arm) -> Self {
        let (one, other) = (treated.share(), held.share());
        let (one_low, one_high) = treated.wilson();
        let (other_low, other_high) = held.wilson();
        let seen = one - other;
        let root = |a: i128, b: i128| (a * a + b * b).isqrt();
        Self {
            low: narrow(seen - root(one - one_low, other_high - other)),
            seen: narrow(seen),
            high: narrow(seen + root(one_high - one, other - other_low)),
        }
    }

    /// It cannot be told from nothing.
    #[must_use]
    pub const fn contains_nothing(self) -> bool {
        self.low <= 0 && self.high >= 0
    }

    /// In so many messages that the numbers are whole ones that say something: a hundred, or a thousand or ten thousand
    /// where few buy.
    #[must_use]
    pub fn told(self) -> Told {
        let whole = |per: i64| Told {
            per,
            low: per_messages(self.low, per),
            seen: per_messages(self.seen, per),
            high: per_messages(self.high, per),
        };
        let says_something = |told: &Told| {
            if self.contains_nothing() {
                told.low != 0 || told.high != 0
            } else {
                // What is not nothing must not read so.
                told.low != 0 && told.high != 0
            }
        };
        let mut told = [100, 1_000, 10_000].map(whole).into_iter();
        told.find(says_something).unwrap_or_else(|| whole(10_000))
    }

    /// The purchases that so many messages brought: the fewest, those that were seen, and the most.
    #[must_use]
    pub fn extra(self, treated: i64) -> (i64, i64, i64) {
        let extra = |share| per_messages(share, treated);
        (extra(self.low), extra(self.seen), extra(self.high))
    }
}

impl Verdict {
    /// What those who got it and those who were held out say.
    #[must_use]
    pub fn of(treated: Arm, held: Arm) -> Self {
        let missing = Missing {
            treated: (FEWEST_PEOPLE - treated.people).max(0),
            held: (FEWEST_PEOPLE - held.people).max(0),
            buyers: (FEWEST_BUYERS - treated.bought - held.bought).max(0),
        };
        if missing != Missing::default() {
            return Self::NotEnoughYet(missing);
        }
        let difference = Difference::of(treated, held);
        if difference.contains_nothing() {
            Self::NoEffectShown(difference)
        } else if difference.low > 0 {
            Self::Brings(difference)
        } else {
            Self::Harms(difference)
        }
    }

    /// The interval, if there is enough for one.
    #[must_use]
    pub const fn difference(self) -> Option<Difference> {
        match self {
            Self::NotEnoughYet(_) => None,
            Self::NoEffectShown(difference) | Self::Brings(difference) | Self::Harms(difference) => Some(difference),
        }
    }
}

fn per_messages(share: i64, messages: i64) -> i64 {
    narrow(rounded(i128::from(share) * i128::from(messages), WHOLE))
}

/// Divided, to the nearest whole number, away from zero where two are as near. `by` is above zero.
fn rounded(number: i128, by: i128) -> i128 {
    let half = by / 2 * number.signum();
    (number + half) / by
}

/// The nearest number that a row can hold.
fn narrow(number: i128) -> i64 {
    i64::try_from(number).unwrap_or(if number < 0 { i64::MIN } else { i64::MAX })
}

#[cfg(test)]
mod tests;
