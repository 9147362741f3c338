//! Fresh databases for tests, each as the program makes them and gone when it is dropped.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use chrono::DateTime;
use domain::{Ids, OsIds};
use sqlx::postgres::PgConnectOptions;
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{AssertSqlSafe, ConnectOptions, Connection, Executor, PgConnection, Row};
use tempfile::TempDir;
use tokio::sync::OnceCell;
use uuid::Uuid;

use crate::ask::{list, value};
use crate::connect::MIGRATIONS;
use crate::keyring::{Key, Keyring};
use crate::{Db, Instant, Options, StorageError, Tx, on, sealed};

/// A database of one test, with a key that no other test has.
#[derive(Debug)]
pub struct Fresh {
    pub db: Db,
    /// For what is private, for a program that opens the database by itself.
    pub key: Key,
    /// For a program that opens it by itself.
    pub url: String,
    _home: Home,
}

/// A database without tables.
#[derive(Debug)]
pub struct Empty {
    pub url: String,
    _home: Home,
}

/// Where a database lives, and for how long.
#[derive(Debug)]
enum Home {
    Folder(#[expect(dead_code, reason = "it is there to be dropped")] TempDir),
    Server { server: String, name: String },
}

/// A SQLite file in a folder of its own.
///
/// # Panics
/// When it cannot be made; a test cannot go on without it.
pub async fn fresh_sqlite() -> Fresh {
    static MIGRATED: OnceCell<Vec<u8>> = OnceCell::const_new();
    let migrated = MIGRATED
        .get_or_init(|| async {
            let empty = empty_sqlite();
            let db = must(Db::open(&empty.url).await, "make a SQLite file");
            must(db.close().await, "close it");
            must(std::fs::read(file(&empty.url)), "read it")
        })
        .await;
    let Empty { url, _home: home } = empty_sqlite();
    must(std::fs::write(file(&url), migrated), "copy the SQLite file");
    Fresh::locked(must(Db::open(&url).await, "open the SQLite file"), url, home).await
}

/// A database on the PostgreSQL that `REGULARS_TEST_POSTGRES` names.
///
/// # Panics
/// When there is none.
pub async fn fresh_postgres() -> Fresh {
    static TEMPLATE: OnceCell<String> = OnceCell::const_new();
    let template = TEMPLATE.get_or_init(|| async { template(&server()).await }).await;
    let Empty { url, _home: home } = made_from(template).await;
    let db = must(
        Db::open_with(&Options::new(&url).connections(8)).await,
        "open the database",
    );
    Fresh::locked(db, url, home).await
}

/// The place for a SQLite file.
///
/// # Panics
/// When it cannot be made.
#[must_use]
pub fn empty_sqlite() -> Empty {
    let folder = must(TempDir::with_prefix("regulars-"), "make a folder");
    let url = format!("sqlite:{}", folder.path().join("club.db").display());
    Empty {
        url,
        _home: Home::Folder(folder),
    }
}

/// A database on the PostgreSQL that `REGULARS_TEST_POSTGRES` names, as PostgreSQL makes them.
///
/// # Panics
/// When there is none.
pub async fn empty_postgres() -> Empty {
    made_from("template1").await
}

impl Fresh {
    async fn locked(db: Db, url: String, home: Home) -> Self {
        let chance: Arc<dyn Ids> = Arc::new(OsIds::default());
        let key = must(Key::make(chance.as_ref()), "make a key");
        let db = db.with_keys(Keyring::new(key.clone(), [], chance));
        let mut tx = must(db.begin().await, "note the key");
        let since = DateTime::UNIX_EPOCH;
        must(sealed::note_key(&mut tx, key.id(), since).await, "note the key");
        must(tx.commit().await, "note the key");
        Self {
            db,
            key,
            url,
            _home: home,
        }
    }

    /// The SQLite file.
    ///
    /// # Panics
    /// When it is another engine.
    #[must_use]
    pub fn file(&self) -> PathBuf {
        file(&self.url)
    }
}

impl Empty {
    /// Migrates as far as `version`.
    ///
    /// # Panics
    /// When it does not work.
    pub async fn migrate_to(&self, version: i64) {
        let what = "migrate";
        if self.url.starts_with("sqlite:") {
            let options: SqliteConnectOptions = must(self.url.parse(), what);
            let mut conn = must(options.create_if_missing(true).connect().await, what);
            must(MIGRATIONS.run_direct(Some(version), &mut conn, false).await, what);
            must(conn.close().await, what);
        } else {
            let mut conn = connect(&self.url).await;
            must(MIGRATIONS.run_direct(Some(version), &mut conn, false).await, what);
            must(conn.close().await, what);
        }
    }

