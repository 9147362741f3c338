//! Refusals, in Telegram's words, and whether the bot is to blame for them.

use serde_json::{Value, json};

use crate::limits::Flood;

/// Why a call had no effect.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Refusal {
    pub code: u16,
    pub description: String,
    pub retry_after: Option<i64>,
    pub migrate_to: Option<i64>,
    /// What the bot did wrong. `None` when it could not have known better: somebody blocked it, a message is gone.
    pub breach: Option<String>,
}

impl Refusal {
    fn new(code: u16, description: String) -> Self {
        Self {
            code,
            description,
            retry_after: None,
            migrate_to: None,
            breach: None,
        }
    }

    /// 400 that a correct bot never gets.
    pub fn fault(what: impl AsRef<str>) -> Self {
        let what = what.as_ref();
        Self {
            breach: Some(what.to_owned()),
            ..Self::new(400, format!("Bad Request: {what}"))
        }
    }

    /// 400 that the best bot gets now and then, because people act, too.
    pub fn circumstance(what: impl AsRef<str>) -> Self {
        Self::new(400, format!("Bad Request: {}", what.as_ref()))
    }

    /// 403 because of what somebody else did.
    pub fn forbidden(what: &str) -> Self {
        Self::new(403, format!("Forbidden: {what}"))
    }

    /// 403 that a correct bot never gets.
    pub fn trespass(what: &str) -> Self {
        Self {
            breach: Some(what.to_owned()),
            ..Self::forbidden(what)
        }
    }

    pub fn unauthorized() -> Self {
        Self {
            breach: Some("unknown token".to_owned()),
            ..Self::new(401, "Unauthorized".to_owned())
        }
    }

    pub fn no_such_method(name: &str) -> Self {
        let breach = Some(format!("there is no method {name}"));
        Self {
            breach,
            ..Self::new(404, "Not Found: method not found".to_owned())
        }
    }

    /// The method exists, but not here.
    pub fn not_played(name: &str) -> Self {
        let breach = Some(format!("the playground does not play {name}"));
        Self {
            breach,
            ..Self::new(501, format!("Not Implemented: the playground does not play {name}"))
        }
    }

    pub fn conflict(what: &str) -> Self {
        Self::new(409, format!("Conflict: {what}"))
    }

    pub fn too_large() -> Self {
        let breach = Some("the request is larger than 50 MB".to_owned());
        Self {
            breach,
            ..Self::new(413, "Request Entity Too Large".to_owned())
        }
    }

    pub fn bad_gateway() -> Self {
        Self::new(502, "Bad Gateway".to_owned())
    }

    /// 429 without blame, as the playground was told to give it.
    pub fn too_many_requests(retry_after: i64) -> Self {
        Self {
            retry_after: Some(retry_after),
            ..Self::new(429, format!("Too Many Requests: retry after {retry_after}"))
        }
    }

    pub fn flood(flood: Flood) -> Self {
        Self {
            breach: Some(flood.breach),
            ..Self::too_many_requests(flood.retry_after)
        }
    }

    pub fn migrated(to: i64) -> Self {
        Self {
            migrate_to: Some(to),
            ..Self::circumstance("group chat was upgraded to a supergroup chat")
        }
    }

    /// A query that nobody waits for any more, or never did.
    pub fn query_too_old() -> Self {
        Self::circumstance("query is too old and response timeout expired or query ID is invalid")
    }

    pub fn chat_not_found() -> Self {
        Self::fault("chat not found")
    }

    pub fn no_rights(what: &str) -> Self {
        Self::fault(format!("not enough rights to {what}"))
    }

    pub fn to_json(&self) -> Value {
        let mut object = json!({ "ok": false, "error_code": self.code, "description": self.description });
        if let Some(seconds) = self.retry_after {
            object["parameters"] = json!({ "retry_after": seconds });
        }
        if let Some(id) = self.migrate_to {
            object["parameters"] = json!({ "migrate_to_chat_id": id });
        }
        object
    }
}
