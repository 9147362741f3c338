//! Gifts are made and changed in the chat.

use bot::tap::Tap;
use chrono::TimeDelta;
use domain::Points;
use domain::role::Role;
use stories::{Someone, TestShop, on_both_engines, picture};

on_both_engines![
    a_gift_is_made_step_by_step_and_looked_at_before_it_is_saved,
    a_gift_has_a_picture,
    answers_that_cannot_be_are_asked_again,
    an_answer_that_is_read_again_answers_one_question,
    the_questions_can_be_gone_back,
    a_gift_that_is_thrown_away_leaves_nothing,
    a_gift_is_made_across_a_restart,
    a_gift_is_saved_once,
    c6_a_new_stock_is_what_is_there,
    nobody_pays_a_price_that_they_did_not_agree_to,
    coupons_that_were_given_out_stay_as_they_were,
    a_gift_is_taken_off_the_list_and_put_back,
    a_second_gift_of_one_name_is_pointed_out,
    s1_a_clerk_makes_no_gifts,
    a_long_list_of_gifts_has_pages,
];

/// Answers everything about a gift, up to the preview.
async fn describes(manager: &Someone, title: &str, price: &str) {
    manager.says("/gift").await;
    manager.taps("New gift").await;
    manager.says(title).await;
    manager.taps("Skip").await;
    manager.says(price).await;
    for button in [
        "Without a picture",
        "As many as wanted",
        "No limit",
        "From now on",
        "No end",
        "30 days",
    ] {
        manager.taps(button).await;
    }
}

async fn a_gift_is_made_step_by_step_and_looked_at_before_it_is_saved(shop: TestShop) {
    let (manager, anna) = (shop.employs("Mia", Role::Manager).await, &shop.anna);
    manager.says("/gift").await;
    manager.taps("New gift").await;
    for (question, answer) in [
        ("What is the gift called?", "Cake & <Cream>"),
        ("Anything to say about it?", "A slice of the day's cake."),
        ("How many points does it cost?", "45"),
    ] {
        assert!(manager.looks().text.contains(question), "{question}");
        manager.says(answer).await;
    }
    manager.taps("Without a picture").await;
    manager.says("12").await;
    manager.says("2").await;
    manager.says("2026-12-01").await;
    manager.says("2026-12-24").await;
    manager.says("7").await;
    let seen = manager.looks();
    for line in [
        "This is what members will see:",
        "Cake & <Cream>",
        "A slice of the day's cake.",
        "Price: 45 points",
        "Left: 12",
        "Per person: 2",
        "On offer: 1 Dec 2026 to 24 Dec 2026",
        "Pick it up within 7 days",
    ] {
        assert!(seen.text.contains(line), "{line} is not in\n{}", seen.text);
    }
    anna.says("/gifts").await;
    assert!(!anna.looks().text.contains("Cake"), "nobody sees it yet");
    manager.taps("Save").await;

    assert!(
        manager
            .looks()
            .text
            .starts_with("✅ Cake & <Cream> is in the gift area.")
    );
    shop.wakes_on("2026-12-01").await;
    anna.says("/gifts").await;
    assert!(anna.looks().text.contains("Cake & <Cream> · 45 points · 12 left"));
    assert!(shop.deeds(&manager).await.contains(&"gift.add".to_owned()));
}

async fn a_gift_has_a_picture(shop: TestShop) {
    let (owner, anna) = (&shop.owner, &shop.anna);
    let picture = picture();
    owner.says("/gift").await;
    owner.taps("Coffee").await;
    owner.taps("Picture").await;

    owner.sends_photo(&picture, "").await;

    assert_eq!(
        owner.looks().photo.as_deref(),
        Some(picture.as_slice()),
        "it is shown at once"
    );
    assert!(shop.gift(shop.coffee).await.photo.is_some());
    anna.says("/gifts").await;
    anna.taps("Coffee").await;
    let seen = anna.looks();
    assert_eq!(seen.photo.as_deref(), Some(picture.as_slice()));
    assert!(seen.words().starts_with("🎁 Coffee"));
    anna.taps("Redeem for 30 points").await;
    anna.taps("Yes, redeem").await;
    assert_eq!(shop.points(anna).await, 20);
    anna.looks();
}

