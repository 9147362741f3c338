//! What automations did and really brought, and marketing that stands still because too many go.

use chrono::{NaiveDate, TimeDelta};
use domain::automation::{About, Trigger};
use domain::job::NightStep;
use domain::role::Role;
use domain::{Clock, TouchId};
use loyalty::{How, Refund};
use storage::results::{self, Part, Sums};
use storage::touches::{self, Decided, NewTouch};
use stories::{Someone, TestShop, on_both_engines};

use crate::automations::{in_days, morning_of, runs, wants_offers};

on_both_engines![
    what_came_of_a_message_is_counted_once_when_its_time_is_over,
    a_purchase_that_went_back_whole_is_none,
    points_and_coupons_that_came_with_messages_are_what_they_cost,
    what_it_really_brings_is_said_with_its_interval,
    what_cannot_be_told_from_chance_is_not_told_as_an_effect,
    with_too_few_it_says_so,
    s1_a_clerk_sees_nothing_of_it,
    s3_when_too_many_go_marketing_stands_still_until_a_manager_says_so,
    whoever_leaves_the_group_or_opts_out_counts_as_well,
    what_is_theirs_still_reaches_members_while_marketing_stands_still,
    one_unlucky_message_stops_nobody,
    a_comparison_begins_anew_with_how_many_are_left_out,
    what_does_not_match_is_found,
];

/// Anna bought once, and is missed a month later. Gives the day of the message.
async fn is_missed(shop: &TestShop, who: &Someone) -> NaiveDate {
    wants_offers(shop, who).await;
    shop.sells(who, 1_000).await;
    shop.stage.post_everything().await;
    shop.stage.everybody_looks();
    let day = in_days(shop, 30).await;
    morning_of(shop, &day).await;
    day.parse().unwrap()
}

async fn sees(who: &Someone, button: &str) -> String {
    who.says("/stats").await;
    drop(who.reads());
    who.taps("Automations").await;
    if button.is_empty() {
        return who.looks().words().to_owned();
    }
    drop(who.reads());
    who.taps(button).await;
    who.looks().words().to_owned()
}

async fn what_came_of_a_message_is_counted_once_when_its_time_is_over(shop: TestShop) {
    let (owner, anna) = (&shop.owner, &shop.anna);
    runs(&shop, Trigger::Retain, |_| ()).await;
    let day = is_missed(&shop, anna).await;
    anna.looks();
    anna.taps("Look around").await;
    shop.passes(TimeDelta::days(2)).await;
    shop.sells(anna, 2_500).await;
    shop.stage.post_everything().await;
    shop.stage.everybody_looks();

    shop.wakes_on(&(day + TimeDelta::days(14)).to_string()).await;
    assert!(
        sees(owner, "")
            .await
            .starts_with("No automation has done anything yet whose time is over.")
    );
    shop.wakes_on(&(day + TimeDelta::days(15)).to_string()).await;

    let words = "Automations: what they really brought\n\
                 • Win back: 1 reached, 1 bought. Nobody is left out, so nothing to compare with.";
    assert_eq!(sees(owner, "").await, words);
    assert_eq!(
        sees(owner, "Win back").await,
        "Win back: what it did\n\
         • Reached: 1 (1 opened it)\n\
         • Came back: 1, bought: 1\n\
         • Blocked the bot or left: 0, opted out: 0\n\n\
         Nobody is left out of it, so it can't be said what it really brings. Leave a tenth out, and in some weeks you know."
    );
    owner.says("/automations").await;
    drop(owner.reads());
    owner.taps("Win back").await;
    drop(owner.reads());
    owner.taps("What it brought").await;
    assert!(owner.looks().text.starts_with("Win back: what it did\n• Reached: 1"));
    let today = shop.today().await;
    let again = shop
        .loyalty()
        .night_page(shop.id, today, NightStep::MeasureTouches)
        .await
        .unwrap();
    assert_eq!(again.changed, 0);
    assert_eq!(sees(owner, "").await, words);
    drop(anna.reads());
}

async fn a_purchase_that_went_back_whole_is_none(shop: TestShop) {
    let (owner, anna) = (&shop.owner, &shop.anna);
    runs(&shop, Trigger::Retain, |_| ()).await;
    let day = is_missed(&shop, anna).await;
    anna.looks();
    let order = shop.sells(anna, 2_500).await;
    let settled = shop.shop().await;
    let undo = Refund {
        shop: &settled,
        by: owner.user(),
        order: order.id,
        how: How::Undo,
    };
    shop.loyalty().refund(&undo).await.unwrap();
    shop.stage.post_everything().await;
    shop.stage.everybody_looks();

    shop.wakes_on(&(day + TimeDelta::days(15)).to_string()).await;

    assert!(sees(owner, "Win back").await.contains("Came back: 1, bought: 0"));
    drop(anna.reads());
}

