//! Every table that keeps the program going does the same on both engines.
#![expect(clippy::unwrap_used, reason = "a failed step is a failed test")]

use std::collections::HashMap;

use chrono::{TimeDelta, Utc};
use domain::job::Job;
use domain::letter::Letter;
use domain::{Ids, Lang, LetterId, SeededIds, ShopId};
use storage::inbox::{self, NewUpdate};
use storage::jobs::{self, NewJob};
use storage::outbox::{self, Claimed, NewLetter, Settled};
use storage::testing::Fresh;
use storage::{Db, Instant, Tx, leases, on_both_engines, pauses, pictures, runs, slots};
use uuid::Uuid;

on_both_engines![
    an_update_is_new_once,
    updates_are_taken_once_and_in_order,
    an_update_is_taken_again_by_the_next_holder,
    an_update_that_broke_waits_its_time,
    a_batch_of_updates_is_stored_and_closed_like_single_ones,
    a_buried_update_is_kept_and_counted,
    what_was_taken_can_be_put_back,
    m1_a_letter_is_put_once_for_its_key,
    m3_letters_go_out_by_lane_and_then_by_time,
    a_letter_is_amended_only_before_anybody_tried_to_send_it,
    m1_eight_couriers_claim_each_letter_once,
    m1_a_late_courier_does_not_settle_what_another_one_claimed,
    a_letter_can_be_sent_later_or_not_at_all,
    d5_letters_follow_a_group_that_becomes_a_supergroup,
    m3_slots_are_shared_fairly_and_handed_over_when_nothing_is_in_hand,
    m3_the_slots_of_a_dead_process_are_taken_over,
    m3_processes_that_start_together_share_all_slots,
    a_process_that_knows_it_is_alone_waits_for_nobody,
    only_the_holder_of_a_slot_is_given_its_rows,
    a_lease_has_one_holder,
    a_run_begins_once,
    eight_workers_claim_each_job_once,
    a_late_worker_does_not_end_what_another_one_claimed,
    m3_the_longer_pause_counts,
    a_picture_is_found_again,
    instants_are_compared_as_time,
    who_only_reads_cannot_write,
];

/// Half past ten, so to speak.
fn at(seconds: i64) -> Instant {
    Instant::from_timestamp(1_900_000_000 + seconds, 0).unwrap()
}

fn ids() -> SeededIds {
    SeededIds::new(7)
}

const ANNA: i64 = 7_001;
const SHOP: ShopId = ShopId(Uuid::from_u128(0xaa));

/// A process that serves every chat until the 1000th second.
async fn alone(db: &Db) -> Uuid {
    let holder = Uuid::from_u128(1);
    let mut tx = db.begin().await.unwrap();
    assert_eq!(
        slots::hold(&mut tx, holder, at(0), at(1_000), true)
            .await
            .unwrap()
            .len(),
        32
    );
    tx.commit().await.unwrap();
    holder
}

fn update(id: i64, chat: i64, body: &str) -> NewUpdate<'_> {
    NewUpdate {
        id,
        chat,
        user: ANNA,
        slot: slots::of(chat),
        body,
        at: at(0),
    }
}

async fn put_updates(db: &Db, numbers: impl IntoIterator<Item = i64>) {
    let mut tx = db.begin().await.unwrap();
    for id in numbers {
        assert!(inbox::put(&mut tx, &update(id, ANNA + id, "{}")).await.unwrap());
    }
    tx.commit().await.unwrap();
}

async fn taken(tx: &mut Tx, holder: Uuid, now: i64) -> Vec<i64> {
    inbox::take(tx, holder, at(now), 100)
        .await
        .unwrap()
        .into_iter()
        .map(|update| update.id)
        .collect()
}

async fn an_update_is_new_once(fresh: Fresh) {
    let mut tx = fresh.db.begin().await.unwrap();

    assert!(inbox::put(&mut tx, &update(5, ANNA, "first")).await.unwrap());
    assert!(!inbox::put(&mut tx, &update(5, ANNA, "again")).await.unwrap());
    inbox::close(&mut tx, 5, at(1)).await.unwrap();
    assert!(!inbox::put(&mut tx, &update(5, ANNA, "and again")).await.unwrap());

    assert_eq!(inbox::prune(&mut tx, at(1), 10).await.unwrap(), 0);
    assert_eq!(inbox::prune(&mut tx, at(2), 10).await.unwrap(), 1);
    assert!(inbox::put(&mut tx, &update(5, ANNA, "a week later")).await.unwrap());
}

