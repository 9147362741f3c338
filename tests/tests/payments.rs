//! Payments through Telegram: only Telegram's own word that it was paid counts, and it counts once.

use std::time::Duration;

use bot::settings::Secret;
use chrono::TimeDelta;
use domain::Money;
use domain::order::OrderState;
use futures::future::join_all;
use loyalty::{CheckedOut, How, PreCheckout, Proof, Received, Refund, Refunded};
use playground::PaymentEnd;
use stories::{Someone, TestShop, on_both_engines};

use crate::orders::{everybody_is_told, has_ordered, sells, stock};

on_both_engines![
    an_order_is_paid_with_stars_and_once,
    an_order_is_paid_with_money_where_the_shop_has_a_provider,
    c5_a_payment_for_an_order_that_lapsed_is_refused_in_words,
    an_order_that_is_paid_is_not_paid_again,
    nobody_pays_for_somebody_elses_order,
    of_two_payments_at_once_one_pays_and_the_other_goes_back,
    a_payment_that_comes_late_takes_the_order_up_again_if_there_is_one_left,
    a_refund_gives_stars_back_through_telegram,
    help_with_a_payment_is_there,
];

/// Pays the newest invoice.
async fn pays(shop: &TestShop, who: &Someone) -> PaymentEnd {
    let seen = who.person.last(&shop.stage.bot).expect("an invoice");
    let payment = who.person.pays(&shop.stage.bot, seen.message_id).unwrap();
    let end = payment.ended(Duration::from_secs(30)).await.unwrap();
    shop.stage.quiet().await;
    end
}

/// The order's page is opened, and its button to pay with tapped.
async fn is_billed(who: &Someone, label: &str) {
    who.says("/orders").await;
    who.taps("⏳").await;
    who.taps(label).await;
}

async fn an_order_is_paid_with_stars_and_once(shop: TestShop) {
    let anna = &shop.anna;
    let lesson = sells(&shop, "Latte art lesson", 1_000, |product| product.stars = Some(50)).await;
    let order = has_ordered(&shop, anna, lesson).await;
    everybody_is_told(&shop).await;

    is_billed(anna, "Pay 50 Stars").await;
    let invoice = anna.looks().invoice.expect("an invoice");
    assert_eq!((invoice.currency.as_str(), invoice.total), ("XTR", 50));
    let end = pays(&shop, anna).await;
    shop.stage.reads_again().await;

    let PaymentEnd::Paid { charge } = end else {
        panic!("{end:?}")
    };
    let paid = shop.order(order).await;
    assert_eq!((paid.state, paid.charge), (OrderState::Paid, Some(charge)));
    assert_eq!(shop.points(anna).await, 60);
    shop.stage.post_everything().await;
    let told = shop.clerk.looks().html;
    assert!(told.starts_with("💰 Order <b>") && told.contains("is paid"), "{told}");
    shop.stage.everybody_looks();
}

async fn an_order_is_paid_with_money_where_the_shop_has_a_provider(shop: TestShop) {
    let anna = &shop.anna;
    let mug = sells(&shop, "Mug", 1_000, |_| ()).await;
    let order = has_ordered(&shop, anna, mug).await;
    everybody_is_told(&shop).await;
    anna.says("/orders").await;
    anna.taps("⏳").await;
    assert!(anna.looks().button("Pay €10 now").is_none());

    shop.stage
        .set(|settings| settings.provider_token = Some(Secret::new("1234567:TEST:abc")));
    shop.stage.restarts().await;
    is_billed(anna, "Pay €10 now").await;
    let invoice = anna.looks().invoice.expect("an invoice");
    assert_eq!((invoice.currency.as_str(), invoice.total), ("EUR", 1_000));
    let end = pays(&shop, anna).await;

    assert!(matches!(end, PaymentEnd::Paid { .. }), "{end:?}");
    assert_eq!(shop.order(order).await.state, OrderState::Paid);
    everybody_is_told(&shop).await;
}

async fn c5_a_payment_for_an_order_that_lapsed_is_refused_in_words(shop: TestShop) {
    let anna = &shop.anna;
    let lesson = sells(&shop, "Latte art lesson", 1_000, |product| product.stars = Some(50)).await;
    let order = has_ordered(&shop, anna, lesson).await;
    is_billed(anna, "Pay 50 Stars").await;
    drop(anna.reads());

    shop.clock.advance(TimeDelta::hours(49));
    let end = pays(&shop, anna).await;

    let words = "This order is no longer held, so you have not been charged. Order it again with /shop.";
    assert_eq!(end, PaymentEnd::Refused(words.to_owned()));
    shop.stage.works().await;
    assert_eq!(shop.order(order).await.state, OrderState::Cancelled);
    everybody_is_told(&shop).await;
}

async fn an_order_that_is_paid_is_not_paid_again(shop: TestShop) {
    let anna = &shop.anna;
    let lesson = sells(&shop, "Latte art lesson", 1_000, |product| product.stars = Some(50)).await;
    let order = has_ordered(&shop, anna, lesson).await;
    is_billed(anna, "Pay 50 Stars").await;
    let settled = shop.shop().await;
    let paid = shop
        .loyalty()
        .pay_order_at_till(&settled, shop.clerk.user(), order)
        .await;
    assert!(matches!(paid.unwrap(), loyalty::OrderPaid::Done(_)));

    let end = pays(&shop, anna).await;

    let words = "This order is paid already. You have not been charged.";
    assert_eq!(end, PaymentEnd::Refused(words.to_owned()));
    assert_eq!(shop.points(anna).await, 60);
    everybody_is_told(&shop).await;
}

