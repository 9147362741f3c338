use std::sync::{
    Arc, Mutex,
    atomic::{AtomicBool, Ordering},
};

use chrono::{DateTime, TimeDelta, Utc};
use chrono_tz::Tz;
use futures::future::BoxFuture;
use playground::{BotAct, Host, HostError, Options, ShopChoice, Sight, TourStep};
use serde_json::{Value, json};

use crate::stage::Stage;

#[tokio::test]
async fn without_a_host_the_clock_is_the_playgrounds_own() {
    let stage = Stage::new().await;
    let alone = stage.looks(json!({})).await;
    assert_eq!(alone["now"], "2027-01-15T08:00:00+00:00");
    assert_eq!(
        alone["host"],
        json!({ "can": [], "running": true, "shops": [], "shop": null, "busy": null, "tour": [], "error": null })
    );

    let by = stage.act(json!({ "do": "clock", "by_seconds": 3_600 })).await;
    let to = stage
        .act(json!({ "do": "clock", "to": "2027-02-01T00:00:00+07:00" }))
        .await;

    assert_eq!(
        (&by["now"], &to["now"]),
        (&json!("2027-01-15T09:00:00+00:00"), &json!("2027-01-31T17:00:00+00:00"))
    );
    let anna = stage.customer("Anna");
    assert_eq!(
        stage.pane(&anna, stage.bot.id(), &json!(0)).await["messages"][0]["date"],
        "2027-01-31T17:00:00+00:00"
    );
    for back in [
        json!({ "do": "clock", "by_seconds": -1 }),
        json!({ "do": "clock", "to": "2027-01-01T00:00:00Z" }),
        json!({ "do": "clock", "by_seconds": i64::MAX }),
        json!({ "do": "clock", "to": "+262142-01-01T00:00:00Z" }),
        json!({ "do": "bot", "to": "restart" }),
        json!({ "do": "shop", "key": "barber" }),
    ] {
        stage.cannot(back).await;
    }
}

#[tokio::test]
async fn troubles_come_and_go() {
    let stage = Stage::new().await;
    let anna = stage.customer("Anna");
    let fault = |kind: &str, more: Value| {
        let mut act = json!({ "do": "fault", "kind": kind });
        act.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        act
    };
    let send = || stage.call("sendMessage", json!({ "chat_id": anna.id(), "text": "x" }));
    let me = || stage.call("getMe", json!({}));

    stage.act(fault("5xx", json!({ "once": true, "method": null }))).await;
    assert_eq!(
        (me().await["error_code"].clone(), me().await["ok"].clone()),
        (json!(502), json!(true))
    );
    stage
        .act(fault("429", json!({ "once": true, "method": "sendmessage" })))
        .await;
    assert_eq!(me().await["ok"], true);
    assert_eq!(send().await["error_code"], 429);
    stage.act(fault("none", json!({}))).await;
    stage.advance(10);

    stage
        .act(fault("5xx", json!({ "method": "sendMessage", "share": 1 })))
        .await;
    assert_eq!(
        stage.looks(json!({})).await["fault"],
        json!({ "kind": "5xx", "method": "sendMessage", "share": 1.0 })
    );
    for _ in 0..5 {
        assert_eq!(
            (send().await["ok"].clone(), me().await["ok"].clone()),
            (json!(false), json!(true))
        );
    }
    stage.act(fault("none", json!({}))).await;
    assert_eq!(
        (
            send().await["ok"].clone(),
            stage.looks(json!({})).await["fault"].clone()
        ),
        (json!(true), json!(null))
    );
    stage.act(fault("cut_before", json!({ "once": true }))).await;
    let cut = stage.http.post(stage.url("getMe")).send().await;
    assert!(cut.is_err());
    let calls = stage.looks(json!({ "calls_since": 0 })).await["calls"]["list"].clone();
    assert_eq!(calls[0]["fault"], "5xx");

    for nonsense in [
        fault("flood", json!({})),
        fault("5xx", json!({ "share": 2 })),
        fault("5xx", json!({ "share": -0.5 })),
        fault("5xx", json!({ "share": "much" })),
        fault("5xx", json!({ "method": "flyToMoon" })),
    ] {
        assert_eq!(stage.asks("act", &nonsense).await.0, 400, "{nonsense}");
    }
}

/// A host that writes down what it is asked.
#[derive(Default)]
struct Clerk {
    asked: Mutex<Vec<String>>,
    down: AtomicBool,
}

impl Clerk {
    fn note(&self, what: String) -> BoxFuture<'_, Result<(), HostError>> {
        self.asked.lock().unwrap().push(what);
        Box::pin(async { Ok(()) })
    }
}

impl Host for Clerk {
    fn zone(&self) -> Tz {
        Tz::Europe__Berlin
    }

