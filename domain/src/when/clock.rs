//! Hours of the clock, and the parts of the day that say which half of it is meant.

use chrono::NaiveTime;

use super::{AFTERNOON, DAWN, EVENING, LATEST_SMALL_HOUR, MORNING, NOON, TONIGHT};

/// A part of the day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    /// The small hours.
    Dawn,
    Morning,
    Noon,
    Afternoon,
    Evening,
    Night,
    /// The end of its day.
    Midnight,
}

impl Part {
    /// When something is done of which only this is known.
    pub(super) fn hour(self) -> u32 {
        match self {
            Self::Dawn => DAWN,
            Self::Morning => MORNING,
            Self::Noon => NOON,
            Self::Afternoon => AFTERNOON,
            Self::Evening => EVENING,
            Self::Night => TONIGHT,
            Self::Midnight => 24,
        }
    }

    /// The time, and how many days after its day that is.
    pub(super) fn time(self) -> (NaiveTime, u64) {
        let hour = self.hour();
        (
            NaiveTime::from_hms_opt(hour % 24, 0, 0).unwrap_or_default(),
            u64::from(hour / 24),
        )
    }

    /// The hour at which it is over.
    pub(super) fn until(self) -> u32 {
        match self {
            Self::Dawn => 7,
            Self::Morning => 12,
            Self::Noon => 15,
            Self::Afternoon => 18,
            Self::Evening => 22,
            Self::Night | Self::Midnight => 24,
        }
    }
}

/// A time as it was said. Whether there is such a time is not known yet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Clock {
    pub(super) hour: u32,
    pub(super) minute: u32,
    pub(super) half: Half,
}

/// Which half of the day an hour is in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Half {
    Am,
    Pm,
    /// Written on the clock of 24 hours, as "03:00" is.
    Certain,
    /// Nothing says it.
    Open,
}

impl Clock {
    /// The time of day, and how many days after its day that is: "tonight at 1" is on the next one.
    pub(super) fn time(self, part: Option<Part>) -> Option<(NaiveTime, u64)> {
        // The 24th hour has no minutes.
        if self.hour > 24 || self.hour == 24 && self.minute > 0 {
            return None;
        }
        let hours = self.hours(part)?;
        let time = NaiveTime::from_hms_opt(hours % 24, self.minute, 0)?;
        Some((time, u64::from(hours / 24)))
    }

    /// Hours from the beginning of the day. What is said of a night goes on into the next day.
    fn hours(self, part: Option<Part>) -> Option<u32> {
        let hour = self.hour;
        match (self.half, part) {
            // "Saturday night 1 am" is on Sunday.
            (Half::Am, Some(Part::Night)) if (1..=4).contains(&hour) || hour == 12 => Some(24 + hour % 12),
            (Half::Am, _) | (_, Some(Part::Dawn)) => (hour <= 12).then_some(hour % 12),
            (Half::Pm, _) => match hour {
                1..=11 => Some(hour + 12),
                12..=23 => Some(hour),
                _ => None,
            },
            (Half::Open, None) if (1..=LATEST_SMALL_HOUR).contains(&hour) => Some(hour + 12),
            (_, None) => Some(hour),
            (_, Some(Part::Morning)) => (hour <= 12).then_some(hour),
            (_, Some(Part::Noon)) => Some(if (1..6).contains(&hour) { hour + 12 } else { hour }),
            (_, Some(Part::Afternoon | Part::Evening)) => match hour {
                0 => None,
                1..=11 => Some(hour + 12),
                12 if part == Some(Part::Evening) => Some(24),
                _ => Some(hour),
            },
            (_, Some(Part::Night | Part::Midnight)) => match hour {
                0..=4 => Some(24 + hour),
                12 => Some(24),
                5..=11 => Some(hour + 12),
                _ => Some(hour),
            },
        }
    }
}
