//! What is sold: made and changed in the chat.

use domain::Money;
use stories::{TestShop, on_both_engines};

on_both_engines![
    a_manager_puts_something_into_the_catalogue,
    s1_a_clerk_does_not_change_the_catalogue,
];

async fn a_manager_puts_something_into_the_catalogue(shop: TestShop) {
    let owner = &shop.owner;

    owner.says("/products").await;
    owner.taps("＋ New product").await;
    drop(owner.reads());
    for wrong in ["House blend", "House blend 0", "9.00", "House blend 9 USD"] {
        owner.says(wrong).await;
        owner.hears("I need a name and, behind it, a price above zero, such as <code>House blend 9</code>. Try again?");
    }
    owner.says("House blend 9.50").await;
    owner.hears(
        "✅ It is in the catalogue. Complete it, then tap “Sell it”.\n\n\
         🛍 <b>House blend</b>\n\nPrice: €9.50\n<i>Not sold yet: customers and the till don't see it.</i>",
    );
    owner.taps("Member price").await;
    owner.says("9.51").await;
    assert!(
        owner
            .looks()
            .html
            .starts_with("Everybody pays €9.50; members can't pay more than that.")
    );
    owner.says("8.50").await;
    owner.taps("Category").await;
    owner.says("Beans").await;
    owner.taps("Stock").await;
    owner.says("12").await;
    owner.taps("✅ Sell it").await;

    owner.hears(
        "✅ Changed. Orders made before stay as they were.\n\n\
         🛍 <b>House blend</b>\n\nPrice: €9.50, for members €8.50\nCategory: Beans\nStock: 12",
    );
    let (products, more) = shop.loyalty().all_products(shop.id, 0, 10).await.unwrap();
    assert!(!more);
    assert_eq!(products.len(), 1);
    assert_eq!(products[0].member_price, Money::new(850));
    assert_eq!((products[0].stock, products[0].active), (Some(12), true));
}

async fn s1_a_clerk_does_not_change_the_catalogue(shop: TestShop) {
    let clerk = &shop.clerk;

    clerk.says("/products").await;

    assert!(clerk.looks().html.contains("manager"));
    assert_eq!(shop.loyalty().all_products(shop.id, 0, 10).await.unwrap().0, []);
}
