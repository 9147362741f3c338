//! Answers at once whether somebody may pay.
//!
//! Telegram waits ten seconds for that, and a lane may have something slow in front. So the question does
//! not go through the inbox: it is answered when it comes in, on a task of its own. Nothing is lost with
//! it in a crash, because nothing is paid without an answer, and whoever wants to pay tries again.

use teloxide::types::{Update, UpdateKind};

use crate::club::Club;
use crate::handlers::payment;
use crate::lanes::Arrival;

/// How an update of this kind looks in Telegram's JSON. Inside a text its quotes would be escaped.
const KIND: &str = "\"pre_checkout_query\"";

/// Stands beside the door, for those who are about to pay.
#[derive(Clone)]
pub struct Cashier {
    club: Club,
}

impl Cashier {
    #[must_use]
    pub const fn new(club: Club) -> Self {
        Self { club }
    }

    /// Whether this is such a question, and therefore no row for the inbox.
    pub(crate) fn takes_up(&self, arrival: &Arrival) -> bool {
        if !arrival.body.contains(KIND) {
            return false;
        }
        let Ok(Update {
            kind: UpdateKind::PreCheckoutQuery(query),
            ..
        }) = serde_json::from_str(&arrival.body)
        else {
            return false;
        };
        let club = self.club.clone();
        tokio::spawn(async move {
            if let Err(error) = payment::answer_pre_checkout(&club, &query).await {
                tracing::error!(
                    query = query.id.0,
                    error = format!("{error:#}"),
                    "whether somebody may pay was not answered"
                );
            }
        });
        true
    }
}
