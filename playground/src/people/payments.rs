//! Paying.

use std::{sync::Arc, time::Duration};

use super::Person;
use crate::{
    chat_id::ChatId,
    error::PlaygroundError,
    link::TelegramLink,
    shared::Shared,
    world::{Bill, Key, MessageId, PaymentEnd, World},
};

/// A payment that was sent off.
#[derive(Clone)]
pub struct Payment {
    shared: Shared,
    id: String,
}

impl Payment {
    /// The id of the pre-checkout query.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.id
    }

    /// How it ended. `None` while the bot may still answer.
    #[must_use]
    pub fn end(&self) -> Option<PaymentEnd> {
        self.shared.lock().payment_end(&self.id)
    }

    /// Waits for the end.
    ///
    /// # Errors
    /// When there is none in time.
    pub async fn ended(&self, within: Duration) -> Result<PaymentEnd, PlaygroundError> {
        let mut changes = self.shared.changes();
        let wait = async {
            loop {
                if let Some(end) = self.end() {
                    return Some(end);
                }
                changes.changed().await.ok()?;
            }
        };
        match tokio::time::timeout(within, wait).await {
            Ok(Some(end)) => Ok(end),
            _ => Err(PlaygroundError::WaitedInVain(
                "the payment".to_owned(),
                "no answer".to_owned(),
            )),
        }
    }

    /// Waits for the end for as long as the bot may think, as a person before the screen does.
    ///
    /// `None` when the world it was made in is gone.
    pub(crate) async fn watched(&self) -> Option<PaymentEnd> {
        let mut changes = self.shared.changes();
        loop {
            let left = {
                let world = self.shared.lock();
                match world.payment_end(&self.id) {
                    Some(end) => return Some(end),
                    None => world.time_to_answer(&self.id)?,
                }
            };
            tokio::select! {
                told = changes.changed() => told.ok()?,
                () = self.shared.pause(left.to_std().ok()?) => {}
            }
        }
    }
}

impl Person {
    /// Pays the invoice of a message.
    ///
    /// Whatever comes of it, the bot is asked first: [`Payment::end`] says how it ended.
    ///
    /// # Errors
    /// When there is no such invoice, or it was one for this chat alone that this person has paid.
    pub fn pays(&self, chat: impl Into<ChatId>, message: impl Into<MessageId>) -> Result<Payment, PlaygroundError> {
        let chat = chat.into();
        let mut world = self.shared.lock();
        let key = self.key(&world, chat)?;
        let id = message.into();
        if !world.can_see(self.id, key) {
            return Err(PlaygroundError::NotAMember {
                person: world.person_name(self.id),
                chat: world.chat_name(key),
            });
        }
        let place = self.place_of(&world, key, id)?;
        self.pays_at(&mut world, place, id)
    }

    pub(crate) fn pays_at(&self, world: &mut World, key: Key, id: MessageId) -> Result<Payment, PlaygroundError> {
        let bill = self.bill_at(world, key, id)?;
        Ok(self.sends_off(world, bill, Some((key, id))))
    }

    /// Pays the invoice behind a link.
    ///
    /// # Errors
    /// When the link leads to none.
    pub fn pays_by(&self, link: &str) -> Result<Payment, PlaygroundError> {
        let mut world = self.shared.lock();
        let slug = TelegramLink::read(link).and_then(|link| link.invoice());
        let bill = slug.and_then(|slug| world.bill_of_link(slug).cloned());
        let bill = bill.ok_or_else(|| PlaygroundError::NoSuchLink(link.to_owned()))?;
        Ok(self.sends_off(&mut world, bill, None))
    }

    /// What this person would pay with a message's button.
    pub(crate) fn bill_at(&self, world: &World, key: Key, id: MessageId) -> Result<Arc<Bill>, PlaygroundError> {
        let message = world.message(key, id).ok_or(PlaygroundError::NoSuchMessage)?;
        let bill = message.bill.clone().ok_or(PlaygroundError::NoInvoice)?;
        if World::buttons(message).iter().flatten().all(|button| !button.pays) {
            return Err(PlaygroundError::NoInvoice);
        }
        if world.has_receipt(key, id, self.id) {
            return Err(PlaygroundError::PaidAlready(world.person_name(self.id)));
        }
        Ok(bill)
    }

    fn sends_off(&self, world: &mut World, bill: Arc<Bill>, message: Option<(Key, MessageId)>) -> Payment {
        Payment {
            shared: self.shared.clone(),
            id: world.check_out(self.id, bill, message),
        }
    }
}
