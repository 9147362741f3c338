use serde_json::{Value, json};

use super::texts;
use crate::stage::Stage;

#[tokio::test]
async fn people_are_listed_again_only_when_they_are_others() {
    let stage = Stage::new().await;
    let anna = stage.playground.add_person(playground::NewPerson {
        first_name: "Anna".to_owned(),
        last_name: Some("安娜 🌸".to_owned()),
        language_code: Some("en".to_owned()),
        about: Some("Customer".to_owned()),
        ..playground::NewPerson::default()
    });
    let first = stage.looks(json!({ "people_since": 0 })).await;
    assert_eq!(
        first["people"]["list"],
        json!([{ "id": anna.id(), "name": "Anna 安娜 🌸", "username": null, "language": "en",
                 "about": "Customer", "photo": null }])
    );
    let version = first["people"]["version"].clone();

    let same = stage.looks(json!({ "people_since": version })).await;
    anna.rename("Annie", None);
    let renamed = stage.looks(json!({ "people_since": version })).await;

    assert_eq!(same.get("people"), None);
    assert_eq!(renamed["people"]["list"][0]["name"], "Annie");
}

#[tokio::test]
async fn unread_messages_are_counted_until_they_are_read() {
    let stage = Stage::new().await;
    let (group, olga, anna) = stage.cafe();
    let ben = stage.person("Ben");
    olga.says(&group, "one");
    olga.says(&group, "two");
    group.add(&ben);
    olga.says(&group, "three");

    assert_eq!(stage.entry(&anna, group.id()).await["unread"], 3);
    assert_eq!(
        stage.entry(&ben, group.id()).await["unread"],
        1,
        "what was said before is not new"
    );
    assert_eq!(
        stage.entry(&olga, group.id()).await["unread"],
        0,
        "nobody has to read themselves"
    );

    let pane = stage.pane(&anna, group.id(), &json!(0)).await;
    let read =
        |up_to: Value| json!({ "do": "read", "person": anna.id(), "chat": group.id(), "topic": null, "up_to": up_to });
    stage
        .act(read(
            pane["messages"]
                .as_array()
                .unwrap()
                .iter()
                .find(|message| message["text"] == "one")
                .unwrap()["seq"]
                .clone(),
        ))
        .await;
    assert_eq!(stage.entry(&anna, group.id()).await["unread"], 2);
    stage.act(read(pane["up_to"].clone())).await;
    stage.act(read(json!(1))).await;
    assert_eq!(
        stage.entry(&anna, group.id()).await["unread"],
        0,
        "what was read stays read"
    );
    stage.says(group.id(), "four").await;
    assert_eq!(stage.entry(&anna, group.id()).await["unread"], 1);
    stage.act(read(json!(u64::MAX))).await;
    stage.says(group.id(), "five").await;
    assert_eq!(
        stage.entry(&anna, group.id()).await["unread"],
        1,
        "nobody reads what is not written yet"
    );
}

#[tokio::test]
async fn a_chat_in_the_list_says_what_matters() {
    let stage = Stage::new().await;
    let (group, olga, anna) = stage.cafe();
    let nobody = stage.person("Nobody");
    stage
        .ok(
            "setChatMemberTag",
            json!({ "chat_id": group.id(), "user_id": anna.id(), "tag": "Gold" }),
        )
        .await;
    anna.opens(&stage.bot.start_link("")).unwrap();
    stage.says(anna.id(), "Welcome!").await;

    let chats = stage.chats(&anna).await;
    assert_eq!(
        chats[0],
        json!({ "chat": stage.bot.id(), "kind": "private", "forum": false, "title": "Regulars",
                "members": 2, "unread": 1, "topics": [], "blocked": false,
                "last": { "from": "Regulars", "text": "Welcome!", "date": "2027-01-15T08:00:00+00:00",
                          "seq": chats[0]["last"]["seq"] },
                "me": { "status": "member", "anonymous": false, "tag": null, "can_delete": true,
                        "can_write": true },
                "link": null, "requests": [] })
    );
    assert_eq!(
        (&chats[1]["kind"], &chats[1]["title"], &chats[1]["members"]),
        (&json!("supergroup"), &json!("Corner Cup"), &json!(3))
    );
    assert_eq!(
        chats[1]["me"],
        json!({ "status": "member", "anonymous": false, "tag": "Gold", "can_delete": false, "can_write": true })
    );
    assert_eq!(chats[1]["link"], group.invite_link());

    let alone = stage.chats(&nobody).await;
    assert_eq!((alone.len(), &alone[0]["last"]), (1, &json!(null)));

    group.set_silent(true);
    anna.blocks(&stage.bot);
    assert_eq!(stage.entry(&anna, group.id()).await["me"]["can_write"], false);
    assert_eq!(stage.entry(&olga, group.id()).await["me"]["can_write"], true);
    assert_eq!(stage.entry(&olga, group.id()).await["me"]["can_delete"], true);
    assert_eq!(stage.entry(&anna, stage.bot.id()).await["blocked"], true);
    group.remove(&anna);
    let gone = stage.entry(&anna, group.id()).await;
    assert_eq!((&gone["me"]["status"], &gone["link"]), (&json!("kicked"), &json!(null)));
    assert_eq!(stage.entry(&olga, group.id()).await["members"], 2);
}

