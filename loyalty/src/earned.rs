//! The one place that says how many points a purchase earns.

use chrono::{DateTime, Utc};
use domain::reckon::Part;
use domain::shop::Shop;
use domain::terms::{Terms, Worth};
use domain::{MemberId, Points, earn};
use storage::boosts::{self, Boost};
use storage::{StorageError, Tx};

use crate::Loyalty;

impl Loyalty {
    /// What a member's purchase earns: for each line the best rate that fits counts, and the whole order
    /// is rounded down once (P8). `coupon`: the one that is used for it, which may open a better rate.
    pub(crate) async fn earned(
        &self,
        tx: &mut Tx,
        shop: &Shop,
        member: MemberId,
        parts: &[Part],
        coupon: Option<&Terms>,
        at: DateTime<Utc>,
    ) -> Result<Points, StorageError> {
        let tier = self.times_for(tx, shop, member).await?;
        let mut running = boosts::running(tx, shop.id, member, at).await?;
        running.extend(coupon.and_then(boost_of));
        let parts: Vec<_> = parts
            .iter()
            .map(|part| {
                let fitting = running
                    .iter()
                    .filter(|boost| boost.only.counts(part.product, part.category));
                let best = fitting.map(|boost| boost.percent).max().unwrap_or(tier);
                (part.paid, best.max(tier))
            })
            .collect();
        Ok(earn::for_parts(&shop.rules, &parts))
    }
}

/// The better rate that a coupon opens, if it is one of those.
pub(crate) fn boost_of(terms: &Terms) -> Option<Boost> {
    match terms.worth {
        Worth::Times { percent, .. } => Some(Boost {
            percent,
            only: terms.only.clone(),
        }),
        _ => None,
    }
}
