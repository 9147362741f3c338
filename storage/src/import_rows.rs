//! Rows of lists that say something new. They are forgotten when their list can no longer be taken over or back.
//!
//! What is private in them is sealed: a phone number and an e-mail address for the row of the member to be, and all that
//! is said at some length for the row itself.

use domain::birthday::{Birthday, Calendar};
use domain::import::More;
use domain::{MemberId, Points, ShopId, TierId, UserId};
use serde_json::Value;
use sqlx::types::Json;
use uuid::Uuid;

use crate::ask::{execute, list, value};
use crate::birthdays::{columns_of, day_of};
use crate::seal::{self, Column, Place};
use crate::several::Several;
use crate::{Instant, StorageError, Tx, members, on, statements};

statements! {
    FORGET_MEMBER = "DELETE FROM import_rows WHERE shop_id = $1 AND member_id = $2";
    NEW_MEMBERS = "SELECT line, member_id, more IS NOT NULL FROM import_rows WHERE shop_id = $1 AND import_id = $2 AND line > $3 AND line <= $4 \
                   AND fate = 'new' ORDER BY line LIMIT $5";
    ADD_ROWS = "INSERT INTO import_rows (shop_id, import_id, line, fate, member_id, row_id, undo_id, nth, user_id, name, \
                    username, phone, email, card, joined_at, points, tier_id, birth_month, birth_day, birth_year, more, \
                    birth_calendar, birth_leap) \
                VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23)";
    // Somebody in the file who has become a member since it was read.
    CAME = "SELECT r.line FROM import_rows r JOIN members m ON m.shop_id = r.shop_id AND m.user_id = r.user_id \
            WHERE r.shop_id = $1 AND r.import_id = $2 AND r.line > $3 AND r.line <= $4 AND r.fate = 'new' \
            ORDER BY r.line LIMIT 1";
    DETAILED = "SELECT line, member_id, row_id, more FROM import_rows WHERE shop_id = $1 AND import_id = $2 AND line > $3 AND line <= $4 \
                AND fate = 'new' AND more IS NOT NULL ORDER BY line";
    CHANGED = "SELECT line, member_id, row_id, undo_id, name, username, phone, email, points, tier_id, birth_calendar, birth_leap, birth_month, birth_day, birth_year, \
                   more, was \
               FROM import_rows WHERE shop_id = $1 AND import_id = $2 AND line > $3 AND line <= $4 AND fate = 'changed' ORDER BY line";
    KEEP_WAS = "UPDATE import_rows SET was = $4 WHERE shop_id = $1 AND import_id = $2 AND line = $3";
    FORGET_ROWS = "DELETE FROM import_rows WHERE shop_id = $1 AND import_id = $2 AND line IN ( \
                       SELECT line FROM import_rows WHERE shop_id = $1 AND import_id = $2 ORDER BY line LIMIT $3)";
}

/// The calendar that is meant where none is named.
pub(crate) const GREGORIAN: &str = Calendar::Gregorian.as_str();

/// [`ADD_ROWS`] for many.
static ADD_MANY_ROWS: Several = Several::new(ADD_ROWS, 2, 200);

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
    pub email: Option<Vec<u8>>,
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
    pub email: Option<String>,
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
    email: Option<Vec<u8>>,
    points: i64,
    tier_id: Option<Uuid>,
    birth_calendar: Option<String>,
    birth_leap: Option<bool>,
    birth_month: Option<i64>,
    birth_day: Option<i64>,
    birth_year: Option<i64>,
    more: Option<Json<Value>>,
    was: Option<Json<Value>>,
}

/// What a new member's row says at some length.
#[derive(Debug, Clone, PartialEq)]
pub struct Detailed {
    pub line: i64,
    pub member: MemberId,
    pub more: More,
}

/// Somebody whom a row made a member.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NewMember {
    pub line: i64,
    pub member: MemberId,
    /// The row has notes, tags or values of fields.
    pub says_more: bool,
}

/// Lines of one file, the first of them exclusive.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Span {
    pub shop: ShopId,
    pub import: Uuid,
    pub after: i64,
    pub upto: i64,
}

const fn more_of(shop: ShopId, import: Uuid, row: Uuid) -> Place {
    Place::of_two(Column::ListRow, shop, import, row)
}

/// What stood in a file before. It has a place of its own, for one row says both.
const fn was_of(shop: ShopId, import: Uuid, undo: Uuid) -> Place {
    Place::of_two(Column::ListRow, shop, import, undo)
}

