//! What staff wrote down about members.

use domain::{MemberId, NoteId, ShopId, UserId};
use uuid::Uuid;

use crate::ask::{execute, find, list, value};
use crate::seal::{self, Column, Place};
use crate::{Instant, StorageError, Tx, statements};

statements! {
    ADD = "INSERT INTO notes (shop_id, note_id, member_id, body, private, author, at, cause) \
           VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT DO NOTHING";
    FIND = "SELECT n.note_id, n.member_id, n.body, n.private, n.author, s.name, n.at, n.removed_at FROM notes n \
            LEFT JOIN staff s ON s.shop_id = n.shop_id AND s.user_id = n.author \
            WHERE n.shop_id = $1 AND n.note_id = $2";
    FIND_BY_CAUSE = "SELECT note_id FROM notes WHERE shop_id = $1 AND cause = $2";
    // Newest first: ids are made in the order of time.
    OF_MEMBER = "SELECT n.note_id, n.member_id, n.body, n.private, n.author, s.name, n.at, n.removed_at FROM notes n \
                 LEFT JOIN staff s ON s.shop_id = n.shop_id AND s.user_id = n.author \
                 WHERE n.shop_id = $1 AND n.member_id = $2 AND n.removed_at IS NULL AND (n.private = FALSE OR $3) \
                 ORDER BY n.note_id DESC LIMIT $4 OFFSET $5";
    COUNT = "SELECT COUNT(*) FROM notes WHERE shop_id = $1 AND member_id = $2 AND removed_at IS NULL AND (private = FALSE OR $3)";
    REMOVE = "UPDATE notes SET removed_at = $3, removed_by = $4 WHERE shop_id = $1 AND note_id = $2 AND removed_at IS NULL";
    DROP = "DELETE FROM notes WHERE shop_id = $1 AND note_id = $2";
    PUT_BACK = "UPDATE notes SET removed_at = NULL, removed_by = NULL \
                WHERE shop_id = $1 AND note_id = $2 AND removed_at IS NOT NULL";
    FORGET = "DELETE FROM notes WHERE shop_id = $1 AND note_id IN ( \
                  SELECT note_id FROM notes WHERE shop_id = $1 AND removed_at IS NOT NULL AND removed_at < $2 \
                  ORDER BY removed_at, note_id LIMIT $3)";
}

/// More notes than these are not compared.
const MANY: i64 = 200;

/// Something that staff wrote down.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    pub id: NoteId,
    pub member: MemberId,
    pub body: String,
    /// For those with the right to it alone (S5).
    pub private: bool,
    pub author: UserId,
    /// `None`: they were never on the staff by a name.
    pub author_name: Option<String>,
    pub at: Instant,
    pub removed_at: Option<Instant>,
}

/// A note to be.
#[derive(Debug, Clone, Copy)]
pub struct NewNote<'a> {
    pub id: NoteId,
    pub member: MemberId,
    pub body: &'a str,
    pub private: bool,
    pub author: UserId,
    pub at: Instant,
    /// What made it: the message it was typed in.
    pub cause: &'a str,
}

type Row = (Uuid, Uuid, String, bool, i64, Option<String>, Instant, Option<Instant>);

fn note(tx: &Tx, shop: ShopId, row: Row) -> Note {
    let (id, member, body, private, author, author_name, at, removed_at) = row;
    let id = NoteId(id);
    Note {
        id,
        member: MemberId(member),
        body: seal::open_text_or_tell(tx, &body_of(shop, id), &body).unwrap_or_else(|| UNREADABLE.to_owned()),
        private,
        author: UserId(author),
        author_name,
        at,
        removed_at,
    }
}

/// In place of a body that does not open.
const UNREADABLE: &str = "🔒";

const fn body_of(shop: ShopId, note: NoteId) -> Place {
    Place::new(Column::Note, shop, note.0)
}

/// Takes a note away as if it had never been written.
pub async fn drop_imported(tx: &mut Tx, shop: ShopId, id: NoteId) -> Result<(), StorageError> {
    execute!(tx, DROP, shop.0, id.0)?;
    Ok(())
}

/// Whether a member has a note that says exactly this, or all of them together do.
pub async fn says(tx: &mut Tx, shop: ShopId, member: MemberId, body: &str) -> Result<bool, StorageError> {
    let notes = of_member(tx, shop, member, true, 0, MANY).await?;
    // A file that came from here has all of them in one cell, oldest first.
    let joined: Vec<&str> = notes.iter().rev().map(|note| note.body.as_str()).collect();
    Ok(notes.iter().any(|note| note.body == body) || joined.join("\n") == body)
}

/// Says whether the note is new: its cause may have made one already.
pub async fn add(tx: &mut Tx, shop: ShopId, note: &NewNote<'_>) -> Result<bool, StorageError> {
    let body = seal::seal_text(tx, &body_of(shop, note.id), note.body)?;
    let rows = execute!(
        tx,
        ADD,
        shop.0,
        note.id.0,
        note.member.0,
        body,
        note.private,
        note.author.0,
        note.at,
        note.cause,
    )?;
    Ok(rows == 1)
}

/// A note, removed ones too.
pub async fn find(tx: &mut Tx, shop: ShopId, id: NoteId) -> Result<Option<Note>, StorageError> {
    let row: Option<Row> = find!(tx, FIND, shop.0, id.0)?;
    Ok(row.map(|row| note(tx, shop, row)))
}

pub async fn find_by_cause(tx: &mut Tx, shop: ShopId, cause: &str) -> Result<Option<NoteId>, StorageError> {
    let id: Option<Uuid> = value!(tx, FIND_BY_CAUSE, shop.0, cause)?;
    Ok(id.map(NoteId))
}

/// The notes about a member, newest first; private ones only where `with_private`.
pub async fn of_member(
    tx: &mut Tx,
    shop: ShopId,
    member: MemberId,
    with_private: bool,
    skip: i64,
    limit: i64,
) -> Result<Vec<Note>, StorageError> {
    let rows: Vec<Row> = list!(tx, OF_MEMBER, shop.0, member.0, with_private, limit, skip)?;
    Ok(rows.into_iter().map(|row| note(tx, shop, row)).collect())
}

pub async fn count(tx: &mut Tx, shop: ShopId, member: MemberId, with_private: bool) -> Result<i64, StorageError> {
    let count: Option<i64> = value!(tx, COUNT, shop.0, member.0, with_private)?;
    Ok(count.unwrap_or(0))
}

/// Says whether the note was there.
pub async fn remove(tx: &mut Tx, shop: ShopId, id: NoteId, by: UserId, at: Instant) -> Result<bool, StorageError> {
    Ok(execute!(tx, REMOVE, shop.0, id.0, at, by.0)? == 1)
}

/// Says whether the note was removed, and not forgotten yet.
pub async fn put_back(tx: &mut Tx, shop: ShopId, id: NoteId) -> Result<bool, StorageError> {
    Ok(execute!(tx, PUT_BACK, shop.0, id.0)? == 1)
}

/// Forgets notes that were removed before this instant, at most `limit`. Gives how many.
pub async fn forget(tx: &mut Tx, shop: ShopId, before: Instant, limit: i64) -> Result<u64, StorageError> {
    Ok(execute!(tx, FORGET, shop.0, before, limit)?)
}
