//! What each day of a shop came to: sales, newcomers, and points given, spent and expired.
//!
//! A row here is a cache. A day without one is counted from the rows it follows from.

use chrono::NaiveDate;
use domain::ids::first_id_at;
use domain::{Points, ShopId};

use crate::ask::{execute, find, list, value};
use crate::{Instant, StorageError, Tx, statements};

statements! {
    // Touching a column that no key holds keeps nobody off who only adds rows to the shop.
    TAKE_TURN = "UPDATE shops SET lang = lang WHERE shop_id = $1";
    PUT = "INSERT INTO days (shop_id, day, orders, sales, newcomers, given, spent, expired) \
           VALUES ($1, $2, $3, $4, $5, $6, $7, $8) \
           ON CONFLICT (shop_id, day) DO UPDATE SET orders = excluded.orders, sales = excluded.sales, \
               newcomers = excluded.newcomers, given = excluded.given, spent = excluded.spent, expired = excluded.expired";
    FORGET = "DELETE FROM days WHERE shop_id = $1 AND day = $2";
    FORGET_ALL = "DELETE FROM days WHERE shop_id = $1";
    LIST = "SELECT day, orders, sales, newcomers, given, spent, expired FROM days \
            WHERE shop_id = $1 AND day >= $2 AND day < $3 ORDER BY day";
    OPENED = "SELECT created_at FROM shops WHERE shop_id = $1";
    SALES = "SELECT COUNT(*), CAST(COALESCE(SUM(total - money_back), 0) AS BIGINT) \
             FROM orders WHERE shop_id = $1 AND paid_at >= $2 AND paid_at < $3 AND paid_at IS NOT NULL AND undone_at IS NULL";
    // Whoever went later was new on that day all the same; whoever was taken back with a list never came.
    NEWCOMERS = "SELECT COUNT(*) FROM members WHERE shop_id = $1 AND agreed_at >= $2 AND agreed_at < $3 \
                 AND removed_at IS NULL";
    // By id and not by time: ids are made in the order of time, so the largest table needs no other index.
    POINTS = "SELECT kind, CAST(SUM(amount) AS BIGINT) FROM ledger \
              WHERE shop_id = $1 AND entry_id >= $2 AND entry_id < $3 GROUP BY kind";
    // Ids, as above. What was given back is no gift that people liked.
    GIFTS = "SELECT g.title, t.taken FROM (SELECT gift_id, COUNT(*) AS taken FROM coupons \
                 WHERE shop_id = $1 AND coupon_id >= $2 AND coupon_id < $3 AND gift_id IS NOT NULL AND state <> 'revoked' \
                 GROUP BY gift_id ORDER BY taken DESC, gift_id LIMIT $4) t \
             JOIN gifts g ON g.shop_id = $1 AND g.gift_id = t.gift_id ORDER BY t.taken DESC, g.gift_id";
    OPEN = "SELECT CAST(COALESCE(SUM(points + pending), 0) AS BIGINT) FROM balances WHERE shop_id = $1";
    EXPIRING = "SELECT CAST(COALESCE(SUM(remaining), 0) AS BIGINT) FROM lots \
                WHERE shop_id = $1 AND remaining > 0 AND expires_at IS NOT NULL AND expires_at > $2 AND expires_at <= $3";
}

/// Movements by which what was spent comes and goes. All others but [`EXPIRED`] are what was given, and what
/// refunds took back of it.
const SPENT: &[&str] = &["gift", "gift_cancelled", "paid_with", "paid_back"];
const EXPIRED: &str = "expired";

/// What one day came to.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Day {
    pub orders: i64,
    /// What was paid, less what went back of it, in minor units.
    pub sales: i64,
    pub newcomers: i64,
    /// Points that were given, less what refunds took back.
    pub given: i64,
    /// Points that were spent, less what came back.
    pub spent: i64,
    pub expired: i64,
}

