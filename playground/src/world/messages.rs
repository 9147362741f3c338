//! A message, as it is kept.

use std::{fmt, sync::Arc};

use serde_json::{Map, Value};

use super::Bill;

/// Names a message within its chat. Ephemeral messages have ids of their own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct MessageId {
    number: i64,
    ephemeral: bool,
}

impl MessageId {
    #[must_use]
    pub fn plain(number: i64) -> Self {
        Self {
            number,
            ephemeral: false,
        }
    }

    #[must_use]
    pub fn ephemeral(number: i64) -> Self {
        Self {
            number,
            ephemeral: true,
        }
    }

    /// The number, which for an ephemeral message is its `ephemeral_message_id`.
    #[must_use]
    pub fn get(self) -> i64 {
        self.number
    }

    #[must_use]
    pub fn is_ephemeral(self) -> bool {
        self.ephemeral
    }
}

impl From<i64> for MessageId {
    fn from(number: i64) -> Self {
        Self::plain(number)
    }
}

impl fmt::Display for MessageId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mark = if self.ephemeral { "e" } else { "" };
        write!(f, "{mark}{}", self.number)
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Sender {
    User(i64),
    Bot(i64),
    /// An administrator under the group's own name; who it is, only they themselves see.
    Anonymous(i64),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum MessageKind {
    Text,
    Photo,
    Document,
    Contact,
    Location,
    Invoice,
    Service,
}

impl Sender {
    /// The person, when it is one under their own name.
    pub fn user(self) -> Option<i64> {
        match self {
            Self::User(id) => Some(id),
            Self::Bot(_) | Self::Anonymous(_) => None,
        }
    }

    /// The person who really wrote it.
    pub fn person(self) -> Option<i64> {
        match self {
            Self::User(id) | Self::Anonymous(id) => Some(id),
            Self::Bot(_) => None,
        }
    }
}

/// For whose eyes an ephemeral message is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Ephemeral {
    /// The one member, sender of a command or receiver of an answer.
    pub person: i64,
    pub bot: i64,
    /// The public message in whose place it is shown.
    pub replaces: Option<i64>,
}

#[derive(Debug, Clone)]
pub(crate) struct Message {
    pub id: MessageId,
    pub ephemeral: Option<Ephemeral>,
    pub date: i64,
    pub edit_date: Option<i64>,
    pub sender: Sender,
    pub thread: Option<i64>,
    pub reply_to: Option<MessageId>,
    pub kind: MessageKind,
    /// What the message says, in the Bot API's own fields: `text`, `entities`, `photo`, …
    pub fields: Map<String, Value>,
    /// The inline keyboard.
    pub markup: Option<Value>,
    /// What is paid with its button.
    pub bill: Option<Arc<Bill>>,
    /// When it came, in the order of everything that happens.
    pub seq: u64,
    /// When it last looked different.
    pub changed: u64,
}

/// A message that has not been posted yet.
#[derive(Debug, Clone)]
pub(crate) struct Draft {
    pub sender: Sender,
    pub thread: Option<i64>,
    pub reply_to: Option<MessageId>,
    pub kind: MessageKind,
    pub fields: Map<String, Value>,
    pub markup: Option<Value>,
    pub bill: Option<Arc<Bill>>,
}

impl Draft {
    pub fn new(sender: Sender, kind: MessageKind) -> Self {
        Self {
            sender,
            thread: None,
            reply_to: None,
            kind,
            fields: Map::new(),
            markup: None,
            bill: None,
        }
    }

    pub fn with(mut self, field: &str, value: impl Into<Value>) -> Self {
        self.fields.insert(field.to_owned(), value.into());
        self
    }
}

impl Message {
    pub fn text_field(&self) -> &'static str {
        if self.kind == MessageKind::Text {
            "text"
        } else {
            "caption"
        }
    }

    pub fn entities_field(&self) -> &'static str {
        if self.kind == MessageKind::Text {
            "entities"
        } else {
            "caption_entities"
        }
    }

    /// The text or caption.
    pub fn text(&self) -> &str {
        self.fields
            .get(self.text_field())
            .and_then(Value::as_str)
            .unwrap_or_default()
    }

    pub fn entities(&self) -> &[Value] {
        self.fields
            .get(self.entities_field())
            .and_then(Value::as_array)
            .map_or(&[], Vec::as_slice)
    }

    pub fn is_from_bot(&self) -> bool {
        matches!(self.sender, Sender::Bot(_))
    }

    pub fn is_service(&self) -> bool {
        self.kind == MessageKind::Service
    }

    /// The `file_id` of the largest size of its picture.
    pub fn photo_id(&self) -> Option<&str> {
        self.fields.get("photo")?.as_array()?.last()?.get("file_id")?.as_str()
    }

    pub fn document_id(&self) -> Option<&str> {
        self.fields.get("document")?.get("file_id")?.as_str()
    }

    pub fn is_visible_to(&self, person: i64) -> bool {
        self.ephemeral.is_none_or(|ephemeral| ephemeral.person == person)
    }
}
