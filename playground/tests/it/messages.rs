use playground::{MessageId, NewPerson, Playground};
use reqwest::multipart::{Form, Part};
use serde_json::{Value, json};

use crate::stage::{PNG, Stage, button};

#[tokio::test]
async fn nobody_is_written_to_who_has_not_written_first() {
    let stage = Stage::new().await;
    let (anna, ben) = (stage.person("Anna"), stage.person("Ben"));
    let group = stage.playground.add_supergroup("Corner Cup", &anna);
    group.add(&stage.bot);
    let write = |person: i64| stage.call("sendMessage", json!({ "chat_id": person, "text": "Hello" }));

    let stranger = write(ben.id()).await;
    let acquaintance = write(anna.id()).await;
    anna.says(&stage.bot, "/start");
    let opened = write(anna.id()).await;
    anna.blocks(&stage.bot);
    let blocked = write(anna.id()).await;
    let itself = write(stage.bot.id()).await;

    assert_eq!(stranger["description"], "Bad Request: chat not found");
    assert_eq!(
        (acquaintance["error_code"].clone(), acquaintance["description"].clone()),
        (
            json!(403),
            json!("Forbidden: bot can't initiate conversation with a user")
        )
    );
    assert_eq!(opened["ok"], true);
    assert_eq!(blocked["description"], "Forbidden: bot was blocked by the user");
    assert_eq!(itself["description"], "Forbidden: bot can't send messages to bots");
    stage.broke("bot can't initiate conversation with a user");
    assert!(
        !stage
            .playground
            .breaches()
            .iter()
            .any(|breach| breach.contains("blocked"))
    );

    anna.says(&stage.bot, "Sorry");
    assert_eq!(write(anna.id()).await["ok"], true);
    stage.playground.deactivate(&anna);
    assert_eq!(write(anna.id()).await["description"], "Forbidden: user is deactivated");
}

#[tokio::test]
async fn people_see_what_the_bot_sends_edits_and_deletes() {
    let stage = Stage::new().await;
    let anna = stage.customer("Anna");
    let text = "<b>250</b> points &amp; a <a href=\"https://a.b\">gift</a>";
    let sent = stage
        .ok(
            "sendMessage",
            json!({ "chat_id": anna.id(), "text": text, "parse_mode": "HTML", "reply_markup": button("Gifts", "g") }),
        )
        .await;
    assert_eq!(Playground::complaint_about("Message", &sent), None);

    let seen = anna.last(&stage.bot).unwrap();
    assert_eq!((seen.text.as_str(), seen.html.as_str()), ("250 points & a gift", text));
    assert_eq!((seen.labels(), seen.edited), (vec!["Gifts"], false));
    assert_eq!(anna.unread(&stage.bot).len(), 1);
    assert_eq!(anna.unread(&stage.bot), []);

    let edit = json!({ "chat_id": anna.id(), "message_id": sent["message_id"], "text": "Done" });
    let edited = stage.ok("editMessageText", edit.clone()).await;
    assert_eq!(edited["edit_date"], 1_800_000_000);
    let unread = anna.unread(&stage.bot);
    assert_eq!(
        (unread[0].text.as_str(), unread[0].edited, unread[0].buttons.len()),
        ("Done", true, 0)
    );
    let again = stage.refused("editMessageText", edit).await;
    assert!(
        again.starts_with("Bad Request: message is not modified: specified new message content"),
        "{again}"
    );

    let gone = json!({ "chat_id": anna.id(), "message_id": sent["message_id"] });
    stage.ok("deleteMessage", gone.clone()).await;
    assert_eq!(anna.last(&stage.bot), None);
    assert_eq!(
        stage.refused("deleteMessage", gone.clone()).await,
        "Bad Request: message to delete not found"
    );
    let edit = json!({ "chat_id": anna.id(), "message_id": sent["message_id"], "text": "Done" });
    assert_eq!(
        stage.refused("editMessageText", edit).await,
        "Bad Request: message to edit not found"
    );
    stage.is_clean();
}

#[tokio::test]
async fn a_message_of_two_days_cannot_be_deleted() {
    let stage = Stage::new().await;
    let anna = stage.customer("Anna");
    let sent = stage.says(anna.id(), "Hello").await;
    stage.advance(48 * 3600);

    let refusal = stage
        .refused(
            "deleteMessage",
            json!({ "chat_id": anna.id(), "message_id": sent["message_id"] }),
        )
        .await;

    assert_eq!(refusal, "Bad Request: message can't be deleted");
    stage.broke("message can't be deleted");
}

