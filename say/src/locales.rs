//! The three files of texts say the same things in the same shapes.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use domain::Lang;
use icu_plurals::{PluralCategory, PluralRules};

use crate::number::icu_locale;

/// The endings that CLDR gives to plural forms.
const FORMS: &[&str] = &["zero", "one", "two", "few", "many", "other"];

fn texts(lang: Lang) -> BTreeMap<String, String> {
    let texts = crate::_rust_i18n_backend().messages_for_locale(lang.tag()).unwrap();
    let texts = texts.into_iter().filter(|(key, _)| key != "_version");
    texts.map(|(key, text)| (key.into_owned(), text.into_owned())).collect()
}

/// What a key is of: "counted.points" for "counted.points.one".
fn stem(key: &str) -> &str {
    match key.rsplit_once('.') {
        Some((stem, form)) if FORMS.contains(&form) => stem,
        _ => key,
    }
}

fn placeholders(text: &str) -> BTreeSet<&str> {
    text.split("%{")
        .skip(1)
        .filter_map(|rest| Some(rest.split_once('}')?.0))
        .collect()
}

/// Every string in the sources that looks like a key, as often as it stands there.
fn keys_in_the_sources() -> Vec<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut keys = Vec::new();
    for file in fs::read_dir(folder).unwrap() {
        let path = file.unwrap().path();
        let source = fs::read_to_string(&path).unwrap();
        let source = source.split("#[cfg(test)]").next().unwrap();
        if path.file_stem().unwrap() == "locales" {
            continue;
        }
        let is_key = |text: &str| {
            text.contains('.')
                && text
                    .split('.')
                    .all(|part| !part.is_empty() && part.bytes().all(|b| b.is_ascii_lowercase() || b == b'_'))
        };
        let strings = source
            .lines()
            .filter(|line| !line.trim_start().starts_with("//"))
            .flat_map(|line| line.split('"').skip(1).step_by(2));
        keys.extend(
            strings
                .map(|text| text.trim_end_matches(".{}").to_owned())
                .filter(|text| is_key(text)),
        );
    }
    keys
}

#[test]
fn all_languages_have_the_same_keys_and_placeholders() {
    let shapes = |lang| {
        texts(lang)
            .iter()
            .map(|(key, text)| {
                (
                    stem(key).to_owned(),
                    placeholders(text).into_iter().map(str::to_owned).collect(),
                )
            })
            .collect()
    };
    let english: BTreeMap<String, BTreeSet<String>> = shapes(Lang::En);
    assert!(!english.is_empty());

    for lang in Lang::ALL {
        let said: BTreeMap<String, BTreeSet<String>> = shapes(lang);
        let differs: Vec<_> = english
            .iter()
            .filter(|(key, shape)| said.get(*key) != Some(shape))
            .collect();
        let unknown: Vec<_> = said.keys().filter(|key| !english.contains_key(*key)).collect();
        assert!(
            differs.is_empty() && unknown.is_empty(),
            "{lang}: {differs:?} {unknown:?}"
        );
    }
}

#[test]
fn every_language_has_the_plural_forms_it_needs_and_no_others() {
    for lang in Lang::ALL {
        let rules = PluralRules::try_new_cardinal(icu_locale(lang).into()).unwrap();
        let needed: BTreeSet<&str> = rules
            .categories()
            .map(|category| match category {
                PluralCategory::Zero => "zero",
                PluralCategory::One => "one",
                PluralCategory::Two => "two",
                PluralCategory::Few => "few",
                PluralCategory::Many => "many",
                PluralCategory::Other => "other",
            })
            .collect();
        let mut forms: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        for key in texts(lang).into_keys().filter(|key| stem(key) != key) {
            let form = key.rsplit('.').next().unwrap().to_owned();
            forms.entry(stem(&key).to_owned()).or_default().insert(form);
        }

        assert!(!forms.is_empty());
        for (what, has) in forms {
            assert_eq!(
                has.iter().map(String::as_str).collect::<BTreeSet<_>>(),
                needed,
                "{lang} {what}"
            );
        }
    }
}

#[test]
fn each_key_has_one_function_and_each_function_its_keys() {
    let known: BTreeSet<String> = texts(Lang::En).keys().map(|key| stem(key).to_owned()).collect();
    let mut used = keys_in_the_sources();
    used.sort();

    let missing: Vec<_> = used.iter().filter(|key| !known.contains(*key)).collect();
    let unused: Vec<_> = known.iter().filter(|key| !used.contains(key)).collect();
    // A separator is no sentence.
    let twice: Vec<_> = used
        .windows(2)
        .filter(|pair| pair[0] == pair[1] && pair[0] != "names.comma")
        .map(|pair| &pair[0])
        .collect();

    assert!(missing.is_empty(), "not in the locales: {missing:?}");
    assert!(unused.is_empty(), "said by no function: {unused:?}");
    assert!(twice.is_empty(), "said in two places: {twice:?}");
}

/// Two keys that are the same in every language are one sentence. Labels may repeat: the same word on
/// two buttons can part ways later.
#[test]
fn no_sentence_stands_there_twice() {
    let [english, chinese, indonesian] = Lang::ALL.map(texts);
    let mut seen: BTreeMap<(&str, &str, &str), &str> = BTreeMap::new();
    let mut twice = Vec::new();
    for (key, text) in english
        .iter()
        .filter(|(key, text)| !key.ends_with("_label") && text.split(' ').count() > 3)
    {
        let all = (
            text.as_str(),
            chinese.get(key).map_or("", String::as_str),
            indonesian.get(key).map_or("", String::as_str),
        );
        if let Some(first) = seen.insert(all, key) {
            twice.push((first, key));
        }
    }
    assert!(twice.is_empty(), "{twice:?}");
}

#[test]
fn every_language_is_translated() {
    let has_chinese = |text: &str| text.chars().any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c));
    let [english, chinese, indonesian] = Lang::ALL.map(texts);
    let words = |text: &str| {
        text.split(' ')
            .filter(|word| word.chars().all(char::is_alphabetic))
            .count()
    };

    for (key, text) in english.iter().filter(|(key, _)| stem(key) == *key) {
        if words(text) > 1 {
            assert!(
                chinese.get(key).is_some_and(|text| has_chinese(text)),
                "{key} in Chinese"
            );
            assert_ne!(indonesian.get(key), Some(text), "{key} in Indonesian");
        }
    }
}

#[test]
fn a_placeholder_in_a_name_stays_a_name() {
    let text = crate::join::request_greeting(Lang::En, "%{shop}", "%{name}");

    assert!(
        text.starts_with("Hello %{shop}! You asked to join the group of <b>%{name}</b>"),
        "{text}"
    );
}
