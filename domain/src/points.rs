//! Points and their movements. All are whole numbers (P8).

use std::iter::Sum;
use std::ops::{Add, AddAssign, Neg};

use serde::{Deserialize, Serialize};

/// A whole number of loyalty points that is never negative.
///
/// A change that can go either way is a [`Delta`].
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "i64", into = "i64")]
pub struct Points(i64);

/// A movement in the ledger: positive earns, negative spends.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Delta(i64);

/// A number of points below zero.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("{0} is not a number of points")]
pub struct NegativePoints(pub i64);

impl Points {
    pub const ZERO: Self = Self(0);

    /// `None` below zero.
    #[must_use]
    pub const fn new(points: i64) -> Option<Self> {
        if points < 0 { None } else { Some(Self(points)) }
    }

    /// The nearest number of points that is not negative.
    #[must_use]
    pub const fn at_least_zero(points: i64) -> Self {
        Self(if points < 0 { 0 } else { points })
    }

    #[must_use]
    pub const fn get(self) -> i64 {
        self.0
    }

    #[must_use]
    pub const fn is_zero(self) -> bool {
        self.0 == 0
    }

    #[must_use]
    pub const fn earned(self) -> Delta {
        Delta(self.0)
    }

    #[must_use]
    pub const fn spent(self) -> Delta {
        Delta(-self.0)
    }

    /// What is still missing to reach `price`, or nothing when the balance covers it.
    #[must_use]
    pub fn missing_for(self, price: Self) -> Option<Self> {
        (self < price).then(|| Self(price.0 - self.0))
    }

    /// What is left after `other`, or nothing at all when `other` is more.
    #[must_use]
    pub fn less(self, other: Self) -> Self {
        Self::at_least_zero(self.0 - other.0)
    }
}

impl Add for Points {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self(self.0.saturating_add(other.0))
    }
}

impl AddAssign for Points {
    fn add_assign(&mut self, other: Self) {
        *self = *self + other;
    }
}

impl Sum for Points {
    fn sum<I: Iterator<Item = Self>>(points: I) -> Self {
        points.fold(Self::ZERO, Add::add)
    }
}

impl TryFrom<i64> for Points {
    type Error = NegativePoints;

    fn try_from(points: i64) -> Result<Self, NegativePoints> {
        Self::new(points).ok_or(NegativePoints(points))
    }
}

impl From<Points> for i64 {
    fn from(points: Points) -> Self {
        points.0
    }
}

impl Delta {
    pub const ZERO: Self = Self(0);

    #[must_use]
    pub const fn new(change: i64) -> Self {
        Self(change)
    }

    #[must_use]
    pub const fn get(self) -> i64 {
        self.0
    }

    #[must_use]
    pub const fn is_zero(self) -> bool {
        self.0 == 0
    }

    /// How many points move, whichever way.
    #[must_use]
    pub const fn size(self) -> Points {
        Points(self.0.saturating_abs())
    }
}

impl Neg for Delta {
    type Output = Self;

    fn neg(self) -> Self {
        Self(self.0.saturating_neg())
    }
}

impl Sum for Delta {
    fn sum<I: Iterator<Item = Self>>(deltas: I) -> Self {
        Self(deltas.map(|delta| delta.0).fold(0, i64::saturating_add))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn p8_what_is_missing_is_never_negative() {
        let hundred = Points::new(100).unwrap();

        assert_eq!(Points::new(60).unwrap().missing_for(hundred), Points::new(40));
        assert_eq!(hundred.missing_for(hundred), None);
        assert_eq!(Points::new(-1), None);
        assert_eq!(Points::ZERO.less(hundred), Points::ZERO);
    }
}
