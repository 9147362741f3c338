//! How much a bot may send: per private chat, per group, and overall.
//!
//! Telegram does not publish its exact numbers; these are the documented ones, kept strictly.

use std::collections::{HashMap, VecDeque};

use chrono::{DateTime, TimeDelta, Utc};

use crate::world::Key;

/// What a private chat takes at once; it recovers by one a second.
const PRIVATE_BURST: f64 = 20.0;
/// What a group takes in any minute; messages and edits are counted apart.
const GROUP_A_MINUTE: usize = 20;
/// What a bot may send in any second to chats that have not just written to it, unless its owner has bought more.
pub(crate) const OVERALL_A_SECOND: usize = 30;
/// A chat that was heard from within this is being answered, not written to.
const ANSWERED_WITHIN: TimeDelta = TimeDelta::seconds(60);

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Counted {
    Message,
    Edit,
}

/// Why a message may not be sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Flood {
    /// Seconds.
    pub retry_after: i64,
    pub breach: String,
}

struct Bucket {
    tokens: f64,
    at: DateTime<Utc>,
}

pub(crate) struct Limits {
    on: bool,
    overall_a_second: usize,
    private: HashMap<(Key, Counted), Bucket>,
    groups: HashMap<(Key, Counted), VecDeque<DateTime<Utc>>>,
    overall: HashMap<i64, VecDeque<DateTime<Utc>>>,
    /// Until when a chat was told to be left alone.
    waiting: HashMap<(i64, Key), DateTime<Utc>>,
}

impl Limits {
    /// The same limits before anything was sent.
    pub fn anew(&self) -> Self {
        Self::new(self.on, self.overall_a_second)
    }

    pub fn new(on: bool, overall_a_second: usize) -> Self {
        Self {
            on,
            overall_a_second,
            private: HashMap::new(),
            groups: HashMap::new(),
            overall: HashMap::new(),
            waiting: HashMap::new(),
        }
    }

    /// Remembers that a chat was answered with 429.
    pub fn told_to_wait(&mut self, bot: i64, key: Key, until: DateTime<Utc>) {
        let known = self.waiting.entry((bot, key)).or_insert(until);
        *known = until.max(*known);
    }

    /// Counts `count` messages, or says why they are too many.
    pub fn admit(
        &mut self,
        bot: i64,
        key: Key,
        counted: Counted,
        count: usize,
        now: DateTime<Utc>,
        heard_at: Option<DateTime<Utc>>,
    ) -> Result<(), Flood> {
        if let Some(until) = self.waiting.get(&(bot, key)).copied() {
            if now < until {
                let retry_after = seconds_up(until - now);
                let breach = format!(
                    "chat {} was written to {retry_after} s before retry_after was over",
                    key.id()
                );
                return Err(Flood { retry_after, breach });
            }
            self.waiting.remove(&(bot, key));
        }
        if !self.on {
            return Ok(());
        }
        let answered = heard_at.is_some_and(|heard| now - heard < ANSWERED_WITHIN);
        let verdict = match key {
            Key::Private { .. } => self.admit_private(key, counted, count, now),
            Key::Group(_) => self.admit_group(key, counted, count, now),
        };
        let verdict = verdict.and_then(|()| {
            if answered || counted == Counted::Edit {
                Ok(())
            } else {
                self.admit_overall(bot, count, now)
            }
        });
        if let Err(flood) = &verdict {
            self.told_to_wait(bot, key, now + TimeDelta::seconds(flood.retry_after));
        }
        verdict
    }

    fn admit_private(&mut self, key: Key, counted: Counted, count: usize, now: DateTime<Utc>) -> Result<(), Flood> {
        let bucket = self.private.entry((key, counted)).or_insert(Bucket {
            tokens: PRIVATE_BURST,
            at: now,
        });
        bucket.refill(now);
        let wanted = f64::from(u32::try_from(count).unwrap_or(u32::MAX));
        if bucket.tokens >= wanted {
            bucket.tokens -= wanted;
            return Ok(());
        }
        let missing = TimeDelta::milliseconds(1).max(seconds(wanted - bucket.tokens));
        Err(Flood {
            retry_after: seconds_up(missing),
            breach: format!(
                "private chat {} got more than one message a second beyond a burst of 20",
                key.id()
            ),
        })
    }

    fn admit_group(&mut self, key: Key, counted: Counted, count: usize, now: DateTime<Utc>) -> Result<(), Flood> {
        let sent = self.groups.entry((key, counted)).or_default();
        forget_before(sent, now - TimeDelta::seconds(60));
        if sent.len() + count <= GROUP_A_MINUTE {
            sent.extend(std::iter::repeat_n(now, count));
            return Ok(());
        }
        let freeing = sent
            .get((sent.len() + count).saturating_sub(GROUP_A_MINUTE + 1))
            .copied()
            .unwrap_or(now);
        let what = if counted == Counted::Edit { "edits" } else { "messages" };
        Err(Flood {
            retry_after: seconds_up(freeing + TimeDelta::seconds(60) - now),
            breach: format!("group {} got more than 20 {what} a minute", key.id()),
        })
    }

    fn admit_overall(&mut self, bot: i64, count: usize, now: DateTime<Utc>) -> Result<(), Flood> {
        let sent = self.overall.entry(bot).or_default();
        forget_before(sent, now - TimeDelta::seconds(1));
        if sent.len() + count <= self.overall_a_second {
            sent.extend(std::iter::repeat_n(now, count));
            return Ok(());
        }
        Err(Flood {
            retry_after: 1,
            breach: format!(
                "more than {} messages a second were sent unasked",
                self.overall_a_second
            ),
        })
    }
}

