//! One page of a shop's night run (P11).

use chrono::NaiveDate;
use domain::ShopId;
use domain::job::NightStep;

use crate::club::Club;

pub async fn run(club: &Club, shop: ShopId, day: NaiveDate, step: NightStep) -> anyhow::Result<()> {
    let page = club.loyalty.night_page(shop, day, step).await?;
    tracing::debug!(%shop, %day, ?step, page.changed, page.last, "a page of the night run");
    Ok(())
}
