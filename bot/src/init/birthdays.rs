//! What a shop's file says about birthdays.

use domain::birthday::BirthdayRules;
use domain::setting::Setting;

use super::flaws::Found;
use super::section::{Section, whole, yes_or_no};

pub(super) const BIRTHDAYS_KEYS: &[&str] = &["greetings", "hour", "gift_days", "family_days"];

/// What the file says about birthdays. What it leaves out stays as it is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct BirthdaysPart {
    greets: Option<bool>,
    hour: Option<u32>,
    gift_days: Option<u32>,
    family_days: Option<u32>,
}

impl BirthdaysPart {
    /// The rules that `before` become.
    #[must_use]
    pub fn over(&self, before: BirthdayRules) -> BirthdayRules {
        BirthdayRules {
            greets: self.greets.unwrap_or(before.greets),
            hour: self.hour.unwrap_or(before.hour),
            gift_days: self.gift_days.unwrap_or(before.gift_days),
            family_days: self.family_days.unwrap_or(before.family_days),
        }
    }
}

pub(super) fn of(file: &Section<'_>, found: &mut Found) -> BirthdaysPart {
    let Some(part) = file.section("birthdays", found) else {
        return BirthdaysPart::default();
    };
    part.only(BIRTHDAYS_KEYS, found);
    let mut number = |key: &str, setting: Setting| {
        let number = part.maybe(key, found, whole(setting.bounds()));
        number.and_then(|number| u32::try_from(number).ok())
    };
    let (hour, gift_days) = (
        number("hour", Setting::GreetingHour),
        number("gift_days", Setting::BirthdayDays),
    );
    let family_days = number("family_days", Setting::FamilyDays);
    BirthdaysPart {
        greets: part.maybe("greetings", found, yes_or_no),
        hour,
        gift_days,
        family_days,
    }
}
