//! What an automation brings in money, for each member.

use super::{Arm, FEWEST_PEOPLE, SQUARED, WHOLE, narrow, rounded};

/// So many buyers have to be expected on either side. With fewer, a single large purchase decides, and an interval that
/// should hold 95 times in 100 holds 90 times.
pub const FEWEST_EXPECTED: i64 = 40;

/// What so many people spent, in minor units: its sum, and the sum of its squares. Whoever bought nothing counts as one
/// who spent nothing.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Spent {
    pub people: i64,
    pub bought: i64,
    pub sum: i64,
    pub squares: i128,
}

/// How much more a member spends who gets it, in minor units: the difference that was seen, and the bounds of its 95%
/// interval.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PerMember {
    pub low: i64,
    pub seen: i64,
    pub high: i64,
}

impl Spent {
    /// One person more, who spent so much.
    #[must_use]
    pub fn and(self, minor: i64) -> Self {
        let square = i128::from(minor) * i128::from(minor);
        Self {
            people: self.people + 1,
            bought: self.bought + i64::from(minor > 0),
            sum: self.sum.saturating_add(minor),
            squares: self.squares.saturating_add(square),
        }
    }

    /// How many they are and how many of them bought.
    #[must_use]
    pub fn arm(self) -> Arm {
        Arm::new(self.people, self.bought)
    }

    /// All of both.
    #[must_use]
    pub fn with(self, other: Self) -> Self {
        Self {
            people: self.people + other.people,
            bought: self.bought + other.bought,
            sum: self.sum.saturating_add(other.sum),
            squares: self.squares.saturating_add(other.squares),
        }
    }

    /// The square of the standard error of the mean, by a million. `None`: the numbers are beyond any shop's.
    fn error(self) -> Option<i128> {
        let (people, sum) = (i128::from(self.people), i128::from(self.sum));
        let spread = people
            .checked_mul(self.squares)?
            .checked_sub(sum.checked_mul(sum)?)?
            .max(0);
        (spread / people)
            .checked_mul(WHOLE)
            .map(|spread| spread / (people * (people - 1)))
    }
}

impl PerMember {
    /// By how much more those spent who got it than those who were held out. `None`: too few bought to say so.
    ///
    /// Welch's interval: the two sides need not vary alike. Student's t is taken from the first terms of its expansion in
    /// the degrees of freedom (Abramowitz and Stegun, 26.7.5), which is right to a thousandth from 49 on, and there are
    /// never fewer.
    #[must_use]
    pub fn of(treated: Spent, held: Spent) -> Option<Self> {
        let fewest = treated.people.min(held.people);
        let people = i128::from(treated.people) + i128::from(held.people);
        let bought = i128::from(treated.bought) + i128::from(held.bought);
        // By the share of both sides together: the buyers of the smaller one alone vary with what is to be measured.
        let expected = bought * i128::from(fewest);
        if fewest < FEWEST_PEOPLE || expected < i128::from(FEWEST_EXPECTED) * people {
            return None;
        }
        let (one, other) = (treated.error()?, held.error()?);
        let error = one.checked_add(other)?;
        let mean = |spent: Spent| i128::from(spent.sum) * WHOLE / i128::from(spent.people);
        let seen = mean(treated) - mean(held);
        // By a thousand, as the root of a million times the square; the quantile by a million.
        let half = error
            .isqrt()
            .checked_mul(quantile(freedom(one, other, treated, held)?))?
            / 1_000;
        let minor = |exact: i128| narrow(rounded(exact, WHOLE));
        Some(Self {
            low: minor(seen - half),
            seen: minor(seen),
            high: minor(seen + half),
        })
    }

    #[must_use]
    pub const fn contains_nothing(self) -> bool {
        self.low <= 0 && self.high >= 0
    }
}

/// The degrees of freedom after Welch and Satterthwaite.
fn freedom(one: i128, other: i128, treated: Spent, held: Spent) -> Option<i128> {
    let error = (one + other).max(1);
    let part = one.checked_mul(WHOLE)? / error;
    let rest = WHOLE - part;
    let below = part * part / i128::from(treated.people - 1) + rest * rest / i128::from(held.people - 1);
    Some(WHOLE * WHOLE / below.max(1))
}

/// What 95 of 100 values of Student's distribution stay within, in millionths.
fn quantile(freedom: i128) -> i128 {
    let normal = (SQUARED * WHOLE).isqrt();
    normal + 2_372_271 / freedom + 2_822_500 / (freedom * freedom)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn students_quantile_is_that_of_the_tables() {
        for (freedom, table) in [(49, 2_009_575), (60, 2_000_298), (100, 1_983_972), (1_000, 1_962_339)] {
            let off = quantile(freedom) - table;
            assert!(off.abs() < 1_000, "{freedom}: {off}");
        }
    }

    #[test]
    fn money_is_compared_as_by_hand() {
        // 100 of each side, half of whom buy: for 30.00 with it, for 20.00 without.
        let side = |minor: i64| (0..100).fold(Spent::default(), |sum, n| sum.and(if n % 2 == 0 { minor } else { 0 }));

        let told = PerMember::of(side(3_000), side(2_000)).unwrap();

        // Means 15.00 and 10.00, errors 1.508 and 1.005, together 1.812, t of 172.4 degrees 1.974.
        assert_eq!(
            told,
            PerMember {
                low: 142,
                seen: 500,
                high: 858
            }
        );
    }

    #[test]
    fn too_few_buyers_say_nothing_about_money() {
        let side = |people: i64, bought: i64| Spent {
            people,
            bought,
            sum: bought * 1_000,
            squares: i128::from(bought) * 1_000_000,
        };

        assert_eq!(PerMember::of(side(900, 300), side(49, 40)), None);
        assert_eq!(PerMember::of(side(900, 90), side(100, 10)), None, "ten of the hundred");
        assert!(PerMember::of(side(900, 360), side(100, 40)).is_some());
    }

    #[test]
    fn the_largest_purchases_overflow_nothing() {
        let all = (0..1_000).fold(Spent::default(), |sum, _| sum.and(1_000_000_000_000));
        let told = PerMember::of(all, all).unwrap();

        assert_eq!((told.low, told.seen, told.high), (0, 0, 0));
        let beyond = Spent {
            squares: i128::MAX,
            ..all
        };
        assert_eq!(PerMember::of(beyond, all), None);
    }
}