async fn points_and_coupons_that_came_with_messages_are_what_they_cost(shop: TestShop) {
    let (owner, anna) = (&shop.owner, &shop.anna);
    runs(&shop, Trigger::Retain, |_| ()).await;
    let day = is_missed(&shop, anna).await;
    anna.looks();
    morning_of(&shop, &(day + TimeDelta::days(60)).to_string()).await;
    anna.looks();
    morning_of(&shop, &(day + TimeDelta::days(150)).to_string()).await;
    anna.looks();

    shop.wakes_on(&(day + TimeDelta::days(170)).to_string()).await;

    let words = sees(owner, "Win back").await;
    assert!(
        words.contains(
            "• Given: 50 points, 1 coupon (0 used)\n\
             • 30 days after: 1 reached, 0 bought\n\
             • 90 days after: 1 reached, 0 bought\n\
             • 180 days after: 1 reached, 0 bought"
        ),
        "{words}"
    );
    drop(anna.reads());
}

/// So many decisions about Anna, each about another day, of which so many are followed by a purchase.
async fn had(shop: &TestShop, held: bool, people: i64, bought: i64) {
    let (member, now) = (shop.file(&shop.anna).await.id, shop.clock.now());
    let loyalty = shop.loyalty();
    let measure_on = shop.today().await + TimeDelta::days(15);
    let first: NaiveDate = if held { "2001-01-01" } else { "1991-01-01" }.parse().unwrap();
    let mut tx = loyalty.db.begin().await.unwrap();
    for n in 0..people {
        let touch = NewTouch {
            id: TouchId(loyalty.ids.uuid(now)),
            automation: Trigger::Retain.usual_id(),
            wave: 30,
            member,
            about: About::Day(first + TimeDelta::days(n)),
            decided: if held { Decided::HoldOut } else { Decided::Send },
            holdout: 10,
            // Anna buys now: before some of the decisions, and after the others.
            at: if n < bought {
                now - TimeDelta::hours(1)
            } else {
                now + TimeDelta::hours(1)
            },
            measure_on: Some(measure_on),
        };
        touches::put(&mut tx, shop.id, &touch).await.unwrap();
        if !held {
            touches::sent(&mut tx, shop.id, touch.id, touch.at).await.unwrap();
        }
    }
    tx.commit().await.unwrap();
}

/// What is said of an automation that so many got and so many did not.
async fn is_told(shop: &TestShop, treated: (i64, i64), held: (i64, i64)) -> String {
    runs(shop, Trigger::Retain, |automation| automation.holdout = 10).await;
    had(shop, false, treated.0, treated.1).await;
    had(shop, true, held.0, held.1).await;
    shop.sells(&shop.anna, 1_000).await;
    shop.stage.post_everything().await;
    shop.stage.everybody_looks();
    shop.wakes_on(&in_days(shop, 15).await).await;
    let words = sees(&shop.owner, "Win back").await;
    drop(shop.anna.reads());
    words
}

async fn what_it_really_brings_is_said_with_its_interval(shop: TestShop) {
    let words = is_told(&shop, (400, 120), (100, 10)).await;

    assert!(
        words.ends_with(
            "• Left out on purpose, to compare: 100\n\n\
             Of 100 who were to get it, 30 bought; of 100 who were left out, 10.\n\
             📈 It brings between 11 and 26 purchases per 100 messages.\n\
             So far that is between 46 and 106 purchases."
        ),
        "{words}"
    );
    let owner = &shop.owner;
    owner.says("/language").await;
    owner.taps("简体中文").await;
    drop(owner.reads());
    owner.says("/stats").await;
    drop(owner.reads());
    owner.taps("自动消息").await;
    let seen = owner.looks();
    assert!(seen.photo.is_some());
    assert!(
        seen.words().contains("📈 每 100 条多带来 11 到 26 笔消费。"),
        "{}",
        seen.words()
    );
}

async fn what_cannot_be_told_from_chance_is_not_told_as_an_effect(shop: TestShop) {
    let words = is_told(&shop, (400, 42), (100, 10)).await;

    assert!(
        words.ends_with(
            "Of 100 who were to get it, 11 bought; of 100 who were left out, 10.\n\
             It can't be told from chance so far: somewhere between 7 fewer and 6 more per 100 messages."
        ),
        "{words}"
    );
}

