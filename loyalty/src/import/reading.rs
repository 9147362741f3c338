//! Reading a file: each row becomes somebody new, a change, or something that is wrong.

use std::collections::{HashMap, HashSet};
use std::hash::{BuildHasher, RandomState};

use domain::field::Field;
use domain::import::{Column, Counts, Fault, More, OwnHeading, Person, Why, can_be_listed, identities};
use domain::reason::Actor;
use domain::shop::Shop;
use domain::tag::MOST_TAGS;
use domain::tier::Ladder;
use domain::{FieldId, MemberId, Points, ShopId, TierId, email, name};
use storage::forgotten::{Register, Traits};
use storage::import_rows::{self, Row};
use storage::imports::{self, Import};
use storage::members::{self, Member};
use storage::{StorageError, Tx, birthdays, fields, import_spans, notes, standings, tags, tiers};
use uuid::Uuid;

use super::Importer;
use crate::Loyalty;

/// A file on its way in. What it holds in memory is a few bytes for each row: by what people are told from each other.
#[derive(Debug)]
pub struct Reading {
    shop: Shop,
    id: Uuid,
    counts: Counts,
    ladder: Ladder,
    /// The first line of each identity, by a hash that nobody outside can foresee.
    seen: HashMap<u64, u32>,
    /// Who of the club has which phone number, e-mail address and username, in the same way.
    club: HashMap<u64, MemberId>,
    /// Whom the shop was asked to forget (D3).
    forgotten: Register,
    /// Tags that the shop has, and those that the file brings.
    tags: HashSet<String>,
    hasher: RandomState,
}

/// How the reading of a file begins.
#[derive(Debug)]
pub enum Begun {
    Reading(Box<Reading>),
    /// Members of the list before this one are still being filed under their names and numbers: a file that is
    /// read now would not find them.
    StillFiling,
    NotAllowed,
}

