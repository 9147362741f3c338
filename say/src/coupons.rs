//! Coupons: in their holder's wallet, and at the till.

use chrono::{NaiveDate, NaiveDateTime, TimeDelta};
use domain::coupon::Code;
use domain::{Lang, Points};

use crate::date::{date, moment, time_left};
use crate::terms::{self, Written};
use crate::text::{GAP, escape, in_list, lines, points};

/// Where a coupon stands, with what people ask about it then.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing<'a> {
    Open {
        until: NaiveDate,
    },
    /// Set aside for an unpaid order (C5).
    Held {
        until: NaiveDate,
    },
    Used {
        at: NaiveDateTime,
        by: Option<&'a str>,
    },
    /// `on` was the last day.
    Expired {
        on: NaiveDate,
    },
    Revoked {
        on: NaiveDate,
    },
}

/// A coupon in a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Line<'a> {
    pub title: &'a str,
    pub written: Written<'a>,
    pub standing: Standing<'a>,
}

/// A coupon as its holder sees it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Own<'a> {
    pub title: &'a str,
    pub code: &'a Code,
    pub written: Written<'a>,
    /// It was paid for with points.
    pub paid: bool,
    pub standing: Standing<'a>,
}

/// A coupon as staff see it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Seen<'a> {
    pub title: &'a str,
    pub code: &'a Code,
    pub holder: &'a str,
    pub number: i64,
    pub written: Written<'a>,
    /// It was paid for with points.
    pub paid: bool,
    pub standing: Standing<'a>,
}

