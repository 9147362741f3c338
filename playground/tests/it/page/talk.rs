use serde_json::json;

use super::texts;
use crate::stage::{Stage, button};

#[tokio::test]
async fn people_write_and_answer() {
    let stage = Stage::new().await;
    let (group, olga, anna) = stage.cafe();
    stage.updates().await;
    let say = |text: &str, reply_to: serde_json::Value| json!({ "do": "say", "person": anna.id(), "chat": group.id(), "topic": null, "text": text, "reply_to": reply_to });

    let first = stage.act(say("  Is there *cake*? 🍰\n", json!(null))).await;
    let second = stage.act(say("/points", first["message"].clone())).await;

    let updates = stage.updates().await;
    assert_eq!(updates[0]["message"]["text"], "Is there *cake*? 🍰");
    assert_eq!(
        updates[1]["message"]["reply_to_message"]["message_id"].to_string(),
        first["message"].as_str().unwrap()
    );
    assert_eq!(updates[1]["message"]["entities"][0]["type"], "bot_command");
    let pane = stage.pane(&anna, group.id(), &json!(0)).await;
    let newest = pane["messages"].as_array().unwrap().last().unwrap();
    assert_eq!((&newest["id"], &newest["mine"]), (&second["message"], &json!(true)));
    let long = "x".repeat(4_097);
    assert_eq!(
        stage.cannot(say(&long, json!(null))).await,
        "That is longer than 4096 characters."
    );
    group.set_silent(true);
    assert_eq!(
        stage.cannot(say("Hello?", json!(null))).await,
        "Anna may not do that in Corner Cup."
    );
    group.remove(&anna);
    assert_eq!(
        stage.cannot(say("Hello?", json!(null))).await,
        "Anna is not in Corner Cup."
    );
    assert_eq!(
        olga.sees(&group)
            .iter()
            .filter(|seen| seen.text.contains("Hello?"))
            .count(),
        0
    );
}

#[tokio::test]
async fn buttons_do_what_they_say() {
    let stage = Stage::new().await;
    let anna = stage.customer("Anna");
    let other = stage.playground.add_bot("Other", "other_bot");
    let markup = json!({ "inline_keyboard": [
        [{ "text": "Redeem", "callback_data": "r:1" }, { "text": "Copy", "copy_text": { "text": "K7-42" } }],
        [{ "text": "Shop", "url": "https://shop.example/a" }, { "text": "Other", "url": "https://t.me/other_bot?start=hi" },
         { "text": "Add", "url": "https://t.me/regulars_bot?startgroup=x" },
         { "text": "App", "url": "tg://user?id=1" }],
    ] });
    let sent = stage
        .ok(
            "sendMessage",
            json!({ "chat_id": anna.id(), "text": "Choose", "reply_markup": markup }),
        )
        .await;
    stage.updates().await;
    let tap = |row: usize, column: usize| {
        json!({ "do": "tap", "person": anna.id(), "chat": stage.bot.id(), "message": sent["message_id"].to_string(),
                "row": row, "column": column })
    };

    let tapped = stage.act(tap(0, 0)).await;
    let copied = stage.act(tap(0, 1)).await;
    let shop = stage.act(tap(1, 0)).await;
    let opened = stage.act(tap(1, 1)).await;
    let add = stage.act(tap(1, 2)).await;

    let query = &stage.updates().await[0]["callback_query"];
    assert_eq!((&query["id"], &query["data"]), (&tapped["tap"], &json!("r:1")));
    assert_eq!(copied["copied"], "K7-42");
    assert_eq!(shop, json!({ "ok": true, "opened": "https://shop.example/a" }));
    assert_eq!(
        opened,
        json!({ "ok": true, "opened": "https://t.me/other_bot?start=hi", "chat": other.id() })
    );
    assert_eq!(anna.sees(&other)[0].text, "/start hi");
    assert_eq!(
        add,
        json!({ "ok": true, "opened": "https://t.me/regulars_bot?startgroup=x" })
    );
    assert_eq!(
        stage.cannot(tap(1, 3)).await,
        "The playground does not follow tg:// links. Links to t.me work here."
    );
    assert_eq!(stage.cannot(tap(7, 7)).await, "This button is not there any more.");
    stage
        .ok(
            "deleteMessage",
            json!({ "chat_id": anna.id(), "message_id": sent["message_id"] }),
        )
        .await;
    assert_eq!(stage.cannot(tap(0, 0)).await, "This message is not there any more.");
}

#[tokio::test]
async fn nobody_taps_what_another_alone_sees() {
    let stage = Stage::new().await;
    let (group, olga, anna) = stage.cafe();
    stage
        .ok(
            "sendMessage",
            json!({ "chat_id": group.id(), "text": "For Anna", "reply_markup": button("Take", "t"),
                    "ephemeral_message_parameters": { "receiver_user_id": anna.id() } }),
        )
        .await;
    let tap = |person: i64| json!({ "do": "tap", "person": person, "chat": group.id(), "message": "e1", "row": 0, "column": 0 });

    assert!(stage.act(tap(anna.id())).await["tap"].is_string());
    assert_eq!(
        stage.cannot(tap(olga.id())).await,
        "This message is not there any more."
    );
}

