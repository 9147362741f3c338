//! Days, hours and what is left of them, as they are written in each language.

use chrono::{Datelike, NaiveDate, NaiveDateTime, TimeDelta, Timelike};
use domain::Lang;
use icu_calendar::Gregorian;
use icu_datetime::FixedCalendarDateTimeFormatter;
use icu_datetime::fieldsets::{M, MD, MDET, T, YM, YMD, YMDT};
use icu_datetime::input::{Date, DateTime, Time};

use crate::number::{EachLang, icu_locale};
use crate::text::{days, hours, minutes};

thread_local! {
    static DATES: EachLang<FixedCalendarDateTimeFormatter<Gregorian, YMD>> = const { EachLang::new() };
    static DAYS: EachLang<FixedCalendarDateTimeFormatter<Gregorian, MD>> = const { EachLang::new() };
    static MONTHS: EachLang<FixedCalendarDateTimeFormatter<Gregorian, YM>> = const { EachLang::new() };
    static NAMES: EachLang<FixedCalendarDateTimeFormatter<Gregorian, M>> = const { EachLang::new() };
    static NEAR: EachLang<FixedCalendarDateTimeFormatter<Gregorian, MDET>> = const { EachLang::new() };
    static CLOCKS: EachLang<FixedCalendarDateTimeFormatter<(), T>> = const { EachLang::new() };
    static MOMENTS: EachLang<FixedCalendarDateTimeFormatter<Gregorian, YMDT>> = const { EachLang::new() };
}

/// "12 Mar 2027", "2027年3月12日".
#[must_use]
pub fn date(lang: Lang, day: NaiveDate) -> String {
    DATES.with(|dates| {
        let formatter = dates.get(lang, || {
            FixedCalendarDateTimeFormatter::try_new(icu_locale(lang).into(), YMD::medium()).ok()
        });
        match (formatter, gregorian(day)) {
            (Some(formatter), Some(day)) => formatter.format(&day).to_string(),
            _ => day.to_string(),
        }
    })
}

/// "12 Mar", "3月12日": a birthday, or a day so near that its year is clear.
#[must_use]
pub fn day_and_month(lang: Lang, day: NaiveDate) -> String {
    DAYS.with(|days| {
        let formatter = days.get(lang, || {
            FixedCalendarDateTimeFormatter::try_new(icu_locale(lang).into(), MD::medium()).ok()
        });
        match (formatter, gregorian(day)) {
            (Some(formatter), Some(day)) => formatter.format(&day).to_string(),
            _ => day.format("%m-%d").to_string(),
        }
    })
}

/// "March", "三月".
#[must_use]
pub fn month_name(lang: Lang, day: NaiveDate) -> String {
    NAMES.with(|names| {
        let formatter = names.get(lang, || {
            FixedCalendarDateTimeFormatter::try_new(icu_locale(lang).into(), M::long()).ok()
        });
        match (formatter, gregorian(day)) {
            (Some(formatter), Some(day)) => formatter.format(&day).to_string(),
            _ => day.format("%m").to_string(),
        }
    })
}

/// "Mar 2027", "2027年3月".
#[must_use]
pub fn month(lang: Lang, day: NaiveDate) -> String {
    MONTHS.with(|months| {
        let formatter = months.get(lang, || {
            FixedCalendarDateTimeFormatter::try_new(icu_locale(lang).into(), YM::medium()).ok()
        });
        match (formatter, gregorian(day)) {
            (Some(formatter), Some(day)) => formatter.format(&day).to_string(),
            _ => day.format("%Y-%m").to_string(),
        }
    })
}

/// "12 Mar 2027, 14:05". `at` is on the shop's clock.
#[must_use]
pub fn moment(lang: Lang, at: NaiveDateTime) -> String {
    MOMENTS.with(|moments| {
        let fields = YMDT::medium().with_time_precision(icu_datetime::options::TimePrecision::Minute);
        let formatter = moments.get(lang, || {
            FixedCalendarDateTimeFormatter::try_new(icu_locale(lang).into(), fields).ok()
        });
        match (formatter, gregorian(at.date()), clock(at)) {
            (Some(formatter), Some(date), Some(time)) => formatter.format(&DateTime { date, time }).to_string(),
            _ => at.format("%Y-%m-%d %H:%M").to_string(),
        }
    })
}

