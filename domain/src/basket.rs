//! What a member is putting together in the private chat, before it is ordered.

use serde::{Deserialize, Serialize};

use crate::order::Item;
use crate::product::Product;
use crate::{CouponId, Money, Points, ProductId, RelativeId, Token};

/// Different things in one basket: what a screen of buttons can show.
pub const KINDS: usize = 20;
/// Of one thing in one order.
pub const MOST: u32 = 99;

/// What a member chose so far. One of theirs becomes one order, however often that is tapped.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Basket {
    /// Each thing once, in the order in which it was chosen.
    pub things: Vec<Thing>,
    /// Where it is brought to. `None`: it is collected.
    pub delivery: Option<String>,
    pub coupon: Option<CouponId>,
    pub with_points: bool,
    /// Of those they buy for, whom it is for. `None`: themselves.
    #[serde(default)]
    pub relative: Option<RelativeId>,
    /// What the screen said that it comes to.
    pub shown: Option<Money>,
    /// Names the order that comes of it, and the buttons that belong to it.
    pub intention: Token,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Thing {
    pub product: ProductId,
    pub quantity: u32,
}

/// Something that was chosen and cannot be had like that any more.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Missed {
    pub title: String,
    /// How many there are, and so are in the basket. 0: it left the basket.
    pub left: u32,
}

impl Basket {
    #[must_use]
    pub const fn new(intention: Token) -> Self {
        Self {
            things: vec![],
            delivery: None,
            coupon: None,
            with_points: false,
            relative: None,
            shown: None,
            intention,
        }
    }

    /// By what its order is known.
    #[must_use]
    pub fn cause(&self) -> String {
        cause(&self.intention)
    }

    #[must_use]
    pub fn quantity(&self, product: ProductId) -> u32 {
        let found = self.things.iter().find(|thing| thing.product == product);
        found.map_or(0, |thing| thing.quantity)
    }

    /// How many things there are in all.
    #[must_use]
    pub fn count(&self) -> u32 {
        let quantities = self.things.iter().map(|thing| thing.quantity);
        quantities.fold(0, u32::saturating_add)
    }

    /// Puts so many of a product in, in place of those that were there. Says whether there was room.
    pub fn put(&mut self, product: ProductId, quantity: u32) -> bool {
        let quantity = quantity.min(MOST);
        let known = self.things.iter().position(|thing| thing.product == product);
        match (known, quantity) {
            (Some(at), 0) => drop(self.things.remove(at)),
            (Some(at), _) => {
                if let Some(thing) = self.things.get_mut(at) {
                    thing.quantity = quantity;
                }
            }
            (None, 0) => {}
            (None, _) if self.things.len() >= KINDS => return false,
            (None, _) => self.things.push(Thing { product, quantity }),
        }
        true
    }

    /// Leaves in it what can be had: `there` is what the catalogue says of its things at this moment.
    pub fn keep_what_is_there(&mut self, there: &[Product]) -> Vec<Missed> {
        let mut missed = Vec::new();
        self.things.retain_mut(|thing| {
            let found = there.iter().find(|product| product.id == thing.product);
            let Some(found) = found else { return false };
            let left = match found.stock {
                _ if !found.active => 0,
                None => return true,
                Some(left) => u32::try_from(left.max(0)).unwrap_or(u32::MAX),
            };
            if left >= thing.quantity {
                return true;
            }
            let title = found.title.clone();
            missed.push(Missed { title, left });
            thing.quantity = left;
            left > 0
        });
        missed
    }

    #[must_use]
    pub fn items(&self) -> Vec<Item> {
        let item = |thing: &Thing| Item::Product {
            product: thing.product,
            quantity: thing.quantity,
        };
        self.things.iter().map(item).collect()
    }

    /// How many points may pay for it.
    #[must_use]
    pub fn points(&self) -> Points {
        if self.with_points {
            Points::at_least_zero(i64::MAX)
        } else {
            Points::ZERO
        }
    }
}

/// By what the order of an intention is known.
#[must_use]
pub fn cause(intention: &Token) -> String {
    format!("order:{}", intention.as_str())
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    fn product(n: u128) -> ProductId {
        ProductId(Uuid::from_u128(n))
    }

    fn on_the_shelf(n: u128, stock: Option<i64>) -> Product {
        Product {
            id: product(n),
            category: None,
            title: format!("Thing {n}"),
            description: String::new(),
            price: Money::new(100).unwrap(),
            member_price: None,
            stars: None,
            stock,
            members_only: false,
            photo: None,
            active: true,
        }
    }

    fn basket(things: &[(u128, u32)]) -> Basket {
        let mut basket = Basket::new(Token::parse("ABCD-EFGH-JKMN").unwrap());
        for (n, quantity) in things {
            assert!(basket.put(product(*n), *quantity));
        }
        basket
    }

    #[test]
    fn a_thing_is_in_it_once_and_leaves_it_with_the_last_of_it() {
        let mut basket = basket(&[(1, 1), (2, 3)]);

        basket.put(product(1), 500);
        assert_eq!((basket.quantity(product(1)), basket.count()), (MOST, MOST + 3));
        basket.put(product(1), 0);
        basket.put(product(9), 0);

        assert_eq!(basket, self::basket(&[(2, 3)]));
    }

    #[test]
    fn a_full_one_takes_more_of_what_is_in_it_and_nothing_else() {
        let full: Vec<(u128, u32)> = (0..20).map(|n| (n, 1)).collect();
        let mut basket = basket(&full);

        assert!(!basket.put(product(20), 1));
        assert!(basket.put(product(19), 2));
        assert_eq!(basket.count(), 21);
    }

    #[test]
    fn c6_what_sold_out_meanwhile_is_named_and_the_rest_stays() {
        let mut basket = basket(&[(1, 2), (2, 2), (3, 2), (4, 2), (5, 2)]);
        let there = [
            on_the_shelf(1, None),
            on_the_shelf(2, Some(2)),
            on_the_shelf(3, Some(1)),
            on_the_shelf(4, Some(0)),
            Product {
                active: false,
                ..on_the_shelf(5, Some(9))
            },
        ];

        let missed = basket.keep_what_is_there(&there);

        let missed: Vec<(&str, u32)> = missed.iter().map(|missed| (&*missed.title, missed.left)).collect();
        assert_eq!(missed, [("Thing 3", 1), ("Thing 4", 0), ("Thing 5", 0)]);
        assert_eq!(basket, self::basket(&[(1, 2), (2, 2), (3, 1)]));
        assert_eq!(basket.keep_what_is_there(&there), []);
    }
}
