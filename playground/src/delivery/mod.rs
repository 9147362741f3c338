//! Updates on their way to a bot.
//!
//! They wait in one queue per bot until they are acknowledged or too old, whichever way the bot takes them.

pub(crate) mod polling;
pub(crate) mod webhook;

use std::{
    collections::{BTreeMap, HashSet, VecDeque},
    sync::Arc,
};

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::{Map, Value};
use tokio::sync::Notify;

use crate::{
    error::PlaygroundError,
    world::{Key, World},
};
use webhook::Webhook;

/// A message waits no longer than this for its bot.
const MESSAGE_LIFE: TimeDelta = TimeDelta::hours(24);
/// A tap or a payment waits no longer than this.
const QUERY_LIFE: TimeDelta = TimeDelta::seconds(150);
/// What somebody types is over soon.
const INLINE_LIFE: TimeDelta = TimeDelta::seconds(30);
/// A bot that takes nothing loses its oldest updates beyond this many.
const MOST_WAITING: usize = 200_000;
/// Delivered updates kept for redelivery.
const DELIVERED_KEPT: usize = 4_096;

/// Named in `allowed_updates` or not delivered at all.
const ONLY_WHEN_NAMED: [&str; 3] = ["chat_member", "message_reaction", "message_reaction_count"];

const UPDATE_KINDS: [&str; 27] = [
    "message",
    "edited_message",
    "channel_post",
    "edited_channel_post",
    "business_connection",
    "business_message",
    "edited_business_message",
    "deleted_business_messages",
    "guest_message",
    "message_reaction",
    "message_reaction_count",
    "inline_query",
    "chosen_inline_result",
    "callback_query",
    "shipping_query",
    "pre_checkout_query",
    "purchased_paid_media",
    "poll",
    "poll_answer",
    "my_chat_member",
    "chat_member",
    "chat_join_request",
    "chat_boost",
    "removed_chat_boost",
    "managed_bot",
    "subscription",
    "stopped_message_generation",
];

/// A webhook gets the updates of one lane one after another, and of different lanes side by side.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Lane {
    Chat(i64),
    /// By the person who tapped.
    Callback(i64),
    /// By the person who types.
    Inline(i64),
    /// Each in its own: a payment waits for nothing.
    Checkout(u64),
    Member(i64),
    MyMember(i64),
    Request(i64),
    Other,
}

#[derive(Debug, Clone)]
pub(crate) struct Pending {
    pub id: i64,
    pub text: Arc<str>,
    pub lane: Lane,
    pub expires_at: DateTime<Utc>,
}

pub(crate) struct Queue {
    next_id: i64,
    waiting: BTreeMap<i64, Pending>,
    /// Sent a second time to a bot that polls, whose offset is already past them.
    again: VecDeque<Pending>,
    again_in_flight: usize,
    delivered: VecDeque<Pending>,
    /// `None` is everything but what has to be named.
    allowed: Option<HashSet<String>>,
    wake: Arc<Notify>,
    /// Which getUpdates call is the one that counts.
    poll: u64,
    webhook: Option<Webhook>,
    webhook_generation: u64,
}

impl Queue {
    /// A queue whose numbers begin behind `first`.
    pub fn new(first: i64) -> Self {
        Self {
            next_id: 500_000_001 + first,
            waiting: BTreeMap::new(),
            again: VecDeque::new(),
            again_in_flight: 0,
            delivered: VecDeque::new(),
            allowed: None,
            wake: Arc::new(Notify::new()),
            poll: 0,
            webhook: None,
            webhook_generation: 0,
        }
    }

    pub fn pending_count(&self) -> usize {
        self.waiting.len() + self.again.len()
    }

    pub fn is_allowed(&self, kind: &str) -> bool {
        match &self.allowed {
            Some(named) => named.contains(kind),
            None => !ONLY_WHEN_NAMED.contains(&kind),
        }
    }

    /// An empty list means the default; a list that was not given changes nothing.
    pub fn set_allowed(&mut self, named: Option<&Value>) {
        let Some(named) = named.and_then(Value::as_array) else {
            return;
        };
        let named: HashSet<String> = named.iter().filter_map(Value::as_str).map(str::to_owned).collect();
        self.allowed = (!named.is_empty()).then_some(named);
    }

    pub fn allowed_names(&self) -> Option<Vec<String>> {
        let mut names: Vec<String> = self.allowed.as_ref()?.iter().cloned().collect();
        names.sort();
        Some(names)
    }

    /// Forgets everything that waits.
    pub fn drop_waiting(&mut self) {
        self.waiting.clear();
        self.again.clear();
        if let Some(webhook) = &mut self.webhook {
            webhook.clear();
        }
    }

    fn add(&mut self, pending: Pending) {
        let (id, lane) = (pending.id, pending.lane);
        if self.waiting.insert(id, pending).is_none()
            && let Some(webhook) = &mut self.webhook
        {
            webhook.add(lane, id);
        }
        while self.waiting.len() > MOST_WAITING {
            self.waiting.pop_first();
        }
        self.wake.notify_waiters();
    }

    fn acknowledge(&mut self, id: i64) {
        if let Some(pending) = self.waiting.remove(&id) {
            if self.delivered.len() >= DELIVERED_KEPT {
                self.delivered.pop_front();
            }
            self.delivered.push_back(pending);
        }
    }

