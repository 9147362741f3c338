//! What a file says about messages that go out by themselves.

use domain::mail::MailRules;
use domain::setting::Setting;

use super::flaws::Found;
use super::section::{Section, whole};

pub(super) const KEYS: &[&str] = &["hour", "per_week", "quiet_from", "quiet_until", "posts_per_day"];

/// What the file leaves out stays as it is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct MailPart {
    pub hour: Option<u32>,
    pub per_week: Option<u32>,
    pub quiet_from: Option<u32>,
    pub quiet_until: Option<u32>,
    pub posts_per_day: Option<u32>,
}

impl MailPart {
    /// The rules that `before` become.
    #[must_use]
    pub fn over(self, before: MailRules) -> MailRules {
        MailRules {
            hour: self.hour.unwrap_or(before.hour),
            quiet_from: self.quiet_from.unwrap_or(before.quiet_from),
            quiet_until: self.quiet_until.unwrap_or(before.quiet_until),
            per_week: self.per_week.unwrap_or(before.per_week),
            posts_per_day: self.posts_per_day.unwrap_or(before.posts_per_day),
        }
    }
}

pub(super) fn of(file: &Section<'_>, found: &mut Found) -> MailPart {
    let Some(part) = file.section("messages", found) else {
        return MailPart::default();
    };
    part.only(KEYS, found);
    let mut small = |key: &str, setting: Setting| {
        part.maybe(key, found, whole(setting.bounds()))
            .and_then(|number| u32::try_from(number).ok())
    };
    MailPart {
        hour: small("hour", Setting::MailHour),
        per_week: small("per_week", Setting::MailPerWeek),
        quiet_from: small("quiet_from", Setting::QuietFrom),
        quiet_until: small("quiet_until", Setting::QuietUntil),
        posts_per_day: small("posts_per_day", Setting::PostsPerDay),
    }
}
