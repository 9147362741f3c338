//! The catalogue for members, and orders of the private chat: held, paid, handed over, or ended.

use chrono::NaiveDateTime;
use domain::letter::{Applied, OrderEnd, OrderNews, PaidIn};
use domain::order::{Line, OrderState};
use domain::product::Product;
use domain::relative::{ForWhom, Relation};
use domain::{Currency, Lang, Money, Points};

use crate::checkout::{bought, coupon_is_back, points_are_back, sum};
use crate::date::moment;
use crate::number::{money, number};
use crate::text::{ALERT_NAME, GAP, LABEL_NAME, escape, in_list, lines, short};

/// The longest description shown whole: it stands under a picture.
const LONGEST_DESCRIPTION: usize = 500;
/// A name beside another one on a button is cut to this many characters.
const HALF_A_LABEL: usize = 12;
/// Lines of an order that are written out under its slip: Telegram allows 1,024 characters there.
const LINES_UNDER_A_PICTURE: usize = 6;

/// Above the categories.
#[must_use]
pub fn catalogue(lang: Lang, shop: &str) -> String {
    words!(lang, "orders.catalogue", shop = escape(shop))
}

#[must_use]
pub fn nothing_sold(lang: Lang, shop: &str) -> String {
    words!(lang, "orders.nothing_sold", shop = escape(shop))
}

/// Above the things of one category. `None`: those in no category.
#[must_use]
pub fn shelf(lang: Lang, category: Option<&str>) -> String {
    match category {
        Some(category) => words!(lang, "orders.shelf", category = in_list(category)),
        None => words!(lang, "orders.shelf_of_others"),
    }
}

#[must_use]
pub fn others_label(lang: Lang) -> String {
    words!(lang, "orders.others_label")
}

/// Something in the catalogue on a button: "House blend · €8.00".
#[must_use]
pub fn product_label(lang: Lang, title: &str, price: Money, currency: Currency) -> String {
    format!("{} · {}", short(title, LABEL_NAME), money(lang, price, currency))
}

/// One thing in full; stands under its picture, if it has one.
#[must_use]
pub fn product(lang: Lang, product: &Product, currency: Currency) -> String {
    let everyday = money(lang, product.price, currency);
    lines([
        Some(words!(lang, "orders.product.title", title = escape(&product.title))),
        (!product.description.is_empty()).then(|| escape(&short(&product.description, LONGEST_DESCRIPTION))),
        GAP,
        Some(match product.member_price.filter(|price| *price < product.price) {
            // Both are named: what everybody pays, and what it costs a member (C8).
            Some(price) => words!(
                lang,
                "orders.product.member_price",
                price = money(lang, price, currency),
                everyday = everyday
            ),
            None => words!(lang, "orders.product.price", price = everyday),
        }),
        product
            .stars
            .map(|stars| words!(lang, "orders.product.stars", stars = number(lang, stars))),
        match product.stock {
            Some(0) => Some(words!(lang, "orders.product.sold_out")),
            Some(left) => Some(words!(lang, "orders.product.stock", left = number(lang, left))),
            None => None,
        },
        product
            .members_only
            .then(|| words!(lang, "orders.product.members_only")),
    ])
}

#[must_use]
pub fn reserve_label(lang: Lang) -> String {
    words!(lang, "orders.reserve_label")
}

/// Has it brought. `fee`: what that costs.
#[must_use]
pub fn bring_label(lang: Lang, fee: Money, currency: Currency) -> String {
    if fee.is_zero() {
        return words!(lang, "orders.bring_free_label");
    }
    words!(lang, "orders.bring_label", fee = money(lang, fee, currency))
}

#[must_use]
pub fn ask_where(lang: Lang, title: &str) -> String {
    words!(lang, "orders.ask_where", title = in_list(title))
}

#[must_use]
pub fn where_unclear(lang: Lang) -> String {
    words!(lang, "orders.where_unclear")
}

