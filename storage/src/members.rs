//! Members of a shop's club.

use domain::find::Source;
use domain::{MemberId, Points, ShopId, UserId};
use uuid::Uuid;

use crate::ask::{execute, find, list, value};
use crate::balances::Balance;
use crate::seal::{self, Column, Place};
use crate::{Instant, StorageError, Tx, find_keys, statements};

statements! {
    ADD = "INSERT INTO members (shop_id, member_id, number, user_id, name, username, card, agreed_at) \
           VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT DO NOTHING";
    FIND = "SELECT m.member_id, m.number, m.user_id, m.name, m.username, m.phone, m.email, m.card, m.agreed_at, \
                b.points, b.pending, b.owed, m.gone_at IS NOT NULL AS gone \
            FROM members m JOIN balances b ON b.shop_id = m.shop_id AND b.member_id = m.member_id \
            WHERE m.shop_id = $1 AND m.member_id = $2 AND m.gone_at IS NULL";
    // The books refer to files that are nobody's any more.
    FIND_WHOEVER = "SELECT m.member_id, m.number, m.user_id, m.name, m.username, m.phone, m.email, m.card, m.agreed_at, \
                        b.points, b.pending, b.owed, m.gone_at IS NOT NULL AS gone \
                    FROM members m JOIN balances b ON b.shop_id = m.shop_id AND b.member_id = m.member_id \
                    WHERE m.shop_id = $1 AND m.member_id = $2";
    FIND_BY_USER = "SELECT m.member_id, m.number, m.user_id, m.name, m.username, m.phone, m.email, m.card, m.agreed_at, \
                        b.points, b.pending, b.owed, m.gone_at IS NOT NULL AS gone \
                    FROM members m JOIN balances b ON b.shop_id = m.shop_id AND b.member_id = m.member_id \
                    WHERE m.shop_id = $1 AND m.user_id = $2 AND m.gone_at IS NULL";
    FIND_BY_NUMBER = "SELECT m.member_id, m.number, m.user_id, m.name, m.username, m.phone, m.email, m.card, m.agreed_at, \
                          b.points, b.pending, b.owed, m.gone_at IS NOT NULL AS gone \
                      FROM members m JOIN balances b ON b.shop_id = m.shop_id AND b.member_id = m.member_id \
                      WHERE m.shop_id = $1 AND m.number = $2 AND m.gone_at IS NULL";
    // Of files that are part of another one, too: their cards lead there.
    FIND_BY_CARD = "SELECT shop_id, member_id FROM members WHERE card = $1";
    // What a member said of themselves stays, said at this very moment too.
    RENAME = "UPDATE members SET name = CASE WHEN own_name THEN name ELSE $3 END, username = $4 \
              WHERE shop_id = $1 AND member_id = $2 RETURNING name";
    // `own`: they said so themselves, and Telegram's name does not take its place.
    CALL = "UPDATE members SET name = $3, own_name = $4 WHERE shop_id = $1 AND member_id = $2";
    SAID_NAME = "SELECT own_name FROM members WHERE shop_id = $1 AND member_id = $2";
    SET_PHONE = "UPDATE members SET phone = $3 WHERE shop_id = $1 AND member_id = $2";
    SET_EMAIL = "UPDATE members SET email = $3 WHERE shop_id = $1 AND member_id = $2";
    PLAIN = "SELECT shop_id, member_id, plain_phone FROM members WHERE plain_phone IS NOT NULL \
             ORDER BY shop_id, member_id LIMIT $1";
    SEAL_PLAIN = "UPDATE members SET phone = $3, plain_phone = NULL \
                  WHERE shop_id = $1 AND member_id = $2 AND plain_phone IS NOT NULL";
    COUNT_ALL = "SELECT COUNT(*) FROM members WHERE shop_id = $1 AND gone_at IS NULL";
    PAGE = "SELECT shop_id, member_id, name, username FROM members \
            WHERE shop_id = $1 AND member_id > $2 AND gone_at IS NULL ORDER BY member_id LIMIT $3";
    INVITED_BY = "UPDATE members SET invited_by = $3 WHERE shop_id = $1 AND member_id = $2 AND invited_by IS NULL";
    SET_USER = "UPDATE members SET user_id = $3, name = $4, username = $5 WHERE shop_id = $1 AND member_id = $2";
    LET_MARKETING = "UPDATE members SET marketing_at = $3 WHERE shop_id = $1 AND member_id = $2";
    MARKETING = "SELECT marketing_at FROM members WHERE shop_id = $1 AND member_id = $2";
    MARK_LEADER = "UPDATE members SET leader = $3 WHERE shop_id = $1 AND member_id = $2 AND leader <> $3";
    IS_LEADER = "SELECT leader FROM members WHERE shop_id = $1 AND member_id = $2";
    // Whoever has a file keeps it: only one that is nobody's becomes somebody's, and once.
    ATTACH = "UPDATE members SET user_id = $3, name = $4, username = $5, card = $6 \
              WHERE shop_id = $1 AND member_id = $2 AND user_id IS NULL AND gone_at IS NULL";
    UNATTACHED = "SELECT member_id FROM members WHERE shop_id = $1 AND user_id IS NULL AND gone_at IS NULL LIMIT 1";
    OF_USER = "SELECT m.shop_id, m.member_id, m.name, m.username, m.own_name FROM members m WHERE m.user_id = $1 \
             ORDER BY m.shop_id LIMIT $2";
}

