//! What members wish for and are told of: cheaper, there again, or nearly gone.

use chrono::TimeDelta;
use domain::automation::Trigger;
use domain::product::Product;
use domain::role::Role;
use domain::{Money, ProductId};
use loyalty::{CancelBy, CancelOrder, ProductSaved, WishMade};
use stories::{Someone, TestShop, on_both_engines};

use crate::automations::{in_days, its_hour_comes, morning_of, runs, wants_offers};
use crate::orders::{everybody_is_told, has_ordered, sells};
use crate::rhythms::{buys, shelf};

on_both_engines![
    what_costs_less_is_told_once_with_both_prices,
    a_thing_is_opened_and_taken_off_the_list_by_one_tap,
    the_last_few_and_what_is_back_are_told,
    what_changed_about_several_things_is_one_message,
    m2_what_went_back_up_or_was_ordered_is_not_told,
    m2_what_was_taken_off_the_list_or_sold_out_is_not_told,
    m4_the_wish_list_is_no_consent_and_one_tap_ends_it,
    whoever_wished_for_it_afterwards_knows_already,
    two_changes_of_one_day_are_one_from_the_first_price,
    a_price_for_members_counts_as_what_they_pay,
    s6_nobody_takes_it_off_the_list_of_somebody_else,
    m8_own_words_name_the_news,
    a_manager_sees_whom_wishes_would_have_reached,
];

/// Somebody would like to have something.
async fn wishes_for(shop: &TestShop, who: &Someone, product: ProductId) {
    shop.clock.advance(TimeDelta::seconds(1));
    let made = shop.loyalty().wish(shop.id, who.user(), product, true).await;
    assert!(matches!(made, Ok(WishMade::Done)), "{made:?}");
    shop.clock.advance(TimeDelta::seconds(1));
}

/// The owner changes something about a thing.
async fn changes(shop: &TestShop, product: ProductId, how: impl FnOnce(&mut Product) + Send) {
    shop.clock.advance(TimeDelta::seconds(1));
    let (settled, by) = (shop.shop().await, shop.owner.user());
    let saved = shop.loyalty().change_product(&settled, by, product, how).await;
    assert!(matches!(saved, Ok(ProductSaved::Done(_))), "{saved:?}");
}

async fn costs(shop: &TestShop, product: ProductId, minor: i64) {
    changes(shop, product, |product| product.price = Money::new(minor).unwrap()).await;
}

async fn next_morning(shop: &TestShop) {
    morning_of(shop, &in_days(shop, 1).await).await;
}

/// A mug of which so many are left, Anna who wishes for it and wants offers, and a shop that tells of wishes.
async fn is_wished(shop: &TestShop, stock: Option<i64>) -> ProductId {
    runs(shop, Trigger::Wish, |_| ()).await;
    wants_offers(shop, &shop.anna).await;
    let mug = sells(shop, "Mug", 1_200, |mug| mug.stock = stock).await;
    wishes_for(shop, &shop.anna, mug).await;
    mug
}

async fn what_costs_less_is_told_once_with_both_prices(shop: TestShop) {
    let anna = &shop.anna;
    let ben = shop.member_called("Ben").await;
    wants_offers(&shop, &ben).await;
    let mug = is_wished(&shop, None).await;
    next_morning(&shop).await;
    anna.hears_nothing();

    costs(&shop, mug, 900).await;
    its_hour_comes(&shop).await;
    anna.hears_nothing();
    next_morning(&shop).await;

    assert_eq!(
        anna.looks().text,
        "💭 Anna, there's news from your wish list at Corner Café:\n• Mug now costs €9 instead of €12"
    );
    for _ in 0..3 {
        next_morning(&shop).await;
        anna.hears_nothing();
    }
    costs(&shop, mug, 800).await;
    next_morning(&shop).await;
    assert!(anna.looks().text.contains("Mug now costs €8 instead of €9"));
    ben.hears_nothing();
}

async fn a_thing_is_opened_and_taken_off_the_list_by_one_tap(shop: TestShop) {
    let anna = &shop.anna;
    let mug = is_wished(&shop, None).await;
    costs(&shop, mug, 900).await;
    next_morning(&shop).await;
    anna.looks();

    let tapped = anna.taps("Off my wish list").await;
    let answer = tapped.answer().unwrap_or_default();
    assert_eq!(answer.text, Some(say::me::wished_alert(domain::Lang::En, false)));
    assert!(
        !shop
            .loyalty()
            .is_wished(shop.id, shop.file(anna).await.id, mug)
            .await
            .unwrap()
    );
    anna.taps("🛒 Order it").await;

    let page = anna.looks();
    assert!(page.words().starts_with("Mug"), "{page:?}");
    assert!(page.button("Put on my wish list").is_some(), "{page:?}");
}

