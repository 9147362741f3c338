//! Who runs the club behind the page: one shop at a time, its program, its clock.

use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};

use anyhow::Context;
use chrono::{DateTime, Utc};
use domain::shop::Shop;
use domain::{Clock, UserId};
use futures::FutureExt;
use futures::future::BoxFuture;
use loyalty::Loyalty;
use playground::{BotAct, Host, HostError, Playground, ShopChoice, TourStep};
use storage::Db;
use tokio::runtime::Handle;

use super::clock::MovedClock;
use super::home::Home;
use super::machine::Machine;
use super::pictures::Gallery;
use super::seed::{self, SEED, Seeded};
use super::shops::{ALL, DemoShop};
use super::steps::{Places, steps};
use super::time;
use super::world::World;
use crate::app::Program;
use crate::init;
use crate::settings::{Settings, Typed};

/// The demo. Clones are the same one.
#[derive(Clone)]
pub struct Demo(Arc<Inner>);

struct Inner {
    clock: MovedClock,
    home: Home,
    telegram: OnceLock<Playground>,
    /// What is played. Whoever changes it has it for themselves.
    stage: tokio::sync::Mutex<Option<Stage>>,
    shown: Mutex<Shown>,
}

/// A shop with its people and its program.
struct Stage {
    shop: Shop,
    settings: Settings,
    /// `None` while it is killed.
    machine: Option<Machine>,
}

/// What the page is told, at any moment and without waiting.
#[derive(Default)]
struct Shown {
    shop: Option<&'static DemoShop>,
    zone: chrono_tz::Tz,
    running: bool,
    busy: Option<String>,
    error: Option<String>,
    tour: Vec<TourStep>,
}

impl Demo {
    #[must_use]
    pub fn new(home: Home, clock: MovedClock) -> Self {
        Self(Arc::new(Inner {
            clock,
            home,
            telegram: OnceLock::new(),
            stage: tokio::sync::Mutex::default(),
            shown: Mutex::default(),
        }))
    }

    /// The time that the shop and its people go by.
    #[must_use]
    pub fn now(&self) -> DateTime<Utc> {
        self.0.clock.now()
    }

    /// Tells the demo of its playground, which was told of the demo before.
    pub fn plays_in(&self, telegram: Playground) {
        // There is one; a second would be passed over.
        drop(self.0.telegram.set(telegram));
    }

    /// Opens a shop, makes its year if it has none, and lets the program run. What was played before
    /// is stopped.
    ///
    /// # Errors
    /// Whatever keeps the shop from opening; the page says it as well.
    pub async fn play(&self, demo: &'static DemoShop) -> anyhow::Result<()> {
        let mut stage = self.0.stage.lock().await;
        let making = if self.0.home.has(demo) {
            format!("Opening {}…", demo.title)
        } else {
            format!(
                "Opening {}: {} members, and a year in which they came and went…",
                demo.title, demo.members
            )
        };
        self.show(|shown| {
            shown.busy = Some(making);
            shown.error = None;
        });
        let outcome = self.0.change_to(demo, &mut stage).await;
        self.show(|shown| shown.busy = None);
        self.note_error(outcome)
    }

    /// Stops what is played, and writes down what the next start has to know or leaves nothing behind.
    ///
    /// # Errors
    /// When the database or the folder fails.
    pub async fn end(&self) -> anyhow::Result<()> {
        let mut stage = self.0.stage.lock().await;
        if let Some(machine) = stage.take().and_then(|stage| stage.machine) {
            machine.stop().await?;
        }
        self.0.keep_time()?;
        self.leave();
        Ok(())
    }

    /// Removes the folder if it is a temporary one, whatever still goes on in it.
    pub fn leave(&self) {
        self.0.home.leave();
    }

    /// Where the shops are kept.
    #[must_use]
    pub fn folder(&self) -> &Path {
        self.0.home.folder()
    }

    /// The acts of the shop that is played, on its own tables. `None` while its program is killed.
    pub async fn acts(&self) -> Option<(Loyalty, Shop)> {
        let stage = self.0.stage.lock().await;
        let stage = stage.as_ref()?;
        let machine = stage.machine.as_ref()?;
        Some((machine.program.club().loyalty.clone(), stage.shop.clone()))
    }

    fn show(&self, how: impl FnOnce(&mut Shown)) {
        how(&mut self.0.shown());
        self.0.touch();
    }

    fn note_error(&self, outcome: anyhow::Result<()>) -> anyhow::Result<()> {
        if let Err(error) = &outcome {
            tracing::error!(error = format!("{error:#}"), "the demo did not do what it was asked");
            self.show(|shown| shown.error = Some(format!("{error:#}")));
        }
        outcome
    }

