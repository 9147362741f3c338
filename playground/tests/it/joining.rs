use playground::{Right, Rights};
use serde_json::json;

use crate::stage::Stage;

#[tokio::test]
async fn a_link_made_by_the_bot_is_named_when_somebody_joins_by_it() {
    let stage = Stage::new().await;
    let (olga, anna, ben) = (stage.person("Olga"), stage.person("Anna"), stage.person("Ben"));
    let group = stage.playground.add_supergroup("Corner Cup", &olga);
    group.promote(&stage.bot, Rights::all());
    stage
        .ok("getUpdates", json!({ "allowed_updates": ["chat_member", "message"] }))
        .await;
    stage.updates().await;

    let link = stage
        .ok(
            "createChatInviteLink",
            json!({ "chat_id": group.id(), "name": "Anna's friends", "member_limit": 1 }),
        )
        .await;
    anna.opens(link["invite_link"].as_str().unwrap()).unwrap();

    let updates = stage.updates().await;
    assert_eq!(updates[0]["chat_member"]["invite_link"]["name"], "Anna's friends");
    assert_eq!(updates[0]["chat_member"]["old_chat_member"]["status"], "left");
    assert_eq!(updates[1]["message"]["new_chat_members"][0]["id"], anna.id());
    assert!(
        ben.opens(link["invite_link"].as_str().unwrap()).is_err(),
        "the link was for one"
    );
    let exported = stage.ok("exportChatInviteLink", json!({ "chat_id": group.id() })).await;
    stage
        .ok(
            "revokeChatInviteLink",
            json!({ "chat_id": group.id(), "invite_link": exported }),
        )
        .await;
    assert!(ben.opens(exported.as_str().unwrap()).is_err());
    stage.is_clean();
}

#[tokio::test]
async fn an_applicant_may_be_written_to_for_five_minutes() {
    let stage = Stage::new().await;
    let (olga, anna) = (stage.person("Olga"), stage.person("Anna"));
    let group = stage.playground.add_supergroup("Corner Cup", &olga);
    group.promote(&stage.bot, Rights::of([Right::InviteUsers]));
    group.set_join_by_request(true);
    stage.updates().await;
    let write = || stage.call("sendMessage", json!({ "chat_id": anna.id(), "text": "Welcome" }));

    anna.opens(&group.invite_link()).unwrap();

    let request = stage.updates().await.remove(0)["chat_join_request"].clone();
    assert_eq!(request["user_chat_id"], anna.id());
    stage.advance(299);
    assert_eq!(write().await["ok"], true);
    assert_eq!(anna.last(&stage.bot).unwrap().text, "Welcome");
    stage.is_clean();
    stage.advance(1);
    assert_eq!(
        write().await["description"],
        "Forbidden: bot can't initiate conversation with a user"
    );

    let approve = json!({ "chat_id": group.id(), "user_id": anna.id() });
    stage.ok("approveChatJoinRequest", approve.clone()).await;
    assert!(group.has(&anna));
    assert_eq!(
        stage.refused("approveChatJoinRequest", approve).await,
        "Bad Request: USER_ALREADY_PARTICIPANT"
    );
}

#[tokio::test]
async fn a_request_that_was_settled_closes_the_window() {
    let stage = Stage::new().await;
    let (olga, anna, ben) = (stage.person("Olga"), stage.person("Anna"), stage.person("Ben"));
    let group = stage.playground.add_supergroup("Corner Cup", &olga);
    group.promote(&stage.bot, Rights::all());
    anna.asks_to_join(&group);
    ben.asks_to_join(&group);
    let of = |person: i64| json!({ "chat_id": group.id(), "user_id": person });

    stage.ok("declineChatJoinRequest", of(anna.id())).await;
    assert!(group.approve(&ben));

    let refusal = stage
        .refused("sendMessage", json!({ "chat_id": anna.id(), "text": "x" }))
        .await;
    assert_eq!(refusal, "Forbidden: bot can't initiate conversation with a user");
    assert_eq!(
        stage.refused("declineChatJoinRequest", of(anna.id())).await,
        "Bad Request: HIDE_REQUESTER_MISSING"
    );
    assert!(group.has(&ben) && !group.has(&anna));
}

#[tokio::test]
async fn without_the_right_to_invite_no_request_is_told() {
    let stage = Stage::new().await;
    let (olga, anna) = (stage.person("Olga"), stage.person("Anna"));
    let group = stage.playground.add_supergroup("Corner Cup", &olga);
    group.promote(&stage.bot, Rights::none());
    stage.updates().await;
    anna.asks_to_join(&group);

    assert_eq!(stage.kinds().await, Vec::<String>::new());
    let approve = json!({ "chat_id": group.id(), "user_id": anna.id() });
    let refusal = stage.refused("approveChatJoinRequest", approve).await;
    assert_eq!(refusal, "Bad Request: not enough rights to manage chat join requests");
}

#[tokio::test]
async fn leaving_is_told_as_well() {
    let stage = Stage::new().await;
    let (olga, anna) = (stage.person("Olga"), stage.person("Anna"));
    let group = stage.playground.add_supergroup("Corner Cup", &olga);
    group.promote(&stage.bot, Rights::all());
    group.add(&anna);
    stage
        .ok("getUpdates", json!({ "allowed_updates": ["chat_member", "message"] }))
        .await;
    stage.updates().await;

    anna.leaves(&group);

    let updates = stage.updates().await;
    assert_eq!(updates[0]["chat_member"]["new_chat_member"]["status"], "left");
    assert_eq!(updates[1]["message"]["left_chat_member"]["id"], anna.id());
    assert!(anna.sees(&group).is_empty());
}
