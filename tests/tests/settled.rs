//! What managers settle about what goes out by itself: more for a tier, choices in the shop's own fields, and the log.

use domain::automation::{Automation, Brings, Trigger};
use domain::birthday::Birthday;
use domain::coupon::CouponState;
use domain::field::{Circle, Field, FieldKind, FieldValue};
use domain::offer::{Audience, Choice, Named};
use domain::reason::Actor;
use domain::role::Role;
use domain::{Points, TierId};
use loyalty::{Fill, Filled, TierEdit};
use stories::{Someone, TestShop, on_both_engines};

use crate::automations::{in_days, morning_of, runs, wants_offers};

on_both_engines![
    s3_the_log_says_what_an_automation_was_and_what_it_became,
    s3_the_log_says_which_words_were_changed_and_does_not_read_them_out,
    s3_the_log_says_what_a_tier_gets_and_for_whom_it_is,
    s4_a_tier_gets_more_and_that_can_be_taken_back,
    s4_what_a_tier_gets_has_the_limits_of_what_all_get,
    a_tier_that_is_no_more_gets_what_all_get,
    p10_orders_that_are_left_lying_about_bring_a_tier_its_present_once,
    d2_an_automation_is_for_whoever_has_a_choice_in_a_field,
    d2_a_choice_that_is_gone_reaches_nobody_and_says_so,
    d2_s5_what_only_the_owner_sees_chooses_nobody,
    c8_d2_an_offer_is_for_whoever_has_a_choice_and_does_not_say_why,
    c8_d2_an_offer_is_made_for_a_choice_by_buttons,
    b4_a_holiday_of_the_chinese_calendar_is_typed,
];

/// The bot's latest words about the one that wins people back, after these taps.
async fn in_win_back(who: &Someone, taps: &[&str]) {
    who.says("/automations").await;
    who.looks();
    who.taps("Win back").await;
    for tap in taps {
        who.looks();
        who.taps(tap).await;
    }
}

/// What the owner reads in the log, newest first.
async fn log(shop: &TestShop) -> String {
    shop.owner.says("/audit").await;
    shop.owner.looks().text
}

async fn retain(shop: &TestShop) -> Automation {
    let (loyalty, settled) = (shop.loyalty(), shop.shop().await);
    let found = loyalty.automation(&settled, shop.owner.user(), Trigger::Retain.usual_id());
    found.await.unwrap().unwrap()
}

async fn has_foot(shop: &TestShop, circle: Circle) -> Field {
    let choices = vec!["Narrow".to_owned(), "Wide".to_owned()];
    shop.has_field("Foot", FieldKind::Choice { choices }, circle).await
}

async fn fills(shop: &TestShop, who: &Someone, field: &Field, choice: &str) {
    let ask = Fill {
        member: shop.file(who).await.id,
        field: field.id,
        value: Some(FieldValue::Choice(choice.into())),
        by: Actor::Staff(shop.owner.user()),
    };
    let filled = shop.loyalty().fill(&shop.shop().await, &ask).await.unwrap();
    assert!(matches!(filled, Filled::Done { .. }), "{filled:?}");
}

async fn changes(shop: &TestShop, field: &Field) {
    let saved = shop.loyalty().save_field(shop.id, shop.owner.user(), field).await;
    assert!(matches!(saved, Ok(loyalty::FieldSaved::Done(_))), "{saved:?}");
}

fn for_choice(field: &Field, choice: &str) -> Audience {
    Audience::from(Named {
        choices: vec![Choice {
            field: field.id,
            choice: choice.to_owned(),
        }],
        ..Named::default()
    })
}

async fn bought(shop: &TestShop, who: &Someone) {
    shop.sells(who, 1_000).await;
    shop.stage.post_everything().await;
    shop.stage.everybody_looks();
}

