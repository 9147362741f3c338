//! What goes out by itself, as those live it to whom it goes.

use chrono::TimeDelta;
use domain::automation::{Automation, Brings, Trigger};
use domain::coupon::CouponState;
use domain::role::Role;
use domain::setting::Setting;
use domain::{Clock, Points};
use loyalty::{AutomationSaved, CancelBy, CancelOrder, SettingChanged};
use playground::Fault;
use stories::{Someone, TestShop, on_both_engines};

use crate::orders::{has_ordered, sells};

on_both_engines![
    m4_whoever_did_not_ask_for_offers_hears_of_none,
    retain_comes_in_waves_and_ends_when_the_member_comes_back,
    retain_brings_points_and_a_coupon_whose_time_begins_when_it_arrives,
    activate_is_for_those_who_never_bought,
    remind_follows_an_order_until_it_is_paid_or_cancelled,
    points_that_expire_are_told_of_in_one_message,
    a_visit_that_was_not_good_is_told_to_managers_at_once,
    welcome_says_how_things_work,
    a_holiday_goes_to_whoever_wants_offers_once_a_year,
    m2_whoever_came_back_meanwhile_is_not_missed,
    m2_nobody_keeps_what_they_were_never_told_of,
    m4_one_tap_ends_a_kind_from_the_very_next_send_on,
    p3_b7_a_letter_that_is_sent_again_brings_the_same_coupon_for_as_long,
    m4_a_member_chooses_kind_by_kind,
    m5_more_than_a_shop_allows_in_a_week_is_left_out_by_priority,
    m5_what_comes_at_night_waits_for_the_morning,
    p3_a_morning_that_is_repeated_writes_to_nobody_twice,
    what_is_switched_on_reaches_nobody_for_what_was_due_before,
    down_for_a_day_is_late_and_for_five_is_left_out,
    the_ones_who_are_left_out_are_always_the_same,
    s6_nobody_opens_or_ends_what_went_to_somebody_else,
    a_manager_sees_what_it_would_have_done_and_switches_it_on,
    a_manager_changes_what_a_wave_brings_and_for_whom_it_is,
    m8_a_shop_says_it_in_its_own_words_and_wrong_ones_are_not_saved,
    s1_clerks_do_not_run_automations,
    m4_what_was_refused_stays_refused_when_two_files_become_one,
    p3_a_wave_that_goes_to_another_day_says_it_to_nobody_twice,
    p10_orders_that_are_left_lying_about_bring_something_once,
];

/// The owner switches one on that every shop has.
pub async fn runs(shop: &TestShop, trigger: Trigger, how: impl FnOnce(&mut Automation) + Send) {
    let (settled, now) = (shop.shop().await, shop.clock.now());
    let by = shop.owner.user();
    let loyalty = shop.loyalty();
    let saved = loyalty.change_automation(&settled, by, trigger.usual_id(), |automation| {
        automation.since = Some(now);
        automation.holdout = 0;
        how(automation);
    });
    let saved = saved.await.unwrap();
    assert!(matches!(saved, AutomationSaved::Done(_)), "{saved:?}");
}

pub async fn wants_offers(shop: &TestShop, who: &Someone) {
    let (settled, member) = (shop.shop().await, shop.file(who).await.id);
    shop.loyalty().let_marketing(&settled, member, true).await.unwrap();
}

/// It is a quarter past ten on that day, and everything that is due has gone out.
pub async fn morning_of(shop: &TestShop, day: &str) {
    shop.wakes_on(day).await;
    its_hour_comes(shop).await;
}

pub async fn its_hour_comes(shop: &TestShop) {
    let settled = shop.shop().await;
    let hour = settled.mail_starts(settled.day(shop.clock.now())) + TimeDelta::minutes(15);
    shop.clock.set(hour);
    shop.stage.works().await;
    shop.stage.post_everything().await;
}

/// So many days from today on.
pub async fn in_days(shop: &TestShop, days: i64) -> String {
    (shop.today().await + TimeDelta::days(days)).to_string()
}

async fn m4_whoever_did_not_ask_for_offers_hears_of_none(shop: TestShop) {
    let (anna, ben) = (&shop.anna, shop.member_called("Ben").await);
    runs(&shop, Trigger::Retain, |_| ()).await;
    wants_offers(&shop, anna).await;
    for who in [anna, &ben] {
        shop.sells(who, 1_000).await;
    }
    shop.stage.post_everything().await;
    shop.stage.everybody_looks();

    morning_of(&shop, &in_days(&shop, 30).await).await;

    assert_eq!(
        anna.looks().text,
        "🙂 Anna, it's been 30 days since we saw you at Corner Café.\n\
         There are new things to look at. Come by when you feel like it!"
    );
    ben.hears_nothing();
}

