//! Who is what in a group, and the updates that follow when that changes.

use serde_json::{Map, Value, json};

use super::{Key, Sender, World, joining::Via};
use crate::rights::{Right, Rights};

#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Status {
    Owner,
    Administrator {
        rights: Rights,
        title: Option<String>,
        promoted_by: i64,
    },
    Member,
    Restricted {
        permissions: Map<String, Value>,
        until: i64,
        is_in: bool,
    },
    Left,
    Banned {
        until: i64,
    },
}

#[derive(Debug, Clone)]
pub(crate) struct Member {
    pub status: Status,
    pub tag: Option<String>,
    /// The owner's own choice; an administrator's is among the rights.
    pub anonymous: bool,
    /// Privacy mode counts as it was when the bot came in.
    pub sees_all: bool,
    /// When they came in last, if ever: what was said before is not new to them.
    pub since: Option<u64>,
}

/// What a group lets somebody do, looked up once.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Ties {
    pub is_in: bool,
    pub is_owner: bool,
    pub rights: Option<Rights>,
}

impl Ties {
    pub fn may(&self, right: Right) -> bool {
        self.is_owner || self.rights.as_ref().is_some_and(|rights| rights.has(right))
    }

    pub fn is_admin(&self) -> bool {
        self.is_owner || self.rights.is_some()
    }
}

impl Status {
    pub fn is_in(&self) -> bool {
        match self {
            Self::Owner | Self::Administrator { .. } | Self::Member => true,
            Self::Restricted { is_in, .. } => *is_in,
            Self::Left | Self::Banned { .. } => false,
        }
    }

    pub fn is_admin(&self) -> bool {
        matches!(self, Self::Owner | Self::Administrator { .. })
    }
}

impl Member {
    pub fn new(status: Status) -> Self {
        Self {
            status,
            tag: None,
            anonymous: false,
            sees_all: false,
            since: None,
        }
    }

    pub fn set_anonymous(&mut self, anonymous: bool) {
        self.anonymous = anonymous;
        if let Status::Administrator { rights, .. } = &mut self.status {
            rights.set(Right::Anonymous, anonymous);
        }
    }

    /// What stands beside their name: an administrator's title, or a member's tag.
    pub fn shown_tag(&self) -> Option<&str> {
        match &self.status {
            Status::Administrator { title, .. } => title.as_deref(),
            Status::Owner => None,
            _ => self.tag.as_deref(),
        }
    }

    /// Whether what they write in the group goes out under the group's name.
    pub fn is_anonymous(&self) -> bool {
        match &self.status {
            Status::Owner => self.anonymous,
            Status::Administrator { rights, .. } => rights.has(Right::Anonymous),
            _ => false,
        }
    }
}

impl World {
    pub fn ties(&self, group: i64, id: i64) -> Ties {
        let status = self.group(group).and_then(|group| group.status(id));
        Ties {
            is_in: status.is_some_and(Status::is_in),
            is_owner: status == Some(&Status::Owner),
            rights: match status {
                Some(Status::Administrator { rights, .. }) => Some(rights.clone()),
                _ => None,
            },
        }
    }

    /// Gives somebody another place in a group and tells the bots, `actor` having done it.
    ///
    /// Says whether anything is different.
    pub fn set_status(&mut self, group_id: i64, id: i64, status: Status, actor: i64, via: &Via) -> bool {
        let before = self.member_json(group_id, id);
        let is_bot = self.bots.contains_key(&id);
        let privacy = self.bots.get(&id).is_some_and(|bot| bot.privacy);
        let seq = self.seq();
        if let Some(person) = self.people.get_mut(&id) {
            person.groups.insert(group_id);
        }
        let Some(group) = self.group_mut(group_id) else {
            return false;
        };
        let member = group.members.entry(id).or_insert_with(|| Member::new(Status::Left));
        let was_in = member.status.is_in();
        if member.status == status {
            return false;
        }
        member.status = status;
        let is_in = member.status.is_in();
        if !is_in {
            member.tag = None;
        }
        if !was_in && is_in {
            member.sees_all = !privacy;
            member.since = Some(seq);
        }
        group.count = match (was_in, is_in) {
            (false, true) => group.count + 1,
            (true, false) => group.count.saturating_sub(1),
            _ => group.count,
        };
        if is_bot && is_in {
            group.bots.insert(id);
        } else {
            group.bots.remove(&id);
        }
        if let Some(bot) = self.bots.get_mut(&id) {
            if is_in {
                bot.groups.insert(group_id);
            } else {
                bot.groups.remove(&group_id);
            }
        }
        let after = self.member_json(group_id, id);
        self.announce_member(group_id, id, actor, &before, &after, via);
        self.touch();
        true
    }

