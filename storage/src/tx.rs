//! One transaction, on either engine.

use std::ops::{Deref, DerefMut};
use std::time::Duration;

use sqlx::pool::PoolConnection;
use sqlx::{PgConnection, Postgres, SqliteConnection, Transaction};

use crate::StorageError;
use crate::group::Act;
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

#[derive(Debug)]
pub enum SqliteTx {
    Act(Act),
    Look(Look),
}

#[derive(Debug)]
pub enum PostgresTx {
    Whole(Transaction<'static, Postgres>),
    /// Each statement by itself.
    Single(PoolConnection<Postgres>),
}

impl Tx {
    /// Makes everything done in it true together. It is on the disk when this returns.
    pub async fn commit(self) -> Result<(), StorageError> {
        match self {
            Self::Sqlite(SqliteTx::Act(act)) => act.commit().await,
            Self::Postgres(PostgresTx::Whole(tx)) => Ok(in_time(tx.commit()).await?),
            Self::Sqlite(SqliteTx::Look(_)) | Self::Postgres(PostgresTx::Single(_)) => Ok(()),
        }
    }
}

impl Deref for SqliteTx {
    type Target = SqliteConnection;

    fn deref(&self) -> &SqliteConnection {
        match self {
            Self::Act(act) => act.conn(),
            Self::Look(look) => look.conn(),
        }
    }
}

impl DerefMut for SqliteTx {
    fn deref_mut(&mut self) -> &mut SqliteConnection {
        match self {
            Self::Act(act) => act.conn_mut(),
            Self::Look(look) => look.conn_mut(),
        }
    }
}

impl Deref for PostgresTx {
    type Target = PgConnection;

    fn deref(&self) -> &PgConnection {
        match self {
            Self::Whole(tx) => tx,
            Self::Single(conn) => conn,
        }
    }
}

impl DerefMut for PostgresTx {
    fn deref_mut(&mut self) -> &mut PgConnection {
        match self {
            Self::Whole(tx) => tx,
            Self::Single(conn) => conn,
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