async fn retain_comes_in_waves_and_ends_when_the_member_comes_back(shop: TestShop) {
    let anna = &shop.anna;
    runs(&shop, Trigger::Retain, |_| ()).await;
    wants_offers(&shop, anna).await;
    shop.sells(anna, 1_000).await;
    shop.stage.post_everything().await;
    shop.stage.everybody_looks();
    let bought = shop.today().await;
    let after = |days: i64| (bought + TimeDelta::days(days)).to_string();

    morning_of(&shop, &after(29)).await;
    anna.hears_nothing();
    morning_of(&shop, &after(30)).await;
    anna.looks();
    morning_of(&shop, &after(31)).await;
    anna.hears_nothing();
    morning_of(&shop, &after(90)).await;
    assert!(
        anna.looks()
            .text
            .starts_with("💛 Anna, we miss you at Corner Café. It's been 90 days.")
    );

    shop.sells(anna, 500).await;
    shop.stage.post_everything().await;
    shop.stage.everybody_looks();
    morning_of(&shop, &after(180)).await;
    // That is ninety days after the new purchase.
    assert!(anna.looks().text.contains("It's been 90 days"), "it began anew");
    morning_of(&shop, &after(181)).await;
    anna.hears_nothing();
}

async fn retain_brings_points_and_a_coupon_whose_time_begins_when_it_arrives(shop: TestShop) {
    let anna = &shop.anna;
    runs(&shop, Trigger::Retain, |_| ()).await;
    wants_offers(&shop, anna).await;
    shop.sells(anna, 1_000).await;
    shop.stage.post_everything().await;
    shop.stage.everybody_looks();
    let bought = shop.today().await;
    let had = shop.points(anna).await;

    morning_of(&shop, &(bought + TimeDelta::days(90)).to_string()).await;
    assert_eq!(shop.points(anna).await, had + 50);
    let told = anna.looks();
    assert!(told.text.ends_with(&format!(
        "🎁 50 points from us are on your card. You now have {} points.",
        had + 50
    )));
    assert!(shop.movements(anna).await.contains(&(50, "present")));

    morning_of(&shop, &(bought + TimeDelta::days(180)).to_string()).await;
    let coupon = shop.coupon(anna).await;
    let told = anna.looks();
    assert!(told.text.contains(&coupon.code.to_string()), "{}", told.text);
    assert!(told.text.contains("€5 off"), "{}", told.text);
    let settled = shop.shop().await;
    let last = settled.day(coupon.expires_at - TimeDelta::seconds(1));
    assert_eq!(last, shop.today().await + TimeDelta::days(30));
    anna.taps("🎟 Show my coupon").await;
    shop.stage.everybody_looks();
}

async fn activate_is_for_those_who_never_bought(shop: TestShop) {
    runs(&shop, Trigger::Activate, |_| ()).await;
    let (new, buyer) = (shop.member_called("Nina").await, shop.member_called("Bea").await);
    for who in [&new, &buyer] {
        wants_offers(&shop, who).await;
    }
    shop.sells(&buyer, 1_000).await;
    shop.stage.post_everything().await;
    shop.stage.everybody_looks();

    morning_of(&shop, &in_days(&shop, 7).await).await;

    assert!(
        new.looks()
            .text
            .starts_with("👋 Nina, good to have you at Corner Café!")
    );
    buyer.hears_nothing();
}

async fn remind_follows_an_order_until_it_is_paid_or_cancelled(shop: TestShop) {
    let (anna, ben, cleo) = (
        &shop.anna,
        shop.member_called("Ben").await,
        shop.member_called("Cleo").await,
    );
    runs(&shop, Trigger::Remind, |_| ()).await;
    let mug = sells(&shop, "Mug", 1_000, |_| ()).await;
    has_ordered(&shop, anna, mug).await;
    has_ordered(&shop, &ben, mug).await;
    let cancelled = has_ordered(&shop, &cleo, mug).await;
    let settled = shop.shop().await;
    let ask = CancelOrder {
        shop: &settled,
        order: cancelled,
        by: CancelBy::Member(cleo.user()),
    };
    shop.loyalty().cancel_order(&ask).await.unwrap();
    shop.stage.post_everything().await;
    shop.stage.everybody_looks();
    let ordered = shop.today().await;

    morning_of(&shop, &(ordered + TimeDelta::days(1)).to_string()).await;
    for who in [anna, &ben] {
        let told = who.looks().text;
        assert!(
            told.contains("your order at Corner Café is still waiting for you: Mug, €10"),
            "{told}"
        );
    }
    cleo.hears_nothing();
    anna.taps("🛒 To my order").await;
    shop.stage.everybody_looks();

    // Ben comes by and buys something else; Anna's order lapses after two days.
    shop.sells(&ben, 300).await;
    shop.stage.post_everything().await;
    shop.stage.everybody_looks();
    shop.wakes_on(&(ordered + TimeDelta::days(4)).to_string()).await;
    shop.stage.post_everything().await;
    shop.stage.everybody_looks();
    let had = shop.points(anna).await;
    morning_of(&shop, &(ordered + TimeDelta::days(7)).to_string()).await;

    let told = anna.looks().text;
    assert!(told.contains("you wanted Mug at Corner Café"), "{told}");
    assert_eq!(shop.points(anna).await, had + 20);
    ben.hears_nothing();
    cleo.hears_nothing();
}

