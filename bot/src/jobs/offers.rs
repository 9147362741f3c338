//! Offers by the clock: the line is served, and the posts in the groups are brought up to date.

use domain::{OfferId, ShopId};

use crate::club::Club;
use crate::letters::offer_post;
use crate::telegram::Trouble;

pub async fn serve(club: &Club, shop: ShopId, offer: OfferId) -> anyhow::Result<()> {
    club.loyalty.serve_offer(shop, offer).await?;
    Ok(())
}

/// A group that is full puts the job off, and when it is done it says what is so by then.
pub async fn post(club: &Club, shop: ShopId, offer: OfferId) -> anyhow::Result<()> {
    let Some((post, stale)) = club.loyalty.post_offer(shop, offer).await? else {
        return Ok(());
    };
    let Some(lang) = club.loyalty.shop(shop).await?.map(|shop| shop.lang) else {
        return Ok(());
    };
    for old in stale {
        let Some(message) = old.message else { continue };
        let words = offer_post(lang, offer, &post);
        let changed = if old.has_picture {
            club.telegram.edit_caption(old.chat, message, &words).await
        } else {
            club.telegram.edit(old.chat, message, &words).await
        };
        match changed {
            Ok(()) => {}
            // Somebody removed it, the bot left, or the group became another one.
            Err(Trouble::Unreachable(why) | Trouble::Refused(why)) => {
                tracing::info!(chat = old.chat, message, why, "a post about an offer stays as it is");
            }
            Err(Trouble::Migrated(to)) => club.loyalty.move_group(old.chat, to).await?,
            Err(trouble) => return Err(trouble.into()),
        }
        club.loyalty.post_says(shop, offer, old.chat, &post).await?;
    }
    Ok(())
}
