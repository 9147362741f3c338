//! Names as people write them, and the keys they are found by.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// The longest name that is kept, in characters. Telegram allows 64 for each half.
const LONGEST: usize = 129;

/// A key is cut after this many characters: more than anybody types to find a person.
const KEY_LENGTH: usize = 16;

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

fn is_invisible(c: char) -> bool {
    // A zero-width joiner stays: it holds families of emoji and some scripts together.
    (c.is_control() && !c.is_whitespace())
        || matches!(c, '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}')
}

/// A text in the form in which it is compared: without case, accents and width.
#[must_use]
pub fn folded(text: &str) -> String {
    text.nfkd()
        .filter(|c| !is_combining_mark(*c))
        .flat_map(char::to_lowercase)
        .nfc()
        .collect()
}

/// The keys under which a member is found by a part of a word: every ending of every word, cut short.
///
/// A search for a part of a word is then a search for the beginning of a key, which an index answers.
#[must_use]
pub fn find_keys(texts: &[&str]) -> Vec<String> {
    let mut keys: Vec<String> = texts
        .iter()
        .flat_map(|text| {
            folded(text)
                .split(|c: char| !c.is_alphanumeric())
                .map(str::to_owned)
                .collect::<Vec<_>>()
        })
        .flat_map(|word| {
            word.char_indices()
                .map(|(at, _)| word[at..].chars().take(KEY_LENGTH).collect())
                .collect::<Vec<String>>()
        })
        .collect();
    keys.sort();
    keys.dedup();
    keys
}

/// The words of a search, in the form of keys. Empty when nothing can be searched for.
#[must_use]
pub fn search_words(typed: &str) -> Vec<String> {
    folded(typed)
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(|word| word.chars().take(KEY_LENGTH).collect())
        .collect()
}

/// Whether each of `words` begins one of `keys`.
#[must_use]
pub fn fits(keys: &[String], words: &[String]) -> bool {
    words.iter().all(|word| keys.iter().any(|key| key.starts_with(word)))
}

/// How many of the `typed` words begin a word of `texts`, rather than being found somewhere inside one.
///
/// Whoever types "anna" means Anna before Hannah.
#[must_use]
pub fn begun(texts: &[&str], typed: &[String]) -> usize {
    let words: Vec<String> = texts.iter().flat_map(|text| search_words(text)).collect();
    typed
        .iter()
        .filter(|typed| words.iter().any(|word| word.starts_with(typed.as_str())))
        .count()
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
    fn what_begins_a_word_is_told_from_what_is_inside_one() {
        let typed = search_words("anna kow");
        for (name, begins) in [
            ("Anna Kowalska", 2),
            ("Hannah Kowalska", 1),
            ("Hannah Nowakow", 0),
            ("ÁNNA", 1),
        ] {
            assert_eq!(begun(&[name], &typed), begins, "{name}");
        }
    }

    #[test]
    fn people_are_found_by_a_part_of_a_word_in_any_script() {
        let keys = find_keys(&["Zoë O'Brien", "王小明", "Юлия", "@joe_b"]);
        let found = |typed: &str| {
            let words = search_words(typed);
            !words.is_empty() && fits(&keys, &words)
        };

        for typed in [
            "zoe",
            "ZOË",
            "brien",
            "rie",
            "小明",
            "明",
            "юли",
            "joe",
            "o'brien",
            "ＺＯＥ",
        ] {
            assert!(found(typed), "{typed}");
        }
        for typed in ["anna", "zoe anna", "", "!!!"] {
            assert!(!found(typed), "{typed}");
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
            drop(find_keys(&[&name]));
        }
    }
}
