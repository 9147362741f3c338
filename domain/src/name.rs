//! Names as people write them.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// The longest name that is kept, in characters. Telegram allows 64 for each half.
const LONGEST: usize = 129;

/// A name without what would break a line or turn it round: control characters, direction
/// overrides, line breaks. Runs of white space become one space.
#[must_use]
pub fn clean(name: &str) -> String {
    one_line(name).chars().take(LONGEST).collect()
}

/// The same of any text, at any length.
#[must_use]
pub fn one_line(text: &str) -> String {
    let visible: String = text
        .chars()
        .filter(|c| !is_invisible(*c))
        .map(|c| if c.is_whitespace() { ' ' } else { c })
        .collect();
    let words: Vec<&str> = visible.split_whitespace().collect();
    words.join(" ")
}

/// The first word of a name, by which friends call somebody.
#[must_use]
pub fn first(name: &str) -> String {
    clean(name).split_whitespace().next().unwrap_or_default().to_owned()
}

fn is_invisible(c: char) -> bool {
    // A zero-width joiner stays: it holds families of emoji and some scripts together.
    (c.is_control() && !c.is_whitespace())
        || matches!(c, '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}')
}

/// A text in the form in which it is compared: without case, accents and width.
#[must_use]
pub fn folded(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    for c in text
        .nfkd()
        .filter(|c| !is_combining_mark(*c))
        .flat_map(char::to_lowercase)
    {
        match without_stroke(c) {
            Some(letters) => plain.push_str(letters),
            None => plain.push(c),
        }
    }
    plain.nfc().collect()
}

/// Letters whose stroke or bow is no accent to Unicode, but one to whoever types on another keyboard.
const fn without_stroke(c: char) -> Option<&'static str> {
    Some(match c {
        'ß' => "ss",
        'æ' => "ae",
        'œ' => "oe",
        'ø' => "o",
        'đ' | 'ð' => "d",
        'ħ' => "h",
        'ı' => "i",
        'ł' => "l",
        'ŧ' => "t",
        'þ' => "th",
        _ => return None,
    })
}

/// The digits of a phone number, or nothing when it has too few to be one.
#[must_use]
pub fn phone_digits(phone: &str) -> Option<String> {
    let digits: String = phone.nfkc().filter(char::is_ascii_digit).collect();
    (6..=15).contains(&digits.len()).then_some(digits)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_clean_name_is_one_line_and_reads_forwards() {
        for (name, shown) in [
            ("Anna", "Anna"),
            (" Anna\n\tMaria ", "Anna Maria"),
            ("\u{202e}annA", "annA"),
            ("王\u{200b}小明", "王小明"),
            ("👨‍👩‍👧", "👨‍👩‍👧"),
            ("\u{0007}", ""),
        ] {
            assert_eq!(clean(name), shown, "{name:?}");
        }
    }

    #[test]
    fn a_phone_number_is_its_digits() {
        assert_eq!(phone_digits("+62 812-3456"), Some("628123456".into()));
        assert_eq!(phone_digits("１２３４５６"), Some("123456".into()));
        assert_eq!(phone_digits("12345"), None);
    }

    proptest! {
        #[test]
        fn no_name_breaks_anything(name in any::<String>()) {
            let shown = clean(&name);
            prop_assert!(!shown.contains('\n'));
            prop_assert_eq!(clean(&shown), shown.clone());
        }
    }
}