async fn updates_are_taken_once_and_in_order(fresh: Fresh) {
    let holder = alone(&fresh.db).await;
    put_updates(&fresh.db, [9, 3, 7, 1]).await;

    let takers: Vec<_> = (0..8)
        .map(|_| {
            let db = fresh.db.clone();
            tokio::spawn(async move {
                let mut tx = db.begin().await.unwrap();
                let updates = inbox::take(&mut tx, holder, at(1), 3).await.unwrap();
                tx.commit().await.unwrap();
                updates
                    .into_iter()
                    .map(|update| (update.id, update.attempts))
                    .collect::<Vec<_>>()
            })
        })
        .collect();
    let mut all = Vec::new();
    for taker in takers {
        let batch = taker.await.unwrap();
        assert!(batch.is_sorted());
        all.extend(batch);
    }
    all.sort_unstable();

    assert_eq!(all, [(1, 1), (3, 1), (7, 1), (9, 1)]);
}

async fn an_update_is_taken_again_by_the_next_holder(fresh: Fresh) {
    let first = alone(&fresh.db).await;
    put_updates(&fresh.db, [1, 2]).await;
    let mut tx = fresh.db.begin().await.unwrap();
    assert_eq!(taken(&mut tx, first, 1).await, [1, 2]);
    inbox::close(&mut tx, 1, at(1)).await.unwrap();

    let second = Uuid::from_u128(2);
    slots::hold(&mut tx, second, at(1), at(1_000), true).await.unwrap();
    let again = inbox::take(&mut tx, second, at(2), 100).await.unwrap();

    assert_eq!(
        again
            .iter()
            .map(|update| (update.id, update.attempts))
            .collect::<Vec<_>>(),
        [(2, 2)]
    );
    assert_eq!(taken(&mut tx, first, 2).await, Vec::<i64>::new());
}

async fn an_update_that_broke_waits_its_time(fresh: Fresh) {
    let holder = alone(&fresh.db).await;
    put_updates(&fresh.db, [1, 2]).await;
    let mut tx = fresh.db.begin().await.unwrap();
    assert_eq!(taken(&mut tx, holder, 1).await, [1, 2]);

    inbox::fail(&mut tx, 1, at(10), "the disk is full").await.unwrap();

    assert_eq!(taken(&mut tx, holder, 9).await, Vec::<i64>::new());
    let again = inbox::take(&mut tx, holder, at(10), 100).await.unwrap();
    assert_eq!(
        again
            .iter()
            .map(|update| (update.id, update.attempts))
            .collect::<Vec<_>>(),
        [(1, 2)]
    );
}

async fn a_batch_of_updates_is_stored_and_closed_like_single_ones(fresh: Fresh) {
    let holder = alone(&fresh.db).await;
    put_updates(&fresh.db, [4, 11]).await;
    let mut tx = fresh.db.begin().await.unwrap();

    let batch: Vec<_> = (1..=19).map(|id| update(id, ANNA, "{}")).collect();
    let mut new = inbox::put_all(&mut tx, &batch).await.unwrap();
    new.sort_unstable();
    assert_eq!(new, (1..=19).filter(|id| ![4, 11].contains(id)).collect::<Vec<_>>());
    assert_eq!(inbox::put_all(&mut tx, &batch).await.unwrap(), Vec::<i64>::new());

    assert_eq!(taken(&mut tx, holder, 1).await, (1..=19).collect::<Vec<_>>());
    inbox::close_all(&mut tx, &(1..=18).collect::<Vec<_>>(), at(2))
        .await
        .unwrap();
    assert_eq!(
        inbox::counts(&mut tx).await.unwrap(),
        inbox::Counts { open: 1, dead: 0 }
    );
    inbox::close_all(&mut tx, &[], at(2)).await.unwrap();
    inbox::close_all(&mut tx, &[19], at(2)).await.unwrap();
    assert_eq!(
        inbox::counts(&mut tx).await.unwrap(),
        inbox::Counts { open: 0, dead: 0 }
    );
}

