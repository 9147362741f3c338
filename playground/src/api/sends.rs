//! Sending: where a message goes, to whom it is shown, and what it answers.

use std::sync::Arc;

use serde_json::{Map, Value, json};

use super::{
    Act, Answer, Refusal,
    markup::{Keyboard, Under},
    texts::Words,
};
use crate::{
    limits::Counted,
    world::{Bill, Draft, Ephemeral, Forced, Key, MessageId, MessageKind, OpenKeyboard, Sender},
};

const CHAT_ACTIONS: [&str; 11] = [
    "typing",
    "upload_photo",
    "record_video",
    "upload_video",
    "record_voice",
    "upload_voice",
    "upload_document",
    "choose_sticker",
    "find_location",
    "record_video_note",
    "upload_video_note",
];

/// A checked place for a message.
pub(crate) struct Place {
    pub key: Key,
    pub thread: Option<i64>,
    pub reply_to: Option<MessageId>,
    pub ephemeral: Option<Ephemeral>,
    pub keyboard: Keyboard,
    /// What is paid with the message.
    pub bill: Option<Arc<Bill>>,
}

impl Act<'_> {
    pub fn send_message(&mut self) -> Answer {
        let place = self.place("can_send_messages")?;
        let mut fields = Map::new();
        self.read_words(Words::Text, self.params, &mut fields)?;
        if let Some(options) = self.value("link_preview_options") {
            fields.insert("link_preview_options".to_owned(), options.clone());
        }
        self.put(place, MessageKind::Text, fields)
    }

    pub fn send_chat_action(&mut self) -> Answer {
        let key = self.chat()?;
        self.enter(key)?;
        let action = self.text("action").unwrap_or_default().to_owned();
        if !CHAT_ACTIONS.contains(&action.as_str()) {
            return Err(Refusal::fault("wrong parameter action in request"));
        }
        let thread = self.integer("message_thread_id").filter(|thread| *thread != 1);
        self.world.begin_action(self.bot, key, thread, &action);
        Ok(true.into())
    }

    /// Everything about a send but its content, checked and not yet counted.
    pub fn place(&mut self, permission: &str) -> Result<Place, Refusal> {
        self.place_with(permission, false)
    }

    /// [`Act::place`] of a message below which one pays.
    pub fn place_of_invoice(&mut self, permission: &str) -> Result<Place, Refusal> {
        self.place_with(permission, true)
    }

    fn place_with(&mut self, permission: &str, invoice: bool) -> Result<Place, Refusal> {
        for unplayed in [
            "business_connection_id",
            "direct_messages_topic_id",
            "suggested_post_parameters",
        ] {
            if self.value(unplayed).is_some() {
                return Err(Refusal::not_played(unplayed));
            }
        }
        let key = self.chat()?;
        let thread = self.integer("message_thread_id");
        self.may_post(key, thread, permission)?;
        if let Key::Private { bot, person } = key {
            // An applicant's private chat begins with what the bot writes.
            self.world.private(bot, person);
        }
        if self.value("message_effect_id").is_some() && matches!(key, Key::Group(_)) {
            return Err(Refusal::fault("EFFECT_ID_INVALID"));
        }
        let ephemeral = self.ephemeral_for(key)?;
        let reply_to = self.reply_target(key, ephemeral)?;
        let keyboard = self.keyboard(Under {
            key,
            ephemeral: ephemeral.is_some(),
            invoice,
        })?;
        Ok(Place {
            key,
            thread: thread.filter(|thread| *thread != 1),
            reply_to,
            ephemeral,
            keyboard,
            bill: None,
        })
    }

    fn reply_target(&mut self, key: Key, ephemeral: Option<Ephemeral>) -> Result<Option<MessageId>, Refusal> {
        let Some(reply) = self.value("reply_parameters").cloned() else {
            return Ok(None);
        };
        if let Some(id) = reply["ephemeral_message_id"].as_i64() {
            if ephemeral.is_none() {
                return Err(Refusal::fault(
                    "a reply to an ephemeral message must itself be an ephemeral message",
                ));
            }
            return Ok(Some(MessageId::ephemeral(id)));
        }
        let Some(id) = reply["message_id"].as_i64() else {
            return Err(Refusal::fault("message identifier is not specified"));
        };
        let same_chat = match &reply["chat_id"] {
            Value::Null => true,
            Value::Number(id) => id.as_i64() == Some(key.id()),
            _ => false,
        };
        if !same_chat {
            return Err(Refusal::not_played("a reply in another chat"));
        }
        let id = MessageId::plain(id);
        if self.world.message(key, id).is_some() {
            return Ok(Some(id));
        }
        let lenient = reply["allow_sending_without_reply"] == true && ephemeral.is_none();
        if lenient {
            Ok(None)
        } else {
            Err(Refusal::circumstance("message to be replied not found"))
        }
    }

    /// Counts the message, posts it, and answers with it.
    pub fn put(&mut self, place: Place, kind: MessageKind, fields: Map<String, Value>) -> Answer {
        if place.ephemeral.is_none() || self.world.count_ephemerals {
            self.count(place.key, Counted::Message, 1)?;
        }
        self.post(place, kind, fields)
    }

    /// Posts a message that has been counted.
    pub fn post(&mut self, place: Place, kind: MessageKind, fields: Map<String, Value>) -> Answer {
        let key = place.key;
        let mut draft = Draft::new(Sender::Bot(self.bot), kind);
        draft.fields = fields;
        draft.thread = place.thread;
        draft.reply_to = place.reply_to;
        draft.bill = place.bill;
        if self.flag("protect_content") == Some(true) {
            draft.fields.insert("has_protected_content".to_owned(), true.into());
        }
        let (mut opens, mut asks) = (None, None);
        match place.keyboard {
            Keyboard::Inline(markup) => draft.markup = Some(markup),
            Keyboard::Reply(markup) => opens = Some(markup),
            Keyboard::Remove => self.close_keyboard(key),
            Keyboard::Forced(markup) => asks = Some(markup),
            Keyboard::None => {}
        }
        let id = match place.ephemeral {
            Some(ephemeral) => self.world.post_ephemeral(key, draft, ephemeral),
            None => self.world.post(key, draft),
        };
        if let (Some(message), Some(markup)) = (id, opens) {
            self.open_keyboard(key, &OpenKeyboard { message, markup });
        }
        if let (Some(id), Some(markup)) = (id, asks) {
            self.force_reply(key, id, &markup);
        }
        let message = id
            .and_then(|id| self.world.message(key, id))
            .ok_or_else(Refusal::chat_not_found)?;
        Ok(self.world.message_json(key, message))
    }

    fn open_keyboard(&mut self, key: Key, keyboard: &OpenKeyboard) {
        for person in self.everybody(key) {
            if let Some(state) = self.world.people.get_mut(&person) {
                state.keyboards.insert(key, keyboard.clone());
            }
        }
    }

    fn close_keyboard(&mut self, key: Key) {
        for person in self.everybody(key) {
            if let Some(state) = self.world.people.get_mut(&person) {
                state.keyboards.remove(&key);
            }
        }
    }

    /// Telegram's app asks people to answer this message with a reply; with `selective`, whom it answers.
    fn force_reply(&mut self, key: Key, id: MessageId, markup: &Value) {
        let asked = self.world.message(key, id).and_then(|message| message.reply_to);
        let asked = asked.and_then(|asked| self.world.message(key, asked)?.sender.user());
        let people = match asked {
            Some(person) if markup["selective"] == true => vec![person],
            _ => self.everybody(key),
        };
        let forced = Forced {
            message: id,
            thread: self.world.message(key, id).and_then(|message| message.thread),
            placeholder: markup["input_field_placeholder"].as_str().map(str::to_owned),
        };
        for person in people {
            if let Some(state) = self.world.people.get_mut(&person) {
                state.forced.insert(key, forced.clone());
            }
        }
    }

    fn everybody(&self, key: Key) -> Vec<i64> {
        match key {
            Key::Private { person, .. } => vec![person],
            Key::Group(id) => self
                .world
                .group(id)
                .map(|group| group.members.keys().copied().collect())
                .unwrap_or_default(),
        }
    }

    pub fn set_message_reaction(&mut self) -> Answer {
        let key = self.chat()?;
        self.enter(key)?;
        let id = MessageId::plain(self.number("message_id"));
        if self.world.message(key, id).is_none() {
            return Err(Refusal::circumstance("message to react not found"));
        }
        let reactions = self.value("reaction").and_then(Value::as_array).map_or(0, Vec::len);
        if reactions > 1 {
            return Err(Refusal::fault("REACTIONS_TOO_MANY"));
        }
        let emoji = self
            .value("reaction")
            .map_or(json!(null), |reactions| reactions[0]["emoji"].clone());
        if let Some(emoji) = emoji.as_str() {
            let line = format!("{} reacts with {emoji}", self.world.person_name(self.bot));
            self.world.note(key, line, None);
        }
        self.world.touch();
        Ok(true.into())
    }
}
