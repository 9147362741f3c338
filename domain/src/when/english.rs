//! Time in English.

use chrono::Weekday;

use super::ahead::{Ahead, Unit};
use super::clock::{Clock, Half, Part};
use super::count::{self, HALF, Hundredths};
use super::date::{self, Which};
use super::numeric::{self, half_of};
use super::phrase::{Context, Found, Piece, Refusal, furthest};
use super::text::Cursor;
use super::{EVENING, calendar, counted};

const DAYS: &[(&str, u64)] = &[
    ("the day after tomorrow", 2),
    ("day after tomorrow", 2),
    ("tomorrow", 1),
    ("tommorrow", 1),
    ("tommorow", 1),
    ("tomorow", 1),
    ("tmrow", 1),
    ("tmrw", 1),
    ("tmr", 1),
    ("later today", 0),
    ("today", 0),
];

const WEEKDAYS: &[(&str, Weekday)] = &[
    ("monday", Weekday::Mon),
    ("tuesday", Weekday::Tue),
    ("wednesday", Weekday::Wed),
    ("thursday", Weekday::Thu),
    ("friday", Weekday::Fri),
    ("saturday", Weekday::Sat),
    ("sunday", Weekday::Sun),
    ("tues", Weekday::Tue),
    ("tue", Weekday::Tue),
    ("thurs", Weekday::Thu),
    ("thur", Weekday::Thu),
    ("thu", Weekday::Thu),
    ("fri", Weekday::Fri),
];

/// Short names that are words as well: they count where nothing else can be meant.
const SHORT_WEEKDAYS: &[(&str, Weekday)] = &[
    ("mon", Weekday::Mon),
    ("weds", Weekday::Wed),
    ("wed", Weekday::Wed),
    ("sat", Weekday::Sat),
    ("sun", Weekday::Sun),
];

const PARTS: &[(&str, Part)] = &[
    ("morning", Part::Morning),
    ("noon", Part::Noon),
    ("midday", Part::Noon),
    ("afternoon", Part::Afternoon),
    ("evening", Part::Evening),
    ("night", Part::Night),
    ("midnight", Part::Midnight),
];

const UNITS: &[(&str, Unit)] = &[
    ("minutes", Unit::Minute),
    ("minute", Unit::Minute),
    ("mins", Unit::Minute),
    ("min", Unit::Minute),
    ("hours", Unit::Hour),
    ("hour", Unit::Hour),
    ("hrs", Unit::Hour),
    ("hr", Unit::Hour),
    ("h", Unit::Hour),
    ("days", Unit::Day),
    ("day", Unit::Day),
    ("d", Unit::Day),
    ("weeks", Unit::Week),
    ("week", Unit::Week),
    ("wks", Unit::Week),
    ("wk", Unit::Week),
    ("w", Unit::Week),
    ("months", Unit::Month),
    ("month", Unit::Month),
    ("mos", Unit::Month),
    ("years", Unit::Year),
    ("year", Unit::Year),
    ("yrs", Unit::Year),
    ("yr", Unit::Year),
];

pub(super) fn piece<'t>(at: Cursor<'t>, context: &Context) -> Found<'t> {
    furthest([
        day(at, context),
        weekday(at, context),
        this(at, context),
        next(at, context),
        past(at),
        edge(at, context),
        date::with_month(at, context),
        day_of_month(at, context),
        ahead(at, context),
        part(at, context),
        clock(at, context),
    ])
}

fn day<'t>(at: Cursor<'t>, context: &Context) -> Found<'t> {
    if let Some(after) = at.any(&["tonight", "tonite"]) {
        return Some((Piece::DayPart(context.today(), Part::Night), after));
    }
    if let Some(after) = at.any(&["early tomorrow", "first thing tomorrow"]) {
        return Some((
            Piece::DayPart(calendar::days(context.today(), 1), Part::Morning),
            after.maybe(&["morning"]),
        ));
    }
    let (days, after) = at.of(DAYS)?;
    Some((Piece::Day(calendar::days(context.today(), days)), after))
}

/// A weekday by a name that no other word has.
fn name(at: Cursor<'_>) -> Option<(Weekday, Cursor<'_>)> {
    at.of(WEEKDAYS)
}

fn any_name(at: Cursor<'_>) -> Option<(Weekday, Cursor<'_>)> {
    name(at).or_else(|| at.of(SHORT_WEEKDAYS))
}

