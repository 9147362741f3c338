//! What a purchase comes to: member prices, a coupon, points, and what a refund gives back of them.

use chrono::NaiveDate;
use domain::letter::Applied;
use domain::order::{Channel, Line};
use domain::reckon::NotNow;
use domain::refund::Split;
use domain::{Currency, Lang, Money, Points};

use crate::date::date;
use crate::number::{money, number};
use crate::receipt;
use crate::text::{GAP, LABEL_NAME, bullets, escape, in_list, lines, points, short};

/// How a sum came about: "€128.00 − €5.00 (Five off) − €10.00 (200 points) = €113.00". Nothing where
/// nothing was applied.
#[must_use]
pub fn sum(lang: Lang, applied: &Applied, fee: Money, total: Money, currency: Currency) -> Option<String> {
    if *applied == Applied::default() && fee.is_zero() {
        return None;
    }
    let mut sum = money(lang, applied.everyday, currency);
    let mut add = |part: String| {
        sum.push(' ');
        sum.push_str(&part);
    };
    if !applied.member_off.is_zero() {
        let off = money(lang, applied.member_off, currency);
        add(words!(lang, "checkout.member_off", off = off));
    }
    if !fee.is_zero() {
        add(words!(lang, "checkout.fee", fee = money(lang, fee, currency)));
    }
    match &applied.coupon {
        Some((title, off)) if off.is_zero() => add(words!(lang, "checkout.coupon_beside", title = in_list(title))),
        Some((title, off)) => {
            let off = money(lang, *off, currency);
            add(words!(lang, "checkout.coupon_off", off = off, title = in_list(title)));
        }
        None => {}
    }
    if !applied.points.is_zero() {
        let worth = money(lang, applied.points_worth, currency);
        add(words!(
            lang,
            "checkout.points_off",
            worth = worth,
            points = points(lang, applied.points)
        ));
    }
    sum.push_str(" = ");
    sum.push_str(&money(lang, total, currency));
    Some(sum)
}

/// To the customer: points that a purchase was paid with came back.
#[must_use]
pub fn points_are_back(lang: Lang, returned: Points) -> String {
    words!(lang, "checkout.points_are_back", returned = points(lang, returned))
}

/// To the customer: the coupon that a purchase used can be used again.
#[must_use]
pub fn coupon_is_back(lang: Lang, title: &str) -> String {
    words!(lang, "checkout.coupon_is_back", title = in_list(title))
}

/// A sale before it counts.
#[derive(Debug, Clone, Copy)]
pub struct Offer<'a> {
    pub name: &'a str,
    /// What is bought, where it has names.
    pub lines: &'a [Line],
    pub applied: &'a Applied,
    pub total: Money,
    pub currency: Currency,
    pub earned: Points,
}

/// To the clerk: what a sale comes to, before it counts.
#[must_use]
pub fn question(lang: Lang, offer: &Offer<'_>) -> String {
    let total = money(lang, offer.total, offer.currency);
    lines([
        Some(words!(
            lang,
            "checkout.question",
            name = escape(offer.name),
            total = total,
            earned = points(lang, offer.earned)
        )),
        bought(lang, offer.lines, offer.currency),
        sum(lang, offer.applied, Money::ZERO, offer.total, offer.currency),
        GAP,
        Some(words!(lang, "checkout.not_yet")),
    ])
}

/// What was bought, line by line: "2 × Laces: €12". Nothing where nothing has a name.
#[must_use]
pub fn bought(lang: Lang, bought: &[Line], currency: Currency) -> Option<String> {
    let rows = bought.iter().filter(|line| !line.title.is_empty()).map(|line| {
        let sum = line.price.minor().saturating_mul(i64::from(line.quantity));
        let sum = money(lang, Money::new(sum).unwrap_or(Money::MAX), currency);
        let n = number(lang, i64::from(line.quantity));
        words!(lang, "checkout.line", n = n, title = in_list(&line.title), sum = sum)
    });
    let rows: Vec<String> = rows.collect();
    (!rows.is_empty()).then(|| rows.join("\n"))
}

#[must_use]
pub fn record_label(lang: Lang, total: Money, currency: Currency) -> String {
    words!(lang, "checkout.record_label", total = money(lang, total, currency))
}

