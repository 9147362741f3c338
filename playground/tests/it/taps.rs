use std::time::Duration;

use playground::{PlaygroundError, TapKind};
use serde_json::json;

use crate::stage::{Stage, button};

#[tokio::test]
async fn a_tap_reaches_the_bot_and_its_answer_the_person() {
    let stage = Stage::new().await;
    let anna = stage.customer("Anna");
    let sent = stage
        .ok(
            "sendMessage",
            json!({ "chat_id": anna.id(), "text": "Mug", "reply_markup": button("Redeem: Mug", "r:7") }),
        )
        .await;
    stage.updates().await;

    let tap = anna.taps(&stage.bot, "Redeem").unwrap();
    let query = stage.updates().await.remove(0)["callback_query"].clone();
    assert_eq!(
        (query["data"].clone(), query["message"]["message_id"].clone()),
        (json!("r:7"), sent["message_id"].clone())
    );
    assert_eq!(query["id"], tap.id());
    assert_eq!(stage.playground.unanswered().len(), 1);

    let answer = json!({ "callback_query_id": tap.id(), "text": "Done", "show_alert": true });
    stage.ok("answerCallbackQuery", answer.clone()).await;
    let answered = tap.answered(Duration::from_secs(5)).await.unwrap();
    assert_eq!((answered.text.as_deref(), answered.show_alert), (Some("Done"), true));
    assert!(stage.playground.unanswered().is_empty());
    let twice = stage.refused("answerCallbackQuery", answer).await;
    assert_eq!(
        twice,
        "Bad Request: query is too old and response timeout expired or query ID is invalid"
    );
    stage.is_clean();
}

#[tokio::test]
async fn the_same_tap_again_is_a_new_query_in_a_new_update() {
    let stage = Stage::new().await;
    let anna = stage.customer("Anna");
    stage
        .ok(
            "sendMessage",
            json!({ "chat_id": anna.id(), "text": "Mug", "reply_markup": button("Redeem", "r:7") }),
        )
        .await;
    stage.updates().await;

    let first = anna.taps(&stage.bot, "Redeem").unwrap();
    let second = anna.taps_again(&first).unwrap();

    let updates = stage.updates().await;
    assert_ne!(first.id(), second.id());
    assert_ne!(updates[0]["update_id"], updates[1]["update_id"]);
    assert_eq!(
        updates[0]["callback_query"]["data"],
        updates[1]["callback_query"]["data"]
    );
}

#[tokio::test]
async fn a_tap_that_waited_too_long_cannot_be_answered() {
    let stage = Stage::new().await;
    let anna = stage.customer("Anna");
    let tap = anna.sends_tap(&stage.bot, 1, "forged").unwrap();
    stage.advance(150);

    let refusal = stage
        .refused("answerCallbackQuery", json!({ "callback_query_id": tap.id() }))
        .await;

    assert!(refusal.contains("query is too old"), "{refusal}");
    stage.is_clean();
    let long = json!({ "callback_query_id": tap.id(), "text": "x".repeat(201) });
    assert_eq!(
        stage.refused("answerCallbackQuery", long).await,
        "Bad Request: MESSAGE_TOO_LONG"
    );
}

#[tokio::test]
async fn a_forged_tap_on_a_message_that_is_gone_is_inaccessible() {
    let stage = Stage::new().await;
    let anna = stage.customer("Anna");
    stage.updates().await;
    anna.sends_tap(&stage.bot, 999, "x").unwrap();

    let query = stage.updates().await.remove(0)["callback_query"].clone();

    assert_eq!(query["message"]["date"], 0);
    assert_eq!(query["message"]["message_id"], 999);
}

#[tokio::test]
async fn a_missing_button_is_told_with_those_that_are_there() {
    let stage = Stage::new().await;
    let anna = stage.customer("Anna");
    stage
        .ok(
            "sendMessage",
            json!({ "chat_id": anna.id(), "text": "?", "reply_markup": button("Gifts", "g") }),
        )
        .await;

    let error = anna.taps(&stage.bot, "Redeem").err().unwrap();

    assert_eq!(
        error,
        PlaygroundError::NoSuchButton {
            label: "Redeem".to_owned(),
            visible: "Gifts".to_owned()
        }
    );
}

#[tokio::test]
async fn links_are_opened_texts_copied_and_dead_buttons_do_nothing() {
    let stage = Stage::new().await;
    let anna = stage.customer("Anna");
    let row = json!([[
        { "text": "Open", "url": stage.bot.start_link("gift") },
        { "text": "Copy code", "copy_text": { "text": "AB-12" } },
        { "text": "Sold out", "disabled": {} },
    ]]);
    let sent = stage
        .ok(
            "sendMessage",
            json!({ "chat_id": anna.id(), "text": "?", "reply_markup": { "inline_keyboard": row } }),
        )
        .await;
    stage.updates().await;

    let copied = anna.taps(&stage.bot, "Copy").unwrap();
    assert_eq!(copied.kind(), &TapKind::Copied("AB-12".to_owned()));
    assert_eq!(
        anna.taps_on(&stage.bot, sent["message_id"].as_i64().unwrap(), "Sold out")
            .err(),
        Some(PlaygroundError::ButtonDisabled("Sold out".to_owned()))
    );
    anna.taps(&stage.bot, "Open").unwrap();
    assert_eq!(stage.updates().await[0]["message"]["text"], "/start gift");
}

#[tokio::test]
async fn start_payloads_are_held_to_their_alphabet() {
    let stage = Stage::new().await;
    let anna = stage.person("Anna");

    assert!(anna.opens(&stage.bot.start_link("no spaces")).is_err());
    assert!(anna.opens(&stage.bot.start_link(&"x".repeat(65))).is_err());
    assert!(anna.opens("https://t.me/nobody_bot?start=x").is_err());
    anna.opens(&stage.bot.start_link(&"x".repeat(64))).unwrap();
}