/// The answer to /coupons: the open ones first.
#[must_use]
pub fn wallet(lang: Lang, coupons: &[Line<'_>]) -> String {
    let rows: Vec<String> = coupons.iter().map(|coupon| row(lang, coupon)).collect();
    lines([Some(words!(lang, "coupons.heading")), GAP, Some(rows.join("\n"))])
}

fn row(lang: Lang, coupon: &Line<'_>) -> String {
    let title = in_list(coupon.title);
    match coupon.standing {
        Standing::Open { until } => {
            let row = words!(lang, "coupons.row.open", title = title, until = date(lang, until));
            match terms::brief(lang, &coupon.written) {
                Some(brief) => format!("{row}\n   {brief}"),
                None => row,
            }
        }
        Standing::Held { .. } => words!(lang, "coupons.row.held", title = title),
        Standing::Used { at, .. } => words!(lang, "coupons.row.used", title = title, on = date(lang, at.date())),
        Standing::Expired { on } => words!(lang, "coupons.row.expired", title = title, on = date(lang, on)),
        Standing::Revoked { on } => words!(lang, "coupons.row.revoked", title = title, on = date(lang, on)),
    }
}

#[must_use]
pub fn wallet_empty(lang: Lang) -> String {
    words!(lang, "coupons.wallet_empty")
}

/// One coupon in full, for its holder. Stands under its picture while it is open.
#[must_use]
pub fn detail(lang: Lang, own: &Own<'_>) -> String {
    let title = escape(own.title);
    match own.standing {
        Standing::Open { until } => lines([
            Some(open(lang, own, until)),
            GAP,
            Some(terms::holder(lang, own.written.terms.transferable)),
        ]),
        Standing::Held { until } => words!(
            lang,
            "coupons.detail.held",
            title = title,
            code = own.code,
            until = date(lang, until)
        ),
        Standing::Used { at, .. } => words!(lang, "coupons.detail.used", title = title, at = moment(lang, at)),
        Standing::Expired { on } if own.paid => {
            words!(lang, "coupons.detail.expired", title = title, on = date(lang, on))
        }
        Standing::Expired { on } => words!(lang, "coupons.expired_unpaid", title = title, on = date(lang, on)),
        Standing::Revoked { on } if own.paid => {
            words!(lang, "coupons.detail.revoked", title = title, on = date(lang, on))
        }
        Standing::Revoked { on } => words!(lang, "coupons.revoked_unpaid", title = title, on = date(lang, on)),
    }
}

/// Title, worth, code and validity.
fn open(lang: Lang, own: &Own<'_>, until: NaiveDate) -> String {
    let facts = words!(
        lang,
        "coupons.detail.open",
        title = escape(own.title),
        code = own.code,
        until = date(lang, until)
    );
    match (terms::facts(lang, &own.written), facts.split_once('\n')) {
        (Some(terms), Some((title, rest))) => format!("{title}\n{terms}\n{rest}"),
        _ => facts,
    }
}

#[must_use]
pub fn give_back_label(lang: Lang) -> String {
    words!(lang, "coupons.give_back_label")
}

#[must_use]
pub fn copy_code_label(lang: Lang) -> String {
    words!(lang, "coupons.copy_code_label")
}

/// Beside the question whether to give a coupon back.
#[must_use]
pub fn keep_label(lang: Lang) -> String {
    words!(lang, "coupons.keep_label")
}

#[must_use]
pub fn cancel_question(lang: Lang, title: &str, price: Points) -> String {
    words!(
        lang,
        "coupons.cancel_question",
        title = escape(title),
        price = points(lang, price)
    )
}

/// The same about a coupon that cost no points.
#[must_use]
pub fn cancel_question_unpaid(lang: Lang, title: &str) -> String {
    words!(lang, "coupons.cancel_question_unpaid", title = escape(title))
}

#[must_use]
pub fn cancelled_unpaid(lang: Lang, title: &str) -> String {
    words!(lang, "coupons.cancelled_unpaid", title = escape(title))
}

#[must_use]
pub fn cancel_label(lang: Lang) -> String {
    words!(lang, "coupons.cancel_label")
}

/// `extended_until`: points that had expired meanwhile can be spent until then (P6).
#[must_use]
pub fn cancelled(
    lang: Lang,
    title: &str,
    returned: Points,
    balance: Points,
    extended_until: Option<NaiveDate>,
) -> String {
    lines([
        Some(words!(
            lang,
            "coupons.cancelled",
            title = escape(title),
            returned = points(lang, returned),
            balance = points(lang, balance)
        )),
        extended_until.map(|until| words!(lang, "coupons.cancelled_extended", until = date(lang, until))),
    ])
}

/// The points behind a coupon are over for good: giving it back would lose both.
#[must_use]
pub fn points_gone(lang: Lang, title: &str, until: NaiveDate) -> String {
    words!(
        lang,
        "coupons.points_gone",
        title = escape(title),
        until = date(lang, until)
    )
}

/// What staff see of a coupon at the till.
#[must_use]
pub fn till_view(lang: Lang, seen: &Seen<'_>) -> String {
    lines([
        Some(till_title(lang, seen.title)),
        terms::facts(lang, &seen.written),
        Some(words!(
            lang,
            "coupons.till.holder",
            holder = escape(seen.holder),
            number = seen.number
        )),
        Some(words!(lang, "coupons.till.code", code = seen.code)),
        GAP,
        Some(at_the_till(lang, seen.standing, seen.paid)),
    ])
}

fn till_title(lang: Lang, title: &str) -> String {
    words!(lang, "coupons.till.title", title = escape(title))
}

/// Why a coupon is not there any more for a sale: who took it, and when (C2).
#[must_use]
pub fn not_there(lang: Lang, title: &str, standing: Standing<'_>, paid: bool) -> String {
    lines([Some(till_title(lang, title)), Some(at_the_till(lang, standing, paid))])
}

fn at_the_till(lang: Lang, standing: Standing<'_>, paid: bool) -> String {
    match standing {
        Standing::Open { until } => words!(lang, "coupons.till.open", until = date(lang, until)),
        Standing::Held { until } => words!(lang, "coupons.till.held", until = date(lang, until)),
        Standing::Used { at, by: Some(by) } => {
            words!(lang, "coupons.till.used_by", at = moment(lang, at), by = escape(by))
        }
        Standing::Used { at, by: None } => words!(lang, "coupons.till.used", at = moment(lang, at)),
        Standing::Expired { on } => words!(lang, "coupons.till.expired", on = date(lang, on)),
        Standing::Revoked { on } if paid => words!(lang, "coupons.till.revoked", on = date(lang, on)),
        Standing::Revoked { on } => words!(lang, "coupons.till.revoked_unpaid", on = date(lang, on)),
    }
}

#[must_use]
pub fn take_label(lang: Lang) -> String {
    words!(lang, "coupons.take_label")
}

#[must_use]
pub fn taken(lang: Lang, title: &str, holder: &str) -> String {
    words!(lang, "coupons.taken", title = escape(title), holder = escape(holder))
}

#[must_use]
pub fn how_to(lang: Lang) -> String {
    words!(lang, "coupons.how_to")
}

#[must_use]
pub fn wrong_code(lang: Lang) -> String {
    words!(lang, "coupons.wrong_code")
}

/// Too many wrong codes (C1).
#[must_use]
pub fn locked(lang: Lang, left: TimeDelta) -> String {
    words!(lang, "coupons.locked", left = time_left(lang, left))
}

/// A clerk was shown a coupon by somebody who is not its holder (C3).
#[must_use]
pub fn somebody_elses(lang: Lang, holder: &str) -> String {
    words!(lang, "coupons.somebody_elses", holder = escape(holder))
}

/// A clerk was about to take a coupon of their own.
#[must_use]
pub fn your_own(lang: Lang) -> String {
    words!(lang, "coupons.your_own")
}

/// A member scanned their own card; the card follows.
#[must_use]
pub fn own_card(lang: Lang) -> String {
    words!(lang, "coupons.own_card")
}

/// Somebody scanned a coupon that is not theirs and is not on the staff.
#[must_use]
pub fn not_yours(lang: Lang, shop: &str) -> String {
    words!(lang, "coupons.not_yours", shop = escape(shop))
}

/// Somebody who is not on the staff scanned a member's card.
#[must_use]
pub fn card_of_a_member(lang: Lang, shop: &str) -> String {
    words!(lang, "coupons.card_of_a_member", shop = escape(shop))
}
