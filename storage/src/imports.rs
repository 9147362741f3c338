//! Lists of customers that shops take over (D6): the files, and by whom and what their rows are told from each other.

use std::sync::LazyLock;

use domain::import::Counts;
use domain::{MemberId, ShopId, UserId};
use serde_json::Value;
use sqlx::AssertSqlSafe;
use sqlx::types::Json;
use uuid::Uuid;

use crate::ask::{execute, find, list, value};
use crate::{Instant, StorageError, Tx, import_rows, members, on, statements};

statements! {
    BEGIN = "INSERT INTO imports (shop_id, import_id, file, state, made_by, made_at, counts) \
             VALUES ($1, $2, $3, 'reading', $4, $5, $6)";
    FIND = "SELECT import_id, file, state, made_by, made_at, counts, done_at FROM imports WHERE shop_id = $1 AND import_id = $2";
    LATEST = "SELECT import_id, file, state, made_by, made_at, counts, done_at FROM imports \
              WHERE shop_id = $1 AND state IN ('done', 'undone') ORDER BY import_id DESC LIMIT $2";
    // Each step of a file's life is taken once, whoever tries.
    READY = "UPDATE imports SET state = 'ready', counts = $3 WHERE shop_id = $1 AND import_id = $2 AND state = 'reading' \
             AND dropped_at IS NULL";
    DONE = "UPDATE imports SET state = 'done', done_at = $3 WHERE shop_id = $1 AND import_id = $2 AND state = 'ready' \
            AND dropped_at IS NULL";
    UNDONE = "UPDATE imports SET state = 'undone', undone_at = $3, undone = $4 \
              WHERE shop_id = $1 AND import_id = $2 AND state = 'done'";
    FILED = "UPDATE imports SET filed_at = $3 WHERE shop_id = $1 AND import_id = $2 AND filed_at IS NULL";
    UNFILED = "SELECT import_id FROM imports WHERE shop_id = $1 AND state = 'done' AND filed_at IS NULL LIMIT 1";
    RECKONED = "UPDATE imports SET undone = $3 WHERE shop_id = $1 AND import_id = $2";
    WAS_UNDONE = "SELECT undone FROM imports WHERE shop_id = $1 AND import_id = $2";
    // By what members of a club are told from each other without a question for each of them.
    TOLD_BY = "SELECT member_id, phone, email, username FROM members WHERE shop_id = $1 AND member_id > $2 \
               AND gone_at IS NULL ORDER BY member_id LIMIT $3";
    WITH_USER = "SELECT user_id, member_id FROM members WHERE shop_id = $1 AND user_id IN ($2) AND gone_at IS NULL";
    WITH_NUMBER = "SELECT number, member_id FROM members WHERE shop_id = $1 AND number IN ($2) AND gone_at IS NULL";
    // Files that nobody took over in time, and those that can no longer be taken back.
    OVER = "SELECT shop_id, import_id FROM imports WHERE made_at < $1 AND EXISTS ( \
                SELECT 1 FROM import_rows r WHERE r.shop_id = imports.shop_id AND r.import_id = imports.import_id) \
            ORDER BY made_at LIMIT 1";
    // Lists that were thrown away before they were taken over, and what is left of their rows.
    DROPPED = "SELECT i.shop_id, i.import_id FROM imports i WHERE i.dropped_at IS NOT NULL AND EXISTS ( \
                   SELECT 1 FROM import_rows r WHERE r.shop_id = i.shop_id AND r.import_id = i.import_id) \
               ORDER BY i.dropped_at LIMIT 1";
    DROP_WAITING = "UPDATE imports SET dropped_at = $2 WHERE shop_id = $1 AND state IN ('reading', 'ready') \
                    AND dropped_at IS NULL";
    DROPPED_HERE = "SELECT import_id FROM imports WHERE shop_id = $1 AND dropped_at = $2 AND dropped_at IS NOT NULL \
                    ORDER BY import_id LIMIT 100";
    FORGET = "DELETE FROM imports WHERE made_at < $1 AND state IN ('reading', 'ready') AND NOT EXISTS ( \
                  SELECT 1 FROM import_rows r WHERE r.shop_id = imports.shop_id AND r.import_id = imports.import_id)";
}

