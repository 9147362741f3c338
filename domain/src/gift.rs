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
    pub per_member: Option<i64>,
    /// First and last day in the shop.
    pub from: Option<NaiveDate>,
    pub until: Option<NaiveDate>,
    /// Days that its coupon can be used, the day of redeeming not counted.
    pub coupon_days: u32,
    /// Telegram's file id of its picture.
    pub photo: Option<String>,
    pub active: bool,
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
    /// Points from refunded purchases are still owed (P7).
    Owing {
        owed: Points,
    },
    Short {
        missing: Points,
    },
}

impl Gift {
    /// Whether a member with this balance, who took `taken` before, may redeem it on `day`.
    ///
    /// What the member cannot change is said before what they can.
    ///
    /// # Errors
    /// The first reason that stands against it.
    pub fn offered(&self, day: NaiveDate, balance: Points, owed: Points, taken: i64) -> Result<(), Unavailable> {
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
        if let Some(limit) = self.per_member.filter(|limit| taken >= *limit) {
            return Err(Unavailable::LimitReached { limit });
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
        let offered =
            |gift: &Gift, on: &str, balance, owed, taken| gift.offered(day(on), points(balance), points(owed), taken);

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
    fn p7_a_member_in_deficit_cannot_spend() {
        let day = "2027-01-05".parse().unwrap();

        assert_eq!(
            mug().offered(day, points(0), points(5), 0),
            Err(Unavailable::Owing { owed: points(5) })
        );
    }
}
