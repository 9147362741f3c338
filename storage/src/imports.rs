//! Lists of customers that shops take over (D6): files, and the rows of those that can be taken over or back.
//!
//! What a file makes is made by statements over a range of its lines, so that a million rows cost a few hundred
//! statements and no memory.

use std::sync::LazyLock;

use domain::birthday::{Birthday, Calendar};
use domain::import::{Counts, More};
use domain::reason::{Actor, Reason};
use domain::{MemberId, Points, ShopId, TierId, UserId};
use serde_json::Value;
use sqlx::AssertSqlSafe;
use sqlx::types::Json;
use uuid::Uuid;

use crate::ask::{execute, find, list, value};
use crate::birthdays::{columns_of, day_of};
use crate::members;
use crate::{Instant, StorageError, Tx, on, statements};

statements! {
    BEGIN = "INSERT INTO imports (shop_id, import_id, file, state, made_by, made_at, counts) \
             VALUES ($1, $2, $3, 'reading', $4, $5, $6)";
    FIND = "SELECT import_id, file, state, made_by, made_at, counts, done_at FROM imports WHERE shop_id = $1 AND import_id = $2";
    LATEST = "SELECT import_id, file, state, made_by, made_at, counts, done_at FROM imports \
              WHERE shop_id = $1 AND state IN ('done', 'undone') ORDER BY import_id DESC LIMIT $2";
    // Each step of a file's life is taken once, whoever tries.
    READY = "UPDATE imports SET state = 'ready', counts = $3 WHERE shop_id = $1 AND import_id = $2 AND state = 'reading'";
    DONE = "UPDATE imports SET state = 'done', done_at = $3 WHERE shop_id = $1 AND import_id = $2 AND state = 'ready'";
    UNDONE = "UPDATE imports SET state = 'undone', undone_at = $3, undone = $4 \
              WHERE shop_id = $1 AND import_id = $2 AND state = 'done'";
    FILED = "UPDATE imports SET filed_at = $3 WHERE shop_id = $1 AND import_id = $2 AND filed_at IS NULL";
    UNFILED = "SELECT import_id FROM imports WHERE shop_id = $1 AND state = 'done' AND filed_at IS NULL LIMIT 1";
    NEW_MEMBERS = "SELECT line, member_id FROM import_rows WHERE shop_id = $1 AND import_id = $2 AND line > $3 AND line <= $4 \
                   AND fate = 'new' ORDER BY line LIMIT $5";
    OPEN_STANDING = "INSERT INTO standings (shop_id, member_id, spent, orders) VALUES ($1, $2, 0, 0) ON CONFLICT DO NOTHING";
    RECKONED = "UPDATE imports SET undone = $3 WHERE shop_id = $1 AND import_id = $2";
    WAS_UNDONE = "SELECT undone FROM imports WHERE shop_id = $1 AND import_id = $2";
    ADD_ROWS = "INSERT INTO import_rows (shop_id, import_id, line, fate, member_id, row_id, undo_id, nth, user_id, name, \
                    username, phone, card, joined_at, points, tier_id, birth_month, birth_day, birth_year, more) \
                VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20)";
    // Somebody in the file who has become a member since it was read.
    CAME = "SELECT r.line FROM import_rows r JOIN members m ON m.shop_id = r.shop_id AND m.user_id = r.user_id \
            WHERE r.shop_id = $1 AND r.import_id = $2 AND r.line > $3 AND r.line <= $4 AND r.fate = 'new' \
            ORDER BY r.line LIMIT 1";
    NUMBERS = "UPDATE shops SET last_number = last_number + $2 WHERE shop_id = $1 RETURNING last_number - $2";
    MEMBERS = "INSERT INTO members (shop_id, member_id, number, user_id, name, username, phone, card, agreed_at) \
               SELECT shop_id, member_id, nth + $5, user_id, name, username, phone, card, COALESCE(joined_at, $6) \
               FROM import_rows WHERE shop_id = $1 AND import_id = $2 AND line > $3 AND line <= $4 AND fate = 'new' \
               ORDER BY line";
    BALANCES = "INSERT INTO balances (shop_id, member_id, points, pending, owed) \
                SELECT shop_id, member_id, points, 0, 0 \
                FROM import_rows WHERE shop_id = $1 AND import_id = $2 AND line > $3 AND line <= $4 AND fate = 'new' \
                ORDER BY line";
    LEDGER = "INSERT INTO ledger (shop_id, entry_id, member_id, amount, owed, kind, reason, cause, actor, actor_id, at) \
              SELECT shop_id, row_id, member_id, points, 0, $5, $6, $7 || CAST(line AS TEXT), $8, $9, $10 \
              FROM import_rows WHERE shop_id = $1 AND import_id = $2 AND line > $3 AND line <= $4 \
              AND fate = 'new' AND points > 0 ORDER BY line";
    LOTS = "INSERT INTO lots (shop_id, lot_id, member_id, remaining, expires_at, earned_at) \
            SELECT shop_id, row_id, member_id, points, $5, $6 \
            FROM import_rows WHERE shop_id = $1 AND import_id = $2 AND line > $3 AND line <= $4 \
            AND fate = 'new' AND points > 0 ORDER BY line";
    MOVES = "INSERT INTO lot_moves (shop_id, entry_id, lot_id, amount) \
             SELECT shop_id, row_id, row_id, points \
             FROM import_rows WHERE shop_id = $1 AND import_id = $2 AND line > $3 AND line <= $4 \
             AND fate = 'new' AND points > 0 ORDER BY line";
    STANDINGS = "INSERT INTO standings (shop_id, member_id, spent, orders, tier_id, since, term_ends, look_on) \
                 SELECT shop_id, member_id, 0, 0, tier_id, $6, $7, $8 \
                 FROM import_rows WHERE shop_id = $1 AND import_id = $2 AND line > $3 AND line <= $4 \
                 AND fate = 'new' AND tier_id = $5";
    BIRTHDAYS = "INSERT INTO birthdays (shop_id, member_id, calendar, month, day, year, set_at) \
                 SELECT shop_id, member_id, $5, birth_month, birth_day, birth_year, $6 \
                 FROM import_rows WHERE shop_id = $1 AND import_id = $2 AND line > $3 AND line <= $4 \
                 AND fate = 'new' AND birth_month IS NOT NULL";
    DETAILED = "SELECT line, member_id, more FROM import_rows WHERE shop_id = $1 AND import_id = $2 AND line > $3 AND line <= $4 \
                AND fate = 'new' AND more IS NOT NULL ORDER BY line";
    CHANGED = "SELECT line, member_id, row_id, undo_id, name, username, phone, points, tier_id, birth_month, birth_day, birth_year, more, was \
               FROM import_rows WHERE shop_id = $1 AND import_id = $2 AND line > $3 AND line <= $4 AND fate = 'changed' ORDER BY line";
    KEEP_WAS = "UPDATE import_rows SET was = $4 WHERE shop_id = $1 AND import_id = $2 AND line = $3";
    // Touching the rows makes acts on these members wait until this transaction ends, on both engines.
    LOCK = "UPDATE balances SET points = points WHERE shop_id = $1 AND member_id IN ( \
                SELECT member_id FROM import_rows WHERE shop_id = $1 AND import_id = $2 AND line > $3 AND line <= $4)";
    // Who did nothing since: nothing moved their points, bought, claimed or came into the chat.
    TAKE_BACK = "UPDATE import_rows SET fate = 'undone' \
                 WHERE shop_id = $1 AND import_id = $2 AND line > $3 AND line <= $4 AND fate = 'new' \
                 AND EXISTS (SELECT 1 FROM members m JOIN balances b ON b.shop_id = m.shop_id AND b.member_id = m.member_id \
                     WHERE m.shop_id = $1 AND m.member_id = import_rows.member_id AND m.removed_at IS NULL \
                     AND (m.user_id IS NULL OR m.user_id = import_rows.user_id) \
                     AND b.points = import_rows.points AND b.pending = 0 AND b.owed = 0) \
                 AND NOT EXISTS (SELECT 1 FROM people p WHERE p.user_id = import_rows.user_id AND p.seen_at >= $5) \
                 AND NOT EXISTS (SELECT 1 FROM ledger e WHERE e.shop_id = $1 AND e.member_id = import_rows.member_id \
                     AND e.entry_id <> import_rows.row_id) \
                 AND NOT EXISTS (SELECT 1 FROM orders o WHERE o.shop_id = $1 AND o.member_id = import_rows.member_id) \
                 AND NOT EXISTS (SELECT 1 FROM coupons c WHERE c.shop_id = $1 AND c.member_id = import_rows.member_id) \
                 AND NOT EXISTS (SELECT 1 FROM claims w WHERE w.shop_id = $1 AND w.member_id = import_rows.member_id) \
                 AND NOT EXISTS (SELECT 1 FROM adjustments a WHERE a.shop_id = $1 AND a.member_id = import_rows.member_id) \
                 AND NOT EXISTS (SELECT 1 FROM notes n WHERE n.shop_id = $1 AND n.member_id = import_rows.member_id AND n.at > $5) \
                 AND NOT EXISTS (SELECT 1 FROM relatives r WHERE r.shop_id = $1 AND r.member_id = import_rows.member_id) \
                 AND NOT EXISTS (SELECT 1 FROM wishes w WHERE w.shop_id = $1 AND w.member_id = import_rows.member_id) \
                 AND NOT EXISTS (SELECT 1 FROM member_photos h WHERE h.shop_id = $1 AND h.member_id = import_rows.member_id) \
                 AND NOT EXISTS (SELECT 1 FROM field_values v WHERE v.shop_id = $1 AND v.member_id = import_rows.member_id)";
    UNDO_LEDGER = "INSERT INTO ledger (shop_id, entry_id, member_id, amount, owed, kind, reason, cause, actor, actor_id, at) \
                   SELECT shop_id, undo_id, member_id, -points, 0, $5, $6, $7 || CAST(line AS TEXT), $8, $9, $10 \
                   FROM import_rows WHERE shop_id = $1 AND import_id = $2 AND line > $3 AND line <= $4 \
                   AND fate = 'undone' AND points > 0 ORDER BY line";
    UNDO_MOVES = "INSERT INTO lot_moves (shop_id, entry_id, lot_id, amount) \
                  SELECT shop_id, undo_id, row_id, -points \
                  FROM import_rows WHERE shop_id = $1 AND import_id = $2 AND line > $3 AND line <= $4 \
                  AND fate = 'undone' AND points > 0 ORDER BY line";
    UNDO_LOTS = "UPDATE lots SET remaining = 0 WHERE shop_id = $1 AND lot_id IN ( \
                     SELECT row_id FROM import_rows WHERE shop_id = $1 AND import_id = $2 AND line > $3 AND line <= $4 \
                     AND fate = 'undone')";
    UNDO_BALANCES = "UPDATE balances SET points = 0 WHERE shop_id = $1 AND member_id IN ( \
                         SELECT member_id FROM import_rows WHERE shop_id = $1 AND import_id = $2 AND line > $3 AND line <= $4 \
                         AND fate = 'undone')";
    UNDO_STANDINGS = "DELETE FROM standings WHERE shop_id = $1 AND member_id IN ( \
                          SELECT member_id FROM import_rows WHERE shop_id = $1 AND import_id = $2 AND line > $3 AND line <= $4 \
                          AND fate = 'undone')";
    UNDO_KEYS = "DELETE FROM find_keys WHERE shop_id = $1 AND member_id IN ( \
                     SELECT member_id FROM import_rows WHERE shop_id = $1 AND import_id = $2 AND line > $3 AND line <= $4 \
                     AND fate = 'undone')";
    UNDO_BIRTHDAYS = "DELETE FROM birthdays WHERE shop_id = $1 AND member_id IN ( \
                     SELECT member_id FROM import_rows WHERE shop_id = $1 AND import_id = $2 AND line > $3 AND line <= $4 \
                     AND fate = 'undone')";
    UNDO_TAGS = "DELETE FROM member_tags WHERE shop_id = $1 AND member_id IN ( \
                     SELECT member_id FROM import_rows WHERE shop_id = $1 AND import_id = $2 AND line > $3 AND line <= $4 \
                     AND fate = 'undone')";
    UNDO_NOTES = "DELETE FROM notes WHERE shop_id = $1 AND member_id IN ( \
                     SELECT member_id FROM import_rows WHERE shop_id = $1 AND import_id = $2 AND line > $3 AND line <= $4 \
                     AND fate = 'undone')";
    UNDO_MEMBERS = "UPDATE members SET name = '–', username = NULL, user_id = NULL, phone = NULL, removed_at = $5 \
                    WHERE shop_id = $1 AND member_id IN ( \
                        SELECT member_id FROM import_rows WHERE shop_id = $1 AND import_id = $2 AND line > $3 AND line <= $4 \
                        AND fate = 'undone')";
    COUNT_FATE = "SELECT COUNT(*) FROM import_rows WHERE shop_id = $1 AND import_id = $2 AND line > $3 AND line <= $4 \
                  AND fate = $5";
    OPENED_BEFORE = "SELECT CAST(COALESCE(SUM(amount), 0) AS BIGINT) FROM ledger \
                     WHERE shop_id = $1 AND member_id = $2 AND kind IN ('opening', 'opening_undone')";
    // By what members of a club are told from each other without a question for each of them.
    TOLD_BY = "SELECT member_id, phone, username FROM members WHERE shop_id = $1 AND member_id > $2 \
               ORDER BY member_id LIMIT $3";
    WITH_USER = "SELECT user_id, member_id FROM members WHERE shop_id = $1 AND user_id IN ($2)";
    WITH_NUMBER = "SELECT number, member_id FROM members WHERE shop_id = $1 AND number IN ($2)";
    // Files that nobody took over in time, and those that can no longer be taken back.
    OVER = "SELECT shop_id, import_id FROM imports WHERE made_at < $1 AND EXISTS ( \
                SELECT 1 FROM import_rows r WHERE r.shop_id = imports.shop_id AND r.import_id = imports.import_id) \
            ORDER BY made_at LIMIT 1";
    FORGET_ROWS = "DELETE FROM import_rows WHERE shop_id = $1 AND import_id = $2 AND line IN ( \
                       SELECT line FROM import_rows WHERE shop_id = $1 AND import_id = $2 ORDER BY line LIMIT $3)";
    FORGET = "DELETE FROM imports WHERE made_at < $1 AND state IN ('reading', 'ready') AND NOT EXISTS ( \
                  SELECT 1 FROM import_rows r WHERE r.shop_id = imports.shop_id AND r.import_id = imports.import_id)";
}

