//! How much may be sent, to whom, and when (M3).
//!
//! An answer that somebody waits for goes at once and is counted; a letter goes when there is room,
//! and is told when there will be. Nothing here waits.

use std::collections::{HashMap, VecDeque};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};

/// Microseconds, so that a chat costs eight bytes.
type Micros = i64;

const SECOND: Micros = 1_000_000;
/// The least by which the usual time of an answer follows one that has become longer.
const SLOWLY: Micros = 20;
/// A second as the sender counts it: what leaves evenly may arrive a little closer together.
const WINDOW: Micros = 1_015_000;
const MINUTE: Micros = 60 * SECOND;
/// How far back answers tell how many more will come.
const ANSWERS_SEEN: Micros = 10 * SECOND;
/// Letters that one chat takes at once; it recovers by one a second.
const CHAT_BURST: Micros = 3;
/// The most that answers can delay the letters to the same chat.
const CHAT_DEBT: Micros = 10 * SECOND;
/// Telegram allows a group fewer than 20 messages and edits a minute. Letters leave one to answers.
const GROUP_LETTERS: usize = 18;
const GROUP_ANSWERS: usize = 19;
/// So many chats refused within [`SPREAD_WINDOW`] mean that all of Telegram asks for a pause.
const SPREAD: usize = 3;
const SPREAD_WINDOW: Micros = 2 * SECOND;
/// How many budgets are kept before those that are full again are forgotten.
const REMEMBERED: usize = 4_096;

/// The budgets of one process for one bot.
#[derive(Debug)]
pub struct Budgets {
    rate: u32,
    state: Mutex<State>,
}

#[derive(Debug)]
struct State {
    /// This process's part of the overall budget: so many of so many slots.
    share: (usize, usize),
    /// When something was sent within the last window.
    sent: VecDeque<Micros>,
    /// When somebody was answered within the last ten seconds.
    answered: VecDeque<Micros>,
    /// When each chat will have recovered in full.
    chats: HashMap<i64, Micros>,
    /// When each group was written to within the last minute.
    groups: HashMap<i64, VecDeque<Micros>>,
    /// The shortest time lately in which a letter was answered.
    usual: Micros,
    paused: Micros,
    paused_chats: HashMap<i64, Micros>,
    /// Which chats answered 429 lately.
    refused: VecDeque<(Micros, i64)>,
}

impl Budgets {
    /// `rate`: messages per second over all processes.
    #[must_use]
    pub fn new(rate: u32) -> Self {
        Self {
            rate,
            state: Mutex::new(State {
                share: (1, 1),
                sent: VecDeque::new(),
                answered: VecDeque::new(),
                chats: HashMap::new(),
                groups: HashMap::new(),
                usual: Micros::MAX,
                paused: Micros::MIN,
                paused_chats: HashMap::new(),
                refused: VecDeque::new(),
            }),
        }
    }

    /// Sets this process's part of the overall budget.
    pub fn share(&self, held: usize, of: usize) {
        self.state().share = (held, of.max(1));
    }

    /// Counts an answer, or says when it may go: only a pause that Telegram asked for, or a group
    /// that is full, holds one up.
    pub fn answer(&self, chat: i64, now: DateTime<Utc>) -> Result<(), DateTime<Utc>> {
        let now = now.timestamp_micros();
        let mut state = self.state();
        let mut free = state.pause_ends(chat);
        if chat < 0 {
            free = free.max(group_free(state.groups.entry(chat).or_default(), GROUP_ANSWERS, now));
        }
        if now < free {
            return Err(instant(free));
        }
        state.count(chat, now, true);
        Ok(())
    }

    /// Counts a letter, or says when it may go.
    pub fn letter(&self, chat: i64, now: DateTime<Utc>) -> Result<(), DateTime<Utc>> {
        let now = now.timestamp_micros();
        let mut state = self.state();
        let mut free = state.pause_ends(chat).max(state.overall_free(self.rate, now));
        if let Some(recovered) = state.chats.get_mut(&chat) {
            // No chat is longer in debt than this, unless a clock was set back.
            if *recovered > now + CHAT_DEBT {
                *recovered = now;
            }
            free = free.max(*recovered - (CHAT_BURST - 1) * SECOND);
        }
        if chat < 0 {
            free = free.max(group_free(state.groups.entry(chat).or_default(), GROUP_LETTERS, now));
        }
        if now < free {
            return Err(instant(free));
        }
        state.count(chat, now, false);
        Ok(())
    }

