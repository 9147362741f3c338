use std::time::{Duration, Instant};

use playground::Fault;
use serde_json::json;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

use crate::stage::Stage;

#[tokio::test]
async fn a_cut_before_has_no_effect_and_a_cut_after_has() {
    let stage = Stage::new().await;
    let anna = stage.customer("Anna");
    let send = |text: &str| {
        stage
            .http
            .post(stage.url("sendMessage"))
            .json(&json!({ "chat_id": anna.id(), "text": text }))
            .send()
    };

    stage.playground.fail_next("sendMessage", Fault::CutBefore);
    let before = send("before").await;
    stage.playground.fail_next("sendMessage", Fault::CutAfter);
    let after = send("after").await;

    assert!(before.is_err() && after.is_err());
    let words: Vec<String> = anna
        .sees(&stage.bot)
        .into_iter()
        .filter(|seen| seen.from_bot)
        .map(|seen| seen.text)
        .collect();
    assert_eq!(words, ["after"]);
    stage.is_clean();
}

#[tokio::test]
async fn a_caller_that_dies_in_the_middle_of_a_request_is_blamed_for_nothing() {
    let stage = Stage::new().await;
    let url = reqwest::Url::parse(&stage.url("sendMessage")).unwrap();
    let (host, port) = (url.host_str().unwrap(), url.port().unwrap());
    let head = format!("POST {} HTTP/1.1\r\nhost: {host}:{port}\r\n", url.path());
    let half = format!("{head}content-type: application/json\r\ncontent-length: 1000\r\n\r\n{{\"chat_id\":");

    let mut dying = TcpStream::connect((host, port)).await.unwrap();
    dying.write_all(half.as_bytes()).await.unwrap();
    dying.shutdown().await.unwrap();
    let mut answer = Vec::new();
    dying.read_to_end(&mut answer).await.unwrap();

    assert_eq!(String::from_utf8_lossy(&answer), "");
    stage.is_clean();
}

#[tokio::test]
async fn imposed_refusals_carry_no_blame_unless_they_are_ignored() {
    let stage = Stage::with(|options| playground::Options {
        limits: false,
        ..options
    })
    .await;
    let anna = stage.customer("Anna");
    let write = || stage.call("sendMessage", json!({ "chat_id": anna.id(), "text": "x" }));

    stage.playground.fail_next("SendMessage", Fault::ServerError);
    assert_eq!(write().await["error_code"], 502);
    stage
        .playground
        .fail_next("sendMessage", Fault::TooManyRequests { retry_after: 7 });
    assert_eq!(write().await["parameters"]["retry_after"], 7);
    stage.is_clean();

    stage.advance(6);
    assert_eq!(write().await["parameters"]["retry_after"], 1);
    stage.broke("before retry_after was over");
    stage.advance(1);
    assert_eq!(write().await["ok"], true);
}

#[tokio::test]
async fn a_slow_call_goes_well_in_the_end() {
    let stage = Stage::new().await;
    let anna = stage.customer("Anna");
    stage
        .playground
        .fail_next("sendMessage", Fault::SlowThenOk(Duration::from_millis(80)));
    let start = Instant::now();

    stage.says(anna.id(), "x").await;

    assert!(start.elapsed() >= Duration::from_millis(80));
}

#[tokio::test]
async fn a_share_of_calls_fails_until_it_is_ended() {
    let stage = Stage::new().await;
    stage.playground.fail_share(0.5, 1, vec![Fault::ServerError]);
    let mut failed = 0;
    for _ in 0..40 {
        failed += usize::from(stage.call("getMe", json!({})).await["ok"] == false);
    }
    assert!((8..=32).contains(&failed), "{failed}");

    stage.playground.fail_share(0.0, 1, Vec::new());
    for _ in 0..20 {
        stage.ok("getMe", json!({})).await;
    }
}
