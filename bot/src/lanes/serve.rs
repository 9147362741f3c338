//! One update: read, judged, handled, and what becomes of it.

use std::borrow::Cow;
use std::panic::AssertUnwindSafe;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use domain::UserId;
use futures::FutureExt;
use futures::future::BoxFuture;
use storage::inbox::Taken;
use teloxide::types::{Update, UpdateKind};

use super::patience::{Judged, Patience, counts};
use super::{How, Nudge};
use crate::club::Club;
use crate::handlers;
use crate::telegram::Trouble;

/// Failures before an update is given up.
const FAILURES: i64 = 5;
/// For how long it is not given up when the only trouble is that Telegram does not answer.
const TELEGRAM_AWAY: TimeDelta = TimeDelta::minutes(15);
/// For how long pauses that Telegram asks for are kept to.
const OLDEST: TimeDelta = TimeDelta::hours(24);
const FIRST_PAUSE: TimeDelta = TimeDelta::milliseconds(500);
const LONGEST_PAUSE: TimeDelta = TimeDelta::minutes(1);
/// A handler that takes longer is broken.
const LONGEST: Duration = Duration::from_secs(90);

/// An update being answered.
pub type Answering<'a> = BoxFuture<'a, anyhow::Result<()>>;

/// What answers updates. The lanes see to order, panics and patience, whoever answers.
#[derive(Clone, Copy)]
pub struct Handlers {
    /// With the time at which the update arrived.
    pub handle: for<'a> fn(&'a Club, &'a Update, DateTime<Utc>) -> Answering<'a>,
    /// Somebody sends more than can be answered. They are told once.
    pub slow_down: for<'a> fn(&'a Club, &'a Update) -> Answering<'a>,
    /// An update is given up. Whoever sent it is told, with a reference that is in the log, too.
    pub sorry: for<'a> fn(&'a Club, &'a Update, &'a str) -> Answering<'a>,
}

impl Handlers {
    /// The club's own.
    pub const CLUB: Self = Self {
        handle: |club, update, at| Box::pin(handlers::handle(club, update, at)),
        slow_down: |club, update| Box::pin(handlers::slow_down(club, update)),
        sorry: |club, update, reference| Box::pin(handlers::sorry(club, update, reference)),
    };
}

/// What handling one update takes.
pub struct Service {
    club: Club,
    handlers: Handlers,
    patience: Mutex<Patience>,
    /// Wakes the lanes.
    pub nudge: Nudge,
    /// Wakes those who carry out what handlers decided.
    after: [Nudge; 2],
}

impl Service {
    #[must_use]
    pub fn new(club: Club, handlers: Handlers, person_updates: u32, nudge: Nudge, after: [Nudge; 2]) -> Self {
        Self {
            club,
            handlers,
            patience: Mutex::new(Patience::new(person_updates)),
            nudge,
            after,
        }
    }

    pub(super) fn now(&self) -> DateTime<Utc> {
        self.club.loyalty.clock.now()
    }

    pub(super) async fn serve(&self, taken: Taken) -> How {
        let started = std::time::Instant::now();
        let how = self.handle(&taken).await;
        for nudge in &self.after {
            nudge.notify_one();
        }
        let outcome = match &how {
            How::Through => "done",
            How::Waits { .. } => "waits",
            How::Again { .. } => "failed",
            How::Dead { .. } => "dead",
        };
        metrics::counter!("regulars_updates_total", "outcome" => outcome).increment(1);
        metrics::histogram!("regulars_handling_seconds").record(started.elapsed().as_secs_f64());
        how
    }

    async fn handle(&self, taken: &Taken) -> How {
        let update = match serde_json::from_str::<Update>(&without_nul(&taken.body)) {
            Ok(Update {
                kind: UpdateKind::Error(_),
                ..
            }) => {
                tracing::debug!(update.id = taken.id, "an update of an unknown kind");
                return How::Dead {
                    error: "of an unknown kind".to_owned(),
                };
            }
            Ok(update) => update,
            Err(error) => {
                return How::Dead {
                    error: format!("unreadable: {error}"),
                };
            }
        };
        // An attempt that failed was welcome the first time.
        let judged = if taken.attempts == 1 && taken.user != 0 && counts(&update) {
            let mut patience = self.patience.lock().unwrap_or_else(PoisonError::into_inner);
            patience.judge(taken.chat, taken.user, self.now())
        } else {
            Judged::Welcome
        };
        let outcome = match judged {
            Judged::StillTooMany => {
                metrics::counter!("regulars_updates_dropped_total").increment(1);
                return How::Through;
            }
            Judged::TooMany => {
                if let Err(error) = contained((self.handlers.slow_down)(&self.club, &update)).await {
                    tracing::debug!(
                        update.id = taken.id,
                        error = format!("{error:#}"),
                        "nobody was asked for patience"
                    );
                }
                return How::Through;
            }
            Judged::Welcome => contained((self.handlers.handle)(&self.club, &update, taken.at)).await,
        };
        match outcome {
            Ok(()) => How::Through,
            // In a box, so that the updates that go well do not each keep room for it.
            Err(error) => Box::pin(self.broke(taken, &update, &error)).await,
        }
    }