#[tokio::test]
async fn many_are_deleted_at_once_and_those_gone_are_passed_over() {
    let stage = Stage::new().await;
    let anna = stage.customer("Anna");
    let first = stage.says(anna.id(), "one").await["message_id"].as_i64().unwrap();
    let second = stage.says(anna.id(), "two").await["message_id"].as_i64().unwrap();

    stage
        .ok(
            "deleteMessages",
            json!({ "chat_id": anna.id(), "message_ids": [first, second, 999] }),
        )
        .await;

    assert_eq!(anna.last(&stage.bot), None);
    stage.is_clean();
}

#[tokio::test]
async fn files_come_back_as_they_went_and_only_to_their_bot() {
    let stage = Stage::new().await;
    let anna = stage.customer("Anna");
    stage.updates().await;
    anna.sends_photo(&stage.bot, PNG, "our mug");
    let update = stage.updates().await.remove(0);
    let id = update["message"]["photo"].as_array().unwrap().last().unwrap()["file_id"].clone();
    assert_eq!(update["message"]["caption"], "our mug");

    let file = stage.ok("getFile", json!({ "file_id": id })).await;
    let path = file["file_path"].as_str().unwrap();
    let url = format!("{}/file/bot{}/{path}", stage.playground.api_url(), stage.bot.token());
    let bytes = stage.http.get(url).send().await.unwrap().bytes().await.unwrap();
    assert_eq!(bytes, PNG);
    let escaped = path.replace('/', "%2F");
    let url = format!("{}/file/bot{}/{escaped}", stage.playground.api_url(), stage.bot.token());
    assert_eq!(stage.http.get(url).send().await.unwrap().bytes().await.unwrap(), PNG);

    let again = stage
        .ok(
            "sendPhoto",
            json!({ "chat_id": anna.id(), "photo": id, "caption": "back" }),
        )
        .await;
    assert_eq!(again["photo"], update["message"]["photo"]);
    let seen = anna.last(&stage.bot).unwrap();
    assert_eq!(
        (seen.photo.as_deref(), seen.caption.as_deref()),
        (Some(PNG), Some("back"))
    );

    let form = Form::new()
        .text("chat_id", anna.id().to_string())
        .part("document", Part::bytes(b"a,b").file_name("list.csv"));
    let own: Value = stage
        .http
        .post(stage.url("sendDocument"))
        .multipart(form)
        .send()
        .await
        .unwrap()
        .json()
        .await
        .unwrap();
    let id = &own["result"]["document"]["file_id"];
    let other = stage.playground.add_bot("Other", "other_bot");
    let url = format!("{}/bot{}/getFile", stage.playground.api_url(), other.token());
    let refusal: Value = stage
        .http
        .post(url)
        .json(&json!({ "file_id": id }))
        .send()
        .await
        .unwrap()
        .json()
        .await
        .unwrap();
    assert_eq!(refusal["description"], "Bad Request: invalid file_id");
    let refusal = stage
        .refused("sendDocument", json!({ "chat_id": anna.id(), "document": "nonsense" }))
        .await;
    assert_eq!(refusal, "Bad Request: wrong file identifier/HTTP URL specified");
}

#[tokio::test]
async fn pictures_must_be_pictures_and_albums_two_to_ten() {
    let stage = Stage::new().await;
    let anna = stage.customer("Anna");
    let send = |form: Form, method: &'static str| {
        let request = stage
            .http
            .post(stage.url(method))
            .multipart(form.text("chat_id", anna.id().to_string()));
        async move { request.send().await.unwrap().json::<Value>().await.unwrap() }
    };
    let png = || Part::bytes(PNG).file_name("a.png");
    let album = |count: usize| {
        let items: Vec<Value> = (0..count)
            .map(|n| json!({ "type": "photo", "media": "attach://a", "caption": n.to_string() }))
            .collect();
        Form::new()
            .text("media", Value::from(items).to_string())
            .part("a", png())
    };

    let no_picture = send(
        Form::new().part("photo", Part::bytes(b"hello").file_name("a.png")),
        "sendPhoto",
    )
    .await;
    let lonely = send(album(1), "sendMediaGroup").await;
    let pair = send(album(2), "sendMediaGroup").await;
    let document = send(
        Form::new().part("document", Part::bytes(b"a,b").file_name("list.csv")),
        "sendDocument",
    )
    .await;

    assert_eq!(no_picture["description"], "Bad Request: IMAGE_PROCESS_FAILED");
    assert_eq!(lonely["ok"], false);
    assert_eq!(pair["result"].as_array().unwrap().len(), 2);
    assert_eq!(pair["result"][0]["media_group_id"], pair["result"][1]["media_group_id"]);
    assert_eq!(document["result"]["document"]["file_name"], "list.csv");
    assert_eq!(
        anna.last(&stage.bot).unwrap().document,
        Some(("list.csv".to_owned(), b"a,b".to_vec()))
    );
}

