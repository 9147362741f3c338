//! Writing, tapping, reading.

use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::{Done, links, nothing_more};
use crate::{
    link::{TelegramLink, is_for_apps},
    page::{
        Refused,
        spot::{Spot, message, person, spot},
    },
    people::text_fields,
    rights::Right,
    shared::Shared,
    world::{Key, MessageId, MessageKind, World},
};

/// What a message holds, in UTF-16 units as Telegram counts.
const LONGEST_TEXT: usize = 4_096;
pub(super) const LONGEST_CAPTION: usize = 1_024;

#[derive(Deserialize)]
pub(in crate::page) struct Say {
    person: i64,
    chat: i64,
    topic: Option<i64>,
    text: String,
    reply_to: Option<String>,
}

#[derive(Deserialize)]
pub(in crate::page) struct Tap {
    person: i64,
    chat: i64,
    message: String,
    row: usize,
    column: usize,
}

#[derive(Deserialize)]
pub(in crate::page) struct Press {
    person: i64,
    chat: i64,
    topic: Option<i64>,
    text: String,
    /// For a key that asks for a place.
    latitude: Option<f64>,
    longitude: Option<f64>,
}

#[derive(Deserialize)]
pub(in crate::page) struct Contact {
    person: i64,
    chat: i64,
    topic: Option<i64>,
}

#[derive(Deserialize)]
pub(in crate::page) struct Locate {
    person: i64,
    chat: i64,
    topic: Option<i64>,
    latitude: f64,
    longitude: f64,
}

#[derive(Deserialize)]
pub(in crate::page) struct Edit {
    person: i64,
    chat: i64,
    message: String,
    text: String,
}

#[derive(Deserialize)]
pub(in crate::page) struct Delete {
    person: i64,
    chat: i64,
    message: String,
}

#[derive(Deserialize)]
pub(in crate::page) struct Read {
    person: i64,
    chat: i64,
    topic: Option<i64>,
    up_to: u64,
}

pub(super) fn say(shared: &Shared, ask: &Say) -> Done {
    let text = written(&ask.text, LONGEST_TEXT)?;
    let (at, reply_to) = place(shared, ask.person, ask.chat, ask.topic, ask.reply_to.as_deref())?;
    put(shared, at, MessageKind::Text, text_fields("text", text), reply_to)
}

/// Where somebody writes, and what they answer there.
pub(super) fn place(
    shared: &Shared,
    person: i64,
    chat: i64,
    topic: Option<i64>,
    reply_to: Option<&str>,
) -> Result<(Spot, Option<MessageId>), Refused> {
    let world = shared.lock();
    let at = spot(&world, person, chat, topic)?;
    in_a_topic(&world, at)?;
    let reply_to = reply_to.map(|id| message(&world, person, chat, id)).transpose()?;
    Ok((at, reply_to.map(|(_, id)| id)))
}

/// Nobody writes or reads in a topic that is gone.
fn in_a_topic(world: &World, at: Spot) -> Result<(), Refused> {
    match (at.key, at.thread()) {
        (Key::Group(id), Some(topic)) if world.group(id).is_none_or(|group| !group.topics.contains_key(&topic)) => {
            Err(Refused::cannot("This topic is not there any more."))
        }
        _ => Ok(()),
    }
}

pub(super) fn put(
    shared: &Shared,
    at: Spot,
    kind: MessageKind,
    fields: Map<String, Value>,
    reply_to: Option<MessageId>,
) -> Done {
    let id = person(shared, at.person)?.write(at.chat(), kind, fields, reply_to)?;
    Ok(json!({ "message": id.to_string() }))
}

/// A text that may be sent.
pub(super) fn written(text: &str, longest: usize) -> Result<&str, Refused> {
    let text = text.trim();
    if text.is_empty() {
        return Err(Refused::nonsense("There is nothing written yet."));
    }
    if text.encode_utf16().count() > longest {
        return Err(Refused::cannot(format!("That is longer than {longest} characters.")));
    }
    Ok(text)
}

pub(super) fn tap(shared: &Shared, ask: &Tap) -> Done {
    let who = person(shared, ask.person)?;
    let (key, id, button) = {
        let mut world = shared.lock();
        let (key, id) = message(&world, ask.person, ask.chat, &ask.message)?;
        let button = world.message(key, id).and_then(|message| {
            let rows = World::buttons(message);
            rows.get(ask.row)?.get(ask.column).cloned()
        });
        let button = button.ok_or_else(|| Refused::cannot("This button is not there any more."))?;
        if button.disabled {
            return Err(Refused::cannot("This button cannot be pressed."));
        }
        let line = format!("{} taps [{}]", world.person_name(ask.person), button.text);
        world.note(key, line, Some(ask.person));
        (key, id, button)
    };
    if let Some(data) = button.data {
        let tap = who.query(&mut shared.lock(), key, id, &data)?;
        return Ok(json!({ "tap": tap.id() }));
    }
    if let Some(text) = button.copies {
        return Ok(json!({ "copied": text }));
    }
    if button.pays {
        let world = shared.lock();
        let bill = who.bill_at(&world, key, id)?;
        return Ok(json!({ "invoice": world.invoice(&bill) }));
    }
    let Some(url) = button.url else {
        return Err(Refused::cannot("The playground does not play what this button does."));
    };
    // A startgroup link asks first to which group; a link out of Telegram opens a browser.
    if is_for_apps(&url) {
        return Err(links::for_apps());
    }
    if TelegramLink::read(&url).is_none_or(|link| link.parameter("startgroup").is_some()) {
        return Ok(json!({ "opened": url }));
    }
    let mut followed = links::open(shared, ask.person, &url, None)?;
    followed["opened"] = url.into();
    Ok(followed)
}

