//! Taking a file over: everything in it becomes true in one transaction, or nothing does.

use chrono::{DateTime, NaiveDate, Utc};
use domain::action::Action;
use domain::field::{Field, FieldValue};
use domain::import::{Counts, More};
use domain::job::Job;
use domain::reason::{Actor, Reason};
use domain::role::Role;
use domain::shop::Shop;
use domain::tag::Tag;
use domain::tier::Ladder;
use domain::{FieldId, MemberId, NoteId, ShopId, TagId, TierId, UserId, lot, name};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use storage::import_rows::{self, Changing, NewMember, Span};
use storage::import_spans::{self, Said};
use storage::imports::{self, Import, State};
use storage::members::{self, Member};
use storage::{StorageError, Tx, birthdays, days, fields, jobs, notes, shops, staff, standings, tags, tiers};
use uuid::Uuid;

use super::{Importer, LINES, Progress, cause, spans};
use crate::book::Posting;
use crate::enroll::read_member;
use crate::{Change, Loyalty, find};

/// So many new members are found by parts of their names at once; those of a larger file by a job.
const AT_ONCE: i64 = 1_000;
/// A list of more new members than these wants more memory than an act usually has.
const LARGE: i64 = 20_000;
/// Members that one transaction of such a job files, and its transactions.
const FILED_AT_ONCE: i64 = 100;
const FILED_PAGES: usize = 20;

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TakenOver {
    /// Repeated, it is the same file.
    Done {
        import: Import,
    },
    /// Somebody in the file has become a member since it was read: it has to be read again.
    Outdated {
        line: i64,
    },
    /// It was forgotten, or taken back.
    Gone,
    NotAllowed,
}

impl Loyalty {
    /// Takes a file over that was read to its end.
    ///
    /// What becomes visible does so at once. Members of a large file are found by parts of their names as soon as a
    /// job has written them into the index of names; all else is there from the first moment.
    pub async fn take_over(
        &self,
        shop: &Shop,
        by: Importer,
        id: Uuid,
        progress: Progress<'_>,
    ) -> Result<TakenOver, StorageError> {
        let now = self.now();
        let mut tx = self.db.begin().await?;
        if self.may_import(&mut tx, shop.id, by).await?.is_err() {
            return Ok(TakenOver::NotAllowed);
        }
        if !imports::done(&mut tx, shop.id, id, now).await? {
            drop(tx);
            let before = self.find_import(shop.id, id).await?;
            return Ok(match before.filter(|import| import.state == State::Done) {
                Some(import) => TakenOver::Done { import },
                None => TakenOver::Gone,
            });
        }
        let Some(import) = imports::find(&mut tx, shop.id, id).await? else {
            return Ok(TakenOver::Gone);
        };
        let counts = import.counts;
        let large = counts.new > LARGE;
        if large {
            tx.make_room(true).await?;
        }
        let ladder = tiers::ladder(&mut tx, shop.id).await?;
        let numbers_after = import_spans::take_numbers(&mut tx, shop.id, counts.new).await?;
        let (cause, reason) = (cause(id), Reason::Opening);
        let said = Said {
            reason: &reason,
            cause: &cause,
            actor: by.actor(),
            at: now,
        };
        let expires_at = lot::expiry(shop, now);
        let mut desk = Desk {
            shop,
            fields: fields::list(&mut tx, shop.id).await?,
            tags: tags::list(&mut tx, shop.id).await?,
            author: self.author(&mut tx, shop, by).await?,
            said: &said,
        };
        for span in spans(shop, id, &counts) {
            progress(span.after, counts.last_line);
            if let Some(line) = import_rows::came_meanwhile(&mut tx, &span).await? {
                return Ok(TakenOver::Outdated { line });
            }
            import_spans::make_members(&mut tx, &span, numbers_after, expires_at, &said).await?;
            self.grant_tiers(&mut tx, shop, &ladder, &span).await?;
            for row in import_rows::detailed(&mut tx, &span).await? {
                desk.add(self, &mut tx, row.member, row.line, &row.more).await?;
                desk.fill(&mut tx, row.member, &row.more, true).await?;
            }
            for row in import_rows::changing(&mut tx, &span).await? {
                let was = self.change_file(&mut tx, &ladder, &mut desk, &row).await?;
                import_rows::keep_was(&mut tx, shop.id, id, &row, &was).await?;
            }
        }
        drop(desk);
        // What fields say, and which tier somebody stands in, is what tags go by.
        self.begin_tagging(&mut tx, shop.id).await?;
        self.file_new_members(&mut tx, shop, &counts, id).await?;
        // Who joined long ago did so on a day that was counted without them.
        days::forget_all(&mut tx, shop.id).await?;
        let made = Change::made(json!({ "file": import.file, "new": counts.new, "changed": counts.changed }));
        self.note(&mut tx, shop.id, by.actor(), Action::Import, None, made)
            .await?;
        if large {
            tx.make_room(false).await?;
        }
        tx.commit().await?;
        progress(counts.last_line, counts.last_line);
        Ok(TakenOver::Done { import })
    }
}

