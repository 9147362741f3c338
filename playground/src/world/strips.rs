//! What is in a chat and what changed in it, found without walking the chat.
//!
//! Messages are listed a second time in strips: one of what everybody sees of a topic, and one for each member who
//! alone sees something of it. A look at a chat reads the ends of two strips.

use std::collections::{BTreeMap, BTreeSet, HashMap, VecDeque};

use super::{Chat, Key, Message, MessageId, Sender, World};

/// Messages that went are told to pages that still show them; of each strip, so many.
const NOTICES_KEPT: usize = 200;

/// Unread messages are counted up to here.
const MOST_UNREAD: usize = 1_000;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
struct StripName {
    thread: Option<i64>,
    /// The member whose eyes alone it is for.
    person: Option<i64>,
}

#[derive(Debug, Clone, Copy)]
struct Listed {
    id: MessageId,
    /// Who wrote it; nobody, when it is something that happened.
    writer: Option<i64>,
}

#[derive(Default)]
struct Strip {
    /// By when each came.
    order: BTreeMap<u64, Listed>,
    /// By when each last looked different. Those that went, or came back into view, are here, too.
    changes: BTreeMap<u64, MessageId>,
    notices: VecDeque<u64>,
    /// Of changes up to this one, some are forgotten.
    forgotten: u64,
}

impl Strip {
    fn notice(&mut self, at: u64, id: MessageId) {
        self.changes.insert(at, id);
        self.notices.push_back(at);
        if self.notices.len() > NOTICES_KEPT
            && let Some(oldest) = self.notices.pop_front()
        {
            self.changes.remove(&oldest);
            self.forgotten = oldest;
        }
    }
}

#[derive(Default)]
pub(crate) struct Strips {
    by_name: HashMap<StripName, Strip>,
    threads: BTreeSet<Option<i64>>,
    /// How many ephemeral messages are shown to a person in the place of a public one.
    replaced: HashMap<(i64, i64), u32>,
}

/// Which part of a chat is looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Part {
    Whole,
    /// One topic of a forum; the general one has no id.
    Topic(Option<i64>),
}

impl Part {
    pub fn has(self, thread: Option<i64>) -> bool {
        match self {
            Self::Whole => true,
            Self::Topic(topic) => topic == thread,
        }
    }
}

/// What changed in a part of a chat, for one person.
pub(crate) enum Changes {
    /// In the order in which it happened.
    Known(Vec<(Key, MessageId)>),
    /// Too much, or too long ago.
    TooMany,
}

impl Strips {
    fn strip(&mut self, thread: Option<i64>, person: Option<i64>) -> &mut Strip {
        self.threads.insert(thread);
        self.by_name.entry(StripName { thread, person }).or_default()
    }

    fn of_message(&mut self, message: &Message) -> &mut Strip {
        self.strip(message.thread, message.ephemeral.map(|ephemeral| ephemeral.person))
    }

    fn add(&mut self, message: &Message) {
        let writer = match message.sender {
            _ if message.is_service() => None,
            Sender::User(id) | Sender::Bot(id) | Sender::Anonymous(id) => Some(id),
        };
        let id = message.id;
        let strip = self.of_message(message);
        strip.order.insert(message.seq, Listed { id, writer });
        strip.changes.insert(message.changed, id);
        if let Some((person, replaced)) = replaced_by(message) {
            *self.replaced.entry((person, replaced)).or_default() += 1;
        }
    }

    fn take(&mut self, message: &Message) {
        let strip = self.of_message(message);
        strip.order.remove(&message.seq);
        strip.changes.remove(&message.changed);
        if let Some(pair) = replaced_by(message)
            && let Some(count) = self.replaced.get_mut(&pair)
        {
            *count -= 1;
            if *count == 0 {
                self.replaced.remove(&pair);
            }
        }
    }

    pub fn hides(&self, person: i64, message: MessageId) -> bool {
        !message.is_ephemeral() && self.replaced.contains_key(&(person, message.get()))
    }

    /// What this person sees of a part: what all see, and what they alone do.
    fn seen_by(&self, person: i64, part: Part) -> impl Iterator<Item = &Strip> {
        let threads: Vec<Option<i64>> = match part {
            Part::Whole => self.threads.iter().copied().collect(),
            Part::Topic(topic) => vec![topic],
        };
        threads
            .into_iter()
            .flat_map(move |thread| [None, Some(person)].map(|person| StripName { thread, person }))
            .filter_map(|name| self.by_name.get(&name))
    }
}

fn replaced_by(message: &Message) -> Option<(i64, i64)> {
    let ephemeral = message.ephemeral?;
    Some((ephemeral.person, ephemeral.replaces?))
}

impl Chat {
    /// Takes a message in. `notice` names the moment at which one that it stands for goes out of sight.
    pub fn put(&mut self, message: Message, notice: u64) {
        self.strips.add(&message);
        self.tell_of_replaced(&message, notice);
        let kept = if message.id.is_ephemeral() {
            &mut self.ephemerals
        } else {
            &mut self.messages
        };
        kept.insert(message.id.get(), message);
    }

    /// Lets the oldest messages go that are more than `remember`, without a word: nobody has deleted them.
    pub fn forget_beyond(&mut self, remember: usize) {
        for ephemeral in [false, true] {
            let kept = if ephemeral {
                &mut self.ephemerals
            } else {
                &mut self.messages
            };
            if kept.len() > remember
                && let Some((_, oldest)) = kept.pop_first()
            {
                self.strips.take(&oldest);
            }
        }
    }

