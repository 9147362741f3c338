//! Acts that share a transaction on SQLite know nothing of each other.
#![expect(clippy::unwrap_used, reason = "a failed step is a failed test")]

use std::collections::HashSet;
use std::io::{BufRead, BufReader, Write};
use std::process::{Command, Stdio};
use std::time::Duration;

use chrono::DateTime;
use sqlx::Executor;
use storage::testing::{empty_sqlite, fresh_sqlite};
use storage::{Db, Instant, Options, StorageError, Tx, runs};
use tokio::task::JoinHandle;

fn now() -> Instant {
    DateTime::from_timestamp(1_900_000_000, 0).unwrap()
}

async fn wrote(db: &Db, name: &str) -> bool {
    runs::is_done(&mut db.look().await.unwrap(), name).await.unwrap()
}

async fn write(tx: &mut Tx, name: &str) {
    assert!(runs::first(tx, name, now()).await.unwrap());
}

/// An act that waits for its turn when this returns.
async fn in_line(db: &Db) -> JoinHandle<Tx> {
    let db = db.clone();
    let waits = tokio::spawn(async move { db.begin().await.unwrap() });
    for _ in 0..20 {
        tokio::task::yield_now().await;
    }
    assert!(!waits.is_finished());
    waits
}

async fn statement(tx: &mut Tx, sql: &'static str) -> Result<(), sqlx::Error> {
    match tx {
        Tx::Sqlite(conn) => conn.execute(sql).await.map(drop),
        Tx::Postgres(_) => panic!("these tests are about SQLite"),
    }
}

#[tokio::test]
async fn an_act_that_is_undone_leaves_its_neighbours_alone() {
    let fresh = fresh_sqlite().await;
    let db = &fresh.db;
    let mut first = db.begin().await.unwrap();
    let (second, third, fourth) = (in_line(db).await, in_line(db).await, in_line(db).await);

    write(&mut first, "first").await;
    let first = tokio::spawn(first.commit());
    let mut second = second.await.unwrap();
    assert!(runs::is_done(&mut second, "first").await.unwrap());
    write(&mut second, "second").await;
    drop(second);
    let mut third = third.await.unwrap();
    assert!(!runs::is_done(&mut third, "second").await.unwrap());
    write(&mut third, "third").await;
    let third = tokio::spawn(third.commit());
    let mut fourth = fourth.await.unwrap();
    write(&mut fourth, "fourth").await;

    // They share a transaction, so nobody has been told anything, and nobody else sees anything.
    assert!(!first.is_finished() && !third.is_finished());
    assert!(!wrote(db, "first").await);
    drop(fourth);
    first.await.unwrap().unwrap();
    third.await.unwrap().unwrap();
    let written = [
        wrote(db, "first").await,
        wrote(db, "second").await,
        wrote(db, "third").await,
        wrote(db, "fourth").await,
    ];
    assert_eq!(written, [true, false, true, false]);
}

#[tokio::test]
async fn a_first_act_that_is_undone_leaves_nothing() {
    let fresh = fresh_sqlite().await;
    let db = &fresh.db;
    let mut first = db.begin().await.unwrap();
    let second = in_line(db).await;
    write(&mut first, "first").await;

    drop(first);
    let mut second = second.await.unwrap();
    assert!(!runs::is_done(&mut second, "first").await.unwrap());
    write(&mut second, "second").await;
    second.commit().await.unwrap();

    assert!(!wrote(db, "first").await && wrote(db, "second").await);
    let mut alone = db.begin().await.unwrap();
    write(&mut alone, "alone").await;
    drop(alone);
    let mut after = db.begin().await.unwrap();
    assert!(!runs::is_done(&mut after, "alone").await.unwrap());
}

