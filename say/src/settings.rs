//! What a shop settles with one value each: looked at by topic, asked, and answered.

use domain::setting::{Measure, Setting, Topic};
use domain::shop::Shop;
use domain::till::PointsWorth;
use domain::{Lang, Money, Points};

use crate::number::{money, number};
use crate::text::{GAP, counted, days, hours, lines, months, points};

/// The button that leads to the settings of a topic.
#[must_use]
pub fn topic_label(lang: Lang, topic: Topic) -> String {
    match topic {
        Topic::Points => words!(lang, "settings.topic.points"),
        Topic::Selling => words!(lang, "settings.topic.selling"),
        Topic::Birthdays => words!(lang, "settings.topic.birthdays"),
        Topic::Mail => words!(lang, "settings.topic.mail"),
    }
}

/// All settings of a topic, as they are.
#[must_use]
pub fn page(lang: Lang, topic: Topic, shop: &Shop) -> String {
    let heading = match topic {
        Topic::Points => words!(lang, "settings.heading.points"),
        Topic::Selling => words!(lang, "settings.heading.selling"),
        Topic::Birthdays => words!(lang, "settings.heading.birthdays"),
        Topic::Mail => words!(lang, "settings.heading.mail"),
    };
    let settled: Vec<String> = topic
        .settings()
        .iter()
        .map(|setting| {
            let value = standing(lang, *setting, shop);
            words!(lang, "settings.line", name = label(lang, *setting), value = value)
        })
        .collect();
    lines([Some(heading), GAP, Some(settled.join("\n"))])
}

/// What a shop has settled. What points are worth stays when they are earned at another rate, so it is told with the
/// sum for which it was said.
fn standing(lang: Lang, setting: Setting, shop: &Shop) -> String {
    match setting {
        Setting::Worth => worth(lang, shop.till.worth, shop),
        _ => value_label(lang, setting, setting.of(shop), shop),
    }
}

/// "20 points = €1".
pub(crate) fn worth(lang: Lang, worth: PointsWorth, shop: &Shop) -> String {
    words!(
        lang,
        "settings.worth",
        points = points(lang, worth.points),
        worth = money(lang, worth.money, shop.currency)
    )
}

/// "Daily check-in", "Delivery", …: what to change.
#[must_use]
pub fn label(lang: Lang, setting: Setting) -> String {
    match setting {
        Setting::CheckIn => words!(lang, "settings.label.check_in"),
        Setting::FreePerDay => words!(lang, "settings.label.free_per_day"),
        Setting::FreeInTotal => words!(lang, "settings.label.free_in_total"),
        Setting::Expiry => words!(lang, "settings.label.expiry"),
        Setting::Pending => words!(lang, "settings.label.pending"),
        Setting::AloneUpTo => words!(lang, "settings.label.alone_up_to"),
        Setting::PointsPay => words!(lang, "settings.label.points_pay"),
        Setting::Worth => words!(lang, "settings.label.worth"),
        Setting::DeliveryFee => words!(lang, "settings.label.delivery_fee"),
        Setting::Hold => words!(lang, "settings.label.hold"),
        Setting::Greetings => words!(lang, "settings.label.greetings"),
        Setting::GreetingHour => words!(lang, "settings.label.greeting_hour"),
        Setting::BirthdayDays => words!(lang, "settings.label.birthday_days"),
        Setting::FamilyDays => words!(lang, "settings.label.family_days"),
        Setting::MailHour => words!(lang, "settings.label.mail_hour"),
        Setting::QuietFrom => words!(lang, "settings.label.quiet_from"),
        Setting::QuietUntil => words!(lang, "settings.label.quiet_until"),
        Setting::MailPerWeek => words!(lang, "settings.label.mail_per_week"),
        Setting::PostsPerDay => words!(lang, "settings.label.posts_per_day"),
    }
}

/// A value that a setting can be given, as it stands on buttons: "12 months", "no limit", "20 points = €1".
#[must_use]
pub fn value_label(lang: Lang, setting: Setting, value: Option<i64>, shop: &Shop) -> String {
    let Some(value) = value else {
        return match setting {
            Setting::Expiry => words!(lang, "settings.for_ever"),
            Setting::DeliveryFee => words!(lang, "settings.no_delivery"),
            _ => words!(lang, "settings.no_limit"),
        };
    };
    match (setting, value) {
        (Setting::CheckIn | Setting::FamilyDays, 0) => words!(lang, "settings.off"),
        (Setting::Pending, 0) => words!(lang, "settings.at_once"),
        (Setting::DeliveryFee, 0) => words!(lang, "settings.free"),
        (Setting::BirthdayDays, 0) => words!(lang, "settings.that_day"),
        (Setting::PointsPay | Setting::Greetings, 0) => words!(lang, "settings.no"),
        (Setting::PointsPay | Setting::Greetings, _) => words!(lang, "settings.yes"),
        (Setting::Worth, _) => worth(
            lang,
            PointsWorth {
                points: Points::at_least_zero(value),
                money: shop.rules.earn_per,
            },
            shop,
        ),
        _ => measured(lang, setting.measure(), value, shop),
    }
}

