//! Which bot is told of which message: membership, privacy mode, and commands that only the bot may see.

use serde_json::Value;

use super::{Group, Key, Message, MessageId, Sender, Status, World};
use crate::{delivery::Lane, entities::leading_command};

impl World {
    /// Tells the bots that may see it of a message that came or changed.
    pub fn announce(&mut self, key: Key, id: MessageId, edited: bool) {
        let bots = self.hearers(key, id);
        if bots.is_empty() {
            return;
        }
        let Some(message) = self.message(key, id) else { return };
        let body = self.message_json(key, message);
        let sender = message.sender;
        let kind = if edited { "edited_message" } else { "message" };
        for bot in bots {
            if let Sender::User(person) = sender {
                self.know(bot, person);
            }
            self.push_update(bot, kind, &body, Lane::Chat(key.id()));
        }
    }

    fn hearers(&self, key: Key, id: MessageId) -> Vec<i64> {
        let Some(message) = self.message(key, id) else {
            return Vec::new();
        };
        if let Some(ephemeral) = message.ephemeral {
            return vec![ephemeral.bot];
        }
        match key {
            Key::Private { bot, .. } => vec![bot],
            Key::Group(group_id) => {
                let Some(group) = self.group(group_id) else {
                    return Vec::new();
                };
                let mut bots: Vec<i64> = group
                    .bots
                    .iter()
                    .copied()
                    .filter(|bot| self.hears(*bot, key, group, message))
                    .collect();
                bots.sort_unstable();
                bots
            }
        }
    }

    fn hears(&self, bot: i64, key: Key, group: &Group, message: &Message) -> bool {
        match message.sender {
            // A bot never hears another, nor itself.
            Sender::Bot(_) => return false,
            Sender::User(_) | Sender::Anonymous(_) => {}
        }
        let sees_all = group
            .members
            .get(&bot)
            .is_some_and(|member| member.sees_all || member.status.is_admin());
        let is_own = message.fields.get("via_bot").is_some_and(|via| via["id"] == bot);
        if sees_all || is_own || message.is_service() {
            return true;
        }
        if let Some((_, addressee)) = leading_command(message.text()) {
            return match addressee {
                Some(name) => self
                    .bots
                    .get(&bot)
                    .is_some_and(|bot| bot.username.eq_ignore_ascii_case(name)),
                None => group.last_bot == Some(bot),
            };
        }
        message
            .reply_to
            .and_then(|replied| self.message(key, replied))
            .is_some_and(|replied| replied.sender == Sender::Bot(bot))
    }

    /// The bot whose ephemeral command this text is, so that nobody else in the group sees it.
    pub fn ephemeral_addressee(&self, group_id: i64, person: i64, text: &str) -> Option<i64> {
        let (command, addressee) = leading_command(text)?;
        let group = self.group(group_id)?;
        let mut bots: Vec<i64> = group.bots.iter().copied().collect();
        bots.sort_unstable();
        bots.into_iter().find(|bot| {
            let is_addressed = match addressee {
                Some(name) => self
                    .bots
                    .get(bot)
                    .is_some_and(|bot| bot.username.eq_ignore_ascii_case(name)),
                None => true,
            };
            is_addressed
                && self
                    .commands_for(*bot, Key::Group(group_id), person)
                    .iter()
                    .any(|listed| listed["command"] == command && listed["is_ephemeral"] == true)
        })
    }

    /// The command menu this person has in this chat: the narrowest scope that says anything.
    pub fn commands_for(&self, bot: i64, key: Key, person: i64) -> &[Value] {
        let Some(state) = self.bots.get(&bot) else { return &[] };
        let language = self
            .people
            .get(&person)
            .and_then(|person| person.told.language_code.as_deref())
            .and_then(|code| code.split('-').next())
            .unwrap_or_default();
        self.command_scopes(key, person)
            .into_iter()
            .flat_map(|scope| [(scope.clone(), language.to_owned()), (scope, String::new())])
            .find_map(|scope| state.commands.get(&scope))
            .map_or(&[], Vec::as_slice)
    }

    /// From the narrowest to the widest.
    fn command_scopes(&self, key: Key, person: i64) -> Vec<String> {
        let Key::Group(group_id) = key else {
            return vec![
                format!("chat:{person}"),
                "all_private_chats".to_owned(),
                "default".to_owned(),
            ];
        };
        let is_admin = self
            .group(group_id)
            .and_then(|group| group.status(person))
            .is_some_and(Status::is_admin);
        let mut scopes = vec![format!("chat_member:{group_id}:{person}")];
        if is_admin {
            scopes.push(format!("chat_administrators:{group_id}"));
        }
        scopes.push(format!("chat:{group_id}"));
        if is_admin {
            scopes.push("all_chat_administrators".to_owned());
        }
        scopes.extend(["all_group_chats".to_owned(), "default".to_owned()]);
        scopes
    }
}
