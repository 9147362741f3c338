//! Orders in the private chat: held until they are paid, and what comes back when they are not (C5).

use std::pin::pin;
use std::time::Duration;

use bot::tap::{Start, Tap};
use chrono::TimeDelta;
use domain::coupon::CouponState;
use domain::order::OrderState;
use domain::product::Product;
use domain::role::Role;
use domain::terms::{Terms, Worth};
use domain::{Clock, Money, OrderId, Points, ProductId};
use futures::future::join_all;
use loyalty::{
    CancelBy, CancelOrder, HandedOver, How, OrderCancelled, OrderPaid, PlaceOrder, Placed, ProductSaved, Refund,
    Refunded, Unsold,
};
use storage::open_orders;
use storage::orders::{self, Order};
use stories::{Someone, TestShop, codes, on_both_engines, scan};
use tokio::time::timeout;

on_both_engines![
    a_member_orders_from_the_catalogue_and_collects_it,
    c5_what_an_order_holds_comes_back_when_its_member_cancels,
    c5_an_order_that_is_not_paid_in_time_lapses,
    c5_a_validity_that_has_passed_meanwhile_stays_passed,
    c6_the_last_one_goes_to_one_of_many_who_order_at_once,
    p3_an_order_that_is_tapped_twice_is_one_order,
    two_tills_take_the_money_once,
    staff_cancel_with_a_reason_that_the_member_reads,
    an_order_is_brought_where_the_member_says,
    s5_a_clerk_knows_an_address_while_the_order_is_to_be_brought,
    nobody_holds_more_than_five_orders_without_paying,
    s1_only_staff_take_money_and_nobody_from_themselves,
    what_was_undone_is_not_handed_over,
    c6_a_stock_that_is_counted_for_the_first_time_counts_what_comes_back,
    an_order_is_found_at_the_counter_by_one_scan,
    s1_the_code_of_an_order_opens_nothing_for_strangers,
    p11_an_order_that_cannot_be_ended_keeps_no_night_waiting,
];

/// A thing in the catalogue.
pub(crate) async fn sells(shop: &TestShop, title: &str, price: i64, how: impl FnOnce(&mut Product)) -> ProductId {
    let loyalty = shop.loyalty();
    let mut product = Product {
        id: loyalty.new_product_id(),
        category: None,
        title: title.to_owned(),
        description: String::new(),
        price: Money::new(price).unwrap(),
        member_price: None,
        stars: None,
        stock: None,
        members_only: false,
        photo: None,
        active: true,
    };
    how(&mut product);
    let saved = loyalty
        .add_product(&shop.shop().await, shop.owner.user(), &product)
        .await
        .unwrap();
    assert!(matches!(saved, ProductSaved::Done(_)), "{saved:?}");
    product.id
}

pub(crate) async fn stock(shop: &TestShop, product: ProductId) -> Option<i64> {
    shop.loyalty().product(shop.id, product).await.unwrap().unwrap().stock
}

