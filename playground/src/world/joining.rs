//! Ways into a group: links, requests, and the five minutes in which an applicant may be written to.

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::json;

use super::{Key, Link, Status, World};
use crate::rights::Right;

/// How long a bot may write to an applicant who never wrote to it.
const APPLICANT_WINDOW: TimeDelta = TimeDelta::minutes(5);

/// How somebody came in.
#[derive(Debug, Clone, Default)]
pub(crate) struct Via {
    pub link: Option<Link>,
    pub by_request: bool,
}

pub(crate) struct JoinRequest {
    pub at: DateTime<Utc>,
    pub link: Option<Link>,
}

/// What came of following a link.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Followed {
    Joined,
    Asked,
    Refused,
}

impl World {
    pub fn follow_link(&mut self, person: i64, url: &str) -> Followed {
        let Some(group_id) = self.links.get(url).map(|id| self.current_group(*id)) else {
            return Followed::Refused;
        };
        let now = self.unix();
        let Some(link) = self
            .group(group_id)
            .and_then(|group| group.links.iter().find(|link| link.url == url))
            .cloned()
        else {
            return Followed::Refused;
        };
        let spent = link.member_limit.is_some_and(|limit| link.joined >= limit);
        if link.revoked || spent || link.expires_at.is_some_and(|end| end <= now) {
            return Followed::Refused;
        }
        let by_request = link.by_request || self.group(group_id).is_some_and(|group| group.join_by_request);
        if by_request {
            return self.ask_to_join(group_id, person, Some(&link));
        }
        if !self.enter(
            group_id,
            person,
            person,
            &Via {
                link: Some(link),
                by_request: false,
            },
        ) {
            return Followed::Refused;
        }
        self.count_join(group_id, url);
        Followed::Joined
    }

    fn count_join(&mut self, group_id: i64, url: &str) {
        if let Some(link) = self
            .group_mut(group_id)
            .and_then(|group| group.links.iter_mut().find(|link| link.url == url))
        {
            link.joined += 1;
        }
    }

    pub fn ask_to_join(&mut self, group_id: i64, person: i64, link: Option<&Link>) -> Followed {
        let at = self.now();
        let Some(group) = self.group_mut(group_id) else {
            return Followed::Refused;
        };
        if group.has(person) || matches!(group.status(person), Some(Status::Banned { .. })) {
            return Followed::Refused;
        }
        group.requests.insert(
            person,
            JoinRequest {
                at,
                link: link.cloned(),
            },
        );
        if let Some(person) = self.people.get_mut(&person) {
            person.groups.insert(group_id);
        }
        let mut body = json!({
            "chat": self.chat_json(Key::Group(group_id)),
            "from": self.user_json(person),
            "user_chat_id": person,
            "date": at.timestamp(),
        });
        if let Some(bio) = self.people.get(&person).and_then(|person| person.told.bio.clone()) {
            body["bio"] = bio.into();
        }
        if let Some(link) = link {
            body["invite_link"] = self.link_json(link);
        }
        for bot in self.admin_bots(group_id) {
            if self.ties(group_id, bot).may(Right::InviteUsers) {
                self.know(bot, person);
                self.push_update(bot, "chat_join_request", &body, crate::delivery::Lane::Request(person));
            }
        }
        self.touch();
        Followed::Asked
    }

    /// Takes an open request off the list and lets the person in, or not. `None` when there is no request.
    pub fn settle_request(&mut self, group_id: i64, person: i64, actor: i64, approve: bool) -> Option<()> {
        let request = self.group_mut(group_id)?.requests.remove(&person)?;
        if approve {
            if let Some(link) = &request.link {
                let url = link.url.clone();
                self.count_join(group_id, &url);
            }
            self.enter(
                group_id,
                person,
                actor,
                &Via {
                    link: request.link,
                    by_request: true,
                },
            );
        }
        self.touch();
        Some(())
    }

    /// Whether a request of this person lets the bot write to them still.
    pub fn is_applicant(&self, bot: i64, person: i64) -> bool {
        let now = self.now();
        let Some(bot_state) = self.bots.get(&bot) else {
            return false;
        };
        bot_state.groups.iter().any(|group_id| {
            self.ties(*group_id, bot).may(Right::InviteUsers)
                && self
                    .group(*group_id)
                    .and_then(|group| group.requests.get(&person))
                    .is_some_and(|request| now - request.at < APPLICANT_WINDOW)
        })
    }
}