async fn s3_the_log_says_what_an_automation_was_and_what_it_became(shop: TestShop) {
    let mia = shop.employs("Mia", Role::Manager).await;
    in_win_back(&mia, &["✉️ after 30 days", "🪙 Bring points"]).await;
    mia.looks();
    mia.says("25").await;
    let told = log(&shop).await;
    assert!(told.contains("Mia: changed the automation Win back"), "{told}");
    assert!(told.contains("↳ ✉️ after 30 days: kind words → 25 points"), "{told}");

    in_win_back(&mia, &["✉️ after 90 days", "🗓 Another day"]).await;
    mia.looks();
    mia.says("60").await;
    assert!(
        log(&shop)
            .await
            .contains("↳ 🗓 Another day: after 90 days → after 60 days"),
        "the day alone"
    );

    in_win_back(&mia, &["➕ One more message"]).await;
    let told = log(&shop).await;
    assert!(told.contains("↳ ✉️ after 360 days: no message → kind words"), "{told}");
    in_win_back(&mia, &["✉️ after 180 days", "🎟 Bring a coupon"]).await;
    mia.looks();
    mia.says("7.50").await;
    let told = log(&shop).await;
    assert!(
        told.contains("↳ ✉️ after 180 days: €5 off, for 30 days → €7.50 off, for 30 days"),
        "{told}"
    );
    in_win_back(&mia, &["✉️ after 360 days", "✖ Leave this one out"]).await;
    let told = log(&shop).await;
    assert!(told.contains("↳ ✉️ after 360 days: kind words → no message"), "{told}");

    in_win_back(&mia, &["✏️ Name"]).await;
    mia.looks();
    mia.says("Come back").await;
    mia.looks();
    mia.taps("🔬 20%").await;
    mia.looks();
    mia.taps("▶️ Switch on").await;
    let told = log(&shop).await;
    assert!(told.contains("↳ ✏️ Name: nothing → Come back"), "{told}");
    assert!(told.contains("↳ 🔬 Left out: 10% → 20%"), "{told}");
    assert!(told.contains("Mia: switched on the automation Come back"), "{told}");
    shop.stage.everybody_looks();
}

async fn s3_the_log_says_which_words_were_changed_and_does_not_read_them_out(shop: TestShop) {
    let mia = shop.employs("Mia", Role::Manager).await;
    in_win_back(&mia, &["✉️ after 30 days", "✏️ Own words", "💬 English"]).await;
    mia.reads();
    mia.says("Hi {name}, we kept your seat.").await;
    mia.reads();
    let told = log(&shop).await;
    assert!(
        told.contains("↳ ✉️ after 30 days, English: the usual words → own words"),
        "{told}"
    );
    mia.says("Dear {name}, your seat is free.").await;
    mia.reads();
    let told = log(&shop).await;
    assert!(
        told.contains("↳ ✉️ after 30 days, English: own words → other own words"),
        "{told}"
    );
    mia.taps("↩️ The usual words").await;
    mia.reads();
    let told = log(&shop).await;
    assert!(
        told.contains("↳ ✉️ after 30 days, English: own words → the usual words"),
        "{told}"
    );
    assert!(!told.contains("seat"), "{told}");
    shop.stage.everybody_looks();
}

