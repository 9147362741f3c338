//! What members buy again and again, each in their own rhythm, and automations that are about one category.

use chrono::{NaiveDate, TimeDelta};
use domain::automation::{Automation, Trigger};
use domain::order::Item;
use domain::product::Category;
use domain::role::Role;
use domain::{CategoryId, Clock, OrderId, Points, ProductId};
use loyalty::{AutomationSaved, CategorySaved, FilesJoined, ForgetBy, How, Refund, Refunded, Sell, Sold};
use serde_json::Value;
use stories::{Someone, TestShop, on_both_engines};

use crate::automations::{in_days, its_hour_comes, morning_of, runs, wants_offers};
use crate::orders::{everybody_is_told, has_ordered, sells};

on_both_engines![
    what_runs_out_by_its_members_own_rhythm_is_asked_about_on_the_day,
    p3_a_moment_is_spoken_of_once_and_ends_with_the_purchase,
    m4_nobody_is_asked_who_did_not_say_yes_to_offers,
    m2_whoever_bought_or_ordered_it_meanwhile_is_not_asked,
    m2_what_is_hidden_meanwhile_is_not_written_about,
    two_things_that_run_out_on_one_day_are_one_message,
    a_refund_makes_the_rhythm_anew,
    d4_two_files_that_become_one_have_one_rhythm,
    d3_what_is_bought_again_and_again_is_told_and_forgotten,
    several_orders_of_one_night_are_found_page_by_page,
    what_does_not_match_is_found,
    an_automation_for_one_category_misses_nobody_who_has_it,
    m2_whoever_had_it_meanwhile_is_not_missed,
    another_category_has_another_threshold,
    a_thank_you_can_be_for_one_category,
    s3_a_manager_says_for_what_it_is,
    s6_nobody_makes_it_about_a_category_of_another_shop,
    m8_own_words_name_what_and_of_which_category,
    a_manager_sees_what_runs_out_in_the_days_to_come,
];

/// A category of the catalogue with one thing in it.
pub async fn shelf(shop: &TestShop, category: &str, thing: &str) -> (CategoryId, ProductId) {
    let new = Category {
        id: shop.loyalty().new_category_id(),
        title: category.to_owned(),
        photo: None,
        active: true,
    };
    let saved = shop
        .loyalty()
        .add_category(&shop.shop().await, shop.owner.user(), &new)
        .await;
    assert!(matches!(saved, Ok(CategorySaved::Done(_))), "{saved:?}");
    let product = sells(shop, thing, 1_000, |product| product.category = Some(new.id)).await;
    (new.id, product)
}

/// Somebody buys things at the till, all at once.
pub async fn buys(shop: &TestShop, who: &Someone, things: &[ProductId]) -> OrderId {
    shop.clock.advance(TimeDelta::seconds(2));
    let items: Vec<Item> = things
        .iter()
        .map(|product| Item::Product {
            product: *product,
            quantity: 1,
        })
        .collect();
    let ask = Sell {
        shop: &shop.shop().await,
        clerk: shop.clerk.user(),
        member: shop.file(who).await.id,
        items: &items,
        coupon: None,
        points: Points::ZERO,
        agreed: None,
        note: "",
        cause: &format!("story:{}", shop.clock.now().timestamp_micros()),
    };
    let sold = shop.loyalty().sell(&ask).await.unwrap();
    let Sold::Done { order, .. } = sold else {
        panic!("{sold:?}")
    };
    everybody_is_told(shop).await;
    order.id
}

/// Somebody buys things on three days, so many days apart. Gives the last order and its day.
async fn buys_every(shop: &TestShop, who: &Someone, days: i64, things: &[ProductId]) -> (OrderId, NaiveDate) {
    let mut last = buys(shop, who, things).await;
    for _ in 0..2 {
        shop.wakes_on(&in_days(shop, days).await).await;
        everybody_is_told(shop).await;
        last = buys(shop, who, things).await;
    }
    (last, shop.today().await)
}

