//! The till: sales, whose they are, and finding members.

use chrono::NaiveDate;
use domain::typed_money::Unclear;
use domain::{Currency, Lang, Money, Points};

use crate::date::date;
use crate::number::{example_amount, money, number, plain_amount};
use crate::text::{ALERT_NAME, GAP, LABEL_NAME, bullets, escape, in_list, lines, points, short};

/// A recorded sale, as the clerk and the customer hear of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sale<'a> {
    pub name: &'a str,
    pub total: Money,
    pub currency: Currency,
    pub earned: Points,
    /// What earlier refunds still owed and this purchase covered (P7).
    pub covered: Points,
    /// The day from which the points can be spent, if not at once (P9).
    pub spendable_from: Option<NaiveDate>,
    pub balance: Points,
}

/// A purchase in a member's file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Purchase<'a> {
    pub total: Money,
    pub on: NaiveDate,
    /// What was bought, in the clerk's words. May be empty.
    pub note: &'a str,
}

/// What a clerk needs to know of a member.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct File<'a> {
    pub name: &'a str,
    pub number: i64,
    pub username: Option<&'a str>,
    /// Ready to be shown: [`phone`] in full, or [`masked_phone`] (S5).
    pub phone: Option<&'a str>,
    /// For those who may see how a member is reached (S5).
    pub email: Option<&'a str>,
    pub balance: Points,
    pub pending: Points,
    pub owed: Points,
    pub open_coupons: i64,
    pub member_since: NaiveDate,
    /// The latest, newest first.
    pub purchases: &'a [Purchase<'a>],
    /// Whether a private message can reach them.
    pub reachable: bool,
    pub currency: Currency,
}

/// How /sell is used. `example` is a usual amount.
#[must_use]
pub fn sell_how_to(lang: Lang, example: Money, currency: Currency) -> String {
    let example = plain_amount(lang, example, currency);
    words!(lang, "till.sell_how_to", example = example)
}

#[must_use]
pub fn ask_amount(lang: Lang, name: &str) -> String {
    words!(lang, "till.ask_amount", name = escape(name))
}

/// An amount without a customer.
#[must_use]
pub fn ask_whose(lang: Lang, total: Money, currency: Currency) -> String {
    words!(lang, "till.ask_whose", total = money(lang, total, currency))
}

/// Several members fit the name.
#[must_use]
pub fn choose_whose(lang: Lang, total: Money, currency: Currency, typed: &str) -> String {
    words!(
        lang,
        "till.choose_whose",
        total = money(lang, total, currency),
        typed = escape(typed)
    )
}

/// A member on a button: "Anna Maria · 1042".
#[must_use]
pub fn member_label(name: &str, number: i64) -> String {
    format!("{} · {number}", short(name, LABEL_NAME))
}

/// A member in a list of found ones: "Anna Maria · 1042 · 178".
#[must_use]
pub fn found_label(lang: Lang, name: &str, member: i64, balance: Points) -> String {
    format!("{} · {}", member_label(name, member), number(lang, balance.get()))
}

/// Why an amount cannot be used, and how to write it. The readings of an ambiguous one are offered as
/// buttons beside it: see [`reading_label`].
#[must_use]
pub fn unclear(lang: Lang, typed: &str, why: &Unclear, currency: Currency) -> String {
    let typed = escape(&short(typed, ALERT_NAME));
    match why {
        Unclear::NotANumber => {
            let example = plain_amount(lang, example_amount(currency), currency);
            words!(lang, "till.unclear.not_a_number", typed = typed, example = example)
        }
        Unclear::NotPositive => words!(lang, "till.unclear.not_positive"),
        Unclear::TooLarge => words!(lang, "till.unclear.too_large", most = money(lang, Money::MAX, currency)),
        Unclear::TooManyDecimals if currency.digits() == 0 => {
            words!(lang, "till.unclear.no_decimals", typed = typed, currency = currency)
        }
        Unclear::TooManyDecimals => {
            words!(
                lang,
                "till.unclear.too_many_decimals",
                typed = typed,
                currency = currency,
                digits = currency.digits()
            )
        }
        Unclear::OtherCurrency => words!(lang, "till.unclear.other_currency", typed = typed, currency = currency),
        Unclear::Ambiguous { readings } if readings.len() == 1 => {
            words!(lang, "till.unclear.one_reading", typed = typed)
        }
        Unclear::Ambiguous { .. } => words!(lang, "till.unclear.ambiguous", typed = typed),
    }
}

