use std::{
    collections::VecDeque,
    sync::{Arc, Mutex},
    time::Duration,
};

use serde_json::{Value, json};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
};

use crate::stage::Stage;

/// What a webhook was sent: its secret and its update.
type Received = Arc<Mutex<Vec<(Option<String>, Value)>>>;

/// A bot's side of a webhook, which answers with the given statuses and then with 200.
struct Hook {
    url: String,
    received: Received,
}

impl Hook {
    async fn listen(statuses: &[u16]) -> Self {
        Self::says(statuses, "").await
    }

    /// Every answer has this body.
    async fn says(statuses: &[u16], body: &'static str) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/hook", listener.local_addr().unwrap());
        let received = Received::default();
        let statuses = Arc::new(Mutex::new(statuses.iter().copied().collect::<VecDeque<u16>>()));
        let kept = received.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(serve(stream, statuses.clone(), body, kept.clone()));
            }
        });
        Self { url, received }
    }

    fn updates(&self) -> Vec<Value> {
        self.received
            .lock()
            .unwrap()
            .iter()
            .map(|(_, update)| update.clone())
            .collect()
    }
}

async fn serve(mut stream: TcpStream, statuses: Arc<Mutex<VecDeque<u16>>>, said: &str, received: Received) {
    let mut buffer = Vec::new();
    let mut chunk = [0; 4096];
    while let Ok(read) = stream.read(&mut chunk).await {
        if read == 0 {
            return;
        }
        buffer.extend_from_slice(&chunk[..read]);
        let text = String::from_utf8_lossy(&buffer).into_owned();
        let Some((head, body)) = text.split_once("\r\n\r\n") else {
            continue;
        };
        let header = |name: &str| {
            head.lines().find_map(|line| {
                line.to_ascii_lowercase()
                    .strip_prefix(name)
                    .map(|value| value.trim().to_owned())
            })
        };
        if body.len() < header("content-length:").unwrap().parse().unwrap() {
            continue;
        }
        let secret = header("x-telegram-bot-api-secret-token:");
        received
            .lock()
            .unwrap()
            .push((secret, serde_json::from_str(body).unwrap()));
        buffer.clear();
        let status = statuses.lock().unwrap().pop_front().unwrap_or(200);
        let answer = format!("HTTP/1.1 {status} X\r\nContent-Length: {}\r\n\r\n{said}", said.len());
        stream.write_all(answer.as_bytes()).await.unwrap();
    }
}

async fn soon(what: impl Future<Output = ()>) {
    tokio::time::timeout(Duration::from_secs(20), what).await.unwrap();
}

#[tokio::test]
async fn what_waited_and_what_comes_is_posted_with_the_secret() {
    let stage = Stage::new().await;
    let hook = Hook::listen(&[]).await;
    let anna = stage.customer("Anna");

    let settings =
        json!({ "url": hook.url, "secret_token": "s3cret", "allowed_updates": ["message"], "max_connections": 5 });
    stage.ok("setWebhook", settings).await;
    anna.says(&stage.bot, "two");
    soon(stage.playground.all_taken()).await;

    let received = hook.received.lock().unwrap().clone();
    let texts: Vec<&Value> = received.iter().map(|(_, update)| &update["message"]["text"]).collect();
    assert_eq!(texts, ["/start", "two"]);
    assert!(received.iter().all(|(secret, _)| secret.as_deref() == Some("s3cret")));
    let info = stage.ok("getWebhookInfo", json!({})).await;
    assert_eq!(info["pending_update_count"], 0);
    assert_eq!(info["allowed_updates"], json!(["message"]));
    let polled = stage.call("getUpdates", json!({})).await;
    assert_eq!(polled["error_code"], 409);
}

