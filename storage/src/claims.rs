//! Who asked for an offer: those who have it, and the line of those who wait.

use domain::offer::ClaimState;
use domain::{CouponId, MemberId, Money, OfferId, ShopId};
use uuid::Uuid;

use crate::ask::{execute, find, list, value};
use crate::{Instant, StorageError, Tx, statements};

statements! {
    STAND_IN_LINE = "INSERT INTO claims (shop_id, claim_id, offer_id, member_id, state, opens_at, asked_at, cost, cause) \
                     VALUES ($1, $2, $3, $4, 'waiting', $5, $6, 0, $7)";
    FIND = "SELECT claim_id, offer_id, member_id, state, opens_at, asked_at, coupon_id, cost FROM claims \
            WHERE shop_id = $1 AND claim_id = $2";
    FIND_BY_COUPON = "SELECT claim_id, offer_id, member_id, state, opens_at, asked_at, coupon_id, cost FROM claims \
                      WHERE shop_id = $1 AND coupon_id = $2 AND coupon_id IS NOT NULL";
    IN_LINE = "SELECT claim_id, offer_id, member_id, state, opens_at, asked_at, coupon_id, cost FROM claims \
               WHERE shop_id = $1 AND offer_id = $2 AND member_id = $3 AND state = 'waiting'";
    LAST_OF_MEMBER = "SELECT claim_id, offer_id, member_id, state, opens_at, asked_at, coupon_id, cost FROM claims \
                      WHERE shop_id = $1 AND offer_id = $2 AND member_id = $3 AND state = 'claimed' \
                      ORDER BY claim_id DESC LIMIT 1";
    NEXT = "SELECT claim_id, offer_id, member_id, state, opens_at, asked_at, coupon_id, cost FROM claims \
            WHERE shop_id = $1 AND offer_id = $2 AND state = 'waiting' AND opens_at <= $3 \
            ORDER BY opens_at, asked_at, claim_id LIMIT 1";
    WAITING = "SELECT claim_id, offer_id, member_id, state, opens_at, asked_at, coupon_id, cost FROM claims \
               WHERE shop_id = $1 AND offer_id = $2 AND state = 'waiting' ORDER BY opens_at, asked_at, claim_id LIMIT $3";
    AHEAD = "SELECT COUNT(*) FROM claims WHERE shop_id = $1 AND offer_id = $2 AND state = 'waiting' \
             AND (opens_at, asked_at, claim_id) < ($3, $4, $5)";
    COUNT_WAITING = "SELECT COUNT(*) FROM claims WHERE shop_id = $1 AND offer_id = $2 AND state = 'waiting'";
    COUNT_CLAIMED = "SELECT COUNT(*) FROM claims WHERE shop_id = $1 AND offer_id = $2 AND state = 'claimed'";
    TAKEN = "SELECT COUNT(*) FROM claims WHERE shop_id = $1 AND member_id = $2 AND offer_id = $3 AND state = 'claimed'";
    COUNT_OF_MEMBER = "SELECT COUNT(*) FROM claims WHERE shop_id = $1 AND member_id = $2 AND offer_id = $3";
    SERVE = "UPDATE claims SET state = 'claimed', coupon_id = $3, cost = $4 \
             WHERE shop_id = $1 AND claim_id = $2 AND state = 'waiting'";
    RELEASE = "UPDATE claims SET state = 'released' WHERE shop_id = $1 AND claim_id = $2 AND state = 'claimed'";
    LEAVE = "UPDATE claims SET state = 'left' WHERE shop_id = $1 AND claim_id = $2 AND state = 'waiting'";
}

/// Somebody's asking for an offer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Claim {
    pub id: Uuid,
    pub offer: OfferId,
    pub member: MemberId,
    pub state: ClaimState,
    /// When their tier may claim; then, among equals, when they asked.
    pub opens_at: Instant,
    pub asked_at: Instant,
    pub coupon: Option<CouponId>,
    /// What of the budget it takes up.
    pub cost: Money,
}

type Row = (Uuid, Uuid, Uuid, String, Instant, Instant, Option<Uuid>, i64);

fn claim(row: Row) -> Result<Claim, StorageError> {
    let (id, offer, member, state, opens_at, asked_at, coupon, cost) = row;
    let state = ClaimState::parse(&state).ok_or_else(|| StorageError::corrupt("claims", &state))?;
    Ok(Claim {
        id,
        offer: OfferId(offer),
        member: MemberId(member),
        state,
        opens_at,
        asked_at,
        coupon: coupon.map(CouponId),
        cost: Money::new(cost).ok_or_else(|| StorageError::corrupt("claims", &cost))?,
    })
}