/// One amount that an unclear one could be.
#[must_use]
pub fn reading_label(lang: Lang, reading: Money, currency: Currency) -> String {
    money(lang, reading, currency)
}

#[must_use]
pub fn nobody_by_that_name(lang: Lang, typed: &str) -> String {
    words!(lang, "till.nobody_by_that_name", typed = escape(typed))
}

/// To the clerk: the sale stands.
#[must_use]
pub fn recorded(lang: Lang, sale: &Sale<'_>) -> String {
    lines([
        Some(words!(
            lang,
            "till.recorded",
            name = escape(sale.name),
            total = money(lang, sale.total, sale.currency),
            earned = points(lang, sale.earned)
        )),
        (!sale.covered.is_zero()).then(|| words!(lang, "till.recorded_covered", covered = points(lang, sale.covered))),
        sale.spendable_from
            .map(|from| words!(lang, "till.recorded_pending", from = date(lang, from))),
        Some(words!(
            lang,
            "till.recorded_balance",
            balance = points(lang, sale.balance)
        )),
    ])
}

#[must_use]
pub fn record_sale_label(lang: Lang) -> String {
    words!(lang, "till.record_sale_label")
}

#[must_use]
pub fn open_file_label(lang: Lang) -> String {
    words!(lang, "till.open_file_label")
}

#[must_use]
pub fn undo_label(lang: Lang) -> String {
    words!(lang, "till.undo_label")
}

#[must_use]
pub fn undo_question(lang: Lang, name: &str, total: Money, currency: Currency) -> String {
    words!(
        lang,
        "till.undo_question",
        name = escape(name),
        total = money(lang, total, currency)
    )
}

#[must_use]
pub fn undo_confirm_label(lang: Lang) -> String {
    words!(lang, "till.undo_confirm_label")
}

#[must_use]
pub fn undone(lang: Lang, name: &str, total: Money, currency: Currency, taken: Points) -> String {
    words!(
        lang,
        "till.undone",
        name = escape(name),
        total = money(lang, total, currency),
        taken = points(lang, taken)
    )
}

#[must_use]
pub fn undo_too_late(lang: Lang, minutes: i64) -> String {
    words!(lang, "till.undo_too_late", minutes = number(lang, minutes))
}

#[must_use]
pub fn undo_of_a_colleague(lang: Lang, by: &str) -> String {
    words!(lang, "till.undo_of_a_colleague", by = escape(by))
}

#[must_use]
pub fn nothing_to_undo(lang: Lang) -> String {
    words!(lang, "till.nothing_to_undo")
}

/// The reply is to somebody who is not a member: the invitation follows.
#[must_use]
pub fn not_a_member(lang: Lang, name: &str) -> String {
    words!(lang, "till.not_a_member", name = escape(name))
}

/// To be forwarded to somebody who is not a member.
#[must_use]
pub fn invitation(lang: Lang, shop: &str, link: &str) -> String {
    words!(lang, "till.invitation", shop = escape(shop), link = escape(link))
}

/// The reply is to a channel, a bot or an anonymous administrator.
#[must_use]
pub fn reply_to_nobody(lang: Lang) -> String {
    words!(lang, "till.reply_to_nobody")
}

#[must_use]
pub fn to_yourself(lang: Lang) -> String {
    words!(lang, "till.to_yourself")
}