/// Applies a coupon.
#[must_use]
pub fn coupon_label(title: &str) -> String {
    format!("🎟 {}", short(title, LABEL_NAME))
}

#[must_use]
pub fn without_coupon_label(lang: Lang) -> String {
    words!(lang, "checkout.without_coupon_label")
}

/// Pays with as many points as can pay: "⭐ 200 points: −€10.00".
#[must_use]
pub fn points_label(lang: Lang, used: Points, worth: Money, currency: Currency) -> String {
    let worth = money(lang, worth, currency);
    words!(
        lang,
        "checkout.points_label",
        points = points(lang, used),
        worth = worth
    )
}

#[must_use]
pub fn without_points_label(lang: Lang) -> String {
    words!(lang, "checkout.without_points_label")
}

/// The prices, the coupon or the points are others than a moment ago.
#[must_use]
pub fn changed(lang: Lang) -> String {
    words!(lang, "checkout.changed")
}

/// Why a coupon does not count for a purchase, and what would help (C4).
#[must_use]
pub fn coupon_does_not_count(lang: Lang, title: &str, why: NotNow, currency: Currency) -> String {
    let title = in_list(title);
    match why {
        NotNow::MinSpend { missing } => {
            let missing = money(lang, missing, currency);
            words!(lang, "checkout.not_now.min_spend", title = title, missing = missing)
        }
        NotNow::NothingItCountsFor => words!(lang, "checkout.not_now.nothing", title = title),
        NotNow::NotWithMemberPrices => words!(lang, "checkout.not_now.member_prices", title = title),
        NotNow::NotBrought => words!(lang, "checkout.not_now.not_brought", title = title),
        NotNow::Tier => words!(lang, "checkout.not_now.tier", title = title),
        NotNow::Tag => words!(lang, "checkout.not_now.tag", title = title),
        NotNow::OtherHolder => words!(lang, "checkout.not_now.other_holder", title = title),
        NotNow::Over => words!(lang, "checkout.not_now.over", title = title),
        NotNow::Taken => words!(lang, "checkout.not_now.taken", title = title),
    }
}

#[must_use]
pub fn sold_out(lang: Lang, title: &str, left: i64) -> String {
    let title = in_list(title);
    if left == 0 {
        return words!(lang, "checkout.sold_out", title = title);
    }
    words!(lang, "checkout.only_so_many", title = title, left = number(lang, left))
}

#[must_use]
pub fn not_sold_any_more(lang: Lang) -> String {
    words!(lang, "checkout.not_sold_any_more")
}

/// The words name nothing in the catalogue, and something has a name like them.
#[must_use]
pub fn which_is_it(lang: Lang, typed: &str) -> String {
    words!(lang, "checkout.which_is_it", typed = in_list(typed))
}

/// Leaves the words as the clerk wrote them.
#[must_use]
pub fn as_typed_label(typed: &str) -> String {
    format!("“{}”", short(typed, LABEL_NAME))
}

/// Something in the catalogue on a button.
#[must_use]
pub fn choice_label(title: &str) -> String {
    short(title, LABEL_NAME)
}

/// A coupon that is worth money is used in a sale.
#[must_use]
pub fn use_in_a_sale_label(lang: Lang) -> String {
    words!(lang, "checkout.use_in_a_sale_label")
}

/// How much the purchase is that a coupon is to be used for.
#[must_use]
pub fn ask_amount_with_coupon(lang: Lang, name: &str, title: &str) -> String {
    words!(
        lang,
        "checkout.ask_amount_with_coupon",
        name = escape(name),
        title = in_list(title)
    )
}

/// The same for a coupon that works for whoever shows it, and not for `name`, whose it is, alone (C3).
#[must_use]
pub fn ask_amount_with_shared_coupon(lang: Lang, name: &str, title: &str) -> String {
    words!(
        lang,
        "checkout.ask_amount_with_shared_coupon",
        name = escape(name),
        title = in_list(title)
    )
}

/// A recorded order, as staff see it.
#[derive(Debug, Clone, Copy)]
pub struct Recorded<'a> {
    pub name: &'a str,
    pub on: NaiveDate,
    pub note: &'a str,
    pub lines: &'a [Line],
    pub applied: &'a Applied,
    pub fee: Money,
    pub total: Money,
    pub currency: Currency,
    pub earned: Points,
    /// Given back so far, of its value.
    pub refunded: Money,
    pub undone: bool,
    pub channel: Channel,
    /// The number of its receipt.
    pub external: Option<&'a str>,
}

