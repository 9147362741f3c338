//! Which update is next: in order per person and chat, side by side otherwise.

use std::cmp::Reverse;
use std::collections::{BinaryHeap, HashMap, HashSet, VecDeque};

use chrono::{DateTime, Utc};
use storage::inbox::Taken;

/// A chat and a person in it. Their updates are handled one after the other.
pub type Key = (i64, i64);

#[derive(Debug, Default)]
struct Lane {
    waiting: VecDeque<Taken>,
    state: State,
}

#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
enum State {
    /// Its first update may be handled, or there is none.
    #[default]
    Open,
    Busy,
    /// Its first update failed and comes back from the inbox at `due`; what came later waits for it.
    Holds {
        id: i64,
        due: DateTime<Utc>,
    },
}

/// What is in hand: taken from the inbox and not closed yet.
#[derive(Debug, Default)]
pub struct Queue {
    lanes: HashMap<Key, Lane>,
    /// Lanes that may go, in the order in which they became so.
    ready: VecDeque<Key>,
    /// Every update in hand, to know those that are handed out twice.
    known: HashSet<i64>,
    /// When updates that failed come back.
    due: BinaryHeap<Reverse<DateTime<Utc>>>,
    waiting: usize,
}

impl Queue {
    /// Takes an update in hand. One that is there already changes nothing.
    pub fn admit(&mut self, taken: Taken) {
        if !self.known.insert(taken.id) {
            return;
        }
        let key = (taken.chat, taken.user);
        let lane = self.lanes.entry(key).or_default();
        self.waiting += 1;
        match lane.state {
            State::Holds { id, .. } if id == taken.id => {
                lane.waiting.push_front(taken);
                lane.state = State::Open;
                self.ready.push_back(key);
            }
            State::Open => {
                lane.waiting.push_back(taken);
                if lane.waiting.len() == 1 {
                    self.ready.push_back(key);
                }
            }
            State::Busy | State::Holds { .. } => lane.waiting.push_back(taken),
        }
    }

    /// The next update to be handled. Its lane is busy until [`Queue::done`] or [`Queue::failed`].
    pub fn next(&mut self) -> Option<Taken> {
        loop {
            let key = self.ready.pop_front()?;
            let Some(lane) = self.lanes.get_mut(&key) else { continue };
            if lane.state != State::Open {
                continue;
            }
            let Some(taken) = lane.waiting.pop_front() else {
                continue;
            };
            lane.state = State::Busy;
            self.waiting -= 1;
            return Some(taken);
        }
    }

    /// The update is through, whatever became of it.
    pub fn done(&mut self, key: Key, id: i64) {
        self.known.remove(&id);
        let Some(lane) = self.lanes.get_mut(&key) else { return };
        lane.state = State::Open;
        if lane.waiting.is_empty() {
            self.lanes.remove(&key);
        } else {
            self.ready.push_back(key);
        }
    }

    /// The update failed and comes back from the inbox at `due`. Its lane waits for it.
    pub fn failed(&mut self, key: Key, id: i64, due: DateTime<Utc>) {
        self.known.remove(&id);
        if let Some(lane) = self.lanes.get_mut(&key) {
            lane.state = State::Holds { id, due };
            self.due.push(Reverse(due));
        }
    }

    /// Opens the lanes whose update was due when the inbox was looked through, and was not there: another
    /// process has seen to it.
    pub fn stop_waiting(&mut self, looked: DateTime<Utc>) {
        let mut gone = Vec::new();
        for (key, lane) in &mut self.lanes {
            if matches!(lane.state, State::Holds { due, .. } if due <= looked) {
                lane.state = State::Open;
                gone.push(*key);
            }
        }
        for key in gone {
            if self.lanes.get(&key).is_some_and(|lane| lane.waiting.is_empty()) {
                self.lanes.remove(&key);
            } else {
                self.ready.push_back(key);
            }
        }
    }

    /// When the next update that failed comes back.
    #[must_use]
    pub fn next_due(&self) -> Option<DateTime<Utc>> {
        self.due.peek().map(|Reverse(due)| *due)
    }

    /// Says whether an update that failed is due again, and forgets the reminder.
    pub fn came_due(&mut self, now: DateTime<Utc>) -> bool {
        let before = self.due.len();
        while self.next_due().is_some_and(|due| due <= now) {
            self.due.pop();
        }
        self.due.len() < before
    }

    /// Lets go of everything that is not being handled.
    pub fn forget_waiting(&mut self) {
        self.ready.clear();
        self.due.clear();
        let known = &mut self.known;
        self.lanes.retain(|_, lane| {
            for taken in lane.waiting.drain(..) {
                known.remove(&taken.id);
            }
            lane.state == State::Busy
        });
        self.waiting = 0;
    }

    /// Lets go of the lanes that wait for an update to come back, where it comes back to somebody else.
    /// Answers with what waited in them.
    pub fn hand_over(&mut self, is_mine: impl Fn(i64) -> bool) -> Vec<i64> {
        let mut let_go = Vec::new();
        let known = &mut self.known;
        self.lanes.retain(|(chat, _), lane| {
            let stays = is_mine(*chat) || !matches!(lane.state, State::Holds { .. });
            if !stays {
                let_go.extend(lane.waiting.drain(..).map(|taken| taken.id));
            }
            stays
        });
        for id in &let_go {
            known.remove(id);
        }
        self.waiting -= let_go.len();
        let_go
    }

