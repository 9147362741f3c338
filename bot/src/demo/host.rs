//! Who runs the club behind the page, as the page can ask for it.

use std::path::Path;
use std::sync::Arc;

use chrono::{DateTime, Utc};
use domain::Clock;
use domain::shop::Shop;
use futures::FutureExt;
use futures::future::BoxFuture;
use loyalty::Loyalty;
use playground::{BotAct, Host, HostError, Playground, ShopChoice, TourStep};
use tokio::sync::Mutex;

use super::clock::MovedClock;
use super::home::Home;
use super::house::{House, Scene};
use super::shops::{ALL, DemoShop};
use super::turn::{Busy, Deed, Turn};

/// The demo: one shop at a time, its program, its clock. Clones are the same one.
#[derive(Clone)]
pub struct Demo {
    house: Arc<House>,
    scene: Arc<Mutex<Scene>>,
}

impl Demo {
    /// `lively`: some people talk with the bot by themselves once a shop is open.
    #[must_use]
    pub fn new(home: Home, clock: MovedClock, lively: bool) -> Self {
        Self {
            house: Arc::new(House::new(home, clock, lively)),
            scene: Arc::default(),
        }
    }

    /// The time that the shop and its people go by.
    #[must_use]
    pub fn now(&self) -> DateTime<Utc> {
        self.house.clock.now()
    }

    /// Tells the demo of its playground, which was told of the demo before.
    pub fn plays_in(&self, telegram: Playground) {
        // There is one; a second would be passed over.
        drop(self.house.telegram.set(telegram));
    }

    /// Opens a shop, makes its year if it has none, and lets the program run. What was played before
    /// is stopped.
    ///
    /// # Errors
    /// Whatever keeps the shop from opening; the page says it as well.
    pub async fn play(&self, demo: &'static DemoShop) -> anyhow::Result<()> {
        let deed = Deed::Open(demo);
        self.turn(deed).await?.begin(deed).await?
    }

    /// Ends what goes on, stops what is played, and writes down what the next start has to know or leaves
    /// nothing behind.
    ///
    /// # Errors
    /// When the database or the folder fails.
    pub async fn end(&self) -> anyhow::Result<()> {
        self.house.ending.cancel();
        let mut scene = self.scene.lock().await;
        if let Some(machine) = scene.played.take().and_then(|played| played.machine) {
            machine.stop().await?;
        }
        self.house.keep_time()?;
        self.leave();
        Ok(())
    }

    /// Removes the folder if it is a temporary one, whatever still goes on in it.
    pub fn leave(&self) {
        self.house.home.leave();
    }

    /// Where the shops are kept.
    #[must_use]
    pub fn folder(&self) -> &Path {
        self.house.home.folder()
    }

    /// The acts of the shop that is played, on its own tables. `None` while its program is killed.
    pub async fn acts(&self) -> Option<(Loyalty, Shop)> {
        let scene = self.scene.lock().await;
        let played = scene.played.as_ref()?;
        let machine = played.machine.as_ref()?;
        Some((machine.program.club().loyalty.clone(), played.shop.clone()))
    }

    /// Takes what is played to do one thing with it. Whoever comes meanwhile is asked for patience.
    async fn turn(&self, deed: Deed) -> Result<Turn, HostError> {
        let busy = Busy::with(&self.house, deed)
            .ok_or_else(|| HostError("One moment: something else is being done.".to_owned()))?;
        let scene = Arc::clone(&self.scene).lock_owned().await;
        if self.house.ending.is_cancelled() {
            return Err(HostError("The demo is being ended.".to_owned()));
        }
        Ok(Turn::new(busy, scene))
    }

    /// Does one thing with the open shop.
    async fn does(&self, deed: Deed) -> Result<(), HostError> {
        let turn = self.turn(deed).await?;
        if !turn.is_open() {
            return Err(HostError("No shop is open.".to_owned()));
        }
        let outcome = turn.begin(deed).await.unwrap_or_else(|error| Err(error.into()));
        outcome.map_err(|error| HostError(format!("{error:#}")))
    }
}

impl Host for Demo {
    fn zone(&self) -> chrono_tz::Tz {
        self.house.shown().zone
    }

    fn move_clock(&self, to: DateTime<Utc>) -> BoxFuture<'_, Result<(), HostError>> {
        self.does(Deed::MoveClock(to)).boxed()
    }

    fn brought(&self) -> Option<String> {
        self.house.shown().brought.clone()
    }

    fn can(&self) -> Vec<BotAct> {
        self.house.shown().can()
    }

    fn running(&self) -> bool {
        self.house.shown().running
    }

    fn act(&self, act: BotAct) -> BoxFuture<'_, Result<(), HostError>> {
        self.does(Deed::Bot(act)).boxed()
    }

    fn shops(&self) -> Vec<ShopChoice> {
        ALL.into_iter()
            .map(|demo| ShopChoice {
                key: demo.key.to_owned(),
                title: demo.title.to_owned(),
                about: demo.about.to_owned(),
                members: u32::try_from(demo.members).unwrap_or(u32::MAX),
            })
            .collect()
    }

    fn shop(&self) -> Option<String> {
        self.house.shown().shop.map(|demo| demo.key.to_owned())
    }

    /// Answers at once: the page says what is being done, and shows the shop when it is there.
    fn choose_shop(&self, key: &str) -> BoxFuture<'_, Result<(), HostError>> {
        let chosen = DemoShop::find(key);
        async move {
            let demo = chosen.ok_or_else(|| HostError("There is no such shop.".to_owned()))?;
            let deed = Deed::Open(demo);
            // What goes wrong is shown on the page.
            drop(self.turn(deed).await?.begin(deed));
            Ok(())
        }
        .boxed()
    }

    fn busy(&self) -> Option<String> {
        self.house.shown().busy.clone()
    }

    fn error(&self) -> Option<String> {
        self.house.shown().error.clone()
    }

    fn tour(&self) -> Vec<TourStep> {
        self.house.shown().tour.clone()
    }
}
