//! What is said in figures alone, in every language: dates, and times of the clock.

use chrono::NaiveDate;

use super::clock::{Clock, Half};
use super::phrase::{Context, Found, Piece, Refusal, furthest};
use super::text::{Cursor, Digits};
use super::{calendar, count, counted};
use crate::{Lang, typed_day};

pub(super) fn piece<'t>(at: Cursor<'t>, context: &Context) -> Found<'t> {
    furthest([
        year_first(at, context),
        eight_digits(at, context),
        slashes(at, context),
        dots(at, context),
        clock(at, context),
        bare_hour(at, context),
    ])
}

/// "2026-12-12", "2026/12/12", "2026.12.12".
fn year_first<'t>(at: Cursor<'t>, context: &Context) -> Found<'t> {
    let (year, after) = at.year()?;
    let sign = ["-", "/", "."].into_iter().find(|sign| after.sign(sign).is_some())?;
    let (month, after) = after.sign(sign)?.short()?;
    let (day, after) = after.sign(sign)?.short()?;
    // "2026-12-12T14:00".
    let after = after.sign("t").filter(|after| after.two().is_some()).unwrap_or(after);
    let date = calendar::date(context.today(), Some(year), month.value, day.value);
    (after.ends_word() || after.two().is_some()).then(|| (calendar::day(date), after))
}

/// "20261212", but only if such a day comes: other numbers of this length are of orders and telephones.
fn eight_digits<'t>(at: Cursor<'t>, context: &Context) -> Found<'t> {
    let (all, after) = at.digits().filter(|(all, _)| all.length == 8)?;
    let all = all.value;
    let date = calendar::date(context.today(), Some(all / 10_000), all / 100 % 100, all % 100)?;
    let soon = context.today() <= date && date <= calendar::months(context.today(), super::MOST_MONTHS);
    (soon && after.ends_word()).then_some((Piece::Day(date), after))
}

/// "5/12", "5/12/2026", "5-12-2026". Without a year a dash is between the ends of a span.
fn slashes<'t>(at: Cursor<'t>, context: &Context) -> Found<'t> {
    let (first, after) = at.short()?;
    let sign = ["/", "-"].into_iter().find(|sign| after.sign(sign).is_some())?;
    let (second, after) = after.sign(sign)?.short()?;
    let year = after.sign(sign).and_then(short_or_long_year);
    let (year, after) = year.map_or((None, after), |(year, after)| (Some(year), after));
    let is_date = year.is_some() || sign == "/" && (1..=31).contains(&first.value) && (1..=31).contains(&second.value);
    if !is_date || !after.ends_word() || after.sign("/").is_some() {
        return None;
    }
    let first_is_month = match context.lang {
        Lang::ZhCn => year.is_none(),
        Lang::En | Lang::Id => false,
    };
    let piece = match typed_day::month_and_day(first.value, second.value, context.lang, false, first_is_month) {
        Some((month, day)) => calendar::day(calendar::date(context.today(), year, month, day)),
        None if first.value > 12 || second.value > 12 => Piece::Refused(Refusal::NoSuchDay),
        None => {
            let date = |month: Digits, day: Digits| calendar::date(context.today(), year, month.value, day.value);
            match (date(second, first), date(first, second)) {
                (Some(day), Some(other)) => Piece::Either(day, other),
                (day, other) => calendar::day(day.or(other)),
            }
        }
    };
    Some((piece, after))
}

/// "12.12.", "12.12.2026", "12.12"; the last may be a time too, and "2.5" is a number.
fn dots<'t>(at: Cursor<'t>, context: &Context) -> Found<'t> {
    let (first, after) = at.short()?;
    let (second, after) = after.sign(".")?.short()?;
    let date = |year: Option<u32>| {
        let read = typed_day::month_and_day(first.value, second.value, context.lang, true, true);
        // The dots say that the day is first, but to Chinese readers.
        let (month, day) = match context.lang {
            Lang::ZhCn if year.is_none() => read?,
            _ => (second.value, first.value),
        };
        calendar::date(context.today(), year, month, day)
    };
    if let Some(after) = after.sign(".") {
        let with_year = short_or_long_year(after).or_else(|| after.after_space().year());
        if let Some((year, after)) = with_year.filter(|(_, after)| after.ends_word()) {
            return Some((calendar::day(date(Some(year))), after));
        }
        let is_date = (1..=31).contains(&first.value) || (1..=12).contains(&second.value);
        let ends = !after.next().is_some_and(|c| c.is_ascii_digit());
        return (is_date && ends).then(|| (calendar::day(date(None)), after));
    }
    if !after.ends_word() || counted::follows(after) {
        return None;
    }
    let clock = as_clock(first, second).filter(|clock| clock.hour < 24 && clock.minute < 60);
    if context.day || context.part || context.at {
        return clock.map(|clock| (Piece::Clock(clock), after));
    }
    // "12.50 refund" is money. Only alone or beside a time it is anything here, where others write times with colons.
    let alone = !after.after_space().next().is_some_and(char::is_alphabetic) || after.then("at").is_some();
    if context.lang == Lang::En && !context.clock && !alone {
        return None;
    }
    let looks_like_date = second.length == 2 || context.lang == Lang::ZhCn && first.length == 2;
    let day = date(None).filter(|_| looks_like_date);
    let piece = match (day, clock, context.lang) {
        // English speakers put a colon into times.
        (Some(day), Some(clock), Lang::Id | Lang::ZhCn) => Piece::DayOrClock(day, clock),
        (Some(day), ..) => Piece::Day(day),
        (None, Some(clock), _) => Piece::Clock(clock),
        (None, None, _) => return None,
    };
    Some((piece, after))
}

