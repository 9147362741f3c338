use proptest::prelude::*;
use uuid::Uuid;

use super::*;

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn money(minor: i64) -> Money {
    Money::new(minor).unwrap()
}

fn id(n: u128) -> TierId {
    TierId(Uuid::from_u128(n))
}

const REGULAR: u128 = 1;
const SILVER: u128 = 2;
const GOLD: u128 = 3;

/// Regular from nothing, Silver from 200, Gold from 500; 30 days of warning, 14 of grace.
fn tiers() -> Vec<Tier> {
    let titles = ["Regular", "Silver", "Gold", "Platinum"].map(str::to_owned);
    let ids = [id(REGULAR), id(SILVER), id(GOLD), id(4)];
    let mut tiers = proposed("JPY".parse().unwrap(), ids, titles);
    for (tier, from) in tiers.iter_mut().zip([0, 200, 500, 1_500]) {
        tier.from_money = money(from);
    }
    tiers
}

fn ladder() -> Ladder {
    Ladder::new(TierRules::default(), tiers())
}

fn spent(minor: i64) -> Sums {
    Sums {
        money: money(minor),
        orders: 1,
    }
}

/// The same whichever window is asked about.
fn facts(minor: i64) -> Facts {
    Facts {
        now: spent(minor),
        at_the_end: spent(minor),
        when_won: spent(minor),
    }
}

fn in_tier(tier: u128, term_ends: &str) -> Standing {
    Standing {
        tier: Some(id(tier)),
        since: Some(day("2027-01-01")),
        term_ends: Some(day(term_ends)),
        drop_on: None,
        won: None,
    }
}

#[test]
fn t3_a_tier_is_reached_at_its_threshold_and_not_below() {
    for (sum, reached) in [
        (0, REGULAR),
        (199, REGULAR),
        (200, SILVER),
        (201, SILVER),
        (499, SILVER),
        (500, GOLD),
        (1_499, GOLD),
        (1_500, 4),
        (i64::from(u32::MAX), 4),
    ] {
        assert_eq!(ladder().reached(spent(sum)).unwrap().id, id(reached), "{sum}");
    }
}

#[test]
fn t1_orders_count_as_orders_whatever_they_cost() {
    let rules = TierRules {
        basis: Basis::Orders,
        ..TierRules::default()
    };
    let ladder = Ladder::new(rules, tiers());

    for (orders, reached) in [(0, REGULAR), (4, REGULAR), (5, SILVER), (11, SILVER), (12, GOLD)] {
        let sums = Sums {
            money: money(9_999),
            orders,
        };
        assert_eq!(ladder.reached(sums).unwrap().id, id(reached), "{orders}");
    }
    let ten = Sums {
        money: money(1),
        orders: 10,
    };
    let (next, missing) = ladder.next(Some(id(SILVER)), ten).unwrap();
    assert_eq!((next.id, missing), (id(GOLD), Missing::Orders(2)));
}

#[test]
fn members_see_what_is_missing_to_the_next_tier() {
    let ladder = ladder();

    let (next, missing) = ladder.next(None, spent(160)).unwrap();
    assert_eq!((next.id, missing), (id(SILVER), Missing::Money(money(40))));
    // Whoever still holds a tier that they have not earned again is shown the way to the one above.
    let (next, missing) = ladder.next(Some(id(GOLD)), spent(0)).unwrap();
    assert_eq!((next.id, missing), (id(4), Missing::Money(money(1_500))));
    assert_eq!(ladder.next(Some(id(4)), spent(0)), None);
}

#[test]
fn t1_a_window_begins_on_the_day_after_the_same_day_some_months_ago() {
    let rules = TierRules::default();
    for (today, begins) in [
        ("2027-11-23", "2026-11-24"),
        ("2028-02-29", "2027-03-01"),
        ("2027-03-31", "2026-04-01"),
    ] {
        assert_eq!(rules.window_starts(day(today)), day(begins), "{today}");
    }
    let short = TierRules {
        window_months: 1,
        ..rules
    };
    // 31 January less a month is 31 December, and 31 March less one is 28 February.
    assert_eq!(short.window_starts(day("2027-01-31")), day("2027-01-01"));
    assert_eq!(short.window_starts(day("2027-03-31")), day("2027-03-01"));
}

#[test]
fn t2_up_at_once_by_as_many_steps_as_it_takes() {
    let at = "2027-03-01T10:00:00Z".parse().unwrap();

    let (up, event) = ladder()
        .raise(&Standing::default(), &facts(500), Some(at), day("2027-03-01"))
        .unwrap();

    assert_eq!(event, Event::Reached(id(GOLD)));
    assert_eq!(up.tier, Some(id(GOLD)));
    assert_eq!(up.term_ends, Some(day("2028-03-01")));
    assert_eq!(
        up.won,
        Some(Won {
            at,
            before: Some(id(REGULAR)),
            before_ends: None,
            shaken: false
        })
    );
    assert_eq!(ladder().raise(&up, &facts(1_499), Some(at), day("2027-03-02")), None);
}

