//! What coupons of every kind come to, at the till and in orders, and when they come back.

use chrono::TimeDelta;
use domain::coupon::CouponState;
use domain::order::Item;
use domain::role::Role;
use domain::terms::{Terms, Worth};
use loyalty::{How, Sell, Sold};
use stories::{TestShop, on_both_engines};

use crate::orders::{everybody_is_told, sells};
use crate::till::{Bought, five_off, gives_back, has_bought, money};

on_both_engines![
    a_coupon_doubles_the_points_until_the_end_of_its_day,
    p7_a_coupon_that_other_purchases_earned_by_stays_used,
    free_delivery_is_a_sum_that_adds_up,
    c2_a_gift_is_handed_over_with_a_purchase,
    c2_a_sale_that_comes_second_learns_who_took_the_coupon_and_when,
    c3_a_coupon_for_whoever_shows_it_is_used_for_whom_the_clerk_names,
];

async fn a_coupon_doubles_the_points_until_the_end_of_its_day(shop: TestShop) {
    let anna = &shop.anna;
    let double = Terms::of(Worth::Times { percent: 200, days: 0 });
    let coupon = shop.has_coupon(anna, "Double points today", double).await;
    let items = [Item::Amount(money(1_000))];
    let bought = |coupon, cause| Bought {
        items: &items,
        coupon,
        points: 0,
        cause,
    };

    let first = has_bought(&shop, anna, &bought(Some(coupon), "story:1")).await;
    let second = has_bought(&shop, anna, &bought(None, "story:2")).await;
    shop.passes(TimeDelta::days(1)).await;
    let third = has_bought(&shop, anna, &bought(None, "story:3")).await;

    let mut earned = Vec::new();
    for order in [first, second, third] {
        earned.push(shop.order(order).await.earned.get());
    }
    assert_eq!(earned, [20, 20, 10]);
    drop(anna.reads());
}

async fn p7_a_coupon_that_other_purchases_earned_by_stays_used(shop: TestShop) {
    let anna = &shop.anna;
    let double = Terms::of(Worth::Times { percent: 200, days: 6 });
    let coupon = shop.has_coupon(anna, "Double points this week", double).await;
    let items = [Item::Amount(money(1_000))];
    let bought = |coupon, cause| Bought {
        items: &items,
        coupon,
        points: 0,
        cause,
    };
    let whole = How::UpTo { so_far: money(1_000) };
    let small = has_bought(&shop, anna, &bought(Some(coupon), "story:1")).await;
    let other = has_bought(&shop, anna, &bought(None, "story:2")).await;
    assert_eq!(shop.order(other).await.earned.get(), 20);

    let back = gives_back(&shop, small, whole).await;

    assert_eq!((back.coupon, shop.coupon(anna).await.state), (None, CouponState::Used));
    let again = shop.has_coupon(
        anna,
        "Double points this week",
        Terms::of(Worth::Times { percent: 300, days: 6 }),
    );
    let again = again.await;
    let third = has_bought(&shop, anna, &bought(Some(again), "story:3")).await;
    let fourth = has_bought(&shop, anna, &bought(None, "story:4")).await;
    gives_back(&shop, fourth, whole).await;
    let back = gives_back(&shop, third, whole).await;

    // Nothing is left of what it gave besides.
    assert_eq!(back.coupon.as_deref(), Some("Double points this week"));
    drop(anna.reads());
}

async fn free_delivery_is_a_sum_that_adds_up(shop: TestShop) {
    let anna = &shop.anna;
    shop.brings_for(money(400)).await;
    sells(&shop, "Mug", 1_000, |_| ()).await;
    shop.has_coupon(anna, "We bring it", Terms::of(Worth::FreeDelivery))
        .await;
    anna.says("/shop").await;
    anna.taps("Mug · €10").await;
    drop(anna.reads());
    anna.taps("Have it brought (€4)").await;
    drop(anna.reads());
    anna.says("Linienstr. 7").await;
    assert!(anna.looks().html.contains("€10 + €4 (delivery) = €14"));

    anna.taps("We bring it").await;

    let basket = anna.looks().html;
    assert!(basket.contains("€10 (We bring it) = €10"), "{basket}");
    anna.taps("Order for €10").await;
    let page = anna.looks().html;
    assert!(page.contains("€10 (We bring it) = €10"), "{page}");
    assert_eq!(shop.coupon(anna).await.state, CouponState::Held);
    everybody_is_told(&shop).await;
}

async fn c2_a_gift_is_handed_over_with_a_purchase(shop: TestShop) {
    let anna = &shop.anna;
    let coupon = shop.has_coupon(anna, "A croissant", Terms::of(Worth::Gift)).await;
    let bought = Bought {
        items: &[Item::Amount(money(1_000))],
        coupon: Some(coupon),
        points: 0,
        cause: "story:1",
    };

    let order = has_bought(&shop, anna, &bought).await;

    assert_eq!(shop.order(order).await.total, money(1_000));
    assert_eq!(shop.coupon(anna).await.state, CouponState::Used);
    gives_back(&shop, order, How::Undo).await;
    assert_eq!(shop.coupon(anna).await.state, CouponState::Issued);
    drop(anna.reads());
}

async fn c2_a_sale_that_comes_second_learns_who_took_the_coupon_and_when(shop: TestShop) {
    let (anna, clerk) = (&shop.anna, &shop.clerk);
    let colleague = shop.employs("Citra", Role::Clerk).await;
    let coupon = shop.has_coupon(anna, "Five off", five_off()).await;
    clerk.says("/sell 30 anna").await;
    clerk.taps("Five off").await;
    drop(clerk.reads());
    let amount = [Item::Amount(money(2_000))];
    let standing = shop.shop().await;
    let first = Sell {
        coupon: Some(coupon),
        ..Sell::amount(
            &standing,
            colleague.user(),
            shop.file(anna).await.id,
            &amount[0],
            "story:1",
        )
    };
    let first = shop.loyalty().sell(&first).await.unwrap();
    assert!(matches!(first, Sold::Done { .. }), "{first:?}");

    clerk.taps("✅ Record €25").await;

    let told = clerk.looks().html;
    assert!(
        told.contains("Already used") && told.contains("taken by Citra"),
        "{told}"
    );
    assert!(told.contains("✅ Record") || told.contains("<b>€30</b>"), "{told}");
    shop.stage.post_everything().await;
    shop.stage.everybody_looks();
}

async fn c3_a_coupon_for_whoever_shows_it_is_used_for_whom_the_clerk_names(shop: TestShop) {
    let (anna, clerk, ben) = (&shop.anna, &shop.clerk, shop.member_called("Ben").await);
    let shared = Terms {
        transferable: true,
        ..five_off()
    };
    shop.has_coupon(anna, "For a friend", shared).await;
    let code = shop.coupon(anna).await.code;
    clerk.says(&format!("/coupon {code}")).await;
    clerk.taps("🧾 Use it in a sale").await;
    clerk.hears(
        "How much is the purchase? <b>For a friend</b> comes off it, and you see the sum before it counts. \
         It works for whoever shows it: if that isn't Anna, add a name or number behind the amount.",
    );

    clerk.says("30 ben").await;
    clerk.taps("✅ Record €25").await;

    let told = clerk.looks().html;
    assert!(
        told.starts_with("✅ <b>Ben</b> paid <b>€25</b> and earned 25 points."),
        "{told}"
    );
    assert_eq!((shop.points(&ben).await, shop.points(anna).await), (75, 50));
    assert_eq!(shop.coupon(anna).await.state, CouponState::Used);
    shop.stage.post_everything().await;
    shop.stage.everybody_looks();
}
