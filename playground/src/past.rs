//! What was before anybody looks: people who have long been in a group, talk from earlier, chats that
//! were opened. Bots are not told of any of it.

use bytes::Bytes;
use chrono::{DateTime, Utc};

use crate::{
    Playground,
    bot::Bot,
    error::PlaygroundError,
    group::Group,
    people::{Person, text_fields},
    world::{Draft, Key, MessageId, MessageKind, Sender, Status},
};

impl Group {
    /// People who have been in for long, without a word about it in the chat.
    pub fn has_long_had<'p>(&self, people: impl IntoIterator<Item = &'p Person>) {
        let id = self.id();
        let mut world = self.shared.lock();
        for person in people {
            world.seat(id, person.id, Status::Member);
        }
        world.touch();
    }

    /// Somebody wrote this at an earlier time. Answers with its number, if there is such a group.
    #[expect(clippy::must_use_candidate, reason = "the act matters more than what it says")]
    pub fn recalls(&self, who: &Person, at: DateTime<Utc>, text: &str) -> Option<MessageId> {
        let key = Key::Group(self.id());
        let mut world = self.shared.lock();
        let mut draft = Draft::new(Sender::User(who.id), MessageKind::Text);
        draft.fields = text_fields("text", text);
        world.post_at(key, draft, at.timestamp())
    }
}

impl Person {
    /// They have talked to the bot before: it may write to them and name them.
    pub fn has_known(&self, bot: &Bot) {
        let mut world = self.shared.lock();
        world.private(bot.id, self.id).opened = true;
        world.know(bot.id, self.id);
    }
}

impl Playground {
    /// Keeps a picture as if the bot had been sent it before, and says its file id. It follows from
    /// the picture, so another playground that is given the same one knows the id as well.
    ///
    /// # Errors
    /// When the bytes are no picture.
    pub fn keeps_picture(&self, bot: &Bot, bytes: &[u8]) -> Result<String, PlaygroundError> {
        let mut world = self.shared.lock();
        let kept = world.files.keep_photo(bot.id, &Bytes::copy_from_slice(bytes));
        kept.map_err(PlaygroundError::NotAPicture)
    }

    /// Whether a picture or file of this id is here.
    #[must_use]
    pub fn has_file(&self, id: &str) -> bool {
        self.shared.lock().files.get(id).is_some()
    }
}
