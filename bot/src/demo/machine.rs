//! The program on a runtime of its own, so that it can be killed as a process can.

use std::sync::Arc;

use anyhow::Context;
use domain::{Clock, OsIds};
use storage::{Db, StorageError};
use tokio::runtime::{Builder, Runtime};

use crate::app::{Parts, Program};
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
    runtime: Runtime,
    pub program: Arc<Program>,
    db: Db,
}

impl Machine {
    /// Opens the database and starts the program, with its rounds.
    ///
    /// # Errors
    /// As [`Program::start`].
    pub async fn start(settings: Settings, clock: Arc<dyn Clock>) -> anyhow::Result<Self> {
        let runtime = Builder::new_multi_thread()
            .worker_threads(THREADS)
            .thread_name("regulars")
            .enable_all()
            .build()
            .context("the system gives no more threads")?;
        let started = runtime.spawn(async move {
            let db = reopen(settings.database_url.expose()).await?;
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
        match started.await {
            Ok(Ok((program, db))) => Ok(Self { runtime, program, db }),
            Ok(Err(error)) => {
                runtime.shutdown_background();
                Err(error)
            }
            Err(error) => {
                runtime.shutdown_background();
                Err(error.into())
            }
        }
    }

    /// Has the program do something, on its own threads.
    ///
    /// # Errors
    /// When it is killed meanwhile.
    pub async fn run<T: Send + 'static>(
        &self,
        what: impl Future<Output = anyhow::Result<T>> + Send + 'static,
    ) -> anyhow::Result<T> {
        self.runtime.spawn(what).await?
    }

    /// Has the program do something while nobody waits for it.
    pub fn begin(&self, what: impl Future<Output = anyhow::Result<()>> + Send + 'static) {
        drop(self.runtime.spawn(async move {
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
        let Self { runtime, program, db } = self;
        let stopped = runtime.spawn(async move {
            // Whoever has it do something still is waited for.
            let program = sole(program).await;
            program.stop().await?;
            db.close().await?;
            Ok::<_, StorageError>(())
        });
        let outcome = stopped.await;
        runtime.shutdown_background();
        Ok(outcome??)
    }

    /// Ends the program as a power cut does: nothing is finished, closed or said.
    pub fn kill(self) {
        self.runtime.shutdown_background();
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
async fn reopen(url: &str) -> Result<Db, StorageError> {
    for _ in 0..TRIES {
        match Db::open(url).await {
            Err(StorageError::InUse { .. }) => sleep(BETWEEN_TRIES).await,
            outcome => return outcome,
        }
    }
    Db::open(url).await
}
