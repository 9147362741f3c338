//! What became of messages, looked at once when the time is over in which they could bring something.

use std::collections::BTreeMap;

use chrono::{Days, NaiveDate, TimeDelta};
use domain::automation::Why;
use domain::shop::Shop;
use storage::results::{self, Gave, Part, Sums};
use storage::{StorageError, Tx, brakes};

use super::ready::cause;
use crate::Loyalty;

/// Decisions of one transaction.
const PAGE: i64 = 200;
/// No window is as long as that, with the days that something may be late.
const LONGEST_WINDOW: TimeDelta = TimeDelta::days(40);
/// As far back as is kept what each day sent.
pub(crate) const MAIL_DAYS: u64 = 91;

impl Loyalty {
    /// Looks at a page of decisions whose time is over; when there is none, counts a day of what was sent. Says how much
    /// was done.
    pub(crate) async fn measure_page(&self, tx: &mut Tx, shop: &Shop) -> Result<usize, StorageError> {
        let today = shop.day(self.now());
        match results::due_day(tx, shop.id, today).await? {
            Some(day) => self.measure_day(tx, shop, day).await,
            None => self.count_mail_day(tx, shop, today).await,
        }
    }

    async fn measure_day(&self, tx: &mut Tx, shop: &Shop, day: NaiveDate) -> Result<usize, StorageError> {
        let ends = shop.day_starts(day);
        let due = results::due(tx, shop.id, day, ends - LONGEST_WINDOW, ends, PAGE).await?;
        let mut sums: BTreeMap<Part, Sums> = BTreeMap::new();
        let mut drops: BTreeMap<(Part, &'static str), (Why, i64)> = BTreeMap::new();
        for one in &due {
            let gave = if one.is_reached() {
                results::gave(tx, shop.id, &cause(one.touch()), ends).await?
            } else {
                Gave::default()
            };
            // Somebody else may have looked at it meanwhile.
            if !results::measured(tx, shop.id, one, gave).await? {
                continue;
            }
            let so_far = sums.entry(one.part()).or_default();
            *so_far = so_far.and(one.sums(gave));
            if let Some(why) = one.dropped() {
                let (_, people) = drops.entry((one.part(), why.as_str())).or_insert((why, 0));
                *people += 1;
            }
        }
        // Each in one order, so that two transactions never wait for each other.
        for (part, sums) in &sums {
            results::add(tx, shop.id, *part, sums).await?;
        }
        for ((part, _), (why, people)) in &drops {
            results::add_drops(tx, shop.id, *part, *why, *people).await?;
        }
        Ok(due.len())
    }

    /// Counts what went out on the next day that is over for long enough: whoever goes within a day of a message went
    /// because of it. Days on which nothing was sent are passed over.
    async fn count_mail_day(&self, tx: &mut Tx, shop: &Shop, today: NaiveDate) -> Result<usize, StorageError> {
        let first = today.checked_sub_days(Days::new(MAIL_DAYS)).unwrap_or(today);
        let from = brakes::last_day(tx, shop.id)
            .await?
            .and_then(|last| last.succ_opt())
            .map_or(first, |next| next.max(first));
        let Some(sent) = brakes::first_sent(tx, shop.id, shop.day_starts(from)).await? else {
            return Ok(0);
        };
        let day = shop.day(sent);
        // Yesterday's messages may still drive somebody away.
        if day.checked_add_days(Days::new(1)).is_none_or(|over| over >= today) {
            return Ok(0);
        }
        let toll = brakes::toll(tx, shop.id, shop.day_starts(day), shop.day_ends(day)).await?;
        let is_new = brakes::put_day(tx, shop.id, day, toll).await?;
        Ok(usize::from(is_new))
    }
}
