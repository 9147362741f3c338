use proptest::prelude::*;
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};

use super::*;

fn automation(n: u128) -> Uuid {
    Uuid::from_u128(0x0190_0000_0000_7000_8000_0000_0000_0000 + n)
}

fn member(n: u128) -> MemberId {
    MemberId(Uuid::from_u128(0x0191_0000_0000_7000_8000_0000_0000_0000 + n))
}

fn difference(low: i64, seen: i64, high: i64) -> Difference {
    Difference { low, seen, high }
}

#[test]
fn a_place_in_the_draw_never_changes() {
    // Computed with Python's hashlib from the sentence in the doc comment. Whoever changes these moves people between
    // those who are held out and those who are not.
    for (automation_no, member_no, expected) in PLACES_BY_HAND {
        assert_eq!(place(automation(automation_no), member(member_no)), expected);
    }
}

const PLACES_BY_HAND: [(u128, u128, u64); 4] = [(1, 1, 296), (1, 2, 6740), (2, 1, 4482), (77, 1_000_000, 3725)];

#[test]
fn so_many_of_a_hundred_are_held_out_and_always_the_same() {
    for percent in [0, 1, 10, 50, 100] {
        let held = (0..20_000)
            .filter(|n| is_held_out(automation(1), member(*n), percent))
            .count();
        let expected = 200 * usize::from(percent);
        // More than five times what chance makes of it.
        assert!(held.abs_diff(expected) <= 360, "{percent}%: {held}");
    }
    let smaller = (0..2_000).filter(|n| is_held_out(automation(1), member(*n), 5));
    assert!(smaller.into_iter().all(|n| is_held_out(automation(1), member(n), 10)));
}

#[test]
fn who_is_held_out_of_one_automation_says_nothing_about_another() {
    let held = |n: u128, of: u128| is_held_out(automation(of), member(n), 10);
    for other in 2..5 {
        let both = (0..20_000).filter(|n| held(*n, 1) && held(*n, other)).count();
        // A hundredth of all, and five times what chance makes of it.
        assert!(both.abs_diff(200) <= 70, "{other}: {both}");
    }
}

#[test]
fn the_interval_is_newcombes() {
    // The examples of the article's table II, method 10, to its four places.
    for (treated, held, low, high) in [
        (Arm::new(70, 56), Arm::new(80, 48), 524, 3_339),
        (Arm::new(10, 9), Arm::new(10, 3), 1_705, 8_090),
        (Arm::new(7, 6), Arm::new(7, 2), 582, 8_062),
        (Arm::new(56, 5), Arm::new(29, 0), -381, 1_926),
        (Arm::new(10, 0), Arm::new(20, 0), -1_611, 2_775),
        (Arm::new(10, 0), Arm::new(10, 0), -2_775, 2_775),
        (Arm::new(10, 10), Arm::new(20, 0), 6_791, 10_000),
        (Arm::new(10, 10), Arm::new(10, 0), 6_075, 10_000),
    ] {
        let told = Difference::of(treated, held);
        assert!((told.low - low * 100).abs() <= 60, "{treated:?} {held:?}: {told:?}");
        assert!((told.high - high * 100).abs() <= 60, "{treated:?} {held:?}: {told:?}");
    }
}

#[test]
fn with_too_few_nothing_is_said() {
    let missing = |treated, held, buyers| Verdict::NotEnoughYet(Missing { treated, held, buyers });
    for (treated, held, verdict) in [
        (Arm::new(0, 0), Arm::new(0, 0), missing(50, 50, 10)),
        (Arm::new(450, 90), Arm::new(49, 5), missing(0, 1, 0)),
        (Arm::new(450, 8), Arm::new(50, 1), missing(0, 0, 1)),
    ] {
        assert_eq!(Verdict::of(treated, held), verdict);
    }
}

#[test]
fn what_is_shown_is_told() {
    let verdict = |treated, held| Verdict::of(treated, held);

    assert!(matches!(
        verdict(Arm::new(900, 126), Arm::new(100, 9)),
        Verdict::NoEffectShown(_)
    ));
    assert!(matches!(
        verdict(Arm::new(900, 200), Arm::new(100, 9)),
        Verdict::Brings(_)
    ));
    assert!(matches!(
        verdict(Arm::new(900, 60), Arm::new(100, 20)),
        Verdict::Harms(_)
    ));
}

