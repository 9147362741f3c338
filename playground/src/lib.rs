//! A pretend Telegram: a Bot API server on loopback over real HTTP, and the people and chats in it.
//!
//! A bot under test talks to [`Playground::api_url`] as it would to Telegram. People are handles that write, tap and
//! look. What the real Telegram would refuse is refused here, and what a correct bot never does is written down in
//! [`Playground::breaches`].

mod api;
mod bot;
mod chat_id;
mod delivery;
mod door;
mod entities;
mod error;
mod faults;
mod group;
mod host;
mod html;
mod limits;
mod link;
mod page;
mod past;
mod people;
mod rights;
mod scan;
mod shared;
mod spec;
mod world;

use std::{io, net::SocketAddr, sync::Arc, time::Duration};

use chrono::{DateTime, Utc};
use serde_json::Value;
use tokio::{net::TcpListener, runtime::Handle, sync::watch};

pub use bot::Bot;
pub use chat_id::ChatId;
pub use error::PlaygroundError;
pub use faults::Fault;
pub use group::{Group, MemberRef};
pub use host::{BotAct, Host, HostError, ShopChoice, Sight, TourStep};
pub use people::{Inline, Payment, Person, Tap, TapKind};
pub use rights::{Right, Rights};
pub use scan::scan;
pub use world::{
    Call, CallbackAnswer, InlineAnswer, InlineResult, MessageId, NewPerson, PaymentEnd, Seen, SeenButton, SeenInvoice,
};

use limits::Limits;
use shared::Shared;
use world::{Key, World};

/// Where the playground's time comes from.
pub type Now = Arc<dyn Fn() -> DateTime<Utc> + Send + Sync>;

/// How a playground is set up.
#[derive(Clone)]
pub struct Options {
    /// Port 0 takes a free one.
    pub listen: SocketAddr,
    pub now: Now,
    /// Whether sending limits are kept. Waits that a [`Fault`] imposes are kept in any case.
    pub limits: bool,
    /// How many messages a bot may send in any second to those who have not just written to it.
    pub a_second: usize,
    /// How many calls are kept, and how many messages and transcript lines per chat.
    pub remember: usize,
    /// How many playgrounds the bot has met before this one. Numbers of updates, messages, taps and
    /// files begin behind theirs, so that nothing new passes for something the bot knows.
    pub before: u16,
    /// Who runs the bot, as far as the page may ask.
    pub host: Option<Arc<dyn Host>>,
}

impl Options {
    /// A free port on loopback, limits on.
    #[must_use]
    pub fn new(now: Now) -> Self {
        Self {
            listen: SocketAddr::from(([127, 0, 0, 1], 0)),
            now,
            limits: true,
            a_second: limits::OVERALL_A_SECOND,
            remember: 10_000,
            before: 0,
            host: None,
        }
    }
}

/// The pretend Telegram. Clones are the same playground.
#[derive(Clone)]
pub struct Playground {
    shared: Shared,
    address: SocketAddr,
}

impl Playground {
    /// Listens, and serves in the background of the current runtime until [`Playground::stop`].
    ///
    /// # Errors
    /// When the address cannot be listened on or is open to other machines, or the system has no random numbers.
    pub async fn start(options: Options) -> io::Result<Self> {
        if !options.listen.ip().is_loopback() {
            // Whoever reaches the page acts for everybody on it.
            return Err(io::Error::new(
                io::ErrorKind::InvalidInput,
                "the playground listens on this machine only",
            ));
        }
        let listener = TcpListener::bind(options.listen).await?;
        let address = listener.local_addr()?;
        let (changed, version) = watch::channel(0);
        let limits = Limits::new(options.limits, options.a_second);
        let mut world = World::new(options.now, limits, options.remember, secret()?, changed);
        world.begin_behind(options.before);
        let shared = Shared::new(world, version, Handle::current(), options.host);
        shared.spawn(api::http::serve(listener, shared.clone()));
        Ok(Self { shared, address })
    }

    /// The root a bot sends its calls to, without a slash at its end.
    #[must_use]
    pub fn api_url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Begins an empty world at the same address: nobody of the old one is there, and open pages start afresh.
    ///
    /// Handles of the old world's people and chats lead nowhere.
    ///
    /// # Errors
    /// When the system has no random numbers.
    pub fn start_over(&self) -> io::Result<()> {
        let secret = secret()?;
        let mut world = self.shared.lock();
        *world = world.next(secret);
        world.touch();
        Ok(())
    }

