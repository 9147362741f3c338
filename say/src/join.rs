//! Becoming a member: from the group, by link, or by asking to be let in.

use domain::{Lang, Points};

use crate::text::{GAP, escape, lines, names, points};

/// The post that welcomes newcomers in the group: all who came together, in one (M7).
#[must_use]
pub fn welcome_post(lang: Lang, newcomers: &[&str], more: i64) -> String {
    if newcomers.is_empty() {
        return words!(lang, "join.welcome_unnamed");
    }
    words!(lang, "join.welcome", names = names(lang, newcomers, more))
}

/// Leads to what everybody may see of the catalogue.
#[must_use]
pub fn window_label(lang: Lang) -> String {
    words!(lang, "join.window_label")
}

#[must_use]
pub fn join_label(lang: Lang) -> String {
    words!(lang, "join.join_label")
}

/// In private, to somebody who asked to be let into the group.
#[must_use]
pub fn request_greeting(lang: Lang, name: &str, shop: &str) -> String {
    words!(lang, "join.request_greeting", name = escape(name), shop = escape(shop))
}

/// What somebody agrees to before anything is kept about them.
#[must_use]
pub fn agreement(lang: Lang, name: &str, shop: &str, welcome: Points) -> String {
    let gift = (!welcome.is_zero()).then(|| words!(lang, "join.agreement_gift", points = points(lang, welcome)));
    lines([
        Some(words!(
            lang,
            "join.agreement_greeting",
            name = escape(name),
            shop = escape(shop)
        )),
        gift,
        GAP,
        Some(words!(lang, "join.agreement_terms")),
    ])
}

#[must_use]
pub fn agree_label(lang: Lang) -> String {
    words!(lang, "join.agree_label")
}

#[must_use]
pub fn later_label(lang: Lang) -> String {
    words!(lang, "join.later_label")
}

#[must_use]
pub fn later(lang: Lang) -> String {
    words!(lang, "join.later")
}

/// A member from this moment on.
#[must_use]
pub fn joined(lang: Lang, name: &str, shop: &str, number: i64, welcome: Points) -> String {
    let gift = (!welcome.is_zero()).then(|| words!(lang, "join.joined_gift", points = points(lang, welcome)));
    lines([
        Some(words!(lang, "join.joined", name = escape(name), shop = escape(shop))),
        Some(words!(lang, "join.joined_number", number = number)),
        gift,
        GAP,
        Some(words!(lang, "join.joined_next")),
    ])
}

#[must_use]
pub fn already_member(lang: Lang, name: &str, number: i64, balance: Points) -> String {
    words!(
        lang,
        "join.already_member",
        name = escape(name),
        number = number,
        balance = points(lang, balance)
    )
}

/// Somebody who had left, or blocked the bot, is here again.
#[must_use]
pub fn returned(lang: Lang, name: &str, balance: Points) -> String {
    words!(
        lang,
        "join.returned",
        name = escape(name),
        balance = points(lang, balance)
    )
}

#[must_use]
pub fn ask_phone(lang: Lang) -> String {
    words!(lang, "join.ask_phone")
}

#[must_use]
pub fn share_phone_label(lang: Lang) -> String {
    words!(lang, "join.share_phone_label")
}

#[must_use]
pub fn phone_kept(lang: Lang) -> String {
    words!(lang, "join.phone_kept")
}

#[must_use]
pub fn phone_of_somebody_else(lang: Lang) -> String {
    words!(lang, "join.phone_of_somebody_else")
}

#[must_use]
pub fn remove_phone_label(lang: Lang) -> String {
    words!(lang, "join.remove_phone_label")
}

#[must_use]
pub fn phone_removed(lang: Lang) -> String {
    words!(lang, "join.phone_removed")
}
