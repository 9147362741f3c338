//! Takes updates in: stores each as it came, then lets Telegram forget it.
//!
//! By polling, in which one process at a time plays the poller, or by webhook, whose route is in
//! `web`. Either way an update is acknowledged after its row is safe.

pub mod reading;

use std::sync::Arc;
use std::time::Duration;

use tokio_util::sync::CancellationToken;

use crate::desk::Desk;
use crate::gauges::Gauges;
use crate::lanes::{Arrival, Lanes};
use crate::rounds::{pause, sleep};
use crate::settings::{Secret, Updates};
use crate::slots::Slots;
use crate::telegram::payloads::{DeleteWebhook, GetUpdates, GetWebhookInfo, SetWebhook, WebhookInfo};
use crate::telegram::wire::{self, Failure};
use crate::telegram::{Telegram, Trouble};

/// What Telegram is asked to tell. Named at every start: an omitted list keeps the last one, and an
/// empty one leaves out who joins and leaves.
pub const ALLOWED: [&str; 8] = [
    "message",
    "edited_message",
    "callback_query",
    "my_chat_member",
    "chat_member",
    "chat_join_request",
    "pre_checkout_query",
    "inline_query",
];

/// Deliveries that Telegram may make at once.
const CONNECTIONS: u8 = 40;
/// How long Telegram holds a poll that has nothing to say, in seconds.
const LONG_POLL: u8 = 30;
const BATCH: u8 = 100;
const FIRST_PAUSE: Duration = Duration::from_millis(500);
const LONGEST_PAUSE: Duration = Duration::from_secs(30);
/// A 409 means that somebody else is served; coming back at once would only take turns.
const AFTER_CONFLICT: Duration = Duration::from_secs(5);

/// Why the program cannot take updates in.
#[derive(Debug, thiserror::Error)]
pub enum Closed {
    #[error(
        "Telegram delivers this bot's updates to the webhook {0}. Another program may be serving it. \
         Set WEBHOOK_URL to take them there, or REGULARS_UPDATES=polling to remove the webhook"
    )]
    WebhookElsewhere(String),
    #[error("the webhook could not be seen to")]
    Telegram(#[from] Trouble),
}

/// Makes sure that Telegram and this program agree on how updates come.
///
/// The webhook is set only where Telegram knows another one, and never taken away at a stop:
/// updates wait at Telegram for the next start. That Telegram cannot be reached is waited for.
pub async fn prepare(telegram: &Telegram, updates: &Updates) -> Result<(), Closed> {
    let mut longer = FIRST_PAUSE;
    loop {
        let rest = match agree(telegram, updates).await {
            Err(Closed::Telegram(Trouble::NotBefore(wait))) => wait,
            Err(Closed::Telegram(Trouble::TryAgain(error))) => {
                tracing::warn!(error, "Telegram cannot be asked for the webhook yet");
                longer
            }
            outcome => return outcome,
        };
        sleep(rest).await;
        longer = (longer * 2).min(LONGEST_PAUSE);
    }
}

async fn agree(telegram: &Telegram, updates: &Updates) -> Result<(), Closed> {
    let known = telegram.call(&GetWebhookInfo {}).await?;
    match updates {
        Updates::Webhook { url, secret } => set_webhook(telegram, url, secret, &known).await?,
        Updates::Polling { .. } if known.url.is_empty() => {}
        Updates::Polling { asked: false } => return Err(Closed::WebhookElsewhere(known.url)),
        Updates::Polling { asked: true } => {
            tracing::warn!(
                webhook = known.url,
                "the webhook is removed, because REGULARS_UPDATES=polling"
            );
            telegram
                .call(&DeleteWebhook {
                    drop_pending_updates: false,
                })
                .await?;
        }
    }
    Ok(())
}

async fn set_webhook(
    telegram: &Telegram,
    url: &reqwest::Url,
    secret: &Secret,
    known: &WebhookInfo,
) -> Result<(), Trouble> {
    let names = |kind: &&str| known.allowed_updates.iter().any(|known| known == kind);
    let same_updates = known.allowed_updates.len() == ALLOWED.len() && ALLOWED.iter().all(names);
    // Telegram does not say which secret it knows, only that its deliveries were turned away.
    let turned_away = known
        .last_error_message
        .as_deref()
        .is_some_and(|error| error.contains("401"));
    if known.url == url.as_str() && same_updates && !turned_away {
        return Ok(());
    }
    tracing::info!(webhook = url.as_str(), "the webhook is set");
    let webhook = SetWebhook {
        url: url.as_str(),
        secret_token: secret.expose(),
        allowed_updates: &ALLOWED,
        max_connections: CONNECTIONS,
    };
    telegram.call(&webhook).await.map(drop)
}

