//! The number of a purchase's receipt, and where it was bought.

use domain::Lang;
use domain::order::Channel;

use crate::number::number;
use crate::text::in_list;

/// What is noted of a purchase: its receipt, and that it was bought online. `None`: nothing.
#[must_use]
pub fn noted(lang: Lang, channel: Channel, external: Option<&str>) -> Option<String> {
    let receipt = external.map(|external| words!(lang, "receipt.number", number = in_list(external)));
    let online = (channel == Channel::Online).then(|| words!(lang, "receipt.online"));
    let lines: Vec<String> = online.into_iter().chain(receipt).collect();
    (!lines.is_empty()).then(|| lines.join("\n"))
}

#[must_use]
pub fn ask_label(lang: Lang) -> String {
    words!(lang, "receipt.ask_label")
}

#[must_use]
pub fn ask(lang: Lang) -> String {
    words!(lang, "receipt.ask")
}

#[must_use]
pub fn none_label(lang: Lang) -> String {
    words!(lang, "receipt.none_label")
}

#[must_use]
pub fn no_number(lang: Lang, most: i64) -> String {
    words!(lang, "receipt.no_number", most = number(lang, most))
}

/// Another purchase has this number.
#[must_use]
pub fn taken(lang: Lang) -> String {
    words!(lang, "receipt.taken")
}

/// Says that it was bought online, or at the till after all.
#[must_use]
pub fn channel_label(lang: Lang, online: bool) -> String {
    if online {
        words!(lang, "receipt.online_label")
    } else {
        words!(lang, "receipt.till_label")
    }
}