/// Somebody orders one of something, without the chat.
async fn tries(shop: &TestShop, who: &Someone, product: ProductId, with: impl FnOnce(&mut PlaceOrder<'_>)) -> Placed {
    let (settled, loyalty) = (shop.shop().await, shop.loyalty());
    let member = shop.file(who).await.id;
    let stand = loyalty.stand_of(shop.id, member).await.unwrap();
    let off = stand.tier().map_or(0, |tier| tier.off);
    let found = loyalty.product(shop.id, product).await.unwrap().unwrap();
    let price = found.line(1).with_percent_off(off).price;
    let items = [domain::order::Item::Product { product, quantity: 1 }];
    let cause = format!("order:{}", loyalty.ids.token().as_str());
    let mut ask = PlaceOrder {
        shop: &settled,
        member,
        user: who.user(),
        items: &items,
        delivery: None,
        coupon: None,
        points: Points::ZERO,
        for_whom: None,
        agreed: price,
        cause: &cause,
    };
    with(&mut ask);
    loyalty.place_order(&ask).await.unwrap()
}

pub(crate) async fn has_ordered(shop: &TestShop, who: &Someone, product: ProductId) -> OrderId {
    match tries(shop, who, product, |_| ()).await {
        Placed::Done(order) => order.id,
        refused => panic!("{refused:?}"),
    }
}

fn euro_off() -> Terms {
    let off = Money::new(100).unwrap();
    Terms::of(Worth::Amount { off })
}

pub(crate) async fn everybody_is_told(shop: &TestShop) {
    shop.stage.post_everything().await;
    shop.stage.everybody_looks();
}

async fn a_member_orders_from_the_catalogue_and_collects_it(shop: TestShop) {
    let (anna, clerk) = (&shop.anna, &shop.clerk);
    let blend = sells(&shop, "House blend", 900, |product| {
        (product.member_price, product.stock) = (Money::new(800), Some(10));
    })
    .await;

    anna.says("/shop").await;
    anna.hears("🛍 <b>Everything else</b>");
    anna.taps("House blend · €8").await;
    anna.hears("<b>House blend</b>\n\n<b>€8</b> for members, everyday price €9\n10 left");
    anna.taps("Reserve").await;
    anna.taps("+").await;
    drop(anna.reads());
    anna.taps("Order for €16").await;
    let page = anna.looks().html;

    assert!(page.starts_with("🧾 <b>Order "), "{page}");
    assert!(page.contains("Not paid yet. Held for you until 25 Nov 2026"), "{page}");
    assert_eq!(stock(&shop, blend).await, Some(8));
    shop.stage.post_everything().await;
    let told = clerk.looks().html;
    assert!(
        told.starts_with("🛍 New order <b>") && told.contains("2 × House blend, €16"),
        "{told}"
    );
    drop(shop.owner.reads());
    clerk.taps("Open the order").await;
    drop(clerk.reads());
    clerk.taps("taken at the till").await;
    assert!(clerk.looks().html.contains("💰 Paid."));
    shop.stage.post_everything().await;
    assert!(anna.looks().html.contains("earned you <b>16 points</b>"));
    clerk.taps("Handed over").await;
    assert!(clerk.looks().html.contains("✅ Paid and in your hands."));
    assert_eq!(shop.points(anna).await, 66);
    clerk.says("/orders").await;
    clerk.hears("No order is waiting. 👍");
}

async fn c5_what_an_order_holds_comes_back_when_its_member_cancels(shop: TestShop) {
    let anna = &shop.anna;
    shop.takes_points().await;
    let mug = sells(&shop, "Mug", 1_000, |product| product.stock = Some(3)).await;
    let coupon = shop.has_coupon(anna, "A euro off", euro_off()).await;
    let placed = tries(&shop, anna, mug, |ask| {
        ask.coupon = Some(coupon);
        ask.points = Points::new(20).unwrap();
        ask.agreed = Money::new(800).unwrap();
    })
    .await;
    let Placed::Done(order) = placed else {
        panic!("{placed:?}")
    };
    assert_eq!((stock(&shop, mug).await, shop.points(anna).await), (Some(2), 30));
    assert_eq!(shop.coupon(anna).await.state, CouponState::Held);

    anna.says("/orders").await;
    anna.taps("€8").await;
    anna.taps("Cancel the order").await;
    drop(anna.reads());
    anna.taps("Yes, cancel it").await;

    assert!(anna.looks().html.contains("This order was not carried out."));
    assert_eq!((stock(&shop, mug).await, shop.points(anna).await), (Some(3), 50));
    assert_eq!(shop.coupon(anna).await.state, CouponState::Issued);
    let settled = shop.shop().await;
    let again = CancelOrder {
        shop: &settled,
        order: order.id,
        by: CancelBy::Member(anna.user()),
    };
    let again = shop.loyalty().cancel_order(&again).await.unwrap();
    assert!(matches!(again, OrderCancelled::Before(_)), "{again:?}");
    assert_eq!((stock(&shop, mug).await, shop.points(anna).await), (Some(3), 50));
    everybody_is_told(&shop).await;
}

async fn c5_an_order_that_is_not_paid_in_time_lapses(shop: TestShop) {
    let anna = &shop.anna;
    let mug = sells(&shop, "Mug", 1_000, |product| product.stock = Some(3)).await;
    let order = has_ordered(&shop, anna, mug).await;
    everybody_is_told(&shop).await;

    shop.passes(TimeDelta::hours(48) - TimeDelta::seconds(1)).await;
    shop.stage.works().await;
    assert_eq!(shop.order(order).await.state, OrderState::Unpaid);
    shop.passes(TimeDelta::seconds(1)).await;
    shop.stage.works().await;

    assert_eq!(shop.order(order).await.state, OrderState::Cancelled);
    assert_eq!(stock(&shop, mug).await, Some(3));
    shop.stage.post_everything().await;
    let told = anna.looks().html;
    assert!(told.contains("was not paid in time"), "{told}");
    shop.stage.everybody_looks();
}

async fn c5_a_validity_that_has_passed_meanwhile_stays_passed(shop: TestShop) {
    let anna = &shop.anna;
    let mug = sells(&shop, "Mug", 1_000, |_| ()).await;
    let coupon = shop.has_coupon(anna, "A euro off", euro_off()).await;
    shop.passes(TimeDelta::days(29)).await;
    let placed = tries(&shop, anna, mug, |ask| {
        ask.coupon = Some(coupon);
        ask.agreed = Money::new(900).unwrap();
    })
    .await;
    assert!(matches!(placed, Placed::Done(_)), "{placed:?}");

    shop.passes(TimeDelta::hours(48)).await;
    shop.stage.works().await;
    shop.stage.ticks().await;

    assert_eq!(shop.coupon(anna).await.state, CouponState::Expired);
    everybody_is_told(&shop).await;
}

async fn c6_the_last_one_goes_to_one_of_many_who_order_at_once(shop: TestShop) {
    let mug = sells(&shop, "Mug", 1_000, |product| product.stock = Some(1)).await;
    let mut people = vec![shop.anna.clone()];
    for name in ["Ben", "Cleo", "Dan"] {
        people.push(shop.member_called(name).await);
    }

    let placed = join_all(people.iter().map(|who| tries(&shop, who, mug, |_| ()))).await;

    let done = placed.iter().filter(|placed| matches!(placed, Placed::Done(_)));
    assert_eq!(done.count(), 1, "{placed:?}");
    let sold_out = |placed: &&Placed| matches!(placed, Placed::Refused(Unsold::SoldOut { left: 0, .. }));
    assert_eq!(placed.iter().filter(sold_out).count(), 3);
    assert_eq!(stock(&shop, mug).await, Some(0));
    everybody_is_told(&shop).await;
}

async fn p3_an_order_that_is_tapped_twice_is_one_order(shop: TestShop) {
    let anna = &shop.anna;
    let mug = sells(&shop, "Mug", 1_000, |product| product.stock = Some(3)).await;
    anna.says("/shop").await;
    anna.taps("Mug · €10").await;
    anna.taps("Reserve").await;

    anna.taps("Order for €10").await;
    shop.stage.reads_again().await;

    assert_eq!(stock(&shop, mug).await, Some(2));
    everybody_is_told(&shop).await;
}

async fn two_tills_take_the_money_once(shop: TestShop) {
    let anna = &shop.anna;
    let other = shop.employs("Citra", Role::Clerk).await;
    let mug = sells(&shop, "Mug", 1_000, |_| ()).await;
    let order = has_ordered(&shop, anna, mug).await;
    let (settled, loyalty) = (shop.shop().await, shop.loyalty());

    let paid =
        join_all([&shop.clerk, &other].map(|clerk| loyalty.pay_order_at_till(&settled, clerk.user(), order))).await;

    let paid: Vec<OrderPaid> = paid.into_iter().map(Result::unwrap).collect();
    let done = paid.iter().filter(|paid| matches!(paid, OrderPaid::Done(_)));
    assert_eq!(done.count(), 1, "{paid:?}");
    assert!(
        paid.iter().any(|paid| matches!(paid, OrderPaid::NotOpen(_))),
        "{paid:?}"
    );
    assert_eq!(shop.points(anna).await, 60);
    everybody_is_told(&shop).await;
}

async fn staff_cancel_with_a_reason_that_the_member_reads(shop: TestShop) {
    let (anna, clerk) = (&shop.anna, &shop.clerk);
    let mug = sells(&shop, "Mug", 1_000, |_| ()).await;
    has_ordered(&shop, anna, mug).await;
    everybody_is_told(&shop).await;

    clerk.says("/orders").await;
    clerk.taps("Anna").await;
    clerk.taps("Cancel the order").await;
    drop(clerk.reads());
    clerk.says("The last one broke, sorry!").await;

    assert!(clerk.looks().html.contains("This order was not carried out."));
    shop.stage.post_everything().await;
    let told = anna.looks().html;
    assert!(told.contains("Corner Café had to cancel your order"), "{told}");
    assert!(told.contains("They say: The last one broke, sorry!"), "{told}");
    shop.stage.everybody_looks();
}

async fn an_order_is_brought_where_the_member_says(shop: TestShop) {
    let anna = &shop.anna;
    shop.brings_for(Money::new(400).unwrap()).await;
    sells(&shop, "Mug", 1_000, |_| ()).await;

    anna.says("/shop").await;
    anna.taps("Mug · €10").await;
    drop(anna.reads());
    anna.taps("Have it brought (€4)").await;
    anna.hears("🚚 Where shall we bring <b>Mug</b>? Send the address, and how to find you.");
    anna.says("Linienstr. 7, 2nd floor").await;
    let basket = anna.looks().html;
    assert!(basket.contains("€10 + €4 (delivery) = €14"), "{basket}");
    anna.taps("Order for €14").await;

    let page = anna.looks().html;
    assert!(page.contains("🚚 To be brought to: Linienstr. 7, 2nd floor"), "{page}");
    everybody_is_told(&shop).await;
}

async fn s5_a_clerk_knows_an_address_while_the_order_is_to_be_brought(shop: TestShop) {
    const PLACE: &str = "Linienstr. 7";
    let (anna, clerk) = (&shop.anna, &shop.clerk);
    let mara = shop.employs("Mara", Role::Manager).await;
    shop.stage.everybody_looks();
    shop.brings_for(Money::new(400).unwrap()).await;
    let mug = sells(&shop, "Mug", 1_000, |_| ()).await;
    let brought = async || {
        let with = |ask: &mut PlaceOrder<'_>| {
            ask.delivery = Some(PLACE);
            ask.agreed = Money::new(1_400).unwrap();
        };
        match tries(&shop, anna, mug, with).await {
            Placed::Done(order) => order.id,
            refused => panic!("{refused:?}"),
        }
    };
    let page = async |who: &Someone, order| {
        let start = Start::Order(shop.id, order).payload();
        who.starts(&start).await;
        who.looks().text
    };

    // A letter stays in its chat: a clerk's does not say where to.
    let (order, given_up) = (brought().await, brought().await);
    shop.stage.post_everything().await;
    let told = clerk.reads();
    assert!(told.iter().all(|seen| !seen.text.contains(PLACE)), "{told:?}");
    assert!(
        told.iter().any(|seen| seen.text.contains("🚚 To be brought")),
        "{told:?}"
    );
    for who in [&mara, &shop.owner] {
        assert!(who.reads().iter().any(|seen| seen.text.contains(PLACE)));
    }

    // While it is to be brought, whoever has the till has the address.
    assert!(page(clerk, order).await.contains("🚚 To be brought to: Linienstr. 7"));
    clerk.taps("taken at the till").await;
    assert!(clerk.looks().text.contains(PLACE));
    clerk.taps("Handed over").await;

    // Afterwards only those with the right to it do, by whatever way they come.
    assert!(
        clerk
            .looks()
            .text
            .contains("🚚 To be brought; managers and the owner know where to")
    );
    assert!(!page(clerk, order).await.contains(PLACE));
    let reference = domain::reference::reference(order);
    clerk.says(&format!("/orders {reference}")).await;
    let sent = clerk.forges(&Tap::OpenOrder { order }.data()).await;
    drop(sent);
    clerk.forges(&Tap::HandOver { order }.data()).await;
    clerk.forges(&Tap::MarkPaid { order }.data()).await;
    clerk.says("/find anna").await;
    let seen = clerk.reads();
    assert!(seen.iter().all(|seen| !seen.text.contains(PLACE)), "{seen:?}");
    for who in [&mara, &shop.owner] {
        assert!(page(who, order).await.contains(PLACE));
    }
    let (settled, member) = (shop.shop().await, shop.file(anna).await.id);
    let file = shop.loyalty().member_file(&settled, clerk.user(), member).await;
    let file = file.unwrap().unwrap().unwrap();
    let done = file.last_orders.iter().find(|bought| bought.order.id == order).unwrap();
    assert_eq!(done.order.delivery, None);

    // What is given up is not brought.
    let ask = CancelOrder {
        shop: &shop.shop().await,
        order: given_up,
        by: CancelBy::Member(anna.user()),
    };
    let cancelled = shop.loyalty().cancel_order(&ask).await.unwrap();
    assert!(matches!(cancelled, OrderCancelled::Done(_)), "{cancelled:?}");
    shop.stage.post_everything().await;
    drop(clerk.reads());
    assert!(!page(clerk, given_up).await.contains(PLACE));
    assert!(page(&mara, given_up).await.contains(PLACE));
    // Whose time is over is not brought either, whether or not a job has said so.
    let late = brought().await;
    shop.clock.advance(TimeDelta::hours(49));
    assert!(!page(clerk, late).await.contains(PLACE));
    everybody_is_told(&shop).await;
}

