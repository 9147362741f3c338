//! One chat on the screen of one person, as differences.

use chrono_tz::Tz;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{
    message::Shown,
    spot::{Spot, spot},
};
use crate::world::{Changes, Group, Key, MessageId, Part, World};

/// More than this is not told as differences.
const MOST_CHANGES: usize = 500;

/// The largest page of messages.
const LONGEST_PAGE: usize = 200;

/// Pinned messages that are looked at for one in the topic.
const PINNED_SEEN: usize = 50;

#[derive(Deserialize)]
pub(super) struct PaneAsk {
    pub person: i64,
    /// Without a chat, only the list of the person's chats is wanted.
    pub chat: Option<i64>,
    pub topic: Option<i64>,
    #[serde(default)]
    pub since: u64,
    #[serde(default = "usual_page")]
    pub limit: usize,
}

pub(super) fn usual_page() -> usize {
    60
}

#[derive(Serialize)]
pub(super) struct Pane {
    person: i64,
    chat: i64,
    topic: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    moved: Option<i64>,
    up_to: u64,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    reset: bool,
    messages: Vec<Shown>,
    gone: Vec<String>,
    more: bool,
    keyboard: Option<Keyboard>,
    typing: Option<String>,
    commands: Vec<Command>,
    pinned: Option<Shown>,
    answers: Vec<TapAnswer>,
}

#[derive(Serialize)]
struct Keyboard {
    rows: Vec<Vec<KeyboardKey>>,
    placeholder: Option<String>,
    force_reply: bool,
    one_time: bool,
    /// The message that brought it, or asks for a reply.
    message: String,
}

#[derive(Serialize)]
struct KeyboardKey {
    text: String,
    request: Option<&'static str>,
}

#[derive(Serialize)]
struct Command {
    command: String,
    description: String,
}

#[derive(Serialize)]
struct TapAnswer {
    tap: String,
    text: Option<String>,
    alert: bool,
    url: Option<String>,
}

impl World {
    /// `None` for a chat or person that is not there.
    pub(super) fn pane(&self, ask: &PaneAsk, zone: Tz) -> Option<Pane> {
        let asked = ask.chat?;
        let at = spot(self, ask.person, asked, ask.topic).ok()?;
        let limit = ask.limit.clamp(1, LONGEST_PAGE);
        let mut pane = Pane {
            person: ask.person,
            chat: asked,
            topic: ask.topic,
            moved: (at.id() != asked).then_some(at.id()),
            up_to: self.seq(),
            reset: false,
            messages: Vec::new(),
            gone: Vec::new(),
            more: false,
            keyboard: self.keyboard_at(at),
            typing: self.typing_at(at),
            commands: self.commands_at(at),
            pinned: self.pinned_at(at, zone),
            answers: Vec::new(),
        };
        if let Some(changes) = self.differences(at, ask.since) {
            for (key, id) in changes {
                match self
                    .shown(at.person, key, id, zone)
                    .filter(|_| self.shows(at.person, key, id))
                {
                    Some(shown) => pane.messages.push(shown),
                    // Numbers begin anew in a supergroup; those of the group before it are not told apart.
                    None if key == at.key => pane.gone.push(id.to_string()),
                    None => {}
                }
            }
            pane.messages.sort_by_key(Shown::seq);
            pane.answers = self.answers_at(at, ask.since);
        } else {
            pane.reset = ask.since > 0;
            (pane.messages, pane.more) = self.shown_before(at, u64::MAX, limit, zone);
        }
        Some(pane)
    }

    /// The messages before a moment, oldest first, and whether there are older ones.
    pub(super) fn shown_before(&self, at: Spot, before: u64, limit: usize, zone: Tz) -> (Vec<Shown>, bool) {
        let limit = limit.clamp(1, LONGEST_PAGE);
        let (page, more) = self.page_before(at.person, at.key, at.part, before, limit);
        let shown = page
            .into_iter()
            .filter_map(|(key, id)| self.shown(at.person, key, id, zone))
            .collect();
        (shown, more)
    }

