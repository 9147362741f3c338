//! Menus, help and settings.

use domain::role::Role;
use domain::{Lang, Points};

use crate::common::language_label;
use crate::staff::role_name;
use crate::text::{GAP, escape, lines, points};

#[must_use]
pub fn customer(lang: Lang, name: &str, shop: &str, balance: Points) -> String {
    words!(
        lang,
        "menu.customer",
        name = escape(name),
        shop = escape(shop),
        balance = points(lang, balance)
    )
}

#[must_use]
pub fn card_label(lang: Lang) -> String {
    words!(lang, "menu.card_label")
}

#[must_use]
pub fn points_label(lang: Lang) -> String {
    words!(lang, "menu.points_label")
}

#[must_use]
pub fn statement_label(lang: Lang) -> String {
    words!(lang, "menu.statement_label")
}

#[must_use]
pub fn gifts_label(lang: Lang) -> String {
    words!(lang, "menu.gifts_label")
}

#[must_use]
pub fn coupons_label(lang: Lang) -> String {
    words!(lang, "menu.coupons_label")
}

#[must_use]
pub fn check_in_label(lang: Lang) -> String {
    words!(lang, "menu.check_in_label")
}

#[must_use]
pub fn language_menu_label(lang: Lang) -> String {
    words!(lang, "menu.language_menu_label")
}

#[must_use]
pub fn privacy_label(lang: Lang) -> String {
    words!(lang, "menu.privacy_label")
}

#[must_use]
pub fn help_label(lang: Lang) -> String {
    words!(lang, "menu.help_label")
}

#[must_use]
pub fn staff(lang: Lang, name: &str, shop: &str, role: Role) -> String {
    words!(
        lang,
        "menu.staff",
        name = escape(name),
        shop = escape(shop),
        role = role_name(lang, role)
    )
}

#[must_use]
pub fn sell_label(lang: Lang) -> String {
    words!(lang, "menu.sell_label")
}

#[must_use]
pub fn find_label(lang: Lang) -> String {
    words!(lang, "menu.find_label")
}

#[must_use]
pub fn coupon_label(lang: Lang) -> String {
    words!(lang, "menu.coupon_label")
}

#[must_use]
pub fn undo_label(lang: Lang) -> String {
    words!(lang, "menu.undo_label")
}

#[must_use]
pub fn gift_editor_label(lang: Lang) -> String {
    words!(lang, "menu.gift_editor_label")
}

#[must_use]
pub fn catalogue_label(lang: Lang) -> String {
    words!(lang, "menu.catalogue_label")
}

#[must_use]
pub fn staff_label(lang: Lang) -> String {
    words!(lang, "menu.staff_label")
}

#[must_use]
pub fn audit_label(lang: Lang) -> String {
    words!(lang, "menu.audit_label")
}

#[must_use]
pub fn shop_label(lang: Lang) -> String {
    words!(lang, "menu.shop_label")
}

/// For staff: what they have as members themselves.
#[must_use]
pub fn own_account_label(lang: Lang) -> String {
    words!(lang, "menu.own_account_label")
}

#[must_use]
pub fn help_for_customers(lang: Lang, shop: &str) -> String {
    words!(lang, "menu.help_for_customers", shop = escape(shop))
}

#[must_use]
pub fn help_for_staff(lang: Lang) -> String {
    words!(lang, "menu.help_for_staff")
}

/// The answer to /help in the group, which removes itself.
#[must_use]
pub fn help_in_group(lang: Lang) -> String {
    words!(lang, "menu.help_in_group")
}

/// The answer to /settings. `phone` as it is shown to its owner.
#[must_use]
pub fn settings(lang: Lang, shop: &str, phone: Option<&str>) -> String {
    lines([
        Some(words!(lang, "menu.settings_heading", shop = escape(shop))),
        GAP,
        Some(words!(lang, "menu.settings_language", language = language_label(lang))),
        Some(match phone {
            Some(phone) => words!(lang, "menu.settings_phone", phone = escape(phone)),
            None => words!(lang, "menu.settings_no_phone"),
        }),
    ])
}
