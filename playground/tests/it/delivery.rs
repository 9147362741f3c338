use std::time::Duration;

use serde_json::{Value, json};

use crate::stage::{Stage, kind};

fn ids(updates: &Value) -> Vec<i64> {
    updates
        .as_array()
        .unwrap()
        .iter()
        .map(|update| update["update_id"].as_i64().unwrap())
        .collect()
}

#[tokio::test]
async fn updates_wait_until_a_higher_offset_confirms_them() {
    let stage = Stage::new().await;
    let anna = stage.customer("Anna");
    anna.says(&stage.bot, "one");
    anna.says(&stage.bot, "two");

    let first = ids(&stage.ok("getUpdates", json!({})).await);
    let second = ids(&stage.ok("getUpdates", json!({ "offset": first[1] })).await);
    let limited = ids(&stage.ok("getUpdates", json!({ "limit": 1 })).await);

    assert_eq!(first.len(), 3);
    assert_eq!(first[1], first[0] + 1);
    assert_eq!(second, first[1..]);
    assert_eq!(limited, [first[1]]);
    assert_eq!(stage.bot.pending(), 2);
    let last = ids(&stage.ok("getUpdates", json!({ "offset": -1 })).await);
    assert_eq!(last, [first[2]]);
    assert_eq!(stage.bot.pending(), 1);
}

#[tokio::test]
async fn a_batch_has_at_most_a_hundred() {
    let stage = Stage::new().await;
    let anna = stage.customer("Anna");
    for n in 0..150 {
        anna.says(&stage.bot, &n.to_string());
    }

    let batch = stage.ok("getUpdates", json!({ "limit": 1000 })).await;

    assert_eq!(ids(&batch).len(), 100);
}

#[tokio::test]
async fn a_long_poll_ends_when_something_comes() {
    let stage = Stage::new().await;
    let anna = stage.person("Anna");
    let poll = stage.ok("getUpdates", json!({ "timeout": 30 }));
    let act = async {
        while stage.playground.calls().is_empty() {
            stage.call("getMe", json!({})).await;
        }
        anna.says(&stage.bot, "/start");
    };

    let (updates, ()) = tokio::time::timeout(Duration::from_secs(10), async { tokio::join!(poll, act) })
        .await
        .unwrap();

    assert_eq!(updates[0]["message"]["entities"][0]["type"], "bot_command");
}

#[tokio::test]
async fn a_second_poll_ends_the_first_with_a_conflict() {
    let stage = Stage::new().await;
    let mut first = std::pin::pin!(stage.call("getUpdates", json!({ "timeout": 30 })));
    let first = loop {
        tokio::select! {
            answer = &mut first => break answer,
            _ = stage.call("getUpdates", json!({})) => {}
        }
    };

    assert_eq!(first["error_code"], 409);
    assert_eq!(
        first["description"],
        "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running"
    );
}

#[tokio::test]
async fn chat_member_comes_only_when_named_and_a_missing_list_changes_nothing() {
    let stage = Stage::new().await;
    let owner = stage.person("Olga");
    let group = stage.playground.add_supergroup("Corner Cup", &owner);
    group.promote(&stage.bot, playground::Rights::all());
    stage.updates().await;
    let joiner = |name: &str| stage.person(name).joins(&group);

    joiner("A");
    assert_eq!(stage.kinds().await, ["message"]);
    stage
        .ok("getUpdates", json!({ "allowed_updates": ["chat_member"] }))
        .await;
    joiner("B");
    assert_eq!(stage.kinds().await, ["chat_member"]);
    stage.ok("getUpdates", json!({ "allowed_updates": [] })).await;
    joiner("C");
    assert_eq!(stage.kinds().await, ["message"]);
}

#[tokio::test]
async fn taps_are_forgotten_after_150_seconds_and_messages_after_a_day() {
    let stage = Stage::new().await;
    let anna = stage.customer("Anna");
    anna.sends_tap(&stage.bot, 1, "x").unwrap();

    stage.advance(149);
    assert_eq!(ids(&stage.ok("getUpdates", json!({})).await).len(), 2);
    stage.advance(1);
    let updates = stage.ok("getUpdates", json!({})).await;
    assert_eq!(
        updates.as_array().unwrap().iter().map(kind).collect::<Vec<_>>(),
        ["message"]
    );
    stage.advance(86_400);
    assert_eq!(stage.ok("getUpdates", json!({})).await, json!([]));
    stage.playground.all_taken().await;
}

#[tokio::test]
async fn an_update_is_delivered_again_under_its_own_id() {
    let stage = Stage::new().await;
    stage.customer("Anna");
    let first = stage.updates().await.remove(0);
    let id = first["update_id"].as_i64().unwrap();
    stage.playground.redeliver(id).unwrap();

    let second = stage.ok("getUpdates", json!({ "offset": id + 1 })).await;

    assert_eq!(second, json!([first]));
    assert_eq!(stage.ok("getUpdates", json!({ "offset": id + 1 })).await, json!([]));
    stage.playground.all_taken().await;
    assert!(stage.playground.redeliver(7).is_err());
}

#[tokio::test]
async fn raw_updates_arrive_as_written() {
    let stage = Stage::new().await;
    let id = stage
        .playground
        .deliver_raw(&stage.bot, r#"{"subscription":{"odd":true}}"#)
        .unwrap();
    stage
        .playground
        .deliver_raw(
            &stage.bot,
            &format!(r#"{{"update_id":{},  "message":"no object"}}"#, id + 5),
        )
        .unwrap();

    let body = stage
        .http
        .get(stage.url("getUpdates"))
        .send()
        .await
        .unwrap()
        .text()
        .await
        .unwrap();

    assert!(
        body.contains(r#"{"subscription":{"odd":true},"update_id":500000001}"#),
        "{body}"
    );
    assert!(
        body.contains(r#"{"update_id":500000006,  "message":"no object"}"#),
        "{body}"
    );
    assert!(stage.playground.deliver_raw(&stage.bot, "[1]").is_err());
    assert!(stage.playground.deliver_raw(&stage.bot, "{").is_err());
}

#[tokio::test]
async fn blocking_and_unblocking_are_told_as_my_chat_member() {
    let stage = Stage::new().await;
    let anna = stage.customer("Anna");
    stage.updates().await;
    anna.blocks(&stage.bot);
    anna.unblocks(&stage.bot);

    let updates = stage.updates().await;

    let statuses: Vec<&Value> = updates
        .iter()
        .map(|update| &update["my_chat_member"]["new_chat_member"]["status"])
        .collect();
    assert_eq!(statuses, ["kicked", "member"]);
    assert_eq!(updates[0]["my_chat_member"]["chat"]["type"], "private");
}
