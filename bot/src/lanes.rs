//! From the inbox to the handlers: in order per person and chat, side by side otherwise.
//!
//! One task owns what is in hand and makes all trips to the inbox: new updates, those that are
//! through, and the next ones share a transaction, so that many updates cost few commits.

mod patience;
mod queue;
mod serve;

use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, Utc};
use storage::inbox::{self, NewUpdate, Taken};
use storage::{Db, StorageError};
use tokio::sync::{Notify, mpsc, oneshot};
use tokio::time::Instant;

use crate::slots::Slots;
use queue::{Key, Queue};
pub use serve::{Answering, Handlers, Service};

/// Updates kept in memory besides those being handled. The rest waits in the inbox.
const IN_MEMORY: usize = 1_024;
/// Closing waits this long for company, or for so many.
const COMPANY: Duration = Duration::from_millis(4);
const PLENTY: usize = 32;
/// After a trip that failed.
const AFTER_FAILURE: Duration = Duration::from_millis(250);

/// An update at the door.
#[derive(Debug, Clone)]
pub struct Arrival {
    pub id: i64,
    pub chat: i64,
    pub user: i64,
    pub body: String,
}

/// The updates could not be stored; whoever brought them keeps them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the updates were not stored")]
pub struct NotStored;

/// What became of an update that was handled.
#[derive(Debug)]
enum How {
    Through,
    /// Telegram asked for a pause.
    Waits {
        due: DateTime<Utc>,
        why: String,
    },
    Again {
        due: DateTime<Utc>,
        error: String,
    },
    Dead {
        error: String,
    },
}

#[derive(Debug)]
struct Ended {
    key: Key,
    id: i64,
    how: How,
}

type Answer = oneshot::Sender<Result<usize, NotStored>>;

enum Ask {
    Store(Vec<Arrival>, Answer),
    Idle(oneshot::Sender<()>),
    Drain(oneshot::Sender<()>),
}

/// The way to the lanes. Cheap to clone.
#[derive(Clone)]
pub struct Lanes {
    asks: mpsc::Sender<Ask>,
}

impl Lanes {
    /// Starts the task that owns the lanes. `look_every`: how often to look for updates that another
    /// process stored.
    #[must_use]
    pub fn start(db: Db, slots: Arc<Slots>, service: Service, at_once: usize, look_every: Duration) -> Self {
        let (asks, asked) = mpsc::channel(256);
        let (ended, endings) = mpsc::unbounded_channel();
        let now = Instant::now();
        let desk = Desk {
            db,
            slots,
            service: Arc::new(service),
            at_once,
            look_every,
            asked,
            endings,
            ended,
            queue: Queue::default(),
            errands: Errands::default(),
            trip: None,
            running: 0,
            changes_seen: None,
            lapses_seen: 0,
            look: true,
            more: false,
            looks: 0,
            last_empty: 0,
            idlers: Vec::new(),
            drainers: Vec::new(),
            stage: Stage::Open,
            first_errand: None,
            rest_until: now,
            next_look: now,
        };
        tokio::spawn(desk.run());
        Self { asks }
    }

    /// Stores updates and has them handled. Says how many were new, once they are safe.
    pub async fn store(&self, arrivals: Vec<Arrival>) -> Result<usize, NotStored> {
        let (answer, stored) = oneshot::channel();
        self.asks
            .send(Ask::Store(arrivals, answer))
            .await
            .map_err(|_| NotStored)?;
        stored.await.map_err(|_| NotStored)?
    }

    /// Waits until nothing that is due is open and nothing is being handled.
    pub async fn idle(&self) {
        let (done, waited) = oneshot::channel();
        if self.asks.send(Ask::Idle(done)).await.is_ok() {
            // An error means that the lanes are gone, which is as idle as can be.
            drop(waited.await);
        }
    }

    /// Begins nothing new and waits until what is being handled is through.
    pub async fn drain(&self) {
        let (done, waited) = oneshot::channel();
        if self.asks.send(Ask::Drain(done)).await.is_ok() {
            drop(waited.await);
        }
    }
}

