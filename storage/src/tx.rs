//! One transaction, on either engine.

use std::fmt;
use std::ops::{Deref, DerefMut};
use std::sync::Arc;
use std::time::Duration;

use sqlx::pool::PoolConnection;
use sqlx::{PgConnection, Postgres, SqliteConnection, Transaction};

use crate::StorageError;
use crate::group::Act;
use crate::keyring::Keyring;
use crate::readers::Look;

/// How long a server may be silent. It ends a statement earlier by itself; this is for one that has gone
/// without a word.
const SILENCE: Duration = Duration::from_secs(30);

/// One transaction. Dropping it undoes everything.
#[derive(Debug)]
pub enum Tx {
    Sqlite(SqliteTx),
    Postgres(PostgresTx),
}

/// A connection to SQLite, with the keys for what is sealed.
pub struct SqliteTx {
    pub(crate) conn: OnSqlite,
    pub(crate) keys: Arc<Keyring>,
}

pub(crate) enum OnSqlite {
    Act(Act),
    Look(Look),
}

/// A connection to PostgreSQL, with the keys for what is sealed.
pub struct PostgresTx {
    pub(crate) conn: OnPostgres,
    pub(crate) keys: Arc<Keyring>,
}

pub(crate) enum OnPostgres {
    Whole(Transaction<'static, Postgres>),
    /// Each statement by itself.
    Single(PoolConnection<Postgres>),
}

impl Tx {
    /// The keys for what is sealed.
    pub(crate) fn keys(&self) -> &Arc<Keyring> {
        match self {
            Self::Sqlite(tx) => &tx.keys,
            Self::Postgres(tx) => &tx.keys,
        }
    }

    /// Makes everything done in it true together. It is on the disk when this returns.
    pub async fn commit(self) -> Result<(), StorageError> {
        match self {
            Self::Sqlite(SqliteTx {
                conn: OnSqlite::Act(act),
                ..
            }) => act.commit().await,
            Self::Postgres(PostgresTx {
                conn: OnPostgres::Whole(tx),
                ..
            }) => Ok(in_time(tx.commit()).await?),
            Self::Sqlite(_) | Self::Postgres(_) => Ok(()),
        }
    }
}

/// What the one connection of SQLite that writes keeps of the file in memory, in KiB: usually, and while one act
/// writes more than all others of a year.
const USUAL: &str = "PRAGMA cache_size = -3072";
const WIDE: &str = "PRAGMA cache_size = -81920";

impl Tx {
    /// With more parameters than these a statement costs more than the ways to the database that it saves: on SQLite
    /// each is looked for among all of them by its name.
    pub(crate) const fn parameters(&self) -> usize {
        match self {
            Self::Sqlite(_) => 200,
            Self::Postgres(_) => 5_000,
        }
    }

    /// Makes room for an act that touches all of many indexes, or gives the room back. Without it, each row would
    /// push pages to the disk that the next one needs. A server sees to its own memory.
    pub async fn make_room(&mut self, wide: bool) -> Result<(), StorageError> {
        if let Self::Sqlite(tx) = self {
            let text = if wide { WIDE } else { USUAL };
            sqlx::query(text).execute(&mut **tx).await?;
        }
        Ok(())
    }
}

impl Deref for SqliteTx {
    type Target = SqliteConnection;

    fn deref(&self) -> &SqliteConnection {
        match &self.conn {
            OnSqlite::Act(act) => act.conn(),
            OnSqlite::Look(look) => look.conn(),
        }
    }
}

impl DerefMut for SqliteTx {
    fn deref_mut(&mut self) -> &mut SqliteConnection {
        match &mut self.conn {
            OnSqlite::Act(act) => act.conn_mut(),
            OnSqlite::Look(look) => look.conn_mut(),
        }
    }
}

impl Deref for PostgresTx {
    type Target = PgConnection;

    fn deref(&self) -> &PgConnection {
        match &self.conn {
            OnPostgres::Whole(tx) => tx,
            OnPostgres::Single(conn) => conn,
        }
    }
}

impl DerefMut for PostgresTx {
    fn deref_mut(&mut self) -> &mut PgConnection {
        match &mut self.conn {
            OnPostgres::Whole(tx) => tx,
            OnPostgres::Single(conn) => conn,
        }
    }
}

impl fmt::Debug for SqliteTx {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.conn {
            OnSqlite::Act(act) => act.fmt(f),
            OnSqlite::Look(look) => look.fmt(f),
        }
    }
}

impl fmt::Debug for PostgresTx {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.conn {
            OnPostgres::Whole(tx) => tx.fmt(f),
            OnPostgres::Single(conn) => conn.fmt(f),
        }
    }
}

/// Waits for PostgreSQL, but not for ever.
pub(crate) async fn in_time<T>(asked: impl Future<Output = Result<T, sqlx::Error>>) -> Result<T, sqlx::Error> {
    match tokio::time::timeout(SILENCE, asked).await {
        Ok(answer) => answer,
        Err(_) => Err(sqlx::Error::Io(std::io::ErrorKind::TimedOut.into())),
    }
}
