//! Pictures go up once: what was sent under a key is sent by its file id afterwards.

use domain::Clock;
use reqwest::multipart::{Form, Part};
use serde::Serialize;
use serde_json::Value;
use storage::{Db, StorageError};

use super::message::Picture;
use super::payloads::{EditMessageMedia, SendPhoto, Sent};
use super::wire::{Failure, Wire};

/// The part of a form that holds the picture, and how a field refers to it.
const PART: &str = "picture";
const ATTACHED: &str = "attach://picture";

pub(super) async fn send(
    wire: &Wire,
    db: &Db,
    clock: &dyn Clock,
    picture: &Picture,
    mut payload: SendPhoto<'_>,
) -> Result<Sent, Failure> {
    let kept = known(db, picture).await;
    if let Some(file_id) = &kept {
        payload = SendPhoto {
            photo: file_id,
            ..payload
        };
        match wire.call(&payload).await {
            Err(Failure::Said(said)) if is_stale(&said.description) && matches!(picture, Picture::Png { .. }) => {}
            outcome => return outcome,
        }
    }
    let payload = SendPhoto {
        photo: ATTACHED,
        ..payload
    };
    let sent = wire.upload("sendPhoto", form(&payload, picture)?).await?;
    keep(db, clock, picture, &sent).await;
    Ok(sent)
}

pub(super) async fn edit(
    wire: &Wire,
    db: &Db,
    clock: &dyn Clock,
    picture: &Picture,
    mut payload: EditMessageMedia<'_>,
) -> Result<Sent, Failure> {
    let kept = known(db, picture).await;
    if let Some(file_id) = &kept {
        payload.media.media = file_id;
        match wire.call(&payload).await {
            Err(Failure::Said(said)) if is_stale(&said.description) && matches!(picture, Picture::Png { .. }) => {}
            outcome => return outcome,
        }
    }
    payload.media.media = ATTACHED;
    let sent = wire.upload("editMessageMedia", form(&payload, picture)?).await?;
    keep(db, clock, picture, &sent).await;
    Ok(sent)
}

/// The file id kept under a key. A database that does not answer costs an upload, not the message.
pub(super) async fn find(db: &Db, key: &str) -> Option<String> {
    let found: Result<Option<String>, StorageError> = async {
        let mut tx = db.look().await?;
        storage::pictures::find(&mut tx, key).await
    }
    .await;
    found.unwrap_or_else(|error| {
        tracing::warn!(%error, "a picture was not looked up");
        None
    })
}

async fn known(db: &Db, picture: &Picture) -> Option<String> {
    match picture {
        Picture::FileId(file_id) => Some(file_id.clone()),
        Picture::Png { key: Some(key), .. } => find(db, key).await,
        Picture::Png { key: None, .. } => None,
    }
}

async fn keep(db: &Db, clock: &dyn Clock, picture: &Picture, sent: &Sent) {
    // Telegram lists the sizes from small to large; any of their ids sends the whole picture.
    let (Picture::Png { key: Some(key), of, .. }, Some(largest)) = (picture, sent.photo.last()) else {
        return;
    };
    let kept: Result<(), StorageError> = async {
        let mut tx = db.begin().await?;
        storage::pictures::keep(&mut tx, key, &largest.file_id, *of, clock.now()).await?;
        tx.commit().await
    }
    .await;
    if let Err(error) = kept {
        tracing::warn!(%error, "a picture's file id was not kept");
    }
}

/// A file id of another bot, or one that Telegram has forgotten.
fn is_stale(description: &str) -> bool {
    description.contains("wrong file identifier") || description.contains("wrong remote file identifier")
}

/// The payload as a form, with the picture as a part of it.
fn form(payload: &impl Serialize, picture: &Picture) -> Result<Form, Failure> {
    let Picture::Png { name, bytes, .. } = picture else {
        return Err(Failure::Lost("Telegram does not know the picture's file id".to_owned()));
    };
    let fields = match serde_json::to_value(payload) {
        Ok(Value::Object(fields)) => fields,
        Ok(_) => return Err(Failure::Lost("a payload is not an object".to_owned())),
        Err(error) => return Err(Failure::Lost(error.to_string())),
    };
    let part = Part::bytes(bytes.clone())
        .file_name(name.clone())
        .mime_str("image/png")
        .map_err(|error| Failure::Lost(error.without_url().to_string()))?;
    let form = fields.into_iter().fold(Form::new(), |form, (field, value)| {
        let text = match value {
            Value::String(text) => text,
            other => other.to_string(),
        };
        form.text(field, text)
    });
    Ok(form.part(PART, part))
}
