//! Leases, runs, jobs, pauses, pictures, and what holds for all.

use std::collections::HashSet;

use chrono::{TimeDelta, Utc};
use domain::job::Job;
use domain::{Ids, SeededIds};
use storage::jobs::{self, NewJob};
use storage::testing::Fresh;
use storage::{Db, Instant, leases, on_both_engines, pauses, pictures, runs, slots};

use crate::{ANNA, at, ids, process};

on_both_engines![
    a_lease_has_one_holder,
    a_run_begins_once,
    eight_workers_claim_each_job_once,
    a_late_worker_does_not_end_what_another_one_claimed,
    what_a_process_had_in_hand_that_has_gone_is_taken_up_at_once,
    m3_the_longer_pause_counts,
    a_picture_is_found_again,
    instants_are_compared_as_time,
    who_only_reads_cannot_write,
];

async fn a_lease_has_one_holder(fresh: Fresh) {
    let mut tx = fresh.db.begin().await.unwrap();
    let (anna, ben) = (process(1), process(2));

    assert!(leases::take(&mut tx, "poller", anna, at(0), at(6)).await.unwrap());
    assert!(!leases::take(&mut tx, "poller", ben, at(5), at(11)).await.unwrap());
    assert!(leases::take(&mut tx, "poller", anna, at(5), at(11)).await.unwrap());
    assert!(leases::take(&mut tx, "scheduler", ben, at(5), at(11)).await.unwrap());
    assert!(!leases::take(&mut tx, "poller", ben, at(10), at(16)).await.unwrap());
    assert!(leases::take(&mut tx, "poller", ben, at(11), at(17)).await.unwrap());

    leases::release(&mut tx, "poller", anna).await.unwrap();
    assert!(!leases::take(&mut tx, "poller", anna, at(12), at(18)).await.unwrap());
    leases::release(&mut tx, "poller", ben).await.unwrap();
    assert!(leases::take(&mut tx, "poller", anna, at(12), at(18)).await.unwrap());
}

async fn a_run_begins_once(fresh: Fresh) {
    let tries: Vec<_> = (0..8)
        .map(|_| {
            let db = fresh.db.clone();
            tokio::spawn(async move {
                let mut tx = db.begin().await.unwrap();
                let first = runs::first(&mut tx, "night:2027-03-01", at(0)).await.unwrap();
                tx.commit().await.unwrap();
                first
            })
        })
        .collect();
    let mut winners = 0;
    for one in tries {
        winners += i64::from(one.await.unwrap());
    }

    assert_eq!(winners, 1);
    let mut tx = fresh.db.begin().await.unwrap();
    assert!(runs::first(&mut tx, "night:2027-03-02", at(1)).await.unwrap());
    assert_eq!(runs::prune(&mut tx, at(1)).await.unwrap(), 1);
}

fn job(ids: &SeededIds, message: i32) -> NewJob {
    NewJob {
        id: ids.uuid(at(0)),
        job: Job::RemovePost { chat: ANNA, message },
        dedupe: None,
        not_before: at(0),
    }
}

async fn eight_workers_claim_each_job_once(fresh: Fresh) {
    let ids = ids();
    let mut tx = fresh.db.begin().await.unwrap();
    for n in 0..200 {
        assert!(jobs::put(&mut tx, &job(&ids, n)).await.unwrap());
    }
    for n in 1..=8 {
        slots::hold(&mut tx, process(n), at(0), at(100), false).await.unwrap();
    }
    tx.commit().await.unwrap();

    let workers: Vec<_> = (1..=8)
        .map(|n| {
            let db = fresh.db.clone();
            tokio::spawn(async move {
                let mut mine = Vec::new();
                loop {
                    let mut tx = db.begin().await.unwrap();
                    let claims = jobs::claim(&mut tx, process(n), at(1), at(30), 7).await.unwrap();
                    for claim in &claims {
                        assert!(jobs::done(&mut tx, claim, at(2)).await.unwrap());
                    }
                    tx.commit().await.unwrap();
                    if claims.is_empty() {
                        return mine;
                    }
                    mine.extend(claims.into_iter().map(|claim| claim.id));
                }
            })
        })
        .collect();
    let mut claims = HashSet::new();
    for worker in workers {
        for id in worker.await.unwrap() {
            assert!(claims.insert(id), "claimed twice");
        }
    }

    let mut tx = fresh.db.begin().await.unwrap();
    let rest = jobs::claim(&mut tx, process(9), at(1), at(30), 200).await.unwrap();
    assert_eq!(claims.len() + rest.len(), 200);
}

