use playground::Playground;
use serde_json::{Value, json};

use super::texts;
use crate::stage::{Stage, button};

#[tokio::test]
async fn a_message_is_shown_with_all_its_parts() {
    let stage = Stage::new().await;
    let (group, _, anna) = stage.cafe();
    let asked = anna.says(&group, "How many points?");
    let markup = json!({ "inline_keyboard": [
        [{ "text": "Redeem", "callback_data": "r", "style": "primary" }, { "text": "Shop", "url": "https://shop.example/" }],
        [{ "text": "Copy", "copy_text": { "text": "K7" } }, { "text": "Play", "switch_inline_query": "x" }],
    ] });
    stage
        .ok(
            "sendMessage",
            json!({ "chat_id": group.id(), "text": "<b>250</b> points", "parse_mode": "HTML",
                    "reply_parameters": { "message_id": asked.get() }, "reply_markup": markup }),
        )
        .await;

    let pane = stage.pane(&anna, group.id(), &json!(0)).await;

    let shown = pane["messages"].as_array().unwrap().last().unwrap();
    assert_eq!(shown["text"], "250 points");
    assert_eq!(shown["entities"], json!([{ "type": "bold", "offset": 0, "length": 3 }]));
    assert_eq!(
        shown["from"],
        json!({ "id": stage.bot.id(), "name": "Regulars", "bot": true, "tag": null, "photo": null })
    );
    assert_eq!(
        shown["reply_to"],
        json!({ "id": asked.to_string(), "from": "Anna", "text": "How many points?" })
    );
    assert_eq!(
        shown["buttons"],
        json!([
            [
                { "text": "Redeem", "style": "primary", "kind": "callback", "url": null },
                { "text": "Shop", "style": null, "kind": "url", "url": "https://shop.example/" },
            ],
            [
                { "text": "Copy", "style": null, "kind": "copy", "url": null },
                { "text": "Play", "style": null, "kind": "disabled", "url": null },
            ],
        ])
    );
    assert_eq!(
        (&shown["mine"], &shown["date"]),
        (&json!(false), &json!("2027-01-15T08:00:00+00:00"))
    );
    let services: Vec<&Value> = pane["messages"]
        .as_array()
        .unwrap()
        .iter()
        .map(|message| &message["service"])
        .filter(|service| service.is_string())
        .collect();
    assert_eq!(services, [&json!("Regulars joined"), &json!("Anna joined")]);
    assert_eq!(pane["more"], false);
}

#[tokio::test]
async fn a_pane_brings_what_came_what_changed_and_what_went() {
    let stage = Stage::new().await;
    let anna = stage.customer("Anna");
    let mut sent = Vec::new();
    for n in 1..=3 {
        sent.push(stage.says(anna.id(), &format!("message {n}")).await["message_id"].clone());
    }
    let before = stage.pane(&anna, stage.bot.id(), &json!(0)).await;
    assert_eq!(texts(&before), ["/start", "message 1", "message 2", "message 3"]);
    assert_eq!(before["gone"], json!([]));

    let nothing = stage.pane(&anna, stage.bot.id(), &before["up_to"]).await;
    assert_eq!((texts(&nothing), &nothing["gone"]), (vec![], &json!([])));

    stage
        .ok(
            "editMessageText",
            json!({ "chat_id": anna.id(), "message_id": sent[0], "text": "message one" }),
        )
        .await;
    stage
        .ok("deleteMessage", json!({ "chat_id": anna.id(), "message_id": sent[1] }))
        .await;
    stage.says(anna.id(), "message 4").await;

    let after = stage.pane(&anna, stage.bot.id(), &before["up_to"]).await;
    assert_eq!(texts(&after), ["message one", "message 4"]);
    assert_eq!(after["messages"][0]["edited"], true);
    assert_eq!(after["gone"], json!([sent[1].to_string()]));
    assert_eq!(after.get("reset"), None);
    let end = stage.pane(&anna, stage.bot.id(), &after["up_to"]).await;
    assert_eq!((texts(&end), &end["gone"]), (vec![], &json!([])));
}

