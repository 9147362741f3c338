//! Gifts: what points buy, and who may have one now (C6).

use chrono::NaiveDate;

use crate::{GiftId, Points};

/// A gift in the gift area.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Gift {
    pub id: GiftId,
    pub title: String,
    pub description: String,
    pub price: Points,
    /// How many are left. `None`: as many as people want.
    pub stock: Option<i64>,
    /// How many one member can have, ever and on one day.
    pub per_member: Option<i64>,
    pub per_day: Option<i64>,
    /// First and last day in the shop.
    pub from: Option<NaiveDate>,
    pub until: Option<NaiveDate>,
    /// Days that its coupon can be used, the day of redeeming not counted.
    pub coupon_days: u32,
    /// Telegram's file id of its picture.
    pub photo: Option<String>,
    pub active: bool,
}

/// How many of a gift a member has had, those that were given back not counted.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Taken {
    pub ever: i64,
    /// On the day it is in the shop.
    pub today: i64,
}

/// Why a member cannot have a gift now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unavailable {
    /// Taken off the list.
    Withdrawn,
    NotYet {
        from: NaiveDate,
    },
    Over {
        until: NaiveDate,
    },
    SoldOut,
    /// This member has had as many as one person may.
    LimitReached {
        limit: i64,
    },
    /// The same for this day: tomorrow there are more.
    DayLimitReached {
        limit: i64,
    },
    /// Points from refunded purchases are still owed (P7).
    Owing {
        owed: Points,
    },
    Short {
        missing: Points,
    },
}

impl Gift {
    /// Whether it matters how many somebody had.
    #[must_use]
    pub const fn is_limited(&self) -> bool {
        self.per_member.is_some() || self.per_day.is_some()
    }

    /// Whether a member with this balance, who took `taken` before, may redeem it on `day`.
    ///
    /// What the member cannot change is said before what they can.
    ///
    /// # Errors
    /// The first reason that stands against it.
    pub fn offered(&self, day: NaiveDate, balance: Points, owed: Points, taken: Taken) -> Result<(), Unavailable> {
        if !self.active {
            return Err(Unavailable::Withdrawn);
        }
        if let Some(from) = self.from.filter(|from| day < *from) {
            return Err(Unavailable::NotYet { from });
        }
        if let Some(until) = self.until.filter(|until| day > *until) {
            return Err(Unavailable::Over { until });
        }
        if self.stock.is_some_and(|stock| stock <= 0) {
            return Err(Unavailable::SoldOut);
        }
        if let Some(limit) = self.per_member.filter(|limit| taken.ever >= *limit) {
            return Err(Unavailable::LimitReached { limit });
        }
        if let Some(limit) = self.per_day.filter(|limit| taken.today >= *limit) {
            return Err(Unavailable::DayLimitReached { limit });
        }
        if !owed.is_zero() {
            return Err(Unavailable::Owing { owed });
        }
        balance
            .missing_for(self.price)
            .map_or(Ok(()), |missing| Err(Unavailable::Short { missing }))
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    fn points(n: i64) -> Points {
        Points::new(n).unwrap()
    }

    fn mug() -> Gift {
        Gift {
            id: GiftId(Uuid::nil()),
            title: "Mug".into(),
            description: String::new(),
            price: points(100),
            stock: Some(1),
            per_member: Some(2),
            per_day: None,
            from: "2027-01-01".parse().ok(),
            until: "2027-01-31".parse().ok(),
            coupon_days: 30,
            photo: None,
            active: true,
        }
    }

    #[test]
    fn c6_a_gift_is_offered_within_its_period_stock_limit_and_price() {
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();
        let offered = |gift: &Gift, on: &str, balance, owed, ever| {
            let taken = Taken { ever, today: 0 };
            gift.offered(day(on), points(balance), points(owed), taken)
        };

        assert_eq!(offered(&mug(), "2027-01-01", 100, 0, 1), Ok(()));
        assert_eq!(offered(&mug(), "2027-01-31", 100, 0, 0), Ok(()));
        assert_eq!(
            offered(&mug(), "2026-12-31", 100, 0, 0),
            Err(Unavailable::NotYet {
                from: day("2027-01-01")
            })
        );
        assert_eq!(
            offered(&mug(), "2027-02-01", 100, 0, 0),
            Err(Unavailable::Over {
                until: day("2027-01-31")
            })
        );
        assert_eq!(
            offered(&mug(), "2027-01-05", 99, 0, 0),
            Err(Unavailable::Short { missing: points(1) })
        );
        assert_eq!(
            offered(&mug(), "2027-01-05", 100, 0, 2),
            Err(Unavailable::LimitReached { limit: 2 })
        );
        assert_eq!(
            offered(
                &Gift {
                    stock: Some(0),
                    ..mug()
                },
                "2027-01-05",
                100,
                0,
                0
            ),
            Err(Unavailable::SoldOut)
        );
        assert_eq!(
            offered(&Gift { active: false, ..mug() }, "2027-01-05", 100, 0, 0),
            Err(Unavailable::Withdrawn)
        );
    }

    #[test]
    fn c6_what_is_limited_by_the_day_is_there_again_tomorrow() {
        let day = "2027-01-05".parse().unwrap();
        let (one_a_day, two_a_day) = (Some(1), Some(2));
        for (per_day, today, answer) in [
            (one_a_day, 0, Ok(())),
            (one_a_day, 1, Err(Unavailable::DayLimitReached { limit: 1 })),
            (two_a_day, 1, Ok(())),
            (two_a_day, 2, Err(Unavailable::DayLimitReached { limit: 2 })),
            (None, 9, Ok(())),
        ] {
            let gift = Gift {
                per_member: None,
                per_day,
                ..mug()
            };
            let taken = Taken { ever: 9, today };
            assert_eq!(
                gift.offered(day, points(100), Points::ZERO, taken),
                answer,
                "{per_day:?} {today}"
            );
        }
    }

    #[test]
    fn p7_a_member_in_deficit_cannot_spend() {
        let day = "2027-01-05".parse().unwrap();

        assert_eq!(
            mug().offered(day, points(0), points(5), Taken::default()),
            Err(Unavailable::Owing { owed: points(5) })
        );
    }
}
