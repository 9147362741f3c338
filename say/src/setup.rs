//! Opening a shop in the private chat, and taking it into its group.

use chrono::NaiveTime;
use domain::shop::Shop;
use domain::typed_money;
use domain::{Currency, Lang, Money, Points};

use crate::common::language_label;
use crate::number::{money, number};
use crate::text::{GAP, LABEL_NAME, bullets, escape, lines, months, points, short};

/// A right that the bot needs in a group, as Telegram's own screens call it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum GroupRight {
    /// Any administrator: without it nobody's coming is told to the bot.
    Admin,
    DeleteMessages,
    InviteUsers,
}

/// What the server's console says on the first start. In English, like everything there.
#[must_use]
pub fn claim_console(link: &str) -> String {
    format!("Nobody owns this bot yet. Open this link in Telegram to claim it; it works once:\n  {link}")
}

#[must_use]
pub fn claimed(lang: Lang) -> String {
    words!(lang, "setup.claimed")
}

#[must_use]
pub fn claim_link_wrong(lang: Lang) -> String {
    words!(lang, "setup.claim_link_wrong")
}

#[must_use]
pub fn claim_link_used(lang: Lang) -> String {
    words!(lang, "setup.claim_link_used")
}

#[must_use]
pub fn claim_link_expired(lang: Lang) -> String {
    words!(lang, "setup.claim_link_expired")
}

/// After a pause: the question that was open follows.
#[must_use]
pub fn resumed(lang: Lang) -> String {
    words!(lang, "setup.resumed")
}

/// Above each question.
#[must_use]
pub fn step(lang: Lang, step: i64, steps: i64) -> String {
    words!(
        lang,
        "setup.step",
        step = number(lang, step),
        steps = number(lang, steps)
    )
}

#[must_use]
pub fn ask_language(lang: Lang) -> String {
    words!(lang, "setup.ask_language")
}

#[must_use]
pub fn ask_shop_name(lang: Lang) -> String {
    words!(lang, "setup.ask_shop_name")
}

#[must_use]
pub fn ask_time_zone(lang: Lang) -> String {
    words!(lang, "setup.ask_time_zone")
}

#[must_use]
pub fn type_time_zone(lang: Lang) -> String {
    words!(lang, "setup.type_time_zone")
}

/// Several time zones fit what was typed.
#[must_use]
pub fn choose_time_zone(lang: Lang, typed: &str) -> String {
    words!(lang, "setup.choose_time_zone", typed = escape(typed))
}

#[must_use]
pub fn bad_time_zone(lang: Lang, typed: &str) -> String {
    words!(lang, "setup.bad_time_zone", typed = escape(typed))
}

/// A time zone with what its clocks show: "Asia/Jakarta · 14:05".
#[must_use]
pub fn time_zone_label(zone: &str, now: NaiveTime) -> String {
    format!("{} · {}", zone.replace('_', " "), now.format("%H:%M"))
}

#[must_use]
pub fn ask_currency(lang: Lang) -> String {
    words!(lang, "setup.ask_currency")
}

#[must_use]
pub fn type_currency(lang: Lang) -> String {
    words!(lang, "setup.type_currency")
}

#[must_use]
pub fn bad_currency(lang: Lang, typed: &str) -> String {
    words!(lang, "setup.bad_currency", typed = escape(typed))
}

/// The currency cannot be changed any more.
#[must_use]
pub fn currency_in_use(lang: Lang, currency: Currency) -> String {
    words!(lang, "setup.currency_in_use", currency = currency)
}

/// "€ · EUR"; only the code where the currency has no sign of its own.
#[must_use]
pub fn currency_label(currency: Currency) -> String {
    match typed_money::sign(currency) {
        Some(sign) if sign != currency.code() => format!("{sign} · {currency}"),
        _ => currency.code().to_owned(),
    }
}

#[must_use]
pub fn ask_rate(lang: Lang) -> String {
    words!(lang, "setup.ask_rate")
}