impl Bucket {
    fn refill(&mut self, now: DateTime<Utc>) {
        let passed = (now - self.at).as_seconds_f64().max(0.0);
        self.tokens = (self.tokens + passed).min(PRIVATE_BURST);
        self.at = now;
    }
}

fn forget_before(sent: &mut VecDeque<DateTime<Utc>>, start: DateTime<Utc>) {
    while sent.front().is_some_and(|at| *at <= start) {
        sent.pop_front();
    }
}

fn seconds(amount: f64) -> TimeDelta {
    std::time::Duration::try_from_secs_f64(amount)
        .ok()
        .and_then(|duration| TimeDelta::from_std(duration).ok())
        .unwrap_or(TimeDelta::MAX)
}

fn seconds_up(span: TimeDelta) -> i64 {
    let whole = span.num_seconds();
    let rounded = if span > TimeDelta::seconds(whole) {
        whole + 1
    } else {
        whole
    };
    rounded.max(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    const BOT: i64 = 1;
    const ANNA: Key = Key::Private { bot: BOT, person: 2 };
    const GROUP: Key = Key::Group(-3);

    fn at(milliseconds: i64) -> DateTime<Utc> {
        DateTime::from_timestamp_millis(1_800_000_000_000 + milliseconds).unwrap()
    }

    #[test]
    fn a_private_chat_takes_a_burst_and_then_one_a_second() {
        let mut limits = Limits::new(true, OVERALL_A_SECOND);
        for _ in 0..20 {
            limits
                .admit(BOT, ANNA, Counted::Message, 1, at(0), Some(at(0)))
                .unwrap();
        }

        let flood = limits
            .admit(BOT, ANNA, Counted::Message, 1, at(0), Some(at(0)))
            .unwrap_err();

        assert_eq!(flood.retry_after, 1);
        assert!(
            limits
                .admit(BOT, ANNA, Counted::Edit, 1, at(1_000), Some(at(0)))
                .is_ok()
        );
        assert!(
            limits
                .admit(BOT, ANNA, Counted::Message, 1, at(1_000), Some(at(0)))
                .is_ok()
        );
        assert!(
            limits
                .admit(BOT, ANNA, Counted::Message, 1, at(1_100), Some(at(0)))
                .is_err()
        );
    }

    #[test]
    fn a_group_takes_twenty_in_any_minute_and_edits_are_counted_apart() {
        let mut limits = Limits::new(true, OVERALL_A_SECOND);
        for n in 0..20 {
            limits
                .admit(BOT, GROUP, Counted::Message, 1, at(n * 1_000), Some(at(0)))
                .unwrap();
        }

        let flood = limits
            .admit(BOT, GROUP, Counted::Message, 1, at(20_000), Some(at(0)))
            .unwrap_err();

        assert_eq!(flood.retry_after, 40);
        assert!(
            limits
                .admit(BOT, GROUP, Counted::Edit, 1, at(60_000), Some(at(0)))
                .is_ok()
        );
        assert!(
            limits
                .admit(BOT, GROUP, Counted::Message, 1, at(60_000), Some(at(0)))
                .is_ok()
        );
    }

    #[test]
    fn writing_before_the_wait_is_over_is_a_breach_of_its_own() {
        let mut limits = Limits::new(true, OVERALL_A_SECOND);
        for _ in 0..21 {
            drop(limits.admit(BOT, GROUP, Counted::Message, 1, at(0), None));
        }

        let flood = limits
            .admit(BOT, GROUP, Counted::Edit, 1, at(30_000), None)
            .unwrap_err();

        assert!(flood.breach.contains("before retry_after was over"), "{}", flood.breach);
    }

    #[test]
    fn only_unasked_messages_count_towards_the_overall_limit() {
        let mut limits = Limits::new(true, OVERALL_A_SECOND);
        for person in 0..40 {
            let key = Key::Private { bot: BOT, person };
            limits
                .admit(BOT, key, Counted::Message, 1, at(0), Some(at(-59_000)))
                .unwrap();
        }
        for person in 100..130 {
            let key = Key::Private { bot: BOT, person };
            limits
                .admit(BOT, key, Counted::Message, 1, at(0), Some(at(-61_000)))
                .unwrap();
        }

        let next = Key::Private { bot: BOT, person: 200 };
        let flood = limits.admit(BOT, next, Counted::Message, 1, at(900), None).unwrap_err();

        assert_eq!(flood.retry_after, 1);
        let another = Key::Private { bot: BOT, person: 201 };
        assert!(limits.admit(BOT, another, Counted::Message, 1, at(1_001), None).is_ok());
    }

    #[test]
    fn limits_that_are_off_refuse_nothing_but_an_imposed_wait() {
        let mut limits = Limits::new(false, OVERALL_A_SECOND);
        for _ in 0..100 {
            limits.admit(BOT, GROUP, Counted::Message, 1, at(0), None).unwrap();
        }
        limits.told_to_wait(BOT, GROUP, at(5_000));

        assert!(limits.admit(BOT, GROUP, Counted::Message, 1, at(4_000), None).is_err());
        assert!(limits.admit(BOT, GROUP, Counted::Message, 1, at(5_000), None).is_ok());
    }
}