#[tokio::test]
async fn media_is_replaced_and_captions_are_rewritten() {
    let stage = Stage::new().await;
    let anna = stage.customer("Anna");
    anna.sends_photo(&stage.bot, PNG, "");
    let update = stage.updates().await.pop().unwrap();
    let photo = update["message"]["photo"].as_array().unwrap().last().unwrap()["file_id"].clone();
    let card = stage
        .ok(
            "sendPhoto",
            json!({ "chat_id": anna.id(), "photo": photo, "caption": "one" }),
        )
        .await;
    let id = card["message_id"].clone();

    stage
        .ok(
            "editMessageCaption",
            json!({ "chat_id": anna.id(), "message_id": id, "caption": "two" }),
        )
        .await;
    assert_eq!(anna.last(&stage.bot).unwrap().caption.as_deref(), Some("two"));
    let media = json!({ "type": "photo", "media": photo, "caption": "three" });
    stage
        .ok(
            "editMessageMedia",
            json!({ "chat_id": anna.id(), "message_id": id, "media": media }),
        )
        .await;
    assert_eq!(anna.last(&stage.bot).unwrap().caption.as_deref(), Some("three"));
    let markup = json!({ "chat_id": anna.id(), "message_id": id, "reply_markup": button("Use", "u") });
    stage.ok("editMessageReplyMarkup", markup).await;
    let seen = anna.last(&stage.bot).unwrap();
    assert_eq!((seen.caption.as_deref(), seen.labels()), (Some("three"), vec!["Use"]));
    let refusal = stage
        .refused(
            "editMessageText",
            json!({ "chat_id": anna.id(), "message_id": id, "text": "x" }),
        )
        .await;
    assert_eq!(refusal, "Bad Request: there is no text in the message to edit");
}

#[tokio::test]
async fn forwards_name_their_origin_and_copies_do_not() {
    let stage = Stage::new().await;
    let (anna, ben) = (stage.customer("Anna"), stage.customer("Ben"));
    let said = anna.says(&stage.bot, "Is it open?");
    let source = json!({ "chat_id": ben.id(), "from_chat_id": anna.id(), "message_id": said.get() });

    let forward = stage.ok("forwardMessage", source.clone()).await;
    let copy = stage.ok("copyMessage", source).await;

    assert_eq!(forward["forward_origin"]["sender_user"]["id"], anna.id());
    assert_eq!(Playground::complaint_about("Message", &forward), None);
    assert_eq!(
        copy,
        json!({ "message_id": forward["message_id"].as_i64().unwrap() + 1 })
    );
    assert_eq!(ben.last(&stage.bot).unwrap().text, "Is it open?");
    stage.is_clean();
}

#[tokio::test]
async fn replies_know_what_they_answer() {
    let stage = Stage::new().await;
    let anna = stage.customer("Anna");
    let asked = anna.says(&stage.bot, "When?");
    stage.updates().await;

    let reply = json!({ "chat_id": anna.id(), "text": "At 9", "reply_parameters": { "message_id": asked.get() } });
    let sent = stage.ok("sendMessage", reply).await;
    anna.replies(&stage.bot, sent["message_id"].as_i64().unwrap(), "Thanks");

    assert_eq!(sent["reply_to_message"]["text"], "When?");
    assert_eq!(anna.last(&stage.bot).unwrap().reply_to, Some(asked));
    assert_eq!(stage.updates().await[0]["message"]["reply_to_message"]["text"], "At 9");
    let nothing = json!({ "chat_id": anna.id(), "text": "x", "reply_parameters": { "message_id": 999 } });
    assert_eq!(
        stage.refused("sendMessage", nothing).await,
        "Bad Request: message to be replied not found"
    );
    let lenient = json!({ "message_id": 999, "allow_sending_without_reply": true });
    stage
        .ok(
            "sendMessage",
            json!({ "chat_id": anna.id(), "text": "x", "reply_parameters": lenient }),
        )
        .await;
    stage.is_clean();
}

