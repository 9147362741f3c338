//! Inline mode: what somebody types behind a bot's name in any chat, and the list that comes back.

use std::collections::{HashMap, VecDeque};

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::{Map, Value, json};

use super::{Key, World};
use crate::delivery::Lane;

/// A list that comes later is shown to nobody.
const ANSWERABLE: TimeDelta = TimeDelta::seconds(30);

/// Queries kept for their answers.
const KEPT: usize = 20_000;

/// What a bot offers to send.
#[derive(Debug, Clone, PartialEq)]
pub struct InlineResult {
    pub id: String,
    pub title: String,
    pub description: Option<String>,
    /// The text of the message, as a message has it.
    pub(crate) content: Map<String, Value>,
}

impl InlineResult {
    /// What is sent when it is chosen.
    #[must_use]
    pub fn text(&self) -> &str {
        self.content.get("text").and_then(Value::as_str).unwrap_or_default()
    }
}

/// What an inline query was answered with.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct InlineAnswer {
    pub results: Vec<InlineResult>,
    /// Seconds for which Telegram may give the same answer to the same words.
    pub cache_time: i64,
    /// Whether it may do so only for the person who asked.
    pub is_personal: bool,
    /// Where more of the list begins; empty at its end.
    pub next_offset: String,
    /// The words above the list, and what /start says when they are tapped.
    pub button: Option<(String, String)>,
}

#[derive(Debug, Clone)]
pub(crate) struct InlineState {
    pub bot: i64,
    pub person: i64,
    pub key: Key,
    pub thread: Option<i64>,
    pub query: String,
    offset: String,
    at: DateTime<Utc>,
    pub answer: Option<InlineAnswer>,
}

/// Who may be given an answer again: whoever types the same words, or one person.
type CacheKey = (i64, String, String, Option<i64>);

#[derive(Default)]
pub(crate) struct Inline {
    queries: HashMap<String, InlineState>,
    order: VecDeque<String>,
    cached: HashMap<CacheKey, (InlineAnswer, DateTime<Utc>)>,
}

impl World {
    /// Asks a bot for its list, or takes the one that it let Telegram keep. Says the query's id.
    pub fn ask_inline(
        &mut self,
        person: i64,
        bot: i64,
        (key, thread): (Key, Option<i64>),
        query: &str,
        offset: &str,
    ) -> String {
        let id = self.numbers.tap.to_string();
        self.numbers.tap += 1;
        let now = self.now();
        let answer = [None, Some(person)].into_iter().find_map(|whose| {
            let cached = self
                .inline
                .cached
                .get(&(bot, query.to_owned(), offset.to_owned(), whose))?;
            (cached.1 > now).then(|| cached.0.clone())
        });
        let is_cached = answer.is_some();
        let state = InlineState {
            bot,
            person,
            key,
            thread,
            query: query.to_owned(),
            offset: offset.to_owned(),
            at: now,
            answer,
        };
        self.inline.queries.insert(id.clone(), state);
        self.inline.order.push_back(id.clone());
        if self.inline.order.len() > KEPT
            && let Some(oldest) = self.inline.order.pop_front()
        {
            self.inline.queries.remove(&oldest);
        }
        if !is_cached {
            let chat_type = match key {
                Key::Private { bot: with, .. } if with == bot => "sender",
                Key::Private { .. } => "private",
                Key::Group(group) => self.group(group).map_or("group", super::Group::kind_name),
            };
            let body = json!({
                "id": id,
                "from": self.user_json(person),
                "query": query,
                "offset": offset,
                "chat_type": chat_type,
            });
            self.know(bot, person);
            self.push_update(bot, "inline_query", &body, Lane::Inline(person));
        }
        self.touch();
        id
    }

    /// Takes a bot's list. `None` when the query is unknown, too old, or already answered.
    pub fn answer_inline(&mut self, bot: i64, id: &str, answer: InlineAnswer) -> Option<()> {
        let now = self.now();
        let asked = self.inline.queries.get_mut(id).filter(|asked| asked.bot == bot)?;
        if asked.answer.is_some() || now - asked.at >= ANSWERABLE {
            return None;
        }
        asked.answer = Some(answer.clone());
        let whose = answer.is_personal.then_some(asked.person);
        let cached_for = (bot, asked.query.clone(), asked.offset.clone(), whose);
        let until = now + TimeDelta::seconds(answer.cache_time);
        if until > now {
            self.inline.cached.insert(cached_for, (answer, until));
        }
        self.touch();
        Some(())
    }

    pub fn inline_query(&self, id: &str) -> Option<&InlineState> {
        self.inline.queries.get(id)
    }

    /// How long a bot may still think about its list. `None` when it may not.
    pub fn time_for_inline(&self, id: &str) -> Option<TimeDelta> {
        let asked = self.inline.queries.get(id)?;
        let left = asked.at + ANSWERABLE - self.now();
        (asked.answer.is_none() && left > TimeDelta::zero()).then_some(left)
    }

    /// Tells a bot that asked to know which of its results was sent.
    pub fn tell_chosen(&mut self, asked: &InlineState, result: &str) {
        let wants = self.bots.get(&asked.bot).is_some_and(|bot| bot.inline_feedback);
        if !wants {
            return;
        }
        let body = json!({
            "result_id": result,
            "from": self.user_json(asked.person),
            "query": asked.query,
        });
        self.push_update(asked.bot, "chosen_inline_result", &body, Lane::Inline(asked.person));
    }
}
