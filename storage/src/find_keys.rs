//! The keys by which members are found, in the order in which people want to see whom they found.
//!
//! Whatever is searched for in a club of whatever size, what is read is bounded: rows of one index in
//! its order, and a few more for each member that they name.

use domain::find::{self, FEWEST_DIGITS, Key, Range, Source, Word};
use domain::{FieldId, MemberId, ShopId, email};
use uuid::Uuid;

use crate::ask::{execute, list, value};
use crate::seal::{self, Column};
use crate::several::Several;
use crate::{StorageError, Tx, on, statements};

statements! {
    ADD = "INSERT INTO find_keys (shop_id, key, member_id, source) VALUES ($1, $4, $2, $3) ON CONFLICT DO NOTHING";
    DROP = "DELETE FROM find_keys WHERE shop_id = $1 AND member_id = $2 AND source = $3";
    DROP_ALL = "DELETE FROM find_keys WHERE shop_id = $1 AND member_id = $2";
    // Keys that were made of what stands in a field, with those of other fields that the same people may see.
    DROP_OF_FIELD = "DELETE FROM find_keys WHERE shop_id = $1 AND source = $3 AND member_id IN ( \
                         SELECT member_id FROM field_values WHERE shop_id = $1 AND field_id = $2)";
    OF_MEMBER = "SELECT key FROM find_keys WHERE shop_id = $1 AND member_id = $2 AND source = $3 ORDER BY key";
    // How common a word is, as far as that matters.
    COUNT = "SELECT COUNT(*) FROM ( \
                 SELECT 1 FROM find_keys WHERE shop_id = $1 AND key >= $2 AND key < $3 LIMIT $4) c";
    // Some keys from a range, by the index that is in their order, and of the members they name those
    // that fit: each other word has to be there, in one of the ways in which it can be; nobody comes twice; and
    // nobody comes who was shown before. The questions about one member are subqueries with a limit,
    // because PostgreSQL makes joins of what stands in EXISTS, and reads all members for them; and each asks
    // for one range, because for two it builds a bitmap.
    PAGE = "SELECT c.key, c.member_id, c.source FROM ( \
                SELECT k.key, k.member_id, k.source FROM find_keys k \
                WHERE k.shop_id = $1 AND k.key >= $2 AND k.key < $3 AND (k.key, k.member_id, k.source) > ($4, $5, $6) \
                  AND k.source <= $7 ORDER BY k.key, k.member_id, k.source LIMIT $8) c \
            WHERE c.member_id <> $10 \
              AND ((SELECT 1 FROM find_keys o WHERE o.shop_id = $1 AND o.member_id = c.member_id AND o.source <= $7 \
                    AND o.key >= $11 AND o.key < $12 LIMIT 1) IS NOT NULL \
                OR (SELECT 1 FROM find_keys o WHERE o.shop_id = $1 AND o.member_id = c.member_id AND o.source <= $7 \
                    AND o.key >= $13 AND o.key < $14 LIMIT 1) IS NOT NULL \
                OR (SELECT 1 FROM find_keys o WHERE o.shop_id = $1 AND o.member_id = c.member_id AND o.source <= $7 \
                    AND o.key >= $15 AND o.key < $16 LIMIT 1) IS NOT NULL \
                OR (SELECT 1 FROM find_keys o WHERE o.shop_id = $1 AND o.member_id = c.member_id AND o.source <= $7 \
                    AND o.key >= $17 AND o.key < $18 LIMIT 1) IS NOT NULL) \
              AND ((SELECT 1 FROM find_keys o WHERE o.shop_id = $1 AND o.member_id = c.member_id AND o.source <= $7 \
                    AND o.key >= $19 AND o.key < $20 LIMIT 1) IS NOT NULL \
                OR (SELECT 1 FROM find_keys o WHERE o.shop_id = $1 AND o.member_id = c.member_id AND o.source <= $7 \
                    AND o.key >= $21 AND o.key < $22 LIMIT 1) IS NOT NULL \
                OR (SELECT 1 FROM find_keys o WHERE o.shop_id = $1 AND o.member_id = c.member_id AND o.source <= $7 \
                    AND o.key >= $23 AND o.key < $24 LIMIT 1) IS NOT NULL \
                OR (SELECT 1 FROM find_keys o WHERE o.shop_id = $1 AND o.member_id = c.member_id AND o.source <= $7 \
                    AND o.key >= $25 AND o.key < $26 LIMIT 1) IS NOT NULL) \
              AND (SELECT 1 FROM find_keys o WHERE o.shop_id = $1 AND o.member_id = c.member_id AND o.source <= $7 \
                   AND o.key >= $2 AND o.key < $3 AND (o.key, o.source) < (c.key, c.source) LIMIT 1) IS NULL \
              AND (SELECT 1 FROM find_keys o WHERE o.shop_id = $1 AND o.member_id = c.member_id AND o.source <= $7 \
                   AND o.key >= $27 AND o.key < $28 LIMIT 1) IS NULL \
              AND (SELECT 1 FROM find_keys o WHERE o.shop_id = $1 AND o.member_id = c.member_id AND o.source <= $7 \
                   AND o.key >= $29 AND o.key < $30 LIMIT 1) IS NULL \
              AND ((SELECT 1 FROM find_keys o WHERE o.shop_id = $1 AND o.member_id = c.member_id AND o.source <= $7 \
                    AND o.key >= $31 AND o.key < $32 LIMIT 1) IS NULL \
                OR (SELECT 1 FROM find_keys o WHERE o.shop_id = $1 AND o.member_id = c.member_id AND o.source <= $7 \
                    AND o.key >= $33 AND o.key < $34 LIMIT 1) IS NULL) \
            ORDER BY c.key, c.member_id, c.source LIMIT $9";
    // Where a page that looked at `$8` keys has come to.
    LAST_LOOKED_AT = "SELECT key, member_id, source FROM find_keys \
                      WHERE shop_id = $1 AND key >= $2 AND key < $3 AND (key, member_id, source) > ($4, $5, $6) \
                        AND source <= $7 ORDER BY key, member_id, source LIMIT 1 OFFSET $8";
    // A place in a list is kept by the member and which of their keys it is: both are short.
    COUNT_BEFORE = "SELECT COUNT(*) FROM find_keys WHERE shop_id = $1 AND member_id = $2 AND source <= $3 \
                    AND key >= $4 AND (key, source) < ($5, $6)";
    KEY_AT = "SELECT key, member_id, source FROM find_keys WHERE shop_id = $1 AND member_id = $2 AND source <= $3 \
              AND key >= $4 AND key < $5 ORDER BY key, source LIMIT 1 OFFSET $6";
    WITH = "SELECT member_id FROM find_keys WHERE shop_id = $1 AND key = $2 ORDER BY member_id LIMIT $3";
    HAS = "SELECT 1 FROM find_keys WHERE shop_id = $1 AND member_id = $2 AND source <= $3 \
           AND key >= $4 AND key < $5 LIMIT 1";
}

