//! New people and new groups.

use serde::Deserialize;
use serde_json::json;

use super::Done;
use crate::{
    page::{Refused, spot},
    shared::Shared,
    world,
};

const LONGEST_NAME: usize = 64;
const LONGEST_TITLE: usize = 128;

/// People and groups that a page can make, so that a page left to itself does not fill the memory.
const MOST_PEOPLE: usize = 10_000;
const MOST_CHATS: usize = 50_000;

#[derive(Deserialize)]
pub(in crate::page) struct NewPerson {
    first_name: String,
    last_name: Option<String>,
    username: Option<String>,
    language: Option<String>,
}

#[derive(Deserialize)]
pub(in crate::page) struct NewGroup {
    person: i64,
    title: String,
    #[serde(default)]
    forum: bool,
}

pub(super) fn person(shared: &Shared, ask: &NewPerson) -> Done {
    let first_name = name(&ask.first_name, LONGEST_NAME)?.ok_or_else(|| Refused::nonsense("A person has a name."))?;
    let last_name = match &ask.last_name {
        Some(last) => name(last, LONGEST_NAME)?,
        None => None,
    };
    let username = ask
        .username
        .as_deref()
        .map(str::trim)
        .map(|name| name.trim_start_matches('@'));
    let username = username.filter(|username| !username.is_empty());
    if username.is_some_and(|username| !is_username(username)) {
        return Err(Refused::cannot(
            "A username has 5 to 32 letters, digits and underscores, and begins with a letter.",
        ));
    }
    let language = ask
        .language
        .as_deref()
        .map(str::trim)
        .filter(|language| !language.is_empty());
    if language.is_some_and(|language| !is_language(language)) {
        return Err(Refused::nonsense("A language is written as en, id or zh-CN."));
    }
    let mut world = shared.lock();
    if world.people.len() >= MOST_PEOPLE {
        return Err(Refused::cannot("There are enough people here."));
    }
    if username.is_some_and(|username| world.usernames.contains_key(&username.to_ascii_lowercase())) {
        return Err(Refused::cannot("Somebody has this username already."));
    }
    let id = world.add_person(world::NewPerson {
        first_name,
        last_name,
        username: username.map(str::to_owned),
        language_code: language.map(str::to_owned),
        ..world::NewPerson::default()
    });
    Ok(json!({ "person": id }))
}

pub(super) fn group(shared: &Shared, ask: &NewGroup) -> Done {
    let title = name(&ask.title, LONGEST_TITLE)?.ok_or_else(|| Refused::nonsense("A group has a name."))?;
    spot::person(shared, ask.person)?;
    let mut world = shared.lock();
    if world.chats.len() >= MOST_CHATS {
        return Err(Refused::cannot("There are enough groups here."));
    }
    // Only supergroups have topics; what is not to be a forum begins small, as in the app.
    let id = world.add_group(&title, ask.person, ask.forum);
    if let Some(group) = world.group_mut(id) {
        group.is_forum = ask.forum;
    }
    world.touch();
    Ok(json!({ "chat": id }))
}

/// A name that Telegram takes; nothing for one of spaces.
fn name(text: &str, longest: usize) -> Result<Option<String>, Refused> {
    let text = text.trim();
    if text.encode_utf16().count() > longest {
        return Err(Refused::cannot(format!("A name has at most {longest} characters.")));
    }
    if text.chars().any(char::is_control) {
        return Err(Refused::cannot("A name is written on one line."));
    }
    Ok((!text.is_empty()).then(|| text.to_owned()))
}

fn is_username(text: &str) -> bool {
    (5..=32).contains(&text.len())
        && text.starts_with(|first: char| first.is_ascii_alphabetic())
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
}

fn is_language(text: &str) -> bool {
    (2..=12).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
}
