//! A coupon given back while it is unused.

use std::pin::pin;
use std::time::Duration;

use chrono::TimeDelta;
use domain::coupon::CouponState;
use domain::{Clock, CouponId, Money};
use loyalty::{Cancelled, How, Refund};
use storage::coupons;
use stories::{Someone, TestShop, on_both_engines};
use tokio::time::timeout;

on_both_engines![
    p6_points_come_back_to_the_lots_they_came_from,
    p6_points_that_expired_meanwhile_come_back_for_seven_days,
    p6_the_grace_is_given_once,
    p6_points_of_each_coupon_have_a_grace_of_their_own,
    p6_what_was_left_unspent_of_a_lot_does_not_come_back,
    p3_a_coupon_is_given_back_once,
    c2_a_used_coupon_is_not_given_back,
    c2_whoever_gives_a_coupon_back_while_it_is_taken_sees_that_it_is_used,
    c5_a_validity_that_has_passed_stays_passed,
    c6_a_gift_that_is_given_back_is_in_stock_again,
];

async fn p6_points_come_back_to_the_lots_they_came_from(shop: TestShop) {
    let anna = &shop.anna;
    shop.keeps(|rules| rules.expiry_months = Some(1)).await;
    shop.sells(anna, 2_000).await;
    let before = shop.lots(anna).await;
    shop.has_redeemed(anna, shop.coffee).await;
    shop.passes(TimeDelta::days(3)).await;

    anna.says("/coupons").await;
    anna.taps("Coffee").await;
    anna.taps("Give it back").await;
    anna.hears("Give the coupon for <b>Coffee</b> back? You get your 30 points again, and the code stops working.");
    anna.taps("Yes, give it back").await;

    anna.hears("Done: <b>Coffee</b> is given back, and you got 30 points back. You have 70 points.");
    assert_eq!(shop.lots(anna).await, before);
    assert_eq!(shop.coupon(anna).await.state, CouponState::Revoked);
}

async fn p6_points_that_expired_meanwhile_come_back_for_seven_days(shop: TestShop) {
    let anna = &shop.anna;
    shop.keeps(|rules| rules.expiry_months = Some(1)).await;
    shop.sells(anna, 3_000).await;
    shop.wakes_on("2026-12-20").await;
    shop.has_redeemed(anna, shop.coffee).await;
    shop.wakes_on("2026-12-28").await;
    assert_eq!(shop.points(anna).await, 50);

    anna.says("/coupons").await;
    anna.taps("Coffee").await;
    anna.taps("Give it back").await;
    anna.taps("Yes, give it back").await;

    anna.hears(
        "Done: <b>Coffee</b> is given back, and you got 30 points back. You have 80 points.\n\
         Some of them had run out meanwhile; I've extended those until 4 Jan 2027.",
    );
    shop.wakes_on("2027-01-04").await;
    assert_eq!(shop.points(anna).await, 80);
    shop.wakes_on("2027-01-05").await;
    assert_eq!(shop.points(anna).await, 50);
    assert_eq!(
        shop.movements(anna).await,
        [
            (50, "welcome"),
            (30, "purchase"),
            (-30, "gift"),
            (30, "gift_cancelled"),
            (-30, "expired")
        ]
    );
}

/// A member gives a coupon back, without the chat.
async fn gives_back(shop: &TestShop, who: &Someone, coupon: CouponId) -> Cancelled {
    let member = shop.file(who).await.id;
    shop.loyalty()
        .cancel_coupon(&shop.shop().await, member, who.user(), coupon)
        .await
        .expect("an answer")
}

