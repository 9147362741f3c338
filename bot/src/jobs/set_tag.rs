//! Sets the tag beside a member's name in the groups of their shop: the tier that everybody can see.

use domain::{MemberId, ShopId};
use loyalty::TagPage;

use crate::club::Club;
use crate::telegram::Trouble;

pub async fn run(club: &Club, shop: ShopId, member: MemberId) -> anyhow::Result<()> {
    let Some(set) = club.loyalty.tag_of(shop, member).await? else {
        return Ok(());
    };
    for chat in set.chats {
        match club.telegram.set_tag(chat, set.user.0, set.tag.as_deref()).await {
            Ok(()) | Err(Trouble::Migrated(_)) => {}
            // Not in this group, an administrator, a group of the old kind, or the bot may not set tags.
            Err(Trouble::Unreachable(why) | Trouble::Refused(why)) => {
                tracing::debug!(chat, why, "a tag was not set");
            }
            Err(trouble) => return Err(trouble.into()),
        }
    }
    Ok(())
}

/// A page of those whose tag became another one. A group that asks for a pause holds the whole of it up: the page is
/// begun again then, and setting a tag twice changes nothing.
pub async fn page(club: &Club, page: &TagPage) -> anyhow::Result<()> {
    let Some((members, next)) = club.loyalty.tag_page(page).await? else {
        return Ok(());
    };
    for member in &members {
        run(club, page.shop, *member).await?;
    }
    club.loyalty.turn_tag_page(next, !members.is_empty()).await?;
    Ok(())
}
