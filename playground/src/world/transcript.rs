//! What happened in a chat, in lines a person can read.

use std::fmt::Write;

use serde_json::Value;

use super::{Key, Message, MessageKind, Sender, World, amount};

impl World {
    /// What happened, as everybody together saw it, or one person alone.
    pub fn transcript(&self, key: Key, person: Option<i64>) -> String {
        let mut lines = String::new();
        let keys = self.history(key);
        for line in keys
            .iter()
            .rev()
            .filter_map(|key| self.chat(*key))
            .flat_map(|chat| &chat.log)
            .filter(|line| person.is_none() || line.only.is_none() || line.only == person)
        {
            lines.push_str(&line.text);
            lines.push('\n');
        }
        lines
    }

    /// Writes down something that is not a message: a tap, an alert. `only` names who alone has seen it.
    pub fn note(&mut self, key: Key, line: String, only: Option<i64>) {
        let remember = self.remember;
        if let Some(chat) = self.chat_mut(key) {
            chat.note(line, only, remember);
        }
    }

    pub(super) fn line_of(&self, key: Key, message: &Message) -> String {
        if message.is_service() {
            return format!("— {}", event_in_words(message));
        }
        let mut line = self.speaker(key, message);
        line.push_str(": ");
        write_content(&mut line, message);
        line
    }

    pub(super) fn edit_line_of(&self, key: Key, message: &Message) -> String {
        let mut line = self.speaker(key, message);
        line.push_str(" (edited): ");
        write_content(&mut line, message);
        line
    }

    pub(super) fn removal_line_of(&self, key: Key, message: &Message) -> String {
        let mut line = String::from("— removed: ");
        line.push_str(&self.speaker(key, message));
        let text: String = message.text().chars().take(60).collect();
        if !text.is_empty() {
            line.push_str(": ");
            line.push_str(&text);
        }
        line
    }

    fn speaker(&self, key: Key, message: &Message) -> String {
        let mut name = match message.sender {
            Sender::User(id) | Sender::Bot(id) => self.person_name(id),
            Sender::Anonymous(_) => self.chat_name(key),
        };
        if let Some(ephemeral) = message.ephemeral {
            let other = if message.is_from_bot() {
                ephemeral.person
            } else {
                ephemeral.bot
            };
            name.push_str(" → only ");
            name.push_str(&self.person_name(other));
        }
        name
    }
}

fn write_content(line: &mut String, message: &Message) {
    match message.kind {
        MessageKind::Text => {}
        MessageKind::Photo => line.push_str("(photo) "),
        MessageKind::Document => {
            let name = message
                .fields
                .get("document")
                .and_then(|document| document["file_name"].as_str());
            line.push('(');
            line.push_str(name.unwrap_or("file"));
            line.push_str(") ");
        }
        MessageKind::Contact => line.push_str("(phone number)"),
        MessageKind::Location => line.push_str("(place)"),
        MessageKind::Invoice => {
            line.push_str("(invoice) ");
            if let Some(bill) = &message.bill {
                line.push_str(&bill.title);
                line.push_str(", ");
                line.push_str(&amount(bill.total, &bill.currency));
            }
        }
        MessageKind::Service => line.push_str(&event_in_words(message)),
    }
    line.push_str(&message.text().replace('\n', "\n    "));
    if let Some(rows) = message
        .markup
        .as_ref()
        .and_then(|markup| markup["inline_keyboard"].as_array())
    {
        for row in rows {
            line.push_str("\n   ");
            for button in row.as_array().into_iter().flatten() {
                line.push_str(" [");
                line.push_str(button["text"].as_str().unwrap_or_default());
                line.push(']');
            }
        }
    }
}

pub(crate) fn event_in_words(message: &Message) -> String {
    let Some((field, value)) = message.fields.iter().next() else {
        return "something happened".to_owned();
    };
    let names = |users: &Value| {
        let mut names = String::new();
        for user in users.as_array().into_iter().flatten() {
            let separator = if names.is_empty() { "" } else { ", " };
            // Writing to a String cannot fail.
            write!(names, "{separator}{}", user["first_name"].as_str().unwrap_or_default()).ok();
        }
        names
    };
    let sum = |payment: &Value| {
        let currency = payment["currency"].as_str().unwrap_or_default();
        amount(payment["total_amount"].as_i64().unwrap_or_default(), currency)
    };
    match field.as_str() {
        "new_chat_members" => format!("{} joined", names(value)),
        "left_chat_member" => format!("{} left", value["first_name"].as_str().unwrap_or_default()),
        "migrate_to_chat_id" => "the group became a supergroup".to_owned(),
        "migrate_from_chat_id" => "this was a group before".to_owned(),
        "pinned_message" => "a message was pinned".to_owned(),
        "forum_topic_created" => format!("topic {} opened", value["name"].as_str().unwrap_or_default()),
        "successful_payment" => format!("{} paid", sum(value)),
        "refunded_payment" => format!("{} given back", sum(value)),
        other => other.replace('_', " "),
    }
}
