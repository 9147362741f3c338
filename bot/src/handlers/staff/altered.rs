//! What a row of the log says was changed, from how it is written down: before and after (S3).

mod automation;

use chrono::{DateTime, NaiveDate, Utc};
use domain::action::Action;
use domain::order::Channel;
use domain::setting::Setting;
use domain::shop::Shop;
use domain::tier::Basis;
use domain::till::PointsWorth;
use domain::{Lang, Money, Points};
use say::altered::{Altered, Part, Value};
use say::{gift_editor, offer_editor, product_editor, rules, setup, tiers};
use serde_json::Value as Json;

use super::meant::Meant;

/// How a value is written down.
#[derive(Debug, Clone, Copy)]
enum Written {
    Text,
    Number,
    Points,
    Money,
    Percent,
    Minutes,
    Days,
    Months,
    Day,
    /// An instant; its day is told.
    Instant,
    Basis,
    Lang,
    Channel,
}

type Column = (&'static str, Part, Written);

const SHOP: &[Column] = &[
    ("name", Part::Shop(setup::Field::Name), Written::Text),
    ("lang", Part::Shop(setup::Field::Language), Written::Lang),
    ("time_zone", Part::Shop(setup::Field::TimeZone), Written::Text),
    ("currency", Part::Shop(setup::Field::Currency), Written::Text),
    ("welcome", Part::Shop(setup::Field::Welcome), Written::Points),
];

const GIFT: &[Column] = &[
    ("title", Part::Gift(gift_editor::Field::Title), Written::Text),
    ("price", Part::Gift(gift_editor::Field::Price), Written::Points),
    ("stock", Part::Gift(gift_editor::Field::Stock), Written::Number),
    ("per_member", Part::Gift(gift_editor::Field::Limit), Written::Number),
    ("per_day", Part::Gift(gift_editor::Field::PerDay), Written::Number),
    ("from", Part::Rule(rules::Field::From), Written::Day),
    ("until", Part::Rule(rules::Field::Until), Written::Day),
    ("coupon_days", Part::Gift(gift_editor::Field::Validity), Written::Days),
];

const PRODUCT: &[Column] = &[
    ("title", Part::Product(product_editor::Field::Title), Written::Text),
    ("price", Part::Product(product_editor::Field::Price), Written::Money),
    (
        "member_price",
        Part::Product(product_editor::Field::MemberPrice),
        Written::Money,
    ),
    ("stars", Part::Product(product_editor::Field::Stars), Written::Number),
    ("stock", Part::Product(product_editor::Field::Stock), Written::Number),
];

const CATEGORY: &[Column] = &[("title", Part::Product(product_editor::Field::Title), Written::Text)];

const OFFER: &[Column] = &[
    ("title", Part::Offer(offer_editor::Field::Title), Written::Text),
    ("ends_at", Part::Offer(offer_editor::Field::Until), Written::Instant),
    ("stock", Part::Offer(offer_editor::Field::Stock), Written::Number),
    ("per_member", Part::Offer(offer_editor::Field::Limit), Written::Number),
    ("budget", Part::Offer(offer_editor::Field::Budget), Written::Money),
    ("coupon_days", Part::Offer(offer_editor::Field::Validity), Written::Days),
];

const RULE: &[Column] = &[
    ("title", Part::Rule(rules::Field::Title), Written::Text),
    ("times", Part::Rule(rules::Field::Rate), Written::Percent),
    ("from", Part::Rule(rules::Field::From), Written::Day),
    ("until", Part::Rule(rules::Field::Until), Written::Day),
];

const TIER: &[Column] = &[
    ("title", Part::Tier(tiers::Field::Title), Written::Text),
    ("from_money", Part::Tier(tiers::Field::From), Written::Money),
    ("from_orders", Part::Tier(tiers::Field::From), Written::Number),
    ("times", Part::Tier(tiers::Field::Times), Written::Percent),
    ("off", Part::Tier(tiers::Field::Off), Written::Percent),
    ("early_minutes", Part::Tier(tiers::Field::Early), Written::Minutes),
    ("birthday", Part::Tier(tiers::Field::Birthday), Written::Money),
    ("birthday_thing", Part::Tier(tiers::Field::BirthdayThing), Written::Text),
    (
        "birthday_points",
        Part::Tier(tiers::Field::BirthdayPoints),
        Written::Percent,
    ),
    ("tag", Part::Tier(tiers::Field::Tag), Written::Text),
];

const TIER_RULES: &[Column] = &[
    ("basis", Part::TierRule(tiers::Rule::Basis), Written::Basis),
    ("window_months", Part::TierRule(tiers::Rule::Window), Written::Months),
    ("term_months", Part::TierRule(tiers::Rule::Term), Written::Months),
    ("grace_days", Part::TierRule(tiers::Rule::Grace), Written::Days),
    ("warning_days", Part::TierRule(tiers::Rule::Warning), Written::Days),
];

const ORDER: &[Column] = &[
    ("external", Part::Receipt, Written::Text),
    ("channel", Part::Channel, Written::Channel),
];

const BALANCE: &[Column] = &[("points", Part::Balance, Written::Points)];

/// What is another thing than it was, in the order in which it is edited. `meant`: what those are called for whom
/// something is.
pub(super) fn altered<'a>(
    (shop, meant, lang): (&Shop, &Meant, Lang),
    action: Action,
    was: Option<&'a Json>,
    became: Option<&'a Json>,
) -> Vec<Altered<'a>> {
    let (Some(was), Some(became)) = (was, became) else {
        return Vec::new();
    };
    if action == Action::AutomationChange {
        return automation::altered(was, became, meant, lang);
    }
    let columns = match action {
        Action::ShopChange => SHOP,
        Action::GiftChange => GIFT,
        Action::ProductChange => PRODUCT,
        Action::CategorySave => CATEGORY,
        Action::OfferChange => OFFER,
        Action::RuleChange => RULE,
        Action::TierChange => TIER,
        Action::TiersRules => TIER_RULES,
        Action::OrderAnnotate => ORDER,
        Action::PointsAdjust => BALANCE,
        _ => return Vec::new(),
    };
    let mut altered: Vec<Altered<'a>> = columns
        .iter()
        .filter(|(key, ..)| was.get(key) != became.get(key))
        .map(|(key, part, written)| Altered {
            part: part.clone(),
            was: was.get(key).and_then(|json| value(json, *written, shop)),
            became: became.get(key).and_then(|json| value(json, *written, shop)),
        })
        .collect();
    if action == Action::ShopChange {
        altered.extend(settings(was, became));
        altered.extend(pair(
            was,
            became,
            |said| worth(said, shop),
            Part::Setting(Setting::Worth),
        ));
        altered.extend(pair(was, became, rate, Part::Shop(setup::Field::Rate)));
    }
    altered
}

