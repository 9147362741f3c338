//! Making, changing and ending offers in the chat.

use chrono::TimeDelta;
use domain::Clock;
use domain::role::Role;
use loyalty::OfferClaimed;
use stories::zone::euros;
use stories::{Someone, TestShop, on_both_engines};

on_both_engines![
    c8_a_manager_makes_an_offer_and_sees_what_others_will_see,
    t5_an_offer_for_the_best_customers_says_so_kindly_to_them_alone,
    c7_c8_wrong_answers_are_answered_in_words,
    c6_more_is_put_there_for_those_who_wait,
    an_offer_is_ended_before_its_time,
    s1_a_clerk_makes_no_offers,
];

/// Answers everything up to what members get.
async fn begins(owner: &Someone) {
    owner.says("/offer").await;
    owner.taps("New offer").await;
    owner.says("Sneakers").await;
    owner.taps("Skip").await;
    owner.taps("Without a picture").await;
    drop(owner.looks());
}

async fn c8_a_manager_makes_an_offer_and_sees_what_others_will_see(shop: TestShop) {
    let (owner, anna) = (&shop.owner, &shop.anna);
    begins(owner).await;
    owner.taps("A better price for one thing").await;
    owner.says("80").await;
    owner.says("60").await;
    owner.taps("All members").await;
    owner.taps("From now on").await;
    owner.says("30 Nov").await;
    owner.taps("20").await;
    owner.taps("1").await;
    owner.taps("No limit").await;
    owner.taps("7 days").await;

    owner.hears(
        "<b>This is what members will see:</b>\n\n\
         ✨ <b>Sneakers</b>\n\n€60 instead of €80\n20 left\nPer member: 1\nUntil 30 Nov 2026\nThe coupon is good for 7 days\n\n\
         <b>And this is what the group will read:</b>\n\n\
         ✨ <b>Sneakers</b>\n€60 instead of €80\nFor members, until 30 Nov 2026\n\n<b>20 left</b>, 0 taken",
    );
    owner.taps("Publish").await;
    owner.hears("✅ <b>Sneakers</b> is published. The group hears of it when the first may claim it.");
    anna.says("/offers").await;
    anna.hears(
        "✨ <b>For you at Corner Café</b>\n\n<b>Sneakers</b>, until 30 Nov 2026\n€60 instead of €80\n✅ 20 left",
    );
    assert_eq!(shop.deeds(owner).await.last().map(String::as_str), Some("offer.add"));
}

async fn t5_an_offer_for_the_best_customers_says_so_kindly_to_them_alone(shop: TestShop) {
    let (owner, anna) = (&shop.owner, &shop.anna);
    begins(owner).await;
    owner.taps("A better price for one thing").await;
    owner.says("80").await;
    owner.says("60").await;
    owner.taps("Key accounts").await;
    owner.taps("From now on").await;
    owner.says("30 Nov").await;
    owner.taps("As many as wanted").await;
    owner.taps("1").await;
    owner.taps("No limit").await;
    owner.taps("7 days").await;

    let preview = owner.looks().html;
    assert!(
        preview.contains("what the group will read") && !preview.contains("customers"),
        "{preview}"
    );
    owner.taps("Publish").await;
    drop(owner.looks());
    anna.says("/offers").await;
    assert!(!anna.looks().html.contains("Sneakers"));
    shop.sells(anna, 100_000).await;
    anna.says("/offers").await;

    anna.hears(
        "✨ <b>For you at Corner Café</b>\n\n<b>Sneakers</b>, until 30 Nov 2026\n€60 instead of €80\n\
         ✅ Yours with one tap\nBecause you're one of our best customers",
    );
}

async fn c7_c8_wrong_answers_are_answered_in_words(shop: TestShop) {
    let owner = &shop.owner;
    let hears = |begins: &str| {
        let html = owner.looks().html;
        assert!(html.starts_with(begins), "{html}");
    };
    begins(owner).await;
    owner.taps("A percentage off").await;
    owner.says("120").await;
    hears("More than 100% can't be taken off. Please send a number from 1 to 100.");
    owner.taps("Back").await;
    owner.taps("A better price for one thing").await;
    owner.says("80").await;
    drop(owner.looks());

    owner.says("80").await;
    hears("That's not below the everyday price of €80. Members should pay less.");
    owner.says("0").await;
    assert!(owner.looks().html.ends_with("And what do members pay?"));
    owner.says("60 yen").await;
    assert!(owner.looks().html.ends_with("And what do members pay?"));
    owner.says("60").await;
    owner.taps("All members").await;
    owner.says("5 Dec 18:00").await;
    owner.says("4 Dec 2026").await;
    hears("It would end before it begins. Please send 5 Dec 2026 or a later day.");
    owner.says("5 Dec 2026").await;
    owner.taps("20").await;
    owner.taps("1").await;
    owner.says("19.99").await;
    hears("That isn't enough for one: each can cost you €20.");
    owner.says("20").await;
    owner.taps("7 days").await;
    owner.taps("Publish").await;
    drop(owner.looks());

    let (offers, _) = shop.loyalty().all_offers(shop.id, 0, 5).await.unwrap();
    assert_eq!(offers.len(), 1);
    assert_eq!(offers[0].opens_at.to_rfc3339(), "2026-12-05T17:00:00+00:00");
    assert_eq!(offers[0].budget, Some(euros(20)));
}

async fn c6_more_is_put_there_for_those_who_wait(shop: TestShop) {
    let (owner, anna) = (&shop.owner, &shop.anna);
    let offer = shop.has_an_offer("Sneakers", |offer| offer.stock = Some(0)).await;
    let asked = shop.asks_for(anna, offer).await;
    assert!(matches!(asked, OfferClaimed::InLine { place: 1, .. }));

    owner.says("/offer").await;
    owner.taps("Sneakers").await;
    owner.taps("How many").await;
    owner.says("3").await;
    shop.stage.works().await;
    shop.stage.post().await;

    assert!(owner.looks().html.starts_with("✅ Changed."));
    assert!(
        anna.looks()
            .html
            .starts_with("🎟 <b>Sneakers</b> at Corner Café is yours!")
    );
    assert_eq!(shop.offer(offer).await.stock, Some(2));
}

async fn an_offer_is_ended_before_its_time(shop: TestShop) {
    let (owner, anna) = (&shop.owner, &shop.anna);
    let offer = shop.has_an_offer("Sneakers", |offer| offer.stock = Some(0)).await;
    shop.asks_for(anna, offer).await;

    owner.says("/offer").await;
    owner.taps("Sneakers").await;
    owner.taps("End it now").await;
    owner.hears("End <b>Sneakers</b> now? Coupons that were claimed stay good; those in line are told.");
    owner.taps("End it now").await;
    shop.comes_to(shop.clock.now() + TimeDelta::seconds(10)).await;
    shop.stage.post().await;

    assert!(owner.looks().html.starts_with("<b>Sneakers</b> is over."));
    assert!(anna.looks().html.starts_with("<b>Sneakers</b> at Corner Café is over"));
}

async fn s1_a_clerk_makes_no_offers(shop: TestShop) {
    let clerk = &shop.clerk;
    clerk.says("/offer").await;

    drop(clerk.looks());
    let (offers, _) = shop.loyalty().all_offers(shop.id, 0, 5).await.unwrap();
    assert_eq!(offers, []);
    assert_eq!(shop.role(clerk).await, Some(Role::Clerk));
}
