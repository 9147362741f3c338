//! Much of everything: what is answered stays as large as what is shown.

use playground::NewPerson;
use serde_json::{Value, json};

use super::texts;
use crate::stage::Stage;

#[tokio::test]
async fn ten_thousand_messages_are_looked_at_a_page_at_a_time() {
    let stage = Stage::new().await;
    let anna = stage.customer("Anna");
    for n in 1..=10_500 {
        anna.says(&stage.bot, &format!("message {n}"));
    }

    let pane = stage.pane(&anna, stage.bot.id(), &json!(0)).await;
    let texts_now = texts(&pane);
    assert_eq!(
        (texts_now.len(), texts_now[59].as_str(), &pane["more"]),
        (60, "message 10500", &json!(true))
    );

    let mut before = pane["messages"][0]["seq"].clone();
    let mut seen = 60;
    loop {
        let ask = json!({ "person": anna.id(), "chat": stage.bot.id(), "before": before, "limit": 1_000 });
        let (_, older) = stage.asks("older", &ask).await;
        let count = texts(&older).len();
        assert!(count <= 200);
        seen += count;
        if older["more"] == false {
            assert_eq!(texts(&older)[0], "message 501", "the oldest are forgotten");
            break;
        }
        before = older["messages"][0]["seq"].clone();
    }
    assert_eq!(seen, 10_000);
    anna.says(&stage.bot, "and one");
    let next = stage.pane(&anna, stage.bot.id(), &pane["up_to"]).await;
    assert_eq!((texts(&next), &next["gone"]), (vec!["and one".to_owned()], &json!([])));
}

#[tokio::test]
async fn two_thousand_people_are_listed_once() {
    let stage = Stage::new().await;
    let (group, olga, _) = stage.cafe();
    for n in 0..2_000 {
        let person = stage.playground.add_person(NewPerson {
            first_name: format!("Person {n}"),
            ..NewPerson::default()
        });
        group.add(&person);
    }

    let looked = stage.looks(json!({ "people_since": 0 })).await;
    let list = looked["people"]["list"].as_array().unwrap();
    assert_eq!((list.len(), &list[2_001]["name"]), (2_002, &json!("Person 1999")));
    let next = json!({ "people_since": looked["people"]["version"],
                       "panes": [{ "person": olga.id(), "chat": group.id(), "since": 0 }] });
    let next = stage.looks(next).await;
    assert_eq!(next.get("people"), None);
    let entry = &next["chats"][olga.id().to_string()][0];
    assert_eq!((&entry["members"], &entry["unread"]), (&json!(2_003), &json!(0)));
    assert!(next.to_string().len() < 60_000, "{}", next.to_string().len());
    let (_, members) = stage
        .asks("members", &json!({ "person": olga.id(), "chat": group.id() }))
        .await;
    assert_eq!(members["list"].as_array().unwrap().len(), 2_000);
}

#[tokio::test]
async fn words_for_two_thousand_are_each_for_one() {
    let stage = Stage::with(|options| playground::Options {
        limits: false,
        ..options
    })
    .await;
    let (group, olga, anna) = stage.cafe();
    let mut last = anna.clone();
    for n in 0..300 {
        last = stage.person(&format!("Person{n}"));
        group.add(&last);
        let whisper = json!({ "chat_id": group.id(), "text": format!("only for {n}"),
            "ephemeral_message_parameters": { "receiver_user_id": last.id() } });
        stage.ok("sendMessage", whisper).await;
    }

    let whispers = |pane: &Value| {
        texts(pane)
            .into_iter()
            .filter(|text| text.starts_with("only"))
            .collect::<Vec<_>>()
    };
    assert_eq!(
        whispers(&stage.pane(&last, group.id(), &json!(0)).await),
        ["only for 299"]
    );
    assert_eq!(
        whispers(&stage.pane(&olga, group.id(), &json!(0)).await),
        Vec::<String>::new()
    );
}
