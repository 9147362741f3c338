//! Which groups are talking, so that a post can wait for a pause (M7).
//!
//! Kept in memory: what is said in a group and what is posted there go through the process that holds its slot. After a
//! start nothing is known, and a post waits for nothing.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use chrono::{DateTime, Utc};
use domain::hush::{LONGEST_WAIT, post_from};

/// What was heard of the groups that talked lately.
#[derive(Clone, Default)]
pub struct Hush(Arc<Mutex<HashMap<i64, Talk>>>);

struct Talk {
    at: DateTime<Utc>,
    /// Since when a post waits for it to pause.
    waits_since: Option<DateTime<Utc>>,
}

impl Hush {
    /// Somebody said something in a group.
    pub fn heard(&self, chat: i64, at: DateTime<Utc>) {
        let mut talks = self.talks();
        // A group that nobody talks in is as good as unknown.
        if talks.len() > 64 {
            talks.retain(|_, talk| talk.waits_since.unwrap_or(talk.at).max(talk.at) + LONGEST_WAIT > at);
        }
        let talk = talks.entry(chat).or_insert(Talk { at, waits_since: None });
        talk.at = talk.at.max(at);
    }

    /// When a post may go, if it has to wait.
    #[must_use]
    pub fn wait(&self, chat: i64, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
        let mut talks = self.talks();
        let talk = talks.get_mut(&chat)?;
        let from = post_from(talk.at, *talk.waits_since.get_or_insert(now));
        if from > now {
            return Some(from);
        }
        talk.waits_since = None;
        None
    }

    fn talks(&self) -> MutexGuard<'_, HashMap<i64, Talk>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use chrono::TimeDelta;

    use super::*;

    #[test]
    fn m7_each_post_waits_afresh() {
        let hush = Hush::default();
        let noon: DateTime<Utc> = "2027-03-10T12:00:00Z".parse().unwrap();
        let at = |minutes: i64| noon + TimeDelta::minutes(minutes);

        assert_eq!(hush.wait(-5, at(0)), None);
        for minute in 0..15 {
            hush.heard(-5, at(minute));
            assert!(hush.wait(-5, at(minute)).is_some(), "{minute}");
        }
        hush.heard(-5, at(15));
        assert_eq!(hush.wait(-5, at(15)), None);
        assert_eq!(hush.wait(-5, at(15)), Some(at(17)));
        assert_eq!(hush.wait(-6, at(15)), None);
    }
}
