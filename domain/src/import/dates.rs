//! Days as people write them, in whichever order.

use chrono::{Datelike, NaiveDate};
use serde::{Deserialize, Serialize};

use super::{Value, Why};
use crate::birthday::{Birthday, Calendar};
use crate::name::folded;

/// Whether the day or the month comes first where a text is of numbers alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DayOrder {
    DayFirst,
    MonthFirst,
}

/// What a column of days says about its order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Order {
    /// It does not matter: the year comes first, or the months have names.
    Plain,
    Known(DayOrder),
    /// Every day could be read both ways.
    Unclear,
    /// Some can be read only the one way, and some only the other.
    Mixed,
}

/// English and Indonesian, by their first letters.
const MONTHS: [&[&str]; 12] = [
    &["jan"],
    &["feb"],
    &["mar", "maret"],
    &["apr"],
    &["may", "mei"],
    &["jun"],
    &["jul"],
    &["aug", "agu", "agt"],
    &["sep"],
    &["oct", "okt"],
    &["nov", "nop"],
    &["dec", "des"],
];

/// The numbers of a text that is a day, and what is known of their order.
enum Parts {
    /// Year, month, day; the year may be missing.
    Known(Option<i32>, u32, u32),
    /// Two numbers in the order of the column, and the year.
    Two(Option<i32>, u32, u32),
}

/// Looks at what the days of a column can be.
#[must_use]
pub fn order_of<'a>(values: impl Iterator<Item = &'a Value>) -> Order {
    let (mut day_first, mut month_first, mut either) = (false, false, false);
    for value in values {
        let Value::Text(text) = value else { continue };
        if let Some(Parts::Two(_, first, second)) = parts(text) {
            match (first > 12, second > 12) {
                (true, false) => day_first = true,
                (false, true) => month_first = true,
                (false, false) if first != second => either = true,
                _ => {}
            }
        }
    }
    match (day_first, month_first) {
        (true, true) => Order::Mixed,
        (true, false) => Order::Known(DayOrder::DayFirst),
        (false, true) => Order::Known(DayOrder::MonthFirst),
        (false, false) if either => Order::Unclear,
        (false, false) => Order::Plain,
    }
}

/// A whole day, not after `today`.
pub(super) fn day(value: &Value, order: DayOrder, today: NaiveDate) -> Result<NaiveDate, Why> {
    let birth = birth(value, order, today)?;
    let year = birth.year().ok_or(Why::NoDay)?;
    NaiveDate::from_ymd_opt(year, birth.month(), birth.day()).ok_or(Why::NoSuchDay)
}

/// A whole day, whenever it is.
pub(super) fn any_day(value: &Value, order: DayOrder, today: NaiveDate) -> Result<NaiveDate, Why> {
    let (year, month, day) = numbers(value, order)?;
    let year = full_year(year.ok_or(Why::NoDay)?, today);
    NaiveDate::from_ymd_opt(year, month, day).ok_or(Why::NoSuchDay)
}

/// A birthday, not after `today`.
pub(super) fn birth(value: &Value, order: DayOrder, today: NaiveDate) -> Result<Birthday, Why> {
    let (calendar, leap, value) = in_calendar(value);
    let (year, month, day) = numbers(&value, order)?;
    let year = year.map(|year| full_year(year, today));
    let birthday = Birthday::new(calendar, month, day, leap, year).ok_or(Why::NoSuchDay)?;
    if birthday.is_over(today) {
        Ok(birthday)
    } else {
        Err(Why::InTheFuture)
    }
}

/// "农历闰 1990-05-08": the calendar that a day is kept in, whether its month is a leap month, and the rest of the cell.
fn in_calendar(value: &Value) -> (Calendar, bool, Value) {
    let usual = || (Calendar::Gregorian, false, value.clone());
    let Value::Text(text) = value else {
        return usual();
    };
    let told = folded(text);
    let marks = ["农历", "阴历", "lunar", "imlek"];
    let Some(rest) = marks.iter().find_map(|mark| told.trim_start().strip_prefix(mark)) else {
        return usual();
    };
    let rest = rest.trim_start();
    let leap = ["闰", "leap", "kabisat"]
        .iter()
        .find_map(|mark| rest.strip_prefix(mark));
    let day = leap.unwrap_or(rest).trim().to_owned();
    (Calendar::Lunar, leap.is_some(), Value::Text(day))
}

