//! Claiming an offer: together or not at all, and in the order of the line.

use std::collections::HashSet;

use chrono::TimeDelta;
use domain::coupon::CouponState;
use domain::grade::KindName;
use domain::offer::{Audience, Unavailable};
use domain::terms::{Terms, Worth};
use domain::{Clock, Money};
use futures::future::join_all;
use futures::{StreamExt, stream};
use loyalty::{Cancelled, ClaimOffer, OfferClaimed};
use stories::zone::euros;
use stories::{Someone, TestShop, on_both_engines};

on_both_engines![
    p3_asking_twice_is_one_claim,
    c6_the_last_one_goes_to_one_and_the_others_stand_in_line,
    c6_forty_at_once_take_what_there_is,
    c6_a_limit_holds_after_the_coupon_was_used,
    c7_a_budget_is_never_overspent,
    c7_without_a_budget_any_sum_can_be_given_away,
    more_in_the_shops_file_goes_to_those_who_wait,
    c8_an_earlier_tier_is_served_earlier_whoever_asked_first,
    a_coupon_that_is_given_back_goes_to_the_next_in_line,
    a_coupon_that_expires_goes_to_the_next_in_line,
    who_leaves_the_line_is_not_served,
    whoever_waits_hears_that_it_is_over,
    more_of_it_goes_to_those_who_wait,
    c8_an_offer_for_a_tier_is_for_that_tier,
    t5_an_offer_for_a_kind_of_customer_is_for_that_kind,
    c6_c8_m7_five_hundred_want_twenty_within_a_second,
];

/// In line, and where.
fn place(claimed: &OfferClaimed) -> i64 {
    match claimed {
        OfferClaimed::InLine { place, .. } => *place,
        other => panic!("{other:?}"),
    }
}

fn is_theirs(claimed: &OfferClaimed) -> bool {
    matches!(claimed, OfferClaimed::Yours { .. })
}

async fn people(shop: &TestShop, many: usize) -> Vec<Someone> {
    let mut people = Vec::new();
    for n in 0..many {
        let someone = shop.stage.person(&format!("Guest {n:02}"));
        someone.opens(&shop.link()).await;
        shop.makes_a_member_of(&someone).await;
        people.push(someone);
    }
    shop.stage.everybody_looks();
    people
}

async fn p3_asking_twice_is_one_claim(shop: TestShop) {
    let offer = shop.has_an_offer("Sneakers", |offer| offer.per_member = None).await;

    let first = shop.asks_for(&shop.anna, offer).await;
    let second = shop.asks_for(&shop.anna, offer).await;

    let (
        OfferClaimed::Yours { coupon, new: true },
        OfferClaimed::Yours {
            coupon: same,
            new: false,
        },
    ) = (first, second)
    else {
        panic!("both are theirs")
    };
    assert_eq!(coupon, same);
    assert_eq!(shop.coupons(&shop.anna).await.len(), 1);
}

async fn c6_the_last_one_goes_to_one_and_the_others_stand_in_line(shop: TestShop) {
    let anna = &shop.anna;
    let people = people(&shop, 2).await;
    let offer = shop.has_an_offer("Sneakers", |offer| offer.stock = Some(1)).await;

    assert!(is_theirs(&shop.asks_for(&people[0], offer).await));
    assert_eq!(place(&shop.asks_for(&people[1], offer).await), 1);
    anna.says("/offers").await;
    anna.taps("Sneakers").await;
    drop(anna.looks());
    anna.taps("Wait in line").await;

    anna.hears(
        "⏳ You're <b>No. 2</b> in line for <b>Sneakers</b>. When it's your turn, I'll send you the coupon right away.",
    );
    assert_eq!(shop.offer(offer).await.stock, Some(0));
}

