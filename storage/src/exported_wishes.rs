//! Whom members buy for, what they would like to have and what they asked for, page by page, for a shop's own
//! spreadsheets (D6). Of those who are gone there is nothing.

use domain::offer::ClaimState;
use domain::relative::Relative;
use domain::{MemberId, Money, ProductId, RelativeId, ShopId};
use uuid::Uuid;

use crate::ask::list;
use crate::exports::Whose;
use crate::{Instant, StorageError, Tx, relatives, statements};

statements! {
    RELATIVES = "SELECT r.relative_id, m.number, m.name AS member, r.relation, r.name, r.calendar, r.month, r.day, r.leap, r.year, r.size, r.taste \
                 FROM relatives r JOIN members m ON m.shop_id = r.shop_id AND m.member_id = r.member_id AND m.gone_at IS NULL \
                 WHERE r.shop_id = $1 AND r.relative_id > $2 ORDER BY r.relative_id LIMIT $3";
    WISHES = "SELECT w.member_id, w.product_id, m.number, m.name, p.title, p.price, p.member_price, p.active, w.at FROM wishes w \
              JOIN members m ON m.shop_id = w.shop_id AND m.member_id = w.member_id AND m.gone_at IS NULL \
              JOIN products p ON p.shop_id = w.shop_id AND p.product_id = w.product_id \
              WHERE w.shop_id = $1 AND (w.member_id, w.product_id) > ($2, $3) ORDER BY w.member_id, w.product_id LIMIT $4";
    CLAIMS = "SELECT a.claim_id, m.number, m.name, o.title, a.state, a.asked_at, c.code FROM claims a \
              JOIN members m ON m.shop_id = a.shop_id AND m.member_id = a.member_id AND m.gone_at IS NULL \
              JOIN offers o ON o.shop_id = a.shop_id AND o.offer_id = a.offer_id \
              LEFT JOIN coupons c ON c.shop_id = a.shop_id AND c.coupon_id = a.coupon_id \
              WHERE a.shop_id = $1 AND a.claim_id > $2 ORDER BY a.claim_id LIMIT $3";
}

/// Somebody a member buys for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kin {
    pub whose: Whose,
    pub relative: Relative,
}

/// Something that a member would like to have.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hoped {
    pub member: MemberId,
    pub product: ProductId,
    pub whose: Whose,
    pub title: String,
    pub price: Money,
    pub member_price: Option<Money>,
    pub on_sale: bool,
    pub at: Instant,
}

/// Somebody's asking for an offer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asked {
    pub id: Uuid,
    pub whose: Whose,
    pub offer: String,
    pub state: ClaimState,
    pub at: Instant,
    /// Of the coupon that came of it.
    pub code: Option<String>,
}

#[derive(sqlx::FromRow)]
struct RelativeRow {
    number: i64,
    member: String,
    #[sqlx(flatten)]
    relative: relatives::Row,
}

#[derive(sqlx::FromRow)]
struct WishRow {
    member_id: Uuid,
    product_id: Uuid,
    number: i64,
    name: String,
    title: String,
    price: i64,
    member_price: Option<i64>,
    active: bool,
    at: Instant,
}

/// The relatives behind `after`, in the order in which they were entered.
pub async fn relatives(tx: &mut Tx, shop: ShopId, after: RelativeId, limit: i64) -> Result<Vec<Kin>, StorageError> {
    let rows: Vec<RelativeRow> = list!(tx, RELATIVES, shop.0, after.0, limit)?;
    rows.into_iter()
        .map(|row| {
            Ok(Kin {
                whose: Whose::of(Some(row.number), Some(row.member)),
                relative: relatives::relative(tx, shop, row.relative)?,
            })
        })
        .collect()
}

/// The wishes behind this one, by member.
pub async fn wishes(
    tx: &mut Tx,
    shop: ShopId,
    after: (MemberId, ProductId),
    limit: i64,
) -> Result<Vec<Hoped>, StorageError> {
    let (member, product) = after;
    let rows: Vec<WishRow> = list!(tx, WISHES, shop.0, member.0, product.0, limit)?;
    let money = |minor: i64| Money::new(minor).ok_or_else(|| StorageError::corrupt("products", &minor));
    rows.into_iter()
        .map(|row| {
            Ok(Hoped {
                member: MemberId(row.member_id),
                product: ProductId(row.product_id),
                whose: Whose::of(Some(row.number), Some(row.name)),
                title: row.title,
                price: money(row.price)?,
                member_price: row.member_price.map(money).transpose()?,
                on_sale: row.active,
                at: row.at,
            })
        })
        .collect()
}

/// Who asked for offers, behind `after`, in their order.
pub async fn claims(tx: &mut Tx, shop: ShopId, after: Uuid, limit: i64) -> Result<Vec<Asked>, StorageError> {
    type Row = (Uuid, i64, String, String, String, Instant, Option<String>);
    let rows: Vec<Row> = list!(tx, CLAIMS, shop.0, after, limit)?;
    rows.into_iter()
        .map(|(id, number, name, offer, state, at, code)| {
            Ok(Asked {
                id,
                whose: Whose::of(Some(number), Some(name)),
                offer,
                state: ClaimState::parse(&state).ok_or_else(|| StorageError::corrupt("claims", &state))?,
                at,
                code,
            })
        })
        .collect()
}
