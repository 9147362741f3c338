//! What may be written to a person who did not just ask, as values. They become words when they are sent.

use chrono::{DateTime, NaiveDate, NaiveDateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

use crate::offer::Post;
use crate::relative::{ForWhom, Relation};
use crate::role::Role;
use crate::task::{TaskNews, Told};
use crate::terms::Terms;
use crate::tier::Missing;
use crate::{
    AdjustmentId, BrakeId, CouponId, Currency, Delta, MemberId, Money, OfferId, OrderId, Points, RelativeId, ShopId,
    TaskId, TouchId,
};

/// Something the club tells somebody.
///
/// A variant stays for as long as a row of the outbox may hold it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Letter {
    /// To the customer: a clerk recorded a purchase.
    Bought {
        shop: String,
        total: Money,
        currency: Currency,
        earned: Points,
        /// What earlier refunds still owed and this purchase covered (P7).
        covered: Points,
        /// The day from which the points can be spent, if not at once (P9).
        spendable_from: Option<NaiveDate>,
        balance: Points,
        /// What was applied to it, if anything was.
        #[serde(default)]
        applied: Applied,
        /// The next tier, and what is missing to it; nothing where the purchase reached one, which is told by itself.
        #[serde(default)]
        next: Option<(String, Missing)>,
    },
    /// To the customer: a purchase was taken back, in part or whole.
    Refunded {
        shop: String,
        amount: Money,
        currency: Currency,
        taken: Points,
        balance: Points,
        owed: Points,
        /// Points back of those that it was paid with, and what they stood for.
        #[serde(default)]
        returned: Points,
        /// The coupon that can be used again.
        #[serde(default)]
        coupon: Option<String>,
    },
    /// To the customer: staff gave or took points, and why.
    PointsAdjusted {
        shop: String,
        change: Delta,
        note: String,
        balance: Points,
    },
    /// To managers: somebody asks for points that need a second person (S4).
    AdjustmentAsked {
        id: AdjustmentId,
        shop: ShopId,
        by: String,
        member: String,
        amount: Delta,
        note: String,
        /// On the shop's clock.
        until: NaiveDateTime,
    },
    /// To whoever asked: how a second person decided (S4).
    AdjustmentDecided {
        member: String,
        /// What it came to. `None`: it was refused.
        moved: Option<Delta>,
        by: String,
    },
    /// To the account that a member's file was taken away from: it is another's now (D4).
    FileMoved { shop: String },
    /// To the member: two files of theirs are one, with so many points.
    FilesJoined { shop: String, balance: Points },
    /// To the customer: a coupon was taken at the till.
    CouponUsed { shop: String, title: String, code: String },
    /// To the owner: somebody guesses codes (C1).
    CodesLocked { shop: String, who: String },
    /// To the owners: somebody came onto the staff by a link (S2).
    StaffJoined { shop: String, name: String, role: Role },
    /// Into the group: newcomers, in one post for all who came together (M7).
    Newcomers { names: Vec<String>, more: i64 },
    /// To the owner: the group cannot be served, and what to do about it.
    GroupNeedsRights { title: String },
    /// To the owner: the bot was taken out of a group.
    GroupLost { title: String },

    /// To the customer: they reached a tier, and what it brings (T2).
    TierReached {
        shop: String,
        title: String,
        /// Points, in percent of the usual rate; percent off everyday prices; how much earlier offers are open.
        times: u32,
        off: u8,
        early_minutes: u32,
        /// The tier above, and what is missing to it.
        next: Option<(String, Missing)>,
        currency: Currency,
    },
    /// To the customer: their tier goes on that day unless what is missing is spent before (T2).
    TierEnding {
        shop: String,
        title: String,
        /// `None`: the shop no longer has this tier.
        missing: Option<Missing>,
        on: NaiveDate,
        currency: Currency,
    },
    /// To the customer: their tier is gone, and which one they have instead.
    TierLost {
        shop: String,
        title: String,
        now: Option<String>,
    },
    /// To the member: an offer they asked for is theirs.
    OfferYours {
        shop: String,
        title: String,
        coupon: CouponId,
        code: String,
        until: NaiveDate,
    },
    /// To the member: what their birthday brings. `days_late`: since it was.
    BirthdayGift {
        shop: String,
        currency: Currency,
        coupon: CouponId,
        terms: Terms,
        code: String,
        until: NaiveDate,
        days_late: i64,
    },
    /// To the member: their birthday, with what it brings, if it brings anything.
    Birthday {
        shop: String,
        member: MemberId,
        /// What they are called.
        name: String,
        currency: Currency,
        gift: Option<BirthdayPresent>,
        /// When the day was over.
        over_at: DateTime<Utc>,
        /// Days since it was.
        days_late: i64,
        /// What somebody on the staff wrote to them.
        #[serde(default)]
        line: Option<String>,
    },
    /// To the member: the birthday of somebody they buy for is coming (B8).
    FamilyDay {
        shop: String,
        member: MemberId,
        relative: RelativeId,
        relation: Relation,
        /// What is known of them. May be empty.
        name: String,
        size: String,
        taste: String,
        /// What was bought for them last, and when.
        last: Option<(String, NaiveDate)>,
        day: NaiveDate,
        /// When that day begins.
        starts_at: DateTime<Utc>,
        /// Days until then.
        days: i64,
    },
    /// In the group: all who want to be congratulated there, by their first names, and those whose day is over already
    /// (B6).
    BirthdaysInGroup {
        day: NaiveDate,
        /// When that day was over.
        over_at: DateTime<Utc>,
        names: Vec<String>,
        late: Vec<String>,
        /// Others, who are not named.
        more: i64,
        /// Somebody has a gift to open.
        gifts: bool,
    },
    /// To the member: what an automation decided about them. It is judged and put into words when it is sent (M2).
    Touch { touch: TouchId },
    /// To staff: a task is due, or it was and nobody did it.
    TaskDue {
        shop: ShopId,
        task: TaskId,
        /// What whom it is about is called.
        who: String,
        told: Option<Told>,
        /// On the shop's clock.
        due: NaiveDateTime,
        news: TaskNews,
        /// Whose it is, where others are told.
        owner: Option<String>,
    },
    /// To staff: the club put people on the list of whom to get in touch with; so many wait for somebody when it is sent.
    TasksWait { shop: String, count: i64 },
    /// To managers: a member was not happy, and how unhappy, from 1 to 5.
    LowRating {
        shop: ShopId,
        member: MemberId,
        name: String,
        rating: u8,
        /// What somebody is to do about it.
        #[serde(default)]
        task: Option<TaskId>,
    },
    /// To managers: so many went after what was sent that marketing stands still until somebody says what to do.
    Braked {
        shop: ShopId,
        brake: BrakeId,
        name: String,
        /// Messages of the last day, and how many of those who got them went.
        sent: u32,
        lost: u32,
        /// How many of a thousand usually do.
        usual: u32,
    },
    /// To a member in line: the offer ended before it was their turn.
    OfferMissed { shop: String, title: String },
    /// To the member: one thing that the shop would like to know, and what they get for saying it (D1).
    Question {
        shop: String,
        /// See [`crate::question::Subject::key`].
        subject: String,
        /// The field it is about, as the shop calls it. Empty for what has a name in every language.
        title: String,
        why: Option<String>,
        /// What can be tapped.
        options: Vec<String>,
        points: Points,
    },
    /// Into the group: an offer, with how many are left (M7).
    OfferPosted {
        offer: OfferId,
        post: Box<Post>,
        /// Telegram's file id of its picture.
        photo: Option<String>,
    },
    /// To those who run the till: an order of the private chat needs them, or does no more.
    OrderNews {
        news: OrderNews,
        order: OrderId,
        /// The member's name.
        name: String,
        /// What was ordered, in one line.
        what: String,
        total: Money,
        currency: Currency,
        /// Where it is brought to, for those who may know that for good (S5): a letter stays in its chat.
        #[serde(default)]
        delivery: Option<String>,
        /// It is brought.
        #[serde(default)]
        brought: bool,
        /// Of those its member buys for, whom it is for.
        #[serde(default)]
        for_whom: Option<ForWhom>,
    },
    /// To the member: their order did not come about, and what came back (C5).
    OrderEnded {
        shop: String,
        order: OrderId,
        what: String,
        why: OrderEnd,
        /// Points that it was to be paid with.
        returned: Points,
        /// The coupon that can be used again.
        coupon: Option<String>,
    },
    /// To the member: their payment came too late for the order, and how it comes back.
    PaymentTooLate { shop: String, order: OrderId, paid: PaidIn },
    /// To the owners: a payment that the shop has to give back by hand, or Stars that go back by themselves.
    PaymentToReturn {
        order: OrderId,
        name: String,
        paid: PaidIn,
        /// By what the payment provider finds it.
        charge: String,
    },
}