/// "1 point per €1".
#[must_use]
pub fn rate_label(lang: Lang, per: Money, currency: Currency, earned: Points) -> String {
    words!(
        lang,
        "setup.rate",
        points = points(lang, earned),
        per = money(lang, per, currency)
    )
}

#[must_use]
pub fn type_rate(lang: Lang, example: Money, currency: Currency) -> String {
    words!(lang, "setup.type_rate", example = money(lang, example, currency))
}

#[must_use]
pub fn ask_welcome_points(lang: Lang) -> String {
    words!(lang, "setup.ask_welcome_points")
}

#[must_use]
pub fn no_welcome_points_label(lang: Lang) -> String {
    words!(lang, "setup.no_welcome_points_label")
}

#[must_use]
pub fn type_welcome_points(lang: Lang, most: i64) -> String {
    words!(lang, "setup.type_welcome_points", most = number(lang, most))
}

#[must_use]
pub fn bad_points(lang: Lang, most: i64) -> String {
    words!(lang, "setup.bad_points", most = number(lang, most))
}

#[must_use]
pub fn bad_shop_name(lang: Lang, most: i64) -> String {
    words!(lang, "setup.bad_shop_name", most = number(lang, most))
}

#[must_use]
pub fn type_own_label(lang: Lang) -> String {
    words!(lang, "setup.type_own_label")
}

/// Keeps the answer that was given before.
#[must_use]
pub fn keep_label(lang: Lang, answer: &str) -> String {
    words!(lang, "setup.keep_label", answer = short(answer, LABEL_NAME))
}

/// All answers, before they are settled.
#[must_use]
pub fn summary(lang: Lang, shop: &Shop) -> String {
    lines([
        Some(words!(lang, "setup.summary_heading")),
        GAP,
        Some(settled(lang, shop)),
    ])
}

/// The answer to /shop: what is settled.
#[must_use]
pub fn overview(lang: Lang, shop: &Shop) -> String {
    lines([
        Some(words!(lang, "setup.overview_heading")),
        GAP,
        Some(settled(lang, shop)),
    ])
}

fn settled(lang: Lang, shop: &Shop) -> String {
    lines([
        Some(words!(lang, "setup.summary_name", name = escape(&shop.name))),
        Some(words!(
            lang,
            "setup.summary_language",
            language = language_label(shop.lang)
        )),
        Some(words!(
            lang,
            "setup.summary_time_zone",
            zone = shop.time_zone.name().replace('_', " ")
        )),
        Some(words!(lang, "setup.summary_currency", currency = shop.currency)),
        Some(words!(
            lang,
            "setup.summary_rate",
            points = points(lang, shop.rules.earn_points),
            per = money(lang, shop.rules.earn_per, shop.currency)
        )),
        Some(words!(
            lang,
            "setup.summary_welcome",
            points = points(lang, shop.rules.welcome)
        )),
        Some(match shop.rules.expiry_months {
            Some(n) => words!(lang, "setup.summary_expiry", months = months(lang, i64::from(n))),
            None => words!(lang, "setup.summary_no_expiry"),
        }),
    ])
}

/// Something about a shop that can be changed by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Field {
    Language,
    Name,
    TimeZone,
    Currency,
    Rate,
    Welcome,
}

impl Field {
    pub const ALL: [Self; 6] = [
        Self::Language,
        Self::Name,
        Self::TimeZone,
        Self::Currency,
        Self::Rate,
        Self::Welcome,
    ];
}

/// "Name", "Currency", …: what to change about a shop.
#[must_use]
pub fn field_label(lang: Lang, field: Field) -> String {
    match field {
        Field::Language => words!(lang, "setup.field.language"),
        Field::Name => words!(lang, "setup.field.name"),
        Field::TimeZone => words!(lang, "setup.field.time_zone"),
        Field::Currency => words!(lang, "setup.field.currency"),
        Field::Rate => words!(lang, "setup.field.rate"),
        Field::Welcome => words!(lang, "setup.field.welcome"),
    }
}

