use std::time::Duration;

use playground::PlaygroundError;
use serde_json::{Value, json};

use crate::stage::Stage;

const SOON: Duration = Duration::from_secs(5);

fn article(id: &str, title: &str, text: &str) -> Value {
    json!({ "type": "article", "id": id, "title": title, "description": "No. 7",
            "input_message_content": { "message_text": text } })
}

async fn stage() -> Stage {
    let stage = Stage::new().await;
    stage.bot.set_inline("Search");
    stage
}

#[tokio::test]
async fn what_is_typed_behind_a_bots_name_reaches_the_bot_and_the_list_the_person() {
    let stage = stage().await;
    let (group, _, anna) = stage.cafe();
    stage.updates().await;

    let list = anna.types_inline(&group, &stage.bot, "mug").unwrap();
    let query = stage.updates().await.remove(0)["inline_query"].clone();
    let answer = json!({
        "inline_query_id": query["id"],
        "results": [article("1", "Mug", "A <b>mug</b>"), article("2", "Cup", "/cup 2")],
        "cache_time": 0,
        "next_offset": "2",
        "button": { "text": "More in our chat", "start_parameter": "x_1" },
    });
    stage.ok("answerInlineQuery", answer.clone()).await;

    assert_eq!(
        (
            &query["query"],
            &query["offset"],
            &query["chat_type"],
            &query["from"]["id"]
        ),
        (&json!("mug"), &json!(""), &json!("supergroup"), &json!(anna.id()))
    );
    let shown = list.answered(SOON).await.unwrap();
    let titles: Vec<&str> = shown.results.iter().map(|result| result.title.as_str()).collect();
    assert_eq!(titles, ["Mug", "Cup"]);
    assert_eq!(shown.results[0].description.as_deref(), Some("No. 7"));
    assert_eq!(shown.button, Some(("More in our chat".into(), "x_1".into())));
    let twice = stage.refused("answerInlineQuery", answer).await;
    assert_eq!(
        twice,
        "Bad Request: query is too old and response timeout expired or query ID is invalid"
    );
    assert_eq!(stage.ok("getMe", json!({})).await["supports_inline_queries"], true);
    stage.is_clean();
}

#[tokio::test]
async fn what_is_chosen_is_sent_by_the_person_and_heard_by_the_bot() {
    let stage = stage().await;
    stage.bot.set_inline_feedback(true);
    let (group, _, anna) = stage.cafe();
    stage.updates().await;
    let list = anna.types_inline(&group, &stage.bot, "mug").unwrap();
    let query = stage.updates().await.remove(0)["inline_query"].clone();
    let answer = json!({ "inline_query_id": query["id"], "results": [article("1", "Mug", "/cup 2")] });
    stage.ok("answerInlineQuery", answer).await;

    let sent = anna.chooses(&list, "Mug").unwrap();

    let updates = stage.updates().await;
    let message = &updates[0]["message"];
    assert_eq!(message["message_id"].as_i64(), Some(sent.get()));
    assert_eq!(
        (&message["text"], &message["from"]["id"]),
        (&json!("/cup 2"), &json!(anna.id()))
    );
    assert_eq!(message["via_bot"]["id"], stage.bot.id());
    assert_eq!(updates[1]["chosen_inline_result"]["result_id"], "1");
    assert_eq!(updates[1]["chosen_inline_result"]["query"], "mug");
    assert!(matches!(
        anna.chooses(&list, "Cup"),
        Err(PlaygroundError::NoSuchButton { .. })
    ));
    group.set_silent(true);
    assert!(matches!(
        anna.chooses(&list, "Mug"),
        Err(PlaygroundError::NotAllowed { .. })
    ));
}

#[tokio::test]
async fn a_list_goes_on_from_where_the_bot_says() {
    let stage = stage().await;
    let anna = stage.customer("Anna");
    stage.updates().await;
    let list = anna.types_inline(&stage.bot, &stage.bot, "mug").unwrap();
    let first = stage.updates().await.remove(0)["inline_query"].clone();
    let answer = json!({ "inline_query_id": first["id"], "results": [article("1", "Mug", "a")], "next_offset": "p2" });
    stage.ok("answerInlineQuery", answer).await;

    let more = anna.scrolls(&list).unwrap();

    let second = stage.updates().await.remove(0)["inline_query"].clone();
    assert_eq!(
        (&first["chat_type"], &second["offset"]),
        (&json!("sender"), &json!("p2"))
    );
    let end = json!({ "inline_query_id": second["id"], "results": [] });
    stage.ok("answerInlineQuery", end).await;
    assert!(more.answered(SOON).await.unwrap().results.is_empty());
    assert!(anna.scrolls(&more).is_err());
}

