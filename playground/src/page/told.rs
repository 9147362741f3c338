//! What people can read of a chat as a whole: the transcript, and who is in.

use serde::{Deserialize, Serialize};

use super::{Refused, spot::spot};
use crate::shared::Shared;
use crate::world::{Key, Status};

/// Members that are listed.
const MOST_MEMBERS: usize = 2_000;

#[derive(Deserialize)]
pub(super) struct Which {
    person: i64,
    chat: i64,
}

#[derive(Serialize)]
pub(super) struct Transcript {
    text: String,
}

#[derive(Serialize)]
pub(super) struct Members {
    list: Vec<MemberEntry>,
}

#[derive(Serialize)]
struct MemberEntry {
    id: i64,
    status: &'static str,
    tag: Option<String>,
}

pub(super) fn transcript(shared: &Shared, ask: &Which) -> Result<Transcript, Refused> {
    let world = shared.lock();
    let at = spot(&world, ask.person, ask.chat, None)?;
    if !world.can_see(at.person, at.key) {
        return Err(Refused::cannot(
            "Only who is in the group can read what was said there.",
        ));
    }
    Ok(Transcript {
        text: world.transcript(at.key, Some(at.person)),
    })
}

/// Who is in a group: those who run it first.
pub(super) fn members(shared: &Shared, ask: &Which) -> Result<Members, Refused> {
    let world = shared.lock();
    let at = spot(&world, ask.person, ask.chat, None)?;
    let Key::Group(id) = at.key else {
        return Err(Refused::nonsense("A private chat has no list of members."));
    };
    if !world.can_see(at.person, at.key) {
        return Err(Refused::cannot("Only who is in the group can see who else is."));
    }
    let group = world.group(id);
    let mut list: Vec<(u8, MemberEntry)> = group
        .into_iter()
        .flat_map(|group| &group.members)
        .filter_map(|(id, member)| {
            let (rank, status) = match &member.status {
                Status::Owner => (0, "creator"),
                Status::Administrator { .. } => (1, "administrator"),
                Status::Member => (2, "member"),
                Status::Restricted { is_in: true, .. } => (2, "restricted"),
                Status::Banned { .. } => (3, "kicked"),
                Status::Restricted { .. } | Status::Left => return None,
            };
            let tag = member.shown_tag().map(str::to_owned);
            Some((rank, MemberEntry { id: *id, status, tag }))
        })
        .collect();
    list.sort_unstable_by_key(|(rank, member)| (*rank, member.id));
    list.truncate(MOST_MEMBERS);
    Ok(Members {
        list: list.into_iter().map(|(_, member)| member).collect(),
    })
}
