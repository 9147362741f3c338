//! How the pieces of a phrase, in whichever order they come, become one moment.

use chrono::{Datelike, Months, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, Timelike};

use super::clock::{Clock, Part};
use super::text::Cursor;
use super::{MOST_MONTHS, Moment, Precision, When, calendar, chinese, english, indonesian, numeric};
use crate::Lang;

/// A day, a time, or what else a moment is said by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Piece {
    Day(NaiveDate),
    /// The day so many weeks ahead. A weekday beside it is of that week.
    WeekOf(NaiveDate),
    /// A day by its name. A date beside it says which one; another than that is a slip.
    Weekday(NaiveDate),
    /// A date whose numbers have no certain order.
    Either(NaiveDate, NaiveDate),
    Clock(Clock),
    /// "10.12": a date or a time.
    DayOrClock(NaiveDate, Clock),
    Part(Part),
    /// "tonight".
    DayPart(NaiveDate, Part),
    /// "in 90 minutes".
    Instant(NaiveDateTime),
    Refused(Refusal),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Refusal {
    Past,
    NoSuchDay,
    TooFar,
}

/// A piece, and the place after it.
pub(super) type Found<'t> = Option<(Piece, Cursor<'t>)>;

/// What is known where a piece may begin.
#[derive(Debug, Clone, Copy)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each says one thing about the words before, and all go together"
)]
pub(super) struct Context {
    pub(super) lang: Lang,
    pub(super) now: NaiveDateTime,
    /// A day stands before.
    pub(super) day: bool,
    pub(super) part: bool,
    pub(super) clock: bool,
    /// "at" stands before: a number is an hour.
    pub(super) at: bool,
    /// Another word that leads to a time stands before.
    pub(super) led: bool,
    /// A comma stands before: a number may belong to what follows.
    pub(super) comma: bool,
}

impl Context {
    pub(super) const fn new(lang: Lang, now: NaiveDateTime) -> Self {
        Self {
            lang,
            now,
            day: false,
            part: false,
            clock: false,
            at: false,
            led: false,
            comma: false,
        }
    }

    pub(super) fn today(&self) -> NaiveDate {
        self.now.date()
    }

    /// Whether nothing was said yet.
    pub(super) const fn is_start(&self) -> bool {
        !(self.day || self.part || self.clock)
    }
}

/// The first of the pieces that goes furthest.
pub(super) fn furthest<'t>(found: impl IntoIterator<Item = Found<'t>>) -> Found<'t> {
    found.into_iter().flatten().min_by_key(|(_, after)| after.left())
}

/// Reads pieces until something else comes.
pub(super) fn read(start: Cursor<'_>, context: Context) -> (Said, Cursor<'_>) {
    let (mut said, mut at, mut context) = (Said::default(), start, context);
    let mut span = None;
    // More pieces than this are in no phrase.
    for _ in 0..6 {
        let begins = link(at, &mut context);
        let found = furthest(
            pieces(begins, &context)
                .into_iter()
                .map(|found| found.filter(|(piece, _)| said.takes(*piece))),
        );
        let Some((piece, after)) = found else {
            break;
        };
        said.take(piece);
        at = trailing(piece, after);
        (context.day, context.part, context.clock) = said.knows();
        // The end of a span of hours is read over, and the span left in place for people to read.
        if matches!(piece, Piece::Clock(_))
            && let Some(end) = numeric::span(after)
        {
            span = Some(begins);
            at = end;
        }
    }
    (said, span.unwrap_or(at))
}

/// The words of all languages that may stand here, the reader's own first.
fn pieces<'t>(at: Cursor<'t>, context: &Context) -> [Found<'t>; 4] {
    let (english, chinese, indonesian) = (
        english::piece(at, context),
        chinese::piece(at, context),
        indonesian::piece(at, context),
    );
    let numeric = numeric::piece(at, context);
    match context.lang {
        Lang::En => [english, numeric, chinese, indonesian],
        Lang::ZhCn => [chinese, numeric, english, indonesian],
        Lang::Id => [indonesian, numeric, english, chinese],
    }
}

/// Leads to a time wherever it stands.
const LEADS: &[&str] = &[
    "on",
    "by",
    "until",
    "till",
    "til",
    "pada",
    "sampai",
    "hingga",
    "paling lambat",
    "等到",
    "到",
    "在",
    "大概",
    "大约",
];

/// Leads to a time, but to other things as well.
const LOOSE_LEADS: &[&str] = &["for", "untuk", "utk"];

/// Leads to an hour after a day.
const INNER_LEADS: &[&str] = &["setelah", "sebelum", "sekitar", "kira-kira", "mulai", "dari"];

