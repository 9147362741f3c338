//! Chats: private ones, groups and supergroups, with their topics and invite links.

use std::collections::{BTreeMap, HashMap, HashSet, VecDeque};

use chrono::{DateTime, Utc};
use serde_json::{Map, Value};

use super::{JoinRequest, Key, Member, Message, Status, World, reading::Action, strips::Strips};

pub(crate) struct Chat {
    pub kind: ChatKind,
    pub messages: BTreeMap<i64, Message>,
    /// Those that one member alone can see, by their own ids.
    pub ephemerals: BTreeMap<i64, Message>,
    /// The same messages, by who sees them where and in which order.
    pub strips: Strips,
    pub next_message: i64,
    pub next_ephemeral: i64,
    pub pinned: Vec<i64>,
    /// What happened, as people saw it.
    pub log: VecDeque<Line>,
    /// When somebody here last reached a bot.
    pub heard_at: Option<DateTime<Utc>>,
    /// Bots that are typing here.
    pub actions: Vec<Action>,
}

/// One event of a chat.
pub(crate) struct Line {
    pub text: String,
    /// Who alone has seen it happen.
    pub only: Option<i64>,
}

pub(crate) enum ChatKind {
    Private(Private),
    Group(Box<Group>),
}

/// What matters of a private chat between a bot and a person.
#[derive(Default)]
pub(crate) struct Private {
    /// Whether the person has ever written to the bot.
    pub opened: bool,
}

#[expect(clippy::struct_excessive_bools, reason = "each is a switch that Telegram itself has")]
pub(crate) struct Group {
    pub title: String,
    pub username: Option<String>,
    pub is_super: bool,
    pub is_forum: bool,
    pub join_by_request: bool,
    pub description: Option<String>,
    pub members: HashMap<i64, Member>,
    /// How many of them are in.
    pub count: usize,
    /// The bots among those who are in.
    pub bots: HashSet<i64>,
    pub topics: BTreeMap<i64, Topic>,
    pub general_closed: bool,
    pub permissions: Map<String, Value>,
    pub links: Vec<Link>,
    pub requests: HashMap<i64, JoinRequest>,
    pub migrated_to: Option<i64>,
    pub migrated_from: Option<i64>,
    pub deleted: bool,
    /// A bare command reaches a bot in privacy mode only if that bot spoke last.
    pub last_bot: Option<i64>,
}

pub(crate) struct Topic {
    pub name: String,
    pub icon: Option<String>,
    pub closed: bool,
    pub creator: i64,
}

#[derive(Debug, Clone)]
pub(crate) struct Link {
    pub url: String,
    pub creator: i64,
    pub name: Option<String>,
    pub expires_at: Option<i64>,
    pub member_limit: Option<i64>,
    pub joined: i64,
    pub by_request: bool,
    pub primary: bool,
    pub revoked: bool,
}

impl Chat {
    pub fn new(kind: ChatKind) -> Self {
        Self {
            kind,
            messages: BTreeMap::new(),
            ephemerals: BTreeMap::new(),
            strips: Strips::default(),
            next_message: 1,
            next_ephemeral: 1,
            pinned: Vec::new(),
            log: VecDeque::new(),
            heard_at: None,
            actions: Vec::new(),
        }
    }

    /// Writes a line for everybody, or for one person's eyes only.
    pub fn note(&mut self, text: String, only: Option<i64>, remember: usize) {
        if self.log.len() >= remember {
            self.log.pop_front();
        }
        self.log.push_back(Line { text, only });
    }
}

impl Group {
    pub fn kind_name(&self) -> &'static str {
        if self.is_super { "supergroup" } else { "group" }
    }

    pub fn status(&self, id: i64) -> Option<&Status> {
        self.members.get(&id).map(|member| &member.status)
    }

    pub fn has(&self, id: i64) -> bool {
        self.status(id).is_some_and(Status::is_in)
    }

    pub fn admins(&self) -> impl Iterator<Item = (i64, &Member)> {
        self.members
            .iter()
            .filter(|(_, member)| member.status.is_admin())
            .map(|(id, member)| (*id, member))
    }

    /// Whether a member without a title may send what this permission covers.
    pub fn lets_send(&self, id: i64, permission: &str) -> bool {
        match self.status(id) {
            Some(Status::Owner | Status::Administrator { .. }) => true,
            Some(Status::Restricted { permissions, .. }) => {
                is_given(permissions, permission) && is_given(&self.permissions, permission)
            }
            _ => is_given(&self.permissions, permission),
        }
    }
}

fn is_given(permissions: &Map<String, Value>, name: &str) -> bool {
    permissions.get(name).and_then(Value::as_bool).unwrap_or_default()
}

