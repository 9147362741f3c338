//! Group commit on SQLite: many acts share one transaction, and so one flush to the disk.
//!
//! There is one connection that writes. Each act has it for a turn, in a savepoint of the transaction
//! that is open; whoever waits gets it next, without a word to the database in between. When nobody
//! waits the transaction is committed, and only then are its acts told that they are done.

use std::collections::VecDeque;
use std::fmt;
use std::fs::File;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{ConnectOptions, Connection, Executor, SqliteConnection};
use tokio::runtime::Handle;
use tokio::sync::oneshot;

use crate::StorageError;

/// How many acts are committed together at most.
const LARGEST: usize = 128;

/// How long acts are joined to a transaction. Whoever came first waits at least as long.
const LONGEST: Duration = Duration::from_millis(10);

/// The one place where a SQLite database is written.
pub(crate) struct Writer {
    options: SqliteConnectOptions,
    /// How long an act waits for its turn.
    patience: Duration,
    desk: Mutex<Desk>,
    /// SQLite undid the whole transaction by itself, as it does when the disk is full.
    lost: Arc<AtomicBool>,
}

/// Where the connection is, and who wants it.
struct Desk {
    /// `None` while somebody has it.
    free: Option<Box<Turn>>,
    waiting: VecDeque<oneshot::Sender<Act>>,
    /// Keeps other processes away. `None` once closed.
    alone: Option<File>,
}

/// What goes from act to act.
struct Turn {
    /// `None` before the first act, and after a failure.
    conn: Option<SqliteConnection>,
    mark: Mark,
    /// The acts that are in the transaction and wait for it.
    acts: Vec<oneshot::Sender<Verdict>>,
    since: Instant,
    /// A task has been given the transaction to finish and has not begun.
    entrusted: bool,
}

type Verdict = Result<(), Option<Arc<sqlx::Error>>>;

/// How the transaction stands, for whoever has the connection next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Mark {
    /// There is none.
    Closed,
    /// Nothing in it is wanted: the first act has not committed.
    Empty,
    /// All in it is wanted.
    Kept,
    /// All in it is wanted, and the savepoint of the last act is still open.
    KeptWithSavepoint,
    /// What comes after the savepoint is not wanted: the last act has not committed.
    Spoilt,
    /// An order was given and its end not seen. The connection is of no more use.
    Unknown,
}

/// One act's turn. Dropping it undoes the act and passes the connection on.
pub struct Act {
    writer: Arc<Writer>,
    /// `None` once it is passed on.
    turn: Option<Box<Turn>>,
}

impl Writer {
    pub(crate) async fn new(
        options: SqliteConnectOptions,
        conn: SqliteConnection,
        alone: File,
        patience: Duration,
    ) -> Result<Arc<Self>, sqlx::Error> {
        let desk = Desk {
            free: None,
            waiting: VecDeque::new(),
            alone: Some(alone),
        };
        let writer = Self {
            options,
            patience,
            desk: Mutex::new(desk),
            lost: Arc::new(AtomicBool::new(false)),
        };
        let conn = Some(writer.watch(conn).await?);
        let turn = Turn {
            conn,
            mark: Mark::Closed,
            acts: Vec::new(),
            since: Instant::now(),
            entrusted: false,
        };
        writer.desk().free = Some(Box::new(turn));
        Ok(Arc::new(writer))
    }

    /// Waits for the connection and begins an act on it.
    pub(crate) async fn begin(self: &Arc<Self>) -> Result<Act, StorageError> {
        let mut act = self.turn().await?;
        act.open().await?;
        Ok(act)
    }

    /// Ends what is under way and lets other processes have the file.
    pub(crate) async fn close(self: &Arc<Self>) -> Result<(), StorageError> {
        let mut act = self.turn().await?;
        act.finish().await;
        if let Some(conn) = act.turn.as_mut().and_then(|turn| turn.conn.take()) {
            conn.close().await?;
        }
        self.desk().alone = None;
        Ok(())
    }

    /// Writes the file anew, without what was deleted from it, and empties the log of writes: neither
    /// holds what rows held before.
    pub(crate) async fn sweep(self: &Arc<Self>) -> Result<(), StorageError> {
        let mut act = self.turn().await?;
        act.finish().await;
        let turn = act.turn_mut();
        if turn.conn.is_none() {
            turn.conn = Some(self.watch(self.options.connect().await?).await?);
        }
        // Until it is over; a connection that was left in the middle is of no more use.
        turn.mark = Mark::Unknown;
        // The copy that is made on the way may be larger than the memory.
        let orders = "PRAGMA temp_store = file; VACUUM; PRAGMA temp_store = memory; PRAGMA wal_checkpoint(TRUNCATE)";
        if let Some(conn) = &mut turn.conn {
            conn.execute(sqlx::query(orders)).await?;
        }
        turn.mark = Mark::Closed;
        Ok(())
    }