    /// Runs a text of SQL that is written for both engines: `UUID '…'` is put as SQLite keeps it.
    ///
    /// # Panics
    /// When it does not work.
    pub async fn run(&self, sql: &str) {
        let what = "run the statements";
        if self.url.starts_with("sqlite:") {
            let options: SqliteConnectOptions = must(self.url.parse(), what);
            let mut conn = must(options.foreign_keys(true).connect().await, what);
            must(conn.execute(AssertSqlSafe(for_sqlite(sql))).await, what);
            must(conn.close().await, what);
        } else {
            let mut conn = connect(&self.url).await;
            run(&mut conn, sql.to_owned()).await;
            must(conn.close().await, what);
        }
    }
}

impl Drop for Home {
    fn drop(&mut self) {
        let (server, name) = match self {
            Self::Folder(_) => return,
            Self::Server { server, name } => (server.clone(), name.clone()),
        };
        // A test has a runtime, which must not be blocked from within.
        let dropped = std::thread::spawn(move || {
            let runtime = must(
                tokio::runtime::Builder::new_current_thread().enable_all().build(),
                "start a runtime",
            );
            runtime.block_on(async {
                let mut conn = connect(&server).await;
                run(&mut conn, format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)")).await;
            });
        });
        assert!(
            dropped.join().is_ok() || std::thread::panicking(),
            "the test database could not be dropped"
        );
    }
}

/// The versions of all migrations, in their order.
#[must_use]
pub fn migrations() -> Vec<i64> {
    MIGRATIONS.iter().map(|migration| migration.version).collect()
}

fn server() -> String {
    std::env::var("REGULARS_TEST_POSTGRES")
        .unwrap_or_else(|_| "postgres://postgres@127.0.0.1:54329/postgres".to_owned())
}

async fn made_from(template: &str) -> Empty {
    static MADE: AtomicU32 = AtomicU32::new(0);
    let server = server();
    let name = format!(
        "regulars_test_{}_{}",
        std::process::id(),
        MADE.fetch_add(1, Ordering::Relaxed)
    );
    let mut conn = connect(&server).await;
    // The number of a process that was killed may come again.
    run(&mut conn, format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)")).await;
    run(&mut conn, format!("CREATE DATABASE {name} TEMPLATE {template}")).await;
    must(conn.close().await, "leave PostgreSQL");
    Empty {
        url: database(&server, &name),
        _home: Home::Server { server, name },
    }
}

/// An empty, migrated database that others are copied from. It stays for the next test run.
async fn template(server: &str) -> String {
    let mut conn = connect(server).await;
    let mut version = 0_u64;
    for byte in MIGRATIONS.iter().flat_map(|migration| migration.checksum.iter()) {
        version = version.wrapping_mul(0x0100_0000_01b3) ^ u64::from(*byte);
    }
    let name = format!("regulars_template_{version:016x}");
    // Several test programs may want it at the same moment.
    run(&mut conn, "SELECT pg_advisory_lock(75839201)".to_owned()).await;
    let there = sqlx::query_scalar("SELECT EXISTS (SELECT 1 FROM pg_database WHERE datname = $1)");
    if !must(there.bind(&name).fetch_one(&mut conn).await, "look for the template") {
        run(
            &mut conn,
            "DROP DATABASE IF EXISTS regulars_template_new WITH (FORCE)".to_owned(),
        )
        .await;
        run(&mut conn, "CREATE DATABASE regulars_template_new".to_owned()).await;
        let db = must(
            Db::open(&database(server, "regulars_template_new")).await,
            "migrate the template",
        );
        must(db.close().await, "close the template");
        run(
            &mut conn,
            format!("ALTER DATABASE regulars_template_new RENAME TO {name}"),
        )
        .await;
    }
    must(conn.close().await, "leave PostgreSQL");
    name
}

async fn connect(server: &str) -> PgConnection {
    let options: PgConnectOptions = must(server.parse(), "understand REGULARS_TEST_POSTGRES");
    match options.connect().await {
        Ok(conn) => conn,
        Err(error) => panic!(
            "there is no PostgreSQL for the tests ({error}). `./x test` provides one; \
             REGULARS_TEST_POSTGRES names another one"
        ),
    }
}

async fn run(conn: &mut PgConnection, sql: String) {
    let shown = sql.clone();
    must(conn.execute(AssertSqlSafe(sql)).await, &shown);
}

/// The address of another database on the same server.
fn database(server: &str, name: &str) -> String {
    let (address, settings) = server
        .split_once('?')
        .map_or((server, String::new()), |(a, s)| (a, format!("?{s}")));
    let (server, _) = address.rsplit_once('/').unwrap_or((address, ""));
    format!("{server}/{name}{settings}")
}

fn file(url: &str) -> PathBuf {
    match url.strip_prefix("sqlite:") {
        Some(path) => PathBuf::from(path),
        None => panic!("this database is not a file"),
    }
}

/// `UUID '01900000-0000-7000-8000-000000000001'` is a literal on PostgreSQL; SQLite keeps sixteen bytes.
fn for_sqlite(sql: &str) -> String {
    let mut parts = sql.split("UUID '");
    let mut text = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let (uuid, rest) = part.split_once('\'').unwrap_or((part, ""));
        text.push_str("X'");
        text.push_str(&uuid.replace('-', ""));
        text.push('\'');
        text.push_str(rest);
    }
    text
}

