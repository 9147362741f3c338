//! Coming and going: links, groups, blocking.

use serde_json::json;

use super::{Person, acts::text_fields};
use crate::{
    bot::Bot,
    chat_id::ChatId,
    delivery::Lane,
    error::PlaygroundError,
    group::Group,
    link::TelegramLink,
    private_key,
    rights::Rights,
    told,
    world::{Key, MessageId, MessageKind, Status, Via, World},
};

impl Person {
    /// Follows a link: `https://t.me/<bot>?start=<payload>` presses Start, `https://t.me/+<hash>` joins or asks to.
    ///
    /// # Errors
    /// When the link leads nowhere, or no longer.
    pub fn opens(&self, link: &str) -> Result<(), PlaygroundError> {
        let nowhere = || PlaygroundError::NoSuchLink(link.to_owned());
        let read = TelegramLink::read(link).ok_or_else(nowhere)?;
        if let Some(invitation) = read.invitation() {
            let mut world = self.shared.lock();
            let followed = world.follow_link(self.id, &invitation);
            return if followed == crate::world::Followed::Refused {
                Err(nowhere())
            } else {
                Ok(())
            };
        }
        let found = self.shared.lock().usernames.get(&read.username()).copied();
        let id = found.ok_or_else(nowhere)?;
        if id < 0 {
            return self.try_joins(id);
        }
        if !self.shared.lock().bots.contains_key(&id) {
            return Err(nowhere());
        }
        self.starts(id, read.parameter("start").unwrap_or_default()).map(drop)
    }

    /// Points the camera at a picture with a QR code, and follows the link on it.
    ///
    /// # Errors
    /// When there is no code, or its link leads nowhere.
    pub fn scans(&self, picture: &[u8]) -> Result<(), PlaygroundError> {
        self.opens(&crate::scan(picture)?)
    }

    /// Presses Start in the private chat of a bot, with a payload unless it is empty.
    pub(crate) fn starts(&self, bot: i64, payload: &str) -> Result<MessageId, PlaygroundError> {
        let is_payload = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'-';
        if payload.len() > 64 || !payload.bytes().all(is_payload) {
            return Err(PlaygroundError::NoSuchLink(format!("start={payload}")));
        }
        let text = if payload.is_empty() {
            "/start".to_owned()
        } else {
            format!("/start {payload}")
        };
        let chat = ChatId::private(bot, self.id);
        self.write(chat, MessageKind::Text, text_fields("text", &text), None)
    }

    /// Adds a bot to a group, as a `startgroup` link does: with rights if asked for and allowed, then with the payload.
    ///
    /// # Panics
    /// When this person may not add bots there.
    #[track_caller]
    pub fn adds_bot(&self, bot: &Bot, group: &Group, rights: impl Into<Option<Rights>>, payload: Option<&str>) {
        told(self.try_adds_bot(bot, group.id(), rights.into(), payload));
    }

    pub(crate) fn try_adds_bot(
        &self,
        bot: &Bot,
        group: i64,
        rights: Option<Rights>,
        payload: Option<&str>,
    ) -> Result<(), PlaygroundError> {
        {
            let mut world = self.shared.lock();
            let ties = world.ties(group, self.id);
            if !ties.is_in {
                return Err(self.stranger(&world, group));
            }
            world.know(bot.id, self.id);
            if matches!(
                world.group(group).and_then(|group| group.status(bot.id)),
                Some(Status::Banned { .. })
            ) {
                if !ties.is_admin() {
                    return Err(self.stranger(&world, group));
                }
                world.set_status(group, bot.id, Status::Left, self.id, &Via::default());
            }
            world.enter(group, bot.id, self.id, &Via::default());
            if let Some(rights) = rights
                && ties.may(crate::rights::Right::PromoteMembers)
            {
                let status = Status::Administrator {
                    rights,
                    title: None,
                    promoted_by: self.id,
                };
                world.set_status(group, bot.id, status, self.id, &Via::default());
            }
        }
        if let Some(payload) = payload {
            let text = format!("/start@{} {payload}", bot.username());
            self.write(group.into(), MessageKind::Text, text_fields("text", &text), None)?;
        }
        Ok(())
    }

    /// Joins a group, or asks to where that is needed.
    ///
    /// # Panics
    /// When the group does not let this person in.
    #[track_caller]
    pub fn joins(&self, group: &Group) {
        told(self.try_joins(group.id()));
    }

    pub(crate) fn try_joins(&self, group: i64) -> Result<(), PlaygroundError> {
        let mut world = self.shared.lock();
        if world.group(group).is_some_and(|group| group.join_by_request) {
            world.ask_to_join(group, self.id, None);
            return Ok(());
        }
        if world.ties(group, self.id).is_in || world.enter(group, self.id, self.id, &Via::default()) {
            return Ok(());
        }
        Err(self.stranger(&world, group))
    }

    pub fn leaves(&self, group: &Group) {
        let id = group.id();
        self.shared.lock().depart(id, self.id, self.id, Status::Left);
    }

    /// Asks to be let in.
    pub fn asks_to_join(&self, group: &Group) {
        let id = group.id();
        self.shared.lock().ask_to_join(id, self.id, None);
    }

    pub fn blocks(&self, bot: &Bot) {
        let mut world = self.shared.lock();
        let newly = world
            .people
            .get_mut(&self.id)
            .is_some_and(|person| person.blocked.insert(bot.id));
        if newly {
            self.announce_block(&mut world, bot.id, true);
        }
    }

    pub fn unblocks(&self, bot: &Bot) {
        let mut world = self.shared.lock();
        let was_blocked = world
            .people
            .get_mut(&self.id)
            .is_some_and(|person| person.blocked.remove(&bot.id));
        if was_blocked {
            self.announce_block(&mut world, bot.id, false);
        }
    }

    pub(crate) fn announce_block(&self, world: &mut World, bot: i64, blocked: bool) {
        let (before, after) = if blocked {
            ("member", "kicked")
        } else {
            ("kicked", "member")
        };
        let user = world.user_json(bot);
        let member = |status: &str| {
            let mut member = json!({ "status": status, "user": user });
            if status == "kicked" {
                member["until_date"] = 0.into();
            }
            member
        };
        let body = json!({
            "chat": world.chat_json(private_key(bot, self.id)),
            "from": world.user_json(self.id),
            "date": world.unix(),
            "old_chat_member": member(before),
            "new_chat_member": member(after),
        });
        world.push_update(bot, "my_chat_member", &body, Lane::MyMember(self.id));
        world.touch();
    }

    /// The tag beside this person's name in a group.
    #[must_use]
    pub fn tag(&self, group: &Group) -> Option<String> {
        let id = group.id();
        self.shared.lock().group(id)?.members.get(&self.id)?.tag.clone()
    }

    /// Whether what this administrator writes goes out under the group's name.
    pub fn is_anonymous_in(&self, group: &Group, anonymous: bool) {
        let id = group.id();
        let mut world = self.shared.lock();
        if let Some(member) = world.group_mut(id).and_then(|group| group.members.get_mut(&self.id)) {
            member.set_anonymous(anonymous);
        }
        world.touch();
    }

    fn stranger(&self, world: &World, group: i64) -> PlaygroundError {
        PlaygroundError::NotAMember {
            person: world.person_name(self.id),
            chat: world.chat_name(Key::Group(group)),
        }
    }
}