/// The calendar of lists.
const GREGORIAN: &str = Calendar::Gregorian.as_str();

/// Rows that one statement writes.
const AT_ONCE: usize = 200;
/// Parameters of a row that are not those of all rows.
const OF_A_ROW: usize = 18;
/// Keys that one statement looks up.
const KEYS: usize = 50;

/// [`ADD_ROWS`] for many rows.
static ADD_MANY_ROWS: LazyLock<String> = LazyLock::new(|| {
    let head = ADD_ROWS.split("VALUES").next().unwrap_or_default();
    let row = |at: usize| {
        let first = at * OF_A_ROW + 3;
        let values: Vec<String> = (first..first + OF_A_ROW).map(|number| format!("${number}")).collect();
        format!("($1, $2, {})", values.join(", "))
    };
    let rows: Vec<String> = (0..AT_ONCE).map(row).collect();
    format!("{head}VALUES {}", rows.join(", "))
});

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

/// A row that says something new.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    pub line: i64,
    /// Whose file it changes. `None`: a new member's.
    pub changes: Option<MemberId>,
    /// Names what the row makes: its member if it is new, its ledger row and its lot.
    pub id: Uuid,
    pub undo_id: Uuid,
    pub nth: i64,
    pub user: Option<UserId>,
    pub name: String,
    pub username: Option<String>,
    /// Sealed for the member's own row.
    pub phone: Option<Vec<u8>>,
    pub card: String,
    pub joined_at: Option<Instant>,
    pub points: Points,
    pub tier: Option<TierId>,
    pub birthday: Option<Birthday>,
    pub more: Option<More>,
}

