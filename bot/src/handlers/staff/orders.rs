//! Orders of the private chat at the till: what waits, taking the money, handing over, cancelling.

use domain::OrderId;
use domain::order::OrderState;
use domain::reference::{read_reference, reference};
use domain::relative::Relation;
use domain::role::Right;
use loyalty::{CancelBy, CancelOrder, HandedOver, LONGEST_RECEIPT, OrderCancelled, OrderPaid};
use storage::orders::Order;

use super::{menu_row, no_longer_staff, on_staff, outdated, receipt, refund, turn_away};
use crate::handlers::customer::orders::in_words;
use crate::handlers::customer::{back_to, page_in_range, pager, screen};
use crate::handlers::dialog::Dialog;
use crate::handlers::visit::Visit;
use crate::tap::Tap;
use crate::telegram::{Button, Style};

/// Orders of one page.
const PAGE: i64 = 8;
/// The longest reason, in characters.
const LONGEST_REASON: usize = 300;

/// `/orders`, `/orders K7MPQ` for one that waits, or `/orders 4711` for the one with this receipt.
pub async fn on_command(visit: &Visit<'_>, words: &str) -> anyhow::Result<()> {
    match named(visit, words).await? {
        Some(order) => page(visit, order).await,
        None if !words.trim().is_empty() && receipt::found(visit, words).await? => Ok(()),
        None => {
            let typed = say::text::short(words.trim(), LONGEST_RECEIPT);
            let above = (!typed.is_empty()).then(|| say::orders::none_called(visit.lang(), &typed));
            list_below(visit, 0, above).await
        }
    }
}

/// The open order whose reference was typed. Whether they may see it, its page asks.
pub async fn named(visit: &Visit<'_>, words: &str) -> anyhow::Result<Option<OrderId>> {
    let (Some(shop), Some(typed)) = (&visit.visitor.shop, read_reference(words)) else {
        return Ok(None);
    };
    Ok(visit.club.loyalty.open_order_called(shop.id, &typed).await?)
}

/// What waits to be paid or handed over, the oldest first.
pub async fn list(visit: &Visit<'_>, page: i64) -> anyhow::Result<()> {
    list_below(visit, page, None).await
}

/// `above`: what stands above it.
async fn list_below(visit: &Visit<'_>, page: i64, above: Option<String>) -> anyhow::Result<()> {
    let Some((shop, _)) = on_staff(visit, Right::RunTill).await? else {
        return Ok(());
    };
    visit.tap_seen().await?;
    let (lang, page) = (visit.lang(), page_in_range(page));
    let (open, more) = visit.club.loyalty.open_orders(shop.id, page * PAGE, PAGE).await?;
    let mut rows: Vec<Vec<Button>> = open
        .iter()
        .map(|open| {
            let order = &open.order;
            let label =
                say::orders::open_order_label(lang, &reference(order.id), order.state, &open.member.name, whom(order));
            vec![Button::tap(label, Tap::OpenOrder { order: order.id }.data())]
        })
        .collect();
    let text = if open.is_empty() && page == 0 {
        say::orders::none_open(lang)
    } else {
        say::orders::open_list(lang)
    };
    let text: Vec<String> = above.into_iter().chain([text]).collect();
    let text = text.join("\n\n");
    rows.push(pager(visit, page, more, |page| Tap::OpenOrders { page }));
    rows.push(menu_row(visit));
    visit.show(&screen(text, rows)).await?;
    Ok(())
}

/// What whoever an order is for is to its member.
pub(super) fn whom(order: &Order) -> Option<Relation> {
    order.for_whom.as_ref().map(|whom| whom.relation)
}

pub async fn page(visit: &Visit<'_>, order: OrderId) -> anyhow::Result<()> {
    show(visit, order, None).await
}