#[tokio::test]
async fn a_pane_that_missed_too_much_begins_afresh() {
    let stage = Stage::new().await;
    let anna = stage.customer("Anna");
    let before = stage.pane(&anna, stage.bot.id(), &json!(0)).await;
    for n in 0..500 {
        anna.says(&stage.bot, &format!("{n}"));
    }
    let enough = stage.pane(&anna, stage.bot.id(), &before["up_to"]).await;
    assert_eq!((texts(&enough).len(), enough.get("reset")), (500, None));

    anna.says(&stage.bot, "one more");

    let reset = stage.pane(&anna, stage.bot.id(), &before["up_to"]).await;
    assert_eq!(reset["reset"], true);
    assert_eq!((texts(&reset).len(), &reset["more"]), (60, &json!(true)));
    assert_eq!(texts(&reset).last().unwrap(), "one more");
    let from_elsewhere = stage.pane(&anna, stage.bot.id(), &json!(1_000_000)).await;
    assert_eq!(
        from_elsewhere["reset"], true,
        "a page of another playground knows nothing of this one"
    );
}

#[tokio::test]
async fn removals_that_are_no_longer_known_make_a_pane_begin_afresh() {
    let stage = Stage::new().await;
    let anna = stage.customer("Anna");
    let sent: Vec<_> = (0..250).map(|n| anna.says(&stage.bot, &format!("{n}"))).collect();
    let before = stage.pane(&anna, stage.bot.id(), &json!(0)).await;
    for id in &sent[..100] {
        anna.deletes(&stage.bot, *id).unwrap();
    }
    let some = stage.pane(&anna, stage.bot.id(), &before["up_to"]).await;
    assert_eq!(some["gone"].as_array().unwrap().len(), 100);

    for id in &sent[100..] {
        anna.deletes(&stage.bot, *id).unwrap();
    }

    let all = stage.pane(&anna, stage.bot.id(), &before["up_to"]).await;
    assert_eq!((&all["reset"], texts(&all)), (&json!(true), vec!["/start".to_owned()]));
}

#[tokio::test]
async fn older_messages_come_page_by_page() {
    let stage = Stage::new().await;
    let anna = stage.customer("Anna");
    for n in 0..10 {
        anna.says(&stage.bot, &format!("{n}"));
    }
    let pane = json!({ "person": anna.id(), "chat": stage.bot.id(), "limit": 4 });
    let newest = stage.looks(json!({ "panes": [pane] })).await["panes"][0].clone();
    assert_eq!(
        (texts(&newest), &newest["more"]),
        (vec_of(&["6", "7", "8", "9"]), &json!(true))
    );

    let mut before = newest["messages"][0]["seq"].clone();
    let mut read = Vec::new();
    for _ in 0..2 {
        let ask = json!({ "person": anna.id(), "chat": stage.bot.id(), "topic": null, "before": before, "limit": 4 });
        let (_, older) = stage.asks("older", &ask).await;
        before = older["messages"][0]["seq"].clone();
        read.push((texts(&older), older["more"].clone()));
    }

    assert_eq!(
        read,
        [
            (vec_of(&["2", "3", "4", "5"]), json!(true)),
            (vec_of(&["/start", "0", "1"]), json!(false)),
        ]
    );
}

fn vec_of(texts: &[&str]) -> Vec<String> {
    texts.iter().map(|text| (*text).to_owned()).collect()
}