    fn move_clock(&self, to: DateTime<Utc>) -> BoxFuture<'_, Result<(), HostError>> {
        self.note(format!("clock {to}"))
    }

    fn can(&self) -> Vec<BotAct> {
        vec![BotAct::Kill, BotAct::Start]
    }

    fn running(&self) -> bool {
        !self.down.load(Ordering::SeqCst)
    }

    fn act(&self, act: BotAct) -> BoxFuture<'_, Result<(), HostError>> {
        if act == BotAct::Start {
            return Box::pin(async { Err(HostError("The database is gone.".to_owned())) });
        }
        self.down.store(true, Ordering::SeqCst);
        self.note(format!("{act:?}"))
    }

    fn shops(&self) -> Vec<ShopChoice> {
        vec![ShopChoice {
            key: "barber".to_owned(),
            title: "Pangkas".to_owned(),
            about: "A barber".to_owned(),
            members: 40,
        }]
    }

    fn shop(&self) -> Option<String> {
        Some("coffee".to_owned())
    }

    fn choose_shop(&self, key: &str) -> BoxFuture<'_, Result<(), HostError>> {
        self.note(format!("shop {key}"))
    }

    fn busy(&self) -> Option<String> {
        Some("Opening the shop".to_owned())
    }

    fn tour(&self) -> Vec<TourStep> {
        vec![TourStep {
            title: "Join".to_owned(),
            text: "Be Anna".to_owned(),
            person: 1,
            chat: -2,
            look_at: None,
            done_when: Some(Sight {
                person: 1,
                chat: -2,
                has: "Welcome".to_owned(),
            }),
        }]
    }
}

#[tokio::test]
async fn a_host_is_asked_for_what_it_offers() {
    let clerk = Arc::new(Clerk::default());
    let host = clerk.clone();
    let stage = Stage::with(|options| Options {
        host: Some(host),
        ..options
    })
    .await;

    let looked = stage.looks(json!({})).await;
    assert_eq!(looked["now"], "2027-01-15T09:00:00+01:00");
    assert_eq!(
        looked["host"],
        json!({ "can": ["kill", "start"], "running": true,
                "shops": [{ "key": "barber", "title": "Pangkas", "about": "A barber", "members": 40 }], "shop": "coffee",
                "busy": "Opening the shop", "error": null,
                "tour": [{ "title": "Join", "text": "Be Anna", "person": 1, "chat": -2, "look_at": null,
                           "done_when": { "person": 1, "chat": -2, "has": "Welcome" } }] })
    );
    stage.act(json!({ "do": "clock", "by_seconds": 60 })).await;
    stage.act(json!({ "do": "bot", "to": "kill" })).await;
    stage.act(json!({ "do": "shop", "key": "barber" })).await;
    stage.cannot(json!({ "do": "shop", "key": "florist" })).await;
    stage.cannot(json!({ "do": "bot", "to": "restart" })).await;
    assert_eq!(
        stage.cannot(json!({ "do": "bot", "to": "start" })).await,
        "The database is gone."
    );

    assert_eq!(
        *clerk.asked.lock().unwrap(),
        ["clock 2027-01-15 08:01:00 UTC", "Kill", "shop barber"]
    );
    assert_eq!(stage.looks(json!({})).await["host"]["running"], false);
}

#[tokio::test]
async fn a_time_is_told_by_the_clocks_of_its_own_day() {
    let stage = Stage::with(|options| Options {
        host: Some(Arc::new(Clerk::default())),
        ..options
    })
    .await;
    let (group, _, anna) = stage.cafe();
    anna.says(&group, "In winter");
    stage.says(group.id(), "In winter, too").await;

    stage.advance(TimeDelta::days(180).num_seconds());
    stage.says(group.id(), "In summer").await;

    let looked = stage
        .looks(json!({ "calls_since": 0, "panes": [{ "person": anna.id(), "chat": group.id() }] }))
        .await;
    let (winter, summer) = ("2027-01-15T09:00:00+01:00", "2027-07-14T10:00:00+02:00");
    assert_eq!(looked["now"], summer);
    let dates: Vec<&Value> = looked["panes"][0]["messages"]
        .as_array()
        .unwrap()
        .iter()
        .map(|message| &message["date"])
        .collect();
    assert_eq!(dates[dates.len() - 3..], [winter, winter, summer]);
    let calls = looked["calls"]["list"].as_array().unwrap();
    assert_eq!(
        calls.iter().map(|call| &call["at"]).collect::<Vec<_>>(),
        [winter, summer]
    );
    let chats = &looked["chats"][anna.id().to_string()];
    assert_eq!(chats[0]["last"]["date"], summer);
    let ask = json!({ "person": anna.id(), "chat": group.id(), "before": u64::MAX, "limit": 2 });
    let (_, older) = stage.asks("older", &ask).await;
    assert_eq!(older["messages"][0]["date"], winter);
}
