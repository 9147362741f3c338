//! How a shop sells: what points stand for in money, whether they pay, and what is held for whom.

use serde::{Deserialize, Serialize};

use crate::shop::PointRules;
use crate::{Currency, Money, Points};

/// What points stand for when they are counted in money: `points` of them are `money`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct PointsWorth {
    pub points: Points,
    pub money: Money,
}

/// How a shop sells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TillRules {
    pub worth: PointsWorth,
    /// Whether a part of a purchase can be paid with points.
    pub points_pay: bool,
    /// What bringing an order costs. `None`: the shop brings nothing.
    pub delivery_fee: Option<Money>,
    /// How long an unpaid order keeps its goods, coupon and points (C5).
    pub hold_hours: u32,
}

/// Out of what was spent to earn them, the part that points are worth: one in so many.
const EARNED_OF: i64 = 20;

/// Two days: long enough to come by, short enough for others to get what was left.
const HOLD_HOURS: u32 = 48;

impl PointsWorth {
    /// Five percent of what was spent to earn them.
    #[must_use]
    pub fn proposed(rules: &PointRules) -> Self {
        let points = Points::at_least_zero(rules.earn_points.get().max(1).saturating_mul(EARNED_OF));
        Self {
            points,
            money: rules.earn_per,
        }
    }

    /// What points stand for, whole minor units only.
    #[must_use]
    pub fn of(self, points: Points) -> Money {
        let worth = share(points.get(), self.money.minor(), self.points.get());
        Money::new(worth).unwrap_or(Money::MAX)
    }

    /// How many of `offered` points pay how much of `due`: never more than is due, and no point for
    /// nothing.
    #[must_use]
    pub fn paying(self, offered: Points, due: Money) -> (Points, Money) {
        let enough = share(due.minor(), self.points.get(), self.money.minor());
        let worth = self.of(offered.min(Points::at_least_zero(enough)));
        let needed = i128::from(worth.minor()) * i128::from(self.points.get());
        let money = i128::from(self.money.minor()).max(1);
        let used = (needed + money - 1) / money;
        (Points::at_least_zero(i64::try_from(used).unwrap_or(i64::MAX)), worth)
    }
}

impl TillRules {
    /// What the set-up proposes: points are counted in money, and do not pay until the shop says so.
    #[must_use]
    pub fn proposed(currency: Currency) -> Self {
        Self::for_points(&PointRules::proposed(currency))
    }

    /// What follows from how a shop's points are earned.
    #[must_use]
    pub fn for_points(rules: &PointRules) -> Self {
        Self {
            worth: PointsWorth::proposed(rules),
            points_pay: false,
            delivery_fee: None,
            hold_hours: HOLD_HOURS,
        }
    }
}

/// Floor of `part * rate / whole`, without an overflow on the way.
fn share(part: i64, rate: i64, whole: i64) -> i64 {
    let whole = i128::from(whole).max(1);
    i64::try_from(i128::from(part) * i128::from(rate) / whole).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn points(n: i64) -> Points {
        Points::new(n).unwrap()
    }

    fn money(minor: i64) -> Money {
        Money::new(minor).unwrap()
    }

    fn worth(of: i64, minor: i64) -> PointsWorth {
        PointsWorth {
            points: points(of),
            money: money(minor),
        }
    }

    #[test]
    fn p8_points_pay_whole_minor_units_and_no_point_is_given_for_nothing() {
        let five_cents_each = worth(20, 100);
        let three_for_a_cent = worth(3, 1);

        assert_eq!(
            five_cents_each.paying(points(200), money(12_800)),
            (points(200), money(1_000))
        );
        // A fifth point would be worth more than the two cents that are left.
        assert_eq!(five_cents_each.paying(points(200), money(22)), (points(4), money(20)));
        assert_eq!(three_for_a_cent.paying(points(8), money(100)), (points(6), money(2)));
        assert_eq!(three_for_a_cent.paying(points(2), money(100)), (points(0), money(0)));
    }

    proptest! {
        #[test]
        fn p8_points_never_pay_more_than_is_due_nor_than_were_offered(
            offered in 0..1_000_000_i64, due in 0..1_000_000_000_i64, of in 1..1_000_i64, minor in 1..100_000_i64
        ) {
            let rate = worth(of, minor);
            let (used, paid) = rate.paying(points(offered), money(due));

            prop_assert!(used <= points(offered));
            prop_assert!(paid <= money(due));
            prop_assert_eq!(rate.of(used), paid);
            prop_assert!(used.is_zero() || rate.of(used.less(points(1))) < paid);
        }
    }
}
