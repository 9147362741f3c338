//! Seals what is private about people: phone numbers, e-mail and other addresses, notes, what stands in the fields of
//! their file, and whom they buy for.
//!
//! A sealed value is bound to its place. Moved to another row, column or shop it does not open. What is
//! to be found is found by a hash that takes the key, so that whoever has the tables alone can neither
//! read a value nor try out which it is.

use std::fmt;

use base64::Engine;
use base64::engine::general_purpose::STANDARD_NO_PAD;
use domain::ShopId;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use sqlx::types::Json;
use uuid::Uuid;

use crate::keyring::{HASH, Key, KeyId, NONCE};
use crate::{StorageError, Tx};

/// How a sealed value begins: its form, and the id of its key. Then come the nonce and what was encrypted.
const FORM: u8 = 1;
const HEAD: usize = 5;

/// Before a sealed value in a column that holds text.
const SEALED: &str = "sealed:";

/// Before a hash in an index that holds words as well: no text in UTF-8 has this byte.
const NO_WORD: u8 = 0xff;

/// A column that holds sealed values. What it is called here is part of what each value is bound to: a
/// column that is renamed keeps its name here.
///
/// Each column of a table has its texts of SQL in `sealed.rs`, by which its values are sealed anew when
/// the key changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Column {
    /// Of a member.
    Phone,
    Email,
    /// Where an order is brought to.
    Delivery,
    /// What staff wrote down about a member.
    Note,
    /// What stands in a field of a shop's own, of a member.
    FieldValue,
    /// Of somebody whom a member buys for.
    RelativeName,
    RelativeTaste,
    /// Whom an order is for.
    ForWhom,
    /// What staff are to do.
    Task,
    /// A letter that waits to be sent, and where a conversation stands. These and all below pass: no value stays long
    /// enough to need another key.
    Letter,
    Dialog,
    Basket,
    /// What staff write to a member for a birthday within the week.
    BirthdayLine,
    /// What a row of a list says at some length, and what stood in a file before, until the list is forgotten.
    ListRow,
}

impl Column {
    /// Those whose values stay. A new one stands last: how far a change of the key has come is kept as a place here.
    pub const ALL: [Self; 9] = [
        Self::Phone,
        Self::Delivery,
        Self::Note,
        Self::Email,
        Self::FieldValue,
        Self::RelativeName,
        Self::RelativeTaste,
        Self::ForWhom,
        Self::Task,
    ];

    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Phone => "members.phone",
            Self::Email => "members.email",
            Self::Delivery => "orders.delivery",
            Self::Note => "notes.body",
            Self::FieldValue => "field_values.value",
            Self::RelativeName => "relatives.name",
            Self::RelativeTaste => "relatives.taste",
            Self::ForWhom => "orders.for_whom",
            Self::Task => "tasks.words",
            Self::Letter => "outbox.letter",
            Self::Dialog => "dialogs.state",
            Self::Basket => "baskets.state",
            Self::BirthdayLine => "birthday_lines.line",
            Self::ListRow => "import_rows.more",
        }
    }
}

/// Where a sealed value belongs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    column: Column,
    shop: ShopId,
    /// The rest of the row's key. A key of one column is here twice.
    row: [Uuid; 2],
}

impl Place {
    /// In the row of a shop with this id.
    #[must_use]
    pub const fn new(column: Column, shop: ShopId, row: Uuid) -> Self {
        Self::of_two(column, shop, row, row)
    }

    /// In the row of a shop that two ids name together, such as a member and a field.
    #[must_use]
    pub const fn of_two(column: Column, shop: ShopId, first: Uuid, second: Uuid) -> Self {
        Self {
            column,
            shop,
            row: [first, second],
        }
    }

    #[must_use]
    pub const fn shop(&self) -> ShopId {
        self.shop
    }

    /// The row, as messages name it.
    #[must_use]
    pub fn row(&self) -> String {
        let [first, second] = self.row;
        if first == second {
            first.to_string()
        } else {
            format!("{first}, {second}")
        }
    }