async fn the_last_few_and_what_is_back_are_told(shop: TestShop) {
    let anna = &shop.anna;
    let ben = shop.member_called("Ben").await;
    let mug = is_wished(&shop, Some(5)).await;
    buys(&shop, &ben, &[mug]).await;
    next_morning(&shop).await;
    anna.hears_nothing();

    buys(&shop, &ben, &[mug]).await;
    next_morning(&shop).await;
    assert!(anna.looks().text.ends_with("• Mug: only 3 left, for €12"));
    buys(&shop, &ben, &[mug]).await;
    next_morning(&shop).await;
    anna.hears_nothing();
    buys(&shop, &ben, &[mug, mug]).await;
    next_morning(&shop).await;
    anna.hears_nothing();
    shop.passes(TimeDelta::days(6)).await;

    changes(&shop, mug, |mug| mug.stock = Some(10)).await;
    next_morning(&shop).await;

    assert!(anna.looks().text.ends_with("• Mug is back, for €12"));
}

async fn what_changed_about_several_things_is_one_message(shop: TestShop) {
    let anna = &shop.anna;
    let mug = is_wished(&shop, None).await;
    let pot = sells(&shop, "Teapot", 3_000, |_| ()).await;
    let tin = sells(&shop, "Tin", 700, |_| ()).await;
    for product in [pot, tin] {
        wishes_for(&shop, anna, product).await;
    }
    for (product, price) in [(mug, 1_000), (pot, 2_500)] {
        costs(&shop, product, price).await;
    }

    next_morning(&shop).await;

    let told: Vec<String> = anna.reads().into_iter().map(|seen| seen.text).collect();
    assert_eq!(told.len(), 1, "{told:#?}");
    for line in [
        "• Mug now costs €10 instead of €12",
        "• Teapot now costs €25 instead of €30",
    ] {
        assert!(told[0].contains(line), "{told:#?}");
    }
    assert!(!told[0].contains("Tin"));
}

async fn m2_what_went_back_up_or_was_ordered_is_not_told(shop: TestShop) {
    let anna = &shop.anna;
    let mug = is_wished(&shop, None).await;
    costs(&shop, mug, 900).await;
    costs(&shop, mug, 1_200).await;
    next_morning(&shop).await;
    anna.hears_nothing();

    costs(&shop, mug, 900).await;
    // It is decided, and not yet sent, when the price goes up.
    shop.wakes_tomorrow().await;
    let settled = shop.shop().await;
    shop.clock.set(settled.mail_starts(shop.today().await));
    shop.stage.works().await;
    costs(&shop, mug, 1_300).await;
    shop.stage.post_everything().await;
    anna.hears_nothing();

    costs(&shop, mug, 900).await;
    has_ordered(&shop, anna, mug).await;
    everybody_is_told(&shop).await;
    next_morning(&shop).await;
    anna.hears_nothing();
}

async fn m2_what_was_taken_off_the_list_or_sold_out_is_not_told(shop: TestShop) {
    let anna = &shop.anna;
    let ben = shop.member_called("Ben").await;
    let mug = is_wished(&shop, Some(4)).await;
    costs(&shop, mug, 900).await;
    buys(&shop, &ben, &[mug, mug, mug, mug]).await;
    next_morning(&shop).await;
    anna.hears_nothing();

    changes(&shop, mug, |mug| mug.stock = Some(4)).await;
    shop.loyalty().wish(shop.id, anna.user(), mug, false).await.unwrap();
    next_morning(&shop).await;
    anna.hears_nothing();
    // Somebody else's order that comes to nothing leaves the shelf as it was.
    wishes_for(&shop, anna, mug).await;
    let order = has_ordered(&shop, &ben, mug).await;
    let settled = shop.shop().await;
    let ask = CancelOrder {
        shop: &settled,
        order,
        by: CancelBy::Member(ben.user()),
    };
    shop.loyalty().cancel_order(&ask).await.unwrap();
    everybody_is_told(&shop).await;
    next_morning(&shop).await;
    anna.hears_nothing();
}

async fn m4_the_wish_list_is_no_consent_and_one_tap_ends_it(shop: TestShop) {
    let anna = &shop.anna;
    let ben = shop.member_called("Ben").await;
    let mug = is_wished(&shop, None).await;
    wishes_for(&shop, &ben, mug).await;
    costs(&shop, mug, 900).await;
    next_morning(&shop).await;
    ben.hears_nothing();
    anna.looks();

    anna.taps("🔕 No more of these").await;
    assert!(
        anna.looks()
            .text
            .starts_with("🔕 Done: Corner Café won't write to you any more about your wish list.")
    );
    costs(&shop, mug, 800).await;
    next_morning(&shop).await;
    anna.hears_nothing();
}