    async fn turn(self: &Arc<Self>) -> Result<Act, StorageError> {
        let turn = {
            let mut desk = self.desk();
            if desk.alone.is_none() {
                return Err(StorageError::Closed);
            }
            if let Some(turn) = desk.free.take() {
                return Ok(Act {
                    writer: Arc::clone(self),
                    turn: Some(turn),
                });
            }
            let (give, turn) = oneshot::channel();
            desk.waiting.push_back(give);
            turn
        };
        match tokio::time::timeout(self.patience, turn).await {
            Ok(Ok(act)) => Ok(act),
            Ok(Err(_)) => Err(StorageError::Closed),
            Err(_) => Err(StorageError::Busy(self.patience)),
        }
    }

    fn desk(&self) -> MutexGuard<'_, Desk> {
        self.desk.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Gives the connection to who waits longest, or has the transaction committed.
    fn pass_on(self: &Arc<Self>, mut turn: Box<Turn>) {
        while let Some(next) = self.next(&turn) {
            let act = Act {
                writer: Arc::clone(self),
                turn: Some(turn),
            };
            match next.send(act) {
                Ok(()) => return,
                // Whoever waited has given up.
                Err(mut act) => match act.turn.take() {
                    Some(back) => turn = back,
                    None => return,
                },
            }
        }
        if turn.mark == Mark::Closed {
            let mut desk = self.desk();
            if desk.waiting.is_empty() {
                desk.free = Some(turn);
                return;
            }
            drop(desk);
            return self.pass_on(turn);
        }
        match Handle::try_current() {
            // A runtime that shuts down drops every new task, and with it the turn comes back.
            Ok(runtime) if !turn.entrusted => {
                turn.entrusted = true;
                let mut act = Act {
                    writer: Arc::clone(self),
                    turn: Some(turn),
                };
                // On a task of its own: the act that came last may be dropped while it waits.
                drop(runtime.spawn(async move { act.finish().await }));
            }
            // The program is at its end. What was not committed is undone.
            _ => {
                turn.give_up(None);
                let mut desk = self.desk();
                desk.waiting.clear();
                desk.free = Some(turn);
            }
        }
    }

    fn next(&self, turn: &Turn) -> Option<oneshot::Sender<Act>> {
        let room = match turn.mark {
            Mark::Unknown => false,
            Mark::Closed => true,
            _ => turn.acts.len() < LARGEST && turn.since.elapsed() < LONGEST && !self.lost.load(Ordering::Acquire),
        };
        if room { self.desk().waiting.pop_front() } else { None }
    }

    /// Has SQLite say so when it undoes a transaction by itself.
    async fn watch(&self, mut conn: SqliteConnection) -> Result<SqliteConnection, sqlx::Error> {
        self.lost.store(false, Ordering::Release);
        let lost = Arc::clone(&self.lost);
        conn.lock_handle()
            .await?
            .set_rollback_hook(move || lost.store(true, Ordering::Release));
        Ok(conn)
    }
}

impl Turn {
    /// Lets go of the connection, which undoes what is open on it, and says so to the acts in it.
    fn give_up(&mut self, error: Option<&Arc<sqlx::Error>>) {
        self.conn = None;
        self.mark = Mark::Closed;
        self.entrusted = false;
        self.tell(&Err(error.cloned()));
    }

    fn tell(&mut self, verdict: &Verdict) {
        for act in self.acts.drain(..) {
            // An act that was dropped while it waited does not hear it.
            drop(act.send(verdict.clone()));
        }
    }
}

impl Act {
    /// Makes the act's changes part of the shared transaction, and waits until they are on the disk.
    ///
    /// An act that is dropped while it waits here may be committed or not, like one whose answer is
    /// lost on its way.
    pub(crate) async fn commit(mut self) -> Result<(), StorageError> {
        let (told, verdict) = oneshot::channel();
        {
            let turn = self.turn_mut();
            turn.mark = if turn.mark == Mark::Empty {
                Mark::Kept
            } else {
                Mark::KeptWithSavepoint
            };
            turn.acts.push(told);
        }
        drop(self);
        match verdict.await {
            Ok(Ok(())) => Ok(()),
            Ok(Err(source)) => Err(StorageError::NotDurable { source }),
            Err(_) => Err(StorageError::NotDurable { source: None }),
        }
    }