/// What a birthday brings.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BirthdayPresent {
    pub coupon: CouponId,
    /// What is handed over, where it is a thing.
    pub title: String,
    pub terms: Terms,
    pub code: String,
    pub until: NaiveDate,
}

/// What there is to tell of an order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OrderNews {
    Placed,
    /// Through Telegram: it can be got ready.
    Paid,
    /// By the member.
    Cancelled,
    /// Paid after it had ended, and taken up again.
    Revived,
}

/// Why an order did not come about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OrderEnd {
    /// It was not paid in time.
    Lapsed,
    /// The shop cancelled it, in its own words. They may be empty.
    ByShop(String),
}

/// What was paid through Telegram.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PaidIn {
    Money(Money, Currency),
    Stars(i64),
}

/// What made a purchase cheaper than what it says on the shelf.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Applied {
    /// What it would have been at everyday prices. Nothing: it was not cheaper.
    pub everyday: Money,
    /// What member prices took off.
    pub member_off: Money,
    /// The title of the coupon, and what it took off.
    pub coupon: Option<(String, Money)>,
    /// Points that were paid with, and what they stood for.
    pub points: Points,
    pub points_worth: Money,
}

/// What goes first when not everything can go at once (M3).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Lane {
    /// An answer that somebody waits for.
    Interactive,
    Service,
    Marketing,
}

