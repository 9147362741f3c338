//! A chat as one person sees it.

use chrono::{DateTime, Utc};
use serde_json::Value;

use super::{Bill, Key, Message, MessageId, MessageKind, Sender, World};
use crate::html;

/// A message as somebody sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seen {
    pub message_id: MessageId,
    /// Whether nobody else in the group sees it.
    pub ephemeral: bool,
    /// The sender's name as shown.
    pub from: String,
    pub from_id: i64,
    pub from_bot: bool,
    /// The text without markup; empty for a message that has only a caption.
    pub text: String,
    /// The text or caption with its markup, as HTML.
    pub html: String,
    pub caption: Option<String>,
    pub photo: Option<Vec<u8>>,
    /// Name and contents of an attached file.
    pub document: Option<(String, Vec<u8>)>,
    /// What there is to pay.
    pub invoice: Option<SeenInvoice>,
    pub buttons: Vec<Vec<SeenButton>>,
    pub reply_to: Option<MessageId>,
    pub date: DateTime<Utc>,
    pub edited: bool,
    /// The forum topic it is in.
    pub topic: Option<i64>,
    /// For what happened to the chat rather than was said: the Bot API's name of the event.
    pub service: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SeenButton {
    pub text: String,
    pub style: Option<String>,
    pub data: Option<String>,
    pub url: Option<String>,
    pub copies: Option<String>,
    /// Whether it opens the form of an invoice.
    pub pays: bool,
    pub disabled: bool,
}

/// An invoice as it stands in a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SeenInvoice {
    pub title: String,
    pub description: String,
    pub currency: String,
    /// In the smallest unit of the currency.
    pub total: i64,
}

impl SeenInvoice {
    fn of(bill: &Bill) -> Self {
        Self {
            title: bill.title.clone(),
            description: bill.description.clone(),
            currency: bill.currency.clone(),
            total: bill.total,
        }
    }
}

impl Seen {
    /// Text or caption, whichever there is.
    #[must_use]
    pub fn words(&self) -> &str {
        self.caption.as_deref().unwrap_or(&self.text)
    }

    /// The labels of all buttons, row by row.
    #[must_use]
    pub fn labels(&self) -> Vec<&str> {
        self.buttons
            .iter()
            .flatten()
            .map(|button| button.text.as_str())
            .collect()
    }

    /// The first button whose label is, or else contains, `label`.
    #[must_use]
    pub fn button(&self, label: &str) -> Option<&SeenButton> {
        let all = || self.buttons.iter().flatten();
        all()
            .find(|button| button.text == label)
            .or_else(|| all().find(|button| button.text.contains(label)))
    }
}

impl World {
    /// The messages this person has on the screen, newest first, with the chat each is in.
    ///
    /// The history of a group goes on in the supergroup it became.
    pub fn newest_first(&self, person: i64, key: Key) -> impl Iterator<Item = (Key, &Message)> {
        self.history(key).into_iter().flat_map(move |key| {
            self.chat(key).into_iter().flat_map(move |chat| {
                let own = move || {
                    chat.ephemerals
                        .values()
                        .filter(move |message| message.is_visible_to(person))
                };
                let replaced: Vec<i64> = own().filter_map(|message| message.ephemeral?.replaces).collect();
                let public = chat
                    .messages
                    .values()
                    .filter(move |message| !replaced.contains(&message.id.get()));
                merged(public.rev(), own().rev()).map(move |message| (key, message))
            })
        })
    }

    /// The chat and those it grew out of, newest first.
    pub fn history(&self, key: Key) -> Vec<Key> {
        let mut keys = vec![key];
        if let Key::Group(id) = key {
            let mut id = id;
            while let Some(older) = self.group(id).and_then(|group| group.migrated_from) {
                keys.push(Key::Group(older));
                id = older;
            }
        }
        keys
    }

    pub fn can_see(&self, person: i64, key: Key) -> bool {
        match key {
            Key::Private { person: owner, .. } => owner == person,
            Key::Group(id) => self
                .group(id)
                .is_some_and(|group| group.has(person) || group.username.is_some()),
        }
    }

    pub fn buttons(message: &Message) -> Vec<Vec<SeenButton>> {
        let rows = message
            .markup
            .as_ref()
            .and_then(|markup| markup["inline_keyboard"].as_array());
        rows.into_iter()
            .flatten()
            .map(|row| row.as_array().into_iter().flatten().map(button_of).collect())
            .collect()
    }

    pub fn seen(&self, key: Key, id: MessageId) -> Option<Seen> {
        let message = self.message(key, id)?;
        let is_text = message.kind == MessageKind::Text;
        let words = message.text().to_owned();
        let (from, from_id) = match message.sender {
            Sender::User(id) | Sender::Bot(id) => (self.person_name(id), id),
            Sender::Anonymous(_) => (self.chat_name(key), key.id()),
        };
        Some(Seen {
            message_id: id,
            ephemeral: message.ephemeral.is_some(),
            from,
            from_id,
            from_bot: message.is_from_bot(),
            html: html::render(&words, message.entities()),
            caption: (!is_text && !words.is_empty()).then(|| words.clone()),
            text: if is_text { words } else { String::new() },
            photo: message
                .photo_id()
                .and_then(|id| self.files.get(id))
                .map(|file| file.bytes.to_vec()),
            document: message.document_id().and_then(|id| {
                let name = message.fields["document"]["file_name"]
                    .as_str()
                    .unwrap_or_default()
                    .to_owned();
                Some((name, self.files.get(id)?.bytes.to_vec()))
            }),
            invoice: message.bill.as_deref().map(SeenInvoice::of),
            buttons: Self::buttons(message),
            reply_to: message.reply_to,
            date: DateTime::from_timestamp(message.date, 0).unwrap_or_default(),
            edited: message.edit_date.is_some(),
            topic: message.thread,
            service: message
                .is_service()
                .then(|| message.fields.keys().next().cloned())
                .flatten(),
        })
    }
}

/// Two streams, each newest first, as one.
fn merged<'a>(
    left: impl Iterator<Item = &'a Message>,
    right: impl Iterator<Item = &'a Message>,
) -> impl Iterator<Item = &'a Message> {
    let (mut left, mut right) = (left.peekable(), right.peekable());
    std::iter::from_fn(move || match (left.peek(), right.peek()) {
        (Some(one), Some(other)) if one.seq < other.seq => right.next(),
        (None, _) => right.next(),
        _ => left.next(),
    })
}

fn button_of(button: &Value) -> SeenButton {
    let text = |value: &Value| value.as_str().map(str::to_owned);
    SeenButton {
        text: text(&button["text"]).unwrap_or_default(),
        style: text(&button["style"]),
        data: text(&button["callback_data"]),
        url: text(&button["url"]),
        copies: text(&button["copy_text"]["text"]),
        pays: button["pay"] == true,
        disabled: button.get("disabled").is_some(),
    }
}
