//! Days of the Chinese calendar as people type them.

use super::Birthday;

/// What a day of that calendar is announced by.
const NAMES: &[&str] = &["农历", "農曆", "阴历", "陰曆", "旧历", "舊曆", "lunar", "imlek"];
const DIGITS: &str = "一二三四五六七八九";

impl Birthday {
    /// Reads "正月初一", "闰四月初八", "农历8月15日" or "lunar 8-15": month and day in the Chinese calendar. Plain numbers are
    /// read so only where the calendar is named.
    #[must_use]
    pub fn read_lunar(typed: &str) -> Option<Self> {
        let typed = typed.trim().to_lowercase();
        let named = NAMES.iter().find_map(|name| typed.strip_prefix(name));
        let rest = named.unwrap_or(&typed).trim();
        let (leap, rest) = match rest.strip_prefix(['闰', '閏']) {
            Some(rest) => (true, rest),
            None => (false, rest),
        };
        if let Some((month, day)) = rest.split_once('月') {
            let day = if named.is_some() {
                day.trim_end_matches(['日', '号', '號'])
            } else {
                day
            };
            if let (Some(month), Some(day)) = (month_of(month), day_of(day)) {
                return Self::lunar(month, day, leap, None);
            }
        }
        named?;
        let numbers = rest
            .split(|c: char| !c.is_ascii_digit())
            .filter(|part| !part.is_empty());
        let numbers: Vec<u32> = numbers.map(str::parse).collect::<Result<_, _>>().ok()?;
        match numbers.as_slice() {
            [month, day] => Self::lunar(*month, *day, leap, None),
            _ => None,
        }
    }
}

fn month_of(word: &str) -> Option<u32> {
    match word {
        "正" => Some(1),
        "冬" => Some(11),
        "腊" | "臘" => Some(12),
        word => up_to_ten(word).or_else(|| Some(10 + up_to_ten(word.strip_prefix('十')?)?)),
    }
}

fn day_of(word: &str) -> Option<u32> {
    match word {
        "二十" | "廿" => return Some(20),
        "三十" | "卅" => return Some(30),
        _ => {}
    }
    for (before, tens) in [("初", 0), ("二十", 20), ("廿", 20), ("十", 10)] {
        if let Some(rest) = word.strip_prefix(before) {
            return Some(tens + up_to_ten(rest)?);
        }
    }
    None
}

fn up_to_ten(word: &str) -> Option<u32> {
    let mut letters = word.chars();
    match (letters.next()?, letters.next()) {
        ('十', None) => Some(10),
        (digit, None) => {
            let place = DIGITS.chars().position(|known| known == digit)?;
            u32::try_from(place + 1).ok()
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn b4_a_day_of_the_chinese_calendar_is_read() {
        for (typed, month, day, leap) in [
            ("正月初一", 1, 1, false),
            (" 八月十五 ", 8, 15, false),
            ("腊月三十", 12, 30, false),
            ("十二月廿三", 12, 23, false),
            ("十月初十", 10, 10, false),
            ("冬月二十", 11, 20, false),
            ("闰四月初八", 4, 8, true),
            ("农历8月15日", 8, 15, false),
            ("农历八月十五日", 8, 15, false),
            ("Lunar 1-1", 1, 1, false),
            ("imlek 8/15", 8, 15, false),
        ] {
            assert_eq!(
                Birthday::read_lunar(typed),
                Birthday::lunar(month, day, leap, None),
                "{typed}"
            );
        }
        for typed in [
            "",
            "8-15",
            "24.12.",
            "8月15日",
            "十月十五日",
            "lunar",
            "lunar 13-1",
            "lunar 1-31",
            "正月",
            "月初一",
        ] {
            assert_eq!(Birthday::read_lunar(typed), None, "{typed}");
        }
    }

    proptest! {
        #[test]
        fn no_typed_text_breaks_it(typed: String) {
            if let Some(day) = Birthday::read_lunar(&typed) {
                prop_assert_eq!(day.calendar(), super::super::Calendar::Lunar);
            }
        }
    }
}
