//! Carries out job rows.

use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use domain::job::Job;
use futures::FutureExt;
use loyalty::{BirthdayPage, FamilyPage, MorningPage, TagPage};
use storage::StorageError;
use storage::jobs::{self, ClaimedJob};
use tokio_util::sync::CancellationToken;

use crate::club::Club;
use crate::jobs as does;
use crate::lanes::Nudge;
use crate::rounds::{pause, side_by_side};
use crate::slots::Slots;
use crate::telegram::Trouble;

const BATCH: i64 = 16;
const AT_ONCE: usize = 4;
const LEASE: TimeDelta = TimeDelta::minutes(5);
/// Attempts before a job is given up. With the pauses between them that takes most of a day.
const ATTEMPTS: i64 = 12;
const LONGEST_PAUSE: TimeDelta = TimeDelta::hours(2);
/// Between a round that found nothing and the next, however often the worker is called meanwhile.
const BREATH: Duration = Duration::from_millis(100);
/// How long the worker waits without being called.
const LOOK: Duration = Duration::from_secs(1);

pub struct Worker {
    club: Club,
    slots: Arc<Slots>,
    nudge: Nudge,
}

impl Worker {
    #[must_use]
    pub fn new(club: Club, slots: Arc<Slots>, nudge: Nudge) -> Self {
        Self { club, slots, nudge }
    }

    /// Does the jobs that are due. Says how many were taken.
    pub async fn round(&self) -> Result<usize, StorageError> {
        // What is claimed by a process that is not known to be there is anybody's.
        self.slots.keep().await?;
        let now = self.now();
        let mut tx = self.club.loyalty.db.begin().await?;
        let claims = jobs::claim(&mut tx, self.slots.holder, now, now + LEASE, BATCH).await?;
        tx.commit().await?;

        let taken = claims.len();
        let claims = claims.into_iter();
        side_by_side(claims.map(|claim| self.carry_out(claim)), AT_ONCE).await?;
        Ok(taken)
    }

    /// Does whatever comes, until `stop`.
    pub async fn run(&self, stop: &CancellationToken) {
        while !stop.is_cancelled() {
            let rest = match self.round().await {
                Ok(0) => LOOK,
                Ok(_) => Duration::ZERO,
                Err(error) => {
                    metrics::counter!("regulars_db_errors_total", "at" => "jobs").increment(1);
                    tracing::error!(error = &error as &dyn std::error::Error, "a round of the worker failed");
                    LOOK
                }
            };
            if rest.is_zero() {
                continue;
            }
            pause(stop, BREATH, std::future::pending()).await;
            pause(stop, rest.saturating_sub(BREATH), self.nudge.notified()).await;
        }
    }

    /// Gives back what was claimed and not done.
    pub async fn release(&self) -> Result<(), StorageError> {
        let mut tx = self.club.loyalty.db.begin().await?;
        jobs::release(&mut tx, self.slots.holder).await?;
        tx.commit().await
    }

    async fn carry_out(&self, claim: ClaimedJob) -> Result<(), StorageError> {
        let outcome = AssertUnwindSafe(self.perform(&claim.job)).catch_unwind().await;
        let outcome = outcome.unwrap_or_else(|_| Err(anyhow::anyhow!("a job panicked")));
        let now = self.now();
        let mut tx = self.club.loyalty.db.begin().await?;
        let result = match &outcome {
            Ok(()) => {
                jobs::done(&mut tx, &claim, now).await?;
                "done"
            }
            Err(error) if claim.attempts >= ATTEMPTS => {
                let error = format!("{error:#}");
                tracing::error!(job.id = %claim.id, claim.attempts, error, "a job was given up");
                jobs::bury(&mut tx, &claim, now, &error).await?;
                "dead"
            }
            Err(error) => {
                let due = now + pause_after(claim.attempts, error);
                let error = format!("{error:#}");
                tracing::warn!(job.id = %claim.id, claim.attempts, %due, error, "a job was not done");
                jobs::fail(&mut tx, &claim, due, &error).await?;
                "failed"
            }
        };
        metrics::counter!("regulars_jobs_total", "outcome" => result).increment(1);
        tx.commit().await
    }

