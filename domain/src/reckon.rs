//! What a purchase comes to: member prices, one coupon, and a part paid with points (P8, C4, C7).

use crate::order::Line;
use crate::terms::{Terms, Worth};
use crate::till::PointsWorth;
use crate::{CategoryId, Money, Points, ProductId};

/// What is bought, and what it is bought with.
#[derive(Debug, Clone, Copy)]
pub struct Basket<'a> {
    /// An amount alone is one line of nothing in the catalogue.
    pub lines: &'a [Line],
    /// What bringing it costs.
    pub fee: Money,
    pub coupon: Option<&'a Terms>,
    /// Paid with points: at most so many.
    pub points: Points,
    pub worth: PointsWorth,
}

/// What a purchase comes to: `goods - discount + fee - points_worth = total`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reckoning {
    /// With the price that this member pays for one of each, before the coupon.
    pub lines: Vec<Line>,
    /// At everyday prices.
    pub goods: Money,
    /// What member prices and the coupon took off.
    pub discount: Money,
    /// What of that the coupon took off. One that pays for bringing takes nothing off the goods: there is no fee then.
    pub coupon_off: Money,
    pub fee: Money,
    pub points_used: Points,
    pub points_worth: Money,
    /// To be paid with money.
    pub total: Money,
    /// What was paid with money for each line, for the points that it earns. Bringing it earns nothing.
    pub parts: Vec<Part>,
}

/// What was paid with money for one line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Part {
    pub product: Option<ProductId>,
    pub category: Option<CategoryId>,
    pub paid: Money,
}

/// Why there is no reckoning.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unreckoned {
    /// Nothing is bought.
    Nothing,
    /// More than any till takes.
    TooMuch,
    /// The coupon does not count. Without it there is a reckoning.
    Coupon(NotNow),
}

/// Why a coupon does not count for a purchase (C4).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NotNow {
    /// What it counts for has to come to more.
    MinSpend { missing: Money },
    /// Nothing of what is bought is what it counts for.
    NothingItCountsFor,
    /// Member prices are better than what it takes off everyday prices, and the two do not go together.
    NotWithMemberPrices,
    /// It takes off what bringing costs, and nothing is brought.
    NotBrought,
    /// For higher tiers than the member's.
    Tier,
    /// For members with a tag that the member does not have.
    Tag,
    /// Somebody else's (C3).
    OtherHolder,
    /// Its validity has passed.
    Over,
    /// It was used, taken back, or another order holds it (C2).
    Taken,
}

/// Reckons a purchase.
///
/// A coupon that does not go with member prices may be worth more than they are. Then the lines that it
/// counts for are sold at everyday prices with the coupon: of both ways the member pays the lesser one.
///
/// # Errors
/// When there is nothing to reckon, or the coupon does not count for it.
pub fn reckon(basket: &Basket<'_>) -> Result<Reckoning, Unreckoned> {
    if basket.lines.is_empty() {
        return Err(Unreckoned::Nothing);
    }
    let member_prices = basket.lines.to_vec();
    let plain = finish(basket, member_prices.clone(), &[], basket.fee)?;
    let Some(terms) = basket.coupon else {
        return Ok(plain);
    };
    if terms.worth == Worth::FreeDelivery {
        judge(terms, &member_prices, |_| true).map_err(Unreckoned::Coupon)?;
        if basket.fee.is_zero() {
            return Err(Unreckoned::Coupon(NotNow::NotBrought));
        }
        return finish(basket, member_prices, &[], Money::ZERO);
    }
    if terms.with_member_prices || !takes_off(&terms.worth) {
        let off = judge(terms, &member_prices, |_| true).map_err(Unreckoned::Coupon)?;
        return finish(basket, member_prices, &off, basket.fee);
    }
    let everyday: Vec<Line> = member_prices
        .iter()
        .map(|line| Line {
            price: if counts(terms, line) { line.everyday } else { line.price },
            ..line.clone()
        })
        .collect();
    let has_own_price = everyday != member_prices;
    let ways = [
        judge(terms, &member_prices, |line| line.price == line.everyday),
        judge(terms, &everyday, |_| true),
    ];
    let mut best: Option<Reckoning> = None;
    for (lines, off) in [member_prices, everyday].into_iter().zip(&ways) {
        let Ok(off) = off else { continue };
        let reckoned = finish(basket, lines, off, basket.fee)?;
        if best.as_ref().is_none_or(|best| reckoned.discount > best.discount) {
            best = Some(reckoned);
        }
    }
    match (best, ways) {
        (Some(best), _) if best.discount > plain.discount => Ok(best),
        (Some(_), _) if has_own_price => Err(Unreckoned::Coupon(NotNow::NotWithMemberPrices)),
        (Some(best), _) => Ok(best),
        (None, [_, Err(why)] | [Err(why), _]) => Err(Unreckoned::Coupon(why)),
        (None, _) => Err(Unreckoned::Coupon(NotNow::NothingItCountsFor)),
    }
}