#[tokio::test]
async fn nobody_sees_what_is_for_another_alone() {
    let stage = Stage::new().await;
    let (group, olga, anna) = stage.cafe();
    let offer = stage
        .ok(
            "sendMessage",
            json!({ "chat_id": group.id(), "text": "An offer", "reply_markup": button("Take", "t") }),
        )
        .await;
    let (annas, olgas) = (
        stage.pane(&anna, group.id(), &json!(0)).await,
        stage.pane(&olga, group.id(), &json!(0)).await,
    );
    let tap = anna.taps(&group, "Take").unwrap();
    let answer = json!({ "chat_id": group.id(), "text": "Only Anna reads this: K7-42",
        "ephemeral_message_parameters": { "receiver_user_id": anna.id(), "callback_query_id": tap.id(),
                                          "replace_callback_query_message": true } });
    let sent = stage.ok("sendMessage", answer).await;

    let to_anna = stage.pane(&anna, group.id(), &annas["up_to"]).await;
    assert_eq!(texts(&to_anna), ["Only Anna reads this: K7-42"]);
    let shown = &to_anna["messages"][0];
    assert_eq!((&shown["ephemeral"], &shown["id"]), (&json!(true), &json!("e1")));
    assert_eq!(
        to_anna["gone"],
        json!([offer["message_id"].to_string()]),
        "it stands in the place of the offer"
    );

    for since in [json!(0), olgas["up_to"].clone()] {
        let pane = json!({ "person": olga.id(), "chat": group.id(), "since": since });
        let all = stage.looks(json!({ "panes": [pane], "calls_since": null })).await;
        assert!(!all.to_string().contains("K7-42"), "{all}");
        assert!(
            !all["panes"][0]["gone"]
                .to_string()
                .contains(&offer["message_id"].to_string())
        );
    }
    let (_, transcript) = stage
        .asks("transcript", &json!({ "person": olga.id(), "chat": group.id() }))
        .await;
    let text = transcript["text"].as_str().unwrap();
    assert!(
        text.contains("An offer") && !text.contains("K7-42") && !text.contains("taps"),
        "{text}"
    );
    let (_, transcript) = stage
        .asks("transcript", &json!({ "person": anna.id(), "chat": group.id() }))
        .await;
    assert!(transcript["text"].as_str().unwrap().contains("K7-42"));
    let (status, older) = stage
        .asks(
            "older",
            &json!({ "person": olga.id(), "chat": group.id(), "before": 1_000_000 }),
        )
        .await;
    assert!(status == 200 && !older.to_string().contains("K7-42"), "{older}");
    let reply = json!({ "do": "say", "person": olga.id(), "chat": group.id(), "text": "What?", "reply_to": "e1" });
    assert_eq!(stage.cannot(reply).await, "This message is not there any more.");

    stage
        .ok(
            "deleteEphemeralMessage",
            json!({ "chat_id": group.id(), "receiver_user_id": anna.id(),
                    "ephemeral_message_id": sent["ephemeral_message_id"] }),
        )
        .await;
    let back = stage.pane(&anna, group.id(), &to_anna["up_to"]).await;
    assert_eq!((texts(&back), &back["gone"]), (vec_of(&["An offer"]), &json!(["e1"])));
}

