//! Phone numbers as people note them down, mostly without the country's part.

use chrono_tz::Tz;
use unicode_normalization::UnicodeNormalization;

use super::{Value, Why};
use crate::Currency;
use crate::shop::Shop;

/// How the phone numbers of a country are written at home.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Country {
    /// Dialled from abroad.
    code: &'static str,
    /// Dialled in front at home, and left out from abroad.
    trunk: &'static str,
    /// How many digits a number has without either.
    least: usize,
    most: usize,
}

const fn country(code: &'static str, trunk: &'static str, least: usize, most: usize) -> Country {
    Country {
        code,
        trunk,
        least,
        most,
    }
}

/// By what the shop counts in.
const BY_CURRENCY: &[(&str, Country)] = &[
    ("AUD", country("61", "0", 9, 9)),
    ("BRL", country("55", "0", 10, 11)),
    ("CAD", country("1", "1", 10, 10)),
    ("CHF", country("41", "0", 9, 9)),
    ("CNY", country("86", "0", 11, 11)),
    ("CZK", country("420", "", 9, 9)),
    ("GBP", country("44", "0", 10, 10)),
    ("HKD", country("852", "", 8, 8)),
    ("IDR", country("62", "0", 9, 12)),
    ("INR", country("91", "0", 10, 10)),
    ("JPY", country("81", "0", 9, 10)),
    ("KRW", country("82", "0", 9, 10)),
    ("KZT", country("7", "8", 10, 10)),
    ("MYR", country("60", "0", 9, 10)),
    ("NZD", country("64", "0", 8, 10)),
    ("PHP", country("63", "0", 10, 10)),
    ("PLN", country("48", "", 9, 9)),
    ("RUB", country("7", "8", 10, 10)),
    ("SGD", country("65", "", 8, 8)),
    ("THB", country("66", "0", 9, 9)),
    ("TRY", country("90", "0", 10, 10)),
    ("TWD", country("886", "0", 9, 9)),
    ("UAH", country("380", "0", 9, 9)),
    ("USD", country("1", "1", 10, 10)),
    ("VND", country("84", "0", 9, 9)),
];

/// Where several countries count in one money, by the clock.
const BY_ZONE: &[(Tz, Country)] = &[
    (chrono_tz::Europe::Amsterdam, country("31", "0", 9, 9)),
    (chrono_tz::Europe::Athens, country("30", "", 10, 10)),
    (chrono_tz::Europe::Berlin, country("49", "0", 9, 11)),
    (chrono_tz::Europe::Brussels, country("32", "0", 8, 9)),
    (chrono_tz::Europe::Dublin, country("353", "0", 9, 9)),
    (chrono_tz::Europe::Helsinki, country("358", "0", 8, 10)),
    (chrono_tz::Europe::Lisbon, country("351", "", 9, 9)),
    (chrono_tz::Europe::Madrid, country("34", "", 9, 9)),
    (chrono_tz::Europe::Paris, country("33", "0", 9, 9)),
    (chrono_tz::Europe::Vienna, country("43", "0", 9, 12)),
];

/// The fewest and the most digits that a number has anywhere, with its country's.
const LEAST: usize = 6;
const MOST: usize = 15;

impl Country {
    /// Where the shop is, as far as its money or its clock tell.
    #[must_use]
    pub fn of(shop: &Shop) -> Option<Self> {
        let by_currency = |currency: Currency| BY_CURRENCY.iter().find(|(code, _)| *code == currency.code());
        let by_zone = |zone: Tz| BY_ZONE.iter().find(|(place, _)| *place == zone);
        by_currency(shop.currency)
            .map(|(_, country)| *country)
            .or_else(|| by_zone(shop.time_zone).map(|(_, country)| *country))
    }

    fn is_whole(self, national: &str) -> bool {
        (self.least..=self.most).contains(&national.len())
    }

    /// The digits that were noted at home, with the country's in front.
    fn abroad(self, digits: &str) -> Option<String> {
        let whole = |national: &str| (self.is_whole(national)).then(|| format!("{}{national}", self.code));
        let with_trunk = digits.strip_prefix(self.trunk).filter(|_| !self.trunk.is_empty());
        if let Some(number) = with_trunk.and_then(whole) {
            return Some(number);
        }
        // Already as from abroad, only without the plus.
        if digits
            .strip_prefix(self.code)
            .is_some_and(|national| self.is_whole(national))
        {
            return Some(digits.to_owned());
        }
        // A spreadsheet takes the zero in front for nothing.
        whole(digits)
    }
}

