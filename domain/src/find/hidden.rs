//! What is sealed is found by hashes, and a hash says nothing of how a word begins: each beginning of a word is one by
//! itself.

use std::collections::BTreeSet;

use super::{Key, Word, add_text, stands_alone};

/// The fewest letters by which the beginning of a word is found. Fewer would find half the club, and a hash of one of
/// so few would hide little.
pub const FEWEST_LETTERS: usize = 3;
/// A word is cut after so many letters: whoever types more of it means the same.
const LETTERS: usize = 12;
/// The same of a script that does not divide words, and in which each character may begin one.
const CHARACTERS: usize = 4;

/// The beginnings of all words of texts, and each word itself, however short it is.
#[must_use]
pub fn beginnings(texts: &[&str]) -> BTreeSet<String> {
    let mut keys = BTreeSet::new();
    for text in texts {
        add_text(&mut keys, text);
    }
    let mut beginnings = BTreeSet::new();
    for word in keys.iter().filter_map(Key::as_beginning).map(cut) {
        let fewest = if word.starts_with(stands_alone) {
            1
        } else {
            FEWEST_LETTERS
        };
        let ends = word.char_indices().map(|(at, letter)| at + letter.len_utf8());
        let long_enough = ends.skip(fewest - 1).filter_map(|end| word.get(..end));
        beginnings.extend(long_enough.chain([word]).map(str::to_owned));
    }
    beginnings
}

impl Word {
    /// The word as one of [`beginnings`].
    #[must_use]
    pub fn as_beginning(&self) -> &str {
        cut(&self.0)
    }
}

fn cut(word: &str) -> &str {
    let most = if word.starts_with(stands_alone) {
        CHARACTERS
    } else {
        LETTERS
    };
    let end = word.char_indices().nth(most).map_or(word.len(), |(at, _)| at);
    word.get(..end).unwrap_or(word)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::find::Search;

    fn finds(text: &str, typed: &str) -> bool {
        let beginnings = beginnings(&[text]);
        let words = Search::read(typed).words;
        !words.is_empty() && words.iter().all(|word| beginnings.contains(word.as_beginning()))
    }

    #[test]
    fn d2_what_is_sealed_is_found_by_how_its_words_begin() {
        for (text, found, not_found) in [
            ("Wide fit", "wid|WIDE|wide fit|fit", "wi|ide|it|wides"),
            ("Größe XL", "xl|gross|GRÖSSE|groesse", "x|gr|röß"),
            ("Holunderblütensirup", "hol|holunderbl|holunderblütensirup", "sirup"),
            ("43", "43", "4|3"),
            ("不吃花生酱", "不|花生|不吃花生酱|hua|huasheng|hsj", "酱花|h"),
        ] {
            for typed in found.split('|') {
                assert!(finds(text, typed), "{text}: {typed}");
            }
            for typed in not_found.split('|') {
                assert!(!finds(text, typed), "{text}: {typed}");
            }
        }
    }

    proptest! {
        #[test]
        fn whoever_types_a_whole_text_finds_it(text in any::<String>()) {
            let beginnings = beginnings(&[&text]);
            for word in Search::read(&text).words {
                // Digits with a zero in front are put together, as they are in a number that is dialled.
                if !word.as_beginning().starts_with('0') {
                    prop_assert!(beginnings.contains(word.as_beginning()), "{word:?}");
                }
            }
        }
    }
}