    async fn perform(&self, job: &Job) -> anyhow::Result<()> {
        match job {
            Job::Night { shop, day, step } => does::night::run(&self.club, *shop, *day, *step).await,
            Job::ServeOffer { shop, offer } => does::offers::serve(&self.club, *shop, *offer).await,
            Job::PostOffer { shop, offer } => does::offers::post(&self.club, *shop, *offer).await,
            Job::SetTag { shop, member } => does::set_tag::run(&self.club, *shop, *member).await,
            Job::SetTags {
                shop,
                walk,
                tier,
                tag,
                after,
            } => {
                let page = TagPage {
                    shop: *shop,
                    walk: *walk,
                    tier: *tier,
                    tag: tag.clone(),
                    after: *after,
                };
                does::set_tag::page(&self.club, &page).await
            }
            Job::TagByRules { shop, after } => Ok(self.club.loyalty.tag_by_rules_page(*shop, *after).await?),
            Job::Birthdays {
                shop,
                day,
                oldest,
                nth,
                after,
            } => {
                let page = BirthdayPage {
                    shop: *shop,
                    day: *day,
                    oldest: *oldest,
                    nth: *nth,
                    after: *after,
                };
                does::birthdays::page(&self.club, page).await
            }
            Job::FamilyDays { shop, day, nth, after } => {
                let page = FamilyPage {
                    shop: *shop,
                    day: *day,
                    nth: *nth,
                    after: *after,
                };
                Ok(self.club.loyalty.family_days_page(page).await?)
            }
            Job::CongratulateInGroup { shop } => Ok(self.club.loyalty.congratulate_in_group(*shop).await?),
            // As earlier programs put it, one chain for each day.
            Job::BirthdayGifts { shop, day, nth, after } => {
                let page = BirthdayPage {
                    shop: *shop,
                    day: *day,
                    oldest: *day,
                    nth: *nth,
                    after: *after,
                };
                does::birthdays::page(&self.club, page).await
            }
            Job::Morning { shop, day, step, put } => {
                let page = MorningPage {
                    shop: *shop,
                    day: *day,
                    step: *step,
                    put: *put,
                };
                Ok(self.club.loyalty.morning_page(page).await?)
            }
            Job::RemovePost { chat, message } => does::remove_post::run(&self.club, *chat, *message).await,
            Job::RemindOfTask { shop, task, due } => Ok(self.club.loyalty.remind_of_task(*shop, *task, *due).await?),
            Job::LapseOrder { shop, order } => Ok(self.club.loyalty.lapse_order(*shop, *order).await?),
            Job::EmptyLog => Ok(self.club.loyalty.db.empty_log().await?),
            Job::FileMembers { shop, import, after } => {
                Ok(self.club.loyalty.file_members(*shop, *import, *after).await?)
            }
            Job::ReturnStars { shop, charge } => does::return_stars::run(&self.club, *shop, charge).await,
            Job::RenewFindKeys { shop, after } => Ok(self.club.loyalty.renew_find_keys(*shop, *after).await?),
        }
    }

    fn now(&self) -> DateTime<Utc> {
        self.club.loyalty.clock.now()
    }
}

/// As long as Telegram asked for, or four times as long as the last time.
fn pause_after(attempts: i64, error: &anyhow::Error) -> TimeDelta {
    if let Some(Trouble::NotBefore(wait)) = error.downcast_ref() {
        return TimeDelta::from_std(*wait).unwrap_or(LONGEST_PAUSE);
    }
    let grown = 4_i32.pow(u32::try_from(attempts.clamp(1, 8) - 1).unwrap_or(0));
    (TimeDelta::seconds(1) * grown).min(LONGEST_PAUSE)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_grow_and_obey_telegram() {
        let broken = anyhow::anyhow!("broken");
        let pauses: Vec<i64> = [1, 2, 3, 7, 12]
            .map(|attempts| pause_after(attempts, &broken).num_seconds())
            .to_vec();

        assert_eq!(pauses, [1, 4, 16, 4_096, 7_200]);
        let asked = anyhow::Error::new(Trouble::NotBefore(Duration::from_secs(9)));
        assert_eq!(pause_after(5, &asked), TimeDelta::seconds(9));
    }
}
