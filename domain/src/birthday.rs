//! Birthdays: a day and a month in the calendar somebody keeps it by, and the year only if they said it (B3, B4).

mod gift;
mod kept;
mod told;
mod typed;

use chrono::{Datelike, Months, NaiveDate};
use serde::{Deserialize, Serialize};

use crate::lang::Lang;
use crate::typed_day;

pub use gift::{BirthdayGift, LONGEST_THING};
pub use kept::{cycle, kept_on};
pub use told::{BETWEEN_BIRTHDAYS, BirthdayRules, GREETED_LATE_DAYS, MISSED_DAYS, Told};

/// Days before which a birthday is soon enough to be mentioned.
pub const SOON_DAYS: i64 = 14;

/// Within so many days before it, a birthday is said or changed too late for that year's gift (B2).
pub const LATE_DAYS: i64 = 14;

/// How long a member waits until they may change their own birthday again (B2).
const MONTHS_BETWEEN_CHANGES: u32 = 12;

/// Nobody who buys was born before.
const EARLIEST: i32 = 1900;

/// The calendar that a birthday is kept by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Calendar {
    Gregorian,
    /// The Chinese calendar: months from the first to the twelfth, and leap months.
    Lunar,
}

/// A birthday. What is kept is what was said: a lunar one is found in each year anew (B4).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Birthday {
    calendar: Calendar,
    month: u32,
    day: u32,
    /// In the leap month that follows the month.
    leap: bool,
    /// The year of birth, in the same calendar. Never shown to others (B3).
    year: Option<i32>,
}

impl Calendar {
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Gregorian => "gregorian",
            Self::Lunar => "lunar",
        }
    }

    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        [Self::Gregorian, Self::Lunar]
            .into_iter()
            .find(|calendar| calendar.as_str() == text)
    }

    /// The most days that a month has in any year.
    #[must_use]
    pub const fn days_in(self, month: u32) -> u32 {
        match (self, month) {
            (Self::Gregorian, 2) => 29,
            (Self::Lunar, _) | (Self::Gregorian, 4 | 6 | 9 | 11) => 30,
            (Self::Gregorian, _) => 31,
        }
    }
}

impl Birthday {
    /// `None`: no year has such a day, or not the one that was said.
    #[must_use]
    pub fn new(calendar: Calendar, month: u32, day: u32, leap: bool, year: Option<i32>) -> Option<Self> {
        let is_day = (1..=12).contains(&month) && (1..=calendar.days_in(month)).contains(&day);
        let is_in_year = match (calendar, year) {
            (Calendar::Gregorian, Some(year)) => NaiveDate::from_ymd_opt(year, month, day).is_some(),
            _ => true,
        };
        let fits = !leap || calendar == Calendar::Lunar;
        let year_fits = year.is_none_or(|year| (EARLIEST..2200).contains(&year));
        (is_day && is_in_year && fits && year_fits).then_some(Self {
            calendar,
            month,
            day,
            leap,
            year,
        })
    }

    /// A day of the usual calendar.
    #[must_use]
    pub fn gregorian(month: u32, day: u32, year: Option<i32>) -> Option<Self> {
        Self::new(Calendar::Gregorian, month, day, false, year)
    }

    /// A day of the Chinese calendar.
    #[must_use]
    pub fn lunar(month: u32, day: u32, leap: bool, year: Option<i32>) -> Option<Self> {
        Self::new(Calendar::Lunar, month, day, leap, year)
    }

    /// Reads a typed day of the usual calendar, with or without a year, as on `today`. A year of two figures is the
    /// latest that is over; a day that is still to come was nobody's birth.
    #[must_use]
    pub fn read(typed: &str, lang: Lang, today: NaiveDate) -> Option<Self> {
        let read = typed_day::read(typed, lang)?;
        let year = match read.year.map(i32::try_from) {
            None => None,
            Some(Ok(short)) if short < 100 => {
                let century = today.year() - today.year() % 100;
                Some(if century + short <= today.year() {
                    century + short
                } else {
                    century - 100 + short
                })
            }
            Some(year) => Some(year.ok()?),
        };
        Self::gregorian(read.month, read.day, year).filter(|birthday| birthday.is_over(today))
    }