async fn s3_the_log_says_what_a_tier_gets_and_for_whom_it_is(shop: TestShop) {
    let (foot, gold) = (has_foot(&shop, Circle::EVERYBODY).await, shop.has_gold().await);
    let student = shop.has_tag("Student").await;
    let change = |how: fn(&mut Automation, &Field, TierId, domain::TagId)| {
        let (shop, foot) = (&shop, &foot);
        async move {
            let settled = shop.shop().await;
            let id = Trigger::Retain.usual_id();
            let loyalty = shop.loyalty();
            let saved = loyalty
                .change_automation(&settled, shop.owner.user(), id, |retain| {
                    how(retain, foot, gold, student);
                })
                .await;
            assert!(matches!(saved, Ok(loyalty::AutomationSaved::Done(_))), "{saved:?}");
        }
    };

    change(|retain, _, gold, _| {
        let points = Points::new(80).unwrap();
        retain.waves[1].bring_to(gold, Some(Brings::Points { points }));
    })
    .await;
    let told = log(&shop).await;
    assert!(
        told.contains("↳ ✉️ after 90 days, Gold: as for everybody → 80 points"),
        "{told}"
    );
    change(|retain, foot, gold, student| {
        retain.audience = Audience::from(Named {
            tiers: vec![gold],
            tags: vec![student],
            ..for_choice(foot, "Wide").named()
        });
    })
    .await;
    let told = log(&shop).await;
    assert!(
        told.contains("↳ 👥 For whom: Everybody → Gold, Student, Foot: Wide"),
        "{told}"
    );
    change(|retain, _, gold, _| {
        retain.waves[1].bring_to(gold, None);
        retain.audience = Audience::Everybody;
    })
    .await;
    let told = log(&shop).await;
    assert!(
        told.contains("↳ ✉️ after 90 days, Gold: 80 points → as for everybody"),
        "{told}"
    );
    assert!(
        told.contains("↳ 👥 For whom: Gold, Student, Foot: Wide → Everybody"),
        "{told}"
    );
    let settled = shop.shop().await;
    let added = shop
        .loyalty()
        .add_automation(&settled, shop.owner.user(), Trigger::Holiday)
        .await
        .unwrap();
    let loyalty::AutomationSaved::Done(holiday) = added else {
        panic!("{added:?}")
    };
    let lunar = Birthday::lunar(1, 1, false, None);
    let saved = shop
        .loyalty()
        .change_automation(&settled, shop.owner.user(), holiday.id, |holiday| {
            holiday.holiday = lunar;
        })
        .await;
    assert!(saved.is_ok());
    let told = log(&shop).await;
    assert!(told.contains("↳ 📅 Which day: nothing → "), "{told}");
    shop.stage.everybody_looks();
}

async fn s4_a_tier_gets_more_and_that_can_be_taken_back(shop: TestShop) {
    let (anna, ben) = (&shop.anna, shop.member_called("Ben").await);
    let mia = shop.employs("Mia", Role::Manager).await;
    in_win_back(&mia, &["✉️ after 90 days"]).await;
    mia.looks();
    assert!(!mia.shows("🥇 More for a tier"), "there are no tiers");
    let gold = shop.has_gold().await;

    in_win_back(&mia, &["✉️ after 90 days", "🥇 More for a tier", "▫️ Gold"]).await;
    assert_eq!(
        mia.looks().text,
        "Gold, after 90 days: as for everybody (50 points)\nWhat would you like to bring instead?"
    );
    mia.taps("🪙 Bring points").await;
    mia.looks();
    mia.says("80").await;
    let seen = mia.looks().text;
    assert!(seen.contains("• after 90 days: 50 points · Gold: 80 points"), "{seen}");
    in_win_back(
        &mia,
        &["✉️ after 180 days", "🥇 More for a tier", "▫️ Gold", "🎟 Bring a coupon"],
    )
    .await;
    mia.looks();
    mia.says("12").await;
    let seen = mia.looks().text;
    assert!(
        seen.contains("• after 180 days: €5 off, for 30 days · Gold: €12 off, for 30 days"),
        "{seen}"
    );
    // What all get is another thing than what the tier gets.
    in_win_back(&mia, &["✉️ after 90 days", "🪙 Bring points"]).await;
    mia.looks();
    mia.says("40").await;
    let seen = mia.looks().text;
    assert!(seen.contains("• after 90 days: 40 points · Gold: 80 points"), "{seen}");
    runs(&shop, Trigger::Retain, |_| ()).await;
    for who in [anna, &ben] {
        wants_offers(&shop, who).await;
        bought(&shop, who).await;
    }
    shop.promotes(anna, gold).await;
    shop.stage.post_everything().await;
    shop.stage.everybody_looks();
    let (annas, bens) = (shop.points(anna).await, shop.points(&ben).await);

    morning_of(&shop, &in_days(&shop, 90).await).await;

    assert_eq!(shop.points(anna).await, annas + 80);
    assert_eq!(shop.points(&ben).await, bens + 40);
    assert!(anna.looks().text.contains("🎁 80 points from us"));
    shop.stage.everybody_looks();
    in_win_back(
        &mia,
        &[
            "✉️ after 180 days",
            "🥇 More for a tier",
            "✅ Gold",
            "↩️ As for everybody",
        ],
    )
    .await;
    let seen = mia.looks().text;
    assert!(seen.contains("• after 180 days: €5 off, for 30 days\n"), "{seen}");
    morning_of(&shop, &in_days(&shop, 90).await).await;
    let coupons = shop.coupons(anna).await;
    assert_eq!(coupons.len(), 1);
    assert_eq!(coupons[0].state, CouponState::Issued);
    assert!(anna.looks().text.contains("€5 off"));
    shop.stage.everybody_looks();
}