/// What is written down as two numbers.
fn pair<'a>(was: &Json, became: &Json, read: impl Fn(&Json) -> Option<Value<'a>>, part: Part) -> Option<Altered<'a>> {
    let (was, became) = (read(was), read(became));
    (was != became).then_some(Altered { part, was, became })
}

/// Rows of the first days say no sum: it was that of the rate at which points were earned.
fn worth(said: &Json, shop: &Shop) -> Option<Value<'static>> {
    let money = said.get("worth_money").map_or(Some(shop.rules.earn_per), money)?;
    let points = Points::new(said.get(Setting::Worth.code())?.as_i64()?)?;
    Some(Value::Worth(PointsWorth { points, money }))
}

fn rate(said: &Json) -> Option<Value<'static>> {
    Some(Value::Rate {
        points: Points::new(said.get("earn_points")?.as_i64()?)?,
        per: money(said.get("earn_per")?)?,
    })
}

fn money(json: &Json) -> Option<Money> {
    Money::new(json.as_i64()?)
}

/// The settings of a shop are written down by their codes.
fn settings<'a>(was: &'a Json, became: &'a Json) -> impl Iterator<Item = Altered<'a>> {
    let plain = Setting::ALL.into_iter().filter(|setting| *setting != Setting::Worth);
    plain.filter_map(|setting| {
        let (was, became) = (was.get(setting.code())?, became.get(setting.code())?);
        (was != became).then_some(Altered {
            part: Part::Setting(setting),
            was: Some(Value::Setting(was.as_i64())),
            became: Some(Value::Setting(became.as_i64())),
        })
    })
}

/// `None`: there is none, or it is written as this program does not write it.
fn value<'a>(json: &'a Json, written: Written, shop: &Shop) -> Option<Value<'a>> {
    Some(match written {
        Written::Text => Value::Text(json.as_str()?),
        Written::Number => Value::Number(json.as_i64()?),
        Written::Points => Value::Points(Points::new(json.as_i64()?)?),
        Written::Money => Value::Money(money(json)?),
        Written::Percent => Value::Percent(json.as_i64()?),
        Written::Minutes => Value::Minutes(json.as_i64()?),
        Written::Days => Value::Days(json.as_i64()?),
        Written::Months => Value::Months(json.as_i64()?),
        Written::Day => Value::Day(json.as_str()?.parse::<NaiveDate>().ok()?),
        Written::Instant => Value::Day(shop.day(json.as_str()?.parse::<DateTime<Utc>>().ok()?)),
        Written::Channel => Value::Channel(Channel::parse(json.as_str()?)?),
        Written::Basis => Value::Basis(Basis::parse(json.as_str()?)?),
        Written::Lang => Value::Lang(
            Lang::ALL
                .into_iter()
                .find(|lang| lang.tag() == json.as_str().unwrap_or(""))?,
        ),
    })
}
