//! Forum topics.

use serde_json::{Value, json};

use super::{Act, Answer, Refusal};
use crate::{
    rights::Right,
    world::{Draft, Key, MessageKind, Sender, Topic},
};

const LONGEST_NAME: usize = 128;
const COLOURS: [i64; 6] = [7_322_096, 16_766_590, 13_338_331, 9_367_192, 16_749_490, 16_478_047];

impl Act<'_> {
    pub fn create_forum_topic(&mut self) -> Answer {
        let group = self.forum(Right::ManageTopics)?;
        let name = self
            .topic_name()?
            .ok_or_else(|| Refusal::fault("topic name must be specified"))?;
        let icon_color = self.integer("icon_color").unwrap_or(COLOURS[0]);
        if !COLOURS.contains(&icon_color) {
            return Err(Refusal::fault("TOPIC_ICON_COLOR_INVALID"));
        }
        let icon = self.text("icon_custom_emoji_id").map(str::to_owned);
        let thread = self
            .world
            .open_topic(group, Sender::Bot(self.bot), &name, icon_color, icon.clone());
        let thread = thread.ok_or_else(Refusal::chat_not_found)?;
        let mut answer = json!({ "message_thread_id": thread, "name": name, "icon_color": icon_color });
        if let Some(icon) = icon {
            answer["icon_custom_emoji_id"] = icon.into();
        }
        Ok(answer)
    }

    pub fn edit_forum_topic(&mut self) -> Answer {
        let (group, thread) = self.topic()?;
        let name = self.topic_name()?;
        let icon = self.text("icon_custom_emoji_id").map(str::to_owned);
        let Some(topic) = self
            .world
            .group_mut(group)
            .and_then(|group| group.topics.get_mut(&thread))
        else {
            return Err(Refusal::circumstance("TOPIC_ID_INVALID"));
        };
        let same_name = name.as_ref().is_none_or(|name| *name == topic.name);
        if same_name && (icon.is_none() || icon == topic.icon) {
            return Err(Refusal::circumstance("TOPIC_NOT_MODIFIED"));
        }
        let mut event = json!({});
        if let Some(name) = name {
            event["name"] = name.as_str().into();
            topic.name = name;
        }
        if let Some(icon) = icon {
            event["icon_custom_emoji_id"] = icon.as_str().into();
            topic.icon = (!icon.is_empty()).then_some(icon);
        }
        self.world
            .post_in_topic(group, thread, Sender::Bot(self.bot), "forum_topic_edited", event);
        Ok(true.into())
    }

    pub fn close_forum_topic(&mut self, close: bool) -> Answer {
        let (group, thread) = self.topic()?;
        let Some(topic) = self
            .world
            .group_mut(group)
            .and_then(|group| group.topics.get_mut(&thread))
        else {
            return Err(Refusal::circumstance("TOPIC_ID_INVALID"));
        };
        if topic.closed == close {
            return Err(Refusal::circumstance("TOPIC_NOT_MODIFIED"));
        }
        topic.closed = close;
        let event = if close {
            "forum_topic_closed"
        } else {
            "forum_topic_reopened"
        };
        self.world
            .post_in_topic(group, thread, Sender::Bot(self.bot), event, json!({}));
        Ok(true.into())
    }

    pub fn delete_forum_topic(&mut self) -> Answer {
        let group = self.forum(Right::DeleteMessages)?;
        let thread = self.number("message_thread_id");
        let removed = self
            .world
            .group_mut(group)
            .and_then(|group| group.topics.remove(&thread));
        if removed.is_none() {
            return Err(Refusal::circumstance("TOPIC_ID_INVALID"));
        }
        if let Some(chat) = self.world.chat_mut(Key::Group(group)) {
            chat.drop_thread(thread);
        }
        self.world.touch();
        Ok(true.into())
    }

    pub fn close_general_topic(&mut self, close: bool) -> Answer {
        let group = self.forum(Right::ManageTopics)?;
        let Some(state) = self.world.group_mut(group) else {
            return Err(Refusal::chat_not_found());
        };
        if state.general_closed == close {
            return Err(Refusal::circumstance("TOPIC_NOT_MODIFIED"));
        }
        state.general_closed = close;
        self.world.touch();
        Ok(true.into())
    }

    fn forum(&self, right: Right) -> Result<i64, Refusal> {
        let group = self.group_with(right, "manage topics")?;
        let is_forum = self.world.group(group).is_some_and(|group| group.is_forum);
        if is_forum {
            Ok(group)
        } else {
            Err(Refusal::fault("the chat is not a forum"))
        }
    }

    /// The topic of the call, which its creator may change without the right.
    fn topic(&self) -> Result<(i64, i64), Refusal> {
        let group = self.group_id()?;
        let thread = self.number("message_thread_id");
        let topic = self.world.group(group).and_then(|group| group.topics.get(&thread));
        let Some(topic) = topic else {
            return Err(Refusal::circumstance("TOPIC_ID_INVALID"));
        };
        if topic.creator == self.bot || self.ties(group).may(Right::ManageTopics) {
            return Ok((group, thread));
        }
        Err(Refusal::no_rights("manage topics"))
    }

    fn topic_name(&self) -> Result<Option<String>, Refusal> {
        let Some(name) = self.text("name").map(str::trim) else {
            return Ok(None);
        };
        if name.is_empty() || name.encode_utf16().count() > LONGEST_NAME {
            return Err(Refusal::fault("topic name must be 1-128 characters long"));
        }
        Ok(Some(name.to_owned()))
    }
}

impl crate::world::World {
    /// A topic is named by the message that opens it.
    pub fn open_topic(
        &mut self,
        group: i64,
        creator: Sender,
        name: &str,
        icon_color: i64,
        icon: Option<String>,
    ) -> Option<i64> {
        let key = Key::Group(group);
        let mut event = json!({ "name": name, "icon_color": icon_color });
        if let Some(icon) = &icon {
            event["icon_custom_emoji_id"] = icon.as_str().into();
        }
        let id = self.post(
            key,
            Draft::new(creator, MessageKind::Service).with("forum_topic_created", event),
        )?;
        let thread = id.get();
        let at = self.next_seq();
        self.chat_mut(key)?
            .alter(id, at, |message| message.thread = Some(thread))?;
        let (Sender::User(creator) | Sender::Bot(creator) | Sender::Anonymous(creator)) = creator;
        let topic = Topic {
            name: name.to_owned(),
            icon,
            closed: false,
            creator,
        };
        self.group_mut(group)?.topics.insert(thread, topic);
        self.announce(key, id, false);
        Some(thread)
    }

    pub fn post_in_topic(&mut self, group: i64, thread: i64, sender: Sender, event: &str, value: Value) {
        let key = Key::Group(group);
        let mut draft = Draft::new(sender, MessageKind::Service).with(event, value);
        draft.thread = Some(thread);
        if let Some(id) = self.post(key, draft) {
            self.announce(key, id, false);
        }
    }
}