    /// Takes what is played to do one thing with it. Whoever comes meanwhile is asked for patience.
    fn take(&self, busy: Option<&str>) -> Result<tokio::sync::MutexGuard<'_, Option<Stage>>, HostError> {
        let Ok(stage) = self.0.stage.try_lock() else {
            return Err(HostError("One moment: something else is being done.".to_owned()));
        };
        if stage.is_none() {
            return Err(HostError("No shop is open.".to_owned()));
        }
        if let Some(busy) = busy {
            self.show(|shown| shown.busy = Some(busy.to_owned()));
        }
        Ok(stage)
    }

    /// The one thing is done.
    fn is_done(&self, running: bool, outcome: anyhow::Result<()>) -> Result<(), HostError> {
        self.show(|shown| {
            shown.busy = None;
            shown.running = running;
        });
        self.note_error(outcome)
            .map_err(|error| HostError(format!("{error:#}")))
    }
}

impl Inner {
    fn shown(&self) -> MutexGuard<'_, Shown> {
        self.shown.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn touch(&self) {
        if let Some(telegram) = self.telegram.get() {
            telegram.touch();
        }
    }

    async fn change_to(&self, demo: &'static DemoShop, stage: &mut Option<Stage>) -> anyhow::Result<()> {
        let telegram = self.telegram.get().context("there is no playground yet")?;
        if let Some(machine) = stage.take().and_then(|stage| stage.machine) {
            machine.stop().await?;
            telegram.start_over()?;
        }
        {
            let mut shown = self.shown();
            shown.running = false;
            shown.shop = Some(demo);
            shown.tour = Vec::new();
        }
        let is_new = !self.home.has(demo);
        let (seeded, world) = self.shop_and_world(demo, telegram).await?;
        let settings = Settings {
            database_url: crate::settings::Secret::new(self.home.database(demo)),
            ..Settings::read(&Typed {
                teloxide_token: Some(world.bot.token()),
                teloxide_api_url: Some(telegram.api_url()),
                ..Typed::default()
            })?
        };
        let machine = self.start(&settings).await?;
        let opened = stage.insert(Stage {
            shop: seeded.shop.clone(),
            settings,
            machine: Some(machine),
        });
        {
            let mut shown = self.shown();
            shown.running = true;
            shown.zone = seeded.shop.time_zone;
            let places = Places {
                private: world.bot.id(),
                group: world.group.id(),
            };
            shown.tour = steps(demo, &init::read(demo.file)?, &seeded.shop, &places);
        }
        world.bot_comes(demo);
        world.they_look(demo);
        if let Some(machine) = &opened.machine {
            let (program, telegram) = (Arc::clone(&machine.program), telegram.clone());
            let staff: Vec<UserId> = World::staff(demo).collect();
            let gallery = Gallery {
                telegram: telegram.clone(),
                bot: world.bot.clone(),
                demo,
                shop: seeded.shop,
            };
            let hanging = hang(Arc::clone(&machine.program), gallery);
            if is_new {
                // Nobody has to wait for them: what has no picture yet is shown without one.
                machine.begin(hanging);
            } else {
                // The ids of the pictures that hung there mean nothing here yet.
                machine.run(hanging).await?;
            }
            let settled = async move {
                telegram.all_taken().await;
                program.idle().await;
                for user in staff {
                    crate::menus::refresh(program.club(), user).await?;
                }
                Ok(())
            };
            machine.run(settled).await?;
        }
        self.remember(demo)
    }

    /// The shop with its year, made now or found, and its people in the playground.
    async fn shop_and_world(&self, demo: &'static DemoShop, telegram: &Playground) -> anyhow::Result<(Seeded, World)> {
        let now = self.clock.now();
        if !self.home.has(demo) {
            make(self.home.begin(demo)?, demo, now).await?;
            self.home.complete(demo)?;
        }
        let db = Db::open(&self.home.database(demo)).await?;
        let acts = Loyalty::new(
            db.clone(),
            Arc::new(self.clock.clone()),
            Arc::new(domain::OsIds::default()),
        );
        let mut found = seed::found(&acts, demo, now, SEED).await?;
        for figure in &mut found.people {
            // Whoever became a member on the page meanwhile did so in the private chat.
            if !figure.talks && figure.id < demo.crowd {
                figure.talks = acts.member_by_user(found.shop.id, UserId(figure.id)).await?.is_some();
            }
        }
        let world = World::make(telegram, demo, &found.people, now)?;
        db.close().await?;
        Ok((found, world))
    }

