//! What the rules of tags go by, of a span of members at once: a night looks through the whole club.

use std::collections::HashMap;

use domain::field::FieldValue;
use domain::tier::Sums;
use domain::{CategoryId, FieldId, MemberId, Money, ShopId, TierId};
use serde_json::Value;
use sqlx::types::Json;
use uuid::Uuid;

use crate::ask::{list, value};
use crate::fields::open_value;
use crate::{Instant, StorageError, Tx, statements};

statements! {
    MEMBERS = "SELECT member_id, leader FROM members WHERE shop_id = $1 AND member_id > $2 AND member_id <= $3 \
               AND gone_at IS NULL ORDER BY member_id";
    UPTO = "SELECT member_id FROM members WHERE shop_id = $1 AND member_id > $2 ORDER BY member_id LIMIT 1 OFFSET $3";
    LAST = "SELECT member_id FROM members WHERE shop_id = $1 AND member_id > $2 ORDER BY member_id DESC LIMIT 1";
    BEFORE = "SELECT member_id FROM members WHERE shop_id = $1 AND member_id < $2 ORDER BY member_id DESC LIMIT 1";
    STANDINGS = "SELECT member_id, spent, orders, last_at, tier_id FROM standings \
                 WHERE shop_id = $1 AND member_id > $2 AND member_id <= $3";
    BROUGHT = "SELECT m.invited_by, COUNT(*) FROM members m \
               JOIN standings s ON s.shop_id = m.shop_id AND s.member_id = m.member_id AND s.last_at IS NOT NULL \
               WHERE m.shop_id = $1 AND m.invited_by > $2 AND m.invited_by <= $3 GROUP BY m.invited_by";
    FIELD = "SELECT member_id, value FROM field_values \
             WHERE shop_id = $1 AND field_id = $4 AND member_id > $2 AND member_id <= $3";
    // What was paid with points alone is bought as well.
    BOUGHT = "SELECT o.member_id, MAX(o.paid_at) FROM orders o \
              JOIN order_lines l ON l.shop_id = o.shop_id AND l.order_id = o.order_id AND l.category_id = $4 \
              WHERE o.shop_id = $1 AND o.member_id > $2 AND o.member_id <= $3 AND o.paid_at IS NOT NULL \
              AND o.undone_at IS NULL AND (o.total > o.money_back OR o.total = 0) GROUP BY o.member_id";
    LAST_BOUGHT = "SELECT member_id, MAX(paid_at) FROM orders \
                   WHERE shop_id = $1 AND member_id > $2 AND member_id <= $3 AND paid_at IS NOT NULL \
                   AND undone_at IS NULL AND (total > money_back OR total = 0) GROUP BY member_id";
    SPENT = "SELECT member_id, CAST(COALESCE(SUM(total - money_back), 0) AS BIGINT) FROM orders \
             WHERE shop_id = $1 AND member_id > $2 AND member_id <= $3 AND paid_at >= $4 GROUP BY member_id";
}

type Standing = (Uuid, i64, i64, Option<Instant>, Option<Uuid>);

/// What is known of one member.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Known {
    pub sums: Sums,
    pub last_at: Option<Instant>,
    pub tier: Option<TierId>,
    /// Buyers whom they brought.
    pub brought: i64,
    pub leader: bool,
    /// What stands in their fields, of those asked for.
    pub fields: HashMap<FieldId, FieldValue>,
    /// When they last bought anything and kept it, with points alone too, if that is asked for.
    pub last_bought: Option<Instant>,
    /// When they last bought of a category, of those asked for.
    pub bought: HashMap<CategoryId, Instant>,
    /// What they paid and kept within so many days, of the spans asked for.
    pub spent: HashMap<u32, Money>,
}

/// What some rules ask of purchases and files. Each is looked up by itself, so only what is asked for is.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Asked {
    pub categories: Vec<CategoryId>,
    pub fields: Vec<FieldId>,
    /// When somebody last bought anything.
    pub last: bool,
    /// Spans of days, and when each begins.
    pub spans: Vec<(u32, Instant)>,
}

