//! The page's own files, and those in messages.

use hyper::{
    StatusCode,
    header::{CACHE_CONTROL, CONTENT_DISPOSITION, HeaderValue},
};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, PercentEncode, utf8_percent_encode};
use rust_embed::RustEmbed;

use super::{
    Refused,
    http::{Reply, reply},
};
use crate::{shared::Shared, world::StoredFile};

/// What stands for itself neither in an address nor in a header.
const OUTSIDE_A_NAME: &AsciiSet = &NON_ALPHANUMERIC.remove(b'.').remove(b'-').remove(b'_');

#[derive(RustEmbed)]
#[folder = "page/"]
struct Page;

pub(super) fn of_the_page(name: &str) -> Result<Reply, Refused> {
    let file = Page::get(name).ok_or_else(nothing)?;
    let ending = name.rsplit_once('.').map_or("", |(_, ending)| ending);
    let content_type = match ending {
        "html" => "text/html; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "js" => "text/javascript; charset=utf-8",
        "json" | "webmanifest" => "application/json",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        _ => "application/octet-stream",
    };
    Ok(reply(StatusCode::OK, content_type, file.data.into_owned().into()))
}

/// A file by its handle; a name may follow it.
pub(super) fn of_a_message(shared: &Shared, rest: &str) -> Result<Reply, Refused> {
    let (handle, name) = rest.split_once('/').unwrap_or((rest, ""));
    let (bytes, picture) = {
        let world = shared.lock();
        let file = world.files.at_handle(handle).ok_or_else(nothing)?;
        (file.bytes.clone(), picture_type(file))
    };
    let mut found = reply(StatusCode::OK, picture.unwrap_or("application/octet-stream"), bytes);
    let headers = found.headers_mut();
    headers.insert(
        CACHE_CONTROL,
        HeaderValue::from_static("private, max-age=3600, immutable"),
    );
    if picture.is_none() {
        let saved_as = format!("attachment; filename*=UTF-8''{}", escaped(name));
        let saved_as = HeaderValue::from_str(&saved_as).unwrap_or(HeaderValue::from_static("attachment"));
        headers.insert(CONTENT_DISPOSITION, saved_as);
    }
    Ok(found)
}

/// What a browser may show. Whatever came as a document is saved instead, be it a picture or not.
fn picture_type(file: &StoredFile) -> Option<&'static str> {
    let (folder, name) = file.path.split_once('/')?;
    if folder != "photos" {
        return None;
    }
    match name.rsplit_once('.')?.1 {
        "png" => Some("image/png"),
        "jpg" => Some("image/jpeg"),
        "gif" => Some("image/gif"),
        "webp" => Some("image/webp"),
        _ => None,
    }
}

fn nothing() -> Refused {
    Refused::unknown("There is no such file, or no longer.")
}

/// A text as a part of an address.
pub(super) fn escaped(text: &str) -> PercentEncode<'_> {
    utf8_percent_encode(text, OUTSIDE_A_NAME)
}
