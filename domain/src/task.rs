//! What a good clerk would remember to do: about whom, what, and until when.

use chrono::{DateTime, Datelike, Days, NaiveDateTime, NaiveTime, TimeDelta, Utc, Weekday};
use serde::{Deserialize, Serialize};

use crate::automation::Trigger;
use crate::shop::Shop;
use crate::{MemberId, UserId};

/// The longest that is to be done, in characters.
pub const LONGEST_TASK: usize = 300;
/// The longest that is quoted of what a customer said; more is cut.
pub const LONGEST_QUOTE: usize = 300;
/// So long after its time managers hear of a task that nobody did.
pub const RAISED_AFTER: TimeDelta = TimeDelta::hours(24);

/// What is to be done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Subject {
    /// What somebody of the staff wrote.
    Words { what: String },
    /// Somebody waits for an answer.
    GetBack,
    /// A member was not content with a visit.
    LowRating { stars: u8 },
    /// An automation asks for it: `days` after its moment, or before it.
    Automation {
        trigger: Trigger,
        title: Option<String>,
        days: u32,
    },
}

/// What a task says. It is about somebody, so it is sealed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Told {
    pub subject: Subject,
    /// What somebody is called who has no file.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub who: Option<String>,
    /// What the customer said that it goes back to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub quote: Option<String>,
}

/// Whom a task is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Whom {
    Member(MemberId),
    /// Somebody who spoke in the group and is no member, or not yet.
    Visitor(UserId),
}

/// Where the customer said it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Said {
    pub chat: i64,
    pub message: i32,
}

impl Said {
    /// The address under which those who are in a supergroup find the message. Other groups have none.
    #[must_use]
    pub fn link(self) -> Option<String> {
        let inner = self.chat.checked_neg()?.checked_sub(1_000_000_000_000)?;
        (inner > 0).then(|| format!("https://t.me/c/{inner}/{}", self.message))
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TaskState {
    Open,
    Done,
    /// It was not worth doing, or made by mistake.
    Dropped,
}

impl TaskState {
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Done => "done",
            Self::Dropped => "dropped",
        }
    }

    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        [Self::Open, Self::Done, Self::Dropped]
            .into_iter()
            .find(|state| state.as_str() == word)
    }
}

/// Why somebody is told of a task.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TaskNews {
    /// It is theirs now.
    Given,
    Due,
    /// Nobody did it.
    Overdue,
}

/// How a task stands to the clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stands {
    /// Its day is over, or its hour.
    Overdue,
    Today,
    Later,
}

/// How something stands that is due then.
#[must_use]
pub fn stands(shop: &Shop, due: DateTime<Utc>, now: DateTime<Utc>) -> Stands {
    if due <= now {
        Stands::Overdue
    } else if shop.day(due) == shop.day(now) {
        Stands::Today
    } else {
        Stands::Later
    }
}

/// Times to which a task is often put off, on the shop's clock: in an hour, this evening, tomorrow, on Monday, in a week.
/// Those that lie behind `now`, or that are another one, are left out. `hour`: at which days begin.
#[must_use]
pub fn often(now: NaiveDateTime, hour: u32) -> Vec<NaiveDateTime> {
    let at = |days: u64, hour: u32| {
        let day = now.date().checked_add_days(Days::new(days))?;
        Some(day.and_time(NaiveTime::from_hms_opt(hour, 0, 0)?))
    };
    let to_monday = u64::from(7 - now.date().weekday().days_since(Weekday::Mon));
    let an_hour = now.checked_add_signed(TimeDelta::hours(1));
    let times = [an_hour, at(0, 18), at(1, hour), at(to_monday, hour), at(7, hour)];
    let mut often: Vec<NaiveDateTime> = times.into_iter().flatten().filter(|time| *time > now).collect();
    often.sort_unstable();
    often.dedup();
    often
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> NaiveDateTime {
        text.parse().unwrap()
    }

    #[test]
    fn a_message_of_a_supergroup_has_an_address() {
        let said = |chat| Said { chat, message: 55 }.link();

        assert_eq!(
            said(-1_001_234_567_890).as_deref(),
            Some("https://t.me/c/1234567890/55")
        );
        assert_eq!(said(-4_000_123), None);
        assert_eq!(said(77), None);
        assert_eq!(said(i64::MIN), None);
    }

    #[test]
    fn a_task_is_put_off_to_times_that_lie_ahead_and_differ() {
        // A Wednesday.
        assert_eq!(
            often(at("2027-03-10T15:20:00"), 10),
            [
                "2027-03-10T16:20:00",
                "2027-03-10T18:00:00",
                "2027-03-11T10:00:00",
                "2027-03-15T10:00:00",
                "2027-03-17T10:00:00"
            ]
            .map(at)
        );
        // A Sunday evening: tomorrow is Monday, and this evening has begun.
        assert_eq!(
            often(at("2027-03-14T18:30:00"), 10),
            ["2027-03-14T19:30:00", "2027-03-15T10:00:00", "2027-03-21T10:00:00"].map(at)
        );
        // A Monday: the next one is in a week.
        assert_eq!(
            often(at("2027-03-15T09:00:00"), 10),
            [
                "2027-03-15T10:00:00",
                "2027-03-15T18:00:00",
                "2027-03-16T10:00:00",
                "2027-03-22T10:00:00"
            ]
            .map(at)
        );
    }
}
