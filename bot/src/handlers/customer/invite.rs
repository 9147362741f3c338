//! A member's own link for friends, and who came by it.

use domain::{MemberId, ShopId};

use super::{back_to, join, member_or_invite, screen};
use crate::handlers::visit::Visit;
use crate::tap::{Start, Tap};

pub async fn show(visit: &Visit<'_>) -> anyhow::Result<()> {
    let Some((shop, member)) = member_or_invite(visit).await? else {
        return Ok(());
    };
    visit.tap_seen().await?;
    let link = Start::Invite(shop.id, member.id).link(&visit.club.me.username);
    let brought = visit.club.loyalty.brought(shop.id, member.id).await?;
    let text = say::tiers::invite(visit.lang(), &shop.name, &link, brought.came, brought.bought);
    visit.show(&screen(text, vec![back_to(visit, &Tap::Menu)])).await?;
    Ok(())
}

/// Somebody came by a member's link. Whoever is a member already comes as always.
pub async fn arrive(visit: &Visit<'_>, shop: ShopId, by: MemberId) -> anyhow::Result<()> {
    match join::at(visit, shop).await? {
        Some(there) if there.visitor.member.is_none() && there.visitor.role.is_none() => match &there.visitor.shop {
            Some(shop) => join::ask_invited(&there, shop, Some(by)).await,
            None => join::start(&there).await,
        },
        _ => join::arrive(visit, shop).await,
    }
}