    /// Whether the year of birth, if it was said, is not still to come.
    #[must_use]
    pub fn is_over(&self, today: NaiveDate) -> bool {
        match (self.calendar, self.year) {
            (_, None) => true,
            (Calendar::Gregorian, Some(year)) => {
                NaiveDate::from_ymd_opt(year, self.month, self.day).is_some_and(|born| born <= today)
            }
            // A lunar year begins some weeks after the other one.
            (Calendar::Lunar, Some(year)) => year <= today.year(),
        }
    }

    #[must_use]
    pub const fn calendar(&self) -> Calendar {
        self.calendar
    }

    #[must_use]
    pub const fn month(&self) -> u32 {
        self.month
    }

    #[must_use]
    pub const fn day(&self) -> u32 {
        self.day
    }

    #[must_use]
    pub const fn leap(&self) -> bool {
        self.leap
    }

    #[must_use]
    pub const fn year(&self) -> Option<i32> {
        self.year
    }

    /// The same without the year, for everybody else (B3).
    #[must_use]
    pub const fn without_year(self) -> Self {
        Self { year: None, ..self }
    }

    /// Whether it is the same day, whatever is known of the year. Adding a year changes nothing that a gift hangs on.
    #[must_use]
    pub fn is_same_day(&self, other: &Self) -> bool {
        self.without_year() == other.without_year()
    }

    /// The first day on which it counts for the shop's gift, for one that is this day since `set_on` (B2). `at_once`:
    /// staff let it count although it was said late. `None` for a lunar one, which has another date each year; of such a
    /// date [`counts_on`] tells.
    #[must_use]
    pub fn counts_from(&self, set_on: NaiveDate, at_once: bool) -> Option<NaiveDate> {
        let after = |day: NaiveDate| self.next(day);
        let next = after(set_on)?;
        if counts_on(next, set_on, at_once) {
            return Some(next);
        }
        after(next.succ_opt()?)
    }

    /// The day on which it is next, that day being one.
    #[must_use]
    pub fn next(&self, today: NaiveDate) -> Option<NaiveDate> {
        today.checked_add_signed(chrono::TimeDelta::days(self.days_until(today)?))
    }

    /// In how many days it is next, today being none. 29 February is kept on the 28th in a common year (B3). `None`
    /// for a lunar one, which has another date each year.
    #[must_use]
    pub fn days_until(&self, today: NaiveDate) -> Option<i64> {
        if self.calendar == Calendar::Lunar {
            return None;
        }
        let in_year = |year: i32| {
            NaiveDate::from_ymd_opt(year, self.month, self.day).or_else(|| NaiveDate::from_ymd_opt(year, 2, 28))
        };
        [today.year(), today.year() + 1]
            .into_iter()
            .filter_map(in_year)
            .map(|day| (day - today).num_days())
            .find(|days| *days >= 0)
    }
}

/// Whether a birthday that falls on `day` counts for the shop's gift, where it is this birthday since `set_on` (B2).
#[must_use]
pub fn counts_on(day: NaiveDate, set_on: NaiveDate, at_once: bool) -> bool {
    let ahead = (day - set_on).num_days();
    ahead > LATE_DAYS || (at_once && ahead >= 0)
}

