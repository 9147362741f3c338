//! Files: what was uploaded, by whom it may be reused, and what a picture measures.

use std::{
    collections::{HashMap, VecDeque},
    fmt::Write,
    hash::{DefaultHasher, Hash, Hasher},
};

use bytes::Bytes;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

/// How many bytes of files are kept; the oldest go first.
const BYTES_KEPT: usize = 256 * 1024 * 1024;

/// Stands for every bot: what people send can be reused by whichever bot sees it.
pub(crate) const ANY_BOT: i64 = 0;

#[derive(Debug, Clone)]
pub(crate) struct StoredFile {
    /// A `file_id` works only for the bot it was given to.
    pub bot: i64,
    pub path: String,
    pub unique: String,
    pub bytes: Bytes,
    /// Its address on the page, which no other site can guess.
    pub handle: String,
    description: Option<Value>,
}

impl StoredFile {
    pub fn serves(&self, bot: i64) -> bool {
        self.bot == bot || self.bot == ANY_BOT
    }
}

pub(crate) struct Files {
    secret: [u8; 32],
    by_id: HashMap<String, StoredFile>,
    by_path: HashMap<String, String>,
    by_handle: HashMap<String, String>,
    order: VecDeque<String>,
    kept: usize,
    count: u64,
}

impl Files {
    /// Counts from here.
    pub fn begin_behind(&mut self, count: u64) {
        self.count = count;
    }

    pub fn new(secret: [u8; 32]) -> Self {
        Self {
            secret,
            by_id: HashMap::new(),
            by_path: HashMap::new(),
            by_handle: HashMap::new(),
            order: VecDeque::new(),
            kept: 0,
            count: 0,
        }
    }

    pub fn at_handle(&self, handle: &str) -> Option<&StoredFile> {
        self.by_id.get(self.by_handle.get(handle)?)
    }

    /// What nobody guesses who does not know this world's secret.
    pub fn handle_of(&self, id: &str) -> String {
        let digest = Sha256::new().chain_update(self.secret).chain_update(id).finalize();
        hex(digest.get(..16).unwrap_or_default())
    }

    pub fn get(&self, id: &str) -> Option<&StoredFile> {
        self.by_id.get(id)
    }

    /// What a message says of a file that is already here, given any of its ids.
    ///
    /// A file comes back as what it was sent as, so the folder has to be right.
    pub fn described(&self, id: &str, folder: &str) -> Option<Value> {
        let file = self.get(id).filter(|file| file.path.starts_with(folder))?;
        file.description.clone()
    }

    pub fn at_path(&self, path: &str) -> Option<&StoredFile> {
        self.by_id.get(self.by_path.get(path)?)
    }

    /// Keeps a file and gives its `file_id`.
    pub fn store(&mut self, bot: i64, folder: &str, ending: &str, bytes: Bytes) -> String {
        self.count += 1;
        let id = format!("AgACAgPlayGround{bot}-{:08}", self.count);
        let path = format!("{folder}/file_{}.{ending}", self.count);
        self.kept += bytes.len();
        let handle = self.handle_of(&id);
        self.by_path.insert(path.clone(), id.clone());
        self.by_handle.insert(handle.clone(), id.clone());
        self.order.push_back(id.clone());
        let unique = format!("AQADPlay{:08}", self.count);
        self.by_id.insert(
            id.clone(),
            StoredFile {
                bot,
                path,
                unique,
                bytes,
                handle,
                description: None,
            },
        );
        while self.kept > BYTES_KEPT
            && let Some(oldest) = self.order.pop_front()
        {
            if let Some(file) = self.by_id.remove(&oldest) {
                self.by_path.remove(&file.path);
                self.by_handle.remove(&file.handle);
                self.kept -= file.bytes.len();
            }
        }
        id
    }

