//! Opens a shop with its people and its program, ends it, and lets time pass in it.

use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};

use anyhow::Context;
use chrono::{DateTime, Utc};
use domain::shop::Shop;
use domain::{Clock, StoppedClock, UserId};
use loyalty::Loyalty;
use playground::{BotAct, Playground};
use storage::{Db, pictures};
use tokio::runtime::Handle;
use tokio_util::sync::CancellationToken;

use super::board;
use super::clock::MovedClock;
use super::home::Home;
use super::live::Talk;
use super::machine::{Machine, reopen};
use super::pictures::Gallery;
use super::seed::{self, SEED, Seeded};
use super::shops::DemoShop;
use super::shown::Shown;
use super::steps::{Places, steps};
use super::time;
use super::turn::Deed;
use super::world::World;
use crate::app::Program;
use crate::settings::{Secret, Settings, Typed};

/// Why something that takes long came to no end.
const ENDING: &str = "The demo is being ended.";

/// Pictures that are forgotten in one go.
const AT_ONCE: i64 = 1_000;

/// What a shop is played with.
pub struct House {
    pub clock: MovedClock,
    pub home: Home,
    /// Some people talk with the bot by themselves once a shop is open.
    lively: bool,
    pub telegram: OnceLock<Playground>,
    /// Ends whatever takes long, because the demo ends.
    pub ending: CancellationToken,
    shown: Mutex<Shown>,
}

/// What is played.
#[derive(Default)]
pub struct Scene {
    /// Whether anybody was made in the playground, even if nothing came of it.
    is_used: bool,
    pub played: Option<Played>,
}

/// An open shop and its program.
pub struct Played {
    pub shop: Shop,
    settings: Settings,
    /// `None` while it is killed.
    pub machine: Option<Machine>,
}

impl Scene {
    pub fn machine(&self) -> Option<&Machine> {
        self.played.as_ref()?.machine.as_ref()
    }
}

impl House {
    pub fn new(home: Home, clock: MovedClock, lively: bool) -> Self {
        Self {
            clock,
            home,
            lively,
            telegram: OnceLock::new(),
            ending: CancellationToken::new(),
            shown: Mutex::default(),
        }
    }

    pub fn shown(&self) -> MutexGuard<'_, Shown> {
        self.shown.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Changes what the page is told, and tells it.
    pub fn show(&self, how: impl FnOnce(&mut Shown)) {
        how(&mut self.shown());
        self.touch();
    }

    pub fn touch(&self) {
        if let Some(telegram) = self.telegram.get() {
            telegram.touch();
        }
    }

    /// What goes wrong is said until something goes well.
    pub fn note(&self, outcome: &anyhow::Result<()>) {
        let error = match outcome {
            Err(error) if !self.ending.is_cancelled() => {
                let error = format!("{error:#}");
                tracing::error!(error, "the demo did not do what it was asked");
                Some(error)
            }
            _ => None,
        };
        self.show(|shown| shown.error = error);
    }

    /// Does one thing with what is played.
    ///
    /// # Errors
    /// Whatever keeps it from being done.
    pub async fn does(&self, deed: Deed, scene: &mut Scene) -> anyhow::Result<()> {
        match (deed, &mut scene.played) {
            (Deed::Open(demo), _) => self.open(demo, scene).await,
            (Deed::Bot(act), Some(played)) => self.act(played, act).await,
            (Deed::MoveClock(to), Some(played)) => self.move_clock(played, to).await,
            (Deed::Bot(_) | Deed::MoveClock(_), None) => Ok(()),
        }
    }

    /// In words for people, while it is done.
    pub fn busy_with(&self, deed: Deed) -> String {
        match deed {
            Deed::Open(demo) if self.home.has(demo) => format!("Opening {}…", demo.title),
            Deed::Open(demo) => format!(
                "Opening {}: {} members, and a year in which they came and went…",
                demo.title, demo.members
            ),
            Deed::Bot(BotAct::Restart) => "Restarting the bot…".to_owned(),
            Deed::Bot(BotAct::Kill) => "Killing the bot…".to_owned(),
            Deed::Bot(BotAct::Start) => "Starting the bot…".to_owned(),
            Deed::MoveClock(_) => "Moving the clock: night after night passes…".to_owned(),
        }
    }

    /// Opens a shop, makes its year if it has none, and lets the program run. What was played before is
    /// stopped, and its people go, whatever had become of its program.
    async fn open(&self, demo: &'static DemoShop, scene: &mut Scene) -> anyhow::Result<()> {
        let telegram = self.telegram.get().context("there is no playground yet")?;
        self.show(|shown| shown.chosen(demo));
        if let Some(machine) = scene.played.take().and_then(|played| played.machine) {
            machine.stop().await?;
        }
        if std::mem::replace(&mut scene.is_used, true) {
            telegram.start_over()?;
        }
        let is_new = !self.home.has(demo);
        let (seeded, world) = self.shop_and_world(demo, telegram).await?;
        let settings = Settings {
            // The pretend Telegram takes any.
            provider_token: Some(Secret::new("284685063:TEST:playground")),
            database_url: Secret::new(self.home.database(demo)),
            ..Settings::read(&Typed {
                teloxide_token: Some(world.bot.token()),
                teloxide_api_url: Some(telegram.api_url()),
                ..Typed::default()
            })?
        };
        let machine = self.start(&settings).await?;
        let machine = &*scene
            .played
            .insert(Played {
                shop: seeded.shop.clone(),
                settings,
                machine: None,
            })
            .machine
            .insert(machine);
        let places = Places {
            private: world.bot.id(),
            group: world.group.id(),
        };
        let tour = steps(demo, &demo.file_at(self.clock.now())?, &seeded.shop, &places);
        self.show(|shown| {
            shown.open = true;
            shown.running = true;
            shown.zone = seeded.shop.time_zone;
            shown.tour = tour;
        });
        world.bot_comes(demo);
        let gallery = Gallery {
            telegram: telegram.clone(),
            bot: world.bot.clone(),
            demo,
            shop: seeded.shop,
        };
        let (program, shop) = (Arc::clone(&machine.program), gallery.shop.clone());
        let hanging = hang(Arc::clone(&machine.program), gallery);
        if is_new {
            // Nobody has to wait for them: what has no picture yet is shown without one.
            machine.begin(hanging);
        } else {
            // The ids of the pictures that hung there mean nothing here yet.
            machine.run(hanging).await?;
        }
        self.settle(machine, demo, telegram).await?;
        machine.run(board::furnish(program, demo, shop)).await?;
        if self.lively {
            let talk = Talk {
                telegram: telegram.clone(),
                bot: world.bot,
                group: world.group,
                demo,
                buys: is_new,
            };
            machine.begin(async move {
                talk.goes_on().await;
                Ok(())
            });
        }
        self.remember(demo)
    }

