//! What a day came to is counted while nothing about it changes.

use std::time::Duration;

use chrono::NaiveDate;
use storage::days::{self, Day};
use storage::on_both_engines;
use storage::testing::Fresh;
use tokio::time::timeout;

use crate::sealed::shop_with_two;

on_both_engines![a_day_that_changes_while_it_is_counted_is_counted_again];

/// Longer than whoever does not have to wait takes.
const WAITS: Duration = Duration::from_millis(500);

async fn a_day_that_changes_while_it_is_counted_is_counted_again(fresh: Fresh) {
    let shop = shop_with_two(&fresh.db, 1).await;
    let day: NaiveDate = "2027-03-01".parse().unwrap();
    let mut night = fresh.db.begin().await.unwrap();
    days::take_turn(&mut night, shop).await.unwrap();
    days::put(&mut night, shop, day, &Day::default()).await.unwrap();

    let db = fresh.db.clone();
    let mut refund = tokio::spawn(async move {
        let mut tx = db.begin().await.unwrap();
        days::forget(&mut tx, shop, day).await.unwrap();
        tx.commit().await.unwrap();
    });
    let waits = timeout(WAITS, &mut refund).await.is_err();
    night.commit().await.unwrap();
    if waits {
        refund.await.unwrap();
    }

    let mut tx = fresh.db.read().await.unwrap();
    let next = day.succ_opt().unwrap();
    assert_eq!(days::list(&mut tx, shop, day, next).await.unwrap(), []);
}