/// Goes over what leads to a piece or parts it from the one before. It counts only if a piece follows.
fn link<'t>(at: Cursor<'t>, context: &mut Context) -> Cursor<'t> {
    (context.at, context.led, context.comma) = (false, false, false);
    let mut at = at.after_space();
    if !context.is_start()
        && let Some(after) = at.sign(",")
    {
        context.comma = true;
        at = after.after_space();
    }
    for _ in 0..2 {
        // "两周后的周五".
        at = at.sign("的").filter(|_| context.day).unwrap_or(at);
        let hour = at.any(&["at", "@"]).or_else(|| at.sign("@"));
        let inner_hour = || at.any(&["around", "from", "after", "before"]).filter(|_| context.day);
        let inner = || at.any(INNER_LEADS).filter(|_| context.day);
        if let Some(after) = hour.or_else(inner_hour) {
            context.at = true;
            at = after.after_space();
        } else if let Some(after) = at.any(LEADS).or_else(inner) {
            context.led = true;
            at = after.after_space();
        } else if let Some(after) = at.any(LOOSE_LEADS) {
            at = after.after_space();
        } else {
            break;
        }
    }
    at
}

/// Goes over what belongs to the piece before: "周五之前" is a day until which something is done.
fn trailing(piece: Piece, at: Cursor<'_>) -> Cursor<'_> {
    let is_clock = matches!(piece, Piece::Clock(_) | Piece::DayOrClock(..));
    // The zones of Indonesia are named beside times; the shop's own is meant.
    let at = if is_clock {
        at.any(&["左右", "多", "以后", "之后"])
            .unwrap_or(at)
            .maybe(&["wib", "wita", "wit"])
    } else {
        at
    };
    let unless = |word: &str, others: &str| {
        at.sign(word)
            .filter(|after| !after.next().is_some_and(|c| others.contains(c)))
    };
    at.any(&["之前", "以前", "之内", "以内"])
        .or_else(|| unless("前", "台面往去来后天几"))
        .or_else(|| unless("内", "衣裤部容里"))
        .unwrap_or(at)
}

/// What was said so far.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Said {
    day: Option<NaiveDate>,
    other_day: Option<NaiveDate>,
    /// The day stands for its week.
    is_week: bool,
    weekday: Option<NaiveDate>,
    clock: Option<Clock>,
    part: Option<Part>,
    /// The day that the clock may be instead.
    day_or_clock: Option<NaiveDate>,
    instant: Option<NaiveDateTime>,
    refusal: Option<Refusal>,
}

impl Said {
    fn knows(&self) -> (bool, bool, bool) {
        (
            self.has_date() || self.weekday.is_some() || self.day_or_clock.is_some(),
            self.part.is_some(),
            self.clock.is_some() || self.instant.is_some(),
        )
    }

    /// A day by more than its name.
    fn has_date(&self) -> bool {
        self.day.is_some() || self.instant.is_some() || self.refusal.is_some()
    }

    /// The same with what only the other says: "明天10点或11点", "Friday or Saturday at 10".
    pub(super) fn beside(self, other: &Self) -> Self {
        if self.instant.is_some() || self.day_or_clock.is_some() || other.day_or_clock.is_some() {
            return self;
        }
        let mut both = self;
        let (day, part, clock) = self.knows();
        if !day {
            (both.day, both.weekday) = (other.day, other.weekday);
        }
        if !(part || clock) {
            (both.part, both.clock) = (other.part, other.clock);
        }
        both
    }

    /// Whether a piece adds to what was said.
    fn takes(&self, piece: Piece) -> bool {
        if self.instant.is_some() {
            return false;
        }
        let (day, part, clock) = self.knows();
        match piece {
            Piece::Day(_) | Piece::WeekOf(_) | Piece::Either(..) | Piece::Refused(_) => {
                !self.has_date() && self.day_or_clock.is_none()
            }
            Piece::Weekday(_) => self.weekday.is_none() && self.day_or_clock.is_none(),
            Piece::Clock(_) => !clock,
            Piece::Part(_) => !part,
            Piece::DayPart(..) => !part && (!day || self.weekday.is_some() && self.day.is_none()),
            Piece::DayOrClock(..) => !(day && clock),
            Piece::Instant(_) => !(day || part || clock),
        }
    }

