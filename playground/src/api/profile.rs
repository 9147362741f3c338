//! What the bot says about itself: commands, name, descriptions, menu button.

use serde_json::{Value, json};

use super::{Act, Answer, Refusal};
use crate::world::{BotState, Key};

const MOST_COMMANDS: usize = 100;

impl Act<'_> {
    pub fn get_me(&self) -> Value {
        let mut me = self.world.user_json(self.bot);
        let privacy = self.own().is_none_or(|bot| bot.privacy);
        me["can_join_groups"] = true.into();
        me["supports_inline_queries"] = self.own().is_some_and(|bot| bot.inline.is_some()).into();
        me["can_read_all_group_messages"] = (!privacy).into();
        for unable in [
            "supports_guest_queries",
            "can_connect_to_business",
            "has_main_web_app",
            "has_topics_enabled",
        ] {
            me[unable] = false.into();
        }
        me
    }

    pub fn set_my_commands(&mut self) -> Answer {
        let commands = self
            .value("commands")
            .and_then(Value::as_array)
            .cloned()
            .unwrap_or_default();
        if commands.len() > MOST_COMMANDS {
            return Err(Refusal::fault("BOT_COMMANDS_TOO_MUCH"));
        }
        for command in &commands {
            check_command(command)?;
        }
        let scope = self.command_scope()?;
        if let Some(bot) = self.world.bots.get_mut(&self.bot) {
            bot.commands.insert(scope, commands);
        }
        self.world.touch();
        Ok(true.into())
    }

    pub fn get_my_commands(&mut self) -> Answer {
        let scope = self.command_scope()?;
        let commands = self.own().and_then(|bot| bot.commands.get(&scope)).cloned();
        Ok(Value::Array(commands.unwrap_or_default()))
    }

    pub fn delete_my_commands(&mut self) -> Answer {
        let scope = self.command_scope()?;
        if let Some(bot) = self.world.bots.get_mut(&self.bot) {
            bot.commands.remove(&scope);
        }
        self.world.touch();
        Ok(true.into())
    }

    fn command_scope(&self) -> Result<(String, String), Refusal> {
        let language = self.language()?;
        let scope = self
            .value("scope")
            .cloned()
            .unwrap_or_else(|| json!({ "type": "default" }));
        let kind = scope["type"].as_str().unwrap_or_default();
        let mut name = kind.to_owned();
        if let Some(chat) = scope.get("chat_id") {
            let id = match chat {
                Value::Number(id) => id.as_i64(),
                Value::String(text) => text.parse().ok().or_else(|| {
                    self.world
                        .usernames
                        .get(&text.trim_start_matches('@').to_ascii_lowercase())
                        .copied()
                }),
                _ => None,
            };
            let id = id
                .filter(|id| self.knows_chat(*id))
                .ok_or_else(Refusal::chat_not_found)?;
            name = format!("{kind}:{id}");
        }
        if let Some(person) = scope["user_id"].as_i64() {
            name = format!("{name}:{person}");
        }
        let known = [
            "default",
            "all_private_chats",
            "all_group_chats",
            "all_chat_administrators",
            "chat",
            "chat_administrators",
            "chat_member",
        ];
        if known.contains(&kind) {
            Ok((name, language))
        } else {
            Err(Refusal::fault("unsupported bot command scope type"))
        }
    }

    fn knows_chat(&self, id: i64) -> bool {
        match Key::of(self.bot, id) {
            Key::Private { person, .. } => self.own().is_some_and(|bot| bot.known.contains(&person)),
            Key::Group(id) => self
                .world
                .group(id)
                .is_some_and(|group| group.members.contains_key(&self.bot)),
        }
    }

    fn language(&self) -> Result<String, Refusal> {
        let language = self.text("language_code").unwrap_or_default();
        let fits =
            language.is_empty() || (language.len() == 2 && language.bytes().all(|byte| byte.is_ascii_lowercase()));
        if fits {
            Ok(language.to_owned())
        } else {
            Err(Refusal::fault("invalid language code specified"))
        }
    }

    pub fn set_my_words(&mut self, method: &str) -> Answer {
        let language = self.language()?;
        let (field, longest) = words_of(method);
        let text = self.text(field).unwrap_or_default().to_owned();
        if text.encode_utf16().count() > longest {
            return Err(Refusal::fault(format!("{field} is too long")));
        }
        if let Some(bot) = self.world.bots.get_mut(&self.bot) {
            let kept = kept_words(bot, field);
            if text.is_empty() {
                kept.remove(&language);
            } else {
                kept.insert(language, text);
            }
        }
        self.world.touch();
        Ok(true.into())
    }

    pub fn get_my_words(&mut self, method: &str) -> Value {
        let language = self.text("language_code").unwrap_or_default().to_owned();
        let (field, _) = words_of(method);
        let default_name = self
            .own()
            .map(|bot| bot.name.clone())
            .filter(|_| field == "name")
            .unwrap_or_default();
        let text = self.world.bots.get_mut(&self.bot).and_then(|bot| {
            let kept = kept_words(bot, field);
            kept.get(&language).or_else(|| kept.get("")).cloned()
        });
        json!({ field: text.unwrap_or(default_name) })
    }

    pub fn set_chat_menu_button(&mut self) -> Answer {
        let chat = self.integer("chat_id");
        if chat.is_some_and(|id| !self.knows_chat(id)) {
            return Err(Refusal::chat_not_found());
        }
        let button = self
            .value("menu_button")
            .cloned()
            .unwrap_or_else(|| json!({ "type": "default" }));
        if let Some(bot) = self.world.bots.get_mut(&self.bot) {
            bot.menu_buttons.insert(chat, button);
        }
        self.world.touch();
        Ok(true.into())
    }

    pub fn get_chat_menu_button(&self) -> Value {
        let chat = self.integer("chat_id");
        let buttons = self.own().map(|bot| &bot.menu_buttons);
        buttons
            .and_then(|buttons| buttons.get(&chat).or_else(|| buttons.get(&None)))
            .cloned()
            .unwrap_or_else(|| json!({ "type": "commands" }))
    }

    pub fn set_default_rights(&mut self) -> Value {
        let for_channels = self.flag("for_channels").unwrap_or_default();
        let rights = self.value("rights").cloned();
        if let Some(bot) = self.world.bots.get_mut(&self.bot) {
            match rights {
                Some(rights) => bot.default_rights.insert(for_channels, rights),
                None => bot.default_rights.remove(&for_channels),
            };
        }
        true.into()
    }

    pub fn get_default_rights(&self) -> Value {
        let for_channels = self.flag("for_channels").unwrap_or_default();
        let set = self
            .own()
            .and_then(|bot| bot.default_rights.get(&for_channels))
            .cloned();
        set.unwrap_or_else(|| {
            let mut rights = serde_json::Map::new();
            crate::rights::Rights::default().write_to(&mut rights);
            Value::Object(rights)
        })
    }

    fn own(&self) -> Option<&BotState> {
        self.world.bots.get(&self.bot)
    }
}

fn check_command(command: &Value) -> Result<(), Refusal> {
    let name = command["command"].as_str().unwrap_or_default();
    let is_letter = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_';
    if !(1..=32).contains(&name.len()) || !name.bytes().all(is_letter) {
        return Err(Refusal::fault("BOT_COMMAND_INVALID"));
    }
    let described = command["description"]
        .as_str()
        .unwrap_or_default()
        .encode_utf16()
        .count();
    if (1..=256).contains(&described) {
        Ok(())
    } else {
        Err(Refusal::fault("BOT_COMMAND_DESCRIPTION_INVALID"))
    }
}

/// The field a method sets or gets, and how long it may be.
fn words_of(method: &str) -> (&'static str, usize) {
    match method {
        "setMyName" | "getMyName" => ("name", 64),
        "setMyDescription" | "getMyDescription" => ("description", 512),
        _ => ("short_description", 120),
    }
}

fn kept_words<'a>(bot: &'a mut BotState, field: &str) -> &'a mut std::collections::HashMap<String, String> {
    match field {
        "name" => &mut bot.names,
        "description" => &mut bot.descriptions,
        _ => &mut bot.short_descriptions,
    }
}