async fn after(shop: &TestShop, day: NaiveDate, days: i64) {
    morning_of(shop, &(day + TimeDelta::days(days)).to_string()).await;
}

/// The shop hides a category, or shows it again.
async fn shows(shop: &TestShop, category: CategoryId, active: bool) {
    let (settled, by) = (shop.shop().await, shop.owner.user());
    let changed = shop
        .loyalty()
        .change_category(&settled, by, category, |category| category.active = active)
        .await;
    assert!(matches!(changed, Ok(CategorySaved::Done(_))), "{changed:?}");
}

async fn undoes(shop: &TestShop, order: OrderId) {
    let ask = Refund {
        shop: &shop.shop().await,
        by: shop.owner.user(),
        order,
        how: How::Undo,
    };
    let undone = shop.loyalty().refund(&ask).await;
    assert!(matches!(undone, Ok(Refunded::Done(_))), "{undone:?}");
    everybody_is_told(shop).await;
}

/// Anna buys beans every thirty days and wants offers, and the shop asks whether they run out.
async fn buys_beans_every_month(shop: &TestShop) -> (CategoryId, ProductId, NaiveDate) {
    let anna = &shop.anna;
    runs(shop, Trigger::Replenish, |_| ()).await;
    wants_offers(shop, anna).await;
    let (beans, blend) = shelf(shop, "Beans", "House blend").await;
    let (_, last) = buys_every(shop, anna, 30, &[blend]).await;
    (beans, blend, last)
}

async fn what_runs_out_by_its_members_own_rhythm_is_asked_about_on_the_day(shop: TestShop) {
    let anna = &shop.anna;
    let ben = shop.member_called("Ben").await;
    wants_offers(&shop, &ben).await;
    let (_, blend, last) = buys_beans_every_month(&shop).await;
    // Twice is no rhythm.
    buys(&shop, &ben, &[blend]).await;

    after(&shop, last, 29).await;
    anna.hears_nothing();
    buys(&shop, &ben, &[blend]).await;
    after(&shop, last, 30).await;

    assert_eq!(
        anna.looks().text,
        "🔁 Anna, is it time again for House blend?\n\
         By your own rhythm it's about due. You're always welcome at Corner Café."
    );
    anna.taps("🛒 Order it").await;
    let page = anna.looks();
    assert!(page.words().starts_with("House blend"), "{page:?}");
    after(&shop, last, 36).await;
    anna.hears_nothing();
    after(&shop, last, 37).await;
    assert!(
        anna.looks()
            .text
            .starts_with("🔁 Anna, in case it slipped your mind: House blend.")
    );
    after(&shop, last, 60).await;
    anna.hears_nothing();
    ben.hears_nothing();
}

async fn p3_a_moment_is_spoken_of_once_and_ends_with_the_purchase(shop: TestShop) {
    let anna = &shop.anna;
    let (_, blend, last) = buys_beans_every_month(&shop).await;
    after(&shop, last, 30).await;
    anna.looks();

    buys(&shop, anna, &[blend]).await;
    let bought = shop.today().await;
    after(&shop, last, 37).await;
    anna.hears_nothing();
    after(&shop, bought, 30).await;

    assert!(anna.looks().text.contains("time again for House blend"));
    its_hour_comes(&shop).await;
    anna.hears_nothing();
}

async fn m4_nobody_is_asked_who_did_not_say_yes_to_offers(shop: TestShop) {
    let anna = &shop.anna;
    runs(&shop, Trigger::Replenish, |_| ()).await;
    let (_, blend) = shelf(&shop, "Beans", "House blend").await;
    let (_, last) = buys_every(&shop, anna, 30, &[blend]).await;

    after(&shop, last, 30).await;
    anna.hears_nothing();
    wants_offers(&shop, anna).await;
    anna.says("/settings").await;
    anna.looks();
    anna.taps("🔔 What the shop writes to me").await;
    anna.looks();
    anna.taps("🔔 Things that may run out").await;
    assert!(
        anna.looks()
            .text
            .starts_with("🔕 Done: Corner Café won't write to you any more about things that may run out.")
    );
    after(&shop, last, 37).await;
    anna.hears_nothing();
}