async fn whoever_wished_for_it_afterwards_knows_already(shop: TestShop) {
    let anna = &shop.anna;
    runs(&shop, Trigger::Wish, |_| ()).await;
    wants_offers(&shop, anna).await;
    let mug = sells(&shop, "Mug", 1_200, |_| ()).await;
    costs(&shop, mug, 900).await;

    wishes_for(&shop, anna, mug).await;
    next_morning(&shop).await;

    anna.hears_nothing();
}

async fn two_changes_of_one_day_are_one_from_the_first_price(shop: TestShop) {
    let anna = &shop.anna;
    let mug = is_wished(&shop, None).await;
    costs(&shop, mug, 1_000).await;
    costs(&shop, mug, 900).await;

    next_morning(&shop).await;

    assert!(anna.looks().text.contains("Mug now costs €9 instead of €12"));
}

async fn a_price_for_members_counts_as_what_they_pay(shop: TestShop) {
    let anna = &shop.anna;
    let mug = is_wished(&shop, None).await;
    changes(&shop, mug, |mug| mug.member_price = Money::new(1_100)).await;
    next_morning(&shop).await;
    assert!(anna.looks().text.contains("Mug now costs €11 instead of €12"));

    // What others pay is no news to her.
    changes(&shop, mug, |mug| mug.price = Money::new(1_150).unwrap()).await;
    next_morning(&shop).await;
    anna.hears_nothing();
}

async fn s6_nobody_takes_it_off_the_list_of_somebody_else(shop: TestShop) {
    let anna = &shop.anna;
    let ben = shop.member_called("Ben").await;
    let mug = is_wished(&shop, None).await;
    costs(&shop, mug, 900).await;
    next_morning(&shop).await;
    let told = anna.looks();
    let label = say::me::act_label(domain::Lang::En, say::me::Act::Unwish);
    let buttons = told.buttons.iter().flatten();
    let data = buttons
        .filter(|button| button.text == label)
        .find_map(|button| button.data.clone());

    let forged = ben.forges(&data.unwrap()).await;
    forged.alerts(&say::common::old_button(domain::Lang::En));
    drop(ben.reads());

    assert!(
        shop.loyalty()
            .is_wished(shop.id, shop.file(anna).await.id, mug)
            .await
            .unwrap()
    );
}

async fn m8_own_words_name_the_news(shop: TestShop) {
    let (anna, mia) = (&shop.anna, shop.employs("Mia", Role::Manager).await);
    let mug = is_wished(&shop, None).await;
    mia.says("/automations").await;
    mia.looks();
    mia.taps("🟢 Wish lists").await;
    mia.looks();
    mia.taps("👁 Send it to me").await;
    let shown: Vec<String> = mia.reads().into_iter().map(|seen| seen.text).collect();
    assert!(shown[0].contains("• Blue mug now costs"), "{shown:#?}");
    mia.taps("‹ Back").await;
    mia.looks();
    mia.taps("✉️ after 1 day").await;
    mia.looks();
    mia.taps("✏️ Own words").await;
    mia.looks();
    mia.taps("💬 English").await;
    mia.reads();
    mia.says("Look, {name}, your {what}!{news}").await;
    mia.reads();
    costs(&shop, mug, 900).await;

    next_morning(&shop).await;

    assert_eq!(
        anna.looks().text,
        "Look, Anna, your Mug!\n• Mug now costs €9 instead of €12"
    );
}

async fn a_manager_sees_whom_wishes_would_have_reached(shop: TestShop) {
    let mia = shop.employs("Mia", Role::Manager).await;
    let ben = shop.member_called("Ben").await;
    wants_offers(&shop, &shop.anna).await;
    let (_, blend) = shelf(&shop, "Beans", "House blend").await;
    for who in [&shop.anna, &ben] {
        wishes_for(&shop, who, blend).await;
    }
    costs(&shop, blend, 900).await;
    shop.wakes_on(&in_days(&shop, 5).await).await;
    mia.says("/automations").await;
    mia.looks();

    mia.taps("⚪️ Wish lists").await;

    let seen = mia.looks().text;
    assert!(
        seen.contains("In the last 90 days it would have reached:\n• after 1 day: 2 members, of whom 1 want offers"),
        "{seen}"
    );
}
