//! The better rates that count for a purchase: those of the shop's rules, and those that the member's coupons opened.

use chrono::NaiveDate;
use domain::earn_rule::EarnRule;
use domain::terms::Only;
use domain::{MemberId, ShopId};
use sqlx::types::Json;

use crate::ask::list;
use crate::boosts::Boost;
use crate::earn_rules::{RuleRow, rules_on};
use crate::{Instant, StorageError, Tx, statements};

statements! {
    // One statement for both, as each sale reads them. What only one of the two has is nothing in rows of the other.
    OF_PURCHASE = concat!(
        "SELECT r.*, NULL AS only_for FROM (", rules_on!(), ") r \
         UNION ALL \
         SELECT coupon_id, '', percent, NULL, NULL, NULL, NULL, NULL, TRUE, only_for \
         FROM boosts WHERE shop_id = $1 AND member_id = $3 AND until_at > $4 AND from_at <= $4"
    );
}

/// By what a purchase may earn more than usual.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Rates {
    /// Those of the shop that run on the day.
    pub rules: Vec<EarnRule>,
    /// What the member has running.
    pub boosts: Vec<Boost>,
}

#[derive(sqlx::FromRow)]
struct Row {
    #[sqlx(flatten)]
    rule: RuleRow,
    only_for: Option<Json<Only>>,
}

/// The rates that count for a purchase of a member at a moment, which is on that day of the shop's.
pub async fn of_purchase(
    tx: &mut Tx,
    shop: ShopId,
    member: MemberId,
    day: NaiveDate,
    at: Instant,
) -> Result<Rates, StorageError> {
    let rows: Vec<Row> = list!(tx, OF_PURCHASE, shop.0, day, member.0, at)?;
    let mut rates = Rates::default();
    for Row { rule, only_for } in rows {
        match only_for {
            Some(Json(only)) => rates.boosts.push(Boost {
                percent: rule.times()?,
                only,
            }),
            None => rates.rules.push(rule.try_into()?),
        }
    }
    Ok(rates)
}