#[tokio::test]
async fn a_refused_update_comes_again_and_blocks_only_its_own_lane() {
    let stage = Stage::new().await;
    stage.playground.set_first_redelivery(Duration::from_millis(20));
    let hook = Hook::listen(&[500, 503]).await;
    let (anna, ben) = (stage.person("Anna"), stage.person("Ben"));
    stage.ok("setWebhook", json!({ "url": hook.url })).await;

    anna.says(&stage.bot, "one");
    soon(async {
        while hook.updates().is_empty() {
            stage.playground.changed().await;
        }
    })
    .await;
    anna.says(&stage.bot, "two");
    ben.says(&stage.bot, "three");
    soon(stage.playground.all_taken()).await;

    let texts: Vec<Value> = hook
        .updates()
        .iter()
        .map(|update| update["message"]["text"].clone())
        .collect();
    let of = |text: &str| texts.iter().filter(|other| *other == text).count();
    assert_eq!((of("one") + of("three"), of("two")), (4, 1), "{texts:?}");
    let last_one = texts.iter().rposition(|text| text == "one").unwrap();
    assert!(
        last_one < texts.iter().position(|text| text == "two").unwrap(),
        "{texts:?}"
    );
    let info = stage.ok("getWebhookInfo", json!({})).await;
    assert!(
        info["last_error_message"]
            .as_str()
            .unwrap()
            .starts_with("Wrong response from the webhook: 50"),
        "{info}"
    );
}

#[tokio::test]
async fn a_webhook_is_redelivered_to_and_can_be_removed() {
    let stage = Stage::new().await;
    let hook = Hook::listen(&[]).await;
    stage.ok("setWebhook", json!({ "url": hook.url })).await;
    let anna = stage.customer("Anna");
    soon(stage.playground.all_taken()).await;
    let id = hook.updates()[0]["update_id"].as_i64().unwrap();

    stage.playground.redeliver(id).unwrap();
    soon(stage.playground.all_taken()).await;
    assert_eq!(hook.updates().len(), 2);
    assert_eq!(hook.updates()[0], hook.updates()[1]);

    stage.ok("deleteWebhook", json!({})).await;
    anna.says(&stage.bot, "later");
    assert_eq!(stage.updates().await[0]["message"]["text"], "later");
    assert_eq!(hook.updates().len(), 2);
}

#[tokio::test]
async fn what_a_poller_was_to_get_again_is_posted_to_the_webhook_set_meanwhile() {
    let stage = Stage::new().await;
    let hook = Hook::listen(&[]).await;
    stage.customer("Anna");
    let id = stage.updates().await[0]["update_id"].as_i64().unwrap();
    stage.playground.redeliver(id).unwrap();

    stage.ok("setWebhook", json!({ "url": hook.url })).await;

    soon(stage.playground.all_taken()).await;
    assert_eq!(hook.updates()[0]["update_id"], id);
}

#[tokio::test]
async fn a_method_called_in_the_answer_is_not_passed_over() {
    let stage = Stage::new().await;
    let silent = Hook::listen(&[]).await;
    stage.ok("setWebhook", json!({ "url": silent.url })).await;
    let anna = stage.customer("Anna");
    soon(stage.playground.all_taken()).await;
    stage.is_clean();

    let call = r#"{"method":"sendMessage","chat_id":1,"text":"Hello"}"#;
    let talkative = Hook::says(&[], call).await;
    stage.ok("setWebhook", json!({ "url": talkative.url })).await;
    anna.says(&stage.bot, "Hello");
    soon(stage.playground.all_taken()).await;

    stage.broke("methods called in the answer to a webhook");
}

#[tokio::test]
async fn outside_loopback_a_webhook_needs_https_and_a_known_port() {
    let stage = Stage::new().await;
    let set = |url: &'static str| stage.refused("setWebhook", json!({ "url": url }));

    assert!(
        set("http://shop.example/hook")
            .await
            .contains("An HTTPS URL must be provided")
    );
    assert!(
        set("https://shop.example:8080/hook")
            .await
            .contains("ports 80, 88, 443 or 8443")
    );
    let bad_secret = json!({ "url": "https://shop.example/hook", "secret_token": "no spaces" });
    assert_eq!(
        stage.refused("setWebhook", bad_secret).await,
        "Bad Request: secret token contains unallowed characters"
    );
    stage.playground.forget_breaches();
    stage
        .ok(
            "setWebhook",
            json!({ "url": "https://shop.example:8443/hook", "allowed_updates": ["messages"] }),
        )
        .await;
    stage.broke("allowed_updates names \"messages\"");
}