#[tokio::test]
async fn topics_are_looked_at_and_read_one_by_one() {
    let stage = Stage::new().await;
    let (group, olga, anna) = stage.cafe();
    group.set_forum(true);
    let (orders, ideas) = (group.open_topic("Orders").unwrap(), group.open_topic("Ideas").unwrap());
    let chat = playground::ChatId::from(&group);
    olga.says(&group, "in general");
    olga.says(chat.topic(orders), "an order");
    olga.says(chat.topic(orders), "another order");

    let pane = |topic: Value| json!({ "person": anna.id(), "chat": group.id(), "topic": topic });
    let looked = stage
        .looks(json!({ "panes": [pane(json!(null)), pane(json!(orders)), pane(json!(ideas))] }))
        .await;
    let panes = &looked["panes"];
    assert_eq!(texts(&panes[0]).last().unwrap(), "in general");
    assert_eq!(texts(&panes[1])[1..], ["an order", "another order"]);
    assert_eq!(panes[1]["messages"][0]["service"], "topic Orders opened");
    assert_eq!(texts(&panes[2]).len(), 1);
    let entry = stage.entry(&anna, group.id()).await;
    assert_eq!(
        entry["topics"],
        json!([
            { "id": orders, "name": "Orders", "closed": false, "unread": 2 },
            { "id": ideas, "name": "Ideas", "closed": false, "unread": 0 },
        ])
    );
    let read =
        json!({ "do": "read", "person": anna.id(), "chat": group.id(), "topic": orders, "up_to": panes[1]["up_to"] });
    stage.act(read).await;
    let entry = stage.entry(&anna, group.id()).await;
    assert_eq!(
        (&entry["topics"][0]["unread"], &entry["unread"]),
        (&json!(0), &json!(1))
    );

    let say = json!({ "do": "say", "person": anna.id(), "chat": group.id(), "topic": ideas, "text": "Longer hours" });
    stage.act(say).await;
    let panes = stage.looks(json!({ "panes": [pane(json!(ideas))] })).await["panes"].clone();
    assert_eq!(panes[0]["messages"][1]["text"], "Longer hours");
    group.close_topic(Some(ideas), true);
    assert_eq!(stage.entry(&anna, group.id()).await["topics"][1]["closed"], true);
    let say = json!({ "do": "say", "person": anna.id(), "chat": group.id(), "topic": ideas, "text": "And tea" });
    stage.cannot(say).await;

    stage
        .ok(
            "deleteForumTopic",
            json!({ "chat_id": group.id(), "message_thread_id": orders }),
        )
        .await;
    let ask = json!({ "person": anna.id(), "chat": group.id(), "topic": orders, "since": panes[0]["up_to"] });
    let looked = stage.looks(json!({ "panes": [ask] })).await;
    assert_eq!(
        (&looked["panes"][0]["reset"], texts(&looked["panes"][0])),
        (&json!(true), vec![])
    );
    for topic in [orders, 999_999] {
        let read = json!({ "do": "read", "person": anna.id(), "chat": group.id(), "topic": topic, "up_to": 1 });
        assert_eq!(stage.cannot(read).await, "This topic is not there any more.");
    }
    group.set_forum(false);
    let all = stage.pane(&anna, group.id(), &json!(0)).await;
    assert!(texts(&all).contains(&"Longer hours".to_owned()) && texts(&all).contains(&"in general".to_owned()));
}
