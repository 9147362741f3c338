//! Notes about members: written by staff, private ones by those with the right to them (S5).

use chrono::TimeDelta;
use domain::action::Action;
use domain::reason::Actor;
use domain::role::{Right, Role};
use domain::shop::Shop;
use domain::{MemberId, NoteId, UserId};
use storage::notes::{self, NewNote, Note};
use storage::{StorageError, Tx, members};

use crate::{Change, Loyalty, NotAllowed};

/// The longest note, in characters.
pub const LONGEST_NOTE: usize = 500;

/// How long a note that was removed can be put back.
const KEPT_DAYS: i64 = 7;

/// Notes that one transaction of a night forgets.
const PAGE: i64 = 200;

/// A note to be.
#[derive(Debug, Clone, Copy)]
pub struct WriteNote<'a> {
    pub member: MemberId,
    pub body: &'a str,
    pub private: bool,
    pub by: UserId,
    /// The message it was typed in: read twice, it is one note.
    pub cause: &'a str,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NoteWritten {
    Done(Note),
    /// There is no such member or note any more.
    Gone,
    NotAllowed,
}

/// A page of notes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notes {
    pub notes: Vec<Note>,
    pub more: bool,
    /// Whether private ones are among them, and may be written.
    pub with_private: bool,
}

impl Loyalty {
    pub async fn write_note(&self, shop: &Shop, ask: &WriteNote<'_>) -> Result<NoteWritten, StorageError> {
        let mut tx = self.db.begin().await?;
        let Some(role) = self.noting(&mut tx, shop, ask.by).await? else {
            return Ok(NoteWritten::NotAllowed);
        };
        if ask.private && !role.may(Right::SeePrivate) {
            return Ok(NoteWritten::NotAllowed);
        }
        if members::find(&mut tx, shop.id, ask.member).await?.is_none() {
            return Ok(NoteWritten::Gone);
        }
        let at = self.now();
        let note = NewNote {
            id: NoteId(self.ids.uuid(at)),
            member: ask.member,
            body: ask.body,
            private: ask.private,
            author: ask.by,
            at,
            cause: ask.cause,
        };
        let id = if notes::add(&mut tx, shop.id, &note).await? {
            let change = Change::made(in_the_log(ask.private, ask.body));
            self.note(
                &mut tx,
                shop.id,
                Actor::Staff(ask.by),
                Action::NoteAdd,
                Some(ask.member),
                change,
            )
            .await?;
            Some(note.id)
        } else {
            notes::find_by_cause(&mut tx, shop.id, ask.cause).await?
        };
        let written = match id {
            Some(id) => notes::find(&mut tx, shop.id, id).await?,
            None => None,
        };
        tx.commit().await?;
        Ok(written.map_or(NoteWritten::Gone, NoteWritten::Done))
    }

    /// Removes a note, or puts back one that was removed lately. Clerks remove their own, managers everybody's.
    pub async fn remove_note(
        &self,
        shop: &Shop,
        by: UserId,
        note: NoteId,
        removed: bool,
    ) -> Result<NoteWritten, StorageError> {
        let mut tx = self.db.begin().await?;
        let Some(role) = self.noting(&mut tx, shop, by).await? else {
            return Ok(NoteWritten::NotAllowed);
        };
        let Some(found) = notes::find(&mut tx, shop.id, note).await? else {
            return Ok(NoteWritten::Gone);
        };
        let is_theirs = found.author == by || role.may(Right::SeePrivate);
        if !is_theirs || (found.private && !role.may(Right::SeePrivate)) {
            return Ok(NoteWritten::NotAllowed);
        }
        let logged = in_the_log(found.private, &found.body);
        let (changed, action, change) = if removed {
            let changed = notes::remove(&mut tx, shop.id, note, by, self.now()).await?;
            (changed, Action::NoteRemove, Change::ended(logged))
        } else {
            let changed = notes::put_back(&mut tx, shop.id, note).await?;
            (changed, Action::NoteRestore, Change::made(logged))
        };
        if changed {
            self.note(&mut tx, shop.id, Actor::Staff(by), action, Some(found.member), change)
                .await?;
        }
        tx.commit().await?;
        Ok(NoteWritten::Done(found))
    }

    /// The notes about a member, newest first, as somebody on the staff may read them.
    pub async fn notes(
        &self,
        shop: &Shop,
        by: UserId,
        member: MemberId,
        skip: i64,
        limit: i64,
    ) -> Result<Result<Notes, NotAllowed>, StorageError> {
        let mut tx = self.db.read().await?;
        let Some(role) = self.noting(&mut tx, shop, by).await? else {
            return Ok(Err(NotAllowed));
        };
        let with_private = role.may(Right::SeePrivate);
        let mut found = notes::of_member(&mut tx, shop.id, member, with_private, skip, limit + 1).await?;
        let size = usize::try_from(limit).unwrap_or(usize::MAX);
        let more = found.len() > size;
        found.truncate(size);
        Ok(Ok(Notes {
            notes: found,
            more,
            with_private,
        }))
    }

    async fn noting(&self, tx: &mut Tx, shop: &Shop, by: UserId) -> Result<Option<Role>, StorageError> {
        Ok(self.allowed(tx, shop.id, by, Right::RunTill).await?.ok())
    }

    /// Forgets a page of the notes that were removed some days ago. Says how many.
    pub(crate) async fn forget_notes_page(&self, tx: &mut Tx, shop: &Shop) -> Result<usize, StorageError> {
        let before = self.now() - TimeDelta::days(KEPT_DAYS);
        let forgotten = notes::forget(tx, shop.id, before, PAGE).await?;
        Ok(usize::try_from(forgotten).unwrap_or(usize::MAX))
    }
}

/// What a private note says stays out of the log: it is kept in one place.
fn in_the_log(private: bool, body: &str) -> serde_json::Value {
    if private {
        serde_json::json!({ "private": true })
    } else {
        serde_json::json!({ "private": false, "body": body })
    }
}
