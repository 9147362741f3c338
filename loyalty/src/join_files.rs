//! Two files of one person become one (D4).
//!
//! Nothing is taken away from anybody: points, coupons, orders and limits add up. If both got a welcome, both keep it;
//! the shop gave it, and whoever has two accounts did not ask for two files. Ledger rows are never changed (P1): the lots go
//! over as they are, with their dates, and a pair of rows says so.

use chrono::{DateTime, NaiveDate, Utc};
use domain::action::Action;
use domain::letter::Letter;
use domain::reason::{Actor, Reason};
use domain::role::Right;
use domain::shop::Shop;
use domain::{Delta, MemberId, Points, UserId, lot};
use storage::balances::Balance;
use storage::members::{self, Known, Member};
use storage::{
    StorageError, Tx, balances, birthday_lines, birthdays, fields, former, greetings, joining, lots, rhythms,
    standings, tiers,
};

use crate::account::{Account, Booking};
use crate::book::{Posting, taken_out};
use crate::enroll::read_member;
use crate::{Change, Loyalty, find};

/// What two files are together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JoinPreview {
    pub from: Member,
    pub into: Member,
    /// What the one file has then.
    pub points: Points,
    pub pending: Points,
    pub owed: Points,
    /// Both are on Telegram: the account of `into` stays.
    pub account_lost: bool,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FilesJoined {
    Done {
        member: Box<Member>,
    },
    /// They are one by now. Repeated, the same answer.
    Before {
        member: Box<Member>,
    },
    /// One of them is not there.
    Nobody,
    /// Nobody decides about their own file.
    Own,
    NotAllowed,
}

impl Loyalty {
    /// Other files that may be the same person's: with the same phone number, or the same name and birthday.
    pub async fn alike(&self, shop: &Shop, member: MemberId) -> Result<Vec<Member>, StorageError> {
        let mut tx = self.db.read().await?;
        let Some(own) = members::find(&mut tx, shop.id, member).await? else {
            return Ok(Vec::new());
        };
        let mut alike = Vec::new();
        if let Some(phone) = &own.phone {
            alike.extend(members::with_phone(&mut tx, shop.id, phone, CANDIDATES).await?);
        }
        if let Some(born) = birthday(&mut tx, shop, member).await? {
            for other in self.named(&mut tx, shop.id, &own.name, NAMESAKES).await? {
                let same_name = other.name.to_lowercase() == own.name.to_lowercase();
                if same_name && birthday(&mut tx, shop, other.id).await? == Some(born) {
                    alike.push(other);
                }
            }
        }
        if let Some(email) = &own.email {
            alike.extend(members::with_email(&mut tx, shop.id, email, CANDIDATES).await?);
        }
        alike.retain(|other| other.id != member);
        alike.sort_by_key(|other| other.number);
        alike.dedup_by_key(|other| other.id);
        alike.truncate(SHOWN);
        Ok(alike)
    }

    /// What joining two files would make of them.
    pub async fn join_preview(
        &self,
        shop: &Shop,
        from: MemberId,
        into: MemberId,
    ) -> Result<Option<JoinPreview>, StorageError> {
        let mut tx = self.db.read().await?;
        let one = members::find(&mut tx, shop.id, from).await?;
        let other = members::find(&mut tx, shop.id, into).await?;
        let (Some(from), Some(into)) = (one, other) else {
            return Ok(None);
        };
        if from.id == into.id {
            return Ok(None);
        }
        let sum = Balance {
            points: from.points + into.points,
            pending: from.pending + into.pending,
            owed: from.owed + into.owed,
        };
        let paid = sum.owed.min(sum.points);
        let paid_later = sum.owed.less(paid).min(sum.pending);
        Ok(Some(JoinPreview {
            points: sum.points.less(paid),
            pending: sum.pending.less(paid_later),
            owed: sum.owed.less(paid).less(paid_later),
            account_lost: from.user.is_some() && into.user.is_some(),
            from,
            into,
        }))
    }