/// Year, month and day of a cell.
fn numbers(value: &Value, order: DayOrder) -> Result<(Option<i32>, u32, u32), Why> {
    Ok(match value {
        Value::Moment(at) => (Some(at.year()), at.month(), at.day()),
        Value::Text(text) | Value::Number(text) => match (parts(text).ok_or(Why::NoDay)?, order) {
            (Parts::Known(year, month, day), _)
            | (Parts::Two(year, day, month), DayOrder::DayFirst)
            | (Parts::Two(year, month, day), DayOrder::MonthFirst) => (year, month, day),
        },
        Value::Empty => return Err(Why::NoDay),
    })
}

/// "90" is 1990, and "05" is 2005.
fn full_year(year: i32, today: NaiveDate) -> i32 {
    if !(0..100).contains(&year) {
        return year;
    }
    let century = today.year() - today.year() % 100;
    if century + year > today.year() {
        century - 100 + year
    } else {
        century + year
    }
}

fn parts(text: &str) -> Option<Parts> {
    let text = folded(text);
    // "1990-02-28 00:00:00", "1990-02-28T00:00:00Z"
    let text = text.trim();
    let day = text.split_once(['t', ' ']).filter(|(day, time)| {
        day.contains(['-', '/', '.']) && time.contains(':') && day.chars().any(|c| c.is_ascii_digit())
    });
    let text = day.map_or(text, |(day, _)| day);
    let mut numbers = Vec::new();
    let mut month = None;
    let mut pieces: Vec<&str> = Vec::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let kind = |c: char| (c.is_ascii_digit(), c.is_alphabetic());
        let end = rest.find(|c| kind(c) != kind(first)).unwrap_or(rest.len());
        let (piece, after) = rest.split_at(end);
        rest = after;
        pieces.push(piece);
        if first.is_ascii_digit() {
            numbers.push((piece.parse::<u32>().ok()?, piece.len()));
        } else if first.is_alphabetic() && !matches!(piece, "年" | "月" | "日" | "号" | "號") {
            let found = MONTHS
                .iter()
                .position(|names| names.iter().any(|name| piece.starts_with(name)))?;
            if month.replace(u32::try_from(found).ok()? + 1).is_some() {
                return None;
            }
        }
    }
    let year = |number: u32| i32::try_from(number).ok();
    if let Some(month) = month {
        return match numbers.as_slice() {
            [(day, _)] => Some(Parts::Known(None, month, *day)),
            [(y, 4), (day, _)] | [(day, _), (y, 2 | 4)] => Some(Parts::Known(Some(year(*y)?), month, *day)),
            _ => None,
        };
    }
    let chinese = pieces.contains(&"月");
    match numbers.as_slice() {
        // 19900228
        [(whole, 8)] => Some(Parts::Known(
            Some(year(whole / 10_000)?),
            whole / 100 % 100,
            whole % 100,
        )),
        [(y, 4), (month, _), (day, _)] => Some(Parts::Known(Some(year(*y)?), *month, *day)),
        [(y, 2), (month, _), (day, _)] if chinese => Some(Parts::Known(Some(year(*y)?), *month, *day)),
        [(month, 1 | 2), (day, 1 | 2)] if chinese => Some(Parts::Known(None, *month, *day)),
        // Dots are written where the day comes first.
        [(day, 1 | 2), (month, 1 | 2), (y, 2 | 4)] if text.contains('.') => {
            Some(Parts::Known(Some(year(*y)?), *month, *day))
        }
        [(day, 1 | 2), (month, 1 | 2)] if text.contains('.') => Some(Parts::Known(None, *month, *day)),
        [(first, 1 | 2), (second, 1 | 2), (y, 2 | 4)] => Some(Parts::Two(Some(year(*y)?), *first, *second)),
        // "--02-28", as address books write it.
        [(month, 2), (day, 2)] if text.starts_with("--") => Some(Parts::Known(None, *month, *day)),
        [(first, 1 | 2), (second, 1 | 2)] => Some(Parts::Two(None, *first, *second)),
        _ => None,
    }
}