/// Keeps rows until the file is taken over.
pub async fn add(tx: &mut Tx, shop: ShopId, import: Uuid, rows: &[Row]) -> Result<(), StorageError> {
    for some in rows.chunks(ADD_MANY_ROWS.rows(tx)) {
        add_some(tx, shop, import, some).await?;
    }
    Ok(())
}

async fn add_some(tx: &mut Tx, shop: ShopId, import: Uuid, rows: &[Row]) -> Result<(), StorageError> {
    let more = |row: &Row| {
        let more = row.more.as_ref();
        more.map(|more| seal::seal_json(tx, &more_of(shop, import, row.id), more))
            .transpose()
    };
    let mores = rows.iter().map(more).collect::<Result<Vec<_>, _>>()?;
    on!(tx, conn => {
        let mut query = sqlx::query(ADD_MANY_ROWS.of(rows.len())).bind(shop.0).bind(import);
        for (row, more) in rows.iter().zip(&mores) {
            let (calendar, month, day, leap, year) = columns_of(row.birthday);
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
                .bind(row.email.as_deref())
                .bind(row.card.as_str())
                .bind(row.joined_at)
                .bind(row.points.get())
                .bind(row.tier.map(|tier| tier.0))
                .bind(month)
                .bind(day)
                .bind(year)
                .bind(more)
                .bind(calendar)
                .bind(leap);
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

/// The first `limit` new members of these lines, with their lines.
pub async fn new_members(tx: &mut Tx, span: &Span, limit: i64) -> Result<Vec<NewMember>, StorageError> {
    let Span {
        shop,
        import,
        after,
        upto,
    } = *span;
    let rows: Vec<(i64, Uuid, bool)> = list!(tx, NEW_MEMBERS, shop.0, import, after, upto, limit)?;
    let new = |(line, member, says_more)| NewMember {
        line,
        member: MemberId(member),
        says_more,
    };
    Ok(rows.into_iter().map(new).collect())
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
        let kept_by = row.birth_calendar.unwrap_or_else(|| GREGORIAN.to_owned());
        let calendar = row.birth_month.map(|_| kept_by);
        let leap = row.birth_leap.unwrap_or(false);
        let day = (calendar, row.birth_month, row.birth_day, leap, row.birth_year);
        let phone = row.phone.map(|sealed| members::open_phone(tx, shop, member, &sealed));
        let email = row.email.map(|sealed| members::open_email(tx, shop, member, &sealed));
        let more = row
            .more
            .map(|kept| seal::open_json(tx, &more_of(shop, import, row.row_id), kept.0));
        let was = row
            .was
            .map(|kept| seal::open_json(tx, &was_of(shop, import, row.undo_id), kept.0));
        changing.push(Changing {
            line: row.line,
            member,
            id: row.row_id,
            undo_id: row.undo_id,
            name: row.name,
            username: row.username,
            phone: phone.transpose()?,
            email: email.transpose()?,
            points: Points::at_least_zero(row.points),
            tier: row.tier_id.map(TierId),
            birthday: day_of("import_rows", day)?,
            more: more.transpose()?,
            was: was.transpose()?,
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
    let rows: Vec<(i64, Uuid, Uuid, Json<Value>)> = list!(tx, DETAILED, shop.0, import, after, upto)?;
    let detailed = |(line, member, row, more): (i64, Uuid, Uuid, Json<Value>)| {
        Ok(Detailed {
            line,
            member: MemberId(member),
            more: seal::open_json(tx, &more_of(shop, import, row), more.0)?,
        })
    };
    rows.into_iter().map(detailed).collect()
}

/// Notes what a file was like before a row changed it.
pub async fn keep_was(
    tx: &mut Tx,
    shop: ShopId,
    import: Uuid,
    row: &Changing,
    was: &Value,
) -> Result<(), StorageError> {
    let kept = seal::seal_json(tx, &was_of(shop, import, row.undo_id), was)?;
    execute!(tx, KEEP_WAS, shop.0, import, row.line, kept)?;
    Ok(())
}

/// Takes away what lists say about a member (D3).
pub async fn forget_member(tx: &mut Tx, shop: ShopId, member: MemberId) -> Result<(), StorageError> {
    execute!(tx, FORGET_MEMBER, shop.0, member.0)?;
    Ok(())
}

/// Forgets up to `limit` rows of a list. Says how many.
pub(crate) async fn forget(tx: &mut Tx, shop: ShopId, import: Uuid, limit: i64) -> Result<u64, StorageError> {
    Ok(execute!(tx, FORGET_ROWS, shop.0, import, limit)?)
}
