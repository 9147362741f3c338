//! Days as people type them, in the order in which their language writes them.

use crate::Lang;

/// A day as it was typed. Whether there is such a day is not known yet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TypedDay {
    /// As typed: 27 may be 2027 or 1927.
    pub year: Option<u32>,
    pub month: u32,
    pub day: u32,
}

/// The beginnings by which months are known, and the names that they are written out with, in English and Indonesian.
const MONTHS: &[(&str, u32, &[&str])] = &[
    ("jan", 1, &["january", "januari"]),
    ("feb", 2, &["february", "februari", "pebruari"]),
    ("mar", 3, &["march", "maret"]),
    ("apr", 4, &["april"]),
    ("may", 5, &[]),
    ("mei", 5, &[]),
    ("jun", 6, &["june", "juni"]),
    ("jul", 7, &["july", "juli"]),
    ("aug", 8, &["august"]),
    ("agu", 8, &["agustus"]),
    ("agt", 8, &[]),
    ("sep", 9, &["sept", "september"]),
    ("oct", 10, &["october"]),
    ("okt", 10, &["oktober"]),
    ("nov", 11, &["november"]),
    ("dec", 12, &["december"]),
    ("des", 12, &["desember"]),
];

/// Longer texts are no days.
const LONGEST: usize = 64;

/// "2027-03-31", "20270331", "31.3.", "31 March", "3月31日". What could be two days is none.
#[must_use]
pub fn read(typed: &str, lang: Lang) -> Option<TypedDay> {
    let typed = typed.trim().to_lowercase();
    if typed.chars().count() > LONGEST {
        return None;
    }
    let (numbers, month) = parts(&typed)?;
    let read = |year, month, day| Some(TypedDay { year, month, day });
    match (numbers.as_slice(), month) {
        ([day], Some(month)) => read(None, month, *day),
        ([day, year] | [year, day], Some(month)) if *year >= 1000 => read(Some(*year), month, *day),
        ([all], None) if (10_000_000..100_000_000).contains(all) => {
            read(Some(all / 10_000), all / 100 % 100, all % 100)
        }
        ([year, month, day], None) if *year >= 1000 => read(Some(*year), *month, *day),
        ([first, second, year], None) => {
            let (month, day) = month_and_day(*first, *second, lang, typed.contains('.'), false)?;
            read(Some(*year), month, day)
        }
        ([first, second], None) => {
            let (month, day) = month_and_day(*first, *second, lang, typed.contains('.'), true)?;
            read(None, month, day)
        }
        _ => None,
    }
}

/// The month that a word in small letters names by itself. In running text a beginning is not enough: "sepatu" are shoes.
pub(crate) fn month(word: &str) -> Option<u32> {
    MONTHS
        .iter()
        .find(|(start, _, names)| word == *start || names.contains(&word))
        .map(|(_, month, _)| *month)
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
                .find(|(start, ..)| part.starts_with(start))
                .map(|(_, month, _)| *month);
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
pub(crate) fn month_and_day(
    first: u32,
    second: u32,
    lang: Lang,
    dots: bool,
    month_first_in_chinese: bool,
) -> Option<(u32, u32)> {
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_is_read_with_or_without_its_year() {
        for (typed, lang, expected) in [
            ("14 March", Lang::En, Some((None, 3, 14))),
            ("14.3.1990", Lang::En, Some((Some(1990), 3, 14))),
            ("14/3/90", Lang::En, Some((Some(90), 3, 14))),
            ("1990年3月14日", Lang::ZhCn, Some((Some(1990), 3, 14))),
            ("3月14日", Lang::ZhCn, Some((None, 3, 14))),
            ("14 Agustus", Lang::Id, Some((None, 8, 14))),
            ("4/3", Lang::En, None),
            ("March", Lang::En, None),
            ("in spring", Lang::En, None),
        ] {
            let read = read(typed, lang).map(|read| (read.year, read.month, read.day));
            assert_eq!(read, expected, "{typed}");
        }
    }

    #[test]
    fn a_word_is_a_month_only_as_a_whole() {
        for (word, expected) in [
            ("sep", Some(9)),
            ("september", Some(9)),
            ("agustus", Some(8)),
            ("mei", Some(5)),
            ("sepatu", None),
            ("marketing", None),
            ("", None),
        ] {
            assert_eq!(month(word), expected, "{word}");
        }
    }
}
