//! What sentences are put together from: counted things, lists of names, text from people.

use domain::{Lang, Points};
use unicode_segmentation::UnicodeSegmentation;

use crate::number::{number, plural};

/// The longest answer to a tap that Telegram shows, in UTF-16 units.
pub const ALERT_LENGTH: usize = 200;

/// Names and titles on buttons are cut to this many characters, so that a phone shows them whole.
pub const LABEL_NAME: usize = 24;

/// Names and titles in answers to taps are cut to this many characters, so that the sentence stays whole.
pub const ALERT_NAME: usize = 40;

/// Names and titles in lists are cut to this many characters, so that a page of them fits a message.
pub const LIST_NAME: usize = 60;

/// Text from people, made safe to stand in a message.
#[must_use]
pub fn escape(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            c => safe.push(c),
        }
    }
    safe
}

/// Text from people in a list, whose other rows need their room.
#[must_use]
pub fn in_list(text: &str) -> String {
    escape(&short(text, LIST_NAME))
}

/// A text cut to `most` characters as people see them, with a mark where it was cut.
#[must_use]
pub fn short(text: &str, most: usize) -> String {
    if text.grapheme_indices(true).nth(most).is_none() {
        return text.to_owned();
    }
    let end = text
        .grapheme_indices(true)
        .nth(most.saturating_sub(1))
        .map_or(0, |(at, _)| at);
    format!("{}…", text[..end].trim_end())
}

/// A message as the answer to a tap: without markup, and not longer than Telegram shows.
#[must_use]
pub fn alert(message: &str) -> String {
    let mut plain = String::with_capacity(message.len());
    let mut in_tag = false;
    for c in message.chars() {
        match c {
            '<' => in_tag = true,
            '>' if in_tag => in_tag = false,
            c if !in_tag => plain.push(c),
            _ => {}
        }
    }
    let plain = plain.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&");
    fitting(&plain)
}

/// As much of a plain text as fits into an alert.
fn fitting(plain: &str) -> String {
    if plain.encode_utf16().count() <= ALERT_LENGTH {
        return plain.to_owned();
    }
    let mut room = ALERT_LENGTH - 1;
    let kept: String = plain
        .graphemes(true)
        .take_while(|grapheme| {
            let fits = grapheme.encode_utf16().count() <= room;
            room = room.saturating_sub(grapheme.encode_utf16().count());
            fits
        })
        .collect();
    format!("{}…", kept.trim_end())
}

/// "1 point", "5 points".
#[must_use]
pub fn points(lang: Lang, points: Points) -> String {
    counted(lang, "counted.points", points.get())
}

/// "1 more point", "40 more points".
#[must_use]
pub fn more_points(lang: Lang, points: Points) -> String {
    counted(lang, "counted.more_points", points.get())
}

#[must_use]
pub fn days(lang: Lang, n: i64) -> String {
    counted(lang, "counted.days", n)
}

#[must_use]
pub fn hours(lang: Lang, n: i64) -> String {
    counted(lang, "counted.hours", n)
}

#[must_use]
pub fn minutes(lang: Lang, n: i64) -> String {
    counted(lang, "counted.minutes", n)
}

#[must_use]
pub fn months(lang: Lang, n: i64) -> String {
    counted(lang, "counted.months", n)
}

/// "Anna", "Anna and Ben", "Anna, Ben and Cleo"; "Anna, Ben and 3 more". For messages: the names come
/// out escaped.
#[must_use]
pub fn names(lang: Lang, names: &[&str], more: i64) -> String {
    let names: Vec<String> = names.iter().map(|name| in_list(name)).collect();
    let listed = |names: &[String]| names.join(&words!(lang, "names.comma"));
    match (names.as_slice(), more) {
        ([], _) => String::new(),
        ([only], ..=0) => only.clone(),
        ([only], more) => words!(lang, "names.one_and_more", name = only, n = number(lang, more)),
        ([first, last], ..=0) => words!(lang, "names.pair", first = first, last = last),
        ([first @ .., last], ..=0) => words!(lang, "names.list", names = listed(first), last = last),
        (names, more) => words!(
            lang,
            "names.list_and_more",
            names = listed(names),
            n = number(lang, more)
        ),
    }
}

/// Lines below each other, without those that are `None`. A [`GAP`] never stands twice in a row, nor
/// at the end.
pub(crate) fn lines<const N: usize>(lines: [Option<String>; N]) -> String {
    let mut text = String::new();
    for line in lines.into_iter().flatten() {
        if !line.is_empty() || !text.ends_with("\n\n") {
            text.push_str(&line);
            text.push('\n');
        }
    }
    text.truncate(text.trim_end().len());
    text
}

/// An empty line.
pub(crate) const GAP: Option<String> = Some(String::new());

/// Rows below a heading, each with its dot. Begins on a new line.
pub(crate) fn bullets(rows: impl Iterator<Item = String>) -> String {
    rows.fold(String::new(), |list, row| list + "\n• " + &row)
}

/// A text that has a form for each number, such as `counted.points`.
pub(crate) fn counted(lang: Lang, what: &str, n: i64) -> String {
    let form = format!("{what}.{}", plural(lang, n));
    words!(lang, &form, n = number(lang, n))
}
