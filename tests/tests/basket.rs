//! The basket: several things in one order, with one sum, all of it or nothing (C5, C6).

use chrono::TimeDelta;
use domain::coupon::CouponState;
use domain::product::Product;
use domain::terms::{Terms, Worth};
use domain::till::TillRules;
use domain::{Clock, Money, ProductId};
use loyalty::ProductSaved;
use storage::orders::Order;
use stories::{Someone, TestShop, on_both_engines};

use crate::orders::{everybody_is_told, sells, stock};

on_both_engines![
    several_things_are_one_order_with_one_sum,
    one_thing_alone_needs_no_more_taps_than_before,
    c5_coupon_and_points_of_a_basket_come_back_together,
    c6_what_sold_out_meanwhile_is_named_and_the_rest_stays,
    c6_nothing_is_taken_when_one_thing_goes_at_the_last_moment,
    a_basket_outlives_a_restart_and_other_questions,
    a_basket_ends_by_itself_after_a_day,
    p3_a_tap_that_adds_one_adds_one_however_often_it_comes,
    a_basket_is_brought_and_can_be_collected_after_all,
    a_basket_holds_no_more_than_there_is,
    s6_a_basket_is_in_one_shop_and_its_members_own,
    c8_a_tier_sees_its_own_prices_on_the_shelf,
];

/// Puts something into the basket from the shelf.
async fn puts(who: &Someone, label: &str) {
    who.says("/shop").await;
    who.taps(label).await;
    who.taps("➕").await;
}

/// The newest order of somebody.
async fn order_of(shop: &TestShop, who: &Someone) -> Order {
    let member = shop.file(who).await.id;
    let (orders, _) = shop.loyalty().orders_of(shop.id, member, 0, 10).await.unwrap();
    orders.into_iter().next().expect("an order")
}

async fn orders(shop: &TestShop, who: &Someone) -> usize {
    let member = shop.file(who).await.id;
    let (orders, _) = shop.loyalty().orders_of(shop.id, member, 0, 10).await.unwrap();
    orders.len()
}

async fn in_the_basket(shop: &TestShop, who: &Someone) -> Vec<(ProductId, u32)> {
    let member = shop.file(who).await.id;
    let kept = shop.loyalty().basket(shop.id, member).await.unwrap();
    let things = kept.map(|basket| basket.things).unwrap_or_default();
    things.iter().map(|thing| (thing.product, thing.quantity)).collect()
}

async fn changes(shop: &TestShop, product: ProductId, how: impl FnOnce(&mut Product) + Send) {
    let saved = shop
        .loyalty()
        .change_product(&shop.shop().await, shop.owner.user(), product, how)
        .await
        .unwrap();
    assert!(matches!(saved, ProductSaved::Done(_)), "{saved:?}");
}

/// The owner has orders brought, for four euros.
async fn brings(shop: &TestShop) {
    let settled = shop.shop().await;
    let claim = loyalty::Claim {
        till: TillRules {
            delivery_fee: Money::new(400),
            ..settled.till
        },
        mail: settled.mail,
        tiers: None,
        rules: settled.rules,
        name: settled.name,
        lang: settled.lang,
        time_zone: settled.time_zone,
        currency: settled.currency,
    };
    let changed = shop.loyalty().change_shop(shop.id, shop.owner.user(), &claim).await;
    changed.unwrap().expect("the owner may");
}

async fn several_things_are_one_order_with_one_sum(shop: TestShop) {
    let anna = &shop.anna;
    let mug = sells(&shop, "Mug", 1_000, |product| product.stock = Some(5)).await;
    let blend = sells(&shop, "House blend", 900, |product| product.stock = Some(5)).await;

    anna.says("/shop").await;
    anna.taps("Mug · €10").await;
    anna.taps("➕ Into the basket, and look on").await;
    anna.hears("🛒 <b>Mug</b> is in your basket.\n\n🛍 <b>Everything else</b>");
    anna.taps("House blend · €9").await;
    anna.taps("➕").await;
    anna.taps("House blend · €9").await;
    anna.taps("➕ One more (1 in the basket)").await;
    anna.hears("🛒 <b>House blend</b>: 2 in your basket.\n\n🛍 <b>Everything else</b>");
    anna.taps("🛒 Basket (3)").await;
    anna.hears(
        "🛍 <b>Your order</b>\n1 × Mug: €10\n2 × House blend: €18\n\n\
         <b>€28</b> to pay, earns 28 points\n🏬 To be collected at the shop\n\n\
         Nothing is ordered yet. Once you order, we hold it for you for 48 hours.",
    );
    anna.taps("+ Mug").await;
    anna.taps("− House blend").await;
    drop(anna.reads());
    anna.taps("✅ Order for €29").await;

    let order = order_of(&shop, anna).await;
    assert_eq!(
        (order.total, orders(&shop, anna).await),
        (Money::new(2_900).unwrap(), 1)
    );
    assert_eq!((stock(&shop, mug).await, stock(&shop, blend).await), (Some(3), Some(4)));
    assert_eq!(in_the_basket(&shop, anna).await, []);
    everybody_is_told(&shop).await;
}

