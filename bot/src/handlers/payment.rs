//! Payments through Telegram: the invoice, Telegram's question before somebody pays, and its proof that they did.

use domain::reference::reference;
use domain::shop::Shop;
use domain::{Lang, UserId};
use loyalty::{CheckedOut, Invoice, PreCheckout, Proof, Received, STARS};
use teloxide::types::{Message, PreCheckoutQuery, SuccessfulPayment};

use super::visit::Visit;
use crate::club::Club;
use crate::tap::Start;
use crate::telegram::payloads::{AnswerPreCheckoutQuery, LabeledPrice, SendInvoice};

/// Sends the invoice for an order. Only its member can pay it: a forwarded one leads to the bot instead.
pub async fn send_invoice(visit: &Visit<'_>, shop: &Shop, invoice: &Invoice) -> anyhow::Result<()> {
    let (lang, order) = (visit.lang(), &invoice.view.order);
    let stars = invoice.currency == STARS;
    // For Stars there is no provider.
    let provider = visit.club.provider.as_ref().filter(|_| !stars);
    if !stars && provider.is_none() {
        return super::customer::menu::old_button(visit).await;
    }
    let payload = Start::Order(shop.id, order.id).payload();
    let what: Vec<&str> = invoice.view.lines.iter().map(|line| line.title.as_str()).collect();
    let title = say::orders::invoice_label(lang, &reference(order.id));
    let ask = SendInvoice {
        chat_id: visit.chat,
        title: &title,
        description: &say::orders::invoice_alert(lang, &shop.name, &what.join(", ")),
        payload: &payload,
        provider_token: provider.map_or("", |token| token.expose()),
        currency: &invoice.currency,
        prices: [LabeledPrice {
            label: &title,
            amount: invoice.amount,
        }],
        start_parameter: &payload,
    };
    visit.club.telegram.send_invoice(&ask).await?;
    Ok(())
}

/// Answers Telegram's question whether somebody may pay, from what is so at this moment.
pub async fn answer_pre_checkout(club: &Club, query: &PreCheckoutQuery) -> anyhow::Result<()> {
    let lang = query
        .from
        .language_code
        .as_deref()
        .and_then(Lang::for_tag)
        .unwrap_or_default();
    let user = UserId(i64::try_from(query.from.id.0)?);
    let outcome = match Start::read(&query.invoice_payload) {
        Some(Start::Order(shop, order)) => {
            let ask = PreCheckout {
                shop,
                order,
                user,
                currency: &query.currency,
                amount: i64::from(query.total_amount),
            };
            club.loyalty.check_out(&ask).await?
        }
        _ => CheckedOut::NotYours,
    };
    let refusal = match outcome {
        CheckedOut::Yes => None,
        CheckedOut::Paid => Some(say::orders::paid_before_alert(lang)),
        CheckedOut::Ended => Some(say::orders::ended_alert(lang)),
        CheckedOut::Changed => Some(say::orders::changed_alert(lang)),
        CheckedOut::NotYours => Some(say::orders::not_yours_alert(lang)),
    };
    let answer = AnswerPreCheckoutQuery {
        pre_checkout_query_id: &query.id.0,
        ok: refusal.is_none(),
        error_message: refusal.as_deref(),
    };
    club.telegram.answer_pre_checkout(&answer).await?;
    Ok(())
}

/// Telegram says that somebody paid. The member, the till and, where it came too late, the owners are told by
/// letter, in the transaction that takes it in.
pub async fn received(club: &Club, message: &Message, payment: &SuccessfulPayment) -> anyhow::Result<()> {
    let (Some(Start::Order(shop, order)), Some(from)) = (Start::read(&payment.invoice_payload), &message.from) else {
        anyhow::bail!("a payment for nothing that was ever sold here");
    };
    let proof = Proof {
        shop,
        order,
        user: UserId(i64::try_from(from.id.0)?),
        currency: &payment.currency,
        amount: i64::from(payment.total_amount),
        charge: &payment.telegram_payment_charge_id.0,
    };
    match club.loyalty.receive_payment(&proof).await? {
        Received::Paid(_) | Received::TooLate(_) => Ok(()),
        Received::NoSuchOrder => anyhow::bail!("a payment for an order that is not there"),
    }
}
