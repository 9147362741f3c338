//! Members, their points and their coupons, page by page, for a shop's own spreadsheets (D6).
//!
//! Pages follow the keys of the tables, so that the last one costs what the first did.

use domain::birthday::Birthday;
use domain::coupon::CouponState;
use domain::field::FieldValue;
use domain::reason::Reason;
use domain::{FieldId, MemberId, Points, ShopId, UserId};
use serde_json::Value;
use sqlx::types::Json;
use uuid::Uuid;

use crate::ask::list;
use crate::birthdays::day_of;
use crate::fields::open_value;
use crate::members::{open_email, open_phone};
use crate::{Instant, StorageError, Tx, statements};

statements! {
    MEMBERS = "SELECT m.member_id, m.number, m.name, m.username, m.user_id, m.phone, m.email, m.card, m.agreed_at, \
                   b.points, b.pending, b.owed, t.title AS tier, d.calendar, d.month, d.day, d.leap, d.year \
               FROM members m JOIN balances b ON b.shop_id = m.shop_id AND b.member_id = m.member_id \
               LEFT JOIN standings s ON s.shop_id = m.shop_id AND s.member_id = m.member_id \
               LEFT JOIN tiers t ON t.shop_id = s.shop_id AND t.tier_id = s.tier_id \
               LEFT JOIN birthdays d ON d.shop_id = m.shop_id AND d.member_id = m.member_id \
               WHERE m.shop_id = $1 AND m.member_id > $2 AND m.gone_at IS NULL ORDER BY m.member_id LIMIT $3";
    TAGS = "SELECT m.member_id, t.title FROM member_tags m JOIN tags t ON t.shop_id = m.shop_id AND t.tag_id = m.tag_id \
            WHERE m.shop_id = $1 AND m.member_id > $2 AND m.member_id <= $3 AND t.active ORDER BY m.member_id, t.tag_id";
    NOTES = "SELECT member_id, note_id FROM notes WHERE shop_id = $1 AND member_id > $2 AND member_id <= $3 \
             AND removed_at IS NULL ORDER BY member_id, note_id";
    VALUES = "SELECT v.member_id, v.field_id, v.value FROM field_values v \
              WHERE v.shop_id = $1 AND v.member_id > $2 AND v.member_id <= $3";
    // A row of a file that became part of another one is the other one's.
    LEDGER = "SELECT e.entry_id, m.number, m.name, e.amount, e.reason, e.at FROM ledger e \
              LEFT JOIN former_members f ON f.shop_id = e.shop_id AND f.former_id = e.member_id \
              LEFT JOIN members m ON m.shop_id = e.shop_id AND m.member_id = COALESCE(f.member_id, e.member_id) AND m.gone_at IS NULL \
              WHERE e.shop_id = $1 AND e.entry_id > $2 ORDER BY e.entry_id LIMIT $3";
    COUPONS = "SELECT c.coupon_id, m.number, m.name, c.code, c.title, c.state, c.issued_at, c.expires_at, c.closed_at \
               FROM coupons c LEFT JOIN members m ON m.shop_id = c.shop_id AND m.member_id = c.member_id AND m.gone_at IS NULL \
               WHERE c.shop_id = $1 AND c.coupon_id > $2 ORDER BY c.coupon_id LIMIT $3";
}

/// A member with everything that is kept in columns.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    pub id: MemberId,
    pub number: i64,
    pub name: String,
    pub username: Option<String>,
    pub user: Option<UserId>,
    pub phone: Option<String>,
    pub email: Option<String>,
    pub card: String,
    pub agreed_at: Instant,
    pub points: Points,
    pub pending: Points,
    pub owed: Points,
    pub tier: Option<String>,
    pub birthday: Option<Birthday>,
    pub tags: Vec<String>,
    pub notes: Vec<String>,
    pub fields: Vec<(FieldId, FieldValue)>,
}

#[derive(sqlx::FromRow)]
struct MemberRow {
    member_id: Uuid,
    number: i64,
    name: String,
    username: Option<String>,
    user_id: Option<i64>,
    phone: Option<Vec<u8>>,
    email: Option<Vec<u8>>,
    card: String,
    agreed_at: Instant,
    points: i64,
    pending: i64,
    owed: i64,
    tier: Option<String>,
    calendar: Option<String>,
    month: Option<i64>,
    day: Option<i64>,
    leap: Option<bool>,
    year: Option<i64>,
}

/// Whose something is: their number and name. The books keep what happened to those who are gone, and not who they were.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Whose(pub Option<(i64, String)>);

impl Whose {
    pub(crate) fn of(number: Option<i64>, name: Option<String>) -> Self {
        Self(number.zip(name))
    }
}

