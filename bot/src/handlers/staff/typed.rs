//! Whole numbers and days as people type them.

use chrono::{Datelike, Days, NaiveDate};
use domain::typed_money::{self, Unclear};
use domain::{Currency, Lang, typed_day};

/// What people write behind a number of points or things.
const THINGS: &[&str] = &[
    "points", "point", "pts", "pt", "poin", "积分", "点", "分", "pieces", "piece", "pcs", "pc", "buah", "biji", "kali",
    "times", "x", "个", "件", "份", "杯", "次",
];

/// What people write behind a length of time, and the days in one of them.
const SPANS: &[(&str, i64)] = &[
    ("days", 1),
    ("day", 1),
    ("d", 1),
    ("hari", 1),
    ("天", 1),
    ("日", 1),
    ("weeks", 7),
    ("week", 7),
    ("minggu", 7),
    ("个星期", 7),
    ("星期", 7),
    ("周", 7),
    ("months", 30),
    ("month", 30),
    ("bulan", 30),
    ("个月", 30),
    ("月", 30),
    ("years", 365),
    ("year", 365),
    ("tahun", 365),
    ("年", 365),
];

/// What people write behind a number of hours.
const HOURS: &[&str] = &["hours", "hour", "hrs", "h", "jam", "个小时", "小时", "时"];

/// A number of points or things, zero included: "1,000", "2 rb", "50 pcs", "１００积分".
#[must_use]
pub fn whole_number(typed: &str, lang: Lang) -> Option<i64> {
    let typed = typed.trim().to_lowercase();
    bare_number(&typed, lang).or_else(|| {
        THINGS
            .iter()
            .filter_map(|unit| typed.strip_suffix(unit))
            .find_map(|number| bare_number(number, lang))
    })
}

/// A length of time in days: "30", "2 weeks", "3个月".
#[must_use]
pub fn number_of_days(typed: &str, lang: Lang) -> Option<i64> {
    let typed = typed.trim().to_lowercase();
    let with_unit = SPANS
        .iter()
        .filter_map(|(unit, days)| Some((typed.strip_suffix(unit)?, days)))
        .find_map(|(number, days)| bare_number(number, lang)?.checked_mul(*days));
    with_unit.or_else(|| bare_number(&typed, lang))
}

/// A length of time in whole months: "2 years", "90 days".
#[must_use]
pub fn number_of_months(typed: &str, lang: Lang) -> Option<i64> {
    let days = number_of_days(typed, lang)?;
    Some(days.checked_mul(12)?.checked_add(365 / 2)? / 365)
}

/// A length of time in hours: "48 hours", "2 days".
#[must_use]
pub fn number_of_hours(typed: &str, lang: Lang) -> Option<i64> {
    let lower = typed.trim().to_lowercase();
    HOURS
        .iter()
        .filter_map(|unit| lower.strip_suffix(unit))
        .find_map(|number| bare_number(number, lang))
        .or_else(|| number_of_days(typed, lang)?.checked_mul(24))
}

/// An hour of the day: "9", "09:00", "9 pm", "9点", "pukul 9".
#[must_use]
pub fn hour_of_day(typed: &str, lang: Lang) -> Option<i64> {
    let lower = typed.trim().to_lowercase();
    let words = lower.trim_start_matches("pukul").trim_start_matches("jam");
    let (words, noon) = match (words.strip_suffix("pm"), words.strip_suffix("am")) {
        (Some(hour), _) => (hour, Some(12)),
        (_, Some(hour)) => (hour, Some(0)),
        _ => (words, None),
    };
    let whole = [":00", ".00", "点", "點", "时", "h", " o'clock"]
        .iter()
        .find_map(|ending| words.trim().strip_suffix(ending))
        .unwrap_or(words);
    let hour = bare_number(whole, lang)?;
    match noon {
        Some(noon) if (1..=12).contains(&hour) => Some(hour % 12 + noon),
        Some(_) => None,
        None => Some(hour),
    }
}

fn bare_number(typed: &str, lang: Lang) -> Option<i64> {
    // Nobody counts parts of a yen: an amount of them is a whole number, grouped as people group.
    let yen: Currency = "JPY".parse().ok()?;
    let is_minus = |c: char| matches!(c, '-' | '－' | '\u{2010}'..='\u{2015}' | '\u{2212}');
    match typed_money::read(typed.trim(), lang, yen) {
        Ok(amount) => Some(amount.minor()),
        Err(Unclear::NotPositive) => (!typed.contains(is_minus)).then_some(0),
        Err(_) => None,
    }
}

/// A day, in the order in which the language writes it: "2027-03-31", "31.3.", "31 March", "3月31日",
/// "tomorrow". Without a year it is the next such day.
///
/// What could be two days is none.
#[must_use]
pub fn day(typed: &str, lang: Lang, today: NaiveDate) -> Option<NaiveDate> {
    let typed = typed.trim().to_lowercase();
    match typed.as_str() {
        "today" | "hari ini" | "今天" | "今日" => return Some(today),
        "tomorrow" | "besok" | "明天" | "明日" => return today.checked_add_days(Days::new(1)),
        _ => {}
    }
    let read = typed_day::read(&typed, lang)?;
    match read.year {
        Some(year) if year < 100 => date(2000 + year, read.month, read.day),
        Some(year) => date(year, read.month, read.day),
        None => next(today, read.month, read.day),
    }
}

fn date(year: u32, month: u32, day: u32) -> Option<NaiveDate> {
    let year = i32::try_from(year).ok().filter(|year| (2000..2200).contains(year))?;
    NaiveDate::from_ymd_opt(year, month, day)
}

