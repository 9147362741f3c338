//! Time in Indonesian.

use chrono::{Days, Weekday};

use super::ahead::{Ahead, Unit};
use super::clock::{Clock, Half, Part};
use super::count::{self, HALF, Hundredths};
use super::date::{self, Which};
use super::numeric::{self, half_of};
use super::phrase::{Context, Found, Piece, Refusal, furthest};
use super::text::Cursor;
use super::{calendar, counted};

const DAYS: &[(&str, u64)] = &[
    ("besok lusa", 2),
    ("besok", 1),
    ("besuk", 1),
    ("bsk", 1),
    ("esok hari", 1),
    ("esok", 1),
    ("lusa", 2),
    ("tulat", 3),
    ("hari ini", 0),
];

const WEEKDAYS: &[(&str, Weekday)] = &[
    ("senin", Weekday::Mon),
    ("selasa", Weekday::Tue),
    ("rabu", Weekday::Wed),
    ("kamis", Weekday::Thu),
    ("jumat", Weekday::Fri),
    ("jum'at", Weekday::Fri),
    ("sabtu", Weekday::Sat),
    ("ahad", Weekday::Sun),
    ("minggu", Weekday::Sun),
];

const PARTS: &[(&str, Part)] = &[
    ("dini hari", Part::Dawn),
    ("subuh", Part::Dawn),
    ("pagi", Part::Morning),
    ("tengah hari", Part::Noon),
    ("siang", Part::Noon),
    ("sore", Part::Afternoon),
    ("petang", Part::Evening),
    ("tengah malam", Part::Midnight),
    ("malam", Part::Night),
];

const UNITS: &[(&str, Unit)] = &[
    ("menit", Unit::Minute),
    ("mnt", Unit::Minute),
    ("jam", Unit::Hour),
    ("hari", Unit::Day),
    ("hr", Unit::Day),
    ("minggu", Unit::Week),
    ("mgg", Unit::Week),
    ("pekan", Unit::Week),
    ("bulan", Unit::Month),
    ("bln", Unit::Month),
    ("tahun", Unit::Year),
    ("thn", Unit::Year),
];

/// "A" grown together with its unit.
const ONE_OF: &[(&str, Unit)] = &[
    ("semenit", Unit::Minute),
    ("sejam", Unit::Hour),
    ("sehari", Unit::Day),
    ("seminggu", Unit::Week),
    ("sepekan", Unit::Week),
    ("sebulan", Unit::Month),
    ("setahun", Unit::Year),
];

/// After a day or a week, what makes it the one after this.
const NEXT: &[&str] = &["depan", "mendatang", "berikutnya"];

pub(super) fn piece<'t>(at: Cursor<'t>, context: &Context) -> Found<'t> {
    furthest([
        day(at, context),
        past(at),
        weekday(at, context),
        eve(at, context),
        week(at, context),
        month_or_year(at, context),
        edge(at, context),
        day_of_month(at, context),
        date::with_month(at, context),
        ahead(at, context),
        part(at, context),
        clock(at, context),
    ])
}

fn day<'t>(at: Cursor<'t>, context: &Context) -> Found<'t> {
    let today = context.today();
    if let Some((days, after)) = at.of(DAYS) {
        return Some((Piece::Day(calendar::days(today, days)), after));
    }
    // "nanti sore", "sore ini".
    let later = at.word("nanti").map(Cursor::after_space);
    let (part, after) = later.unwrap_or(at).of(PARTS)?;
    let this = after.then("ini");
    let after = this.or_else(|| later.map(|_| after))?;
    Some((Piece::DayPart(today, part), after))
}

