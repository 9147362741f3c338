//! The people members buy for (B8).

use domain::relative::{Relation, Relative};
use domain::{MemberId, RelativeId, ShopId};
use uuid::Uuid;

use crate::ask::{execute, find, list, value};
use crate::birthdays::{columns_of, day_of};
use crate::{Instant, StorageError, Tx, statements};

statements! {
    ADD = "INSERT INTO relatives (shop_id, relative_id, member_id, relation, name, calendar, month, day, leap, year, size, taste, \
               added_at) \
           VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13) ON CONFLICT DO NOTHING";
    CHANGE = "UPDATE relatives SET relation = $4, name = $5, calendar = $6, month = $7, day = $8, leap = $9, year = $10, \
                  size = $11, taste = $12 \
              WHERE shop_id = $1 AND member_id = $2 AND relative_id = $3";
    FIND = "SELECT relative_id, relation, name, calendar, month, day, leap, year, size, taste FROM relatives \
            WHERE shop_id = $1 AND member_id = $2 AND relative_id = $3";
    // The acts keep their number small; the limit is for a table that something else wrote.
    OF_MEMBER = "SELECT relative_id, relation, name, calendar, month, day, leap, year, size, taste FROM relatives \
                 WHERE shop_id = $1 AND member_id = $2 ORDER BY relative_id LIMIT 100";
    COUNT = "SELECT COUNT(*) FROM relatives WHERE shop_id = $1 AND member_id = $2";
    REMOVE = "DELETE FROM relatives WHERE shop_id = $1 AND member_id = $2 AND relative_id = $3";
}

#[derive(sqlx::FromRow)]
struct Row {
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

impl TryFrom<Row> for Relative {
    type Error = StorageError;

    fn try_from(row: Row) -> Result<Self, StorageError> {
        let relation =
            Relation::parse(&row.relation).ok_or_else(|| StorageError::corrupt("relatives", &row.relation))?;
        Ok(Self {
            id: RelativeId(row.relative_id),
            relation,
            name: row.name,
            birthday: day_of("relatives", (row.calendar, row.month, row.day, row.leap, row.year))?,
            size: row.size,
            taste: row.taste,
        })
    }
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
    let rows = execute!(
        tx,
        ADD,
        shop.0,
        relative.id.0,
        member.0,
        relative.relation.as_str(),
        &relative.name,
        calendar,
        month,
        day,
        leap,
        year,
        &relative.size,
        &relative.taste,
        at,
    )?;
    Ok(rows == 1)
}

/// Writes everything about a relative of a member. Says whether there is such a one.
pub async fn change(tx: &mut Tx, shop: ShopId, member: MemberId, relative: &Relative) -> Result<bool, StorageError> {
    let (calendar, month, day, leap, year) = columns_of(relative.birthday);
    let rows = execute!(
        tx,
        CHANGE,
        shop.0,
        member.0,
        relative.id.0,
        relative.relation.as_str(),
        &relative.name,
        calendar,
        month,
        day,
        leap,
        year,
        &relative.size,
        &relative.taste,
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
    row.map(Relative::try_from).transpose()
}

/// The relatives of a member, in the order in which they were entered.
pub async fn of_member(tx: &mut Tx, shop: ShopId, member: MemberId) -> Result<Vec<Relative>, StorageError> {
    let rows: Vec<Row> = list!(tx, OF_MEMBER, shop.0, member.0)?;
    rows.into_iter().map(Relative::try_from).collect()
}

pub async fn count(tx: &mut Tx, shop: ShopId, member: MemberId) -> Result<i64, StorageError> {
    let count: Option<i64> = value!(tx, COUNT, shop.0, member.0)?;
    Ok(count.unwrap_or(0))
}

/// Says whether there was such a relative of this member.
pub async fn remove(tx: &mut Tx, shop: ShopId, member: MemberId, id: RelativeId) -> Result<bool, StorageError> {
    Ok(execute!(tx, REMOVE, shop.0, member.0, id.0)? == 1)
}
