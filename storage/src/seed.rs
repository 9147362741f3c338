//! A club of any size within minutes, for tests and measurements that need a large one.
//!
//! Written as the acts write it: `regulars check` finds nothing to say about it. Each member has met
//! the bot in private, has agreed, is found by every ending of both names, and holds one lot of
//! welcome points that the ledger accounts for.

mod morning;

use chrono::{NaiveDate, TimeDelta};
use domain::reason::Reason;
use domain::{ShopId, TierId};
use sqlx::AssertSqlSafe;
use sqlx::types::Json;

use crate::ask::execute;
use crate::testing::in_the_engines_words;
use crate::{Db, Instant, StorageError, Tx};

pub use morning::{MorningClub, write_morning};

/// Members written by one transaction.
const PAGE: i64 = 10_000;

/// The Telegram number of the first member is one higher.
pub const USERS_FROM: i64 = 3_000_000_000;

/// The number of the first member is one higher.
const NUMBERS_FROM: i64 = 1_000;

/// Sixteen names of four letters each.
const FIRST_NAMES: &str = "AnnaBeatCaraDinaEmilFinnGinaHugoIdaxJoanKaraLiamMinaNoahOlgaPaul";
const LAST_NAMES: &str = "AdlyBaerChouDiazEkerFongGrayHaleIkedJungKochLangMoraNasuOrtaPark";
const LETTERS: i64 = 4;
const NAMES: i64 = 16;

/// What is to be there.
#[derive(Debug, Clone, Copy)]
pub struct Club {
    pub shop: ShopId,
    pub members: i64,
    /// Of each member.
    pub points: i64,
    pub at: Instant,
    /// When the points expire.
    pub expires_at: Instant,
}

/// The Telegram number, first and last name of a member, counted from 1.
#[must_use]
pub fn person(member: i64) -> (i64, &'static str, &'static str) {
    let name = |names: &'static str, at: i64| {
        let from = usize::try_from(at * LETTERS).unwrap_or(0);
        let to = usize::try_from((at + 1) * LETTERS).unwrap_or(0);
        names.get(from..to).unwrap_or_default()
    };
    let first = name(FIRST_NAMES, member.rem_euclid(NAMES));
    let last = name(LAST_NAMES, (member / NAMES).rem_euclid(NAMES));
    (USERS_FROM + member, first, last)
}

/// Writes a club's members, into a shop that has none.
pub async fn write(db: &Db, club: &Club) -> Result<(), StorageError> {
    let mut from = 1;
    while from <= club.members {
        let to = (from + PAGE - 1).min(club.members);
        let mut tx = db.begin().await?;
        for insert in inserts() {
            page(&mut tx, club, &insert, from, to).await?;
        }
        tx.commit().await?;
        from = to + 1;
    }
    let mut tx = db.begin().await?;
    let counted = "UPDATE shops SET last_number = $2 WHERE shop_id = $1";
    let last = NUMBERS_FROM + club.members;
    execute!(&mut tx, counted, club.shop.0, last)?;
    tx.commit().await?;
    let mut tx = db.begin().await?;
    let learn = in_the_engines_words(&tx, "LEARN_ABOUT_TABLES");
    execute!(&mut tx, AssertSqlSafe(learn))?;
    tx.commit().await
}

/// Purchases of a club that was written before.
#[derive(Debug, Clone, Copy)]
pub struct Orders {
    pub shop: ShopId,
    pub members: i64,
    /// Of each member.
    pub each: i64,
    /// What each came to, in minor units.
    pub total: i64,
    /// They were paid on the days of a year and a day before.
    pub until: Instant,
}

/// Where the members of a club stand.
#[derive(Debug, Clone, Copy)]
pub struct Terms {
    pub shop: ShopId,
    pub members: i64,
    pub tier: TierId,
    /// Terms end on each of the days after.
    pub today: NaiveDate,
}

/// Members whose orders are written by one statement, and have the same times.
const PAGE_OF_ORDERS: i64 = 250;
/// Pages of one transaction.
const PAGES_AT_ONCE: i64 = 20;
/// How many parts a club's terms have, one for each day.
const PARTS: i64 = 360;