async fn answers_that_cannot_be_are_asked_again(shop: TestShop) {
    let owner = &shop.owner;
    owner.says("/gift").await;
    owner.taps("New gift").await;

    for (bad, good) in [
        ("…", "Cake"),
        ("", "Skip"),
        ("free", "45"),
        ("here it is", "Without a picture"),
        ("-1", "12"),
        ("0", "2"),
        ("someday", "2026-12-01"),
        ("2026-11-30", "2026-12-24"),
        ("forever", "7"),
    ] {
        if !bad.is_empty() {
            owner.says(bad).await;
            assert!(!owner.looks().text.is_empty(), "{bad}");
        }
        match good {
            "Skip" | "Without a picture" => drop(owner.taps(good).await),
            words => drop(owner.says(words).await),
        }
    }
    owner.taps("Save").await;

    assert!(owner.looks().text.starts_with("✅ Cake is in the gift area."));
    let (gifts, _) = shop.loyalty().all_gifts(shop.id, 0, 10).await.expect("an answer");
    let cake = gifts.iter().find(|gift| gift.title == "Cake").expect("it is there");
    assert_eq!(
        (cake.price.get(), cake.stock, cake.per_member, cake.coupon_days),
        (45, Some(12), Some(2), 7)
    );
}

async fn an_answer_that_is_read_again_answers_one_question(shop: TestShop) {
    let owner = &shop.owner;
    owner.says("/gift").await;
    owner.taps("New gift").await;
    owner.says("Cake").await;

    shop.stage.reads_again().await;

    let seen = owner.reads();
    assert!(
        seen.iter().all(|seen| seen.text.contains("Anything to say about it?")),
        "{seen:#?}"
    );
    owner.taps("Skip").await;
    owner.taps("Back").await;
    owner.taps("Back").await;
    owner.says("Pie").await;
    assert!(owner.looks().text.contains("Anything to say about it?"));
}

async fn the_questions_can_be_gone_back(shop: TestShop) {
    let owner = &shop.owner;
    owner.says("/gift").await;
    owner.taps("New gift").await;
    owner.says("Kake").await;
    owner.taps("Skip").await;

    owner.taps("Back").await;
    owner.taps("Back").await;
    assert!(owner.looks().text.contains("What is the gift called?"));
    owner.says("Cake").await;
    owner.taps("Skip").await;
    owner.says("45").await;
    for button in [
        "Without a picture",
        "As many as wanted",
        "No limit",
        "From now on",
        "No end",
        "30 days",
        "Save",
    ] {
        owner.taps(button).await;
    }

    assert!(owner.looks().text.starts_with("✅ Cake is in the gift area."));
}

async fn a_gift_that_is_thrown_away_leaves_nothing(shop: TestShop) {
    let owner = &shop.owner;
    describes(owner, "Cake", "45").await;

    owner.taps("Throw away").await;

    assert!(owner.looks().text.contains("Okay, the gift was thrown away."));
    let (gifts, _) = shop.loyalty().all_gifts(shop.id, 0, 10).await.expect("an answer");
    assert_eq!(gifts.len(), 2);
}

async fn a_gift_is_made_across_a_restart(shop: TestShop) {
    let owner = &shop.owner;
    owner.says("/gift").await;
    owner.taps("New gift").await;
    owner.says("Cake").await;
    owner.looks();

    shop.stage.restarts().await;
    owner.taps("Skip").await;
    owner.says("45").await;
    shop.stage.restarts().await;
    for button in [
        "Without a picture",
        "As many as wanted",
        "No limit",
        "From now on",
        "No end",
        "30 days",
    ] {
        owner.taps(button).await;
    }
    shop.stage.restarts().await;
    owner.taps("Save").await;

    assert!(owner.looks().text.starts_with("✅ Cake is in the gift area."));
}

async fn a_gift_is_saved_once(shop: TestShop) {
    let owner = &shop.owner;
    describes(owner, "Cake", "45").await;

    let (tap, _) = owner.taps_twice("Save").await;
    owner.taps_again(&tap).await;

    shop.stage.everybody_looks();
    let (gifts, _) = shop.loyalty().all_gifts(shop.id, 0, 10).await.expect("an answer");
    assert_eq!(gifts.iter().filter(|gift| gift.title == "Cake").count(), 1);
}

async fn changes(owner: &Someone, gift: &str, field: &str, answer: &str) {
    owner.says("/gift").await;
    owner.taps(gift).await;
    owner.taps(field).await;
    owner.says(answer).await;
    owner.looks();
}

async fn c6_a_new_stock_is_what_is_there(shop: TestShop) {
    let (owner, anna) = (&shop.owner, &shop.anna);
    shop.sells(anna, 20_000).await;
    shop.has_redeemed(anna, shop.mug).await;
    assert_eq!(shop.gift(shop.mug).await.stock, Some(2));

    changes(owner, "Mug", "Stock", "10").await;

    assert_eq!(
        shop.gift(shop.mug).await.stock,
        Some(10),
        "one was taken before they were counted"
    );
    shop.has_redeemed(anna, shop.mug).await;
    assert_eq!(shop.gift(shop.mug).await.stock, Some(9));
}

