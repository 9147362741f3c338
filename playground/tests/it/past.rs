//! What was before anybody looks.

use chrono::{DateTime, TimeDelta};
use playground::{Options, Rights};

use crate::stage::Stage;

/// A picture of one pixel.
const PIXEL: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR\0\0\0\x01\0\0\0\x01\x08\0\0\0\0";

#[tokio::test]
async fn people_and_talk_from_before_are_there_and_no_bot_hears_of_them() {
    let stage = Stage::new().await;
    let (olga, anna) = (stage.person("Olga"), stage.person("Anna"));
    let group = stage.playground.add_supergroup("Corner Cup", &olga);
    group.add(&stage.bot);
    group.promote(&stage.bot, Rights::all());
    drop(stage.updates().await);
    let yesterday = DateTime::from_timestamp(1_700_000_000, 0).unwrap() - TimeDelta::days(1);

    group.has_long_had([&anna, &olga]);
    group.recalls(&anna, yesterday, "Who is in for Friday?").unwrap();

    assert!(group.has(&anna));
    let seen = stage.playground.messages(&group);
    let said = seen.last().unwrap();
    assert_eq!((said.text.as_str(), said.date), ("Who is in for Friday?", yesterday));
    assert!(
        seen.iter()
            .all(|seen| seen.service.as_deref() != Some("new_chat_members") || seen.from_id != anna.id())
    );
    assert_eq!(stage.updates().await, Vec::<serde_json::Value>::new());
}

#[tokio::test]
async fn a_bot_may_write_to_whom_it_has_known() {
    let stage = Stage::new().await;
    let anna = stage.person("Anna");

    anna.has_known(&stage.bot);

    let hello = serde_json::json!({ "chat_id": anna.id(), "text": "Hello again" });
    stage.ok("sendMessage", hello).await;
    assert_eq!(anna.last(&stage.bot).unwrap().text, "Hello again");
    stage.is_clean();
}

#[tokio::test]
async fn a_picture_that_is_kept_has_the_same_name_everywhere() {
    let (one, other) = (Stage::new().await, Stage::new().await);

    let id = one.playground.keeps_picture(&one.bot, PIXEL).unwrap();

    assert_eq!(one.playground.keeps_picture(&one.bot, PIXEL).unwrap(), id);
    assert_eq!(other.playground.keeps_picture(&other.bot, PIXEL).unwrap(), id);
    let anna = one.customer("Anna");
    let photo = serde_json::json!({ "chat_id": anna.id(), "photo": id });
    one.ok("sendPhoto", photo).await;
    assert_eq!(anna.last(&one.bot).unwrap().photo.as_deref(), Some(PIXEL));
}

#[tokio::test]
async fn numbers_go_on_behind_those_of_the_worlds_before() {
    let first = Stage::new().await;
    let second = Stage::with(|options| Options { before: 1, ..options }).await;

    let mut numbers = Vec::new();
    for stage in [&first, &second] {
        let anna = stage.person("Anna");
        let message = anna.says(&stage.bot, "Hello").get();
        let updates = stage.updates().await;
        numbers.push((message, updates[0]["update_id"].as_i64().unwrap()));
    }

    let [(message, update), (later_message, later_update)] = numbers.as_slice() else {
        panic!("{numbers:?}");
    };
    assert!(later_message > message && later_update > update);
    assert!(later_message - message >= 1_000_000 && i32::try_from(*later_message).is_ok());
}