    /// A letter that left then is answered. Whatever it took longer than usual it may have been on its way, so it is counted
    /// for as much later: else one that was held up and one that was not could arrive within one second with all others.
    pub fn answered(&self, left: DateTime<Utc>, now: DateTime<Utc>) {
        let left = left.timestamp_micros();
        let took = now.timestamp_micros() - left;
        let mut state = self.state();
        if took < 0 {
            return;
        }
        // It follows a way that has become longer, slowly.
        state.usual = took.min(state.usual.saturating_add((state.usual >> 10).max(SLOWLY)));
        let arrived = left + took - state.usual;
        if let Ok(place) = state.sent.binary_search(&left)
            && arrived > left
        {
            state.sent.remove(place);
            let place = state.sent.partition_point(|at| *at <= arrived);
            state.sent.insert(place, arrived);
        }
    }

    /// How many letters the overall budget takes from now on until `ahead` is over; if none, when there will be room.
    pub fn room(&self, now: DateTime<Utc>, ahead: Duration) -> Result<usize, DateTime<Utc>> {
        let now = now.timestamp_micros();
        let by = now.saturating_add(Micros::try_from(ahead.as_micros()).unwrap_or(Micros::MAX));
        let mut state = self.state();
        let free = state.paused.max(state.overall_free(self.rate, now));
        if by < free {
            return Err(instant(free));
        }
        let (_, window) = state.overall_limit(self.rate);
        let taken = state.sent.iter().filter(|at| **at > by - window).count();
        Ok(state.letters(self.rate).saturating_sub(taken).max(1))
    }

    /// How many messages a second are this process's part of the overall budget.
    #[must_use]
    pub fn a_second(&self) -> usize {
        self.state().overall_limit(self.rate).0
    }

    /// Takes note of a 429 to a chat. Answers with the chat that it stops; `None`: it stops everything.
    ///
    /// Telegram does not say whether it means the chat or the bot. One chat is taken to mean itself;
    /// several within two seconds mean everything.
    pub fn refused(&self, chat: i64, until: DateTime<Utc>, now: DateTime<Utc>) -> Option<i64> {
        let mut state = self.state();
        let now = now.timestamp_micros();
        while state.refused.front().is_some_and(|(at, _)| *at < now - SPREAD_WINDOW) {
            state.refused.pop_front();
        }
        state.refused.retain(|(_, other)| *other != chat);
        state.refused.push_back((now, chat));
        let stopped = (state.refused.len() < SPREAD).then_some(chat);
        state.pause(Some(chat), until.timestamp_micros());
        state.pause(stopped, until.timestamp_micros());
        stopped
    }