/// More clubs than anybody is a member of.
const CLUBS: i64 = 1_000;

/// A member of a shop's club, with the balance.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Member {
    pub id: MemberId,
    pub number: i64,
    /// `None` for a member who is not on Telegram.
    pub user: Option<UserId>,
    pub name: String,
    pub username: Option<String>,
    pub phone: Option<String>,
    pub email: Option<String>,
    /// The token on the member card.
    pub card: String,
    pub agreed_at: Instant,
    pub points: Points,
    pub pending: Points,
    pub owed: Points,
    /// Nobody's any more: deleted, or part of another file.
    pub gone: bool,
}

impl Member {
    /// What they have.
    #[must_use]
    pub const fn balance(&self) -> Balance {
        Balance {
            points: self.points,
            pending: self.pending,
            owed: self.owed,
        }
    }

    /// The same with what the balance is by now.
    #[must_use]
    pub fn with(self, balance: Balance) -> Self {
        let Balance { points, pending, owed } = balance;
        Self {
            points,
            pending,
            owed,
            ..self
        }
    }
}

#[derive(sqlx::FromRow)]
pub(crate) struct MemberRow {
    member_id: Uuid,
    number: i64,
    user_id: Option<i64>,
    name: String,
    username: Option<String>,
    phone: Option<Vec<u8>>,
    email: Option<Vec<u8>>,
    card: String,
    agreed_at: Instant,
    points: i64,
    pending: i64,
    owed: i64,
    gone: bool,
}

impl MemberRow {
    pub(crate) fn member(self, tx: &Tx, shop: ShopId) -> Member {
        let row = self;
        let of = |column| Place::new(column, shop, row.member_id);
        let opened =
            |column, sealed: Option<Vec<u8>>| sealed.and_then(|sealed| seal::open_or_tell(tx, &of(column), &sealed));
        Member {
            id: MemberId(row.member_id),
            number: row.number,
            user: row.user_id.map(UserId),
            name: row.name,
            username: row.username,
            phone: opened(Column::Phone, row.phone),
            email: opened(Column::Email, row.email),
            card: row.card,
            agreed_at: row.agreed_at,
            points: Points::at_least_zero(row.points),
            pending: Points::at_least_zero(row.pending),
            owed: Points::at_least_zero(row.owed),
            gone: row.gone,
        }
    }
}

/// A member to be.
#[derive(Debug, Clone, Copy)]
pub struct NewMember<'a> {
    pub shop: ShopId,
    pub id: MemberId,
    pub number: i64,
    pub user: Option<UserId>,
    pub name: &'a str,
    pub username: Option<&'a str>,
    pub card: &'a str,
    pub agreed_at: Instant,
}

/// Says whether the member is new: a person is a member of a shop once.
pub async fn add(tx: &mut Tx, member: &NewMember<'_>) -> Result<bool, StorageError> {
    let rows = execute!(
        tx,
        ADD,
        member.shop.0,
        member.id.0,
        member.number,
        member.user.map(|user| user.0),
        member.name,
        member.username,
        member.card,
        member.agreed_at
    )?;
    Ok(rows == 1)
}

