//! Where a storm takes place: a database, a folder, processes, and the fifty.

use std::path::Path;

use chrono::{DateTime, Utc};
use loyalty::Loyalty;
use storage::testing::{Fresh, fresh_postgres, fresh_sqlite};
use tempfile::TempDir;

use super::cast::telegram;
use super::{Crowd, Duration, Figures, club};
use crate::processes::{Balancer, Process, Recipe, Relay};

/// How long a start may take on a machine that has much else to do.
const STARTED: Duration = Duration::from_mins(1);
/// The time the program gives itself to stop, and as much again.
const STOPPED: Duration = Duration::from_secs(16);

/// The fifty, and the house they come to.
pub struct Scene {
    pub crowd: Crowd,
    pub house: House,
}

/// One bot, run by as many processes as the engine lets share it.
pub struct House {
    recipe: Recipe,
    balancer: Option<Balancer>,
    relay: Option<Relay>,
    /// How long a start took.
    start_took: Duration,
    fresh: Fresh,
    // Kept until the end, because the processes run in it.
    folder: TempDir,
}

impl Scene {
    /// On a file, with updates that one process asks for.
    pub async fn sqlite(program: &Path, seed: u64) -> Self {
        let fresh = fresh_sqlite().await;
        // The program opens the file by itself and wants it alone.
        fresh.db.close().await.unwrap();
        Self::set(program, fresh, None, None, seed).await
    }

    /// On a server, with updates that come by webhook to `places` processes in turn.
    pub async fn postgres(program: &Path, places: usize, seed: u64) -> Self {
        let fresh = fresh_postgres().await;
        let balancer = Balancer::open(places).await;
        Self::set(program, fresh, Some(balancer), None, seed).await
    }

    /// [`Scene::postgres`] with a wire to the server that can fail.
    pub async fn postgres_by_wire(program: &Path, places: usize, seed: u64) -> Self {
        let fresh = fresh_postgres().await;
        let balancer = Balancer::open(places).await;
        let (_, server) = fresh.url.split_once('@').unwrap();
        let (server, _) = server.split_once('/').unwrap();
        let relay = Relay::to(server.to_owned()).await;
        Self::set(program, fresh, Some(balancer), Some(relay), seed).await
    }

    async fn set(program: &Path, fresh: Fresh, balancer: Option<Balancer>, relay: Option<Relay>, seed: u64) -> Self {
        let folder = TempDir::with_prefix("regulars-storm-").unwrap();
        let (playground, bot) = telegram().await;
        let mut recipe = Recipe::new(program, folder.path())
            .with("TELOXIDE_TOKEN", bot.token())
            .with("TELOXIDE_API_URL", playground.api_url())
            .with("DATABASE_URL", &fresh.url)
            .with("REGULARS_KEY", fresh.key.expose().as_str())
            // Everybody does at once what takes people half an hour.
            .with("REGULARS_PERSON_UPDATES", "100000");
        let crowd = Crowd::gathers(playground, bot, &recipe, folder.path(), &fresh.url, seed).await;
        if let Some(balancer) = &balancer {
            recipe = recipe.with("WEBHOOK_URL", balancer.url()).with("LISTEN", "127.0.0.1:0");
        }
        if let Some(relay) = &relay {
            recipe = recipe.with("DATABASE_URL", over(&fresh.url, relay));
        }
        let house = House {
            recipe,
            balancer,
            relay,
            start_took: Duration::ZERO,
            fresh,
            folder,
        };
        Self { crowd, house }
    }

    /// Starts the processes, and the fifty take their places.
    pub async fn opens(&mut self) -> Vec<Process> {
        let processes = self.house.opens().await;
        self.crowd.takes_its_places().await;
        self.comes_to_rest().await;
        processes
    }

    /// Waits until nothing is left to do.
    pub async fn comes_to_rest(&self) {
        let club = self.house.club().await;
        let rest = async || self.crowd.nothing_is_open(&club).await;
        self.crowd.waits("the bot to have nothing to do", rest).await;
        club.db.close().await.unwrap();
    }

    /// Waits until everybody is told and nothing is left to do, stops the processes, and looks everything
    /// through. `breaks`: see [`Crowd::is_reckoned`].
    pub async fn ends(self, processes: Vec<Process>, breaks: &[DateTime<Utc>]) -> Figures {
        let told = async || self.crowd.everybody_is_told();
        self.crowd.waits("everybody to be told", told).await;
        self.comes_to_rest().await;
        for process in processes {
            let (status, _) = process.is_asked_to_stop(STOPPED).await;
            assert!(status.success(), "{status}");
        }
        self.house.adds_up().await;
        let club = self.house.club().await;
        let mut breaks: Vec<_> = breaks.iter().map(|at| *at..*at).collect();
        breaks.extend(self.house.recipe.lapses());
        let figures = self.crowd.is_reckoned(&club, &breaks).await;
        club.db.close().await.unwrap();
        self.crowd.playground.stop();
        figures
    }
}

impl House {
    /// Starts as many processes as there are places.
    pub async fn opens(&mut self) -> Vec<Process> {
        let places = self.balancer.as_ref().map_or(1, Balancer::places);
        let processes: Vec<Process> = (0..places).map(|place| self.starts(place)).collect();
        for process in &processes {
            process.says("share of the work has changed", STARTED).await;
            self.start_took = process.age();
        }
        processes
    }

    /// Starts the process of a place.
    #[must_use]
    pub fn starts(&self, place: usize) -> Process {
        let process = self.recipe.starts(&format!("regulars {place}"));
        if let Some(balancer) = &self.balancer {
            balancer.set(place, None);
            balancer.follow(place, &process, STARTED);
        }
        process
    }

    /// How long a start takes on this machine.
    #[must_use]
    pub fn start_takes(&self) -> Duration {
        self.start_took
    }

    /// The wire to the database.
    #[must_use]
    pub fn wire(&self) -> &Relay {
        self.relay.as_ref().expect("a house with a wire")
    }

    /// Where the tables are.
    #[must_use]
    pub fn database_url(&self) -> &str {
        &self.fresh.url
    }

    /// The keys for what is private.
    pub(super) fn keyring(&self) -> storage::keyring::Keyring {
        storage::keyring::Keyring::new(
            self.fresh.key.clone(),
            [],
            std::sync::Arc::new(domain::OsIds::default()),
        )
    }

    /// The shop's file says this as well, and is read again.
    pub(super) async fn reads_more(&self, more: &str) {
        let path = self.folder.path().join("shop.toml");
        let file = std::fs::read_to_string(&path).unwrap();
        std::fs::write(&path, format!("{file}{more}")).unwrap();
        let read = self.recipe.runs(&["init", "--from", "shop.toml"]).await;
        assert!(read.status.success(), "{}", String::from_utf8_lossy(&read.stderr));
    }

    /// When the leases of processes had run out.
    #[must_use]
    pub fn lapses(&self) -> Vec<std::ops::Range<DateTime<Utc>>> {
        self.recipe.lapses()
    }

    /// Every ledger and what else must be so is so.
    ///
    /// # Panics
    /// When it is not.
    pub async fn adds_up(&self) {
        let check = self.recipe.runs(&["check"]).await;
        assert!(check.status.success(), "{}", String::from_utf8_lossy(&check.stdout));
    }

    async fn club(&self) -> Loyalty {
        club(&self.fresh.url).await
    }
}

/// The address of a database, over another wire.
fn over(url: &str, relay: &Relay) -> String {
    let (user, rest) = url.split_once('@').unwrap();
    let (_, name) = rest.split_once('/').unwrap();
    format!("{user}@{}/{name}", relay.address)
}
