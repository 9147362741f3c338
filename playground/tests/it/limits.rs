use serde_json::json;

use crate::stage::Stage;

#[tokio::test]
async fn beyond_the_burst_a_private_chat_answers_429_and_says_when() {
    let stage = Stage::new().await;
    let anna = stage.customer("Anna");
    for n in 0..20 {
        stage.says(anna.id(), &n.to_string()).await;
    }

    let answer = stage
        .call("sendMessage", json!({ "chat_id": anna.id(), "text": "x" }))
        .await;

    assert_eq!(answer["error_code"], 429);
    assert_eq!(answer["description"], "Too Many Requests: retry after 1");
    assert_eq!(answer["parameters"], json!({ "retry_after": 1 }));
    stage.broke("more than one message a second beyond a burst of 20");
    assert_eq!(anna.sees(&stage.bot).len(), 21);
    stage.playground.forget_breaches();

    stage
        .call("sendMessage", json!({ "chat_id": anna.id(), "text": "x" }))
        .await;
    stage.broke("before retry_after was over");
    stage.playground.forget_breaches();
    stage.advance(1);
    stage.says(anna.id(), "x").await;
    stage.is_clean();
}

#[tokio::test]
async fn a_group_takes_twenty_messages_and_twenty_edits_a_minute() {
    let stage = Stage::new().await;
    let olga = stage.person("Olga");
    let group = stage.playground.add_supergroup("Corner Cup", &olga);
    group.add(&stage.bot);
    let mut last = json!(null);
    for n in 0..20 {
        last = stage.says(group.id(), &n.to_string()).await["message_id"].clone();
    }

    for n in 0..20 {
        stage
            .ok(
                "editMessageText",
                json!({ "chat_id": group.id(), "message_id": last, "text": format!("{n}!") }),
            )
            .await;
    }
    stage.is_clean();
    let edit = stage
        .call(
            "editMessageText",
            json!({ "chat_id": group.id(), "message_id": last, "text": "?" }),
        )
        .await;
    assert_eq!(edit["parameters"]["retry_after"], 60);
    stage.broke("more than 20 edits a minute");
    stage.advance(60);
    stage.says(group.id(), "later").await;
}

#[tokio::test]
async fn only_thirty_a_second_go_out_unasked() {
    let stage = Stage::new().await;
    let people: Vec<i64> = (0..31).map(|n| stage.customer(&format!("P{n}")).id()).collect();
    for person in &people {
        stage.says(*person, "an answer").await;
    }
    stage.is_clean();
    stage.advance(61);
    for person in &people[..30] {
        stage.says(*person, "an offer").await;
    }

    let answer = stage
        .call("sendMessage", json!({ "chat_id": people[30], "text": "an offer" }))
        .await;

    assert_eq!(answer["error_code"], 429);
    stage.broke("more than 30 messages a second");
}

#[tokio::test]
async fn answers_to_taps_and_deletions_are_not_counted() {
    let stage = Stage::new().await;
    let anna = stage.customer("Anna");
    for _ in 0..100 {
        let tap = anna.sends_tap(&stage.bot, 1, "x").unwrap();
        stage
            .ok("answerCallbackQuery", json!({ "callback_query_id": tap.id() }))
            .await;
        stage
            .ok("sendChatAction", json!({ "chat_id": anna.id(), "action": "typing" }))
            .await;
    }

    stage.is_clean();
}
