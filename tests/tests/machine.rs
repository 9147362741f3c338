//! The program as a machine: updates that come twice or cannot be read, restarts, health, secrets.

use std::sync::Arc;

use chrono::TimeDelta;
use domain::Clock;
use playground::Fault;
use serde_json::Value;
use storage::inbox::{self, NewUpdate};
use stories::{Logbook, Stage, TestShop, by_webhook, on_both_engines};

on_both_engines![
    an_update_that_cannot_be_read_is_kept_and_stops_nobody,
    an_answer_that_fails_is_tried_again,
    an_answer_that_fails_for_good_says_sorry_with_a_reference,
    whoever_is_too_fast_is_asked_for_patience_once,
    updates_that_came_while_nobody_was_there_are_answered,
    one_persons_updates_are_answered_in_their_order,
    s7_secrets_are_not_in_the_log,
    menus_are_set_in_every_language_once,
    what_is_old_is_forgotten_however_much_it_is,
];

by_webhook![
    s7_secrets_are_not_in_the_log,
    a_stranger_at_the_webhook_is_turned_away,
    health_and_numbers_are_told,
    an_update_that_comes_by_webhook_again_is_answered_once,
    a_webhook_that_was_down_gets_what_it_missed,
];

async fn an_update_that_cannot_be_read_is_kept_and_stops_nobody(shop: TestShop) {
    let (stage, anna) = (&shop.stage, &shop.anna);
    let chat = anna.person.id();

    for text in [
        format!(r#"{{"message":{{"message_id":"x","chat":{{"id":{chat},"type":"private"}},"from":{{"id":{chat}}}}}}}"#),
        r#"{"subscription":{"user":{"id":5}}}"#.to_owned(),
    ] {
        stage.playground.deliver_raw(&stage.bot, &text).expect("it is JSON");
        stage.quiet().await;
        stage.expects_dead_updates(1);
    }
    anna.says("/points").await;

    assert!(anna.looks().html.starts_with("You have <b>50 points</b>"));
}

async fn an_answer_that_fails_is_tried_again(shop: TestShop) {
    for _ in 0..3 {
        shop.stage.playground.fail_next("sendMessage", Fault::ServerError);
    }

    shop.anna.says("/points").await;
    shop.passes(TimeDelta::seconds(10)).await;

    assert!(shop.anna.looks().html.starts_with("You have <b>50 points</b>"));
}

async fn an_answer_that_fails_for_good_says_sorry_with_a_reference(shop: TestShop) {
    let book = Logbook::open();
    for _ in 0..15 {
        shop.stage.playground.fail_next("sendMessage", Fault::ServerError);
    }

    shop.anna.says("/points").await;
    // Telegram may be away for a quarter of an hour.
    for _ in 0..4 {
        shop.passes(TimeDelta::minutes(4)).await;
    }

    shop.stage.expects_dead_updates(1);
    let seen = shop.anna.looks();
    assert!(
        seen.html
            .starts_with("Sorry, that didn't work just now. Please try again in a minute."),
        "{}",
        seen.html
    );
    let reference = seen
        .html
        .split("<code>")
        .nth(1)
        .and_then(|rest| rest.split("</code>").next())
        .expect("a reference");
    assert!(
        book.text().contains(reference),
        "the log knows the reference {reference}"
    );
    shop.anna.says("/points").await;
    assert!(shop.anna.looks().html.starts_with("You have <b>50 points</b>"));
}

async fn whoever_is_too_fast_is_asked_for_patience_once(shop: TestShop) {
    let anna = &shop.anna;

    for _ in 0..40 {
        anna.person.says(&shop.stage.bot, "/points");
    }
    shop.stage.quiet().await;

    let heard: Vec<String> = anna.reads().into_iter().map(|seen| seen.html).collect();
    let asked = heard
        .iter()
        .filter(|html| html.starts_with("One moment, please"))
        .count();
    assert_eq!(asked, 1, "{heard:#?}");
    assert!(heard.len() <= 21, "{}", heard.len());
    shop.passes(TimeDelta::seconds(30)).await;
    anna.says("/points").await;
    assert!(anna.looks().html.starts_with("You have <b>50 points</b>"));
}

async fn updates_that_came_while_nobody_was_there_are_answered(shop: TestShop) {
    shop.stage.stops().await;
    shop.anna.person.says(&shop.stage.bot, "/points");
    shop.clerk.person.says(&shop.stage.bot, "/find anna");
    shop.clock.advance(TimeDelta::minutes(5));

    shop.stage.starts_another().await;
    shop.stage.quiet().await;

    assert!(shop.anna.looks().html.starts_with("You have <b>50 points</b>"));
    assert!(shop.clerk.looks().html.starts_with("👤 <b>Anna</b>"));
}

async fn one_persons_updates_are_answered_in_their_order(shop: TestShop) {
    let (anna, bot) = (&shop.anna, &shop.stage.bot);

    for command in ["/points", "/gifts", "/coupons", "/menu", "/help"] {
        anna.person.says(bot, command);
    }
    shop.stage.quiet().await;

    let heard = anna.reads();
    let begins: Vec<&str> = heard
        .iter()
        .map(|seen| seen.text.split_whitespace().next().unwrap_or_default())
        .collect();
    assert_eq!(begins, ["You", "🎁", "You", "Hello", "How"]);
}

async fn s7_secrets_are_not_in_the_log(shop: TestShop) {
    let book = Logbook::open();
    let token = shop.stage.bot.token();

    shop.stage.restarts().await;
    for fault in [
        Fault::ServerError,
        Fault::CutBefore,
        Fault::CutAfter,
        Fault::TooManyRequests { retry_after: 1 },
    ] {
        shop.stage.playground.fail_next("sendMessage", fault);
        shop.anna.says("/points").await;
        shop.passes(TimeDelta::minutes(5)).await;
    }
    shop.anna.says("/card").await;
    shop.stage.restarts().await;
    shop.anna.reads();

    let log = book.text();
    assert!(log.contains("Telegram knows this bot"), "the log was kept");
    let (_, key) = token.split_once(':').expect("a token");
    for secret in [token.as_str(), key, "open-sesame"] {
        assert!(
            !log.contains(secret),
            "{}",
            log.lines().find(|line| line.contains(secret)).unwrap_or_default()
        );
    }
}

async fn what_is_old_is_forgotten_however_much_it_is(shop: TestShop) {
    let (db, now) = (shop.loyalty().db, shop.clock.now());
    let ids: Vec<i64> = (1..=2_500).map(|n| -n).collect();
    let updates: Vec<_> = ids
        .iter()
        .map(|id| NewUpdate {
            id: *id,
            chat: 1,
            user: 1,
            slot: storage::slots::of(1),
            body: "{}",
            at: now,
        })
        .collect();
    let mut tx = db.begin().await.unwrap();
    inbox::put_all(&mut tx, &updates).await.unwrap();
    inbox::close_all(&mut tx, &ids, now).await.unwrap();
    tx.commit().await.unwrap();

    shop.clock.advance(TimeDelta::days(3));
    shop.stage.ticks().await;

    let mut tx = db.begin().await.unwrap();
    let left = inbox::prune(&mut tx, now + TimeDelta::minutes(1), 5_000).await.unwrap();
    assert_eq!(left, 0);
}

async fn menus_are_set_in_every_language_once(stage: Arc<Stage>) {
    stage.sets_menus().await;
    for language in ["", "en", "zh", "id"] {
        for scope in ["all_private_chats", "all_group_chats"] {
            let commands = stage.bot.commands(scope, language);
            assert!(!commands.is_empty(), "{scope} {language:?}");
            for command in &commands {
                assert!(
                    command["description"]
                        .as_str()
                        .is_some_and(|words| !words.contains("commands.")),
                    "{command}"
                );
            }
        }
    }
    let sets = || {
        stage
            .playground
            .calls()
            .iter()
            .filter(|call| call.method.eq_ignore_ascii_case("setMyCommands"))
            .count()
    };
    let before = sets();

    stage.restarts().await;
    stage.sets_menus().await;

    assert_eq!(sets(), before, "a start does not set again what stands");
}

async fn get(stage: &Stage, path: &str) -> (u16, String) {
    let address = stage.listening().await.expect("the program listens");
    let answer = reqwest::get(format!("http://{address}{path}"))
        .await
        .expect("an answer");
    (answer.status().as_u16(), answer.text().await.expect("words"))
}

async fn a_stranger_at_the_webhook_is_turned_away(shop: TestShop) {
    let address = shop.stage.listening().await.expect("the program listens");
    let http = reqwest::Client::new();
    let forged = r#"{"update_id":999999999,"message":{"message_id":1,"date":0,"chat":{"id":1,"type":"private"}}}"#;

    for secret in [None, Some(""), Some("open-sesam"), Some("open-sesame2")] {
        let mut ask = http.post(format!("http://{address}/telegram")).body(forged);
        if let Some(secret) = secret {
            ask = ask.header("X-Telegram-Bot-Api-Secret-Token", secret);
        }
        let answer = ask.send().await.expect("an answer");
        assert_eq!(answer.status(), 401, "{secret:?}");
    }
    let mut tx = shop.loyalty().db.begin().await.expect("a transaction");
    let new = storage::inbox::NewUpdate {
        id: 999_999_999,
        chat: 1,
        user: 1,
        slot: 0,
        body: "{}",
        at: shop.stage.now(),
    };
    assert!(
        storage::inbox::put(&mut tx, &new).await.expect("an answer"),
        "nothing of theirs was stored"
    );
    drop(tx);

    shop.anna.says("/points").await;

    shop.anna.looks();
}

async fn health_and_numbers_are_told(shop: TestShop) {
    shop.anna.says("/points").await;
    shop.anna.looks();
    shop.stage.counts().await;

    let (healthy, _) = get(&shop.stage, "/healthz").await;
    let (ready, _) = get(&shop.stage, "/readyz").await;
    let (told, numbers) = get(&shop.stage, "/metrics").await;

    assert_eq!((healthy, ready, told), (200, 200, 200));
    for name in [
        "regulars_updates_total",
        "regulars_slots_held",
        "regulars_updates_received_total",
    ] {
        assert!(numbers.contains(name), "{name} is not in\n{numbers}");
    }
    assert_eq!(get(&shop.stage, "/nowhere").await.0, 404);
}

async fn an_update_that_comes_by_webhook_again_is_answered_once(shop: TestShop) {
    shop.clerk.says("/sell 20 anna").await;
    let update = *shop
        .stage
        .playground
        .delivered_updates(&shop.stage.bot)
        .last()
        .expect("the message");
    shop.clerk.looks();

    shop.stage.playground.redeliver(update).expect("it was taken");
    shop.stage.quiet().await;

    shop.clerk.hears_nothing();
    assert_eq!(shop.points(&shop.anna).await, 70);
    shop.stage.post().await;
    shop.anna.looks();
}

async fn a_webhook_that_was_down_gets_what_it_missed(shop: TestShop) {
    shop.stage
        .playground
        .set_first_redelivery(std::time::Duration::from_millis(50));
    shop.stage.stops().await;
    shop.anna.person.says(&shop.stage.bot, "/points");

    shop.stage.starts_another().await;
    shop.stage.quiet().await;

    assert!(shop.anna.looks().html.starts_with("You have <b>50 points</b>"));
    let calls = shop.stage.playground.calls();
    let sets = calls
        .iter()
        .filter(|call| call.method.eq_ignore_ascii_case("setWebhook"))
        .count();
    assert_eq!(sets, 1, "a stop leaves the webhook, and a start finds it");
    assert!(
        calls
            .iter()
            .all(|call| !call.method.eq_ignore_ascii_case("deleteWebhook"))
    );
    let texts: Vec<&Value> = calls.iter().map(|call| &call.params).collect();
    assert!(!texts.is_empty());
}