pub(crate) fn sum_of(lang: Lang, applied: &Applied, fee: Money, total: Money, currency: Currency) -> Option<String> {
    if *applied != Applied::default() || fee.is_zero() {
        return sum(lang, applied, fee, total, currency);
    }
    // Nothing came off, but bringing it costs something.
    let plain = Applied {
        everyday: Money::new(total.minor() - fee.minor()).unwrap_or_default(),
        ..Applied::default()
    };
    sum(lang, &plain, fee, total, currency)
}

/// How an order comes to its member, as far as whoever reads may know.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way<'a> {
    Collected,
    BroughtTo(&'a str),
    /// Where to is not theirs to know.
    Brought,
}

impl<'a> Way<'a> {
    /// `brought`: it is, even where the place is not said.
    #[must_use]
    pub const fn of(place: Option<&'a str>, brought: bool) -> Self {
        match (place, brought) {
            (Some(place), _) => Self::BroughtTo(place),
            (None, true) => Self::Brought,
            (None, false) => Self::Collected,
        }
    }
}

pub(crate) fn for_whom(lang: Lang, whom: &ForWhom) -> String {
    words!(lang, "orders.for_whom", who = crate::file::for_whom(lang, whom))
}

pub(crate) fn how_it_comes(lang: Lang, way: Way<'_>) -> String {
    match way {
        Way::BroughtTo(place) => words!(lang, "orders.brought_to", place = escape(place)),
        Way::Brought => words!(lang, "orders.brought"),
        Way::Collected => words!(lang, "orders.collected"),
    }
}

#[must_use]
pub fn place_label(lang: Lang, total: Money, currency: Currency) -> String {
    words!(lang, "orders.place_label", total = money(lang, total, currency))
}

/// So many orders of theirs wait to be paid that no more can be made.
#[must_use]
pub fn too_many(lang: Lang, unpaid: i64) -> String {
    words!(lang, "orders.too_many", n = number(lang, unpaid))
}

#[must_use]
pub fn not_brought(lang: Lang, shop: &str) -> String {
    words!(lang, "orders.not_brought", shop = escape(shop))
}

/// Where an order stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// On the shop's clock.
    Unpaid {
        held_until: NaiveDateTime,
    },
    Paid,
    Fulfilled,
    Cancelled,
    /// All that was paid went back.
    Refunded,
}

/// Where an order stands, on its page and on its slip.
#[must_use]
pub fn standing(lang: Lang, standing: Standing) -> String {
    match standing {
        Standing::Unpaid { held_until } => words!(lang, "orders.state.unpaid", until = moment(lang, held_until)),
        Standing::Paid => words!(lang, "orders.state.paid"),
        Standing::Fulfilled => words!(lang, "orders.state.fulfilled"),
        Standing::Cancelled => words!(lang, "orders.state.cancelled"),
        Standing::Refunded => words!(lang, "orders.state.refunded"),
    }
}

/// An order as it stands.
#[derive(Debug, Clone, Copy)]
pub struct Shown<'a> {
    /// Its short name at the counter.
    pub reference: &'a str,
    pub standing: Standing,
    pub lines: &'a [Line],
    pub applied: &'a Applied,
    pub fee: Money,
    pub total: Money,
    pub currency: Currency,
    pub way: Way<'a>,
    /// Of those its member buys for, whom it is for.
    pub for_whom: Option<&'a ForWhom>,
    /// What it costs in Telegram's Stars, if it is paid with them.
    pub stars: Option<i64>,
}

/// An order as its member sees it.
#[must_use]
pub fn own(lang: Lang, order: &Shown<'_>) -> String {
    let open = matches!(order.standing, Standing::Unpaid { .. });
    // What they like is for those who choose for them; under a picture there is little room.
    let whom = order.for_whom.map(|whom| ForWhom {
        taste: String::new(),
        ..whom.clone()
    });
    lines([
        Some(words!(lang, "orders.own", reference = order.reference)),
        Some(standing(lang, order.standing)),
        Some(facts(lang, order, LINES_UNDER_A_PICTURE, whom)),
        GAP,
        open.then(|| match order.stars {
            Some(_) => words!(lang, "orders.pay_by_button"),
            None => words!(lang, "orders.show_at_the_till", reference = order.reference),
        }),
    ])
}

