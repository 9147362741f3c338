//! Troubles that the playground was told to have.

use std::{
    collections::{HashMap, VecDeque},
    time::Duration,
};

/// What goes wrong with a call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fault {
    /// 429, without effect.
    TooManyRequests {
        /// Seconds.
        retry_after: u32,
    },
    /// 502, without effect.
    ServerError,
    /// The call takes this long and then goes well.
    SlowThenOk(Duration),
    /// The connection breaks before the call has any effect.
    CutBefore,
    /// The call takes effect, and the connection breaks before the answer.
    CutAfter,
}

/// What the chance of a lasting fault begins with.
const SEED: u64 = 7;

/// Faults that wait for their call.
const MOST_QUEUED: usize = 1_000;

#[derive(Default)]
pub(crate) struct Faults {
    next: HashMap<String, VecDeque<Fault>>,
    next_of_all: VecDeque<Fault>,
    share: Option<Share>,
    /// How many were had so far.
    pub had: u64,
}

struct Share {
    /// Which calls; all, when there is none.
    method: Option<String>,
    /// From 0 to 1.
    part: f64,
    faults: Vec<Fault>,
    chance: Chance,
}

impl Faults {
    pub fn next(&mut self, method: &str, fault: Fault) {
        let queue = self.next.entry(method.to_ascii_lowercase()).or_default();
        queue.push_back(fault);
        queue.truncate(MOST_QUEUED);
    }

    pub fn share(&mut self, share: f64, seed: u64, faults: Vec<Fault>) {
        let part = share.clamp(0.0, 1.0);
        self.share = (part > 0.0 && !faults.is_empty()).then_some(Share {
            method: None,
            part,
            faults,
            chance: Chance(seed),
        });
    }

    /// From now on this share of the calls of one method, or of all, goes wrong.
    pub fn go_on(&mut self, method: Option<&str>, share: f64, fault: Fault) {
        self.share(share, SEED, vec![fault]);
        if let Some(share) = &mut self.share {
            share.method = method.map(str::to_owned);
        }
    }

    /// The next call goes wrong, whatever it is.
    pub fn next_of_all(&mut self, fault: Fault) {
        self.next_of_all.push_back(fault);
        self.next_of_all.truncate(MOST_QUEUED);
    }

    /// What goes on going wrong, with which method, and in which share of the calls.
    pub fn going_on(&self) -> Option<(&Fault, Option<&str>, f64)> {
        let share = self.share.as_ref()?;
        Some((share.faults.first()?, share.method.as_deref(), share.part))
    }

    /// From now on nothing goes wrong.
    pub fn end(&mut self) {
        self.share = None;
        self.next.clear();
        self.next_of_all.clear();
    }

    /// The trouble this call has, if any.
    pub fn draw(&mut self, method: &str) -> Option<Fault> {
        let drawn = self.draw_one(method);
        self.had += u64::from(drawn.is_some());
        drawn
    }

    fn draw_one(&mut self, method: &str) -> Option<Fault> {
        if !self.next.is_empty()
            && let Some(queue) = self.next.get_mut(&method.to_ascii_lowercase())
            && let Some(fault) = queue.pop_front()
        {
            return Some(fault);
        }
        if let Some(fault) = self.next_of_all.pop_front() {
            return Some(fault);
        }
        let share = self.share.as_mut()?;
        if share.method.as_deref().is_some_and(|named| named != method) {
            return None;
        }
        let drawn = u32::try_from(share.chance.below(1_000_000)).ok()?;
        if f64::from(drawn) >= share.part * 1_000_000.0 {
            return None;
        }
        let count = u64::try_from(share.faults.len()).ok()?;
        let pick = usize::try_from(share.chance.below(count)).ok()?;
        share.faults.get(pick).cloned()
    }
}

/// A small generator of numbers that look random and repeat with their seed (`SplitMix64`).
struct Chance(u64);

impl Chance {
    fn below(&mut self, bound: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (mixed ^ (mixed >> 31)) % bound
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_share_of_faults_is_drawn_and_repeats_with_its_seed() {
        let draw = || {
            let mut faults = Faults::default();
            faults.share(0.1, 7, vec![Fault::ServerError, Fault::CutBefore]);
            (0..1_000).map(|_| faults.draw("sendMessage")).collect::<Vec<_>>()
        };

        let count = draw().iter().flatten().count();

        assert!((60..140).contains(&count), "{count}");
        assert_eq!(draw(), draw());
    }

    #[test]
    fn a_named_fault_happens_once_in_any_case_of_the_name() {
        let mut faults = Faults::default();
        faults.next("sendMessage", Fault::ServerError);

        assert_eq!(faults.draw("getMe"), None);
        assert_eq!(faults.draw("SendMessage"), Some(Fault::ServerError));
        assert_eq!(faults.draw("sendmessage"), None);
    }
}