/// Spreads an amount over weights in proportion. What whole units leave over goes to the largest
/// remainders, the first of equal ones first. Of weights that add up to less, each gets no more than itself.
#[must_use]
pub fn spread(amount: i64, weights: &[i64]) -> Vec<i64> {
    let sum: i128 = weights.iter().copied().map(i128::from).sum();
    if sum == 0 {
        return vec![0; weights.len()];
    }
    let amount = i128::from(amount).min(sum);
    let mut shares: Vec<i128> = weights
        .iter()
        .map(|weight| amount * i128::from(*weight) / sum)
        .collect();
    let mut by_remainder: Vec<usize> = (0..weights.len()).collect();
    by_remainder.sort_by_key(|at| std::cmp::Reverse(weights.get(*at).map(|weight| amount * i128::from(*weight) % sum)));
    let left = amount - shares.iter().sum::<i128>();
    for at in by_remainder.into_iter().take(usize::try_from(left).unwrap_or(0)) {
        if let Some(share) = shares.get_mut(at) {
            *share += 1;
        }
    }
    shares
        .into_iter()
        .map(|share| i64::try_from(share).unwrap_or(0))
        .collect()
}

/// Whether a coupon takes something off prices at all.
const fn takes_off(worth: &Worth) -> bool {
    matches!(
        worth,
        Worth::Amount { .. } | Worth::Percent { .. } | Worth::Price { .. }
    )
}

fn sum_of(line: &Line, one: Money) -> i64 {
    one.minor().saturating_mul(i64::from(line.quantity))
}

/// Whether a line is something that the coupon counts for.
fn counts(terms: &Terms, line: &Line) -> bool {
    let named = match terms.worth {
        Worth::Price {
            product: Some(product), ..
        } => line.product == Some(product),
        _ => true,
    };
    named && terms.only.counts(line.product, line.category)
}

/// What a coupon takes off each line, or why it does not count.
fn judge(terms: &Terms, lines: &[Line], goes_with: impl Fn(&Line) -> bool) -> Result<Vec<i64>, NotNow> {
    if !lines.iter().any(|line| counts(terms, line)) {
        return Err(NotNow::NothingItCountsFor);
    }
    let base: Vec<i64> = lines
        .iter()
        .map(|line| {
            if counts(terms, line) && goes_with(line) {
                sum_of(line, line.price)
            } else {
                0
            }
        })
        .collect();
    let sum = base.iter().copied().fold(0, i64::saturating_add);
    if sum == 0 {
        return Err(NotNow::NotWithMemberPrices);
    }
    let asked = match terms.worth {
        // Whoever pays for something that is in no catalogue pays its everyday price at least.
        Worth::Price {
            product: None,
            everyday,
            ..
        } => everyday.max(terms.min_spend.unwrap_or_default()),
        _ => terms.min_spend.unwrap_or_default(),
    };
    if sum < asked.minor() {
        let missing = Money::new(asked.minor() - sum).unwrap_or(Money::MAX);
        return Err(NotNow::MinSpend { missing });
    }
    let off = match terms.worth {
        Worth::Amount { off } => off.minor(),
        Worth::Percent { percent, at_most } => {
            let share = i128::from(sum) * i128::from(percent.min(100)) / 100;
            i64::try_from(share).unwrap_or(i64::MAX).min(at_most.minor())
        }
        Worth::Price {
            product: Some(_),
            price,
            ..
        } => {
            // One piece, and the dearest of those there are.
            let one = lines
                .iter()
                .filter(|line| counts(terms, line) && goes_with(line))
                .map(|line| line.price)
                .max();
            one.unwrap_or_default().less(price).minor()
        }
        Worth::Price {
            product: None,
            everyday,
            price,
        } => everyday.less(price).minor(),
        Worth::Gift | Worth::Times { .. } | Worth::FreeDelivery => 0,
    };
    Ok(spread(off.min(sum), &base))
}

