//! The pick list of members that staff see while they type behind the bot's name. Its words are shown as
//! they are, without markup.

use domain::Lang;

use crate::text::{LABEL_NAME, short};

/// Below a member's name: "No. 1042 · Gold".
#[must_use]
pub fn about_label(lang: Lang, member: i64, tier: Option<&str>) -> String {
    let member = words!(lang, "pick.about_label", number = member);
    match tier {
        Some(tier) => format!("{member} · {}", short(tier, LABEL_NAME)),
        None => member,
    }
}

/// Above an empty list, before anything is typed.
#[must_use]
pub fn how_label(lang: Lang) -> String {
    words!(lang, "pick.how_label")
}

/// Above an empty list, when nobody fits.
#[must_use]
pub fn nobody_label(lang: Lang) -> String {
    words!(lang, "pick.nobody_label")
}
