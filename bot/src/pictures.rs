//! What pictures have in common: a shop's colour, and the key by which one that was sent is found again.

use domain::shop::Shop;
use domain::tier::Colour;
use draw::Metal;

/// A shop's colour, as a hue in degrees. It follows from the shop's id, so it never changes.
#[must_use]
pub fn hue(shop: &Shop) -> u16 {
    let [.., high, low] = shop.id.0.into_bytes();
    u16::from_be_bytes([high, low]) % 360
}

/// What a tier's card is made of. `None`: the shop's own colour.
#[must_use]
pub fn metal(colour: Colour) -> Option<Metal> {
    match colour {
        Colour::Shop => None,
        Colour::Bronze => Some(Metal::Bronze),
        Colour::Silver => Some(Metal::Silver),
        Colour::Gold => Some(Metal::Gold),
        Colour::Night => Some(Metal::Night),
        Colour::Rose => Some(Metal::Rose),
        Colour::Sea => Some(Metal::Sea),
    }
}

/// The key of a picture: what kind it is and everything that is drawn on it.
#[must_use]
pub fn key(kind: &str, shown: &[&str]) -> String {
    // A length before each part keeps ("ab", "c") and ("a", "bc") apart.
    let mut whole = String::new();
    for part in shown {
        whole += &part.len().to_string();
        whole += ":";
        whole += part;
    }
    format!(
        "{kind}:{}",
        uuid::Uuid::new_v5(&uuid::Uuid::NAMESPACE_OID, whole.as_bytes()).simple()
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn another_picture_has_another_key() {
        assert_eq!(key("card", &["a", "b"]), key("card", &["a", "b"]));
        assert_ne!(key("card", &["ab", "c"]), key("card", &["a", "bc"]));
        assert_ne!(key("card", &["a"]), key("coupon", &["a"]));
    }
}
