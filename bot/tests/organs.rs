//! The organs at work: doorman, lanes, courier, worker, against the playground over HTTP.
//!
//! The handlers here are small ones that echo, panic and hang, because what is told is what the
//! organs do about it. The club's own are told in the stories.

#![expect(clippy::unwrap_used, reason = "a failed step is a failed test")]

mod place;

use std::time::Duration;

use chrono::TimeDelta;
use domain::letter::{Applied, Letter};
use domain::{Money, Points};
use place::{NEXT_TOKEN, Place, echo, hang};
use playground::Fault;
use storage::{inbox, outbox, people};

fn bought() -> Letter {
    Letter::Bought {
        shop: "Corner".into(),
        total: Money::new(500).unwrap(),
        currency: "EUR".parse().unwrap(),
        earned: Points::new(5).unwrap(),
        covered: Points::ZERO,
        spendable_from: None,
        balance: Points::new(5).unwrap(),
        applied: Applied::default(),
        next: None,
    }
}

#[tokio::test]
async fn an_update_is_answered() {
    let place = Place::new().await;
    let program = place.start(echo()).await;
    let anna = place.person("Anna");

    anna.says(&place.bot, "hello");
    place.quiet(&program).await;

    assert_eq!(anna.last(&place.bot).unwrap().text, "echo hello");
    assert_eq!(place.counts().await, inbox::Counts { open: 0, dead: 0 });
    program.stop().await.unwrap();
    place.close();
}

#[tokio::test]
async fn what_came_while_the_program_was_down_is_answered_once() {
    let place = Place::new().await;
    let anna = place.person("Anna");
    let program = place.start(echo()).await;
    anna.says(&place.bot, "one");
    place.quiet(&program).await;
    program.stop().await.unwrap();

    anna.says(&place.bot, "two");
    let program = place.start(echo()).await;
    place.quiet(&program).await;

    assert_eq!(place.answers(&anna), ["echo one", "echo two"]);
    program.stop().await.unwrap();
    place.close();
}

#[tokio::test]
async fn m1_what_was_in_hand_at_a_stop_is_taken_up_after_the_next_start() {
    let place = Place::new().await;
    let anna = place.person("Anna");
    let program = place.start(hang()).await;
    anna.says(&place.bot, "hello");
    place.playground.all_taken().await;

    program.stop().await.unwrap();
    // The first one is /start.
    assert_eq!(place.counts().await.open, 2);
    let program = place.start(echo()).await;
    place.quiet(&program).await;

    assert_eq!(place.answers(&anna), ["echo hello"]);
    assert_eq!(place.counts().await.open, 0);
    program.stop().await.unwrap();
    place.close();
}

#[tokio::test]
async fn m1_a_program_that_dies_leaves_nothing_behind() {
    let place = Place::new().await;
    let anna = place.person("Anna");
    let program = place.start(hang()).await;
    anna.says(&place.bot, "hello");
    place.playground.all_taken().await;

    drop(program);
    place.clock.advance(TimeDelta::seconds(7));
    let program = place.start(echo()).await;
    place.quiet(&program).await;

    assert_eq!(place.answers(&anna), ["echo hello"]);
    program.stop().await.unwrap();
    place.close();
}

#[tokio::test]
async fn an_update_that_comes_twice_is_answered_once() {
    let place = Place::new().await;
    let program = place.start(echo()).await;
    let anna = place.person("Anna");
    anna.says(&place.bot, "hello");
    place.quiet(&program).await;

    for id in place.playground.delivered_updates(&place.bot) {
        place.playground.redeliver(id).unwrap();
    }
    place.quiet(&program).await;

    assert_eq!(place.answers(&anna), ["echo hello"]);
    program.stop().await.unwrap();
    place.close();
}

#[tokio::test]
async fn one_persons_updates_are_answered_in_order() {
    let place = Place::new().await;
    let program = place.start(echo()).await;
    let anna = place.person("Anna");

    for n in 0..15 {
        anna.says(&place.bot, &format!("{n}"));
    }
    place.quiet(&program).await;

    let expected: Vec<String> = (0..15).map(|n| format!("echo {n}")).collect();
    assert_eq!(place.answers(&anna), expected);
    program.stop().await.unwrap();
    place.close();
}

