//! What a shop settles with one value each, besides what is asked when it opens: what of the shop it is, and within
//! which bounds. The chat and the file that a shop can be read from go by the same.

use std::ops::RangeInclusive;

use crate::shop::Shop;
use crate::{Money, Points};

/// The most points that a shop can settle anything at.
pub const MOST_POINTS: i64 = 1_000_000;
/// Far from where sums of money end, whatever the currency.
const MOST_MONEY: i64 = 1_000_000_000_000;

/// Something that a shop settles with one value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Setting {
    /// Points of a daily check-in; none switches it off.
    CheckIn,
    /// The most a member earns in a day without buying (P10).
    FreePerDay,
    /// The same, ever. Can be left out.
    FreeInTotal,
    /// How many months points live. Left out: for ever (P5).
    Expiry,
    /// Days until points of a purchase can be spent (P9).
    Pending,
    /// So many points a manager gives or takes alone (S4).
    AloneUpTo,
    /// Whether points pay.
    PointsPay,
    /// How many points are worth what earns a shop's points once.
    Worth,
    /// What bringing an order costs. Left out: nothing is brought.
    DeliveryFee,
    /// How many hours an unpaid order is held (C5).
    Hold,
    /// Whether members are greeted on their birthday.
    Greetings,
    /// At which hour of the shop's clock (B5).
    GreetingHour,
    /// How many days after it a birthday's gift can be used.
    BirthdayDays,
    /// How many days ahead members are reminded of the birthdays of those they buy for; 0 is not at all (B8).
    FamilyDays,
    /// The hour at which a day's messages begin to go out.
    MailHour,
    /// From which hour on nothing goes out (M5) …
    QuietFrom,
    /// … and until which.
    QuietUntil,
    /// The most messages that one member gets in a week, of all automations together (M5).
    MailPerWeek,
    /// The most posts that one group gets in a day (M7).
    PostsPerDay,
}

/// What the value of a setting counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Measure {
    Points,
    Months,
    Days,
    Hours,
    /// An hour of the day, from 0 to 23.
    HourOfDay,
    /// How often a week.
    TimesAWeek,
    /// How often a day.
    TimesADay,
    /// Minor units of the shop's currency.
    Money,
    /// 1 is yes and 0 is no.
    YesOrNo,
}

/// A value that a setting cannot have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OutOfBounds;

/// What settings that stand together are about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Topic {
    /// How points come and go.
    Points,
    /// How the shop sells.
    Selling,
    /// How the shop thinks of birthdays.
    Birthdays,
    /// Messages that go out by themselves.
    Mail,
}

impl Topic {
    pub const ALL: [Self; 4] = [Self::Points, Self::Selling, Self::Birthdays, Self::Mail];

    /// As it stands in buttons.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Points => "points",
            Self::Selling => "selling",
            Self::Birthdays => "birthdays",
            Self::Mail => "mail",
        }
    }

    #[must_use]
    pub fn parse(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|topic| topic.code() == code)
    }

    /// In the order in which they are read.
    #[must_use]
    pub const fn settings(self) -> &'static [Setting] {
        match self {
            Self::Points => &[
                Setting::CheckIn,
                Setting::FreePerDay,
                Setting::FreeInTotal,
                Setting::Expiry,
                Setting::Pending,
                Setting::AloneUpTo,
            ],
            Self::Selling => &[Setting::PointsPay, Setting::Worth, Setting::DeliveryFee, Setting::Hold],
            Self::Birthdays => &[
                Setting::Greetings,
                Setting::GreetingHour,
                Setting::BirthdayDays,
                Setting::FamilyDays,
            ],
            Self::Mail => &[
                Setting::MailHour,
                Setting::MailPerWeek,
                Setting::QuietFrom,
                Setting::QuietUntil,
                Setting::PostsPerDay,
            ],
        }
    }
}

impl Setting {
    pub const ALL: [Self; 19] = [
        Self::CheckIn,
        Self::FreePerDay,
        Self::FreeInTotal,
        Self::Expiry,
        Self::Pending,
        Self::AloneUpTo,
        Self::PointsPay,
        Self::Worth,
        Self::DeliveryFee,
        Self::Hold,
        Self::Greetings,
        Self::GreetingHour,
        Self::BirthdayDays,
        Self::FamilyDays,
        Self::MailHour,
        Self::QuietFrom,
        Self::QuietUntil,
        Self::MailPerWeek,
        Self::PostsPerDay,
    ];