/// What the next trip to the inbox is for.
#[derive(Default)]
struct Errands {
    store: Vec<(Vec<Arrival>, Answer)>,
    close: Vec<(Key, i64)>,
    wait: Vec<(i64, DateTime<Utc>, String)>,
    again: Vec<(i64, DateTime<Utc>, String)>,
    bury: Vec<(Key, i64, String)>,
    untake: bool,
    take: i64,
}

impl Errands {
    fn endings(&self) -> usize {
        self.close.len() + self.wait.len() + self.again.len() + self.bury.len()
    }
}

struct Back {
    /// When it set out.
    at: DateTime<Utc>,
    errands: Errands,
    outcome: Result<Brought, StorageError>,
}

#[derive(Default)]
struct Brought {
    /// How many of each lot of arrivals were new.
    new: Vec<usize>,
    taken: Vec<Taken>,
}

type Trip = Pin<Box<dyn Future<Output = Back> + Send>>;

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Stage {
    Open,
    /// What is in hand is finished.
    Draining,
    /// Nobody can ask for anything any more.
    Closed,
}

struct Desk {
    db: Db,
    slots: Arc<Slots>,
    service: Arc<Service>,
    at_once: usize,
    look_every: Duration,
    asked: mpsc::Receiver<Ask>,
    endings: mpsc::UnboundedReceiver<Ended>,
    ended: mpsc::UnboundedSender<Ended>,
    queue: Queue,
    errands: Errands,
    trip: Option<Trip>,
    running: usize,
    /// The division of slots up to which everything is handed over, by the number of its changes.
    changes_seen: Option<u64>,
    /// The same for leases that ran out.
    lapses_seen: u64,
    /// Something may have come that is not in hand.
    look: bool,
    /// The last look was cut short.
    more: bool,
    /// Looks begun, and the last one that found nothing.
    looks: u64,
    last_empty: u64,
    /// Those who wait for silence, each with the number of looks begun when they asked.
    idlers: Vec<(u64, oneshot::Sender<()>)>,
    drainers: Vec<oneshot::Sender<()>>,
    stage: Stage,
    first_errand: Option<Instant>,
    rest_until: Instant,
    next_look: Instant,
}

impl Desk {
    async fn run(mut self) {
        loop {
            self.begin_what_may_begin();
            self.tell_those_who_wait();
            self.set_out();
            if self.stage == Stage::Closed && self.is_still() {
                return;
            }
            let wake = self.wake();
            tokio::select! {
                ask = self.asked.recv(), if self.stage < Stage::Closed => match ask {
                    Some(ask) => self.take_note(ask),
                    None => self.close(),
                },
                Some(ended) = self.endings.recv() => {
                    self.put_down(ended);
                    while let Ok(ended) = self.endings.try_recv() {
                        self.put_down(ended);
                    }
                }
                back = travel(&mut self.trip) => self.unpack(back),
                () = self.service.nudge.notified() => self.look = true,
                () = tokio::time::sleep_until(wake) => self.look_round(),
            }
            while let Ok(ask) = self.asked.try_recv() {
                self.take_note(ask);
            }
        }
    }

    fn begin_what_may_begin(&mut self) {
        if self.draining() {
            return;
        }
        if !self.slots.is_believed() {
            // The next trip renews the lease, and then it is known what is still to be done here.
            self.look = true;
            return;
        }
        self.let_go();
        while self.running < self.at_once {
            let Some(taken) = self.queue.next() else { break };
            self.running += 1;
            let (service, ended) = (Arc::clone(&self.service), self.ended.clone());
            tokio::spawn(async move {
                let (key, id) = ((taken.chat, taken.user), taken.id);
                let how = service.serve(taken).await;
                // The lanes outlive what they began, unless the program is being torn down.
                drop(ended.send(Ended { key, id, how }));
            });
        }
    }

    fn tell_those_who_wait(&mut self) {
        if !self.is_still() {
            return;
        }
        for drainer in std::mem::take(&mut self.drainers) {
            tell(drainer, ());
        }
        if self.idlers.is_empty() || self.queue.has_ready() {
            return;
        }
        let last_empty = self.last_empty;
        for (_, idler) in self.idlers.extract_if(.., |(since, _)| *since < last_empty) {
            tell(idler, ());
        }
        self.look |= !self.idlers.is_empty();
    }

