//! How long something is from now.

use super::calendar;
use super::count::{HALF, Hundredths};
use super::phrase::{Context, Piece, Refusal, after_minutes};

/// What time is counted in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Unit {
    Minute,
    Hour,
    Day,
    Week,
    Month,
    Year,
}

/// Longer than any plan, and short enough to count with.
const MOST: u64 = 100_000;

/// Days in the half of a month that nobody counts.
const MONTH_DAYS: u64 = 30;

/// A length of time, each kind by itself: a month is not a number of days.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Ahead {
    minutes: u64,
    days: u64,
    months: u64,
    /// Counted in weeks, and not in days.
    is_in_weeks: bool,
}

impl Ahead {
    pub(super) fn of(count: Hundredths, unit: Unit) -> Self {
        Self::default().and(count, unit)
    }

    pub(super) fn and(self, count: Hundredths, unit: Unit) -> Self {
        let of = |each: u64| count.saturating_mul(each);
        let mut more = self;
        match unit {
            Unit::Minute => more.minutes += of(1) / 100,
            Unit::Hour => more.minutes += of(60) / 100,
            // A day and a half is counted by the hour.
            Unit::Day if !count.is_multiple_of(100) => more.minutes += of(24 * 60) / 100,
            Unit::Day => more.days += of(1) / 100,
            Unit::Week => {
                more.days += (of(7) + HALF) / 100;
                more.is_in_weeks = true;
            }
            Unit::Month => {
                more.months += count / 100;
                more.days += (count % 100 * MONTH_DAYS) / 100;
            }
            Unit::Year => more.months += of(12) / 100,
        }
        more
    }

    /// The day, or the moment where hours are counted.
    pub(super) fn piece(self, context: &Context) -> Piece {
        if (self.minutes, self.days, self.months) == (0, 0, 0) {
            return Piece::Refused(Refusal::Past);
        }
        let (Ok(months), Ok(minutes)) = (u32::try_from(self.months), i64::try_from(self.minutes)) else {
            return Piece::Refused(Refusal::TooFar);
        };
        if self.days > MOST || self.months > MOST || self.minutes > MOST * 24 * 60 {
            return Piece::Refused(Refusal::TooFar);
        }
        let day = calendar::days(calendar::months(context.today(), months), self.days);
        if minutes == 0 {
            return if self.is_in_weeks {
                Piece::WeekOf(day)
            } else {
                Piece::Day(day)
            };
        }
        after_minutes(day.and_time(context.now.time()), minutes).map_or(Piece::Refused(Refusal::TooFar), Piece::Instant)
    }
}