    /// Makes one of two files, for good. `from` is archived, and all that led to it leads to `into`.
    pub async fn join_files(
        &self,
        shop: &Shop,
        by: UserId,
        from: MemberId,
        into: MemberId,
    ) -> Result<FilesJoined, StorageError> {
        let mut tx = self.db.begin().await?;
        if self.allowed(&mut tx, shop.id, by, Right::ForgetMembers).await?.is_err() {
            return Ok(FilesJoined::NotAllowed);
        }
        if from == into {
            return Ok(FilesJoined::Nobody);
        }
        // Whoever joins the same two the other way round takes the same turns.
        let (first, second) = if from < into { (from, into) } else { (into, from) };
        for file in [first, second] {
            if members::find_whoever(&mut tx, shop.id, file).await?.is_none() {
                return Ok(FilesJoined::Nobody);
            }
            balances::lock(&mut tx, shop.id, file).await?;
        }
        let (one, other) = (
            read_member(&mut tx, shop, from).await?,
            read_member(&mut tx, shop, into).await?,
        );
        if one.user == Some(by) || other.user == Some(by) {
            return Ok(FilesJoined::Own);
        }
        if one.gone || other.gone {
            let now = former::now(&mut tx, shop.id, from).await?;
            return Ok(if now == Some(into) && !other.gone {
                FilesJoined::Before {
                    member: Box::new(other),
                }
            } else {
                FilesJoined::Nobody
            });
        }
        let now = self.now();
        let both = Both {
            shop,
            from: &one,
            into: &other,
            by,
            now,
            said_from: members::said_name(&mut tx, shop.id, from).await?,
            said_into: members::said_name(&mut tx, shop.id, into).await?,
        };
        self.hand_over_points(&mut tx, &both).await?;
        // Before a file is archived: a night that is under way may write a rhythm to it, and waits for nobody then.
        rhythms::turn(&mut tx, shop.id).await?;
        let leads = members::is_leader(&mut tx, shop.id, from).await?;
        joining::heritage(&mut tx, shop.id, from, into, leads).await?;
        joining::belongings(&mut tx, shop.id, from, into).await?;
        hand_over_file(&mut tx, &both).await?;
        self.hand_over_standing(&mut tx, &both).await?;
        joining::archive(&mut tx, shop.id, from, now).await?;
        for file in [from, into] {
            self.rhythms_anew(&mut tx, shop, file).await?;
        }
        self.hand_over_account(&mut tx, &both).await?;
        former::add(&mut tx, shop.id, from, into, now).await?;
        let change = Change::between(
            serde_json::json!({ "number": one.number }),
            serde_json::json!({ "number": other.number }),
        );
        let actor = Actor::Staff(by);
        self.note(&mut tx, shop.id, actor, Action::MemberJoin, Some(into), change)
            .await?;
        let member = Box::new(read_member(&mut tx, shop, into).await?);
        if let Some(user) = member.user {
            let letter = Letter::FilesJoined {
                shop: shop.name.clone(),
                balance: member.points,
            };
            self.write_to(&mut tx, shop, user, letter).await?;
        }
        tx.commit().await?;
        Ok(FilesJoined::Done { member })
    }