/// Keys that one statement looks up.
const KEYS: usize = 50;

/// [`WITH_USER`] and [`WITH_NUMBER`] for many keys.
static WITH_USERS: LazyLock<String> = LazyLock::new(|| for_many(WITH_USER));

static WITH_NUMBERS: LazyLock<String> = LazyLock::new(|| for_many(WITH_NUMBER));

fn for_many(one: &str) -> String {
    let keys: Vec<String> = (2..KEYS + 2).map(|number| format!("${number}")).collect();
    one.replace("($2)", &format!("({})", keys.join(", ")))
}

/// A file, and how far it has come.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Import {
    pub id: Uuid,
    pub file: String,
    pub state: State,
    pub made_by: Option<UserId>,
    pub made_at: Instant,
    pub counts: Counts,
    pub done_at: Option<Instant>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    Reading,
    Ready,
    Done,
    Undone,
}

impl State {
    fn parse(text: &str) -> Result<Self, StorageError> {
        match text {
            "reading" => Ok(Self::Reading),
            "ready" => Ok(Self::Ready),
            "done" => Ok(Self::Done),
            "undone" => Ok(Self::Undone),
            other => Err(StorageError::corrupt("imports", &format!("state {other:?}"))),
        }
    }
}

type ImportRow = (
    Uuid,
    String,
    String,
    Option<i64>,
    Instant,
    Json<Counts>,
    Option<Instant>,
);

fn import((id, file, state, made_by, made_at, counts, done_at): ImportRow) -> Result<Import, StorageError> {
    Ok(Import {
        id,
        file,
        state: State::parse(&state)?,
        made_by: made_by.map(UserId),
        made_at,
        counts: counts.0,
        done_at,
    })
}

pub async fn begin(
    tx: &mut Tx,
    shop: ShopId,
    id: Uuid,
    file: &str,
    by: Option<UserId>,
    at: Instant,
) -> Result<(), StorageError> {
    let none = Json(Counts::default());
    execute!(tx, BEGIN, shop.0, id, file, by.map(|user| user.0), at, none)?;
    Ok(())
}

pub async fn find(tx: &mut Tx, shop: ShopId, id: Uuid) -> Result<Option<Import>, StorageError> {
    let row: Option<ImportRow> = find!(tx, FIND, shop.0, id)?;
    row.map(import).transpose()
}

/// The files that were taken over last, newest first.
pub async fn latest(tx: &mut Tx, shop: ShopId, limit: i64) -> Result<Vec<Import>, StorageError> {
    let rows: Vec<ImportRow> = list!(tx, LATEST, shop.0, limit)?;
    rows.into_iter().map(import).collect()
}

/// Says whether the file was still being read.
pub async fn ready(tx: &mut Tx, shop: ShopId, id: Uuid, counts: &Counts) -> Result<bool, StorageError> {
    Ok(execute!(tx, READY, shop.0, id, Json(counts))? == 1)
}

/// Says whether the file could be taken over.
pub async fn done(tx: &mut Tx, shop: ShopId, id: Uuid, at: Instant) -> Result<bool, StorageError> {
    Ok(execute!(tx, DONE, shop.0, id, at)? == 1)
}

/// Says whether the file could be taken back.
pub async fn undone(tx: &mut Tx, shop: ShopId, id: Uuid, at: Instant) -> Result<bool, StorageError> {
    Ok(execute!(tx, UNDONE, shop.0, id, at, Json(Value::Null))? == 1)
}

/// Notes that the new members of a file are found by parts of their names.
pub async fn filed(tx: &mut Tx, shop: ShopId, id: Uuid, at: Instant) -> Result<(), StorageError> {
    execute!(tx, FILED, shop.0, id, at)?;
    Ok(())
}

/// A file of this shop whose new members are not all found by their names and numbers yet.
pub async fn unfiled(tx: &mut Tx, shop: ShopId) -> Result<Option<Uuid>, StorageError> {
    Ok(value!(tx, UNFILED, shop.0)?)
}

/// Notes what taking a file back came to.
pub async fn reckoned(tx: &mut Tx, shop: ShopId, id: Uuid, came_to: &Value) -> Result<(), StorageError> {
    execute!(tx, RECKONED, shop.0, id, Json(came_to))?;
    Ok(())
}