#[tokio::test]
async fn a_group_is_read_by_those_who_are_in_it() {
    let stage = Stage::new().await;
    let (group, _, anna) = stage.cafe();
    anna.says(&group, "Hello");
    let eve = stage.person("Eve");

    let pane = stage.pane(&eve, group.id(), &json!(0)).await;

    assert_eq!((texts(&pane), &pane["pinned"]), (vec![], &json!(null)));
    assert!(stage.chats(&eve).await.iter().all(|entry| entry["chat"] != group.id()));
    for path in ["transcript", "members"] {
        let (status, _) = stage
            .asks(path, &json!({ "person": eve.id(), "chat": group.id() }))
            .await;
        assert_eq!(status, 409, "{path}");
    }
}

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
        json!({ "chat": stage.bot.id(), "kind": "private", "forum": false, "title": "Regulars", "photo": null,
                "members": 2, "unread": 1, "topics": [], "blocked": false, "opened": true, "bots": [stage.bot.id()],
                "last": { "from": "Regulars", "text": "Welcome!", "date": "2027-01-15T08:00:00+00:00",
                          "seq": chats[0]["last"]["seq"] },
                "me": { "status": "member", "anonymous": false, "tag": null, "can_write": true },
                "link": null, "requests": [] })
    );
    assert_eq!(
        (
            &chats[1]["kind"],
            &chats[1]["title"],
            &chats[1]["members"],
            &chats[1]["bots"]
        ),
        (
            &json!("supergroup"),
            &json!("Corner Cup"),
            &json!(3),
            &json!([stage.bot.id()])
        )
    );
    assert_eq!(
        chats[1]["me"],
        json!({ "status": "member", "anonymous": false, "tag": "Gold", "can_write": true })
    );
    assert_eq!(chats[1]["link"], group.invite_link());

    let alone = stage.chats(&nobody).await;
    assert_eq!(
        (alone.len(), &alone[0]["opened"], &alone[0]["last"]),
        (1, &json!(false), &json!(null))
    );

    group.set_silent(true);
    anna.blocks(&stage.bot);
    assert_eq!(stage.entry(&anna, group.id()).await["me"]["can_write"], false);
    assert_eq!(stage.entry(&olga, group.id()).await["me"]["can_write"], true);
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
    assert_eq!(
        (&panes[0]["messages"][1]["text"], &panes[0]["messages"][1]["topic"]),
        (&json!("Longer hours"), &json!(ideas))
    );
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
    group.set_forum(false);
    let all = stage.pane(&anna, group.id(), &json!(0)).await;
    assert!(texts(&all).contains(&"Longer hours".to_owned()) && texts(&all).contains(&"in general".to_owned()));
}