async fn nobody_holds_more_than_five_orders_without_paying(shop: TestShop) {
    let anna = &shop.anna;
    let mug = sells(&shop, "Mug", 1_000, |_| ()).await;
    for _ in 0..5 {
        has_ordered(&shop, anna, mug).await;
    }

    let sixth = tries(&shop, anna, mug, |_| ()).await;

    assert_eq!(sixth, Placed::TooMany { unpaid: 5 });
    everybody_is_told(&shop).await;
}

async fn s1_only_staff_take_money_and_nobody_from_themselves(shop: TestShop) {
    let (anna, clerk) = (&shop.anna, &shop.clerk);
    shop.makes_a_member_of(clerk).await;
    let mug = sells(&shop, "Mug", 1_000, |_| ()).await;
    let order = has_ordered(&shop, clerk, mug).await;
    let (settled, loyalty) = (shop.shop().await, shop.loyalty());

    let by_anna = loyalty.pay_order_at_till(&settled, anna.user(), order).await.unwrap();
    let by_themselves = loyalty.pay_order_at_till(&settled, clerk.user(), order).await.unwrap();

    assert_eq!((by_anna, by_themselves), (OrderPaid::NotAllowed, OrderPaid::ToYourself));
    assert_eq!(shop.order(order).await.state, OrderState::Unpaid);
    everybody_is_told(&shop).await;
}

