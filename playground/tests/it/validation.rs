use playground::Playground;
use reqwest::multipart::{Form, Part};
use serde_json::{Value, json};

use crate::stage::{PNG, Stage, button};

#[tokio::test]
async fn methods_are_matched_in_any_case_and_unknown_ones_are_not_found() {
    let stage = Stage::new().await;

    let me = stage.ok("GetMe", json!({})).await;
    let missing = stage.call("sendGreeting", json!({})).await;

    assert_eq!(me["username"], "regulars_bot");
    assert_eq!(Playground::complaint_about("User", &me), None);
    assert_eq!(
        (missing["error_code"].clone(), missing["description"].clone()),
        (json!(404), json!("Not Found: method not found"))
    );
    stage.broke("there is no method sendGreeting");
}

#[tokio::test]
async fn a_wrong_token_is_unauthorized() {
    let stage = Stage::new().await;
    let url = format!("{}/bot1:nonsense/getMe", stage.playground.api_url());

    let answer: Value = stage.http.get(url).send().await.unwrap().json().await.unwrap();

    assert_eq!(
        answer,
        json!({ "ok": false, "error_code": 401, "description": "Unauthorized" })
    );
}

#[tokio::test]
async fn parameters_are_held_to_the_specification() {
    let stage = Stage::new().await;
    let anna = stage.customer("Anna").id();

    for (params, complaint) in [
        (json!({ "chat_id": anna }), "message text is empty"),
        (json!({ "text": "x" }), "chat_id is empty"),
        (
            json!({ "chat_id": anna, "text": "x", "colour": "red" }),
            "sendMessage has no parameter \"colour\"",
        ),
        (json!({ "chat_id": anna, "text": 7 }), "text must be a string"),
        (
            json!({ "chat_id": anna, "text": "x", "protect_content": "maybe" }),
            "protect_content must be a boolean",
        ),
        (
            json!({ "chat_id": anna, "text": "x", "message_thread_id": "one" }),
            "message_thread_id must be an integer",
        ),
        (
            json!({ "chat_id": anna, "text": "x", "reply_parameters": "{" }),
            "can't parse reply_parameters JSON object",
        ),
        (
            json!({ "chat_id": anna, "text": "x", "reply_parameters": { "message_id": "1" } }),
            "reply_parameters.message_id must be an integer",
        ),
        (
            json!({ "chat_id": anna, "text": "x", "link_preview_options": { "disabled": true } }),
            "link_preview_options has an unknown field \"disabled\" (LinkPreviewOptions has none)",
        ),
        (
            json!({ "chat_id": anna, "text": "x", "reply_markup": { "inline_keyboard": [{ "text": "a" }] } }),
            "reply_markup.inline_keyboard[0] must be an array",
        ),
    ] {
        let refusal = stage.refused("sendMessage", params.clone()).await;
        assert!(refusal.contains(complaint), "{params}: {refusal}");
        stage.broke(complaint);
        stage.playground.forget_breaches();
    }
}

#[tokio::test]
async fn a_union_is_held_to_the_kind_it_names() {
    let stage = Stage::new().await;
    let commands = json!([{ "command": "start", "description": "Begin" }]);

    let scope = json!({ "type": "all_private_chats", "chat_id": 1 });
    let refusal = stage
        .refused("setMyCommands", json!({ "commands": commands, "scope": scope }))
        .await;
    assert_eq!(
        refusal,
        "Bad Request: scope has an unknown field \"chat_id\" (BotCommandScopeAllPrivateChats has none)"
    );

    let scope = json!({ "type": "all_private_chats" });
    stage
        .ok(
            "setMyCommands",
            json!({ "commands": commands, "scope": scope, "language_code": "en" }),
        )
        .await;
    assert_eq!(
        stage.bot.commands("all_private_chats", "en"),
        commands.as_array().unwrap().clone()
    );

    let refusal = stage
        .refused(
            "setMyCommands",
            json!({ "commands": commands, "language_code": "zh-CN" }),
        )
        .await;
    assert_eq!(refusal, "Bad Request: invalid language code specified");
}

