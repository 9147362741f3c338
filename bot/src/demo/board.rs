//! What stands in the customers' group once the bot is there, as if it had long been.

use std::sync::Arc;

use domain::shop::Shop;

use super::shops::DemoShop;
use crate::app::Program;
use crate::init;

/// Offers of a demo's shop.
const ALL: i64 = 100;

/// Posts the offer that the tour is about. The others are posted when somebody claims them.
///
/// # Errors
/// When the database fails.
pub async fn furnish(program: Arc<Program>, demo: &'static DemoShop, shop: Shop) -> anyhow::Result<()> {
    let acts = &program.club().loyalty;
    let file = init::read(demo.file)?;
    let told = file.offers.iter().find(|offer| offer.slug == demo.tour.offer);
    let (offers, _) = acts.all_offers(shop.id, 0, ALL).await?;
    for offer in offers {
        if told.is_some_and(|part| part.title == offer.title) {
            // Posts of earlier playgrounds are not there to be brought up to date.
            drop(acts.post_offer(shop.id, offer.id).await?);
        }
    }
    Ok(())
}
