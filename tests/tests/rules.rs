//! Rules by which purchases earn more.

use chrono::TimeDelta;
use domain::order::Item;
use domain::product::Category;
use domain::role::Role;
use domain::{Clock, ProductId};
use loyalty::{CategorySaved, Sell, Sold};
use stories::{Someone, TestShop, on_both_engines};

use crate::orders::{everybody_is_told, sells};
use crate::tiers::has_tiers;

on_both_engines![
    double_points_this_weekend_are_made_in_three_taps,
    p8_the_best_rule_counts_and_rules_are_not_multiplied,
    a_rule_is_tried_on_the_past_before_it_is_saved,
    a_rehearsal_counts_neither_undone_sales_nor_points_that_were_taken_back,
    a_weekend_is_tried_on_weekends,
    a_rule_for_a_tier_is_tried_on_its_members_and_counts_for_them,
    a_rule_for_a_category_is_tried_on_its_goods_and_counts_for_them,
    wrong_answers_about_a_rule_are_asked_again,
    a_rule_is_changed_and_ended,
    a_rule_is_made_across_a_restart_and_saved_once,
    s1_a_clerk_makes_no_rules,
    s3_rules_are_in_the_log,
];

/// A rule for everything from now on, at this rate.
async fn makes_a_rule(manager: &Someone, rate: &str) {
    manager.says("/rules").await;
    manager.taps("＋ New rule").await;
    manager.taps("Something else").await;
    manager.says(rate).await;
    manager.taps("✅ Save the rule").await;
    drop(manager.reads());
}

async fn double_points_this_weekend_are_made_in_three_taps(shop: TestShop) {
    let (owner, anna) = (&shop.owner, &shop.anna);
    shop.wakes_on("2027-03-13").await; // A Saturday.
    owner.says("/rules").await;
    assert!(owner.looks().text.contains("Every purchase earns the usual points."));
    owner.taps("＋ New rule").await;
    owner.taps("Double points this weekend").await;
    let seen = owner.looks().text;
    for line in [
        "Double points",
        "Gives: double points",
        "For: everything",
        "When: 13 Mar 2027 to 14 Mar 2027",
        "There are no purchases yet to try it on.",
    ] {
        assert!(seen.contains(line), "{line} is not in\n{seen}");
    }

    owner.taps("✅ Save the rule").await;

    owner.hears("✅ <b>Double points</b> counts from the next purchase. Members see it in /points.");
    assert_eq!(shop.sells(anna, 1_050).await.earned.get(), 21);
    anna.says("/points").await;
    assert!(anna.looks().text.ends_with("🎉 Now: double points until 14 Mar 2027"));
    shop.wakes_on("2027-03-15").await;
    assert_eq!(shop.sells(anna, 1_050).await.earned.get(), 10);
    anna.says("/points").await;
    assert!(!anna.looks().text.contains("🎉"));
}

async fn p8_the_best_rule_counts_and_rules_are_not_multiplied(shop: TestShop) {
    for rate in ["150", "2x", "110%"] {
        makes_a_rule(&shop.owner, rate).await;
    }

    let order = shop.sells(&shop.anna, 1_050).await;

    assert_eq!(order.earned.get(), 21);
    assert_eq!(shop.points(&shop.anna).await, 71);
}

async fn a_rule_is_tried_on_the_past_before_it_is_saved(shop: TestShop) {
    let ben = shop.member_called("Ben").await;
    shop.sells(&ben, 9_900).await;
    shop.passes(TimeDelta::days(91)).await;
    shop.stage.ticks().await;
    for _ in 0..3 {
        shop.sells(&shop.anna, 1_050).await;
    }
    shop.sells(&ben, 2_000).await;
    let owner = &shop.owner;
    drop(owner.reads());

    owner.says("/rules").await;
    owner.taps("＋ New rule").await;
    owner.taps("Something else").await;
    owner.taps("150%").await;

    // Each of 10.50 earned 10 and would have earned 15; 20 would have earned 30 instead of 20.
    let seen = owner.looks().text;
    assert!(
        seen.contains(
            "Tried on the last 90 days (4 purchases):\n\
             it would have given 25 points on top, to 2 members for 4 purchases. At the till those are worth €1.25."
        ),
        "{seen}"
    );
    // Nothing of it was given.
    assert_eq!(shop.points(&ben).await, 50 + 99 + 20);
}

