//! Shops and the rules they settled.

use domain::birthday::BirthdayRules;
use domain::mail::MailRules;
use domain::shop::{PointRules, Shop};
use domain::till::{PointsWorth, TillRules};
use domain::{Money, Points, ShopId};
use uuid::Uuid;

use crate::ask::{execute, find, list, value};
use crate::{Instant, StorageError, Tx, statements};

statements! {
    ADD = "INSERT INTO shops (shop_id, slug, name, lang, time_zone, currency, earn_per, earn_points, welcome, check_in, \
               expiry_months, pending_days, free_per_day, free_in_total, created_at, \
               worth_points, worth_money, points_pay, delivery_fee, hold_hours, adjust_limit, \
               greets, greeting_hour, birthday_days, family_days, mail_hour, quiet_from, quiet_until, mail_per_week, posts_per_day) \
           VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, \
               $23, $24, $25, $26, $27, $28, $29, $30) \
           ON CONFLICT DO NOTHING";
    CHANGE = "UPDATE shops SET name = $2, lang = $3, time_zone = $4, currency = $5, earn_per = $6, earn_points = $7, \
                  welcome = $8, check_in = $9, expiry_months = $10, pending_days = $11, free_per_day = $12, \
                  free_in_total = $13, worth_points = $14, worth_money = $15, points_pay = $16, delivery_fee = $17, \
                  hold_hours = $18, adjust_limit = $19, greets = $20, greeting_hour = $21, birthday_days = $22, family_days = $23, \
                  mail_hour = $24, quiet_from = $25, quiet_until = $26, mail_per_week = $27, posts_per_day = $28 \
              WHERE shop_id = $1";
    FIND = "SELECT shop_id, name, lang, time_zone, currency, earn_per, earn_points, welcome, check_in, expiry_months, \
                pending_days, free_per_day, free_in_total, worth_points, worth_money, points_pay, delivery_fee, hold_hours, \
                adjust_limit, greets, greeting_hour, birthday_days, family_days, mail_hour, quiet_from, quiet_until, mail_per_week, posts_per_day \
            FROM shops WHERE shop_id = $1";
    // Takes the row, so that of two people who change a shop one comes after the other.
    LOCK = "UPDATE shops SET name = name WHERE shop_id = $1 \
            RETURNING shop_id, name, lang, time_zone, currency, earn_per, earn_points, welcome, check_in, expiry_months, \
                pending_days, free_per_day, free_in_total, worth_points, worth_money, points_pay, delivery_fee, hold_hours, \
                adjust_limit, greets, greeting_hour, birthday_days, family_days, mail_hour, quiet_from, quiet_until, mail_per_week, posts_per_day";
    FIND_BY_SLUG = "SELECT shop_id FROM shops WHERE slug = $1";
    LIST = "SELECT shop_id, name, lang, time_zone, currency, earn_per, earn_points, welcome, check_in, expiry_months, \
                pending_days, free_per_day, free_in_total, worth_points, worth_money, points_pay, delivery_fee, hold_hours, \
                adjust_limit, greets, greeting_hour, birthday_days, family_days, mail_hour, quiet_from, quiet_until, mail_per_week, posts_per_day \
            FROM shops WHERE shop_id > $1 ORDER BY shop_id LIMIT $2";
    NEXT_NUMBER = "UPDATE shops SET last_number = last_number + 1 WHERE shop_id = $1 RETURNING last_number";
}

