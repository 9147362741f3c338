//! What a member has, and how it came about (P12).

use chrono::NaiveDate;
use domain::reason::{About, Actor, Reason};
use domain::{Currency, Delta, Lang, Points};

use crate::date::date;
use crate::number::{money, signed};
use crate::text::{GAP, bullets, escape, in_list, lines, points};

/// What a member has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Balance {
    pub points: Points,
    pub pending: Option<Pending>,
    /// Taken back after they were spent (P7).
    pub owed: Points,
    /// What expires next, and the last day on which it can be spent.
    pub expiring: Option<(Points, NaiveDate)>,
}

/// Points that were bought, but are not to be spent before a day (P9).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pending {
    /// What the first of these days brings.
    pub first: Points,
    pub from: NaiveDate,
    /// What later ones bring, and the last of them.
    pub later: Option<(Points, NaiveDate)>,
}

/// A row of the ledger.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Row<'a> {
    pub change: Delta,
    pub reason: &'a Reason,
    pub actor: Actor,
    pub day: NaiveDate,
}

/// A line about how long points last.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LotLine {
    /// Points that expire together.
    Lot {
        points: Points,
        /// The last day on which they can be spent. `None`: any day.
        until: Option<NaiveDate>,
    },
    /// So many more are on the next pages.
    More(usize),
}

/// One page of the statement.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Statement<'a> {
    pub balance: Balance,
    pub rows: &'a [Row<'a>],
    pub lots: &'a [LotLine],
    pub currency: Currency,
}

/// The answer to /points.
#[must_use]
pub fn balance(lang: Lang, shop: &str, balance: &Balance) -> String {
    lines([
        Some(words!(
            lang,
            "points.balance",
            points = points(lang, balance.points),
            shop = escape(shop)
        )),
        GAP,
        owed(lang, balance),
        pending(lang, balance),
        expiring(lang, balance),
    ])
}

fn owed(lang: Lang, balance: &Balance) -> Option<String> {
    (!balance.owed.is_zero()).then(|| words!(lang, "points.owed", points = points(lang, balance.owed)))
}

fn pending(lang: Lang, balance: &Balance) -> Option<String> {
    let pending = balance.pending?;
    let first = words!(
        lang,
        "points.pending",
        points = points(lang, pending.first),
        from = date(lang, pending.from)
    );
    let later = pending.later.map(|(later, until)| {
        words!(
            lang,
            "points.pending_later",
            points = points(lang, later),
            until = date(lang, until)
        )
    });
    Some(lines([Some(first), later]))
}

fn expiring(lang: Lang, balance: &Balance) -> Option<String> {
    let (expiring, until) = balance.expiring?;
    Some(words!(
        lang,
        "points.expiring",
        points = points(lang, expiring),
        until = date(lang, until)
    ))
}

/// The answer to /statement: every row in words, newest first.
#[must_use]
pub fn statement(lang: Lang, statement: &Statement<'_>) -> String {
    let rows: Vec<String> = statement
        .rows
        .iter()
        .map(|shown| row(lang, shown, statement.currency))
        .collect();
    let lots = bullets(statement.lots.iter().map(|shown| lot(lang, shown)));
    lines([
        Some(words!(
            lang,
            "points.statement_heading",
            points = points(lang, statement.balance.points)
        )),
        owed(lang, &statement.balance),
        pending(lang, &statement.balance),
        GAP,
        Some(rows.join("\n")),
        GAP,
        (!lots.is_empty()).then(|| words!(lang, "points.lots", lots = lots)),
    ])
}

fn row(lang: Lang, row: &Row<'_>, currency: Currency) -> String {
    let told = words!(
        lang,
        "points.row",
        change = signed(lang, row.change),
        why = reason(lang, row.reason, currency),
        day = date(lang, row.day)
    );
    match row.actor {
        Actor::Staff(_) => words!(lang, "points.row_by_staff", row = told),
        Actor::Member(_) | Actor::Shop => told,
    }
}

fn lot(lang: Lang, lot: &LotLine) -> String {
    match *lot {
        LotLine::Lot {
            points: held,
            until: Some(until),
        } => words!(
            lang,
            "points.lot",
            points = points(lang, held),
            until = date(lang, until)
        ),
        LotLine::Lot {
            points: held,
            until: None,
        } => words!(lang, "points.lot_for_ever", points = points(lang, held)),
        LotLine::More(n) => words!(lang, "points.lots_more", n = n),
    }
}

/// Why points moved, in plain words.
#[must_use]
pub fn reason(lang: Lang, reason: &Reason, currency: Currency) -> String {
    match reason {
        Reason::Welcome => words!(lang, "points.reason.welcome"),
        Reason::Purchase { total } => words!(lang, "points.reason.purchase", total = money(lang, *total, currency)),
        Reason::Refund { amount } => words!(lang, "points.reason.refund", amount = money(lang, *amount, currency)),
        Reason::Undone { total } => words!(lang, "points.reason.undone", total = money(lang, *total, currency)),
        Reason::Gift { title } => words!(lang, "points.reason.gift", title = in_list(title)),
        Reason::GiftCancelled { title } => words!(lang, "points.reason.gift_cancelled", title = in_list(title)),
        Reason::PaidWith { worth } => words!(lang, "points.reason.paid_with", worth = money(lang, *worth, currency)),
        Reason::PaidBack { worth } => words!(lang, "points.reason.paid_back", worth = money(lang, *worth, currency)),
        Reason::CheckIn => words!(lang, "points.reason.check_in"),
        Reason::Expired => words!(lang, "points.reason.expired"),
        Reason::Opening => words!(lang, "points.reason.opening"),
        Reason::OpeningUndone => words!(lang, "points.reason.opening_undone"),
        Reason::Answered { about } => match about {
            About::Field { title } => words!(lang, "points.reason.answered", title = in_list(title)),
            About::Birthday => words!(lang, "points.reason.answered_birthday"),
            About::Family => words!(lang, "points.reason.answered_family"),
        },
        Reason::Present => words!(lang, "points.reason.present"),
        Reason::Joined => words!(lang, "points.reason.joined"),
        Reason::Forgotten => words!(lang, "points.reason.forgotten"),
        Reason::Adjusted { note } if note.is_empty() => words!(lang, "points.reason.adjusted"),
        Reason::Adjusted { note } => words!(lang, "points.reason.adjusted_because", note = in_list(note)),
    }
}

#[must_use]
pub fn statement_empty(lang: Lang) -> String {
    words!(lang, "points.statement_empty")
}

#[must_use]
pub fn checked_in(lang: Lang, given: Points, balance: Points) -> String {
    words!(
        lang,
        "points.checked_in",
        given = points(lang, given),
        balance = points(lang, balance)
    )
}

/// A cap was reached, and the remainder given (P10).
#[must_use]
pub fn checked_in_capped(lang: Lang, given: Points, wanted: Points, balance: Points) -> String {
    words!(
        lang,
        "points.checked_in_capped",
        given = points(lang, given),
        wanted = points(lang, wanted),
        balance = points(lang, balance)
    )
}

#[must_use]
pub fn checked_in_already(lang: Lang, balance: Points) -> String {
    words!(lang, "points.checked_in_already", balance = points(lang, balance))
}

#[must_use]
pub fn check_in_cap_reached(lang: Lang) -> String {
    words!(lang, "points.check_in_cap_reached")
}

#[must_use]
pub fn check_in_off(lang: Lang) -> String {
    words!(lang, "points.check_in_off")
}
