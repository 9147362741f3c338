//! Buttons: finding them, pressing them, forging them.

use std::time::Duration;

use serde_json::Value;

use super::Person;
use crate::{
    chat_id::ChatId,
    error::PlaygroundError,
    link::TelegramLink,
    shared::Shared,
    world::{CallbackAnswer, Key, MessageId, SeenButton, World},
};

/// What pressing a button did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TapKind {
    /// A query went to the bot.
    Callback,
    /// A link was followed.
    Opened(String),
    /// A text went to the clipboard.
    Copied(String),
    /// The form of an invoice opened, which [`Person::pays`] sends off.
    Invoice(MessageId),
    /// A button of a reply keyboard wrote this message.
    Said(MessageId),
}

/// A press of a button.
#[derive(Clone)]
pub struct Tap {
    shared: Shared,
    person: i64,
    id: String,
    kind: TapKind,
}

impl Tap {
    pub(crate) fn callback(shared: &Shared, person: i64, id: String) -> Self {
        Self {
            shared: shared.clone(),
            person,
            id,
            kind: TapKind::Callback,
        }
    }

    /// The callback query's id; empty for a button that asks the bot nothing.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.id
    }

    #[must_use]
    pub fn kind(&self) -> &TapKind {
        &self.kind
    }

    /// Who pressed.
    #[must_use]
    pub fn person_id(&self) -> i64 {
        self.person
    }

    /// What the bot has answered so far.
    #[must_use]
    pub fn answer(&self) -> Option<CallbackAnswer> {
        self.shared.lock().taps.get(&self.id)?.answer.clone()
    }

    /// Waits for the bot's answer.
    ///
    /// # Errors
    /// When there is none in time.
    pub async fn answered(&self, within: Duration) -> Result<CallbackAnswer, PlaygroundError> {
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
                "the tap".to_owned(),
                "no answer".to_owned(),
            )),
        }
    }
}

/// A button as found, before it is pressed.
struct Found {
    key: Key,
    message: MessageId,
    button: SeenButton,
}

impl Person {
    /// Presses the newest visible button whose label is, or else contains, `label`.
    ///
    /// Buttons of messages come first, then those of the reply keyboard.
    ///
    /// # Errors
    /// When there is none; the error lists those that are visible.
    pub fn taps(&self, chat: impl Into<ChatId>, label: &str) -> Result<Tap, PlaygroundError> {
        let chat = chat.into();
        let world = self.shared.lock();
        let key = self.key(&world, chat)?;
        let mut visible = Vec::new();
        let mut found = None;
        for (key, message) in self
            .newest_first(&world, key, chat)
            .filter(|(_, message)| message.markup.is_some())
        {
            let buttons = World::buttons(message);
            let all = || buttons.iter().flatten();
            let hit = all()
                .find(|button| button.text == label)
                .or_else(|| all().find(|button| button.text.contains(label)));
            if let Some(button) = hit {
                found = Some(Found {
                    key,
                    message: message.id,
                    button: button.clone(),
                });
                break;
            }
            visible.extend(all().map(|button| button.text.clone()));
        }
        if let Some(found) = found {
            drop(world);
            return self.press(found);
        }
        let keyboard = world
            .people
            .get(&self.id)
            .and_then(|person| person.keyboards.get(&key))
            .cloned();
        drop(world);
        if let Some(keyboard) = keyboard {
            let labels = |key: &&Value| key["text"].as_str() == Some(label);
            let contains = |key: &&Value| key["text"].as_str().is_some_and(|text| text.contains(label));
            if let Some(pressed) = keyboard.keys().find(labels).or_else(|| keyboard.keys().find(contains)) {
                let id = self.press_key(chat, &keyboard, pressed, None)?;
                return Ok(self.tap(TapKind::Said(id)));
            }
            visible.extend(
                keyboard
                    .keys()
                    .filter_map(|key| key["text"].as_str().map(str::to_owned)),
            );
        }
        Err(PlaygroundError::NoSuchButton {
            label: label.to_owned(),
            visible: visible.join(" | "),
        })
    }

