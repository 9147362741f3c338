//! People as Telegram knows them, and who they are in one shop.

use domain::role::Role;
use domain::shop::Shop;
use domain::{Lang, MemberId, Points, ShopId, UserId};
use uuid::Uuid;

use crate::ask::{execute, find, list};
use crate::shops::ShopRow;
use crate::{Instant, StorageError, Tx, statements};

statements! {
    MEET = "INSERT INTO people (user_id, first_name, last_name, username, lang, reachable, seen_at) \
            VALUES ($1, $2, $3, $4, $5, $6, $7) \
            ON CONFLICT (user_id) DO UPDATE SET \
                first_name = excluded.first_name, last_name = excluded.last_name, username = excluded.username, \
                lang = CASE WHEN people.lang_chosen THEN people.lang ELSE excluded.lang END, \
                reachable = people.reachable OR excluded.reachable, \
                unreachable_because = CASE WHEN excluded.reachable THEN NULL ELSE people.unreachable_because END, \
                seen_at = excluded.seen_at";
    CHOOSE_LANG = "UPDATE people SET lang = $2, lang_chosen = TRUE WHERE user_id = $1";
    ENTER_SHOP = "UPDATE people SET shop_id = $2 WHERE user_id = $1";
    MARK_REACHABLE = "UPDATE people SET reachable = TRUE, unreachable_because = NULL WHERE user_id = $1";
    MARK_UNREACHABLE = "UPDATE people SET reachable = FALSE, unreachable_because = $2 WHERE user_id = $1";
    CONTACT = "SELECT first_name, last_name, username, lang, reachable, unreachable_because FROM people WHERE user_id = $1";
    // Who somebody is, in the shop named or else in the one their private chat is about: one
    // question, because every update begins with it.
    WHO = "SELECT p.first_name, p.last_name, p.username, p.lang AS own_lang, p.lang_chosen, p.reachable, \
               s.shop_id, s.name, s.lang, s.time_zone, s.currency, s.earn_per, s.earn_points, s.welcome, s.check_in, \
               s.expiry_months, s.pending_days, s.free_per_day, s.free_in_total, \
               s.worth_points, s.worth_money, s.points_pay, s.delivery_fee, s.hold_hours, s.adjust_limit, \
               s.greets, s.greeting_hour, s.birthday_days, s.family_days, \
               s.mail_hour, s.quiet_from, s.quiet_until, s.mail_per_week, s.posts_per_day, \
               m.member_id, m.number, m.name AS member_name, m.own_name, m.card, f.role, \
               b.points, b.pending, b.owed \
           FROM people p \
           LEFT JOIN shops s ON s.shop_id = COALESCE($2, p.shop_id) \
           LEFT JOIN members m ON m.shop_id = s.shop_id AND m.user_id = p.user_id \
           LEFT JOIN balances b ON b.shop_id = m.shop_id AND b.member_id = m.member_id \
           LEFT JOIN staff f ON f.shop_id = s.shop_id AND f.user_id = p.user_id AND f.removed_at IS NULL \
           WHERE p.user_id = $1";
    SHOPS_OF = "SELECT s.shop_id AS shop_id, s.name AS name FROM shops s JOIN members m ON m.shop_id = s.shop_id WHERE m.user_id = $1 \
                UNION \
                SELECT s.shop_id, s.name FROM shops s JOIN staff f ON f.shop_id = s.shop_id \
                WHERE f.user_id = $1 AND f.removed_at IS NULL \
                ORDER BY name, shop_id LIMIT 20";
}

/// A person as an update presents them.
#[derive(Debug, Clone, Copy)]
pub struct Presented<'a> {
    pub id: UserId,
    pub first_name: &'a str,
    pub last_name: Option<&'a str>,
    pub username: Option<&'a str>,
    pub lang: Lang,
    /// They wrote in the private chat, so it can be answered.
    pub in_private: bool,
}

