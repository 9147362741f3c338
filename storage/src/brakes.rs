//! What was sent, how many went after it, and marketing that stands still for it.

use chrono::NaiveDate;
use domain::brake::Toll;
use domain::{BrakeId, MemberId, ShopId, UserId};
use uuid::Uuid;

use crate::ask::{execute, find, list, value};
use crate::{Instant, StorageError, Tx, statements};

statements! {
    IS_PULLED = "SELECT TRUE FROM brakes WHERE shop_id = $1 AND released_at IS NULL";
    // A shop stands still once, however many see at once that it has to.
    PULL = "INSERT INTO brakes (shop_id, brake_id, pulled_at, sent, lost, usual_sent, usual_lost) \
            VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT DO NOTHING";
    FIND = "SELECT brake_id, pulled_at, sent, lost, usual_sent, usual_lost, kept_at, kept_by, released_at, released_by \
            FROM brakes WHERE shop_id = $1 AND brake_id = $2";
    OPEN = "SELECT brake_id, pulled_at, sent, lost, usual_sent, usual_lost, kept_at, kept_by, released_at, released_by \
            FROM brakes WHERE shop_id = $1 AND released_at IS NULL";
    RELEASE = "UPDATE brakes SET released_at = $3, released_by = $4 WHERE shop_id = $1 AND brake_id = $2 AND released_at IS NULL";
    KEEP = "UPDATE brakes SET kept_at = $3, kept_by = $4 WHERE shop_id = $1 AND brake_id = $2 AND released_at IS NULL AND kept_at IS NULL";
    LAST_RELEASED = "SELECT released_at FROM brakes WHERE shop_id = $1 ORDER BY brake_id DESC LIMIT 1";
    TOLL = "SELECT COUNT(*), COUNT(CASE WHEN lost_at IS NOT NULL OR refused_at IS NOT NULL THEN 1 END) \
            FROM touches WHERE shop_id = $1 AND sent_at >= $2 AND sent_at < $3 AND sent_at IS NOT NULL";
    // The last thing that somebody got within a day is what drove them away.
    LAST_SENT = "SELECT touch_id FROM touches WHERE shop_id = $1 AND member_id = $2 AND decided_at > $3 AND sent_at > $4 \
                 AND sent_at IS NOT NULL ORDER BY decided_at DESC LIMIT 1";
    LOST = "UPDATE touches SET lost_at = $3 WHERE shop_id = $1 AND touch_id = $2 AND lost_at IS NULL";
    REFUSED = "UPDATE touches SET refused_at = $3 WHERE shop_id = $1 AND touch_id = $2 AND refused_at IS NULL";
    MEMBERSHIPS = "SELECT shop_id, member_id FROM members WHERE user_id = $1 AND user_id IS NOT NULL LIMIT 100";
    PUT_DAY = "INSERT INTO mail_days (shop_id, day, sent, lost) VALUES ($1, $2, $3, $4) ON CONFLICT (shop_id, day) DO NOTHING";
    LAST_DAY = "SELECT day FROM mail_days WHERE shop_id = $1 ORDER BY day DESC LIMIT 1";
    FIRST_SENT = "SELECT sent_at FROM touches WHERE shop_id = $1 AND sent_at >= $2 AND sent_at IS NOT NULL ORDER BY sent_at LIMIT 1";
    USUAL = "SELECT CAST(COALESCE(SUM(sent), 0) AS BIGINT), CAST(COALESCE(SUM(lost), 0) AS BIGINT) \
             FROM mail_days WHERE shop_id = $1 AND day >= $2 AND day < $3";
    DAYS = "SELECT day, sent, lost FROM mail_days WHERE shop_id = $1 AND day >= $2 ORDER BY day LIMIT 1000";
}

/// Marketing that stands still, or stood.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Brake {
    pub id: BrakeId,
    pub pulled_at: Instant,
    /// What it was pulled for, and what was usual then.
    pub today: Toll,
    pub usual: Toll,
    /// Somebody looked at it and keeps it pulled.
    pub kept: Option<(Instant, UserId)>,
    pub released: Option<(Instant, UserId)>,
}

type Row = (
    Uuid,
    Instant,
    i64,
    i64,
    i64,
    i64,
    Option<Instant>,
    Option<i64>,
    Option<Instant>,
    Option<i64>,
);

fn brake(row: Row) -> Brake {
    let (id, pulled_at, sent, lost, usual_sent, usual_lost, kept_at, kept_by, released_at, released_by) = row;
    Brake {
        id: BrakeId(id),
        pulled_at,
        today: Toll::new(sent, lost),
        usual: Toll::new(usual_sent, usual_lost),
        kept: kept_at.zip(kept_by.map(UserId)),
        released: released_at.zip(released_by.map(UserId)),
    }
}

/// Whether a shop's marketing stands still.
pub async fn is_pulled(tx: &mut Tx, shop: ShopId) -> Result<bool, StorageError> {
    let pulled: Option<bool> = value!(tx, IS_PULLED, shop.0)?;
    Ok(pulled.is_some())
}

