//! The number of a purchase's receipt, by which another system knows it.

use bot::tap::Tap;
use domain::order::Channel;
use loyalty::ReceiptNoted;
use stories::{TestShop, on_both_engines};

use crate::orders::{everybody_is_told, has_ordered, sells};

on_both_engines![
    a_purchase_is_found_by_the_number_of_its_receipt,
    s3_a_receipts_number_belongs_to_one_purchase,
    whoever_goes_back_from_the_number_does_not_answer_it,
    two_who_note_something_about_a_purchase_at_once_note_both,
];

async fn a_purchase_is_found_by_the_number_of_its_receipt(shop: TestShop) {
    let clerk = &shop.clerk;
    let order = shop.sells(&shop.anna, 2_000).await;
    clerk.forges(&Tap::Order { order: order.id }.data()).await;
    clerk.looks();
    clerk.taps("Receipt number").await;
    clerk.hears(
        "<b>Which number is on the receipt?</b>\n\
         From your till or your web shop. <code>/orders</code> with it finds the purchase again.",
    );
    clerk.says("WEB 4711").await;
    assert!(clerk.looks().text.contains("🧾 Receipt: WEB 4711"));
    clerk.taps("Bought online").await;
    assert!(clerk.looks().text.contains("🌐 Bought online\n🧾 Receipt: WEB 4711"));

    clerk.says("/orders web 4712").await;
    clerk.hears("I know no open order and no receipt <b>web 4712</b>.\n\nNo order is waiting. 👍");
    clerk.says("/orders WEB 4711").await;

    let seen = clerk.looks();
    assert!(
        seen.text.contains("Anna") && seen.text.contains("🧾 Receipt: WEB 4711"),
        "{}",
        seen.text
    );
    let noted = shop.order(order.id).await;
    assert_eq!(
        (noted.channel, noted.external.as_deref()),
        (Channel::Online, Some("WEB 4711"))
    );
    clerk.taps("Bought at the till").await;
    clerk.looks();
    clerk.taps("Receipt number").await;
    clerk.looks();
    clerk.taps("Without a number").await;
    clerk.looks();
    let noted = shop.order(order.id).await;
    assert_eq!((noted.channel, noted.external), (Channel::Till, None));
    shop.stage.post_everything().await;
    shop.anna.reads();
}

async fn s3_a_receipts_number_belongs_to_one_purchase(shop: TestShop) {
    let (clerk, owner) = (&shop.clerk, &shop.owner);
    let (one, other) = (shop.sells(&shop.anna, 2_000).await, shop.sells(&shop.anna, 3_000).await);
    for (order, typed, told) in [
        (one.id, "4711", "🧾"),
        (
            other.id,
            "4711",
            "Another purchase has this number already. Is there a digit wrong?",
        ),
        (
            other.id,
            &"7".repeat(41),
            "That should be a number, or a short code with a digit in it, of at most 40 characters. Try again?",
        ),
        (
            other.id,
            "Anna",
            "That should be a number, or a short code with a digit in it, of at most 40 characters. Try again?",
        ),
    ] {
        clerk.forges(&Tap::AskReceipt { order }.data()).await;
        clerk.looks();
        clerk.says(typed).await;
        assert!(clerk.looks().text.contains(told), "{typed}");
    }
    assert_eq!(shop.order(other.id).await.external, None);
    shop.anna.forges(&Tap::NoReceipt { order: one.id }.data()).await;
    shop.stage.everybody_looks();
    assert_eq!(shop.order(one.id).await.external.as_deref(), Some("4711"));

    owner.says("/audit").await;

    let seen = owner.looks().text;
    assert!(
        seen.contains("noted the receipt of a purchase (Anna)\n↳ Receipt: nothing → 4711"),
        "{seen}"
    );
    shop.stage.post_everything().await;
    shop.stage.everybody_looks();
}

async fn whoever_goes_back_from_the_number_does_not_answer_it(shop: TestShop) {
    let clerk = &shop.clerk;
    let sold = shop.sells(&shop.anna, 2_000).await;
    clerk.forges(&Tap::AskReceipt { order: sold.id }.data()).await;
    clerk.looks();
    clerk.taps("Back").await;
    assert!(clerk.looks().text.starts_with("🧾 €20"));
    clerk.says("anna").await;
    assert!(clerk.looks().text.starts_with("👤 Anna"), "{:?}", clerk.looks());
    assert_eq!(shop.order(sold.id).await.external, None);

    // An order that waits has a page of its own, and nothing of it is undone.
    let mug = sells(&shop, "Mug", 1_000, |_| ()).await;
    let ordered = has_ordered(&shop, &shop.anna, mug).await;
    everybody_is_told(&shop).await;
    clerk.forges(&Tap::AskReceipt { order: ordered }.data()).await;
    clerk.looks();
    clerk.taps("Back").await;
    let seen = clerk.looks();
    assert!(
        seen.text.contains("Not paid yet") && seen.button("Undo").is_none(),
        "{seen:?}"
    );
    clerk.taps("Receipt number").await;
    clerk.looks();
    clerk.forges(&Tap::Order { order: ordered }.data()).await;
    let seen = clerk.looks();
    assert!(
        seen.button("taken at the till").is_some() && seen.button("Undo").is_none(),
        "{seen:?}"
    );
    everybody_is_told(&shop).await;
}

async fn two_who_note_something_about_a_purchase_at_once_note_both(shop: TestShop) {
    let (settled, loyalty) = (shop.shop().await, shop.loyalty());
    let (clerk, owner) = (shop.clerk.user(), shop.owner.user());
    let sold = shop.sells(&shop.anna, 2_000).await;
    for round in 0..20 {
        let (number, online) = (format!("R{round}"), round % 2 == 0);

        let noted = tokio::join!(
            loyalty.note_receipt(&settled, clerk, sold.id, Some(&number)),
            loyalty.note_channel(&settled, owner, sold.id, online),
        );

        assert!(matches!(noted, (Ok(ReceiptNoted::Done(_)), Ok(ReceiptNoted::Done(_)))));
        let order = shop.order(sold.id).await;
        assert_eq!(
            (order.external.as_deref(), order.channel == Channel::Online),
            (Some(number.as_str()), online)
        );
    }
    everybody_is_told(&shop).await;
}