#[tokio::test]
async fn query_form_and_multipart_say_the_same_as_json() {
    let stage = Stage::new().await;
    let anna = stage.customer("Anna").id();
    let markup = button("Yes", "y").to_string();

    let by_query = stage
        .http
        .get(stage.url("sendMessage"))
        .query(&[
            ("chat_id", anna.to_string().as_str()),
            ("text", "a+b & c"),
            ("reply_markup", &markup),
        ])
        .send();
    let by_query: Value = by_query.await.unwrap().json().await.unwrap();
    let by_form = stage
        .http
        .post(stage.url("sendMessage"))
        .form(&[("chat_id", anna.to_string().as_str()), ("text", "Grüße")]);
    let by_form: Value = by_form.send().await.unwrap().json().await.unwrap();
    let photo = Form::new()
        .text("chat_id", anna.to_string())
        .text("photo", "attach://card")
        .text("caption", "<b>Card</b>")
        .text("parse_mode", "HTML")
        .part("card", Part::bytes(PNG).file_name("card.png"));
    let by_multipart: Value = stage
        .http
        .post(stage.url("SendPhoto"))
        .multipart(photo)
        .send()
        .await
        .unwrap()
        .json()
        .await
        .unwrap();

    assert_eq!(by_query["result"]["text"], "a+b & c");
    assert_eq!(by_query["result"]["reply_markup"], button("Yes", "y"));
    assert_eq!(by_form["result"]["text"], "Grüße");
    let photo = &by_multipart["result"];
    assert_eq!(Playground::complaint_about("Message", photo), None);
    assert_eq!(photo["caption_entities"][0]["type"], "bold");
    let largest = photo["photo"].as_array().unwrap().last().unwrap();
    assert_eq!(
        (largest["width"].clone(), largest["height"].clone()),
        (json!(1000), json!(600))
    );
    stage.is_clean();
}

#[tokio::test]
async fn lengths_and_keyboards_are_held() {
    let stage = Stage::new().await;
    let anna = stage.customer("Anna").id();
    let keyboard =
        |buttons: Value| json!({ "chat_id": anna, "text": "x", "reply_markup": { "inline_keyboard": buttons } });
    let nine: Vec<Value> = (0..9)
        .map(|n| json!({ "text": n.to_string(), "callback_data": "x" }))
        .collect();
    let rows: Vec<Value> = (0..101)
        .map(|n| json!([{ "text": n.to_string(), "callback_data": "x" }]))
        .collect();

    for (params, description) in [
        (
            json!({ "chat_id": anna, "text": "x".repeat(4097) }),
            "message is too long",
        ),
        (
            json!({ "chat_id": anna, "text": "<b> </b>", "parse_mode": "HTML" }),
            "message text is empty",
        ),
        (
            json!({ "chat_id": anna, "text": "<b>x", "parse_mode": "html" }),
            "can't parse entities: Can't find end tag corresponding to start tag \"b\"",
        ),
        (
            keyboard(json!([[{ "text": "x", "callback_data": "y".repeat(65) }]])),
            "BUTTON_DATA_INVALID",
        ),
        (
            keyboard(json!([[{ "text": "x", "callback_data": "" }]])),
            "BUTTON_DATA_INVALID",
        ),
        (keyboard(json!([nine])), "reply markup is too long"),
        (keyboard(json!(rows)), "reply markup is too long"),
        (
            keyboard(json!([[{ "text": "x", "callback_data": "y", "style": "pink" }]])),
            "invalid button style",
        ),
        (
            keyboard(json!([[{ "text": "x", "callback_data": "y", "url": "https://a.b" }]])),
            "exactly one action",
        ),
        (
            keyboard(json!([[{ "text": "x" }]])),
            "Text buttons are unallowed in the inline keyboard",
        ),
        (
            keyboard(json!([[{ "text": " ", "callback_data": "y" }]])),
            "Text must be non-empty",
        ),
        (
            keyboard(json!([[{ "text": "x", "url": "nowhere" }]])),
            "URL 'nowhere' is invalid",
        ),
        (
            keyboard(json!([[{ "text": "x", "copy_text": { "text": "" } }]])),
            "BUTTON_COPY_TEXT_INVALID",
        ),
    ] {
        let refusal = stage.refused("sendMessage", params).await;
        assert!(refusal.contains(description), "{refusal}");
    }
    stage.playground.forget_breaches();

    stage
        .ok(
            "sendMessage",
            json!({ "chat_id": anna, "text": format!("<b>{}</b>", "x".repeat(4096)), "parse_mode": "HTML" }),
        )
        .await;
    stage
        .ok(
            "sendMessage",
            keyboard(json!([[{ "text": "x", "callback_data": "ы".repeat(32), "style": "success" }]])),
        )
        .await;
    stage.is_clean();
}

#[tokio::test]
async fn a_method_that_is_not_played_says_so_and_is_written_down() {
    let stage = Stage::new().await;
    let anna = stage.customer("Anna").id();

    let answer = stage.call("sendDice", json!({ "chat_id": anna })).await;

    assert_eq!(answer["error_code"], 501);
    stage.broke("the playground does not play sendDice");
    stage.playground.forget_breaches();
    stage.playground.forgive("sendDice");
    stage.call("sendDice", json!({ "chat_id": anna })).await;
    stage.is_clean();
}
