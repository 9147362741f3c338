//! The page's side of the playground, over HTTP as a browser asks.

mod around;
mod calls;
mod crowd;
mod doors;
mod files;
mod groups;
mod inline;
mod links;
mod lists;
mod looks;
mod nonsense;
mod outside;
mod payments;
mod talk;

use playground::{Group, Person};
use serde_json::{Value, json};

use crate::stage::Stage;

impl Stage {
    /// What the page is answered when it asks for this.
    pub async fn asks(&self, path: &str, question: &Value) -> (u16, Value) {
        let answer = self
            .http
            .post(format!("{}/play/{path}", self.playground.api_url()))
            .header("X-Playground", "1")
            .json(question)
            .send()
            .await
            .unwrap();
        (answer.status().as_u16(), answer.json().await.unwrap())
    }

    /// An act that goes well, and its answer.
    #[track_caller]
    pub fn act(&self, act: Value) -> impl Future<Output = Value> {
        let asked = std::panic::Location::caller();
        async move {
            let (status, answer) = self.asks("act", &act).await;
            assert_eq!(
                (status, &answer["ok"]),
                (200, &json!(true)),
                "{act} at {asked}: {answer}"
            );
            answer
        }
    }

    /// Why an act does not happen.
    #[track_caller]
    pub fn cannot(&self, act: Value) -> impl Future<Output = String> {
        let asked = std::panic::Location::caller();
        async move {
            let (status, answer) = self.asks("act", &act).await;
            assert_eq!(
                (status, &answer["ok"]),
                (409, &json!(false)),
                "{act} at {asked}: {answer}"
            );
            answer["error"].as_str().unwrap().to_owned()
        }
    }

    pub async fn looks(&self, look: Value) -> Value {
        let (status, looked) = self.asks("look", &look).await;
        assert_eq!(status, 200, "{look}: {looked}");
        looked
    }

    /// One pane: what changed in a chat after a moment, or all of it.
    pub async fn pane(&self, person: &Person, chat: i64, since: &Value) -> Value {
        let pane = json!({ "person": person.id(), "chat": chat, "since": since });
        let looked = self.looks(json!({ "panes": [pane] })).await;
        looked["panes"][0].clone()
    }

    /// A person's chats, as they are listed.
    pub async fn chats(&self, person: &Person) -> Vec<Value> {
        let looked = self
            .looks(json!({ "panes": [{ "person": person.id(), "chat": null }] }))
            .await;
        looked["chats"][person.id().to_string()].as_array().unwrap().clone()
    }

    /// One of a person's chats in their list.
    pub async fn entry(&self, person: &Person, chat: i64) -> Value {
        let chats = self.chats(person).await;
        let found = chats.iter().find(|entry| entry["chat"] == chat);
        found.unwrap_or_else(|| panic!("{chat} is not among {chats:?}")).clone()
    }

    /// A group with the bot in it that may do everything, its owner, and a member.
    pub fn cafe(&self) -> (Group, Person, Person) {
        let (olga, anna) = (self.person("Olga"), self.person("Anna"));
        let group = self.playground.add_supergroup("Corner Cup", &olga);
        group.promote(&self.bot, playground::Rights::all());
        group.add(&anna);
        (group, olga, anna)
    }
}

/// The texts of the messages of an answer.
pub fn texts(pane: &Value) -> Vec<String> {
    let messages = pane["messages"].as_array().unwrap();
    messages
        .iter()
        .map(|message| message["text"].as_str().unwrap().to_owned())
        .collect()
}
