//! The program on a runtime of its own, so that it can be killed as a process can.

use std::sync::Arc;

use anyhow::Context;
use domain::{Clock, OsIds};
use storage::{Db, StorageError};
use tokio::runtime::{Builder, Handle, Runtime};

use crate::app::{Parts, Program};
use crate::keys::{self, Source};
use crate::menus;
use crate::rounds::sleep;
use crate::settings::Settings;

/// Threads that the program works on.
const THREADS: usize = 2;
/// How often a database is tried that a killed program has not quite let go of.
const TRIES: u32 = 100;
const BETWEEN_TRIES: std::time::Duration = std::time::Duration::from_millis(20);

/// A running program, with everything it would lose if its process ended.
pub struct Machine {
    threads: Threads,
    pub program: Arc<Program>,
    db: Db,
}

impl Machine {
    /// Opens the database and starts the program, with its rounds.
    ///
    /// # Errors
    /// As [`Program::start`].
    pub async fn start(settings: Settings, clock: Arc<dyn Clock>) -> anyhow::Result<Self> {
        let threads = Threads::start()?;
        let started = threads.handle.spawn(async move {
            let db = reopen(settings.database_url.expose(), clock.as_ref()).await?;
            let mut program = Program::start(Parts {
                settings,
                db: db.clone(),
                clock,
                ids: Arc::new(OsIds::default()),
            })
            .await?;
            program.run_rounds();
            menus::at_start(program.club()).await?;
            Ok::<_, anyhow::Error>((Arc::new(program), db))
        });
        let (program, db) = started.await??;
        Ok(Self { threads, program, db })
    }

    /// Has the program do something, on its own threads.
    ///
    /// # Errors
    /// When it is killed meanwhile.
    pub async fn run<T: Send + 'static>(
        &self,
        what: impl Future<Output = anyhow::Result<T>> + Send + 'static,
    ) -> anyhow::Result<T> {
        self.threads.handle.spawn(what).await?
    }

    /// Has the program do something while nobody waits for it.
    pub fn begin(&self, what: impl Future<Output = anyhow::Result<()>> + Send + 'static) {
        drop(self.threads.handle.spawn(async move {
            if let Err(error) = what.await {
                tracing::warn!(
                    error = format!("{error:#}"),
                    "something that nobody waits for was not done"
                );
            }
        }));
    }

    /// Ends the program as an operator does: what is in hand is finished.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn stop(self) -> anyhow::Result<()> {
        let Self { threads, program, db } = self;
        let stopped = threads.handle.spawn(async move {
            // Whoever has it do something still is waited for.
            let program = sole(program).await;
            program.stop().await?;
            db.close().await?;
            Ok::<_, StorageError>(())
        });
        Ok(stopped.await??)
    }

    /// Ends the program as a power cut does: nothing is finished, closed or said.
    pub fn kill(self) {
        drop(self.threads);
    }
}

/// Threads that nobody waits for when they are let go of, wherever that happens. A runtime by itself waits
/// for them, and panics where nobody may wait.
struct Threads {
    handle: Handle,
    /// Until they are let go of.
    runtime: Option<Runtime>,
}

impl Threads {
    fn start() -> anyhow::Result<Self> {
        let runtime = Builder::new_multi_thread()
            .worker_threads(THREADS)
            .thread_name("regulars")
            .enable_all()
            .build()
            .context("the system gives no more threads")?;
        Ok(Self {
            handle: runtime.handle().clone(),
            runtime: Some(runtime),
        })
    }
}

impl Drop for Threads {
    fn drop(&mut self) {
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_background();
        }
    }
}

async fn sole(mut program: Arc<Program>) -> Program {
    loop {
        match Arc::try_unwrap(program) {
            Ok(program) => return program,
            Err(shared) => program = shared,
        }
        sleep(BETWEEN_TRIES).await;
    }
}

/// Opens a database of which a killed program may hold a part for another moment.
///
/// # Errors
/// When it cannot be opened, or somebody else keeps it.
pub async fn reopen(url: &str, clock: &dyn Clock) -> anyhow::Result<Db> {
    let mut opened = Db::open(url).await;
    for _ in 0..TRIES {
        if !matches!(opened, Err(StorageError::InUse { .. })) {
            break;
        }
        sleep(BETWEEN_TRIES).await;
        opened = Db::open(url).await;
    }
    keys::unlock(&opened?, &Source::for_play(url), clock, Arc::new(OsIds::default())).await
}
