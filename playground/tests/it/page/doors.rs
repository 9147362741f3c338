use reqwest::header::HeaderMap;
use serde_json::json;

use crate::stage::Stage;

#[tokio::test]
async fn only_the_own_page_on_this_machine_is_served() {
    let stage = Stage::new().await;
    let url = stage.playground.api_url();
    let look = || stage.http.post(format!("{url}/play/look")).body("{}");
    let own = || look().header("X-Playground", "1");

    let mut refused = Vec::new();
    for request in [
        stage.http.get(format!("{url}/")).header("Host", "evil.example"),
        stage
            .http
            .get(format!("{url}/play/live"))
            .header("Host", "evil.example:80"),
        own().header("Host", "127.0.0.1.evil.example"),
        look(),
        look().header("X-Playground", "yes"),
        own().header("Origin", "https://evil.example"),
        own().header("Origin", "null"),
        own().header("Origin", "http://127.0.0.1:1"),
    ] {
        refused.push(request.send().await.unwrap().status().as_u16());
    }
    let mut served = Vec::new();
    for request in [
        own(),
        own().header("Origin", &url),
        own()
            .header("Host", "localhost:5")
            .header("Origin", "http://localhost:5"),
        stage.http.get(format!("{url}/")).header("Host", "[::1]:8090"),
        stage.http.get(format!("{url}/")).header("Host", "127.0.0.2:8090"),
    ] {
        served.push(request.send().await.unwrap().status().as_u16());
    }

    assert_eq!(refused, [403; 8]);
    assert_eq!(served, [200; 5]);
}

#[tokio::test]
async fn every_answer_says_what_a_browser_may_do_with_it() {
    let stage = Stage::new().await;
    let url = stage.playground.api_url();
    let post = |path: &str, body: &'static str| {
        stage
            .http
            .post(format!("{url}{path}"))
            .header("X-Playground", "1")
            .body(body)
    };

    let mut answers = Vec::new();
    for request in [
        stage.http.get(format!("{url}/")),
        stage.http.get(format!("{url}/page/nothing.js")),
        stage.http.get(format!("{url}/page/../Cargo.toml")),
        stage.http.get(format!("{url}/page/%2e%2e/Cargo.toml")),
        stage.http.get(format!("{url}/play/file/0")),
        stage.http.get(format!("{url}/play/live")),
        stage.http.get(format!("{url}/play/look")),
        stage.http.delete(format!("{url}/play/look")),
        stage
            .http
            .get(format!("{url}/elsewhere"))
            .header("Host", "evil.example"),
        post("/play/look", "{}"),
        post("/play/act", "{"),
        post("/play/nothing", "{}"),
    ] {
        let answer = request.send().await.unwrap();
        is_guarded(answer.headers());
        assert_eq!(answer.headers()["cache-control"], "no-store");
        answers.push(answer.status().as_u16());
    }

    assert_eq!(answers, [200, 404, 404, 404, 404, 200, 405, 405, 403, 200, 400, 404]);
}

pub fn is_guarded(headers: &HeaderMap) {
    assert_eq!(
        headers["content-security-policy"],
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob: data:; connect-src 'self'; \
         base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    );
    assert_eq!(headers["x-content-type-options"], "nosniff");
    assert_eq!(headers["referrer-policy"], "no-referrer");
}

#[tokio::test]
async fn the_page_itself_asks_for_nothing_from_elsewhere() {
    let stage = Stage::new().await;
    let url = stage.playground.api_url();

    let page = stage.http.get(format!("{url}/")).send().await.unwrap();

    assert_eq!(page.headers()["content-type"], "text/html; charset=utf-8");
    let html = page.text().await.unwrap();
    assert!(
        !html.contains("://") && !html.contains("<style") && !html.contains(" style="),
        "{html}"
    );
    let parts = html.split(['"', '\'']).filter(|part| part.starts_with("/page/"));
    let mut kinds = Vec::new();
    for part in parts {
        let file = stage.http.get(format!("{url}{part}")).send().await.unwrap();
        assert_eq!(file.status(), 200, "{part}");
        kinds.push(file.headers()["content-type"].to_str().unwrap().to_owned());
    }
    assert!(
        kinds.contains(&"text/javascript; charset=utf-8".to_owned()),
        "{kinds:?}"
    );
}