async fn with_too_few_it_says_so(shop: TestShop) {
    let words = is_told(&shop, (60, 5), (12, 1)).await;

    assert!(
        words.ends_with(
            "⏳ Not enough data yet to say what it really brings. Still missing:\n\
             • who were left out: 38\n\
             • purchases: 4"
        ),
        "{words}"
    );
}

async fn s1_a_clerk_sees_nothing_of_it(shop: TestShop) {
    runs(&shop, Trigger::Retain, |_| ()).await;
    let (settled, clerk) = (shop.shop().await, shop.clerk.user());
    let automation = Trigger::Retain.proposed(Trigger::Retain.usual_id(), settled.currency);

    let seen = shop.loyalty().results(&settled, clerk, &automation).await.unwrap();
    let all = shop.loyalty().results_of_all(&settled, clerk).await.unwrap();

    assert!(seen.is_err() && all.is_err());
}

/// So many regulars who were missed this morning.
async fn are_missed(shop: &TestShop, count: usize) -> Vec<Someone> {
    runs(shop, Trigger::Retain, |_| ()).await;
    let mut regulars = Vec::new();
    for n in 0..count {
        let who = shop.member_called(&format!("Ben {n}")).await;
        wants_offers(shop, &who).await;
        shop.sells(&who, 1_000).await;
        regulars.push(who);
    }
    shop.stage.post_everything().await;
    shop.stage.everybody_looks();
    morning_of(shop, &in_days(shop, 30).await).await;
    for who in &regulars {
        who.looks();
    }
    regulars
}

const PAUSED: &str = "⏸ Corner Café: marketing is paused\n\n\
    Of 10 messages within a day, 4 blocked the bot, left or opted out. Usually it's about 0 of 1,000.\n\
    Look at what went out last, and change it or switch it off in /automations. Then say whether it goes on.";

async fn s3_when_too_many_go_marketing_stands_still_until_a_manager_says_so(shop: TestShop) {
    let (owner, manager) = (&shop.owner, shop.employs("Mia", Role::Manager).await);
    let regulars = are_missed(&shop, 10).await;
    for who in &regulars[..3] {
        who.blocks_the_bot().await;
    }
    shop.stage.post_everything().await;
    owner.hears_nothing();

    regulars[3].blocks_the_bot().await;
    shop.stage.post_everything().await;

    assert_eq!(owner.looks().text, PAUSED);
    assert_eq!(manager.looks().text, PAUSED);
    shop.clerk.hears_nothing();
    regulars[4].blocks_the_bot().await;
    shop.stage.post_everything().await;
    owner.hears_nothing();
    // Each who was missed a month ago is missed again two months later, and hears nothing.
    manager.taps("Keep paused").await;
    assert!(manager.looks().text.starts_with("⏸ Marketing stays paused."));
    morning_of(&shop, &in_days(&shop, 60).await).await;
    for who in &regulars[5..] {
        who.hears_nothing();
    }

    manager.says("/automations").await;
    let seen = manager.looks().text;
    assert!(
        seen.starts_with(
            "⏸ Marketing is paused: of 10 messages within a day, 4 blocked the bot, left or opted out.\n\n"
        ),
        "{seen}"
    );
    assert!(manager.shows("▶️ Go on"));

    let tapped = owner.taps("Go on").await;
    assert_eq!(owner.looks().text, "▶️ Marketing goes on, from the next morning on.");
    owner.taps_again(&tapped).await;
    drop(owner.reads());
    manager.taps("Go on").await;
    assert_eq!(manager.looks().text, "▶️ Somebody has let marketing go on already.");

    morning_of(&shop, &in_days(&shop, 90).await).await;
    for who in &regulars[5..] {
        assert!(who.looks().text.contains("Ben"));
    }
    owner.says("/audit").await;
    let log = owner.looks().text;
    for deed in [
        "marketing paused, because too many left",
        "marketing stays paused",
        "marketing goes on",
    ] {
        assert_eq!(log.matches(deed).count(), 1, "{deed}: {log}");
    }
    shop.wakes_on(&in_days(&shop, 20).await).await;
    let words = sees(owner, "Win back").await;
    assert!(words.contains("Blocked the bot or left: 5, opted out: 0"), "{words}");
    assert!(words.contains("Didn't go out: 5 while messages were paused"), "{words}");
}