async fn points_that_expire_are_told_of_in_one_message(shop: TestShop) {
    let anna = &shop.anna;
    runs(&shop, Trigger::Expiring, |_| ()).await;
    shop.keeps(|rules| rules.expiry_months = Some(2)).await;
    let ben = shop.member_called("Ben").await;
    shop.sells(anna, 3_000).await;
    shop.wakes_tomorrow().await;
    shop.sells(anna, 4_000).await;
    shop.sells(&ben, 200).await;
    shop.stage.post_everything().await;
    shop.stage.everybody_looks();
    let lots = shop.lots(anna).await;
    let ends = lots.iter().filter_map(|(_, ends)| *ends).min().unwrap();

    let fourteen_before = (ends - TimeDelta::days(14)).to_string();
    morning_of(&shop, &fourteen_before).await;

    let told = anna.looks();
    assert!(
        told.text
            .starts_with("⏳ Anna, some of your points at Corner Café end soon:\n• "),
        "{}",
        told.text
    );
    assert!(told.text.contains("30 points until"), "{}", told.text);
    assert!(told.text.contains("40 points until"), "both dates: {}", told.text);
    morning_of(&shop, &(ends - TimeDelta::days(13)).to_string()).await;
    anna.hears_nothing();
    anna.taps("🎁 To the gifts").await;
    shop.stage.everybody_looks();
    morning_of(&shop, &(ends - TimeDelta::days(2)).to_string()).await;
    anna.looks();
    shop.stage.everybody_looks();
}

async fn a_visit_that_was_not_good_is_told_to_managers_at_once(shop: TestShop) {
    let anna = &shop.anna;
    let mia = shop.employs("Mia", Role::Manager).await;
    runs(&shop, Trigger::ThankYou, |_| ()).await;
    shop.sells(anna, 1_000).await;
    shop.stage.post_everything().await;
    shop.stage.everybody_looks();

    morning_of(&shop, &in_days(&shop, 1).await).await;
    assert!(
        anna.looks()
            .text
            .starts_with("🙏 Thank you for coming to Corner Café, Anna!")
    );
    let (first, second) = anna.taps_twice("2 ⭐").await;
    drop((first, second));
    shop.stage.post_everything().await;

    anna.reads();
    assert_eq!(
        mia.looks().text,
        "💔 Anna gave the last visit 2 ⭐.\nA kind word soon often mends it."
    );
    mia.taps("Open the task").await;
    assert!(mia.shows(&say::till::open_file_label(domain::Lang::En)));
    shop.stage.everybody_looks();
    // Nobody is asked after each purchase.
    shop.sells(anna, 1_000).await;
    shop.stage.post_everything().await;
    shop.stage.everybody_looks();
    morning_of(&shop, &in_days(&shop, 1).await).await;
    anna.hears_nothing();
    // Nobody took it yet.
    shop.stage.everybody_looks();
}

async fn welcome_says_how_things_work(shop: TestShop) {
    runs(&shop, Trigger::Welcome, |_| ()).await;
    let nina = shop.member_called("Nina").await;
    wants_offers(&shop, &nina).await;
    shop.stage.everybody_looks();
    let joined = shop.today().await;

    morning_of(&shop, &(joined + TimeDelta::days(1)).to_string()).await;
    assert!(
        nina.looks()
            .text
            .starts_with("✨ Nina, here is how it works at Corner Café")
    );
    nina.taps("💳 My card").await;
    shop.stage.everybody_looks();
    morning_of(&shop, &(joined + TimeDelta::days(4)).to_string()).await;
    assert!(
        nina.looks()
            .text
            .starts_with("🎁 Nina, this is what your points at Corner Café can become.")
    );
}

async fn a_holiday_goes_to_whoever_wants_offers_once_a_year(shop: TestShop) {
    let (anna, ben) = (&shop.anna, shop.member_called("Ben").await);
    wants_offers(&shop, anna).await;
    let (settled, by) = (shop.shop().await, shop.owner.user());
    let added = shop
        .loyalty()
        .add_automation(&settled, by, Trigger::Holiday)
        .await
        .unwrap();
    let AutomationSaved::Done(new) = added else {
        panic!("{added:?}")
    };
    let now = shop.clock.now();
    let without = shop
        .loyalty()
        .change_automation(&settled, by, new.id, |holiday| holiday.since = Some(now))
        .await
        .unwrap();
    assert!(
        matches!(without, AutomationSaved::Flawed(_)),
        "it has no day: {without:?}"
    );
    let loyalty = shop.loyalty();
    let saved = loyalty.change_automation(&settled, by, new.id, |holiday| {
        holiday.title = Some("Happy Lunar New Year".into());
        holiday.holiday = domain::birthday::Birthday::lunar(1, 1, false, None);
        holiday.since = Some(now);
        holiday.holdout = 0;
    });
    assert!(matches!(saved.await.unwrap(), AutomationSaved::Done(_)));

    morning_of(&shop, "2027-02-06").await;
    assert!(
        anna.looks()
            .text
            .starts_with("🎉 Happy Lunar New Year\nAnna, all of us at Corner Café")
    );
    ben.hears_nothing();
    morning_of(&shop, "2027-02-07").await;
    anna.hears_nothing();
    morning_of(&shop, "2028-01-26").await;
    anna.looks();
    shop.stage.everybody_looks();
}