    /// Keeps to a pause that was asked for earlier. `None`: the whole bot.
    pub fn pause(&self, chat: Option<i64>, until: DateTime<Utc>) {
        self.state().pause(chat, until.timestamp_micros());
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn pause(&mut self, chat: Option<i64>, until: Micros) {
        match chat {
            None => self.paused = self.paused.max(until),
            Some(chat) => {
                let known = self.paused_chats.entry(chat).or_insert(until);
                *known = until.max(*known);
            }
        }
    }

    fn pause_ends(&self, chat: i64) -> Micros {
        self.paused
            .max(self.paused_chats.get(&chat).copied().unwrap_or(Micros::MIN))
    }

    /// How many may be sent within which time. A small share has a longer window, not a fraction of a message.
    fn overall_limit(&self, rate: u32) -> (usize, Micros) {
        let (held, of) = self.share;
        let rate = usize::try_from(rate).unwrap_or(usize::MAX);
        let whole = (rate * held / of).max(1);
        let part = i64::try_from(rate * held).unwrap_or(i64::MAX).max(1);
        let window = WINDOW * i64::try_from(whole * of).unwrap_or(i64::MAX) / part;
        (whole, window)
    }

    /// When the overall budget takes the next letter.
    ///
    /// What answers took lately, and one more, is left free for the next ones: at most a third.
    fn overall_free(&mut self, rate: u32, now: Micros) -> Micros {
        if self.share.0 == 0 {
            return now + SECOND;
        }
        let (_, window) = self.overall_limit(rate);
        for sent in [&mut self.sent, &mut self.answered] {
            no_later_than(sent, now);
        }
        forget_before(&mut self.sent, now - window);
        forget_before(&mut self.answered, now - ANSWERS_SEEN);
        match (self.sent.len() + 1).checked_sub(self.letters(rate)) {
            Some(over) if over > 0 => self.sent.get(over - 1).map_or(now, |at| at + window),
            _ => now,
        }
    }

    /// How many letters leave within the window, beside the answers that are likely to come.
    fn letters(&self, rate: u32) -> usize {
        let (whole, _) = self.overall_limit(rate);
        if whole < 10 {
            return whole;
        }
        whole - (self.answered.len().div_ceil(10) + 1).min(whole / 3)
    }

    fn count(&mut self, chat: i64, now: Micros, answer: bool) {
        // Answers never ask for the overall budget, so what is remembered is bounded here.
        for sent in [Some(&mut self.sent), answer.then_some(&mut self.answered)]
            .into_iter()
            .flatten()
        {
            if sent.len() >= REMEMBERED {
                sent.pop_front();
            }
            sent.push_back(now);
        }
        let recovered = self.chats.entry(chat).or_insert(now);
        *recovered = ((*recovered).max(now) + SECOND).min(now + CHAT_DEBT);
        if chat < 0 {
            self.groups.entry(chat).or_default().push_back(now);
        }
        if self.chats.len() > REMEMBERED && self.chats.len().is_power_of_two() {
            self.chats.retain(|_, recovered| *recovered > now);
            self.groups
                .retain(|_, sent| sent.back().is_some_and(|at| *at > now - MINUTE));
            self.paused_chats.retain(|_, until| *until > now);
        }
    }
}

/// When a group takes the next one of `limit` a minute.
fn group_free(sent: &mut VecDeque<Micros>, limit: usize, now: Micros) -> Micros {
    no_later_than(sent, now);
    forget_before(sent, now - MINUTE);
    match (sent.len() + 1).checked_sub(limit) {
        Some(over) if over > 0 => sent.get(over - 1).map_or(now, |at| at + MINUTE + 1),
        _ => now,
    }
}

/// What was sent later than now was sent before the clock was set back: just now, as far as anybody knows.
fn no_later_than(sent: &mut VecDeque<Micros>, now: Micros) {
    for at in sent.iter_mut().rev().take_while(|at| **at > now) {
        *at = now;
    }
}

fn forget_before(sent: &mut VecDeque<Micros>, start: Micros) {
    while sent.front().is_some_and(|at| *at <= start) {
        sent.pop_front();
    }
}

fn instant(micros: Micros) -> DateTime<Utc> {
    // Only a pause beyond the calendar does not convert.
    DateTime::from_timestamp_micros(micros).unwrap_or(DateTime::UNIX_EPOCH + TimeDelta::days(365 * 200))
}

#[cfg(test)]
mod tests {
    use domain::{Clock, StoppedClock};

    use super::*;

    const ANNA: i64 = 1;
    const GROUP: i64 = -100;

    fn clock() -> StoppedClock {
        StoppedClock::at(DateTime::from_timestamp(1_800_000_000, 0).unwrap())
    }

