//! The keys by which people are found, whatever script their name has and however it is typed.
//!
//! A search for a part of a word is a search for the beginning of a key, which an index answers in
//! the order in which people want it: whole words, then beginnings of words, then parts of words.

mod hidden;

use std::collections::BTreeSet;

pub use hidden::{FEWEST_LETTERS, beginnings};
use pinyin::{ToPinyin, ToPinyinMulti};
use unicode_normalization::UnicodeNormalization;

use crate::email;
use crate::name::folded;
use crate::role::Role;

/// A word of a key is cut after this many characters: more than anybody types to find a person.
const WORD: usize = 24;
/// Words of a name that are put together in every order of going round. Longer names have the rest once.
const TURNS: usize = 4;
/// Chinese characters of a name that are written as they are read.
const CHARACTERS: usize = 8;
/// Ways to read one name that have keys. A name with more is read in its commoner ways.
const READINGS: usize = 12;
/// The fewest digits by which a phone number is found. Fewer would find half the club, and a hash of one of
/// a thousand endings would hide little.
pub const FEWEST_DIGITS: usize = 4;
/// From this length on, digits after a leading zero are a number as it is dialled within a country.
const NATIONAL: usize = 6;
/// Words of a search that are looked up. Nobody has as many names.
const WORDS: usize = 8;

/// A key that no longer begins with the bytes before it: no UTF-8 text holds this byte.
const BEYOND: u8 = 0xff;
/// The byte by which a key is longer than another that is otherwise the same.
const NEXT: u8 = 0x00;

/// What a word stands for. The first byte of a key, so that each kind is a range of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// A word from its beginning. Where a script has no spaces, from any of its characters.
    Beginning,
    /// A word from somewhere inside.
    Inside,
}

/// One way to find a member.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Key(Vec<u8>);

impl Key {
    fn new(kind: Kind, text: &str) -> Self {
        let kind = match kind {
            Kind::Beginning => b'b',
            Kind::Inside => b'i',
        };
        let mut bytes = vec![kind];
        bytes.extend(text.chars().take(WORD).collect::<String>().into_bytes());
        Self(bytes)
    }

    /// What finds a phone number by its end is kept as a keyed hash of it, which is all that this holds.
    #[must_use]
    pub fn of_phone(hash: &[u8]) -> Self {
        Self([b"p", hash].concat())
    }

    /// The same of an e-mail address, which is found as a whole.
    #[must_use]
    pub fn of_email(hash: &[u8]) -> Self {
        Self([b"e", hash].concat())
    }

    /// The same of a beginning of a word of something that is sealed.
    #[must_use]
    pub fn of_beginning(hash: &[u8]) -> Self {
        Self([b"f", hash].concat())
    }

    /// The word that this begins with. `None`: it is from inside of one, or a hash.
    fn as_beginning(&self) -> Option<&str> {
        std::str::from_utf8(self.0.strip_prefix(b"b")?).ok()
    }

    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }

    fn followed_by(&self, byte: u8) -> Vec<u8> {
        let mut bytes = self.0.clone();
        bytes.push(byte);
        bytes
    }
}

/// What a member's keys were made of, in the order of how much it takes to find by it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Source {
    /// Name and username.
    Person,
    /// The last digits of the phone number.
    Phone,
    /// The whole e-mail address: whoever types it knows it.
    Email,
    /// Titles of the member's tags.
    Tags,
    /// Values of the shop's own fields, by who may see them: whoever finds a member by a value knows it (D2).
    Fields(Role),
}

impl Source {
    /// As it is kept. A smaller number takes less.
    #[must_use]
    pub const fn level(self) -> i64 {
        match self {
            Self::Person => 0,
            Self::Phone => 1,
            Self::Email => 2,
            Self::Tags => 3,
            Self::Fields(Role::Clerk) => 4,
            Self::Fields(Role::Manager) => 5,
            Self::Fields(Role::Owner) => 6,
        }
    }

    /// The most that somebody of this role finds by.
    #[must_use]
    pub const fn open_to(role: Role) -> Self {
        Self::Fields(role)
    }
}

/// Keys from one to another, the second left out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Range {
    pub from: Vec<u8>,
    pub to: Vec<u8>,
}

impl Range {
    /// No key at all.
    pub const NOTHING: Self = Self {
        from: Vec::new(),
        to: Vec::new(),
    };

    fn beginning_with(key: &Key) -> Self {
        Self {
            from: key.0.clone(),
            to: key.followed_by(BEYOND),
        }
    }

