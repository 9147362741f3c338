//! Everything that exists in the pretend Telegram, behind one lock.
//!
//! Chats are found by key and messages by id, so that no call looks at more than it names.

mod bills;
mod bots;
mod chats;
mod files;
mod inline;
mod joining;
mod json;
mod membership;
mod messages;
mod payments;
mod people;
mod posting;
mod reading;
mod seen;
mod strips;
mod taps;
mod transcript;
mod visibility;

use std::collections::{HashMap, VecDeque};

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::Value;
use tokio::sync::watch;

pub(crate) use bills::{Asked, Bill, STARS, amount};
pub(crate) use bots::BotState;
pub(crate) use chats::{Chat, ChatKind, Group, Link, PERMISSIONS, Private, Topic};
use files::hex;
pub(crate) use files::{ANY_BOT, Files, StoredFile};
use inline::Inline;
pub(crate) use inline::InlineState;
pub use inline::{InlineAnswer, InlineResult};
pub(crate) use joining::{Followed, JoinRequest, Via};
pub(crate) use membership::{Member, Status, Ties};
pub use messages::MessageId;
pub(crate) use messages::{Draft, Ephemeral, Message, MessageKind, Sender};
pub(crate) use payments::NoRefund;
pub use payments::PaymentEnd;
use payments::Payments;
pub use people::NewPerson;
pub(crate) use people::PersonState;
pub(crate) use reading::{Forced, OpenKeyboard};
pub use seen::{Seen, SeenButton, SeenInvoice};
pub(crate) use strips::{Changes, Part};
pub use taps::CallbackAnswer;
pub(crate) use taps::TapState;
pub(crate) use transcript::event_in_words;

use crate::{
    Now,
    faults::{Fault, Faults},
    limits::Limits,
};

/// The account that posts for every anonymous administrator.
pub(crate) const GROUP_ANONYMOUS_BOT: i64 = 1_087_968_824;

/// Numbers of each kind that one playground may use before those of the next begin.
const NUMBERS: i64 = 1_000_000;

/// Taps kept for their answers.
const TAPS_KEPT: usize = 20_000;

/// Names one conversation. A private chat has one id for the bot and another for the person, hence both.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Key {
    Private { bot: i64, person: i64 },
    Group(i64),
}

impl Key {
    /// The chat an id names for this bot.
    pub fn of(bot: i64, id: i64) -> Self {
        if id > 0 {
            Self::Private { bot, person: id }
        } else {
            Self::Group(id)
        }
    }

    /// The chat's id as the Bot API says it.
    pub fn id(self) -> i64 {
        match self {
            Self::Private { person, .. } => person,
            Self::Group(id) => id,
        }
    }
}

/// One call of the Bot API and its outcome.
#[derive(Debug, Clone)]
pub struct Call {
    /// As the specification spells it.
    pub method: String,
    pub params: Value,
    pub ok: bool,
    /// The result, or the whole refusal.
    pub answer: Value,
    /// What the playground was told to let go wrong with it.
    pub fault: Option<Fault>,
    /// What came with it, by the name that `attach://` uses, and how many bytes.
    pub uploads: Vec<(String, usize)>,
    pub at: DateTime<Utc>,
    /// Whether it came to what the method does. Polls, and what was cut off or turned away before, are for reading only.
    pub(crate) performed: bool,
}

pub(crate) struct World {
    now: Now,
    /// How far the clock was moved.
    shift: TimeDelta,
    /// Which world this is, for pages that have seen another. Nobody can guess it.
    pub name: String,
    /// The number of everything that happened before there was this world.
    pub born: u64,
    pub remember: usize,
    pub bots: HashMap<i64, BotState>,
    pub tokens: HashMap<String, i64>,
    pub people: HashMap<i64, PersonState>,
    /// When their list last read differently.
    pub people_version: u64,
    /// Lower-case usernames of people, bots and groups.
    pub usernames: HashMap<String, i64>,
    pub chats: HashMap<Key, Chat>,
    pub files: Files,
    pub links: HashMap<String, i64>,
    pub taps: HashMap<String, TapState>,
    tap_order: VecDeque<String>,
    payments: Payments,
    inline: Inline,
    pub calls: VecDeque<Call>,
    /// How many calls there were, forgotten ones included.
    pub calls_had: u64,
    /// How many there were before there was this world.
    pub calls_before: u64,
    breaches: VecDeque<String>,
    forgiven: Vec<String>,
    pub limits: Limits,
    pub faults: Faults,
    pub count_ephemerals: bool,
    /// How many messages bots have sent.
    pub posted: u64,
    /// How many worlds there were before this one.
    before: u16,
    /// When the last of those who type stops.
    pub actions_end: Option<DateTime<Utc>>,
    numbers: Numbers,
    changed: watch::Sender<u64>,
}

/// The next number of each kind. None of them fits 32 bits where Telegram's do not.
struct Numbers {
    bot: i64,
    person: i64,
    group: i64,
    supergroup: i64,
    tap: u64,
    album: u64,
    link: u64,
    seq: u64,
}

