//! What people have read, and what they are shown for a while: typing, and what their taps were answered with.

use std::collections::VecDeque;

use chrono::{DateTime, TimeDelta, Utc};

use serde_json::Value;

use super::{CallbackAnswer, Key, MessageId, World, strips::Part};

/// Telegram shows an action this long, or until the bot's message.
const ACTION_LASTS: TimeDelta = TimeDelta::seconds(5);

/// Answers to one person's taps that are kept in order.
const ANSWERS_KEPT: usize = 100;

/// A bot that is typing, or uploading, or the like.
pub(crate) struct Action {
    pub bot: i64,
    pub thread: Option<i64>,
    pub name: String,
    pub until: DateTime<Utc>,
}

/// An answer to a tap, as it came to the person who tapped.
#[derive(Debug, Clone)]
pub(crate) struct Answered {
    pub seq: u64,
    pub key: Key,
    pub tap: String,
    pub answer: CallbackAnswer,
}

/// The reply keyboard below a chat.
#[derive(Debug, Clone)]
pub(crate) struct OpenKeyboard {
    /// The message that brought it.
    pub message: MessageId,
    pub markup: Value,
}

/// A question whose answer Telegram's app asks to write as a reply.
#[derive(Debug, Clone)]
pub(crate) struct Forced {
    pub message: MessageId,
    pub thread: Option<i64>,
    pub placeholder: Option<String>,
}

/// What one person has read, chat by chat and topic by topic.
#[derive(Default)]
pub(crate) struct Reading {
    marks: std::collections::HashMap<(Key, Option<i64>), u64>,
    pub answers: VecDeque<Answered>,
}

impl World {
    pub fn read_up_to(&self, person: i64, key: Key, part: Part) -> u64 {
        let thread = match part {
            Part::Whole => None,
            Part::Topic(topic) => topic,
        };
        let joined = match key {
            Key::Private { .. } => 0,
            Key::Group(id) => self
                .group(id)
                .and_then(|group| group.members.get(&person))
                .and_then(|member| member.since)
                .unwrap_or_default(),
        };
        let Some(state) = self.people.get(&person) else {
            return joined;
        };
        self.history(key)
            .into_iter()
            .filter_map(|key| state.reading.marks.get(&(key, thread)).copied())
            .fold(joined, u64::max)
    }

    /// Says whether that is further than before.
    pub fn mark_read(&mut self, person: i64, key: Key, thread: Option<i64>, up_to: u64) -> bool {
        let up_to = up_to.min(self.seq());
        let Some(state) = self.people.get_mut(&person) else {
            return false;
        };
        let mark = state.reading.marks.entry((key, thread)).or_default();
        let further = up_to > *mark;
        *mark = up_to.max(*mark);
        further
    }

    pub fn remember_answer(&mut self, person: i64, key: Key, tap: &str, answer: &CallbackAnswer) {
        let seq = self.next_seq();
        let Some(state) = self.people.get_mut(&person) else {
            return;
        };
        let answers = &mut state.reading.answers;
        if answers.len() >= ANSWERS_KEPT {
            answers.pop_front();
        }
        answers.push_back(Answered {
            seq,
            key,
            tap: tap.to_owned(),
            answer: answer.clone(),
        });
    }

    pub fn begin_action(&mut self, bot: i64, key: Key, thread: Option<i64>, name: &str) {
        let until = self.now() + ACTION_LASTS;
        self.end_action(bot, key, thread);
        if let Some(chat) = self.chat_mut(key) {
            chat.actions.push(Action {
                bot,
                thread,
                name: name.to_owned(),
                until,
            });
        }
        self.actions_end = self.actions_end.max(Some(until));
        self.touch();
    }

    pub fn end_action(&mut self, bot: i64, key: Key, thread: Option<i64>) {
        if let Some(chat) = self.chat_mut(key) {
            chat.actions
                .retain(|action| action.bot != bot || action.thread != thread);
        }
    }

    pub fn action_in(&self, key: Key, part: Part) -> Option<&str> {
        let now = self.now();
        let mut actions = self.chat(key)?.actions.iter();
        let going_on = actions.find(|action| action.until > now && part.has(action.thread))?;
        Some(&going_on.name)
    }

    /// How long until nobody types any more, if somebody does.
    pub fn actions_last(&self) -> Option<TimeDelta> {
        let left = self.actions_end? - self.now();
        (left > TimeDelta::zero()).then_some(left)
    }
}
