//! The columns that hold sealed values, the keys these were sealed with, and how they come to another key.

use std::collections::BTreeSet;

use chrono::{DateTime, TimeDelta, Utc};
use domain::{MemberId, ShopId};
use serde_json::Value;
use sqlx::types::Json;
use uuid::Uuid;

use crate::ask::{execute, find, list};
use crate::keyring::KeyId;
use crate::seal::{self, Column, Place, Why};
use crate::{StorageError, Tx, fields, members, orders, relatives, statements};

statements! {
    NOTE_KEY = "INSERT INTO seal_keys (key_id, since) VALUES ($1, $2) ON CONFLICT (key_id) DO NOTHING";
    KEYS = "SELECT key_id FROM seal_keys ORDER BY since, key_id LIMIT 1000";
    // Touching the row makes another copy of the program wait that would do the same page.
    WHERE_IT_IS = "UPDATE seal_keys SET found = found WHERE key_id = $1 \
                   RETURNING since, column_at, shop_at, first_at, second_at, found";
    GO_ON = "UPDATE seal_keys SET column_at = $2, shop_at = $3, first_at = $4, second_at = $5, found = $6 WHERE key_id = $1";
    DROP_KEY = "DELETE FROM seal_keys WHERE key_id = $1";
    // Of each column: a page of rows, and a value in place of another. The key of a row that has one column
    // beside the shop stands here twice.
    PHONES = "SELECT shop_id, member_id, member_id, phone FROM members \
              WHERE (shop_id, member_id, member_id) > ($1, $2, $3) ORDER BY shop_id, member_id LIMIT $4";
    SET_PHONE = "UPDATE members SET phone = $5 WHERE shop_id = $1 AND member_id = $2 AND member_id = $3 AND phone = $4";
    EMAILS = "SELECT shop_id, member_id, member_id, email FROM members \
              WHERE (shop_id, member_id, member_id) > ($1, $2, $3) ORDER BY shop_id, member_id LIMIT $4";
    SET_EMAIL = "UPDATE members SET email = $5 WHERE shop_id = $1 AND member_id = $2 AND member_id = $3 AND email = $4";
    DELIVERIES = "SELECT shop_id, order_id, order_id, delivery FROM orders \
                  WHERE (shop_id, order_id, order_id) > ($1, $2, $3) ORDER BY shop_id, order_id LIMIT $4";
    SET_DELIVERY = "UPDATE orders SET delivery = $5 WHERE shop_id = $1 AND order_id = $2 AND order_id = $3 AND delivery = $4";
    FOR_WHOM = "SELECT shop_id, order_id, order_id, for_whom FROM orders \
                WHERE (shop_id, order_id, order_id) > ($1, $2, $3) ORDER BY shop_id, order_id LIMIT $4";
    SET_FOR_WHOM = "UPDATE orders SET for_whom = $5 WHERE shop_id = $1 AND order_id = $2 AND order_id = $3 AND for_whom = $4";
    NOTES = "SELECT shop_id, note_id, note_id, body FROM notes \
             WHERE (shop_id, note_id, note_id) > ($1, $2, $3) ORDER BY shop_id, note_id LIMIT $4";
    // As text: what it holds is a text in JSON.
    FIELD_VALUES = "SELECT shop_id, member_id, field_id, CAST(value AS TEXT) FROM field_values \
                    WHERE (shop_id, member_id, field_id) > ($1, $2, $3) ORDER BY shop_id, member_id, field_id LIMIT $4";
    SET_FIELD_VALUE = "UPDATE field_values SET value = $5 \
                       WHERE shop_id = $1 AND member_id = $2 AND field_id = $3 AND value = $4";
    DROP_FIELD_VALUE = "DELETE FROM field_values WHERE shop_id = $1 AND member_id = $2 AND field_id = $3 AND value = $4";
    RELATIVE_NAMES = "SELECT shop_id, relative_id, relative_id, name FROM relatives \
                      WHERE (shop_id, relative_id, relative_id) > ($1, $2, $3) ORDER BY shop_id, relative_id LIMIT $4";
    SET_RELATIVE_NAME = "UPDATE relatives SET name = $5 \
                         WHERE shop_id = $1 AND relative_id = $2 AND relative_id = $3 AND name = $4";
    RELATIVE_TASTES = "SELECT shop_id, relative_id, relative_id, taste FROM relatives \
                       WHERE (shop_id, relative_id, relative_id) > ($1, $2, $3) ORDER BY shop_id, relative_id LIMIT $4";
    SET_RELATIVE_TASTE = "UPDATE relatives SET taste = $5 \
                          WHERE shop_id = $1 AND relative_id = $2 AND relative_id = $3 AND taste = $4";
    TASKS = "SELECT shop_id, task_id, task_id, words FROM tasks \
             WHERE (shop_id, task_id, task_id) > ($1, $2, $3) ORDER BY shop_id, task_id LIMIT $4";
    SET_TASK = "UPDATE tasks SET words = $5 WHERE shop_id = $1 AND task_id = $2 AND task_id = $3 AND words = $4";
    SET_NOTE = "UPDATE notes SET body = $5 WHERE shop_id = $1 AND note_id = $2 AND note_id = $3 AND body = $4";
}

