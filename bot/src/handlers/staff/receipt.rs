//! The number of a purchase's receipt, by which the till's own system or a web shop knows it.

use domain::order::Channel;
use domain::role::Right;
use domain::shop::Shop;
use domain::{Lang, OrderId};
use loyalty::{LONGEST_RECEIPT, ReceiptNoted};
use storage::orders::Order;

use super::editors::{below, count};
use super::{no_longer_staff, on_staff, orders, outdated, refund};
use crate::handlers::customer::{back_to, screen};
use crate::handlers::dialog::Dialog;
use crate::handlers::visit::Visit;
use crate::tap::Tap;
use crate::telegram::Button;

/// What can be noted about a purchase.
pub(super) fn row(lang: Lang, order: &Order) -> Vec<Button> {
    let id = order.id;
    let number = Button::tap(say::receipt::ask_label(lang), Tap::AskReceipt { order: id }.data());
    let online = order.channel != Channel::Online;
    let channel = Tap::NoteChannel {
        order: id,
        online: i64::from(online),
    };
    let channel = Button::tap(say::receipt::channel_label(lang, online), channel.data());
    match order.channel {
        Channel::Chat => vec![number],
        Channel::Till | Channel::Online => vec![number, channel],
    }
}

/// Asks for the number.
pub async fn ask(visit: &Visit<'_>, order: OrderId) -> anyhow::Result<()> {
    let Some((shop, _)) = on_staff(visit, Right::RunTill).await? else {
        return Ok(());
    };
    put_question(visit, shop, order, None).await
}

/// The page from which the number is asked for.
async fn back(visit: &Visit<'_>, shop: &Shop, order: OrderId) -> anyhow::Result<Tap> {
    let view = visit.club.loyalty.order_view(shop.id, order).await?;
    Ok(match view.map(|view| view.order.channel) {
        Some(Channel::Chat) => Tap::OpenOrder { order },
        Some(Channel::Till | Channel::Online) | None => Tap::Order { order },
    })
}

async fn put_question(visit: &Visit<'_>, shop: &Shop, order: OrderId, wrong: Option<&str>) -> anyhow::Result<()> {
    visit.tap_seen().await?;
    let lang = visit.lang();
    let none = Button::tap(say::receipt::none_label(lang), Tap::NoReceipt { order }.data());
    let rows = vec![vec![none], back_to(visit, &back(visit, shop, order).await?)];
    visit.show(&screen(below(wrong, say::receipt::ask(lang)), rows)).await?;
    visit.ask(&Dialog::Receipt { order }).await
}

/// A number was sent.
pub async fn on_words(visit: &Visit<'_>, order: OrderId, text: &str) -> anyhow::Result<()> {
    note(visit, order, Some(text)).await
}

/// There is none.
pub async fn none(visit: &Visit<'_>, order: OrderId) -> anyhow::Result<()> {
    note(visit, order, None).await
}

async fn note(visit: &Visit<'_>, order: OrderId, typed: Option<&str>) -> anyhow::Result<()> {
    let Some((shop, _)) = on_staff(visit, Right::RunTill).await? else {
        return Ok(());
    };
    let noted = visit
        .club
        .loyalty
        .note_receipt(shop, visit.user(), order, typed)
        .await?;
    answer(visit, shop, order, noted).await
}

/// It was bought in the web shop, or at the till.
pub async fn channel(visit: &Visit<'_>, order: OrderId, online: bool) -> anyhow::Result<()> {
    let Some((shop, _)) = on_staff(visit, Right::RunTill).await? else {
        return Ok(());
    };
    let noted = visit
        .club
        .loyalty
        .note_channel(shop, visit.user(), order, online)
        .await?;
    answer(visit, shop, order, noted).await
}

async fn answer(visit: &Visit<'_>, shop: &Shop, order: OrderId, noted: ReceiptNoted) -> anyhow::Result<()> {
    let lang = visit.lang();
    match noted {
        ReceiptNoted::Done(order) => {
            visit.end_dialog().await?;
            show(visit, &order).await
        }
        ReceiptNoted::Taken { by } => {
            let taken = say::receipt::taken(lang);
            put_question(visit, shop, order, Some(&taken)).await?;
            tracing::debug!(order = %by, "a receipt's number is another purchase's");
            Ok(())
        }
        ReceiptNoted::NoNumber => {
            let wrong = say::receipt::no_number(lang, count(LONGEST_RECEIPT));
            put_question(visit, shop, order, Some(&wrong)).await
        }
        ReceiptNoted::MadeInChat | ReceiptNoted::NoSuchOrder => outdated(visit).await,
        ReceiptNoted::NotAllowed => no_longer_staff(visit).await,
    }
}

/// The page of a purchase, wherever it was made.
async fn show(visit: &Visit<'_>, order: &Order) -> anyhow::Result<()> {
    match order.channel {
        Channel::Chat => orders::page(visit, order.id).await,
        Channel::Till | Channel::Online => refund::order(visit, order.id).await,
    }
}

/// The page of the purchase with the number that was typed. Says whether there is one.
pub(super) async fn found(visit: &Visit<'_>, typed: &str) -> anyhow::Result<bool> {
    let Some((shop, _)) = on_staff(visit, Right::RunTill).await? else {
        return Ok(false);
    };
    let loyalty = &visit.club.loyalty;
    let Some(order) = loyalty.order_by_receipt(shop, typed).await? else {
        return Ok(false);
    };
    let Some(view) = loyalty.order_view(shop.id, order).await? else {
        return Ok(false);
    };
    show(visit, &view.order).await?;
    Ok(true)
}
