//! Texts and captions as a bot sends them: markup read, lengths held.

use serde_json::{Map, Value};

use super::{Act, Refusal};
use crate::{
    entities,
    html::{self, Entity, Formatted},
};

const LONGEST_TEXT: usize = 4096;
const LONGEST_CAPTION: usize = 1024;
const MOST_ENTITIES: usize = 100;

const ENTITY_KINDS: [&str; 20] = [
    "mention",
    "hashtag",
    "cashtag",
    "bot_command",
    "url",
    "email",
    "phone_number",
    "bold",
    "italic",
    "underline",
    "strikethrough",
    "spoiler",
    "blockquote",
    "expandable_blockquote",
    "code",
    "pre",
    "text_link",
    "text_mention",
    "custom_emoji",
    "date_time",
];

/// Where a text comes from and how long it may be.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Words {
    Text,
    Caption,
}

impl Words {
    fn fields(self) -> (&'static str, &'static str) {
        match self {
            Self::Text => ("text", "entities"),
            Self::Caption => ("caption", "caption_entities"),
        }
    }
}

impl Act<'_> {
    /// Reads a text or caption from `source` and writes it, as a message has it, into `fields`.
    pub fn read_words(
        &mut self,
        words: Words,
        source: &Map<String, Value>,
        fields: &mut Map<String, Value>,
    ) -> Result<(), Refusal> {
        let (text_field, entities_field) = words.fields();
        let text = source.get(text_field).and_then(Value::as_str).unwrap_or_default();
        let mode = source.get("parse_mode").and_then(Value::as_str).unwrap_or_default();
        let given = source.get(entities_field).and_then(Value::as_array);
        let formatted = match (mode.to_ascii_lowercase().as_str(), given) {
            ("html", _) => {
                html::parse(text).map_err(|error| Refusal::fault(format!("can't parse entities: {error}")))?
            }
            ("", None) => Formatted {
                text: text.to_owned(),
                entities: Vec::new(),
            },
            ("", Some(given)) => Formatted {
                text: text.to_owned(),
                entities: read_entities(given, text)?,
            },
            ("markdown" | "markdownv2", _) => return Err(Refusal::not_played("parse_mode Markdown")),
            _ => return Err(Refusal::fault(format!("unsupported parse_mode \"{mode}\""))),
        };
        let Formatted { text, mut entities } = html::tidy(formatted);
        let length = if text.len() > LONGEST_CAPTION {
            text.encode_utf16().count()
        } else {
            text.len()
        };
        match words {
            Words::Text if text.is_empty() => return Err(Refusal::fault("message text is empty")),
            Words::Text if length > LONGEST_TEXT => return Err(Refusal::fault("message is too long")),
            Words::Caption if length > LONGEST_CAPTION => return Err(Refusal::fault("message caption is too long")),
            _ => {}
        }
        if text.is_empty() {
            return Ok(());
        }
        if entities.len() > MOST_ENTITIES {
            // Telegram shows the rest as plain text without a word.
            self.world.breach(format!(
                "a text has {} entities; beyond 100 they are lost",
                entities.len()
            ));
            entities.truncate(MOST_ENTITIES);
        }
        let detected = entities::detect(&text, &entities);
        if !detected.is_empty() {
            entities.extend(detected);
            entities.sort_by(|a, b| a.offset.cmp(&b.offset).then(b.length.cmp(&a.length)));
        }
        fields.insert(text_field.to_owned(), text.into());
        if !entities.is_empty() {
            let entities = entities.iter().map(|entity| self.entity_json(entity)).collect();
            fields.insert(entities_field.to_owned(), entities);
        }
        Ok(())
    }

    fn entity_json(&self, entity: &Entity) -> Value {
        let mut object = entity.to_json();
        if entity.kind == "text_mention"
            && let Some(id) = object["user"]["id"].as_i64()
        {
            object["user"] = self.world.user_json(id);
        }
        object
    }
}

fn read_entities(given: &[Value], text: &str) -> Result<Vec<Entity>, Refusal> {
    let units = text.encode_utf16().count();
    let mut entities = Vec::with_capacity(given.len());
    for value in given {
        let number = |field: &str| usize::try_from(value[field].as_i64().unwrap_or(-1)).ok();
        let kind = ENTITY_KINDS.into_iter().find(|kind| value["type"] == *kind);
        let (Some(kind), Some(offset), Some(length)) = (kind, number("offset"), number("length")) else {
            return Err(Refusal::fault(
                "can't parse MessageEntity: invalid type, offset or length",
            ));
        };
        if length == 0 || offset + length > units {
            return Err(Refusal::fault("entity begins or ends outside of the text"));
        }
        let extra = ["url", "user", "language", "custom_emoji_id"]
            .into_iter()
            .find_map(|field| Some((field, value.get(field)?.clone())));
        entities.push(Entity {
            kind,
            offset,
            length,
            extra,
        });
    }
    Ok(entities)
}
