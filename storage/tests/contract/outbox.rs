//! Letters to be sent.

use std::collections::HashMap;

use domain::letter::Letter;
use domain::{Lang, LetterId, ShopId};
use storage::outbox::{self, Claimed, NewLetter, Settled};
use storage::testing::Fresh;
use storage::{Tx, on_both_engines, slots};
use uuid::Uuid;

use crate::{ANNA, SHOP, alone, at, ids, letter};

on_both_engines![
    m1_a_letter_is_put_once_for_its_key,
    m3_letters_go_out_by_lane_and_then_by_time,
    a_letter_is_amended_only_before_anybody_tried_to_send_it,
    m1_eight_couriers_claim_each_letter_once,
    m1_a_late_courier_does_not_settle_what_another_one_claimed,
    m1_what_a_dead_courier_claimed_goes_with_its_slots,
    waiting_for_room_is_no_failure,
    a_letter_can_be_sent_later_or_not_at_all,
    d5_letters_follow_a_group_that_becomes_a_supergroup,
];

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

    assert!(outbox::amend(&mut tx, SHOP, new.id, &other).await.unwrap());
    let claims = outbox::claim(&mut tx, holder, at(1), at(30), 10).await.unwrap();
    assert_eq!(codes(&claims), ["B"]);

    assert!(!outbox::amend(&mut tx, SHOP, new.id, &new.letter).await.unwrap());
    let later = Settled::Later {
        not_before: at(60),
        error: "429",
    };
    assert!(outbox::settle(&mut tx, &claims[0], &later, at(2)).await.unwrap());
    assert!(!outbox::amend(&mut tx, SHOP, new.id, &new.letter).await.unwrap());
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

async fn m1_what_a_dead_courier_claimed_goes_with_its_slots(fresh: Fresh) {
    let (ids, dead) = (ids(), alone(&fresh.db).await);
    let mut tx = fresh.db.begin().await.unwrap();
    outbox::put(&mut tx, &letter(&ids, "A")).await.unwrap();
    let lost = outbox::claim(&mut tx, dead, at(1), at(180), 1).await.unwrap().remove(0);

    let heir = Uuid::from_u128(2);
    slots::hold(&mut tx, heir, at(2), at(8), true).await.unwrap();
    let claims = outbox::claim(&mut tx, heir, at(2), at(180), 1).await.unwrap();

    assert_eq!(codes(&claims), ["A"]);
    assert!(
        outbox::claim(&mut tx, heir, at(3), at(180), 1)
            .await
            .unwrap()
            .is_empty()
    );
    let sent = Settled::Sent { message: 5 };
    assert!(!outbox::settle(&mut tx, &lost, &sent, at(3)).await.unwrap());
    assert!(outbox::settle(&mut tx, &claims[0], &sent, at(3)).await.unwrap());
}

async fn waiting_for_room_is_no_failure(fresh: Fresh) {
    let (ids, holder) = (ids(), alone(&fresh.db).await);
    let mut tx = fresh.db.begin().await.unwrap();
    outbox::put(&mut tx, &letter(&ids, "A")).await.unwrap();

    for (now, settled) in [
        (
            1,
            Settled::Waits {
                not_before: at(2),
                why: "no room",
            },
        ),
        (
            2,
            Settled::Waits {
                not_before: at(3),
                why: "no room",
            },
        ),
        (
            3,
            Settled::Later {
                not_before: at(4),
                error: "Bad Gateway",
            },
        ),
    ] {
        let claim = outbox::claim(&mut tx, holder, at(now), at(30), 1)
            .await
            .unwrap()
            .remove(0);
        assert_eq!((claim.attempts, claim.failures), (now, 0));
        assert!(outbox::settle(&mut tx, &claim, &settled, at(now)).await.unwrap());
    }

    let claim = outbox::claim(&mut tx, holder, at(4), at(30), 1)
        .await
        .unwrap()
        .remove(0);
    assert_eq!((claim.attempts, claim.failures), (4, 1));
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
