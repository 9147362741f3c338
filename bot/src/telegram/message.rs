//! What the bot can write, as values without the wire's details.

use domain::MemberId;

/// Where a message goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Address {
    pub chat: i64,
    /// The topic of a forum. `None`: General, or no forum at all.
    pub topic: Option<i32>,
}

impl Address {
    #[must_use]
    pub const fn chat(chat: i64) -> Self {
        Self { chat, topic: None }
    }
}

/// One message. The text is Telegram's HTML; with a picture it is the caption.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Message {
    pub text: String,
    pub keyboard: Option<Keyboard>,
    pub picture: Option<Picture>,
    pub reply_to: Option<i32>,
    /// Only one member of the group sees it.
    pub only_for: Option<Ephemeral>,
    /// Arrives without a sound.
    pub silent: bool,
}

impl Message {
    #[must_use]
    pub fn text(text: impl Into<String>) -> Self {
        Self {
            text: text.into(),
            ..Self::default()
        }
    }

    #[must_use]
    pub fn keyboard(mut self, keyboard: Keyboard) -> Self {
        self.keyboard = Some(keyboard);
        self
    }

    /// Rows of buttons under the message. No rows: no keyboard.
    #[must_use]
    pub fn buttons(mut self, rows: Vec<Vec<Button>>) -> Self {
        self.keyboard = (!rows.is_empty()).then_some(Keyboard::Inline(rows));
        self
    }

    #[must_use]
    pub fn picture(mut self, picture: Picture) -> Self {
        self.picture = Some(picture);
        self
    }

    #[must_use]
    pub const fn reply_to(mut self, message: i32) -> Self {
        self.reply_to = Some(message);
        self
    }

    #[must_use]
    pub fn only_for(mut self, reader: Ephemeral) -> Self {
        self.only_for = Some(reader);
        self
    }

    #[must_use]
    pub const fn silent(mut self) -> Self {
        self.silent = true;
        self
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Keyboard {
    Inline(Vec<Vec<Button>>),
    /// One button that sends the person's own phone number. Private chats only.
    AskContact {
        label: String,
    },
    /// Opens the field for an answer to this message, also in groups where the bot sees little.
    ForceReply {
        placeholder: Option<String>,
    },
    /// Takes away what `AskContact` left.
    Remove,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Button {
    pub label: String,
    pub press: Press,
    pub style: Option<Style>,
}

impl Button {
    #[must_use]
    pub fn tap(label: impl Into<String>, data: impl Into<String>) -> Self {
        Self {
            label: label.into(),
            press: Press::Tap(data.into()),
            style: None,
        }
    }

    #[must_use]
    pub fn link(label: impl Into<String>, url: impl Into<String>) -> Self {
        Self {
            label: label.into(),
            press: Press::Link(url.into()),
            style: None,
        }
    }

    #[must_use]
    pub fn copy(label: impl Into<String>, text: impl Into<String>) -> Self {
        Self {
            label: label.into(),
            press: Press::Copy(text.into()),
            style: None,
        }
    }

    #[must_use]
    pub const fn style(mut self, style: Style) -> Self {
        self.style = Some(style);
        self
    }
}

/// What a button does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Press {
    /// Sends this back: 1 to 64 bytes.
    Tap(String),
    Link(String),
    /// Copies this: 1 to 256 characters.
    Copy(String),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Style {
    Primary,
    Success,
    Danger,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Picture {
    /// Telegram has it already.
    FileId(String),
    /// `key` says what it shows: a picture once sent under a key is not uploaded again.
    Png {
        name: String,
        bytes: Vec<u8>,
        key: Option<String>,
        /// Whom it shows: kept with them, and forgotten with them.
        of: Option<MemberId>,
    },
}

/// Who alone sees a message, and the tap it answers, if any. A bot that is no admin must answer a
/// tap or command, and within 15 seconds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ephemeral {
    pub user: i64,
    pub tap: Option<String>,
}
