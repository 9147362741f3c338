//! On which day of a year birthdays are kept, 29 February and lunar ones too (B3, B4).

use chrono::{Datelike, Days, NaiveDate};
use icu_calendar::Date;
use icu_calendar::cal::ChineseTraditional;
use icu_calendar::types::{LeapStatus, Month};

use super::{Birthday, Calendar};

/// All birthdays that are kept on `day`, without years.
///
/// 29 February is kept on the 28th in a common year (B3). A lunar birthday in a leap month is kept in the month of the
/// same number in years without that leap month, and a 30th on the 29th where the month has no 30th: so each is kept
/// once in every lunar year (B4).
#[must_use]
pub fn kept_on(day: NaiveDate) -> Vec<Birthday> {
    let mut kept = vec![Birthday::gregorian(day.month(), day.day(), None)];
    if (day.month(), day.day()) == (2, 28) && !day.leap_year() {
        kept.push(Birthday::gregorian(2, 29, None));
    }
    if let Some(lunar) = Lunar::of(day) {
        let last_of_short = lunar.day == 29 && lunar.length == 29;
        for day in [Some(lunar.day), last_of_short.then_some(30)].into_iter().flatten() {
            kept.push(Birthday::lunar(lunar.month, day, lunar.leap, None));
            if !lunar.leap && !lunar.has_leap {
                kept.push(Birthday::lunar(lunar.month, day, true, None));
            }
        }
    }
    kept.into_iter().flatten().collect()
}

impl Birthday {
    /// The day on which it is kept next, that day being one, if that is within so many days.
    #[must_use]
    pub fn kept_within(&self, today: NaiveDate, days: u64) -> Option<NaiveDate> {
        let plain = self.without_year();
        (0..=days)
            .filter_map(|ahead| today.checked_add_days(Days::new(ahead)))
            .find(|day| kept_on(*day).contains(&plain))
    }
}

/// In which year of its calendar a birthday is kept on `day`: a lunar one may come twice within twelve months, and is one
/// of each lunar year all the same (B1, B4).
#[must_use]
pub fn cycle(birthday: &Birthday, day: NaiveDate) -> i32 {
    match birthday.calendar() {
        Calendar::Gregorian => day.year(),
        Calendar::Lunar => Lunar::of(day).map_or_else(|| day.year(), |lunar| lunar.year),
    }
}

/// A day in the Chinese calendar.
struct Lunar {
    /// The number of the year in which most of it lies.
    year: i32,
    month: u32,
    day: u32,
    leap: bool,
    /// Days of its month.
    length: u32,
    /// Whether its year has a leap month of the same number.
    has_leap: bool,
}

impl Lunar {
    fn of(day: NaiveDate) -> Option<Self> {
        let (month, of_month) = (u8::try_from(day.month()).ok()?, u8::try_from(day.day()).ok()?);
        let date = Date::try_new_iso(day.year(), month, of_month).ok()?;
        let date = date.to_calendar(ChineseTraditional::new());
        let month = date.month();
        let leap_month = Date::try_new(
            date.year().extended_year().into(),
            Month::leap(month.number()),
            1,
            ChineseTraditional::new(),
        );
        Some(Self {
            year: date.year().extended_year(),
            month: u32::from(month.number()),
            day: u32::from(date.day_of_month().0),
            leap: month.leap_status() == LeapStatus::Leap,
            length: u32::from(date.days_in_month()),
            has_leap: leap_month.is_ok(),
        })
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn b3_29_february_is_kept_on_the_28th_in_a_common_year() {
        let leapling = Birthday::gregorian(2, 29, None).unwrap();

        for (on, kept) in [
            ("2027-02-28", true),
            ("2027-03-01", false),
            ("2028-02-28", false),
            ("2028-02-29", true),
        ] {
            assert_eq!(kept_on(day(on)).contains(&leapling), kept, "{on}");
        }
    }

    /// New years and leap months as the Hong Kong Observatory publishes them.
    #[test]
    fn b4_lunar_birthdays_are_kept_as_published_tables_say() {
        for (month, on, leap, kept) in [
            (1, 1, false, "2024-02-10"),
            (1, 1, false, "2025-01-29"),
            (1, 1, false, "2026-02-17"),
            (1, 1, false, "2027-02-06"),
            (1, 1, false, "2028-01-26"),
            (8, 15, false, "2025-10-06"),
            (5, 5, false, "2026-06-19"),
            // 2023 had a leap second month, 2025 a leap sixth.
            (2, 1, true, "2023-03-22"),
            (6, 1, true, "2025-07-25"),
            // A leap sixth month is kept in the sixth where there is no leap one.
            (6, 1, true, "2026-07-14"),
        ] {
            let birthday = Birthday::lunar(month, on, leap, None).unwrap();
            assert!(kept_on(day(kept)).contains(&birthday), "{birthday:?} on {kept}");
        }
    }

    #[test]
    fn b1_b4_each_birthday_is_kept_once_in_each_year_of_its_calendar() {
        let (from, to) = (day("1950-01-01"), day("2101-01-01"));
        let mut last: HashMap<Birthday, NaiveDate> = HashMap::new();
        let mut times: HashMap<Birthday, i64> = HashMap::new();
        for on in from.iter_days().take_while(|on| *on < to) {
            for birthday in kept_on(on) {
                if let Some(before) = last.insert(birthday, on) {
                    let days = (on - before).num_days();
                    assert!((325..=414).contains(&days), "{birthday:?} on {before} and {on}");
                }
                *times.entry(birthday).or_default() += 1;
            }
        }

        // All days of twelve months, leap months too, and 366 of the other calendar.
        assert_eq!(times.len(), 12 * 30 * 2 + 366);
        assert!(times.values().all(|times| (150..=152).contains(times)));
    }
}
