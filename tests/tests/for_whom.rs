//! Ordering for those a member buys for: with the size as last time, on the order that staff read (B8).

use bot::tap::Tap;
use domain::relative::{ForWhom, Relation, Relative};
use storage::orders::Order;
use storage::testing::readable_in;
use stories::{Someone, TestShop, on_both_engines};

use crate::orders::{everybody_is_told, sells};
use crate::people::goes;

on_both_engines![
    b8_an_order_for_a_father_has_his_size_and_so_has_the_next,
    b8_a_size_that_is_not_known_is_asked_for_once,
    b8_whoever_buys_for_nobody_else_orders_as_before,
    d3_b8_whom_an_order_was_for_goes_with_them_and_with_its_member,
    s6_nobody_orders_for_the_family_of_somebody_else,
];

async fn has(shop: &TestShop, who: &Someone, relation: Relation, name: &str, size: &str) -> Relative {
    let relative = Relative {
        id: shop.loyalty().new_relative_id(),
        relation,
        name: name.to_owned(),
        birthday: None,
        size: size.to_owned(),
        taste: String::new(),
    };
    let saved = shop
        .loyalty()
        .save_relative(&shop.shop().await, who.user(), &relative)
        .await;
    saved.unwrap();
    relative
}

/// Somebody chooses boots, up to the screen that says what they come to.
async fn chooses_boots(who: &Someone) -> String {
    who.says("/shop").await;
    who.taps("Boots").await;
    drop(who.reads());
    who.taps("Reserve").await;
    who.looks().text
}

/// What was chosen before, looked at again.
async fn opens_the_basket(who: &Someone) -> String {
    who.says("/shop").await;
    who.taps("🛒 Basket").await;
    who.looks().text
}

async fn newest(shop: &TestShop, who: &Someone) -> Order {
    let member = shop.file(who).await.id;
    let (orders, _) = shop.loyalty().orders_of(shop.id, member, 0, 10).await.unwrap();
    orders.into_iter().next().expect("an order")
}

async fn b8_an_order_for_a_father_has_his_size_and_so_has_the_next(shop: TestShop) {
    let (anna, clerk) = (&shop.anna, &shop.clerk);
    sells(&shop, "Boots", 9_000, |_| ()).await;
    has(&shop, anna, Relation::Friend, "Tom", "").await;
    has(&shop, anna, Relation::Father, "Jankowitsch", "43").await;
    let db = shop.loyalty().db;

    chooses_boots(anna).await;
    anna.taps("👪 For somebody else?").await;
    drop(anna.reads());
    anna.taps("Father Jankowitsch").await;
    let basket = anna.looks().text;
    assert!(basket.contains("👪 For Father Jankowitsch, size 43"), "{basket}");
    anna.taps("Order for €90").await;
    let page = anna.looks();
    let own = page.caption.unwrap_or(page.text);
    assert!(own.contains("👪 For Father Jankowitsch, size 43"), "{own}");

    // Whoever has the till reads it in the letter, in the list, on the order and on the file.
    shop.stage.post_everything().await;
    let told = clerk.reads();
    assert!(
        told.iter()
            .any(|seen| seen.text.contains("👪 For Father Jankowitsch, size 43")),
        "{told:?}"
    );
    clerk.says("/orders").await;
    clerk.taps("Anna → Father").await;
    assert!(clerk.looks().text.contains("👪 For Father Jankowitsch, size 43"));
    // At rest it is sealed, as the family is.
    assert_eq!(readable_in(&db, "Jankowitsch").await, Vec::<String>::new());

    // The next time he is the first to be proposed, with the size as last time.
    chooses_boots(anna).await;
    anna.taps("👪 For somebody else?").await;
    let asked = anna.looks();
    let labels: Vec<&str> = asked
        .buttons
        .iter()
        .flatten()
        .map(|button| button.text.as_str())
        .collect();
    assert_eq!(labels, ["🙋 For me", "Father Jankowitsch", "Friend Tom", "‹ Back"]);
    anna.taps("Father Jankowitsch").await;
    drop(anna.reads());
    anna.taps("📏 Another size than 43").await;
    anna.hears(
        "📏 Which size does <b>Father Jankowitsch</b> wear? Send it, such as <code>43</code> or <code>M</code>: \
         I remember it for the next time.",
    );
    anna.says("44").await;
    assert!(anna.looks().text.contains("👪 For Father Jankowitsch, size 44"));
    anna.taps("Order for €90").await;
    drop(anna.reads());
    let order = newest(&shop, anna).await;
    let ForWhom { relation, size, .. } = order.for_whom.expect("it is for her father");
    assert_eq!((relation, size.as_str()), (Relation::Father, "44"));

    // It is her own again with one tap, and what she exports has whom each order was for.
    chooses_boots(anna).await;
    anna.taps("👪 For somebody else?").await;
    anna.taps("Father Jankowitsch").await;
    anna.taps("👪 For Father Jankowitsch").await;
    anna.taps("🙋 For me").await;
    assert!(!anna.looks().text.contains("👪"));
    let data = shop
        .loyalty()
        .data_of(&shop.shop().await, shop.file(anna).await.id)
        .await;
    let data = data.unwrap().unwrap();
    assert_eq!(data["orders"][0]["for"]["size"], "44");
    assert_eq!(data["orders"][1]["for"]["name"], "Jankowitsch");
    everybody_is_told(&shop).await;
}