#[test]
fn t2_a_member_is_told_and_has_a_grace_before_a_tier_goes() {
    let ladder = ladder();
    let gold = in_tier(GOLD, "2028-03-01");
    let look = |standing: &Standing, sum, on: &str| ladder.look(standing, &facts(sum), day(on));

    assert_eq!(look(&gold, 460, "2028-01-30"), (gold.clone(), None));
    let (told, event) = look(&gold, 460, "2028-01-31");
    assert_eq!(
        event,
        Some(Event::Ending {
            tier: id(GOLD),
            missing: Some(Missing::Money(money(40))),
            on: day("2028-03-15")
        })
    );
    assert_eq!(told.drop_on, Some(day("2028-03-15")));
    assert_eq!(told.look_on(&ladder.rules, day("2028-01-31")), Some(day("2028-03-01")));
    assert_eq!(look(&told, 499, "2028-03-01"), (told.clone(), None));
    assert_eq!(told.look_on(&ladder.rules, day("2028-03-01")), Some(day("2028-03-15")));
    assert_eq!(look(&told, 499, "2028-03-14"), (told.clone(), None));

    let (fallen, event) = look(&told, 0, "2028-03-15");
    assert_eq!(
        event,
        Some(Event::Lost {
            tier: id(GOLD),
            now: Some(id(SILVER))
        })
    );
    assert_eq!(
        fallen,
        Standing {
            since: Some(day("2028-03-15")),
            ..in_tier(SILVER, "2029-03-15")
        }
    );
    assert_eq!(
        fallen.look_on(&ladder.rules, day("2028-03-15")),
        Some(day("2029-02-13"))
    );
}

#[test]
fn t2_a_tier_that_is_earned_again_begins_a_term_where_the_last_one_ended() {
    let ladder = ladder();
    let gold = in_tier(GOLD, "2028-03-01");

    let (renewed, event) = ladder.look(&gold, &facts(500), day("2028-03-01"));
    assert_eq!(event, Some(Event::Renewed(id(GOLD))));
    assert_eq!(renewed.term_ends, Some(day("2029-03-01")));

    // Within the grace, by the purchase that was missing.
    let told = Standing {
        drop_on: Some(day("2028-03-15")),
        ..gold
    };
    let at = "2028-03-10T10:00:00Z".parse().unwrap();
    assert_eq!(ladder.raise(&told, &facts(499), Some(at), day("2028-03-10")), None);
    let (renewed, event) = ladder.raise(&told, &facts(500), Some(at), day("2028-03-10")).unwrap();
    assert_eq!(event, Event::Renewed(id(GOLD)));
    assert_eq!((renewed.term_ends, renewed.drop_on), (Some(day("2029-03-01")), None));
}

#[test]
fn t2_whoever_was_not_told_in_time_has_the_whole_warning() {
    let gold = in_tier(GOLD, "2028-03-01");

    let (told, event) = ladder().look(&gold, &facts(0), day("2028-03-20"));

    assert!(matches!(event, Some(Event::Ending { on, .. }) if on == day("2028-04-19")));
    assert_eq!(told.tier, Some(id(GOLD)));
}

#[test]
fn t2_a_purchase_that_did_not_hold_leaves_all_as_it_was() {
    let ladder = ladder();
    let won = Won {
        at: "2027-06-01T10:00:00Z".parse().unwrap(),
        before: Some(id(SILVER)),
        before_ends: Some(day("2027-12-01")),
        shaken: true,
    };
    let gold = Standing {
        won: Some(won),
        ..in_tier(GOLD, "2028-06-01")
    };
    let shaken = |then: i64, now: i64| Facts {
        now: spent(now),
        at_the_end: Sums::default(),
        when_won: spent(then),
    };
    assert_eq!(gold.look_on(&ladder.rules, day("2027-06-01")), Some(day("2027-06-02")));

    for (then, now) in [(500, 0), (499, 500)] {
        let (kept, event) = ladder.look(&gold, &shaken(then, now), day("2027-06-02"));
        assert_eq!((kept.tier, event), (Some(id(GOLD)), None), "{then} {now}");
        assert!(kept.won.is_some_and(|won| !won.shaken));
    }
    let (back, event) = ladder.look(&gold, &shaken(499, 499), day("2027-06-02"));
    assert_eq!(
        event,
        Some(Event::Lost {
            tier: id(GOLD),
            now: Some(id(SILVER))
        })
    );
    assert_eq!(back.term_ends, Some(day("2027-12-01")));
    assert_eq!(back.look_on(&ladder.rules, day("2027-06-02")), Some(day("2027-11-01")));
}

#[test]
fn t3_a_raised_threshold_takes_nothing_before_the_term_ends() {
    let mut tiers = tiers();
    tiers[2].from_money = money(5_000);
    let ladder = Ladder::new(TierRules::default(), tiers);
    let gold = in_tier(GOLD, "2028-03-01");

    assert_eq!(ladder.look(&gold, &facts(500), day("2028-01-30")), (gold.clone(), None));
    let (told, _) = ladder.look(&gold, &facts(500), day("2028-01-31"));
    assert_eq!(told.tier, Some(id(GOLD)));
}