/// Puts together what lines, the coupon's part of each, and points come to.
fn finish(basket: &Basket<'_>, lines: Vec<Line>, off: &[i64], fee: Money) -> Result<Reckoning, Unreckoned> {
    let goods = lines
        .iter()
        .map(|line| sum_of(line, line.everyday))
        .fold(0, i64::saturating_add);
    let goods = Money::new(goods).ok_or(Unreckoned::TooMuch)?;
    if goods.is_zero() {
        return Err(Unreckoned::Nothing);
    }
    let nets: Vec<i64> = lines
        .iter()
        .enumerate()
        .map(|(at, line)| sum_of(line, line.price) - off.get(at).copied().unwrap_or(0))
        .collect();
    let net: i64 = nets.iter().sum();
    let due = Money::new(net.saturating_add(fee.minor())).ok_or(Unreckoned::TooMuch)?;
    let (points_used, points_worth) = basket.worth.paying(basket.points, due);
    // Points pay for the goods first: what they pay for earns nothing (P8).
    let by_points = spread(points_worth.minor(), &nets);
    let parts = lines
        .iter()
        .zip(nets.iter().zip(by_points))
        .map(|(line, (net, by_points))| Part {
            product: line.product,
            category: line.category,
            paid: Money::new(net - by_points).unwrap_or_default(),
        })
        .collect();
    Ok(Reckoning {
        goods,
        discount: goods.less(Money::new(net).unwrap_or_default()),
        coupon_off: Money::new(off.iter().sum()).unwrap_or_default(),
        fee,
        points_used,
        points_worth,
        total: due.less(points_worth),
        parts,
        lines,
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use uuid::Uuid;

    use super::*;
    use crate::terms::Only;

    fn money(minor: i64) -> Money {
        Money::new(minor).unwrap()
    }

    fn points(n: i64) -> Points {
        Points::new(n).unwrap()
    }

    fn shoes() -> ProductId {
        ProductId(Uuid::from_u128(1))
    }

    fn line(everyday: i64, price: i64) -> Line {
        Line {
            product: Some(shoes()),
            category: None,
            title: "Shoes".into(),
            quantity: 1,
            everyday: money(everyday),
            price: money(price),
        }
    }

    fn laces(price: i64) -> Line {
        Line {
            product: None,
            title: "Laces".into(),
            ..line(price, price)
        }
    }

    fn basket<'a>(lines: &'a [Line], coupon: Option<&'a Terms>) -> Basket<'a> {
        Basket {
            lines,
            fee: Money::ZERO,
            coupon,
            points: Points::ZERO,
            worth: PointsWorth {
                points: points(20),
                money: money(100),
            },
        }
    }

    fn five_off() -> Terms {
        Terms::of(Worth::Amount { off: money(500) })
    }

    fn total(lines: &[Line], coupon: &Terms) -> Result<i64, NotNow> {
        match reckon(&basket(lines, Some(coupon))) {
            Ok(reckoned) => Ok(reckoned.total.minor()),
            Err(Unreckoned::Coupon(why)) => Err(why),
            Err(other) => panic!("{other:?}"),
        }
    }

    #[test]
    fn p8_a_coupon_and_points_come_off_before_anything_is_earned() {
        let lines = [line(12_800, 12_800)];
        let reckoned = reckon(&Basket {
            points: points(200),
            ..basket(&lines, Some(&five_off()))
        })
        .unwrap();

        assert_eq!(reckoned.goods, money(12_800));
        assert_eq!((reckoned.discount, reckoned.coupon_off), (money(500), money(500)));
        assert_eq!(
            (reckoned.points_used, reckoned.points_worth),
            (points(200), money(1_000))
        );
        assert_eq!(reckoned.total, money(11_300));
        assert_eq!(reckoned.parts.first().map(|part| part.paid), Some(money(11_300)));
    }

    #[test]
    fn c4_a_minimum_is_judged_below_at_and_above() {
        let terms = Terms {
            min_spend: Some(money(3_000)),
            ..five_off()
        };

        assert_eq!(
            total(&[laces(2_999)], &terms),
            Err(NotNow::MinSpend { missing: money(1) })
        );
        assert_eq!(total(&[laces(3_000)], &terms), Ok(2_500));
        assert_eq!(total(&[laces(3_001)], &terms), Ok(2_501));
    }

    #[test]
    fn c4_a_coupon_for_shoes_counts_for_shoes_alone() {
        let terms = Terms {
            only: Only::Products(vec![shoes()]),
            ..five_off()
        };

        assert_eq!(total(&[laces(900)], &terms), Err(NotNow::NothingItCountsFor));
        assert_eq!(total(&[line(300, 300), laces(900)], &terms), Ok(900));
        let dear = Terms {
            min_spend: Some(money(500)),
            ..terms
        };
        let short = Err(NotNow::MinSpend { missing: money(200) });
        assert_eq!(total(&[line(300, 300), laces(900)], &dear), short);
    }

    #[test]
    fn c7_a_percentage_has_a_maximum_and_a_total_is_never_negative() {
        let tenth = Terms::of(Worth::Percent {
            percent: 10,
            at_most: money(1_000),
        });

        assert_eq!(total(&[laces(9_999)], &tenth), Ok(9_000));
        assert_eq!(total(&[laces(10_000)], &tenth), Ok(9_000));
        assert_eq!(total(&[laces(20_000)], &tenth), Ok(19_000));
        assert_eq!(total(&[laces(400)], &five_off()), Ok(0));
    }

    #[test]
    fn a_coupon_and_member_prices_go_together_only_where_the_coupon_says_so() {
        let both = Terms {
            with_member_prices: true,
            ..five_off()
        };

        assert_eq!(total(&[line(10_000, 9_000)], &both), Ok(8_500));
        // Five off the everyday price would be less than the member price takes off.
        assert_eq!(
            total(&[line(10_000, 9_000)], &five_off()),
            Err(NotNow::NotWithMemberPrices)
        );
        // The better one counts.
        assert_eq!(total(&[line(10_000, 9_800)], &five_off()), Ok(9_500));
        // What has no member price takes the coupon, and the rest keeps its price.
        assert_eq!(total(&[line(10_000, 9_800), laces(900)], &five_off()), Ok(10_200));
    }

    #[test]
    fn c8_one_thing_is_sold_at_the_offered_price() {
        let offered = Terms::of(Worth::Price {
            product: Some(shoes()),
            everyday: money(12_800),
            price: money(9_900),
        });
        let two = [Line {
            quantity: 2,
            ..line(12_800, 12_800)
        }];
        let outside = Terms::of(Worth::Price {
            product: None,
            everyday: money(12_800),
            price: money(9_900),
        });

        assert_eq!(total(&two, &offered), Ok(9_900 + 12_800));
        assert_eq!(total(&[laces(900)], &offered), Err(NotNow::NothingItCountsFor));
        assert_eq!(total(&[laces(12_800)], &outside), Ok(9_900));
        assert_eq!(
            total(&[laces(12_700)], &outside),
            Err(NotNow::MinSpend { missing: money(100) })
        );
    }

    #[test]
    fn free_delivery_takes_off_what_bringing_costs() {
        let free = Terms::of(Worth::FreeDelivery);
        let lines = [laces(900)];
        let brought = Basket {
            fee: money(490),
            ..basket(&lines, Some(&free))
        };

        let reckoned = reckon(&brought).unwrap();
        assert_eq!(
            (reckoned.total, reckoned.fee, reckoned.coupon_off),
            (money(900), money(0), money(0))
        );
        assert_eq!(total(&lines, &free), Err(NotNow::NotBrought));
    }

    #[test]
    fn nothing_and_too_much_are_no_purchase() {
        let most = Line {
            quantity: 2,
            ..laces(Money::MAX.minor())
        };

        assert_eq!(reckon(&basket(&[], None)), Err(Unreckoned::Nothing));
        assert_eq!(reckon(&basket(&[laces(0)], None)), Err(Unreckoned::Nothing));
        assert_eq!(reckon(&basket(&[most], None)), Err(Unreckoned::TooMuch));
    }

    #[test]
    fn what_whole_units_leave_over_goes_to_the_largest_remainders() {
        assert_eq!(spread(10, &[4, 4, 4]), [4, 3, 3]);
        assert_eq!(spread(100, &[1, 0, 2]), [1, 0, 2]);
        assert_eq!(spread(5, &[0, 0]), [0, 0]);
        assert_eq!(spread(7, &[10, 10, 1]), [4, 3, 0]);
    }

    prop_compose! {
        fn any_line()(everyday in 1..1_000_000_i64, off in 0..100_i64, quantity in 1..10_u32, listed in any::<bool>()) -> Line {
            Line {
                product: listed.then(shoes),
                quantity,
                ..line(everyday, everyday - everyday * off / 100)
            }
        }
    }

    fn any_worth() -> impl Strategy<Value = Worth> {
        prop_oneof![
            Just(Worth::Gift),
            (0..2_000_000_i64).prop_map(|off| Worth::Amount { off: money(off) }),
            (0..=100_u8, 0..1_000_000_i64).prop_map(|(percent, most)| Worth::Percent {
                percent,
                at_most: money(most)
            }),
            (0..1_000_000_i64, 0..1_000_000_i64, any::<bool>()).prop_map(|(everyday, price, listed)| Worth::Price {
                product: listed.then(shoes),
                everyday: money(everyday),
                price: money(price)
            }),
            Just(Worth::FreeDelivery),
            Just(Worth::Times { percent: 200, days: 0 }),
        ]
    }

    proptest! {
        #[test]
        fn p8_c7_whatever_is_bought_adds_up(
            lines in prop::collection::vec(any_line(), 1..6), worth in any_worth(), both in any::<bool>(), shoes_only in any::<bool>(),
            fee in 0..2_000_i64, offered in 0..100_000_i64,
        ) {
            let terms = Terms {
                with_member_prices: both,
                only: if shoes_only { Only::Products(vec![shoes()]) } else { Only::Everything },
                ..Terms::of(worth)
            };
            let asked = Basket { fee: money(fee), points: points(offered), ..basket(&lines, Some(&terms)) };
            let plain = reckon(&Basket { coupon: None, ..asked }).unwrap();
            let reckoned = match reckon(&asked) {
                Ok(reckoned) => reckoned,
                Err(why) => {
                    prop_assert!(matches!(why, Unreckoned::Coupon(_)), "{why:?}");
                    plain.clone()
                }
            };

            let (goods, discount) = (reckoned.goods.minor(), reckoned.discount.minor());
            prop_assert!(discount <= goods);
            prop_assert_eq!(goods - discount + reckoned.fee.minor() - reckoned.points_worth.minor(), reckoned.total.minor());
            prop_assert!(reckoned.points_used <= points(offered));
            // A coupon never makes it dearer.
            prop_assert!(reckoned.total.minor() + reckoned.points_worth.minor() <= plain.total.minor() + plain.points_worth.minor());
            let by_points_of_goods = reckoned.points_worth.minor().min(goods - discount);
            let earning: i64 = reckoned.parts.iter().map(|part| part.paid.minor()).sum();
            prop_assert_eq!(earning, goods - discount - by_points_of_goods);
            prop_assert!(reckoned.lines.iter().all(|line| line.price <= line.everyday));
        }
    }
}
