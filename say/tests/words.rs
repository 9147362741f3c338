//! What holds for every sentence, whoever is spoken to and whatever they are called.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod book;

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use book::{Page, People, pages};
use domain::Lang;

/// The longest label that a phone shows on a button of its own.
const LONGEST_LABEL: usize = 36;

/// Telegram's limits, in UTF-16 units after the markup is taken out.
const LONGEST_MESSAGE: usize = 4096;
const LONGEST_CAPTION: usize = 1024;
const LONGEST_ALERT: usize = 200;

/// What stands under a picture.
const CAPTIONS: &[&str] = &[
    "gifts::detail",
    "gifts::redeemed",
    "gift_editor::preview",
    "product_editor::detail",
    "coupons::detail",
    "offers::detail",
    "offers::claimed",
    "offers::post",
    "offer_editor::preview",
    "offer_editor::standing",
    "card::caption",
    "figures::sales",
    "figures::newcomers",
    "figures::movements",
    "figures::owed",
    "figures::gifts",
    "orders::product",
    "orders::own",
];

/// The files that hold no sentences of their own.
const FOUNDATIONS: &[&str] = &["lib", "date", "number", "text", "locales"];

impl Page {
    fn at(&self) -> String {
        format!("{}::{}", self.module, self.function)
    }

    fn is_label(&self) -> bool {
        self.function.ends_with("_label")
    }

    /// Shown as it is, without markup.
    fn is_plain(&self) -> bool {
        let of_a_picture = (self.module == "card" && self.function != "caption") || self.function.ends_with("_line");
        let for_the_console = self.function == "claim_console";
        self.is_label()
            || self.function.ends_with("_alert")
            || of_a_picture
            || for_the_console
            || self.module == "commands"
    }
}

fn length(text: &str) -> usize {
    text.encode_utf16().count()
}

/// People whose names would break what is not careful.
fn difficult_people() -> Vec<People> {
    let long = "Maximiliane-Theodora von und zu Hohenstaufen-Wittelsbach ".repeat(3);
    let all = |text: &str| People {
        name: text.into(),
        shop: text.into(),
        title: text.into(),
        typed: text.into(),
    };
    vec![
        all("<b>Anna</b> & <i>Ben"),
        all("</code><a href=\"https://example.com\">%{name}</a>"),
        all("&lt;&amp;%{shop}%{n}"),
        all("👩‍👩‍👧‍👦王小明🇮🇩é"),
        all(long.trim()),
        all(""),
    ]
}

/// The tags of a message that are opened and closed, in Telegram's own few.
fn balanced(text: &str) -> Result<(), String> {
    let mut open = Vec::new();
    for part in text.split('<').skip(1) {
        let tag = part.split_once('>').ok_or("a tag without an end")?.0;
        match tag.strip_prefix('/') {
            None if ["b", "i", "s", "code", "blockquote"].contains(&tag) => open.push(tag),
            // The address of a message is the only one that is put into a sentence.
            None if tag.starts_with("a href=\"https://t.me/c/") => open.push("a"),
            None => return Err(format!("the tag {tag:?}")),
            Some(closed) if open.pop() == Some(closed) => {}
            Some(closed) => return Err(format!("{closed:?} closes nothing")),
        }
    }
    if !open.is_empty() {
        return Err(format!("{open:?} stay open"));
    }
    let entities = text
        .split('&')
        .skip(1)
        .all(|rest| ["lt;", "gt;", "amp;"].iter().any(|entity| rest.starts_with(entity)));
    if entities { Ok(()) } else { Err("a bare &".into()) }
}

fn without_markup(text: &str) -> String {
    let plain: String = text
        .split('<')
        .enumerate()
        .map(|(n, part)| if n == 0 { part } else { part.split_once('>').unwrap().1 })
        .collect();
    plain.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
}

#[test]
fn every_sentence_is_in_the_book() {
    let in_the_book: BTreeSet<String> = pages(Lang::En, &People::ordinary()).iter().map(Page::at).collect();
    let mut in_the_sources = BTreeSet::new();
    for file in fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("src")).unwrap() {
        let path = file.unwrap().path();
        let module = path.file_stem().unwrap().to_str().unwrap().to_owned();
        if FOUNDATIONS.contains(&module.as_str()) {
            continue;
        }
        let source = fs::read_to_string(&path).unwrap();
        let functions = source.lines().filter_map(|line| line.strip_prefix("pub fn "));
        in_the_sources.extend(functions.map(|rest| format!("{module}::{}", rest.split('(').next().unwrap())));
    }

    let unread: Vec<_> = in_the_sources.difference(&in_the_book).collect();

    assert!(in_the_sources.len() > 200);
    assert!(unread.is_empty(), "not in the book: {unread:?}");
}