    #[must_use]
    pub const fn topic(self) -> Topic {
        match self {
            Self::CheckIn | Self::FreePerDay | Self::FreeInTotal | Self::Expiry | Self::Pending | Self::AloneUpTo => {
                Topic::Points
            }
            Self::PointsPay | Self::Worth | Self::DeliveryFee | Self::Hold => Topic::Selling,
            Self::Greetings | Self::GreetingHour | Self::BirthdayDays | Self::FamilyDays => Topic::Birthdays,
            Self::MailHour | Self::QuietFrom | Self::QuietUntil | Self::MailPerWeek | Self::PostsPerDay => Topic::Mail,
        }
    }

    /// As it stands in buttons and in the log.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::CheckIn => "check_in",
            Self::FreePerDay => "free_per_day",
            Self::FreeInTotal => "free_in_total",
            Self::Expiry => "expiry_months",
            Self::Pending => "pending_days",
            Self::AloneUpTo => "alone_up_to",
            Self::PointsPay => "points_pay",
            Self::Worth => "worth_points",
            Self::DeliveryFee => "delivery_fee",
            Self::Hold => "hold_hours",
            Self::Greetings => "greetings",
            Self::GreetingHour => "greeting_hour",
            Self::BirthdayDays => "birthday_days",
            Self::FamilyDays => "family_days",
            Self::MailHour => "mail_hour",
            Self::QuietFrom => "quiet_from",
            Self::QuietUntil => "quiet_until",
            Self::MailPerWeek => "mail_per_week",
            Self::PostsPerDay => "posts_per_day",
        }
    }

    #[must_use]
    pub fn parse(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|setting| setting.code() == code)
    }

    #[must_use]
    pub const fn measure(self) -> Measure {
        match self {
            Self::CheckIn | Self::FreePerDay | Self::FreeInTotal | Self::AloneUpTo | Self::Worth => Measure::Points,
            Self::Expiry => Measure::Months,
            Self::Pending | Self::BirthdayDays | Self::FamilyDays => Measure::Days,
            Self::Hold => Measure::Hours,
            Self::GreetingHour | Self::MailHour | Self::QuietFrom | Self::QuietUntil => Measure::HourOfDay,
            Self::MailPerWeek => Measure::TimesAWeek,
            Self::PostsPerDay => Measure::TimesADay,
            Self::DeliveryFee => Measure::Money,
            Self::PointsPay | Self::Greetings => Measure::YesOrNo,
        }
    }

    /// Which values it can have.
    #[must_use]
    pub const fn bounds(self) -> RangeInclusive<i64> {
        match self {
            Self::CheckIn | Self::FreePerDay | Self::AloneUpTo => 0..=MOST_POINTS,
            Self::FreeInTotal | Self::Worth => 1..=MOST_POINTS,
            Self::Expiry => 1..=120,
            Self::Pending | Self::BirthdayDays => 0..=365,
            Self::PointsPay | Self::Greetings => 0..=1,
            Self::DeliveryFee => 0..=MOST_MONEY,
            Self::Hold => 1..=720,
            Self::FamilyDays => 0..=60,
            Self::GreetingHour | Self::MailHour | Self::QuietFrom | Self::QuietUntil => 0..=23,
            Self::MailPerWeek => 0..=21,
            // None at all would be an offer that nobody hears of.
            Self::PostsPerDay => 1..=50,
        }
    }

    /// Whether it can be left out: without an end, without a limit, or not at all.
    #[must_use]
    pub const fn can_be_left_out(self) -> bool {
        matches!(self, Self::FreeInTotal | Self::Expiry | Self::DeliveryFee)
    }

    /// Its value in a shop. `None`: it is left out.
    #[must_use]
    pub fn of(self, shop: &Shop) -> Option<i64> {
        let (rules, till, birthdays, mail) = (&shop.rules, &shop.till, &shop.birthdays, &shop.mail);
        match self {
            Self::CheckIn => Some(rules.check_in.get()),
            Self::FreePerDay => Some(rules.free_per_day.get()),
            Self::FreeInTotal => rules.free_in_total.map(Points::get),
            Self::Expiry => rules.expiry_months.map(i64::from),
            Self::Pending => Some(i64::from(rules.pending_days)),
            Self::AloneUpTo => Some(rules.alone_up_to.get()),
            Self::PointsPay => Some(i64::from(till.points_pay)),
            Self::Worth => Some(till.worth.points.get()),
            Self::DeliveryFee => till.delivery_fee.map(Money::minor),
            Self::Hold => Some(i64::from(till.hold_hours)),
            Self::Greetings => Some(i64::from(birthdays.greets)),
            Self::GreetingHour => Some(i64::from(birthdays.hour)),
            Self::BirthdayDays => Some(i64::from(birthdays.gift_days)),
            Self::FamilyDays => Some(i64::from(birthdays.family_days)),
            Self::MailHour => Some(i64::from(mail.hour)),
            Self::QuietFrom => Some(i64::from(mail.quiet_from)),
            Self::QuietUntil => Some(i64::from(mail.quiet_until)),
            Self::MailPerWeek => Some(i64::from(mail.per_week)),
            Self::PostsPerDay => Some(i64::from(mail.posts_per_day)),
        }
    }

    /// Gives it another value.
    ///
    /// # Errors
    /// The value is out of its bounds, or it cannot be left out. The shop stays as it was.
    pub fn put(self, shop: &mut Shop, value: Option<i64>) -> Result<(), OutOfBounds> {
        let within = value.map_or(self.can_be_left_out(), |value| self.bounds().contains(&value));
        if !within {
            return Err(OutOfBounds);
        }
        let number = value.unwrap_or_default();
        let points = Points::at_least_zero(number);
        let small = u32::try_from(number).unwrap_or(u32::MAX);
        let (rules, till) = (&mut shop.rules, &mut shop.till);
        let (birthdays, mail) = (&mut shop.birthdays, &mut shop.mail);
        match self {
            Self::CheckIn => rules.check_in = points,
            Self::FreePerDay => rules.free_per_day = points,
            Self::FreeInTotal => rules.free_in_total = value.map(|_| points),
            Self::Expiry => rules.expiry_months = value.map(|_| small),
            Self::Pending => rules.pending_days = small,
            Self::AloneUpTo => rules.alone_up_to = points,
            Self::PointsPay => till.points_pay = number == 1,
            Self::Worth => {
                till.worth.points = points;
                till.worth.money = rules.earn_per;
            }
            Self::DeliveryFee => till.delivery_fee = value.and_then(Money::new),
            Self::Hold => till.hold_hours = small,
            Self::Greetings => birthdays.greets = number == 1,
            Self::GreetingHour => birthdays.hour = small,
            Self::BirthdayDays => birthdays.gift_days = small,
            Self::FamilyDays => birthdays.family_days = small,
            Self::MailHour => mail.hour = small,
            Self::QuietFrom => mail.quiet_from = small,
            Self::QuietUntil => mail.quiet_until = small,
            Self::MailPerWeek => mail.per_week = small,
            Self::PostsPerDay => mail.posts_per_day = small,
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shop::tests::shop;

    #[test]
    fn a_setting_has_the_value_that_it_was_given_and_no_other_setting_has() {
        for setting in Setting::ALL {
            for value in [Some(*setting.bounds().start()), Some(*setting.bounds().end()), None] {
                let before = shop();
                let mut after = before.clone();
                let put = setting.put(&mut after, value);

                assert_eq!(
                    put.is_ok(),
                    value.is_some() || setting.can_be_left_out(),
                    "{setting:?} {value:?}"
                );
                assert_eq!(
                    setting.of(&after),
                    if put.is_ok() { value } else { setting.of(&before) },
                    "{setting:?}"
                );
                for other in Setting::ALL.into_iter().filter(|other| *other != setting) {
                    assert_eq!(other.of(&after), other.of(&before), "{setting:?} moved {other:?}");
                }
            }
        }
    }

    #[test]
    fn what_is_out_of_bounds_is_refused_and_changes_nothing() {
        for setting in Setting::ALL {
            let (least, most) = (*setting.bounds().start(), *setting.bounds().end());
            for value in [least - 1, most + 1, i64::MIN, i64::MAX] {
                let mut touched = shop();
                assert_eq!(
                    setting.put(&mut touched, Some(value)),
                    Err(OutOfBounds),
                    "{setting:?} {value}"
                );
                assert_eq!(touched, shop());
            }
        }
    }

    #[test]
    fn each_code_names_one_setting() {
        for setting in Setting::ALL {
            assert_eq!(Setting::parse(setting.code()), Some(setting));
            assert!(setting.topic().settings().contains(&setting));
        }
        assert_eq!(Setting::parse("weather"), None);
    }
}
