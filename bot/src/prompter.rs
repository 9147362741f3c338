//! Answers at once what people type behind the bot's name (inline mode).
//!
//! What is typed is over with the next letter, and Telegram takes no answer after half a minute. So the
//! question does not go through the inbox, is never tried again, and is passed over when the same person
//! has typed on meanwhile, or when too many ask.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use teloxide::types::{InlineQuery, Update, UpdateKind};
use tokio::sync::Semaphore;

use crate::club::Club;
use crate::handlers::inline;
use crate::lanes::Arrival;

/// How an update of this kind looks in Telegram's JSON. Inside a text its quotes would be escaped.
const KIND: &str = "\"inline_query\"";

/// Questions that are looked up side by side: the till comes first.
const AT_ONCE: usize = 4;
/// People whose question waits. Everybody on earth may type a bot's name.
const WAITING: usize = 256;

/// Stands beside the door, for those who look for somebody.
#[derive(Clone)]
pub struct Prompter(Arc<Inner>);

struct Inner {
    club: Club,
    seats: Semaphore,
    /// The last update of each person whose question waits or is being looked up.
    newest: Mutex<HashMap<i64, i64>>,
}

impl Prompter {
    #[must_use]
    pub fn new(club: Club) -> Self {
        Self(Arc::new(Inner {
            club,
            seats: Semaphore::new(AT_ONCE),
            newest: Mutex::new(HashMap::new()),
        }))
    }

    /// Whether this is such a question, and therefore no row for the inbox.
    pub(crate) fn takes_up(&self, arrival: &Arrival) -> bool {
        if !arrival.body.contains(KIND) {
            return false;
        }
        let Ok(Update {
            kind: UpdateKind::InlineQuery(query),
            ..
        }) = serde_json::from_str(&arrival.body)
        else {
            return false;
        };
        if self.0.begin(arrival) {
            let (inner, person, id) = (Arc::clone(&self.0), arrival.user, arrival.id);
            tokio::spawn(async move {
                inner.answer(person, id, &query).await;
                inner.end(person, id);
            });
        } else {
            metrics::counter!("regulars_inline_dropped_total").increment(1);
        }
        true
    }
}

impl Inner {
    fn newest(&self) -> MutexGuard<'_, HashMap<i64, i64>> {
        self.newest.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Notes a question. Says whether there is room for it.
    fn begin(&self, arrival: &Arrival) -> bool {
        let mut newest = self.newest();
        let has_room = newest.len() < WAITING || newest.contains_key(&arrival.user);
        if has_room {
            newest.insert(arrival.user, arrival.id);
        }
        has_room
    }

    fn end(&self, person: i64, id: i64) {
        let mut newest = self.newest();
        if newest.get(&person) == Some(&id) {
            newest.remove(&person);
        }
    }

    async fn answer(&self, person: i64, id: i64, query: &InlineQuery) {
        let Ok(_seat) = self.seats.acquire().await else { return };
        if self.newest().get(&person) != Some(&id) {
            return;
        }
        if let Err(error) = inline::answer(&self.club, query).await {
            // What was typed stays out of the log: it may be a name or a phone number.
            tracing::warn!(
                query = query.id.0,
                error = format!("{error:#}"),
                "an inline query was not answered"
            );
        }
    }
}