async fn m2_whoever_came_back_meanwhile_is_not_missed(shop: TestShop) {
    let anna = &shop.anna;
    runs(&shop, Trigger::Retain, |retain| {
        retain.waves[0].brings = Brings::Points {
            points: Points::new(30).unwrap(),
        };
    })
    .await;
    wants_offers(&shop, anna).await;
    shop.sells(anna, 1_000).await;
    shop.stage.post_everything().await;
    shop.stage.everybody_looks();
    let had = shop.points(anna).await;
    shop.wakes_on(&in_days(&shop, 30).await).await;
    let settled = shop.shop().await;
    shop.clock.set(settled.mail_starts(shop.today().await));
    shop.stage.works().await;

    // It is decided, and not yet sent, when she stands in the shop.
    shop.sells(anna, 1_000).await;
    shop.stage.post_everything().await;

    anna.hears_nothing();
    assert_eq!(shop.points(anna).await, had + 10, "what would have come did not");
}

async fn m4_one_tap_ends_a_kind_from_the_very_next_send_on(shop: TestShop) {
    let anna = &shop.anna;
    runs(&shop, Trigger::Retain, |retain| {
        retain.waves[1].days = 31;
        retain.waves[2].days = 32;
    })
    .await;
    wants_offers(&shop, anna).await;
    shop.sells(anna, 1_000).await;
    shop.stage.post_everything().await;
    shop.stage.everybody_looks();
    morning_of(&shop, &in_days(&shop, 30).await).await;
    anna.looks();
    // The next one is decided already, and waits.
    shop.wakes_tomorrow().await;
    let settled = shop.shop().await;
    shop.clock.set(settled.mail_starts(shop.today().await));
    shop.stage.works().await;

    anna.taps("🔕 No more of these").await;
    assert!(
        anna.looks()
            .text
            .starts_with("🔕 Done: Corner Café won't write to you any more when you've been away.")
    );
    shop.stage.post_everything().await;
    anna.hears_nothing();
    morning_of(&shop, &in_days(&shop, 1).await).await;
    anna.hears_nothing();
}

async fn m4_a_member_chooses_kind_by_kind(shop: TestShop) {
    let anna = &shop.anna;
    anna.says("/settings").await;
    anna.looks();
    anna.taps("🔔 What the shop writes to me").await;
    let seen = anna.looks();
    assert!(
        seen.text.contains("Messages about offers are off altogether"),
        "{}",
        seen.text
    );
    assert!(!anna.shows("🔔 News when I've been away"), "there are none");
    anna.taps("🔔 Orders that wait").await;
    assert!(
        anna.looks()
            .text
            .starts_with("🔕 Done: Corner Café won't write to you any more about orders that wait.")
    );
    anna.taps("🔕 Orders that wait").await;
    assert!(anna.looks().text.starts_with("🔔 Gladly!"));
    wants_offers(&shop, anna).await;
    anna.says("/settings").await;
    anna.looks();
    anna.taps("🔔 What the shop writes to me").await;
    anna.looks();
    anna.taps("🔔 News when I've been away").await;
    anna.looks();
    runs(&shop, Trigger::Retain, |_| ()).await;
    shop.sells(anna, 1_000).await;
    shop.stage.post_everything().await;
    shop.stage.everybody_looks();

    morning_of(&shop, &in_days(&shop, 30).await).await;
    anna.hears_nothing();
}

async fn m5_more_than_a_shop_allows_in_a_week_is_left_out_by_priority(shop: TestShop) {
    let anna = &shop.anna;
    let (settled, by) = (shop.shop().await, shop.owner.user());
    let changed = shop
        .loyalty()
        .change_setting(settled.id, by, Setting::MailPerWeek, Some(1))
        .await;
    assert!(matches!(changed, Ok(SettingChanged::Done { .. })));
    wants_offers(&shop, anna).await;
    runs(&shop, Trigger::Retain, |_| ()).await;
    runs(&shop, Trigger::ThankYou, |thanks| thanks.waves[0].days = 30).await;
    shop.sells(anna, 1_000).await;
    shop.stage.post_everything().await;
    shop.stage.everybody_looks();

    morning_of(&shop, &in_days(&shop, 30).await).await;

    assert!(
        anna.looks().text.starts_with("🙂 Anna, it's been 30 days"),
        "the more important one"
    );
    shop.stage.everybody_looks();
}

