//! What a shop settles with one value each, changed in the owner's chat, and what follows from it.

use bot::tap::Tap;
use domain::role::Role;
use domain::setting::{Setting, Topic};
use domain::{Money, Points};
use stories::{Someone, TestShop, on_both_engines};

use crate::orders::{everybody_is_told, has_ordered, sells};

on_both_engines![
    the_owner_sees_what_is_settled_and_how,
    each_setting_can_be_tapped_and_each_can_be_typed,
    points_pay_from_one_tap_on_and_a_second_tap_is_the_same,
    what_points_are_worth_follows_what_is_settled,
    what_points_are_worth_stays_when_they_are_earned_at_another_rate,
    members_have_it_brought_from_the_moment_that_the_shop_does,
    c5_an_order_keeps_the_deadline_that_it_was_given,
    p5_points_keep_the_life_that_they_were_given,
    s4_the_limit_can_be_moved,
    what_is_no_value_is_asked_again_in_words,
    an_amount_that_could_be_two_is_chosen,
    s3_the_log_says_what_was_and_what_became,
    s1_only_the_owner_changes_settings,
    s6_a_setting_of_one_shop_is_not_answered_in_another,
];

/// Up to the question about a setting.
async fn asks(owner: &Someone, topic: &str, setting: &str) {
    owner.says("/shop").await;
    owner.looks();
    owner.taps(topic).await;
    owner.looks();
    owner.taps(setting).await;
}

/// The last message begins so.
fn begins(owner: &Someone, words: &str) {
    let seen = owner.looks();
    assert!(seen.text.starts_with(words), "{}", seen.text);
}

const POINTS: &str = "Points and limits";
const SELLING: &str = "Paying and ordering";
const BIRTHDAYS: &str = "Birthdays";

async fn the_owner_sees_what_is_settled_and_how(shop: TestShop) {
    let owner = &shop.owner;
    owner.says("/shop").await;
    owner.looks();

    owner.taps(POINTS).await;
    owner.hears(
        "<b>Points and limits</b>\nTap what you'd like to change.\n\n\
         Daily check-in: <b>1 point</b>\n\
         Free points a day: <b>100 points</b>\n\
         Free points ever: <b>no limit</b>\n\
         Points live: <b>12 months</b>\n\
         Points can be spent after: <b>at once</b>\n\
         A manager gives alone: <b>500 points</b>",
    );
    owner.taps("Back").await;
    owner.looks();
    owner.taps(SELLING).await;
    owner.hears(
        "<b>Paying and ordering</b>\nTap what you'd like to change.\n\n\
         Points pay purchases: <b>no</b>\n\
         What points are worth: <b>20 points = €1</b>\n\
         Delivery: <b>not offered</b>\n\
         Unpaid orders wait: <b>48 hours</b>",
    );
}

