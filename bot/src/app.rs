//! Builds everything once, starts it, stops it.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, bail};
use domain::{Clock, Ids};
use loyalty::Loyalty;
use storage::{Db, StorageError, inbox};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;
use tokio_util::sync::{CancellationToken, DropGuard};

use crate::club::Club;
use crate::codes::Codes;
use crate::courier::Courier;
use crate::desk::Desk;
use crate::doorman::{self, Doorman};
use crate::gauges::Gauges;
use crate::hush::Hush;
use crate::lanes::{Handlers, Lanes, Nudge, Service};
use crate::rounds::sleep;
use crate::scheduler::Scheduler;
use crate::settings::{Settings, Updates};
use crate::slots::Slots;
use crate::studio::Studio;
use crate::telegram::wire::Wire;
use crate::telegram::{Budgets, Me, Telegram, Trouble};
use crate::web::{self, Door, Health};
use crate::worker::Worker;

/// How often to look for updates that another process stored for this one.
const LOOK_FOR_OTHERS: Duration = Duration::from_millis(100);
/// How often to look when there are no others.
const LOOK_ALONE: Duration = Duration::from_secs(1);
const LONGEST_PAUSE: Duration = Duration::from_secs(30);

/// What a program is made of.
pub struct Parts {
    pub settings: Settings,
    pub db: Db,
    pub clock: Arc<dyn Clock>,
    pub ids: Arc<dyn Ids>,
}

/// A running program: it takes updates in and answers them. What it does by itself waits for
/// [`Program::run_rounds`], or for somebody who runs one round at a time.
pub struct Program {
    club: Club,
    settings: Settings,
    slots: Arc<Slots>,
    gauges: Arc<Gauges>,
    lanes: Lanes,
    courier: Arc<Courier>,
    worker: Arc<Worker>,
    scheduler: Arc<Scheduler>,
    listening: Option<SocketAddr>,
    /// Closes the doors: the poller and the web server.
    doors: CancellationToken,
    /// Ends the rounds of courier, worker and scheduler.
    rounds: CancellationToken,
    /// Ends the heartbeat.
    heart: CancellationToken,
    at_doors: Vec<JoinHandle<()>>,
    on_rounds: Vec<JoinHandle<()>>,
    beating: JoinHandle<()>,
    /// A program that is let go without a stop does not go on unseen.
    _let_go: [DropGuard; 3],
}

impl Program {
    /// Starts the program. Returns when updates can come.
    ///
    /// # Errors
    /// When a port cannot be opened, the database fails, Telegram does not know the token, or
    /// updates go somewhere else. That Telegram cannot be reached is no error: it is waited for.
    pub async fn start(parts: Parts) -> anyhow::Result<Self> {
        Self::start_with(parts, Handlers::CLUB).await
    }

