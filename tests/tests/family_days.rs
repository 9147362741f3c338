//! Members are reminded of the birthdays of those they buy for, some days ahead (B8).

use chrono::TimeDelta;
use domain::birthday::Birthday;
use domain::relative::{Relation, Relative};
use domain::setting::Setting;
use domain::{Clock, RelativeId};
use loyalty::{FamilyPage, RelativeSaved};
use stories::{Someone, TestShop, on_both_engines};

use crate::greetings::{comes_to_hour, on, settles};

on_both_engines![
    b8_a_member_is_reminded_some_days_ahead_once_the_owner_says_so,
    b8_with_an_idea_from_what_is_known_and_a_way_to_order_for_them,
    b8_what_was_chosen_before_stays_for_whom_it_is,
    b8_lunar_days_and_leap_days_too_and_each_once,
    b8_whoever_wants_no_reminder_of_one_gets_none,
    b8_nobody_else_hears_of_it,
    m2_what_is_not_so_any_more_is_not_sent,
    b5_after_a_pause_it_says_how_many_days_are_left,
    d3_reminders_are_exported_and_forgotten,
];

async fn buys_for(
    shop: &TestShop,
    who: &Someone,
    relation: Relation,
    name: &str,
    born: Option<Birthday>,
) -> RelativeId {
    let relative = Relative {
        id: shop.loyalty().new_relative_id(),
        relation,
        name: name.into(),
        birthday: born,
        size: String::new(),
        taste: String::new(),
    };
    let saved = shop
        .loyalty()
        .save_relative(&shop.shop().await, who.user(), &relative)
        .await
        .unwrap();
    assert!(matches!(saved, RelativeSaved::Done { .. }), "{saved:?}");
    relative.id
}

const NO_IDEA: &str =
    "💡 No idea yet? Have a look round the shop, or ask the people at the counter: they like to help you choose.";

async fn b8_a_member_is_reminded_some_days_ahead_once_the_owner_says_so(shop: TestShop) {
    let (anna, owner) = (&shop.anna, &shop.owner);
    buys_for(&shop, anna, Relation::Father, "Jan", Some(on("2027-03-10"))).await;
    comes_to_hour(&shop, "2027-03-03", "12:00").await;
    anna.hears_nothing();

    owner.says("/shop").await;
    owner.looks();
    owner.taps("Birthdays").await;
    owner.looks();
    owner.taps("Reminder of family days").await;
    owner.looks();
    owner.taps("7 days").await;
    assert!(owner.looks().text.contains("Reminder of family days: 7 days"));
    comes_to_hour(&shop, "2028-03-03", "08:59").await;
    anna.hears_nothing();
    comes_to_hour(&shop, "2028-03-03", "09:00").await;

    anna.hears(&format!(
        "🎂 <b>Father Jan</b> has a birthday on 10 Mar, in 7 days.\n\n{NO_IDEA}"
    ));
    for day in ["2028-03-04", "2028-03-10", "2028-03-11"] {
        comes_to_hour(&shop, day, "12:00").await;
        anna.hears_nothing();
    }
}

async fn b8_with_an_idea_from_what_is_known_and_a_way_to_order_for_them(shop: TestShop) {
    let anna = &shop.anna;
    settles(&shop, Setting::FamilyDays, 7).await;
    crate::orders::sells(&shop, "Slippers", 3_000, |_| ()).await;
    let father = buys_for(&shop, anna, Relation::Father, "<Jan>", Some(on("2027-03-10"))).await;
    let settled = shop.shop().await;
    let known = shop.loyalty().relatives(&settled, anna.user()).await.unwrap();
    let sized = Relative {
        size: "43".into(),
        taste: "wool & felt".into(),
        ..known[0].clone()
    };
    shop.loyalty()
        .save_relative(&settled, anna.user(), &sized)
        .await
        .unwrap();
    shop.stage.everybody_looks();

    comes_to_hour(&shop, "2027-03-03", "09:00").await;
    anna.hears(
        "🎂 <b>Father &lt;Jan&gt;</b> has a birthday on 10 Mar, in 7 days.\n\n📏 Size: 43\n❤️ Likes: wool &amp; felt",
    );
    anna.taps("🎁 Order for my father").await;
    let seen = anna.reads();
    assert!(seen[0].text.starts_with("🎁 For Father <Jan>"), "{seen:?}");
    anna.taps("Slippers · €30").await;
    anna.reads();
    anna.taps("Reserve").await;
    let basket = anna.reads().pop().unwrap();
    assert!(basket.text.contains("👪 For Father <Jan>, size 43"), "{basket:?}");
    anna.taps("Order for €30").await;
    anna.reads();
    let orders = storage::orders::last_for(
        &mut shop.loyalty().db.look().await.unwrap(),
        shop.id,
        shop.file(anna).await.id,
        5,
    )
    .await
    .unwrap();
    assert_eq!(orders, [father]);
    shop.stage.post_everything().await;
    shop.stage.everybody_looks();
}

