//! What birthdays came to: who was greeted, where, and what it brought. Once per member and birthday (B1).

use chrono::NaiveDate;
use domain::{CouponId, MemberId, ShopId};
use uuid::Uuid;

use crate::ask::{execute, find, list, value};
use crate::{Instant, StorageError, Tx, statements};

statements! {
    ADD = "INSERT INTO greetings (shop_id, member_id, kept_on, told_at, coupon_id, in_group) VALUES ($1, $2, $3, $4, $5, $6) \
           ON CONFLICT DO NOTHING";
    LAST = "SELECT kept_on FROM greetings WHERE shop_id = $1 AND member_id = $2 ORDER BY kept_on DESC LIMIT 1";
    TO_POST = "SELECT g.member_id, g.kept_on, g.coupon_id, m.name, m.own_name, p.first_name FROM greetings g \
               JOIN members m ON m.shop_id = g.shop_id AND m.member_id = g.member_id AND m.gone_at IS NULL \
               JOIN people p ON p.user_id = m.user_id \
               JOIN birthdays b ON b.shop_id = g.shop_id AND b.member_id = g.member_id AND b.told = 'group' \
               WHERE g.shop_id = $1 AND g.kept_on >= $2 AND g.in_group AND g.posted_on IS NULL \
               ORDER BY g.kept_on, g.member_id LIMIT $3";
    POSTED = "UPDATE greetings SET posted_on = $2 WHERE shop_id = $1 AND kept_on >= $3 AND in_group AND posted_on IS NULL";
    OPENED = "SELECT coupon_id FROM greetings WHERE shop_id = $1 AND member_id = $2 AND posted_on = $3 AND coupon_id IS NOT NULL \
              ORDER BY kept_on DESC LIMIT 1";
    CALLED = "SELECT m.name, m.own_name, p.first_name FROM members m JOIN people p ON p.user_id = m.user_id \
              WHERE m.shop_id = $1 AND m.member_id = $2";
    PASS_ON = "INSERT INTO greetings (shop_id, member_id, kept_on, told_at, coupon_id, in_group, posted_on) \
               SELECT g.shop_id, $3, g.kept_on, g.told_at, g.coupon_id, g.in_group, g.posted_on FROM greetings g \
               WHERE g.shop_id = $1 AND g.member_id = $2 ON CONFLICT DO NOTHING";
    DROP = "DELETE FROM greetings WHERE shop_id = $1 AND member_id = $2";
    OF_MEMBER = "SELECT kept_on, told_at, in_group FROM greetings WHERE shop_id = $1 AND member_id = $2 ORDER BY kept_on DESC LIMIT 100";
}

/// A birthday that was told of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Greeting {
    pub member: MemberId,
    /// The day on which the birthday was.
    pub kept_on: NaiveDate,
    pub told_at: Instant,
    pub coupon: Option<CouponId>,
    pub in_group: bool,
}

/// Somebody whom the group congratulates.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ToPost {
    pub member: MemberId,
    pub kept_on: NaiveDate,
    pub has_gift: bool,
    /// What they are called, and whether they said so themselves.
    pub name: String,
    pub own_name: bool,
    /// As Telegram says it.
    pub first_name: String,
}

/// Says whether this birthday was not told of before.
pub async fn add(tx: &mut Tx, shop: ShopId, new: &Greeting) -> Result<bool, StorageError> {
    let coupon = new.coupon.map(|coupon| coupon.0);
    let rows = execute!(
        tx,
        ADD,
        shop.0,
        new.member.0,
        new.kept_on,
        new.told_at,
        coupon,
        new.in_group
    )?;
    Ok(rows == 1)
}

/// The last birthday of a member that was told of.
pub async fn last(tx: &mut Tx, shop: ShopId, member: MemberId) -> Result<Option<NaiveDate>, StorageError> {
    Ok(value!(tx, LAST, shop.0, member.0)?)
}

/// Up to `limit` members whom the group is still to congratulate on a birthday since `from`: those who want that at this
/// moment.
pub async fn to_post(tx: &mut Tx, shop: ShopId, from: NaiveDate, limit: i64) -> Result<Vec<ToPost>, StorageError> {
    type Row = (Uuid, NaiveDate, Option<Uuid>, String, bool, String);
    let rows: Vec<Row> = list!(tx, TO_POST, shop.0, from, limit)?;
    Ok(rows
        .into_iter()
        .map(|(member, kept_on, coupon, name, own_name, first_name)| ToPost {
            member: MemberId(member),
            kept_on,
            has_gift: coupon.is_some(),
            name,
            own_name,
            first_name,
        })
        .collect())
}

/// All who were still to be congratulated are, in the post of this day.
pub async fn posted(tx: &mut Tx, shop: ShopId, on: NaiveDate, from: NaiveDate) -> Result<(), StorageError> {
    execute!(tx, POSTED, shop.0, on, from)?;
    Ok(())
}

/// What a birthday brought a member whom the post of this day congratulates.
pub async fn gift_in_post(
    tx: &mut Tx,
    shop: ShopId,
    member: MemberId,
    on: NaiveDate,
) -> Result<Option<CouponId>, StorageError> {
    let coupon: Option<(Uuid,)> = find!(tx, OPENED, shop.0, member.0, on)?;
    Ok(coupon.map(|(coupon,)| CouponId(coupon)))
}

/// What a member is called: by themselves, if they said so, and by Telegram. `None`: they are not on Telegram.
pub async fn called(
    tx: &mut Tx,
    shop: ShopId,
    member: MemberId,
) -> Result<Option<(Option<String>, String)>, StorageError> {
    let row: Option<(String, bool, String)> = find!(tx, CALLED, shop.0, member.0)?;
    Ok(row.map(|(name, own, first)| (own.then_some(name), first)))
}

/// What a file had is another one's (D4).
pub async fn pass_on(tx: &mut Tx, shop: ShopId, from: MemberId, into: MemberId) -> Result<(), StorageError> {
    execute!(tx, PASS_ON, shop.0, from.0, into.0)?;
    forget(tx, shop, from).await
}

/// The birthdays that a member was told of, the last ones first: on which day, when, and whether the group read of it.
pub async fn of_member(
    tx: &mut Tx,
    shop: ShopId,
    member: MemberId,
) -> Result<Vec<(NaiveDate, Instant, bool)>, StorageError> {
    Ok(list!(tx, OF_MEMBER, shop.0, member.0)?)
}

/// Nothing is left of it.
pub async fn forget(tx: &mut Tx, shop: ShopId, member: MemberId) -> Result<(), StorageError> {
    execute!(tx, DROP, shop.0, member.0)?;
    Ok(())
}
