//! The keys that sealed values need: read from text, made, and what is derived from each.
//!
//! A key is 32 bytes of chance. What encrypts, what hashes for searching and what makes nonces are derived
//! from it, each for its own use, so that none of them says anything about another.

use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE};
use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use domain::Ids;
use hkdf::Hkdf;
use hmac::{Hmac, Mac};
use sha2::Sha256;
use zeroize::Zeroizing;

pub(crate) const NONCE: usize = 24;
const KEY: usize = 32;
/// Two people's values meet under one hash once in 2^64 pairs.
pub(crate) const HASH: usize = 16;

/// Names a key without saying anything about it.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct KeyId(pub(crate) [u8; 4]);

impl fmt::Display for KeyId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:08x}", u32::from_be_bytes(self.0))
    }
}

impl fmt::Debug for KeyId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl FromStr for KeyId {
    type Err = WrongKey;

    fn from_str(text: &str) -> Result<Self, WrongKey> {
        let eight = text.len() == 8 && text.bytes().all(|byte| byte.is_ascii_hexdigit());
        let id = u32::from_str_radix(text, 16).ok().filter(|_| eight);
        id.map(|id| Self(id.to_be_bytes())).ok_or(WrongKey)
    }
}

/// A text that is no key. It is not repeated: it may be a key with a letter too many.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("it is not 32 bytes in base64")]
pub struct WrongKey;

/// One key, and what is derived from it.
#[derive(Clone)]
pub struct Key {
    id: KeyId,
    bytes: Zeroizing<[u8; KEY]>,
    cipher: XChaCha20Poly1305,
    hash: Hmac<Sha256>,
    nonce: Hmac<Sha256>,
}

impl Key {
    /// Reads 32 bytes in base64, of either alphabet.
    pub fn parse(text: &str) -> Result<Self, WrongKey> {
        let text = text.trim();
        let read = STANDARD.decode(text).or_else(|_| URL_SAFE.decode(text));
        let read = Zeroizing::new(read.map_err(|_| WrongKey)?);
        let bytes = <[u8; KEY]>::try_from(read.as_slice()).map_err(|_| WrongKey)?;
        Self::of(Zeroizing::new(bytes))
    }

    /// A new key.
    pub fn make(ids: &dyn Ids) -> Result<Self, WrongKey> {
        let mut bytes = Zeroizing::new([0_u8; KEY]);
        ids.fill(bytes.as_mut_slice());
        Self::of(bytes)
    }

    fn of(bytes: Zeroizing<[u8; KEY]>) -> Result<Self, WrongKey> {
        let derived = Hkdf::<Sha256>::new(None, bytes.as_slice());
        let derive = |use_: &str| {
            let mut key = Zeroizing::new([0_u8; KEY]);
            let done = derived.expand(format!("regulars 1 {use_}").as_bytes(), key.as_mut_slice());
            done.map(|()| key).map_err(|_| WrongKey)
        };
        let mac = |use_: &str| derive(use_).and_then(|key| Hmac::new_from_slice(key.as_slice()).map_err(|_| WrongKey));
        let [a, b, c, d, ..] = *derive("id")?;
        Ok(Self {
            id: KeyId([a, b, c, d]),
            cipher: XChaCha20Poly1305::new_from_slice(derive("seal")?.as_slice()).map_err(|_| WrongKey)?,
            hash: mac("find")?,
            nonce: mac("nonce")?,
            bytes,
        })
    }

    #[must_use]
    pub const fn id(&self) -> KeyId {
        self.id
    }

    /// The key itself, as it is read. For the operator's eyes only (S7).
    #[must_use]
    pub fn expose(&self) -> Zeroizing<String> {
        Zeroizing::new(STANDARD.encode(self.bytes.as_slice()))
    }

    pub(crate) fn encrypt(&self, nonce: &[u8; NONCE], about: &[u8], text: &[u8]) -> Option<Vec<u8>> {
        let payload = Payload { msg: text, aad: about };
        self.cipher.encrypt(&XNonce::from(*nonce), payload).ok()
    }