/// Has a shop's marketing stand still. Says whether it did not yet.
pub async fn pull(
    tx: &mut Tx,
    shop: ShopId,
    id: BrakeId,
    today: Toll,
    usual: Toll,
    at: Instant,
) -> Result<bool, StorageError> {
    let (sent, lost) = (i64::from(today.sent()), i64::from(today.lost()));
    let (usual_sent, usual_lost) = (i64::from(usual.sent()), i64::from(usual.lost()));
    let rows = execute!(tx, PULL, shop.0, id.0, at, sent, lost, usual_sent, usual_lost)?;
    Ok(rows == 1)
}

pub async fn find(tx: &mut Tx, shop: ShopId, id: BrakeId) -> Result<Option<Brake>, StorageError> {
    let row: Option<Row> = find!(tx, FIND, shop.0, id.0)?;
    Ok(row.map(brake))
}

/// The one by which a shop's marketing stands still.
pub async fn open(tx: &mut Tx, shop: ShopId) -> Result<Option<Brake>, StorageError> {
    let row: Option<Row> = find!(tx, OPEN, shop.0)?;
    Ok(row.map(brake))
}

/// Lets marketing go on. Says whether it was this call that did.
pub async fn release(tx: &mut Tx, shop: ShopId, id: BrakeId, by: UserId, at: Instant) -> Result<bool, StorageError> {
    Ok(execute!(tx, RELEASE, shop.0, id.0, at, by.0)? == 1)
}

/// Notes that somebody keeps it pulled. Says whether they are the first.
pub async fn keep(tx: &mut Tx, shop: ShopId, id: BrakeId, by: UserId, at: Instant) -> Result<bool, StorageError> {
    Ok(execute!(tx, KEEP, shop.0, id.0, at, by.0)? == 1)
}

/// When marketing went on after it stood still last.
pub async fn last_released(tx: &mut Tx, shop: ShopId) -> Result<Option<Instant>, StorageError> {
    let released: Option<Option<Instant>> = value!(tx, LAST_RELEASED, shop.0)?;
    Ok(released.flatten())
}

/// What was sent from `from` up to `until`, and how many of those who got it went.
pub async fn toll(tx: &mut Tx, shop: ShopId, from: Instant, until: Instant) -> Result<Toll, StorageError> {
    let counts: Option<(i64, i64)> = find!(tx, TOLL, shop.0, from, until)?;
    let (sent, lost) = counts.unwrap_or_default();
    Ok(Toll::new(sent, lost))
}

/// The last message that a member got since `since`. `decided`: none of those was decided before.
pub async fn last_sent(
    tx: &mut Tx,
    shop: ShopId,
    member: MemberId,
    decided: Instant,
    since: Instant,
) -> Result<Option<Uuid>, StorageError> {
    Ok(value!(tx, LAST_SENT, shop.0, member.0, decided, since)?)
}

/// It drove the member away. Says whether that is new.
pub async fn lost(tx: &mut Tx, shop: ShopId, touch: Uuid, at: Instant) -> Result<bool, StorageError> {
    Ok(execute!(tx, LOST, shop.0, touch, at)? == 1)
}

/// The member wants nothing more of the kind since then. Says whether that is new.
pub async fn refused(tx: &mut Tx, shop: ShopId, touch: Uuid, at: Instant) -> Result<bool, StorageError> {
    Ok(execute!(tx, REFUSED, shop.0, touch, at)? == 1)
}

/// The clubs that somebody is in.
pub async fn memberships(tx: &mut Tx, user: UserId) -> Result<Vec<(ShopId, MemberId)>, StorageError> {
    let rows: Vec<(Uuid, Uuid)> = list!(tx, MEMBERSHIPS, user.0)?;
    Ok(rows
        .into_iter()
        .map(|(shop, member)| (ShopId(shop), MemberId(member)))
        .collect())
}

/// Keeps what a day came to, once.
pub async fn put_day(tx: &mut Tx, shop: ShopId, day: NaiveDate, toll: Toll) -> Result<bool, StorageError> {
    let rows = execute!(tx, PUT_DAY, shop.0, day, i64::from(toll.sent()), i64::from(toll.lost()))?;
    Ok(rows == 1)
}

/// The last day of which is kept what it came to.
pub async fn last_day(tx: &mut Tx, shop: ShopId) -> Result<Option<NaiveDate>, StorageError> {
    Ok(value!(tx, LAST_DAY, shop.0)?)
}

/// When the first message since `since` went out.
pub async fn first_sent(tx: &mut Tx, shop: ShopId, since: Instant) -> Result<Option<Instant>, StorageError> {
    Ok(value!(tx, FIRST_SENT, shop.0, since)?)
}

/// What the days from `from` up to the one before `until` came to together.
pub async fn usual(tx: &mut Tx, shop: ShopId, from: NaiveDate, until: NaiveDate) -> Result<Toll, StorageError> {
    let sums: Option<(i64, i64)> = find!(tx, USUAL, shop.0, from, until)?;
    let (sent, lost) = sums.unwrap_or_default();
    Ok(Toll::new(sent, lost))
}

/// What is kept of the days from `from` on.
pub async fn days(tx: &mut Tx, shop: ShopId, from: NaiveDate) -> Result<Vec<(NaiveDate, Toll)>, StorageError> {
    let rows: Vec<(NaiveDate, i64, i64)> = list!(tx, DAYS, shop.0, from)?;
    let day = |(day, sent, lost)| (day, Toll::new(sent, lost));
    Ok(rows.into_iter().map(day).collect())
}