impl Lane {
    pub const ALL: [Self; 3] = [Self::Interactive, Self::Service, Self::Marketing];

    /// The number by which rows are ordered; lower goes first.
    #[must_use]
    pub const fn rank(self) -> i64 {
        match self {
            Self::Interactive => 0,
            Self::Service => 1,
            Self::Marketing => 2,
        }
    }
}

/// What stands for somebody who is forgotten, in every language.
const NOBODY: &str = "–";

/// Whether this is the name, or its first words.
fn is_first_of(first: &str, name: &str) -> bool {
    name.strip_prefix(first)
        .is_some_and(|rest| rest.is_empty() || rest.starts_with(' '))
}

/// Takes a name out of a list. Says how many it was.
fn take_out(names: &mut Vec<String>, forgotten: &str) -> i64 {
    let all = names.len();
    names.retain(|name| !is_first_of(name, forgotten));
    i64::try_from(all - names.len()).unwrap_or_default()
}

impl Letter {
    /// What it says when it is sent at this instant, which may be days after it was written (B5).
    #[must_use]
    pub fn sent_at(mut self, now: DateTime<Utc>) -> Self {
        match &mut self {
            Self::Birthday { over_at, days_late, .. } => {
                *days_late = if now < *over_at {
                    0
                } else {
                    1 + (now - *over_at).num_days()
                };
            }
            Self::BirthdaysInGroup {
                over_at, names, late, ..
            } if now >= *over_at => late.splice(..0, std::mem::take(names)).for_each(drop),
            Self::FamilyDay { starts_at, days, .. } => {
                let left = *starts_at - now;
                *days = if left > TimeDelta::zero() {
                    1 + (left - TimeDelta::seconds(1)).num_days()
                } else {
                    0
                };
            }
            _ => {}
        }
        self
    }

