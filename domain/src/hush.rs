//! A post waits for a pause in what people say to each other in a group, but not for long (M7).

use chrono::{DateTime, TimeDelta, Utc};

/// Nobody said anything for so long: then people are not talking.
pub const PAUSE: TimeDelta = TimeDelta::minutes(2);
/// A post waits for a pause no longer than this: some groups never make one.
pub const LONGEST_WAIT: TimeDelta = TimeDelta::minutes(15);

/// When a post may go into a group that was last heard talking then, and that it waits for since then.
#[must_use]
pub fn post_from(talked_at: DateTime<Utc>, waits_since: DateTime<Utc>) -> DateTime<Utc> {
    (talked_at + PAUSE).min(waits_since + LONGEST_WAIT)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(clock: &str) -> DateTime<Utc> {
        format!("2027-03-10T{clock}Z").parse().unwrap()
    }

    #[test]
    fn m7_a_post_waits_for_a_pause() {
        assert_eq!(post_from(at("10:00:00"), at("10:01:00")), at("10:02:00"));
        assert_eq!(post_from(at("10:10:30"), at("10:01:00")), at("10:12:30"));
    }

    #[test]
    fn m7_a_post_does_not_wait_for_a_group_that_never_pauses() {
        assert_eq!(post_from(at("10:15:59"), at("10:01:00")), at("10:16:00"));
    }
}