async fn p6_the_grace_is_given_once(shop: TestShop) {
    let anna = &shop.anna;
    shop.keeps(|rules| rules.expiry_months = Some(1)).await;
    shop.sells(anna, 3_000).await;
    shop.wakes_on("2026-12-20").await;
    let first = shop.has_redeemed(anna, shop.coffee).await;
    shop.wakes_on("2026-12-28").await;
    gives_back(&shop, anna, first.id).await;
    let with_grace = [(30, "2027-01-04".parse().ok()), (50, "2027-11-23".parse().ok())];
    assert_eq!(shop.lots(anna).await, with_grace);

    let second = shop.has_redeemed(anna, shop.coffee).await;
    shop.wakes_on("2027-01-03").await;
    gives_back(&shop, anna, second.id).await;
    assert_eq!(shop.lots(anna).await, with_grace, "the grace did not begin anew");

    let third = shop.has_redeemed(anna, shop.coffee).await;
    shop.wakes_on("2027-01-05").await;
    let answer = gives_back(&shop, anna, third.id).await;

    assert!(matches!(answer, Cancelled::PointsGone { .. }), "{answer:?}");
    anna.says("/coupons").await;
    anna.taps("Coffee").await;
    anna.taps("Give it back").await;
    anna.taps("Yes, give it back").await;
    anna.hears(
        "The points behind <b>Coffee</b> have run out for good, so giving it back would lose them. \
         Better keep the coupon: it works until 2 Feb 2027.",
    );
    assert_eq!(shop.points(anna).await, 50);
    let kept = shop.coupons(anna).await.remove(0);
    assert_eq!(
        (kept.id, kept.state),
        (third.id, CouponState::Issued),
        "nothing is lost: the coupon is still good"
    );
}

async fn p6_points_of_each_coupon_have_a_grace_of_their_own(shop: TestShop) {
    let anna = &shop.anna;
    shop.keeps(|rules| rules.expiry_months = Some(1)).await;
    let order = shop.sells(anna, 6_000).await;
    shop.wakes_on("2026-12-20").await;
    let first = shop.has_redeemed(anna, shop.coffee).await;
    let second = shop.has_redeemed(anna, shop.coffee).await;

    shop.wakes_on("2026-12-28").await;
    gives_back(&shop, anna, first.id).await;
    shop.wakes_on("2027-01-10").await;
    assert_eq!(shop.points(anna).await, 50);
    gives_back(&shop, anna, second.id).await;

    assert_eq!(
        shop.lots(anna).await,
        [(30, "2027-01-17".parse().ok()), (50, "2027-11-23".parse().ok())]
    );
    // They are still points of that purchase, and go first when it is refunded.
    let how = How::UpTo {
        so_far: Money::new(2_000).expect("an amount"),
    };
    let ask = Refund {
        shop: &shop.shop().await,
        by: shop.owner.user(),
        order: order.id,
        how,
    };
    shop.loyalty().refund(&ask).await.expect("an answer");
    assert_eq!(
        shop.lots(anna).await,
        [(10, "2027-01-17".parse().ok()), (50, "2027-11-23".parse().ok())]
    );
    shop.stage.post().await;
    drop(anna.reads());
}

async fn p6_what_was_left_unspent_of_a_lot_does_not_come_back(shop: TestShop) {
    let anna = &shop.anna;
    shop.keeps(|rules| rules.expiry_months = Some(1)).await;
    shop.sells(anna, 5_000).await;
    shop.wakes_on("2026-12-20").await;
    let coupon = shop.has_redeemed(anna, shop.coffee).await;
    // The night run is late.
    shop.clock
        .set(shop.shop().await.day_starts("2026-12-24".parse().unwrap()));

    gives_back(&shop, anna, coupon.id).await;
    shop.stage.ticks().await;

    assert_eq!(
        shop.lots(anna).await,
        [(30, "2026-12-31".parse().ok()), (50, "2027-11-23".parse().ok())]
    );
    assert_eq!(
        shop.movements(anna).await,
        [
            (50, "welcome"),
            (50, "purchase"),
            (-30, "gift"),
            (30, "gift_cancelled"),
            (-20, "expired")
        ]
    );
}

async fn p3_a_coupon_is_given_back_once(shop: TestShop) {
    let anna = &shop.anna;
    shop.has_redeemed(anna, shop.coffee).await;
    anna.says("/coupons").await;
    anna.taps("Coffee").await;
    anna.taps("Give it back").await;

    let (first, _) = anna.taps_twice("Yes, give it back").await;
    anna.hears("Done: <b>Coffee</b> is given back, and you got 30 points back. You have 50 points.");
    anna.taps_again(&first).await;

    anna.hears_nothing();
    assert_eq!(shop.points(anna).await, 50);
    assert_eq!(
        shop.movements(anna).await,
        [(50, "welcome"), (-30, "gift"), (30, "gift_cancelled")]
    );
}