/// A movement of points.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Movement {
    pub id: Uuid,
    pub whose: Whose,
    pub amount: i64,
    pub reason: Reason,
    pub at: Instant,
}

/// A coupon.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Voucher {
    pub id: Uuid,
    pub whose: Whose,
    pub code: String,
    pub title: String,
    pub state: CouponState,
    pub issued_at: Instant,
    pub expires_at: Instant,
    pub closed_at: Option<Instant>,
}

/// The members behind `after`, in the order in which they came.
pub async fn members(tx: &mut Tx, shop: ShopId, after: MemberId, limit: i64) -> Result<Vec<Listed>, StorageError> {
    let rows: Vec<MemberRow> = list!(tx, MEMBERS, shop.0, after.0, limit)?;
    let Some(last) = rows.last().map(|row| row.member_id) else {
        return Ok(Vec::new());
    };
    let mut listed = Vec::with_capacity(rows.len());
    for row in rows {
        let id = MemberId(row.member_id);
        let day = (row.calendar, row.month, row.day, row.leap.unwrap_or(false), row.year);
        listed.push(Listed {
            id,
            number: row.number,
            name: row.name,
            username: row.username,
            user: row.user_id.map(UserId),
            phone: row.phone.and_then(|sealed| open_phone(tx, shop, id, &sealed).ok()),
            email: row.email.and_then(|sealed| open_email(tx, shop, id, &sealed).ok()),
            card: row.card,
            agreed_at: row.agreed_at,
            points: Points::at_least_zero(row.points),
            pending: Points::at_least_zero(row.pending),
            owed: Points::at_least_zero(row.owed),
            tier: row.tier,
            birthday: day_of("birthdays", day)?,
            tags: Vec::new(),
            notes: Vec::new(),
            fields: Vec::new(),
        });
    }
    let tags: Vec<(Uuid, String)> = list!(tx, TAGS, shop.0, after.0, last)?;
    for (member, title) in tags {
        if let Some(listed) = of(&mut listed, member) {
            listed.tags.push(title);
        }
    }
    let values: Vec<(Uuid, Uuid, Json<Value>)> = list!(tx, VALUES, shop.0, after.0, last)?;
    for (member, field, value) in values {
        let value = open_value(tx, shop, MemberId(member), FieldId(field), value.0)?;
        if let (Some(listed), Some(value)) = (of(&mut listed, member), value) {
            listed.fields.push((FieldId(field), value));
        }
    }
    let notes: Vec<(Uuid, Uuid)> = list!(tx, NOTES, shop.0, after.0, last)?;
    for (member, note) in notes {
        let note = crate::notes::find(tx, shop, domain::NoteId(note)).await?;
        if let (Some(listed), Some(note)) = (of(&mut listed, member), note) {
            listed.notes.push(note.body);
        }
    }
    Ok(listed)
}

fn of(listed: &mut [Listed], member: Uuid) -> Option<&mut Listed> {
    let at = listed.binary_search_by_key(&member, |one| one.id.0).ok()?;
    listed.get_mut(at)
}

/// The movements of points behind `after`, in their order.
pub async fn movements(tx: &mut Tx, shop: ShopId, after: Uuid, limit: i64) -> Result<Vec<Movement>, StorageError> {
    type Row = (Uuid, Option<i64>, Option<String>, i64, Json<Reason>, Instant);
    let rows: Vec<Row> = list!(tx, LEDGER, shop.0, after, limit)?;
    let movement = |(id, number, name, amount, reason, at): Row| Movement {
        id,
        whose: Whose::of(number, name),
        amount,
        reason: reason.0,
        at,
    };
    Ok(rows.into_iter().map(movement).collect())
}

/// The coupons behind `after`, in their order.
pub async fn vouchers(tx: &mut Tx, shop: ShopId, after: Uuid, limit: i64) -> Result<Vec<Voucher>, StorageError> {
    type Row = (
        Uuid,
        Option<i64>,
        Option<String>,
        String,
        String,
        String,
        Instant,
        Instant,
        Option<Instant>,
    );
    let rows: Vec<Row> = list!(tx, COUPONS, shop.0, after, limit)?;
    rows.into_iter()
        .map(
            |(id, number, name, code, title, state, issued_at, expires_at, closed_at)| {
                Ok(Voucher {
                    id,
                    whose: Whose::of(number, name),
                    code,
                    title,
                    state: CouponState::parse(&state).ok_or_else(|| StorageError::corrupt("coupons", &state))?,
                    issued_at,
                    expires_at,
                    closed_at,
                })
            },
        )
        .collect()
}