fn weekday<'t>(at: Cursor<'t>, context: &Context) -> Found<'t> {
    let (weekday, after) = name(at).or_else(|| {
        at.of(SHORT_WEEKDAYS)
            .filter(|(_, after)| context.led || stands_alone(*after, context))
    })?;
    let after = after.sign(".").unwrap_or(after);
    let today = context.today();
    if let Some(after) = after.maybe(&["of"]).then("next week") {
        return Some((Piece::Weekday(calendar::in_week(today, 1, weekday)), after));
    }
    if let Some(after) = after.maybe(&["of"]).then("this week") {
        return Some((this_week(context, weekday), after));
    }
    Some((Piece::Weekday(calendar::coming(today, weekday)), after))
}

/// Whether nothing but an end, a sign or a time follows, so that "sat down with Anna" is no Saturday.
fn stands_alone(after: Cursor<'_>, context: &Context) -> bool {
    let next = after.after_space();
    if next.next().is_none_or(|c| !c.is_alphanumeric() || c >= '⺀') {
        return true;
    }
    // "Sat or Sun".
    if next
        .word("or")
        .is_some_and(|after| any_name(after.after_space()).is_some())
    {
        return true;
    }
    let beside = Context { day: true, ..*context };
    next.any(&["at", "jam", "pukul", "next week", "this week"]).is_some()
        || part(next, &beside).is_some()
        || clock(next, &beside).is_some()
        || date::with_month(next, &beside).is_some()
        || numeric::piece(next, &beside).is_some()
}

/// A weekday of this very week may be over.
fn this_week(context: &Context, weekday: Weekday) -> Piece {
    let day = calendar::in_week(context.today(), 0, weekday);
    if day < context.today() {
        Piece::Refused(Refusal::Past)
    } else {
        Piece::Weekday(day)
    }
}

fn this<'t>(at: Cursor<'t>, context: &Context) -> Found<'t> {
    let today = context.today();
    if let Some(after) = at.any(&["this weekend", "the weekend"]) {
        return Some((Piece::Day(calendar::weekend(today, 0)), after));
    }
    if let Some(after) = at.word("weekend").filter(|after| stands_alone(*after, context)) {
        return Some((Piece::Day(calendar::weekend(today, 0)), after));
    }
    if let Some(after) = at.any(&["this coming", "coming"]) {
        let (weekday, after) = any_name(after.after_space())?;
        return Some((Piece::Weekday(calendar::coming(today, weekday)), after));
    }
    let after = at.word("this")?.after_space();
    if let Some((part, after)) = after.of(PARTS) {
        return Some((Piece::DayPart(today, part), after));
    }
    let (weekday, after) = any_name(after)?;
    Some((this_week(context, weekday), after))
}

fn next<'t>(at: Cursor<'t>, context: &Context) -> Found<'t> {
    let after = at.word("next")?.after_space();
    let today = context.today();
    if let Some(after) = after.any(&["weekend"]) {
        return Some((Piece::Day(calendar::in_week(today, 1, Weekday::Sat)), after));
    }
    if let Some(after) = after.any(&["week", "wk"]) {
        let named = any_name(after.maybe(&["on"]).after_space());
        return Some(match named {
            Some((weekday, after)) => (Piece::Weekday(calendar::in_week(today, 1, weekday)), after),
            None => (Piece::Day(calendar::in_week(today, 1, Weekday::Mon)), after),
        });
    }
    if let Some(after) = after.word("month") {
        let dated = after.maybe(&["on"]).maybe(&["the"]).after_space().short();
        let dated = dated.and_then(|(day, after)| Some((day, date::ordinal(after)?)));
        return Some(match dated {
            Some((day, after)) => (calendar::day(calendar::in_month(today, 1, day.value)), after),
            None => (Piece::Day(calendar::first_in(today, 1)), after),
        });
    }
    if let Some(after) = after.word("year") {
        return Some((Piece::Day(calendar::new_year(today, 1)), after));
    }
    let (weekday, after) = any_name(after)?;
    Some((Piece::Weekday(calendar::in_week(today, 1, weekday)), after))
}

