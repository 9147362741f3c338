//! A club of millions of whom a day's messages are chosen: on each day so many joined, bought last, left an order lying
//! about, and have points that end. No ledger and no balances: it is there to be chosen from, not to be checked.

use chrono::{DateTime, Days, NaiveDate, TimeDelta, Utc};
use domain::shop::Shop;
use sqlx::AssertSqlSafe;

use super::{NUMBERS_FROM, USERS_FROM};
use crate::ask::execute;
use crate::testing::in_the_engines_words;
use crate::{Db, StorageError, Tx};

/// The members joined on so many days before.
const JOINED_DAYS: i64 = 500;
/// Purchases were, and points end, on so many days; orders that nobody paid were placed on so many.
const DAYS: i64 = 365;
const OPEN_DAYS: i64 = 40;

/// What is to be there, in a shop that has no members.
#[derive(Debug, Clone)]
pub struct MorningClub<'a> {
    pub shop: &'a Shop,
    pub members: i64,
    pub today: NaiveDate,
}

/// Everything of those who joined on one day.
struct Page {
    from: i64,
    to: i64,
    joined: DateTime<Utc>,
}

/// Writes the members, two of five of whom want offers; half of them have a birthday, half have points, three of ten
/// bought, one of fifty has an order that is not paid.
pub async fn write_morning(db: &Db, club: &MorningClub<'_>) -> Result<(), StorageError> {
    let each = (club.members / JOINED_DAYS).max(1);
    let mut days = (1..=JOINED_DAYS).rev();
    let mut from = 1;
    // The oldest first: their ids come before the others.
    while let (Some(back), true) = (days.next(), from <= club.members) {
        let to = if back == 1 {
            club.members
        } else {
            (from + each - 1).min(club.members)
        };
        let page = Page {
            from,
            to,
            joined: noon(club, -back),
        };
        let mut tx = db.begin().await?;
        let fast = in_the_engines_words(&tx, "WITHOUT_FOREIGN_KEYS");
        execute!(&mut tx, AssertSqlSafe(fast))?;
        write_page(&mut tx, club, &page, back).await?;
        tx.commit().await?;
        from = to + 1;
    }
    let mut tx = db.begin().await?;
    let last = NUMBERS_FROM + club.members;
    execute!(
        &mut tx,
        "UPDATE shops SET last_number = $2 WHERE shop_id = $1",
        club.shop.id.0,
        last
    )?;
    tx.commit().await?;
    for table in ["people", "members", "birthdays", "lots", "orders", "standings"] {
        let mut tx = db.begin().await?;
        // `SELECT 1 people` on SQLite: the one is called so.
        let learn = in_the_engines_words(&tx, &format!("LEARN_ABOUT_TABLES {table}"));
        execute!(&mut tx, AssertSqlSafe(learn))?;
        tx.commit().await?;
    }
    Ok(())
}

async fn write_page(tx: &mut Tx, club: &MorningClub<'_>, page: &Page, back: i64) -> Result<(), StorageError> {
    let paid = noon(club, -1 - (back * 7) % DAYS);
    let placed = noon(club, -1 - back % OPEN_DAYS);
    let ends = club.shop.day_ends(on(club, back % DAYS));
    for (sql, at) in [
        (PEOPLE, page.joined),
        (MEMBERS, page.joined),
        (BIRTHDAYS, page.joined),
        (LOTS, ends),
        (ORDERS, paid),
        (STANDINGS, paid),
        (OPEN_ORDERS, placed),
    ] {
        let sql = in_the_engines_words(tx, &format!("{GIVEN} {sql}"));
        let users = USERS_FROM;
        let (own, of_members) = (stamp(at), stamp(page.joined));
        execute!(
            tx,
            AssertSqlSafe(sql),
            page.from,
            page.to,
            club.shop.id.0,
            at,
            own,
            of_members,
            users,
            NUMBERS_FROM
        )?;
    }
    Ok(())
}

fn on(club: &MorningClub<'_>, days: i64) -> NaiveDate {
    let by = Days::new(days.unsigned_abs());
    let on = if days < 0 {
        club.today.checked_sub_days(by)
    } else {
        club.today.checked_add_days(by)
    };
    on.unwrap_or(club.today)
}

fn noon(club: &MorningClub<'_>, days: i64) -> DateTime<Utc> {
    club.shop.day_starts(on(club, days)) + TimeDelta::hours(12)
}

/// What the ids begin with that are given at this time.
fn stamp(at: DateTime<Utc>) -> String {
    format!("{:012x}", at.timestamp_millis())
}

// Each text names every parameter, because PostgreSQL wants to know the type of each that it is given.
const GIVEN: &str = "WITH RECURSIVE given AS (SELECT CAST($3 AS UUID_TYPE) AS shop, CAST($4 AS INSTANT_TYPE) AS at, \
                         CAST($5 AS TEXT) AS own, CAST($6 AS TEXT) AS stamp, CAST($7 AS BIGINT) AS users, CAST($8 AS BIGINT) AS numbers), \
                     n(i) AS (SELECT CAST($1 AS BIGINT) UNION ALL SELECT i + 1 FROM n WHERE i < $2), \
                     one AS (SELECT i, shop, at, own, users, numbers, \
                         UUID_OF(stamp || '70008001' || CAST(100000000000 + i AS TEXT)) AS member FROM given CROSS JOIN n)";
const PEOPLE: &str = "INSERT INTO people (user_id, first_name, lang, shop_id, reachable, seen_at) \
                      SELECT users + i, 'Anna', 'en', shop, TRUE, at FROM one";
const MEMBERS: &str = "INSERT INTO members (shop_id, member_id, number, user_id, name, card, agreed_at, marketing_at) \
                       SELECT shop, member, numbers + i, users + i, 'Anna', 'S' || CAST(10000000000 + i AS TEXT), at, \
                           CASE WHEN i % 5 < 2 THEN at END FROM one";
const BIRTHDAYS: &str = "INSERT INTO birthdays (shop_id, member_id, calendar, month, day, leap, set_at) \
                         SELECT shop, member, 'gregorian', 1 + (i / 2) % 12, 1 + (i / 24) % 28, FALSE, at FROM one WHERE i % 2 = 1";
const LOTS: &str = "INSERT INTO lots (shop_id, lot_id, member_id, remaining, expires_at, earned_at) \
                    SELECT shop, UUID_OF(own || '70008003' || CAST(100000000000 + i AS TEXT)), member, 20, at, at FROM one WHERE i % 2 = 0";
const ORDERS: &str = "INSERT INTO orders (shop_id, order_id, member_id, state, channel, goods, total, earned, note, clerk, cause, \
                          at, paid_at, closed_at) \
                      SELECT shop, UUID_OF(own || '70008004' || CAST(100000000000 + i AS TEXT)), member, 'fulfilled', 'till', \
                          2500, 2500, 0, '', 1, 'seed:' || CAST(i AS TEXT), at, at, at FROM one WHERE i % 10 < 3";
const STANDINGS: &str = "INSERT INTO standings (shop_id, member_id, spent, orders, last_at) \
                         SELECT shop, member, 2500, 1, at FROM one WHERE i % 10 < 3";
const OPEN_ORDERS: &str = "INSERT INTO orders (shop_id, order_id, member_id, state, channel, goods, total, earned, note, cause, at, due_at) \
                           SELECT shop, UUID_OF(own || '70008005' || CAST(100000000000 + i AS TEXT)), member, 'unpaid', 'chat', \
                               2500, 2500, 0, '', 'seed:open:' || CAST(i AS TEXT), at, at FROM one WHERE i % 50 = 49";
