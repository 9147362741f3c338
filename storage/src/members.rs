//! Members of a shop's club, and the words they are found by.

use domain::{MemberId, Points, ShopId, UserId, name};
use uuid::Uuid;

use crate::ask::{execute, find, list, value};
use crate::keyring::KeyId;
use crate::seal::{self, Column, Place};
use crate::{Instant, StorageError, Tx, on, statements};

statements! {
    ADD = "INSERT INTO members (shop_id, member_id, number, user_id, name, username, card, agreed_at) \
           VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT DO NOTHING";
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
    DROP_KEYS = "DELETE FROM member_keys WHERE shop_id = $1 AND member_id = $2 AND key >= $3 AND key < $4";
    PLAIN = "SELECT shop_id, member_id, name, username, plain_phone FROM members WHERE plain_phone IS NOT NULL \
             ORDER BY shop_id, member_id LIMIT $1";
    SEAL_PLAIN = "UPDATE members SET phone = $3, plain_phone = NULL \
                  WHERE shop_id = $1 AND member_id = $2 AND plain_phone IS NOT NULL";
    // As many as a phone number of fifteen digits has endings of three and more.
    DROP_13_KEYS = "DELETE FROM member_keys WHERE shop_id = $1 AND member_id = $2 \
                    AND key IN ($3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)";
    // One word finds the candidates; each other word has to fit as well. One member may have many keys
    // with the same beginning, so keys are limited by how many can hide how few members.
    SEARCH = "SELECT m.member_id, m.number, m.user_id, m.name, m.username, m.phone, m.card, m.agreed_at, \
                  b.points, b.pending, b.owed \
              FROM members m JOIN balances b ON b.shop_id = m.shop_id AND b.member_id = m.member_id \
              WHERE m.shop_id = $1 AND m.member_id IN ( \
                  SELECT DISTINCT c.member_id FROM ( \
                      SELECT k.key, k.member_id FROM member_keys k \
                      WHERE k.shop_id = $1 AND k.key >= $2 AND k.key < $3 \
                        AND EXISTS (SELECT 1 FROM member_keys o WHERE o.shop_id = $1 AND o.member_id = k.member_id \
                                    AND o.key >= $4 AND o.key < $5) \
                        AND EXISTS (SELECT 1 FROM member_keys o WHERE o.shop_id = $1 AND o.member_id = k.member_id \
                                    AND o.key >= $6 AND o.key < $7) \
                      ORDER BY k.key, k.member_id LIMIT $8) c \
                  ORDER BY c.member_id LIMIT $9) \
              ORDER BY m.number";
    // How common a word is, as far as that matters.
    COUNT_KEYS = "SELECT COUNT(*) FROM ( \
                      SELECT 1 FROM member_keys WHERE shop_id = $1 AND key >= $2 AND key < $3 LIMIT $4) c";
    COUNT_ALL = "SELECT COUNT(*) FROM members WHERE shop_id = $1";
    INVITED_BY = "UPDATE members SET invited_by = $3 WHERE shop_id = $1 AND member_id = $2 AND invited_by IS NULL";
    MARK_LEADER = "UPDATE members SET leader = $3 WHERE shop_id = $1 AND member_id = $2 AND leader <> $3";
    IS_LEADER = "SELECT leader FROM members WHERE shop_id = $1 AND member_id = $2";
    OF_USER = "SELECT m.shop_id, m.member_id, m.name, m.username FROM members m WHERE m.user_id = $1 \
             ORDER BY m.shop_id LIMIT $2";
}

/// How many rows the statement for several takes.
const SEVERAL: usize = 8;

/// How many keys the statement that drops several takes.
const ENDINGS: usize = 13;

/// Words of a search that are looked up. Nobody has as many names.
const WORDS: usize = 8;

/// More keys than this make a word common: how many more does not matter.
const COMMON: i64 = 1_000;

/// The most keys that one member has: an ending for each letter of a name of 129 and a username of 32,
/// and a hash for each ending of a phone number.
const KEYS_OF_ONE: i64 = 176;

/// The fewest digits by which a phone number is found. Fewer would find half the club, and a hash of one of
/// a thousand endings would hide little.
const FEWEST_DIGITS: usize = 4;

/// What a phone number is hashed for: to be found whole, and by its last digits.
const WHOLE: &str = "whole";
const ENDING: &str = "ending";

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
    phone: Option<Vec<u8>>,
    card: String,
    agreed_at: Instant,
    points: i64,
    pending: i64,
    owed: i64,
}

