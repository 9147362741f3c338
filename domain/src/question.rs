//! Gentle questions: which one is put to a member next, and when (D1).

use chrono::{DateTime, TimeDelta, Utc};

use crate::{FieldId, Points};

/// A question is never put to the same member again within so many days.
pub const SAME_AGAIN_DAYS: i64 = 30;

/// A question that went unanswered so often is not put again.
pub const MOST_TIMES: i64 = 3;

/// How a shop asks its members.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Asking {
    pub asks: bool,
    /// Days between two questions to one member.
    pub every_days: u32,
    /// For each answer, once.
    pub points: Points,
}

impl Default for Asking {
    /// Off, until the shop says yes.
    fn default() -> Self {
        Self {
            asks: false,
            every_days: 7,
            points: Points::ZERO,
        }
    }
}

/// What is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Subject {
    Field(FieldId),
    Birthday,
    /// Whether the member would like to be reminded of the days of people they buy for.
    Family,
}

/// What became of a question when it was put last.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// No answer, so far.
    Open,
    /// "Not now."
    Later,
    /// "Don't ask again."
    Never,
    Answered,
}

/// A question as it was put to one member.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Put {
    /// See [`Subject::key`]; [`EVERYTHING`] is a member who wants to be asked nothing.
    pub subject: String,
    pub outcome: Outcome,
    pub times: i64,
    pub asked_at: DateTime<Utc>,
}

/// The subject of a member who wants to be asked nothing.
pub const EVERYTHING: &str = "all";

impl Subject {
    /// Names it in tables.
    #[must_use]
    pub fn key(self) -> String {
        match self {
            Self::Field(field) => format!("field:{field}"),
            Self::Birthday => "birthday".into(),
            Self::Family => "family".into(),
        }
    }

    #[must_use]
    pub fn parse(key: &str) -> Option<Self> {
        match key {
            "birthday" => Some(Self::Birthday),
            "family" => Some(Self::Family),
            _ => key.strip_prefix("field:")?.parse().ok().map(Self::Field),
        }
    }
}

impl Outcome {
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Later => "later",
            Self::Never => "never",
            Self::Answered => "answered",
        }
    }

    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        [Self::Open, Self::Later, Self::Never, Self::Answered]
            .into_iter()
            .find(|outcome| outcome.as_str() == text)
    }
}

/// The question that a member is asked now, if any: the first of `missing` that they have not been asked lately and
/// do not mind. `missing` is what is not known of them, basic things first and personal ones last.
#[must_use]
pub fn next(asking: &Asking, missing: &[Subject], put: &[Put], now: DateTime<Utc>) -> Option<Subject> {
    let wants_none = put
        .iter()
        .any(|put| put.subject == EVERYTHING && put.outcome == Outcome::Never);
    let pause = TimeDelta::days(i64::from(asking.every_days));
    let too_soon = put
        .iter()
        .any(|put| put.subject != EVERYTHING && put.times > 0 && now < put.asked_at + pause);
    if !asking.asks || wants_none || too_soon {
        return None;
    }
    let may_ask = |subject: &Subject| {
        let key = subject.key();
        put.iter().filter(|put| put.subject == key).all(|put| {
            matches!(put.outcome, Outcome::Open | Outcome::Later)
                && put.times < MOST_TIMES
                && now >= put.asked_at + TimeDelta::days(SAME_AGAIN_DAYS)
        })
    };
    missing.iter().copied().find(may_ask)
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    const SIZE: Subject = Subject::Field(FieldId(Uuid::from_u128(1)));
    const MISSING: [Subject; 3] = [SIZE, Subject::Birthday, Subject::Family];

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    fn asking() -> Asking {
        Asking {
            asks: true,
            ..Asking::default()
        }
    }

    fn put(subject: Subject, outcome: Outcome, asked_at: &str) -> Put {
        Put {
            subject: subject.key(),
            outcome,
            times: 1,
            asked_at: at(asked_at),
        }
    }

    #[test]
    fn d1_basic_things_are_asked_first_and_relatives_last() {
        let now = at("2027-03-01T10:00:00Z");

        assert_eq!(next(&asking(), &MISSING, &[], now), Some(SIZE));
        assert_eq!(next(&asking(), &MISSING[1..], &[], now), Some(Subject::Birthday));
        assert_eq!(next(&asking(), &[], &[], now), None);
        assert_eq!(next(&Asking::default(), &MISSING, &[], now), None);
    }

    #[test]
    fn d1_one_question_in_some_days_and_never_the_same_twice_in_thirty() {
        let asked = [put(SIZE, Outcome::Later, "2027-03-01T10:00:00Z")];
        for (now, asked_now) in [
            ("2027-03-01T10:00:00Z", None),
            ("2027-03-08T09:59:59Z", None),
            ("2027-03-08T10:00:00Z", Some(Subject::Birthday)),
            ("2027-03-31T09:59:59Z", Some(Subject::Birthday)),
            ("2027-03-31T10:00:00Z", Some(SIZE)),
        ] {
            assert_eq!(next(&asking(), &MISSING, &asked, at(now)), asked_now, "{now}");
        }
    }

    #[test]
    fn d1_whoever_does_not_want_to_be_asked_is_not() {
        let now = at("2028-03-01T10:00:00Z");
        let never = put(SIZE, Outcome::Never, "2027-03-01T10:00:00Z");
        assert_eq!(next(&asking(), &MISSING[..1], &[never], now), None);

        let nothing = Put {
            subject: EVERYTHING.into(),
            outcome: Outcome::Never,
            times: 0,
            asked_at: at("2027-03-01T10:00:00Z"),
        };
        assert_eq!(next(&asking(), &MISSING, std::slice::from_ref(&nothing), now), None);
        let again = Put {
            outcome: Outcome::Open,
            ..nothing
        };
        assert_eq!(next(&asking(), &MISSING, &[again], now), Some(SIZE));
    }

    #[test]
    fn d1_a_question_that_nobody_answers_is_given_up() {
        let now = at("2028-03-01T10:00:00Z");
        let asked = Put {
            times: MOST_TIMES,
            ..put(SIZE, Outcome::Open, "2027-03-01T10:00:00Z")
        };

        assert_eq!(next(&asking(), &MISSING[..1], &[asked], now), None);
    }

    #[test]
    fn a_subject_is_read_back() {
        for subject in MISSING {
            assert_eq!(Subject::parse(&subject.key()), Some(subject));
        }
        for nonsense in ["", "field:", "field:x", "all"] {
            assert_eq!(Subject::parse(nonsense), None, "{nonsense}");
        }
    }
}
