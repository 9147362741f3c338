//! What people call an order at the counter.

use crate::OrderId;
use crate::coupon::ALPHABET;

/// Symbols in a reference. There are 24 million of them: enough to tell a shop's open orders apart, and
/// short enough to be read out.
pub const REFERENCE_LENGTH: usize = 5;

/// The short name of an order: five symbols that cannot be mistaken for each other. It opens nothing.
#[must_use]
pub fn reference(order: OrderId) -> String {
    let symbols = u64::try_from(ALPHABET.len()).unwrap_or(1);
    // The end of an identifier is its random part.
    let mut rest = order.0.as_u64_pair().1;
    let mut text = String::with_capacity(REFERENCE_LENGTH);
    for _ in 0..REFERENCE_LENGTH {
        let at = usize::try_from(rest % symbols).unwrap_or(0);
        text.extend(ALPHABET.get(at).copied().map(char::from));
        rest /= symbols;
    }
    text
}

/// A reference as people type it, in any case. `None` when it cannot be one.
#[must_use]
pub fn read_reference(typed: &str) -> Option<String> {
    let text = typed.trim().to_ascii_uppercase();
    let fits = text.len() == REFERENCE_LENGTH && text.bytes().all(|symbol| ALPHABET.contains(&symbol));
    fits.then_some(text)
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use chrono::DateTime;
    use uuid::Uuid;

    use super::*;
    use crate::{Ids, SeededIds};

    #[test]
    fn a_reference_is_short_and_always_the_same() {
        let order = OrderId(Uuid::from_u128(0x0190_0000_0000_7000_8000_0000_0000_0707));

        assert_eq!(reference(order).len(), REFERENCE_LENGTH);
        assert_eq!(reference(order), reference(order));
        assert!(reference(order).bytes().all(|symbol| ALPHABET.contains(&symbol)));
    }

    #[test]
    fn a_reference_is_read_however_it_is_typed() {
        assert_eq!(read_reference(" k7mpq ").as_deref(), Some("K7MPQ"));
        for typed in ["", "K7MP", "K7MPQR", "K7MP0", "K7 MPQ", "K7MPé"] {
            assert_eq!(read_reference(typed), None, "{typed}");
        }
    }

    #[test]
    fn orders_of_one_day_have_references_of_their_own() {
        let now = DateTime::from_timestamp(1_800_000_000, 0).unwrap();
        let ids = SeededIds::new(7);

        let made: HashSet<String> = (0..500).map(|_| reference(OrderId(ids.uuid(now)))).collect();

        assert!(made.len() >= 499, "{}", made.len());
    }
}