/// [`ADD`] for several.
static ADD_SEVERAL: Several = Several::new(ADD, 3, 16);

/// What something sealed is hashed for: to be found whole, by its last digits, and by how its words begin.
const WHOLE: &str = "whole";
const ENDING: &str = "ending";
const BEGINNING: &str = "beginning";

/// In how many ways a member can have a word.
pub const WAYS: usize = 4;

/// Keys that are looked at first, for each member that is to be found.
const FEW_FOR_EACH: i64 = 4;

/// More keys than this make a word common: how many more does not matter.
const COMMON: i64 = 2_000;

/// Whose keys are searched, and by whom.
#[derive(Debug, Clone, Copy)]
pub struct Within {
    pub shop: ShopId,
    /// What the searcher may find by.
    pub up_to: Source,
    /// Somebody who was found already.
    pub but: Option<MemberId>,
}

/// What members have to have to be found, and in which order they come.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// Keys that lead to members, in whose order they come.
    pub lead: Range,
    /// Two more words, each in one of these ways.
    pub others: [[Range; WAYS]; 2],
    /// Whoever has one of these was found before.
    pub before: [Range; 2],
    /// Whoever has both of these was found before.
    pub before_with: [Range; 2],
}

/// A place in the list of whom a step finds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    pub member: MemberId,
    /// Which of the member's keys in the step's lead.
    pub nth: i64,
}

