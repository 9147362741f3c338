//! Taps on buttons: the query that goes to the bot and the answer that comes back.

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::json;

use super::{Key, MessageId, TAPS_KEPT, World};
use crate::delivery::Lane;

/// After this a query can no longer be answered. The real limit is not documented; the life of a query in the
/// delivery queue is.
const ANSWERABLE: TimeDelta = TimeDelta::seconds(150);

/// What a tap was answered with.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct CallbackAnswer {
    pub text: Option<String>,
    pub show_alert: bool,
    pub url: Option<String>,
}

#[derive(Debug, Clone)]
pub(crate) struct TapState {
    pub bot: i64,
    pub person: i64,
    pub key: Key,
    pub message: MessageId,
    pub data: String,
    pub at: DateTime<Utc>,
    pub answer: Option<CallbackAnswer>,
}

impl World {
    /// Sends the bot a callback query, whether or not such a button exists, and says the query's id.
    pub fn tap(&mut self, person: i64, bot: i64, key: Key, message: MessageId, data: &str) -> String {
        let id = self.numbers.tap.to_string();
        self.numbers.tap += 1;
        let chat_instance = format!("{}", key.id().wrapping_mul(-7_046_029_254_386_353_131));
        let body = json!({
            "id": id,
            "from": self.user_json(person),
            "message": self.maybe_message_json(key, message),
            "chat_instance": chat_instance,
            "data": data,
        });
        let state = TapState {
            bot,
            person,
            key,
            message,
            data: data.to_owned(),
            at: self.now(),
            answer: None,
        };
        self.taps.insert(id.clone(), state);
        self.tap_order.push_back(id.clone());
        if self.tap_order.len() > TAPS_KEPT
            && let Some(oldest) = self.tap_order.pop_front()
        {
            self.taps.remove(&oldest);
        }
        self.know(bot, person);
        self.push_update(bot, "callback_query", &body, Lane::Callback(person));
        self.hear(key);
        self.touch();
        id
    }

    /// Answers a query. `None` when it is unknown, too old, or already answered.
    pub fn answer_tap(&mut self, bot: i64, id: &str, answer: CallbackAnswer) -> Option<()> {
        let now = self.now();
        let tap = self.taps.get_mut(id).filter(|tap| tap.bot == bot)?;
        if tap.answer.is_some() || now - tap.at >= ANSWERABLE {
            return None;
        }
        let (person, key) = (tap.person, tap.key);
        tap.answer = Some(answer.clone());
        self.remember_answer(person, key, id, &answer);
        if let Some(text) = answer.text.filter(|text| !text.is_empty()) {
            let how = if answer.show_alert { "alert" } else { "notice" };
            let line = format!(
                "{} ⇢ {} ({how}): {text}",
                self.person_name(bot),
                self.person_name(person)
            );
            self.note(key, line, Some(person));
        }
        self.touch();
        Some(())
    }

    /// Marks that people of this chat have just reached the bot.
    pub fn hear(&mut self, key: Key) {
        let now = self.now();
        if let Some(chat) = self.chat_mut(key) {
            chat.heard_at = Some(now);
        }
    }
}