#[tokio::test]
async fn who_gives_up_waiting_is_passed_over() {
    let fresh = fresh_sqlite().await;
    let db = &fresh.db;
    let first = db.begin().await.unwrap();
    let (second, third) = (in_line(db).await, in_line(db).await);

    second.abort();
    assert!(second.await.is_err());
    let first = tokio::spawn(first.commit());

    third.await.unwrap().commit().await.unwrap();
    first.await.unwrap().unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_panic_in_an_act_undoes_that_act() {
    let fresh = fresh_sqlite().await;
    let db = &fresh.db;
    let acts: Vec<_> = (0..60)
        .map(|n| {
            let db = db.clone();
            tokio::spawn(async move {
                let mut tx = db.begin().await.unwrap();
                write(&mut tx, &format!("act {n}")).await;
                assert!(n % 3 != 0, "this is how it breaks");
                tx.commit().await.unwrap();
            })
        })
        .collect();
    for act in acts {
        drop(act.await);
    }

    for n in 0..60 {
        assert_eq!(wrote(db, &format!("act {n}")).await, n % 3 != 0, "{n}");
    }
}

/// Each act is cut off at whatever point it has reached; the others are told the truth.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn acts_that_are_cut_off_do_not_touch_the_others() {
    let fresh = fresh_sqlite().await;
    let db = &fresh.db;
    let mut told = HashSet::new();
    for round in 0_u64..40 {
        let acts: Vec<_> = (0..12_u64)
            .map(|n| {
                let db = db.clone();
                tokio::spawn(async move {
                    let mut tx = db.begin().await?;
                    for part in 0..3 {
                        runs::first(&mut tx, &format!("{round}/{n}/{part}"), now()).await?;
                    }
                    tx.commit().await
                })
            })
            .collect();
        tokio::time::timeout(Duration::from_micros(round * 97), std::future::pending::<()>())
            .await
            .unwrap_err();
        for act in acts.iter().step_by(2) {
            act.abort();
        }
        for (n, act) in acts.into_iter().enumerate() {
            match act.await {
                Ok(done) => {
                    done.unwrap();
                    told.insert(format!("{round}/{n}"));
                }
                Err(cut_off) => assert!(cut_off.is_cancelled()),
            }
        }
    }

    let mut tx = db.read().await.unwrap();
    for round in 0..40 {
        for n in 0..12 {
            let mut parts = Vec::new();
            for part in 0..3 {
                parts.push(runs::is_done(&mut tx, &format!("{round}/{n}/{part}")).await.unwrap());
            }
            let whole = parts.iter().all(|part| *part == parts[0]);
            assert!(
                whole && (parts[0] || !told.contains(&format!("{round}/{n}"))),
                "{round}/{n}: {parts:?}"
            );
        }
    }
    assert!(told.len() >= 240, "{}", told.len());
}

#[tokio::test]
async fn when_the_shared_commit_fails_every_act_in_it_is_told() {
    let fresh = fresh_sqlite().await;
    let db = &fresh.db;
    let mut tx = db.begin().await.unwrap();
    statement(&mut tx, "CREATE TABLE parents (id BIGINT PRIMARY KEY)")
        .await
        .unwrap();
    statement(
        &mut tx,
        "CREATE TABLE children (id BIGINT REFERENCES parents (id) DEFERRABLE INITIALLY DEFERRED)",
    )
    .await
    .unwrap();
    tx.commit().await.unwrap();

    let mut good = db.begin().await.unwrap();
    let bad = in_line(db).await;
    write(&mut good, "good").await;
    let good = tokio::spawn(good.commit());
    let mut bad = bad.await.unwrap();
    statement(&mut bad, "INSERT INTO children VALUES (5)").await.unwrap();
    let bad = bad.commit().await;

    assert!(
        matches!(bad, Err(StorageError::NotDurable { source: Some(_) })),
        "{bad:?}"
    );
    assert!(matches!(
        good.await.unwrap(),
        Err(StorageError::NotDurable { source: Some(_) })
    ));
    let mut tx = db.begin().await.unwrap();
    assert!(!runs::is_done(&mut tx, "good").await.unwrap());
    write(&mut tx, "after").await;
    tx.commit().await.unwrap();
    assert!(wrote(db, "after").await);
}

#[tokio::test]
async fn when_sqlite_undoes_everything_by_itself_every_act_in_it_is_told() {
    let fresh = fresh_sqlite().await;
    let db = &fresh.db;
    let mut good = db.begin().await.unwrap();
    let (bad, next) = (in_line(db).await, in_line(db).await);
    write(&mut good, "good").await;
    let good = tokio::spawn(good.commit());
    let mut bad = bad.await.unwrap();

    // As a full disk does it.
    let undone = statement(&mut bad, "INSERT OR ROLLBACK INTO runs VALUES ('good', 'at noon')").await;
    assert!(undone.is_err());
    drop(bad);

    assert!(matches!(
        good.await.unwrap(),
        Err(StorageError::NotDurable { source: None })
    ));
    let mut next = next.await.unwrap();
    assert!(!runs::is_done(&mut next, "good").await.unwrap());
    write(&mut next, "next").await;
    next.commit().await.unwrap();
    assert!(wrote(db, "next").await);
}

#[tokio::test]
async fn an_act_inside_an_act_is_refused_after_a_while() {
    let empty = empty_sqlite();
    let db = Db::open_with(&Options::new(&empty.url).turn(Duration::from_millis(50)))
        .await
        .unwrap();
    let outer = db.begin().await.unwrap();

    let inner = db.begin().await;

    assert!(matches!(inner, Err(StorageError::Busy(_))), "{inner:?}");
    outer.commit().await.unwrap();
}

