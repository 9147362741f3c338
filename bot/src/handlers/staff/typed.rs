//! Whole numbers and days as people type them.

use chrono::{Datelike, Days, NaiveDate};
use domain::typed_money::{self, Unclear};
use domain::{Currency, Lang};

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

/// The beginnings by which months are known, in English and Indonesian.
const MONTHS: &[(&str, u32)] = &[
    ("jan", 1),
    ("feb", 2),
    ("mar", 3),
    ("apr", 4),
    ("may", 5),
    ("mei", 5),
    ("jun", 6),
    ("jul", 7),
    ("aug", 8),
    ("agu", 8),
    ("agt", 8),
    ("sep", 9),
    ("oct", 10),
    ("okt", 10),
    ("nov", 11),
    ("dec", 12),
    ("des", 12),
];

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
    let (numbers, month) = parts(&typed)?;
    match (numbers.as_slice(), month) {
        ([day], Some(month)) => next(today, month, *day),
        ([day, year] | [year, day], Some(month)) if *year >= 1000 => date(*year, month, *day),
        ([all], None) if (10_000_000..100_000_000).contains(all) => date(all / 10_000, all / 100 % 100, all % 100),
        ([year, month, day], None) if *year >= 1000 => date(*year, *month, *day),
        ([first, second, year], None) => {
            let year = if *year < 100 { 2000 + *year } else { *year };
            let (month, day) = month_and_day(*first, *second, lang, typed.contains('.'), false)?;
            date(year, month, day)
        }
        ([first, second], None) => {
            let (month, day) = month_and_day(*first, *second, lang, typed.contains('.'), true)?;
            next(today, month, day)
        }
        _ => None,
    }
}

/// The numbers in a typed day, and the month that is named in it. `None`: other words stand there too.
fn parts(typed: &str) -> Option<(Vec<u32>, Option<u32>)> {
    let digit = |c: char| match c {
        '０'..='９' => u32::from(c).checked_sub(u32::from('０')),
        c => c.to_digit(10),
    };
    let (mut numbers, mut month) = (Vec::new(), None);
    let mut rest = typed;
    while let Some(first) = rest.chars().next() {
        let is_number = digit(first).is_some();
        let same = |c: char| {
            if is_number {
                digit(c).is_some()
            } else {
                c.is_ascii_alphabetic()
            }
        };
        let end = rest.find(|c| !same(c)).unwrap_or(rest.len());
        let (part, after) = rest.split_at(if end == 0 { first.len_utf8() } else { end });
        rest = after;
        if is_number {
            let number = part
                .chars()
                .filter_map(digit)
                .try_fold(0_u32, |sum, digit| sum.checked_mul(10)?.checked_add(digit));
            numbers.push(number?);
        } else if first.is_ascii_alphabetic() {
            let named = MONTHS
                .iter()
                .find(|(start, _)| part.starts_with(start))
                .map(|(_, month)| *month);
            match named {
                Some(named) if month.is_none() => month = Some(named),
                None if matches!(part, "st" | "nd" | "rd" | "th" | "of") => {}
                _ => return None,
            }
        } else if !(first.is_whitespace() || matches!(first, '-' | '/' | '.' | ',' | '年' | '月' | '日' | '号' | '–'))
        {
            return None;
        }
    }
    Some((numbers, month))
}

/// Which of two numbers is the month. English speakers differ about slashes: there only a number
/// above twelve tells.
fn month_and_day(first: u32, second: u32, lang: Lang, dots: bool, month_first_in_chinese: bool) -> Option<(u32, u32)> {
    match (first, second) {
        (13.., 13..) => None,
        (13.., month) => Some((month, first)),
        (month, 13..) => Some((month, second)),
        _ if first == second => Some((first, second)),
        _ => match lang {
            Lang::Id => Some((second, first)),
            Lang::ZhCn if month_first_in_chinese => Some((first, second)),
            Lang::En | Lang::ZhCn => dots.then_some((second, first)),
        },
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
