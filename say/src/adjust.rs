//! Points that staff give or take, and the second person who decides about many (S4).

use chrono::NaiveDateTime;
use domain::{Delta, Lang, Points};

use crate::date::moment;
use crate::number::number;
use crate::text::{LABEL_NAME, escape, lines, points, short};

/// On a member's file.
#[must_use]
pub fn file_label(lang: Lang) -> String {
    words!(lang, "adjust.file_label")
}

#[must_use]
pub fn ask_amount(lang: Lang, name: &str, balance: Points) -> String {
    words!(
        lang,
        "adjust.ask_amount",
        name = escape(name),
        balance = points(lang, balance)
    )
}

#[must_use]
pub fn bad_amount(lang: Lang, most: i64) -> String {
    words!(lang, "adjust.bad_amount", most = number(lang, most))
}

#[must_use]
pub fn ask_reason(lang: Lang, name: &str) -> String {
    words!(lang, "adjust.ask_reason", name = escape(name))
}

#[must_use]
pub fn bad_reason(lang: Lang, most: i64) -> String {
    words!(lang, "adjust.bad_reason", most = number(lang, most))
}

/// Before anything is moved: what, to or from whom, and why.
#[must_use]
pub fn confirm(lang: Lang, name: &str, amount: Delta, note: &str) -> String {
    let (name, note, points) = (escape(name), escape(note), points(lang, amount.size()));
    if amount.get() < 0 {
        words!(lang, "adjust.confirm_take", points = points, name = name, note = note)
    } else {
        words!(lang, "adjust.confirm_give", points = points, name = name, note = note)
    }
}

#[must_use]
pub fn confirm_label(lang: Lang, amount: Delta) -> String {
    let points = short(&points(lang, amount.size()), LABEL_NAME);
    if amount.get() < 0 {
        words!(lang, "adjust.take_label", points = points)
    } else {
        words!(lang, "adjust.give_label", points = points)
    }
}

/// What was moved, if less than `asked` was there to take.
#[must_use]
pub fn done(lang: Lang, name: &str, asked: Delta, moved: Delta, balance: Points) -> String {
    let (name, size, balance) = (escape(name), points(lang, moved.size()), points(lang, balance));
    match moved.get() {
        0 => words!(lang, "adjust.nothing_there", name = name),
        1.. => words!(lang, "adjust.given", name = name, points = size, balance = balance),
        _ if moved != asked => words!(lang, "adjust.taken_less", name = name, points = size),
        _ => words!(lang, "adjust.taken", name = name, points = size, balance = balance),
    }
}

#[must_use]
pub fn waiting(lang: Lang, until: NaiveDateTime) -> String {
    words!(lang, "adjust.waiting", until = moment(lang, until))
}

#[must_use]
pub fn refused_before(lang: Lang) -> String {
    words!(lang, "adjust.refused_before")
}

#[must_use]
pub fn nobody_to_ask(lang: Lang, limit: Points) -> String {
    words!(lang, "adjust.nobody_to_ask", limit = points(lang, limit))
}

#[must_use]
pub fn own(lang: Lang) -> String {
    words!(lang, "adjust.own")
}

#[must_use]
pub fn own_request(lang: Lang) -> String {
    words!(lang, "adjust.own_request")
}

/// To whoever may decide.
#[must_use]
pub fn asked(lang: Lang, by: &str, member: &str, amount: Delta, note: &str, until: NaiveDateTime) -> String {
    let (by, member, note) = (escape(by), escape(member), escape(note));
    let (points, until) = (points(lang, amount.size()), moment(lang, until));
    if amount.get() < 0 {
        words!(
            lang,
            "adjust.asked_take",
            by = by,
            points = points,
            member = member,
            note = note,
            until = until
        )
    } else {
        words!(
            lang,
            "adjust.asked_give",
            by = by,
            points = points,
            member = member,
            note = note,
            until = until
        )
    }
}

#[must_use]
pub fn approve_label(lang: Lang) -> String {
    words!(lang, "adjust.approve_label")
}

#[must_use]
pub fn refuse_label(lang: Lang) -> String {
    words!(lang, "adjust.refuse_label")
}

#[must_use]
pub fn you_refused(lang: Lang, name: &str) -> String {
    words!(lang, "adjust.you_refused", name = escape(name))
}

#[must_use]
pub fn decided_by_another(lang: Lang) -> String {
    words!(lang, "adjust.decided_by_another")
}

#[must_use]
pub fn too_late(lang: Lang) -> String {
    words!(lang, "adjust.too_late")
}

#[must_use]
pub fn no_such_request(lang: Lang) -> String {
    words!(lang, "adjust.no_such_request")
}

/// To whoever asked. `moved`: what it came to, if it was approved.
#[must_use]
pub fn decided(lang: Lang, by: &str, member: &str, moved: Option<Delta>) -> String {
    let (by, member) = (escape(by), escape(member));
    match moved {
        Some(moved) if moved.get() < 0 => words!(
            lang,
            "adjust.approved_taking",
            by = by,
            points = points(lang, moved.size()),
            member = member
        ),
        Some(moved) => words!(
            lang,
            "adjust.approved",
            by = by,
            points = points(lang, moved.size()),
            member = member
        ),
        None => words!(lang, "adjust.refused", by = by, member = member),
    }
}

/// To the member.
#[must_use]
pub fn letter(lang: Lang, shop: &str, change: Delta, note: &str, balance: Points) -> String {
    let (shop, note, size) = (escape(shop), escape(note), points(lang, change.size()));
    let told = if change.get() < 0 {
        words!(lang, "adjust.letter_taken", shop = shop, points = size, note = note)
    } else {
        words!(lang, "adjust.letter_given", shop = shop, points = size, note = note)
    };
    let balance = words!(lang, "adjust.letter_balance", balance = points(lang, balance));
    lines([Some(told), Some(balance)])
}