/// What waits to be read, such as an update, is gone after this, and the key with which it was sealed is
/// needed no more.
const PASSING: TimeDelta = TimeDelta::days(31);

/// The texts of SQL of a column.
struct Texts {
    /// A page of rows after a row, whether or not they have a value.
    page: &'static str,
    /// Writes a value in place of the one that was read.
    set: &'static str,
    form: Form,
}

/// What a column holds, and what is left of a value whose key is lost.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Form {
    /// Bytes, or nothing.
    Bytes,
    /// Text, or an empty one.
    Text,
    /// A text in JSON. This statement takes the row away.
    Json { drop: &'static str },
}

fn texts(column: Column) -> Option<Texts> {
    let (page, set, form) = match column {
        Column::Phone => (PHONES, SET_PHONE, Form::Bytes),
        Column::Email => (EMAILS, SET_EMAIL, Form::Bytes),
        Column::Delivery => (DELIVERIES, SET_DELIVERY, Form::Bytes),
        Column::Note => (NOTES, SET_NOTE, Form::Text),
        Column::FieldValue => (FIELD_VALUES, SET_FIELD_VALUE, Form::Json { drop: DROP_FIELD_VALUE }),
        Column::RelativeName => (RELATIVE_NAMES, SET_RELATIVE_NAME, Form::Text),
        Column::RelativeTaste => (RELATIVE_TASTES, SET_RELATIVE_TASTE, Form::Text),
        Column::ForWhom => (FOR_WHOM, SET_FOR_WHOM, Form::Bytes),
        Column::Task => (TASKS, SET_TASK, Form::Text),
        Column::Letter | Column::Dialog | Column::Basket | Column::BirthdayLine | Column::ListRow => return None,
    };
    Some(Texts { page, set, form })
}

/// A row of a column.
type Row = (Uuid, Uuid, Uuid, Option<Vec<u8>>);

/// A place in the order of all columns and rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cursor {
    column: usize,
    after: [Uuid; 3],
}

impl Cursor {
    pub const START: Self = Self {
        column: 0,
        after: [Uuid::nil(); 3],
    };
}

/// A sealed value, and where it stands.
#[derive(Debug, Clone)]
pub struct Found {
    pub place: Place,
    sealed: Vec<u8>,
}

impl Found {
    /// The key that it says it was sealed with.
    #[must_use]
    pub fn key(&self) -> Option<KeyId> {
        seal::key_of(&self.sealed)
    }
}

/// The sealed values among the next `limit` rows, and where to go on. `None`: that was all.
pub async fn page(tx: &mut Tx, from: Cursor, limit: i64) -> Result<(Vec<Found>, Option<Cursor>), StorageError> {
    let Some((column, texts)) = Column::ALL
        .get(from.column)
        .and_then(|column| Some((*column, texts(*column)?)))
    else {
        return Ok((Vec::new(), None));
    };
    let [shop, first, second] = from.after;
    let rows: Vec<Row> = if texts.form == Form::Bytes {
        list!(tx, texts.page, shop, first, second, limit)?
    } else {
        let rows: Vec<(Uuid, Uuid, Uuid, String)> = list!(tx, texts.page, shop, first, second, limit)?;
        let sealed = |kept: String| match texts.form {
            Form::Json { .. } => seal::of_text(&serde_json::from_str::<String>(&kept).ok()?),
            Form::Text | Form::Bytes => seal::of_text(&kept),
        };
        rows.into_iter()
            .map(|(shop, first, second, kept)| (shop, first, second, sealed(kept)))
            .collect()
    };
    let full = i64::try_from(rows.len()).is_ok_and(|rows| rows >= limit);
    let next = match rows.last() {
        Some((shop, first, second, _)) if full => Cursor {
            after: [*shop, *first, *second],
            ..from
        },
        _ => Cursor {
            column: from.column + 1,
            ..Cursor::START
        },
    };
    let found = rows.into_iter().filter_map(|(shop, first, second, sealed)| {
        let place = Place::of_two(column, ShopId(shop), first, second);
        sealed.map(|sealed| Found { place, sealed })
    });
    Ok((
        found.collect(),
        Some(next).filter(|next| next.column < Column::ALL.len()),
    ))
}

