//! Forwarding and copying.

use serde_json::{Map, Value, json};

use super::{Act, Answer, Refusal, markup::Keyboard, texts::Words};
use crate::world::{Key, Message, MessageId, MessageKind, Sender};

impl Act<'_> {
    pub fn forward_message(&mut self) -> Answer {
        let (from, message) = self.source()?;
        let origin = self.origin(from, &message);
        let mut place = self.place("can_send_messages")?;
        if let Some(bill) = message.bill {
            place.keyboard = Keyboard::Inline(bill.forwarded_button(self.world));
            place.bill = Some(bill);
        }
        let mut fields = message.fields;
        fields.insert("forward_origin".to_owned(), origin);
        self.put(place, message.kind, fields)
    }

    pub fn copy_message(&mut self) -> Answer {
        let (_, message) = self.source()?;
        if message.kind == MessageKind::Invoice {
            return Err(Refusal::fault("the message can't be copied"));
        }
        let place = self.place("can_send_messages")?;
        let mut fields = message.fields;
        fields.remove("forward_origin");
        fields.remove("media_group_id");
        if self.value("caption").is_some() && matches!(message.kind, MessageKind::Photo | MessageKind::Document) {
            fields.remove("caption");
            fields.remove("caption_entities");
            self.read_words(Words::Caption, self.params, &mut fields)?;
        }
        let copy = self.put(place, message.kind, fields)?;
        Ok(json!({ "message_id": copy["message_id"] }))
    }

    fn source(&self) -> Result<(Key, Message), Refusal> {
        let from = self.chat_in("from_chat_id")?;
        self.enter(from)?;
        let id = MessageId::plain(self.number("message_id"));
        let message = self.world.message(from, id);
        let message = message.ok_or_else(|| Refusal::circumstance("message to forward not found"))?;
        if message.is_service() {
            return Err(Refusal::fault("message can't be forwarded"));
        }
        if message.fields.contains_key("has_protected_content") {
            return Err(Refusal::fault("CHAT_FORWARDS_RESTRICTED"));
        }
        Ok((from, message.clone()))
    }

    fn origin(&self, from: Key, message: &Message) -> Value {
        if let Some(origin) = message.fields.get("forward_origin") {
            return origin.clone();
        }
        let mut origin = Map::from_iter([("date".to_owned(), Value::from(message.date))]);
        match message.sender {
            Sender::User(id) | Sender::Bot(id) => {
                origin.insert("type".to_owned(), "user".into());
                origin.insert("sender_user".to_owned(), self.world.user_json(id));
            }
            Sender::Anonymous(_) => {
                origin.insert("type".to_owned(), "chat".into());
                origin.insert("sender_chat".to_owned(), self.world.chat_json(from));
            }
        }
        Value::Object(origin)
    }
}