    /// What becomes of an update whose handling broke. Logged here and nowhere else.
    async fn broke(&self, taken: &Taken, update: &Update, error: &anyhow::Error) -> How {
        let trouble = error.chain().find_map(|cause| cause.downcast_ref::<Trouble>());
        let (id, failures) = (taken.id, taken.failures + 1);
        let age = self.now() - taken.at;
        match trouble {
            Some(Trouble::Unreachable(why)) => {
                tracing::info!(update.id = id, why, "an answer has nobody to go to");
                if taken.chat == taken.user && taken.user > 0 {
                    self.mark_unreachable(UserId(taken.user), why).await;
                }
                How::Through
            }
            Some(Trouble::NotBefore(wait)) if age < OLDEST => {
                let due = self.now() + TimeDelta::from_std(*wait).unwrap_or(TimeDelta::hours(1));
                tracing::info!(update.id = id, taken.attempts, %due, "an answer has to wait");
                How::Waits {
                    due,
                    why: format!("{error:#}"),
                }
            }
            Some(Trouble::Refused(_)) => self.give_up(taken, update, error).await,
            _ if failures < FAILURES || (matches!(trouble, Some(Trouble::TryAgain(_))) && age < TELEGRAM_AWAY) => {
                tracing::warn!(
                    update.id = id,
                    failures,
                    error = format!("{error:#}"),
                    "an update was not handled"
                );
                let pause = FIRST_PAUSE * 4_i32.pow(u32::try_from(failures.clamp(1, 8) - 1).unwrap_or(0));
                How::Again {
                    due: self.now() + pause.min(LONGEST_PAUSE),
                    error: format!("{error:#}"),
                }
            }
            _ => self.give_up(taken, update, error).await,
        }
    }

    async fn give_up(&self, taken: &Taken, update: &Update, error: &anyhow::Error) -> How {
        let secret = self.club.loyalty.ids.token();
        let reference = secret.as_str().get(..6).unwrap_or_default();
        tracing::error!(
            update.id = taken.id,
            taken.attempts,
            reference,
            error = format!("{error:#}"),
            "an update was given up"
        );
        if let Err(error) = contained((self.handlers.sorry)(&self.club, update, reference)).await {
            tracing::warn!(
                update.id = taken.id,
                reference,
                error = format!("{error:#}"),
                "nobody could be told"
            );
        }
        How::Dead {
            error: format!("{reference}: {error:#}"),
        }
    }

    async fn mark_unreachable(&self, user: UserId, why: &str) {
        if let Err(error) = self.club.loyalty.mark_unreachable(user, why).await {
            tracing::warn!(
                error = &error as &dyn std::error::Error,
                "a member was not marked unreachable"
            );
        }
    }
}

/// The text of an update without the character NUL, which PostgreSQL keeps nowhere and nobody sees.
fn without_nul(json: &str) -> Cow<'_, str> {
    const NUL: &str = "\\u0000";
    if !json.contains(NUL) {
        return Cow::Borrowed(json);
    }
    let mut kept = String::with_capacity(json.len());
    let mut rest = json;
    while let Some(at) = rest.find(NUL) {
        let (before, from) = rest.split_at(at);
        kept.push_str(before);
        // After a backslash that is one half of a pair, this is six characters that mean themselves.
        let backslashes = kept.len() - kept.trim_end_matches('\\').len();
        if backslashes % 2 == 1 {
            kept.push_str(NUL);
        }
        rest = from.strip_prefix(NUL).unwrap_or_default();
    }
    kept.push_str(rest);
    Cow::Owned(kept)
}

/// Runs a handler so that its panic ends it and nothing else, and so that it ends.
async fn contained(handler: Answering<'_>) -> anyhow::Result<()> {
    let caught = AssertUnwindSafe(handler).catch_unwind();
    match tokio::time::timeout(LONGEST, caught).await {
        Ok(Ok(outcome)) => outcome,
        Ok(Err(panic)) => {
            let said = panic
                .downcast_ref::<&str>()
                .map(|text| (*text).to_owned())
                .or_else(|| panic.downcast_ref::<String>().cloned())
                .unwrap_or_else(|| "no words".to_owned());
            Err(anyhow::anyhow!("a handler panicked: {said}"))
        }
        Err(_) => Err(anyhow::anyhow!("a handler took longer than {} s", LONGEST.as_secs())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_means_nul_is_taken_out() {
        for (json, text) in [
            (r#""plain""#, "plain"),
            (r#""a\u0000b\u0000""#, "ab"),
            (r#""\u0000\u0000""#, ""),
            (r#""a\\u0000b""#, r"a\u0000b"),
            (r#""a\\\u0000b""#, r"a\b"),
            (r#""\n\u0000\\u0000\u0000""#, "\n\\u0000"),
        ] {
            let read: String = serde_json::from_str(&without_nul(json)).unwrap();
            assert_eq!(read, text, "{json}");
        }
    }
}