/// A member. A file that is nobody's any more, deleted, part of another one or taken back, is not one.
pub async fn find(tx: &mut Tx, shop: ShopId, member: MemberId) -> Result<Option<Member>, StorageError> {
    let row: Option<MemberRow> = find!(tx, FIND, shop.0, member.0)?;
    Ok(row.map(|row| row.member(tx, shop)))
}

/// The same of whoever it is or was: for what refers to a file in the books.
pub async fn find_whoever(tx: &mut Tx, shop: ShopId, member: MemberId) -> Result<Option<Member>, StorageError> {
    let row: Option<MemberRow> = find!(tx, FIND_WHOEVER, shop.0, member.0)?;
    Ok(row.map(|row| row.member(tx, shop)))
}

pub async fn find_by_user(tx: &mut Tx, shop: ShopId, user: UserId) -> Result<Option<Member>, StorageError> {
    let row: Option<MemberRow> = find!(tx, FIND_BY_USER, shop.0, user.0)?;
    Ok(row.map(|row| row.member(tx, shop)))
}

pub async fn find_by_number(tx: &mut Tx, shop: ShopId, number: i64) -> Result<Option<Member>, StorageError> {
    let row: Option<MemberRow> = find!(tx, FIND_BY_NUMBER, shop.0, number)?;
    Ok(row.map(|row| row.member(tx, shop)))
}

/// Whose card it is, in whichever shop: the card is scanned before the shop is known.
pub async fn find_by_card(tx: &mut Tx, card: &str) -> Result<Option<(ShopId, MemberId)>, StorageError> {
    let row: Option<(Uuid, Uuid)> = find!(tx, FIND_BY_CARD, card)?;
    Ok(row.map(|(shop, member)| (ShopId(shop), MemberId(member))))
}

const fn phone_of(shop: ShopId, member: MemberId) -> Place {
    Place::new(Column::Phone, shop, member.0)
}

/// Writes how Telegram, or a list, presents a member. Gives what they are called from here on: what they said
/// themselves stays.
pub async fn rename(
    tx: &mut Tx,
    shop: ShopId,
    member: MemberId,
    name: &str,
    username: Option<&str>,
) -> Result<String, StorageError> {
    let called: Option<String> = value!(tx, RENAME, shop.0, member.0, name, username)?;
    Ok(called.unwrap_or_else(|| name.to_owned()))
}

/// A member is called so. `own`: because they said so, and not because Telegram does.
pub async fn call(tx: &mut Tx, shop: ShopId, member: MemberId, name: &str, own: bool) -> Result<(), StorageError> {
    execute!(tx, CALL, shop.0, member.0, name, own)?;
    Ok(())
}

/// Whether a member said themselves what they are called.
pub async fn said_name(tx: &mut Tx, shop: ShopId, member: MemberId) -> Result<bool, StorageError> {
    let own: Option<bool> = value!(tx, SAID_NAME, shop.0, member.0)?;
    Ok(own.unwrap_or(false))
}

/// Makes a file that is nobody's on Telegram somebody's, under their name and with another card. Says whether it was
/// nobody's.
pub async fn attach(
    tx: &mut Tx,
    shop: ShopId,
    member: MemberId,
    user: UserId,
    name: &str,
    username: Option<&str>,
    card: &str,
) -> Result<bool, StorageError> {
    Ok(execute!(tx, ATTACH, shop.0, member.0, user.0, name, username, card)? == 1)
}

/// Whether there are files of people who are not on Telegram.
pub async fn any_unattached(tx: &mut Tx, shop: ShopId) -> Result<bool, StorageError> {
    let member: Option<Uuid> = value!(tx, UNATTACHED, shop.0)?;
    Ok(member.is_some())
}

