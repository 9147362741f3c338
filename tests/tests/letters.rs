//! Letters: what the club writes to people who did not just ask.

use chrono::TimeDelta;
use domain::order::Item;
use domain::role::Role;
use playground::Fault;
use stories::{TestShop, on_both_engines};

on_both_engines![
    m1_a_letter_outlives_the_program,
    m1_a_letter_that_was_sent_is_not_sent_again,
    m1_an_act_that_is_refused_writes_no_letter,
    m2_somebody_who_blocked_the_bot_is_not_written_to,
    m2_a_letter_that_waits_finds_out_that_nobody_reads_it,
    m2_a_new_start_makes_somebody_reachable,
    m3_a_letter_waits_as_long_as_telegram_says,
    m3_a_wait_outlives_the_program,
    m3_a_wait_is_one_chats,
    m3_one_chat_gets_no_more_than_one_a_second,
    m3_an_answer_waits_as_long_as_telegram_says,
    m3_a_letter_whose_answer_was_lost_is_sent_once_more,
    m3_telegrams_troubles_are_outlived,
];

const RECEIPT: &str = "🧾 Thank you! Your purchase of <b>€20</b> at Corner Café earned you <b>20 points</b>.\n\
                       You have 70 points. What they can get: /gifts";

/// A clerk records a purchase of Anna's, of which nobody has told her yet.
async fn sells(shop: &TestShop) {
    shop.clerk.says("/sell 20 anna").await;
    shop.clerk.looks();
}

async fn m1_a_letter_outlives_the_program(shop: TestShop) {
    sells(&shop).await;

    shop.stage.restarts().await;
    shop.anna.hears_nothing();
    shop.stage.post().await;

    shop.anna.hears(RECEIPT);
}

async fn m1_a_letter_that_was_sent_is_not_sent_again(shop: TestShop) {
    sells(&shop).await;
    shop.stage.post().await;
    shop.anna.hears(RECEIPT);

    shop.stage.restarts().await;
    shop.passes(TimeDelta::hours(1)).await;
    shop.stage.post().await;

    shop.anna.hears_nothing();
}

async fn m1_an_act_that_is_refused_writes_no_letter(shop: TestShop) {
    let (standing, member) = (shop.shop().await, shop.file(&shop.anna).await.id);
    let amount = Item::Amount(domain::Money::new(2_000).expect("an amount"));
    let ask = loyalty::Sell::amount(&standing, shop.anna.user(), member, &amount, "story");

    let refused = shop.loyalty().sell(&ask).await.expect("an answer");

    assert_eq!(refused, loyalty::Sold::NotAllowed);
    assert_eq!(shop.stage.courier_round().await, 0);
    assert_eq!(shop.points(&shop.anna).await, 50);
}

async fn m2_somebody_who_blocked_the_bot_is_not_written_to(shop: TestShop) {
    shop.anna.blocks_the_bot().await;

    sells(&shop).await;

    assert_eq!(shop.stage.courier_round().await, 0);
    assert_eq!(shop.points(&shop.anna).await, 70);
    shop.clerk.says("/find anna").await;
    assert!(
        shop.clerk
            .looks()
            .html
            .contains("Private messages don't reach them at the moment"),
        "staff see it on the file"
    );
}

async fn m2_a_letter_that_waits_finds_out_that_nobody_reads_it(shop: TestShop) {
    sells(&shop).await;
    shop.stage.stops().await;
    shop.anna.person.blocks(&shop.stage.bot);
    shop.stage.starts_another().await;

    assert_eq!(shop.stage.courier_round().await, 1);

    shop.stage.expects_undelivered(1);
    shop.stage.quiet().await;
    shop.anna.hears_nothing();
    let contact = contact(&shop).await;
    assert!(!contact.reachable);
    assert!(contact.unreachable_because.is_some(), "the reason is kept");
    shop.stage.playground.forgive("blocked");
}

async fn contact(shop: &TestShop) -> storage::people::Contact {
    let mut tx = shop.loyalty().db.read().await.expect("a look");
    storage::people::contact(&mut tx, shop.anna.user())
        .await
        .expect("an answer")
        .expect("she is known")
}

async fn m2_a_new_start_makes_somebody_reachable(shop: TestShop) {
    shop.anna.blocks_the_bot().await;
    assert!(!contact(&shop).await.reachable);

    shop.anna.starts("").await;
    shop.anna.looks();

    assert!(contact(&shop).await.reachable);
    sells(&shop).await;
    shop.stage.post().await;
    shop.anna.hears(RECEIPT);
}

