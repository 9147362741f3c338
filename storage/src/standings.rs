//! Where members stand: what they paid in the window, and the tier they reached by it.
//!
//! The sums are of orders paid since `tier_rules.counted_from`, of which money stayed paid. `regulars check`
//! recomputes them.

use chrono::NaiveDate;
use domain::tier::{Standing, Sums, Won};
use domain::{MemberId, Money, OrderId, ShopId, TierId};
use uuid::Uuid;

use crate::ask::{execute, find, value};
use crate::{Instant, StorageError, Tx, statements};

statements! {
    READ = "SELECT spent, orders, last_at, tier_id, since, term_ends, drop_on, won_at, before_id, before_ends, shaken \
            FROM standings WHERE shop_id = $1 AND member_id = $2";
    BOUGHT = "INSERT INTO standings (shop_id, member_id, spent, orders, last_at) VALUES ($1, $2, $3, 1, $4) \
              ON CONFLICT (shop_id, member_id) DO UPDATE SET spent = standings.spent + excluded.spent, \
                  orders = standings.orders + 1, last_at = excluded.last_at \
              RETURNING spent, orders, last_at, tier_id, since, term_ends, drop_on, won_at, before_id, before_ends, shaken";
    SET = "UPDATE standings SET tier_id = $3, since = $4, term_ends = $5, drop_on = $6, look_on = $7, won_at = $8, \
               before_id = $9, before_ends = $10, shaken = $11 \
           WHERE shop_id = $1 AND member_id = $2";
    MONEY_BACK = "UPDATE orders SET money_back = $3 WHERE shop_id = $1 AND order_id = $2";
    // Touching the row makes others who want it wait until this transaction ends, on both engines. The
    // sums are made by the next statement, which sees what the others did.
    LOCK = "UPDATE standings SET spent = spent WHERE shop_id = $1 AND member_id = $2";
    RECOUNT = "UPDATE standings SET (spent, orders, last_at) = ( \
                   SELECT CAST(COALESCE(SUM(o.total - o.money_back), 0) AS BIGINT), COUNT(o.order_id), \
                       (SELECT MAX(l.paid_at) FROM orders l WHERE l.shop_id = $1 AND l.member_id = $2 \
                        AND l.paid_at IS NOT NULL AND l.total > l.money_back) \
                   FROM orders o WHERE o.shop_id = $1 AND o.member_id = $2 AND o.total > o.money_back \
                   AND o.paid_at >= (SELECT r.counted_from FROM tier_rules r WHERE r.shop_id = $1)) \
               WHERE shop_id = $1 AND member_id = $2";
    SUMS = "SELECT CAST(COALESCE(SUM(total - money_back), 0) AS BIGINT), COUNT(*) FROM orders \
            WHERE shop_id = $1 AND member_id = $2 AND paid_at >= $3 AND paid_at <= $4 AND total > money_back";
    SHAKE = "UPDATE standings SET shaken = TRUE, look_on = $4 WHERE shop_id = $1 AND member_id = $2 AND won_at >= $3";
    BROUGHT = "SELECT COUNT(*) FROM members m WHERE m.shop_id = $1 AND m.invited_by = $2";
    BUYERS_BROUGHT = "SELECT COUNT(*) FROM members m JOIN standings s ON s.shop_id = m.shop_id AND s.member_id = m.member_id \
                      WHERE m.shop_id = $1 AND m.invited_by = $2 AND s.last_at IS NOT NULL";
}

/// Where a member stands, with what that is judged by.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Stored {
    pub sums: Sums,
    /// When they last bought something that they kept. `None`: never (T4).
    pub last_at: Option<Instant>,
    pub standing: Standing,
}

#[derive(sqlx::FromRow)]
struct StandingRow {
    spent: i64,
    orders: i64,
    last_at: Option<Instant>,
    tier_id: Option<Uuid>,
    since: Option<NaiveDate>,
    term_ends: Option<NaiveDate>,
    drop_on: Option<NaiveDate>,
    won_at: Option<Instant>,
    before_id: Option<Uuid>,
    before_ends: Option<NaiveDate>,
    shaken: bool,
}

