//! Looking at a chat.

use std::time::Duration;

use super::Person;
use crate::{
    chat_id::ChatId,
    error::PlaygroundError,
    world::{Key, Message, MessageId, OpenKeyboard, Seen, World},
};

impl Person {
    /// Everything in the chat that this person can see now, oldest first. A topic shows only itself.
    #[must_use]
    pub fn sees(&self, chat: impl Into<ChatId>) -> Vec<Seen> {
        let chat = chat.into();
        let world = self.shared.lock();
        let Ok(key) = self.key(&world, chat) else {
            return Vec::new();
        };
        let mut seen: Vec<Seen> = self
            .newest_first(&world, key, chat)
            .filter_map(|(key, message)| world.seen(key, message.id))
            .collect();
        seen.reverse();
        seen
    }

    /// The newest message from a bot.
    #[must_use]
    pub fn last(&self, chat: impl Into<ChatId>) -> Option<Seen> {
        let chat = chat.into();
        let world = self.shared.lock();
        let key = self.key(&world, chat).ok()?;
        let newest = self
            .newest_first(&world, key, chat)
            .find(|(_, message)| message.is_from_bot() && !message.is_service());
        newest.and_then(|(key, message)| world.seen(key, message.id))
    }

    /// Messages from bots that came or changed since this was asked last, in the order they did.
    #[must_use = "asking marks them as read"]
    pub fn unread(&self, chat: impl Into<ChatId>) -> Vec<Seen> {
        let chat = chat.into();
        let mut world = self.shared.lock();
        let Ok(key) = self.key(&world, chat) else {
            return Vec::new();
        };
        let seq = world.seq();
        let Some(person) = world.people.get_mut(&self.id) else {
            return Vec::new();
        };
        let read = person.read.insert(key, seq).unwrap_or(0);
        let mut fresh: Vec<(u64, Key, MessageId)> = self
            .newest_first(&world, key, chat)
            .filter(|(_, message)| message.is_from_bot() && !message.is_service() && message.changed > read)
            .map(|(key, message)| (message.changed, key, message.id))
            .collect();
        fresh.sort_unstable_by_key(|(changed, ..)| *changed);
        fresh
            .into_iter()
            .filter_map(|(_, key, id)| world.seen(key, id))
            .collect()
    }

    /// Waits for a message from a bot that is as wanted, and says what it is.
    ///
    /// The newest counts, and every one that [`Person::unread`] has not handed out yet.
    ///
    /// # Errors
    /// When that does not happen in time.
    pub async fn waits_for(
        &self,
        chat: impl Into<ChatId>,
        wanted: impl Fn(&Seen) -> bool,
        within: Duration,
    ) -> Result<Seen, PlaygroundError> {
        let chat = chat.into();
        let mut changes = self.shared.changes();
        let wait = async {
            loop {
                if let Some(seen) = self.finds(chat, &wanted) {
                    return Some(seen);
                }
                changes.changed().await.ok()?;
            }
        };
        if let Ok(Some(seen)) = tokio::time::timeout(within, wait).await {
            return Ok(seen);
        }
        let last = self
            .last(chat)
            .map_or_else(|| "nothing".to_owned(), |seen| seen.words().to_owned());
        Err(PlaygroundError::WaitedInVain(self.name(), last))
    }

    fn finds(&self, chat: ChatId, wanted: &impl Fn(&Seen) -> bool) -> Option<Seen> {
        let candidates: Vec<Seen> = {
            let world = self.shared.lock();
            let key = self.key(&world, chat).ok()?;
            let read = world.people.get(&self.id)?.read.get(&key).copied().unwrap_or(0);
            self.newest_first(&world, key, chat)
                .filter(|(_, message)| message.is_from_bot() && !message.is_service())
                .enumerate()
                .filter(|(index, (_, message))| *index == 0 || message.changed > read)
                .filter_map(|(_, (key, message))| world.seen(key, message.id))
                .collect()
        };
        candidates.into_iter().find(|seen| wanted(seen))
    }

    /// The labels of the reply keyboard that is open in the chat.
    #[must_use]
    pub fn keyboard(&self, chat: impl Into<ChatId>) -> Vec<String> {
        let chat = chat.into();
        let world = self.shared.lock();
        let Ok(key) = self.key(&world, chat) else {
            return Vec::new();
        };
        let keyboard = world.people.get(&self.id).and_then(|person| person.keyboards.get(&key));
        keyboard
            .into_iter()
            .flat_map(OpenKeyboard::keys)
            .filter_map(|button| button["text"].as_str().map(str::to_owned))
            .collect()
    }

    /// What is on this person's screen, newest first.
    pub(super) fn newest_first<'a>(
        &self,
        world: &'a World,
        key: Key,
        chat: ChatId,
    ) -> impl Iterator<Item = (Key, &'a Message)> + use<'a> {
        let visible = world.can_see(self.id, key).then(|| world.newest_first(self.id, key));
        let thread = chat.thread();
        visible
            .into_iter()
            .flatten()
            .filter(move |(_, message)| thread.is_none() || message.thread == thread)
    }
}