async fn c6_forty_at_once_take_what_there_is(shop: TestShop) {
    let people = people(&shop, 40).await;
    let offer = shop.has_an_offer("Sneakers", |offer| offer.stock = Some(7)).await;
    let standing = shop.shop().await;
    let mut asks = Vec::new();
    for someone in &people {
        let (loyalty, standing, member) = (shop.loyalty(), standing.clone(), shop.file(someone).await.id);
        asks.push(tokio::spawn(async move {
            let ask = ClaimOffer {
                shop: &standing,
                member,
                offer,
                by_letter: false,
            };
            loyalty.claim(&ask).await.unwrap()
        }));
    }

    let answers: Vec<OfferClaimed> = join_all(asks).await.into_iter().map(Result::unwrap).collect();

    let mut theirs = 0;
    for someone in &people {
        theirs += shop.coupons(someone).await.len();
    }
    assert_eq!(theirs, 7);
    assert_eq!(shop.offer(offer).await.stock, Some(0));
    assert!(
        answers
            .iter()
            .all(|answer| !matches!(answer, OfferClaimed::Refused { .. }))
    );
    shop.stage.post_everything().await;
    shop.stage.everybody_looks();
}

async fn c6_a_limit_holds_after_the_coupon_was_used(shop: TestShop) {
    let (anna, clerk) = (&shop.anna, &shop.clerk);
    let offer = shop.has_an_offer("Sneakers", |_| ()).await;
    shop.asks_for(anna, offer).await;
    let code = shop.coupon(anna).await.code;
    clerk.says(&format!("/coupon {code}")).await;
    clerk.taps("🧾 Use it in a sale").await;
    clerk.says("100").await;
    clerk.taps("Record").await;
    shop.stage.post_everything().await;
    shop.stage.everybody_looks();

    let again = shop.asks_for(anna, offer).await;

    assert_eq!(
        again,
        OfferClaimed::Refused {
            title: "Sneakers".into(),
            why: Unavailable::LimitReached { limit: 1 }
        }
    );
}

async fn c7_a_budget_is_never_overspent(shop: TestShop) {
    let people = people(&shop, 3).await;
    let offer = shop
        .has_an_offer("Sneakers", |offer| offer.budget = Some(euros(59)))
        .await;

    let answers = [
        shop.asks_for(&people[0], offer).await,
        shop.asks_for(&people[1], offer).await,
        shop.asks_for(&people[2], offer).await,
    ];

    assert_eq!(answers.iter().map(is_theirs).collect::<Vec<_>>(), [true, true, false]);
    assert_eq!(shop.offer(offer).await.spent, euros(40));
}

async fn c8_an_earlier_tier_is_served_earlier_whoever_asked_first(shop: TestShop) {
    let (anna, people) = (&shop.anna, people(&shop, 2).await);
    let gold = shop.has_gold().await;
    shop.promotes(anna, gold).await;
    let opens_at = shop.clock.now() + TimeDelta::hours(3);
    let offer = shop
        .has_an_offer("Sneakers", |offer| (offer.opens_at, offer.stock) = (opens_at, Some(2)))
        .await;
    assert_eq!(place(&shop.asks_for(&people[0], offer).await), 1);
    assert_eq!(place(&shop.asks_for(&people[1], offer).await), 2);
    assert_eq!(place(&shop.asks_for(anna, offer).await), 1);

    shop.comes_to(opens_at - TimeDelta::minutes(60)).await;
    shop.stage.post().await;

    let code = shop.coupon(anna).await.code;
    anna.hears(&format!(
        "🎟 <b>Sneakers</b> at Corner Café is yours!\n\nCode: <code>{code}</code>\nValid until 30 Nov 2026\n\nIt's in /coupons, too."
    ));
    shop.comes_to(opens_at).await;
    shop.stage.post().await;
    assert_eq!(shop.coupons(&people[0]).await.len(), 1);
    assert_eq!(shop.coupons(&people[1]).await.len(), 0);
    shop.stage.everybody_looks();
}

