//! An order as staff see it, and how a manager refunds it (P7).

use domain::order::OrderState;
use domain::role::Right;
use domain::shop::Shop;
use domain::terms::Worth;
use domain::typed_money;
use domain::{MemberId, Money, OrderId};
use loyalty::{Back, How, OrderView, Refund, Refunded};
use storage::coupons::Coupon;

use super::{answer, find, no_longer_staff, on_staff, orders, outdated, receipt, sell, turn_away};
use crate::handlers::customer::{back_to, screen};
use crate::handlers::dialog::Dialog;
use crate::handlers::visit::Visit;
use crate::tap::Tap;
use crate::telegram::{Button, Style};

/// One order: what it was made of, what came back of it, and what can be done about it.
pub async fn order(visit: &Visit<'_>, order: OrderId) -> anyhow::Result<()> {
    let Some((shop, role)) = on_staff(visit, Right::RunTill).await? else {
        return Ok(());
    };
    let Some(view) = visit.club.loyalty.order_view(shop.id, order).await? else {
        return outdated(visit).await;
    };
    // Until it is paid, it is no purchase: nothing of it is undone or given back.
    if view.order.state == OrderState::Unpaid {
        return Box::pin(orders::page(visit, order)).await;
    }
    visit.tap_seen().await?;
    close_question(visit).await?;
    let lang = visit.lang();
    let bought = &view.order;
    let text = say::checkout::order(
        lang,
        &say::checkout::Recorded {
            name: &view.member.name,
            on: shop.day(bought.at),
            note: &bought.note,
            lines: &view.lines,
            applied: &view.applied(),
            fee: bought.fee,
            total: bought.total,
            currency: shop.currency,
            earned: bought.earned,
            refunded: bought.refunded,
            undone: bought.undone_at.is_some(),
            channel: bought.channel,
            external: bought.external.as_deref(),
        },
    );
    let mut acts = Vec::new();
    if bought.undone_at.is_none() {
        if role.may(Right::UndoAnySale) && !left(&view).is_zero() {
            let refund = Tap::AskRefund { order };
            acts.push(Button::tap(say::checkout::refund_label(lang), refund.data()));
        }
        acts.push(Button::tap(say::till::undo_label(lang), Tap::Undo { order }.data()));
    }
    let member = view.member.id;
    visit
        .show(&screen(
            text,
            vec![acts, receipt::row(lang, bought), back_to(visit, &Tap::File { member })],
        ))
        .await?;
    Ok(())
}

/// Whoever goes back to a purchase does not answer any more what was asked about it.
pub(super) async fn close_question(visit: &Visit<'_>) -> anyhow::Result<()> {
    let of_purchases = |open: &Dialog| {
        matches!(
            open,
            Dialog::Refund { .. } | Dialog::Receipt { .. } | Dialog::WhyCancelled { .. }
        )
    };
    Ok(visit.close_question(of_purchases).await?)
}

/// What of an order's value was not given back yet.
fn left(view: &OrderView) -> Money {
    view.order.paid().value().less(view.order.refunded)
}

/// `/refund`: which of a member's purchases it is. `open`: the member whose file is open.
pub async fn on_command(visit: &Visit<'_>, open: Option<MemberId>) -> anyhow::Result<()> {
    let Some((shop, _)) = on_staff(visit, Right::UndoAnySale).await? else {
        return Ok(());
    };
    let lang = visit.lang();
    let file = match open {
        Some(member) => match visit.club.loyalty.member_file(shop, visit.user(), member).await? {
            Ok(file) => file,
            Err(_) => return no_longer_staff(visit).await,
        },
        None => None,
    };
    let Some(file) = file else {
        visit.say(&screen(say::checkout::refund_how_to(lang), vec![])).await?;
        return visit.ask(&Dialog::Search).await;
    };
    let mut rows = purchases(visit, shop, &file);
    rows.push(back_to(visit, &Tap::File { member: file.member.id }));
    let text = say::checkout::choose_purchase(lang, &file.member.name);
    answer(visit, &screen(text, rows)).await
}

/// A member's last purchases as buttons.
pub(super) fn purchases(visit: &Visit<'_>, shop: &Shop, file: &loyalty::MemberFile) -> Vec<Vec<Button>> {
    let standing = file.last_orders.iter().map(|bought| &bought.order);
    let standing = standing.filter(|order| order.undone_at.is_none());
    standing
        .map(|order| {
            let on = shop.day(order.at);
            let label = say::checkout::purchase_label(visit.lang(), order.total, shop.currency, on);
            vec![Button::tap(label, Tap::Order { order: order.id }.data())]
        })
        .collect()
}

