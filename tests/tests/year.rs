//! A whole year of a club, day by day, with the books looked through each night.

use chrono::{Datelike, Days, TimeDelta, Weekday};
use domain::order::Item;
use domain::role::Role;
use domain::terms::{Terms, Worth};
use domain::{Clock, CouponId, Money, OrderId, Points};
use loyalty::{How, Refund, Refunded, Sell, Sold, TiersSaved};
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};
use stories::{Someone, TestShop, on_both_engines};

on_both_engines![p1_p11_a_year_goes_by_and_the_books_add_up_every_night];

const DAYS: u64 = 366;
const REGULARS: [&str; 6] = ["Berta", "Carla", "Dinah", "Emil", "Frieda", "Gustav"];
/// A member has been here before they are asked to spend what they earned.
const MANY: i64 = 1_000_000;

/// What somebody comes for, each as often as it stands here.
const WISHES: [Wish; 12] = [
    Wish::Buy,
    Wish::Buy,
    Wish::Buy,
    Wish::PayWithPoints,
    Wish::PayWithCoupon,
    Wish::PayWithCouponAndPoints,
    Wish::GiveSomeBack,
    Wish::GiveAllBack,
    Wish::Undo,
    Wish::Redeem,
    Wish::CheckIn,
    Wish::AskForOffer,
];

#[derive(Debug, Clone, Copy)]
enum Wish {
    Buy,
    PayWithPoints,
    PayWithCoupon,
    PayWithCouponAndPoints,
    GiveSomeBack,
    GiveAllBack,
    Undo,
    Redeem,
    CheckIn,
    AskForOffer,
}

async fn p1_p11_a_year_goes_by_and_the_books_add_up_every_night(shop: TestShop) {
    shop.keeps(|rules| {
        rules.pending_days = 3;
        rules.expiry_months = Some(2);
    })
    .await;
    shop.takes_points().await;
    let titles = ["Regular", "Silver", "Gold", "Platinum"].map(str::to_owned);
    let tiers = shop
        .loyalty()
        .take_usual_tiers(&shop.shop().await, shop.owner.user(), titles)
        .await
        .unwrap();
    assert!(matches!(tiers, TiersSaved::Done(_)), "{tiers:?}");
    let offer = shop
        .has_an_offer("Beans", |offer| offer.per_member = Some(i64::MAX))
        .await;
    let manager = shop.employs("Mira", Role::Manager).await;
    let mut regulars = Vec::new();
    for name in REGULARS {
        regulars.push(shop.member_called(name).await);
    }
    shop.stage.everybody_looks();
    let mut chance = StdRng::seed_from_u64(2027);
    let first = shop.today().await;

    for day in 0..DAYS {
        assert_eq!(shop.today().await, first + Days::new(day));
        shop.passes(TimeDelta::hours(9)).await;
        // On Sundays the shop is closed.
        if shop.today().await.weekday() != Weekday::Sun {
            let who = chance.random_range(0..regulars.len());
            match WISHES[chance.random_range(0..WISHES.len())] {
                Wish::AskForOffer => drop(shop.asks_for(&regulars[who], offer).await),
                wish => comes(&shop, &manager, &regulars[who], wish, &mut chance).await,
            }
        }
        shop.wakes_tomorrow().await;
        shop.stage.post_everything().await;
        shop.stage.everybody_looks();
        let report = shop.loyalty().check().await.unwrap();
        assert_eq!(report.findings, [], "after day {day}");
    }

    let mut kinds = Vec::new();
    for regular in &regulars {
        kinds.extend(shop.movements(regular).await.into_iter().map(|(_, kind)| kind));
    }
    kinds.sort_unstable();
    kinds.dedup();
    for kind in [
        "purchase",
        "paid_with",
        "paid_back",
        "refund",
        "undone",
        "gift",
        "check_in",
        "expired",
    ] {
        assert!(kinds.contains(&kind), "nothing was of the kind {kind}: {kinds:?}");
    }
}

async fn comes(shop: &TestShop, manager: &Someone, who: &Someone, wish: Wish, chance: &mut StdRng) {
    let price = chance.random_range(300..20_000);
    match wish {
        Wish::Redeem => drop(shop.redeems(who, shop.coffee).await),
        Wish::CheckIn => drop(who.says("/checkin").await),
        Wish::Buy | Wish::AskForOffer => drop(pays(shop, who, price, None, 0).await),
        Wish::PayWithPoints => drop(pays(shop, who, price, None, MANY).await),
        Wish::PayWithCoupon => {
            let coupon = five_off(shop, who).await;
            pays(shop, who, price, Some(coupon), 0).await;
        }
        Wish::PayWithCouponAndPoints => {
            let coupon = five_off(shop, who).await;
            pays(shop, who, price, Some(coupon), MANY).await;
        }
        Wish::GiveSomeBack => {
            let coupon = five_off(shop, who).await;
            let order = pays(shop, who, price, Some(coupon), MANY).await;
            let value = shop.order(order).await.paid().value().minor();
            for part in 1..=2 {
                goes_back(
                    shop,
                    manager,
                    order,
                    How::UpTo {
                        so_far: Money::new(value * part / 3).unwrap(),
                    },
                )
                .await;
            }
        }
        Wish::GiveAllBack => {
            let order = pays(shop, who, price, None, MANY).await;
            let value = shop.order(order).await.paid().value();
            goes_back(shop, manager, order, How::UpTo { so_far: value }).await;
        }
        Wish::Undo => {
            let coupon = five_off(shop, who).await;
            let order = pays(shop, who, price, Some(coupon), MANY).await;
            goes_back(shop, manager, order, How::Undo).await;
        }
    }
}

async fn five_off(shop: &TestShop, who: &Someone) -> CouponId {
    let off = Money::new(500).unwrap();
    shop.has_coupon(who, "Five off", Terms::of(Worth::Amount { off })).await
}

async fn pays(shop: &TestShop, who: &Someone, price: i64, coupon: Option<CouponId>, points: i64) -> OrderId {
    shop.clock.advance(TimeDelta::seconds(2));
    let cause = format!("year:{}", shop.clock.now().timestamp_micros());
    let amount = Item::Amount(Money::new(price).unwrap());
    let member = shop.file(who).await.id;
    let settled = shop.shop().await;
    let ask = Sell {
        coupon,
        points: Points::new(points).unwrap(),
        ..Sell::amount(&settled, shop.clerk.user(), member, &amount, &cause)
    };
    match shop.loyalty().sell(&ask).await.unwrap() {
        Sold::Done { order, .. } => order.id,
        refused => panic!("{refused:?}"),
    }
}

async fn goes_back(shop: &TestShop, manager: &Someone, order: OrderId, how: How) {
    shop.clock.advance(TimeDelta::seconds(2));
    let ask = Refund {
        shop: &shop.shop().await,
        by: manager.user(),
        order,
        how,
    };
    let answer = shop.loyalty().refund(&ask).await.unwrap();
    assert!(matches!(answer, Refunded::Done { .. }), "{answer:?}");
}