/// Takes updates in.
pub struct Doorman {
    telegram: Telegram,
    lanes: Lanes,
    slots: Arc<Slots>,
    gauges: Arc<Gauges>,
    desk: Desk,
}

impl Doorman {
    #[must_use]
    pub fn new(telegram: Telegram, lanes: Lanes, slots: Arc<Slots>, gauges: Arc<Gauges>, desk: Desk) -> Self {
        Self {
            telegram,
            lanes,
            slots,
            gauges,
            desk,
        }
    }

    /// Asks for updates for as long as this process is the poller, until `stop`.
    pub async fn poll(&self, stop: &CancellationToken) {
        let mut offset = None;
        let mut longer = FIRST_PAUSE;
        while !stop.is_cancelled() {
            if !self.slots.is_poller() {
                offset = None;
                pause(stop, Duration::from_secs(1), self.slots.changed.notified()).await;
                continue;
            }
            if self.gauges.is_full() {
                tracing::warn!(
                    open = self.gauges.open(),
                    "too many updates are waiting; Telegram keeps the rest"
                );
                pause(stop, Duration::from_secs(1), std::future::pending()).await;
                continue;
            }
            let Some(outcome) = stop.run_until_cancelled(self.poll_once(offset)).await else {
                return;
            };
            match outcome {
                Ok(next) => {
                    self.gauges.polled();
                    offset = next;
                    longer = FIRST_PAUSE;
                }
                Err(rest) => {
                    pause(stop, rest.unwrap_or(longer), std::future::pending()).await;
                    longer = (longer * 2).min(LONGEST_PAUSE);
                }
            }
        }
    }

    /// One poll. Says from which update on to ask next; an error, for how long to rest if that is known.
    ///
    /// After an empty answer everything earlier is confirmed, so the next poll names no offset: after
    /// a week of silence Telegram numbers anew, and an offset from before would confirm what nobody saw.
    async fn poll_once(&self, offset: Option<i64>) -> Result<Option<i64>, Option<Duration>> {
        let ask = GetUpdates {
            offset,
            limit: BATCH,
            timeout: LONG_POLL,
            allowed_updates: &ALLOWED,
        };
        let answer = self.telegram.wire().bytes(&ask).await;
        let answer = answer.map_err(|failure| rest_after(&failure))?;
        let batch = wire::results(&answer).map_err(|failure| rest_after(&failure))?;
        let mut arrivals: Vec<Arrival> = Vec::with_capacity(batch.len());
        for raw in batch {
            match reading::read_raw(raw) {
                Ok(arrival) => arrivals.push(arrival),
                Err(error) => tracing::error!(%error, "an update without a number was passed over"),
            }
        }
        let Some(last) = arrivals.iter().map(|arrival| arrival.id).max() else {
            return Ok(None);
        };
        received(arrivals.len(), "polling");
        // What was not stored comes again, because it is not confirmed.
        let arrivals = self.desk.sort_out(arrivals);
        if !arrivals.is_empty() {
            self.lanes.store(arrivals).await.map_err(|_| None)?;
        }
        Ok(Some(last + 1))
    }
}

/// Counts what came in.
pub fn received(updates: usize, by: &'static str) {
    let updates = u64::try_from(updates).unwrap_or(u64::MAX);
    metrics::counter!("regulars_updates_received_total", "by" => by).increment(updates);
}

fn rest_after(failure: &Failure) -> Option<Duration> {
    match failure {
        Failure::Said(said) if said.code == 409 => {
            tracing::warn!(
                telegram = said.description,
                "another program takes this bot's updates with the same token"
            );
            Some(AFTER_CONFLICT)
        }
        Failure::Said(said) if said.code == 429 => {
            let seconds = said.retry_after.unwrap_or(1);
            tracing::warn!(seconds, "Telegram asks the poller to wait");
            Some(Duration::from_secs(seconds))
        }
        failure => {
            tracing::warn!(error = %failure, "Telegram could not be asked for updates");
            None
        }
    }
}