/// "Refund" was tapped: how much it is comes next.
pub async fn ask(visit: &Visit<'_>, order: OrderId) -> anyhow::Result<()> {
    let Some((shop, _)) = on_staff(visit, Right::UndoAnySale).await? else {
        return Ok(());
    };
    let Some(view) = visit.club.loyalty.order_view(shop.id, order).await? else {
        return outdated(visit).await;
    };
    visit.tap_seen().await?;
    let (lang, left) = (visit.lang(), left(&view));
    let all = Tap::RefundTo {
        order,
        so_far: view.order.paid().value().minor(),
    };
    let all = Button::tap(say::checkout::refund_all_label(lang, left, shop.currency), all.data());
    let text = say::checkout::ask_refund(lang, &view.member.name, left, shop.currency);
    let rows = vec![vec![all], back_to(visit, &Tap::Order { order })];
    visit.show(&screen(text, rows)).await?;
    visit.ask(&Dialog::Refund { order }).await
}

/// The amount that is to be refunded.
pub async fn on_amount(visit: &Visit<'_>, order: OrderId, text: &str) -> anyhow::Result<()> {
    let Some((shop, _)) = on_staff(visit, Right::UndoAnySale).await? else {
        return Ok(());
    };
    let Some(view) = visit.club.loyalty.order_view(shop.id, order).await? else {
        return outdated(visit).await;
    };
    let lang = visit.lang();
    let amount = match typed_money::read(text, lang, shop.currency) {
        Ok(amount) => amount,
        Err(why) => {
            let text = say::till::unclear(lang, &find::quoted(text), &why, shop.currency);
            return answer(visit, &screen(text, vec![back_to(visit, &Tap::Order { order })])).await;
        }
    };
    let left = left(&view);
    if amount > left {
        let text = say::checkout::refund_too_much(lang, left, shop.currency);
        return answer(visit, &screen(text, vec![back_to(visit, &Tap::Order { order })])).await;
    }
    question(visit, shop, &view, view.order.refunded.minor() + amount.minor()).await
}

/// All of an order was chosen: what comes back is shown before it does.
pub async fn on_all(visit: &Visit<'_>, order: OrderId, so_far: i64) -> anyhow::Result<()> {
    let Some((shop, _)) = on_staff(visit, Right::UndoAnySale).await? else {
        return Ok(());
    };
    match visit.club.loyalty.order_view(shop.id, order).await? {
        Some(view) => question(visit, shop, &view, so_far).await,
        None => outdated(visit).await,
    }
}

async fn question(visit: &Visit<'_>, shop: &Shop, view: &OrderView, so_far: i64) -> anyhow::Result<()> {
    let (lang, order) = (visit.lang(), &view.order);
    let paid = order.paid();
    let Some(up_to) = Money::new(so_far).filter(|up_to| *up_to > order.refunded && *up_to <= paid.value()) else {
        return outdated(visit).await;
    };
    let split = paid.step(order.refunded, up_to);
    // One that makes points more may have done so for other purchases, and does not come back then.
    let promised = |coupon: &&Coupon| up_to == paid.value() && !matches!(coupon.terms.worth, Worth::Times { .. });
    let coupon = view.coupon.as_ref().filter(promised);
    let title = coupon.map(|coupon| coupon.title.as_str());
    let text = say::checkout::refund_question(lang, &view.member.name, split, shop.currency, title);
    let yes = Tap::Refund {
        order: order.id,
        so_far,
    };
    let yes = Button::tap(say::checkout::refund_confirm_label(lang), yes.data()).style(Style::Danger);
    let rows = vec![vec![yes], back_to(visit, &Tap::Order { order: order.id })];
    answer(visit, &screen(text, rows)).await
}

/// "Yes, refund" was tapped. The whole sum so far is what the button names, so a second tap gives no more.
pub async fn on_confirm(visit: &Visit<'_>, order: OrderId, so_far: i64) -> anyhow::Result<()> {
    let Some((shop, _)) = on_staff(visit, Right::UndoAnySale).await? else {
        return Ok(());
    };
    let Some(so_far) = Money::new(so_far) else {
        return outdated(visit).await;
    };
    let loyalty = &visit.club.loyalty;
    let before = loyalty.order(shop.id, order).await?;
    let ask = Refund {
        shop,
        by: visit.user(),
        order,
        how: How::UpTo { so_far },
    };
    match loyalty.refund(&ask).await? {
        Refunded::Done(back) if Some(&back.order) == before.as_ref() => {
            // It was done before: what stands is shown.
            Box::pin(self::order(visit, order)).await
        }
        Refunded::Done(back) => done(visit, shop, &back).await,
        Refunded::NotThatMuch { .. } | Refunded::NoSuchOrder => outdated(visit).await,
        Refunded::TooLate => turn_away(visit, &say::common::nothing_here(visit.lang())).await,
        Refunded::NotAllowed => no_longer_staff(visit).await,
    }
}

async fn done(visit: &Visit<'_>, shop: &Shop, back: &Back) -> anyhow::Result<()> {
    visit.end_dialog().await?;
    let coupon = back.coupon.as_deref();
    let text = say::checkout::refund_done(visit.lang(), &back.member.name, back.split, shop.currency, coupon);
    answer(visit, &screen(text, vec![vec![sell::open_file(visit, &back.member)]])).await
}