#[test]
fn no_key_and_no_placeholder_is_ever_shown() {
    for lang in Lang::ALL {
        for page in pages(lang, &People::ordinary()) {
            let shows_key = page.text.contains(&format!("{lang}.{}", page.module))
                || page.text.contains(&format!("{lang}.counted"));
            assert!(
                !shows_key && !page.text.contains("%{"),
                "{lang} {}: {}",
                page.at(),
                page.text
            );
            assert!(!page.text.trim().is_empty(), "{lang} {}", page.at());
        }
    }
}

#[test]
fn m8_no_name_breaks_the_markup() {
    for people in difficult_people() {
        for lang in Lang::ALL {
            for page in pages(lang, &people).iter().filter(|page| !page.is_plain()) {
                assert_eq!(balanced(&page.text), Ok(()), "{lang} {}: {}", page.at(), page.text);
            }
        }
    }
}

#[test]
fn nothing_is_longer_than_telegram_takes() {
    for people in difficult_people().into_iter().chain([People::ordinary()]) {
        for lang in Lang::ALL {
            for page in pages(lang, &people) {
                let plain = if page.is_plain() {
                    page.text.clone()
                } else {
                    without_markup(&page.text)
                };
                let most = match page.at().as_str() {
                    at if CAPTIONS.contains(&at) => LONGEST_CAPTION,
                    _ if page.function.ends_with("_alert") => LONGEST_ALERT,
                    _ => LONGEST_MESSAGE,
                };
                assert!(
                    length(&plain) <= most,
                    "{lang} {} has {}: {plain}",
                    page.at(),
                    length(&plain)
                );
            }
        }
    }
}

#[test]
fn labels_fit_a_button_and_carry_no_markup() {
    for people in difficult_people().into_iter().chain([People::ordinary()]) {
        for lang in Lang::ALL {
            for page in pages(lang, &people).iter().filter(|page| page.is_label()) {
                assert!(
                    page.text.chars().count() <= LONGEST_LABEL + 20,
                    "{lang} {}: {}",
                    page.at(),
                    page.text
                );
                assert!(!page.text.contains('\n'), "{lang} {}: {}", page.at(), page.text);
            }
        }
    }
    for lang in Lang::ALL {
        for page in pages(lang, &People::ordinary()).iter().filter(|page| page.is_label()) {
            assert!(
                page.text.chars().count() <= LONGEST_LABEL && !page.text.contains(['<', '&']),
                "{lang} {}: {}",
                page.at(),
                page.text
            );
        }
    }
}

#[test]
fn commands_are_as_telegram_takes_them() {
    for lang in Lang::ALL {
        for menu in [
            say::commands::customers(lang),
            say::commands::staff(lang),
            say::commands::group(lang),
        ] {
            let names: BTreeSet<&str> = menu.iter().map(|(command, _)| *command).collect();
            assert_eq!(names.len(), menu.len());
            for (command, what) in &menu {
                assert!(
                    (1..=32).contains(&command.len()) && command.bytes().all(|byte| byte.is_ascii_lowercase()),
                    "{command}"
                );
                assert!(
                    (1..=256).contains(&length(what)) && !what.contains('<'),
                    "{command}: {what}"
                );
            }
        }
    }
}

#[test]
fn any_message_can_become_an_alert() {
    for people in difficult_people() {
        for lang in Lang::ALL {
            for page in pages(lang, &people).iter().filter(|page| !page.is_plain()) {
                let alert = say::alert(&page.text);
                assert!(length(&alert) <= LONGEST_ALERT, "{lang} {}: {alert}", page.at());
                assert!(
                    without_markup(&page.text).starts_with(alert.trim_end_matches('…')),
                    "{lang} {}: {alert}",
                    page.at()
                );
            }
        }
    }
}

#[test]
fn what_answers_a_tap_in_the_group_is_whole_as_an_alert() {
    let answers = [
        "common::slow_down",
        "common::old_button",
        "common::in_private",
        "common::not_a_member_yet",
        "points::checked_in",
        "points::checked_in_capped",
        "points::checked_in_already",
        "points::check_in_cap_reached",
        "points::check_in_off",
        "gifts::unavailable",
        "staff::not_allowed",
        "staff::only_for_staff",
        "staff::anonymous",
        "till::to_yourself",
        "till::reply_to_nobody",
        "till::undo_too_late",
        "till::undo_of_a_colleague",
        "till::nothing_to_undo",
    ];
    for lang in Lang::ALL {
        let book = pages(lang, &People::ordinary());
        for answer in answers {
            let shapes: Vec<_> = book.iter().filter(|page| page.at() == answer).collect();
            assert!(!shapes.is_empty(), "{answer}");
            for page in shapes {
                assert!(
                    length(&without_markup(&page.text)) <= LONGEST_ALERT,
                    "{lang} {}: {}",
                    page.at(),
                    page.text
                );
            }
        }
    }
}
