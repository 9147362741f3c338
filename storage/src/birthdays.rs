//! When members were born, as they said it (B3, B4).

use domain::birthday::{Birthday, Calendar, Told};
use domain::{MemberId, ShopId};
use uuid::Uuid;

use crate::ask::{execute, find, list, value};
use crate::{Instant, StorageError, Tx, statements};

statements! {
    FIND = "SELECT calendar, month, day, leap, year, set_at, changed_at, at_once FROM birthdays WHERE shop_id = $1 AND member_id = $2";
    TOLD = "SELECT told FROM birthdays WHERE shop_id = $1 AND member_id = $2";
    ON = "SELECT b.member_id, b.set_at, b.at_once, b.told FROM birthdays b \
          JOIN members m ON m.shop_id = b.shop_id AND m.member_id = b.member_id AND m.gone_at IS NULL \
          WHERE b.shop_id = $1 AND b.calendar = $2 AND b.month = $3 AND b.day = $4 AND b.leap = $5 AND b.member_id > $6 \
          AND b.month IS NOT NULL ORDER BY b.member_id LIMIT $7";
    // It outlasts another day, and the day's being taken back.
    CHOOSE_TOLD = "UPDATE birthdays SET told = $3 WHERE shop_id = $1 AND member_id = $2";
    SET = "INSERT INTO birthdays (shop_id, member_id, calendar, month, day, leap, year, set_at, changed_at, at_once) \
           VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) \
           ON CONFLICT (shop_id, member_id) DO UPDATE SET calendar = excluded.calendar, month = excluded.month, \
               day = excluded.day, leap = excluded.leap, year = excluded.year, set_at = excluded.set_at, \
               changed_at = excluded.changed_at, at_once = excluded.at_once";
}

/// What is kept of a member's birthday.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kept {
    /// `None`: it was taken back.
    pub birthday: Option<Birthday>,
    /// Since when it is this day (B2).
    pub set_at: Instant,
    /// When the member changed it last themselves.
    pub changed_at: Option<Instant>,
    /// Staff let it count for the shop's gift although it was said late (B2).
    pub at_once: bool,
}

/// Somebody who has a birthday.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Born {
    pub member: MemberId,
    /// Since when it is theirs.
    pub set_at: Instant,
    /// It counts although it was said late (B2).
    pub at_once: bool,
    pub told: Told,
}

pub(crate) type DayColumns = (Option<String>, Option<i64>, Option<i64>, bool, Option<i64>);

/// A day as its columns say it, in any table.
pub(crate) fn day_of(
    table: &'static str,
    (calendar, month, day, leap, year): DayColumns,
) -> Result<Option<Birthday>, StorageError> {
    let (Some(calendar), Some(month), Some(day)) = (calendar, month, day) else {
        return Ok(None);
    };
    let corrupt = || StorageError::corrupt(table, &format!("{calendar} {month}-{day}"));
    let whole = |number: i64| u32::try_from(number).map_err(|_| corrupt());
    let year = year.map(i32::try_from).transpose().map_err(|_| corrupt())?;
    let calendar = Calendar::parse(&calendar).ok_or_else(corrupt)?;
    Birthday::new(calendar, whole(month)?, whole(day)?, leap, year)
        .map(Some)
        .ok_or_else(corrupt)
}

/// The columns of a day.
pub(crate) fn columns_of(
    birthday: Option<Birthday>,
) -> (Option<&'static str>, Option<i64>, Option<i64>, bool, Option<i64>) {
    match birthday {
        Some(day) => (
            Some(day.calendar().as_str()),
            Some(i64::from(day.month())),
            Some(i64::from(day.day())),
            day.leap(),
            day.year().map(i64::from),
        ),
        None => (None, None, None, false, None),
    }
}

/// `None`: nobody ever said when it is.
pub async fn find(tx: &mut Tx, shop: ShopId, member: MemberId) -> Result<Option<Kept>, StorageError> {
    type Row = (
        Option<String>,
        Option<i64>,
        Option<i64>,
        bool,
        Option<i64>,
        Instant,
        Option<Instant>,
        bool,
    );
    let row: Option<Row> = find!(tx, FIND, shop.0, member.0)?;
    row.map(|(calendar, month, day, leap, year, set_at, changed_at, at_once)| {
        Ok(Kept {
            birthday: day_of("birthdays", (calendar, month, day, leap, year))?,
            set_at,
            changed_at,
            at_once,
        })
    })
    .transpose()
}

/// Up to `limit` members after the one named who have this birthday.
pub async fn on(
    tx: &mut Tx,
    shop: ShopId,
    birthday: Birthday,
    after: MemberId,
    limit: i64,
) -> Result<Vec<Born>, StorageError> {
    let (calendar, month, day, leap, _) = columns_of(Some(birthday));
    let rows: Vec<(Uuid, Instant, bool, String)> = list!(tx, ON, shop.0, calendar, month, day, leap, after.0, limit)?;
    rows.into_iter()
        .map(|(member, set_at, at_once, told)| {
            Ok(Born {
                member: MemberId(member),
                set_at,
                at_once,
                told: told_of(&told)?,
            })
        })
        .collect()
}

fn told_of(told: &str) -> Result<Told, StorageError> {
    Told::parse(told).ok_or_else(|| StorageError::corrupt("birthdays", &told))
}

/// Where a member wants to be greeted. `None`: nobody ever said when to.
pub async fn told(tx: &mut Tx, shop: ShopId, member: MemberId) -> Result<Option<Told>, StorageError> {
    let told: Option<String> = value!(tx, TOLD, shop.0, member.0)?;
    told.as_deref().map(told_of).transpose()
}

/// Where a member wants to be greeted from here on. Says whether a birthday of theirs was ever said.
pub async fn choose_told(tx: &mut Tx, shop: ShopId, member: MemberId, told: Told) -> Result<bool, StorageError> {
    Ok(execute!(tx, CHOOSE_TOLD, shop.0, member.0, told.as_str())? == 1)
}

/// Writes what is kept of a member's birthday.
pub async fn set(tx: &mut Tx, shop: ShopId, member: MemberId, kept: &Kept) -> Result<(), StorageError> {
    let (calendar, month, day, leap, year) = columns_of(kept.birthday);
    execute!(
        tx,
        SET,
        shop.0,
        member.0,
        calendar,
        month,
        day,
        leap,
        year,
        kept.set_at,
        kept.changed_at,
        kept.at_once
    )?;
    Ok(())
}
