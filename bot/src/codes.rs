//! What a member is called in a message that others may read.
//!
//! Staff may choose a member in any chat, and the message that Telegram then sends for them stands there
//! for everybody. So it holds neither a name nor a number, nor an id, which would tell when somebody
//! joined: it holds the id as one block of a cipher, whose key is made of the bot's token. Only this bot
//! reads it, and it needs no row to do so. With another token old messages lead nowhere.

use std::sync::Arc;

use aes::Aes256;
use aes::cipher::{Array, BlockCipherDecrypt, BlockCipherEncrypt, KeyInit};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::MemberId;
use hmac::{Hmac, Mac};
use sha2::Sha256;
use uuid::Uuid;

use crate::settings::Secret;

/// Keeps this use of the token apart from every other.
const PURPOSE: &[u8] = b"regulars: members in messages that others may read";

#[derive(Clone)]
pub struct Codes(Arc<Aes256>);

impl Codes {
    /// Codes that only whoever knows the token makes and reads.
    pub fn new(token: &Secret) -> anyhow::Result<Self> {
        let mut mac = <Hmac<Sha256> as hmac::KeyInit>::new_from_slice(token.expose().as_bytes())?;
        mac.update(PURPOSE);
        Ok(Self(Arc::new(Aes256::new(&mac.finalize().into_bytes()))))
    }

    #[must_use]
    pub fn of(&self, member: MemberId) -> String {
        let mut block = Array::from(member.0.into_bytes());
        self.0.encrypt_block(&mut block);
        URL_SAFE_NO_PAD.encode(block)
    }

    /// `None`: no code at all. One that somebody made up is read as a member whom nobody has.
    #[must_use]
    pub fn read(&self, code: &str) -> Option<MemberId> {
        let bytes: [u8; 16] = URL_SAFE_NO_PAD.decode(code).ok()?.try_into().ok()?;
        let mut block = Array::from(bytes);
        self.0.decrypt_block(&mut block);
        Some(MemberId(Uuid::from_bytes(block.into())))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_who_knows_the_token_reads_a_code() {
        let own = Codes::new(&Secret::new("7:AAA")).unwrap();
        let other = Codes::new(&Secret::new("7:AAB")).unwrap();
        let member = MemberId(Uuid::from_u128(0x0190_0000_0000_7000_8000_0000_0000_0101));

        let code = own.of(member);

        assert_eq!(code.len(), 22);
        assert_eq!(own.read(&code), Some(member));
        assert_ne!(other.read(&code), Some(member));
        for nonsense in ["", "anna", "AAAAAAAAAAAAAAAAAAAAAAAA", "🎁"] {
            assert_eq!(own.read(nonsense), None, "{nonsense}");
        }
    }
}
