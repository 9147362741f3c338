//! Sales that are put together from the catalogue by tapping.

use bot::tap::Tap;
use domain::coupon::CouponState;
use domain::order::Item;
use domain::product::{Category, Product};
use domain::reference::reference;
use domain::terms::{Terms, Worth};
use domain::{Money, OrderId, ProductId};
use loyalty::{CategorySaved, Sell, Sold};
use stories::{TestShop, on_both_engines};

use crate::orders::{everybody_is_told, has_ordered, sells, stock};

on_both_engines![
    one_thing_is_two_taps_and_record,
    two_things_and_a_coupon_are_one_sale,
    a_tap_that_is_delivered_again_puts_one_into_the_basket,
    c6_what_sold_out_meanwhile_is_not_sold,
    what_left_the_catalogue_meanwhile_is_taken_out,
    an_old_basket_is_known_by_its_buttons,
    a_sale_without_an_open_file_asks_whose_it_is,
    a_shop_without_products_asks_for_the_amount_alone,
    s1_a_basket_is_its_clerks_alone,
    staff_open_an_order_by_its_reference,
];

fn money(minor: i64) -> Money {
    Money::new(minor).unwrap()
}

/// Anna's file is open, and what there is to sell is on the screen.
async fn opens_the_shelf(shop: &TestShop) {
    let clerk = &shop.clerk;
    clerk.says("/find anna").await;
    clerk.taps("Record a sale").await;
    clerk.hears("How much did <b>Anna</b> pay? Just send the amount.");
    clerk.taps("From the catalogue").await;
}

/// Somebody else buys one, without the chat.
async fn another_buys(shop: &TestShop, product: ProductId) {
    let ben = shop.member_called("Ben").await;
    let (settled, item) = (shop.shop().await, Item::Product { product, quantity: 1 });
    let member = shop.file(&ben).await.id;
    let ask = Sell::amount(&settled, shop.owner.user(), member, &item, "story:ben");
    let sold = shop.loyalty().sell(&ask).await.unwrap();
    assert!(matches!(sold, Sold::Done { .. }), "{sold:?}");
    shop.stage.post().await;
    drop(ben.reads());
}

/// The buttons of what the clerk has before them.
fn labels(shop: &TestShop) -> Vec<String> {
    let seen = shop.clerk.looks();
    seen.buttons.into_iter().flatten().map(|button| button.text).collect()
}

async fn last_order(shop: &TestShop) -> Option<OrderId> {
    let settled = shop.shop().await;
    let last = shop.loyalty().last_sale(&settled, shop.clerk.user()).await.unwrap();
    last.map(|order| order.id)
}

async fn one_thing_is_two_taps_and_record(shop: TestShop) {
    let (anna, clerk) = (&shop.anna, &shop.clerk);
    let blend = sells(&shop, "House blend", 900, |product| {
        (product.member_price, product.stock) = (Money::new(800), Some(10));
    })
    .await;
    sells(&shop, "Mug", 1_200, |product| product.stock = Some(0)).await;

    opens_the_shelf(&shop).await;
    assert_eq!(labels(&shop), ["House blend · €8 · 10 left", "‹ Back", "Cancel"]);
    clerk.taps("House blend · €8 · 10 left").await;
    clerk.hears(
        "🧾 <b>Anna</b>: <b>€8</b>, earns 8 points\n1 × House blend: €8\n€9 − €1 (member price) = €8\n\n\
         Nothing is recorded yet.",
    );
    clerk.taps("✅ Record €8").await;

    clerk.hears("✅ <b>Anna</b> paid <b>€8</b> and earned 8 points.\nBalance: 58 points\n€9 − €1 (member price) = €8");
    assert_eq!(stock(&shop, blend).await, Some(9));
    shop.stage.post().await;
    assert_eq!(anna.reads().len(), 1, "Anna is told once");
}