async fn nobody_pays_for_somebody_elses_order(shop: TestShop) {
    let mug = sells(&shop, "Mug", 1_000, |_| ()).await;
    let order = has_ordered(&shop, &shop.anna, mug).await;
    let ask = PreCheckout {
        shop: shop.id,
        order,
        user: shop.anna.user(),
        currency: "EUR",
        amount: 1_000,
    };
    let loyalty = shop.loyalty();

    for (who, amount, expected) in [
        (shop.clerk.user(), 1_000, CheckedOut::NotYours),
        (shop.anna.user(), 999, CheckedOut::Changed),
        (shop.anna.user(), 1_000, CheckedOut::Yes),
    ] {
        let asked = PreCheckout {
            user: who,
            amount,
            ..ask.clone()
        };
        assert_eq!(loyalty.check_out(&asked).await.unwrap(), expected);
    }
    everybody_is_told(&shop).await;
}

async fn of_two_payments_at_once_one_pays_and_the_other_goes_back(shop: TestShop) {
    let anna = &shop.anna;
    let mug = sells(&shop, "Mug", 1_000, |_| ()).await;
    let order = has_ordered(&shop, anna, mug).await;
    everybody_is_told(&shop).await;
    let loyalty = shop.loyalty();
    let proofs = ["first", "second"].map(|charge| Proof {
        shop: shop.id,
        order,
        user: anna.user(),
        currency: "EUR",
        amount: 1_000,
        charge,
    });

    let received = join_all(proofs.iter().map(|proof| loyalty.receive_payment(proof))).await;
    let again = join_all(proofs.iter().map(|proof| loyalty.receive_payment(proof))).await;

    for received in [received, again] {
        let received: Vec<Received> = received.into_iter().map(Result::unwrap).collect();
        let paid = received.iter().filter(|received| matches!(received, Received::Paid(_)));
        assert_eq!(paid.count(), 1, "{received:?}");
        let late = received
            .iter()
            .filter(|received| matches!(received, Received::TooLate(_)));
        assert_eq!(late.count(), 1, "{received:?}");
    }
    assert_eq!(shop.points(anna).await, 60);
    shop.stage.post_everything().await;
    let told: Vec<String> = shop.owner.reads().into_iter().map(|seen| seen.html).collect();
    let to_return = told.iter().filter(|html| html.starts_with("↩️ Please pay back €10"));
    assert_eq!(to_return.count(), 1, "{told:?}");
    shop.stage.everybody_looks();
}

async fn a_payment_that_comes_late_takes_the_order_up_again_if_there_is_one_left(shop: TestShop) {
    let (anna, ben) = (&shop.anna, shop.member_called("Ben").await);
    let mug = sells(&shop, "Mug", 1_000, |product| product.stock = Some(1)).await;
    let loyalty = shop.loyalty();
    let lapsed = has_ordered(&shop, anna, mug).await;
    shop.passes(TimeDelta::hours(48)).await;
    shop.stage.works().await;
    let proof = Proof {
        shop: shop.id,
        order: lapsed,
        user: anna.user(),
        currency: "EUR",
        amount: 1_000,
        charge: "late",
    };

    let received = loyalty.receive_payment(&proof).await.unwrap();
    assert!(matches!(received, Received::Paid(_)), "{received:?}");
    assert_eq!(stock(&shop, mug).await, Some(0));

    let settled = shop.shop().await;
    let undo = Refund {
        shop: &settled,
        by: shop.owner.user(),
        order: lapsed,
        how: How::Undo,
    };
    let undone = loyalty.refund(&undo).await.unwrap();
    assert!(matches!(undone, Refunded::Done(_)), "{undone:?}");
    let second = has_ordered(&shop, &ben, mug).await;
    shop.passes(TimeDelta::hours(48)).await;
    shop.stage.works().await;
    has_ordered(&shop, anna, mug).await;
    let proof = Proof {
        order: second,
        user: ben.user(),
        charge: "too late",
        ..proof
    };
    let received = loyalty.receive_payment(&proof).await.unwrap();

    assert!(matches!(received, Received::TooLate(_)), "{received:?}");
    assert_eq!(shop.order(second).await.state, OrderState::Cancelled);
    everybody_is_told(&shop).await;
}

async fn a_refund_gives_stars_back_through_telegram(shop: TestShop) {
    let anna = &shop.anna;
    let lesson = sells(&shop, "Latte art lesson", 1_000, |product| product.stars = Some(50)).await;
    let order = has_ordered(&shop, anna, lesson).await;
    is_billed(anna, "Pay 50 Stars").await;
    let end = pays(&shop, anna).await;
    assert!(matches!(end, PaymentEnd::Paid { .. }), "{end:?}");
    let settled = shop.shop().await;
    let refund = |minor| Refund {
        shop: &settled,
        by: shop.owner.user(),
        order,
        how: How::UpTo {
            so_far: Money::new(minor).unwrap(),
        },
    };

    let part = shop.loyalty().refund(&refund(400)).await.unwrap();
    let whole = shop.loyalty().refund(&refund(1_000)).await.unwrap();
    shop.stage.works().await;

    assert!(matches!(part, Refunded::NotThatMuch { .. }), "{part:?}");
    assert!(matches!(whole, Refunded::Done(_)), "{whole:?}");
    let charge = shop.order(order).await.charge.expect("a charge");
    let left = shop.loyalty().stars_to_return(shop.id, &charge).await.unwrap();
    assert_eq!((left, shop.points(anna).await), (None, 50));
    everybody_is_told(&shop).await;
}

async fn help_with_a_payment_is_there(shop: TestShop) {
    shop.anna.says("/paysupport").await;

    assert!(
        shop.anna
            .looks()
            .html
            .starts_with("💳 Something wrong with a payment to Corner Café?")
    );
}
