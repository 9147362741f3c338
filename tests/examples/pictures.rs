//! Draws the demo's page for the README: `cargo run --package stories --example pictures -- FOLDER`.

use std::path::{Path, PathBuf};

use bot::demo::shops::{BOOTMAKER, COFFEE, DemoShop};
use chrono::{DateTime, Datelike, TimeZone, Utc};
use domain::{Clock, WallClock};
use stories::browser::Screen;
use stories::visit::Visit;

const BEN: i64 = 5_210_000_002;
const PRIYA: i64 = 5_210_000_005;
const XIAOMING: i64 = 5_210_000_007;
const FANG: i64 = 5_230_000_004;
const WANG: i64 = 5_230_000_005;
const CHEN: i64 = 5_230_000_002;

const DESKTOP: Screen = Screen::DESKTOP;
const PHONE: Screen = Screen {
    scale: 2,
    ..Screen::PHONE
};

#[tokio::main]
async fn main() {
    let folder = PathBuf::from(std::env::args().nth(1).expect("name a folder for the pictures"));
    std::fs::create_dir_all(&folder).expect("the folder can be made");
    coffee(&folder).await;
    bootmaker(&folder).await;
}

async fn coffee(folder: &Path) {
    let (visit, _data) = opened(&COFFEE).await;
    let (private, group) = (visit.private(), visit.group());
    for person in [PRIYA, BEN, XIAOMING] {
        visit.has_talked(person);
    }
    visit.is_at_rest().await;

    visit.shows(&[(PRIYA, private), (BEN, private)]).await;
    let (priya, ben) = (visit.part("Priya Raman"), visit.part("Ben"));
    visit.page().taps("Leave the tour").await;
    priya.says("/card").await;
    priya.taps("Photo from Corner Coffee & Games. Enlarge.").await;
    visit.page().taps("Scan as Ben").await;
    ben.taps("Record a sale").await;
    ben.says("7.50").await;
    ben.offers("Undo").await;
    priya.sees("£7.50").await;
    visit
        .shows(&[(PRIYA, private), (BEN, private), (XIAOMING, group)])
        .await;
    let xiaoming = visit.part("王小明");
    xiaoming.sees("A flat white").await;
    both(&visit, DESKTOP, folder, "page-desktop").await;

    visit.shows(&[(PRIYA, private)]).await;
    let priya = visit.part("Priya Raman");
    priya.says("/coupons").await;
    priya.taps("Corner Coffee mug").await;
    priya.offers("Copy code").await;
    both(&visit, PHONE, folder, "page-phone").await;
    visit.ends().await;
}

/// Chinese words and names, a chat that is empty, and the tools.
async fn bootmaker(folder: &Path) {
    let (visit, _data) = opened(&BOOTMAKER).await;
    let (private, group) = (visit.private(), visit.group());
    visit.has_talked(WANG);
    visit.is_at_rest().await;
    visit.shows(&[(WANG, private), (FANG, private)]).await;
    visit.page().taps("Leave the tour").await;
    visit.part("王建国").says("/statement").await;
    visit.telegram.all_taken().await;
    both(&visit, DESKTOP, folder, "page-zh-desktop").await;
    visit.shows(&[(CHEN, group)]).await;
    visit.part("小陈").offers("Attach").await;
    both(&visit, PHONE, folder, "page-zh-phone").await;
    visit.ends().await;
}

async fn both(visit: &Visit, screen: Screen, folder: &Path, name: &str) {
    for (dark, word) in [(false, "light"), (true, "dark")] {
        visit.browser.is_shown_on(Screen { dark, ..screen }).await;
        visit.browser.draws(&folder.join(format!("{name}-{word}.png"))).await;
    }
    visit.browser.is_shown_on(DESKTOP).await;
}

/// A shop on a morning that is the same for a year, so that drawing it again changes little.
async fn opened(shop: &'static DemoShop) -> (Visit, tempfile::TempDir) {
    let data = tempfile::tempdir().expect("there is room for a shop");
    let ahead = morning(WallClock.now()) - WallClock.now();
    let note = serde_json::json!({ "shop": null, "playgrounds": 0, "ahead_seconds": ahead.num_seconds() });
    std::fs::write(data.path().join("demo.json"), note.to_string()).expect("the note can be written");
    let visit = Visit::begins(shop, DESKTOP, Some(data.path().to_owned())).await;
    (visit, data)
}

/// The next 14 January, in the morning.
fn morning(now: DateTime<Utc>) -> DateTime<Utc> {
    (now.year()..)
        .filter_map(|year| Utc.with_ymd_and_hms(year, 1, 14, 10, 24, 0).single())
        .find(|morning| *morning > now)
        .expect("another January comes")
}
