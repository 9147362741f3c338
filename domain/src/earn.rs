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

/// What everybody earns, in percent of the usual rate.
pub const USUAL: u32 = 100;

/// Points for what was paid, where parts earn at rates of their own in percent of the usual one: floor of
/// the whole order (P8).
#[must_use]
pub fn for_parts(rules: &PointRules, parts: &[(Money, u32)]) -> Points {
    let weighed: i128 = parts
        .iter()
        .map(|(paid, percent)| i128::from(paid.minor()) * i128::from(*percent))
        .sum();
    let whole = i128::from(rules.earn_per.minor()) * i128::from(USUAL);
    if whole == 0 {
        return Points::ZERO;
    }
    let points = weighed * i128::from(rules.earn_points.get()) / whole;
    Points::at_least_zero(i64::try_from(points).unwrap_or(i64::MAX))
}

/// What a rate of `times` percent would have given for `fitting`, a part of `paid`, on top of the points that
/// the whole of it did earn. Nothing where it earned as much.
#[must_use]
pub fn on_top(rules: &PointRules, paid: Money, earned: Points, fitting: Money, times: u32) -> Points {
    let [paid, fitting] = [paid, fitting].map(|money| i128::from(money.minor()));
    let per = i128::from(rules.earn_per.minor()) * i128::from(USUAL);
    if paid == 0 || per == 0 {
        return Points::ZERO;
    }
    let would = fitting * i128::from(times) * i128::from(rules.earn_points.get()) * paid;
    let did = fitting * i128::from(earned.get()) * per;
    Points::at_least_zero(i64::try_from((would - did) / (per * paid)).unwrap_or(i64::MAX))
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
    fn p8_parts_at_their_own_rates_are_rounded_together() {
        let parts = |parts: &[(i64, u32)]| -> Vec<(Money, u32)> {
            parts.iter().map(|(paid, percent)| (money(*paid), *percent)).collect()
        };

        assert_eq!(for_parts(&rules(), &parts(&[(150, 100), (150, 100)])), points(3));
        assert_eq!(for_parts(&rules(), &parts(&[(133, 150), (100, 100)])), points(2));
        assert_eq!(for_parts(&rules(), &parts(&[(134, 150), (100, 100)])), points(3));
        assert_eq!(for_parts(&rules(), &[]), Points::ZERO);
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

    #[test]
    fn p8_parts_earn_at_their_own_rates_and_the_whole_is_rounded_once() {
        for (parts, earned) in [
            (&[][..] as &[(i64, u32)], 0_i64),
            (&[(99, 100)], 0),
            (&[(50, 100), (50, 100)], 1),
            (&[(1_000, 200), (1_000, 100)], 30),
            // 0.99 × 1.5 + 0.51: each alone earns nothing or one, together they earn one.
            (&[(99, 150), (51, 100)], 1),
            (&[(100, 150), (50, 100)], 2),
        ] {
            let parts: Vec<(Money, u32)> = parts.iter().map(|(paid, percent)| (money(*paid), *percent)).collect();
            assert_eq!(for_parts(&rules(), &parts), points(earned), "{parts:?}");
        }
    }

    #[test]
    fn a_rate_is_tried_on_what_was_earned() {
        for (paid, earned, fitting, times, more) in [
            // Double points for all of it.
            (10_000, 100, 10_000, 200, 100),
            // 1.99 earned 1 and would have earned 3.
            (199, 1, 199, 200, 2),
            // For half of it.
            (10_000, 100, 5_000, 200, 50),
            // It earned double or more already.
            (10_000, 200, 10_000, 200, 0),
            (10_000, 300, 10_000, 200, 0),
            (0, 0, 0, 200, 0),
        ] {
            let tried = on_top(&rules(), money(paid), points(earned), money(fitting), times);
            assert_eq!(tried, points(more), "{paid} {earned} {fitting}");
        }
    }

    proptest! {
        #[test]
        fn p8_rates_never_give_more_than_the_highest_nor_less_than_the_lowest_on_the_whole(
            parts in proptest::collection::vec((0..1_000_000_i64, 100..1_000_u32), 1..20),
        ) {
            let highest = parts.iter().map(|(_, percent)| *percent).max().unwrap();
            let lowest = parts.iter().map(|(_, percent)| *percent).min().unwrap();
            let parts: Vec<(Money, u32)> = parts.into_iter().map(|(paid, percent)| (money(paid), percent)).collect();
            let whole = money(parts.iter().map(|(paid, _)| paid.minor()).sum());

            let earned = for_parts(&rules(), &parts);

            prop_assert!(earned <= for_parts(&rules(), &[(whole, highest)]));
            prop_assert!(earned >= for_parts(&rules(), &[(whole, lowest)]));
            prop_assert_eq!(for_parts(&rules(), &[(whole, USUAL)]), for_purchase(&rules(), whole));
        }

        #[test]
        fn p7_a_refund_never_takes_more_than_was_earned(earned in 0..1_000_000_i64, total in 1..1_000_000_000_i64, refunded in 0..1_000_000_000_i64) {
            prop_assert!(clawed_back(points(earned), money(total), money(refunded)) <= points(earned));
        }
    }
}