async fn whoever_leaves_the_group_or_opts_out_counts_as_well(shop: TestShop) {
    let owner = &shop.owner;
    let regulars = are_missed(&shop, 10).await;
    let room = shop.has_a_group().await;
    regulars[0].joins(&room).await;
    shop.stage.everybody_looks();

    regulars[0].leaves(&room).await;
    regulars[1].taps("No more of these").await;
    regulars[1].looks();
    let settled = shop.shop().await;
    let member = shop.file(&regulars[2]).await.id;
    shop.loyalty().let_marketing(&settled, member, false).await.unwrap();
    shop.stage.post_everything().await;
    owner.hears_nothing();
    regulars[3].blocks_the_bot().await;
    shop.stage.post_everything().await;

    assert_eq!(owner.looks().text, PAUSED);
    assert_eq!(shop.loyalty().braked(&settled).await.unwrap().unwrap().today.lost(), 4);
    shop.stage.everybody_looks();
}

async fn what_is_theirs_still_reaches_members_while_marketing_stands_still(shop: TestShop) {
    let anna = &shop.anna;
    runs(&shop, Trigger::ThankYou, |_| ()).await;
    let regulars = are_missed(&shop, 10).await;
    for who in &regulars[..4] {
        who.blocks_the_bot().await;
    }
    shop.stage.post_everything().await;
    shop.stage.everybody_looks();

    let settled = shop.shop().await;
    assert!(shop.loyalty().braked(&settled).await.unwrap().is_some());

    shop.sells(anna, 1_000).await;
    shop.stage.post_everything().await;
    drop(anna.reads());
    morning_of(&shop, &in_days(&shop, 1).await).await;

    assert!(anna.looks().text.contains("How was"), "a thank-you is no marketing");
}

async fn a_comparison_begins_anew_with_how_many_are_left_out(shop: TestShop) {
    // Long ago nobody was left out, and everybody bought.
    let (member, now, today) = (shop.file(&shop.anna).await.id, shop.clock.now(), shop.today().await);
    runs(&shop, Trigger::Retain, |automation| automation.holdout = 10).await;
    let loyalty = shop.loyalty();
    let mut tx = loyalty.db.begin().await.unwrap();
    for n in 0..100 {
        let touch = NewTouch {
            id: TouchId(loyalty.ids.uuid(now)),
            automation: Trigger::Retain.usual_id(),
            wave: 30,
            member,
            about: About::Day("1981-01-01".parse::<NaiveDate>().unwrap() + TimeDelta::days(n)),
            decided: Decided::Send,
            holdout: 0,
            at: now - TimeDelta::hours(1),
            measure_on: Some(today + TimeDelta::days(15)),
        };
        touches::put(&mut tx, shop.id, &touch).await.unwrap();
        touches::sent(&mut tx, shop.id, touch.id, touch.at).await.unwrap();
    }
    tx.commit().await.unwrap();

    let words = is_told(&shop, (400, 42), (100, 10)).await;

    assert!(words.contains("Reached: 500 (0 opened it)"), "{words}");
    assert!(
        words.contains("Of 100 who were to get it, 11 bought; of 100 who were left out, 10."),
        "{words}"
    );
}

async fn what_does_not_match_is_found(shop: TestShop) {
    is_told(&shop, (60, 5), (12, 1)).await;
    let loyalty = shop.loyalty();
    assert_eq!(loyalty.check().await.unwrap().findings, []);
    let part = Part {
        automation: Trigger::Retain.usual_id(),
        wave: 30,
        holdout: 10,
        held: true,
    };
    let add = async |bought: i64| {
        let mut tx = loyalty.db.begin().await.unwrap();
        let sums = Sums {
            bought,
            ..Sums::default()
        };
        results::add(&mut tx, shop.id, part, &sums).await.unwrap();
        tx.commit().await.unwrap();
        loyalty.check().await.unwrap().findings
    };

    let findings = add(1).await;

    assert_eq!(findings.len(), 1, "{findings:?}");
    assert_eq!(findings[0].rule, "what automations came to is what their decisions did");
    assert_eq!(add(-1).await, []);
}

async fn one_unlucky_message_stops_nobody(shop: TestShop) {
    let regulars = are_missed(&shop, 10).await;

    regulars[0].blocks_the_bot().await;
    // Long after it, somebody goes for a reason of their own.
    shop.passes(TimeDelta::days(3)).await;
    for who in &regulars[1..6] {
        who.blocks_the_bot().await;
    }
    shop.stage.post_everything().await;

    shop.owner.hears_nothing();
    assert_eq!(shop.loyalty().braked(&shop.shop().await).await.unwrap(), None);
}