    fn acknowledge_below(&mut self, offset: i64) -> bool {
        let mut any = false;
        while let Some(entry) = self.waiting.first_entry()
            && *entry.key() < offset
        {
            let id = *entry.key();
            self.acknowledge(id);
            any = true;
        }
        any
    }
}

impl World {
    /// Telegram passes over names it does not know, so a misspelt one silently loses updates.
    pub fn judge_kinds(&mut self, params: &Map<String, Value>) {
        let named = params.get("allowed_updates").and_then(Value::as_array);
        for name in named.into_iter().flatten().filter_map(Value::as_str) {
            if !UPDATE_KINDS.contains(&name) {
                self.breach(format!("allowed_updates names {name:?}, which is no kind of update"));
            }
        }
    }

    pub fn push_update(&mut self, bot: i64, kind: &'static str, body: &Value, lane: Lane) {
        let now = self.now();
        if let Lane::Chat(_) = lane
            && kind == "message"
        {
            self.hear_from(bot, body);
        }
        let Some(state) = self.bots.get_mut(&bot) else { return };
        if !state.queue.is_allowed(kind) {
            return;
        }
        let id = state.queue.next_id;
        state.queue.next_id += 1;
        let body = serde_json::to_string(body).unwrap_or_default();
        let text = format!("{{\"update_id\":{id},\"{kind}\":{body}}}");
        let life = match kind {
            "callback_query" | "pre_checkout_query" => QUERY_LIFE,
            "inline_query" => INLINE_LIFE,
            _ => MESSAGE_LIFE,
        };
        state.queue.add(Pending {
            id,
            text: text.into(),
            lane,
            expires_at: now + life,
        });
        self.touch();
    }

    fn hear_from(&mut self, bot: i64, body: &Value) {
        let Some(id) = body["chat"]["id"].as_i64() else { return };
        self.hear(Key::of(bot, id));
    }

    /// Sends an update again under its own id, as Telegram does when an acknowledgement was lost.
    pub fn redeliver(&mut self, update_id: i64) -> Result<(), PlaygroundError> {
        let expires_at = self.now() + MESSAGE_LIFE;
        for bot in self.bots.values_mut() {
            let queue = &mut bot.queue;
            let known = queue
                .delivered
                .iter()
                .rev()
                .find(|pending| pending.id == update_id)
                .cloned();
            let Some(mut pending) = known else { continue };
            pending.expires_at = expires_at;
            queue.deliver_again(pending);
            self.touch();
            return Ok(());
        }
        Err(PlaygroundError::NotAnUpdate(format!(
            "no delivered update has the id {update_id}"
        )))
    }

    /// Sends a bot an update exactly as written, adding only an update id if it has none.
    pub fn deliver_raw(&mut self, bot: i64, text: &str) -> Result<i64, PlaygroundError> {
        let mut parsed: Value =
            serde_json::from_str(text).map_err(|error| PlaygroundError::NotAnUpdate(error.to_string()))?;
        let Some(object) = parsed.as_object_mut() else {
            return Err(PlaygroundError::NotAnUpdate("it is no object".to_owned()));
        };
        let expires_at = self.now() + MESSAGE_LIFE;
        let Some(state) = self.bots.get_mut(&bot) else {
            return Err(PlaygroundError::NoSuchChat(bot.to_string()));
        };
        let given = object.get("update_id").and_then(Value::as_i64);
        let id = given.unwrap_or(state.queue.next_id);
        object.insert("update_id".to_owned(), id.into());
        let chat = object.values().find_map(|body| {
            body["chat"]["id"]
                .as_i64()
                .or_else(|| body["message"]["chat"]["id"].as_i64())
        });
        let text: Arc<str> = if given.is_some() {
            text.into()
        } else {
            parsed.to_string().into()
        };
        let pending = Pending {
            id,
            text,
            lane: chat.map_or(Lane::Other, Lane::Chat),
            expires_at,
        };
        if id >= state.queue.next_id {
            state.queue.next_id = id + 1;
            state.queue.add(pending);
        } else {
            state.queue.deliver_again(pending);
        }
        self.touch();
        Ok(id)
    }

    /// The text of an update that was delivered or still waits.
    pub fn update_text(&self, update_id: i64) -> Option<Arc<str>> {
        self.bots.values().find_map(|bot| {
            let queue = &bot.queue;
            let delivered = queue.delivered.iter().rev().find(|pending| pending.id == update_id);
            delivered
                .or_else(|| queue.waiting.get(&update_id))
                .map(|pending| pending.text.clone())
        })
    }

    /// The ids of the newest delivered updates of a bot, oldest first.
    pub fn delivered_updates(&self, bot: i64) -> Vec<i64> {
        self.bots
            .get(&bot)
            .map(|bot| bot.queue.delivered.iter().map(|pending| pending.id).collect())
            .unwrap_or_default()
    }

    /// Whether no bot has an update that it has not acknowledged. Those past their life do not count.
    pub fn all_taken(&self) -> bool {
        let now = self.now();
        self.bots.values().all(|bot| {
            let queue = &bot.queue;
            queue.again.is_empty() && queue.waiting.values().all(|pending| pending.expires_at <= now)
        })
    }
}

impl Queue {
    fn deliver_again(&mut self, pending: Pending) {
        if self.webhook.is_some() {
            self.add(pending);
        } else {
            self.again.push_back(pending);
            self.wake.notify_waiters();
        }
    }
}
