//! Groups, and what is posted in them for everybody to see.

use std::sync::Arc;

use playground::{Group, Rights, Seen};

use crate::people::Someone;
use crate::stage::Stage;

/// A group as everybody in it sees it.
#[derive(Clone)]
pub struct Room {
    pub group: Group,
    pub(crate) stage: Arc<Stage>,
}

impl Room {
    #[must_use]
    pub fn id(&self) -> i64 {
        self.group.id()
    }

    /// Somebody adds the bot with the rights it asks for, as the link of the set-up does.
    pub async fn takes_the_bot(&self, by: &Someone, payload: Option<&str>) {
        let add = || {
            by.person
                .adds_bot(&self.stage.bot, &self.group, asked_rights(), payload);
        };
        self.stage.act(add).await;
    }

    /// Something happens in the group that is nobody's message.
    pub async fn happens<T>(&self, what: impl FnOnce(&Group) -> T) -> T {
        self.stage.act(|| what(&self.group)).await
    }

    /// Posts of the bot's for everybody that came since they were last asked for.
    #[must_use]
    pub fn posts(&self) -> Vec<Seen> {
        posts(&self.stage, &self.group)
    }

    /// The one post that came.
    #[track_caller]
    pub fn post(&self) -> Seen {
        let mut fresh = self.posts();
        assert_eq!(fresh.len(), 1, "{:#?}", words(&fresh));
        fresh.remove(0)
    }

    /// The one post that came reads so: its text with its markup.
    #[track_caller]
    pub fn reads(&self, html: &str) {
        assert_eq!(words(&self.posts()), [html], "{}", self.group.title());
    }

    #[track_caller]
    pub fn reads_nothing(&self) {
        assert_eq!(words(&self.posts()), Vec::<String>::new(), "{}", self.group.title());
    }

    /// What stands there of the bot's, old and new.
    #[must_use]
    pub fn stands(&self) -> Vec<String> {
        let all = self.stage.playground.messages(&self.group);
        all.into_iter().filter(is_public_post).map(|seen| seen.html).collect()
    }
}

/// The rights that the link of the set-up asks for.
#[must_use]
pub fn asked_rights() -> Rights {
    let link = bot::tap::group_link("regulars_bot", domain::ShopId(uuid::Uuid::nil()));
    let (_, admin) = link.split_once("admin=").expect("the link asks for rights");
    Rights::from_link(admin)
}

pub(crate) fn posts(stage: &Stage, group: &Group) -> Vec<Seen> {
    let chat = group.id();
    let mut read = stage.read.lock().unwrap();
    let all = stage.playground.messages(group);
    all.into_iter()
        .filter(|seen| is_public_post(seen) && read.insert((chat, seen.message_id)))
        .collect()
}

fn is_public_post(seen: &Seen) -> bool {
    seen.from_bot && !seen.ephemeral && seen.service.is_none()
}

fn words(seen: &[Seen]) -> Vec<String> {
    seen.iter().map(|seen| seen.html.clone()).collect()
}