    async fn start(&self, settings: &Settings) -> anyhow::Result<Machine> {
        Machine::start(settings.clone(), Arc::new(self.clock.clone())).await
    }

    fn remember(&self, demo: &DemoShop) -> anyhow::Result<()> {
        let mut note = self.home.note()?;
        note.shop = Some(demo.key.to_owned());
        self.home.keep(&note)?;
        self.keep_time()
    }

    fn keep_time(&self) -> anyhow::Result<()> {
        let mut note = self.home.note()?;
        note.ahead_seconds = self.clock.offset().num_seconds() + 1;
        self.home.keep(&note)
    }

    async fn do_to_the_bot(&self, stage: &mut Stage, act: BotAct) -> anyhow::Result<()> {
        match (act, stage.machine.take()) {
            (BotAct::Kill, Some(machine)) => machine.kill(),
            (BotAct::Restart, Some(machine)) => {
                machine.stop().await?;
                stage.machine = Some(self.start(&stage.settings).await?);
            }
            (BotAct::Start | BotAct::Restart, None) => stage.machine = Some(self.start(&stage.settings).await?),
            (BotAct::Start, machine) => stage.machine = machine,
            (BotAct::Kill, None) => {}
        }
        Ok(())
    }
}

async fn hang(program: Arc<Program>, gallery: Gallery) -> anyhow::Result<()> {
    gallery.hang(program.club()).await
}

/// Makes a shop's year. It is work for a core, so it has a thread to itself.
async fn make(address: String, demo: &'static DemoShop, now: DateTime<Utc>) -> anyhow::Result<()> {
    let runtime = Handle::current();
    let work = move || {
        runtime.block_on(async move {
            let db = Db::open(&address).await?;
            seed::seed(&db, demo, now, SEED).await?;
            db.close().await?;
            Ok(())
        })
    };
    tokio::task::spawn_blocking(work).await?
}

impl Host for Demo {
    fn zone(&self) -> chrono_tz::Tz {
        self.0.shown().zone
    }

    fn move_clock(&self, to: DateTime<Utc>) -> BoxFuture<'_, Result<(), HostError>> {
        async move {
            let stage = self.take(Some("Moving the clock: night after night passes…"))?;
            let machine = stage.as_ref().and_then(|stage| stage.machine.as_ref());
            let outcome = if let (Some(stage), Some(machine)) = (stage.as_ref(), machine) {
                let (program, clock) = (Arc::clone(&machine.program), self.0.clock.clone());
                let shop = stage.shop.id;
                machine
                    .run(async move { time::pass(&program, &clock, shop, to).await })
                    .await
            } else {
                self.0.clock.forward_to(to);
                Ok(())
            };
            self.is_done(machine.is_some(), outcome.and_then(|()| self.0.keep_time()))
        }
        .boxed()
    }

    fn can(&self) -> Vec<BotAct> {
        let shown = self.0.shown();
        if shown.shop.is_none() || shown.busy.is_some() {
            Vec::new()
        } else if shown.running {
            vec![BotAct::Restart, BotAct::Kill]
        } else {
            vec![BotAct::Start]
        }
    }

    fn running(&self) -> bool {
        self.0.shown().running
    }

    fn act(&self, act: BotAct) -> BoxFuture<'_, Result<(), HostError>> {
        async move {
            let mut stage = self.take(None)?;
            let Some(stage) = stage.as_mut() else { return Ok(()) };
            let outcome = self.0.do_to_the_bot(stage, act).await;
            self.is_done(stage.machine.is_some(), outcome)
        }
        .boxed()
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
        self.0.shown().shop.map(|demo| demo.key.to_owned())
    }

    /// Answers at once: the page says what is being done, and shows the shop when it is there.
    fn choose_shop(&self, key: &str) -> BoxFuture<'_, Result<(), HostError>> {
        let chosen = DemoShop::find(key);
        async move {
            let demo = chosen.ok_or_else(|| HostError("There is no such shop.".to_owned()))?;
            if self.0.stage.try_lock().is_err() {
                return Err(HostError("One moment: something else is being done.".to_owned()));
            }
            let this = self.clone();
            // What goes wrong is shown on the page.
            drop(tokio::spawn(async move { this.play(demo).await }));
            Ok(())
        }
        .boxed()
    }

    fn busy(&self) -> Option<String> {
        self.0.shown().busy.clone()
    }

    fn error(&self) -> Option<String> {
        self.0.shown().error.clone()
    }

    fn tour(&self) -> Vec<TourStep> {
        self.0.shown().tour.clone()
    }
}