async fn two_things_and_a_coupon_are_one_sale(shop: TestShop) {
    let (anna, clerk) = (&shop.anna, &shop.clerk);
    let drinks = Category {
        id: shop.loyalty().new_category_id(),
        title: "Drinks".into(),
        photo: None,
        active: true,
    };
    let saved = shop
        .loyalty()
        .add_category(&shop.shop().await, shop.owner.user(), &drinks)
        .await
        .unwrap();
    assert!(matches!(saved, CategorySaved::Done(_)), "{saved:?}");
    let tea = sells(&shop, "Tea", 400, |product| product.category = Some(drinks.id)).await;
    let mug = sells(&shop, "Mug", 1_200, |product| product.stock = Some(3)).await;
    let five_off = Terms::of(Worth::Amount { off: money(500) });
    shop.has_coupon(anna, "Five off", five_off).await;

    opens_the_shelf(&shop).await;
    clerk.hears("🧾 <b>Anna</b>: tap what is bought.");
    clerk.taps("Drinks").await;
    clerk.hears("🧾 <b>Anna</b>: tap what is bought.\n🛍 <b>Drinks</b>");
    clerk.taps("Tea · €4").await;
    clerk.taps("+ Tea").await;
    clerk.taps("+ Tea").await;
    clerk.taps("− Tea").await;
    clerk.taps("Something else").await;
    clerk.taps("Everything else").await;
    clerk.taps("‹ Back").await;
    clerk.taps("Everything else").await;
    clerk.taps("Mug · €12 · 3 left").await;
    clerk.hears("🧾 <b>Anna</b>: <b>€20</b>, earns 20 points\n2 × Tea: €8\n1 × Mug: €12\n\nNothing is recorded yet.");
    clerk.taps("🎟 Five off").await;
    clerk.taps("✅ Record €15").await;

    clerk.hears("✅ <b>Anna</b> paid <b>€15</b> and earned 15 points.\nBalance: 65 points\n€20 − €5 (Five off) = €15");
    assert_eq!(shop.coupon(anna).await.state, CouponState::Used);
    let order = last_order(&shop).await.unwrap();
    let lines = shop.loyalty().order_lines(shop.id, order).await.unwrap();
    let bought: Vec<_> = lines.iter().map(|line| (line.product, line.quantity)).collect();
    assert_eq!(bought, [(Some(tea), 2), (Some(mug), 1)]);
    assert_eq!(stock(&shop, mug).await, Some(2));
    shop.stage.post().await;
    drop(anna.reads());
}

async fn a_tap_that_is_delivered_again_puts_one_into_the_basket(shop: TestShop) {
    let clerk = &shop.clerk;
    sells(&shop, "Mug", 1_200, |_| ()).await;

    opens_the_shelf(&shop).await;
    clerk.taps_twice("Mug · €12").await;

    clerk.hears("🧾 <b>Anna</b>: <b>€12</b>, earns 12 points\n1 × Mug: €12\n\nNothing is recorded yet.");
}

async fn c6_what_sold_out_meanwhile_is_not_sold(shop: TestShop) {
    let clerk = &shop.clerk;
    let mug = sells(&shop, "Mug", 1_200, |product| product.stock = Some(1)).await;
    let cup = sells(&shop, "Cup", 700, |product| product.stock = Some(1)).await;

    opens_the_shelf(&shop).await;
    clerk.taps("Mug · €12 · 1 left").await;
    clerk.taps("Something else").await;
    another_buys(&shop, cup).await;
    clerk
        .taps("Cup")
        .await
        .alerts("Cup has just sold out. Choose something else.");
    clerk.taps("‹ Back").await;
    drop(clerk.reads());
    let settled = shop.shop().await;
    let none_left = |product: &mut Product| product.stock = Some(0);
    shop.loyalty()
        .change_product(&settled, shop.owner.user(), mug, none_left)
        .await
        .unwrap();
    clerk.taps("✅ Record €12").await;

    clerk.hears("<b>Mug</b> is sold out. Take it off the sale, or count the stock again in the catalogue.");
    clerk.taps("− Mug").await;
    clerk.hears("Everything in the catalogue is in this sale already or sold out.");
    assert_eq!(last_order(&shop).await, None);
    assert_eq!(stock(&shop, mug).await, Some(0));
}

async fn what_left_the_catalogue_meanwhile_is_taken_out(shop: TestShop) {
    let (anna, clerk) = (&shop.anna, &shop.clerk);
    let mug = sells(&shop, "Mug", 1_200, |_| ()).await;
    sells(&shop, "Cup", 700, |_| ()).await;

    opens_the_shelf(&shop).await;
    clerk.taps("Mug").await;
    clerk.taps("Something else").await;
    clerk.taps("Cup").await;
    drop(clerk.reads());
    let settled = shop.shop().await;
    let gone = |product: &mut Product| product.active = false;
    shop.loyalty()
        .change_product(&settled, shop.owner.user(), mug, gone)
        .await
        .unwrap();
    clerk.taps("✅ Record €19").await;
    clerk.hears("That isn't in the catalogue any more. Choose something else, or type the amount.");
    clerk.taps("− Mug").await;
    clerk.taps("✅ Record €7").await;

    clerk.hears("✅ <b>Anna</b> paid <b>€7</b> and earned 7 points.\nBalance: 57 points");
    shop.stage.post().await;
    drop(anna.reads());
}

