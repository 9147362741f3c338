//! What comes back when an order is refunded in part or whole (P7).

use crate::{Money, Points, earn};

/// How an order was paid and what it earned.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Paid {
    /// With money.
    pub total: Money,
    /// With points, and what they stood for.
    pub points: Points,
    pub points_worth: Money,
    pub earned: Points,
}

/// What so much of an order's refund comes to.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Split {
    /// Money back to the customer.
    pub money: Money,
    /// Points back of those it was paid with.
    pub returned: Points,
    /// Points taken back of those it earned.
    pub clawed: Points,
}

impl Paid {
    /// What the order was worth, paid with money and points together. Refunds are counted in it.
    #[must_use]
    pub fn value(&self) -> Money {
        Money::new(self.total.minor() + self.points_worth.minor()).unwrap_or(Money::MAX)
    }

    /// All that has come back once `so_far` of the value is refunded, in one or many steps.
    ///
    /// Each part is in proportion to the whole sum refunded and not to the step, so that steps leave no
    /// roundings behind: ten refunds of 1 are one refund of 10, and the last one gives exactly the rest.
    #[must_use]
    pub fn back(&self, so_far: Money) -> Split {
        let value = self.value();
        let so_far = so_far.min(value);
        let money = i128::from(self.total.minor()) * i128::from(so_far.minor()) / i128::from(value.minor()).max(1);
        Split {
            money: i64::try_from(money).ok().and_then(Money::new).unwrap_or_default(),
            returned: earn::clawed_back(self.points, value, so_far),
            clawed: earn::clawed_back(self.earned, value, so_far),
        }
    }

    /// What the step from `before` to `so_far` comes to.
    #[must_use]
    pub fn step(&self, before: Money, so_far: Money) -> Split {
        let (before, after) = (self.back(before), self.back(so_far));
        Split {
            money: after.money.less(before.money),
            returned: after.returned.less(before.returned),
            clawed: after.clawed.less(before.clawed),
        }
    }
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

    fn paid(total: i64, by_points: i64, worth: i64, earned: i64) -> Paid {
        Paid {
            total: money(total),
            points: points(by_points),
            points_worth: money(worth),
            earned: points(earned),
        }
    }

    #[test]
    fn p7_money_and_points_come_back_in_proportion() {
        let order = paid(11_300, 200, 1_000, 113);

        let half = order.back(money(6_150));
        assert_eq!(
            (half.money, half.returned, half.clawed),
            (money(5_650), points(100), points(56))
        );
        let all = order.back(money(12_300));
        assert_eq!(
            (all.money, all.returned, all.clawed),
            (money(11_300), points(200), points(113))
        );
        assert_eq!(order.back(Money::MAX), all);
    }

    #[test]
    fn p7_an_order_paid_with_points_alone_gives_points_back() {
        let order = paid(0, 200, 1_000, 0);

        assert_eq!(order.back(money(1_000)).returned, points(200));
        assert_eq!(paid(0, 0, 0, 0).back(Money::ZERO), Split::default());
    }

    proptest! {
        #[test]
        fn p7_any_split_of_a_refund_ends_as_one_refund_of_the_same_sum(
            total in 0..1_000_000_i64, by_points in 0..100_000_i64, worth in 0..1_000_000_i64, earned in 0..100_000_i64,
            steps in prop::collection::vec(0..200_000_i64, 1..12),
        ) {
            let order = paid(total, by_points, worth, earned);
            let mut so_far = 0;
            let mut added = (0, 0, 0);
            for step in steps {
                let next = (so_far + step).min(order.value().minor());
                let split = order.step(money(so_far), money(next));
                added.0 += split.money.minor();
                added.1 += split.returned.get();
                added.2 += split.clawed.get();
                so_far = next;
            }

            let at_once = order.back(money(so_far));
            prop_assert_eq!(added, (at_once.money.minor(), at_once.returned.get(), at_once.clawed.get()));
            prop_assert!(at_once.money <= order.total);
            prop_assert!(at_once.returned <= order.points);
            prop_assert!(at_once.clawed <= order.earned);
            if so_far == order.value().minor() && so_far > 0 {
                prop_assert_eq!(at_once, Split { money: order.total, returned: order.points, clawed: order.earned });
            }
        }
    }
}