async fn one_thing_alone_needs_no_more_taps_than_before(shop: TestShop) {
    let anna = &shop.anna;
    let mug = sells(&shop, "Mug", 1_000, |_| ()).await;

    anna.says("/shop").await;
    anna.taps("Mug · €10").await;
    anna.taps("Reserve").await;
    anna.taps("Order for €10").await;

    assert_eq!(orders(&shop, anna).await, 1);
    assert_eq!(in_the_basket(&shop, anna).await, []);
    assert_eq!(stock(&shop, mug).await, None);
    everybody_is_told(&shop).await;
}

async fn c5_coupon_and_points_of_a_basket_come_back_together(shop: TestShop) {
    let anna = &shop.anna;
    shop.takes_points().await;
    let off = Terms::of(Worth::Amount {
        off: Money::new(100).unwrap(),
    });
    shop.has_coupon(anna, "A euro off", off).await;
    let mug = sells(&shop, "Mug", 1_000, |product| product.stock = Some(5)).await;
    let blend = sells(&shop, "House blend", 900, |product| product.stock = Some(5)).await;
    puts(anna, "Mug · €10").await;
    puts(anna, "House blend · €9").await;
    anna.taps("🛒 Basket (2)").await;
    anna.taps("🎟 A euro off").await;
    anna.taps("⭐").await;
    let screen = anna.looks();
    let order = screen
        .buttons
        .iter()
        .flatten()
        .find(|button| button.text.contains("Order for"));
    let order = order.expect("a sum").text.clone();

    anna.taps(&order).await;
    drop(anna.reads());

    assert_eq!(shop.coupon(anna).await.state, CouponState::Held);
    assert_eq!(shop.points(anna).await, 0);
    anna.taps("Cancel the order").await;
    anna.taps("Yes, cancel it").await;
    drop(anna.reads());
    assert_eq!(shop.coupon(anna).await.state, CouponState::Issued);
    assert_eq!(shop.points(anna).await, 50);
    assert_eq!((stock(&shop, mug).await, stock(&shop, blend).await), (Some(5), Some(5)));
    everybody_is_told(&shop).await;
}

async fn c6_what_sold_out_meanwhile_is_named_and_the_rest_stays(shop: TestShop) {
    let anna = &shop.anna;
    let mug = sells(&shop, "Mug", 1_000, |product| product.stock = Some(5)).await;
    let blend = sells(&shop, "House blend", 900, |product| product.stock = Some(5)).await;
    let filter = sells(&shop, "Filter", 500, |product| product.stock = Some(5)).await;
    puts(anna, "Mug · €10").await;
    puts(anna, "House blend · €9").await;
    puts(anna, "Filter · €5").await;
    anna.taps("🛒 Basket (3)").await;
    anna.taps("+ Filter").await;
    drop(anna.reads());

    changes(&shop, mug, |product| product.stock = Some(0)).await;
    changes(&shop, filter, |product| product.stock = Some(1)).await;
    anna.taps("Order for €29").await;

    let told = anna.looks().html;
    assert!(
        told.starts_with(
            "<b>Mug</b> has just sold out and is out of your basket. Sorry! Everything else is still there.\n\n\
             Only 1 of <b>Filter</b> left, so that is how many are in your basket.\n\n🛍 <b>Your order</b>"
        ),
        "{told}"
    );
    assert_eq!(orders(&shop, anna).await, 0);
    assert_eq!(stock(&shop, blend).await, Some(5));
    assert_eq!(in_the_basket(&shop, anna).await, [(blend, 1), (filter, 1)]);
    anna.taps("Order for €14").await;
    drop(anna.reads());
    assert_eq!(order_of(&shop, anna).await.total, Money::new(1_400).unwrap());
    everybody_is_told(&shop).await;
}

