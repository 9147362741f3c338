//! One gentle question, after something nice (D1).

use bot::tap::Tap;
use chrono::TimeDelta;
use domain::Points;
use domain::field::{Circle, FieldKind};
use domain::question::Asking;
use stories::{Someone, TestShop, on_both_engines};

use crate::files::{field, file_read_by, has_field, milk};
use crate::orders::everybody_is_told;

on_both_engines![
    d1_a_question_comes_after_something_nice_and_its_answer_is_thanked_once,
    d1_a_question_follows_a_sale,
    d1_a_question_follows_a_redemption,
    d1_not_now_and_never_are_kept,
    d1_a_question_says_no_to_what_does_not_fit,
];

async fn asks(shop: &TestShop, points: i64) {
    let asking = Asking {
        asks: true,
        every_days: 7,
        points: Points::at_least_zero(points),
    };
    let owner = shop.owner.user();
    shop.loyalty()
        .set_asking(shop.id, owner, &asking)
        .await
        .unwrap()
        .unwrap();
}

/// How often somebody is asked something, once the moment after what was nice is over.
async fn is_asked(shop: &TestShop, who: &Someone) -> usize {
    shop.passes(TimeDelta::seconds(5)).await;
    shop.stage.post_everything().await;
    who.reads().iter().filter(|seen| seen.html.starts_with("💬")).count()
}

async fn d1_a_question_comes_after_something_nice_and_its_answer_is_thanked_once(shop: TestShop) {
    let (anna, clerk) = (&shop.anna, &shop.clerk);
    let field = has_field(&shop, &milk(&shop)).await;
    asks(&shop, 10).await;

    anna.says("/checkin").await;
    anna.looks();
    shop.passes(TimeDelta::seconds(5)).await;
    shop.stage.post().await;
    let question = anna.looks();
    assert_eq!(
        question.html,
        "💬 One small question from Corner Café: <b>Milk</b>?\nSo your cup is right.\nYour answer brings you <b>10 points</b>."
    );
    let before = shop.points(anna).await;
    anna.taps("Oat").await;
    anna.hears("✅ Thank you! <b>10 points</b> for you. You can change it in /me at any time.");
    assert_eq!(shop.points(anna).await, before + 10);

    anna.forges(&Tap::SayOption { field, option: 0 }.data()).await;
    drop(anna.reads());
    assert_eq!(shop.points(anna).await, before + 10, "once for each question");
    clerk.says("/sell 10 anna").await;
    shop.stage.post_everything().await;
    let heard = anna.reads();
    assert!(
        !heard.iter().any(|seen| seen.html.starts_with("💬")),
        "one question in some days"
    );
    shop.passes(TimeDelta::days(8)).await;
    anna.says("/checkin").await;
    shop.passes(TimeDelta::seconds(5)).await;
    shop.stage.post().await;
    let heard = anna.reads();
    assert!(
        heard
            .iter()
            .any(|seen| seen.html.starts_with("💬 When is your birthday?"))
    );
    shop.stage.everybody_looks();
}

async fn d1_a_question_follows_a_sale(shop: TestShop) {
    asks(&shop, 0).await;
    assert_eq!(is_asked(&shop, &shop.anna).await, 0, "nothing nice happened yet");

    shop.clerk.says("/sell 10 anna").await;

    assert_eq!(is_asked(&shop, &shop.anna).await, 1);
    everybody_is_told(&shop).await;
}

async fn d1_a_question_follows_a_redemption(shop: TestShop) {
    asks(&shop, 0).await;

    shop.has_redeemed(&shop.anna, shop.coffee).await;

    assert_eq!(is_asked(&shop, &shop.anna).await, 1);
    everybody_is_told(&shop).await;
}

async fn d1_not_now_and_never_are_kept(shop: TestShop) {
    let anna = &shop.anna;
    asks(&shop, 0).await;
    let asked = || async {
        anna.says("/checkin").await;
        shop.passes(TimeDelta::seconds(5)).await;
        shop.stage.post().await;
        anna.reads().iter().filter(|seen| seen.html.starts_with("💬")).count()
    };
    assert_eq!(asked().await, 1);
    anna.taps("Not now").await;
    anna.hears("Of course, another time.");
    shop.passes(TimeDelta::days(29)).await;
    assert_eq!(asked().await, 0, "never the same twice in thirty days");
    shop.passes(TimeDelta::days(1)).await;
    assert_eq!(asked().await, 1);
    anna.taps("Don't ask again").await;
    anna.hears("Understood, I won't ask that again.");
    shop.passes(TimeDelta::days(40)).await;
    assert_eq!(asked().await, 0);
    shop.stage.everybody_looks();
}

async fn d1_a_question_says_no_to_what_does_not_fit(shop: TestShop) {
    let anna = &shop.anna;
    let years = field(&shop, "Years of play", FieldKind::Number, Circle::EVERYBODY, true);
    has_field(&shop, &years).await;
    asks(&shop, 0).await;
    anna.says("/checkin").await;
    shop.passes(TimeDelta::seconds(5)).await;
    shop.stage.post().await;
    anna.reads();

    anna.taps("Answer").await;
    anna.looks();
    anna.says("a long time").await;
    let refused = anna.looks().html;
    anna.says("12").await;
    let kept = anna.looks().html;

    assert!(refused.starts_with("I need a number here"), "{refused}");
    assert!(kept.starts_with("✅ Thank you"), "{kept}");
    assert!(file_read_by(&shop.clerk).await.contains("• Years of play: 12"));
    shop.stage.everybody_looks();
}
