//! Typing behind a bot's name, and choosing from the list that comes.

use std::time::Duration;

use super::Person;
use crate::{
    bot::Bot,
    chat_id::ChatId,
    error::PlaygroundError,
    shared::Shared,
    world::{InlineAnswer, InlineState, Key, MessageId, MessageKind, World},
};

/// What somebody typed behind a bot's name.
#[derive(Clone)]
pub struct Inline {
    shared: Shared,
    person: i64,
    id: String,
}

/// Telegram gives bots no more of what was typed.
const LONGEST_QUERY: usize = 256;

impl Inline {
    pub(crate) fn open(shared: &Shared, person: i64, id: String) -> Self {
        Self {
            shared: shared.clone(),
            person,
            id,
        }
    }

    /// The inline query's id.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.id
    }

    /// The list, as far as there is one.
    #[must_use]
    pub fn answer(&self) -> Option<InlineAnswer> {
        self.shared.lock().inline_query(&self.id)?.answer.clone()
    }

    /// Waits for the list.
    ///
    /// # Errors
    /// When there is none in time.
    pub async fn answered(&self, within: Duration) -> Result<InlineAnswer, PlaygroundError> {
        let mut changes = self.shared.changes();
        let wait = async {
            loop {
                if let Some(answer) = self.answer() {
                    return Some(answer);
                }
                changes.changed().await.ok()?;
            }
        };
        match tokio::time::timeout(within, wait).await {
            Ok(Some(answer)) => Ok(answer),
            _ => Err(PlaygroundError::WaitedInVain(
                "the list of an inline query".to_owned(),
                "no answer".to_owned(),
            )),
        }
    }

    /// Waits for the list for as long as it is worth something, as a person before the screen does.
    ///
    /// `None` when none came.
    pub(crate) async fn watched(&self) -> Option<InlineAnswer> {
        let mut changes = self.shared.changes();
        loop {
            let left = {
                let world = self.shared.lock();
                if let Some(answer) = &world.inline_query(&self.id)?.answer {
                    return Some(answer.clone());
                }
                world.time_for_inline(&self.id)?
            };
            tokio::select! {
                told = changes.changed() => told.ok()?,
                () = self.shared.pause(left.to_std().ok()?) => {}
            }
        }
    }

    pub(crate) fn state(&self, world: &World) -> Result<InlineState, PlaygroundError> {
        world
            .inline_query(&self.id)
            .filter(|asked| asked.person == self.person)
            .cloned()
            .ok_or(PlaygroundError::NoSuchMessage)
    }
}

impl Person {
    /// Types `@bot words` in a chat without sending it.
    ///
    /// # Errors
    /// When the bot has no inline mode, or this person does not see the chat.
    pub fn types_inline(&self, chat: impl Into<ChatId>, bot: &Bot, words: &str) -> Result<Inline, PlaygroundError> {
        let chat = chat.into();
        let mut world = self.shared.lock();
        let key = self.key(&world, chat)?;
        self.asks_inline(&mut world, key, chat.thread(), bot.id(), words, "")
    }

    /// Scrolls to the end of a list that goes on.
    ///
    /// # Errors
    /// When it does not go on.
    pub fn scrolls(&self, list: &Inline) -> Result<Inline, PlaygroundError> {
        let mut world = self.shared.lock();
        let asked = list.state(&world)?;
        let offset = asked.answer.as_ref().map(|answer| answer.next_offset.clone());
        let offset = offset
            .filter(|offset| !offset.is_empty())
            .ok_or(PlaygroundError::NoSuchMessage)?;
        self.asks_inline(&mut world, asked.key, asked.thread, asked.bot, &asked.query, &offset)
    }

    /// Sends a result of a list into the chat in which the words were typed.
    ///
    /// # Errors
    /// When the list has no such result, or this person cannot write there.
    pub fn chooses(&self, list: &Inline, result: &str) -> Result<MessageId, PlaygroundError> {
        let (asked, chosen) = {
            let world = self.shared.lock();
            let asked = list.state(&world)?;
            let results = asked.answer.iter().flat_map(|answer| &answer.results);
            let chosen = results
                .clone()
                .find(|one| one.id == result)
                .or_else(|| results.clone().find(|one| one.title == result))
                .cloned();
            let visible = results.map(|one| one.title.as_str()).collect::<Vec<_>>().join(" | ");
            let chosen = chosen.ok_or_else(|| PlaygroundError::NoSuchButton {
                label: result.to_owned(),
                visible,
            })?;
            if let Key::Group(group) = asked.key
                && let Some(state) = world.group(group)
                && !state.lets_send(self.id, "can_send_other_messages")
                && !state.status(self.id).is_some_and(crate::world::Status::is_admin)
            {
                return Err(PlaygroundError::NotAllowed {
                    person: world.person_name(self.id),
                    chat: state.title.clone(),
                });
            }
            (asked, chosen)
        };
        let mut fields = chosen.content;
        let via = self.shared.lock().user_json(asked.bot);
        fields.insert("via_bot".to_owned(), via);
        let id = self.write(ChatId::at(asked.key, asked.thread), MessageKind::Text, fields, None)?;
        self.shared.lock().tell_chosen(&asked, &chosen.id);
        Ok(id)
    }

    pub(crate) fn asks_inline(
        &self,
        world: &mut World,
        key: Key,
        thread: Option<i64>,
        bot: i64,
        words: &str,
        offset: &str,
    ) -> Result<Inline, PlaygroundError> {
        if !world.can_see(self.id, key) {
            return Err(PlaygroundError::NotAMember {
                person: world.person_name(self.id),
                chat: world.chat_name(key),
            });
        }
        if world.bots.get(&bot).is_none_or(|bot| bot.inline.is_none()) {
            return Err(PlaygroundError::NoInlineMode(world.person_name(bot)));
        }
        let words: String = words.trim_start().chars().take(LONGEST_QUERY).collect();
        let id = world.ask_inline(self.id, bot, (key, thread), &words, offset);
        Ok(Inline::open(&self.shared, self.id, id))
    }
}