    /// The lots go over as they are; the ledger says so in a pair of rows. What is owed is covered by what is there.
    async fn hand_over_points(&self, tx: &mut Tx, both: &Both<'_>) -> Result<(), StorageError> {
        let (shop, from, into) = (both.shop, both.from, both.into);
        let held = lots::of_member(tx, shop.id, from.id).await?;
        let all: Points = held.iter().map(|stored| stored.lot.remaining).sum();
        if !held.is_empty() || !from.owed.is_zero() {
            let given = balances::Change {
                points: from.points.get(),
                pending: from.pending.get(),
                owed: from.owed.get(),
            };
            let taken = balances::Change {
                points: -given.points,
                pending: -given.pending,
                owed: -given.owed,
            };
            let amount = Delta::new(from.owed.get() - all.get());
            let mut out = Account::open(tx, shop.id, from.id).await?;
            out.post(Booking {
                entry: both.posting(from.id, "out").entry(self, amount, from.owed.spent()),
                change: taken,
                moves: taken_out(held.iter().map(|stored| (stored.lot.id, stored.lot.remaining))),
                opened: Vec::new(),
            });
            out.settle(tx).await?;
            let amount = Delta::new(-amount.get());
            let mut back = Account::open(tx, shop.id, into.id).await?;
            back.post(Booking {
                entry: both.posting(into.id, "in").entry(self, amount, from.owed.earned()),
                change: given,
                moves: held
                    .iter()
                    .map(|stored| (stored.lot.id, stored.lot.remaining.earned()))
                    .collect(),
                opened: Vec::new(),
            });
            back.settle(tx).await?;
        }
        let formers = former::of(tx, shop.id, from.id).await?;
        for of in formers.into_iter().chain([from.id]) {
            joining::lots(tx, shop.id, of, from.id, into.id).await?;
        }
        let today: NaiveDate = shop.day(both.now);
        joining::free_earnings(tx, shop.id, from.id, into.id, today).await?;
        self.cover(tx, both).await
    }

    /// One file had points and the other owed some: what is owed is covered, as by any credit (P7).
    async fn cover(&self, tx: &mut Tx, both: &Both<'_>) -> Result<(), StorageError> {
        let (shop, into) = (both.shop, both.into.id);
        let mut account = Account::open(tx, shop.id, into).await?;
        let owed = account.balance().owed;
        if owed.is_zero() {
            return Ok(());
        }
        let held = account.lots(tx).await?;
        let (pending, open): (Vec<_>, Vec<_>) = held.into_iter().partition(|stored| stored.pending_until.is_some());
        let lots_of = |stored: &[lots::StoredLot]| stored.iter().map(|stored| stored.lot).collect::<Vec<_>>();
        let now_taken = lot::take(&lots_of(&open), owed);
        let now_paid: Points = now_taken.iter().map(|(_, part)| *part).sum();
        let later_taken = lot::take(&lots_of(&pending), owed.less(now_paid));
        let later_paid: Points = later_taken.iter().map(|(_, part)| *part).sum();
        let paid = now_paid + later_paid;
        if paid.is_zero() {
            return Ok(());
        }
        account.post(Booking {
            entry: both.posting(into, "covers").entry(self, Delta::ZERO, paid.spent()),
            change: balances::Change {
                points: now_paid.spent().get(),
                pending: later_paid.spent().get(),
                owed: paid.spent().get(),
            },
            moves: taken_out(now_taken.into_iter().chain(later_taken)),
            opened: Vec::new(),
        });
        account.settle(tx).await?;
        Ok(())
    }

    /// The sums are made anew from the orders of both. The higher tier stays, with its term; what both reach together is
    /// reached at once.
    async fn hand_over_standing(&self, tx: &mut Tx, both: &Both<'_>) -> Result<(), StorageError> {
        let (shop, into) = (both.shop, both.into.id);
        let former = standings::read(tx, shop.id, both.from.id).await?.standing;
        let own = standings::locked(tx, shop.id, into).await?.standing;
        standings::recount(tx, shop.id, into).await?;
        let ladder = tiers::ladder(tx, shop.id).await?;
        let higher = match (former.tier, own.tier) {
            (Some(former), own) => own.is_none_or(|own| ladder.is_above(former, own)),
            (None, _) => false,
        };
        let mut standing = if higher { former } else { own };
        // What one of them bought for it is one purchase among others now.
        standing.won = None;
        let today = shop.day(both.now);
        standings::set(tx, shop.id, into, &standing, standing.look_on(&ladder.rules, today)).await?;
        self.raise_now(tx, shop, into, &ladder).await?;
        self.put_tag_job(tx, shop, into).await
    }

