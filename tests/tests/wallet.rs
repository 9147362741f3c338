//! The wallet: what a coupon's terms say, and what can be given back.

use chrono::TimeDelta;
use domain::coupon::CouponState;
use domain::terms::{Terms, Worth};
use domain::{Clock, CouponId, Money, Points};
use storage::coupons::{self, Coupon};
use stories::{Someone, TestShop, on_both_engines};

on_both_engines![
    c7_a_coupon_says_what_it_is_worth_and_what_it_asks,
    c3_a_coupon_for_whoever_shows_it_says_so,
    p6_a_coupon_that_was_used_meanwhile_is_shown_as_it_stands,
    p6_a_coupon_that_cost_nothing_is_not_given_back_for_points,
];

/// A coupon that the shop hands to somebody.
async fn is_handed(shop: &TestShop, who: &Someone, title: &str, terms: Terms) -> Coupon {
    let (loyalty, member) = (shop.loyalty(), shop.file(who).await.id);
    let now = shop.clock.now();
    let coupon = Coupon {
        id: CouponId(loyalty.ids.uuid(now)),
        code: loyalty.ids.code(),
        member,
        gift: None,
        offer: None,
        title: title.to_owned(),
        price: Points::ZERO,
        terms,
        state: CouponState::Issued,
        order: None,
        cause: format!("hand:{title}"),
        issued_at: now,
        expires_at: now + TimeDelta::days(30),
        closed_at: None,
        closed_by: None,
    };
    let mut tx = loyalty.db.begin().await.unwrap();
    coupons::issue(&mut tx, shop.id, &coupon).await.unwrap();
    tx.commit().await.unwrap();
    coupon
}

fn euros(amount: i64) -> Money {
    Money::new(amount * 100).unwrap()
}

async fn c7_a_coupon_says_what_it_is_worth_and_what_it_asks(shop: TestShop) {
    let anna = &shop.anna;
    let terms = Terms {
        min_spend: Some(euros(30)),
        ..Terms::of(Worth::Percent {
            percent: 20,
            at_most: euros(10),
        })
    };
    let coupon = is_handed(&shop, anna, "Spring", terms).await;

    anna.says("/coupons").await;
    anna.hears("🎟 <b>Your coupons</b>\n\n• <b>Spring</b>, until 23 Dec 2026\n   20% off, at most €10 · from €30");
    anna.taps("Spring").await;

    let seen = anna.looks();
    assert_eq!(
        seen.html,
        format!(
            "🎟 <b>Spring</b>\n20% off, at most €10 · from €30\nNot together with member prices.\n\n\
             Code: <code>{}</code>\nValid until 23 Dec 2026\n\n\
             Show this at the till. It is yours alone: nobody else can use it.",
            coupon.code
        )
    );
    assert!(seen.photo.is_some(), "the coupon is a picture");
    let labels: Vec<&str> = seen
        .buttons
        .iter()
        .flatten()
        .map(|button| button.text.as_str())
        .collect();
    assert_eq!(labels, ["Copy code", "🎟 Coupons"]);
}

async fn c3_a_coupon_for_whoever_shows_it_says_so(shop: TestShop) {
    let anna = &shop.anna;
    let terms = Terms {
        transferable: true,
        with_member_prices: true,
        ..Terms::of(Worth::Amount { off: euros(5) })
    };
    let coupon = is_handed(&shop, anna, "For a friend", terms).await;

    anna.says("/coupons").await;
    anna.taps("For a friend").await;

    assert_eq!(
        anna.looks().html,
        format!(
            "🎟 <b>For a friend</b>\n€5 off\nComes off member prices, too.\n\n\
             Code: <code>{}</code>\nValid until 23 Dec 2026\n\n\
             Show this at the till. It works for whoever shows it, so you may give it away.",
            coupon.code
        )
    );
}

async fn p6_a_coupon_that_was_used_meanwhile_is_shown_as_it_stands(shop: TestShop) {
    let (anna, clerk) = (&shop.anna, &shop.clerk);
    let coupon = shop.has_redeemed(anna, shop.coffee).await;
    anna.says("/coupons").await;
    anna.taps("Coffee").await;
    let open = anna.looks().message_id;
    clerk.says(&format!("/coupon {}", coupon.code)).await;
    clerk.taps("Take it").await;
    drop(clerk.looks());
    shop.stage.post_everything().await;
    drop(anna.reads());

    anna.taps_on(open, "Give it back").await;

    anna.hears("<b>Coffee</b> was used: 23 Nov 2026, 10:00. If that wasn't you, tell the shop right away.");
    assert_eq!(shop.coupon(anna).await.state, CouponState::Used);
}

async fn p6_a_coupon_that_cost_nothing_is_not_given_back_for_points(shop: TestShop) {
    let anna = &shop.anna;
    let coupon = is_handed(&shop, anna, "A treat", Terms::of(Worth::FreeDelivery)).await;
    anna.says("/coupons").await;
    anna.taps("A treat").await;
    drop(anna.looks());

    anna.forges(&bot::tap::Tap::AskCancelCoupon { coupon: coupon.id }.data())
        .await;
    assert!(anna.looks().html.starts_with("🎟 <b>A treat</b>\nFree delivery\n\nCode"));
    anna.forges(&bot::tap::Tap::CancelCoupon { coupon: coupon.id }.data())
        .await;
    assert!(anna.looks().html.starts_with("🎟 <b>A treat</b>\nFree delivery\n\nCode"));

    assert_eq!(shop.coupon(anna).await.state, CouponState::Issued);
}
