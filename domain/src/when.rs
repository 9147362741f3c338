//! Moments as people say them: "tomorrow 10", "周五下午三点", "2 minggu lagi".
//!
//! A moment is read at the beginning of what is typed, and what stands after it is left. What could mean two moments is
//! answered with both, and what is over or never comes is said to be so: a task on a wrong day is a promise broken.

mod ahead;
mod calendar;
mod chinese;
mod clock;
mod count;
mod counted;
mod date;
mod english;
mod indonesian;
mod numeric;
mod phrase;
mod text;

use chrono::{NaiveDateTime, NaiveTime};

use crate::Lang;
use text::Text;

/// The hours that parts of a day stand for.
pub const DAWN: u32 = 5;
pub const MORNING: u32 = 9;
pub const NOON: u32 = 12;
pub const AFTERNOON: u32 = 15;
pub const EVENING: u32 = 18;
pub const TONIGHT: u32 = 20;

/// An hour up to this one, said without a part of the day, is after noon: nobody is called at three in the night. With a
/// zero before it, as in "03:00", it is what it says.
pub const LATEST_SMALL_HOUR: u32 = 6;

/// What "a few" and "几" are.
pub const A_FEW: u32 = 3;

/// What is further away is no plan.
pub const MOST_MONTHS: u32 = 24;

/// How exactly a moment was said.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Precision {
    /// A day; the hour is the usual one.
    Day,
    /// An hour, or a part of the day.
    Time,
}

/// A moment by the shop's clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Moment {
    pub at: NaiveDateTime,
    pub precision: Precision,
}

/// What a text begins with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum When {
    /// After now, and on a day no more than [`MOST_MONTHS`] away.
    At(Moment),
    /// It does not begin with a time; all of it is something else.
    Nothing,
    /// Either of these, both after now: "5/12", "Friday or Saturday".
    Unclear([Moment; 2]),
    /// A moment that is over.
    Past,
    /// A day or an hour that never comes: "31.2.", "25:00".
    NoSuchDay,
    TooFar,
}

/// Reads the moment that a text begins with, and says what stands after it.
///
/// The languages are tried all, the reader's first. `now` is the shop's local time. A day that was said without an hour
/// gets the `usual` one. If that is over today, "today" is the next full hour. A time without a day is the next such
/// time, a weekday the next such day after today, a date without a year the next such date; a bare hour needs a day or a
/// word that makes it one ("at", "点", "jam"), since "2 boots" is no time. `lang` also says in which order "5/12" is.
///
/// Of two moments of which only one is still to come, that one is meant: "5/12/2026" in June.
#[must_use]
pub fn read(typed: &str, lang: Lang, now: NaiveDateTime, usual: NaiveTime) -> (When, &str) {
    let text = Text::new(typed);
    let context = phrase::Context::new(lang, now);
    let (said, after) = phrase::read(text.start(), context);
    let when = said.decide(now, usual);
    if when == When::Nothing {
        return (When::Nothing, text.typed());
    }
    if let Some(next) = after.then_any(&["or", "atau", "或者", "或是", "还是", "或"]) {
        let (also, end) = phrase::read(next.after_space(), context);
        if also.decide(now, usual) != When::Nothing {
            let one = said.beside(&also).decide(now, usual);
            let other = also.beside(&said).decide(now, usual);
            return (phrase::either(one, other), text.rest(end));
        }
    }
    (when, text.rest(after))
}

#[cfg(test)]
mod tests;