    /// How many wait in memory, not counting those being handled.
    #[must_use]
    pub fn waiting(&self) -> usize {
        self.waiting
    }

    /// Whether an update could be handled at once.
    #[must_use]
    pub fn has_ready(&self) -> bool {
        !self.ready.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ANNA: Key = (1, 1);
    const BEN: Key = (2, 2);

    fn at(second: i64) -> DateTime<Utc> {
        DateTime::from_timestamp(1_800_000_000 + second, 0).unwrap()
    }

    fn update(id: i64, (chat, user): Key) -> Taken {
        Taken {
            id,
            chat,
            user,
            body: String::new(),
            attempts: 1,
            failures: 0,
            at: at(0),
        }
    }

    fn next(queue: &mut Queue) -> Option<i64> {
        queue.next().map(|taken| taken.id)
    }

    #[test]
    fn one_person_is_served_in_order_and_others_meanwhile() {
        let mut queue = Queue::default();
        for taken in [update(1, ANNA), update(2, ANNA), update(3, BEN)] {
            queue.admit(taken);
        }

        assert_eq!(next(&mut queue), Some(1));
        assert_eq!(next(&mut queue), Some(3));
        assert_eq!(next(&mut queue), None);
        queue.done(ANNA, 1);
        assert_eq!(next(&mut queue), Some(2));
        queue.done(ANNA, 2);
        queue.done(BEN, 3);
        assert_eq!(next(&mut queue), None);
        assert!(queue.lanes.is_empty() && queue.known.is_empty());
    }

    #[test]
    fn what_failed_comes_back_before_what_came_later() {
        let mut queue = Queue::default();
        queue.admit(update(1, ANNA));
        queue.admit(update(2, ANNA));
        assert_eq!(next(&mut queue), Some(1));
        queue.failed(ANNA, 1, at(2));
        queue.admit(update(3, ANNA));

        assert_eq!(next(&mut queue), None);
        assert!(!queue.came_due(at(1)));
        assert!(queue.came_due(at(2)));
        queue.admit(update(1, ANNA));

        let mut order = Vec::new();
        while let Some(id) = next(&mut queue) {
            order.push(id);
            queue.done(ANNA, id);
        }
        assert_eq!(order, [1, 2, 3]);
    }

    #[test]
    fn what_failed_and_does_not_come_back_holds_nobody_up() {
        let mut queue = Queue::default();
        for taken in [update(1, ANNA), update(2, ANNA), update(3, BEN)] {
            queue.admit(taken);
        }
        assert_eq!((next(&mut queue), next(&mut queue)), (Some(1), Some(3)));
        queue.failed(ANNA, 1, at(2));
        queue.failed(BEN, 3, at(5));

        queue.stop_waiting(at(1));
        assert_eq!(next(&mut queue), None);
        queue.stop_waiting(at(2));
        assert_eq!(next(&mut queue), Some(2));
        queue.stop_waiting(at(5));
        queue.done(ANNA, 2);
        assert!(queue.lanes.is_empty() && queue.known.is_empty());
    }

    #[test]
    fn an_update_in_hand_is_not_taken_twice() {
        let mut queue = Queue::default();
        queue.admit(update(1, ANNA));
        queue.admit(update(1, ANNA));
        assert_eq!(next(&mut queue), Some(1));
        queue.admit(update(1, ANNA));
        queue.done(ANNA, 1);

        assert_eq!(next(&mut queue), None);
        assert_eq!(queue.waiting(), 0);
    }

    #[test]
    fn a_lane_whose_failed_update_goes_to_somebody_else_goes_with_it() {
        let mut queue = Queue::default();
        for taken in [update(1, ANNA), update(2, ANNA), update(3, BEN), update(4, BEN)] {
            queue.admit(taken);
        }
        assert_eq!((next(&mut queue), next(&mut queue)), (Some(1), Some(3)));
        queue.failed(ANNA, 1, at(2));

        assert_eq!(queue.hand_over(|chat| chat != ANNA.0 && chat != BEN.0), [2]);

        // What is being handled is finished here, and so is what waits behind it.
        queue.done(BEN, 3);
        assert_eq!(next(&mut queue), Some(4));
        assert_eq!(next(&mut queue), None);
    }

    #[test]
    fn what_waits_can_be_let_go_while_the_rest_goes_on() {
        let mut queue = Queue::default();
        for taken in [update(1, ANNA), update(2, ANNA), update(3, BEN)] {
            queue.admit(taken);
        }
        assert_eq!(next(&mut queue), Some(1));

        queue.forget_waiting();

        assert_eq!(next(&mut queue), None);
        queue.admit(update(2, ANNA));
        assert_eq!(next(&mut queue), None);
        queue.done(ANNA, 1);
        assert_eq!(next(&mut queue), Some(2));
    }
}
