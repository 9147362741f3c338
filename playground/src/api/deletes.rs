//! Deleting messages, and pinning them.

use serde_json::Value;

use super::{Act, Answer, Refusal};
use crate::{
    rights::Right,
    world::{Key, MessageId, Sender},
};

/// A bot deletes nothing older than this, in seconds.
const DELETABLE: i64 = 48 * 60 * 60;
const NOT_FOUND: &str = "message to delete not found";

impl Act<'_> {
    pub fn delete_message(&mut self) -> Answer {
        let key = self.chat()?;
        self.enter(key)?;
        let id = MessageId::plain(self.number("message_id"));
        self.check_deletable(key, id)?;
        self.world.remove(key, id);
        Ok(true.into())
    }

    /// Those that are gone already are passed over.
    pub fn delete_messages(&mut self) -> Answer {
        let key = self.chat()?;
        self.enter(key)?;
        let ids: Vec<i64> = self
            .value("message_ids")
            .and_then(Value::as_array)
            .into_iter()
            .flatten()
            .filter_map(Value::as_i64)
            .collect();
        if !(1..=100).contains(&ids.len()) {
            return Err(Refusal::fault(
                "message identifiers are not specified, or more than 100 are",
            ));
        }
        let ids: Vec<MessageId> = ids
            .into_iter()
            .map(MessageId::plain)
            .filter(|id| self.world.message(key, *id).is_some())
            .collect();
        for id in &ids {
            self.check_deletable(key, *id)?;
        }
        for id in ids {
            self.world.remove(key, id);
        }
        Ok(true.into())
    }

    fn check_deletable(&self, key: Key, id: MessageId) -> Result<(), Refusal> {
        let message = self
            .world
            .message(key, id)
            .ok_or_else(|| Refusal::circumstance(NOT_FOUND))?;
        let too_old = self.world.unix() - message.date >= DELETABLE;
        let undeletable = message.fields.contains_key("forum_topic_created");
        let is_own = message.sender == Sender::Bot(self.bot);
        let may_delete = match key {
            Key::Private { .. } => true,
            Key::Group(id) => {
                let ties = self.ties(id);
                let is_super = self.world.group(id).is_some_and(|group| group.is_super);
                is_own || ties.may(Right::DeleteMessages) || (!is_super && ties.is_admin())
            }
        };
        if too_old || undeletable || !may_delete {
            return Err(Refusal::fault("message can't be deleted"));
        }
        Ok(())
    }

    pub fn pin_chat_message(&mut self) -> Answer {
        let key = self.pinnable_chat()?;
        let id = MessageId::plain(self.number("message_id"));
        if self
            .world
            .message(key, id)
            .is_none_or(crate::world::Message::is_service)
        {
            return Err(Refusal::circumstance("message to pin not found"));
        }
        if let Some(chat) = self.world.chat_mut(key) {
            chat.pinned.retain(|pinned| *pinned != id.get());
            chat.pinned.push(id.get());
        }
        let pinned = self.world.maybe_message_json(key, id);
        self.world
            .post_service(key, Sender::Bot(self.bot), "pinned_message", pinned);
        Ok(true.into())
    }

    pub fn unpin_chat_message(&mut self) -> Answer {
        let key = self.pinnable_chat()?;
        let id = self.integer("message_id");
        let Some(chat) = self.world.chat_mut(key) else {
            return Err(Refusal::chat_not_found());
        };
        let before = chat.pinned.len();
        match id {
            Some(id) => chat.pinned.retain(|pinned| *pinned != id),
            None => drop(chat.pinned.pop()),
        }
        if chat.pinned.len() == before {
            return Err(Refusal::circumstance("message to unpin not found"));
        }
        self.world.touch();
        Ok(true.into())
    }

    pub fn unpin_all_chat_messages(&mut self) -> Answer {
        let key = self.pinnable_chat()?;
        if let Some(chat) = self.world.chat_mut(key) {
            chat.pinned.clear();
        }
        self.world.touch();
        Ok(true.into())
    }

    fn pinnable_chat(&self) -> Result<Key, Refusal> {
        let key = self.chat()?;
        self.enter(key)?;
        match key {
            Key::Group(id) if !self.ties(id).may(Right::PinMessages) => {
                Err(Refusal::no_rights("manage pinned messages in the chat"))
            }
            _ => Ok(key),
        }
    }
}