#[tokio::test]
async fn a_list_that_comes_late_is_shown_to_nobody() {
    let stage = stage().await;
    let anna = stage.customer("Anna");
    stage.updates().await;
    let list = anna.types_inline(&stage.bot, &stage.bot, "mug").unwrap();
    let query = stage.updates().await.remove(0)["inline_query"].clone();
    anna.types_inline(&stage.bot, &stage.bot, "mugs").unwrap();

    stage.advance(30);

    let answer = json!({ "inline_query_id": query["id"], "results": [] });
    let late = stage.refused("answerInlineQuery", answer).await;
    assert!(late.contains("query is too old"), "{late}");
    assert_eq!(list.answer(), None);
    assert_eq!(stage.updates().await, Vec::<Value>::new());
    stage.is_clean();
}

/// Telegram answers for a bot that lets it, and to everybody unless the bot says otherwise.
#[tokio::test]
async fn an_answer_that_may_be_kept_is_given_again_to_whom_it_may_be() {
    let stage = stage().await;
    let (anna, ben) = (stage.customer("Anna"), stage.customer("Ben"));
    for (is_personal, others_see_it) in [(false, true), (true, false)] {
        stage.advance(60);
        stage.updates().await;
        anna.types_inline(&stage.bot, &stage.bot, "mug").unwrap();
        let query = stage.updates().await.remove(0)["inline_query"].clone();
        let answer = json!({ "inline_query_id": query["id"], "results": [article("1", "Mug", "a")],
                             "cache_time": 10, "is_personal": is_personal });
        stage.ok("answerInlineQuery", answer).await;

        let own = anna.types_inline(&stage.bot, &stage.bot, "mug").unwrap();
        let others = ben.types_inline(&stage.bot, &stage.bot, "mug").unwrap();
        let asked = stage.updates().await.len();

        assert_eq!(own.answer().map(|answer| answer.results.len()), Some(1));
        assert_eq!(
            (others.answer().is_some(), asked),
            (others_see_it, usize::from(!others_see_it))
        );
        stage.advance(10);
        let later = anna.types_inline(&stage.bot, &stage.bot, "mug").unwrap();
        assert_eq!(later.answer(), None);
    }
}

#[tokio::test]
async fn a_list_that_telegram_would_not_take_is_refused() {
    let stage = stage().await;
    let anna = stage.customer("Anna");
    stage.updates().await;
    anna.types_inline(&stage.bot, &stage.bot, "mug").unwrap();
    let query = stage.updates().await.remove(0)["inline_query"]["id"].clone();
    let with = |change: &dyn Fn(&mut Value)| {
        let mut result = article("1", "Mug", "a");
        change(&mut result);
        json!({ "results": [result] })
    };
    let many: Vec<Value> = (0..51).map(|id| article(&id.to_string(), "Mug", "a")).collect();
    for (wrong, complaint) in [
        (json!({ "results": many }), "RESULTS_TOO_MUCH"),
        (
            json!({ "results": [article("1", "a", "a"), article("1", "b", "b")] }),
            "RESULT_ID_DUPLICATE",
        ),
        (
            json!({ "results": [article(&"x".repeat(65), "a", "a")] }),
            "RESULT_ID_INVALID",
        ),
        (json!({ "results": [article("1", " ", "a")] }), "ARTICLE_TITLE_EMPTY"),
        (json!({ "results": [article("1", "a", "")] }), "message text is empty"),
        (
            json!({ "results": [], "next_offset": "x".repeat(65) }),
            "NEXT_OFFSET_INVALID",
        ),
        (json!({ "results": [], "cache_time": -1 }), "cache_time"),
        (
            json!({ "results": [], "button": { "text": "Open", "start_parameter": "a b" } }),
            "START_PARAM_INVALID",
        ),
        (
            with(&|result| result["reply_markup"] = json!({ "inline_keyboard": [] })),
            "does not play reply_markup",
        ),
        (
            with(&|result| result["input_message_content"] = json!({ "latitude": 1.0, "longitude": 1.0 })),
            "no text",
        ),
        (
            with(&|result| drop(result.as_object_mut().unwrap().remove("input_message_content"))),
            "input_message_content",
        ),
        (with(&|result| result["colour"] = json!("red")), "colour"),
        (json!({}), "results"),
    ] {
        let mut params = wrong.clone();
        params["inline_query_id"] = query.clone();
        let said = stage.refused("answerInlineQuery", params).await;
        assert!(said.contains(complaint), "{wrong}: {said}");
    }
    let photo = json!({ "inline_query_id": query, "results": [
        { "type": "photo", "id": "1", "photo_url": "https://a.example/b.jpg", "thumbnail_url": "https://a.example/b.jpg" }] });
    assert!(
        stage
            .refused("answerInlineQuery", photo)
            .await
            .contains("does not play")
    );
}

#[tokio::test]
async fn a_bot_without_inline_mode_is_only_a_name() {
    let stage = Stage::new().await;
    let anna = stage.customer("Anna");
    let (group, ..) = stage.cafe();
    let stranger = stage.person("Ben");

    let refused = anna.types_inline(&stage.bot, &stage.bot, "mug").map(|_| ());
    stage.bot.set_inline("");

    assert_eq!(refused, Err(PlaygroundError::NoInlineMode("Regulars".into())));
    assert!(stranger.types_inline(&group, &stage.bot, "mug").is_err());
}