#[tokio::test]
async fn a_panic_ends_one_handler_and_nothing_more() {
    let place = Place::new().await;
    let program = place.start(echo()).await;
    let (anna, ben) = (place.person("Anna"), place.person("Ben"));

    anna.says(&place.bot, "boom");
    anna.says(&place.bot, "after");
    ben.says(&place.bot, "hello");
    place.quiet(&program).await;
    assert_eq!(place.answers(&ben), ["echo hello"]);
    assert!(place.answers(&anna).is_empty());

    for _ in 0..5 {
        place.clock.advance(TimeDelta::minutes(2));
        program.idle().await;
    }

    let heard = place.answers(&anna);
    assert_eq!(heard.len(), 2, "{heard:?}");
    assert!(
        heard[0].starts_with("sorry ") && heard[0].len() == "sorry ABCDEF".len(),
        "{heard:?}"
    );
    assert_eq!(heard[1], "echo after");
    assert_eq!(place.counts().await, inbox::Counts { open: 0, dead: 1 });
    program.stop().await.unwrap();
    place.close();
}

#[tokio::test]
async fn one_who_sends_too_much_is_told_once() {
    let place = Place::without_limits().await;
    let program = place.start(echo()).await;
    let (anna, ben) = (place.person("Anna"), place.person("Ben"));

    for n in 0..40 {
        anna.says(&place.bot, &format!("{n}"));
    }
    ben.says(&place.bot, "hello");
    place.quiet(&program).await;
    place.clock.advance(TimeDelta::seconds(30));
    program.idle().await;

    // With /start there were twenty answers.
    let heard = place.answers(&anna);
    assert_eq!(heard.iter().filter(|text| text.starts_with("echo")).count(), 19);
    assert_eq!(heard.iter().filter(|text| *text == "slow down").count(), 1);
    assert_eq!(place.answers(&ben), ["echo hello"]);
    program.stop().await.unwrap();
    place.close();
}

#[tokio::test]
async fn every_person_is_told_though_telegram_stumbles() {
    let place = Place::new().await;
    let program = place.start(echo()).await;
    let people: Vec<_> = (0..20).map(|n| place.person(&format!("P{n}"))).collect();

    place
        .playground
        .fail_share(0.3, 7, vec![Fault::ServerError, Fault::CutBefore]);
    for person in &people {
        person.says(&place.bot, "hello");
    }
    place.quiet(&program).await;
    for _ in 0..4 {
        place.clock.advance(TimeDelta::minutes(2));
        program.idle().await;
    }

    for person in &people {
        assert_eq!(place.answers(person), ["echo hello"]);
    }
    place.playground.fail_share(0.0, 0, Vec::new());
    program.stop().await.unwrap();
    place.close();
}

#[tokio::test]
async fn m3_a_letter_waits_as_long_as_telegram_says() {
    let place = Place::new().await;
    let program = place.start(echo()).await;
    let anna = place.met("Anna", &program).await;
    place.write(anna.id(), bought()).await;
    place
        .playground
        .fail_next("sendMessage", Fault::TooManyRequests { retry_after: 7 });

    assert_eq!(program.courier_round().await.unwrap(), 1);
    place.clock.advance(TimeDelta::seconds(6));
    assert_eq!(program.courier_round().await.unwrap(), 0);
    program.stop().await.unwrap();
    let program = place.start(echo()).await;
    // The pause outlived the program: an answer is held back, too.
    anna.says(&place.bot, "hello");
    place.quiet(&program).await;
    assert!(place.answers(&anna).iter().all(|text| !text.contains("hello")));

    place.clock.advance(TimeDelta::seconds(1));
    assert_eq!(program.courier_round().await.unwrap(), 1);
    program.idle().await;

    let heard = place.answers(&anna);
    assert!(heard.iter().any(|text| text.contains("Corner")), "{heard:?}");
    assert!(heard.iter().any(|text| text == "echo hello"), "{heard:?}");
    program.stop().await.unwrap();
    place.close();
}

#[tokio::test]
async fn m1_a_letter_that_telegram_lost_is_sent_again() {
    let place = Place::new().await;
    let program = place.start(echo()).await;
    let anna = place.met("Anna", &program).await;
    place.write(anna.id(), bought()).await;
    place.playground.fail_next("sendMessage", Fault::ServerError);

    assert_eq!(program.courier_round().await.unwrap(), 1);
    assert_eq!(program.courier_round().await.unwrap(), 0);
    place.clock.advance(TimeDelta::seconds(1));
    assert_eq!(program.courier_round().await.unwrap(), 1);

    assert_eq!(
        place
            .answers(&anna)
            .iter()
            .filter(|text| text.contains("Corner"))
            .count(),
        1
    );
    assert_eq!(place.letters().await, outbox::Counts { open: 0, dead: 0 });
    program.stop().await.unwrap();
    place.close();
}

