//! Dates whose month is named, as English and Indonesian speakers write them.

use chrono::{Datelike, NaiveDate};

use super::phrase::{Context, Found, Piece, furthest};
use super::text::Cursor;
use super::{calendar, counted};
use crate::typed_day;

/// "12 Dec", "12th of December 2026", "Dec 12". A month needs a day beside it: "may be late" is no date.
pub(super) fn with_month<'t>(at: Cursor<'t>, context: &Context) -> Found<'t> {
    furthest([day_first(at, context), month_first(at, context)])
}

fn day_first<'t>(at: Cursor<'t>, context: &Context) -> Found<'t> {
    let at = at.word("the").map_or(at, Cursor::after_space);
    let (day, after) = at.short()?;
    let after = ordinal(after).unwrap_or(after);
    // "12. December", "12-Dec".
    let after = after.sign(".").or_else(|| after.sign("-")).unwrap_or(after);
    let after = after.maybe(&["of"]).after_space();
    let (month, after) = month(after)?;
    let may_be = month == 5
        && after
            .then_any(&[
                "be", "not", "have", "want", "need", "come", "i", "we", "she", "he", "they",
            ])
            .is_some();
    if may_be {
        return None;
    }
    Some(dated(context, month, day.value, after))
}

fn month_first<'t>(at: Cursor<'t>, context: &Context) -> Found<'t> {
    let (month, after) = month(at)?;
    let after = after.sign(".").unwrap_or(after).maybe(&["the"]);
    let (day, after) = after.after_space().short()?;
    let after = ordinal(after).unwrap_or(after);
    // "May 10:30", "Mar 2 pairs", "May 3pm" are no days.
    let is_else = !after.ends_word()
        || after.sign(":").is_some_and(|after| after.digits().is_some())
        || counted::follows(after)
        || after.then_any(&["am", "pm"]).is_some();
    (!is_else).then(|| dated(context, month, day.value, after))
}

fn dated<'t>(context: &Context, month: u32, day: u32, after: Cursor<'t>) -> (Piece, Cursor<'t>) {
    let at_year = after.sign(",").unwrap_or(after).after_space();
    // "12 Dec 26": no hour is so late, and no plan is for another year.
    let soon = |year: u32| (0..=2).any(|ahead| (context.today().year() + ahead).rem_euclid(100).unsigned_abs() == year);
    let short = || {
        at_year
            .two()
            .map(|(year, after)| (year.value, after))
            .filter(|(year, _)| *year > 24 && soon(*year))
    };
    let year = at_year.year().or_else(short).filter(|(_, after)| after.ends_word());
    let (year, after) = year.map_or((None, after), |(year, after)| (Some(year), after));
    let date = calendar::date(context.today(), year, month, day);
    (calendar::day(date), after)
}

/// A month by its name.
pub(super) fn month(at: Cursor<'_>) -> Option<(u32, Cursor<'_>)> {
    let (letters, after) = at.letters()?;
    Some((typed_day::month(letters)?, after))
}

/// After "st", "nd", "rd" or "th".
pub(super) fn ordinal(after: Cursor<'_>) -> Option<Cursor<'_>> {
    after.any(&["st", "nd", "rd", "th"])
}

/// The last or another day of a month that is named: "end of December", "akhir Maret 2027".
pub(super) fn in_month<'t>(at: Cursor<'t>, context: &Context, which: Which) -> Found<'t> {
    let (month, after) = month(at)?;
    let year = after.after_space().year().filter(|(_, after)| after.ends_word());
    let (year, after) = year.map_or((None, after), |(year, after)| (Some(year), after));
    Some((which.of_month(context, year, month), after))
}

/// A place in a month or a year.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Which {
    First,
    Middle,
    Last,
}

impl Which {
    /// Of a month that is so many months after this one.
    pub(super) fn in_months(self, context: &Context, ahead: u32) -> Piece {
        let today = context.today();
        calendar::day(match self {
            Self::First => Some(calendar::first_in(today, ahead)),
            Self::Middle => calendar::in_month(today, ahead, 15),
            Self::Last => Some(calendar::last_in(today, ahead)),
        })
    }

    /// The next such day of whichever month: on the 3rd "月初" is the first of the next month.
    pub(super) fn coming(self, context: &Context) -> Piece {
        let over = match self {
            Self::First => 1,
            Self::Middle => 15,
            Self::Last => 31,
        };
        let ahead = u32::from(calendar::in_month(context.today(), 0, over).is_some_and(|day| day < context.today()));
        self.in_months(context, ahead)
    }

    pub(super) fn of_month(self, context: &Context, year: Option<u32>, month: u32) -> Piece {
        let today = context.today();
        let day = match self {
            Self::First => 1,
            Self::Middle => 15,
            // Whether this year's is over is seen by a day that no month lacks.
            Self::Last => 28,
        };
        let date = calendar::date(today, year, month, day);
        calendar::day(match self {
            Self::Last => last_of(today, year, month),
            Self::First | Self::Middle => date,
        })
    }
}

fn last_of(today: NaiveDate, year: Option<u32>, month: u32) -> Option<NaiveDate> {
    // A month is over when the next one has begun.
    let year = match year {
        Some(year) => i32::try_from(year).ok()?,
        None => calendar::year_of(today, month, 31),
    };
    calendar::last_of_month(year, month)
}