async fn m5_what_comes_at_night_waits_for_the_morning(shop: TestShop) {
    let anna = &shop.anna;
    wants_offers(&shop, anna).await;
    runs(&shop, Trigger::Retain, |_| ()).await;
    shop.sells(anna, 1_000).await;
    shop.stage.post_everything().await;
    shop.stage.everybody_looks();
    shop.wakes_on(&in_days(&shop, 30).await).await;
    let settled = shop.shop().await;
    let hour = settled.mail_starts(shop.today().await);
    shop.clock.set(hour);
    shop.stage.works().await;
    // Nothing went out until late in the evening.
    shop.clock.set(hour + TimeDelta::hours(12));
    shop.stage.post().await;
    anna.hears_nothing();
    shop.stage.ticks().await;
    shop.clock.set(hour + TimeDelta::hours(22) + TimeDelta::minutes(59));
    shop.stage.post().await;
    anna.hears_nothing();

    shop.clock.set(hour + TimeDelta::hours(23));
    shop.stage.post().await;

    anna.looks();
    shop.stage.everybody_looks();
}

async fn p3_a_morning_that_is_repeated_writes_to_nobody_twice(shop: TestShop) {
    let anna = &shop.anna;
    wants_offers(&shop, anna).await;
    runs(&shop, Trigger::Retain, |_| ()).await;
    shop.sells(anna, 1_000).await;
    shop.stage.post_everything().await;
    shop.stage.everybody_looks();
    morning_of(&shop, &in_days(&shop, 30).await).await;
    anna.looks();
    let page = loyalty::MorningPage {
        shop: shop.id,
        day: shop.today().await,
        step: None,
        put: 0,
    };

    for _ in 0..3 {
        shop.loyalty().morning_page(page).await.unwrap();
        shop.stage.restarts().await;
        shop.stage.works().await;
    }
    shop.passes(TimeDelta::minutes(10)).await;
    shop.stage.post_everything().await;

    anna.hears_nothing();
}

async fn what_is_switched_on_reaches_nobody_for_what_was_due_before(shop: TestShop) {
    let anna = &shop.anna;
    wants_offers(&shop, anna).await;
    shop.sells(anna, 1_000).await;
    shop.stage.post_everything().await;
    shop.stage.everybody_looks();
    shop.wakes_on(&in_days(&shop, 31).await).await;
    shop.passes(TimeDelta::hours(9)).await;
    runs(&shop, Trigger::Retain, |_| ()).await;

    its_hour_comes(&shop).await;
    anna.hears_nothing();
    morning_of(&shop, &in_days(&shop, 1).await).await;
    anna.hears_nothing();
}

async fn down_for_a_day_is_late_and_for_five_is_left_out(shop: TestShop) {
    let (anna, ben) = (&shop.anna, shop.member_called("Ben").await);
    runs(&shop, Trigger::Retain, |_| ()).await;
    for who in [anna, &ben] {
        wants_offers(&shop, who).await;
    }
    shop.sells(anna, 1_000).await;
    shop.wakes_on(&in_days(&shop, 4).await).await;
    shop.sells(&ben, 1_000).await;
    shop.stage.post_everything().await;
    shop.stage.everybody_looks();
    let ben_bought = shop.today().await;
    shop.wakes_on(&(ben_bought + TimeDelta::days(20)).to_string()).await;

    // Off from then on, and back on the first day after Ben's thirtieth: Anna's was five days ago.
    morning_of(&shop, &(ben_bought + TimeDelta::days(31)).to_string()).await;

    assert!(ben.looks().text.starts_with("🙂 Ben, it's been 30 days"));
    anna.hears_nothing();
}

async fn the_ones_who_are_left_out_are_always_the_same(shop: TestShop) {
    let mut members = Vec::new();
    for number in 0..12 {
        members.push(shop.member_called(&format!("Member{number}")).await);
    }
    runs(&shop, Trigger::Retain, |retain| {
        retain.holdout = 50;
        retain.waves[1].days = 40;
        retain.waves[1].brings = Brings::Words;
    })
    .await;
    for who in &members {
        wants_offers(&shop, who).await;
        shop.sells(who, 1_000).await;
    }
    shop.stage.post_everything().await;
    shop.stage.everybody_looks();
    let bought = shop.today().await;

    let mut heard = Vec::new();
    for days in [30, 40] {
        morning_of(&shop, &(bought + TimeDelta::days(days)).to_string()).await;
        heard.push(members.iter().map(|who| who.reads().len()).collect::<Vec<_>>());
    }

    let got: usize = heard[0].iter().sum();
    assert!(0 < got && got < members.len(), "{heard:?}");
    assert_eq!(heard[0], heard[1]);
}