async fn what_was_undone_is_not_handed_over(shop: TestShop) {
    let (settled, loyalty) = (shop.shop().await, shop.loyalty());
    let mug = sells(&shop, "Mug", 1_000, |product| product.stock = Some(3)).await;
    let order = has_ordered(&shop, &shop.anna, mug).await;
    let paid = loyalty
        .pay_order_at_till(&settled, shop.clerk.user(), order)
        .await
        .unwrap();
    assert!(matches!(paid, OrderPaid::Done(_)), "{paid:?}");
    let undo = Refund {
        shop: &settled,
        by: shop.owner.user(),
        order,
        how: How::Undo,
    };
    let undone = loyalty.refund(&undo).await.unwrap();
    assert!(matches!(undone, Refunded::Done(_)), "{undone:?}");

    let answer = loyalty.hand_over(&settled, shop.clerk.user(), order).await.unwrap();

    assert!(matches!(answer, HandedOver::NotNow(_)), "{answer:?}");
    assert_eq!(
        (shop.order(order).await.state, stock(&shop, mug).await),
        (OrderState::Paid, Some(3))
    );
    everybody_is_told(&shop).await;
}

async fn c6_a_stock_that_is_counted_for_the_first_time_counts_what_comes_back(shop: TestShop) {
    let (settled, loyalty) = (shop.shop().await, shop.loyalty());
    let mug = sells(&shop, "Mug", 1_000, |_| ()).await;
    let order = has_ordered(&shop, &shop.anna, mug).await;
    let now = loyalty.clock.now();
    let mut lapsing = loyalty.db.begin().await.unwrap();
    assert!(
        storage::open_orders::cancel(&mut lapsing, shop.id, order, now)
            .await
            .unwrap()
    );
    storage::products::put_back(&mut lapsing, shop.id, mug, 1, None)
        .await
        .unwrap();

    let mut counting = pin!(loyalty.change_product(&settled, shop.owner.user(), mug, |mug| mug.stock = Some(10)));
    let early = timeout(Duration::from_millis(200), &mut counting).await;
    assert!(early.is_err(), "it waits for what comes back: {early:?}");
    lapsing.commit().await.unwrap();
    let counted = counting.await.unwrap();

    assert!(matches!(counted, ProductSaved::Done(_)), "{counted:?}");
    assert_eq!(stock(&shop, mug).await, Some(10));
    everybody_is_told(&shop).await;
}

