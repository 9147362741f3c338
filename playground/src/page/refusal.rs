//! Why the page does not get what it asked for, in words for people.

use hyper::StatusCode;

use crate::{error::PlaygroundError, host::HostError};

#[derive(Debug)]
pub(super) struct Refused {
    pub status: StatusCode,
    pub words: String,
}

impl Refused {
    fn new(status: StatusCode, words: impl Into<String>) -> Self {
        Self {
            status,
            words: words.into(),
        }
    }

    /// What was asked makes no sense.
    pub fn nonsense(words: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, words)
    }

    /// It makes sense, but Telegram's app would not let one do it.
    pub fn cannot(words: impl Into<String>) -> Self {
        Self::new(StatusCode::CONFLICT, words)
    }

    /// Another site's page asks.
    pub fn foreign(words: impl Into<String>) -> Self {
        Self::new(StatusCode::FORBIDDEN, words)
    }

    pub fn unknown(words: impl Into<String>) -> Self {
        Self::new(StatusCode::NOT_FOUND, words)
    }

    pub fn wrong_method() -> Self {
        Self::new(StatusCode::METHOD_NOT_ALLOWED, "That is asked for in another way.")
    }

    pub fn too_large(words: impl Into<String>) -> Self {
        Self::new(StatusCode::PAYLOAD_TOO_LARGE, words)
    }
}

impl From<PlaygroundError> for Refused {
    fn from(error: PlaygroundError) -> Self {
        Self::cannot(sentence(&error.to_string()))
    }
}

impl From<HostError> for Refused {
    fn from(error: HostError) -> Self {
        Self::cannot(error.0)
    }
}

/// An error's text as one says it: with a capital letter and a full stop.
fn sentence(text: &str) -> String {
    let mut symbols = text.chars();
    let first = symbols.next().map(|first| first.to_uppercase().to_string());
    let end = if text.ends_with(['.', '!', '?']) { "" } else { "." };
    format!("{}{}{end}", first.unwrap_or_default(), symbols.as_str())
}
