//! Pictures and files from a person's disk.

use std::collections::HashMap;

use bytes::Bytes;
use hyper::{Request, body::Incoming, header::CONTENT_TYPE};
use serde_json::Map;

use super::{
    Done,
    links::scan_bytes,
    talk::{LONGEST_CAPTION, place, put, written},
    well,
};
use crate::{
    api::unescape,
    page::{Refused, http::body},
    people::text_fields,
    shared::Shared,
    world::{ANY_BOT, MessageKind},
};

const LARGEST_FILE: usize = 20 * 1024 * 1024;
const LONGEST_NAME: usize = 120;

pub(in crate::page) async fn upload(shared: &Shared, request: Request<Incoming>) -> Done {
    let query = query(request.uri().query().unwrap_or_default());
    let content_type = request.headers().get(CONTENT_TYPE);
    let mime = content_type
        .and_then(|value| value.to_str().ok())
        .filter(|mime| mime.len() <= LONGEST_NAME)
        .unwrap_or("application/octet-stream")
        .to_owned();
    let person = number(&query, "person")?.ok_or_else(|| Refused::nonsense("Who sends this?"))?;
    let wanted = query.get("as").map_or("document", String::as_str);
    if wanted == "scan" {
        let bytes = file(request).await?;
        return scan_bytes(shared, person, bytes.to_vec()).await.map(well);
    }
    let chat = number(&query, "chat")?.ok_or_else(|| Refused::nonsense("Where to?"))?;
    let topic = number(&query, "topic")?;
    let reply_to = query.get("reply_to").map(String::as_str);
    let (at, reply_to) = place(shared, person, chat, topic, reply_to)?;
    let mut fields = match query.get("caption").map(|caption| caption.trim()) {
        None | Some("") => Map::new(),
        Some(caption) => text_fields("caption", written(caption, LONGEST_CAPTION)?),
    };
    let bytes = file(request).await?;
    let kind = match wanted {
        "photo" => {
            let stored = shared.lock().files.store_photo(ANY_BOT, &bytes);
            let photo = stored.map_err(|_| Refused::cannot("This is no picture that Telegram takes."))?;
            fields.insert("photo".to_owned(), photo);
            MessageKind::Photo
        }
        "document" => {
            let name = file_name(query.get("name").map_or("", String::as_str));
            let document = shared.lock().files.store_document(ANY_BOT, &name, &mime, bytes);
            fields.insert("document".to_owned(), document);
            MessageKind::Document
        }
        other => return Err(Refused::nonsense(format!("A file is not sent as {other:?}."))),
    };
    put(shared, at, kind, fields, reply_to).map(well)
}

async fn file(request: Request<Incoming>) -> Result<Bytes, Refused> {
    let bytes = body(request, LARGEST_FILE).await?;
    if bytes.is_empty() {
        return Err(Refused::nonsense("This file is empty."));
    }
    Ok(bytes)
}

/// The parts of a query that say something.
fn query(text: &str) -> HashMap<String, String> {
    text.split('&')
        .filter_map(|pair| pair.split_once('='))
        .map(|(name, value)| (unescape(name), unescape(value)))
        .filter(|(_, value)| !value.is_empty())
        .collect()
}

fn number(query: &HashMap<String, String>, name: &str) -> Result<Option<i64>, Refused> {
    let wrong = |_| Refused::nonsense(format!("{name} has to be a number."));
    let given = query.get(name).filter(|text| *text != "null");
    given.map(|text| text.parse().map_err(wrong)).transpose()
}

/// A name without folders or anything that a screen does not show.
fn file_name(given: &str) -> String {
    let last = given.rsplit(['/', '\\']).next().unwrap_or_default();
    let name: String = last
        .chars()
        .filter(|symbol| !symbol.is_control())
        .take(LONGEST_NAME)
        .collect();
    let name = name.trim().trim_start_matches('.');
    if name.is_empty() {
        "file".to_owned()
    } else {
        name.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_name_is_a_name_and_nothing_else() {
        for (given, name) in [
            ("a.csv", "a.csv"),
            ("../../etc/passwd", "passwd"),
            ("C:\\x\\members.csv", "members.csv"),
            ("..", "file"),
            ("", "file"),
            ("客户\n名单.csv", "客户名单.csv"),
        ] {
            assert_eq!(file_name(given), name);
        }
    }
}
