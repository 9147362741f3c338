//! Members of a shop's club, and the words they are found by.

use domain::{MemberId, Points, ShopId, UserId};
use uuid::Uuid;

use crate::ask::{execute, find, list, value};
use crate::{Instant, StorageError, Tx, on, statements};

statements! {
    ADD = "INSERT INTO members (shop_id, member_id, number, user_id, name, username, phone, card, agreed_at) \
           VALUES ($1, $2, $3, $4, $5, $6, NULL, $7, $8) ON CONFLICT DO NOTHING";
    FIND = "SELECT m.member_id, m.number, m.user_id, m.name, m.username, m.phone, m.card, m.agreed_at, \
                b.points, b.pending, b.owed \
            FROM members m JOIN balances b ON b.shop_id = m.shop_id AND b.member_id = m.member_id \
            WHERE m.shop_id = $1 AND m.member_id = $2";
    FIND_BY_USER = "SELECT m.member_id, m.number, m.user_id, m.name, m.username, m.phone, m.card, m.agreed_at, \
                        b.points, b.pending, b.owed \
                    FROM members m JOIN balances b ON b.shop_id = m.shop_id AND b.member_id = m.member_id \
                    WHERE m.shop_id = $1 AND m.user_id = $2";
    FIND_BY_NUMBER = "SELECT m.member_id, m.number, m.user_id, m.name, m.username, m.phone, m.card, m.agreed_at, \
                          b.points, b.pending, b.owed \
                      FROM members m JOIN balances b ON b.shop_id = m.shop_id AND b.member_id = m.member_id \
                      WHERE m.shop_id = $1 AND m.number = $2";
    FIND_BY_CARD = "SELECT shop_id, member_id FROM members WHERE card = $1";
    RENAME = "UPDATE members SET name = $3, username = $4 WHERE shop_id = $1 AND member_id = $2";
    SET_PHONE = "UPDATE members SET phone = $3 WHERE shop_id = $1 AND member_id = $2";
    ADD_KEY = "INSERT INTO member_keys (shop_id, key, member_id) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING";
    // Eight rows for the price of one: what a statement costs is mostly the way to the database.
    ADD_8_KEYS = "INSERT INTO member_keys (shop_id, key, member_id) VALUES ($1, $3, $2), ($1, $4, $2), ($1, $5, $2), \
                  ($1, $6, $2), ($1, $7, $2), ($1, $8, $2), ($1, $9, $2), ($1, $10, $2) ON CONFLICT DO NOTHING";
    DROP_KEYS = "DELETE FROM member_keys WHERE shop_id = $1 AND member_id = $2";
    // The longest word finds the candidates; each other word has to fit as well.
    SEARCH = "SELECT m.member_id, m.number, m.user_id, m.name, m.username, m.phone, m.card, m.agreed_at, \
                  b.points, b.pending, b.owed \
              FROM members m JOIN balances b ON b.shop_id = m.shop_id AND b.member_id = m.member_id \
              WHERE m.shop_id = $1 AND m.member_id IN ( \
                  SELECT k.member_id FROM member_keys k \
                  WHERE k.shop_id = $1 AND k.key >= $2 AND k.key < $3 \
                    AND EXISTS (SELECT 1 FROM member_keys o WHERE o.shop_id = $1 AND o.member_id = k.member_id \
                                AND o.key >= $4 AND o.key < $5) \
                  ORDER BY k.key, k.member_id LIMIT $6) \
              ORDER BY m.number";
    COUNT_FROM = "SELECT number FROM members WHERE shop_id = $1 ORDER BY number DESC LIMIT 1";
}

/// How many rows the statement for several takes.
const SEVERAL: usize = 8;

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
    /// The token on the member card.
    pub card: String,
    pub agreed_at: Instant,
    pub points: Points,
    pub pending: Points,
    pub owed: Points,
}

#[derive(sqlx::FromRow)]
struct MemberRow {
    member_id: Uuid,
    number: i64,
    user_id: Option<i64>,
    name: String,
    username: Option<String>,
    phone: Option<String>,
    card: String,
    agreed_at: Instant,
    points: i64,
    pending: i64,
    owed: i64,
}

