//! Phrases as people type them, each with the moment it means and what is left.

mod always;
mod chinese;
mod english;
mod indonesian;

use super::*;

/// A Wednesday.
const NOW: &str = "2026-12-02 10:00";

/// A phrase, what it is read as, and what is left of it.
type Row = (&'static str, &'static str, &'static str);

fn moment(text: &str) -> NaiveDateTime {
    NaiveDateTime::parse_from_str(text, "%Y-%m-%d %H:%M").unwrap()
}

fn usual() -> NaiveTime {
    NaiveTime::from_hms_opt(11, 0, 0).unwrap()
}

fn told(when: When) -> String {
    let one = |moment: Moment| match moment.precision {
        Precision::Day if moment.at.time() == usual() => moment.at.format("%Y-%m-%d").to_string(),
        Precision::Day => moment.at.format("%Y-%m-%d about %H:%M").to_string(),
        Precision::Time => moment.at.format("%Y-%m-%d %H:%M").to_string(),
    };
    match when {
        When::At(moment) => one(moment),
        When::Nothing => "nothing".into(),
        When::Unclear([first, second]) => format!("{} or {}", one(first), one(second)),
        When::Past => "past".into(),
        When::NoSuchDay => "no such day".into(),
        When::TooFar => "too far".into(),
    }
}

/// Reads each row and fails with all that differ.
fn read_all(rows: &[Row], lang: Lang, now: &str) {
    let wrong: Vec<String> = rows
        .iter()
        .filter_map(|(typed, expected, left)| {
            let (when, rest) = read(typed, lang, moment(now), usual());
            let (told, left) = (told(when), if *expected == "nothing" { typed.trim() } else { left });
            (told != *expected || rest != left)
                .then(|| format!("{typed:?}: {told}, {rest:?}; not {expected}, {left:?}"))
        })
        .collect();
    assert!(wrong.is_empty(), "at {now}:\n{}", wrong.join("\n"));
}
