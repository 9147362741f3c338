//! Telegram as the rest of the program sees it: send, change, answer, and know why it did not work.
//!
//! Everything that is sent passes the budgets here, answers and letters alike.

pub mod budgets;
pub mod documents;
pub mod message;
pub mod payloads;
mod pictures;
pub mod verdict;
pub mod wire;

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use domain::Clock;
use serde::Serialize;
use serde::de::DeserializeOwned;
use storage::{Db, StorageError, pauses};
use teloxide::requests::Payload;

pub use budgets::Budgets;
pub use documents::Document;
pub use message::{Address, Button, Ephemeral, Keyboard, Message, Picture, Press, Style};
pub use payloads::{Command, Me, Scope};
pub use verdict::Trouble;

use payloads as wire_form;
use verdict::sort;
use wire::{Failure, Wire};

use crate::rounds::sleep;

/// Attempts at one direct answer before the whole update is put off.
const ATTEMPTS: u32 = 3;
/// How long an answer waits in place. Longer waits are the lanes' business.
const PATIENCE: TimeDelta = TimeDelta::seconds(3);
const FIRST_PAUSE: Duration = Duration::from_millis(100);

/// One bot at Telegram. Cheap to clone.
#[derive(Clone)]
pub struct Telegram(Arc<Inner>);

struct Inner {
    wire: Wire,
    budgets: Budgets,
    db: Db,
    clock: Arc<dyn Clock>,
    /// Groups that became supergroups while this program ran.
    moved: Mutex<HashMap<i64, i64>>,
}

impl Telegram {
    #[must_use]
    pub fn new(wire: Wire, budgets: Budgets, db: Db, clock: Arc<dyn Clock>) -> Self {
        Self(Arc::new(Inner {
            wire,
            budgets,
            db,
            clock,
            moved: Mutex::new(HashMap::new()),
        }))
    }

    #[must_use]
    pub fn budgets(&self) -> &Budgets {
        &self.0.budgets
    }

    /// The HTTP side alone, without budgets.
    #[must_use]
    pub fn wire(&self) -> &Wire {
        &self.0.wire
    }

    /// Keeps to what Telegram asked for before this program was started.
    pub async fn reload_pauses(&self) -> Result<(), StorageError> {
        let mut tx = self.0.db.look().await?;
        for (chat, until) in pauses::all(&mut tx, self.0.clock.now()).await? {
            self.0.budgets.pause(chat, until);
        }
        Ok(())
    }

    /// Sends an answer at once. Says the id of the message, which for an ephemeral one is an id of its own kind.
    ///
    /// # Errors
    /// What [`Trouble`] names, after a few attempts where that helps. A group that moved is followed.
    pub async fn send(&self, to: Address, message: &Message) -> Result<i32, Trouble> {
        let to = Address {
            chat: self.followed(to.chat),
            ..to
        };
        match self.patiently(Some(to.chat), || self.send_once(to, message)).await {
            Err(Trouble::Migrated(new)) => {
                self.follow(to.chat, new);
                let to = Address { chat: new, ..to };
                self.patiently(Some(new), || self.send_once(to, message)).await
            }
            sent => sent,
        }
    }

    /// Sends a letter if the budgets have room, now or within `patience`: one attempt.
    ///
    /// # Errors
    /// [`Trouble::NotBefore`] also when it was not even tried.
    pub async fn send_letter(&self, to: Address, message: &Message, patience: Duration) -> Result<i32, Trouble> {
        let mut waited = Duration::ZERO;
        let left = loop {
            let now = self.0.clock.now();
            let Err(free) = self.0.budgets.letter(to.chat, now) else {
                break now;
            };
            let wait = until(now, free);
            if waited + wait > patience {
                return Err(Trouble::NotBefore(wait));
            }
            sleep(wait).await;
            waited += wait;
        };
        let sent = self.send_once(to, message).await;
        if sent.is_ok() {
            self.0.budgets.answered(left, self.0.clock.now());
        }
        self.noted(Some(to.chat), sent).await
    }

    /// Makes an earlier message look like `message`. That it looks so already is success.
    ///
    /// A text can become a picture; a picture cannot become a text (see [`Self::edit_caption`]).
    pub async fn edit(&self, chat: i64, message_id: i32, message: &Message) -> Result<(), Trouble> {
        let chat = self.followed(chat);
        self.patiently(Some(chat), || self.edit_once(chat, message_id, message))
            .await
    }