impl From<MemberRow> for Member {
    fn from(row: MemberRow) -> Self {
        Self {
            id: MemberId(row.member_id),
            number: row.number,
            user: row.user_id.map(UserId),
            name: row.name,
            username: row.username,
            phone: row.phone,
            card: row.card,
            agreed_at: row.agreed_at,
            points: Points::at_least_zero(row.points),
            pending: Points::at_least_zero(row.pending),
            owed: Points::at_least_zero(row.owed),
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

pub async fn find(tx: &mut Tx, shop: ShopId, member: MemberId) -> Result<Option<Member>, StorageError> {
    let row: Option<MemberRow> = find!(tx, FIND, shop.0, member.0)?;
    Ok(row.map(Member::from))
}

pub async fn find_by_user(tx: &mut Tx, shop: ShopId, user: UserId) -> Result<Option<Member>, StorageError> {
    let row: Option<MemberRow> = find!(tx, FIND_BY_USER, shop.0, user.0)?;
    Ok(row.map(Member::from))
}

pub async fn find_by_number(tx: &mut Tx, shop: ShopId, number: i64) -> Result<Option<Member>, StorageError> {
    let row: Option<MemberRow> = find!(tx, FIND_BY_NUMBER, shop.0, number)?;
    Ok(row.map(Member::from))
}

/// Whose card it is, in whichever shop: the card is scanned before the shop is known.
pub async fn find_by_card(tx: &mut Tx, card: &str) -> Result<Option<(ShopId, MemberId)>, StorageError> {
    let row: Option<(Uuid, Uuid)> = find!(tx, FIND_BY_CARD, card)?;
    Ok(row.map(|(shop, member)| (ShopId(shop), MemberId(member))))
}

/// Members whose keys begin with each of `words`, at most `limit`.
///
/// Two words narrow the search; further ones are looked at by the caller, who has the names.
pub async fn search(tx: &mut Tx, shop: ShopId, words: &[String], limit: i64) -> Result<Vec<Member>, StorageError> {
    let mut longest: Vec<&String> = words.iter().collect();
    longest.sort_by_key(|word| std::cmp::Reverse(word.len()));
    let Some(first) = longest.first() else {
        return Ok(Vec::new());
    };
    let second = longest.get(1).unwrap_or(first);
    let rows: Vec<MemberRow> = list!(
        tx,
        SEARCH,
        shop.0,
        first.as_bytes(),
        after(first),
        second.as_bytes(),
        after(second),
        limit
    )?;
    Ok(rows.into_iter().map(Member::from).collect())
}

/// The first key that no longer begins with `prefix`: no UTF-8 text holds the byte 0xff.
fn after(prefix: &str) -> Vec<u8> {
    let mut end = prefix.as_bytes().to_vec();
    end.push(0xff);
    end
}

pub async fn rename(
    tx: &mut Tx,
    shop: ShopId,
    member: MemberId,
    name: &str,
    username: Option<&str>,
) -> Result<(), StorageError> {
    execute!(tx, RENAME, shop.0, member.0, name, username)?;
    Ok(())
}

pub async fn set_phone(tx: &mut Tx, shop: ShopId, member: MemberId, phone: Option<&str>) -> Result<(), StorageError> {
    execute!(tx, SET_PHONE, shop.0, member.0, phone)?;
    Ok(())
}

/// Writes the keys under which a member is found, in place of those there were.
pub async fn set_keys(tx: &mut Tx, shop: ShopId, member: MemberId, keys: &[String]) -> Result<(), StorageError> {
    execute!(tx, DROP_KEYS, shop.0, member.0)?;
    let batches = keys.chunks_exact(SEVERAL);
    for key in batches.remainder() {
        execute!(tx, ADD_KEY, shop.0, key.as_bytes(), member.0)?;
    }
    for batch in batches {
        on!(tx, conn => {
            let mut query = sqlx::query(ADD_8_KEYS).bind(shop.0).bind(member.0);
            for key in batch {
                query = query.bind(key.as_bytes());
            }
            query.execute(conn).await.map(drop)
        })?;
    }
    Ok(())
}

/// The highest member number, or `None` in a club without members.
pub async fn highest_number(tx: &mut Tx, shop: ShopId) -> Result<Option<i64>, StorageError> {
    let number = value!(tx, COUNT_FROM, shop.0)?;
    Ok(number)
}
