//! The world in the Bot API's words.

use serde_json::{Map, Value, json};

use super::{ChatKind, GROUP_ANONYMOUS_BOT, Key, Link, Message, MessageId, Sender, Status, World};

impl World {
    pub fn user_json(&self, id: i64) -> Value {
        let mut user = Map::new();
        user.insert("id".to_owned(), id.into());
        if let Some(person) = self.people.get(&id) {
            user.insert("is_bot".to_owned(), false.into());
            let told = &person.told;
            let shown_name = if person.deactivated { "" } else { &told.first_name };
            user.insert("first_name".to_owned(), shown_name.into());
            insert_some(&mut user, "last_name", told.last_name.as_deref());
            insert_some(&mut user, "username", told.username.as_deref());
            insert_some(&mut user, "language_code", told.language_code.as_deref());
            if told.is_premium {
                user.insert("is_premium".to_owned(), true.into());
            }
        } else if let Some(bot) = self.bots.get(&id) {
            user.insert("is_bot".to_owned(), true.into());
            user.insert("first_name".to_owned(), bot.name.as_str().into());
            user.insert("username".to_owned(), bot.username.as_str().into());
        } else {
            user.insert("is_bot".to_owned(), (id == GROUP_ANONYMOUS_BOT).into());
            user.insert("first_name".to_owned(), "Group".into());
            if id == GROUP_ANONYMOUS_BOT {
                user.insert("username".to_owned(), "GroupAnonymousBot".into());
            }
        }
        Value::Object(user)
    }

    pub fn chat_json(&self, key: Key) -> Value {
        let mut chat = Map::new();
        chat.insert("id".to_owned(), key.id().into());
        match key {
            Key::Private { person, .. } => {
                chat.insert("type".to_owned(), "private".into());
                if let Some(person) = self.people.get(&person) {
                    chat.insert("first_name".to_owned(), person.told.first_name.as_str().into());
                    insert_some(&mut chat, "last_name", person.told.last_name.as_deref());
                    insert_some(&mut chat, "username", person.told.username.as_deref());
                }
            }
            Key::Group(id) => {
                if let Some(group) = self.group(id) {
                    chat.insert("type".to_owned(), group.kind_name().into());
                    chat.insert("title".to_owned(), group.title.as_str().into());
                    insert_some(&mut chat, "username", group.username.as_deref());
                    if group.is_forum {
                        chat.insert("is_forum".to_owned(), true.into());
                    }
                }
            }
        }
        Value::Object(chat)
    }

    pub fn message_json(&self, key: Key, message: &Message) -> Value {
        let mut object = self.message_without_reply(key, message);
        // In a topic everything that answers nothing else answers the message that opened it.
        let opening = message
            .thread
            .map(MessageId::plain)
            .filter(|opening| *opening != message.id);
        if let Some(replied) = message.reply_to.or(opening).and_then(|id| self.message(key, id)) {
            object.insert(
                "reply_to_message".to_owned(),
                Value::Object(self.message_without_reply(key, replied)),
            );
        }
        Value::Object(object)
    }

    fn message_without_reply(&self, key: Key, message: &Message) -> Map<String, Value> {
        let mut object = message.fields.clone();
        let number = if message.id.is_ephemeral() { 0 } else { message.id.get() };
        object.insert("message_id".to_owned(), number.into());
        object.insert("date".to_owned(), message.date.into());
        object.insert("chat".to_owned(), self.chat_json(key));
        self.write_sender(&mut object, key, message);
        if let Some(ephemeral) = message.ephemeral {
            object.insert("ephemeral_message_id".to_owned(), message.id.get().into());
            if message.is_from_bot() {
                object.insert("receiver_user".to_owned(), self.user_json(ephemeral.person));
            }
        }
        if let Some(date) = message.edit_date {
            object.insert("edit_date".to_owned(), date.into());
        }
        if let Some(thread) = message.thread {
            object.insert("message_thread_id".to_owned(), thread.into());
            object.insert("is_topic_message".to_owned(), true.into());
        }
        if let Some(markup) = &message.markup {
            object.insert("reply_markup".to_owned(), markup.clone());
        }
        object
    }