async fn s6_nobody_opens_or_ends_what_went_to_somebody_else(shop: TestShop) {
    let (anna, ben) = (&shop.anna, shop.member_called("Ben").await);
    runs(&shop, Trigger::ThankYou, |_| ()).await;
    shop.sells(anna, 1_000).await;
    shop.stage.post_everything().await;
    shop.stage.everybody_looks();
    morning_of(&shop, &in_days(&shop, 1).await).await;
    let told = anna.looks();
    let datas: Vec<String> = told
        .buttons
        .iter()
        .flatten()
        .filter_map(|button| button.data.clone())
        .collect();
    assert_eq!(datas.len(), 6, "five stars and the way out");

    for data in &datas {
        let forged = ben.forges(data).await;
        forged.alerts(&say::common::old_button(domain::Lang::En));
        ben.reads();
    }
    let forged = datas[0]
        .rsplit_once(':')
        .map(|(front, _)| format!("{front}:6"))
        .unwrap();
    let forged = anna.forges(&forged).await;
    forged.alerts(&say::common::old_button(domain::Lang::En));
    anna.reads();

    anna.taps("5 ⭐").await;
    assert_eq!(anna.looks().text, "💛 Thank you, that makes us happy!");
}

async fn a_manager_sees_what_it_would_have_done_and_switches_it_on(shop: TestShop) {
    let (anna, ben) = (&shop.anna, shop.member_called("Ben").await);
    let mia = shop.employs("Mia", Role::Manager).await;
    wants_offers(&shop, anna).await;
    for who in [anna, &ben] {
        shop.sells(who, 1_000).await;
    }
    shop.wakes_on(&in_days(&shop, 45).await).await;
    shop.stage.post_everything().await;
    shop.stage.everybody_looks();

    mia.says("/automations").await;
    assert!(mia.looks().text.contains("None is on yet."));
    mia.taps("⚪️ Win back").await;
    let seen = mia.looks().text;
    assert!(seen.starts_with("⚪️ Win back is off"), "{seen}");
    assert!(
        seen.contains("• after 30 days: kind words\n• after 90 days: 50 points\n• after 180 days: €5 off, for 30 days")
    );
    assert!(
        seen.contains("In the last 90 days it would have reached:\n• after 30 days: 2 members, of whom 1 want offers"),
        "{seen}"
    );
    mia.taps("👁 Send it to me").await;
    let sent: Vec<String> = mia.reads().into_iter().map(|seen| seen.text).collect();
    assert_eq!(sent.len(), 4, "three messages and a word about them: {sent:#?}");
    assert!(sent[1].contains("🎁 50 points from us"));
    assert!(
        shop.find(&mia).await.is_none(),
        "nothing is given to whoever only looks"
    );
    mia.taps("‹ Back").await;
    mia.reads();
    mia.taps("▶️ Switch on").await;
    let seen = mia.looks().text;
    assert!(seen.starts_with("✅ On, from the next time on."), "{seen}");
    shop.owner.says("/audit").await;
    assert!(shop.owner.looks().text.contains("switched on the automation Win back"));

    morning_of(&shop, &in_days(&shop, 45).await).await;
    assert!(anna.looks().text.contains("It's been 90 days"));
    ben.hears_nothing();
    mia.says("/automations").await;
    assert!(mia.looks().text.contains("1 is on."));
    mia.taps("🟢 Win back").await;
    mia.looks();
    mia.taps("⏸ Switch off").await;
    assert!(mia.looks().text.starts_with("⏸ Off."));
}

async fn a_manager_changes_what_a_wave_brings_and_for_whom_it_is(shop: TestShop) {
    let mia = shop.employs("Mia", Role::Manager).await;
    mia.says("/automations").await;
    mia.looks();
    mia.taps("⚪️ Win back").await;
    mia.looks();
    mia.taps("✉️ after 30 days").await;
    mia.looks();
    mia.taps("🪙 Bring points").await;
    mia.looks();
    mia.says("lots").await;
    assert!(mia.looks().text.starts_with("I can't read that as a number."));
    mia.says("0").await;
    mia.reads();
    mia.taps("‹ Back").await;
    mia.reads();
    mia.taps("🪙 Bring points").await;
    mia.reads();
    mia.says("25").await;
    assert!(mia.looks().text.contains("• after 30 days: 25 points"));
    mia.taps("✉️ after 180 days").await;
    mia.looks();
    mia.taps("🎟 Bring a coupon").await;
    mia.looks();
    mia.says("7.50").await;
    assert!(mia.looks().text.contains("• after 180 days: €7.50 off, for 30 days"));
    mia.taps("✉️ after 90 days").await;
    mia.looks();
    mia.taps("🗓 Another day").await;
    mia.looks();
    mia.says("30").await;
    mia.reads();
    mia.says("60").await;
    assert!(mia.looks().text.contains("• after 60 days: 50 points"));
    mia.taps("➕ One more message").await;
    assert!(mia.looks().text.contains("• after 360 days: kind words"));
    mia.taps("✉️ after 360 days").await;
    mia.looks();
    mia.taps("✖ Leave this one out").await;
    assert!(!mia.looks().text.contains("360"));
    mia.taps("👥 For whom").await;
    mia.looks();
    mia.taps("▫️ Key accounts").await;
    assert!(mia.looks().text.contains("👥 For: Key accounts"));
    mia.taps("🔬 20%").await;
    assert!(mia.looks().text.contains("🔬 20% get nothing"));
    mia.taps("✏️ Name").await;
    mia.looks();
    mia.says("Come back, dear").await;
    assert!(mia.looks().text.contains("⚪️ Come back, dear is off"));
    mia.says("/automations").await;
    mia.looks();
    mia.taps("➕ Another one").await;
    mia.looks();
    mia.taps("⚪️ Holiday").await;
    mia.looks();
    mia.taps("▶️ Switch on").await.alerts("Say first which day it is.");
    mia.taps("📅 Which day").await;
    mia.looks();
    mia.says("24.12.").await;
    assert!(mia.looks().text.contains("📅 24 Dec"));
}