    /// Until the bot knows its group, and the staff have their menus.
    async fn settle(&self, machine: &Machine, demo: &DemoShop, telegram: &Playground) -> anyhow::Result<()> {
        let (program, telegram) = (Arc::clone(&machine.program), telegram.clone());
        let staff: Vec<UserId> = World::staff(demo).collect();
        let settled = async move {
            telegram.all_taken().await;
            program.idle().await;
            for user in staff {
                crate::menus::refresh(program.club(), user).await?;
            }
            Ok(())
        };
        machine.run(unless(self.ending.clone(), settled)).await
    }

    /// The shop with its year, made now or found, and its people in the playground.
    async fn shop_and_world(&self, demo: &'static DemoShop, telegram: &Playground) -> anyhow::Result<(Seeded, World)> {
        let now = self.clock.now();
        if !self.home.has(demo) {
            make(self.home.begin(demo)?, demo, now, self.ending.clone()).await?;
            self.home.complete(demo)?;
        }
        let db = reopen(&self.home.database(demo), &self.clock).await?;
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
        forget_pictures(&db, now).await?;
        db.close().await?;
        Ok((found, world))
    }

    /// A start waits for as long as Telegram cannot be reached, or until the demo ends.
    async fn start(&self, settings: &Settings) -> anyhow::Result<Machine> {
        let starting = Machine::start(settings.clone(), Arc::new(self.clock.clone()));
        unless(self.ending.clone(), starting).await
    }

    async fn act(&self, played: &mut Played, act: BotAct) -> anyhow::Result<()> {
        match (act, played.machine.take()) {
            (BotAct::Kill, Some(machine)) => machine.kill(),
            (BotAct::Restart, Some(machine)) => {
                machine.stop().await?;
                played.machine = Some(self.start(&played.settings).await?);
            }
            (BotAct::Start | BotAct::Restart, None) => played.machine = Some(self.start(&played.settings).await?),
            (BotAct::Start, machine) => played.machine = machine,
            (BotAct::Kill, None) => {}
        }
        Ok(())
    }

    async fn move_clock(&self, played: &Played, to: DateTime<Utc>) -> anyhow::Result<()> {
        if let Some(machine) = &played.machine {
            let (program, clock, ending) = (Arc::clone(&machine.program), self.clock.clone(), self.ending.clone());
            let shop = played.shop.id;
            let passing = async move { time::pass(&program, &clock, shop, to).await };
            let brought = machine.run(unless(ending, passing)).await?;
            self.shown().brought = brought.in_words();
        } else {
            self.clock.forward_to(to);
        }
        self.keep_time()
    }

    fn remember(&self, demo: &DemoShop) -> anyhow::Result<()> {
        let mut note = self.home.note()?;
        note.shop = Some(demo.key.to_owned());
        self.home.keep(&note)?;
        self.keep_time()
    }

    /// Writes down how far the clock is ahead, for the next start.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn keep_time(&self) -> anyhow::Result<()> {
        let mut note = self.home.note()?;
        note.ahead_seconds = self.clock.offset().num_seconds() + 1;
        self.home.keep(&note)
    }
}

/// Does something that may take long, unless the demo ends before it is done.
fn unless<T>(
    ending: CancellationToken,
    what: impl Future<Output = anyhow::Result<T>>,
) -> impl Future<Output = anyhow::Result<T>> {
    // A year is a large thing to carry from one future to the next.
    let what = Box::pin(what);
    async move { ending.run_until_cancelled(what).await.context(ENDING)? }
}

/// The file ids of pictures that were sent in another playground are none in this one.
async fn forget_pictures(db: &Db, now: DateTime<Utc>) -> anyhow::Result<()> {
    let mut tx = db.begin().await?;
    while pictures::prune(&mut tx, now, AT_ONCE).await? > 0 {}
    tx.commit().await?;
    Ok(())
}

async fn hang(program: Arc<Program>, gallery: Gallery) -> anyhow::Result<()> {
    gallery.hang(program.club()).await
}

/// Makes a shop's year. It is work for a core, so it has a thread to itself, which ends when the demo does.
async fn make(
    address: String,
    demo: &'static DemoShop,
    now: DateTime<Utc>,
    ending: CancellationToken,
) -> anyhow::Result<()> {
    let runtime = Handle::current();
    let work = move || {
        runtime.block_on(async move {
            let db = reopen(&address, &StoppedClock::at(now)).await?;
            let made = unless(ending, seed::seed(&db, demo, now, SEED)).await;
            db.close().await?;
            made?;
            Ok(())
        })
    };
    tokio::task::spawn_blocking(work).await?
}