#[tokio::test]
async fn the_bot_api_beside_it_stays_as_it_is() {
    let stage = Stage::new().await;

    let answer = stage
        .http
        .get(stage.url("getMe"))
        .header("Host", "localhost:5")
        .send()
        .await
        .unwrap();

    assert!(!answer.headers().contains_key("content-security-policy"));
    assert_eq!(answer.json::<serde_json::Value>().await.unwrap()["ok"], true);
}

#[tokio::test]
async fn a_page_in_a_browser_is_no_bot() {
    let stage = Stage::new().await;
    let anna = stage.customer("Anna");
    let photo = json!({ "chat_id": anna.id(), "text": "Free coffee" });
    let send = || stage.http.post(stage.url("sendMessage")).json(&photo);
    let file = format!(
        "{}/file/bot{}/photos/file_1.png",
        stage.playground.api_url(),
        stage.bot.token()
    );

    for request in [
        send().header("Origin", "https://evil.example"),
        send().header("Origin", stage.playground.api_url()),
        send().header("Sec-Fetch-Site", "cross-site"),
        send().header("Host", "evil.example"),
        stage.http.get(&file).header("Sec-Fetch-Site", "cross-site"),
        stage.http.get(&file).header("Host", "evil.example:80"),
    ] {
        let answer = request.send().await.unwrap();
        assert_eq!(answer.status(), 403);
        assert_eq!(answer.json::<serde_json::Value>().await.unwrap()["error_code"], 403);
    }

    assert_eq!(anna.last(&stage.bot), None);
    assert_eq!(send().send().await.unwrap().status(), 200);
}

#[tokio::test]
async fn a_token_is_not_told_from_the_bots_number() {
    let (one, other) = (Stage::new().await, Stage::new().await);

    assert_eq!(one.bot.id(), other.bot.id());
    assert_ne!(one.bot.token(), other.bot.token());
    let copy = one.playground.add_bot_with_token("Copy", "copy_bot", &one.bot.token());
    assert!(copy.is_some(), "a token that is made is one that can be given");
}

#[tokio::test]
async fn a_playground_is_open_to_this_machine_only() {
    let options = playground::Options::new(std::sync::Arc::new(chrono::DateTime::default));
    let open = playground::Options {
        listen: ([0, 0, 0, 0], 0).into(),
        ..options
    };

    let refused = playground::Playground::start(open).await.err().unwrap();

    assert_eq!(refused.kind(), std::io::ErrorKind::InvalidInput);
}

#[tokio::test]
async fn a_page_hears_of_every_last_change() {
    let stage = Stage::new().await;
    let anna = stage.customer("Anna");
    let url = format!("{}/play/live", stage.playground.api_url());
    let mut live = stage.http.get(url).send().await.unwrap();
    assert_eq!(live.headers()["content-type"], "text/event-stream");
    let first = live.chunk().await.unwrap().unwrap();
    assert!(first.starts_with(b"data: {\"version\":"), "{first:?}");

    for n in 0..50 {
        anna.says(&stage.bot, &format!("message {n}"));
    }

    let version = stage.looks(json!({})).await["version"].as_u64().unwrap();
    let mut heard = 0;
    let mut events = 0;
    while heard < version {
        let event = live.chunk().await.unwrap().unwrap();
        let text = String::from_utf8(event.to_vec()).unwrap();
        let json = text.trim().strip_prefix("data: ").unwrap();
        heard = serde_json::from_str::<serde_json::Value>(json).unwrap()["version"]
            .as_u64()
            .unwrap();
        events += 1;
    }
    assert!(events < 50, "changes that come close together are told as one");
}
