//! Points for a gift.

use std::pin::pin;
use std::time::Duration;

use chrono::TimeDelta;
use domain::coupon::CouponState;
use domain::gift::Unavailable;
use futures::future::join_all;
use loyalty::{Redeem, Redeemed};
use storage::gifts;
use stories::{Someone, TestShop, on_both_engines};
use tokio::time::timeout;

on_both_engines![
    a_gift_is_two_taps_away,
    p2_two_questions_answered_at_once_cannot_overspend,
    p2_twenty_at_once_spend_what_there_is_and_no_more,
    p3_a_double_tap_redeems_once,
    p3_a_tap_that_the_phone_sends_again_redeems_once,
    p3_an_update_that_comes_again_redeems_once,
    p3_two_redemptions_that_are_both_meant_are_two,
    p4_soonest_expiring_points_are_spent_first,
    p4_spending_does_not_ask_where_points_were_earned,
    c6_what_is_missing_is_said,
    c6_a_gift_that_sold_out_meanwhile_takes_no_points,
    c6_stock_never_goes_below_zero,
    c6_a_stock_that_is_counted_for_the_first_time_counts_who_is_redeeming,
    c6_a_limit_holds_for_the_person_whatever_they_are_called,
    c6_a_gift_is_redeemed_within_its_period,
    c6_a_gift_that_was_taken_off_the_list_is_not_redeemed,
];

/// Opens a gift and asks to redeem it: one tap from having it.
async fn is_asked(anna: &Someone, gift: &str) {
    anna.says("/gifts").await;
    anna.taps(gift).await;
    anna.taps("Redeem for").await;
}

async fn a_gift_is_two_taps_away(shop: TestShop) {
    let anna = &shop.anna;
    anna.says("/gifts").await;
    anna.taps("Coffee").await;

    anna.taps("Redeem for 30 points").await;
    anna.hears("Redeem <b>Coffee</b> for 30 points?\nYou'll have 20 points left.");
    anna.taps("Yes, redeem").await;

    let coupon = shop.coupon(anna).await;
    let seen = anna.looks();
    assert_eq!(
        seen.html,
        format!(
            "🎟 <b>Coffee</b> is yours!\n\nCode: <code>{}</code>\nValid until 23 Dec 2026\n\n\
             Show this at the till. It's also kept in /coupons. You have 20 points left.",
            coupon.code
        )
    );
    assert!(seen.photo.is_some(), "the coupon is a picture");
    assert_eq!(shop.points(anna).await, 20);
    assert_eq!(shop.movements(anna).await, [(50, "welcome"), (-30, "gift")]);
}

async fn p2_two_questions_answered_at_once_cannot_overspend(shop: TestShop) {
    let anna = &shop.anna;
    is_asked(anna, "Coffee").await;
    let first = anna.looks().message_id;
    is_asked(anna, "Coffee").await;
    let second = anna.looks().message_id;

    anna.taps_on(first, "Yes, redeem").await;
    anna.taps_on(second, "Yes, redeem").await;

    anna.hears("10 more points for <b>Coffee</b>.");
    assert_eq!(shop.points(anna).await, 20);
    assert_eq!(shop.coupons(anna).await.len(), 1);
}

async fn p2_twenty_at_once_spend_what_there_is_and_no_more(shop: TestShop) {
    let anna = &shop.anna;
    shop.sells(anna, 5_000).await;
    let (loyalty, standing, member) = (shop.loyalty(), shop.shop().await, shop.file(anna).await.id);

    let attempts = (0..20).map(|_| {
        let (loyalty, standing, user) = (loyalty.clone(), standing.clone(), anna.user());
        tokio::spawn(async move {
            let intention = loyalty.ids.token();
            let ask = Redeem {
                shop: &standing,
                member,
                user,
                gift: shop.coffee,
                agreed: None,
                intention: &intention,
            };
            loyalty.redeem(&ask).await.expect("an answer")
        })
    });
    let answers: Vec<Redeemed> = join_all(attempts)
        .await
        .into_iter()
        .map(|answer| answer.expect("no panic"))
        .collect();

    let done = answers
        .iter()
        .filter(|answer| matches!(answer, Redeemed::Done { .. }))
        .count();
    assert_eq!(done, 3);
    assert_eq!(shop.points(anna).await, 10);
    assert_eq!(shop.coupons(anna).await.len(), 3);
}

async fn p3_a_double_tap_redeems_once(shop: TestShop) {
    let anna = &shop.anna;
    is_asked(anna, "Coffee").await;

    anna.taps_twice("Yes, redeem").await;

    anna.looks();
    assert_eq!(shop.points(anna).await, 20);
    assert_eq!(shop.coupons(anna).await.len(), 1);
}