    /// Changes the words and buttons under a picture, which stays.
    pub async fn edit_caption(&self, chat: i64, message_id: i32, message: &Message) -> Result<(), Trouble> {
        let chat = self.followed(chat);
        let payload = wire_form::EditMessageCaption {
            chat_id: chat,
            message_id,
            caption: &message.text,
            parse_mode: HTML,
            reply_markup: wire_form::Markup::for_edit(message.keyboard.as_ref()),
        };
        let attempt = || async { as_good_as_done(self.0.wire.call(&payload).await.map(drop)) };
        self.patiently(Some(chat), attempt).await
    }

    /// Answers a tap, so that the button stops spinning. That it is too late is success.
    pub async fn answer_tap(&self, tap: &str, text: Option<&str>, alert: bool) -> Result<(), Trouble> {
        let payload = wire_form::AnswerCallbackQuery {
            callback_query_id: tap,
            text,
            show_alert: alert,
            url: None,
        };
        self.done(None, &payload).await
    }

    /// Answers a tap by opening a link into the private chat.
    pub async fn open_by_tap(&self, tap: &str, url: &str) -> Result<(), Trouble> {
        let payload = wire_form::AnswerCallbackQuery {
            callback_query_id: tap,
            text: None,
            show_alert: false,
            url: Some(url),
        };
        self.done(None, &payload).await
    }

    /// Sends an invoice, within the budgets for answers.
    pub async fn send_invoice(&self, invoice: &wire_form::SendInvoice<'_>) -> Result<(), Trouble> {
        let attempt = || async { self.0.wire.call(invoice).await.map(drop).map_err(trouble) };
        self.patiently(Some(invoice.chat_id), attempt).await
    }

    /// Answers Telegram's question whether somebody may pay. That it is too late is success: they try again.
    pub async fn answer_pre_checkout(&self, answer: &wire_form::AnswerPreCheckoutQuery<'_>) -> Result<(), Trouble> {
        self.done(None, answer).await
    }

    /// Answers what somebody types behind the bot's name. That it is too late is success: they typed on.
    ///
    /// One attempt, because the next letter asks anew.
    pub async fn answer_inline(&self, answer: &wire_form::AnswerInlineQuery<'_>) -> Result<(), Trouble> {
        let answered = as_good_as_done(self.0.wire.call(answer).await.map(drop));
        self.noted(None, answered).await
    }

    /// Gives Stars back. That they went back before is success.
    ///
    /// # Errors
    /// `Refused` when Telegram knows no such payment.
    pub async fn return_stars(&self, user: i64, charge: &str) -> Result<(), Trouble> {
        let ask = wire_form::RefundStarPayment {
            user_id: user,
            telegram_payment_charge_id: charge,
        };
        match self.call(&ask).await {
            Err(Trouble::Refused(said)) if said.contains("CHARGE_ALREADY_REFUNDED") => Ok(()),
            returned => returned.map(drop),
        }
    }

    /// Removes a message. That it is gone already is success.
    pub async fn delete(&self, chat: i64, message: i32) -> Result<(), Trouble> {
        self.done(
            Some(chat),
            &wire_form::DeleteMessage {
                chat_id: chat,
                message_id: message,
            },
        )
        .await
    }

    pub async fn approve_join_request(&self, chat: i64, user: i64) -> Result<(), Trouble> {
        self.done(
            Some(chat),
            &wire_form::ApproveChatJoinRequest {
                chat_id: chat,
                user_id: user,
            },
        )
        .await
    }

    /// Sets what stands beside a member's name in a group.
    pub async fn set_tag(&self, chat: i64, user: i64, tag: Option<&str>) -> Result<(), Trouble> {
        self.done(
            Some(chat),
            &wire_form::SetChatMemberTag {
                chat_id: chat,
                user_id: user,
                tag,
            },
        )
        .await
    }

    /// Sets one command menu. `language`: two letters, or `None` for all who have no menu of their own.
    pub async fn set_commands(
        &self,
        scope: Scope,
        language: Option<&str>,
        commands: &[Command],
    ) -> Result<(), Trouble> {
        if commands.is_empty() {
            return self
                .done(
                    None,
                    &wire_form::DeleteMyCommands {
                        scope,
                        language_code: language,
                    },
                )
                .await;
        }
        self.done(
            None,
            &wire_form::SetMyCommands {
                commands,
                scope,
                language_code: language,
            },
        )
        .await
    }

