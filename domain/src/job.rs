//! Work that is done later, as values.

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::automation::Trigger;
use crate::{AutomationId, MemberId, OfferId, OrderId, RelativeId, ShopId, TaskId, TierId};

/// Something the worker does by itself.
///
/// A variant stays for as long as a row of `jobs` may hold it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Job {
    /// One page of a shop's night run (P11). A page that is not the last puts the next one.
    Night {
        shop: ShopId,
        day: NaiveDate,
        step: NightStep,
    },
    /// Sets the tag beside a member's name in the groups of their shop.
    SetTag { shop: ShopId, member: MemberId },
    /// Sets it for a page of the members who hold a tier, or none of their own, because `tag` is what stands beside
    /// their names from here on. A page that is not the last puts the next one. `walk` names them all.
    SetTags {
        shop: ShopId,
        walk: Uuid,
        tier: Option<TierId>,
        tag: Option<String>,
        after: MemberId,
    },
    /// Removes a post of the bot's from a group (M7).
    RemovePost { chat: i64, message: i32 },
    /// Gives an offer to those in line whose time has come, and ends the line with the offer.
    ServeOffer { shop: ShopId, offer: OfferId },
    /// Posts an offer in the shop's groups, or brings its posts up to date.
    PostOffer { shop: ShopId, offer: OfferId },

    /// Puts on and takes off what the rules of tags say, of a page of members after the one named. A page puts the
    /// next one.
    TagByRules { shop: ShopId, after: MemberId },
    /// Gives a page of the members whose birthday is kept on a day what that brings them (B1). A page puts the next one.
    BirthdayGifts {
        shop: ShopId,
        day: NaiveDate,
        nth: usize,
        after: MemberId,
    },
    /// Greets a page of the members whose birthday is kept on a day, at the shop's hour, and gives them what it brings
    /// (B1, B5). A page puts the next one, then the day before, back to `oldest`, and at last the group's post.
    Birthdays {
        shop: ShopId,
        day: NaiveDate,
        oldest: NaiveDate,
        nth: usize,
        after: MemberId,
    },
    /// Reminds members of a page of those they buy for whose birthday is on a day (B8). A page puts the next one.
    FamilyDays {
        shop: ShopId,
        day: NaiveDate,
        nth: usize,
        after: RelativeId,
    },
    /// Has the shop's groups congratulate those who want that (B6).
    CongratulateInGroup { shop: ShopId },
    /// Decides about a page of those whom the messages of a day could reach. A page puts the next one. `put`: letters
    /// that the morning has put so far.
    Morning {
        shop: ShopId,
        day: NaiveDate,
        step: Option<Step>,
        put: i32,
    },
    /// Tells of a task that is due at that time, or was and is not done.
    RemindOfTask {
        shop: ShopId,
        task: TaskId,
        due: DateTime<Utc>,
    },
    /// Ends an order that was not paid in time (C5).
    LapseOrder { shop: ShopId, order: OrderId },
    /// Has Telegram give back the Stars of a payment.
    ReturnStars { shop: ShopId, charge: String },
    /// Makes the keys of some members anew, by which they are found.
    RenewFindKeys { shop: ShopId, after: Option<MemberId> },
    /// Has nothing left in the database's own log of what was just deleted (D3).
    EmptyLog,
    /// Has members of a list that was taken over found by parts of their names, from behind this line on.
    FileMembers { shop: ShopId, import: Uuid, after: i64 },
}

/// Where a morning is: in which wave of which automation, and behind whose moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Step {
    pub trigger: Trigger,
    pub automation: AutomationId,
    /// The days by which the wave is named.
    pub wave: u32,
    pub after: Option<(DateTime<Utc>, Uuid)>,
    /// Which of the several moments that can lie there.
    #[serde(default)]
    pub of: Uuid,
}

/// The steps of a night run, in their order (P11).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NightStep {
    /// Before the coupons: one that an order gives back may be over (C5).
    LapseOrders,
    ActivatePending,
    ExpirePoints,
    ExpireCoupons,
    /// Makes the sums of members anew, where they were not or the rules changed.
    CountAnew,
    /// Takes what was paid too long ago out of the sums.
    SlideWindow,
    LookAtTiers,
    /// Has birthdays bring what they do, once it is known who is in which tier.
    BeginBirthdays,
    /// Finds the rhythms in which members buy, from what was bought since the night before.
    FindRhythms,
    /// Has the day's messages go out when their hour comes.
    BeginMorning,
    CutGrades,
    /// Has the tags looked at that rules put on, once it is known who stands where.
    TagByRules,
    /// Forgets the notes that staff removed some days ago.
    ForgetNotes,
    /// Keeps what the days that are over came to.
    CountDays,
    /// Looks at what became of the messages whose time is over.
    MeasureTouches,
}

impl NightStep {
    pub const FIRST: Self = Self::LapseOrders;

    #[must_use]
    pub const fn next(self) -> Option<Self> {
        match self {
            Self::LapseOrders => Some(Self::ActivatePending),
            Self::ActivatePending => Some(Self::ExpirePoints),
            Self::ExpirePoints => Some(Self::ExpireCoupons),
            Self::ExpireCoupons => Some(Self::CountAnew),
            Self::CountAnew => Some(Self::SlideWindow),
            Self::SlideWindow => Some(Self::LookAtTiers),
            Self::LookAtTiers => Some(Self::BeginBirthdays),
            Self::BeginBirthdays => Some(Self::FindRhythms),
            Self::FindRhythms => Some(Self::BeginMorning),
            Self::BeginMorning => Some(Self::CutGrades),
            Self::CutGrades => Some(Self::TagByRules),
            Self::TagByRules => Some(Self::ForgetNotes),
            Self::ForgetNotes => Some(Self::CountDays),
            Self::CountDays => Some(Self::MeasureTouches),
            Self::MeasureTouches => None,
        }
    }
}
