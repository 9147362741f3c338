//! How much is waiting, for the metrics and for the doorman.

use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use storage::{Db, StorageError, inbox, jobs, outbox};
use tokio_util::sync::CancellationToken;

const EVERY: Duration = Duration::from_secs(5);
/// A poller that has not come back for so long is stuck: a poll takes half a minute at most.
const STUCK: Duration = Duration::from_mins(2);

/// What was counted last.
#[derive(Debug)]
pub struct Gauges {
    bound: i64,
    open: AtomicI64,
    polled: Mutex<Option<Instant>>,
}

impl Gauges {
    /// `bound`: updates that may wait before the doorman takes no more.
    #[must_use]
    pub fn new(bound: i64) -> Self {
        Self {
            bound,
            open: AtomicI64::new(0),
            polled: Mutex::new(None),
        }
    }

    #[must_use]
    pub fn open(&self) -> i64 {
        self.open.load(Ordering::Relaxed)
    }

    #[must_use]
    pub fn is_full(&self) -> bool {
        self.open() > self.bound
    }

    /// Notes that a poll came back.
    pub fn polled(&self) {
        *self.polled.lock().unwrap_or_else(PoisonError::into_inner) = Some(Instant::now());
    }

    /// Whether polls come back, as far as that is known.
    #[must_use]
    pub fn poller_is_well(&self) -> bool {
        self.polled
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .is_some_and(|at| at.elapsed() < STUCK)
    }

    /// Counts anew.
    pub async fn read(&self, db: &Db) -> Result<(), StorageError> {
        let mut tx = db.look().await?;
        let (inbox, outbox, jobs) = (
            inbox::counts(&mut tx).await?,
            outbox::counts(&mut tx).await?,
            jobs::counts(&mut tx).await?,
        );
        self.open.store(inbox.open, Ordering::Relaxed);
        for (table, open, dead) in [
            ("inbox", inbox.open, inbox.dead),
            ("outbox", outbox.open, outbox.dead),
            ("jobs", jobs.open, jobs.dead),
        ] {
            metrics::gauge!("regulars_rows_open", "table" => table).set(number(open));
            metrics::gauge!("regulars_rows_dead", "table" => table).set(number(dead));
        }
        Ok(())
    }

    /// Counts every few seconds, until `stop`.
    pub async fn run(&self, db: &Db, stop: &CancellationToken) {
        let mut ticks = tokio::time::interval(EVERY);
        ticks.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
        while stop.run_until_cancelled(ticks.tick()).await.is_some() {
            crate::web::numbers::tidy();
            if let Err(error) = self.read(db).await {
                metrics::counter!("regulars_db_errors_total", "at" => "gauges").increment(1);
                tracing::warn!(
                    error = &error as &dyn std::error::Error,
                    "what is waiting was not counted"
                );
            }
        }
    }
}

fn number(count: i64) -> f64 {
    f64::from(i32::try_from(count).unwrap_or(i32::MAX))
}
