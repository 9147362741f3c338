//! People, as Telegram knows them.

use std::collections::{BTreeSet, HashMap, HashSet};

use serde_json::Value;

use super::{Forced, Key, OpenKeyboard, World, reading::Reading};

/// Who somebody is when they come to the playground.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct NewPerson {
    pub first_name: String,
    pub last_name: Option<String>,
    pub username: Option<String>,
    pub language_code: Option<String>,
    pub is_premium: bool,
    pub bio: Option<String>,
    /// Day, month, and the year if it is public.
    pub birthdate: Option<(u8, u8, Option<i32>)>,
    /// What "share my phone number" shares; made up when absent.
    pub phone: Option<String>,
    /// The user id; made up when absent.
    pub id: Option<i64>,
    /// What they are to the place that is played, as the page says it: "Owner", "Clerk".
    pub about: Option<String>,
}

pub(crate) struct PersonState {
    pub id: i64,
    pub told: NewPerson,
    pub blocked: HashSet<i64>,
    pub deactivated: bool,
    /// Profile photos, the newest last: each the sizes of one picture.
    pub photos: Vec<Vec<Value>>,
    /// Up to which change this person has been asked for unread messages.
    pub read: HashMap<Key, u64>,
    /// The reply keyboard that is open, by chat.
    pub keyboards: HashMap<Key, OpenKeyboard>,
    /// The question that waits for an answer as a reply, by chat.
    pub forced: HashMap<Key, Forced>,
    pub reading: Reading,
    /// Groups this person is in, or was, or asked to join.
    pub groups: BTreeSet<i64>,
    /// Which one they are of all that came.
    pub number: u64,
}

impl PersonState {
    pub fn full_name(&self) -> String {
        match &self.told.last_name {
            Some(last) => format!("{} {last}", self.told.first_name),
            None => self.told.first_name.clone(),
        }
    }

    pub fn phone(&self) -> String {
        self.told
            .phone
            .clone()
            .unwrap_or_else(|| format!("+1555{:07}", self.id % 10_000_000))
    }
}

impl World {
    pub fn add_person(&mut self, told: NewPerson) -> i64 {
        let id = told.id.unwrap_or_else(|| {
            self.numbers.person += 1;
            self.numbers.person - 1
        });
        if let Some(username) = &told.username {
            self.usernames.insert(username.to_ascii_lowercase(), id);
        }
        let number = self.next_seq();
        self.people_changed();
        self.people.insert(
            id,
            PersonState {
                id,
                told,
                blocked: HashSet::new(),
                deactivated: false,
                photos: Vec::new(),
                read: HashMap::new(),
                keyboards: HashMap::new(),
                forced: HashMap::new(),
                reading: Reading::default(),
                groups: BTreeSet::new(),
                number,
            },
        );
        self.touch();
        id
    }

    /// Marks that the list of people reads differently.
    pub fn people_changed(&mut self) {
        self.people_version = self.next_seq();
    }

    pub fn set_username(&mut self, person: i64, username: Option<&str>) {
        let Some(state) = self.people.get_mut(&person) else {
            return;
        };
        if let Some(old) = state.told.username.take() {
            self.usernames.remove(&old.to_ascii_lowercase());
        }
        if let Some(new) = username {
            state.told.username = Some(new.to_owned());
            self.usernames.insert(new.to_ascii_lowercase(), person);
        }
        self.people_changed();
        self.touch();
    }
}
