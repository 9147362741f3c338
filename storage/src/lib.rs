//! The tables of Regulars on two engines, SQLite and PostgreSQL, with one text of SQL.
//!
//! A table function takes `&mut Tx`; which engine it runs on is decided in `on!` and nowhere else.

pub mod adjustments;
mod ask;
pub mod audit;
pub mod automation_texts;
pub mod automations;
pub mod balances;
pub mod baskets;
pub mod birthday_lines;
pub mod birthdays;
pub mod books;
pub mod boosts;
pub mod brakes;
pub mod buyers;
pub mod categories;
pub mod claims;
mod connect;
pub mod contacts;
pub mod coupons;
pub mod days;
pub mod dialogs;
pub mod earn_rules;
pub mod erase;
pub mod exported_orders;
pub mod exported_wishes;
pub mod exports;
pub mod fields;
pub mod find_keys;
pub mod foreseen;
pub mod forgotten;
pub mod former;
pub mod gifts;
pub mod greetings;
mod group;
pub mod groups;
pub mod guesses;
pub mod import_rows;
pub mod import_spans;
pub mod imports;
pub mod inbox;
pub mod jobs;
pub mod joining;
pub mod keyring;
pub mod leases;
pub mod ledger;
pub mod lots;
pub mod member_photos;
pub mod members;
pub mod moments;
pub mod move_codes;
pub mod named;
pub mod notes;
pub mod offers;
pub mod open_orders;
pub mod order_lines;
pub mod orders;
pub mod outbox;
pub mod past_orders;
pub mod pauses;
pub mod payments;
pub mod people;
pub mod pictures;
pub mod products;
pub mod questions;
pub mod rates;
mod readers;
pub mod refusals;
pub mod relatives;
pub mod results;
pub mod rhythms;
pub mod runs;
pub mod seal;
pub mod sealed;
#[cfg(feature = "testing")]
pub mod seed;
mod several;
pub mod shops;
pub mod slots;
pub mod staff;
pub mod standings;
pub mod tag_facts;
pub mod tags;
pub mod tasks;
#[cfg(feature = "testing")]
pub mod testing;
pub mod tiers;
pub mod touches;
#[cfg(feature = "testing")]
pub mod traces;
mod tx;
pub mod wishes;

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, Utc};

pub use connect::{Db, Options};
pub use tx::{PostgresTx, SqliteTx, Tx};

pub(crate) use tx::in_time;

/// What can go wrong below the rules.
#[derive(Debug, thiserror::Error)]
pub enum StorageError {
    /// The database could not be asked, or refused the question.
    #[error("the database failed")]
    Database(#[from] sqlx::Error),
    #[error("the tables could not be brought up to date")]
    Migrate(#[from] sqlx::migrate::MigrateError),
    /// The address may hold a password, so it is not repeated.
    #[error("the address of the database is neither sqlite:PATH nor postgres://USER:PASSWORD@HOST/NAME")]
    Address,
    #[error("the database at {place} cannot be reached")]
    Unreachable { place: String, source: sqlx::Error },
    #[error("{} cannot be opened", path.display())]
    File { path: PathBuf, source: std::io::Error },
    #[error("{} is in use by another process; stop that one first", file.display())]
    InUse { file: PathBuf },
    #[error("the database has had {done} migrations, and this program knows {known}")]
    OtherVersion { known: usize, done: usize },
    #[error("the database was not free within {0:?}")]
    Busy(Duration),
    #[error("the database was opened to be read only")]
    ReadOnly,
    #[error("the database is closed")]
    Closed,
    /// The act may be tried again. Whether it is on the disk is not known.
    #[error("the transaction could not be brought to the disk")]
    NotDurable { source: Option<Arc<sqlx::Error>> },
    /// A row holds something this program never writes.
    #[error("{table} holds a row this program did not write: {what}")]
    Corrupt { table: &'static str, what: String },
    /// Something private was to be read or written, and the program was given no key for it.
    #[error("what is private about people is sealed, and there is no key for it")]
    NoKey,
    /// A sealed value is not what was sealed in its place, or was sealed with a key that is not here.
    #[error("{place} cannot be opened: {why}")]
    Unopened { place: seal::Place, why: seal::Why },
}

impl StorageError {
    pub(crate) fn corrupt(table: &'static str, what: &impl std::fmt::Display) -> Self {
        Self::Corrupt {
            table,
            what: what.to_string(),
        }
    }
}

/// Runs one query on whichever engine the transaction belongs to.
///
/// The body is compiled once per engine, so the same text meets each engine's own types.
macro_rules! on {
    ($tx:expr, $conn:ident => $query:expr) => {
        match $tx {
            $crate::Tx::Sqlite(tx) => {
                let $conn = &mut **tx;
                $query
            }
            $crate::Tx::Postgres(tx) => {
                let $conn = &mut **tx;
                $crate::in_time(async { $query }).await
            }
        }
    };
}
pub(crate) use on;

/// Names the texts of SQL that a table uses, and lists them in `ALL` so that a test can prepare each.
macro_rules! statements {
    ($($(#[$doc:meta])* $name:ident = $sql:expr;)+) => {
        $($(#[$doc])* const $name: &str = $sql;)+
        /// Every text in this file, by name.
        #[cfg(feature = "testing")]
        pub(crate) const ALL: &[(&str, &str)] = &[$((stringify!($name), $name)),+];
    };
}
pub(crate) use statements;

/// Instants as SQL wants them.
pub type Instant = DateTime<Utc>;