async fn a_buried_update_is_kept_and_counted(fresh: Fresh) {
    let holder = alone(&fresh.db).await;
    put_updates(&fresh.db, [1]).await;
    let mut tx = fresh.db.begin().await.unwrap();
    assert_eq!(taken(&mut tx, holder, 1).await, [1]);

    inbox::bury(&mut tx, 1, at(2), "unreadable").await.unwrap();

    assert_eq!(
        inbox::counts(&mut tx).await.unwrap(),
        inbox::Counts { open: 0, dead: 1 }
    );
    assert_eq!(inbox::prune(&mut tx, at(100), 10).await.unwrap(), 0);
    assert!(!inbox::put(&mut tx, &update(1, ANNA, "{}")).await.unwrap());
}

async fn what_was_taken_can_be_put_back(fresh: Fresh) {
    let holder = alone(&fresh.db).await;
    put_updates(&fresh.db, [1, 2]).await;
    let mut tx = fresh.db.begin().await.unwrap();
    assert_eq!(taken(&mut tx, holder, 1).await, [1, 2]);

    assert_eq!(inbox::untake(&mut tx, Uuid::from_u128(9)).await.unwrap(), 0);
    assert_eq!(inbox::untake(&mut tx, holder).await.unwrap(), 2);

    let again = inbox::take(&mut tx, holder, at(2), 1).await.unwrap();
    assert_eq!(
        again
            .iter()
            .map(|update| (update.id, update.attempts))
            .collect::<Vec<_>>(),
        [(1, 1)]
    );
}

fn letter(ids: &SeededIds, code: &str) -> NewLetter {
    NewLetter {
        id: LetterId(ids.uuid(at(0))),
        shop: SHOP,
        chat: ANNA,
        lang: Lang::ZhCn,
        letter: Letter::CouponUsed {
            shop: "Corner".into(),
            title: "Coffee".into(),
            code: code.into(),
        },
        dedupe: None,
        not_before: at(0),
    }
}

fn codes(claims: &[Claimed]) -> Vec<&str> {
    claims
        .iter()
        .map(|claim| match &claim.letter {
            Letter::CouponUsed { code, .. } => code.as_str(),
            other => panic!("{other:?}"),
        })
        .collect()
}

async fn m1_a_letter_is_put_once_for_its_key(fresh: Fresh) {
    let ids = ids();
    let mut tx = fresh.db.begin().await.unwrap();
    let keyed = |code| NewLetter {
        dedupe: Some("coupon:1".into()),
        ..letter(&ids, code)
    };

    let first = keyed("A");
    assert!(outbox::put(&mut tx, &first).await.unwrap());
    assert!(!outbox::put(&mut tx, &keyed("B")).await.unwrap());
    assert!(
        outbox::put(
            &mut tx,
            &NewLetter {
                shop: ShopId(Uuid::from_u128(0xbb)),
                ..keyed("C")
            }
        )
        .await
        .unwrap()
    );
    assert!(outbox::put(&mut tx, &letter(&ids, "D")).await.unwrap());
    assert!(outbox::put(&mut tx, &letter(&ids, "E")).await.unwrap());

    let waiting = outbox::waiting(&mut tx, SHOP, "coupon:1").await.unwrap();
    assert_eq!(waiting, Some((first.id, first.letter)));
    assert_eq!(outbox::waiting(&mut tx, SHOP, "coupon:2").await.unwrap(), None);
}

async fn m3_letters_go_out_by_lane_and_then_by_time(fresh: Fresh) {
    let (ids, holder) = (ids(), alone(&fresh.db).await);
    let mut tx = fresh.db.begin().await.unwrap();
    for (code, lane, due) in [
        ("late", 1, 3),
        ("soon", 1, 2),
        ("offer", 2, 1),
        ("answer", 0, 4),
        ("next day", 0, 90_000),
    ] {
        let new = NewLetter {
            not_before: at(due),
            ..letter(&ids, code)
        };
        assert!(outbox::put(&mut tx, &new).await.unwrap());
        into_lane(&mut tx, new.id, lane).await;
    }

    let first = outbox::claim(&mut tx, holder, at(10), at(40), 2).await.unwrap();
    let rest = outbox::claim(&mut tx, holder, at(10), at(40), 10).await.unwrap();

    assert_eq!(codes(&first), ["answer", "soon"]);
    assert_eq!(codes(&rest), ["late", "offer"]);
    assert_eq!(first[0].lane.rank(), 0);
    assert_eq!(
        (first[1].lang, first[1].chat, first[1].shop, first[1].attempts),
        (Lang::ZhCn, ANNA, SHOP, 1)
    );
}