/// Puts somebody at their place in the line.
pub async fn stand_in_line(tx: &mut Tx, shop: ShopId, new: &Claim, cause: &str) -> Result<(), StorageError> {
    execute!(
        tx,
        STAND_IN_LINE,
        shop.0,
        new.id,
        new.offer.0,
        new.member.0,
        new.opens_at,
        new.asked_at,
        cause
    )?;
    Ok(())
}

pub async fn find(tx: &mut Tx, shop: ShopId, id: Uuid) -> Result<Option<Claim>, StorageError> {
    let row: Option<Row> = find!(tx, FIND, shop.0, id)?;
    row.map(claim).transpose()
}

/// The claim that a coupon came from.
pub async fn find_by_coupon(tx: &mut Tx, shop: ShopId, coupon: CouponId) -> Result<Option<Claim>, StorageError> {
    let row: Option<Row> = find!(tx, FIND_BY_COUPON, shop.0, coupon.0)?;
    row.map(claim).transpose()
}

/// Somebody's place in the line, if they stand in it.
pub async fn in_line(
    tx: &mut Tx,
    shop: ShopId,
    offer: OfferId,
    member: MemberId,
) -> Result<Option<Claim>, StorageError> {
    let row: Option<Row> = find!(tx, IN_LINE, shop.0, offer.0, member.0)?;
    row.map(claim).transpose()
}

/// What somebody has of an offer, the latest.
pub async fn last_of_member(
    tx: &mut Tx,
    shop: ShopId,
    offer: OfferId,
    member: MemberId,
) -> Result<Option<Claim>, StorageError> {
    let row: Option<Row> = find!(tx, LAST_OF_MEMBER, shop.0, offer.0, member.0)?;
    row.map(claim).transpose()
}

/// Who is next in line, of those whose time has come.
pub async fn next(tx: &mut Tx, shop: ShopId, offer: OfferId, now: Instant) -> Result<Option<Claim>, StorageError> {
    let row: Option<Row> = find!(tx, NEXT, shop.0, offer.0, now)?;
    row.map(claim).transpose()
}

/// The first in line, whether their time has come or not.
pub async fn waiting(tx: &mut Tx, shop: ShopId, offer: OfferId, limit: i64) -> Result<Vec<Claim>, StorageError> {
    let rows: Vec<Row> = list!(tx, WAITING, shop.0, offer.0, limit)?;
    rows.into_iter().map(claim).collect()
}

/// How many stand before somebody in the line.
pub async fn ahead_of(tx: &mut Tx, shop: ShopId, waits: &Claim) -> Result<i64, StorageError> {
    let ahead: Option<i64> = value!(
        tx,
        AHEAD,
        shop.0,
        waits.offer.0,
        waits.opens_at,
        waits.asked_at,
        waits.id
    )?;
    Ok(ahead.unwrap_or(0))
}

/// How many wait.
pub async fn count_waiting(tx: &mut Tx, shop: ShopId, offer: OfferId) -> Result<i64, StorageError> {
    let count: Option<i64> = value!(tx, COUNT_WAITING, shop.0, offer.0)?;
    Ok(count.unwrap_or(0))
}

/// How many have it.
pub async fn count_claimed(tx: &mut Tx, shop: ShopId, offer: OfferId) -> Result<i64, StorageError> {
    let count: Option<i64> = value!(tx, COUNT_CLAIMED, shop.0, offer.0)?;
    Ok(count.unwrap_or(0))
}

/// How many a member has; those that came back do not count (C6).
pub async fn taken(tx: &mut Tx, shop: ShopId, member: MemberId, offer: OfferId) -> Result<i64, StorageError> {
    let taken: Option<i64> = value!(tx, TAKEN, shop.0, member.0, offer.0)?;
    Ok(taken.unwrap_or(0))
}

/// How often a member asked for it, whatever came of it.
pub async fn count_of_member(tx: &mut Tx, shop: ShopId, member: MemberId, offer: OfferId) -> Result<i64, StorageError> {
    let count: Option<i64> = value!(tx, COUNT_OF_MEMBER, shop.0, member.0, offer.0)?;
    Ok(count.unwrap_or(0))
}

/// Somebody in line gets it. Says whether they stood in line.
pub async fn serve(tx: &mut Tx, shop: ShopId, id: Uuid, coupon: CouponId, cost: Money) -> Result<bool, StorageError> {
    Ok(execute!(tx, SERVE, shop.0, id, coupon.0, cost.minor())? == 1)
}

/// The coupon came back. Says whether it was out.
pub async fn release(tx: &mut Tx, shop: ShopId, id: Uuid) -> Result<bool, StorageError> {
    Ok(execute!(tx, RELEASE, shop.0, id)? == 1)
}

/// Somebody goes out of the line. Says whether they stood in it.
pub async fn leave(tx: &mut Tx, shop: ShopId, id: Uuid) -> Result<bool, StorageError> {
    Ok(execute!(tx, LEAVE, shop.0, id)? == 1)
}
