//! What a shop sold and gave, day by day, and what it owes.

use std::collections::HashMap;

use chrono::{DateTime, Days, Months, NaiveDate, Utc};
use domain::shop::Shop;
use domain::{Money, Points, ShopId, TierId};
use storage::days::{self, Day};
use storage::{StorageError, Tx, members, standings, tiers};

use crate::Loyalty;

/// Days that one transaction of the night run counts at most, and purchases after which it is enough: nobody at
/// the till waits for a year to be counted.
const COUNTED_AT_ONCE: usize = 50;
const ORDERS_AT_ONCE: i64 = 2_000;
/// As far back as days are kept: two years, so that a year can be compared with the one before.
const KEPT_DAYS: u64 = 731;
/// Purchases that somebody who looks at a picture waits for. What is not counted by then, the night run counts.
const LOOKED_AT: i64 = 50_000;

/// Sums of a period, day by day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Figures {
    /// Every day of the period, oldest first. The last one is today.
    pub days: Vec<(NaiveDate, Day)>,
    /// The period of the same length before it.
    pub before: Day,
    /// Days that are not counted yet: they stand as nothing.
    pub uncounted: usize,
}

/// What members hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Owed {
    pub points: Points,
    pub money: Money,
    /// What expires in each month, from the running one on: its first day, the points, and what they stand for.
    pub months: Vec<(NaiveDate, Points, Money)>,
}

impl Figures {
    /// The whole period.
    #[must_use]
    pub fn total(&self) -> Day {
        sum(self.days.iter().map(|(_, day)| day))
    }
}

impl Loyalty {
    /// What the last `count` days came to, today included.
    pub async fn figures(&self, shop: &Shop, count: u64) -> Result<Figures, StorageError> {
        let now = self.now();
        let today = shop.day(now);
        let tomorrow = today + Days::new(1);
        let first = tomorrow - Days::new(count);
        let earlier = first - Days::new(count);
        let mut tx = self.db.read().await?;
        let opened = days::opened(&mut tx, shop.id).await?.map_or(today, |at| shop.day(at));
        let kept = days::list(&mut tx, shop.id, earlier, today).await?;
        let mut known: HashMap<NaiveDate, Day> = kept.into_iter().collect();
        let (mut uncounted, mut looked_at) = (0, 0);
        // Newest first: what somebody looks at most is there first.
        for day in earlier
            .iter_days()
            .take_while(|day| *day < tomorrow)
            .collect::<Vec<_>>()
            .into_iter()
            .rev()
        {
            if known.contains_key(&day) || day < opened {
                continue;
            }
            if looked_at > LOOKED_AT {
                uncounted += 1;
                continue;
            }
            let sums = count_day(&mut tx, shop, day).await?;
            looked_at += sums.orders;
            known.insert(day, sums);
        }
        let of = |day: NaiveDate| (day, known.get(&day).copied().unwrap_or_default());
        let days = first.iter_days().take_while(|day| *day < tomorrow).map(of).collect();
        let before: Vec<(NaiveDate, Day)> = earlier.iter_days().take_while(|day| *day < first).map(of).collect();
        Ok(Figures {
            days,
            before: sum(before.iter().map(|(_, day)| day)),
            uncounted,
        })
    }

    /// What members hold, and what of it expires in each of the next `months` months.
    pub async fn owed(&self, shop: &Shop, months: u32) -> Result<Owed, StorageError> {
        let now = self.now();
        let mut tx = self.db.read().await?;
        let in_money = |points| shop.till.worth.of(points);
        let points = days::open_points(&mut tx, shop.id).await?;
        let this_month = first_of_month(shop.day(now));
        let mut rows = Vec::new();
        for month in 0..months {
            let first = this_month + Months::new(month);
            let ends = shop.day_starts(first + Months::new(1));
            // Points end with the last instant of a day: the first of the next one.
            let begins = now.max(shop.day_starts(first));
            let expiring = days::expiring(&mut tx, shop.id, begins, ends).await?;
            rows.push((first, expiring, in_money(expiring)));
        }
        Ok(Owed {
            points,
            money: in_money(points),
            months: rows,
        })
    }

