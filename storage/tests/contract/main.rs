//! Every table that keeps the program going does the same on both engines.
#![expect(clippy::unwrap_used, reason = "a failed step is a failed test")]

mod days;
mod inbox;
mod offers;
mod others;
mod outbox;
mod points;
mod results;
mod sealed;
mod slots;

use domain::letter::Letter;
use domain::{Ids, Lang, LetterId, SeededIds, ShopId};
use storage::inbox::NewUpdate;
use storage::outbox::NewLetter;
use storage::{Db, Instant, Tx};
use uuid::Uuid;

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
        storage::slots::hold(&mut tx, holder, at(0), at(1_000), true)
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
        slot: storage::slots::of(chat),
        body,
        at: at(0),
    }
}

async fn put_updates(db: &Db, numbers: impl IntoIterator<Item = i64>) {
    let mut tx = db.begin().await.unwrap();
    for id in numbers {
        assert!(
            storage::inbox::put(&mut tx, &update(id, ANNA + id, "{}"))
                .await
                .unwrap()
        );
    }
    tx.commit().await.unwrap();
}

async fn taken(tx: &mut Tx, holder: Uuid, now: i64) -> Vec<i64> {
    storage::inbox::take(tx, holder, at(now), 100)
        .await
        .unwrap()
        .into_iter()
        .map(|update| update.id)
        .collect()
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

fn process(n: u128) -> Uuid {
    Uuid::from_u128(n)
}