    /// Sends what the budgets allow for `seconds`, a step of a millisecond at a time.
    fn sent_in(
        budgets: &Budgets,
        clock: &StoppedClock,
        seconds: i64,
        mut to: impl FnMut(i64) -> i64,
    ) -> Vec<DateTime<Utc>> {
        let mut sent = Vec::new();
        for step in 0..seconds * 1_000 {
            while budgets
                .letter(to(i64::try_from(sent.len()).unwrap()), clock.now())
                .is_ok()
            {
                sent.push(clock.now());
            }
            let _ = step;
            clock.advance(TimeDelta::milliseconds(1));
        }
        sent
    }

    fn most_within(sent: &[DateTime<Utc>], span: TimeDelta) -> usize {
        (0..sent.len())
            .map(|from| sent[from..].iter().take_while(|at| **at - sent[from] < span).count())
            .max()
            .unwrap_or(0)
    }

    #[test]
    fn m3_letters_use_the_overall_budget_and_never_pass_it() {
        let (budgets, clock) = (Budgets::new(30), clock());

        let sent = sent_in(&budgets, &clock, 20, |n| 1_000 + n);

        assert!(most_within(&sent, TimeDelta::seconds(1)) <= 30);
        assert!(sent.len() > 20 * 28, "{}", sent.len());
    }

    #[test]
    fn m3_answers_go_at_once_and_letters_make_room_for_them() {
        let (budgets, clock) = (Budgets::new(30), clock());
        let mut sent = Vec::new();

        for step in 0..30_000 {
            if step % 500 == 250 {
                assert_eq!(budgets.answer(ANNA, clock.now()), Ok(()));
                sent.push(clock.now());
            }
            while step >= 10_000
                && budgets
                    .letter(10_000 + i64::try_from(sent.len()).unwrap(), clock.now())
                    .is_ok()
            {
                sent.push(clock.now());
            }
            clock.advance(TimeDelta::milliseconds(1));
        }

        assert!(most_within(&sent, TimeDelta::seconds(1)) <= 30);
        assert!(sent.len() > 20 * 27, "{}", sent.len());
    }

    #[test]
    fn m3_a_process_sends_its_share_of_slots() {
        let (budgets, clock) = (Budgets::new(30), clock());

        budgets.share(16, 32);
        let half = sent_in(&budgets, &clock, 10, |n| 1_000 + n).len();
        budgets.share(1, 32);
        let least = sent_in(&budgets, &clock, 32, |n| 2_000 + n).len();
        budgets.share(0, 32);

        assert!((130..=150).contains(&half), "{half}");
        assert!((28..=30).contains(&least), "{least}");
        assert_eq!(
            budgets.letter(ANNA, clock.now()),
            Err(clock.now() + TimeDelta::seconds(1))
        );
    }

    #[test]
    fn m3_one_chat_takes_three_letters_and_then_one_a_second() {
        let (budgets, clock) = (Budgets::new(30), clock());
        for _ in 0..3 {
            assert_eq!(budgets.letter(ANNA, clock.now()), Ok(()));
        }

        let next = budgets.letter(ANNA, clock.now()).unwrap_err();

        assert_eq!(next, clock.now() + TimeDelta::seconds(1));
        clock.set(next);
        assert_eq!(budgets.letter(ANNA, clock.now()), Ok(()));
        assert!(budgets.letter(ANNA, clock.now()).is_err());
    }

    #[test]
    fn m3_a_group_takes_fewer_than_twenty_a_minute() {
        let (budgets, clock) = (Budgets::new(30), clock());

        let sent = sent_in(&budgets, &clock, 180, |_| GROUP);
        assert!(most_within(&sent, TimeDelta::seconds(60)) <= 18);
        assert!(sent.len() >= 17 * 3, "{}", sent.len());

        let (budgets, started) = (Budgets::new(30), clock.now());
        for _ in 0..19 {
            assert_eq!(budgets.answer(GROUP, clock.now()), Ok(()));
        }
        assert_eq!(
            budgets.answer(GROUP, clock.now()),
            Err(started + TimeDelta::microseconds(MINUTE + 1))
        );
    }

