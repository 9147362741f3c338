//! Processes that end at any instant, without a word: nothing is lost, and nothing happens twice.

use std::path::Path;
use std::time::Duration;

use chrono::{DateTime, Utc};
use domain::{Clock, WallClock};
use stories::crowd::{ACTS, CLERKS, CUSTOMERS, Scene};
use stories::processes::{Process, Wire};

const PROGRAM: &str = env!("CARGO_BIN_EXE_regulars-in-a-story");
const ALL: usize = (CUSTOMERS + CLERKS) * ACTS;
const KILLS_ON_SQLITE: usize = 100;
const KILLS_ON_POSTGRES: usize = 25;
/// Updates that Telegram sends again around each end.
const AGAIN: usize = 3;
/// A process works for at most so long after it has started, in milliseconds.
const LONGEST_WORK: u64 = 600;
/// Two that share the work need the leases of a dead one to run out before they have its share.
const LONGEST_WORK_OF_TWO: u64 = 4_000;
/// How long a process is believed to live that says nothing, in seconds.
const LEASE: u64 = 6;
/// The time the program gives itself to finish what is in hand, and some more to let go of it.
const LONGEST_STOP: Duration = Duration::from_secs(11);

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn m1_a_hundred_kills_lose_nothing_and_double_nothing_on_sqlite() {
    let mut scene = Scene::sqlite(Path::new(PROGRAM), 21).await;
    let processes = scene.opens().await;
    scene.crowd.troubles_begin(22);

    let (processes, breaks) = killed(&mut scene, processes, KILLS_ON_SQLITE, LONGEST_WORK).await;
    let figures = scene.ends(processes, &breaks).await;

    println!("{} kills on SQLite: {figures}", breaks.len());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn m1_kills_of_one_of_two_lose_nothing_and_double_nothing_on_postgres() {
    let mut scene = Scene::postgres(Path::new(PROGRAM), 2, 23).await;
    let processes = scene.opens().await;
    scene.crowd.troubles_begin(24);

    let (processes, breaks) = killed(&mut scene, processes, KILLS_ON_POSTGRES, LONGEST_WORK_OF_TWO).await;
    let figures = scene.ends(processes, &breaks).await;

    println!("{} kills on PostgreSQL: {figures}", breaks.len());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_stop_in_the_middle_loses_nothing_and_doubles_nothing_on_sqlite() {
    let mut scene = Scene::sqlite(Path::new(PROGRAM), 31).await;
    let processes = scene.opens().await;
    scene.crowd.troubles_begin(32);

    let processes = stopped(&mut scene, processes, 5).await;
    let figures = scene.ends(processes, &[]).await;

    println!("5 stops on SQLite: {figures}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_stop_of_one_after_the_other_loses_nothing_and_doubles_nothing_on_postgres() {
    let mut scene = Scene::postgres(Path::new(PROGRAM), 2, 33).await;
    let processes = scene.opens().await;
    scene.crowd.troubles_begin(34);

    let processes = stopped(&mut scene, processes, 6).await;
    let figures = scene.ends(processes, &[]).await;

    println!("6 stops on PostgreSQL: {figures}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_database_that_hangs_and_goes_away_is_waited_for() {
    let mut scene = Scene::postgres_by_wire(Path::new(PROGRAM), 2, 41).await;
    let processes = scene.opens().await;
    scene.crowd.troubles_begin(42);
    let mut breaks = Vec::new();

    for (wire, seconds) in [(Wire::Hanging, 3), (Wire::Cut, 3), (Wire::Cut, LEASE + 2), (Wire::Hanging, LEASE + 6)] {
        scene.crowd.acts(ALL / 5);
        passes(Duration::from_millis(500)).await;
        breaks.push(WallClock.now());
        scene.wire().set(wire);
        scene.crowd.acts(ALL / 20);
        passes(Duration::from_secs(seconds)).await;
        scene.wire().set(Wire::Open);
        breaks.push(WallClock.now());
    }
    scene.crowd.acts(ALL);
    let figures = scene.ends(processes, &breaks).await;

    println!("{} times without a database: {figures}", breaks.len() / 2);
}

/// Asks the processes in turn to stop while there is much to do, and starts another in its place.
async fn stopped(scene: &mut Scene, mut processes: Vec<Process>, stops: usize) -> Vec<Process> {
    for stop in 0..stops {
        scene.crowd.acts(ALL / stops);
        let instant = scene.crowd.chance(LONGEST_WORK);
        passes(Duration::from_millis(instant)).await;

        let place = stop % processes.len();
        let (status, took) = processes.remove(place).is_asked_to_stop(LONGEST_STOP).await;
        assert!(status.success(), "{status}");
        assert!(took < LONGEST_STOP, "{took:?}");
        processes.insert(place, scene.starts(place));
    }
    scene.crowd.acts(ALL);
    processes
}

/// Kills the processes in turn, each at some instant after its start, and starts another in its place.
async fn killed(
    scene: &mut Scene,
    mut processes: Vec<Process>,
    kills: usize,
    longest: u64,
) -> (Vec<Process>, Vec<DateTime<Utc>>) {
    let mut breaks = Vec::new();
    for kill in 0..kills {
        scene.crowd.acts(ALL.div_ceil(kills));
        scene.crowd.redelivers(AGAIN);
        let instant = scene.crowd.chance(longest + scene.start_takes());
        passes(Duration::from_millis(instant)).await;

        let place = kill % processes.len();
        processes.remove(place).is_killed().await;
        breaks.push(WallClock.now());
        processes.insert(place, scene.starts(place));
    }
    scene.crowd.acts(ALL);
    (processes, breaks)
}

#[expect(clippy::disallowed_methods, reason = "the instant of a power cut is nobody's signal")]
async fn passes(time: Duration) {
    tokio::time::sleep(time).await;
}