    /// Starts the program with other handlers than the club's.
    ///
    /// # Errors
    /// As [`Program::start`].
    pub async fn start_with(parts: Parts, handlers: Handlers) -> anyhow::Result<Self> {
        let Parts {
            settings,
            db,
            clock,
            ids,
        } = parts;
        web::numbers::count();
        let alone = db.is_alone();
        let polling = matches!(settings.updates, Updates::Polling { .. });
        let club = acquaint(&settings, &db, &clock, &ids).await?;
        let telegram = club.telegram.clone();
        let desk = Desk::new(&club);
        // What the operator has to put right comes before the leases, which others would wait for.
        let listener = open_port(settings.listen).await?;
        let listening = listener.as_ref().map(|(_, bound)| *bound);
        if polling {
            doorman::prepare(&telegram, &settings.updates).await?;
        }
        let holder = ids.uuid(clock.now());
        let slots = Arc::new(Slots::new(
            db.clone(),
            Arc::clone(&clock),
            telegram.clone(),
            holder,
            alone,
            polling,
        ));
        slots.renew().await?;
        club.loyalty.begin_key_renewals().await?;
        let gauges = Arc::new(Gauges::new(settings.backlog));
        let (to_lanes, to_courier, to_worker) = (Nudge::default(), Nudge::default(), Nudge::default());
        let after = [Arc::clone(&to_courier), Arc::clone(&to_worker)];
        let service = Service::new(club.clone(), handlers, settings.person_updates, to_lanes, after);
        let look_every = if alone { LOOK_ALONE } else { LOOK_FOR_OTHERS };
        let lanes = Lanes::start(
            db.clone(),
            Arc::clone(&slots),
            service,
            settings.updates_at_once,
            look_every,
        );

        let (doors, rounds, heart) = (
            CancellationToken::new(),
            CancellationToken::new(),
            CancellationToken::new(),
        );
        let mut at_doors = Vec::new();
        if let Some((listener, address)) = listener {
            let door = webhook_door(&settings.updates, &lanes, &gauges, &desk);
            let health = Health {
                db: db.clone(),
                slots: Arc::clone(&slots),
                gauges: Arc::clone(&gauges),
                polling,
            };
            tracing::info!(%address, "listening");
            at_doors.push(tokio::spawn(web::serve(
                listener,
                web::routes(health, club.loyalty.clone(), door),
                doors.clone(),
            )));
        }
        if polling {
            let doorman = Doorman::new(telegram, lanes.clone(), Arc::clone(&slots), Arc::clone(&gauges), desk);
            let doors = doors.clone();
            at_doors.push(tokio::spawn(async move { doorman.poll(&doors).await }));
        } else if let Err(closed) = doorman::prepare(&telegram, &settings.updates).await {
            doors.cancel();
            slots.release().await?;
            return Err(closed.into());
        }
        let beating = {
            let (slots, heart) = (Arc::clone(&slots), heart.clone());
            tokio::spawn(async move { slots.beat(&heart).await })
        };
        Ok(Self {
            courier: Arc::new(Courier::new(club.clone(), Arc::clone(&slots), to_courier)),
            worker: Arc::new(Worker::new(club.clone(), Arc::clone(&slots), Arc::clone(&to_worker))),
            scheduler: Arc::new(Scheduler::new(club.clone(), to_worker)),
            club,
            settings,
            slots,
            gauges,
            lanes,
            listening,
            _let_go: [&doors, &rounds, &heart].map(|token| token.clone().drop_guard()),
            doors,
            rounds,
            heart,
            at_doors,
            on_rounds: Vec::new(),
            beating,
        })
    }

    /// What the handlers get.
    #[must_use]
    pub fn club(&self) -> &Club {
        &self.club
    }

    /// Where the web server listens, if it does.
    #[must_use]
    pub fn listening(&self) -> Option<SocketAddr> {
        self.listening
    }

    /// How many of the 32 slots of chats this program serves.
    #[must_use]
    pub fn slots_held(&self) -> usize {
        self.slots.count()
    }

    /// Lets courier, worker and scheduler go round by themselves.
    pub fn run_rounds(&mut self) {
        let (courier, stop) = (Arc::clone(&self.courier), self.rounds.clone());
        self.on_rounds
            .push(tokio::spawn(async move { courier.run(&stop).await }));
        let (scheduler, stop) = (Arc::clone(&self.scheduler), self.rounds.clone());
        self.on_rounds
            .push(tokio::spawn(async move { scheduler.run(&stop).await }));
        let (gauges, db, stop) = (
            Arc::clone(&self.gauges),
            self.club.loyalty.db.clone(),
            self.rounds.clone(),
        );
        self.on_rounds
            .push(tokio::spawn(async move { gauges.run(&db, &stop).await }));
        let (worker, stop) = (Arc::clone(&self.worker), self.rounds.clone());
        self.on_rounds
            .push(tokio::spawn(async move { worker.run(&stop).await }));
    }

    /// One round of the courier. Says how many letters were taken.
    pub async fn courier_round(&self) -> Result<usize, StorageError> {
        self.courier.round().await
    }

    /// One round of the worker. Says how many jobs were taken.
    pub async fn worker_round(&self) -> Result<usize, StorageError> {
        self.worker.round().await
    }

    /// One round of the scheduler. Says how many runs were begun.
    pub async fn scheduler_round(&self) -> Result<usize, StorageError> {
        self.scheduler.round().await
    }

    /// One round of counting, for the metrics and the bound on what waits.
    pub async fn gauges_round(&self) -> Result<(), StorageError> {
        self.gauges.read(&self.club.loyalty.db).await
    }

    /// Waits until every update that is stored and due is through.
    pub async fn idle(&self) {
        self.lanes.idle().await;
    }

    /// Stops: no more updates in, what is in hand finished within the deadline, the rest given back.
    pub async fn stop(self) -> Result<(), StorageError> {
        self.doors.cancel();
        self.rounds.cancel();
        let finished = async {
            for task in self.at_doors {
                drop(task.await);
            }
            self.lanes.drain().await;
            for task in self.on_rounds {
                drop(task.await);
            }
        };
        if tokio::time::timeout(self.settings.drain, finished).await.is_err() {
            tracing::warn!("not everything in hand was finished in time; it is taken up after the next start");
        }
        self.heart.cancel();
        drop(self.beating.await);
        let mut tx = self.club.loyalty.db.begin().await?;
        let given_back = inbox::untake(&mut tx, self.slots.holder).await?;
        tx.commit().await?;
        self.worker.release().await?;
        self.slots.release().await?;
        tracing::info!(updates = given_back, "stopped");
        Ok(())
    }
}