#[tokio::test]
async fn m3_one_who_blocked_the_bot_is_marked_and_the_letter_closed() {
    let place = Place::new().await;
    let program = place.start(echo()).await;
    let anna = place.met("Anna", &program).await;
    place.known(&anna).await;
    place.write(anna.id(), bought()).await;
    anna.blocks(&place.bot);
    place.quiet(&program).await;

    assert_eq!(program.courier_round().await.unwrap(), 1);

    assert_eq!(place.letters().await, outbox::Counts { open: 0, dead: 1 });
    let mut tx = place.fresh.db.read().await.unwrap();
    let contact = people::contact(&mut tx, domain::UserId(anna.id()))
        .await
        .unwrap()
        .unwrap();
    assert!(!contact.reachable);
    drop(tx);
    program.stop().await.unwrap();
    place.close();
}

#[tokio::test]
async fn m7_a_post_removes_itself() {
    let place = Place::new().await;
    let program = place.start(echo()).await;
    let owner = place.met("Owner", &program).await;
    let group = place.playground.add_supergroup("Corner", &owner);
    group.add(&place.bot);
    place.quiet(&program).await;
    // What a start puts in hand by itself.
    while program.worker_round().await.unwrap() > 0 {}
    place
        .write(
            group.id(),
            Letter::Newcomers {
                names: vec!["Anna".into()],
                more: 0,
            },
        )
        .await;

    assert_eq!(program.courier_round().await.unwrap(), 1);
    assert!(owner.last(&group).unwrap().words().contains("Anna"));
    assert_eq!(program.worker_round().await.unwrap(), 0);
    place.clock.advance(TimeDelta::minutes(10));
    assert_eq!(program.worker_round().await.unwrap(), 1);

    assert!(owner.last(&group).is_none());
    program.stop().await.unwrap();
    place.close();
}

#[tokio::test]
async fn d5_a_letter_follows_a_group_that_became_a_supergroup() {
    let place = Place::new().await;
    let program = place.start(echo()).await;
    let owner = place.met("Owner", &program).await;
    let group = place.playground.add_group("Corner", &owner);
    group.add(&place.bot);
    let old = group.id();
    place
        .write(
            old,
            Letter::Newcomers {
                names: vec!["Anna".into()],
                more: 0,
            },
        )
        .await;
    let new = group.upgrade();
    place.quiet(&program).await;

    assert_eq!(program.courier_round().await.unwrap(), 1);
    assert_eq!(program.courier_round().await.unwrap(), 1);

    assert!(owner.last(new).unwrap().words().contains("Anna"));
    assert_eq!(place.letters().await, outbox::Counts { open: 0, dead: 0 });
    program.stop().await.unwrap();
    place.close();
}

#[tokio::test]
async fn a_picture_goes_up_once() {
    let place = Place::new().await;
    let program = place.start(echo()).await;
    let (anna, ben) = (place.person("Anna"), place.person("Ben"));

    anna.says(&place.bot, "picture");
    place.quiet(&program).await;
    ben.says(&place.bot, "picture");
    place.quiet(&program).await;

    assert_eq!(
        anna.last(&place.bot).unwrap().photo,
        ben.last(&place.bot).unwrap().photo
    );
    assert!(anna.last(&place.bot).unwrap().photo.is_some());
    let sent: Vec<_> = place
        .playground
        .calls()
        .into_iter()
        .filter(|call| call.method == "sendPhoto")
        .map(|call| call.params["photo"].clone())
        .collect();
    assert_eq!(sent.len(), 2);
    assert_ne!(sent[0], sent[1], "the second one is a file id");
    program.stop().await.unwrap();
    place.close();
}

#[tokio::test]
async fn a_webhook_of_somebody_else_is_left_alone() {
    let place = Place::new().await;
    let first = place.start_with(echo(), place.webhook().await).await.unwrap();
    first.stop().await.unwrap();

    let refused = place
        .start_with(echo(), place.polling())
        .await
        .err()
        .unwrap()
        .to_string();

    assert!(refused.contains("REGULARS_UPDATES=polling"), "{refused}");
    let mut asked = place.polling();
    asked.updates = Some("polling".into());
    let program = place.start_with(echo(), asked).await.unwrap();
    let anna = place.person("Anna");
    anna.says(&place.bot, "hello");
    place.quiet(&program).await;
    assert_eq!(place.answers(&anna), ["echo hello"]);
    program.stop().await.unwrap();
    place.close();
}

