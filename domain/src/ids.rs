//! Names of rows, and where chance comes from.

use std::fmt;
use std::str::FromStr;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Mutex, PoisonError};

use chrono::{DateTime, Utc};
use rand::rngs::StdRng;
use rand::{Rng, RngExt, SeedableRng};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::coupon::{ALPHABET, CODE_LENGTH, Code};

macro_rules! row_ids {
    ($($(#[$doc:meta])* $name:ident),+ $(,)?) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub Uuid);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.simple().fmt(f)
            }
        }

        impl FromStr for $name {
            type Err = uuid::Error;

            fn from_str(text: &str) -> Result<Self, uuid::Error> {
                Uuid::parse_str(text).map(Self)
            }
        }
    )+};
}

row_ids![
    ShopId,
    MemberId,
    GiftId,
    CouponId,
    OrderId,
    /// A row of the points ledger.
    EntryId,
    /// A batch of points with one expiry.
    LotId,
    LetterId,
    /// Something in the catalogue.
    ProductId,
    CategoryId,
    TierId,
    OfferId,
    /// A rule by which purchases earn more.
    RuleId,
    /// A request to give or take points.
    AdjustmentId,
    /// A field of a shop's own.
    FieldId,
    /// Something that staff wrote down about a member.
    NoteId,
    TagId,
    /// A photo of a member's things.
    PhotoId,
    /// Somebody a member buys for.
    RelativeId,
    AutomationId,
    /// One message of an automation to one member, or one that they were to get.
    TouchId,
    /// Something that staff are to do.
    TaskId,
    /// Marketing that stands still.
    BrakeId,
];

/// A person, as Telegram numbers people. At most 52 bits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct UserId(pub i64);

impl fmt::Display for UserId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// A secret that opens one thing once, or names one intention: 12 symbols that are safe in a link.
///
/// The alphabet is that of coupon codes, so a token can also be typed.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Token(String);

impl Token {
    /// Reads what came in from outside. `None` when it cannot be a token.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Code::parse(text).map(|code| Self(code.as_str().to_owned()))
    }

    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Makes names and secrets.
pub trait Ids: Send + Sync {
    /// A version 7 UUID: random, and in the order of `now`, so that an index on it grows at one end.
    fn uuid(&self, now: DateTime<Utc>) -> Uuid;

    /// Uniform in `0..bound`. `bound` must not be 0.
    fn below(&self, bound: u32) -> u32;

    /// Fills `bytes` with chance, for keys and what encryption needs fresh each time.
    fn fill(&self, bytes: &mut [u8]);

    /// A fresh coupon code (C1).
    fn code(&self) -> Code {
        let symbols = u32::try_from(ALPHABET.len()).unwrap_or(1);
        let text: String = (0..CODE_LENGTH)
            .filter_map(|_| usize::try_from(self.below(symbols)).ok())
            .filter_map(|at| ALPHABET.get(at).copied())
            .map(char::from)
            .collect();
        Code::of_symbols(text)
    }

    fn token(&self) -> Token {
        Token(self.code().as_str().to_owned())
    }
}

/// Chance from a generator that the operating system seeds.
#[derive(Debug, Default)]
pub struct OsIds {
    issued: AtomicU32,
}

impl Ids for OsIds {
    fn uuid(&self, now: DateTime<Utc>) -> Uuid {
        uuid_v7(now, &self.issued, &mut system_rng())
    }

    fn below(&self, bound: u32) -> u32 {
        system_rng().random_range(0..bound)
    }

    fn fill(&self, bytes: &mut [u8]) {
        system_rng().fill_bytes(bytes);
    }
}

/// Cryptographically secure (C1): a stream cipher, seeded and reseeded by the operating system.
#[expect(
    clippy::disallowed_methods,
    reason = "this is the one place that asks for real chance"
)]
fn system_rng() -> impl Rng {
    rand::rng()
}

/// The same names in the same order, for stories that compare whole replies.
#[derive(Debug)]
pub struct SeededIds {
    issued: AtomicU32,
    rng: Mutex<StdRng>,
}

impl SeededIds {
    #[must_use]
    pub fn new(seed: u64) -> Self {
        Self {
            issued: AtomicU32::new(0),
            rng: Mutex::new(StdRng::seed_from_u64(seed)),
        }
    }
}

impl Ids for SeededIds {
    fn uuid(&self, now: DateTime<Utc>) -> Uuid {
        let mut rng = self.rng.lock().unwrap_or_else(PoisonError::into_inner);
        uuid_v7(now, &self.issued, &mut *rng)
    }

    fn below(&self, bound: u32) -> u32 {
        self.rng
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .random_range(0..bound)
    }

    fn fill(&self, bytes: &mut [u8]) {
        self.rng
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .fill_bytes(bytes);
    }
}

/// The bits after the millisecond begin with a counter, so that rows made in one millisecond by one
/// program keep their order.
fn uuid_v7(now: DateTime<Utc>, issued: &AtomicU32, rng: &mut impl Rng) -> Uuid {
    let mut tail = [0_u8; 10];
    rng.fill_bytes(&mut tail);
    let count = issued.fetch_add(1, Ordering::Relaxed);
    let [_, high, middle, low] = count.to_be_bytes();
    // Version and variant take the upper bits of bytes 0 and 2; they are written over by the builder.
    tail[0] = high >> 4;
    tail[1] = high << 4 | middle >> 4;
    tail[2] = middle << 2 & 0x3c | low >> 6;
    tail[3] = low << 2 | tail[3] & 0x03;
    let millis = u64::try_from(now.timestamp_millis()).unwrap_or(0);
    uuid::Builder::from_unix_timestamp_millis(millis, &tail).into_uuid()
}

/// The lowest id that a row made at this instant can have, so that a span of time is a span of ids.
#[must_use]
pub fn first_id_at(at: DateTime<Utc>) -> Uuid {
    let millis = u64::try_from(at.timestamp_millis()).unwrap_or(0);
    uuid::Builder::from_unix_timestamp_millis(millis, &[0; 10]).into_uuid()
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use chrono::DateTime;

    use super::*;

    #[test]
    fn ids_made_in_one_millisecond_keep_their_order() {
        let now = DateTime::from_timestamp(1_800_000_000, 0).unwrap();
        let ids = SeededIds::new(7);

        let made: Vec<Uuid> = (0..100_000).map(|_| ids.uuid(now)).collect();

        assert!(made.is_sorted());
        assert_eq!(made.iter().collect::<HashSet<_>>().len(), made.len());
        assert!(made.iter().all(|id| id.get_version_num() == 7));
    }

    #[test]
    fn a_span_of_time_is_a_span_of_ids() {
        let at = |millis: i64| DateTime::from_timestamp_millis(1_800_000_000_000 + millis).unwrap();
        let ids = SeededIds::new(7);

        for _ in 0..1_000 {
            let id = ids.uuid(at(5));
            assert!(first_id_at(at(5)) <= id && id < first_id_at(at(6)), "{id}");
        }
    }

    #[test]
    fn c1_codes_use_every_symbol_and_do_not_repeat() {
        let ids = OsIds::default();

        let made: HashSet<String> = (0..10_000).map(|_| ids.code().as_str().to_owned()).collect();
        let symbols: HashSet<u8> = made.iter().flat_map(|code| code.bytes()).collect();

        assert_eq!(made.len(), 10_000);
        assert_eq!(symbols.len(), ALPHABET.len());
        assert!(made.iter().all(|code| code.len() == CODE_LENGTH));
    }
}
