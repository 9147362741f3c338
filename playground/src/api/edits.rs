//! Editing what the bot has sent.

use serde_json::{Map, Value};

use super::{Act, Answer, Refusal, markup::Under, texts::Words};
use crate::{
    limits::Counted,
    world::{Key, Message, MessageId, MessageKind, Sender},
};

const NOT_MODIFIED: &str = "message is not modified: specified new message content and reply markup are exactly the same \
                            as a current content and reply markup of the message";

/// What an edit makes of a message.
pub(crate) struct Revision {
    pub kind: MessageKind,
    pub fields: Map<String, Value>,
    pub markup: Option<Value>,
}

impl Act<'_> {
    pub fn edit_message_text(&mut self) -> Answer {
        let (key, id) = self.editable()?;
        let revision = self.revised_text(key, id)?;
        self.revise(key, id, revision)
    }

    pub fn edit_message_caption(&mut self) -> Answer {
        let (key, id) = self.editable()?;
        let revision = self.revised_caption(key, id)?;
        self.revise(key, id, revision)
    }

    pub fn edit_message_media(&mut self) -> Answer {
        let (key, id) = self.editable()?;
        let revision = self.revised_media(key, id)?;
        self.revise(key, id, revision)
    }

    pub fn edit_message_reply_markup(&mut self) -> Answer {
        let (key, id) = self.editable()?;
        let revision = self.revised_markup(key, id)?;
        self.revise(key, id, revision)
    }

    pub(super) fn revised_text(&mut self, key: Key, id: MessageId) -> Result<Revision, Refusal> {
        if self.value("rich_message").is_some() {
            return Err(Refusal::not_played("rich messages"));
        }
        if self.current(key, id)?.kind != MessageKind::Text {
            return Err(Refusal::fault("there is no text in the message to edit"));
        }
        let mut fields = Map::new();
        self.read_words(Words::Text, self.params, &mut fields)?;
        if let Some(options) = self.value("link_preview_options") {
            fields.insert("link_preview_options".to_owned(), options.clone());
        }
        let markup = self.markup_under(key, id)?;
        Ok(Revision {
            kind: MessageKind::Text,
            fields,
            markup,
        })
    }

    pub(super) fn revised_caption(&mut self, key: Key, id: MessageId) -> Result<Revision, Refusal> {
        let current = self.current(key, id)?;
        let kind = current.kind;
        if !matches!(kind, MessageKind::Photo | MessageKind::Document) {
            return Err(Refusal::fault("there is no caption in the message to edit"));
        }
        let mut fields = current.fields.clone();
        for field in ["caption", "caption_entities", "show_caption_above_media"] {
            fields.remove(field);
        }
        self.read_words(Words::Caption, self.params, &mut fields)?;
        let markup = self.markup_under(key, id)?;
        Ok(Revision { kind, fields, markup })
    }

    pub(super) fn revised_media(&mut self, key: Key, id: MessageId) -> Result<Revision, Refusal> {
        let current = self.current(key, id)?;
        if current.kind == MessageKind::Invoice {
            return Err(Refusal::fault("message can't be edited"));
        }
        let album = current.fields.get("media_group_id").cloned();
        let media = self.value("media").cloned().unwrap_or_default();
        let (kind, mut fields) = self.media_fields(&media)?;
        if let Some(album) = album {
            fields.insert("media_group_id".to_owned(), album);
        }
        let markup = self.markup_under(key, id)?;
        Ok(Revision { kind, fields, markup })
    }

    pub(super) fn revised_markup(&mut self, key: Key, id: MessageId) -> Result<Revision, Refusal> {
        let markup = self.markup_under(key, id)?;
        let current = self.current(key, id)?;
        // The way to pay stays, whatever else goes.
        let markup = markup.or_else(|| current.bill.as_ref().map(|bill| bill.pay_button()));
        Ok(Revision {
            kind: current.kind,
            fields: current.fields.clone(),
            markup,
        })
    }

    fn markup_under(&self, key: Key, id: MessageId) -> Result<Option<Value>, Refusal> {
        let invoice = self.current(key, id)?.bill.is_some();
        self.inline_keyboard(Under {
            key,
            ephemeral: id.is_ephemeral(),
            invoice,
        })
    }

    fn editable(&mut self) -> Result<(Key, MessageId), Refusal> {
        if self.value("inline_message_id").is_some() {
            return Err(Refusal::not_played("inline mode"));
        }
        if self.value("message_id").is_none() {
            return Err(Refusal::fault("message identifier is not specified"));
        }
        let key = self.chat()?;
        self.enter(key)?;
        let id = MessageId::plain(self.number("message_id"));
        let message = self.current(key, id)?;
        if message.sender != Sender::Bot(self.bot) || message.is_service() {
            return Err(Refusal::fault("message can't be edited"));
        }
        Ok((key, id))
    }

    fn current(&self, key: Key, id: MessageId) -> Result<&Message, Refusal> {
        self.world
            .message(key, id)
            .ok_or_else(|| Refusal::circumstance("message to edit not found"))
    }

    fn revise(&mut self, key: Key, id: MessageId, revision: Revision) -> Answer {
        self.check_modified(key, id, &revision)?;
        self.count(key, Counted::Edit, 1)?;
        self.apply(key, id, revision);
        let message = self.current(key, id)?;
        Ok(self.world.message_json(key, message))
    }

    pub(super) fn check_modified(&self, key: Key, id: MessageId, revision: &Revision) -> Result<(), Refusal> {
        let current = self.current(key, id)?;
        let same =
            current.kind == revision.kind && current.markup == revision.markup && current.fields == revision.fields;
        if same {
            Err(Refusal::circumstance(NOT_MODIFIED))
        } else {
            Ok(())
        }
    }

    pub(super) fn apply(&mut self, key: Key, id: MessageId, revision: Revision) {
        self.world.change(key, id, true, |message| {
            message.kind = revision.kind;
            message.fields = revision.fields;
            message.markup = revision.markup;
        });
    }
}