/// The last of about `limit` members after the one named. `None`: there are no more.
pub async fn page_upto(
    tx: &mut Tx,
    shop: ShopId,
    after: MemberId,
    limit: i64,
) -> Result<Option<MemberId>, StorageError> {
    let upto: Option<Uuid> = match value!(tx, UPTO, shop.0, after.0, limit - 1)? {
        Some(upto) => Some(upto),
        None => value!(tx, LAST, shop.0, after.0)?,
    };
    Ok(upto.map(MemberId))
}

/// What is known of one member.
pub async fn of_member(
    tx: &mut Tx,
    shop: ShopId,
    member: MemberId,
    asked: &Asked,
) -> Result<Option<Known>, StorageError> {
    // A span begins behind its first: behind the one before, there is nobody else.
    let before: Option<Uuid> = value!(tx, BEFORE, shop.0, member.0)?;
    let after = MemberId(before.unwrap_or(Uuid::nil()));
    Ok(of_span(tx, shop, after, member, asked).await?.remove(&member))
}

/// What is known of the members after one and up to another.
pub async fn of_span(
    tx: &mut Tx,
    shop: ShopId,
    after: MemberId,
    upto: MemberId,
    asked: &Asked,
) -> Result<HashMap<MemberId, Known>, StorageError> {
    let members: Vec<(Uuid, bool)> = list!(tx, MEMBERS, shop.0, after.0, upto.0)?;
    let known = |(member, leader)| {
        let known = Known {
            leader,
            ..Known::default()
        };
        (MemberId(member), known)
    };
    let mut all: HashMap<MemberId, Known> = members.into_iter().map(known).collect();
    let standings: Vec<Standing> = list!(tx, STANDINGS, shop.0, after.0, upto.0)?;
    for (member, spent, orders, last_at, tier) in standings {
        if let Some(known) = all.get_mut(&MemberId(member)) {
            known.sums = Sums {
                money: Money::new(spent).unwrap_or(Money::MAX),
                orders,
            };
            known.last_at = last_at;
            known.tier = tier.map(TierId);
        }
    }
    let brought: Vec<(Uuid, i64)> = list!(tx, BROUGHT, shop.0, after.0, upto.0)?;
    for (member, count) in brought {
        if let Some(known) = all.get_mut(&MemberId(member)) {
            known.brought = count;
        }
    }
    for field in &asked.fields {
        let said: Vec<(Uuid, Json<Value>)> = list!(tx, FIELD, shop.0, after.0, upto.0, field.0)?;
        for (member, value) in said {
            let value = open_value(tx, shop, MemberId(member), *field, value.0)?;
            if let (Some(known), Some(value)) = (all.get_mut(&MemberId(member)), value) {
                known.fields.insert(*field, value);
            }
        }
    }
    if asked.last {
        let last: Vec<(Uuid, Option<Instant>)> = list!(tx, LAST_BOUGHT, shop.0, after.0, upto.0)?;
        for (member, at) in last {
            if let Some(known) = all.get_mut(&MemberId(member)) {
                known.last_bought = at;
            }
        }
    }
    for category in &asked.categories {
        let last: Vec<(Uuid, Option<Instant>)> = list!(tx, BOUGHT, shop.0, after.0, upto.0, category.0)?;
        for (member, at) in last {
            if let (Some(known), Some(at)) = (all.get_mut(&MemberId(member)), at) {
                known.bought.insert(*category, at);
            }
        }
    }
    for (days, since) in &asked.spans {
        let spent: Vec<(Uuid, i64)> = list!(tx, SPENT, shop.0, after.0, upto.0, *since)?;
        for (member, minor) in spent {
            if let Some(known) = all.get_mut(&MemberId(member)) {
                known
                    .spent
                    .insert(*days, Money::new(minor.max(0)).unwrap_or(Money::MAX));
            }
        }
    }
    Ok(all)
}
