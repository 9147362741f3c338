use serde_json::{Value, json};

use super::doors::is_guarded;
use crate::stage::{PNG, Stage};

impl Stage {
    /// What an upload is answered.
    pub async fn uploads(&self, query: &str, bytes: Vec<u8>) -> (u16, Value) {
        let answer = self
            .http
            .post(format!("{}/play/upload?{query}", self.playground.api_url()))
            .header("X-Playground", "1")
            .body(bytes)
            .send()
            .await
            .unwrap();
        (answer.status().as_u16(), answer.json().await.unwrap())
    }
}

#[tokio::test]
async fn pictures_are_shown_and_files_are_saved() {
    let stage = Stage::new().await;
    let anna = stage.customer("Anna");
    stage.updates().await;
    let to = format!("person={}&chat={}&topic=null", anna.id(), stage.bot.id());

    let (_, photo) = stage
        .uploads(&format!("{to}&as=photo&caption=My%20shoes"), PNG.to_vec())
        .await;
    let name = "%E5%AE%A2%E6%88%B7%20list.html";
    let (_, document) = stage
        .uploads(
            &format!(
                "{to}&as=document&name={name}&reply_to={}",
                photo["message"].as_str().unwrap()
            ),
            b"<script>".to_vec(),
        )
        .await;

    assert_eq!((&photo["ok"], &document["ok"]), (&json!(true), &json!(true)));
    let updates = stage.updates().await;
    assert_eq!(updates[0]["message"]["caption"], "My shoes");
    assert_eq!(updates[1]["message"]["document"]["file_name"], "客户 list.html");
    assert!(updates[1]["message"]["reply_to_message"].is_object());
    let pane = stage.pane(&anna, stage.bot.id(), &json!(0)).await;
    let (photo, document) = (&pane["messages"][1], &pane["messages"][2]["document"]);
    assert_eq!(
        (&photo["text"], &photo["photo"]["width"], &photo["photo"]["height"]),
        (&json!("My shoes"), &json!(1000), &json!(600))
    );
    assert_eq!(
        (&document["name"], &document["size"]),
        (&json!("客户 list.html"), &json!(8))
    );

    let get = |path: &Value| {
        stage
            .http
            .get(format!("{}{}", stage.playground.api_url(), path.as_str().unwrap()))
    };
    let picture = get(&photo["photo"]["url"]).send().await.unwrap();
    is_guarded(picture.headers());
    assert_eq!(picture.headers()["content-type"], "image/png");
    assert_eq!(picture.headers()["cache-control"], "private, max-age=3600, immutable");
    assert_eq!(picture.bytes().await.unwrap(), PNG);
    let file = get(&document["url"]).send().await.unwrap();
    is_guarded(file.headers());
    assert_eq!(file.headers()["content-type"], "application/octet-stream");
    assert_eq!(
        file.headers()["content-disposition"],
        "attachment; filename*=UTF-8''%E5%AE%A2%E6%88%B7%20list.html"
    );
    assert_eq!(file.bytes().await.unwrap(), &b"<script>"[..]);
    let foreign = get(&photo["photo"]["url"])
        .header("Host", "evil.example")
        .send()
        .await
        .unwrap();
    assert_eq!(foreign.status(), 403);
}

#[tokio::test]
async fn the_address_of_a_file_cannot_be_guessed() {
    let stage = Stage::new().await;
    let other = Stage::new().await;
    let mut handles = Vec::new();
    for stage in [&stage, &other] {
        let anna = stage.customer("Anna");
        anna.sends_photo(&stage.bot, PNG, "");
        anna.sends_photo(&stage.bot, PNG, "");
        let pane = stage.pane(&anna, stage.bot.id(), &json!(0)).await;
        for n in [1, 2] {
            handles.push(pane["messages"][n]["photo"]["id"].as_str().unwrap().to_owned());
        }
    }

    assert!(
        handles
            .iter()
            .all(|handle| handle.len() == 32 && handle.bytes().all(|byte| byte.is_ascii_hexdigit()))
    );
    handles.sort();
    handles.dedup();
    assert_eq!(
        handles.len(),
        4,
        "the same picture has another address each time, and in each playground"
    );
}

#[tokio::test]
async fn uploads_keep_to_their_limits() {
    let stage = Stage::new().await;
    let anna = stage.customer("Anna");
    let to = format!("person={}&chat={}", anna.id(), stage.bot.id());
    let caption = "x".repeat(1_025);

    for (query, bytes, status) in [
        (format!("{to}&as=document&name=a"), vec![0; 20 * 1024 * 1024], 200),
        (format!("{to}&as=document&name=a"), vec![0; 20 * 1024 * 1024 + 1], 413),
        (format!("{to}&as=photo"), b"no picture".to_vec(), 409),
        (format!("{to}&as=document"), Vec::new(), 400),
        (format!("{to}&as=sticker"), vec![1], 400),
        (format!("{to}&as=document&caption={caption}"), vec![1], 409),
        (format!("{to}&as=document&reply_to=999"), vec![1], 409),
        (format!("{to}&as=document&reply_to=x"), vec![1], 400),
        ("as=document".to_owned(), vec![1], 400),
        (format!("person={}&as=document", anna.id()), vec![1], 400),
        ("person=x&chat=1&as=document".to_owned(), vec![1], 400),
        ("person=99999999999999999999&chat=1".to_owned(), vec![1], 400),
        (format!("person=1&chat={}&as=document", stage.bot.id()), vec![1], 409),
        ("person=1&as=scan".to_owned(), vec![1], 409),
        (format!("person={}&chat=-5&as=document", anna.id()), vec![1], 409),
    ] {
        let (answered, answer) = stage.uploads(&query, bytes).await;
        assert_eq!(answered, status, "{query:.80}: {answer}");
        assert!(status == 200 || !answer["error"].as_str().unwrap().is_empty());
    }
}
