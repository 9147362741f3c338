//! Where members stand: what they paid in the window, and the tier they reached by it.
//!
//! The sums are of orders paid since `tier_rules.counted_from`, of which money stayed paid. `regulars check`
//! recomputes them.

use std::ops::RangeInclusive;

use chrono::{NaiveDate, TimeDelta};
use domain::tier::{Standing, Sums, Won};
use domain::{MemberId, Money, OrderId, ShopId, TierId};
use uuid::Uuid;

use crate::ask::{execute, find, list, value};
use crate::{Instant, StorageError, Tx, on, statements};

statements! {
    READ = "SELECT spent, orders, last_at, tier_id, since, term_ends, drop_on, won_at, before_id, before_ends, shaken \
            FROM standings WHERE shop_id = $1 AND member_id = $2";
    BOUGHT = "INSERT INTO standings (shop_id, member_id, spent, orders, last_at) VALUES ($1, $2, $3, 1, $4) \
              ON CONFLICT (shop_id, member_id) DO UPDATE SET spent = standings.spent + excluded.spent, \
                  orders = standings.orders + 1, last_at = excluded.last_at \
              RETURNING spent, orders, last_at, tier_id, since, term_ends, drop_on, won_at, before_id, before_ends, shaken, \
                  EXISTS (SELECT 1 FROM tags t WHERE t.shop_id = $1 AND t.active AND t.rule IS NOT NULL) AS tags, \
                  EXISTS (SELECT 1 FROM asking a WHERE a.shop_id = $1 AND a.asks) AS asks";
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
    DUE = "SELECT member_id FROM standings WHERE shop_id = $1 AND look_on <= $2 ORDER BY look_on, member_id LIMIT $3";
    NEXT_LOOK = "SELECT look_on FROM standings WHERE shop_id = $1 AND look_on IS NOT NULL \
                 ORDER BY look_on LIMIT 1";
    // The orders that leave the window are taken in the order in which they were paid; this is the last one of a
    // page, if there are more than fit.
    LEAVING_UPTO = "SELECT paid_at FROM orders WHERE shop_id = $1 AND paid_at >= $2 AND paid_at < $3 \
                    ORDER BY paid_at, order_id LIMIT 1 OFFSET $4";
    LOCK_LEAVING = "UPDATE standings SET spent = spent WHERE shop_id = $1 AND member_id IN ( \
                        SELECT o.member_id FROM orders o WHERE o.shop_id = $1 AND o.paid_at >= $2 AND o.paid_at < $3)";
    RECOUNT_LEAVING = "UPDATE standings SET (spent, orders) = ( \
                           SELECT CAST(COALESCE(SUM(o.total - o.money_back), 0) AS BIGINT), COUNT(o.order_id) \
                           FROM orders o WHERE o.shop_id = $1 AND o.member_id = standings.member_id AND o.paid_at >= $3 \
                           AND o.total > o.money_back) \
                       WHERE shop_id = $1 AND member_id IN ( \
                           SELECT l.member_id FROM orders l WHERE l.shop_id = $1 AND l.paid_at >= $2 AND l.paid_at < $3)";
    MEMBERS_UPTO = "SELECT member_id FROM members WHERE shop_id = $1 AND member_id > $2 ORDER BY member_id LIMIT 1 OFFSET $3";
    LAST_MEMBER = "SELECT member_id FROM members WHERE shop_id = $1 AND member_id > $2 ORDER BY member_id DESC LIMIT 1";
    OPEN_RANGE = "INSERT INTO standings (shop_id, member_id, spent, orders) \
                  SELECT m.shop_id, m.member_id, 0, 0 FROM members m \
                  WHERE m.shop_id = $1 AND m.member_id > $2 AND m.member_id <= $3 AND EXISTS ( \
                      SELECT 1 FROM orders o WHERE o.shop_id = m.shop_id AND o.member_id = m.member_id AND o.paid_at IS NOT NULL) \
                  ON CONFLICT DO NOTHING";
    LOCK_RANGE = "UPDATE standings SET spent = spent WHERE shop_id = $1 AND member_id > $2 AND member_id <= $3";
    RECOUNT_RANGE = "UPDATE standings SET (spent, orders, last_at) = ( \
                         SELECT CAST(COALESCE(SUM(CASE WHEN o.paid_at >= $4 THEN o.total - o.money_back ELSE 0 END), 0) AS BIGINT), \
                             COUNT(CASE WHEN o.paid_at >= $4 THEN 1 END), MAX(o.paid_at) \
                         FROM orders o WHERE o.shop_id = $1 AND o.member_id = standings.member_id \
                         AND o.paid_at IS NOT NULL AND o.total > o.money_back) \
                     WHERE shop_id = $1 AND member_id > $2 AND member_id <= $3";
    OF_RANGE = "SELECT member_id, spent, orders, last_at, tier_id, since, term_ends, drop_on, won_at, before_id, before_ends, shaken \
                FROM standings WHERE shop_id = $1 AND member_id > $2 AND member_id <= $3 AND EXISTS ( \
                    SELECT 1 FROM members m WHERE m.shop_id = standings.shop_id AND m.member_id = standings.member_id \
                    AND m.gone_at IS NULL) ORDER BY member_id";
    BUYERS = "SELECT COUNT(*) FROM standings WHERE shop_id = $1 AND last_at IS NOT NULL";
    BUYERS_AFTER = "SELECT member_id, last_at, orders, spent FROM standings \
                    WHERE shop_id = $1 AND member_id > $2 AND last_at IS NOT NULL ORDER BY member_id LIMIT $3";
    // How many of each tier reach how many of sixteen sums.
    BANDS = "SELECT x.tier_id, x.band, COUNT(*) FROM ( \
                 SELECT y.tier_id, CAST(CASE WHEN y.v >= $3 THEN 1 ELSE 0 END + \
                     CASE WHEN y.v >= $4 THEN 1 ELSE 0 END + \
                     CASE WHEN y.v >= $5 THEN 1 ELSE 0 END + \
                     CASE WHEN y.v >= $6 THEN 1 ELSE 0 END + \
                     CASE WHEN y.v >= $7 THEN 1 ELSE 0 END + \
                     CASE WHEN y.v >= $8 THEN 1 ELSE 0 END + \
                     CASE WHEN y.v >= $9 THEN 1 ELSE 0 END + \
                     CASE WHEN y.v >= $10 THEN 1 ELSE 0 END + \
                     CASE WHEN y.v >= $11 THEN 1 ELSE 0 END + \
                     CASE WHEN y.v >= $12 THEN 1 ELSE 0 END + \
                     CASE WHEN y.v >= $13 THEN 1 ELSE 0 END + \
                     CASE WHEN y.v >= $14 THEN 1 ELSE 0 END + \
                     CASE WHEN y.v >= $15 THEN 1 ELSE 0 END + \
                     CASE WHEN y.v >= $16 THEN 1 ELSE 0 END + \
                     CASE WHEN y.v >= $17 THEN 1 ELSE 0 END + \
                     CASE WHEN y.v >= $18 THEN 1 ELSE 0 END AS BIGINT) AS band \
                 FROM (SELECT s.tier_id, CASE WHEN $2 THEN s.spent ELSE s.orders END AS v FROM standings s \
                       JOIN members m ON m.shop_id = s.shop_id AND m.member_id = s.member_id AND m.gone_at IS NULL \
                       WHERE s.shop_id = $1) y) x GROUP BY x.tier_id, x.band";
    SOME_IN_BAND = "SELECT m.name FROM standings s \
                    JOIN members m ON m.shop_id = s.shop_id AND m.member_id = s.member_id AND m.gone_at IS NULL \
                    WHERE s.shop_id = $1 AND (s.tier_id = $3 OR ($2 AND s.tier_id IS NULL)) \
                    AND CASE WHEN $4 THEN s.spent ELSE s.orders END BETWEEN $5 AND $6 ORDER BY s.member_id LIMIT $7";
    PER_TIER = "SELECT tier_id, COUNT(*) FROM standings WHERE shop_id = $1 AND tier_id IS NOT NULL GROUP BY tier_id";
    IN_TIER = "SELECT member_id FROM standings WHERE shop_id = $1 AND tier_id = $2 AND member_id > $3 \
               ORDER BY member_id LIMIT $4";
    TIERS_OF_PAGE = "SELECT m.member_id, s.tier_id FROM members m \
                     LEFT JOIN standings s ON s.shop_id = m.shop_id AND s.member_id = m.member_id \
                     WHERE m.shop_id = $1 AND m.member_id > $2 AND m.gone_at IS NULL ORDER BY m.member_id LIMIT $3";
    // Of two files of one person one counts.
    BROUGHT = "SELECT COUNT(*) FROM members m WHERE m.shop_id = $1 AND m.invited_by = $2 AND m.gone_at IS NULL";
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

/// A purchase that was counted, and what it may lead to. Most shops have neither, and so save two reads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bought {
    pub stored: Stored,
    /// The shop has tags that go by rules.
    pub tags: bool,
    /// The shop asks its members questions.
    pub asks: bool,
}

