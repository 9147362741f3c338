//! What a shop sold and gave, in pictures and in words.

use chrono::{NaiveDate, TimeDelta};
use domain::order::Item;
use domain::role::Role;
use stories::{Someone, TestShop, on_both_engines};

use crate::till::{Bought, gives_back, has_bought, money};

on_both_engines![
    sales_are_a_picture_with_the_same_in_words,
    every_subject_has_its_picture_and_its_words,
    members_are_counted_by_tier,
    a_quiet_shop_gets_friendly_words,
    refunds_and_undone_sales_are_not_sold,
    p7_what_went_back_of_a_purchase_is_taken_off_to_the_cent,
    points_owed_are_told_in_points_and_money,
    days_are_counted_in_the_night_and_again_when_they_change,
    the_days_are_those_of_the_shop,
    pictures_are_in_the_readers_language,
    s1_a_clerk_sees_no_figures,
];

/// What is shown has a picture, and its words begin so.
#[track_caller]
fn draws(who: &Someone, words: &str) {
    let seen = who.looks();
    assert!(seen.photo.is_some(), "no picture: {}", seen.words());
    assert!(seen.words().starts_with(words), "{}", seen.words());
}

async fn sales_are_a_picture_with_the_same_in_words(shop: TestShop) {
    let (manager, anna) = (shop.employs("Mia", Role::Manager).await, &shop.anna);
    shop.wakes_on("2027-02-01").await;
    shop.sells(anna, 10_000).await;
    shop.wakes_on("2027-03-10").await;
    shop.sells(anna, 3_000).await;
    shop.wakes_on("2027-03-12").await;
    shop.sells(anna, 8_200).await;

    manager.says("/stats").await;

    draws(
        &manager,
        "Sales, 11 Feb 2027 to 12 Mar 2027\n€112, number of purchases: 2\n12% more than in the 30 days before\n\
         Best day: 12 Mar 2027, €82",
    );
    manager.taps("7 days").await;
    draws(
        &manager,
        "Sales, 6 Mar 2027 to 12 Mar 2027\n€112, number of purchases: 2\nnothing to compare with in the 7 days before",
    );
    manager.taps("🌙 Dark").await;
    draws(&manager, "Sales, 6 Mar 2027");
    manager.taps("a year").await;
    draws(
        &manager,
        "Sales, 14 Mar 2026 to 12 Mar 2027\n€212, number of purchases: 3",
    );
}

async fn every_subject_has_its_picture_and_its_words(shop: TestShop) {
    let owner = &shop.owner;
    let coupon = shop.has_redeemed(&shop.anna, shop.coffee).await;
    shop.sells(&shop.anna, 10_000).await;
    drop(coupon);
    owner.says("/stats").await;
    owner.looks();

    for (button, words) in [
        ("New members", "New members, "),
        ("Points", "Points, "),
        ("Favourite gifts", "Favourite gifts, "),
        (
            "Points owed",
            "Points owed\nMembers hold 120 points, worth €6 at the till.",
        ),
        ("Sales", "Sales, "),
    ] {
        owner.taps(button).await;
        draws(owner, words);
    }
    owner.taps("Points").await;
    assert!(owner.looks().words().contains("150 given, 30 spent, 0 expired"));
    owner.taps("Favourite gifts").await;
    assert!(owner.looks().words().ends_with("• Coffee: 1"));
}

async fn members_are_counted_by_tier(shop: TestShop) {
    let owner = &shop.owner;
    owner.says("/stats").await;
    drop(owner.looks());
    owner.taps("Members per tier").await;
    let seen = owner.looks();
    assert!(seen.photo.is_none());
    assert!(seen.text.starts_with("No tiers yet."), "{}", seen.text);
    let gold = shop.has_gold().await;
    shop.member_called("Ben").await;
    shop.promotes(&shop.anna, gold).await;

    owner.says("/stats").await;
    drop(owner.looks());
    owner.taps("Members per tier").await;

    draws(owner, "Members per tier\n• No tier yet: 1\n• Gold: 1");
}

async fn a_quiet_shop_gets_friendly_words(shop: TestShop) {
    let owner = &shop.owner;

    owner.says("/stats").await;

    let seen = owner.looks();
    assert!(seen.photo.is_none());
    assert!(seen.text.starts_with("No purchases in these days."), "{}", seen.text);
    owner.taps("Favourite gifts").await;
    assert!(owner.looks().text.starts_with("No gifts were redeemed in these days."));
}

async fn refunds_and_undone_sales_are_not_sold(shop: TestShop) {
    let (owner, anna, loyalty) = (&shop.owner, &shop.anna, shop.loyalty());
    let undone = shop.sells(anna, 50_000).await;
    let half = shop.sells(anna, 2_000).await;
    let now = shop.shop().await;
    let mut ask = loyalty::Refund {
        shop: &now,
        by: owner.user(),
        order: undone.id,
        how: loyalty::How::Undo,
    };
    loyalty.refund(&ask).await.unwrap();
    let so_far = domain::Money::new(500).unwrap();
    (ask.order, ask.how) = (half.id, loyalty::How::UpTo { so_far });
    loyalty.refund(&ask).await.unwrap();
    shop.stage.post().await;
    drop(anna.reads());

    owner.says("/stats").await;

    assert!(owner.looks().words().contains("€15, number of purchases: 1"));
}

