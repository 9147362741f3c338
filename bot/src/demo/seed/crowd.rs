//! Who the people of a shop are.

use domain::Lang;
use playground::NewPerson;
use rand::RngExt;
use rand::rngs::StdRng;

use super::names;
use crate::demo::shops::{Actor, DemoShop, Part};

/// Of a hundred members so many have never opened the private chat, or closed it.
const OUT_OF_REACH: u32 = 6;

/// Somebody, the same in the playground and in the club.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Figure {
    pub id: i64,
    pub first: String,
    pub last: Option<String>,
    pub username: Option<String>,
    /// As their app says it.
    pub language: String,
    pub about: Option<&'static str>,
    /// Whether the bot may write to them.
    pub talks: bool,
}

impl Figure {
    /// How they come to the playground.
    #[must_use]
    pub fn person(&self) -> NewPerson {
        NewPerson {
            id: Some(self.id),
            first_name: self.first.clone(),
            last_name: self.last.clone(),
            username: self.username.clone(),
            language_code: Some(self.language.clone()),
            about: self.about.map(str::to_owned),
            ..NewPerson::default()
        }
    }
}

impl From<&Actor> for Figure {
    fn from(actor: &Actor) -> Self {
        Self {
            id: actor.id,
            first: actor.first.to_owned(),
            last: actor.last.map(str::to_owned),
            username: actor.username.map(str::to_owned),
            language: actor.language.to_owned(),
            about: Some(actor.about),
            talks: !matches!(actor.part, Part::Newcomer),
        }
    }
}

/// The members without a part of their own.
pub fn crowd(shop: &DemoShop, chance: &mut StdRng) -> Vec<Figure> {
    let with_part = shop
        .cast
        .iter()
        .filter(|actor| matches!(actor.part, Part::Member { .. }))
        .count();
    let odd = shop.odd_names.iter().map(|name| Some(*name));
    let ids = shop.crowd..;
    ids.zip(odd.chain(std::iter::repeat(None)))
        .take(shop.members.saturating_sub(with_part))
        .map(|(id, odd)| somebody(shop, id, odd, chance))
        .collect()
}

fn somebody(shop: &DemoShop, id: i64, odd: Option<&str>, chance: &mut StdRng) -> Figure {
    let lang = tongue(shop, chance);
    let names::Name { first, last } = names::of(lang, chance);
    let (first, last) = match odd {
        Some(odd) => (odd.to_owned(), None),
        None => (first, last),
    };
    // Telegram's names for people are of Latin letters.
    let username = first
        .chars()
        .all(|c| c.is_ascii_alphabetic())
        .then(|| format!("{}_{}", first.to_lowercase(), id % 10_000))
        .filter(|_| chance.random_ratio(3, 5));
    Figure {
        id,
        first,
        last,
        username,
        language: match lang {
            Lang::ZhCn => "zh-hans".to_owned(),
            other => other.iso639().to_owned(),
        },
        about: None,
        talks: !chance.random_ratio(OUT_OF_REACH, 100),
    }
}

fn tongue(shop: &DemoShop, chance: &mut StdRng) -> Lang {
    let mut roll: u32 = chance.random_range(0..100);
    for (lang, share) in shop.tongues {
        match roll.checked_sub(*share) {
            Some(rest) => roll = rest,
            None => return *lang,
        }
    }
    shop.tongues.first().map(|(lang, _)| *lang).unwrap_or_default()
}
