//! What goes out by itself: to whom, when, with what, and until what happens.
//!
//! An automation asks about a day: whose moment lies just so many days back, or ahead? So nobody is carried along from
//! wave to wave; what was decided is kept as a touch, once for each member, moment and wave (P3).

mod flaw;
mod judge;
mod told;

use chrono::{DateTime, Days, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use crate::birthday::Birthday;
use crate::offer::Audience;
use crate::template::Blank;
use crate::terms::{Terms, Worth};
use crate::{AutomationId, CategoryId, Currency, Money, OrderId, Points, ProductId, TierId, earn};

pub use flaw::Flaw;
pub use judge::{Facts, Verdict, Why};
pub use told::{Gift, Matter, News, NewsKind, Told};

/// Waves of one automation.
pub const MOST_WAVES: usize = 5;
/// Automations of a shop, those that are off too.
pub const MOST_AUTOMATIONS: usize = 30;
/// The longest that a wave waits, in days.
pub const LONGEST_WAIT: u32 = 730;
/// The longest name that a shop gives one, in characters.
pub const LONGEST_TITLE: usize = 40;
/// The most of a club that is left out so that it can be seen what an automation brings, in percent.
pub const MOST_HELD_OUT: u8 = 50;
/// Days that a coupon of a wave can be used, unless the shop says otherwise.
pub const VALID_DAYS: u32 = 30;
/// Points that are about to expire are told of from so many on: less is not worth disturbing anybody.
pub const LEAST_EXPIRING: Points = Points::at_least_zero(5);
/// So many of a thing or fewer are the last ones.
pub const LAST_FEW: i64 = 3;

/// Something that the club does by itself for members.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Automation {
    pub id: AutomationId,
    pub trigger: Trigger,
    /// What the shop calls it. `None`: what its trigger is called.
    pub title: Option<String>,
    pub audience: Audience,
    /// What it is about, for those that [can be about one](Trigger::takes_category): what was bought of it counts, and
    /// nothing else. `None`: everything.
    pub category: Option<CategoryId>,
    /// In the order of their days.
    pub waves: Vec<Wave>,
    /// The day that it is about, for [`Trigger::Holiday`].
    pub holiday: Option<Birthday>,
    /// So many percent of the members get nothing of it, always the same ones, so that it can be seen what it brings.
    pub holdout: u8,
    /// Since when it is on. What was due before goes to nobody. `None`: it is off.
    pub since: Option<DateTime<Utc>>,
}

/// What an automation waits for. When a member could get several things on one day, the earlier one counts (M5).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Trigger {
    /// An order was placed and is not paid.
    Remind,
    /// Points end soon.
    Expiring,
    /// Something that they wish for costs less, is there again, or is nearly gone.
    Wish,
    /// Something that they buy again and again is due by their own rhythm.
    Replenish,
    /// Joined and never bought.
    Activate,
    /// Bought before, and not since.
    Retain,
    /// Joined.
    Welcome,
    /// Bought.
    ThankYou,
    /// A day of the year that the shop keeps.
    Holiday,
}

/// One message of an automation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Wave {
    /// Days after the moment, or before it (see [`Trigger::is_ahead`]). It names the wave within its automation.
    pub days: u32,
    pub brings: Brings,
    /// What it brings instead to members of a tier.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub by_tier: Vec<(TierId, Brings)>,
    /// The days by which it was named before it went to another day: whoever got it then has had it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub was: Vec<u32>,
}

/// What comes with the words of a wave.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Brings {
    Words,
    Points {
        points: Points,
    },
    Coupon {
        terms: Terms,
        /// Days that it can be used, the day on which it goes out not counted (B7).
        valid_days: u32,
    },
}

/// What a touch is about: the moment of a member's that an automation waited for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum About {
    /// What happens once in a membership.
    Member,
    Order(OrderId),
    Day(NaiveDate),
    /// What was bought last of a category.
    Last(OrderId, CategoryId),
    /// Something wished for, and the day on which it changed.
    Wish(ProductId, NaiveDate),
}

