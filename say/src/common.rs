//! What is said everywhere.

use domain::Lang;

use crate::text::{LABEL_NAME, escape, short};

/// Somebody asks more than a person can.
#[must_use]
pub fn slow_down(lang: Lang) -> String {
    words!(lang, "common.slow_down")
}

/// `reference` is in the log, too.
#[must_use]
pub fn something_broke(lang: Lang, reference: &str) -> String {
    words!(lang, "common.something_broke", reference = escape(reference))
}

/// A button that nothing stands behind any more.
#[must_use]
pub fn old_button(lang: Lang) -> String {
    words!(lang, "common.old_button")
}

/// Above the renewed form of what an old button stood under.
#[must_use]
pub fn renewed(lang: Lang) -> String {
    words!(lang, "common.renewed")
}

/// In the group, when the answer belongs in private.
#[must_use]
pub fn in_private(lang: Lang) -> String {
    words!(lang, "common.in_private")
}

#[must_use]
pub fn open_private_label(lang: Lang) -> String {
    words!(lang, "common.open_private_label")
}

/// Somebody wrote to the bot without belonging to any shop.
#[must_use]
pub fn no_shop_yet(lang: Lang) -> String {
    words!(lang, "common.no_shop_yet")
}

/// Somebody who is not a member yet asks for what members have.
#[must_use]
pub fn not_a_member_yet(lang: Lang, shop: &str) -> String {
    words!(lang, "common.not_a_member_yet", shop = escape(shop))
}

#[must_use]
pub fn choose_language(lang: Lang) -> String {
    words!(lang, "common.choose_language")
}

/// A language by its own name, whoever reads it.
#[must_use]
pub fn language_label(of: Lang) -> String {
    words!(of, "common.language_own_name")
}

#[must_use]
pub fn language_set(lang: Lang) -> String {
    words!(lang, "common.language_set")
}

#[must_use]
pub fn unknown_to_customer(lang: Lang) -> String {
    words!(lang, "common.unknown_to_customer")
}

#[must_use]
pub fn unknown_to_staff(lang: Lang) -> String {
    words!(lang, "common.unknown_to_staff")
}

#[must_use]
pub fn nothing_here(lang: Lang) -> String {
    words!(lang, "common.nothing_here")
}

/// A question was put away unanswered.
#[must_use]
pub fn put_away(lang: Lang) -> String {
    words!(lang, "common.put_away")
}

/// A question of a wizard was answered with a picture, a voice message, a sticker.
#[must_use]
pub fn please_as_text(lang: Lang) -> String {
    words!(lang, "common.please_as_text")
}

/// Words came where only a button will do.
#[must_use]
pub fn please_choose(lang: Lang) -> String {
    words!(lang, "common.please_choose")
}

#[must_use]
pub fn choose_shop(lang: Lang) -> String {
    words!(lang, "common.choose_shop")
}

/// A person, shop or gift on a button of a list.
#[must_use]
pub fn name_label(name: &str) -> String {
    short(name, LABEL_NAME)
}

#[must_use]
pub fn other_shop_label(lang: Lang) -> String {
    words!(lang, "common.other_shop_label")
}

#[must_use]
pub fn menu_label(lang: Lang) -> String {
    words!(lang, "common.menu_label")
}

#[must_use]
pub fn cancel_label(lang: Lang) -> String {
    words!(lang, "common.cancel_label")
}

#[must_use]
pub fn back_label(lang: Lang) -> String {
    words!(lang, "common.back_label")
}

#[must_use]
pub fn skip_label(lang: Lang) -> String {
    words!(lang, "common.skip_label")
}

#[must_use]
pub fn previous_label(lang: Lang) -> String {
    words!(lang, "common.previous_label")
}

#[must_use]
pub fn next_label(lang: Lang) -> String {
    words!(lang, "common.next_label")
}

/// The answer to /stop. Service messages are not marketing (M4).
#[must_use]
pub fn no_marketing(lang: Lang) -> String {
    words!(lang, "common.no_marketing")
}