/// A shop as its columns hold it. Other tables' questions bring it along.
#[derive(Debug, Clone, sqlx::FromRow)]
pub(crate) struct ShopRow {
    pub(crate) shop_id: Uuid,
    pub(crate) name: String,
    pub(crate) lang: String,
    pub(crate) time_zone: String,
    pub(crate) currency: String,
    pub(crate) earn_per: i64,
    pub(crate) earn_points: i64,
    pub(crate) welcome: i64,
    pub(crate) check_in: i64,
    pub(crate) expiry_months: Option<i64>,
    pub(crate) pending_days: i64,
    pub(crate) free_per_day: i64,
    pub(crate) free_in_total: Option<i64>,
    pub(crate) worth_points: i64,
    pub(crate) worth_money: i64,
    pub(crate) points_pay: bool,
    pub(crate) delivery_fee: Option<i64>,
    pub(crate) hold_hours: i64,
    pub(crate) adjust_limit: i64,
    pub(crate) greets: bool,
    pub(crate) greeting_hour: i64,
    pub(crate) birthday_days: i64,
    pub(crate) family_days: i64,
    pub(crate) mail_hour: i64,
    pub(crate) quiet_from: i64,
    pub(crate) quiet_until: i64,
    pub(crate) mail_per_week: i64,
    pub(crate) posts_per_day: i64,
}

impl TryFrom<ShopRow> for Shop {
    type Error = StorageError;

    fn try_from(row: ShopRow) -> Result<Self, StorageError> {
        let corrupt = |what: &str| StorageError::Corrupt {
            table: "shops",
            what: what.to_owned(),
        };
        Ok(Self {
            id: ShopId(row.shop_id),
            name: row.name,
            lang: row.lang.parse().map_err(|_| corrupt("lang"))?,
            time_zone: row.time_zone.parse().map_err(|_| corrupt("time_zone"))?,
            currency: row.currency.parse().map_err(|_| corrupt("currency"))?,
            rules: PointRules {
                earn_per: Money::new(row.earn_per).ok_or_else(|| corrupt("earn_per"))?,
                earn_points: Points::at_least_zero(row.earn_points),
                welcome: Points::at_least_zero(row.welcome),
                check_in: Points::at_least_zero(row.check_in),
                expiry_months: row
                    .expiry_months
                    .map(u32::try_from)
                    .transpose()
                    .map_err(|_| corrupt("expiry_months"))?,
                pending_days: u32::try_from(row.pending_days).map_err(|_| corrupt("pending_days"))?,
                free_per_day: Points::at_least_zero(row.free_per_day),
                free_in_total: row.free_in_total.map(Points::at_least_zero),
                alone_up_to: Points::at_least_zero(row.adjust_limit),
            },
            till: TillRules {
                worth: PointsWorth {
                    points: Points::at_least_zero(row.worth_points),
                    money: Money::new(row.worth_money).ok_or_else(|| corrupt("worth_money"))?,
                },
                points_pay: row.points_pay,
                delivery_fee: match row.delivery_fee {
                    Some(fee) => Some(Money::new(fee).ok_or_else(|| corrupt("delivery_fee"))?),
                    None => None,
                },
                hold_hours: u32::try_from(row.hold_hours).map_err(|_| corrupt("hold_hours"))?,
            },
            birthdays: BirthdayRules {
                greets: row.greets,
                hour: u32::try_from(row.greeting_hour).map_err(|_| corrupt("greeting_hour"))?,
                gift_days: u32::try_from(row.birthday_days).map_err(|_| corrupt("birthday_days"))?,
                family_days: u32::try_from(row.family_days).map_err(|_| corrupt("family_days"))?,
            },
            mail: MailRules {
                hour: u32::try_from(row.mail_hour).map_err(|_| corrupt("mail_hour"))?,
                quiet_from: u32::try_from(row.quiet_from).map_err(|_| corrupt("quiet_from"))?,
                quiet_until: u32::try_from(row.quiet_until).map_err(|_| corrupt("quiet_until"))?,
                per_week: u32::try_from(row.mail_per_week).map_err(|_| corrupt("mail_per_week"))?,
                posts_per_day: u32::try_from(row.posts_per_day).map_err(|_| corrupt("posts_per_day"))?,
            },
        })
    }
}