pub(crate) const PERMISSIONS: [&str; 16] = [
    "can_send_messages",
    "can_send_audios",
    "can_send_documents",
    "can_send_photos",
    "can_send_videos",
    "can_send_video_notes",
    "can_send_voice_notes",
    "can_send_polls",
    "can_send_other_messages",
    "can_add_web_page_previews",
    "can_react_to_messages",
    "can_edit_tag",
    "can_change_info",
    "can_invite_users",
    "can_pin_messages",
    "can_manage_topics",
];

/// What members of a new group may do.
pub(crate) fn usual_permissions() -> Map<String, Value> {
    PERMISSIONS
        .into_iter()
        .map(|name| {
            let given = !matches!(
                name,
                "can_change_info" | "can_pin_messages" | "can_manage_topics" | "can_edit_tag"
            );
            (name.to_owned(), Value::Bool(given))
        })
        .collect()
}

impl World {
    pub fn add_group(&mut self, title: &str, owner: i64, is_super: bool) -> i64 {
        let id = if is_super {
            self.numbers.supergroup -= 1;
            self.numbers.supergroup + 1
        } else {
            self.numbers.group -= 1;
            self.numbers.group + 1
        };
        let key = Key::Group(id);
        let group = Group {
            title: title.to_owned(),
            username: None,
            is_super,
            is_forum: false,
            join_by_request: false,
            description: None,
            members: HashMap::new(),
            count: 0,
            bots: HashSet::new(),
            topics: BTreeMap::new(),
            general_closed: false,
            permissions: usual_permissions(),
            links: Vec::new(),
            requests: HashMap::new(),
            migrated_to: None,
            migrated_from: None,
            deleted: false,
            last_bot: None,
        };
        let mut chat = Chat::new(ChatKind::Group(Box::new(group)));
        // The first message of a supergroup is its creation, which nobody can answer.
        chat.next_message = self.first() + 2;
        chat.next_ephemeral = self.first() + 1;
        self.chats.insert(key, chat);
        self.seat(id, owner, Status::Owner);
        self.new_link(id, owner, |link| link.primary = true);
        self.touch();
        id
    }

    /// The chat a group lives on in: itself, or the supergroup it became.
    pub fn current_group(&self, id: i64) -> i64 {
        let mut id = id;
        while let Some(next) = self.group(id).and_then(|group| group.migrated_to) {
            id = next;
        }
        id
    }

    pub fn new_link(&mut self, group_id: i64, creator: i64, shape: impl FnOnce(&mut Link)) -> Option<Link> {
        let number = self.numbers.link;
        self.numbers.link += 1;
        let mut link = Link {
            url: format!("https://t.me/+PlayGround{number:06}"),
            creator,
            name: None,
            expires_at: None,
            member_limit: None,
            joined: 0,
            by_request: false,
            primary: false,
            revoked: false,
        };
        shape(&mut link);
        let group = self.group_mut(group_id)?;
        group.links.push(link.clone());
        self.links.insert(link.url.clone(), group_id);
        Some(link)
    }

    /// Turns a group into a supergroup: a new chat with a new id, and a notice in both.
    pub fn upgrade(&mut self, old_id: i64) -> Option<i64> {
        if self.group(old_id)?.is_super {
            return None;
        }
        let owner = self
            .group(old_id)?
            .members
            .iter()
            .find(|(_, member)| member.status == Status::Owner)
            .map(|(id, _)| *id)?;
        let title = self.group(old_id)?.title.clone();
        let new_id = self.add_group(&title, owner, true);
        let old = self.group_mut(old_id)?;
        old.migrated_to = Some(new_id);
        let (members, count) = (old.members.clone(), old.count);
        let bots = old.bots.clone();
        let permissions = old.permissions.clone();
        let last_bot = old.last_bot;
        for id in members.keys() {
            if let Some(person) = self.people.get_mut(id) {
                person.groups.insert(new_id);
            }
        }
        let new = self.group_mut(new_id)?;
        new.members = members;
        new.count = count;
        new.bots = bots;
        new.permissions = permissions;
        new.last_bot = last_bot;
        new.migrated_from = Some(old_id);
        for bot in self.bots.values_mut().filter(|bot| bot.groups.contains(&old_id)) {
            bot.groups.insert(new_id);
        }
        self.post_service(
            Key::Group(old_id),
            super::Sender::User(owner),
            "migrate_to_chat_id",
            new_id.into(),
        );
        self.post_service(
            Key::Group(new_id),
            super::Sender::Anonymous(owner),
            "migrate_from_chat_id",
            old_id.into(),
        );
        Some(new_id)
    }
}