async fn m2_whoever_bought_or_ordered_it_meanwhile_is_not_asked(shop: TestShop) {
    let anna = &shop.anna;
    let ben = shop.member_called("Ben").await;
    wants_offers(&shop, &ben).await;
    let (_, blend, _) = buys_beans_every_month(&shop).await;
    let (_, last) = buys_every(&shop, &ben, 30, &[blend]).await;
    // Anna bought again when Ben was half way.
    let loyal = shop.today().await;
    assert_eq!(loyal, last);
    buys(&shop, anna, &[blend]).await;
    shop.wakes_on(&(last + TimeDelta::days(30)).to_string()).await;
    let settled = shop.shop().await;
    shop.clock.set(settled.mail_starts(shop.today().await));
    shop.stage.works().await;

    // It is decided, and not yet sent, when Ben stands in the shop.
    shop.clock.advance(TimeDelta::seconds(2));
    let items = [Item::Product {
        product: blend,
        quantity: 1,
    }];
    let ask = Sell {
        shop: &settled,
        clerk: shop.clerk.user(),
        member: shop.file(&ben).await.id,
        items: &items,
        coupon: None,
        points: Points::ZERO,
        agreed: None,
        note: "",
        cause: "story:meanwhile",
    };
    shop.loyalty().sell(&ask).await.unwrap();
    shop.stage.post_everything().await;
    let told: Vec<String> = ben.reads().into_iter().map(|seen| seen.text).collect();
    assert!(told.iter().all(|text| !text.contains("time again")), "{told:#?}");
    drop(anna.reads());

    // Whoever ordered it in the chat waits for it.
    after(&shop, last, 36).await;
    has_ordered(&shop, anna, blend).await;
    everybody_is_told(&shop).await;
    after(&shop, last, 37).await;
    anna.hears_nothing();
}

async fn m2_what_is_hidden_meanwhile_is_not_written_about(shop: TestShop) {
    let anna = &shop.anna;
    let (beans, _, last) = buys_beans_every_month(&shop).await;

    shows(&shop, beans, false).await;
    after(&shop, last, 30).await;
    anna.hears_nothing();
    shows(&shop, beans, true).await;
    after(&shop, last, 37).await;

    assert!(anna.looks().text.contains("House blend"));
}

async fn two_things_that_run_out_on_one_day_are_one_message(shop: TestShop) {
    let anna = &shop.anna;
    runs(&shop, Trigger::Replenish, |_| ()).await;
    wants_offers(&shop, anna).await;
    let (_, blend) = shelf(&shop, "Beans", "House blend").await;
    let (_, filters) = shelf(&shop, "Supplies", "Filters").await;
    let (_, last) = buys_every(&shop, anna, 20, &[blend, filters]).await;

    after(&shop, last, 20).await;

    let told: Vec<String> = anna.reads().into_iter().map(|seen| seen.text).collect();
    assert_eq!(told.len(), 1, "{told:#?}");
    assert!(told[0].contains("time again for House blend, Filters?"), "{told:#?}");
    // One of them is bought; the other one is still due.
    buys(&shop, anna, &[blend]).await;
    after(&shop, last, 27).await;
    assert!(anna.looks().text.contains("slipped your mind: Filters."));
}