impl Loyalty {
    /// Has new members stand in the tiers that the file says they are in, each for a whole term.
    async fn grant_tiers(&self, tx: &mut Tx, shop: &Shop, ladder: &Ladder, span: &Span) -> Result<(), StorageError> {
        let today = shop.day(self.now());
        let everybodys = ladder.tier_of(None).map(|tier| tier.id);
        for tier in ladder.active().filter(|tier| Some(tier.id) != everybodys) {
            if let Some(standing) = ladder.granted(tier.id, today) {
                let look_on = standing.look_on(&ladder.rules, today);
                import_spans::make_standings(tx, span, tier.id, today, standing.term_ends, look_on).await?;
            }
        }
        Ok(())
    }

    /// Whose notes they are: a note has an author, and the owner answers for what a file says.
    async fn author(&self, tx: &mut Tx, shop: &Shop, by: Importer) -> Result<UserId, StorageError> {
        if let Some(user) = by.user() {
            return Ok(user);
        }
        let everybody = staff::list(tx, shop.id).await?;
        let owner = everybody.iter().find(|employee| employee.role == Role::Owner);
        Ok(owner.map_or(UserId(0), |owner| owner.user))
    }

    /// Adds to somebody's file what a row says. Gives what it said before, as far as that changes.
    async fn change_file(
        &self,
        tx: &mut Tx,
        ladder: &Ladder,
        desk: &mut Desk<'_>,
        row: &Changing,
    ) -> Result<Value, StorageError> {
        let (shop, said) = (desk.shop, desk.said);
        let Some(member) = members::find(tx, shop.id, row.member).await? else {
            return Ok(Value::Null);
        };
        let mut was = Was::default();
        // What members said of themselves is not changed by a file.
        if member.user.is_none() {
            let named = row.name.chars().any(char::is_alphanumeric);
            let name = if named { &row.name } else { &member.name };
            let username = row.username.as_ref().or(member.username.as_ref());
            if *name != member.name || username != member.username.as_ref() {
                members::rename(tx, shop.id, member.id, name, username.map(String::as_str)).await?;
                was.name = Some((member.name.clone(), member.username.clone()));
            }
        }
        if member.phone.is_none()
            && let Some(phone) = &row.phone
        {
            members::set_phone(tx, shop.id, member.id, Some(phone)).await?;
            was.no_phone = true;
        }
        if member.email.is_none()
            && let Some(email) = &row.email
        {
            members::set_email(tx, shop.id, member.id, Some(email)).await?;
            was.no_email = true;
        }
        if !row.points.is_zero() {
            let posting = Posting {
                shop,
                member: member.id,
                reason: Reason::Opening,
                cause: format!("{}{}", said.cause, row.line),
                order: None,
                coupon: None,
                actor: said.actor,
                at: said.at,
            };
            self.credit(tx, &posting, row.points, None).await?;
        }
        if let Some(tier) = row.tier {
            was.tier = self.raise_to(tx, shop, ladder, member.id, tier).await?;
        }
        if row.birthday.is_some() && birthdays::find(tx, shop.id, member.id).await?.is_none() {
            let kept = birthdays::Kept {
                birthday: row.birthday,
                set_at: said.at,
                at_once: false,
                changed_at: None,
            };
            birthdays::set(tx, shop.id, member.id, &kept).await?;
            was.no_birthday = true;
        }
        if let Some(more) = &row.more {
            (was.note, was.tags) = desk.add(self, tx, member.id, row.line, more).await?;
            was.fields = desk.fill(tx, member.id, more, false).await?;
        }
        let now = read_member(tx, shop, member.id).await?;
        file_under(tx, shop, &now).await?;
        find::keep_tags(tx, shop.id, member.id).await?;
        fields::find_anew(tx, shop.id, member.id, &desk.fields).await?;
        Ok(serde_json::to_value(was).unwrap_or_default())
    }

