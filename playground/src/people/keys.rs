//! The keys of a reply keyboard.

use serde_json::{Map, Value, json};

use super::{Person, acts::text_fields};
use crate::{
    chat_id::ChatId,
    error::PlaygroundError,
    world::{Key, MessageId, MessageKind, OpenKeyboard},
};

impl OpenKeyboard {
    /// The keys, row after row.
    pub fn keys(&self) -> impl Iterator<Item = &Value> {
        let rows = self.markup["keyboard"].as_array();
        rows.into_iter().flatten().filter_map(Value::as_array).flatten()
    }
}

impl Person {
    /// Sends what a key stands for: its words, the own number, or this place if it asks for one.
    ///
    /// In a group that answers the keyboard's message, so that a bot in privacy mode hears of it.
    pub(crate) fn press_key(
        &self,
        chat: ChatId,
        keyboard: &OpenKeyboard,
        pressed: &Value,
        place: Option<(f64, f64)>,
    ) -> Result<MessageId, PlaygroundError> {
        let key = self.key(&self.shared.lock(), chat)?;
        let reply_to = match key {
            Key::Private { .. } => None,
            Key::Group(_) => {
                let world = self.shared.lock();
                let asked = world.message(key, keyboard.message);
                let asked = asked.filter(|asked| asked.thread == chat.thread());
                asked.map(|asked| asked.id)
            }
        };
        let said = match place {
            _ if pressed["request_contact"] == true => self.try_shares_contact_of(chat, self, reply_to),
            Some((latitude, longitude)) if pressed["request_location"] == true => {
                let place = json!({ "latitude": latitude, "longitude": longitude });
                let fields = Map::from_iter([("location".to_owned(), place)]);
                self.write(chat, MessageKind::Location, fields, reply_to)
            }
            _ => {
                let words = pressed["text"].as_str().unwrap_or_default();
                self.write(chat, MessageKind::Text, text_fields("text", words), reply_to)
            }
        }?;
        if keyboard.markup["one_time_keyboard"] == true {
            let mut world = self.shared.lock();
            if let Some(state) = world.people.get_mut(&self.id) {
                // The bot may have brought another meanwhile.
                let is_open = |open: &OpenKeyboard| open.message == keyboard.message;
                if state.keyboards.get(&key).is_some_and(is_open) {
                    state.keyboards.remove(&key);
                }
            }
            world.touch();
        }
        Ok(said)
    }
}
