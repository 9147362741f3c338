//! The log of the Bot API's calls, cut to what one reads.

use chrono_tz::Tz;
use serde::Serialize;
use serde_json::{Map, Value};

use super::message::local;
use crate::{Call, Fault, world::World};

/// The newest calls that one look brings.
const MOST_CALLS: usize = 200;

const LONGEST_TEXT: usize = 2_000;
const LONGEST_LIST: usize = 100;

/// Values in all of one call's parameters, or of its answer.
const MOST_VALUES: usize = 1_000;

#[derive(Serialize)]
pub(super) struct Calls {
    /// The number the next call will have: what to ask with next time.
    next: u64,
    list: Vec<CallEntry>,
    /// How many came meanwhile that are not in the list.
    missed: u64,
}

#[derive(Serialize)]
struct CallEntry {
    n: u64,
    at: String,
    method: String,
    ok: bool,
    fault: Option<&'static str>,
    params: Value,
    answer: Value,
}

/// The calls from number `since` on.
pub(super) fn since(world: &World, since: u64, zone: Tz) -> Calls {
    let (first, next) = (world.calls_before + 1, world.calls_had + 1);
    // A page that knows more than there is has come from another playground.
    let since = if since > next { first } else { since.max(first) };
    let wanted = usize::try_from(next - since).unwrap_or(usize::MAX);
    let listed = wanted.min(MOST_CALLS).min(world.calls.len());
    let list: Vec<CallEntry> = (1..=listed)
        .rev()
        .filter_map(|back| {
            let call = world.calls.get(world.calls.len() - back)?;
            Some(entry(next - u64::try_from(back).ok()?, call, zone))
        })
        .collect();
    Calls {
        next,
        missed: u64::try_from(wanted - listed).unwrap_or_default(),
        list,
    }
}

fn entry(n: u64, call: &Call, zone: Tz) -> CallEntry {
    let cut = |value: &Value| {
        let mut left = MOST_VALUES;
        cut(value, &call.uploads, &mut left)
    };
    CallEntry {
        n,
        at: local(call.at, zone),
        method: call.method.clone(),
        ok: call.ok,
        fault: call.fault.as_ref().map(name_of),
        params: cut(&call.params),
        answer: cut(&call.answer),
    }
}

pub(super) fn name_of(fault: &Fault) -> &'static str {
    match fault {
        Fault::TooManyRequests { .. } => "429",
        Fault::ServerError => "5xx",
        Fault::SlowThenOk(_) => "slow",
        Fault::CutBefore => "cut_before",
        Fault::CutAfter => "cut_after",
    }
}

/// A value short enough to be read, with files told by their size.
fn cut(value: &Value, uploads: &[(String, usize)], left: &mut usize) -> Value {
    if *left == 0 {
        return Value::from("…");
    }
    *left -= 1;
    match value {
        Value::String(text) => cut_text(text, uploads).into(),
        Value::Array(list) => list
            .iter()
            .take(LONGEST_LIST)
            .map(|value| cut(value, uploads, left))
            .collect(),
        Value::Object(object) => {
            let short: Map<String, Value> = object
                .iter()
                .take(LONGEST_LIST)
                .map(|(name, value)| (name.clone(), cut(value, uploads, left)))
                .collect();
            Value::Object(short)
        }
        other => other.clone(),
    }
}

fn cut_text(text: &str, uploads: &[(String, usize)]) -> String {
    let upload = text
        .strip_prefix("attach://")
        .and_then(|name| uploads.iter().find(|(known, _)| known == name));
    if let Some((_, bytes)) = upload {
        return format!("<file {bytes} bytes>");
    }
    match text.char_indices().nth(LONGEST_TEXT) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}
