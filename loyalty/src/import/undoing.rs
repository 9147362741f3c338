//! Taking a file back: within a day, and for those who did nothing meanwhile.
//!
//! The ledger keeps what was: points go by rows that take them back, and a member with such rows leaves a file
//! without a name behind.

use chrono::TimeDelta;
use domain::action::Action;
use domain::reason::{Actor, Reason};
use domain::shop::Shop;
use domain::tier::Standing;
use domain::{EntryId, LotId, MemberId, Points};
use serde::{Deserialize, Serialize};
use serde_json::json;
use storage::balances::Change as Moved;
use storage::import_rows::{self, Changing};
use storage::import_spans::{self, Said};
use storage::imports::{self, Import, State};
use storage::ledger::{self, NewEntry};
use storage::{StorageError, Tx, birthdays, days, fields, lots, members, notes, standings, tags, tiers};
use uuid::Uuid;

use super::taking::{Was, file_under};
use super::{HOURS_TO_UNDO, Importer, Progress, cause, spans};
use crate::account::{Account, Booking};
use crate::book::taken_out;
use crate::enroll::read_member;
use crate::{Change, Loyalty, find};

/// What taking a file back came to.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Undone {
    /// New members who are gone again.
    pub gone: i64,
    /// New members who bought or came meanwhile, and stay.
    pub stay: i64,
    /// Files that are as they were before.
    pub restored: i64,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TakenBack {
    /// Repeated, it is the same answer.
    Done {
        import: Import,
        undone: Undone,
    },
    TooLate,
    /// It was never taken over, or nothing is known of it any more.
    Gone,
    NotAllowed,
}

impl Loyalty {
    /// Takes back a file that was taken over within the last day.
    pub async fn take_back(
        &self,
        shop: &Shop,
        by: Importer,
        id: Uuid,
        progress: Progress<'_>,
    ) -> Result<TakenBack, StorageError> {
        let now = self.now();
        let mut tx = self.db.begin().await?;
        if self.may_import(&mut tx, shop.id, by).await?.is_err() {
            return Ok(TakenBack::NotAllowed);
        }
        let Some(import) = imports::find(&mut tx, shop.id, id).await? else {
            return Ok(TakenBack::Gone);
        };
        let (State::Done | State::Undone, Some(done_at)) = (import.state, import.done_at) else {
            return Ok(TakenBack::Gone);
        };
        if import.state == State::Undone {
            let undone = imports::was_undone(&mut tx, shop.id, id).await?;
            let undone = undone.and_then(|undone| serde_json::from_value(undone).ok());
            return Ok(TakenBack::Done {
                import,
                undone: undone.unwrap_or_default(),
            });
        }
        if now >= done_at + TimeDelta::hours(HOURS_TO_UNDO) {
            return Ok(TakenBack::TooLate);
        }
        if !imports::undone(&mut tx, shop.id, id, now).await? {
            return Ok(TakenBack::Gone);
        }
        let (cause, reason) = (format!("{}undo:", cause(id)), Reason::OpeningUndone);
        let said = Said {
            reason: &reason,
            cause: &cause,
            actor: by.actor(),
            at: now,
        };
        let counts = import.counts;
        let mut undone = Undone::default();
        for span in spans(shop, id, &counts) {
            progress(span.after, counts.last_line);
            let (gone, stay) = import_spans::take_back(&mut tx, &span, done_at, &said).await?;
            undone.gone += gone;
            undone.stay += stay;
            for row in import_rows::changing(&mut tx, &span).await? {
                self.restore_file(&mut tx, shop, &row, &said).await?;
                undone.restored += 1;
            }
        }
        let came_to = json!(undone);
        imports::reckoned(&mut tx, shop.id, id, &came_to).await?;
        days::forget_all(&mut tx, shop.id).await?;
        let change = Change::between(json!({ "file": import.file }), came_to);
        self.note(&mut tx, shop.id, by.actor(), Action::ImportUndo, None, change)
            .await?;
        tx.commit().await?;
        progress(counts.last_line, counts.last_line);
        Ok(TakenBack::Done { import, undone })
    }

