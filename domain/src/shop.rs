//! What a shop has settled for itself, and its own days.

use chrono::{DateTime, Days, LocalResult, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, TimeZone, Utc};
use chrono_tz::Tz;

use crate::birthday::BirthdayRules;
use crate::mail::MailRules;
use crate::till::TillRules;
use crate::{Currency, Lang, Money, Points, ShopId};

/// A shop and the rules it keeps.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shop {
    pub id: ShopId,
    pub name: String,
    /// The language of posts in the group, and of people whose own is not spoken here.
    pub lang: Lang,
    pub time_zone: Tz,
    pub currency: Currency,
    pub rules: PointRules,
    pub till: TillRules,
    pub birthdays: BirthdayRules,
    pub mail: MailRules,
}

/// How points come and go in a shop.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PointRules {
    /// Every `earn_per` paid …
    pub earn_per: Money,
    /// … earns this many points.
    pub earn_points: Points,
    pub welcome: Points,
    /// Points of a daily check-in. Zero switches it off.
    pub check_in: Points,
    /// Months that points live. `None`: for ever (P5).
    pub expiry_months: Option<u32>,
    /// Days before points of a purchase can be spent (P9).
    pub pending_days: u32,
    /// The most a member can earn in a day without buying (P10).
    pub free_per_day: Points,
    /// The most a member can ever earn without buying (P10).
    pub free_in_total: Option<Points>,
    /// So many points a manager gives or takes alone; more needs a second person (S4).
    pub alone_up_to: Points,
}

impl PointRules {
    /// What the set-up proposes: one point per major unit, a hundred to begin with, a year to live.
    #[must_use]
    pub fn proposed(currency: Currency) -> Self {
        let (earn_per, earn_points) = crate::earn::proposed(currency);
        Self {
            earn_per,
            earn_points,
            welcome: Points::at_least_zero(50),
            check_in: Points::at_least_zero(1),
            expiry_months: Some(12),
            pending_days: 0,
            free_per_day: Points::at_least_zero(100),
            free_in_total: None,
            alone_up_to: Points::at_least_zero(500),
        }
    }
}

impl Shop {
    /// The day it is in the shop.
    #[must_use]
    pub fn day(&self, at: DateTime<Utc>) -> NaiveDate {
        at.with_timezone(&self.time_zone).date_naive()
    }

    #[must_use]
    pub fn day_starts(&self, day: NaiveDate) -> DateTime<Utc> {
        day_starts(self.time_zone, day)
    }

    /// The first instant that is no longer `day`.
    #[must_use]
    pub fn day_ends(&self, day: NaiveDate) -> DateTime<Utc> {
        day_starts(self.time_zone, day.checked_add_days(Days::new(1)).unwrap_or(day))
    }

    /// When it is `hour` in the shop on a day.
    #[must_use]
    pub fn at_hour(&self, day: NaiveDate, hour: u32) -> DateTime<Utc> {
        at_hour(self.time_zone, day, hour)
    }

    /// When the clocks of the shop show this: the first time where they do so twice, and soon after where they skip it.
    #[must_use]
    pub fn at(&self, local: NaiveDateTime) -> DateTime<Utc> {
        first_from(self.time_zone, local)
    }
}

/// The first instant of a local day.
///
/// Where the clocks go forward at midnight there is no 00:00; the day then starts when the gap ends.
#[must_use]
pub fn day_starts(zone: Tz, day: NaiveDate) -> DateTime<Utc> {
    at_hour(zone, day, 0)
}

/// When the clocks of a place show `hour` on a day: the first time where they do so twice, and when the gap ends where
/// they skip it. So each hour of each day is one instant (B5).
#[must_use]
pub fn at_hour(zone: Tz, day: NaiveDate, hour: u32) -> DateTime<Utc> {
    first_from(
        zone,
        day.and_time(NaiveTime::MIN) + TimeDelta::hours(i64::from(hour.min(23))),
    )
}

/// The first instant at which the clocks of a zone say `local`, or what follows where they leave it out.
fn first_from(zone: Tz, local: NaiveDateTime) -> DateTime<Utc> {
    // The longest gap in the time zone database skipped a whole day (Samoa, 2011).
    (0..=24 * 4)
        .find_map(
            |quarters| match zone.from_local_datetime(&(local + TimeDelta::minutes(15 * quarters))) {
                LocalResult::Single(at) | LocalResult::Ambiguous(at, _) => Some(at.with_timezone(&Utc)),
                LocalResult::None => None,
            },
        )
        .unwrap_or_else(|| local.and_utc())
}

