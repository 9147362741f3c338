//! The three shops of the demo, as data: who comes, what they buy, what they talk about.

mod barber;
mod bootmaker;
mod coffee;

use domain::Lang;

pub use barber::BARBER;
pub use bootmaker::BOOTMAKER;
pub use coffee::COFFEE;

/// All of them, the first one first.
pub const ALL: [&DemoShop; 3] = [&COFFEE, &BARBER, &BOOTMAKER];

/// A shop that can be chosen.
#[derive(Debug)]
pub struct DemoShop {
    pub key: &'static str,
    /// In English, as all of the page is.
    pub title: &'static str,
    pub about: &'static str,
    /// What `regulars init --from` would read.
    pub file: &'static str,
    pub members: usize,
    /// Telegram's ids of the crowd begin here; those of the cast are below.
    pub crowd: i64,
    /// The customers' group.
    pub group: &'static str,
    /// The languages that people speak, and how many of a hundred each.
    pub tongues: &'static [(Lang, u32)],
    pub cast: &'static [Actor],
    /// Names that a till has to cope with.
    pub odd_names: &'static [&'static str],
    pub shelf: &'static [OnShelf],
    pub goods: &'static [Goods],
    pub habits: Habits,
    pub talk: &'static [Said],
    pub staff_room: StaffRoom,
    /// What people do with the bot once the shop is open. The tour's customer has no part in it.
    pub live: &'static [Live],
    pub tour: Tour,
}

/// Somebody with a part of their own.
#[derive(Debug)]
pub struct Actor {
    pub id: i64,
    pub first: &'static str,
    pub last: Option<&'static str>,
    pub username: Option<&'static str>,
    /// As their app says it: "zh-hans".
    pub language: &'static str,
    /// Under the name in the list of people, in one or two words.
    pub about: &'static str,
    pub part: Part,
}

#[derive(Debug, Clone, Copy)]
pub enum Part {
    /// On the staff, as the shop's file says.
    Staff,
    /// In the group, and no member yet.
    Newcomer,
    /// A member since so many days, and what they did when (days ago).
    Member { since: i64, deeds: &'static [(i64, Deed)] },
}

/// One thing that happens between a member and the shop.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Deed {
    /// Pays so many minor units for something.
    Buys(i64, &'static str),
    /// The clerk undoes the sale that was just made.
    Undone,
    /// Brings a part of the last purchase back, worth so many minor units.
    Returns(i64),
    ChecksIn,
    /// Asks for a gift, by its short name in the file. Whoever cannot have it goes without.
    Redeems(&'static str),
    /// Uses the newest coupon at the till.
    Uses,
    /// Gives the newest coupon back.
    Cancels,
}

/// How a gift of the file looks, and when it is to be had.
#[derive(Debug)]
pub struct OnShelf {
    pub slug: &'static str,
    /// An emoji; without one the gift has no picture.
    pub symbol: Option<&'static str>,
    /// In so many days.
    pub from: Option<i64>,
    pub until: Option<i64>,
    pub offered: bool,
}

impl OnShelf {
    const fn with(slug: &'static str, symbol: &'static str) -> Self {
        Self {
            slug,
            symbol: Some(symbol),
            from: None,
            until: None,
            offered: true,
        }
    }
}

/// Something that is sold, and what it may cost, in minor units.
#[derive(Debug)]
pub struct Goods {
    pub note: &'static str,
    pub least: i64,
    pub most: i64,
    /// Prices are a multiple of this.
    pub step: i64,
}

const fn goods(note: &'static str, least: i64, most: i64, step: i64) -> Goods {
    Goods {
        note,
        least,
        most,
        step,
    }
}

/// How the crowd behaves.
#[derive(Debug)]
pub struct Habits {
    /// Of a hundred members: those who come all the time, and those who come now and then. The others
    /// have only just joined.
    pub regulars: u32,
    pub occasional: u32,
    /// Of a hundred: members from before who stay away. What they leave expires.
    pub gone: u32,
    /// Purchases of each kind, at least and at most.
    pub regular_buys: (u32, u32),
    pub occasional_buys: (u32, u32),
    /// The gifts that the crowd redeems.
    pub wishes: &'static [&'static str],
}

/// A line of talk in the group.
#[derive(Debug)]
pub struct Said {
    pub minutes_ago: i64,
    pub by: i64,
    pub text: &'static str,
}

const fn said(minutes_ago: i64, by: i64, text: &'static str) -> Said {
    Said { minutes_ago, by, text }
}

/// The group of those who work here: a forum without the bot.
#[derive(Debug)]
pub struct StaffRoom {
    pub title: &'static str,
    pub topics: &'static [Topic],
}

/// A topic, and who wrote what in it.
#[derive(Debug)]
pub struct Topic {
    /// `None` for the one that every forum has.
    pub name: Option<&'static str>,
    pub talk: &'static [(i64, &'static str)],
}

/// Something that somebody does.
#[derive(Debug)]
pub struct Live {
    pub by: i64,
    pub does: Does,
}

const fn live(by: i64, does: Does) -> Live {
    Live { by, does }
}

#[derive(Debug, Clone, Copy)]
pub enum Does {
    /// Sends this to the bot.
    Asks(&'static str),
    /// Taps the button that names this gift.
    Opens(&'static str),
    /// Writes this in the group, where somebody who works here answers with a sale.
    Orders {
        words: &'static str,
        staff: i64,
        sells: &'static str,
    },
}

/// Who plays in the guided tour, and with what.
#[derive(Debug)]
pub struct Tour {
    pub customer: i64,
    pub clerk: i64,
    pub owner: i64,
    /// What the clerk types in reply to the customer's order in the group.
    pub typed: &'static str,
    /// What that is in minor units.
    pub sale: i64,
    /// The gift's short name in the file.
    pub gift: &'static str,
    /// A part of the customer's name that finds them.
    pub find: &'static str,
    /// By how many days the clock is moved at the end.
    pub days: i64,
    /// Whether points become spendable by then; else they expire.
    pub spendable: bool,
}

impl DemoShop {
    /// The emoji on the picture of a gift.
    #[must_use]
    pub fn symbol_of(&self, slug: &str) -> Option<&'static str> {
        self.shelf.iter().find(|gift| gift.slug == slug)?.symbol
    }

    /// The shop with this key.
    #[must_use]
    pub fn find(key: &str) -> Option<&'static Self> {
        ALL.into_iter().find(|shop| shop.key == key)
    }
}
