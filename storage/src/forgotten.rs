//! Who asked a shop to forget them: hashes, by which they are known again and not found.

use std::collections::HashSet;

use domain::{ShopId, UserId, email};
use uuid::Uuid;

use crate::ask::{execute, list};
use crate::seal::{self, Column};
use crate::{Instant, StorageError, Tx, statements};

statements! {
    ADD = "INSERT INTO forgotten (shop_id, hash, at) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING";
    PAGE = "SELECT hash FROM forgotten WHERE shop_id = $1 AND hash > $2 ORDER BY hash LIMIT $3";
    ONE_OF = "SELECT shop_id FROM forgotten WHERE shop_id = $1 AND hash = $2";
}

/// What hashes are made for: apart from those by which a number is found.
const USER: &str = "forgotten user";
const PHONE: &str = "forgotten phone";
const EMAIL: &str = "forgotten e-mail";

const PAGE_SIZE: i64 = 10_000;

/// By what somebody is known again.
#[derive(Debug, Clone, Copy, Default)]
pub struct Traits<'a> {
    pub user: Option<UserId>,
    /// As digits, as in a member's file.
    pub phone: Option<&'a str>,
    pub email: Option<&'a str>,
}

impl Traits<'_> {
    fn texts(&self) -> impl Iterator<Item = (&'static str, String)> {
        let user = self.user.map(|user| (USER, user.to_string()));
        let phone = self.phone.map(|phone| (PHONE, phone.to_owned()));
        let email = self.email.map(|email| (EMAIL, email::key(email)));
        user.into_iter().chain(phone).chain(email)
    }

    /// All hashes, under each key there is.
    fn hashes(&self, tx: &Tx, shop: ShopId) -> Vec<Vec<u8>> {
        self.texts()
            .flat_map(|(use_, text)| seal::hashes(tx, Column::Phone, shop, use_, &text))
            .collect()
    }
}

/// Notes that somebody is to be forgotten.
pub async fn add(tx: &mut Tx, shop: ShopId, traits: &Traits<'_>, at: Instant) -> Result<(), StorageError> {
    for (use_, text) in traits.texts() {
        let hash = seal::hash(tx, Column::Phone, shop, use_, &text)?;
        execute!(tx, ADD, shop.0, hash, at)?;
    }
    Ok(())
}

/// Whether somebody asked to be forgotten.
pub async fn knows(tx: &mut Tx, shop: ShopId, traits: &Traits<'_>) -> Result<bool, StorageError> {
    for hash in traits.hashes(tx, shop) {
        let found: Vec<(Uuid,)> = list!(tx, ONE_OF, shop.0, hash)?;
        if !found.is_empty() {
            return Ok(true);
        }
    }
    Ok(false)
}

/// All whom a shop was asked to forget, for going through a long list: a row that names one of them is not taken
/// in. Whoever has become a member again by themselves since is a member like any other.
#[derive(Debug, Clone)]
pub struct Register {
    shop: ShopId,
    hashes: HashSet<Vec<u8>>,
}

impl Register {
    pub async fn read(tx: &mut Tx, shop: ShopId) -> Result<Self, StorageError> {
        let mut hashes = HashSet::new();
        let mut after = Vec::new();
        loop {
            let page: Vec<(Vec<u8>,)> = list!(tx, PAGE, shop.0, after.as_slice(), PAGE_SIZE)?;
            let Some((last,)) = page.last() else { break };
            after.clone_from(last);
            hashes.extend(page.into_iter().map(|(hash,)| hash));
        }
        Ok(Self { shop, hashes })
    }

    /// Whether somebody asked to be forgotten.
    #[must_use]
    pub fn knows(&self, tx: &Tx, traits: &Traits<'_>) -> bool {
        !self.hashes.is_empty()
            && traits
                .hashes(tx, self.shop)
                .iter()
                .any(|hash| self.hashes.contains(hash))
    }
}