/// The most sums that [`bands`] counts by.
pub const BANDS_AT_MOST: usize = 16;

#[derive(sqlx::FromRow)]
struct MemberRow {
    member_id: Uuid,
    #[sqlx(flatten)]
    standing: StandingRow,
}

#[derive(sqlx::FromRow)]
struct BoughtRow {
    #[sqlx(flatten)]
    standing: StandingRow,
    tags: bool,
    asks: bool,
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
) -> Result<Bought, StorageError> {
    let row: Option<BoughtRow> = find!(tx, BOUGHT, shop.0, member.0, paid.minor(), at)?;
    let row = row.ok_or_else(|| StorageError::corrupt("standings", &"a purchase that is not counted"))?;
    Ok(Bought {
        stored: row.standing.into(),
        tags: row.tags,
        asks: row.asks,
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

/// Where a member stands, with everybody else kept off it until the transaction ends.
pub async fn locked(tx: &mut Tx, shop: ShopId, member: MemberId) -> Result<Stored, StorageError> {
    execute!(tx, LOCK, shop.0, member.0)?;
    read(tx, shop, member).await
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

/// Members of whom there is something to look at on `day`, at most `limit`.
pub async fn due(tx: &mut Tx, shop: ShopId, day: NaiveDate, limit: i64) -> Result<Vec<MemberId>, StorageError> {
    let rows: Vec<(Uuid,)> = list!(tx, DUE, shop.0, day, limit)?;
    Ok(rows.into_iter().map(|(member,)| MemberId(member)).collect())
}

/// The next day on whose night there is something to look at.
pub async fn next_look(tx: &mut Tx, shop: ShopId) -> Result<Option<NaiveDate>, StorageError> {
    Ok(value!(tx, NEXT_LOOK, shop.0)?)
}

/// Takes orders out of the sums that were paid from `from` on and before `to`: about `limit` of them. Gives the
/// instant from which orders count after that; it is `to` when all are out.
pub async fn leave(tx: &mut Tx, shop: ShopId, from: Instant, to: Instant, limit: i64) -> Result<Instant, StorageError> {
    let last: Option<Instant> = value!(tx, LEAVING_UPTO, shop.0, from, to, limit - 1)?;
    let upto = last.map_or(to, |last| last + TimeDelta::microseconds(1));
    execute!(tx, LOCK_LEAVING, shop.0, from, upto)?;
    execute!(tx, RECOUNT_LEAVING, shop.0, from, upto)?;
    Ok(upto)
}

/// Makes the sums anew of about `limit` members after the one named, from orders paid since `from`. Gives where
/// they stand, and the last member of this page; none when there are no more members.
pub async fn count_anew(
    tx: &mut Tx,
    shop: ShopId,
    after: MemberId,
    from: Instant,
    limit: i64,
) -> Result<Option<(MemberId, Vec<(MemberId, Stored)>)>, StorageError> {
    let upto: Option<Uuid> = match value!(tx, MEMBERS_UPTO, shop.0, after.0, limit - 1)? {
        Some(upto) => Some(upto),
        None => value!(tx, LAST_MEMBER, shop.0, after.0)?,
    };
    let Some(upto) = upto else { return Ok(None) };
    execute!(tx, OPEN_RANGE, shop.0, after.0, upto)?;
    execute!(tx, LOCK_RANGE, shop.0, after.0, upto)?;
    execute!(tx, RECOUNT_RANGE, shop.0, after.0, upto, from)?;
    let rows: Vec<MemberRow> = list!(tx, OF_RANGE, shop.0, after.0, upto)?;
    let standings = rows
        .into_iter()
        .map(|row| (MemberId(row.member_id), row.standing.into()));
    Ok(Some((MemberId(upto), standings.collect())))
}

/// How many members hold each tier. Tiers that nobody holds are left out.
pub async fn per_tier(tx: &mut Tx, shop: ShopId) -> Result<Vec<(TierId, i64)>, StorageError> {
    let rows: Vec<(Uuid, i64)> = list!(tx, PER_TIER, shop.0)?;
    Ok(rows.into_iter().map(|(tier, count)| (TierId(tier), count)).collect())
}

/// A page of the members after the one named who hold a tier, or none of their own: those of about `limit` members,
/// and the last member that was looked at. `None`: there are no more.
pub async fn holders(
    tx: &mut Tx,
    shop: ShopId,
    tier: Option<TierId>,
    after: MemberId,
    limit: i64,
) -> Result<Option<(MemberId, Vec<MemberId>)>, StorageError> {
    let rows: Vec<(Uuid, Option<Uuid>)> = match tier {
        Some(tier) => {
            let held: Vec<(Uuid,)> = list!(tx, IN_TIER, shop.0, tier.0, after.0, limit)?;
            held.into_iter().map(|(member,)| (member, Some(tier.0))).collect()
        }
        None => list!(tx, TIERS_OF_PAGE, shop.0, after.0, limit)?,
    };
    let Some((last, _)) = rows.last().copied() else {
        return Ok(None);
    };
    let holds = rows
        .into_iter()
        .filter(|(_, held)| *held == tier.map(|tier| tier.0))
        .map(|(member, _)| MemberId(member));
    Ok(Some((MemberId(last), holds.collect())))
}

/// How many members ever bought something that they kept.
pub async fn buyers(tx: &mut Tx, shop: ShopId) -> Result<i64, StorageError> {
    let buyers: Option<i64> = value!(tx, BUYERS, shop.0)?;
    Ok(buyers.unwrap_or(0))
}

/// A page of the buyers after the member named: when they last bought something that they kept, and their sums.
pub async fn buyers_after(
    tx: &mut Tx,
    shop: ShopId,
    after: MemberId,
    limit: i64,
) -> Result<Vec<(MemberId, Instant, Sums)>, StorageError> {
    let rows: Vec<(Uuid, Instant, i64, i64)> = list!(tx, BUYERS_AFTER, shop.0, after.0, limit)?;
    let buyer = |(member, last_at, orders, spent): (Uuid, Instant, i64, i64)| {
        let money = Money::new(spent).unwrap_or_default();
        (MemberId(member), last_at, Sums { money, orders })
    };
    Ok(rows.into_iter().map(buyer).collect())
}

/// How many members of each tier there are whose sum reaches exactly so many of `sums`, ascending and at most
/// [`BANDS_AT_MOST`]. Members without a tier of their own are counted under `None`.
pub async fn bands(
    tx: &mut Tx,
    shop: ShopId,
    by_money: bool,
    sums: &[i64],
) -> Result<Vec<(Option<TierId>, usize, i64)>, StorageError> {
    let rows: Vec<(Option<Uuid>, i64, i64)> = on!(tx, conn => {
        let mut query = sqlx::query_as(BANDS).bind(shop.0).bind(by_money);
        for at in 0..BANDS_AT_MOST {
            query = query.bind(sums.get(at).copied().unwrap_or(i64::MAX));
        }
        query.fetch_all(conn).await
    })?;
    let counted =
        |(tier, band, count): (Option<Uuid>, i64, i64)| (tier.map(TierId), usize::try_from(band).unwrap_or(0), count);
    Ok(rows.into_iter().map(counted).collect())
}

/// The names of up to `limit` members who are in a tier and whose sum is within bounds. `None`: in no tier of their own.
pub async fn some_in_band(
    tx: &mut Tx,
    shop: ShopId,
    tier: Option<TierId>,
    by_money: bool,
    sums: RangeInclusive<i64>,
    limit: i64,
) -> Result<Vec<String>, StorageError> {
    let id = tier.map_or(Uuid::nil(), |tier| tier.0);
    let (least, most) = sums.into_inner();
    let rows: Vec<(String,)> = list!(
        tx,
        SOME_IN_BAND,
        shop.0,
        tier.is_none(),
        id,
        by_money,
        least,
        most,
        limit
    )?;
    Ok(rows.into_iter().map(|(name,)| name).collect())
}