    /// Marketing is never dressed as service (M4): the lane follows from what the letter is.
    #[must_use]
    pub const fn lane(&self) -> Lane {
        match self {
            Self::Bought { .. }
            | Self::Refunded { .. }
            | Self::PointsAdjusted { .. }
            | Self::AdjustmentAsked { .. }
            | Self::AdjustmentDecided { .. }
            | Self::FileMoved { .. }
            | Self::FilesJoined { .. }
            | Self::CouponUsed { .. }
            | Self::CodesLocked { .. }
            | Self::StaffJoined { .. }
            | Self::Newcomers { .. }
            | Self::GroupNeedsRights { .. }
            | Self::GroupLost { .. }
            | Self::BirthdayGift { .. }
            | Self::Birthday { .. }
            | Self::BirthdaysInGroup { .. }
            // Nothing is sold with it that they did not ask for: they entered the day to be reminded.
            | Self::FamilyDay { .. }
            | Self::OfferYours { .. }
            | Self::OfferMissed { .. }
            | Self::OfferPosted { .. }
            | Self::TierReached { .. }
            | Self::TierEnding { .. }
            | Self::TierLost { .. }
            | Self::OrderNews { .. }
            | Self::Question { .. }
            | Self::OrderEnded { .. }
            | Self::PaymentTooLate { .. }
            | Self::LowRating { .. }
            | Self::TaskDue { .. }
            | Self::TasksWait { .. }
            | Self::Braked { .. }
            | Self::PaymentToReturn { .. } => Lane::Service,
            Self::Touch { .. } => Lane::Marketing,
        }
    }

    /// The order that it tells others of, with the name of whose it is.
    #[must_use]
    pub const fn order(&self) -> Option<OrderId> {
        match self {
            Self::OrderNews { order, .. } | Self::PaymentToReturn { order, .. } => Some(*order),
            _ => None,
        }
    }

    /// Takes a name out of what others are told, because its bearer wants to be forgotten (D3). `about`: it is about an
    /// order of theirs. Says whether anything changed.
    pub fn forget(&mut self, forgotten: &str, about: bool) -> bool {
        let before = self.clone();
        match self {
            Self::OrderNews {
                name,
                delivery,
                for_whom,
                ..
            } if about => {
                NOBODY.clone_into(name);
                *delivery = None;
                *for_whom = None;
            }
            Self::PaymentToReturn { name, .. } if about => NOBODY.clone_into(name),
            Self::AdjustmentAsked { member, note, .. } if member == forgotten => {
                NOBODY.clone_into(member);
                note.clear();
            }
            Self::AdjustmentDecided { member, .. } if member == forgotten => NOBODY.clone_into(member),
            Self::LowRating { name, .. } if name == forgotten => NOBODY.clone_into(name),
            Self::TaskDue { who, told, .. } if who == forgotten => {
                NOBODY.clone_into(who);
                *told = None;
            }
            Self::CodesLocked { who, .. } if is_first_of(who, forgotten) => NOBODY.clone_into(who),
            Self::Newcomers { names, more } => *more += take_out(names, forgotten),
            Self::BirthdaysInGroup { names, late, more, .. } => {
                *more += take_out(names, forgotten) + take_out(late, forgotten);
            }
            _ => {}
        }
        *self != before
    }

    /// Whether it is a post that can wait until a group pauses (M7).
    #[must_use]
    pub const fn waits_for_a_pause(&self) -> bool {
        matches!(self, Self::OfferPosted { .. } | Self::BirthdaysInGroup { .. })
    }

    /// How long a post stays before it removes itself (M7). `None`: it stays.
    #[must_use]
    pub const fn removed_after(&self) -> Option<TimeDelta> {
        match self {
            Self::Newcomers { .. } => Some(TimeDelta::minutes(10)),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn d3_a_name_goes_out_of_letters_that_wait() {
        let mut newcomers = Letter::Newcomers {
            names: vec!["Ben".into(), "Anna".into()],
            more: 1,
        };
        let mut asked = Letter::AdjustmentDecided {
            member: "Annabel Lee".into(),
            moved: None,
            by: "Budi".into(),
        };

        assert!(newcomers.forget("Anna Kowalska", false));
        assert!(!asked.forget("Anna", false), "somebody else's name begins alike");
        assert!(asked.forget("Annabel Lee", false));

        let names = vec!["Ben".into()];
        assert_eq!(newcomers, Letter::Newcomers { names, more: 2 });
    }
}