impl Trigger {
    /// In the order in which they go first.
    pub const ALL: [Self; 9] = [
        Self::Remind,
        Self::Expiring,
        Self::Wish,
        Self::Replenish,
        Self::Activate,
        Self::Retain,
        Self::Welcome,
        Self::ThankYou,
        Self::Holiday,
    ];

    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Remind => "remind",
            Self::Expiring => "expiring",
            Self::Wish => "wish",
            Self::Replenish => "replenish",
            Self::Activate => "activate",
            Self::Retain => "retain",
            Self::Welcome => "welcome",
            Self::ThankYou => "thank_you",
            Self::Holiday => "holiday",
        }
    }

    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|trigger| trigger.as_str() == word)
    }

    /// Those that every shop has, to be switched on.
    pub const USUAL: [Self; 8] = [
        Self::Remind,
        Self::Expiring,
        Self::Wish,
        Self::Replenish,
        Self::Activate,
        Self::Retain,
        Self::Welcome,
        Self::ThankYou,
    ];

    /// The id of the one that every shop has. It stays what it is, whatever comes to go before it.
    #[must_use]
    pub const fn usual_id(self) -> AutomationId {
        AutomationId(uuid::Uuid::from_u128(match self {
            Self::Remind => 1,
            Self::Expiring => 2,
            Self::Activate => 3,
            Self::Retain => 4,
            Self::Welcome => 5,
            Self::ThankYou => 6,
            Self::Holiday => 7,
            Self::Replenish => 8,
            Self::Wish => 9,
        }))
    }

    /// Whether it advertises, and so needs the member's consent. The others tell members of what is theirs; they can be
    /// refused as well, and keep to the same hours and limits (M4).
    #[must_use]
    pub const fn is_marketing(self) -> bool {
        matches!(
            self,
            Self::Wish | Self::Replenish | Self::Activate | Self::Retain | Self::Welcome | Self::Holiday
        )
    }

    /// Whether its waves come before the moment and not after it.
    #[must_use]
    pub const fn is_ahead(self) -> bool {
        matches!(self, Self::Expiring | Self::Holiday)
    }

    /// Whether the day of the moment is known when it begins, so that a wave can come on the day itself.
    #[must_use]
    pub const fn can_come_at_once(self) -> bool {
        self.is_ahead() || matches!(self, Self::Replenish)
    }

    /// Whether what it would do is seen in the days to come. What is due by now was not written down before.
    #[must_use]
    pub const fn is_foreseen_ahead(self) -> bool {
        matches!(self, Self::Expiring | Self::Replenish)
    }

    /// Whether it can be for what was bought of one category.
    #[must_use]
    pub const fn takes_category(self) -> bool {
        matches!(self, Self::Replenish | Self::Retain | Self::ThankYou)
    }

    /// What can differ from member to member in the words of its messages (M8).
    #[must_use]
    pub const fn blanks(self) -> &'static [Blank] {
        match self {
            Self::Remind => &[Blank::Name, Blank::Shop, Blank::What, Blank::Total],
            Self::Expiring => &[Blank::Name, Blank::Shop, Blank::Ending],
            Self::Wish => &[Blank::Name, Blank::Shop, Blank::What, Blank::News],
            Self::Replenish => &[Blank::Name, Blank::Shop, Blank::What, Blank::Category],
            Self::Retain | Self::Activate => &[Blank::Name, Blank::Shop, Blank::Days],
            Self::Welcome | Self::ThankYou | Self::Holiday => &[Blank::Name, Blank::Shop],
        }
    }

    /// Days that a purchase counts as brought by it.
    #[must_use]
    pub const fn window_days(self) -> u32 {
        match self {
            Self::Remind | Self::Wish | Self::Holiday => 7,
            Self::Expiring | Self::Replenish | Self::Activate | Self::Retain | Self::Welcome | Self::ThankYou => 14,
        }
    }

    /// The moment that is told of on `day` by a wave of so many days.
    #[must_use]
    pub fn moment(self, day: NaiveDate, days: u32) -> Option<NaiveDate> {
        let days = Days::new(u64::from(days));
        if self.is_ahead() {
            day.checked_add_days(days)
        } else {
            day.checked_sub_days(days)
        }
    }

    /// How it begins in every shop: off, with the usual waves.
    #[must_use]
    pub fn proposed(self, id: AutomationId, currency: Currency) -> Automation {
        let (per, _) = earn::proposed(currency);
        let off = |times: i64| Brings::Coupon {
            terms: Terms::of(Worth::Amount {
                off: Money::new(per.minor().saturating_mul(times)).unwrap_or(per),
            }),
            valid_days: VALID_DAYS,
        };
        let points = |points: i64| Brings::Points {
            points: Points::at_least_zero(points),
        };
        let waves: Vec<(u32, Brings)> = match self {
            Self::Remind => vec![(1, Brings::Words), (7, points(20)), (30, off(3))],
            Self::Expiring => vec![(14, Brings::Words), (2, Brings::Words)],
            Self::Replenish => vec![(0, Brings::Words), (7, Brings::Words)],
            Self::Activate => vec![(7, Brings::Words), (30, off(5))],
            Self::Retain => vec![(30, Brings::Words), (90, points(50)), (180, off(5))],
            Self::Welcome => vec![(1, Brings::Words), (4, Brings::Words)],
            Self::Wish | Self::ThankYou => vec![(1, Brings::Words)],
            Self::Holiday => vec![(0, Brings::Words)],
        };
        Automation {
            id,
            trigger: self,
            title: None,
            audience: Audience::Everybody,
            category: None,
            waves: waves
                .into_iter()
                .map(|(days, brings)| Wave {
                    days,
                    brings,
                    by_tier: Vec::new(),
                    was: Vec::new(),
                })
                .collect(),
            holiday: None,
            // Nobody is kept in the dark about what is theirs for the sake of a figure.
            holdout: if self.is_marketing() { 10 } else { 0 },
            since: None,
        }
    }
}

