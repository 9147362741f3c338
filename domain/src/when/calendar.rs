//! Which days are meant.

use chrono::{Datelike, Days, Months, NaiveDate, Weekday};

use super::phrase::{Piece, Refusal};

/// So many days from a day. The end of the calendar stands for all that is beyond.
pub(super) fn days(from: NaiveDate, days: u64) -> NaiveDate {
    from.checked_add_days(Days::new(days)).unwrap_or(NaiveDate::MAX)
}

pub(super) fn months(from: NaiveDate, months: u32) -> NaiveDate {
    from.checked_add_months(Months::new(months)).unwrap_or(NaiveDate::MAX)
}

/// The next such weekday, today not being one.
pub(super) fn coming(today: NaiveDate, weekday: Weekday) -> NaiveDate {
    let ahead = (weekday.num_days_from_monday() + 6 - today.weekday().num_days_from_monday()) % 7 + 1;
    days(today, u64::from(ahead))
}

/// A day of the week that is so many weeks after this one. Weeks begin on Monday, as in all three languages.
pub(super) fn in_week(today: NaiveDate, weeks: u32, weekday: Weekday) -> NaiveDate {
    let monday = today
        .checked_sub_days(Days::new(u64::from(today.weekday().num_days_from_monday())))
        .unwrap_or(today);
    days(monday, u64::from(weeks * 7 + weekday.num_days_from_monday()))
}

/// Saturday; on a Sunday that very day, as the weekend is not over.
pub(super) fn weekend(today: NaiveDate, weeks: u32) -> NaiveDate {
    if weeks == 0 && today.weekday() == Weekday::Sun {
        today
    } else {
        in_week(today, weeks, Weekday::Sat)
    }
}

/// A day of the month that is so many months after this one.
pub(super) fn in_month(today: NaiveDate, ahead: u32, day: u32) -> Option<NaiveDate> {
    first_in(today, ahead).with_day(day)
}

pub(super) fn first_in(today: NaiveDate, ahead: u32) -> NaiveDate {
    months(today.with_day(1).unwrap_or(today), ahead)
}

/// The last day of a month.
pub(super) fn last_in(today: NaiveDate, ahead: u32) -> NaiveDate {
    first_in(today, ahead + 1).pred_opt().unwrap_or(NaiveDate::MAX)
}

pub(super) fn last_of_month(year: i32, month: u32) -> Option<NaiveDate> {
    Some(last_in(NaiveDate::from_ymd_opt(year, month, 1)?, 0))
}

/// The first day of a later year.
pub(super) fn new_year(today: NaiveDate, ahead: i32) -> NaiveDate {
    NaiveDate::from_ymd_opt(today.year() + ahead, 1, 1).unwrap_or(NaiveDate::MAX)
}

/// The last day of this year or a later one.
pub(super) fn end_of_year(today: NaiveDate, ahead: i32) -> NaiveDate {
    NaiveDate::from_ymd_opt(today.year() + ahead, 12, 31).unwrap_or(NaiveDate::MAX)
}

/// Which year has a date that was said without one: this one, or the next if it is over.
pub(super) fn year_of(today: NaiveDate, month: u32, day: u32) -> i32 {
    if (month, day) >= (today.month(), today.day()) {
        today.year()
    } else {
        today.year() + 1
    }
}

/// A date as it was said. Years of two figures are of this century.
pub(super) fn date(today: NaiveDate, year: Option<u32>, month: u32, day: u32) -> Option<NaiveDate> {
    let year = match year {
        Some(short) if short < 100 => today.year() - today.year().rem_euclid(100) + i32::try_from(short).ok()?,
        Some(year) => i32::try_from(year).ok()?,
        None => year_of(today, month, day),
    };
    NaiveDate::from_ymd_opt(year, month, day)
}

/// The next such day of a month, today being one: "the 31st" is the next day that is called so.
pub(super) fn day_of_month(today: NaiveDate, day: u32) -> Option<NaiveDate> {
    (0..=2)
        .filter_map(|ahead| in_month(today, ahead, day))
        .find(|date| *date >= today)
}

/// A day, if there is one.
pub(super) fn day(found: Option<NaiveDate>) -> Piece {
    found.map_or(Piece::Refused(Refusal::NoSuchDay), Piece::Day)
}