fn past(at: Cursor<'_>) -> Found<'_> {
    let past = |after| Some((Piece::Refused(Refusal::Past), after));
    let over = &["yang lalu", "yg lalu", "lalu", "kemarin", "kemaren"];
    if let Some(after) = at.any(&["kemarin lusa", "kemarin dulu", "kemarin", "kemaren", "kmrn"]) {
        return past(after);
    }
    if let Some((_, after)) = at.word("tadi").and_then(|after| after.after_space().of(PARTS)) {
        return past(after);
    }
    let at = at.word("hari").map_or(at, Cursor::after_space);
    if let Some((_, after)) = at.of(WEEKDAYS) {
        return past(after.then_any(over)?);
    }
    past(at.any(&["pekan", "bulan", "tahun", "malam"])?.then_any(over)?)
}

fn name(at: Cursor<'_>) -> Option<(Weekday, Cursor<'_>)> {
    at.of(WEEKDAYS)
}

/// "Jumat", "hari Jumat", "Senin depan". "Minggu" is Sunday, but "minggu depan" is next week.
fn weekday<'t>(at: Cursor<'t>, context: &Context) -> Found<'t> {
    let today = context.today();
    let of_day = at.word("hari").map(Cursor::after_space);
    let (weekday, after) = name(of_day.unwrap_or(at))?;
    let is_week = of_day.is_none() && at.word("minggu").is_some();
    if let Some(after) = after.then_any(NEXT) {
        let next = Piece::Weekday(calendar::in_week(today, 1, weekday));
        return (!is_week).then_some((next, after));
    }
    if let Some(after) = after.then_any(&["minggu depan", "pekan depan"]) {
        return Some((Piece::Weekday(calendar::in_week(today, 1, weekday)), after));
    }
    // "Sabtu besok" is the Saturday that comes.
    if let Some(after) = after.then("besok") {
        return Some((Piece::Weekday(calendar::coming(today, weekday)), after));
    }
    if let Some(after) = after.then_any(&["minggu ini", "pekan ini", "ini"]) {
        let day = calendar::in_week(today, 0, weekday);
        let piece = if day < today {
            Piece::Refused(Refusal::Past)
        } else {
            Piece::Weekday(day)
        };
        return Some((piece, after));
    }
    Some((Piece::Weekday(calendar::coming(today, weekday)), after))
}

/// "malam Minggu" is the evening before Sunday.
fn eve<'t>(at: Cursor<'t>, context: &Context) -> Found<'t> {
    let (weekday, after) = name(at.word("malam")?.after_space())?;
    let eve = calendar::coming(context.today(), weekday).checked_sub_days(Days::new(1))?;
    Some((Piece::DayPart(eve, Part::Night), after))
}

/// "minggu depan", "minggu depan hari Jumat".
fn week<'t>(at: Cursor<'t>, context: &Context) -> Found<'t> {
    let after = at.any(&["minggu", "pekan"])?.then_any(NEXT)?;
    let today = context.today();
    let named = name(after.maybe(&["hari"]).after_space());
    Some(match named {
        Some((weekday, after)) => (Piece::Weekday(calendar::in_week(today, 1, weekday)), after),
        None => (Piece::Day(calendar::in_week(today, 1, Weekday::Mon)), after),
    })
}

fn month_or_year<'t>(at: Cursor<'t>, context: &Context) -> Found<'t> {
    let today = context.today();
    if let Some(after) = at.any(&["tahun", "thn"]) {
        return Some((Piece::Day(calendar::new_year(today, 1)), after.then_any(NEXT)?));
    }
    let after = at.any(&["bulan", "bln"])?.then_any(NEXT)?;
    let day = after
        .then_any(&["tanggal", "tgl"])
        .and_then(|after| after.after_space().short());
    Some(match day {
        Some((day, after)) => (calendar::day(calendar::in_month(today, 1, day.value)), after),
        None => (Piece::Day(calendar::first_in(today, 1)), after),
    })
}

/// "akhir bulan", "awal bulan depan", "akhir pekan", "akhir Maret".
fn edge<'t>(at: Cursor<'t>, context: &Context) -> Found<'t> {
    let today = context.today();
    let (which, after) = at.of(&[
        ("akhir", Which::Last),
        ("awal", Which::First),
        ("pertengahan", Which::Middle),
        ("tengah", Which::Middle),
    ])?;
    let after = after.after_space();
    if let Some(found) = date::in_month(after, context, which) {
        return Some(found);
    }
    if let Some(after) = after.any(&["pekan", "minggu"]) {
        let next = after.then_any(NEXT);
        let (weeks, after) = next.map_or((0, after.maybe(&["ini"])), |after| (1, after));
        return match which {
            Which::Last => Some((Piece::Day(calendar::weekend(today, weeks)), after)),
            Which::First if weeks == 1 => Some((Piece::Day(calendar::in_week(today, 1, Weekday::Mon)), after)),
            _ => None,
        };
    }
    if let Some(after) = after.any(&["tahun", "thn"]) {
        return match (which, after.then_any(NEXT)) {
            (Which::Last, Some(after)) => Some((Piece::Day(calendar::end_of_year(today, 1)), after)),
            (Which::Last, None) => Some((Piece::Day(calendar::end_of_year(today, 0)), after.maybe(&["ini"]))),
            (Which::First, Some(after)) => Some((Piece::Day(calendar::new_year(today, 1)), after)),
            _ => None,
        };
    }
    let after = after.any(&["bulan", "bln"])?;
    Some(match (after.then_any(NEXT), after.then("ini")) {
        (Some(after), _) => (which.in_months(context, 1), after),
        (_, Some(after)) => (which.in_months(context, 0), after),
        _ => (which.coming(context), after),
    })
}