/// A text for both engines in the words that one of them has for types and UUIDs.
pub(crate) fn in_the_engines_words(tx: &Tx, sql: &str) -> String {
    let words = match tx {
        Tx::Sqlite(_) => ["unhex(", "BLOB", "BLOB", "TEXT", "TEXT", "SELECT 1", "SELECT 1"],
        Tx::Postgres(_) => [
            "uuid(",
            "UUID",
            "BYTEA",
            "TIMESTAMPTZ",
            "JSONB",
            "ANALYZE",
            "SET LOCAL session_replication_role = 'replica'",
        ],
    };
    // What PostgreSQL would gather about its tables by itself after a while; SQLite does so only when told. And what it
    // looks up for each of many million rows, which takes longer than to write them.
    let ours = [
        "UUID_OF(",
        "UUID_TYPE",
        "BYTES_TYPE",
        "INSTANT_TYPE",
        "JSON_TYPE",
        "LEARN_ABOUT_TABLES",
        "WITHOUT_FOREIGN_KEYS",
    ];
    ours.iter()
        .zip(words)
        .fold(sql.to_owned(), |sql, (ours, theirs)| sql.replace(ours, theirs))
}

/// A value of a statement whose plan is asked for.
#[derive(Debug, Clone, Copy)]
pub enum Value {
    Id(Uuid),
    At(Instant),
    Number(i64),
    Text(&'static str),
    Flag(bool),
}

/// How the engine goes about one of [`STATEMENTS`] with these values, a step in each line.
///
/// # Panics
/// When there is no such statement.
pub async fn plan(tx: &mut Tx, (table, name): (&str, &str), values: &[Value]) -> Result<Vec<String>, StorageError> {
    let of_table = STATEMENTS.iter().find(|(known, _)| *known == table);
    let statement = of_table.and_then(|(_, all)| all.iter().find(|(known, _)| *known == name));
    let Some((_, sql)) = statement else {
        panic!("there is no statement {name} in {table}");
    };
    let asked = match tx {
        Tx::Sqlite(_) => format!("EXPLAIN QUERY PLAN {sql}"),
        Tx::Postgres(_) => format!("EXPLAIN {sql}"),
    };
    // SQLite puts three numbers before each step.
    let column = if matches!(tx, Tx::Sqlite(_)) { 3 } else { 0 };
    Ok(on!(tx, conn => {
        let mut query = sqlx::query(AssertSqlSafe(asked));
        for value in values {
            query = match *value {
                Value::Id(id) => query.bind(id),
                Value::At(at) => query.bind(at),
                Value::Number(number) => query.bind(number),
                Value::Text(text) => query.bind(text),
                Value::Flag(flag) => query.bind(flag),
            };
        }
        let rows = query.fetch_all(conn).await;
        rows.and_then(|rows| rows.iter().map(|row| row.try_get::<String, _>(column)).collect::<Result<Vec<_>, _>>())
    })?)
}

/// The bytes that a database takes on the disk.
pub async fn size(tx: &mut Tx) -> Result<i64, StorageError> {
    let asked = match tx {
        Tx::Sqlite(_) => "SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()",
        Tx::Postgres(_) => "SELECT pg_database_size(current_database())",
    };
    let size: Option<i64> = value!(tx, asked)?;
    Ok(size.unwrap_or(0))
}

/// Where a text is readable in the rows of a database, in whatever table and column: `members.phone`.
///
/// # Panics
/// When the database cannot be asked.
pub async fn readable_in(db: &Db, text: &str) -> Vec<String> {
    let what = "look for a text";
    let mut tx = must(db.read().await, what);
    let (columns, holds) = match &tx {
        Tx::Sqlite(_) => (
            "SELECT t.name, c.name FROM sqlite_schema t JOIN pragma_table_info(t.name) c WHERE t.type = 'table'",
            "instr(CAST(COLUMN AS BLOB), $1) > 0",
        ),
        // Bytes are written as they are where they are letters, and others with a backslash.
        Tx::Postgres(_) => (
            "SELECT table_name::text, column_name::text FROM information_schema.columns WHERE table_schema = 'public'",
            "position(encode($1, 'escape') IN CASE pg_typeof(COLUMN)::text WHEN 'bytea' \
             THEN encode(COLUMN::text::bytea, 'escape') ELSE COLUMN::text END) > 0",
        ),
    };
    let columns: Vec<(String, String)> = must(list!(&mut tx, columns), what);
    let mut found = Vec::new();
    for (table, column) in columns {
        let holds = holds.replace("COLUMN", &format!("\"{column}\""));
        let sql = AssertSqlSafe(format!("SELECT COUNT(*) FROM {table} WHERE {holds}"));
        let rows: Option<i64> = must(value!(&mut tx, sql, text.as_bytes()), what);
        if rows.unwrap_or(0) > 0 {
            found.push(format!("{table}.{column}"));
        }
    }
    found
}

fn must<T, E: std::fmt::Debug>(done: Result<T, E>, what: &str) -> T {
    match done {
        Ok(done) => done,
        Err(error) => panic!("could not {what}: {error:?}"),
    }
}

/// Makes a test of each story for each engine. A story is an async function that takes a [`Fresh`].
#[macro_export]
macro_rules! on_both_engines {
    ($($story:ident),+ $(,)?) => {
        mod sqlite {
            $(#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $story() {
                super::$story($crate::testing::fresh_sqlite().await).await;
            })+
        }
        mod postgres {
            $(#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $story() {
                super::$story($crate::testing::fresh_postgres().await).await;
            })+
        }
    };
}

