//! Processes that end at any instant, databases that go away: nothing is lost, and nothing happens twice.

use std::path::Path;
use std::time::Duration;

use chrono::{DateTime, Utc};
use domain::{Clock, WallClock};
use playground::Playground;
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};
use stories::crowd::{ACTS, CLERKS, CUSTOMERS, House, Scene};
use stories::processes::{Process, Wire};
use tokio::sync::Semaphore;

const PROGRAM: &str = env!("CARGO_BIN_EXE_regulars-in-a-story");
const ALL: usize = (CUSTOMERS + CLERKS) * ACTS;
/// Updates that Telegram sends again around each end.
const AGAIN: usize = 3;
/// A process that is ended by the clock works for at most so long.
const LONGEST_WORK: Duration = Duration::from_millis(800);
/// How long a start may take on a machine that has much else to do.
const STARTED: Duration = Duration::from_mins(1);
/// A process that is ended by what it does makes at most so many calls.
const MOST_CALLS: usize = 40;
/// The same for two that share the work. They need the lease of a dead one to run out before they have its share.
const MOST_CALLS_OF_TWO: usize = 240;
/// Whoever does nothing is ended all the same.
const LONGEST_IDLE: Duration = Duration::from_secs(8);
/// How long a process is believed to live that says nothing, in seconds.
const LEASE: u64 = 6;
/// People on a list that is taken over.
const LISTED: usize = 2_000;
/// Taking such a list over takes longer on any machine.
const SHORTEST_TAKE: Duration = Duration::from_millis(300);
/// Members who have their birthday on one day.
const CELEBRANTS: usize = 300;
/// So often a birthday morning is broken off before it is left alone.
const MOST_MORNING_KILLS: usize = 20;
/// The time the program gives itself to finish what is in hand, and some more to let go of it.
const LONGEST_STOP: Duration = Duration::from_secs(11);

