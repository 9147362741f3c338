//! Which process serves which chats.

use std::collections::HashMap;

use storage::outbox::{self, NewLetter};
use storage::testing::Fresh;
use storage::{Db, Tx, inbox, on_both_engines, slots};

use crate::{ANNA, at, ids, letter, process, put_updates, taken, update};

on_both_engines![
    m3_slots_are_shared_fairly_and_handed_over_when_nothing_is_in_hand,
    m3_the_slots_of_a_dead_process_are_taken_over,
    m3_processes_that_start_together_share_all_slots,
    a_process_that_knows_it_is_alone_waits_for_nobody,
    only_the_holder_of_a_slot_is_given_its_rows,
];

async fn beat(db: &Db, n: u128, now: i64) -> Vec<i64> {
    let mut tx = db.begin().await.unwrap();
    let held = slots::hold(&mut tx, process(n), at(now), at(now + 6), false)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    held
}

async fn m3_slots_are_shared_fairly_and_handed_over_when_nothing_is_in_hand(fresh: Fresh) {
    let db = &fresh.db;
    assert_eq!(beat(db, 1, 0).await.len(), 32);
    // Anna's slot has an update in hand, so it has to stay with the first process for a while.
    let chat = (ANNA..ANNA + 10_000).find(|chat| slots::of(*chat) == 31).unwrap();
    let mut tx = db.begin().await.unwrap();
    inbox::put(&mut tx, &update(1, chat, "{}")).await.unwrap();
    assert_eq!(taken(&mut tx, process(1), 1).await, [1]);
    tx.commit().await.unwrap();

    assert_eq!(beat(db, 2, 1).await.len(), 0);
    assert_eq!(beat(db, 1, 2).await, (0..16).collect::<Vec<_>>());
    assert_eq!(beat(db, 2, 3).await, (16..31).collect::<Vec<_>>());

    // What is leaving takes up nothing new.
    put_updates(db, [2]).await;
    let mut tx = db.begin().await.unwrap();
    inbox::put(&mut tx, &update(3, chat, "{}")).await.unwrap();
    assert!(!taken(&mut tx, process(1), 4).await.contains(&3));
    inbox::close(&mut tx, 1, at(4)).await.unwrap();
    inbox::untake(&mut tx, process(1)).await.unwrap();
    tx.commit().await.unwrap();
    beat(db, 1, 4).await;
    assert_eq!(beat(db, 2, 5).await, (16..32).collect::<Vec<_>>());

    beat(db, 3, 5).await;
    beat(db, 1, 6).await;
    beat(db, 2, 6).await;
    let mut shares = [
        beat(db, 1, 7).await.len(),
        beat(db, 2, 7).await.len(),
        beat(db, 3, 7).await.len(),
    ];
    shares.sort_unstable();
    assert_eq!(shares, [10, 11, 11]);

    let mut tx = db.begin().await.unwrap();
    slots::release(&mut tx, process(2)).await.unwrap();
    tx.commit().await.unwrap();
    let (first, third) = (beat(db, 1, 8).await, beat(db, 3, 8).await);
    assert_eq!((first.len(), third.len()), (16, 16));
    assert!(first.iter().all(|slot| !third.contains(slot)));
}

async fn m3_the_slots_of_a_dead_process_are_taken_over(fresh: Fresh) {
    let db = &fresh.db;
    beat(db, 1, 0).await;
    beat(db, 2, 1).await;
    beat(db, 1, 2).await;
    assert_eq!(beat(db, 2, 3).await.len(), 16);

    // The first one's lease runs out at 8.
    assert_eq!(beat(db, 2, 7).await.len(), 16);
    assert_eq!(beat(db, 2, 8).await.len(), 32);
    assert_eq!(beat(db, 1, 9).await.len(), 0);
}

async fn m3_processes_that_start_together_share_all_slots(fresh: Fresh) {
    let mut held = HashMap::new();
    for now in 0..4 {
        let beats: Vec<_> = (1..=3)
            .map(|n| {
                let db = fresh.db.clone();
                tokio::spawn(async move { (n, beat(&db, n, now).await) })
            })
            .collect();
        for one in beats {
            let (n, slots) = one.await.unwrap();
            held.insert(n, slots);
        }
    }

    let mut all: Vec<i64> = held.values().flatten().copied().collect();
    all.sort_unstable();
    assert_eq!(all, (0..32).collect::<Vec<_>>());
    assert!(held.values().all(|slots| (10..=11).contains(&slots.len())), "{held:?}");
}

async fn a_process_that_knows_it_is_alone_waits_for_nobody(fresh: Fresh) {
    beat(&fresh.db, 1, 0).await;

    let mut tx = fresh.db.begin().await.unwrap();
    let held = slots::hold(&mut tx, process(2), at(1), at(7), true).await.unwrap();

    assert_eq!(held.len(), 32);
}

async fn only_the_holder_of_a_slot_is_given_its_rows(fresh: Fresh) {
    let (ids, db) = (ids(), &fresh.db);
    beat(db, 1, 0).await;
    beat(db, 2, 0).await;
    let held = [beat(db, 1, 1).await, beat(db, 2, 1).await];
    put_updates(db, 1..=60).await;
    let mut tx = db.begin().await.unwrap();
    for n in 1..=60 {
        outbox::put(
            &mut tx,
            &NewLetter {
                chat: ANNA + n,
                ..letter(&ids, "A")
            },
        )
        .await
        .unwrap();
    }

    for (n, held) in [(1, &held[0]), (2, &held[1])] {
        let updates = inbox::take(&mut tx, process(n), at(2), 100).await.unwrap();
        let letters = outbox::claim(&mut tx, process(n), at(2), at(30), 100).await.unwrap();
        assert!(!updates.is_empty() && updates.iter().all(|update| held.contains(&slots::of(update.chat))));
        assert!(!letters.is_empty() && letters.iter().all(|letter| held.contains(&slots::of(letter.chat))));
    }
    // A lease that has run out gives nothing.
    put_updates_in(&mut tx, 61..=90).await;
    assert_eq!(taken(&mut tx, process(1), 50).await, Vec::<i64>::new());
}

async fn put_updates_in(tx: &mut Tx, numbers: impl IntoIterator<Item = i64>) {
    for id in numbers {
        inbox::put(tx, &update(id, ANNA + id, "{}")).await.unwrap();
    }
}
