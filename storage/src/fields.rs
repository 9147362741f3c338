//! The fields of a shop's own, and what stands in them (D2).

use domain::field::{Circle, Field, FieldKind, FieldValue};
use domain::reason::Actor;
use domain::role::Role;
use domain::{FieldId, MemberId, ShopId};
use serde_json::Value;
use sqlx::types::Json;
use uuid::Uuid;

use crate::ask::{execute, find, list, value};
use crate::ledger::actor_of;
use crate::seal::{self, Column, Place};
use crate::{Instant, StorageError, Tx, statements};

statements! {
    ADD = "INSERT INTO fields (shop_id, field_id, slug, title, grouped, kind, seen_from, seen_own, edited_from, edited_own, \
               asked, why, place, active) \
           VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14) ON CONFLICT DO NOTHING";
    CHANGE = "UPDATE fields SET title = $3, grouped = $4, kind = $5, seen_from = $6, seen_own = $7, edited_from = $8, \
                  edited_own = $9, asked = $10, why = $11, place = $12, active = $13 \
              WHERE shop_id = $1 AND field_id = $2";
    FIND = "SELECT field_id, title, grouped, kind, seen_from, seen_own, edited_from, edited_own, asked, why, place, active \
            FROM fields WHERE shop_id = $1 AND field_id = $2";
    FIND_BY_SLUG = "SELECT field_id FROM fields WHERE shop_id = $1 AND slug = $2";
    // The acts keep their number small; the limit is for a table that something else wrote.
    LIST = "SELECT field_id, title, grouped, kind, seen_from, seen_own, edited_from, edited_own, asked, why, place, active \
            FROM fields WHERE shop_id = $1 ORDER BY place, field_id LIMIT 200";
    SET = "INSERT INTO field_values (shop_id, member_id, field_id, value, actor, actor_id, set_at, sealed) \
           VALUES ($1, $2, $3, $4, $5, $6, $7, $8) \
           ON CONFLICT (shop_id, member_id, field_id) DO UPDATE SET value = excluded.value, actor = excluded.actor, \
               actor_id = excluded.actor_id, set_at = excluded.set_at, sealed = excluded.sealed";
    PLAIN = "SELECT shop_id, member_id, field_id, value FROM field_values WHERE NOT sealed \
             ORDER BY shop_id, member_id, field_id LIMIT $1";
    SEAL_PLAIN = "UPDATE field_values SET value = $4, sealed = TRUE \
                  WHERE shop_id = $1 AND member_id = $2 AND field_id = $3 AND NOT sealed";
    REMOVE = "DELETE FROM field_values WHERE shop_id = $1 AND member_id = $2 AND field_id = $3";
    VALUE = "SELECT field_id, value, actor, actor_id, set_at FROM field_values \
             WHERE shop_id = $1 AND member_id = $2 AND field_id = $3";
    VALUES_OF = "SELECT field_id, value, actor, actor_id, set_at FROM field_values WHERE shop_id = $1 AND member_id = $2";
    // Of all shops, in the order of the key.
    PAGE_OF_VALUES = "SELECT v.shop_id, v.member_id, v.field_id, v.value, f.kind FROM field_values v \
                      JOIN fields f ON f.shop_id = v.shop_id AND f.field_id = v.field_id \
                      WHERE (v.shop_id, v.member_id, v.field_id) > ($1, $2, $3) \
                      ORDER BY v.shop_id, v.member_id, v.field_id LIMIT $4";
    HOLDERS = "SELECT member_id FROM field_values WHERE shop_id = $1 AND field_id = $2 ORDER BY member_id LIMIT $3";
    // What ready-made sets and files call the fields that came from them.
    SLUGS = "SELECT field_id, slug FROM fields WHERE shop_id = $1 AND slug IS NOT NULL ORDER BY field_id LIMIT 200";
    // How many members have something in it, as far as that matters.
    FILLED = "SELECT COUNT(*) FROM (SELECT 1 FROM field_values WHERE shop_id = $1 AND field_id = $2 LIMIT $3) v";
}

/// More values than this are many: how many more does not matter.
const MANY: i64 = 10_000;

/// What stands in a field of a member, and who wrote it when.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Filled {
    pub field: FieldId,
    pub value: FieldValue,
    pub by: Actor,
    pub at: Instant,
}

#[derive(sqlx::FromRow)]
#[expect(clippy::struct_excessive_bools, reason = "they are the columns")]
struct FieldRow {
    field_id: Uuid,
    title: String,
    grouped: String,
    kind: Json<FieldKind>,
    seen_from: String,
    seen_own: bool,
    edited_from: String,
    edited_own: bool,
    asked: bool,
    why: Option<String>,
    place: i64,
    active: bool,
}