/// Keeps a phone number, sealed, and what it is found by: as a whole, and by its last digits. `None`
/// forgets it.
pub async fn set_phone(tx: &mut Tx, shop: ShopId, member: MemberId, phone: Option<&str>) -> Result<(), StorageError> {
    let sealed = phone
        .map(|digits| seal::seal(tx, &phone_of(shop, member), digits))
        .transpose()?;
    execute!(tx, SET_PHONE, shop.0, member.0, sealed)?;
    match phone {
        Some(digits) => find_anew(tx, Column::Phone, shop, member, digits).await,
        None => drop_hashes(tx, Column::Phone, shop, member).await,
    }
}

/// A phone number, sealed for the row of a member.
pub fn seal_phone(tx: &Tx, shop: ShopId, member: MemberId, digits: &str) -> Result<Vec<u8>, StorageError> {
    seal::seal(tx, &phone_of(shop, member), digits)
}

/// The phone number that was sealed for the row of a member.
pub fn open_phone(tx: &Tx, shop: ShopId, member: MemberId, sealed: &[u8]) -> Result<String, StorageError> {
    seal::open(tx, &phone_of(shop, member), sealed)
}

/// Keeps an e-mail address, sealed, and what it is found by. `None` forgets it.
pub async fn set_email(tx: &mut Tx, shop: ShopId, member: MemberId, email: Option<&str>) -> Result<(), StorageError> {
    let sealed = email.map(|email| seal_email(tx, shop, member, email)).transpose()?;
    execute!(tx, SET_EMAIL, shop.0, member.0, sealed)?;
    match email {
        Some(email) => find_anew(tx, Column::Email, shop, member, email).await,
        None => drop_hashes(tx, Column::Email, shop, member).await,
    }
}

/// An e-mail address, sealed for the row of a member.
pub fn seal_email(tx: &Tx, shop: ShopId, member: MemberId, email: &str) -> Result<Vec<u8>, StorageError> {
    seal::seal(tx, &Place::new(Column::Email, shop, member.0), email)
}

/// The e-mail address that was sealed for the row of a member.
pub fn open_email(tx: &Tx, shop: ShopId, member: MemberId, sealed: &[u8]) -> Result<String, StorageError> {
    seal::open(tx, &Place::new(Column::Email, shop, member.0), sealed)
}

/// Members with exactly this e-mail address.
pub async fn with_email(tx: &mut Tx, shop: ShopId, email: &str, limit: i64) -> Result<Vec<Member>, StorageError> {
    let mut found = Vec::new();
    for member in find_keys::with_email(tx, shop, email, limit).await? {
        found.extend(find(tx, shop, member).await?);
    }
    Ok(found)
}

/// Members with exactly this phone number.
pub async fn with_phone(tx: &mut Tx, shop: ShopId, digits: &str, limit: i64) -> Result<Vec<Member>, StorageError> {
    let mut found = Vec::new();
    for member in find_keys::with_phone(tx, shop, digits, limit).await? {
        found.extend(find(tx, shop, member).await?);
    }
    Ok(found)
}

/// Writes what a member's phone number or e-mail address is found by anew, under the current key. By other columns
/// nobody is found.
pub async fn find_anew(
    tx: &mut Tx,
    column: Column,
    shop: ShopId,
    member: MemberId,
    text: &str,
) -> Result<(), StorageError> {
    let (source, keys) = match column {
        Column::Phone => (Source::Phone, find_keys::phone_keys(tx, shop, text)?),
        Column::Email => (Source::Email, vec![find_keys::email_key(tx, shop, text)?]),
        _ => return Ok(()),
    };
    find_keys::set(tx, shop, member, source, &keys).await
}

/// Takes away what a member's phone number or e-mail address was found by.
pub(crate) async fn drop_hashes(
    tx: &mut Tx,
    column: Column,
    shop: ShopId,
    member: MemberId,
) -> Result<(), StorageError> {
    match column {
        Column::Phone => find_keys::set(tx, shop, member, Source::Phone, &[]).await,
        Column::Email => find_keys::set(tx, shop, member, Source::Email, &[]).await,
        _ => Ok(()),
    }
}