#[must_use]
pub fn shop_changed(lang: Lang) -> String {
    words!(lang, "setup.shop_changed")
}

#[must_use]
pub fn open_club_label(lang: Lang) -> String {
    words!(lang, "setup.open_club_label")
}

#[must_use]
pub fn opened(lang: Lang, shop: &str) -> String {
    words!(lang, "setup.opened", shop = escape(shop))
}

#[must_use]
pub fn add_to_group_label(lang: Lang) -> String {
    words!(lang, "setup.add_to_group_label")
}

#[must_use]
pub fn first_gift_label(lang: Lang) -> String {
    words!(lang, "setup.first_gift_label")
}

#[must_use]
pub fn cancelled(lang: Lang) -> String {
    words!(lang, "setup.cancelled")
}

/// Into the group, which belongs to the shop from here on.
#[must_use]
pub fn group_bound(lang: Lang, shop: &str) -> String {
    words!(lang, "setup.group_bound", shop = escape(shop))
}

/// To the owner, in private.
#[must_use]
pub fn group_connected(lang: Lang, title: &str, shop: &str) -> String {
    words!(
        lang,
        "setup.group_connected",
        title = escape(title),
        shop = escape(shop)
    )
}

#[must_use]
pub fn group_choose_shop(lang: Lang, title: &str) -> String {
    words!(lang, "setup.group_choose_shop", title = escape(title))
}

/// Whoever added the bot is on no shop's staff.
#[must_use]
pub fn group_not_staff(lang: Lang) -> String {
    words!(lang, "setup.group_not_staff")
}

/// An anonymous administrator added the bot: nobody knows who.
#[must_use]
pub fn group_added_anonymously(lang: Lang) -> String {
    words!(lang, "setup.group_added_anonymously")
}

#[must_use]
pub fn its_me_label(lang: Lang) -> String {
    words!(lang, "setup.its_me_label")
}

/// To the owner in private, or into the group.
#[must_use]
pub fn group_not_admin(lang: Lang, title: &str) -> String {
    words!(lang, "setup.group_not_admin", title = escape(title))
}

/// Some rights are missing in a group where others are there.
#[must_use]
pub fn group_rights_missing(lang: Lang, title: &str, missing: &[GroupRight]) -> String {
    let list = bullets(missing.iter().map(|right| right_name(lang, *right)));
    words!(lang, "setup.group_rights_missing", title = escape(title), rights = list)
}

fn right_name(lang: Lang, right: GroupRight) -> String {
    match right {
        GroupRight::Admin => words!(lang, "setup.right_admin"),
        GroupRight::DeleteMessages => words!(lang, "setup.right_delete"),
        GroupRight::InviteUsers => words!(lang, "setup.right_invite"),
    }
}

#[must_use]
pub fn group_rights_fixed(lang: Lang, title: &str) -> String {
    words!(lang, "setup.group_rights_fixed", title = escape(title))
}

/// To the owner, in private.
#[must_use]
pub fn group_removed(lang: Lang, title: &str) -> String {
    words!(lang, "setup.group_removed", title = escape(title))
}

/// Into the group, when the bot was added again.
#[must_use]
pub fn group_returned(lang: Lang, shop: &str) -> String {
    words!(lang, "setup.group_returned", shop = escape(shop))
}

#[must_use]
pub fn group_of_another_shop(lang: Lang, title: &str) -> String {
    words!(lang, "setup.group_of_another_shop", title = escape(title))
}

#[must_use]
pub fn group_right_role(lang: Lang, title: &str) -> String {
    words!(lang, "setup.group_right_role", title = escape(title))
}

/// Whoever wants to connect the group does not run it.
#[must_use]
pub fn group_needs_admin(lang: Lang, title: &str) -> String {
    words!(lang, "setup.group_needs_admin", title = escape(title))
}