    /// Tells open pages to look again, because the host is different.
    pub fn touch(&self) {
        self.shared.lock().touch();
    }

    /// Closes every connection and stops delivering.
    pub fn stop(&self) {
        self.shared.stop();
    }

    #[must_use]
    pub fn add_bot(&self, name: &str, username: &str) -> Bot {
        let id = self.shared.lock().add_bot(name, username);
        Bot {
            shared: self.shared.clone(),
            id,
        }
    }

    /// A bot whose token is known beforehand: its number, a colon, and at least 30 letters, digits, `-` and `_`.
    ///
    /// `None` when the token is no such text.
    #[must_use]
    pub fn add_bot_with_token(&self, name: &str, username: &str, token: &str) -> Option<Bot> {
        let (id, rest) = token.split_once(':')?;
        let id: i64 = id.parse().ok().filter(|id| *id > 0)?;
        let is_letter = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_';
        if rest.len() < 30 || !rest.bytes().all(is_letter) {
            return None;
        }
        self.shared
            .lock()
            .add_bot_with_token(id, token.to_owned(), name, username);
        Some(Bot {
            shared: self.shared.clone(),
            id,
        })
    }

    #[must_use]
    pub fn add_person(&self, who: NewPerson) -> Person {
        let id = self.shared.lock().add_person(who);
        Person {
            shared: self.shared.clone(),
            id,
        }
    }

    #[must_use]
    pub fn add_group(&self, title: &str, owner: &Person) -> Group {
        let id = self.shared.lock().add_group(title, owner.id, false);
        Group {
            shared: self.shared.clone(),
            id,
        }
    }

    #[must_use]
    pub fn add_supergroup(&self, title: &str, owner: &Person) -> Group {
        let id = self.shared.lock().add_group(title, owner.id, true);
        Group {
            shared: self.shared.clone(),
            id,
        }
    }

    /// The person of this user id, if there is one.
    #[must_use]
    pub fn person(&self, id: i64) -> Option<Person> {
        let known = self.shared.lock().people.contains_key(&id);
        known.then(|| Person {
            shared: self.shared.clone(),
            id,
        })
    }

    /// The group of this chat id, if there is one.
    #[must_use]
    pub fn group(&self, id: i64) -> Option<Group> {
        let known = self.shared.lock().group(id).is_some();
        known.then(|| Group {
            shared: self.shared.clone(),
            id,
        })
    }

    /// The private chat of a person and a bot.
    #[must_use]
    pub fn chat_of(&self, person: &Person, bot: &Bot) -> ChatId {
        ChatId::private(bot.id, person.id)
    }

    /// The next call of this method goes wrong. Several faults of one method happen one after another.
    pub fn fail_next(&self, method: &str, fault: Fault) {
        self.shared.lock().faults.next(method, fault);
    }

    /// From now on this share of all calls goes wrong; 0 ends it.
    pub fn fail_share(&self, share: f64, seed: u64, faults: Vec<Fault>) {
        self.shared.lock().faults.share(share, seed, faults);
    }

    /// How many calls went wrong so far because they were told to.
    #[must_use]
    pub fn faults_had(&self) -> u64 {
        self.shared.lock().faults.had
    }

    /// The calls that came in, oldest first, but for `getUpdates` and those that never reached a method.
    #[must_use]
    pub fn calls(&self) -> Vec<Call> {
        let world = self.shared.lock();
        world.calls.iter().filter(|call| call.performed).cloned().collect()
    }

    /// How many calls are remembered.
    #[must_use]
    pub fn call_count(&self) -> usize {
        let world = self.shared.lock();
        world.calls.iter().filter(|call| call.performed).count()
    }

    pub fn forget_calls(&self) {
        self.shared.lock().calls.clear();
    }

    /// What bots did that a correct bot never does.
    #[must_use]
    pub fn breaches(&self) -> Vec<String> {
        self.shared.lock().breaches()
    }

    pub fn forget_breaches(&self) {
        self.shared.lock().forget_breaches();
    }

    /// From now on a breach whose text contains this is not written down.
    pub fn forgive(&self, fragment: &str) {
        self.shared.lock().forgive(fragment);
    }

    /// Whether ephemeral messages count towards a group's limit. Telegram does not say; off by default.
    pub fn count_ephemerals(&self, count: bool) {
        self.shared.lock().count_ephemerals = count;
    }

    /// How long a webhook that failed is left alone at first; it doubles from there. One second by default.
    ///
    /// Webhooks set from now on follow it.
    pub fn set_first_redelivery(&self, delay: Duration) {
        self.shared.set_first_redelivery(delay);
    }