async fn c6_nothing_is_taken_when_one_thing_goes_at_the_last_moment(shop: TestShop) {
    let anna = &shop.anna;
    shop.takes_points().await;
    let mug = sells(&shop, "Mug", 1_000, |product| product.stock = Some(5)).await;
    let blend = sells(&shop, "House blend", 900, |product| product.stock = Some(1)).await;
    puts(anna, "Mug · €10").await;
    puts(anna, "House blend · €9").await;
    anna.taps("🛒 Basket (2)").await;
    anna.taps("⭐").await;
    let kept = shop
        .loyalty()
        .basket(shop.id, shop.file(anna).await.id)
        .await
        .unwrap()
        .unwrap();
    let settled = shop.shop().await;
    changes(&shop, blend, |product| product.stock = Some(0)).await;

    let ask = loyalty::PlaceOrder {
        shop: &settled,
        member: shop.file(anna).await.id,
        user: anna.user(),
        items: &kept.items(),
        delivery: None,
        coupon: None,
        points: kept.points(),
        for_whom: None,
        agreed: kept.shown.unwrap(),
        cause: &kept.cause(),
    };
    let placed = shop.loyalty().place_order(&ask).await.unwrap();

    assert!(matches!(placed, loyalty::Placed::Refused(_)), "{placed:?}");
    assert_eq!((stock(&shop, mug).await, shop.points(anna).await), (Some(5), 50));
    assert_eq!(in_the_basket(&shop, anna).await, [(mug, 1), (blend, 1)]);
    shop.stage.everybody_looks();
}

async fn a_basket_outlives_a_restart_and_other_questions(shop: TestShop) {
    let anna = &shop.anna;
    brings(&shop).await;
    let mug = sells(&shop, "Mug", 1_000, |_| ()).await;
    puts(anna, "Mug · €10").await;
    drop(anna.reads());

    shop.stage.restarts().await;
    shop.clock.advance(TimeDelta::minutes(20));
    anna.says("/points").await;
    anna.says("/cancel").await;
    anna.says("/shop").await;
    anna.taps("🛒 Basket (1)").await;
    // What is asked is put away with a look at the basket: words are no address then.
    anna.taps("Have it brought (€4)").await;
    anna.taps("‹").await;
    anna.says("hello").await;
    drop(anna.reads());

    assert_eq!(in_the_basket(&shop, anna).await, [(mug, 1)]);
    anna.says("/shop").await;
    anna.taps("🛒 Basket (1)").await;
    anna.taps("Order for €10").await;
    assert_eq!(orders(&shop, anna).await, 1);
    assert_eq!(order_of(&shop, anna).await.delivery, None);
    everybody_is_told(&shop).await;
}

async fn a_basket_ends_by_itself_after_a_day(shop: TestShop) {
    let anna = &shop.anna;
    let mug = sells(&shop, "Mug", 1_000, |_| ()).await;
    puts(anna, "Mug · €10").await;

    shop.passes(TimeDelta::hours(24) - TimeDelta::minutes(1)).await;
    assert_eq!(in_the_basket(&shop, anna).await, [(mug, 1)]);
    anna.says("/shop").await;
    anna.taps("🛒 Basket (1)").await;
    shop.passes(TimeDelta::hours(25)).await;
    drop(anna.reads());
    anna.taps("Order for €10").await;

    assert_eq!(orders(&shop, anna).await, 0);
    assert_eq!(in_the_basket(&shop, anna).await, []);
    shop.stage.ticks().await;
    let mut tx = shop.loyalty().db.begin().await.unwrap();
    // The scheduler has forgotten it by itself.
    let forgotten = storage::baskets::prune(&mut tx, shop.clock.now(), 10).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(forgotten, 0);
    everybody_is_told(&shop).await;
}

async fn p3_a_tap_that_adds_one_adds_one_however_often_it_comes(shop: TestShop) {
    let anna = &shop.anna;
    let mug = sells(&shop, "Mug", 1_000, |_| ()).await;
    anna.says("/shop").await;
    anna.taps("Mug · €10").await;

    anna.taps_twice("➕").await;
    shop.stage.reads_again().await;
    assert_eq!(in_the_basket(&shop, anna).await, [(mug, 1)]);
    anna.taps("🛒 Basket (1)").await;
    anna.taps("+").await;
    shop.stage.reads_again().await;

    assert_eq!(in_the_basket(&shop, anna).await, [(mug, 2)]);
    anna.taps("🗑 Empty it").await;
    assert_eq!(in_the_basket(&shop, anna).await, []);
    shop.stage.everybody_looks();
}