async fn a_coupon_that_is_given_back_goes_to_the_next_in_line(shop: TestShop) {
    let (anna, people) = (&shop.anna, people(&shop, 1).await);
    let offer = shop.has_an_offer("Sneakers", |offer| offer.stock = Some(1)).await;
    shop.asks_for(anna, offer).await;
    shop.asks_for(&people[0], offer).await;

    anna.says("/coupons").await;
    anna.taps("Sneakers").await;
    anna.taps("Give it back").await;
    anna.hears(
        "Give the coupon for <b>Sneakers</b> back? The code stops working, and whoever is next in line gets it.",
    );
    anna.taps("Yes, give it back").await;
    anna.hears("Done: <b>Sneakers</b> is given back. Somebody else will be glad of it.");

    assert_eq!(shop.coupon(anna).await.state, CouponState::Revoked);
    assert_eq!(shop.coupon(&people[0]).await.state, CouponState::Issued);
    shop.stage.post().await;
    assert!(
        people[0]
            .looks()
            .html
            .starts_with("🎟 <b>Sneakers</b> at Corner Café is yours!")
    );
}

async fn a_coupon_that_expires_goes_to_the_next_in_line(shop: TestShop) {
    let (anna, people) = (&shop.anna, people(&shop, 1).await);
    let offer = shop
        .has_an_offer("Sneakers", |offer| (offer.stock, offer.coupon_days) = (Some(1), 1))
        .await;
    shop.asks_for(anna, offer).await;
    shop.asks_for(&people[0], offer).await;

    shop.wakes_tomorrow().await;
    assert_eq!(shop.coupons(&people[0]).await.len(), 0);
    shop.wakes_tomorrow().await;

    assert_eq!(shop.coupon(anna).await.state, CouponState::Expired);
    assert_eq!(shop.coupon(&people[0]).await.state, CouponState::Issued);
    shop.stage.post().await;
    assert!(
        people[0]
            .looks()
            .html
            .starts_with("🎟 <b>Sneakers</b> at Corner Café is yours!")
    );
}

async fn who_leaves_the_line_is_not_served(shop: TestShop) {
    let (anna, people) = (&shop.anna, people(&shop, 2).await);
    let offer = shop.has_an_offer("Sneakers", |offer| offer.stock = Some(1)).await;
    let OfferClaimed::Yours { coupon, .. } = shop.asks_for(&people[0], offer).await else {
        panic!("the first gets it")
    };
    shop.asks_for(anna, offer).await;
    shop.asks_for(&people[1], offer).await;

    anna.says("/offers").await;
    anna.taps("Sneakers").await;
    anna.taps("Leave the line").await;
    anna.hears("You're out of the line for <b>Sneakers</b>. Changed your mind? /offers");
    let cancelled = shop
        .loyalty()
        .cancel_coupon(&shop.shop().await, coupon.member, people[0].user(), coupon.id)
        .await
        .unwrap();

    assert!(matches!(cancelled, Cancelled::Done { .. }));
    assert_eq!(shop.coupons(anna).await.len(), 0);
    assert_eq!(shop.coupons(&people[1]).await.len(), 1);
    shop.stage.post().await;
    shop.stage.everybody_looks();
}

async fn whoever_waits_hears_that_it_is_over(shop: TestShop) {
    let anna = &shop.anna;
    let offer = shop.has_an_offer("Sneakers", |offer| offer.stock = Some(0)).await;
    assert_eq!(place(&shop.asks_for(anna, offer).await), 1);

    shop.comes_to(shop.offer(offer).await.ends_at).await;
    shop.stage.post().await;

    anna.hears(
        "<b>Sneakers</b> at Corner Café is over, and it wasn't your turn yet. Sorry! /offers shows what else there is for you.",
    );
    let late = shop.asks_for(anna, offer).await;
    assert!(matches!(
        late,
        OfferClaimed::Refused {
            why: Unavailable::Over { .. },
            ..
        }
    ));
}

