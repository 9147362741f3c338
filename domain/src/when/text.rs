//! A typed text in the form in which phrases are compared, and a place in it.

use unicode_normalization::UnicodeNormalization;

/// No phrase about time is longer, in characters.
const LONGEST: usize = 120;

/// The beginning of a text in half width, small letters and one kind of each sign, with the way back to the text itself.
pub(super) struct Text<'a> {
    typed: &'a str,
    folded: String,
    /// For each byte of the folded text, and for its end, where that stands in what was typed.
    origins: Vec<usize>,
}

impl<'a> Text<'a> {
    pub(super) fn new(typed: &'a str) -> Self {
        let typed = typed.trim();
        let mut folded = String::new();
        let mut origins = Vec::new();
        let mut end = typed.len();
        let mut kept = 0;
        for (at, c) in typed.char_indices() {
            if kept == LONGEST {
                end = at;
                break;
            }
            let Some(c) = fold(c).filter(|c| *c != ' ' || !folded.ends_with(' ')) else {
                continue;
            };
            folded.push(c);
            origins.resize(folded.len(), at);
            kept += 1;
        }
        origins.push(end);
        Self { typed, folded, origins }
    }

    pub(super) fn start(&self) -> Cursor<'_> {
        Cursor(&self.folded).after_space()
    }

    /// What was typed from a place on, without the signs that part it from the phrase before it.
    pub(super) fn rest(&self, from: Cursor<'_>) -> &'a str {
        let at = self.folded.len().saturating_sub(from.0.len());
        let rest = self.origins.get(at).and_then(|at| self.typed.get(*at..)).unwrap_or("");
        without_signs(rest)
    }

    pub(super) fn typed(&self) -> &'a str {
        self.typed
    }
}

/// One character as it is compared. `None`: nobody sees it.
fn fold(c: char) -> Option<char> {
    let mut wide = c.nfkc();
    // What stands for several characters is left as it is: "½" is no "1".
    let c = match (wide.next(), wide.next()) {
        (Some(one), None) => one,
        _ => c,
    };
    let mut small = c.to_lowercase();
    let c = match (small.next(), small.next()) {
        (Some(one), None) => one,
        _ => c,
    };
    Some(match c {
        '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}' | '\u{fe0f}' => {
            return None;
        }
        '\u{2010}'..='\u{2015}' | '\u{2212}' | '~' | '〜' => '-',
        '‘' | '’' | 'ʼ' | '`' | '´' => '\'',
        '。' => '.',
        '、' => ',',
        '∶' => ':',
        // Traditional characters, in the words that phrases are made of.
        '後' => '后',
        '週' => '周',
        '點' => '点',
        '號' => '号',
        '兩' => '两',
        '個' => '个',
        '鐘' | '鍾' => '钟',
        '禮' => '礼',
        '過' => '过',
        '時' => '时',
        '這' => '这',
        '內' => '内',
        '間' => '间',
        '幾' => '几',
        '裡' | '裏' => '里',
        c if c.is_whitespace() => ' ',
        c => c,
    })
}

fn without_signs(rest: &str) -> &str {
    let mut rest = rest.trim_start();
    loop {
        let next = rest.trim_start_matches([
            ',', '.', ';', ':', '!', '?', '…', '，', '。', '、', '；', '：', '！', '？', '．', '\u{200b}', '\u{feff}',
        ]);
        // A dash that belongs to what follows stays: "-10 %".
        let next = next
            .strip_prefix(['-', '–', '—', '－'])
            .filter(|after| after.is_empty() || after.starts_with(char::is_whitespace))
            .unwrap_or(next)
            .trim_start();
        if next.len() == rest.len() {
            return rest;
        }
        rest = next;
    }
}

/// Letters and digits of scripts that part words by spaces.
fn is_in_word(c: char) -> bool {
    c.is_alphanumeric() && c < '⺀'
}

/// A place in a folded text: what is still to be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Cursor<'t>(&'t str);

/// Digits as they stand there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Digits {
    /// Never more than [`Digits::MOST`]: what is more is too much of anything.
    pub(super) value: u32,
    pub(super) length: usize,
    pub(super) zero_first: bool,
}

impl Digits {
    pub(super) const MOST: u32 = 99_999_999;
}

impl<'t> Cursor<'t> {
    pub(super) fn left(self) -> usize {
        self.0.len()
    }

