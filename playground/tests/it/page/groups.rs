use serde_json::{Value, json};

use crate::stage::Stage;

fn own(act: &str, person: i64, chat: i64) -> Value {
    json!({ "do": act, "person": person, "chat": chat })
}

fn other(act: &str, person: i64, chat: i64, who: i64) -> Value {
    json!({ "do": act, "person": person, "chat": chat, "who": who })
}

#[tokio::test]
async fn people_come_and_go() {
    let stage = Stage::new().await;
    let (group, olga, anna) = stage.cafe();
    let id = group.id();
    let ben = stage.person("Ben");

    stage.act(own("join", ben.id(), id)).await;
    assert_eq!(stage.entry(&ben, id).await["me"]["status"], "member");
    stage.act(own("leave", ben.id(), id)).await;
    assert_eq!(stage.entry(&ben, id).await["me"]["status"], "left");
    stage.cannot(own("leave", ben.id(), id)).await;
    stage.cannot(own("leave", olga.id(), id)).await;
    stage.act(other("add", anna.id(), id, ben.id())).await;
    assert!(group.has(&ben));
    assert_eq!(
        stage.cannot(other("add", anna.id(), id, ben.id())).await,
        "They are in already."
    );
    stage.cannot(other("remove", anna.id(), id, ben.id())).await;
    stage.act(other("remove", olga.id(), id, ben.id())).await;
    stage.cannot(own("join", ben.id(), id)).await;
    stage.cannot(other("add", anna.id(), id, ben.id())).await;
    stage.act(other("add", olga.id(), id, ben.id())).await;
    assert!(group.has(&ben), "an administrator brings back who was removed");
    stage.cannot(other("remove", anna.id(), id, olga.id())).await;
}