async fn more_of_it_goes_to_those_who_wait(shop: TestShop) {
    let people = people(&shop, 3).await;
    let offer = shop.has_an_offer("Sneakers", |offer| offer.stock = Some(0)).await;
    for someone in &people {
        shop.asks_for(someone, offer).await;
    }

    shop.changes_offer(offer, |offer| offer.stock = Some(2)).await;
    shop.stage.works().await;

    let mut served = HashSet::new();
    for (n, someone) in people.iter().enumerate() {
        if !shop.coupons(someone).await.is_empty() {
            served.insert(n);
        }
    }
    assert_eq!(served, HashSet::from([0, 1]));
    shop.stage.post_everything().await;
    shop.stage.everybody_looks();
}

async fn c8_an_offer_for_a_tier_is_for_that_tier(shop: TestShop) {
    let gold = shop.has_gold().await;
    let offer = shop
        .has_an_offer("Boots", |offer| offer.audience = Audience::Tiers(vec![gold]))
        .await;

    let before = shop.asks_for(&shop.anna, offer).await;
    shop.promotes(&shop.anna, gold).await;
    let after = shop.asks_for(&shop.anna, offer).await;

    assert_eq!(
        before,
        OfferClaimed::Refused {
            title: "Boots".into(),
            why: Unavailable::NotForYou
        }
    );
    assert!(is_theirs(&after));
}

async fn t5_an_offer_for_a_kind_of_customer_is_for_that_kind(shop: TestShop) {
    let anna = &shop.anna;
    let ben = shop.member_called("Ben").await;
    let to_win = shop
        .has_an_offer("Sneakers", |offer| {
            offer.audience = Audience::Kinds(vec![KindName::Prospect]);
            offer.stock = Some(0);
        })
        .await;
    let to_keep = shop
        .has_an_offer("Boots", |offer| {
            offer.audience = Audience::Kinds(vec![KindName::KeyAccount]);
        })
        .await;
    let waits = shop.asks_for(anna, to_win).await;
    let before = shop.asks_for(anna, to_keep).await;
    shop.asks_for(&ben, to_win).await;
    shop.sells(anna, 100_000).await;

    let after = shop.asks_for(anna, to_keep).await;
    shop.changes_offer(to_win, |offer| offer.stock = Some(2)).await;
    shop.stage.works().await;

    assert!(matches!(waits, OfferClaimed::InLine { place: 1, .. }), "{waits:?}");
    let not_for_her = OfferClaimed::Refused {
        title: "Boots".into(),
        why: Unavailable::NotForYou,
    };
    assert_eq!(before, not_for_her);
    assert!(is_theirs(&after));
    // Whoever bought is no prospect any more, even in line.
    assert_eq!(shop.offer(to_win).await.stock, Some(1));
    assert_eq!(shop.coupons(&ben).await.len(), 1);
    shop.stage.post_everything().await;
    shop.stage.everybody_looks();
}