impl Automation {
    #[must_use]
    pub fn wave(&self, days: u32) -> Option<&Wave> {
        self.waves.iter().find(|wave| wave.days == days)
    }

    /// What can differ from member to member in the words of its messages (M8).
    #[must_use]
    pub fn blanks(&self) -> Vec<Blank> {
        let mut blanks = self.trigger.blanks().to_vec();
        if self.category.is_some() && !blanks.contains(&Blank::Category) {
            blanks.push(Blank::Category);
        }
        blanks
    }

    /// Whether a day's messages go out: it was on when the day began to be told of.
    #[must_use]
    pub fn is_on(&self, starts: DateTime<Utc>) -> bool {
        self.since.is_some_and(|since| since <= starts)
    }
}

impl Wave {
    /// What it brings to a member of a tier.
    #[must_use]
    pub fn brings_to(&self, tier: Option<TierId>) -> &Brings {
        self.by_tier
            .iter()
            .find(|(of, _)| Some(*of) == tier)
            .map_or(&self.brings, |(_, brings)| brings)
    }

    /// What it brings to members of a tier, in place of whatever that was. `None`: what it brings to all.
    pub fn bring_to(&mut self, tier: TierId, brings: Option<Brings>) {
        let place = self.by_tier.iter().position(|(of, _)| *of == tier);
        match (place, brings) {
            (Some(place), Some(brings)) => self.by_tier[place].1 = brings,
            (Some(place), None) => drop(self.by_tier.remove(place)),
            (None, Some(brings)) => self.by_tier.push((tier, brings)),
            (None, None) => {}
        }
    }

    /// What it brings, to whomever.
    pub fn all_brought(&self) -> impl Iterator<Item = &Brings> {
        let of_tiers = self.by_tier.iter().map(|(_, brings)| brings);
        [&self.brings].into_iter().chain(of_tiers)
    }
}

impl About {
    /// Names the moment among those of its member.
    #[must_use]
    pub fn key(self) -> String {
        match self {
            Self::Member => "member".to_owned(),
            Self::Order(order) => format!("order:{order}"),
            Self::Day(day) => format!("day:{day}"),
            Self::Last(order, category) => format!("last:{order}:{category}"),
            Self::Wish(product, day) => format!("wish:{product}:{day}"),
        }
    }