    fn announce_member(&mut self, group_id: i64, id: i64, actor: i64, before: &Value, after: &Value, via: &Via) {
        let mut body = json!({
            "chat": self.chat_json(Key::Group(group_id)),
            "from": self.user_json(actor),
            "date": self.unix(),
            "old_chat_member": before,
            "new_chat_member": after,
        });
        if let Some(link) = &via.link {
            body["invite_link"] = self.link_json(link);
        }
        if via.by_request {
            body["via_join_request"] = true.into();
        }
        if self.bots.contains_key(&id) {
            self.push_update(id, "my_chat_member", &body, crate::delivery::Lane::MyMember(group_id));
            return;
        }
        for bot in self.admin_bots(group_id) {
            self.know(bot, id);
            self.push_update(bot, "chat_member", &body, crate::delivery::Lane::Member(id));
        }
    }

    /// Somebody is in a group as if they had always been: nobody is told. Who is in already stays what they are.
    pub fn seat(&mut self, group_id: i64, id: i64, status: Status) {
        let Some(group) = self.group_mut(group_id).filter(|group| !group.has(id)) else {
            return;
        };
        let member = Member {
            since: Some(0),
            ..Member::new(status)
        };
        group.members.insert(id, member);
        group.count += 1;
        if let Some(person) = self.people.get_mut(&id) {
            person.groups.insert(group_id);
        }
    }

    pub fn admin_bots(&self, group_id: i64) -> Vec<i64> {
        let Some(group) = self.group(group_id) else {
            return Vec::new();
        };
        let mut bots: Vec<i64> = group
            .bots
            .iter()
            .copied()
            .filter(|bot| group.status(*bot).is_some_and(Status::is_admin))
            .collect();
        bots.sort_unstable();
        bots
    }

    pub fn know(&mut self, bot: i64, person: i64) {
        if let Some(bot) = self.bots.get_mut(&bot) {
            bot.known.insert(person);
        }
    }

    /// Somebody comes in. Bots hear of it twice: as a changed membership and as a service message.
    pub fn enter(&mut self, group_id: i64, id: i64, actor: i64, via: &Via) -> bool {
        let now = self.unix();
        let banned = match self.group(group_id).and_then(|group| group.status(id)) {
            Some(Status::Banned { until }) => *until == 0 || now < *until,
            _ => false,
        };
        if banned || self.group(group_id).is_none_or(|group| group.has(id)) {
            return false;
        }
        let restricted = match self.group(group_id).and_then(|group| group.status(id)) {
            Some(Status::Restricted { permissions, until, .. }) => Some((permissions.clone(), *until)),
            _ => None,
        };
        let status = match restricted {
            Some((permissions, until)) => Status::Restricted {
                permissions,
                until,
                is_in: true,
            },
            None => Status::Member,
        };
        if let Some(group) = self.group_mut(group_id) {
            group.requests.remove(&id);
        }
        // Whoever was let in by an administrator is still said to have joined.
        let introducer = if via.by_request { id } else { actor };
        self.set_status(group_id, id, status, actor, via);
        let newcomers = json!([self.user_json(id)]);
        let introducer = self.sender_of(introducer);
        self.post_service(Key::Group(group_id), introducer, "new_chat_members", newcomers);
        // Nobody has to be told of their own arrival.
        let seq = self.seq();
        if let Some(member) = self.group_mut(group_id).and_then(|group| group.members.get_mut(&id)) {
            member.since = Some(seq);
        }
        true
    }

    /// Somebody goes, or is made to go.
    pub fn depart(&mut self, group_id: i64, id: i64, actor: i64, status: Status) -> bool {
        if self.group(group_id).is_none_or(|group| !group.has(id)) {
            return self.set_status(group_id, id, status, actor, &Via::default());
        }
        let leaver = self.user_json(id);
        let changed = self.set_status(group_id, id, status, actor, &Via::default());
        let remover = self.sender_of(actor);
        self.post_service(Key::Group(group_id), remover, "left_chat_member", leaver);
        changed
    }

    fn sender_of(&self, actor: i64) -> Sender {
        if self.bots.contains_key(&actor) {
            Sender::Bot(actor)
        } else {
            Sender::User(actor)
        }
    }

    pub fn set_tag(&mut self, group_id: i64, id: i64, tag: Option<String>, actor: i64) {
        let before = self.member_json(group_id, id);
        let Some(member) = self.group_mut(group_id).and_then(|group| group.members.get_mut(&id)) else {
            return;
        };
        if member.tag == tag {
            return;
        }
        member.tag = tag;
        let after = self.member_json(group_id, id);
        self.announce_member(group_id, id, actor, &before, &after, &Via::default());
        self.touch();
    }
}
