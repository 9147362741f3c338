//! When marketing goes out, and how much of it: one hour, a night's rest, and a limit over everything (M5); and how much
//! a group hears (M7).

use chrono::{DateTime, NaiveDate, TimeDelta, Timelike, Utc};

use crate::shop::Shop;

/// How long something may be late before it is left out: what was meant for a morning is odd on another one.
pub const LATEST_DAYS: u64 = 3;
/// The days that the limit is counted over.
pub const CAP_DAYS: i64 = 7;

/// What a shop settles about messages that go out by themselves. Hours are of its own clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MailRules {
    /// The hour at which a day's messages begin to go out.
    pub hour: u32,
    /// Nothing goes out from this hour on …
    pub quiet_from: u32,
    /// … until this one. The same as `quiet_from`: there are no quiet hours.
    pub quiet_until: u32,
    /// The most that one member gets within [`CAP_DAYS`], of all of it together.
    pub per_week: u32,
    /// The most posts that one group gets in a day.
    pub posts_per_day: u32,
}

impl MailRules {
    /// What a shop begins with.
    pub const PROPOSED: Self = Self {
        hour: 10,
        quiet_from: 21,
        quiet_until: 9,
        per_week: 2,
        posts_per_day: 5,
    };

    const fn is_quiet(self, hour: u32) -> bool {
        if self.quiet_from <= self.quiet_until {
            self.quiet_from <= hour && hour < self.quiet_until
        } else {
            hour >= self.quiet_from || hour < self.quiet_until
        }
    }
}

impl Shop {
    /// When something that waits to go out may, at this instant or later.
    #[must_use]
    pub fn awake_from(&self, at: DateTime<Utc>) -> DateTime<Utc> {
        let local = at.with_timezone(&self.time_zone);
        if !self.mail.is_quiet(local.hour()) {
            return at;
        }
        let today = local.date_naive();
        let wakes = self.at_hour(today, self.mail.quiet_until);
        if wakes > at {
            return wakes;
        }
        let tomorrow = today.succ_opt().unwrap_or(today);
        self.at_hour(tomorrow, self.mail.quiet_until)
    }

    /// When the messages of a day begin to go out: at its hour, or when the quiet hours end.
    #[must_use]
    pub fn mail_starts(&self, day: NaiveDate) -> DateTime<Utc> {
        self.awake_from(self.at_hour(day, self.mail.hour))
    }

    /// When the days begin that the limit is counted over.
    #[must_use]
    pub fn cap_starts(at: DateTime<Utc>) -> DateTime<Utc> {
        at - TimeDelta::days(CAP_DAYS)
    }
}

#[cfg(test)]
mod tests {
    use chrono_tz::Tz;

    use super::*;

    fn shop(time_zone: Tz, mail: MailRules) -> Shop {
        Shop {
            time_zone,
            mail,
            ..crate::shop::tests::shop()
        }
    }

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    #[test]
    fn m5_what_comes_at_night_waits_for_the_morning() {
        let shop = shop(chrono_tz::Europe::Berlin, MailRules::PROPOSED);
        for (comes, goes) in [
            // 20:59, 21:00, midnight, 08:59 and 09:00 in Berlin.
            ("2027-01-10T19:59:00Z", "2027-01-10T19:59:00Z"),
            ("2027-01-10T20:00:00Z", "2027-01-11T08:00:00Z"),
            ("2027-01-10T23:00:00Z", "2027-01-11T08:00:00Z"),
            ("2027-01-11T07:59:00Z", "2027-01-11T08:00:00Z"),
            ("2027-01-11T08:00:00Z", "2027-01-11T08:00:00Z"),
            // The night in which the clocks go forward is an hour shorter.
            ("2027-03-27T22:00:00Z", "2027-03-28T07:00:00Z"),
        ] {
            assert_eq!(shop.awake_from(at(comes)), at(goes), "{comes}");
        }
    }

    #[test]
    fn m5_a_shop_may_be_quiet_at_noon_or_never() {
        let noon = MailRules {
            quiet_from: 12,
            quiet_until: 14,
            ..MailRules::PROPOSED
        };
        let never = MailRules {
            quiet_from: 0,
            quiet_until: 0,
            ..MailRules::PROPOSED
        };

        let shop_at_noon = shop(chrono_tz::UTC, noon);
        assert_eq!(
            shop_at_noon.awake_from(at("2027-01-10T13:30:00Z")),
            at("2027-01-10T14:00:00Z")
        );
        assert_eq!(
            shop_at_noon.awake_from(at("2027-01-10T03:00:00Z")),
            at("2027-01-10T03:00:00Z")
        );
        let shop_never = shop(chrono_tz::UTC, never);
        assert_eq!(
            shop_never.awake_from(at("2027-01-10T00:00:00Z")),
            at("2027-01-10T00:00:00Z")
        );
    }

    #[test]
    fn b5_an_hour_comes_once_a_day_whatever_the_clocks_do() {
        for zone in [
            chrono_tz::Europe::Berlin,
            chrono_tz::America::New_York,
            chrono_tz::Asia::Beirut,
            chrono_tz::Asia::Shanghai,
            chrono_tz::Australia::Lord_Howe,
        ] {
            let shop = shop(zone, MailRules::PROPOSED);
            for hour in 0..24 {
                let days = "2027-01-01".parse::<NaiveDate>().unwrap().iter_days().take(731);
                let starts: Vec<DateTime<Utc>> = days.clone().map(|day| shop.at_hour(day, hour)).collect();
                assert!(starts.is_sorted_by(|one, next| one < next), "{zone} {hour}");
                for (day, start) in days.zip(starts) {
                    assert_eq!(shop.day(start), day, "{zone} {hour}");
                }
            }
        }
    }

    #[test]
    fn m5_a_day_whose_hour_is_quiet_begins_when_the_quiet_ends() {
        let early = MailRules {
            hour: 6,
            ..MailRules::PROPOSED
        };
        let shop = shop(chrono_tz::Asia::Shanghai, early);

        assert_eq!(
            shop.mail_starts("2027-05-01".parse().unwrap()),
            at("2027-05-01T01:00:00Z")
        );
    }
}