/// No letter of today's is interactive or marketing.
async fn into_lane(tx: &mut Tx, id: LetterId, lane: i64) {
    let sql = "UPDATE outbox SET lane = $2 WHERE id = $1";
    match tx {
        Tx::Sqlite(conn) => drop(
            sqlx::query(sql)
                .bind(id.0)
                .bind(lane)
                .execute(&mut **conn)
                .await
                .unwrap(),
        ),
        Tx::Postgres(conn) => drop(
            sqlx::query(sql)
                .bind(id.0)
                .bind(lane)
                .execute(&mut **conn)
                .await
                .unwrap(),
        ),
    }
}

async fn a_letter_is_amended_only_before_anybody_tried_to_send_it(fresh: Fresh) {
    let (ids, holder) = (ids(), alone(&fresh.db).await);
    let mut tx = fresh.db.begin().await.unwrap();
    let new = NewLetter {
        dedupe: Some("newcomers".into()),
        ..letter(&ids, "A")
    };
    let other = letter(&ids, "B").letter;
    outbox::put(&mut tx, &new).await.unwrap();

    assert!(outbox::amend(&mut tx, new.id, &other).await.unwrap());
    let claims = outbox::claim(&mut tx, holder, at(1), at(30), 10).await.unwrap();
    assert_eq!(codes(&claims), ["B"]);

    assert!(!outbox::amend(&mut tx, new.id, &new.letter).await.unwrap());
    let later = Settled::Later {
        not_before: at(60),
        error: "429",
    };
    assert!(outbox::settle(&mut tx, &claims[0], &later, at(2)).await.unwrap());
    assert!(!outbox::amend(&mut tx, new.id, &new.letter).await.unwrap());
    assert_eq!(outbox::waiting(&mut tx, SHOP, "newcomers").await.unwrap(), None);
}

async fn m1_eight_couriers_claim_each_letter_once(fresh: Fresh) {
    let (ids, holder) = (ids(), alone(&fresh.db).await);
    let mut tx = fresh.db.begin().await.unwrap();
    for n in 0..200 {
        assert!(
            outbox::put(
                &mut tx,
                &NewLetter {
                    chat: ANNA + n,
                    ..letter(&ids, "A")
                }
            )
            .await
            .unwrap()
        );
    }
    tx.commit().await.unwrap();

    let couriers: Vec<_> = (0..8)
        .map(|_| {
            let db = fresh.db.clone();
            tokio::spawn(async move {
                let mut mine = Vec::new();
                loop {
                    let mut tx = db.begin().await.unwrap();
                    let claims = outbox::claim(&mut tx, holder, at(1), at(30), 7).await.unwrap();
                    tx.commit().await.unwrap();
                    if claims.is_empty() {
                        return mine;
                    }
                    mine.extend(claims.into_iter().map(|claim| (claim.id, claim.attempts)));
                }
            })
        })
        .collect();
    let mut claims = HashMap::new();
    for courier in couriers {
        for (id, attempts) in courier.await.unwrap() {
            assert_eq!(claims.insert(id, attempts), None, "claimed twice");
        }
    }

    // PostgreSQL may leave a courier with nothing while another one takes what both saw.
    let mut tx = fresh.db.begin().await.unwrap();
    claims.extend(
        outbox::claim(&mut tx, holder, at(1), at(30), 200)
            .await
            .unwrap()
            .iter()
            .map(|c| (c.id, c.attempts)),
    );
    assert_eq!(claims.len(), 200);
    assert!(claims.values().all(|attempts| *attempts == 1));
}