/// Notes that values may be sealed with this key from here on.
pub async fn note_key(tx: &mut Tx, key: KeyId, at: DateTime<Utc>) -> Result<(), StorageError> {
    execute!(tx, NOTE_KEY, key.to_string(), at)?;
    Ok(())
}

/// The keys that values may be sealed with, the oldest first.
pub async fn keys(tx: &mut Tx) -> Result<Vec<KeyId>, StorageError> {
    let rows: Vec<(String,)> = list!(tx, KEYS)?;
    rows.iter()
        .map(|(id,)| id.parse().map_err(|error| StorageError::corrupt("seal_keys", &error)))
        .collect()
}

/// Seals what an earlier program wrote as it is, up to `limit` values of each kind. Says how many there were.
pub async fn seal_plain(tx: &mut Tx, limit: i64) -> Result<usize, StorageError> {
    Ok(members::seal_plain(tx, limit).await?
        + orders::seal_plain(tx, limit).await?
        + fields::seal_plain(tx, limit).await?
        + relatives::seal_plain(tx, limit).await?)
}

/// How far the values of former keys have come to the current one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Rotation {
    /// All values are under the current key.
    Over,
    /// A page was looked at, and so many values were sealed anew.
    Page { resealed: usize },
    /// Everything was looked at, and nothing is under a former key but what waits to be read.
    Waits,
    /// Nothing is under these keys any more. They are known no longer.
    Retired(Vec<KeyId>),
}

/// Seals anew, with the current key, what is under a former one among the next `limit` rows.
///
/// A former key is retired when nothing was found under it from beginning to end, and what was waiting to
/// be read when it was the current one is gone.
pub async fn rotate(tx: &mut Tx, now: DateTime<Utc>, limit: i64) -> Result<Rotation, StorageError> {
    type Stand = (
        DateTime<Utc>,
        Option<i64>,
        Option<Uuid>,
        Option<Uuid>,
        Option<Uuid>,
        bool,
    );
    let current = tx.keys().current().ok_or(StorageError::NoKey)?.id();
    let mut former = keys(tx).await?;
    former.retain(|id| *id != current);
    if former.is_empty() {
        return Ok(Rotation::Over);
    }
    let stand: Option<Stand> = find!(tx, WHERE_IT_IS, current.to_string())?;
    let Some((since, column, shop, first, second, found)) = stand else {
        note_key(tx, current, now).await?;
        return Ok(Rotation::Page { resealed: 0 });
    };
    let from = Cursor {
        column: column.and_then(|column| usize::try_from(column).ok()).unwrap_or(0),
        after: [shop, first, second].map(Option::unwrap_or_default),
    };
    let (values, next) = page(tx, from, limit).await?;
    let mut resealed = 0;
    let under_former = |value: &&Found| value.key() != Some(current);
    for value in values.iter().filter(under_former) {
        resealed += usize::from(reseal(tx, value).await?);
    }
    fields::find_all_anew(tx, of_members(values.iter().filter(under_former))).await?;
    let found = found || resealed > 0;
    let outcome = match (next, found) {
        (None, false) if now < since + PASSING => Rotation::Waits,
        (None, false) => {
            for id in &former {
                execute!(tx, DROP_KEY, id.to_string())?;
            }
            Rotation::Retired(former)
        }
        _ => Rotation::Page { resealed },
    };
    let at = next.unwrap_or(Cursor::START);
    let [shop, first, second] = at.after;
    // What another copy of the program sealed meanwhile, with a former key, is found the next time round.
    let found = found && next.is_some();
    let column = i64::try_from(at.column).unwrap_or(0);
    execute!(tx, GO_ON, current.to_string(), column, shop, first, second, found)?;
    Ok(outcome)
}

