//! Writing, sending, sharing.

use bytes::Bytes;
use serde_json::{Map, Value, json};

use super::Person;
use crate::{
    chat_id::ChatId,
    entities,
    error::PlaygroundError,
    html::Entity,
    told,
    world::{ANY_BOT, Draft, Ephemeral, Key, MessageId, MessageKind, Sender, Status, World},
};

impl Person {
    /// Writes a text. Commands, mentions and links in it are marked as Telegram marks them.
    ///
    /// # Panics
    /// When this person cannot write there: not a member, muted, the topic closed.
    #[track_caller]
    pub fn says(&self, chat: impl Into<ChatId>, text: &str) -> MessageId {
        told(self.try_says(chat, text))
    }

    /// [`Person::says`] for callers that want to know.
    ///
    /// # Errors
    /// When this person cannot write there.
    pub fn try_says(&self, chat: impl Into<ChatId>, text: &str) -> Result<MessageId, PlaygroundError> {
        self.write(chat.into(), MessageKind::Text, text_fields("text", text), None)
    }

    /// Writes a text as an answer to a message.
    ///
    /// # Panics
    /// When this person cannot write there.
    #[track_caller]
    pub fn replies(&self, chat: impl Into<ChatId>, to: impl Into<MessageId>, text: &str) -> MessageId {
        told(self.write(
            chat.into(),
            MessageKind::Text,
            text_fields("text", text),
            Some(to.into()),
        ))
    }

    /// Sends a picture (PNG, JPEG, GIF or WebP), with a caption unless it is empty.
    ///
    /// # Panics
    /// When the bytes are no picture, or this person cannot write there.
    #[track_caller]
    pub fn sends_photo(&self, chat: impl Into<ChatId>, bytes: &[u8], caption: &str) -> MessageId {
        told(self.try_sends_photo(chat.into(), bytes, caption))
    }

    fn try_sends_photo(&self, chat: ChatId, bytes: &[u8], caption: &str) -> Result<MessageId, PlaygroundError> {
        let photo = {
            let mut world = self.shared.lock();
            world
                .files
                .store_photo(ANY_BOT, &Bytes::copy_from_slice(bytes))
                .map_err(PlaygroundError::NotAPicture)?
        };
        let mut fields = text_fields("caption", caption);
        fields.insert("photo".to_owned(), photo);
        self.write(chat, MessageKind::Photo, fields, None)
    }

    /// Puts up a profile photo.
    ///
    /// # Errors
    /// When the bytes are no picture.
    pub fn shows_photo(&self, bytes: &[u8]) -> Result<(), PlaygroundError> {
        let mut world = self.shared.lock();
        let sizes = world
            .files
            .store_photo(ANY_BOT, &Bytes::copy_from_slice(bytes))
            .map_err(PlaygroundError::NotAPicture)?;
        if let (Some(person), Some(sizes)) = (world.people.get_mut(&self.id), sizes.as_array()) {
            person.photos.push(sizes.clone());
        }
        world.people_changed();
        world.touch();
        Ok(())
    }

    /// Sends a file.
    ///
    /// # Panics
    /// When this person cannot write there.
    #[track_caller]
    pub fn sends_document(
        &self,
        chat: impl Into<ChatId>,
        name: &str,
        mime: &str,
        bytes: &[u8],
        caption: &str,
    ) -> MessageId {
        let chat = chat.into();
        let document = {
            let mut world = self.shared.lock();
            world
                .files
                .store_document(ANY_BOT, name, mime, Bytes::copy_from_slice(bytes))
        };
        let mut fields = text_fields("caption", caption);
        fields.insert("document".to_owned(), document);
        told(self.write(chat, MessageKind::Document, fields, None))
    }

    /// Sends a place.
    ///
    /// # Panics
    /// When this person cannot write there.
    #[track_caller]
    pub fn sends_location(&self, chat: impl Into<ChatId>, latitude: f64, longitude: f64) -> MessageId {
        let place = json!({ "latitude": latitude, "longitude": longitude });
        let fields = Map::from_iter([("location".to_owned(), place)]);
        told(self.write(chat.into(), MessageKind::Location, fields, None))
    }

    /// Shares the own phone number.
    ///
    /// # Panics
    /// When this person cannot write there.
    #[track_caller]
    pub fn shares_contact(&self, chat: impl Into<ChatId>) -> MessageId {
        self.shares_contact_of(chat, self)
    }

    /// Passes on somebody's phone number.
    ///
    /// # Panics
    /// When this person cannot write there.
    #[track_caller]
    pub fn shares_contact_of(&self, chat: impl Into<ChatId>, whose: &Self) -> MessageId {
        told(self.try_shares_contact_of(chat.into(), whose, None))
    }

    pub(crate) fn try_shares_contact_of(
        &self,
        chat: ChatId,
        whose: &Self,
        reply_to: Option<MessageId>,
    ) -> Result<MessageId, PlaygroundError> {
        let contact = {
            let world = self.shared.lock();
            let Some(person) = world.people.get(&whose.id) else {
                return Ok(MessageId::plain(0));
            };
            let mut contact = json!({
                "phone_number": person.phone(),
                "first_name": person.told.first_name,
                "user_id": whose.id,
            });
            if let Some(last) = &person.told.last_name {
                contact["last_name"] = last.as_str().into();
            }
            contact
        };
        let fields = Map::from_iter([("contact".to_owned(), contact)]);
        self.write(chat, MessageKind::Contact, fields, reply_to)
    }

