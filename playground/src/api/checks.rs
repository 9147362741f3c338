//! Who the bot may reach and what it may do there.

use serde_json::Value;

use super::{Act, Refusal};
use crate::{
    limits::Counted,
    rights::Right,
    world::{Key, Status, Ties},
};

impl Act<'_> {
    /// The chat that `chat_id` names, if the bot has ever come across it.
    pub fn chat(&self) -> Result<Key, Refusal> {
        self.chat_in("chat_id")
    }

    pub fn chat_in(&self, param: &str) -> Result<Key, Refusal> {
        let id = match self.value(param) {
            Some(Value::Number(id)) => id.as_i64(),
            Some(Value::String(name)) => self.named(name),
            _ => None,
        };
        let id = id.filter(|id| *id != 0).ok_or_else(Refusal::chat_not_found)?;
        self.reachable(id)
    }

    fn named(&self, name: &str) -> Option<i64> {
        let name = name.strip_prefix('@')?;
        let id = self.world.usernames.get(&name.to_ascii_lowercase()).copied()?;
        // Only groups are found by name; people have to be known by their id.
        (id < 0).then_some(id)
    }

    fn reachable(&self, id: i64) -> Result<Key, Refusal> {
        let world = &*self.world;
        let bot = self.bot;
        if world.bots.contains_key(&id) {
            return Err(Refusal::trespass("bot can't send messages to bots"));
        }
        if id > 0 {
            let is_known = world.bots.get(&bot).is_some_and(|bot| bot.known.contains(&id));
            let is_met = is_known || self.shares_a_group(id);
            return if is_met && world.people.contains_key(&id) {
                Ok(Key::Private { bot, person: id })
            } else {
                Err(Refusal::chat_not_found())
            };
        }
        match world.group(id) {
            Some(group) if group.members.contains_key(&bot) || group.username.is_some() => Ok(Key::Group(id)),
            _ => Err(Refusal::chat_not_found()),
        }
    }

    fn shares_a_group(&self, person: i64) -> bool {
        let Some(bot) = self.world.bots.get(&self.bot) else {
            return false;
        };
        bot.groups.iter().any(|group| {
            self.world
                .group(*group)
                .is_some_and(|group| group.members.contains_key(&person))
        })
    }

    /// Whether the bot may be active in a chat at all.
    pub fn enter(&self, key: Key) -> Result<(), Refusal> {
        match key {
            Key::Private { person, .. } => self.enter_private(person),
            Key::Group(id) => self.enter_group(id),
        }
    }

    fn enter_private(&self, person: i64) -> Result<(), Refusal> {
        let Some(state) = self.world.people.get(&person) else {
            return Err(Refusal::chat_not_found());
        };
        if state.deactivated {
            return Err(Refusal::forbidden("user is deactivated"));
        }
        if state.blocked.contains(&self.bot) {
            return Err(Refusal::forbidden("bot was blocked by the user"));
        }
        let opened = self
            .world
            .private_of(self.bot, person)
            .is_some_and(|private| private.opened);
        if opened || self.world.is_applicant(self.bot, person) {
            return Ok(());
        }
        Err(Refusal::trespass("bot can't initiate conversation with a user"))
    }

    fn enter_group(&self, id: i64) -> Result<(), Refusal> {
        let Some(group) = self.world.group(id) else {
            return Err(Refusal::chat_not_found());
        };
        if let Some(to) = group.migrated_to {
            return Err(Refusal::migrated(to));
        }
        if group.deleted {
            return Err(Refusal::forbidden("the group chat was deleted"));
        }
        let kind = group.kind_name();
        match group.status(self.bot) {
            Some(status) if status.is_in() => Ok(()),
            Some(Status::Banned { .. }) => Err(Refusal::forbidden(&format!("bot was kicked from the {kind} chat"))),
            _ => Err(Refusal::forbidden(&format!("bot is not a member of the {kind} chat"))),
        }
    }

    /// Whether the bot may post there: it is in, is allowed to, and the topic is open.
    pub fn may_post(&self, key: Key, thread: Option<i64>, permission: &str) -> Result<(), Refusal> {
        self.enter(key)?;
        let Key::Group(id) = key else {
            return if thread.is_some() {
                Err(Refusal::fault("message thread not found"))
            } else {
                Ok(())
            };
        };
        let Some(group) = self.world.group(id) else {
            return Err(Refusal::chat_not_found());
        };
        if !group.lets_send(self.bot, permission) {
            return Err(Refusal::circumstance("have no rights to send a message"));
        }
        let runs_topics = self.ties(id).may(Right::ManageTopics);
        match thread {
            Some(thread) if group.is_forum && thread != 1 => match group.topics.get(&thread) {
                None => Err(Refusal::circumstance("message thread not found")),
                Some(topic) if topic.closed && !runs_topics => Err(Refusal::circumstance("TOPIC_CLOSED")),
                Some(_) => Ok(()),
            },
            Some(_) if !group.is_forum => Err(Refusal::fault("message thread not found")),
            _ if group.is_forum && group.general_closed && !runs_topics => Err(Refusal::circumstance("TOPIC_CLOSED")),
            _ => Ok(()),
        }
    }

    /// Counts messages against the limits.
    pub fn count(&mut self, key: Key, counted: Counted, count: usize) -> Result<(), Refusal> {
        let now = self.world.now();
        let heard_at = self.world.chat(key).and_then(|chat| chat.heard_at);
        self.world
            .limits
            .admit(self.bot, key, counted, count, now, heard_at)
            .map_err(Refusal::flood)
    }

    pub fn ties(&self, group: i64) -> Ties {
        self.world.ties(group, self.bot)
    }

    /// The group `chat_id` names, the bot being in it.
    pub fn group_id(&self) -> Result<i64, Refusal> {
        match self.chat()? {
            Key::Group(id) => {
                self.enter_group(id)?;
                Ok(id)
            }
            Key::Private { .. } => Err(Refusal::fault("method is available only for groups and supergroups")),
        }
    }

    /// The group `chat_id` names, the bot having this right there.
    pub fn group_with(&self, right: Right, doing: &str) -> Result<i64, Refusal> {
        let id = self.group_id()?;
        if self.ties(id).may(right) {
            Ok(id)
        } else {
            Err(Refusal::no_rights(doing))
        }
    }
}