    #[must_use]
    pub const fn column(&self) -> Column {
        self.column
    }

    pub(crate) const fn rows(&self) -> [Uuid; 2] {
        self.row
    }

    /// What a value is bound to. A column's name has no zero in it, and the ids have one length.
    fn bytes(&self, head: &[u8]) -> Vec<u8> {
        let [first, second] = self.row;
        [
            head,
            self.column.name().as_bytes(),
            &[0],
            self.shop.0.as_bytes(),
            first.as_bytes(),
            second.as_bytes(),
        ]
        .concat()
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} of {}", self.column.name(), self.row())
    }
}

/// Why a value does not open.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Why {
    /// It was sealed with a key that the program was not given.
    Key(KeyId),
    /// It is not what was sealed here: moved, cut or changed.
    Changed,
}

impl fmt::Display for Why {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Key(id) => write!(f, "the key {id} is missing"),
            Self::Changed => f.write_str("it is not what was sealed there"),
        }
    }
}

/// Seals `text` for its place, with the current key.
pub fn seal(tx: &Tx, place: &Place, text: &str) -> Result<Vec<u8>, StorageError> {
    let (key, chance) = tx.keys().to_seal().ok_or(StorageError::NoKey)?;
    let mut sealed = Vec::with_capacity(HEAD + NONCE + text.len() + 16);
    sealed.push(FORM);
    sealed.extend(key.id().0);
    let about = place.bytes(&sealed);
    let nonce = key.nonce(&chance, &about, text.as_bytes());
    sealed.extend(nonce);
    // Only a text of many gigabytes cannot be encrypted.
    let encrypted = key.encrypt(&nonce, &about, text.as_bytes());
    sealed.extend(encrypted.ok_or(StorageError::NoKey)?);
    Ok(sealed)
}

/// Opens what was sealed for this place.
///
/// # Errors
/// [`StorageError::Unopened`] when its key is missing, or when it was sealed for another place.
pub fn open(tx: &Tx, place: &Place, sealed: &[u8]) -> Result<String, StorageError> {
    let unopened = |why| StorageError::Unopened { place: *place, why };
    let id = key_of(sealed).ok_or(unopened(Why::Changed))?;
    let key = tx.keys().find(id).ok_or(unopened(Why::Key(id)))?;
    opened(key, place, sealed).ok_or(unopened(Why::Changed))
}

/// [`open`] where work has to go on without a value that does not open: a member without a phone number
/// can still buy. The log says so each time.
#[must_use]
pub fn open_or_tell(tx: &Tx, place: &Place, sealed: &[u8]) -> Option<String> {
    or_tell(open(tx, place, sealed))
}

/// [`open_or_tell`] for a column that holds text.
#[must_use]
pub fn open_text_or_tell(tx: &Tx, place: &Place, kept: &str) -> Option<String> {
    or_tell(open_text(tx, place, kept))
}

fn or_tell<T>(opened: Result<T, StorageError>) -> Option<T> {
    match opened {
        Ok(text) => Some(text),
        Err(error) => {
            tracing::error!(%error, "something private cannot be read; `regulars check` lists all of it");
            None
        }
    }
}

/// [`seal()`] for a column that holds text.
pub fn seal_text(tx: &Tx, place: &Place, text: &str) -> Result<String, StorageError> {
    Ok(as_text(&seal(tx, place, text)?))
}

/// [`open()`] for a column that holds text. What was never sealed is as it is.
pub fn open_text(tx: &Tx, place: &Place, kept: &str) -> Result<String, StorageError> {
    match of_text(kept) {
        Some(sealed) => open(tx, place, &sealed),
        None => Ok(kept.to_owned()),
    }
}