/// Each story keeps a machine of two cores busy; more of them at once would only wait for each other.
static TURNS: Semaphore = Semaphore::const_new(3);

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn m1_a_hundred_kills_lose_nothing_and_double_nothing_on_sqlite() {
    let _turn = TURNS.acquire().await.unwrap();
    let scene = Scene::sqlite(Path::new(PROGRAM), 21).await;
    kill(scene, 100, MOST_CALLS).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn m1_kills_of_one_of_two_lose_nothing_and_double_nothing_on_postgres() {
    let _turn = TURNS.acquire().await.unwrap();
    let scene = Scene::postgres(Path::new(PROGRAM), 2, 22).await;
    kill(scene, 25, MOST_CALLS_OF_TWO).await;
}

/// Kills the processes in turn: a fifth of the times while people become members, the others in the storm.
async fn kill(mut scene: Scene, kills: usize, most_calls: usize) {
    let mut processes = scene.house.opens().await;
    let mut knife = Knife {
        chance: StdRng::seed_from_u64(23),
        playground: scene.crowd.playground.clone(),
        start_takes: scene.house.start_takes(),
        most_calls,
        turn: 0,
    };

    let early = async {
        for _ in 0..kills / 5 {
            knife.strikes(&scene.house, &mut processes).await;
        }
    };
    tokio::join!(scene.crowd.takes_its_places(), early);
    scene.comes_to_rest().await;

    scene.crowd.troubles_begin(24);
    let mut breaks = Vec::new();
    let late = kills - kills / 5;
    for _ in 0..late {
        scene.crowd.acts(ALL.div_ceil(late));
        scene.crowd.redelivers(AGAIN);
        breaks.push(knife.strikes(&scene.house, &mut processes).await);
    }
    let meanwhile = scene.crowd.playground.call_count();
    assert!(
        meanwhile > ALL / 2,
        "the processes were killed before they did anything: {meanwhile} calls"
    );
    let figures = scene.ends(processes, &breaks).await;

    println!("{kills} kills, {meanwhile} calls meanwhile: {figures}");
}

/// Ends processes as a power cut does.
struct Knife {
    chance: StdRng,
    playground: Playground,
    start_takes: Duration,
    most_calls: usize,
    turn: usize,
}

impl Knife {
    /// Kills the process whose turn it is, and starts another in its place. Says when that was.
    async fn strikes(&mut self, house: &House, processes: &mut Vec<Process>) -> DateTime<Utc> {
        let place = self.turn % processes.len();
        self.turn += 1;
        self.moment_comes(&processes[place]).await;
        processes.remove(place).is_killed().await;
        let at = WallClock.now();
        processes.insert(place, house.starts(place));
        at
    }

    /// Some instant: a quarter of them while the process starts, a quarter by the clock, and half of them by
    /// what is done, so that work gets done on a slow machine, too.
    async fn moment_comes(&mut self, process: &Process) {
        let instant = self.chance.random();
        match self.chance.random_range(0..4) {
            0 => passes(self.start_takes.mul_f64(instant)).await,
            1 => {
                process.says("Telegram knows this bot", STARTED).await;
                passes(LONGEST_WORK.mul_f64(instant)).await;
            }
            _ => {
                let calls = self.playground.call_count() + self.chance.random_range(0..self.most_calls);
                let done = async {
                    while self.playground.call_count() < calls {
                        self.playground.changed().await;
                    }
                };
                // Nothing may be left to do.
                drop(tokio::time::timeout(LONGEST_IDLE, done).await);
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn b1_b5_a_birthday_morning_that_is_killed_greets_each_once_on_sqlite() {
    let _turn = TURNS.acquire().await.unwrap();
    kill_a_birthday_morning(Scene::sqlite(Path::new(PROGRAM), 71).await, MOST_CALLS).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn b1_b5_a_birthday_morning_of_two_of_which_one_is_killed_greets_each_once_on_postgres() {
    let _turn = TURNS.acquire().await.unwrap();
    kill_a_birthday_morning(Scene::postgres(Path::new(PROGRAM), 2, 72).await, MOST_CALLS_OF_TWO).await;
}

/// Kills the processes in turn while many members are greeted, until all are.
async fn kill_a_birthday_morning(mut scene: Scene, most_calls: usize) {
    let celebrants = scene.has_a_birthday_morning(CELEBRANTS).await;
    let mut processes = scene.house.opens().await;
    let mut knife = Knife {
        chance: StdRng::seed_from_u64(73),
        playground: scene.crowd.playground.clone(),
        start_takes: scene.house.start_takes(),
        most_calls,
        turn: 0,
    };
    let mut breaks = Vec::new();
    let mut in_the_middle = 0;
    while breaks.len() < MOST_MORNING_KILLS && scene.crowd.greeted(&celebrants) < CELEBRANTS {
        let at = knife.strikes(&scene.house, &mut processes).await;
        breaks.push(at..at);
        let greeted = scene.crowd.greeted(&celebrants);
        in_the_middle += usize::from(greeted > 0 && greeted < CELEBRANTS);
    }
    scene.crowd.everybody_is_greeted(&celebrants).await;
    scene.comes_to_rest().await;
    for process in processes {
        let (status, _) = process.is_asked_to_stop(LONGEST_STOP).await;
        assert!(status.success(), "{status}");
    }
    scene.house.adds_up().await;
    breaks.extend(scene.house.lapses());
    let url = scene.house.database_url();
    let twice = scene.crowd.each_was_greeted_once(&celebrants, url, &breaks).await;
    scene.crowd.playground.stop();

    assert!(in_the_middle > 0, "no kill came in the middle");
    println!(
        "{} kills, {in_the_middle} of them while {CELEBRANTS} were greeted, of whom {twice} heard it twice",
        breaks.len()
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn d6_an_import_that_is_killed_leaves_no_trace_or_is_whole_on_sqlite() {
    let _turn = TURNS.acquire().await.unwrap();
    kill_imports(Scene::sqlite(Path::new(PROGRAM), 61).await).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn d6_an_import_that_is_killed_leaves_no_trace_or_is_whole_on_postgres() {
    let _turn = TURNS.acquire().await.unwrap();
    kill_imports(Scene::postgres(Path::new(PROGRAM), 1, 62).await).await;
}

/// Kills the process again and again while a list is taken over. Whenever that is, nobody of the list is in the club or
/// everybody is; the owner's tap is taken up again after each start, and in the end everybody is there once.
async fn kill_imports(mut scene: Scene) {
    let mut process = scene.house.opens().await.remove(0);
    let list = scene.crowd.owner_has_a_list_read(LISTED).await;
    let mut chance = StdRng::seed_from_u64(63);
    let (mut in_the_middle, mut longest) = (0, SHORTEST_TAKE);
    scene.crowd.owner_takes_it_over(list);

    loop {
        process.says("a list is being taken over", STARTED).await;
        let done = process.hearing("a list was taken over", longest.mul_f64(chance.random()));
        let is_done = done.await.is_some();
        process.is_killed().await;
        let here = scene.crowd.listed(scene.house.database_url()).await.len();
        assert!(here == 0 || here == LISTED, "{here} of {LISTED} are in the club");
        scene.house.adds_up().await;
        process = scene.house.starts(0);
        if is_done || here > 0 {
            break;
        }
        in_the_middle += 1;
        // Each time it is left alone for longer, so that it comes to an end however slow the machine is.
        longest *= 2;
    }
    scene.crowd.owner_is_told_that_it_is_taken_over().await;
    scene.comes_to_rest().await;

    assert!(in_the_middle > 0, "no kill came in the middle");
    let listed = scene.crowd.listed(scene.house.database_url()).await;
    assert_eq!(listed.len(), LISTED);
    assert!(
        listed
            .iter()
            .all(|guest| guest.points.get() == 7 && guest.notes.len() == 1)
    );
    let (status, _) = process.is_asked_to_stop(LONGEST_STOP).await;
    assert!(status.success(), "{status}");
    scene.house.adds_up().await;
    scene.crowd.playground.stop();

    println!("killed {in_the_middle} times in the middle of a list of {LISTED}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_stop_in_the_middle_loses_nothing_and_doubles_nothing_on_sqlite() {
    let _turn = TURNS.acquire().await.unwrap();
    let scene = Scene::sqlite(Path::new(PROGRAM), 31).await;
    stop(scene, 5).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_stop_of_one_after_the_other_loses_nothing_and_doubles_nothing_on_postgres() {
    let _turn = TURNS.acquire().await.unwrap();
    let scene = Scene::postgres(Path::new(PROGRAM), 2, 32).await;
    stop(scene, 6).await;
}

/// Asks the processes in turn to stop while there is much to do, and starts another in its place.
async fn stop(mut scene: Scene, stops: usize) {
    let mut processes = scene.opens().await;
    scene.crowd.troubles_begin(33);
    let mut chance = StdRng::seed_from_u64(34);
    let mut longest = Duration::ZERO;

    for turn in 0..stops {
        scene.crowd.acts(ALL.div_ceil(stops));
        passes(LONGEST_WORK.mul_f64(chance.random())).await;
        let place = turn % processes.len();
        let (status, took) = processes.remove(place).is_asked_to_stop(LONGEST_STOP).await;
        assert!(status.success(), "{status}");
        longest = longest.max(took);
        processes.insert(place, scene.house.starts(place));
    }
    let figures = scene.ends(processes, &[]).await;

    println!(
        "{stops} stops, the longest of {:.1} s: {figures}",
        longest.as_secs_f64()
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_process_that_sleeps_longer_than_it_is_believed_finds_its_work_done_by_the_other() {
    let _turn = TURNS.acquire().await.unwrap();
    let mut scene = Scene::postgres(Path::new(PROGRAM), 2, 51).await;
    let processes = scene.opens().await;
    scene.crowd.troubles_begin(52);
    let mut breaks = Vec::new();

    for sleeper in [0, 1, 0] {
        scene.crowd.acts(ALL / 4);
        passes(Duration::from_millis(700)).await;
        breaks.push(WallClock.now());
        processes[sleeper].falls_asleep().await;
        scene.crowd.acts(ALL / 12);
        passes(Duration::from_secs(LEASE + 3)).await;
        processes[sleeper].is_woken().await;
        breaks.push(WallClock.now());
    }
    scene.crowd.acts(ALL);
    let figures = scene.ends(processes, &breaks).await;

    println!("{} times asleep: {figures}", breaks.len() / 2);
}
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_database_that_hangs_and_goes_away_is_waited_for() {
    let _turn = TURNS.acquire().await.unwrap();
    let mut scene = Scene::postgres_by_wire(Path::new(PROGRAM), 2, 41).await;
    let processes = scene.opens().await;
    scene.crowd.troubles_begin(42);
    let mut breaks = Vec::new();

    let troubles = [
        (Wire::Hanging, 3),
        (Wire::Cut, 3),
        (Wire::Cut, LEASE + 2),
        (Wire::Hanging, LEASE + 6),
    ];
    for (wire, seconds) in troubles {
        scene.crowd.acts(ALL / 5);
        passes(Duration::from_millis(500)).await;
        breaks.push(WallClock.now());
        scene.house.wire().set(wire);
        scene.crowd.acts(ALL / 20);
        passes(Duration::from_secs(seconds)).await;
        scene.house.wire().set(Wire::Open);
        breaks.push(WallClock.now());
    }
    let figures = scene.ends(processes, &breaks).await;

    println!("{} times without a database: {figures}", troubles.len());
}

#[expect(
    clippy::disallowed_methods,
    reason = "nothing tells when a power cut comes or is over"
)]
async fn passes(time: Duration) {
    tokio::time::sleep(time).await;
}
