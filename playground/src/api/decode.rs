//! From a request's body and query to typed parameters, held to the specification.

use std::collections::HashMap;

use bytes::Bytes;
use serde_json::{Map, Value};

use super::{Refusal, Upload};
use crate::spec::{Method, SPEC_DATA, Shape};

/// A parameter before its type is known.
#[derive(Debug, Clone)]
pub(crate) enum Raw {
    Text(String),
    Json(Value),
}

#[derive(Debug, Default)]
pub(crate) struct Request {
    pub raw: Vec<(String, Raw)>,
    pub uploads: HashMap<String, Upload>,
}

impl Request {
    pub fn read_form(&mut self, form: &str) {
        for pair in form.split('&').filter(|pair| !pair.is_empty()) {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            self.raw.push((unescape(name), Raw::Text(unescape(value))));
        }
    }

    pub fn read_json(&mut self, body: &[u8]) -> Result<(), Refusal> {
        if body.is_empty() {
            return Ok(());
        }
        match serde_json::from_slice(body) {
            Ok(Value::Object(object)) => {
                self.raw
                    .extend(object.into_iter().map(|(name, value)| (name, Raw::Json(value))));
                Ok(())
            }
            Ok(Value::Null) => Ok(()),
            Ok(_) => Err(Refusal::fault("can't parse request JSON object: an object is expected")),
            Err(error) => Err(Refusal::fault(format!("can't parse request JSON object: {error}"))),
        }
    }

    pub async fn read_multipart(&mut self, boundary: String, body: Bytes) -> Result<(), Refusal> {
        let stream = futures::stream::once(std::future::ready(Ok::<_, std::io::Error>(body)));
        let mut parts = multer::Multipart::new(stream, boundary);
        let broken = |error: multer::Error| Refusal::fault(format!("can't parse multipart/form-data: {error}"));
        while let Some(part) = parts.next_field().await.map_err(broken)? {
            let name = part.name().unwrap_or_default().to_owned();
            let file_name = part.file_name().map(str::to_owned);
            let mime = part.content_type().map_or_else(String::new, ToString::to_string);
            let bytes = part.bytes().await.map_err(broken)?;
            match file_name {
                Some(file_name) => {
                    self.uploads.insert(
                        name,
                        Upload {
                            name: file_name,
                            mime,
                            bytes,
                        },
                    );
                }
                None => match String::from_utf8(bytes.into()) {
                    Ok(text) => self.raw.push((name, Raw::Text(text))),
                    Err(_) => return Err(Refusal::fault("strings must be encoded in UTF-8")),
                },
            }
        }
        Ok(())
    }

    /// Gives every parameter its type, or says what the bot got wrong.
    pub fn typed(&mut self, method: &Method) -> Result<Map<String, Value>, Refusal> {
        let mut params = Map::new();
        for (name, raw) in self.raw.drain(..) {
            let Some(field) = method.fields.get(&name) else {
                return Err(Refusal::fault(format!("{} has no parameter {name:?}", method.name)));
            };
            let value = typed_value(&field.shape, &name, raw)?;
            if let Some(complaint) = SPEC_DATA.complaint(&field.shape, &value, &name) {
                return Err(Refusal::fault(complaint));
            }
            params.insert(name, value);
        }
        for name in self.uploads.keys() {
            if let Some(field) = method.fields.get(name)
                && matches!(field.shape, Shape::File | Shape::FileOrText)
            {
                params.insert(name.clone(), Value::String(format!("attach://{name}")));
            }
        }
        for (name, field) in &method.fields {
            if field.required && !params.contains_key(name) {
                return Err(Refusal::fault(missing(name)));
            }
            if let (Shape::File, Some(Value::String(reference))) = (&field.shape, params.get(name))
                && !reference.starts_with("attach://")
            {
                return Err(Refusal::fault(format!("{name} must be an uploaded file")));
            }
        }
        Ok(params)
    }
}

fn typed_value(shape: &Shape, name: &str, raw: Raw) -> Result<Value, Refusal> {
    let text = match raw {
        // A string in a JSON body is read like a form field where something else is expected.
        Raw::Json(Value::String(text)) | Raw::Text(text) => text,
        Raw::Json(value) => return Ok(value),
    };
    let wrong = || Refusal::fault(format!("{name} must be {}", shape.in_words()));
    match shape {
        Shape::Text | Shape::File | Shape::FileOrText => Ok(Value::String(text)),
        Shape::Integer => text.trim().parse::<i64>().map(Value::from).map_err(|_| wrong()),
        Shape::Float => text.trim().parse::<f64>().map(Value::from).map_err(|_| wrong()),
        Shape::Boolean | Shape::True => match text.to_ascii_lowercase().as_str() {
            "true" | "1" | "yes" => Ok(Value::Bool(true)),
            "false" | "0" | "no" => Ok(Value::Bool(false)),
            _ => Err(wrong()),
        },
        Shape::IntegerOrText => Ok(text.trim().parse::<i64>().map_or(Value::String(text), Value::from)),
        shape if shape.is_json() => {
            serde_json::from_str(&text).map_err(|_| Refusal::fault(format!("can't parse {name} JSON object")))
        }
        _ => Ok(Value::String(text)),
    }
}

/// Telegram's words for what is not there.
fn missing(name: &str) -> String {
    match name {
        "chat_id" => "chat_id is empty".to_owned(),
        "text" => "message text is empty".to_owned(),
        "message_id" => "message identifier is not specified".to_owned(),
        "user_id" => "invalid user_id specified".to_owned(),
        "photo" | "document" => format!("there is no {name} in the request"),
        other => format!("parameter \"{other}\" is required"),
    }
}

/// A form's or query's own escapes.
pub(crate) fn unescape(text: &str) -> String {
    unescape_path(&text.replace('+', " "))
}

/// A path's own escapes; a plus sign in it is itself.
pub(crate) fn unescape_path(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        match byte {
            b'%' => {
                let mut ahead = rest.clone();
                let digits = [ahead.next(), ahead.next()];
                let value = match digits {
                    [Some(high), Some(low)] => std::str::from_utf8(&[high, low])
                        .ok()
                        .and_then(|digits| u8::from_str_radix(digits, 16).ok()),
                    _ => None,
                };
                match value {
                    Some(value) => {
                        bytes.push(value);
                        rest = ahead;
                    }
                    None => bytes.push(b'%'),
                }
            }
            other => bytes.push(other),
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}
