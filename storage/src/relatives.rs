//! The people members buy for (B8).

use domain::birthday::Birthday;
use domain::relative::{Relation, Relative};
use domain::{MemberId, RelativeId, ShopId};
use uuid::Uuid;

use crate::ask::{execute, find, list, value};
use crate::birthdays::{columns_of, day_of};
use crate::seal::{self, Column, Place};
use crate::{Instant, StorageError, Tx, statements};

statements! {
    ADD = "INSERT INTO relatives (shop_id, relative_id, member_id, relation, name, calendar, month, day, leap, year, size, taste, \
               added_at, sealed) \
           VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, TRUE) ON CONFLICT DO NOTHING";
    // What was not read is not written either.
    CHANGE = "UPDATE relatives SET relation = $4, name = COALESCE($5, name), calendar = $6, month = $7, day = $8, leap = $9, year = $10, \
                  size = $11, taste = COALESCE($12, taste), sealed = TRUE \
              WHERE shop_id = $1 AND member_id = $2 AND relative_id = $3";
    FIND = "SELECT relative_id, relation, name, calendar, month, day, leap, year, size, taste FROM relatives \
            WHERE shop_id = $1 AND member_id = $2 AND relative_id = $3";
    // The acts keep their number small; the limit is for a table that something else wrote.
    OF_MEMBER = "SELECT relative_id, relation, name, calendar, month, day, leap, year, size, taste FROM relatives \
                 WHERE shop_id = $1 AND member_id = $2 ORDER BY relative_id LIMIT 100";
    PLAIN = "SELECT shop_id, relative_id, name, taste FROM relatives WHERE NOT sealed ORDER BY shop_id, relative_id LIMIT $1";
    SEAL_PLAIN = "UPDATE relatives SET name = $3, taste = $4, sealed = TRUE \
                  WHERE shop_id = $1 AND relative_id = $2 AND NOT sealed";
    ON = "SELECT r.relative_id, r.member_id FROM relatives r \
          JOIN members m ON m.shop_id = r.shop_id AND m.member_id = r.member_id AND m.gone_at IS NULL AND m.user_id IS NOT NULL \
          WHERE r.shop_id = $1 AND r.calendar = $2 AND r.month = $3 AND r.day = $4 AND r.leap = $5 AND r.relative_id > $6 \
          AND r.month IS NOT NULL AND r.remind ORDER BY r.relative_id LIMIT $7";
    REMINDS = "SELECT remind FROM relatives WHERE shop_id = $1 AND member_id = $2 AND relative_id = $3";
    SET_REMINDS = "UPDATE relatives SET remind = $4 WHERE shop_id = $1 AND member_id = $2 AND relative_id = $3";
    COUNT = "SELECT COUNT(*) FROM relatives WHERE shop_id = $1 AND member_id = $2";
    REMOVE = "DELETE FROM relatives WHERE shop_id = $1 AND member_id = $2 AND relative_id = $3";
}

#[derive(sqlx::FromRow)]
pub(crate) struct Row {
    relative_id: Uuid,
    relation: String,
    name: String,
    calendar: Option<String>,
    month: Option<i64>,
    day: Option<i64>,
    leap: bool,
    year: Option<i64>,
    size: String,
    taste: String,
}

/// In place of what does not open.
const UNREADABLE: &str = "🔒";

pub(crate) fn relative(tx: &Tx, shop: ShopId, row: Row) -> Result<Relative, StorageError> {
    let id = RelativeId(row.relative_id);
    let relation = Relation::parse(&row.relation).ok_or_else(|| StorageError::corrupt("relatives", &row.relation))?;
    let opened = |column, kept: &str| {
        let text = seal::open_text_or_tell(tx, &Place::new(column, shop, id.0), kept);
        text.unwrap_or_else(|| UNREADABLE.to_owned())
    };
    Ok(Relative {
        id,
        relation,
        name: opened(Column::RelativeName, &row.name),
        birthday: day_of("relatives", (row.calendar, row.month, row.day, row.leap, row.year))?,
        size: row.size,
        taste: opened(Column::RelativeTaste, &row.taste),
    })
}

/// Nothing said is nothing to seal. `None`: it is what stands there and could not be read.
fn sealed(tx: &Tx, shop: ShopId, id: RelativeId, column: Column, text: &str) -> Result<Option<String>, StorageError> {
    match text {
        UNREADABLE => Ok(None),
        "" => Ok(Some(String::new())),
        text => seal::seal_text(tx, &Place::new(column, shop, id.0), text).map(Some),
    }
}

