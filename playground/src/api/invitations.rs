//! Invite links made by the bot.

use super::{Act, Answer, Refusal};
use crate::{rights::Right, world::Link};

const LONGEST_NAME: usize = 32;

/// What a call says about a link.
struct LinkTerms {
    name: Option<String>,
    expires_at: Option<i64>,
    member_limit: Option<i64>,
    by_request: bool,
}

impl LinkTerms {
    fn write_to(self, link: &mut Link) {
        link.name = self.name;
        link.expires_at = self.expires_at;
        link.member_limit = self.member_limit;
        link.by_request = self.by_request;
    }
}

impl Act<'_> {
    pub fn create_invite_link(&mut self) -> Answer {
        let group = self.inviting_group()?;
        let terms = self.link_terms()?;
        let link = self.world.new_link(group, self.bot, |link| terms.write_to(link));
        let link = link.ok_or_else(Refusal::chat_not_found)?;
        Ok(self.world.link_json(&link))
    }

    pub fn edit_invite_link(&mut self) -> Answer {
        let group = self.inviting_group()?;
        let terms = self.link_terms()?;
        let link = self.own_link(group)?;
        terms.write_to(link);
        let link = link.clone();
        Ok(self.world.link_json(&link))
    }

    pub fn revoke_invite_link(&mut self) -> Answer {
        let group = self.inviting_group()?;
        let link = self.own_link(group)?;
        link.revoked = true;
        let was_primary = std::mem::take(&mut link.primary);
        let link = link.clone();
        if was_primary {
            self.primary_link(group);
        }
        Ok(self.world.link_json(&link))
    }

    pub fn export_invite_link(&mut self) -> Answer {
        let group = self.inviting_group()?;
        let bot = self.bot;
        if let Some(state) = self.world.group_mut(group) {
            for link in state
                .links
                .iter_mut()
                .filter(|link| link.primary && link.creator == bot)
            {
                link.primary = false;
                link.revoked = true;
            }
        }
        Ok(self.primary_link(group).url.into())
    }

    /// The bot's own primary link, made when there is none.
    pub fn primary_link(&mut self, group: i64) -> Link {
        let bot = self.bot;
        let known = self
            .world
            .group(group)
            .and_then(|group| {
                group
                    .links
                    .iter()
                    .find(|link| link.primary && link.creator == bot && !link.revoked)
            })
            .cloned();
        known
            .or_else(|| self.world.new_link(group, bot, |link| link.primary = true))
            .unwrap_or_else(|| Link {
                url: String::new(),
                creator: bot,
                name: None,
                expires_at: None,
                member_limit: None,
                joined: 0,
                by_request: false,
                primary: true,
                revoked: true,
            })
    }

    fn inviting_group(&self) -> Result<i64, Refusal> {
        self.group_with(Right::InviteUsers, "manage chat invite link")
    }

    fn own_link(&mut self, group: i64) -> Result<&mut Link, Refusal> {
        let url = self.text("invite_link").unwrap_or_default().to_owned();
        let bot = self.bot;
        self.world
            .group_mut(group)
            .and_then(|group| {
                group
                    .links
                    .iter_mut()
                    .find(|link| link.url == url && link.creator == bot)
            })
            .ok_or_else(|| Refusal::fault("INVITE_HASH_EXPIRED"))
    }

    fn link_terms(&self) -> Result<LinkTerms, Refusal> {
        let name = self.text("name").map(str::to_owned);
        if name
            .as_ref()
            .is_some_and(|name| name.encode_utf16().count() > LONGEST_NAME)
        {
            return Err(Refusal::fault("invite link name is too long"));
        }
        let member_limit = self.integer("member_limit").filter(|limit| *limit != 0);
        let by_request = self.flag("creates_join_request").unwrap_or_default();
        if member_limit.is_some_and(|limit| !(1..=99_999).contains(&limit)) {
            return Err(Refusal::fault("member_limit must be 1-99999"));
        }
        if by_request && member_limit.is_some() {
            return Err(Refusal::fault(
                "member limit can't be specified for links requiring administrator approval",
            ));
        }
        let expires_at = self.integer("expire_date").filter(|at| *at != 0);
        Ok(LinkTerms {
            name,
            expires_at,
            member_limit,
            by_request,
        })
    }
}
