use playground::{Playground, Right, Rights};
use serde_json::{Value, json};

use crate::stage::Stage;

#[tokio::test]
async fn privacy_mode_hides_what_is_not_meant_for_the_bot() {
    let stage = Stage::new().await;
    let (olga, anna) = (stage.person("Olga"), stage.person("Anna"));
    let group = stage.playground.add_supergroup("Corner Cup", &olga);
    group.add(&stage.bot);
    group.add(&anna);
    stage.updates().await;
    let heard = async || -> Vec<Value> {
        stage
            .updates()
            .await
            .iter()
            .map(|update| update["message"]["text"].clone())
            .collect()
    };

    let said = anna.says(&group, "hello all");
    anna.says(&group, "/points@regulars_bot");
    anna.says(&group, "/points@other_bot");
    anna.says(&group, "/points");
    anna.says(&group, "what about @regulars_bot ?");
    assert_eq!(heard().await, ["/points@regulars_bot"]);

    let sent = stage.says(group.id(), "250 points").await;
    anna.says(&group, "/gifts");
    anna.replies(&group, sent["message_id"].as_i64().unwrap(), "thanks");
    anna.replies(&group, said, "talking to myself");
    assert_eq!(heard().await, ["/gifts", "thanks"]);

    group.promote(&stage.bot, Rights::none());
    stage.updates().await;
    anna.says(&group, "an admin hears everything");
    assert_eq!(heard().await, ["an admin hears everything"]);
}

#[tokio::test]
async fn privacy_mode_switched_off_counts_after_adding_anew() {
    let stage = Stage::new().await;
    let olga = stage.person("Olga");
    let group = stage.playground.add_supergroup("Corner Cup", &olga);
    group.add(&stage.bot);
    stage.bot.set_privacy(false);
    stage.updates().await;

    olga.says(&group, "not yet");
    assert_eq!(stage.updates().await.len(), 0);
    group.remove_bot(&stage.bot);
    olga.adds_bot(&stage.bot, &group, None, None);
    stage.updates().await;
    olga.says(&group, "now");
    assert_eq!(stage.updates().await[0]["message"]["text"], "now");
}

#[tokio::test]
async fn a_startgroup_link_adds_gives_rights_and_brings_its_payload() {
    let stage = Stage::new().await;
    let olga = stage.person("Olga");
    let group = stage.playground.add_group("Corner Cup", &olga);

    olga.adds_bot(
        &stage.bot,
        &group,
        Rights::from_link("delete_messages+invite_users"),
        Some("shop1"),
    );

    let updates = stage.updates().await;
    assert_eq!(updates[0]["my_chat_member"]["new_chat_member"]["status"], "member");
    assert_eq!(updates[1]["message"]["new_chat_members"][0]["id"], stage.bot.id());
    let rights = &updates[2]["my_chat_member"]["new_chat_member"];
    assert_eq!(
        (rights["status"].clone(), rights["can_invite_users"].clone()),
        (json!("administrator"), json!(true))
    );
    assert_eq!(rights["can_pin_messages"], false);
    assert_eq!(updates[3]["message"]["text"], "/start@regulars_bot shop1");
    assert_eq!(updates[3]["message"]["chat"]["type"], "group");
}

#[tokio::test]
async fn outside_a_group_the_bot_is_told_how_it_stands() {
    let stage = Stage::new().await;
    let olga = stage.person("Olga");
    let supergroup = stage.playground.add_supergroup("Corner Cup", &olga);
    let group = stage.playground.add_group("Small", &olga);
    let write = |chat: i64| stage.refused("sendMessage", json!({ "chat_id": chat, "text": "x" }));

    assert_eq!(write(supergroup.id()).await, "Bad Request: chat not found");
    stage.playground.forget_breaches();
    supergroup.add(&stage.bot);
    supergroup.remove_bot(&stage.bot);
    assert_eq!(
        write(supergroup.id()).await,
        "Forbidden: bot was kicked from the supergroup chat"
    );
    group.add(&stage.bot);
    stage.ok("leaveChat", json!({ "chat_id": group.id() })).await;
    assert_eq!(
        write(group.id()).await,
        "Forbidden: bot is not a member of the group chat"
    );
    group.add(&stage.bot);
    group.set_silent(true);
    assert_eq!(write(group.id()).await, "Bad Request: have no rights to send a message");
    group.delete();
    assert_eq!(write(group.id()).await, "Forbidden: the group chat was deleted");
    stage.is_clean();
}

