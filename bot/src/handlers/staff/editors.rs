//! What all editors share: the answers of buttons that are no values, and how short texts are read and put.

use domain::name;

/// Back to the question before, and away with all of it.
pub const BACK: &str = "back";
pub const CANCEL: &str = "cancel";
/// Nothing of what is asked.
pub const NONE: &str = "none";
/// What is chosen so far is the answer.
pub const DONE: &str = "done";

/// What was sent while a question was open: words, or a picture by the id of its file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sent<'a> {
    Words(&'a str),
    Photo(&'a str),
}

/// A short name, on one line.
#[must_use]
pub fn title(typed: &str, most: usize) -> Option<String> {
    let title = name::clean(typed);
    (title.chars().any(char::is_alphanumeric) && title.chars().count() <= most).then_some(title)
}

/// Lines are kept; what nobody sees is not.
#[must_use]
pub fn description(typed: &str, most: usize) -> Option<String> {
    let visible: String = typed
        .chars()
        .filter(|c| c.is_whitespace() || !name::clean(&c.to_string()).is_empty())
        .collect();
    let lines: Vec<&str> = visible.trim().lines().map(str::trim_end).collect();
    let text = lines.join("\n");
    (text.chars().count() <= most).then_some(text)
}

/// A length, to be said in words.
#[must_use]
pub fn count(length: usize) -> i64 {
    i64::try_from(length).unwrap_or(i64::MAX)
}

/// A question or a screen below what is new, or what was wrong with the answer before.
#[must_use]
pub fn below(news: Option<&str>, text: String) -> String {
    match news {
        Some(news) => format!("{news}\n\n{text}"),
        None => text,
    }
}
