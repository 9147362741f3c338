//! Rules by which purchases earn more than usual.

use chrono::NaiveDate;
use domain::earn_rule::{EarnRule, Weekdays};
use domain::{CategoryId, RuleId, ShopId, TierId};
use uuid::Uuid;

use crate::ask::{execute, find, list, value};
use crate::{StorageError, Tx, statements};

statements! {
    ADD = "INSERT INTO earn_rules (shop_id, rule_id, slug, title, times, tier_id, category_id, from_day, until_day, weekdays, active) \
           VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) ON CONFLICT DO NOTHING";
    CHANGE = "UPDATE earn_rules SET title = $3, times = $4, tier_id = $5, category_id = $6, from_day = $7, until_day = $8, \
                  weekdays = $9, active = $10 \
              WHERE shop_id = $1 AND rule_id = $2";
    FIND = "SELECT rule_id, title, times, tier_id, category_id, from_day, until_day, weekdays, active \
            FROM earn_rules WHERE shop_id = $1 AND rule_id = $2";
    FIND_BY_SLUG = "SELECT rule_id FROM earn_rules WHERE shop_id = $1 AND slug = $2";
    // Newest first: ids are made in the order of time.
    LIST = "SELECT rule_id, title, times, tier_id, category_id, from_day, until_day, weekdays, active \
            FROM earn_rules WHERE shop_id = $1 ORDER BY rule_id DESC LIMIT $2 OFFSET $3";
    // A shop has a handful; the limit is for one that does not.
    ON = "SELECT rule_id, title, times, tier_id, category_id, from_day, until_day, weekdays, active \
          FROM earn_rules WHERE shop_id = $1 AND active AND (from_day IS NULL OR from_day <= $2) \
              AND (until_day IS NULL OR until_day >= $2) \
          ORDER BY rule_id DESC LIMIT 100";
}

type Row = (
    Uuid,
    String,
    i64,
    Option<Uuid>,
    Option<Uuid>,
    Option<NaiveDate>,
    Option<NaiveDate>,
    Option<i64>,
    bool,
);

fn rule((id, title, times, tier, category, from, until, weekdays, active): Row) -> Result<EarnRule, StorageError> {
    let corrupt = |what: String| StorageError::Corrupt {
        table: "earn_rules",
        what,
    };
    let weekdays = weekdays
        .map(|bits| {
            u8::try_from(bits)
                .ok()
                .and_then(Weekdays::from_bits)
                .ok_or_else(|| corrupt(format!("weekdays {bits}")))
        })
        .transpose()?;
    Ok(EarnRule {
        id: RuleId(id),
        title,
        times: u32::try_from(times).map_err(|_| corrupt(format!("times {times}")))?,
        tier: tier.map(TierId),
        category: category.map(CategoryId),
        from,
        until,
        weekdays,
        active,
    })
}

/// Says whether the rule is new: an id or slug that is there already adds nothing.
pub async fn add(tx: &mut Tx, shop: ShopId, rule: &EarnRule, slug: Option<&str>) -> Result<bool, StorageError> {
    let rows = execute!(
        tx,
        ADD,
        shop.0,
        rule.id.0,
        slug,
        &rule.title,
        i64::from(rule.times),
        rule.tier.map(|tier| tier.0),
        rule.category.map(|category| category.0),
        rule.from,
        rule.until,
        rule.weekdays.map(|days| i64::from(days.bits())),
        rule.active,
    )?;
    Ok(rows == 1)
}

/// Says whether there is such a rule.
pub async fn change(tx: &mut Tx, shop: ShopId, rule: &EarnRule) -> Result<bool, StorageError> {
    let rows = execute!(
        tx,
        CHANGE,
        shop.0,
        rule.id.0,
        &rule.title,
        i64::from(rule.times),
        rule.tier.map(|tier| tier.0),
        rule.category.map(|category| category.0),
        rule.from,
        rule.until,
        rule.weekdays.map(|days| i64::from(days.bits())),
        rule.active,
    )?;
    Ok(rows == 1)
}

pub async fn find(tx: &mut Tx, shop: ShopId, id: RuleId) -> Result<Option<EarnRule>, StorageError> {
    let row: Option<Row> = find!(tx, FIND, shop.0, id.0)?;
    row.map(rule).transpose()
}

/// The rule that a file calls `slug`.
pub async fn find_by_slug(tx: &mut Tx, shop: ShopId, slug: &str) -> Result<Option<RuleId>, StorageError> {
    let id: Option<Uuid> = value!(tx, FIND_BY_SLUG, shop.0, slug)?;
    Ok(id.map(RuleId))
}

/// All rules of a shop, those that ended too, newest first.
pub async fn list(tx: &mut Tx, shop: ShopId, skip: i64, limit: i64) -> Result<Vec<EarnRule>, StorageError> {
    let rows: Vec<Row> = list!(tx, LIST, shop.0, limit, skip)?;
    rows.into_iter().map(rule).collect()
}

/// The rules that run on a day of the shop's.
pub async fn on(tx: &mut Tx, shop: ShopId, day: NaiveDate) -> Result<Vec<EarnRule>, StorageError> {
    let rows: Vec<Row> = list!(tx, ON, shop.0, day)?;
    rows.into_iter().map(rule).collect()
}