#[test]
fn a_difference_is_told_in_numbers_that_say_something() {
    for (share, per, numbers) in [
        (difference(20_100, 50_000, 79_900), 100, (2, 5, 8)),
        (difference(1_400, 3_000, 8_100), 1_000, (1, 3, 8)),
        (difference(60, 300, 540), 10_000, (1, 3, 5)),
        (difference(-30_000, -20_000, -600), 1_000, (-30, -20, -1)),
        (difference(-12_000, 3_000, 18_000), 100, (-1, 0, 2)),
        (difference(-300, 0, 300), 10_000, (-3, 0, 3)),
        (difference(0, 0, 0), 10_000, (0, 0, 0)),
    ] {
        let told = share.told();
        assert_eq!(
            (told.per, (told.low, told.seen, told.high)),
            (per, numbers),
            "{share:?}"
        );
    }
    assert_eq!(difference(20_000, 50_000, 80_000).extra(450), (9, 23, 36));
    assert_eq!([100, 1_000].map(|per| Arm::new(450, 64).of(per)), [14, 142]);
    assert_eq!(Arm::new(0, 0).of(100), 0);
}

proptest! {
    #[test]
    fn the_interval_holds_what_was_seen_and_nothing_impossible(
        (people, bought) in (1_i64..5_000_000).prop_flat_map(|people| (Just(people), 0..=people)),
        (held, held_bought) in (1_i64..5_000_000).prop_flat_map(|people| (Just(people), 0..=people)),
    ) {
        let (treated, held) = (Arm::new(people, bought), Arm::new(held, held_bought));
        let told = Difference::of(treated, held);
        prop_assert!(told.low <= told.seen && told.seen <= told.high);
        // A millionth for rounding.
        prop_assert!(told.low >= -1_000_001 && told.high <= 1_000_001);
        let turned = Difference::of(held, treated);
        prop_assert!((turned.low + told.high).abs() <= 2 && (turned.high + told.low).abs() <= 2);
    }
}

/// How many of `people` buy when each does with the same chance, drawn from the exact distribution.
struct Shop {
    up_to: Vec<f64>,
}

impl Shop {
    fn new(people: u32, of_hundred: u32) -> Self {
        let chance = f64::from(of_hundred) / 100.0;
        let odds = chance / (1.0 - chance);
        let most = people * of_hundred / 100;
        let count = |n: u32| usize::try_from(n).unwrap();
        // From the likeliest number outwards: from none on, the first ones are too small to be told from nothing.
        let mut weight = vec![0.0; count(people) + 1];
        weight[count(most)] = 1.0;
        for n in most..people {
            weight[count(n + 1)] = weight[count(n)] * odds * f64::from(people - n) / f64::from(n + 1);
        }
        for n in (1..=most).rev() {
            weight[count(n - 1)] = weight[count(n)] / odds * f64::from(n) / f64::from(people - n + 1);
        }
        let all: f64 = weight.iter().sum();
        let mut sum = 0.0;
        let up_to = weight
            .into_iter()
            .map(|weight| {
                sum += weight / all;
                sum
            })
            .collect();
        Self { up_to }
    }

    fn likelihoods(&self) -> Vec<f64> {
        let below = std::iter::once(0.0).chain(self.up_to.iter().copied());
        self.up_to
            .iter()
            .zip(below)
            .map(|(up_to, below)| up_to - below)
            .collect()
    }

    fn buyers(&self, chance: &mut StdRng) -> i64 {
        let drawn: f64 = chance.random();
        let most = self.up_to.len() - 1;
        i64::try_from(self.up_to.partition_point(|up_to| *up_to <= drawn).min(most)).unwrap()
    }
}

const ARMS: [(u32, u32); 4] = [(50, 450), (100, 900), (200, 1_800), (1_000, 9_000)];
/// Of a hundred who got nothing, and so many more of those who got it.
const BASES: [u32; 3] = [2, 10, 40];
const EFFECTS: [u32; 3] = [0, 2, 10];

/// Customers with a known effect: the interval contains the truth in 95% ± 2% of the runs of each kind, and what is
/// nothing is reported as something in no more than the rest.
///
/// There are 4,000 runs and not 1,000 of each of the 36 kinds, because of 1,000 chance alone makes one percent more or less:
/// a kind whose interval contains the truth in 96% would now and then be counted with more than 97%.
#[test]
fn the_interval_contains_the_truth_in_95_of_100_runs() {
    const RUNS: u32 = 4_000;
    let mut chance = StdRng::seed_from_u64(6);
    for (held, treated) in ARMS {
        for base in BASES {
            for effect in EFFECTS {
                let (without, with) = (Shop::new(held, base), Shop::new(treated, base + effect));
                let truth = i64::from(effect) * 10_000;
                let (mut contained, mut reported) = (0, 0);
                for _ in 0..RUNS {
                    let held = Arm::new(i64::from(held), without.buyers(&mut chance));
                    let treated = Arm::new(i64::from(treated), with.buyers(&mut chance));
                    let told = Difference::of(treated, held);
                    contained += u32::from(told.low <= truth && truth <= told.high);
                    let seen = !told.contains_nothing();
                    reported += u32::from(seen && Verdict::of(treated, held).difference().is_some());
                }
                let of = format!("{held}/{treated}, {base}% + {effect}");
                assert!(
                    (RUNS * 93..=RUNS * 97).contains(&(contained * 100)),
                    "{of}: {contained} of {RUNS}"
                );
                assert!(
                    effect > 0 || reported * 100 <= RUNS * 7,
                    "{of}: {reported} of {RUNS} reported"
                );
                assert!(
                    effect < 10 || held < 1_000 || reported == RUNS,
                    "{of}: {reported} of {RUNS}"
                );
            }
        }
    }
}

