//! A playground with a stopped clock, a bot, and short ways to call the Bot API.

use std::sync::{
    Arc,
    atomic::{AtomicI64, Ordering},
};

use chrono::DateTime;
use playground::{Bot, NewPerson, Options, Person, Playground};
use serde_json::{Value, json};

pub struct Stage {
    pub playground: Playground,
    pub bot: Bot,
    pub http: reqwest::Client,
    milliseconds: Arc<AtomicI64>,
}

impl Stage {
    pub async fn new() -> Self {
        Self::with(|options| options).await
    }

    pub async fn with(shape: impl FnOnce(Options) -> Options) -> Self {
        let milliseconds = Arc::new(AtomicI64::new(1_800_000_000_000));
        let reads = milliseconds.clone();
        let now = Arc::new(move || DateTime::from_timestamp_millis(reads.load(Ordering::SeqCst)).unwrap());
        let playground = Playground::start(shape(Options::new(now))).await.unwrap();
        let bot = playground.add_bot("Regulars", "regulars_bot");
        Self {
            playground,
            bot,
            http: reqwest::Client::new(),
            milliseconds,
        }
    }

    pub fn advance(&self, seconds: i64) {
        self.milliseconds.fetch_add(seconds * 1_000, Ordering::SeqCst);
    }

    pub fn person(&self, first_name: &str) -> Person {
        self.playground.add_person(NewPerson {
            first_name: first_name.to_owned(),
            username: Some(first_name.to_lowercase()),
            language_code: Some("en".to_owned()),
            ..NewPerson::default()
        })
    }

    /// Somebody who has pressed Start.
    pub fn customer(&self, first_name: &str) -> Person {
        let person = self.person(first_name);
        person.opens(&self.bot.start_link("")).unwrap();
        person
    }

    pub fn url(&self, method: &str) -> String {
        format!("{}/bot{}/{method}", self.playground.api_url(), self.bot.token())
    }

    /// The whole answer to a call.
    pub async fn call(&self, method: &str, params: Value) -> Value {
        self.http
            .post(self.url(method))
            .json(&params)
            .send()
            .await
            .unwrap()
            .json()
            .await
            .unwrap()
    }

    /// The result of a call that goes well.
    #[track_caller]
    pub fn ok(&self, method: &'static str, params: Value) -> impl Future<Output = Value> {
        let call = std::panic::Location::caller();
        async move {
            let answer = self.call(method, params).await;
            assert_eq!(answer["ok"], true, "{method} at {call}: {answer}");
            answer["result"].clone()
        }
    }

    /// The description of a refusal.
    #[track_caller]
    pub fn refused(&self, method: &'static str, params: Value) -> impl Future<Output = String> {
        let call = std::panic::Location::caller();
        async move {
            let answer = self.call(method, params).await;
            assert_eq!(answer["ok"], false, "{method} at {call}: {answer}");
            answer["description"].as_str().unwrap().to_owned()
        }
    }

    pub async fn says(&self, chat: i64, text: &str) -> Value {
        self.ok("sendMessage", json!({ "chat_id": chat, "text": text })).await
    }

    /// The updates that wait, each true to the specification. They are confirmed.
    pub async fn updates(&self) -> Vec<Value> {
        let updates = self.ok("getUpdates", json!({})).await.as_array().unwrap().clone();
        for update in &updates {
            assert_eq!(Playground::complaint_about("Update", update), None, "{update}");
        }
        if let Some(last) = updates.last() {
            let next = last["update_id"].as_i64().unwrap() + 1;
            self.ok("getUpdates", json!({ "offset": next, "limit": 1 })).await;
        }
        updates
    }

    /// The kinds of the updates that wait.
    pub async fn kinds(&self) -> Vec<String> {
        self.updates().await.iter().map(kind).collect()
    }

    #[track_caller]
    pub fn is_clean(&self) {
        assert_eq!(self.playground.breaches(), Vec::<String>::new());
    }

    #[track_caller]
    pub fn broke(&self, what: &str) {
        let breaches = self.playground.breaches();
        assert!(
            breaches.iter().any(|breach| breach.contains(what)),
            "{what:?} is not among {breaches:?}"
        );
    }
}

impl Drop for Stage {
    fn drop(&mut self) {
        self.playground.stop();
    }
}

pub fn kind(update: &Value) -> String {
    update
        .as_object()
        .unwrap()
        .keys()
        .find(|key| *key != "update_id")
        .unwrap()
        .clone()
}

/// A picture of one point.
pub const PNG: &[u8] = &[
    0x89, b'P', b'N', b'G', 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 13, b'I', b'H', b'D', b'R', 0, 0, 3, 0xe8, 0, 0, 2, 0x58,
    8, 6, 0, 0, 0, 0, 0, 0, 0,
];

pub fn button(text: &str, data: &str) -> Value {
    json!({ "inline_keyboard": [[{ "text": text, "callback_data": data }]] })
}
