//! Following links, typed, tapped or on a picture.

use serde::Deserialize;
use serde_json::json;

use super::Done;
use crate::{
    bot::Bot,
    link::{TelegramLink, is_for_apps},
    page::{
        Refused,
        spot::{person, spot},
    },
    rights::Rights,
    shared::Shared,
    world::{Followed, Key},
};

#[derive(Deserialize)]
pub(in crate::page) struct Open {
    person: i64,
    link: String,
    /// To which group a `startgroup` link adds the bot.
    group: Option<i64>,
}

#[derive(Deserialize)]
pub(in crate::page) struct Scan {
    person: i64,
    photo: String,
}

pub(super) fn follow(shared: &Shared, ask: &Open) -> Done {
    open(shared, ask.person, &ask.link, ask.group)
}

/// What a link that only apps follow comes to.
pub(super) fn for_apps() -> Refused {
    Refused::cannot("The playground does not follow tg:// links. Links to t.me work here.")
}

/// Follows one of Telegram's links, and says which chat it leads to.
pub(super) fn open(shared: &Shared, who: i64, link: &str, group: Option<i64>) -> Done {
    let person = person(shared, who)?;
    let nowhere = || Refused::cannot(format!("The link {link} leads nowhere."));
    if is_for_apps(link) {
        return Err(for_apps());
    }
    let read = TelegramLink::read(link).ok_or_else(nowhere)?;
    if let Some(url) = read.invitation() {
        let mut world = shared.lock();
        let chat = world
            .links
            .get(&url)
            .map(|id| world.current_group(*id))
            .ok_or_else(nowhere)?;
        // Who is in already is only shown the chat.
        if !world.ties(chat, who).is_in && world.follow_link(who, &url) == Followed::Refused {
            return Err(Refused::cannot("This invitation is not valid any more."));
        }
        return Ok(json!({ "chat": chat }));
    }
    if let Some(slug) = read.invoice() {
        let world = shared.lock();
        let bill = world.bill_of_link(slug).ok_or_else(nowhere)?;
        return Ok(json!({ "invoice": world.invoice(bill) }));
    }
    let found = shared.lock().usernames.get(&read.username()).copied();
    let id = found.ok_or_else(nowhere)?;
    if id < 0 {
        let id = shared.lock().current_group(id);
        person.try_joins(id)?;
        return Ok(json!({ "chat": id }));
    }
    if !shared.lock().bots.contains_key(&id) {
        return Err(Refused::cannot("Only chats with bots and groups can be opened here."));
    }
    if let Some(payload) = read.parameter("startgroup") {
        let group = group.ok_or_else(|| Refused::nonsense("To which group?"))?;
        let chat = {
            let world = shared.lock();
            match spot(&world, who, group, None)?.key {
                Key::Group(id) => id,
                Key::Private { .. } => return Err(Refused::nonsense("That is not a group.")),
            }
        };
        let bot = Bot {
            shared: shared.clone(),
            id,
        };
        let rights = read.parameter("admin").map(Rights::from_link);
        let payload = Some(payload).filter(|payload| !payload.is_empty());
        person.try_adds_bot(&bot, chat, rights, payload)?;
        return Ok(json!({ "chat": chat }));
    }
    // Without a payload the chat is only opened; pressing Start is up to the person.
    if let Some(payload) = read.parameter("start") {
        person.starts(id, payload)?;
    }
    Ok(json!({ "chat": id }))
}

pub(super) async fn scan(shared: &Shared, ask: &Scan) -> Done {
    let bytes = {
        let world = shared.lock();
        let file = world.files.at_handle(&ask.photo);
        file.map(|file| file.bytes.clone())
            .ok_or_else(|| Refused::cannot("This picture is not there any more."))?
    };
    scan_bytes(shared, ask.person, bytes.to_vec()).await
}

/// Reads the code on a picture, and follows its link.
pub(super) async fn scan_bytes(shared: &Shared, who: i64, bytes: Vec<u8>) -> Done {
    person(shared, who)?;
    // Reading a large picture takes a while, in which others want to be served.
    let read = tokio::task::spawn_blocking(move || crate::scan(&bytes)).await;
    let link = read.map_err(|_| Refused::cannot("This picture cannot be read."))??;
    if TelegramLink::read(&link).is_none() {
        return Err(Refused::cannot(format!(
            "The code says {link:?}, which is no link of Telegram's."
        )));
    }
    let mut followed = open(shared, who, &link, None)?;
    followed["link"] = link.into();
    Ok(followed)
}