async fn m1_a_late_courier_does_not_settle_what_another_one_claimed(fresh: Fresh) {
    let (ids, holder) = (ids(), alone(&fresh.db).await);
    let mut tx = fresh.db.begin().await.unwrap();
    outbox::put(&mut tx, &letter(&ids, "A")).await.unwrap();
    let slow = outbox::claim(&mut tx, holder, at(1), at(30), 1)
        .await
        .unwrap()
        .remove(0);
    assert!(
        outbox::claim(&mut tx, holder, at(29), at(60), 1)
            .await
            .unwrap()
            .is_empty()
    );

    let quick = outbox::claim(&mut tx, holder, at(30), at(60), 1)
        .await
        .unwrap()
        .remove(0);

    assert_eq!((slow.attempts, quick.attempts), (1, 2));
    assert!(
        !outbox::settle(&mut tx, &slow, &Settled::Sent { message: 5 }, at(31))
            .await
            .unwrap()
    );
    assert!(
        outbox::settle(&mut tx, &quick, &Settled::Sent { message: 6 }, at(31))
            .await
            .unwrap()
    );
    assert!(
        !outbox::settle(&mut tx, &quick, &Settled::Sent { message: 6 }, at(31))
            .await
            .unwrap()
    );
    assert_eq!(
        outbox::counts(&mut tx).await.unwrap(),
        outbox::Counts { open: 0, dead: 0 }
    );
}

async fn a_letter_can_be_sent_later_or_not_at_all(fresh: Fresh) {
    let (ids, holder) = (ids(), alone(&fresh.db).await);
    let mut tx = fresh.db.begin().await.unwrap();
    outbox::put(&mut tx, &letter(&ids, "A")).await.unwrap();
    let claim = outbox::claim(&mut tx, holder, at(1), at(30), 1)
        .await
        .unwrap()
        .remove(0);

    let later = Settled::Later {
        not_before: at(9),
        error: "retry after 7",
    };
    assert!(outbox::settle(&mut tx, &claim, &later, at(2)).await.unwrap());
    assert!(
        outbox::claim(&mut tx, holder, at(8), at(30), 1)
            .await
            .unwrap()
            .is_empty()
    );
    let claim = outbox::claim(&mut tx, holder, at(9), at(30), 1)
        .await
        .unwrap()
        .remove(0);
    assert!(
        outbox::settle(&mut tx, &claim, &Settled::Closed { outcome: "unreachable" }, at(10))
            .await
            .unwrap()
    );

    assert!(
        outbox::claim(&mut tx, holder, at(100), at(130), 1)
            .await
            .unwrap()
            .is_empty()
    );
    assert_eq!(
        outbox::counts(&mut tx).await.unwrap(),
        outbox::Counts { open: 0, dead: 1 }
    );
    assert_eq!(outbox::prune(&mut tx, at(10), 5).await.unwrap(), 0);
    assert_eq!(outbox::prune(&mut tx, at(11), 5).await.unwrap(), 1);
}

async fn d5_letters_follow_a_group_that_becomes_a_supergroup(fresh: Fresh) {
    let (ids, holder) = (ids(), alone(&fresh.db).await);
    let mut tx = fresh.db.begin().await.unwrap();
    for (code, chat) in [("ours", -5), ("theirs", -6)] {
        outbox::put(
            &mut tx,
            &NewLetter {
                chat,
                ..letter(&ids, code)
            },
        )
        .await
        .unwrap();
    }

    assert_eq!(outbox::move_chat(&mut tx, -5, -1_001_234).await.unwrap(), 1);

    let claims = outbox::claim(&mut tx, holder, at(1), at(30), 10).await.unwrap();
    assert_eq!(
        claims.iter().map(|claim| claim.chat).collect::<Vec<_>>(),
        [-1_001_234, -6]
    );
}

fn process(n: u128) -> Uuid {
    Uuid::from_u128(n)
}

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
    let chat = (ANNA..).find(|chat| slots::of(*chat) == 31).unwrap();
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
    let mut claims = HashMap::new();
    for worker in workers {
        for id in worker.await.unwrap() {
            assert_eq!(claims.insert(id, ()), None, "claimed twice");
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

    pictures::keep(&mut tx, "c0ffee", "AgAC1", at(0)).await.unwrap();
    pictures::keep(&mut tx, "c0ffee", "AgAC2", at(5)).await.unwrap();

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
