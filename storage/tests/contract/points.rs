//! The ledger and the lots, written several rows at a time.

use domain::lot::Lot;
use domain::reason::{Actor, Reason};
use domain::{Delta, EntryId, LotId, MemberId, Points, ShopId};
use storage::ledger::{self, NewEntry};
use storage::lots::{self, Move, StoredLot};
use storage::testing::Fresh;
use storage::{Tx, on_both_engines};
use uuid::Uuid;

use crate::at;
use crate::sealed::shop_with_two;

on_both_engines![
    p3_of_several_rows_a_repeated_cause_is_noticed,
    p4_many_lots_change_at_once_each_by_its_own,
    p4_no_lot_falls_below_zero,
];

/// More than one statement writes.
const MANY: u128 = 19;

fn anna() -> MemberId {
    MemberId(Uuid::from_u128(0x101))
}

fn lot(n: u128) -> LotId {
    LotId(Uuid::from_u128(0x1000 + n))
}

fn entry(shop: ShopId, n: u128, amount: i64) -> NewEntry {
    NewEntry {
        shop,
        id: EntryId(Uuid::from_u128(0x2000 + n)),
        member: anna(),
        amount: Delta::new(amount),
        owed: Delta::ZERO,
        reason: Reason::Welcome,
        cause: format!("test:{n}"),
        order: None,
        coupon: None,
        actor: Actor::Shop,
        at: at(0),
    }
}

fn moved(shop: ShopId, by_entry: u128, n: u128, by: i64) -> Move {
    Move {
        entry: entry(shop, by_entry, 0).id,
        lot: lot(n),
        by: Delta::new(by),
    }
}

/// Lots of a hundred points each, opened by the first entry.
async fn open(tx: &mut Tx, shop: ShopId) {
    let opened: Vec<StoredLot> = (1..=MANY)
        .map(|n| StoredLot {
            lot: Lot {
                id: lot(n),
                remaining: Points::at_least_zero(100),
                expires_at: None,
                earned_at: at(0),
            },
            member: anna(),
            order: None,
            pending_until: None,
            extended: false,
        })
        .collect();
    let moves: Vec<Move> = (1..=MANY).map(|n| moved(shop, 1, n, 100)).collect();
    assert!(ledger::append(tx, &[entry(shop, 1, 100)]).await.unwrap());
    lots::write(tx, shop, &opened, &moves).await.unwrap();
}

async fn remaining(tx: &mut Tx, shop: ShopId, n: u128) -> i64 {
    lots::find(tx, shop, lot(n)).await.unwrap().unwrap().lot.remaining.get()
}

async fn p3_of_several_rows_a_repeated_cause_is_noticed(fresh: Fresh) {
    let shop = shop_with_two(&fresh.db, 1).await;
    let mut tx = fresh.db.begin().await.unwrap();

    let all: Vec<NewEntry> = (1..=5).map(|n| entry(shop, n, 1)).collect();
    assert!(ledger::append(&mut tx, &all).await.unwrap());
    let again = [
        NewEntry {
            id: EntryId(Uuid::from_u128(0x3000)),
            ..entry(shop, 5, 1)
        },
        entry(shop, 6, 1),
    ];
    assert!(!ledger::append(&mut tx, &again).await.unwrap());
    assert!(!ledger::append(&mut tx, &again[..1]).await.unwrap());

    assert_eq!(ledger::page(&mut tx, shop, anna(), 0, 10).await.unwrap().len(), 6);
}

async fn p4_many_lots_change_at_once_each_by_its_own(fresh: Fresh) {
    let shop = shop_with_two(&fresh.db, 1).await;
    let mut tx = fresh.db.begin().await.unwrap();
    open(&mut tx, shop).await;
    let entries = [entry(shop, 2, -1), entry(shop, 3, 1)];
    assert!(ledger::append(&mut tx, &entries).await.unwrap());

    let mut moves: Vec<Move> = (1..MANY)
        .map(|n| moved(shop, 2, n, -i64::try_from(n).unwrap()))
        .collect();
    // One of them moves twice.
    moves.push(moved(shop, 3, 7, 50));
    lots::write(&mut tx, shop, &[], &moves).await.unwrap();

    for n in 1..=MANY {
        let taken = if n == MANY { 0 } else { i64::try_from(n).unwrap() };
        let given = if n == 7 { 50 } else { 0 };
        assert_eq!(remaining(&mut tx, shop, n).await, 100 - taken + given, "lot {n}");
    }
    let taken = lots::taken_by(&mut tx, shop, entries[0].id).await.unwrap();
    assert_eq!(taken.len(), usize::try_from(MANY - 1).unwrap());
}

async fn p4_no_lot_falls_below_zero(fresh: Fresh) {
    let shop = shop_with_two(&fresh.db, 1).await;
    for moves in [vec![(1, -101)], vec![(1, -100), (2, -101)]] {
        let mut tx = fresh.db.begin().await.unwrap();
        open(&mut tx, shop).await;
        assert!(ledger::append(&mut tx, &[entry(shop, 2, -1)]).await.unwrap());
        let moves: Vec<Move> = moves.into_iter().map(|(n, by)| moved(shop, 2, n, by)).collect();

        assert!(lots::write(&mut tx, shop, &[], &moves).await.is_err());
    }
}