async fn s1_clerks_do_not_run_automations(shop: TestShop) {
    shop.clerk.says("/automations").await;
    shop.clerk.looks();
    let forged = shop
        .clerk
        .forges(
            &bot::tap::Tap::SwitchAutomation {
                id: Trigger::Retain.usual_id(),
                on: 1,
            }
            .data(),
        )
        .await;
    forged.alerts("That takes at least the role of manager. Ask somebody who has it.");
    shop.clerk.reads();

    let settled = shop.shop().await;
    let all = shop
        .loyalty()
        .automations(&settled, shop.owner.user())
        .await
        .unwrap()
        .unwrap();
    assert!(all.iter().all(|automation| automation.since.is_none()));
    let refused = shop.loyalty().automations(&settled, shop.clerk.user()).await.unwrap();
    assert!(refused.is_err());
}

async fn m8_a_shop_says_it_in_its_own_words_and_wrong_ones_are_not_saved(shop: TestShop) {
    let (anna, mia) = (&shop.anna, shop.employs("Mia", Role::Manager).await);
    runs(&shop, Trigger::Retain, |_| ()).await;
    wants_offers(&shop, anna).await;
    shop.sells(anna, 1_000).await;
    mia.says("/automations").await;
    mia.looks();
    mia.taps("🟢 Win back").await;
    mia.looks();
    mia.taps("✉️ after 30 days").await;
    mia.looks();
    mia.taps("✏️ Own words").await;
    mia.looks();
    mia.taps("💬 English").await;
    let shown: Vec<String> = mia.reads().into_iter().map(|seen| seen.text).collect();
    assert!(shown[0].contains("it's been 30 days"), "{shown:#?}");
    for (wrong, why) in [
        ("Hi {nmae}!", "I don't know {nmae}."),
        ("Your order of {total}", "I don't know {total}."),
        ("Hi {name", "There's a { or } too many."),
        (&"long ".repeat(800), "That's too long for one message."),
    ] {
        mia.says(wrong).await;
        let shown: Vec<String> = mia.reads().into_iter().map(|seen| seen.text).collect();
        assert!(shown[1].starts_with(why), "{wrong:.20}: {shown:#?}");
        assert!(shown[0].contains("it's been 30 days"), "nothing changed: {shown:#?}");
    }

    mia.says("Hi {name} & co, {days} without you!").await;
    let shown: Vec<String> = mia.reads().into_iter().map(|seen| seen.text).collect();
    assert!(shown[0].starts_with("Hi Mia & co, 30 days without you!"), "{shown:#?}");
    // The words go with their wave to another day.
    mia.says("/automations").await;
    mia.looks();
    mia.taps("🟢 Win back").await;
    mia.looks();
    mia.taps("✉️ after 30 days").await;
    mia.looks();
    mia.taps("🗓 Another day").await;
    mia.looks();
    mia.says("20").await;
    mia.looks();

    morning_of(&shop, &in_days(&shop, 20).await).await;

    assert_eq!(anna.looks().text, "Hi Anna & co, 20 days without you!");
    shop.stage.everybody_looks();
}

async fn m4_what_was_refused_stays_refused_when_two_files_become_one(shop: TestShop) {
    let (anna, other) = (&shop.anna, shop.member_called("Anna").await);
    other.says("/settings").await;
    other.looks();
    other.taps("🔔 What the shop writes to me").await;
    other.looks();
    other.taps("🔔 Questions after a visit").await;
    other.looks();
    let (settled, by) = (shop.shop().await, shop.owner.user());
    let (from, into) = (shop.file(&other).await.id, shop.file(anna).await.id);
    let joined = shop.loyalty().join_files(&settled, by, from, into).await.unwrap();
    assert!(matches!(joined, loyalty::FilesJoined::Done { .. }), "{joined:?}");
    shop.stage.post_everything().await;
    shop.stage.everybody_looks();

    let refused = shop.loyalty().refused_by(&settled, into).await.unwrap();

    assert_eq!(refused, [Trigger::ThankYou]);
}