/// One order, with what can be done about it. `above`: what stands above it.
async fn show(visit: &Visit<'_>, order: OrderId, above: Option<String>) -> anyhow::Result<()> {
    let Some((shop, role)) = on_staff(visit, Right::RunTill).await? else {
        return Ok(());
    };
    let Ok(view) = visit.club.loyalty.order_for_staff(shop.id, visit.user(), order).await? else {
        return no_longer_staff(visit).await;
    };
    let Some(view) = view else {
        return outdated(visit).await;
    };
    visit.tap_seen().await?;
    refund::close_question(visit).await?;
    let lang = visit.lang();
    let stars = visit.club.loyalty.stars(shop, &view).await?;
    let name = &view.member.name;
    let text = in_words(visit, shop, &view, stars, |shown| {
        say::orders::for_staff(lang, name, shown)
    });
    let noted = say::receipt::noted(lang, view.order.channel, view.order.external.as_deref());
    let text: Vec<String> = above.into_iter().chain([text]).chain(noted).collect();
    let text = text.join("\n\n");
    let mut rows = Vec::new();
    match view.order.state {
        OrderState::Unpaid => {
            let label = say::orders::mark_paid_label(lang, view.order.total, shop.currency);
            let paid = Button::tap(label, Tap::MarkPaid { order }.data());
            rows.push(vec![paid.style(Style::Success)]);
            let refuse = Tap::AskRefuseOrder { order };
            rows.push(vec![Button::tap(say::orders::cancel_label(lang), refuse.data())]);
        }
        OrderState::Paid if view.order.undone_at.is_none() => {
            let over = Button::tap(say::orders::hand_over_label(lang), Tap::HandOver { order }.data());
            rows.push(vec![over.style(Style::Success)]);
        }
        OrderState::Paid | OrderState::Fulfilled | OrderState::Cancelled => {}
    }
    if view.order.paid_at.is_some() && role.may(Right::UndoAnySale) {
        let refund = Button::tap(say::checkout::refund_label(lang), Tap::AskRefund { order }.data());
        rows.push(vec![refund]);
    }
    rows.push(receipt::row(lang, &view.order));
    let label = say::till::open_file_label(lang);
    let file = Tap::File { member: view.member.id };
    rows.push(vec![Button::tap(label, file.data())]);
    rows.push(back_to(visit, &Tap::OpenOrders { page: 0 }));
    visit.show(&screen(text, rows)).await?;
    Ok(())
}

/// The money for an order is in the till.
pub async fn mark_paid(visit: &Visit<'_>, order: OrderId) -> anyhow::Result<()> {
    let Some((shop, _)) = on_staff(visit, Right::RunTill).await? else {
        return Ok(());
    };
    let lang = visit.lang();
    match visit.club.loyalty.pay_order_at_till(shop, visit.user(), order).await? {
        OrderPaid::Done(_) => page(visit, order).await,
        OrderPaid::NotOpen(_) => show(visit, order, Some(say::orders::not_open(lang))).await,
        OrderPaid::ToYourself => turn_away(visit, &say::orders::own_order_of_staff(lang)).await,
        OrderPaid::NoSuchOrder => outdated(visit).await,
        OrderPaid::NotAllowed => no_longer_staff(visit).await,
    }
}

pub async fn hand_over(visit: &Visit<'_>, order: OrderId) -> anyhow::Result<()> {
    let Some((shop, _)) = on_staff(visit, Right::RunTill).await? else {
        return Ok(());
    };
    match visit.club.loyalty.hand_over(shop, visit.user(), order).await? {
        HandedOver::Done(_) => page(visit, order).await,
        // Tapped twice, it is in their hands all the same.
        HandedOver::NotNow(now) if now.state == OrderState::Fulfilled => page(visit, order).await,
        HandedOver::NotNow(_) => show(visit, order, Some(say::orders::not_open(visit.lang()))).await,
        HandedOver::NoSuchOrder => outdated(visit).await,
        HandedOver::NotAllowed => no_longer_staff(visit).await,
    }
}

/// The order is to be cancelled: why, comes next.
pub async fn ask_reason(visit: &Visit<'_>, order: OrderId) -> anyhow::Result<()> {
    let Some((shop, _)) = on_staff(visit, Right::RunTill).await? else {
        return Ok(());
    };
    let Some(view) = visit.club.loyalty.order_view(shop.id, order).await? else {
        return outdated(visit).await;
    };
    let lang = visit.lang();
    if view.order.state != OrderState::Unpaid {
        return show(visit, order, Some(say::orders::not_open(lang))).await;
    }
    visit.tap_seen().await?;
    let without = Button::tap(say::orders::no_reason_label(lang), Tap::RefuseOrder { order }.data());
    let rows = vec![
        vec![without.style(Style::Danger)],
        back_to(visit, &Tap::OpenOrder { order }),
    ];
    let text = say::orders::ask_reason(lang, &view.member.name);
    visit.replace(&screen(text, rows)).await?;
    visit.ask(&Dialog::WhyCancelled { order }).await
}

/// The shop cancels an order. `reason`: what the member is told; it may be empty.
pub async fn refuse(visit: &Visit<'_>, order: OrderId, reason: &str) -> anyhow::Result<()> {
    let Some((shop, _)) = on_staff(visit, Right::RunTill).await? else {
        return Ok(());
    };
    let reason: String = reason.trim().chars().take(LONGEST_REASON).collect();
    let ask = CancelOrder {
        shop,
        order,
        by: CancelBy::Staff {
            user: visit.user(),
            reason: &reason,
        },
    };
    let cancelled = Box::pin(visit.club.loyalty.cancel_order(&ask)).await?;
    refund::close_question(visit).await?;
    match cancelled {
        OrderCancelled::Done(_) | OrderCancelled::Before(_) => page(visit, order).await,
        OrderCancelled::NotOpen(_) => show(visit, order, Some(say::orders::not_open(visit.lang()))).await,
        OrderCancelled::NotYet(_) | OrderCancelled::NoSuchOrder => outdated(visit).await,
        OrderCancelled::NotAllowed => no_longer_staff(visit).await,
    }
}
