//! People: what they do, what they tap, what they see.

mod acts;
mod inline;
mod keys;
mod looks;
mod payments;
mod taps;
mod visits;

pub(crate) use acts::text_fields;
pub use inline::Inline;
pub use payments::Payment;
pub use taps::{Tap, TapKind};

use crate::{
    chat_id::ChatId,
    error::PlaygroundError,
    shared::Shared,
    world::{Key, World},
};

/// Somebody with an account.
#[derive(Clone)]
pub struct Person {
    pub(crate) shared: Shared,
    pub(crate) id: i64,
}

impl Person {
    #[must_use]
    pub fn id(&self) -> i64 {
        self.id
    }

    #[must_use]
    pub fn name(&self) -> String {
        self.shared.lock().person_name(self.id)
    }

    pub fn rename(&self, first_name: &str, last_name: Option<&str>) {
        let mut world = self.shared.lock();
        if let Some(person) = world.people.get_mut(&self.id) {
            first_name.clone_into(&mut person.told.first_name);
            person.told.last_name = last_name.map(str::to_owned);
        }
        world.people_changed();
        world.touch();
    }

    pub fn set_username(&self, username: Option<&str>) {
        self.shared.lock().set_username(self.id, username);
    }

    pub fn set_language(&self, code: Option<&str>) {
        let mut world = self.shared.lock();
        if let Some(person) = world.people.get_mut(&self.id) {
            person.told.language_code = code.map(str::to_owned);
        }
        world.people_changed();
        world.touch();
    }

    /// Gets another phone number, which is what they share from then on.
    pub fn set_phone(&self, number: &str) {
        let mut world = self.shared.lock();
        if let Some(person) = world.people.get_mut(&self.id) {
            person.told.phone = Some(number.to_owned());
        }
        world.people_changed();
        world.touch();
    }

    fn key(&self, world: &World, chat: ChatId) -> Result<Key, PlaygroundError> {
        let key = chat.key_for(world, Some(self.id));
        key.ok_or_else(|| PlaygroundError::NoSuchChat(chat.get().to_string()))
    }
}
