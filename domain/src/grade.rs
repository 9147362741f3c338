//! What kind of customer somebody is: recency, frequency and money from 1 to 5 (T4), and the four kinds (T5).
//!
//! Nothing of it is kept with the member: it is read off what they bought.

use serde::{Deserialize, Serialize};

use crate::tier::Sums;
use crate::{Currency, Money, earn};

/// With fewer buyers, fifths of them say nothing (T4).
pub const FEWEST_BUYERS: i64 = 50;

/// Where grades are cut. Each list goes from the first grade's end to the last one's beginning.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct CutPoints {
    /// Days since the last purchase: so many at most are a 5, a 4, a 3, a 2.
    pub days: [i64; 4],
    /// Orders: so many at least are a 2, a 3, a 4, a 5.
    pub orders: [i64; 4],
    /// The same for money.
    pub money: [Money; 4],
}

/// What somebody is graded by who bought at least once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Buyer {
    /// Since their last purchase.
    pub days: i64,
    pub sums: Sums,
}

/// Where the cut points come from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Cut {
    /// The owner set them.
    Own,
    /// Fifths of the buyers, as the last night found them.
    Fifths,
    /// There are too few buyers for fifths.
    Fixed,
}

/// 1 to 5 each; 5 is best.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Grades {
    pub recency: u8,
    pub frequency: u8,
    pub money: u8,
}

/// What is known about a member's purchases and those they brought.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Habits {
    /// Since their last purchase. `None`: they never bought.
    pub days: Option<i64>,
    pub sums: Sums,
    /// Buyers whom they brought into the club.
    pub brought: i64,
    /// Staff say that others follow them.
    pub marked: bool,
}

/// One of the four kinds of customer, with what makes a member one (T5).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// Never bought.
    Prospect,
    /// Bought, and is no key account.
    Occasional { orders: i64, days: i64 },
    /// Among those whom the shop lives on.
    KeyAccount { orders: i64, money: Money },
    /// Others follow them: they brought buyers, or staff know it.
    Leader { brought: i64, marked: bool },
}

/// The kinds without their reasons, to choose by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum KindName {
    Prospect,
    Occasional,
    KeyAccount,
    Leader,
}

impl KindName {
    pub const ALL: [Self; 4] = [Self::Prospect, Self::Occasional, Self::KeyAccount, Self::Leader];

    /// The word for it in a button.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Prospect => "prospect",
            Self::Occasional => "occasional",
            Self::KeyAccount => "key",
            Self::Leader => "leader",
        }
    }

    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == word)
    }
}

impl Kind {
    #[must_use]
    pub const fn name(&self) -> KindName {
        match self {
            Self::Prospect => KindName::Prospect,
            Self::Occasional { .. } => KindName::Occasional,
            Self::KeyAccount { .. } => KindName::KeyAccount,
            Self::Leader { .. } => KindName::Leader,
        }
    }
}

/// Where each fifth of so many begins. The first ones have one more where they cannot be equal.
fn beginnings(count: usize) -> [usize; 5] {
    let (share, more) = (count / 5, count % 5);
    std::array::from_fn(|fifth| fifth * share + fifth.min(more))
}

impl CutPoints {
    /// Cut points that suit a shop of the neighbourhood.
    #[must_use]
    pub fn fixed(currency: Currency) -> Self {
        let unit = earn::proposed(currency).0.minor();
        Self {
            days: [30, 60, 120, 240],
            orders: [2, 4, 8, 16],
            money: [50, 150, 400, 1_000].map(|units| Money::new(units * unit).unwrap_or(Money::MAX)),
        }
    }

    /// By fifths of the buyers: the most days of each fifth of those who bought most recently, and the fewest orders and
    /// the least money of each but the first. `None` for fewer than [`FEWEST_BUYERS`].
    #[must_use]
    pub fn of_fifths(buyers: &[Buyer]) -> Option<Self> {
        if i64::try_from(buyers.len()).is_ok_and(|buyers| buyers < FEWEST_BUYERS) {
            return None;
        }
        let [_, second, third, fourth, fifth] = beginnings(buyers.len());
        let sorted = |of: fn(&Buyer) -> i64| {
            let mut values: Vec<i64> = buyers.iter().map(of).collect();
            values.sort_unstable();
            values
        };
        let at = |values: &[i64], places: [usize; 4]| places.map(|place| values.get(place).copied().unwrap_or(0));
        let (days, orders, money) = (
            sorted(|buyer| buyer.days),
            sorted(|buyer| buyer.sums.orders),
            sorted(|buyer| buyer.sums.money.minor()),
        );
        let from = [second, third, fourth, fifth];
        Some(Self::ascending(
            at(&days, from.map(|place| place - 1)),
            at(&orders, from),
            at(&money, from),
            (orders.first().copied()?, money.first().copied()?),
        ))
    }