async fn m3_a_letter_waits_as_long_as_telegram_says(shop: TestShop) {
    sells(&shop).await;
    shop.stage
        .playground
        .fail_next("sendMessage", Fault::TooManyRequests { retry_after: 7 });

    assert_eq!(shop.stage.courier_round().await, 1);
    shop.passes(TimeDelta::seconds(6)).await;
    assert_eq!(shop.stage.courier_round().await, 0);
    shop.anna.hears_nothing();
    shop.passes(TimeDelta::seconds(1)).await;
    assert_eq!(shop.stage.courier_round().await, 1);

    shop.anna.hears(RECEIPT);
}

async fn m3_a_wait_outlives_the_program(shop: TestShop) {
    sells(&shop).await;
    shop.stage
        .playground
        .fail_next("sendMessage", Fault::TooManyRequests { retry_after: 3_600 });
    assert_eq!(shop.stage.courier_round().await, 1);

    shop.stage.restarts().await;
    sells(&shop).await;
    shop.passes(TimeDelta::minutes(59)).await;
    shop.stage.post().await;
    shop.anna.hears_nothing();
    shop.passes(TimeDelta::minutes(1)).await;
    shop.stage.post().await;

    assert_eq!(shop.anna.reads().len(), 2);
}

async fn m3_a_wait_is_one_chats(shop: TestShop) {
    let ben = shop.member_called("Ben").await;
    let colleague = shop.employs("Citra", Role::Clerk).await;
    sells(&shop).await;
    shop.stage
        .playground
        .fail_next("sendMessage", Fault::TooManyRequests { retry_after: 60 });
    assert_eq!(shop.stage.courier_round().await, 1);

    colleague.says("/sell 20 ben").await;
    colleague.looks();
    shop.stage.post().await;

    ben.hears(RECEIPT);
    shop.anna.hears_nothing();
    shop.passes(TimeDelta::minutes(1)).await;
    shop.stage.post().await;
    shop.anna.hears(RECEIPT);
}

async fn m3_one_chat_gets_no_more_than_one_a_second(shop: TestShop) {
    let standing = shop.shop().await;
    let member = shop.file(&shop.anna).await.id;
    for sale in 0..10 {
        let cause = format!("story:{sale}");
        let total = domain::Money::new(100).expect("an amount");
        let amount = Item::Amount(total);
        let ask = loyalty::Sell::amount(&standing, shop.clerk.user(), member, &amount, &cause);
        shop.loyalty().sell(&ask).await.expect("an answer");
    }

    let mut sent = Vec::new();
    for _ in 0..10 {
        shop.stage.post().await;
        sent.push(shop.anna.reads().len());
        shop.passes(TimeDelta::seconds(1)).await;
    }

    assert_eq!(sent.iter().sum::<usize>(), 10);
    assert!(
        sent[0] <= 3 && sent[1..].iter().all(|letters| *letters <= 1),
        "{sent:?}"
    );
}

async fn m3_an_answer_waits_as_long_as_telegram_says(shop: TestShop) {
    shop.stage
        .playground
        .fail_next("sendMessage", Fault::TooManyRequests { retry_after: 30 });

    shop.anna.says("/points").await;
    shop.anna.hears_nothing();
    shop.passes(TimeDelta::seconds(29)).await;
    shop.anna.hears_nothing();
    shop.passes(TimeDelta::seconds(1)).await;

    shop.anna
        .hears("You have <b>50 points</b> at Corner Café.\n\n50 points can be spent until 23 Nov 2027.");
}

async fn m3_a_letter_whose_answer_was_lost_is_sent_once_more(shop: TestShop) {
    sells(&shop).await;
    shop.stage.playground.fail_next("sendMessage", Fault::CutAfter);

    shop.stage.post().await;
    assert_eq!(shop.anna.reads().len(), 1);
    shop.passes(TimeDelta::seconds(1)).await;
    shop.stage.post().await;
    shop.passes(TimeDelta::hours(1)).await;
    shop.stage.post().await;

    // Telegram took the first one as well; which of the two happened cannot be known.
    shop.anna.hears(RECEIPT);
}

async fn m3_telegrams_troubles_are_outlived(shop: TestShop) {
    sells(&shop).await;
    for fault in [Fault::ServerError, Fault::CutBefore, Fault::ServerError] {
        shop.stage.playground.fail_next("sendMessage", fault);
    }

    for _ in 0..5 {
        shop.stage.post().await;
        shop.passes(TimeDelta::seconds(5)).await;
    }

    shop.anna.hears(RECEIPT);
}