/// A setting, where its button is, what can be tapped and what that makes of it, and the same for what can be typed.
type Told = (
    Setting,
    &'static str,
    &'static str,
    (&'static str, Option<i64>),
    (&'static str, Option<i64>),
);

#[rustfmt::skip]
const ANSWERS: [Told; 12] = [
    (Setting::CheckIn, POINTS, "Daily check-in", ("off", Some(0)), ("3 points", Some(3))),
    (Setting::FreePerDay, POINTS, "Free points a day", ("50 points", Some(50)), ("75", Some(75))),
    (Setting::FreeInTotal, POINTS, "Free points ever", ("1,000 points", Some(1_000)), ("5,000", Some(5_000))),
    (Setting::Expiry, POINTS, "Points live", ("for ever", None), ("2 years", Some(24))),
    (Setting::Pending, POINTS, "Points can be spent", ("14 days", Some(14)), ("3 weeks", Some(21))),
    (Setting::AloneUpTo, POINTS, "A manager gives alone", ("1,000 points", Some(1_000)), ("0", Some(0))),
    (Setting::Worth, SELLING, "What points are worth", ("50 points = €1", Some(50)), ("25", Some(25))),
    (Setting::DeliveryFee, SELLING, "Delivery", ("€3", Some(300)), ("€4.50", Some(450))),
    (Setting::Hold, SELLING, "Unpaid orders wait", ("24 hours", Some(24)), ("3 days", Some(72))),
    (Setting::GreetingHour, BIRTHDAYS, "Greeted at", ("10:00", Some(10)), ("7:00", Some(7))),
    (Setting::BirthdayDays, BIRTHDAYS, "Gift can be used", ("that day only", Some(0)), ("3 weeks", Some(21))),
    (Setting::FamilyDays, BIRTHDAYS, "Reminder of family", ("7 days", Some(7)), ("10", Some(10))),
];

async fn each_setting_can_be_tapped_and_each_can_be_typed(shop: TestShop) {
    let owner = &shop.owner;
    for (setting, topic, label, tapped, typed) in ANSWERS {
        asks(owner, topic, label).await;
        owner.looks();
        owner.taps(tapped.0).await;
        assert!(owner.looks().text.starts_with("✅ Changed"), "{setting:?}");
        assert_eq!(setting.of(&shop.shop().await), tapped.1, "{setting:?}");

        asks(owner, topic, label).await;
        owner.looks();
        owner.says(typed.0).await;
        assert!(owner.looks().text.starts_with("✅ Changed"), "{setting:?}");
        assert_eq!(setting.of(&shop.shop().await), typed.1, "{setting:?}");
    }
    asks(owner, SELLING, "Delivery").await;
    owner.looks();
    owner.says("0").await;
    assert!(owner.looks().text.contains("Delivery: free"));
    owner.taps("Delivery").await;
    owner.looks();
    owner.taps("not offered").await;
    owner.looks();
    assert_eq!(shop.shop().await.till.delivery_fee, None);
}

async fn points_pay_from_one_tap_on_and_a_second_tap_is_the_same(shop: TestShop) {
    let owner = &shop.owner;
    asks(owner, SELLING, "Points pay purchases").await;
    owner.hears("<b>May points pay for a part of a purchase?</b>\nThe clerk sees what they come to before it counts.");

    let tapped = owner.taps("yes").await;
    owner.looks();
    owner.taps_again(&tapped).await;

    assert!(shop.shop().await.till.points_pay);
    let changes = shop.deeds(owner).await;
    assert_eq!(changes.iter().filter(|deed| *deed == "shop.change").count(), 1);
    owner.taps("Points pay purchases").await;
    owner.looks();
    owner.taps("no").await;
    owner.looks();
    assert!(!shop.shop().await.till.points_pay);
}

async fn what_points_are_worth_follows_what_is_settled(shop: TestShop) {
    let (owner, clerk) = (&shop.owner, &shop.clerk);
    shop.gives(&shop.anna, 150).await;
    everybody_is_told(&shop).await;
    shop.takes_points().await;
    asks(owner, SELLING, "What points are worth").await;
    owner.hears(
        "<b>How many points are worth €1?</b>\n\
         Every €1 spent earns 1 point. With 20 times as many, members get 5% back.\n\n\
         Or send me a number.",
    );
    owner.taps("10 points = €1").await;
    owner.looks();

    clerk.says("/sell 30 anna").await;

    let seen = clerk.looks();
    assert!(seen.button("200 points: −€20").is_some(), "{seen:?}");
}

async fn what_points_are_worth_stays_when_they_are_earned_at_another_rate(shop: TestShop) {
    let owner = &shop.owner;
    asks(owner, SELLING, "What points are worth").await;
    owner.looks();
    owner.taps("10 points = €1").await;
    owner.looks();
    owner.says("/shop").await;
    owner.looks();
    owner.taps("Points per purchase").await;
    owner.looks();
    owner.taps("1 point per €10").await;
    owner.looks();
    owner.says("/shop").await;
    owner.looks();
    owner.taps(SELLING).await;

    let seen = owner.looks().text;
    assert!(seen.contains("What points are worth: 10 points = €1\n"), "{seen}");
    assert_eq!(shop.shop().await.till.worth.of(Points::new(10).unwrap()).minor(), 100);
    owner.taps("What points are worth").await;
    owner.looks();
    // The same number of points, of another sum.
    owner.taps("10 points = €10").await;
    assert!(owner.looks().text.contains("What points are worth: 10 points = €10\n"));
    owner.says("/audit").await;
    let log = owner.looks().text;
    for told in [
        "↳ What points are worth: 20 points = €1 → 10 points = €1",
        "↳ Points per purchase: 1 point per €1 → 1 point per €10",
        "↳ What points are worth: 10 points = €1 → 10 points = €10",
    ] {
        assert!(log.contains(told), "{told} is not in\n{log}");
    }
}

async fn members_have_it_brought_from_the_moment_that_the_shop_does(shop: TestShop) {
    let (owner, anna) = (&shop.owner, &shop.anna);
    sells(&shop, "Mug", 1_000, |_| ()).await;
    let looks = async || {
        anna.says("/shop").await;
        anna.looks();
        anna.taps("Mug · €10").await;
        anna.looks()
    };
    assert!(looks().await.button("Have it brought").is_none());

    asks(owner, SELLING, "Delivery").await;
    owner.looks();
    owner.taps("€5").await;
    owner.looks();

    assert!(looks().await.button("Have it brought (€5)").is_some());
}

async fn c5_an_order_keeps_the_deadline_that_it_was_given(shop: TestShop) {
    let (owner, anna) = (&shop.owner, &shop.anna);
    let mug = sells(&shop, "Mug", 1_000, |_| ()).await;
    let before = has_ordered(&shop, anna, mug).await;
    let due = async |order| {
        let order = shop.order(order).await;
        (order.due_at.unwrap() - order.at).num_hours()
    };

    asks(owner, SELLING, "Unpaid orders wait").await;
    owner.looks();
    owner.taps("168 hours").await;

    begins(
        owner,
        "✅ Changed, from the next order on. Orders that wait keep their deadline.",
    );
    let after = has_ordered(&shop, anna, mug).await;
    assert_eq!((due(before).await, due(after).await), (48, 168));
    everybody_is_told(&shop).await;
}

async fn p5_points_keep_the_life_that_they_were_given(shop: TestShop) {
    let (owner, anna) = (&shop.owner, &shop.anna);
    let before = shop.lots(anna).await;
    asks(owner, POINTS, "Points live").await;
    owner.looks();
    owner.taps("6 months").await;
    begins(
        owner,
        "✅ Changed, for points earned from now on. What members already have keeps its date.",
    );

    shop.gives(anna, 10).await;

    let after = shop.lots(anna).await;
    let (kept, new): (Vec<_>, Vec<_>) = after.into_iter().partition(|lot| before.contains(lot));
    assert_eq!(kept, before);
    assert_eq!(new.len(), 1);
    assert!(new[0].1 < kept[0].1, "six months end before a year does");
    everybody_is_told(&shop).await;
}

async fn s4_the_limit_can_be_moved(shop: TestShop) {
    let (owner, clerk) = (&shop.owner, &shop.clerk);
    let mia = shop.employs("Mia", Role::Manager).await;
    let gives = async |who: &Someone, points: &str| {
        who.says("/find anna").await;
        who.taps("± Give or take points").await;
        who.says(points).await;
        who.says("because").await;
        let points: i64 = points.parse().unwrap();
        who.taps(&format!("Give {} point", say::number::number(domain::Lang::En, points)))
            .await;
        who.looks().text.starts_with("⏳")
    };
    asks(owner, POINTS, "A manager gives alone").await;
    owner.looks();

    owner.says("1000").await;
    owner.looks();

    assert!(!gives(&mia, "1000").await);
    assert!(gives(&mia, "1001").await);
    assert!(!gives(clerk, "100").await);
    assert!(gives(clerk, "101").await);
    asks(owner, POINTS, "A manager gives alone").await;
    owner.looks();
    owner.says("0").await;
    owner.looks();
    assert!(gives(&mia, "1").await);
    everybody_is_told(&shop).await;
}

async fn what_is_no_value_is_asked_again_in_words(shop: TestShop) {
    let owner = &shop.owner;
    let before = shop.shop().await;
    for (topic, label, words, told) in [
        (
            POINTS,
            "Points live",
            "200",
            "That should be between 1 month and 120 months. Try again?",
        ),
        (
            POINTS,
            "Points live",
            "a long time",
            "That should be between 1 month and 120 months. Try again?",
        ),
        (
            POINTS,
            "Daily check-in",
            "-5",
            "That should be between 0 points and 1,000,000 points. Try again?",
        ),
        (
            SELLING,
            "Unpaid orders wait",
            "0",
            "That should be between 1 hour and 720 hours. Try again?",
        ),
        (
            SELLING,
            "What points are worth",
            "0",
            "That should be between 1 point and 1,000,000 points. Try again?",
        ),
        (
            SELLING,
            "Delivery",
            "Rp 5000",
            "\"Rp 5000\" looks like another currency.",
        ),
        (
            SELLING,
            "Delivery",
            "for free",
            "I can't read \"for free\" as an amount.",
        ),
    ] {
        asks(owner, topic, label).await;
        owner.looks();
        owner.says(words).await;

        let seen = owner.looks();
        assert!(seen.text.starts_with(told), "{label}, {words}: {}", seen.text);
        assert!(seen.button("Back").is_some());
        assert_eq!(shop.shop().await, before);
    }
    owner.says("2.50").await;
    owner.looks();
    assert_eq!(shop.shop().await.till.delivery_fee, Money::new(250));
}

async fn an_amount_that_could_be_two_is_chosen(shop: TestShop) {
    let owner = &shop.owner;
    asks(owner, SELLING, "Delivery").await;
    owner.looks();

    owner.says("1.250").await;
    let seen = owner.looks();
    assert!(
        seen.button("€1.25").is_some() && seen.button("€1,250").is_some(),
        "{seen:?}"
    );
    owner.taps("€1.25").await;
    owner.looks();

    assert_eq!(shop.shop().await.till.delivery_fee, Money::new(125));
}

async fn s3_the_log_says_what_was_and_what_became(shop: TestShop) {
    let owner = &shop.owner;
    let mug = sells(&shop, "Mug", 1_000, |product| product.stock = Some(3)).await;
    for (topic, label, value) in [(SELLING, "Delivery", "€5"), (POINTS, "Points live", "for ever")] {
        asks(owner, topic, label).await;
        owner.looks();
        owner.taps(value).await;
        owner.looks();
    }
    shop.changes(shop.mug, |gift| {
        gift.price = Points::new(120).unwrap();
        gift.stock = Some(8);
    })
    .await;
    let loyalty = shop.loyalty();
    let settled = shop.shop().await;
    loyalty
        .change_product(&settled, owner.user(), mug, |product| {
            product.member_price = Money::new(800);
        })
        .await
        .unwrap();

    owner.says("/audit").await;

    let seen = owner.looks().text;
    for told in [
        "changed the shop's settings\n↳ Delivery: not offered → €5",
        "changed the shop's settings\n↳ Points live: 12 months → for ever",
        "changed the gift Mug\n↳ Points: 100 points → 120 points\n↳ Stock: 3 → 8",
        "changed Mug in the catalogue\n↳ Member price: nothing → €8",
    ] {
        assert!(seen.contains(told), "{told} is not in\n{seen}");
    }
}

async fn s1_only_the_owner_changes_settings(shop: TestShop) {
    let (clerk, anna) = (&shop.clerk, &shop.anna);
    let mia = shop.employs("Mia", Role::Manager).await;
    let before = shop.shop().await;
    for somebody in [clerk, anna, &mia] {
        for tap in [
            Tap::ShopSettings { topic: Topic::Points },
            Tap::ShopSetting {
                setting: Setting::AloneUpTo,
            },
            Tap::ChangeSetting {
                setting: Setting::AloneUpTo,
                value: Some(1_000_000),
            },
        ] {
            somebody.forges(&tap.data()).await;
            shop.stage.everybody_looks();
            somebody.says("1000000").await;
            shop.stage.everybody_looks();
        }
    }
    for value in [Some(-1), Some(1_000_001), Some(i64::MAX), None] {
        let tap = Tap::ChangeSetting {
            setting: Setting::AloneUpTo,
            value,
        };
        shop.owner.forges(&tap.data()).await;
        shop.stage.everybody_looks();
    }
    assert_eq!(shop.shop().await, before);
}

async fn s6_a_setting_of_one_shop_is_not_answered_in_another(shop: TestShop) {
    let owner = &shop.owner;
    let other = shop.another("Warung", chrono_tz::Asia::Jakarta).await;
    other.hires(owner, Role::Owner).await;
    owner.opens(&shop.link()).await;
    let before = (shop.shop().await, other.shop().await);
    asks(owner, POINTS, "A manager gives alone").await;
    owner.looks();

    owner.forges(&Tap::EnterShop { shop: other.id }.data()).await;
    owner.says("9").await;
    shop.stage.everybody_looks();

    assert_eq!((shop.shop().await, other.shop().await), before);
}
