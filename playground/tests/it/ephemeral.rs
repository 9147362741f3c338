use playground::{Group, Person, Playground, Rights};
use serde_json::{Value, json};

use crate::stage::{Stage, button};

struct Scene {
    stage: Stage,
    anna: Person,
    ben: Person,
    group: Group,
}

impl Scene {
    async fn new(admin: bool) -> Self {
        let stage = Stage::new().await;
        let (olga, anna, ben) = (stage.person("Olga"), stage.person("Anna"), stage.person("Ben"));
        let group = stage.playground.add_supergroup("Corner Cup", &olga);
        group.add(&stage.bot);
        group.add(&anna);
        group.add(&ben);
        if admin {
            group.promote(&stage.bot, Rights::none());
        }
        stage.updates().await;
        Self {
            stage,
            anna,
            ben,
            group,
        }
    }

    fn to_anna(&self, text: &str, more: &Value) -> Value {
        let mut params = json!({ "receiver_user_id": self.anna.id() });
        params
            .as_object_mut()
            .unwrap()
            .extend(more.as_object().unwrap().clone());
        json!({ "chat_id": self.group.id(), "text": text, "ephemeral_message_parameters": params })
    }

    fn edit(&self, id: &Value) -> Value {
        json!({ "chat_id": self.group.id(), "receiver_user_id": self.anna.id(), "ephemeral_message_id": id })
    }
}

#[tokio::test]
async fn an_admin_bot_shows_one_member_what_nobody_else_sees() {
    let scene = Scene::new(true).await;

    let sent = scene
        .stage
        .ok("sendMessage", scene.to_anna("You have 250 points", &json!({})))
        .await;

    assert_eq!(
        (sent["message_id"].clone(), sent["ephemeral_message_id"].clone()),
        (json!(0), json!(1))
    );
    assert_eq!(sent["receiver_user"]["id"], scene.anna.id());
    assert_eq!(Playground::complaint_about("Message", &sent), None);
    let seen = scene.anna.last(&scene.group).unwrap();
    assert!(seen.ephemeral && seen.message_id.is_ephemeral());
    assert_eq!(scene.ben.last(&scene.group), None);
    scene.stage.is_clean();
}

#[tokio::test]
async fn ephemeral_messages_have_their_own_edit_and_delete() {
    let scene = Scene::new(true).await;
    let sent = scene.stage.ok("sendMessage", scene.to_anna("one", &json!({}))).await;
    let id = &sent["ephemeral_message_id"];

    let mut edit = scene.edit(id);
    edit["text"] = "two".into();
    edit["reply_markup"] = button("More", "m");
    assert_eq!(scene.stage.ok("editEphemeralMessageText", edit).await, true);
    assert_eq!(scene.anna.last(&scene.group).unwrap().text, "two");
    let tap = scene.anna.taps(&scene.group, "More").unwrap();
    let query = scene.stage.updates().await.pop().unwrap()["callback_query"].clone();
    assert_eq!(
        (query["id"].clone(), query["message"]["ephemeral_message_id"].clone()),
        (json!(tap.id()), id.clone())
    );
    assert!(scene.ben.taps(&scene.group, "More").is_err());

    let by_number = json!({ "chat_id": scene.group.id(), "message_id": id });
    assert_eq!(
        scene.stage.refused("deleteMessage", by_number).await,
        "Bad Request: message to delete not found"
    );
    assert_eq!(scene.stage.ok("deleteEphemeralMessage", scene.edit(id)).await, true);
    assert_eq!(scene.anna.last(&scene.group), None);
    scene.stage.is_clean();
}

