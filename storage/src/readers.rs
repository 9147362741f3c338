//! The connections to a SQLite file that may only read.

use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{ConnectOptions, Connection, Executor, SqliteConnection};
use tokio::runtime::Handle;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::StorageError;

/// How many may read at once.
const READERS: usize = 2;

pub(crate) struct Readers {
    options: SqliteConnectOptions,
    /// How long one waits for a connection.
    patience: Duration,
    idle: Mutex<Vec<SqliteConnection>>,
    permits: Arc<Semaphore>,
}

/// A connection for a while. Dropping it gives it back.
pub struct Look {
    readers: Arc<Readers>,
    /// `None` once it is given back.
    lent: Option<Lent>,
    /// A transaction is open, so that all statements see one state.
    snapshot: bool,
}

struct Lent {
    conn: SqliteConnection,
    permit: OwnedSemaphorePermit,
}

impl Readers {
    pub(crate) fn new(options: SqliteConnectOptions, patience: Duration) -> Arc<Self> {
        let permits = Arc::new(Semaphore::new(READERS));
        Arc::new(Self {
            options,
            patience,
            idle: Mutex::new(Vec::new()),
            permits,
        })
    }

    /// A connection on which each statement sees the newest state.
    pub(crate) async fn look(self: &Arc<Self>) -> Result<Look, StorageError> {
        let permit = match tokio::time::timeout(self.patience, Arc::clone(&self.permits).acquire_owned()).await {
            Ok(Ok(permit)) => permit,
            Ok(Err(_)) => return Err(StorageError::Closed),
            Err(_) => return Err(StorageError::Busy(self.patience)),
        };
        let idle = self.idle().pop();
        let conn = match idle {
            Some(conn) => conn,
            None => self.options.connect().await?,
        };
        Ok(Look {
            readers: Arc::clone(self),
            lent: Some(Lent { conn, permit }),
            snapshot: false,
        })
    }

    /// A connection on which all statements see the same state.
    pub(crate) async fn snapshot(self: &Arc<Self>) -> Result<Look, StorageError> {
        let mut look = self.look().await?;
        // Said before it is true, for the case that this future is dropped in between.
        look.snapshot = true;
        look.conn_mut().execute(sqlx::query("BEGIN")).await?;
        Ok(look)
    }

    pub(crate) async fn close(&self) -> Result<(), StorageError> {
        self.permits.close();
        let idle = std::mem::take(&mut *self.idle());
        for conn in idle {
            conn.close().await?;
        }
        Ok(())
    }

    fn idle(&self) -> MutexGuard<'_, Vec<SqliteConnection>> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn take_back(&self, lent: Lent) {
        if !self.permits.is_closed() {
            self.idle().push(lent.conn);
        }
        drop(lent.permit);
    }
}

impl Look {
    pub(crate) fn conn(&self) -> &SqliteConnection {
        match &self.lent {
            Some(lent) => &lent.conn,
            None => unreachable!("a connection is kept until it is dropped"),
        }
    }

    pub(crate) fn conn_mut(&mut self) -> &mut SqliteConnection {
        match &mut self.lent {
            Some(lent) => &mut lent.conn,
            None => unreachable!("a connection is kept until it is dropped"),
        }
    }
}

impl Drop for Look {
    fn drop(&mut self) {
        let Some(mut lent) = self.lent.take() else { return };
        if !self.snapshot {
            return self.readers.take_back(lent);
        }
        // A snapshot that stays open keeps the log of writes from being cleared. Without a runtime the
        // program is at its end, and closing the connection does as well.
        if let Ok(runtime) = Handle::try_current() {
            let readers = Arc::clone(&self.readers);
            drop(runtime.spawn(async move {
                match lent.conn.execute(sqlx::query("ROLLBACK")).await {
                    Ok(_) => readers.take_back(lent),
                    Err(error) => tracing::warn!(%error, "a connection that reads is opened anew"),
                }
            }));
        }
    }
}

impl fmt::Debug for Look {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Look")
            .field("snapshot", &self.snapshot)
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for Readers {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Readers")
            .field("file", &self.options.get_filename())
            .finish_non_exhaustive()
    }
}