async fn a_rehearsal_counts_neither_undone_sales_nor_points_that_were_taken_back(shop: TestShop) {
    let (owner, anna) = (&shop.owner, &shop.anna);
    let undone = shop.sells(anna, 5_000).await;
    let half = shop.sells(anna, 2_000).await;
    let loyalty = shop.loyalty();
    let now = shop.shop().await;
    for (order, how) in [
        (undone.id, loyalty::How::Undo),
        (
            half.id,
            loyalty::How::UpTo {
                so_far: domain::Money::new(1_000).unwrap(),
            },
        ),
    ] {
        let ask = loyalty::Refund {
            shop: &now,
            by: owner.user(),
            order,
            how,
        };
        loyalty.refund(&ask).await.unwrap();
    }
    shop.stage.post().await;
    drop(anna.reads());

    owner.says("/rules").await;
    owner.taps("＋ New rule").await;
    owner.taps("Something else").await;
    owner.taps("200%").await;

    let seen = owner.looks().text;
    assert!(seen.contains("(1 purchase)"), "{seen}");
    assert!(seen.contains("10 points on top, to 1 member for 1 purchase"), "{seen}");
}

async fn a_weekend_is_tried_on_weekends(shop: TestShop) {
    let (owner, anna) = (&shop.owner, &shop.anna);
    shop.wakes_on("2027-03-12").await; // A Friday.
    shop.sells(anna, 4_000).await;
    shop.wakes_on("2027-03-13").await;
    shop.sells(anna, 1_000).await;
    shop.wakes_on("2027-03-15").await;
    drop(owner.reads());

    owner.says("/rules").await;
    owner.taps("＋ New rule").await;
    owner.taps("Double points this weekend").await;

    let seen = owner.looks().text;
    assert!(seen.contains("10 points on top"), "{seen}");
    assert!(seen.contains("Only Sat, Sun were counted"), "{seen}");
}

async fn a_rule_for_a_tier_is_tried_on_its_members_and_counts_for_them(shop: TestShop) {
    let (owner, anna, ben) = (&shop.owner, &shop.anna, shop.member_called("Ben").await);
    has_tiers(&shop).await;
    shop.sells(&ben, 20_000).await; // Silver from the next purchase on.
    shop.sells(&ben, 1_000).await;
    shop.sells(anna, 1_000).await;
    everybody_is_told(&shop).await;

    owner.says("/rules").await;
    owner.taps("＋ New rule").await;
    owner.taps("Something else").await;
    owner.says("300").await;
    owner.taps("From which tier").await;
    owner.taps("Silver").await;

    let seen = owner.looks().text;
    assert!(seen.contains("Who: Silver and above"), "{seen}");
    assert!(seen.contains("to 1 member"), "{seen}");
    owner.taps("✅ Save the rule").await;
    owner.looks();
    assert_eq!(shop.sells(&ben, 1_000).await.earned.get(), 30);
    assert_eq!(shop.sells(anna, 1_000).await.earned.get(), 10);
    everybody_is_told(&shop).await;
}

/// Somebody buys one of a thing. How many points they earn.
async fn earns_for(shop: &TestShop, who: &Someone, product: ProductId) -> i64 {
    let items = [Item::Product { product, quantity: 1 }];
    shop.passes(TimeDelta::seconds(2)).await;
    let ask = Sell {
        shop: &shop.shop().await,
        clerk: shop.clerk.user(),
        member: shop.file(who).await.id,
        items: &items,
        coupon: None,
        points: domain::Points::ZERO,
        agreed: None,
        note: "",
        cause: &format!("story:{product}:{}", shop.clock.now()),
    };
    let sold = shop.loyalty().sell(&ask).await.unwrap();
    let Sold::Done { order, .. } = sold else {
        panic!("{sold:?}")
    };
    order.earned.get()
}

async fn a_rule_for_a_category_is_tried_on_its_goods_and_counts_for_them(shop: TestShop) {
    let (owner, anna, loyalty) = (&shop.owner, &shop.anna, shop.loyalty());
    let beans = Category {
        id: loyalty.new_category_id(),
        title: "Beans".to_owned(),
        photo: None,
        active: true,
    };
    let saved = loyalty.add_category(&shop.shop().await, owner.user(), &beans).await;
    assert!(matches!(saved.unwrap(), CategorySaved::Done(_)));
    let blend = sells(&shop, "House blend", 1_000, |blend| blend.category = Some(beans.id)).await;
    let mug = sells(&shop, "Mug", 1_200, |_| ()).await;
    for product in [blend, mug] {
        earns_for(&shop, anna, product).await;
    }
    everybody_is_told(&shop).await;

    owner.says("/rules").await;
    owner.taps("＋ New rule").await;
    owner.taps("Double points on a category").await;
    owner.taps("Beans").await;

    let seen = owner.looks().text;
    assert!(seen.contains("For: Beans"), "{seen}");
    assert!(
        seen.contains("(2 purchases):\nit would have given 10 points on top, to 1 member for 1 purchase."),
        "{seen}"
    );
    owner.taps("✅ Save the rule").await;
    owner.looks();
    assert_eq!(earns_for(&shop, anna, blend).await, 20);
    assert_eq!(earns_for(&shop, anna, mug).await, 12);
    everybody_is_told(&shop).await;
}

