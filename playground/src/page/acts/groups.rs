//! Groups from the inside, and blocking: what Telegram's app lets whom do.

use serde::Deserialize;
use serde_json::json;

use super::{Done, nothing_more};
use crate::{
    page::{
        Refused,
        spot::{person, spot},
    },
    rights::{Right, Rights},
    shared::Shared,
    world::{Followed, Group, Key, Status, Via, World},
};

#[derive(Deserialize)]
pub(in crate::page) struct Own {
    person: i64,
    chat: i64,
}

#[derive(Deserialize)]
pub(in crate::page) struct Other {
    person: i64,
    chat: i64,
    who: i64,
}

#[derive(Deserialize)]
pub(in crate::page) struct Switch {
    person: i64,
    chat: i64,
    on: bool,
}

#[derive(Deserialize)]
pub(in crate::page) struct Bot {
    person: i64,
    bot: i64,
}

pub(super) fn join(shared: &Shared, ask: &Own) -> Done {
    let id = group_of(&shared.lock(), ask.person, ask.chat)?;
    person(shared, ask.person)?.try_joins(id)?;
    Ok(nothing_more())
}

pub(super) fn leave(shared: &Shared, ask: &Own) -> Done {
    let mut world = shared.lock();
    let id = group_of(&world, ask.person, ask.chat)?;
    let ties = world.ties(id, ask.person);
    if !ties.is_in {
        return Err(not_in());
    }
    if ties.is_owner {
        return Err(Refused::cannot("The owner stays as long as there is the group."));
    }
    world.depart(id, ask.person, ask.person, Status::Left);
    Ok(nothing_more())
}

pub(super) fn ask(shared: &Shared, ask: &Own) -> Done {
    let mut world = shared.lock();
    let id = group_of(&world, ask.person, ask.chat)?;
    if world.ask_to_join(id, ask.person, None) == Followed::Refused {
        return Err(Refused::cannot("Who is in, or was removed, cannot ask to join."));
    }
    Ok(nothing_more())
}

pub(super) fn upgrade(shared: &Shared, ask: &Own) -> Done {
    let mut world = shared.lock();
    let id = group_of(&world, ask.person, ask.chat)?;
    if !world.ties(id, ask.person).is_owner {
        return Err(Refused::cannot("Only the owner turns a group into a supergroup."));
    }
    let new = world.upgrade(id);
    let new = new.ok_or_else(|| Refused::cannot("This is a supergroup already."))?;
    Ok(json!({ "chat": new }))
}

pub(super) fn settle(shared: &Shared, ask: &Other, approve: bool) -> Done {
    let mut world = shared.lock();
    let id = group_where(&world, ask, Right::InviteUsers)?;
    world
        .settle_request(id, ask.who, ask.person, approve)
        .ok_or_else(|| Refused::cannot("This request is settled already."))?;
    Ok(nothing_more())
}

pub(super) fn remove(shared: &Shared, ask: &Other) -> Done {
    let mut world = shared.lock();
    let id = group_where(&world, ask, Right::RestrictMembers)?;
    check_below(&world, id, ask)?;
    let status = if world.group(id).is_some_and(|group| group.is_super) {
        Status::Banned { until: 0 }
    } else {
        Status::Left
    };
    world.depart(id, ask.who, ask.person, status);
    Ok(nothing_more())
}

pub(super) fn promote(shared: &Shared, ask: &Other) -> Done {
    let mut world = shared.lock();
    let id = group_where(&world, ask, Right::PromoteMembers)?;
    check_there(&world, ask.who)?;
    if world.group(id).and_then(|group| group.status(ask.who)) == Some(&Status::Owner) {
        return Err(Refused::cannot("The owner may do everything already."));
    }
    if !world.ties(id, ask.who).is_in {
        enter(&mut world, id, ask)?;
    }
    // Nobody gives away a right that they do not have.
    let rights = world.ties(id, ask.person).rights.unwrap_or_else(Rights::all);
    let status = Status::Administrator {
        rights: rights.without(Right::Anonymous),
        title: None,
        promoted_by: ask.person,
    };
    world.set_status(id, ask.who, status, ask.person, &Via::default());
    Ok(nothing_more())
}

pub(super) fn demote(shared: &Shared, ask: &Other) -> Done {
    let mut world = shared.lock();
    let id = group_where(&world, ask, Right::PromoteMembers)?;
    check_below(&world, id, ask)?;
    if !world.ties(id, ask.who).is_admin() {
        return Err(Refused::cannot("This is no administrator."));
    }
    world.set_status(id, ask.who, Status::Member, ask.person, &Via::default());
    Ok(nothing_more())
}