async fn a_basket_is_brought_and_can_be_collected_after_all(shop: TestShop) {
    let anna = &shop.anna;
    brings(&shop).await;
    sells(&shop, "Mug", 1_000, |_| ()).await;
    sells(&shop, "Filter", 500, |_| ()).await;
    puts(anna, "Mug · €10").await;
    puts(anna, "Filter · €5").await;

    anna.taps("🛒 Basket (2)").await;
    drop(anna.reads());
    anna.taps("Have it brought (€4)").await;
    anna.hears("🚚 Where shall we bring it all? Send the address, and how to find you.");
    anna.says("Linienstr. 7, 2nd floor").await;
    let brought = anna.looks().html;
    anna.taps("Collect it at the shop").await;
    let collected = anna.looks().html;
    anna.taps("Have it brought (€4)").await;
    anna.says("Linienstr. 7, ring twice").await;
    anna.taps("Order for €19").await;

    assert!(
        brought.contains("🚚 To be brought to: Linienstr. 7, 2nd floor"),
        "{brought}"
    );
    assert!(brought.contains("€15 + €4 (delivery) = €19"), "{brought}");
    assert!(collected.contains("<b>€15</b> to pay"), "{collected}");
    assert!(collected.contains("🏬 To be collected"), "{collected}");
    let order = order_of(&shop, anna).await;
    assert_eq!(order.delivery.as_deref(), Some("Linienstr. 7, ring twice"));
    everybody_is_told(&shop).await;
}

async fn a_basket_holds_no_more_than_there_is(shop: TestShop) {
    let anna = &shop.anna;
    let mug = sells(&shop, "Mug", 1_000, |product| product.stock = Some(1)).await;
    puts(anna, "Mug · €10").await;
    drop(anna.reads());

    puts(anna, "Mug · €10").await;

    let told = anna.looks().html;
    assert!(told.starts_with("There are no more of <b>Mug</b>: 1 left."), "{told}");
    anna.taps("🛒 Basket (1)").await;
    let screen = anna.looks();
    assert!(screen.buttons.iter().flatten().all(|button| button.text != "+"));
    assert_eq!(in_the_basket(&shop, anna).await, [(mug, 1)]);
}

async fn s6_a_basket_is_in_one_shop_and_its_members_own(shop: TestShop) {
    let anna = &shop.anna;
    let ben = shop.member_called("Ben").await;
    let mug = sells(&shop, "Mug", 1_000, |_| ()).await;
    puts(anna, "Mug · €10").await;
    let member = shop.file(anna).await.id;
    let intention = shop.loyalty().basket(shop.id, member).await.unwrap().unwrap().intention;

    for tap in [
        bot::tap::Tap::PlaceOrder {
            intention: intention.clone(),
        },
        bot::tap::Tap::EmptyBasket {
            intention: intention.clone(),
        },
        bot::tap::Tap::OrderQuantity {
            product: mug,
            quantity: 9,
            intention,
        },
    ] {
        ben.forges(&tap.data()).await;
    }

    assert_eq!(in_the_basket(&shop, anna).await, [(mug, 1)]);
    assert_eq!(in_the_basket(&shop, &ben).await, []);
    assert_eq!((orders(&shop, anna).await, orders(&shop, &ben).await), (0, 0));
    shop.stage.everybody_looks();
}

async fn c8_a_tier_sees_its_own_prices_on_the_shelf(shop: TestShop) {
    let anna = &shop.anna;
    let gold = shop.has_gold().await;
    shop.promotes(anna, gold).await;
    let mut tx = shop.loyalty().db.begin().await.unwrap();
    let mut tier = storage::tiers::ladder(&mut tx, shop.id)
        .await
        .unwrap()
        .find(gold)
        .unwrap()
        .clone();
    tier.off = 10;
    storage::tiers::change(&mut tx, shop.id, &tier).await.unwrap();
    tx.commit().await.unwrap();
    sells(&shop, "Mug", 1_000, |_| ()).await;
    everybody_is_told(&shop).await;

    anna.says("/shop").await;
    drop(anna.reads());
    anna.taps("Mug · €9").await;

    anna.hears("<b>Mug</b>\n\n<b>€9</b> for members, everyday price €10");
}