    /// Sends an update again under its own id, as Telegram does when an acknowledgement was lost.
    ///
    /// # Errors
    /// When no bot has taken an update of this id lately.
    pub fn redeliver(&self, update_id: i64) -> Result<(), PlaygroundError> {
        self.shared.lock().redeliver(update_id)
    }

    /// Sends a bot an update exactly as written, adding an update id if it has none. Says the id.
    ///
    /// # Errors
    /// When the text is not a JSON object.
    pub fn deliver_raw(&self, bot: &Bot, text: &str) -> Result<i64, PlaygroundError> {
        self.shared.lock().deliver_raw(bot.id, text)
    }

    /// The text of an update, delivered or waiting.
    #[must_use]
    pub fn update_text(&self, update_id: i64) -> Option<String> {
        self.shared.lock().update_text(update_id).map(|text| text.to_string())
    }

    /// The ids of the updates a bot has taken lately, oldest first.
    #[must_use]
    pub fn delivered_updates(&self, bot: &Bot) -> Vec<i64> {
        self.shared.lock().delivered_updates(bot.id)
    }

    /// Resolves when every bot has acknowledged every update that is not past its life.
    pub async fn all_taken(&self) {
        let mut changes = self.shared.changes();
        while !self.shared.lock().all_taken() {
            if changes.changed().await.is_err() {
                return;
            }
        }
    }

    /// Resolves at the next change of anything.
    pub async fn changed(&self) {
        // Without a world nothing changes any more.
        drop(self.shared.changes().changed().await);
    }

    /// The conversation of a chat as people saw it, one event after another.
    #[must_use]
    pub fn transcript(&self, chat: impl Into<ChatId>) -> String {
        let chat = chat.into();
        let world = self.shared.lock();
        let key = chat.key_for(&world, None);
        key.map(|key| world.transcript(key, None)).unwrap_or_default()
    }

    /// Every message of a chat, ephemeral ones for anybody included, oldest first.
    #[must_use]
    pub fn messages(&self, chat: impl Into<ChatId>) -> Vec<Seen> {
        let chat = chat.into();
        let world = self.shared.lock();
        let Some(key) = chat.key_for(&world, None) else {
            return Vec::new();
        };
        let Some(chat) = world.chat(key) else { return Vec::new() };
        let mut all: Vec<_> = chat.messages.values().chain(chat.ephemerals.values()).collect();
        all.sort_unstable_by_key(|message| message.seq);
        all.into_iter()
            .filter_map(|message| world.seen(key, message.id))
            .collect()
    }

    /// Taps that got no answer yet: the spinner still turns.
    #[must_use]
    pub fn unanswered(&self) -> Vec<Tap> {
        let world = self.shared.lock();
        let mut open: Vec<(i64, String)> = world
            .taps
            .iter()
            .filter(|(_, tap)| tap.answer.is_none())
            .map(|(id, tap)| (tap.person, id.clone()))
            .collect();
        open.sort();
        open.into_iter()
            .map(|(person, id)| Tap::callback(&self.shared, person, id))
            .collect()
    }

    /// Payments that the bot may still agree to, and has not.
    #[must_use]
    pub fn open_payments(&self) -> Vec<Payment> {
        let open = self.shared.lock().open_checkouts();
        open.into_iter()
            .map(|(person, id)| Payment::open(&self.shared, person, id))
            .collect()
    }

    /// How an account ends that its owner deletes: bots can no longer write to it.
    pub fn deactivate(&self, person: &Person) {
        let mut world = self.shared.lock();
        if let Some(state) = world.people.get_mut(&person.id) {
            state.deactivated = true;
        }
        world.people_changed();
        world.touch();
    }

    /// What the specification says against a value of one of its types, if anything.
    #[must_use]
    pub fn complaint_about(type_name: &str, value: &Value) -> Option<String> {
        spec::SPEC_DATA.complaint_about(type_name, value)
    }
}

/// Ends a step of a story that could not happen.
#[track_caller]
fn told<T>(result: Result<T, PlaygroundError>) -> T {
    match result {
        Ok(value) => value,
        Err(error) => panic!("{error}"),
    }
}

/// What makes addresses of files unguessable.
fn secret() -> io::Result<[u8; 32]> {
    let mut secret = [0; 32];
    getrandom::fill(&mut secret).map_err(io::Error::other)?;
    Ok(secret)
}

fn private_key(bot: i64, person: i64) -> Key {
    Key::Private { bot, person }
}
