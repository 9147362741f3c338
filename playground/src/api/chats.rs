//! Chats: what they are, and their settings.

use serde_json::{Map, Value, json};

use super::{Act, Answer, Refusal};
use crate::{
    rights::Right,
    world::{Key, Sender, Status},
};

const LONGEST_TITLE: usize = 128;
const LONGEST_DESCRIPTION: usize = 255;

impl Act<'_> {
    pub fn get_chat(&mut self) -> Answer {
        let key = self.chat()?;
        let mut info = match self.world.chat_json(key) {
            Value::Object(info) => info,
            _ => Map::new(),
        };
        info.insert("accent_color_id".to_owned(), key.id().rem_euclid(7).into());
        info.insert("max_reaction_count".to_owned(), 11.into());
        let gifts = json!({
            "unlimited_gifts": true,
            "limited_gifts": true,
            "unique_gifts": true,
            "premium_subscription": true,
            "gifts_from_channels": true,
        });
        info.insert("accepted_gift_types".to_owned(), gifts);
        match key {
            Key::Private { person, .. } => self.describe_person(person, &mut info),
            Key::Group(id) => self.describe_group(id, &mut info),
        }
        let pinned = self
            .world
            .chat(key)
            .and_then(|chat| chat.messages.get(chat.pinned.last()?));
        if let Some(pinned) = pinned {
            info.insert("pinned_message".to_owned(), self.world.message_json(key, pinned));
        }
        Ok(Value::Object(info))
    }

    fn describe_person(&self, person: i64, info: &mut Map<String, Value>) {
        let Some(person) = self.world.people.get(&person) else {
            return;
        };
        if let Some(bio) = &person.told.bio {
            info.insert("bio".to_owned(), bio.as_str().into());
        }
        if let Some(username) = &person.told.username {
            info.insert("active_usernames".to_owned(), json!([username]));
        }
        if let Some((day, month, year)) = person.told.birthdate {
            let mut birthdate = json!({ "day": day, "month": month });
            if let Some(year) = year {
                birthdate["year"] = year.into();
            }
            info.insert("birthdate".to_owned(), birthdate);
        }
    }

    fn describe_group(&mut self, id: i64, info: &mut Map<String, Value>) {
        if let Some(group) = self.world.group(id) {
            info.insert("permissions".to_owned(), Value::Object(group.permissions.clone()));
            if let Some(description) = &group.description {
                info.insert("description".to_owned(), description.as_str().into());
            }
            if group.join_by_request {
                info.insert("join_by_request".to_owned(), true.into());
            }
            if group.is_super {
                info.insert("has_visible_history".to_owned(), true.into());
            }
        }
        if self.ties(id).may(Right::InviteUsers) && self.ties(id).is_in {
            let link = self.primary_link(id);
            info.insert("invite_link".to_owned(), link.url.into());
        }
    }

    pub fn get_chat_member(&mut self) -> Answer {
        let id = self.group_id()?;
        let person = self.number("user_id");
        if !self.world.people.contains_key(&person) && !self.world.bots.contains_key(&person) {
            return Err(Refusal::fault("PARTICIPANT_ID_INVALID"));
        }
        let is_known = self
            .world
            .group(id)
            .is_some_and(|group| group.members.contains_key(&person));
        // Only an administrator is told about people who are not there.
        if !is_known && !self.ties(id).is_admin() {
            return Err(Refusal::circumstance("CHAT_ADMIN_REQUIRED"));
        }
        Ok(self.world.member_json(id, person))
    }

    pub fn get_chat_administrators(&mut self) -> Answer {
        let id = self.group_id()?;
        let with_bots = self.flag("return_bots").unwrap_or_default();
        let Some(group) = self.world.group(id) else {
            return Err(Refusal::chat_not_found());
        };
        let mut ids: Vec<i64> = group
            .admins()
            .map(|(id, _)| id)
            .filter(|id| *id == self.bot || with_bots || !self.world.bots.contains_key(id))
            .collect();
        ids.sort_unstable();
        Ok(ids
            .into_iter()
            .map(|member| self.world.member_json(id, member))
            .collect())
    }

    pub fn get_chat_member_count(&mut self) -> Answer {
        match self.chat()? {
            Key::Private { .. } => Ok(2.into()),
            Key::Group(id) => {
                self.group_id()?;
                Ok(self.world.group(id).map_or(0, |group| group.count).into())
            }
        }
    }

    pub fn set_chat_title(&mut self) -> Answer {
        let id = self.group_with(Right::ChangeInfo, "change chat title")?;
        let title = self.text("title").unwrap_or_default().trim().to_owned();
        if title.is_empty() || title.encode_utf16().count() > LONGEST_TITLE {
            return Err(Refusal::fault("chat title must be 1-128 characters long"));
        }
        if let Some(group) = self.world.group_mut(id) {
            group.title.clone_from(&title);
        }
        self.world
            .post_service(Key::Group(id), Sender::Bot(self.bot), "new_chat_title", title.into());
        Ok(true.into())
    }

    pub fn set_chat_description(&mut self) -> Answer {
        let id = self.group_with(Right::ChangeInfo, "set chat description")?;
        let description = self.text("description").unwrap_or_default().to_owned();
        if description.encode_utf16().count() > LONGEST_DESCRIPTION {
            return Err(Refusal::fault("chat description is too long"));
        }
        let Some(group) = self.world.group_mut(id) else {
            return Err(Refusal::chat_not_found());
        };
        let new = (!description.is_empty()).then_some(description);
        if group.description == new {
            return Err(Refusal::circumstance("chat description is not modified"));
        }
        group.description = new;
        self.world.touch();
        Ok(true.into())
    }

    pub fn set_chat_permissions(&mut self) -> Answer {
        let id = self.group_with(Right::RestrictMembers, "change chat permissions")?;
        let permissions = self.permissions();
        if let Some(group) = self.world.group_mut(id) {
            group.permissions = permissions;
        }
        self.world.touch();
        Ok(true.into())
    }

    pub fn leave_chat(&mut self) -> Answer {
        let id = self.group_id()?;
        self.world.depart(id, self.bot, self.bot, Status::Left);
        Ok(true.into())
    }
}
