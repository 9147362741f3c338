//! The list of one person's chats.

use std::cmp::Reverse;

use chrono_tz::Tz;
use serde::Serialize;

use super::{
    message::{date, glimpse},
    spot::page_id,
};
use crate::{
    rights::Right,
    world::{Group, Key, Part, Status, World},
};

/// Requests to join that are listed.
const REQUESTS_SHOWN: usize = 50;

#[derive(Serialize)]
pub(super) struct ChatEntry {
    chat: i64,
    kind: &'static str,
    forum: bool,
    title: String,
    members: usize,
    last: Option<Last>,
    unread: usize,
    topics: Vec<TopicEntry>,
    me: Me,
    blocked: bool,
    link: Option<String>,
    requests: Vec<Request>,
}

#[derive(Serialize)]
struct Last {
    from: String,
    text: String,
    date: String,
    seq: u64,
}

#[derive(Serialize)]
struct TopicEntry {
    id: i64,
    name: String,
    closed: bool,
    unread: usize,
}

#[derive(Serialize)]
struct Me {
    status: &'static str,
    anonymous: bool,
    tag: Option<String>,
    /// What others wrote.
    can_delete: bool,
    can_write: bool,
}

#[derive(Serialize)]
struct Request {
    id: i64,
    name: String,
}

impl World {
    /// The chats of a person, newest talk first.
    pub(super) fn chats_of(&self, person: i64, zone: Tz) -> Vec<ChatEntry> {
        let Some(state) = self.people.get(&person) else {
            return Vec::new();
        };
        let mut bots: Vec<i64> = self.bots.keys().copied().collect();
        bots.sort_unstable();
        let privates = bots.iter().enumerate().filter_map(|(index, bot)| {
            let key = Key::Private { bot: *bot, person };
            let begun = self.private_of(*bot, person).is_some_and(|private| private.opened)
                || self.chat(key).is_some_and(|chat| !chat.messages.is_empty());
            (index == 0 || begun).then(|| self.private_entry(person, *bot, zone))
        });
        let groups = state.groups.iter().filter_map(|id| self.group_entry(person, *id, zone));
        let mut entries: Vec<ChatEntry> = privates.chain(groups).collect();
        entries.sort_by_key(|entry| Reverse(entry.last.as_ref().map_or(0, |last| last.seq)));
        entries
    }

    fn private_entry(&self, person: i64, bot: i64, zone: Tz) -> ChatEntry {
        let key = Key::Private { bot, person };
        let state = self.people.get(&person);
        ChatEntry {
            chat: page_id(key),
            kind: "private",
            forum: false,
            title: self.person_name(bot),
            members: 2,
            last: self.last_in(person, key, zone),
            unread: self.unread_in(person, key, Part::Whole),
            topics: Vec::new(),
            me: Me {
                status: "member",
                anonymous: false,
                tag: None,
                can_delete: true,
                can_write: state.is_some_and(|state| !state.deactivated),
            },
            blocked: state.is_some_and(|state| state.blocked.contains(&bot)),
            link: None,
            requests: Vec::new(),
        }
    }

    /// `None` for a group that is another by now, or gone, or was never this person's.
    fn group_entry(&self, person: i64, id: i64, zone: Tz) -> Option<ChatEntry> {
        let group = self.group(id).filter(|group| group.migrated_to.is_none())?;
        let member = group.members.get(&person);
        let asked = group.requests.contains_key(&person);
        let is_in = group.has(person);
        let was_in = member.is_some_and(|member| member.since.is_some());
        if group.deleted || !(is_in || was_in || asked) {
            return None;
        }
        let key = Key::Group(id);
        let topics: Vec<TopicEntry> = group
            .topics
            .iter()
            .filter(|_| group.is_forum && is_in)
            .map(|(id, topic)| TopicEntry {
                id: *id,
                name: topic.name.clone(),
                closed: topic.closed,
                unread: self.unread_in(person, key, Part::Topic(Some(*id))),
            })
            .collect();
        let general = if group.is_forum { Part::Topic(None) } else { Part::Whole };
        let unread_topics: usize = topics.iter().map(|topic| topic.unread).sum();
        let status = match member.map(|member| &member.status) {
            _ if asked && !is_in => "asked",
            Some(Status::Owner) => "creator",
            Some(Status::Administrator { .. }) => "administrator",
            Some(Status::Member) => "member",
            Some(Status::Restricted { .. }) => "restricted",
            Some(Status::Banned { .. }) => "kicked",
            Some(Status::Left) | None => "left",
        };
        Some(ChatEntry {
            chat: id,
            kind: group.kind_name(),
            forum: group.is_forum,
            title: group.title.clone(),
            members: group.count,
            last: self.last_in(person, key, zone),
            unread: self.unread_in(person, key, general) + unread_topics,
            topics,
            me: Me {
                status,
                anonymous: member.is_some_and(crate::world::Member::is_anonymous),
                tag: member.and_then(|member| member.shown_tag().map(str::to_owned)),
                can_delete: self.ties(id, person).may(Right::DeleteMessages),
                can_write: is_in && group.lets_send(person, "can_send_messages"),
            },
            blocked: false,
            link: group.shown_link(is_in),
            requests: self.requests_for(person, id, group),
        })
    }

    fn last_in(&self, person: i64, key: Key, zone: Tz) -> Option<Last> {
        let (key, id) = self.newest_for(person, key)?;
        let message = self.message(key, id)?;
        Some(Last {
            from: self.speaker_name(key, message),
            text: glimpse(message),
            date: date(message.date, zone),
            seq: message.seq,
        })
    }

    fn requests_for(&self, person: i64, id: i64, group: &Group) -> Vec<Request> {
        if !self.ties(id, person).may(Right::InviteUsers) {
            return Vec::new();
        }
        let mut waiting: Vec<_> = group.requests.iter().collect();
        waiting.sort_unstable_by_key(|(id, request)| (request.at, **id));
        waiting
            .into_iter()
            .take(REQUESTS_SHOWN)
            .map(|(id, _)| Request {
                id: *id,
                name: self.person_name(*id),
            })
            .collect()
    }
}

impl Group {
    /// The link by which members bring others in.
    fn shown_link(&self, is_in: bool) -> Option<String> {
        let link = self.links.iter().find(|link| link.primary && !link.revoked);
        link.filter(|_| is_in).map(|link| link.url.clone())
    }
}