/// Whether a cell can be a day.
pub(super) fn is_day(value: &Value) -> bool {
    match value {
        Value::Moment(_) => true,
        Value::Text(text) => parts(text).is_some(),
        Value::Number(_) | Value::Empty => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn b4_d6_a_lunar_birthday_is_one() {
        let today = NaiveDate::from_ymd_opt(2026, 11, 29).unwrap();
        for (text, expected) in [
            ("农历 --08-15", Birthday::lunar(8, 15, false, None)),
            ("农历 1990-08-30", Birthday::lunar(8, 30, false, Some(1990))),
            ("农历闰 1990-05-08", Birthday::lunar(5, 8, true, Some(1990))),
            ("Lunar leap 05-08", Birthday::lunar(5, 8, true, None)),
            ("Imlek 15.08.", Birthday::lunar(8, 15, false, None)),
        ] {
            let order = if text.starts_with("Lunar") {
                DayOrder::MonthFirst
            } else {
                DayOrder::DayFirst
            };
            assert_eq!(birth(&Value::Text(text.into()), order, today).ok(), expected, "{text}");
        }
        let thirty_first = Value::Text("农历 08-31".into());
        assert_eq!(birth(&thirty_first, DayOrder::MonthFirst, today), Err(Why::NoSuchDay));
    }

    fn today() -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 11, 29).unwrap()
    }

    fn read(text: &str, order: DayOrder) -> Result<(Option<i32>, u32, u32), Why> {
        birth(&Value::Text(text.into()), order, today()).map(|birth| (birth.year(), birth.month(), birth.day()))
    }

    #[test]
    fn d6_a_day_is_read_in_the_usual_orders() {
        for (text, day) in [
            ("1990-02-28", (Some(1990), 2, 28)),
            ("1990/2/28", (Some(1990), 2, 28)),
            ("1990-02-28 00:00:00", (Some(1990), 2, 28)),
            ("1990-02-28T12:30:00Z", (Some(1990), 2, 28)),
            ("1990.02.28", (Some(1990), 2, 28)),
            ("19900228", (Some(1990), 2, 28)),
            ("28.02.1990", (Some(1990), 2, 28)),
            ("28.2.90", (Some(1990), 2, 28)),
            ("28.02.", (None, 2, 28)),
            ("5.3.05", (Some(2005), 3, 5)),
            ("28/02/1990", (Some(1990), 2, 28)),
            ("28-02-1990", (Some(1990), 2, 28)),
            ("28 Feb 1990", (Some(1990), 2, 28)),
            ("February 28, 1990", (Some(1990), 2, 28)),
            ("17 Agustus 1988", (Some(1988), 8, 17)),
            ("3 Mei", (None, 5, 3)),
            ("1990年2月28日", (Some(1990), 2, 28)),
            ("2月28日", (None, 2, 28)),
            ("--02-29", (None, 2, 29)),
            ("29.02.", (None, 2, 29)),
            ("１９９０年２月２８日", (Some(1990), 2, 28)),
        ] {
            assert_eq!(read(text, DayOrder::DayFirst), Ok(day), "{text}");
        }
        assert_eq!(read("02/28/1990", DayOrder::MonthFirst), Ok((Some(1990), 2, 28)));
    }

    #[test]
    fn d6_a_day_that_is_none_is_refused_with_its_reason() {
        for (text, why) in [
            ("31.02.1990", Why::NoSuchDay),
            ("29.02.1991", Why::NoSuchDay),
            ("0000-00-00", Why::NoSuchDay),
            ("1890-01-01", Why::NoSuchDay),
            ("02/28/1990", Why::NoSuchDay),
            ("2027-01-01", Why::InTheFuture),
            ("soon", Why::NoDay),
            ("12", Why::NoDay),
            ("1990", Why::NoDay),
            ("28 Feb Mar", Why::NoDay),
        ] {
            assert_eq!(read(text, DayOrder::DayFirst), Err(why), "{text}");
        }
    }

    #[test]
    fn d6_a_column_tells_which_comes_first() {
        let order = |texts: &[&str]| {
            let values: Vec<Value> = texts.iter().map(|text| Value::Text((*text).into())).collect();
            order_of(values.iter())
        };

        assert_eq!(order(&["03/04/1990", "28/02/1990"]), Order::Known(DayOrder::DayFirst));
        assert_eq!(order(&["03/04/1990", "02/28/1990"]), Order::Known(DayOrder::MonthFirst));
        assert_eq!(order(&["03/04/1990", "05/06/1990"]), Order::Unclear);
        assert_eq!(order(&["13/04/1990", "05/26/1990"]), Order::Mixed);
        assert_eq!(order(&["1990-04-03", "3.4.1990", "x", "05/05/1990"]), Order::Plain);
    }
}
