//! Files: those that people send, and those that are made for them.

use reqwest::multipart::{Form, Part};
use serde::Deserialize;

use super::payloads::{self, Sent};
use super::{Telegram, Trouble, trouble};

/// The most that Telegram hands to a bot, in bytes.
pub const MOST_RECEIVED: u64 = 20 << 20;
/// The most that a bot can send.
pub const MOST_SENT: usize = 50 << 20;

/// A file to be sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Document {
    pub name: String,
    pub bytes: Vec<u8>,
    /// Telegram's HTML. Empty: none.
    pub caption: String,
}

/// What Telegram says of a file that it keeps.
#[derive(Debug, Deserialize)]
pub struct Kept {
    pub file_path: Option<String>,
}

impl Telegram {
    /// A file that somebody sent. `None`: it is larger than Telegram gives out.
    pub async fn fetch(&self, file_id: &str) -> Result<Option<Vec<u8>>, Trouble> {
        let kept = match self.call(&payloads::GetFile { file_id }).await {
            Err(Trouble::Refused(said)) if said.contains("too big") => return Ok(None),
            kept => kept?,
        };
        let Some(path) = kept.file_path else {
            return Ok(None);
        };
        self.patiently(None, || async {
            self.wire().download(&path, MOST_RECEIVED).await.map_err(trouble)
        })
        .await
    }

    /// Sends a file, within the budgets for answers.
    pub async fn send_document(&self, chat: i64, document: &Document) -> Result<(), Trouble> {
        let attempt = || async {
            let part = Part::bytes(document.bytes.clone()).file_name(document.name.clone());
            let mut form = Form::new().text("chat_id", chat.to_string()).part("document", part);
            if !document.caption.is_empty() {
                form = form
                    .text("caption", document.caption.clone())
                    .text("parse_mode", "HTML");
            }
            let sent: Result<Sent, _> = self.wire().upload("sendDocument", form).await;
            sent.map(drop).map_err(trouble)
        };
        self.patiently(Some(chat), attempt).await
    }
}