/// Writes purchases, each member's own at other times, and none that earned points.
pub async fn write_orders(db: &Db, orders: &Orders) -> Result<(), StorageError> {
    let pages = (orders.members + PAGE_OF_ORDERS - 1) / PAGE_OF_ORDERS;
    let mut page = 0;
    while page < pages {
        let mut tx = db.begin().await?;
        for page in page..(page + PAGES_AT_ONCE).min(pages) {
            let from = page * PAGE_OF_ORDERS + 1;
            let to = (from + PAGE_OF_ORDERS - 1).min(orders.members);
            for turn in 0..orders.each {
                let days = (page * 11 + turn * 37) % 366;
                let paid_at = orders.until - TimeDelta::days(days) - TimeDelta::seconds(page % 3_600);
                let sql = in_the_engines_words(&tx, ORDER);
                execute!(
                    &mut tx,
                    AssertSqlSafe(sql),
                    from,
                    to,
                    orders.shop.0,
                    orders.total,
                    paid_at,
                    turn
                )?;
            }
        }
        tx.commit().await?;
        page += PAGES_AT_ONCE;
    }
    let mut tx = db.begin().await?;
    let learn = in_the_engines_words(&tx, "LEARN_ABOUT_TABLES");
    execute!(&mut tx, AssertSqlSafe(learn))?;
    tx.commit().await
}

const ORDER: &str = "WITH RECURSIVE given AS (SELECT CAST($3 AS UUID_TYPE) AS shop, CAST($4 AS BIGINT) AS total, \
                         CAST($5 AS INSTANT_TYPE) AS at, CAST($6 AS BIGINT) AS turn), \
                     n(i) AS (SELECT CAST($1 AS BIGINT) UNION ALL SELECT i + 1 FROM n WHERE i < $2) \
                     INSERT INTO orders (shop_id, order_id, member_id, state, channel, goods, total, earned, note, clerk, cause, \
                         at, paid_at, closed_at) \
                     SELECT shop, UUID_OF('0190000000007000800' || CAST(4 + turn % 6 AS TEXT) || CAST(turn / 6 AS TEXT) || CAST(10000000000 + i AS TEXT)), \
                         UUID_OF('01900000000070008001' || CAST(100000000000 + i AS TEXT)), 'fulfilled', 'till', total, total, 0, \
                         '', 1, 'seed:' || CAST(turn AS TEXT) || ':' || CAST(i AS TEXT), at, at, at FROM given CROSS JOIN n";

/// Puts every member who bought into a tier, with a term that ends on one of the days to come.
pub async fn write_terms(db: &Db, terms: &Terms) -> Result<(), StorageError> {
    let size = (terms.members / PARTS).max(1);
    let mut part = 0;
    while part * size < terms.members {
        let (from, to) = (part * size + 1, ((part + 1) * size).min(terms.members));
        let ends = terms.today + TimeDelta::days(1 + part % PARTS);
        let warned = ends - TimeDelta::days(30);
        let look_on = if warned <= terms.today { ends } else { warned };
        let mut tx = db.begin().await?;
        let set = in_the_engines_words(
            &tx,
            "UPDATE standings SET tier_id = $4, since = $5, term_ends = $6, look_on = $7 WHERE shop_id = $1 \
             AND member_id >= UUID_OF('01900000000070008001' || CAST(100000000000 + CAST($2 AS BIGINT) AS TEXT)) \
             AND member_id <= UUID_OF('01900000000070008001' || CAST(100000000000 + CAST($3 AS BIGINT) AS TEXT))",
        );
        execute!(
            &mut tx,
            AssertSqlSafe(set),
            terms.shop.0,
            from,
            to,
            terms.tier.0,
            terms.today,
            ends,
            look_on
        )?;
        tx.commit().await?;
        part += 1;
    }
    Ok(())
}

/// Everybody lets the shop write about more than what is theirs but the last `but` members of a club.
pub async fn write_consents(db: &Db, shop: ShopId, members: i64, but: i64, at: Instant) -> Result<(), StorageError> {
    let mut tx = db.begin().await?;
    let consents = "UPDATE members SET marketing_at = $2 WHERE shop_id = $1 AND number <= $3";
    execute!(&mut tx, consents, shop.0, at, NUMBERS_FROM + members - but)?;
    tx.commit().await
}

/// Every member of a club that was written before has this birthday, and has had it since `set_at`.
pub async fn write_birthdays(
    db: &Db,
    shop: ShopId,
    members: i64,
    (month, day): (i64, i64),
    set_at: Instant,
) -> Result<(), StorageError> {
    let mut tx = db.begin().await?;
    let born = "INSERT INTO birthdays (shop_id, member_id, calendar, month, day, leap, set_at) \
                SELECT shop_id, member_id, 'gregorian', $2, $3, FALSE, $4 FROM members WHERE shop_id = $1 AND number <= $5";
    execute!(&mut tx, born, shop.0, month, day, set_at, NUMBERS_FROM + members)?;
    tx.commit().await
}

/// A table without an index, whose rows measure what a commit costs and nothing else.
pub async fn make_plain_table(db: &Db) -> Result<(), StorageError> {
    let mut tx = db.begin().await?;
    let table = "CREATE TABLE IF NOT EXISTS plain_rows (number BIGINT NOT NULL, at TIMESTAMPTZ NOT NULL)";
    execute!(&mut tx, table)?;
    tx.commit().await
}