async fn s4_what_a_tier_gets_has_the_limits_of_what_all_get(shop: TestShop) {
    shop.has_gold().await;
    let mia = shop.employs("Mia", Role::Manager).await;
    in_win_back(
        &mia,
        &["✉️ after 30 days", "🥇 More for a tier", "▫️ Gold", "🪙 Bring points"],
    )
    .await;
    mia.looks();
    mia.says("0").await;
    mia.reads();
    mia.says("1000001").await;
    mia.reads();

    assert!(retain(&shop).await.waves.iter().all(|wave| wave.by_tier.is_empty()));
    mia.says("1000000").await;
    assert!(mia.looks().text.contains("Gold: 1,000,000 points"));
    shop.stage.everybody_looks();
}

async fn a_tier_that_is_no_more_gets_what_all_get(shop: TestShop) {
    let anna = &shop.anna;
    let gold = shop.has_gold().await;
    runs(&shop, Trigger::Retain, |retain| {
        let points = Points::new(80).unwrap();
        retain.waves[1].bring_to(gold, Some(Brings::Points { points }));
    })
    .await;
    wants_offers(&shop, anna).await;
    shop.promotes(anna, gold).await;
    let (loyalty, settled) = (shop.loyalty(), shop.shop().await);
    let mut tier = loyalty.ladder(shop.id).await.unwrap().find(gold).unwrap().clone();
    tier.active = false;
    let edit = TierEdit::Tier(Box::new(tier));
    loyalty.edit_tiers(&settled, shop.owner.user(), &edit).await.unwrap();
    shop.stage.post_everything().await;
    shop.stage.everybody_looks();
    let had = shop.points(anna).await;

    let mia = shop.employs("Mia", Role::Manager).await;
    in_win_back(&mia, &[]).await;
    let seen = mia.looks().text;
    assert!(!seen.contains("Gold"), "{seen}");
    morning_of(&shop, &in_days(&shop, 90).await).await;

    assert_eq!(shop.points(anna).await, had + 50);
    runs(&shop, Trigger::Retain, |retain| retain.holdout = 5).await;
    assert!(retain(&shop).await.waves.iter().all(|wave| wave.by_tier.is_empty()));
    shop.stage.everybody_looks();
}

async fn p10_orders_that_are_left_lying_about_bring_a_tier_its_present_once(shop: TestShop) {
    let anna = &shop.anna;
    let gold = shop.has_gold().await;
    shop.promotes(anna, gold).await;
    runs(&shop, Trigger::Remind, |remind| {
        let points = Points::new(20).unwrap();
        remind.waves.truncate(1);
        remind.waves[0].bring_to(gold, Some(Brings::Points { points }));
    })
    .await;
    let mug = crate::orders::sells(&shop, "Mug", 1_000, |_| ()).await;
    let had = shop.points(anna).await;
    for _ in 0..2 {
        crate::orders::has_ordered(&shop, anna, mug).await;
        shop.stage.post_everything().await;
        shop.stage.everybody_looks();
        morning_of(&shop, &in_days(&shop, 1).await).await;
        shop.stage.everybody_looks();
        shop.wakes_on(&in_days(&shop, 9).await).await;
        shop.stage.post_everything().await;
        shop.stage.everybody_looks();
    }

    assert_eq!(shop.points(anna).await, had + 20);
}