/// What was ordered in one line, for a slip: "2 × House blend, Mug".
#[must_use]
pub fn what_line(lang: Lang, lines: &[Line]) -> String {
    let parts = lines.iter().map(|line| match line.quantity {
        1 => line.title.clone(),
        n => format!("{} × {}", number(lang, i64::from(n)), line.title),
    });
    parts.collect::<Vec<_>>().join(", ")
}

/// What an order comes to, for a slip.
#[must_use]
pub fn sum_line(lang: Lang, order: &Shown<'_>) -> String {
    match order.stars {
        Some(stars) => in_stars(lang, stars),
        None => money(lang, order.total, order.currency),
    }
}

/// In place of the code on the slip of an order that needs nobody any more.
#[must_use]
pub const fn sign(standing: Standing) -> &'static str {
    match standing {
        Standing::Unpaid { .. } => mark(OrderState::Unpaid),
        Standing::Paid => mark(OrderState::Paid),
        Standing::Fulfilled => mark(OrderState::Fulfilled),
        Standing::Cancelled => mark(OrderState::Cancelled),
        Standing::Refunded => "↩️",
    }
}

/// Under the code of a slip.
#[must_use]
pub fn slip_footnote_line(lang: Lang) -> String {
    words!(lang, "orders.slip_footnote")
}

/// An order as staff see it.
#[must_use]
pub fn for_staff(lang: Lang, name: &str, order: &Shown<'_>) -> String {
    lines([
        Some(words!(
            lang,
            "orders.for_staff",
            reference = order.reference,
            name = escape(name)
        )),
        Some(standing(lang, order.standing)),
        Some(facts(lang, order, usize::MAX, order.for_whom.cloned())),
    ])
}

/// `most`: of the lines that are written out.
fn facts(lang: Lang, order: &Shown<'_>, most: usize, whom: Option<ForWhom>) -> String {
    let total = money(lang, order.total, order.currency);
    let (written, more) = order.lines.split_at(order.lines.len().min(most));
    let more = i64::try_from(more.len()).unwrap_or(i64::MAX);
    lines([
        bought(lang, written, order.currency),
        (more > 0).then(|| words!(lang, "orders.more_lines", n = number(lang, more))),
        GAP,
        sum_of(lang, order.applied, order.fee, order.total, order.currency),
        Some(match order.stars {
            Some(stars) => words!(
                lang,
                "orders.total_or_stars",
                total = total,
                stars = number(lang, stars)
            ),
            None => words!(lang, "orders.total", total = total),
        }),
        Some(how_it_comes(lang, order.way)),
        whom.map(|whom| for_whom(lang, &whom)),
    ])
}

#[must_use]
pub fn pay_label(lang: Lang, total: Money, currency: Currency) -> String {
    words!(lang, "orders.pay_label", total = money(lang, total, currency))
}

#[must_use]
pub fn pay_stars_label(lang: Lang, stars: i64) -> String {
    words!(lang, "orders.pay_stars_label", stars = number(lang, stars))
}

#[must_use]
pub fn cancel_label(lang: Lang) -> String {
    words!(lang, "orders.cancel_label")
}

#[must_use]
pub fn cancel_question(lang: Lang, reference: &str) -> String {
    words!(lang, "orders.cancel_question", reference = reference)
}

#[must_use]
pub fn cancel_confirm_label(lang: Lang) -> String {
    words!(lang, "orders.cancel_confirm_label")
}

#[must_use]
pub fn keep_label(lang: Lang) -> String {
    words!(lang, "orders.keep_label")
}

/// Above an order that was to be cancelled or paid, and is not open any more.
#[must_use]
pub fn not_open(lang: Lang) -> String {
    words!(lang, "orders.not_open")
}

/// Above a member's own orders.
#[must_use]
pub fn list(lang: Lang) -> String {
    words!(lang, "orders.list")
}

#[must_use]
pub fn none_yet(lang: Lang) -> String {
    words!(lang, "orders.none_yet")
}