    /// What the page does not know yet. `None` when it has to begin afresh.
    fn differences(&self, at: Spot, since: u64) -> Option<Vec<(Key, MessageId)>> {
        // A page of another world, or of a topic that is gone, knows nothing of this one.
        let is_known = since > self.born && since <= self.seq();
        let is_there = match (at.key, at.part) {
            (Key::Group(id), Part::Topic(Some(topic))) => self.group(id)?.topics.contains_key(&topic),
            _ => true,
        };
        if !is_known || !is_there {
            return None;
        }
        match self.changes_since(at.person, at.key, at.part, since, MOST_CHANGES) {
            Changes::Known(changes) => Some(changes),
            Changes::TooMany => None,
        }
    }

    fn keyboard_at(&self, at: Spot) -> Option<Keyboard> {
        let state = self.people.get(&at.person)?;
        if let Some(forced) = state.forced.get(&at.key).filter(|forced| at.part.has(forced.thread)) {
            return Some(Keyboard {
                rows: Vec::new(),
                placeholder: forced.placeholder.clone(),
                force_reply: true,
                one_time: true,
                message: forced.message.to_string(),
            });
        }
        let open = state.keyboards.get(&at.key)?;
        let markup = &open.markup;
        let rows = markup["keyboard"].as_array().map_or(&[][..], Vec::as_slice);
        Some(Keyboard {
            rows: rows
                .iter()
                .map(|row| row.as_array().into_iter().flatten().map(key_of).collect())
                .collect(),
            placeholder: markup["input_field_placeholder"].as_str().map(str::to_owned),
            force_reply: false,
            one_time: markup["one_time_keyboard"] == true,
            message: open.message.to_string(),
        })
    }

    fn typing_at(&self, at: Spot) -> Option<String> {
        let seen = self.can_see(at.person, at.key);
        self.action_in(at.key, at.part).filter(|_| seen).map(str::to_owned)
    }

    fn commands_at(&self, at: Spot) -> Vec<Command> {
        let bots: Vec<i64> = match at.key {
            Key::Private { bot, .. } => vec![bot],
            Key::Group(id) => self.group(id).map(Group::sorted_bots).unwrap_or_default(),
        };
        bots.into_iter()
            .flat_map(|bot| self.commands_for(bot, at.key, at.person))
            .map(|command| Command {
                command: command["command"].as_str().unwrap_or_default().to_owned(),
                description: command["description"].as_str().unwrap_or_default().to_owned(),
            })
            .collect()
    }

    fn pinned_at(&self, at: Spot, zone: Tz) -> Option<Shown> {
        if !self.can_see(at.person, at.key) {
            return None;
        }
        let chat = self.chat(at.key)?;
        let newest = chat
            .pinned
            .iter()
            .rev()
            .take(PINNED_SEEN)
            .find(|id| chat.messages.get(id).is_some_and(|message| at.part.has(message.thread)))?;
        self.shown(at.person, at.key, MessageId::plain(*newest), zone)
    }

    fn answers_at(&self, at: Spot, since: u64) -> Vec<TapAnswer> {
        let Some(state) = self.people.get(&at.person) else {
            return Vec::new();
        };
        let chats = self.history(at.key);
        let mut fresh: Vec<TapAnswer> = state
            .reading
            .answers
            .iter()
            .rev()
            .take_while(|answered| answered.seq > since)
            .filter(|answered| chats.contains(&answered.key))
            .map(|answered| TapAnswer {
                tap: answered.tap.clone(),
                text: answered.answer.text.clone(),
                alert: answered.answer.show_alert,
                url: answered.answer.url.clone(),
            })
            .collect();
        fresh.reverse();
        fresh
    }
}

impl Group {
    /// The bots that are in, always in the same order.
    pub(super) fn sorted_bots(&self) -> Vec<i64> {
        let mut bots: Vec<i64> = self.bots.iter().copied().collect();
        bots.sort_unstable();
        bots
    }
}

fn key_of(button: &Value) -> KeyboardKey {
    let request = if button["request_contact"] == true {
        Some("contact")
    } else if button["request_location"] == true {
        Some("location")
    } else {
        None
    };
    KeyboardKey {
        text: button["text"].as_str().unwrap_or_default().to_owned(),
        request,
    }
}