/// The first day on which a member may change their birthday again, who did on `changed` (B2).
#[must_use]
pub fn may_change_from(changed: NaiveDate) -> NaiveDate {
    changed
        .checked_add_months(Months::new(MONTHS_BETWEEN_CHANGES))
        .unwrap_or(NaiveDate::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn b3_day_and_month_are_enough_and_a_day_that_no_year_has_is_none() {
        assert!(Birthday::gregorian(2, 29, None).is_some());
        assert!(Birthday::gregorian(2, 29, Some(2000)).is_some());
        for (month, day, year) in [
            (2, 30, None),
            (2, 29, Some(1999)),
            (4, 31, None),
            (13, 1, None),
            (0, 1, None),
            (1, 0, None),
            (1, 1, Some(1850)),
        ] {
            assert_eq!(Birthday::gregorian(month, day, year), None, "{month}-{day} {year:?}");
        }
    }

    #[test]
    fn b4_a_lunar_birthday_is_kept_as_it_was_said() {
        let born = Birthday::lunar(4, 30, true, None).unwrap();
        let kept = serde_json::to_string(&born).unwrap();

        assert_eq!(serde_json::from_str::<Birthday>(&kept).unwrap(), born);
        assert_eq!((born.month(), born.day(), born.leap()), (4, 30, true));
        assert_eq!(Birthday::lunar(4, 31, false, None), None);
        assert_eq!(Birthday::new(Calendar::Gregorian, 4, 30, true, None), None);
    }

    #[test]
    fn b3_whoever_sees_a_birthday_without_its_year_learns_no_age() {
        let born = Birthday::gregorian(3, 14, Some(1990)).unwrap();

        assert_eq!(born.without_year().year(), None);
        assert!(born.is_same_day(&born.without_year()));
    }

    #[test]
    fn a_typed_birthday_may_leave_the_year_out_or_shorten_it() {
        let today = day("2027-03-01");
        for (typed, lang, expected) in [
            ("14 March", Lang::En, Some((3, 14, None))),
            ("14.3.90", Lang::En, Some((3, 14, Some(1990)))),
            ("14.3.1990", Lang::Id, Some((3, 14, Some(1990)))),
            ("1.2.27", Lang::En, Some((2, 1, Some(2027)))),
            ("1.2.28", Lang::En, Some((2, 1, Some(1928)))),
            ("1990年3月14日", Lang::ZhCn, Some((3, 14, Some(1990)))),
            ("2 March 2027", Lang::En, None),
            ("31.2.", Lang::En, None),
            ("yesterday", Lang::En, None),
        ] {
            let read = Birthday::read(typed, lang, today).map(|born| (born.month(), born.day(), born.year()));
            assert_eq!(read, expected, "{typed}");
        }
    }

    #[test]
    fn a_birthday_is_counted_down_to_over_new_year_and_from_a_leap_day() {
        let until = |month, date, today| Birthday::gregorian(month, date, None).unwrap().days_until(day(today));

        assert_eq!(until(3, 14, "2027-03-14"), Some(0));
        assert_eq!(until(3, 14, "2027-03-01"), Some(13));
        assert_eq!(until(1, 2, "2027-12-31"), Some(2));
        assert_eq!(until(2, 29, "2027-02-27"), Some(1));
        assert_eq!(until(2, 29, "2027-03-01"), Some(365));
        assert_eq!(
            Birthday::lunar(8, 15, false, None)
                .unwrap()
                .days_until(day("2027-03-01")),
            None
        );
    }

    #[test]
    fn b2_what_is_said_within_two_weeks_counts_from_the_next_year() {
        for (month, date, set_on, at_once, from) in [
            (3, 14, "2027-02-27", false, "2027-03-14"),
            (3, 14, "2027-02-28", false, "2028-03-14"),
            (3, 14, "2027-03-13", false, "2028-03-14"),
            (3, 14, "2027-03-14", false, "2028-03-14"),
            (3, 14, "2027-03-15", false, "2028-03-14"),
            (3, 14, "2027-03-14", true, "2027-03-14"),
            (3, 14, "2027-02-28", true, "2027-03-14"),
            (1, 5, "2027-12-21", false, "2028-01-05"),
            (1, 5, "2027-12-22", false, "2029-01-05"),
            (2, 29, "2027-02-20", false, "2028-02-29"),
            (2, 29, "2026-06-01", false, "2027-02-28"),
        ] {
            let born = Birthday::gregorian(month, date, None).unwrap();
            assert_eq!(
                born.counts_from(day(set_on), at_once),
                Some(day(from)),
                "{month}-{date} on {set_on}"
            );
        }
        let lunar = Birthday::lunar(8, 15, false, None).unwrap();
        assert_eq!(lunar.counts_from(day("2027-03-01"), false), None);
        // Where a lunar one falls is known in its year, and the rule is the same.
        assert!(counts_on(day("2027-09-15"), day("2027-08-31"), false));
        assert!(!counts_on(day("2027-09-15"), day("2027-09-01"), false));
        assert!(counts_on(day("2027-09-15"), day("2027-09-01"), true));
        assert!(!counts_on(day("2027-09-15"), day("2027-09-16"), true), "it was over");
    }

    #[test]
    fn b2_a_member_changes_their_birthday_once_a_year() {
        assert_eq!(may_change_from(day("2027-03-01")), day("2028-03-01"));
        assert_eq!(may_change_from(day("2028-02-29")), day("2029-02-28"));
    }
}