/// A value for a column that holds JSON, such as a letter. A program without keys, such as one that only measures,
/// keeps it as it is.
pub(crate) fn seal_json<T: Serialize>(tx: &Tx, place: &Place, value: &T) -> Result<Json<Value>, StorageError> {
    let corrupt = |error: serde_json::Error| StorageError::corrupt(place.column.name(), &error);
    let value = serde_json::to_value(value).map_err(corrupt)?;
    if tx.keys().current().is_none() {
        return Ok(Json(value));
    }
    Ok(Json(Value::String(seal_text(tx, place, &value.to_string())?)))
}

/// What [`seal_json`] sealed, or an earlier program wrote as it is.
pub(crate) fn open_json<T: DeserializeOwned>(tx: &Tx, place: &Place, kept: Value) -> Result<T, StorageError> {
    let read = match kept {
        Value::String(kept) => serde_json::from_str(&open_text(tx, place, &kept)?),
        value => serde_json::from_value(value),
    };
    read.map_err(|error| StorageError::corrupt(place.column.name(), &error))
}

/// [`open_json`] where work has to go on without a value that does not open. The log says so each time.
pub(crate) fn open_json_or_tell<T: DeserializeOwned>(
    tx: &Tx,
    place: &Place,
    kept: Value,
) -> Result<Option<T>, StorageError> {
    match open_json(tx, place, kept) {
        Err(error @ StorageError::Unopened { .. }) => Ok(or_tell(Err(error))),
        opened => opened.map(Some),
    }
}

pub(crate) fn as_text(sealed: &[u8]) -> String {
    format!("{SEALED}{}", STANDARD_NO_PAD.encode(sealed))
}

/// `None`: it is no sealed value.
pub(crate) fn of_text(kept: &str) -> Option<Vec<u8>> {
    STANDARD_NO_PAD.decode(kept.strip_prefix(SEALED)?).ok()
}

fn opened(key: &Key, place: &Place, sealed: &[u8]) -> Option<String> {
    let (head, rest) = sealed.split_at_checked(HEAD)?;
    let (nonce, encrypted) = rest.split_first_chunk::<NONCE>()?;
    let text = key.decrypt(nonce, &place.bytes(head), encrypted)?;
    String::from_utf8(text).ok()
}

/// The key that a value was sealed with. `None`: it is no sealed value.
#[must_use]
pub fn key_of(sealed: &[u8]) -> Option<KeyId> {
    match *sealed.first_chunk::<HEAD>()? {
        [FORM, a, b, c, d] => Some(KeyId([a, b, c, d])),
        _ => None,
    }
}

/// What `text` is found by in a column of a shop, under the current key: for writing.
///
/// It begins with a byte that no word has, so that it can stand in an index among words. `use_` tells
/// apart what is hashed for different questions, such as a whole number and an ending.
pub fn hash(tx: &Tx, column: Column, shop: ShopId, use_: &str, text: &str) -> Result<Vec<u8>, StorageError> {
    let key = tx.keys().current().ok_or(StorageError::NoKey)?;
    Ok(hash_with(key, column, shop, use_, text))
}

/// What `text` may be found by, under each key there is: for looking up.
#[must_use]
pub fn hashes(tx: &Tx, column: Column, shop: ShopId, use_: &str, text: &str) -> Vec<Vec<u8>> {
    let keys = tx.keys().all().iter();
    keys.map(|key| hash_with(key, column, shop, use_, text)).collect()
}

/// With what all hashes under one key begin.
pub(crate) fn hashes_of(id: KeyId) -> Vec<u8> {
    [&[NO_WORD], id.0.as_slice()].concat()
}

/// [`hash`] under one key of several.
fn hash_with(key: &Key, column: Column, shop: ShopId, use_: &str, text: &str) -> Vec<u8> {
    let about = [column.name(), use_].join("\0");
    let about = [about.as_bytes(), &[0], shop.0.as_bytes()].concat();
    let hash: [u8; HASH] = key.hash(&about, text.as_bytes());
    [hashes_of(key.id()).as_slice(), &hash].concat()
}
