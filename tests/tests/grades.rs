//! What kind of customer somebody is, as staff see it (T4, T5).

use bot::tap::Start;
use chrono::TimeDelta;
use domain::grade::{Cut, KindName};
use loyalty::{Brought, Customer};
use stories::{Someone, TestShop, on_both_engines};

on_both_engines![
    t4_whoever_never_bought_is_a_prospect,
    t4_grades_follow_each_purchase,
    t4_a_redemption_and_a_check_in_are_no_purchases,
    t4_fifths_are_taken_from_fifty_buyers_on,
    t5_a_leader_brought_buyers_or_is_marked_by_staff,
    t5_a_friend_who_comes_by_a_link_is_counted_once,
];

async fn customer(shop: &TestShop, who: &Someone) -> Customer {
    let member = shop.file(who).await.id;
    shop.loyalty().customer(&shop.shop().await, member).await.unwrap()
}

async fn kinds(shop: &TestShop, who: &Someone) -> Vec<KindName> {
    let customer = customer(shop, who).await;
    customer.kinds.iter().map(domain::grade::Kind::name).collect()
}

async fn t4_whoever_never_bought_is_a_prospect(shop: TestShop) {
    let anna = customer(&shop, &shop.anna).await;
    assert_eq!(anna.grades, None);
    assert_eq!(kinds(&shop, &shop.anna).await, [KindName::Prospect]);

    shop.clerk.says("/find anna").await;

    let file = shop.clerk.looks().html;
    assert!(file.ends_with("🌱 Prospect: has not bought yet"), "{file}");
}

async fn t4_grades_follow_each_purchase(shop: TestShop) {
    shop.sells(&shop.anna, 5_000).await;
    let first = customer(&shop, &shop.anna).await;
    let grades = first.grades.unwrap();
    assert_eq!((grades.recency, grades.frequency, grades.money), (5, 1, 2));
    assert_eq!(first.cut, Cut::Fixed);

    shop.clock.advance(TimeDelta::days(31));
    let later = customer(&shop, &shop.anna).await.grades.unwrap();
    assert_eq!(later.recency, 4);
    shop.sells(&shop.anna, 95_000).await;

    let grades = customer(&shop, &shop.anna).await.grades.unwrap();
    assert_eq!((grades.recency, grades.frequency, grades.money), (5, 2, 5));
    assert_eq!(kinds(&shop, &shop.anna).await, [KindName::KeyAccount]);
    shop.clerk.says("/find anna").await;
    let file = shop.clerk.looks().html;
    assert!(file.ends_with("⭐ Key account: €1,000 in 2 visits"), "{file}");
}

async fn t4_a_redemption_and_a_check_in_are_no_purchases(shop: TestShop) {
    shop.has_redeemed(&shop.anna, shop.coffee).await;
    shop.anna.says("/checkin").await;
    drop(shop.anna.looks());

    assert_eq!(kinds(&shop, &shop.anna).await, [KindName::Prospect]);
}

async fn t4_fifths_are_taken_from_fifty_buyers_on(shop: TestShop) {
    for n in 0..49 {
        let someone = shop.stage.person(&format!("Member {n}"));
        shop.makes_a_member_of(&someone).await;
        shop.sells(&someone, 100 * (n + 1)).await;
    }
    shop.wakes_tomorrow().await;
    shop.sells(&shop.anna, 5_000).await;
    assert_eq!(customer(&shop, &shop.anna).await.cut, Cut::Fixed);

    shop.wakes_tomorrow().await;

    let anna = customer(&shop, &shop.anna).await;
    assert_eq!(anna.cut, Cut::Fifths);
    assert_eq!(anna.grades.unwrap().money, 5);
}

async fn t5_a_leader_brought_buyers_or_is_marked_by_staff(shop: TestShop) {
    let (anna, clerk) = (&shop.anna, &shop.clerk);
    let member = shop.file(anna).await.id;
    for name in ["Ben", "Cleo", "Dina"] {
        let friend = shop.stage.person(name);
        friend.starts(&Start::Invite(shop.id, member).payload()).await;
        friend.taps("Agree and join").await;
        drop(friend.reads());
        assert_eq!(kinds(&shop, anna).await, [KindName::Prospect]);
        shop.sells(&friend, 1_000).await;
    }
    assert_eq!(kinds(&shop, anna).await, [KindName::Prospect, KindName::Leader]);

    let emil = shop.member_called("Emil").await;
    clerk.says("/find emil").await;
    drop(clerk.looks());
    clerk.taps("📣 Opinion leader").await;

    let file = clerk.looks().html;
    assert!(file.ends_with("📣 Opinion leader: marked by staff"), "{file}");
    assert_eq!(kinds(&shop, &emil).await, [KindName::Prospect, KindName::Leader]);
    clerk.taps("📣 No opinion leader").await;
    drop(clerk.looks());
    assert_eq!(kinds(&shop, &emil).await, [KindName::Prospect]);
    let deeds = shop.deeds(clerk).await;
    assert_eq!(deeds.iter().filter(|deed| *deed == "member.leader").count(), 2);
}

async fn t5_a_friend_who_comes_by_a_link_is_counted_once(shop: TestShop) {
    let anna = &shop.anna;
    anna.says("/invite").await;
    let text = anna.looks().html;
    let link = text
        .lines()
        .find(|line| line.starts_with("https://"))
        .unwrap()
        .to_owned();
    assert!(text.ends_with("Nobody has come by it yet."));
    let member = shop.file(anna).await.id;
    let brought = async || shop.loyalty().brought(shop.id, member).await.unwrap();

    let ben = shop.stage.person("Ben");
    ben.opens(&link).await;
    ben.taps("Agree and join").await;
    drop(ben.reads());
    ben.opens(&link).await;
    drop(ben.reads());
    // Whoever was a member before is nobody's guest.
    shop.enrolls(&shop.stage.person("Cleo")).await;
    assert_eq!(brought().await, Brought { came: 1, bought: 0 });
    shop.sells(&ben, 500).await;

    assert_eq!(brought().await, Brought { came: 1, bought: 1 });
    anna.says("/invite").await;
    assert!(
        anna.looks()
            .html
            .ends_with("1 friend has joined by it so far; bought something: 1.")
    );
}