async fn b8_what_was_chosen_before_stays_for_whom_it_is(shop: TestShop) {
    let anna = &shop.anna;
    settles(&shop, Setting::FamilyDays, 7).await;
    crate::orders::sells(&shop, "Slippers", 3_000, |_| ()).await;
    buys_for(&shop, anna, Relation::Father, "Jan", Some(on("2027-03-10"))).await;
    comes_to_hour(&shop, "2027-03-03", "08:00").await;
    anna.says("/shop").await;
    anna.reads();
    anna.taps("Slippers · €30").await;
    anna.reads();
    anna.taps("Reserve").await;
    anna.reads();
    comes_to_hour(&shop, "2027-03-03", "09:00").await;
    anna.looks();

    anna.taps("🎁 Order for my father").await;

    let basket = anna.looks();
    assert!(basket.text.contains("Slippers"), "{basket:?}");
    assert!(!basket.text.contains("👪"), "{basket:?}");
    assert!(anna.shows("👪 For somebody else?"), "{basket:?}");
    shop.stage.everybody_looks();
}

async fn b8_lunar_days_and_leap_days_too_and_each_once(shop: TestShop) {
    let anna = &shop.anna;
    settles(&shop, Setting::FamilyDays, 7).await;
    buys_for(&shop, anna, Relation::Mother, "", Birthday::lunar(1, 1, false, None)).await;
    buys_for(&shop, anna, Relation::Son, "Tim", Birthday::gregorian(2, 29, None)).await;
    // Without a day there is nothing to remind of.
    buys_for(&shop, anna, Relation::Friend, "Kim", None).await;

    // The lunar new year of 2027 is on 6 February.
    comes_to_hour(&shop, "2027-01-30", "09:00").await;
    assert!(
        anna.looks()
            .text
            .starts_with("🎂 Mother has a birthday on 6 Feb, in 7 days.")
    );
    comes_to_hour(&shop, "2027-02-21", "09:00").await;
    assert!(
        anna.looks()
            .text
            .starts_with("🎂 Son Tim has a birthday on 28 Feb, in 7 days.")
    );
    // Whatever is repeated, and however often the owner changes how many days ahead.
    for days in [14, 3, 60, 7] {
        settles(&shop, Setting::FamilyDays, days).await;
        shop.wakes_tomorrow().await;
        shop.clock.advance(TimeDelta::hours(10));
        shop.stage.works().await;
        shop.stage.post_everything().await;
        anna.hears_nothing();
    }
    for nth in 0..2 {
        let page = FamilyPage {
            shop: shop.id,
            day: "2027-02-28".parse().unwrap(),
            nth,
            after: RelativeId(uuid::Uuid::nil()),
        };
        shop.loyalty().family_days_page(page).await.unwrap();
        shop.stage.works().await;
        shop.stage.post_everything().await;
    }
    anna.hears_nothing();
    comes_to_hour(&shop, "2028-01-19", "09:00").await;
    assert!(
        anna.looks()
            .text
            .starts_with("🎂 Mother has a birthday on 26 Jan, in 7 days.")
    );
}

async fn b8_whoever_wants_no_reminder_of_one_gets_none(shop: TestShop) {
    let anna = &shop.anna;
    settles(&shop, Setting::FamilyDays, 7).await;
    buys_for(&shop, anna, Relation::Father, "Jan", Some(on("2027-03-10"))).await;
    comes_to_hour(&shop, "2027-03-03", "09:00").await;
    anna.looks();

    anna.taps("🔕 Don't remind me of this one").await;
    anna.hears("🔕 Understood, no more reminders of this one. In /family you can have them back.");
    comes_to_hour(&shop, "2028-03-03", "09:00").await;
    anna.hears_nothing();
    anna.says("/family").await;
    anna.looks();
    anna.taps("Father Jan").await;
    assert!(anna.looks().text.ends_with("🔕 I don't remind you of this birthday."));
    anna.taps("🔔 Remind me").await;
    assert!(
        anna.looks()
            .text
            .contains("🔔 I remind you 7 days before the birthday.")
    );
    comes_to_hour(&shop, "2029-03-03", "09:00").await;

    assert!(anna.looks().text.starts_with("🎂 Father Jan"));
}