#[must_use]
pub fn order(lang: Lang, order: &Recorded<'_>) -> String {
    let total = money(lang, order.total, order.currency);
    let (name, on) = (escape(order.name), date(lang, order.on));
    lines([
        Some(words!(
            lang,
            "checkout.order.heading",
            name = name,
            total = total,
            on = on
        )),
        (!order.note.is_empty()).then(|| in_list(order.note)),
        receipt::noted(lang, order.channel, order.external),
        bought(lang, order.lines, order.currency),
        sum(lang, order.applied, order.fee, order.total, order.currency),
        Some(words!(
            lang,
            "checkout.order.earned",
            earned = points(lang, order.earned)
        )),
        match (order.undone, order.refunded.is_zero()) {
            (true, _) => Some(words!(lang, "checkout.order.undone")),
            (false, false) => {
                let refunded = money(lang, order.refunded, order.currency);
                Some(words!(lang, "checkout.order.refunded", refunded = refunded))
            }
            (false, true) => None,
        },
    ])
}

/// A purchase on a button: "€128.00 · 23 Nov 2026".
#[must_use]
pub fn purchase_label(lang: Lang, total: Money, currency: Currency, on: NaiveDate) -> String {
    format!("{} · {}", money(lang, total, currency), date(lang, on))
}

#[must_use]
pub fn refund_label(lang: Lang) -> String {
    words!(lang, "checkout.refund_label")
}

/// How much is to be refunded. `left`: what was not refunded yet.
#[must_use]
pub fn ask_refund(lang: Lang, name: &str, left: Money, currency: Currency) -> String {
    let left = money(lang, left, currency);
    words!(lang, "checkout.ask_refund", name = escape(name), left = left)
}

/// All that is left of an order.
#[must_use]
pub fn refund_all_label(lang: Lang, left: Money, currency: Currency) -> String {
    words!(lang, "checkout.refund_all_label", left = money(lang, left, currency))
}

/// More than is left to refund.
#[must_use]
pub fn refund_too_much(lang: Lang, left: Money, currency: Currency) -> String {
    words!(lang, "checkout.refund_too_much", left = money(lang, left, currency))
}

/// What a refund gives back and takes, before it counts. `coupon`: the one that comes back with it.
#[must_use]
pub fn refund_question(lang: Lang, name: &str, split: Split, currency: Currency, coupon: Option<&str>) -> String {
    lines([
        Some(words!(lang, "checkout.refund_question", name = escape(name))),
        Some(back(lang, split, currency, coupon)),
    ])
}

#[must_use]
pub fn refund_confirm_label(lang: Lang) -> String {
    words!(lang, "checkout.refund_confirm_label")
}

/// A refund that was made.
#[must_use]
pub fn refund_done(lang: Lang, name: &str, split: Split, currency: Currency, coupon: Option<&str>) -> String {
    lines([
        Some(words!(lang, "checkout.refund_done", name = escape(name))),
        Some(back(lang, split, currency, coupon)),
    ])
}

/// How refunds begin.
#[must_use]
pub fn refund_how_to(lang: Lang) -> String {
    words!(lang, "checkout.refund_how_to")
}

/// Above a member's purchases, one of which is to be refunded.
#[must_use]
pub fn choose_purchase(lang: Lang, name: &str) -> String {
    words!(lang, "checkout.choose_purchase", name = escape(name))
}

fn back(lang: Lang, split: Split, currency: Currency, coupon: Option<&str>) -> String {
    let given = money(lang, split.money, currency);
    let rows = bullets(
        [
            (!split.money.is_zero()).then(|| words!(lang, "checkout.back.money", money = given)),
            (!split.returned.is_zero())
                .then(|| words!(lang, "checkout.back.points", points = points(lang, split.returned))),
            coupon.map(|title| words!(lang, "checkout.back.coupon", title = in_list(title))),
            (!split.clawed.is_zero()).then(|| words!(lang, "checkout.back.taken", points = points(lang, split.clawed))),
        ]
        .into_iter()
        .flatten(),
    );
    rows.trim_start().to_owned()
}
