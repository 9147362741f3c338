//! Work to be done later, and how it went.

use domain::job::Job;
use sqlx::types::Json;
use uuid::Uuid;

use crate::ask::{execute, list};
use crate::{Instant, StorageError, Tx, on, statements};

#[derive(Debug, Clone)]
pub struct NewJob {
    pub id: Uuid,
    pub job: Job,
    /// Of the jobs with one key only the first is taken in, for as long as its row stays.
    pub dedupe: Option<String>,
    pub not_before: Instant,
}

/// A job that is to be done now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClaimedJob {
    pub id: Uuid,
    pub job: Job,
    /// This one included.
    pub attempts: i64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Counts {
    pub open: i64,
    pub dead: i64,
}

statements! {
    PUT = "INSERT INTO jobs (id, job, dedupe, not_before, attempts) VALUES ($1, $2, $3, $4, 0) \
           ON CONFLICT DO NOTHING";
    // The lease is tested twice. PostgreSQL lets two workers choose the same rows and makes the
    // second one wait for the first; only the outer test, which it repeats after the wait, stops it
    // from taking them again. A claim ends early when its process has gone: whoever waits for what it had in hand, such
    // as the rest of a morning's members, waits seconds and not minutes.
    CLAIM = "UPDATE jobs SET holder = $1, lease_until = $3, attempts = attempts + 1 \
             WHERE closed_at IS NULL AND (lease_until IS NULL OR lease_until <= $2 \
                 OR NOT EXISTS (SELECT 1 FROM processes p WHERE p.holder = jobs.holder)) AND id IN ( \
                 SELECT j.id FROM jobs j \
                 WHERE j.closed_at IS NULL AND j.not_before <= $2 AND (j.lease_until IS NULL OR j.lease_until <= $2 \
                     OR NOT EXISTS (SELECT 1 FROM processes p WHERE p.holder = j.holder)) \
                 ORDER BY j.not_before, j.id LIMIT $4) \
             RETURNING id, job, attempts, not_before";
    DONE = "UPDATE jobs SET closed_at = $3, outcome = 'done', error = NULL, holder = NULL, lease_until = NULL \
            WHERE id = $1 AND attempts = $2 AND closed_at IS NULL";
    FAIL = "UPDATE jobs SET not_before = $3, error = $4, holder = NULL, lease_until = NULL \
            WHERE id = $1 AND attempts = $2 AND closed_at IS NULL";
    BURY = "UPDATE jobs SET closed_at = $3, outcome = 'dead', error = $4, holder = NULL, lease_until = NULL \
            WHERE id = $1 AND attempts = $2 AND closed_at IS NULL";
    // The count of attempts stays: a late answer to this claim must not pass for one to the next.
    RELEASE = "UPDATE jobs SET holder = NULL, lease_until = NULL \
               WHERE closed_at IS NULL AND holder = $1";
    PRUNE = "DELETE FROM jobs WHERE id IN ( \
                 SELECT id FROM jobs WHERE outcome = 'done' AND closed_at < $1 ORDER BY closed_at LIMIT $2)";
    COUNTS = "SELECT (SELECT COUNT(*) FROM jobs WHERE closed_at IS NULL), \
                     (SELECT COUNT(*) FROM jobs WHERE outcome = 'dead')";
}

/// Says whether the job is new.
pub async fn put(tx: &mut Tx, new: &NewJob) -> Result<bool, StorageError> {
    let rows = execute!(tx, PUT, new.id, Json(&new.job), new.dedupe.as_deref(), new.not_before)?;
    Ok(rows == 1)
}

/// Takes up to `limit` jobs that are due and keeps others off them until `until`.
///
/// A worker that dies holding a job loses it when the lease runs out, or as soon as its process is known to have gone.
pub async fn claim(
    tx: &mut Tx,
    holder: Uuid,
    now: Instant,
    until: Instant,
    limit: i64,
) -> Result<Vec<ClaimedJob>, StorageError> {
    type Row = (Uuid, Json<Job>, i64, Instant);
    let mut rows: Vec<Row> = list!(tx, CLAIM, holder, now, until, limit)?;
    // RETURNING promises no order.
    rows.sort_unstable_by_key(|row| (row.3, row.0));
    Ok(rows
        .into_iter()
        .map(|(id, Json(job), attempts, _)| ClaimedJob { id, job, attempts })
        .collect())
}

/// The job is done. Says whether this claim was still the one that counts.
pub async fn done(tx: &mut Tx, claim: &ClaimedJob, now: Instant) -> Result<bool, StorageError> {
    let rows = execute!(tx, DONE, claim.id, claim.attempts, now)?;
    Ok(rows == 1)
}

/// The job broke and is tried again from `not_before` on. Says whether this claim still counted.
pub async fn fail(tx: &mut Tx, claim: &ClaimedJob, not_before: Instant, error: &str) -> Result<bool, StorageError> {
    let rows = execute!(tx, FAIL, claim.id, claim.attempts, not_before, error)?;
    Ok(rows == 1)
}

/// Gives a job up; its row is kept. Says whether this claim still counted.
pub async fn bury(tx: &mut Tx, claim: &ClaimedJob, now: Instant, error: &str) -> Result<bool, StorageError> {
    let rows = execute!(tx, BURY, claim.id, claim.attempts, now, error)?;
    Ok(rows == 1)
}

/// Ends the leases of a worker that stops. Says how many.
pub async fn release(tx: &mut Tx, holder: Uuid) -> Result<u64, StorageError> {
    Ok(execute!(tx, RELEASE, holder)?)
}

/// Forgets up to `limit` jobs that were done before `before`. Says how many.
pub async fn prune(tx: &mut Tx, before: Instant, limit: i64) -> Result<u64, StorageError> {
    Ok(execute!(tx, PRUNE, before, limit)?)
}

pub async fn counts(tx: &mut Tx) -> Result<Counts, StorageError> {
    let (open, dead) = on!(tx, conn => sqlx::query_as(COUNTS).fetch_one(conn).await)?;
    Ok(Counts { open, dead })
}