async fn p3_a_tap_that_the_phone_sends_again_redeems_once(shop: TestShop) {
    let anna = &shop.anna;
    shop.sells(anna, 10_000).await;
    is_asked(anna, "Coffee").await;
    let tap = anna.taps("Yes, redeem").await;
    let first = shop.coupon(anna).await;

    shop.passes(TimeDelta::minutes(1)).await;
    anna.taps_again(&tap).await;

    let seen = anna.looks();
    assert!(
        seen.html.contains(&first.code.to_string()),
        "the same coupon is shown again: {}",
        seen.html
    );
    assert_eq!(shop.points(anna).await, 120);
    assert_eq!(shop.coupons(anna).await.len(), 1);
}

async fn p3_an_update_that_comes_again_redeems_once(shop: TestShop) {
    let anna = &shop.anna;
    is_asked(anna, "Coffee").await;
    anna.taps("Yes, redeem").await;
    let update = *shop
        .stage
        .playground
        .delivered_updates(&shop.stage.bot)
        .last()
        .expect("the tap");
    anna.looks();

    shop.stage.playground.redeliver(update).expect("it was taken");
    shop.stage.quiet().await;

    anna.hears_nothing();
    assert_eq!(shop.points(anna).await, 20);
    assert_eq!(shop.coupons(anna).await.len(), 1);
}

async fn p3_two_redemptions_that_are_both_meant_are_two(shop: TestShop) {
    let anna = &shop.anna;
    shop.sells(anna, 10_000).await;

    for _ in 0..2 {
        is_asked(anna, "Coffee").await;
        anna.taps("Yes, redeem").await;
        anna.looks();
    }

    assert_eq!(shop.points(anna).await, 90);
    assert_eq!(shop.coupons(anna).await.len(), 2);
}

async fn p4_soonest_expiring_points_are_spent_first(shop: TestShop) {
    let anna = &shop.anna;
    shop.keeps(|rules| rules.expiry_months = None).await;
    shop.sells(anna, 4_000).await;
    shop.keeps(|rules| rules.expiry_months = Some(1)).await;
    shop.sells(anna, 2_000).await;
    let day = |text: &str| text.parse().ok();
    assert_eq!(
        shop.lots(anna).await,
        [(20, day("2026-12-23")), (50, day("2027-11-23")), (40, None)]
    );

    shop.has_redeemed(anna, shop.coffee).await;
    assert_eq!(shop.lots(anna).await, [(40, day("2027-11-23")), (40, None)]);
    shop.has_redeemed(anna, shop.coffee).await;
    shop.has_redeemed(anna, shop.coffee).await;

    assert_eq!(shop.lots(anna).await, [(20, None)]);
}

async fn p4_spending_does_not_ask_where_points_were_earned(shop: TestShop) {
    let anna = &shop.anna;
    shop.keeps(|rules| rules.check_in = domain::Points::at_least_zero(25))
        .await;
    anna.says("/checkin").await;
    shop.sells(anna, 2_500).await;

    shop.has_redeemed(anna, shop.mug).await;

    assert_eq!(shop.points(anna).await, 0);
    assert_eq!(
        shop.movements(anna).await,
        [(50, "welcome"), (25, "check_in"), (25, "purchase"), (-100, "gift")]
    );
}

async fn c6_what_is_missing_is_said(shop: TestShop) {
    let anna = &shop.anna;

    anna.says("/gifts").await;
    anna.hears(
        "🎁 <b>Gifts for your points</b>\nYou have 50 points.\n\n\
         <b>Coffee</b> · 30 points\n✓ Yours if you like\n\n\
         <b>Mug</b> · 100 points · 3 left\n50 more points to go",
    );
    anna.taps("Mug").await;

    let seen = anna.looks();
    assert_eq!(
        seen.html,
        "🎁 <b>Mug</b>\n\nPrice: <b>100 points</b>\nLeft: 3\nPer person: 2\nPick it up within 30 days\n\n\
         50 more points for <b>Mug</b>."
    );
    assert_eq!(seen.labels(), ["‹ Back"], "what cannot be had cannot be tapped");
}

async fn c6_a_gift_that_sold_out_meanwhile_takes_no_points(shop: TestShop) {
    let (anna, ben) = (&shop.anna, shop.member_called("Ben").await);
    let last = shop.offers("Umbrella", 40, |umbrella| umbrella.stock = Some(1)).await;
    is_asked(anna, "Umbrella").await;
    shop.has_redeemed(&ben, last).await;

    anna.taps("Yes, redeem").await;

    anna.hears("<b>Umbrella</b> is sold out. Your points are untouched; /gifts shows what else there is.");
    assert_eq!(shop.points(anna).await, 50);
    assert_eq!(shop.gift(last).await.stock, Some(0));
}