/// Members that are looked at in one go.
const PAGE: i64 = 1_000;

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
    /// The fields of a shop's own that a list can have, and by which headings each is known. `set`: what ready-made sets
    /// call a field, by the name under which it was taken.
    pub async fn own_headings(
        &self,
        shop: ShopId,
        set: &(dyn Fn(&str) -> Vec<String> + Send + Sync),
    ) -> Result<(Vec<Field>, Vec<OwnHeading>), StorageError> {
        let mut tx = self.db.look().await?;
        let mut own = fields::list(&mut tx, shop).await?;
        let slugs: HashMap<FieldId, String> = fields::slugs(&mut tx, shop).await?.into_iter().collect();
        own.retain(can_be_listed);
        let heading = |field: &Field| OwnHeading {
            field: field.id,
            title: field.title.clone(),
            also: slugs.get(&field.id).map(|slug| set(slug)).unwrap_or_default(),
            holds_days: field.kind == domain::field::FieldKind::Date,
        };
        let headings = own.iter().map(heading).collect();
        Ok((own, headings))
    }

    /// Begins to read a file.
    pub async fn begin_import(&self, shop: &Shop, by: Importer, file: &str) -> Result<Begun, StorageError> {
        let now = self.now();
        let mut tx = self.db.begin().await?;
        if self.may_import(&mut tx, shop.id, by).await?.is_err() {
            return Ok(Begun::NotAllowed);
        }
        if imports::unfiled(&mut tx, shop.id).await?.is_some() {
            return Ok(Begun::StillFiling);
        }
        let id = self.ids.uuid(now);
        let file = name::clean(file);
        imports::begin(&mut tx, shop.id, id, &file, by.user(), now).await?;
        let ladder = tiers::ladder(&mut tx, shop.id).await?;
        let tags = tags::list(&mut tx, shop.id).await?;
        let forgotten = Register::read(&mut tx, shop.id).await?;
        tx.commit().await?;
        let mut reading = Reading {
            shop: shop.clone(),
            id,
            counts: Counts::default(),
            ladder,
            seen: HashMap::new(),
            club: HashMap::new(),
            forgotten,
            tags: tags.iter().map(|tag| name::folded(&tag.title)).collect(),
            hasher: RandomState::new(),
        };
        self.look_at_the_club(&mut reading).await?;
        Ok(Begun::Reading(Box::new(reading)))
    }

    /// Notes by what the members of the club are told from each other.
    async fn look_at_the_club(&self, reading: &mut Reading) -> Result<(), StorageError> {
        let mut after = MemberId(Uuid::nil());
        loop {
            let mut tx = self.db.read().await?;
            let page = imports::told_by(&mut tx, reading.shop.id, after, PAGE).await?;
            tx.commit().await?;
            let Some(last) = page.last() else {
                return Ok(());
            };
            after = last.member;
            for told in page {
                let phone = told.phone.map(|phone| (Column::Phone, phone));
                let email = told.email.map(|email| (Column::Email, email::key(&email)));
                let username = told
                    .username
                    .map(|username| (Column::Username, username.to_lowercase()));
                for identity in [phone, email, username].into_iter().flatten() {
                    reading.club.insert(reading.hasher.hash_one(identity), told.member);
                }
            }
        }
    }

    /// Reads some rows more. Gives what is wrong with them.
    pub async fn read_rows(&self, reading: &mut Reading, people: &[Person]) -> Result<Vec<Fault>, StorageError> {
        let now = self.now();
        let mut tx = self.db.begin().await?;
        let known = known(&mut tx, reading, people).await?;
        let mut faults = Vec::new();
        let mut rows = Vec::new();
        for person in people {
            match self.judge(&mut tx, reading, person, &known).await? {
                Ok(Some(row)) => rows.push((row, person)),
                Ok(None) => reading.counts.same += 1,
                Err(fault) => {
                    reading.counts.bad += 1;
                    faults.push(fault);
                }
            }
        }
        for (row, person) in &mut rows {
            row.id = self.ids.uuid(now);
            row.undo_id = self.ids.uuid(now);
            if row.changes.is_none() {
                reading.counts.new += 1;
                row.nth = reading.counts.new;
                self.ids.token().as_str().clone_into(&mut row.card);
            } else {
                reading.counts.changed += 1;
            }
            let owner = row.changes.unwrap_or(MemberId(row.id));
            if let Some(phone) = &person.phone {
                row.phone = Some(members::seal_phone(&tx, reading.shop.id, owner, phone)?);
            }
            if let Some(email) = &person.email {
                row.email = Some(members::seal_email(&tx, reading.shop.id, owner, email)?);
            }
            reading.counts.points += row.points;
            reading.counts.last_line = reading.counts.last_line.max(row.line);
        }
        let rows: Vec<Row> = rows.into_iter().map(|(row, _)| row).collect();
        import_rows::add(&mut tx, reading.shop.id, reading.id, &rows).await?;
        tx.commit().await?;
        Ok(faults)
    }

    /// Ends the reading. From here on the file can be taken over. `None`: it was thrown away meanwhile.
    pub async fn end_reading(&self, reading: Reading) -> Result<Option<Import>, StorageError> {
        let mut tx = self.db.begin().await?;
        if !imports::ready(&mut tx, reading.shop.id, reading.id, &reading.counts).await? {
            return Ok(None);
        }
        let import = imports::find(&mut tx, reading.shop.id, reading.id).await?;
        tx.commit().await?;
        Ok(import)
    }

    /// What a row is: somebody new, a change, nothing new, or a fault.
    async fn judge(
        &self,
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
        for tag in &person.tags {
            if reading.tags.insert(name::folded(tag)) && reading.tags.len() > MOST_TAGS {
                return fault(Some(Column::Tags), tag, Why::TooManyTags);
            }
        }
        let shop = &reading.shop;
        let mut found = None;
        for identity in identities(person) {
            match (found, known.get(&identity)) {
                (Some((one, _)), Some(other)) if one != *other => {
                    return fault(Some(identity.0), &identity.1, Why::TwoMembers);
                }
                // Whatever else says so is surer than a number that the shop may have given otherwise.
                (None | Some((_, Column::Number)), Some(member)) => found = Some((*member, identity.0)),
                _ => {}
            }
        }
        let traits = Traits {
            user: person.user,
            phone: person.phone.as_deref(),
            email: person.email.as_deref(),
        };
        if found.is_none() && reading.forgotten.knows(tx, &traits) {
            return fault(None, &person.name, Why::Forgotten);
        }
        let row = Row {
            line: i64::try_from(person.line).unwrap_or(i64::MAX),
            changes: found.map(|(member, _)| member),
            id: Uuid::nil(),
            undo_id: Uuid::nil(),
            nth: 0,
            user: person.user,
            name: if person.name.is_empty() {
                "–".to_owned()
            } else {
                person.name.clone()
            },
            username: person.username.clone(),
            phone: None,
            email: None,
            card: String::new(),
            joined_at: person.joined.map(|day| shop.day_starts(day)),
            points: person.points.unwrap_or(Points::ZERO),
            tier,
            birthday: person.birth,
            more: Some(More::from(person)).filter(|more| !more.is_empty()),
        };
        let Some((id, by)) = found else {
            return Ok(Ok(Some(row)));
        };
        let Some(member) = members::find(tx, shop.id, id).await? else {
            return Ok(Ok(Some(Row { changes: None, ..row })));
        };
        let alike = || person.name.is_empty() || name::folded(&person.name) == name::folded(&member.name);
        if by == Column::Number && !alike() {
            return fault(Some(by), &person.name, Why::NumberOfAnother);
        }
        self.what_is_new(tx, reading, row, person, &member).await.map(Ok)
    }

    /// What of a row is not known of a member yet. `None`: nothing. What members said of themselves is not changed by
    /// a file; for those who are not on Telegram, the file speaks.
    async fn what_is_new(
        &self,
        tx: &mut Tx,
        reading: &Reading,
        mut row: Row,
        person: &Person,
        member: &Member,
    ) -> Result<Option<Row>, StorageError> {
        let shop = reading.shop.id;
        let speaks = member.user.is_none();
        // An opening balance is had once (P3), and not on top of a smaller one. A row with a number of this club is
        // from its own export, and its points are those that the member has.
        if person.number.is_some() {
            row.points = Points::ZERO;
        }
        if !row.points.is_zero() && !import_spans::opened_with(tx, shop, member.id).await?.is_zero() {
            row.points = Points::ZERO;
        }
        if let Some(tier) = row.tier {
            let held = standings::read(tx, shop, member.id).await?.standing.tier;
            row.tier = (!reading.ladder.is_at_least(held, tier)).then_some(tier);
        }
        if row.birthday.is_some() {
            let kept = birthdays::find(tx, shop, member.id).await?;
            row.birthday = row.birthday.filter(|_| kept.is_none());
        }
        if let Some(more) = &mut row.more {
            let worn = tags::of_member(tx, shop, member.id).await?;
            more.tags
                .retain(|tag| !worn.iter().any(|worn| name::folded(&worn.title) == name::folded(tag)));
            if !more.note.is_empty() && notes::says(tx, shop, member.id, &more.note).await? {
                more.note.clear();
            }
            let stands = fields::values_of(tx, shop, member.id).await?;
            more.fields.retain(|(field, value)| {
                let before = stands.iter().find(|filled| filled.field == *field);
                before.is_none_or(|before| speaks && before.value != *value && !matches!(before.by, Actor::Member(_)))
            });
        }
        row.more = row.more.filter(|more| !more.is_empty());
        let renames = speaks && !person.name.is_empty() && person.name != member.name;
        let another = speaks && person.username.is_some() && person.username != member.username;
        let phone = person.phone.is_some() && member.phone.is_none();
        let email = person.email.is_some() && member.email.is_none();
        let adds = row.tier.is_some() || row.birthday.is_some() || row.more.is_some() || !row.points.is_zero();
        Ok((renames || another || phone || email || adds).then_some(row))
    }
}

/// Whose file each identity of these people is.
async fn known(
    tx: &mut Tx,
    reading: &Reading,
    people: &[Person],
) -> Result<HashMap<(Column, String), MemberId>, StorageError> {
    let shop = reading.shop.id;
    let mut known = HashMap::new();
    let users: Vec<_> = people.iter().filter_map(|person| person.user).collect();
    for (user, member) in imports::with_users(tx, shop, &users).await? {
        known.insert((Column::TelegramId, user.to_string()), member);
    }
    let numbers: Vec<_> = people.iter().filter_map(|person| person.number).collect();
    for (number, member) in imports::with_numbers(tx, shop, &numbers).await? {
        known.insert((Column::Number, number.to_string()), member);
    }
    if !reading.club.is_empty() {
        for identity in people.iter().flat_map(identities) {
            if let Some(member) = reading.club.get(&reading.hasher.hash_one(&identity)) {
                known.insert(identity, *member);
            }
        }
    }
    Ok(known)
}