/// What one look at a step brought.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Looked {
    pub found: Vec<MemberId>,
    pub rest: Rest,
}

/// Whether a step finds others.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rest {
    Nobody,
    /// Perhaps, after this place or from the beginning.
    After(Option<Place>),
}

type Row = (Vec<u8>, Uuid, i64);

/// Writes the keys that were made of one source, in place of those there were.
pub async fn set(
    tx: &mut Tx,
    shop: ShopId,
    member: MemberId,
    source: Source,
    keys: &[Key],
) -> Result<(), StorageError> {
    execute!(tx, DROP, shop.0, member.0, source.level())?;
    for some in keys.chunks(ADD_SEVERAL.rows(tx)) {
        on!(tx, conn => {
            let mut query = sqlx::query(ADD_SEVERAL.of(some.len()))
                .bind(shop.0)
                .bind(member.0)
                .bind(source.level());
            for key in some {
                query = query.bind(key.as_bytes());
            }
            query.execute(conn).await.map(drop)
        })?;
    }
    Ok(())
}

/// Nobody is found any more by what stands in a field, nor, until their keys are made anew, by other fields that the
/// same people may see.
pub async fn drop_of_field(tx: &mut Tx, shop: ShopId, field: FieldId, source: Source) -> Result<(), StorageError> {
    execute!(tx, DROP_OF_FIELD, shop.0, field.0, source.level())?;
    Ok(())
}

/// Nobody finds this member by anything any more (D3).
pub async fn forget(tx: &mut Tx, shop: ShopId, member: MemberId) -> Result<(), StorageError> {
    execute!(tx, DROP_ALL, shop.0, member.0)?;
    Ok(())
}

/// The keys of one source, as bytes, in their order.
pub async fn of_member(
    tx: &mut Tx,
    shop: ShopId,
    member: MemberId,
    source: Source,
) -> Result<Vec<Vec<u8>>, StorageError> {
    let rows: Vec<(Vec<u8>,)> = list!(tx, OF_MEMBER, shop.0, member.0, source.level())?;
    Ok(rows.into_iter().map(|(key,)| key).collect())
}

/// What finds a phone number, under the current key: the whole of it, and its last digits.
pub fn phone_keys(tx: &Tx, shop: ShopId, digits: &str) -> Result<Vec<Key>, StorageError> {
    let endings = (0..=digits.len().saturating_sub(FEWEST_DIGITS)).filter_map(|from| digits.get(from..));
    let hashes = endings.map(|ending| (ENDING, ending));
    std::iter::once((WHOLE, digits))
        .chain(hashes)
        .map(|(use_, text)| Ok(Key::of_phone(&seal::hash(tx, Column::Phone, shop, use_, text)?)))
        .collect()
}

/// Where those are whose phone number ends so: a range for each key there is.
#[must_use]
pub fn ending_with(tx: &Tx, shop: ShopId, digits: &str) -> Vec<Range> {
    let hashes = seal::hashes(tx, Column::Phone, shop, ENDING, digits);
    hashes.iter().map(|hash| Range::exactly(&Key::of_phone(hash))).collect()
}

/// What finds an e-mail address, under the current key.
pub fn email_key(tx: &Tx, shop: ShopId, email: &str) -> Result<Key, StorageError> {
    let hash = seal::hash(tx, Column::Email, shop, WHOLE, &email::key(email))?;
    Ok(Key::of_email(&hash))
}