async fn an_order_is_found_at_the_counter_by_one_scan(shop: TestShop) {
    let (anna, clerk) = (&shop.anna, &shop.clerk);
    let mug = sells(&shop, "Mug", 1_000, |_| ()).await;
    let order = has_ordered(&shop, anna, mug).await;
    everybody_is_told(&shop).await;
    anna.says("/orders").await;
    drop(anna.reads());
    anna.taps("⏳").await;
    let page = anna.looks();
    let link = scan(&page.photo.expect("a slip"));

    clerk.opens(&link).await;
    let found = clerk.looks().html;
    clerk.taps("taken at the till").await;
    clerk.taps("Handed over").await;
    drop(clerk.reads());
    shop.stage.post_everything().await;
    drop(anna.reads());
    anna.says("/orders").await;
    drop(anna.reads());
    anna.taps("✅").await;
    let after = anna.looks();

    assert!(page.html.contains("Show this at the till, or say <b>"), "{}", page.html);
    assert!(
        found.contains("of <b>Anna</b>") && found.contains("1 × Mug: €10"),
        "{found}"
    );
    assert_eq!(shop.order(order).await.state, OrderState::Fulfilled);
    // In her hands, it has nothing to be scanned any more.
    assert!(after.html.contains("✅ Paid and in your hands."), "{}", after.html);
    let slip = after.photo.expect("a slip");
    assert_eq!(codes(&slip), Vec::<String>::new());
}