    fn take(&mut self, piece: Piece) {
        match piece {
            Piece::Day(day) => self.day = Some(day),
            Piece::WeekOf(day) => (self.day, self.is_week) = (Some(day), true),
            Piece::Weekday(day) => self.weekday = Some(day),
            Piece::Either(day, other) => (self.day, self.other_day) = (Some(day), Some(other)),
            Piece::Clock(clock) => self.clock = Some(clock),
            Piece::Part(part) => self.part = Some(part),
            Piece::DayPart(day, part) => (self.day, self.part) = (Some(day), Some(part)),
            Piece::DayOrClock(day, clock) => match self.knows() {
                (true, ..) => self.clock = Some(clock),
                (_, _, true) => self.day = Some(day),
                (_, true, _) => self.clock = Some(clock),
                _ => (self.day_or_clock, self.clock) = (Some(day), Some(clock)),
            },
            Piece::Instant(instant) => self.instant = Some(instant),
            Piece::Refused(refusal) => self.refusal = Some(refusal),
        }
    }

    /// The moment that all of it means.
    pub(super) fn decide(&self, now: NaiveDateTime, usual: NaiveTime) -> When {
        let of = |day, clock| self.moment(day, clock, now, usual);
        if let Some(refusal) = self.refusal {
            return refused(refusal);
        }
        if let Some(at) = self.instant {
            return judged(at, Precision::Time, now);
        }
        if let Some(day) = self.day_or_clock {
            return either(of(None, self.clock), of(Some(day), None));
        }
        match (self.day, self.other_day, self.weekday) {
            (Some(day), _, Some(named)) if self.is_week => {
                of(Some(calendar::in_week(day, 0, named.weekday())), self.clock)
            }
            (Some(day), Some(other), None) => either(of(Some(day), self.clock), of(Some(other), self.clock)),
            // The weekday says which of both it is.
            (Some(day), Some(other), Some(named))
                if other.weekday() == named.weekday() && day.weekday() != named.weekday() =>
            {
                of(Some(other), self.clock)
            }
            (Some(day), _, Some(named)) if day.weekday() != named.weekday() => {
                either(of(Some(day), self.clock), of(Some(named), self.clock))
            }
            (Some(day), ..) | (None, _, Some(day)) => of(Some(day), self.clock),
            (None, _, None) if self.clock.is_some() || self.part.is_some() => of(None, self.clock),
            _ => When::Nothing,
        }
    }

    fn moment(&self, day: Option<NaiveDate>, clock: Option<Clock>, now: NaiveDateTime, usual: NaiveTime) -> When {
        let today = now.date();
        let (time, days_on) = match (clock, self.part) {
            (Some(clock), part) => match clock.time(part) {
                Some(time) => time,
                None => return When::NoSuchDay,
            },
            (None, Some(part)) => part.time(),
            (None, None) => (usual, 0),
        };
        let precision = if clock.is_none() && self.part.is_none() {
            Precision::Day
        } else {
            Precision::Time
        };
        let on = |day: NaiveDate| calendar::days(day, days_on).and_time(time);
        let Some(day) = day else {
            // After midnight "at 1 in the night" may still belong to yesterday.
            let next = today
                .pred_opt()
                .into_iter()
                .chain([today, calendar::days(today, 1)])
                .map(on)
                .find(|at| *at > now);
            return next.map_or(When::TooFar, |at| judged(at, precision, now));
        };
        if day == today && clock.is_none() && on(day) <= now {
            let until = self.part.map_or(24, Part::until);
            return match later_today(now, until) {
                Some(at) => judged(at, precision, now),
                None => When::Past,
            };
        }
        judged(on(day), precision, now)
    }
}

/// The next full hour, if it is before that one.
fn later_today(now: NaiveDateTime, until: u32) -> Option<NaiveDateTime> {
    let hour = now.hour() + 1;
    (hour < until).then(|| now.date().and_hms_opt(hour, 0, 0)).flatten()
}

fn judged(at: NaiveDateTime, precision: Precision, now: NaiveDateTime) -> When {
    let last = now.checked_add_months(Months::new(MOST_MONTHS));
    if at <= now {
        When::Past
    } else if last.is_none_or(|last| at.date() > last.date()) {
        When::TooFar
    } else {
        When::At(Moment { at, precision })
    }
}

fn refused(refusal: Refusal) -> When {
    match refusal {
        Refusal::Past => When::Past,
        Refusal::NoSuchDay => When::NoSuchDay,
        Refusal::TooFar => When::TooFar,
    }
}

/// Two moments, unless only one of them is still to come.
pub(super) fn either(one: When, other: When) -> When {
    match (one, other) {
        (When::At(one), When::At(other)) if one.at == other.at => When::At(one),
        (When::At(one), When::At(other)) => When::Unclear([one, other]),
        (When::At(_), _) => one,
        (_, When::At(_)) => other,
        _ => one,
    }
}

/// A moment so many minutes after now, without its seconds.
pub(super) fn after_minutes(now: NaiveDateTime, minutes: i64) -> Option<NaiveDateTime> {
    now.checked_add_signed(TimeDelta::try_minutes(minutes)?)?
        .with_second(0)?
        .with_nanosecond(0)
}