async fn d2_an_automation_is_for_whoever_has_a_choice_in_a_field(shop: TestShop) {
    let (anna, ben) = (&shop.anna, shop.member_called("Ben").await);
    let foot = has_foot(&shop, Circle::EVERYBODY).await;
    let mia = shop.employs("Mia", Role::Manager).await;
    runs(&shop, Trigger::Retain, |_| ()).await;
    for (who, choice) in [(anna, "Wide"), (&ben, "Narrow")] {
        wants_offers(&shop, who).await;
        fills(&shop, who, &foot, choice).await;
        bought(&shop, who).await;
    }
    in_win_back(&mia, &["👥 For whom", "▫️ Foot ›"]).await;
    assert!(
        mia.looks()
            .text
            .starts_with("Foot\nWhoever has one of these in their file gets it.")
    );
    mia.taps("▫️ Wide").await;
    let seen = mia.looks().text;
    assert!(seen.contains("👥 For: Foot: Wide"), "{seen}");
    mia.taps("👥 For whom").await;
    mia.looks();
    assert!(mia.shows("✅ Foot ›"));

    morning_of(&shop, &in_days(&shop, 30).await).await;

    let told = anna.looks().text;
    assert!(!told.contains("Wide") && !told.contains("Foot"), "{told}");
    ben.hears_nothing();
    mia.taps("✅ Foot ›").await;
    mia.looks();
    mia.taps("✅ Wide").await;
    assert!(mia.looks().text.contains("👥 For everybody"));
    shop.stage.everybody_looks();
}

async fn d2_a_choice_that_is_gone_reaches_nobody_and_says_so(shop: TestShop) {
    let anna = &shop.anna;
    let foot = has_foot(&shop, Circle::EVERYBODY).await;
    let mia = shop.employs("Mia", Role::Manager).await;
    let audience = for_choice(&foot, "Wide");
    runs(&shop, Trigger::Retain, |retain| retain.audience = audience).await;
    wants_offers(&shop, anna).await;
    fills(&shop, anna, &foot, "Wide").await;
    bought(&shop, anna).await;
    let renamed = Field {
        kind: FieldKind::Choice {
            choices: vec!["Narrow".into(), "Broad".into()],
        },
        ..foot.clone()
    };
    changes(&shop, &renamed).await;

    in_win_back(&mia, &[]).await;
    let seen = mia.looks().text;
    assert!(
        seen.contains("👥 For: ⚠️ Foot: Wide\n⚠️ Marked with ⚠️ is what your fields no longer offer"),
        "{seen}"
    );
    morning_of(&shop, &in_days(&shop, 30).await).await;
    anna.hears_nothing();

    let retired = Field { active: false, ..foot };
    changes(&shop, &retired).await;
    morning_of(&shop, &in_days(&shop, 60).await).await;
    anna.hears_nothing();
    in_win_back(&mia, &["👥 For whom"]).await;
    mia.looks();
    mia.taps("✅ ⚠️ Foot: Wide").await;
    let seen = mia.looks().text;
    assert!(seen.contains("👥 For everybody") && !seen.contains("⚠️"), "{seen}");
    shop.stage.everybody_looks();
}