fn past(at: Cursor<'_>) -> Found<'_> {
    let past = |after| Some((Piece::Refused(Refusal::Past), after));
    if let Some(after) = at.any(&["the day before yesterday", "day before yesterday", "yesterday"]) {
        return past(after);
    }
    let after = at.word("last")?.after_space();
    if let Some(after) = after.any(&["night", "weekend", "week", "month", "year"]) {
        return past(after);
    }
    past(any_name(after)?.1)
}

/// "end of the month", "beginning of next week", "eod".
fn edge<'t>(at: Cursor<'t>, context: &Context) -> Found<'t> {
    let today = context.today();
    let end_of_day = Piece::Clock(Clock {
        hour: EVENING,
        minute: 0,
        half: Half::Certain,
    });
    // "month end report" is a report.
    let alone = |words: &[&str]| at.any(words).filter(|after| stands_alone(*after, context));
    if let Some(after) = alone(&["eod"]) {
        return Some((end_of_day, after));
    }
    if let Some(after) = alone(&["eom", "month end", "month-end"]) {
        return Some((Which::Last.in_months(context, 0), after));
    }
    let at = at.word("the").map_or(at, Cursor::after_space);
    let (which, after) = at.of(&[
        ("end of", Which::Last),
        ("start of", Which::First),
        ("beginning of", Which::First),
        ("middle of", Which::Middle),
    ])?;
    let after = after.after_space();
    if let Some(found) = date::in_month(after, context, which) {
        return Some(found);
    }
    let (next, this) = (after.word("next"), after.word("this"));
    let after = next.or(this).or_else(|| after.word("the")).unwrap_or(after);
    let (next, this) = (next.is_some(), this.is_some());
    let after = after.after_space();
    match which {
        Which::Last if !next && after.word("day").is_some() => Some((end_of_day, after.word("day")?)),
        _ if after.word("month").is_some() => {
            let piece = match (next, this) {
                (true, _) => which.in_months(context, 1),
                (_, true) => which.in_months(context, 0),
                _ => which.coming(context),
            };
            Some((piece, after.word("month")?))
        }
        Which::First | Which::Last if after.word("week").is_some() => {
            let day = if which == Which::First {
                Weekday::Mon
            } else {
                Weekday::Fri
            };
            let weeks = u32::from(next || which == Which::First);
            Some((Piece::Day(calendar::in_week(today, weeks, day)), after.word("week")?))
        }
        Which::First if after.word("year").is_some() => {
            Some((Piece::Day(calendar::new_year(today, 1)), after.word("year")?))
        }
        Which::Last if after.word("year").is_some() => Some((
            Piece::Day(calendar::end_of_year(today, i32::from(next))),
            after.word("year")?,
        )),
        _ => None,
    }
}

/// "the 5th", where it does not count what follows, as in "the 2nd pair".
fn day_of_month<'t>(at: Cursor<'t>, context: &Context) -> Found<'t> {
    let article = at.word("the").map(Cursor::after_space);
    let (day, after) = article.unwrap_or(at).short()?;
    let after = date::ordinal(after)?;
    let month = after.maybe(&["of"]);
    if let Some(after) = month.then("next month") {
        return Some((calendar::day(calendar::in_month(context.today(), 1, day.value)), after));
    }
    if let Some(after) = month.then_any(&["this month", "the month"]) {
        return Some((calendar::day(calendar::in_month(context.today(), 0, day.value)), after));
    }
    let is_day = numeric::is_day_number(day) && (context.led || context.day || stands_alone(after, context));
    is_day.then(|| (numeric::day_of_month(context.today(), day), after))
}

fn ahead<'t>(at: Cursor<'t>, context: &Context) -> Found<'t> {
    if let Some(after) = at.any(&["in", "within", "after"]) {
        let after = after.maybe(&["about", "around"]);
        let (ahead, after) = amount(after.after_space())?;
        if let Some(after) = after.then("ago") {
            return Some((Piece::Refused(Refusal::Past), after));
        }
        let after = after.sign("'").unwrap_or(after).maybe(&["time", "from now"]);
        return after.ends_word().then(|| (ahead.piece(context), after));
    }
    let (ahead, after) = amount(at)?;
    if let Some(after) = after.then("ago") {
        return Some((Piece::Refused(Refusal::Past), after));
    }
    let after = after.then_any(&["from now", "from today"])?;
    Some((ahead.piece(context), after))
}

/// "2 hours and 30 minutes", "an hour and a half", "2h30".
fn amount(at: Cursor<'_>) -> Option<(Ahead, Cursor<'_>)> {
    let (count, unit, mut after) = term(at)?;
    let mut ahead = Ahead::of(count, unit);
    if let Some(half) = after.then("and a half") {
        ahead = ahead.and(HALF, unit);
        after = half;
    }
    let next = after.maybe(&["and"]).after_space();
    if let Some((count, unit, end)) = term(next) {
        return Some((ahead.and(count, unit), end));
    }
    if unit == Unit::Hour
        && let Some((minutes, end)) = after.two().filter(|(_, end)| end.ends_word())
    {
        return Some((ahead.and(count::whole(minutes.value), Unit::Minute), end));
    }
    after
        .next()
        .is_none_or(|c| !c.is_ascii_digit())
        .then_some((ahead, after))
}

