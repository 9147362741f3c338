//! Bots: what `BotFather` and the bot's own calls have set.

use std::collections::{HashMap, HashSet};

use serde_json::Value;

use super::World;
use crate::delivery::Queue;

pub(crate) struct BotState {
    pub token: String,
    pub name: String,
    pub username: String,
    /// In privacy mode a bot sees of a group only what is meant for it.
    pub privacy: bool,
    /// What stands in the message box behind its name, if it has an inline mode.
    pub inline: Option<String>,
    /// Whether it hears which of its results was sent.
    pub inline_feedback: bool,
    pub queue: Queue,
    /// By scope (as text) and language.
    pub commands: HashMap<(String, String), Vec<Value>>,
    pub names: HashMap<String, String>,
    pub descriptions: HashMap<String, String>,
    pub short_descriptions: HashMap<String, String>,
    /// By private chat; the default is under no chat.
    pub menu_buttons: HashMap<Option<i64>, Value>,
    /// By "for channels".
    pub default_rights: HashMap<bool, Value>,
    /// People the bot has come across, whom it may therefore name.
    pub known: HashSet<i64>,
    /// Where the bot is a member.
    pub groups: HashSet<i64>,
    /// The message ids of all its private chats are one sequence.
    pub next_message: i64,
}

impl World {
    pub fn add_bot(&mut self, name: &str, username: &str) -> i64 {
        let id = self.numbers.bot;
        self.numbers.bot += 1;
        // Whoever knows the token is the bot, so it cannot be told from the id.
        let token = format!("{id}:AA{}", self.files.handle_of(&format!("token of {id}")));
        self.add_bot_with_token(id, token, name, username);
        id
    }

    pub fn add_bot_with_token(&mut self, id: i64, token: String, name: &str, username: &str) {
        self.tokens.insert(token.clone(), id);
        self.usernames.insert(username.to_ascii_lowercase(), id);
        let first = self.first();
        self.bots.insert(
            id,
            BotState {
                token,
                name: name.to_owned(),
                username: username.to_owned(),
                privacy: true,
                inline: None,
                inline_feedback: false,
                queue: Queue::new(first),
                commands: HashMap::new(),
                names: HashMap::new(),
                descriptions: HashMap::new(),
                short_descriptions: HashMap::new(),
                menu_buttons: HashMap::new(),
                default_rights: HashMap::new(),
                known: HashSet::new(),
                groups: HashSet::new(),
                next_message: first + 1,
            },
        );
        self.touch();
    }
}
