//! Who an update is from and where they stand, before anything is made of it.

use chrono::{DateTime, Utc};
use domain::{Lang, UserId};
use storage::people::Presented;
use teloxide::types::{CallbackQuery, Message, MessageKind, User};

use super::visit::{Asked, Place, Under, Visit};
use crate::club::Club;

/// The old and the new id of a group that became a supergroup, whichever of the two messages says so.
pub(super) fn migration(message: &Message) -> Option<(i64, i64)> {
    if let Some(to) = message.migrate_to_chat_id() {
        return Some((message.chat.id.0, to.0));
    }
    message.migrate_from_chat_id().map(|from| (from.0, message.chat.id.0))
}

/// Whether somebody says something, in words or by a picture. Else Telegram tells of something that happened.
pub(super) fn is_said(message: &Message) -> bool {
    matches!(message.kind, MessageKind::Common(_))
}

/// `None` when nobody asked: a service message, a channel, an anonymous admin, a group of no shop.
pub(super) async fn of_message<'a>(
    club: &'a Club,
    message: &Message,
    at: DateTime<Utc>,
) -> anyhow::Result<Option<Visit<'a>>> {
    let Some(user) = message.from.as_ref().filter(|user| !user.is_bot) else {
        return Ok(None);
    };
    // Whoever writes as a chat is nobody in particular.
    if message.sender_chat.is_some() || !is_said(message) {
        return Ok(None);
    }
    let asked = Asked::Message { id: message.id.0 };
    arrive(
        club,
        user,
        message.chat.id.0,
        message.chat.is_private(),
        topic_of(message),
        Question { asked, at },
    )
    .await
}

/// `None` when the message is gone too far for anything to be known about it.
pub(super) async fn of_tap<'a>(
    club: &'a Club,
    query: &CallbackQuery,
    at: DateTime<Utc>,
) -> anyhow::Result<Option<Visit<'a>>> {
    let Some(message) = &query.message else {
        club.telegram.answer_tap(&query.id.0, None, false).await?;
        return Ok(None);
    };
    let chat = message.chat();
    let regular = message.regular_message();
    let under = Under {
        message: message.id().0,
        has_picture: regular.is_some_and(|message| message.photo().is_some()),
        // Ephemeral messages have no number of their own among the chat's messages.
        ephemeral: message.id().0 == 0,
    };
    let asked = Asked::Tap {
        id: query.id.0.clone(),
        under: Some(under),
    };
    let visit = arrive(
        club,
        &query.from,
        chat.id.0,
        chat.is_private(),
        regular.and_then(topic_of),
        Question { asked, at },
    )
    .await?;
    if visit.is_none() {
        club.telegram.answer_tap(&query.id.0, None, false).await?;
    }
    Ok(visit)
}

/// Whoever sent a message from the bot's own list somewhere else, as if they had sent it in private.
pub(super) async fn in_their_private_chat<'a>(
    club: &'a Club,
    message: &Message,
    at: DateTime<Utc>,
) -> anyhow::Result<Option<Visit<'a>>> {
    let Some(user) = message.from.as_ref().filter(|user| !user.is_bot) else {
        return Ok(None);
    };
    let lang = user.language_code.as_deref().and_then(Lang::for_tag);
    // They write elsewhere, so it says nothing about whether they can be reached.
    let visitor = club.loyalty.meet(&presented(user, false)?, lang, None).await?;
    let chat = visitor.id.0;
    Ok(Some(Visit {
        club,
        visitor,
        place: Place::Private,
        chat,
        asked: Asked::Message { id: message.id.0 },
        arrived_at: at,
    }))
}

fn topic_of(message: &Message) -> Option<i32> {
    // Comments under a channel's posts have threads as well; only a forum's are topics.
    message.is_topic_message.then_some(message.thread_id?.0.0)
}

/// What was asked, and when it arrived.
struct Question {
    asked: Asked,
    at: DateTime<Utc>,
}

async fn arrive<'a>(
    club: &'a Club,
    user: &User,
    chat: i64,
    private: bool,
    topic: Option<i32>,
    question: Question,
) -> anyhow::Result<Option<Visit<'a>>> {
    let place = if private {
        Place::Private
    } else {
        match club.loyalty.group(chat).await? {
            Some(group) => Place::Group { group, topic },
            None => return Ok(None),
        }
    };
    let shop = match &place {
        Place::Private => None,
        Place::Group { group, .. } => Some(group.shop),
    };
    let lang = user.language_code.as_deref().and_then(Lang::for_tag);
    let visitor = club.loyalty.meet(&presented(user, private)?, lang, shop).await?;
    Ok(Some(Visit {
        club,
        visitor,
        place,
        chat,
        asked: question.asked,
        arrived_at: question.at,
    }))
}

/// The longest half of a name that Telegram allows, in characters.
const LONGEST_NAME: usize = 64;

fn name(half: &str) -> &str {
    half.char_indices()
        .nth(LONGEST_NAME)
        .and_then(|(end, _)| half.get(..end))
        .unwrap_or(half)
}

/// A person as Telegram shows them. What is too long for a name is cut: names stand in messages that
/// have to fit.
pub(super) fn presented(user: &User, in_private: bool) -> anyhow::Result<Presented<'_>> {
    Ok(Presented {
        id: UserId(i64::try_from(user.id.0)?),
        first_name: name(&user.first_name),
        last_name: user.last_name.as_deref().map(name),
        username: user.username.as_deref(),
        lang: Lang::default(),
        in_private,
    })
}
