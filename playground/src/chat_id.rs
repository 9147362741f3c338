//! How a story names a chat.

use crate::{
    bot::Bot,
    group::Group,
    private_key,
    world::{Key, World},
};

/// A chat, or one topic of a forum.
///
/// `&Bot` means one's own private chat with it, `&Group` the group; a number is a chat id as the Bot API has it, or a
/// bot's id.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct ChatId {
    id: i64,
    /// Set when the private chat is known from both sides.
    bot: Option<i64>,
    topic: Option<i64>,
}

impl ChatId {
    pub(crate) fn private(bot: i64, person: i64) -> Self {
        Self {
            id: person,
            bot: Some(bot),
            topic: None,
        }
    }

    pub(crate) fn at(key: Key, topic: Option<i64>) -> Self {
        match key {
            Key::Private { bot, person } => Self::private(bot, person),
            Key::Group(id) => Self { topic, ..id.into() },
        }
    }

    /// The id as the Bot API has it.
    #[must_use]
    pub fn get(self) -> i64 {
        self.id
    }

    /// The same chat, one topic of it.
    #[must_use]
    pub fn topic(self, thread: i64) -> Self {
        Self {
            topic: Some(thread),
            ..self
        }
    }

    pub(crate) fn thread(self) -> Option<i64> {
        self.topic
    }

    /// The chat meant when `person` says this. Without a person, a private chat is found if it is the only one.
    pub(crate) fn key_for(self, world: &World, person: Option<i64>) -> Option<Key> {
        if let Some(bot) = self.bot {
            return Some(private_key(bot, self.id));
        }
        if self.id < 0 {
            let id = world.current_group(self.id);
            // The old chat of an upgraded group stays readable by its own id.
            let id = if person.is_some() { id } else { self.id };
            return world.group(id).map(|_| Key::Group(id));
        }
        if let (true, Some(person)) = (world.bots.contains_key(&self.id), person) {
            return Some(private_key(self.id, person));
        }
        let mut bots: Vec<i64> = world
            .bots
            .keys()
            .copied()
            .filter(|bot| world.private_of(*bot, self.id).is_some())
            .collect();
        bots.sort_unstable();
        bots.first().map(|bot| private_key(*bot, self.id))
    }
}

impl From<i64> for ChatId {
    fn from(id: i64) -> Self {
        Self {
            id,
            bot: None,
            topic: None,
        }
    }
}

impl From<&Bot> for ChatId {
    fn from(bot: &Bot) -> Self {
        bot.id.into()
    }
}

impl From<&Group> for ChatId {
    fn from(group: &Group) -> Self {
        group.id().into()
    }
}
