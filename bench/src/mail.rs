//! What those are told who did not ask, counted in the playground: who read what how often, and when.

use std::collections::HashMap;

use anyhow::bail;
use playground::Call;
use storage::seed;

use crate::playing::{chat, reader};

/// The Bot API's number for "too many requests".
const TOO_MANY: i64 = 429;
/// What a late greeting says.
const LATE: &str = "Belated";

/// Messages to readers.
pub struct Mail {
    /// How many each reader got, by their place in the club.
    got: Vec<u32>,
    reached: usize,
    late: usize,
    /// When each of those was written to before who got more than one, in milliseconds.
    last: HashMap<usize, i64>,
    again: Vec<(i64, i64)>,
    refused: usize,
    stretch: Stretch,
}

/// Messages since somebody asked for a new count.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Stretch {
    pub sent: usize,
    /// In milliseconds.
    pub first: i64,
    pub last: i64,
}

/// What the mail has come to.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Tally {
    /// Readers who got something.
    pub reached: usize,
    pub late: usize,
    /// Calls that were too many for a limit.
    pub refused: usize,
    pub stretch: Stretch,
}

impl Mail {
    pub fn for_readers(readers: usize) -> Self {
        Self {
            got: vec![0; readers],
            reached: 0,
            late: 0,
            last: HashMap::new(),
            again: Vec::new(),
            refused: 0,
            stretch: Stretch::default(),
        }
    }

    pub fn note(&mut self, call: &Call) {
        if call.answer["error_code"] == TOO_MANY {
            self.refused += 1;
        }
        let place = chat(call).and_then(|chat| usize::try_from(chat - seed::USERS_FROM - 1).ok());
        let (Some(place), true) = (place, reader(call).is_some()) else {
            return;
        };
        let Some(got) = self.got.get_mut(place) else { return };
        let at = call.at.timestamp_millis();
        *got += 1;
        self.reached += usize::from(*got == 1);
        self.late += usize::from(call.params["text"].as_str().is_some_and(|text| text.contains(LATE)));
        if let Some(before) = self.last.insert(place, at) {
            self.again.push((before, at));
        }
        if self.stretch.sent == 0 {
            self.stretch.first = at;
        }
        self.stretch.sent += 1;
        self.stretch.last = at;
    }

    /// Answers `mail`, `count`, which begins a new stretch, and `again`.
    pub fn answer(&mut self, asked: &str) -> anyhow::Result<String> {
        let Stretch { sent, first, last } = self.stretch;
        match asked {
            "count" => self.stretch = Stretch::default(),
            "mail" => {}
            "again" => {
                let pairs: Vec<String> = self.again.iter().map(|(one, other)| format!("{one}-{other}")).collect();
                return Ok(format!("all {}\n", pairs.join(" ")));
            }
            _ => bail!("nobody knows of {asked:?}"),
        }
        let Self {
            reached, late, refused, ..
        } = self;
        Ok(format!("all {reached} {late} {refused} {sent} {first} {last}\n"))
    }
}

impl Tally {
    pub fn read(line: &str) -> Option<Self> {
        let mut words = line.split_whitespace();
        Some(Self {
            reached: words.next()?.parse().ok()?,
            late: words.next()?.parse().ok()?,
            refused: words.next()?.parse().ok()?,
            stretch: Stretch {
                sent: words.next()?.parse().ok()?,
                first: words.next()?.parse().ok()?,
                last: words.next()?.parse().ok()?,
            },
        })
    }
}

impl Stretch {
    /// In seconds, from the first to the last.
    pub fn seconds(&self) -> f64 {
        let millis = u32::try_from(self.last - self.first).unwrap_or(u32::MAX);
        f64::from(millis) / 1_000.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tally_is_read_back() {
        let mut mail = Mail::for_readers(3);
        mail.stretch = Stretch {
            sent: 3,
            first: 1_000,
            last: 2_500,
        };
        (mail.reached, mail.late, mail.refused) = (2, 1, 4);

        let line = mail.answer("count").unwrap();
        let tally = Tally::read(line.strip_prefix("all ").unwrap()).unwrap();

        assert_eq!(
            (tally.reached, tally.late, tally.refused, tally.stretch.sent),
            (2, 1, 4, 3)
        );
        assert!((tally.stretch.seconds() - 1.5).abs() < 1e-9);
        let line = mail.answer("mail").unwrap();
        assert_eq!(
            Tally::read(line.strip_prefix("all ").unwrap()).unwrap().stretch,
            Stretch::default()
        );
    }
}