    /// Raises a member to a tier that the file names. Gives the standing before, if it was lower.
    async fn raise_to(
        &self,
        tx: &mut Tx,
        shop: &Shop,
        ladder: &Ladder,
        member: MemberId,
        tier: TierId,
    ) -> Result<Option<HeldBefore>, StorageError> {
        let today = shop.day(self.now());
        import_spans::open_standing(tx, shop.id, member).await?;
        let held = standings::locked(tx, shop.id, member).await?.standing;
        if ladder.is_at_least(held.tier, tier) {
            return Ok(None);
        }
        let Some(standing) = ladder.granted(tier, today) else {
            return Ok(None);
        };
        standings::set(tx, shop.id, member, &standing, standing.look_on(&ladder.rules, today)).await?;
        self.put_tag_job(tx, shop, member).await?;
        Ok(Some(HeldBefore {
            tier: held.tier,
            since: held.since,
            term_ends: held.term_ends,
        }))
    }

    /// Has new members found by parts of their names: at once when they are few, else by a job.
    async fn file_new_members(
        &self,
        tx: &mut Tx,
        shop: &Shop,
        counts: &Counts,
        import: Uuid,
    ) -> Result<(), StorageError> {
        if counts.new > AT_ONCE {
            return self.put_filing_job(tx, shop, import, 0).await;
        }
        let own_fields = fields::list(tx, shop.id).await?;
        for span in spans(shop, import, counts) {
            for new in import_rows::new_members(tx, &span, LINES).await? {
                file_new(tx, shop, &new, &own_fields).await?;
            }
        }
        imports::filed(tx, shop.id, import, self.now()).await
    }

    async fn put_filing_job(&self, tx: &mut Tx, shop: &Shop, import: Uuid, after: i64) -> Result<(), StorageError> {
        let now = self.now();
        let job = jobs::NewJob {
            id: self.ids.uuid(now),
            job: Job::FileMembers {
                shop: shop.id,
                import,
                after,
            },
            dedupe: None,
            not_before: now,
        };
        jobs::put(tx, &job).await?;
        Ok(())
    }

    /// Has some new members of a file found by parts of their names, and puts the job for those after them. Done
    /// twice, it is the same.
    pub async fn file_members(&self, shop: ShopId, import: Uuid, mut after: i64) -> Result<(), StorageError> {
        for page in 1..=FILED_PAGES {
            let mut tx = self.db.begin().await?;
            let Some(shop) = shops::find(&mut tx, shop).await? else {
                return Ok(());
            };
            let span = Span {
                shop: shop.id,
                import,
                after,
                upto: i64::MAX,
            };
            let own_fields = fields::list(&mut tx, shop.id).await?;
            let members = import_rows::new_members(&mut tx, &span, FILED_AT_ONCE).await?;
            for new in &members {
                file_new(&mut tx, &shop, new, &own_fields).await?;
                after = new.line;
            }
            if members.is_empty() {
                imports::filed(&mut tx, shop.id, import, self.now()).await?;
            } else if page == FILED_PAGES {
                self.put_filing_job(&mut tx, &shop, import, after).await?;
            }
            tx.commit().await?;
            if members.is_empty() {
                break;
            }
        }
        Ok(())
    }
}

/// What a file said before a row changed it. `None`: that part did not change.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Was {
    pub name: Option<(String, Option<String>)>,
    /// There was no phone number.
    pub no_phone: bool,
    #[serde(default)]
    pub no_email: bool,
    pub no_birthday: bool,
    pub tier: Option<HeldBefore>,
    /// The note and the tags that the row brought.
    pub note: Option<NoteId>,
    pub tags: Vec<TagId>,
    /// What stood in the fields that the row filled. `None`: nothing.
    #[serde(default)]
    pub fields: Vec<(FieldId, Option<StoodBefore>)>,
}

/// What stood in a field before, and who said it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct StoodBefore {
    pub value: FieldValue,
    /// Staff or, without anybody's name, the shop.
    pub by: Option<UserId>,
    pub at: DateTime<Utc>,
}