/// The path that Telegram delivers to, and what stands behind it.
fn webhook_door(updates: &Updates, lanes: &Lanes, gauges: &Arc<Gauges>, desk: &Desk) -> Option<(String, Door)> {
    let Updates::Webhook { url, secret } = updates else {
        return None;
    };
    let door = Door::new(lanes.clone(), Arc::clone(gauges), secret.clone(), desk.clone());
    Some((url.path().to_owned(), door))
}

async fn open_port(address: Option<SocketAddr>) -> anyhow::Result<Option<(TcpListener, SocketAddr)>> {
    let Some(address) = address else { return Ok(None) };
    let opened = web::open(address).await;
    opened
        .map(Some)
        .with_context(|| format!("LISTEN={address} cannot be opened"))
}

/// Puts together what the handlers get.
async fn acquaint(settings: &Settings, db: &Db, clock: &Arc<dyn Clock>, ids: &Arc<dyn Ids>) -> anyhow::Result<Club> {
    let wire = Wire::new(settings.token.clone(), &settings.api_url).context("no connection can be opened")?;
    let telegram = Telegram::new(
        wire,
        Budgets::new(settings.messages_per_second),
        db.clone(),
        Arc::clone(clock),
    );
    telegram.reload_pauses().await?;
    let me = introduce(&telegram).await?;
    let loyalty = Loyalty::new(db.clone(), Arc::clone(clock), Arc::clone(ids));
    let studio = Studio::open()?;
    Ok(Club {
        telegram,
        loyalty,
        studio,
        me,
        codes: Codes::new(&settings.token)?,
        hush: Hush::default(),
        provider: settings.provider_token.clone(),
        outside: match &settings.updates {
            Updates::Webhook { url, .. } => Some(url.clone()),
            Updates::Polling { .. } => None,
        },
    })
}

/// Asks Telegram who the bot is, for as long as it takes.
async fn introduce(telegram: &Telegram) -> anyhow::Result<Me> {
    let mut pause = Duration::from_millis(250);
    loop {
        let rest = match telegram.get_me().await {
            Ok(me) => {
                tracing::info!(bot = me.username, "Telegram knows this bot");
                if !me.supports_inline_queries {
                    tracing::info!("staff find members from any chat once @BotFather has been told /setinline");
                }
                return Ok(me);
            }
            // Both are what the Bot API answers to a token that nobody has.
            Err(Trouble::TryAgain(said)) if matches!(said.as_str(), "Unauthorized" | "Not Found") => {
                bail!("TELOXIDE_TOKEN: Telegram knows no bot with this token. @BotFather shows the right one")
            }
            Err(Trouble::Refused(said)) => bail!("TELOXIDE_TOKEN: Telegram refuses the bot: {said}"),
            Err(Trouble::NotBefore(wait)) => wait,
            Err(error) => {
                tracing::warn!(%error, "Telegram cannot be reached yet");
                pause
            }
        };
        sleep(rest).await;
        pause = (pause * 2).min(LONGEST_PAUSE);
    }
}

/// Hears when the operator or the system asks the program to stop, also while nobody waits for it.
#[cfg(unix)]
pub struct Signals {
    terminate: tokio::signal::unix::Signal,
    interrupt: tokio::signal::unix::Signal,
}

#[cfg(unix)]
impl Signals {
    /// # Errors
    /// When the system does not let the program listen.
    pub fn listen() -> std::io::Result<Self> {
        use tokio::signal::unix::{SignalKind, signal};
        Ok(Self {
            terminate: signal(SignalKind::terminate())?,
            interrupt: signal(SignalKind::interrupt())?,
        })
    }

    /// Waits to be asked. Being asked again is heard again.
    pub async fn asked(&mut self) {
        tokio::select! {
            _ = self.terminate.recv() => {}
            _ = self.interrupt.recv() => {}
        }
    }
}

/// Hears when the operator asks the program to stop.
#[cfg(not(unix))]
pub struct Signals;

#[cfg(not(unix))]
impl Signals {
    pub fn listen() -> std::io::Result<Self> {
        Ok(Self)
    }

    pub async fn asked(&mut self) {
        // Without a way to be asked, the program runs until it is ended.
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    }
}
