//! What this process holds of the work that several share: its slots, and the role of the poller.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use domain::Clock;
use storage::{Db, StorageError, leases, slots};
use tokio::sync::Notify;
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use crate::telegram::Telegram;

/// How often a process says that it lives, and how long it is believed.
const HEARTBEAT: Duration = Duration::from_secs(2);
const LEASE: TimeDelta = TimeDelta::seconds(6);
/// A lease is renewed before work when it is older than this.
const RENEW_AFTER: TimeDelta = TimeDelta::seconds(2);
const POLLER: &str = "poller";

#[derive(Debug, Default, Clone)]
struct Held {
    slots: Vec<i64>,
    poller: bool,
    until: Option<DateTime<Utc>>,
}

/// The leases of one process. Cheap to share.
pub struct Slots {
    db: Db,
    clock: Arc<dyn Clock>,
    telegram: Telegram,
    pub holder: Uuid,
    /// No other process can share this database.
    alone: bool,
    wants_poller: bool,
    held: Mutex<Held>,
    lapses: AtomicU64,
    changes: AtomicU64,
    /// One heartbeat at a time: an older answer must not overwrite a newer one.
    beating: tokio::sync::Mutex<()>,
    /// Told when slots or the role of the poller come or go.
    pub changed: Notify,
}

impl Slots {
    #[must_use]
    pub fn new(
        db: Db,
        clock: Arc<dyn Clock>,
        telegram: Telegram,
        holder: Uuid,
        alone: bool,
        wants_poller: bool,
    ) -> Self {
        Self {
            db,
            clock,
            telegram,
            holder,
            alone,
            wants_poller,
            held: Mutex::default(),
            lapses: AtomicU64::new(0),
            changes: AtomicU64::new(0),
            beating: tokio::sync::Mutex::new(()),
            changed: Notify::new(),
        }
    }

    /// Renews what is held and moves towards a fair share.
    pub async fn renew(&self) -> Result<(), StorageError> {
        let _one = self.beating.lock().await;
        let before = self.held().clone();
        let now = self.clock.now();
        let until = now + LEASE;
        let mut tx = self.db.begin().await?;
        let slots = slots::hold(&mut tx, self.holder, now, until, self.alone).await?;
        let poller = self.wants_poller && leases::take(&mut tx, POLLER, self.holder, now, until).await?;
        tx.commit().await?;

        let of = usize::try_from(slots::SLOTS).unwrap_or(1);
        self.telegram.budgets().share(slots.len(), of);
        metrics::gauge!("regulars_slots_held").set(f64::from(u32::try_from(slots.len()).unwrap_or(u32::MAX)));
        let moved = slots != before.slots;
        let changed = moved || poller != before.poller;
        // A lease that ran out while nobody wanted the slots is as good as one that was kept: a clock
        // that is put forward takes nothing from anybody. It is known before the new lease is, or what
        // was in hand under the old one would be gone on with under it.
        if moved
            && !self.alone
            && let Some(until) = before.until.filter(|until| *until <= now)
        {
            tracing::warn!(
                until = until.to_rfc3339(),
                "the leases ran out before they were renewed"
            );
            self.lapses.fetch_add(1, Ordering::Release);
        }
        *self.held() = Held {
            slots,
            poller,
            until: Some(until),
        };
        if changed {
            self.changes.fetch_add(1, Ordering::Release);
            tracing::info!(
                slots = self.held().slots.len(),
                poller,
                "this process's share of the work has changed"
            );
            // A chat may come with a pause that its last process was told of.
            self.telegram.reload_pauses().await?;
            self.changed.notify_waiters();
        }
        Ok(())
    }

    /// Renews what is held if that is due by the clock.
    pub async fn keep(&self) -> Result<(), StorageError> {
        let fresh_until = self.clock.now() + LEASE - RENEW_AFTER;
        if self.held().until.is_some_and(|until| until > fresh_until) {
            return Ok(());
        }
        self.renew().await
    }

    /// How often a lease ran out, so that others may have taken over what was in hand here.
    #[must_use]
    pub fn lapses(&self) -> u64 {
        self.lapses.load(Ordering::Acquire)
    }

    /// Whether this process is the one that asks Telegram for updates.
    #[must_use]
    pub fn is_poller(&self) -> bool {
        self.held().poller
    }

    /// How often the share of this process has changed.
    #[must_use]
    pub fn changes(&self) -> u64 {
        self.changes.load(Ordering::Acquire)
    }

    /// The slots whose chats this process serves.
    #[must_use]
    pub fn held_slots(&self) -> Vec<i64> {
        self.held().slots.clone()
    }

    #[must_use]
    pub fn count(&self) -> usize {
        self.held().slots.len()
    }

    /// Whether the leases are believed at this moment.
    #[must_use]
    pub fn is_current(&self) -> bool {
        self.held().until.is_some_and(|until| until > self.clock.now())
    }

    /// Whether a chat is this process's to serve at this moment. Whoever slept through its lease has to
    /// renew it first: others may have done its work.
    #[must_use]
    pub fn serves(&self, chat: i64) -> bool {
        self.is_believed() && self.held().slots.contains(&slots::of(chat))
    }

    /// Whether the slots named at the last renewal are still this process's own.
    #[must_use]
    pub fn is_believed(&self) -> bool {
        self.alone || self.is_current()
    }

    /// Gives everything back, so that others need not wait for the leases to run out.
    pub async fn release(&self) -> Result<(), StorageError> {
        let _one = self.beating.lock().await;
        let mut tx = self.db.begin().await?;
        leases::release(&mut tx, POLLER, self.holder).await?;
        slots::release(&mut tx, self.holder).await?;
        tx.commit().await?;
        *self.held() = Held::default();
        Ok(())
    }

    /// Says that the process lives, until `stop`.
    pub async fn beat(&self, stop: &CancellationToken) {
        let mut beats = tokio::time::interval(HEARTBEAT);
        beats.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
        while stop.run_until_cancelled(beats.tick()).await.is_some() {
            if let Err(error) = self.renew().await {
                tracing::error!(error = &error as &dyn std::error::Error, "the leases were not renewed");
            }
        }
    }

    fn held(&self) -> MutexGuard<'_, Held> {
        self.held.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