    /// Those who have this very key.
    #[must_use]
    pub fn exactly(key: &Key) -> Self {
        Self {
            from: key.0.clone(),
            to: key.followed_by(NEXT),
        }
    }
}

/// A word of a search.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Word(String);

impl Word {
    /// Keys of those who have a word that begins so.
    #[must_use]
    pub fn begins(&self) -> Range {
        Range::beginning_with(&Key::new(Kind::Beginning, &self.0))
    }

    /// Keys of those who have it inside a word.
    #[must_use]
    pub fn inside(&self) -> Range {
        Range::beginning_with(&Key::new(Kind::Inside, &self.0))
    }

    /// The word, where it may be how a phone number ends.
    #[must_use]
    pub fn as_ending(&self) -> Option<&str> {
        let is_ending = self.0.len() >= FEWEST_DIGITS && self.0.bytes().all(|byte| byte.is_ascii_digit());
        is_ending.then(|| without_trunk(&self.0))
    }

    /// How much it says by itself.
    #[must_use]
    pub fn length(&self) -> usize {
        self.0.len()
    }
}

/// What somebody typed to find members.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Search {
    /// A member's number, which is nobody else's.
    pub number: Option<i64>,
    /// The last digits of a phone number, in whatever groups they were typed.
    pub phone: Option<String>,
    /// A whole e-mail address, as it is compared.
    pub email: Option<String>,
    /// Found before all other words: a username, or all words as one.
    pub first: Option<Range>,
    /// Empty where a username was meant and nothing else.
    pub words: Vec<Word>,
}

impl Search {
    /// Reads what was typed. Without a letter or digit in it there is nothing to find.
    #[must_use]
    pub fn read(typed: &str) -> Self {
        let email = email::read(typed).map(|email| email::key(&email));
        let typed = folded(typed);
        let typed = typed.trim();
        if let Some(name) = username(typed) {
            return Self {
                number: None,
                phone: None,
                email: None,
                first: Some(Range::beginning_with(&Key::new(Kind::Beginning, &name))),
                words: Vec::new(),
            };
        }
        let words = with_numbers_joined(words(typed));
        let phone = dialled(typed);
        let first = (words.len() > 1 && phone.is_none()).then(|| {
            let together = Key::new(Kind::Beginning, &words.concat());
            Range::beginning_with(&together)
        });
        Self {
            number: typed.strip_prefix('#').unwrap_or(typed).parse().ok(),
            phone,
            email,
            first,
            words: words.into_iter().take(WORDS).map(Word).collect(),
        }
    }
}

/// The keys of a person: any part of their names, and their username as it is written.
#[must_use]
pub fn person_keys(name: &str, username_is: Option<&str>) -> Vec<Key> {
    let mut keys = BTreeSet::new();
    add_text(&mut keys, name);
    let names = words(&folded(name));
    for at in 0..names.len().min(TURNS) {
        let (before, after) = names.split_at(at);
        add_beginning(&mut keys, &[after, before].concat().concat());
    }
    if let Some(written) = username_is {
        add_text(&mut keys, written);
        let whole = format!("@{written}");
        keys.extend(username(&folded(&whole)).map(|name| Key::new(Kind::Beginning, &name)));
    }
    keys.into_iter().collect()
}

/// The keys of texts about a member that are not sealed, such as the titles of their tags.
#[must_use]
pub fn text_keys(texts: &[&str]) -> Vec<Key> {
    let mut keys = BTreeSet::new();
    for text in texts {
        add_text(&mut keys, text);
    }
    keys.into_iter().collect()
}

/// The digits of something that may be a phone number or the end of one. Whoever dials within a
/// country begins with a zero that the number itself does not have.
fn dialled(typed: &str) -> Option<String> {
    let may_be = |c: char| c.is_ascii_digit() || c.is_whitespace() || "+-()./".contains(c);
    if !typed.chars().all(may_be) {
        return None;
    }
    // "+49 (0)171 …": the zero is for those who dial at home.
    let typed = typed.replace("(0)", "");
    let digits: String = typed.chars().filter(char::is_ascii_digit).collect();
    (digits.len() >= FEWEST_DIGITS).then(|| without_trunk(&digits).to_owned())
}

/// Digits without the zeros that are dialled in front and are not the number's, where they are long enough to be one.
fn without_trunk(digits: &str) -> &str {
    let abroad = digits.trim_start_matches('0');
    if abroad.len() >= NATIONAL { abroad } else { digits }
}