/// "tanggal 5", "tgl 5 Desember", "tanggal 5 bulan depan", "tanggal 5/12".
fn day_of_month<'t>(at: Cursor<'t>, context: &Context) -> Found<'t> {
    let after = at.any(&["tanggal", "tgl"]).or_else(|| {
        let after = at.sign("tanggal").or_else(|| at.sign("tgl"))?;
        after.digits().is_some().then_some(after)
    })?;
    let after = after.sign(".").unwrap_or(after).after_space();
    let dated = furthest([date::with_month(after, context), numeric::piece(after, context)]);
    if let Some((Piece::Day(_) | Piece::Either(..) | Piece::Refused(_), _)) = dated {
        return dated;
    }
    if let Some((Piece::DayOrClock(day, _), after)) = dated {
        return Some((Piece::Day(day), after));
    }
    let (day, after) = after
        .short()
        .map(|(day, after)| (day.value, after))
        .filter(|(_, after)| after.ends_word())
        .or_else(|| count::indonesian(after))?;
    if let Some(after) = after.then_any(&["bulan depan", "bln depan", "bulan berikutnya"]) {
        return Some((calendar::day(calendar::in_month(context.today(), 1, day)), after));
    }
    if let Some(after) = after.then_any(&["bulan ini", "bln ini"]) {
        return Some((calendar::day(calendar::in_month(context.today(), 0, day)), after));
    }
    Some((calendar::day(calendar::day_of_month(context.today(), day)), after))
}

/// "setengah jam lagi", "dalam 2 minggu", "lagi 2 hari".
fn ahead<'t>(at: Cursor<'t>, context: &Context) -> Found<'t> {
    let leads = at.any(&["dalam waktu", "dalam", "lagi"]);
    let (ahead, after) = amount(leads.unwrap_or(at).after_space())?;
    if let Some(after) = after.then_any(&["yang lalu", "yg lalu", "lalu"]) {
        return Some((Piece::Refused(Refusal::Past), after));
    }
    let after = match after.then_any(&["lagi", "kemudian", "ke depan", "mendatang"]) {
        Some(after) => after,
        None => leads.map(|_| after)?,
    };
    Some((ahead.piece(context), after))
}

fn amount(at: Cursor<'_>) -> Option<(Ahead, Cursor<'_>)> {
    let (count, unit, after) = term(at)?;
    let ahead = Ahead::of(count, unit);
    // "satu jam setengah".
    if let Some(end) = after.then("setengah") {
        return Some((ahead.and(HALF, unit), end));
    }
    match term(after.maybe(&["dan"]).after_space()) {
        Some((count, unit, end)) => Some((ahead.and(count, unit), end)),
        None => Some((ahead, after)),
    }
}

fn term(at: Cursor<'_>) -> Option<(Hundredths, Unit, Cursor<'_>)> {
    if let Some((unit, after)) = at.of(ONE_OF) {
        return Some((count::whole(1), unit, after));
    }
    if let Some(after) = at.word("seperempat jam") {
        return Some((count::whole(15), Unit::Minute, after));
    }
    let (count, after) = quantity(at)?;
    let (unit, after) = after.after_space().of(UNITS)?;
    Some((count, unit, after))
}