/// What is known about a person, and who they are in the shop they stand in.
#[derive(Debug, Clone)]
pub struct Visitor {
    pub id: UserId,
    pub first_name: String,
    pub last_name: Option<String>,
    pub username: Option<String>,
    pub lang: Lang,
    pub lang_chosen: bool,
    pub reachable: bool,
    pub shop: Option<Shop>,
    pub member: Option<Membership>,
    pub role: Option<Role>,
}

/// A visitor's own membership and balance.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Membership {
    pub id: MemberId,
    pub number: i64,
    pub name: String,
    /// They said so themselves.
    pub own_name: bool,
    pub card: String,
    pub points: Points,
    pub pending: Points,
    pub owed: Points,
}

#[derive(sqlx::FromRow)]
struct WhoRow {
    first_name: String,
    last_name: Option<String>,
    username: Option<String>,
    own_lang: String,
    lang_chosen: bool,
    reachable: bool,
    shop_id: Option<Uuid>,
    name: Option<String>,
    lang: Option<String>,
    time_zone: Option<String>,
    currency: Option<String>,
    earn_per: Option<i64>,
    earn_points: Option<i64>,
    welcome: Option<i64>,
    check_in: Option<i64>,
    expiry_months: Option<i64>,
    pending_days: Option<i64>,
    free_per_day: Option<i64>,
    free_in_total: Option<i64>,
    worth_points: Option<i64>,
    worth_money: Option<i64>,
    points_pay: Option<bool>,
    delivery_fee: Option<i64>,
    hold_hours: Option<i64>,
    adjust_limit: Option<i64>,
    greets: Option<bool>,
    greeting_hour: Option<i64>,
    birthday_days: Option<i64>,
    family_days: Option<i64>,
    mail_hour: Option<i64>,
    quiet_from: Option<i64>,
    quiet_until: Option<i64>,
    mail_per_week: Option<i64>,
    posts_per_day: Option<i64>,
    member_id: Option<Uuid>,
    number: Option<i64>,
    member_name: Option<String>,
    own_name: Option<bool>,
    card: Option<String>,
    role: Option<String>,
    points: Option<i64>,
    pending: Option<i64>,
    owed: Option<i64>,
}

/// How somebody can be written to.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct Contact {
    pub first_name: String,
    pub last_name: Option<String>,
    pub username: Option<String>,
    lang: String,
    pub reachable: bool,
    pub unreachable_because: Option<String>,
}

impl Contact {
    #[must_use]
    pub fn lang(&self) -> Lang {
        Lang::for_tag(&self.lang).unwrap_or_default()
    }
}

/// Notes what a person is called now. Writing in private makes them reachable; nothing here makes
/// them unreachable.
pub async fn meet(tx: &mut Tx, person: &Presented<'_>, at: Instant) -> Result<(), StorageError> {
    execute!(
        tx,
        MEET,
        person.id.0,
        person.first_name,
        person.last_name,
        person.username,
        person.lang.tag(),
        person.in_private,
        at
    )?;
    Ok(())
}

/// Who somebody is in `shop`, or in the shop that their private chat is about.
pub async fn who(tx: &mut Tx, user: UserId, shop: Option<ShopId>) -> Result<Option<Visitor>, StorageError> {
    let row: Option<WhoRow> = find!(tx, WHO, user.0, shop.map(|shop| shop.0))?;
    row.map(|row| visitor(user, row)).transpose()
}

