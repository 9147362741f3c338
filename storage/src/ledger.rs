//! The ledger of points: rows are only ever added (P1).

use domain::reason::{Actor, Reason};
use domain::{CouponId, Delta, EntryId, MemberId, OrderId, ShopId, UserId};
use sqlx::types::Json;
use uuid::Uuid;

use crate::ask::{find, list};
use crate::several::Several;
use crate::{Instant, StorageError, Tx, on, statements};

statements! {
    APPEND = "INSERT INTO ledger (shop_id, entry_id, member_id, amount, owed, kind, reason, cause, order_id, coupon_id, actor, actor_id, at) \
              VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13) ON CONFLICT (shop_id, cause) DO NOTHING";
    FIND_BY_CAUSE = "SELECT entry_id, member_id, amount, owed, reason, actor, actor_id, at FROM ledger WHERE shop_id = $1 AND cause = $2";
    // Newest first: ids are made in the order of time.
    PAGE = "SELECT entry_id, member_id, amount, owed, reason, actor, actor_id, at FROM ledger \
            WHERE shop_id = $1 AND member_id = $2 ORDER BY entry_id DESC LIMIT $3 OFFSET $4";
}

/// A row to be added.
#[derive(Debug, Clone)]
pub struct NewEntry {
    pub shop: ShopId,
    pub id: EntryId,
    pub member: MemberId,
    pub amount: Delta,
    /// By how much it changes what the member owes.
    pub owed: Delta,
    pub reason: Reason,
    /// What makes it happen. A cause takes effect once (P3).
    pub cause: String,
    pub order: Option<OrderId>,
    pub coupon: Option<CouponId>,
    pub actor: Actor,
    pub at: Instant,
}

/// A row as it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    pub id: EntryId,
    pub member: MemberId,
    pub amount: Delta,
    pub owed: Delta,
    pub reason: Reason,
    pub actor: Actor,
    pub at: Instant,
}

/// [`APPEND`] for several.
static APPEND_SEVERAL: Several = Several::new(APPEND, 0, 2);

type Row = (Uuid, Uuid, i64, i64, Json<Reason>, String, Option<i64>, Instant);

fn entry((id, member, amount, owed, reason, actor, actor_id, at): Row) -> Result<Entry, StorageError> {
    Ok(Entry {
        id: EntryId(id),
        member: MemberId(member),
        amount: Delta::new(amount),
        owed: Delta::new(owed),
        reason: reason.0,
        actor: actor_of("ledger", &actor, actor_id)?,
        at,
    })
}

pub(crate) fn actor_of(table: &'static str, kind: &str, id: Option<i64>) -> Result<Actor, StorageError> {
    match (kind, id) {
        ("member", Some(id)) => Ok(Actor::Member(UserId(id))),
        ("staff", Some(id)) => Ok(Actor::Staff(UserId(id))),
        ("shop", _) => Ok(Actor::Shop),
        _ => Err(StorageError::Corrupt {
            table,
            what: format!("actor {kind:?}"),
        }),
    }
}

/// Says whether all rows were added: a cause that is there already adds nothing.
pub async fn append(tx: &mut Tx, entries: &[NewEntry]) -> Result<bool, StorageError> {
    let mut added = 0;
    for some in entries.chunks(APPEND_SEVERAL.rows(tx)) {
        added += on!(tx, conn => {
            let mut query = sqlx::query(APPEND_SEVERAL.of(some.len()));
            for entry in some {
                query = query
                    .bind(entry.shop.0)
                    .bind(entry.id.0)
                    .bind(entry.member.0)
                    .bind(entry.amount.get())
                    .bind(entry.owed.get())
                    .bind(entry.reason.kind())
                    .bind(Json(&entry.reason))
                    .bind(entry.cause.as_str())
                    .bind(entry.order.map(|order| order.0))
                    .bind(entry.coupon.map(|coupon| coupon.0))
                    .bind(entry.actor.as_str())
                    .bind(entry.actor.user().map(|user| user.0))
                    .bind(entry.at);
            }
            query.execute(conn).await.map(|done| done.rows_affected())
        })?;
    }
    Ok(usize::try_from(added).is_ok_and(|added| added == entries.len()))
}

pub async fn find_by_cause(tx: &mut Tx, shop: ShopId, cause: &str) -> Result<Option<Entry>, StorageError> {
    let row: Option<Row> = find!(tx, FIND_BY_CAUSE, shop.0, cause)?;
    row.map(entry).transpose()
}

/// A member's rows, newest first: `limit` of them after the first `skip`.
pub async fn page(
    tx: &mut Tx,
    shop: ShopId,
    member: MemberId,
    skip: i64,
    limit: i64,
) -> Result<Vec<Entry>, StorageError> {
    let rows: Vec<Row> = list!(tx, PAGE, shop.0, member.0, limit, skip)?;
    rows.into_iter().map(entry).collect()
}