async fn c2_a_used_coupon_is_not_given_back(shop: TestShop) {
    let (anna, clerk) = (&shop.anna, &shop.clerk);
    let coupon = shop.has_redeemed(anna, shop.coffee).await;
    anna.says("/coupons").await;
    anna.taps("Coffee").await;
    anna.taps("Give it back").await;
    clerk.says(&format!("/coupon {}", coupon.code)).await;
    clerk.taps("Take it").await;
    clerk.looks();
    anna.looks();
    shop.stage.post().await;
    anna.looks();

    anna.taps("Yes, give it back").await;

    anna.hears("<b>Coffee</b> was used: 23 Nov 2026, 10:00. If that wasn't you, tell the shop right away.");
    assert_eq!(shop.points(anna).await, 20);
    assert_eq!(shop.coupon(anna).await.state, CouponState::Used);
}

async fn c2_whoever_gives_a_coupon_back_while_it_is_taken_sees_that_it_is_used(shop: TestShop) {
    let anna = &shop.anna;
    let coupon = shop.has_redeemed(anna, shop.coffee).await;
    let mut till = shop.loyalty().db.begin().await.expect("a transaction");
    assert!(
        coupons::use_up(&mut till, shop.id, coupon.id, shop.clerk.user(), shop.clock.now())
            .await
            .expect("an answer")
    );

    let mut giving_back = pin!(gives_back(&shop, anna, coupon.id));
    let early = timeout(Duration::from_millis(200), &mut giving_back).await;
    assert!(early.is_err(), "it waits for the till: {early:?}");
    till.commit().await.expect("an end");
    let answer = giving_back.await;

    let Cancelled::TooLate { coupon } = answer else {
        panic!("{answer:?}")
    };
    assert_eq!(
        (coupon.state, coupon.closed_by),
        (CouponState::Used, Some(shop.clerk.user()))
    );
    assert_eq!(shop.points(anna).await, 20);
}

async fn c5_a_validity_that_has_passed_stays_passed(shop: TestShop) {
    let (anna, clerk) = (&shop.anna, &shop.clerk);
    shop.sells(anna, 10_000).await;
    let coupon = shop.has_redeemed(anna, shop.mug).await;
    anna.says("/coupons").await;
    anna.taps("Mug").await;
    anna.taps("Give it back").await;
    shop.wakes_on("2026-12-24").await;

    anna.taps("Yes, give it back").await;
    anna.hears("<b>Mug</b> could be used until 23 Dec 2026. /gifts shows what your points can get today.");
    clerk.says(&format!("/coupon {}", coupon.code)).await;

    let seen = clerk.looks();
    assert!(
        seen.html.contains("⛔ <b>Expired</b>: the last day was 23 Dec 2026"),
        "{}",
        seen.html
    );
    assert!(seen.button("Take it").is_none());
    assert_eq!(shop.points(anna).await, 50);
    assert_eq!(shop.coupon(anna).await.state, CouponState::Expired);
    assert_eq!(shop.gift(shop.mug).await.stock, Some(3), "somebody else may have it");
}

async fn c6_a_gift_that_is_given_back_is_in_stock_again(shop: TestShop) {
    let anna = &shop.anna;
    shop.sells(anna, 30_000).await;
    shop.has_redeemed(anna, shop.mug).await;
    let second = shop.has_redeemed(anna, shop.mug).await;
    assert_eq!(shop.gift(shop.mug).await.stock, Some(1));

    let member = shop.file(anna).await.id;
    shop.loyalty()
        .cancel_coupon(&shop.shop().await, member, anna.user(), second.id)
        .await
        .expect("an answer");

    assert_eq!(shop.gift(shop.mug).await.stock, Some(2));
    shop.has_redeemed(anna, shop.mug).await;
    assert_eq!(
        shop.gift(shop.mug).await.stock,
        Some(1),
        "what was given back does not count towards the limit"
    );
}
