//! Lots: points that were earned together and expire together (P4–P6).

use chrono::{DateTime, Days, Months, NaiveDate, TimeDelta, Utc};

use crate::shop::Shop;
use crate::{LotId, Points};

/// How long points that come back after their expiry can still be spent (P6).
pub const GRACE_DAYS: u64 = 7;

/// A lot that still holds points.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Lot {
    pub id: LotId,
    pub remaining: Points,
    /// The first instant at which they can no longer be spent. `None`: never.
    pub expires_at: Option<DateTime<Utc>>,
    pub earned_at: DateTime<Utc>,
}

/// When points that become spendable at `from` expire: at the end of the day, in the shop's time
/// zone, some months later (P5). 31 January and one month is the last day of February.
#[must_use]
pub fn expiry(shop: &Shop, from: DateTime<Utc>) -> Option<DateTime<Utc>> {
    let months = shop.rules.expiry_months?;
    let last_day = shop.day(from).checked_add_months(Months::new(months))?;
    Some(shop.day_ends(last_day))
}

/// The last day on which points with this expiry can be spent.
#[must_use]
pub fn last_day(shop: &Shop, expires_at: DateTime<Utc>) -> NaiveDate {
    shop.day(expires_at - TimeDelta::microseconds(1))
}

/// When points of a purchase become spendable (P9). `None`: at once.
#[must_use]
pub fn pending_until(shop: &Shop, bought: DateTime<Utc>) -> Option<DateTime<Utc>> {
    let days = u64::from(shop.rules.pending_days);
    (days > 0).then(|| {
        shop.day_starts(
            shop.day(bought)
                .checked_add_days(Days::new(days))
                .unwrap_or(NaiveDate::MAX),
        )
    })
}

/// Where points go that are given back (P6).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Return {
    /// To the lot they came from, whose time is not over.
    ToTheirLot,
    /// Their time is over: to a lot of their own, so that what was left unspent of the old one does
    /// not live on with them.
    WithGrace { until: DateTime<Utc> },
    /// Nowhere: they had their grace, and it is over too.
    Nowhere,
}

/// Where points go that are given back at `now`, from a lot with `expires_at` that is `extended` when
/// it is a grace already (P6).
#[must_use]
pub fn where_to_return(shop: &Shop, expires_at: Option<DateTime<Utc>>, extended: bool, now: DateTime<Utc>) -> Return {
    if expires_at.is_none_or(|at| at > now) {
        return Return::ToTheirLot;
    }
    if extended {
        return Return::Nowhere;
    }
    let last_day = shop.day(now).checked_add_days(Days::new(GRACE_DAYS));
    Return::WithGrace {
        until: shop.day_ends(last_day.unwrap_or(NaiveDate::MAX)),
    }
}

/// Which lots pay `price`, and how much each: the soonest to expire first, ties oldest first,
/// those that never expire last (P4).
///
/// Less than `price` comes back when the lots do not hold it.
#[must_use]
pub fn take(lots: &[Lot], price: Points) -> Vec<(LotId, Points)> {
    let mut in_order: Vec<&Lot> = lots.iter().collect();
    in_order.sort_by_key(|lot| (lot.expires_at.is_none(), lot.expires_at, lot.earned_at, lot.id));
    let mut due = price;
    let mut taken = Vec::new();
    for lot in in_order {
        let part = lot.remaining.min(due);
        if !part.is_zero() {
            taken.push((lot.id, part));
            due = due.less(part);
        }
    }
    taken
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;
    use crate::shop::PointRules;
    use crate::{Lang, ShopId};

    fn shop(expiry_months: Option<u32>, pending_days: u32) -> Shop {
        let currency = "CNY".parse().unwrap();
        Shop {
            id: ShopId(Uuid::nil()),
            name: "Neiliansheng".into(),
            lang: Lang::ZhCn,
            time_zone: chrono_tz::Asia::Shanghai,
            currency,
            rules: PointRules {
                expiry_months,
                pending_days,
                ..PointRules::proposed(currency)
            },
            till: crate::till::TillRules::proposed(currency),
            birthdays: crate::birthday::BirthdayRules::default(),
            mail: crate::mail::MailRules::PROPOSED,
        }
    }

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    fn lot(id: u128, remaining: i64, expires_at: Option<&str>, earned_at: &str) -> Lot {
        Lot {
            id: LotId(Uuid::from_u128(id)),
            remaining: Points::new(remaining).unwrap(),
            expires_at: expires_at.map(at),
            earned_at: at(earned_at),
        }
    }

    #[test]
    fn p4_soonest_expiring_points_are_spent_first() {
        let lots = [
            lot(1, 10, None, "2026-01-01T00:00:00Z"),
            lot(2, 10, Some("2027-06-01T00:00:00Z"), "2026-01-02T00:00:00Z"),
            lot(3, 10, Some("2027-01-01T00:00:00Z"), "2026-03-01T00:00:00Z"),
            lot(4, 10, Some("2027-01-01T00:00:00Z"), "2026-02-01T00:00:00Z"),
        ];

        let taken: Vec<(u128, i64)> = take(&lots, Points::new(33).unwrap())
            .into_iter()
            .map(|(id, part)| (id.0.as_u128(), part.get()))
            .collect();

        assert_eq!(taken, [(4, 10), (3, 10), (2, 10), (1, 3)]);
    }

    #[test]
    fn p5_months_clamp_and_the_day_ends_in_the_shop() {
        for (months, earned, expires) in [
            (1, "2027-01-31T10:00:00Z", "2027-02-28T16:00:00Z"),
            (1, "2028-01-31T10:00:00Z", "2028-02-29T16:00:00Z"),
            // 23:30 UTC is already the next morning in Shanghai.
            (12, "2026-11-22T23:30:00Z", "2027-11-23T16:00:00Z"),
        ] {
            assert_eq!(
                expiry(&shop(Some(months), 0), at(earned)),
                Some(at(expires)),
                "{earned}"
            );
        }
        assert_eq!(expiry(&shop(None, 0), at("2027-01-31T10:00:00Z")), None);
        assert_eq!(
            last_day(&shop(Some(1), 0), at("2027-02-28T16:00:00Z")).to_string(),
            "2027-02-28"
        );
    }

    #[test]
    fn p6_points_that_expired_meanwhile_come_back_for_seven_days_once() {
        let shop = shop(Some(12), 0);
        let now = at("2027-03-10T04:00:00Z");
        let (later, earlier) = (Some(at("2027-03-11T16:00:00Z")), Some(at("2027-03-09T16:00:00Z")));
        let until = at("2027-03-17T16:00:00Z");

        for (expires_at, extended, expected) in [
            (None, false, Return::ToTheirLot),
            (later, false, Return::ToTheirLot),
            (later, true, Return::ToTheirLot),
            (Some(now), false, Return::WithGrace { until }),
            (earlier, false, Return::WithGrace { until }),
            (earlier, true, Return::Nowhere),
        ] {
            assert_eq!(
                where_to_return(&shop, expires_at, extended, now),
                expected,
                "{expires_at:?} {extended}"
            );
        }
    }

    #[test]
    fn p9_pending_points_wait_for_whole_days() {
        assert_eq!(pending_until(&shop(None, 0), at("2027-03-10T04:00:00Z")), None);
        assert_eq!(
            pending_until(&shop(None, 14), at("2027-03-10T04:00:00Z")),
            Some(at("2027-03-23T16:00:00Z"))
        );
    }
}