async fn a_refund_makes_the_rhythm_anew(shop: TestShop) {
    let anna = &shop.anna;
    let (_, blend, last) = buys_beans_every_month(&shop).await;
    shop.wakes_on(&(last + TimeDelta::days(10)).to_string()).await;
    let early = buys(&shop, anna, &[blend]).await;
    shop.wakes_on(&(last + TimeDelta::days(11)).to_string()).await;

    // It is in the rhythm by now, and goes out of it with the money.
    undoes(&shop, early).await;
    after(&shop, last, 30).await;

    assert!(anna.looks().text.contains("time again for House blend"));
    let orders: Vec<OrderId> = {
        let mut tx = shop.loyalty().db.read().await.unwrap();
        let member = shop.file(anna).await.id;
        let kept = storage::rhythms::of_member(&mut tx, shop.id, member).await.unwrap();
        kept.iter().map(|kept| kept.order).collect()
    };
    assert_eq!(orders.len(), 1);
    undoes(&shop, orders[0]).await;
    let mut tx = shop.loyalty().db.read().await.unwrap();
    let member = shop.file(anna).await.id;
    let kept = storage::rhythms::of_member(&mut tx, shop.id, member).await.unwrap();
    assert_eq!(kept, [], "twice is no rhythm");
}

async fn d4_two_files_that_become_one_have_one_rhythm(shop: TestShop) {
    let (anna, other) = (&shop.anna, shop.member_called("Anna").await);
    runs(&shop, Trigger::Replenish, |_| ()).await;
    wants_offers(&shop, anna).await;
    let (_, blend) = shelf(&shop, "Beans", "House blend").await;
    buys(&shop, &other, &[blend]).await;
    shop.wakes_on(&in_days(&shop, 30).await).await;
    buys(&shop, anna, &[blend]).await;
    shop.wakes_on(&in_days(&shop, 30).await).await;
    buys(&shop, &other, &[blend]).await;
    let last = shop.today().await;
    shop.wakes_tomorrow().await;
    let (settled, by) = (shop.shop().await, shop.owner.user());
    let (from, into) = (shop.file(&other).await.id, shop.file(anna).await.id);

    let joined = shop.loyalty().join_files(&settled, by, from, into).await.unwrap();
    assert!(matches!(joined, FilesJoined::Done { .. }), "{joined:?}");
    everybody_is_told(&shop).await;
    after(&shop, last, 30).await;

    assert!(anna.looks().text.contains("time again for House blend"));
}

async fn d3_what_is_bought_again_and_again_is_told_and_forgotten(shop: TestShop) {
    let anna = &shop.anna;
    let (_, _, last) = buys_beans_every_month(&shop).await;
    shop.wakes_tomorrow().await;
    let (settled, member) = (shop.shop().await, shop.file(anna).await.id);

    let data: Value = shop.loyalty().data_of(&settled, member).await.unwrap().unwrap();
    let told = &data["bought_again_and_again"][0];
    assert_eq!(told["category"], "Beans");
    assert_eq!(told["every_days"], 30);
    assert_eq!(told["due_on"], (last + TimeDelta::days(30)).to_string());
    let gone = shop
        .loyalty()
        .forget_member(&settled, member, ForgetBy::Staff(shop.owner.user()))
        .await
        .unwrap();
    assert!(matches!(gone, loyalty::Forgotten::Done { .. }), "{gone:?}");
    shop.wakes_tomorrow().await;
    drop(anna.reads());

    let mut tx = shop.loyalty().db.read().await.unwrap();
    let kept = storage::rhythms::of_member(&mut tx, shop.id, member).await.unwrap();
    assert_eq!(kept, []);
}

async fn several_orders_of_one_night_are_found_page_by_page(shop: TestShop) {
    let anna = &shop.anna;
    let (_, _, last) = buys_beans_every_month(&shop).await;
    let ben = shop.member_called("Ben").await;
    for _ in 0..210 {
        shop.sells(&ben, 100).await;
    }
    drop(ben.reads());

    after(&shop, last, 30).await;

    assert!(anna.looks().text.contains("time again for House blend"));
    drop(ben.reads());
}