    /// Begins the transaction, or this act's part of it.
    async fn open(&mut self) -> Result<(), StorageError> {
        let writer = Arc::clone(&self.writer);
        let turn = self.turn_mut();
        // Until the orders have been carried out the mark says what holds if this future is dropped
        // half-way, with any number of them done.
        let (orders, meanwhile, then) = match turn.mark {
            Mark::Closed => ("BEGIN IMMEDIATE", Mark::Unknown, Mark::Empty),
            Mark::Empty => ("ROLLBACK; BEGIN IMMEDIATE", Mark::Unknown, Mark::Empty),
            Mark::Kept => ("SAVEPOINT act", Mark::Kept, Mark::Spoilt),
            Mark::KeptWithSavepoint => ("RELEASE act; SAVEPOINT act", Mark::Kept, Mark::Spoilt),
            Mark::Spoilt => ("ROLLBACK TO act", Mark::Spoilt, Mark::Spoilt),
            Mark::Unknown => unreachable!("nobody is given a connection in this state"),
        };
        if turn.mark == Mark::Closed {
            turn.since = Instant::now();
        }
        turn.mark = meanwhile;
        let done = match &mut turn.conn {
            Some(conn) => conn.execute(sqlx::query(orders)).await,
            None => match writer.options.connect().await {
                Ok(conn) => {
                    turn.conn
                        .insert(writer.watch(conn).await?)
                        .execute(sqlx::query(orders))
                        .await
                }
                Err(error) => Err(error),
            },
        };
        if then == Mark::Empty {
            // SQLite reports the rollback that was ordered, too.
            writer.lost.store(false, Ordering::Release);
        }
        turn.mark = if done.is_ok() { then } else { Mark::Unknown };
        done?;
        Ok(())
    }

    /// Commits what is wanted of the shared transaction and tells the acts in it.
    async fn finish(&mut self) {
        let writer = Arc::clone(&self.writer);
        let turn = self.turn_mut();
        turn.entrusted = false;
        let lost = writer.lost.load(Ordering::Acquire);
        let orders = match turn.mark {
            Mark::Closed => return,
            Mark::Empty if !lost => "ROLLBACK",
            Mark::Kept | Mark::KeptWithSavepoint if !lost => "COMMIT",
            Mark::Spoilt if !lost => "ROLLBACK TO act; COMMIT",
            _ => {
                if let Some(conn) = turn.conn.take() {
                    tracing::warn!(lost, mark = ?turn.mark, "the connection that writes is opened anew");
                    drop(conn.close().await);
                }
                return turn.give_up(None);
            }
        };
        let wanted = turn.mark != Mark::Empty;
        turn.mark = Mark::Unknown;
        let done = match &mut turn.conn {
            Some(conn) => conn.execute(sqlx::query(orders)).await,
            None => unreachable!("a transaction is open on a connection"),
        };
        match done {
            Ok(_) => {
                turn.mark = Mark::Closed;
                turn.tell(&Ok(()));
                if !wanted {
                    writer.lost.store(false, Ordering::Release);
                }
            }
            Err(error) => {
                tracing::error!(%error, acts = turn.acts.len(), "the shared transaction was not committed");
                if let Some(conn) = turn.conn.take() {
                    drop(conn.close().await);
                }
                turn.give_up(Some(&Arc::new(error)));
            }
        }
    }

    fn turn_mut(&mut self) -> &mut Turn {
        match &mut self.turn {
            Some(turn) => turn,
            None => unreachable!("an act keeps its turn until it is dropped"),
        }
    }

    pub(crate) fn conn(&self) -> &SqliteConnection {
        match self.turn.as_ref().and_then(|turn| turn.conn.as_ref()) {
            Some(conn) => conn,
            None => unreachable!("an act that has begun has a connection"),
        }
    }

    pub(crate) fn conn_mut(&mut self) -> &mut SqliteConnection {
        match self.turn.as_mut().and_then(|turn| turn.conn.as_mut()) {
            Some(conn) => conn,
            None => unreachable!("an act that has begun has a connection"),
        }
    }
}

impl Drop for Act {
    fn drop(&mut self) {
        if let Some(turn) = self.turn.take() {
            self.writer.pass_on(turn);
        }
    }
}

impl fmt::Debug for Act {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Act")
            .field("mark", &self.turn.as_ref().map(|turn| turn.mark))
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for Writer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Writer")
            .field("file", &self.options.get_filename())
            .finish_non_exhaustive()
    }
}