#[tokio::test]
async fn a_webhook_takes_updates_from_telegram_and_nobody_else() {
    let place = Place::new().await;
    let typed = place.webhook().await;
    let url = typed.webhook_url.clone().unwrap();
    let program = place.start_with(echo(), typed).await.unwrap();
    let anna = place.person("Anna");

    anna.says(&place.bot, "hello");
    place.quiet(&program).await;
    assert_eq!(place.answers(&anna), ["echo hello"]);

    let knock = async |secret: Option<&str>, body: Vec<u8>| {
        let mut request = reqwest::Client::new().post(&url).body(body);
        if let Some(secret) = secret {
            request = request.header("X-Telegram-Bot-Api-Secret-Token", secret);
        }
        request.send().await.unwrap().status().as_u16()
    };
    let update = br#"{"update_id":1}"#.to_vec();
    assert_eq!(knock(None, update.clone()).await, 401);
    assert_eq!(knock(Some(""), update.clone()).await, 401);
    assert_eq!(knock(Some("sesamE"), update.clone()).await, 401);
    assert_eq!(knock(Some("sesame"), b"{".to_vec()).await, 400);
    assert_eq!(knock(Some("sesame"), vec![0xff]).await, 400);
    assert_eq!(knock(Some("sesame"), vec![b' '; 2 << 20]).await, 413);
    assert_eq!(place.counts().await.open, 0);
    assert_eq!(knock(Some("sesame"), update).await, 200);
    program.stop().await.unwrap();
    place.close();
}

#[tokio::test]
async fn a_webhook_says_later_when_too_much_is_waiting() {
    let place = Place::new().await;
    let mut typed = place.webhook().await;
    typed.backlog = Some("1".into());
    let url = typed.webhook_url.clone().unwrap();
    let program = place.start_with(hang(), typed).await.unwrap();
    for person in ["Anna", "Ben"] {
        place.person(person).says(&place.bot, "hello");
    }
    place.playground.all_taken().await;
    program.gauges_round().await.unwrap();

    let request = reqwest::Client::new()
        .post(&url)
        .header("X-Telegram-Bot-Api-Secret-Token", "sesame");
    let answer = request.body(r#"{"update_id":1}"#).send().await.unwrap();

    assert_eq!(answer.status().as_u16(), 503);
    assert_eq!(answer.headers()["retry-after"], "5");
    program.stop().await.unwrap();
    place.close();
}

#[tokio::test]
async fn the_operator_can_see_how_it_is() {
    let place = Place::new().await;
    let mut typed = place.polling();
    typed.listen = Some("127.0.0.1:0".into());
    let program = place.start_with(echo(), typed).await.unwrap();
    place.person("Anna").says(&place.bot, "hello");
    place.quiet(&program).await;
    let root = format!("http://{}", program.listening().unwrap());
    let page = async |path: &str| {
        let answer = reqwest::get(format!("{root}{path}")).await.unwrap();
        (answer.status().as_u16(), answer.text().await.unwrap())
    };

    assert_eq!(page("/healthz").await, (200, "alive\n".into()));
    assert_eq!(
        page("/readyz").await,
        (200, "database: ok\nleases: ok\nupdates: ok\nroom: ok\n".into())
    );
    let (status, numbers) = page("/metrics").await;
    assert_eq!(status, 200);
    for number in [
        r#"regulars_updates_total{outcome="done"}"#,
        "regulars_slots_held 32",
        "regulars_handling_seconds_bucket",
    ] {
        assert!(numbers.contains(number), "{number} in {numbers}");
    }
    assert!(!numbers.contains(&place.bot.token()));
    program.stop().await.unwrap();
    place.close();
}

#[tokio::test]
async fn telegram_is_waited_for_and_a_wrong_token_is_not() {
    let place = Place::new().await;
    place.playground.fail_next("getMe", Fault::ServerError);
    place.playground.fail_next("getMe", Fault::CutBefore);
    let program = place.start(echo()).await;
    program.stop().await.unwrap();

    place.playground.forgive("unknown token");
    let mut typed = place.polling();
    typed.teloxide_token = Some(NEXT_TOKEN.into());
    let refused = tokio::time::timeout(Duration::from_secs(20), place.start_with(echo(), typed))
        .await
        .unwrap();

    let text = format!("{:#}", refused.err().unwrap());
    assert!(text.starts_with("TELOXIDE_TOKEN: "), "{text}");
    assert!(!text.contains(NEXT_TOKEN), "{text}");
    place.close();
}
