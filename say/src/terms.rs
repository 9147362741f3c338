//! A coupon's terms: what it is worth, what it asks, whose it is, and what it goes together with.

use domain::terms::{Names, Terms, Worth};
use domain::{Currency, Lang};

use crate::number::{money, number};
use crate::text::{days, in_list};

/// Terms with what it takes to read them out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Written<'a> {
    pub terms: &'a Terms,
    pub names: &'a Names,
    pub currency: Currency,
}

/// Names of things in one sentence; the rest is counted.
const NAMED: usize = 3;

/// "20% off, at most €10". `None`: what the title says is handed over.
#[must_use]
pub fn worth(lang: Lang, written: &Written<'_>) -> Option<String> {
    let money = |amount| money(lang, amount, written.currency);
    Some(match &written.terms.worth {
        Worth::Gift => return None,
        Worth::Amount { off } => words!(lang, "terms.amount", off = money(*off)),
        Worth::Percent { percent, at_most } => words!(
            lang,
            "terms.percent",
            percent = number(lang, i64::from(*percent)),
            at_most = money(*at_most)
        ),
        Worth::Price { everyday, price, .. } => {
            let (price, everyday) = (money(*price), money(*everyday));
            match &written.names.product {
                Some(product) => words!(
                    lang,
                    "terms.price",
                    product = in_list(product),
                    price = price,
                    everyday = everyday
                ),
                None => words!(lang, "terms.price_alone", price = price, everyday = everyday),
            }
        }
        Worth::Times { percent, days: 0 } => {
            words!(lang, "terms.times_on_the_day", points = times(lang, *percent))
        }
        Worth::Times { percent, days: more } => words!(
            lang,
            "terms.times_for_days",
            points = times(lang, *percent),
            days = days(lang, i64::from(*more) + 1)
        ),
        Worth::FreeDelivery => words!(lang, "terms.free_delivery"),
    })
}

/// "Double points", "1.5× points".
fn times(lang: Lang, percent: u32) -> String {
    match percent {
        200 => words!(lang, "terms.double"),
        300 => words!(lang, "terms.triple"),
        percent => words!(
            lang,
            "terms.times",
            n = crate::number::hundredths(lang, i64::from(percent))
        ),
    }
}

/// "from €30", "only for Shoes", "for Gold and higher": what has to be so at the till.
#[must_use]
pub fn conditions(lang: Lang, written: &Written<'_>) -> Vec<String> {
    let (asked, names) = (written.terms, written.names);
    let things: Vec<&str> = names.only.iter().map(String::as_str).collect();
    let (first, more) = things.split_at(things.len().min(NAMED));
    let more = i64::try_from(more.len()).unwrap_or(0);
    [
        asked
            .min_spend
            .map(|amount| words!(lang, "terms.min_spend", amount = money(lang, amount, written.currency))),
        match (asked.only.is_everything(), first) {
            (true, _) => None,
            // What it was for is not sold any more.
            (false, []) => Some(words!(lang, "terms.only_some")),
            (false, first) => Some(words!(
                lang,
                "terms.only",
                things = crate::text::names(lang, first, more)
            )),
        },
        asked.tier.map(|_| match &names.tier {
            Some(tier) => words!(lang, "terms.tier", tier = in_list(tier)),
            None => words!(lang, "terms.some_tier"),
        }),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// Whether it goes together with member prices, where that is a question at all.
#[must_use]
pub fn stacking(lang: Lang, written: &Written<'_>) -> Option<String> {
    match (&written.terms.worth, written.terms.with_member_prices) {
        (Worth::Amount { .. } | Worth::Percent { .. }, true) => Some(words!(lang, "terms.with_member_prices")),
        (Worth::Amount { .. } | Worth::Percent { .. }, false) => Some(words!(lang, "terms.not_with_member_prices")),
        _ => None,
    }
}

/// Whom it works for (C3).
#[must_use]
pub fn holder(lang: Lang, transferable: bool) -> String {
    if transferable {
        words!(lang, "terms.for_whoever_shows_it")
    } else {
        words!(lang, "terms.for_its_holder")
    }
}

/// What it is worth and what it asks, on one line.
#[must_use]
pub fn brief(lang: Lang, written: &Written<'_>) -> Option<String> {
    let parts: Vec<String> = worth(lang, written)
        .into_iter()
        .chain(conditions(lang, written))
        .collect();
    (!parts.is_empty()).then(|| parts.join(" · "))
}

/// [`brief`] and the rule about member prices, one below the other. `None`: there is nothing to say.
#[must_use]
pub fn facts(lang: Lang, written: &Written<'_>) -> Option<String> {
    let lines: Vec<String> = brief(lang, written)
        .into_iter()
        .chain(stacking(lang, written))
        .collect();
    (!lines.is_empty()).then(|| lines.join("\n"))
}