fn quantity(at: Cursor<'_>) -> Option<(Hundredths, Cursor<'_>)> {
    if let Some(after) = at.word("setengah") {
        return Some((HALF, after));
    }
    if let Some(after) = at.word("beberapa") {
        return Some((count::few(), after));
    }
    let (count, after) =
        count::figures(at).or_else(|| count::indonesian(at).map(|(count, after)| (count::whole(count), after)))?;
    Some(match after.then("setengah") {
        Some(after) => (count + HALF, after),
        None => (count, after),
    })
}

/// "pagi" after a day or a time. Alone it is a greeting.
fn part<'t>(at: Cursor<'t>, context: &Context) -> Found<'t> {
    if !(context.day || context.clock) {
        let (part, after) = at.of(&[("tengah hari", Part::Noon), ("tengah malam", Part::Midnight)])?;
        return Some((Piece::Part(part), after));
    }
    let (part, after) = at.of(PARTS)?;
    Some((Piece::Part(part), after))
}

/// "jam 10", "pukul 14.30", "jam setengah tiga", "jam 3 lewat 15", "10 pagi".
fn clock<'t>(at: Cursor<'t>, context: &Context) -> Found<'t> {
    let at = at.word("nanti").map_or(at, Cursor::after_space);
    let marked = ["jam", "pukul", "pkl.", "pkl", "pk.", "pk"].iter().find_map(|word| {
        let after = at.sign(word)?;
        (after.ends_word() || after.digits().is_some()).then(|| after.after_space())
    });
    let is_marked = marked.is_some();
    let beside_day = context.day && !context.comma && !context.clock;
    let at = marked.unwrap_or(at);
    let found = |hour, minute, half, after| Some((Piece::Clock(Clock { hour, minute, half }), after));
    if let Some(after) = at.word("setengah").filter(|_| is_marked || beside_day) {
        let (hour, after) = hour(after.after_space())
            .map(|(hour, _, after)| (hour, after))
            .filter(|(hour, after)| (1..=12).contains(hour) && after.then("jam").is_none())?;
        return found(if hour == 1 { 12 } else { hour - 1 }, 30, Half::Open, after);
    }
    let (hour, half, after) = hour(at)?;
    if is_marked {
        let minute = [":", "."]
            .into_iter()
            .find_map(|sign| after.sign(sign)?.two())
            .filter(|(_, after)| after.ends_word());
        if let Some((minute, after)) = minute {
            return found(hour, minute.value, half, after);
        }
        if let Some((minutes, after)) = after.then_any(&["lewat", "lebih"]).and_then(minutes) {
            return found(hour, minutes, half, after);
        }
        if let Some((minutes, after)) = after.then("kurang").and_then(minutes) {
            let hour = if hour == 1 { 12 } else { hour.checked_sub(1)? };
            return found(hour, 60_u32.checked_sub(minutes)? % 60, half, after);
        }
        return (after.ends_word() || numeric::span(after).is_some())
            .then(|| found(hour, 0, half, after))
            .flatten();
    }
    // "10 pagi", "2 siang", "7 malam". "2 malam" are two nights.
    let led_to = after.after_space().of(PARTS).map(|(part, _)| part);
    let is_hour =
        led_to.is_some_and(|part| beside_day || context.at || context.is_start() && (part != Part::Night || hour > 4));
    let is_word = at.short().is_none();
    let ends = after.after_space().next().is_none_or(|c| !c.is_alphanumeric());
    (is_hour || is_word && beside_day && ends && !counted::follows(after))
        .then(|| found(hour, 0, half, after))
        .flatten()
}

fn hour(at: Cursor<'_>) -> Option<(u32, Half, Cursor<'_>)> {
    at.short()
        .map(|(hour, after)| (hour.value, half_of(hour), after))
        .or_else(|| count::indonesian(at).map(|(hour, after)| (hour, Half::Open, after)))
}

/// "15", "seperempat", "lima belas menit".
fn minutes(at: Cursor<'_>) -> Option<(u32, Cursor<'_>)> {
    let at = at.after_space();
    if let Some(after) = at.word("seperempat") {
        return Some((15, after));
    }
    let (minutes, after) = at
        .short()
        .map(|(minutes, after)| (minutes.value, after))
        .or_else(|| count::indonesian(at))?;
    Some((minutes, after.maybe(&["menit", "mnt"])))
}
