use playground::Fault;
use serde_json::{Value, json};

use crate::stage::Stage;

#[tokio::test]
async fn calls_are_numbered_and_cut_to_what_one_reads() {
    let stage = Stage::new().await;
    let anna = stage.customer("Anna");
    let none = stage.looks(json!({ "calls_since": null })).await;
    assert_eq!(none.get("calls"), None);
    stage.says(anna.id(), &"long ".repeat(600)).await;
    stage.refused("sendMessage", json!({ "chat_id": 1, "text": "x" })).await;
    let form = reqwest::multipart::Form::new()
        .text("chat_id", anna.id().to_string())
        .part(
            "document",
            reqwest::multipart::Part::bytes(vec![7; 12_345]).file_name("a.bin"),
        );
    stage
        .http
        .post(stage.url("sendDocument"))
        .multipart(form)
        .send()
        .await
        .unwrap();

    let calls = stage.looks(json!({ "calls_since": 0 })).await["calls"].clone();

    let numbers: Vec<&Value> = calls["list"]
        .as_array()
        .unwrap()
        .iter()
        .map(|call| &call["n"])
        .collect();
    assert_eq!(
        (numbers, &calls["next"], &calls["missed"]),
        (vec![&json!(1), &json!(2), &json!(3)], &json!(4), &json!(0))
    );
    let text = calls["list"][0]["params"]["text"].as_str().unwrap();
    assert_eq!((text.chars().count(), text.ends_with('…')), (2_001, true));
    assert_eq!(
        (&calls["list"][1]["ok"], &calls["list"][1]["method"]),
        (&json!(false), &json!("sendMessage"))
    );
    assert_eq!(calls["list"][2]["params"]["document"], "<file 12345 bytes>");
    for _ in 0..300 {
        stage.ok("getMe", json!({})).await;
    }
    let calls = stage.looks(json!({ "calls_since": 4 })).await["calls"].clone();
    assert_eq!(
        (
            calls["list"].as_array().unwrap().len(),
            &calls["missed"],
            &calls["next"]
        ),
        (200, &json!(100), &json!(304))
    );
    assert_eq!(calls["list"][199]["n"], 303);
    let looked = stage.looks(json!({ "calls_since": 304 })).await;
    assert_eq!(looked["calls"]["list"], json!([]));
    assert_eq!(looked["breaches"].as_array().unwrap().len(), 1);
    stage.act(json!({ "do": "forget_breaches" })).await;
    assert_eq!(stage.looks(json!({})).await["breaches"], json!([]));
}

#[tokio::test]
async fn what_went_wrong_on_the_way_is_in_the_log() {
    let stage = Stage::new().await;
    let anna = stage.customer("Anna");
    let post = |path: String, body: &'static str| {
        let request = stage.http.post(format!("{}/{path}", stage.playground.api_url()));
        request.header("Content-Type", "application/json").body(body).send()
    };
    let token = stage.bot.token();

    stage.playground.fail_next("sendMessage", Fault::CutBefore);
    let hello = json!({ "chat_id": anna.id(), "text": "Hello" });
    let cut = stage.http.post(stage.url("sendMessage")).json(&hello).send().await;
    cut.unwrap_err();
    post("bot1:unknown/getMe".to_owned(), "").await.unwrap();
    post(format!("bot{token}/flyToMoon"), "").await.unwrap();
    post(format!("bot{token}/sendMessage"), "{").await.unwrap();

    let list = stage.looks(json!({ "calls_since": 0 })).await["calls"]["list"].clone();
    let told: Vec<Value> = list.as_array().unwrap().iter().map(in_short).collect();
    assert_eq!(
        told,
        [
            json!(["sendMessage", false, "cut_before", null]),
            json!(["getMe", false, null, 401]),
            json!(["flyToMoon", false, null, 404]),
            json!(["sendMessage", false, null, 400]),
        ]
    );
    assert_eq!(list[0]["params"]["text"], "Hello");
    assert!(!list.to_string().contains(&token));
    assert_eq!(stage.playground.call_count(), 0, "none of them did anything");
}

#[tokio::test]
async fn polls_are_logged_when_there_is_something_to_read() {
    let stage = Stage::new().await;
    let anna = stage.customer("Anna");
    stage.ok("getUpdates", json!({ "offset": -1 })).await;
    let before = stage.looks(json!({ "calls_since": 0 })).await["calls"]["next"].clone();
    for n in 0..11 {
        anna.says(&stage.bot, &format!("message {n}"));
    }

    stage.updates().await;
    stage.ok("getUpdates", json!({})).await;
    stage.playground.fail_next("getUpdates", Fault::ServerError);
    stage.call("getUpdates", json!({})).await;

    let list = stage.looks(json!({ "calls_since": before })).await["calls"]["list"].clone();
    let told: Vec<Value> = list.as_array().unwrap().iter().map(in_short).collect();
    assert_eq!(
        told,
        [
            json!(["getUpdates", true, null, null]),
            json!(["getUpdates", false, "5xx", 502])
        ]
    );
    let answer = list[0]["answer"].as_array().unwrap();
    assert_eq!(answer.len(), 11);
    assert_eq!(
        (&answer[0]["message"]["text"], &answer[10]),
        (&json!("/start"), &json!("and 2 more"))
    );
    assert_eq!(stage.playground.call_count(), 0);
}

fn in_short(call: &Value) -> Value {
    json!([call["method"], call["ok"], call["fault"], call["answer"]["error_code"]])
}