fn visitor(id: UserId, row: WhoRow) -> Result<Visitor, StorageError> {
    let corrupt = |table, what: &str| StorageError::Corrupt {
        table,
        what: what.to_owned(),
    };
    let shop = row
        .shop_id
        .map(|shop_id| {
            let missing = || corrupt("shops", "a shop without its columns");
            ShopRow {
                shop_id,
                name: row.name.ok_or_else(missing)?,
                lang: row.lang.ok_or_else(missing)?,
                time_zone: row.time_zone.ok_or_else(missing)?,
                currency: row.currency.ok_or_else(missing)?,
                earn_per: row.earn_per.ok_or_else(missing)?,
                earn_points: row.earn_points.ok_or_else(missing)?,
                welcome: row.welcome.ok_or_else(missing)?,
                check_in: row.check_in.ok_or_else(missing)?,
                expiry_months: row.expiry_months,
                pending_days: row.pending_days.ok_or_else(missing)?,
                free_per_day: row.free_per_day.ok_or_else(missing)?,
                free_in_total: row.free_in_total,
                worth_points: row.worth_points.ok_or_else(missing)?,
                worth_money: row.worth_money.ok_or_else(missing)?,
                points_pay: row.points_pay.ok_or_else(missing)?,
                delivery_fee: row.delivery_fee,
                hold_hours: row.hold_hours.ok_or_else(missing)?,
                adjust_limit: row.adjust_limit.ok_or_else(missing)?,
                greets: row.greets.ok_or_else(missing)?,
                greeting_hour: row.greeting_hour.ok_or_else(missing)?,
                birthday_days: row.birthday_days.ok_or_else(missing)?,
                family_days: row.family_days.ok_or_else(missing)?,
                mail_hour: row.mail_hour.ok_or_else(missing)?,
                quiet_from: row.quiet_from.ok_or_else(missing)?,
                quiet_until: row.quiet_until.ok_or_else(missing)?,
                mail_per_week: row.mail_per_week.ok_or_else(missing)?,
                posts_per_day: row.posts_per_day.ok_or_else(missing)?,
            }
            .try_into()
        })
        .transpose()?;
    let member = row
        .member_id
        .map(|member| {
            let missing = || corrupt("members", "a member without number, name, card or balance");
            Ok::<_, StorageError>(Membership {
                id: MemberId(member),
                number: row.number.ok_or_else(missing)?,
                name: row.member_name.ok_or_else(missing)?,
                own_name: row.own_name.ok_or_else(missing)?,
                card: row.card.ok_or_else(missing)?,
                points: Points::at_least_zero(row.points.ok_or_else(missing)?),
                pending: Points::at_least_zero(row.pending.ok_or_else(missing)?),
                owed: Points::at_least_zero(row.owed.ok_or_else(missing)?),
            })
        })
        .transpose()?;
    let role = row
        .role
        .map(|role| Role::parse(&role).ok_or_else(|| corrupt("staff", "role")))
        .transpose()?;
    Ok(Visitor {
        id,
        first_name: row.first_name,
        last_name: row.last_name,
        username: row.username,
        lang: Lang::for_tag(&row.own_lang).unwrap_or_default(),
        lang_chosen: row.lang_chosen,
        reachable: row.reachable,
        shop,
        member,
        role,
    })
}

/// How to write to somebody, if they were ever met.
pub async fn contact(tx: &mut Tx, user: UserId) -> Result<Option<Contact>, StorageError> {
    let contact = find!(tx, CONTACT, user.0)?;
    Ok(contact)
}

pub async fn choose_lang(tx: &mut Tx, user: UserId, lang: Lang) -> Result<(), StorageError> {
    execute!(tx, CHOOSE_LANG, user.0, lang.tag())?;
    Ok(())
}

/// Makes `shop` the one that a person's private chat is about.
pub async fn enter_shop(tx: &mut Tx, user: UserId, shop: ShopId) -> Result<(), StorageError> {
    execute!(tx, ENTER_SHOP, user.0, shop.0)?;
    Ok(())
}

pub async fn mark_reachable(tx: &mut Tx, user: UserId) -> Result<(), StorageError> {
    execute!(tx, MARK_REACHABLE, user.0)?;
    Ok(())
}

pub async fn mark_unreachable(tx: &mut Tx, user: UserId, because: &str) -> Result<(), StorageError> {
    execute!(tx, MARK_UNREACHABLE, user.0, because)?;
    Ok(())
}

/// The shops that somebody belongs to, as member or staff.
pub async fn shops_of(tx: &mut Tx, user: UserId) -> Result<Vec<(ShopId, String)>, StorageError> {
    let rows: Vec<(Uuid, String)> = list!(tx, SHOPS_OF, user.0)?;
    Ok(rows.into_iter().map(|(shop, name)| (ShopId(shop), name)).collect())
}