    /// How a person stands in a chat. Reliable for others only where the bot is an admin.
    pub async fn get_chat_member(&self, chat: i64, user: u64) -> Result<teloxide::types::ChatMember, Trouble> {
        let (chat_id, user_id) = (teloxide::types::ChatId(chat), teloxide::types::UserId(user));
        self.call(&teloxide::payloads::GetChatMember::new(chat_id, user_id))
            .await
    }

    /// The birthday that somebody's public profile tells, if it tells one.
    pub async fn birthdate(&self, user: i64) -> Result<Option<wire_form::Birthdate>, Trouble> {
        let profile = self.call(&wire_form::GetProfile { chat_id: user }).await?;
        Ok(profile.birthdate)
    }

    pub async fn get_me(&self) -> Result<Me, Trouble> {
        self.call(&wire_form::GetMe {}).await
    }

    /// Calls any method that sends nothing to a chat, with teloxide's payload or an own one.
    pub async fn call<P>(&self, payload: &P) -> Result<P::Output, Trouble>
    where
        P: Payload + Serialize + Sync,
        P::Output: DeserializeOwned,
    {
        self.patiently(None, || async { self.0.wire.call(payload).await.map_err(trouble) })
            .await
    }

    /// A picture that was sent under this key before, so that it need not be drawn.
    pub async fn kept_picture(&self, key: &str) -> Option<Picture> {
        pictures::find(&self.0.db, key).await.map(Picture::FileId)
    }

    async fn send_once(&self, to: Address, message: &Message) -> Result<i32, Trouble> {
        let rest = rest_of(message);
        let Some(picture) = &message.picture else {
            let payload = wire_form::SendMessage {
                chat_id: to.chat,
                message_thread_id: to.topic,
                text: &message.text,
                rest,
                link_preview_options: wire_form::NoPreview { is_disabled: true },
            };
            return self
                .0
                .wire
                .call(&payload)
                .await
                .map(|sent| id_of(&sent))
                .map_err(trouble);
        };
        let payload = wire_form::SendPhoto {
            chat_id: to.chat,
            message_thread_id: to.topic,
            photo: "",
            caption: &message.text,
            rest,
        };
        // In a box, because an upload takes much more room than the texts that most answers are.
        let sent = Box::pin(pictures::send(
            &self.0.wire,
            &self.0.db,
            &*self.0.clock,
            picture,
            payload,
        ))
        .await
        .map_err(trouble)?;
        Ok(id_of(&sent))
    }

    async fn edit_once(&self, chat: i64, message_id: i32, message: &Message) -> Result<(), Trouble> {
        let reply_markup = wire_form::Markup::for_edit(message.keyboard.as_ref());
        let outcome = if let Some(picture) = &message.picture {
            let media = wire_form::Photo {
                r#type: "photo",
                media: "",
                caption: &message.text,
                parse_mode: HTML,
            };
            let payload = wire_form::EditMessageMedia {
                chat_id: chat,
                message_id,
                media,
                reply_markup,
            };
            Box::pin(pictures::edit(
                &self.0.wire,
                &self.0.db,
                &*self.0.clock,
                picture,
                payload,
            ))
            .await
            .map(drop)
        } else {
            let payload = wire_form::EditMessageText {
                chat_id: chat,
                message_id,
                text: &message.text,
                parse_mode: HTML,
                link_preview_options: wire_form::NoPreview { is_disabled: true },
                reply_markup,
            };
            self.0.wire.call(&payload).await.map(drop)
        };
        as_good_as_done(outcome)
    }

    /// Calls a method whose refusal may mean that the work is done already.
    async fn done<P>(&self, chat: Option<i64>, payload: &P) -> Result<(), Trouble>
    where
        P: Payload + Serialize + Sync,
        P::Output: DeserializeOwned,
    {
        // Neither taps nor deletions count against what is sent; only a 429 is noted.
        let mut pause = FIRST_PAUSE;
        for _ in 1..ATTEMPTS {
            let outcome = as_good_as_done(self.0.wire.call(payload).await.map(drop));
            match self.noted(chat, outcome).await {
                Err(Trouble::TryAgain(_)) => {
                    rest(pause).await;
                    pause *= 4;
                }
                outcome => return outcome,
            }
        }
        let outcome = as_good_as_done(self.0.wire.call(payload).await.map(drop));
        self.noted(chat, outcome).await
    }