/// A row that changes somebody's file.
#[derive(Debug, Clone, PartialEq)]
pub struct Changing {
    pub line: i64,
    pub member: MemberId,
    pub id: Uuid,
    pub undo_id: Uuid,
    pub name: String,
    pub username: Option<String>,
    pub phone: Option<String>,
    pub points: Points,
    pub tier: Option<TierId>,
    pub birthday: Option<Birthday>,
    pub more: Option<More>,
    pub was: Option<Value>,
}

#[derive(sqlx::FromRow)]
struct ChangingRow {
    line: i64,
    member_id: Uuid,
    row_id: Uuid,
    undo_id: Uuid,
    name: String,
    username: Option<String>,
    phone: Option<Vec<u8>>,
    points: i64,
    tier_id: Option<Uuid>,
    birth_month: Option<i64>,
    birth_day: Option<i64>,
    birth_year: Option<i64>,
    more: Option<Json<More>>,
    was: Option<Json<Value>>,
}

/// What a new member's row says at some length.
#[derive(Debug, Clone, PartialEq)]
pub struct Detailed {
    pub line: i64,
    pub member: MemberId,
    pub more: More,
}

/// Lines of one file, the first of them exclusive.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Span {
    pub shop: ShopId,
    pub import: Uuid,
    pub after: i64,
    pub upto: i64,
}