async fn c6_c8_m7_five_hundred_want_twenty_within_a_second(shop: TestShop) {
    const CROWD: usize = 500;
    const EARLY: usize = 8;
    let room = shop.has_a_group().await;
    let gold = shop.has_gold().await;
    let mut crowd = Vec::new();
    for n in 0..CROWD {
        let someone = shop.stage.person(&format!("Guest {n:03}"));
        shop.makes_a_member_of(&someone).await;
        crowd.push(someone);
    }
    for someone in crowd.iter().rev().take(EARLY) {
        shop.promotes(someone, gold).await;
    }
    let opens_at = shop.clock.now() + TimeDelta::minutes(61);
    let offer = shop
        .has_an_offer("Sneakers", |offer| (offer.opens_at, offer.stock) = (opens_at, Some(20)))
        .await;
    shop.stage.playground.forget_calls();

    let standing = shop.shop().await;
    let mut asks = Vec::new();
    for someone in &crowd {
        let (loyalty, standing, member) = (shop.loyalty(), &standing, shop.file(someone).await.id);
        asks.push(async move {
            let ask = ClaimOffer {
                shop: standing,
                member,
                offer,
                by_letter: true,
            };
            loyalty.claim(&ask).await.unwrap()
        });
    }
    // As many side by side as the program handles.
    let answers: Vec<OfferClaimed> = stream::iter(asks).buffer_unordered(16).collect().await;
    assert!(
        answers
            .iter()
            .all(|answer| matches!(answer, OfferClaimed::InLine { .. }))
    );
    let mut tx = shop.loyalty().db.read().await.unwrap();
    let line = storage::claims::waiting(&mut tx, shop.id, offer, 500).await.unwrap();
    tx.commit().await.unwrap();
    for minutes in [60, 0] {
        shop.comes_to(opens_at - TimeDelta::minutes(minutes)).await;
        for _ in 0..3 {
            shop.comes_to(shop.clock.now() + TimeDelta::seconds(5)).await;
            shop.stage.post().await;
        }
    }

    // Those whose tier is early stand first, and among equals those who asked first.
    let mut early = 0;
    for someone in crowd.iter().rev().take(EARLY) {
        early += shop.coupons(someone).await.len();
    }
    assert_eq!(early, EARLY);
    let mut tx = shop.loyalty().db.read().await.unwrap();
    let left = storage::claims::waiting(&mut tx, shop.id, offer, 500).await.unwrap();
    assert_eq!(
        left,
        line[20..],
        "the first twenty of the line are served, the others wait in their order"
    );
    tx.commit().await.unwrap();
    assert_eq!(shop.offer(offer).await.stock, Some(0));
    let calls = shop.stage.playground.calls();
    let edits = calls.iter().filter(|call| call.method == "editMessageText").count();
    assert!((1..=6).contains(&edits), "{edits} edits of one post");
    assert_eq!(
        room.stands().last().map(String::as_str),
        Some(
            "✨ <b>Sneakers</b>\n€60 instead of €80\nFor members, until 30 Nov 2026\n\n\
             <b>All 20 taken</b>, 480 waiting in line"
        )
    );
    shop.stage.everybody_looks();
}

async fn c7_without_a_budget_any_sum_can_be_given_away(shop: TestShop) {
    let everything = Terms::of(Worth::Amount { off: Money::MAX });
    let offer = shop.has_an_offer("All of it", |offer| offer.terms = everything).await;
    let ben = shop.member_called("Ben").await;

    let first = shop.asks_for(&shop.anna, offer).await;
    let second = shop.asks_for(&ben, offer).await;

    assert!(is_theirs(&first) && is_theirs(&second), "{second:?}");
    shop.anna.says("/offers").await;
    assert!(shop.anna.looks().html.contains("All of it"));
    shop.stage.post_everything().await;
    shop.stage.everybody_looks();
}

async fn more_in_the_shops_file_goes_to_those_who_wait(shop: TestShop) {
    let (loyalty, settled) = (shop.loyalty(), shop.shop().await);
    let model = shop.has_a_distant_offer().await;
    let model = shop.offer(model).await;
    let in_the_file = |budget| domain::offer::Offer {
        id: loyalty.new_offer_id(),
        budget: Some(euros(budget)),
        opens_at: shop.clock.now(),
        ends_at: shop.clock.now() + TimeDelta::days(7),
        ..model.clone()
    };
    loyalty
        .offer_from_file(&settled, "sneakers", &in_the_file(20))
        .await
        .unwrap();
    let mut tx = loyalty.db.read().await.unwrap();
    let offer = storage::offers::find_by_slug(&mut tx, shop.id, "sneakers")
        .await
        .unwrap()
        .unwrap();
    drop(tx);
    let ben = shop.member_called("Ben").await;
    assert!(is_theirs(&shop.asks_for(&shop.anna, offer).await));
    assert_eq!(place(&shop.asks_for(&ben, offer).await), 1);

    loyalty
        .offer_from_file(&settled, "sneakers", &in_the_file(40))
        .await
        .unwrap();
    shop.stage.works().await;

    assert_eq!(shop.coupons(&ben).await.len(), 1);
    shop.stage.post_everything().await;
    shop.stage.everybody_looks();
}