async fn b8_nobody_else_hears_of_it(shop: TestShop) {
    let (anna, jan) = (&shop.anna, shop.member_called("Jan").await);
    let room = shop.has_a_group().await;
    settles(&shop, Setting::FamilyDays, 7).await;
    settles(&shop, Setting::Greetings, 1).await;
    buys_for(&shop, anna, Relation::Father, "Jan", Some(on("2027-03-10"))).await;
    shop.stage.everybody_looks();
    drop(room.posts());

    for day in ["2027-03-03", "2027-03-10"] {
        comes_to_hour(&shop, day, "09:00").await;
        shop.passes(TimeDelta::minutes(3)).await;
        shop.stage.works().await;
        shop.stage.post_everything().await;
    }

    assert_eq!(anna.reads().len(), 1);
    jan.hears_nothing();
    room.reads_nothing();
    shop.owner.hears_nothing();
}

async fn m2_what_is_not_so_any_more_is_not_sent(shop: TestShop) {
    let (anna, ben, cleo) = (
        &shop.anna,
        shop.member_called("Ben").await,
        shop.member_called("Cleo").await,
    );
    settles(&shop, Setting::FamilyDays, 7).await;
    let fathers = [
        buys_for(&shop, anna, Relation::Father, "A", Some(on("2027-03-10"))).await,
        buys_for(&shop, &ben, Relation::Father, "B", Some(on("2027-03-10"))).await,
        buys_for(&shop, &cleo, Relation::Father, "C", Some(on("2027-03-10"))).await,
    ];
    let settled = shop.shop().await;
    shop.wakes_on("2027-03-03").await;
    shop.clock.advance(TimeDelta::hours(9));
    shop.stage.works().await;

    // The letters are written, and not sent yet.
    let loyalty = shop.loyalty();
    loyalty
        .remove_relative(&settled, anna.user(), fathers[0])
        .await
        .unwrap();
    loyalty
        .remind_of(&settled, ben.user(), fathers[1], false)
        .await
        .unwrap();
    shop.clock.advance(TimeDelta::hours(24));
    shop.stage.post_everything().await;

    anna.hears_nothing();
    ben.hears_nothing();
    assert!(
        cleo.looks()
            .text
            .starts_with("🎂 Father C has a birthday on 10 Mar, in 6 days.")
    );
}

async fn b5_after_a_pause_it_says_how_many_days_are_left(shop: TestShop) {
    let (anna, ben) = (&shop.anna, shop.member_called("Ben").await);
    settles(&shop, Setting::FamilyDays, 7).await;
    buys_for(&shop, anna, Relation::Father, "", Some(on("2027-03-10"))).await;
    buys_for(&shop, &ben, Relation::Partner, "", Some(on("2027-03-08"))).await;
    comes_to_hour(&shop, "2027-02-20", "12:00").await;

    comes_to_hour(&shop, "2027-03-09", "11:00").await;

    assert!(
        anna.looks()
            .text
            .starts_with("🎂 Father has a birthday tomorrow, on 10 Mar.")
    );
    ben.hears_nothing();
}

async fn d3_reminders_are_exported_and_forgotten(shop: TestShop) {
    let anna = &shop.anna;
    settles(&shop, Setting::FamilyDays, 7).await;
    let father = buys_for(&shop, anna, Relation::Father, "Zwetschge", Some(on("2027-03-10"))).await;
    let (settled, member) = (shop.shop().await, shop.file(anna).await.id);
    shop.loyalty()
        .remind_of(&settled, anna.user(), father, false)
        .await
        .unwrap();
    let data = shop.loyalty().data_of(&settled, member).await.unwrap().unwrap();
    assert_eq!(data["relatives"][0]["reminded"], false);
    shop.loyalty()
        .remind_of(&settled, anna.user(), father, true)
        .await
        .unwrap();
    shop.wakes_on("2027-03-03").await;
    shop.clock.advance(TimeDelta::hours(9));
    shop.stage.works().await;

    // A reminder waits when they go.
    assert!(shop.clock.now() > settled.day_starts("2027-03-03".parse().unwrap()));
    assert_eq!(shop.stage.traces_of("Zwetschge").await, Vec::<String>::new());
    shop.loyalty()
        .forget_member(&settled, member, loyalty::ForgetBy::Member)
        .await
        .unwrap();
    shop.stage.post_everything().await;
    anna.hears_nothing();
}