    /// Where many have the same, the next cut lies above it, so that equals are graded as equals, and low.
    fn ascending(days: [i64; 4], orders: [i64; 4], money: [i64; 4], least: (i64, i64)) -> Self {
        let ascending = |cuts: [i64; 4], least: i64| {
            let mut below = least;
            cuts.map(|cut| {
                below = cut.max(below + 1);
                below
            })
        };
        Self {
            days: ascending(days, -1),
            orders: ascending(orders, least.0),
            money: ascending(money, least.1).map(|minor| Money::new(minor).unwrap_or(Money::MAX)),
        }
    }

    /// Whether each cut lies above the one before.
    #[must_use]
    pub fn is_ascending(&self) -> bool {
        self.days.is_sorted_by(|a, b| a < b)
            && self.orders.is_sorted_by(|a, b| a < b)
            && self.money.is_sorted_by(|a, b| a < b)
    }

    /// The grades of somebody who bought `days` ago. `None`: they never did.
    #[must_use]
    pub fn grades(&self, habits: &Habits) -> Option<Grades> {
        let days = habits.days?;
        let passed = |count: usize| u8::try_from(count).unwrap_or(0);
        Some(Grades {
            recency: 5 - passed(self.days.iter().filter(|cut| days > **cut).count()),
            frequency: 1 + passed(self.orders.iter().filter(|cut| habits.sums.orders >= **cut).count()),
            money: 1 + passed(self.money.iter().filter(|cut| habits.sums.money >= **cut).count()),
        })
    }
}

