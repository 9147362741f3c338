//! What members buy again and again, found at night from what was bought since the night before.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use domain::rhythm::Rhythm;
use domain::shop::Shop;
use domain::{CategoryId, MemberId, OrderId};
use storage::rhythms::{self, Kept, Purchase};
use storage::{StorageError, Tx, moments, order_lines};

use crate::Loyalty;

/// Purchases that one transaction looks at.
const PURCHASES: i64 = 200;
/// A purchase that is younger may be in a transaction that has not ended yet. The next night finds it.
const SETTLED: TimeDelta = TimeDelta::minutes(10);
/// Categories whose things one message names.
const NAMED: i64 = 5;

impl Loyalty {
    /// Finds the rhythms of those who bought something since the last time, a page of purchases at a time. Says whether
    /// there may be more.
    pub(crate) async fn find_rhythms_page(&self, tx: &mut Tx, shop: &Shop) -> Result<bool, StorageError> {
        let upto = rhythms::turn(tx, shop.id).await?;
        let settled = self.now() - SETTLED;
        if settled <= upto {
            return Ok(false);
        }
        let page_ends = rhythms::page_ends(tx, shop.id, upto, settled, PURCHASES).await?;
        let ends = page_ends.unwrap_or(settled);
        for member in rhythms::buyers(tx, shop.id, upto, ends).await? {
            self.find_rhythms(tx, shop, member, ends).await?;
        }
        rhythms::set_upto(tx, shop.id, ends).await?;
        Ok(page_ends.is_some())
    }

    /// Finds a member's rhythms anew, because what they bought before has changed.
    pub(crate) async fn rhythms_anew(&self, tx: &mut Tx, shop: &Shop, member: MemberId) -> Result<(), StorageError> {
        let upto = rhythms::turn(tx, shop.id).await?;
        self.find_rhythms(tx, shop, member, upto).await
    }

    async fn find_rhythms(
        &self,
        tx: &mut Tx,
        shop: &Shop,
        member: MemberId,
        upto: DateTime<Utc>,
    ) -> Result<(), StorageError> {
        let purchases = rhythms::purchases(tx, shop.id, member, upto).await?;
        rhythms::replace(tx, shop.id, member, &rhythms_in(shop, &purchases)).await
    }

    /// The things that are due to a member together with what was bought last of a category, in one line.
    pub(crate) async fn due_things(
        &self,
        tx: &mut Tx,
        shop: &Shop,
        member: MemberId,
        (subject, order, category): (moments::Subject, OrderId, CategoryId),
    ) -> Result<String, StorageError> {
        let mut due = vec![(category, order)];
        if subject.category.is_none() {
            let others = rhythms::due_with(tx, shop.id, member, category, NAMED).await?;
            due.extend(others.into_iter().filter(|(other, _)| *other != category));
        }
        let mut titles: Vec<String> = Vec::new();
        for (category, order) in due {
            let about = domain::automation::About::Last(order, category);
            if !moments::still(tx, shop.id, subject, member, about, None).await? {
                continue;
            }
            for line in order_lines::of_order(tx, shop.id, order).await? {
                let is_new = line.category == Some(category) && !titles.contains(&line.title);
                if is_new && !line.title.is_empty() {
                    titles.push(line.title);
                }
            }
        }
        Ok(titles.join(", "))
    }
}

/// The rhythms in a member's purchases, the newest first, by category.
pub(crate) fn rhythms_in(shop: &Shop, purchases: &[Purchase]) -> Vec<Kept> {
    let mut by_category: BTreeMap<CategoryId, (Purchase, Vec<NaiveDate>)> = BTreeMap::new();
    for purchase in purchases {
        let (_, days) = by_category
            .entry(purchase.category)
            .or_insert_with(|| (*purchase, Vec::new()));
        days.push(shop.day(purchase.at));
    }
    let kept = by_category.into_iter().filter_map(|(category, (last, days))| {
        let Rhythm { every_days, due_on } = Rhythm::of(days)?;
        Some(Kept {
            category,
            order: last.order,
            last_at: last.at,
            every_days,
            due_on,
        })
    });
    kept.collect()
}
