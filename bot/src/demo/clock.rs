//! The demo's clock: it goes by as the wall's does, and can be moved ahead.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use chrono::{DateTime, TimeDelta, Utc};
use domain::{Clock, WallClock};

/// The wall's time and an offset that only grows. Clones show the same time.
#[derive(Debug, Clone, Default)]
pub struct MovedClock {
    /// In microseconds, of which the wall's clock has whole ones.
    ahead: Arc<AtomicI64>,
}

impl MovedClock {
    /// A clock that is ahead of the wall's already.
    #[must_use]
    pub fn ahead_by(offset: TimeDelta) -> Self {
        let clock = Self::default();
        clock.forward(offset);
        clock
    }

    /// How far it is ahead.
    #[must_use]
    pub fn offset(&self) -> TimeDelta {
        TimeDelta::microseconds(self.ahead.load(Ordering::SeqCst))
    }

    /// Moves it to `to`. A time that has passed is no place to go.
    pub fn forward_to(&self, to: DateTime<Utc>) {
        self.forward(to - self.now());
    }

    fn forward(&self, by: TimeDelta) {
        let by = by.num_microseconds().unwrap_or(0).max(0);
        self.ahead.fetch_add(by, Ordering::SeqCst);
    }
}

impl Clock for MovedClock {
    fn now(&self) -> DateTime<Utc> {
        WallClock.now() + self.offset()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_goes_on_and_never_back() {
        let clock = MovedClock::default();
        let before = clock.now();

        clock.forward_to(before + TimeDelta::days(30));
        let moved = clock.now();
        clock.forward_to(before);

        assert!(moved >= before + TimeDelta::days(30));
        assert!(clock.now() >= moved);
        assert!(clock.offset() <= TimeDelta::days(30));
    }
}
