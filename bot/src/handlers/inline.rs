//! The pick list of members, for staff who type a few letters behind the bot's name in any chat (S5).
//!
//! Everybody else gets an empty list, the same that a bot with nothing to say gives. Telegram may keep
//! none of the answers: whoever is taken off the staff finds nobody from that moment on (S1).

use chrono::{DateTime, Utc};
use domain::{MemberId, UserId};
use loyalty::Pick;
use teloxide::types::{InlineQuery, Message};

use super::arrival;
use super::command::Command;
use super::staff::file;
use super::visit::Visit;
use crate::club::Club;
use crate::tap::{Start, read_onward, write_onward};
use crate::telegram::Trouble;
use crate::telegram::payloads::{AnswerInlineQuery, Article, ButtonAbove, Content};

/// A phone shows five without scrolling; the list goes on as one scrolls.
const MOST: usize = 10;

/// What a chosen member is sent as: a command that only this bot reads.
const COMMAND: &str = "file";

pub async fn answer(club: &Club, query: &InlineQuery) -> anyhow::Result<()> {
    let user = UserId(i64::try_from(query.from.id.0)?);
    let after = read_onward(&query.offset);
    let pick = Pick {
        user,
        typed: &query.query,
        after,
        limit: MOST,
    };
    let picked = club.loyalty.pick(&pick).await?;
    let mut answer = AnswerInlineQuery::nothing(&query.id.0);
    if let Some(picked) = picked {
        let lang = picked.lang;
        answer.results = picked
            .members
            .iter()
            .map(|(member, tier)| {
                let code = club.codes.of(member.id);
                Article {
                    kind: "article",
                    title: member.name.clone(),
                    description: say::pick::about_label(lang, member.number, tier.as_deref()),
                    input_message_content: Content {
                        message_text: format!("/{COMMAND} {code}"),
                    },
                    id: code,
                }
            })
            .collect();
        answer.next_offset = picked.more.as_ref().map(write_onward).unwrap_or_default();
        if answer.results.is_empty() && after.is_none() {
            let text = if query.query.trim().is_empty() {
                say::pick::how_label(lang)
            } else {
                say::pick::nobody_label(lang)
            };
            answer.button = Some(ButtonAbove {
                text,
                start_parameter: Start::Find.payload(),
            });
        }
    }
    club.telegram.answer_inline(&answer).await?;
    Ok(())
}

/// The member that a command names, as this bot writes members where others read them.
#[must_use]
pub fn member_of(club: &Club, words: &str) -> Option<MemberId> {
    club.codes.read(words.trim())
}

/// Whether a message was chosen from this bot's own list.
fn is_chosen(club: &Club, message: &Message) -> bool {
    message
        .via_bot
        .as_ref()
        .is_some_and(|bot| i64::try_from(bot.id.0).is_ok_and(|id| id == club.me.id))
}

/// Somebody chose a member where others read it: staff get the file in their private chat, and the
/// message goes, where the bot may remove it. Says whether it was such a message.
pub(super) async fn on_chosen_elsewhere(
    club: &Club,
    message: &Message,
    command: &Command,
    at: DateTime<Utc>,
) -> anyhow::Result<bool> {
    if command.name != COMMAND || !is_chosen(club, message) {
        return Ok(false);
    }
    let Some(visit) = arrival::in_their_private_chat(club, message, at).await? else {
        return Ok(true);
    };
    if !file::may_open(&visit) {
        return Ok(true);
    }
    remove(&visit, message).await?;
    if let Some(member) = member_of(club, &command.words) {
        file::show(&visit, member).await?;
    }
    Ok(true)
}

async fn remove(visit: &Visit<'_>, message: &Message) -> anyhow::Result<()> {
    match visit.club.telegram.delete(message.chat.id.0, message.id.0).await {
        // It tells nobody anything, so it may stay where the bot has no right to remove messages.
        Ok(()) | Err(Trouble::Refused(_) | Trouble::Unreachable(_)) => Ok(()),
        Err(trouble) => Err(trouble.into()),
    }
}
