//! Updates as they came.

use storage::inbox;
use storage::testing::Fresh;
use storage::{on_both_engines, slots};
use uuid::Uuid;

use crate::{ANNA, alone, at, put_updates, taken, update};

on_both_engines![
    an_update_is_new_once,
    updates_are_taken_once_and_in_order,
    an_update_is_taken_again_by_the_next_holder,
    an_update_that_broke_waits_its_time,
    a_batch_of_updates_is_stored_and_closed_like_single_ones,
    a_buried_update_is_kept_and_counted,
    what_was_taken_can_be_put_back,
];

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
            .map(|update| (update.id, update.attempts, update.failures))
            .collect::<Vec<_>>(),
        [(1, 2, 1)]
    );

    inbox::put_off(&mut tx, 1, at(20), "Telegram asks for a pause")
        .await
        .unwrap();

    assert_eq!(taken(&mut tx, holder, 19).await, Vec::<i64>::new());
    let again = inbox::take(&mut tx, holder, at(20), 100).await.unwrap().remove(0);
    assert_eq!((again.attempts, again.failures), (3, 1));
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
    assert_eq!(inbox::prune_dead(&mut tx, at(2), 10).await.unwrap(), 0);
    assert_eq!(inbox::prune_dead(&mut tx, at(3), 10).await.unwrap(), 1);
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