async fn what_does_not_match_is_found(shop: TestShop) {
    buys_beans_every_month(&shop).await;
    shop.wakes_tomorrow().await;
    let (loyalty, member) = (shop.loyalty(), shop.file(&shop.anna).await.id);
    assert_eq!(loyalty.check().await.unwrap().findings, []);
    let mut tx = shop.loyalty().db.begin().await.unwrap();
    let right = storage::rhythms::of_member(&mut tx, shop.id, member).await.unwrap();
    let mut wrong = right.clone();
    wrong[0].every_days = 31;
    storage::rhythms::replace(&mut tx, shop.id, member, &wrong)
        .await
        .unwrap();
    tx.commit().await.unwrap();

    let found = loyalty.check().await.unwrap().findings;
    assert_eq!(
        (found.len(), found[0].kept, found[0].recomputed),
        (1, 31, 30),
        "{found:?}"
    );
    let mut tx = shop.loyalty().db.begin().await.unwrap();
    storage::rhythms::replace(&mut tx, shop.id, member, &[]).await.unwrap();
    tx.commit().await.unwrap();
    let found = loyalty.check().await.unwrap().findings;
    assert_eq!(
        (found.len(), found[0].kept, found[0].recomputed),
        (1, 0, 30),
        "{found:?}"
    );

    let mut tx = shop.loyalty().db.begin().await.unwrap();
    storage::rhythms::replace(&mut tx, shop.id, member, &right)
        .await
        .unwrap();
    tx.commit().await.unwrap();
}

/// Retain for one category, with a message after so many days.
async fn misses(shop: &TestShop, category: CategoryId, days: u32) -> Automation {
    let (settled, by, now) = (shop.shop().await, shop.owner.user(), shop.clock.now());
    let loyalty = shop.loyalty();
    let added = loyalty.add_automation(&settled, by, Trigger::Retain).await.unwrap();
    let AutomationSaved::Done(new) = added else {
        panic!("{added:?}")
    };
    let saved = loyalty.change_automation(&settled, by, new.id, |retain| {
        retain.category = Some(category);
        retain.waves.truncate(1);
        retain.waves[0].days = days;
        retain.since = Some(now);
        retain.holdout = 0;
    });
    let saved = saved.await.unwrap();
    let AutomationSaved::Done(retain) = saved else {
        panic!("{saved:?}")
    };
    *retain
}

async fn an_automation_for_one_category_misses_nobody_who_has_it(shop: TestShop) {
    let anna = &shop.anna;
    wants_offers(&shop, anna).await;
    let (dye, colour) = shelf(&shop, "Hair dye", "Chestnut").await;
    misses(&shop, dye, 45).await;
    buys(&shop, anna, &[colour]).await;
    let first = shop.today().await;
    shop.wakes_on(&(first + TimeDelta::days(20)).to_string()).await;
    // Whatever else she buys, she was seen, and the dye is still missing.
    shop.sells(anna, 500).await;

    after(&shop, first, 44).await;
    drop(anna.reads());
    after(&shop, first, 45).await;

    assert_eq!(
        anna.looks().text,
        "🙂 Anna, it's been 45 days since you last had something from “Hair dye” at Corner Café.\n\
         There may be something new for you. Come by when you feel like it!"
    );
    after(&shop, first, 46).await;
    anna.hears_nothing();
    buys(&shop, anna, &[colour]).await;
    let again = shop.today().await;
    after(&shop, first, 90).await;
    anna.hears_nothing();
    after(&shop, again, 45).await;
    assert!(anna.looks().text.contains("“Hair dye”"));
}