#[tokio::test]
async fn a_reply_keyboard_writes_what_it_says_and_shares_the_own_number() {
    let stage = Stage::new().await;
    let anna = stage.customer("Anna");
    let markup =
        json!({ "keyboard": [[{ "text": "My points" }, { "text": "Share number", "request_contact": true }]] });
    stage
        .ok(
            "sendMessage",
            json!({ "chat_id": anna.id(), "text": "?", "reply_markup": markup }),
        )
        .await;
    stage.updates().await;

    assert_eq!(anna.keyboard(&stage.bot), ["My points", "Share number"]);
    anna.taps(&stage.bot, "My points").unwrap();
    anna.taps(&stage.bot, "Share").unwrap();

    let updates = stage.updates().await;
    assert_eq!(updates[0]["message"]["text"], "My points");
    assert_eq!(updates[1]["message"]["contact"]["user_id"], anna.id());
    stage
        .ok(
            "sendMessage",
            json!({ "chat_id": anna.id(), "text": "ok", "reply_markup": { "remove_keyboard": true } }),
        )
        .await;
    assert_eq!(anna.keyboard(&stage.bot), Vec::<String>::new());
}

#[tokio::test]
async fn a_chat_tells_what_it_knows_of_a_person() {
    let stage = Stage::new().await;
    let anna = stage.playground.add_person(NewPerson {
        first_name: "Anna".to_owned(),
        birthdate: Some((29, 2, None)),
        bio: Some("coffee".to_owned()),
        ..NewPerson::default()
    });
    anna.says(&stage.bot, "/start");

    let chat = stage.ok("getChat", json!({ "chat_id": anna.id() })).await;

    assert_eq!(chat["birthdate"], json!({ "day": 29, "month": 2 }));
    assert_eq!(chat["type"], "private");
    assert_eq!(Playground::complaint_about("ChatFullInfo", &chat), None);
    stage.is_clean();
}

#[tokio::test]
async fn the_transcript_tells_the_conversation() {
    let stage = Stage::new().await;
    let anna = stage.person("Anna");
    anna.opens(&stage.bot.start_link("gift_7")).unwrap();
    let sent = stage
        .ok(
            "sendMessage",
            json!({ "chat_id": anna.id(), "text": "A mug", "reply_markup": button("Redeem", "r") }),
        )
        .await;
    let tap = anna.taps(&stage.bot, "Redeem").unwrap();
    let answer = json!({ "callback_query_id": tap.id(), "text": "Done!", "show_alert": true });
    stage.ok("answerCallbackQuery", answer).await;
    stage
        .ok(
            "editMessageText",
            json!({ "chat_id": anna.id(), "message_id": sent["message_id"], "text": "Enjoy" }),
        )
        .await;

    assert_eq!(
        stage.playground.transcript(stage.playground.chat_of(&anna, &stage.bot)),
        "Anna: /start gift_7\nRegulars: A mug\n    [Redeem]\nAnna taps [Redeem]\nRegulars ⇢ Anna (alert): Done!\nRegulars (edited): Enjoy\n"
    );
}

#[tokio::test]
async fn what_is_remembered_is_bounded() {
    let stage = Stage::with(|options| playground::Options {
        remember: 5,
        limits: false,
        ..options
    })
    .await;
    let anna = stage.customer("Anna");
    for n in 0..20 {
        stage.says(anna.id(), &n.to_string()).await;
    }

    let texts: Vec<String> = anna.sees(&stage.bot).into_iter().map(|seen| seen.text).collect();

    assert_eq!(texts, ["15", "16", "17", "18", "19"]);
    assert_eq!(stage.playground.calls().len(), 5);
    assert_eq!(stage.playground.calls()[4].params["text"], "19");
    assert_eq!(MessageId::plain(3).to_string(), "3");
}
