//! Rules by which purchases earn more than usual.

use chrono::NaiveDate;
use domain::earn_rule::{EarnRule, Weekdays};
use domain::{CategoryId, RuleId, ShopId, TierId};
use uuid::Uuid;

use crate::ask::{execute, find, list, value};
use crate::{StorageError, Tx, statements};

/// The rules of shop `$1` that run on day `$2`. It has a handful; the limit is for one that does not.
macro_rules! rules_on {
    () => {
        "SELECT rule_id, title, times, tier_id, category_id, from_day, until_day, weekdays, active \
         FROM earn_rules WHERE shop_id = $1 AND active AND (from_day IS NULL OR from_day <= $2) \
             AND (until_day IS NULL OR until_day >= $2) \
         ORDER BY rule_id DESC LIMIT 100"
    };
}

pub(crate) use rules_on;

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
    ON = rules_on!();
}

#[derive(sqlx::FromRow)]
pub(crate) struct RuleRow {
    rule_id: Uuid,
    title: String,
    times: i64,
    tier_id: Option<Uuid>,
    category_id: Option<Uuid>,
    from_day: Option<NaiveDate>,
    until_day: Option<NaiveDate>,
    weekdays: Option<i64>,
    active: bool,
}

impl RuleRow {
    /// Percent of the usual points.
    pub(crate) fn times(&self) -> Result<u32, StorageError> {
        u32::try_from(self.times).map_err(|_| StorageError::corrupt("earn_rules", &format!("times {}", self.times)))
    }
}

impl TryFrom<RuleRow> for EarnRule {
    type Error = StorageError;

    fn try_from(row: RuleRow) -> Result<Self, Self::Error> {
        let weekdays = row.weekdays.map(|bits| {
            let days = u8::try_from(bits).ok().and_then(Weekdays::from_bits);
            days.ok_or_else(|| StorageError::corrupt("earn_rules", &format!("weekdays {bits}")))
        });
        Ok(Self {
            id: RuleId(row.rule_id),
            times: row.times()?,
            title: row.title,
            tier: row.tier_id.map(TierId),
            category: row.category_id.map(CategoryId),
            from: row.from_day,
            until: row.until_day,
            weekdays: weekdays.transpose()?,
            active: row.active,
        })
    }
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
    let row: Option<RuleRow> = find!(tx, FIND, shop.0, id.0)?;
    row.map(EarnRule::try_from).transpose()
}

/// The rule that a file calls `slug`.
pub async fn find_by_slug(tx: &mut Tx, shop: ShopId, slug: &str) -> Result<Option<RuleId>, StorageError> {
    let id: Option<Uuid> = value!(tx, FIND_BY_SLUG, shop.0, slug)?;
    Ok(id.map(RuleId))
}

/// All rules of a shop, those that ended too, newest first.
pub async fn list(tx: &mut Tx, shop: ShopId, skip: i64, limit: i64) -> Result<Vec<EarnRule>, StorageError> {
    let rows: Vec<RuleRow> = list!(tx, LIST, shop.0, limit, skip)?;
    rows.into_iter().map(EarnRule::try_from).collect()
}

/// The rules that run on a day of the shop's.
pub async fn on(tx: &mut Tx, shop: ShopId, day: NaiveDate) -> Result<Vec<EarnRule>, StorageError> {
    let rows: Vec<RuleRow> = list!(tx, ON, shop.0, day)?;
    rows.into_iter().map(EarnRule::try_from).collect()
}
