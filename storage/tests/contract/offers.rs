//! An offer gives no more than it has, whatever its reader thought that there is.

use domain::offer::{Audience, Offer};
use domain::terms::{Terms, Worth};
use domain::{Ids, Money, OfferId, ShopId};
use storage::testing::Fresh;
use storage::{offers, on_both_engines};

use crate::sealed::shop_with_two;
use crate::{at, ids};

on_both_engines![
    c6_the_last_one_is_taken_once,
    c7_what_would_go_over_the_budget_is_not_taken,
];

fn offer() -> Offer {
    Offer {
        id: OfferId(ids().uuid(at(0))),
        title: "Sneakers".to_owned(),
        description: String::new(),
        photo: None,
        terms: Terms::of(Worth::Gift),
        audience: Audience::Everybody,
        opens_at: at(0),
        ends_at: at(1_000),
        early: false,
        stock: None,
        per_member: None,
        budget: None,
        spent: Money::ZERO,
        coupon_days: 7,
        active: true,
    }
}

fn money(minor: i64) -> Money {
    Money::new(minor).unwrap()
}

/// Whether each of three, one after another, gets one that costs ten.
async fn three_take_one(fresh: &Fresh, offer: &Offer) -> [bool; 3] {
    let shop: ShopId = shop_with_two(&fresh.db, 1).await;
    let mut tx = fresh.db.begin().await.unwrap();
    assert!(offers::add(&mut tx, shop, offer, None).await.unwrap());
    let mut got = [false; 3];
    for got in &mut got {
        *got = offers::take_one(&mut tx, shop, offer.id, money(10)).await.unwrap();
    }
    tx.commit().await.unwrap();
    got
}

async fn c6_the_last_one_is_taken_once(fresh: Fresh) {
    let sneakers = Offer {
        stock: Some(1),
        ..offer()
    };

    assert_eq!(three_take_one(&fresh, &sneakers).await, [true, false, false]);
}

async fn c7_what_would_go_over_the_budget_is_not_taken(fresh: Fresh) {
    let sneakers = Offer {
        budget: Some(money(20)),
        ..offer()
    };

    assert_eq!(three_take_one(&fresh, &sneakers).await, [true, true, false]);
}
