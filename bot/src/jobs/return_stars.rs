//! Has Telegram give back the Stars of a payment.

use domain::ShopId;

use crate::club::Club;

/// A crash between Telegram's answer and the note of it repeats the call, which changes nothing then.
pub async fn run(club: &Club, shop: ShopId, charge: &str) -> anyhow::Result<()> {
    let Some(user) = club.loyalty.stars_to_return(shop, charge).await? else {
        return Ok(());
    };
    club.telegram.return_stars(user.0, charge).await?;
    club.loyalty.stars_returned(shop, charge).await?;
    Ok(())
}
