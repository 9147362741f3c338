//! Links into the private chat.

use domain::coupon::Code;
use domain::{GiftId, MemberId, OfferId, OrderId, ShopId, Token};

use super::wire::Wire;

/// What a link into the private chat opens.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Start {
    /// The shop's club: joining it, or its menu.
    Shop(ShopId),
    Gifts(ShopId),
    Gift(ShopId, GiftId),
    Points(ShopId),
    Offers(ShopId),
    Offer(ShopId, OfferId),
    /// A coupon's QR code.
    Coupon(ShopId, Code),
    /// A member card's QR code.
    Card(Token),
    /// A member's own link for friends.
    Invite(ShopId, MemberId),
    /// A one-time link to the staff of a shop.
    Staff(Token),
    /// The one-time link on the console that opens a shop.
    Claim(Token),
    /// An order: its member's page of it, or the till's.
    Order(ShopId, OrderId),
    /// What is sold.
    Catalogue(ShopId),
    /// How staff find members.
    Find,
    /// A one-time code that brings a member's file to the account that opens it.
    Move(ShopId, Code),
    /// The file that the shop keeps for somebody who is not on Telegram yet. It works once.
    Attach(Token),
}

impl Start {
    /// The payload: 64 characters of `A-Za-z0-9_-` at most.
    #[must_use]
    pub fn payload(&self) -> String {
        match self {
            Self::Shop(shop) => format!("j{}", shop.write()),
            Self::Gifts(shop) => format!("g{}", shop.write()),
            Self::Gift(shop, gift) => format!("h{}{}", shop.write(), gift.write()),
            Self::Points(shop) => format!("p{}", shop.write()),
            Self::Offers(shop) => format!("e{}", shop.write()),
            Self::Offer(shop, offer) => format!("f{}{}", shop.write(), offer.write()),
            Self::Coupon(shop, code) => format!("c{}{}", shop.write(), code.as_str()),
            Self::Card(token) => format!("m{}", token.as_str()),
            Self::Invite(shop, member) => format!("i{}{}", shop.write(), member.write()),
            Self::Staff(token) => format!("s{}", token.as_str()),
            Self::Claim(token) => format!("o{}", token.as_str()),
            Self::Order(shop, order) => format!("b{}{}", shop.write(), order.write()),
            Self::Catalogue(shop) => format!("w{}", shop.write()),
            Self::Find => "q".to_owned(),
            Self::Move(shop, code) => format!("v{}{}", shop.write(), code.as_str()),
            Self::Attach(token) => format!("a{}", token.as_str()),
        }
    }

    /// Reads a payload. `None`: none of this program's links.
    #[must_use]
    pub fn read(payload: &str) -> Option<Self> {
        let kind = payload.chars().next().filter(char::is_ascii)?;
        let rest = payload.get(1..)?;
        let shop_and = || {
            rest.split_at_checked(ID_LENGTH)
                .and_then(|(shop, rest)| Some((ShopId::read(shop)?, rest)))
        };
        match kind {
            'j' => ShopId::read(rest).map(Self::Shop),
            'g' => ShopId::read(rest).map(Self::Gifts),
            'p' => ShopId::read(rest).map(Self::Points),
            'e' => ShopId::read(rest).map(Self::Offers),
            'f' => shop_and().and_then(|(shop, offer)| Some(Self::Offer(shop, OfferId::read(offer)?))),
            'h' => shop_and().and_then(|(shop, gift)| Some(Self::Gift(shop, GiftId::read(gift)?))),
            'c' => shop_and().and_then(|(shop, code)| Some(Self::Coupon(shop, Code::parse(code)?))),
            'm' => Token::parse(rest).map(Self::Card),
            'i' => shop_and().and_then(|(shop, member)| Some(Self::Invite(shop, MemberId::read(member)?))),
            's' => Token::parse(rest).map(Self::Staff),
            'o' => Token::parse(rest).map(Self::Claim),
            'b' => shop_and().and_then(|(shop, order)| Some(Self::Order(shop, OrderId::read(order)?))),
            'w' => ShopId::read(rest).map(Self::Catalogue),
            'q' => rest.is_empty().then_some(Self::Find),
            'v' => shop_and().and_then(|(shop, code)| Some(Self::Move(shop, Code::parse(code)?))),
            'a' => Token::parse(rest).map(Self::Attach),
            _ => None,
        }
    }

    /// The link that opens it.
    #[must_use]
    pub fn link(&self, bot: &str) -> String {
        format!("https://t.me/{bot}?start={}", self.payload())
    }
}

/// A UUID in base64 without padding.
const ID_LENGTH: usize = 22;

/// The link that adds the bot to a group with the rights it needs, and asks for no others.
#[must_use]
pub fn group_link(bot: &str, shop: ShopId) -> String {
    format!(
        "https://t.me/{bot}?startgroup={}&admin=delete_messages+invite_users+manage_tags",
        Start::Shop(shop).payload()
    )
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    #[test]
    fn a_link_is_read_back_and_fits() {
        let shop = ShopId(Uuid::from_u128(7));
        let code = Code::parse("ABCDEFGHJKMN").unwrap();
        let token = Token::parse("ABCDEFGHJKMN").unwrap();
        for start in [
            Start::Shop(shop),
            Start::Gifts(shop),
            Start::Gift(shop, GiftId(Uuid::from_u128(9))),
            Start::Points(shop),
            Start::Offers(shop),
            Start::Offer(shop, OfferId(Uuid::from_u128(10))),
            Start::Coupon(shop, code),
            Start::Card(token.clone()),
            Start::Invite(shop, MemberId(Uuid::from_u128(11))),
            Start::Staff(token.clone()),
            Start::Claim(token.clone()),
            Start::Attach(token),
            Start::Order(shop, OrderId(Uuid::from_u128(11))),
            Start::Catalogue(shop),
            Start::Find,
        ] {
            let payload = start.payload();
            assert!(payload.len() <= 64, "{payload}");
            assert_eq!(Start::read(&payload), Some(start));
        }
        for payload in ["", "j", "jé", "h", "zABCDEFGHJKMN", "m", "m0000", "c🎁"] {
            assert_eq!(Start::read(payload), None, "{payload}");
        }
    }
}
