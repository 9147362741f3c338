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

/// Points for a purchase whose parts earn at different rates: what was paid for each part, and the
/// percent of the usual rate at which it earns. Floor of the whole order (P8).
#[must_use]
pub fn for_order(rules: &PointRules, parts: &[(Money, u32)]) -> Points {
    let weighed: i128 = parts
        .iter()
        .map(|(paid, percent)| i128::from(paid.minor()) * i128::from(*percent))
        .sum();
    let per = i128::from(rules.earn_per.minor()) * i128::from(USUAL);
    if per == 0 {
        return Points::ZERO;
    }
    let earned = weighed * i128::from(rules.earn_points.get()) / per;
    Points::at_least_zero(i64::try_from(earned).unwrap_or(i64::MAX))
}

/// Spreads an amount over parts in proportion to what each comes to, so that the shares add up to it:
/// minor units that are left over go to the parts that were cut the most.
///
/// Nothing is spread over parts that come to nothing.
#[must_use]
pub fn spread(amount: Money, over: &[Money]) -> Vec<Money> {
    let whole: i128 = over.iter().map(|part| i128::from(part.minor())).sum();
    if whole == 0 {
        return vec![Money::ZERO; over.len()];
    }
    let exact = |part: &Money| i128::from(amount.minor()) * i128::from(part.minor());
    let mut shares: Vec<i128> = over.iter().map(|part| exact(part) / whole).collect();
    let left = i128::from(amount.minor()) - shares.iter().sum::<i128>();
    let mut by_cut: Vec<usize> = (0..over.len()).collect();
    by_cut.sort_by_key(|at| std::cmp::Reverse(over.get(*at).map_or(0, |part| exact(part) % whole)));
    for at in by_cut.into_iter().take(usize::try_from(left).unwrap_or(0)) {
        if let Some(share) = shares.get_mut(at) {
            *share += 1;
        }
    }
    shares
        .into_iter()
        .map(|share| i64::try_from(share).ok().and_then(Money::new).unwrap_or(Money::MAX))
        .collect()
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

/// What a number of points stands for in money: `worth` of them are worth `money`. Rounded down.
#[must_use]
pub fn in_money(points: Points, worth: Points, money: Money) -> Money {
    if worth.is_zero() {
        return Money::ZERO;
    }
    let stands_for = i128::from(points.get()) * i128::from(money.minor()) / i128::from(worth.get());
    i64::try_from(stands_for)
        .ok()
        .and_then(Money::new)
        .unwrap_or(Money::MAX)
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
            assert_eq!(for_order(&rules(), &parts), points(earned), "{parts:?}");
        }
    }

    #[test]
    fn p8_an_amount_is_spread_to_the_last_cent() {
        for (amount, over, shares) in [
            (10, &[1, 1, 1][..], &[4, 3, 3][..]),
            (100, &[200, 100], &[67, 33]),
            (1, &[100, 300], &[0, 1]),
            (0, &[5], &[0]),
            (7, &[0, 0], &[0, 0]),
            (7, &[], &[]),
        ] {
            let over: Vec<Money> = over.iter().copied().map(money).collect();
            let shares: Vec<Money> = shares.iter().copied().map(money).collect();
            assert_eq!(spread(money(amount), &over), shares, "{amount} over {over:?}");
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

    #[test]
    fn points_are_worth_what_the_shop_says_rounded_down() {
        for (held, worth, per, stands_for) in [
            (0, 20, 100, 0),
            (19, 20, 100, 95),
            (20, 20, 100, 100),
            (1, 3, 1, 0),
            (5, 0, 100, 0),
        ] {
            assert_eq!(in_money(points(held), points(worth), money(per)), money(stands_for));
        }
        assert_eq!(in_money(points(i64::MAX), points(1), money(100)), Money::MAX);
    }

    proptest! {
        #[test]
        fn p8_spread_shares_add_up_and_none_is_more_than_one_off(
            amount in 0..1_000_000_000_i64,
            over in proptest::collection::vec(0..1_000_000_000_i64, 1..20),
        ) {
            prop_assume!(over.iter().any(|part| *part > 0));
            let whole: i128 = over.iter().map(|part| i128::from(*part)).sum();
            let parts: Vec<Money> = over.iter().copied().map(money).collect();

            let shares = spread(money(amount), &parts);

            prop_assert_eq!(shares.iter().map(|share| share.minor()).sum::<i64>(), amount);
            for (share, part) in shares.iter().zip(&over) {
                let least = i128::from(amount) * i128::from(*part) / whole;
                prop_assert!((0..=1).contains(&(i128::from(share.minor()) - least)));
            }
        }

        #[test]
        fn p8_rates_never_give_more_than_the_highest_nor_less_than_the_lowest_on_the_whole(
            parts in proptest::collection::vec((0..1_000_000_i64, 100..1_000_u32), 1..20),
        ) {
            let highest = parts.iter().map(|(_, percent)| *percent).max().unwrap();
            let lowest = parts.iter().map(|(_, percent)| *percent).min().unwrap();
            let parts: Vec<(Money, u32)> = parts.into_iter().map(|(paid, percent)| (money(paid), percent)).collect();
            let whole = money(parts.iter().map(|(paid, _)| paid.minor()).sum());

            let earned = for_order(&rules(), &parts);

            prop_assert!(earned <= for_order(&rules(), &[(whole, highest)]));
            prop_assert!(earned >= for_order(&rules(), &[(whole, lowest)]));
            prop_assert_eq!(for_order(&rules(), &[(whole, USUAL)]), for_purchase(&rules(), whole));
        }

        #[test]
        fn p7_a_refund_never_takes_more_than_was_earned(earned in 0..1_000_000_i64, total in 1..1_000_000_000_i64, refunded in 0..1_000_000_000_i64) {
            prop_assert!(clawed_back(points(earned), money(total), money(refunded)) <= points(earned));
        }
    }
}
