//! Opens the database and brings its tables up to date.

use std::fmt;
use std::fs::{File, OpenOptions, TryLockError};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use sqlx::migrate::Migrator;
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqliteSynchronous};
use sqlx::{ConnectOptions, Connection, PgPool};

use crate::group::Writer;
use crate::keyring::Keyring;
use crate::readers::Readers;
use crate::tx::{OnPostgres, OnSqlite, PostgresTx, SqliteTx};
use crate::{StorageError, Tx, in_time};

pub(crate) static MIGRATIONS: Migrator = sqlx::migrate!("../migrations");

/// Texts of SQL that a connection keeps ready. There are fewer than this in all tables together.
const STATEMENTS: usize = 400;

/// How long a statement may take on PostgreSQL before the server ends it.
const STATEMENT_TIMEOUT: &str = "20s";

/// The database of one program. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Db {
    engine: Engine,
    /// For what is sealed. Without keys nothing of that is read or written.
    keys: Arc<Keyring>,
}

#[derive(Debug, Clone)]
enum Engine {
    Sqlite {
        writer: Option<Arc<Writer>>,
        readers: Arc<Readers>,
    },
    Postgres {
        writers: PgPool,
        readers: PgPool,
    },
}

/// How a database is opened.
#[derive(Clone)]
pub struct Options {
    url: String,
    connections: u32,
    patience: Duration,
    turn: Duration,
}

impl Options {
    /// `sqlite:PATH` or `postgres://USER:PASSWORD@HOST/NAME`.
    #[must_use]
    pub fn new(url: impl Into<String>) -> Self {
        Self {
            url: url.into(),
            connections: 16,
            patience: Duration::from_secs(30),
            turn: Duration::from_secs(10),
        }
    }

    /// How many connections to PostgreSQL may write at once; a quarter as many read besides.
    #[must_use]
    pub fn connections(self, connections: u32) -> Self {
        Self {
            connections: connections.max(1),
            ..self
        }
    }

    /// How long to wait for a PostgreSQL that does not answer yet.
    #[must_use]
    pub fn patience(self, patience: Duration) -> Self {
        Self { patience, ..self }
    }

    /// How long an act waits for its turn, or for a connection.
    #[must_use]
    pub fn turn(self, turn: Duration) -> Self {
        Self { turn, ..self }
    }
}

/// Without the address: it holds a password (S7).
impl fmt::Debug for Options {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Options")
            .field("connections", &self.connections)
            .field("patience", &self.patience)
            .field("turn", &self.turn)
            .finish_non_exhaustive()
    }
}

/// What an address names.
enum Address {
    Sqlite(SqliteConnectOptions),
    Postgres(PgConnectOptions),
}

impl Address {
    fn parse(url: &str) -> Result<Self, StorageError> {
        // What the parsers complain of may repeat a part of the address, and with it the password.
        if url.starts_with("postgres://") || url.starts_with("postgresql://") {
            return url.parse().map(Self::Postgres).map_err(|_| StorageError::Address);
        }
        let options: SqliteConnectOptions = url
            .strip_prefix("sqlite:")
            .filter(|path| !path.is_empty() && !path.contains(":memory:") && !path.contains("mode=memory"))
            .and_then(|_| url.parse().ok())
            .ok_or(StorageError::Address)?;
        Ok(Self::Sqlite(options))
    }
}

impl Db {
    fn keyless(engine: Engine) -> Self {
        Self {
            engine,
            keys: Arc::new(Keyring::empty()),
        }
    }

    /// The same database with the keys for what is sealed in it.
    #[must_use]
    pub fn with_keys(&self, keys: Keyring) -> Self {
        Self {
            engine: self.engine.clone(),
            keys: Arc::new(keys),
        }
    }

    /// The keys for what is sealed.
    #[must_use]
    pub fn keys(&self) -> &Keyring {
        &self.keys
    }

    fn on_sqlite(&self, conn: OnSqlite) -> Tx {
        let keys = Arc::clone(&self.keys);
        Tx::Sqlite(SqliteTx { conn, keys })
    }

    fn on_postgres(&self, conn: OnPostgres) -> Tx {
        let keys = Arc::clone(&self.keys);
        Tx::Postgres(PostgresTx { conn, keys })
    }