impl From<StandingRow> for Stored {
    fn from(row: StandingRow) -> Self {
        let won = row.won_at.map(|at| Won {
            at,
            before: row.before_id.map(TierId),
            before_ends: row.before_ends,
            shaken: row.shaken,
        });
        Self {
            sums: sums((row.spent, row.orders)),
            last_at: row.last_at,
            standing: Standing {
                tier: row.tier_id.map(TierId),
                since: row.since,
                term_ends: row.term_ends,
                drop_on: row.drop_on,
                won,
            },
        }
    }
}

/// More than an amount can be is as good as the most: no threshold is higher.
fn sums((spent, orders): (i64, i64)) -> Sums {
    Sums {
        money: Money::new(spent).unwrap_or(Money::MAX),
        orders,
    }
}

/// Where a member stands who bought something, ever.
pub async fn read(tx: &mut Tx, shop: ShopId, member: MemberId) -> Result<Stored, StorageError> {
    let row: Option<StandingRow> = find!(tx, READ, shop.0, member.0)?;
    Ok(row.map(Stored::from).unwrap_or_default())
}

/// Counts a purchase, and keeps everybody else off the member's standing until the transaction ends.
pub async fn bought(
    tx: &mut Tx,
    shop: ShopId,
    member: MemberId,
    paid: Money,
    at: Instant,
) -> Result<Stored, StorageError> {
    let row: Option<StandingRow> = find!(tx, BOUGHT, shop.0, member.0, paid.minor(), at)?;
    row.map(Stored::from).ok_or_else(|| StorageError::Corrupt {
        table: "standings",
        what: "a purchase that is not counted".into(),
    })
}

/// Writes where a member stands, and when something is to be looked at next.
pub async fn set(
    tx: &mut Tx,
    shop: ShopId,
    member: MemberId,
    standing: &Standing,
    look_on: Option<NaiveDate>,
) -> Result<(), StorageError> {
    let won = standing.won;
    execute!(
        tx,
        SET,
        shop.0,
        member.0,
        standing.tier.map(|tier| tier.0),
        standing.since,
        standing.term_ends,
        standing.drop_on,
        look_on,
        won.map(|won| won.at),
        won.and_then(|won| won.before).map(|tier| tier.0),
        won.and_then(|won| won.before_ends),
        won.is_some_and(|won| won.shaken),
    )?;
    Ok(())
}

/// Writes how much money of an order has been given back in all.
pub async fn gave_back(tx: &mut Tx, shop: ShopId, order: OrderId, money: Money) -> Result<(), StorageError> {
    execute!(tx, MONEY_BACK, shop.0, order.0, money.minor())?;
    Ok(())
}

/// Makes a member's sums anew from their orders.
pub async fn recount(tx: &mut Tx, shop: ShopId, member: MemberId) -> Result<(), StorageError> {
    execute!(tx, LOCK, shop.0, member.0)?;
    execute!(tx, RECOUNT, shop.0, member.0)?;
    Ok(())
}

/// What a member paid between two instants, both included, and was not given back.
pub async fn sums_between(
    tx: &mut Tx,
    shop: ShopId,
    member: MemberId,
    from: Instant,
    until: Instant,
) -> Result<Sums, StorageError> {
    let row: Option<(i64, i64)> = find!(tx, SUMS, shop.0, member.0, from, until)?;
    Ok(row.map(sums).unwrap_or_default())
}

/// Something paid at `paid_at` was given back: a tier that was won since then is to be looked at on `look_on` (T2).
pub async fn shake(
    tx: &mut Tx,
    shop: ShopId,
    member: MemberId,
    paid_at: Instant,
    look_on: NaiveDate,
) -> Result<(), StorageError> {
    execute!(tx, SHAKE, shop.0, member.0, paid_at, look_on)?;
    Ok(())
}

/// How many a member brought into the club, and how many of those bought something that they kept (T5).
pub async fn brought_by(tx: &mut Tx, shop: ShopId, member: MemberId) -> Result<(i64, i64), StorageError> {
    let came: Option<i64> = value!(tx, BROUGHT, shop.0, member.0)?;
    let bought: Option<i64> = value!(tx, BUYERS_BROUGHT, shop.0, member.0)?;
    Ok((came.unwrap_or(0), bought.unwrap_or(0)))
}