/// The smallest transaction there is: one row.
pub async fn commit_plain_row(db: &Db, number: i64, at: Instant) -> Result<(), StorageError> {
    let mut tx = db.begin().await?;
    let row = "INSERT INTO plain_rows (number, at) VALUES ($1, $2)";
    execute!(&mut tx, row, number, at)?;
    tx.commit().await
}

async fn page(tx: &mut Tx, club: &Club, insert: &str, from: i64, to: i64) -> Result<(), StorageError> {
    let sql = in_the_engines_words(tx, insert);
    execute!(
        tx,
        AssertSqlSafe(sql),
        from,
        to,
        club.shop.0,
        club.points,
        club.at,
        club.expires_at,
        Json(Reason::Welcome)
    )?;
    Ok(())
}

/// One text per table. `i` counts members; a UUID is its kind and that count, in digits, so that ids
/// ascend as those that the program makes.
///
/// Every text names every parameter, because PostgreSQL wants to know the type of each that it is given.
fn inserts() -> Vec<String> {
    let counted = "WITH RECURSIVE given AS (SELECT CAST($3 AS UUID_TYPE) AS shop, CAST($4 AS BIGINT) AS points, \
                       CAST($5 AS INSTANT_TYPE) AS at, CAST($6 AS INSTANT_TYPE) AS expires, CAST($7 AS JSON_TYPE) AS reason), \
                   n(i) AS (SELECT CAST($1 AS BIGINT) UNION ALL SELECT i + 1 FROM n WHERE i < $2)";
    let id = |kind: u8| format!("UUID_OF('0190000000007000800{kind}' || CAST(100000000000 + i AS TEXT))");
    let (member, entry, lot) = (id(1), id(2), id(3));
    let part = |names: &str, at: &str| {
        format!("substr('{names}', CAST(1 + {LETTERS} * ({at} % {NAMES}) AS INTEGER), {LETTERS})")
    };
    let first = part(FIRST_NAMES, "i");
    let last = part(LAST_NAMES, &format!("(i / {NAMES})"));
    let key = |kind: &str, word: &str| format!("CAST('{kind}' || {word} AS BYTES_TYPE)");
    // As the acts write them: each name from its beginning and from inside, and both as one word.
    let keys = |name: &str, other: &str| {
        format!(
            "{counted}, letters(k) AS (SELECT 1 UNION ALL SELECT k + 1 FROM letters WHERE k < {LETTERS}), \
                 keys(key, member) AS ( \
                     SELECT CAST(CASE k WHEN 1 THEN 'b' ELSE 'i' END || substr(lower({name}), k) AS BYTES_TYPE), {member} \
                     FROM n CROSS JOIN letters \
                     UNION ALL SELECT {together}, {member} FROM n) \
             INSERT INTO find_keys (shop_id, key, member_id, source) \
             SELECT shop, key, member, 0 FROM given CROSS JOIN keys \
             WHERE TRUE ON CONFLICT DO NOTHING",
            together = key("b", &format!("lower({name} || {other})")),
        )
    };
    vec![
        format!(
            "{counted} INSERT INTO people (user_id, first_name, last_name, lang, shop_id, reachable, seen_at) \
             SELECT {USERS_FROM} + i, {first}, {last}, 'en', shop, TRUE, at FROM given CROSS JOIN n"
        ),
        format!(
            "{counted} INSERT INTO members (shop_id, member_id, number, user_id, name, card, agreed_at) \
             SELECT shop, {member}, {NUMBERS_FROM} + i, {USERS_FROM} + i, {first} || ' ' || {last}, \
                 'S' || CAST(10000000000 + i AS TEXT), at FROM given CROSS JOIN n"
        ),
        keys(&first, &last),
        keys(&last, &first),
        format!(
            "{counted} INSERT INTO balances (shop_id, member_id, points, pending, owed) \
             SELECT shop, {member}, points, 0, 0 FROM given CROSS JOIN n"
        ),
        format!(
            "{counted} INSERT INTO ledger (shop_id, entry_id, member_id, amount, owed, kind, reason, cause, actor, at) \
             SELECT shop, {entry}, {member}, points, 0, 'welcome', reason, \
                 'welcome:01900000000070008001' || CAST(100000000000 + i AS TEXT), 'shop', at FROM given CROSS JOIN n"
        ),
        format!(
            "{counted} INSERT INTO lots (shop_id, lot_id, member_id, remaining, expires_at, earned_at) \
             SELECT shop, {lot}, {member}, points, expires, at FROM given CROSS JOIN n"
        ),
        format!(
            "{counted} INSERT INTO lot_moves (shop_id, entry_id, lot_id, amount) \
             SELECT shop, {entry}, {lot}, points FROM given CROSS JOIN n"
        ),
    ]
}