    pub(super) fn is_end(self) -> bool {
        self.0.is_empty()
    }

    pub(super) fn next(self) -> Option<char> {
        self.0.chars().next()
    }

    pub(super) fn after_space(self) -> Self {
        Self(self.0.trim_start_matches(' '))
    }

    /// Whether a word or a number may end here.
    pub(super) fn ends_word(self) -> bool {
        let mut chars = self.0.chars();
        match chars.next() {
            Some(c) if is_in_word(c) => false,
            // "tomorrow's", "Mon-Fri".
            Some('-' | '\'') => !chars.next().is_some_and(is_in_word),
            _ => true,
        }
    }

    /// After these very characters, wherever they end.
    pub(super) fn sign(self, sign: &str) -> Option<Self> {
        self.0.strip_prefix(sign).map(Self)
    }

    /// After a word that stands for itself. Words of scripts without spaces end anywhere.
    pub(super) fn word(self, word: &str) -> Option<Self> {
        let after = self.sign(word)?;
        (!word.ends_with(is_in_word) || after.ends_word()).then_some(after)
    }

    /// After the space and a word.
    pub(super) fn then(self, word: &str) -> Option<Self> {
        self.after_space().word(word)
    }

    /// After the first of these words that stands here. Of two that begin alike the longer one has to come first.
    pub(super) fn any(self, words: &[&str]) -> Option<Self> {
        words.iter().find_map(|word| self.word(word))
    }

    pub(super) fn then_any(self, words: &[&str]) -> Option<Self> {
        self.after_space().any(words)
    }

    /// The same, or this place if none stands here.
    pub(super) fn maybe(self, words: &[&str]) -> Self {
        self.then_any(words).unwrap_or(self)
    }

    /// What the first word of a table that stands here means.
    pub(super) fn of<T: Copy>(self, table: &[(&str, T)]) -> Option<(T, Self)> {
        table
            .iter()
            .find_map(|(word, meaning)| Some((*meaning, self.word(word)?)))
    }

    /// The letters that stand here, if a word ends with them.
    pub(super) fn letters(self) -> Option<(&'t str, Self)> {
        let end = self.0.find(|c: char| !c.is_ascii_lowercase()).unwrap_or(self.0.len());
        let (letters, after) = self.0.split_at(end);
        (!letters.is_empty() && Self(after).ends_word()).then_some((letters, Self(after)))
    }

    pub(super) fn digits(self) -> Option<(Digits, Self)> {
        let end = self.0.find(|c: char| !c.is_ascii_digit()).unwrap_or(self.0.len());
        let (digits, after) = self.0.split_at(end);
        let value = digits.bytes().fold(0_u32, |sum, digit| {
            sum.saturating_mul(10)
                .saturating_add(u32::from(digit - b'0'))
                .min(Digits::MOST)
        });
        (end > 0).then_some((
            Digits {
                value,
                length: end,
                zero_first: digits.starts_with('0'),
            },
            Self(after),
        ))
    }

    /// One or two digits.
    pub(super) fn short(self) -> Option<(Digits, Self)> {
        self.digits().filter(|(digits, _)| digits.length <= 2)
    }

    /// Exactly two digits.
    pub(super) fn two(self) -> Option<(Digits, Self)> {
        self.digits().filter(|(digits, _)| digits.length == 2)
    }

    /// A year of four digits.
    pub(super) fn year(self) -> Option<(u32, Self)> {
        let (year, after) = self.digits()?;
        (year.length == 4 && (1900..2200).contains(&year.value)).then_some((year.value, after))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_folded_and_its_rest_is_as_it_was_typed() {
        let text = Text::new("\u{feff} ＴＯＭＯＲＲＯＷ\u{a0}　１０：３０ — Ring Anna");
        let after = text.start().word("tomorrow").unwrap();

        assert_eq!(after.then("10:30").map(|after| text.rest(after)), Some("Ring Anna"));
        assert_eq!(text.rest(after), "１０：３０ — Ring Anna");
    }

    #[test]
    fn a_word_ends_where_no_letter_follows() {
        for (typed, ends) in [
            ("fri", true),
            ("fri, anna", true),
            ("fri打电话", true),
            ("fri - anna", true),
            ("friend", false),
            ("fri's", false),
            ("fri-sun", false),
            ("fri5", false),
        ] {
            assert_eq!(Text::new(typed).start().word("fri").is_some(), ends, "{typed}");
        }
    }
}