async fn a_late_worker_does_not_end_what_another_one_claimed(fresh: Fresh) {
    let ids = ids();
    let mut tx = fresh.db.begin().await.unwrap();
    let new = NewJob {
        dedupe: Some("remove:5".into()),
        ..job(&ids, 5)
    };
    assert!(jobs::put(&mut tx, &new).await.unwrap());
    assert!(
        !jobs::put(
            &mut tx,
            &NewJob {
                id: ids.uuid(at(0)),
                ..new.clone()
            }
        )
        .await
        .unwrap()
    );
    for n in 1..=2 {
        slots::hold(&mut tx, process(n), at(0), at(100), false).await.unwrap();
    }

    let slow = jobs::claim(&mut tx, process(1), at(1), at(30), 1)
        .await
        .unwrap()
        .remove(0);
    let quick = jobs::claim(&mut tx, process(2), at(30), at(60), 1)
        .await
        .unwrap()
        .remove(0);
    assert_eq!((&slow.job, slow.attempts, quick.attempts), (&new.job, 1, 2));
    assert!(!jobs::done(&mut tx, &slow, at(31)).await.unwrap());
    assert!(!jobs::fail(&mut tx, &slow, at(31), "late").await.unwrap());
    assert!(!jobs::bury(&mut tx, &slow, at(31), "late").await.unwrap());

    assert!(jobs::fail(&mut tx, &quick, at(40), "it broke").await.unwrap());
    assert!(
        jobs::claim(&mut tx, process(1), at(39), at(60), 1)
            .await
            .unwrap()
            .is_empty()
    );
    let third = jobs::claim(&mut tx, process(1), at(40), at(60), 1)
        .await
        .unwrap()
        .remove(0);
    assert_eq!(jobs::release(&mut tx, process(1)).await.unwrap(), 1);
    let fourth = jobs::claim(&mut tx, process(2), at(41), at(60), 1)
        .await
        .unwrap()
        .remove(0);
    assert!(!jobs::done(&mut tx, &third, at(42)).await.unwrap());
    assert!(
        jobs::bury(&mut tx, &fourth, at(42), "it will never work")
            .await
            .unwrap()
    );
    assert_eq!(jobs::counts(&mut tx).await.unwrap(), jobs::Counts { open: 0, dead: 1 });
}

async fn what_a_process_had_in_hand_that_has_gone_is_taken_up_at_once(fresh: Fresh) {
    let ids = ids();
    let mut tx = fresh.db.begin().await.unwrap();
    let (dead, heir) = (process(1), process(2));
    assert!(jobs::put(&mut tx, &job(&ids, 1)).await.unwrap());
    slots::hold(&mut tx, dead, at(0), at(6), false).await.unwrap();
    let in_hand = jobs::claim(&mut tx, dead, at(1), at(300), 1).await.unwrap();
    assert_eq!(in_hand.len(), 1);

    slots::hold(&mut tx, heir, at(5), at(11), false).await.unwrap();
    assert_eq!(jobs::claim(&mut tx, heir, at(5), at(300), 1).await.unwrap(), []);
    slots::hold(&mut tx, heir, at(7), at(13), false).await.unwrap();
    let taken_up = jobs::claim(&mut tx, heir, at(7), at(300), 1).await.unwrap();

    assert_eq!((taken_up.len(), taken_up[0].attempts), (1, 2));
    assert!(!jobs::done(&mut tx, &in_hand[0], at(8)).await.unwrap());
    assert!(jobs::done(&mut tx, &taken_up[0], at(8)).await.unwrap());
}