async fn b8_a_size_that_is_not_known_is_asked_for_once(shop: TestShop) {
    let anna = &shop.anna;
    sells(&shop, "Boots", 9_000, |_| ()).await;
    has(&shop, anna, Relation::Mother, "", "").await;
    has(&shop, anna, Relation::Son, "", "").await;

    chooses_boots(anna).await;
    anna.taps("👪 For somebody else?").await;
    anna.taps("Mother").await;
    assert!(anna.looks().text.starts_with("📏 Which size does Mother wear?"));
    anna.says("38").await;
    assert!(anna.looks().text.contains("👪 For Mother, size 38"));
    let family = shop.loyalty().relatives(&shop.shop().await, anna.user()).await.unwrap();
    assert_eq!(family[0].size, "38");

    // Who needs none is not asked again.
    anna.taps("👪 For Mother").await;
    anna.taps("Son").await;
    anna.taps("No size needed").await;
    assert!(anna.looks().text.contains("👪 For Son\n"));
    anna.taps("Order for €90").await;
    drop(anna.reads());
    chooses_boots(anna).await;
    anna.taps("👪 For somebody else?").await;
    anna.taps("Son").await;
    assert!(anna.looks().text.contains("👪 For Son\n"));
    everybody_is_told(&shop).await;
}

async fn b8_whoever_buys_for_nobody_else_orders_as_before(shop: TestShop) {
    let anna = &shop.anna;
    sells(&shop, "Boots", 9_000, |_| ()).await;

    let basket = chooses_boots(anna).await;

    assert!(
        !basket.contains("👪") && !anna.shows("👪 For somebody else?"),
        "{basket}"
    );
    anna.taps("Order for €90").await;
    drop(anna.reads());
    assert_eq!(newest(&shop, anna).await.for_whom, None);
    everybody_is_told(&shop).await;
}

async fn d3_b8_whom_an_order_was_for_goes_with_them_and_with_its_member(shop: TestShop) {
    let greta = shop.member_called("Greta").await;
    sells(&shop, "Boots", 9_000, |_| ()).await;
    let (jan, eva) = (
        has(&shop, &greta, Relation::Father, "Jankowitsch", "43").await,
        has(&shop, &greta, Relation::Sister, "Evangeline", "38").await,
    );
    for label in ["Father Jankowitsch", "Sister Evangeline"] {
        chooses_boots(&greta).await;
        greta.taps("👪 For somebody else?").await;
        greta.taps(label).await;
        greta.taps("Order for €90").await;
        drop(greta.reads());
    }
    let member = shop.file(&greta).await.id;
    let for_whom = async || {
        let (orders, _) = shop.loyalty().orders_of(shop.id, member, 0, 10).await.unwrap();
        let named = |order: Order| order.for_whom.map(|whom| whom.name);
        orders.into_iter().map(named).collect::<Vec<_>>()
    };
    assert_eq!(for_whom().await, [Some(eva.name.clone()), Some(jan.name.clone())]);

    // Whoever is taken out of the family is in no order any more, and in no basket.
    chooses_boots(&greta).await;
    greta.taps("👪 For somebody else?").await;
    greta.taps("Father Jankowitsch").await;
    drop(greta.reads());
    greta.says("/family").await;
    greta.taps("Father Jankowitsch").await;
    greta.taps("Remove").await;
    drop(greta.reads());
    assert_eq!(for_whom().await, [Some(eva.name), None]);
    assert!(!opens_the_basket(&greta).await.contains("Jankowitsch"));
    greta.taps("Order for €90").await;
    drop(greta.reads());
    assert_eq!(newest(&shop, &greta).await.for_whom, None);

    // Whoever is forgotten leaves nothing of it, in tables or files.
    goes(&greta).await;
    everybody_is_told(&shop).await;
    shop.stage.works().await;
    everybody_is_told(&shop).await;
    let mut tx = shop.loyalty().db.read().await.unwrap();
    let kept = storage::open_orders::of_member(&mut tx, shop.id, member, 0, 10)
        .await
        .unwrap();
    assert_eq!(
        (kept.len(), kept.iter().filter(|order| order.for_whom.is_some()).count()),
        (3, 0)
    );
    drop(tx);
    for secret in ["Jankowitsch", "Evangeline"] {
        assert_eq!(shop.stage.rows_with(secret).await, Vec::<String>::new());
    }
}

async fn s6_nobody_orders_for_the_family_of_somebody_else(shop: TestShop) {
    let anna = &shop.anna;
    let ben = shop.member_called("Ben").await;
    sells(&shop, "Boots", 9_000, |_| ()).await;
    let father = has(&shop, &ben, Relation::Father, "Jankowitsch", "43").await;
    has(&shop, anna, Relation::Friend, "Tom", "41").await;
    chooses_boots(anna).await;
    let member = shop.file(anna).await.id;
    let basket = shop.loyalty().basket(shop.id, member).await.unwrap().expect("a basket");

    for tap in [
        Tap::OrderFor {
            relative: father.id,
            intention: basket.intention.clone(),
        },
        Tap::AskSizeFor {
            relative: father.id,
            intention: basket.intention.clone(),
        },
    ] {
        anna.forges(&tap.data()).await;
        let told = anna.reads();
        assert!(told.iter().all(|seen| !seen.text.contains("Jankowitsch")), "{told:?}");
    }
    opens_the_basket(anna).await;
    anna.taps("Order for €90").await;
    drop(anna.reads());

    assert_eq!(newest(&shop, anna).await.for_whom, None);
    everybody_is_told(&shop).await;
}
