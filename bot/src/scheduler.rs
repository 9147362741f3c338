//! Knows when: starts what is due and forgets what nobody needs any more.

use std::time::Duration;

use chrono::{TimeDelta, Timelike};
use storage::sealed::{self, Rotation};
use storage::{StorageError, baskets, dialogs, guesses, inbox, jobs, outbox, pauses, pictures, runs, tasks, touches};
use tokio_util::sync::CancellationToken;

use crate::club::Club;
use crate::lanes::Nudge;

/// Telegram delivers an update again for a day at most; another day is for clocks and outages.
const UPDATES_KEPT: TimeDelta = TimeDelta::hours(48);
const JOBS_KEPT: TimeDelta = TimeDelta::days(30);
/// Updates that were given up, for whoever looks into it.
const DEAD_KEPT: TimeDelta = TimeDelta::days(30);
/// Telegram keeps files for longer; a picture that is sent again after this is drawn again.
const PICTURES_KEPT: TimeDelta = TimeDelta::days(90);
/// Wrong codes count for minutes, and a conversation that ended is not gone on with.
const TRIES_KEPT: TimeDelta = TimeDelta::days(1);
/// A letter's key keeps others of its kind out, such as a second greeting within a year.
const LETTERS_KEPT: TimeDelta = TimeDelta::days(400);
/// What was done can be read back for as long as a shop remembers a season.
const TASKS_KEPT: TimeDelta = TimeDelta::days(180);
/// Rows that one transaction forgets, so that nobody waits long for it.
const PAGE: i64 = 1_000;
/// Values that one transaction seals anew, and how many transactions a round takes for it.
const KEY_PAGE: i64 = 50;
const KEY_PAGES: usize = 200;
const LOOK: Duration = Duration::from_secs(1);

pub struct Scheduler {
    club: Club,
    worker: Nudge,
}

impl Scheduler {
    #[must_use]
    pub fn new(club: Club, worker: Nudge) -> Self {
        Self { club, worker }
    }

    /// Starts what is due. Says how many runs were begun.
    pub async fn round(&self) -> Result<usize, StorageError> {
        let begun = self.club.loyalty.begin_nights().await?;
        self.prune().await?;
        self.change_keys().await?;
        if begun > 0 {
            tracing::info!(shops = begun, "night runs begin");
            self.worker.notify_one();
        }
        Ok(begun)
    }

    /// Starts what is due once in each minute, until `stop`.
    pub async fn run(&self, stop: &CancellationToken) {
        let mut ticks = tokio::time::interval(LOOK);
        ticks.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
        let mut last = None;
        while stop.run_until_cancelled(ticks.tick()).await.is_some() {
            let now = self.club.loyalty.clock.now();
            let minute = (now.date_naive(), now.hour(), now.minute());
            if last == Some(minute) {
                continue;
            }
            match self.round().await {
                Ok(_) => last = Some(minute),
                Err(error) => {
                    metrics::counter!("regulars_db_errors_total", "at" => "scheduler").increment(1);
                    tracing::error!(
                        error = &error as &dyn std::error::Error,
                        "a round of the scheduler failed"
                    );
                }
            }
        }
    }

    /// Brings what is sealed with a former key to the current one, some pages at a time: nobody waits for it.
    async fn change_keys(&self) -> Result<(), StorageError> {
        let loyalty = &self.club.loyalty;
        if loyalty.db.keys().current().is_none() {
            return Ok(());
        }
        let mut resealed = 0;
        for _ in 0..KEY_PAGES {
            let mut tx = loyalty.db.begin().await?;
            let rotation = sealed::rotate(&mut tx, loyalty.clock.now(), KEY_PAGE).await?;
            tx.commit().await?;
            match rotation {
                Rotation::Page { resealed: more } => resealed += more,
                Rotation::Over | Rotation::Waits => break,
                Rotation::Retired(keys) => {
                    tracing::info!(?keys, "nothing in the database is sealed with these keys any more");
                    break;
                }
            }
        }
        if resealed > 0 {
            tracing::info!(values = resealed, "values were sealed with the new key");
        }
        Ok(())
    }

    /// Forgets page by page, until no page is full: however much comes in, as much goes.
    async fn prune(&self) -> Result<(), StorageError> {
        let now = self.club.loyalty.clock.now();
        while self.club.loyalty.forget_imports().await? {}
        loop {
            let mut tx = self.club.loyalty.db.begin().await?;
            let forgotten = [
                inbox::prune(&mut tx, now - UPDATES_KEPT, PAGE).await?,
                inbox::prune_dead(&mut tx, now - DEAD_KEPT, PAGE).await?,
                outbox::prune(&mut tx, now - LETTERS_KEPT, PAGE).await?,
                touches::prune(&mut tx, now - LETTERS_KEPT, PAGE).await?,
                tasks::prune(&mut tx, now - TASKS_KEPT, PAGE).await?,
                jobs::prune(&mut tx, now - JOBS_KEPT, PAGE).await?,
                pictures::prune(&mut tx, now - PICTURES_KEPT, PAGE).await?,
                guesses::prune(&mut tx, now - TRIES_KEPT, PAGE).await?,
                dialogs::prune(&mut tx, now - TRIES_KEPT, PAGE).await?,
                baskets::prune(&mut tx, now, PAGE).await?,
            ];
            runs::prune(&mut tx, now - LETTERS_KEPT).await?;
            pauses::prune(&mut tx, now).await?;
            tx.commit().await?;
            tracing::debug!(rows = forgotten.iter().sum::<u64>(), "old rows were forgotten");
            if forgotten.iter().all(|rows| *rows < PAGE.unsigned_abs()) {
                return Ok(());
            }
        }
    }
}
