//! The three shops of the demo, as data: who comes, what they buy, what they talk about.

mod barber;
mod bootmaker;
mod coffee;

use chrono::{DateTime, NaiveDate, Utc};
use domain::Lang;
use domain::relative::Relation;
use say::field_editor::ReadySet;

use crate::init::{self, Flaws, ShopFile};

pub use barber::BARBER;
pub use bootmaker::BOOTMAKER;
pub use coffee::COFFEE;

/// All of them, the first one first.
pub const ALL: [&DemoShop; 3] = [&COFFEE, &BARBER, &BOOTMAKER];

/// Today, in the dates of the shops' files.
const WRITTEN_ON: Option<NaiveDate> = NaiveDate::from_ymd_opt(2027, 3, 1);

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
    /// What stands on the pictures of gifts: an emoji, by short name. The others have no picture.
    pub symbols: &'static [(&'static str, &'static str)],
    pub goods: &'static [Goods],
    pub habits: Habits,
    /// The ready-made fields that the shop keeps of its members.
    pub fields: &'static [ReadySet],
    /// The words that it puts on them.
    pub tags: &'static [&'static str],
    pub known: Known,
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
    /// Asks for an offer, by its short name in the file.
    Claims(&'static str),
    /// Says when they were born.
    Born(Day),
    /// Has something in a field of the shop's ready-made sets, by its short name there, as it is typed. They say it
    /// themselves where members are asked for it; else staff write it down.
    Fills(&'static str, &'static str),
    /// The clerk writes a note about them.
    Noted(&'static str),
    /// The manager does, for managers and owners alone.
    NotedInPrivate(&'static str),
    /// The clerk is to do something for them, so many days from now.
    FollowsUp(u64, &'static str),
    /// The clerk puts a tag on them.
    Tagged(&'static str),
    /// Enters somebody they buy for.
    BuysFor(&'static Kin),
    /// Would like to have a product, by its short name in the file.
    Wishes(&'static str),
}

impl Deed {
    /// Whether a letter tells them of it, once they can be reached.
    #[must_use]
    pub const fn is_told_by_letter(self) -> bool {
        matches!(
            self,
            Self::Buys(..)
                | Self::Undone
                | Self::Returns(_)
                | Self::Redeems(_)
                | Self::Uses
                | Self::Cancels
                | Self::Claims(_)
        )
    }
}

/// The day that somebody was born on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Day {
    /// Month and day, and perhaps the year.
    On(u32, u32, Option<i32>),
    /// In the Chinese calendar.
    Lunar(u32, u32),
    /// Their birthday comes in so many days.
    In(u64),
}

/// Somebody a member buys for.
#[derive(Debug, PartialEq, Eq)]
pub struct Kin {
    pub relation: Relation,
    pub name: &'static str,
    pub born: Option<Day>,
    pub size: &'static str,
    pub taste: &'static str,
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

/// What is known of the crowd, besides what they buy: of a hundred members so many.
#[derive(Debug)]
pub struct Known {
    pub born: u32,
    pub filled: u32,
    /// Fields, and what may stand in each.
    pub fields: &'static [(&'static str, &'static [&'static str])],
    pub noted: u32,
    pub notes: &'static [&'static str],
    pub tagged: u32,
    /// Of a thousand, these have claimed what is offered in the tour.
    pub claiming: u32,
    pub wishing: u32,
    /// Products, by their short names in the file.
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
    /// The offer's. What it takes off comes off the purchase that follows.
    pub offer: &'static str,
    /// What the clerk types in private for that purchase, and what it is in minor units.
    pub typed_later: &'static str,
    pub later: i64,
    /// The field that the customer fills in, by its short name in the ready-made set, and with what.
    pub field: (&'static str, &'static str),
    /// A part of the customer's name that finds them.
    pub find: &'static str,
    /// By how many days the clock is moved at the end.
    pub days: i64,
    /// Whether points become spendable by then; else they expire.
    pub spendable: bool,
}

impl DemoShop {
    /// What `regulars init` reads of the shop, with its dates as far from `now` as they are from the day on which
    /// they were written.
    ///
    /// # Errors
    /// When something is wrong with the file.
    pub fn file_at(&self, now: DateTime<Utc>) -> Result<ShopFile, Flaws> {
        let mut file = init::read(self.file)?;
        if let Some(written) = WRITTEN_ON {
            let later = now.with_timezone(&file.time_zone).date_naive() - written;
            file.move_dates(&|day| day.checked_add_signed(later).unwrap_or(day));
        }
        Ok(file)
    }

    /// The emoji on the picture of a gift.
    #[must_use]
    pub fn symbol_of(&self, slug: &str) -> Option<&'static str> {
        let symbol = self.symbols.iter().find(|(known, _)| *known == slug);
        symbol.map(|(_, symbol)| *symbol)
    }

    /// The shop with this key.
    #[must_use]
    pub fn find(key: &str) -> Option<&'static Self> {
        ALL.into_iter().find(|shop| shop.key == key)
    }
}
