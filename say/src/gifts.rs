//! The gift area for customers.

use chrono::NaiveDate;
use domain::coupon::Code;
use domain::gift::{Gift, Unavailable};
use domain::{Lang, Points};

use crate::date::date;
use crate::number::number;
use crate::text::{GAP, LABEL_NAME, days, escape, in_list, lines, more_points, points, short};

/// A gift as one member sees it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Card<'a> {
    pub gift: &'a Gift,
    /// As [`Gift::offered`] says.
    pub offered: Result<(), Unavailable>,
}

/// The longest description shown whole: title, rules and this fit under a picture.
const LONGEST_DESCRIPTION: usize = 500;

/// The answer to /gifts.
#[must_use]
pub fn list(lang: Lang, balance: Points, cards: &[Card<'_>]) -> String {
    let cards: Vec<String> = cards.iter().map(|shown| card(lang, shown)).collect();
    lines([
        Some(words!(lang, "gifts.heading", points = points(lang, balance))),
        GAP,
        Some(cards.join("\n\n")),
    ])
}

fn card(lang: Lang, card: &Card<'_>) -> String {
    let gift = card.gift;
    let price = points(lang, gift.price);
    let title = in_list(&gift.title);
    let first = match gift.stock.filter(|stock| *stock > 0) {
        Some(left) => words!(
            lang,
            "gifts.card_with_stock",
            title = title,
            price = price,
            left = number(lang, left)
        ),
        None => words!(lang, "gifts.card", title = title, price = price),
    };
    let hint = match card.offered {
        Ok(()) => words!(lang, "gifts.hint.ready"),
        Err(Unavailable::Withdrawn) => words!(lang, "gifts.hint.withdrawn"),
        Err(Unavailable::NotYet { from }) => words!(lang, "gifts.hint.not_yet", from = date(lang, from)),
        Err(Unavailable::Over { until }) => words!(lang, "gifts.hint.over", until = date(lang, until)),
        Err(Unavailable::SoldOut) => words!(lang, "gifts.hint.sold_out"),
        Err(Unavailable::LimitReached { .. }) => words!(lang, "gifts.hint.limit_reached"),
        Err(Unavailable::DayLimitReached { .. }) => words!(lang, "gifts.hint.day_limit_reached"),
        Err(Unavailable::Owing { owed }) => words!(lang, "gifts.hint.owing", points = points(lang, owed)),
        Err(Unavailable::Short { missing }) => words!(lang, "gifts.hint.short", points = more_points(lang, missing)),
    };
    format!("{first}\n{hint}")
}

/// Why a member cannot have a gift now: an answer of its own.
#[must_use]
pub fn unavailable(lang: Lang, title: &str, why: Unavailable) -> String {
    let title = escape(title);
    match why {
        Unavailable::Withdrawn => words!(lang, "gifts.no.withdrawn", title = title),
        Unavailable::NotYet { from } => words!(lang, "gifts.no.not_yet", title = title, from = date(lang, from)),
        Unavailable::Over { until } => words!(lang, "gifts.no.over", title = title, until = date(lang, until)),
        Unavailable::SoldOut => words!(lang, "gifts.no.sold_out", title = title),
        Unavailable::LimitReached { limit: 1 } => words!(lang, "gifts.no.once_only", title = title),
        Unavailable::LimitReached { limit } => words!(
            lang,
            "gifts.no.limit_reached",
            title = title,
            limit = number(lang, limit)
        ),
        Unavailable::DayLimitReached { limit } => words!(
            lang,
            "gifts.no.day_limit_reached",
            title = title,
            limit = number(lang, limit)
        ),
        Unavailable::Owing { owed } => words!(lang, "gifts.no.owing", title = title, points = points(lang, owed)),
        Unavailable::Short { missing } => words!(
            lang,
            "gifts.no.short",
            title = title,
            points = more_points(lang, missing)
        ),
    }
}

/// One gift in full; stands under its picture, if it has one.
#[must_use]
pub fn detail(lang: Lang, card: &Card<'_>, balance: Points) -> String {
    lines([
        Some(facts(lang, card.gift)),
        GAP,
        match card.offered {
            Ok(()) => Some(words!(lang, "gifts.you_have", points = points(lang, balance))),
            Err(why) => Some(unavailable(lang, &card.gift.title, why)),
        },
    ])
}

/// Title, description, price and rules.
pub(crate) fn facts(lang: Lang, gift: &Gift) -> String {
    lines([
        Some(words!(lang, "gifts.title", title = escape(&gift.title))),
        (!gift.description.is_empty()).then(|| escape(&short(&gift.description, LONGEST_DESCRIPTION))),
        GAP,
        Some(words!(lang, "gifts.price", points = points(lang, gift.price))),
        gift.stock.map(|left| match left {
            1.. => words!(lang, "gifts.stock", left = number(lang, left)),
            _ => words!(lang, "gifts.stock_none"),
        }),
        gift.per_member
            .map(|limit| words!(lang, "gifts.limit", limit = number(lang, limit))),
        gift.per_day
            .map(|limit| words!(lang, "gifts.per_day", limit = number(lang, limit))),
        period(lang, gift),
        Some(match gift.coupon_days {
            0 => words!(lang, "gifts.valid_same_day"),
            n => words!(lang, "gifts.valid_days", days = days(lang, i64::from(n))),
        }),
    ])
}

fn period(lang: Lang, gift: &Gift) -> Option<String> {
    match (gift.from, gift.until) {
        (Some(from), Some(until)) => Some(words!(
            lang,
            "gifts.from_until",
            from = date(lang, from),
            until = date(lang, until)
        )),
        (Some(from), None) => Some(words!(lang, "gifts.from", from = date(lang, from))),
        (None, Some(until)) => Some(words!(lang, "gifts.until", until = date(lang, until))),
        (None, None) => None,
    }
}

/// A gift on a button of the list: "Mug · 200".
#[must_use]
pub fn gift_label(lang: Lang, title: &str, price: Points) -> String {
    format!("{} · {}", short(title, LABEL_NAME), number(lang, price.get()))
}

#[must_use]
pub fn redeem_label(lang: Lang, price: Points) -> String {
    words!(lang, "gifts.redeem_label", price = points(lang, price))
}

#[must_use]
pub fn confirm(lang: Lang, title: &str, price: Points, left: Points) -> String {
    words!(
        lang,
        "gifts.confirm",
        title = escape(title),
        price = points(lang, price),
        left = points(lang, left)
    )
}

#[must_use]
pub fn confirm_label(lang: Lang) -> String {
    words!(lang, "gifts.confirm_label")
}

/// The price was changed between the question and the answer.
#[must_use]
pub fn price_changed(lang: Lang, title: &str, price: Points) -> String {
    words!(
        lang,
        "gifts.price_changed",
        title = escape(title),
        price = points(lang, price)
    )
}

/// Under the picture of the coupon.
#[must_use]
pub fn redeemed(lang: Lang, title: &str, code: &Code, until: NaiveDate, left: Points) -> String {
    words!(
        lang,
        "gifts.redeemed",
        title = escape(title),
        code = code,
        until = date(lang, until),
        left = points(lang, left)
    )
}

#[must_use]
pub fn gone(lang: Lang) -> String {
    words!(lang, "gifts.gone")
}

#[must_use]
pub fn none_yet(lang: Lang, shop: &str) -> String {
    words!(lang, "gifts.none_yet", shop = escape(shop))
}