impl TryFrom<FieldRow> for Field {
    type Error = StorageError;

    fn try_from(row: FieldRow) -> Result<Self, StorageError> {
        let circle = |from: &str, member| {
            let staff = Role::parse(from).ok_or_else(|| StorageError::corrupt("fields", &from))?;
            Ok::<_, StorageError>(Circle { member, staff })
        };
        Ok(Self {
            id: FieldId(row.field_id),
            title: row.title,
            group: (!row.grouped.is_empty()).then_some(row.grouped),
            kind: row.kind.0,
            seen_by: circle(&row.seen_from, row.seen_own)?,
            edited_by: circle(&row.edited_from, row.edited_own)?,
            asked: row.asked,
            why: row.why,
            place: row.place,
            active: row.active,
        })
    }
}

type ValueRow = (Uuid, Json<Value>, String, Option<i64>, Instant);

const fn value_in(shop: ShopId, member: MemberId, field: FieldId) -> Place {
    Place::of_two(Column::FieldValue, shop, member.0, field.0)
}

/// What stands in a field, as far as it opens: a file without one value is still a file. The log says so each time.
pub(crate) fn open_value(
    tx: &Tx,
    shop: ShopId,
    member: MemberId,
    field: FieldId,
    kept: Value,
) -> Result<Option<FieldValue>, StorageError> {
    seal::open_json_or_tell(tx, &value_in(shop, member, field), kept)
}

fn filled(tx: &Tx, shop: ShopId, member: MemberId, row: ValueRow) -> Result<Option<Filled>, StorageError> {
    let (field, value, actor, actor_id, at) = row;
    let field = FieldId(field);
    let Some(value) = open_value(tx, shop, member, field, value.0)? else {
        return Ok(None);
    };
    Ok(Some(Filled {
        field,
        value,
        by: actor_of("field_values", &actor, actor_id)?,
        at,
    }))
}

/// Says whether the field is new: one with this `slug` may be there already.
pub async fn add(tx: &mut Tx, shop: ShopId, field: &Field, slug: Option<&str>) -> Result<bool, StorageError> {
    let rows = execute!(
        tx,
        ADD,
        shop.0,
        field.id.0,
        slug,
        &field.title,
        field.group.as_deref().unwrap_or_default(),
        Json(&field.kind),
        field.seen_by.staff.as_str(),
        field.seen_by.member,
        field.edited_by.staff.as_str(),
        field.edited_by.member,
        field.asked,
        field.why.as_deref(),
        field.place,
        field.active,
    )?;
    Ok(rows == 1)
}

/// Writes everything about a field. Says whether there is such a field.
pub async fn change(tx: &mut Tx, shop: ShopId, field: &Field) -> Result<bool, StorageError> {
    let rows = execute!(
        tx,
        CHANGE,
        shop.0,
        field.id.0,
        &field.title,
        field.group.as_deref().unwrap_or_default(),
        Json(&field.kind),
        field.seen_by.staff.as_str(),
        field.seen_by.member,
        field.edited_by.staff.as_str(),
        field.edited_by.member,
        field.asked,
        field.why.as_deref(),
        field.place,
        field.active,
    )?;
    Ok(rows == 1)
}

pub async fn find(tx: &mut Tx, shop: ShopId, field: FieldId) -> Result<Option<Field>, StorageError> {
    let row: Option<FieldRow> = find!(tx, FIND, shop.0, field.0)?;
    row.map(Field::try_from).transpose()
}

/// The field that a file or a ready-made set calls `slug`.
pub async fn find_by_slug(tx: &mut Tx, shop: ShopId, slug: &str) -> Result<Option<FieldId>, StorageError> {
    let id: Option<Uuid> = value!(tx, FIND_BY_SLUG, shop.0, slug)?;
    Ok(id.map(FieldId))
}

/// All fields of a shop in their order, retired ones too.
pub async fn list(tx: &mut Tx, shop: ShopId) -> Result<Vec<Field>, StorageError> {
    let rows: Vec<FieldRow> = list!(tx, LIST, shop.0)?;
    rows.into_iter().map(Field::try_from).collect()
}