#[tokio::test]
async fn a_supergroup_goes_on_from_the_group_it_was() {
    let stage = Stage::new().await;
    let (olga, anna) = (stage.person("Olga"), stage.person("Anna"));
    let group = stage.playground.add_group("Corner Cup", &olga);
    group.add(&anna);
    group.add(&stage.bot);
    olga.says(&group, "in the old group");
    let old = group.id();
    let sent = stage
        .ok(
            "sendMessage",
            json!({ "chat_id": old, "text": "An offer", "reply_markup": button("Take", "t") }),
        )
        .await;
    let before = stage.pane(&anna, old, &json!(0)).await;

    let upgrade = stage
        .act(json!({ "do": "upgrade", "person": olga.id(), "chat": old }))
        .await;
    let new = upgrade["chat"].as_i64().unwrap();
    olga.says(&group, "in the new one");

    let pane = stage.pane(&anna, old, &before["up_to"]).await;
    assert_eq!(
        (pane["moved"].as_i64(), texts(&pane).last().unwrap().as_str()),
        (Some(new), "in the new one")
    );
    let all = stage.pane(&anna, new, &json!(0)).await;
    let texts = texts(&all);
    assert!(texts.contains(&"in the old group".to_owned()) && texts.contains(&"in the new one".to_owned()));
    let offer = all["messages"]
        .as_array()
        .unwrap()
        .iter()
        .find(|message| message["text"] == "An offer")
        .unwrap();
    assert_eq!(offer["chat"], old);
    let tap = json!({ "do": "tap", "person": anna.id(), "chat": old, "message": sent["message_id"].to_string(), "row": 0, "column": 0 });
    let tapped = stage.act(tap).await;
    assert!(tapped["tap"].is_string());
    let entry = stage.entry(&anna, new).await;
    assert_eq!((&entry["members"], &entry["kind"]), (&json!(3), &json!("supergroup")));
    assert!(stage.chats(&anna).await.iter().all(|entry| entry["chat"] != old));
    let unread = &stage.entry(&anna, new).await["unread"];
    assert_eq!(*unread, 3, "what was said in the old group counts on");
}

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
                "placeholder": "Well?", "force_reply": false, "one_time": true, "message": null })
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
        .act(json!({ "do": "say", "person": anna.id(), "chat": stage.bot.id(), "text": "Anna" }))
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
        json!({ "seq": answer["seq"], "tap": tap, "text": "Taken ✓", "alert": true, "url": null })
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
async fn calls_are_numbered_and_cut_to_what_one_reads() {
    let stage = Stage::new().await;
    let anna = stage.customer("Anna");
    let none = stage.looks(json!({ "calls_since": null })).await;
    assert_eq!(none.get("calls"), None);
    stage.says(anna.id(), &"long ".repeat(600)).await;
    stage.refused("sendMessage", json!({ "chat_id": 1, "text": "x" })).await;
    let form = reqwest::multipart::Form::new()
        .text("chat_id", anna.id().to_string())
        .part(
            "document",
            reqwest::multipart::Part::bytes(vec![7; 12_345]).file_name("a.bin"),
        );
    stage
        .http
        .post(stage.url("sendDocument"))
        .multipart(form)
        .send()
        .await
        .unwrap();

    let calls = stage.looks(json!({ "calls_since": 0 })).await["calls"].clone();

    let numbers: Vec<&Value> = calls["list"]
        .as_array()
        .unwrap()
        .iter()
        .map(|call| &call["n"])
        .collect();
    assert_eq!(
        (numbers, &calls["next"], &calls["missed"]),
        (vec![&json!(1), &json!(2), &json!(3)], &json!(4), &json!(0))
    );
    let text = calls["list"][0]["params"]["text"].as_str().unwrap();
    assert_eq!((text.chars().count(), text.ends_with('…')), (2_001, true));
    assert_eq!(
        (&calls["list"][1]["ok"], &calls["list"][1]["method"]),
        (&json!(false), &json!("sendMessage"))
    );
    assert_eq!(calls["list"][2]["params"]["document"], "<file 12345 bytes>");
    for _ in 0..300 {
        stage.ok("getMe", json!({})).await;
    }
    let calls = stage.looks(json!({ "calls_since": 4 })).await["calls"].clone();
    assert_eq!(
        (
            calls["list"].as_array().unwrap().len(),
            &calls["missed"],
            &calls["next"]
        ),
        (200, &json!(100), &json!(304))
    );
    assert_eq!(calls["list"][199]["n"], 303);
    let looked = stage.looks(json!({ "calls_since": 304 })).await;
    assert_eq!(looked["calls"]["list"], json!([]));
    assert_eq!(looked["breaches"].as_array().unwrap().len(), 1);
    stage.act(json!({ "do": "forget_breaches" })).await;
    assert_eq!(stage.looks(json!({})).await["breaches"], json!([]));
}

#[tokio::test]
async fn a_world_that_begins_anew_is_told_from_the_old_one() {
    let stage = Stage::new().await;
    let anna = stage.customer("Anna");
    let (before, pane) = (
        stage.looks(json!({ "people_since": 0 })).await,
        stage.pane(&anna, stage.bot.id(), &json!(0)).await,
    );

    stage.playground.start_over().unwrap();
    let playground: &Playground = &stage.playground;
    let bot = playground.add_bot("Regulars", "regulars_bot");
    let eve = stage.person("Eve");
    eve.opens(&bot.start_link("")).unwrap();

    let looked = stage
        .looks(json!({ "people_since": before["people"]["version"],
                       "panes": [{ "person": eve.id(), "chat": bot.id(), "since": pane["up_to"] }] }))
        .await;
    assert_ne!(looked["world"], before["world"]);
    assert_eq!(looked["people"]["list"][0]["name"], "Eve");
    assert_eq!(
        (&looked["panes"][0]["reset"], texts(&looked["panes"][0])),
        (&json!(true), vec!["/start".to_owned()])
    );
    assert!(looked["version"].as_u64() > before["version"].as_u64());
}
