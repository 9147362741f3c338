use std::time::Duration;

use playground::Playground;
use serde_json::{Value, json};

use crate::stage::{PNG, Stage};

#[tokio::test]
async fn commands_are_kept_by_scope_and_language_and_held_to_their_form() {
    let stage = Stage::new().await;
    let anna = stage.customer("Anna");
    let points = json!([{ "command": "points", "description": "Your points" }]);
    let scope = json!({ "type": "chat", "chat_id": anna.id() });

    stage
        .ok(
            "setMyCommands",
            json!({ "commands": points, "scope": scope, "language_code": "en" }),
        )
        .await;

    let got = |params: Value| stage.ok("getMyCommands", params);
    assert_eq!(got(json!({ "scope": scope, "language_code": "en" })).await, points);
    assert_eq!(got(json!({ "scope": scope })).await, json!([]));
    stage
        .ok("deleteMyCommands", json!({ "scope": scope, "language_code": "en" }))
        .await;
    assert_eq!(got(json!({ "scope": scope, "language_code": "en" })).await, json!([]));
    stage.is_clean();
    for (command, refusal) in [
        (
            json!({ "command": "Points", "description": "x" }),
            "BOT_COMMAND_INVALID",
        ),
        (
            json!({ "command": "x".repeat(33), "description": "x" }),
            "BOT_COMMAND_INVALID",
        ),
        (
            json!({ "command": "points", "description": "" }),
            "BOT_COMMAND_DESCRIPTION_INVALID",
        ),
    ] {
        let description = stage.refused("setMyCommands", json!({ "commands": [command] })).await;
        assert_eq!(description, format!("Bad Request: {refusal}"));
    }
    let strange = json!({ "commands": points, "scope": { "type": "chat", "chat_id": -5 } });
    assert_eq!(
        stage.refused("setMyCommands", strange).await,
        "Bad Request: chat not found"
    );
}

#[tokio::test]
async fn name_and_descriptions_fall_back_to_the_default_language() {
    let stage = Stage::new().await;
    assert_eq!(stage.ok("getMyName", json!({})).await, json!({ "name": "Regulars" }));

    stage.ok("setMyDescription", json!({ "description": "A club" })).await;
    stage
        .ok(
            "setMyShortDescription",
            json!({ "short_description": "Klub", "language_code": "id" }),
        )
        .await;

    assert_eq!(
        stage.ok("getMyDescription", json!({ "language_code": "id" })).await,
        json!({ "description": "A club" })
    );
    assert_eq!(
        stage.ok("getMyShortDescription", json!({})).await,
        json!({ "short_description": "" })
    );
    assert_eq!(
        stage
            .ok("getMyShortDescription", json!({ "language_code": "id" }))
            .await,
        json!({ "short_description": "Klub" })
    );
    let long = json!({ "description": "x".repeat(513) });
    assert_eq!(
        stage.refused("setMyDescription", long).await,
        "Bad Request: description is too long"
    );
}

#[tokio::test]
async fn the_menu_button_of_a_chat_hides_the_default() {
    let stage = Stage::new().await;
    let anna = stage.customer("Anna");
    let menu = json!({ "type": "web_app", "text": "Card", "web_app": { "url": "https://shop.example/card" } });

    stage
        .ok(
            "setChatMenuButton",
            json!({ "chat_id": anna.id(), "menu_button": menu }),
        )
        .await;

    assert_eq!(
        stage.ok("getChatMenuButton", json!({ "chat_id": anna.id() })).await,
        menu
    );
    assert_eq!(
        stage.ok("getChatMenuButton", json!({})).await,
        json!({ "type": "commands" })
    );
    let rights = stage.ok("getMyDefaultAdministratorRights", json!({})).await;
    assert_eq!(Playground::complaint_about("ChatAdministratorRights", &rights), None);
}

#[tokio::test]
async fn profile_photos_are_listed_newest_first() {
    let stage = Stage::new().await;
    let anna = stage.customer("Anna");
    anna.shows_photo(PNG).unwrap();
    anna.shows_photo(PNG).unwrap();

    let photos = stage
        .ok("getUserProfilePhotos", json!({ "user_id": anna.id(), "limit": 1 }))
        .await;

    assert_eq!(Playground::complaint_about("UserProfilePhotos", &photos), None);
    assert_eq!(
        (
            photos["total_count"].clone(),
            photos["photos"].as_array().unwrap().len()
        ),
        (json!(2), 1)
    );
    let id = &photos["photos"][0].as_array().unwrap().last().unwrap()["file_id"];
    stage.ok("getFile", json!({ "file_id": id })).await;
}

#[tokio::test]
async fn a_person_waits_for_what_the_bot_will_say() {
    let stage = Stage::new().await;
    let anna = stage.customer("Anna");
    let wait = anna.waits_for(&stage.bot, |seen| seen.text.contains("points"), Duration::from_secs(10));
    let talk = async {
        stage.says(anna.id(), "250 points").await;
        stage.says(anna.id(), "Anything else?").await;
    };

    let (seen, ()) = tokio::join!(wait, talk);

    assert_eq!(seen.unwrap().text, "250 points");
    assert_eq!(anna.unread(&stage.bot).len(), 2);
    let old_news = anna
        .waits_for(
            &stage.bot,
            |seen| seen.text.contains("points"),
            Duration::from_millis(20),
        )
        .await;
    assert!(old_news.is_err(), "what was read before is no news");
}