macro_rules! statements_of {
    ($($table:ident),+ $(,)?) => {
        /// Every text of SQL, by table file and name.
        pub const STATEMENTS: &[(&str, &[(&str, &str)])] = &[$((stringify!($table), crate::$table::ALL)),+];
    };
}

statements_of![
    adjustments,
    audit,
    automation_texts,
    automations,
    balances,
    baskets,
    birthday_lines,
    birthdays,
    books,
    boosts,
    brakes,
    buyers,
    categories,
    claims,
    contacts,
    coupons,
    days,
    dialogs,
    earn_rules,
    erase,
    exported_orders,
    exported_wishes,
    exports,
    fields,
    find_keys,
    foreseen,
    forgotten,
    former,
    gifts,
    greetings,
    groups,
    guesses,
    import_rows,
    import_spans,
    imports,
    inbox,
    jobs,
    joining,
    leases,
    ledger,
    lots,
    member_photos,
    members,
    moments,
    move_codes,
    named,
    notes,
    offers,
    open_orders,
    order_lines,
    orders,
    outbox,
    past_orders,
    pauses,
    payments,
    people,
    pictures,
    products,
    questions,
    rates,
    refusals,
    relatives,
    results,
    rhythms,
    runs,
    sealed,
    shops,
    slots,
    staff,
    standings,
    tag_facts,
    tags,
    tasks,
    tiers,
    touches,
    wishes,
];
