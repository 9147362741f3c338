//! The one place that says how many points a purchase earns.

use chrono::{DateTime, Utc};
use domain::earn_rule::{self, Occasion};
use domain::reckon::Part;
use domain::shop::Shop;
use domain::terms::{Terms, Worth};
use domain::{Points, earn};
use storage::boosts::Boost;
use storage::rates::{self, Rates};
use storage::tiers::MemberTier;
use storage::{StorageError, Tx};

use crate::Loyalty;
use crate::earn_rules::reached;

impl Loyalty {
    /// What a member's purchase earns: for each line the best rate that fits counts, of the member's tier, the
    /// shop's rules and the coupons that they used, and the whole order is rounded down once (P8). `coupon`: the
    /// one that is used for it, which may open a better rate.
    pub(crate) async fn earned(
        &self,
        tx: &mut Tx,
        shop: &Shop,
        buyer: &MemberTier,
        parts: &[Part],
        coupon: Option<&Terms>,
        at: DateTime<Utc>,
    ) -> Result<Points, StorageError> {
        let tier = buyer.current().map_or(earn::USUAL, |tier| tier.times);
        let day = shop.day(at);
        let Rates { rules, mut boosts } = if buyer.rates {
            rates::of_purchase(tx, shop.id, buyer.member, day, at).await?
        } else {
            Rates::default()
        };
        boosts.extend(coupon.and_then(boost_of));
        let reached = reached(&buyer.ladder, buyer.current().map(|tier| tier.id));
        let parts: Vec<_> = parts
            .iter()
            .map(|part| {
                let fitting = boosts
                    .iter()
                    .filter(|boost| boost.only.counts(part.product, part.category));
                let also = fitting.map(|boost| boost.percent).fold(tier, u32::max);
                let occasion = Occasion {
                    day,
                    reached: &reached,
                    category: part.category,
                };
                (part.paid, earn_rule::best(&rules, &occasion, also))
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