fn next(today: NaiveDate, month: u32, day: u32) -> Option<NaiveDate> {
    // 29 February may be eight years away.
    (today.year()..=today.year() + 8)
        .filter_map(|year| NaiveDate::from_ymd_opt(year, month, day))
        .find(|date| *date >= today)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_as_people_type_them() {
        for (typed, lang, read) in [
            ("200", Lang::En, Some(200)),
            (" 1,000 ", Lang::En, Some(1_000)),
            ("1.000", Lang::Id, Some(1_000)),
            ("200 Points", Lang::En, Some(200)),
            ("1.000 poin", Lang::Id, Some(1_000)),
            ("2 ribu poin", Lang::Id, Some(2_000)),
            ("１００积分", Lang::ZhCn, Some(100)),
            ("1万", Lang::ZhCn, Some(10_000)),
            ("50pcs", Lang::En, Some(50)),
            ("0", Lang::En, Some(0)),
            ("-5", Lang::En, None),
            ("-0", Lang::En, None),
            ("2.5", Lang::En, None),
            ("5 million", Lang::En, None),
            ("ten", Lang::En, None),
            ("", Lang::En, None),
        ] {
            assert_eq!(whole_number(typed, lang), read, "{typed}");
        }
    }

    #[test]
    fn a_length_of_time_is_read_in_days() {
        for (typed, lang, days) in [
            ("30", Lang::En, Some(30)),
            ("30 days", Lang::En, Some(30)),
            ("30d", Lang::En, Some(30)),
            ("2 weeks", Lang::En, Some(14)),
            ("1 bulan", Lang::Id, Some(30)),
            ("30 hari", Lang::Id, Some(30)),
            ("3个月", Lang::ZhCn, Some(90)),
            ("两周", Lang::ZhCn, None),
            ("7天", Lang::ZhCn, Some(7)),
            ("0", Lang::En, Some(0)),
            ("soon", Lang::En, None),
        ] {
            assert_eq!(number_of_days(typed, lang), days, "{typed}");
        }
    }

    #[test]
    fn a_length_of_time_is_read_in_months_and_hours() {
        for (typed, lang, months) in [
            ("12 months", Lang::En, Some(12)),
            ("1 month", Lang::En, Some(1)),
            ("2 years", Lang::En, Some(24)),
            ("10 tahun", Lang::Id, Some(120)),
            ("90 days", Lang::En, Some(3)),
            ("6个月", Lang::ZhCn, Some(6)),
            ("for ever", Lang::En, None),
        ] {
            assert_eq!(number_of_months(typed, lang), months, "{typed}");
        }
        for (typed, lang, hours) in [
            ("48 hours", Lang::En, Some(48)),
            ("48h", Lang::En, Some(48)),
            ("3 days", Lang::En, Some(72)),
            ("1 week", Lang::En, Some(168)),
            ("24 jam", Lang::Id, Some(24)),
            ("36小时", Lang::ZhCn, Some(36)),
            ("soon", Lang::En, None),
        ] {
            assert_eq!(number_of_hours(typed, lang), hours, "{typed}");
        }
    }

    #[test]
    fn days_are_read_in_the_order_of_the_language() {
        let today = "2027-03-12".parse().unwrap();
        for (typed, lang, read) in [
            ("2027-03-31", Lang::En, Some("2027-03-31")),
            ("20270331", Lang::En, Some("2027-03-31")),
            ("31.3.2027", Lang::En, Some("2027-03-31")),
            ("3.4.27", Lang::En, Some("2027-04-03")),
            ("31/3/2027", Lang::En, Some("2027-03-31")),
            ("3/31/2027", Lang::En, Some("2027-03-31")),
            ("3/4/2027", Lang::En, None),
            ("3/4/2027", Lang::Id, Some("2027-04-03")),
            ("3/4", Lang::Id, Some("2027-04-03")),
            ("3/4", Lang::ZhCn, Some("2028-03-04")),
            ("31 March", Lang::En, Some("2027-03-31")),
            ("March 31st, 2027", Lang::En, Some("2027-03-31")),
            ("1 Mar", Lang::En, Some("2028-03-01")),
            ("17 agustus", Lang::Id, Some("2027-08-17")),
            ("2027年3月31日", Lang::ZhCn, Some("2027-03-31")),
            ("３月３１日", Lang::ZhCn, Some("2027-03-31")),
            ("4月1号", Lang::ZhCn, Some("2027-04-01")),
            ("tomorrow", Lang::En, Some("2027-03-13")),
            ("hari ini", Lang::Id, Some("2027-03-12")),
            ("明天", Lang::ZhCn, Some("2027-03-13")),
            ("29 Feb", Lang::En, Some("2028-02-29")),
            ("30 Feb", Lang::En, None),
            ("31 March April", Lang::En, None),
            ("in 3 weeks", Lang::En, None),
            ("1850-01-01", Lang::En, None),
            ("13/13/2027", Lang::En, None),
            ("", Lang::En, None),
        ] {
            let expected = read.map(|day| day.parse().unwrap());
            assert_eq!(day(typed, lang, today), expected, "{typed} {lang}");
        }
    }

    proptest::proptest! {
        #[test]
        fn no_typed_text_breaks_anything(typed: String, lang in proptest::sample::select(&Lang::ALL[..])) {
            let today = "2027-03-12".parse().unwrap();
            proptest::prop_assert!(whole_number(&typed, lang).is_none_or(|number| number >= 0));
            proptest::prop_assert!(number_of_days(&typed, lang).is_none_or(|days| days >= 0));
            proptest::prop_assert!(day(&typed, lang, today).is_none_or(|day| (2000..2200).contains(&day.year())));
        }
    }
}
