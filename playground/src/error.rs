//! What a person in the playground cannot do, said so that a failed story explains itself.

use crate::world::Key;

/// Why a person's act did not happen.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PlaygroundError {
    #[error("no visible button is labelled {label:?}; visible are: {visible}")]
    NoSuchButton { label: String, visible: String },
    #[error("the button {0:?} is disabled")]
    ButtonDisabled(String),
    #[error("there is no such message")]
    NoSuchMessage,
    #[error("nobody in the playground answers to {0}")]
    NoSuchChat(String),
    #[error("the link {0} leads nowhere")]
    NoSuchLink(String),
    #[error("{person} is not in {chat}")]
    NotAMember { person: String, chat: String },
    #[error("{person} may not do that in {chat}")]
    NotAllowed { person: String, chat: String },
    #[error("{0} has no inline mode")]
    NoInlineMode(String),
    #[error("there is nothing to pay with this message")]
    NoInvoice,
    #[error("{0} has paid this already")]
    PaidAlready(String),
    #[error("the bytes are no picture Telegram takes: {0}")]
    NotAPicture(&'static str),
    #[error("there is not exactly one QR code to be read on the picture")]
    NoCode,
    #[error("the text is not one update: {0}")]
    NotAnUpdate(String),
    #[error("{0} waited in vain; the last seen message was: {1}")]
    WaitedInVain(String, String),
}

impl PlaygroundError {
    pub(crate) fn no_chat(key: Key) -> Self {
        Self::NoSuchChat(format!("{key:?}"))
    }
}
