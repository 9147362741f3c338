//! What a purchase is worth in points, and what a refund takes back.

use crate::shop::PointRules;
use crate::{Currency, Money, Points};

/// Points for what was paid: floor of the whole order, not of each line (P8).
///
/// `paid` is after discounts and without the part that was paid with points.
#[must_use]
pub fn for_purchase(rules: &PointRules, paid: Money) -> Points {
    proportion(rules.earn_points, paid, rules.earn_per)
}

/// The same at `percent` of the usual rate, rounded down once.
#[must_use]
pub fn at_times(rules: &PointRules, paid: Money, percent: u32) -> Points {
    let weighed = i128::from(rules.earn_points.get()) * i128::from(paid.minor()) * i128::from(percent);
    let whole = i128::from(rules.earn_per.minor()) * 100;
    Points::at_least_zero(i64::try_from(weighed / whole.max(1)).unwrap_or(i64::MAX))
}

/// All that has to be taken back once `refunded` of `total` has been returned in one or many steps (P7).
///
/// Ten refunds of 1 take back as much as one refund of 10, and a full refund takes back exactly what
/// was earned.
#[must_use]
pub fn clawed_back(earned: Points, total: Money, refunded: Money) -> Points {
    proportion(earned, refunded.min(total), total)
}

/// How much of `wanted` may be given under the caps on what is earned without buying (P10).
#[must_use]
pub fn within_caps(rules: &PointRules, wanted: Points, today: Points, ever: Points) -> Points {
    let left_today = rules.free_per_day.less(today);
    let left_ever = rules.free_in_total.map_or(wanted, |cap| cap.less(ever));
    wanted.min(left_today).min(left_ever)
}

/// A rate that reads well on a poster: about one point for the price of a coffee's sip.
#[must_use]
pub fn proposed(currency: Currency) -> (Money, Points) {
    let major = match currency.code() {
        "IDR" | "VND" => 1_000,
        "JPY" | "KRW" | "HUF" | "CLP" | "COP" | "IRR" | "LAK" | "UZS" => 100,
        "TWD" | "THB" | "PHP" | "INR" | "RUB" | "CZK" => 10,
        _ => 1,
    };
    (
        Money::new(major * currency.minor_per_major()).unwrap_or_default(),
        Points::at_least_zero(1),
    )
}

fn proportion(points: Points, part: Money, whole: Money) -> Points {
    if whole.is_zero() {
        return Points::ZERO;
    }
    let share = i128::from(points.get()) * i128::from(part.minor()) / i128::from(whole.minor());
    Points::at_least_zero(i64::try_from(share).unwrap_or(i64::MAX))
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

    fn rules() -> PointRules {
        PointRules::proposed("EUR".parse().unwrap())
    }

    #[test]
    fn p8_points_are_the_floor_of_the_whole_order() {
        for (paid, earned) in [(0, 0), (99, 0), (100, 1), (12_850, 128), (199, 1)] {
            assert_eq!(for_purchase(&rules(), money(paid)), points(earned), "{paid}");
        }
        let two_per_three = PointRules {
            earn_per: money(300),
            earn_points: points(2),
            ..rules()
        };
        assert_eq!(for_purchase(&two_per_three, money(450)), points(3));
    }

    #[test]
    fn p7_ten_small_refunds_take_back_as_much_as_one_large() {
        let (earned, total) = (points(128), money(12_850));

        let at_once = clawed_back(earned, total, money(1_000));
        let mut taken = Points::ZERO;
        for step in 1..=10 {
            let due = clawed_back(earned, total, money(100 * step)).less(taken);
            taken += due;
        }

        assert_eq!(taken, at_once);
        assert_eq!(clawed_back(earned, total, total), earned);
        assert_eq!(clawed_back(earned, total, Money::MAX), earned);
    }

    #[test]
    fn p10_over_a_cap_the_remainder_is_awarded() {
        let capped = PointRules {
            free_per_day: points(10),
            free_in_total: Some(points(25)),
            ..rules()
        };

        for (wanted, today, ever, given) in [(5, 0, 0, 5), (5, 7, 7, 3), (5, 10, 10, 0), (5, 0, 23, 2), (5, 0, 25, 0)] {
            let awarded = within_caps(&capped, points(wanted), points(today), points(ever));
            assert_eq!(awarded, points(given), "{wanted} {today} {ever}");
        }
    }

    proptest! {
        #[test]
        fn p7_a_refund_never_takes_more_than_was_earned(earned in 0..1_000_000_i64, total in 1..1_000_000_000_i64, refunded in 0..1_000_000_000_i64) {
            prop_assert!(clawed_back(points(earned), money(total), money(refunded)) <= points(earned));
        }
    }
}