#[tokio::test]
async fn an_anonymous_admin_writes_as_the_group_and_taps_as_themselves() {
    let stage = Stage::new().await;
    let olga = stage.person("Olga");
    let group = stage.playground.add_supergroup("Corner Cup", &olga);
    group.promote(&stage.bot, Rights::all());
    olga.is_anonymous_in(&group, true);
    stage.updates().await;

    olga.says(&group, "/points");
    let sent = stage.says(group.id(), "Tap").await;
    olga.sends_tap(&group, sent["message_id"].as_i64().unwrap(), "x")
        .unwrap();

    let updates = stage.updates().await;
    assert_eq!(updates[0]["message"]["from"]["id"], 1_087_968_824);
    assert_eq!(updates[0]["message"]["sender_chat"]["id"], group.id());
    assert_eq!(updates[1]["callback_query"]["from"]["id"], olga.id());
}

#[tokio::test]
async fn an_upgraded_group_lives_on_under_another_id() {
    let stage = Stage::new().await;
    let (olga, anna) = (stage.person("Olga"), stage.person("Anna"));
    let group = stage.playground.add_group("Corner Cup", &olga);
    group.promote(&stage.bot, Rights::all());
    group.add(&anna);
    stage.says(group.id(), "before").await;
    let old = group.id();
    stage.updates().await;

    let new = group.upgrade();

    let updates = stage.updates().await;
    assert_eq!(
        (
            updates[0]["message"]["chat"]["id"].clone(),
            updates[0]["message"]["migrate_to_chat_id"].clone()
        ),
        (json!(old), json!(new))
    );
    assert_eq!(
        (
            updates[1]["message"]["chat"]["id"].clone(),
            updates[1]["message"]["migrate_from_chat_id"].clone()
        ),
        (json!(new), json!(old))
    );
    let refusal = stage.call("sendMessage", json!({ "chat_id": old, "text": "x" })).await;
    assert_eq!(
        refusal["description"],
        "Bad Request: group chat was upgraded to a supergroup chat"
    );
    assert_eq!(refusal["parameters"], json!({ "migrate_to_chat_id": new }));
    stage.says(new, "after").await;
    assert_eq!(group.id(), new);
    let words: Vec<String> = anna
        .sees(&group)
        .into_iter()
        .filter(|seen| seen.from_bot)
        .map(|seen| seen.text)
        .collect();
    assert_eq!(words, ["before", "after"]);
    let own = stage
        .ok("getChatMember", json!({ "chat_id": new, "user_id": stage.bot.id() }))
        .await;
    assert_eq!(own["status"], "administrator");
    stage.is_clean();
}

#[tokio::test]
async fn members_are_listed_banned_restricted_and_promoted() {
    let stage = Stage::new().await;
    let (olga, anna) = (stage.person("Olga"), stage.person("Anna"));
    let group = stage.playground.add_supergroup("Corner Cup", &olga);
    group.promote(&stage.bot, Rights::all());
    group.add(&anna);
    let of = |person: i64| json!({ "chat_id": group.id(), "user_id": person });
    let status = async || stage.ok("getChatMember", of(anna.id())).await["status"].clone();

    assert_eq!(
        stage.ok("getChatMemberCount", json!({ "chat_id": group.id() })).await,
        3
    );
    let admins = stage
        .ok("getChatAdministrators", json!({ "chat_id": group.id() }))
        .await;
    for admin in admins.as_array().unwrap() {
        assert_eq!(Playground::complaint_about("ChatMember", admin), None);
    }
    assert_eq!(admins.as_array().unwrap().len(), 2);

    let mute = json!({ "chat_id": group.id(), "user_id": anna.id(), "permissions": { "can_send_messages": false } });
    stage.ok("restrictChatMember", mute).await;
    assert_eq!(status().await, "restricted");
    assert!(anna.try_says(&group, "hello").is_err());
    stage.ok("banChatMember", of(anna.id())).await;
    assert_eq!(status().await, "kicked");
    assert!(anna.opens(&group.invite_link()).is_err());
    stage.ok("unbanChatMember", of(anna.id())).await;
    anna.joins(&group);
    let promote = json!({ "chat_id": group.id(), "user_id": anna.id(), "can_pin_messages": true });
    stage.ok("promoteChatMember", promote).await;
    assert_eq!(status().await, "administrator");
    assert_eq!(
        stage.refused("banChatMember", of(olga.id())).await,
        "Bad Request: can't remove chat owner"
    );
    stage.playground.forget_breaches();
    group.demote(&stage.bot);
    let refusal = stage.refused("banChatMember", of(anna.id())).await;
    assert_eq!(
        refusal,
        "Bad Request: not enough rights to restrict/unrestrict chat member"
    );
    stage.broke("not enough rights");
}

