use playground::{Playground, Right, Rights};
use serde_json::json;

use crate::stage::Stage;

#[tokio::test]
async fn a_topic_is_opened_written_to_closed_and_deleted() {
    let stage = Stage::new().await;
    let olga = stage.person("Olga");
    let group = stage.playground.add_supergroup("Staff", &olga);
    group.set_forum(true);
    group.promote(&stage.bot, Rights::of([Right::ManageTopics, Right::DeleteMessages]));
    let topic = stage
        .ok("createForumTopic", json!({ "chat_id": group.id(), "name": "Anna" }))
        .await;
    assert_eq!(Playground::complaint_about("ForumTopic", &topic), None);
    let thread = topic["message_thread_id"].as_i64().unwrap();
    let here = playground::ChatId::from(&group).topic(thread);
    stage.updates().await;

    let sent = stage
        .ok(
            "sendMessage",
            json!({ "chat_id": group.id(), "message_thread_id": thread, "text": "A question" }),
        )
        .await;
    olga.says(here, "An answer");
    assert_eq!(sent["is_topic_message"], true);
    assert_eq!(olga.last(here).unwrap().topic, Some(thread));
    let said = stage.updates().await[0]["message"].clone();
    assert_eq!(said["message_thread_id"], thread);
    assert_eq!(said["reply_to_message"]["forum_topic_created"]["name"], "Anna");

    let of = json!({ "chat_id": group.id(), "message_thread_id": thread });
    stage
        .ok(
            "editForumTopic",
            json!({ "chat_id": group.id(), "message_thread_id": thread, "name": "Anna B." }),
        )
        .await;
    assert_eq!(group.topics(), [(thread, "Anna B.".to_owned())]);
    stage.ok("closeForumTopic", of.clone()).await;
    group.promote(&stage.bot, Rights::of([Right::DeleteMessages]));
    let into_closed = json!({ "chat_id": group.id(), "message_thread_id": thread, "text": "x" });
    assert_eq!(
        stage.refused("sendMessage", into_closed).await,
        "Bad Request: TOPIC_CLOSED"
    );
    stage.ok("deleteForumTopic", of).await;
    let into_nothing = json!({ "chat_id": group.id(), "message_thread_id": thread, "text": "x" });
    assert_eq!(
        stage.refused("sendMessage", into_nothing).await,
        "Bad Request: message thread not found"
    );
    assert!(olga.sees(here).is_empty());
    stage.is_clean();
}

#[tokio::test]
async fn the_general_topic_can_be_closed_and_plain_groups_have_none() {
    let stage = Stage::new().await;
    let olga = stage.person("Olga");
    let group = stage.playground.add_supergroup("Staff", &olga);
    group.add(&stage.bot);
    let threaded = json!({ "chat_id": group.id(), "message_thread_id": 5, "text": "x" });
    assert_eq!(
        stage.refused("sendMessage", threaded).await,
        "Bad Request: message thread not found"
    );

    group.set_forum(true);
    group.close_topic(None, true);
    let general = json!({ "chat_id": group.id(), "text": "x" });
    assert_eq!(stage.refused("sendMessage", general).await, "Bad Request: TOPIC_CLOSED");
    let refusal = stage
        .refused("createForumTopic", json!({ "chat_id": group.id(), "name": "x" }))
        .await;
    assert_eq!(refusal, "Bad Request: not enough rights to manage topics");
}