#[test]
fn a_withdrawn_tier_is_kept_until_its_term_ends_and_cannot_be_earned_again() {
    let mut tiers = tiers();
    tiers[2].active = false;
    let ladder = Ladder::new(TierRules::default(), tiers);
    let gold = in_tier(GOLD, "2028-03-01");

    assert_eq!(ladder.reached(spent(600)).unwrap().id, id(SILVER));
    assert_eq!(ladder.tier_of(gold.tier).unwrap().id, id(GOLD));
    let (told, event) = ladder.look(&gold, &facts(600), day("2028-01-31"));
    assert!(matches!(event, Some(Event::Ending { missing: None, .. })));
    let (fallen, _) = ladder.look(&told, &facts(600), day("2028-03-15"));
    assert_eq!(fallen.tier, Some(id(SILVER)));
}

#[test]
fn c4_a_tier_or_a_higher_one_is_asked_for() {
    let ladder = ladder();

    assert!(ladder.is_at_least(Some(id(GOLD)), id(SILVER)));
    assert!(ladder.is_at_least(Some(id(SILVER)), id(SILVER)));
    assert!(!ladder.is_at_least(Some(id(SILVER)), id(GOLD)));
    assert!(ladder.is_at_least(None, id(REGULAR)));
    assert!(!ladder.is_at_least(Some(id(GOLD)), id(99)));
}

#[test]
fn the_proposed_tiers_fit_the_currency() {
    for (code, silver) in [("EUR", 20_000), ("JPY", 20_000), ("IDR", 20_000_000), ("KWD", 200_000)] {
        let ids = [1, 2, 3, 4].map(id);
        let proposed = proposed(code.parse().unwrap(), ids, ["a", "b", "c", "d"].map(str::to_owned));
        assert_eq!(proposed[0].from_money, Money::ZERO);
        assert_eq!(proposed[1].from_money, money(silver), "{code}");
        assert!(proposed.windows(2).all(|pair| pair[0].from_money < pair[1].from_money));
        assert!(
            proposed
                .windows(2)
                .all(|pair| pair[0].from_orders < pair[1].from_orders)
        );
    }
}

proptest! {
    /// Whatever is spent and returned: nobody falls before their term ends or without having been told, and
    /// nobody falls by more than one step.
    #[test]
    fn t2_nobody_falls_untold_early_or_far(sums in prop::collection::vec(0_i64..2_000, 800), grace in 0_u32..40, warning in 0_u32..40) {
        let rules = TierRules { grace_days: grace, warning_days: warning, term_months: 3, ..TierRules::default() };
        let ladder = Ladder::new(rules, tiers());
        let rank = |standing: &Standing| tiers().iter().position(|tier| Some(tier.id) == standing.tier).unwrap_or(0);
        let (mut standing, mut told) = (Standing::default(), None);
        let mut today = day("2027-01-01");
        for sum in sums {
            today = today.succ_opt().unwrap();
            let (next, event) = ladder.look(&standing, &facts(sum), today);
            match event {
                Some(Event::Ending { on, .. }) => {
                    prop_assert!(on >= today + Days::new(u64::from(warning)));
                    told = Some(on);
                }
                Some(Event::Lost { .. }) => {
                    prop_assert!(standing.term_ends.unwrap() <= today);
                    prop_assert!(told.is_some_and(|on| on <= today));
                    prop_assert_eq!(rank(&next) + 1, rank(&standing));
                }
                Some(Event::Reached(_)) => prop_assert!(rank(&next) > rank(&standing)),
                Some(Event::Renewed(_)) | None => prop_assert_eq!(rank(&next), rank(&standing)),
            }
            standing = next;
        }
    }

    /// Looking only on the days that a standing names misses nothing.
    #[test]
    fn looking_on_the_days_named_is_as_good_as_looking_every_night(sum in 0_i64..2_000, days in 1_usize..900) {
        let ladder = ladder();
        let (mut every, mut named) = (in_tier(GOLD, "2027-05-01"), in_tier(GOLD, "2027-05-01"));
        let mut today = day("2027-01-01");
        let mut due = named.look_on(&ladder.rules, today);
        every = match ladder.raise(&every, &facts(sum), None, today) { Some((up, _)) => up, None => every };
        if every.tier != named.tier {
            named = every.clone();
            due = named.look_on(&ladder.rules, today);
        }
        for _ in 0..days {
            today = today.succ_opt().unwrap();
            every = ladder.look(&every, &facts(sum), today).0;
            if due.is_some_and(|due| due <= today) {
                named = ladder.look(&named, &facts(sum), today).0;
                due = named.look_on(&ladder.rules, today);
            }
            prop_assert_eq!(&named, &every);
        }
    }
}