    /// Keeps a picture and gives its sizes, the largest last.
    ///
    /// # Errors
    /// Telegram's own words when the bytes are no picture, or one of impossible measures.
    pub fn store_photo(&mut self, bot: i64, bytes: &Bytes) -> Result<Value, &'static str> {
        let (ending, width, height) = measure(bytes).ok_or("IMAGE_PROCESS_FAILED")?;
        if width == 0 || height == 0 || width + height > 10_000 || width > height * 20 || height > width * 20 {
            return Err("PHOTO_INVALID_DIMENSIONS");
        }
        let mut sizes = Vec::new();
        let longest = width.max(height);
        for bound in [320, 800].into_iter().filter(|bound| *bound < longest).chain([longest]) {
            let id = self.store(bot, "photos", ending, bytes.clone());
            let unique = self.get(&id).map_or_else(String::new, |file| file.unique.clone());
            sizes.push(json!({
                "file_id": id,
                "file_unique_id": unique,
                "width": (width * bound / longest).max(1),
                "height": (height * bound / longest).max(1),
                "file_size": bytes.len(),
            }));
        }
        let sizes = Value::Array(sizes);
        self.describe(&sizes, sizes.as_array().into_iter().flatten());
        Ok(sizes)
    }

    /// Keeps a picture under a `file_id` that follows from what it shows.
    ///
    /// # Errors
    /// As [`Files::store_photo`].
    pub fn keep_photo(&mut self, bot: i64, bytes: &Bytes) -> Result<String, &'static str> {
        let mut print = DefaultHasher::new();
        bytes.hash(&mut print);
        let id = format!("AgACAgPlayGround{bot}-kept-{:016x}", print.finish());
        if self.by_id.contains_key(&id) {
            return Ok(id);
        }
        let sizes = self.store_photo(bot, bytes)?;
        let largest = sizes
            .as_array()
            .and_then(|sizes| sizes.last()?["file_id"].as_str())
            .and_then(|largest| self.by_id.get(largest).cloned());
        if let Some(file) = largest {
            self.by_id.insert(id.clone(), file);
        }
        Ok(id)
    }

    fn describe<'a>(&mut self, description: &Value, parts: impl Iterator<Item = &'a Value>) {
        for part in parts {
            if let Some(file) = part["file_id"].as_str().and_then(|id| self.by_id.get_mut(id)) {
                file.description = Some(description.clone());
            }
        }
    }

    pub fn store_document(&mut self, bot: i64, name: &str, mime: &str, bytes: Bytes) -> Value {
        let size = bytes.len();
        let ending = name.rsplit_once('.').map_or("bin", |(_, ending)| ending);
        let id = self.store(bot, "documents", ending, bytes);
        let unique = self.get(&id).map_or_else(String::new, |file| file.unique.clone());
        let document = json!({
            "file_id": id,
            "file_unique_id": unique,
            "file_name": name,
            "mime_type": mime,
            "file_size": size,
        });
        self.describe(&document, std::iter::once(&document));
        document
    }
}

pub(super) fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        // Writing to a String cannot fail.
        write!(text, "{byte:02x}").ok();
        text
    })
}

/// The file ending, width and height of a picture, read from its first bytes.
fn measure(bytes: &[u8]) -> Option<(&'static str, u32, u32)> {
    if bytes.starts_with(b"\x89PNG\r\n\x1a\n") {
        return Some(("png", be32(bytes, 16)?, be32(bytes, 20)?));
    }
    if bytes.starts_with(b"GIF8") {
        return Some(("gif", le16(bytes, 6)?, le16(bytes, 8)?));
    }
    if bytes.starts_with(b"RIFF") && bytes.get(8..12) == Some(b"WEBP") {
        return Some(("webp", 512, 512));
    }
    if bytes.starts_with(&[0xff, 0xd8]) {
        return measure_jpeg(bytes);
    }
    None
}

fn measure_jpeg(bytes: &[u8]) -> Option<(&'static str, u32, u32)> {
    let mut at = 2;
    loop {
        if *bytes.get(at)? != 0xff {
            return None;
        }
        let marker = *bytes.get(at + 1)?;
        let is_frame = matches!(marker, 0xc0..=0xcf) && !matches!(marker, 0xc4 | 0xc8 | 0xcc);
        if is_frame {
            return Some(("jpg", be16(bytes, at + 7)?, be16(bytes, at + 5)?));
        }
        at += 2 + usize::try_from(be16(bytes, at + 2)?).ok()?;
    }
}

fn be32(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_be_bytes(bytes.get(at..at + 4)?.try_into().ok()?))
}

fn be16(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u16::from_be_bytes(bytes.get(at..at + 2)?.try_into().ok()?).into())
}

fn le16(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u16::from_le_bytes(bytes.get(at..at + 2)?.try_into().ok()?).into())
}