async fn m2_whoever_had_it_meanwhile_is_not_missed(shop: TestShop) {
    let anna = &shop.anna;
    wants_offers(&shop, anna).await;
    let (dye, colour) = shelf(&shop, "Hair dye", "Chestnut").await;
    misses(&shop, dye, 45).await;
    buys(&shop, anna, &[colour]).await;
    shop.wakes_on(&in_days(&shop, 45).await).await;
    let settled = shop.shop().await;
    shop.clock.set(settled.mail_starts(shop.today().await));
    shop.stage.works().await;

    has_ordered(&shop, anna, colour).await;
    shop.stage.post_everything().await;

    let told: Vec<String> = anna.reads().into_iter().map(|seen| seen.text).collect();
    assert!(told.iter().all(|text| !text.contains("Hair dye")), "{told:#?}");
    shop.stage.everybody_looks();
}

async fn another_category_has_another_threshold(shop: TestShop) {
    let anna = &shop.anna;
    wants_offers(&shop, anna).await;
    let (dye, colour) = shelf(&shop, "Hair dye", "Chestnut").await;
    let (care, shampoo) = shelf(&shop, "Care", "Shampoo").await;
    misses(&shop, dye, 45).await;
    misses(&shop, care, 90).await;
    buys(&shop, anna, &[colour, shampoo]).await;
    let bought = shop.today().await;

    after(&shop, bought, 45).await;
    assert!(anna.looks().text.contains("“Hair dye”"));
    shows(&shop, care, false).await;
    after(&shop, bought, 90).await;
    anna.hears_nothing();
    buys(&shop, anna, &[shampoo]).await;
    let again = shop.today().await;
    shows(&shop, care, true).await;
    after(&shop, again, 90).await;
    assert!(anna.looks().text.contains("“Care”"));
}

async fn a_thank_you_can_be_for_one_category(shop: TestShop) {
    let anna = &shop.anna;
    let ben = shop.member_called("Ben").await;
    let (dye, colour) = shelf(&shop, "Hair dye", "Chestnut").await;
    runs(&shop, Trigger::ThankYou, |thanks| thanks.category = Some(dye)).await;
    buys(&shop, anna, &[colour]).await;
    shop.sells(&ben, 1_000).await;
    everybody_is_told(&shop).await;

    morning_of(&shop, &in_days(&shop, 1).await).await;

    assert!(anna.looks().text.starts_with("🙏 Thank you for coming"));
    ben.hears_nothing();
}

async fn s3_a_manager_says_for_what_it_is(shop: TestShop) {
    let mia = shop.employs("Mia", Role::Manager).await;
    let (dye, _) = shelf(&shop, "Hair dye", "Chestnut").await;
    shelf(&shop, "Care", "Shampoo").await;
    mia.says("/automations").await;
    mia.looks();
    mia.taps("⚪️ Win back").await;
    assert!(!mia.looks().text.contains("🗂"));
    mia.taps("🗂 For what").await;
    let seen = mia.looks();
    assert!(seen.text.starts_with("For what is it?"), "{}", seen.text);
    assert!(mia.shows("✅ Everything"));
    mia.taps("▫️ Hair dye").await;
    let seen = mia.looks().text;
    assert!(seen.starts_with("✅ Saved.\n\n⚪️ Win back: Hair dye is off"), "{seen}");
    assert!(seen.contains("🗂 For: Hair dye"), "{seen}");
    shop.owner.says("/audit").await;
    let log = shop.owner.looks().text;
    assert!(log.contains("Win back: Hair dye"), "{log}");

    // Hidden, it says so; renamed, it is called what it is called now.
    let (settled, by) = (shop.shop().await, shop.owner.user());
    shop.loyalty()
        .change_category(&settled, by, dye, |dye| {
            "Colours".clone_into(&mut dye.title);
            dye.active = false;
        })
        .await
        .unwrap();
    mia.says("/automations").await;
    mia.looks();
    mia.taps("⚪️ Win back: Colours").await;
    let seen = mia.looks().text;
    assert!(
        seen.contains("🗂 For: Colours. Members don't see it at the moment, so nobody gets this."),
        "{seen}"
    );
    mia.taps("🗂 For what").await;
    mia.looks();
    mia.taps("▫️ Everything").await;
    assert!(mia.looks().text.starts_with("✅ Saved.\n\n⚪️ Win back is off"));
    // One that is about something else than purchases has no such button.
    mia.says("/automations").await;
    mia.looks();
    mia.taps("⚪️ Welcome").await;
    mia.looks();
    assert!(!mia.shows("🗂 For what"));
}