/// Seals phone numbers that an earlier program wrote as they are, up to `limit` of them. Says how
/// many there were.
pub async fn seal_plain(tx: &mut Tx, limit: i64) -> Result<usize, StorageError> {
    let rows: Vec<(Uuid, Uuid, String)> = list!(tx, PLAIN, limit)?;
    let found = rows.len();
    for (shop, member, phone) in rows {
        let (shop, member) = (ShopId(shop), MemberId(member));
        let sealed = seal::seal(tx, &phone_of(shop, member), &phone)?;
        if execute!(tx, SEAL_PLAIN, shop.0, member.0, sealed)? == 0 {
            // Another copy of the program was faster.
            continue;
        }
        let keys = find_keys::phone_keys(tx, shop, &phone)?;
        find_keys::set(tx, shop, member, Source::Phone, &keys).await?;
    }
    Ok(found)
}

/// What is kept about somebody in one of the clubs they belong to, by which they are found there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Known {
    pub shop: ShopId,
    pub member: MemberId,
    pub name: String,
    pub username: Option<String>,
}

type KnownRow = (Uuid, Uuid, String, Option<String>);

impl From<KnownRow> for Known {
    fn from((shop, member, name, username): KnownRow) -> Self {
        Self {
            shop: ShopId(shop),
            member: MemberId(member),
            name,
            username,
        }
    }
}

/// Somebody's memberships, in every club, and whether they said themselves what they are called there.
pub async fn of_user(tx: &mut Tx, user: UserId) -> Result<Vec<(Known, bool)>, StorageError> {
    type Row = (Uuid, Uuid, String, Option<String>, bool);
    let rows: Vec<Row> = list!(tx, OF_USER, user.0, CLUBS)?;
    let known = |(shop, member, name, username, own): Row| (Known::from((shop, member, name, username)), own);
    Ok(rows.into_iter().map(known).collect())
}

/// The members of a shop who come after another, in the order in which they came.
pub async fn page(tx: &mut Tx, shop: ShopId, after: Option<MemberId>, limit: i64) -> Result<Vec<Known>, StorageError> {
    let after = after.map_or(Uuid::nil(), |member| member.0);
    let rows: Vec<KnownRow> = list!(tx, PAGE, shop.0, after, limit)?;
    Ok(rows.into_iter().map(Known::from).collect())
}

/// Notes who brought a member into the club.
pub async fn invited_by(tx: &mut Tx, shop: ShopId, member: MemberId, by: MemberId) -> Result<(), StorageError> {
    execute!(tx, INVITED_BY, shop.0, member.0, by.0)?;
    Ok(())
}

/// Notes that staff say that others follow a member, or say so no more (T5). Says whether that is new.
pub async fn mark_leader(tx: &mut Tx, shop: ShopId, member: MemberId, leads: bool) -> Result<bool, StorageError> {
    Ok(execute!(tx, MARK_LEADER, shop.0, member.0, leads)? == 1)
}

/// How many members a shop has.
pub async fn count(tx: &mut Tx, shop: ShopId) -> Result<i64, StorageError> {
    let count: Option<i64> = value!(tx, COUNT_ALL, shop.0)?;
    Ok(count.unwrap_or(0))
}

/// Whether staff say that others follow a member.
pub async fn is_leader(tx: &mut Tx, shop: ShopId, member: MemberId) -> Result<bool, StorageError> {
    let leads: Option<bool> = value!(tx, IS_LEADER, shop.0, member.0)?;
    Ok(leads.unwrap_or(false))
}

/// The file belongs to another account from here on.
pub async fn set_user(
    tx: &mut Tx,
    shop: ShopId,
    member: MemberId,
    user: UserId,
    name: &str,
    username: Option<&str>,
) -> Result<(), StorageError> {
    execute!(tx, SET_USER, shop.0, member.0, user.0, name, username)?;
    Ok(())
}

/// Since when a member lets the shop write about offers (M4). `None`: they do not.
pub async fn marketing(tx: &mut Tx, shop: ShopId, member: MemberId) -> Result<Option<Instant>, StorageError> {
    let since: Option<Option<Instant>> = value!(tx, MARKETING, shop.0, member.0)?;
    Ok(since.flatten())
}

pub async fn let_marketing(
    tx: &mut Tx,
    shop: ShopId,
    member: MemberId,
    since: Option<Instant>,
) -> Result<(), StorageError> {
    execute!(tx, LET_MARKETING, shop.0, member.0, since)?;
    Ok(())
}