/// What taking a file back came to.
pub async fn was_undone(tx: &mut Tx, shop: ShopId, id: Uuid) -> Result<Option<Value>, StorageError> {
    let came_to: Option<Option<Json<Value>>> = value!(tx, WAS_UNDONE, shop.0, id)?;
    Ok(came_to.flatten().map(|came_to| came_to.0))
}

/// Which of these people are members.
pub async fn with_users(tx: &mut Tx, shop: ShopId, users: &[UserId]) -> Result<Vec<(UserId, MemberId)>, StorageError> {
    let keys: Vec<i64> = users.iter().map(|user| user.0).collect();
    let found = with_keys(tx, WITH_USERS.as_str(), shop, &keys).await?;
    Ok(found.into_iter().map(|(user, member)| (UserId(user), member)).collect())
}

/// Which members have these numbers.
pub async fn with_numbers(tx: &mut Tx, shop: ShopId, numbers: &[i64]) -> Result<Vec<(i64, MemberId)>, StorageError> {
    with_keys(tx, WITH_NUMBERS.as_str(), shop, numbers).await
}

async fn with_keys(
    tx: &mut Tx,
    sql: &'static str,
    shop: ShopId,
    keys: &[i64],
) -> Result<Vec<(i64, MemberId)>, StorageError> {
    let mut found = Vec::new();
    for page in keys.chunks(KEYS) {
        let rows: Vec<(i64, Uuid)> = on!(tx, conn => {
            let mut query = sqlx::query_as(AssertSqlSafe(sql)).bind(shop.0);
            for at in 0..KEYS {
                query = query.bind(page.get(at).copied());
            }
            query.fetch_all(conn).await
        })?;
        found.extend(rows.into_iter().map(|(key, member)| (key, MemberId(member))));
    }
    Ok(found)
}

/// By what a member is told from others.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ToldBy {
    pub member: MemberId,
    pub phone: Option<String>,
    pub email: Option<String>,
    pub username: Option<String>,
}

/// The phone numbers, addresses and usernames of members, as far as they have them, from behind `after` on.
pub async fn told_by(tx: &mut Tx, shop: ShopId, after: MemberId, limit: i64) -> Result<Vec<ToldBy>, StorageError> {
    type Told = (Uuid, Option<Vec<u8>>, Option<Vec<u8>>, Option<String>);
    let rows: Vec<Told> = list!(tx, TOLD_BY, shop.0, after.0, limit)?;
    let told = |(member, phone, email, username): Told| {
        let member = MemberId(member);
        ToldBy {
            member,
            phone: phone.and_then(|sealed| members::open_phone(tx, shop, member, &sealed).ok()),
            email: email.and_then(|sealed| members::open_email(tx, shop, member, &sealed).ok()),
            username,
        }
    };
    Ok(rows.into_iter().map(told).collect())
}

/// Forgets up to `limit` rows of files that were made before, and of those that were thrown away. Says how many.
pub async fn prune(tx: &mut Tx, before: Instant, limit: i64) -> Result<u64, StorageError> {
    let dropped: Option<(Uuid, Uuid)> = find!(tx, DROPPED)?;
    let over = match dropped {
        Some(dropped) => Some(dropped),
        None => find!(tx, OVER, before)?,
    };
    if let Some((shop, import)) = over {
        import_rows::forget(tx, ShopId(shop), import, limit).await
    } else {
        execute!(tx, FORGET, before)?;
        Ok(0)
    }
}

/// Throws away the lists of a shop that wait to be taken over, and up to `limit` rows of each at once. [`prune`]
/// forgets the rest.
pub async fn drop_waiting(tx: &mut Tx, shop: ShopId, at: Instant, limit: i64) -> Result<(), StorageError> {
    if execute!(tx, DROP_WAITING, shop.0, at)? == 0 {
        return Ok(());
    }
    let dropped: Vec<(Uuid,)> = list!(tx, DROPPED_HERE, shop.0, at)?;
    for (import,) in dropped {
        import_rows::forget(tx, shop, import, limit).await?;
    }
    Ok(())
}