impl MemberRow {
    fn member(self, tx: &Tx, shop: ShopId) -> Member {
        let row = self;
        let place = phone_of(shop, MemberId(row.member_id));
        Member {
            id: MemberId(row.member_id),
            number: row.number,
            user: row.user_id.map(UserId),
            name: row.name,
            username: row.username,
            phone: row.phone.and_then(|sealed| seal::open_or_tell(tx, &place, &sealed)),
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

/// Members whose keys begin with each of `words`, at most `limit`. The rarest of the words leads, and three
/// of them are looked at; [`domain::name::fits`] says whether the others fit.
///
/// A word of four digits or more may also be how a phone number ends.
pub async fn search(tx: &mut Tx, shop: ShopId, words: &[String], limit: i64) -> Result<Vec<Member>, StorageError> {
    let mut found: Vec<Member> = Vec::new();
    for keys in readings(tx, shop, words) {
        for member in search_keys(tx, shop, &keys, limit).await? {
            if !found.iter().any(|known| known.id == member.id) {
                found.push(member);
            }
        }
    }
    found.sort_by_key(|member| member.number);
    found.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
    Ok(found)
}

/// What `words` may mean: parts of names, or, where some are digits, ends of a phone number as well.
fn readings(tx: &Tx, shop: ShopId, words: &[String]) -> Vec<Vec<Vec<u8>>> {
    let words = words.get(..words.len().min(WORDS)).unwrap_or(words);
    let as_names = words.iter().map(|word| word.as_bytes().to_vec()).collect();
    let mut readings = vec![as_names];
    if words.iter().any(|word| is_ending(word)) {
        for key in tx.keys().all() {
            let meant = |word: &String| {
                if is_ending(word) {
                    seal::hash_with(key, Column::Phone, shop, ENDING, word)
                } else {
                    word.as_bytes().to_vec()
                }
            };
            readings.push(words.iter().map(meant).collect());
        }
    }
    readings
}

fn is_ending(word: &str) -> bool {
    word.len() >= FEWEST_DIGITS && word.bytes().all(|byte| byte.is_ascii_digit())
}

async fn search_keys(tx: &mut Tx, shop: ShopId, keys: &[Vec<u8>], limit: i64) -> Result<Vec<Member>, StorageError> {
    let mut rarest = Vec::new();
    for key in keys {
        let common: Option<i64> = value!(tx, COUNT_KEYS, shop.0, key, after(key), COMMON)?;
        rarest.push((common.unwrap_or(0), key));
    }
    rarest.sort_by_key(|(common, key)| (*common, std::cmp::Reverse(key.len())));
    let Some((_, first)) = rarest.first() else {
        return Ok(Vec::new());
    };
    let key = |at: usize| rarest.get(at).map_or(*first, |(_, key)| *key);
    let (second, third) = (key(1), key(2));
    let rows: Vec<MemberRow> = list!(
        tx,
        SEARCH,
        shop.0,
        first,
        after(first),
        second,
        after(second),
        third,
        after(third),
        limit * KEYS_OF_ONE,
        limit
    )?;
    Ok(rows.into_iter().map(|row| row.member(tx, shop)).collect())
}

/// The first key that no longer begins with `prefix`: no UTF-8 text holds the byte 0xff, and all hashes
/// are of one length.
fn after(prefix: &[u8]) -> Vec<u8> {
    [prefix, &[0xff]].concat()
}

const fn phone_of(shop: ShopId, member: MemberId) -> Place {
    Place::new(Column::Phone, shop, member.0)
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

/// Keeps a phone number, sealed, and what it is found by: as a whole, and by its last digits. `None`
/// forgets it.
pub async fn set_phone(tx: &mut Tx, shop: ShopId, member: MemberId, phone: Option<&str>) -> Result<(), StorageError> {
    let sealed = phone
        .map(|digits| seal::seal(tx, &phone_of(shop, member), digits))
        .transpose()?;
    execute!(tx, SET_PHONE, shop.0, member.0, sealed)?;
    match phone {
        Some(digits) => find_anew(tx, shop, member, digits).await,
        None => drop_keys(tx, shop, member, seal::AFTER_WORDS, seal::AFTER_HASHES).await,
    }
}

/// What a phone number is found by, under the current key.
pub fn phone_keys(tx: &Tx, shop: ShopId, digits: &str) -> Result<Vec<Vec<u8>>, StorageError> {
    let endings = (0..=digits.len().saturating_sub(FEWEST_DIGITS)).filter_map(|from| digits.get(from..));
    let hashes = endings
        .filter(|ending| is_ending(ending))
        .map(|ending| (ENDING, ending));
    std::iter::once((WHOLE, digits))
        .chain(hashes)
        .map(|(use_, text)| seal::hash(tx, Column::Phone, shop, use_, text))
        .collect()
}

/// Members with exactly this phone number.
pub async fn with_phone(tx: &mut Tx, shop: ShopId, digits: &str, limit: i64) -> Result<Vec<Member>, StorageError> {
    let mut found: Vec<Member> = Vec::new();
    for hash in seal::hashes(tx, Column::Phone, shop, WHOLE, digits) {
        for member in search_keys(tx, shop, &[hash], limit).await? {
            if !found.iter().any(|known| known.id == member.id) {
                found.push(member);
            }
        }
    }
    Ok(found)
}

/// Writes the words by which a member is found, in place of those there were. What finds their phone
/// number stays.
pub async fn set_keys(tx: &mut Tx, shop: ShopId, member: MemberId, keys: &[String]) -> Result<(), StorageError> {
    drop_keys(tx, shop, member, &[], seal::AFTER_WORDS).await?;
    let keys: Vec<&[u8]> = keys.iter().map(String::as_bytes).collect();
    add_keys(tx, shop, member, &keys).await
}

/// Writes what a member's phone number is found by anew, under the current key.
pub(crate) async fn find_anew(tx: &mut Tx, shop: ShopId, member: MemberId, digits: &str) -> Result<(), StorageError> {
    drop_keys(tx, shop, member, seal::AFTER_WORDS, seal::AFTER_HASHES).await?;
    let keys = phone_keys(tx, shop, digits)?;
    add_keys(tx, shop, member, &keys).await
}

/// Takes away what a member's phone number was found by under one key.
pub(crate) async fn drop_hashes(tx: &mut Tx, shop: ShopId, member: MemberId, key: KeyId) -> Result<(), StorageError> {
    let prefix = seal::hashes_of(key);
    drop_keys(tx, shop, member, &prefix, &after(&prefix)).await
}

async fn drop_keys(tx: &mut Tx, shop: ShopId, member: MemberId, from: &[u8], to: &[u8]) -> Result<(), StorageError> {
    execute!(tx, DROP_KEYS, shop.0, member.0, from, to)?;
    Ok(())
}

pub(crate) async fn add_keys<K: AsRef<[u8]>>(
    tx: &mut Tx,
    shop: ShopId,
    member: MemberId,
    keys: &[K],
) -> Result<(), StorageError> {
    let batches = keys.chunks_exact(SEVERAL);
    for key in batches.remainder() {
        execute!(tx, ADD_KEY, shop.0, key.as_ref(), member.0)?;
    }
    for batch in batches {
        on!(tx, conn => {
            let mut query = sqlx::query(ADD_8_KEYS).bind(shop.0).bind(member.0);
            for key in batch {
                query = query.bind(key.as_ref());
            }
            query.execute(conn).await.map(drop)
        })?;
    }
    Ok(())
}

/// Seals phone numbers that an earlier program wrote as they are, up to `limit` of them, and takes their
/// digits out of the keys. Says how many there were.
pub async fn seal_plain(tx: &mut Tx, limit: i64) -> Result<usize, StorageError> {
    type Row = (Uuid, Uuid, String, Option<String>, String);
    let rows: Vec<Row> = list!(tx, PLAIN, limit)?;
    let found = rows.len();
    for (shop, member, name, username, phone) in rows {
        let (shop, member) = (ShopId(shop), MemberId(member));
        let sealed = seal::seal(tx, &phone_of(shop, member), &phone)?;
        if execute!(tx, SEAL_PLAIN, shop.0, member.0, sealed)? == 0 {
            // Another copy of the program was faster.
            continue;
        }
        // Somebody may be called as their phone number ends.
        let names = name::find_keys(&[&name, username.as_deref().unwrap_or_default()]);
        let endings = (0..phone.len()).filter_map(|from| phone.get(from..));
        let endings: Vec<&str> = endings
            .filter(|ending| !names.iter().any(|key| key == ending))
            .collect();
        for endings in endings.chunks(ENDINGS) {
            on!(tx, conn => {
                let mut query = sqlx::query(DROP_13_KEYS).bind(shop.0).bind(member.0);
                for at in 0..ENDINGS {
                    query = query.bind(endings.get(at).or(endings.first()).map(|ending| ending.as_bytes()));
                }
                query.execute(conn).await.map(drop)
            })?;
        }
        let keys = phone_keys(tx, shop, &phone)?;
        add_keys(tx, shop, member, &keys).await?;
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

/// Somebody's memberships, in every club.
pub async fn of_user(tx: &mut Tx, user: UserId) -> Result<Vec<Known>, StorageError> {
    type Row = (Uuid, Uuid, String, Option<String>);
    let rows: Vec<Row> = list!(tx, OF_USER, user.0, CLUBS)?;
    let known = |(shop, member, name, username)| Known {
        shop: ShopId(shop),
        member: MemberId(member),
        name,
        username,
    };
    Ok(rows.into_iter().map(known).collect())
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
