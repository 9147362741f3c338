//! Time and trouble, and what the host of the playground does.

use std::{sync::Arc, time::Duration};

use chrono::{DateTime, TimeDelta, Utc};
use serde::Deserialize;
use serde_json::json;

use super::{Done, nothing_more};
use crate::{
    Fault,
    host::{BotAct, Host},
    page::{Refused, look, message::local},
    shared::Shared,
    spec::SPEC_DATA,
};

/// How long a call waits that was told to be slow, or too early.
const SLOW: Duration = Duration::from_secs(3);
const RETRY_AFTER: u32 = 3;

/// The clock goes no further in one step.
const LONGEST_STEP: TimeDelta = TimeDelta::days(10 * 366);

/// Nor any further than this, in seconds since 1970: the year 2200.
const END_OF_TIME: i64 = 7_258_118_400;

#[derive(Deserialize)]
pub(in crate::page) struct Trouble {
    kind: Kind,
    method: Option<String>,
    share: Option<f64>,
    #[serde(default)]
    once: bool,
}

#[derive(Clone, Copy, Deserialize)]
enum Kind {
    #[serde(rename = "429")]
    TooMany,
    #[serde(rename = "5xx")]
    Broken,
    #[serde(rename = "slow")]
    Slow,
    #[serde(rename = "cut_before")]
    CutBefore,
    #[serde(rename = "cut_after")]
    CutAfter,
    #[serde(rename = "none")]
    None,
}

#[derive(Deserialize)]
pub(in crate::page) struct Clock {
    by_seconds: Option<i64>,
    to: Option<DateTime<Utc>>,
}

#[derive(Deserialize)]
pub(in crate::page) struct ToBot {
    to: BotAct,
}

#[derive(Deserialize)]
pub(in crate::page) struct Shop {
    key: String,
}

pub(super) fn trouble(shared: &Shared, ask: &Trouble) -> Done {
    let method = match ask.method.as_deref().filter(|method| !method.is_empty()) {
        Some(method) => {
            let known = SPEC_DATA.method(method);
            let known = known.ok_or_else(|| Refused::nonsense(format!("The Bot API has no method {method:?}.")))?;
            Some(known.name)
        }
        None => None,
    };
    let fault = match ask.kind {
        Kind::TooMany => Some(Fault::TooManyRequests {
            retry_after: RETRY_AFTER,
        }),
        Kind::Broken => Some(Fault::ServerError),
        Kind::Slow => Some(Fault::SlowThenOk(SLOW)),
        Kind::CutBefore => Some(Fault::CutBefore),
        Kind::CutAfter => Some(Fault::CutAfter),
        Kind::None => None,
    };
    let mut world = shared.lock();
    match (fault, method, ask.share) {
        (None, ..) => world.faults.end(),
        (Some(fault), Some(method), _) if ask.once => world.faults.next(method, fault),
        (Some(fault), None, _) if ask.once => world.faults.next_of_all(fault),
        (Some(fault), method, share) => {
            let share = share.unwrap_or(1.0);
            if !(0.0..=1.0).contains(&share) {
                return Err(Refused::nonsense("A share lies between 0 and 1."));
            }
            world.faults.go_on(method, share, fault);
        }
    }
    world.touch();
    Ok(nothing_more())
}

pub(super) async fn clock(shared: &Shared, ask: &Clock) -> Done {
    let now = shared.lock().now();
    let to = match (ask.by_seconds, ask.to) {
        (Some(seconds), None) => TimeDelta::try_seconds(seconds)
            .and_then(|by| now.checked_add_signed(by))
            .ok_or_else(too_far)?,
        (None, Some(to)) => to,
        _ => return Err(Refused::nonsense("Move the clock by a time, or to one.")),
    };
    if to < now {
        return Err(Refused::cannot("The clock goes forward only."));
    }
    if to - now > LONGEST_STEP || to.timestamp() > END_OF_TIME {
        return Err(too_far());
    }
    let brought = if let Some(host) = shared.host() {
        host.move_clock(to).await?;
        host.brought()
    } else {
        shared.lock().move_clock(to);
        None
    };
    let zone = look::zone(shared);
    let world = shared.lock();
    world.touch();
    Ok(json!({ "now": local(world.now(), zone), "brought": brought }))
}

fn too_far() -> Refused {
    Refused::cannot("The clock goes ten years at once, and to the year 2200.")
}

pub(super) async fn bot(shared: &Shared, ask: &ToBot) -> Done {
    let host = host(shared)?;
    if !host.can().contains(&ask.to) {
        return Err(Refused::cannot("The playground does not run this bot."));
    }
    let done = host.act(ask.to).await;
    shared.lock().touch();
    done?;
    Ok(nothing_more())
}

pub(super) async fn shop(shared: &Shared, ask: &Shop) -> Done {
    let host = host(shared)?;
    if !host.shops().iter().any(|shop| shop.key == ask.key) {
        return Err(Refused::cannot("There is no such shop."));
    }
    let done = host.choose_shop(&ask.key).await;
    shared.lock().touch();
    done?;
    Ok(nothing_more())
}

fn host(shared: &Shared) -> Result<Arc<dyn Host>, Refused> {
    shared
        .host()
        .ok_or_else(|| Refused::cannot("Nobody here runs the bot; start and stop it yourself."))
}
