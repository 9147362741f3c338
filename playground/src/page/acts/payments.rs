//! Paying.

use serde::Deserialize;
use serde_json::json;

use super::Done;
use crate::{
    page::{
        Refused,
        spot::{message, person},
    },
    shared::Shared,
    world::PaymentEnd,
};

/// Pays the invoice of a message, or the one behind a link.
#[derive(Deserialize)]
pub(in crate::page) struct Pay {
    person: i64,
    chat: Option<i64>,
    message: Option<String>,
    link: Option<String>,
}

/// Is answered when the payment has ended.
pub(super) async fn pay(shared: &Shared, ask: &Pay) -> Done {
    let who = person(shared, ask.person)?;
    let payment = match (ask.chat, &ask.message, &ask.link) {
        (Some(chat), Some(id), None) => {
            let mut world = shared.lock();
            let (key, id) = message(&world, ask.person, chat, id)?;
            who.pays_at(&mut world, key, id)?
        }
        (None, None, Some(link)) => who.pays_by(link)?,
        _ => return Err(Refused::nonsense("Pay an invoice in a chat, or one behind a link.")),
    };
    match payment.watched().await {
        Some(PaymentEnd::Paid { charge }) => Ok(json!({ "charge": charge })),
        Some(PaymentEnd::Refused(words)) => Err(Refused::cannot(words)),
        Some(PaymentEnd::TimedOut) => Err(Refused::cannot("The bot did not answer in time. Nothing was paid.")),
        None => Err(Refused::cannot("Nobody knows any more what became of this payment.")),
    }
}