    /// Opens `url` and migrates it. See [`Options::new`].
    pub async fn open(url: &str) -> Result<Self, StorageError> {
        Self::open_with(&Options::new(url)).await
    }

    /// Opens a database and migrates it. A SQLite file is created if it is missing.
    pub async fn open_with(options: &Options) -> Result<Self, StorageError> {
        match Address::parse(&options.url)? {
            Address::Sqlite(file) => {
                let alone = keep_others_away(file.get_filename())?;
                let mut conn = writing(file.clone()).connect().await?;
                MIGRATIONS.run_direct(None, &mut conn, false).await?;
                let writer = Writer::new(writing(file.clone()), conn, alone, options.turn).await?;
                let readers = Readers::new(reading(file), options.turn);
                Ok(Self::keyless(Engine::Sqlite {
                    writer: Some(writer),
                    readers,
                }))
            }
            Address::Postgres(server) => {
                let mut conn = wait_for(&server, options.patience).await?;
                MIGRATIONS.run_direct(None, &mut conn, false).await?;
                conn.close().await?;
                let writers = pool(server.clone(), options.connections, options.turn, false).await?;
                let readers = pool(server, options.connections.div_ceil(4), options.turn, true).await?;
                Ok(Self::keyless(Engine::Postgres { writers, readers }))
            }
        }
    }

    /// Opens a database beside the program that has it open. It is neither created nor migrated, and
    /// [`Db::begin`] is refused.
    pub async fn open_to_read(url: &str) -> Result<Self, StorageError> {
        let options = Options::new(url);
        let db = match Address::parse(&options.url)? {
            Address::Sqlite(file) => {
                let readers = Readers::new(reading(file.create_if_missing(false)), options.turn);
                Self::keyless(Engine::Sqlite { writer: None, readers })
            }
            Address::Postgres(server) => {
                let readers = pool(server, 4, options.turn, true).await?;
                Self::keyless(Engine::Postgres {
                    writers: readers.clone(),
                    readers,
                })
            }
        };
        let (known, done) = (MIGRATIONS.iter().count(), db.migrations_done().await?);
        if known == done {
            Ok(db)
        } else {
            Err(StorageError::OtherVersion { known, done })
        }
    }

    /// How many migrations the database has had.
    async fn migrations_done(&self) -> Result<usize, StorageError> {
        let mut tx = self.look().await?;
        let sql = "SELECT COUNT(*) FROM _sqlx_migrations WHERE success";
        let done: i64 = match crate::on!(&mut tx, conn => sqlx::query_scalar(sql).fetch_one(conn).await) {
            Ok(done) => done,
            // There is no such table.
            Err(sqlx::Error::Database(_)) => 0,
            Err(error) => return Err(error.into()),
        };
        Ok(usize::try_from(done).unwrap_or(0))
    }

