//! Taking over the list of customers that a shop already has (D6).
//!
//! A file is read into rows that nobody sees ([`reading`]), taken over in one transaction ([`taking`]), and can be
//! taken back for a day ([`undoing`]). What is not taken over is forgotten.

mod reading;
mod taking;
mod undoing;

use chrono::TimeDelta;
use domain::import::Counts;
use domain::reason::Actor;
use domain::role::Right;
use domain::shop::Shop;
use domain::{ShopId, UserId};
use storage::import_rows::Span;
use storage::imports;
use storage::{StorageError, Tx};
use uuid::Uuid;

use crate::{Loyalty, NotAllowed};

pub use reading::{Begun, Reading};
pub use taking::TakenOver;
pub(crate) use taking::file_under;
pub use undoing::{TakenBack, Undone};

/// How long a file can be taken back, and how long one that was read waits to be taken over.
pub const HOURS_TO_UNDO: i64 = 24;
/// Lines that one statement looks at.
const LINES: i64 = 10_000;
/// Rows that one transaction forgets.
const FORGOTTEN: i64 = 1_000;

/// Who takes a file over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Importer {
    Owner(UserId),
    /// On the machine itself, which asks nobody.
    Operator,
}

/// A file that was taken over.
pub use storage::imports::Import;

/// Is told how much of the work is done: so many lines of so many.
pub type Progress<'a> = &'a (dyn Fn(i64, i64) + Send + Sync);

impl Importer {
    pub(crate) fn user(self) -> Option<UserId> {
        match self {
            Self::Owner(user) => Some(user),
            Self::Operator => None,
        }
    }

    pub(crate) fn actor(self) -> Actor {
        self.user().map_or(Actor::Shop, Actor::Staff)
    }
}

impl Loyalty {
    pub(crate) async fn may_import(
        &self,
        tx: &mut Tx,
        shop: ShopId,
        by: Importer,
    ) -> Result<Result<(), NotAllowed>, StorageError> {
        match by {
            Importer::Owner(user) => Ok(self.allowed(tx, shop, user, Right::RunShop).await?.map(drop)),
            Importer::Operator => Ok(Ok(())),
        }
    }

    /// The file that was taken over last, while it can be taken back.
    pub async fn last_import(&self, shop: ShopId) -> Result<Option<Import>, StorageError> {
        let mut tx = self.db.look().await?;
        let latest = imports::latest(&mut tx, shop, 1).await?;
        let since = self.now() - TimeDelta::hours(HOURS_TO_UNDO);
        let open = |import: &Import| {
            import.state == imports::State::Done && import.done_at.is_some_and(|done_at| done_at > since)
        };
        Ok(latest.into_iter().find(open))
    }

    /// A file by its name here, as long as it is known.
    pub async fn find_import(&self, shop: ShopId, id: Uuid) -> Result<Option<Import>, StorageError> {
        let mut tx = self.db.look().await?;
        imports::find(&mut tx, shop, id).await
    }

    /// Forgets rows of files that can no longer be taken over or back. Says whether there may be more.
    pub async fn forget_imports(&self) -> Result<bool, StorageError> {
        // As long again, so that what was taken over at the last moment can be taken back for the whole time.
        let before = self.now() - TimeDelta::hours(HOURS_TO_UNDO * 2);
        let mut tx = self.db.begin().await?;
        let gone = imports::prune(&mut tx, before, FORGOTTEN).await?;
        tx.commit().await?;
        Ok(gone > 0)
    }
}

/// The parts of a file that are worked on at once.
fn spans(shop: &Shop, import: Uuid, counts: &Counts) -> impl Iterator<Item = Span> {
    let shop = shop.id;
    let last = counts.last_line;
    (0..)
        .map(|page| page * LINES)
        .take_while(move |after| *after < last)
        .map(move |after| Span {
            shop,
            import,
            after,
            upto: (after + LINES).min(last),
        })
}

/// Before the line, the cause of what a row of a file makes (P3).
fn cause(import: Uuid) -> String {
    format!("import:{}:", import.simple())
}