async fn s6_nobody_makes_it_about_a_category_of_another_shop(shop: TestShop) {
    let other = shop.another("Barber", chrono_tz::Europe::Berlin).await;
    let (foreign, _) = shelf(&other, "Hair dye", "Chestnut").await;
    let tap = bot::tap::Tap::AboutCategory {
        id: Trigger::Retain.usual_id(),
        category: foreign,
    };

    let forged = shop.owner.forges(&tap.data()).await;
    drop(forged.answer());
    drop(shop.owner.reads());

    let all = shop
        .loyalty()
        .automations(&shop.shop().await, shop.owner.user())
        .await
        .unwrap()
        .unwrap();
    assert!(all.iter().all(|automation| automation.category.is_none()));
}

async fn m8_own_words_name_what_and_of_which_category(shop: TestShop) {
    let (anna, mia) = (&shop.anna, shop.employs("Mia", Role::Manager).await);
    let (_, _, last) = buys_beans_every_month(&shop).await;
    mia.says("/automations").await;
    mia.looks();
    mia.taps("🟢 Running out").await;
    mia.looks();
    mia.taps("✉️ on the day").await;
    mia.looks();
    mia.taps("✏️ Own words").await;
    mia.looks();
    mia.taps("💬 English").await;
    let shown: Vec<String> = mia.reads().into_iter().map(|seen| seen.text).collect();
    assert!(shown[0].contains("time again for Blue mug"), "{shown:#?}");
    mia.says("Your {total}").await;
    let shown: Vec<String> = mia.reads().into_iter().map(|seen| seen.text).collect();
    assert!(shown[1].starts_with("I don't know {total}."), "{shown:#?}");
    mia.says("{name}, more {what} ({category})?").await;
    mia.reads();

    after(&shop, last, 30).await;

    assert_eq!(anna.looks().text, "Anna, more House blend (Beans)?");
}

async fn a_manager_sees_what_runs_out_in_the_days_to_come(shop: TestShop) {
    let (anna, mia) = (&shop.anna, shop.employs("Mia", Role::Manager).await);
    let (beans, blend) = shelf(&shop, "Beans", "House blend").await;
    let (dye, _) = shelf(&shop, "Hair dye", "Chestnut").await;
    wants_offers(&shop, anna).await;
    buys_every(&shop, anna, 30, &[blend]).await;
    shop.wakes_tomorrow().await;
    everybody_is_told(&shop).await;
    mia.says("/automations").await;
    mia.looks();

    mia.taps("⚪️ Running out").await;

    let seen = mia.looks().text;
    assert!(
        seen.contains(
            "In the next 90 days it would reach:\n\
             • on the day: 1 member, of whom 1 want offers\n\
             • after 7 days: 1 member, of whom 1 want offers"
        ),
        "{seen}"
    );
    let by = shop.owner.user();
    for (category, reached) in [(beans, 1), (dye, 0)] {
        let settled = shop.shop().await;
        let about = Automation {
            category: Some(category),
            ..Trigger::Replenish.proposed(Trigger::Replenish.usual_id(), settled.currency)
        };
        let foreseen = shop.loyalty().foresee(&settled, by, &about).await.unwrap().unwrap();
        assert_eq!(foreseen[0].reachable, reached);
        let mut about = Automation {
            trigger: Trigger::Retain,
            ..about
        };
        about.waves[0].days = 20;
        let foreseen = shop.loyalty().foresee(&settled, by, &about).await.unwrap().unwrap();
        assert_eq!(
            foreseen[0].reachable,
            2 * reached,
            "after the first and the second purchase"
        );
    }
}