/// `@name` up to where the name ends, as a key has it.
fn username(text: &str) -> Option<String> {
    let name: String = text
        .strip_prefix('@')?
        .chars()
        .take_while(|c| c.is_ascii_alphanumeric() || *c == '_')
        .collect();
    (!name.is_empty()).then(|| format!("@{name}"))
}

/// The words of a text that was folded.
fn words(folded: &str) -> Vec<String> {
    folded
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_owned)
        .collect()
}

/// The same with the groups of a number put together that is dialled within a country: "anna 0171 234 5678".
fn with_numbers_joined(words: Vec<String>) -> Vec<String> {
    let is_number = |word: &str| word.bytes().all(|byte| byte.is_ascii_digit());
    let mut joined: Vec<String> = Vec::new();
    for word in words {
        match joined.last_mut() {
            Some(before) if before.starts_with('0') && is_number(before) && is_number(&word) => before.push_str(&word),
            _ => joined.push(word),
        }
    }
    joined
}

fn add_beginning(keys: &mut BTreeSet<Key>, text: &str) {
    if !text.is_empty() {
        keys.insert(Key::new(Kind::Beginning, text));
    }
}

/// All keys of the words of a text: as written, as German and Danish spell it without dots, and as
/// Chinese is read.
fn add_text(keys: &mut BTreeSet<Key>, text: &str) {
    let spelled_out = spelled_out(text);
    for text in std::iter::once(text).chain(spelled_out.as_deref()) {
        for word in words(&folded(text)) {
            add_word(keys, &word);
        }
    }
}

fn add_word(keys: &mut BTreeSet<Key>, word: &str) {
    for (at, first) in word.char_indices() {
        let Some(ending) = word.get(at..) else { continue };
        let kind = if at == 0 || stands_alone(first) {
            Kind::Beginning
        } else {
            Kind::Inside
        };
        keys.insert(Key::new(kind, ending));
    }
    let mut run = String::new();
    for c in word.chars().chain(std::iter::once(' ')) {
        if c.to_pinyin().is_some() {
            run.push(c);
        } else if !run.is_empty() {
            add_readings(keys, &run);
            run.clear();
        }
    }
}

/// Whether a character is a word, or a part of one that people do not divide by spaces.
fn stands_alone(c: char) -> bool {
    matches!(c, '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{ac00}'..='\u{d7af}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}')
}

/// What a text is where "ü" is written "ue" and "ø" "oe". `None`: the same.
fn spelled_out(text: &str) -> Option<String> {
    let long = |c: char| match c {
        'ä' | 'Ä' => Some("ae"),
        'ö' | 'Ö' | 'ø' | 'Ø' => Some("oe"),
        'ü' | 'Ü' => Some("ue"),
        'å' | 'Å' => Some("aa"),
        _ => None,
    };
    let composed: String = text.nfc().collect();
    composed.chars().any(|c| long(c).is_some()).then(|| {
        composed
            .chars()
            .map(|c| long(c).map_or_else(|| c.to_string(), str::to_owned))
            .collect()
    })
}

/// A Chinese name in letters, from each of its characters on: "zhangwei", "wei", and by initials "zw".
fn add_readings(keys: &mut BTreeSet<Key>, characters: &str) {
    let mut readings: Vec<Vec<String>> = characters.chars().take(CHARACTERS).map(readings_of).collect();
    // A surname keeps all its readings; what follows is read in its commonest way where that is too many.
    for at in (1..readings.len()).rev() {
        if readings.iter().map(Vec::len).product::<usize>() <= READINGS {
            break;
        }
        if let Some(later) = readings.get_mut(at) {
            later.truncate(1);
        }
    }
    for from in 0..readings.len() {
        let mut spelled = vec![(String::new(), String::new())];
        for syllable in readings.iter().skip(from) {
            spelled = spelled
                .iter()
                .flat_map(|(whole, initials)| {
                    syllable.iter().map(move |read| {
                        let initial: String = read.chars().take(1).collect();
                        (format!("{whole}{read}"), format!("{initials}{initial}"))
                    })
                })
                .collect();
        }
        for (whole, initials) in spelled {
            add_beginning(keys, &whole);
            if initials.len() > 1 {
                add_beginning(keys, &initials);
            }
        }
    }
}

/// How surnames are read that are read in another way than the word, and that dictionaries leave out.
const SURNAMES: &[(char, &str)] = &[
    ('单', "shan"),
    ('曾', "zeng"),
    ('解', "xie"),
    ('仇', "qiu"),
    ('朴', "piao"),
    ('查', "zha"),
    ('区', "ou"),
    ('盖', "ge"),
    ('乐', "yue"),
    ('种', "chong"),
    ('缪', "miao"),
    ('翟', "zhai"),
    ('折', "she"),
    ('黑', "he"),
    ('员', "yun"),
    ('尉', "yu"),
    ('覃', "qin"),
    ('繁', "po"),
    ('那', "na"),
    ('冼', "xian"),
    ('逄', "pang"),
    ('召', "shao"),
    ('万', "mo"),
    ('俟', "qi"),
];

