//! Rules by which purchases earn more than usual: "double points this weekend".

use chrono::{Datelike, NaiveDate, Weekday};
use serde::{Deserialize, Serialize};

use crate::earn::USUAL;
use crate::{CategoryId, RuleId, TierId};

/// The highest rate of a rule, in percent: ten times the usual points.
pub const MOST: u32 = 1_000;

/// A rule by which what fits it earns `times` percent of the usual points.
///
/// What is not said does not matter: without a tier it is for everybody, without a category for all that
/// is bought, without days for every day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EarnRule {
    pub id: RuleId,
    pub title: String,
    /// In percent of the usual rate: 200 gives double points.
    pub times: u32,
    /// For members who have reached this tier.
    pub tier: Option<TierId>,
    pub category: Option<CategoryId>,
    /// The first and the last day in the shop.
    pub from: Option<NaiveDate>,
    pub until: Option<NaiveDate>,
    pub weekdays: Option<Weekdays>,
    pub active: bool,
}

/// Some days of the week.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Weekdays(u8);

/// What of a purchase decides which rules fit a part of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Occasion<'a> {
    /// The day in the shop.
    pub day: NaiveDate,
    /// The member's tier and those below it.
    pub reached: &'a [TierId],
    pub category: Option<CategoryId>,
}

impl Weekdays {
    #[must_use]
    pub fn of(days: &[Weekday]) -> Self {
        Self(days.iter().fold(0, |bits, day| bits | bit(*day)))
    }

    #[must_use]
    pub fn contains(self, day: Weekday) -> bool {
        self.0 & bit(day) != 0
    }

    /// The days, from Monday on.
    #[must_use]
    pub fn days(self) -> Vec<Weekday> {
        WEEK.into_iter().filter(|day| self.contains(*day)).collect()
    }

    /// As a number: 1 for Monday, 2 for Tuesday, 4 for Wednesday …, added up.
    #[must_use]
    pub const fn bits(self) -> u8 {
        self.0
    }

    /// `None`: no day, or a number that stands for no days.
    #[must_use]
    pub const fn from_bits(bits: u8) -> Option<Self> {
        if bits == 0 || bits >= 1 << 7 {
            None
        } else {
            Some(Self(bits))
        }
    }
}

const WEEK: [Weekday; 7] = [
    Weekday::Mon,
    Weekday::Tue,
    Weekday::Wed,
    Weekday::Thu,
    Weekday::Fri,
    Weekday::Sat,
    Weekday::Sun,
];

fn bit(day: Weekday) -> u8 {
    1 << day.num_days_from_monday()
}

impl EarnRule {
    #[must_use]
    pub fn fits(&self, occasion: &Occasion<'_>) -> bool {
        self.active
            && self.from.is_none_or(|from| from <= occasion.day)
            && self.until.is_none_or(|until| occasion.day <= until)
            && self.is_about(occasion)
    }

    /// Whether it would fit on a day like this one, whenever it begins and ends.
    ///
    /// One that lasts for less than a week is about the days of the week that are in it, so that a weekend
    /// is compared with weekends.
    #[must_use]
    pub fn would_fit(&self, occasion: &Occasion<'_>) -> bool {
        self.usual_weekdays()
            .is_none_or(|days| days.contains(occasion.day.weekday()))
            && self.is_about(occasion)
    }

    /// The days of the week on which it gives anything. `None`: all of them.
    #[must_use]
    pub fn usual_weekdays(&self) -> Option<Weekdays> {
        let (Some(from), Some(until)) = (self.from, self.until) else {
            return self.weekdays;
        };
        if (until - from).num_days() >= 6 {
            return self.weekdays;
        }
        let days: Vec<Weekday> = from
            .iter_days()
            .take_while(|day| *day <= until)
            .map(|day| day.weekday())
            .filter(|day| self.weekdays.is_none_or(|days| days.contains(*day)))
            .collect();
        Some(Weekdays::of(&days))
    }

    fn is_about(&self, occasion: &Occasion<'_>) -> bool {
        self.weekdays.is_none_or(|days| days.contains(occasion.day.weekday()))
            && self.tier.is_none_or(|tier| occasion.reached.contains(&tier))
            && self.category.is_none_or(|category| occasion.category == Some(category))
    }

    /// Whether its last day is over.
    #[must_use]
    pub fn is_over(&self, today: NaiveDate) -> bool {
        self.until.is_some_and(|until| until < today)
    }
}