    /// Takes a message out, and remembers that it went.
    pub fn take(&mut self, id: MessageId, at: u64, notice: u64) -> Option<Message> {
        let gone = if id.is_ephemeral() {
            self.ephemerals.remove(&id.get())
        } else {
            self.messages.remove(&id.get())
        }?;
        self.strips.take(&gone);
        self.strips.of_message(&gone).notice(at, id);
        self.tell_of_replaced(&gone, notice);
        Some(gone)
    }

    /// The public message that an ephemeral one stands for goes out of one person's sight, or comes back.
    fn tell_of_replaced(&mut self, ephemeral: &Message, at: u64) {
        if let Some((person, replaced)) = replaced_by(ephemeral)
            && let Some(thread) = self.messages.get(&replaced).map(|message| message.thread)
        {
            let strip = self.strips.strip(thread, Some(person));
            strip.notice(at, MessageId::plain(replaced));
        }
    }

    /// Changes a message in place.
    pub fn alter(&mut self, id: MessageId, at: u64, change: impl FnOnce(&mut Message)) -> Option<()> {
        let Self {
            messages,
            ephemerals,
            strips,
            ..
        } = self;
        let kept = if id.is_ephemeral() { ephemerals } else { messages };
        let message = kept.get_mut(&id.get())?;
        strips.take(message);
        change(message);
        message.changed = at;
        strips.add(message);
        Some(())
    }

    /// Forgets a topic and everything said in it.
    pub fn drop_thread(&mut self, thread: i64) {
        self.messages.retain(|_, message| message.thread != Some(thread));
        self.ephemerals.retain(|_, message| message.thread != Some(thread));
        self.strips.threads.remove(&Some(thread));
        self.strips.by_name.retain(|name, _| name.thread != Some(thread));
        let Self { messages, strips, .. } = self;
        strips.replaced.retain(|(_, message), _| messages.contains_key(message));
    }
}

impl World {
    /// The chat and those it grew out of, with the part of each that is meant.
    fn parts(&self, key: Key, part: Part) -> Vec<(Key, Part)> {
        let mut parts = vec![(key, part)];
        // What was said before a group had topics belongs to the general one.
        if part.has(None) {
            parts.extend(self.history(key).into_iter().skip(1).map(|key| (key, Part::Whole)));
        }
        parts
    }

    fn strips_of(&self, person: i64, key: Key, part: Part) -> Vec<(Key, &Strip)> {
        if !self.can_see(person, key) {
            return Vec::new();
        }
        self.parts(key, part)
            .into_iter()
            .filter_map(|(key, part)| Some((key, self.chat(key)?, part)))
            .flat_map(|(key, chat, part)| chat.strips.seen_by(person, part).map(move |strip| (key, strip)))
            .collect()
    }

    /// Whether this person has this message before their eyes.
    pub fn shows(&self, person: i64, key: Key, id: MessageId) -> bool {
        self.chat(key).is_some_and(|chat| {
            chat.message(id).is_some_and(|message| message.is_visible_to(person)) && !chat.strips.hides(person, id)
        })
    }

    /// The newest messages that came before `before`, oldest first, and whether there are older ones.
    pub fn page_before(
        &self,
        person: i64,
        key: Key,
        part: Part,
        before: u64,
        limit: usize,
    ) -> (Vec<(Key, MessageId)>, bool) {
        let mut found: Vec<(u64, Key, MessageId)> = Vec::new();
        for (key, strip) in self.strips_of(person, key, part) {
            let visible = strip
                .order
                .range(..before)
                .rev()
                .filter(|(_, entry)| self.shows(person, key, entry.id));
            found.extend(visible.take(limit + 1).map(|(seq, entry)| (*seq, key, entry.id)));
        }
        found.sort_unstable_by_key(|(seq, ..)| std::cmp::Reverse(*seq));
        let more = found.len() > limit;
        found.truncate(limit);
        found.reverse();
        (found.into_iter().map(|(_, key, id)| (key, id)).collect(), more)
    }

    /// What changed after `since`, each message once.
    pub fn changes_since(&self, person: i64, key: Key, part: Part, since: u64, most: usize) -> Changes {
        let mut found: BTreeMap<u64, (Key, MessageId)> = BTreeMap::new();
        for (key, strip) in self.strips_of(person, key, part) {
            if since < strip.forgotten {
                return Changes::TooMany;
            }
            for (at, id) in strip.changes.range(since + 1..).take(most + 1) {
                found.insert(*at, (key, *id));
            }
        }
        if found.len() > most {
            return Changes::TooMany;
        }
        let mut told = BTreeSet::new();
        let mut latest: Vec<(Key, MessageId)> = found
            .into_values()
            .rev()
            .filter(|(key, id)| told.insert((key.id(), *id)))
            .collect();
        latest.reverse();
        Changes::Known(latest)
    }

    /// How many messages of others came after what this person has read.
    pub fn unread_in(&self, person: i64, key: Key, part: Part) -> usize {
        let read = self.read_up_to(person, key, part);
        let unread = self
            .strips_of(person, key, part)
            .into_iter()
            .flat_map(|(_, strip)| strip.order.range(read + 1..))
            .filter(|(_, entry)| entry.writer.is_some_and(|writer| writer != person));
        unread.take(MOST_UNREAD).count()
    }

    /// The newest message of the whole chat that this person sees.
    pub fn newest_for(&self, person: i64, key: Key) -> Option<(Key, MessageId)> {
        let (mut page, _) = self.page_before(person, key, Part::Whole, u64::MAX, 1);
        page.pop()
    }
}