impl World {
    pub fn new(now: Now, limits: Limits, remember: usize, secret: [u8; 32], changed: watch::Sender<u64>) -> Self {
        Self {
            now,
            shift: TimeDelta::zero(),
            name: hex(&secret[..16]),
            born: 0,
            remember: remember.max(1),
            bots: HashMap::new(),
            tokens: HashMap::new(),
            people: HashMap::new(),
            people_version: 0,
            usernames: HashMap::new(),
            chats: HashMap::new(),
            files: Files::new(secret),
            links: HashMap::new(),
            taps: HashMap::new(),
            tap_order: VecDeque::new(),
            payments: Payments::default(),
            inline: Inline::default(),
            calls: VecDeque::new(),
            calls_had: 0,
            calls_before: 0,
            breaches: VecDeque::new(),
            forgiven: Vec::new(),
            limits,
            faults: Faults::default(),
            count_ephemerals: false,
            posted: 0,
            before: 0,
            actions_end: None,
            numbers: Numbers {
                bot: 7_100_000_001,
                person: 5_200_000_001,
                group: -4_300_000_001,
                supergroup: -1_002_400_000_001,
                tap: 4_500_000_000_000_000_001,
                album: 13_600_000_000_000_001,
                link: 1,
                seq: 0,
            },
            changed,
        }
    }

    /// Lets the numbers that bots keep begin behind those of so many worlds before.
    pub fn begin_behind(&mut self, worlds: u16) {
        self.before = worlds;
        self.numbers.tap += self.first().unsigned_abs();
        self.files.begin_behind(self.first().unsigned_abs());
    }

    /// What the numbers of this world are above.
    pub fn first(&self) -> i64 {
        i64::from(self.before) * NUMBERS
    }

    pub fn now(&self) -> DateTime<Utc> {
        (self.now)() + self.shift
    }

    /// Moves the clock forward; time stands never back.
    pub fn move_clock(&mut self, to: DateTime<Utc>) {
        let now = self.now();
        self.shift += (to - now).max(TimeDelta::zero());
        self.touch();
    }

    /// An empty world in the place of this one, whose numbers go on from here.
    pub fn next(&self, secret: [u8; 32]) -> Self {
        let mut next = Self::new(
            self.now.clone(),
            self.limits.anew(),
            self.remember,
            secret,
            self.changed.clone(),
        );
        next.begin_behind(self.before.saturating_add(1));
        next.shift = self.shift;
        next.numbers.seq = self.numbers.seq + 1;
        next.born = next.numbers.seq;
        next.people_version = next.born;
        next.calls_had = self.calls_had;
        next.calls_before = self.calls_had;
        next
    }

    pub fn unix(&self) -> i64 {
        self.now().timestamp()
    }

    /// Tells those who wait that something is different.
    pub fn touch(&self) {
        self.changed.send_modify(|version| *version = version.wrapping_add(1));
    }

    pub fn next_seq(&mut self) -> u64 {
        self.numbers.seq += 1;
        self.numbers.seq
    }

    pub fn seq(&self) -> u64 {
        self.numbers.seq
    }

    pub fn next_album(&mut self) -> String {
        self.numbers.album += 1;
        self.numbers.album.to_string()
    }

    pub fn remember_call(&mut self, call: Call) {
        if self.calls.len() >= self.remember {
            self.calls.pop_front();
        }
        self.calls.push_back(call);
        self.calls_had += 1;
        self.touch();
    }

    /// Writes down what the bot should not have done.
    pub fn breach(&mut self, what: String) {
        if self.forgiven.iter().any(|fragment| what.contains(fragment)) {
            return;
        }
        tracing::debug!(breach = %what, "the bot broke a rule of the Bot API");
        if self.breaches.len() >= self.remember {
            self.breaches.pop_front();
        }
        self.breaches.push_back(what);
    }

    pub fn breaches(&self) -> Vec<String> {
        self.breaches.iter().cloned().collect()
    }

    /// The newest, oldest first.
    pub fn newest_breaches(&self, most: usize) -> Vec<String> {
        let passed = self.breaches.len().saturating_sub(most);
        self.breaches.iter().skip(passed).cloned().collect()
    }

    pub fn forget_breaches(&mut self) {
        self.breaches.clear();
    }

    pub fn forgive(&mut self, fragment: &str) {
        self.forgiven.push(fragment.to_owned());
    }

    pub fn chat(&self, key: Key) -> Option<&Chat> {
        self.chats.get(&key)
    }

    pub fn chat_mut(&mut self, key: Key) -> Option<&mut Chat> {
        self.chats.get_mut(&key)
    }

    pub fn group(&self, id: i64) -> Option<&Group> {
        match &self.chats.get(&Key::Group(id))?.kind {
            ChatKind::Group(group) => Some(group),
            ChatKind::Private(_) => None,
        }
    }

    pub fn group_mut(&mut self, id: i64) -> Option<&mut Group> {
        match &mut self.chats.get_mut(&Key::Group(id))?.kind {
            ChatKind::Group(group) => Some(group),
            ChatKind::Private(_) => None,
        }
    }

    /// The private chat of a bot and a person; it exists, though perhaps empty, as soon as it is asked for.
    pub fn private(&mut self, bot: i64, person: i64) -> &mut Private {
        let key = Key::Private { bot, person };
        let chat = self
            .chats
            .entry(key)
            .or_insert_with(|| Chat::new(ChatKind::Private(Private::default())));
        if let ChatKind::Group(_) = chat.kind {
            chat.kind = ChatKind::Private(Private::default());
        }
        match &mut chat.kind {
            ChatKind::Private(private) => private,
            ChatKind::Group(_) => unreachable!("a private key names a private chat"),
        }
    }

    pub fn private_of(&self, bot: i64, person: i64) -> Option<&Private> {
        match &self.chats.get(&Key::Private { bot, person })?.kind {
            ChatKind::Private(private) => Some(private),
            ChatKind::Group(_) => None,
        }
    }

    pub fn person_name(&self, id: i64) -> String {
        if let Some(person) = self.people.get(&id) {
            person.full_name()
        } else if let Some(bot) = self.bots.get(&id) {
            bot.name.clone()
        } else {
            format!("user {id}")
        }
    }
}