async fn wrong_answers_about_a_rule_are_asked_again(shop: TestShop) {
    let owner = &shop.owner;
    shop.wakes_on("2027-03-12").await;
    owner.says("/rules").await;
    owner.taps("＋ New rule").await;
    owner.taps("Something else").await;
    for wrong in ["100", "1001", "lots", "-50"] {
        owner.says(wrong).await;
        let seen = owner.looks().text;
        assert!(
            seen.starts_with("Please send a percentage above 100"),
            "{wrong}: {seen}"
        );
    }
    owner.says("150").await;
    owner.taps("First day").await;
    owner.says("someday").await;
    assert!(owner.looks().text.starts_with("I can't read that as a day."));
    owner.says("20 March").await;
    owner.taps("Last day").await;

    owner.says("2027-03-19").await;

    let seen = owner.looks().text;
    assert!(
        seen.starts_with("It can't end before it begins on 20 Mar 2027."),
        "{seen}"
    );
    owner.says("2027-03-20").await;
    assert!(owner.looks().text.contains("When: on 20 Mar 2027 only"));
    owner.taps("First day").await;
    owner.says("21 March").await;
    assert!(
        owner
            .looks()
            .text
            .starts_with("It can't begin after its last day, 20 Mar 2027.")
    );
    owner.taps("‹ Back").await;
    owner.taps("Throw it away").await;
    owner.looks();
    owner.says("/rules").await;
    assert!(owner.looks().text.contains("Every purchase earns the usual points."));
}

async fn a_rule_is_changed_and_ended(shop: TestShop) {
    let (owner, anna) = (&shop.owner, &shop.anna);
    makes_a_rule(owner, "200").await;
    owner.says("/rules").await;
    owner.taps("Double points").await;
    owner.taps("Name").await;
    owner.says("Quiet days").await;
    owner.taps("Weekdays").await;
    for day in ["Mon", "Tue", "Mon"] {
        owner.taps(day).await;
    }
    owner.taps("That's it").await;
    assert!(owner.looks().text.contains("On: Tue"));
    owner.taps("✅ Save the rule").await;
    owner.looks();
    shop.wakes_on("2027-03-15").await; // A Monday.
    assert_eq!(shop.sells(anna, 1_000).await.earned.get(), 10);
    shop.wakes_on("2027-03-16").await;
    assert_eq!(shop.sells(anna, 1_000).await.earned.get(), 20);
    drop(owner.reads());
    owner.says("/rules").await;
    owner.taps("Quiet days").await;
    owner.taps("End it now").await;

    owner.taps("End it now").await;

    owner.hears("<b>Quiet days</b> has ended. Purchases earn what they usually do.");
    assert_eq!(shop.sells(anna, 1_000).await.earned.get(), 10);
}

async fn a_rule_is_made_across_a_restart_and_saved_once(shop: TestShop) {
    let owner = &shop.owner;
    owner.says("/rules").await;
    owner.taps("＋ New rule").await;
    owner.taps("Double points for 7 days").await;
    shop.stage.restarts().await;

    owner.taps_twice("✅ Save the rule").await;

    drop(owner.reads());
    let (rules, _) = shop.loyalty().rules(shop.id, 0, 10).await.unwrap();
    assert_eq!(rules.len(), 1);
    let saved = shop.deeds(owner).await;
    assert_eq!(saved.iter().filter(|deed| *deed == "rule.add").count(), 1);
}

async fn s1_a_clerk_makes_no_rules(shop: TestShop) {
    shop.clerk.says("/rules").await;

    shop.clerk
        .hears("That takes at least the role of manager. Ask somebody who has it.");
}

async fn s3_rules_are_in_the_log(shop: TestShop) {
    let manager = shop.employs("Mia", Role::Manager).await;
    makes_a_rule(&manager, "200").await;

    shop.owner.says("/audit").await;

    assert!(shop.owner.looks().text.contains("saved the points rule Double points"));
    let log = shop.log().await;
    let rule = log.iter().find(|done| done.action == "rule.add").unwrap();
    assert_eq!(rule.became.as_ref().unwrap()["times"], 200);
}