/// What kinds of customer somebody is: one of the first three, and perhaps a leader. `leader_buyers` is how many
/// buyers a leader has brought.
#[must_use]
pub fn kinds(cuts: &CutPoints, leader_buyers: i64, habits: &Habits) -> Vec<Kind> {
    let mut kinds = vec![match (habits.days, cuts.grades(habits)) {
        (Some(days), Some(grades)) => {
            let Sums { money, orders } = habits.sums;
            // Whoever spends the most, or much and often.
            if grades.money == 5 || (grades.money == 4 && grades.frequency >= 4) {
                Kind::KeyAccount { orders, money }
            } else {
                Kind::Occasional { orders, days }
            }
        }
        _ => Kind::Prospect,
    }];
    if habits.marked || habits.brought >= leader_buyers {
        kinds.push(Kind::Leader {
            brought: habits.brought,
            marked: habits.marked,
        });
    }
    kinds
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn cuts() -> CutPoints {
        CutPoints::fixed("EUR".parse().unwrap())
    }

    fn habits(days: Option<i64>, orders: i64, minor: i64) -> Habits {
        Habits {
            days,
            sums: Sums {
                money: Money::new(minor).unwrap(),
                orders,
            },
            brought: 0,
            marked: false,
        }
    }

    #[test]
    fn t4_grades_change_at_their_cut_points() {
        for (days, recency) in [
            (0, 5),
            (30, 5),
            (31, 4),
            (60, 4),
            (61, 3),
            (120, 3),
            (121, 2),
            (240, 2),
            (241, 1),
        ] {
            let grades = cuts().grades(&habits(Some(days), 1, 0)).unwrap();
            assert_eq!(grades.recency, recency, "{days} days");
        }
        for (orders, frequency) in [
            (0, 1),
            (1, 1),
            (2, 2),
            (3, 2),
            (4, 3),
            (8, 4),
            (15, 4),
            (16, 5),
            (17, 5),
        ] {
            let grades = cuts().grades(&habits(Some(0), orders, 0)).unwrap();
            assert_eq!(grades.frequency, frequency, "{orders} orders");
        }
        for (minor, money) in [
            (0, 1),
            (4_999, 1),
            (5_000, 2),
            (5_001, 2),
            (15_000, 3),
            (40_000, 4),
            (99_999, 4),
            (100_000, 5),
        ] {
            let grades = cuts().grades(&habits(Some(0), 1, minor)).unwrap();
            assert_eq!(grades.money, money, "{minor}");
        }
    }

    #[test]
    fn t4_whoever_never_bought_is_a_prospect_and_has_no_grades() {
        let never = habits(None, 0, 0);

        assert_eq!(cuts().grades(&never), None);
        assert_eq!(kinds(&cuts(), 3, &never), [Kind::Prospect]);
    }

    #[test]
    fn t5_a_key_account_spends_the_most_or_much_and_often() {
        let names = |orders, minor| {
            let kinds = kinds(&cuts(), 3, &habits(Some(1), orders, minor));
            kinds.iter().map(Kind::name).collect::<Vec<_>>()
        };

        assert_eq!(names(1, 100_000), [KindName::KeyAccount]);
        assert_eq!(names(8, 40_000), [KindName::KeyAccount]);
        assert_eq!(names(7, 40_000), [KindName::Occasional]);
        assert_eq!(names(20, 39_999), [KindName::Occasional]);
    }

    #[test]
    fn t5_a_leader_brought_buyers_or_is_known_to_staff() {
        let leads = |brought, marked| {
            let habits = Habits {
                brought,
                marked,
                ..habits(Some(1), 20, 200_000)
            };
            let kinds = kinds(&cuts(), 3, &habits);
            kinds.iter().map(Kind::name).collect::<Vec<_>>()
        };

        assert_eq!(leads(2, false), [KindName::KeyAccount]);
        assert_eq!(leads(3, false), [KindName::KeyAccount, KindName::Leader]);
        assert_eq!(leads(0, true), [KindName::KeyAccount, KindName::Leader]);
        let prospect = Habits {
            brought: 4,
            ..habits(None, 0, 0)
        };
        let kinds = kinds(&cuts(), 3, &prospect);
        assert_eq!(kinds[0], Kind::Prospect);
        assert_eq!(kinds[1].name(), KindName::Leader);
    }

    fn bought(days: i64, orders: i64, minor: i64) -> Buyer {
        Buyer {
            days,
            sums: Sums {
                money: Money::new(minor).unwrap(),
                orders,
            },
        }
    }

    #[test]
    fn t4_fifths_are_of_fifty_buyers_and_more() {
        let buyers: Vec<Buyer> = (1..=52).map(|n| bought(n - 1, n, 100 * n)).collect();

        let cuts = CutPoints::of_fifths(&buyers).unwrap();

        // The first two fifths are of eleven, the others of ten.
        assert_eq!(cuts.days, [10, 21, 31, 41]);
        assert_eq!(cuts.orders, [12, 23, 33, 43]);
        assert_eq!(cuts.money.map(Money::minor), [1_200, 2_300, 3_300, 4_300]);
        assert!(CutPoints::of_fifths(&buyers[..50]).is_some());
        assert_eq!(CutPoints::of_fifths(&buyers[..49]), None);
    }

    #[test]
    fn t4_equals_are_graded_as_equals() {
        let cuts = CutPoints::of_fifths(&[bought(0, 1, 500); 50]).unwrap();

        assert!(cuts.is_ascending());
        let grades = cuts.grades(&habits(Some(0), 1, 500)).unwrap();
        assert_eq!((grades.recency, grades.frequency, grades.money), (5, 1, 1));
    }

    proptest! {
        #[test]
        fn t4_more_is_never_worse(days in 0_i64..500, orders in 1_i64..30, minor in 0_i64..200_000) {
            let worse = cuts().grades(&habits(Some(days + 1), orders, minor)).unwrap();
            let better = cuts().grades(&habits(Some(days), orders + 1, minor + 1)).unwrap();
            prop_assert!(better.recency >= worse.recency && better.frequency >= worse.frequency && better.money >= worse.money);
            for grade in [worse.recency, worse.frequency, worse.money] {
                prop_assert!((1..=5).contains(&grade));
            }
        }
    }
}