pub(super) fn key(shared: &Shared, ask: &Press) -> Done {
    let (at, _) = place(shared, ask.person, ask.chat, ask.topic, None)?;
    let who = person(shared, ask.person)?;
    let gone = || Refused::cannot("This key is not there any more.");
    let keyboard = {
        let world = shared.lock();
        let state = world.people.get(&ask.person);
        let open = state.and_then(|state| state.keyboards.get(&at.key));
        open.cloned().ok_or_else(gone)?
    };
    let pressed = keyboard.keys().find(|key| key["text"] == ask.text.as_str());
    let pressed = pressed.ok_or_else(gone)?;
    let place = ask.latitude.zip(ask.longitude);
    match place {
        Some((latitude, longitude)) => on_earth(latitude, longitude)?,
        None if pressed["request_location"] == true => {
            return Err(Refused::cannot("This key asks for a place: send one."));
        }
        None => {}
    }
    let id = who.press_key(at.chat(), &keyboard, pressed, place)?;
    Ok(json!({ "message": id.to_string() }))
}

pub(super) fn contact(shared: &Shared, ask: &Contact) -> Done {
    let (at, _) = place(shared, ask.person, ask.chat, ask.topic, None)?;
    let who = person(shared, at.person)?;
    let id = who.try_shares_contact_of(at.chat(), &who, None)?;
    Ok(json!({ "message": id.to_string() }))
}

pub(super) fn locate(shared: &Shared, ask: &Locate) -> Done {
    on_earth(ask.latitude, ask.longitude)?;
    let (at, _) = place(shared, ask.person, ask.chat, ask.topic, None)?;
    let place = json!({ "latitude": ask.latitude, "longitude": ask.longitude });
    let fields = Map::from_iter([("location".to_owned(), place)]);
    put(shared, at, MessageKind::Location, fields, None)
}

fn on_earth(latitude: f64, longitude: f64) -> Result<(), Refused> {
    let is_there = (-90.0..=90.0).contains(&latitude) && (-180.0..=180.0).contains(&longitude);
    is_there
        .then_some(())
        .ok_or_else(|| Refused::nonsense("There is no such place on earth."))
}

pub(super) fn edit(shared: &Shared, ask: &Edit) -> Done {
    let mut world = shared.lock();
    let (key, id) = message(&world, ask.person, ask.chat, &ask.message)?;
    let own = world
        .message(key, id)
        .filter(|message| message.sender.person() == Some(ask.person));
    let kind = own
        .map(|message| message.kind)
        .ok_or_else(|| Refused::cannot("Only one's own messages can be changed."))?;
    let (field, entities, longest) = match kind {
        MessageKind::Text => ("text", "entities", LONGEST_TEXT),
        MessageKind::Photo | MessageKind::Document => ("caption", "caption_entities", LONGEST_CAPTION),
        MessageKind::Contact | MessageKind::Location | MessageKind::Invoice | MessageKind::Service => {
            return Err(Refused::cannot("There is no text in this message."));
        }
    };
    let new = text_fields(field, written(&ask.text, longest)?);
    world.change(key, id, true, |message| {
        message.fields.remove(entities);
        message.fields.extend(new);
    });
    world.announce(key, id, true);
    Ok(nothing_more())
}

pub(super) fn delete(shared: &Shared, ask: &Delete) -> Done {
    let mut world = shared.lock();
    let (key, id) = message(&world, ask.person, ask.chat, &ask.message)?;
    let may_delete = match key {
        Key::Private { .. } => true,
        Key::Group(group) => {
            let writer = world.message(key, id).and_then(|message| message.sender.person());
            writer == Some(ask.person) || world.ties(group, ask.person).may(Right::DeleteMessages)
        }
    };
    if !may_delete {
        return Err(Refused::cannot("Only administrators delete what others wrote."));
    }
    world.remove(key, id);
    Ok(nothing_more())
}

pub(super) fn read(shared: &Shared, ask: &Read) -> Done {
    let mut world = shared.lock();
    let at = spot(&world, ask.person, ask.chat, ask.topic)?;
    in_a_topic(&world, at)?;
    if world.mark_read(at.person, at.key, at.thread(), ask.up_to) {
        world.touch();
    }
    Ok(nothing_more())
}