#[tokio::test]
async fn without_a_title_the_bot_needs_a_tap_or_command_and_fifteen_seconds() {
    let scene = Scene::new(false).await;
    let unasked = scene
        .stage
        .refused("sendMessage", scene.to_anna("hello", &json!({})))
        .await;
    assert_eq!(unasked, "Bad Request: MESSAGE_NOT_COMMAND");
    scene.stage.broke("MESSAGE_NOT_COMMAND");
    scene.stage.playground.forget_breaches();

    let post = json!({ "chat_id": scene.group.id(), "text": "Club", "reply_markup": button("My points", "p") });
    scene.stage.ok("sendMessage", post).await;
    let tap = scene.anna.taps(&scene.group, "My points").unwrap();
    let answer = scene.to_anna("250", &json!({ "callback_query_id": tap.id() }));
    scene.stage.advance(14);
    scene.stage.ok("sendMessage", answer.clone()).await;
    scene.stage.advance(1);
    let late = scene.stage.refused("sendMessage", answer).await;
    assert!(late.contains("query is too old"), "{late}");

    let others = scene.ben.taps(&scene.group, "My points").unwrap();
    let stolen = scene.to_anna("250", &json!({ "callback_query_id": others.id() }));
    assert_eq!(
        scene.stage.refused("sendMessage", stolen).await,
        "Bad Request: QUERY_ID_INVALID"
    );
}

#[tokio::test]
async fn an_ephemeral_command_reaches_only_the_bot_and_can_be_answered() {
    let scene = Scene::new(false).await;
    let commands = json!([{ "command": "points", "description": "Your points", "is_ephemeral": true }]);
    scene
        .stage
        .ok(
            "setMyCommands",
            json!({ "commands": commands, "scope": { "type": "all_group_chats" } }),
        )
        .await;

    scene.anna.says(&scene.group, "/points");

    let message = scene.stage.updates().await.remove(0)["message"].clone();
    assert_eq!(
        (message["message_id"].clone(), message["from"]["id"].clone()),
        (json!(0), json!(scene.anna.id()))
    );
    assert!(!scene.ben.sees(&scene.group).iter().any(|seen| seen.text == "/points"));
    let mut answer = scene.to_anna("250", &json!({}));
    answer["reply_parameters"] = json!({ "ephemeral_message_id": message["ephemeral_message_id"] });
    scene.stage.ok("sendMessage", answer.clone()).await;
    scene.stage.advance(15);
    assert_eq!(
        scene.stage.refused("sendMessage", answer).await,
        "Bad Request: MESSAGE_ID_INVALID"
    );
    scene.stage.is_clean();
}

#[tokio::test]
async fn an_answer_can_take_the_place_of_the_post_for_one_member() {
    let scene = Scene::new(false).await;
    let post = json!({ "chat_id": scene.group.id(), "text": "Club", "reply_markup": button("My points", "p") });
    scene.stage.ok("sendMessage", post).await;
    let tap = scene.anna.taps(&scene.group, "My points").unwrap();

    let instead = json!({ "callback_query_id": tap.id(), "replace_callback_query_message": true });
    scene.stage.ok("sendMessage", scene.to_anna("250", &instead)).await;

    let words = |person: &Person| -> Vec<String> {
        person
            .sees(&scene.group)
            .into_iter()
            .filter(|seen| seen.from_bot)
            .map(|seen| seen.text)
            .collect()
    };
    assert_eq!(words(&scene.anna), ["250"]);
    assert_eq!(words(&scene.ben), ["Club"]);
}

#[tokio::test]
async fn only_members_and_only_groups_can_have_them() {
    let scene = Scene::new(true).await;
    scene.anna.leaves(&scene.group);
    assert_eq!(
        scene.stage.refused("sendMessage", scene.to_anna("x", &json!({}))).await,
        "Bad Request: USER_NOT_PARTICIPANT"
    );

    scene.anna.says(&scene.stage.bot, "/start");
    let mut private = scene.to_anna("x", &json!({}));
    private["chat_id"] = scene.anna.id().into();
    let refusal = scene.stage.refused("sendMessage", private).await;
    assert!(refusal.contains("only to groups"), "{refusal}");
}