/// Where rows are written down that say more than a table's columns hold.
struct Desk<'a> {
    shop: &'a Shop,
    /// The shop's own fields.
    fields: Vec<Field>,
    /// The shop's tags, with those that the file brought.
    tags: Vec<Tag>,
    author: UserId,
    said: &'a Said<'a>,
}

impl Desk<'_> {
    /// Writes down a note and tags. Gives those that are new.
    async fn add(
        &mut self,
        loyalty: &Loyalty,
        tx: &mut Tx,
        member: MemberId,
        line: i64,
        more: &More,
    ) -> Result<(Option<NoteId>, Vec<TagId>), StorageError> {
        let (shop, at) = (self.shop.id, self.said.at);
        let mut noted = None;
        if !more.note.is_empty() {
            let note = notes::NewNote {
                id: NoteId(loyalty.ids.uuid(at)),
                member,
                body: &more.note,
                private: false,
                author: self.author,
                at,
                cause: &format!("{}{line}", self.said.cause),
            };
            noted = notes::add(tx, shop, &note).await?.then_some(note.id);
        }
        let mut put = Vec::new();
        for title in &more.tags {
            let tag = self.tag(loyalty, tx, title).await?;
            if tags::put_on(tx, shop, member, tag, Some(self.author), at).await? {
                put.push(tag);
            }
        }
        Ok((noted, put))
    }

    /// Writes down what stands in the shop's own fields. Gives what stood there before.
    async fn fill(
        &self,
        tx: &mut Tx,
        member: MemberId,
        more: &More,
        is_new: bool,
    ) -> Result<Vec<(FieldId, Option<StoodBefore>)>, StorageError> {
        let (shop, said) = (self.shop.id, self.said);
        let mut stood = Vec::with_capacity(more.fields.len());
        for (field, value) in &more.fields {
            // A field may have become another one since the file was read.
            let known = self.fields.iter().find(|known| known.id == *field);
            if !known.is_some_and(|known| known.active && known.kind.holds(value)) {
                continue;
            }
            let before = if is_new {
                None
            } else {
                fields::value_of(tx, shop, member, *field).await?
            };
            // What the member said meanwhile is theirs.
            if before
                .as_ref()
                .is_some_and(|filled| matches!(filled.by, Actor::Member(_)))
            {
                continue;
            }
            fields::set(tx, shop, member, *field, value, said.actor, said.at).await?;
            let before = before.map(|filled| StoodBefore {
                value: filled.value,
                by: filled.by.user(),
                at: filled.at,
            });
            stood.push((*field, before));
        }
        Ok(stood)
    }

    /// The shop's tag of this name, made if there is none.
    async fn tag(&mut self, loyalty: &Loyalty, tx: &mut Tx, title: &str) -> Result<TagId, StorageError> {
        let wanted = name::folded(title);
        if let Some(tag) = self.tags.iter().find(|tag| name::folded(&tag.title) == wanted) {
            return Ok(tag.id);
        }
        let tag = Tag {
            id: TagId(loyalty.ids.uuid(self.said.at)),
            title: title.to_owned(),
            rule: None,
            active: true,
        };
        tags::add(tx, self.shop.id, &tag, None).await?;
        let id = tag.id;
        self.tags.push(tag);
        Ok(id)
    }
}

/// Where a member stood before.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct HeldBefore {
    pub tier: Option<TierId>,
    pub since: Option<NaiveDate>,
    pub term_ends: Option<NaiveDate>,
}

/// Has a member found by name, number and address.
pub(crate) async fn file_under(tx: &mut Tx, shop: &Shop, member: &Member) -> Result<(), StorageError> {
    find::keep_member(tx, shop.id, member).await
}

/// Has a new member found by what is known of them.
async fn file_new(tx: &mut Tx, shop: &Shop, new: &NewMember, own_fields: &[Field]) -> Result<(), StorageError> {
    // Taken back, or forgotten, before their turn came.
    let Some(member) = members::find(tx, shop.id, new.member).await? else {
        return Ok(());
    };
    file_under(tx, shop, &member).await?;
    if new.says_more {
        find::keep_tags(tx, shop.id, member.id).await?;
        fields::find_anew(tx, shop.id, member.id, own_fields).await?;
    }
    Ok(())
}