/// Writes what stands in a field of a member, in place of what stood there.
pub async fn set(
    tx: &mut Tx,
    shop: ShopId,
    member: MemberId,
    field: FieldId,
    value: &FieldValue,
    by: Actor,
    at: Instant,
) -> Result<(), StorageError> {
    let user = by.user().map(|user| user.0);
    let kept = seal::seal_json(tx, &value_in(shop, member, field), value)?;
    let sealed = kept.is_string();
    execute!(tx, SET, shop.0, member.0, field.0, kept, by.as_str(), user, at, sealed)?;
    Ok(())
}

/// Says whether something stood there.
pub async fn remove(tx: &mut Tx, shop: ShopId, member: MemberId, field: FieldId) -> Result<bool, StorageError> {
    Ok(execute!(tx, REMOVE, shop.0, member.0, field.0)? == 1)
}

pub async fn value_of(
    tx: &mut Tx,
    shop: ShopId,
    member: MemberId,
    field: FieldId,
) -> Result<Option<Filled>, StorageError> {
    let row: Option<ValueRow> = find!(tx, VALUE, shop.0, member.0, field.0)?;
    match row {
        Some(row) => filled(tx, shop, member, row),
        None => Ok(None),
    }
}

/// All that stands in the fields of a member, in no order.
pub async fn values_of(tx: &mut Tx, shop: ShopId, member: MemberId) -> Result<Vec<Filled>, StorageError> {
    let rows: Vec<ValueRow> = list!(tx, VALUES_OF, shop.0, member.0)?;
    let opened = rows.into_iter().map(|row| filled(tx, shop, member, row));
    opened.filter_map(Result::transpose).collect()
}

/// Seals what an earlier program wrote as it is, up to `limit` values. Says how many there were.
pub async fn seal_plain(tx: &mut Tx, limit: i64) -> Result<usize, StorageError> {
    let rows: Vec<(Uuid, Uuid, Uuid, Json<Value>)> = list!(tx, PLAIN, limit)?;
    for (shop, member, field, value) in &rows {
        let place = value_in(ShopId(*shop), MemberId(*member), FieldId(*field));
        let sealed = seal::seal_text(tx, &place, &value.to_string())?;
        execute!(tx, SEAL_PLAIN, *shop, *member, *field, Json(Value::String(sealed)))?;
    }
    Ok(rows.len())
}

/// A place in the order of all values.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Cursor([Uuid; 3]);

/// What of a page of values is of another type than its field, and where to go on. `None`: that was all.
pub async fn misfits(
    tx: &mut Tx,
    from: Cursor,
    limit: i64,
) -> Result<(Vec<(ShopId, MemberId, FieldId)>, Option<Cursor>), StorageError> {
    type Row = (Uuid, Uuid, Uuid, Json<Value>, Json<FieldKind>);
    let [shop, member, field] = from.0;
    let rows: Vec<Row> = list!(tx, PAGE_OF_VALUES, shop, member, field, limit)?;
    let full = i64::try_from(rows.len()).is_ok_and(|rows| rows >= limit);
    let last = rows.last().map(|row| Cursor([row.0, row.1, row.2]));
    let mut misfits = Vec::new();
    for (shop, member, field, value, kind) in rows {
        let (shop, member, field) = (ShopId(shop), MemberId(member), FieldId(field));
        // One that does not open is found among what is sealed.
        let value = open_value(tx, shop, member, field, value.0)?;
        if value.is_some_and(|value| !kind.0.holds(&value)) {
            misfits.push((shop, member, field));
        }
    }
    Ok((misfits, last.filter(|_| full)))
}

/// Up to `limit` members with something in a field.
pub async fn holders(tx: &mut Tx, shop: ShopId, field: FieldId, limit: i64) -> Result<Vec<MemberId>, StorageError> {
    let rows: Vec<(Uuid,)> = list!(tx, HOLDERS, shop.0, field.0, limit)?;
    Ok(rows.into_iter().map(|(member,)| MemberId(member)).collect())
}

/// What ready-made sets and files call the fields that came from them.
pub async fn slugs(tx: &mut Tx, shop: ShopId) -> Result<Vec<(FieldId, String)>, StorageError> {
    let rows: Vec<(Uuid, String)> = list!(tx, SLUGS, shop.0)?;
    Ok(rows.into_iter().map(|(field, slug)| (FieldId(field), slug)).collect())
}

/// How many members have something in a field; 10,000 stands for all that is more.
pub async fn filled_by(tx: &mut Tx, shop: ShopId, field: FieldId) -> Result<i64, StorageError> {
    let count: Option<i64> = value!(tx, FILLED, shop.0, field.0, MANY)?;
    Ok(count.unwrap_or(0))
}
