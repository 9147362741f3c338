//! A message, as the page shows it to one person.

use chrono::{DateTime, SecondsFormat, Utc};
use chrono_tz::Tz;
use serde::Serialize;
use serde_json::Value;

use super::{files::escaped, spot::page_id};
use crate::world::{Bill, Key, Message, MessageId, MessageKind, SeenButton, Sender, World, amount, event_in_words};

/// Characters of a message that is only mentioned.
const GLIMPSE: usize = 120;

#[derive(Serialize)]
pub(super) struct Shown {
    id: String,
    chat: i64,
    seq: u64,
    changed: u64,
    date: String,
    edited: bool,
    from: From,
    mine: bool,
    ephemeral: bool,
    text: String,
    entities: Vec<Value>,
    photo: Option<Photo>,
    document: Option<Document>,
    contact: Option<Contact>,
    location: Option<Location>,
    album: Option<String>,
    reply_to: Option<Quoted>,
    /// The username of the bot whose list it was chosen from.
    via: Option<String>,
    invoice: Option<Invoice>,
    buttons: Vec<Vec<Button>>,
    service: Option<String>,
}

/// What there is to pay.
#[derive(Serialize)]
pub(super) struct Invoice {
    title: String,
    description: String,
    price: String,
    /// Who gets it.
    bot: String,
}

#[derive(Serialize)]
struct From {
    id: i64,
    name: String,
    bot: bool,
    tag: Option<String>,
    photo: Option<String>,
}

#[derive(Serialize)]
struct Photo {
    url: String,
    width: i64,
    height: i64,
    id: String,
}

#[derive(Serialize)]
struct Document {
    url: String,
    name: String,
    size: i64,
}

#[derive(Serialize)]
struct Contact {
    name: String,
    phone: String,
}

#[derive(Serialize)]
struct Location {
    latitude: f64,
    longitude: f64,
}

#[derive(Serialize)]
struct Quoted {
    id: String,
    from: String,
    text: String,
}

#[derive(Serialize)]
struct Button {
    text: String,
    style: Option<String>,
    kind: &'static str,
    url: Option<String>,
}

impl Shown {
    pub fn seq(&self) -> u64 {
        self.seq
    }
}

impl World {
    /// What is on this person's screen of a message, if it is there.
    pub(super) fn shown(&self, person: i64, key: Key, id: MessageId, zone: Tz) -> Option<Shown> {
        let message = self.message(key, id)?;
        let field = |name: &str| message.fields.get(name);
        let says = message.kind != MessageKind::Service;
        Some(Shown {
            id: id.to_string(),
            chat: page_id(key),
            seq: message.seq,
            changed: message.changed,
            date: date(message.date, zone),
            edited: message.edit_date.is_some(),
            from: self.from(key, message),
            mine: message.sender.person() == Some(person),
            ephemeral: message.ephemeral.is_some(),
            text: message.text().to_owned(),
            entities: message.entities().to_vec(),
            photo: field("photo").and_then(|sizes| self.photo(sizes)),
            document: field("document").and_then(|document| self.document(document)),
            contact: field("contact").map(contact),
            location: field("location").map(|place| Location {
                latitude: place["latitude"].as_f64().unwrap_or_default(),
                longitude: place["longitude"].as_f64().unwrap_or_default(),
            }),
            album: field("media_group_id").and_then(Value::as_str).map(str::to_owned),
            reply_to: message.reply_to.and_then(|replied| self.quoted(person, key, replied)),
            via: field("via_bot")
                .and_then(|bot| bot["username"].as_str())
                .map(str::to_owned),
            invoice: message.bill.as_deref().map(|bill| self.invoice(bill)),
            buttons: buttons(message),
            service: (!says).then(|| event_in_words(message)),
        })
    }

    pub(super) fn invoice(&self, bill: &Bill) -> Invoice {
        Invoice {
            title: bill.title.clone(),
            description: bill.description.clone(),
            price: amount(bill.total, &bill.currency),
            bot: self.person_name(bill.bot),
        }
    }

    fn from(&self, key: Key, message: &Message) -> From {
        match message.sender {
            Sender::User(id) | Sender::Bot(id) => {
                let member = match key {
                    Key::Group(group) => self.group(group).and_then(|group| group.members.get(&id)),
                    Key::Private { .. } => None,
                };
                From {
                    id,
                    name: self.person_name(id),
                    bot: message.is_from_bot(),
                    tag: member.and_then(|member| member.shown_tag().map(str::to_owned)),
                    photo: self.face(id),
                }
            }
            Sender::Anonymous(_) => From {
                id: key.id(),
                name: self.chat_name(key),
                bot: false,
                tag: None,
                photo: None,
            },
        }
    }

