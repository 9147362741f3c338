//! The place a page means: one person's view of a chat, or of a topic.

use super::Refused;
use crate::{
    chat_id::ChatId,
    people::Person,
    shared::Shared,
    world::{Key, MessageId, Part, World},
};

/// One person's view of a chat.
#[derive(Debug, Clone, Copy)]
pub(super) struct Spot {
    pub person: i64,
    pub key: Key,
    pub part: Part,
}

impl Spot {
    /// Where a person writes here.
    pub fn chat(self) -> ChatId {
        let chat: ChatId = match self.key {
            Key::Private { bot, person } => ChatId::private(bot, person),
            Key::Group(id) => id.into(),
        };
        match self.thread() {
            Some(thread) => chat.topic(thread),
            None => chat,
        }
    }

    pub fn thread(self) -> Option<i64> {
        match self.part {
            Part::Whole => None,
            Part::Topic(topic) => topic,
        }
    }

    /// The chat's id as the page has it: of a private chat, the bot's.
    pub fn id(self) -> i64 {
        page_id(self.key)
    }
}

pub(super) fn page_id(key: Key) -> i64 {
    match key {
        Key::Private { bot, .. } => bot,
        Key::Group(id) => id,
    }
}

/// The chat a person means by an id: a bot's for the private chat with it, a group's own. What a group became is meant
/// by its old id, too.
pub(super) fn spot(world: &World, person: i64, chat: i64, topic: Option<i64>) -> Result<Spot, Refused> {
    if !world.people.contains_key(&person) {
        return Err(nobody(person));
    }
    let key = if chat < 0 {
        Key::Group(world.current_group(chat))
    } else {
        Key::Private { bot: chat, person }
    };
    let part = match key {
        Key::Private { bot, .. } if world.bots.contains_key(&bot) => Part::Whole,
        Key::Group(id) => match world.group(id) {
            Some(group) if group.is_forum => Part::Topic(topic),
            Some(_) => Part::Whole,
            None => return Err(no_chat(chat)),
        },
        Key::Private { .. } => return Err(no_chat(chat)),
    };
    Ok(Spot { person, key, part })
}

/// The person, able to act.
pub(super) fn person(shared: &Shared, id: i64) -> Result<Person, Refused> {
    if !shared.lock().people.contains_key(&id) {
        return Err(nobody(id));
    }
    Ok(Person {
        shared: shared.clone(),
        id,
    })
}

/// A message that this person sees, and the chat it is in: the one named, or one that the group grew out of.
pub(super) fn message(world: &World, person: i64, chat: i64, id: &str) -> Result<(Key, MessageId), Refused> {
    let spot = spot(world, person, chat, None)?;
    let id = message_id(id)?;
    let named = (chat < 0).then_some(Key::Group(chat));
    named
        .into_iter()
        .chain(world.history(spot.key))
        .find(|key| world.can_see(person, *key) && world.shows(person, *key, id))
        .map(|key| (key, id))
        .ok_or_else(|| Refused::cannot("This message is not there any more."))
}

/// A message's id as the page writes it: `"33"`, or `"e12"` for one that a single member sees.
pub(super) fn message_id(text: &str) -> Result<MessageId, Refused> {
    let (digits, ephemeral) = match text.strip_prefix('e') {
        Some(digits) => (digits, true),
        None => (text, false),
    };
    let number: i64 = digits
        .parse()
        .map_err(|_| Refused::nonsense("That is not the number of a message."))?;
    Ok(if ephemeral {
        MessageId::ephemeral(number)
    } else {
        MessageId::plain(number)
    })
}

fn nobody(id: i64) -> Refused {
    Refused::cannot(format!("Nobody here has the number {id}."))
}

fn no_chat(id: i64) -> Refused {
    Refused::cannot(format!("There is no chat with the number {id}."))
}