    /// Changes a text this person has written.
    ///
    /// # Errors
    /// When there is no such message of theirs.
    pub fn edits(
        &self,
        chat: impl Into<ChatId>,
        message: impl Into<MessageId>,
        text: &str,
    ) -> Result<(), PlaygroundError> {
        let chat = chat.into();
        let mut world = self.shared.lock();
        let key = self.key(&world, chat)?;
        let id = message.into();
        let is_own = world
            .message(key, id)
            .is_some_and(|message| message.sender.person() == Some(self.id));
        if !is_own {
            return Err(PlaygroundError::NoSuchMessage);
        }
        let new = text_fields("text", text);
        world.change(key, id, true, |message| {
            message.fields.remove("entities");
            message.fields.extend(new);
        });
        world.announce(key, id, true);
        Ok(())
    }

    /// Removes a message for everybody, which bots are not told of.
    ///
    /// # Errors
    /// When there is no such message.
    pub fn deletes(&self, chat: impl Into<ChatId>, message: impl Into<MessageId>) -> Result<(), PlaygroundError> {
        let chat = chat.into();
        let mut world = self.shared.lock();
        let key = self.key(&world, chat)?;
        world
            .remove(key, message.into())
            .map(drop)
            .ok_or(PlaygroundError::NoSuchMessage)
    }

    pub(crate) fn write(
        &self,
        chat: ChatId,
        kind: MessageKind,
        fields: Map<String, Value>,
        reply_to: Option<MessageId>,
    ) -> Result<MessageId, PlaygroundError> {
        let mut world = self.shared.lock();
        let key = self.key(&world, chat)?;
        let mut draft = Draft::new(Sender::User(self.id), kind);
        draft.fields = fields;
        draft.thread = chat.thread();
        draft.reply_to = reply_to.filter(|id| world.message(key, *id).is_some());
        let written = match key {
            Key::Private { bot, .. } => {
                self.open(&mut world, bot);
                post(&mut world, key, draft)
            }
            Key::Group(group) => self.write_in_group(&mut world, group, draft),
        }?;
        // Whoever writes has the chat before their eyes, and a question asked of them is answered.
        let seq = world.seq();
        world.mark_read(self.id, key, chat.thread(), seq);
        if let Some(person) = world.people.get_mut(&self.id) {
            person.forced.remove(&key);
        }
        Ok(written)
    }

    /// Writing to a bot opens the chat for it, and unblocks it.
    fn open(&self, world: &mut World, bot: i64) {
        let was_blocked = world
            .people
            .get_mut(&self.id)
            .is_some_and(|person| person.blocked.remove(&bot));
        world.private(bot, self.id).opened = true;
        world.know(bot, self.id);
        if was_blocked {
            self.announce_block(world, bot, false);
        }
    }

    fn write_in_group(&self, world: &mut World, group_id: i64, mut draft: Draft) -> Result<MessageId, PlaygroundError> {
        let key = Key::Group(group_id);
        let group = world.group(group_id).ok_or_else(|| PlaygroundError::no_chat(key))?;
        let chat = group.title.clone();
        if !group.has(self.id) {
            return Err(PlaygroundError::NotAMember {
                person: world.person_name(self.id),
                chat,
            });
        }
        let is_admin = group.status(self.id).is_some_and(Status::is_admin);
        let is_closed = match draft.thread {
            Some(thread) => group.topics.get(&thread).is_none_or(|topic| topic.closed),
            None => group.is_forum && group.general_closed,
        };
        if !is_admin && (is_closed || !group.lets_send(self.id, "can_send_messages")) {
            return Err(PlaygroundError::NotAllowed {
                person: world.person_name(self.id),
                chat,
            });
        }
        if group
            .members
            .get(&self.id)
            .is_some_and(crate::world::Member::is_anonymous)
        {
            draft.sender = Sender::Anonymous(self.id);
        }
        let text = draft.fields.get("text").and_then(Value::as_str).unwrap_or_default();
        if let Some(bot) = world.ephemeral_addressee(group_id, self.id, text) {
            // The bot has to know who asks, so a command of this kind is never anonymous.
            draft.sender = Sender::User(self.id);
            let ephemeral = Ephemeral {
                person: self.id,
                bot,
                replaces: None,
            };
            let id = world
                .post_ephemeral(key, draft, ephemeral)
                .ok_or_else(|| PlaygroundError::no_chat(key))?;
            world.announce(key, id, false);
            return Ok(id);
        }
        post(world, key, draft)
    }
}

fn post(world: &mut World, key: Key, draft: Draft) -> Result<MessageId, PlaygroundError> {
    let id = world.post(key, draft).ok_or_else(|| PlaygroundError::no_chat(key))?;
    world.announce(key, id, false);
    Ok(id)
}

pub(crate) fn text_fields(field: &str, text: &str) -> Map<String, Value> {
    let mut fields = Map::new();
    if text.is_empty() {
        return fields;
    }
    let entities: Vec<Value> = entities::detect(text, &[]).iter().map(Entity::to_json).collect();
    fields.insert(field.to_owned(), text.into());
    if !entities.is_empty() {
        let name = if field == "text" {
            "entities"
        } else {
            "caption_entities"
        };
        fields.insert(name.to_owned(), Value::Array(entities));
    }
    fields
}