    /// The gifts that were redeemed most in the last `count` days, and how often.
    pub async fn top_gifts(&self, shop: &Shop, count: u64, limit: i64) -> Result<Vec<(String, i64)>, StorageError> {
        let now = self.now();
        let first = shop.day(now) + Days::new(1) - Days::new(count);
        let mut tx = self.db.read().await?;
        days::top_gifts(&mut tx, shop.id, shop.day_starts(first), after(now), limit).await
    }

    /// How many members are in each tier, lowest first; without a title, those who are in none. Empty: the
    /// shop has no tiers.
    pub async fn members_per_tier(&self, shop: ShopId) -> Result<Vec<(Option<String>, i64)>, StorageError> {
        let mut tx = self.db.read().await?;
        let ladder = tiers::ladder(&mut tx, shop).await?;
        if ladder.tiers().is_empty() {
            return Ok(Vec::new());
        }
        let held: HashMap<TierId, i64> = standings::per_tier(&mut tx, shop).await?.into_iter().collect();
        // Whoever holds none is where everybody begins.
        let others = members::count(&mut tx, shop).await? - held.values().sum::<i64>();
        let begin = ladder.tier_of(None).map(|tier| tier.id);
        let mut rows = Vec::new();
        if begin.is_none() && others > 0 {
            rows.push((None, others));
        }
        for tier in ladder.tiers() {
            let begins = if begin == Some(tier.id) { others } else { 0 };
            let count = held.get(&tier.id).copied().unwrap_or(0) + begins;
            if tier.active || count > 0 {
                rows.push((Some(tier.title.clone()), count));
            }
        }
        Ok(rows)
    }

    /// The days that are over of which is kept what they came to.
    pub(crate) async fn kept_days(&self, shop: &Shop) -> Result<Vec<(NaiveDate, Day)>, StorageError> {
        let today = shop.day(self.now());
        let mut tx = self.db.read().await?;
        days::list(&mut tx, shop.id, today - Days::new(KEPT_DAYS), today).await
    }

    /// Counts days that are over and were not counted yet. Says how many.
    pub(crate) async fn count_days_page(&self, tx: &mut Tx, shop: &Shop) -> Result<usize, StorageError> {
        let today = shop.day(self.now());
        let opened = days::opened(tx, shop.id).await?.map_or(today, |at| shop.day(at));
        let first = opened.max(today - Days::new(KEPT_DAYS));
        days::take_turn(tx, shop.id).await?;
        let kept = days::list(tx, shop.id, first, today).await?;
        let known: HashMap<NaiveDate, Day> = kept.into_iter().collect();
        let missing = first.iter_days().take_while(|day| *day < today);
        let missing: Vec<NaiveDate> = missing
            .filter(|day| !known.contains_key(day))
            .take(COUNTED_AT_ONCE)
            .collect();
        let (mut counted, mut orders) = (0, 0);
        for day in missing {
            let sums = count_day(tx, shop, day).await?;
            days::put(tx, shop.id, day, &sums).await?;
            counted += 1;
            orders += sums.orders;
            if orders > ORDERS_AT_ONCE {
                break;
            }
        }
        Ok(counted)
    }
}

async fn count_day(tx: &mut Tx, shop: &Shop, day: NaiveDate) -> Result<Day, StorageError> {
    days::count(tx, shop.id, shop.day_starts(day), shop.day_ends(day)).await
}

/// An instant that nothing of now is after.
fn after(now: DateTime<Utc>) -> DateTime<Utc> {
    now + chrono::TimeDelta::seconds(1)
}

fn first_of_month(day: NaiveDate) -> NaiveDate {
    chrono::Datelike::with_day(&day, 1).unwrap_or(day)
}

/// What some days came to together.
pub(crate) fn sum<'d>(days: impl Iterator<Item = &'d Day>) -> Day {
    days.fold(Day::default(), |sum, day| Day {
        orders: sum.orders + day.orders,
        sales: sum.sales + day.sales,
        newcomers: sum.newcomers + day.newcomers,
        given: sum.given + day.given,
        spent: sum.spent + day.spent,
        expired: sum.expired + day.expired,
    })
}