/// Seals what an earlier program wrote as it is, of up to `limit` relatives. Says of how many.
pub async fn seal_plain(tx: &mut Tx, limit: i64) -> Result<usize, StorageError> {
    let rows: Vec<(Uuid, Uuid, String, String)> = list!(tx, PLAIN, limit)?;
    for (shop, id, name, taste) in &rows {
        let place = (ShopId(*shop), RelativeId(*id));
        let name = sealed(tx, place.0, place.1, Column::RelativeName, name)?;
        let taste = sealed(tx, place.0, place.1, Column::RelativeTaste, taste)?;
        let (name, taste) = (name.unwrap_or_default(), taste.unwrap_or_default());
        execute!(tx, SEAL_PLAIN, *shop, *id, name, taste)?;
    }
    Ok(rows.len())
}

/// Says whether the relative is new.
pub async fn add(
    tx: &mut Tx,
    shop: ShopId,
    member: MemberId,
    relative: &Relative,
    at: Instant,
) -> Result<bool, StorageError> {
    let (calendar, month, day, leap, year) = columns_of(relative.birthday);
    let name = sealed(tx, shop, relative.id, Column::RelativeName, &relative.name)?;
    let taste = sealed(tx, shop, relative.id, Column::RelativeTaste, &relative.taste)?;
    let rows = execute!(
        tx,
        ADD,
        shop.0,
        relative.id.0,
        member.0,
        relative.relation.as_str(),
        name.unwrap_or_default(),
        calendar,
        month,
        day,
        leap,
        year,
        &relative.size,
        taste.unwrap_or_default(),
        at,
    )?;
    Ok(rows == 1)
}

/// Writes everything about a relative of a member. Says whether there is such a one.
pub async fn change(tx: &mut Tx, shop: ShopId, member: MemberId, relative: &Relative) -> Result<bool, StorageError> {
    let (calendar, month, day, leap, year) = columns_of(relative.birthday);
    let name = sealed(tx, shop, relative.id, Column::RelativeName, &relative.name)?;
    let taste = sealed(tx, shop, relative.id, Column::RelativeTaste, &relative.taste)?;
    let rows = execute!(
        tx,
        CHANGE,
        shop.0,
        member.0,
        relative.id.0,
        relative.relation.as_str(),
        name,
        calendar,
        month,
        day,
        leap,
        year,
        &relative.size,
        taste,
    )?;
    Ok(rows == 1)
}

/// A relative of this member.
pub async fn find(
    tx: &mut Tx,
    shop: ShopId,
    member: MemberId,
    id: RelativeId,
) -> Result<Option<Relative>, StorageError> {
    let row: Option<Row> = find!(tx, FIND, shop.0, member.0, id.0)?;
    row.map(|row| self::relative(tx, shop, row)).transpose()
}

/// The relatives of a member, in the order in which they were entered.
pub async fn of_member(tx: &mut Tx, shop: ShopId, member: MemberId) -> Result<Vec<Relative>, StorageError> {
    let rows: Vec<Row> = list!(tx, OF_MEMBER, shop.0, member.0)?;
    rows.into_iter().map(|row| relative(tx, shop, row)).collect()
}

/// Up to `limit` relatives after the one named who have this birthday and of whom their members want to be reminded, and
/// whose they are.
pub async fn on(
    tx: &mut Tx,
    shop: ShopId,
    birthday: Birthday,
    after: RelativeId,
    limit: i64,
) -> Result<Vec<(RelativeId, MemberId)>, StorageError> {
    let (calendar, month, day, leap, _) = columns_of(Some(birthday));
    let rows: Vec<(Uuid, Uuid)> = list!(tx, ON, shop.0, calendar, month, day, leap, after.0, limit)?;
    Ok(rows
        .into_iter()
        .map(|(relative, member)| (RelativeId(relative), MemberId(member)))
        .collect())
}

/// Whether the member wants to be reminded of a relative. `None`: there is no such one.
pub async fn reminds(
    tx: &mut Tx,
    shop: ShopId,
    member: MemberId,
    id: RelativeId,
) -> Result<Option<bool>, StorageError> {
    Ok(value!(tx, REMINDS, shop.0, member.0, id.0)?)
}

/// Says whether there was such a relative of this member.
pub async fn set_reminds(
    tx: &mut Tx,
    shop: ShopId,
    member: MemberId,
    id: RelativeId,
    remind: bool,
) -> Result<bool, StorageError> {
    Ok(execute!(tx, SET_REMINDS, shop.0, member.0, id.0, remind)? == 1)
}

pub async fn count(tx: &mut Tx, shop: ShopId, member: MemberId) -> Result<i64, StorageError> {
    let count: Option<i64> = value!(tx, COUNT, shop.0, member.0)?;
    Ok(count.unwrap_or(0))
}

/// Says whether there was such a relative of this member.
pub async fn remove(tx: &mut Tx, shop: ShopId, member: MemberId, id: RelativeId) -> Result<bool, StorageError> {
    Ok(execute!(tx, REMOVE, shop.0, member.0, id.0)? == 1)
}