#[tokio::test]
async fn keys_write_what_stands_on_them() {
    let stage = Stage::new().await;
    let anna = stage.customer("Anna");
    let keyboard = json!({ "one_time_keyboard": true,
        "keyboard": [[{ "text": "Yes" }, { "text": "My number", "request_contact": true },
                      { "text": "Here", "request_location": true }]] });
    let ask = || {
        stage.ok(
            "sendMessage",
            json!({ "chat_id": anna.id(), "text": "Well?", "reply_markup": keyboard }),
        )
    };
    let key =
        |text: &str| json!({ "do": "key", "person": anna.id(), "chat": stage.bot.id(), "topic": null, "text": text });
    ask().await;
    stage.updates().await;

    assert_eq!(stage.cannot(key("No")).await, "This key is not there any more.");
    assert_eq!(stage.cannot(key("Here")).await, "This key asks for a place: send one.");
    stage.act(key("Yes")).await;
    assert_eq!(
        stage.cannot(key("Yes")).await,
        "This key is not there any more.",
        "it was for one time"
    );
    ask().await;
    stage.act(key("My number")).await;
    ask().await;
    let mut here = key("Here");
    here["latitude"] = json!(91);
    here["longitude"] = json!(106.8);
    assert_eq!(stage.asks("act", &here).await.0, 400);
    here["latitude"] = json!(-6.2);
    stage.act(here.clone()).await;
    assert_eq!(stage.cannot(here).await, "This key is not there any more.");

    let updates = stage.updates().await;
    assert_eq!(updates[0]["message"]["text"], "Yes");
    assert_eq!(updates[1]["message"]["contact"]["user_id"], anna.id());
    assert_eq!(updates[2]["message"]["location"]["latitude"], -6.2);
}

#[tokio::test]
async fn a_key_pressed_in_a_group_answers_the_message_that_brought_it() {
    let stage = Stage::new().await;
    let (olga, anna) = (stage.person("Olga"), stage.person("Anna"));
    let group = stage.playground.add_supergroup("Corner Cup", &olga);
    group.add(&stage.bot);
    group.add(&anna);
    let keyboard = json!({ "keyboard": [[{ "text": "Yes" }, { "text": "No" }]] });
    let asked = stage
        .ok(
            "sendMessage",
            json!({ "chat_id": group.id(), "text": "Well?", "reply_markup": keyboard }),
        )
        .await;
    stage.updates().await;

    stage
        .act(json!({ "do": "key", "person": anna.id(), "chat": group.id(), "text": "Yes" }))
        .await;
    olga.taps(&group, "No").unwrap();

    let updates = stage.updates().await;
    assert_eq!(updates.len(), 2, "a bot in privacy mode hears answers to what it said");
    for (update, said) in updates.iter().zip(["Yes", "No"]) {
        assert_eq!(update["message"]["text"], said);
        assert_eq!(update["message"]["reply_to_message"]["message_id"], asked["message_id"]);
    }
}

#[tokio::test]
async fn a_number_and_a_place_are_sent_and_shown() {
    let stage = Stage::new().await;
    let anna = stage.customer("Anna");
    let at =
        json!({ "do": "locate", "person": anna.id(), "chat": stage.bot.id(), "latitude": -6.2, "longitude": 106.8 });

    stage
        .act(json!({ "do": "contact", "person": anna.id(), "chat": stage.bot.id() }))
        .await;
    stage.act(at).await;

    let pane = stage.pane(&anna, stage.bot.id(), &json!(0)).await;
    let contact = &pane["messages"][1]["contact"];
    assert_eq!(contact["name"], "Anna");
    assert!(contact["phone"].as_str().unwrap().starts_with("+1555"));
    assert_eq!(
        pane["messages"][2]["location"],
        json!({ "latitude": -6.2, "longitude": 106.8 })
    );
}

#[tokio::test]
async fn people_change_and_remove_their_own() {
    let stage = Stage::new().await;
    let (group, olga, anna) = stage.cafe();
    let (annas, olgas) = (anna.says(&group, "Helo"), olga.says(&group, "Hi"));
    let edit = |person: i64, id: &str| json!({ "do": "edit", "person": person, "chat": group.id(), "message": id, "text": "/points please" });
    let delete = |person: i64, id: &str| json!({ "do": "delete", "person": person, "chat": group.id(), "message": id });
    stage.updates().await;

    stage.act(edit(anna.id(), &annas.to_string())).await;
    assert_eq!(
        stage.cannot(edit(anna.id(), &olgas.to_string())).await,
        "Only one's own messages can be changed."
    );
    assert_eq!(
        stage.cannot(delete(anna.id(), &olgas.to_string())).await,
        "Only administrators delete what others wrote."
    );
    let update = stage.updates().await[0].clone();
    assert_eq!(update["edited_message"]["text"], "/points please");
    assert_eq!(update["edited_message"]["entities"][0]["type"], "bot_command");

    stage.act(delete(olga.id(), &annas.to_string())).await;
    stage.act(delete(olga.id(), &olgas.to_string())).await;
    assert_eq!(
        stage.cannot(delete(olga.id(), &olgas.to_string())).await,
        "This message is not there any more."
    );
    assert!(!texts(&stage.pane(&anna, group.id(), &json!(0)).await).contains(&"Hi".to_owned()));
    let joined = stage.pane(&anna, group.id(), &json!(0)).await["messages"][0]["id"].clone();
    assert_eq!(
        stage.cannot(edit(olga.id(), joined.as_str().unwrap())).await,
        "There is no text in this message."
    );
}

#[tokio::test]
async fn the_transcript_is_what_was_said() {
    let stage = Stage::new().await;
    let anna = stage.customer("Anna");
    stage.says(anna.id(), "Welcome!").await;

    let (_, told) = stage
        .asks("transcript", &json!({ "person": anna.id(), "chat": stage.bot.id() }))
        .await;

    assert_eq!(told["text"], "Anna: /start\nRegulars: Welcome!\n");
}