async fn c6_stock_never_goes_below_zero(shop: TestShop) {
    let mut members = vec![shop.anna.clone()];
    for name in ["Ben", "Chris", "Dora", "Emil", "Fay"] {
        members.push(shop.member_called(name).await);
    }
    let pen = shop.offers("Pen", 10, |pen| pen.stock = Some(4)).await;

    let answers = join_all(
        members
            .iter()
            .flat_map(|member| [member, member])
            .map(|member| shop.redeems(member, pen)),
    )
    .await;

    let done = answers
        .iter()
        .filter(|answer| matches!(answer, Redeemed::Done { .. }))
        .count();
    let sold_out = |answer: &&Redeemed| {
        matches!(
            answer,
            Redeemed::Refused {
                why: Unavailable::SoldOut,
                ..
            }
        )
    };
    assert_eq!((done, answers.iter().filter(sold_out).count()), (4, 8));
    assert_eq!(shop.gift(pen).await.stock, Some(0));
    let mut left = 0;
    for member in &members {
        left += shop.points(member).await;
    }
    assert_eq!(left, 6 * 50 - 4 * 10);
}

async fn c6_a_stock_that_is_counted_for_the_first_time_counts_who_is_redeeming(shop: TestShop) {
    let anna = &shop.anna;
    let mut counting = shop.loyalty().db.begin().await.expect("a transaction");
    gifts::restock(&mut counting, shop.id, shop.coffee, Some(10))
        .await
        .expect("a stock");

    let mut redeeming = pin!(shop.redeems(anna, shop.coffee));
    let early = timeout(Duration::from_millis(200), &mut redeeming).await;
    assert!(early.is_err(), "it waits for the count: {early:?}");
    counting.commit().await.expect("an end");
    let answer = redeeming.await;

    assert!(matches!(answer, Redeemed::Done { .. }), "{answer:?}");
    assert_eq!(shop.gift(shop.coffee).await.stock, Some(9));
}

async fn c6_a_limit_holds_for_the_person_whatever_they_are_called(shop: TestShop) {
    let anna = &shop.anna;
    let once = shop.offers("Sticker", 5, |sticker| sticker.per_member = Some(1)).await;
    is_asked(anna, "Sticker").await;
    anna.taps("Yes, redeem").await;

    anna.person.rename("Hannah", Some("Montana"));
    anna.person.set_username(Some("not_anna"));
    anna.says("/gifts").await;
    anna.taps("Sticker").await;

    let seen = anna.looks();
    assert!(
        seen.html
            .ends_with("<b>Sticker</b> is one per person, and you've had yours. /gifts shows what else there is."),
        "{}",
        seen.html
    );
    assert!(matches!(
        shop.redeems(anna, once).await,
        Redeemed::Refused {
            why: Unavailable::LimitReached { limit: 1 },
            ..
        }
    ));
    assert_eq!(shop.points(anna).await, 45);
}

async fn c6_a_gift_is_redeemed_within_its_period(shop: TestShop) {
    let anna = &shop.anna;
    let period = |cocoa: &mut domain::gift::Gift| {
        cocoa.from = "2026-12-01".parse().ok();
        cocoa.until = "2026-12-02".parse().ok();
    };
    let cocoa = shop.offers("Cocoa", 10, period).await;

    let before = shop.redeems(anna, cocoa).await;
    shop.wakes_on("2026-12-01").await;
    let first_day = shop.redeems(anna, cocoa).await;
    shop.clock
        .set(shop.shop().await.day_ends("2026-12-02".parse().unwrap()) - TimeDelta::seconds(3));
    let last_second = shop.redeems(anna, cocoa).await;
    shop.wakes_on("2026-12-03").await;
    let after = shop.redeems(anna, cocoa).await;

    assert!(
        matches!(
            before,
            Redeemed::Refused {
                why: Unavailable::NotYet { .. },
                ..
            }
        ),
        "{before:?}"
    );
    assert!(matches!(first_day, Redeemed::Done { .. }), "{first_day:?}");
    assert!(matches!(last_second, Redeemed::Done { .. }), "{last_second:?}");
    assert!(
        matches!(
            after,
            Redeemed::Refused {
                why: Unavailable::Over { .. },
                ..
            }
        ),
        "{after:?}"
    );
    assert_eq!(shop.points(anna).await, 30);
}

async fn c6_a_gift_that_was_taken_off_the_list_is_not_redeemed(shop: TestShop) {
    let anna = &shop.anna;
    is_asked(anna, "Coffee").await;
    shop.changes(shop.coffee, |gift| gift.active = false).await;

    anna.taps("Yes, redeem").await;

    anna.hears("<b>Coffee</b> is no longer on offer. /gifts shows what is.");
    assert_eq!(shop.points(anna).await, 50);
    assert!(
        shop.coupons(anna)
            .await
            .iter()
            .all(|coupon| coupon.state != CouponState::Issued)
    );
}