    #[must_use]
    pub fn parse(key: &str) -> Option<Self> {
        if let Some(order) = key.strip_prefix("order:") {
            return order.parse().ok().map(Self::Order);
        }
        if let Some(day) = key.strip_prefix("day:") {
            return day.parse().ok().map(Self::Day);
        }
        if let Some((order, category)) = key.strip_prefix("last:").and_then(|key| key.split_once(':')) {
            return Some(Self::Last(order.parse().ok()?, category.parse().ok()?));
        }
        if let Some((product, day)) = key.strip_prefix("wish:").and_then(|key| key.split_once(':')) {
            return Some(Self::Wish(product.parse().ok()?, day.parse().ok()?));
        }
        (key == "member").then_some(Self::Member)
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    fn automation(trigger: Trigger) -> Automation {
        trigger.proposed(AutomationId(Uuid::from_u128(1)), "EUR".parse().unwrap())
    }

    #[test]
    fn what_is_switched_on_reaches_nobody_for_what_was_due_before() {
        let at = |text: &str| text.parse::<DateTime<Utc>>().unwrap();
        let on = Automation {
            since: Some(at("2027-03-10T12:00:00Z")),
            ..automation(Trigger::Activate)
        };

        assert!(!on.is_on(at("2027-03-10T09:00:00Z")));
        assert!(on.is_on(at("2027-03-11T09:00:00Z")));
        assert!(!automation(Trigger::Activate).is_on(at("2027-03-11T09:00:00Z")));
    }

    #[test]
    fn each_begins_switched_off_with_waves_of_different_days() {
        for trigger in Trigger::ALL {
            let begins = automation(trigger);
            let mut days: Vec<u32> = begins.waves.iter().map(|wave| wave.days).collect();
            days.dedup();

            assert_eq!(days.len(), begins.waves.len(), "{trigger:?}");
            assert!((1..=MOST_WAVES).contains(&days.len()));
            assert!(begins.since.is_none());
            assert_eq!(Trigger::parse(trigger.as_str()), Some(trigger));
        }
    }

    #[test]
    fn a_wave_tells_of_a_moment_before_or_after_it() {
        let day: NaiveDate = "2027-03-10".parse().unwrap();

        assert_eq!(Trigger::Retain.moment(day, 30), "2027-02-08".parse().ok());
        assert_eq!(Trigger::Expiring.moment(day, 14), "2027-03-24".parse().ok());
    }

    #[test]
    fn what_every_shop_has_keeps_its_id() {
        let ids: Vec<u128> = Trigger::ALL
            .iter()
            .map(|trigger| trigger.usual_id().0.as_u128())
            .collect();

        assert_eq!(ids, [1, 2, 9, 8, 3, 4, 5, 6, 7]);
    }

    #[test]
    fn words_can_name_a_category_where_there_is_one() {
        let retain = automation(Trigger::Retain);
        let of_one = Automation {
            category: Some(CategoryId(Uuid::from_u128(1))),
            ..retain.clone()
        };

        assert!(!retain.blanks().contains(&Blank::Category));
        assert!(of_one.blanks().contains(&Blank::Category));
        assert_eq!(automation(Trigger::Replenish).blanks(), Trigger::Replenish.blanks());
    }

    #[test]
    fn a_tier_can_get_something_else() {
        let (gold, silver) = (TierId(Uuid::from_u128(1)), TierId(Uuid::from_u128(2)));
        let more = Brings::Points {
            points: Points::at_least_zero(50),
        };
        let wave = Wave {
            days: 7,
            brings: Brings::Words,
            by_tier: vec![(gold, more.clone())],
            was: Vec::new(),
        };

        assert_eq!(wave.brings_to(Some(gold)), &more);
        assert_eq!(wave.brings_to(Some(silver)), &Brings::Words);
        assert_eq!(wave.brings_to(None), &Brings::Words);
    }

    #[test]
    fn what_a_tier_gets_is_said_once_and_taken_back() {
        let gold = TierId(Uuid::from_u128(1));
        let points = |points| Brings::Points {
            points: Points::at_least_zero(points),
        };
        let mut wave = automation(Trigger::Retain).waves[0].clone();

        wave.bring_to(gold, None);
        wave.bring_to(gold, Some(points(50)));
        wave.bring_to(gold, Some(points(80)));
        assert_eq!(wave.by_tier, [(gold, points(80))]);
        wave.bring_to(gold, None);
        assert_eq!(wave.by_tier, []);
    }

    #[test]
    fn moments_are_read_back() {
        let order = OrderId(Uuid::from_u128(7));
        for about in [
            About::Member,
            About::Order(order),
            About::Day("2027-03-10".parse().unwrap()),
            About::Last(order, CategoryId(Uuid::from_u128(8))),
            About::Wish(ProductId(Uuid::from_u128(9)), "2027-03-10".parse().unwrap()),
        ] {
            assert_eq!(About::parse(&about.key()), Some(about));
        }
        assert_eq!(About::parse("order:x"), None);
        assert_eq!(About::parse(&format!("last:{order}")), None);
        assert_eq!(About::parse("moon"), None);
    }
}