/// The same without chance, where the numbers are small: every outcome with its likelihood.
#[test]
fn of_all_outcomes_of_small_clubs_the_interval_contains_the_truth_in_95_of_100() {
    for (held, treated) in ARMS.into_iter().filter(|(held, _)| *held <= 100) {
        for base in BASES {
            for effect in EFFECTS {
                let truth = i64::from(effect) * 10_000;
                let likely = |shop: Shop| {
                    let outcomes = shop.likelihoods().into_iter().enumerate();
                    outcomes.filter(|(_, likely)| *likely > 1e-7).collect::<Vec<_>>()
                };
                let mut contained = 0.0;
                let with = likely(Shop::new(treated, base + effect));
                for (held_bought, one) in likely(Shop::new(held, base)) {
                    let held = Arm::new(i64::from(held), i64::try_from(held_bought).unwrap());
                    for (bought, other) in &with {
                        let told = Difference::of(Arm::new(i64::from(treated), i64::try_from(*bought).unwrap()), held);
                        if told.low <= truth && truth <= told.high {
                            contained += one * other;
                        }
                    }
                }
                let of = format!("{held}/{treated}, {base}% + {effect}");
                assert!((0.945..0.965).contains(&contained), "{of}: {contained}");
            }
        }
    }
}

/// The same from one member to the next: each has a mind of their own, and the draw says who is held out.
#[test]
fn the_draw_does_not_choose_better_customers() {
    let mut chance = StdRng::seed_from_u64(7);
    let (mut contained, mut next) = (0, 0);
    for run in 0..100 {
        let (mut treated, mut held) = ((0, 0), (0, 0));
        let mut truth = 0;
        for _ in 0..500 {
            next += 1;
            // Some buy every other time, most hardly ever; the message moves ten of a hundred of them.
            let own = if next % 10 == 0 { 500_000 } else { 50_000 };
            let is_held = is_held_out(automation(run), member(next), 20);
            let will = own + if is_held { 0 } else { 100_000 };
            let bought = i64::from(chance.random_range(0..1_000_000) < will);
            let arm = if is_held { &mut held } else { &mut treated };
            *arm = (arm.0 + 1, arm.1 + bought);
            truth = 100_000;
        }
        let told = Difference::of(Arm::new(treated.0, treated.1), Arm::new(held.0, held.1));
        contained += u32::from(told.low <= truth && truth <= told.high);
    }
    assert!((88..=100).contains(&contained), "{contained}");
}

/// What people spend is skewed: most buy for little, some for much.
#[test]
fn money_per_member_contains_the_truth() {
    const RUNS: u32 = 500;
    const AMOUNTS: [i64; 10] = [800, 1_000, 1_200, 1_500, 1_500, 2_000, 2_500, 3_000, 5_000, 9_000];
    let mean = AMOUNTS.iter().sum::<i64>() / 10;
    let mut chance = StdRng::seed_from_u64(8);
    for (held, treated, base, effect) in [(400, 3_600, 12, 0), (400, 3_600, 12, 5), (150, 1_350, 40, 10)] {
        let (without, with) = (Shop::new(held, base), Shop::new(treated, base + effect));
        let truth = mean * i64::from(effect) / 100;
        let (mut contained, mut said) = (0, 0);
        for _ in 0..RUNS {
            let mut side = |people: u32, shop: &Shop| {
                let bought = shop.buyers(&mut chance);
                let none = Spent {
                    people: i64::from(people) - bought,
                    ..Spent::default()
                };
                (0..bought).fold(none, |sum, _| sum.and(AMOUNTS[chance.random_range(0..AMOUNTS.len())]))
            };
            let (held, treated) = (side(held, &without), side(treated, &with));
            if let Some(told) = PerMember::of(treated, held) {
                said += 1;
                contained += u32::from(told.low <= truth && truth <= told.high);
            }
        }
        assert!(said * 10 > RUNS * 8, "{held}/{treated}: {said}");
        assert!(
            (said * 92..=said * 98).contains(&(contained * 100)),
            "{held}/{treated}, {base}% + {effect}: {contained} of {said}"
        );
    }
}