impl Day {
    /// Everything that is counted, by its name.
    #[must_use]
    pub const fn parts(&self) -> [(&'static str, i64); 6] {
        [
            ("orders", self.orders),
            ("sales", self.sales),
            ("newcomers", self.newcomers),
            ("given", self.given),
            ("spent", self.spent),
            ("expired", self.expired),
        ]
    }
}

type Row = (NaiveDate, i64, i64, i64, i64, i64, i64);

/// The days that were counted, from `from` up to the one before `until`.
pub async fn list(
    tx: &mut Tx,
    shop: ShopId,
    from: NaiveDate,
    until: NaiveDate,
) -> Result<Vec<(NaiveDate, Day)>, StorageError> {
    let rows: Vec<Row> = list!(tx, LIST, shop.0, from, until)?;
    let day = |(day, orders, sales, newcomers, given, spent, expired): Row| {
        let sums = Day {
            orders,
            sales,
            newcomers,
            given,
            spent,
            expired,
        };
        (day, sums)
    };
    Ok(rows.into_iter().map(day).collect())
}

/// Counts what happened from `from` up to `until`.
pub async fn count(tx: &mut Tx, shop: ShopId, from: Instant, until: Instant) -> Result<Day, StorageError> {
    let sales: Option<(i64, i64)> = find!(tx, SALES, shop.0, from, until)?;
    let newcomers: Option<i64> = value!(tx, NEWCOMERS, shop.0, from, until)?;
    let kinds: Vec<(String, i64)> = list!(tx, POINTS, shop.0, first_id_at(from), first_id_at(until))?;
    let (orders, sales) = sales.unwrap_or_default();
    let mut day = Day {
        orders,
        sales,
        newcomers: newcomers.unwrap_or(0),
        ..Day::default()
    };
    for (kind, points) in kinds {
        match kind.as_str() {
            EXPIRED => day.expired -= points,
            kind if SPENT.contains(&kind) => day.spent -= points,
            _ => day.given += points,
        }
    }
    Ok(day)
}

/// Keeps others off who keep or forget days of this shop, until the transaction ends: what is counted while something
/// about the day changes would stand for ever.
pub async fn take_turn(tx: &mut Tx, shop: ShopId) -> Result<(), StorageError> {
    execute!(tx, TAKE_TURN, shop.0)?;
    Ok(())
}

/// Keeps what a day came to. Only in [turn](take_turn).
pub async fn put(tx: &mut Tx, shop: ShopId, day: NaiveDate, sums: &Day) -> Result<(), StorageError> {
    let Day {
        orders,
        sales,
        newcomers,
        given,
        spent,
        expired,
    } = *sums;
    execute!(tx, PUT, shop.0, day, orders, sales, newcomers, given, spent, expired)?;
    Ok(())
}

/// Forgets what a day came to, because something about it changed. It is counted again when it is needed.
pub async fn forget(tx: &mut Tx, shop: ShopId, day: NaiveDate) -> Result<(), StorageError> {
    take_turn(tx, shop).await?;
    execute!(tx, FORGET, shop.0, day)?;
    Ok(())
}

/// Forgets what all days of a shop came to.
pub async fn forget_all(tx: &mut Tx, shop: ShopId) -> Result<(), StorageError> {
    take_turn(tx, shop).await?;
    execute!(tx, FORGET_ALL, shop.0)?;
    Ok(())
}

/// When a shop was opened: no day before counts.
pub async fn opened(tx: &mut Tx, shop: ShopId) -> Result<Option<Instant>, StorageError> {
    Ok(value!(tx, OPENED, shop.0)?)
}

/// The gifts that were redeemed most, and how often.
pub async fn top_gifts(
    tx: &mut Tx,
    shop: ShopId,
    from: Instant,
    until: Instant,
    limit: i64,
) -> Result<Vec<(String, i64)>, StorageError> {
    Ok(list!(tx, GIFTS, shop.0, first_id_at(from), first_id_at(until), limit)?)
}

/// All points that members hold, those too that cannot be spent yet (P9).
pub async fn open_points(tx: &mut Tx, shop: ShopId) -> Result<Points, StorageError> {
    let open: Option<i64> = value!(tx, OPEN, shop.0)?;
    Ok(Points::at_least_zero(open.unwrap_or(0)))
}

/// The points that expire after `after` and by `by`.
pub async fn expiring(tx: &mut Tx, shop: ShopId, after: Instant, by: Instant) -> Result<Points, StorageError> {
    let points: Option<i64> = value!(tx, EXPIRING, shop.0, after, by)?;
    Ok(Points::at_least_zero(points.unwrap_or(0)))
}
