//! A whole year of a club, day by day, with the books looked through each night.

use chrono::{Datelike, Days, TimeDelta, Weekday};
use domain::coupon::CouponState;
use domain::order::{Channel, Item, OrderState};
use domain::role::Role;
use domain::terms::{Terms, Worth};
use domain::tier::TierRules;
use domain::{Clock, CouponId, Money, OfferId, OrderId, Points, ProductId};
use loyalty::{
    CancelBy, CancelOrder, HandedOver, How, OrderCancelled, OrderPaid, Refund, Refunded, Sell, Sold, TierEdit,
    TiersSaved,
};
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};
use stories::{Someone, TestShop, on_both_engines};

use crate::orders::{has_ordered, sells, stock};

on_both_engines![p1_p11_a_year_goes_by_and_the_books_add_up_every_night];

const DAYS: u64 = 366;
const REGULARS: [&str; 6] = ["Berta", "Carla", "Dinah", "Emil", "Frieda", "Gustav"];
/// A member has been here before they are asked to spend what they earned.
const MANY: i64 = 1_000_000;

/// What somebody comes for, each as often as it stands here.
const WISHES: [Wish; 18] = [
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
    Wish::UseOffer,
    Wish::BuyThings,
    Wish::GiveThingsBack,
    Wish::OrderAndCollect,
    Wish::OrderAndCancel,
    Wish::OrderAndForget,
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
    /// What an offer brought is taken to the till.
    UseOffer,
    /// Two of what is counted on the shelf.
    BuyThings,
    GiveThingsBack,
    OrderAndCollect,
    OrderAndCancel,
    /// Nobody comes for it, and a deadline ends it.
    OrderAndForget,
}

async fn p1_p11_a_year_goes_by_and_the_books_add_up_every_night(shop: TestShop) {
    has_short_rules(&shop).await;
    let mug = sells(&shop, "Mug", 1_200, |mug| {
        (mug.stock, mug.member_price) = (Some(1_000), Money::new(1_000));
    })
    .await;
    let offer = shop
        .has_an_offer("Beans", |offer| {
            let off = Money::new(500).unwrap();
            offer.terms = Terms::of(Worth::Amount { off });
            offer.per_member = Some(i64::MAX);
            offer.ends_at += TimeDelta::days(400);
        })
        .await;
    let manager = shop.employs("Mira", Role::Manager).await;
    let mut regulars = Vec::new();
    for name in REGULARS {
        regulars.push(shop.member_called(name).await);
    }
    shop.stage.everybody_looks();
    let (mut stood, mut rises, mut falls) = (Vec::new(), 0, 0);
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
                Wish::UseOffer => uses_offer(&shop, &regulars[who], offer).await,
                wish => {
                    let visit = Visit {
                        shop: &shop,
                        manager: &manager,
                        who: &regulars[who],
                        mug,
                    };
                    visit.happens(wish, &mut chance).await;
                }
            }
        }
        shop.wakes_tomorrow().await;
        shop.stage.post_everything().await;
        shop.stage.everybody_looks();
        let report = shop.loyalty().check().await.unwrap();
        assert_eq!(report.findings, [], "after day {day}");
        let stand = places(&shop, &regulars).await;
        for (before, now) in stood.iter().zip(&stand) {
            rises += usize::from(now > before);
            falls += usize::from(now < before);
        }
        stood = stand;
    }

    assert!(rises > 5 && falls > 5, "{rises} up and {falls} down");
    assert!(stock(&shop, mug).await.unwrap() < 1_000);
    everything_happened(&shop, &regulars, offer).await;
}

/// Points that are pending and expire, and tiers that are won and lost, all within the year.
async fn has_short_rules(shop: &TestShop) {
    shop.keeps(|rules| {
        rules.pending_days = 3;
        rules.expiry_months = Some(2);
    })
    .await;
    shop.takes_points().await;
    // Short enough for tiers to be won and lost within the year.
    let rules = TierRules {
        window_months: 1,
        term_months: 1,
        grace_days: 7,
        warning_days: 7,
        ..TierRules::default()
    };
    let titles = ["Regular", "Silver", "Gold", "Platinum"].map(str::to_owned);
    let tiers = shop
        .loyalty()
        .take_usual_tiers(&shop.shop().await, shop.owner.user(), titles)
        .await
        .unwrap();
    assert!(matches!(tiers, TiersSaved::Done(_)), "{tiers:?}");
    let edit = TierEdit::Rules(rules);
    let tiers = shop
        .loyalty()
        .edit_tiers(&shop.shop().await, shop.owner.user(), &edit)
        .await
        .unwrap();
    assert!(matches!(tiers, TiersSaved::Done(_)), "{tiers:?}");
}