fn term(at: Cursor<'_>) -> Option<(Hundredths, Unit, Cursor<'_>)> {
    if let Some(after) = at.any(&["a quarter of an hour", "quarter of an hour", "a quarter hour"]) {
        return Some((count::whole(15), Unit::Minute, after));
    }
    if let Some(after) = at.any(&["three quarters of an hour", "three-quarters of an hour"]) {
        return Some((count::whole(45), Unit::Minute, after));
    }
    if let Some(after) = at.any(&["a fortnight"]) {
        return Some((count::whole(2), Unit::Week, after));
    }
    let (count, after) = quantity(at)?;
    let spaced = after.after_space();
    // "5m" are minutes; "5 m" are metres.
    if let Some(end) = after.sign("m").filter(|end| end.ends_word()) {
        return Some((count, Unit::Minute, end));
    }
    // "2h30".
    if let Some(end) = after.sign("h").filter(|end| end.two().is_some()) {
        return Some((count, Unit::Hour, end));
    }
    let (unit, after) = spaced.of(UNITS)?;
    Some((count, unit, after))
}

fn quantity(at: Cursor<'_>) -> Option<(Hundredths, Cursor<'_>)> {
    if let Some(after) = at.any(&["half an", "half a", "a half"]) {
        return Some((HALF, after));
    }
    if let Some(after) = at.any(&["a couple of", "a couple", "couple of"]) {
        return Some((count::whole(2), after));
    }
    if let Some(after) = at.any(&["a few", "few"]) {
        return Some((count::few(), after));
    }
    let (count, after) = count::figures(at)
        .or_else(|| count::english(at).map(|(count, after)| (count::whole(count), after)))
        .or_else(|| Some((count::whole(1), at.any(&["an", "a"])?)))?;
    Some(match after.then("and a half") {
        Some(after) => (count + HALF, after),
        None => (count, after),
    })
}

/// "in the evening", "noon", and after a day or a time also "evening".
fn part<'t>(at: Cursor<'t>, context: &Context) -> Found<'t> {
    let found = |(part, after)| Some((Piece::Part(part), after));
    if let Some((part, after)) = at.of(&[
        ("in the morning", Part::Morning),
        ("in the afternoon", Part::Afternoon),
        ("in the evening", Part::Evening),
        ("at night", Part::Night),
        ("noon", Part::Noon),
        ("midday", Part::Noon),
        ("midnight", Part::Midnight),
    ]) {
        return found((part, after));
    }
    // Alone it is a greeting: "Morning all".
    if context.day || context.clock {
        let first_thing = at.word("first thing").map(|after| (Part::Morning, after));
        return found(first_thing.or_else(|| at.maybe(&["early"]).after_space().of(PARTS))?);
    }
    if context.at {
        return found(at.of(&[("night", Part::Night)])?);
    }
    None
}

/// "half past 3", "3 o'clock", "at three", "8 tonight".
fn clock<'t>(at: Cursor<'t>, context: &Context) -> Found<'t> {
    let hour = |at: Cursor<'t>| {
        at.short()
            .map(|(hour, after)| (hour.value, half_of(hour), after))
            .or_else(|| count::english(at).map(|(hour, after)| (hour, Half::Open, after)))
    };
    let clock = |hour, minute, half| Piece::Clock(Clock { hour, minute, half });
    for (words, minute, hours_back) in [
        (&["half past"][..], 30, 0),
        (&["a quarter past", "quarter past"][..], 15, 0),
        (&["a quarter to", "quarter to"][..], 45, 1),
    ] {
        if let Some(after) = at.any(words) {
            let (hour, half, after) = hour(after.after_space())?;
            let hour = if hours_back == 1 && hour == 1 {
                12
            } else {
                hour.checked_sub(hours_back)?
            };
            return after.ends_word().then(|| (clock(hour, minute, half), after));
        }
    }
    let (value, half, after) = hour(at)?;
    if let Some(after) = after.then_any(&["o'clock", "oclock", "o clock"]) {
        return Some((clock(value, 0, half), after));
    }
    let leads_to_day = after
        .then_any(&[
            "tonight",
            "tonite",
            "tomorrow",
            "today",
            "in the morning",
            "in the afternoon",
            "in the evening",
        ])
        .is_some();
    let in_words = at.short().is_none();
    // "tomorrow one more thing" names no hour.
    let ends = after.after_space().next().is_none_or(|c| !c.is_alphanumeric());
    let is_hour = leads_to_day && context.is_start()
        || in_words && (context.at || context.day && ends && !context.comma && !context.led && !context.clock);
    (is_hour && value <= 12 && !counted::follows(after)).then(|| (clock(value, 0, half), after))
}