/// How a character is read, without tones, the commonest way first.
fn readings_of(character: char) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    let plain = character.to_pinyin().map(|read| read.plain().to_owned());
    let others = character.to_pinyin_multi().into_iter().flatten();
    let surname = SURNAMES.iter().filter(|(of, _)| *of == character);
    for read in plain
        .into_iter()
        .chain(surname.map(|(_, read)| (*read).to_owned()))
        .chain(others.map(|read| read.plain().to_owned()))
    {
        // "ü" is typed as "v", in passports as "yu", and by most people as "u".
        let spellings = if read.contains('ü') {
            vec![read.replace('ü', "v"), read.replace('ü', "u"), read.replace('ü', "yu")]
        } else {
            vec![read]
        };
        for spelling in spellings {
            if !spelling.is_empty() && spelling.is_ascii() && !found.contains(&spelling) {
                found.push(spelling);
            }
        }
    }
    if found.is_empty() {
        found.push(character.to_string());
    }
    found
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn holds(range: &Range, key: &Key) -> bool {
        *range.from <= *key.as_bytes() && *key.as_bytes() < *range.to
    }

    fn finds(keys: &[Key], typed: &str) -> bool {
        let search = Search::read(typed);
        let any = |ranges: &[Range]| ranges.iter().any(|range| keys.iter().any(|key| holds(range, key)));
        search
            .first
            .as_ref()
            .is_some_and(|first| any(std::slice::from_ref(first)))
            || (!search.words.is_empty() && search.words.iter().all(|word| any(&[word.begins(), word.inside()])))
    }

    fn begins(keys: &[Key], typed: &str) -> bool {
        let words = Search::read(typed).words;
        words
            .iter()
            .all(|word| keys.iter().any(|key| holds(&word.begins(), key)))
    }

    #[test]
    fn people_are_found_in_any_script() {
        for (name, typed) in [
            (
                "Zoë O'Brien",
                "zoe|ZOË|brien|rie|o'brien|obrien|ＺＯＥ|brien zoe|zoe obr",
            ),
            ("Đặng Thị Hoa", "dang|đặng|dang thi|hoa dang|ặng"),
            ("Jörg Müller", "muller|mueller|müller|jorg|joerg mue"),
            ("Søren Ångström", "soren|soeren|angstrom|aangstroem"),
            ("Łukasz Żółć", "lukasz|zolc|łuk"),
            ("Weiß", "weiss|weiß"),
            ("İbrahim Işık", "ibrahim|isik|ışık"),
            ("Юлия Ёлкина", "юли|елкина|ЁЛК"),
            ("محمد علي", "محمد|علي|مُحَمَّد"),
            ("สมชาย ใจดี", "สมชาย|ใจดี"),
            ("김민수", "김|민수|김민"),
            (
                "王小明",
                "小明|明|wang|wangxiaoming|xiaoming|wxm|xm|wang xiaoming|Wáng|wang ming",
            ),
            ("張偉", "zhangwei|zw|张偉|張"),
        ] {
            let keys = person_keys(name, None);
            for typed in typed.split('|') {
                let expected = typed != "张偉";
                assert_eq!(finds(&keys, typed), expected, "{name}: {typed}");
            }
            for typed in ["xqx", "", "!!!", "zoe anna"] {
                assert!(!finds(&keys, typed), "{name}: {typed}");
            }
        }
    }

    #[test]
    fn a_surname_is_read_in_every_way_it_is_read() {
        for (name, typed) in [
            ("张伟", "zhang wei|zhangwei|zw|wei zhang"),
            ("单雄信", "shan|dan|shanxiongxin|sxx|dxx"),
            ("曾国藩", "zeng|ceng|zgf|cgf"),
            ("解晓东", "xie|jie|xxd|jxd"),
            ("仇英", "qiu|chou|qy|cy"),
            ("朴树", "piao|pu|ps"),
            ("查良镛", "zha|cha|zly"),
            ("区志航", "ou|qu|ouzhihang"),
            ("盖叫天", "ge|gai"),
            ("乐嘉", "yue|le|yj|lj"),
            ("翟天临", "zhai|di"),
            ("覃海洋", "qin|tan"),
            ("尉迟恭", "yuchi|weichi|ycg"),
            ("万俟卨", "moqi|mq"),
            ("欧阳娜娜", "ouyang|oynn|nana"),
            ("吕布", "lv|lu|lyu|lvbu|lb"),
        ] {
            let keys = person_keys(name, None);
            for typed in typed.split('|') {
                assert!(finds(&keys, typed), "{name}: {typed}");
                assert!(begins(&keys, typed), "{name}: {typed}");
            }
        }
    }

    #[test]
    fn a_name_that_can_be_read_in_many_ways_has_few_keys() {
        let keys = person_keys("单解乐行重长着了", None);

        assert!(keys.len() < 150, "{}", keys.len());
        assert!(finds(&keys, "shan"));
    }

    #[test]
    fn what_begins_a_word_is_told_from_what_is_inside_one() {
        for (name, typed, expected) in [
            ("Anna Kowalska", "anna kow", true),
            ("Hannah Kowalska", "anna kow", false),
            ("ÁNNA", "anna", true),
            ("王小明", "明", true),
        ] {
            assert_eq!(begins(&person_keys(name, None), typed), expected, "{name}");
        }
    }

    #[test]
    fn a_username_is_found_whole_and_by_its_parts() {
        let keys = person_keys("Joe", Some("joe_b99"));
        for typed in ["@joe_b99", "@joe_b", "@JOE", "joe_b99", "b99"] {
            assert!(finds(&keys, typed), "{typed}");
        }
        let first = |typed: &str| Search::read(typed).first.unwrap();
        assert!(keys.iter().any(|key| holds(&first("@joe_b99"), key)));
        assert!(
            !person_keys("Joe", Some("joe"))
                .iter()
                .any(|key| holds(&first("@joe_"), key))
        );
    }

    #[test]
    fn a_phone_number_is_its_last_digits_however_they_are_typed() {
        for (typed, digits) in [
            ("+62 812-3456-7890", Some("6281234567890")),
            ("0812 3456 7890", Some("81234567890")),
            ("+62 (0)812 3456 7890", Some("6281234567890")),
            ("0812/3456.7890", Some("81234567890")),
            ("００８１２３４５６７８９０", Some("81234567890")),
            ("7890", Some("7890")),
            ("0123", Some("0123")),
            ("890", None),
            ("anna 7890", None),
        ] {
            assert_eq!(Search::read(typed).phone.as_deref(), digits, "{typed}");
        }
        for (typed, expected) in [
            ("anna 7890", vec![None, Some("7890")]),
            ("anna 0812 3456 7890", vec![None, Some("81234567890")]),
            ("0171 2345678 anna", vec![Some("1712345678"), None]),
            ("anna 43 7890", vec![None, None, Some("7890")]),
        ] {
            let words = Search::read(typed).words;
            let endings: Vec<Option<&str>> = words.iter().map(Word::as_ending).collect();
            assert_eq!(endings, expected, "{typed}");
        }
    }

    #[test]
    fn an_email_address_is_found_as_a_whole() {
        for (typed, email) in [
            (" Anna@Example.org", Some("anna@example.org")),
            ("mailto:anna@example.org", Some("anna@example.org")),
            ("@anna", None),
            ("anna@", None),
        ] {
            assert_eq!(Search::read(typed).email.as_deref(), email, "{typed}");
        }
    }

    #[test]
    fn a_number_is_a_number_in_any_width() {
        for (typed, number) in [
            ("1024", Some(1_024)),
            (" #1024", Some(1_024)),
            ("＃１０２４", Some(1_024)),
            ("1024a", None),
        ] {
            assert_eq!(Search::read(typed).number, number, "{typed}");
        }
    }

    #[test]
    fn d2_the_more_a_role_may_see_the_more_it_finds_by() {
        let levels = [
            Source::Person,
            Source::Phone,
            Source::Email,
            Source::Tags,
            Source::open_to(Role::Clerk),
            Source::open_to(Role::Manager),
            Source::open_to(Role::Owner),
        ]
        .map(Source::level);

        assert_eq!(levels, [0, 1, 2, 3, 4, 5, 6]);
    }

    proptest! {
        #[test]
        fn whoever_types_a_whole_name_finds_it(name in any::<String>()) {
            let keys = person_keys(&name, Some(&name));
            let search = Search::read(&name);
            prop_assert!(keys.len() < 1_000);
            for word in search.words {
                prop_assert!(keys.iter().any(|key| holds(&word.begins(), key)), "{:?}", word);
            }
        }
    }
}
