//! Reading a file: each row becomes somebody new, a change, or something that is wrong.

use std::collections::HashMap;
use std::hash::{BuildHasher, RandomState};

use domain::import::{Column, Counts, Fault, More, Person, Why, identities};
use domain::shop::Shop;
use domain::tier::Ladder;
use domain::{MemberId, Points, TierId, name};
use storage::imports::{self, Import, Row};
use storage::members::{self, Member};
use storage::{StorageError, Tx, standings, tiers};
use uuid::Uuid;

use super::Importer;
use crate::{Loyalty, NotAllowed};

/// A file on its way in. What it holds in memory is a few bytes for each row: by what people are told from each other.
#[derive(Debug)]
pub struct Reading {
    shop: Shop,
    id: Uuid,
    counts: Counts,
    ladder: Ladder,
    /// The first line of each identity, by a hash that nobody outside can foresee.
    seen: HashMap<u64, u32>,
    hasher: RandomState,
}

impl Reading {
    #[must_use]
    pub const fn id(&self) -> Uuid {
        self.id
    }

    #[must_use]
    pub const fn counts(&self) -> &Counts {
        &self.counts
    }

    /// Counts a row that could not be read.
    pub fn bad_row(&mut self) {
        self.counts.bad += 1;
    }

    /// The earlier line with the same person, and by what.
    fn seen_before(&mut self, person: &Person) -> Option<(u64, Column)> {
        let mut keys: Vec<(Column, String)> = identities(person).collect();
        if keys.is_empty() {
            // Two rows with the same name and nothing else are one person, as far as anybody can tell.
            keys.push((Column::Name, name::folded(&person.name)));
        }
        let line = u32::try_from(person.line).unwrap_or(u32::MAX);
        let mut before = None;
        for (column, text) in keys {
            let hash = self.hasher.hash_one((column, text));
            let first = *self.seen.entry(hash).or_insert(line);
            if first != line && before.is_none() {
                before = Some((u64::from(first), column));
            }
        }
        before
    }

    fn tier(&self, title: &str) -> Option<TierId> {
        let wanted = name::folded(title);
        let active = || self.ladder.active();
        let same = active().find(|tier| name::folded(&tier.title) == wanted);
        // "Gold member", "Gold-Kunde", "黄金会员".
        let inside = || {
            let mut fitting = active().filter(|tier| wanted.contains(&name::folded(&tier.title)));
            fitting.next().filter(|_| fitting.next().is_none())
        };
        same.or_else(inside).map(|tier| tier.id)
    }
}

impl Loyalty {
    /// Begins to read a file.
    pub async fn begin_import(
        &self,
        shop: &Shop,
        by: Importer,
        file: &str,
    ) -> Result<Result<Reading, NotAllowed>, StorageError> {
        let now = self.now();
        let mut tx = self.db.begin().await?;
        if let Err(refused) = self.may_import(&mut tx, shop.id, by).await? {
            return Ok(Err(refused));
        }
        let id = self.ids.uuid(now);
        let file = name::clean(file);
        imports::begin(&mut tx, shop.id, id, &file, by.user(), now).await?;
        let ladder = tiers::ladder(&mut tx, shop.id).await?;
        tx.commit().await?;
        Ok(Ok(Reading {
            shop: shop.clone(),
            id,
            counts: Counts::default(),
            ladder,
            seen: HashMap::new(),
            hasher: RandomState::new(),
        }))
    }

    /// Reads some rows more. Gives what is wrong with them.
    pub async fn read_rows(&self, reading: &mut Reading, people: &[Person]) -> Result<Vec<Fault>, StorageError> {
        let now = self.now();
        let mut tx = self.db.begin().await?;
        let known = known(&mut tx, &reading.shop, people).await?;
        let mut faults = Vec::new();
        let mut rows = Vec::new();
        for person in people {
            match judge(&mut tx, reading, person, &known).await? {
                Ok(Some(row)) => rows.push(row),
                Ok(None) => reading.counts.same += 1,
                Err(fault) => {
                    reading.counts.bad += 1;
                    faults.push(fault);
                }
            }
        }
        for row in &mut rows {
            row.id = self.ids.uuid(now);
            row.undo_id = self.ids.uuid(now);
            if row.changes.is_none() {
                reading.counts.new += 1;
                row.nth = reading.counts.new;
                row.card = self.ids.token().as_str().to_owned();
            } else {
                reading.counts.changed += 1;
            }
            reading.counts.points += row.points;
            reading.counts.last_line = reading.counts.last_line.max(row.line);
        }
        imports::add_rows(&mut tx, reading.shop.id, reading.id, &rows).await?;
        tx.commit().await?;
        Ok(faults)
    }

