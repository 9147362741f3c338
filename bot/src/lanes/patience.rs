//! How many updates one person may send within ten seconds before the bot asks for patience.

use std::collections::HashMap;

use chrono::{DateTime, TimeDelta, Utc};
use teloxide::types::{MessageKind, Update, UpdateKind};

const WINDOW: TimeDelta = TimeDelta::seconds(10);
/// Ids that many people share: anonymous admins, posts of a linked channel, people who write as a channel.
const SHARED: [i64; 3] = [1_087_968_824, 777_000, 136_817_688];
/// How many people are remembered before those who have calmed down are forgotten.
const REMEMBERED: usize = 4_096;

/// What becomes of one more update.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Judged {
    Welcome,
    /// Too many: it is answered with a request for patience.
    TooMany,
    /// Too many, and the person was told so already.
    StillTooMany,
}

#[derive(Debug)]
struct Person {
    /// When they will have their whole budget again.
    recovered: DateTime<Utc>,
    told: bool,
}

/// The budgets of all people who wrote lately.
#[derive(Debug)]
pub struct Patience {
    pause: TimeDelta,
    people: HashMap<(i64, i64), Person>,
}

impl Patience {
    #[must_use]
    pub fn new(updates: u32) -> Self {
        let pause = WINDOW / i32::try_from(updates.max(1)).unwrap_or(i32::MAX);
        Self {
            pause,
            people: HashMap::new(),
        }
    }

    pub fn judge(&mut self, chat: i64, user: i64, now: DateTime<Utc>) -> Judged {
        if self.people.len() > REMEMBERED && self.people.len().is_power_of_two() {
            self.people.retain(|_, person| person.recovered > now);
        }
        // A shared id is a different person in each chat.
        let key = if SHARED.contains(&user) {
            (chat, user)
        } else {
            (0, user)
        };
        let person = self.people.entry(key).or_insert(Person {
            recovered: now,
            told: false,
        });
        let recovered = person.recovered.max(now) + self.pause;
        if recovered - now <= WINDOW {
            person.recovered = recovered;
            person.told = false;
            return Judged::Welcome;
        }
        if std::mem::replace(&mut person.told, true) {
            Judged::StillTooMany
        } else {
            Judged::TooMany
        }
    }
}

/// Whether an update is somebody's own doing and can be left unanswered.
///
/// Who joined, left, paid or was promoted must be known, however many there are.
#[must_use]
pub fn counts(update: &Update) -> bool {
    match &update.kind {
        UpdateKind::Message(message) | UpdateKind::EditedMessage(message) => {
            matches!(message.kind, MessageKind::Common(_))
        }
        UpdateKind::CallbackQuery(_) | UpdateKind::InlineQuery(_) => true,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(milliseconds: i64) -> DateTime<Utc> {
        DateTime::from_timestamp_millis(1_800_000_000_000 + milliseconds).unwrap()
    }

    #[test]
    fn too_many_are_answered_once_and_then_not() {
        let mut patience = Patience::new(20);
        for _ in 0..20 {
            assert_eq!(patience.judge(1, 1, at(0)), Judged::Welcome);
        }

        assert_eq!(patience.judge(1, 1, at(0)), Judged::TooMany);
        assert_eq!(patience.judge(1, 1, at(400)), Judged::StillTooMany);
        assert_eq!(patience.judge(2, 2, at(400)), Judged::Welcome);
        assert_eq!(patience.judge(1, 1, at(500)), Judged::Welcome);
        assert_eq!(patience.judge(1, 1, at(500)), Judged::TooMany);
    }

    #[test]
    fn an_id_that_people_share_is_judged_by_chat() {
        let mut patience = Patience::new(1);
        let anonymous = SHARED[0];

        assert_eq!(patience.judge(-1, anonymous, at(0)), Judged::Welcome);
        assert_eq!(patience.judge(-2, anonymous, at(0)), Judged::Welcome);
        assert_eq!(patience.judge(-1, anonymous, at(0)), Judged::TooMany);
        assert_eq!(patience.judge(-1, 5, at(0)), Judged::Welcome);
        assert_eq!(patience.judge(-2, 5, at(0)), Judged::TooMany);
    }
}