    /// Name and account of the file that stays, or of the other where that one is not on Telegram. What somebody said
    /// they are called goes before what Telegram says.
    async fn hand_over_account(&self, tx: &mut Tx, both: &Both<'_>) -> Result<(), StorageError> {
        let (shop, from, into) = (both.shop, both.from, both.into);
        let (mut name, mut username) = (into.name.as_str(), into.username.as_deref());
        if let (Some(user), None) = (from.user, into.user) {
            (name, username) = (from.name.as_str(), from.username.as_deref());
            members::set_user(tx, shop.id, into.id, user, name, username).await?;
        }
        if both.said_from && !both.said_into {
            name = from.name.as_str();
            members::call(tx, shop.id, into.id, name, true).await?;
        }
        let known = Known {
            shop: shop.id,
            member: into.id,
            name: name.to_owned(),
            username: username.map(str::to_owned),
        };
        find::keep_person(tx, &known).await?;
        if let (Some(phone), None) = (&from.phone, &into.phone) {
            members::set_phone(tx, shop.id, into.id, Some(phone)).await?;
        }
        if let (Some(email), None) = (&from.email, &into.email) {
            members::set_email(tx, shop.id, into.id, Some(email)).await?;
        }
        let own_fields = fields::list(tx, shop.id).await?;
        find::keep_tags(tx, shop.id, into.id).await?;
        fields::find_anew(tx, shop.id, into.id, &own_fields).await
    }
}

/// More than one person has files.
const CANDIDATES: i64 = 32;
/// People of one name who are looked at.
const NAMESAKES: usize = 32;
/// Files that are offered to be joined.
const SHOWN: usize = 3;

async fn birthday(
    tx: &mut Tx,
    shop: &Shop,
    member: MemberId,
) -> Result<Option<domain::birthday::Birthday>, StorageError> {
    Ok(birthdays::find(tx, shop.id, member)
        .await?
        .and_then(|kept| kept.birthday))
}

/// Fields and the birthday: what was said later counts.
async fn hand_over_file(tx: &mut Tx, both: &Both<'_>) -> Result<(), StorageError> {
    let (shop, from, into) = (both.shop.id, both.from.id, both.into.id);
    let own = fields::values_of(tx, shop, into).await?;
    for said in fields::values_of(tx, shop, from).await? {
        let newer = own
            .iter()
            .find(|own| own.field == said.field)
            .is_none_or(|own| own.at < said.at);
        if newer {
            fields::set(tx, shop, into, said.field, &said.value, said.by, said.at).await?;
        }
    }
    let (other, own) = (
        birthdays::find(tx, shop, from).await?,
        birthdays::find(tx, shop, into).await?,
    );
    // Whoever wants to hear nothing does not hear it because of another file.
    let told = [
        birthdays::told(tx, shop, from).await?,
        birthdays::told(tx, shop, into).await?,
    ];
    if let Some(other) = other.filter(|other| other.birthday.is_some()) {
        let newer = own
            .as_ref()
            .is_none_or(|own| own.birthday.is_none() || own.set_at < other.set_at);
        if newer {
            let changed_at = other.changed_at.max(own.and_then(|own| own.changed_at));
            birthdays::set(tx, shop, into, &birthdays::Kept { changed_at, ..other }).await?;
        }
    }
    if let Some(told) = told.into_iter().flatten().max() {
        birthdays::choose_told(tx, shop, into, told).await?;
    }
    // It was written to somebody by another name.
    birthday_lines::take(tx, shop, from).await?;
    greetings::pass_on(tx, shop, from, into).await?;
    Ok(())
}

/// Two files on their way to be one.
struct Both<'a> {
    shop: &'a Shop,
    from: &'a Member,
    into: &'a Member,
    by: UserId,
    now: DateTime<Utc>,
    /// Whether each said themselves what they are called.
    said_from: bool,
    said_into: bool,
}

impl Both<'_> {
    fn posting(&self, member: MemberId, part: &str) -> Posting<'_> {
        Posting {
            shop: self.shop,
            member,
            reason: Reason::Joined,
            cause: format!("join:{}:{part}", self.from.id),
            order: None,
            coupon: None,
            actor: Actor::Staff(self.by),
            at: self.now,
        }
    }
}
