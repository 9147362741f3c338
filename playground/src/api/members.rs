//! What an administrator bot does with members.

use serde_json::{Map, Value};

use super::{Act, Answer, Refusal};
use crate::{
    rights::{Right, Rights},
    world::{Member, PERMISSIONS, Status, Via},
};

const LONGEST_TAG: usize = 16;

impl Act<'_> {
    pub fn ban_chat_member(&mut self) -> Answer {
        let (group, person) = self.subject(Right::RestrictMembers, "restrict/unrestrict chat member")?;
        self.check_not_admin(group, person)?;
        let until = self.integer("until_date").unwrap_or_default();
        // A basic group only removes.
        let is_super = self.world.group(group).is_some_and(|group| group.is_super);
        let status = if is_super {
            Status::Banned { until }
        } else {
            Status::Left
        };
        self.world.depart(group, person, self.bot, status);
        Ok(true.into())
    }

    pub fn unban_chat_member(&mut self) -> Answer {
        let (group, person) = self.subject(Right::RestrictMembers, "restrict/unrestrict chat member")?;
        let is_banned = matches!(self.status(group, person), Some(Status::Banned { .. }));
        if is_banned || self.flag("only_if_banned") != Some(true) {
            self.check_not_admin(group, person)?;
            self.world.depart(group, person, self.bot, Status::Left);
        }
        Ok(true.into())
    }

    pub fn restrict_chat_member(&mut self) -> Answer {
        let (group, person) = self.subject(Right::RestrictMembers, "restrict/unrestrict chat member")?;
        if !self.world.group(group).is_some_and(|group| group.is_super) {
            return Err(Refusal::fault("method is available only for supergroups"));
        }
        self.check_not_admin(group, person)?;
        let permissions = self.permissions();
        let until = self.integer("until_date").unwrap_or_default();
        let is_in = self.world.ties(group, person).is_in;
        let unrestricted = permissions.values().all(|given| given == true);
        let status = match (unrestricted, is_in) {
            (true, true) => Status::Member,
            (true, false) => Status::Left,
            (false, _) => Status::Restricted {
                permissions,
                until,
                is_in,
            },
        };
        self.world.set_status(group, person, status, self.bot, &Via::default());
        Ok(true.into())
    }

    pub fn promote_chat_member(&mut self) -> Answer {
        let (group, person) = self.subject(Right::PromoteMembers, "promote/demote chat member")?;
        let mut rights = Rights::default();
        for right in Right::ALL {
            rights.set(right, self.flag(right.field()).unwrap_or_default());
        }
        match self.status(group, person) {
            Some(Status::Owner) => return Err(Refusal::fault("can't remove chat owner")),
            Some(Status::Administrator { promoted_by, .. }) if *promoted_by != self.bot => {
                return Err(Refusal::fault("CHAT_ADMIN_REQUIRED"));
            }
            Some(status) if status.is_in() => {}
            _ => return Err(Refusal::circumstance("USER_NOT_PARTICIPANT")),
        }
        let own = self.ties(group).rights.unwrap_or_default();
        if !rights.is_within(&own) {
            return Err(Refusal::fault("RIGHT_FORBIDDEN"));
        }
        let status = if rights.is_empty() {
            Status::Member
        } else {
            Status::Administrator {
                rights: rights.with(Right::ManageChat),
                title: None,
                promoted_by: self.bot,
            }
        };
        self.world.set_status(group, person, status, self.bot, &Via::default());
        Ok(true.into())
    }

    pub fn set_custom_title(&mut self) -> Answer {
        let (group, person) = self.subject(Right::PromoteMembers, "change custom title of the user")?;
        let new = self.text("custom_title").unwrap_or_default().to_owned();
        check_tag(&new)?;
        let member = self
            .world
            .group_mut(group)
            .and_then(|group| group.members.get_mut(&person));
        match member.map(|member| &mut member.status) {
            Some(Status::Administrator { title, .. }) => *title = (!new.is_empty()).then_some(new),
            _ => return Err(Refusal::fault("user is not an administrator")),
        }
        self.world.touch();
        Ok(true.into())
    }

    pub fn set_chat_member_tag(&mut self) -> Answer {
        let (group, person) = self.subject(Right::ManageTags, "manage tags of chat members")?;
        let tag = self.text("tag").unwrap_or_default().to_owned();
        check_tag(&tag)?;
        match self.status(group, person) {
            Some(Status::Owner | Status::Administrator { .. }) => {
                return Err(Refusal::circumstance("USER_IS_ADMIN: only regular members have tags"));
            }
            Some(status) if status.is_in() => {}
            _ => return Err(Refusal::circumstance("USER_NOT_PARTICIPANT")),
        }
        self.world
            .set_tag(group, person, (!tag.is_empty()).then_some(tag), self.bot);
        Ok(true.into())
    }

    pub fn settle_join_request(&mut self, approve: bool) -> Answer {
        let group = self.group_with(Right::InviteUsers, "manage chat join requests")?;
        let person = self.number("user_id");
        if self.world.ties(group, person).is_in {
            return Err(Refusal::circumstance("USER_ALREADY_PARTICIPANT"));
        }
        self.world
            .settle_request(group, person, self.bot, approve)
            .ok_or_else(|| Refusal::circumstance("HIDE_REQUESTER_MISSING"))?;
        Ok(true.into())
    }

    /// The permissions of the call, those not named being refused.
    pub fn permissions(&self) -> Map<String, Value> {
        let given = self.value("permissions");
        PERMISSIONS
            .into_iter()
            .map(|name| {
                let is_given = given.and_then(|given| given[name].as_bool()).unwrap_or_default();
                (name.to_owned(), is_given.into())
            })
            .collect()
    }

    fn subject(&self, right: Right, doing: &str) -> Result<(i64, i64), Refusal> {
        let group = self.group_with(right, doing)?;
        let person = self.number("user_id");
        let exists = self.world.people.contains_key(&person) || self.world.bots.contains_key(&person);
        if exists {
            Ok((group, person))
        } else {
            Err(Refusal::fault("PARTICIPANT_ID_INVALID"))
        }
    }

    fn status(&self, group: i64, person: i64) -> Option<&Status> {
        let member: &Member = self.world.group(group)?.members.get(&person)?;
        Some(&member.status)
    }

    fn check_not_admin(&self, group: i64, person: i64) -> Result<(), Refusal> {
        match self.status(group, person) {
            Some(Status::Owner) => Err(Refusal::fault("can't remove chat owner")),
            Some(Status::Administrator { .. }) => Err(Refusal::fault("user is an administrator of the chat")),
            _ => Ok(()),
        }
    }
}

fn check_tag(tag: &str) -> Result<(), Refusal> {
    if tag.encode_utf16().count() > LONGEST_TAG {
        return Err(Refusal::fault("ADMIN_RANK_INVALID: at most 16 characters"));
    }
    if tag.chars().any(is_emoji) {
        return Err(Refusal::fault("ADMIN_RANK_EMOJI_NOT_ALLOWED"));
    }
    Ok(())
}

/// The blocks emoji come from, and what makes emoji of other signs; letters and numbers of any script are elsewhere.
fn is_emoji(symbol: char) -> bool {
    matches!(
        u32::from(symbol),
        0x2300..=0x23ff | 0x2600..=0x27bf | 0x2b00..=0x2bff | 0x1_f000..=0x1_faff | 0xfe0f | 0x200d | 0x20e3
    )
}