    /// Tries a few times, within the budgets for answers.
    async fn patiently<T, F>(&self, chat: Option<i64>, mut attempt: impl FnMut() -> F) -> Result<T, Trouble>
    where
        F: Future<Output = Result<T, Trouble>>,
    {
        let mut pause = FIRST_PAUSE;
        let mut tried = 0;
        loop {
            let now = self.0.clock.now();
            let room = chat.map_or(Ok(()), |chat| self.0.budgets.answer(chat, now));
            let outcome = if let Err(free) = room {
                Err(Trouble::NotBefore(until(now, free)))
            } else {
                let outcome = attempt().await;
                self.noted(chat, outcome).await
            };
            tried += 1;
            match outcome {
                Err(Trouble::TryAgain(_)) if tried < ATTEMPTS => {
                    rest(pause).await;
                    pause *= 4;
                }
                // A clock that stands still would make this wait for nothing, again and again.
                Err(Trouble::NotBefore(wait)) if tried < ATTEMPTS && wait <= PATIENCE.to_std().unwrap_or_default() => {
                    rest(wait + Duration::from_millis(5)).await;
                    if self.0.clock.now() == now {
                        return Err(Trouble::NotBefore(wait));
                    }
                }
                outcome => return outcome,
            }
        }
    }

    /// Writes down a 429, so that every process that serves this chat after it keeps to it (M3).
    ///
    /// Methods that write to no chat have limits of their own, which stop nothing else.
    async fn noted<T>(&self, chat: Option<i64>, outcome: Result<T, Trouble>) -> Result<T, Trouble> {
        let Err(Trouble::NotBefore(wait)) = &outcome else {
            return outcome;
        };
        metrics::counter!("regulars_telegram_429_total").increment(1);
        tracing::warn!(chat, seconds = wait.as_secs(), "Telegram asks for a pause");
        let Some(chat) = chat else { return outcome };
        let now = self.0.clock.now();
        let until = now + TimeDelta::from_std(*wait).unwrap_or(TimeDelta::days(1));
        let stopped = self.0.budgets.refused(chat, until, now);
        if let Err(error) = self.keep_pause(stopped, until).await {
            tracing::error!(
                error = &error as &dyn std::error::Error,
                "a pause that Telegram asked for was not written down"
            );
        }
        outcome
    }

    async fn keep_pause(&self, chat: Option<i64>, until: DateTime<Utc>) -> Result<(), StorageError> {
        let mut tx = self.0.db.begin().await?;
        pauses::set(&mut tx, chat, until).await?;
        tx.commit().await
    }

    /// The id under which a chat is known to Telegram.
    fn followed(&self, chat: i64) -> i64 {
        if chat > 0 {
            return chat;
        }
        self.0
            .moved
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .get(&chat)
            .copied()
            .unwrap_or(chat)
    }

    fn follow(&self, from: i64, to: i64) {
        self.0
            .moved
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .insert(from, to);
    }
}

const HTML: &str = "HTML";

fn rest_of(message: &Message) -> wire_form::Rest<'_> {
    wire_form::Rest {
        parse_mode: HTML,
        disable_notification: message.silent,
        // Telegram refuses an ephemeral message that may go without its reply.
        reply_parameters: message.reply_to.map(|message_id| wire_form::ReplyParameters {
            message_id,
            allow_sending_without_reply: message.only_for.is_none(),
        }),
        reply_markup: message.keyboard.as_ref().map(wire_form::Markup::from),
        ephemeral_message_parameters: message.only_for.as_ref().map(wire_form::EphemeralParameters::from),
    }
}

fn id_of(sent: &wire_form::Sent) -> i32 {
    sent.ephemeral_message_id.unwrap_or(sent.message_id)
}

fn trouble(failure: Failure) -> Trouble {
    match failure {
        Failure::Lost(why) => Trouble::TryAgain(why),
        Failure::Said(said) => sort(&said).unwrap_or(Trouble::Refused(said.description)),
    }
}

fn as_good_as_done(outcome: Result<(), Failure>) -> Result<(), Trouble> {
    match outcome {
        Ok(()) => Ok(()),
        Err(Failure::Lost(why)) => Err(Trouble::TryAgain(why)),
        Err(Failure::Said(said)) => sort(&said).map_or(Ok(()), Err),
    }
}

fn until(now: DateTime<Utc>, then: DateTime<Utc>) -> Duration {
    (then - now).to_std().unwrap_or_default()
}

#[expect(
    clippy::disallowed_methods,
    reason = "an answer that Telegram puts off for a moment waits in place"
)]
async fn rest(pause: Duration) {
    tokio::time::sleep(pause).await;
}