/// Says whether the value is under the current key afterwards. What does not open stays as it is; whoever
/// put it there may know what it was.
async fn reseal(tx: &mut Tx, value: &Found) -> Result<bool, StorageError> {
    let text = match seal::open(tx, &value.place, &value.sealed) {
        Ok(text) => text,
        // Another copy of the program may have its key.
        Err(StorageError::Unopened { why: Why::Key(_), .. }) => return Ok(true),
        Err(StorageError::Unopened { .. }) => return Ok(false),
        Err(error) => return Err(error),
    };
    let sealed = seal::seal(tx, &value.place, &text)?;
    if !set(tx, value, Some(sealed)).await? {
        // It was changed meanwhile, with the current key.
        return Ok(true);
    }
    let (shop, [member, _]) = (value.place.shop(), value.place.rows());
    members::find_anew(tx, value.place.column(), shop, MemberId(member), &text).await?;
    Ok(true)
}

async fn set(tx: &mut Tx, value: &Found, sealed: Option<Vec<u8>>) -> Result<bool, StorageError> {
    let (shop, [first, second]) = (value.place.shop().0, value.place.rows());
    let Some(Texts { set, form, .. }) = texts(value.place.column()) else {
        return Ok(false);
    };
    let was = || seal::as_text(&value.sealed);
    let is = || sealed.as_deref().map(seal::as_text);
    let in_json = |text: String| Json(Value::String(text));
    let rows = match form {
        Form::Bytes => execute!(tx, set, shop, first, second, &value.sealed, sealed)?,
        Form::Text => execute!(tx, set, shop, first, second, was(), is().unwrap_or_default())?,
        Form::Json { drop } => match is() {
            Some(is) => execute!(tx, set, shop, first, second, in_json(was()), in_json(is))?,
            None => execute!(tx, drop, shop, first, second, in_json(was()))?,
        },
    };
    Ok(rows == 1)
}

/// Empties, among the next rows, what was sealed with a key that is lost. Says how many, and where to go on.
pub async fn empty(
    tx: &mut Tx,
    lost: KeyId,
    from: Cursor,
    limit: i64,
) -> Result<(usize, Option<Cursor>), StorageError> {
    let (values, next) = page(tx, from, limit).await?;
    let mut emptied = 0;
    let under_lost = |value: &&Found| value.key() == Some(lost);
    for value in values.iter().filter(under_lost) {
        emptied += usize::from(set(tx, value, None).await?);
        let (shop, [member, _]) = (value.place.shop(), value.place.rows());
        members::drop_hashes(tx, value.place.column(), shop, MemberId(member)).await?;
    }
    fields::find_all_anew(tx, of_members(values.iter().filter(under_lost))).await?;
    Ok((emptied, next))
}

/// In whose fields some of these values stand.
fn of_members<'a>(values: impl Iterator<Item = &'a Found>) -> BTreeSet<(ShopId, MemberId)> {
    let of_fields = values.filter(|value| value.place.column() == Column::FieldValue);
    let member = |value: &Found| {
        let [member, _] = value.place.rows();
        (value.place.shop(), MemberId(member))
    };
    of_fields.map(member).collect()
}

/// Forgets a key under which nothing is left.
pub async fn forget_key(tx: &mut Tx, key: KeyId) -> Result<(), StorageError> {
    execute!(tx, DROP_KEY, key.to_string())?;
    Ok(())
}

/// The values among the next rows that do not open, each with why, and where to go on.
pub async fn unopened(
    tx: &mut Tx,
    from: Cursor,
    limit: i64,
) -> Result<(Vec<(Place, Why)>, Option<Cursor>), StorageError> {
    let (values, next) = page(tx, from, limit).await?;
    let mut unopened = Vec::new();
    for value in values {
        match seal::open(tx, &value.place, &value.sealed) {
            Ok(_) => {}
            Err(StorageError::Unopened { place, why }) => unopened.push((place, why)),
            Err(error) => return Err(error),
        }
    }
    Ok((unopened, next))
}