/// Where those are who have this e-mail address: a range for each key there is.
#[must_use]
pub fn of_email(tx: &Tx, shop: ShopId, email: &str) -> Vec<Range> {
    let hashes = seal::hashes(tx, Column::Email, shop, WHOLE, &email::key(email));
    hashes.iter().map(|hash| Range::exactly(&Key::of_email(hash))).collect()
}

/// What finds texts that are sealed, under the current key: their words, and how these begin. A program without keys,
/// such as one that only measures, finds nobody by them.
pub fn sealed_keys(tx: &Tx, shop: ShopId, texts: &[&str]) -> Result<Vec<Key>, StorageError> {
    if tx.keys().current().is_none() {
        return Ok(Vec::new());
    }
    let key = |beginning: &String| {
        let hash = seal::hash(tx, Column::FieldValue, shop, BEGINNING, beginning)?;
        Ok(Key::of_beginning(&hash))
    };
    find::beginnings(texts).iter().map(key).collect()
}

/// The ways in which a member can have a word: from its beginning, inside of a word, and at the beginning of one in
/// something sealed, under the current key and under the one before. What is under a still older one is found again
/// when it has come to the current one.
#[must_use]
pub fn ways(tx: &Tx, shop: ShopId, word: &Word) -> [Range; WAYS] {
    let hashes = seal::hashes(tx, Column::FieldValue, shop, BEGINNING, word.as_beginning());
    let sealed = hashes.iter().map(|hash| Range::exactly(&Key::of_beginning(hash)));
    let mut ways = [word.begins(), word.inside()].into_iter().chain(sealed);
    std::array::from_fn(|_| ways.next().unwrap_or(Range::NOTHING))
}

/// Members with exactly this phone number.
pub(crate) async fn with_phone(
    tx: &mut Tx,
    shop: ShopId,
    digits: &str,
    limit: i64,
) -> Result<Vec<MemberId>, StorageError> {
    let hashes = seal::hashes(tx, Column::Phone, shop, WHOLE, digits);
    let keys: Vec<Key> = hashes.iter().map(|hash| Key::of_phone(hash)).collect();
    with(tx, shop, &keys, limit).await
}

/// Members with exactly this e-mail address.
pub(crate) async fn with_email(
    tx: &mut Tx,
    shop: ShopId,
    email: &str,
    limit: i64,
) -> Result<Vec<MemberId>, StorageError> {
    let hashes = seal::hashes(tx, Column::Email, shop, WHOLE, &email::key(email));
    let keys: Vec<Key> = hashes.iter().map(|hash| Key::of_email(hash)).collect();
    with(tx, shop, &keys, limit).await
}

async fn with(tx: &mut Tx, shop: ShopId, keys: &[Key], limit: i64) -> Result<Vec<MemberId>, StorageError> {
    let mut found = Vec::new();
    for key in keys {
        let rows: Vec<(Uuid,)> = list!(tx, WITH, shop.0, key.as_bytes(), limit)?;
        found.extend(rows.into_iter().map(|(member,)| MemberId(member)));
    }
    Ok(found)
}

/// How many keys lead to a word in a shop, up to a number that makes it common.
pub async fn count(tx: &mut Tx, shop: ShopId, ways: &[Range; WAYS]) -> Result<i64, StorageError> {
    let mut sum = 0;
    for range in ways {
        let count: Option<i64> = value!(tx, COUNT, shop.0, &range.from, &range.to, COMMON)?;
        sum += count.unwrap_or(0);
    }
    Ok(sum)
}