/// What a clerk sees of a member.
#[must_use]
pub fn file(lang: Lang, file: &File<'_>) -> String {
    let name = words!(lang, "till.file.name", name = escape(file.name), number = file.number);
    let purchases = bullets(
        file.purchases
            .iter()
            .map(|bought| purchase(lang, bought, file.currency)),
    );
    let reached: Vec<String> = [
        file.username.map(|username| format!("@{}", escape(username))),
        file.phone.map(escape),
        file.email.map(escape),
    ]
    .into_iter()
    .flatten()
    .collect();
    lines([
        Some(name),
        Some(reached.join(" · ")).filter(|reached| !reached.is_empty()),
        GAP,
        Some(words!(lang, "till.file.balance", points = points(lang, file.balance))),
        (!file.pending.is_zero()).then(|| words!(lang, "till.file.pending", points = points(lang, file.pending))),
        (!file.owed.is_zero()).then(|| words!(lang, "till.file.owed", points = points(lang, file.owed))),
        (file.open_coupons > 0).then(|| words!(lang, "till.file.coupons", n = number(lang, file.open_coupons))),
        Some(words!(lang, "till.file.since", since = date(lang, file.member_since))),
        (!file.reachable).then(|| words!(lang, "till.file.unreachable")),
        GAP,
        (!purchases.is_empty()).then(|| words!(lang, "till.file.purchases", purchases = purchases)),
    ])
}

fn purchase(lang: Lang, bought: &Purchase<'_>, currency: Currency) -> String {
    let (total, on) = (money(lang, bought.total, currency), date(lang, bought.on));
    match bought.note {
        "" => words!(lang, "till.file.purchase", total = total, on = on),
        note => words!(
            lang,
            "till.file.purchase_of",
            total = total,
            on = on,
            note = in_list(note)
        ),
    }
}

/// Enough of a phone number to tell two people apart: "••• ••56" (S5).
#[must_use]
pub fn masked_phone(digits: &str) -> String {
    let kept = digits.chars().count().saturating_sub(3);
    let last: String = digits.chars().skip(kept).collect();
    format!("••• {last}")
}

/// A phone number as it is dialled.
#[must_use]
pub fn phone(digits: &str) -> String {
    format!("+{digits}")
}

#[must_use]
pub fn member_coupons_label(lang: Lang) -> String {
    words!(lang, "till.member_coupons_label")
}

#[must_use]
pub fn member_statement_label(lang: Lang) -> String {
    words!(lang, "till.member_statement_label")
}

/// Above the statement of a member, for staff.
#[must_use]
pub fn statement_of(lang: Lang, name: &str) -> String {
    words!(lang, "till.statement_of", name = escape(name))
}

#[must_use]
pub fn no_coupons(lang: Lang, name: &str) -> String {
    words!(lang, "till.no_coupons", name = escape(name))
}

/// Above the open coupons of a member, for staff.
#[must_use]
pub fn coupons_of(lang: Lang, name: &str) -> String {
    words!(lang, "till.coupons_of", name = escape(name))
}

#[must_use]
pub fn find_how_to(lang: Lang) -> String {
    words!(lang, "till.find_how_to")
}

#[must_use]
pub fn find_results(lang: Lang, typed: &str) -> String {
    words!(lang, "till.find_results", typed = escape(typed))
}

/// Nobody fits after those who were shown.
#[must_use]
pub fn find_no_others(lang: Lang, typed: &str) -> String {
    words!(lang, "till.find_no_others", typed = escape(typed))
}

/// Many have one of the words, and nobody so far has all.
#[must_use]
pub fn find_none_yet(lang: Lang, typed: &str) -> String {
    words!(lang, "till.find_none_yet", typed = escape(typed))
}

#[must_use]
pub fn find_more_label(lang: Lang) -> String {
    words!(lang, "till.find_more_label")
}

#[must_use]
pub fn find_first_label(lang: Lang) -> String {
    words!(lang, "till.find_first_label")
}

/// More members fit than are shown.
#[must_use]
pub fn find_too_many(lang: Lang, typed: &str) -> String {
    words!(lang, "till.find_too_many", typed = escape(typed))
}