    /// The name of the engine.
    #[must_use]
    pub fn engine(&self) -> &'static str {
        match &self.engine {
            Engine::Sqlite { .. } => "sqlite",
            Engine::Postgres { .. } => "postgres",
        }
    }

    /// Whether no other process can have this database open for writing.
    #[must_use]
    pub fn is_alone(&self) -> bool {
        matches!(self.engine, Engine::Sqlite { writer: Some(_), .. })
    }

    /// Opens a transaction that may write.
    ///
    /// Wait for nothing but the database inside it. On SQLite there is one at a time, and those before
    /// it hear of their commit when it is over: whoever opens a second one inside the first waits for
    /// themselves, until [`StorageError::Busy`].
    pub async fn begin(&self) -> Result<Tx, StorageError> {
        match &self.engine {
            Engine::Sqlite {
                writer: Some(writer), ..
            } => Ok(self.on_sqlite(OnSqlite::Act(writer.begin().await?))),
            Engine::Sqlite { writer: None, .. } => Err(StorageError::ReadOnly),
            Engine::Postgres { writers, .. } => {
                Ok(self.on_postgres(OnPostgres::Whole(in_time(writers.begin()).await?)))
            }
        }
    }

    /// Opens a transaction that may only read and sees one state of the database throughout. Both
    /// engines refuse a write in it.
    pub async fn read(&self) -> Result<Tx, StorageError> {
        match &self.engine {
            Engine::Sqlite { readers, .. } => Ok(self.on_sqlite(OnSqlite::Look(readers.snapshot().await?))),
            Engine::Postgres { readers, .. } => {
                let begin = readers.begin_with("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY");
                Ok(self.on_postgres(OnPostgres::Whole(in_time(begin).await?)))
            }
        }
    }

    /// Like [`Db::read`], for questions that go through whole tables. PostgreSQL takes a table that just grew for one
    /// that is still small, and would go through the other one anew for each of its rows.
    pub async fn survey(&self) -> Result<Tx, StorageError> {
        match &self.engine {
            Engine::Sqlite { .. } => self.read().await,
            Engine::Postgres { readers, .. } => {
                let begin = readers.begin_with("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY");
                let mut tx = in_time(begin).await?;
                in_time(sqlx::query("SET LOCAL enable_nestloop = off").execute(&mut *tx)).await?;
                Ok(self.on_postgres(OnPostgres::Whole(tx)))
            }
        }
    }

    /// Like [`Db::read`], but each statement sees the newest state, so that two of them may not fit
    /// together. For a single question, which it answers faster.
    pub async fn look(&self) -> Result<Tx, StorageError> {
        match &self.engine {
            Engine::Sqlite { readers, .. } => Ok(self.on_sqlite(OnSqlite::Look(readers.look().await?))),
            Engine::Postgres { readers, .. } => {
                Ok(self.on_postgres(OnPostgres::Single(in_time(readers.acquire()).await?)))
            }
        }
    }

    /// Removes from the files what rows held before, as far as that is in the program's hands: a SQLite
    /// file is written anew. A server keeps its files itself.
    pub async fn sweep(&self) -> Result<(), StorageError> {
        match &self.engine {
            Engine::Sqlite {
                writer: Some(writer), ..
            } => writer.sweep().await,
            Engine::Sqlite { writer: None, .. } => Err(StorageError::ReadOnly),
            Engine::Postgres { .. } => Ok(()),
        }
    }

    /// Has nothing left in the log of writes of what was deleted just now; in the file itself it is overwritten
    /// when it is deleted. What a server keeps of old rows is gone after its next clean-up by itself.
    pub async fn empty_log(&self) -> Result<(), StorageError> {
        match &self.engine {
            Engine::Sqlite {
                writer: Some(writer), ..
            } => writer.empty_log().await,
            Engine::Sqlite { writer: None, .. } => Err(StorageError::ReadOnly),
            Engine::Postgres { .. } => Ok(()),
        }
    }

    /// Ends what is under way and lets go of the database. Whoever asks it afterwards is refused.
    pub async fn close(&self) -> Result<(), StorageError> {
        match &self.engine {
            Engine::Sqlite { writer, readers } => {
                // The last connection to go clears the log of writes, which one that reads cannot.
                readers.close().await?;
                if let Some(writer) = writer {
                    writer.close().await?;
                }
            }
            Engine::Postgres { writers, readers } => {
                readers.close().await;
                writers.close().await;
            }
        }
        Ok(())
    }
}

/// The settings of the one connection that writes.
fn writing(file: SqliteConnectOptions) -> SqliteConnectOptions {
    common(file)
        .create_if_missing(true)
        .foreign_keys(true)
        .journal_mode(SqliteJournalMode::Wal)
        // What was told as done outlives a power cut.
        .synchronous(SqliteSynchronous::Full)
        // What is deleted is overwritten, so that who is forgotten is not in the file any more (D3).
        .pragma("secure_delete", "on")
        // In KiB. The pages that acts touch again and again: the upper levels of the indexes.
        .pragma("cache_size", "-3072")
        // In pages of 4 KiB. The log is copied into the file at one go, which costs two flushes.
        .pragma("wal_autocheckpoint", "2000")
        .pragma("journal_size_limit", "33554432")
}

fn reading(file: SqliteConnectOptions) -> SqliteConnectOptions {
    common(file).read_only(true).pragma("cache_size", "-512")
}

fn common(file: SqliteConnectOptions) -> SqliteConnectOptions {
    file.busy_timeout(Duration::from_secs(5))
        .pragma("temp_store", "memory")
        .statement_cache_capacity(STATEMENTS)
        .log_statements(log::LevelFilter::Off)
        .log_slow_statements(log::LevelFilter::Warn, Duration::from_secs(1))
}

