//! Typing behind a bot's name, and choosing from its list.

use serde::Deserialize;
use serde_json::{Value, json};

use super::{Done, talk::place};
use crate::{
    page::{Refused, spot::person},
    people::Inline,
    shared::Shared,
};

/// Types words behind a bot's name. An offset asks for more of a list that goes on.
#[derive(Deserialize)]
pub(in crate::page) struct Type {
    person: i64,
    chat: i64,
    topic: Option<i64>,
    bot: i64,
    words: String,
    #[serde(default)]
    offset: String,
}

/// Sends a result of a list.
#[derive(Deserialize)]
pub(in crate::page) struct Choose {
    person: i64,
    query: String,
    result: String,
}

/// Is answered when the bot has, and with an empty list when it has not in time.
pub(super) async fn types(shared: &Shared, ask: &Type) -> Done {
    let who = person(shared, ask.person)?;
    let (at, _) = place(shared, ask.person, ask.chat, ask.topic, None)?;
    let list = who.asks_inline(
        &mut shared.lock(),
        at.key,
        at.thread(),
        ask.bot,
        &ask.words,
        &ask.offset,
    )?;
    let answer = list.watched().await.unwrap_or_default();
    let results: Vec<Value> = answer
        .results
        .iter()
        .map(|result| json!({ "id": result.id, "title": result.title, "description": result.description }))
        .collect();
    let button = answer
        .button
        .map(|(text, start)| json!({ "text": text, "start": start }));
    Ok(json!({ "query": list.id(), "results": results, "next": answer.next_offset, "button": button }))
}

pub(super) fn choose(shared: &Shared, ask: &Choose) -> Done {
    let who = person(shared, ask.person)?;
    let list = Inline::open(shared, ask.person, ask.query.clone());
    let id = who.chooses(&list, &ask.result).map_err(|error| match error {
        crate::PlaygroundError::NoSuchMessage => Refused::cannot("This list is not there any more."),
        other => other.into(),
    })?;
    Ok(json!({ "message": id.to_string() }))
}