async fn an_old_basket_is_known_by_its_buttons(shop: TestShop) {
    let (anna, clerk) = (&shop.anna, &shop.clerk);
    let mug = sells(&shop, "Mug", 1_200, |product| product.stock = Some(5)).await;

    opens_the_shelf(&shop).await;
    let chosen = clerk.taps("Mug").await;
    clerk.taps("✅ Record €12").await;
    drop(clerk.reads());
    let again = clerk.taps_again(&chosen).await;

    again.alerts("This button is from an old message. Send /menu and you'll have fresh ones.");
    drop(clerk.reads());
    assert_eq!(stock(&shop, mug).await, Some(4));
    shop.stage.post().await;
    assert_eq!(anna.reads().len(), 1, "Anna bought once");
}

async fn a_sale_without_an_open_file_asks_whose_it_is(shop: TestShop) {
    let (anna, clerk) = (&shop.anna, &shop.clerk);
    sells(&shop, "Mug", 1_200, |_| ()).await;

    clerk.says("/sell").await;
    clerk.taps("From the catalogue").await;
    clerk.hears("🛍 Whose purchase is it? Send a name, member number or phone number, or scan the card.");
    clerk.says("anna").await;
    clerk.taps("Mug · €12").await;
    clerk.taps("✅ Record €12").await;
    clerk.hears("✅ <b>Anna</b> paid <b>€12</b> and earned 12 points.\nBalance: 62 points");
    // From here on her file is open.
    clerk.says("/sell").await;

    clerk.hears("How much did <b>Anna</b> pay? Just send the amount.");
    shop.stage.post().await;
    drop(anna.reads());
}

async fn a_shop_without_products_asks_for_the_amount_alone(shop: TestShop) {
    let clerk = &shop.clerk;

    clerk.says("/find anna").await;
    clerk.taps("Record a sale").await;

    let asked = format!("{:?}", clerk.looks());
    assert!(
        asked.contains("Cancel") && !asked.contains("From the catalogue"),
        "{asked}"
    );
}

async fn s1_a_basket_is_its_clerks_alone(shop: TestShop) {
    let (anna, clerk, owner) = (&shop.anna, &shop.clerk, &shop.owner);
    let mug = sells(&shop, "Mug", 1_200, |product| product.stock = Some(5)).await;
    let elsewhere = shop.another("Other Café", chrono_tz::UTC).await;
    let theirs = sells(&elsewhere, "Their mug", 100, |_| ()).await;

    opens_the_shelf(&shop).await;
    let tap = clerk
        .looks()
        .buttons
        .into_iter()
        .flatten()
        .find_map(|button| button.data);
    let Some(Tap::SaleQuantity { intention, .. }) = tap.as_deref().and_then(Tap::read) else {
        panic!("{tap:?}")
    };
    let forged = |product, quantity| {
        let intention = intention.clone();
        Tap::SaleQuantity {
            product,
            quantity,
            intention,
        }
        .data()
    };
    let by_anna = anna.forges(&forged(mug, 1)).await;
    let by_a_colleague = owner.forges(&forged(mug, 1)).await;
    let of_another_shop = clerk.forges(&forged(theirs, 1)).await;
    let too_many = clerk.forges(&forged(mug, i64::MAX)).await;
    let less_than_none = clerk.forges(&forged(mug, i64::MIN)).await;

    by_anna.alerts("That is for the shop's staff. /menu shows what I can do for you.");
    by_a_colleague.alerts("This button is from an old message. Send /menu and you'll have fresh ones.");
    of_another_shop.alerts("That isn't in the catalogue any more. Choose something else, or type the amount.");
    too_many.alerts("Of Mug only 5 are left. Choose fewer, or count the stock again in the catalogue.");
    drop((less_than_none, anna.reads(), owner.reads(), clerk.reads()));
    assert_eq!(stock(&shop, mug).await, Some(5));
    assert_eq!(last_order(&shop).await, None);
}

async fn staff_open_an_order_by_its_reference(shop: TestShop) {
    let (anna, clerk) = (&shop.anna, &shop.clerk);
    let mug = sells(&shop, "Mug", 1_200, |_| ()).await;
    has_ordered(&shop, anna, mug).await;
    let order = has_ordered(&shop, anna, mug).await;
    everybody_is_told(&shop).await;
    let called = reference(order);
    let page = format!("🧾 <b>Order {called}</b> of <b>Anna</b>");

    clerk.says(&format!("/orders {called}")).await;
    assert!(clerk.looks().html.starts_with(&page));
    clerk.says(&called.to_lowercase()).await;
    assert!(clerk.looks().html.starts_with(&page));
    anna.says(&called).await;

    assert!(!anna.looks().html.contains(&called), "staff alone open it");
}