    pub(crate) fn decrypt(&self, nonce: &[u8; NONCE], about: &[u8], sealed: &[u8]) -> Option<Vec<u8>> {
        let payload = Payload {
            msg: sealed,
            aad: about,
        };
        self.cipher.decrypt(&XNonce::from(*nonce), payload).ok()
    }

    /// The nonce for one value: of chance, of where it belongs and of the value itself. Even where chance
    /// repeats itself, as with a seed or in a copied machine, two different values have different ones.
    pub(crate) fn nonce(&self, chance: &[u8; NONCE], about: &[u8], text: &[u8]) -> [u8; NONCE] {
        let mut mac = self.nonce.clone();
        mac.update(chance);
        // How long one part is says where the next begins.
        mac.update(&u64::try_from(about.len()).unwrap_or(u64::MAX).to_be_bytes());
        mac.update(about);
        mac.update(text);
        first(&mac.finalize().into_bytes())
    }

    /// What a value is found by, for whoever has the key.
    pub(crate) fn hash(&self, about: &[u8], text: &[u8]) -> [u8; HASH] {
        let mut mac = self.hash.clone();
        mac.update(&u64::try_from(about.len()).unwrap_or(u64::MAX).to_be_bytes());
        mac.update(about);
        mac.update(text);
        first(&mac.finalize().into_bytes())
    }
}

fn first<const N: usize>(bytes: &[u8]) -> [u8; N] {
    let mut first = [0_u8; N];
    for (to, from) in first.iter_mut().zip(bytes) {
        *to = *from;
    }
    first
}

/// Without the key (S7).
impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Key({}, ***)", self.id)
    }
}

/// The key that values are sealed with, and former ones that still open what they sealed.
#[derive(Clone)]
pub struct Keyring(Option<Ring>);

#[derive(Clone)]
struct Ring {
    /// The current one first.
    keys: Vec<Key>,
    chance: Arc<dyn Ids>,
}

impl Keyring {
    #[must_use]
    pub fn new(current: Key, former: impl IntoIterator<Item = Key>, chance: Arc<dyn Ids>) -> Self {
        let mut keys = vec![current];
        for key in former {
            if keys.iter().all(|known| known.id != key.id) {
                keys.push(key);
            }
        }
        Self(Some(Ring { keys, chance }))
    }

    /// No keys: for whoever neither reads nor writes what is sealed.
    #[must_use]
    pub const fn empty() -> Self {
        Self(None)
    }

    /// The key that values are sealed with.
    #[must_use]
    pub fn current(&self) -> Option<&Key> {
        self.all().first()
    }

    #[must_use]
    pub fn find(&self, id: KeyId) -> Option<&Key> {
        self.all().iter().find(|key| key.id == id)
    }

    /// All of them, the current one first.
    #[must_use]
    pub fn all(&self) -> &[Key] {
        self.0.as_ref().map_or(&[], |ring| ring.keys.as_slice())
    }

    /// The current key, and chance for a nonce.
    pub(crate) fn to_seal(&self) -> Option<(&Key, [u8; NONCE])> {
        let ring = self.0.as_ref()?;
        let mut chance = [0_u8; NONCE];
        ring.chance.fill(&mut chance);
        ring.keys.first().map(|key| (key, chance))
    }
}

impl fmt::Debug for Keyring {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.all()).finish()
    }
}

#[cfg(test)]
mod tests {
    use domain::SeededIds;

    use super::*;

    const TEXT: &str = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";

    #[test]
    fn a_key_is_32_bytes_in_base64() {
        let key = Key::parse(TEXT).unwrap();

        assert_eq!(*key.expose(), TEXT);
        assert_eq!(Key::parse(&format!(" {TEXT}\n")).unwrap().id(), key.id());
        for wrong in ["", "secret", "AAEC", &TEXT[1..], &format!("{TEXT}AA")] {
            assert_eq!(Key::parse(wrong).unwrap_err(), WrongKey, "{wrong}");
        }
    }

