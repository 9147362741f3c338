//! What stands in the log of a call.

use std::sync::Arc;

use serde_json::{Map, Value};

use super::decode::Request;
use crate::{
    faults::Fault,
    world::{Call, World},
};

/// Updates of one poll that are logged.
const UPDATES_LOGGED: usize = 10;

/// Of a method that does not exist, so much of the name.
const LONGEST_NAME: usize = 64;

/// A call, as far as it is known before its outcome.
#[derive(Default)]
pub(super) struct Entry {
    method: String,
    params: Map<String, Value>,
    uploads: Vec<(String, usize)>,
    fault: Option<Fault>,
}

impl Entry {
    /// A call of which no more than this name is known.
    pub fn named(method: &str) -> Self {
        Self {
            method: method.chars().take(LONGEST_NAME).collect(),
            ..Self::default()
        }
    }

    pub fn new(method: &str, params: Map<String, Value>, request: &Request, fault: Option<&Fault>) -> Self {
        let uploads = request.uploads.iter();
        Self {
            method: method.to_owned(),
            params,
            uploads: uploads
                .map(|(name, upload)| (name.clone(), upload.bytes.len()))
                .collect(),
            fault: fault.cloned(),
        }
    }

    /// It came to what the method does, which went well or was refused. A poll does nothing.
    pub fn performed(self, world: &mut World, ok: bool, answer: Value) {
        let is_act = self.method != "getUpdates";
        self.remember(world, ok, answer, is_act);
    }

    /// It was refused before, or cut off: then there is no answer.
    pub fn turned_away(self, world: &mut World, answer: Value) {
        self.remember(world, false, answer, false);
    }

    /// It was a poll that brought something.
    pub fn brought(self, world: &mut World, updates: &[Arc<str>]) {
        let shown = updates.iter().take(UPDATES_LOGGED);
        let mut answer: Vec<Value> = shown.filter_map(|text| serde_json::from_str(text).ok()).collect();
        if updates.len() > UPDATES_LOGGED {
            answer.push(format!("and {} more", updates.len() - UPDATES_LOGGED).into());
        }
        self.remember(world, true, answer.into(), false);
    }

    fn remember(self, world: &mut World, ok: bool, answer: Value, performed: bool) {
        let at = world.now();
        world.remember_call(Call {
            method: self.method,
            params: Value::Object(self.params),
            ok,
            answer,
            fault: self.fault,
            uploads: self.uploads,
            at,
            performed,
        });
    }
}