async fn s1_the_code_of_an_order_opens_nothing_for_strangers(shop: TestShop) {
    let anna = &shop.anna;
    let ben = shop.member_called("Ben").await;
    let mug = sells(&shop, "Mug", 1_000, |_| ()).await;
    let order = has_ordered(&shop, anna, mug).await;
    everybody_is_told(&shop).await;
    let link = bot::tap::Start::Order(shop.id, order).link(&shop.stage.bot.username());

    ben.opens(&link).await;

    let told = ben.looks().html;
    assert!(!told.contains("Mug") && !told.contains("Anna"), "{told}");
}

/// Two unpaid orders that no job ends. The one that is due first says that it holds points that nobody spent.
async fn p11_an_order_that_cannot_be_ended_keeps_no_night_waiting(shop: TestShop) {
    let paid = shop.sells(&shop.anna, 1_000).await;
    let now = shop.clock.now();
    let unpaid = |minutes: i64, points: i64| Order {
        id: OrderId(shop.loyalty().ids.uuid(now)),
        state: OrderState::Unpaid,
        points_paid: Points::new(points).unwrap(),
        earned: Points::ZERO,
        clerk: None,
        due_at: Some(now + TimeDelta::minutes(minutes)),
        paid_at: None,
        closed_at: None,
        ..paid.clone()
    };
    let (broken, sound) = (unpaid(1, 10), unpaid(2, 0));
    let mut tx = shop.loyalty().db.begin().await.unwrap();
    orders::add(&mut tx, shop.id, &broken, "story:broken").await.unwrap();
    orders::add(&mut tx, shop.id, &sound, "story:sound").await.unwrap();
    tx.commit().await.unwrap();

    shop.wakes_tomorrow().await;

    assert_eq!(shop.order(broken.id).await.state, OrderState::Unpaid);
    assert_eq!(shop.order(sound.id).await.state, OrderState::Cancelled);
    let mut tx = shop.loyalty().db.begin().await.unwrap();
    let ended = shop.clock.now();
    assert!(open_orders::cancel(&mut tx, shop.id, broken.id, ended).await.unwrap());
    tx.commit().await.unwrap();
    shop.stage.post_everything().await;
    shop.stage.everybody_looks();
}