/// The digits of a phone number, as Telegram tells it: with the country's, without a plus.
pub(super) fn phone(value: &Value, country: Option<Country>) -> Result<String, Why> {
    let text: String = value.shown().nfkc().collect();
    let lower = text.to_lowercase();
    if lower.split_once("e+").is_some_and(|(before, after)| {
        before.contains(|c: char| c.is_ascii_digit()) && after.chars().all(|c| c.is_ascii_digit())
    }) {
        return Err(Why::LostDigits);
    }
    // An extension or a second number is not kept; words are no number.
    let first = text.split(['/', ';', ',', '|', '\n']).next().unwrap_or_default().trim();
    if first.chars().any(char::is_alphabetic) {
        return Err(Why::NoPhone);
    }
    if matches!(value, Value::Number(text) if text.contains(['.', '-'])) {
        return Err(Why::NoPhone);
    }
    let digits: String = first.chars().filter(char::is_ascii_digit).collect();
    // More than a spreadsheet's number holds: the last ones are zeros that nobody typed.
    if matches!(value, Value::Number(_)) && digits.len() > MOST {
        return Err(Why::LostDigits);
    }
    let from_abroad = first.trim_start_matches(['(', ' ']).starts_with('+');
    let number = match digits.strip_prefix("00").filter(|_| !from_abroad) {
        Some(rest) => rest.to_owned(),
        // "+49 (0) 170 …"
        None if from_abroad => match country.filter(|_| first.contains("(0)")) {
            Some(country) => digits
                .strip_prefix(country.code)
                .and_then(|rest| rest.strip_prefix('0'))
                .map_or_else(|| digits.clone(), |rest| format!("{}{rest}", country.code)),
            None => digits.clone(),
        },
        None => country.and_then(|country| country.abroad(&digits)).unwrap_or(digits),
    };
    if (LEAST..=MOST).contains(&number.len()) {
        Ok(number)
    } else {
        Err(Why::NoPhone)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn in_country(code: &str) -> Option<Country> {
        BY_CURRENCY
            .iter()
            .find(|(of, _)| *of == code)
            .map(|(_, country)| *country)
    }

    #[test]
    fn d6_a_phone_number_is_the_same_however_it_was_noted() {
        for (text, currency, digits) in [
            ("+62 812-3456-7890", "IDR", "6281234567890"),
            ("0812 3456 7890", "IDR", "6281234567890"),
            ("81234567890", "IDR", "6281234567890"),
            ("6281234567890", "IDR", "6281234567890"),
            ("006281234567890", "IDR", "6281234567890"),
            ("(0812) 34567890", "IDR", "6281234567890"),
            ("138 0013 8000", "CNY", "8613800138000"),
            ("+86 138-0013-8000", "CNY", "8613800138000"),
            ("8 (912) 345-67-89", "RUB", "79123456789"),
            ("+7 912 345 67 89", "RUB", "79123456789"),
            ("(415) 555-2671", "USD", "14155552671"),
            ("1-415-555-2671", "USD", "14155552671"),
            ("07700 900123", "GBP", "447700900123"),
            ("+44 (0)7700 900123", "GBP", "447700900123"),
            ("０８１２３４５６７８９０", "IDR", "6281234567890"),
            ("0812 3456 7890 / 021 555", "IDR", "6281234567890"),
            ("+49 170 1234567", "IDR", "491701234567"),
        ] {
            let read = phone(&Value::Text(text.into()), in_country(currency));
            assert_eq!(read, Ok(digits.into()), "{text}");
        }
        let number = Value::Number("81234567890".into());
        assert_eq!(phone(&number, in_country("IDR")), Ok("6281234567890".into()));
        assert_eq!(phone(&number, None), Ok("81234567890".into()));
    }

    #[test]
    fn d6_what_is_no_phone_number_is_refused_with_its_reason() {
        for (value, why) in [
            (Value::Text("6.28123E+11".into()), Why::LostDigits),
            (Value::Number("62812345678900000".into()), Why::LostDigits),
            (Value::Text("ask her".into()), Why::NoPhone),
            (Value::Text("12345".into()), Why::NoPhone),
            (Value::Text("1234567890123456".into()), Why::NoPhone),
            (Value::Number("812.5".into()), Why::NoPhone),
        ] {
            assert_eq!(phone(&value, in_country("IDR")), Err(why), "{value:?}");
        }
    }
}