async fn d2_s5_what_only_the_owner_sees_chooses_nobody(shop: TestShop) {
    let anna = &shop.anna;
    let owner = Circle {
        member: false,
        staff: Role::Owner,
    };
    let foot = has_foot(&shop, Circle::EVERYBODY).await;
    let mia = shop.employs("Mia", Role::Manager).await;
    let audience = for_choice(&foot, "Wide");
    runs(&shop, Trigger::Retain, |retain| retain.audience = audience).await;
    wants_offers(&shop, anna).await;
    fills(&shop, anna, &foot, "Wide").await;
    bought(&shop, anna).await;
    let hidden = Field {
        seen_by: owner,
        edited_by: owner,
        ..foot
    };
    changes(&shop, &hidden).await;

    in_win_back(&mia, &[]).await;
    let seen = mia.looks().text;
    assert!(seen.contains("👥 For: ⚠️ A field that managers don't see"), "{seen}");
    assert!(!seen.contains("Foot") && !seen.contains("Wide"), "{seen}");
    mia.taps("👥 For whom").await;
    mia.looks();
    assert!(!mia.shows("▫️ Foot ›") && !mia.shows("✅ Foot ›"));
    let forged = bot::tap::Tap::ForField {
        id: Trigger::Retain.usual_id(),
        field: hidden.id,
    };
    mia.forges(&forged.data()).await;
    mia.hears_nothing();
    morning_of(&shop, &in_days(&shop, 30).await).await;
    anna.hears_nothing();
    shop.stage.everybody_looks();
}

async fn c8_d2_an_offer_is_for_whoever_has_a_choice_and_does_not_say_why(shop: TestShop) {
    let anna = &shop.anna;
    let foot = has_foot(&shop, Circle::STAFF).await;
    shop.has_an_offer("Boots", |offer| offer.audience = for_choice(&foot, "Wide"))
        .await;
    anna.says("/offers").await;
    let without = anna.looks().html;
    fills(&shop, anna, &foot, "Wide").await;

    anna.says("/offers").await;
    let list = anna.looks().html;
    anna.taps("Boots").await;
    let card = anna.looks().html;

    assert!(!without.contains("Boots"), "{without}");
    assert!(list.ends_with("Because we had you in mind"), "{list}");
    assert!(!list.contains("Wide") && !card.contains("Wide"), "{card}");
    shop.stage.everybody_looks();
}

async fn c8_d2_an_offer_is_made_for_a_choice_by_buttons(shop: TestShop) {
    let owner = &shop.owner;
    let foot = has_foot(&shop, Circle::EVERYBODY).await;
    crate::offer_editor::begins(owner).await;
    owner.taps("An amount off").await;
    owner.says("5").await;
    owner.taps("Any amount").await;
    owner.taps("Foot: Wide").await;
    assert!(owner.shows("✓ Foot: Wide"));
    owner.taps("Done").await;
    crate::offer_editor::goes_on_to_the_whole(owner, true).await;
    owner.taps("👥 Who it is for").await;
    drop(owner.looks());
    owner.taps("Back").await;
    let whole = owner.looks().html;
    owner.taps("Publish").await;

    assert!(whole.ends_with("👥 Only for: Foot: Wide"), "{whole}");
    owner.looks();
    let offer = crate::offer_editor::the_offer(&shop).await;
    assert_eq!(offer.audience, for_choice(&foot, "Wide"));
    shop.stage.everybody_looks();
}

async fn b4_a_holiday_of_the_chinese_calendar_is_typed(shop: TestShop) {
    let mia = shop.employs("Mia", Role::Manager).await;
    mia.says("/automations").await;
    mia.looks();
    for tap in ["➕ Another one", "⚪️ Holiday", "📅 Which day"] {
        mia.taps(tap).await;
        mia.looks();
    }
    mia.says("正月初一").await;

    let seen = mia.looks().text;
    let settled = shop.shop().await;
    let all = shop.loyalty().automations(&settled, mia.user()).await.unwrap().unwrap();
    let holiday = all.iter().find(|one| one.trigger == Trigger::Holiday).unwrap();
    assert_eq!(holiday.holiday, Birthday::lunar(1, 1, false, None), "{seen}");
    shop.stage.everybody_looks();
}