    /// Where a person's newest profile photo is.
    pub(super) fn face(&self, person: i64) -> Option<String> {
        let sizes = self.people.get(&person)?.photos.last()?;
        let file = self.files.get(sizes.last()?["file_id"].as_str()?)?;
        Some(format!("/play/file/{}", file.handle))
    }

    fn photo(&self, sizes: &Value) -> Option<Photo> {
        let largest = sizes.as_array()?.last()?;
        let file = self.files.get(largest["file_id"].as_str()?)?;
        Some(Photo {
            url: format!("/play/file/{}", file.handle),
            width: largest["width"].as_i64().unwrap_or_default(),
            height: largest["height"].as_i64().unwrap_or_default(),
            id: file.handle.clone(),
        })
    }

    fn document(&self, document: &Value) -> Option<Document> {
        let file = self.files.get(document["file_id"].as_str()?)?;
        let name = document["file_name"].as_str().unwrap_or("file");
        Some(Document {
            url: format!("/play/file/{}/{}", file.handle, escaped(name)),
            name: name.to_owned(),
            size: document["file_size"].as_i64().unwrap_or_default(),
        })
    }

    /// The message that is answered, unless it is for other eyes.
    fn quoted(&self, person: i64, key: Key, id: MessageId) -> Option<Quoted> {
        let message = self.message(key, id).filter(|message| message.is_visible_to(person))?;
        Some(Quoted {
            id: id.to_string(),
            from: self.speaker_name(key, message),
            text: glimpse(message),
        })
    }

    pub(super) fn speaker_name(&self, key: Key, message: &Message) -> String {
        match message.sender {
            Sender::User(id) | Sender::Bot(id) => self.person_name(id),
            Sender::Anonymous(_) => self.chat_name(key),
        }
    }
}

/// A message in a few words.
pub(super) fn glimpse(message: &Message) -> String {
    let text = message.text();
    if !text.is_empty() {
        return text.chars().take(GLIMPSE).collect();
    }
    match message.kind {
        MessageKind::Text => String::new(),
        MessageKind::Photo => "Photo".to_owned(),
        MessageKind::Document => {
            let name = message
                .fields
                .get("document")
                .and_then(|document| document["file_name"].as_str());
            name.unwrap_or("File").chars().take(GLIMPSE).collect()
        }
        MessageKind::Contact => "Contact".to_owned(),
        MessageKind::Location => "Location".to_owned(),
        MessageKind::Invoice => {
            let title = message.bill.as_ref().map_or("Invoice", |bill| &bill.title);
            title.chars().take(GLIMPSE).collect()
        }
        MessageKind::Service => event_in_words(message).chars().take(GLIMPSE).collect(),
    }
}

/// A moment by the clocks that hung at the place then.
pub(super) fn local(at: DateTime<Utc>, zone: Tz) -> String {
    at.with_timezone(&zone).to_rfc3339_opts(SecondsFormat::Secs, false)
}

pub(super) fn date(unix: i64, zone: Tz) -> String {
    local(DateTime::from_timestamp(unix, 0).unwrap_or_default(), zone)
}

fn contact(contact: &Value) -> Contact {
    let part = |name: &str| contact[name].as_str().unwrap_or_default();
    Contact {
        name: format!("{} {}", part("first_name"), part("last_name"))
            .trim()
            .to_owned(),
        phone: part("phone_number").to_owned(),
    }
}

fn buttons(message: &Message) -> Vec<Vec<Button>> {
    World::buttons(message)
        .into_iter()
        .map(|row| row.into_iter().map(button).collect())
        .collect()
}

fn button(seen: SeenButton) -> Button {
    let kind = match &seen {
        SeenButton { disabled: true, .. } => "disabled",
        SeenButton { data: Some(_), .. } => "callback",
        SeenButton { url: Some(_), .. } => "url",
        SeenButton { copies: Some(_), .. } => "copy",
        SeenButton { pays: true, .. } => "pay",
        // What the playground does not play cannot be pressed.
        _ => "disabled",
    };
    Button {
        text: seen.text,
        style: seen.style,
        kind,
        url: seen.url,
    }
}
