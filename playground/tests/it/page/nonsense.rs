use serde_json::{Value, json};

use crate::stage::Stage;

/// Every act as it should be, with ids of people, chats and messages that are there.
fn acts(person: i64, bot: i64, group: i64) -> Vec<Value> {
    let (own, mut acts) = (json!({ "person": person, "chat": group }), Vec::new());
    let mut act = |name: &str, more: Value| {
        let mut act = own.clone();
        act["do"] = name.into();
        act.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        acts.push(act);
    };
    act("say", json!({ "topic": null, "text": "x", "reply_to": "2" }));
    act("tap", json!({ "message": "2", "row": 0, "column": 0 }));
    act("key", json!({ "topic": null, "text": "x" }));
    act(
        "open",
        json!({ "link": "https://t.me/regulars_bot?startgroup=x", "group": group }),
    );
    act("scan", json!({ "photo": "x" }));
    act("contact", json!({}));
    act("locate", json!({ "latitude": 1.0, "longitude": 2.0 }));
    act("edit", json!({ "message": "2", "text": "x" }));
    act("delete", json!({ "message": "2" }));
    act("read", json!({ "topic": null, "up_to": 1 }));
    for name in ["join", "leave", "ask", "upgrade"] {
        act(name, json!({}));
    }
    for name in ["admit", "refuse", "remove", "promote", "demote", "add"] {
        act(name, json!({ "who": person }));
    }
    for name in ["anonymous", "forum"] {
        act(name, json!({ "on": true }));
    }
    for name in ["block", "unblock"] {
        act(name, json!({ "bot": bot }));
    }
    act(
        "person",
        json!({ "first_name": "x", "last_name": "x", "username": "abcde", "language": "en" }),
    );
    act("group", json!({ "title": "x", "forum": true }));
    act(
        "fault",
        json!({ "kind": "5xx", "method": "getMe", "share": 0.1, "once": true }),
    );
    act("clock", json!({ "by_seconds": 1 }));
    act("bot", json!({ "to": "kill" }));
    act("shop", json!({ "key": "x" }));
    acts
}

/// With any part of it replaced by something else, an act is done or refused with words, and never breaks anything.
#[tokio::test]
async fn nonsense_is_answered_with_words() {
    let stage = Stage::new().await;
    let (group, _, anna) = stage.cafe();
    anna.says(&group, "Hello");
    let odd = [
        json!(null),
        json!(0),
        json!(-1),
        json!(i64::MAX),
        json!(i64::MIN),
        json!(u64::MAX),
        json!(1e300),
        json!(""),
        json!("e"),
        json!("e-9223372036854775808"),
        json!("99999999999999999999999"),
        json!("\u{0}\u{202e}\u{1f3f3}"),
        json!("x".repeat(100_000)),
        json!([]),
        json!({ "a": [1] }),
        json!(true),
    ];

    for act in acts(anna.id(), stage.bot.id(), group.id()) {
        for field in act.as_object().unwrap().keys() {
            for value in &odd {
                let mut changed = act.clone();
                changed[field] = value.clone();
                let (status, answer) = stage.asks("act", &changed).await;
                let shown: String = changed.to_string().chars().take(300).collect();
                assert!([200, 400, 409].contains(&status), "{status} to {shown}: {answer}");
                assert_eq!(answer["ok"], status == 200, "{shown}");
                assert!(
                    status == 200 || !answer["error"].as_str().unwrap().is_empty(),
                    "{shown}"
                );
            }
        }
    }
    assert_eq!(stage.looks(json!({})).await["bots"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn looks_of_any_shape_are_answered() {
    let stage = Stage::new().await;
    let anna = stage.customer("Anna");
    let here = json!({ "person": anna.id(), "chat": stage.bot.id() });
    for (question, status) in [
        (json!({}), 200),
        (json!({ "panes": [] }), 200),
        (json!({ "panes": vec![here.clone(); 16] }), 200),
        (json!({ "panes": vec![here.clone(); 17] }), 400),
        (json!({ "panes": [{ "person": 1, "chat": 2 }, here] }), 200),
        (json!({ "panes": [{ "person": anna.id(), "chat": i64::MIN }] }), 200),
        (
            json!({ "panes": [{ "person": anna.id(), "chat": stage.bot.id(), "topic": i64::MAX, "since": u64::MAX }] }),
            200,
        ),
        (
            json!({ "panes": [{ "person": anna.id(), "chat": stage.bot.id(), "limit": u32::MAX }] }),
            200,
        ),
        (
            json!({ "panes": [{ "person": anna.id(), "chat": stage.bot.id(), "limit": 0 }] }),
            200,
        ),
        (json!({ "people_since": u64::MAX, "calls_since": u64::MAX }), 200),
        (json!({ "people_since": -1 }), 400),
        (json!({ "panes": [{ "person": "Anna" }] }), 400),
        (json!({ "panes": 7 }), 400),
        (json!([]), 400),
        (json!(null), 400),
    ] {
        let (answered, answer) = stage.asks("look", &question).await;
        assert_eq!(answered, status, "{question}: {answer}");
    }
    let unknown = stage
        .looks(json!({ "panes": [{ "person": 1, "chat": 2 }, { "person": anna.id(), "chat": -9 }] }))
        .await;
    assert_eq!(unknown["panes"], json!([]), "what is not there is left out");
    assert_eq!(unknown["chats"].as_object().unwrap().len(), 1);
    for path in ["older", "transcript", "members"] {
        for (question, status) in [
            (json!({ "person": 1, "chat": 2, "before": 1 }), 409),
            (json!({ "person": anna.id(), "chat": -9, "before": 1 }), 409),
            (json!({ "person": anna.id() }), 400),
        ] {
            assert_eq!(stage.asks(path, &question).await.0, status, "{path} {question}");
        }
    }
}