async fn p3_a_wave_that_goes_to_another_day_says_it_to_nobody_twice(shop: TestShop) {
    let anna = &shop.anna;
    runs(&shop, Trigger::Retain, |_| ()).await;
    wants_offers(&shop, anna).await;
    shop.sells(anna, 1_000).await;
    shop.stage.post_everything().await;
    shop.stage.everybody_looks();
    morning_of(&shop, &in_days(&shop, 30).await).await;
    anna.looks();

    runs(&shop, Trigger::Retain, |retain| retain.waves[0].days = 31).await;
    morning_of(&shop, &in_days(&shop, 1).await).await;

    anna.hears_nothing();
}

async fn p10_orders_that_are_left_lying_about_bring_something_once(shop: TestShop) {
    let anna = &shop.anna;
    runs(&shop, Trigger::Remind, |_| ()).await;
    let mug = sells(&shop, "Mug", 1_000, |_| ()).await;
    for _ in 0..3 {
        has_ordered(&shop, anna, mug).await;
    }
    shop.stage.post_everything().await;
    shop.stage.everybody_looks();
    let ordered = shop.today().await;
    let had = shop.points(anna).await;

    morning_of(&shop, &(ordered + TimeDelta::days(1)).to_string()).await;
    anna.looks();
    shop.wakes_on(&(ordered + TimeDelta::days(4)).to_string()).await;
    shop.stage.post_everything().await;
    shop.stage.everybody_looks();
    morning_of(&shop, &(ordered + TimeDelta::days(7)).to_string()).await;

    anna.looks();
    assert_eq!(shop.points(anna).await, had + 20);
    anna.taps("🛍 Look around").await;
    let labels: Vec<String> = anna
        .reads()
        .iter()
        .flat_map(|seen| seen.buttons.iter().flatten().map(|button| button.text.clone()))
        .collect();
    assert!(
        labels.iter().any(|label| label.contains("Mug")),
        "it leads to what is sold: {labels:?}"
    );
    shop.stage.everybody_looks();
}

/// It is the hour at which Anna is told of a coupon, and Telegram asks for a pause when it is sent.
async fn is_held_up_with_a_coupon(shop: &TestShop, pause_seconds: u32) {
    let anna = &shop.anna;
    runs(shop, Trigger::Retain, |retain| {
        let coupon = retain.waves[2].brings.clone();
        retain.waves[0].brings = coupon;
    })
    .await;
    wants_offers(shop, anna).await;
    shop.sells(anna, 1_000).await;
    shop.stage.post_everything().await;
    shop.stage.everybody_looks();
    shop.wakes_on(&in_days(shop, 30).await).await;
    let settled = shop.shop().await;
    shop.clock.set(settled.mail_starts(shop.today().await));
    shop.stage.works().await;
    let pause = Fault::TooManyRequests {
        retry_after: pause_seconds,
    };
    shop.stage.playground.fail_next("sendMessage", pause);
    shop.stage.post().await;
    anna.hears_nothing();
}

async fn m2_nobody_keeps_what_they_were_never_told_of(shop: TestShop) {
    let anna = &shop.anna;
    is_held_up_with_a_coupon(&shop, 3_600).await;
    let settled = shop.shop().await;
    shop.loyalty()
        .want(&settled, anna.user(), Trigger::Retain, false)
        .await
        .unwrap();

    shop.passes(TimeDelta::hours(2)).await;
    shop.stage.post_everything().await;

    anna.hears_nothing();
    let states: Vec<CouponState> = shop.coupons(anna).await.iter().map(|coupon| coupon.state).collect();
    assert_eq!(states, [CouponState::Revoked]);
}

async fn p3_b7_a_letter_that_is_sent_again_brings_the_same_coupon_for_as_long(shop: TestShop) {
    let anna = &shop.anna;
    is_held_up_with_a_coupon(&shop, 36_000).await;
    let made = shop.coupon(anna).await;

    // Ten hours later it is evening in the shop: the letter waits for the next morning.
    shop.passes(TimeDelta::hours(25)).await;
    shop.stage.post_everything().await;

    let told = anna.looks().text;
    let coupon = shop.coupon(anna).await;
    assert_eq!((coupon.id, coupon.code.clone()), (made.id, made.code));
    assert!(told.contains(&coupon.code.to_string()), "{told}");
    let settled = shop.shop().await;
    let last = settled.day(coupon.expires_at - TimeDelta::seconds(1));
    assert_eq!(last, shop.today().await + TimeDelta::days(30));
}
