//! A bot, from `BotFather`'s side.

use serde_json::Value;

use crate::shared::Shared;

/// A bot account.
#[derive(Clone)]
pub struct Bot {
    pub(crate) shared: Shared,
    pub(crate) id: i64,
}

impl Bot {
    #[must_use]
    pub fn id(&self) -> i64 {
        self.id
    }

    #[must_use]
    pub fn token(&self) -> String {
        self.shared
            .lock()
            .bots
            .get(&self.id)
            .map(|bot| bot.token.clone())
            .unwrap_or_default()
    }

    #[must_use]
    pub fn username(&self) -> String {
        self.shared
            .lock()
            .bots
            .get(&self.id)
            .map(|bot| bot.username.clone())
            .unwrap_or_default()
    }

    /// The link that opens a private chat with it: `https://t.me/<bot>?start=<payload>`.
    #[must_use]
    pub fn start_link(&self, payload: &str) -> String {
        format!("https://t.me/{}?start={payload}", self.username())
    }

    /// On by default. Groups follow when the bot is added anew, as with the real Telegram.
    pub fn set_privacy(&self, on: bool) {
        let mut world = self.shared.lock();
        if let Some(bot) = world.bots.get_mut(&self.id) {
            bot.privacy = on;
        }
        world.touch();
    }

    /// Off by default. `placeholder` stands in the message box behind the bot's name.
    pub fn set_inline(&self, placeholder: &str) {
        let mut world = self.shared.lock();
        if let Some(bot) = world.bots.get_mut(&self.id) {
            bot.inline = Some(placeholder.to_owned());
        }
        world.touch();
    }

    /// Off by default: whether the bot hears which inline result was sent.
    pub fn set_inline_feedback(&self, on: bool) {
        if let Some(bot) = self.shared.lock().bots.get_mut(&self.id) {
            bot.inline_feedback = on;
        }
    }

    /// The commands set for a scope (`"default"`, `"chat:<id>"`, `"chat_member:<id>:<user>"`, …) and language ("" for any).
    #[must_use]
    pub fn commands(&self, scope: &str, language: &str) -> Vec<Value> {
        let world = self.shared.lock();
        let key = (scope.to_owned(), language.to_owned());
        world
            .bots
            .get(&self.id)
            .and_then(|bot| bot.commands.get(&key))
            .cloned()
            .unwrap_or_default()
    }

    /// How many updates wait for it.
    #[must_use]
    pub fn pending(&self) -> usize {
        self.shared
            .lock()
            .bots
            .get(&self.id)
            .map_or(0, |bot| bot.queue.pending_count())
    }
}