#[tokio::test]
async fn a_file_has_one_process_that_writes() {
    let fresh = fresh_sqlite().await;

    let refused = Db::open(&fresh.url).await.unwrap_err();
    assert!(
        refused.to_string().contains("club.db is in use by another process"),
        "{refused}"
    );

    let mut tx = fresh.db.begin().await.unwrap();
    write(&mut tx, "before").await;
    tx.commit().await.unwrap();
    fresh.db.close().await.unwrap();
    assert!(matches!(fresh.db.begin().await, Err(StorageError::Closed)));
    assert!(matches!(fresh.db.read().await, Err(StorageError::Closed)));
    assert!(!fresh.file().with_extension("db-wal").exists());

    let next = Db::open(&fresh.url).await.unwrap();
    assert!(wrote(&next, "before").await);
}

#[tokio::test]
async fn a_file_of_another_version_is_not_read() {
    let fresh = fresh_sqlite().await;
    let mut tx = fresh.db.begin().await.unwrap();
    statement(&mut tx, "DELETE FROM _sqlx_migrations WHERE version = 2")
        .await
        .unwrap();
    tx.commit().await.unwrap();

    let refused = Db::open_to_read(&fresh.url).await.unwrap_err();

    assert!(matches!(refused, StorageError::OtherVersion { .. }), "{refused:?}");
}

#[tokio::test]
async fn s7_a_server_that_does_not_answer_is_named_without_its_password() {
    let nobody = Options::new("postgres://anna:secret@127.0.0.1:1/club").patience(Duration::ZERO);

    let refused = Db::open_with(&nobody).await.unwrap_err();

    assert_eq!(
        refused.to_string(),
        "the database at 127.0.0.1:1/club cannot be reached"
    );
    assert!(!format!("{refused:?}").contains("secret"));
}

/// Where the process that is killed writes, and how often one was killed before it.
const FILE: &str = "REGULARS_TEST_FILE";
const ROUND: &str = "REGULARS_TEST_ROUND";

/// What an act was told is there after the process was killed in the middle of others. The process that
/// is killed is this very test, started anew.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn m1_what_was_told_survives_a_kill() {
    if let Ok(file) = std::env::var(FILE) {
        return writes_until_it_is_killed(&file).await;
    }
    let fresh = fresh_sqlite().await;
    fresh.db.close().await.unwrap();
    let mut told = Vec::new();
    for round in 0..5 {
        let mut child = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "m1_what_was_told_survives_a_kill", "--nocapture"])
            .env(FILE, &fresh.url)
            .env(ROUND, round.to_string())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines().map(Result::unwrap);
        let enough = told.len() + 150 + 37 * round;
        while told.len() < enough {
            told.extend(lines.next().unwrap().strip_prefix("told ").map(str::to_owned));
        }
        child.kill().unwrap();
        child.wait().unwrap();
        told.extend(lines.filter_map(|line| line.strip_prefix("told ").map(str::to_owned)));
    }

    let db = Db::open(&fresh.url).await.unwrap();
    for name in &told {
        assert!(wrote(&db, name).await, "{name}");
    }
}

async fn writes_until_it_is_killed(file: &str) {
    let db = Db::open(file).await.unwrap();
    let round = std::env::var(ROUND).unwrap();
    let writers: Vec<_> = (0..16)
        .map(|writer| {
            let (db, round) = (db.clone(), round.clone());
            tokio::spawn(async move {
                for n in 0.. {
                    let name = format!("{round}/{writer}/{n}");
                    let mut tx = db.begin().await.unwrap();
                    write(&mut tx, &name).await;
                    tx.commit().await.unwrap();
                    let mut out = std::io::stdout().lock();
                    out.write_all(format!("told {name}\n").as_bytes()).unwrap();
                    out.flush().unwrap();
                }
            })
        })
        .collect();
    for writer in writers {
        writer.await.unwrap();
    }
}

#[tokio::test]
async fn a_snapshot_stays_as_it_is() {
    let fresh = fresh_sqlite().await;
    let db = &fresh.db;
    let mut snapshot = db.read().await.unwrap();
    let mut newest = db.look().await.unwrap();
    assert!(!runs::is_done(&mut snapshot, "a").await.unwrap());

    let mut tx = db.begin().await.unwrap();
    write(&mut tx, "a").await;
    tx.commit().await.unwrap();

    assert!(!runs::is_done(&mut snapshot, "a").await.unwrap());
    assert!(runs::is_done(&mut newest, "a").await.unwrap());
    drop((snapshot, newest));
    assert!(runs::is_done(&mut db.read().await.unwrap(), "a").await.unwrap());
}