    /// Presses a button of one message.
    ///
    /// # Errors
    /// When the message is gone or has no such button.
    pub fn taps_on(
        &self,
        chat: impl Into<ChatId>,
        message: impl Into<MessageId>,
        label: &str,
    ) -> Result<Tap, PlaygroundError> {
        let chat = chat.into();
        let world = self.shared.lock();
        let key = self.key(&world, chat)?;
        let id = message.into();
        let place = self.place_of(&world, key, id)?;
        let message = world.message(place, id).ok_or(PlaygroundError::NoSuchMessage)?;
        let buttons = World::buttons(message);
        let all = || buttons.iter().flatten();
        let hit = all()
            .find(|button| button.text == label)
            .or_else(|| all().find(|button| button.text.contains(label)));
        let Some(button) = hit else {
            let visible: Vec<&str> = all().map(|button| button.text.as_str()).collect();
            return Err(PlaygroundError::NoSuchButton {
                label: label.to_owned(),
                visible: visible.join(" | "),
            });
        };
        let found = Found {
            key: place,
            message: id,
            button: button.clone(),
        };
        drop(world);
        self.press(found)
    }

    /// Sends a callback that no button stands for, as a forged client can.
    ///
    /// # Errors
    /// When there is no such chat, or nobody in it whose message that could be.
    pub fn sends_tap(
        &self,
        chat: impl Into<ChatId>,
        message: impl Into<MessageId>,
        data: &str,
    ) -> Result<Tap, PlaygroundError> {
        let chat = chat.into();
        let mut world = self.shared.lock();
        let key = self.key(&world, chat)?;
        self.query(&mut world, key, message.into(), data)
    }

    /// The same press once more, as an app does after a lost connection: a new query, a new update.
    ///
    /// # Errors
    /// When the tap asked the bot nothing, or is long forgotten.
    pub fn taps_again(&self, tap: &Tap) -> Result<Tap, PlaygroundError> {
        let mut world = self.shared.lock();
        let old = world.taps.get(&tap.id).cloned().ok_or(PlaygroundError::NoSuchMessage)?;
        let id = world.tap(self.id, old.bot, old.key, old.message, &old.data);
        Ok(Tap::callback(&self.shared, self.id, id))
    }

    fn press(&self, found: Found) -> Result<Tap, PlaygroundError> {
        let Found { key, message, button } = found;
        if button.disabled {
            return Err(PlaygroundError::ButtonDisabled(button.text));
        }
        {
            let mut world = self.shared.lock();
            let line = format!("{} taps [{}]", world.person_name(self.id), button.text);
            world.note(key, line, Some(self.id));
        }
        if let Some(data) = button.data {
            return self.query(&mut self.shared.lock(), key, message, &data);
        }
        if let Some(text) = button.copies {
            return Ok(self.tap(TapKind::Copied(text)));
        }
        if button.pays {
            return Ok(self.tap(TapKind::Invoice(message)));
        }
        let url = button.url.unwrap_or_default();
        // A link out of Telegram opens a browser, which nobody here looks at.
        if TelegramLink::read(&url).is_some_and(|link| link.parameter("startgroup").is_none()) {
            self.opens(&url)?;
        }
        Ok(self.tap(TapKind::Opened(url)))
    }

    /// A press of which the bot gets no query.
    fn tap(&self, kind: TapKind) -> Tap {
        Tap {
            shared: self.shared.clone(),
            person: self.id,
            id: String::new(),
            kind,
        }
    }

    pub(crate) fn query(
        &self,
        world: &mut World,
        key: Key,
        message: MessageId,
        data: &str,
    ) -> Result<Tap, PlaygroundError> {
        if !world.can_see(self.id, key) {
            return Err(PlaygroundError::NotAMember {
                person: world.person_name(self.id),
                chat: world.chat_name(key),
            });
        }
        let bot = world.owner_of(key, message).ok_or(PlaygroundError::NoSuchMessage)?;
        let id = world.tap(self.id, bot, key, message, data);
        Ok(Tap::callback(&self.shared, self.id, id))
    }

    /// The chat a message is in: the one named, or one of those the group grew out of.
    pub(super) fn place_of(&self, world: &World, key: Key, id: MessageId) -> Result<Key, PlaygroundError> {
        let place = world.newest_first(self.id, key).find(|(_, message)| message.id == id);
        place.map(|(key, _)| key).ok_or(PlaygroundError::NoSuchMessage)
    }
}

impl World {
    /// The bot that hears of a tap on this message. A message that is gone is taken for the chat's own bot's.
    fn owner_of(&self, key: Key, message: MessageId) -> Option<i64> {
        if let Key::Private { bot, .. } = key {
            return Some(bot);
        }
        if let Some(crate::world::Sender::Bot(bot)) = self.message(key, message).map(|message| message.sender) {
            return Some(bot);
        }
        self.group(key.id())?.bots.iter().min().copied()
    }
}
