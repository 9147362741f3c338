//! What somebody is told when their update is not answered. Nothing here asks the database, which may
//! be the reason.

use domain::Lang;
use teloxide::types::{Update, UpdateKind, User};

use super::command::Command;
use crate::club::Club;
use crate::telegram::{Address, Ephemeral, Message};

/// Somebody asks more than a person can. Told once; what follows is dropped quietly.
pub async fn slow_down(club: &Club, update: &Update) -> anyhow::Result<()> {
    tell(club, update, say::common::slow_down).await
}

/// An update was given up. `reference` stands in the log, too.
pub async fn sorry(club: &Club, update: &Update, reference: &str) -> anyhow::Result<()> {
    tell(club, update, |lang| say::common::something_broke(lang, reference)).await
}

async fn tell(club: &Club, update: &Update, words: impl Fn(Lang) -> String) -> anyhow::Result<()> {
    match &update.kind {
        UpdateKind::CallbackQuery(query) => {
            let text = say::text::alert(&words(lang_of(&query.from)));
            club.telegram.answer_tap(&query.id.0, Some(&text), true).await?;
        }
        UpdateKind::Message(message) => {
            let Some(user) = message.from.as_ref().filter(|user| !user.is_bot) else {
                return Ok(());
            };
            let mut answer = Message::text(words(lang_of(user)));
            if !message.chat.is_private() {
                // In a group only whoever asked the bot something hears of it, and nobody else does.
                let asked = message.text().and_then(|text| Command::read(text, &club.me.username));
                if asked.is_none() {
                    return Ok(());
                }
                answer = answer.only_for(Ephemeral {
                    user: i64::try_from(user.id.0)?,
                    tap: None,
                });
            }
            club.telegram.send(Address::chat(message.chat.id.0), &answer).await?;
        }
        _ => {}
    }
    Ok(())
}

fn lang_of(user: &User) -> Lang {
    user.language_code
        .as_deref()
        .and_then(Lang::for_tag)
        .unwrap_or_default()
}
