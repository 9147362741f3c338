//! Two processes of one bot share its chats: each chat is served by one of them, in order, and what
//! one leaves the other takes up.

#![expect(clippy::unwrap_used, reason = "a failed step is a failed test")]

mod place;

use std::ops::Range;

use bot::app::Program;
use chrono::TimeDelta;
use place::{Place, echo};
use playground::Person;

/// Lets both say that they live, a few times, so that slots change hands.
async fn settle(place: &Place, programs: &[&Program]) {
    for _ in 0..4 {
        place.clock.advance(TimeDelta::seconds(3));
        for program in programs {
            program.idle().await;
        }
    }
}

async fn everybody_writes(place: &Place, people: &[Person], programs: &[&Program], words: &str) {
    for person in people {
        for n in 0..3 {
            person.says(&place.bot, &format!("{words} {n}"));
        }
    }
    for program in programs {
        place.quiet(program).await;
    }
    // What one stored for the other is found when the other looks.
    for program in programs.iter().rev() {
        program.idle().await;
    }
}

fn echoes(words: &[&str]) -> Vec<String> {
    words
        .iter()
        .flat_map(|words| (0..3).map(move |n| format!("echo {words} {n}")))
        .collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_processes_share_the_chats_and_one_takes_over_what_the_other_leaves() {
    let place = Place::shared().await;
    let first = place.start(echo()).await;
    let people: Vec<Person> = (0..20).map(|n| place.person(&format!("P{n}"))).collect();
    place.quiet(&first).await;
    assert_eq!(first.slots_held(), 32);

    let second = place.start(echo()).await;
    settle(&place, &[&first, &second]).await;
    assert_eq!((first.slots_held(), second.slots_held()), (16, 16));
    everybody_writes(&place, &people, &[&first, &second], "both").await;
    for person in &people {
        assert_eq!(place.answers(person), echoes(&["both"]));
    }

    first.stop().await.unwrap();
    settle(&place, &[&second]).await;
    assert_eq!(second.slots_held(), 32);
    everybody_writes(&place, &people, &[&second], "one").await;
    for person in &people {
        assert_eq!(place.answers(person), echoes(&["both", "one"]));
    }
    second.stop().await.unwrap();
    place.close();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_process_that_dies_is_followed_by_the_other_when_its_leases_run_out() {
    let place = Place::shared().await;
    let first = place.start(place::hang()).await;
    let people: Vec<Person> = (0..20).map(|n| place.person(&format!("P{n}"))).collect();
    place.playground.all_taken().await;

    // It hangs in every handler and never says again that it lives.
    drop(first);
    place.clock.advance(TimeDelta::seconds(7));
    let second = place.start(echo()).await;
    settle(&place, &[&second]).await;
    everybody_writes(&place, &people, &[&second], "after").await;

    for person in &people {
        assert_eq!(place.answers(person), echoes(&["after"]));
    }
    assert_eq!(place.counts().await.open, 0);
    second.stop().await.unwrap();
    place.close();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_breaks_while_its_chat_changes_hands_holds_nothing_up() {
    let place = Place::shared().await;
    let first = place.start(echo()).await;
    let in_slot = |person: &Person, wanted: Range<i64>| wanted.contains(&storage::slots::of(person.id()));
    let mut people = (0..).map(|n| place.person(&format!("P{n}")));
    // The upper half of the slots goes to whoever comes second.
    let stays = people.find(|person| in_slot(person, 0..16)).unwrap();
    let goes = people.find(|person| in_slot(person, 16..32)).unwrap();
    place.quiet(&first).await;
    goes.says(&place.bot, "late");
    goes.says(&place.bot, "after");
    place.playground.all_taken().await;

    let second = place.start(echo()).await;
    for _ in 0..3 {
        place.clock.advance(TimeDelta::seconds(3));
        stays.says(&place.bot, "on");
        place.playground.all_taken().await;
        second.idle().await;
    }
    assert_eq!(first.slots_held(), 16);
    place::GATE.add_permits(1);
    settle(&place, &[&first, &second]).await;
    settle(&place, &[&first, &second]).await;

    assert_eq!(second.slots_held(), 16);
    assert_eq!(place.answers(&goes), ["echo late", "echo after"]);
    first.stop().await.unwrap();
    second.stop().await.unwrap();
    place.close();
}
