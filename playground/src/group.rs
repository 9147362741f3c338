//! A group, from the side of the people who run it.

use crate::{
    bot::Bot,
    people::Person,
    rights::Rights,
    shared::Shared,
    world::{Key, Sender, Status, Via},
};

/// A group or supergroup. It stays the same handle when the group becomes a supergroup.
#[derive(Clone)]
pub struct Group {
    pub(crate) shared: Shared,
    pub(crate) id: i64,
}

/// Somebody who can be in a group.
pub trait MemberRef {
    fn member_id(&self) -> i64;
}

impl MemberRef for Person {
    fn member_id(&self) -> i64 {
        self.id
    }
}

impl MemberRef for Bot {
    fn member_id(&self) -> i64 {
        self.id
    }
}

impl Group {
    /// The chat id; after an upgrade, that of the supergroup.
    #[must_use]
    pub fn id(&self) -> i64 {
        self.shared.lock().current_group(self.id)
    }

    #[must_use]
    pub fn title(&self) -> String {
        let id = self.id();
        self.shared
            .lock()
            .group(id)
            .map(|group| group.title.clone())
            .unwrap_or_default()
    }

    /// The owner adds somebody.
    pub fn add(&self, who: &impl MemberRef) {
        let id = self.id();
        let mut world = self.shared.lock();
        let owner = owner_of(&world, id);
        world.enter(id, who.member_id(), owner, &Via::default());
    }

    /// The owner makes somebody an administrator, or changes what they may do. Who is not in yet comes in first.
    pub fn promote(&self, who: &impl MemberRef, rights: Rights) {
        let id = self.id();
        let mut world = self.shared.lock();
        let owner = owner_of(&world, id);
        world.enter(id, who.member_id(), owner, &Via::default());
        let status = Status::Administrator {
            rights,
            title: None,
            promoted_by: owner,
        };
        world.set_status(id, who.member_id(), status, owner, &Via::default());
    }

    pub fn demote(&self, who: &impl MemberRef) {
        let id = self.id();
        let mut world = self.shared.lock();
        let owner = owner_of(&world, id);
        if world.ties(id, who.member_id()).is_admin() {
            world.set_status(id, who.member_id(), Status::Member, owner, &Via::default());
        }
    }

    /// The owner removes a bot. A supergroup keeps it out; a basic group only shows it the door.
    pub fn remove_bot(&self, bot: &Bot) {
        self.remove(bot);
    }

    /// The owner removes somebody.
    pub fn remove(&self, who: &impl MemberRef) {
        let id = self.id();
        let mut world = self.shared.lock();
        let owner = owner_of(&world, id);
        let is_super = world.group(id).is_some_and(|group| group.is_super);
        let status = if is_super {
            Status::Banned { until: 0 }
        } else {
            Status::Left
        };
        world.depart(id, who.member_id(), owner, status);
    }

    /// The owner lets somebody who was removed come back.
    pub fn unban(&self, who: &impl MemberRef) {
        let id = self.id();
        let mut world = self.shared.lock();
        let owner = owner_of(&world, id);
        let is_banned = matches!(
            world.group(id).and_then(|group| group.status(who.member_id())),
            Some(Status::Banned { .. })
        );
        if is_banned {
            world.set_status(id, who.member_id(), Status::Left, owner, &Via::default());
        }
    }

    /// Turns a group into a supergroup and says the new chat id. A supergroup stays what it is.
    #[expect(clippy::must_use_candidate, reason = "the act matters more than what it says")]
    pub fn upgrade(&self) -> i64 {
        let id = self.id();
        self.shared.lock().upgrade(id).unwrap_or(id)
    }

    /// Whether joining needs an administrator's approval, by whatever link.
    pub fn set_join_by_request(&self, on: bool) {
        self.change(|group| group.join_by_request = on);
    }

    pub fn set_forum(&self, on: bool) {
        self.change(|group| group.is_forum = on);
    }