    #[test]
    fn keys_of_one_seed_are_the_same_and_of_another_are_not() {
        let made = |seed| {
            *Key::make(&SeededIds::new(seed)).unwrap().expose() == *Key::make(&SeededIds::new(7)).unwrap().expose()
        };

        assert!(made(7));
        assert!(!made(8));
    }

    #[test]
    fn s7_a_key_is_never_shown() {
        let key = Key::parse(TEXT).unwrap();
        let ring = Keyring::new(key.clone(), [], Arc::new(SeededIds::new(1)));

        assert!(!format!("{key:?} {ring:?} {WrongKey:?}").contains(&TEXT[..8]));
        assert!(format!("{ring:?}").contains(&key.id().to_string()));
    }

    // The vector of draft-irtf-cfrg-xchacha-03, appendix A.3.1.
    #[test]
    fn the_cipher_is_xchacha20_poly1305() {
        let bytes = |hex: &str| -> Vec<u8> {
            (0..hex.len())
                .step_by(2)
                .map(|at| u8::from_str_radix(&hex[at..at + 2], 16).unwrap())
                .collect()
        };
        let key: Vec<u8> = (0x80..=0x9f).collect();
        let nonce: Vec<u8> = (0x40..=0x57).collect();
        let about = bytes("50515253c0c1c2c3c4c5c6c7");
        let text = b"Ladies and Gentlemen of the class of '99: If I could offer you only one tip for the future, sunscreen would be it.";
        let cipher = XChaCha20Poly1305::new_from_slice(&key).unwrap();

        let payload = Payload { msg: text, aad: &about };
        let sealed = cipher
            .encrypt(&XNonce::try_from(nonce.as_slice()).unwrap(), payload)
            .unwrap();

        let expected = "bd6d179d3e83d43b9576579493c0e939572a1700252bfaccbed2902c21396cbb\
                        731c7f1b0b4aa6440bf3a82f4eda7e39ae64c6708c54c216cb96b72e1213b452\
                        2f8c9ba40db5d945b11b69b982c1bb9e3f3fac2bc369488f76b2383565d3fff9\
                        21f9664c97637da9768812f615c68b13b52e\
                        c0875924c1c7987947deafd8780acf49";
        assert_eq!(sealed, bytes(expected));
    }

    // RFC 5869, test case 3, and RFC 4231, test case 2.
    #[test]
    fn what_derives_and_hashes_is_hkdf_and_hmac_of_sha256() {
        let mut okm = [0_u8; 8];
        Hkdf::<Sha256>::new(None, &[0x0b; 22]).expand(&[], &mut okm).unwrap();
        assert_eq!(okm, [0x8d, 0xa4, 0xe7, 0x75, 0xa5, 0x63, 0xc1, 0x8f]);

        let mut mac = Hmac::<Sha256>::new_from_slice(b"Jefe").unwrap();
        mac.update(b"what do ya want for nothing?");
        assert_eq!(mac.finalize().into_bytes()[..4], [0x5b, 0xdc, 0xc1, 0x46]);
    }

    #[test]
    fn a_nonce_differs_with_the_value_even_where_chance_repeats_itself() {
        let key = Key::parse(TEXT).unwrap();
        let chance = [7; NONCE];

        let nonce = key.nonce(&chance, b"here", b"628123456");

        assert_eq!(nonce, key.nonce(&chance, b"here", b"628123456"));
        assert_ne!(nonce, key.nonce(&chance, b"here", b"628123457"));
        assert_ne!(nonce, key.nonce(&chance, b"there", b"628123456"));
        assert_ne!(nonce, key.nonce(&chance, b"here6", b"28123456"));
        assert_ne!(nonce, key.nonce(&[8; NONCE], b"here", b"628123456"));
    }
}
