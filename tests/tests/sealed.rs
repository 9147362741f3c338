//! What is private about people is readable for the shop, and for nobody who has the tables alone.

use domain::role::Role;
use storage::testing::readable_in;
use stories::{Someone, TestShop, on_both_engines};

on_both_engines![
    a_phone_number_is_in_no_table_and_is_found_by_its_last_digits,
    a_removed_phone_number_finds_nobody,
    a_new_name_keeps_the_phone_number_findable,
    s6_a_phone_number_is_found_in_its_shop_alone,
];

/// Somebody who is a member, and has shared this number.
async fn shares(shop: &TestShop, name: &str, phone: &str) -> Someone {
    let who = shop.stage.newcomer(playground::NewPerson {
        first_name: name.into(),
        phone: Some(phone.into()),
        ..playground::NewPerson::default()
    });
    shop.enrolls(&who).await;
    who.says("/settings").await;
    who.taps("Share my number").await;
    who.shares_phone().await;
    shop.stage.everybody_looks();
    who
}

/// What the clerk is shown first.
async fn finds(shop: &TestShop, typed: &str) -> String {
    shop.clerk.says(&format!("/find {typed}")).await;
    shop.clerk.looks().html
}

async fn a_phone_number_is_in_no_table_and_is_found_by_its_last_digits(shop: TestShop) {
    shares(&shop, "Zoe", "+62 812 3456 7890").await;
    shares(&shop, "Budiman", "+62 812 3456 7777").await;
    let manager = shop.employs("Mia", Role::Manager).await;
    shop.stage.everybody_looks();

    for typed in ["7890", "67890", "+62 812 3456 7890", "zoe 7890"] {
        let seen = finds(&shop, typed).await;
        assert!(seen.starts_with("👤 <b>Zoe</b>"), "{typed}: {seen}");
    }
    manager.says("/find 7890").await;
    assert!(manager.looks().html.contains("+6281234567890"));
    for typed in ["890", "3456", "budiman 7890"] {
        let seen = finds(&shop, typed).await;
        assert!(seen.starts_with("I found nobody"), "{typed}: {seen}");
    }
    let db = shop.loyalty().db;
    for part in ["6281234567890", "34567890", "567890"] {
        assert_eq!(readable_in(&db, part).await, Vec::<String>::new(), "{part}");
    }
    let names = readable_in(&db, "Budiman").await;
    assert!(names.contains(&"members.name".to_owned()), "it looks: {names:?}");
}

async fn a_removed_phone_number_finds_nobody(shop: TestShop) {
    let zoe = shares(&shop, "Zoe", "+62 812 3456 7890").await;

    zoe.says("/privacy").await;
    zoe.taps("Remove my number").await;
    shop.stage.everybody_looks();

    assert!(finds(&shop, "7890").await.starts_with("I found nobody"));
    assert!(finds(&shop, "zoe").await.starts_with("👤 <b>Zoe</b>"));
}

async fn a_new_name_keeps_the_phone_number_findable(shop: TestShop) {
    let zoe = shares(&shop, "Zoe", "+62 812 3456 7890").await;

    zoe.person.rename("Zora", None);
    zoe.says("/points").await;
    shop.stage.everybody_looks();

    assert!(finds(&shop, "7890").await.starts_with("👤 <b>Zora</b>"));
    assert!(finds(&shop, "zora 67890").await.starts_with("👤 <b>Zora</b>"));
    assert!(finds(&shop, "zoe").await.starts_with("I found nobody"));
}

async fn s6_a_phone_number_is_found_in_its_shop_alone(shop: TestShop) {
    shares(&shop, "Zoe", "+62 812 3456 7890").await;
    let other = shop.another("Warung", chrono_tz::Asia::Jakarta).await;

    other.clerk.says("/find 7890").await;

    assert!(other.clerk.looks().html.starts_with("I found nobody"));
}