async fn nobody_pays_a_price_that_they_did_not_agree_to(shop: TestShop) {
    let (owner, anna) = (&shop.owner, &shop.anna);
    anna.says("/gifts").await;
    anna.taps("Coffee").await;
    anna.taps("Redeem for 30 points").await;
    anna.looks();

    changes(owner, "Coffee", "Points", "40").await;
    anna.taps("Yes, redeem").await;

    anna.hears("The price of <b>Coffee</b> has just changed. It is 40 points now. Redeem it all the same?");
    assert_eq!(shop.points(anna).await, 50);
    anna.taps("Yes, redeem").await;

    assert_eq!(shop.points(anna).await, 10);
    anna.looks();
}

async fn coupons_that_were_given_out_stay_as_they_were(shop: TestShop) {
    let (owner, anna) = (&shop.owner, &shop.anna);
    let before = shop.has_redeemed(anna, shop.coffee).await;

    changes(owner, "Coffee", "Title", "Espresso").await;
    changes(owner, "Espresso", "Points", "45").await;

    let after = shop.coupon(anna).await;
    assert_eq!(
        (after.title.as_str(), after.price, after.expires_at),
        ("Coffee", Points::at_least_zero(30), before.expires_at)
    );
    let member = shop.file(anna).await.id;
    shop.loyalty()
        .cancel_coupon(&shop.shop().await, member, anna.user(), after.id)
        .await
        .expect("an answer");
    assert_eq!(shop.points(anna).await, 50, "what was paid comes back");
}

async fn a_gift_is_taken_off_the_list_and_put_back(shop: TestShop) {
    let (owner, anna) = (&shop.owner, &shop.anna);
    owner.says("/gift").await;
    owner.taps("Coffee").await;

    owner.taps("Take off the list").await;
    owner.taps("Take off the list").await;
    owner.looks();
    anna.says("/gifts").await;
    assert!(!anna.looks().text.contains("Coffee"));
    owner.taps("Put back on the list").await;
    owner.looks();
    anna.says("/gifts").await;

    assert!(anna.looks().text.contains("Coffee"));
    assert!(shop.gift(shop.coffee).await.active);
}

async fn a_second_gift_of_one_name_is_pointed_out(shop: TestShop) {
    let owner = &shop.owner;
    owner.says("/gift").await;
    owner.taps("New gift").await;

    owner.says("COFFEE").await;

    let asked = owner.looks();
    assert!(
        asked.text.starts_with("☝️ You have a gift called COFFEE already."),
        "{}",
        asked.text
    );
    owner.taps("‹ Back").await;
    owner.says("Coffee to go").await;
    assert!(!owner.looks().text.contains("already"));
    owner.says("/gift").await;
    owner.taps("Mug").await;
    owner.taps("Title").await;
    owner.says("coffee").await;
    let renamed = owner.looks();
    assert!(
        renamed.words().contains("You have a gift called coffee already."),
        "{}",
        renamed.words()
    );
}

async fn s1_a_clerk_makes_no_gifts(shop: TestShop) {
    let clerk = &shop.clerk;

    clerk.says("/gift").await;
    clerk.hears("That takes at least the role of manager. Ask somebody who has it.");
    for tap in [
        Tap::NewGift,
        Tap::EditGifts { page: 0 },
        Tap::EditGift { gift: shop.coffee },
        Tap::GiftField {
            gift: shop.coffee,
            field: "price".into(),
        },
        Tap::GiftField {
            gift: shop.coffee,
            field: "withdraw".into(),
        },
    ] {
        let tapped = clerk.forges(&tap.data()).await;
        tapped.alerts("That takes at least the role of manager. Ask somebody who has it.");
        clerk.hears_nothing();
    }

    let coffee = shop.gift(shop.coffee).await;
    assert!(coffee.active && coffee.price.get() == 30);
}

async fn a_long_list_of_gifts_has_pages(shop: TestShop) {
    let anna = &shop.anna;
    for number in 1..=12 {
        shop.offers(&format!("Gift {number}"), 100 + number, |_| ()).await;
    }

    anna.says("/gifts").await;
    let mut pages = vec![anna.looks().text];
    while anna
        .person
        .last(&shop.stage.bot)
        .is_some_and(|seen| seen.button("Next").is_some())
    {
        anna.taps("Next").await;
        pages.push(anna.looks().text);
        shop.passes(TimeDelta::seconds(1)).await;
    }

    assert_eq!(pages.len(), 3);
    for number in 1..=12 {
        let row = format!("Gift {number} · ");
        assert_eq!(pages.iter().filter(|page| page.contains(&row)).count(), 1, "{row}");
    }
}
