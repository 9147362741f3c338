//! Everything that is on the screen, as differences to what the page knows.

use std::collections::{BTreeMap, BTreeSet};

use chrono_tz::Tz;
use serde::{Deserialize, Serialize};

use super::{
    Refused,
    calls::{self, Calls},
    chats::ChatEntry,
    message::{Shown, local},
    panes::{Pane, PaneAsk, usual_page},
    spot::spot,
};
use crate::{BotAct, ShopChoice, TourStep, shared::Shared, world::World};

/// Panes of one page.
const MOST_PANES: usize = 16;

/// The newest breaches that are told.
const BREACHES_SHOWN: usize = 100;

#[derive(Deserialize)]
pub(super) struct Look {
    #[serde(default)]
    people_since: u64,
    calls_since: Option<u64>,
    #[serde(default)]
    panes: Vec<PaneAsk>,
}

#[derive(Serialize)]
pub(super) struct Looked {
    version: u64,
    world: String,
    now: String,
    /// How many messages bots have sent, to whomever.
    posted: u64,
    bots: Vec<BotEntry>,
    #[serde(skip_serializing_if = "Option::is_none")]
    people: Option<People>,
    chats: BTreeMap<i64, Vec<ChatEntry>>,
    panes: Vec<Pane>,
    #[serde(skip_serializing_if = "Option::is_none")]
    calls: Option<Calls>,
    breaches: Vec<String>,
    fault: Option<FaultNow>,
    host: HostNow,
}

#[derive(Serialize)]
struct BotEntry {
    id: i64,
    name: String,
    username: String,
    /// What it says of its inline mode, if it has one.
    inline: Option<String>,
}

#[derive(Serialize)]
struct People {
    version: u64,
    list: Vec<PersonEntry>,
}

#[derive(Serialize)]
struct PersonEntry {
    id: i64,
    name: String,
    username: Option<String>,
    language: Option<String>,
    about: Option<String>,
    photo: Option<String>,
}

/// The trouble that goes on.
#[derive(Serialize)]
struct FaultNow {
    kind: &'static str,
    method: Option<String>,
    share: f64,
}

#[derive(Serialize)]
struct HostNow {
    can: Vec<BotAct>,
    running: bool,
    shops: Vec<ShopChoice>,
    shop: Option<String>,
    busy: Option<String>,
    tour: Vec<TourStep>,
    error: Option<String>,
}

#[derive(Deserialize)]
pub(super) struct Older {
    person: i64,
    chat: i64,
    topic: Option<i64>,
    before: u64,
    #[serde(default = "usual_page")]
    limit: usize,
}

#[derive(Serialize)]
pub(super) struct OlderPage {
    messages: Vec<Shown>,
    more: bool,
}

pub(super) fn look(shared: &Shared, ask: &Look) -> Result<Looked, Refused> {
    if ask.panes.len() > MOST_PANES {
        return Err(Refused::nonsense(format!("A page has at most {MOST_PANES} panes.")));
    }
    // A host may look at the playground itself to answer, so it is asked before the lock is taken.
    let (host, zone) = (host_now(shared), zone(shared));
    // The version is read first: what changes meanwhile is looked at again.
    let version = shared.version();
    let world = shared.lock();
    let people: BTreeSet<i64> = ask
        .panes
        .iter()
        .map(|pane| pane.person)
        .filter(|person| world.people.contains_key(person))
        .collect();
    Ok(Looked {
        version,
        world: world.name.clone(),
        now: local(world.now(), zone),
        posted: world.posted,
        bots: world.bot_entries(),
        people: (ask.people_since != world.people_version).then(|| world.people_entries()),
        chats: people
            .into_iter()
            .map(|person| (person, world.chats_of(person, zone)))
            .collect(),
        panes: ask.panes.iter().filter_map(|pane| world.pane(pane, zone)).collect(),
        calls: ask.calls_since.map(|since| calls::since(&world, since, zone)),
        breaches: world.newest_breaches(BREACHES_SHOWN),
        fault: fault_now(&world),
        host,
    })
}

pub(super) fn older(shared: &Shared, ask: &Older) -> Result<OlderPage, Refused> {
    let zone = zone(shared);
    let world = shared.lock();
    let at = spot(&world, ask.person, ask.chat, ask.topic)?;
    let (messages, more) = world.shown_before(at, ask.before, ask.limit, zone);
    Ok(OlderPage { messages, more })
}

/// The zone of the played place.
pub(super) fn zone(shared: &Shared) -> Tz {
    shared.host().map_or(Tz::UTC, |host| host.zone())
}

fn host_now(shared: &Shared) -> HostNow {
    let Some(host) = shared.host() else {
        return HostNow {
            can: Vec::new(),
            running: true,
            shops: Vec::new(),
            shop: None,
            busy: None,
            tour: Vec::new(),
            error: None,
        };
    };
    HostNow {
        can: host.can(),
        running: host.running(),
        shops: host.shops(),
        shop: host.shop(),
        busy: host.busy(),
        tour: host.tour(),
        error: host.error(),
    }
}

fn fault_now(world: &World) -> Option<FaultNow> {
    let (fault, method, share) = world.faults.going_on()?;
    Some(FaultNow {
        kind: calls::name_of(fault),
        method: method.map(str::to_owned),
        share,
    })
}

impl World {
    fn bot_entries(&self) -> Vec<BotEntry> {
        let mut bots: Vec<BotEntry> = self
            .bots
            .iter()
            .map(|(id, bot)| BotEntry {
                id: *id,
                name: bot.name.clone(),
                username: bot.username.clone(),
                inline: bot.inline.clone(),
            })
            .collect();
        bots.sort_unstable_by_key(|bot| bot.id);
        bots
    }

    /// Everybody, in the order in which they came.
    fn people_entries(&self) -> People {
        let mut people: Vec<_> = self.people.values().collect();
        people.sort_unstable_by_key(|person| person.number);
        People {
            version: self.people_version,
            list: people
                .into_iter()
                .map(|person| PersonEntry {
                    id: person.id,
                    name: person.full_name(),
                    username: person.told.username.clone(),
                    language: person.told.language_code.clone(),
                    about: person.told.about.clone(),
                    photo: self.face(person.id),
                })
                .collect(),
        }
    }
}