/// The percent at which a part of a purchase earns. The best of all that fit counts, and `also` what else
/// gives more; they are never multiplied with each other.
#[must_use]
pub fn best(rules: &[EarnRule], occasion: &Occasion<'_>, also: u32) -> u32 {
    rules
        .iter()
        .filter(|rule| rule.fits(occasion))
        .map(|rule| rule.times)
        .fold(also.max(USUAL), u32::max)
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn rule(times: u32) -> EarnRule {
        EarnRule {
            id: RuleId(Uuid::nil()),
            title: "More".into(),
            times,
            tier: None,
            category: None,
            from: None,
            until: None,
            weekdays: None,
            active: true,
        }
    }

    fn on(text: &str) -> Occasion<'static> {
        Occasion {
            day: day(text),
            reached: &[],
            category: None,
        }
    }

    #[test]
    fn a_rule_counts_from_its_first_day_to_its_last() {
        // 13 March 2027 is a Saturday.
        let weekend = EarnRule {
            from: Some(day("2027-03-13")),
            until: Some(day("2027-03-14")),
            ..rule(200)
        };
        for (text, fits) in [
            ("2027-03-12", false),
            ("2027-03-13", true),
            ("2027-03-14", true),
            ("2027-03-15", false),
        ] {
            assert_eq!(weekend.fits(&on(text)), fits, "{text}");
            assert_eq!(weekend.is_over(day(text)), text == "2027-03-15", "{text}");
        }
        assert!(
            !EarnRule {
                active: false,
                ..weekend
            }
            .fits(&on("2027-03-13"))
        );
    }

    #[test]
    fn a_rule_counts_for_what_it_names() {
        let (gold, shoes) = (TierId(Uuid::from_u128(1)), CategoryId(Uuid::from_u128(2)));
        let of_gold = EarnRule {
            tier: Some(gold),
            ..rule(150)
        };
        let of_shoes = EarnRule {
            category: Some(shoes),
            ..rule(150)
        };
        let of_mondays = EarnRule {
            weekdays: Some(Weekdays::of(&[Weekday::Mon])),
            ..rule(150)
        };
        let monday = on("2027-03-15");

        assert!(!of_gold.fits(&monday));
        assert!(of_gold.fits(&Occasion {
            reached: &[gold],
            ..monday
        }));
        assert!(!of_shoes.fits(&monday));
        assert!(of_shoes.fits(&Occasion {
            category: Some(shoes),
            ..monday
        }));
        assert!(!of_shoes.fits(&Occasion {
            category: Some(CategoryId(Uuid::from_u128(3))),
            ..monday
        }));
        assert!(of_mondays.fits(&monday));
        assert!(!of_mondays.fits(&on("2027-03-16")));
    }

    #[test]
    fn p8_the_best_rate_counts_and_rates_are_not_multiplied() {
        let rules = [
            rule(150),
            rule(200),
            EarnRule {
                active: false,
                ..rule(900)
            },
        ];
        let today = on("2027-03-15");

        assert_eq!(best(&rules, &today, 100), 200);
        assert_eq!(best(&rules, &today, 300), 300);
        assert_eq!(best(&[], &today, 100), 100);
        assert_eq!(best(&[], &today, 0), 100, "nothing gives less than usual");
    }

    #[test]
    fn a_weekend_is_compared_with_weekends() {
        let weekend = EarnRule {
            from: Some(day("2027-03-13")),
            until: Some(day("2027-03-14")),
            ..rule(200)
        };
        let week = EarnRule {
            until: Some(day("2027-03-19")),
            ..weekend.clone()
        };

        assert_eq!(weekend.usual_weekdays().unwrap().days(), [Weekday::Sat, Weekday::Sun]);
        assert!(weekend.would_fit(&on("2027-01-02")));
        assert!(!weekend.would_fit(&on("2027-01-04")));
        assert_eq!(week.usual_weekdays(), None);
        assert!(week.would_fit(&on("2027-01-04")));
    }

    #[test]
    fn days_of_the_week_are_read_back_from_their_number() {
        for bits in 1..128_u8 {
            let days = Weekdays::from_bits(bits).unwrap();
            assert_eq!(Weekdays::of(&days.days()), days);
            assert_eq!(days.bits(), bits);
        }
        assert_eq!(Weekdays::from_bits(0), None);
        assert_eq!(Weekdays::from_bits(128), None);
    }
}