/// Up to `limit` members that a step finds after a place, among the next `looks` keys of its lead.
pub async fn look(
    tx: &mut Tx,
    within: &Within,
    step: &Step,
    after: Option<Place>,
    limit: i64,
    looks: i64,
) -> Result<Looked, StorageError> {
    let start = match after {
        Some(place) => find_place(tx, within, step, place).await?,
        None => None,
    };
    let (key, member, source) = start.unwrap_or_else(|| (step.lead.from.clone(), Uuid::nil(), -1));
    let level = within.up_to.level();
    // Whoever fits mostly comes first, and a look at a few keys costs a hundredth of one at all.
    let few = (limit + 1).saturating_mul(FEW_FOR_EACH);
    let from = (key.as_slice(), member, source);
    let mut rows = page(tx, within, step, from, limit + 1, few.min(looks)).await?;
    if few < looks && i64::try_from(rows.len()).unwrap_or(0) <= limit {
        rows = page(tx, within, step, from, limit + 1, looks).await?;
    }
    let limit = usize::try_from(limit).unwrap_or(0);
    let come_to: Option<Row> = if rows.len() > limit {
        rows.truncate(limit);
        match rows.last() {
            Some(last) => Some(last.clone()),
            None => {
                return Ok(Looked {
                    found: Vec::new(),
                    rest: Rest::After(after),
                });
            }
        }
    } else {
        on!(tx, conn => sqlx::query_as(LAST_LOOKED_AT)
            .bind(within.shop.0)
            .bind(&step.lead.from)
            .bind(&step.lead.to)
            .bind(&key)
            .bind(member)
            .bind(source)
            .bind(level)
            .bind(looks - 1)
            .persistent(false)
            .fetch_optional(conn)
            .await)?
    };
    let rest = match come_to {
        Some((key, member, source)) => {
            let from = &step.lead.from;
            let nth: Option<i64> = value!(tx, COUNT_BEFORE, within.shop.0, member, level, from, key, source)?;
            Rest::After(Some(Place {
                member: MemberId(member),
                nth: nth.unwrap_or(0),
            }))
        }
        None => Rest::Nobody,
    };
    Ok(Looked {
        found: rows.into_iter().map(|(_, member, _)| MemberId(member)).collect(),
        rest,
    })
}

/// Up to `limit` of those who fit, among so many keys of a step's lead after one.
async fn page(
    tx: &mut Tx,
    within: &Within,
    step: &Step,
    (key, member, source): (&[u8], Uuid, i64),
    limit: i64,
    looks: i64,
) -> Result<Vec<Row>, StorageError> {
    let but = within.but.map_or(Uuid::nil(), |member| member.0);
    let rows = on!(tx, conn => {
        let mut query = sqlx::query_as(PAGE)
            .bind(within.shop.0)
            .bind(&step.lead.from)
            .bind(&step.lead.to)
            .bind(key)
            .bind(member)
            .bind(source)
            .bind(within.up_to.level())
            .bind(looks)
            .bind(limit)
            .bind(but);
        let words = step.others.iter().flatten();
        for range in words.chain(&step.before).chain(&step.before_with) {
            query = query.bind(&range.from).bind(&range.to);
        }
        // Planned for these values each time: how common a word is makes all the difference.
        query.persistent(false).fetch_all(conn).await
    })?;
    Ok(rows)
}

/// The key at a place. `None`: the member lost it since, and the list begins anew.
async fn find_place(tx: &mut Tx, within: &Within, step: &Step, place: Place) -> Result<Option<Row>, StorageError> {
    let row = on!(tx, conn => sqlx::query_as(KEY_AT)
        .bind(within.shop.0)
        .bind(place.member.0)
        .bind(within.up_to.level())
        .bind(&step.lead.from)
        .bind(&step.lead.to)
        .bind(place.nth)
        .fetch_optional(conn)
        .await)?;
    Ok(row)
}

/// Whether a member has a word, in one of these ways.
pub async fn has(tx: &mut Tx, within: &Within, member: MemberId, ways: &[Range; WAYS]) -> Result<bool, StorageError> {
    let level = within.up_to.level();
    for range in ways {
        let found: Option<i32> = value!(tx, HAS, within.shop.0, member.0, level, &range.from, &range.to)?;
        if found.is_some() {
            return Ok(true);
        }
    }
    Ok(false)
}