async fn m3_the_longer_pause_counts(fresh: Fresh) {
    let mut tx = fresh.db.begin().await.unwrap();

    pauses::set(&mut tx, Some(ANNA), at(30)).await.unwrap();
    pauses::set(&mut tx, Some(ANNA), at(20)).await.unwrap();
    pauses::set(&mut tx, None, at(10)).await.unwrap();
    assert_eq!(
        pauses::all(&mut tx, at(0)).await.unwrap(),
        [(None, at(10)), (Some(ANNA), at(30))]
    );

    pauses::set(&mut tx, None, at(12)).await.unwrap();
    assert_eq!(
        pauses::all(&mut tx, at(10)).await.unwrap(),
        [(None, at(12)), (Some(ANNA), at(30))]
    );
    assert_eq!(pauses::all(&mut tx, at(12)).await.unwrap(), [(Some(ANNA), at(30))]);
    assert_eq!(pauses::prune(&mut tx, at(12)).await.unwrap(), 1);
}

async fn a_picture_is_found_again(fresh: Fresh) {
    let mut tx = fresh.db.begin().await.unwrap();

    pictures::keep(&mut tx, "c0ffee", "AgAC1", None, at(0)).await.unwrap();
    pictures::keep(&mut tx, "c0ffee", "AgAC2", None, at(5)).await.unwrap();

    assert_eq!(
        pictures::find(&mut tx, "c0ffee").await.unwrap().as_deref(),
        Some("AgAC2")
    );
    assert_eq!(pictures::find(&mut tx, "7ea").await.unwrap(), None);
    assert_eq!(pictures::prune(&mut tx, at(5), 10).await.unwrap(), 0);
    pictures::forget(&mut tx, "c0ffee").await.unwrap();
    assert_eq!(pictures::find(&mut tx, "c0ffee").await.unwrap(), None);
}

/// SQLite compares them as text, and the text has as many digits after the second as it needs.
async fn instants_are_compared_as_time(fresh: Fresh) {
    let mut tx = fresh.db.begin().await.unwrap();
    let whole = at(10);
    let in_order: Vec<Instant> = [0, 1, 999, 1_000, 499_999, 500_000, 500_001, 999_999, 1_000_000]
        .map(|micros| whole + TimeDelta::microseconds(micros))
        .into();

    for (earlier, later) in in_order.iter().zip(&in_order[1..]) {
        let name = later.with_timezone(&Utc).to_rfc3339();
        assert!(
            leases::take(&mut tx, &name, process(1), *earlier, *later)
                .await
                .unwrap()
        );
        assert!(
            !leases::take(&mut tx, &name, process(2), *earlier, *later)
                .await
                .unwrap(),
            "{earlier} < {later}"
        );
        assert!(
            leases::take(&mut tx, &name, process(2), *later, *later).await.unwrap(),
            "{later} <= {later}"
        );
    }
}

async fn who_only_reads_cannot_write(fresh: Fresh) {
    let mut tx = fresh.db.read().await.unwrap();
    assert!(runs::first(&mut tx, "night", at(0)).await.is_err());
    drop(tx);

    let mut tx = fresh.db.look().await.unwrap();
    assert!(runs::first(&mut tx, "night", at(0)).await.is_err());
    assert!(!runs::is_done(&mut tx, "night").await.unwrap());
    tx.commit().await.unwrap();

    let beside = Db::open_to_read(&fresh.url).await.unwrap();
    assert!(!runs::is_done(&mut beside.read().await.unwrap(), "night").await.unwrap());
    assert!(match beside.begin().await {
        Ok(mut tx) => runs::first(&mut tx, "night", at(0)).await.is_err(),
        Err(_) => true,
    });
    beside.close().await.unwrap();
}