/// Opens a shop. Says whether it is new: a shop with this `slug` or id may be there already.
pub async fn add(tx: &mut Tx, shop: &Shop, slug: Option<&str>, at: Instant) -> Result<bool, StorageError> {
    let (rules, till, birthdays, mail) = (&shop.rules, &shop.till, &shop.birthdays, shop.mail);
    let rows = execute!(
        tx,
        ADD,
        shop.id.0,
        slug,
        &shop.name,
        shop.lang.tag(),
        shop.time_zone.name(),
        shop.currency.code(),
        rules.earn_per.minor(),
        rules.earn_points.get(),
        rules.welcome.get(),
        rules.check_in.get(),
        rules.expiry_months.map(i64::from),
        i64::from(rules.pending_days),
        rules.free_per_day.get(),
        rules.free_in_total.map(Points::get),
        at,
        till.worth.points.get(),
        till.worth.money.minor(),
        till.points_pay,
        till.delivery_fee.map(Money::minor),
        i64::from(till.hold_hours),
        rules.alone_up_to.get(),
        birthdays.greets,
        i64::from(birthdays.hour),
        i64::from(birthdays.gift_days),
        i64::from(birthdays.family_days),
        i64::from(mail.hour),
        i64::from(mail.quiet_from),
        i64::from(mail.quiet_until),
        i64::from(mail.per_week),
        i64::from(mail.posts_per_day),
    )?;
    Ok(rows == 1)
}

/// Writes what a shop is called and how it keeps its points.
///
/// Points that were earned before keep the expiry they were given (P5).
pub async fn change(tx: &mut Tx, shop: &Shop) -> Result<(), StorageError> {
    let (rules, till, birthdays, mail) = (&shop.rules, &shop.till, &shop.birthdays, shop.mail);
    execute!(
        tx,
        CHANGE,
        shop.id.0,
        &shop.name,
        shop.lang.tag(),
        shop.time_zone.name(),
        shop.currency.code(),
        rules.earn_per.minor(),
        rules.earn_points.get(),
        rules.welcome.get(),
        rules.check_in.get(),
        rules.expiry_months.map(i64::from),
        i64::from(rules.pending_days),
        rules.free_per_day.get(),
        rules.free_in_total.map(Points::get),
        till.worth.points.get(),
        till.worth.money.minor(),
        till.points_pay,
        till.delivery_fee.map(Money::minor),
        i64::from(till.hold_hours),
        rules.alone_up_to.get(),
        birthdays.greets,
        i64::from(birthdays.hour),
        i64::from(birthdays.gift_days),
        i64::from(birthdays.family_days),
        i64::from(mail.hour),
        i64::from(mail.quiet_from),
        i64::from(mail.quiet_until),
        i64::from(mail.per_week),
        i64::from(mail.posts_per_day),
    )?;
    Ok(())
}

pub async fn find(tx: &mut Tx, shop: ShopId) -> Result<Option<Shop>, StorageError> {
    let row: Option<ShopRow> = find!(tx, FIND, shop.0)?;
    row.map(Shop::try_from).transpose()
}

/// A shop that is about to be changed: whoever changes it as well comes after this transaction.
pub async fn lock(tx: &mut Tx, shop: ShopId) -> Result<Option<Shop>, StorageError> {
    let row: Option<ShopRow> = find!(tx, LOCK, shop.0)?;
    row.map(Shop::try_from).transpose()
}

/// The shop that a file calls `slug`.
pub async fn find_by_slug(tx: &mut Tx, slug: &str) -> Result<Option<ShopId>, StorageError> {
    let id: Option<Uuid> = value!(tx, FIND_BY_SLUG, slug)?;
    Ok(id.map(ShopId))
}

/// Up to `limit` shops after the one named.
pub async fn list(tx: &mut Tx, after: Option<ShopId>, limit: i64) -> Result<Vec<Shop>, StorageError> {
    let after = after.map_or(Uuid::nil(), |shop| shop.0);
    let rows: Vec<ShopRow> = list!(tx, LIST, after, limit)?;
    rows.into_iter().map(Shop::try_from).collect()
}

/// The next member number of a shop.
pub async fn next_number(tx: &mut Tx, shop: ShopId) -> Result<i64, StorageError> {
    let number: Option<i64> = value!(tx, NEXT_NUMBER, shop.0)?;
    number.ok_or_else(|| StorageError::Corrupt {
        table: "shops",
        what: "a member's shop is missing".into(),
    })
}
