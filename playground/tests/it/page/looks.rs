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
async fn a_world_that_begins_anew_is_told_from_the_old_one() {
    let stage = Stage::new().await;
    let anna = stage.customer("Anna");
    stage.says(anna.id(), "Welcome!").await;
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
    let calls = stage.looks(json!({ "calls_since": 0 })).await["calls"].clone();
    assert_eq!(calls, json!({ "next": 2, "list": [], "missed": 0 }));
}