/// Each way in which an order, an offer's coupon and points can go was gone.
async fn everything_happened(shop: &TestShop, regulars: &[Someone], offer: OfferId) {
    let mut ends = Vec::new();
    let mut used = 0;
    for regular in regulars {
        let member = shop.file(regular).await.id;
        let (orders, _) = shop.loyalty().orders_of(shop.id, member, 0, 1_000).await.unwrap();
        ends.extend(
            orders
                .into_iter()
                .filter(|order| order.channel == Channel::Chat)
                .map(|order| order.state),
        );
        let coupons = shop.coupons(regular).await;
        used += coupons
            .iter()
            .filter(|coupon| coupon.offer == Some(offer) && coupon.state == CouponState::Used)
            .count();
    }
    assert!(
        ends.contains(&OrderState::Fulfilled) && ends.contains(&OrderState::Cancelled),
        "{ends:?}"
    );
    assert!(!ends.contains(&OrderState::Unpaid), "an order outlived its deadline");
    assert!(used > 0, "nobody used what an offer brought");

    let mut kinds = Vec::new();
    for regular in regulars {
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

/// On which step of the ladder each of them stands.
async fn places(shop: &TestShop, regulars: &[Someone]) -> Vec<usize> {
    let mut places = Vec::new();
    for regular in regulars {
        let member = shop.file(regular).await.id;
        let stand = shop.loyalty().stand_of(shop.id, member).await.unwrap();
        let held = stand.tier().map(|tier| tier.id);
        let place = stand.ladder.tiers().iter().position(|tier| Some(tier.id) == held);
        places.push(place.map_or(0, |place| place + 1));
    }
    places
}

/// Somebody comes to the shop, or writes to it.
struct Visit<'a> {
    shop: &'a TestShop,
    manager: &'a Someone,
    who: &'a Someone,
    mug: ProductId,
}

impl Visit<'_> {
    async fn happens(&self, wish: Wish, chance: &mut StdRng) {
        let (shop, manager, who) = (self.shop, self.manager, self.who);
        let price = chance.random_range(300..20_000);
        match wish {
            Wish::Redeem => drop(shop.redeems(who, shop.coffee).await),
            Wish::CheckIn => drop(who.says("/checkin").await),
            Wish::Buy | Wish::AskForOffer | Wish::UseOffer => drop(pays(shop, who, price, None, 0).await),
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
                    let so_far = Money::new(value * part / 3).unwrap();
                    goes_back(shop, manager, order, How::UpTo { so_far }).await;
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
            Wish::BuyThings => drop(self.buys_two().await),
            Wish::GiveThingsBack => {
                let order = self.buys_two().await;
                goes_back(shop, manager, order, How::Undo).await;
            }
            Wish::OrderAndCollect => {
                let (order, settled) = (has_ordered(shop, who, self.mug).await, shop.shop().await);
                let paid = shop
                    .loyalty()
                    .pay_order_at_till(&settled, shop.clerk.user(), order)
                    .await;
                assert!(matches!(paid, Ok(OrderPaid::Done { .. })), "{paid:?}");
                let over = shop.loyalty().hand_over(&settled, shop.clerk.user(), order).await;
                assert!(matches!(over, Ok(HandedOver::Done { .. })), "{over:?}");
            }
            Wish::OrderAndCancel => {
                let order = has_ordered(shop, who, self.mug).await;
                let ask = CancelOrder {
                    shop: &shop.shop().await,
                    order,
                    by: CancelBy::Member(who.user()),
                };
                let cancelled = shop.loyalty().cancel_order(&ask).await.unwrap();
                assert!(matches!(cancelled, OrderCancelled::Done { .. }), "{cancelled:?}");
            }
            Wish::OrderAndForget => drop(has_ordered(shop, who, self.mug).await),
        }
    }

    async fn buys_two(&self) -> OrderId {
        let mugs = Item::Product {
            product: self.mug,
            quantity: 2,
        };
        buys(self.shop, self.who, &mugs, None, 0).await
    }
}

/// Takes what an offer brought to the till, if there is something.
async fn uses_offer(shop: &TestShop, who: &Someone, offer: OfferId) {
    let coupons = shop.coupons(who).await;
    let open = coupons
        .iter()
        .find(|coupon| coupon.offer == Some(offer) && coupon.state == CouponState::Issued);
    if let Some(coupon) = open {
        pays(shop, who, 8_000, Some(coupon.id), 0).await;
    }
}

async fn five_off(shop: &TestShop, who: &Someone) -> CouponId {
    let off = Money::new(500).unwrap();
    shop.has_coupon(who, "Five off", Terms::of(Worth::Amount { off })).await
}

async fn pays(shop: &TestShop, who: &Someone, price: i64, coupon: Option<CouponId>, points: i64) -> OrderId {
    let amount = Item::Amount(Money::new(price).unwrap());
    buys(shop, who, &amount, coupon, points).await
}

async fn buys(shop: &TestShop, who: &Someone, item: &Item, coupon: Option<CouponId>, points: i64) -> OrderId {
    shop.clock.advance(TimeDelta::seconds(2));
    let cause = format!("year:{}", shop.clock.now().timestamp_micros());
    let member = shop.file(who).await.id;
    let settled = shop.shop().await;
    let ask = Sell {
        coupon,
        points: Points::new(points).unwrap(),
        ..Sell::amount(&settled, shop.clerk.user(), member, item, &cause)
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
