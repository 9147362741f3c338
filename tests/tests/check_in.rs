//! Points that are earned without buying.

use chrono::TimeDelta;
use domain::Points;
use playground::Fault;
use stories::{TestShop, on_both_engines};

on_both_engines![
    p3_a_check_in_counts_once_a_day,
    p3_a_check_in_that_nobody_heard_of_is_said_again,
    p3_a_day_is_the_shops_own,
    p10_over_the_daily_cap_the_remainder_is_awarded_and_said,
    p10_over_the_cap_for_ever_nothing_more_comes,
    a_shop_without_check_in_says_so,
];

fn points(n: i64) -> Points {
    Points::new(n).expect("not negative")
}

async fn p3_a_check_in_counts_once_a_day(shop: TestShop) {
    let anna = &shop.anna;

    anna.says("/checkin").await;
    anna.hears("☀️ Nice to see you today! 1 point for you; you now have 51 points.");
    anna.says("/checkin").await;
    anna.hears("You've been here today already. Come back tomorrow for more! You have 51 points.");
    shop.wakes_tomorrow().await;
    anna.says("/checkin").await;

    anna.hears("☀️ Nice to see you today! 1 point for you; you now have 52 points.");
    assert_eq!(
        shop.movements(anna).await,
        [(50, "welcome"), (1, "check_in"), (1, "check_in")]
    );
}

async fn p3_a_check_in_that_nobody_heard_of_is_said_again(shop: TestShop) {
    let anna = &shop.anna;
    for _ in 0..2 {
        shop.stage.playground.fail_next("sendMessage", Fault::ServerError);
    }

    anna.says("/checkin").await;
    assert_eq!(shop.points(anna).await, 51);
    shop.passes(TimeDelta::minutes(5)).await;

    anna.hears("☀️ Nice to see you today! 1 point for you; you now have 51 points.");
    assert_eq!(shop.movements(anna).await, [(50, "welcome"), (1, "check_in")]);
}

async fn p3_a_day_is_the_shops_own(shop: TestShop) {
    let anna = &shop.anna;
    // An hour apart: two days in Berlin, and one in London.
    shop.clock.set("2026-11-23T22:30:00Z".parse().unwrap());
    anna.says("/checkin").await;

    shop.clock.set("2026-11-23T23:30:00Z".parse().unwrap());
    anna.says("/checkin").await;

    anna.looks();
    assert_eq!(shop.points(anna).await, 52);
}

async fn p10_over_the_daily_cap_the_remainder_is_awarded_and_said(shop: TestShop) {
    let anna = &shop.anna;
    shop.keeps(|rules| (rules.check_in, rules.free_per_day) = (points(5), points(3)))
        .await;

    anna.says("/checkin").await;

    anna.hears(
        "☀️ Nice to see you! 3 points for you instead of 5 points: more can't be collected without buying for now. \
         You have 53 points.",
    );
    assert_eq!(shop.points(anna).await, 53);
}

async fn p10_over_the_cap_for_ever_nothing_more_comes(shop: TestShop) {
    let anna = &shop.anna;
    shop.keeps(|rules| (rules.check_in, rules.free_in_total) = (points(5), Some(points(12))))
        .await;
    let mut given = Vec::new();

    for _ in 0..4 {
        let before = shop.points(anna).await;
        anna.says("/checkin").await;
        given.push(shop.points(anna).await - before);
        shop.wakes_tomorrow().await;
    }

    assert_eq!(given, [5, 5, 2, 0]);
    anna.hears("You've collected all the points there are without buying. Every purchase still earns you more.");
}

async fn a_shop_without_check_in_says_so(shop: TestShop) {
    let anna = &shop.anna;
    shop.keeps(|rules| rules.check_in = Points::ZERO).await;

    anna.says("/checkin").await;

    anna.hears("This shop has no daily check-in. Your purchases bring you points: /points");
    assert_eq!(shop.points(anna).await, 50);
}
