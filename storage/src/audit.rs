//! Everything staff did (S3). Rows are only ever added.

use domain::action::Action;
use domain::reason::Actor;
use domain::{MemberId, ShopId};
use sqlx::types::Json;
use uuid::Uuid;

use crate::ask::{execute, list};
use crate::ledger::actor_of;
use crate::{Instant, StorageError, Tx, statements};

statements! {
    ADD = "INSERT INTO audit (shop_id, audit_id, actor, actor_id, action, member_id, was, became, at) \
           VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
    // As text: SQLite keeps a JSON text that is a plain number as a number, which does not read back as JSON.
    PAGE = "SELECT a.actor, a.actor_id, COALESCE(s.name, p.first_name), a.action, m.name, \
                CAST(a.was AS TEXT), CAST(a.became AS TEXT), a.at \
            FROM audit a \
            LEFT JOIN staff s ON s.shop_id = a.shop_id AND s.user_id = a.actor_id \
            LEFT JOIN people p ON p.user_id = a.actor_id \
            LEFT JOIN members m ON m.shop_id = a.shop_id AND m.member_id = a.member_id \
            WHERE a.shop_id = $1 ORDER BY a.audit_id DESC LIMIT $2 OFFSET $3";
}

/// Something that was done.
#[derive(Debug, Clone)]
pub struct Deed {
    pub shop: ShopId,
    pub id: Uuid,
    pub actor: Actor,
    pub action: Action,
    pub member: Option<MemberId>,
    /// What it was before.
    pub was: Option<serde_json::Value>,
    /// What it is after.
    pub became: Option<serde_json::Value>,
    pub at: Instant,
}

/// A row of the log, with the names of those in it.
#[derive(Debug, Clone, PartialEq)]
pub struct Done {
    pub actor: Actor,
    pub actor_name: Option<String>,
    pub action: String,
    pub member_name: Option<String>,
    pub was: Option<serde_json::Value>,
    pub became: Option<serde_json::Value>,
    pub at: Instant,
}

type Row = (
    String,
    Option<i64>,
    Option<String>,
    String,
    Option<String>,
    Option<String>,
    Option<String>,
    Instant,
);

pub async fn add(tx: &mut Tx, deed: &Deed) -> Result<(), StorageError> {
    execute!(
        tx,
        ADD,
        deed.shop.0,
        deed.id,
        deed.actor.as_str(),
        deed.actor.user().map(|user| user.0),
        deed.action.as_str(),
        deed.member.map(|member| member.0),
        deed.was.as_ref().map(Json),
        deed.became.as_ref().map(Json),
        deed.at,
    )?;
    Ok(())
}

/// The log of a shop, newest first.
pub async fn page(tx: &mut Tx, shop: ShopId, skip: i64, limit: i64) -> Result<Vec<Done>, StorageError> {
    let rows: Vec<Row> = list!(tx, PAGE, shop.0, limit, skip)?;
    rows.into_iter()
        .map(|(actor, actor_id, actor_name, action, member_name, was, became, at)| {
            Ok(Done {
                actor: actor_of("audit", &actor, actor_id)?,
                actor_name,
                action,
                member_name,
                was: was.as_deref().map(read).transpose()?,
                became: became.as_deref().map(read).transpose()?,
                at,
            })
        })
        .collect()
}

fn read(json: &str) -> Result<serde_json::Value, StorageError> {
    serde_json::from_str(json).map_err(|error| StorageError::corrupt("audit", &error))
}