    fn write_sender(&self, object: &mut Map<String, Value>, key: Key, message: &Message) {
        match message.sender {
            Sender::User(id) | Sender::Bot(id) => {
                object.insert("from".to_owned(), self.user_json(id));
                // A basic group shows tags, but does not tell bots of them with messages.
                if let Key::Group(group) = key
                    && let Some(group) = self.group(group).filter(|group| group.is_super)
                {
                    let tag = group.members.get(&id).and_then(super::Member::shown_tag);
                    insert_some(object, "sender_tag", tag);
                }
            }
            Sender::Anonymous(_) => {
                object.insert("from".to_owned(), self.user_json(GROUP_ANONYMOUS_BOT));
                object.insert("sender_chat".to_owned(), self.chat_json(key));
            }
        }
    }

    /// A message for a field that may also hold one the bot can no longer reach.
    pub fn maybe_message_json(&self, key: Key, id: MessageId) -> Value {
        match self.message(key, id) {
            Some(message) => self.message_json(key, message),
            None => json!({ "chat": self.chat_json(key), "message_id": id.get(), "date": 0 }),
        }
    }

    pub fn member_json(&self, group_id: i64, id: i64) -> Value {
        let mut object = Map::new();
        object.insert("user".to_owned(), self.user_json(id));
        let group = self.group(group_id);
        let member = group.and_then(|group| group.members.get(&id));
        let status = member.map_or(&Status::Left, |member| &member.status);
        let name = match status {
            Status::Owner => "creator",
            Status::Administrator { .. } => "administrator",
            Status::Member => "member",
            Status::Restricted { .. } => "restricted",
            Status::Left => "left",
            Status::Banned { .. } => "kicked",
        };
        object.insert("status".to_owned(), name.into());
        match status {
            Status::Owner => {
                object.insert(
                    "is_anonymous".to_owned(),
                    member.is_some_and(|member| member.anonymous).into(),
                );
            }
            Status::Administrator {
                rights,
                title,
                promoted_by,
            } => {
                rights.write_to(&mut object);
                // Basic groups know neither topics nor the finer rights, and the flag is the bot's own.
                object.insert("can_be_edited".to_owned(), self.bots.contains_key(promoted_by).into());
                insert_some(&mut object, "custom_title", title.as_deref());
            }
            Status::Restricted {
                permissions,
                until,
                is_in,
            } => {
                object.extend(permissions.clone());
                object.insert("until_date".to_owned(), (*until).into());
                object.insert("is_member".to_owned(), (*is_in).into());
            }
            Status::Banned { until } => {
                object.insert("until_date".to_owned(), (*until).into());
            }
            Status::Member | Status::Left => {}
        }
        if matches!(status, Status::Member | Status::Restricted { .. }) {
            insert_some(&mut object, "tag", member.and_then(|member| member.tag.as_deref()));
        }
        Value::Object(object)
    }

    pub fn link_json(&self, link: &Link) -> Value {
        let mut object = Map::new();
        object.insert("invite_link".to_owned(), link.url.as_str().into());
        object.insert("creator".to_owned(), self.user_json(link.creator));
        object.insert("creates_join_request".to_owned(), link.by_request.into());
        object.insert("is_primary".to_owned(), link.primary.into());
        object.insert("is_revoked".to_owned(), link.revoked.into());
        insert_some(&mut object, "name", link.name.as_deref());
        if let Some(at) = link.expires_at {
            object.insert("expire_date".to_owned(), at.into());
        }
        if let Some(limit) = link.member_limit {
            object.insert("member_limit".to_owned(), limit.into());
        }
        Value::Object(object)
    }

    /// How a chat is called when people talk about it.
    pub fn chat_name(&self, key: Key) -> String {
        match (key, self.chat(key).map(|chat| &chat.kind)) {
            (Key::Private { bot, .. }, _) => self.person_name(bot),
            (Key::Group(_), Some(ChatKind::Group(group))) => group.title.clone(),
            (Key::Group(id), _) => id.to_string(),
        }
    }
}

fn insert_some(object: &mut Map<String, Value>, field: &str, value: Option<&str>) {
    if let Some(value) = value {
        object.insert(field.to_owned(), value.into());
    }
}
