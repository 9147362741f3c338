//! Fifty people at once over a bad connection: seven gifts are seven coupons, and everybody is told.

use std::path::Path;

use stories::crowd::{ACTS, CLERKS, CUSTOMERS, Scene};

const PROGRAM: &str = env!("CARGO_BIN_EXE_regulars-in-a-story");
const ALL: usize = (CUSTOMERS + CLERKS) * ACTS;
/// Updates that Telegram sends a second time.
const AGAIN: usize = 200;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn c6_p2_seven_gifts_are_seven_coupons_on_sqlite() {
    let scene = Scene::sqlite(Path::new(PROGRAM), 11).await;
    storm(scene).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn c6_p2_seven_gifts_are_seven_coupons_over_two_processes_on_postgres() {
    let scene = Scene::postgres(Path::new(PROGRAM), 2, 12).await;
    storm(scene).await;
}

async fn storm(mut scene: Scene) {
    let processes = scene.opens().await;
    scene.crowd.troubles_begin(13);

    scene.crowd.acts(ALL);
    for quarter in 1..=4 {
        scene.crowd.waits_until_heard(ALL / 4 * (4 - quarter)).await;
        scene.crowd.redelivers(AGAIN / 4);
    }
    let figures = scene.ends(processes, &[]).await;

    println!("storm: {figures}");
}