    #[test]
    fn m3_a_pause_stops_the_chat_it_is_for_and_several_stop_everything() {
        let (budgets, clock) = (Budgets::new(30), clock());
        let until = clock.now() + TimeDelta::seconds(7);

        assert_eq!(budgets.refused(ANNA, until, clock.now()), Some(ANNA));
        assert_eq!(budgets.answer(ANNA, clock.now()), Err(until));
        assert_eq!(budgets.letter(ANNA, clock.now()), Err(until));
        assert_eq!(budgets.answer(ANNA + 1, clock.now()), Ok(()));

        assert_eq!(budgets.refused(ANNA, until, clock.now()), Some(ANNA));
        assert_eq!(budgets.refused(ANNA + 1, until, clock.now()), Some(ANNA + 1));
        assert_eq!(budgets.refused(ANNA + 2, until, clock.now()), None);
        assert_eq!(budgets.answer(ANNA + 3, clock.now()), Err(until));
        assert_eq!(budgets.room(clock.now(), Duration::ZERO), Err(until));

        clock.set(until);
        assert_eq!(budgets.answer(ANNA, clock.now()), Ok(()));
        assert!(budgets.room(clock.now(), Duration::ZERO).is_ok());
    }

    #[test]
    fn m3_room_that_comes_soon_is_known_beforehand() {
        let (budgets, clock) = (Budgets::new(30), clock());
        let soon = Duration::from_millis(250);
        assert_eq!(budgets.room(clock.now(), Duration::ZERO), Ok(29));
        let started = clock.now();
        for chat in 0..29 {
            assert_eq!(budgets.letter(1_000 + chat, clock.now()), Ok(()));
            clock.advance(TimeDelta::milliseconds(10));
        }

        let free = started + TimeDelta::microseconds(WINDOW);
        assert_eq!(budgets.room(clock.now(), soon), Err(free));
        clock.set(free - TimeDelta::milliseconds(200));
        assert_eq!(budgets.room(clock.now(), Duration::ZERO), Err(free));
        // Those that left within the first fifty milliseconds: six.
        assert_eq!(budgets.room(clock.now(), soon), Ok(6));
    }

    #[test]
    fn m3_a_letter_that_was_held_up_counts_for_as_much_later() {
        let (budgets, clock) = (Budgets::new(30), clock());
        let started = clock.now();
        for chat in 0..29 {
            assert_eq!(budgets.letter(1_000 + chat, started), Ok(()));
        }
        budgets.answered(started, started + TimeDelta::milliseconds(20));
        for _ in 1..29 {
            budgets.answered(started, started + TimeDelta::milliseconds(220));
        }

        let first = started + TimeDelta::microseconds(WINDOW);
        clock.set(first);
        assert_eq!(budgets.letter(ANNA, clock.now()), Ok(()));
        let next = budgets.letter(ANNA + 1, clock.now()).unwrap_err();
        assert!(next >= first + TimeDelta::milliseconds(195), "{next}");
    }

    #[test]
    fn m3_a_clock_that_is_set_back_holds_nothing_up() {
        let (budgets, clock) = (Budgets::new(30), clock());
        for chat in 0..29 {
            assert_eq!(budgets.letter(1_000 + chat, clock.now()), Ok(()));
        }
        for _ in 0..2 {
            assert_eq!(budgets.answer(ANNA, clock.now()), Ok(()));
        }
        clock.set(clock.now() - TimeDelta::hours(1));

        let free = budgets.letter(ANNA, clock.now()).unwrap_err();

        assert!(free <= clock.now() + TimeDelta::seconds(2), "{free}");
        clock.set(free);
        assert_eq!(budgets.letter(ANNA, clock.now()), Ok(()));
    }

    #[test]
    fn m3_a_pause_that_outlasted_the_program_is_kept() {
        let (budgets, clock) = (Budgets::new(30), clock());
        let until = clock.now() + TimeDelta::seconds(10_072);

        budgets.pause(Some(ANNA), until);
        budgets.pause(None, clock.now() + TimeDelta::seconds(1));

        assert_eq!(budgets.letter(ANNA, clock.now()), Err(until));
        assert_eq!(
            budgets.letter(ANNA + 1, clock.now()),
            Err(clock.now() + TimeDelta::seconds(1))
        );
    }
}