/// "today, 14:05", "tomorrow, 10:00", "Fri 12 Mar, 14:05": something that lies ahead or just behind, as seen on a day.
#[must_use]
pub fn appointment(lang: Lang, at: NaiveDateTime, today: NaiveDate) -> String {
    match at.date().signed_duration_since(today).num_days() {
        0 => words!(lang, "dates.today", time = time_of_day(lang, at)),
        1 => words!(lang, "dates.tomorrow", time = time_of_day(lang, at)),
        -200..=200 => near(lang, at),
        _ => moment(lang, at),
    }
}

fn near(lang: Lang, at: NaiveDateTime) -> String {
    NEAR.with(|near| {
        let fields = MDET::medium().with_time_precision(icu_datetime::options::TimePrecision::Minute);
        let formatter = near.get(lang, || {
            FixedCalendarDateTimeFormatter::try_new(icu_locale(lang).into(), fields).ok()
        });
        match (formatter, gregorian(at.date()), clock(at)) {
            (Some(formatter), Some(date), Some(time)) => formatter.format(&DateTime { date, time }).to_string(),
            _ => at.format("%m-%d %H:%M").to_string(),
        }
    })
}

/// "14:05", "14.05".
fn time_of_day(lang: Lang, at: NaiveDateTime) -> String {
    CLOCKS.with(|clocks| {
        let formatter = clocks.get(lang, || {
            FixedCalendarDateTimeFormatter::try_new(icu_locale(lang).into(), T::hm()).ok()
        });
        match (formatter, clock(at)) {
            (Some(formatter), Some(time)) => formatter.format(&time).to_string(),
            _ => at.format("%H:%M").to_string(),
        }
    })
}

fn clock(at: NaiveDateTime) -> Option<Time> {
    let (hour, minute) = (u8::try_from(at.hour()).ok()?, u8::try_from(at.minute()).ok()?);
    Time::try_new(hour, minute, 0, 0).ok()
}

/// "3 days", "2 hours", "5 minutes": rounded up, so that who waits as long as they are told is never early.
#[must_use]
pub fn time_left(lang: Lang, left: TimeDelta) -> String {
    let up = |seconds_per_unit: i64| {
        left.num_seconds().max(0).div_euclid(seconds_per_unit) + i64::from(left.num_seconds() % seconds_per_unit > 0)
    };
    match (up(60), up(60 * 60), up(24 * 60 * 60)) {
        (m, ..) if m < 60 => minutes(lang, m.max(1)),
        (_, h, _) if h < 48 => hours(lang, h),
        (.., d) => days(lang, d),
    }
}

fn gregorian(day: NaiveDate) -> Option<Date<Gregorian>> {
    Date::try_new_gregorian(
        day.year(),
        u8::try_from(day.month()).ok()?,
        u8::try_from(day.day()).ok()?,
    )
    .ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn days_are_written_as_each_language_writes_them() {
        let twelfth = day("2027-03-12");
        let at = twelfth.and_hms_opt(14, 5, 9).unwrap();

        assert_eq!(
            Lang::ALL.map(|lang| date(lang, twelfth)),
            ["12 Mar 2027", "2027年3月12日", "12 Mar 2027"]
        );
        assert_eq!(
            Lang::ALL.map(|lang| day_and_month(lang, twelfth)),
            ["12 Mar", "3月12日", "12 Mar"]
        );
        assert_eq!(
            Lang::ALL.map(|lang| moment(lang, at)),
            ["12 Mar 2027, 14:05", "2027年3月12日 14:05", "12 Mar 2027, 14.05"]
        );
    }

    #[test]
    fn who_waits_as_long_as_they_are_told_is_never_early() {
        for (seconds, said) in [
            (0, "1 minute"),
            (60, "1 minute"),
            (61, "2 minutes"),
            (3_540, "59 minutes"),
            (3_541, "1 hour"),
            (3_601, "2 hours"),
            (47 * 3_600, "47 hours"),
            (47 * 3_600 + 1, "2 days"),
            (72 * 3_600, "3 days"),
            (-5, "1 minute"),
        ] {
            assert_eq!(time_left(Lang::En, TimeDelta::seconds(seconds)), said, "{seconds}");
        }
    }
}