    /// Gives the group a public name, by which anybody can find it.
    pub fn set_username(&self, username: &str) {
        let id = self.id();
        let mut world = self.shared.lock();
        world.usernames.insert(username.to_ascii_lowercase(), id);
        if let Some(group) = world.group_mut(id) {
            group.username = Some(username.to_owned());
        }
        world.touch();
    }

    /// Whether members without a title may write.
    pub fn set_silent(&self, silent: bool) {
        self.change(|group| {
            group
                .permissions
                .insert("can_send_messages".to_owned(), (!silent).into());
        });
    }

    /// The owner deletes the group.
    pub fn delete(&self) {
        self.change(|group| group.deleted = true);
    }

    /// The owner's link, by which people come in.
    #[must_use]
    pub fn invite_link(&self) -> String {
        let id = self.id();
        let mut world = self.shared.lock();
        let owner = owner_of(&world, id);
        let known = world.group(id).and_then(|group| {
            let link = group
                .links
                .iter()
                .find(|link| link.primary && link.creator == owner && !link.revoked)?;
            Some(link.url.clone())
        });
        known
            .or_else(|| Some(world.new_link(id, owner, |link| link.primary = true)?.url))
            .unwrap_or_default()
    }

    /// The owner opens a topic and says its id.
    #[expect(clippy::must_use_candidate, reason = "the act matters more than what it says")]
    pub fn open_topic(&self, name: &str) -> Option<i64> {
        let id = self.id();
        let mut world = self.shared.lock();
        let owner = owner_of(&world, id);
        world.open_topic(id, Sender::User(owner), name, 7_322_096, None)
    }

    /// The owner closes or reopens a topic; without a topic, the general one.
    pub fn close_topic(&self, thread: Option<i64>, closed: bool) {
        self.change(|group| match thread {
            None => group.general_closed = closed,
            Some(thread) => {
                if let Some(topic) = group.topics.get_mut(&thread) {
                    topic.closed = closed;
                }
            }
        });
    }

    /// The names and ids of the topics.
    #[must_use]
    pub fn topics(&self) -> Vec<(i64, String)> {
        let id = self.id();
        let world = self.shared.lock();
        let topics = world.group(id).map(|group| {
            group
                .topics
                .iter()
                .map(|(id, topic)| (*id, topic.name.clone()))
                .collect()
        });
        topics.unwrap_or_default()
    }

    /// Whether somebody is in.
    #[must_use]
    pub fn has(&self, who: &impl MemberRef) -> bool {
        let id = self.id();
        self.shared.lock().ties(id, who.member_id()).is_in
    }

    /// A human administrator lets an applicant in. Says whether there was a request.
    #[expect(clippy::must_use_candidate, reason = "the act matters more than what it says")]
    pub fn approve(&self, person: &Person) -> bool {
        self.settle(person, true)
    }

    /// A human administrator turns an applicant away. Says whether there was a request.
    #[expect(clippy::must_use_candidate, reason = "the act matters more than what it says")]
    pub fn decline(&self, person: &Person) -> bool {
        self.settle(person, false)
    }

    fn settle(&self, person: &Person, approve: bool) -> bool {
        let id = self.id();
        let mut world = self.shared.lock();
        let owner = owner_of(&world, id);
        world.settle_request(id, person.id, owner, approve).is_some()
    }

    /// The words of the pinned message that was pinned last.
    #[must_use]
    pub fn pinned(&self) -> Option<String> {
        let id = self.id();
        let world = self.shared.lock();
        let chat = world.chat(Key::Group(id))?;
        let message = chat.messages.get(chat.pinned.last()?)?;
        Some(message.text().to_owned())
    }

    fn change(&self, change: impl FnOnce(&mut crate::world::Group)) {
        let id = self.id();
        let mut world = self.shared.lock();
        if let Some(group) = world.group_mut(id) {
            change(group);
        }
        world.touch();
    }
}

fn owner_of(world: &crate::world::World, group: i64) -> i64 {
    let group = world.group(group);
    let owner = group.and_then(|group| group.members.iter().find(|(_, member)| member.status == Status::Owner));
    owner.map(|(id, _)| *id).unwrap_or_default()
}