fn short_or_long_year(at: Cursor<'_>) -> Option<(u32, Cursor<'_>)> {
    at.year()
        .or_else(|| at.two().map(|(year, after)| (year.value, after)))
        .filter(|(_, after)| after.ends_word())
}

/// Minutes have two digits.
fn as_clock(hour: Digits, minute: Digits) -> Option<Clock> {
    (minute.length == 2).then_some(Clock {
        hour: hour.value,
        minute: minute.value,
        half: half_of(hour),
    })
}

/// Whether an hour in figures says by itself which half of the day it is in.
pub(super) fn half_of(hour: Digits) -> Half {
    if hour.zero_first || hour.value > 12 {
        Half::Certain
    } else {
        Half::Open
    }
}

/// "15:30", "3 pm", "3.30 pm".
fn clock<'t>(at: Cursor<'t>, context: &Context) -> Found<'t> {
    let (hour, after_hour) = at.short()?;
    let minutes = |sign| {
        let (minute, after) = after_hour.sign(sign)?.two()?;
        let after = after.sign(":").and_then(Cursor::two).map_or(after, |(_, after)| after);
        Some((as_clock(hour, minute)?, after))
    };
    if let Some((clock, after)) = minutes(":") {
        let (clock, after) = with_half(clock, after);
        return (after.ends_word() || span(after).is_some()).then_some((Piece::Clock(clock), after));
    }
    let whole = Clock {
        hour: hour.value,
        minute: 0,
        half: half_of(hour),
    };
    let (plain, after) = minutes(".").unwrap_or((whole, after_hour));
    let (clock, end) = with_half(plain, after);
    let has_half = end != after;
    let is_hour = plain.hour <= 12 || context.at || context.day;
    (has_half && is_hour).then_some((Piece::Clock(clock), end))
}

/// After the end of a span of hours: "-16:00" after a time, "到11点".
pub(super) fn span(after: Cursor<'_>) -> Option<Cursor<'_>> {
    let end = after
        .after_space()
        .sign("-")
        .or_else(|| after.then_any(&["to", "until", "till", "sampai", "hingga", "s/d", "到", "至"]))?;
    let end = end.maybe(&["jam", "pukul"]).after_space();
    if let Some(after) = count::chinese(end).and_then(|(_, after)| after.sign("点")) {
        return Some(after.sign("半").unwrap_or(after));
    }
    let (hour, after) = end.short().filter(|(hour, _)| hour.value <= 24)?;
    let minutes = after
        .sign(":")
        .or_else(|| after.sign("."))
        .and_then(Cursor::two)
        .map(|(_, after)| after);
    let after = minutes.unwrap_or(after);
    let after = after.sign("点").unwrap_or(after);
    let clock = Clock {
        hour: hour.value,
        minute: 0,
        half: Half::Open,
    };
    let (_, after) = with_half(clock, after);
    (after.ends_word() && !counted::follows(after)).then_some(after)
}

/// "am" and "pm" in their spellings.
fn with_half(clock: Clock, after: Cursor<'_>) -> (Clock, Cursor<'_>) {
    let halves: &[(&str, Half)] = &[
        ("a.m.", Half::Am),
        ("p.m.", Half::Pm),
        ("a.m", Half::Am),
        ("p.m", Half::Pm),
        ("am", Half::Am),
        ("pm", Half::Pm),
    ];
    match after.after_space().of(halves) {
        Some((half, after)) => (Clock { half, ..clock }, after),
        None => (clock, after),
    }
}

/// "tomorrow 10", "at 10": a number is an hour only beside a day, or where a word makes it one.
fn bare_hour<'t>(at: Cursor<'t>, context: &Context) -> Found<'t> {
    let (hour, after) = at.short()?;
    let may_be = context.at || !context.comma && !context.led && !context.clock && (context.day || context.part);
    let is_number_of_else = counted::follows(after)
        || !(after.ends_word() || span(after).is_some())
        || [".", ",", ":", "/"]
            .iter()
            .any(|sign| after.sign(sign).is_some_and(|after| after.digits().is_some()));
    // A number that is no hour belongs to what follows, unless a word says that it is one.
    if !may_be || is_number_of_else || hour.value > 24 && !context.at {
        return None;
    }
    let clock = Clock {
        hour: hour.value,
        minute: 0,
        half: half_of(hour),
    };
    Some((Piece::Clock(clock), after))
}

/// Whether a date may be written as `day` alone and be meant.
pub(super) fn is_day_number(day: Digits) -> bool {
    (1..=31).contains(&day.value)
}

/// The next such day of a month.
pub(super) fn day_of_month(today: NaiveDate, day: Digits) -> Piece {
    calendar::day(calendar::day_of_month(today, day.value))
}