/// A member's own order on a button: "⏳ K7M2Q · €8.00".
#[must_use]
pub fn order_label(lang: Lang, reference: &str, state: OrderState, total: Money, currency: Currency) -> String {
    format!("{} {reference} · {}", mark(state), money(lang, total, currency))
}

/// An open order on a button, for staff: "⏳ K7M2Q · Anna Maria", "⏳ K7M2Q · Anna → Father".
#[must_use]
pub fn open_order_label(lang: Lang, reference: &str, state: OrderState, name: &str, whom: Option<Relation>) -> String {
    let mark = mark(state);
    match whom {
        None => format!("{mark} {reference} · {}", short(name, LABEL_NAME)),
        Some(relation) => {
            let whom = short(&crate::file::relation_label(lang, relation), HALF_A_LABEL);
            format!("{mark} {reference} · {} → {whom}", short(name, HALF_A_LABEL))
        }
    }
}

const fn mark(state: OrderState) -> &'static str {
    match state {
        OrderState::Unpaid => "⏳",
        OrderState::Paid => "💰",
        OrderState::Fulfilled => "✅",
        OrderState::Cancelled => "✖️",
    }
}

/// Above the orders that wait to be paid or handed over.
#[must_use]
pub fn open_list(lang: Lang) -> String {
    words!(lang, "orders.open_list")
}

/// Neither a reference nor a receipt's number.
#[must_use]
pub fn none_called(lang: Lang, typed: &str) -> String {
    words!(lang, "orders.none_called", typed = escape(typed))
}

#[must_use]
pub fn none_open(lang: Lang) -> String {
    words!(lang, "orders.none_open")
}

/// To a clerk: the money is in the till.
#[must_use]
pub fn mark_paid_label(lang: Lang, total: Money, currency: Currency) -> String {
    words!(lang, "orders.mark_paid_label", total = money(lang, total, currency))
}

#[must_use]
pub fn hand_over_label(lang: Lang) -> String {
    words!(lang, "orders.hand_over_label")
}

#[must_use]
pub fn ask_reason(lang: Lang, name: &str) -> String {
    words!(lang, "orders.ask_reason", name = escape(name))
}

#[must_use]
pub fn no_reason_label(lang: Lang) -> String {
    words!(lang, "orders.no_reason_label")
}

/// To a clerk whose own order it is.
#[must_use]
pub fn own_order_of_staff(lang: Lang) -> String {
    words!(lang, "orders.own_order_of_staff")
}

/// To a group: the catalogue is in the private chat.
#[must_use]
pub fn in_private(lang: Lang, shop: &str) -> String {
    words!(lang, "orders.in_private", shop = escape(shop))
}