/// What stands in the ledger beside the rows of a file.
#[derive(Debug, Clone)]
pub struct Said<'a> {
    pub reason: &'a Reason,
    /// Before the line, a row's cause.
    pub cause: &'a str,
    pub actor: Actor,
    pub at: Instant,
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

/// The first `limit` new members of these lines, with their lines.
pub async fn new_members(tx: &mut Tx, span: &Span, limit: i64) -> Result<Vec<(i64, MemberId)>, StorageError> {
    let Span {
        shop,
        import,
        after,
        upto,
    } = *span;
    let rows: Vec<(i64, Uuid)> = list!(tx, NEW_MEMBERS, shop.0, import, after, upto, limit)?;
    Ok(rows
        .into_iter()
        .map(|(line, member)| (line, MemberId(member)))
        .collect())
}

/// Has somebody stand somewhere, if they do not yet.
pub async fn open_standing(tx: &mut Tx, shop: ShopId, member: MemberId) -> Result<(), StorageError> {
    execute!(tx, OPEN_STANDING, shop.0, member.0)?;
    Ok(())
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

/// Keeps rows until the file is taken over.
pub async fn add_rows(tx: &mut Tx, shop: ShopId, import: Uuid, rows: &[Row]) -> Result<(), StorageError> {
    let pages = rows.chunks_exact(AT_ONCE);
    for row in pages.remainder() {
        add_some(tx, ADD_ROWS, shop, import, std::slice::from_ref(row)).await?;
    }
    for page in pages {
        add_some(tx, ADD_MANY_ROWS.as_str(), shop, import, page).await?;
    }
    Ok(())
}

async fn add_some(
    tx: &mut Tx,
    sql: &'static str,
    shop: ShopId,
    import: Uuid,
    rows: &[Row],
) -> Result<(), StorageError> {
    on!(tx, conn => {
        let mut query = sqlx::query(AssertSqlSafe(sql)).bind(shop.0).bind(import);
        for row in rows {
            let (_, month, day, _, year) = columns_of(row.birthday);
            query = query
                .bind(row.line)
                .bind(if row.changes.is_some() { "changed" } else { "new" })
                .bind(row.changes.map_or(row.id, |member| member.0))
                .bind(row.id)
                .bind(row.undo_id)
                .bind(row.nth)
                .bind(row.user.map(|user| user.0))
                .bind(row.name.as_str())
                .bind(row.username.as_deref())
                .bind(row.phone.as_deref())
                .bind(row.card.as_str())
                .bind(row.joined_at)
                .bind(row.points.get())
                .bind(row.tier.map(|tier| tier.0))
                .bind(month)
                .bind(day)
                .bind(year)
                .bind(row.more.as_ref().map(Json));
        }
        query.execute(conn).await.map(drop)
    })?;
    Ok(())
}

/// The first line with somebody who has become a member since the file was read.
pub async fn came_meanwhile(tx: &mut Tx, span: &Span) -> Result<Option<i64>, StorageError> {
    let Span {
        shop,
        import,
        after,
        upto,
    } = *span;
    Ok(value!(tx, CAME, shop.0, import, after, upto)?)
}

/// Takes so many member numbers. Gives the one before the first.
pub async fn take_numbers(tx: &mut Tx, shop: ShopId, many: i64) -> Result<i64, StorageError> {
    let before: Option<i64> = value!(tx, NUMBERS, shop.0, many)?;
    before.ok_or_else(|| StorageError::corrupt("shops", &"a shop that takes a file over is not there"))
}

/// Makes the members of these lines, with what they bring: their balance, its ledger row and its lot.
pub async fn make_members(
    tx: &mut Tx,
    span: &Span,
    numbers_after: i64,
    expires_at: Option<Instant>,
    said: &Said<'_>,
) -> Result<(), StorageError> {
    let Span {
        shop,
        import,
        after,
        upto,
    } = *span;
    execute!(tx, MEMBERS, shop.0, import, after, upto, numbers_after, said.at)?;
    execute!(tx, BALANCES, shop.0, import, after, upto)?;
    write_ledger(tx, LEDGER, span, said).await?;
    execute!(tx, LOTS, shop.0, import, after, upto, expires_at, said.at)?;
    execute!(tx, MOVES, shop.0, import, after, upto)?;
    execute!(tx, BIRTHDAYS, shop.0, import, after, upto, GREGORIAN, said.at)?;
    Ok(())
}

async fn write_ledger(tx: &mut Tx, sql: &'static str, span: &Span, said: &Said<'_>) -> Result<(), StorageError> {
    let Span {
        shop,
        import,
        after,
        upto,
    } = *span;
    execute!(
        tx,
        sql,
        shop.0,
        import,
        after,
        upto,
        said.reason.kind(),
        Json(said.reason),
        said.cause,
        said.actor.as_str(),
        said.actor.user().map(|user| user.0),
        said.at
    )?;
    Ok(())
}

/// Has the new members of these lines stand in the tier that the file says they are in.
pub async fn make_standings(
    tx: &mut Tx,
    span: &Span,
    tier: TierId,
    since: chrono::NaiveDate,
    term_ends: Option<chrono::NaiveDate>,
    look_on: Option<chrono::NaiveDate>,
) -> Result<(), StorageError> {
    let Span {
        shop,
        import,
        after,
        upto,
    } = *span;
    execute!(
        tx, STANDINGS, shop.0, import, after, upto, tier.0, since, term_ends, look_on
    )?;
    Ok(())
}

/// The rows of these lines that change somebody's file.
pub async fn changing(tx: &mut Tx, span: &Span) -> Result<Vec<Changing>, StorageError> {
    let Span {
        shop,
        import,
        after,
        upto,
    } = *span;
    let rows: Vec<ChangingRow> = list!(tx, CHANGED, shop.0, import, after, upto)?;
    let mut changing = Vec::with_capacity(rows.len());
    for row in rows {
        let member = MemberId(row.member_id);
        let calendar = row.birth_month.map(|_| GREGORIAN.to_owned());
        let day = (calendar, row.birth_month, row.birth_day, false, row.birth_year);
        let phone = row.phone.map(|sealed| members::open_phone(tx, shop, member, &sealed));
        changing.push(Changing {
            line: row.line,
            member,
            id: row.row_id,
            undo_id: row.undo_id,
            name: row.name,
            username: row.username,
            phone: phone.transpose()?,
            points: Points::at_least_zero(row.points),
            tier: row.tier_id.map(TierId),
            birthday: day_of("import_rows", day)?,
            more: row.more.map(|more| more.0),
            was: row.was.map(|was| was.0),
        });
    }
    Ok(changing)
}

/// What new members' rows say at some length.
pub async fn detailed(tx: &mut Tx, span: &Span) -> Result<Vec<Detailed>, StorageError> {
    let Span {
        shop,
        import,
        after,
        upto,
    } = *span;
    let rows: Vec<(i64, Uuid, Json<More>)> = list!(tx, DETAILED, shop.0, import, after, upto)?;
    let detailed = |(line, member, more): (i64, Uuid, Json<More>)| Detailed {
        line,
        member: MemberId(member),
        more: more.0,
    };
    Ok(rows.into_iter().map(detailed).collect())
}

/// Notes what a file was like before a row changed it.
pub async fn keep_was(tx: &mut Tx, shop: ShopId, import: Uuid, line: i64, was: &Value) -> Result<(), StorageError> {
    execute!(tx, KEEP_WAS, shop.0, import, line, Json(was))?;
    Ok(())
}

/// Takes the members of these lines back who did nothing since `done_at`. Says how many, and how many stay.
pub async fn take_back(
    tx: &mut Tx,
    span: &Span,
    done_at: Instant,
    said: &Said<'_>,
) -> Result<(i64, i64), StorageError> {
    let Span {
        shop,
        import,
        after,
        upto,
    } = *span;
    execute!(tx, LOCK, shop.0, import, after, upto)?;
    execute!(tx, TAKE_BACK, shop.0, import, after, upto, done_at)?;
    write_ledger(tx, UNDO_LEDGER, span, said).await?;
    for sql in [
        UNDO_MOVES,
        UNDO_LOTS,
        UNDO_BALANCES,
        UNDO_STANDINGS,
        UNDO_KEYS,
        UNDO_BIRTHDAYS,
        UNDO_TAGS,
        UNDO_NOTES,
    ] {
        execute!(tx, sql, shop.0, import, after, upto)?;
    }
    execute!(tx, UNDO_MEMBERS, shop.0, import, after, upto, said.at)?;
    let gone: Option<i64> = value!(tx, COUNT_FATE, shop.0, import, after, upto, "undone")?;
    let stay: Option<i64> = value!(tx, COUNT_FATE, shop.0, import, after, upto, "new")?;
    Ok((gone.unwrap_or(0), stay.unwrap_or(0)))
}

/// The opening balance that a member has had so far.
pub async fn opened_with(tx: &mut Tx, shop: ShopId, member: MemberId) -> Result<Points, StorageError> {
    let points: Option<i64> = value!(tx, OPENED_BEFORE, shop.0, member.0)?;
    Ok(Points::at_least_zero(points.unwrap_or(0)))
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

/// The phone number and username of members, as far as they have them, from behind `after` on.
pub async fn told_by(
    tx: &mut Tx,
    shop: ShopId,
    after: MemberId,
    limit: i64,
) -> Result<Vec<(MemberId, Option<String>, Option<String>)>, StorageError> {
    let rows: Vec<(Uuid, Option<Vec<u8>>, Option<String>)> = list!(tx, TOLD_BY, shop.0, after.0, limit)?;
    let told = |(member, phone, username): (Uuid, Option<Vec<u8>>, Option<String>)| {
        let member = MemberId(member);
        let phone = phone.and_then(|sealed| members::open_phone(tx, shop, member, &sealed).ok());
        (member, phone, username)
    };
    Ok(rows.into_iter().map(told).collect())
}

/// Forgets up to `limit` rows of files that were made before. Says how many.
pub async fn prune(tx: &mut Tx, before: Instant, limit: i64) -> Result<u64, StorageError> {
    let over: Option<(Uuid, Uuid)> = find!(tx, OVER, before)?;
    if let Some((shop, import)) = over {
        Ok(execute!(tx, FORGET_ROWS, shop, import, limit)?)
    } else {
        execute!(tx, FORGET, before)?;
        Ok(0)
    }
}
