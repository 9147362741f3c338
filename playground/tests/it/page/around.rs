use serde_json::json;

use crate::stage::{Stage, button};

#[tokio::test]
async fn what_stands_around_a_chat_is_told_with_it() {
    let stage = Stage::new().await;
    let anna = stage.customer("Anna");
    let wang = stage.customer("Wang");
    wang.set_language(Some("zh-CN"));
    let commands = |text: &str| json!([{ "command": "points", "description": text }]);
    stage
        .ok("setMyCommands", json!({ "commands": commands("Your points") }))
        .await;
    stage
        .ok(
            "setMyCommands",
            json!({ "commands": commands("积分"), "language_code": "zh" }),
        )
        .await;
    stage
        .ok(
            "setMyCommands",
            json!({ "commands": commands("Anna's points"), "scope": { "type": "chat", "chat_id": anna.id() } }),
        )
        .await;
    let keyboard = json!({ "keyboard": [[{ "text": "Yes" }, { "text": "My number", "request_contact": true }],
        [{ "text": "Here", "request_location": true }]], "one_time_keyboard": true, "input_field_placeholder": "Well?" });
    stage
        .ok(
            "sendMessage",
            json!({ "chat_id": anna.id(), "text": "Sure?", "reply_markup": keyboard }),
        )
        .await;
    let pinned = stage.says(anna.id(), "Open until ten").await;
    stage
        .ok(
            "pinChatMessage",
            json!({ "chat_id": anna.id(), "message_id": pinned["message_id"] }),
        )
        .await;
    stage
        .ok(
            "sendChatAction",
            json!({ "chat_id": anna.id(), "action": "upload_photo" }),
        )
        .await;

    let pane = stage.pane(&anna, stage.bot.id(), &json!(0)).await;
    assert_eq!(pane["commands"], commands("Anna's points"));
    assert_eq!(
        stage.pane(&wang, stage.bot.id(), &json!(0)).await["commands"],
        commands("积分")
    );
    assert_eq!(
        pane["keyboard"],
        json!({ "rows": [[{ "text": "Yes", "request": null }, { "text": "My number", "request": "contact" }],
                         [{ "text": "Here", "request": "location" }]],
                "placeholder": "Well?", "force_reply": false, "one_time": true,
                "message": pane["messages"][1]["id"] })
    );
    assert_eq!(pane["pinned"]["text"], "Open until ten");
    assert_eq!(pane["typing"], "upload_photo");

    stage.advance(6);
    assert_eq!(
        stage.pane(&anna, stage.bot.id(), &json!(0)).await["typing"],
        json!(null)
    );
    stage
        .ok("sendChatAction", json!({ "chat_id": anna.id(), "action": "typing" }))
        .await;
    stage.says(anna.id(), "Done").await;
    assert_eq!(
        stage.pane(&anna, stage.bot.id(), &json!(0)).await["typing"],
        json!(null)
    );
    stage.is_clean();
}

#[tokio::test]
async fn a_question_that_wants_a_reply_gets_one() {
    let stage = Stage::new().await;
    let anna = stage.customer("Anna");
    stage.updates().await;
    let markup = json!({ "force_reply": true, "input_field_placeholder": "Your name" });
    let asked = stage
        .ok(
            "sendMessage",
            json!({ "chat_id": anna.id(), "text": "Who are you?", "reply_markup": markup }),
        )
        .await;

    let pane = stage.pane(&anna, stage.bot.id(), &json!(0)).await;
    assert_eq!(
        pane["keyboard"],
        json!({ "rows": [], "placeholder": "Your name", "force_reply": true, "one_time": true,
                "message": asked["message_id"].to_string() })
    );
    stage
        .act(
            json!({ "do": "say", "person": anna.id(), "chat": stage.bot.id(), "text": "Anna",
                     "reply_to": pane["keyboard"]["message"] }),
        )
        .await;

    let update = &stage.updates().await[0];
    assert_eq!(update["message"]["reply_to_message"]["message_id"], asked["message_id"]);
    assert_eq!(
        stage.pane(&anna, stage.bot.id(), &json!(0)).await["keyboard"],
        json!(null)
    );
}

#[tokio::test]
async fn answers_to_taps_come_with_the_pane_they_belong_to() {
    let stage = Stage::new().await;
    let anna = stage.customer("Anna");
    let ben = stage.customer("Ben");
    stage
        .ok(
            "sendMessage",
            json!({ "chat_id": anna.id(), "text": "Take?", "reply_markup": button("Take", "t") }),
        )
        .await;
    let before = stage.pane(&anna, stage.bot.id(), &json!(0)).await;
    let id = before["messages"][1]["id"].clone();
    let act = json!({ "do": "tap", "person": anna.id(), "chat": stage.bot.id(), "message": id, "row": 0, "column": 0 });
    let tap = stage.act(act).await["tap"].clone();

    stage
        .ok(
            "answerCallbackQuery",
            json!({ "callback_query_id": tap, "text": "Taken ✓", "show_alert": true }),
        )
        .await;

    let after = stage.pane(&anna, stage.bot.id(), &before["up_to"]).await;
    let answer = &after["answers"][0];
    assert_eq!(
        *answer,
        json!({ "tap": tap, "text": "Taken ✓", "alert": true, "url": null })
    );
    for none in [
        stage.pane(&anna, stage.bot.id(), &after["up_to"]).await,
        stage.pane(&anna, stage.bot.id(), &json!(0)).await,
        stage.pane(&ben, stage.bot.id(), &before["up_to"]).await,
    ] {
        assert_eq!(none["answers"], json!([]));
    }
}

#[tokio::test]
async fn a_question_that_was_put_aside_is_not_answered() {
    let stage = Stage::new().await;
    let anna = stage.customer("Anna");
    for reply_to in [json!({ "reply_to": null }), json!({})] {
        let ask = json!({ "chat_id": anna.id(), "text": "Who are you?", "reply_markup": { "force_reply": true } });
        stage.ok("sendMessage", ask).await;
        stage.updates().await;

        let mut say = json!({ "do": "say", "person": anna.id(), "chat": stage.bot.id(), "text": "/points" });
        say.as_object_mut()
            .unwrap()
            .extend(reply_to.as_object().unwrap().clone());
        stage.act(say).await;

        assert_eq!(stage.updates().await[0]["message"].get("reply_to_message"), None);
    }
}

#[tokio::test]
async fn a_keyboard_says_which_message_brought_it() {
    let stage = Stage::new().await;
    let anna = stage.customer("Anna");
    let ask = json!({ "chat_id": anna.id(), "text": "Well?",
                      "reply_markup": { "keyboard": [[{ "text": "Yes" }]], "one_time_keyboard": true } });
    for _ in 0..2 {
        let sent = stage.ok("sendMessage", ask.clone()).await;
        let pane = stage.pane(&anna, stage.bot.id(), &json!(0)).await;
        assert_eq!(pane["keyboard"]["message"], sent["message_id"].to_string());
        assert_eq!(pane["keyboard"]["one_time"], true);
    }
}