    /// Whether nothing is being handled and nothing has to be written.
    fn is_still(&self) -> bool {
        self.running == 0 && self.trip.is_none() && self.errands.endings() == 0 && self.errands.store.is_empty()
    }

    /// Whether nothing new is begun.
    fn draining(&self) -> bool {
        self.stage > Stage::Open
    }

    /// Nobody is left to ask for anything; what waits is taken up after the next start.
    fn close(&mut self) {
        self.stage = Stage::Closed;
        self.queue.forget_waiting();
    }

    /// Sets out for the inbox if there is reason to.
    fn set_out(&mut self) {
        let now = Instant::now();
        if self.trip.is_some() || now < self.rest_until {
            return;
        }
        let endings = self.errands.endings();
        if endings > 0 && self.first_errand.is_none() {
            self.first_errand = Some(now);
        }
        let closing = endings >= PLENTY
            || (endings > 0 && (self.draining() || !self.idlers.is_empty()))
            || self.first_errand.is_some_and(|first| now >= first + COMPANY);
        let room = IN_MEMORY.saturating_sub(self.queue.waiting());
        let looking = !self.draining() && room > 0 && (self.look || (self.more && room > IN_MEMORY / 2));
        if !closing && !looking && self.errands.store.is_empty() {
            return;
        }
        self.let_go();
        let mut errands = std::mem::take(&mut self.errands);
        self.first_errand = None;
        // Whoever goes there to store brings along what there is.
        if !self.draining() && room > 0 {
            errands.take = i64::try_from(room).unwrap_or(i64::MAX);
            self.look = false;
            self.looks += 1;
            self.next_look = now + self.look_every;
        }
        let (db, slots, at) = (self.db.clone(), Arc::clone(&self.slots), self.service.now());
        self.trip = Some(Box::pin(async move {
            let outcome = go(&db, &slots, at, &errands).await;
            Back { at, errands, outcome }
        }));
    }

    /// Lets go of what is no longer this process's to do.
    fn let_go(&mut self) {
        let lapses = self.slots.lapses();
        if lapses != self.lapses_seen {
            self.lapses_seen = lapses;
            self.queue.forget_waiting();
            self.errands.untake = true;
            self.look = true;
        }
        self.hand_over();
    }

    /// Gives up what waits for an update that comes back to another process. The slot changes hands
    /// only when nothing in it is in hand here, so keeping it would block both for ever.
    fn hand_over(&mut self) {
        let changes = Some(self.slots.changes());
        if changes == self.changes_seen {
            return;
        }
        self.changes_seen = changes;
        let (held, now) = (self.slots.held_slots(), self.service.now());
        for id in self.queue.hand_over(|chat| held.contains(&storage::slots::of(chat))) {
            self.errands.wait.push((id, now, "handed over".to_owned()));
        }
    }

    fn unpack(&mut self, back: Back) {
        self.trip = None;
        let Back { at, errands, outcome } = back;
        match outcome {
            Ok(brought) => {
                let buried = errands.bury.into_iter().map(|(key, id, _)| (key, id));
                for (key, id) in errands.close.into_iter().chain(buried) {
                    self.queue.done(key, id);
                }
                for ((_, answer), new) in errands.store.into_iter().zip(brought.new) {
                    tell(answer, Ok(new));
                }
                if errands.take > 0 {
                    self.more = i64::try_from(brought.taken.len()).is_ok_and(|taken| taken >= errands.take);
                    if brought.taken.is_empty() {
                        self.last_empty = self.looks;
                    }
                }
                // What came too late for a stop is given back with the rest.
                let wanted = !self.draining();
                for taken in brought.taken.into_iter().filter(|_| wanted) {
                    self.queue.admit(taken);
                }
                if errands.take > 0 && !self.more {
                    self.queue.stop_waiting(at);
                }
            }
            Err(error) => {
                metrics::counter!("regulars_db_errors_total", "at" => "inbox").increment(1);
                tracing::error!(error = &error as &dyn std::error::Error, "the inbox was not reached");
                for (_, answer) in errands.store {
                    tell(answer, Err(NotStored));
                }
                self.errands.close.extend(errands.close);
                self.errands.wait.extend(errands.wait);
                self.errands.again.extend(errands.again);
                self.errands.bury.extend(errands.bury);
                self.errands.untake |= errands.untake;
                self.look = true;
                self.rest_until = Instant::now() + AFTER_FAILURE;
            }
        }
    }