/// Takes the lock that says that a process writes to this file.
///
/// It is a file of its own: SQLite keeps its locks in the database and would lose them when another
/// handle to it is closed.
fn keep_others_away(file: &Path) -> Result<File, StorageError> {
    let failed = |path: &Path| {
        let path = path.to_owned();
        move |source| StorageError::File { path, source }
    };
    if let Some(folder) = file.parent() {
        std::fs::create_dir_all(folder).map_err(failed(folder))?;
    }
    let mut name = file.as_os_str().to_owned();
    name.push(".lock");
    let path = PathBuf::from(name);
    let lock = OpenOptions::new()
        .create(true)
        .truncate(false)
        .write(true)
        .open(&path)
        .map_err(failed(&path))?;
    match lock.try_lock() {
        Ok(()) => Ok(lock),
        Err(TryLockError::WouldBlock) => Err(StorageError::InUse { file: file.to_owned() }),
        Err(TryLockError::Error(source)) => Err(failed(&path)(source)),
    }
}

async fn wait_for(server: &PgConnectOptions, patience: Duration) -> Result<sqlx::PgConnection, StorageError> {
    let since = Instant::now();
    loop {
        let error = match tokio::time::timeout(Duration::from_secs(5), server.connect()).await {
            Ok(Ok(conn)) => return Ok(conn),
            Ok(Err(error)) => error,
            Err(_) => sqlx::Error::Io(std::io::ErrorKind::TimedOut.into()),
        };
        // A server that is there and says no will not say yes later, unless it is just starting.
        let refused = error
            .as_database_error()
            .is_some_and(|refusal| refusal.code().as_deref() != Some("57P03"));
        if refused || since.elapsed() >= patience {
            return Err(StorageError::Unreachable {
                place: place(server),
                source: error,
            });
        }
        tracing::warn!(place = place(server), %error, "the database does not answer yet");
        pause().await;
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "between two attempts to reach a database that is starting"
)]
async fn pause() {
    tokio::time::sleep(Duration::from_secs(1)).await;
}

/// Where a server is, without who asks and with what password (S7).
fn place(server: &PgConnectOptions) -> String {
    format!(
        "{}:{}/{}",
        server.get_host(),
        server.get_port(),
        server.get_database().unwrap_or_default()
    )
}

async fn pool(
    server: PgConnectOptions,
    connections: u32,
    turn: Duration,
    reading: bool,
) -> Result<PgPool, StorageError> {
    let place = place(&server);
    let server = server
        .application_name("regulars")
        .statement_cache_capacity(STATEMENTS)
        .options([
            ("statement_timeout", STATEMENT_TIMEOUT),
            ("lock_timeout", "10s"),
            // Questions here take milliseconds; making machine code of a long one takes a hundred.
            ("jit", "off"),
            ("idle_in_transaction_session_timeout", "60s"),
            ("default_transaction_read_only", if reading { "on" } else { "off" }),
        ])
        .log_statements(log::LevelFilter::Off)
        .log_slow_statements(log::LevelFilter::Warn, Duration::from_secs(1));
    PgPoolOptions::new()
        .max_connections(connections)
        .acquire_timeout(turn)
        .idle_timeout(Duration::from_mins(10))
        // Asking each connection before each use whether it is alive would be a way to the server and
        // back for every act; only one that has been idle may have been cut without a word.
        .test_before_acquire(false)
        .before_acquire(|conn, meta| {
            Box::pin(async move {
                if meta.idle_for > Duration::from_secs(5) {
                    conn.ping().await?;
                }
                Ok(true)
            })
        })
        .connect_with(server)
        .await
        .map_err(|source| StorageError::Unreachable { place, source })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn s7_an_address_is_never_shown() {
        let options = Options::new("postgres://anna:secret@db.example/club");
        assert!(!format!("{options:?}").contains("secret"));

        let Ok(Address::Postgres(server)) = Address::parse("postgres://anna:secret@db.example:5433/club") else {
            panic!("this is an address of PostgreSQL");
        };
        assert_eq!(place(&server), "db.example:5433/club");
    }

    #[test]
    fn what_is_no_address_is_refused_without_repeating_it() {
        for url in [
            "",
            "mysql://anna:secret@host/club",
            "sqlite:",
            "sqlite::memory:",
            "postgres://anna:secret@host:port/x",
        ] {
            let Err(error) = Address::parse(url) else {
                panic!("{url}")
            };
            assert!(!format!("{error} {error:?}").contains("secret"), "{url}");
        }
    }
}
