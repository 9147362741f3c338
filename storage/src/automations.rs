//! What a shop has go out by itself.

use domain::automation::{Automation, Trigger, Wave};
use domain::birthday::Birthday;
use domain::offer::Audience;
use domain::{AutomationId, CategoryId, ShopId};
use sqlx::types::Json;
use uuid::Uuid;

use crate::ask::{execute, find, list, value};
use crate::{Instant, StorageError, Tx, statements};

statements! {
    ADD = "INSERT INTO automations (shop_id, automation_id, slug, trigger_kind, title, audience, waves, holiday, holdout, since, category_id) \
           VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) ON CONFLICT DO NOTHING";
    CHANGE = "UPDATE automations SET title = $3, audience = $4, waves = $5, holiday = $6, holdout = $7, since = $8, category_id = $9 \
              WHERE shop_id = $1 AND automation_id = $2";
    FIND = "SELECT automation_id, trigger_kind, title, audience, waves, holiday, holdout, since, category_id \
            FROM automations WHERE shop_id = $1 AND automation_id = $2";
    // Whoever changes it as well comes after this transaction.
    LOCK = "UPDATE automations SET holdout = holdout WHERE shop_id = $1 AND automation_id = $2 \
            RETURNING automation_id, trigger_kind, title, audience, waves, holiday, holdout, since, category_id";
    FIND_BY_SLUG = "SELECT automation_id FROM automations WHERE shop_id = $1 AND slug = $2";
    NAME_IN_FILE = "UPDATE automations SET slug = $3 WHERE shop_id = $1 AND automation_id = $2 AND slug IS NULL";
    // The acts keep their number small; the limit is for a table that something else wrote.
    LIST = "SELECT automation_id, trigger_kind, title, audience, waves, holiday, holdout, since, category_id \
            FROM automations WHERE shop_id = $1 ORDER BY automation_id LIMIT 200";
    ANY_ON = "SELECT EXISTS (SELECT 1 FROM automations WHERE shop_id = $1 AND since IS NOT NULL)";
}

#[derive(sqlx::FromRow)]
struct Row {
    automation_id: Uuid,
    trigger_kind: String,
    title: Option<String>,
    audience: Json<Audience>,
    waves: Json<Vec<Wave>>,
    holiday: Option<Json<Birthday>>,
    holdout: i64,
    since: Option<Instant>,
    category_id: Option<Uuid>,
}

impl TryFrom<Row> for Automation {
    type Error = StorageError;

    fn try_from(row: Row) -> Result<Self, StorageError> {
        let corrupt = |what: &str| StorageError::corrupt("automations", &what);
        Ok(Self {
            id: AutomationId(row.automation_id),
            trigger: Trigger::parse(&row.trigger_kind).ok_or_else(|| corrupt("trigger_kind"))?,
            title: row.title,
            audience: row.audience.0,
            waves: row.waves.0,
            holiday: row.holiday.map(|Json(day)| day),
            holdout: u8::try_from(row.holdout).map_err(|_| corrupt("holdout"))?,
            since: row.since,
            category: row.category_id.map(CategoryId),
        })
    }
}

/// Says whether it is new: one with this `slug` may be there already.
pub async fn add(tx: &mut Tx, shop: ShopId, new: &Automation, slug: Option<&str>) -> Result<bool, StorageError> {
    let rows = execute!(
        tx,
        ADD,
        shop.0,
        new.id.0,
        slug,
        new.trigger.as_str(),
        new.title.as_deref(),
        Json(&new.audience),
        Json(&new.waves),
        new.holiday.as_ref().map(Json),
        i64::from(new.holdout),
        new.since,
        new.category.map(|category| category.0)
    )?;
    Ok(rows == 1)
}

/// Writes everything about an automation but what it waits for. Says whether there is such a one.
pub async fn change(tx: &mut Tx, shop: ShopId, changed: &Automation) -> Result<bool, StorageError> {
    let rows = execute!(
        tx,
        CHANGE,
        shop.0,
        changed.id.0,
        changed.title.as_deref(),
        Json(&changed.audience),
        Json(&changed.waves),
        changed.holiday.as_ref().map(Json),
        i64::from(changed.holdout),
        changed.since,
        changed.category.map(|category| category.0)
    )?;
    Ok(rows == 1)
}

pub async fn find(tx: &mut Tx, shop: ShopId, id: AutomationId) -> Result<Option<Automation>, StorageError> {
    let row: Option<Row> = find!(tx, FIND, shop.0, id.0)?;
    row.map(Automation::try_from).transpose()
}

/// One that is about to be changed: whoever changes it as well comes after this transaction.
pub async fn lock(tx: &mut Tx, shop: ShopId, id: AutomationId) -> Result<Option<Automation>, StorageError> {
    let row: Option<Row> = find!(tx, LOCK, shop.0, id.0)?;
    row.map(Automation::try_from).transpose()
}

/// The one that a file calls `slug`.
pub async fn find_by_slug(tx: &mut Tx, shop: ShopId, slug: &str) -> Result<Option<AutomationId>, StorageError> {
    let id: Option<Uuid> = value!(tx, FIND_BY_SLUG, shop.0, slug)?;
    Ok(id.map(AutomationId))
}

/// Has a file call it `slug`, unless one calls it something already. Says whether it is called so now.
pub async fn name_in_file(tx: &mut Tx, shop: ShopId, id: AutomationId, slug: &str) -> Result<bool, StorageError> {
    Ok(execute!(tx, NAME_IN_FILE, shop.0, id.0, slug)? == 1)
}

/// All of a shop, oldest first.
pub async fn list(tx: &mut Tx, shop: ShopId) -> Result<Vec<Automation>, StorageError> {
    let rows: Vec<Row> = list!(tx, LIST, shop.0)?;
    rows.into_iter().map(Automation::try_from).collect()
}

/// Whether a shop has one that is on.
pub async fn any_on(tx: &mut Tx, shop: ShopId) -> Result<bool, StorageError> {
    let on: Option<bool> = value!(tx, ANY_ON, shop.0)?;
    Ok(on.unwrap_or_default())
}