    /// Makes a file what it was before a row changed it, where nobody has changed it since.
    async fn restore_file(
        &self,
        tx: &mut Tx,
        shop: &Shop,
        row: &Changing,
        said: &Said<'_>,
    ) -> Result<(), StorageError> {
        let was: Was = row
            .was
            .clone()
            .and_then(|was| serde_json::from_value(was).ok())
            .unwrap_or_default();
        self.take_opening_back(tx, shop, row, said).await?;
        let Some(member) = members::find(tx, shop.id, row.member).await? else {
            return Ok(());
        };
        if let Some((name, username)) = &was.name
            && member.name == row.name
            && member.user.is_none()
        {
            members::rename(tx, shop.id, member.id, name, username.as_deref()).await?;
        }
        if was.no_phone && member.phone.is_some() && member.phone == row.phone {
            members::set_phone(tx, shop.id, member.id, None).await?;
        }
        if was.no_email && member.email.is_some() && member.email == row.email {
            members::set_email(tx, shop.id, member.id, None).await?;
        }
        if was.no_birthday {
            let kept = birthdays::find(tx, shop.id, member.id).await?;
            if let Some(kept) = kept.filter(|kept| kept.birthday == row.birthday && kept.changed_at.is_none()) {
                let none = birthdays::Kept { birthday: None, ..kept };
                birthdays::set(tx, shop.id, member.id, &none).await?;
            }
        }
        if let Some(note) = was.note {
            notes::drop_imported(tx, shop.id, note).await?;
        }
        for tag in &was.tags {
            tags::take_off(tx, shop.id, member.id, *tag).await?;
        }
        for (field, stood) in was.fields {
            let brought = row
                .more
                .iter()
                .flat_map(|more| &more.fields)
                .find(|(of, _)| *of == field);
            let stands = fields::value_of(tx, shop.id, member.id, field).await?;
            // What somebody wrote there since stays.
            let is_as_brought =
                matches!((&stands, brought), (Some(stands), Some((_, value))) if stands.value == *value);
            if !is_as_brought {
                continue;
            }
            match stood {
                Some(before) => {
                    let by = before.by.map_or(Actor::Shop, Actor::Staff);
                    fields::set(tx, shop.id, member.id, field, &before.value, by, before.at).await?;
                }
                None => drop(fields::remove(tx, shop.id, member.id, field).await?),
            }
        }
        if let (Some(before), Some(tier)) = (was.tier, row.tier) {
            let ladder = tiers::ladder(tx, shop.id).await?;
            let held = standings::locked(tx, shop.id, member.id).await?.standing;
            // What was won or lost since is theirs.
            if held.tier == Some(tier) && held.won.is_none() && held.drop_on.is_none() {
                let standing = Standing {
                    tier: before.tier,
                    since: before.since,
                    term_ends: before.term_ends,
                    ..Standing::default()
                };
                let look_on = standing.look_on(&ladder.rules, shop.day(said.at));
                standings::set(tx, shop.id, member.id, &standing, look_on).await?;
                self.put_tag_job(tx, shop, member.id).await?;
            }
        }
        self.retag(tx, shop, member.id).await?;
        let now = read_member(tx, shop, member.id).await?;
        file_under(tx, shop, &now).await?;
        find::keep_tags(tx, shop.id, member.id).await?;
        let own_fields = fields::list(tx, shop.id).await?;
        fields::find_anew(tx, shop.id, member.id, &own_fields).await
    }

    /// Takes back what is left of an opening balance. What was spent of it was spent.
    async fn take_opening_back(
        &self,
        tx: &mut Tx,
        shop: &Shop,
        row: &Changing,
        said: &Said<'_>,
    ) -> Result<(), StorageError> {
        let mut account = Account::open(tx, shop.id, row.member).await?;
        let credited = ledger::find_by_cause(tx, shop.id, &format!("{}{}", cause_of(said), row.line)).await?;
        let Some(credited) = credited else {
            return Ok(());
        };
        for (lot, left) in left_of(tx, shop, row.member, credited.id).await? {
            let entry = NewEntry {
                shop: shop.id,
                id: EntryId(row.undo_id),
                member: row.member,
                amount: left.spent(),
                owed: domain::Delta::ZERO,
                reason: said.reason.clone(),
                cause: format!("{}{}", said.cause, row.line),
                order: None,
                coupon: None,
                actor: said.actor,
                at: said.at,
            };
            account.post(Booking {
                entry,
                change: Moved {
                    points: left.spent().get(),
                    ..Moved::default()
                },
                moves: taken_out([(lot, left)]),
                opened: Vec::new(),
            });
        }
        account.settle(tx).await?;
        Ok(())
    }
}

/// The cause of a row, before its line, from the one of its being taken back.
fn cause_of<'a>(said: &Said<'a>) -> &'a str {
    said.cause.strip_suffix("undo:").unwrap_or(said.cause)
}

/// The lot that an entry opened, with what is left of it.
async fn left_of(
    tx: &mut Tx,
    shop: &Shop,
    member: MemberId,
    entry: EntryId,
) -> Result<Vec<(LotId, Points)>, StorageError> {
    let opened = lots::opened_by(tx, shop.id, entry).await?;
    let held = lots::of_member(tx, shop.id, member).await?;
    let left = held.into_iter().filter(|stored| opened == Some(stored.lot.id));
    Ok(left.map(|stored| (stored.lot.id, stored.lot.remaining)).collect())
}