pub(super) fn add(shared: &Shared, ask: &Other) -> Done {
    let mut world = shared.lock();
    let id = group_of(&world, ask.person, ask.chat)?;
    check_there(&world, ask.who)?;
    let ties = world.ties(id, ask.person);
    let may_invite = if ties.is_admin() {
        ties.may(Right::InviteUsers)
    } else {
        ties.is_in
            && world
                .group(id)
                .is_some_and(|group| group.lets_send(ask.person, "can_invite_users"))
    };
    if !may_invite {
        return Err(Refused::cannot("Only those who may invite others add somebody."));
    }
    if world.ties(id, ask.who).is_in {
        return Err(Refused::cannot("They are in already."));
    }
    enter(&mut world, id, ask)?;
    Ok(nothing_more())
}

/// Brings somebody in. An administrator brings back who was removed, too.
fn enter(world: &mut World, id: i64, ask: &Other) -> Result<(), Refused> {
    let is_banned = world
        .group(id)
        .and_then(|group| group.status(ask.who))
        .is_some_and(|status| matches!(status, Status::Banned { .. }));
    if is_banned && world.ties(id, ask.person).is_admin() {
        world.set_status(id, ask.who, Status::Left, ask.person, &Via::default());
    }
    if world.bots.contains_key(&ask.who) {
        world.know(ask.who, ask.person);
    }
    if world.enter(id, ask.who, ask.person, &Via::default()) {
        Ok(())
    } else {
        Err(Refused::cannot(
            "They were removed; only an administrator brings them back.",
        ))
    }
}

pub(super) fn anonymous(shared: &Shared, ask: &Switch) -> Done {
    let mut world = shared.lock();
    let id = group_of(&world, ask.person, ask.chat)?;
    let group = world.group(id);
    if !group.is_some_and(|group| group.is_super) || !world.ties(id, ask.person).is_admin() {
        return Err(Refused::cannot("Only administrators of supergroups can be anonymous."));
    }
    if let Some(member) = world.group_mut(id).and_then(|group| group.members.get_mut(&ask.person)) {
        member.set_anonymous(ask.on);
    }
    world.touch();
    Ok(nothing_more())
}

pub(super) fn forum(shared: &Shared, ask: &Switch) -> Done {
    let mut world = shared.lock();
    let id = group_of(&world, ask.person, ask.chat)?;
    if !world.ties(id, ask.person).may(Right::ChangeInfo) {
        return Err(Refused::cannot("Only administrators who may change the group do that."));
    }
    if !world.group(id).is_some_and(|group| group.is_super) {
        return Err(Refused::cannot(
            "Only a supergroup has topics: turn the group into one first.",
        ));
    }
    if let Some(group) = world.group_mut(id) {
        group.is_forum = ask.on;
    }
    world.touch();
    Ok(nothing_more())
}

pub(super) fn block(shared: &Shared, ask: &Bot, block: bool) -> Done {
    let who = person(shared, ask.person)?;
    let mut world = shared.lock();
    if !world.bots.contains_key(&ask.bot) {
        return Err(Refused::cannot("There is no such bot."));
    }
    let changed = world.people.get_mut(&ask.person).is_some_and(|state| {
        if block {
            state.blocked.insert(ask.bot)
        } else {
            state.blocked.remove(&ask.bot)
        }
    });
    if changed {
        who.announce_block(&mut world, ask.bot, block);
    }
    Ok(nothing_more())
}

fn group_of(world: &World, person: i64, chat: i64) -> Result<i64, Refused> {
    match spot(world, person, chat, None)?.key {
        Key::Group(id) => Ok(id),
        Key::Private { .. } => Err(Refused::cannot("That is not a group.")),
    }
}

/// The group, if this person may do in it what the right covers.
fn group_where(world: &World, ask: &Other, right: Right) -> Result<i64, Refused> {
    let id = group_of(world, ask.person, ask.chat)?;
    if world.ties(id, ask.person).may(right) {
        Ok(id)
    } else {
        Err(Refused::cannot("Only administrators who may do that do it."))
    }
}

/// Whether somebody is in the group, and not above the one who acts on them.
fn check_below(world: &World, id: i64, ask: &Other) -> Result<(), Refused> {
    let group = world.group(id).filter(|group: &&Group| group.has(ask.who));
    let status = group.and_then(|group| group.status(ask.who)).ok_or_else(not_in)?;
    let is_above = match status {
        Status::Owner => true,
        Status::Administrator { promoted_by, .. } => {
            *promoted_by != ask.person && !world.ties(id, ask.person).is_owner && ask.who != ask.person
        }
        _ => false,
    };
    if is_above {
        return Err(Refused::cannot(
            "That is up to the owner, or whoever made them administrator.",
        ));
    }
    Ok(())
}

fn check_there(world: &World, who: i64) -> Result<(), Refused> {
    if world.people.contains_key(&who) || world.bots.contains_key(&who) {
        Ok(())
    } else {
        Err(Refused::cannot(format!("Nobody here has the number {who}.")))
    }
}

fn not_in() -> Refused {
    Refused::cannot("They are not in this group.")
}