    fn take_note(&mut self, ask: Ask) {
        match ask {
            Ask::Store(arrivals, answer) => self.errands.store.push((arrivals, answer)),
            Ask::Idle(done) => {
                self.look = true;
                self.idlers.push((self.looks, done));
            }
            Ask::Drain(done) => {
                self.stage = self.stage.max(Stage::Draining);
                self.queue.forget_waiting();
                self.drainers.push(done);
            }
        }
    }

    fn put_down(&mut self, Ended { key, id, how }: Ended) {
        self.running -= 1;
        match how {
            // What follows in its lane begins when it is closed: a crash repeats one answer to a person, not two.
            How::Through => self.errands.close.push((key, id)),
            How::Waits { due, why } => {
                self.queue.failed(key, id, due);
                self.changes_seen = None;
                self.errands.wait.push((id, due, why));
            }
            How::Again { due, error } => {
                self.queue.failed(key, id, due);
                self.changes_seen = None;
                self.errands.again.push((id, due, error));
            }
            How::Dead { error } => self.errands.bury.push((key, id, error)),
        }
    }

    fn look_round(&mut self) {
        if Instant::now() >= self.next_look || self.queue.came_due(self.service.now()) {
            self.look = true;
            self.next_look = Instant::now() + self.look_every;
        }
    }

    /// When to look up without being called.
    fn wake(&self) -> Instant {
        let mut wake = self.next_look;
        if let Some(due) = self.queue.next_due() {
            let left = (due - self.service.now()).to_std().unwrap_or_default();
            // A clock that stands still must not make this spin.
            wake = wake.min(Instant::now() + left.max(Duration::from_millis(20)));
        }
        if let Some(first) = self.first_errand.filter(|_| self.trip.is_none()) {
            wake = wake.min((first + COMPANY).max(self.rest_until));
        }
        if self.trip.is_none() && self.rest_until > Instant::now() {
            wake = wake.min(self.rest_until);
        }
        wake
    }
}

/// Tells somebody who may have gone meanwhile.
fn tell<T>(waiting: oneshot::Sender<T>, what: T) {
    if waiting.send(what).is_err() {
        tracing::trace!("whoever asked has gone");
    }
}

/// The trip that is under way; for ever, if there is none.
async fn travel(trip: &mut Option<Trip>) -> Back {
    match trip {
        Some(trip) => trip.await,
        None => std::future::pending().await,
    }
}

/// One trip: one transaction.
async fn go(db: &Db, slots: &Slots, now: DateTime<Utc>, errands: &Errands) -> Result<Brought, StorageError> {
    slots.keep().await?;
    let mut tx = db.begin().await?;
    let mut brought = Brought::default();
    for (arrivals, _) in &errands.store {
        let updates: Vec<NewUpdate<'_>> = arrivals
            .iter()
            .map(|Arrival { id, chat, user, body }| NewUpdate {
                id: *id,
                chat: *chat,
                user: *user,
                slot: storage::slots::of(*chat),
                body,
                at: now,
            })
            .collect();
        brought.new.push(inbox::put_all(&mut tx, &updates).await?.len());
    }
    let through: Vec<i64> = errands.close.iter().map(|(_, id)| *id).collect();
    inbox::close_all(&mut tx, &through, now).await?;
    for (id, due, why) in &errands.wait {
        inbox::put_off(&mut tx, *id, *due, why).await?;
    }
    for (id, due, error) in &errands.again {
        inbox::fail(&mut tx, *id, *due, error).await?;
    }
    for (_, id, error) in &errands.bury {
        inbox::bury(&mut tx, *id, now, error).await?;
    }
    if errands.untake {
        inbox::untake(&mut tx, slots.holder).await?;
    }
    if errands.take > 0 {
        brought.taken = inbox::take(&mut tx, slots.holder, now, errands.take).await?;
    }
    tx.commit().await?;
    Ok(brought)
}

/// Wakes the lanes, the courier or the worker: something may be there to do.
pub type Nudge = Arc<Notify>;
