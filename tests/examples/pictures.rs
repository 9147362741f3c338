//! Draws the demo's page for the README: `cargo run --package stories --example pictures -- FOLDER`.

use std::error::Error;
use std::path::{Path, PathBuf};

use bot::demo::shops::{BOOTMAKER, COFFEE, DemoShop};
use chrono::{DateTime, Datelike, TimeZone, Utc};
use domain::{Clock, WallClock};
use stories::browser::Screen;
use stories::visit::Visit;
use tempfile::TempDir;

type Done = Result<(), Box<dyn Error>>;

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
async fn main() -> Done {
    let folder = PathBuf::from(std::env::args().nth(1).ok_or("name a folder for the pictures")?);
    std::fs::create_dir_all(&folder)?;
    coffee(&folder).await?;
    bootmaker(&folder).await
}

async fn coffee(folder: &Path) -> Done {
    let (visit, _data) = opened(&COFFEE).await?;
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
    ben.taps("✅ Record £7.50").await;
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
    Ok(())
}

/// Chinese words and names, a chat that is empty, and the tools.
async fn bootmaker(folder: &Path) -> Done {
    let (visit, _data) = opened(&BOOTMAKER).await?;
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
    Ok(())
}

async fn both(visit: &Visit, screen: Screen, folder: &Path, name: &str) {
    for (dark, word) in [(false, "light"), (true, "dark")] {
        visit.browser.is_shown_on(Screen { dark, ..screen }).await;
        visit.browser.draws(&folder.join(format!("{name}-{word}.png"))).await;
    }
    visit.browser.is_shown_on(DESKTOP).await;
}

/// A shop on a morning that is the same for a year, so that drawing it again changes little.
async fn opened(shop: &'static DemoShop) -> Result<(Visit, TempDir), Box<dyn Error>> {
    let data = tempfile::tempdir()?;
    let now = WallClock.now();
    let ahead = morning(now).ok_or("there is no such morning")? - now;
    let note = serde_json::json!({ "shop": null, "playgrounds": 0, "ahead_seconds": ahead.num_seconds() });
    std::fs::write(data.path().join("demo.json"), note.to_string())?;
    let visit = Visit::begins(shop, DESKTOP, Some(data.path().to_owned())).await;
    Ok((visit, data))
}

/// The next 14 January.
fn morning(now: DateTime<Utc>) -> Option<DateTime<Utc>> {
    [now.year(), now.year() + 1]
        .into_iter()
        .filter_map(|year| Utc.with_ymd_and_hms(year, 1, 14, 10, 24, 0).single())
        .find(|morning| *morning > now)
}