    /// Ends the reading. From here on the file can be taken over.
    pub async fn end_reading(&self, reading: Reading) -> Result<Option<Import>, StorageError> {
        let mut tx = self.db.begin().await?;
        imports::ready(&mut tx, reading.shop.id, reading.id, &reading.counts).await?;
        let import = imports::find(&mut tx, reading.shop.id, reading.id).await?;
        tx.commit().await?;
        Ok(import)
    }
}

    /// What a row is: somebody new, a change, nothing new, or a fault.
    async fn judge(
        tx: &mut Tx,
        reading: &mut Reading,
        person: &Person,
        known: &HashMap<(Column, String), MemberId>,
    ) -> Result<Result<Option<Row>, Fault>, StorageError> {
        let fault = |column: Option<Column>, said: &str, why: Why| {
            Ok(Err(Fault {
                line: person.line,
                column,
                said: said.to_owned(),
                why,
            }))
        };
        if let Some((line, by)) = reading.seen_before(person) {
            return fault(Some(by), &person.name, Why::SameAs { line, by });
        }
        let tier = match &person.tier {
            Some(title) => match reading.tier(title) {
                Some(tier) => Some(tier),
                None => return fault(Some(Column::Tier), title, Why::NoSuchTier),
            },
            None => None,
        };
        let shop = &reading.shop;
        let mut member = None;
        for identity in identities(person) {
            match (member, known.get(&identity)) {
                (Some(one), Some(other)) if one != *other => {
                    return fault(Some(identity.0), &identity.1, Why::TwoMembers);
                }
                (None, Some(found)) => member = Some(*found),
                _ => {}
            }
        }
        let more = serde_json::to_value(More::from(person)).unwrap_or_default();
        let mut row = Row {
            line: i64::try_from(person.line).unwrap_or(i64::MAX),
            changes: member,
            id: Uuid::nil(),
            undo_id: Uuid::nil(),
            nth: 0,
            user: person.user,
            name: if person.name.is_empty() { "–".to_owned() } else { person.name.clone() },
            username: person.username.clone(),
            phone: person.phone.clone(),
            card: String::new(),
            joined_at: person.joined.map(|day| shop.day_starts(day)),
            points: person.points.unwrap_or(Points::ZERO),
            tier,
            more,
        };
        let Some(id) = member else {
            return Ok(Ok(Some(row)));
        };
        let Some(member) = members::find(tx, shop.id, id).await? else {
            return fault(None, &person.name, Why::TwoMembers);
        };
        // An opening balance is had once (P3), and not on top of a smaller one.
        if !imports::opened_with(tx, shop.id, id).await?.is_zero() {
            row.points = Points::ZERO;
        }
        let held = standings::read(tx, shop.id, id).await?.standing.tier;
    Ok(Ok(is_new(&row, person, &member, held, &reading.ladder).then_some(row)))
    }

/// Whether a row says anything that is not known. What members said of themselves is not changed by a file; for
/// those who are not on Telegram, the file speaks.
fn is_new(row: &Row, person: &Person, member: &Member, held: Option<TierId>, ladder: &Ladder) -> bool {
    let speaks = member.user.is_none();
    let renames = speaks && !person.name.is_empty() && person.name != member.name;
    let another = speaks && person.username.is_some() && person.username != member.username;
    let raises = row.tier.is_some_and(|tier| !ladder.is_at_least(held, tier));
    let phone = person.phone.is_some() && member.phone.is_none();
    renames || another || raises || phone || !row.points.is_zero() || !More::from(person).is_empty()
}

/// Whose file each identity of these people is.
async fn known(
    tx: &mut Tx,
    shop: &Shop,
    people: &[Person],
) -> Result<HashMap<(Column, String), MemberId>, StorageError> {
    let mut known = HashMap::new();
    let users: Vec<_> = people.iter().filter_map(|person| person.user).collect();
    for (user, member) in imports::with_users(tx, shop.id, &users).await? {
        known.insert((Column::TelegramId, user.to_string()), member);
    }
    let numbers: Vec<_> = people.iter().filter_map(|person| person.number).collect();
    for (number, member) in imports::with_numbers(tx, shop.id, &numbers).await? {
        known.insert((Column::Number, number.to_string()), member);
    }
    Ok(known)
}