#[tokio::test]
async fn requests_to_join_are_settled_by_administrators() {
    let stage = Stage::new().await;
    let (group, olga, anna) = stage.cafe();
    let id = group.id();
    let (ben, eve) = (stage.person("Ben"), stage.person("Eve"));

    stage.act(own("ask", ben.id(), id)).await;
    stage.act(own("ask", eve.id(), id)).await;
    stage.cannot(own("ask", anna.id(), id)).await;

    assert_eq!(stage.entry(&ben, id).await["me"]["status"], "asked");
    let requests = stage.entry(&olga, id).await["requests"].clone();
    assert_eq!(
        requests,
        json!([{ "id": ben.id(), "name": "Ben" }, { "id": eve.id(), "name": "Eve" }])
    );
    assert_eq!(stage.entry(&anna, id).await["requests"], json!([]));
    stage.cannot(other("admit", anna.id(), id, ben.id())).await;
    stage.act(other("admit", olga.id(), id, ben.id())).await;
    stage.act(other("refuse", olga.id(), id, eve.id())).await;
    stage.cannot(other("admit", olga.id(), id, eve.id())).await;
    assert!(group.has(&ben) && !group.has(&eve));
    group.set_join_by_request(true);
    stage.act(own("join", eve.id(), id)).await;
    assert_eq!(stage.entry(&olga, id).await["requests"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn rights_are_given_and_taken_by_those_who_have_them() {
    let stage = Stage::new().await;
    let (group, olga, anna) = stage.cafe();
    let id = group.id();
    let ben = stage.person("Ben");

    stage.cannot(other("promote", anna.id(), id, ben.id())).await;
    stage.act(other("promote", olga.id(), id, anna.id())).await;
    assert_eq!(stage.entry(&anna, id).await["me"]["status"], "administrator");
    stage.act(other("promote", anna.id(), id, ben.id())).await;
    assert!(group.has(&ben), "who is promoted comes in");
    stage.cannot(other("promote", anna.id(), id, olga.id())).await;
    stage.cannot(other("demote", ben.id(), id, anna.id())).await;
    stage.cannot(other("remove", ben.id(), id, anna.id())).await;
    stage.act(other("demote", anna.id(), id, ben.id())).await;
    stage.act(other("demote", olga.id(), id, anna.id())).await;
    stage.cannot(other("demote", olga.id(), id, anna.id())).await;
    assert_eq!(stage.entry(&anna, id).await["me"]["status"], "member");

    stage.act(other("remove", olga.id(), id, stage.bot.id())).await;
    stage.act(other("add", olga.id(), id, stage.bot.id())).await;
    stage.act(other("promote", olga.id(), id, stage.bot.id())).await;
    let me = json!({ "chat_id": id, "user_id": stage.bot.id() });
    assert_eq!(stage.ok("getChatMember", me).await["status"], "administrator");
}

#[tokio::test]
async fn members_are_listed_for_those_who_are_in() {
    let stage = Stage::new().await;
    let (group, olga, anna) = stage.cafe();

    let (status, members) = stage.asks("members", &own("", anna.id(), group.id())).await;

    assert_eq!(status, 200);
    assert_eq!(
        members["list"],
        json!([
            { "id": olga.id(), "status": "creator", "tag": null },
            { "id": stage.bot.id(), "status": "administrator", "tag": null },
            { "id": anna.id(), "status": "member", "tag": null },
        ])
    );
}

#[tokio::test]
async fn administrators_can_be_anonymous() {
    let stage = Stage::new().await;
    let (group, olga, anna) = stage.cafe();
    let switch = |person: i64, on: bool| json!({ "do": "anonymous", "person": person, "chat": group.id(), "on": on });

    stage.cannot(switch(anna.id(), true)).await;
    stage.act(switch(olga.id(), true)).await;
    olga.says(&group, "From the shop");

    assert_eq!(stage.entry(&olga, group.id()).await["me"]["anonymous"], true);
    let pane = stage.pane(&anna, group.id(), &json!(0)).await;
    let from = &pane["messages"].as_array().unwrap().last().unwrap()["from"];
    assert_eq!((&from["id"], &from["name"]), (&json!(group.id()), &json!("Corner Cup")));
    stage.act(switch(olga.id(), false)).await;
    olga.says(&group, "From Olga");
    assert_eq!(stage.entry(&anna, group.id()).await["last"]["from"], "Olga");
}

#[tokio::test]
async fn what_an_anonymous_administrator_writes_is_theirs_alone() {
    let stage = Stage::new().await;
    let (group, olga, anna) = stage.cafe();
    let ben = stage.person("Ben");
    group.add(&ben);
    group.promote(&ben, playground::Rights::none());
    for (who, on) in [(&olga, true), (&ben, false)] {
        let read = json!({ "do": "read", "person": who.id(), "chat": group.id(), "up_to": u64::MAX });
        stage.act(read).await;
        if on {
            stage
                .act(json!({ "do": "anonymous", "person": who.id(), "chat": group.id(), "on": on }))
                .await;
        }
    }
    let id = olga.says(&group, "Form the shop").to_string();
    let mine = async |who: &playground::Person| {
        let pane = stage.pane(who, group.id(), &json!(0)).await;
        let message = pane["messages"].as_array().unwrap().last().unwrap().clone();
        assert_eq!(message["from"]["name"], "Corner Cup");
        message["mine"].clone()
    };

    assert_eq!((mine(&olga).await, mine(&ben).await), (json!(true), json!(false)));
    assert_eq!(stage.entry(&olga, group.id()).await["unread"], 0);
    assert_eq!(stage.entry(&ben, group.id()).await["unread"], 1);
    stage.updates().await;
    let edit =
        |who: i64| json!({ "do": "edit", "person": who, "chat": group.id(), "message": id, "text": "From the shop" });
    stage.cannot(edit(ben.id())).await;
    stage.act(edit(olga.id())).await;
    let update = stage.updates().await[0]["edited_message"].clone();
    assert_eq!(
        (&update["text"], &update["from"]["username"]),
        (&json!("From the shop"), &json!("GroupAnonymousBot"))
    );
    let delete = |who: i64| json!({ "do": "delete", "person": who, "chat": group.id(), "message": id });
    stage.cannot(delete(anna.id())).await;
    stage.act(delete(olga.id())).await;
}

#[tokio::test]
async fn a_group_becomes_a_supergroup_and_a_forum() {
    let stage = Stage::new().await;
    let (olga, anna) = (stage.person("Olga"), stage.person("Anna"));
    let made = stage
        .act(json!({ "do": "group", "person": olga.id(), "title": " 晨光 Café ", "forum": false }))
        .await;
    let old = made["chat"].as_i64().unwrap();
    stage.act(other("add", olga.id(), old, anna.id())).await;
    let forum = |person: i64, chat: i64| json!({ "do": "forum", "person": person, "chat": chat, "on": true });

    stage.cannot(forum(olga.id(), old)).await;
    stage.cannot(own("upgrade", anna.id(), old)).await;
    let new = stage.act(own("upgrade", olga.id(), old)).await["chat"]
        .as_i64()
        .unwrap();
    stage.cannot(own("upgrade", olga.id(), old)).await;
    stage.cannot(forum(anna.id(), new)).await;
    stage.act(forum(olga.id(), old)).await;

    let entry = stage.entry(&anna, new).await;
    assert_eq!(
        (&entry["title"], &entry["kind"], &entry["forum"], &entry["members"]),
        (&json!("晨光 Café"), &json!("supergroup"), &json!(true), &json!(2))
    );
    let direct = stage
        .act(json!({ "do": "group", "person": olga.id(), "title": "Staff", "forum": true }))
        .await;
    assert_eq!(
        stage.entry(&olga, direct["chat"].as_i64().unwrap()).await["forum"],
        true
    );
}

#[tokio::test]
async fn a_bot_is_blocked_and_taken_back() {
    let stage = Stage::new().await;
    let anna = stage.customer("Anna");
    stage.updates().await;
    let act = |what: &str| json!({ "do": what, "person": anna.id(), "bot": stage.bot.id() });

    stage.act(act("block")).await;
    stage.act(act("block")).await;
    assert_eq!(stage.entry(&anna, stage.bot.id()).await["blocked"], true);
    stage.act(act("unblock")).await;

    assert_eq!(stage.kinds().await, ["my_chat_member", "my_chat_member"]);
    assert_eq!(stage.entry(&anna, stage.bot.id()).await["blocked"], false);
}

#[tokio::test]
async fn new_people_come_by_the_page() {
    let stage = Stage::new().await;
    let act = |username: &str| json!({ "do": "person", "first_name": "Budi", "last_name": null, "username": username, "language": "id" });

    let made = stage.act(act("@budi_s")).await;

    let looked = stage.looks(json!({})).await;
    assert_eq!(
        looked["people"]["list"],
        json!([{ "id": made["person"], "name": "Budi", "username": "budi_s", "language": "id", "about": null, "photo": null }])
    );
    assert_eq!(stage.cannot(act("BUDI_S")).await, "Somebody has this username already.");
    assert_eq!(
        stage.cannot(act("regulars_bot")).await,
        "Somebody has this username already."
    );
    stage.cannot(act("a b")).await;
    stage
        .cannot(json!({ "do": "person", "first_name": "x".repeat(65) }))
        .await;
}