async fn points_owed_are_told_in_points_and_money(shop: TestShop) {
    let owner = &shop.owner;
    shop.wakes_on("2027-03-12").await;
    shop.sells(&shop.anna, 2_000).await;
    owner.says("/stats").await;
    owner.taps("Points owed").await;

    let seen = owner.looks();
    let words = seen.words();

    assert!(
        words.contains("Members hold 70 points, worth €3.50 at the till."),
        "{words}"
    );
    let welcome = shop.lots(&shop.anna).await[0].1.unwrap();
    let month = welcome.format("%b %Y").to_string();
    assert!(words.contains(&format!("{month}: 50 points (€2.50)")), "{words}");
    drop(owner.reads());
}

/// The sums that are kept of a day.
async fn kept(shop: &TestShop, day: &str) -> Option<storage::days::Day> {
    let day: NaiveDate = day.parse().unwrap();
    let mut tx = shop.loyalty().db.read().await.unwrap();
    let days = storage::days::list(&mut tx, shop.id, day, day.succ_opt().unwrap())
        .await
        .unwrap();
    days.first().map(|(_, sums)| *sums)
}

async fn days_are_counted_in_the_night_and_again_when_they_change(shop: TestShop) {
    let anna = &shop.anna;
    shop.wakes_on("2027-03-12").await;
    let order = shop.sells(anna, 2_000).await;
    shop.has_redeemed(anna, shop.coffee).await;
    assert_eq!(kept(&shop, "2027-03-12").await, None, "the day is not over");
    shop.wakes_on("2027-03-13").await;
    let counted = storage::days::Day {
        orders: 1,
        sales: 2_000,
        newcomers: 0,
        given: 20,
        spent: 30,
        expired: 0,
    };
    assert_eq!(kept(&shop, "2027-03-12").await, Some(counted));
    let now = shop.shop().await;
    let ask = loyalty::Refund {
        shop: &now,
        by: shop.owner.user(),
        order: order.id,
        how: loyalty::How::Undo,
    };
    shop.loyalty().refund(&ask).await.unwrap();
    shop.stage.post().await;
    drop(anna.reads());

    shop.wakes_on("2027-03-14").await;

    let again = kept(&shop, "2027-03-12").await.unwrap();
    assert_eq!((again.orders, again.sales), (0, 0));
    let after = kept(&shop, "2027-03-13").await.unwrap();
    assert_eq!(after.given, -20, "what was taken back is of the day it was taken back");
    shop.owner.says("/stats").await;
    assert!(shop.owner.looks().text.starts_with("No purchases in these days."));
}

async fn the_days_are_those_of_the_shop(shop: TestShop) {
    let tokyo = shop.another("Tokyo", chrono_tz::Asia::Tokyo).await;
    let midnight = tokyo.shop().await.day_starts("2027-03-12".parse().unwrap());
    tokyo.clock.set(midnight - TimeDelta::minutes(1));
    tokyo.sells(&tokyo.anna, 1_000).await;
    tokyo.clock.set(midnight);
    tokyo.sells(&tokyo.anna, 2_000).await;
    tokyo.wakes_on("2027-03-13").await;

    let (first, second) = (kept(&tokyo, "2027-03-11").await, kept(&tokyo, "2027-03-12").await);

    assert_eq!(first.map(|day| day.sales), Some(1_000));
    assert_eq!(second.map(|day| day.sales), Some(2_000));
    assert_eq!(kept(&shop, "2027-03-12").await, None, "in Berlin it is not over");
}

async fn pictures_are_in_the_readers_language(shop: TestShop) {
    let owner = &shop.owner;
    shop.wakes_on("2027-03-12").await;
    shop.sells(&shop.anna, 123_450).await;
    owner.says("/language").await;
    owner.taps("简体中文").await;
    drop(owner.reads());

    owner.says("/stats").await;

    draws(owner, "销售额，2027年2月11日 至 2027年3月12日\n€1,234.50，消费笔数：1");
}

async fn s1_a_clerk_sees_no_figures(shop: TestShop) {
    shop.clerk.says("/stats").await;

    assert!(shop.clerk.looks().text.contains("manager"));
}

async fn p7_what_went_back_of_a_purchase_is_taken_off_to_the_cent(shop: TestShop) {
    let anna = &shop.anna;
    shop.takes_points().await;
    let bought = Bought {
        items: &[Item::Amount(money(10_000_000))],
        coupon: None,
        points: 20,
        cause: "story:1",
    };
    let order = has_bought(&shop, anna, &bought).await;

    let back = gives_back(
        &shop,
        order,
        loyalty::How::UpTo {
            so_far: money(3_333_333),
        },
    )
    .await;

    let sold = shop
        .loyalty()
        .figures(&shop.shop().await, 1)
        .await
        .unwrap()
        .total()
        .sales;
    assert_eq!(sold, back.order.total.minor() - back.split.money.minor());
    drop(anna.reads());
}