fn measured(lang: Lang, measure: Measure, value: i64, shop: &Shop) -> String {
    match measure {
        Measure::Points => points(lang, Points::at_least_zero(value)),
        Measure::Months => months(lang, value),
        Measure::Days => days(lang, value),
        Measure::Hours => hours(lang, value),
        Measure::Money => money(lang, Money::new(value).unwrap_or_default(), shop.currency),
        Measure::HourOfDay => hour_of_day(lang, value),
        Measure::TimesAWeek => per_week(lang, value),
        Measure::TimesADay => counted(lang, "settings.times_a_day", value),
        Measure::YesOrNo => number(lang, value),
    }
}

/// "09:00".
pub(crate) fn hour_of_day(lang: Lang, hour: i64) -> String {
    words!(lang, "settings.hour", hour = format!("{hour:02}"))
}

/// "2 a week".
pub(crate) fn per_week(lang: Lang, n: i64) -> String {
    counted(lang, "settings.times", n)
}

/// What is asked about a setting, and what it means.
#[must_use]
pub fn ask(lang: Lang, setting: Setting, shop: &Shop) -> String {
    let asked = match setting {
        Setting::CheckIn => words!(lang, "settings.ask.check_in"),
        Setting::FreePerDay => words!(lang, "settings.ask.free_per_day"),
        Setting::FreeInTotal => words!(lang, "settings.ask.free_in_total"),
        Setting::Expiry => words!(lang, "settings.ask.expiry"),
        Setting::Pending => words!(lang, "settings.ask.pending"),
        Setting::AloneUpTo => words!(lang, "settings.ask.alone_up_to"),
        Setting::PointsPay => words!(lang, "settings.ask.points_pay"),
        Setting::Worth => words!(
            lang,
            "settings.ask.worth",
            money = money(lang, shop.rules.earn_per, shop.currency),
            earned = points(lang, shop.rules.earn_points)
        ),
        Setting::DeliveryFee => words!(lang, "settings.ask.delivery_fee"),
        Setting::Hold => words!(lang, "settings.ask.hold"),
        Setting::Greetings => words!(lang, "settings.ask.greetings"),
        Setting::GreetingHour => words!(lang, "settings.ask.greeting_hour"),
        Setting::BirthdayDays => words!(lang, "settings.ask.birthday_days"),
        Setting::FamilyDays => words!(lang, "settings.ask.family_days"),
        Setting::MailHour => words!(lang, "settings.ask.mail_hour"),
        Setting::QuietFrom => words!(lang, "settings.ask.quiet_from"),
        Setting::QuietUntil => words!(lang, "settings.ask.quiet_until"),
        Setting::MailPerWeek => words!(lang, "settings.ask.mail_per_week"),
        Setting::PostsPerDay => words!(lang, "settings.ask.posts_per_day"),
    };
    let typed = match setting.measure() {
        Measure::YesOrNo => None,
        Measure::Money => Some(words!(
            lang,
            "settings.type_amount",
            example = crate::number::plain_amount(lang, crate::number::example_amount(shop.currency), shop.currency)
        )),
        Measure::Points
        | Measure::Months
        | Measure::Days
        | Measure::Hours
        | Measure::HourOfDay
        | Measure::TimesAWeek
        | Measure::TimesADay => Some(words!(lang, "settings.type_number")),
    };
    lines([Some(asked), GAP.filter(|_| typed.is_some()), typed])
}

/// What was typed is no value that this can have.
#[must_use]
pub fn out_of_bounds(lang: Lang, setting: Setting, shop: &Shop) -> String {
    let (least, most) = (*setting.bounds().start(), *setting.bounds().end());
    let measure = setting.measure();
    words!(
        lang,
        "settings.out_of_bounds",
        least = measured(lang, measure, least, shop),
        most = measured(lang, measure, most, shop)
    )
}

/// It is settled.
#[must_use]
pub fn settled(lang: Lang, setting: Setting) -> String {
    match setting {
        Setting::Expiry => words!(lang, "settings.settled_expiry"),
        Setting::Pending => words!(lang, "settings.settled_pending"),
        Setting::Hold => words!(lang, "settings.settled_hold"),
        Setting::GreetingHour => words!(lang, "settings.settled_greeting_hour"),
        _ => words!(lang, "settings.settled"),
    }
}