/// To those who run the till.
#[must_use]
pub fn news(
    lang: Lang,
    news: OrderNews,
    reference: &str,
    name: &str,
    what: &str,
    (total, currency): (Money, Currency),
    (way, whom): (Way<'_>, Option<&ForWhom>),
) -> String {
    let (name, what, total) = (escape(name), in_list(what), money(lang, total, currency));
    let first = match news {
        OrderNews::Placed => words!(lang, "orders.news.placed", reference = reference, name = name),
        OrderNews::Paid => words!(lang, "orders.news.paid", reference = reference, name = name),
        OrderNews::Cancelled => words!(lang, "orders.news.cancelled", reference = reference, name = name),
        OrderNews::Revived => words!(lang, "orders.news.revived", reference = reference, name = name),
    };
    lines([
        Some(first),
        Some(words!(lang, "orders.news.what", what = what, total = total)),
        // What does not come about is not brought either.
        (news != OrderNews::Cancelled).then(|| how_it_comes(lang, way)),
        whom.filter(|_| news != OrderNews::Cancelled)
            .map(|whom| for_whom(lang, whom)),
    ])
}

/// To the member: an order did not come about.
#[must_use]
pub fn ended(
    lang: Lang,
    shop: &str,
    reference: &str,
    what: &str,
    why: &OrderEnd,
    returned: Points,
    coupon: Option<&str>,
) -> String {
    let (shop, what) = (escape(shop), in_list(what));
    lines([
        Some(match why {
            OrderEnd::Lapsed => words!(lang, "orders.lapsed", shop = shop, reference = reference, what = what),
            OrderEnd::ByShop(_) => words!(
                lang,
                "orders.cancelled_by_shop",
                shop = shop,
                reference = reference,
                what = what
            ),
        }),
        match why {
            OrderEnd::ByShop(reason) if !reason.is_empty() => {
                Some(words!(lang, "orders.reason", reason = escape(reason)))
            }
            OrderEnd::ByShop(_) | OrderEnd::Lapsed => None,
        },
        (!returned.is_zero()).then(|| points_are_back(lang, returned)),
        coupon.map(|title| coupon_is_back(lang, title)),
    ])
}

/// To the member: their payment came when the order was gone.
#[must_use]
pub fn payment_too_late(lang: Lang, shop: &str, reference: &str, paid: PaidIn) -> String {
    let (shop, sum) = (escape(shop), paid_in(lang, paid));
    match paid {
        PaidIn::Stars(_) => words!(
            lang,
            "orders.payment_too_late.stars",
            sum = sum,
            reference = reference,
            shop = shop
        ),
        PaidIn::Money(..) => words!(
            lang,
            "orders.payment_too_late.money",
            sum = sum,
            reference = reference,
            shop = shop
        ),
    }
}

/// To the owners: what the shop has to give back, or what goes back by itself.
#[must_use]
pub fn payment_to_return(lang: Lang, reference: &str, name: &str, paid: PaidIn, charge: &str) -> String {
    let (sum, name, charge) = (paid_in(lang, paid), escape(name), escape(charge));
    match paid {
        PaidIn::Stars(_) => words!(
            lang,
            "orders.payment_to_return.stars",
            sum = sum,
            name = name,
            reference = reference
        ),
        PaidIn::Money(..) => words!(
            lang,
            "orders.payment_to_return.money",
            sum = sum,
            name = name,
            reference = reference,
            charge = charge
        ),
    }
}

fn in_stars(lang: Lang, stars: i64) -> String {
    words!(lang, "orders.stars", stars = number(lang, stars))
}

fn paid_in(lang: Lang, paid: PaidIn) -> String {
    match paid {
        PaidIn::Money(amount, currency) => money(lang, amount, currency),
        PaidIn::Stars(stars) => in_stars(lang, stars),
    }
}

/// The heading of an invoice: plain, 32 characters at most.
#[must_use]
pub fn invoice_label(lang: Lang, reference: &str) -> String {
    words!(lang, "orders.invoice_label", reference = reference)
}

/// What an invoice is for: plain.
#[must_use]
pub fn invoice_alert(lang: Lang, shop: &str, what: &str) -> String {
    let (shop, what) = (short(shop, ALERT_NAME), short(what, ALERT_NAME));
    words!(lang, "orders.invoice_alert", shop = shop, what = what)
}

/// Instead of a payment: the order is paid.
#[must_use]
pub fn paid_before_alert(lang: Lang) -> String {
    words!(lang, "orders.paid_before_alert")
}

/// Instead of a payment: the order has ended.
#[must_use]
pub fn ended_alert(lang: Lang) -> String {
    words!(lang, "orders.ended_alert")
}

/// Instead of a payment: it comes to another sum.
#[must_use]
pub fn changed_alert(lang: Lang) -> String {
    words!(lang, "orders.changed_alert")
}

/// Instead of a payment: somebody else's order.
#[must_use]
pub fn not_yours_alert(lang: Lang) -> String {
    words!(lang, "orders.not_yours_alert")
}

/// The answer to /paysupport.
#[must_use]
pub fn pay_support(lang: Lang, shop: &str) -> String {
    words!(lang, "orders.pay_support", shop = escape(shop))
}

#[must_use]
pub fn catalogue_label(lang: Lang) -> String {
    words!(lang, "orders.catalogue_label")
}

/// Opens one order.
#[must_use]
pub fn open_label(lang: Lang) -> String {
    words!(lang, "orders.open_label")
}

#[must_use]
pub fn orders_label(lang: Lang) -> String {
    words!(lang, "orders.orders_label")
}
