//! Photos, documents and albums.

use serde_json::{Map, Value};

use super::{Act, Answer, Refusal, sends::Place, texts::Words};
use crate::{limits::Counted, world::MessageKind};

const LARGEST_PHOTO: usize = 10 * 1024 * 1024;
const LARGEST_FILE: usize = 50 * 1024 * 1024;

impl Act<'_> {
    pub fn send_photo(&mut self) -> Answer {
        let place = self.place("can_send_photos")?;
        let reference = self.text("photo").unwrap_or_default().to_owned();
        let mut fields = self.photo_fields(&reference)?;
        self.read_words(Words::Caption, self.params, &mut fields)?;
        write_flags(self.params, &mut fields);
        self.put(place, MessageKind::Photo, fields)
    }

    pub fn send_document(&mut self) -> Answer {
        let place = self.place("can_send_documents")?;
        let reference = self.text("document").unwrap_or_default().to_owned();
        let mut fields = self.document_fields(&reference)?;
        self.read_words(Words::Caption, self.params, &mut fields)?;
        self.put(place, MessageKind::Document, fields)
    }

    pub fn send_media_group(&mut self) -> Answer {
        let media = self
            .value("media")
            .and_then(Value::as_array)
            .cloned()
            .unwrap_or_default();
        if !(2..=10).contains(&media.len()) {
            return Err(Refusal::fault("wrong number of media: an album has 2-10 items"));
        }
        let Place {
            key,
            thread,
            reply_to,
            ephemeral,
            ..
        } = self.place("can_send_photos")?;
        if ephemeral.is_some() {
            return Err(Refusal::fault("albums can't be ephemeral"));
        }
        let mut items = Vec::with_capacity(media.len());
        for item in &media {
            items.push(self.media_fields(item)?);
        }
        let documents = items.iter().filter(|(kind, _)| *kind == MessageKind::Document).count();
        if documents != 0 && documents != items.len() {
            return Err(Refusal::fault("document can't be mixed with other media types"));
        }
        self.count(key, Counted::Message, items.len())?;
        let album = self.world.next_album();
        let mut messages = Vec::with_capacity(items.len());
        for (kind, mut fields) in items {
            fields.insert("media_group_id".to_owned(), album.as_str().into());
            let place = Place {
                bill: None,
                key,
                thread,
                reply_to,
                ephemeral,
                keyboard: super::markup::Keyboard::None,
            };
            messages.push(self.post(place, kind, fields)?);
        }
        Ok(Value::Array(messages))
    }

    /// One `InputMedia` as the fields of a message.
    pub fn media_fields(&mut self, media: &Value) -> Result<(MessageKind, Map<String, Value>), Refusal> {
        let empty = Map::new();
        let source = media.as_object().unwrap_or(&empty);
        let reference = media["media"].as_str().unwrap_or_default();
        let (kind, mut fields) = match media["type"].as_str() {
            Some("photo") => (MessageKind::Photo, self.photo_fields(reference)?),
            Some("document") => (MessageKind::Document, self.document_fields(reference)?),
            other => {
                return Err(Refusal::not_played(&format!(
                    "media of type {}",
                    other.unwrap_or("nothing")
                )));
            }
        };
        self.read_words(Words::Caption, source, &mut fields)?;
        write_flags(source, &mut fields);
        Ok((kind, fields))
    }

    fn photo_fields(&mut self, reference: &str) -> Result<Map<String, Value>, Refusal> {
        let sizes = match self.upload(reference)? {
            Some(upload) => {
                if upload.bytes.len() > LARGEST_PHOTO {
                    return Err(Refusal::fault("PHOTO_SIZE_TOO_LARGE: a photo has at most 10 MB"));
                }
                self.world
                    .files
                    .store_photo(self.bot, &upload.bytes)
                    .map_err(Refusal::fault)?
            }
            None => self.world.files.described(reference, "photos").ok_or_else(wrong_file)?,
        };
        Ok(Map::from_iter([("photo".to_owned(), sizes)]))
    }

    fn document_fields(&mut self, reference: &str) -> Result<Map<String, Value>, Refusal> {
        let document = match self.upload(reference)? {
            Some(upload) => {
                if upload.bytes.len() > LARGEST_FILE {
                    return Err(Refusal::too_large());
                }
                let mime = if upload.mime.is_empty() {
                    "application/octet-stream"
                } else {
                    &upload.mime
                };
                self.world
                    .files
                    .store_document(self.bot, &upload.name, mime, upload.bytes.clone())
            }
            None => self
                .world
                .files
                .described(reference, "documents")
                .ok_or_else(wrong_file)?,
        };
        Ok(Map::from_iter([("document".to_owned(), document)]))
    }

    /// The uploaded file a reference names; `None` when it names a file that Telegram has.
    fn upload(&self, reference: &str) -> Result<Option<super::Upload>, Refusal> {
        if let Some(name) = reference.strip_prefix("attach://") {
            let upload = self.uploads.get(name).cloned();
            return match upload {
                Some(upload) if upload.bytes.is_empty() => Err(Refusal::fault("file must be non-empty")),
                Some(upload) => Ok(Some(upload)),
                None => Err(Refusal::fault(format!(
                    "file \"{name}\" was not attached to the request"
                ))),
            };
        }
        if reference.starts_with("http://") || reference.starts_with("https://") {
            return Err(Refusal::not_played("fetching a file by URL"));
        }
        match self.world.files.get(reference) {
            Some(file) if file.serves(self.bot) => Ok(None),
            _ => Err(wrong_file()),
        }
    }
}

fn write_flags(source: &Map<String, Value>, fields: &mut Map<String, Value>) {
    if source.get("has_spoiler") == Some(&Value::Bool(true)) {
        fields.insert("has_media_spoiler".to_owned(), true.into());
    }
    if source.get("show_caption_above_media") == Some(&Value::Bool(true)) && fields.contains_key("caption") {
        fields.insert("show_caption_above_media".to_owned(), true.into());
    }
}

fn wrong_file() -> Refusal {
    Refusal::fault("wrong file identifier/HTTP URL specified")
}