#[tokio::test]
async fn a_tag_stands_beside_the_name() {
    let stage = Stage::new().await;
    let (olga, anna) = (stage.person("Olga"), stage.person("Anna"));
    let group = stage.playground.add_supergroup("Corner Cup", &olga);
    group.promote(&stage.bot, Rights::all());
    group.add(&anna);
    stage
        .ok("getUpdates", json!({ "allowed_updates": ["message", "chat_member"] }))
        .await;
    stage.updates().await;
    let tag = |person: i64, tag: &str| json!({ "chat_id": group.id(), "user_id": person, "tag": tag });

    stage.ok("setChatMemberTag", tag(anna.id(), "Gold")).await;
    anna.says(&group, "hi");

    assert_eq!(anna.tag(&group).as_deref(), Some("Gold"));
    let updates = stage.updates().await;
    assert_eq!(updates[0]["chat_member"]["new_chat_member"]["tag"], "Gold");
    assert_eq!(updates[1]["message"]["sender_tag"], "Gold");
    for (person, text) in [
        (anna.id(), "Gold 🥇"),
        (anna.id(), "far too long for it"),
        (olga.id(), "Owner"),
    ] {
        stage.refused("setChatMemberTag", tag(person, text)).await;
    }
    for (text, shown) in [("", None), ("Goud lid 2026 xx", Some("Goud lid 2026 xx"))] {
        stage.ok("setChatMemberTag", tag(anna.id(), text)).await;
        let asked = json!({ "chat_id": group.id(), "user_id": anna.id() });
        let member = stage.ok("getChatMember", asked).await;
        assert_eq!(member.get("tag").and_then(serde_json::Value::as_str), shown);
    }
    group.promote(&stage.bot, Rights::all().without(Right::ManageTags));
    stage.refused("setChatMemberTag", tag(anna.id(), "Silver")).await;
    stage.broke("not enough rights to manage tags");
}

#[tokio::test]
async fn beside_an_administrators_name_stands_the_title_and_who_leaves_loses_the_tag() {
    let stage = Stage::new().await;
    let (olga, anna) = (stage.person("Olga"), stage.person("Anna"));
    let group = stage.playground.add_supergroup("Corner Cup", &olga);
    group.promote(&stage.bot, Rights::all());
    group.add(&anna);
    let of_anna = |more: serde_json::Value| {
        let mut ask = json!({ "chat_id": group.id(), "user_id": anna.id() });
        ask.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        ask
    };
    stage.ok("setChatMemberTag", of_anna(json!({ "tag": "Gold" }))).await;
    stage
        .ok("promoteChatMember", of_anna(json!({ "can_pin_messages": true })))
        .await;
    stage
        .ok(
            "setChatAdministratorCustomTitle",
            of_anna(json!({ "custom_title": "Clerk" })),
        )
        .await;
    stage.updates().await;

    anna.says(&group, "hi");

    assert_eq!(stage.updates().await[0]["message"]["sender_tag"], "Clerk");
    anna.leaves(&group);
    assert_eq!(anna.tag(&group), None);
    let corner = stage.playground.add_group("Corner", &olga);
    corner.promote(&stage.bot, Rights::all());
    corner.add(&anna);
    let tag = json!({ "chat_id": corner.id(), "user_id": anna.id(), "tag": "Gold" });
    stage.ok("setChatMemberTag", tag).await;
    stage.updates().await;
    anna.says(&corner, "hi");
    assert_eq!(stage.updates().await[0]["message"].get("sender_tag"), None);
    stage.is_clean();
}

#[tokio::test]
async fn a_bot_deletes_others_messages_only_with_the_right_to() {
    let stage = Stage::new().await;
    let olga = stage.person("Olga");
    let group = stage.playground.add_supergroup("Corner Cup", &olga);
    group.promote(&stage.bot, Rights::none());
    let said = olga.says(&group, "spam");
    let delete = json!({ "chat_id": group.id(), "message_id": said.get() });

    assert_eq!(
        stage.refused("deleteMessage", delete.clone()).await,
        "Bad Request: message can't be deleted"
    );
    group.promote(&stage.bot, Rights::of([Right::DeleteMessages]));
    stage.ok("deleteMessage", delete).await;

    let own = stage.says(group.id(), "pin me").await;
    let pin = json!({ "chat_id": group.id(), "message_id": own["message_id"] });
    stage.refused("pinChatMessage", pin.clone()).await;
    group.promote(&stage.bot, Rights::of([Right::PinMessages]));
    stage.ok("pinChatMessage", pin).await;
    assert_eq!(group.pinned().as_deref(), Some("pin me"));
    let chat = stage.ok("getChat", json!({ "chat_id": group.id() })).await;
    assert_eq!(chat["pinned_message"]["text"], "pin me");
    assert_eq!(Playground::complaint_about("ChatFullInfo", &chat), None);
}
