//! What Telegram says when it does not do what it was asked, sorted once.
//!
//! Sorted by its own text, because that is where it differs: one and the same code stands for a
//! person who left and for a typing error.

use std::time::Duration;

/// Why something was not done, by what is to be done about it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Trouble {
    /// The person or group cannot be written to, now or later, unless they act.
    #[error("cannot be reached: {0}")]
    Unreachable(String),
    /// The group is a supergroup with this id.
    #[error("the group moved to {0}")]
    Migrated(i64),
    /// Not before this much time has passed.
    #[error("not before {} ms have passed", .0.as_millis())]
    NotBefore(Duration),
    /// Worth another attempt: nobody knows, or Telegram was not well.
    #[error("worth another attempt: {0}")]
    TryAgain(String),
    /// Understood and refused. Asking again says the same.
    #[error("refused: {0}")]
    Refused(String),
}

impl Trouble {
    /// The word by which troubles are counted.
    #[must_use]
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::Unreachable(_) => "unreachable",
            Self::Migrated(_) => "migrated",
            Self::NotBefore(_) => "not_before",
            Self::TryAgain(_) => "try_again",
            Self::Refused(_) => "refused",
        }
    }
}

/// An answer that begins with `"ok":false`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Said {
    pub code: i64,
    pub description: String,
    pub retry_after: Option<u64>,
    pub migrate_to: Option<i64>,
}

/// Texts of 400 after which the chat cannot be written to by this bot.
const GONE: [&str; 6] = [
    "chat not found",
    "private chat not found",
    "have no rights to send a message",
    "not enough rights to send",
    "CHAT_WRITE_FORBIDDEN",
    "PEER_ID_INVALID",
];

/// Texts of 400 that say that the world is already as it was to become.
const ALREADY_SO: [&str; 4] = [
    "message is not modified",
    "query is too old and response timeout expired or query ID is invalid",
    "message to delete not found",
    "USER_ALREADY_PARTICIPANT",
];

/// Sorts what Telegram said. `None`: it is as good as done.
#[must_use]
pub fn sort(said: &Said) -> Option<Trouble> {
    let text = said.description.as_str();
    let has = |part: &str| text.contains(part);
    Some(match said.code {
        _ if said.migrate_to.is_some() => Trouble::Migrated(said.migrate_to.unwrap_or_default()),
        429 => Trouble::NotBefore(Duration::from_secs(
            said.retry_after.or_else(|| seconds_in(text)).unwrap_or(1),
        )),
        400 if ALREADY_SO.iter().any(|part| has(part)) => return None,
        403 => Trouble::Unreachable(text.to_owned()),
        400 if GONE.iter().any(|part| has(part)) => Trouble::Unreachable(text.to_owned()),
        // A token that was revoked must not cost a letter: it is right again once the operator sets the new one.
        401 | 409 | 500.. => Trouble::TryAgain(text.to_owned()),
        404 if !has("method not found") => Trouble::TryAgain(text.to_owned()),
        _ => Trouble::Refused(text.to_owned()),
    })
}

/// The 7 of "Too Many Requests: retry after 7".
fn seconds_in(text: &str) -> Option<u64> {
    text.rsplit(' ').next()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(code: i64, description: &str) -> Said {
        Said {
            code,
            description: description.into(),
            retry_after: None,
            migrate_to: None,
        }
    }

    /// The exact texts of the Bot API server and of Telegram behind it.
    #[test]
    fn every_text_is_sorted() {
        let done = "";
        for (code, description, kind) in [
            (403, "Forbidden: bot was blocked by the user", "unreachable"),
            (403, "Forbidden: user is deactivated", "unreachable"),
            (
                403,
                "Forbidden: bot can't initiate conversation with a user",
                "unreachable",
            ),
            (403, "Forbidden: bot can't send messages to bots", "unreachable"),
            (403, "Forbidden: bot was kicked from the group chat", "unreachable"),
            (403, "Forbidden: bot was kicked from the supergroup chat", "unreachable"),
            (403, "Forbidden: bot is not a member of the group chat", "unreachable"),
            (
                403,
                "Forbidden: bot is not a member of the supergroup chat",
                "unreachable",
            ),
            (403, "Forbidden: the group chat was deleted", "unreachable"),
            (400, "Bad Request: chat not found", "unreachable"),
            (400, "Bad Request: private chat not found", "unreachable"),
            (400, "Bad Request: have no rights to send a message", "unreachable"),
            (
                400,
                "Bad Request: not enough rights to send text messages to the chat",
                "unreachable",
            ),
            (400, "Bad Request: CHAT_WRITE_FORBIDDEN", "unreachable"),
            (400, "Bad Request: PEER_ID_INVALID", "unreachable"),
            (
                400,
                "Bad Request: message is not modified: specified new message content and reply markup are exactly the same as a current content and reply markup of the message",
                done,
            ),
            (
                400,
                "Bad Request: query is too old and response timeout expired or query ID is invalid",
                done,
            ),
            (400, "Bad Request: message to delete not found", done),
            (400, "Bad Request: message to be replied not found", "refused"),
            (400, "Bad Request: message thread not found", "refused"),
            (400, "Bad Request: message can't be deleted", "refused"),
            (400, "Bad Request: TOPIC_CLOSED", "refused"),
            (400, "Bad Request: CHAT_ADMIN_REQUIRED", "refused"),
            (
                400,
                "Bad Request: can't parse entities: Unsupported start tag \"x\" at byte offset 0",
                "refused",
            ),
            (404, "Not Found: method not found", "refused"),
            (404, "Not Found", "try_again"),
            (401, "Unauthorized", "try_again"),
            (
                409,
                "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running",
                "try_again",
            ),
            (
                409,
                "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first",
                "try_again",
            ),
            (429, "Too Many Requests: retry after 7", "not_before"),
            (500, "Internal Server Error: restart", "try_again"),
            (502, "Bad Gateway", "try_again"),
        ] {
            let sorted = sort(&said(code, description));
            assert_eq!(
                sorted.as_ref().map_or(done, Trouble::kind),
                kind,
                "{code} {description}"
            );
        }
    }

    #[test]
    fn a_moment_and_a_new_address_are_taken_from_the_parameters() {
        let wait = Said {
            retry_after: Some(10_072),
            ..said(429, "Too Many Requests: retry after 10072")
        };
        assert_eq!(sort(&wait), Some(Trouble::NotBefore(Duration::from_secs(10_072))));
        assert_eq!(
            sort(&said(429, "Too Many Requests: retry after 7")),
            Some(Trouble::NotBefore(Duration::from_secs(7)))
        );
        assert_eq!(
            sort(&said(429, "Too Many Requests")),
            Some(Trouble::NotBefore(Duration::from_secs(1)))
        );

        let moved = Said {
            migrate_to: Some(-1_002),
            ..said(400, "Bad Request: group chat was upgraded to a supergroup chat")
        };
        assert_eq!(sort(&moved), Some(Trouble::Migrated(-1_002)));
    }
}
