//! How many acts of six statements a database carries per second, and what each costs.
//!
//! `cargo run --release -p storage --features testing --example commits [URL]`

use std::time::{Duration, Instant as Moment};

use chrono::{DateTime, Utc};
use domain::job::Job;
use domain::{Ids, OsIds};
use storage::{Db, Options, StorageError, inbox, jobs, leases, pauses, runs, slots};

const FOR: Duration = Duration::from_secs(4);

#[tokio::main]
async fn main() -> Result<(), StorageError> {
    let url = std::env::args().nth(1);
    let fresh;
    let db = if let Some(url) = &url {
        Db::open_with(&Options::new(url)).await?
    } else {
        fresh = storage::testing::fresh_sqlite().await;
        fresh.db.clone()
    };
    println!(
        "{:>8} {:>12} {:>14} {:>10}",
        "clients", "acts/s", "CPU ms/act", "p99 ms"
    );
    for clients in [1, 4, 16, 64, 256] {
        measure(&db, clients).await?;
    }
    db.close().await
}

async fn measure(db: &Db, clients: i64) -> Result<(), StorageError> {
    let (began, cpu) = (Moment::now(), cpu_seconds());
    let mut at_work = Vec::new();
    for client in 0..clients {
        let db = db.clone();
        at_work.push(tokio::spawn(async move {
            let ids = OsIds::default();
            let mut took = Vec::new();
            while began.elapsed() < FOR {
                let asked = Moment::now();
                act(&db, &ids, client).await?;
                took.push(asked.elapsed());
            }
            Ok::<_, StorageError>(took)
        }));
    }
    let mut took = Vec::new();
    for client in at_work {
        took.extend(client.await.map_err(|_| StorageError::Closed)??);
    }
    let (seconds, cpu) = (began.elapsed().as_secs_f64(), cpu_seconds() - cpu);
    took.sort_unstable();
    let acts = f64::from(u32::try_from(took.len()).unwrap_or(u32::MAX));
    let p99 = took.get(took.len() * 99 / 100).map_or(0.0, Duration::as_secs_f64);
    println!(
        "{clients:>8} {:>12.0} {:>14.3} {:>10.2}",
        acts / seconds,
        cpu * 1000.0 / acts,
        p99 * 1000.0
    );
    Ok(())
}

async fn act(db: &Db, ids: &OsIds, client: i64) -> Result<(), StorageError> {
    let now = DateTime::<Utc>::from_timestamp(1_900_000_000, 0).unwrap_or_default();
    let id = ids.uuid(now);
    let update = i64::from(ids.below(u32::MAX)) << 20 | client;
    let name = id.to_string();
    let mut tx = db.begin().await?;
    let new = inbox::NewUpdate {
        id: update,
        chat: client,
        user: client,
        slot: slots::of(client),
        body: "{}",
        at: now,
    };
    inbox::put(&mut tx, &new).await?;
    let job = Job::RemovePost {
        chat: client,
        message: 1,
    };
    jobs::put(
        &mut tx,
        &jobs::NewJob {
            id,
            job,
            dedupe: None,
            not_before: now,
        },
    )
    .await?;
    runs::first(&mut tx, &name, now).await?;
    leases::take(&mut tx, &format!("client:{client}"), id, now, now).await?;
    pauses::set(&mut tx, Some(client), now).await?;
    inbox::close(&mut tx, update, now).await?;
    tx.commit().await
}

/// What this process has used, from `/proc/self/stat`. 0 elsewhere than on Linux.
fn cpu_seconds() -> f64 {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let fields: Vec<f64> = stat
        .rsplit_once(')')
        .map(|(_, rest)| rest.split_whitespace().filter_map(|field| field.parse().ok()).collect())
        .unwrap_or_default();
    // The state, a letter, is not among the numbers: user and system time are the 11th and 12th.
    fields.iter().skip(10).take(2).sum::<f64>() / 100.0
}
