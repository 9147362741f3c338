//! Messages coming, changing and going.

use serde_json::Value;

use super::{Chat, Draft, Ephemeral, Key, Message, MessageId, MessageKind, Sender, World};

impl World {
    /// Puts a message into a chat and says its id. Bots hear of it only through [`World::announce`].
    pub fn post(&mut self, key: Key, draft: Draft) -> Option<MessageId> {
        let date = self.unix();
        self.post_at(key, draft, date)
    }

    /// [`World::post`] with another date than now.
    pub fn post_at(&mut self, key: Key, draft: Draft, date: i64) -> Option<MessageId> {
        let seq = self.next_seq();
        let number = self.next_message_number(key)?;
        let remember = self.remember;
        let sender = draft.sender;
        let message = Message::from_draft(draft, MessageId::plain(number), None, date, seq);
        let line = self.line_of(key, &message);
        let thread = message.thread;
        let chat = self.chat_mut(key)?;
        chat.note(line, None, remember);
        chat.put(message, seq);
        chat.forget_beyond(remember);
        if let Sender::Bot(bot) = sender {
            self.end_action(bot, key, thread);
        }
        if let (Sender::Bot(bot), Key::Group(id)) = (sender, key)
            && let Some(group) = self.group_mut(id)
        {
            group.last_bot = Some(bot);
        }
        self.touch();
        Some(MessageId::plain(number))
    }

    pub fn post_ephemeral(&mut self, key: Key, draft: Draft, ephemeral: Ephemeral) -> Option<MessageId> {
        let date = self.unix();
        let seq = self.next_seq();
        let notice = self.next_seq();
        let remember = self.remember;
        let chat = self.chat_mut(key)?;
        let id = MessageId::ephemeral(chat.next_ephemeral);
        chat.next_ephemeral += 1;
        let message = Message::from_draft(draft, id, Some(ephemeral), date, seq);
        let line = self.line_of(key, &message);
        let chat = self.chat_mut(key)?;
        chat.note(line, Some(ephemeral.person), remember);
        chat.put(message, notice);
        chat.forget_beyond(remember);
        self.touch();
        Some(id)
    }

    fn next_message_number(&mut self, key: Key) -> Option<i64> {
        if let Key::Private { bot, .. } = key {
            let bot = self.bots.get_mut(&bot)?;
            bot.next_message += 1;
            return Some(bot.next_message - 1);
        }
        let chat = self.chat_mut(key)?;
        chat.next_message += 1;
        Some(chat.next_message - 1)
    }

    /// Posts what happened to a chat, and tells the bots in it.
    pub fn post_service(&mut self, key: Key, sender: Sender, field: &str, value: Value) -> Option<MessageId> {
        let draft = Draft::new(sender, MessageKind::Service).with(field, value);
        let id = self.post(key, draft)?;
        self.announce(key, id, false);
        Some(id)
    }

    pub fn message(&self, key: Key, id: MessageId) -> Option<&Message> {
        self.chat(key)?.message(id)
    }

    /// Changes a message in place, as an edit that people see.
    pub fn change(&mut self, key: Key, id: MessageId, edited: bool, change: impl FnOnce(&mut Message)) -> Option<()> {
        let date = self.unix();
        let seq = self.next_seq();
        let remember = self.remember;
        self.chat_mut(key)?.alter(id, seq, |message| {
            change(message);
            if edited {
                message.edit_date = Some(date);
            }
        })?;
        let message = self.message(key, id)?;
        let line = self.edit_line_of(key, message);
        let only = message.ephemeral.map(|ephemeral| ephemeral.person);
        self.chat_mut(key)?.note(line, only, remember);
        self.touch();
        Some(())
    }

    pub fn remove(&mut self, key: Key, id: MessageId) -> Option<Message> {
        let (at, notice) = (self.next_seq(), self.next_seq());
        let remember = self.remember;
        let chat = self.chat_mut(key)?;
        let gone = chat.take(id, at, notice)?;
        chat.pinned.retain(|pinned| *pinned != id.get());
        let line = self.removal_line_of(key, &gone);
        let only = gone.ephemeral.map(|ephemeral| ephemeral.person);
        self.chat_mut(key)?.note(line, only, remember);
        self.touch();
        Some(gone)
    }
}

impl Chat {
    pub fn message(&self, id: MessageId) -> Option<&Message> {
        if id.is_ephemeral() {
            self.ephemerals.get(&id.get())
        } else {
            self.messages.get(&id.get())
        }
    }
}

impl Message {
    fn from_draft(draft: Draft, id: MessageId, ephemeral: Option<Ephemeral>, date: i64, seq: u64) -> Self {
        Self {
            id,
            ephemeral,
            date,
            edit_date: None,
            sender: draft.sender,
            thread: draft.thread,
            reply_to: draft.reply_to,
            kind: draft.kind,
            fields: draft.fields,
            markup: draft.markup,
            bill: draft.bill,
            seq,
            changed: seq,
        }
    }
}