#[cfg(test)]
pub(crate) mod tests {
    use uuid::Uuid;

    use super::*;

    /// A shop as the set-up proposes it.
    pub(crate) fn shop() -> Shop {
        let currency: Currency = "EUR".parse().unwrap();
        Shop {
            id: ShopId(Uuid::nil()),
            name: "Regular Coffee".into(),
            lang: Lang::En,
            time_zone: chrono_tz::Europe::Berlin,
            currency,
            rules: PointRules::proposed(currency),
            till: TillRules::proposed(currency),
            birthdays: BirthdayRules::default(),
            mail: MailRules::PROPOSED,
        }
    }

    fn date(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn p11_a_day_starts_at_the_shops_own_midnight() {
        for (zone, day, starts) in [
            (chrono_tz::Asia::Shanghai, "2027-03-01", "2027-02-28T16:00:00Z"),
            (chrono_tz::Asia::Jakarta, "2027-03-01", "2027-02-28T17:00:00Z"),
            (chrono_tz::America::New_York, "2027-03-14", "2027-03-14T05:00:00Z"),
            // Clocks in Beirut go forward at midnight: 28 March 2027 has no 00:30.
            (chrono_tz::Asia::Beirut, "2027-03-28", "2027-03-27T22:00:00Z"),
            // Samoa had no 30 December 2011.
            (chrono_tz::Pacific::Apia, "2011-12-30", "2011-12-30T10:00:00Z"),
        ] {
            assert_eq!(
                day_starts(zone, date(day)),
                starts.parse::<DateTime<Utc>>().unwrap(),
                "{zone} {day}"
            );
        }
    }

    #[test]
    fn b5_each_hour_of_each_day_is_one_instant_of_that_day_also_when_clocks_change() {
        for zone in [
            chrono_tz::Europe::Berlin,
            chrono_tz::America::New_York,
            // Half an hour forward and back.
            chrono_tz::Australia::Lord_Howe,
            // Forward at midnight.
            chrono_tz::Asia::Beirut,
            chrono_tz::Asia::Jakarta,
        ] {
            for hour in 0..24 {
                let days: Vec<NaiveDate> = date("2027-01-01").iter_days().take(731).collect();
                let told: Vec<DateTime<Utc>> = days.iter().map(|day| at_hour(zone, *day, hour)).collect();

                for (day, at) in days.iter().zip(&told) {
                    let shown = at.with_timezone(&zone).naive_local();
                    assert_eq!(shown.date(), *day, "{zone} {hour}");
                    let late = shown - day.and_time(NaiveTime::MIN) - TimeDelta::hours(i64::from(hour));
                    assert!(
                        late >= TimeDelta::zero() && late <= TimeDelta::hours(1),
                        "{zone} {shown}"
                    );
                    assert_eq!(at_hour(zone, *day, hour), *at);
                }
                assert!(told.windows(2).all(|pair| pair[0] < pair[1]), "{zone} {hour}");
            }
        }
    }

    #[test]
    fn b5_an_hour_that_is_skipped_is_the_one_after_and_one_that_comes_twice_is_the_first() {
        for (zone, day, hour, at) in [
            (chrono_tz::Europe::Berlin, "2027-03-28", 2, "2027-03-28T01:00:00Z"),
            (chrono_tz::Europe::Berlin, "2027-10-31", 2, "2027-10-31T00:00:00Z"),
            (chrono_tz::America::New_York, "2027-03-14", 2, "2027-03-14T07:00:00Z"),
            (chrono_tz::America::New_York, "2027-11-07", 1, "2027-11-07T05:00:00Z"),
            (chrono_tz::Australia::Lord_Howe, "2027-10-03", 2, "2027-10-02T15:30:00Z"),
            (chrono_tz::Asia::Beirut, "2027-03-28", 0, "2027-03-27T22:00:00Z"),
            (chrono_tz::Asia::Jakarta, "2027-03-28", 9, "2027-03-28T02:00:00Z"),
        ] {
            assert_eq!(
                at_hour(zone, date(day), hour),
                at.parse::<DateTime<Utc>>().unwrap(),
                "{zone} {day} {hour}"
            );
        }
    }
}
